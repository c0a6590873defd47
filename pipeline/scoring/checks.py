"""What the arrays of a sound model hold."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt

GREATEST: Final = 1e6  # what a weight of a sound model stays below by far; beyond, arithmetic overflows in silence


def shaped(name: str, arrays: Mapping[str, npt.NDArray[Any]], shape: tuple[int, ...]) -> npt.NDArray[Any]:
    """The array of a name, if it has the shape and holds numbers that a model can have: finite, at most 10^6.

    Raises:
        KeyError: there is none.
        ValueError: it does not.
    """
    array = arrays[name]
    if array.shape != shape or not (np.abs(array.astype(np.float64)) <= GREATEST).all():
        raise ValueError(f"{name} must hold finite numbers in the shape {shape}, none above {GREATEST:g}")
    return array
