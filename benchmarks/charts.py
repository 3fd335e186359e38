"""Each chart built from a loaded record, beside plotly's figure of the same traces, points, shapes and annotations."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import plotly.graph_objects as go

import op1027
from benchmarks.measure import Row
from op1027 import charts

AIM, RUNS = 4, 9


def measure(work: Path) -> list[Row]:
    ledger = op1027.load()
    rows = []
    for name in charts.__all__:
        plot = getattr(charts, name)
        text = plot(ledger).to_json()  # now the ledger has kept the frames
        parts = json.loads(text)
        ours, theirs = by_turns(lambda plot=plot: plot(ledger), lambda parts=parts: go.Figure(parts))
        what = f"{name} ({len(text) / 1000:,.0f} KB)"
        rows.append(Row(what, "the same traces handed over as dicts", ours, theirs, AIM))
    return rows


def by_turns(*works: Callable[[], object]) -> list[float]:
    """The median processor seconds of each, in one process, one after the other and again."""
    took: list[list[float]] = [[] for _ in works]
    for _ in range(RUNS):
        for work, seconds in zip(works, took, strict=True):
            begun = time.process_time()
            work()
            seconds.append(time.process_time() - begun)
    return [median(seconds) for seconds in took]
