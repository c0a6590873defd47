"""The rows of one document and annotator → its marks and links."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Final

from pipeline.domain.marked import GROUNDS, Link, Mark, MarkedText
from pipeline.errors import AnnotationError
from pipeline.formats.exchange._sheet import LABEL_COLUMN, WHOLE, containing, glimpse, split
from pipeline.formats.marks import in_order

_LABELS: Final = tuple(dict.fromkeys(LABEL_COLUMN.values()))


_KINDS: Final = {
    **{kind: kind for kind in LABEL_COLUMN},
    **{"标题": "heading", "標題": "heading", "句子": "sentence", "句": "sentence", "部分": "section"},
    **{"建议组": "group", "建議組": "group", "措施": "measure"},
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of `annotations`: what is in each of its columns, unescaped; a column that is not there is empty."""

    where: str
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    @property
    def kind(self) -> str:
        """The layer of the mark, "sentence" where nothing is said.

        Raises:
            AnnotationError: there is no such layer.
        """
        name = plain(self["kind"]) or "sentence"
        if name not in _KINDS:
            remedy = f"Use one of {', '.join(LABEL_COLUMN)}, or leave the cell empty for a sentence"
            raise AnnotationError(f'the kind "{name[:40]}" is not known', where=self.where, remedy=remedy)
        return _KINDS[name]


def marked_text(id: str, annotator: str, rows: Sequence[Row], text: str | None, about: Mapping[str, str]) -> MarkedText:
    """The marks of `rows` on `text`, or where there is no text, on the texts of the rows joined by line feeds.

    Raises:
        AnnotationError: a cell holds what it may not, or says something else than another one.
    """
    if text is None:
        text, spans = _joined_rows(rows)
    else:
        spans = [_span(row, text) for row in rows]
    taken = {row["id"] for row in rows}
    marks: dict[str, Mark] = {}
    for row, span in zip(rows, spans, strict=True):
        mark = _mark(row, span, taken)
        if mark.id in marks:
            remedy = "Give each row of a document another id, or leave the cell empty"
            raise AnnotationError(f'the id "{mark.id[:40]}" is there twice', where=row.where, remedy=remedy)
        marks[mark.id] = mark
    units = list(zip(rows, marks.values(), strict=True))
    for layer in ("group", "measure"):
        marks |= _containers(layer, units, marks)
    links = _links(units, marks)
    return MarkedText(id, text, in_order(list(marks.values())), links, annotator, about)


def _joined_rows(rows: Sequence[Row]) -> tuple[str, list[tuple[int, int] | None]]:
    pieces: list[str] = []
    spans: list[tuple[int, int] | None] = []
    place = 0
    for row in rows:
        if row["start"].strip() or row["end"].strip():
            remedy = "Keep documents.csv beside annotations.csv: the texts are in it"
            raise AnnotationError("has offsets, but the text they count in is not here", where=row.where, remedy=remedy)
        if row.kind == "section":
            remedy = "Delete the row, or change its kind; sections are found when the file is imported"
            raise AnnotationError("a section has no start and end", where=row.where, remedy=remedy)
        if row.kind not in WHOLE:
            spans.append(None)
            continue
        kept = row["text"].strip()
        if not kept:
            raise AnnotationError("has no text", where=row.where, remedy="Fill in the text, or delete the row")
        start = place + row["text"].index(kept)
        spans.append((start, start + len(kept)))
        pieces.append(row["text"])
        place += len(row["text"]) + 1
    return "\n".join(pieces), spans


def _span(row: Row, text: str) -> tuple[int, int] | None:
    """Start and end; None for a group or measure that is to be found from its sentences."""
    if not row["start"].strip() and not row["end"].strip() and row.kind in ("group", "measure"):
        return None
    start, end = (whole_number(row[column], row.where, column) for column in ("start", "end"))
    if not start < end <= len(text):
        what = f"goes from {start} to {end} in a text of {len(text)} characters"
        raise AnnotationError(what, where=row.where, remedy="Restore the columns start and end from the export")
    if row.kind in WHOLE:
        shown = glimpse(text, Mark("", start, end, row.kind))
        if row["text"].strip() not in ("", shown.strip()):
            what = f'the text "{row["text"][:20]}" is not what stands at {start} to {end}: "{shown[:20]}"'
            remedy = "Restore the row from the export; if the rows were sorted, sort all columns together"
            raise AnnotationError(what, where=row.where, remedy=remedy)
    return start, end


