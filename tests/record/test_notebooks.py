"""The holes that strict nbval leaves: a stripped, unordered or error-bearing notebook must fail."""

import copy
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
from click.testing import CliRunner
from papermill.cli import papermill

import op1027
from conftest import FIGURE, NOTEBOOKS, ROOT, read_notebook, tool
from op1027.export.browser import find_browser

SIZE = 3_000_000


def problems(notebook: dict[str, Any]) -> list[str]:
    """What strict nbval would let pass."""
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    found = []
    if [cell["execution_count"] for cell in code] != list(range(1, len(code) + 1)):
        found.append("not run once from top to bottom")
    if not any(FIGURE in output.get("data", {}) for cell in code for output in cell["outputs"]):
        found.append("no chart among the outputs")
    for number, cell in enumerate(code, start=1):
        source, outputs = "".join(cell["source"]), cell["outputs"]
        last = source.strip().splitlines()[-1]
        shows = last[:1].isalpha() and not last.startswith(("from", "import")) and "=" not in last.split("(")[0]
        if shows and not outputs:
            found.append(f"cell {number} shows something but has no output")
        if any(o["output_type"] == "error" for o in outputs):
            found.append(f"cell {number} ends in an error")
        if any(o.get("name") == "stderr" for o in outputs):
            found.append(f"cell {number} writes to stderr")
        if any("text/html" in o.get("data", {}) and FIGURE in o["data"] for o in outputs):
            found.append(f"cell {number} stores a chart as HTML")
        if "NBVAL" in source:
            found.append(f"cell {number} steers nbval")
        if "execution" in cell["metadata"]:
            found.append(f"cell {number} stores times")
    # `parameters` is what papermill looks for; nothing else is tagged
    tags = [tag for cell in notebook["cells"] for tag in cell["metadata"].get("tags", [])]
    if tags != ["parameters"] or code[0]["metadata"].get("tags") != tags:
        found.append(f"tagged otherwise: {', '.join(tags)}")
    return found


def test_there_are_notebooks() -> None:
    assert [path.name[:2] for path in NOTEBOOKS] == [f"{n:02d}" for n in range(1, len(NOTEBOOKS) + 1)]
    assert all(path.name in (ROOT / "README.md").read_text(encoding="utf-8") for path in NOTEBOOKS)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_whole(path: Path) -> None:
    notebook = read_notebook(path)
    assert problems(notebook) == []
    assert path.stat().st_size < SIZE
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    assert b"\r" not in path.read_bytes()
    text = path.read_text(encoding="utf-8")
    assert str(ROOT) not in text
    assert len({cell["id"] for cell in notebook["cells"]}) == len(notebook["cells"])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_thin(path: Path) -> None:
    code = [cell for cell in read_notebook(path)["cells"] if cell["cell_type"] == "code"]
    first = "".join(code[0]["source"])
    assert "AS_OF" in first
    assert "import" not in first
    for cell in code:
        source = "".join(cell["source"])
        assert len([line for line in source.splitlines() if line and "import" not in line]) <= 6
        assert [word for word in ("def ", "for ", "lambda", "while ", "class ", "http") if word in source] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_charts_have_a_preview(path: Path) -> None:
    outputs = [
        o for cell in read_notebook(path)["cells"] for o in cell.get("outputs", []) if FIGURE in o.get("data", {})
    ]
    assert outputs
    if not all("image/png" in o["data"] for o in outputs):
        if not tool("render").find_browser():  # type: ignore[attr-defined]
            pytest.skip("no Chrome or Chromium here, so `make notebooks` left new previews out")
        pytest.fail("run `make notebooks`")


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (lambda cell: cell.update(outputs=[]), "no output"),
        (lambda cell: cell.update(execution_count=99), "top to bottom"),
        (lambda cell: cell.update(execution_count=None), "top to bottom"),
        (lambda cell: cell["outputs"].append({"output_type": "error"}), "error"),
        (lambda cell: cell["outputs"].append({"output_type": "stream", "name": "stderr"}), "stderr"),
        (lambda cell: cell["outputs"][0]["data"].update({"text/html": "x", FIGURE: {}}), "as HTML"),
        (lambda cell: cell["metadata"].update(tags=["nbval-skip"]), "tagged"),
        (lambda cell: cell.update(source="# NBVAL_SKIP\n" + "".join(cell["source"])), "steers nbval"),
        (lambda cell: cell["metadata"].update(execution={}), "stores times"),
    ],
)
def test_a_spoilt_cell_is_found_out(spoil: Any, problem: str) -> None:
    notebook = copy.deepcopy(read_notebook(NOTEBOOKS[0]))
    cell = [cell for cell in notebook["cells"] if cell.get("outputs")][-1]
    spoil(cell)
    assert any(problem in found for found in problems(notebook)), problems(notebook)


