"""axe-core in Chromium: every page of ours, wide and narrow, breaks none of the rules of WCAG 2.2 A and AA."""

from dataclasses import replace
from importlib.resources import files

import pytest

pytest.importorskip("selenium")
pytest.importorskip("axe_playwright_python")
from pipeline.report.evaluation import render_evaluation
from pipeline.workflows.compare import Settings, compare_records, save_comparison
from tests.report.evaluation_sample import sample
from tests.workflows import comparison_samples

from .test_comparison_page import records

pytestmark = pytest.mark.browser

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RUN = """
const done = arguments[0];
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
axe.run(document, { runOnly: tags }).then(
  (found) => done(found.violations.map((v) => v.id + ": " + v.help + "\\n" +
    v.nodes.slice(0, 3).map((n) => "  " + n.html.slice(0, 160) + " " + n.failureSummary).join("\\n"))),
  (error) => done([String(error)]));
"""


def violations(driver):
    driver.execute_script(AXE)
    return driver.execute_async_script(RUN)


@pytest.mark.parametrize("width", [1400, 390])
@pytest.mark.parametrize("name", ["chinese", "english", "hostile", "plain"])
def test_the_page_of_a_document(show, name, width):
    driver = show(name, width=width)
    assert violations(driver) == []


def test_the_page_of_a_document_with_a_sentence_chosen_filters_set_and_corrections_open(show):
    driver = show("chinese")
    driver.execute_script(
        "document.querySelector('#desk').open = true; document.querySelector('[data-toggle]').click();"
        "document.querySelectorAll('details').forEach((d) => (d.open = true));"
        "document.getElementById('s10').focus()"
    )
    assert violations(driver) == []


@pytest.mark.parametrize("width", [1400, 390])
def test_the_page_of_a_comparison(browser, tmp_path, width):
    made = [*comparison_samples.chinese(8), *comparison_samples.english(4)]
    save_comparison(compare_records(records(made), Settings()), tmp_path / "out")
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.get((tmp_path / "out" / "comparison.html").as_uri())
    browser.execute_script("document.querySelectorAll('details').forEach((d) => (d.open = true))")
    assert violations(browser) == []


@pytest.mark.parametrize("width", [1400, 390])
def test_the_page_of_two_versions(browser, tmp_path, width):
    pair = []
    for id, said in (
        ("v1", ("应当修桥。", "必须清理围网。", "鼓励植树。")),
        ("v2", ("应当修桥。", "必须清理旧围网。")),
    ):
        made = comparison_samples.plan(2001, measures=(*said, "应当公布水质。"))
        pair.append(replace(made, document=replace(made.document, id=id)))
    save_comparison(compare_records(records(pair), Settings(), whole=pair), tmp_path / "out")
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.get((tmp_path / "out" / "comparison.html").as_uri())
    browser.execute_script("document.querySelectorAll('details').forEach((d) => (d.open = true))")
    assert browser.execute_script("return document.querySelector('main h2').id") == "diff"
    assert browser.execute_script("return document.querySelectorAll('ins').length") > 0
    assert violations(browser) == []


def test_the_page_of_an_evaluation(browser, tmp_path):
    path = tmp_path / "report.html"
    path.write_text(render_evaluation(sample()), encoding="utf-8")
    browser.get(path.as_uri())
    assert violations(browser) == []
