"""Pages of towns and fronts: who held a town when, as a strip; what stands around it, as a map; both without script."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from op1027.analysis.trackers import compare_trackers
from op1027.charts.boundaries import boundaries_of, outline_lines
from op1027.ledger.control import holdings
from op1027.ledger.fronts import WHOLE, front_names
from op1027.ledger.model import Ledger
from op1027.text import wording

KM = 111.2  # a degree of latitude
AROUND, SIDE = 55.0, 420  # kilometres to each side of a town; pixels across a map
LETTER, LINE = 6.0, 12.0  # pixels that a letter of a label takes, and a line of them
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Spell:
    """Who held a town, from when to when, and where that stands on a strip (per cent of its length)."""

    holder: str
    side: str
    firm: bool
    words: str
    item: str
    left: float
    doubt: float  # how much of the beginning may still have been the one before
    width: float

    @property
    def doubtful(self) -> float:
        """That share of the spell itself, in per cent."""
        return round(min(100 * self.doubt / self.width, 100), 1)


@dataclass(frozen=True)
class Town:
    """A town that changed hands."""

    key: str
    name: str
    mm: str
    front: str
    spells: list[Spell]

    @property
    def page(self) -> str:
        return town_page(self.key)

    @property
    def now(self) -> Spell:
        return self.spells[-1]


def town_page(place: str) -> str:
    """The address of a town's page."""
    return f"town-{place}.html"


def front_page(front: str) -> str:
    """The address of a front's page."""
    return f"front-{front}.html"


def fronts_of(ledger: Ledger) -> dict[str, str]:
    """The fronts that have a page, with their names, in their order."""
    return {str(key): str(name) for key, name in front_names(ledger).items() if key != WHOLE}


def towns_of(ledger: Ledger) -> dict[str, Town]:
    """The towns that changed hands, by key, in the order of their names."""
    start, end = ledger.package.start, max(ledger.known_on, ledger.package.start + pd.Timedelta(days=1))
    burmese = ledger.places.set_index("place")["name_mm"].fillna("")

    def at(day: pd.Timestamp) -> float:
        return round(float(np.clip((day - start) / (end - start), 0, 1)) * 100, 2)

    found = {}
    for place, mine in holdings(ledger).sort_values(["town", "place", "began"]).groupby("place", sort=False):
        spells = []
        for row in mine.to_dict("records"):
            left, right = at(row["start"]), at(end if pd.isna(row["ended"]) else row["ended"])
            until = "" if pd.isna(row["ended"]) else f" until {wording.day(row['ended'])}"
            since = wording.span(row["start"], row["start_latest"])
            doubts = f"{row['evidence']}, disputed" if row["disputed"] else str(row["evidence"])
            spells.append(
                Spell(
                    holder=str(row["holder_name"]),
                    side=str(row["side"]),
                    firm=bool(row["firm"]),
                    words=f"{row['holder_name']} from {since}{until}; {doubts}",
                    item=str(row["item_start"]),
                    left=left,
                    doubt=round(max(at(row["start_latest"]) - left, 0), 2),
                    width=round(max(right - left, 0.4), 2),
                )
            )
        first = mine.iloc[0]
        found[str(place)] = Town(str(place), str(first["town"]), str(burmese[place]), str(first["front"]), spells)
    return found


def trackers_of(ledger: Ledger) -> dict[str, list[dict[str, str]]]:
    """What each claimant last said of who holds each town, by town, beside our record of that day."""
    found: dict[str, list[dict[str, str]]] = {}
    for row in compare_trackers(ledger, ledger.known_on).to_dict("records"):
        told = {
            "claimant": row["claimant"],
            "says": row["says"] + ("" if pd.isna(row["share_low"]) else f", {row['share_low']} per cent"),
            "item": row["item"],
            "on": wording.day(row["on"]),
            "ours": row["state"] if pd.isna(row["ours"]) else f"{row['ours']}, {row['state']}",
            "finding": row["finding"].replace("_", " "),
        }
        found.setdefault(row["place"], []).append(told)
    return found


def years(ledger: Ledger) -> list[tuple[float, str]]:
    """Where the years begin on a strip (per cent), and their numbers."""
    start, end = ledger.package.start, ledger.known_on
    firsts = [pd.Timestamp(year, 1, 1) for year in range(start.year + 1, end.year + 1)]
    return [(round((day - start) / (end - start) * 100, 2), str(day.year)) for day in firsts]


@dataclass(frozen=True)
class Mark:
    """A town on a map."""

    x: float
    y: float
    name: str
    anchor: str  # of its name; blank where there is no room for it
    label: tuple[float, float]
    side: str  # blank for a town of which no change of hands is recorded
    page: str
    here: bool


