"""What a reader does with a page, in a few words: clicks, filters, corrections."""

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

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
