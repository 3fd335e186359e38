"""The charts: each ``plot_*`` takes a ledger, asks frame functions for numbers and draws them.

A chart has two halves: a function that turns frames into what is drawn (tested without drawing) and
the ``plot_*`` that draws it. Nothing is shown or fetched here. Dates go in as ISO strings and numbers
as plain lists, so that a figure's JSON is readable and the same on every machine.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from op1027 import theme
from op1027.ledger import Ledger, keys
from op1027.progress import WHOLE, firmly_held, fronts_of, progress

MEASURES = ("towns", "share")
FIRM = ("conceded", "independent")


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
    if measure not in MEASURES:
        raise ValueError(f"no measure {measure!r}; there are {', '.join(MEASURES)}")
    frame = progress(ledger)
    last = frame[frame["date"] == frame["date"].max()].set_index("front")
    if front is None:
        drawn = [f for f in fronts_of(ledger) if last.at[f, "towns_captured"] > 0] or fronts_of(ledger)[:1]
        sums = last.loc[WHOLE]
    else:
        drawn = keys(front, ledger.fronts["front"], "front")
        sums = last.loc[drawn].sum(numeric_only=True)
    lanes = progress_lanes(ledger, frame, drawn, measure)
    figure = make_subplots(
        rows=len(lanes), row_heights=[lane.top for lane in lanes], shared_xaxes=True, vertical_spacing=0.01
    )
    for row, lane in enumerate(lanes, start=1):
        draw_lane(figure, lane, row)
    figure.update_xaxes(type="date", range=[iso(before(ledger)), iso(ledger.known_on)], ticks="")
    figure.update_xaxes(ticks="outside", row=len(lanes))
    who = ledger.package.names[ledger.package.side]
    where = f" in {lanes[0].name}" if front is not None and len(lanes) == 1 else ""
    finding = f"{who} held {theme.count(int(sums['towns_held']), 'town')}{where} on {theme.day(ledger.known_on)}"
    story = (
        f"{int(sums['towns_captured'])} taken since {theme.day(ledger.package.start)}, "
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
    names = dict(zip(ledger.fronts["front"], ledger.fronts["name"], strict=True))
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


def plot_timeline(
    ledger: Ledger,
    front: str | Iterable[str] | None = None,
    types: Iterable[str] | None = None,
    title: str | None = None,
) -> go.Figure:
    """What happened, when, on which front?

    One lane a front, one mark an event, at its best day; marks that would overlap are stacked. Shape:
    the type. Filled: conceded, or reported by a third party; hollow: only claimed by the side that gained;
    with a dot: denied by somebody. Colour: whose deed it was.

    Parameters
    ----------
    ledger : Ledger
    front : str or iterable of str, optional
        Fronts to draw; by default those with events.
    types : iterable of str, optional
        Types of event to draw; by default all.
    title : str, optional
        Instead of the finding.

    Raises
    ------
    ValueError
        If a front or a type is unknown.
    """
    marks = timeline_marks(ledger, front, types)
    names = ledger.fronts.set_index("front")["name"]
    figure = go.Figure()
    for kind in marks["type"].unique():
        figure.add_trace(legend_entry(kind))
    for (kind, symbol, colour), drawn in marks.groupby(["type", "symbol", "colour"], sort=False):
        figure.add_trace(marks_trace(drawn, str(kind), str(symbol), str(colour)))
    lanes = marks.groupby("front", sort=False)[["floor", "roof"]].first()
    for key, lane in zip(lanes.index.astype(str), lanes.to_dict("records"), strict=True):
        figure.add_annotation(
            text=f"<b>{names[key]}</b>",
            showarrow=False,
            font={"size": 13},
            x=0.004,
            xref="paper",
            xanchor="left",
            y=lane["roof"] - 1,
            yanchor="top",
        )
        figure.add_hline(y=float(lane["floor"]) - 0.8, line={"color": theme.GRID, "width": 1})
    roof = float(lanes["roof"].max()) if len(lanes) else 2.0
    figure.update_yaxes(range=[-1, roof], showgrid=False, showticklabels=False, showline=False, fixedrange=True)
    figure.update_xaxes(type="date", range=[iso(before(ledger)), iso(ledger.known_on + pd.Timedelta(days=5))])
    most = marks["front"].value_counts().sort_index().sort_values(kind="stable")
    finding = f"{theme.count(len(marks), 'event')}"
    if len(most) > 1:
        finding += f", most of them in {names[most.index[-1]]} ({most.iloc[-1]})"
    firm, denied = int(marks["firm"].sum()), int(marks["disputed"].sum())
    ours, theirs = (ledger.package.names[side].lower() for side in ledger.package.parties)
    return frame_figure(
        figure,
        ledger,
        title or finding,
        f"Filled: conceded or reported by a third party ({firm}). Hollow: only claimed by the side that gained "
        f"({len(marks) - firm}). Dot: denied by somebody ({denied}). Blue: done by {ours}; orange: by {theirs}; "
        "grey: by others. Marks stand at the best day, stacked where they meet.",
        marks,
        round(9 * (roof + 1)),
        legend=104,
    )


def timeline_marks(ledger: Ledger, front: str | Iterable[str] | None, types: Iterable[str] | None) -> pd.DataFrame:
    """What `plot_timeline` draws: events with lane, level, symbol, colour and hover text.

    Lanes stand one upon another, the first front on top: ``floor`` and ``roof`` bound each, ``y`` is
    the mark's height. In a lane each mark takes the lowest level where it overlaps none before it.
    """
    events = ledger.events
    kinds = [k for k, c in ledger.package.categories("events_and_claims", "type").items() if c["kind"] == "event"]
    order = [*fronts_of(ledger), *ledger.fronts.loc[ledger.fronts["front"] == WHOLE, "front"]]
    if front is not None:
        events = events[events["front"].isin(keys(front, ledger.fronts["front"], "front"))]
    if types is not None:
        events = events[events["type"].isin(keys(types, pd.Series(kinds), "type"))]
    events = events[events["date"] >= ledger.package.start].sort_values(["date", "item"], ignore_index=True)
    near = max((ledger.known_on - ledger.package.start).days / 100, 1)
    events["level"] = 0
    for _, lane in events.groupby("front"):
        events.loc[lane.index, "level"] = levels(lane["date"], near)
    height = events.groupby("front")["level"].max() + 4
    floor, above = {}, 0.0
    for key in reversed([f for f in order if f in height]):
        floor[key] = above
        above += height[key]
    side = events["actor"].map(ledger.actors.set_index("actor")["side"])
    hues = dict(zip(ledger.package.parties, theme.SIDE_COLOURS, strict=False))
    firm = events["evidence"].isin(FIRM)
    marks = events.assign(
        floor=events["front"].map(floor),
        roof=events["front"].map(floor) + events["front"].map(height),
        y=events["front"].map(floor) + events["level"],
        firm=firm,
        symbol=events["type"].map(theme.SYMBOLS)
        + firm.map({True: "", False: "-open"})
        + events["disputed"].map({True: "-dot", False: ""}),
        colour=side.map(hues).fillna(theme.SIDE_COLOURS[2]),
        text=hover_text(events, ledger),
        rank=events["type"].map({kind: n for n, kind in enumerate(kinds)}),
    )
    return marks.sort_values(["floor", "rank", "date", "item"], ascending=[False, True, True, True], ignore_index=True)


def levels(dates: pd.Series, near: float) -> list[int]:
    """For dates in order, the lowest level on which each lies at least ``near`` days after the last."""
    last: list[pd.Timestamp] = []
    found = []
    for date in dates:
        level = next((n for n, before in enumerate(last) if (date - before).days >= near), len(last))
        last[level : level + 1] = [date]
        found.append(level)
    return found


def hover_text(events: pd.DataFrame, ledger: Ledger) -> list[str]:
    """Place, what happened and, where the day is not certain, the span that the reports allow."""
    names = dict(zip(ledger.places["place"], ledger.places["name"], strict=True))
    where = events["place"].map(names).map("<b>{}</b><br>".format, na_action="ignore").fillna("")
    spans = [theme.span(a, b) for a, b in zip(events["date_start"], events["date_end"], strict=True)]
    when = pd.Series(spans, index=events.index, dtype="str").radd("<br>")
    when = when.where(events["date_start"] != events["date_end"], "")
    what = events["summary"].map(lambda summary: theme.lines(summary, 60))
    who = events["n_publishers"].map(lambda n: "<br>" + theme.count(n, "publisher"))
    return [str(text) for text in where + what + when + who]


def legend_entry(kind: str) -> go.Scatter:
    """A type's entry in the legend, which shows and hides its marks."""
    return go.Scatter(
        x=[None],
        y=[None],
        mode="markers",
        name=kind.replace("_", " "),
        legendgroup=kind,
        marker={"symbol": theme.SYMBOLS[kind], "color": theme.PALE, "size": 9},
    )


