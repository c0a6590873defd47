"""Labels as one Excel workbook, for Excel, LibreOffice or WPS: the sheets `annotations` and `documents` (`_sheet.py`).

A person fills the column `role` of `annotations`, which offers the roles of the scheme, saves and imports the file.
A workbook of other making is read where a sheet's first row names a column of texts and one of labels, as for CSV
(`sheet_csv.py`). What comes back is the same as there. Formulas are not evaluated: a cell that holds one is refused.

openpyxl writes it; reading is our own: openpyxl would take the `_x005F_` out of cells, by which a text that spells an
escape is told from an escape.
"""

import io
import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from pipeline.domain.labels import RELATIONS, ROLES, STAGES
from pipeline.domain.marked import MarkedText
from pipeline.formats.exchange._archive import Archive, packed
from pipeline.formats.exchange._sheet import ANNOTATION_COLUMNS, LABEL_COLUMN, Table, tables
from pipeline.formats.exchange._sheet_read import Sheet, read_sheets
from pipeline.formats.exchange._workbook import read_workbook

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_CHOICES: Final = {"kind": tuple(LABEL_COLUMN), "role": ROLES, "stage": STAGES, "relation": RELATIONS}
_WIDTHS: Final = {"text": 80, "role": 16, "relation": 12, "stage": 16, "note": 30, "sha256": 12}
_PROPERTIES: Final = "docProps/core.xml"
_NO_TIME: Final = b"1980-01-01T00:00:00Z"


def read_sheet_xlsx(files: Mapping[str, bytes]) -> list[MarkedText]:
    """The documents of one or more workbooks.

    Raises:
        AnnotationError: with file, sheet, row and remedy.
    """
    sheets = [
        Sheet(f"{name}: {title}", PurePosixPath(name).stem, [(f"{name}: {title}, row {n}", cells) for n, cells in rows])
        for name, data in files.items()
        for title, rows in read_workbook(name, data)
    ]
    return read_sheets(sheets)


def write_sheet_xlsx(documents: Sequence[MarkedText]) -> dict[str, bytes]:
    """`annotations.xlsx`.

    Raises:
        AnnotationError: two documents have the same id and annotator, or a note does not fit into a cell.
    """
    from openpyxl import Workbook

    annotations, texts = tables(documents)
    book: Workbook = Workbook()
    sheet = book.active
    if sheet is None:  # a new workbook has one
        sheet = book.create_sheet()
    sheet.title = "annotations"
    _fill(sheet, annotations)
    _offer_choices(sheet, len(annotations))
    _fill(book.create_sheet("documents"), texts)
    return {"annotations.xlsx": saved_book(book)}


def _fill(sheet: "Worksheet", table: Table) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for row in table:
        sheet.append(row)
    for i, title in enumerate(table[0], start=1):
        sheet.cell(1, i).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(i)].width = _WIDTHS.get(str(title), 11)
    text = table[0].index("text") + 1
    for (cell,) in sheet.iter_rows(min_row=2, min_col=text, max_col=text):
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def _offer_choices(sheet: "Worksheet", rows: int) -> None:
    """Drop-down lists; another value than the scheme's is warned of, not forbidden."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for column, names in _CHOICES.items():
        choice = DataValidation(type="list", formula1=f'"{",".join(names)}"', allow_blank=True, errorStyle="warning")
        letter = get_column_letter(ANNOTATION_COLUMNS.index(column) + 1)
        choice.add(f"{letter}2:{letter}{max(rows, 2)}")
        sheet.add_data_validation(choice)


def saved_book(book: "Workbook") -> bytes:
    """The bytes of the workbook, the times of its making taken out so that they are the same each time."""
    buffer = io.BytesIO()
    book.save(buffer)
    archive = Archive(buffer.getvalue(), "annotations.xlsx", "a workbook")
    files = {name: archive.read(name) for name in archive.names}
    files[_PROPERTIES] = re.sub(rb"(?<=>)[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]*Z", _NO_TIME, files[_PROPERTIES])
    return packed(files)
