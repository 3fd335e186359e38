"""Figure 1: load, check, events and progress against the least that an analyst would write."""

import math
from pathlib import Path
from typing import Any

from benchmarks.generate import generate
from benchmarks.jobs import TABLES
from benchmarks.measure import Measured, aim, by_turns, ratio

SIZES = (1_000, 100_000, 1_000_000, 3_000_000)
OTHERS = ("pandas", "pandas_reports", "polars", "duckdb")
AIM, MEMORY_AIM = 1.5, 2.5


def measure(work: Path, sizes: tuple[int, ...] = SIZES) -> dict[str, Any]:
    rows = []
    for size in sizes:
        folder = generate(work / str(size), size)
        csv_mb = sum((folder / f"{name}.csv").stat().st_size for name in TABLES) / (1 << 20)
        runs = 5 if size < 1_000_000 else 3
        found = by_turns(dict.fromkeys(("ours", *OTHERS, "steps"), (folder,)), runs)
        mine, steps = found["ours"], found.pop("steps")
        rows.append(
            {
                "reports": size,
                "runs": runs,
                "csv_mb": round(csv_mb, 1),
                "times": {name: ratio(mine["seconds"], found[name]["seconds"]) for name in OTHERS},
                "cpu_times": {name: ratio(mine["cpu_seconds"], found[name]["cpu_seconds"]) for name in OTHERS},
                "peak_over_csv": peaks_over(csv_mb, found),
                "share_of_step": {name: ratio(one, sum(steps.values())) for name, one in steps.items()},
                "seconds": {name: round(one["seconds"], 3) for name, one in found.items()},
                "cpu_seconds": {name: round(one["cpu_seconds"], 3) for name, one in found.items()},
            }
        )
    large = [row for row in rows if row["reports"] >= 100_000]
    result: dict[str, Any] = {"aim": {"times": AIM, "peak_over_csv": MEMORY_AIM}, "rows": rows}
    if len(large) > 1:
        result["growth_exponent"] = {name: exponent(large, name) for name in ("ours", *OTHERS)}
    return result


def peaks_over(csv_mb: float, found: dict[str, Measured]) -> dict[str, float] | None:
    """Peak memory over the size of the files; nothing where these are smaller than what the imports take."""
    return {name: ratio(one["peak_mb"], csv_mb) for name, one in found.items()} if csv_mb > 10 else None


def exponent(rows: list[dict[str, Any]], name: str) -> float:
    """The slope of time over size, both as logarithms (least squares): 1 is linear."""
    points = [(math.log(row["reports"]), math.log(row["cpu_seconds"][name])) for row in rows]
    mean_x, mean_y = (sum(values) / len(points) for values in zip(*points, strict=True))
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / sum((x - mean_x) ** 2 for x, _ in points)
    return round(slope, 2)


def lines(result: dict[str, Any]) -> list[str]:
    peaks = [row["peak_over_csv"]["ours"] for row in result["rows"] if row["peak_over_csv"]]
    table = [
        "1. load + check + events + progress: times of the alternative"
        f" {aim(f'{AIM} of pandas', max(row['times']['pandas'] for row in result['rows']) <= AIM)}",
        f"   peak memory over the size of the CSVs {aim(str(MEMORY_AIM), max(peaks) <= MEMORY_AIM)}",
        f"   {'reports':>9}{'CSVs, MB':>10}"
        + "".join(f"{name.replace('pandas_reports', '1 table'):>9}" for name in OTHERS)
        + f"{'peak / CSV':>12}{'of pandas':>12}",
    ]
    for row in result["rows"]:
        times = "".join(f"{row['times'][name]:>9}" for name in OTHERS)
        peak = row["peak_over_csv"] or {"ours": "-", "pandas": "-"}
        table.append(f"   {row['reports']:>9,}{row['csv_mb']:>10}{times}{peak['ours']:>12}{peak['pandas']:>12}")
        shares = ", ".join(f"{name} {share:.0%}" for name, share in row["share_of_step"].items())
        table.append(f"      {shares}")
    if "growth_exponent" in result:
        grown = ", ".join(f"{name} {value}" for name, value in result["growth_exponent"].items())
        table.append(f"   growth of processor time with size, exponent: {grown}")
    return table
