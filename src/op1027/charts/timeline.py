"""What happened, when, on which front?"""

import textwrap
from collections.abc import Hashable, Iterable
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from op1027.analysis.sources_of import first_pages
from op1027.charts import theme
from op1027.charts.frame import DATE_TICKS, FIRM, before, frame_figure, iso
from op1027.charts.inert import inertly
from op1027.ledger.fronts import WHOLE, chosen_fronts, front_names, fronts_of, place_names, sides_of
from op1027.ledger.model import Ledger
from op1027.text import wording
from op1027.text.asked import known_keys

ABREAST = 64  # marks that stand side by side in a lane and hardly touch on a screen 380 pixels wide
LEVEL = 8  # pixels from one mark of a stack to the next
LINKED = 300  # events: up to here a click on a mark opens a link; more would make the figure too large
ROOM, SHORTEST = 120_000, 36  # characters that the hover texts of all marks share; what is left of a summary at least
# What all marks have in common, stated once: of a thousand marks every character counts.
MARKS = {
    "mode": "markers",
    "showlegend": False,
    "hovertemplate": "<b>%{x|%-d %B %Y}</b> %{fullData.name}"
    "<br>%{text}<br>%{hovertext}<br>%{customdata}<extra></extra>",
}
LINK = {
    "name": "link",
    "clicktoshow": "onout",
    "visible": False,
    "showarrow": True,
    "ax": 0,
    "ay": -52,  # clear of the hover label, which is up to 36 pixels high on either side
    "arrowhead": 0,
    "arrowcolor": theme.PALE,
    "standoff": 5,
    "bgcolor": theme.PAPER,
    "bordercolor": theme.PALE,
    "borderpad": 3,
}


@inertly
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
    names = front_names(ledger)
    figure = go.Figure()
    for kind in marks["type"].unique():
        figure.add_trace(legend_entry(kind))
    for (kind, symbol, colour), drawn in marks.groupby(["type", "symbol", "colour"], sort=False):
        figure.add_trace(marks_trace(drawn, str(kind), str(symbol), str(colour)))
    linked = len(marks) <= LINKED
    if linked:
        figure.update_layout(annotations=links(marks))
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
    figure.update_xaxes(
        type="date",
        range=[iso(before(ledger)), iso(ledger.known_on + pd.Timedelta(days=5))],
        tickformatstops=DATE_TICKS,
    )
    most = marks["front"].value_counts().sort_index().sort_values(kind="stable")
    finding = f"{wording.count(len(marks), 'event')}"
    if len(most) > 1:
        finding += f", most of them in {names[most.index[-1]]} ({most.iloc[-1]})"
    firm, denied = int(marks["firm"].sum()), int(marks["disputed"].sum())
    ours, theirs = (ledger.package.names[side].lower() for side in ledger.package.parties)
    frame_figure(
        figure,
        ledger,
        title or finding,
        f"Filled: conceded or reported by a third party ({firm}). Hollow: only claimed by the side that gained "
        f"({len(marks) - firm}). Dot: denied by somebody ({denied}). Blue: done by {ours}; orange: by {theirs}; "
        "grey: by others. Marks stand at the best day, stacked where they meet. "
        + ("A click shows a link to the first page." if linked else "With one front, a click shows a link."),
        marks,
        round(LEVEL * (roof + 1)),
        legend=104,
    )
    return figure.update_layout(template={"data": {"scatter": [MARKS]}, "layout": {"annotations": [LINK]}})


