"""The browser of the tests in one."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from op1027.export.browser import find_browser


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One headless browser for all tests that need one."""
    if not find_browser():
        pytest.skip("no Chrome or Chromium here (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        # Without a sandbox of its own it also runs as root and in containers; it only opens our own pages.
        browser = playwright.chromium.launch(executable_path=os.environ["BROWSER_PATH"], args=["--no-sandbox"])
        yield browser
        browser.close()
