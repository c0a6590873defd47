"""Scores of predicted labels against gold ones: pure functions, no model and no file in sight.

Conventions, the same everywhere: a ratio of nothing to nothing is 0; macro averages run over the labels that occur in
gold or in predicted, so a label that neither holds neither helps nor hurts. `counts` are confusion matrices of shape
(…, labels, labels), gold in rows and predicted in columns; the functions over them work on a whole stack at once,
which is what makes the bootstrap fast.

A gold label may be ignored, where it says that there was nothing to judge: its sentences are left out
(`scored_positions`), and averages run over the other labels (`macro_f1_over`, `micro_f1_over`). To predict it for a
sentence that does count is still a miss.
"""

from collections.abc import Callable, Container, Hashable, Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Counts: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Statistic: TypeAlias = Callable[[Counts], Floats]


class Scores(NamedTuple):
    """Of one label, or of spans: `support` is how many there are in gold."""

    precision: float
    recall: float
    f1: float
    support: int


class Confusion(NamedTuple):
    """`counts[i, j]`: how often gold `labels[i]` was predicted as `labels[j]`."""

    labels: tuple[str, ...]
    counts: Counts


class Interval(NamedTuple):
    """A statistic of the whole sample and its confidence interval."""

    value: float
    low: float
    high: float


class Bin(NamedTuple):
    """Predictions of similar confidence: confidence in (`low`, `high`], the mean of it, and the share that is right."""

    low: float
    high: float
    size: int
    confidence: float
    accuracy: float


def confusion_matrix(gold: Sequence[str], predicted: Sequence[str], labels: Sequence[str] | None = None) -> Confusion:
    """How often each label was taken for each.

    Args:
        gold: the right labels.
        predicted: as many, in the same order.
        labels: the order of rows and columns; the sorted labels of both by default.

    Raises:
        ValueError: the two differ in length, or hold a label that is not in `labels`.
    """
    if len(gold) != len(predicted):
        raise ValueError(f"{len(gold)} gold labels, {len(predicted)} predicted")
    names = tuple(sorted({*gold, *predicted})) if labels is None else tuple(labels)
    place = {name: i for i, name in enumerate(names)}
    unknown = {*gold, *predicted} - place.keys()
    if unknown:
        raise ValueError(f"labels outside {', '.join(names)}: {', '.join(sorted(unknown))}")
    size = len(names)
    cells = [place[g] * size + place[p] for g, p in zip(gold, predicted, strict=True)]
    counts = np.bincount(np.array(cells, dtype=np.int64), minlength=size * size).reshape(size, size)
    return Confusion(names, counts.astype(np.int64))


def label_scores(gold: Sequence[str], predicted: Sequence[str]) -> dict[str, Scores]:
    """Precision, recall and F1 of each label that occurs, in sorted order."""
    return scores_of(confusion_matrix(gold, predicted))


def scores_of(confusion: Confusion) -> dict[str, Scores]:
    """Precision, recall and F1 of each label that occurs in gold or predicted, in the order of the matrix."""
    labels, counts = confusion
    precision, recall, f1 = (column.tolist() for column in _per_label(counts))
    support, occurs = counts.sum(axis=1).tolist(), _occurs(counts)
    return {name: Scores(precision[i], recall[i], f1[i], support[i]) for i, name in enumerate(labels) if occurs[i]}


def scored_positions(gold: Sequence[str], ignored: Container[str] = ()) -> list[int]:
    """Where the gold labels stand that count: all but the `ignored` ones, and "", which nobody has labelled yet."""
    return [i for i, label in enumerate(gold) if label and label not in ignored]


def accuracy(gold: Sequence[str], predicted: Sequence[str]) -> float:
    """The share of labels that are right; 0 of no labels."""
    return float(accuracy_of(confusion_matrix(gold, predicted).counts))


def macro_f1(gold: Sequence[str], predicted: Sequence[str], labels: Iterable[str] | None = None) -> float:
    """The mean F1 over those of `labels`, by default all, that occur in gold or predicted."""
    names, counts = confusion_matrix(gold, predicted)
    return float(macro_f1_over(_chosen(names, labels))(counts))


def micro_f1(gold: Sequence[str], predicted: Sequence[str], labels: Iterable[str] | None = None) -> float:
    """F1 of the pooled counts of `labels`; over all labels, the default, it equals accuracy."""
    names, counts = confusion_matrix(gold, predicted)
    return float(micro_f1_over(_chosen(names, labels))(counts))


