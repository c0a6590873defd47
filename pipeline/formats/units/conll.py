"""Argument components as token columns (Eger et al. 2017): index, token, _, _, `B-TYPE:OFFSET:STANCE`.

OFFSET counts components from this one to the one it hangs on; types without one hang on nothing (`Claim:For`). A blank
line ends a text. Paragraphs are not marked, so that a text is one block, and its sentences stand in for its paragraphs;
tokens are joined by blanks.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pipeline.domain.units import ROOT, UnitLabels, UnitText
from pipeline.errors import AnnotationError
from pipeline.formats.units._checked import check_tree

_TAG: Final = re.compile(
    r"(?P<edge>[BI])-(?P<type>[A-Za-z]+)(?::(?P<offset>-?\d+))?(?::(?P<stance>[A-Za-z]+))?(?::[A-Za-z]+)?"
)

_STOPS: Final = frozenset(".!?。！？")


def read_conll(path: Path, *, language: str = "en") -> Iterator[tuple[UnitText, UnitLabels]]:
    """The texts of a file, named by its stem and their number.

    Raises:
        AnnotationError: the file cannot be read, a line is malformed, or a component hangs on none that is there.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise AnnotationError(f"cannot be read: {error}", where=str(path), remedy="Give a UTF-8 file") from error
    rows: list[tuple[int, str, str]] = []
    count = 0
    for number, line in enumerate([*lines, ""], 1):
        if line.strip():
            cells = line.split("\t")
            if len(cells) < 5:
                remedy = "Give index, token, _, _, tag, divided by tabs"
                raise AnnotationError(f"has {len(cells)} columns, not 5", where=f"{path}:{number}", remedy=remedy)
            rows.append((number, cells[1], cells[4]))
        elif rows:
            count += 1
            yield _text(rows, f"{path.stem}-{count}", path, language)
            rows = []


def _text(rows: list[tuple[int, str, str]], id: str, path: Path, language: str) -> tuple[UnitText, UnitLabels]:
    starts, place = [], 0
    for _, token, _ in rows:
        starts.append(place)
        place += len(token) + 1
    spans: list[list[int]] = []
    told: list[re.Match[str]] = []
    before = ""
    for start, (number, token, tag) in zip(starts, rows, strict=True):
        match = _TAG.fullmatch(tag)
        if match is None and tag != "O":
            remedy = "Write O, or B- or I- with type, offset and stance"
            raise AnnotationError(f"has the tag {tag!r}", where=f"{path}:{number}", remedy=remedy)
        if match is not None:
            said = tag[2:]
            if match["edge"] == "B" or said != before:
                spans.append([start, start])
                told.append(match)
            spans[-1][1] = start + len(token)
        before = tag[2:] if match is not None else ""
    parents = [k + int(m["offset"]) if m["offset"] is not None else ROOT for k, m in enumerate(told)]
    check_tree(parents, f"{path}:{rows[0][0]}")
    stops = [start for start, (_, token, _) in zip(starts, rows, strict=True) if token in _STOPS]
    sentences = tuple(bisect_left(stops, a) for a, _ in spans)
    text = " ".join(t for _, t, _ in rows)
    return (
        UnitText(id, language, text, tuple((a, b) for a, b in spans), sentences, (0,) * len(spans)),
        UnitLabels(tuple(m["type"] for m in told), tuple(parents), tuple(m["stance"] or "" for m in told)),
    )
