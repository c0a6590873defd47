"""Files of labels that a reader saves from the page, opens in it, and imports into a corpus."""

import json
from dataclasses import replace

import pytest

pytest.importorskip("selenium")
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait

from .reader import click, one, open_desk, touched, type_parent

pytestmark = pytest.mark.browser


def test_corrections_come_back_through_import_marked_as_human(show, samples, downloads, tmp_path):
    from pipeline.formats.annotation_jsonl import read_annotation
    from pipeline.workflows.import_labels import import_annotations

    driver = show("chinese")
    open_desk(driver)
    click(driver, "#s10 .t")
    Select(one(driver, ".fix select")).select_by_value("evidence")
    assert "已更正" in one(driver, "#card h3").text
    assert one(driver, "#s10 .mark").text.startswith("据")
    click(driver, ".fix .pick")
    click(driver, "#s1 .t")
    assert "支持第 2 句" in one(driver, "#card").text or "反驳第 2 句" in one(driver, "#card").text
    click(driver, "#s2 .t")
    [agree] = [b for b in driver.find_elements(By.CSS_SELECTOR, ".fix button") if b.text == "认可现有标注"]
    agree.click()
    assert one(driver, "#touched").text == "已更正 1 句，认可 1 句"
    one(driver, "#desk [name=annotator]").send_keys("林")
    click(driver, "#desk [type=submit]")
    saved = downloads("*.jsonl")
    assert saved.name == "sample.林.jsonl"

    done = import_annotations(saved, tmp_path / "corpus")
    (path,) = done.files
    annotation = read_annotation(path)
    assert (annotation.annotator, annotation.made_by) == ("林", "human")
    assert annotation.text == samples.chinese().document.text
    labelled = {n: (s.role, s.parent, s.relation) for n, s in enumerate(annotation.sentences) if s.role}
    ids = [s.id for s in annotation.sentences]
    assert labelled == {2: ("evidence", ids[1], "supports"), 10: ("evidence", ids[1], "attacks")}
    assert not annotation.groups


def test_a_reader_who_stands_for_all_labels_saves_all_of_them(show, samples, downloads, tmp_path):
    from pipeline.formats.annotation_jsonl import read_annotation
    from pipeline.workflows.import_labels import import_annotations

    analysis = samples.chinese()
    driver = show("chinese")
    open_desk(driver)
    one(driver, "#desk [name=annotator]").send_keys("reader")
    click(driver, "#desk [name=whole]")
    click(driver, "#desk [type=submit]")
    annotation = read_annotation(import_annotations(downloads("*.jsonl"), tmp_path / "corpus").files[0])
    sentences = analysis.document.sentences
    assert [(s.start, s.end) for s in annotation.sentences] == [(s.start, s.end) for s in sentences]
    assert [s.role for s in annotation.sentences] == [label.role for label in analysis.roles]
    number = {s.id: n for n, s in enumerate(annotation.sentences)}
    found = {(n, number[s.parent], s.relation) for n, s in enumerate(annotation.sentences) if s.parent}
    was = {s.id: n for n, s in enumerate(sentences)}
    assert found == {(was[r.source], was[r.target], r.type) for r in analysis.relations}
    assert [c.stage for c in annotation.sections] == list(analysis.stages)
    assert [g.title for g in annotation.groups] == [g.title for g in analysis.groups]
    assert [len(g.measures) for g in annotation.groups] == [len(g.measures) for g in analysis.groups]
    assert [len(g.grounds) for g in annotation.groups] == [len(g.grounds) for g in analysis.groups]


