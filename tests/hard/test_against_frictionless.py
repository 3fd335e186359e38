"""Our check and ``frictionless validate`` find the same of what the standard can express. The record is synthetic."""

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from benchmarks.generate import generate
from frictionless import Package

from op1027.ledger.load import inspect
from op1027.record.check import read_folder

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
Places = list[tuple[str, int, str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(tmp_path_factory.mktemp("made"), 1_000)


def spoil(folder: Path) -> Places:
    """Make one value wrong in each of some rows, starting where a value stands and no other row of the item does."""
    path = folder / "events_and_claims.csv"
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    with (folder / "assessments.csv").open(encoding="utf-8", newline="") as file:
        judged = [row["item"] for row in csv.DictReader(file)]
    counts = Counter([*(values[header.index("item")] for values in rows), *judged])
    made, row = [], 10
    for column, value in SPOILT.items():
        while counts[rows[row][header.index("item")]] > 1 or not rows[row][header.index(column)]:
            row += 1
        rows[row][header.index(column)] = value
        made.append((path.name, row + 2, column))
        row += 1
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])
    return sorted(made)


def by_frictionless(folder: Path) -> Places:
    """Its row numbers are our lines where no value holds a line break."""
    described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    described["resources"] = [r for r in described["resources"] if (folder / r["path"]).is_file()]
    package = Package.from_descriptor(described, basepath=str(folder))

    def column(error: Any) -> str:
        names = getattr(error, "field_names", None)  # of several columns the first
        return names[0] if names else getattr(error, "field_name", "")

    tasks = package.validate(limit_errors=100_000).tasks
    return sorted((Path(t.place).name, error.row_number, column(error)) for t in tasks for error in t.errors)


def test_both_find_the_faults_that_were_made(folder: Path) -> None:
    assert by_frictionless(folder) == []
    made = spoil(folder)
    ours = [
        sorted((f.file, f.line, f.column) for f in faults) for faults in (inspect(folder)[1], read_folder(folder)[2])
    ]
    assert ours == [made, made]
    assert by_frictionless(folder) == made
