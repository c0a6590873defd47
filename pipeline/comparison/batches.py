"""How much to compute at a time: samples of many documents are no array that memory holds."""

from collections.abc import Iterator
from typing import Final

CELLS: Final = 1 << 21  # numbers held at once


def batches(rows: int, width: int) -> Iterator[int]:
    """How many of `rows`, of `width` numbers each, to take at a time."""
    most = max(1, CELLS // max(1, width))
    for start in range(0, rows, most):
        yield min(most, rows - start)
