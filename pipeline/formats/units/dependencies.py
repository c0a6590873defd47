"""Discourse dependency trees as JSON Lines: `{"id", "root": [{"id", "parent", "text", "relation"}, ...]}`.

The first of `root` is no unit but what the head of the text hangs on. Texts of units are joined as they are.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from pipeline.domain.units import ROOT, UnitLabels, UnitText
from pipeline.errors import AnnotationError
from pipeline.formats.units._checked import check_tree

_REMEDY: Final = 'Give {"id", "root": [{"id", "parent", "text", "relation"}, ...]} a line'


def read_dependencies(path: Path, *, language: str = "zh") -> Iterator[tuple[UnitText, UnitLabels]]:
    """The texts of a file.

    Raises:
        AnnotationError: the file cannot be read, or a line is malformed.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise AnnotationError(f"cannot be read: {error}", where=str(path), remedy="Give a UTF-8 file") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                found = _text(json.loads(line), language)
            except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
                what = f"is no tree of units ({type(error).__name__}: {error})"
                raise AnnotationError(what, where=f"{path}:{number}", remedy=_REMEDY) from error
            check_tree(found[1].parents, f"{path}:{number}")
            yield found


def _text(record: dict[str, Any], language: str) -> tuple[UnitText, UnitLabels]:
    head, *units = record["root"]
    index = {u["id"]: k for k, u in enumerate(units)} | {head["id"]: ROOT}
    text, spans = "", []
    for u in units:
        spans.append((len(text), len(text) + len(u["text"])))
        text += u["text"]
    n = len(units)
    parents = tuple(index[u["parent"]] for u in units)
    relations = tuple("" if p == ROOT else str(u["relation"]) for p, u in zip(parents, units, strict=True))
    return (
        UnitText(str(record["id"]), language, text, tuple(spans), (0,) * n, (0,) * n),
        UnitLabels(("",) * n, parents, relations),
    )
