"""JupyterLab as `make lab` starts it: opening and saving a notebook changes no byte.

JupyterLab writes the name of its kernel and the version of Python into every notebook that it saves. Here a file keeps
what it says of both, unless another kernel was chosen.
"""

import json
from pathlib import Path
from typing import Any


def keep_kernel(model: dict[str, Any], path: str, contents_manager: Any, **_: Any) -> None:
    """Before a notebook is saved: its kernel and language as they stand in its file."""
    file = Path(contents_manager.root_dir, path)
    if model["type"] != "notebook" or not file.is_file():
        return
    new, old = model["content"]["metadata"], json.loads(file.read_text(encoding="utf-8"))["metadata"]
    if new.get("kernelspec", {}).get("name") == old.get("kernelspec", {}).get("name"):
        new |= {key: old[key] for key in ("kernelspec", "language_info") if key in old}


c = get_config()  # type: ignore[name-defined]  # noqa: F821 - Jupyter gives it to its configuration
c.FileContentsManager.pre_save_hook = keep_kernel
