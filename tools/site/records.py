"""The events and the claims as rows of a table, each with the pages it rests on."""

from collections.abc import Hashable, Set
from dataclasses import dataclass
from typing import Any

import pandas as pd
from myanmar.converter import convert

from op1027.analysis.sources_of import archived_copy, earliest
from op1027.ledger.fronts import WHOLE, actor_names, front_names
from op1027.ledger.model import Ledger
from op1027.ledger.resolve import GRADES
from op1027.text import wording
from places import front_page, town_page


@dataclass(frozen=True)
class Report:
    """One account: who says what, on which page."""

    key: str
    page: str
    url: str  # blank if it is not an address of the web
    copy: str  # of its archived copy; blank likewise
    claimant: str
    denies: bool
    figure: str
    summary: str


@dataclass(frozen=True)
class Cell:
    """What a cell shows, what it is sorted by, a second line, and where it leads."""

    text: str
    sort: str = ""
    note: str = ""
    mm: str = ""
    page: str = ""


@dataclass(frozen=True)
class Row:
    """One event or claim."""

    item: str
    cells: list[Cell]
    reports: list[Report]
    publishers: int
    keys: dict[str, str]  # what the menus choose by
    place: str
    front: str
    days: tuple[str, str]  # first and last, as YYYY-MM-DD
    find: str  # what it is found by beside what is shown: other spellings, names, days, its key


@dataclass(frozen=True)
class Records:
    """A table to search and sort."""

    noun: str
    columns: list[str]
    rows: list[Row]

    @property
    def menus(self) -> dict[str, list[str]]:
        """What each menu offers: the values that occur."""
        found: dict[str, set[str]] = {}
        for row in self.rows:
            for name, value in row.keys.items():
                found.setdefault(name, set()).add(value)
        return {name: sorted(values, key=str.casefold) for name, values in found.items()}


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
    read = ledger.sources.assign(first=earliest(ledger.sources))
    pages = ledger.reports.merge(read, on="source").sort_values(["published", "report_id"])
    names = actor_names(ledger)
    found: dict[str, list[Report]] = {}
    for row in pages.to_dict("records"):
        url = str(row["url"]) if str(row["url"]).startswith(("https://", "http://")) else ""
        found.setdefault(str(row["item"]), []).append(
            Report(
                key=str(row["report_id"]),
                page=f"{names[row['publisher']]}, {wording.published(row['first'], row['published'], '%b')}",
                url=url,
                copy=archived_copy(url, row["published"]) if url else "",
                claimant=str(names[row["claimant"]]),
                denies=row["stance"] == "denies",
                figure=number(row),
                summary=str(row["summary"]),
            )
        )
    return found


class Names:
    """Keys to names, for cells, and to every spelling that somebody may look for.

    ``pages`` holds the places that have a page of their own.
    """

    def __init__(self, ledger: Ledger, pages: Set[str]) -> None:
        places = ledger.places.set_index("place")
        self.pages = pages
        self.place = places["name"]
        self.place_mm = places["name_mm"].fillna("")
        self.actor = actor_names(ledger)
        self.front = front_names(ledger)
        burmese = self.place_mm.map(lambda name: convert(name, "unicode", "zawgyi") if name else "")
        aliases = places["aliases"].fillna("").str.replace("|", " ", regex=False)
        self.spellings = aliases + " " + burmese + " " + places["township"].fillna("")
        actors = ledger.actors.set_index("actor").fillna("")
        self.known_as = actors["name"] + " " + actors["aliases"].astype("str").str.replace("|", " ", regex=False)

    def where(self, row: dict[Hashable, Any]) -> Cell:
        front = str(self.front[row["front"]])
        own = front_page(str(row["front"])) if row["front"] != WHOLE else ""
        if pd.isna(row["place"]):
            return Cell(front, sort=front, page=own)
        return Cell(
            str(self.place[row["place"]]),
            sort=f"{front} {row['place']}",
            note=front,
            mm=str(self.place_mm[row["place"]]),
            page=town_page(str(row["place"])) if row["place"] in self.pages else own,
        )

    def who(self, key: object) -> str:
        return "" if pd.isna(key) else str(self.actor[str(key)])  # type: ignore[call-overload]

    def find(self, row: dict[Hashable, Any], actors: list[object], days: list[pd.Timestamp]) -> str:
        """What a row is found by beside what it shows."""
        spelt = "" if pd.isna(row["place"]) else str(self.spellings[row["place"]])
        keys = [key for listed in actors if not pd.isna(listed) for key in str(listed).split("|")]  # type: ignore[call-overload]
        known = [f"{self.actor[key]} {self.known_as[key]}" for key in keys]
        return " ".join(" ".join([str(row["item"]), spelt, *known, *filter(None, map(iso, days))]).split())


def event_records(ledger: Ledger, names: Names, reports: dict[str, list[Report]]) -> Records:
    """Every event, the latest first: day, what happened, where, kind, by whom, how sure."""
    rows = []
    for row in ledger.events.sort_values(["date", "item"]).iloc[::-1].to_dict("records"):
        span = "" if row["date_start"] == row["date_end"] else wording.short_span(row["date_start"], row["date_end"])
        against = names.who(row["opponent"])
        grade = str(row["evidence"])
        rows.append(
            Row(
                item=str(row["item"]),
                cells=[
                    Cell(wording.short_span(row["date"], row["date"]), sort=iso(row["date"]), note=span),
                    Cell(str(row["summary"]), note=number(row), page=f"item/{row['item']}.html"),
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
                    "By whom": names.who(row["actor"]) or "nobody named",
                    "Evidence": grade,
                    "Disputed": "disputed" if row["disputed"] else "not disputed",
                },
                place=words(row["place"]) and str(row["place"]),
                front=str(row["front"]),
                days=(iso(row["date_start"]), iso(row["date_end"])),
                find=names.find(
                    row,
                    [row["actor"], row["allies"], row["opponent"]],
                    [row["date"], row["date_start"], row["date_end"]],
                ),
            )
        )
    return Records("events", ["Day", "What happened", "Where", "Kind", "By whom", "Evidence"], rows)


def claim_records(ledger: Ledger, names: Names, reports: dict[str, list[Report]]) -> Records:
    """Every claim, the latest first: when published, what it says, who says so, of whom, kind, our verdict and why."""
    made = ledger.assessments.sort_values("as_of").drop_duplicates("item", keep="last").set_index("item")["reason"]
    rows = []
    for row in ledger.claims.sort_values(["first_published", "item"]).iloc[::-1].to_dict("records"):
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
                    Cell(str(row["summary"]), note=number(row), page=f"item/{row['item']}.html"),
                    Cell(claimant, note=f"about {about}" if about not in {"", claimant} else ""),
                    names.where(row),
                    Cell(words(row["type"])),
                    Cell(verdict, note=reason),
                ],
                reports=reports.get(item, []),
                publishers=int(row["n_publishers"]),
                keys={
                    "Front": str(names.front[row["front"]]),
                    "Kind": words(row["type"]),
                    "Who says so": claimant,
                    "Verdict": verdict or "not judged",
                },
                place=words(row["place"]) and str(row["place"]),
                front=str(row["front"]),
                days=(iso(said), iso(said)),
                find=names.find(row, [row["claimant"], row["actor"]], [said, row["date_start"], row["date_end"]]),
            )
        )
    return Records("claims", ["Published", "Claim", "Who says so", "Where", "Kind", "Verdict"], rows)
