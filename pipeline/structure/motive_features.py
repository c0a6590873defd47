"""What speaks for each sentence of theory and practice as a motive of each line of action: a table for each line.

Lines are taken a few at a time, so that memory grows with the sentences of a document and not with the square of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from pipeline.domain.analysis import Group
from pipeline.domain.document import Document
from pipeline.scoring.tfidf import Array, collection, cosines
from pipeline.structure.cues import says_what_is_wrong
from pipeline.structure.stems import stems
from pipeline.text.terms import content_words

_REASONS: Final = frozenset(("claim", "evidence", "example"))
_LEAST: Final = 1e-9  # likeness, so that a share of none is none
_AT_ONCE: Final = 65536  # pairs of a line and a sentence

_COMPARED: Final = (
    *("words", "pairs", "head", "title", "heading"),
    *("words of the line held", "pairs of the line held", "words of the sentence held", "pairs of the sentence held"),
    *("sentence before", "sentence after", "words of the paragraph", "pairs of the paragraph"),
    *("behind the best line", "order"),
)
_OF_SENTENCE: Final = ("claim", "evidence", "says what is wrong", "length", "opens its paragraph")
_AMONG: Final = ("ground", "rank", "behind the best sentence", "share of the best words", "share of the best pairs")
# The columns of `motive_tables`.
COLUMNS: Final = (*_COMPARED, *_OF_SENTENCE, *_AMONG)


@dataclass(frozen=True, slots=True)
class LineOfAction:
    """A line of action: its group (a number), and its sentences (indices), the head first.

    It is a measure with its details, or all recommendations of a group that has no measures.
    """

    group: int
    sentences: tuple[int, ...]


def lines_of_action(document: Document, roles: Sequence[str], groups: Sequence[Group]) -> list[LineOfAction]:
    """The lines of action of groups, in order; none of a group that has neither measures nor recommendations."""
    index = {s.id: i for i, s in enumerate(document.sentences)}
    found = []
    for number, group in enumerate(groups):
        if group.measures:
            found += [LineOfAction(number, tuple(index[s] for s in (m.head, *m.details))) for m in group.measures]
        elif orders := tuple(index[m] for m in group.members if roles[index[m]] == "recommendation"):
            found.append(LineOfAction(number, orders))
    return found


def motive_tables(
    document: Document,
    stages: Sequence[str],
    roles: Sequence[str],
    groups: Sequence[Group],
    lines: Sequence[LineOfAction],
) -> Iterator[tuple[npt.NDArray[np.intp], Array]]:
    """For each line in turn the sentences (indices) offered to motivate it, and what speaks for each of them.

    Offered are those that give reasons and stand in a section that grounds the group of the line, but not its own. All
    sentences of the document together say which terms are rare.

    Args:
        document: with final sections.
        stages: of its sections.
        roles: of its sentences.
        groups: with their grounds.
        lines: of these groups.

    Yields:
        Shapes (offered,) and (offered, `COLUMNS`).
    """
    reasons = _reasons(document, stages, roles)
    numbers = np.array(reasons, dtype=np.intp)
    place = {s.id: k for k, s in enumerate(document.sections)}
    section_of = np.array([place[document.sentences[i].section] for i in reasons], dtype=np.intp)
    likeness = _Likeness(document, groups, lines, reasons)
    size = max(1, _AT_ONCE // max(1, len(reasons)))
    blocks = [(a, min(a + size, len(lines))) for a in range(0, len(lines), size)]
    together = lru_cache(1)(likeness.together)  # of a single block, made once
    best = np.max([together(a, b).max(axis=0) for a, b in blocks], axis=0) if blocks else np.zeros(0)
    # Of each sentence the number of its paragraph among those that give reasons.
    paragraph = np.unique([document.sentences[i].paragraph for i in reasons], return_inverse=True)[1]
    of_sentences = _of_sentences(document, roles, reasons, paragraph)
    places = np.linspace(0, 1, len(reasons))
    for a, b in blocks:
        total = together(a, b)
        compared = [*likeness.columns(a, b, paragraph), total - best]
        for n in range(a, b):
            of_sections = np.zeros(len(place))
            for ground in groups[lines[n].group].grounds:
                of_sections[place[ground.section]] = ground.probability
            probable = of_sections[section_of]
            offered = np.flatnonzero((probable > 0) & ~np.isin(numbers, lines[n].sentences))
            order = n / max(1, len(lines) - 1) - places[offered]
            own = np.column_stack([*(c[n - a, offered] for c in compared), order, of_sentences[offered]])
            yield (
                numbers[offered],
                np.column_stack([own, probable[offered], *_among(total[n - a, offered], own)]),
            )


def _reasons(document: Document, stages: Sequence[str], roles: Sequence[str]) -> list[int]:
    """The sentences (indices) of theory and practice that give reasons."""
    offered = {s.id for s, stage in zip(document.sections, stages, strict=True) if stage in {"theory", "practice"}}
    return [i for i, s in enumerate(document.sentences) if s.section in offered and roles[i] in _REASONS]


def _among(total: Array, own: Array) -> Iterator[Array]:
    """How each sentence compares with the others offered; `total` is its likeness in all, `own` its columns."""
    rank = np.empty(len(total))
    rank[np.argsort(-total, kind="stable")] = np.arange(len(total))
    yield np.log1p(rank)
    yield total - total.max(initial=0.0)
    for name in ("words", "pairs"):
        likeness = own[:, COLUMNS.index(name)]
        yield likeness / likeness.max(initial=_LEAST)


class _Likeness:
    """Compares lines with sentences; each table has a row for each line from a to b, a column for each sentence."""

    def __init__(
        self, document: Document, groups: Sequence[Group], lines: Sequence[LineOfAction], offered: Sequence[int]
    ) -> None:
        texts = [s.text for s in document.sentences]
        title_of = {h.id: h.title for h in document.headings}
        heading_of = {s.id: title_of.get(s.heading or "", "") for s in document.sections}
        headings = [heading_of[document.sentences[i].section] for i in offered]
        titles = [groups[line.group].title for line in lines]
        parts, heads = [line.sentences for line in lines], [line.sentences[0] for line in lines]
        self.words, self.pairs = (collection(texts, terms) for terms in (content_words, stems))
        both = (self.words, self.pairs)
        self.sentences = [known.counts[list(offered)] for known in both]
        self.lines = [known.joined(parts).counts for known in both]
        self.unit_sentences = [k.unit(of) for k, of in zip(both, self.sentences, strict=True)]
        self.unit_lines = [k.unit(of) for k, of in zip(both, self.lines, strict=True)]
        self.unit_heads = [k.unit(k.counts[heads]) for k in both]
        self.titles = self.pairs.unit(self.pairs.rows(titles))
        self.headings = self.pairs.unit(self.pairs.rows(headings))

    def together(self, a: int, b: int) -> Array:
        """The sum of all likenesses of lines and of their heads."""
        rows = (*self.unit_lines, *self.unit_heads)
        tables = [cosines(of[a:b], s) for of, s in zip(rows, 2 * self.unit_sentences, strict=True)]
        result: Array = np.sum(tables, axis=0)
        return result

    def columns(self, a: int, b: int, paragraph: npt.NDArray[np.intp]) -> Iterator[Array]:
        """Those of `_COMPARED` that compare texts, in order."""
        words, pairs = (cosines(of[a:b], s) for of, s in zip(self.unit_lines, self.unit_sentences, strict=True))
        yield words
        yield pairs
        yield cosines(self.unit_heads[1][a:b], self.unit_sentences[1])
        yield cosines(self.titles[a:b], self.unit_sentences[1])
        yield cosines(self.unit_lines[1][a:b], self.headings)
        both = list(zip((self.words, self.pairs), self.lines, self.sentences, strict=True))
        yield from (known.held(of[a:b], s) for known, of, s in both)
        yield from (known.held(s, of[a:b]).T for known, of, s in both)
        same = paragraph[1:] == paragraph[:-1]
        before, after = np.zeros(words.shape), np.zeros(words.shape)
        before[:, 1:], after[:, :-1] = words[:, :-1] * same, words[:, 1:] * same
        yield before
        yield after
        shape = len(paragraph), int(paragraph.max(initial=-1)) + 1
        members = sparse.csr_matrix((np.ones(len(paragraph)), (np.arange(len(paragraph)), paragraph)), shape=shape)
        sizes = np.maximum(1, np.bincount(paragraph, minlength=shape[1]))
        yield from (((table @ members) / sizes)[:, paragraph] for table in (words, pairs))


def _of_sentences(
    document: Document, roles: Sequence[str], offered: Sequence[int], paragraph: npt.NDArray[np.intp]
) -> Array:
    """What is so of each sentence whatever the line; columns as in `_OF_SENTENCE`."""
    texts = [document.sentences[i].text for i in offered]
    return np.column_stack(
        [
            [roles[i] == "claim" for i in offered],
            [roles[i] == "evidence" for i in offered],
            [says_what_is_wrong(text) for text in texts],
            [len(text) / 50 for text in texts],
            np.diff(paragraph, prepend=-1) != 0,
        ]
    ).astype(np.float64)
