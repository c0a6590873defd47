"""The HTML page in a real browser."""

import base64
import json
import re
import shutil
import subprocess
import time

import pytest

pytest.importorskip("selenium")
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

pytestmark = pytest.mark.browser

NAMES = ["chinese", "english", "hostile", "plain", "large"]


def one(driver, selector):
    return driver.find_element(By.CSS_SELECTOR, selector)


def press(driver, *keys):
    ActionChains(driver).send_keys(*keys).perform()


def focused(driver):
    return driver.execute_script("return document.activeElement.id")


def panel(driver):
    return one(driver, "#card").text


def until(driver, test):
    return WebDriverWait(driver, 10).until(lambda _: test())


def in_view(driver, selector):
    return driver.execute_script(
        "const r = document.querySelector(arguments[0]).getBoundingClientRect();"
        "return r.bottom > 0 && r.top < innerHeight;",
        selector,
    )


@pytest.mark.parametrize("name", NAMES)
def test_opens_from_disk_without_errors_or_requests(show, name):
    driver = show(name)
    assert driver.get_log("browser") == []
    messages = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    asked = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
    assert len(asked) == 1, "the log records the page itself and nothing else"
    assert asked[0].startswith("file://")
    assert driver.execute_script("return performance.getEntriesByType('resource').length") == 0


def test_hostile_text_runs_nothing_and_shows_as_written(show, samples):
    driver = show("hostile")
    counts = driver.execute_script(
        "return [document.scripts.length, document.images.length, document.styleSheets.length]"
    )
    assert counts == [3, 0, 1]
    assert "<script>alert(1)</script>" in one(driver, "#s1").text
    for n in range(len(samples.HOSTILE)):
        driver.execute_script("document.getElementById('s' + arguments[0]).focus()", n)
        assert driver.execute_script("return document.querySelectorAll('#card script, #card img').length") == 0
    # No dialog opened: a command would have failed on it.
    assert driver.get_log("browser") == []


def test_pointing_at_a_sentence_shows_its_panel(show):
    driver = show("chinese")
    assert panel(driver) == "请选择一个句子。"
    sentence = one(driver, "#s10 .t")
    driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", sentence)
    ActionChains(driver).move_to_element(sentence).perform()
    until(driver, lambda: "第 11 句" in panel(driver))
    text = panel(driver)
    for words in ("论点", "存疑", "41%", "反驳第 9 句 · 66%", "数据共享不畅", "没有句子从属于它"):
        assert words in text
    assert "now" in one(driver, "#s10").get_attribute("class")
    assert "up" in one(driver, "#s8").get_attribute("class").split()


def test_the_panel_tells_what_motivates_a_recommendation_and_what_a_sentence_motivates(show):
    driver = show("motivated")
    driver.execute_script("document.getElementById('s11').focus()")
    for words in ("相关的论述", "第 10 句 · 84%", "第 9 句 · 41%?"):
        assert words in panel(driver)
    assert "可能以它为理由的建议" not in panel(driver)
    driver.execute_script("document.getElementById('s5').focus()")
    assert "可能以它为理由的建议" in panel(driver)
    assert "第 15 句 · 62%" in panel(driver)
    assert driver.get_log("browser") == []


def test_a_role_that_relations_decided_says_so(show):
    driver = show("retold")
    driver.execute_script("location.hash = 's10'")
    one(driver, "#s10 .t").click()
    until(driver, lambda: "第 11 句" in panel(driver))
    assert "角色是由它与前后句的关系定下的" in panel(driver)
    one(driver, "#s8 .t").click()
    until(driver, lambda: "第 9 句" in panel(driver))
    assert "关系定下的" not in panel(driver)


def test_keyboard_moves_through_sentences_and_lets_go(show):
    driver = show("chinese")
    driver.execute_script("document.getElementById('s0').focus()")
    assert "第 1 句" in panel(driver)
    press(driver, Keys.TAB)
    assert focused(driver) == "s1"
    assert "第 3 句支持本句 · 88%" in panel(driver)
    press(driver, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT)
    assert focused(driver) == "s4"
    for words in ("预?? → 预警", "把库存变成可以实时核验的数据，才能让监管从事后追责转为事前预??。", "细化第 2 句"):
        assert words in panel(driver)
    press(driver, Keys.ESCAPE)
    assert panel(driver) == "请选择一个句子。"


def test_a_link_of_the_panel_jumps_to_the_parent(show):
    driver = show("large")
    driver.execute_script("document.getElementById('s1015').focus()")
    one(driver, "#card li a").click()
    until(driver, lambda: focused(driver) == "s1008")
    assert "第 1009 句" in panel(driver)
    assert in_view(driver, "#s1008")


