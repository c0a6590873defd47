"""Tidy tables: CSV, Excel and Parquet as pandas reads them, and as a spreadsheet must not."""

import csv
import io
from dataclasses import replace
from typing import Any

import pandas
import pytest
from hypothesis import HealthCheck, given, settings

from pipeline.domain.analysis import Analysis, Gaps, SentenceGround
from pipeline.domain.fact import Fact, Party
from pipeline.domain.labels import ROLES
from pipeline.formats.exchange._sheet import unescape
from pipeline.formats.graph import GRAPH_FORMATS
from pipeline.formats.graph.table_csv import write_table_csv
from pipeline.formats.graph.table_parquet import write_table_parquet
from pipeline.formats.graph.table_xlsx import cut, write_table_xlsx
from pipeline.formats.graph.tables import tables_of
from tests.formats.analysis_samples import analyses
from tests.formats.graph.samples import as_written, weir

NAMES = [
    *("documents", "headings", "sections", "sentences", "relations", "groups", "measures"),
    *("grounds", "measure_grounds", "group_motives", "gaps", "facts"),
]


def from_csv(analysis: Analysis, name: str) -> list[dict[str, str]]:
    data = write_table_csv(analysis, "x")[f"x.{name}.csv"]
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def from_parquet(analysis: Analysis, name: str) -> pandas.DataFrame:
    return pandas.read_parquet(io.BytesIO(write_table_parquet(analysis, "x")[f"x.{name}.parquet"]))


def test_there_is_a_file_for_each_table() -> None:
    assert [t.name for t in tables_of(weir())] == NAMES
    assert list(write_table_csv(weir(), "x")) == [f"x.{name}.csv" for name in NAMES]
    assert list(write_table_parquet(weir(), "x")) == [f"x.{name}.parquet" for name in NAMES]
    assert list(write_table_xlsx(weir(), "x")) == ["x.xlsx"]


def test_sentences_by_pandas() -> None:
    for table in (
        from_parquet(weir(), "sentences"),
        pandas.read_csv(io.BytesIO(write_table_csv(weir(), "x")["x.sentences.csv"])),
    ):
        assert list(table["sentence"]) == [f"s{i}" for i in range(1, 8)]
        assert list(table["role"]) == [r.role for r in weir().roles]
        assert list(table["start"]) == [s.start for s in weir().document.sentences]
        assert table["uncertain"].dtype == bool
        assert list(table["uncertain"]) == [r.uncertain for r in weir().roles]
        shares = table[[f"probability_{role}" for role in ROLES]]
        assert shares.sum(axis=1).round(9).eq(1).all()
        assert table["group"].isna().sum() == 4
        assert set(table["document"]) == {"../../etc/weir"}
    assert from_parquet(weir(), "sentences")["text"][2].startswith("=SUM(A1)<b>")


def test_relations_and_grounds_by_pandas() -> None:
    relations = from_parquet(weir(), "relations")
    assert list(relations[["source", "target", "type", "probability"]].itertuples(index=False, name=None)) == [
        (r.source, r.target, r.type, r.probability) for r in weir().relations
    ]
    grounds = from_parquet(weir(), "grounds")
    assert grounds.to_dict("records") == [
        {"document": "../../etc/weir", "group": "g1", "section": "c1", "probability": 0.75, "cues": ""}
    ]
    assert from_parquet(weir(), "measures")["head"].tolist() == ["s5"]


def test_facts_by_pandas() -> None:
    bureau = Party(0, 3, "水利局")
    facts = (
        Fact("s1", 0, 5, "money", 3.0e9, "CNY", text="30亿元", comparison="超过"),
        Fact("s2", 6, 9, "share", 0.4, None, text="40%", upper=0.5),
        Fact("s5", 9, 12, "instrument", "subsidy", None, text="补贴", actor=bureau),
    )
    table = from_parquet(replace(weir(), facts=facts), "facts")
    assert list(table["value"]) == ["3000000000", "0.4", "subsidy"]
    assert table["number"][:2].tolist() == [3e9, 0.4]
    assert table["number"].isna().tolist() == [False, False, True]
    assert (table["upper"][1], table["comparison"][0], table["actor"][2]) == ("0.5", "超过", "水利局")
    assert from_csv(replace(weir(), facts=facts), "facts")[0]["number"] == "3000000000.0"


