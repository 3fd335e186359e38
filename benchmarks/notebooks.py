"""Strict nbval of all notebooks, beside as many that only import pandas and plotly."""

import shutil
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from benchmarks.measure import ROOT, Row, by_turns

AIM, RUNS = 1.5, 2


def measure(work: Path) -> list[Row]:
    bare = work / "bare_notebooks"
    shutil.rmtree(bare, ignore_errors=True)
    bare.mkdir(parents=True)
    names = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
    for name in names:
        notebook = nbformat.v4.new_notebook()
        notebook.cells = [nbformat.v4.new_code_cell("import pandas\nimport plotly.graph_objects")]
        NotebookClient(notebook, kernel_name="python3", extra_arguments=["--IPKernelApp.log_level=40"]).execute()
        nbformat.write(notebook, bare / name)
    found = by_turns({"nbval": (ROOT / "notebooks",), "nbval_bare": (bare,)}, RUNS)
    ours, theirs = (one["seconds"] for one in found.values())
    return [Row(f"strict nbval of the {len(names)} notebooks", "as many that only import", ours, theirs, AIM)]
