"""The browser that kaleido draws pictures with."""

import os
import shutil

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def find_browser() -> bool:
    """Whether kaleido will find a browser; tells it where one stands."""
    found = os.environ.get("BROWSER_PATH") or next(filter(None, map(shutil.which, _BROWSERS)), None)
    if found:
        os.environ["BROWSER_PATH"] = found
    return bool(found)
