"""How many people, or how much ground, go with the towns that each side holds?"""

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from op1027.analysis.people_and_ground import APART, people_and_ground
from op1027.charts import _frame, _lanes, theme
from op1027.ledger.control import HANDS
from op1027.ledger.fronts import WHOLE, chosen_fronts, events_since_start, front_names, fronts_of
from op1027.ledger.model import Ledger
from op1027.text import wording
from op1027.text.asked import Keys, known_key

_DRAWN = {"people": ("population", "people"), "ground": ("area", "km²")}
_LANE, _FIRST = 60, 100  # pixels of a lane, and of the first


@dataclass(frozen=True, eq=False)
class PeopleLane(_frame.Lane):
    """One front: ``steps`` has ``date`` and, number of side, ``low_0``, ``high_0`` … in per cent."""

    steps: pd.DataFrame
    label: str


PeopleInfo = _frame.LanesInfo[PeopleLane]


@_frame.chart
def plot_people(
    ledger: Ledger, front: Keys = None, measure: str = "people", title: str | None = None, layout: str = "wide"
) -> go.Figure:
    """How many people, or how much ground, go with the towns that each side holds?

    One lane a front, a band for each of the two sides: from what their towns alone come to, to all of the townships
    whose chief towns they hold.

    Parameters
    ----------
    ledger : Ledger
    front : str or iterable of str, optional
        Fronts to draw; by default all of them together, and those where a town is held.
    measure : {"people", "ground"}
        Population in the census, or area.
    """
    info = people_info(ledger, front, measure)
    return _draw_people(info, _frame.Sheet.of(info, "people", layout, title))


def people_info(ledger: Ledger, front: Keys = None, measure: str = "people") -> PeopleInfo:
    """The lanes of `plot_people`, and what it says in words."""
    front = chosen_fronts(ledger, front)
    measure = known_key(measure, _DRAWN, "measure")
    column, unit = _DRAWN[measure]
    frame = people_and_ground(ledger).rename(columns={f"{column}_{end}": end for end in ("low", "high", "total")})[
        ["front", "date", "side", "towns", "low", "high", "total"]
    ]
    last = frame[frame["date"] == frame["date"].max()]
    held = set(last.loc[(last["side"] == ledger.package.side) & (last["towns"] > 0), "front"])
    drawn = front or [WHOLE, *(key for key in fronts_of(ledger) if key in held)]
    names = front_names(ledger) | {WHOLE: "All fronts" if front else "The country"}
    colours = _frame.front_colours(ledger)
    lanes, ends, total = [], ("low", "high"), frame["total"].clip(lower=1)
    shares = frame.assign(**{end: (100 * frame[end] / total).round(1) for end in ends})
    of_side, now = dict(iter(shares.groupby(["front", "side"]))), last.set_index(["front", "side"])
    for key in drawn:
        bands = [of_side[key, side] for side in (*ledger.package.parties, APART[0])]
        counts = {f"{end}_{n}": band[end].to_numpy() for n, band in enumerate(bands) for end in ends}
        steps = pd.DataFrame({"date": bands[0]["date"].to_numpy()} | counts)
        ours = now.loc[key, ledger.package.side]
        low, high, total_of = (_short(ours[end]) for end in (*ends, "total"))
        label = f"<b>{low}</b><br>of {total_of}" if low == high else f"<b>{low} to<br>{high}</b><br>of {total_of}"
        lanes.append(PeopleLane(names[key], colours[key], _lanes.steps(steps, [*counts]), label))
    ours, theirs = (ledger.package.names[side] for side in ledger.package.parties)
    on, where = wording.day(ledger.known_on), _frame.where_of(ledger, front)
    sums = last[last["front"].isin(front or [WHOLE]) & (last["side"] == ledger.package.side)][["low", "high"]].sum()
    what = "people" if measure == "people" else "square kilometres"
    finding = f"{ours} held no town{where} on {on} that the census counts"
    if sums["high"]:
        bounds = f"{_short(sums['low'])} to {_short(sums['high'])} {what}"
        finding = f"Towns with {bounds} were held by {ours.lower()}{where} on {on}"
    low = "its towns alone" if measure == "people" else "townships all of whose towns are held"
    how = (
        f"Height: per cent of the front's {unit}, each lane on a scale of its own; census of the data, outlines "
        f"approximate. Bands from {low} to all townships whose chief town is held. Blue: {ours.lower()}. Orange, "
        f"hatched: {theirs.lower()}, only towns that changed hands or were fought for; what no page speaks of is in no "
        f"band. Dotted: contested, apart. Right: {ours.lower()}, low to high."
    )
    events = events_since_start(ledger)
    shown = _frame.on_fronts(events[events["type"].isin(HANDS)], front)
    return PeopleInfo(*_frame.told(ledger, finding, how, shown, front), tuple(lanes))


def _short(number: float) -> str:
    """A number with as many digits as bounds deserve."""
    if number >= 999_500:
        return f"{number / 1e6:.1f} million"
    return f"{round(number, -3):,.0f}" if number >= 10_000 else f"{round(number, -2):,.0f}"


def _draw_people(info: PeopleInfo, sheet: _frame.Sheet) -> go.Figure:
    lanes = _lanes.Lanes(sheet)
    for n, lane in enumerate(info.lanes):
        top = max(5.0, 1.1 * float(lane.steps.drop(columns="date").to_numpy().max()))
        height, tick = _LANE if n else _FIRST, _lanes.round_step(top, 2)
        axis = lanes.add(height, range=[0, top], dtick=tick, tickfont={"size": 11})
        sheet.data += _bands(lane, axis)
        lanes.name(lane.name, axis, lane.colour)
        lanes.end(lane.label, axis, top / 2, theme.INK)
    return sheet.figure(lanes.place(), lanes.margin, right=92, foot=32)


def _bands(lane: PeopleLane, axis: str) -> list[_frame.Drawn]:
    """The bands of both sides, the second one hatched, and the line of what is contested."""
    days, found = _frame.isos(lane.steps["date"]), []
    for number, colour in enumerate(theme.SIDE_COLOURS[:2]):
        low, high = (lane.steps[f"{end}_{number}"].tolist() for end in ("low", "high"))
        hatch = {"shape": "/", "fgcolor": colour, "bgcolor": "rgba(0,0,0,0)", "size": 6, "solidity": 0.3}
        fill: _frame.Drawn = {"fillpattern": hatch} if number else {"fillcolor": theme.tint(colour, 0.35)}
        said = {"customdata": low, "hovertemplate": f"{_frame.HOVER_DAY}: %{{customdata}} to %{{y}} %<extra></extra>"}
        found.append(_lanes.step_line(days, low, axis, colour, width=1.2, hoverinfo="skip"))
        found.append(_lanes.step_line(days, high, axis, colour, width=1.2, fill="tonexty", **fill, **said))
    said = {"hovertemplate": f"{_frame.HOVER_DAY}: up to %{{y}} % contested<extra></extra>"}
    found.append(_lanes.step_line(days, lane.steps["high_2"].tolist(), axis, theme.PALE, width=1.4, dash="dot", **said))
    return found
