"""How like two recommendations are: what they share in words, and whether they pull in opposite directions.

Likeness is the mean of three cosines of tf–idf rows: pairs of characters (which see what words cut differently), words,
and pairs of the head sentence alone. How probable it is that two recommendations are the same is a logistic
function of these and of the figures they share, fitted on pairs that were labelled by hand (`benchmarks/alignment.py`).
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import sparse

from pipeline.comparison.direction import attitude, direction, without_attitude, without_direction
from pipeline.comparison.record import Recommendation
from pipeline.scoring.tfidf import Array, Terms, collection, unit_rows
from pipeline.text.terms import content_words, pairs_of_characters

FEATURES: Final = ("pairs", "words", "head", "held", "figures shared", "figures differ", "length")
_COMMON: Final = 0.2  # of all recommendations: a term that so many hold tells none from another, and costs most
_ENOUGH: Final = 50  # recommendations, below which no term is dropped for that
_FIGURE: Final = re.compile(r"\d+(?:\.\d+)?")
_CLAUSE: Final = re.compile(r"[，。；：！？,;:!?]|\.(?!\d)")
_SHARED: Final = 2  # pairs of characters, or a word of English, that two clauses of opposite directions share


def opposed(one: str, other: str) -> bool:
    """Whether a clause of one text pulls up, or is for, what a clause of the other pulls down, or is against."""
    return any(
        x * y < 0 and _alike(a, b)
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
    clauses = _CLAUSE.split(text)
    return (
        tuple((way, _about(without_direction(clause))) for clause in clauses if (way := direction(clause))),
        tuple((way, _about(without_attitude(clause))) for clause in clauses if (way := attitude(clause))),
    )


def _about(rest: str) -> frozenset[str]:
    return frozenset(pairs_of_characters(rest)) - _EMPTY


def _alike(a: frozenset[str], b: frozenset[str]) -> bool:
    shared = a & b
    return len(shared) >= _SHARED or any(w.isascii() for w in shared)


_EMPTY: Final = frozenset(
    [
        "the",
        "of",
        "to",
        "in",
        "a",
        "an",
        "and",
        "for",
        "be",
        "by",
        "at",
        "on",
        "from",
        "with",
        "all",
        "one",
        "two",
        "three",
        "our",
        "their",
        "it",
        "is",
    ]
)


@dataclass(frozen=True, eq=False)
class Rows:
    """Recommendations as unit rows of tf–idf: `pairs` and `words` of all they say, `head` of pairs of the head alone.

    `weights` are the lengths that the rows of `head` had before they were made units, `lengths` characters.
    """

    pairs: sparse.csr_matrix
    words: sparse.csr_matrix
    head: sparse.csr_matrix
    figures: Sequence[frozenset[str]]
    lengths: Array
    weights: Array


def rows_of(items: Sequence[Recommendation]) -> Rows:
    """The rows of recommendations, which together say which terms are rare."""
    whole = [" ".join((item.text, *item.details)) for item in items]
    heads = [item.text for item in items]
    head, weights = _unit(heads, pairs_of_characters)
    return Rows(
        pairs=_unit(whole, pairs_of_characters)[0],
        words=_unit(whole, _content)[0],
        head=head,
        weights=weights,
        figures=[frozenset(_FIGURE.findall(text)) for text in whole],
        lengths=np.array([len(text) for text in whole], dtype=np.float64),
    )


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
    return np.column_stack([*cosines, held, shared, differ, apart])


def likeness(table: Array) -> Array:
    """The mean of the cosines, between 0 and 1; shape (pairs,)."""
    result: Array = np.clip(table[:, :3].mean(axis=1), 0.0, 1.0)
    return result


def probability_same(table: Array) -> Array:
    """How probable it is that the two of each pair are the same recommendation; shape (pairs,)."""
    told = fitted()
    weights = np.array([told["weights"][name] for name in FEATURES])
    result: Array = 1 / (1 + np.exp(-(table @ weights + told["bias"])))
    return result


@cache
def fitted() -> dict[str, Any]:
    """What `benchmarks/alignment.py fit` wrote: weights and bias; `same`, the probability from which two are the same.

    `measured` says how well that does on pairs held out: `f1_same` with its interval, `precision_same`, of how many
    `test_pairs`; and of the `conflicts` in real texts how many are found, how many there are.
    """
    told: dict[str, Any] = json.loads(Path(__file__).with_name("likeness.json").read_bytes())
    return told


def _content(text: str) -> list[str]:
    return [w.lower() for w in content_words(text)]


def _unit(texts: Sequence[str], terms: Terms) -> tuple[sparse.csr_matrix, Array]:
    """Rows of tf–idf made units, and the lengths that they had."""
    known = collection(texts, terms)
    if len(texts) < _ENOUGH:
        return unit_rows(known.counts, known.idf)
    return unit_rows(known.counts, np.where(known.held_by > _COMMON * len(texts), 0.0, known.idf))
