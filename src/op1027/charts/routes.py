"""Which trade routes and highways were cut, when?"""

from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from op1027.analysis.routes import AROUND, fights_near, route_cuts, route_states
from op1027.charts import _bars, _frame, theme
from op1027.ledger.control import holdings
from op1027.ledger.fronts import chosen_fronts, place_names
from op1027.ledger.model import Ledger
from op1027.record._columns import looked_up
from op1027.text import wording
from op1027.text.asked import Keys

_ROW = 19  # pixels
_CUT_STATE = "cut"
# What a stretch looks like: colour, pattern, whether filled, height in rows.
_LOOKS_OF_STATES = {
    "open": (theme.tint(theme.PALE, 0.45), "", True, 0.05),
    "third": (theme.SIDE_COLOURS[2], "x", True, 0.76),
    "contested": (theme.PALE, "/", False, 0.5),
    "taken": (theme.SIDE_COLOURS[0], "", True, 0.76),
    _CUT_STATE: (theme.INK, "", True, 0.76),
}


@dataclass(frozen=True, eq=False)
class RoutesInfo(_frame.Info):
    """What `plot_routes` draws.

    Attributes
    ----------
    stretches : DataFrame
        `route_states` and, with state ``cut``, `route_cuts`, of the routes drawn; with ``y`` (the row, from
        the top), ``town`` (its name) and ``text`` (for hovering).
    heads : DataFrame
        ``route``, ``y``, ``label``: its name, and when it was cut.
    """

    stretches: pd.DataFrame
    heads: pd.DataFrame


@_frame.chart
def plot_routes(ledger: Ledger, front: Keys = None, title: str | None = None, layout: str = "wide") -> go.Figure:
    """Which trade routes and highways were cut, when?

    One block a route: first when it was cut as a whole, then one row a town in order along the road.

    Parameters
    ----------
    ledger : Ledger
    front : str or iterable of str, optional
        Draw the routes that touch these fronts; by default all.
    """
    info = routes_info(ledger, front)
    return _draw_routes(info, _frame.Sheet.of(info, "routes", layout, title))


def routes_info(ledger: Ledger, front: Keys = None) -> RoutesInfo:
    """The rows of `plot_routes`, and what it says in words."""
    front = chosen_fronts(ledger, front)
    drawn = ledger.routes
    if front is not None:
        touching = looked_up(drawn["place"], ledger.places, "place", "front").isin(front)
        drawn = drawn[drawn["route"].isin(drawn.loc[touching, "route"])]
    names = dict(zip(drawn["route"], drawn["name"], strict=True))
    tops, y = {}, 1.4
    for route, towns in drawn["route"].value_counts(sort=False).items():
        tops[route] = y
        y += towns + 2.5
    states = route_states(ledger)
    cuts: list[tuple[Any, ...]] = [
        cut for cut in _frame.rows(route_cuts(states), "route", "start", "end") if cut[0] in tops
    ]
    every: list[tuple[Any, ...]] = [*_frame.rows(states, "route", "order", "place", "state", "start", "end")]
    every += [(key, 0, None, _CUT_STATE, start, end) for key, start, end in cuts]
    along = {key: sorted({order for of, order, *_ in every if of == key} | {0}) for key in tops}
    called = place_names(ledger)
    found: list[tuple[Any, ...]] = []
    for key, order, place, state, start, end in every:
        if key in tops:
            town, what = (called[place], state) if order else ("<b>cut</b>", "")
            text = f"<b>{town}</b> {what}<br>{wording.span(start, end)}"
            y = tops[key] + along[key].index(order) + 1
            found.append((key, order, place, state, start, end, y, town, text))
    columns = ["route", "order", "place", "state", "start", "end", "y", "town", "text"]
    found.sort(key=lambda part: (part[6], part[4]))
    parts = pd.DataFrame(found, columns=columns)
    said = {key: _told_cuts([cut[1:] for cut in cuts if cut[0] == key], ledger.known_on) for key in names}
    heads = [(key, tops[key], f"<b>{name}</b>, {said[key]}") for key, name in names.items()]
    on, cut = wording.day(ledger.known_on), sum(end >= ledger.known_on for *_, end in cuts)
    where = _frame.where_of(ledger, front)
    finding = f"On {on}{where}, {cut or 'none'} of {len(names)} routes {'was' if cut < 2 else 'were'} cut"
    if len(names) < 2:
        one = f"On {on}{where}, the route was {'' if cut else 'not '}cut"
        finding = one if names else f"No route is recorded{where}"
    how = (
        f"Solid: held by {ledger.package.names[ledger.package.side].lower()}, on the days given. Hatched: not held by "
        f"them, but a fight is reported at most {AROUND} days away. Crossed: held by others. Thin line: none of these. "
        "Bar above: the route is cut, because one of its towns or more is held. Towns stand in order along the road."
    )
    here = set(parts["place"].dropna())
    changes = [*_frame.rows(holdings(ledger), "place", "item_start", "item_end")]
    deeds = [*changes, *_frame.rows(fights_near(ledger), "place", "item")]
    items = [item for place, *both in deeds if place in here for item in both]
    words = _frame.told(ledger, finding, how, _frame.events_of(ledger, items), front)
    return RoutesInfo(*words, parts, pd.DataFrame(heads, columns=["route", "y", "label"]))


