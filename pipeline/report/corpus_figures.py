"""The figures of a corpus as Markdown."""

from collections import Counter
from collections.abc import Mapping, Sequence

from pipeline.domain.corpus_figures import CorpusFigures
from pipeline.markdown import table


def render_corpus_figures(found: CorpusFigures) -> str:
    """What is in a corpus: counts, grid of genre × shape × topic, variety of words, nearest texts."""
    counted = ([name, sum(counts.values()), _parts(counts)] for name, counts in found.counts if counts)
    shapes = sorted({shape for row in found.grid.values() for shape in row})
    grid = (
        [genre, *(f"{len(row[shape])}: {_topics(row[shape])}" if shape in row else "" for shape in shapes)]
        for genre, row in found.grid.items()
    )
    topics = {topic for row in found.grid.values() for names in row.values() for topic in names}
    words = (
        [language, v.words, v.types, f"{v.types / v.words:.3f}" if v.words else "–", f"{v.per_thousand:.0f}"]
        for language, v in found.variety.items()
    )
    lines = [
        "## Counts",
        "",
        *table(["", "in all", "of these"], counted),
        "",
        f"Labelled by two annotators or more: {found.twice} documents. Texts that are not here: {found.absent}.",
        "",
        f"## Genre × shape × topic ({len(found.grid)} genres, {len(topics)} topics)",
        "",
        *table(["genre", *shapes], grid),
        "",
        "## Words",
        "",
        *table(["language", "words", "different", "types / tokens", "different in 1,000"], words),
        "",
        "## Nearest texts",
        "",
        "Shares of distinct runs of 8 characters in Chinese, 12 in English. No sentence stands in the corpus twice.",
        "",
        *table(["", "", "of both together", "of the shorter"], (_pair(*pair) for pair in found.nearest)),
    ]
    if found.across:
        a, b, resemblance, _ = found.across
        lines += ["", f"Nearest in two different folds: {a} and {b}, {resemblance:.2%}."]
    return "\n".join(lines) + "\n"


def _topics(topics: Sequence[str]) -> str:
    return ", ".join(f"{topic} ({n})" if n > 1 else topic for topic, n in sorted(Counter(topics).items()))


def _parts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {n}" for name, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _pair(a: str, b: str, resemblance: float, containment: float) -> list[str]:
    return [a, b, f"{resemblance:.2%}", f"{containment:.2%}"]
