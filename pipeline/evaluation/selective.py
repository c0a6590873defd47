"""What is gained by leaving out the least sure predictions: risk and coverage."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from pipeline.evaluation.metrics import Floats


class RiskCoverage(NamedTuple):
    """One point for each distinct confidence, greatest first.

    `coverage` is the share of predictions at least that sure, `risk` the share of these that is wrong; both have the
    shape (points,), and the last coverage is 1.
    """

    coverage: Floats
    risk: Floats


def risk_coverage(confidences: Sequence[float] | Floats, correct: Sequence[bool]) -> RiskCoverage:
    """The risk–coverage curve (El-Yaniv & Wiener 2010).

    Predictions of equal confidence are kept or left out together, as a threshold does, so their order does not matter.

    Args:
        confidences: the probability of each predicted label.
        correct: whether it was right.

    Raises:
        ValueError: the two differ in length, or a confidence is not a number.
    """
    sure, right = np.asarray(confidences, dtype=np.float64), np.asarray(correct, dtype=np.bool_)
    if sure.shape != right.shape or sure.ndim != 1 or not np.isfinite(sure).all():
        raise ValueError("give one confidence and one outcome for each prediction")
    order = np.argsort(-sure, kind="stable")
    last = np.flatnonzero(np.diff(sure[order], append=-np.inf))  # where a run of equal confidences ends
    kept = last + 1
    wrong = np.cumsum(~right[order])[last]
    return RiskCoverage(kept / len(sure) if len(sure) else np.zeros(0), wrong / kept)


def aurc(curve: RiskCoverage) -> float:
    """The area under the risk–coverage curve (Geifman, Uziel & El-Yaniv 2019); 0 of nothing.

    The mean, over all predictions, of the risk at a threshold of their own confidence. Lower is better; a confidence
    that says nothing about being right gives the error rate.
    """
    return float((np.diff(curve.coverage, prepend=0.0) * curve.risk).sum())


def accuracy_coverage(curve: RiskCoverage, *, points: int = 101) -> list[tuple[float, float]]:
    """(coverage, accuracy) of at most `points` points of the curve, spread evenly over coverage, both ends included.

    Raises:
        ValueError: `points` is less than 2.
    """
    if points < 2:
        raise ValueError("a curve has two ends")
    if not len(curve.coverage):
        return []
    wanted = np.linspace(curve.coverage[0], curve.coverage[-1], points)
    chosen = np.unique(np.searchsorted(curve.coverage, wanted))
    return [(float(curve.coverage[i]), float(1 - curve.risk[i])) for i in chosen]
