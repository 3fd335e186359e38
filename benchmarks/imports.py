"""Figure 3: what ``import op1027`` costs above the libraries that it stands on, without and with what draws."""

from pathlib import Path
from typing import Any

from benchmarks.measure import aim, by_turns, ratio

AIM, RUNS = 1.15, 11
PAIRS = {"package": ("import_ours", "import_theirs"), "charts": ("import_ours_to_draw", "import_theirs_to_draw")}


def measure(work: Path) -> dict[str, Any]:
    found = by_turns({job: () for pair in PAIRS.values() for job in pair}, RUNS)
    times = {name: ratio(found[ours]["seconds"], found[theirs]["seconds"]) for name, (ours, theirs) in PAIRS.items()}
    seconds = {job: round(one["seconds"], 3) for job, one in found.items()}
    return {"aim": AIM, "runs": RUNS, "times": times, "seconds": seconds}


def lines(result: dict[str, Any]) -> list[str]:
    times = result["times"]
    return [
        f"3. import op1027: times of import pandas, plotly.graph_objects {aim(str(AIM), times['package'] <= AIM)}",
        f"   the package {times['package']}; its charts too, against plotly's Figure and subplots too"
        f" {times['charts']}",
    ]
