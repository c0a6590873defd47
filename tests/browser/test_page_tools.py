"""What a reader does with the page: filters, links between map and text, corrections, downloads."""

import base64
import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

pytest.importorskip("selenium")
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

pytestmark = pytest.mark.browser

CLASSES = "return [...document.querySelectorAll('.s')].filter(s => !s.classList.contains('plain')).map(s => s.id)"


def one(driver, selector):
    return driver.find_element(By.CSS_SELECTOR, selector)


def click(driver, selector):
    element = one(driver, selector)
    driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
    element.click()
    return element


def open_desk(driver):
    """Begin to correct; the page is told that the desk is open a moment after."""
    click(driver, "#desk summary")
    driver.execute_async_script("const done = arguments[0]; requestAnimationFrame(() => setTimeout(done))")


def chosen(driver):
    """The sentences that pass the filters."""
    return [int(name[1:]) for name in driver.execute_script(CLASSES)]


def type_parent(driver, n, keys):
    """Type the number of the sentence that sentence `n` serves, and enter it."""
    click(driver, f"#s{n} .t")
    one(driver, ".fix input").send_keys(Keys.CONTROL, "a")
    one(driver, ".fix input").send_keys(keys, Keys.ENTER)


def press(driver, name):
    """The button of the corrections of that name."""
    [found] = [b for b in driver.find_elements(By.CSS_SELECTOR, ".fix button") if b.text == name]
    found.click()


def touched(driver):
    return one(driver, "#touched").text


def select(driver, name, value):
    field = Select(one(driver, f"#finder [name={name}]"))
    field.select_by_value(value)


@pytest.fixture
def downloads(browser, tmp_path):
    """The folder that the browser saves to, and a function that waits for a file in it."""
    folder = tmp_path / "downloads"
    folder.mkdir()
    browser.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(folder)})

    def wait(pattern):
        def there(_):
            found = [p for p in folder.glob(pattern) if p.stat().st_size]
            return found[0] if found and not list(folder.glob("*.crdownload")) else None

        return WebDriverWait(browser, 20).until(there)

    return wait


def test_filters_by_stage_group_confidence_and_words_work_together(show, samples):
    driver = show("chinese")
    analysis = samples.chinese()
    everything = list(range(len(analysis.roles)))
    assert chosen(driver) == everything
    select(driver, "stage", "practice")
    practice = chosen(driver)
    assert practice == list(range(5, 11))
    select(driver, "confidence", "uncertain")
    assert chosen(driver) == [10]
    select(driver, "confidence", "")
    one(driver, "#finder [name=query]").send_keys("27座")
    assert chosen(driver) == [5]
    assert one(driver, "#found").text == f"1 / {len(everything)} 句"
    click(driver, "#finder [type=reset]")
    WebDriverWait(driver, 5).until(lambda d: chosen(d) == everything)
    select(driver, "group", "0")
    assert chosen(driver) == [11, 12, 13]
    select(driver, "group", "none")
    assert chosen(driver) == list(range(11))
    assert driver.get_log("browser") == []


def test_search_reads_full_width_and_capitals_alike(show):
    driver = show("chinese")
    one(driver, "#finder [name=query]").send_keys("１．８６万")
    assert chosen(driver) == [5]


def test_only_what_fits_is_listed_on_request_and_steps_lead_through_it(show):
    driver = show("chinese")
    one(driver, "#finder [name=query]").send_keys("数据")
    fits = chosen(driver)
    assert len(fits) > 2
    click(driver, "#finder [name=only]")
    visible = driver.execute_script(
        "return [...document.querySelectorAll('.s')].filter(s => s.checkVisibility()).map(s => Number(s.id.slice(1)))"
    )
    assert visible == fits
    for n in [*fits, fits[0]]:
        click(driver, "#finder [data-step='1']")
        assert f"第 {n + 1} 句" in one(driver, "#card").text
    click(driver, "#finder [data-step='-1']")
    assert f"第 {fits[-1] + 1} 句" in one(driver, "#card").text


def test_a_sentence_marks_its_box_in_map_and_outline_and_lights_their_links(show):
    driver = show("chinese")
    driver.execute_script("document.getElementById('s11').focus()")
    marked = "return [...document.querySelectorAll('[data-key].here')].map(e => e.dataset.key)"
    assert driver.execute_script(marked) == ["g0", "g0"]
    lit = "return [...document.querySelectorAll(arguments[0] + ' path.on')].map(e => e.dataset.from).sort()"
    assert driver.execute_script(lit, "#map") == driver.execute_script(lit, "#outline") == ["c1", "c4"]
    ActionChains(driver).send_keys(Keys.ESCAPE).perform()
    assert one(driver, "#card").text == "请选择一个句子。"


