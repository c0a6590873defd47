"""A headless Chromium, and the sample analyses of tests/report, for tests of the HTML page as people use it."""

import shutil
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[1] / "report" / "samples.py"
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-dev-shm-usage",
)


@pytest.fixture(scope="session")
def samples():
    spec = spec_from_file_location("report_samples", SAMPLES)
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    chromedriver = shutil.which("chromedriver")
    if not chromium or not chromedriver:
        pytest.skip(f"no {'chromedriver' if chromium else 'chromium'} on this machine")
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")

    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    # The path is given, or else selenium would look for a driver on the network.
    service = webdriver.ChromeService(executable_path=chromedriver)
    with webdriver.Chrome(options=options, service=service) as driver:
        yield driver


@pytest.fixture
def show(browser, samples, tmp_path):
    """Open the page of a sample by name, at a width; forget what was logged before."""
    from pipeline.report.html import render_html

    def open_page(name, width=1400, height=900):
        path = tmp_path / f"{name}.html"
        path.write_text(render_html(getattr(samples, name)()), encoding="utf-8")
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        browser.get("about:blank")
        browser.get_log("browser")
        browser.get_log("performance")
        browser.get(path.as_uri())
        # A window that is not in front, as happens on a busy machine, would tell the page of no focus. Said after the
        # page is there: one in a new process would not know of it.
        browser.execute_cdp_cmd("Emulation.setFocusEmulationEnabled", {"enabled": True})
        return browser

    return open_page


@pytest.fixture
def downloads(browser, tmp_path):
    """The folder that the browser saves to, and a function that waits for a file in it."""
    from selenium.webdriver.support.ui import WebDriverWait

    folder = tmp_path / "downloads"
    folder.mkdir()
    browser.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(folder)})

    def wait(pattern):
        def there(_):
            found = [p for p in folder.glob(pattern) if p.stat().st_size]
            return found[0] if found and not list(folder.glob("*.crdownload")) else None

        return WebDriverWait(browser, 20).until(there)

    return wait
