"""How many bases, and where do published tallies stand against our count?"""

from collections.abc import Hashable, Iterable
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from op1027.analysis.bases import METRICS, base_tallies
from op1027.analysis.progress import base_counts, progress
from op1027.charts import theme
from op1027.charts.frame import DATE_TICKS, frame_figure, front_colours, iso
from op1027.charts.inert import inertly
from op1027.ledger.fronts import WHOLE, actor_names, chosen_fronts, front_names, place_names
from op1027.ledger.model import Ledger
from op1027.text import wording

SYMBOLS = dict(zip(METRICS, ("square", "circle", "triangle-up", "diamond"), strict=True))
LABELS = 5  # at most, a lane
SCOPES = {
    "whole": ("Black: of all fronts.", theme.INK, 11),
    "front": ("Blue: of one front.", theme.SIDE_COLOURS[0], 8),
    "part": ("Grey: of a part of one.", theme.SIDE_COLOURS[2], 6),
}


@inertly
def plot_bases(ledger: Ledger, front: str | Iterable[str] | None = None, title: str | None = None) -> go.Figure:
    """How many bases, with low and high, and where do published tallies stand against it?

    The band is our own count; each mark is a total that somebody published, at the day it speaks of. Marks
    are not joined: their units, scopes and first days differ.

    Parameters
    ----------
    ledger : Ledger
    front : str or iterable of str, optional
        Fronts to draw, one lane each with the tallies of that front and its parts; by default one panel with
        our count of all fronts, the tallies of all of them and those of single fronts.
    title : str, optional
        Instead of the finding.

    Raises
    ------
    ValueError
        If a front is unknown.
    """
    front = chosen_fronts(ledger, front)
    drawn = [WHOLE] if front is None else front
    frame, tallies = progress(ledger), base_tallies(ledger)
    tallies = tallies[tallies["scope"] != "part" if front is None else tallies["front"].isin(drawn)]
    names = front_names(ledger) | {WHOLE: "All fronts"}
    bands = {key: band(frame, key) for key in drawn}
    marks = {key: tallies if front is None else tallies[tallies["front"] == key] for key in drawn}
    peak = {key: float(max(bands[key]["bases_high"].max(), marks[key]["value"].max(), 1)) for key in drawn}
    highest = max(peak.values())
    roofs = [max(peak[key] + 0.13 * highest, 0.25 * highest) for key in drawn]
    figure = make_subplots(rows=len(drawn), row_heights=roofs, shared_xaxes=True, vertical_spacing=0.1 / len(drawn))
    for row, (key, roof) in enumerate(zip(drawn, roofs, strict=True), start=1):
        draw_band(figure, bands[key], names[key], front_colours(ledger)[key], row)
        draw_tallies(figure, marks[key], ledger, 0.03 * highest, row)
        clear = float(bands[key]["bases_high"].max())
        write_labels(figure, largest(marks[key], ledger, clear, 0.06 * highest), ledger, row)
        figure.update_yaxes(range=[0, roof], dtick=tick(highest), fixedrange=True, rangemode="tozero", row=row)
    for metric in [m for m in METRICS if m in set(tallies["metric"])]:
        figure.add_trace(legend_entry(metric), row=1, col=1)
    start, end = ledger.package.start, max(ledger.known_on, ledger.package.start + pd.Timedelta(days=7))
    room = max((end - start) / 40, pd.Timedelta(days=1))
    figure.update_xaxes(type="date", range=[iso(start - room), iso(end + room)], tickformatstops=DATE_TICKS, ticks="")
    figure.update_xaxes(ticks="outside", row=len(drawn))
    last = frame[frame["date"] == frame["date"].max()].set_index("front").loc[[WHOLE] if WHOLE in drawn else drawn]
    low, high = int(last["bases_low"].sum()), int(last["bases_high"].sum())
    bases = wording.count(high, "base")
    where = f" in {names[drawn[0]]}" if len(drawn) == 1 and drawn != [WHOLE] else ""
    finding = f"{bases if low == high else f'{low:,} to {bases}'} taken{where} by our record"
    if len(tallies):
        finding += f"; the largest published total: {number(tallies.sort_values('value').iloc[-1].to_dict())}"
    how = [
        f"Band: our record, low to high. Marks: {wording.count(len(tallies), 'published total')}, with a line where "
        "the words allow more or less, hollow where they set no limit.",
        *(words for scope, (words, *_) in SCOPES.items() if scope in set(tallies["scope"])),
        "Units, scopes and first days differ, so nothing joins them.",
    ]
    if thin := int((tallies["value"] > tallies["record_high"]).sum()):
        how.append(f"For {thin} our record of the same front is the thinner one.")
    events = ledger.events.loc[base_counts(ledger).index]
    events = events[events["date"] >= ledger.package.start]
    return frame_figure(
        figure,
        ledger,
        title or finding,
        " ".join(how),
        events if front is None or WHOLE in drawn else events[events["front"].isin(drawn)],
        round((400 if len(drawn) == 1 else 250) * sum(roofs) / highest),
        right=88,
        legend=46,
        left=44,
    )


