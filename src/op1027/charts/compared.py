"""Do two records count the same towns of a front, day by day?"""

from dataclasses import dataclass, replace

import pandas as pd
import plotly.graph_objects as go

from op1027.analysis.progress import progress
from op1027.charts import _frame, _lanes, theme
from op1027.charts._inert import inert
from op1027.ledger.control import HANDS
from op1027.ledger.fronts import WHOLE, front_names
from op1027.ledger.model import Ledger
from op1027.text import wording
from op1027.text.asked import known_key


@dataclass(frozen=True, eq=False)
class ComparedLane(_frame.Lane):
    """One record: its title, and ``steps``, the days (``date``) on which the number of towns held changes."""

    steps: pd.DataFrame


ComparedInfo = _frame.LanesInfo[ComparedLane]


@_frame.chart
def plot_compared(
    ours: Ledger, theirs: Ledger, front: str, title: str | None = None, layout: str = "wide"
) -> go.Figure:
    """Do two records count the same towns of a front, day by day?

    A lane each, on one scale, to the last day that both know of; in either the other's steps are dotted.

    Parameters
    ----------
    ours, theirs : Ledger
        Of one set of fronts: give ``ours`` as ``like`` when reading an export.
    front : str
        Key of a front; ``all`` for all of them.
    """
    info = compared_info(ours, inert(theirs), front)
    return _draw_compared(info, _frame.Sheet.of(info, "compared", layout, title))


def compared_info(ours: Ledger, theirs: Ledger, front: str) -> ComparedInfo:
    """The two lanes of `plot_compared`, and what it says in words."""
    chosen = known_key(front, ours.fronts, "front")
    known_key(chosen, theirs.fronts["front"], "front of the other record")
    end = max(min(ours.known_on, theirs.known_on), ours.package.start, theirs.package.start)
    colours = (_frame.front_colours(ours)[chosen], theme.INK)
    lanes = []
    for ledger, colour in zip((ours, theirs), colours, strict=True):
        frame = progress(ledger)
        mine = frame[(frame["front"] == chosen) & (frame["date"] <= end)]
        lanes.append(ComparedLane(ledger.package.title, colour, _lanes.steps(mine, ["towns_held"])))
    held = [int(lane.steps["towns_held"].iloc[-1]) for lane in lanes]
    who, where = ours.package.names[ours.package.side], front_names(ours)[chosen]
    finding = (
        f"{where}: {wording.count(held[0], 'town')} held by our record, {held[1]} by the other, on {wording.day(end)}"
    )
    how = f"Height: towns held by {who}, both on one scale. Dotted: the other record. A step: a town changed hands."
    fronts, events = None if chosen == WHOLE else [chosen], ours.events
    drawn = _frame.on_fronts(events[events["type"].isin(HANDS) & (events["date"] <= end)], fronts)
    told = ComparedInfo(*_frame.told(ours, finding, how, drawn, fronts), tuple(lanes))
    beside = [f"beside {lanes[1].name}{f', only {theirs.part}' if theirs.part else ''}", theirs.package.licence]
    footer = "\N{NO-BREAK SPACE}· ".join([told.footer, *beside])
    return replace(told, footer=footer, end=end)


def _draw_compared(info: ComparedInfo, sheet: _frame.Sheet) -> go.Figure:
    lanes = _lanes.Lanes(sheet)
    roof = max(3.0, *(float(lane.steps["towns_held"].max()) for lane in info.lanes)) * 1.15
    tick = _lanes.round_step(roof, 4)
    for lane, other in zip(info.lanes, reversed(info.lanes), strict=True):
        axis = lanes.add(130, range=[0, roof], dtick=tick, tickfont={"size": 11})
        for one, more in ((other, {"width": 1, "dash": "dot"}), (lane, {})):
            said = {"hovertemplate": f"{_frame.HOVER_DAY}: %{{y}} held<extra>{one.name}</extra>"}
            held = one.steps["towns_held"].tolist()
            days = _frame.isos(one.steps["date"])
            sheet.data.append(_lanes.step_line(days, held, axis, one.colour, **said, **more))
        lanes.name(lane.name.partition(":")[0], axis, lane.colour, 13)
        last = int(lane.steps["towns_held"].iloc[-1])
        lanes.end(f"<b>{last} held</b>", axis, max(last, roof / 6), lane.colour)
    return sheet.figure(lanes.place(), lanes.margin, right=70, foot=32)
