"""Weights that a benchmark wrote."""

import json
from pathlib import Path

import numpy as np
import pytest

from pipeline.scoring.logistic import probability, read_fitted


def test_columns_find_their_weights_by_name(tmp_path: Path) -> None:
    path = tmp_path / "fitted.json"
    path.write_text(json.dumps({"weights": {"b": -1.0, "a": 2.0}, "bias": 0.5}), encoding="utf-8")
    table = np.array([[1.0, 0.5], [0.0, 0.0], [500.0, 0.0], [0.0, 1e6]])
    found = probability(table, ("a", "b"), read_fitted(path))
    assert found == pytest.approx([1 / (1 + np.exp(-2)), 1 / (1 + np.exp(-0.5)), 1.0, 0.0])