def _told_cuts(cuts: list[tuple[Any, ...]], known_on: pd.Timestamp) -> str:
    """When a route was cut, every stretch with both its ends."""
    spans = [
        f"since {wording.short_span(start, start)}" if end >= known_on else wording.short_span(start, end)
        for start, end in cuts
    ]
    return f"cut {', '.join(spans)}" if spans else "never cut"


def _draw_routes(info: RoutesInfo, sheet: _frame.Sheet) -> go.Figure:
    parts = info.stretches
    names = dict(_frame.rows(parts, "y", "town"))
    left = _bars.margin(name for name in names.values() if not name.startswith("<b>"))
    rows = [*_frame.rows(parts, "state", "start", "end", "y", "text")]
    for state, (colour, shape, filled, height) in _LOOKS_OF_STATES.items():
        # A bar reaches to the end of its last day, but not beyond the as-of day.
        mine = [(a, min(b + _bars.A_DAY, info.known_on), y, text) for of, a, b, y, text in rows if of == state]
        lasting = [y for _, until, y, _ in mine if until >= info.known_on]
        if mine:
            sheet.data.append(_bars.bars(mine, colour, shape, filled, height))
        if lasting and height > _LOOKS_OF_STATES["contested"][3]:
            sheet.data.append(_bars.open_ends(lasting, info.known_on, colour))
    scale = (sheet.layout.width - _bars.RIGHT - left) / (info.end - info.start).days
    sheet.data.append(_bars.labels(_stretch_labels(info, scale)))
    bottom = float(parts["y"].max()) + 0.8 if len(parts) else 2.0
    tall = _bars.place_rows(sheet, names, info.heads, bottom)
    return sheet.figure(_ROW * tall, left, _bars.RIGHT, foot=32)


def _stretch_labels(info: RoutesInfo, scale: float) -> list[_bars.Label]:
    """Dates of the towns' stretches held: in the bar, else behind or before it, where there is more room.

    ``scale`` is the number of pixels that a day has. The dates of whole routes stand in their headings.
    """
    found: list[_bars.Label] = []
    every = _frame.rows(info.stretches, "state", "y", "start", "end")
    spans = [span for state, *span in every if state == "taken"]
    for y, start, end in spans:
        last = start if end >= info.known_on else end
        months = f"{start:%b %y}" if last == start else f"{start:%b %y}–{end:%b %y}"  # where there is no room for days
        labels = (wording.short_span(start, last), months)
        inside = (end - start).days * scale
        behind = scale * (min([info.end, *(a for row, a, _ in spans if row == y and a > end)]) - end).days
        ahead = scale * (start - max([info.start, *(b for row, _, b in spans if row == y and b < start)])).days
        right, left = (end + _bars.A_DAY, y, "middle right"), (start, y, "middle left")
        if label := next((label for label in labels if _bars.fits(label, inside)), ""):
            found.append((start, y, label, "middle right", theme.PAPER, "none"))
            continue
        beside = [(right, behind), (left, ahead)]
        spots = [(spot, label) for label in labels for spot, room in beside if _bars.fits(label, room)]
        (day, row, side), label = (spots or [(right if behind >= ahead else left, months)])[0]
        found.append((day, row, label, side, theme.INK, theme.HALO))
    return found