def test_a_box_of_the_map_leads_to_its_sentence_or_heading_each_time(show):
    driver = show("chinese", height=500)
    for _ in range(2):
        driver.execute_script("scrollTo(0, 0)")
        box = one(driver, "#map .theory")
        driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", box)
        assert not in_view(driver, "#s0")
        ActionChains(driver).move_to_element(box).click().perform()
        until(driver, lambda: focused(driver) == "s0")
        assert in_view(driver, "#s0")
        assert "第 1 句" in panel(driver)


def test_the_map_works_by_keyboard(show):
    driver = show("chinese")
    driver.execute_script("document.querySelector('.scroller').focus()")
    press(driver, Keys.TAB)
    active = driver.switch_to.active_element
    assert active.get_attribute("role") == "link"
    assert active.get_attribute("aria-label").startswith("理论: 开头")
    driver.execute_script("document.querySelectorAll('#map .group')[0].focus()")
    assert driver.execute_script("return document.querySelectorAll('#map .curves .on').length") == 2
    press(driver, Keys.ENTER)
    until(driver, lambda: focused(driver) == "h5")
    assert in_view(driver, "#h5")


def test_roles_are_hidden_and_shown_by_keyboard(show):
    driver = show("chinese")
    button = one(driver, '[data-toggle="0"]')
    driver.execute_script("arguments[0].focus()", button)

    def line():
        return driver.execute_script(
            "return getComputedStyle(document.querySelector('#s1 .t')).textDecorationLine + "
            "document.querySelector('#s1 .mark').checkVisibility()"
        )

    assert line() == "underlinetrue"
    press(driver, Keys.SPACE)
    assert button.get_attribute("aria-pressed") == "false"
    assert line() == "nonefalse"
    assert driver.execute_script("return document.querySelector('#s2 .mark').checkVisibility()")
    press(driver, Keys.ENTER)
    assert button.get_attribute("aria-pressed") == "true"
    assert line() == "underlinetrue"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [320, 390, 700, 1024])
def test_nothing_sticks_out_at_the_side(show, name, width):
    driver = show(name, width=width, height=844)
    assert driver.execute_script("return document.documentElement.scrollWidth") <= width


def test_a_tap_on_a_narrow_screen_opens_a_panel_that_does_not_cover_the_sentence(show):
    driver = show("chinese", width=390, height=844)
    assert not one(driver, "#panel").is_displayed()
    sentence = one(driver, "#s4 .t")
    driver.execute_script("arguments[0].scrollIntoView({block: 'end'})", sentence)
    sentence.click()
    assert one(driver, "#panel").is_displayed()
    edges = driver.execute_script(
        "return [document.getElementById('s4').getBoundingClientRect().bottom,"
        "document.getElementById('panel').getBoundingClientRect().top]"
    )
    assert edges[0] <= edges[1]
    one(driver, "#close").click()
    assert not one(driver, "#panel").is_displayed()


def test_labels_of_the_map_fit_their_boxes(show):
    for name in NAMES:
        driver = show(name)
        assert (
            driver.execute_script(
                "return [...document.querySelectorAll('#map .box')].filter(box => {"
                "const edge = box.querySelector('.edge').getBBox();"
                "return [...box.querySelectorAll('text')].some(t => { const b = t.getBBox();"
                "return b.x + b.width > edge.x + edge.width || b.y + b.height > edge.y + edge.height; });"
                "}).length"
            )
            == 0
        )


def test_two_thousand_sentences_answer_at_once(show):
    begin = time.perf_counter()
    driver = show("large")
    assert time.perf_counter() - begin < 10
    spent = driver.execute_script(
        "const begin = performance.now();"
        "for (let n = 0; n < 200; n++) document.getElementById('s' + n * 9).focus();"
        "return performance.now() - begin;"
    )
    assert spent / 200 < 50, f"{spent / 200:.0f} ms a sentence"


def test_print_says_what_the_panel_would(show, tmp_path):
    driver = show("chinese")
    settings = {"printBackground": True, "preferCSSPageSize": True}
    pdf = base64.b64decode(driver.execute_cdp_cmd("Page.printToPDF", settings)["data"])
    assert pdf.startswith(b"%PDF")
    assert driver.execute_script("return document.querySelectorAll('#appendix *').length") == 0
    assert not driver.execute_script("return document.querySelectorAll('details:last-of-type[open]').length")
    if not shutil.which("pdftotext"):
        pytest.skip("no pdftotext to read the print with")
    path = tmp_path / "page.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True, timeout=60)
    text = re.sub(r"\s", "", done.stdout.decode("utf-8"))
    for words in ("附表：逐句标注", "反驳第9句66%", "预??→预警", "未见依据", "也有意见认为，部分数据涉及商业秘密"):
        assert words in text