def band(frame: pd.DataFrame, front: str) -> pd.DataFrame:
    """The days on which a front's count of bases steps, and the last."""
    mine = frame.loc[frame["front"] == front, ["date", "bases_low", "bases_high"]]
    moves = mine[["bases_low", "bases_high"]].diff().ne(0).any(axis=1)
    moves.iloc[-1] = True
    return mine[moves]


def tick(highest: float) -> int:
    """A round step that gives an axis up to here at most five."""
    return int(next(n * 10**k for k in range(9) for n in (1, 2, 5) if n * 10**k * 5 >= highest))


def number(tally: dict[Hashable, Any]) -> str:
    """A count as short as its bounds allow: 422, 300+, up to 70, 24–70."""
    low, high = tally["low"], tally["high"]
    if pd.isna(high):
        return f"{low:,}+"
    if pd.isna(low):
        return f"up to {high:,}"
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"


def hover_text(tallies: pd.DataFrame, ledger: Ledger) -> list[str]:
    """Who says how many, of whose deeds, where and since when, and the claim's summary."""
    actors = actor_names(ledger)
    places = place_names(ledger)
    fronts = front_names(ledger)
    texts = []
    for tally in tallies.to_dict("records"):
        where = fronts[tally["front"]] + ("" if pd.isna(tally["place"]) else f", {places[tally['place']]}")
        since = "" if pd.isna(tally["since"]) else f" since {wording.day(tally['since'])}"
        texts.append(
            f"<b>{actors[tally['claimant']]}: {number(tally)} {tally['metric']}</b>"
            f"<br>taken by {actors[tally['actor']]}{since}<br>{where}<br>{wording.lines(tally['summary'], 60)}"
        )
    return texts


def largest(tallies: pd.DataFrame, ledger: Ledger, clear: float, tall: float) -> pd.DataFrame:
    """The largest totals above ``clear`` whose labels meet no other mark and no other label, at most ``LABELS``."""
    wide = (ledger.known_on - ledger.package.start) * 0.45
    kept: list[int] = []
    order = tallies[tallies["value"] > clear].sort_values(["value", "date", "item"], ascending=[False, True, True])
    for key, value, date in zip(order.index, order["value"], order["date"], strict=True):
        level = (tallies["value"] - value).abs() < tall
        ahead = tallies["date"] - date if to_the_right(date, ledger) else date - tallies["date"]
        blocked = level & ahead.between(pd.Timedelta(days=1), wide)
        if len(kept) < LABELS and not blocked.any() and not level[kept].any():
            kept.append(key)
    return tallies.loc[kept]


