"""How a reader finds a way through the page: filters, search, outline, links between map and text, print."""

import base64
from itertools import pairwise

import pytest

pytest.importorskip("selenium")
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from .reader import chosen, click, one, select

pytestmark = pytest.mark.browser


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


def test_search_finds_what_the_source_says_where_the_page_says_otherwise(show):
    """As a reader of a traditional text seeks it; here of a damaged one, `预??` for 预警."""
    driver = show("chinese")
    one(driver, "#finder [name=query]").send_keys("预警")
    as_shown = chosen(driver)
    one(driver, "#finder [name=query]").clear()
    one(driver, "#finder [name=query]").send_keys("预??")
    assert len(chosen(driver)) == 1
    assert set(chosen(driver)) <= set(as_shown)


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
