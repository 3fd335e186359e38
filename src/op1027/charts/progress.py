"""How many towns had the offensive taken and held, by front and date?"""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from op1027.analysis.progress import firmly_held, progress
from op1027.charts import theme
from op1027.charts.frame import DATE_TICKS, before, frame_figure, front_colours, iso
from op1027.charts.inert import inertly
from op1027.ledger.fronts import WHOLE, chosen_fronts, front_names, fronts_of
from op1027.ledger.model import Ledger
from op1027.text import wording

MEASURES = ("towns", "share")


@dataclass(frozen=True)
class Lane:
    """One front of `plot_progress`: its steps, from the first day to the as-of day."""

    name: str
    colour: str
    dates: list[str]
    captured: list[float]
    held: list[float]
    firm: list[float]
    top: float
    label: str


@inertly
def plot_progress(
    ledger: Ledger, front: str | Iterable[str] | None = None, measure: str = "towns", title: str | None = None
) -> go.Figure:
    """How many towns had the offensive taken and held, by front and date?

    One lane a front, all on one scale. A step is a day on which a town changed hands.

    Parameters
    ----------
    ledger : Ledger
    front : str or iterable of str, optional
        Fronts to draw; by default those where a town was taken.
    measure : {"towns", "share"}
        Number of towns, or per cent of the front's towns in the gazetteer.
    title : str, optional
        Instead of the finding.

    Raises
    ------
    ValueError
        If a front or a measure is unknown.
    """
    front = chosen_fronts(ledger, front)
    if measure not in MEASURES:
        raise ValueError(f"no measure {measure!r}; there are {', '.join(MEASURES)}")
    frame = progress(ledger)
    last = frame[frame["date"] == frame["date"].max()].set_index("front")
    if front is None:
        drawn = [f for f in fronts_of(ledger) if last.at[f, "towns_captured"] > 0] or fronts_of(ledger)[:1]
        sums = last.loc[WHOLE]
    else:
        drawn = front
        sums = last.loc[drawn].sum(numeric_only=True)
    lanes = progress_lanes(ledger, frame, drawn, measure)
    figure = make_subplots(
        rows=len(lanes), row_heights=[lane.top for lane in lanes], shared_xaxes=True, vertical_spacing=0.01
    )
    for row, lane in enumerate(lanes, start=1):
        draw_lane(figure, lane, row)
    figure.update_xaxes(
        type="date", range=[iso(before(ledger)), iso(ledger.known_on)], tickformatstops=DATE_TICKS, ticks=""
    )
    figure.update_xaxes(ticks="outside", row=len(lanes))
    who = ledger.package.names[ledger.package.side]
    where = f" in {lanes[0].name}" if front is not None and len(lanes) == 1 else ""
    finding = f"{who} held {wording.count(int(sums['towns_held']), 'town')}{where} on {wording.day(ledger.known_on)}"
    story = (
        f"{int(sums['towns_captured'])} taken since {wording.day(ledger.package.start)}, "
        f"{int(sums['towns_lost'])} lost again."
    )
    events = ledger.events
    changes = events[events["type"].str.startswith("town_") & (events["date"] >= ledger.package.start)]
    if front is not None:
        changes = changes[changes["front"].isin(drawn)]
    scale = "towns" if measure == "towns" else "per cent of the front's towns"
    return frame_figure(
        figure,
        ledger,
        title or finding,
        f"{story} Height: {scale}, all lanes on one scale. Dark: captures conceded or reported by a third party. "
        "Light: only claimed by the side that gained, or disputed. Dotted: all captures, losses not taken off.",
        changes,
        round((7.5 if measure == "towns" else 0.9) * sum(lane.top for lane in lanes)),
        right=112,
    )


def progress_lanes(ledger: Ledger, frame: pd.DataFrame, drawn: list[str], measure: str) -> list[Lane]:
    """What `plot_progress` draws: the days on which a lane steps, and its label at the end."""
    frame = frame.merge(firmly_held(ledger), on=["front", "date"])
    frame = frame[frame["front"].isin(drawn)]
    steps = ["towns_captured", "towns_held", "towns_firm"]
    if measure == "share":
        frame[steps] = frame[steps].mul(100 / frame["towns_total"].clip(lower=1), axis=0).round(1)
    highest = float(frame["towns_captured"].max())
    names = front_names(ledger)
    colours = front_colours(ledger)
    lanes = []
    for front in drawn:
        mine = frame[frame["front"] == front]
        moves = mine[steps].ne(mine[steps].shift()).any(axis=1)
        moves.iloc[-1] = True
        at = mine[moves]
        peak, held, taken = (
            float(mine["towns_captured"].max()),
            at["towns_held"].iloc[-1],
            at["towns_captured"].iloc[-1],
        )
        if measure == "towns":
            top, label = max(peak, 2) + 2.9, f"<b>{held:.0f} held</b> of {taken:.0f}"
        else:
            top, label = highest + 22, f"<b>{held:.0f} %</b> of {mine['towns_total'].iloc[-1]}"
        lanes.append(
            Lane(
                name=names[front],
                colour=colours[front],
                dates=at["date"].dt.strftime("%Y-%m-%d").tolist(),
                captured=at["towns_captured"].tolist(),
                held=at["towns_held"].tolist(),
                firm=at["towns_firm"].tolist(),
                top=top,
                label=label,
            )
        )
    return lanes


def draw_lane(figure: go.Figure, lane: Lane, row: int) -> None:
    """Draw one front into its row: two filled steps, the line of all captures, name and label."""
    step = {"x": lane.dates, "mode": "lines", "showlegend": False}
    line = {"shape": "hv", "color": lane.colour}
    hover = "%{x|%-d %B %Y}: %{y} "
    figure.add_trace(
        go.Scatter(
            **step,
            y=lane.firm,
            line=line | {"width": 0},
            fill="tozeroy",
            fillcolor=theme.tint(lane.colour, 0.75),
            hoverinfo="skip",
        ),
        row=row,
        col=1,
    )
    figure.add_trace(
        go.Scatter(
            **step,
            y=lane.held,
            line=line | {"width": 2},
            fill="tonexty",
            fillcolor=theme.tint(lane.colour, 0.28),
            hovertemplate=hover + f"held<extra>{lane.name}</extra>",
        ),
        row=row,
        col=1,
    )
    figure.add_trace(
        go.Scatter(
            **step,
            y=lane.captured,
            line=line | {"width": 1, "dash": "dot"},
            hovertemplate=hover + f"taken so far<extra>{lane.name}</extra>",
        ),
        row=row,
        col=1,
    )
    figure.update_yaxes(range=[0, lane.top], showticklabels=False, showgrid=False, fixedrange=True, row=row)
    suffix = "" if row == 1 else str(row)
    note = {"showarrow": False, "align": "left", "xanchor": "left", "xref": "paper", "yref": f"y{suffix}"}
    figure.add_annotation(
        **note,
        text=f"<b>{lane.name}</b>",
        x=0.004,
        y=lane.top,
        yanchor="top",
        font={"color": lane.colour, "size": 14},
    )
    figure.add_annotation(
        **note,
        text=lane.label,
        x=1.01,
        y=max(lane.held[-1], lane.top / 5),
        yanchor="middle",
        font={"color": lane.colour, "size": 12},
    )
