"""Labelled sentences as flat rows, and their scores with intervals: what every part of an evaluation is computed from.

Intervals are percentile bootstraps over documents, written [value, low, high]; numbers have four digits. Sentences
whose gold label is ignored take part in no score, and documents without any other sentence do not either.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pipeline.evaluation.metrics import (
    Confusion,
    Counts,
    Interval,
    Statistic,
    accuracy_of,
    f1_of,
    macro_f1_over,
    micro_f1_over,
    percentile_interval,
    resample,
    scored_positions,
    scores_of,
)

_DIGITS: Final = 4

Json = dict[str, Any]
Labels = Sequence[str]


@dataclass(frozen=True, eq=False)
class Labelled:
    """One document with its right labels and what the model, which never saw it, says of it.

    Attributes:
        id: of the document.
        groups: what kind of document it is, as {"language": "zh", "genre": "brief"}; scores are given for each.
        gold: the right label of each sentence.
        predicted: the model's.
        probabilities: shape (sentences, labels), columns in the order of the model's labels.
        uncertain: which sentences the model marks so.
        texts: of the sentences.
        stages: the gold stage of each sentence, or empty.

    Raises:
        ValueError: these differ in length.
    """

    id: str
    groups: Mapping[str, str]
    gold: Labels
    predicted: Labels
    probabilities: NDArray[np.float64]
    uncertain: Sequence[bool]
    texts: Sequence[str]
    stages: Sequence[str] = ()

    def __post_init__(self) -> None:
        sizes = {len(row) for row in (self.gold, self.predicted, self.probabilities, self.uncertain, self.texts)}
        if len(sizes) > 1 or len(self.stages) not in {0, *sizes} or self.probabilities.ndim != 2:
            raise ValueError(f"{self.id}: give a label, probabilities, a mark and a text for each of its sentences")


@dataclass(frozen=True, eq=False)
class Rows:
    """The sentences that count, flat; each array has the shape (rows,), `probabilities` (rows, labels)."""

    labels: tuple[str, ...]
    document: NDArray[np.int64]
    sentence: NDArray[np.int64]
    gold: NDArray[np.int64]
    predicted: NDArray[np.int64]
    uncertain: NDArray[np.bool_]
    probabilities: NDArray[np.float64]

    @property
    def everything(self) -> NDArray[np.bool_]:
        """All rows, as a choice of them."""
        return np.ones(len(self.gold), dtype=np.bool_)

    @property
    def right(self) -> NDArray[np.bool_]:
        """Which rows were predicted rightly."""
        right: NDArray[np.bool_] = self.gold == self.predicted
        return right

    def probability_of(self, label: NDArray[np.int64]) -> NDArray[np.float64]:
        """Of one label for each row; sums of many floats may miss 1 by a hair."""
        return self.probabilities[np.arange(len(label)), label].clip(0.0, 1.0)

    def counts(self, chosen: NDArray[np.bool_]) -> Counts:
        """A confusion matrix of the chosen rows of each document that has any: (documents, labels, labels)."""
        names, place = np.unique(self.document[chosen], return_inverse=True)
        size = len(self.labels)
        cells = (place * size + self.gold[chosen]) * size + self.predicted[chosen]
        return np.bincount(cells, minlength=len(names) * size * size).reshape(-1, size, size).astype(np.int64)


@dataclass(frozen=True, eq=False)
class Scorer:
    """Scores of rows with their intervals; `averaged` are the labels that macro and micro averages run over."""

    rows: Rows
    averaged: Sequence[int]
    bootstrap: int
    level: float
    seed: int

    def headline(self, chosen: NDArray[np.bool_]) -> Json:
        """Accuracy and macro-F1 of the chosen rows, and how many there are."""
        each = self.rows.counts(chosen)
        samples = resample(each, n=self.bootstrap, seed=self.seed)
        return {
            "documents": len(each),
            "sentences": int(chosen.sum()),
            "accuracy": self._interval(each, samples, accuracy_of),
            "macro_f1": self._interval(each, samples, macro_f1_over(self.averaged)),
        }

    def overall(self) -> Json:
        """Scores of all rows together, of each label, and the confusion matrix."""
        each = self.rows.counts(self.rows.everything)
        samples = resample(each, n=self.bootstrap, seed=self.seed)
        confusion = Confusion(self.rows.labels, each.sum(axis=0))
        by_label = scores_of(confusion)
        return {
            "scores": {
                "accuracy": self._interval(each, samples, accuracy_of),
                "macro_f1": self._interval(each, samples, macro_f1_over(self.averaged)),
                "micro_f1": self._interval(each, samples, micro_f1_over(self.averaged)),
            },
            "per_label": {
                name: {
                    "precision": rounded(by_label[name].precision),
                    "recall": rounded(by_label[name].recall),
                    "f1": self._interval(each, samples, f1_of(i)),
                    "support": by_label[name].support,
                }
                for i, name in enumerate(self.rows.labels)
                if i in self.averaged and name in by_label
            },
            "confusion": {"labels": list(confusion.labels), "counts": confusion.counts.tolist()},
        }

    def _interval(self, each: Counts, samples: Counts, statistic: Statistic) -> list[float]:
        value = float(statistic(each.sum(axis=0)))
        return written(percentile_interval(value, statistic(samples), level=self.level))


def flatten(documents: Sequence[Labelled], labels: Labels, ignored: Collection[str]) -> Rows:
    """The sentences of the documents that count.

    Raises:
        ValueError: there are none, or a label that counts is not in `labels`.
    """
    place = {label: i for i, label in enumerate(labels)}
    kept = [(d, s) for d, document in enumerate(documents) for s in scored_positions(document.gold, ignored)]
    if not kept:
        raise ValueError("there is no sentence to score")
    gold, predicted = [documents[d].gold[s] for d, s in kept], [documents[d].predicted[s] for d, s in kept]
    unknown = {*gold, *predicted} - place.keys()
    if unknown:
        raise ValueError(f"labels outside {', '.join(labels)}: {', '.join(sorted(unknown))}")
    if any(document.probabilities.shape[1] != len(labels) for document in documents):
        raise ValueError(f"give {len(labels)} probabilities for each sentence, one for each label")
    of_document, of_sentence = np.array(kept, dtype=np.int64).T
    return Rows(
        tuple(labels),
        of_document,
        of_sentence,
        np.array([place[label] for label in gold], dtype=np.int64),
        np.array([place[label] for label in predicted], dtype=np.int64),
        np.array([documents[d].uncertain[s] for d, s in kept], dtype=np.bool_),
        np.array([documents[d].probabilities[s] for d, s in kept], dtype=np.float64),
    )


def written(interval: Interval) -> list[float]:
    """An interval as a report holds it."""
    return [rounded(value) for value in interval]


def rounded_row(row: Mapping[str, float]) -> Json:
    """A row of numbers as a report holds it; counts stay whole."""
    return {key: value if isinstance(value, int) else rounded(value) for key, value in row.items()}


def rounded(value: float) -> float:
    """A number as a report holds it."""
    return round(float(value), _DIGITS)
