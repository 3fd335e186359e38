"""Every notebook in the real JupyterLab, in a browser: it opens, runs to its end and draws every chart.

Screenshots go to build/screens/. The notebooks run in a copy, so those of the checkout stay as they are.
"""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from conftest import FIGURE, NOTEBOOKS, ROOT, SCREENS, read_notebook

pytestmark = pytest.mark.browser

SETTINGS: dict[str, dict[str, str]] = {
    # Every cell stands in the page, not only those in view, so that all charts can be counted at once.
    "@jupyterlab/notebook-extension/tracker.jupyterlab-settings": {"windowingMode": "none"},
    "@jupyterlab/apputils-extension/notification.jupyterlab-settings": {"fetchNews": "false"},
}
DRAWN = """() => [...document.querySelectorAll('.jp-Notebook .js-plotly-plot')].map(plot => {
    const box = plot.querySelector('.main-svg').getBoundingClientRect()
    return {title: plot._fullLayout.title.text, width: box.width, height: box.height}
})"""
CODE = ".jp-Notebook .jp-CodeCell"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of notebooks that the JupyterLab under test serves: a copy."""
    folder = tmp_path_factory.mktemp("served") / "notebooks"
    shutil.copytree(ROOT / "notebooks", folder, ignore=shutil.ignore_patterns(".*"))
    return folder


@pytest.fixture(scope="module")
def lab(served: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a JupyterLab that serves a copy of the notebooks, and neither reads nor keeps settings."""
    home = tmp_path_factory.mktemp("lab")
    for name, setting in SETTINGS.items():
        path = home / "settings" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(setting), encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token = secrets.token_hex(16)
    folders = {"CONFIG": "config", "DATA": "data", "RUNTIME": "runtime"}
    environment = {f"JUPYTER_{name}_DIR": str(home / folder) for name, folder in folders.items()} | {
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "JUPYTER_CONFIG_PATH": str(ROOT / "etc" / "jupyter"),
        "JUPYTER_TOKEN": token,
    }
    options = [
        *("--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0"),
        f"--ServerApp.root_dir={served.parent}",
        "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
    ]
    log = home / "log"
    with log.open("w") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options], env=os.environ | environment, stdout=out, stderr=out
        )
    try:
        wait_for(f"http://127.0.0.1:{port}/api?token={token}", server, log)
        yield f"http://127.0.0.1:{port}/lab/tree/notebooks/{{}}?reset&token={token}"
    finally:
        server.terminate()
        server.wait(30)


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Until the server answers, a minute at most."""
    for _ in range(120):
        try:
            with urllib.request.urlopen(address):
                return
        except urllib.error.URLError:
            assert server.poll() is None, log.read_text()
            time.sleep(0.5)
    pytest.fail(f"JupyterLab did not start: {log.read_text()}")


def titles(notebook: dict[str, Any]) -> list[str]:
    """The titles of the charts that a notebook stores, in order."""
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
    return [o["data"][FIGURE]["layout"]["title"]["text"] for o in outputs if FIGURE in o.get("data", {})]


def run_all(page: Page, cells: int) -> None:
    """Run all cells by the menu, as a reader does, and wait until the last has run."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    last = page.locator(f"{CODE} .jp-InputPrompt").last
    expect(last).to_have_text(f"[{cells}]:", timeout=120_000)


def save(page: Page, path: Path) -> None:
    """Save the notebook by the keyboard, and wait until its file is written anew."""
    before = path.stat().st_mtime_ns
    page.locator(CODE).first.click()
    page.keyboard.press("Control+s")
    for _ in range(100):
        if path.stat().st_mtime_ns != before:
            break
        page.wait_for_timeout(100)
    else:
        pytest.fail("JupyterLab did not save")
    page.wait_for_timeout(500)


MATHEMATICS = """import pandas as pd
from IPython.display import Markdown, display
from op1027.charts import theme
from op1027.text.escape import in_markdown
theme.in_notebooks()
text = r"$x^2$ $$y$$ \\(z\\) \\[u\\] \\begin{equation}v\\end{equation} \\$w$ \\href{https://evil.example}{x}"
display(Markdown("SENTENCE " + in_markdown(text)), pd.DataFrame({"TABLE": [text]}))"""


def test_text_of_the_data_is_never_set_as_mathematics(lab: str, served: Path, chromium: Browser) -> None:
    """A cell that means its formula shows that JupyterLab would."""
    cells = [nbformat.v4.new_code_cell(MATHEMATICS), nbformat.v4.new_code_cell("Markdown('$meant$')")]
    page = chromium.new_page(viewport={"width": 1300, "height": 1000})
    try:
        named = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=named), served / "mathematics.ipynb")
        page.goto(lab.format("mathematics.ipynb"))
        expect(page.locator("#jp-main-statusbar")).to_contain_text("| Idle", timeout=60_000)
        run_all(page, len(cells))
        expect(page.locator(".jp-OutputArea mjx-container")).to_have_count(1, timeout=30_000)
        shown = page.locator(".jp-OutputArea-output").all_inner_texts()
        text = r"$x^2$ $$y$$ \(z\) \[u\] \begin{equation}v\end{equation} \$w$ \href{https://evil.example}{x}"
        assert f"SENTENCE {text}" in shown[0]
        assert text[:40] in shown[1], "pandas cuts the rest"
    finally:
        page.close()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_in_jupyterlab(path: Path, lab: str, served: Path, chromium: Browser) -> None:
    notebook = read_notebook(path)
    charts, cells = titles(notebook), sum(cell["cell_type"] == "code" for cell in notebook["cells"])
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(f"{message.text} ({message.location})")

    page = chromium.new_page(viewport={"width": 1300, "height": 1000})
    try:
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(lab.format(path.name))
        expect(page.locator(CODE)).to_have_count(cells, timeout=60_000)
        expect(page.locator(".jp-Notebook .jp-RenderedPlotly")).to_have_count(len(charts))
        expect(page.locator("#jp-main-statusbar")).to_contain_text("| Idle", timeout=60_000)
        page.screenshot(path=SCREENS / f"lab_{path.stem}_opened.png")
        sizes = (
            "() => [...document.querySelectorAll('.jp-RenderedPlotly img')].map(i => [i.naturalWidth, i.naturalHeight])"
        )
        previews = page.evaluate(sizes)
        save(page, served / path.name)
        assert (served / path.name).read_bytes() == path.read_bytes(), "opening and saving changes no byte"
        run_all(page, cells)
        expect(page.locator(".jp-Notebook .js-plotly-plot .main-svg").first).to_be_visible()
        expect(page.locator(".jp-Notebook .js-plotly-plot")).to_have_count(len(charts))
        prompts = page.locator(f"{CODE} .jp-InputPrompt").all_inner_texts()
        assert prompts == [f"[{number}]:" for number in range(1, cells + 1)]
        drawn = page.evaluate(DRAWN)
        assert [chart["title"] for chart in drawn] == charts
        live = [[round(chart["width"]), round(chart["height"])] for chart in drawn]
        assert live == previews, "nothing jumps when pointed at"
        assert page.locator("[data-title^='Share']").count() == 0, "nothing is uploaded"
        trouble = "[data-mime-type='application/vnd.jupyter.stderr'], [data-mime-type='application/vnd.jupyter.error']"
        assert page.locator(trouble).all_inner_texts() == []
        page.locator(".jp-Notebook .js-plotly-plot").first.scroll_into_view_if_needed()
        page.screenshot(path=SCREENS / f"lab_{path.stem}_run.png")
        assert complaints == []
    finally:
        page.close()
