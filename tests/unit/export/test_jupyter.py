"""Figures as nbconvert's pages draw them, and notebooks saved as they are."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest

from conftest import FIGURE, ROOT
from op1027.export.jupyter import DrawnFigures, keep_kernel

PLOTLY_JS = "plotly.js v"
DRAWN = {"data": [{"type": "scatter", "x": [1], "y": [2]}], "layout": {"title": {"text": "Synthetic"}}}


def notebook(*data: dict[str, Any]) -> Any:
    outputs = [nbformat.v4.new_output("display_data", one) for one in data]
    stream = nbformat.v4.new_output("stream", text="synthetic")
    cells = [nbformat.v4.new_markdown_cell("x"), nbformat.v4.new_code_cell("x", outputs=[stream, *outputs])]
    return nbformat.v4.new_notebook(cells=cells)


def converted(*data: dict[str, Any]) -> list[dict[str, Any]]:
    made, _ = DrawnFigures().preprocess(notebook(*data), {})
    nbformat.validate(made)
    return [output["data"] for output in made.cells[1].outputs[1:]]


def test_figures_are_drawn_by_one_plotly_that_comes_with_the_page() -> None:
    first, second = converted({FIGURE: DRAWN | {"config": {"displaylogo": False}}}, {FIGURE: DRAWN})
    assert [data["text/html"].count("Plotly.newPlot(") for data in (first, second)] == [1, 1]
    assert PLOTLY_JS in first["text/html"]
    assert PLOTLY_JS not in second["text/html"]
    assert '"displaylogo": false' in first["text/html"]
    assert first[FIGURE] == DRAWN | {"config": {"displaylogo": False}}
    again = converted({FIGURE: DRAWN | {"config": {"displaylogo": False}}}, {FIGURE: DRAWN})
    assert again == [first, second], "the same bytes on every run"
    assert "src=" not in second["text/html"]


@pytest.mark.parametrize("beside", ["text/html", "image/png", "image/svg+xml"])
def test_what_shows_already_stays(beside: str) -> None:
    given = {FIGURE: DRAWN, beside: "synthetic"}
    assert converted(given, {"text/plain": "synthetic"}) == [given, {"text/plain": "synthetic"}]


def test_a_saved_notebook_keeps_its_kernel_unless_another_was_chosen(tmp_path: Path) -> None:
    manager = SimpleNamespace(root_dir=str(tmp_path))
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}, "language_info": {"name": "python"}}
    (tmp_path / "one.ipynb").write_text(json.dumps({"metadata": kernel}), encoding="utf-8")

    def saved(name: str, path: str = "one.ipynb", kind: str = "notebook") -> dict[str, Any]:
        written = {"kernelspec": {"name": name, "display_name": "X"}, "language_info": {"version": "3.99"}}
        model = {"type": kind, "content": {"metadata": dict(written)}}
        keep_kernel(model, path, contents_manager=manager)
        return model["content"]["metadata"]  # type: ignore[index, no-any-return]

    assert saved("python3") == kernel
    assert saved("other")["language_info"] == {"version": "3.99"}
    assert saved("python3", "new.ipynb")["language_info"] == {"version": "3.99"}
    assert saved("python3", kind="file")["language_info"] == {"version": "3.99"}


def test_the_files_that_jupyter_reads_name_what_there_is() -> None:
    for path in (ROOT / "etc" / "jupyter").iterdir():
        config = json.loads(path.read_text(encoding="utf-8"))
        assert config["HTMLExporter"]["preprocessors"] == [f"{DrawnFigures.__module__}.{DrawnFigures.__name__}"]
        hook = config.get("FileContentsManager", {}).get("pre_save_hook")
        assert hook in (None, f"{keep_kernel.__module__}.{keep_kernel.__name__}")
