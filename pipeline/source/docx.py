"""A Word document (.docx) → text: a paragraph a line, headings as in Markdown, list numbers as Word shows them.

Read is what a reader sees in the text: tracked insertions, not deletions; the base of a ruby, not its reading; text
boxes behind the paragraph that they hang on; a table row by row, cells apart by tabs. Headers, footers, footnotes,
comments, tables of contents and hidden text are left out. The format is ISO/IEC 29500; elements count by their local
names, so that its "strict" variant reads as well.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final

from pipeline.errors import InputError
from pipeline.source.docx_numbering import Numbering, read_numbering
from pipeline.source.docx_xml import attribute_of, child_of, children_of, name_of, value_of
from pipeline.source.raised import RAISED, without_notes
from pipeline.source.zip_errors import ZIP_ERRORS

_MOST: Final = 64 * 1024 * 1024  # bytes of one part when unpacked; what its entry says of its size is not trusted
_OURS: Final = b">argument-pipeline<"
_PEEK: Final = 1 << 16
_TITLE: Final = re.compile(r"title|标题", re.I)
_HEADING: Final = re.compile(r"heading (\d)", re.I)
_CONTENTS: Final = re.compile(r"toc(?: ?\d| heading)?|table of (?:figures|authorities)", re.I)
_DEEPEST: Final = 6  # levels of headings in Markdown
_LONGEST: Final = 60  # characters of a heading; longer paragraphs wear its style by mistake
_CELL: Final = 200  # characters of a paragraph in a cell, at most, of a table that holds data
_STOP: Final = re.compile(r"[。；;，,]$")
_UNREAD: Final = frozenset(
    ("del", "moveFrom", "rt", "pPr", "Fallback", "instrText", "delText", "txbxContent", "sectPr", "tbl")
)
_WRAPPING: Final = ("sdt", "sdtContent", "customXml")
_OFF: Final = frozenset(("0", "false", "off"))
_REMEDY: Final = "Open it in Word and save it again as .docx, or as plain text (UTF-8)"


def read_docx(data: bytes, name: str) -> str:
    """The text of a Word document.

    Args:
        data: the file.
        name: what to call it in an error.

    Raises:
        InputError: it is no sound Word document, or is locked with a password.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            main = _main_part(package, name)
            folder = main.rpartition("/")[0]
            body = child_of(_part(package, main, name), "body")
            styles = _part(package, f"{folder}/styles.xml", name)
            numbering = _part(package, f"{folder}/numbering.xml", name)
    except ZIP_ERRORS as error:
        raise InputError(f"is no sound Word document: {error}", where=name, remedy=_REMEDY) from error
    if body is None:
        raise InputError("is no sound Word document: it has no body", where=name, remedy=_REMEDY)
    return _Reader(_styles(styles), read_numbering(numbering)).text(body)


def is_report(file: BinaryIO) -> bool:
    """Whether a Word document is a report that this program wrote."""
    try:
        with zipfile.ZipFile(file) as package, package.open("docProps/core.xml") as stream:
            return _OURS in stream.read(_PEEK)
    except (KeyError, *ZIP_ERRORS):
        return False


def _main_part(package: zipfile.ZipFile, name: str) -> str:
    relations = _part(package, "_rels/.rels", name)
    for relation in relations if relations is not None else ():
        if str(relation.get("Type", "")).endswith("/officeDocument"):
            return str(relation.get("Target", "")).lstrip("/")
    return "word/document.xml"


def _part(package: zipfile.ZipFile, part: str, name: str) -> Any:
    """The root of a part of the package, or None where it has no such part."""
    from lxml import etree

    if part not in package.namelist():
        return None
    with package.open(part) as stream:
        data = stream.read(_MOST + 1)
    if len(data) > _MOST:
        raise InputError(f"holds more than {_MOST // 1024**2} MB of text", where=name, remedy="Split it")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise InputError(f"is no sound Word document: {part}: {error}", where=name, remedy=_REMEDY) from error


@dataclass(frozen=True, slots=True)
class _Style:
    """What a style, or a paragraph, says of itself; None where it leaves that to the style that it is based on."""

    name: str = ""
    based_on: str | None = None
    outline: int | None = None
    list: str | None = None
    level: int | None = None