def _mark(row: Row, span: tuple[int, int] | None, taken: set[str]) -> Mark:
    kind = row.kind
    for column in _LABELS:
        if row[column] and column != LABEL_COLUMN[kind]:
            what = f'a {kind} has no {column}, and here is one: "{row[column][:40]}"'
            raise AnnotationError(what, where=row.where, remedy="Clear the cell, or change the column kind")
    id = row["id"]
    if not id:
        id = next(name for n in count(1) if (name := f"{kind[0]}{n}") not in taken)
        taken.add(id)
    label = row[LABEL_COLUMN[kind]]
    if kind == "heading" and not label and not row["start"]:
        label = "1"
    start, end = span or (0, 0)
    return Mark(id, start, end, kind, label, row["note"])


def _containers(layer: str, units: Sequence[tuple[Row, Mark]], marks: Mapping[str, Mark]) -> dict[str, Mark]:
    """The groups (or measures) that sentences name: those with no row, or with a row but no start and end.

    Where a sentence names none that it lies in, or does not name one that it lies in, the two tell different things.
    """
    members: dict[str, list[Mark]] = {}
    named: list[tuple[Row, Mark, list[str]]] = []
    for row, mark in units:
        names = split(row[layer])
        if names and mark.layer != "sentence":
            what = f"a {mark.layer} names the {layer} {names[0][:40]}, which only sentences do"
            raise AnnotationError(what, where=row.where, remedy=f"Clear the cell {layer}")
        if mark.layer == "sentence":
            named.append((row, mark, names))
        for name in names:
            members.setdefault(name, []).append(mark)
            if name in marks and marks[name].layer != layer:
                what = f'the {layer} "{name[:40]}" is the id of a {marks[name].layer}'
                raise AnnotationError(
                    what, where=row.where, remedy=f"Give the {layer} another name, as in g1 and g1.m1"
                )
    found: dict[str, Mark] = {}
    for name, inside in members.items():
        mark = marks.get(name, Mark(name, 0, 0, layer))
        if mark.end == 0:
            found[name] = replace(mark, start=min(m.start for m in inside), end=max(m.end for m in inside))
    for row, mark in units:
        if mark.layer == layer and mark.end == 0 and mark.id not in found:
            remedy = f"Name it in the column {layer} of its sentences, or fill in start and end"
            raise AnnotationError(f"the {layer} has no sentence", where=row.where, remedy=remedy)
    layers = [m for m in ({**marks, **found}).values() if m.layer == layer]
    if not named or layer not in named[0][0].cells:  # the table has no such column
        return found
    for row, mark, names in named:
        inside_of = containing(mark, layers)
        if set(names) != set(inside_of):
            what = (
                f"the sentence {mark.id} names the {layer} {', '.join(names)[:80] or 'none'}, "
                f"but lies in {', '.join(inside_of)[:80] or 'none'}"
            )
            remedy = f"Make both the same; a {layer} whose start and end are cleared reaches over all that name it"
            raise AnnotationError(what, where=row.where, remedy=remedy)
    return found


def _links(units: Sequence[tuple[Row, Mark]], marks: Mapping[str, Mark]) -> tuple[Link, ...]:
    links: list[Link] = []
    grounds: list[Link] = []
    for row, mark in units:
        parents, labels = split(row["parent"]), split(row["relation"])
        if not row["relation"].strip():
            labels = [""] * len(parents)
        if len(parents) != len(labels):
            what = f"has {len(parents)} parents and {len(labels)} relations"
            raise AnnotationError(what, where=row.where, remedy="Give each parent one relation, in the same order")
        sections = split(row["grounds"])
        for target in (*parents, *sections):
            if target not in marks:
                what = f'names "{target[:40]}", which is the id of no row of this document'
                raise AnnotationError(what, where=row.where, remedy="Correct the id, or clear the cell")
        links += [Link(mark.id, *pair) for pair in zip(parents, labels, strict=True)]
        grounds += [Link(mark.id, section, GROUNDS) for section in sections]
    return (*links, *grounds)


def plain(name: str) -> str:
    """A name as it is compared: whatever its case, its width and the white space around it."""
    return unicodedata.normalize("NFKC", name).strip().lower()


def whole_number(cell: str, where: str, column: str) -> int:
    """The number in a cell; spreadsheets may have made 12 into 12.0.

    Raises:
        AnnotationError: there is none, or it is no whole one.
    """
    number = re.fullmatch(r"\s*([0-9]{1,15})(?:\.0+)?\s*", cell)
    if number is None:
        what = f'the {column} is "{cell[:40]}" and no whole number'
        raise AnnotationError(what, where=where, remedy=f"Restore the column {column} from the export")
    return int(number[1])
