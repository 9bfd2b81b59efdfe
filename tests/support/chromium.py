"""The browser for the tests of pages."""

import os
import shutil

from playwright.sync_api import Page

from tests.support.servers import missing

VARIABLE = "AFTERVIEW_TEST_CHROMIUM"


def find_chromium() -> str:
    """The path of Chromium; skips the test where there is none."""
    names = (os.environ.get(VARIABLE, ""), "chromium", "chromium-browser", "google-chrome")
    for name in names:
        if path := shutil.which(name):
            return path
    missing("Chromium", f"apt-get install chromium, or set {VARIABLE}")
    raise AssertionError


def press(page: Page, selector: str) -> None:
    """Press what is there and, if it submits a form, wait for the page that answers: a click alone returns
    while the old page, or none yet, is there."""
    pressed = page.locator(selector).first
    if pressed.evaluate("element => element.type") == "submit":
        with page.expect_navigation():
            pressed.click()
    else:
        pressed.click()
