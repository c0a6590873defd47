"""Marked texts as a UIMA CAS (Common Analysis Structure), in whatever notation: what `cas_xmi` and `cas_json` share.

A CAS is a text and feature structures, numbered; what is annotated are those listed in its view. It counts UTF-16 code
units, marks count code points. The layers are those of `_cas_types.py`.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pipeline.domain.marked import GROUNDS, MarkedText
from pipeline.formats.exchange import _cas_types as t
from pipeline.formats.marks import in_order

INITIAL_VIEW: Final = "_InitialView"
_HAN: Final = r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_TOKENS: Final = re.compile(rf"{_HAN}|(?:(?!{_HAN})\w)+|[^\w\s]")
_LINE: Final = re.compile(r"\S(?:.*\S)?")
_BLOCK: Final = re.compile(r"\S(?:.*\S)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Structure:
    """A feature structure: `features` as XMI notes them, a reference as a number, several with spaces between."""

    id: int
    type: str
    begin: int | None
    end: int | None
    features: Mapping[str, str]
    where: str = ""


@dataclass(frozen=True, slots=True)
class Cas:
    """Text, structures, the numbers of those that the view lists; offsets are UTF-16 code units.

    `types` has what is declared, for each type its features that are strings ("string") or link features ("reference").
    """

    text: str
    structures: Sequence[Structure]
    members: frozenset[int]
    types: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


class Utf16:
    """Offsets of one text in code points and in UTF-16 code units."""

    def __init__(self, text: str) -> None:
        self._length = len(text)
        # Where those characters stand that take two units: in code points, and the units before each.
        self._points = [i for i, c in enumerate(text) if c > "\uffff"]
        self._units = [place + i for i, place in enumerate(self._points)]

    @property
    def units(self) -> int:
        """The length of the text in units."""
        return self._length + len(self._points)

    def to_units(self, point: int) -> int:
        """The units before a code point."""
        return point + bisect_left(self._points, point)

    def to_point(self, unit: int) -> int | None:
        """The code point that begins at a unit; None within a character or out of the text."""
        if not 0 <= unit <= self.units:
            return None
        before = bisect_left(self._units, unit)
        point = unit - before
        return point if self.to_units(point) == unit else None


def cas_of(document: MarkedText, file: str) -> Cas:
    """The CAS of a document; `file` is the name it is written under, without ending: the annotator's, made safe."""
    utf16 = Utf16(document.text)
    structures: list[Structure] = []

    def add(type: str, start: int | None, end: int | None, features: Mapping[str, str]) -> int:
        id = len(structures) + 2  # 1 is the text
        begin, stop = (None if place is None else utf16.to_units(place) for place in (start, end))
        structures.append(Structure(id, type, begin, stop, {k: v for k, v in features.items() if v}))
        return id

    language = document.about.get("language", "")
    meta = {"documentTitle": document.about.get("title") or document.id, "documentId": document.id}
    add(t.META, 0, len(document.text), {"language": language, **meta})
    add(t.DOCUMENT, None, None, {"document": document.id, "annotator": document.annotator, "file": file})
    for key, value in sorted(document.about.items()):
        add(t.ABOUT, None, None, {"key": key, "value": value})
    for start, end in sentences(document):
        add(t.SENTENCE, start, end, {})
        for token in _TOKENS.finditer(document.text, start, end):
            add(t.TOKEN, *token.span(), {})
    marks = in_order(document.marks)
    at = {m.id: m for m in marks}
    number: dict[str, int] = {}
    for m in sorted(marks, key=lambda m: m.layer == "group"):  # groups last: they refer to sections
        type, label = t.SPANS[m.layer]
        features = {label: m.label, t.NOTE: m.note, t.MARK: m.id}
        if m.layer == "group":
            grounds = [k for k in document.links if k.source == m.id and at[k.target].layer == "section"]
            ids = [add(t.GROUNDS_LINK, None, None, {"role": k.label, "target": str(number[k.target])}) for k in grounds]
            features[GROUNDS] = " ".join(map(str, ids))
        number[m.id] = add(type, m.start, m.end, features)
    for link in document.links:
        source, target = at[link.source], at[link.target]
        if {source.layer, target.layer} == {"sentence"}:
            ends = {t.SOURCE: str(number[source.id]), t.TARGET: str(number[target.id])}
            add(t.ARGUMENT, target.start, target.end, {**ends, t.RELATION: link.label})
    members = frozenset(s.id for s in structures if s.type != t.GROUNDS_LINK)
    return Cas(document.text, structures, members)


def sentences(document: MarkedText) -> Iterator[tuple[int, int]]:
    """Spans that do not overlap and leave out white space only: marked headings and sentences, else lines.

    INCEpTION shows no text that lies in none.
    """
    place = 0
    text = document.text
    for m in sorted(document.marks, key=lambda m: (m.start, m.end)):
        if m.layer in ("heading", "sentence") and m.start >= place:
            yield from _spans(_LINE, text, place, m.start)
            yield from _spans(_BLOCK, text, m.start, m.end)
            place = m.end
    yield from _spans(_LINE, text, place, len(text))


def _spans(pattern: re.Pattern[str], text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    return (found.span() for found in pattern.finditer(text, start, end))


def file_names(documents: Sequence[MarkedText]) -> list[tuple[str, str]]:
    """Folder and file (without ending) of each document: its id and annotator made safe, no two alike."""
    folder_of: dict[str, str] = {}
    files: dict[str, list[str]] = {}
    names = []
    for d in documents:
        if d.id not in folder_of:
            folder_of[d.id] = _free(_safe(d.id, "document"), files)
        inside = files.setdefault(folder_of[d.id], [])
        inside.append(_free(_safe(d.annotator, "annotator"), inside))
        names.append((folder_of[d.id], inside[-1]))
    return names


def _safe(name: str, otherwise: str) -> str:
    return re.sub(r"[^\w.-]+", "-", name).strip(".-")[:80] or otherwise


def _free(name: str, taken: Iterable[str]) -> str:
    """`name`, or with a number if it is taken; file systems may not tell case apart."""
    used = {other.casefold() for other in taken}
    candidates = (name, *(f"{name}-{n}" for n in range(2, len(used) + 3)))
    return next(candidate for candidate in candidates if candidate.casefold() not in used)
