"""Fit a role classifier on labelled documents with scikit-learn."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.domain.document import Document
from pipeline.roles.features import extract
from pipeline.roles.model import RoleModel, paragraph_breaks, posterior
from pipeline.scoring.chain import Array
from pipeline.scoring.linear import Floats, LinearScorer, fit_linear

_WEIGHTS: Final = (0.0, 0.25, 0.5, 0.75, 1.0, 1.25)
_TEMPERATURES: Final = (0.6, 0.8, 1.0, 1.25, 1.5, 2.0, 2.5)


@dataclass(frozen=True, slots=True)
class FitSettings:
    """How to fit.

    Attributes:
        c: inverse strength of the L2 penalty of the logistic regression.
        min_count: a feature must occur in so many sentences.
        max_iterations: of the solver.
        inner_folds: folds, by document, that calibration and the weight of transitions are chosen on.
        target_accuracy: sentences more probable than the threshold of `uncertain` are right at least this often.
        seed: for shuffling documents into inner folds.
    """

    c: float = 4.0
    min_count: int = 2
    max_iterations: int = 300
    inner_folds: int = 5
    target_accuracy: float = 0.9
    seed: int = 0


@dataclass(frozen=True, eq=False)
class FittedRoles:
    """A fitted model, and for each training document the probabilities given by models that had not seen it."""

    model: RoleModel
    held_out: tuple[Array, ...]


def fit_roles(
    documents: Sequence[Document], gold: Sequence[Sequence[str]], labels: Sequence[str], settings: FitSettings
) -> FittedRoles:
    """A role classifier from documents and the gold label of each of their sentences.

    Calibration, the weight of transitions and the threshold of `uncertain` are chosen on predictions for documents
    that the scoring classifier had not seen (cross-fitting by document).

    Raises:
        ValueError: no document, a label outside `labels`, or fewer than two labels in the data.
    """
    features = [extract(d) for d in documents]
    breaks = [paragraph_breaks(d) for d in documents]
    index = {label: i for i, label in enumerate(labels)}
    unknown = sorted({g for row in gold for g in row} - set(labels))
    if unknown:
        raise ValueError(f"labels {unknown} are not among {list(labels)}")
    if len({g for row in gold for g in row}) < 2:
        raise ValueError("training needs at least two different labels")
    y = [np.array([index[g] for g in row], dtype=np.intp) for row in gold]
    transitions = fit_transitions(y, breaks, len(labels))

    def linear(chosen: Sequence[int]) -> LinearScorer:
        return fit_linear(
            (f for i in chosen for f in features[i]),
            [g for i in chosen for g in gold[i]],
            labels,
            c=settings.c,
            min_count=settings.min_count,
            max_iterations=settings.max_iterations,
        )

    everything = range(len(documents))
    scores: list[Array] = [np.zeros((len(row), len(labels))) for row in y]
    for test in folds(len(documents), settings.inner_folds, settings.seed):
        part = linear([i for i in everything if i not in test])
        for i in test:
            scores[i] = part.scores(features[i])
    weight, temperature = _calibrate(scores, y, breaks, transitions)
    held_out = tuple(posterior(s, b, transitions, weight, temperature) for s, b in zip(scores, breaks, strict=True))
    threshold = choose_threshold(np.concatenate(held_out), np.concatenate(y), settings.target_accuracy)
    model = RoleModel(linear(everything), transitions, weight, temperature, threshold)
    return FittedRoles(model, held_out)


def fit_transitions(y: Sequence[npt.NDArray[np.intp]], breaks: Sequence[npt.NDArray[np.bool_]], labels: int) -> Floats:
    """Log-ratios log P(b | a) / P(b) within paragraphs and across breaks, smoothed by a count of 2 spread as P(b)."""
    counts = np.zeros((2, labels + 1, labels))
    for row, broken in zip(y, breaks, strict=True):
        for t, b in enumerate(row):
            counts[int(broken[t]), row[t - 1] if t else labels, b] += 1
    prior = counts.sum(axis=(0, 1)) + 1
    prior = prior / prior.sum()
    smoothed = counts + 2 * prior
    conditional = smoothed / smoothed.sum(axis=2, keepdims=True)
    result: Floats = np.log(conditional / prior).astype(np.float32)
    return result


def choose_threshold(probabilities: Array, y: npt.NDArray[np.intp], target: float) -> float:
    """The lowest threshold at which the sentences kept are right with frequency `target`; at most 0.95.

    The risk–coverage trade of El-Yaniv and Wiener (2010, On the foundations of noise-free selective classification).
    """
    if len(y) == 0:
        return 0.5
    top = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == y
    order = np.argsort(-top, kind="stable")
    accuracy = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(accuracy >= target)
    kept = int(good[-1]) if len(good) else 0
    return float(min(0.95, round(float(top[order][kept]), 4)))


def folds(documents: int, count: int, seed: int) -> list[frozenset[int]]:
    """Indices of `documents` dealt into at most `count` folds at random; none where there are fewer than two."""
    order = np.random.default_rng(seed).permutation(documents)
    count = min(count, documents)
    return [frozenset(int(i) for i in order[k::count]) for k in range(count)] if count > 1 else []


def _calibrate(
    scores: Sequence[Array],
    y: Sequence[npt.NDArray[np.intp]],
    breaks: Sequence[npt.NDArray[np.bool_]],
    transitions: Floats,
) -> tuple[float, float]:
    """The weight of transitions and the temperature under which held-out labels are likeliest."""

    def loss(weight: float, temperature: float) -> float:
        total = 0.0
        for s, row, b in zip(scores, y, breaks, strict=True):
            p = posterior(s, b, transitions, weight, temperature)
            total -= float(np.log(np.maximum(p[np.arange(len(row)), row], 1e-12)).sum())
        return total

    return min(product(_WEIGHTS, _TEMPERATURES), key=lambda choice: loss(*choice))
