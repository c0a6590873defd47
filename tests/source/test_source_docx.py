"""Word documents: what a reader sees in the text, and nothing else."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.report.word import render_word
from pipeline.source.docx import is_report, read_docx
from tests.report.samples import plain
from tests.source.document_files import definition, level, listed, num, p, style, styled, word

HEADINGS = style("H1", "heading 1", '<w:outlineLvl w:val="0"/>') + style("H2", "heading 2")


def text(body: str, **parts: str) -> str:
    return read_docx(word(body, **parts), "报告.docx")  # type: ignore[arg-type]


def refused(data: bytes) -> str:
    with pytest.raises(InputError) as caught:
        read_docx(data, "报告.docx")
    assert caught.value.where == "报告.docx"
    assert caught.value.remedy
    return caught.value.what


def test_a_paragraph_is_a_line() -> None:
    link = "<w:hyperlink><w:r><w:t>。</w:t></w:r></w:hyperlink>"
    runs = f"<w:p><w:r><w:t>修桥</w:t></w:r><w:r><w:t>要先修路</w:t></w:r>{link}</w:p>"
    assert text(runs + p("") + p("县里已经动工。")) == "修桥要先修路。\n\n县里已经动工。"


def test_breaks_tabs_and_hyphens() -> None:
    body = (
        '<w:p><w:r><w:t>表</w:t><w:tab/><w:t>里</w:t><w:br/><w:t>一</w:t><w:br w:type="page"/>'
        "<w:noBreakHyphen/><w:t>二</w:t></w:r></w:p>"
    )
    assert text(body) == "表\t里\n一-二"


def test_insertions_are_read_and_deletions_and_hidden_text_are_not() -> None:
    body = (
        "<w:p><w:r><w:t>建</w:t></w:r><w:del><w:r><w:delText>四</w:delText></w:r></w:del><w:ins><w:r><w:t>六</w:t></w:r>"
        "</w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r>"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>座桥</w:t></w:r></w:p>'
    )
    assert text(body) == "建六座桥"


def test_fields_give_their_result_and_rubies_their_base() -> None:
    body = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText> DATE </w:instrText></w:r>'
        "<w:r><w:t>2024年</w:t></w:r>"
        "<w:r><w:ruby><w:rt><w:r><w:t>chuàng</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>创</w:t></w:r></w:rubyBase></w:ruby>"
        "</w:r><w:r><w:t>新</w:t></w:r></w:p>"
    )
    assert text(body) == "2024年创新"


def test_raised_figures_stay_raised() -> None:
    raised = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>2</w:t></w:r>'
    assert text(f"<w:p><w:r><w:t>3万m</w:t></w:r>{raised}</w:p>") == "3万m²"


def test_headings_by_style_by_outline_and_by_what_a_style_is_based_on() -> None:
    styles = HEADINGS + style("Own", "公文标题", "", based_on="H2")
    body = (
        styled("总体要求", "H1") + styled("目标", "H2") + styled("分工", "Own") + p("附则", '<w:outlineLvl w:val="2"/>')
    )
    assert text(body, styles=styles).split("\n") == ["# 总体要求", "## 目标", "## 分工", "### 附则"]


def test_a_title_stands_above_all_headings() -> None:
    styles = HEADINGS + style("T", "Title")
    assert text(styled("修桥的报告", "T") + styled("现状", "H1"), styles=styles) == "# 修桥的报告\n## 现状"


def test_a_paragraph_in_the_style_of_a_heading_is_none() -> None:
    body = styled("桥要修好。", "H1") + styled("桥" * 61, "H1") + styled("", "H1")
    assert text(body, styles=HEADINGS) == f"桥要修好。\n{'桥' * 61}\n"


def test_numbers_of_lists_stand_before_their_paragraphs() -> None:
    numbering = definition(1, level("chineseCounting", "%1、"), level("decimal", "%2.")) + num(7, 1)
    body = listed("建台账。", 7) + listed("每季公布。", 7, 1) + listed("定期查。", 7)
    assert text(body, numbering=numbering).split("\n") == ["一、建台账。", "1. 每季公布。", "二、定期查。"]


def test_an_empty_paragraph_of_a_list_counts_and_is_not_shown() -> None:
    numbering = definition(1, level("chineseCounting", "%1、")) + num(7, 1)
    body = listed("建台账。", 7) + listed("", 7) + listed("定期查。", 7)
    assert text(body, numbering=numbering).split("\n") == ["一、建台账。", "", "三、定期查。"]


def test_styles_of_headings_name_their_list_and_its_levels_their_styles() -> None:
    links = [f'<w:pStyle w:val="{id}"/>' for id in ("H1", "H2")]
    numbering = definition(
        1, level("chineseCountingThousand", "%1、", links[0]), level("chineseCountingThousand", "（%2）", links[1])
    ) + num(1, 1)
    of_list = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    styles = style("H1", "heading 1", of_list) + style("H2", "heading 2", of_list)
    body = styled("现状", "H1") + styled("东岸", "H2") + styled("西岸", "H2") + styled("建议", "H1")
    found = text(body, numbering=numbering, styles=styles)
    assert found.split("\n") == ["# 一、现状", "## （一）东岸", "## （二）西岸", "# 二、建议"]


def test_a_paragraph_may_leave_the_list_of_its_style() -> None:
    numbering = definition(1, level("decimal", "%1.")) + num(1, 1)
    styles = style("L", "List Number", '<w:numPr><w:numId w:val="1"/></w:numPr>')
    plain = p("引言。", '<w:pStyle w:val="L"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    assert text(plain + styled("查账。", "L"), numbering=numbering, styles=styles) == "引言。\n1. 查账。"


CELL = "<w:tc>{}</w:tc>"


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(CELL.format(cell) for cell in cells)}</w:tr>"


def test_tables_give_a_row_a_line() -> None:
    merged = "<w:tcPr><w:vMerge/></w:tcPr>"
    first = '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>'
    table = row(p("区"), p("食堂")) + row(first + p("东岸"), p("14") + p("家")) + row(merged + p(""), p("6家"))
    assert text(f"<w:tbl>{table}</w:tbl>") == "区\t食堂\n东岸\t14 家\n\t6家"


def test_a_table_of_one_column_is_a_frame() -> None:
    assert text(f"<w:tbl>{row(p('要点。') + p('其次。'))}</w:tbl>{p('正文。')}") == "要点。\n其次。\n正文。"


def test_a_table_with_long_cells_is_a_frame_too() -> None:
    long = "桥要先修好。" * 40
    assert text(f"<w:tbl>{row(p('左'), p(long))}</w:tbl>") == f"左\n{long}"


def test_text_boxes_are_read_once() -> None:
    box = f"<w:txbxContent>{p('框里的话。')}</w:txbxContent>"
    either = f"<w:AlternateContent><w:Choice>{box}</w:Choice><w:Fallback>{box}</w:Fallback></w:AlternateContent>"
    body = f"<w:p><w:r>{either}<w:t>正文。</w:t></w:r></w:p>"
    assert text(body) == "正文。\n框里的话。"


def test_tables_of_contents_are_left_out() -> None:
    styles = style("C", "toc 1")
    gallery = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    body = (
        f"<w:sdt>{gallery}<w:sdtContent>{p('目录')}</w:sdtContent></w:sdt>" + styled("一、现状\t3", "C") + p("正文。")
    )
    assert text(body, styles=styles) == "正文。"
    assert text(f"<w:sdt><w:sdtContent>{p('日期')}</w:sdtContent></w:sdt>") == "日期"


def test_the_main_part_may_have_any_name_and_the_strict_namespace() -> None:
    relations = (
        '<Relationships><Relationship Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" '
        'Target="/word/document2.xml"/></Relationships>'
    )
    document = '<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"><w:body><w:p><w:r><w:t>修桥。</w:t></w:r></w:p></w:body></w:document>'
    parts = {"_rels/.rels": relations, "word/document2.xml": document}
    assert read_docx(word(p("旧的。"), parts=parts), "x") == "修桥。"


def test_unsound_documents_are_refused() -> None:
    whole = word(p("修桥。"))
    assert "is no sound Word document" in refused(whole[: len(whole) // 2])
    assert "it has no body" in refused(word("", parts={"word/document.xml": "<document/>"}))
    assert "word/document.xml" in refused(word("<w:p>"))
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("word/media/1.png", b"")
    assert "it has no body" in refused(kept.getvalue())


def test_entities_are_not_expanded() -> None:
    bomb = '<!DOCTYPE d [<!ENTITY a "桥桥桥桥桥桥桥桥"><!ENTITY b "&a;&a;&a;&a;">]>'
    document = f'{bomb}<w:document xmlns:w="x"><w:body><w:p><w:r><w:t>修&b;</w:t></w:r></w:p></w:body></w:document>'
    assert read_docx(word("", parts={"word/document.xml": document}), "x") == "修"


def test_parts_that_unpack_without_end_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.source.docx._MOST", 1024 * 1024)
    assert "holds more than 1 MB" in refused(word(p("桥" * 500_000)))


def test_reports_of_this_program_are_known() -> None:
    assert is_report(io.BytesIO(render_word(plain())))
    assert not is_report(io.BytesIO(word(p("桥。"))))
    assert not is_report(io.BytesIO(b"PK\x03\x04"))


@given(st.lists(st.text(st.characters(exclude_categories=["C", "Z", "No"]), max_size=30), max_size=8))
def test_every_paragraph_comes_through(paragraphs: list[str]) -> None:
    escaped = [t.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for t in paragraphs]
    assert text("".join(p(t) for t in escaped)) == "\n".join(paragraphs)
