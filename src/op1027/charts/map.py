"""Where, by date? Towns as points over township outlines."""

import math
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from op1027.analysis.town_states import FOUGHT, town_states
from op1027.charts import _frame, theme
from op1027.charts.boundaries import Boundaries, Lines, boundaries_of, load_boundaries, outline_lines
from op1027.ledger.control import HANDS, town_holders
from op1027.ledger.fronts import actor_names, chosen_fronts, front_names, fronts_of
from op1027.ledger.model import Ledger, cached_on_ledger
from op1027.text import wording
from op1027.text.asked import Day, Keys, as_day

_Moving = tuple[str, list[str], list[float]]  # by what a trace shows its points on a day, their keys, where they are
_Box = tuple[float, float, float, float]  # left, right, bottom, top
_SYMBOLS_OF_SIDES = ("circle", "square", "diamond")  # the offensive's side, the other party, everybody else
_TALL = {True: 860, False: 770}  # pixels: as tall as a screen is, wide or not
_SLIDER, _KEY = 66, 132  # pixels above the map for the slider, and below it for the key where it has no room
_LARGER = 4  # times the scale of the country, at most: the inset
_INSET_APART = 22  # pixels between map and inset
_NAMES = 0.25  # degrees of longitude right of the inset's last town, for its name
# Where a name stands by its point, the best first.
_SPOTS = (
    *("middle right", "middle left", "top center", "bottom center"),
    *("top right", "top left", "bottom right", "bottom left"),
)
_OUTLINE, _QUIET = "#c9c5bb", "#a8a49a"


@dataclass(frozen=True)
class Window:
    """The part of the world that a map shows, in degrees."""

    west: float
    east: float
    south: float
    north: float

    @property
    def stretch(self) -> float:
        """Degrees of longitude that are as long as one of latitude."""
        return 1 / math.cos(math.radians((self.south + self.north) / 2))

    @property
    def shape(self) -> float:
        """How wide it is for its height."""
        return (self.east - self.west) / self.stretch / (self.north - self.south)

    def near(self, lon: float, lat: float) -> bool:
        return self.west - 0.2 <= lon <= self.east + 0.2 and self.south - 0.2 <= lat <= self.north + 0.2

    def holds(self, towns: pd.DataFrame) -> pd.Series:
        return towns["lon"].between(self.west, self.east) & towns["lat"].between(self.south, self.north)


@dataclass(frozen=True, eq=False)
class MapInfo(_frame.Info):
    """What `plot_map` draws.

    Attributes
    ----------
    points : DataFrame
        Rows of `town_holders`, one a day and town that somebody holds: with ``name``, ``lon``, ``lat``, ``side_number``
        (0 for the offensive's side, 1 for the side it goes against, 2 for others), ``symbol`` and ``text`` (for
        hovering).
    fought : DataFrame
        Towns that are contested or besieged, one row a day of the slider and town: ``date``, ``place``, ``lon``,
        ``lat``.
    quiet : DataFrame
        ``place``, ``name``, ``lon``, ``lat`` of the towns of which no change of hands is recorded.
    days : dict of str to (str, int)
        The days of the slider: what the map is headed on each, and how many towns the offensive's side held.
    opening : str
        The day that the map opens on.
    between, around : Lines
        Outlines of townships, and of all of them.
    window, inset : Window
        What is shown, and what of it is shown larger beside it; None where that is not due.
    parties : list of str
        What the sides are called.
    """

    points: pd.DataFrame
    fought: pd.DataFrame
    quiet: pd.DataFrame
    days: dict[str, tuple[str, int]]
    opening: str
    between: Lines
    around: Lines
    window: Window
    inset: Window | None
    parties: list[str]


