"""Fit the two readings of parents on pairs of which the right ones are known; one where these are few."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.scoring.holding_out import held_out_parts
from pipeline.scoring.trees import Trees, fit_trees
from pipeline.structure.pairs import Indices, Table, Units, candidate_pairs, pair_table
from pipeline.structure.parents import Parents
from pipeline.structure.second_look import LOOK_COLUMNS, look_around, shares

_PARTS: Final = 3  # of the texts, whose first reading is by trees fitted on the others, for the second to learn from
_FIRST_ROUNDS, _SECOND_ROUNDS = 450, 600
_ONLY_ROUNDS: Final = 600  # where there is no second reading
# Units, fewer than which are too few to learn a second reading from: 500 of microtexts lost by it, 4,000 of essays
# gained (benchmarks/log-structure.md). Articles follow the same limit, at which they were not measured.
FEW: Final = 2000


@dataclass(frozen=True, eq=False)
class KnownPairs:
    """The pairs of one text, as `Parents.probabilities` takes them, and which of them are right."""

    units: int
    sources: Indices
    targets: Indices
    table: Table
    right: npt.NDArray[np.bool_]


def known_pairs(units: Units, parents: Sequence[int]) -> KnownPairs:
    """Every unit with all it may hang on; `parents`: of each unit, or `ROOT`."""
    sources, targets = candidate_pairs(units)
    right = targets == np.array(parents, dtype=np.intp)[sources]
    return KnownPairs(len(units), sources, targets, pair_table(units, sources, targets), right)


def fit_parents(texts: Sequence[KnownPairs], columns: int) -> Parents:
    """Both readings, or one where there are few units; `columns` of the tables, for where there is no text."""
    if sum(of.units for of in texts) < FEW:
        return Parents(first=_fit(texts, [], columns, _ONLY_ROUNDS), again=None)
    parts = list(held_out_parts(len(texts), _PARTS))
    *of_parts, first = _first_readings([*(rest for rest, _ in parts), list(range(len(texts)))], texts, columns)
    around: dict[int, Table] = {}
    for (_, held), trees in zip(parts, of_parts, strict=True):
        for n in held:
            of = texts[n]
            read = Parents(trees, None).read(of.table)
            around[n] = look_around(of.units, of.sources, of.targets, shares(read, of.sources))
    beside = [around[n] for n in range(len(texts))]
    return Parents(first, _fit(texts, beside, columns + LOOK_COLUMNS, _SECOND_ROUNDS))


def _first_readings(chosen: Sequence[Sequence[int]], texts: Sequence[KnownPairs], columns: int) -> list[Trees]:
    """Trees of the first reading fitted on some of the texts, several at a time."""
    from joblib import Parallel, cpu_count, delayed

    tasks = [delayed(_fit)([texts[n] for n in some], [], columns, _FIRST_ROUNDS) for some in chosen]
    # Threads, not processes: tables are large, and LightGBM lets go of the interpreter.
    found: list[Trees] = Parallel(n_jobs=min(len(tasks), cpu_count()), prefer="threads")(tasks)
    return found


def _fit(texts: Sequence[KnownPairs], beside: Sequence[Table], columns: int, rounds: int) -> Trees:
    tables = [of.table for of in texts]
    if beside:
        tables = [np.hstack([table, more]) for table, more in zip(tables, beside, strict=True)]
    rows = sum(map(len, tables))
    return fit_trees(
        np.concatenate([np.zeros((0, columns), np.float32), *tables]),
        np.concatenate([np.zeros(0, np.intp), *(of.right for of in texts)]).astype(np.intp),
        2,
        rounds=rounds,
        learning_rate=0.1,
        leaves=8,
        smallest_leaf=min(30, max(2, rows // 200)),
        columns=0.4,
        rows=0.7,
        penalty=5.0,
        seed=0,
        one_sided=True,
    )
