"""Draw docs/pictures/: one PNG a chart, for the README and docs/charts.md (needs Chrome or Chromium)."""

import sys
from pathlib import Path

from op1027 import charts, load
from op1027.export.browser import find_browser
from op1027.text.files import one_line, write_files

TARGET = Path(__file__).parents[1] / "docs" / "pictures"


def main() -> int:
    """Draw every chart at full data; returns the exit code."""
    if not find_browser():
        print("No Chrome or Chromium found: docs/pictures/ is left as it was.")
        return 1
    ledger = load()
    for name in charts.__all__:
        figure = getattr(charts, name)(ledger)
        path = TARGET / f"{name.removeprefix('plot_')}.png"
        drawn = figure.to_image("png", width=figure.layout.width, height=figure.layout.height)
        with one_line(f"{path.name} was left as it was"):
            write_files({path: drawn})
        print(f"Written: docs/pictures/{path.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
