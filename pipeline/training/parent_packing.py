"""The two readings of parents as the arrays of a bundle, and back."""

from typing import Any, Final

import numpy.typing as npt

from pipeline.bundles.arrays import Arrays
from pipeline.scoring.trees import pack_trees, unpack_trees
from pipeline.structure.parents import Parents
from pipeline.structure.second_look import LOOK_COLUMNS

_FIRST: Final = "parent"
_AGAIN: Final = "again"


def pack_parents(parents: Parents, *, first: str = _FIRST) -> dict[str, npt.NDArray[Any]]:
    """The arrays of both, those of the first reading under the name `first`."""
    arrays = pack_trees(first, parents.first)
    return arrays if parents.again is None else arrays | pack_trees(_AGAIN, parents.again)


def unpack_parents(arrays: Arrays, columns: int, *, twice: bool, first: str = _FIRST) -> Parents:
    """What `pack_parents` made; `columns` of the table of pairs.

    Raises:
        KeyError: an array is missing.
        ValueError: one does not fit.
    """
    again = None
    if twice:
        again = unpack_trees(_AGAIN, arrays, labels=2, width=columns + LOOK_COLUMNS, one_sided=True)
    return Parents(unpack_trees(first, arrays, labels=2, width=columns, one_sided=True), again)
