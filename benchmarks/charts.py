"""Figure 6: each chart: time to build, size of its JSON, time to first paint in Chromium."""

import os
import subprocess
import tempfile
import time
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
from benchmarks.measure import ratio
from op1027 import charts
from op1027.export.browser import find_browser

RUNS, PATIENCE = 5, 60
LIMIT_KB = 80
LIMITS_KB = {"plot_map": 500, "plot_timeline": 150}  # what tests/test_charts.py allows
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
    bare = go.Figure(go.Scatter(x=["2023-10-27", "2023-10-28"], y=[1, 2], line_shape="hv"))
    built = {name: build(name, ledger) for name in charts.__all__}
    pages = {name: one["json"] for name, one in built.items()} | {"bare": bare.to_json()}
    painted = paint(pages)
    bare_ms = median(seconds(lambda: go.Figure(bare.to_dict()).to_json()) for _ in range(RUNS)) * 1000
    return {
        "limit_kb": {"others": LIMIT_KB, **LIMITS_KB},
        "runs": RUNS,
        "bare": {"build_ms": round(bare_ms, 2), "paint_ms": painted and round(painted["bare"], 1)},
        "rows": [
            {
                "chart": name,
                "build_times_bare": ratio(one["seconds"] * 1000, bare_ms),
                "json_share_of_limit": round(len(one["json"]) / 1000 / LIMITS_KB.get(name, LIMIT_KB), 2),
                "paint_times_bare": painted and ratio(painted[name], painted["bare"]),
                "build_ms": round(one["seconds"] * 1000, 1),
                "json_kb": round(len(one["json"]) / 1000, 1),
                "paint_ms": painted and round(painted[name], 1),
            }
            for name, one in built.items()
        ],
    }


def seconds(work: Any) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def build(name: str, ledger: op1027.Ledger) -> dict[str, Any]:
    """A chart's JSON, and the median time to build it from a ledger that has kept nothing yet."""
    plot, took, text = getattr(charts, name), [], ""
    for _ in range(RUNS):
        fresh = op1027.Ledger(**{key: getattr(ledger, key) for key in ledger.__dataclass_fields__})
        assert len(fresh.events)
        begun = time.perf_counter()
        text = plot(fresh).to_json()
        took.append(time.perf_counter() - begun)
    return {"json": text, "seconds": median(took)}


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
    table = [
        f"6. each chart: build and first paint, times of a bare line of two points; JSON, share of the {LIMIT_KB} KB"
        f" (map {LIMITS_KB['plot_map']}, timeline {LIMITS_KB['plot_timeline']}) allowed",
        f"   {'':<18}{'build':>10}{'paint':>10}{'JSON':>10}",
    ]
    for row in result["rows"]:
        paint = "no browser" if row["paint_times_bare"] is None else row["paint_times_bare"]
        table.append(
            f"   {row['chart']:<18}{row['build_times_bare']:>10}{paint:>10}{row['json_share_of_limit']:>10.0%}"
        )
    return table