def test_a_saved_file_is_gone_on_from_and_that_of_another_text_refused(show, downloads):
    driver = show("chinese")
    open_desk(driver)
    click(driver, "#s8 .t")
    Select(one(driver, ".fix select")).select_by_value("other")
    one(driver, "#desk [name=annotator]").send_keys("r")
    click(driver, "#desk [type=submit]")
    saved = downloads("*.jsonl")
    driver = show("chinese")
    open_desk(driver)
    one(driver, "#desk [type=file]").send_keys(str(saved))
    WebDriverWait(driver, 5).until(lambda d: one(d, "#touched").text == "已更正 1 句，认可 0 句")
    assert one(driver, "#s8 .mark").text.startswith("他")
    driver = show("english")
    open_desk(driver)
    one(driver, "#desk [type=file]").send_keys(str(saved))
    WebDriverWait(driver, 5).until(lambda d: "does not hold labels of this text" in one(d, "#desk").text)


def test_a_file_that_went_through_doccano_is_read_by_its_spans(show, samples, tmp_path):
    document = samples.chinese().document
    spans = [document.sentences[n] for n in (9, 2)]
    labels = [(900 + n, s, role) for n, (s, role) in enumerate(zip(spans, ("other", "claim"), strict=True))]
    record = {
        "text": document.text,
        "entities": [{"id": i, "label": r, "start_offset": s.start, "end_offset": s.end} for i, s, r in labels],
        "relations": [{"id": 1, "from_id": 901, "to_id": 900, "type": "attacks"}],
    }
    file = tmp_path / "all.jsonl"
    other = {"text": "另一篇", "entities": [], "relations": []}
    file.write_text("\n".join(map(json.dumps, (other, record))), encoding="utf-8")
    driver = show("chinese")
    open_desk(driver)
    one(driver, "#desk [type=file]").send_keys(str(file))
    WebDriverWait(driver, 5).until(lambda d: touched(d) == "已更正 2 句，认可 0 句")
    assert one(driver, "#s9 .mark").text.startswith("他")
    assert "反驳 → 10" in one(driver, "#s2").get_attribute("data-note")


NO_FILE = [
    *("", "null", "[]", "no JSON", '{"text": 3}', '{"text": TEXT}', '{"text": TEXT, "entities": [null]}'),
    '{"text": TEXT, "entities": [], "relations": {}}',
    '{"text": TEXT, "entities": [{"label": "claim", "start_offset": DEEP}], "marks": [[DEEP, 1, "sentence"]]}',
]


@pytest.mark.parametrize("content", NO_FILE, ids=range(len(NO_FILE)))
def test_what_is_no_saved_file_is_refused_and_changes_nothing(show, samples, tmp_path, content):
    file = tmp_path / "x.jsonl"
    content = content.replace("TEXT", json.dumps(samples.chinese().document.text))
    file.write_text(content.replace("DEEP", "[" * 9999 + "]" * 9999), encoding="utf-8")
    driver = show("chinese")
    open_desk(driver)
    one(driver, "#desk [type=file]").send_keys(str(file))
    WebDriverWait(driver, 5).until(lambda d: "不是本文的标注" in one(d, "#desk [role=status]").text)
    click(driver, "#s8 .t")
    Select(one(driver, ".fix select")).select_by_value("other")
    assert touched(driver) == "已更正 1 句，认可 0 句"
    assert driver.get_log("browser") == []


def test_a_parent_that_would_make_a_circle_is_left_out_of_what_is_opened(show, samples, downloads):
    driver = show("chinese")
    open_desk(driver)
    one(driver, "#desk [name=annotator]").send_keys("r")
    type_parent(driver, 1, "9")
    click(driver, "#desk [type=submit]")
    saved = downloads("*.jsonl")
    driver = show("chinese")
    open_desk(driver)
    type_parent(driver, 8, "2")
    one(driver, "#desk [type=file]").send_keys(str(saved))
    WebDriverWait(driver, 5).until(lambda d: "已读入 1 句" in one(d, "#desk [role=status]").text)
    click(driver, "#s1 .t")
    assert "不从属于其他句子" in one(driver, "#card").text
    assert one(driver, "#s1").get_attribute("class").split().count("done") == 1


