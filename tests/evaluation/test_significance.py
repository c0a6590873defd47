"""Paired tests over documents, by hand, against an exact enumeration, and against statsmodels."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from pipeline.evaluation.metrics import accuracy_of, bootstrap_interval, macro_f1, macro_f1_of
from pipeline.evaluation.significance import approximate_randomization, holm

DOCUMENTS = st.lists(
    st.lists(st.tuples(*[st.sampled_from("abc")] * 3), min_size=1, max_size=5),
    min_size=1,
    max_size=6,
)


def sides(documents: list[list[tuple[str, str, str]]]) -> list[list[list[str]]]:
    return [[[row[k] for row in document] for document in documents] for k in range(3)]


def drawn(seed: int, documents: int) -> list[list[list[str]]]:
    """Gold labels, and those of one model that is right in 7 of 10 and one that is right in 6 of 10."""
    rng = np.random.default_rng(seed)
    gold, a, b = [], [], []
    for size in rng.integers(2, 9, size=documents):
        row = rng.choice(["a", "b", "c"], size=size)
        gold.append(row.tolist())
        a.append(np.where(rng.random(size) < 0.7, row, "a").tolist())
        b.append(np.where(rng.random(size) < 0.6, row, "b").tolist())
    return [gold, a, b]


def test_by_hand() -> None:
    """Four documents that only the first model gets right.

    Of the 16 ways to exchange, none and all make a difference of 1, so p is 2/16.
    """
    gold, a, b = [["x"]] * 4, [["x"]] * 4, [["y"]] * 4
    found = approximate_randomization(gold, a, b, n=20_000)
    assert (found.a, found.b, found.difference, found.documents) == (1, 0, (1, 1, 1), 4)
    assert found.p == pytest.approx(2 / 16, abs=0.01)


def test_every_exchange_of_one_document_makes_the_same_difference() -> None:
    assert approximate_randomization([["x", "y"]], [["x", "y"]], [["y", "x"]], n=99).p == 1


def test_p_is_never_nothing() -> None:
    gold, a, b = [["x"]] * 40, [["x"]] * 40, [["y"]] * 40
    assert approximate_randomization(gold, a, b, n=99).p == pytest.approx(1 / 100)


def test_whole_documents_are_exchanged_not_sentences() -> None:
    # Two documents, so p is 2/4; sentence by sentence it would be near nothing.
    found = approximate_randomization([["x"] * 20] * 2, [["x"] * 20] * 2, [["y"] * 20] * 2, n=5000)
    assert found.p == pytest.approx(1 / 2, abs=0.03)


def test_macro_f1_against_all_exchanges_there_are() -> None:
    gold, a, b = drawn(seed=4, documents=8)

    def flat(rows: list[list[str]]) -> list[str]:
        return [label for row in rows for label in row]

    found = macro_f1(flat(gold), flat(a)) - macro_f1(flat(gold), flat(b))
    as_large = 0
    for swaps in product((False, True), repeat=8):
        one = flat([b[i] if swap else a[i] for i, swap in enumerate(swaps)])
        other = flat([a[i] if swap else b[i] for i, swap in enumerate(swaps)])
        as_large += abs(macro_f1(flat(gold), one) - macro_f1(flat(gold), other)) >= abs(found) - 1e-12
    result = approximate_randomization(gold, a, b, statistic=macro_f1_of, n=20_000, seed=2)
    assert result.difference.value == pytest.approx(found)
    assert 0.02 < as_large / 2**8 < 0.98
    assert result.p == pytest.approx(as_large / 2**8, abs=0.015)


def test_chance_differences_are_seldom_significant() -> None:
    """Of two models that are alike, p is at most 0.1 in about a tenth of the cases.

    Each finds other documents hard, by chance: what a test over sentences would take for a difference.
    """
    rng = np.random.default_rng(0)
    small = 0
    for seed in range(200):
        hits = [rng.random((2, 40)) < rng.beta(2, 1, size=(2, 1)) for _ in range(15)]
        gold, a, b = [["x"] * 40] * 15, *([["x" if hit else "y" for hit in h[k]] for h in hits] for k in (0, 1))
        small += approximate_randomization(gold, a, b, n=199, bootstrap=1, seed=seed).p <= 0.1
    assert 4 <= small <= 36  # 20 expected; the standard deviation is 4.2


def test_the_interval_draws_the_same_documents_for_both() -> None:
    # The first model is always right in one sentence more of ten, however hard the document.
    gold = [["x"] * 10] * 9
    a = [["x"] * (k + 1) + ["y"] * (9 - k) for k in range(9)]
    b = [["x"] * k + ["y"] * (10 - k) for k in range(9)]
    assert approximate_randomization(gold, a, b, n=9).difference == pytest.approx((0.1, 0.1, 0.1))


def test_the_interval_is_that_of_the_bootstrap_where_the_rival_is_always_wrong() -> None:
    gold, a, _ = drawn(seed=1, documents=10)
    never = [["d"] * len(row) for row in gold]
    found = approximate_randomization(gold, a, never, n=9, bootstrap=500, level=0.8, seed=3)
    expected = bootstrap_interval(list(zip(gold, a, strict=True)), accuracy_of, n=500, level=0.8, seed=3)
    assert found.difference == pytest.approx(expected)


@settings(deadline=None)
@given(DOCUMENTS)
def test_sides_may_be_exchanged(documents: list[list[tuple[str, str, str]]]) -> None:
    gold, a, b = sides(documents)
    one = approximate_randomization(gold, a, b, statistic=macro_f1_of, n=30, bootstrap=5, labels="abc")
    other = approximate_randomization(gold, b, a, statistic=macro_f1_of, n=30, bootstrap=5)
    assert one.difference.value == pytest.approx(-other.difference.value)
    assert one.difference.low == pytest.approx(-other.difference.high)
    assert one.p == other.p
    assert 1 / 31 <= one.p <= 1


@settings(deadline=None)
@given(DOCUMENTS)
def test_a_model_does_not_differ_from_itself(documents: list[list[tuple[str, str, str]]]) -> None:
    gold, a, _ = sides(documents)
    found = approximate_randomization(gold, a, a, n=9, bootstrap=9)
    assert (found.difference, found.p) == ((0, 0, 0), 1)


def test_more_exchanges_than_are_held_at_once() -> None:
    gold, a, b = drawn(seed=7, documents=20)
    few, many = (approximate_randomization(gold, a, b, n=n, seed=1).p for n in (1000, 2500))
    assert round(many * 2501) == pytest.approx(many * 2501)  # every one of them counted
    assert few == pytest.approx(many, abs=0.06)
    assert many == approximate_randomization(gold, a, b, n=2500, seed=1).p


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(ValueError, match="each document"):
        approximate_randomization([["a"]], [["a"]], [])
    with pytest.raises(ValueError, match="at least one"):
        approximate_randomization([], [], [])
    with pytest.raises(ValueError, match="one exchange"):
        approximate_randomization([["a"]], [["a"]], [["a"]], n=0)
    with pytest.raises(ValueError, match="1 gold labels, 2 predicted"):
        approximate_randomization([["a"]], [["a"]], [["a", "b"]])
    with pytest.raises(ValueError, match="level"):
        approximate_randomization([["a"]], [["a"]], [["a"]], level=2)


def test_holm_by_hand() -> None:
    # 4 × 0.01, 3 × 0.02, then 2 × 0.025 = 0.05, which may not be less than 0.06, then 1 × 0.9.
    assert holm([0.9, 0.01, 0.025, 0.02]) == pytest.approx([0.9, 0.04, 0.06, 0.06])
    assert holm([]) == []
    assert holm([0.7, 0.8]) == [1, 1]


def test_holm_refuses_what_is_no_probability() -> None:
    for wrong in (-0.1, 1.1, float("nan")):
        with pytest.raises(ValueError, match="between 0 and 1"):
            holm([0.5, wrong])


@settings(max_examples=25, deadline=None)  # statsmodels is slow
@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_agrees_with_statsmodels(p_values: list[float]) -> None:
    assert holm(p_values) == pytest.approx(multipletests(p_values, method="holm")[1].tolist())
