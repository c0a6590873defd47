"""The folder of a comparison: page, tables, workbook, figures and JSON, written whole or not at all."""

from collections.abc import Mapping
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from pipeline.comparison.result import Comparison, Note
from pipeline.formats.comparison.as_json import comparison_bytes
from pipeline.formats.comparison.tables import tables_of
from pipeline.formats.graph.table_csv import csv_of
from pipeline.formats.graph.table_parquet import parquet_of
from pipeline.formats.graph.table_xlsx import xlsx_of
from pipeline.formats.graph.tables import Table
from pipeline.report.comparison import FileLink, page_language, render_comparison
from pipeline.report.comparison_drawings import Illustration, illustrations
from pipeline.report.comparison_recommendations import PAGE_HOLDS
from pipeline.report.comparison_wording import comparison_words
from pipeline.report.plot_frame import available
from pipeline.workflows.whole_folder import check_folder, write_folder

PAGE, REPORT, BOOK = "comparison.html", "comparison.json", "comparison.xlsx"
TABLES, FIGURES = "tables", "figures"
_SHEET_ROWS: Final = 50_000  # beyond which a workbook takes minutes to write, and gigabytes to open
_KNOWN: Final = frozenset((PAGE, REPORT, BOOK, TABLES, FIGURES))


def check_place(out: Path) -> None:
    """Refuse a folder that holds anything but an earlier comparison.

    Raises:
        OutputError: it does.
    """
    check_folder(out, REPORT, _KNOWN)


def files_of(comparison: Comparison, language: str | None = None) -> dict[str, bytes]:
    """All files by their paths in the folder; what an optional package would write is left out, and that is noted.

    Args:
        comparison: what to write.
        language: of page and figures; by default that of most documents.
    """
    tables = list(tables_of(comparison))
    files = {f"{TABLES}/{table.name}.csv": csv_of(table) for table in tables}
    notes = list(comparison.notes)
    if find_spec("pyarrow") is not None:
        files |= {f"{TABLES}/{table.name}.parquet": parquet_of(table) for table in tables}
    else:
        notes.append(Note("no-parquet"))
    cut = tuple(table.name for table in tables if len(table.rows) > _SHEET_ROWS)
    notes += [Note("rows-cut", f"{_SHEET_ROWS:,}", cut)] if cut else []
    files[BOOK] = xlsx_of(Table(t.name, t.columns, t.rows[:_SHEET_ROWS]) for t in tables)
    drawn: dict[str, Mapping[str, Illustration]] = {}
    if available():
        words = comparison_words(language or page_language(comparison))
        drawn = {part.language: illustrations(part, comparison.by, words) for part in comparison.parts}
        for illustration in (i for named in drawn.values() for i in named.values()):
            files[f"{FIGURES}/{illustration.file}.svg"] = illustration.drawing.picture.svg
            files[f"{FIGURES}/{illustration.file}.png"] = illustration.drawing.png
    else:
        notes.append(Note("no-figures"))
    for part in comparison.parts:
        n = sum(len(record.recommendations) for record in part.records)
        if n > PAGE_HOLDS:
            notes.append(Note("page-cut", f"{n:,}", (f"{PAGE_HOLDS:,}",)))
    told = replace(comparison, notes=tuple(notes))
    rows = {f"{TABLES}/{table.name}.csv": len(table.rows) for table in tables}
    links = [FileLink(path, rows.get(path)) for path in (*files, REPORT)]
    files[PAGE] = render_comparison(told, drawn, links, language).encode()
    files[REPORT] = comparison_bytes(told, tables)
    return files


def write_files(out: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write them; their paths, the page first.

    Raises:
        OutputError: the folder holds something else, or cannot be written.
    """
    write_folder(out, files, REPORT, _KNOWN)
    return [out / name for name in sorted(files, key=lambda name: (name != PAGE, name.count("/"), name))]
