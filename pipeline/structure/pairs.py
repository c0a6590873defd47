"""Pairs of units, and what speaks for one hanging on the other: a table that boosted trees read.

A unit is a sentence of an article or an argument component that somebody marked; it hangs on another unit of its
block (a section, a paragraph, a whole short text) or on none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from pipeline.scoring.arborescence import ROOT
from pipeline.scoring.chain import Array
from pipeline.scoring.tfidf import collection
from pipeline.structure.connectives import CONNECTIVES, connectives
from pipeline.structure.cues import opener
from pipeline.structure.stems import stems
from pipeline.text.terms import content_words

Indices = npt.NDArray[np.intp]
Table = npt.NDArray[np.float32]

PAIRS_AT_ONCE: Final = 4096  # of which columns beyond those of `pair_table` are held
WINDOW: Final = 12  # units to each side that one may hang on
_FAR: Final = 15  # places and distances beyond this are alike
_NONE: Final = -1.0  # in the columns of a target, where there is none
_STARTS: Final = 12  # characters in which a connective opens a Chinese unit


@dataclass(frozen=True, eq=False)
class Units:
    """The units of one text, in order.

    Attributes:
        texts: normal forms.
        labels: probability of each label; shape (units, labels).
        paragraphs: of each unit; rising.
        blocks: of each unit; a parent is in the same one.
        before: what stands between the unit before and each one, within the sentence; empty for whole sentences.
        facts: whatever else is known of each unit; shape (units, any).
        heads: for a unit that details another, which; a parent of old standing (the head of its measure).
        tops: the unit that stands over each at the next level (the head of its group).
    """

    texts: Sequence[str]
    labels: Array
    paragraphs: Sequence[int]
    blocks: Sequence[int]
    before: Sequence[str] = ()
    facts: Array = field(default_factory=lambda: np.zeros((0, 0)))
    heads: Mapping[int, int] = field(default_factory=dict)
    tops: Mapping[int, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.texts)

    @cached_property
    def head_of(self) -> Indices:
        """Of each unit the head that it details, or `ROOT`; shape (units,)."""
        return self._given(self.heads)

    @cached_property
    def top_of(self) -> Indices:
        """Of each unit that which stands over it, or `ROOT`; shape (units,)."""
        return self._given(self.tops)

    def _given(self, at: Mapping[int, int]) -> Indices:
        return np.array([at.get(i, ROOT) for i in range(len(self))], dtype=np.intp)

    @cached_property
    def own(self) -> Array:
        """What a table says of each unit by itself: several tables are made of the same units."""
        return _unit_table(self)

    @cached_property
    def contents(self) -> tuple[sparse.csr_matrix, ...]:
        """Words and stems of each unit, as rows whose products are cosines."""
        known = [collection(self.texts, terms) for terms in (content_words, stems)]
        return tuple(of.unit(of.counts) for of in known)


def candidates(units: Units) -> list[list[int]]:
    """What each unit may hang on, in order: near ones of its block, openings of its paragraph and block, its heads."""
    first_of_block, last_of_block = _bounds(units.blocks)
    first_of_paragraph, _ = _bounds(units.paragraphs)
    found = []
    for i in range(len(units)):
        low, high = first_of_block[i], last_of_block[i]
        near = set(range(max(low, i - WINDOW), min(high, i + WINDOW) + 1))
        near |= {max(low, first_of_paragraph[i]), low}
        near |= {at[i] for at in (units.heads, units.tops) if i in at}
        near.discard(i)
        found.append(sorted(near))
    return found


def runs(count: int, at_once: int) -> list[slice]:
    """`count` things in runs of so many, so that what is made of each need not be held of all."""
    return [slice(a, min(a + at_once, count)) for a in range(0, count, at_once)]


def candidate_pairs(units: Units) -> tuple[Indices, Indices]:
    """Every unit with `ROOT` and all that it may hang on, all of a unit together."""
    return as_pairs([[ROOT, *near] for near in candidates(units)])


def as_pairs(offers: Sequence[Sequence[int]]) -> tuple[Indices, Indices]:
    """Every unit with everything that it is offered, all of a unit together."""
    sources = np.repeat(np.arange(len(offers), dtype=np.intp), [len(o) for o in offers])
    return sources, np.array([j for o in offers for j in o], dtype=np.intp)


def _bounds(names: Sequence[int]) -> tuple[list[int], list[int]]:
    """For each place the first and the last that bear its name."""
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for i, name in enumerate(names):
        first.setdefault(name, i)
        last[name] = i
    return [first[name] for name in names], [last[name] for name in names]


def width(labels: int, facts: int) -> int:
    """Columns of a table for so many labels, and further facts of a unit."""
    return 2 * (labels + _OF_UNIT + facts) + _OF_PAIR + 2 * labels


def pair_table(units: Units, sources: Indices, targets: Indices) -> Table:
    """What speaks for each unit of `sources` hanging on that of `targets`, or on none (`ROOT`); all of a unit together.

    Shape (pairs, width).
    """
    own = units.own
    at_root = targets == ROOT
    to = np.where(at_root, 0, targets)
    of_target = np.where(at_root[:, None], _NONE, own[to])
    between, beside = _sums(units, sources, to, at_root)
    columns = np.column_stack(list(_pair_columns(units, sources, to, at_root)))
    return np.hstack([own[sources], of_target, columns, between, beside]).astype(np.float32)


SHAPE: Final = 2 * len(CONNECTIVES) + 3 + 5  # columns that tell the wording of a unit
_OF_UNIT: Final = 4 + SHAPE + 1


def unit_shapes(units: Units) -> Array:
    """The wording of each unit: connectives, ordinals, marks at its ends, length; shape (units, `SHAPE`)."""
    shapes = [_shape(units.before[i] if units.before else "", text) for i, text in enumerate(units.texts)]
    return np.array(shapes, dtype=np.float64).reshape(len(units), SHAPE)


def _unit_table(units: Units) -> Array:
    n = len(units)
    place = np.arange(n)
    (first_p, last_p), (first_b, last_b) = _bounds(units.paragraphs), _bounds(units.blocks)
    places = [place - first_p, np.array(last_p) - place, place - first_b, np.array(last_b) - place]
    facts = units.facts if units.facts.size else np.zeros((n, 0))
    result: Array = np.hstack(
        [
            units.labels,
            np.minimum(np.column_stack(places), _FAR),
            unit_shapes(units),
            (place / max(1, n))[:, None],
            facts,
        ]
    )
    return result


def _shape(before: str, text: str) -> list[float]:
    """Connectives that open a unit or stand within it, ordinals, marks at its ends, length."""
    head = f"{before} {text[:_STARTS]}" if before else text[: 2 * _STARTS]
    o = opener(text)
    return [
        *connectives(head),
        *connectives(text),
        *(o is not None, o is not None and o.opens_run, o is not None and o.style == "dash"),
        *(len(text), any(c.isdigit() for c in text), text[-1:] in "：:", text[:1] in '“"「', text[-1:] in "？?"),
    ]


def _sums(units: Units, sources: Indices, to: Indices, at_root: npt.NDArray[np.bool_]) -> tuple[Array, Array]:
    """How many units of each label lie between the two, and in the paragraph before the first; by probability."""
    n = len(units)
    total = np.vstack([np.zeros(units.labels.shape[1]), np.cumsum(units.labels, axis=0)])
    low, high = np.minimum(sources, to) + 1, np.maximum(sources, to)
    between = np.where((at_root | (high <= low))[:, None], 0.0, total[high] - total[np.minimum(low, n)])
    first_p, _ = _bounds(units.paragraphs)
    before = total[sources] - total[np.array(first_p, dtype=np.intp)[sources]]
    return between, before


_OF_PAIR: Final = 16


def _pair_columns(
    units: Units, sources: Indices, to: Indices, at_root: npt.NDArray[np.bool_]
) -> list[npt.NDArray[np.float64]]:
    first_p, _ = _bounds(units.paragraphs)
    first_b, _ = _bounds(units.blocks)
    opens_p, opens_b = np.array(first_p, dtype=np.intp), np.array(first_b, dtype=np.intp)
    paragraph = np.array(units.paragraphs, dtype=np.intp)
    head, top = units.head_of, units.top_of
    distance = np.where(at_root, 0, to - sources)
    words, pairs = _likeness(units, sources, to)
    together = np.where(at_root, _NONE, words + pairs)
    starts = np.flatnonzero(np.r_[True, sources[1:] != sources[:-1]]) if len(sources) else np.zeros(0, np.intp)
    sizes = np.diff(np.r_[starts, len(sources)])
    best = np.repeat(np.maximum.reduceat(together, starts), sizes) if len(starts) else together
    order = np.lexsort((-together, sources))
    rank = np.empty(len(sources))
    rank[order] = np.arange(len(sources)) - np.repeat(starts, sizes)
    alike = (units.labels[sources] * units.labels[to]).sum(axis=1)
    no = ~at_root
    columns = [
        at_root,
        np.clip(distance, -_FAR, _FAR),
        np.minimum(np.abs(distance), _FAR),
        no & (paragraph[to] == paragraph[sources]),
        np.where(no, np.clip(paragraph[to] - paragraph[sources], -_FAR, _FAR), 0),
        np.where(no, words, _NONE),
        np.where(no, pairs, _NONE),
        np.minimum(rank, _FAR),
        together - best,
        no & (to == opens_p[to]),
        no & (to == opens_p[sources]),
        no & (to == opens_b[to]),
        no & (head[sources] == to),
        no & (head[sources] == head[to]) & (head[sources] != ROOT),
        no & (top[sources] == to),
        np.where(no, alike, _NONE),
    ]
    return [np.asarray(column, dtype=np.float64) for column in columns]


def _likeness(units: Units, sources: Indices, to: Indices) -> tuple[Array, Array]:
    """Cosines of words and of stems for each pair."""
    words, pairs = (
        np.asarray(rows[sources].multiply(rows[to]).sum(axis=1), dtype=np.float64).ravel() for rows in units.contents
    )
    return words, pairs
