"""The site, beside Jupyter's own pages of the same notebooks."""

import os
import tempfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from threading import Thread

from playwright.sync_api import sync_playwright

from benchmarks.measure import ROOT, Row, child
from op1027.export.browser import find_browser

RUNS = 5
PAGE = "02_progress_by_front.html"
PAINTED = """() => new Promise(done => new PerformanceObserver(seen => done(seen.getEntries()[0].startTime))
    .observe({type: "paint", buffered: true}))"""


def measure(work: Path) -> list[Row]:
    notebook = ROOT / "notebooks" / PAGE.replace(".html", ".ipynb")
    with tempfile.TemporaryDirectory(dir=work) as folder:
        site, plain = Path(folder) / "site", Path(folder) / "plain"
        built, converted = child("site", site), child("nbconvert", plain, notebook)
        pages = {"ours": next(site.rglob(PAGE)), "theirs": plain / PAGE}
        rows = [
            Row(
                "a page of the site (of all its pages)",
                "nbconvert of one notebook",
                built["seconds"] / built["pages"],
                converted["seconds"],
            ),
            Row(
                "weight of a notebook's page with its plotly.js",
                "the page of nbconvert",
                weight(site, pages["ours"]),
                pages["theirs"].stat().st_size / 1e6,
                unit="MB",
            ),
        ]
        if find_browser():
            paints = first_paints(Path(folder), pages)
            rows.append(
                Row("first paint of that page in Chromium", "the page of nbconvert", paints["ours"], paints["theirs"])
            )
    return rows


def weight(site: Path, page: Path) -> float:
    """MB of a page with the plotly.js beside it."""
    return sum(file.stat().st_size for file in (page, site / "plotly.min.js")) / 1e6


def first_paints(folder: Path, pages: dict[str, Path]) -> dict[str, float]:
    """Seconds until each page shows something, in a browser that has not seen it: medians, by turns."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SilentHandler, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    took: dict[str, list[float]] = {name: [] for name in pages}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["BROWSER_PATH"], args=["--no-sandbox"])
        for _ in range(RUNS):
            for name, page in pages.items():
                with browser.new_context() as context, context.new_page() as tab:
                    tab.goto(f"http://127.0.0.1:{server.server_port}/{page.relative_to(folder)}")
                    took[name].append(tab.evaluate(PAINTED) / 1000)
        browser.close()
    server.shutdown()
    return {name: median(seconds) for name, seconds in took.items()}


class SilentHandler(SimpleHTTPRequestHandler):
    """A server of a folder that says nothing."""

    def log_message(self, *_: object) -> None:
        pass
