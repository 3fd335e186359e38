"""Where, by date? Towns as points over township outlines."""

import math
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from op1027.charts import theme
from op1027.charts.boundaries import Boundaries, Lines, boundaries_of, outline_lines
from op1027.charts.frame import FIRM, frame_figure, iso
from op1027.charts.inert import inertly
from op1027.ledger.control import town_holders
from op1027.ledger.fronts import actor_names, chosen_fronts, front_names
from op1027.ledger.model import Ledger
from op1027.text import wording
from op1027.text.asked import Day, as_day

WIDE, TALL = 356, 770  # pixels: what a phone leaves for a map, and the tallest that a map may be
SLIDER, KEY = 66, 112  # pixels above the map for the slider, and below it for the key where it has no room
NAMED = 9  # towns named at a time
SHAPES = ("circle", "square", "diamond")  # the offensive's side, the other party, everybody else


@dataclass(frozen=True)
class Window:
    """The part of the world that a map shows, in degrees, and its scale."""

    west: float
    east: float
    south: float
    north: float

    @property
    def stretch(self) -> float:
        """Degrees of longitude that are as long as one of latitude."""
        return 1 / math.cos(math.radians((self.south + self.north) / 2))

    @property
    def scale(self) -> float:
        """Pixels to a degree of latitude."""
        return min(WIDE * self.stretch / (self.east - self.west), TALL / (self.north - self.south))

    def pixels(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a point lies, from the lower left corner."""
        return (lon - self.west) / self.stretch * self.scale, (lat - self.south) * self.scale


@inertly
def plot_map(
    ledger: Ledger,
    front: str | Iterable[str] | None = None,
    date: Day | None = None,
    title: str | None = None,
    boundaries: Boundaries | None = None,
) -> go.Figure:
    """Where, by date? Who held which town, at the end of each month and on the as-of day.

    Towns are points; no township is filled, for a town held is not a township held. Colour and shape: the
    holder's side. Filled: conceded, or reported by a third party; hollow: only claimed by the side that
    gained; with a dot: denied by somebody.

    Parameters
    ----------
    ledger : Ledger
    front : str or iterable of str, optional
        Fronts to draw; by default the whole country.
    date : str (YYYY-MM-DD) or Timestamp, optional
        The day that the map opens on; by default, and at the latest, the as-of day.
    title : str, optional
        Instead of the finding.
    boundaries : dict, optional
        Outlines from `boundaries.load_boundaries`; by default those of the ledger's data folder, if it has any.

    Raises
    ------
    ValueError
        If a front is unknown or the date is none.
    """
    front = chosen_fronts(ledger, front)
    fronts = front
    opening = ledger.known_on if date is None else min(as_day(date, "date"), ledger.known_on)
    places = ledger.places if fronts is None else ledger.places[ledger.places["front"].isin(fronts)]
    outlines = boundaries_of(ledger.package) if boundaries is None else boundaries
    if fronts is not None:
        outlines = {code: rings for code, rings in outlines.items() if code in set(places["pcode"])}
    between, around = outline_lines(outlines)
    window = window_of(between, around, places[places["kind"] == "town"])
    days = map_days(ledger, opening)
    points = map_points(ledger, days, fronts)
    figure = go.Figure([outline_trace(between, 0.6), outline_trace(around, 1.2)])
    for trace in day_traces(points, opening, window, ledger):
        figure.add_trace(trace)
    for trace in key_traces(ledger):
        figure.add_trace(trace)
    figure.frames = [
        go.Frame(name=iso(day), data=day_traces(points, day, window, ledger), traces=[2, 3, 4, 5]) for day in days
    ]
    tall = round((window.north - window.south) * window.scale)
    whole = tall + SLIDER + (0 if key_fits(window, between, around) else KEY)
    figure.update_layout(sliders=[slider(points, days, opening, ledger)], updatemenus=[player()])
    figure.update_xaxes(range=[window.west, window.east], constrain="domain", visible=False)
    figure.update_yaxes(
        range=[window.south, window.north],
        domain=[0, 1 - SLIDER / whole],
        constrain="domain",
        constraintoward="top",
        scaleanchor="x",
        scaleratio=window.stretch,
        visible=False,
    )
    names = front_names(ledger)
    held = points[(points["date"] == opening) & (points["side"] == ledger.package.side)]
    where = f" in {names[fronts[0]]}" if fronts is not None and len(fronts) == 1 else ""
    finding = f"{ledger.package.names[ledger.package.side]} held {wording.count(len(held), 'town')}{where}"
    finding += f" on {wording.day(opening)}"
    most = held["front"].value_counts().sort_index().sort_values(kind="stable")
    if len(most) > 1:
        finding += f", the most in {names[most.index[-1]]} ({most.iloc[-1]})"
    early = int((held["since"] < ledger.package.start).sum())
    story = f"{early} of them since before {wording.day(ledger.package.start)}. " if early else ""
    approximate = "; township outlines are approximate" if outlines else ""
    figure = frame_figure(
        figure,
        ledger,
        title or finding,
        f"{story}Points are towns, not townships{approximate}. Filled: conceded or reported by a third party. "
        "Hollow: only claimed by the side that gained. Named: the latest to change hands. "
        "No point: no change of hands recorded.",
        ledger.events[ledger.events["item"].isin(points["item"])],
        whole,
    )
    return figure.update_layout(
        legend={"orientation": "v", "x": 0, "y": 0, "yanchor": "bottom", "itemsizing": "constant", "itemclick": False}
    )


def map_days(ledger: Ledger, opening: pd.Timestamp) -> list[pd.Timestamp]:
    """The days of the slider: the month-ends of the offensive, the day it opens on, and the as-of day."""
    ends = pd.date_range(ledger.package.start, ledger.known_on, freq="ME", unit="s")
    return sorted({*ends, opening, ledger.known_on})


def map_points(ledger: Ledger, days: list[pd.Timestamp], fronts: list[str] | None) -> pd.DataFrame:
    """What `plot_map` draws: the towns held on each day, with where they lie, their symbol and hover text."""
    holders = town_holders(ledger, days)
    if fronts is not None:
        holders = holders[holders["front"].isin(fronts)]
    places = ledger.places.set_index("place")[["name", "lon", "lat"]]
    points = holders.join(places, on="place").reset_index(drop=True)
    shapes = dict(zip(ledger.package.parties, SHAPES, strict=False))
    points["kin"] = points["side"].map({side: n for n, side in enumerate(ledger.package.parties)}).fillna(2)
    points["symbol"] = (
        points["side"].map(shapes).fillna(SHAPES[2])
        + points["evidence"].isin(FIRM).map({True: "", False: "-open"})
        + points["disputed"].map({True: "-dot", False: ""})
    )
    short = actor_names(ledger)
    points["text"] = [hover_text(point, str(short[point["holder"]])) for point in points.to_dict("records")]
    return points


def hover_text(point: dict[Hashable, Any], holder: str) -> str:
    """Town, holder, since when (with the span that the reports allow, where there is one), evidence."""
    first, latest = point["since_start"], point["since_latest"]
    span = "" if first == latest else f"<br>({wording.span(first, latest)})"
    denied = ", denied by somebody" if point["disputed"] else ""
    since = wording.day(point["since"])
    return f"<b>{point['name']}</b><br>{holder} since {since}{span}<br>{point['evidence']}{denied}"


def window_of(between: Lines, around: Lines, towns: pd.DataFrame) -> Window:
    """What the map shows: the outlines, or, where there are none, the towns; and a margin."""
    lons = [x for x in (*between[0], *around[0]) if x is not None] or [*towns["lon"], 0.0][: len(towns) or 1]
    lats = [y for y in (*between[1], *around[1]) if y is not None] or [*towns["lat"], 0.0][: len(towns) or 1]
    west, east, south, north = min(lons), max(lons), min(lats), max(lats)
    edge = max(0.02 * max(east - west, north - south), 0.05)
    return Window(round(west - edge, 3), round(east + edge, 3), round(south - edge, 3), round(north + edge, 3))


def key_fits(window: Window, between: Lines, around: Lines) -> bool:
    """Whether the map's lower left corner is empty, so that the key can stand there."""
    corners = zip((*between[0], *around[0]), (*between[1], *around[1]), strict=True)
    drawn = [window.pixels(x, y) for x, y in corners if x is not None and y is not None]
    return bool(drawn) and all(x > 0.5 * WIDE or y > KEY for x, y in drawn)


def outline_trace(lines: Lines, width: float) -> go.Scatter:
    x, y = lines
    return go.Scatter(
        x=x, y=y, mode="lines", line={"color": "#c9c5bb", "width": width}, hoverinfo="skip", showlegend=False
    )


def day_traces(points: pd.DataFrame, day: pd.Timestamp, window: Window, ledger: Ledger) -> list[go.Scatter]:
    """One day's towns, a trace a side, and the names of the latest to change hands."""
    today = points[points["date"] == day].sort_values(["since", "place"], ascending=[False, True])
    traces = []
    for kin, colour in enumerate(theme.SIDE_COLOURS):
        mine = today[today["kin"] == kin]
        traces.append(
            go.Scatter(
                x=mine["lon"].tolist(),
                y=mine["lat"].tolist(),
                mode="markers",
                text=mine["text"].tolist(),
                hovertemplate="%{text}<extra></extra>",
                showlegend=False,
                marker={
                    "symbol": mine["symbol"].tolist(),
                    "color": colour,
                    "size": 9,
                    "line": {"width": 1.2, "color": theme.PAPER},
                },
            )
        )
    named = place_names(today, window)
    traces.append(
        go.Scatter(
            x=named["lon"].tolist(),
            y=named["lat"].tolist(),
            mode="markers+text",  # the points, unseen, keep the names off the towns
            marker={"size": 9, "color": "rgba(0,0,0,0)"},
            text=named["name"].tolist(),
            textposition=named["spot"].tolist(),
            textfont={"size": 12},
            hoverinfo="skip",
            showlegend=False,
        )
    )
    return traces


def place_names(today: pd.DataFrame, window: Window) -> pd.DataFrame:
    """The towns to name, the latest first, and on which side of its point each name covers nothing (``spot``)."""
    at = [window.pixels(lon, lat) for lon, lat in zip(today["lon"], today["lat"], strict=True)]
    taken = [(x - 5, x + 5, y - 5, y + 5) for x, y in at]
    spots: list[str] = []
    for (x, y), name in zip(at, today["name"], strict=True):
        wide = 6.8 * len(name)
        boxes = {
            "middle right": (x + 6, x + 8 + wide, y - 7, y + 7),
            "middle left": (x - 8 - wide, x - 6, y - 7, y + 7),
            "top center": (x - wide / 2, x + wide / 2, y + 6, y + 20),
            "bottom center": (x - wide / 2, x + wide / 2, y - 20, y - 6),
        }
        free = (spot for spot, box in boxes.items() if box[0] > 0 and box[1] < WIDE and not any_meets(box, taken))
        spot = next(free, "") if sum(map(bool, spots)) < NAMED else ""
        if spot:
            taken.append(boxes[spot])
        spots.append(spot)
    named = today.assign(spot=pd.Series(spots, index=today.index, dtype="str"))
    return named[named["spot"] != ""]


def any_meets(box: tuple[float, float, float, float], others: list[tuple[float, float, float, float]]) -> bool:
    """Whether a box (left, right, bottom, top) overlaps any other."""
    return any(box[0] < o[1] and o[0] < box[1] and box[2] < o[3] and o[2] < box[3] for o in others)


def key_traces(ledger: Ledger) -> list[go.Scatter]:
    """The key: a shape and colour a side, a hollow point and one with a dot."""
    names = [ledger.package.names[side] for side in ledger.package.parties]
    entries = [
        (name, shape, hue) for name, shape, hue in zip([*names, "Others"], SHAPES, theme.SIDE_COLOURS, strict=True)
    ]
    entries += [("Only claimed", "circle-open", theme.INK), ("Denied by somebody", "circle-open-dot", theme.INK)]
    return [
        go.Scatter(x=[None], y=[None], mode="markers", name=name, marker={"symbol": shape, "color": hue, "size": 9})
        for name, shape, hue in entries
    ]


def slider(points: pd.DataFrame, days: list[pd.Timestamp], opening: pd.Timestamp, ledger: Ledger) -> dict[str, object]:
    """The slider: a step a day, labelled with the day and the number of towns that the offensive's side held."""
    ours = points.loc[points["side"] == ledger.package.side, "date"].value_counts()
    show = {"mode": "immediate", "frame": {"duration": 0, "redraw": True}, "transition": {"duration": 0}}
    return {
        "active": days.index(opening),
        "steps": [
            {
                "label": f"{wording.day(day)}: {wording.count(int(ours.get(day, 0)), 'town')}",
                "method": "animate",
                "args": [[iso(day)], show],
            }
            for day in days
        ],
        "currentvalue": {"font": {"size": 15, "color": theme.INK}, "xanchor": "left"},
        "font": {"size": 1, "color": theme.PAPER},
        "ticklen": 3,
        "x": 0,
        "len": 1,
        "y": 1,
        "yanchor": "top",
        "pad": {"l": 50, "r": 12, "t": 0, "b": 0},
    }


def player() -> dict[str, object]:
    """The button that plays the days."""
    play = {"frame": {"duration": 700, "redraw": True}, "fromcurrent": True, "transition": {"duration": 0}}
    stop = {"mode": "immediate", "frame": {"duration": 0, "redraw": False}, "transition": {"duration": 0}}
    return {
        "type": "buttons",
        "showactive": False,
        "buttons": [{"label": "▶", "method": "animate", "args": [None, play], "args2": [[None], stop]}],
        "x": 0,
        "xanchor": "left",
        "y": 1,
        "yanchor": "top",
        "pad": {"l": 0, "t": 8},
    }