def test_the_outline_stands_beside_the_text_and_leads_to_it(show):
    driver = show("chinese")
    boxes = driver.execute_script(
        "return ['outline', 'text', 'panel'].map(id => document.getElementById(id).getBoundingClientRect())"
        ".map(r => [r.left, r.right])"
    )
    assert boxes[0][1] <= boxes[1][0] < boxes[1][1] <= boxes[2][0]
    click(driver, "#outline [data-key=g1]")
    WebDriverWait(driver, 5).until(lambda d: d.execute_script("return document.activeElement.id") == "h6")
    assert not show("chinese", width=1000).find_element(By.ID, "outline").is_displayed()


def test_the_outline_follows_the_reading(show):
    driver = show("large")
    driver.execute_script("document.getElementById('s1008').scrollIntoView()")
    box = driver.execute_script("return JSON.parse(document.getElementById('data').textContent).sentences[1008].k")
    current = "return document.querySelector('#outline .here')?.dataset.key"
    WebDriverWait(driver, 5).until(lambda d: d.execute_script(current) == box)


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


def test_a_circle_of_parents_and_an_unusable_name_are_refused(show):
    driver = show("chinese")
    open_desk(driver)
    click(driver, "#s1 .t")
    one(driver, ".fix input").send_keys("3", Keys.ENTER)
    assert one(driver, ".fix [role=alert]").text == "这样会使从属关系成环。"
    one(driver, ".fix input").send_keys(Keys.CONTROL, "a")
    one(driver, ".fix input").send_keys("999", Keys.ENTER)
    assert one(driver, ".fix [role=alert]").text == "没有这个句号。"
    one(driver, "#desk [name=annotator]").send_keys("../x")
    click(driver, "#desk [type=submit]")
    assert driver.execute_script("return document.querySelector('[name=annotator]').validationMessage")
    assert "已更正 0 句" in one(driver, "#touched").text


def test_undo_gives_back_what_the_model_said(show):
    driver = show("chinese")
    open_desk(driver)
    click(driver, "#s8 .t")
    before = one(driver, "#card").text
    Select(one(driver, ".fix select")).select_by_value("other")
    [undo] = [b for b in driver.find_elements(By.CSS_SELECTOR, ".fix button") if b.text == "撤销"]
    undo.click()
    assert one(driver, "#card").text == before


def test_undo_makes_no_circle_of_parents(show):
    driver = show("chinese")
    open_desk(driver)
    type_parent(driver, 2, Keys.BACKSPACE)
    type_parent(driver, 1, "3")
    assert touched(driver) == "已更正 2 句，认可 0 句"
    click(driver, "#s2 .t")
    press(driver, "撤销")
    assert one(driver, ".fix [role=alert]").text == "这样会使从属关系成环。"
    assert touched(driver) == "已更正 2 句，认可 0 句"


def test_what_is_no_number_takes_no_parent_away(show):
    driver = show("chinese")
    open_desk(driver)
    type_parent(driver, 3, "e")
    assert one(driver, ".fix [role=alert]").text == "没有这个句号。"
    assert touched(driver) == "已更正 0 句，认可 0 句"


def test_a_press_right_after_a_number_is_not_lost(show):
    driver = show("chinese")
    open_desk(driver)
    click(driver, "#s9 .t")
    one(driver, ".fix input").send_keys(Keys.CONTROL, "a")
    one(driver, ".fix input").send_keys("2")
    press(driver, "在文中点选")
    WebDriverWait(driver, 5).until(lambda d: touched(d) == "已更正 1 句，认可 0 句")
    assert "Esc" in one(driver, ".fix [role=alert]").text
    click(driver, "#s3 .t")
    assert "第 4 句" in one(driver, "#card").text


def test_a_parent_is_chosen_and_the_choice_given_up_by_keys(show):
    driver = show("chinese")
    open_desk(driver)
    driver.execute_script("document.getElementById('s8').focus()")
    active = "return document.activeElement.id"
    choose = "document.querySelector('.fix .pick').focus()"
    driver.execute_script(choose)
    ActionChains(driver).send_keys(Keys.ENTER).perform()
    assert "Esc" in one(driver, ".fix [role=alert]").text
    ActionChains(driver).send_keys(Keys.ESCAPE).perform()
    assert one(driver, ".fix [role=alert]").text == ""
    assert "第 9 句" in one(driver, "#card").text
    driver.execute_script(choose)
    ActionChains(driver).send_keys(Keys.ENTER).perform()
    driver.execute_script("document.getElementById('s6').focus()")
    ActionChains(driver).send_keys(Keys.ARROW_LEFT, Keys.ENTER).perform()
    assert "支持第 6 句" in one(driver, "#card").text
    assert driver.execute_script(active) == "s8"
    assert touched(driver) == "已更正 1 句，认可 0 句"


