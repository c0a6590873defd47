"""How like two recommendations are: what they share in words, and whether they pull in opposite directions.

Likeness is the mean of three cosines of tf–idf rows: pairs of characters (which see what words cut differently), words,
and pairs of the head sentence alone. How probable it is that two recommendations are the same is a logistic function of
these, of how like the clauses of their heads are and of the figures they share, fitted on pairs that were labelled by
hand (`benchmarks/alignment.py`).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import sparse

from pipeline.comparison.direction import attitude, direction, without_attitude, without_direction
from pipeline.comparison.record import Recommendation
from pipeline.facts.actors import chinese_actors, english_actors
from pipeline.scoring.function_words import FUNCTION_WORDS
from pipeline.scoring.logistic import probability, read_fitted
from pipeline.scoring.tfidf import Array, Collection, Terms, collection, unit_rows
from pipeline.text.numbering import without_number
from pipeline.text.terms import content_words, pairs_of_characters

FEATURES: Final = (
    *("pairs", "words", "head", "held", "figures shared", "figures differ", "length"),
    *("likest clauses", "clauses met"),
)
_COMMON: Final = 0.2  # of all recommendations: a term that so many hold tells none from another, and costs most
_ENOUGH: Final = 50  # recommendations, below which no term is dropped for that
_FIGURE: Final = re.compile(r"\d+(?:\.\d+)?")
_CLAUSE: Final = re.compile(r"[，。；：！？,;:!?]|\.(?!\d)")
_PART: Final = re.compile(r"[，、。；：！？,;:!?]|\.(?!\d)")  # what parts the clauses that are compared with each other
_PARTS: Final = 16  # clauses of a head, beyond which none is compared
_AT_ONCE: Final = 1 << 18  # pairs of clauses
# What no two clauses are about: words that hold them together, how something is done, with what a figure is compared.
_EMPTY: Final = FUNCTION_WORDS | {"a", "one", "two", "three", "per", "percent", "year", "years"}
_FRAME: Final = re.compile(
    r"比?[上去今明本全每前]一?年(?:预算|同期)?|年均|同比|环比|左右|以[上下内外]|个?百分[点之]|[万亿]元|"
    r"千方百计|想方设法|进一步|逐步|逐年|逐渐|适当|适度|继续|不断|切实|努力|大力|显著|明显|大幅度?|较大|有效|稳步|持续|"
    r"积极|全面|坚决|尽快|加快|着力|合理|严格|必须|应当|应该|一定要|务必"
)
_SHARED: Final = 2  # pairs of characters that two clauses of opposite directions share, at the least
_OF_LESSER: Final = 0.5  # of the pairs of characters of the lesser of the two
_OF_ENGLISH: Final = 0.3  # of its words


def opposed(one: str, other: str) -> bool:
    """Whether a clause of one text pulls up, or is for, what a clause of the other pulls down, or is against."""
    return any(
        x * y < 0 and _alike(a, b) and not _agreed(x, a, b, second) and not _agreed(y, b, a, first)
        for first, second in zip(_sided(one), _sided(other), strict=True)
        for x, a in first
        for y, b in second
    )


_Sides: TypeAlias = tuple[tuple[int, frozenset[str]], ...]


@lru_cache(maxsize=1 << 16)
def _sided(text: str) -> tuple[_Sides, _Sides]:
    """Of each clause with a direction, and of each with an attitude: which, and what the clause is about beside it.

    Texts come again and again, in many pairs.
    """
    clauses = _CLAUSE.split(_without_actors(text))
    return _on_each_side(clauses, direction, without_direction), _on_each_side(clauses, attitude, without_attitude)


def _on_each_side(clauses: Sequence[str], way_of: Callable[[str], int], without: Callable[[str], str]) -> _Sides:
    found, before = [], frozenset[str]()
    for clause in clauses:
        about = _about(without(clause)) or before  # 比上年减少: of what the clause before speaks
        if way := way_of(clause):
            found.append((way, about))
        before = about
    return tuple(found)


def _without_actors(text: str) -> str:
    """The text without who acts: two orders to one body need not be about one thing."""
    parts, place = [], 0
    for start, end in sorted({*chinese_actors(text), *english_actors(text)}):
        parts.append(text[place:start])
        place = max(place, end)
    return " ".join([*parts, text[place:]])


def _agreed(way: int, clause: frozenset[str], against: frozenset[str], others: _Sides) -> bool:
    """Whether one of `others` of the same way is liker to a clause than the one that pulls against it.

    Two texts that support an office do not clash where one of them also opposes who meddles with it.
    """
    shared = len(clause & against)
    return any(other == way and len(clause & about) > shared for other, about in others)


def _about(rest: str) -> frozenset[str]:
    return frozenset(pairs_of_characters(_FRAME.sub(" ", rest))) - _EMPTY


def _alike(a: frozenset[str], b: frozenset[str]) -> bool:
    shared = a & b
    share = len(shared) / max(1, min(len(a), len(b)))
    if any(word.isascii() for word in shared):
        return share >= _OF_ENGLISH
    return len(shared) >= _SHARED and share >= _OF_LESSER


@dataclass(frozen=True, eq=False)
class Rows:
    """Recommendations as unit rows of tf–idf: `pairs` and `words` of all they say, `head` of pairs of the head alone.

    `weights` are the lengths that the rows of `head` had before they were made units, `lengths` characters. `clauses`
    are those of the heads, end to end; `first` says with which row each recommendation's begin; shape (items + 1,).
    """

    pairs: sparse.csr_matrix
    words: sparse.csr_matrix
    head: sparse.csr_matrix
    clauses: sparse.csr_matrix
    first: npt.NDArray[np.intp]
    figures: Sequence[frozenset[str]]
    lengths: Array
    weights: Array


def rows_of(items: Sequence[Recommendation]) -> Rows:
    """The rows of recommendations, which together say which terms are rare."""
    whole = [" ".join((item.text, *item.details)) for item in items]
    known = collection([item.text for item in items], pairs_of_characters)
    idf = _idf(known)
    head, weights = unit_rows(known.counts, idf)
    clauses = [_clauses(item.text) for item in items]
    return Rows(
        pairs=_unit(whole, pairs_of_characters),
        words=_unit(whole, _content),
        head=head,
        clauses=unit_rows(known.rows([clause for of in clauses for clause in of]), idf)[0],
        first=np.cumsum([0, *map(len, clauses)]),
        weights=weights,
        figures=[frozenset(_FIGURE.findall(text)) for text in whole],
        lengths=np.array([len(text) for text in whole], dtype=np.float64),
    )


def _clauses(text: str) -> list[str]:
    """The clauses of a head without their ordinals; the head itself where it has none."""
    parts = [without_number(part) for part in _PART.split(text) if len(part.strip()) > 1]
    return parts[:_PARTS] or [text]


def features(rows: Rows, a: npt.NDArray[np.intp], b: npt.NDArray[np.intp]) -> Array:
    """What is alike of each pair (indices `a`, `b`); shape (pairs, `FEATURES`)."""
    cosines = [np.asarray(of[a].multiply(of[b]).sum(axis=1)).ravel() for of in (rows.pairs, rows.words, rows.head)]
    told = [(rows.figures[i], rows.figures[j]) for i, j in zip(a, b, strict=True)]
    shared = np.array([bool(x & y) for x, y in told], dtype=np.float64)
    differ = np.array([bool(x and y and not x & y) for x, y in told], dtype=np.float64)
    apart = np.abs(np.log(np.maximum(rows.lengths[a], 1)) - np.log(np.maximum(rows.lengths[b], 1)))
    # How much of the shorter head stands in the longer: a cosine punishes what one says beyond the other.
    longer = np.maximum(rows.weights[a], rows.weights[b]) / np.maximum(
        np.minimum(rows.weights[a], rows.weights[b]), 1e-9
    )
    held = np.minimum(cosines[2] * longer, 1.0)
    return np.column_stack([*cosines, held, shared, differ, apart, *_of_clauses(rows, a, b)])


def _of_clauses(rows: Rows, a: npt.NDArray[np.intp], b: npt.NDArray[np.intp]) -> tuple[Array, Array]:
    """Of each pair the greatest cosine of a clause of one and a clause of the other, and how well clauses are met.

    The latter is the mean, over the clauses of one, of the greatest cosine with a clause of the other; the lesser of
    both ways. It tells an order among many from the same order alone.
    """
    sizes = np.diff(rows.first)
    likest, met = np.zeros(len(a)), np.zeros(len(a))
    products = sizes[a] * sizes[b]
    block = np.cumsum(products) // _AT_ONCE
    for start, end in pairwise(np.flatnonzero(np.diff(block, prepend=-1, append=-1))):
        i, j, count = a[start:end], b[start:end], products[start:end]
        pair = np.repeat(np.arange(end - start), count)
        within = np.arange(len(pair)) - np.repeat(np.cumsum(count) - count, count)
        one, other = np.divmod(within, sizes[j][pair])
        cosine = np.asarray(
            rows.clauses[rows.first[i][pair] + one].multiply(rows.clauses[rows.first[j][pair] + other]).sum(axis=1)
        ).ravel()
        likest[start:end] = np.maximum.reduceat(cosine, np.cumsum(count) - count)
        means = []
        for of, clause in ((i, one), (j, other)):
            begin = np.cumsum(sizes[of]) - sizes[of]
            best = np.zeros(int(sizes[of].sum()))
            np.maximum.at(best, begin[pair] + clause, cosine)
            means.append(np.add.reduceat(best, begin) / sizes[of])
        met[start:end] = np.minimum(*means)
    return likest, met


def likeness(table: Array) -> Array:
    """The mean of the cosines, between 0 and 1; shape (pairs,)."""
    result: Array = np.clip(table[:, :3].mean(axis=1), 0.0, 1.0)
    return result


def probability_same(table: Array) -> Array:
    """How probable it is that the two of each pair are the same recommendation; shape (pairs,)."""
    return probability(table, FEATURES, fitted())


def fitted() -> dict[str, Any]:
    """What `benchmarks/alignment.py fit` wrote: weights and bias.

    `measured` says how well that does on pairs held out: `f1_same` with its interval, `precision_same`, of how many
    `test_pairs`; and of the `conflicts` in real texts how many are found, how many there are.
    """
    return read_fitted(Path(__file__).with_name("likeness.json"))


def _content(text: str) -> list[str]:
    return [w.lower() for w in content_words(text)]


def _unit(texts: Sequence[str], terms: Terms) -> sparse.csr_matrix:
    """Rows of tf–idf made units."""
    known = collection(texts, terms)
    return unit_rows(known.counts, _idf(known))[0]


def _idf(known: Collection) -> Array:
    if known.counts.shape[0] < _ENOUGH:
        return known.idf
    return np.where(known.held_by > _COMMON * known.counts.shape[0], 0.0, known.idf)
