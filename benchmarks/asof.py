"""Figure 5: the record as known on every day, against working each day out from scratch."""

from pathlib import Path
from typing import Any

from benchmarks.measure import ROOT, aim, by_turns, ratio

AIM, AIM_MS, RUNS, STEP, SPARSE = 10, 20, 3, 1, 20


def measure(work: Path) -> dict[str, Any]:
    data = ROOT / "data"
    found = by_turns({"views": (data, STEP), "history": (data, SPARSE)}, RUNS)
    views, history = found["views"], found["history"]
    one_by_one = history["one_by_one_seconds"] / history["days_one_by_one"]
    return {
        "aim": {"times_faster": AIM, "ms_a_day": AIM_MS},
        "runs": RUNS,
        "days": views["days"],
        "events": {
            "times_faster": ratio(views["scratch_seconds"], views["seconds"]),
            "ms_a_day": round(1000 * views["seconds"] / views["days"], 2),
            "from_scratch_ms_a_day": round(1000 * views["scratch_seconds"] / views["days"], 2),
        },
        "towns": {
            "times_faster": ratio(one_by_one, history["seconds"] / history["days"]),
            "ms_a_day": round(1000 * history["seconds"] / history["days"], 2),
            "one_by_one_ms_a_day": round(1000 * one_by_one, 2),
        },
    }


def lines(result: dict[str, Any]) -> list[str]:
    events, towns = result["events"], result["towns"]
    reached = all(one["times_faster"] >= AIM and one["ms_a_day"] <= AIM_MS for one in (events, towns))
    return [
        f"5. as known on each of {result['days']:g} days: times faster than from scratch"
        f" {aim(f'{AIM}, and at most {AIM_MS} ms a day', reached)}",
        f"   events of a view{events['times_faster']:>10}{events['ms_a_day']:>10} ms a day"
        f" (from scratch {events['from_scratch_ms_a_day']})",
        f"   towns, all days {towns['times_faster']:>10}{towns['ms_a_day']:>10} ms a day"
        f" (day by day {towns['one_by_one_ms_a_day']})",
    ]
