"""What did each side claim over time, and how does our count compare?"""

from collections.abc import Hashable, Iterable
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from op1027.analysis.progress import base_counts
from op1027.analysis.tallies import BASE_UNITS, tally_lanes
from op1027.charts import theme
from op1027.charts.bases import number, tick, to_the_right
from op1027.charts.frame import DATE_TICKS, frame_figure, front_colours, iso
from op1027.charts.inert import inertly
from op1027.ledger.control import holdings
from op1027.ledger.fronts import actor_names, chosen_fronts, front_names, sides_of
from op1027.ledger.model import Ledger
from op1027.text import wording

LANE = 104  # pixels
VOICES = ("square", "diamond", "circle")  # the offensive's side, the side it goes against, others
AGREES = ("borne_out", "partly")


@inertly
def plot_tallies(
    ledger: Ledger, front: str | Iterable[str] | None = None, metric: str = "towns", title: str | None = None
) -> go.Figure:
    """What did each side claim over time, and how does our count compare?

    One lane for each scope (whose captures, and where) with at least three published totals, each on its own
    scale. The band is our own count of that scope, low to high; each mark a total that somebody published, at
    the day it speaks of.

    Parameters
    ----------
    ledger : Ledger
    front : str or iterable of str, optional
        Fronts to draw, then with every scope of theirs; by default all.
    metric : str
        The unit: ``towns``, ``bases``, ``positions``, ``outposts`` or ``battalions``. Units are never mixed.
    title : str, optional
        Instead of the finding.

    Raises
    ------
    ValueError
        If a front or the metric is unknown.
    """
    front = chosen_fronts(ledger, front)
    if metric not in {"towns", *BASE_UNITS}:
        raise ValueError(f"no metric {metric!r}; there are towns, {', '.join(BASE_UNITS)}")
    drawn = front
    marks, band = tally_lanes(ledger, metric, drawn)
    sides = {side: n for n, side in enumerate(ledger.package.parties)}
    voice = marks["claimant"].map(sides_of(ledger.actors)).map(sides).fillna(2).astype("int64")
    value = marks["claimed_low"].fillna(marks["claimed_high"]).astype("int64")
    marks = marks.assign(voice=voice, value=value, agrees=marks["verdict"].isin(AGREES), text=texts(marks, ledger))
    marks, rare = marks[marks["lane"] >= 0], marks[marks["lane"] < 0]
    lanes = max(1, marks["lane"].nunique())
    figure = make_subplots(rows=lanes, shared_xaxes=True, vertical_spacing=0.16 / lanes)
    for lane, mine in marks.groupby("lane"):
        draw_lane(figure, mine, band[band["lane"] == lane], ledger, int(str(lane)) + 1)
    start, end = ledger.package.start, max(ledger.known_on, ledger.package.start + pd.Timedelta(days=7))
    room = max((end - start) / 40, pd.Timedelta(days=1))
    figure.update_traces(cliponaxis=False, selector={"mode": "markers"})
    figure.update_xaxes(type="date", range=[iso(start - room), iso(end + room)], tickformatstops=DATE_TICKS, ticks="")
    figure.update_xaxes(ticks="outside", row=lanes)
    figure.update_yaxes(fixedrange=True, rangemode="tozero")
    met = int(marks["agrees"].sum())
    where = f" in {front_names(ledger)[drawn[0]]}" if drawn and len(drawn) == 1 else ""
    finding = (
        f"Of {wording.count(len(marks), 'published total')} of {metric}{where}, {met} agree with our record"
        if len(marks)
        else f"No published total of {metric}{where} by {wording.day(ledger.known_on)}"
    )
    how = [
        "Band: our count of the same scope, low to high. Mark: a published total; filled: it agrees with ours or is "
        "at most a quarter off; hollow: it does not. Square: claimed by the offensive's side; diamond: by the side "
        "it goes against; circle: by others. Each lane has its own scale, and its own scope: nothing is joined."
    ]
    if thin := int((marks["verdict"] == "open").sum()):
        how.append(f"For {thin} totals our record is the thinner one, or they count from another day.")
    if len(rare):
        how.append(f"{wording.count(len(rare), 'total')} of rarer scopes are drawn when a front is chosen.")
    events = counted(ledger, metric)
    return frame_figure(
        figure,
        ledger,
        title or finding,
        " ".join(how),
        events if drawn is None else events[events["front"].isin(drawn)],
        LANE * lanes,
        right=76,
        left=44,
    )


def counted(ledger: Ledger, metric: str) -> pd.DataFrame:
    """The events that our own count rests on."""
    if metric != "towns":
        return ledger.events.loc[base_counts(ledger).index]
    return ledger.events[ledger.events["item"].isin(holdings(ledger)["item_start"])]


