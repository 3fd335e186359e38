"""``python -m benchmarks [FIGURE …] [--sizes N …]``: measure, print one table, write it down.

It goes into benchmarks/results.json, and as a table into docs/performance.md.
"""

import argparse
import compileall
import json
import os
import platform
import textwrap
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import op1027
from benchmarks.measure import ROOT

FIGURES = ("load", "check", "imports", "notebooks", "asof", "charts", "exports")
LIBRARIES = ("pandas", "numpy", "pyarrow", "plotly", "polars", "duckdb", "frictionless", "nbval")
RESULTS = Path(__file__).parent / "results.json"
PAGE = ROOT / "docs" / "performance.md"
FENCE, WIDE = "```", 88  # characters: as many as a page of the site has room for
WORK = ROOT / "build" / "bench"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("figures", nargs="*", choices=[[], *FIGURES], help="which to measure; by default all")
    parser.add_argument("--sizes", nargs="+", type=int, help="reports, for load")
    given = parser.parse_args()
    results: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    kept = {name: one for name, one in results.get("figures", {}).items() if name in FIGURES}
    compileall.compile_dir(ROOT / "src", quiet=1)  # as pip did with the others
    for name in given.figures or FIGURES:
        figure = import_module(f"benchmarks.{name}")
        sizes = {"sizes": tuple(given.sizes)} if name == "load" and given.sizes else {}
        kept[name] = figure.measure(WORK, **sizes) | {"with": surroundings()}
        print(table({name: kept[name]}), flush=True)
        ordered = {"figures": {name: kept[name] for name in FIGURES if name in kept}}
        RESULTS.write_text(json.dumps(ordered, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8"), table(kept)), encoding="utf-8")


def table(figures: dict[str, Any]) -> str:
    """All figures as they are printed."""
    known = [name for name in FIGURES if name in figures]
    found = [line for name in known for line in import_module(f"benchmarks.{name}").lines(figures[name])]
    found += [f"with {words}" for words in dict.fromkeys(written(figures[name]["with"]) for name in known)]
    return "\n".join(textwrap.fill(line, WIDE, subsequent_indent="   ") for line in found)


def written(surroundings: dict[str, Any]) -> str:
    """What the figures depend on, in a line."""
    libraries = ", ".join(" ".join(pair) for pair in surroundings["libraries"].items())
    return f"Python {surroundings['python']} on {surroundings['cpus']} processors; {libraries}"


def with_table(page: str, table: str) -> str:
    """The page with this table instead of the one between its only fences."""
    head, _, rest = page.split(FENCE)
    return f"{head}{FENCE}text\n{table}\n{FENCE}{rest}"


def surroundings() -> dict[str, Any]:
    """What the figures depend on: no name of the machine and no path."""
    ledger = op1027.load()
    return {
        "op1027": op1027.__version__,
        "record": {"reports": len(ledger.reports), "fingerprint": ledger.fingerprint},
        "python": platform.python_version(),
        "cpus": os.cpu_count(),
        "libraries": {name: version(name) for name in LIBRARIES},
    }


if __name__ == "__main__":
    main()
