"""Draw docs/progress.png, the picture in the README (needs Chrome or Chromium)."""

import sys
from pathlib import Path

from op1027 import charts, load
from render import WIDTH, find_browser

TARGET = Path(__file__).parents[1] / "docs" / "progress.png"


def main() -> int:
    """Draw the picture; returns the exit code."""
    if not find_browser():
        print("No Chrome or Chromium found: docs/progress.png is left as it was.")
        return 1
    figure = charts.plot_progress(load())
    figure.write_image(TARGET, width=WIDTH, height=figure.layout.height, scale=2)
    print(f"Written: docs/{TARGET.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
