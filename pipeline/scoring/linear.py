"""A linear classifier over named features, as frozen arrays. Scoring needs numpy only; fitting, scikit-learn."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.scoring.chain import Array, log_softmax
from pipeline.scoring.checks import GREATEST

Floats = npt.NDArray[np.float32]
Features = Mapping[str, float]

# The log-odds given to a class that the training data did not hold.
_NEVER = -20.0


@dataclass(frozen=True, eq=False)
class LinearScorer:
    """Scores of each class as a weighted sum of named features.

    Attributes:
        classes: in the order of the arrays' class axis.
        features: names, in the order of the rows of `weights`.
        weights: shape (features, classes).
        bias: shape (classes,).
    """

    classes: tuple[str, ...]
    features: tuple[str, ...]
    weights: Floats
    bias: Floats

    @cached_property
    def _row(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.features)}

    def scores(self, items: Sequence[Features]) -> Array:
        """Scores of items given as feature mappings; shape (items, classes). Features never seen count for nothing."""
        row = self._row
        result = np.tile(self.bias.astype(np.float64), (len(items), 1))
        rows: list[int] = []
        values: list[float] = []
        lengths: list[int] = []
        for features in items:
            before = len(rows)
            for name, value in features.items():
                r = row.get(name)
                if r is not None:
                    rows.append(r)
                    values.append(value)
            lengths.append(len(rows) - before)
        if rows:
            filled = np.flatnonzero(lengths)
            offsets = np.concatenate([[0], np.cumsum(lengths)[:-1]])[filled]
            result[filled] += np.add.reduceat(self.weights[rows] * np.array(values)[:, None], offsets, axis=0)
        return result

    def contributions(self, features: Features, k: int) -> list[tuple[str, float]]:
        """What each feature of an item adds to the score of class `k` above its mean over classes; greatest first."""
        row = self._row
        known = [(name, value, row[name]) for name, value in features.items() if name in row]
        weights = self.weights[[r for _, _, r in known]].astype(np.float64)
        added = (weights[:, k] - weights.mean(axis=1)) * np.array([value for _, value, _ in known])
        order = np.argsort(-added, kind="stable")
        return [(known[i][0], float(added[i])) for i in order]

    def log_probabilities(self, items: Sequence[Features]) -> Array:
        """Log-probabilities of the classes for each item; shape (items, classes)."""
        return log_softmax(self.scores(items))


def fit_linear(
    items: Iterable[Features],
    gold: Sequence[str],
    classes: Sequence[str],
    *,
    c: float = 1.0,
    min_count: int = 1,
    max_iterations: int = 300,
) -> LinearScorer:
    """Multinomial logistic regression with an L2 penalty (scikit-learn), features rarer than `min_count` left out.

    Where there is nothing to learn, because the examples are of one class or no feature is frequent enough, the
    scores are the logarithms of the classes' shares.

    Args:
        items: a mapping of feature name to value for each example.
        gold: the class of each example.
        classes: all classes, in the order wanted; one that no example has gets a score that never wins.
        c: inverse strength of the penalty.
        min_count: a feature must be present in so many examples.
        max_iterations: of the solver.

    Raises:
        KeyError: a gold class is not among `classes`.
        ValueError: there are not as many items as gold classes.
    """
    from sklearn.feature_extraction import DictVectorizer

    place = {name: i for i, name in enumerate(classes)}
    target = np.array([place[g] for g in gold], dtype=np.intp)
    vectorizer = DictVectorizer(dtype=np.float64)
    matrix: Any = vectorizer.fit_transform(items) if len(target) else np.zeros((0, 0))
    if matrix.shape[0] != len(target):
        raise ValueError(f"{matrix.shape[0]} items, {len(target)} gold classes")
    several = len(np.unique(target)) > 1
    kept = np.flatnonzero(matrix.getnnz(axis=0) >= min_count) if several else np.array([], np.intp)
    weights, bias = fit_logistic(matrix[:, kept], target, len(classes), c=c, max_iterations=max_iterations)
    names = vectorizer.get_feature_names_out() if len(kept) else []
    return LinearScorer(
        classes=tuple(classes),
        features=tuple(str(names[i]) for i in kept),
        weights=weights.astype(np.float32),
        bias=bias.astype(np.float32),
    )


def fit_logistic(
    matrix: Any, target: npt.NDArray[np.intp], classes: int, *, c: float, max_iterations: int
) -> tuple[Array, Array]:
    """Weights of shape (columns, classes) and bias of shape (classes,) of a regression as `fit_linear` says.

    Args:
        matrix: sparse or dense; shape (examples, columns).
        target: the class of each example, as a number below `classes`.
        classes: how many there are.
        c: inverse strength of the penalty.
        max_iterations: of the solver.
    """
    from sklearn.linear_model import LogisticRegression

    present, counts = np.unique(target, return_counts=True)
    weights, bias = np.zeros((matrix.shape[1], classes)), np.full(classes, _NEVER)
    if len(present) < 2 or matrix.shape[1] == 0:
        bias[present] = np.log(counts / max(1, counts.sum()))
        return weights, bias
    fitted = LogisticRegression(C=c, max_iter=max_iterations, tol=1e-3).fit(matrix, target)
    coefficients, intercept = fitted.coef_, fitted.intercept_
    if len(present) == 2:
        # scikit-learn keeps one row for two classes: the log-odds of the second against the first.
        coefficients, intercept = (np.concatenate([-part, part]) / 2 for part in (coefficients, intercept))
    weights[:, present], bias[present] = coefficients.T, intercept
    return weights, bias


def pack(scorers: Mapping[str, LinearScorer]) -> tuple[dict[str, npt.NDArray[Any]], dict[str, Any]]:
    """Scorers by name as arrays and JSON values, for a bundle."""
    arrays: dict[str, npt.NDArray[Any]] = {}
    settings: dict[str, Any] = {}
    for name, s in scorers.items():
        arrays[f"{name}.weights"], arrays[f"{name}.bias"] = s.weights, s.bias
        settings[name] = {"classes": list(s.classes), "features": list(s.features)}
    return arrays, settings


def unpack(name: str, arrays: Mapping[str, npt.NDArray[Any]], settings: Mapping[str, Any]) -> LinearScorer:
    """The scorer that `pack` stored under `name`.

    Raises:
        KeyError: it is not there.
        ValueError: arrays and names do not fit each other, or a weight is not finite.
    """
    classes, features = tuple(settings[name]["classes"]), tuple(settings[name]["features"])
    weights, bias = arrays[f"{name}.weights"], arrays[f"{name}.bias"]
    if weights.shape != (len(features), len(classes)) or bias.shape != (len(classes),):
        wanted = f"{len(features)} features and {len(classes)} classes"
        raise ValueError(f"{name}: weights of shape {weights.shape} and {bias.shape} do not fit {wanted}")
    for names in (classes, features):
        if not all(isinstance(n, str) for n in names) or len(set(names)) < len(names):
            raise ValueError(f"{name}: classes and features must be strings, each once")
    if len(classes) < 2:
        raise ValueError(f"{name}: a scorer needs two classes")
    if not all((np.abs(array.astype(np.float64)) <= GREATEST).all() for array in (weights, bias)):
        raise ValueError(f"{name}: a weight is not finite, or greater than {GREATEST:g}")
    return LinearScorer(classes, features, weights, bias)
