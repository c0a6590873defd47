"""The two tables that a spreadsheet of labels consists of: `annotations`, a row a mark, and `documents`, the texts.

`annotations` is what a person reads and fills: headings and sentences in text order, each section, group and measure
before what it contains. The columns:

    document, annotator  whose labels of what
    id, kind             kind: heading, section, sentence, group, measure
    text                 of a heading or sentence all of it; of the others how it begins, to find one's way
    role                 of a sentence: what there is to fill in
    parent, relation     the sentence it belongs to, by id, and how
    group, measure       of a sentence: which ones it lies in
    level, stage         of a heading, of a section
    grounds              of a group: the sections, by id
    note                 of a group: its title
    start, end           half-open code points of the document's text

Where a cell names several, `;` or `；` stands between them, and `\\` before one of these, a `\\` or white space that
belongs to a name.

`documents` holds each text in parts that fit into a cell, its SHA-256 so that a text altered by accident is noticed,
and what else is known of the document in columns `about:KEY`.

Every cell is escaped so that neither Excel nor CSV changes it: a control character (CR too) is `_xHHHH_` as in OOXML,
and a cell that would begin like a formula (`=`, `+`, `-`, `@`, tab) has an apostrophe before it.
"""

import re
from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from pipeline.domain.marked import GROUNDS, Mark, MarkedText
from pipeline.errors import AnnotationError
from pipeline.formats.marks import in_order

ANNOTATION_COLUMNS: Final = (
    *("document", "annotator", "id", "kind", "text", "role", "parent", "relation", "group", "measure"),
    *("level", "stage", "grounds", "note", "start", "end"),
)
DOCUMENT_COLUMNS: Final = ("document", "annotator", "part", "text", "sha256")
ABOUT: Final = "about:"
WHOLE: Final = ("heading", "sentence")  # kinds whose text stands in its row in full
LABEL_COLUMN: Final = {
    "heading": "level",
    "section": "stage",
    "sentence": "role",
    "group": "role",
    "measure": "role",
}
MAX_CELL: Final = 32_767  # UTF-16 units that Excel keeps of a cell
_PART: Final = 4_000  # code points: even if each is escaped (seven characters), they fit into a cell
_GLIMPSE: Final = 40
_ESCAPED: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
_UNESCAPED: Final = re.compile("_x(?![Dd][89A-Fa-f])([0-9A-Fa-f]{4})_")  # not half a surrogate pair
_FORMULA: Final = re.compile("'*[=+\\-@\t\r]")
_GUARDED: Final = re.compile("'+[=+\\-@\t\r]")

Cell = str | int
Table = list[list[Cell]]


def tables(documents: Sequence[MarkedText]) -> tuple[Table, Table]:
    """The tables `annotations` and `documents`, each with its header, cells escaped.

    Raises:
        AnnotationError: two of `documents` have the same id and annotator, or a note is too long for a cell.
    """
    keys = sorted({key for d in documents for key in d.about})
    annotations: Table = [list(ANNOTATION_COLUMNS)]
    texts: Table = [[*DOCUMENT_COLUMNS, *(escape(f"{ABOUT}{key}") for key in keys)]]
    seen: set[tuple[str, str]] = set()
    for d in documents:
        if (d.id, d.annotator) in seen:
            what = f"has two sets of labels by the annotator {d.annotator!r}"
            raise AnnotationError(what, where=d.id, remedy="Give the annotators different names")
        seen.add((d.id, d.annotator))
        annotations += _annotations(d)
        about = [escape(d.about.get(key, "")) for key in keys]
        parts = [d.text[i : i + _PART] for i in range(0, len(d.text), _PART)] or [""]
        for number, part in enumerate(parts, start=1):
            once = [text_hash(d.text), *about] if number == 1 else [""] * (1 + len(keys))
            texts.append([escape(d.id), escape(d.annotator), number, escape(part), *once])
    for row in (*annotations, *texts):
        for cell in row:
            if isinstance(cell, str) and len(cell.encode("utf-16-le")) > 2 * MAX_CELL:
                what = f"a cell would hold more than {MAX_CELL} characters: {cell[:20]}…"
                raise AnnotationError(what, where=str(row[0]), remedy="Shorten the note or the name")
    return annotations, texts


def _annotations(d: MarkedText) -> Table:
    around = {layer: [m for m in d.marks if m.layer == layer] for layer in ("group", "measure")}
    rows: Table = []
    for m in in_order(d.marks):
        links = [link for link in d.links if link.source == m.id]
        cells: dict[str, str] = {
            "document": d.id,
            "annotator": d.annotator,
            "id": m.id,
            "kind": m.layer,
            "text": glimpse(d.text, m),
            "parent": joined([link.target for link in links if link.label != GROUNDS]),
            "relation": joined([link.label for link in links if link.label != GROUNDS]),
            "grounds": joined([link.target for link in links if link.label == GROUNDS]),
            "note": m.note,
            LABEL_COLUMN[m.layer]: m.label,
        }
        if m.layer == "sentence":
            cells |= {layer: joined(containing(m, marks)) for layer, marks in around.items()}
        row: list[Cell] = [escape(cells.get(column, "")) for column in ANNOTATION_COLUMNS[:-2]]
        rows.append([*row, m.start, m.end])
    return rows


def containing(mark: Mark, others: Sequence[Mark]) -> list[str]:
    """The ids of those of `others` that `mark` lies in."""
    return [o.id for o in others if o.start <= mark.start and mark.end <= o.end]


def glimpse(text: str, mark: Mark) -> str:
    """What the row of a mark shows of its text."""
    room = _PART if mark.layer in WHOLE else _GLIMPSE
    whole = text[mark.start : mark.end]
    shown = whole if mark.layer in WHOLE else " ".join(whole[: 2 * room].split())
    return shown if len(shown) <= room else f"{shown[:room]}…"


def text_hash(text: str) -> str:
    """SHA-256 of a text as UTF-8, its line ends as they are."""
    return sha256(text.encode()).hexdigest()


def escape(text: str) -> str:
    """A cell that spreadsheets leave as it is."""
    kept = _ESCAPED.sub(lambda m: f"_x{ord(m[0]):04X}_", text)
    return f"'{kept}" if _FORMULA.match(kept) else kept


def unescape(cell: str) -> str:
    """The inverse of `escape`."""
    kept = cell[1:] if _GUARDED.match(cell) else cell
    return _UNESCAPED.sub(lambda m: chr(int(m[1], 16)), kept)


def joined(names: Sequence[str]) -> str:
    """Names in one cell."""
    return ";".join(re.sub(r"[\\;；\s]", r"\\\g<0>", name) for name in names)


def split(cell: str) -> list[str]:
    """The inverse of `joined`; white space around names does not count, and an empty cell holds no name."""
    if not cell.strip():
        return []
    names, name, solid, literal = [], "", 0, False
    for c in cell:
        if literal or not (c in "\\;；" or c.isspace()):
            name, literal = name + c, False
            solid = len(name)
        elif c == "\\":
            literal = True
        elif c in ";；":
            names.append(name[:solid])
            name, solid = "", 0
        elif name:
            name += c
    return [*names, name[:solid]]
