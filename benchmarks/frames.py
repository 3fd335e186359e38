"""The frames of the notebooks, beside the start of a kernel; and how they grow with the record."""

import math
from pathlib import Path

from benchmarks.generate import generate
from benchmarks.measure import ROOT, Row, by_turns, child

RUNS, SIZES = 2, (10_000, 100_000)


def measure(work: Path) -> list[Row]:
    found = by_turns({"kernel": (), "frames": (ROOT / "data",)}, RUNS)
    kernel, took = found["kernel"]["seconds"], found["frames"]
    small, large = (child("frames", generate(work / str(size), size)) for size in SIZES)
    step = math.log(SIZES[1] / SIZES[0])
    grown = {name: math.log(large[name] / small[name]) / step for name in took}
    rows = [Row(f"{name} of the record", "the start of a kernel", seconds, kernel, 1) for name, seconds in took.items()]
    what = f"from {SIZES[0]:,} to {SIZES[1]:,} reports"
    return rows + [Row(f"growth of {name} {what}", "linear", exponent, 1, 1.1, "") for name, exponent in grown.items()]
