"""The browser for the tests of pages."""

import os
import shutil

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