def test_astral_characters_and_ids_that_stand_twice_keep_their_offsets(browser, samples, downloads, tmp_path):
    from pipeline.formats.annotation_jsonl import read_annotation
    from pipeline.report.html import render_html
    from pipeline.workflows.import_labels import import_annotations

    lines = [
        ("heading", "1", "theory", "😀 一、𠮷"),
        ("claim", "𠮷野家😀的说法。"),
        ("evidence", "数据\u00a0有3个😀。"),
        ("group", "1", "😀 二、建议"),
        ("head", "应当😀。"),
    ]
    analysis = samples.build("😀", "zh", lines, relations=[(1, 0, "supports", 0.9)], grounds=[[(0, 0.5)]])
    # A sentence may have the id that another layer has, and that which the page would make of it.
    document = analysis.document
    names = {"s1": "h1", "s2": "sentence-h1", "s3": "g1"}
    document = replace(document, sentences=tuple(replace(s, id=names[s.id]) for s in document.sentences))
    heading = replace(document.headings[1], id="sentence-h1")
    section = replace(document.sections[1], heading="sentence-h1")
    document = replace(
        document, headings=(document.headings[0], heading), sections=(document.sections[0], section), id="../<😀>\n"
    )
    measure = replace(analysis.groups[0].measures[0], head="g1")
    analysis = replace(
        analysis,
        document=document,
        relations=tuple(replace(r, source=names[r.source], target=names[r.target]) for r in analysis.relations),
        groups=(replace(analysis.groups[0], members=("g1",), measures=(measure,)),),
    )
    page = tmp_path / "page.html"
    page.write_text(render_html(analysis), encoding="utf-8")
    browser.get("about:blank")
    browser.get_log("browser")
    browser.get(page.as_uri())
    open_desk(browser)
    one(browser, "#desk [name=annotator]").send_keys("CON 林")
    click(browser, "#desk [name=whole]")
    click(browser, "#desk [type=submit]")
    saved = downloads("*.jsonl")
    ids = [mark[3] for mark in json.loads(saved.read_text(encoding="utf-8"))["marks"]]
    assert len(set(ids)) == len(ids)
    annotation = read_annotation(import_annotations(saved, tmp_path / "corpus").files[0])
    assert annotation.text == document.text
    assert [(s.start, s.end) for s in annotation.sentences] == [(s.start, s.end) for s in document.sentences]
    assert annotation.sentences[1].parent == annotation.sentences[0].id
    browser.get("about:blank")
    browser.get(page.as_uri())
    open_desk(browser)
    one(browser, "#desk [type=file]").send_keys(str(saved))
    WebDriverWait(browser, 5).until(lambda d: touched(d) == "已更正 0 句，认可 3 句")
    assert browser.get_log("browser") == []


def test_a_name_is_asked_for_in_the_language_of_the_page_and_taken_from_a_saved_file(show, downloads):
    driver = show("chinese")
    open_desk(driver)
    click(driver, "#desk [type=submit]")
    asked = "return document.querySelector('[name=annotator]').validationMessage"
    assert driver.execute_script(asked) == "请填写标注者姓名。"
    click(driver, "#s8 .t")
    Select(one(driver, ".fix select")).select_by_value("claim")
    [agree] = [b for b in driver.find_elements(By.CSS_SELECTOR, ".fix button") if b.text == "认可现有标注"]
    agree.click()
    one(driver, "#desk [name=annotator]").send_keys("周")
    click(driver, "#desk [type=submit]")
    saved = downloads("*.jsonl")
    assert one(driver, "#desk [role=status]").text == f"已保存为 {saved.name}。"
    driver = show("chinese")
    open_desk(driver)
    one(driver, "#desk [type=file]").send_keys(str(saved))
    field = one(driver, "#desk [name=annotator]")
    WebDriverWait(driver, 5).until(lambda _: field.get_attribute("value") == "周")
