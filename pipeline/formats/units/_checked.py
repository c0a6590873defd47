"""What every reader checks of the trees it read."""

from collections.abc import Sequence

from pipeline.domain.units import ROOT
from pipeline.errors import AnnotationError


def check_tree(parents: Sequence[int], where: str) -> None:
    """Refuse parents that are not there, and ways up that never end.

    Raises:
        AnnotationError: at the first unit that is wrong.
    """
    for unit, parent in enumerate(parents):
        if parent != ROOT and not 0 <= parent < len(parents):
            raise AnnotationError(f"unit {unit} hangs on {parent}, which is not there", where=where, remedy=_REMEDY)
        steps, place = 0, unit
        while place != ROOT:
            place, steps = parents[place], steps + 1
            if steps > len(parents):
                raise AnnotationError(f"the parents of unit {unit} go round in a circle", where=where, remedy=_REMEDY)


_REMEDY = "Correct the parent: a number of another unit of the text, or none"
