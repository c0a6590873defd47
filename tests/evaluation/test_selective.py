"""Risk and coverage by hand."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.evaluation.selective import accuracy_coverage, aurc, risk_coverage

PREDICTIONS = st.lists(st.tuples(st.sampled_from([0.2, 0.4, 0.6, 0.8, 1.0]), st.booleans()), min_size=1, max_size=30)


def test_by_hand() -> None:
    # Surest first: right, wrong, right, right → wrong so far 0/1, 1/2, 1/3, 1/4.
    curve = risk_coverage([0.7, 0.9, 0.6, 0.8], [True, True, True, False])
    assert curve.coverage.tolist() == [0.25, 0.5, 0.75, 1]
    assert curve.risk.tolist() == pytest.approx([0, 1 / 2, 1 / 3, 1 / 4])
    assert aurc(curve) == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 4) / 4)
    assert np.array(accuracy_coverage(curve)) == pytest.approx(
        np.array([(0.25, 1), (0.5, 0.5), (0.75, 2 / 3), (1, 0.75)])
    )


def test_equal_confidences_stay_together() -> None:
    # A threshold keeps 0.9 alone, or all three: the two of 0.5 count with the risk of all, 1/3.
    curve = risk_coverage([0.5, 0.9, 0.5], [False, True, True])
    assert curve.coverage.tolist() == pytest.approx([1 / 3, 1])
    assert curve.risk.tolist() == pytest.approx([0, 1 / 3])
    assert aurc(curve) == pytest.approx((0 + 1 / 3 + 1 / 3) / 3)


def test_a_confidence_that_says_nothing_gives_the_error_rate() -> None:
    curve = risk_coverage([0.5] * 4, [True, False, False, True])
    assert aurc(curve) == 0.5
    assert accuracy_coverage(curve) == [(1, 0.5)]


def test_of_nothing() -> None:
    curve = risk_coverage([], [])
    assert (aurc(curve), accuracy_coverage(curve)) == (0, [])


def test_long_curves_are_thinned_evenly() -> None:
    rng = np.random.default_rng(0)
    confidences = rng.random(5000)
    curve = risk_coverage(confidences, (rng.random(5000) < confidences).tolist())
    points = accuracy_coverage(curve)
    assert len(points) == 101
    assert points[0] == (1 / 5000, 1 - curve.risk[0])
    assert points[-1] == pytest.approx((1, 1 - curve.risk[-1]))
    assert max(b[0] - a[0] for a, b in pairwise(points)) <= 0.0102
    assert len(accuracy_coverage(curve, points=11)) == 11


@settings(deadline=None)
@given(PREDICTIONS)
def test_invariants(predictions: list[tuple[float, bool]]) -> None:
    confidences, correct = map(list, zip(*predictions, strict=True))
    curve = risk_coverage(confidences, correct)
    assert curve.coverage[-1] == 1
    assert (np.diff(curve.coverage) > 0).all()
    assert curve.risk[-1] == pytest.approx(1 - np.mean(correct))
    assert ((curve.risk >= 0) & (curve.risk <= 1)).all()
    assert len(curve.coverage) == len(set(confidences))
    back = risk_coverage(confidences[::-1], correct[::-1])
    assert aurc(back) == pytest.approx(aurc(curve))  # order does not matter
    # the mean of the risk at each prediction's own threshold
    at_own = []
    for c in confidences:
        kept = [right for other, right in predictions if other >= c]
        at_own.append(1 - sum(kept) / len(kept))
    assert aurc(curve) == pytest.approx(np.mean(at_own))


def test_what_is_no_curve_is_refused() -> None:
    with pytest.raises(ValueError, match="one confidence"):
        risk_coverage([0.5], [True, False])
    with pytest.raises(ValueError, match="one confidence"):
        risk_coverage([float("nan")], [True])
    with pytest.raises(ValueError, match="two ends"):
        accuracy_coverage(risk_coverage([0.5], [True]), points=1)
