"""Figure 4: strict nbval of all notebooks against as many that only import pandas and plotly."""

import shutil
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from benchmarks.measure import ROOT, aim, by_turns, ratio

AIM, RUNS = 1.5, 3


def measure(work: Path) -> dict[str, Any]:
    bare = work / "bare_notebooks"
    shutil.rmtree(bare, ignore_errors=True)
    bare.mkdir(parents=True)
    names = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
    for name in names:
        notebook = nbformat.v4.new_notebook()
        notebook.cells = [nbformat.v4.new_code_cell("import pandas\nimport plotly.graph_objects")]
        NotebookClient(notebook, kernel_name="python3", extra_arguments=["--IPKernelApp.log_level=40"]).execute()
        nbformat.write(notebook, bare / name)
    found = by_turns({"nbval_ours": (ROOT / "notebooks",), "nbval_bare": (bare,)}, RUNS)
    mine, theirs = found["nbval_ours"]["seconds"], found["nbval_bare"]["seconds"]
    seconds = {"ours": round(mine, 1), "bare": round(theirs, 1)}
    return {"aim": AIM, "runs": RUNS, "notebooks": len(names), "times": ratio(mine, theirs), "seconds": seconds}


def lines(result: dict[str, Any]) -> list[str]:
    return [
        f"4. nbval of {result['notebooks']} notebooks: times of as many that only import pandas and plotly"
        f" {aim(str(AIM), result['times'] <= AIM)}",
        f"   as they are {result['times']}",
    ]
