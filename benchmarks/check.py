"""Figure 2: our check against ``frictionless validate``, and whether both find the same faults."""

import csv
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.generate import generate
from benchmarks.measure import aim, by_turns, child, ratio

SIZES = (1_000, 100_000)
AIM, RUNS = 50, 3
# what is made wrong in which row: faults that the standard can express, one a row, on rows that nothing else rests on
SPOILT = {
    "date_start": "2024-02-31",
    "front": "nowhere",
    "actor": "nobody",
    "claimant": "",
    "stance": "shrugs",
    "low": "many",
    "item": "Not A Key",
    "since": "1025-01-01",
    "source": "unread",
    "metric": "smiles",
}


def measure(work: Path, sizes: tuple[int, ...] = SIZES) -> dict[str, Any]:
    rows = []
    for size in sizes:
        folder = generate(work / str(size), size)
        found = by_turns(dict.fromkeys(("check", "check_columns", "frictionless"), (folder,)), RUNS)
        assert not [one["faults"] for one in found.values() if one["faults"]], "a sound folder has no faults"
        mine, same, theirs = (one["seconds"] for one in found.values())
        rows.append(
            {
                "reports": size,
                "times_faster": ratio(theirs, mine),
                "times_faster_columns_and_keys": ratio(theirs, same),
                "seconds": {name: round(one["seconds"], 3) for name, one in found.items()},
            }
        )
    spoilt = spoil(generate(work / "spoilt", max(sizes)))
    mine, theirs = (child(job, spoilt["folder"])["faults"] for job in ("check", "frictionless"))
    made = sorted(spoilt["faults"])
    return {
        "aim": AIM,
        "runs": RUNS,
        "rows": rows,
        "faults_made": len(made),
        "in_reports": max(sizes),
        "found_by_ours": len([fault for fault in made if fault in mine]),
        "found_by_frictionless": len([fault for fault in made if fault in theirs]),
        "only_ours": [fault for fault in mine if fault not in theirs],
        "only_frictionless": [fault for fault in theirs if fault not in mine],
    }


def spoil(folder: Path) -> dict[str, Any]:
    """Make one value wrong in each of some rows, ten apart, starting where a value stands."""
    path = folder / "events_and_claims.csv"
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    made, row = [], 10
    counts = Counter(values[header.index("item")] for values in rows)
    with (folder / "assessments.csv").open(encoding="utf-8", newline="") as file:
        counts.update(judged["item"] for judged in csv.DictReader(file))
    for column, value in SPOILT.items():
        while counts[rows[row][header.index("item")]] > 1 or not rows[row][header.index(column)]:
            row += 1
        rows[row][header.index(column)] = value
        made.append([path.name, row + 2, column])
        row += 1
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])
    return {"folder": folder, "faults": made}


def lines(result: dict[str, Any]) -> list[str]:
    made = result["faults_made"]
    return [
        f"2. check alone: times faster than frictionless validate"
        f" {aim(f'{AIM} at {max(SIZES):,}', result['rows'][-1]['times_faster'] >= AIM)}",
        f"   {'reports':>9}{'whole check':>16}{'columns and keys only':>25}",
        *(
            f"   {row['reports']:>9,}{row['times_faster']:>16}{row['times_faster_columns_and_keys']:>25}"
            for row in result["rows"]
        ),
        f"   of {made} faults made in {result['in_reports']:,} reports, found: ours {result['found_by_ours']},"
        f" frictionless {result['found_by_frictionless']}; found by one alone: ours {len(result['only_ours'])},"
        f" frictionless {len(result['only_frictionless'])}",
    ]
