"""What every reader checks: that a file is text, that its texts are told apart, that its trees are trees."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from pipeline.domain.units import ROOT, UnitLabels, UnitText
from pipeline.errors import AnnotationError

_HALF_PAIR: Final = re.compile("[\ud800-\udfff]")
_REMEDY: Final = "Correct the parent: a number of another unit of the text, or none"


def lines_of(path: Path) -> list[str]:
    """The lines of a UTF-8 file, whichever line ends it has; a separator such as U+2028 ends none.

    Raises:
        AnnotationError: it cannot be read, or is no UTF-8.
    """
    return text_of(path).split("\n")


def trees_of(
    path: Path, parse: Callable[[Any], tuple[UnitText, UnitLabels]], what: str, remedy: str
) -> Iterator[tuple[UnitText, UnitLabels, str]]:
    """The texts of a file of JSON Lines, each with the place of its line.

    Args:
        path: of the file.
        parse: makes a text of a line; a `ValueError` says what is wrong with it.
        what: a line that cannot be parsed is, for messages.
        remedy: for it.

    Raises:
        AnnotationError: the file cannot be read, a line is malformed, or an id comes twice.
    """
    seen: dict[str, int] = {}
    for number, line in enumerate(lines_of(path), 1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        try:
            text, of = parse(json.loads(line))
        except (ValueError, RecursionError) as error:
            raise AnnotationError(f"{what}: {error}", where=where, remedy=remedy) from error
        check_id(text.id, path, number, seen)
        check_tree(of.parents, where)
        yield text, of, where


def text_of(path: Path) -> str:
    """The text of a UTF-8 file, its line ends as LF, without a byte order mark.

    Raises:
        AnnotationError: it cannot be read, or is no UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        what = f"cannot be read: {error.strerror or error}"
        raise AnnotationError(what, where=str(path), remedy="Check the path") from error
    except UnicodeDecodeError as error:
        what = f"cannot be read: byte {error.start + 1} is no UTF-8"
        raise AnnotationError(what, where=str(path), remedy="Save it as UTF-8") from error


def checked(value: Any, kind: type, what: str) -> Any:
    """`value`, if it is of this kind (a truth value is no number).

    Raises:
        ValueError: it is not, or holds half of a surrogate pair; `what` names it.
    """
    if not isinstance(value, kind) or isinstance(value, bool):
        raise ValueError(f"{what} is {json.dumps(value, ensure_ascii=False)[:60]}")
    if isinstance(value, str) and (found := _HALF_PAIR.search(value)):
        # JSON can write it, and no file can hold it.
        raise ValueError(f"{what}: character {found.start() + 1} is half of a surrogate pair")
    return value


def check_id(id: str, path: Path, line: int, seen: dict[str, int]) -> None:
    """Refuse an id that another text has; `seen` is told of this one.

    Raises:
        AnnotationError: naming the line of the other.
    """
    if id in seen:
        what = f"has the id {id!r} of line {seen[id]}"
        raise AnnotationError(what, where=f"{path}:{line}", remedy="Give each text an id of its own")
    seen[id] = line


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
