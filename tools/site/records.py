"""The events and the claims as rows of a table, each with the pages it rests on."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from op1027.ledger.fronts import actor_names, front_names
from op1027.ledger.model import Ledger
from op1027.ledger.resolve import GRADES
from op1027.text import wording


@dataclass(frozen=True)
class Report:
    """One account: who says what, on which page."""

    page: str
    url: str  # blank if it is not an address of the web
    claimant: str
    denies: bool
    figure: str
    summary: str


@dataclass(frozen=True)
class Cell:
    """What a cell shows, what it is sorted by, and a second line."""

    text: str
    sort: str = ""
    note: str = ""
    mm: str = ""


@dataclass(frozen=True)
class Row:
    """One event or claim."""

    item: str
    cells: list[Cell]
    reports: list[Report]
    publishers: int
    keys: dict[str, str]  # what the menus choose by


@dataclass(frozen=True)
class Records:
    """A table to search and sort."""

    columns: list[str]
    rows: list[Row]
    menus: dict[str, list[str]]


def words(value: object) -> str:
    """A value of a vocabulary as words; blank if missing."""
    return "" if pd.isna(value) else str(value).replace("_", " ")  # type: ignore[call-overload]


def iso(date: pd.Timestamp) -> str:
    return "" if pd.isna(date) else date.strftime("%Y-%m-%d")


def number(row: dict[Hashable, Any]) -> str:
    """A count as its source gave it: ``bases: 40–70``."""
    low, high = row["low"], row["high"]
    if pd.isna(row["metric"]) or (pd.isna(low) and pd.isna(high)):
        return ""
    if pd.isna(high):
        span = f"{low:,} or more"
    elif pd.isna(low):
        span = f"up to {high:,}"
    else:
        span = f"{low:,}" if low == high else f"{low:,}–{high:,}"
    return f"{words(row['metric'])}: {span}"


def reports_of(ledger: Ledger) -> dict[str, list[Report]]:
    """Every item's reports, in the order of their publication."""
    pages = ledger.reports.merge(ledger.sources, on="source").sort_values(["published", "report_id"])
    names = actor_names(ledger)
    found: dict[str, list[Report]] = {}
    for row in pages.to_dict("records"):
        url = str(row["url"])
        found.setdefault(str(row["item"]), []).append(
            Report(
                page=f"{names[row['publisher']]}, {wording.short_span(row['published'], row['published'])}",
                url=url if url.startswith(("https://", "http://")) else "",
                claimant=str(names[row["claimant"]]),
                denies=row["stance"] == "denies",
                figure=number(row),
                summary=str(row["summary"]),
            )
        )
    return found


class Names:
    """Keys to names, for cells."""

    def __init__(self, ledger: Ledger) -> None:
        places = ledger.places.set_index("place")
        self.place = places["name"]
        self.place_mm = places["name_mm"].fillna("")
        self.actor = actor_names(ledger)
        self.front = front_names(ledger)

    def where(self, row: dict[Hashable, Any]) -> Cell:
        front = str(self.front[row["front"]])
        if pd.isna(row["place"]):
            return Cell(front, sort=front)
        return Cell(
            str(self.place[row["place"]]),
            sort=f"{front} {row['place']}",
            note=front,
            mm=str(self.place_mm[row["place"]]),
        )

    def who(self, key: object) -> str:
        return "" if pd.isna(key) else str(self.actor[str(key)])  # type: ignore[call-overload]


def event_records(ledger: Ledger) -> Records:
    """Every event: day, what happened, where, kind, by whom, how sure."""
    names, reports = Names(ledger), reports_of(ledger)
    rows = []
    for row in ledger.events.sort_values(["date", "item"]).to_dict("records"):
        span = "" if row["date_start"] == row["date_end"] else wording.short_span(row["date_start"], row["date_end"])
        against = names.who(row["opponent"])
        grade = str(row["evidence"])
        rows.append(
            Row(
                item=str(row["item"]),
                cells=[
                    Cell(wording.short_span(row["date"], row["date"]), sort=iso(row["date"]), note=span),
                    Cell(str(row["summary"]), note=number(row)),
                    names.where(row),
                    Cell(words(row["type"])),
                    Cell(names.who(row["actor"]), note=f"against {against}" if against else ""),
                    Cell(grade, sort=str(GRADES.index(grade)), note="disputed" if row["disputed"] else ""),
                ],
                reports=reports.get(str(row["item"]), []),
                publishers=int(row["n_publishers"]),
                keys={
                    "Front": str(names.front[row["front"]]),
                    "Kind": words(row["type"]),
                    "Evidence": grade,
                },
            )
        )
    return Records(["Day", "What happened", "Where", "Kind", "By whom", "Evidence"], rows, menus(rows))


def claim_records(ledger: Ledger) -> Records:
    """Every claim: when it was published, what it says, who says so, of whom, kind, our verdict and its reason."""
    names, reports = Names(ledger), reports_of(ledger)
    made = ledger.assessments.sort_values("as_of").drop_duplicates("item", keep="last").set_index("item")["reason"]
    rows = []
    for row in ledger.claims.sort_values(["first_published", "item"]).to_dict("records"):
        item, verdict = str(row["item"]), words(row["verdict"])
        said = row["first_published"]
        spoken_of = wording.short_span(row["date_start"], row["date_end"])
        same_day = row["date_start"] == row["date_end"] == said
        claimant, about = names.who(row["claimant"]), names.who(row["actor"])
        reason = str(made.get(item, ""))
        rows.append(
            Row(
                item=item,
                cells=[
                    Cell(
                        "" if pd.isna(said) else wording.short_span(said, said),
                        sort=iso(said),
                        note="" if same_day else f"of {spoken_of}",
                    ),
                    Cell(str(row["summary"]), note=number(row)),
                    Cell(claimant, note=f"about {about}" if about not in {"", claimant} else ""),
                    names.where(row),
                    Cell(words(row["type"])),
                    Cell(verdict, note=reason),
                ],
                reports=reports.get(item, []),
                publishers=int(row["n_publishers"]),
                keys={
                    "Kind": words(row["type"]),
                    "Front": str(names.front[row["front"]]),
                    "Verdict": verdict or "not judged",
                },
            )
        )
    return Records(["Published", "Claim", "Who says so", "Where", "Kind", "Verdict"], rows, menus(rows))


def menus(rows: list[Row]) -> dict[str, list[str]]:
    """What each menu offers: the values that occur."""
    found: dict[str, set[str]] = {}
    for row in rows:
        for name, value in row.keys.items():
            found.setdefault(name, set()).add(value)
    return {name: sorted(values) for name, values in found.items()}
