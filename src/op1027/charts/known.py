"""What was known on a date, against what is known now?"""

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from op1027.analysis.hindsight import known_history
from op1027.charts import _frame, _lanes, theme
from op1027.ledger.control import HANDS
from op1027.ledger.fronts import WHOLE, chosen_fronts, events_since_start
from op1027.ledger.model import Ledger
from op1027.text import wording
from op1027.text.asked import Keys

_LANE, _DIFFERENCE = 240, 84  # pixels: a lane of towns, and of the difference below it


@dataclass(frozen=True, eq=False)
class KnownLane(_frame.Lane):
    """One front: its rows of `known_history` (``date``, ``towns_known``, ``towns_now``, ``gap``)."""

    history: pd.DataFrame


KnownInfo = _frame.LanesInfo[KnownLane]


@_frame.chart
def plot_known(ledger: Ledger, front: Keys = None, title: str | None = None, layout: str = "wide") -> go.Figure:
    """What was known on a date, against what is known now?

    Towns held, as known at the end of each day, and as known now; below them the difference. How long news took,
    `plot_lags` shows.

    Parameters
    ----------
    ledger : Ledger
    front : str or iterable of str, optional
        Fronts to draw, a panel each; by default one panel for all of them together.
    """
    info = known_info(ledger, front)
    return _draw_known(info, _frame.Sheet.of(info, "known", layout, title))


def known_info(ledger: Ledger, front: Keys = None) -> KnownInfo:
    """The lanes of `plot_known`, and what it says in words."""
    front = chosen_fronts(ledger, front)
    history = known_history(ledger)
    names, colours = _frame.lane_names(ledger), _frame.front_colours(ledger)
    lanes = tuple(KnownLane(names[key], colours[key], history[history["front"] == key]) for key in front or [WHOLE])
    events, where = events_since_start(ledger), _frame.where_of(ledger, front)
    changed = _frame.on_fronts(events[events["type"].isin(HANDS)], front)
    gaps = pd.concat([lane.history for lane in lanes]).groupby("date")["gap"].sum().abs()
    most, day, story = int(gaps.max()), pd.Timestamp(gaps.index[int(gaps.to_numpy().argmax())]), ""
    finding = (
        f"What was known{where} of towns held is what is known now" if len(changed) else f"Nothing is known{where}"
    )
    if most:
        finding = f"What was known{where} was never more than {wording.count(most, 'town')} from what is known now"
        story = f"Furthest apart on {wording.day(day)}. "
    how = (
        f"{story}Solid: towns held as known at the end of each day; dashed: as known now. Below: the difference, above "
        "the line for towns that had fallen and were not known yet, below it for towns believed taken too early."
    )
    return KnownInfo(*_frame.told(ledger, finding, how, changed, front), lanes)


def _draw_known(info: KnownInfo, sheet: _frame.Sheet) -> go.Figure:
    lanes = _lanes.Lanes(sheet)
    for lane in info.lanes:
        now, then = lane.history["towns_now"], lane.history["towns_known"]
        highest, most = max(1, int(now.max()), int(then.max())), max(1, int(lane.history["gap"].abs().max()))
        upper = lanes.add(_LANE, range=[0, 1.15 * highest], dtick=_lanes.round_step(highest))
        signs = {"tickvals": [-most, 0, most], "ticktext": [f"−{most}", "0", f"+{most}"]}
        lower = lanes.add(_DIFFERENCE, range=[-1.15 * most, 1.15 * most], **signs)
        sheet.data += _history_traces(lane, upper, lower)
        lanes.name(lane.name, upper, lane.colour)
        lanes.name("difference", lower, theme.PALE, 12, bold=False)
        lanes.end(f"<b>{now.iloc[-1]}</b> held", upper, int(now.iloc[-1]), lane.colour)
    return sheet.figure(lanes.place(), lanes.margin, right=70, foot=32)


def _history_traces(lane: KnownLane, upper: str, lower: str) -> list[_frame.Drawn]:
    """One front's two counts, and, a lane below, the difference between them."""
    traces = []
    for name, said, dash, width in (("towns_now", "known now", "dash", 1.4), ("towns_known", "known then", "solid", 2)):
        moves = _lanes.steps(lane.history, [name])
        look = {"hovertemplate": f"{_frame.HOVER_DAY}: %{{y}}<extra>{said}</extra>", "dash": dash, "width": width}
        traces.append(_lanes.step_line(_frame.isos(moves["date"]), moves[name].tolist(), upper, lane.colour, **look))
    moves = _lanes.steps(lane.history, ["gap"])
    said = f"{_frame.HOVER_DAY}: %{{y:+d}}<extra>not known, or known too early</extra>"
    for values, hue in zip((moves["gap"].clip(upper=0), moves["gap"].clip(lower=0)), theme.SIDE_COLOURS, strict=False):
        look = {"fill": "tozeroy", "fillcolor": theme.tint(hue, 0.55), "width": 1, "hovertemplate": said}
        traces.append(_lanes.step_line(_frame.isos(moves["date"]), values.tolist(), lower, hue, **look))
    return traces