@dataclass(slots=True)
class _Reader:
    """Reads paragraphs in order: numbers count on from one to the next."""

    styles: dict[str, _Style]
    numbering: Numbering
    titled: bool = False
    _lines: list[str] = field(default_factory=list)

    def text(self, body: Any) -> str:
        self.titled = any(_TITLE.fullmatch(self._style_of(p).name) and _written(p) for p in children_of(body, "p"))
        self._read(body)
        return "\n".join(self._lines)

    def _read(self, container: Any) -> None:
        """Paragraphs and tables of the body, a cell, a text box or what wraps some of these."""
        for element in container:
            kind = name_of(element)
            if kind == "p":
                self._read_paragraph(element)
            elif kind == "tbl":
                self._read_table(element)
            elif kind == "sdt":
                if _descendant(element, "docPartGallery") != "Table of Contents":
                    self._read(element)
            elif kind in ("sdtContent", "customXml", "ins", "moveTo", "smartTag"):
                self._read(element)

    def _read_paragraph(self, paragraph: Any) -> None:
        style = self._style_of(paragraph)
        if not _CONTENTS.fullmatch(style.name):
            written = without_notes(_written(paragraph))
            said = written.strip()
            mark = self.numbering.mark(style.list, style.level or 0) if style.list else ""  # empty ones count too
            depth = self._depth(style)
            if depth and said and len(said) <= _LONGEST and not _STOP.search(said):
                self._lines.append(f"{'#' * depth} {mark}{' '.join(said.split())}")
            else:
                self._lines.append(f"{mark}{said}" if mark and said else written.rstrip())
        for box in _boxes(paragraph):
            self._read(box)

    def _depth(self, style: _Style) -> int:
        """How deep a heading a paragraph of this style is; 0 for none."""
        if _TITLE.fullmatch(style.name):
            return 1
        return 0 if style.outline is None else min(_DEEPEST, style.outline + (2 if self.titled else 1))

    def _style_of(self, paragraph: Any) -> _Style:
        """What a paragraph says of itself, or its style does, or the style that one is based on."""
        properties = child_of(paragraph, "pPr")
        own = _style(properties)
        id = value_of(child_of(properties, "pStyle"))
        name = self.styles[id].name if id in self.styles else ""
        outline, list, level = own.outline, own.list, own.level
        of_style: str | None = None  # the style that names the list
        seen: set[str] = set()
        while id is not None and id in self.styles and id not in seen:
            seen.add(id)
            style = self.styles[id]
            if list is None and style.list is not None:
                list, of_style = style.list, id
            outline = style.outline if outline is None else outline
            level = style.level if level is None else level
            id = style.based_on
        if of_style is not None and (at := self.numbering.level_of(list, of_style)) is not None:
            level = at
        return _Style(name, None, None if outline is None or outline > 8 else outline, list, level)

    def _read_table(self, table: Any) -> None:
        """A row a line; a table of one column, or one with long cells, is a frame around text."""
        rows = [list(_descend(row, "tc", _WRAPPING)) for row in _descend(table, "tr", _WRAPPING)]
        long = any(len(_written(p)) > _CELL for p in table.iter() if name_of(p) == "p")
        if long or all(len(row) <= 1 for row in rows):
            for row in rows:
                for cell in row:
                    self._read(cell)
            return
        for row in rows:
            cells = [self._cell(cell) for cell in row]
            if any(cells):
                self._lines.append("\t".join(cells))

    def _cell(self, cell: Any) -> str:
        """The text of a cell on one line; of cells merged over rows, it stands in the first."""
        merged = child_of(child_of(cell, "tcPr"), "vMerge")
        if merged is not None and value_of(merged) in (None, "continue"):
            return ""
        outer, self._lines = self._lines, []
        self._read(cell)
        inner, self._lines = self._lines, outer
        return " ".join(" ".join(line.lstrip("#").split()) for line in inner if line.strip())


def _styles(root: Any) -> dict[str, _Style]:
    found = {}
    for element in children_of(root, "style"):
        own = _style(child_of(element, "pPr"))
        name = value_of(child_of(element, "name")) or ""
        heading = _HEADING.fullmatch(name)
        outline = own.outline if own.outline is not None or heading is None else int(heading[1]) - 1
        id = attribute_of(element, "styleId") or name
        found[id] = _Style(name, value_of(child_of(element, "basedOn")), outline, own.list, own.level)
    return found


def _style(properties: Any) -> _Style:
    """What properties of a paragraph say of outline and list."""
    numbers = child_of(properties, "numPr")
    return _Style(
        outline=_number(child_of(properties, "outlineLvl")),
        list=value_of(child_of(numbers, "numId")),
        level=_number(child_of(numbers, "ilvl")),
    )


def _written(element: Any) -> str:
    """The text in a paragraph, or in a part of it."""
    parts: list[str] = []
    for child in element:
        kind = name_of(child)
        if kind in _UNREAD:
            continue
        if kind == "t":
            parts.append(child.text or "")
        elif kind in ("tab", "ptab"):
            parts.append("\t")
        elif kind == "cr" or (kind == "br" and attribute_of(child, "type") in (None, "textWrapping")):
            parts.append("\n")
        elif kind == "noBreakHyphen":
            parts.append("-")
        elif kind == "r":
            parts.append(_run(child))
        else:
            parts.append(_written(child))
    return "".join(parts)


def _run(run: Any) -> str:
    properties = child_of(run, "rPr")
    hidden = child_of(properties, "vanish")
    if hidden is not None and value_of(hidden) not in _OFF:
        return ""
    text = _written(run)
    raised = value_of(child_of(properties, "vertAlign")) == "superscript"
    return text.translate(RAISED) if raised else text


def _boxes(paragraph: Any) -> Iterator[Any]:
    """The contents of text boxes in a paragraph, each once: what older programs get instead of a box is left out."""
    for child in paragraph:
        kind = name_of(child)
        if kind == "txbxContent":
            yield child
        elif kind not in ("Fallback", "del", "moveFrom"):
            yield from _boxes(child)


def _descend(element: Any, wanted: str, through: tuple[str, ...]) -> Iterator[Any]:
    """The children called so, also where others wrap them."""
    for child in element:
        kind = name_of(child)
        if kind == wanted:
            yield child
        elif kind in through:
            yield from _descend(child, wanted, through)


def _descendant(element: Any, wanted: str) -> str | None:
    return next((value_of(child) for child in element.iter() if name_of(child) == wanted), None)


def _number(element: Any) -> int | None:
    value = value_of(element)
    return int(value) if value is not None and value.isascii() and value.isdecimal() and len(value) < 5 else None