@_frame.chart
def plot_map(
    ledger: Ledger,
    front: Keys = None,
    date: Day | None = None,
    title: str | None = None,
    boundaries: Boundaries | str | Path | None = None,
    layout: str = "wide",
) -> go.Figure:
    """Where, by date? Who held which town, at the end of each month and on the as-of day.

    Towns are points; no township is filled, for a town held is not a township held. Colour and shape: the
    holder's side. Filled: conceded, or reported by a third party; hollow: only claimed by the side that
    gained; with a dot: denied by somebody. Small and grey: no change of hands is recorded.

    Parameters
    ----------
    ledger : Ledger
    front : str or iterable of str, optional
        Fronts to draw; by default the whole country, and beside it, larger, the front where the offensive began.
    date : str (YYYY-MM-DD) or Timestamp, optional
        The day that the map opens on; by default, and at the latest, the as-of day.
    boundaries : dict, str or Path, optional
        Outlines, as `boundaries.load_boundaries` gives or reads them; by default the data folder's own, if it has any.
    """
    info = map_info(ledger, front, date, boundaries)
    return _draw_map(info, _frame.Sheet.of(info, f"map_{info.opening}", layout, title))


def map_info(
    ledger: Ledger, front: Keys = None, date: Day | None = None, boundaries: Boundaries | str | Path | None = None
) -> MapInfo:
    """The points, outlines and days of `plot_map`, and what it says in words."""
    front = chosen_fronts(ledger, front)
    opening = ledger.known_on if date is None else min(as_day(date, "date"), ledger.known_on)
    places = ledger.places if front is None else ledger.places[ledger.places["front"].isin(front)]
    towns = places[places["kind"] == "town"]
    between, around = _outlines(ledger, boundaries, None if front is None else set(places["pcode"].dropna()))
    ends = pd.date_range(ledger.package.start, ledger.known_on, freq="ME", unit="s")
    days = sorted({*ends, opening, ledger.known_on})
    points = _map_points(ledger, days, towns)
    ours = points[points["side"] == ledger.package.side]
    held: dict[pd.Timestamp, Counter[str]] = {day: Counter() for day in days}
    for day, key in _frame.rows(ours.dropna(subset="front"), "date", "front"):
        held[day][key] += 1
    heads = {_frame.iso(day): _map_finding(ledger, held[day], day, front) for day in days}
    early = ours.loc[(ours["date"] == opening) & (ours["since"] < ledger.package.start), "place"].nunique()
    how = (
        f"{f'{early} of them since before {wording.day(ledger.package.start)}. ' if early else ''}Points are towns, "
        f"not townships{'; township outlines are approximate' if around[0] else ''}. Filled: conceded or reported by a "
        "third party. Hollow: only claimed by the side that gained. Small and grey: no change of hands recorded. "
        "Hexagon: contested or besieged."
    )
    first = towns[towns["place"].isin(points.loc[points["front"] == fronts_of(ledger)[0], "place"])]
    shown = _frame.events_of(ledger, points["item"])
    words = _frame.told(ledger, heads[_frame.iso(opening)][0], how, shown, front)
    return MapInfo(
        *words,
        points,
        _fought_points(ledger, days, towns),
        towns[~towns["place"].isin(points["place"].unique()) & towns["front"].notna()],
        heads,
        _frame.iso(opening),
        between,
        around,
        _window_of([*between[0], *around[0], *towns["lon"]], [*between[1], *around[1], *towns["lat"]]),
        _window_of([*first["lon"], first["lon"].max() + _NAMES], [*first["lat"]], 0.2)
        if front is None and len(first) > 1
        else None,
        [ledger.package.names[side] for side in ledger.package.parties],
    )


def _fought_points(ledger: Ledger, days: list[pd.Timestamp], towns: pd.DataFrame) -> pd.DataFrame:
    """The towns that are contested or besieged on each day, with where they lie."""
    spells = town_states(ledger)
    spells = spells[spells["state"].isin(FOUGHT) & spells["place"].isin(towns["place"])]
    every = pd.DataFrame({"date": pd.DatetimeIndex(days).astype("datetime64[s]")}).merge(spells, how="cross")
    lasting = every[(every["start"] <= every["date"]) & (every["date"] <= every["end"])]
    where = towns.set_index("place")[["lon", "lat"]]
    return lasting.join(where, on="place")[["date", "place", "lon", "lat"]].reset_index(drop=True)


@cached_on_ledger
def _own_outlines(ledger: Ledger) -> tuple[Lines, Lines]:
    return outline_lines(boundaries_of(ledger))


