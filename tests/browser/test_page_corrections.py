"""Corrections of a reader: roles and parents, what is refused, how they are taken back."""

import pytest

pytest.importorskip("selenium")
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

from .reader import click, one, open_desk, press, touched, type_parent

pytestmark = pytest.mark.browser


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
