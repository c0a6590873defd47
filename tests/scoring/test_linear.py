"""The linear scorer against the scikit-learn model that it was fitted with."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from pipeline.scoring.linear import LinearScorer, fit_linear, fit_logistic, pack, unpack

ROLES = ("claim", "evidence", "example", "other")


def examples(classes: Sequence[str], n: int = 60, seed: int = 0) -> tuple[list[dict[str, float]], list[str]]:
    rng = np.random.default_rng(seed)
    gold = [classes[i % len(classes)] for i in range(n)]
    items = [
        {f"w:{g[:2]}{rng.integers(3)}": 0.5, f"noise:{rng.integers(6)}": float(rng.random()) + 0.1, "bias": 1.0}
        for g in gold
    ]
    return items, gold


@pytest.mark.parametrize("classes", [ROLES, ROLES[:3], ROLES[:2]], ids=len)
def test_probabilities_are_those_of_scikit_learn(classes: tuple[str, ...]) -> None:
    items, gold = examples(classes)
    scorer = fit_linear(items, gold, classes, c=2.0)
    reference = LogisticRegression(C=2.0, max_iter=300, tol=1e-3)
    vectorizer = DictVectorizer()
    reference.fit(vectorizer.fit_transform(items), [classes.index(g) for g in gold])
    expected = reference.predict_proba(vectorizer.transform(items))
    np.testing.assert_allclose(np.exp(scorer.log_probabilities(items)), expected, atol=1e-6)


def test_the_order_of_classes_is_kept() -> None:
    items, gold = examples(ROLES)
    straight, turned = fit_linear(items, gold, ROLES), fit_linear(items, gold, ROLES[::-1])
    np.testing.assert_allclose(straight.scores(items), turned.scores(items)[:, ::-1], atol=0.02)


@pytest.mark.parametrize("present", [ROLES[:1], ROLES[1:3], ROLES[1:]], ids=len)
def test_a_class_that_no_example_has_never_wins(present: tuple[str, ...]) -> None:
    items, gold = examples(present)
    scorer = fit_linear(items, gold, ROLES)
    p = np.exp(scorer.log_probabilities([*items, {}, {"never seen": 5.0}]))
    absent = [ROLES.index(c) for c in ROLES if c not in present]
    assert p[:, absent].max() < 1e-6
    np.testing.assert_allclose(p.sum(axis=1), 1)


def test_of_one_class_that_class_is_certain() -> None:
    scorer = fit_linear([{"a": 1.0}], ["example"], ROLES)
    assert scorer.features == ()
    assert np.exp(scorer.log_probabilities([{"a": 1.0}]))[0, 2] == pytest.approx(1, abs=1e-6)


def test_of_no_examples_every_class_is_as_likely() -> None:
    np.testing.assert_allclose(np.exp(fit_linear([], [], ROLES).log_probabilities([{}])), [[0.25] * 4])


@pytest.mark.parametrize("items", [[{}, {}, {}, {}], [{str(i): 1.0} for i in range(4)]], ids=["none", "rare"])
def test_without_a_frequent_feature_the_shares_of_the_classes_speak(items: list[dict[str, float]]) -> None:
    scorer = fit_linear(items, ["claim", "claim", "claim", "other"], ("claim", "other"), min_count=2)
    np.testing.assert_allclose(np.exp(scorer.log_probabilities([{}])), [[0.75, 0.25]], rtol=1e-6)


def test_rare_features_are_left_out() -> None:
    items, gold = examples(ROLES)
    items[0] = items[0] | {"once": 1.0}
    assert "once" not in fit_linear(items, gold, ROLES, min_count=2).features
    assert "once" in fit_linear(items, gold, ROLES, min_count=1).features


def test_a_gold_class_outside_the_classes_is_refused() -> None:
    with pytest.raises(KeyError, match="claim"):
        fit_linear([{"a": 1.0}], ["claim"], ("evidence", "other"))


def test_items_and_gold_must_pair_up() -> None:
    with pytest.raises(ValueError, match="1 items, 2 gold classes"):
        fit_linear([{"a": 1.0}], ["claim", "other"], ("claim", "other"))


def scorer_by_hand() -> LinearScorer:
    weights = np.array([[1, -1], [0, 2]], np.float32)
    return LinearScorer(("no", "yes"), ("a", "b"), weights, np.array([0.5, 0], np.float32))


def test_scores_by_hand() -> None:
    items = [{"a": 1.0, "b": 2.0}, {}, {"unknown": 9.0}, {"b": 0.5, "unknown": 1.0}]
    np.testing.assert_allclose(scorer_by_hand().scores(items), [[1.5, 3.0], [0.5, 0.0], [0.5, 0.0], [0.5, 1.0]])


def test_contributions_by_hand() -> None:
    """a: (1, −1), mean 0; b: (0, 2), mean 1. Above the mean for "yes": a −1, b +1; times the values 2 and 0.5."""
    scorer, item = scorer_by_hand(), {"a": 2.0, "unknown": 9.0, "b": 0.5}
    assert scorer.contributions(item, 1) == [("b", 0.5), ("a", -2.0)]
    assert scorer.contributions(item, 0) == [("a", 2.0), ("b", -0.5)]
    assert scorer.contributions({"unknown": 1.0}, 0) == scorer.contributions({}, 1) == []


def test_equal_contributions_keep_the_order_of_the_item() -> None:
    weights = np.array([[1, 3]] * 3, np.float32)
    scorer = LinearScorer(("no", "yes"), ("a", "b", "c"), weights, np.zeros(2, np.float32))
    assert scorer.contributions({"c": 1.0, "a": 1.0, "b": 2.0}, 1) == [("b", 2.0), ("c", 1.0), ("a", 1.0)]


@given(st.dictionaries(st.sampled_from("abcd"), st.floats(-5, 5)))
def test_contributions_and_bias_add_up_to_what_a_class_has_above_the_mean(item: dict[str, float]) -> None:
    scorer = scorer_by_hand()
    [scores], [bias] = scorer.scores([item]), scorer.scores([{}])
    for k in range(2):
        added = sum(weight for _, weight in scorer.contributions(item, k))
        assert added + bias[k] - bias.mean() == pytest.approx(scores[k] - scores.mean(), abs=1e-9)


def test_no_items_give_no_rows() -> None:
    assert scorer_by_hand().scores([]).shape == (0, 2)
    assert scorer_by_hand().log_probabilities([]).shape == (0, 2)


@settings(max_examples=50)
@given(st.lists(st.dictionaries(st.sampled_from("abcd"), st.floats(-5, 5)), max_size=6))
def test_each_item_is_scored_by_itself(items: list[dict[str, float]]) -> None:
    scorer = scorer_by_hand()
    rows = [scorer.scores([item])[0] for item in items]
    np.testing.assert_allclose(scorer.scores(items), np.array(rows).reshape(-1, 2))


def test_packed_scorers_come_back_and_score_the_same() -> None:
    items, gold = examples(ROLES)
    scorers = {"roles": fit_linear(items, gold, ROLES), "parent": scorer_by_hand()}
    arrays, names = pack(scorers)
    for name, scorer in scorers.items():
        found = unpack(name, arrays, names)
        assert (found.classes, found.features) == (scorer.classes, scorer.features)
        np.testing.assert_array_equal(found.scores(items), scorer.scores(items))


def test_unpacking_refuses_what_does_not_fit() -> None:
    arrays, names = pack({"s": scorer_by_hand()})
    with pytest.raises(KeyError, match="other"):
        unpack("other", arrays, names)
    with pytest.raises(ValueError, match=r"\(2, 2\) and \(2,\) do not fit 3 features and 2 classes"):
        unpack("s", arrays, {"s": names["s"] | {"features": ["a", "b", "c"]}})
    with pytest.raises(ValueError, match="do not fit 2 features and 3 classes"):
        unpack("s", arrays, {"s": names["s"] | {"classes": ["a", "b", "c"]}})
    with pytest.raises(ValueError, match="a weight is not finite"):
        unpack("s", arrays | {"s.bias": np.array([np.nan, 0])}, names)


def test_a_matrix_is_fitted_as_named_features_are() -> None:
    items = [{"a": 1.0, "b": float(k % 3)} for k in range(12)]
    gold = [("x", "y", "z")[k % 3] for k in range(12)]
    scorer = fit_linear(items, gold, ("x", "y", "z", "none"), c=2.0)
    matrix = np.array([[item["a"], item["b"]] for item in items])
    target = np.array([("x", "y", "z").index(name) for name in gold])
    weights, bias = fit_logistic(matrix, target, 4, c=2.0, max_iterations=300)
    np.testing.assert_array_equal(weights.astype(np.float32), scorer.weights)
    np.testing.assert_array_equal(bias.astype(np.float32), scorer.bias)
    assert bias[3] == -20
    assert not weights[:, 3].any()


def test_of_one_class_or_no_columns_shares_are_learned() -> None:
    weights, bias = fit_logistic(np.zeros((4, 0)), np.array([0, 0, 0, 1]), 3, c=1.0, max_iterations=10)
    assert weights.shape == (0, 3)
    assert bias.tolist() == pytest.approx([np.log(0.75), np.log(0.25), -20])
    _, bias = fit_logistic(np.ones((3, 2)), np.array([1, 1, 1]), 2, c=1.0, max_iterations=10)
    assert bias.tolist() == [-20, 0]
