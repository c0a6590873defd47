"""Linear views: neighbours by moving, how they are fitted, and how they are rounded."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.sparse import csr_array

from pipeline.roles.stacked.families import FAMILIES, fit_vocabularies, matrices, read_batch
from pipeline.roles.stacked.layout import Layout, Runs, shifted
from pipeline.roles.stacked.views import (
    NAMES,
    USES,
    VIEWS,
    LinearViews,
    Part,
    View,
    fit_view,
    moved_matrix,
    rounded,
    steps,
)
from tests.roles.stacked.samples import DOCUMENTS, document, runs


def test_a_part_of_the_sentence_after_by_hand() -> None:
    """Two documents of two sentences and of one."""
    scores = np.array([[1.0, 2.0, 3.0]])
    documents = Runs(runs(2, 1))
    assert shifted(scores, documents, 0, 0.0).tolist() == [[1, 2, 3]]
    assert shifted(scores, documents, 1, 0.0).tolist() == [[2, 0, 0]]
    assert shifted(scores, documents, -1, 0.0).tolist() == [[0, 1, 0]]
    assert shifted(scores, documents, 2, 0.0).tolist() == [[0, 0, 0]]


@given(
    st.lists(st.integers(1, 4), min_size=1, max_size=5).flatmap(
        lambda sizes: st.tuples(st.just(sizes), arrays(np.float32, (sum(sizes), 3), elements=st.integers(-3, 3)))
    ),
    st.integers(-3, 3),
)
def test_moving_features_is_moving_scores(case: tuple[list[int], Any], of: int) -> None:
    sizes, values = case
    documents = Runs(runs(*sizes))
    dense = shifted(values.T, documents, of, 0.0).T
    assert (moved_matrix(csr_array(values), of, documents).toarray() == dense).all()
    starts = documents.starts
    for i, d in enumerate(documents.of):
        inside = starts[d] <= i + of < starts[d + 1]
        assert dense[i].tolist() == (values[i + of].tolist() if inside else [0, 0, 0])


def layout(*sizes: int) -> Layout:
    return Layout(*(Runs(runs(*sizes)) for _ in range(3)))


def fit(learner: Any, gold: Sequence[int], labels: int, features: Any = None) -> tuple[list[Any], Any]:
    """A view of two families, each with a column for each label and one that says nothing."""
    y = np.array(gold)
    if features is None:
        features = np.concatenate([np.eye(labels)[y], np.ones((len(y), 1))], axis=1)
    y = y.astype(np.intp)
    found = {name: csr_array(features.astype(np.float32)) for name in ("unit", "word")}
    view = View((Part("unit", 0.5), Part("word", 1.0)), learner)
    return fit_view(view, found, layout(len(y)), np.arange(len(y)), y, labels, 1.0)


@pytest.mark.parametrize("learner", ["margin", "naive"])
@pytest.mark.parametrize("gold", [[0, 1] * 4, [0, 1, 2] * 3])
def test_each_label_gets_weight_where_it_occurs(learner: str, gold: list[int]) -> None:
    labels = max(gold) + 1
    weights, bias = fit(learner, gold, labels)
    assert [w.shape for w in weights] == [(labels + 1, labels)] * 2
    assert bias.shape == (labels,)
    for w in weights:
        assert w[:labels].argmax(axis=1).tolist() == list(range(labels))


@pytest.mark.parametrize("learner", ["margin", "naive"])
def test_a_label_that_no_sentence_has(learner: str) -> None:
    """It has weight nowhere, and a bias beyond the margin: no sentence is thought to be of it."""
    weights, bias = fit(learner, [0, 3] * 4, 5)
    for w in weights:
        assert not w[:, [1, 2, 4]].any()
        assert w[:, [0, 3]].any()
    assert bias[[1, 2, 4]].tolist() == [-2, -2, -2]
    for w, k in ((weights[0] + weights[1], 0), (weights[0] + weights[1], 3)):
        assert (w[k] + w[5] + bias).argmax() == k


@pytest.mark.parametrize("learner", ["margin", "naive"])
@pytest.mark.parametrize("gold", [[1, 1, 1], []])
def test_of_fewer_than_two_labels_nothing_is_learned(learner: str, gold: list[int]) -> None:
    weights, bias = fit(learner, gold, 3, np.ones((len(gold), 2)))
    assert [w.shape for w in weights] == [(2, 3)] * 2
    assert not any(w.any() for w in weights)
    assert bias.tolist() == [-2, 0 if gold else -2, -2]


@pytest.mark.parametrize("learner", ["margin", "naive"])
def test_without_features_nothing_is_learned(learner: str) -> None:
    weights, bias = fit(learner, [0, 1], 2, np.zeros((2, 0)))
    assert [w.shape for w in weights] == [(0, 2)] * 2
    assert bias.tolist() == [0, 0]


@pytest.mark.parametrize("c", [1e-6, 1.0, 1e5])
@pytest.mark.parametrize("labels", [2, 3])
def test_sentences_that_contradict_each_other_are_learned_from_without_a_warning(c: float, labels: int) -> None:
    draw = np.random.default_rng(0)
    rows = csr_array(draw.random((60, 8)).astype(np.float32).repeat(2, axis=0))
    gold = draw.integers(0, labels, 120)
    view = View((Part("unit", 1.0),), "margin")
    weights, bias = fit_view(view, {"unit": rows}, layout(120), np.arange(120), gold, labels, c)
    assert np.isfinite(weights[0]).all()
    assert np.isfinite(bias).all()


def test_only_the_sentences_given_are_learned_from() -> None:
    rows = csr_array(np.eye(4, dtype=np.float32))
    view = View((Part("unit", 1.0),), "margin")
    [weights], _ = fit_view(view, {"unit": rows}, layout(4), np.array([0, 2]), np.array([0, 1]), 2, 1.0)
    assert not weights[[1, 3]].any()
    assert weights[[0, 2]].argmax(axis=1).tolist() == [0, 1]


def test_a_part_of_the_neighbour_learns_from_the_neighbour() -> None:
    """A sentence's label is what stands in the one before it."""
    rows = csr_array(np.array([[1, 0], [0, 1], [1, 0], [0, 0]], np.float32))
    view = View((Part("unit", 1.0, -1),), "margin")
    [weights], _ = fit_view(view, {"unit": rows}, layout(4), np.arange(1, 4), np.array([0, 1, 0]), 2, 10.0)
    assert weights.argmax(axis=1).tolist() == [0, 1]


