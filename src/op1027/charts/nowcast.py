"""How many of the last month's events are not known yet, and how well could one tell before?"""

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from op1027.analysis.nowcast import HORIZON, backtest_nowcast
from op1027.charts import _frame, _lanes, theme
from op1027.ledger.fronts import WHOLE, chosen_fronts, events_since_start
from op1027.ledger.model import Ledger
from op1027.text import wording
from op1027.text.asked import Keys

_LANE = 230  # pixels


@dataclass(frozen=True, eq=False)
class NowcastLane(_frame.Lane):
    """One front: its rows of `backtest_nowcast`."""

    tests: pd.DataFrame


NowcastInfo = _frame.LanesInfo[NowcastLane]


@_frame.chart
def plot_nowcast(ledger: Ledger, front: Keys = None, title: str | None = None, layout: str = "wide") -> go.Figure:
    """How many of the last month's events are not known yet, and how well could one tell before?

    At every month-end the events of the last 30 days: as known then, as nowcast then, and as known now.

    Parameters
    ----------
    ledger : Ledger
    front : str or iterable of str, optional
        Fronts to draw, a panel each; by default one panel for all of them together.
    """
    info = nowcast_info(ledger, front)
    return _draw_nowcast(info, _frame.Sheet.of(info, "nowcast", layout, title))


def nowcast_info(ledger: Ledger, front: Keys = None) -> NowcastInfo:
    """The lanes of `plot_nowcast`, and what it says in words."""
    front = chosen_fronts(ledger, front)
    tests = backtest_nowcast(ledger)
    names, colours = _frame.lane_names(ledger), _frame.front_colours(ledger)
    lanes = tuple(NowcastLane(names[key], colours[key], tests[tests["front"] == key]) for key in front or [WHOLE])
    settled = tests[tests["settled"] & tests["front"].isin(front or [WHOLE])]
    where = _frame.where_of(ledger, front)
    finding = f"No month{where} is long enough past to say how a nowcast would have fared"
    if len(settled):
        raw, cast = ((settled[name] - settled["later"]).abs().mean() for name in ("known", "estimate"))
        finding = f"A nowcast would have been {cast:.1f} events off{where} on average, the count of the day {raw:.1f}"
    how = (
        f"Events of the last {HORIZON} days at each month-end. Hollow: as known on that day. Diamond and bar: the "
        "nowcast made from that day's pages alone, with its interval of 90 per cent. Dash: as known now; grey where "
        "less than 90 days have passed and more may come. Towns' changes of hands are told at once: no help there."
    )
    events = _frame.on_fronts(events_since_start(ledger), front)
    return NowcastInfo(*_frame.told(ledger, finding, how, events, front), lanes)


def _draw_nowcast(info: NowcastInfo, sheet: _frame.Sheet) -> go.Figure:
    lanes = _lanes.Lanes(sheet, gap=26)
    for lane in info.lanes:
        highest = max(1, *lane.tests["high"], *lane.tests["later"]) if len(lane.tests) else 1
        axis = lanes.add(_LANE, range=[0, 1.12 * highest], dtick=_lanes.round_step(highest))
        sheet.data += _marks(lane, axis, 14 if sheet.layout.wide else 7)
        lanes.name(lane.name, axis, lane.colour)
    return sheet.figure(lanes.place(), lanes.margin, right=20, foot=32)


def _marks(lane: NowcastLane, axis: str, wide: int) -> list[_frame.Drawn]:
    """One front's month-ends: interval, nowcast, what was known, what is known now (``wide`` pixels)."""
    tests, days = lane.tests, _frame.isos(lane.tests["date"])
    cast, known = tests["estimate"], tests["known"]
    said = [
        f"<b>{wording.day(row['date'])}</b><br>known then {row['known']}<br>nowcast {row['estimate']:g}"
        f" ({row['low']} to {row['high']})<br>known now {row['later']}"
        for row in tests.to_dict("records")
    ]
    up, down = (part.clip(lower=0).round(1).tolist() for part in (tests["high"] - cast, cast - tests["low"]))
    bar = {"type": "data", "symmetric": False, "array": up, "arrayminus": down}
    bar |= {"color": theme.tint(lane.colour, 0.35), "thickness": 8, "width": 0}
    diamond = {"symbol": "diamond", "size": 7, "color": lane.colour}
    hollow = {"symbol": "circle-open", "size": 8, "color": lane.colour, "line": {"width": 1.5}}
    ink = [theme.INK if settled else theme.SIDE_COLOURS[2] for settled in tests["settled"]]
    dash = {"symbol": "line-ew-open", "size": wide, "color": ink, "line": {"width": 2.5, "color": ink}}
    shared: _frame.Drawn = {"yaxis": axis, "hovertext": said, "hoverinfo": "text"}
    return [
        _frame.scatter("markers", days, cast.tolist(), marker=diamond, error_y=bar, **shared),
        _frame.scatter("markers", days, tests["later"].tolist(), marker=dash, **shared),
        _frame.scatter("markers", days, known.tolist(), marker=hollow, **shared),
    ]
