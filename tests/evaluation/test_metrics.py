"""Every score worked out by hand, and against scikit-learn on data drawn at random."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as sk

from pipeline.evaluation.metrics import (
    Bin,
    Scores,
    accuracy,
    accuracy_of,
    bootstrap_interval,
    confusion_matrix,
    expected_calibration_error,
    f1_of,
    label_scores,
    macro_f1,
    macro_f1_of,
    macro_f1_over,
    micro_f1,
    micro_f1_over,
    percentile_interval,
    reliability,
    resample,
    scored_positions,
    scores_of,
    span_scores,
    weighted_sums,
)

GOLD = ["claim", "claim", "claim", "evidence", "evidence", "other"]
PREDICTED = ["claim", "evidence", "claim", "evidence", "claim", "example"]
# By hand: claim 2 right of 3 predicted, 3 gold; evidence 1 of 2, 2; other 0 of 0, 1; example 0 of 1, 0.
LABEL_PAIRS = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd")), min_size=1, max_size=40)


def test_confusion_matrix_by_hand() -> None:
    labels, counts = confusion_matrix(GOLD, PREDICTED)
    assert labels == ("claim", "evidence", "example", "other")
    assert counts.tolist() == [[2, 1, 0, 0], [1, 1, 0, 0], [0, 0, 0, 0], [0, 0, 1, 0]]
    assert confusion_matrix(["b"], ["a"], ["b", "c", "a"]).counts.tolist() == [[0, 0, 1], [0, 0, 0], [0, 0, 0]]


def test_scores_by_hand() -> None:
    found = label_scores(GOLD, PREDICTED)
    assert found["claim"] == pytest.approx(Scores(2 / 3, 2 / 3, 2 / 3, 3))
    assert found["evidence"] == pytest.approx(Scores(1 / 2, 1 / 2, 1 / 2, 2))
    assert found["other"] == Scores(0, 0, 0, 1)
    assert found["example"] == Scores(0, 0, 0, 0)
    assert accuracy(GOLD, PREDICTED) == pytest.approx(3 / 6)
    assert macro_f1(GOLD, PREDICTED) == pytest.approx((2 / 3 + 1 / 2) / 4)
    assert micro_f1(GOLD, PREDICTED) == pytest.approx(3 / 6)
    # claim and evidence pooled: 3 right, 5 predicted, 5 gold
    assert micro_f1(GOLD, PREDICTED, ["claim", "evidence"]) == pytest.approx(3 / 5)
    # other and claim: 2 right, 3 predicted, 4 gold
    assert micro_f1(GOLD, PREDICTED, iter(["claim", "other"])) == pytest.approx(4 / 7)


def test_scores_come_in_the_order_of_the_matrix_without_what_does_not_occur() -> None:
    found = scores_of(confusion_matrix(GOLD, PREDICTED, ["other", "never", "claim", "evidence", "example"]))
    assert list(found) == ["other", "claim", "evidence", "example"]
    assert found == label_scores(GOLD, PREDICTED)


def test_an_ignored_label_by_hand() -> None:
    """Without the sentence whose gold label is `other`: 5 are left.

    claim 2 right of 3 predicted, 3 gold; evidence 1 of 2, 2. Were the last predicted `other`, it would still be a miss.
    """
    kept = scored_positions(GOLD, {"other"})
    assert kept == [0, 1, 2, 3, 4]
    gold, predicted = [GOLD[i] for i in kept], [*(PREDICTED[i] for i in kept[:-1]), "other"]
    # claim: 2 of 2 predicted, 3 gold → 4/5; evidence: 1 of 2 predicted, 2 gold → 1/2
    assert macro_f1(gold, predicted, ["claim", "evidence"]) == pytest.approx((4 / 5 + 1 / 2) / 2)
    assert micro_f1(gold, predicted, ["claim", "evidence"]) == pytest.approx(2 * 3 / (4 + 5))
    assert macro_f1(gold, predicted) == pytest.approx((4 / 5 + 1 / 2 + 0) / 3)  # not ignored, it is a label like others
    assert macro_f1(gold, predicted, iter(["claim", "never"])) == pytest.approx(4 / 5)
    assert scored_positions(GOLD) == list(range(6))
    assert scored_positions(["other"], ["other"]) == []


@settings(deadline=None)  # the first call of scikit-learn is slow
@given(LABEL_PAIRS, st.sets(st.sampled_from("abcd"), min_size=1))
def test_averages_over_some_labels_agree_with_scikit_learn(pairs: list[tuple[str, str]], over: set[str]) -> None:
    gold, predicted = map(list, zip(*pairs, strict=True))
    counts = confusion_matrix(gold, predicted, "abcd").counts
    chosen = ["abcd".index(label) for label in over]
    present = sorted(over & {*gold, *predicted})
    macro = sk.f1_score(gold, predicted, labels=present, average="macro", zero_division=0) if present else 0
    micro = sk.f1_score(gold, predicted, labels=present, average="micro", zero_division=0) if present else 0
    assert macro_f1_over(chosen)(counts) == pytest.approx(macro) == macro_f1(gold, predicted, over)
    assert micro_f1_over(chosen)(counts) == pytest.approx(micro) == micro_f1(gold, predicted, over)
    stack = np.stack([counts, 2 * counts])
    assert macro_f1_over(chosen)(stack) == pytest.approx([macro, macro])
    assert micro_f1_over(chosen)(stack) == pytest.approx([micro, micro])


def test_no_labels_score_nothing() -> None:
    assert (accuracy([], []), macro_f1([], []), micro_f1([], [])) == (0, 0, 0)
    assert label_scores([], []) == {}


def test_labels_that_do_not_match_are_refused() -> None:
    with pytest.raises(ValueError, match="2 gold labels, 1 predicted"):
        accuracy(["a", "b"], ["a"])
    with pytest.raises(ValueError, match="labels outside a, b: c"):
        confusion_matrix(["a"], ["c"], ["a", "b"])


@settings(deadline=None)  # the first call of scikit-learn is slow
@given(LABEL_PAIRS)
def test_scores_agree_with_scikit_learn(pairs: list[tuple[str, str]]) -> None:
    gold, predicted = map(list, zip(*pairs, strict=True))
    labels = sorted({*gold, *predicted})
    expected = sk.confusion_matrix(gold, predicted, labels=list("abcd")).tolist()
    assert confusion_matrix(gold, predicted, "abcd").counts.tolist() == expected
    assert accuracy(gold, predicted) == pytest.approx(sk.accuracy_score(gold, predicted))
    assert macro_f1(gold, predicted) == pytest.approx(sk.f1_score(gold, predicted, average="macro", zero_division=0))
    assert micro_f1(gold, predicted) == pytest.approx(sk.f1_score(gold, predicted, average="micro", zero_division=0))
    columns = sk.precision_recall_fscore_support(gold, predicted, labels=labels, zero_division=0)
    found = label_scores(gold, predicted)
    assert list(found) == labels
    for name, *row in zip(labels, *columns, strict=True):
        assert found[name] == pytest.approx(tuple(row))


@given(st.lists(LABEL_PAIRS, min_size=1, max_size=5))
def test_stacked_statistics_agree_with_single_ones(documents: list[list[tuple[str, str]]]) -> None:
    sides = [tuple(map(list, zip(*pairs, strict=True))) for pairs in documents]
    stack = np.stack([confusion_matrix(gold, predicted, "abcd").counts for gold, predicted in sides])
    assert accuracy_of(stack) == pytest.approx([accuracy(*side) for side in sides])
    assert macro_f1_of(stack) == pytest.approx([macro_f1(*side) for side in sides])


def test_bootstrap_agrees_with_resampling_label_by_label() -> None:
    rng = np.random.default_rng(3)
    documents = []
    for size in rng.integers(3, 20, size=12):
        gold = rng.choice(["claim", "evidence", "other"], size=size)
        predicted = np.where(rng.random(size) < 0.7, gold, "claim")
        documents.append((gold.tolist(), predicted.tolist()))
    found = bootstrap_interval(documents, macro_f1_of, n=4000, seed=1)

    slow = []
    for _ in range(2000):
        drawn = [documents[i] for i in rng.integers(0, 12, size=12)]
        slow.append(macro_f1([g for d in drawn for g in d[0]], [p for d in drawn for p in d[1]]))
    assert found.value == macro_f1([g for d in documents for g in d[0]], [p for d in documents for p in d[1]])
    assert found.low == pytest.approx(np.quantile(slow, 0.025), abs=0.02)
    assert found.high == pytest.approx(np.quantile(slow, 0.975), abs=0.02)
    assert found.low < found.value < found.high


def test_bootstrap_draws_documents_not_sentences() -> None:
    # One document all right, one all wrong: a sample holds both twice in four times, else one of them twice.
    documents = [(["a"] * 50, ["a"] * 50), (["a"] * 50, ["b"] * 50)]
    assert bootstrap_interval(documents, accuracy_of) == (0.5, 0, 1)
    assert bootstrap_interval(documents, accuracy_of, level=0.4) == (0.5, 0.5, 0.5)


def test_bootstrap_is_reproducible_and_follows_its_seed() -> None:
    documents = [(["a", "b", "b"], ["a", "b", "a"]), (["b"], ["b"]), (["a", "a"], ["b", "a"])] * 3
    assert bootstrap_interval(documents, macro_f1_of, seed=5) == bootstrap_interval(documents, macro_f1_of, seed=5)
    assert bootstrap_interval(documents, macro_f1_of, seed=5) != bootstrap_interval(documents, macro_f1_of, seed=6)


def test_samples_are_whole_documents_as_many_as_there_are() -> None:
    # Document k has 10**k sentences, so the digits of a sample's size say how often each was drawn.
    each = np.array([[[10**k]] for k in range(5)])
    samples = resample(each, n=200, seed=1)
    assert samples.shape == (200, 1, 1)
    assert {sum(map(int, str(size))) for size in samples.ravel().tolist()} == {5}
    assert len({*samples.ravel().tolist()}) > 50
    assert samples.tolist() == resample(each, n=200, seed=1).tolist()
    assert (resample(7 * each, n=200, seed=1) == 7 * samples).all()  # another stack, the same documents
    with pytest.raises(ValueError, match="at least one document"):
        resample(each[:0])


def test_sums_are_exact() -> None:
    each = np.array([[[2**50 + 1, 3]], [[5, -7]]])
    assert weighted_sums(np.array([[1, 0], [2, 1]]), each).tolist() == [[[2**50 + 1, 3]], [[2**51 + 7, -1]]]


def test_percentiles_by_hand() -> None:
    samples = np.arange(101) / 100
    assert percentile_interval(0.4, samples, level=0.9) == pytest.approx((0.4, 0.05, 0.95))
    with pytest.raises(ValueError, match="between 0 and 1"):
        percentile_interval(0.4, samples, level=1)


def test_bootstrap_of_one_label() -> None:
    documents = [(GOLD, PREDICTED)]
    found = bootstrap_interval(documents, f1_of(1), labels=["other", "claim", "evidence", "example"])
    assert found == pytest.approx((2 / 3, 2 / 3, 2 / 3))


@pytest.mark.parametrize("wrong", [{"n": 0}, {"level": 1.0}, {"level": 0.0}])
def test_bootstrap_refuses_what_it_cannot_do(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="at least one"):
        bootstrap_interval([(["a"], ["a"])], accuracy_of, **wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="at least one document"):
        bootstrap_interval([], accuracy_of)


def test_calibration_error_by_hand() -> None:
    # (0.5, 0.6]: 0.55, 0.6 → mean 0.575, one of two right; (0.8, 0.9]: 0.9, 0.85 → 0.875, both right.
    confidences, correct = [0.55, 0.6, 0.9, 0.85], [True, False, True, True]
    expected = 2 / 4 * abs(0.5 - 0.575) + 2 / 4 * abs(1 - 0.875)
    assert expected_calibration_error(confidences, correct) == pytest.approx(expected)
    found = reliability(confidences, correct)
    assert len(found) == 10
    assert found[5] == pytest.approx(Bin(0.5, 0.6, 2, 0.575, 0.5))
    assert [b.size for b in found] == [0, 0, 0, 0, 0, 2, 0, 0, 2, 0]


def test_calibration_bins_close_on_the_right() -> None:
    assert [b.size for b in reliability([0.0, 0.5, 1.0], [False, True, True], bins=2)] == [2, 1]


def test_calibration_of_the_ends() -> None:
    assert expected_calibration_error([1.0] * 4, [True] * 4) == 0
    assert expected_calibration_error([1.0] * 4, [False] * 4) == 1
    assert expected_calibration_error([], []) == 0


def test_calibration_refuses_what_is_no_confidence() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        expected_calibration_error([1.2], [True])
    with pytest.raises(ValueError, match="between 0 and 1"):
        expected_calibration_error([math.nan], [True])
    with pytest.raises(ValueError, match="one confidence"):
        expected_calibration_error([0.2, 0.3], [True])


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1))
def test_one_bin_compares_the_two_means(pairs: list[tuple[float, bool]]) -> None:
    confidences, correct = map(list, zip(*pairs, strict=True))
    expected = abs(float(np.mean(confidences)) - float(np.mean(correct)))
    assert expected_calibration_error(confidences, correct, bins=1) == pytest.approx(expected)


def test_spans_by_hand() -> None:
    gold, predicted = [(0, 5), (5, 9), (9, 12)], [(0, 5), (5, 12)]
    assert span_scores(gold, predicted) == pytest.approx(Scores(1 / 2, 1 / 3, 2 / 5, 3))
    assert span_scores(gold, []) == Scores(0, 0, 0, 3)
    assert span_scores([], predicted) == Scores(0, 0, 0, 0)
    assert span_scores([], []) == Scores(1, 1, 1, 0)
    assert span_scores([1, 1, 2], [2, 2]) == pytest.approx(Scores(1, 1 / 2, 2 / 3, 2))
