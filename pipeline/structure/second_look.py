"""What a first reading of parents says of the units around a pair, for a second reading that sees the pair beside them.

Whether a sentence hangs on the opening of its paragraph is easier to tell when the one before it is known to. Stacking,
as of parsers: Martins et al. 2008, Stacking dependency parsers.
"""

from typing import Final

import numpy as np
from scipy import sparse

from pipeline.scoring.arborescence import ROOT
from pipeline.scoring.chain import Array
from pipeline.structure.pairs import PAIRS_AT_ONCE, Indices, Table, runs

LOOK_COLUMNS: Final = 17
_LEAST: Final = 1e-6  # probability
_NONE: Final = -1.0  # in columns of a target, where there is none, and of a neighbour beyond the ends of the text


def shares(probabilities: Array, sources: Indices) -> Array:
    """How probable each pair is among those of its source; none is impossible."""
    p = np.maximum(probabilities, _LEAST)
    result: Array = p / np.bincount(sources, p)[sources]
    return result


def look_around(units: int, sources: Indices, targets: Indices, first: Array) -> Table:
    """What a first reading says beside each pair; shape (pairs, `LOOK_COLUMNS`).

    Of the pair and of its two ends; of the units before and after the child; of what else hangs on the parent; and how
    probable it is that the parent hangs on the child, that the child hangs on what hangs on the parent, and that both
    hang on the same.

    Args:
        units: how many there are.
        sources: of the pairs: every unit with all it may hang on, in order.
        targets: of the pairs, `ROOT` among those of each unit.
        first: `shares` of the first reading.
    """
    if not len(sources):
        return np.zeros((0, LOOK_COLUMNS), dtype=np.float32)
    joined = targets != ROOT
    to = np.where(joined, targets, 0)
    hangs = sparse.csr_matrix((first[joined], (sources[joined], targets[joined])), shape=(units, units))
    alone = np.bincount(sources[~joined], first[~joined], minlength=units)
    best = np.zeros(units)
    np.maximum.at(best, sources, first)
    held = np.asarray(hangs.sum(axis=0), dtype=np.float64).ravel()
    own = np.where(joined, first, 0.0)
    before, after = np.maximum(sources - 1, 0), np.minimum(sources + 1, units - 1)
    has_before, has_after = sources > 0, sources < units - 1

    def of(matrix: sparse.csr_matrix, rows: Indices, columns: Indices) -> Array:
        return np.asarray(matrix[rows, columns], dtype=np.float64).ravel()

    of_pair = [
        alone[to],
        _held_before(sources, to, own),
        held[to] - own,
        np.where(has_before, of(hangs, before, to), 0.0),
        np.where(has_after, of(hangs, after, to), 0.0),
        of(hangs, to, sources),
        of(hangs @ hangs, sources, to),
        _on_the_same(hangs, sources, to),
        best[to],
    ]
    columns = [
        first,
        first - best[sources],
        alone[sources],
        held[sources],
        np.where(has_before, of(hangs, before, sources), _NONE),
        np.where(has_after, of(hangs, after, sources), _NONE),
        np.where(has_before, alone[before], _NONE),
        np.where(has_after, alone[after], _NONE),
        *(np.where(joined, column, _NONE) for column in of_pair),
    ]
    return np.column_stack(columns).astype(np.float32)


def _on_the_same(hangs: sparse.csr_matrix, sources: Indices, to: Indices) -> Array:
    """How probable it is that both ends of a pair hang on the same unit.

    Pair by pair: many units may hang on the opening of a long section, so that nearly any two have one in common.
    """
    found = [
        np.asarray(hangs[sources[run]].multiply(hangs[to[run]]).sum(axis=1), dtype=np.float64).ravel()
        for run in runs(len(sources), PAIRS_AT_ONCE)
    ]
    return np.concatenate(found)


def _held_before(sources: Indices, to: Indices, own: Array) -> Array:
    """How many units before the child of each pair hang on its parent, by probability."""
    order = np.lexsort((sources, to))
    total = np.cumsum(own[order]) - own[order]
    opens = np.flatnonzero(np.r_[True, np.diff(to[order]) != 0])
    within = np.repeat(total[opens], np.diff(np.r_[opens, len(order)]))
    found = np.empty(len(order))
    found[order] = total - within
    return found
