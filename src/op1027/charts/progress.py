"""How many towns had the offensive taken and held, by front and date?"""

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from op1027.analysis.progress import captured_towns, firmly_held, held_bounds, progress
from op1027.analysis.town_states import fought_towns
from op1027.charts import _frame, _lanes, theme
from op1027.ledger.control import HANDS
from op1027.ledger.fronts import WHOLE, chosen_fronts, front_names, fronts_of
from op1027.ledger.model import Ledger
from op1027.text import wording
from op1027.text.asked import Keys, known_key

_SCALES = {"towns": ("towns", 7.0), "share": ("per cent of the front's towns", 0.9)}  # scale, pixels of one
_TALLEST = 1200  # pixels of all lanes: of a record with more towns one has fewer
_STEPPED = ["towns_captured", "towns_held", "towns_firm", "towns_least", "towns_most", "towns_fought"]


@dataclass(frozen=True, eq=False)
class ProgressLane(_frame.Lane):
    """One front: ``steps``, the days on which it changes.

    Beside ``date``, in the measure drawn, ``towns_captured`` (gross), ``towns_held`` (net), ``towns_firm`` (of these
    conceded or independently reported), ``towns_least`` and ``towns_most`` (what the reports' days allow), and
    ``towns_fought`` (contested or besieged, whoever holds them).
    """

    front: str
    steps: pd.DataFrame
    label: str

    @property
    def top(self) -> float:
        return float(self.steps[["towns_captured", "towns_most", "towns_fought"]].to_numpy().max())


@dataclass(frozen=True, eq=False)
class ProgressInfo(_frame.Info):
    """What `plot_progress` draws."""

    lanes: tuple[ProgressLane, ...]
    pixels: float  # of one on the scale, at most


@_frame.chart
def plot_progress(
    ledger: Ledger, front: Keys = None, measure: str = "towns", title: str | None = None, layout: str = "wide"
) -> go.Figure:
    """How many towns had the offensive taken and held, by front and date?

    One lane a front, all on one scale. A step is a day on which a town changed hands; hatched is what may have been
    held, where the reports leave the day open.

    Parameters
    ----------
    ledger : Ledger
    front : str or iterable of str, optional
        Fronts to draw; by default those where a town was taken.
    measure : {"towns", "share"}
        Number of towns, or per cent of the front's towns in the gazetteer.
    """
    info = progress_info(ledger, front, measure)
    return _draw_progress(info, _frame.Sheet.of(info, "progress", layout, title))


def progress_info(ledger: Ledger, front: Keys = None, measure: str = "towns") -> ProgressInfo:
    """The lanes of `plot_progress`, and what it says in words."""
    front = chosen_fronts(ledger, front)
    measure = known_key(measure, _SCALES, "measure")
    frame = progress(ledger)
    last = frame[frame["date"] == frame["date"].max()].set_index("front")
    drawn = front or [f for f in fronts_of(ledger) if last.at[f, "towns_captured"] > 0] or fronts_of(ledger)[:1]
    sums = last.loc[WHOLE] if front is None else last.loc[drawn].sum(numeric_only=True)
    names, colours = front_names(ledger), _frame.front_colours(ledger)
    every = frame[frame["front"].isin(drawn)]
    for more in (firmly_held(ledger), held_bounds(ledger), fought_towns(ledger)):
        every = every.merge(more, on=["front", "date"])
    if measure == "share":
        every[_STEPPED] = every[_STEPPED].mul(100 / every["towns_total"].clip(lower=1), axis=0).round(1)
    lanes = []
    for key, mine in every.groupby("front", sort=False):
        held, total = mine[["towns_held", "towns_total"]].iloc[-1]
        of_taken = f"<b>{held:.0f} held</b> of {captured_towns(ledger, [str(key)])}"
        label = of_taken if measure == "towns" else f"<b>{held:.0f} %</b> of {total:.0f}"
        steps = _lanes.steps(mine[["date", *_STEPPED]], _STEPPED)
        lanes.append(ProgressLane(names[str(key)], colours[str(key)], str(key), steps, label))
    events, day, start = ledger.events, wording.day(ledger.known_on), ledger.package.start
    hands = events["type"].isin(HANDS)
    held, where = wording.count(int(sums["towns_held"]), "town"), _frame.where_of(ledger, front)
    finding, story = f"No change of hands of a town is recorded{where} by {day}", ""
    if hands.any():
        finding = f"{ledger.package.names[ledger.package.side]} held {held}{where} on {day}"
        captures = wording.captures(int(sums["towns_captured"]), captured_towns(ledger, front))
        story = f"{captures} since {wording.day(start)}; {wording.count(int(sums['towns_lost']), 'loss', 'losses')}. "
    how = (
        f"{story}Height: {_SCALES[measure][0]}, all lanes on one scale. Strong: captures conceded or reported by a "
        "third party. Faint: only claimed by the side that gained, or disputed. Hatched: between the least and the "
        "most that the reports' days allow. Dotted: all captures, losses not taken off. Line: "
        "towns contested or besieged, whoever holds them."
    )
    changed = _frame.on_fronts(events[hands & (events["date"] >= start)], front)
    return ProgressInfo(*_frame.told(ledger, finding, how, changed, front), tuple(lanes), _SCALES[measure][1])


