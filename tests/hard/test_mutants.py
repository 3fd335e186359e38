"""Folders with one to three cells changed to other well-formed ones: what is wrong with them is meaning.

Each must be reported; or it is harmless, and that is shown: the rules of meaning, written out again below in plain
loops, all hold, and the method in plain loops (`naive`) counts what the package counts. ``MUTANTS=1000`` tries as
many. All data here are synthetic.
"""

import csv
import os
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

import naive
import op1027
from conftest import SYNTHETIC, claim, report, write_folder
from made_records import counted_alike, plain
from naive import Record, Row
from op1027.ledger.load import inspect
from op1027.record.package import Package, read_descriptor

SEED, PARTS = 2711, 2
MUTANTS = int(os.environ.get("MUTANTS", "80"))
TABLES = {"reports": "events_and_claims"} | {
    name: name for name in ("sources", "places", "actors", "fronts", "assessments")
}
BASE = {"type": "base_captured", "place": "hills", "metric": "bases", "qualifier": "exact"}
FORECAST = {"item": "fall", "type": "forecast", "metric": "", "low": "", "high": "", "qualifier": "likely"}
ROWS = [
    report(),
    report(source="radio_1", claimant="radio", date_start="2024-01-04", date_end="2024-01-06", allies="guerrillas"),
    report(source="paper_2", claimant="army", stance="denies"),
    report(item="alpha_lost", type="town_recaptured", actor="army", opponent="rebels", date_start="2024-02-01")
    | {"source": "paper_2"},
    report(item="beta_taken", place="beta", source="radio_1", claimant="rebels"),
    report(item="gamma_handed", type="town_transferred", place="gamma", front="south", claimant="army"),
    report(item="base_1", **BASE, low="1", high="1"),
    report(item="base_4", **BASE | {"qualifier": "about"}, low="3", high="5", source="radio_1", claimant="rebels"),
    report(item="fight", type="battle", place="beta", date_start="2024-01-02"),
    claim(),
    claim(item="towns", metric="towns", low="2", high="2", since="2023-10-27"),
    claim(item="over", metric="towns", low="3", high="", qualifier="more_than", front="all", source="radio_2"),
    claim(**FORECAST, resolves_by="2024-06-01"),
    claim(**FORECAST, resolves_by="2024-06-01", stance="denies", claimant="army", source="radio_1"),
]
VERDICTS = [
    {"item": "fall", "as_of": "2024-03-01", "verdict": "borne_out", "basis": "r0004", "reason": "synthetic"},
    {"item": "fall", "as_of": "2024-03-09", "verdict": "open", "basis": "", "reason": "synthetic"},
]
ACTORS = [row | ({"part_of": "guerrillas"} if row["actor"] == "rebels" else {}) for row in SYNTHETIC["actors"]]
INFERRED = {"radio_2": {"date_basis": "inferred", "published_from": "2024-02-20"}}
PAGES = [row | INFERRED.get(row["source"], {}) for row in SYNTHETIC["sources"]]
COUNTS = {
    "base_captured": naive.UNITS,
    "base_recaptured": naive.UNITS,
    "arms_seized": {"weapons", "vehicles", "aircraft"},
}
FLOORS = {"dozens": 24, "scores": 40, "hundreds": 200, "thousands": 2_000}


def another(dice: Random, package: Package, table: str, column: str, old: str, tables: dict[str, list[Row]]) -> str:
    """A well-formed value for a cell: a word of its vocabulary, a key, a day, a number, or none."""
    field = package.fields(table)[column]
    keys = {"actor": "actors", "opponent": "actors", "claimant": "actors", "publisher": "actors", "origin": "actors"}
    keys |= {"allies": "actors", "part_of": "actors", "place": "places", "front": "fronts", "source": "sources"}
    if words := field.get("constraints", {}).get("enum"):
        return str(dice.choice([*words, ""]))
    if field["type"] == "date":
        start = date.fromisoformat(old) if old else date(2024, 1, 5)
        return (
            str(start + timedelta(days=dice.choice([-400, -60, -9, -1, 1, 2, 9, 60, 400])))
            if dice.random() < 0.9
            else ""
        )
    if field["type"] == "integer":
        return str(dice.choice(["", 0, 1, 2, 3, 7, 24, 40, 400]))
    if column in keys and column != table.removesuffix("s"):
        named = [row[keys[column].removesuffix("s")] for row in tables[keys[column]]]
        return (
            "|".join(dice.sample(named, 2)) if column == "allies" and dice.random() < 0.3 else dice.choice([*named, ""])
        )
    return str(dice.choice([row[column] for row in tables[table]]))


def tables_in(folder: Path, package: Package) -> dict[str, list[Row]]:
    found = {}
    for name in TABLES.values():
        with (folder / package.file(name)).open(encoding="utf-8", newline="") as f:
            found[name] = list(csv.DictReader(f))
    return found


def record_of(ledger: op1027.Ledger) -> Record:
    return {
        name: [
            {str(column): plain(value) for column, value in zip(frame, row, strict=True)}
            for row in frame.astype("object").to_numpy()
        ]
        for name, frame in ((name, getattr(ledger, name)) for name in TABLES)
    }


