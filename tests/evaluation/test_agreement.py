"""Coefficients against cases computed by hand, the literature and each other."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluation.agreement import (
    MISSING,
    Ratings,
    cohen_kappa,
    fleiss_kappa,
    krippendorff_alpha,
    observed_agreement,
    one_against_rest,
    over_documents,
    tree_agreement,
)

_ = MISSING


def rated(*rows: list[int]) -> Ratings:
    return np.array(rows, dtype=np.int64)


# Four observers, twelve units, missing values: the example of Krippendorff (2011), nominal alpha 0.743.
KRIPPENDORFF = rated(
    [1, 1, _, 1],
    [2, 2, 3, 2],
    [3, 3, 3, 3],
    [3, 3, 3, 3],
    [2, 2, 2, 2],
    [1, 2, 3, 4],
    [4, 4, 4, 4],
    [1, 1, 2, 1],
    [2, 2, 2, 2],
    [_, 5, 5, 5],
    [_, _, 1, 1],
    [_, _, 3, _],
)


def test_alpha_of_the_example_in_the_literature() -> None:
    assert krippendorff_alpha(KRIPPENDORFF) == pytest.approx(0.743, abs=0.0005)


def test_cohen_by_hand() -> None:
    # 20 / 5 / 10 / 15: observed 0.7, expected 0.25·… = 0.5, kappa 0.4.
    ratings = rated(*[[0, 0]] * 20, *[[0, 1]] * 5, *[[1, 0]] * 10, *[[1, 1]] * 15)
    assert cohen_kappa(ratings) == pytest.approx(0.4)
    assert observed_agreement(ratings) == pytest.approx(0.7)


def test_fleiss_of_the_example_in_the_literature() -> None:
    # Ten subjects, fourteen raters, five categories (Fleiss 1971 as in textbooks): kappa 0.210.
    counts = [
        [0, 0, 0, 0, 14],
        [0, 2, 6, 4, 2],
        [0, 0, 3, 5, 6],
        [0, 3, 9, 2, 0],
        [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0],
        [3, 2, 6, 3, 0],
        [2, 5, 3, 2, 2],
        [6, 5, 2, 1, 0],
        [0, 2, 2, 3, 7],
    ]
    ratings = rated(*[[label for label, n in enumerate(row) for _ in range(n)] for row in counts])
    assert fleiss_kappa(ratings) == pytest.approx(0.210, abs=0.0005)


def test_two_raters_who_agree_and_two_who_never_do() -> None:
    same = rated([0, 0], [1, 1], [2, 2])
    for coefficient in (cohen_kappa, fleiss_kappa, krippendorff_alpha, observed_agreement):
        assert coefficient(same) == pytest.approx(1)
    opposite = rated([0, 1], [1, 0])
    assert cohen_kappa(opposite) == pytest.approx(-1)
    assert fleiss_kappa(opposite) == pytest.approx(-1)
    assert observed_agreement(opposite) == 0


@pytest.mark.parametrize("coefficient", [cohen_kappa, fleiss_kappa, krippendorff_alpha])
@pytest.mark.parametrize("ratings", [rated([0, 0], [0, 0]), np.zeros((0, 2), dtype=np.int64), rated([_, 1], [0, _])])
def test_where_there_is_nothing_to_compare_it_is_undefined(coefficient: object, ratings: Ratings) -> None:
    assert math.isnan(coefficient(ratings))  # type: ignore[operator]


def test_cohen_is_for_two() -> None:
    with pytest.raises(ValueError, match="two annotators"):
        cohen_kappa(KRIPPENDORFF)


def test_a_missing_rating_takes_its_item_from_cohen_only_where_it_is_missing() -> None:
    assert cohen_kappa(rated([0, 0], [1, 1], [_, 1], [0, 1])) == cohen_kappa(rated([0, 0], [1, 1], [0, 1]))


ratings = st.lists(st.lists(st.integers(MISSING, 3), min_size=3, max_size=3), min_size=1, max_size=20)


@given(ratings)
def test_alpha_does_not_depend_on_who_is_who_or_on_names(rows: list[list[int]]) -> None:
    one = krippendorff_alpha(rated(*rows))
    turned = krippendorff_alpha(rated(*[row[::-1] for row in rows[::-1]]))
    renamed = krippendorff_alpha(rated(*[[MISSING if r == MISSING else 3 - r for r in row] for row in rows]))
    assert one == pytest.approx(turned, nan_ok=True) == pytest.approx(renamed, nan_ok=True)
    assert math.isnan(one) or one <= 1 + 1e-12


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=2, max_size=30))
def test_of_two_complete_raters_fleiss_and_alpha_differ_by_the_small_sample_term(rows: list[tuple[int, int]]) -> None:
    data = rated(*map(list, rows))
    fleiss, alpha, n = fleiss_kappa(data), krippendorff_alpha(data), data.size
    if math.isnan(fleiss):
        assert math.isnan(alpha)
    else:
        assert alpha == pytest.approx(1 - (1 - fleiss) * (n - 1) / n)


def test_one_label_against_the_rest() -> None:
    assert one_against_rest(rated([0, 2], [MISSING, 2]), 2).tolist() == [[0, 1], [MISSING, 1]]


def test_the_interval_holds_the_value_and_is_the_same_again() -> None:
    documents = [rated([0, 0], [1, 1]), rated([0, 1], [1, 1]), rated([0, 0], [1, 0])]
    first = over_documents(documents, cohen_kappa, n=200, seed=3)
    assert first == over_documents(documents, cohen_kappa, n=200, seed=3)
    assert first.low <= first.value <= first.high
    assert first.low < first.high


def test_an_undefined_value_has_an_undefined_interval() -> None:
    assert all(map(math.isnan, over_documents([rated([0, 0])], cohen_kappa, n=10)))


@pytest.mark.parametrize(("n", "level", "documents"), [(0, 0.9, 1), (5, 1.0, 1), (5, 0.9, 0)])
def test_bad_settings_are_refused(n: int, level: float, documents: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        over_documents([rated([0, 0])] * documents, cohen_kappa, n=n, level=level)


def test_trees_by_hand() -> None:
    chain = {"1": None, "2": "1", "3": "2"}
    star = {"1": None, "2": "1", "3": "1"}
    assert tree_agreement(chain, chain) == 1
    # 2→1 is an edge of both; 3→2 is two steps in the star, 3→1 two steps in the chain.
    assert tree_agreement(chain, star) == pytest.approx((1 + 1 / 2) / 2)
    flat: dict[str, str | None] = {"1": None, "2": None, "3": None}
    assert tree_agreement(flat, flat) == 1
    assert tree_agreement(flat, chain) == 0
    assert tree_agreement({"1": None, "2": "1", "3": None}, {"1": None, "2": None, "3": "1"}) == 0


parents = st.lists(st.integers(-1, 5), min_size=6, max_size=6).map(
    lambda row: {str(i): (str(p) if 0 <= p < i else None) for i, p in enumerate(row)}
)


@given(parents, parents)
def test_tree_agreement_is_symmetric_and_between_0_and_1(a: dict[str, str | None], b: dict[str, str | None]) -> None:
    assert 0 <= tree_agreement(a, b) <= 1
    assert tree_agreement(a, b) == pytest.approx(tree_agreement(b, a))
    assert tree_agreement(a, a) == 1
