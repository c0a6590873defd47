"""Fit a linear chain on labelled documents with scikit-learn, and keep it in a bundle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from pipeline.domain.document import Document
from pipeline.roles.chain.features import VERSION, extract
from pipeline.roles.chain.model import ChainModel, paragraph_breaks, posterior
from pipeline.roles.component import (
    Arrays,
    FittedRoles,
    RoleComponent,
    bounded,
    check_gold,
    choose_threshold,
    draw_folds,
)
from pipeline.scoring.chain import Array
from pipeline.scoring.checks import shaped
from pipeline.scoring.linear import Floats, LinearScorer, fit_linear, pack, unpack

_WEIGHTS: Final = (0.0, 0.25, 0.5, 0.75, 1.0, 1.25)
_NUMBERS: Final = ("transition_weight", "temperature", "threshold")
_TEMPERATURES: Final = (0.6, 0.8, 1.0, 1.25, 1.5, 2.0, 2.5)


@dataclass(frozen=True, slots=True)
class ChainSettings:
    """How to fit.

    Attributes:
        c: inverse strength of the L2 penalty of the logistic regression.
        min_count: a feature must occur in so many sentences.
        max_iterations: of the solver.
        inner_folds: folds, by document, that calibration and the weight of transitions are chosen on.
        target_accuracy: sentences more probable than the threshold of `uncertain` are right at least this often.
        seed: for shuffling documents into inner folds.
    """

    c: float = bounded(4.0, 0, 1e6)
    min_count: int = bounded(2, 1, 1e6, from_low=True)
    max_iterations: int = bounded(300, 1, 1e6, from_low=True)
    inner_folds: int = bounded(5, 2, 100, from_low=True)
    target_accuracy: float = bounded(0.9, 0, 1)
    seed: int = bounded(0, 0, 2**32 - 1, from_low=True)


def fit_chain(
    documents: Sequence[Document], gold: Sequence[Sequence[str]], labels: Sequence[str], settings: ChainSettings
) -> FittedRoles:
    """A role classifier from documents and the gold label of each of their sentences.

    Calibration, the weight of transitions and the threshold of `uncertain` are chosen on predictions for documents
    that the scoring classifier had not seen (cross-fitting by document).

    Raises:
        ValueError: no document, a label outside `labels`, or fewer than two labels in the data.
    """
    features = [extract(d) for d in documents]
    breaks = [paragraph_breaks(d) for d in documents]
    y = check_gold(gold, labels)
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
    for test in draw_folds(len(documents), settings.inner_folds, settings.seed):
        part = linear([i for i in everything if i not in test])
        for i in test:
            scores[i] = part.scores(features[i])
    weight, temperature = calibrate(scores, y, breaks, transitions)
    held_out = tuple(posterior(s, b, transitions, weight, temperature) for s, b in zip(scores, breaks, strict=True))
    threshold = choose_threshold(np.concatenate(held_out), np.concatenate(y), settings.target_accuracy)
    model = ChainModel(linear(everything), transitions, weight, temperature, threshold)
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


def calibrate(
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


def _pack(model: ChainModel) -> tuple[Arrays, Mapping[str, Any]]:
    arrays, settings = pack({"roles": model.linear})
    arrays["roles.transitions"] = model.transitions
    values = {**settings["roles"], "features_version": VERSION, **{name: getattr(model, name) for name in _NUMBERS}}
    return {name.removeprefix("roles."): array for name, array in arrays.items()}, values


def _unpack(arrays: Arrays, settings: Mapping[str, Any]) -> ChainModel:
    if settings["features_version"] != VERSION:
        version = settings["features_version"]
        raise ValueError(f"it was trained on version {version} of the features, this program computes {VERSION}")
    arrays = {f"roles.{name}": array for name, array in arrays.items()}  # as the bundle names them, for its reader
    linear = unpack("roles", arrays, {"roles": settings})
    labels = len(linear.classes)
    weight, temperature, threshold = (float(settings[name]) for name in _NUMBERS)
    if not (abs(weight) <= 100 and 0.01 <= temperature <= 100 and 0 <= threshold <= 1):
        raise ValueError(f"{', '.join(_NUMBERS)} are {weight}, {temperature}, {threshold}")
    transitions = shaped("roles.transitions", arrays, (2, labels + 1, labels))
    return ChainModel(linear, transitions, weight, temperature, threshold)


COMPONENT: Final = RoleComponent(
    ChainSettings,
    fit_chain,
    _pack,
    _unpack,
    description=(
        "Linear scorers over named features (characters, words, shape, position, headings, neighbours), decoded over "
        "the sentence sequence, probabilities calibrated; no pretrained weights."
    ),
)