def broken_rules(record: Record) -> Iterator[str]:  # noqa: PLR0912
    """The rules of meaning once more, in plain loops: which of them a record breaks."""
    pages = {row["source"]: row for row in record["sources"]}
    places = {row["place"]: row for row in record["places"]}
    items: dict[str, list[Row]] = {}
    for row in record["reports"]:
        items.setdefault(row["item"], []).append(row)
        allies = (row["allies"] or "").split("|")
        event, low, high, word = row["kind"] == "event", row["low"], row["high"], row["qualifier"]
        counted = low is not None or high is not None
        yield from (
            name
            for name, wrong in {
                "days in order": row["date_start"] > row["date_end"],
                "since": row["since"] and row["since"] > row["date_end"],
                "told before it began": event and pages[row["source"]]["published"] < row["date_start"],
                "an event without an actor": event and not row["actor"],
                "its own opponent": row["actor"] and row["actor"] == row["opponent"],
                "its own ally": {row["actor"], row["opponent"]} & (set(allies) - {""}),
                "an ally twice": len(set(allies)) < len(allies),
                "low above high": None not in (low, high) and low > high,
                "one number, two ends": word == "exact" and low != high,
                "below its word": low is not None and low < FLOORS.get(word or "", 0),
                "a count without unit or word": counted and not (row["metric"] and word),
                "a unit without count": row["metric"] and not counted,
                "a unit that is not its type's": row["metric"]
                and row["metric"] not in COUNTS.get(row["type"], {row["metric"]}),
                "a forecast and its day": (row["type"] == "forecast") != (row["resolves_by"] is not None),
                "front": row["place"] and (places[row["place"]]["front"] or "all") != row["front"],
                "a town": row["type"].startswith("town_") and places.get(row["place"], {}).get("kind") != "town",
                "outside every front": row["type"].startswith(("town_", "base_")) and row["front"] == "all",
            }.items()
            if wrong
        )
    for rows in items.values():
        said = [row for row in rows if row["stance"] == "affirms"]
        if not said:
            yield "denied alone"
        if len({(row["kind"], row["type"], row["front"], row["place"]) for row in rows}) > 1:
            yield "one item, two things"
        if rows[0]["kind"] == "claim" and len({row["claimant"] for row in said}) > 1:
            yield "one claim, two claimants"
    if any(row["read_on"] and row["read_on"] < row["published"] for row in record["sources"]):
        yield "read before published"
    for row in record["sources"]:
        if row["published_from"] and (row["published_from"] > row["published"] or row["date_basis"] != "inferred"):
            yield "a span that is none"
    for key in ("reports", "sources", "places", "actors", "fronts"):
        name = "report_id" if key == "reports" else key.removesuffix("s")
        if len({row[name] for row in record[key]}) < len(record[key]):
            yield "a key twice"
    if len({(row["item"], row["as_of"]) for row in record["assessments"]}) < len(record["assessments"]):
        yield "two verdicts of a day"
    published = {row["report_id"]: pages[row["source"]]["published"] for row in record["reports"]}
    for row in record["assessments"]:
        if row["item"] not in items or items[row["item"]][0]["kind"] != "claim":
            yield "a verdict on no claim"
        if any(published.get(one, date.max) > row["as_of"] for one in (row["basis"] or "").split("|") if one):
            yield "resting on what was not known"
    for actor in record["actors"]:
        if actor["actor"] in naive.bodies_above(record, actor["actor"]):
            yield "part of itself"
    hands = [event for event in naive.events(record) if event["type"] in naive.CHANGES_OF_HANDS and event["place"]]
    if len(naive.control(record)) < len(hands):
        yield "taken from itself"


@pytest.mark.parametrize("part", range(PARTS))
def test_a_mutant_is_reported_or_harmless(part: int, tmp_path: Path) -> None:
    base = write_folder(tmp_path / "base", ROWS, assessments=VERDICTS, actors=ACTORS, sources=PAGES)
    package, dice = read_descriptor(base), Random(SEED + part)
    assert not inspect(base)[1]
    reported, harmless = 0, 0
    while reported + harmless < MUTANTS // PARTS:
        tables, touched = tables_in(base, package), set()
        for _ in range(dice.choice([1, 1, 1, 2, 3])):
            table = dice.choice([*["events_and_claims"] * 4, *TABLES.values()])
            row = dice.choice(tables[table])
            column = dice.choice(
                [name for name in row if name not in ("summary", "reason", "description", "name_mm", "url")]
            )
            old = row[column]
            row[column] = another(dice, package, table, column, old, tables)
            touched |= {table} if row[column] != old else set()
        if not touched:
            continue
        before = {table: (base / package.file(table)).read_bytes() for table in touched}
        try:
            for table in touched:
                with (base / package.file(table)).open("w", encoding="utf-8", newline="") as f:
                    out = csv.DictWriter(f, list(tables[table][0]), lineterminator="\n")
                    out.writeheader()
                    out.writerows(tables[table])
            ledger, faults = inspect(base)
            if faults:
                reported += 1
                for fault in faults:
                    assert fault.rule, fault
                    assert fault.mend, fault
                    assert 0 <= fault.line <= len(ROWS) + 20
                continue
            assert ledger is not None
            record = record_of(ledger)
            assert list(broken_rules(record)) == [], changed(before, base, package)
            counted_alike(record, ledger)
            harmless += 1
        finally:
            for table, content in before.items():
                (base / package.file(table)).write_bytes(content)
    assert reported > MUTANTS // PARTS // 4
    assert harmless > MUTANTS // PARTS // 10


def changed(before: dict[str, bytes], folder: Path, package: Package) -> list[Any]:
    """The lines that a mutation changed, for the eye."""
    after = {table: (folder / package.file(table)).read_bytes().splitlines() for table in before}
    return [line for table in before for line in after[table] if line not in before[table].splitlines()]
