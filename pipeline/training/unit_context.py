"""What a unit is in the light of those around it: boosted trees over what a role component says of them all.

A role component reads words, and of places only paragraphs and sections, which many corpora of units do not mark. Here
stand beside its probabilities those of the units before and after, the shape of the wording, and where units stand
among all the words of the text: how far apart, in which sentence, how near the beginning and the end.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from pipeline.domain.units import UnitText
from pipeline.scoring.chain import Array
from pipeline.scoring.holding_out import shuffled_parts
from pipeline.scoring.trees import Trees, fit_trees
from pipeline.structure.pairs import SHAPE, Units, unit_shapes
from pipeline.training.unit_reading import FACTS, SURROUNDINGS, surroundings

Table = npt.NDArray[np.float32]

_AROUND: Final = 4  # units to each side whose probabilities are read
_BESIDE: Final = 1  # whose wording
_LEAST: Final = 1e-4  # probability, read as its logarithm
_NO_LABEL, _NO_SHAPE = -12.0, -1.0  # of units beyond the ends of a text
_FOLDS: Final = 5  # of texts, whose labels the pairs of units learn from
_SETTINGS: Final[dict[str, Any]] = {
    "rounds": 200,
    "learning_rate": 0.05,
    "leaves": 8,
    "columns": 0.3,
    "rows": 0.7,
    "penalty": 5.0,
    "seed": 0,
}
_SMALLEST_LEAF: Final = 30  # units; of a small corpus fewer


def context_width(labels: int) -> int:
    """Columns of the table for so many labels."""
    return (2 * _AROUND + 1) * labels + FACTS + SURROUNDINGS + (2 * _BESIDE + 1) * SHAPE


def context_table(text: UnitText, units: Units) -> Table:
    """What speaks for the labels of each unit; shape (units, `context_width`)."""
    labels = _window(np.log(np.maximum(units.labels, _LEAST)), _AROUND, _NO_LABEL)
    shapes = _window(unit_shapes(units), _BESIDE, _NO_SHAPE)
    return np.hstack([labels, units.facts, surroundings(text), shapes]).astype(np.float32)


def fit_context(
    texts: Sequence[tuple[UnitText, Units]], gold: Sequence[Sequence[int]], labels: int
) -> tuple[Trees, list[Array]]:
    """Trees, and for each text probabilities by trees that did not learn from it; shape of each (units, labels).

    Args:
        texts: with the probabilities that a role component gave them when it had not seen them.
        gold: the label of each unit, as a number below `labels`.
        labels: how many there are.
    """
    tables = [context_table(text, units) for text, units in texts]
    targets = [np.array(of, dtype=np.intp) for of in gold]
    held_out: list[Array] = [np.zeros((0, labels))] * len(tables)
    for rest, held in shuffled_parts(len(tables), _FOLDS, seed=0):
        trees = _fitted([tables[i] for i in rest], [targets[i] for i in rest], labels)
        for i in held:
            held_out[i] = np.exp(trees.log_probabilities(tables[i]))
    return _fitted(tables, targets, labels), held_out


def _fitted(tables: Sequence[Table], targets: Sequence[npt.NDArray[np.intp]], labels: int) -> Trees:
    rows = sum(map(len, tables))
    smallest = min(_SMALLEST_LEAF, max(2, rows // 50))
    return fit_trees(np.concatenate(tables), np.concatenate(targets), labels, smallest_leaf=smallest, **_SETTINGS)


def _window(rows: Array, around: int, missing: float) -> Array:
    """Each row between those before and after it."""
    n, width = rows.shape
    padded = np.full((n + 2 * around, width), missing)
    padded[around : around + n] = rows
    return np.hstack([padded[k : k + n] for k in range(2 * around + 1)])
