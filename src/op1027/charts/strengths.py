"""How many fighters, arms, prisoners, dead and displaced: who put which number to it, when?"""

from collections.abc import Iterable

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from op1027.analysis.reported_figures import chosen, strengths
from op1027.analysis.tallies import LANE, scope_names
from op1027.charts import theme
from op1027.charts.bases import later, number, tick, to_the_right
from op1027.charts.frame import DATE_TICKS, frame_figure, iso
from op1027.charts.inert import inertly
from op1027.charts.tallies import VOICES, draw_marks
from op1027.ledger.fronts import actor_names, chosen_fronts, front_names
from op1027.ledger.model import Ledger
from op1027.text import wording

TALL = 92  # pixels, a lane
HEAD = 1.55  # an axis goes up to so many times its largest number: room for the lane's name
APART = 0.2  # of an axis: what is nearer in height may meet
WIDE = 0.45  # of the date axis, on a phone: the width of a label
STUB = 0.17  # of an axis: the line that points to an open side
# What all marks have in common, stated once in the template: fifty traces would repeat it.
MARKS = {
    "mode": "markers",
    "showlegend": False,
    "cliponaxis": False,
    "hovertemplate": "%{x|%-d %B %Y} · %{text}<extra></extra>",
}
LEVELS = {"whole": "all fronts", "narrow": "one front or place"}


@inertly
def plot_strengths(
    ledger: Ledger,
    front: str | Iterable[str] | None = None,
    metrics: str | Iterable[str] | None = None,
    title: str | None = None,
) -> go.Figure:
    """How many fighters, arms, prisoners, dead and displaced: who put which number to it, when?

    One lane for what is counted and how widely (all fronts; one front or place), each on its own scale. A mark is
    one published number, at the last day it speaks of, with a line over the range that its words allow.

    Parameters
    ----------
    ledger : Ledger
    front : str or iterable of str, optional
        Fronts to draw, then every number of theirs; by default all, in lanes with at least three numbers.
    metrics : str or iterable of str, optional
        Topics (``strength``, ``arms``, ``surrendered``, ``casualties``, ``displacement``) or single metrics to
        draw, then every number of theirs; by default all.
    title : str, optional
        Instead of the finding.

    Raises
    ------
    ValueError
        If a front, a topic or a metric is unknown.
    """
    front = chosen_fronts(ledger, front)
    drawn = front
    marks, rare, early = lanes(ledger, drawn, metrics)
    rows = max(1, marks["lane"].nunique())
    figure = make_subplots(rows=rows, shared_xaxes=True, vertical_spacing=0.16 / rows)
    for lane, mine in marks.groupby("lane"):
        draw_lane(figure, mine, ledger, int(str(lane)) + 1)
    start, end = ledger.package.start, max(ledger.known_on, ledger.package.start + pd.Timedelta(days=7))
    room = max((end - start) / 40, pd.Timedelta(days=1))
    figure.update_traces(dict.fromkeys(MARKS))
    figure.update_xaxes(type="date", range=[iso(start - room), iso(end + room)], ticks="")
    figure.update_xaxes(ticks="outside", tickformatstops=DATE_TICKS, row=rows)
    figure.update_yaxes(fixedrange=True, rangemode="tozero")
    where = f" in {front_names(ledger)[drawn[0]]}" if drawn and len(drawn) == 1 else ""
    what = f" ({metrics.replace('_', ' ')})" if isinstance(metrics, str) else ""
    warring = int(marks["side"].isin(ledger.package.parties).sum())
    finding = (
        f"Of {wording.count(len(marks), 'published number')}{where}{what}, {warring} "
        f"{'comes' if warring == 1 else 'come'} from the warring sides themselves"
        if len(marks)
        else f"No published number{where}{what} by {wording.day(ledger.known_on)}"
    )
    how = [
        "A mark: one claimant's number, at the last day it speaks of; a line over the range its words allow, hollow "
        "with a stub where they set no limit. Square: claimed by the offensive's side; diamond: by the side it goes "
        "against; circle: by others. Each lane has its own scale. Nothing is joined, averaged or added up: "
        "whom, where and since when the numbers count differs."
    ]
    if rare:
        how.append(f"Drawn only when a front or a topic is chosen: {wording.count(rare, 'number')} of rarer kinds.")
    if early:
        how.append(f"Left out: {wording.count(early, 'number')} from before the first day.")
    frame_figure(
        figure,
        ledger,
        title or finding,
        " ".join(how),
        marks,
        TALL * rows,
        right=12,
        left=62,
        noun="claim",
    )
    return figure.update_layout(template={"data": {"scatter": [MARKS]}})


