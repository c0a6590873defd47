"""The page of a comparison in a real browser, from the folder that holds its files."""

import json
from dataclasses import replace

import pytest

pytest.importorskip("selenium")
import itertools

from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait

from pipeline.comparison.record import describe
from pipeline.workflows.compare import Settings, compare_records, save_comparison
from tests.workflows import comparison_samples as samples

pytestmark = pytest.mark.browser


def records(analyses):
    made = []
    for analysis in analyses:
        year = analysis.document.source.removesuffix(".txt")
        kind = "早" if int(year) < 2005 else "晚"
        made.append(replace(describe(analysis), metadata={"date": year, "year": year, "kind": kind}))
    return made


SETS = {
    "chinese": lambda: samples.chinese(10),
    "mixed": lambda: [*samples.chinese(8), *samples.english(4)],
    "hostile": samples.hostile,
    "one": lambda: samples.chinese(1),
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    made = {}

    def folder(name):
        if name not in made:
            made[name] = tmp_path_factory.mktemp(name) / "out"
            save_comparison(compare_records(records(SETS[name]()), Settings()), made[name])
        return made[name]

    return folder


@pytest.fixture
def open_page(browser, folders):
    def opened(name, width=1400, height=900):
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        browser.get("about:blank")
        browser.get_log("browser")
        browser.get_log("performance")
        browser.get((folders(name) / "comparison.html").as_uri())
        return browser

    return opened


def one(driver, selector):
    return driver.find_element(By.CSS_SELECTOR, selector)


def many(driver, selector):
    return driver.find_elements(By.CSS_SELECTOR, selector)


def until(driver, test):
    return WebDriverWait(driver, 10).until(lambda _: test())


@pytest.mark.parametrize("name", SETS)
def test_opens_from_disk_without_errors_or_requests(open_page, name):
    driver = open_page(name)
    assert driver.get_log("browser") == []
    messages = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    asked = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
    assert [url for url in asked if not url.startswith("data:")] == asked[:1], "the page itself and nothing else"
    assert asked[0].startswith("file://")


@pytest.mark.parametrize("name", SETS)
def test_every_link_leads_somewhere(open_page, folders, name):
    driver = open_page(name)
    hrefs = driver.execute_script("return [...document.querySelectorAll('a')].map((a) => a.getAttribute('href'))")
    assert hrefs
    for href in set(hrefs):
        if href.startswith("#"):
            assert driver.execute_script("return !!document.getElementById(arguments[0])", href[1:]), href
        else:
            assert (folders(name) / href).is_file(), href
    ids = driver.execute_script("return [...document.querySelectorAll('[id]')].map((e) => e.id)")
    assert len(ids) == len(set(ids))


def test_pictures_are_shown_and_have_words(open_page):
    driver = open_page("chinese")
    pictures = many(driver, "figure img")
    assert pictures
    for picture in pictures:
        assert driver.execute_script("return arguments[0].complete && arguments[0].naturalWidth > 0", picture)
        assert picture.get_attribute("alt")


@pytest.mark.parametrize("width", [1400, 390])
def test_nothing_is_wider_than_the_window(open_page, width):
    driver = open_page("mixed", width)
    assert driver.execute_script("return document.documentElement.scrollWidth") <= width


def test_documents_are_filtered(open_page):
    driver = open_page("chinese")
    rows = "#documents-table tbody tr"
    box = one(driver, "[data-filter]")
    box.send_keys("２００３")
    assert sum(row.is_displayed() for row in many(driver, rows)) == 1
    assert "1" in one(driver, ".documents output").text
    box.clear()
    box.send_keys(" ")
    assert sum(row.is_displayed() for row in many(driver, rows)) == 10


def test_a_recommendation_is_found_and_its_counterparts_stand_beside_it(open_page):
    driver = open_page("chinese")
    form = one(driver, ".counterparts form")
    form.find_element(By.NAME, "words").send_keys("救生 培训")
    found = many(driver, ".found button")
    assert len(found) == 10
    assert all("救生培训" in button.text for button in found)
    driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", found[0])
    found[0].click()
    quotes = many(driver, ".counterpart blockquote")
    assert len(quotes) > 1
    assert all("救生培训" in quote.text for quote in quotes[:2])
    assert "相似度 1.00" in quotes[1].text
    assert found[0].get_attribute("aria-pressed") == "true"


def test_recommendations_are_chosen_by_document_and_status(open_page):
    driver = open_page("chinese")
    form = one(driver, ".counterparts form")
    Select(form.find_element(By.NAME, "document")).select_by_index(1)
    assert len(many(driver, ".found button")) == 5
    Select(form.find_element(By.NAME, "status")).select_by_value("unique")
    unique = len(many(driver, ".found button"))
    Select(form.find_element(By.NAME, "status")).select_by_value("shared")
    assert unique + len(many(driver, ".found button")) == 5


def test_a_link_of_a_counterpart_goes_to_its_document(open_page):
    driver = open_page("chinese")
    button = one(driver, ".found button")
    driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", button)
    button.click()
    link = one(driver, ".counterpart blockquote a")
    goal = link.get_attribute("href").rpartition("#")[2]
    driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", link)
    link.click()
    until(driver, lambda: driver.execute_script("return document.activeElement.id") == goal)


def test_hostile_text_runs_nothing_and_shows_as_written(open_page):
    driver = open_page("hostile")
    assert driver.execute_script("return document.scripts.length") == 2
    assert samples.HOSTILE in one(driver, "#documents-table tbody").text
    button = one(driver, ".found button")
    driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", button)
    button.click()
    assert (
        driver.execute_script("return document.querySelectorAll('.counterparts script, .counterparts img').length") == 0
    )
    assert driver.get_log("browser") == []  # no dialog opened: a command would have failed on it


def test_on_paper_everything_is_open(open_page):
    driver = open_page("chinese")
    driver.execute_script("dispatchEvent(new Event('beforeprint'))")
    assert many(driver, "details:not([open])") == []
    driver.execute_script("dispatchEvent(new Event('afterprint'))")
    data = driver.execute_cdp_cmd("Page.printToPDF", {})["data"]
    assert len(data) > 10_000


def test_every_control_has_a_name_and_every_table_its_heads(open_page):
    driver = open_page("mixed")
    nameless = driver.execute_script(
        "return [...document.querySelectorAll('input, select, button')].filter("
        "(e) => !(e.labels && e.labels.length) && !e.textContent.trim() && !e.ariaLabel).length"
    )
    assert nameless == 0
    bare = driver.execute_script(
        "return [...document.querySelectorAll('table')].filter((t) => !t.tHead || "
        "[...t.tHead.rows[0].cells].some((c) => c.tagName !== 'TH')).length"
    )
    assert bare == 0
    levels = driver.execute_script("return [...document.querySelectorAll('h1,h2,h3,h4')].map((h) => +h.tagName[1])")
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels))
