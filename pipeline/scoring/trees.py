"""Boosted regression trees as plain arrays: fitted by LightGBM, evaluated here.

Evaluation follows QuickScorer (Lucchese et al. 2015, QuickScorer: a fast algorithm to rank documents with additive
ensembles of regression trees, SIGIR): every test that fails strikes out the leaves of its left side, and the first leaf
that is left is the tree's. No branch is taken, so that a test is done for thousands of rows in a few array operations.

Numbers are read with 6 bits after the leading one, in fitting as in evaluation: a row is then 15-bit integers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from pipeline.errors import ConfigError
from pipeline.scoring.chain import Array, log_softmax
from pipeline.scoring.checks import shaped

Floats = npt.NDArray[np.float32]
Indices = npt.NDArray[np.intp]
Levels = npt.NDArray[np.int16]
MOST_LEAVES: Final = 8
_ROWS: Final = 1024  # at a time, and
_CELLS: Final = 144 * _ROWS  # of rows and trees: what fits into the processor's second cache
_LANES: Final = 8  # rows to a number of 64 bits
_NO_TEST: Final = np.int16(2**14)  # greater than any level: the test never fails


@dataclass(frozen=True, eq=False)
class Trees:
    """An ensemble whose trees vote for one label each, in turn: tree `t` for label `t % labels`.

    Of two labels, trees may be grown for the second alone (`one_sided`): the first then has the score 0.

    Attributes:
        columns: that each test reads; shape (trees, tests), -1 where a tree has fewer tests.
        levels: a test fails where the column's level is greater; shape (trees, tests).
        struck: the leaves that are out when it fails, as bits from the first leaf up; shape (trees, tests).
        values: of the leaves; shape (trees, leaves).
        labels: how many.
        one_sided: whether all trees vote for the second of two labels.
    """

    columns: npt.NDArray[np.int16]
    levels: Levels
    struck: npt.NDArray[np.uint8]
    values: Floats
    labels: int
    one_sided: bool = False

    def log_probabilities(self, table: Floats) -> Array:
        """Log-probabilities of the labels for rows of a table: shape (rows, labels)."""
        scores = np.zeros((self.labels, len(table)), dtype=np.float32)
        for start in range(0, len(table), _ROWS):
            self._add_scores(as_levels(table[start : start + _ROWS]), scores[:, start : start + _ROWS])
        return log_softmax(scores.T.astype(np.float64, order="C"))

    def _add_scores(self, levels: Levels, scores: Floats) -> None:
        """Add to `scores`, (labels, rows), what the trees say of at most `_ROWS` rows."""
        rows = len(levels)
        by_column = np.zeros((levels.shape[1], -(-rows // _LANES) * _LANES), dtype=np.int16)
        by_column[:, :rows] = levels.T
        width = by_column.shape[1]
        of, step = (scores[1:], 1) if self.one_sided else (scores, self.labels)
        tests, trees = self.columns.shape[1], len(self.columns)
        block = max(1, _CELLS // (width * step)) * step  # begins with a tree of the first label
        most = min(block, trees)
        # Written again and again: memory that the processor has at hand already.
        memory: list[Any] = [np.empty((most, width), kind) for kind in (np.int16, np.bool_, np.uint8, np.intp)]
        # Of each round a vote for each label, after what was said before.
        votes = np.zeros((1 + -(-most // step), step, width), dtype=np.float32)
        of_trees = votes[1:].reshape(-1, width)
        votes[0, :, :rows] = of
        for start in range(0, trees, block):
            some = slice(start, min(start + block, trees))
            count = some.stop - start
            read, failed, out, place = (whole[:count] for whole in memory)
            out[:] = 0
            for test in range(tests):
                by_column.take(self._columns[test, some], axis=0, out=read, mode="clip")
                np.greater(read, self._levels[test, some], out=failed)
                # Eight rows are one number: a mask times ones and zeros, each in its byte, fills the bytes of the ones.
                struck = failed.view(np.uint64)
                np.multiply(struck, self._struck[test, some], out=struck)
                np.bitwise_or(out.view(np.uint64), struck, out=out.view(np.uint64))
            np.copyto(place, out)
            place += np.arange(count)[:, None] * self._votes.shape[1]
            self._votes[some].take(place, out=of_trees[:count], mode="clip")
            of_trees[count:] = 0
            # Along the first axis numbers are added one after the other: rounding depends on the order.
            votes[0] = np.add.reduce(votes, axis=0)
        of[:] = votes[0, :, :rows]

    # The arrays as evaluation reads them: the tests of all trees by their place in the tree.
    @cached_property
    def _columns(self) -> Indices:
        return np.maximum(self.columns.T, 0).astype(np.intp)  # where there is no test, nothing exceeds `_NO_TEST`

    @cached_property
    def _levels(self) -> Levels:
        return np.where(self.columns < 0, _NO_TEST, self.levels).T[:, :, None].copy()

    @cached_property
    def _struck(self) -> npt.NDArray[np.uint64]:
        return self.struck.T[:, :, None].astype(np.uint64)

    @cached_property
    def _votes(self) -> Floats:
        """What a tree says by the set of leaves that are out: the value of the first one that is not."""
        return self.values[:, _first_leaf(self.values.shape[1])]


def _first_leaf(leaves: int) -> npt.NDArray[np.intp]:
    """For each set of leaves that are out, the last never among them, the first that is not; shape (2^(leaves-1),)."""
    sets = np.arange(1 << max(0, leaves - 1))
    first = np.zeros(len(sets), dtype=np.intp)
    for leaf in range(leaves):
        first[(sets & ((1 << (leaf + 1)) - 1)) == (1 << leaf) - 1] = leaf
    return first


def as_levels(table: Floats) -> Levels:
    """Numbers as integers of 15 bits in the same order: sign, exponent and the first bits of what follows, cut off."""
    # Bits are read where they stand: of a table that is kept column by column, the levels are so too.
    bits = np.asarray(table, dtype=np.float32).view(np.int32)
    cut: Levels = (np.where(bits < 0, bits ^ np.int32(0x7FFFFFFF), bits) >> 17).astype(np.int16)
    return cut


def booster_library() -> Any:
    """LightGBM.

    Raises:
        ConfigError: it is not installed.
    """
    try:
        import lightgbm
    except ImportError as error:
        what = "training boosted trees needs the package lightgbm"
        raise ConfigError(what, where="roles.component", remedy="pip install 'argument-pipeline[train]'") from error
    return lightgbm


def fit_trees(
    table: Floats,
    gold: Indices,
    labels: int,
    *,
    rounds: int,
    learning_rate: float,
    leaves: int,
    smallest_leaf: int,
    columns: float,
    rows: float,
    penalty: float,
    seed: int,
    one_sided: bool = False,
    weights: Array | None = None,
) -> Trees:
    """Gradient boosting of the multinomial likelihood by LightGBM (Ke et al. 2017), on one thread.

    Args:
        table: shape (sentences, columns), finite.
        gold: labels as integers; shape (sentences,). Of no sentences no tree is grown: all labels are as probable.
        labels: how many there are.
        rounds: each adds a tree for every label.
        learning_rate: shrinks each tree.
        leaves: at most, of a tree; 8 or fewer.
        smallest_leaf: rows of a leaf, at least.
        columns: share of the columns that a tree is grown on.
        rows: share of the rows; all of them where it comes to none.
        penalty: L2, on the values of leaves.
        seed: of the shares drawn.
        one_sided: grow trees for the second of two labels alone, half as many for the same likelihood.
        weights: what each row counts in the likelihood, shape (sentences,); None where all count alike.
    """
    if len(gold) == 0:
        return _as_arrays([], labels, one_sided)
    lightgbm = booster_library()
    parameters = {
        **({"objective": "binary"} if one_sided else {"objective": "multiclass", "num_class": labels}),
        "learning_rate": learning_rate,
        "num_leaves": min(leaves, MOST_LEAVES),
        "min_data_in_leaf": smallest_leaf,
        "feature_fraction": columns,
        "bagging_fraction": rows if rows * len(gold) >= 1 else 1.0,
        "bagging_freq": 1,
        "lambda_l2": penalty,
        "max_bin": 63,
        "use_missing": False,
        "num_threads": 1,
        "deterministic": True,
        "force_row_wise": True,
        "seed": seed,
        "verbosity": -1,
    }
    levels = as_levels(table).astype(np.float32)
    data = lightgbm.Dataset(levels, gold, weight=weights, params={"max_bin": 63, "verbosity": -1, "use_missing": False})
    booster = lightgbm.train(parameters, data, rounds)
    return _as_arrays(booster.dump_model()["tree_info"], labels, one_sided)


def pack_trees(name: str, trees: Trees) -> dict[str, npt.NDArray[Any]]:
    """The arrays of trees, for a bundle, named NAME.columns and so on."""
    return {f"{name}.{part}": getattr(trees, part) for part in ("columns", "levels", "struck", "values")}


def unpack_trees(
    name: str, arrays: Mapping[str, npt.NDArray[Any]], *, labels: int, width: int, one_sided: bool = False
) -> Trees:
    """The trees that `pack_trees` made these of; `width` is how many columns the table has that they read.

    Raises:
        KeyError: an array is missing.
        ValueError: they do not fit each other.
    """
    values = arrays[f"{name}.values"]
    if values.ndim != 2 or not 1 <= values.shape[1] <= MOST_LEAVES:
        raise ValueError(f"{name}.values has the shape {values.shape}")
    trees, leaves = shaped(f"{name}.values", arrays, values.shape).shape
    tests = arrays[f"{name}.columns"].size // max(1, trees)
    parts = [shaped(f"{name}.{part}", arrays, (trees, tests)) for part in ("columns", "levels", "struck")]
    if [part.dtype for part in parts] != [np.int16, np.int16, np.uint8]:
        raise ValueError(f"{name} must hold integers of 16, 16 and 8 bits")
    columns, levels, struck = parts
    if columns.max(initial=-1) >= width:
        raise ValueError(f"{name} read column {columns.max()} of {width}")
    if struck.max(initial=0) >= 1 << (leaves - 1):
        raise ValueError(f"{name} strike out leaves that they do not have")
    return Trees(columns, levels, struck, values.astype(np.float32), labels, one_sided)


def _as_arrays(dumped: list[Any], labels: int, one_sided: bool = False) -> Trees:
    trees = [_Tree(t["tree_structure"]) for t in dumped]
    tests = max((len(t.tests) for t in trees), default=0)
    leaves = max((len(t.values) for t in trees), default=1)
    columns = np.full((len(trees), tests), -1, dtype=np.int16)
    levels = np.full((len(trees), tests), _NO_TEST, dtype=np.int16)
    struck = np.zeros((len(trees), tests), dtype=np.uint8)
    values = np.zeros((len(trees), leaves), dtype=np.float32)
    for i, tree in enumerate(trees):
        for j, (column, level, out) in enumerate(tree.tests):
            columns[i, j], levels[i, j], struck[i, j] = column, level, out
        values[i, : len(tree.values)] = tree.values
    return Trees(columns, levels, struck, values, labels, one_sided)


class _Tree:
    """One tree of LightGBM's dump, its leaves numbered from the left."""

    def __init__(self, structure: Any) -> None:
        self.tests: list[tuple[int, int, int]] = []
        self.values: list[float] = []
        self._walk(structure)

    def _walk(self, node: Any) -> None:
        if "leaf_value" in node:
            self.values.append(node["leaf_value"])
            return
        first = len(self.values)
        self._walk(node["left_child"])
        left = (1 << len(self.values)) - (1 << first)
        self.tests.append((node["split_feature"], int(np.floor(node["threshold"])), left))
        self._walk(node["right_child"])
