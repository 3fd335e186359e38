"""Bars on a date axis, one row a town: what the charts of towns and of routes share."""

import pandas as pd
import plotly.graph_objects as go

from op1027.charts import theme
from op1027.charts.frame import before, iso
from op1027.ledger.model import Ledger
from op1027.text import wording

DAY = 86_400_000  # milliseconds: how plotly writes lengths on a date axis
PHONE, RIGHT = 380, 16  # pixels
HALO = "0 0 2px #fff, 0 0 2px #fff, 0 0 2px #fff, 0 0 3px #fff"  # keeps dark labels legible on hatching
TALL = 30  # rows: from here on the dates stand above the chart too
LETTER = 5.6  # pixels, of the labels in bars


def bars(rows: pd.DataFrame, colour: str, shape: str = "", filled: bool = True, height: float = 0.76) -> go.Bar:
    """Bars of one look: ``rows`` has ``y``, ``since``, ``until`` (days) and ``text`` (shown on hover).

    ``shape`` is a pattern of plotly's; an outlined bar is white inside. A bar is at least a day long.
    """
    inside = colour if filled else theme.PAPER
    marker: dict[str, object] = {"color": inside, "line": {"color": colour, "width": 1}}
    if shape:
        marker["pattern"] = {
            "shape": shape,
            "bgcolor": theme.tint(colour, 0.42) if filled else theme.PAPER,
            "fgcolor": colour,
            "size": 6,
            "solidity": 0.3,
        }
    days = (rows["until"] - rows["since"]).dt.days.clip(lower=1)
    return go.Bar(
        orientation="h",
        base=rows["since"].map(iso).tolist(),
        x=(days * DAY).tolist(),
        y=rows["y"].round(2).tolist(),
        width=height,
        marker=marker,
        showlegend=False,
        hovertext=rows["text"].tolist(),
        hoverinfo="text",
    )


def labels(rows: pd.DataFrame) -> go.Scatter:
    """Texts in or by bars: ``rows`` has ``x`` (day), ``y``, ``label``, ``at`` (its side), ``colour`` and ``halo``."""
    return go.Scatter(
        mode="text",
        x=rows["x"].map(iso).tolist(),
        y=rows["y"].round(2).tolist(),
        text=("\N{NO-BREAK SPACE}" + rows["label"] + "\N{NO-BREAK SPACE}").tolist(),
        textposition=rows["at"].tolist(),
        textfont={"size": 10, "color": rows["colour"].tolist(), "shadow": rows["halo"].tolist()},
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=False,
    )


def margin(names: pd.Series) -> int:
    """Room for the names of towns to the left of their rows, in pixels."""
    return 18 + round(6.1 * names.str.len().max()) if len(names) else 12


def room(ledger: Ledger, left: int) -> float:
    """How many pixels a day has at least, on a screen 380 pixels wide."""
    days = (last_day(ledger) - left_edge(ledger)).days
    return (PHONE - RIGHT - left) / max(days, 1)


def left_edge(ledger: Ledger) -> pd.Timestamp:
    """The day at which a date axis begins: a little before the first of the offensive."""
    return before(ledger).floor("D")


def last_day(ledger: Ledger) -> pd.Timestamp:
    """The as-of day, or the first of the offensive if that is later: where a date axis ends."""
    return max(ledger.known_on, ledger.package.start)


def fits(label: str, pixels: float) -> bool:
    return LETTER * (len(label) + 2) <= pixels


def town_axes(figure: go.Figure, ledger: Ledger, names: pd.Series, bottom: float) -> float:
    """Dates below and, if the chart is tall, above; names of towns (by row) to the left; how many rows that takes."""
    tall = bottom > TALL
    top = -1.0 if tall else 0.0
    ticks = date_ticks(ledger.package.start, last_day(ledger))
    dates = {
        "type": "date",
        "range": [iso(left_edge(ledger)), iso(last_day(ledger))],
        "tickvals": ticks.index.map(iso).tolist(),
        "ticktext": ticks.tolist(),
        "tickfont": {"size": 11},
    }
    figure.update_layout(
        barmode="overlay",
        xaxis=dates,
        xaxis2=dates
        | {"overlaying": "x", "matches": "x", "side": "top", "ticks": "", "showgrid": False}
        | {"ticklabelposition": "inside", "showticklabels": tall},
        yaxis={
            "range": [bottom, top],
            "fixedrange": True,
            "tickmode": "array",
            "tickvals": names.index.tolist(),
            "ticktext": names.tolist(),
            "tickfont": {"size": 11},
            "showgrid": True,
            "showline": False,
        },
    )
    return bottom - top


def date_ticks(begin: pd.Timestamp, until: pd.Timestamp) -> pd.Series:
    """At most eight round dates from ``begin`` to ``until``, with what to call them; the year where it changes."""
    steps = ("D", "7D", "14D", "MS", "2MS", "QS", "2QS", "YS", "5YS")
    days = next(d for d in (pd.date_range(begin, until, freq=step) for step in steps) if len(d) <= 8)
    new = pd.Series(days.year, index=days).diff() != 0
    if len(days) < 2 or (days[1] - days[0]).days < 28:
        return pd.Series([f"{d.day} {d:%b}" for d in days], index=days)
    return pd.Series([f"{d:%b %Y}" if new[d] else f"{d:%b}" for d in days], index=days)


def headings(rows: pd.DataFrame, ledger: Ledger) -> go.Scatter:
    """Headings of groups of rows (``y``, ``label``), at the left end of the upper date axis."""
    trace = labels(rows.assign(x=left_edge(ledger), at="middle right", colour=theme.INK, halo="none"))
    return trace.update(textfont={"size": 12}, xaxis="x2")


def as_of_line(figure: go.Figure, ledger: Ledger) -> None:
    """A line at the as-of day, dated on the top row."""
    until = iso(last_day(ledger))
    figure.add_vline(x=until, line={"color": theme.INK, "width": 1})
    figure.add_annotation(
        text=f"as known on {wording.day(ledger.known_on)}",
        showarrow=False,
        x=until,
        y=0.4,
        xanchor="right",
        font={"size": 11},
    )


def open_ends(rows: pd.Series, ledger: Ledger, colour: str, filled: bool = True) -> go.Scatter:
    """Arrows at the as-of day, for what still lasts then: ``rows`` are their heights."""
    return go.Scatter(
        x=[iso(last_day(ledger))] * len(rows),
        y=rows.tolist(),
        mode="markers",
        marker={
            "symbol": "triangle-right",
            "size": 9,
            "color": colour if filled else theme.PAPER,
            "line": {"color": colour, "width": 1},
        },
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
    )
