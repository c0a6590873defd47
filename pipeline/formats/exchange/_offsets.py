"""Offsets of tools that do not say what they count, settled by the text that they say stands there."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pipeline.errors import AnnotationError
from pipeline.formats.exchange._values import checked_span, expected, shown

# For each offset that the tool counts, the code points before it; -1 within a character.
Ruler = Sequence[int]
# White space, and the `\n` that Label Studio writes for a line break: tools show these as they like.
_NOT_COMPARED: Final = re.compile(r"\\n|\s")


@dataclass(frozen=True, slots=True)
class Span:
    """A mark as a file gives it: the parts it consists of, and the text of them, or None where the file is silent."""

    parts: tuple[tuple[Any, Any], ...]
    text: str | None
    where: str


def code_points(text: str) -> Ruler:
    """Offsets as we count them."""
    return range(len(text) + 1)


def utf16_units(text: str) -> Ruler:
    """Offsets as JavaScript and Java count them: characters beyond U+FFFF count two."""
    found: list[int] = []
    for place, character in enumerate(text):
        found += (place, -1) if character > "\uffff" else (place,)
    return [*found, len(text)]


def crlf_as_one(text: str) -> Ruler:
    """Offsets as programs count them that read CRLF as LF."""
    return [place for place in range(len(text) + 1) if text[place - 1 : place + 1] != "\r\n"]


def located(text: str, spans: Sequence[Span], counts: Sequence[Callable[[str], Ruler]]) -> list[tuple[int, int]]:
    """Start and end of each span in code points, from its first part to its last.

    They are read by the first of `counts` by which all spans show the text that the file says they show. If there is
    none, for files that several programs have written to, each is read by the first that fits it.

    Raises:
        AnnotationError: offsets are none of the text, or the text there is another than the file says.
    """
    rulers = [count(text) for count in counts]
    for span in spans:
        for value in (value for part in span.parts for value in part):
            expected(value, int, "an offset", span.where)
    for ruler in rulers:
        if all(_fits(text, span, ruler) for span in spans):
            return [_hull(text, span, ruler) for span in spans]
    return [_hull(text, s, next((r for r in rulers if _fits(text, s, r)), rulers[0]), check=True) for s in spans]


def _fits(text: str, span: Span, ruler: Ruler) -> bool:
    parts = [(_at(ruler, start), _at(ruler, end)) for start, end in span.parts]
    if any(start < 0 or start >= end for start, end in parts):
        return False
    return span.text is None or _bare(span.text) == _bare("".join(text[start:end] for start, end in parts))


def _hull(text: str, span: Span, ruler: Ruler, *, check: bool = False) -> tuple[int, int]:
    if check and not _fits(text, span, ruler):
        for start, end in span.parts:
            checked_span(start, end, text, span.where)
        there = "".join(text[start:end] for start, end in span.parts)
        what = f"the file says that {shown(span.text)} stands at {span.parts[0][0]}, but the text has {shown(there)}"
        remedy = "Give the text that was annotated, whole and unchanged"
        raise AnnotationError(what, where=span.where, remedy=remedy)
    return ruler[min(start for start, _ in span.parts)], ruler[max(end for _, end in span.parts)]


def _at(ruler: Ruler, offset: int) -> int:
    return ruler[offset] if 0 <= offset < len(ruler) else -1


def _bare(text: str) -> str:
    return _NOT_COMPARED.sub("", text)