def _draw_progress(info: ProgressInfo, sheet: _frame.Sheet) -> go.Figure:
    tops, lanes = [lane.top for lane in info.lanes], _lanes.Lanes(sheet)
    highest, pixels = max(tops), min(info.pixels, _TALLEST / max(sum(tops), 1))
    least, room = (0.12, 0) if sheet.layout.wide else (0.2, 20 / pixels)
    tick = _lanes.round_step(max(highest, 3), 4)
    for lane, top in zip(info.lanes, tops, strict=True):
        roof = round(max(top * 1.04, least * highest, 24 / pixels) + room, 2)
        axis = lanes.add(pixels * roof, range=[0, roof], dtick=tick, tickfont={"size": 11})
        sheet.data += _lane_traces(lane, axis)
        lanes.name(lane.name, axis, lane.colour)
        lanes.end(lane.label, axis, max(float(lane.steps["towns_held"].iloc[-1]), roof / 5), lane.colour)
    return sheet.figure(lanes.place(), lanes.margin, right=104, foot=32)


def _lane_traces(lane: ProgressLane, axis: str) -> list[_frame.Drawn]:
    """One front: two filled steps, the hatched band of days in doubt, the lines of what is held and was captured."""
    days = _frame.isos(lane.steps["date"])
    taken, held, firm, least, most, fought = (lane.steps[name].tolist() for name in _STEPPED)
    doubt = [
        "" if low == high else f" ({low:g} to {high:g} by the reports' days)"
        for low, high in zip(least, most, strict=True)
    ]
    hatch = {"shape": "/", "fgcolor": lane.colour, "bgcolor": "rgba(0,0,0,0)", "size": 5, "solidity": 0.3}
    dark, light = (theme.tint(lane.colour, share) for share in (0.75, 0.28))
    said = {"hovertemplate": f"{_frame.HOVER_DAY}: %{{y}} held%{{customdata}}<extra>{lane.name}</extra>"}
    told = {"hovertemplate": f"{_frame.HOVER_DAY}: %{{y}} captures so far<extra>{lane.name}</extra>"}
    over = {"hovertemplate": f"{_frame.HOVER_DAY}: %{{y}} contested or besieged<extra>{lane.name}</extra>"}

    def step(values: list[float], **more: object) -> _frame.Drawn:
        return _lanes.step_line(days, values, axis, lane.colour, **more)

    quiet = {"hoverinfo": "skip", "width": 0}
    return [
        step(firm, fill="tozeroy", fillcolor=dark, **quiet),
        step(held, fill="tonexty", fillcolor=light, **quiet),
        step(least, **quiet),
        step(most, fill="tonexty", fillpattern=hatch, **quiet),
        step(held, customdata=doubt, **said),
        _lanes.step_line(days, fought, axis, theme.INK, width=1.2, **over),
        step(taken, width=1, dash="dot", **told),
    ]
