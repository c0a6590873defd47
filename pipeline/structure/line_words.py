"""What lines of action say, and how they open beside the other paragraphs of their article.

`R1. …` and `R2. …`, `建议：…` and `建议：…`: paragraphs that open alike are likely to be alike, whatever opens them.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from pipeline.domain.document import Document
from pipeline.scoring.chain import Array
from pipeline.structure.lines import Line, families_of
from pipeline.structure.said import said_words

LINE_SAYS: Final = ("no", "yes")  # whether a line is a group
OPENING_COLUMNS: Final = 21
_OPENING: Final = 2  # words that count as how a line opens
_COLON: Final = (":", "：")
_QUESTION: Final = ("?", "？")


def line_words(document: Document, lines: Sequence[Line]) -> Iterator[dict[str, float]]:
    """What is heard of each line: its title, what stands before and above, how its family opens."""
    sentences = document.sentences
    title_of = {h.id: h.title for h in document.headings}
    parent_of = {h.id: h.parent for h in document.headings}
    heading_of = {s.id: s.heading for s in document.sections}
    opener_of = {family: lines[members[0]] for family, members in families_of(lines).items()}
    for line in lines:
        said = _title_words(document, line)
        if line.section is not None and line.section.heading is not None:
            above = parent_of[line.section.heading]
        else:
            above = heading_of[sentences[line.first].section]
        yield (
            {f"kind:{line.kind}": 0.5, "opens:" + "_".join(said[:_OPENING]): 0.5}
            | {f"opens:{w}": 0.5 for w in said[:_OPENING]}
            | _evenly("heading" if line.section is not None else "title", said)
            | {f"above:{w}": 0.5 for w in said_words(title_of[above] if above else "")}
            | _evenly("before", said_words(sentences[line.first - 1].text) if line.first else (), 0.7)
            | {f"family:{w}": 0.4 for w in _title_words(document, opener_of[line.family])[:_OPENING]}
        )


def _title_words(document: Document, line: Line) -> tuple[str, ...]:
    """Of the heading; where there is none, of the first sentence, which titles the line."""
    return said_words(line.title if line.section is not None else document.sentences[line.first].text)


def _evenly(kind: str, said: Sequence[str], weight: float = 1.0) -> dict[str, float]:
    """Words, however many of like weight together."""
    distinct = dict.fromkeys(said)
    of_each = weight * len(distinct) ** -0.5 if distinct else 0.0
    return {f"{kind}:{w}": of_each for w in distinct}


def opening_table(document: Document, lines: Sequence[Line]) -> Array:
    """How the first sentence of each line opens and stands; shape (lines, `OPENING_COLUMNS`)."""
    sentences = document.sentences
    in_paragraph = Counter(s.paragraph for s in sentences)
    openings = {i for i, s in enumerate(sentences) if i == 0 or s.paragraph != sentences[i - 1].paragraph}
    keys = {i: _keys(sentences[i].text) for i in openings | {line.first for line in lines}}
    of_document, of_section, of_family = Counter[str](), Counter[tuple[str, str]](), Counter[tuple[object, str]]()
    for i in openings:
        of_document.update(keys[i])
        of_section.update((sentences[i].section, key) for key in keys[i])
    families = {family: [lines[k].first for k in members] for family, members in families_of(lines).items()}
    for line in lines:
        of_family.update((line.family, key) for key in keys[line.first])
    lengths = {family: _mean(len(sentences[i].text) for i in firsts) for family, firsts in families.items()}
    sizes = {family: _mean(in_paragraph[sentences[i].paragraph] for i in firsts) for family, firsts in families.items()}
    rows = []
    for line in lines:
        own, firsts = sentences[line.first], families[line.family]
        character, pair, word, words = keys[line.first]
        follows = line.first + 1 < len(sentences) and sentences[line.first + 1].paragraph == own.paragraph
        before = sentences[line.first - 1].text if line.first else ""
        leads = sentences[firsts[0] - 1].text if firsts[0] else ""
        rows.append(
            [
                *(of_document[key] for key in (pair, word, words)),
                *(of_section[own.section, key] for key in (pair, word)),
                *(of_family[line.family, key] / len(firsts) for key in (character, pair, word, words)),
                len(own.text),
                in_paragraph[own.paragraph],
                lengths[line.family],
                sizes[line.family],
                len(own.text) / max(1.0, lengths[line.family]),
                line.first in openings,
                follows,
                len(before),
                before.endswith(_COLON),
                before.endswith(_QUESTION),
                len(leads),
                leads.endswith(_COLON),
            ]
        )
    return np.array(rows, dtype=np.float64).reshape(-1, OPENING_COLUMNS)


def _keys(text: str) -> tuple[str, str, str, str]:
    """What a sentence opens with: a character, two of them, a word, two of them; numbers are all alike in words."""
    said = said_words(text)[:_OPENING]
    return f"c{text[:1]}", f"p{text[:2]}", "w" + "".join(said[:1]), "v" + "_".join(said)


def _mean(values: Iterator[int]) -> float:
    every = list(values)
    return sum(every) / len(every)
