"""The tables of an analysis as CSV, a file each, escaped and encoded like the tables of labels (`exchange/_sheet.py`).

UTF-8 with a byte order mark, which Excel needs to show Chinese; a cell that would begin like a formula has an
apostrophe before it. An empty cell is one where nothing is; truth values are `true` and `false`.
"""

from typing import Final

from pipeline.domain.analysis import Analysis
from pipeline.formats.exchange._sheet import Cell as SheetCell
from pipeline.formats.exchange._sheet import escape
from pipeline.formats.exchange.sheet_csv import csv_bytes
from pipeline.formats.graph import tables
from pipeline.formats.graph.tables import Cell, Table, tables_of

KEEPS: Final = tables.KEEPS


def write_table_csv(analysis: Analysis, name: str) -> dict[str, bytes]:
    """`NAME.sentences.csv`, `NAME.relations.csv` and so on."""
    return {f"{name}.{table.name}.csv": csv_of(table) for table in tables_of(analysis)}


def csv_of(table: Table) -> bytes:
    """One table, its names in the first line."""
    header: list[SheetCell] = [escape(column) for column in table.columns]
    return csv_bytes([header, *([_cell(x) for x in row] for row in table.rows)])


def _cell(value: Cell) -> SheetCell:
    if isinstance(value, bool):
        return str(value).lower()
    if value is None:
        return ""
    return escape(value) if isinstance(value, str) else repr(value)
