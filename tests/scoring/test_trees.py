"""Boosted trees as arrays: what LightGBM says, said without it."""

from typing import Any

import lightgbm
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.scoring.chain import log_softmax
from pipeline.scoring.trees import MOST_LEAVES, Trees, _as_arrays, _first_leaf, as_levels, fit_trees

SETTINGS: dict[str, Any] = {
    "rounds": 12,
    "learning_rate": 0.2,
    "leaves": 8,
    "smallest_leaf": 3,
    "columns": 0.8,
    "rows": 0.7,
    "penalty": 1.0,
    "seed": 0,
}


def data(rows: int = 150, labels: int = 3, seed: int = 0) -> tuple[Any, Any]:
    """Columns of both signs and many sizes, one of them constant; the label follows from two of them."""
    draw = np.random.default_rng(seed)
    table = draw.normal(size=(rows, 6)).astype(np.float32) * np.float32([0.01, 1, 1, 30, 1000, 0])
    gold = (np.abs(table[:, 1]) * 1.3 + (table[:, 2] > 0)).astype(np.intp) % labels
    return table, gold


@given(st.floats(-(2.0**99), 2.0**99, width=32), st.floats(-(2.0**99), 2.0**99, width=32))
@example(-1.0, -0.5)
@example(0.0, 1e-20)
def test_levels_keep_the_order(a: float, b: float) -> None:
    low, high = sorted([a + 0.0, b + 0.0])  # what is -0.0 becomes 0.0
    levels = as_levels(np.array([low, high], np.float32)).tolist()
    assert levels[0] <= levels[1]
    assert -(2**14) <= levels[0] <= levels[1] < 2**14


@given(st.floats(2.0**-99, 2.0**99, width=32).flatmap(lambda a: st.sampled_from([a, -a])), st.integers(1, 20))
def test_numbers_a_64th_part_apart_have_different_levels(a: float, k: int) -> None:
    """Six bits after the leading one: two numbers of one level differ by less than a 64th."""
    levels = as_levels(np.array([a, a * (1 + k / 64)], np.float32)).tolist()
    assert levels[0] != levels[1]


def test_levels_by_hand() -> None:
    """1.0 is the bits 0x3F800000, without the last 17 of them 0x1FC0; 1 + 1/64 is the next; -1 is ~0x1FC0."""
    found = as_levels(np.array([0, 1, 1 + 1 / 64, 1 + 1 / 65, -1, -9], np.float32))
    assert found.dtype == np.int16
    assert found.tolist() == [0, 0x1FC0, 0x1FC1, 0x1FC0, -0x1FC1, -0x2089]


def test_the_first_leaf_that_is_left() -> None:
    """Of three leaves, by the two bits of those that are out: none, the first, the second, both."""
    assert _first_leaf(3).tolist() == [0, 1, 0, 2]
    assert _first_leaf(1).tolist() == [0]
    assert len(_first_leaf(MOST_LEAVES)) == 128


def test_a_tree_by_hand() -> None:
    """Column 0 to 1.0: leaf A; above it, column 1 to 0: leaf B, else C. A second tree is one leaf, for label 1."""
    structure = {
        "split_feature": 0,
        "threshold": float(0x1FC0) + 0.5,
        "left_child": {"leaf_value": 1.0},
        "right_child": {
            "split_feature": 1,
            "threshold": 1e-35,  # what LightGBM writes for a little more than zero
            "left_child": {"leaf_value": 2.0},
            "right_child": {"leaf_value": 4.0},
        },
    }
    trees = _as_arrays([{"tree_structure": structure}, {"tree_structure": {"leaf_value": 0.5}}], 2)
    assert trees.columns.tolist() == [[0, 1], [-1, -1]]
    assert trees.levels[0].tolist() == [0x1FC0, 0]
    assert trees.struck.tolist() == [[0b001, 0b010], [0, 0]]
    assert trees.values.tolist() == [[1, 2, 4], [0.5, 0, 0]]
    rows = np.array([[0, 5], [1, -5], [2, -5], [2, 0], [2, 1e-3]], np.float32)
    expected = np.array([[1, 0.5], [1, 0.5], [2, 0.5], [2, 0.5], [4, 0.5]])
    np.testing.assert_allclose(trees.log_probabilities(rows), log_softmax(expected), rtol=1e-12)


@pytest.mark.parametrize("leaves", [2, 3, 8])
@pytest.mark.parametrize("labels", [2, 3, 4])
def test_it_says_what_lightgbm_says(labels: int, leaves: int) -> None:
    """The last label of four is that of no row."""
    table, gold = data(labels=min(labels, 3))
    levels = as_levels(table).astype(np.float32)
    parameters = {
        "objective": "multiclass",
        "num_class": labels,
        "num_leaves": leaves,
        "min_data_in_leaf": 2,
        "verbosity": -1,
        "use_missing": False,
        "num_threads": 1,
    }
    booster = lightgbm.train(parameters, lightgbm.Dataset(levels, gold), 15)
    trees = _as_arrays(booster.dump_model()["tree_info"], labels)
    assert (trees.columns >= 0).any()
    other, _ = data(seed=1)
    for some in (table, other):
        raw = booster.predict(as_levels(some).astype(np.float32), raw_score=True)
        np.testing.assert_allclose(trees.log_probabilities(some), log_softmax(raw), atol=1e-6)