def timeline_marks(ledger: Ledger, front: str | Iterable[str] | None, types: Iterable[str] | None) -> pd.DataFrame:
    """What `plot_timeline` draws: events with lane, level, symbol, colour and hover text.

    Lanes stand one upon another, the first front on top: ``floor`` and ``roof`` bound each, ``y`` is
    the mark's height. In a lane each mark takes the lowest level where it overlaps none before it.
    """
    front = chosen_fronts(ledger, front)
    events = ledger.events
    kinds = [k for k, c in ledger.package.categories("events_and_claims", "type").items() if c["kind"] == "event"]
    order = [*fronts_of(ledger), *ledger.fronts.loc[ledger.fronts["front"] == WHOLE, "front"]]
    if front is not None:
        events = events[events["front"].isin(front)]
    if types is not None:
        events = events[events["type"].isin(known_keys(types, pd.Series(kinds), "type"))]
    events = events[events["date"] >= ledger.package.start].sort_values(["date", "item"], ignore_index=True)
    near = max((ledger.known_on - ledger.package.start).days / ABREAST, 1)
    events["level"] = 0
    for _, lane in events.groupby("front"):
        events.loc[lane.index, "level"] = levels(lane["date"], near)
    height = events.groupby("front")["level"].max() + 4
    floor, above = {}, 0
    for key in reversed([f for f in order if f in height]):
        floor[key] = above
        above += height[key]
    side = events["actor"].map(sides_of(ledger.actors))
    hues = dict(zip(ledger.package.parties, theme.SIDE_COLOURS, strict=False))
    firm = events["evidence"].isin(FIRM)
    base = events["front"].map(floor).astype("int64")
    marks = events.assign(
        floor=base,
        roof=base + events["front"].map(height).astype("int64"),
        y=base + events["level"],
        firm=firm,
        symbol=events["type"].map(theme.SYMBOLS).astype("str")
        + firm.map({True: "", False: "-open"}).astype("str")
        + events["disputed"].map({True: "-dot", False: ""}).astype("str"),
        colour=side.map(hues).fillna(theme.SIDE_COLOURS[2]),
        rank=events["type"].map({kind: n for n, kind in enumerate(kinds)}),
    )
    marks = marks.join(first_pages(ledger), on="item")
    more = (marks["n_publishers"] - 1).map(lambda n: f" +{n}" if n else "").astype("str")
    marks["publishers"] = marks["report"] + ": " + marks["publisher"] + more
    marks["said"] = hover_text(marks, ledger)
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


def hover_text(events: pd.DataFrame, ledger: Ledger) -> pd.Series:
    """What happened, where (unless that says so), and, if the day is not certain, the span that the reports allow.

    Of more events than ``ROOM`` holds the longest summaries are cut, all at one length.
    """
    names = place_names(ledger)
    town = events["place"].map(names).fillna("")
    told = [place in summary for place, summary in zip(town, events["summary"], strict=True)]
    where = town.add(": ").mask(pd.Series(told, index=events.index), "")
    when = pd.Series([days_allowed(event) for event in events.to_dict("records")], index=events.index, dtype="str")
    free = ROOM - int((where.str.len() + when.str.len() + events["publishers"].str.len()).sum())
    sizes = events["summary"].str.len()
    most = next((n for n in range(max(sizes, default=0), SHORTEST, -1) if sizes.clip(upper=n).sum() <= free), SHORTEST)
    summary = events["summary"].map(lambda text: textwrap.shorten(text, most, placeholder="…"))
    return where + summary + when


def days_allowed(event: dict[Hashable, Any]) -> str:
    """The span that the reports of an event allow, if it is more than a day; without the year of its best day."""
    if event["date_start"] == event["date_end"]:
        return ""
    return f" ({wording.short_span(event['date_start'], event['date_end'])})".replace(f" {event['date'].year}", "")


def halves(text: str) -> tuple[str, str]:
    """A text in two lines, as nearly of one length as its words allow."""
    spaces = [n for n, letter in enumerate(text) if letter == " "]
    middle = min(spaces, key=lambda n: abs(2 * n - len(text)), default=len(text))
    return text[:middle], text[middle + 1 :]


def links(marks: pd.DataFrame) -> list[dict[str, object]]:
    """Links to the first page of every event that has one, each shown by a click on its mark."""
    return [
        {
            "templateitemname": LINK["name"],
            "text": f"<a href='{mark['url'].replace(chr(39), '%27')}'>open {mark['report']}</a>",
            "x": iso(mark["date"]),
            "y": mark["y"],
        }
        for mark in marks[marks["url"].notna()].to_dict("records")
    ]


def legend_entry(kind: str) -> go.Scatter:
    """A type's entry in the legend, which shows and hides its marks."""
    return go.Scatter(
        x=[None],
        y=[None],
        name=kind.replace("_", " "),
        legendgroup=kind,
        showlegend=True,
        marker={"symbol": theme.SYMBOLS[kind], "color": theme.PALE, "size": 9},
    )


def marks_trace(marks: pd.DataFrame, kind: str, symbol: str, colour: str) -> go.Scatter:
    """The events of one type that look alike."""
    grade = "disputed" if "-dot" in symbol else "claimed" if "-open" in symbol else "conceded or independent"
    first, second = zip(*map(halves, marks["said"]), strict=True)
    return go.Scatter(
        x=marks["date"].dt.strftime("%Y-%m-%d").tolist(),
        y=marks["y"].tolist(),
        name=f"{kind.replace('_', ' ')}, {grade}",
        legendgroup=kind,
        text=first,
        hovertext=second,
        customdata=marks["publishers"].tolist(),
        marker={
            "symbol": symbol,
            "color": colour,
            "size": 10 if kind.startswith("town_") else 7,
            "line": {"width": 1.4 if "-open" in symbol else 0},
        },
    )
