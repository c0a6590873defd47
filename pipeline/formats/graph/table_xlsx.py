"""The tables of an analysis as one Excel workbook, a sheet each, escaped like tables of labels (`exchange/_sheet.py`).

A text that is longer than Excel keeps of a cell is cut, and that is told.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from pipeline.domain.analysis import Analysis
from pipeline.errors import OutputError
from pipeline.formats.exchange._sheet import MAX_CELL, escape
from pipeline.formats.exchange.sheet_xlsx import saved_book
from pipeline.formats.graph import tables
from pipeline.formats.graph.tables import Cell, Table, tables_of

KEEPS: Final = tables.KEEPS
_WIDTHS: Final = {"text": 80, "title": 40, "sha256": 12}
MAX_ROWS: Final = 1_048_576


def write_table_xlsx(analysis: Analysis, name: str) -> dict[str, bytes]:
    """`NAME.xlsx`.

    Raises:
        OutputError: the document has more sentences than a sheet has rows.
    """
    if len(analysis.document.sentences) >= MAX_ROWS:
        raise OutputError("has more sentences than a sheet has rows", where=analysis.document.id, remedy="Take csv")
    return {f"{name}.xlsx": xlsx_of(tables_of(analysis))}


def xlsx_of(tables: Iterable[Table]) -> bytes:
    """A workbook of these tables, a sheet each; none may have `MAX_ROWS` rows."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    bold, wrapped = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    book = Workbook(write_only=True)  # rows go to disk as they come: a book in memory takes ten times its tables
    for table in tables:
        sheet = book.create_sheet(table.name)
        for i, column in enumerate(table.columns, start=1):
            sheet.column_dimensions[get_column_letter(i)].width = _WIDTHS.get(column, 12)
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(table.rows) + 1}"

        def styled(value: Cell, name: str, style: Any, sheet: Any = sheet) -> Any:
            cell = WriteOnlyCell(sheet, value)
            setattr(cell, name, style)
            return cell

        sheet.append([styled(_cell(column), "font", bold) for column in table.columns])
        texts = [column == "text" for column in table.columns]
        for row in table.rows:
            values = zip(map(_cell, row), texts, strict=True)
            sheet.append([styled(x, "alignment", wrapped) if text else x for x, text in values])
    return saved_book(book)


def cut(analysis: Analysis) -> Counter[str]:
    """Texts that do not fit into a cell."""
    count = sum(
        1 for t in tables_of(analysis) for row in t.rows for x in row if isinstance(x, str) and _fit(x) != escape(x)
    )
    return Counter({"texts that are cut to fit into a cell": count} if count else {})


def _cell(value: Cell) -> Cell:
    return _fit(value) if isinstance(value, str) else value


def _fit(text: str) -> str:
    """`text` escaped, cut where Excel would cut it, and not within a character."""
    kept = escape(text)
    units = kept.encode("utf-16-le")
    return kept if len(units) <= 2 * MAX_CELL else units[: 2 * (MAX_CELL - 1)].decode("utf-16-le", "ignore") + "…"
