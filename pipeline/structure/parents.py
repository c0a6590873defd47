"""How probable it is that a unit hangs on another, or on nothing, read twice.

Boosted trees read each pair by itself (pairs.py); others read it again beside what the first say of the units around
(second_look.py), if there was enough to learn that from.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.scoring.chain import Array
from pipeline.scoring.trees import Trees
from pipeline.structure.pairs import PAIRS_AT_ONCE, Indices, Table, runs
from pipeline.structure.second_look import look_around, shares

_FAR_BEHIND: Final = 0.01  # of the best of a source: a pair less probable is out of question


@dataclass(frozen=True, eq=False)
class Parents:
    """Trees that score pairs (no, yes): by themselves, and `again`.

    The latter is None in old models and where few units were learned from.
    """

    first: Trees
    again: Trees | None

    def read(self, table: Table) -> Array:
        """How probable each pair of a table of `pair_table` is at the first reading, not yet among those of its source.

        Shape (pairs,).
        """
        return np.exp(self.first.log_probabilities(table)[:, 1])

    def read_again(
        self,
        units: int,
        sources: Indices,
        targets: Indices,
        table: Table,
        read: Array,
        asked: Indices,
    ) -> Array:
        """How probable each pair asked for is at the last reading, not yet among those of its source; shape (asked,).

        Args:
            units: how many there are.
            sources: of the pairs: every unit with all it may hang on, in order.
            targets: of the pairs, `ROOT` among those of each unit.
            table: of the pairs, from `pair_table`.
            read: of the pairs, from `read`.
            asked: the pairs asked for, by number; the others are what stands around.
        """
        if self.again is None:
            return read[asked]
        around = look_around(units, sources, targets, shares(read, sources))
        again = [
            np.exp(self.again.log_probabilities(np.hstack([table[some], around[some]]))[:, 1])
            for some in (asked[run] for run in runs(len(asked), PAIRS_AT_ONCE))
        ]
        return np.concatenate([np.zeros(0), *again])


def in_question(read: Array, sources: Indices) -> npt.NDArray[np.bool_]:
    """Which of some pairs are not far behind the best of their source, and so worth reading again; shape (pairs,).

    Pruning from coarse to fine, as of Charniak et al. 2006, Multilevel coarse-to-fine PCFG parsing.

    Args:
        read: of the pairs, from `Parents.read`.
        sources: of the pairs.
    """
    best = np.zeros(int(sources.max(initial=-1)) + 1)
    np.maximum.at(best, sources, read)
    result: npt.NDArray[np.bool_] = read >= _FAR_BEHIND * best[sources]
    return result


def parent_scores(probabilities: Array, sources: Indices) -> Array:
    """The logarithm of how probable each pair is among those of its source."""
    return np.log(shares(probabilities, sources))
