"""The tables of a comparison, as other programs read them."""

import io
import json
import tracemalloc
from dataclasses import replace

import pytest

from pipeline.comparison.record import describe
from pipeline.comparison.result import LeftOut
from pipeline.formats.comparison.as_json import comparison_bytes
from pipeline.formats.comparison.tables import tables_of
from pipeline.formats.graph.table_xlsx import xlsx_of
from pipeline.formats.graph.tables import Table
from pipeline.workflows.compare import Settings, compare_records
from pipeline.workflows.comparison_files import files_of
from tests.workflows import comparison_samples as samples

NAMES = [
    *("documents", "measures", "recommendations", "pairs", "clusters", "themes", "document_theme"),
    *("estimates", "differences", "trends", "left_out"),
]


def records():
    made = []
    for analysis in [*samples.chinese(8), *samples.english(3)]:
        year = analysis.document.source.removesuffix(".txt")
        metadata = {
            "date": year,
            "year": year,
            "kind": "甲" if int(year) < 2005 else "乙",
            "title": "不算",
            "model": "x",
        }
        made.append(replace(describe(analysis), metadata=metadata))
    return made


@pytest.fixture(scope="module")
def comparison():
    return compare_records(records(), Settings(), left_out=[LeftOut("空.txt", "is empty"), LeftOut("b", "", "a")])


@pytest.fixture(scope="module")
def tables(comparison):
    return {table.name: table for table in tables_of(comparison)}


@pytest.fixture(scope="module")
def files(comparison):
    return files_of(comparison)


def test_all_tables_are_there_and_their_rows_have_all_columns(tables):
    assert list(tables) == NAMES
    for table in tables.values():
        assert all(len(row) == len(table.columns) for row in table.rows)
        for row in table.rows:
            for value, kind in zip(row, table.columns.values(), strict=True):
                assert value is None or type(value) is kind, (table.name, row)


def test_ids_join(tables):
    def column(table, name):
        at = list(tables[table].columns).index(name)
        return [row[at] for row in tables[table].rows]

    documents, items = set(column("documents", "document")), set(column("recommendations", "recommendation"))
    assert len(documents) == 11
    assert len(items) == len(tables["recommendations"].rows)
    for table, name in (("measures", "document"), ("recommendations", "document"), ("document_theme", "document")):
        assert set(column(table, name)) <= documents
    for table, name in (("pairs", "a"), ("pairs", "b"), ("clusters", "recommendation")):
        assert set(column(table, name)) <= items
    assert set(column("document_theme", "language")) == {"zh", "en"}


def test_themes_of_a_document_add_up(tables):
    assert tables["document_theme"].rows
    n = list(tables["document_theme"].columns).index("recommendations")
    total = sum(row[n] for row in tables["document_theme"].rows)
    theme = list(tables["recommendations"].columns).index("theme")
    assert total == sum(row[theme] is not None for row in tables["recommendations"].rows)


def test_metadata_has_columns_of_its_own_names_unless_they_are_ours(tables):
    columns = tables["documents"].columns
    assert {"date", "year", "kind", "meta_title", "meta_model"} <= set(columns)
    assert columns["year"] is int


def test_pandas_reads_every_file_alike(files, tables):
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    book = pandas.read_excel(io.BytesIO(files["comparison.xlsx"]), sheet_name=None)
    assert list(book) == NAMES
    for name, table in tables.items():
        csv = pandas.read_csv(io.BytesIO(files[f"tables/{name}.csv"]))
        parquet = pandas.read_parquet(io.BytesIO(files[f"tables/{name}.parquet"]))
        for frame in (csv, parquet, book[name]):
            assert list(frame.columns) == list(table.columns)
            assert len(frame) == len(table.rows)
        for column, kind in table.columns.items():
            if kind in (int, float) and len(csv):
                assert csv[column].astype(float).equals(parquet[column].astype(float)), (name, column)


def test_duckdb_reads_the_folder(files, tables, tmp_path):
    duckdb = pytest.importorskip("duckdb")
    for name in ("recommendations.csv", "recommendations.parquet"):
        (tmp_path / name).write_bytes(files[f"tables/{name}"])
        [(n,)] = duckdb.sql(f"select count(*) from '{tmp_path / name}'").fetchall()
        assert n == len(tables["recommendations"].rows)


def test_json_holds_the_tables_and_what_to_know(comparison, tables):
    data = json.loads(comparison_bytes(comparison))
    assert data["schema"] == "pipeline.comparison/1"
    assert data["by"] == "kind"
    assert [(x["language"], x["documents"]) for x in data["languages"]] == [("zh", 8), ("en", 3)]
    assert {name: len(rows) for name, rows in data["tables"].items()} == {n: len(t.rows) for n, t in tables.items()}
    assert data["tables"]["left_out"][1] == {"file": "b", "reason": "", "same_as": "a"}
    assert comparison_bytes(comparison) == comparison_bytes(comparison)


def test_a_workbook_takes_little_more_than_its_rows():
    """20,000 cells as objects of a book in memory took 5 MB."""
    openpyxl = pytest.importorskip("openpyxl")
    table = Table("t", dict.fromkeys("abcdefghij", float), tuple((0.5,) * 10 for _ in range(2000)))
    xlsx_of([table])  # what is loaded once
    tracemalloc.start()
    try:
        data = xlsx_of([table])
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 3e6, peak
    sheet = openpyxl.load_workbook(io.BytesIO(data))["t"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet["A1"].font.bold) == ("A2", "A1:J2001", True)