def accuracy_of(counts: Counts) -> Floats:
    """Accuracy of each confusion matrix in a stack: (…, labels, labels) → (…)."""
    return _ratio(np.trace(counts, axis1=-2, axis2=-1), counts.sum(axis=(-2, -1)))


def macro_f1_of(counts: Counts) -> Floats:
    """Macro F1 of each confusion matrix in a stack, over the labels that occur in it: (…, labels, labels) → (…)."""
    return macro_f1_over(range(counts.shape[-1]))(counts)


def macro_f1_over(indices: Iterable[int]) -> Statistic:
    """The statistic "mean F1 over the labels in the rows `indices`", of which only those that occur are counted."""
    chosen = list(indices)

    def statistic(counts: Counts) -> Floats:
        f1 = _per_label(counts)[2][..., chosen]  # 0 where a label does not occur
        return _ratio(f1.sum(axis=-1), _occurs(counts)[..., chosen].sum(axis=-1))

    return statistic


def micro_f1_over(indices: Iterable[int]) -> Statistic:
    """The statistic "F1 of the pooled counts of the labels in the rows `indices`"."""
    chosen = list(indices)

    def statistic(counts: Counts) -> Floats:
        right = np.diagonal(counts, axis1=-2, axis2=-1)[..., chosen].sum(axis=-1)
        found, wanted = counts.sum(axis=-2)[..., chosen].sum(axis=-1), counts.sum(axis=-1)[..., chosen].sum(axis=-1)
        return _ratio(2 * right, found + wanted)

    return statistic


def f1_of(index: int) -> Statistic:
    """The statistic "F1 of the label in row `index`", for `bootstrap_interval`."""
    return lambda counts: _per_label(counts)[2][..., index]


def bootstrap_interval(
    documents: Sequence[tuple[Sequence[str], Sequence[str]]],
    statistic: Statistic,
    *,
    n: int = 1000,
    seed: int = 0,
    level: float = 0.95,
    labels: Sequence[str] | None = None,
) -> Interval:
    """Percentile bootstrap over documents (Efron and Tibshirani 1993, chapter 13).

    Whole documents are drawn, since sentences of one document are not independent: `n` samples of as many documents
    as there are, with replacement.

    Args:
        documents: (gold, predicted) labels of each document.
        statistic: of confusion matrices, as `macro_f1_of`; a label that a sample lacks is left out of its average.
        n: how many samples.
        seed: the same seed gives the same interval.
        level: the share of samples inside.
        labels: the order of rows that `statistic` sees; the sorted labels of all documents by default.

    Raises:
        ValueError: no documents, a document whose two sequences differ in length, or `n` or `level` out of range.
    """
    if not documents or n < 1 or not 0 < level < 1:
        raise ValueError("give at least one document and one sample, and a level between 0 and 1")
    names = labels if labels is not None else sorted({name for pair in documents for side in pair for name in side})
    each = np.stack([confusion_matrix(gold, predicted, names).counts for gold, predicted in documents])
    samples = statistic(resample(each, n=n, seed=seed))
    return percentile_interval(float(statistic(each.sum(axis=0))), samples, level=level)


def resample(each: Counts, *, n: int = 1000, seed: int = 0) -> Counts:
    """Confusion matrices of `n` samples of as many documents as there are, drawn with replacement.

    `each` holds the documents' matrices: (documents, labels, labels) → (n, labels, labels). Stacks of equal length
    draw the same documents for the same seed, which is what pairs the samples of two models.

    Raises:
        ValueError: no documents, or no sample.
    """
    if not len(each) or n < 1:
        raise ValueError("give at least one document and one sample")
    # How often each document is in each sample: (n, documents). A sample's matrix is the weighted sum of theirs.
    drawn = np.random.default_rng(seed).multinomial(len(each), np.full(len(each), 1 / len(each)), size=n)
    return weighted_sums(drawn, each)


def weighted_sums(weights: NDArray[Any], each: Counts) -> Counts:
    """Sums of documents' matrices, by whole-number weights: (n, documents) and (documents, …) → (n, …)."""
    # Products of floats go through BLAS, those of integers do not; below 2**53 both are exact.
    sums = weights.astype(np.float64) @ each.reshape(len(each), -1).astype(np.float64)
    return sums.astype(np.int64).reshape(len(weights), *each.shape[1:])


