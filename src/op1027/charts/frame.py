"""What every chart has: title, reading line, footer, the fronts' colours."""

import pandas as pd
import plotly.graph_objects as go

from op1027.charts import theme
from op1027.ledger.fronts import WHOLE, fronts_of
from op1027.ledger.model import Ledger
from op1027.text import wording

TOOLS = 20  # pixels: the room above the title for plotly's buttons, which would hide it on a phone
FIRM = ("conceded", "independent")
# Of a date axis: days, or months with their year, on one line, for the footer stands below it.
DATE_TICKS = [
    {"dtickrange": [None, 14 * 24 * 3600 * 1000], "value": "%-d %b"},
    {"dtickrange": ["M1", None], "value": "%b %Y"},
]


def frame_figure(
    figure: go.Figure,
    ledger: Ledger,
    title: str,
    how: str,
    events: pd.DataFrame,
    height: int,
    right: int = 12,
    legend: int = 0,
    left: int = 12,
    noun: str = "event",
    counted: str = "",
) -> go.Figure:
    """Give a figure its title, the lines that say how to read it, and the footer that every chart has.

    ``events`` are those drawn (claims, if ``noun`` says so); ``height`` is that of the plot, ``right`` and ``left``
    its margins for labels, ``legend`` the room for a legend below it, all in pixels. Lines break so that they fit a
    screen 380 pixels wide. ``counted`` stands in the footer instead of what is drawn of a ledger, where
    something else is.
    """
    heading = wording.lines(title, 36)
    reading = wording.lines(how, 57)
    reports = int(events["n_reports"].sum())
    covered = ledger.package.covered_until
    thin = f", well covered to {wording.day(covered)}" if covered is not None and covered < ledger.known_on else ""
    own = (
        f"{wording.count(len(events), noun)} from {wording.count(reports, 'report')}\N{NO-BREAK SPACE}· "
        f"as known on {wording.day(ledger.known_on)}{thin}\N{NO-BREAK SPACE}· "
        f"{ledger.package.title}\N{NO-BREAK SPACE}· {ledger.package.licence}"
    )
    footer = wording.lines(counted or own, 66)
    top = TOOLS + 42 + 23 * (heading.count("<br>") + 1) + 17 * (reading.count("<br>") + 1)
    bottom = 50 + legend + 15 * (footer.count("<br>") + 1)
    figure.update_layout(
        template=theme.template(),
        title={
            "text": f"<b>{heading}</b>",
            "y": 1 - (TOOLS + 14) / (height + top + bottom),
            "subtitle": {"text": reading, "font": {"size": 13, "color": theme.PALE}},
        },
        height=height + top + bottom,
        margin={"l": left, "r": right, "t": top, "b": bottom},
        legend={"y": -(36 + 15 * (footer.count("<br>") + 1)) / height, "yanchor": "top"},
    )
    figure.add_annotation(
        text=footer,
        showarrow=False,
        align="left",
        x=0,
        xref="paper",
        xanchor="left",
        y=0,
        yref="paper",
        xshift=12 - left,
        yanchor="top",
        yshift=-32,
        font={"size": 11, "color": theme.PALE},
    )
    return figure


def front_colours(ledger: Ledger) -> dict[str, str]:
    """A colour for each front, by drawing order, whatever fronts are drawn."""
    hues = theme.FRONT_COLOURS
    return {front: hues[n % len(hues)] for n, front in enumerate(fronts_of(ledger))} | {WHOLE: theme.INK}


def before(ledger: Ledger) -> pd.Timestamp:
    """A little before the first day: room for the first label of a date axis."""
    return ledger.package.start - (ledger.known_on - ledger.package.start) / 25


def iso(date: pd.Timestamp) -> str:
    return date.strftime("%Y-%m-%d")