def test_a_tag_anywhere_is_found_out() -> None:
    for number in range(len(read_notebook(NOTEBOOKS[0])["cells"])):
        notebook = copy.deepcopy(read_notebook(NOTEBOOKS[0]))
        notebook["cells"][number]["metadata"].setdefault("tags", []).append("slideshow")
        assert len(problems(notebook)) == 1
        assert "slideshow" in problems(notebook)[0]
    notebook = copy.deepcopy(read_notebook(NOTEBOOKS[0]))
    del notebook["cells"][1]["metadata"]["tags"]
    assert problems(notebook) == ["tagged otherwise: "]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_opens_up(path: Path) -> None:
    """Each shows a computation of its own on the ledger's frames, and ends with two snippets to go on from."""
    cells = read_notebook(path)["cells"]
    sources = ["".join(cell["source"]) for cell in cells]
    further = next(n for n, source in enumerate(sources) if source.startswith("## Take it further"))
    after = [cell for cell in cells[further:] if cell["cell_type"] == "code"]
    assert len(after) == 2
    assert all(cell["outputs"] for cell in after)
    plain = [s for cell, s in zip(cells, sources, strict=True) if cell["cell_type"] == "code" and ".groupby(" in s]
    assert plain or any("pd.crosstab(" in source for source in sources)


@pytest.mark.parametrize("path", [NOTEBOOKS[0], NOTEBOOKS[6]], ids=lambda path: path.stem)
def test_papermill_sets_the_day(path: Path, tmp_path: Path) -> None:
    """As from its command line, from another folder, with a day of its own: the sentences follow."""
    made = tmp_path / "made.ipynb"
    given = [str(path), str(made), "-p", "AS_OF", "2023-11-30", "--cwd", str(tmp_path), "--no-progress-bar"]
    done = CliRunner().invoke(papermill, given)
    assert done.exit_code == 0, done.output
    assert "published up to 30 November 2023" in made.read_text(encoding="utf-8")


def test_nbconvert_draws_every_chart(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """From another folder, as the package installs it; in a browser, where there is one."""
    path = NOTEBOOKS[0]
    charts = [
        o for cell in read_notebook(path)["cells"] for o in cell.get("outputs", []) if FIGURE in o.get("data", {})
    ]
    command = [sys.executable, "-m", "nbconvert", "--execute", "--to", "html", f"--output-dir={tmp_path}", str(path)]
    configured = os.environ | {"JUPYTER_CONFIG_PATH": str(ROOT / "etc" / "jupyter")}
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False, env=configured)
    assert done.returncode == 0, done.stderr
    (made,) = tmp_path.glob("*.html")
    text = made.read_text(encoding="utf-8")
    assert len(re.findall(r"Plotly\.newPlot\(\s*\"figure-", text)) == len(charts)
    assert text.count("* plotly.js v") == 1
    if not find_browser():
        return
    page = request.getfixturevalue("chromium").new_page()
    page.goto(made.as_uri())
    page.wait_for_function(f"document.querySelectorAll('.js-plotly-plot .main-svg .gtitle').length >= {len(charts)}")
    page.close()


def test_strict_nbval_notices_one_changed_date(tmp_path: Path, ours: op1027.Ledger) -> None:
    """The whole chain: move one capture by a day in a copy of the data, and strict nbval fails."""
    data = shutil.copytree(ROOT / "data", tmp_path / "data")
    sure = ours.events.query("type == 'town_captured' and date_start == date_end and n_reports == 1").iloc[-1]
    file = data / "events_and_claims.csv"
    day, eve = (f"{date:%Y-%m-%d}" for date in (sure["date"], sure["date"] - pd.Timedelta(days=1)))
    old = file.read_text(encoding="utf-8")
    new = re.sub(rf"(?m)^(r\d+,event,{sure['item']},.*?),{day},{day},", rf"\1,{eve},{eve},", old)
    assert new != old
    file.write_text(new, encoding="utf-8")
    notebook = tmp_path / NOTEBOOKS[0].name
    text = NOTEBOOKS[0].read_text(encoding="utf-8")
    notebook.write_text(text.replace("load(as_of", f"load('{data.as_posix()}', as_of"), encoding="utf-8")
    options = ["-p", "no:cacheprovider", "--nbval", "--nbval-current-env", "-q", str(notebook)]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert done.returncode == 1, done.stdout
    assert "mismatch" in done.stdout, done.stdout


def test_rendering_keeps_previews_of_unchanged_figures_and_does_without_a_browser(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    render = tool("render")
    figure = {"data": [], "layout": {"title": {"text": "synthetic"}}}

    def notebook(title: str, picture: str = "") -> object:
        data = {render.FIGURE: figure | {"layout": {"title": {"text": title}}}}  # type: ignore[attr-defined]
        if picture:
            data[render.PICTURE] = picture  # type: ignore[attr-defined]
        output = nbformat.v4.new_output("display_data", data)
        return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x", outputs=[output])])

    monkeypatch.setattr(render, "find_browser", lambda: False)
    kept = render.previews(notebook("same", "PNG"))  # type: ignore[attr-defined]
    same, other = notebook("same"), notebook("other")
    assert render.add_previews(same, kept) == (0, 0)  # type: ignore[attr-defined]
    assert render.previews(same) == kept  # type: ignore[attr-defined]
    assert render.add_previews(other, kept) == (0, 1)  # type: ignore[attr-defined]
    assert render.previews(other) == {}  # type: ignore[attr-defined]
