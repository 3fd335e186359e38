"""From a cold start to the first chart, beside the same traces drawn without a record."""

from pathlib import Path

import op1027
from benchmarks.measure import Row, by_turns

AIM, RUNS = 1.6, 7


def measure(work: Path) -> list[Row]:
    drawn = work / "first_chart.json"
    drawn.write_text(op1027.charts.plot_progress(op1027.load()).to_json(), encoding="utf-8")
    found = by_turns({"first_chart": (), "first_chart_by_hand": (drawn,)}, RUNS)
    ours, theirs = (one["seconds"] for one in found.values())
    return [Row("a cold start to the first chart", "pandas, plotly and the same traces by hand", ours, theirs, AIM)]
