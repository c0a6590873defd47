"""Whether two models differ by more than chance: paired tests over documents, and many of them at once."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from pipeline.evaluation.metrics import (
    Counts,
    Interval,
    Statistic,
    accuracy_of,
    confusion_matrix,
    percentile_interval,
    resample,
    weighted_sums,
)

_AT_ONCE = 1000  # shuffles in memory together
_SAME = 1e-12  # differences closer than this are equal: they differ by rounding only

Labels = Sequence[str]


class PairedTest(NamedTuple):
    """The statistic of two models on the same documents; `difference` is that of `a` less that of `b`.

    `p` is two-sided: how often chance alone makes a difference at least as large.
    """

    a: float
    b: float
    difference: Interval
    p: float
    documents: int


def approximate_randomization(
    gold: Sequence[Labels],
    a: Sequence[Labels],
    b: Sequence[Labels],
    *,
    statistic: Statistic = accuracy_of,
    n: int = 9_999,
    bootstrap: int = 1000,
    level: float = 0.95,
    seed: int = 0,
    labels: Labels | None = None,
) -> PairedTest:
    """Paired approximate randomisation over documents (Noreen 1989; Yeh 2000).

    If the models were alike, it would not matter which of them gave a document its labels. So their predictions of
    whole documents are exchanged at random, `n` times, and p = (c + 1) / (n + 1), where c counts the exchanges whose
    difference is at least the one found. Whole documents, because sentences of one document are not independent.

    Args:
        gold: the right labels of each document.
        a: the labels one model gave, document by document.
        b: those of the other.
        statistic: of confusion matrices, as `macro_f1_of`.
        n: how many random exchanges.
        bootstrap: how many samples the interval of the difference rests on; both models get the same documents.
        level: the share of samples inside the interval.
        seed: the same seed gives the same result.
        labels: the order of rows that `statistic` sees; the sorted labels of all sequences by default.

    Raises:
        ValueError: no documents, sequences that differ in length, or `n`, `bootstrap` or `level` out of range.
    """
    if not len(gold) == len(a) == len(b) or not gold or n < 1:
        raise ValueError("give labels of both models for each document, of at least one, and at least one exchange")
    names = labels if labels is not None else sorted({name for side in (gold, a, b) for row in side for name in row})
    of_a, of_b = _matrices(gold, a, names), _matrices(gold, b, names)
    value_a, value_b = float(statistic(of_a.sum(axis=0))), float(statistic(of_b.sum(axis=0)))
    found = value_a - value_b
    samples = statistic(resample(of_a, n=bootstrap, seed=seed)) - statistic(resample(of_b, n=bootstrap, seed=seed))
    as_large = _as_large(of_a, of_b, statistic, abs(found), n, seed)
    difference = percentile_interval(found, samples, level=level)
    return PairedTest(value_a, value_b, difference, (as_large + 1) / (n + 1), len(gold))


def holm(p_values: Sequence[float]) -> list[float]:
    """p-values adjusted for their number by Holm's step-down method (1979), in the order given.

    The i-th smallest of m is multiplied by m - i + 1, is never less than one before it, and at most 1.

    Raises:
        ValueError: a value is not between 0 and 1.
    """
    if not all(0 <= p <= 1 for p in p_values):
        raise ValueError("p-values lie between 0 and 1")
    adjusted, least = [0.0] * len(p_values), 0.0
    for rank, i in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        least = max(least, min(1.0, (len(p_values) - rank) * p_values[i]))
        adjusted[i] = least
    return adjusted


def _matrices(gold: Sequence[Labels], predicted: Sequence[Labels], names: Labels) -> Counts:
    return np.stack([confusion_matrix(g, p, names).counts for g, p in zip(gold, predicted, strict=True)])


def _as_large(of_a: Counts, of_b: Counts, statistic: Statistic, found: float, n: int, seed: int) -> int:
    """How many of `n` random exchanges of documents make a difference of at least `found`."""
    rng = np.random.default_rng(seed)
    sum_a, sum_b = of_a.sum(axis=0), of_b.sum(axis=0)
    count = 0
    for start in range(0, n, _AT_ONCE):
        exchanged = rng.integers(0, 2, size=(min(_AT_ONCE, n - start), len(of_a)), dtype=np.int8)
        moved = weighted_sums(exchanged, of_b - of_a)
        differences = statistic(sum_a + moved) - statistic(sum_b - moved)
        count += int((np.abs(differences) >= found - _SAME).sum())
    return count