def percentile_interval(value: float, samples: Floats, *, level: float = 0.95) -> Interval:
    """`value` with the quantiles between which the share `level` of `samples` lies.

    Raises:
        ValueError: `level` is not between 0 and 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"a level lies between 0 and 1, not at {level}")
    low, high = np.quantile(samples, [(1 - level) / 2, (1 + level) / 2])
    return Interval(value, float(low), float(high))


def reliability(confidences: Sequence[float], correct: Sequence[bool], *, bins: int = 10) -> list[Bin]:
    """Predictions by confidence in `bins` intervals of equal width; the first one holds 0 too. Empty ones count 0.

    Raises:
        ValueError: the two differ in length, or a confidence is not between 0 and 1.
    """
    sure, right = np.asarray(confidences, dtype=np.float64), np.asarray(correct, dtype=np.float64)
    if sure.shape != right.shape or sure.ndim != 1 or bins < 1:
        raise ValueError("give one confidence and one outcome for each prediction, and at least one bin")
    if not ((sure >= 0) & (sure <= 1)).all():
        raise ValueError("confidences must lie between 0 and 1")
    edges = np.linspace(0, 1, bins + 1)
    place = np.searchsorted(edges[1:-1], sure, side="left")
    counts = np.bincount(place, minlength=bins)
    confidence = _ratio(np.bincount(place, weights=sure, minlength=bins), counts)
    hits = _ratio(np.bincount(place, weights=right, minlength=bins), counts)
    return [
        Bin(float(edges[i]), float(edges[i + 1]), int(counts[i]), float(confidence[i]), float(hits[i]))
        for i in range(bins)
    ]


def expected_calibration_error(confidences: Sequence[float], correct: Sequence[bool], *, bins: int = 10) -> float:
    """The mean gap between confidence and accuracy, weighted by bin (Guo et al. 2017, equation 3); 0 of nothing.

    Args:
        confidences: the probability of each predicted label.
        correct: whether it was right.
        bins: how many intervals of equal width.

    Raises:
        ValueError: as `reliability`.
    """
    found = reliability(confidences, correct, bins=bins)
    total = sum(b.size for b in found)
    return sum(b.size * abs(b.accuracy - b.confidence) for b in found) / total if total else 0.0


def span_scores(gold: Iterable[Hashable], predicted: Iterable[Hashable]) -> Scores:
    """Precision, recall and F1 of spans, or single boundaries, that must agree exactly.

    A span is anything hashable, as (start, end) or (document, start, end, label); each counts once. Where there is
    nothing to find and nothing was found, all three are 1: unlike a label, an empty set of spans is a right answer.
    """
    wanted, found = set(gold), set(predicted)
    if not wanted and not found:
        return Scores(1.0, 1.0, 1.0, 0)
    right = len(wanted & found)
    precision, recall = right / len(found) if found else 0.0, right / len(wanted) if wanted else 0.0
    return Scores(precision, recall, 2 * right / (len(found) + len(wanted)), len(wanted))


def _per_label(counts: Counts) -> tuple[Floats, Floats, Floats]:
    """Precision, recall and F1, each (…, labels)."""
    right = np.diagonal(counts, axis1=-2, axis2=-1)
    found, wanted = counts.sum(axis=-2), counts.sum(axis=-1)
    return _ratio(right, found), _ratio(right, wanted), _ratio(2 * right, found + wanted)


def _occurs(counts: Counts) -> NDArray[np.bool_]:
    """Which labels gold or predicted holds: (…, labels)."""
    occurs: NDArray[np.bool_] = (counts.sum(axis=-1) + counts.sum(axis=-2)) > 0
    return occurs


def _chosen(names: Sequence[str], labels: Iterable[str] | None) -> list[int]:
    scored = set(names if labels is None else labels)
    return [i for i, name in enumerate(names) if name in scored]


def _ratio(part: ArrayLike, whole: ArrayLike) -> Floats:
    """part / whole, and 0 where whole is 0."""
    top, bottom = np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64)
    return np.divide(top, bottom, out=np.zeros(np.broadcast_shapes(top.shape, bottom.shape)), where=bottom != 0)
