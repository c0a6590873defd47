"""How probable it is that a unit hangs on another, or on nothing, read twice.

Boosted trees read each pair by itself (pairs.py); others read it again beside what the first say of the units around
(second_look.py), if there was enough to learn that from.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.scoring.chain import Array
from pipeline.scoring.trees import Trees
from pipeline.structure.pairs import PAIRS_AT_ONCE, Indices, Table, runs
from pipeline.structure.second_look import look_around, shares


@dataclass(frozen=True, eq=False)
class Parents:
    """Trees that score pairs (no, yes): by themselves, and `again`.

    The latter is None in old models and where few units were learned from.
    """

    first: Trees
    again: Trees | None

    def probabilities(
        self, units: int, sources: Indices, targets: Indices, table: Table, asked: npt.NDArray[np.bool_]
    ) -> Array:
        """How probable each pair asked for is, not yet among the others of its source.

        Args:
            units: how many there are.
            sources: of the pairs: every unit with all it may hang on, in order.
            targets: of the pairs, `ROOT` among those of each unit.
            table: of the pairs, from `pair_table`.
            asked: which of the pairs are asked for; the others are read once, as what stands around.
        """
        if self.again is None:
            return np.exp(self.first.log_probabilities(table[asked])[:, 1])
        around = first_look(self.first, units, sources, targets, table)
        wanted = np.flatnonzero(asked)
        again = [
            np.exp(self.again.log_probabilities(np.hstack([table[some], around[some]]))[:, 1])
            for some in (wanted[run] for run in runs(len(wanted), PAIRS_AT_ONCE))
        ]
        return np.concatenate([np.zeros(0), *again])


def first_look(first: Trees, units: int, sources: Indices, targets: Indices, table: Table) -> Table:
    """What the first reading says around each pair, for the second; shape (pairs, `LOOK_COLUMNS`)."""
    p = np.exp(first.log_probabilities(table)[:, 1])
    return look_around(units, sources, targets, shares(p, sources))


def parent_scores(probabilities: Array, sources: Indices) -> Array:
    """The logarithm of how probable each pair is among those of its source."""
    return np.log(shares(probabilities, sources))
