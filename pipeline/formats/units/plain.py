"""Anybody's corpus of units, one text a line: `{"id", "text", "units": [{"start", "end"}, ...]}`.

Offsets count code points, half-open. Of each unit there may also be: `label`, what it is; `parent`, the number of the
unit in `units` that it hangs on, null for none; `relation`, to it; `block`, the number of the stretch that its parent
does not lie beyond. Lines of `text` are paragraphs. Other keys are left alone, so that predictions can be read too.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from pipeline.domain.units import ROOT, UnitLabels, UnitText
from pipeline.errors import AnnotationError
from pipeline.formats.units._checked import checked, trees_of

_REMEDY: Final = 'Give {"id", "text", "units": [{"start", "end", "label", "parent", "relation"}, ...]} a line'


def read_plain(path: Path, *, language: str) -> Iterator[tuple[UnitText, UnitLabels]]:
    """The texts of a file.

    Raises:
        AnnotationError: the file cannot be read, a line is malformed, or an id comes twice.
    """
    for text, of, where in trees_of(path, partial(_text, language=language), "is no text with units", _REMEDY):
        for unit, parent in enumerate(of.parents):
            if parent != ROOT and text.blocks[unit] != text.blocks[parent]:
                what = f"unit {unit} hangs on {parent}, which is of another block"
                raise AnnotationError(what, where=where, remedy="Give both the same block, or the unit no parent")
        yield text, of


def _text(record: Any, language: str) -> tuple[UnitText, UnitLabels]:
    record = checked(record, dict, "the line")
    said = checked(record.get("text"), str, "text")
    units = [checked(unit, dict, "a unit") for unit in checked(record.get("units", []), list, "units")]
    spans: list[tuple[int, int]] = []
    for k, unit in enumerate(units):
        start, end = (checked(unit.get(key), int, f"{key} of unit {k}") for key in ("start", "end"))
        if not (spans[-1][1] if spans else 0) <= start < end <= len(said):
            raise ValueError(f"unit {k} is at {start}–{end}: units must be in order, apart and within the text")
        spans.append((start, end))
    parents = [ROOT if unit.get("parent") is None else _number(unit, "parent", k) for k, unit in enumerate(units)]
    return (
        UnitText(
            id=checked(record.get("id"), str, "id"),
            language=language,
            text=said,
            spans=tuple(spans),
            paragraphs=tuple(said.count("\n", 0, start) for start, _ in spans),
            blocks=tuple(_number({"block": 0, **unit}, "block", k) for k, unit in enumerate(units)),
        ),
        UnitLabels(
            components=tuple(_name(unit, "label", k) for k, unit in enumerate(units)),
            parents=tuple(parents),
            relations=tuple(_name(unit, "relation", k) for k, unit in enumerate(units)),
        ),
    )


def _number(unit: Mapping[str, Any], key: str, k: int) -> int:
    value: int = checked(unit[key], int, f"{key} of unit {k}")
    if value < 0:
        raise ValueError(f"{key} of unit {k} is {value}")
    return value


def _name(unit: Mapping[str, Any], key: str, k: int) -> str:
    value: str = "" if unit.get(key) is None else checked(unit[key], str, f"{key} of unit {k}")
    return value
