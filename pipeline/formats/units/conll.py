"""Argument components as token columns (Eger et al. 2017): index, token, _, _, `B-TYPE:OFFSET:STANCE`.

OFFSET counts components from this one to the one it hangs on; types without one hang on nothing (`Claim:For`). A blank
line ends a text; the index counts its tokens. Paragraphs are not marked, so that a text is one block, and its sentences
stand in for its paragraphs; tokens are joined by blanks.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pipeline.domain.units import ROOT, UnitLabels, UnitText
from pipeline.errors import AnnotationError
from pipeline.formats.units._checked import check_tree, lines_of

_TAG: Final = re.compile(
    r"(?P<edge>[BI])-(?P<type>[A-Za-z]+)(?::(?P<offset>-?[0-9]{1,9}))?(?::(?P<stance>[A-Za-z]+))?(?::[A-Za-z]+)?"
)
_INDEX: Final = re.compile("[0-9]{1,9}")
_STOPS: Final = frozenset(".!?。！？")


def read_conll(path: Path, *, language: str = "en") -> Iterator[tuple[UnitText, UnitLabels]]:
    """The texts of a file, named by its stem and their number.

    Raises:
        AnnotationError: the file cannot be read, a line is malformed, or a component hangs on none that is there.
    """
    rows: list[tuple[int, str, str]] = []
    count = before = 0
    for number, line in enumerate([*lines_of(path), ""], 1):
        if line.strip():
            before, token, tag = _row(line, before if rows else None, f"{path}:{number}")
            rows.append((number, token, tag))
        elif rows:
            count += 1
            yield _text(rows, f"{path.stem}-{count}", path, language)
            rows = []


def _row(line: str, before: int | None, where: str) -> tuple[int, str, str]:
    """Index, token and tag of a line; `before` is the index of the token before it in its text."""
    cells = line.split("\t")
    if len(cells) < 5:
        what = f"has {len(cells)} {'column' if len(cells) == 1 else 'columns'}, not 5"
        raise AnnotationError(what, where=where, remedy="Give index, token, _, _, tag, divided by tabs")
    index = int(cells[0]) if _INDEX.fullmatch(cells[0]) else None
    if index is None or (before is not None and index != before + 1):
        after = "a whole number" if before is None else f"{before + 1}"
        remedy = "Put the tokens of a text in order, one a line, and a blank line between texts"
        raise AnnotationError(f"has the index {cells[0][:40]!r}, not {after}", where=where, remedy=remedy)
    if not cells[1] or " " in cells[1]:
        remedy = "Write one token a line: blanks divide tokens"
        raise AnnotationError(f"has the token {cells[1][:40]!r}", where=where, remedy=remedy)
    return index, cells[1], cells[4]


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
