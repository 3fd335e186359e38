"""How often did what was called likely come?"""

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from op1027.analysis.skill import ENOUGH, against_base_rate, reliability
from op1027.charts import _frame, theme
from op1027.ledger.fronts import chosen_fronts
from op1027.ledger.model import Ledger
from op1027.text import wording
from op1027.text.asked import Keys

_TALL = 360  # pixels
# What stands for whose forecasts: name, symbol, whether it is filled.
_LOOKS_OF_FORECASTS = {
    "worded": ("in words of likelihood", "circle", True),
    "base_rate": ("\N{LEFT DOUBLE QUOTATION MARK}as it was last month\N{RIGHT DOUBLE QUOTATION MARK}", "square", False),
}


@dataclass(frozen=True, eq=False)
class ReliabilityInfo(_frame.Info):
    """What `plot_reliability` draws.

    Attributes
    ----------
    groups : DataFrame
        The rows of `reliability` that have cases enough.
    """

    groups: pd.DataFrame


@_frame.chart
def plot_reliability(ledger: Ledger, front: Keys = None, title: str | None = None, layout: str = "wide") -> go.Figure:
    """How often did what was called likely come?

    Across, how likely forecasts were called, by the probability of their words; upwards, the share of them that came,
    with its interval of 90 per cent. Beside them the simple forecasts "as it was last month" for all forecasts. Marks
    on the line are forecasts to be relied on: above it more came than was said, below it less. Groups of fewer than
    10 cases are not drawn.

    Parameters
    ----------
    ledger : Ledger
    front : str or iterable of str, optional
        Fronts that the forecasts speak of; by default all, and what is nationwide.
    """
    info = reliability_info(ledger, front)
    return _draw_reliability(info, _frame.Sheet.of(info, "reliability", layout, title))


def reliability_info(ledger: Ledger, front: Keys = None) -> ReliabilityInfo:
    """The groups of `plot_reliability`, and what it says in words."""
    front = chosen_fronts(ledger, front)
    every = reliability(ledger, front)
    groups = every[every["enough"]].reset_index(drop=True)
    worded = groups[groups["forecast"] == "worded"]
    where = _frame.where_of(ledger, front)
    finding = f"No word of likelihood stands in {ENOUGH} forecasts{where} judged by {wording.day(ledger.known_on)}"
    if len(worded):
        each = [
            f"called {round(100 * said)} % likely came true in {round(n * share)} of {n} cases"
            for said, n, share in _frame.rows(worded, "probability", "n", "hit_share")
        ]
        finding = f"Forecasts{where} {'; '.join(each)}"
    few = [*_frame.rows(every[~every["enough"]], "forecast", "n")]
    left_out = []
    for kind in sorted({kind for kind, _ in few}):
        sizes = [n for of, n in few if of == kind]
        told = wording.count(len(sizes), "group"), wording.count(sum(sizes), "case")
        left_out.append(f"{_LOOKS_OF_FORECASTS[kind][0]}: {', '.join(told)}")
    how = (
        "Marks on the line: as many came as was said; above it more, below it fewer. Bars: intervals of 90 per "
        "cent, too narrow where cases hang together."
    )
    if left_out:
        how += f" Fewer than {ENOUGH} cases, not drawn: {'; '.join(left_out)}."
    cases = _frame.on_fronts(against_base_rate(ledger), front)
    judged = ledger.claims[ledger.claims["item"].isin(cases["item"])]
    return ReliabilityInfo(*_frame.told(ledger, finding, how, judged, [], "claim"), groups)


def _draw_reliability(info: ReliabilityInfo, sheet: _frame.Sheet) -> go.Figure:
    line = {"color": theme.PALE, "width": 1, "dash": "dash"}
    sheet.shapes.append({"type": "line", "x0": 0, "x1": 100, "y0": 0, "y1": 100, "line": line, "layer": "below"})
    for kind, (name, symbol, filled) in _LOOKS_OF_FORECASTS.items():
        mine, colour = info.groups[info.groups["forecast"] == kind], theme.INK if filled else theme.SIDE_COLOURS[0]
        said, share, low, high = (
            (100 * mine[column]).round(1).tolist() for column in ("probability", "hit_share", "low", "high")
        )
        came = [f"{round(n * hit)} of {n}" for n, hit in _frame.rows(mine, "n", "hit_share")]
        bars: _frame.Drawn = {"symmetric": False, "color": colour, "thickness": 1.4, "width": 0}
        bars["array"] = [round(end - at, 1) for end, at in zip(high, share, strict=True)]
        bars["arrayminus"] = [round(at - end, 1) for end, at in zip(low, share, strict=True)]
        marker = {"symbol": symbol, "size": 10, "color": colour if filled else theme.PAPER}
        marker |= {"line": {"color": colour, "width": 1.5}}
        side, called = "right" if filled else "left", f"{name}: {wording.count(int(mine['n'].sum()), 'case')}"
        texts = {"text": came, "textposition": f"middle {side}", "textfont": {"color": colour}}
        told = {"hovertemplate": f"{name}<br>said %{{x}} %, came %{{y}} % (%{{text}})<extra></extra>"}
        look = texts | {"marker": marker, "error_y": bars} | told
        sheet.data.append(_frame.scatter("markers+text", said, share, name=called, **look))
    sheet.across("how likely they were called")
    sheet.note("how many came", 0, 1, 12, **_frame.LEFT, yref="paper", yanchor="bottom", xshift=-40, yshift=2)
    axis = {"range": [0, 104], "ticksuffix": " %", "dtick": 25, "fixedrange": True}
    key = {"y": 0.02, "yanchor": "bottom", "x": 1, "xanchor": "right", "traceorder": "normal"}
    sheet.body |= {"showlegend": True, "legend": key, "xaxis": axis | {"tickangle": 0}, "yaxis": axis}
    return sheet.figure(_TALL, left=52, right=40, foot=48, head=18)
