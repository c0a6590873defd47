import io
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.domain.labels import ROLES
from pipeline.domain.marked import Mark, MarkedText
from pipeline.errors import AnnotationError
from pipeline.formats.exchange._archive import packed
from pipeline.formats.exchange.sheet_xlsx import read_sheet_xlsx, write_sheet_xlsx
from tests.formats.exchange.broken import damaged, members, replaced, survives
from tests.formats.exchange.marked_drawn import BRIDGE, corpora

FILES = write_sheet_xlsx([BRIDGE])
DATA = FILES["annotations.xlsx"]


def workbook(*rows: list[object], title: str = "Sheet1") -> bytes:
    """A workbook of somebody else's, made by openpyxl."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def fault(data: bytes) -> AnnotationError:
    with pytest.raises(AnnotationError) as caught:
        read_sheet_xlsx({"labels.xlsx": data})
    assert caught.value.remedy
    return caught.value


def test_what_was_written_reads_back() -> None:
    assert read_sheet_xlsx(FILES) == [BRIDGE]


@settings(max_examples=60, deadline=None)
@given(corpora(controls=True))
def test_every_corpus_reads_back(documents: list[MarkedText]) -> None:
    assert read_sheet_xlsx(write_sheet_xlsx(documents)) == documents


def test_the_same_values_give_the_same_bytes() -> None:
    times = {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(DATA)).infolist()}
    assert times == {(1980, 1, 1, 0, 0, 0)}
    assert members(DATA)["docProps/core.xml"].count(b"1980-01-01T00:00:00Z") == 2
    assert write_sheet_xlsx([BRIDGE]) == FILES


def test_openpyxl_reads_the_table_with_its_first_row_frozen_and_a_list_of_roles() -> None:
    sheet = opened(DATA)["annotations"]
    header = [cell.value for cell in sheet[1]]
    row = dict(zip(header, (cell.value for cell in sheet[4]), strict=True))
    assert (row["id"], row["text"], row["role"], row["start"]) == ("s1", "鹿川县的老桥撑不住了😀。", "claim", 6)
    assert sheet.freeze_panes == "A2"
    lists = {str(v.sqref): v.formula1 for v in sheet.data_validations.dataValidation}
    assert lists["F2:F10"] == f'"{",".join(ROLES)}"'
    assert opened(DATA).sheetnames == ["annotations", "documents"]


def test_a_role_filled_in_with_another_program_is_read() -> None:
    book = opened(DATA)
    sheet = book["annotations"]
    assert sheet["C10"].value == "s3"
    sheet["F10"] = "recommendation"
    (document,) = read_sheet_xlsx({"filled.xlsx": saved(book)})
    assert document == replace(
        BRIDGE, marks=tuple(replace(m, label="recommendation") if m.id == "s3" else m for m in BRIDGE.marks)
    )


def test_a_table_of_sentences_and_labels_is_a_document() -> None:
    data = workbook(
        ["句子", "标签", "编号"], ["桥老了。", "论点", 1], [None, None, None], [2024, "other", 2.0], [True, "", "x"]
    )
    assert read_sheet_xlsx({"my/labels.xlsx": data}) == [
        MarkedText(
            "labels",
            "桥老了。\n2024\nTRUE",
            (
                Mark("1", 0, 4, "sentence", "论点"),
                Mark("2", 5, 9, "sentence", "other"),
                Mark("x", 10, 14, "sentence", ""),
            ),
        )
    ]


# As Excel writes it: shared strings, some of them rich, with how they are pronounced, and gaps between cells and rows.
EXCEL = members(workbook(["x"], title="标注")) | {
    "xl/worksheets/sheet1.xml": (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="2"><c r="B2" t="s"><v>0</v></c><c r="D2" t="s"><v>1</v></c></row>'
        b'<row r="5"><c r="D5" t="str"><v>claim</v></c><c r="B5" t="s"><v>2</v></c></row>'
        b'<row><c t="inlineStr"><is><t>skipped</t></is></c><c t="inlineStr"><is><t>A_x000D_B</t></is></c><c/></row>'
        b"</sheetData></worksheet>"
    ),
    "xl/sharedStrings.xml": (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>text</t></si><si><t>label</t></si>'
        "<si><r><t>桥</t></r><r><rPr><b/></rPr><t xml:space='preserve'> 老了</t></r><rPh><t>qiao</t></rPh></si></sst>"
    ).encode(),
}


def excel(name: str, old: str, new: str) -> bytes:
    data = EXCEL[name].decode()
    assert old in data
    return packed(EXCEL | {name: data.replace(old, new).encode()})


def test_a_workbook_as_excel_writes_it() -> None:
    assert read_sheet_xlsx({"a.xlsx": packed(EXCEL)}) == [
        MarkedText("a", "桥 老了\nA\rB", (Mark("s1", 0, 4, "sentence", "claim"), Mark("s2", 5, 8, "sentence")))
    ]


def test_a_formula_is_not_evaluated_but_refused() -> None:
    error = fault(workbook(["text", "label"], ["A.", "=1+1"]))
    assert "B2 holds a formula" in error.what
    assert error.where == "labels.xlsx: Sheet1, row 2"


def test_a_text_that_begins_like_a_formula_is_none() -> None:
    documents = [MarkedText("=1", "=SUM(A1)", (Mark("s1", 0, 8, "sentence", "claim"),))]
    files = write_sheet_xlsx(documents)
    assert b"<f>" not in members(files["annotations.xlsx"])["xl/worksheets/sheet1.xml"]
    assert read_sheet_xlsx(files) == documents


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "no sound zip archive"),
        (b"text,label\n", "no sound zip archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "of the old kind"),
        (packed({"a.txt": b""}), "has no file xl/workbook.xml"),
        (workbook(["sentence"], ["A."]), "no column of texts"),
        (packed(members(DATA) | {"xl/workbook.xml": b"<!DOCTYPE a><a/>"}), "has a DOCTYPE"),
        (packed(members(DATA) | {"xl/workbook.xml": b"<a>"}), "no well-formed XML"),
        (excel("xl/worksheets/sheet1.xml", "B2", "ZZZ2"), "a cell is called"),
        (excel("xl/worksheets/sheet1.xml", "B2", "2B"), "a cell is called"),
        (excel("xl/worksheets/sheet1.xml", 'r="5"', 'r="9999999"'), "a number is '9999999'"),
        (excel("xl/worksheets/sheet1.xml", "<v>2</v>", "<v>3</v>"), "a number is '3'"),
        (excel("xl/worksheets/sheet1.xml", "<v>2</v>", "<v>-1</v>"), "a number is '-1'"),
        (excel("xl/worksheets/sheet1.xml", 't="str"', ""), "a cell is no number"),
        (excel("xl/_rels/workbook.xml.rels", "/xl/worksheets/sheet1.xml", "../../sheet1.xml"), "is missing from it"),
    ],
)
def test_damaged_workbooks_are_refused(data: bytes, what: str) -> None:
    assert what in fault(data).what


def test_an_archive_that_unpacks_to_too_much_is_refused() -> None:
    bomb = packed({"xl/workbook.xml": b" " * (257 * 1024 * 1024)})
    assert len(bomb) < 1_000_000
    assert "more than 256 MB" in fault(bomb).what


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damaged_files_are_refused_or_read(data: st.DataObject) -> None:
    base = data.draw(st.sampled_from([members(DATA), EXCEL]))
    name = data.draw(st.sampled_from(["xl/workbook.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "zip"]))
    if name in base:
        pieces = (
            b'r="B2"',
            b'r="5"',
            b"<v>",
            b"<c ",
            b"<row ",
            b't="s"',
            b't="n"',
            b"</v>",
            b"6",
            b"<si>",
            b"-",
            b"1e999",
        )
        base = base | {name: data.draw(replaced(base[name], pieces))}
        survives(read_sheet_xlsx, {"a.xlsx": packed(base)})
    else:
        survives(read_sheet_xlsx, {"a.xlsx": data.draw(damaged(packed(base)))})
