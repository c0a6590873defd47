"""The cells of an Excel workbook (ECMA-376, SpreadsheetML) as text, row by row: no formats, no formulas, no dates."""

import posixpath
import re
from collections.abc import Iterator
from typing import Final

from pipeline.errors import AnnotationError
from pipeline.formats.exchange._archive import Archive
from pipeline.formats.exchange._xml import Element, parse_xml

MAX_COLUMNS: Final = 16_384  # Excel's own bounds
MAX_ROWS: Final = 1_048_576
_MAX_CELLS: Final = 4_000_000  # empty ones between others included: a small file can ask for any number
_MAX_TEXT: Final = 256 * 1024 * 1024  # characters; cells may share one long string
_WHAT: Final = "an Excel workbook (.xlsx)"
_BOOK: Final = "xl/workbook.xml"

Rows = list[tuple[int, list[str]]]


def read_workbook(name: str, data: bytes) -> list[tuple[str, Rows]]:
    """The title of each sheet and its rows: number, and cells from the first column on; `_xHHHH_` as it stands.

    Raises:
        AnnotationError: it is no workbook, is damaged, or a cell holds a formula.
    """
    if data[:4] == b"\xd0\xcf\x11\xe0":
        raise _refused("is a workbook of the old kind (.xls), or one with a password", name)
    archive = Archive(data, name, _WHAT)
    book = _part(archive, _BOOK)
    targets = {r.get("Id"): r.get("Target") or "" for r in _part(archive, "xl/_rels/workbook.xml.rels").children}
    strings: list[str] = []
    if "xl/sharedStrings.xml" in archive.names:
        strings = [_string(item) for item in _part(archive, "xl/sharedStrings.xml").all("si")]
    found: list[tuple[str, Rows]] = []
    sheets = book.first("sheets")
    for sheet in sheets.all("sheet") if sheets else ():
        title = sheet.get("name") or ""
        id = next((value for key, value in sheet.attributes.items() if key.endswith("}id")), None)
        path = posixpath.normpath(posixpath.join("/xl", targets.get(id, ""))).lstrip("/")
        if path not in archive.names:
            raise _refused(f"the sheet {title[:40]!r} is missing from it", name)
        root = _part(archive, path)
        body = root.first("sheetData")
        found.append((title, list(_rows(body, strings, f"{name}: {title}")) if body else []))
    return found


def _part(archive: Archive, path: str) -> Element:
    return parse_xml(archive.read(path), f"{archive.where}: {path}", _WHAT)


def _rows(body: Element, strings: list[str], where: str) -> Iterator[tuple[int, list[str]]]:
    number = count = size = 0
    for row in body.all("row"):
        number = _number(row.get("r"), number + 1, MAX_ROWS, where)
        cells: list[str] = []
        for cell in row.all("c"):
            column = _column(cell.get("r"), len(cells), where)
            cells += [""] * (column + 1 - len(cells))
            cells[column] = _value(cell, strings, f"{where}, row {number}")
            size += len(cells[column])
        count += len(cells)
        if count > _MAX_CELLS or size > _MAX_TEXT:
            raise _refused("is too large a table", f"{where}, row {number}")
        yield number, cells


def _number(digits: str | None, default: int, most: int, where: str) -> int:
    if digits is None:
        return default
    if not re.fullmatch("[0-9]{1,9}", digits) or not 0 <= int(digits) <= most:
        raise _refused(f"a number is {digits[:20]!r}", where)
    return int(digits)


def _column(reference: str | None, default: int, where: str) -> int:
    """The place of a cell in its row, from 0: `C7` is the third."""
    if reference is None:
        return default
    letters = re.fullmatch("([A-Z]{1,3})[0-9]{1,9}", reference)
    place = 0
    for c in letters[1] if letters else "":
        place = place * 26 + ord(c) - ord("A") + 1
    if not 0 < place <= MAX_COLUMNS:
        raise _refused(f"a cell is called {reference[:20]!r}", where)
    return place - 1


def _value(cell: Element, strings: list[str], where: str) -> str:
    if cell.first("f") is not None:
        what = f"the cell {(cell.get('r') or '?')[:20]} holds a formula, and formulas are not evaluated"
        raise AnnotationError(what, where=where, remedy="Replace it by its value: copy, then paste the values only")
    inline, value = cell.first("is"), cell.first("v")
    kind = cell.get("t") or "n"
    if kind == "inlineStr":
        return _string(inline) if inline else ""
    if value is None or not value.text:
        return ""
    if kind == "s":
        place = _number(value.text, 0, len(strings) - 1, where)
        return strings[place]
    if kind == "n":  # 12.0 is a whole number, and so is 1.2E1: spreadsheets write either
        try:
            number = float(value.text)
        except ValueError as error:
            raise _refused(f"a cell is no number: {value.text[:20]!r}", where) from error
        return str(int(number)) if number.is_integer() and abs(number) < 10**15 else value.text
    if kind == "b":
        return "TRUE" if value.text == "1" else "FALSE"
    return value.text  # a string, a date as ISO 8601, or an error such as #N/A


def _string(item: Element) -> str:
    """A plain string or the runs of a rich one; how it is pronounced (`rPh`) is no part of it."""
    runs = [t.text for run in item.all("r") for t in run.all("t")]
    return "".join([t.text for t in item.all("t")] + runs)


def _refused(problem: str, where: str) -> AnnotationError:
    return AnnotationError(problem, where=where, remedy=f"Save it as {_WHAT} again")