def marks_trace(marks: pd.DataFrame, kind: str, symbol: str, colour: str) -> go.Scatter:
    """The events of one type that look alike."""
    grade = "disputed" if "-dot" in symbol else "claimed" if "-open" in symbol else "conceded or independent"
    hover = f"%{{x|%-d %B %Y}} · %{{text}}<extra>{kind.replace('_', ' ')}<br>{grade}</extra>"
    return go.Scatter(
        x=marks["date"].dt.strftime("%Y-%m-%d").tolist(),
        y=marks["y"].round(1).tolist(),
        mode="markers",
        legendgroup=kind,
        showlegend=False,
        text=marks["text"].tolist(),
        hovertemplate=hover,
        marker={
            "symbol": symbol,
            "color": colour,
            "size": 10 if kind.startswith("town_") else 7,
            "line": {"width": 1.4 if "-open" in symbol else 0},
        },
    )


def front_colours(ledger: Ledger) -> dict[str, str]:
    """A colour for each front, by drawing order, whatever fronts are drawn."""
    hues = theme.FRONT_COLOURS
    return {front: hues[n % len(hues)] for n, front in enumerate(fronts_of(ledger))} | {WHOLE: theme.INK}


def frame_figure(
    figure: go.Figure,
    ledger: Ledger,
    title: str,
    how: str,
    events: pd.DataFrame,
    height: int,
    right: int = 12,
    legend: int = 0,
) -> go.Figure:
    """Give a figure its title, the lines that say how to read it, and the footer that every chart has.

    ``events`` are those drawn; ``height`` is that of the plot, ``right`` its margin for labels, ``legend`` the
    room for a legend below it, all in pixels. Lines break so that they fit a screen 380 pixels wide.
    """
    heading = theme.lines(title, 38)
    reading = theme.lines(how, 60)
    reports = int(events["n_reports"].sum())
    footer = theme.lines(
        f"{theme.count(len(events), 'event')} from {theme.count(reports, 'report')} · "
        f"as known on {theme.day(ledger.known_on)} · {ledger.package.title} · {ledger.package.licence}",
        66,
    )
    top = 42 + 23 * (heading.count("<br>") + 1) + 17 * (reading.count("<br>") + 1)
    bottom = 50 + legend + 15 * (footer.count("<br>") + 1)
    figure.update_layout(
        template=theme.template(),
        title={
            "text": f"<b>{heading}</b>",
            "y": 1 - 14 / (height + top + bottom),
            "subtitle": {"text": reading, "font": {"size": 13, "color": theme.PALE}},
        },
        height=height + top + bottom,
        margin={"l": 12, "r": right, "t": top, "b": bottom},
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
        yanchor="top",
        yshift=-32,
        font={"size": 11, "color": theme.PALE},
    )
    return figure


def before(ledger: Ledger) -> pd.Timestamp:
    """A little before the first day: room for the first label of a date axis."""
    return ledger.package.start - (ledger.known_on - ledger.package.start) / 25


def iso(date: pd.Timestamp) -> str:
    return date.strftime("%Y-%m-%d")
