"""Re-execute the notebooks and write them back: the same bytes on every run, with a PNG beside each chart.

``python tools/render.py [NOTEBOOK …]`` (all by default). The PNG is a preview for places that do not
draw plotly's JSON. One is kept while its figure is unchanged, so that a machine without Chrome or
Chromium writes unchanged notebooks back byte for byte; where a new one is due and no browser is found,
it is left out and a line says so.
"""

import base64
import json
import sys
import time
from pathlib import Path
from typing import Any

import nbformat
import plotly.graph_objects as go
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError

from op1027.charts import theme
from op1027.export.browser import find_browser
from op1027.text.files import one_line, write_files

ROOT = Path(__file__).parents[1]
FIGURE, PICTURE = theme.MIME, "image/png"


def render(path: Path) -> str:
    """Execute one notebook in place; returns what was done, in a few words."""
    notebook = nbformat.read(path, as_version=4)
    kept = previews(notebook)
    NotebookClient(
        notebook,
        kernel_name="python3",
        record_timing=False,
        timeout=600,
        resources={"metadata": {"path": path.parent}},
        extra_arguments=["--IPKernelApp.log_level=40"],
    ).execute()
    clean(notebook)
    drawn, missing = add_previews(notebook, kept)
    write_files({path: (nbformat.writes(notebook).rstrip("\n") + "\n").encode("utf-8")})
    figures = len(previews(notebook)) + missing
    note = f"{figures} charts, {drawn} drawn anew" if drawn or not missing else f"{figures} charts"
    return note + (f", {missing} without a preview: no Chrome or Chromium found" if missing else "")


def outputs(notebook: Any) -> list[Any]:
    """The outputs that hold a figure, in order."""
    return [o for cell in notebook.cells for o in cell.get("outputs", []) if FIGURE in o.get("data", {})]


def key(output: Any) -> str:
    """What a figure is known by: its JSON."""
    return json.dumps(output["data"][FIGURE], sort_keys=True)


def previews(notebook: Any) -> dict[str, str]:
    """The previews that a notebook holds, by figure."""
    return {key(o): o["data"][PICTURE] for o in outputs(notebook) if PICTURE in o["data"]}


def clean(notebook: Any) -> None:
    """Take out what differs between machines and runs, or says nothing."""
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)


def add_previews(notebook: Any, kept: dict[str, str]) -> tuple[int, int]:
    """Put a PNG beside each figure; returns how many were drawn and how many are missing."""
    due = []
    for output in outputs(notebook):
        if key(output) in kept:
            output["data"][PICTURE] = kept[key(output)]
        else:
            due.append(output)
    if not due:
        return 0, 0
    if not find_browser():
        return 0, len(due)
    for output in due:
        output["data"][PICTURE] = base64.b64encode(png(output["data"][FIGURE])).decode()
    return len(due), 0


def png(figure: dict[str, Any]) -> bytes:
    """A figure as PNG."""
    drawn = go.Figure(data=figure["data"], layout=figure["layout"])
    return bytes(drawn.to_image("png", width=drawn.layout.width, height=drawn.layout.height))


def main(names: list[str]) -> int:
    """Render the notebooks named, or all; returns the exit code."""
    paths = [Path(name).resolve() for name in names] or sorted((ROOT / "notebooks").glob("*.ipynb"))
    for number, path in enumerate(paths, start=1):
        print(f"[{number}/{len(paths)}] {path.name} … ", end="", flush=True)
        start = time.perf_counter()
        try:
            with one_line("left as it was"):
                note = render(path)
        except CellExecutionError as error:
            print(f"stopped by an error; left as it was\n\n{error}")
            return 1
        except (DeadKernelError, AssertionError):  # nbclient, once Ctrl-C has ended the kernel, finds none to close
            print("stopped, for its kernel has ended; left as it was")
            return 1
        print(f"{note} ({time.perf_counter() - start:.1f} s)")
    print("Done. Read them with `make lab`, or open notebooks/ in any Jupyter.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
