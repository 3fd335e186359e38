"""Do two records count the same towns of a front, day by day?"""

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from op1027.analysis.progress import progress
from op1027.charts import theme
from op1027.charts.frame import DATE_TICKS, before, frame_figure, front_colours, iso
from op1027.charts.inert import inert, inertly
from op1027.ledger.control import HANDS
from op1027.ledger.fronts import chosen_fronts, front_names
from op1027.ledger.model import Ledger
from op1027.text import wording


@dataclass(frozen=True)
class Steps:
    """The towns of a front that one record counts as held, at each step."""

    name: str
    dates: list[str]
    held: list[int]


@inertly
def plot_compared(ours: Ledger, theirs: Ledger, front: str, title: str | None = None) -> go.Figure:
    """Do two records count the same towns of a front, day by day?

    Both lines on one scale, to the day that both know of.

    Parameters
    ----------
    ours, theirs : Ledger
        Of one set of fronts: give ``ours`` as ``like`` when reading an export.
    front : str
        Key of a front.
    title : str, optional
        Instead of the finding.

    Raises
    ------
    ValueError
        If the front is unknown.
    """
    theirs = inert(theirs)
    (chosen,) = chosen_fronts(ours, front) or [front]
    end = min(ours.known_on, theirs.known_on)
    both = [steps_of(ledger, chosen, end) for ledger in (ours, theirs)]
    figure = go.Figure()
    colours = (front_colours(ours)[chosen], theme.INK)
    for steps, colour, dash in zip(both, colours, ("solid", "dash"), strict=True):
        figure.add_trace(
            go.Scatter(
                x=steps.dates,
                y=steps.held,
                mode="lines",
                name=steps.name,
                line={"shape": "hv", "color": colour, "width": 2, "dash": dash},
                hovertemplate=f"%{{x|%-d %B %Y}}: %{{y}} held<extra>{steps.name}</extra>",
            )
        )
    first = before(ours)
    figure.update_xaxes(type="date", range=[iso(first), iso(end)], tickformatstops=DATE_TICKS, ticks="outside")
    figure.update_yaxes(range=[0, max(2, *both[0].held, *both[1].held) * 1.1], tickformat="d", fixedrange=True)
    figure.update_layout(legend={"orientation": "h", "x": 0})
    where = front_names(ours)[chosen]
    finding = f"{where}: {both[0].held[-1]} towns held here, {both[1].held[-1]} there, on {wording.day(end)}"
    changes = ours.events[ours.events["type"].isin(HANDS) & (ours.events["front"] == chosen)]
    return frame_figure(
        figure,
        ours,
        title or finding,
        f"Towns held by {ours.package.names[ours.package.side]}. Solid: {both[0].name}. Dashed: {both[1].name}. A step "
        "is a day on which a town changed hands.",
        changes,
        300,
        legend=40,
        left=40,
        counted=f"{both[0].name}\N{NO-BREAK SPACE}· {ours.package.licence}\N{NO-BREAK SPACE}· {both[1].name}"
        f"\N{NO-BREAK SPACE}· {theirs.package.licence}",
    )


def steps_of(ledger: Ledger, front: str, end: pd.Timestamp) -> Steps:
    """The days on which the number of towns held changes, the first and the last among them."""
    frame = progress(ledger)
    mine = frame[(frame["front"] == front) & (frame["date"] <= end)]
    held = mine["towns_held"].astype("int64")
    moves = held.ne(held.shift())
    if len(moves):
        moves.iloc[-1] = True
    dates = [f"{date:%Y-%m-%d}" for date in mine["date"][moves]]
    return Steps(ledger.package.title, dates or [f"{end:%Y-%m-%d}"], held[moves].tolist() or [0])