class Maps:
    """Maps of towns and the outlines of townships around them."""

    def __init__(self, ledger: Ledger, towns: dict[str, Town]) -> None:
        self.towns = towns
        self.places = ledger.places[ledger.places["kind"] == "town"].dropna(subset=["lat", "lon"])
        outlines = boundaries_of(ledger)
        self.lines = [np.array(line, dtype=float) for line in outline_lines(outlines)] if outlines else []

    def around(self, town: Town) -> dict[str, Any] | None:
        """The country around a town; None if no point of it is known."""
        here = self.places[self.places["place"] == town.key]
        if here.empty:
            return None
        lat, lon = float(here["lat"].iloc[0]), float(here["lon"].iloc[0])
        narrow = np.cos(np.radians(lat))
        box = (lon - AROUND / KM / narrow, lat - AROUND / KM, lon + AROUND / KM / narrow, lat + AROUND / KM)
        return self._drawn(box, town.key, None)

    def of_front(self, front: str) -> dict[str, Any] | None:
        """A front from its first to its last town; None if it has none."""
        mine = self.places[self.places["front"] == front]
        if mine.empty:
            return None
        x, y = mine["lon"], mine["lat"]
        return self._drawn((x.min() - 0.25, y.min() - 0.2, x.max() + 0.25, y.max() + 0.2), "", front)

    def _drawn(self, box: Box, here: str, front: str | None) -> dict[str, Any]:
        west, south, east, north = box
        narrow = np.cos(np.radians((south + north) / 2))
        scale = SIDE / ((east - west) * narrow)
        height = round((north - south) * scale)

        def put(lon: Any, lat: Any) -> tuple[Any, Any]:
            return (lon - west) * narrow * scale, (north - lat) * scale

        inside = self.places[self.places["lon"].between(west, east) & self.places["lat"].between(south, north)]
        if front is not None:
            inside = inside[(inside["front"] == front) | inside["place"].isin(self.towns)]
        rows = inside.assign(changed=inside["place"].isin(self.towns), here=inside["place"] == here)
        rows = rows.sort_values(["here", "changed", "name"], ascending=[False, False, True])
        points = [put(row["lon"], row["lat"]) for row in rows.to_dict("records")]
        taken, quiet = (
            [
                (x - 4, y - 4, x + 4, y + 4)
                for (x, y), own in zip(points, rows["changed"], strict=True)
                if own == changed
            ]
            for changed in (True, False)
        )
        marks = []
        for (x, y), row in zip(points, rows.to_dict("records"), strict=True):
            name, town = str(row["name"]), self.towns.get(str(row["place"]))
            hidden = not row["changed"] and any(_meet((x, y, x, y), box) for box in taken)
            off = 10.0 if row["here"] else 7.0
            anchor, across, down = ("", 0.0, 0.0) if hidden else _room(x, y, name, off, height, taken, quiet)
            marks.append(
                Mark(
                    x=round(float(x), 1),
                    y=round(float(y), 1),
                    name=name,
                    anchor=anchor,
                    label=(round(float(x) + across, 1), round(float(y) + down, 1)),
                    side=town.now.side if town else "",
                    page=town.page if town else "",
                    here=bool(row["here"]),
                )
            )
        paths = [_path(*put(line[0], line[1]), height) for line in self.lines]
        return {"width": SIDE, "height": height, "paths": paths, "marks": marks[::-1]}


def _room(
    x: float, y: float, name: str, off: float, height: float, taken: list[Box], quiet: list[Box]
) -> tuple[str, float, float]:
    """Where by a point its name fits: anchor (blank: nowhere), right, down; what it takes is noted.

    It is ``off`` pixels away, and hides a point of ``quiet`` only where there is no other room.
    """
    long = LETTER * len(name)
    spots = [("start", off, 4.0, 0.0), ("end", -off, 4.0, -long)]
    spots += [("middle", 0.0, down, -long / 2) for down in (-off - 2, off + 8)]
    for shunned in ([*taken, *quiet], taken):
        for anchor, across, down, begins in spots:
            left, base = x + across + begins, y + down
            box = (left, base - 0.75 * LINE, left + long, base + 0.25 * LINE)
            inside = box[0] >= 0 and box[2] <= SIDE and box[1] >= 0 and box[3] <= height
            if inside and not any(_meet(box, other) for other in shunned):
                taken.append(box)
                return anchor, across, down
    return "", 0.0, 0.0


def _meet(one: Box, other: Box) -> bool:
    """Whether two boxes have a point in common."""
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _path(x: np.ndarray, y: np.ndarray, height: float) -> str:
    """Lines as an SVG path, without what lies far outside the map."""
    near = (x > -SIDE / 4) & (x < SIDE * 1.25) & (y > -height / 4) & (y < height * 1.25)
    parts, pen = [], "M"
    for a, b, shown in zip(x, y, near, strict=True):
        if shown:
            parts.append(f"{pen}{a:.1f} {b:.1f}")
        pen = "L" if shown else "M"
    return "".join(parts)
