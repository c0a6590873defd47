"""A logistic function of named columns or features, with weights that a benchmark wrote into the package as JSON."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import expit

from pipeline.scoring.tfidf import Array


@cache
def read_fitted(path: Path) -> dict[str, Any]:
    """What was written: `weights` by column, `bias`, and what was `measured`."""
    told: dict[str, Any] = json.loads(path.read_bytes())
    return told


def probability(table: Array, columns: Sequence[str], fitted: dict[str, Any]) -> Array:
    """Of each row of a table with these columns; shape (rows,)."""
    weights = np.array([fitted["weights"][name] for name in columns])
    result: Array = expit(table @ weights + fitted["bias"])
    return result


def probability_of(features: Mapping[str, float], fitted: Mapping[str, Any]) -> float:
    """Of one thing with these features; one that has no weight counts for nothing."""
    weights = fitted["weights"]
    return float(expit(fitted["bias"] + sum(weights.get(name, 0.0) * value for name, value in features.items())))
