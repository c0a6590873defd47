"""Labels as CSV, for a spreadsheet: `annotations.csv`, a row a mark, and `documents.csv`, the texts (`_sheet.py`).

A person opens `annotations.csv`, fills the column `role`, saves it, and imports the folder with both files. Written as
UTF-8 with a byte order mark, which Excel needs to show Chinese; read as UTF-8, UTF-16 with a byte order mark or
GB18030, with comma, semicolon or tab between the cells. Files of other making are read where their first row names a
column of texts (text, sentence, 文本, 句子) and one of labels (label, role, 标签, 角色), one sentence a row; a column
`document` tells them apart, and the text is the rows joined by line feeds.

Everything that marked texts hold comes back, save the order of links, and values of `about` that are empty.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final

from pipeline.domain.marked import MarkedText
from pipeline.errors import AnnotationError
from pipeline.formats.exchange._sheet import Table, tables
from pipeline.formats.exchange._sheet_read import Sheet, read_sheets

_DELIMITERS: Final = (",", ";", "\t")


def read_sheet_csv(files: Mapping[str, bytes]) -> list[MarkedText]:
    """The documents of one or more CSV files.

    Raises:
        AnnotationError: with file, line and remedy.
    """
    return read_sheets([_sheet(name, data) for name, data in files.items()])


def write_sheet_csv(documents: Sequence[MarkedText]) -> dict[str, bytes]:
    """`annotations.csv` and `documents.csv`.

    Raises:
        AnnotationError: two documents have the same id and annotator, or a note does not fit into a cell.
    """
    annotations, texts = tables(documents)
    return {"annotations.csv": csv_bytes(annotations), "documents.csv": csv_bytes(texts)}


def csv_bytes(table: Table) -> bytes:
    """A table as the bytes of a CSV file."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(table)
    return text.getvalue().encode("utf-8-sig")


def _sheet(name: str, data: bytes) -> Sheet:
    return Sheet(name, PurePosixPath(name).stem, csv_rows(name, data))


def csv_rows(name: str, data: bytes) -> list[tuple[str, list[str]]]:
    """The rows of a CSV file as a spreadsheet saves it, each with its place.

    Raises:
        AnnotationError: it is no text, or its quotes do not close.
    """
    text = _decoded(name, data)
    if text.lower().startswith("sep="):  # the line by which Excel is told the delimiter
        text = f"\n{text.partition(chr(10))[2]}"
    rows: list[tuple[str, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    line = 1
    try:
        for cells in reader:
            rows.append((f"{name}:{line}", cells))
            line = reader.line_num + 1
    except csv.Error as error:
        what = f"is no sound CSV: {error}"
        raise AnnotationError(what, where=f"{name}:{line}", remedy="Save it from a spreadsheet again") from error
    return rows


def _decoded(name: str, data: bytes) -> str:
    """The text, in whatever of the encodings that spreadsheets save it in."""
    encodings = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    remedy = "Save it as CSV UTF-8"
    raise AnnotationError("is neither UTF-8 nor UTF-16 nor GB18030 text", where=f"{name}:1", remedy=remedy)


def _delimiter(text: str) -> str:
    """That which cuts the first line with anything in it into most pieces; a comma if none does."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(_DELIMITERS, key=first.count)