def _outlines(
    ledger: Ledger, boundaries: Boundaries | str | Path | None, codes: set[str] | None
) -> tuple[Lines, Lines]:
    """Outlines between and around townships: those given or the ledger's own, all or those of some P-codes."""
    if boundaries is None and codes is None:
        return _own_outlines(ledger)
    if isinstance(boundaries, str | Path):
        boundaries = load_boundaries(boundaries)
    known = boundaries_of(ledger) if boundaries is None else boundaries
    return outline_lines({code: rings for code, rings in known.items() if codes is None or code in codes})


def _map_finding(ledger: Ledger, held: Counter[str], day: pd.Timestamp, front: list[str] | None) -> tuple[str, int]:
    """What the map of a day is headed, and the towns held; ``held`` is how many on which front."""
    names, number = front_names(ledger), held.total()
    where, on = _frame.where_of(ledger, front), wording.day(day)
    if not number and not ledger.events["type"].isin(HANDS).any():
        return f"No change of hands of a town is recorded{where} by {on}", 0
    finding = f"{ledger.package.names[ledger.package.side]} held {wording.count(number, 'town')}{where} on {on}"
    most, key = max(((n, key) for key, n in held.items()), default=(0, ""))
    return finding + (f", the most in {names[key]} ({most})" if len(held) > 1 else ""), number


def _map_points(ledger: Ledger, days: list[pd.Timestamp], towns: pd.DataFrame) -> pd.DataFrame:
    """The towns held on each day, with where they lie, their symbol and hover text."""
    points = town_holders(ledger, days)
    points = points[points["place"].isin(towns["place"])]
    points = points.join(towns.set_index("place")[["name", "lon", "lat"]], on="place").reset_index(drop=True)
    points["side_number"] = _frame.side_numbers(points["side"], ledger)
    points["symbol"] = (
        points["side_number"].map(dict(enumerate(_SYMBOLS_OF_SIDES)))
        + (points["evidence"] != "claimed").map({True: "", False: "-open"})
        + points["disputed"].map({True: "-dot", False: ""})
    )
    # What is said of a town changes only with the event that gave it to its holder.
    told = ("item", "name", "holder", "since", "since_start", "since_latest", "evidence", "disputed")
    short, deeds = actor_names(ledger), points.drop_duplicates("item")
    texts = {
        item: f"<b>{name}</b><br>{short[holder]} since {wording.day(since)}"
        + ("" if start == latest else f"<br>({wording.span(start, latest)})")
        + f"<br>{grade}{', denied by somebody' if disputed else ''}"
        for item, name, holder, since, start, latest, grade, disputed in _frame.rows(deeds, *told)
    }
    return points.assign(text=points["item"].map(texts))


def _window_of(lons: list[float | None], lats: list[float | None], edge: float = 0.0) -> Window:
    """The window around some points, with a margin."""
    x, y = ([value for value in values if value is not None] or [0.0] for values in (lons, lats))
    edge = edge or max(0.02 * max(max(x) - min(x), max(y) - min(y)), 0.05)
    return Window(*(round(end, 3) for end in (min(x) - edge, max(x) + edge, min(y) - edge, max(y) + edge)))


