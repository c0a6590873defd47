"""Arrays that a sound model may have, and others."""

from typing import Any

import numpy as np
import pytest

from pipeline.scoring.checks import shaped


def test_an_array_of_the_right_shape_is_given_back() -> None:
    arrays = {"w": np.arange(6.0).reshape(2, 3), "b": np.array([True, False])}
    assert shaped("w", arrays, (2, 3)) is arrays["w"]
    assert shaped("b", arrays, (2,)) is arrays["b"]
    with pytest.raises(KeyError, match="v"):
        shaped("v", arrays, (2, 3))


@pytest.mark.parametrize("array", [np.zeros((3, 2)), np.zeros(6), np.full((2, 3), np.nan), np.full((2, 3), -np.inf)])
def test_an_array_of_another_shape_or_without_end_is_refused(array: Any) -> None:
    with pytest.raises(ValueError, match=r"w must hold finite numbers in the shape \(2, 3\)"):
        shaped("w", {"w": array}, (2, 3))
