"""``python -m benchmarks [FIGURE …]``: measure, print the table, write it into docs/performance.md.

What was measured is kept in benchmarks/results.json.
"""

import argparse
import compileall
import json
import os
import platform
import time
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import op1027
from benchmarks.measure import ROOT, Row

FIGURES = ("start", "load", "charts", "notebooks", "exports", "frames", "site", "suite")
LIBRARIES = ("pandas", "numpy", "pyarrow", "plotly", "duckdb", "nbval")
RESULTS = Path(__file__).parent / "results.json"
PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- table -->\n", "<!-- end of table -->\n"
WORK = ROOT / "build" / "bench"
HEAD = ("What is waited for", "Beside", "Takes", "Times", "Aim")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("figures", nargs="*", choices=[[], *FIGURES], help="which to measure; by default all")
    chosen = parser.parse_args().figures or FIGURES
    results: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    kept = {name: one for name, one in results.get("figures", {}).items() if name in FIGURES}
    compileall.compile_dir(ROOT / "src", quiet=1)  # as pip did with the others
    WORK.mkdir(parents=True, exist_ok=True)
    for name in chosen:
        begun = time.perf_counter()
        rows = [row.kept() for row in import_module(f"benchmarks.{name}").measure(WORK)]
        minutes = (time.perf_counter() - begun) / 60
        kept[name] = {"rows": rows, "minutes": round(minutes, 1), "with": surroundings()}
        print(f"{name}, {minutes:.1f} min", table({name: kept[name]}), sep="\n", flush=True)
        ordered = {"figures": {name: kept[name] for name in FIGURES if name in kept}}
        RESULTS.write_text(json.dumps(ordered, indent=1) + "\n", encoding="utf-8")
        PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8"), table(kept)), encoding="utf-8")


def table(figures: dict[str, Any]) -> str:
    """All figures as a table of Markdown, and under it what they were measured with."""
    rows = [Row(**row) for name in FIGURES if name in figures for row in figures[name]["rows"]]
    cells = [HEAD, ("---", "---", "--:", "--:", "---")]
    cells += [(row.what, row.beside, f"{row.ours:,.3g} {row.unit}", f"{row.times:g}", row.words) for row in rows]
    body = "\n".join(f"| {' | '.join(line)} |" for line in cells)
    used = dict.fromkeys(written(figures[name]["with"]) for name in FIGURES if name in figures)
    return body + "\n\n" + "\n".join(f"With {words}." for words in used) + "\n"


def written(surroundings: dict[str, Any]) -> str:
    """What the figures depend on, in a line."""
    libraries = ", ".join(" ".join(pair) for pair in surroundings["libraries"].items())
    record = f"{surroundings['reports']:,} reports"
    return f"{record}; Python {surroundings['python']} on {surroundings['cpus']} processors; {libraries}"


def with_table(page: str, table: str) -> str:
    """The page with this table between its marks."""
    head, rest = page.split(BEGIN)
    return head + BEGIN + table + END + rest.split(END)[1]


def surroundings() -> dict[str, Any]:
    """What the figures depend on: no name of the machine and no path."""
    return {
        "reports": len(op1027.load().reports),
        "python": platform.python_version(),
        "cpus": os.cpu_count(),
        "libraries": {name: version(name) for name in LIBRARIES},
    }


if __name__ == "__main__":
    main()
