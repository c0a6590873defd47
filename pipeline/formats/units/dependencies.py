"""Discourse dependency trees as JSON Lines: `{"id", "root": [{"id", "parent", "text", "relation"}, ...]}`.

The first of `root` is no unit but what the head of the text hangs on. Texts of units are joined as they are.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from pipeline.domain.units import ROOT, UnitLabels, UnitText
from pipeline.formats.units._checked import checked, trees_of

_REMEDY: Final = 'Give {"id", "root": [{"id", "parent", "text", "relation"}, ...]} a line'


def read_dependencies(path: Path, *, language: str = "zh") -> Iterator[tuple[UnitText, UnitLabels]]:
    """The texts of a file.

    Raises:
        AnnotationError: the file cannot be read, or a line is malformed.
    """
    for text, of, _ in trees_of(path, partial(_text, language=language), "is no tree of units", _REMEDY):
        yield text, of


def _text(record: Any, language: str) -> tuple[UnitText, UnitLabels]:
    root = checked(checked(record, dict, "the line").get("root"), list, "root")
    if not root:
        raise ValueError("root is empty")
    index: dict[int | str, int] = {}
    for k, unit in enumerate(root, ROOT):  # the head of the text comes first, and is none of its units
        id = _id(checked(unit, dict, _named(k)), "id", k)
        if id in index:
            raise ValueError(f"{_named(k)} has the id {id!r}, which {_named(index[id])} has too")
        index[id] = k
    text = ""
    spans: list[tuple[int, int]] = []
    parents: list[int] = []
    relations: list[str] = []
    for k, unit in enumerate(root[1:]):
        said = checked(unit.get("text"), str, f"text of {_named(k)}")
        if not said:
            raise ValueError(f"{_named(k)} has no text")
        spans.append((len(text), len(text) + len(said)))
        text += said
        parent = _id(unit, "parent", k)
        if parent not in index:
            raise ValueError(f"{_named(k)} hangs on {parent!r}, which is not there")
        parents.append(index[parent])
        hangs = parents[-1] != ROOT
        relations.append(checked(unit.get("relation"), str, f"relation of {_named(k)}") if hangs else "")
    named = record.get("id")
    id = str(named) if type(named) is int else checked(named, str, "id")
    n = len(spans)
    return (
        UnitText(id, language, text, tuple(spans), (0,) * n, (0,) * n),
        UnitLabels(("",) * n, tuple(parents), tuple(relations)),
    )


def _id(unit: Mapping[str, Any], key: str, k: int) -> int | str:
    value = unit.get(key)
    found: int | str = checked(value, str if isinstance(value, str) else int, f"{key} of {_named(k)}")
    return found


def _named(k: int) -> str:
    return "the head" if k == ROOT else f"unit {k}"