def test_rounding_by_hand() -> None:
    """Use 0, label 0: the greatest is 1.27, a step 0.01; label 1 has no weight at all."""
    weights = np.array([[[1.27, 0]], [[-0.304, 0]], [[0.006, 0]]], np.float32)
    np.testing.assert_allclose(steps(weights), [[0.01, 1]], rtol=1e-6)
    np.testing.assert_allclose(rounded(weights)[:, 0, 0], [1.27, -0.30, 0.01], rtol=1e-5)
    assert not rounded(weights)[:, 0, 1].any()
    assert steps(np.zeros((0, 2, 3), np.float32)).tolist() == [[1] * 3] * 2


@given(arrays(np.float32, (4, 2, 3), elements=st.floats(-100, 100, width=32, allow_subnormal=False)))
def test_rounded_weights_are_whole_numbers_of_steps_and_stay_as_they_are(weights: Any) -> None:
    """A bundle keeps the whole numbers and the step, so multiplying again must give the very same weights."""
    found = rounded(weights)
    step = steps(found)
    whole = np.rint(found / step)
    assert np.abs(whole).max() <= 127
    assert (whole.astype(np.int8) * step == found).all()
    assert (np.abs(found - weights) <= steps(weights) * 0.5001).all()


@settings(max_examples=10, deadline=None)
@given(st.integers(2, 4), st.integers(0, 100))
def test_scores_are_those_of_dense_arithmetic(labels: int, seed: int) -> None:
    batch = read_batch([*DOCUMENTS[:2], document(["渡口"]), document(["渡口", "书屋"])])
    known = fit_vocabularies(batch, np.arange(len(batch)))
    found = matrices(batch, known)
    draw = np.random.default_rng(seed)
    weights = {
        name: draw.normal(size=(len(known[name]), len(USES[name]), labels)).astype(np.float32) for name in FAMILIES
    }
    bias = draw.normal(size=(len(VIEWS), labels)).astype(np.float32)
    expected = np.zeros((len(VIEWS), len(batch), labels))
    dense = {name: rows.toarray().astype(np.float64) for name, rows in found.items()}
    for v, (name, view) in enumerate(VIEWS.items()):
        expected[v] += bias[v]
        for part in view.parts:
            of_part = weights[part.family][:, USES[part.family].index((name, part))]
            for i in range(len(batch)):
                j = i + part.of
                if 0 <= j < len(batch) and batch.layout.documents.of[i] == batch.layout.documents.of[j]:
                    expected[v, i] += dense[part.family][j] @ of_part
    scores = LinearViews(weights, bias).scores(found, batch.layout).transpose(0, 2, 1)
    assert scores.shape == expected.shape
    np.testing.assert_allclose(scores, expected, atol=1e-4)


def test_every_part_has_a_place_among_the_uses() -> None:
    assert tuple(VIEWS) == NAMES
    assert sum(len(uses) for uses in USES.values()) == sum(len(v.parts) for v in VIEWS.values())
    for name, view in VIEWS.items():
        assert len(set(view.parts)) == len(view.parts)
        for part in view.parts:
            assert USES[part.family].count((name, part)) == 1