@dataclass(frozen=True)
class _Part:
    """A window laid out: how many pixels a degree of latitude has, and which axes it has, ``""`` or ``"2"``."""

    window: Window
    scale: float
    axis: str

    @property
    def size(self) -> tuple[float, float]:
        tall = (self.window.north - self.window.south) * self.scale
        return tall * self.window.shape, tall

    def pixels(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a point lies, from the lower left corner."""
        return (lon - self.window.west) / self.window.stretch * self.scale, (lat - self.window.south) * self.scale

    def trace(self, mode: str, towns: pd.DataFrame, **more: object) -> _frame.Drawn:
        axes: _frame.Drawn = {"xaxis": f"x{self.axis}", "yaxis": f"y{self.axis}", "showlegend": False}
        return _frame.scatter(mode, towns["lon"].tolist(), towns["lat"].tolist(), **axes, **more)

    def axes(self, left: float, top: float, width: float, height: float) -> _frame.Drawn:
        """Its axes, in shares of the plot."""
        box, fixed = self.window, {"visible": False, "constrain": "domain", "fixedrange": self.axis == "2"}
        across = {"range": [box.west, box.east], "domain": [round(left, 4), round(min(left + width, 1), 4)]}
        up = {"range": [box.south, box.north], "domain": [round(max(1 - top - height, 0), 4), round(1 - top, 4)]}
        scaled = {"anchor": f"x{self.axis}", "scaleanchor": f"x{self.axis}", "scaleratio": box.stretch}
        whole = fixed | up | scaled | {"constraintoward": "top"}
        return {f"xaxis{self.axis}": fixed | across, f"yaxis{self.axis}": whole}


def _draw_map(info: MapInfo, sheet: _frame.Sheet) -> go.Figure:
    room, high = sheet.layout.width - 24, info.window.north - info.window.south
    parts = [_Part(info.window, min(_TALL[sheet.layout.wide] / high, room / high / info.window.shape), "")]
    wide, tall = parts[0].size
    beside = info.inset if sheet.layout.wide and wide + _INSET_APART < 0.7 * room else None
    if beside:
        fit = min((room - wide - _INSET_APART) / beside.shape, tall) / (beside.north - beside.south)
        parts.append(_Part(beside, min(_LARGER * parts[0].scale, fit), "2"))
    whole = tall + _SLIDER + (0 if beside or _corner_is_empty(parts[0], info) else _KEY)
    key = {"orientation": "v", "x": 0, "y": 0, "yanchor": "bottom", "itemsizing": "constant", "itemclick": False}
    left = 0.0
    for part in parts:
        width, height = part.size[0] / room, part.size[1] / whole
        sheet.body |= part.axes(left, _SLIDER / whole, width, height)
        if part.axis:
            ends = {"x0": beside.west, "x1": beside.east, "y0": beside.south, "y1": beside.north} if beside else {}
            edge = {"type": "rect", "line": {"color": theme.PALE, "width": 1}} | ends
            sheet.shapes = [edge, edge | {"xref": "x2", "yref": "y2"}]
            key |= {"x": left, "y": 1 - _SLIDER / whole - height - 14 / whole, "yanchor": "top"}
        left += width + _INSET_APART / room
    deeds = info.points.drop_duplicates("item")
    held = info.points.groupby("date")[["item", "place"]].agg(set)
    fought = info.fought.groupby("date")["place"].agg(set).to_dict()
    moving: list[_Moving] = []
    moved = []
    for part in parts:
        sheet.data += _ground_traces(part, info)
        here, spots = deeds[part.window.holds(deeds)], _name_spots(info, part, None if part.axis else beside)
        named = here[here["place"].isin(spots)].drop_duplicates("place")
        quiet = info.quiet[info.quiet["place"].isin(spots)]
        own = [_moving("item", here), _moving("place", named)]
        own += [_moving("ring", quiet)] if info.inset and not part.axis else []
        moved += [len(sheet.data) + n for n in range(len(own))]
        moving += own
        sheet.data += [_towns_trace(part, here), _names_trace(part, named, spots, theme.INK)]
        sheet.data.append(_names_trace(part, quiet, spots, theme.PALE))
        sheet.data += [] if part.axis else _key_traces(info)
    for part in parts:
        rings = info.fought[part.window.holds(info.fought)].drop_duplicates("place")
        look = {"symbol": "hexagon2-open", "size": 13, "color": theme.INK, "line": {"width": 1.4}}
        moved.append(len(sheet.data))
        moving.append(_moving("ring", rings))
        sheet.data.append(part.trace("markers", rings, marker=look, hoverinfo="skip"))
    frames = []
    for day, (finding, _) in info.days.items():
        now: dict[Any, Any] = {"item": set(), "place": set(), "ring": fought.get(pd.Timestamp(day), set())}
        if pd.Timestamp(day) in held.index:
            now |= held.loc[day].to_dict()
        shown = [
            {"type": "scatter", "x": [x if key in now[by] else None for key, x in zip(keys, lons, strict=True)]}
            for by, keys, lons in moving
        ]
        heading = {"text": f"<b>{wording.lines(sheet.title or finding, sheet.layout.title)}</b>"}
        changed = {"title": heading, "meta": {"name": f"map_{day}"}}
        frames.append({"name": day, "data": shown, "traces": moved, "layout": changed})
        if day == info.opening:
            for number, trace in zip(moved, shown, strict=True):
                sheet.data[number] |= trace
    sheet.body |= {"sliders": [_slider(info)], "updatemenus": [_player()], "showlegend": True, "legend": key}
    return sheet.figure(whole, frames=frames)


def _moving(by: str, towns: pd.DataFrame) -> _Moving:
    return by, towns["item" if by == "item" else "place"].tolist(), towns["lon"].tolist()


def _corner_is_empty(part: _Part, info: MapInfo) -> bool:
    """Whether the map's lower left corner is empty, so that the key can stand there."""
    corners = zip((*info.between[0], *info.around[0]), (*info.between[1], *info.around[1]), strict=True)
    drawn = [part.pixels(x, y) for x, y in corners if x is not None and y is not None]
    return bool(drawn) and all(x > 0.5 * part.size[0] or y > _KEY for x, y in drawn)


def _ground_traces(part: _Part, info: MapInfo) -> list[_frame.Drawn]:
    """What does not move: outlines, and towns of which no change of hands is recorded."""
    axes: _frame.Drawn = {"xaxis": f"x{part.axis}", "yaxis": f"y{part.axis}", "showlegend": False, "hoverinfo": "skip"}
    lines = [
        _frame.scatter("lines", *_clipped(line, part.window), line={"color": _OUTLINE, "width": width}, **axes)
        for line, width in ((info.between, 0.6), (info.around, 1.2))
    ]
    here = info.quiet[part.window.holds(info.quiet)]
    said = {"text": here["name"].tolist(), "hovertemplate": "%{text}: no change of hands recorded<extra></extra>"}
    places = {"customdata": here["place"].tolist(), "marker": {"size": 4, "color": _QUIET}}
    return [*lines, part.trace("markers", here, **said, **places)]


def _clipped(lines: Lines, window: Window) -> Lines:
    """Of outlines what lies in a window, or near its edge."""
    x: list[float | None] = []
    y: list[float | None] = []
    for lon, lat in zip(*lines, strict=True):
        if lon is not None and lat is not None and window.near(lon, lat):
            x.append(lon)
            y.append(lat)
        elif x and x[-1] is not None:
            x.append(None)
            y.append(None)
    return x, y


def _towns_trace(part: _Part, towns: pd.DataFrame) -> _frame.Drawn:
    """Every change of hands, at its town; a step of the slider shows those that hold on its day."""
    hues = [theme.SIDE_COLOURS[side] for side in towns["side_number"]]
    look = {"symbol": towns["symbol"].tolist(), "color": hues, "size": 9, "line": {"width": 1.2, "color": theme.PAPER}}
    said = {"text": towns["text"].tolist(), "hovertemplate": "%{text}<extra></extra>"}
    return part.trace("markers", towns, customdata=towns["place"].tolist(), marker=look, **said)


def _names_trace(part: _Part, towns: pd.DataFrame, spots: dict[str, str], colour: str) -> _frame.Drawn:
    """The names of towns that have room for one; the points, unseen, keep the names off the towns."""
    font = {"size": 11, "color": colour, "shadow": theme.HALO}
    texts = {"text": towns["name"].tolist(), "textposition": [spots[place] for place in towns["place"]]}
    unseen = {"marker": {"size": 9, "color": "rgba(0,0,0,0)"}, "hoverinfo": "skip"}
    return part.trace("markers+text", towns, **texts, **unseen, textfont=font)


def _name_spots(info: MapInfo, part: _Part, without: Window | None) -> dict[str, str]:
    """On which side of its point each town's name covers nothing, the same every day.

    Where the whole country is drawn, the latest to change hands come first, and of those that never did only the ones
    fought for have a name; elsewhere those come first that have the fewest places for one. Towns in a window
    ``without`` names here are named there.
    """
    deeds = info.points.sort_values(["since", "place"], ascending=[False, True]).drop_duplicates("place")
    country = info.inset is not None and not part.axis
    fought = info.quiet["place"].isin(info.fought["place"].unique())
    towns = pd.concat([deeds.assign(late=False), info.quiet[fought if country else fought | True].assign(late=True)])
    towns = towns[part.window.holds(towns)]
    at = {place: part.pixels(*where) for place, *where in _frame.rows(towns, "place", "lon", "lat")}
    points = [(x - 5, x + 5, y - 5, y + 5) for x, y in at.values()]
    free: dict[str, dict[str, _Box]] = {}
    towns = towns[~without.holds(towns)] if without else towns
    for place, name in _frame.rows(towns, "place", "name"):
        (x, y), long = at[place], 6.2 * len(name)
        sides = {"left": (x - 8 - long, x - 6), "center": (x - long / 2, x + long / 2), "right": (x + 6, x + 8 + long)}
        heights = {"middle": (y - 7, y + 7), "top": (y + 6, y + 20), "bottom": (y - 20, y - 6)}
        boxes = {spot: (*sides[spot.split()[1]], *heights[spot.split()[0]]) for spot in _SPOTS}
        free[place] = {
            spot: box
            for spot, box in boxes.items()
            if box[0] > 0 and box[1] < part.size[0] and not _any_meets(box, points)
        }
    order = [*_frame.rows(towns, "place", "late")]
    if not country:
        order.sort(key=lambda town: (town[1], len(free[town[0]])))
    spots: dict[str, str] = {}
    for place, _ in order:
        spots |= _spot_for(place, spots, free)
    return spots


def _spot_for(place: str, spots: dict[str, str], free: dict[str, dict[str, _Box]]) -> dict[str, str]:
    """Where a town's name stands among those that have their spots, if need be with one of these elsewhere."""
    named = {other: free[other][spot] for other, spot in spots.items()}
    moves: dict[str, str] = {}
    for spot, box in free[place].items():
        met = [other for other, taken in named.items() if _any_meets(box, [taken])]
        if not met:
            return {place: spot}
        if len(met) == 1 and not moves:
            others = [box, *(taken for other, taken in named.items() if other != met[0])]
            away = [other for other, taken in free[met[0]].items() if not _any_meets(taken, others)]
            moves = {place: spot, met[0]: away[0]} if away else {}
    return moves


def _any_meets(box: _Box, others: list[_Box]) -> bool:
    """Whether a box (left, right, bottom, top) overlaps any other."""
    return any(box[0] < o[1] and o[0] < box[1] and box[2] < o[3] and o[2] < box[3] for o in others)


def _key_traces(info: MapInfo) -> list[_frame.Drawn]:
    """The key: a shape and colour a side, a hollow point, one with a dot, and a small one."""
    entries = [
        *zip([*info.parties, "Others"], _SYMBOLS_OF_SIDES, theme.SIDE_COLOURS, strict=True),
        *(("Only claimed", "circle-open", theme.INK), ("Denied by somebody", "circle-open-dot", theme.INK)),
        ("Contested or besieged", "hexagon2-open", theme.INK),
        ("No change of hands recorded", "circle", _QUIET),
    ]
    return [
        _frame.scatter("markers", [None], [None], name=name, marker={"symbol": shape, "color": hue, "size": 9})
        for name, shape, hue in entries
    ]


def _slider(info: MapInfo) -> _frame.Drawn:
    """The slider: a step a day, labelled with the day and the number of towns that the offensive's side held."""
    show = {"mode": "immediate", "frame": {"duration": 0, "redraw": True}, "transition": {"duration": 0}}
    days = {day: f"{wording.day(pd.Timestamp(day))}: {wording.count(n, 'town')}" for day, (_, n) in info.days.items()}
    place = {"ticklen": 3, "x": 0, "len": 1, "y": 1, "yanchor": "top", "pad": {"l": 50, "r": 12, "t": 0, "b": 0}}
    return {
        "active": [*days].index(info.opening),
        "steps": [{"label": label, "method": "animate", "args": [[day], show]} for day, label in days.items()],
        "currentvalue": {"font": {"size": 15, "color": theme.INK}, "xanchor": "left"},
        "font": {"size": 1, "color": theme.PAPER},
        **place,
    }


def _player() -> _frame.Drawn:
    """The button that plays the days."""
    play = {"frame": {"duration": 700, "redraw": True}, "fromcurrent": True, "transition": {"duration": 0}}
    stop = {"mode": "immediate", "frame": {"duration": 0, "redraw": False}, "transition": {"duration": 0}}
    button = {"label": "▶", "method": "animate", "args": [None, play], "args2": [[None], stop]}
    place = {"x": 0, "xanchor": "left", "y": 1, "yanchor": "top", "pad": {"l": 0, "t": 8}}
    return {"type": "buttons", "showactive": False, "buttons": [button], **place}