def test_rows_are_read_in_parts_and_come_out_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    trees = fit_trees(*data(), 3, **SETTINGS)
    other, _ = data(70, seed=2)
    whole = trees.log_probabilities(other)
    monkeypatch.setattr("pipeline.scoring.trees._ROWS", 16)
    monkeypatch.setattr("pipeline.scoring.trees._CELLS", 15 * 16)  # fifteen of 36 trees, and at last six
    np.testing.assert_array_equal(trees.log_probabilities(other), whole)
    np.testing.assert_array_equal(np.concatenate([trees.log_probabilities(row[None]) for row in other]), whole)
    assert trees.log_probabilities(other[:0]).shape == (0, 3)


def test_one_sided_trees_are_read_in_parts_too(monkeypatch: pytest.MonkeyPatch) -> None:
    table, gold = data()
    trees = fit_trees(table, (gold > 0).astype(np.intp), 2, **SETTINGS, one_sided=True)
    whole = trees.log_probabilities(table)
    monkeypatch.setattr("pipeline.scoring.trees._CELLS", 5 * 128)  # of twelve trees five, five and two
    np.testing.assert_array_equal(trees.log_probabilities(table[:128]), whole[:128])


def test_what_can_be_learned_is_learned() -> None:
    table, gold = data()
    trees = fit_trees(table, gold, 3, **SETTINGS)
    assert len(trees.values) == 36
    assert trees.values.shape[1] <= 8
    found = trees.log_probabilities(table)
    np.testing.assert_allclose(np.exp(found).sum(axis=1), 1)
    assert (found.argmax(axis=1) == gold).mean() > 0.9


def test_the_same_seed_grows_the_same_trees_and_another_one_others() -> None:
    a, b, c = (fit_trees(*data(), 3, **{**SETTINGS, "seed": seed}) for seed in (0, 0, 1))
    for name in ("columns", "levels", "struck", "values"):
        assert getattr(a, name).tobytes() == getattr(b, name).tobytes()
    assert a.values.tobytes() != c.values.tobytes()


@pytest.mark.parametrize("rows", [1, 2, 20])
def test_trees_without_any_split_know_how_frequent_labels_are(rows: int) -> None:
    """Fewer rows than a leaf must have: what is left is the share of each label."""
    gold = np.arange(rows) % 2
    trees = fit_trees(data(rows)[0], gold, 2, **{**SETTINGS, "smallest_leaf": 1000})
    assert trees.columns.shape[1] == 0
    assert trees.values.shape[1] == 1
    found = np.exp(trees.log_probabilities(data(5)[0]))
    assert (found == found[0]).all()
    np.testing.assert_allclose(found[0], np.bincount(gold, minlength=2) / rows, atol=1e-6)


def test_of_no_rows_no_tree_is_grown() -> None:
    table, gold = data()
    trees = fit_trees(table[:0], gold[:0], 3, **SETTINGS)
    assert trees.values.shape == (0, 1)
    np.testing.assert_allclose(np.exp(trees.log_probabilities(table)), 1 / 3)


@pytest.mark.parametrize("change", [{"rows": 1e-6}, {"columns": 1e-6}, {"penalty": 0.0, "learning_rate": 1.0}])
def test_settings_at_their_bounds_can_be_fitted_with(change: dict[str, Any]) -> None:
    trees = fit_trees(*data(), 3, **{**SETTINGS, "smallest_leaf": 1, **change})
    assert np.isfinite(trees.log_probabilities(data()[0])).all()


def test_one_label_alone_is_sure() -> None:
    table, _ = data()
    trees = fit_trees(table, np.ones(len(table), np.intp), 3, **SETTINGS)
    found = trees.log_probabilities(table)
    assert np.isfinite(found).all()
    assert (found.argmax(axis=1) == 1).all()


def test_trees_vote_in_turn() -> None:
    """Two labels, three trees of one leaf: the third is for the first label again."""
    none, leaf = np.zeros((3, 0)), np.array([[1.0], [2.0], [3.0]], np.float32)
    trees = Trees(none.astype(np.int16), none.astype(np.int16), none.astype(np.uint8), leaf, 2)
    found = trees.log_probabilities(np.zeros((1, 4), np.float32))
    np.testing.assert_allclose(found, log_softmax(np.array([[4.0, 2.0]])))


def test_trees_for_one_of_two_labels_say_what_lightgbm_says() -> None:
    table, gold = data(labels=2)
    trees = fit_trees(table, gold, 2, **SETTINGS, one_sided=True)
    assert len(trees.values) == SETTINGS["rounds"]
    levels = as_levels(table).astype(np.float32)
    parameters = {
        "objective": "binary",
        "learning_rate": 0.2,
        "num_leaves": 8,
        "min_data_in_leaf": 3,
        "feature_fraction": 0.8,
        "bagging_fraction": 0.7,
        "bagging_freq": 1,
        "lambda_l2": 1.0,
        "max_bin": 63,
        "use_missing": False,
        "num_threads": 1,
        "deterministic": True,
        "force_row_wise": True,
        "seed": 0,
        "verbosity": -1,
    }
    data_set = lightgbm.Dataset(levels, gold, params={"max_bin": 63, "verbosity": -1, "use_missing": False})
    expected = lightgbm.train(parameters, data_set, 12).predict(levels)
    assert np.exp(trees.log_probabilities(table))[:, 1] == pytest.approx(expected, abs=1e-5)
