"""How long did news take?"""

from dataclasses import dataclass

import plotly.graph_objects as go

from op1027.analysis.hindsight import reporting_lags
from op1027.charts import _frame, _lanes, theme
from op1027.ledger.control import BASES_TAKEN, HANDS
from op1027.ledger.fronts import chosen_fronts, events_since_start
from op1027.ledger.model import Ledger
from op1027.text import wording
from op1027.text.asked import Keys

_TALL = 300  # pixels
_REACH = 30  # days
# What the lines show: types of event, colour, dash.
_LINES = {
    "towns": (HANDS, theme.INK, "solid"),
    "bases": (BASES_TAKEN, theme.SIDE_COLOURS[0], "dash"),
    "all else": ((), theme.PALE, "dot"),
}


@dataclass(frozen=True, eq=False)
class LagLine:
    """Of one kind of event, how many there are, and how many per cent were published within 0, 1, 2 … days."""

    kind: str
    events: int
    share: list[float]


@dataclass(frozen=True, eq=False)
class LagsInfo(_frame.Info):
    """What `plot_lags` draws."""

    lines: tuple[LagLine, ...]


@_frame.chart
def plot_lags(ledger: Ledger, front: Keys = None, title: str | None = None, layout: str = "wide") -> go.Figure:
    """How long did news take?

    The share of events that were published within so many days, for changes of hands of towns, for bases and for
    all else.

    Parameters
    ----------
    ledger : Ledger
    front : str or iterable of str, optional
        Fronts whose events count; by default all.
    """
    info = lags_info(ledger, front)
    return _draw_lags(info, _frame.Sheet.of(info, "lags", layout, title))


def lags_info(ledger: Ledger, front: Keys = None) -> LagsInfo:
    """The lines of `plot_lags`, and what it says in words."""
    front = chosen_fronts(ledger, front)
    lags = _frame.on_fronts(reporting_lags(ledger), front)
    named = {kind for types, *_ in _LINES.values() for kind in types}
    lines = []
    for kind, (types, *_) in _LINES.items():
        took = lags.loc[lags["type"].isin(types) if types else ~lags["type"].isin(named), "lag_days"].to_numpy()
        if len(took):
            share = [round(100 * float((took <= day).mean()), 1) for day in range(_REACH + 1)]
            lines.append(LagLine(kind, len(took), share))
    where = _frame.where_of(ledger, front)
    finding = f"Nothing is known{where} on {wording.day(ledger.known_on)}"
    if len(lags):
        half = wording.count(int(lags["lag_days"].median()), "day")
        finding = f"Half of what is recorded{where} was published within {half}"
    how = "How many per cent of the events were published within so many days, by the first page on record."
    if late := int((lags["lag_days"] > _REACH).sum()):
        how += f" {wording.count(late, 'event')} took longer than {_REACH} days, or no earlier page is on record."
    events = _frame.on_fronts(events_since_start(ledger), front)
    return LagsInfo(*_frame.told(ledger, finding, how, events, front), tuple(lines))


def _draw_lags(info: LagsInfo, sheet: _frame.Sheet) -> go.Figure:
    lanes, days = _lanes.Lanes(sheet), [*range(_REACH + 1)]
    axis = lanes.add(_TALL, range=[0, 104], ticksuffix=" %", dtick=25)
    height = 200.0
    for line in sorted(info.lines, key=lambda line: -line.share[-1]):
        _, colour, dash = _LINES[line.kind]
        said = f"within %{{x}} days: %{{y}} %<extra>{line.kind}</extra>"
        sheet.data.append(_lanes.step_line(days, line.share, axis, colour, dash=dash, hovertemplate=said))
        height = min(height - 7.5, line.share[-1])
        lanes.end(f"<b>{line.kind}</b> ({line.events:,})", axis, height, colour)
    sheet.across("days from the event to the first page")
    tall = lanes.place()
    ticks = [0, 1, 3, 7, 14, 21, 30] if sheet.layout.wide else [0, 3, 7, 14, 21, 30]
    sheet.body["xaxis"] = {"range": [-0.5, _REACH + 0.5], "tickvals": ticks, "tickangle": 0}
    return sheet.figure(tall, left=50, right=112, foot=48)