def draw_band(figure: go.Figure, steps: pd.DataFrame, name: str, colour: str, row: int) -> None:
    """Draw our own count into a row: the band from low to high, with its name and last values."""
    days = steps["date"].dt.strftime("%Y-%m-%d").tolist()
    for count, fill in (("bases_low", "none"), ("bases_high", "tonexty")):
        figure.add_trace(
            go.Scatter(
                x=days,
                y=steps[count].tolist(),
                mode="lines",
                line={"shape": "hv", "color": colour, "width": 1},
                fill=fill,
                fillcolor=theme.tint(colour, 0.25),
                showlegend=False,
                hovertemplate=f"%{{x|%-d %B %Y}}: %{{y}}<extra>our record, {count.removeprefix('bases_')}</extra>",
            ),
            row=row,
            col=1,
        )
    low, high = steps[["bases_low", "bases_high"]].iloc[-1]
    axis = {"showarrow": False, "align": "left", "xanchor": "left", "xref": "paper"}
    figure.add_annotation(
        **axis,
        text=f"<b>{low}–{high}</b><br>our record" if low < high else f"<b>{low}</b><br>our record",
        x=1.01,
        y=(low + high) / 2,
        yref=figure.get_subplot(row, 1).yaxis.plotly_name.replace("axis", ""),
        yanchor="bottom" if high == 0 else "middle",
        font={"color": colour, "size": 12},
    )
    figure.add_annotation(
        **axis,
        text=f"<b>{name}</b>",
        x=0.004,
        y=1,
        yref=figure.get_subplot(row, 1).yaxis.plotly_name.replace("axis", "") + " domain",
        yanchor="top",
        font={"color": colour, "size": 14},
    )


def draw_tallies(figure: go.Figure, tallies: pd.DataFrame, ledger: Ledger, stub: float, row: int) -> None:
    """Draw published totals into a row; open ends are hollow, with a stub that points to the open side."""
    up = (tallies["high"] - tallies["value"]).astype("Float64").fillna(stub).round(1)
    down = (tallies["value"] - tallies["low"]).astype("Float64").fillna(stub).round(1)
    marks = tallies.assign(text=hover_text(tallies, ledger), up=up, down=down)
    for (scope, metric, hollow), alike in marks.groupby(["scope", "metric", "open"]):
        _, colour, size = SCOPES[str(scope)]
        figure.add_trace(
            go.Scatter(
                x=alike["date"].dt.strftime("%Y-%m-%d").tolist(),
                y=alike["value"].tolist(),
                mode="markers",
                legendgroup=str(metric),
                showlegend=False,
                text=alike["text"].tolist(),
                hovertemplate="%{x|%-d %B %Y} · %{text}<extra></extra>",
                marker={
                    "symbol": SYMBOLS[str(metric)],
                    "color": theme.PAPER if hollow else colour,
                    "size": size,
                    "line": {"color": colour, "width": 1.4},
                },
                error_y={
                    "symmetric": False,
                    "color": colour,
                    "array": alike["up"].tolist(),
                    "arrayminus": alike["down"].tolist(),
                    "thickness": 1.4,
                    "width": 0,
                },
            ),
            row=row,
            col=1,
        )


def write_labels(figure: go.Figure, tallies: pd.DataFrame, ledger: Ledger, row: int) -> None:
    """Write claimant and number beside marks, on the side where there is room."""
    names = actor_names(ledger)
    for tally in tallies.to_dict("records"):
        right = to_the_right(tally["date"], ledger)
        figure.add_annotation(
            text=f"{names[tally['claimant']]}: {number(tally)}{later(tally['since'], ledger)}",
            showarrow=False,
            x=iso(tally["date"]),
            y=tally["value"],
            xanchor="left" if right else "right",
            xshift=7 if right else -7,
            font={"size": 11},
            row=row,
            col=1,
        )


def to_the_right(date: pd.Timestamp, ledger: Ledger) -> bool:
    """Whether there is more room for a label to the right of a mark, the margin included."""
    return date <= ledger.package.start + (ledger.known_on - ledger.package.start) * 0.6


def later(since: pd.Timestamp, ledger: Ledger) -> str:
    """The month that a total counts from, where that is not the offensive's first."""
    return "" if pd.isna(since) or abs((since - ledger.package.start).days) <= 31 else f" since {since:%b %Y}"


def legend_entry(metric: str) -> go.Scatter:
    """A metric's entry in the legend, which shows and hides its marks."""
    return go.Scatter(
        x=[None],
        y=[None],
        mode="markers",
        name=metric,
        legendgroup=metric,
        marker={"symbol": SYMBOLS[metric], "color": theme.PALE, "size": 9},
    )