def draw_lane(figure: go.Figure, marks: pd.DataFrame, band: pd.DataFrame, ledger: Ledger, row: int) -> None:
    """Draw one scope: our count as a band, the published totals as marks, its name above."""
    colour = front_colours(ledger)[marks["front"].iloc[0]]
    moves = band[["low", "high"]].diff().ne(0).any(axis=1)
    moves.iloc[-1] = True
    steps = band[moves]
    for name, fill in (("low", "none"), ("high", "tonexty")):
        figure.add_trace(
            go.Scatter(
                x=steps["date"].dt.strftime("%Y-%m-%d").tolist(),
                y=steps[name].tolist(),
                mode="lines",
                line={"shape": "hv", "color": colour, "width": 1},
                fill=fill,
                fillcolor=theme.tint(colour, 0.25),
                showlegend=False,
                hovertemplate=f"%{{x|%-d %B %Y}}: %{{y}}<extra>our record, {name}</extra>",
            ),
            row=row,
            col=1,
        )
    roof = 1.5 * max(float(marks["value"].max()), float(band["high"].max()), 1)
    for (voice, agrees), alike in marks.groupby(["voice", "agrees"]):
        hue, symbol = theme.SIDE_COLOURS[int(str(voice))], VOICES[int(str(voice))]
        draw_marks(figure, alike, hue, symbol, bool(agrees), row, 0.07 * roof)
    axis = figure.get_subplot(row, 1).yaxis.plotly_name.replace("axis", "")
    figure.add_annotation(
        text=f"<b>{marks['scope'].iloc[0]}</b>",
        showarrow=False,
        x=0.004,
        xref="paper",
        xanchor="left",
        y=1,
        yref=f"{axis} domain",
        yanchor="top",
        font={"color": colour, "size": 13},
        bgcolor="rgba(255,255,255,0.75)",
    )
    low, high = band[["low", "high"]].iloc[-1]
    figure.add_annotation(
        text=f"<b>{low}–{high}</b> ours" if low < high else f"<b>{low}</b> ours",
        showarrow=False,
        x=1.01,
        xref="paper",
        xanchor="left",
        y=(low + high) / 2,
        yref=axis,
        font={"color": colour, "size": 11},
    )
    figure.update_yaxes(range=[0, roof], dtick=tick(roof * 1.2), row=row)
    top = marks.sort_values(["value", "date"]).iloc[-1]
    right = to_the_right(top["date"], ledger)
    names = actor_names(ledger)
    figure.add_annotation(
        text=f"{names[top['claimant']]}: {number(stated(top))}",
        showarrow=False,
        x=iso(top["date"]),
        y=top["value"],
        xanchor="left" if right else "right",
        xshift=7 if right else -7,
        font={"size": 11},
        row=row,
        col=1,
    )


def draw_marks(
    figure: go.Figure, marks: pd.DataFrame, colour: str, symbol: str, filled: bool, row: int, stub: float
) -> None:
    """Draw totals of one kind of claimant; a ``stub`` points to the side that the words leave open."""
    up = (marks["claimed_high"] - marks["value"]).astype("Float64").fillna(stub).round(1)
    down = (marks["value"] - marks["claimed_low"]).astype("Float64").fillna(stub).round(1)
    figure.add_trace(
        go.Scatter(
            x=marks["date"].dt.strftime("%Y-%m-%d").tolist(),
            y=marks["value"].tolist(),
            mode="markers",
            showlegend=False,
            text=marks["text"].tolist(),
            hovertemplate="%{x|%-d %B %Y} · %{text}<extra></extra>",
            marker={
                "symbol": symbol,
                "color": colour if filled else theme.PAPER,
                "size": 8,
                "line": {"color": colour, "width": 1.5},
            },
            error_y={
                "symmetric": False,
                "color": colour,
                "array": up.tolist(),
                "arrayminus": down.tolist(),
                "thickness": 1.4,
                "width": 0,
            },
        ),
        row=row,
        col=1,
    )


def stated(tally: pd.Series) -> dict[Hashable, Any]:
    """The number of a total, as `number` reads it."""
    return {"low": tally["claimed_low"], "high": tally["claimed_high"]}


def texts(marks: pd.DataFrame, ledger: Ledger) -> list[str]:
    """What hovering over a total shows: who, how many, since when, and how it compares."""
    names = actor_names(ledger)
    found = []
    for _, tally in marks.iterrows():
        since = "" if pd.isna(tally["since"]) else f", since {wording.day(tally['since'])}"
        found.append(
            f"<b>{names[tally['claimant']]}: {number(stated(tally))} {tally['metric']}</b>{since}"
            f"<br>{wording.lines(tally['why'], 60)}"
        )
    return found
