"""How like texts are in content: tf–idf over whatever terms they are cut into (`text/terms.py`)."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from pipeline.scoring.function_words import FUNCTION_WORDS

Array = npt.NDArray[np.float64]
Terms = Callable[[str], Iterable[str]]

_REMEMBERED: Final = 2  # collections: grounds, motives and relations ask in turn for the same words and stems


@dataclass(frozen=True, eq=False)
class Collection:
    """Terms of some texts, which say together what is rare and what is not.

    Attributes:
        place: column of each term.
        counts: shape (texts, terms), how often each is there.
    """

    place: dict[str, int]
    counts: sparse.csr_matrix
    terms: Terms

    @cached_property
    def held_by(self) -> npt.NDArray[np.intp]:
        """How many of the texts hold each term; shape (terms,)."""
        return np.bincount(self.counts.indices, minlength=self.counts.shape[1])

    @cached_property
    def idf(self) -> Array:
        """log((n + 1) / texts that hold it) of each term, 0 of one that none holds; shape (terms,)."""
        rare = np.log((self.counts.shape[0] + 1) / np.maximum(self.held_by, 1))
        result: Array = np.where(self.held_by > 0, rare, 0.0)
        return result

    def rows(self, texts: Iterable[str]) -> sparse.csr_matrix:
        """Other texts over the same terms; shape (texts, terms)."""
        return _counted((self.terms(t) for t in texts), self.place, grow=False)

    def joined(self, parts: Sequence[Sequence[int]]) -> "Collection":
        """What is made of the texts: the texts of each of `parts`, by their number, as one; over the same terms."""
        starts = np.cumsum([0, *map(len, parts)])
        numbers = np.array([n for part in parts for n in part], dtype=np.intp)
        chosen = sparse.csr_matrix((np.ones(len(numbers)), numbers, starts), shape=(len(parts), self.counts.shape[0]))
        return Collection(self.place, sparse.csr_matrix(chosen @ self.counts), self.terms)

    def unit(self, counts: sparse.csr_matrix) -> sparse.csr_matrix:
        """Rows of (1 + log count) · idf, of length 1 or 0: their products are cosines."""
        return unit_rows(counts, self.idf)[0]

    def held(self, parts: sparse.csr_matrix, wholes: sparse.csr_matrix) -> Array:
        """Of each row of `parts` the share of its weight (idf) that stands in each row of `wholes`, too.

        Both are counts of terms, in which no 0 is stored; shape (rows of parts, rows of wholes).
        """
        weights = self.idf[parts.indices]
        weighted = sparse.csr_matrix((weights, parts.indices, parts.indptr), shape=parts.shape)
        whole = sparse.csr_matrix((np.ones(len(wholes.indices)), wholes.indices, wholes.indptr), shape=wholes.shape)
        there: Array = (weighted @ whole.T).toarray()
        total = np.bincount(_row_of_each(parts), weights, minlength=parts.shape[0])[:, None]
        result: Array = np.divide(there, total, out=np.zeros(there.shape), where=total > 0)
        return result


def collection(texts: Sequence[str], terms: Terms) -> Collection:
    """The terms of texts, each of which may be many sentences joined."""
    return _collection(tuple(texts), terms)


@lru_cache(_REMEMBERED)
def _collection(texts: tuple[str, ...], terms: Terms) -> Collection:
    place: dict[str, int] = {}
    counts = _counted((terms(t) for t in texts), place, grow=True)
    counts.resize((len(texts), max(len(place), 1)))
    return Collection(place, counts, terms)


def unit_rows(counts: sparse.csr_matrix, idf: Array) -> tuple[sparse.csr_matrix, Array]:
    """Rows of (1 + log count) · idf made length 1, those of nothing left 0, and the lengths that they had."""
    weights = (1 + np.log(counts.data)) * idf[counts.indices]
    row = _row_of_each(counts)
    lengths = np.sqrt(np.bincount(row, weights**2, minlength=counts.shape[0]))
    weights /= np.where(lengths > 0, lengths, 1.0)[row]
    weighted = sparse.csr_matrix((weights, counts.indices, counts.indptr), shape=counts.shape, copy=True)
    weighted.eliminate_zeros()
    return weighted, lengths


def _row_of_each(matrix: sparse.csr_matrix) -> npt.NDArray[np.intp]:
    """The row of each number that a matrix holds."""
    return np.repeat(np.arange(matrix.shape[0], dtype=np.intp), np.diff(matrix.indptr))


def cosines(a: sparse.csr_matrix, b: sparse.csr_matrix) -> Array:
    """Of unit rows: shape (rows of a, rows of b)."""
    result: Array = (a @ b.T).toarray()
    return result


# These, too, are not shown as shared, though they weigh as much as any other words.
_MORE: Final = (
    "one two three had whose what why how but nor so then here his her us you your my me did during against "
    "without out up off most few many much own same very just even still yet because until "
    "per cent first new each every last next second "
    "不少 达到 年底 目前 其中 以上 以下 左右 进一步 较为"
)
_SMALL_NUMBER: Final = re.compile(r"[0-9]{1,2}")  # stands in texts of whatever content
_HIDDEN: Final = FUNCTION_WORDS | frozenset(_MORE.split())


def shared_terms(a: str, b: str, known: Collection, *, limit: int = 5) -> tuple[str, ...]:
    """The terms that two texts share, the rarest and most frequent first; no words that only hold English together."""
    of_a, of_b = Counter(known.terms(a)), Counter(known.terms(b))
    place = known.place
    weight = {
        t: math.sqrt(n * of_b[t]) * float(known.idf[place[t]])
        for t, n in of_a.items()
        if t in of_b and t in place and t.lower() not in _HIDDEN and not _SMALL_NUMBER.fullmatch(t)
    }
    ranked = sorted(weight, key=lambda t: (-weight[t], place[t]))
    return tuple(t for t in ranked[:limit] if weight[t] > 0)


def _counted(texts: Iterable[Iterable[str]], place: dict[str, int], *, grow: bool) -> sparse.csr_matrix:
    columns: list[int] = []
    values: list[int] = []
    starts = [0]
    for terms in texts:
        for term, count in Counter(terms).items():
            column = place.setdefault(term, len(place)) if grow else place.get(term)
            if column is not None:
                columns.append(column)
                values.append(count)
        starts.append(len(columns))
    return sparse.csr_matrix((values, columns, starts), shape=(len(starts) - 1, max(len(place), 1)), dtype=np.float64)
