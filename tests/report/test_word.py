"""The report for Word, read back with python-docx."""

import io
import zipfile
from dataclasses import replace

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.report.word import render_word

from . import samples
from .test_cards import rich


def opened(analysis):
    return docx.Document(io.BytesIO(render_word(analysis)))


def said(document):
    return [p.text for p in document.paragraphs]


@pytest.mark.parametrize("name", ["chinese", "english", "hostile", "plain", "large"])
def test_it_has_every_sentence_and_heading_of_the_article(name):
    analysis = getattr(samples, name)()
    document = opened(analysis)
    text = "".join(said(document))
    for n in range(len(analysis.roles)):
        assert f"{n + 1}]" in text
    assert sum(p.style.name.startswith("Heading") for p in document.paragraphs) >= len(analysis.document.headings)
    assert [child.tag.endswith("}sectPr") for child in document.element.body].index(True) == len(
        document.element.body
    ) - 1


def test_a_chinese_report_speaks_chinese_and_says_what_is_to_be_looked_at():
    document = opened(samples.chinese())
    text = said(document)
    assert text[0] == "云岫市粮食储备数字化改革的实践与思考"
    for words in ("概览", "需要留意", "未见依据的建议组", "建议及其依据", "正文"):
        assert words in text
    assert "（二）加强基层粮库人才队伍建设" in text[text.index("未见依据的建议组") + 1]
    cells = [cell.text for row in document.tables[0].rows for cell in row.cells]
    assert cells[:2] == ["句子", "15"]
    assert cells[cells.index("未见依据") + 1] == "1"
    fonts = document.styles["Normal"].element.rPr.rFonts
    assert fonts.get("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}eastAsia") == "宋体"


def test_a_recommendation_says_who_acts_what_is_missing_and_what_motivates_it():
    text = "\n".join(said(opened(rich())))
    assert "主体: 路桥局" in text
    assert "未识别到: " in text
    assert "(81%)" in text


def test_the_same_analysis_gives_the_same_bytes_and_runs_nothing():
    data = render_word(samples.hostile())
    assert data == render_word(samples.hostile())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not [name for name in archive.namelist() if name.endswith((".bin", ".js", ".vbs"))]
        assert b"<script" not in archive.read("word/document.xml")
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_role_of_another_scheme_is_made_visible():
    analysis = samples.chinese()
    odd = replace(analysis.roles[0], role="\x00odd", probabilities={"\x00odd": 1.0})
    document = opened(replace(analysis, roles=(odd, *analysis.roles[1:])))
    assert "\u2400odd" in [cell.text for row in document.tables[0].rows for cell in row.cells]


@settings(max_examples=30, deadline=None)
@given(st.text(alphabet=st.characters(), min_size=1, max_size=40).filter(lambda t: t.strip()))
def test_any_text_can_be_written(text):
    analysis = samples.build(text, "zh", [("heading", "1", "theory", "一"), ("claim", "x" + text)])
    assert opened(analysis).paragraphs