def lanes(
    ledger: Ledger, fronts: list[str] | None, metrics: str | Iterable[str] | None
) -> tuple[pd.DataFrame, int, int]:
    """What `plot_strengths` draws, how many numbers it leaves out as rare, and how many as too early.

    The rows of `strengths` with ``lane`` (int, from the top), ``heading``, ``voice`` (number of the claimant's side)
    and ``text`` (for hovering). A number of all fronts and one of a single front or place never share a lane.
    """
    frame = strengths(ledger)
    frame = frame[frame["metric"].isin(chosen(metrics))]
    if fronts is not None:
        frame = frame[frame["front"].isin(fronts)]
    frame = frame[frame["date"] <= ledger.known_on]
    early = frame["date"] < ledger.package.start
    frame = frame[~early]
    level = frame["scope"].where(frame["scope"] == "whole", "narrow")
    size = frame.groupby([frame["metric"], level])["item"].transform("size")
    rare = (size < LANE) & (fronts is None) & (metrics is None)
    sides = {side: n for n, side in enumerate(ledger.package.parties)}
    frame = frame.assign(
        heading=frame["metric"].str.replace("_", " ") + ", " + level.map(LEVELS).astype("str"),
        rank=frame["metric"].map({m: 2 * n for n, m in enumerate(chosen(None))}).astype("int64") + (level == "narrow"),
        voice=frame["side"].map(sides).fillna(2).astype("int64"),
        text=texts(frame, ledger),
    )[~rare]
    frame = frame.sort_values(["rank", "date", "item"], ignore_index=True)
    return frame.assign(lane=pd.factorize(frame["rank"])[0]).drop(columns="rank"), int(rare.sum()), int(early.sum())


def draw_lane(figure: go.Figure, marks: pd.DataFrame, ledger: Ledger, row: int) -> None:
    """Draw the numbers of one kind, its name above, the claimants of the largest and the last beside them."""
    roof = HEAD * max(float(marks[["value", "high"]].max().max()), 1)
    marks = marks.rename(columns={"low": "claimed_low", "high": "claimed_high"})
    closed = marks[["claimed_low", "claimed_high"]].notna().all(axis=1)
    for (voice, filled), alike in marks.groupby(["voice", closed]):
        colour, symbol = theme.SIDE_COLOURS[int(str(voice))], VOICES[int(str(voice))]
        draw_marks(figure, alike, colour, symbol, bool(filled), row, STUB * roof)
    axis = figure.get_subplot(row, 1).yaxis.plotly_name.replace("axis", "")
    figure.add_annotation(
        text=f"<b>{marks['heading'].iloc[0]}</b>",
        showarrow=False,
        x=0.004,
        xref="paper",
        xanchor="left",
        y=1,
        yref=f"{axis} domain",
        yanchor="top",
        font={"size": 13},
        bgcolor="rgba(255,255,255,0.75)",
    )
    figure.update_yaxes(range=[0, roof], dtick=tick(roof * 1.2), row=row)
    names = actor_names(ledger)
    for mark in labelled(marks, ledger, APART * roof).to_dict("records"):
        right = to_the_right(mark["date"], ledger)
        words = number({"low": mark["claimed_low"], "high": mark["claimed_high"]})
        figure.add_annotation(
            text=f"{names[mark['claimant']]}: {words}{later(mark['since'], ledger)}",
            showarrow=False,
            x=iso(mark["date"]),
            y=mark["value"],
            xanchor="left" if right else "right",
            xshift=7 if right else -7,
            font={"size": 11},
            row=row,
            col=1,
        )


def labelled(marks: pd.DataFrame, ledger: Ledger, near: float) -> pd.DataFrame:
    """The largest number, and the last unless its label would meet the axis, the largest or another mark."""
    largest = marks.sort_values(["value", "date", "item"]).iloc[-1]
    last = marks.sort_values(["date", "value", "item"]).iloc[-1]
    left = last["date"] - (ledger.known_on - ledger.package.start) * WIDE
    blocking = ((marks["value"] - last["value"]).abs() < near) & (marks["date"] >= left)
    clear = near / 2 <= last["value"] <= largest["value"] - near and blocking.sum() == 1
    return marks.loc[[largest.name, last.name] if clear else [largest.name]]


def texts(marks: pd.DataFrame, ledger: Ledger) -> pd.Series:
    """What hovering over a number shows: who, how many, since when, of whom, where, and the claim's summary."""
    names = actor_names(ledger)
    found = []
    for claim, scope in zip(marks.to_dict("records"), scope_names(ledger, marks), strict=True):
        against = "" if pd.isna(claim["opponent"]) else f" against {names[claim['opponent']]}"
        since = "" if pd.isna(claim["since"]) else f" since {wording.day(claim['since'])}"
        denied = ", denied by somebody" if claim["disputed"] else ""
        head = f"{names[claim['claimant']]}: {number(claim)}{since}{denied}; {scope}{against}"
        found.append(f"{wording.lines(head, 62)}<br>{wording.lines(claim['summary'], 62)}")
    return pd.Series(found, index=marks.index, dtype="str")
