import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.domain.marked import GROUNDS, Link, Mark, MarkedText
from pipeline.errors import AnnotationError
from pipeline.formats.exchange._sheet import escape, joined, split, unescape
from pipeline.formats.exchange.sheet_csv import read_sheet_csv, write_sheet_csv
from tests.formats.exchange.broken import damaged, survives
from tests.formats.exchange.marked_drawn import BRIDGE, corpora, texts

FILES = write_sheet_csv([BRIDGE])
ROWS = list(csv.DictReader(io.StringIO(FILES["annotations.csv"].decode("utf-8-sig"), newline="")))


def rewritten(rows: list[dict[str, str]], *without: str) -> dict[str, bytes]:
    """The files with other rows in the table of annotations."""
    text = io.StringIO(newline="")
    columns = [column for column in ROWS[0] if column not in without]
    writer = csv.DictWriter(text, columns, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return FILES | {"annotations.csv": text.getvalue().encode()}


def with_row(id_: str, **cells: str) -> list[dict[str, str]]:
    return [row | cells if row["id"] == id_ else row for row in ROWS]


def read_text(text: str, encoding: str = "utf-8") -> list[MarkedText]:
    return read_sheet_csv({"labels.csv": text.encode(encoding)})


def fault(files: dict[str, bytes]) -> AnnotationError:
    with pytest.raises(AnnotationError) as caught:
        read_sheet_csv(files)
    assert caught.value.remedy
    return caught.value


def test_a_document_has_a_row_for_each_mark_in_text_order() -> None:
    assert [(row["id"], row["kind"]) for row in ROWS] == [
        ("c1", "section"),
        ("h1", "heading"),
        ("s1", "sentence"),
        ("s2", "sentence"),
        ("c2", "section"),
        ("g1", "group"),
        ("h2", "heading"),
        ("g1.m1", "measure"),
        ("s3", "sentence"),
    ]
    assert ROWS[2] | {"text": "鹿川县的老桥撑不住了😀。", "role": "claim", "start": "6", "end": "18"} == ROWS[2]
    assert ROWS[3] | {"parent": "s1", "relation": "supports"} == ROWS[3]
    assert ROWS[5] | {"grounds": "c1", "note": "怎么修 & <why>"} == ROWS[5]
    assert ROWS[8] | {"group": "g1", "measure": "g1.m1", "role": ""} == ROWS[8]


def test_excel_is_told_the_encoding_by_a_byte_order_mark() -> None:
    assert all(data.startswith(b"\xef\xbb\xbf") for data in FILES.values())


def test_what_was_written_reads_back() -> None:
    assert read_sheet_csv(FILES) == [BRIDGE]


@given(corpora(controls=True))
def test_every_corpus_reads_back(documents: list[MarkedText]) -> None:
    files = write_sheet_csv(documents)
    assert read_sheet_csv(files) == documents
    assert write_sheet_csv(documents) == files


def test_a_person_fills_in_a_role() -> None:
    (document,) = read_sheet_csv(rewritten(with_row("s3", role="recommendation")))
    assert next(m.label for m in document.marks if m.id == "s3") == "recommendation"


def test_rows_may_be_sorted() -> None:
    assert read_sheet_csv(rewritten(ROWS[::-1])) == [BRIDGE]


def test_a_copy_under_another_name_is_a_second_annotator() -> None:
    rows = [*ROWS, *(row | {"annotator": "second", "role": row["role"] and "other"} for row in ROWS)]
    first, second = read_sheet_csv(rewritten(rows))
    assert first == BRIDGE
    assert (second.annotator, second.text, second.about) == ("second", BRIDGE.text, {"title": "老桥", "language": "zh"})
    assert {m.label for m in second.marks if m.layer == "sentence"} == {"other", ""}


def test_a_group_reaches_over_the_sentences_that_name_it() -> None:
    rows = [row.copy() for row in ROWS if row["kind"] not in ("group", "measure")]
    for row in rows:
        if row["kind"] == "sentence":
            row |= {"group": "g1", "measure": "m1" if row["id"] == "s3" else ""}
    (document,) = read_sheet_csv(rewritten(rows))
    found = {m.id: m for m in document.marks}
    assert found["g1"] == Mark("g1", 6, 45, "group")
    assert found["m1"] == Mark("m1", 35, 45, "measure")


def test_a_group_whose_ends_are_cleared_finds_them_again() -> None:
    (document,) = read_sheet_csv(rewritten(with_row("g1", start="", end="")))
    assert next(m for m in document.marks if m.id == "g1") == Mark("g1", 35, 45, "group", note="怎么修 & <why>")


def test_without_the_columns_group_and_measure_their_rows_say_it_all() -> None:
    assert read_sheet_csv(rewritten(ROWS, "group", "measure")) == [BRIDGE]


@pytest.mark.parametrize(
    ("rows", "what", "where"),
    [
        (with_row("s3", group=""), "lies in g1", "annotations.csv:10"),
        (with_row("s1", group="g1"), "names the group g1, but lies in none", "annotations.csv:4"),
        (with_row("s3", measure="c1"), "is the id of a section", "annotations.csv:10"),
        (with_row("h1", group="g1"), "which only sentences do", "annotations.csv:3"),
        (with_row("h1", role="claim"), "a heading has no role", "annotations.csv:3"),
        (with_row("s1", stage="theory"), "a sentence has no stage", "annotations.csv:4"),
        (with_row("s1", kind="clause"), '"clause" is not known', "annotations.csv:4"),
        (with_row("s1", id="s2"), '"s2" is there twice', "annotations.csv:5"),
        (with_row("s2", parent="s9"), 'names "s9"', "annotations.csv:5"),
        (with_row("s2", parent="s1;s3"), "2 parents and 1 relations", "annotations.csv:5"),
        (with_row("g1", grounds="c7"), 'names "c7"', "annotations.csv:7"),
        (with_row("s1", start=""), "no whole number", "annotations.csv:4"),
        (with_row("s1", start="6.5"), "no whole number", "annotations.csv:4"),
        (with_row("s1", end="99"), "goes from 6 to 99", "annotations.csv:4"),
        (with_row("s1", end="6"), "goes from 6 to 6", "annotations.csv:4"),
        (with_row("s1", text="另一句。"), "is not what stands at 6 to 18", "annotations.csv:4"),
        (with_row("s1", document="zh-brigde"), "not in the table of documents", "annotations.csv:4"),
    ],
)
def test_rows_that_contradict_themselves_are_refused(rows: list[dict[str, str]], what: str, where: str) -> None:
    error = fault(rewritten(rows))
    assert what in error.what
    assert error.where == where


def test_the_text_must_be_the_one_that_was_exported() -> None:
    texts = FILES["documents.csv"].replace("去年".encode(), "今年".encode())
    error = fault(FILES | {"documents.csv": texts})
    assert "not the one that was exported" in error.what
    assert error.where == "documents.csv:2"


def test_offsets_without_the_text_they_count_in_are_refused() -> None:
    assert "documents.csv" in fault({"annotations.csv": FILES["annotations.csv"]}).remedy


def test_long_texts_stand_in_parts_that_fit_into_a_cell() -> None:
    text = "路" * 9_999 + "\r\n" * 3_000
    long = replace(BRIDGE, text=text, marks=(Mark("s1", 0, 9_999, "sentence", "claim"),), links=())
    files = write_sheet_csv([long])
    assert read_sheet_csv(files) == [long]
    cells = [
        cell for data in files.values() for row in csv.reader(io.StringIO(data.decode(), newline="")) for cell in row
    ]
    assert max(map(len, cells)) < 32_767
    without = files["documents.csv"].decode().replace("zh-bridge,founders,2", "zh-bridge,founders,1")
    assert "there twice" in fault(files | {"documents.csv": without.encode()}).what
    without = files["documents.csv"].decode().replace("zh-bridge,founders,2", "zh-bridge,founders,9")
    assert "not all" in fault(files | {"documents.csv": without.encode()}).what


def test_a_note_that_fits_into_no_cell_is_refused() -> None:
    with pytest.raises(AnnotationError, match="more than 32767 characters"):
        write_sheet_csv([replace(BRIDGE, marks=(Mark("g1", 0, 1, "group", note="长" * 40_000),), links=())])


def test_two_documents_of_one_id_and_annotator_are_refused() -> None:
    with pytest.raises(AnnotationError, match="two sets of labels"):
        write_sheet_csv([BRIDGE, BRIDGE])


# What others keep: one sentence a row.


def test_a_table_of_sentences_and_labels_is_a_document() -> None:
    assert read_text("text,label\n桥老了。,claim\n去年封了三次。,Premise\n,\n") == [
        MarkedText(
            "labels",
            "桥老了。\n去年封了三次。",
            (Mark("s1", 0, 4, "sentence", "claim"), Mark("s2", 5, 12, "sentence", "Premise")),
        )
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_any_encoding_and_delimiter_that_spreadsheets_save(encoding: str, delimiter: str) -> None:
    table = delimiter.join(["文本", "标签"]) + "\r\n" + delimiter.join(['"桥,老;了。"', "论点"]) + "\r\n"
    (document,) = read_text(table, encoding)
    assert document.text == "桥,老;了。"
    assert document.marks == (Mark("s1", 0, 6, "sentence", "论点"),)


def test_excel_may_name_the_delimiter_in_a_first_line() -> None:
    (document,) = read_text("sep=;\nSentence;ROLE\na, b;claim\n")
    assert (document.text, document.marks[0].label) == ("a, b", "claim")
    assert fault({"x.csv": b"sep=;\ntext;label\n;claim\n"}).where == "x.csv:3"


def test_a_column_of_documents_parts_them_and_other_columns_of_ours_count() -> None:
    first, second = read_text(
        "doc,sentence,role,kind,id,parent,relation,my own\n"
        "a,一、桥,,heading,,,,!\n"
        "b,B.,claim,,,,,\n"
        "a,老了。,claim,,k,,,\n"
        "a, 封了。 ,evidence,sentence,,k,supports,\n"
    )
    assert (first.id, first.text) == ("a", "一、桥\n老了。\n 封了。 ")
    assert first.marks == (
        Mark("h1", 0, 3, "heading", "1"),
        Mark("k", 4, 7, "sentence", "claim"),
        Mark("s1", 9, 12, "sentence", "evidence"),
    )
    assert first.links == (Link("s1", "k", "supports"),)
    assert (second.id, second.text) == ("b", "B.")


def test_groups_can_be_named_in_a_table_of_sentences() -> None:
    (document,) = read_text("text,label,group\n一。,recommendation,g\n二。,recommendation,g\n三。,other,\n")
    assert Mark("g", 0, 5, "group") in document.marks


@pytest.mark.parametrize(
    ("table", "what"),
    [
        ("", "no column of texts"),
        ("sentence\nA.\n", "no column of texts"),
        ("text,label,Role\nA.,claim,claim\n", "two columns hold the same"),
        ("text,label\n ,claim\n", "has no text"),
        ("text,label,kind\nA.,,section\n", "no start and end"),
        ("text,label,group,kind,id\nA.,,,,\n,,,group,g1\n", "the group has no sentence"),
        ('text,label\n"A.,claim\n', "no sound CSV"),
        ('text,label\n"A."x,claim\n', "no sound CSV"),
    ],
)
def test_tables_that_say_too_little_are_refused(table: str, what: str) -> None:
    assert what in fault({"labels.csv": table.encode()}).what


@pytest.mark.parametrize("data", [b"\xff\xff\xff", b"\xff\xfe\x00\xd8", b"text,label\nA\x00,b\n"])
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    assert "neither UTF-8" in fault({"labels.csv": data}).what


# Cells.


@pytest.mark.parametrize(
    "text", ["=1+1", "+86", "-", "@x", "\t=", "'=", "''-1", "'", "\r\n", "_x000D_", "_x005F_x000D_"]
)
def test_no_cell_begins_like_a_formula_and_each_reads_back(text: str) -> None:
    assert escape(text)[0] not in "=+-@\t\r"
    assert unescape(escape(text)) == text


@given(texts(controls=True, min_size=0))
def test_every_cell_reads_back(text: str) -> None:
    assert unescape(escape(text)) == text


@given(st.lists(texts(), max_size=4))
def test_names_in_one_cell_read_back(names: list[str]) -> None:
    assert split(joined(names)) == names


def test_names_in_one_cell_as_people_write_them() -> None:
    assert split(" s1 ; s2；s3") == ["s1", "s2", "s3"]
    assert split("  ") == []


def test_grounds_are_links_of_the_group() -> None:
    assert Link("g1", "c1", GROUNDS) in read_sheet_csv(FILES)[0].links


# Damage.


@settings(max_examples=300)
@given(st.data())
def test_damaged_files_are_refused_or_read(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(FILES)))
    tokens = (b",", b"\n", b"g1", b"s1", b"heading", b"=1", b";", b"_x000D_", b"\xff\xfe")
    survives(read_sheet_csv, FILES | {name: data.draw(damaged(FILES[name], tokens))})


@given(st.binary(max_size=200), st.sampled_from([b"", b"text,label\n", b"\xff\xfe", b"\xef\xbb\xbftext,label\n"]))
def test_any_bytes_are_refused_or_read(data: bytes, before: bytes) -> None:
    survives(read_sheet_csv, {"any.csv": before + data})
