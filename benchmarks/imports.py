"""Figure 3: what ``import op1027`` costs above the libraries that it stands on."""

from pathlib import Path
from typing import Any

from benchmarks.measure import aim, by_turns, ratio

AIM, RUNS = 1.15, 11


def measure(work: Path) -> dict[str, Any]:
    found = by_turns({"import_ours": (), "import_theirs": (), "import_theirs_to_draw": ()}, RUNS)
    seconds = {job.removeprefix("import_"): round(one["seconds"], 3) for job, one in found.items()}
    times = {other: ratio(seconds["ours"], seconds[other]) for other in ("theirs", "theirs_to_draw")}
    return {"aim": AIM, "runs": RUNS, "times": times, "seconds": seconds}


def lines(result: dict[str, Any]) -> list[str]:
    times = result["times"]
    return [
        f"3. import op1027: times of import pandas, plotly.graph_objects {aim(str(AIM), times['theirs'] <= AIM)}",
        f"   as they are {times['theirs']}; with plotly's Figure and subplots, which it loads when asked, too"
        f" {times['theirs_to_draw']}",
    ]
