"""Which spans a model knows, by their hashes, and sentences as sparse rows over them.

A table of 2^bits slots leads from the leading bits of a hash to its row; the rest of the hash, kept with the row, tells
known from unknown. Of two spans that share a slot the more frequent one is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from pipeline.roles.stacked.tokens import Hashes, Indices, Mask, Spans

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = npt.NDArray[np.float32]
_SLOTS_A_ROW: Final = 8  # at least: one known span in sixteen gives way to another
_FEWEST_BITS: Final = 10
MOST_BITS: Final = 24


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Known spans of one family.

    Attributes:
        hashes: of each row, ascending; shape (rows,). No two share their leading `bits` bits.
        weights: of each row, positive; shape (rows,).
        bits: of the table.
    """

    hashes: Hashes
    weights: Floats
    bits: int

    def __len__(self) -> int:
        return len(self.hashes)

    @cached_property
    def _slots(self) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int32]]:
        """Of each slot of the table the hash that is known there, and its row."""
        shift = np.uint32(32 - self.bits)
        # A slot with nothing in it holds a hash that belongs elsewhere, which no hash that leads here is equal to.
        hashes = ~np.arange(1 << self.bits, dtype=np.uint32) << shift
        rows = np.full(1 << self.bits, -1, dtype=np.int32)
        slots = self.hashes >> shift
        hashes[slots], rows[slots] = self.hashes, np.arange(len(self.hashes), dtype=np.int32)
        return hashes, rows

    def find(self, hashes: Hashes) -> tuple[Indices, npt.NDArray[np.int32]]:
        """Which of some hashes are known, as indices, and the row of each of these."""
        if len(self.hashes) == 0:
            return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.int32)
        at_slots, rows = self._slots
        slots = (hashes >> np.uint32(32 - self.bits)).astype(np.intp)
        known = np.flatnonzero(at_slots.take(slots) == hashes)
        return known, rows.take(slots.take(known))

    def rows(self, hashes: Hashes) -> npt.NDArray[np.int32]:
        """The row of each hash, -1 where it is not known."""
        known, rows = self.find(hashes)
        found = np.full(len(hashes), -1, dtype=np.int32)
        found[known] = rows
        return found

    def matrix(self, spans: Sequence[Spans], lines: int) -> "csr_array":
        """Sentences as rows: the weight of each span that occurs, (lines, rows of the vocabulary).

        A span that occurs twice has two entries. A row is divided by the root of the sum of the squares of its entries:
        it is of length 1 where no span occurs twice, and longer where one does.
        """
        from scipy.sparse import csr_array

        found = []
        for kind in spans:
            known, rows = self.find(kind.hashes)
            found.append((rows, kind.line_of.take(kind.first.take(known))))
        counts = np.stack([np.bincount(of, minlength=lines) for _, of in found])
        ends = np.cumsum(counts.sum(axis=0))
        starts = np.concatenate([[0], ends]).astype(np.int32)  # liblinear reads indices of 32 bits
        columns = found[0][0]
        if len(found) > 1:
            # Every kind comes in the order of lines; in each line one kind follows the other.
            place = starts[:-1] + np.cumsum(counts, axis=0) - counts
            columns = np.empty(starts[-1], dtype=np.int32)
            for k, (rows, of) in enumerate(found):
                columns[np.arange(len(of)) + np.repeat(place[k] - np.cumsum(counts[k]) + counts[k], counts[k])] = rows
        values = self.weights.take(columns)
        sizes = np.diff(starts)
        of = np.repeat(np.arange(lines), sizes)
        length = np.sqrt(np.bincount(of, weights=values * values, minlength=lines)).astype(np.float32)
        return csr_array((values / np.repeat(length, sizes), columns, starts), shape=(lines, len(self.hashes)))


def fit_vocabulary(spans: Sequence[Spans], chosen: Mask, *, min_count: int, power: float) -> Vocabulary:
    """The spans that occur in at least `min_count` of the chosen sentences, weighted by idf to the given power.

    idf is log((1 + N) / (1 + n)) + 1, as scikit-learn smooths it. `chosen` tells of every sentence whether it is.
    """
    lines_of = [s.lines for s in spans]
    hashes = np.concatenate([s.hashes[chosen[of]] for s, of in zip(spans, lines_of, strict=True)])
    of = np.concatenate([of[chosen[of]] for of in lines_of])
    lines = int(chosen.sum())
    pairs = np.unique(hashes.astype(np.uint64) << np.uint64(32) | of.astype(np.uint64))
    known, counts = np.unique((pairs >> np.uint64(32)).astype(np.uint32), return_counts=True)
    frequent = counts >= min_count
    known, counts = known[frequent], counts[frequent]
    bits = int(np.clip((len(known) * _SLOTS_A_ROW).bit_length(), _FEWEST_BITS, MOST_BITS))
    # One span to a slot: the most frequent, of equals the one with the smallest hash.
    slot = known >> np.uint32(32 - bits)
    order = np.lexsort((known, -counts, slot))
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = slot[order][1:] != slot[order][:-1]
    rows = np.sort(order[first])
    idf = np.log((1 + lines) / (1 + counts[rows])) + 1
    weights = (idf**power).astype(np.float16).astype(np.float32)  # as a bundle keeps them
    return Vocabulary(known[rows], weights, bits)
