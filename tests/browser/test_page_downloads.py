"""What the page gives to take away, as tables, pictures and documents, and the data that it holds."""

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

pytest.importorskip("selenium")

from .reader import click, one

pytestmark = pytest.mark.browser


def test_roles_of_another_scheme_leave_the_page_whole(browser, samples, downloads, tmp_path):
    from pipeline.report.html import render_html

    analysis = samples.chinese()
    odd = replace(analysis.roles[0], role="__proto__", probabilities={"__proto__": 0.6, "constructor": 0.4})
    page = tmp_path / "page.html"
    page.write_text(render_html(replace(analysis, roles=(odd, *analysis.roles[1:]))), encoding="utf-8")
    browser.get("about:blank")
    browser.get_log("browser")
    browser.get(page.as_uri())
    assert "无法在此更正" in one(browser, "#desk").get_attribute("textContent")
    click(browser, "[data-take=csv]")
    assert downloads("*.csv").read_text(encoding="utf-8-sig").count("__proto__") == 2
    assert browser.get_log("browser") == []


def test_nothing_of_a_document_begins_a_formula(browser, samples, downloads, tmp_path):
    from pipeline.report.html import render_html

    texts = ("＝1+1。", "\u00a0=1。", "\u200b@x。", "甲;=1\t=2。", "＠x。", "－5%。")
    analysis = samples.build("=t", "zh", [("section", "theory"), *(("claim", text) for text in texts)])
    page = tmp_path / "page.html"
    page.write_text(render_html(analysis), encoding="utf-8")
    browser.get(page.as_uri())
    click(browser, "[data-take=csv]")
    content = downloads("*.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(content, newline=""), strict=True))
    assert [row[-1] for row in rows[1:]] == ["'" + t if "甲" not in t else t.replace("\t", " ") for t in texts]
    assert '"甲;=1 =2。"' in content, "one cell, too, where semicolons part cells"


@pytest.mark.parametrize("name", ["chinese", "hostile"])
def test_the_table_of_sentences(show, samples, downloads, name):
    driver = show(name)
    click(driver, "[data-take=csv]")
    data = downloads("*.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    analysis = getattr(samples, name)()
    assert len(rows) == 1 + len(analysis.roles)
    assert not [cell for row in rows for cell in row if re.match(r"[=+\-@\t\r]", cell)]


def test_the_map_as_a_picture(show, downloads):
    driver = show("chinese")
    click(driver, "[data-take=svg]")
    root = ET.parse(downloads("*.svg")).getroot()
    fills = {e.get("fill") for e in root.iter("{http://www.w3.org/2000/svg}path")}
    assert "none" in fills, "what the style sheet says is written into the picture"
    assert "一、数字化是粮食储备治理的" in "".join(root.itertext())
    assert not list(root.iter("{http://www.w3.org/2000/svg}a"))
    click(driver, "[data-take=png]")
    png = downloads("*.png").read_bytes()
    assert png.startswith(b"\x89PNG")
    width, height = (int.from_bytes(png[at : at + 4]) for at in (16, 20))
    assert (width, height) == (2 * int(float(root.get("width"))), 2 * int(float(root.get("height"))))
    assert len(png) > 20_000, "not an empty sheet"
    assert driver.get_log("browser") == []


def test_excel_and_word_files_come_with_the_page(browser, samples, downloads, tmp_path):
    import docx
    import openpyxl

    from pipeline.workflows.outputs import rendered

    analysis = samples.chinese()
    page = tmp_path / "page.html"
    page.write_bytes(rendered(analysis, "html", "page").files["page.html"])
    browser.get(page.as_uri())
    for kind in ("xlsx", "docx"):
        click(browser, f"[data-take={kind}]")
    book = openpyxl.load_workbook(downloads("*.xlsx"))
    assert book["sentences"].max_row == 1 + len(analysis.roles)
    word = docx.Document(downloads("*.docx"))
    assert word.paragraphs[0].text == analysis.document.title
    assert zipfile.is_zipfile(downloads("*.docx"))
    assert browser.get_log("browser") == []


def test_the_data_of_the_page_are_sound_json(show):
    driver = show("hostile")
    content = driver.execute_script("return document.getElementById('source').textContent")
    assert isinstance(json.loads(content), str)
    assert "<" not in content
