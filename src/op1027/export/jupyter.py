"""What Jupyter of an environment asks of this package, by the files of ``etc/jupyter`` that it installs.

nbconvert draws the figures that a notebook stores as plotly's data, for which it has no form of its own; JupyterLab
saves a notebook with the kernel that its file names.
"""

import json
from pathlib import Path
from typing import Any

import plotly.io as pio
from nbconvert.preprocessors import Preprocessor

from op1027.charts.theme import MIME

_DRAWN_ALREADY = ("text/html", "image/svg+xml", "image/png", "image/jpeg")


class DrawnFigures(Preprocessor):
    """Plotly figures of a notebook as HTML that draws them, where no picture or HTML stands beside them.

    plotly.js comes with the first of them, from the installed plotly, so that the page works without internet.
    """

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Called by nbconvert for each notebook, after it has run."""
        shown = [output.get("data", {}) for cell in nb.cells for output in cell.get("outputs", [])]
        due = [data for data in shown if MIME in data and not any(kind in data for kind in _DRAWN_ALREADY)]
        for number, data in enumerate(due):
            figure = dict(data[MIME])
            config = dict(figure.pop("config", {}))  # to_html adds to it
            data["text/html"] = pio.to_html(
                figure,
                config,
                auto_play=False,
                include_plotlyjs=number == 0,
                full_html=False,
                validate=False,
                div_id=f"figure-{number + 1}",
            )
        return nb, resources


def keep_kernel(model: dict[str, Any], path: str, contents_manager: Any, **_: Any) -> None:
    """Before a notebook is saved: its kernel and language as they stand in its file, so that no other byte changes.

    JupyterLab writes the name of its kernel and the version of Python into every notebook that it saves. Here a file
    keeps what it says of both, unless another kernel was chosen.

    Parameters
    ----------
    model, path, contents_manager
        As Jupyter hands them to a ``pre_save_hook``.
    """
    file = Path(contents_manager.root_dir, path)
    if model["type"] != "notebook" or not file.is_file():
        return
    new, old = model["content"]["metadata"], json.loads(file.read_text(encoding="utf-8"))["metadata"]
    if new.get("kernelspec", {}).get("name") == old.get("kernelspec", {}).get("name"):
        new |= {key: old[key] for key in ("kernelspec", "language_info") if key in old}