def test_gaps_and_what_motivates_a_measure_have_tables() -> None:
    group = weir().groups[0]
    measure = replace(group.measures[0], grounds=(SentenceGround("s2", 0.5, ("鱼道", "坝")),))
    analysis = replace(weir(), groups=(replace(group, measures=(measure,)),), gaps=Gaps(("s3",), (), ("c1",)))
    (row,) = from_csv(analysis, "measure_grounds")
    assert (row["measure"], row["sentence"], row["probability"], row["cues"]) == (measure.id, "s2", "0.5", "鱼道 坝")
    whole = replace(group, measures=(), motives=(SentenceGround("s2", 0.5, ("鱼道",)),))
    (row,) = from_csv(replace(weir(), groups=(whole,)), "group_motives")
    assert (row["group"], row["sentence"], row["probability"], row["cues"]) == (group.id, "s2", "0.5", "鱼道")
    assert [(r["kind"], r["id"]) for r in from_csv(analysis, "gaps")] == [("evidence", "s3"), ("theory", "c1")]


def test_no_cell_begins_like_a_formula() -> None:
    rows = from_csv(weir(), "sentences")
    assert rows[2]["text"].startswith("'=SUM(A1)")
    assert rows[6]["text"].startswith("'- ")


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(analyses().map(as_written))
def test_every_cell_comes_back_and_none_is_a_formula(analysis: Analysis) -> None:
    for table in tables_of(analysis):
        rows = from_csv(analysis, table.name)
        assert len(rows) == len(table.rows)
        for row, values in zip(rows, table.rows, strict=True):
            assert not any(cell[:1] in "=+-@\t\r" for cell in row.values() if cell)
            for cell, value in zip(row.values(), values, strict=True):
                assert value_of(cell, value) == value


def value_of(cell: str, like: Any) -> Any:
    if isinstance(like, bool):
        return {"true": True, "false": False}[cell]
    if like is None:
        return None if cell == "" else cell
    return unescape(cell) if isinstance(like, str) else type(like)(cell)


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(analyses().map(as_written))
def test_parquet_and_excel_hold_the_same(analysis: Analysis) -> None:
    book = pandas.read_excel(
        io.BytesIO(write_table_xlsx(analysis, "x")["x.xlsx"]), sheet_name=None, dtype=str, keep_default_na=False
    )
    for table in tables_of(analysis):
        assert [tuple(row) for row in parquet_rows(analysis, table.name)] == list(table.rows)
        assert len(book[table.name]) == len(table.rows)
        assert list(book[table.name].columns) == list(table.columns)


def parquet_rows(analysis: Analysis, name: str) -> list[list[Any]]:
    from pyarrow import parquet

    data = write_table_parquet(analysis, "x")[f"x.{name}.parquet"]
    return [list(row.values()) for row in parquet.read_table(io.BytesIO(data)).to_pylist()]


def test_excel_holds_texts_and_numbers() -> None:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(write_table_xlsx(weir(), "x")["x.xlsx"]))
    assert book.sheetnames == NAMES
    header, *rows = book["sentences"].iter_rows(values_only=True)
    third = dict(zip(header, rows[2], strict=True))
    assert third["text"].startswith("'=SUM(A1)")
    assert (third["start"], third["uncertain"], third["probability_example"], third["group"]) == (
        weir().document.sentences[2].start,
        True,
        0.8,
        None,
    )
    assert not any(c.data_type == "f" for sheet in book for row in sheet.iter_rows() for c in row)
    assert write_table_xlsx(weir(), "x") == write_table_xlsx(weir(), "x")


def test_a_text_too_long_for_a_cell_is_cut_and_told() -> None:
    first, *rest = weir().document.sentences
    document = replace(weir().document, sentences=(replace(first, text="渡" * 40_000), *rest))
    analysis = replace(weir(), document=document)
    assert cut(weir()) == {}
    assert cut(analysis) == {"texts that are cut to fit into a cell": 1}
    files = write_table_xlsx(analysis, "x")
    text = pandas.read_excel(io.BytesIO(files["x.xlsx"]), sheet_name="sentences")["text"][0]
    assert text == "渡" * 32_766 + "…"
    assert GRAPH_FORMATS["xlsx"].lost(analysis, files)["texts that are cut to fit into a cell"] == 1


def test_a_missing_package_is_told_before_anything_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.errors import OutputError
    from pipeline.formats import graph

    monkeypatch.setattr(graph, "find_spec", lambda _: None)
    with pytest.raises(OutputError, match=r"parquet needs pyarrow. Install it with: .*\[parquet\]"):
        _ = GRAPH_FORMATS["parquet"].write
