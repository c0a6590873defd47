"""What speaks for each theory or practice section as a ground of each recommendation group: a table for each group.

Groups are taken a few at a time, so that memory grows with the sections of a document and not with the square of them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from pipeline.domain.analysis import Group
from pipeline.domain.document import Document, Section
from pipeline.scoring.tfidf import Array, Collection, Terms, collection, cosines
from pipeline.structure.cues import says_what_is_wrong
from pipeline.structure.stems import stems
from pipeline.text.terms import content_words

_MANY: Final = 6  # places and ranks beyond this are alike
_FAR: Final = 60  # sentences apart, beyond which all are alike
_AT_ONCE: Final = 16384  # pairs of a group and a section


@dataclass(frozen=True, slots=True)
class Topic:
    """What a group is about: its title and its sentences; and at which offset of the document it begins."""

    title: str
    sentences: Sequence[str]
    start: int


@dataclass(frozen=True, slots=True)
class Offered:
    """A theory or practice section that holds sentences of its own."""

    section: Section
    stage: str
    sentences: Sequence[str]

    @property
    def text(self) -> str:
        """Its own sentences, a line each."""
        return "\n".join(self.sentences)


def topics(document: Document, groups: Sequence[Group]) -> list[Topic]:
    """The title, the sentences and the place of each group."""
    by_id = {s.id: s.text for s in document.sentences}
    return [Topic(g.title, [by_id[m] for m in g.members], g.start) for g in groups]


def offered_sections(document: Document, stages: Sequence[str]) -> list[Offered]:
    """The sections that may ground a group, in order."""
    text_of: dict[str, list[str]] = {}
    for sentence in document.sentences:
        text_of.setdefault(sentence.section, []).append(sentence.text)
    return [
        Offered(s, stage, text_of[s.id])
        for s, stage in zip(document.sections, stages, strict=True)
        if stage in {"theory", "practice"} and s.id in text_of
    ]


def ground_tables(document: Document, offered: Sequence[Offered], groups: Sequence[Topic]) -> Iterator[Array]:
    """For each group in turn what speaks for each section; shape (sections, `GROUND_COLUMNS`).

    The sections and groups given are the collection that says which terms are rare.
    """
    if not offered:
        yield from (np.zeros((0, GROUND_COLUMNS)) for _ in groups)
        return
    # Each of a block's tables is read twice, first for the best groups: where all groups are one block, made once.
    likenesses = [lru_cache(1)(likeness) for likeness in _likenesses(document, offered, groups)]
    stages = np.array([o.stage for o in offered])
    of_sections = _of_sections(document, offered, stages)
    places = _places(stages)
    around = _Around(document, offered)
    size = max(1, _AT_ONCE // len(offered))
    blocks = [(a, min(a + size, len(groups))) for a in range(0, len(groups), size)]
    best = [_best_groups(likeness(a, b) for a, b in blocks) for likeness in likenesses]
    for a, b in blocks:
        views = [
            view
            for likeness, of_groups in zip(likenesses, best, strict=True)
            for view in _views(likeness(a, b), a, of_groups, stages)
        ]
        for order in range(a, b):
            compared = np.column_stack([view[order - a] for view in views])
            apart = around.of(groups[order].start)
            yield np.hstack([compared, of_sections, _of_order(order, len(groups), *places), apart])


def ground_collection(
    document: Document, offered: Sequence[Offered], groups: Sequence[Topic], terms: Terms
) -> Collection:
    """The sections offered and then the groups, as texts that say together which terms are rare.

    They are put together from the sentences, of which motives and relations make the same collection.
    """
    texts = [s.text for s in document.sentences]
    number = {text: n for n, text in enumerate(texts)}
    parts = [*(o.sentences for o in offered), *(g.sentences for g in groups)]
    for text in dict.fromkeys(t for part in parts for t in part if t not in number):  # a group of another document
        number[text] = len(texts)
        texts.append(text)
    return collection(texts, terms).joined([[number[t] for t in part] for part in parts])


Likeness = Callable[[int, int], Array]


def _likenesses(document: Document, offered: Sequence[Offered], groups: Sequence[Topic]) -> list[Likeness]:
    """Tables (groups from a to b, sections): of the texts, of the titles, how much of a title a section speaks of."""
    title_of = {h.id: h.title for h in document.headings}
    headings = [title_of.get(o.section.heading or "", "") for o in offered]
    found: list[Likeness] = []
    for terms in (content_words, stems):
        known = ground_collection(document, offered, groups, terms)
        of_sections, of_groups = known.counts[: len(offered)], known.counts[len(offered) :]
        of_titles = known.rows([g.title for g in groups])
        texts, headed = known.unit(of_sections), known.unit(known.rows(headings))
        units, titles = known.unit(of_groups), known.unit(of_titles)
        found += [
            partial(_alike, units, texts),
            partial(_alike, titles, headed),
            partial(_held, known, of_titles, of_sections),
        ]
    return found


def _alike(groups: sparse.csr_matrix, sections: sparse.csr_matrix, first: int, last: int) -> Array:
    return cosines(groups[first:last], sections)


def _held(known: Collection, titles: sparse.csr_matrix, sections: sparse.csr_matrix, first: int, last: int) -> Array:
    return known.held(titles[first:last], sections)


@dataclass(frozen=True, eq=False)
class _BestGroups:
    """Of each section the `_MANY` groups of the greatest likeness, greatest first: likeness and number of the group."""

    likeness: Array
    group: npt.NDArray[np.intp]


def _best_groups(tables: Iterator[Array]) -> _BestGroups:
    best, number, start = np.zeros((0, 0)), np.zeros((0, 0), np.intp), 0
    for table in tables:
        rows = np.arange(start, start + len(table), dtype=np.intp)[:, None] + np.zeros_like(table, dtype=np.intp)
        likeness, group = (table, rows) if not start else (np.vstack([best, table]), np.vstack([number, rows]))
        order = np.argsort(-likeness, axis=0, kind="stable")[:_MANY]
        best, number = np.take_along_axis(likeness, order, axis=0), np.take_along_axis(group, order, axis=0)
        start += len(table)
    return _BestGroups(best, number)


def _views(table: Array, start: int, best: _BestGroups, stages: npt.NDArray[np.str_]) -> Iterator[Array]:
    """A likeness, what it lacks to that of the best section for the group and of the best group for it, and ranks.

    `table` is of the groups from `start` on.
    """
    yield 4 * table
    yield 4 * (table - table.max(axis=1, keepdims=True))
    yield 4 * (table - best.likeness[0])
    yield _ranks(table) / 2
    group = np.arange(start, start + len(table))[:, None]
    greater = np.zeros(table.shape)
    for likeness, number in zip(best.likeness, best.group, strict=True):
        greater += (likeness > table) | ((likeness == table) & (number < group))
    yield greater / 2
    within = np.zeros(table.shape)
    for stage in ("theory", "practice"):
        within[:, stages == stage] = _ranks(table[:, stages == stage])
    yield within / 2


def _ranks(table: Array) -> Array:
    """Of each cell, how many of its row are greater; `_MANY` at most."""
    order = np.argsort(-table, axis=1, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.broadcast_to(np.arange(table.shape[1]), table.shape), axis=1)
    return np.minimum(ranks, _MANY).astype(np.float64)


def _of_sections(document: Document, offered: Sequence[Offered], stages: npt.NDArray[np.str_]) -> Array:
    """What is so of each section whatever the group; columns as in `_OF_SECTION`."""
    title_of: Mapping[str, str] = {h.id: h.title for h in document.headings}
    count = len(offered)
    of_stage = [min(int((stages == stage).sum()), _MANY) / 3 for stage in ("theory", "practice")]
    rows = []
    for k, o in enumerate(offered):
        theory = o.stage == "theory"
        rows.append(
            [
                *(theory, not theory, o.section.heading is not None, min(count, _MANY) / 3),
                *(of_stage[0] if theory else 0.0, 0.0 if theory else of_stage[1]),
                *(min(k, _MANY) / 3, min(count - 1 - k, _MANY) / 3, min(len(o.sentences), 20) / 10),
                sum(map(says_what_is_wrong, o.sentences)) / len(o.sentences),
                says_what_is_wrong(title_of.get(o.section.heading or "", "")),
            ]
        )
    return np.array(rows, dtype=np.float64).reshape(count, len(_OF_SECTION))


def _places(stages: npt.NDArray[np.str_]) -> tuple[Array, Array]:
    """Where each section stands among those of its stage, and how many these are."""
    place, places = np.zeros(len(stages)), np.zeros(len(stages))
    for stage in ("theory", "practice"):
        of = stages == stage
        place[of], places[of] = np.arange(of.sum()), of.sum()
    return place, places


def _of_order(order: int, groups: int, place: Array, places: Array) -> Array:
    """Where the group stands among groups, and each section among those of its stage; columns as in `_OF_ORDER`."""
    return np.column_stack(
        [
            np.full(len(place), min(groups, _MANY) / 3),
            np.full(len(place), min(order, _MANY) / 3),
            np.clip(place - order, -_MANY, _MANY) / 3,
            place / np.maximum(1, places - 1) - order / max(1, groups - 1),
            places == groups,
            (places == groups) & (place == order),
        ]
    )


class _Around:
    """Where sections stand beside a group; columns as in `_OF_PLACE`."""

    def __init__(self, document: Document, offered: Sequence[Offered]) -> None:
        self._starts = np.array([s.start for s in document.sentences])
        self._firsts = np.searchsorted(self._starts, [o.section.start for o in offered])
        self._begin, self._end = (np.array([getattr(o.section, at) for o in offered]) for at in ("start", "end"))
        number = {h.id: n for n, h in enumerate(document.headings)}
        above = {h.id: h.parent for h in document.headings}
        self._path: dict[str, list[int]] = {}  # of each section, the headings over it from the top
        for section in document.sections:
            path, heading = [], section.heading
            while heading is not None:
                path.append(number[heading])
                heading = above[heading]
            self._path[section.id] = path[::-1]
        self._deepest = max((len(self._path[o.section.id]) for o in offered), default=0)
        self._paths = np.array([self._filled(self._path[o.section.id], -1) for o in offered], dtype=np.intp)
        self._of_sentence = [s.section for s in document.sentences]

    def _filled(self, path: Sequence[int], filler: int) -> list[int]:
        return [*path, *[filler] * self._deepest][: self._deepest]

    def of(self, start: int) -> Array:
        """Of a group that begins at the offset `start`; shape (sections, columns)."""
        at = int(np.searchsorted(self._starts, start))
        own = self._path[self._of_sentence[min(at, len(self._of_sentence) - 1)]]
        before = self._begin <= start
        places, many = np.arange(len(before)), int(before.sum())
        return np.column_stack(
            [
                before,
                many - 1 - places,
                np.cumprod(self._paths == self._filled(own, -2), axis=1).sum(axis=1),
                np.clip(self._firsts - at, -_FAR, _FAR),
                before & (self._end > start),
            ]
        ).astype(np.float64)


_LIKENESSES: Final = tuple(
    f"{name} {terms}"
    for terms in ("words", "pairs")
    for name in ("likeness of", "likeness of titles in", "title spoken of in")
)
_VIEWS: Final = (
    *("", "behind the best section", "behind the best group"),
    *("rank among sections", "rank among groups", "rank in its stage"),
)
_OF_SECTION: Final = (
    *("theory", "practice", "headed", "sections", "theory sections", "practice sections", "place"),
    *("place from the end", "length", "says what is wrong", "title says what is wrong"),
)
_OF_ORDER: Final = (
    *("groups", "group", "apart in order", "apart in place"),
    *("as many sections as groups", "same place of as many"),
)
_OF_PLACE: Final = ("before the group", "sections between", "headings shared", "sentences apart", "holds the group")
# The columns of `ground_tables`, in an order that models rest on.
COLUMNS: Final = (
    *(f"{name} {view}".strip() for name in _LIKENESSES for view in _VIEWS),
    *_OF_SECTION,
    *_OF_ORDER,
    *_OF_PLACE,  # which models of before version 6 do not read
)
GROUND_COLUMNS: Final = len(COLUMNS)