@pytest.mark.parametrize("leave", ["#close", "#desk summary"])
def test_choosing_a_parent_ends_with_the_panel_and_the_desk(show, leave):
    driver = show("chinese")
    open_desk(driver)
    click(driver, "#s8 .t")
    click(driver, ".fix .pick")
    driver.execute_script("document.querySelector(arguments[0]).click()", leave)
    picking = "return document.documentElement.classList.contains('picking')"
    WebDriverWait(driver, 5).until(lambda d: not d.execute_script(picking))
    click(driver, "#s1 .t")
    assert one(driver, "#touched").get_attribute("textContent") == "已更正 0 句，认可 0 句"


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


def test_a_link_leads_to_a_sentence_that_the_filters_hide_and_arrows_pass_over_it(show):
    driver = show("chinese")
    one(driver, "#finder [name=query]").send_keys("数据")
    fits = chosen(driver)
    click(driver, "#finder [name=only]")
    active = "return document.activeElement.id"
    at = next(n for n, after in pairwise(fits) if after > n + 1)
    driver.execute_script("document.getElementById(arguments[0]).focus()", f"s{at}")
    ActionChains(driver).send_keys(Keys.ARROW_RIGHT).perform()
    assert driver.execute_script(active) == f"s{fits[fits.index(at) + 1]}"
    ActionChains(driver).send_keys(Keys.ARROW_LEFT).perform()
    assert driver.execute_script(active) == f"s{at}"
    assert 6 not in fits
    driver.execute_script("document.querySelector('main a[href=\"#s6\"]').click()")
    WebDriverWait(driver, 5).until(lambda d: d.execute_script(active) == "s6")
    assert not one(driver, "#finder [name=only]").is_selected()
    assert chosen(driver) == fits


def test_the_print_holds_everything_whatever_is_filtered(show):
    driver = show("chinese")
    sizes = (
        "const of = (s) => s.checkVisibility() && [getComputedStyle(s).fontSize,"
        " getComputedStyle(s.querySelector('.mark')).display];"
        "return [...document.querySelectorAll('.s')].map(of)"
    )

    def printed():
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
        found = driver.execute_script(sizes)
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
        return found

    before = printed()
    assert all(before)
    one(driver, "#finder [name=query]").send_keys("数据")
    click(driver, "#finder [name=only]")
    click(driver, "[data-toggle='0']")
    assert printed() == before
    pdf = driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})["data"]
    assert base64.b64decode(pdf).startswith(b"%PDF")
    assert one(driver, "#desk").get_attribute("open") is None
    assert one(driver, "#appendix").get_attribute("textContent") == ""
    assert one(driver, ".attention").find_elements(By.CSS_SELECTOR, "details:not([open])")


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


def test_a_change_of_role_takes_a_relation_that_the_scheme_has(show):
    driver = show("chinese")
    open_desk(driver)
    click(driver, "#s5 .t")  # evidence that supports a claim
    Select(one(driver, ".fix select")).select_by_value("example")
    assert "例示第 8 句" in one(driver, "#card").text
    offered = [
        o.get_attribute("value") for o in driver.find_elements(By.CSS_SELECTOR, ".fix label:nth-of-type(3) option")
    ]
    assert offered == ["exemplifies", "attacks"]


def test_labels_that_the_scheme_refuses_are_told_of_and_not_saved(show, downloads, tmp_path):
    driver = show("chinese")
    open_desk(driver)
    click(driver, "#s5 .t")
    Select(one(driver, ".fix select")).select_by_value("other")
    told = "标注体系中没有这种关系：第 6 句（其他）支持第 8 句（论点）。"
    assert one(driver, ".fix [role=alert]").text == told
    one(driver, "#desk [name=annotator]").send_keys("r")
    click(driver, "#desk [type=submit]")
    assert one(driver, "#desk [role=status]").text == told
    assert not list((tmp_path / "downloads").iterdir())


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


def test_words_that_are_sought_are_marked_in_the_text(show):
    driver = show("chinese")
    one(driver, "#finder [name=query]").send_keys("数据")
    marked = "return [...(CSS.highlights.get('found') ?? [])].map(String)"
    assert driver.execute_script(marked) == ["数据"] * len(chosen(driver))
    click(driver, "#finder [type=reset]")
    WebDriverWait(driver, 5).until(lambda d: d.execute_script(marked) == [])


def test_print_lets_go_of_the_chosen_sentence_and_takes_it_up_again(show):
    driver = show("chinese")
    driver.execute_script("document.getElementById('s11').focus()")
    faded = "return document.querySelectorAll('#map path.off').length"
    driver.execute_script("dispatchEvent(new Event('beforeprint'))")
    assert driver.execute_script(faded) == 0
    driver.execute_script("dispatchEvent(new Event('afterprint'))")
    assert "第 12 句" in one(driver, "#card").text
