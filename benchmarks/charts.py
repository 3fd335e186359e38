"""Figure 6: each chart: time to build, size of its JSON, time to first paint in Chromium."""

import json
import os
import subprocess
import tempfile
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from statistics import median
from threading import Thread
from typing import Any

import plotly.graph_objects as go
import plotly.io as pio
from plotly.offline import get_plotlyjs

import op1027
from benchmarks.measure import aim, ratio
from op1027 import charts
from op1027.export.browser import find_browser

RUNS, PATIENCE, AIM = 5, 60, 4
LIMIT_KB = 80
LIMITS_KB = {  # what tests allow
    "plot_map": 600,
    "plot_timeline": 150,
    "plot_strengths": 200,
    "plot_verdicts": 200,
    "plot_control": 120,
}
# from the call that draws until the browser has put the drawing on the screen, as its second next frame starts
PAGE = """<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
<script src="/plotly.js"></script><div id="chart"></div>
<script>
const figure = FIGURE, begun = performance.now();
Plotly.newPlot("chart", figure.data, figure.layout).then(() => requestAnimationFrame(() => requestAnimationFrame(() =>
  fetch("/painted", {method: "POST", body: String(performance.now() - begun)}))));
</script>"""


def measure(work: Path) -> dict[str, Any]:
    pio.json.config.default_engine = "json"
    ledger = op1027.load()
    line = go.Figure(go.Scatter(x=["2023-10-27", "2023-10-28"], y=[1, 2], line_shape="hv"))
    built = {name: build(name, ledger) for name in charts.__all__}
    pages = {name: one["json"] for name, one in built.items()} | {"line": line.to_json()}
    painted = paint(pages)
    return {
        "limit_kb": {"others": LIMIT_KB, **LIMITS_KB},
        "runs": RUNS,
        "line": {"paint_ms": painted and round(painted["line"], 1)},
        "rows": [
            {
                "chart": name,
                "first_times_bare": ratio(one["first"], one["bare"]),
                "build_times_bare": ratio(one["build"], one["bare"]),
                "json_share_of_limit": round(len(one["json"]) / 1000 / LIMITS_KB.get(name, LIMIT_KB), 2),
                "paint_times_line": painted and ratio(painted[name], painted["line"]),
                "bare_ms": round(one["bare"] * 1000, 1),
                "json_kb": round(len(one["json"]) / 1000, 1),
                "paint_ms": painted and round(painted[name], 1),
            }
            for name, one in built.items()
        ],
    }


def build(name: str, ledger: op1027.Ledger) -> dict[str, Any]:
    """A chart's JSON, and processor time to build it, beside that of a bare figure: medians, by turns.

    ``first`` is from a ledger that knows its events alone, so that frames are counted too; ``build`` from one that has
    kept its frames; ``bare`` is plotly's figure of the same traces, points, shapes and annotations, handed over as
    dicts.
    """
    plot, took = getattr(charts, name), dict[str, list[float]](first=[], build=[], bare=[])
    text = plot(ledger).to_json()
    parts = json.loads(text)
    for _ in range(RUNS):
        fresh = replace(ledger)
        assert len(fresh.events)
        for what, work in {"first": plot, "build": plot, "bare": lambda _: go.Figure(parts)}.items():
            begun = time.process_time()
            work(fresh)
            took[what].append(time.process_time() - begun)
    return {"json": text} | {what: median(times) for what, times in took.items()}


def paint(figures: dict[str, str]) -> dict[str, float] | None:
    """Milliseconds until each figure is painted: medians, by turns; nothing where no browser is found."""
    if not find_browser():
        return None
    browser = os.environ["BROWSER_PATH"]
    posted: Queue[float] = Queue()
    script = get_plotlyjs().encode()

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/plotly.js":
                body, kind = script, "text/javascript"
            else:
                figure = figures.get(self.path.strip("/"), "{}").replace("</", "<\\/")
                body, kind = PAGE.replace("FIGURE", figure).encode(), "text/html"
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            posted.put(float(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    Thread(target=server.serve_forever, daemon=True).start()
    found: dict[str, list[float]] = {name: [] for name in figures}
    for _ in range(RUNS):
        for name in figures:
            found[name].append(open_page(browser, f"http://127.0.0.1:{server.server_port}/{name}", posted))
    server.shutdown()
    return {name: median(took) for name, took in found.items()}


def open_page(browser: str, address: str, posted: "Queue[float]") -> float:
    """Open a page in a browser of its own until it says that it is painted."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=900,900", "--no-first-run"]
        command = [browser, *options, f"--user-data-dir={profile}", address]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
            try:
                return posted.get(timeout=PATIENCE)
            finally:
                running.terminate()


def lines(result: dict[str, Any]) -> list[str]:
    worst = max(row["build_times_bare"] for row in result["rows"])
    table = [
        "6. each chart: time to build, times of a bare figure of as many traces, points, shapes and annotations handed"
        f" over as dicts {aim(f'{AIM}', worst <= AIM)}; the first time, frames and all; first paint, times of a line of"
        f" two points; JSON, share of the {LIMIT_KB} KB (map {LIMITS_KB['plot_map']}, timeline"
        f" {LIMITS_KB['plot_timeline']}, strengths and verdicts {LIMITS_KB['plot_verdicts']}, control"
        f" {LIMITS_KB['plot_control']}) allowed",
        f"   {'':<18}{'build':>10}{'first':>10}{'paint':>10}{'JSON':>10}",
    ]
    for row in result["rows"]:
        paint = "no browser" if row["paint_times_line"] is None else row["paint_times_line"]
        times = f"{row['build_times_bare']:>10}{row['first_times_bare']:>10}{paint:>10}"
        table.append(f"   {row['chart']:<18}{times}{row['json_share_of_limit']:>10.0%}")
    return table
