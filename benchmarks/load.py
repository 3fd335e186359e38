"""Load, check, resolve and count a record, beside bare ``pandas.read_csv`` of the same files."""

from pathlib import Path

from benchmarks.generate import generate
from benchmarks.measure import ROOT, Row, by_turns

AIMS = {0: 10, 10_000: 6, 100_000: 4, 1_000_000: None}  # 0: the shipped record
MEASURABLE = 100_000  # reports from which memory is more than what the imports took
RUNS = {0: 7, 10_000: 5, 100_000: 3, 1_000_000: 1}


def measure(work: Path) -> list[Row]:
    rows = []
    for size, aim in AIMS.items():
        folder = generate(work / str(size), size) if size else ROOT / "data"
        found = by_turns(dict.fromkeys(("ours", "bare", "bare_pyarrow"), (folder,)), RUNS[size])
        ours, default, pyarrow = (one["seconds"] for one in found.values())
        what = f"load, check, events and progress of {f'{size:,} reports' if size else 'the record'}"
        rows += [Row(what, "pandas.read_csv", ours, default, aim), Row(what, "read_csv with pyarrow", ours, pyarrow)]
        if size >= MEASURABLE:
            megabytes = sum(table.stat().st_size for table in folder.glob("*.csv")) / (1 << 20)
            rows.append(Row(f"memory for {size:,} reports", "its CSVs", found["ours"]["peak_mb"], megabytes, unit="MB"))
    return rows
