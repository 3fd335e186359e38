"""How fast, week by week, front by front?"""

from collections.abc import Iterable

import pandas as pd
import plotly.graph_objects as go

from op1027.analysis.weekly import weekly, weekly_counts
from op1027.charts import theme
from op1027.charts.frame import DATE_TICKS, before, frame_figure, front_colours, iso
from op1027.charts.inert import inertly, plain
from op1027.ledger.fronts import chosen_fronts, front_names
from op1027.ledger.model import Ledger
from op1027.text import wording

WEEK = pd.Timedelta(days=7)
READING = (
    "Bars: weeks, all lanes on one scale. Dark, upward: towns taken. Hatched, downward: towns lost "
    "again. Pale: all events reported, towns among them. No bar: nothing is reported, which need not mean calm."
)
READING_COUNTED = "Bars: events a week, all lanes on one scale. No bar: nothing is reported, which need not mean calm."
UNIT = 5.0  # pixels an event
TALLEST = 900  # pixels of all lanes of a counted table, which may hold any number of events
NAME, NUMBER, LEAST = 21, 14, 46  # pixels: room for a lane's name, a number, and in all at least


@inertly
def plot_tempo(
    ledger: Ledger,
    front: str | Iterable[str] | None = None,
    counts: pd.DataFrame | None = None,
    title: str | None = None,
) -> go.Figure:
    """How fast, week by week, front by front?

    One lane a front, one bar a week, all on one scale: pale the events, dark of them the towns taken, and
    below the line the towns lost. A week without a bar is one of which nothing is reported.

    Parameters
    ----------
    ledger : Ledger
    front : str or iterable of str, optional
        Fronts to draw; by default those with events.
    counts : DataFrame, optional
        What `op1027.scan` counted in a table of any size: drawn instead of the ledger's events, which then lends
        its fronts and its first day (see `tempo.weekly_counts`).
    title : str, optional
        Instead of the finding.

    Raises
    ------
    ValueError
        If a front is unknown, or ``counts`` is no such frame.
    """
    front = chosen_fronts(ledger, front)
    frame = weekly(ledger) if counts is None else weekly_counts(counts, ledger)
    if front is None:
        sums = frame.groupby("front", sort=False)["events"].sum()
        drawn = sums.index[sums > 0].tolist() or sums.index[:1].tolist()
    else:
        drawn = front
    frame = frame[frame["front"].isin(drawn)]
    names = front_names(ledger)
    figure = go.Figure()
    floor = 0.0
    unit = UNIT if counts is None else fitting_unit(frame)
    for key in reversed(drawn):
        lane = frame[frame["front"] == key]
        depth = float(lane["lost"].max()) + (NUMBER / unit if lane["lost"].max() > 1 else UNIT / unit)
        roof = max(float(lane["events"].max()) + (NUMBER + NAME) / unit, LEAST / unit)
        draw_lane(figure, lane, floor + depth, roof, names[key], front_colours(ledger)[key])
        floor += depth + roof
    weeks = frame["week"]
    figure.update_xaxes(
        type="date",
        range=[iso(min(before(ledger), weeks.min())), iso(weeks.max() + WEEK)],
        tickformatstops=DATE_TICKS,
        showgrid=False,
    )
    figure.update_yaxes(range=[0, floor], showgrid=False, showticklabels=False, showline=False, fixedrange=True)
    figure.update_layout(barmode="overlay", showlegend=False)
    events = ledger.events
    days = events["date"].between(ledger.package.start, ledger.known_on)
    where = f" in {names[drawn[0]]}" if front is not None and len(drawn) == 1 else ""
    towns = counts is None or frame[["taken", "lost"]].to_numpy().any()
    return frame_figure(
        figure,
        ledger,
        title or (finding(frame, where) if towns else busiest(frame, where)),
        f"{story(frame)} {READING}" if towns else READING_COUNTED,
        events[days & events["front"].isin(drawn)],
        round(unit * floor),
        right=80 if counts is None else 96,
        counted="" if counts is None else told(counts, frame),
    )


def fitting_unit(frame: pd.DataFrame) -> float:
    """Pixels an event, such that the lanes of a counted table are not taller in all than a screen or two."""
    high = frame.groupby("front")[["events", "lost"]].max().to_numpy().sum()
    return min(UNIT, TALLEST / max(int(high), 1))


def told(counts: pd.DataFrame, frame: pd.DataFrame) -> str:
    """The footer of a counted table: how many of its events are drawn, up to when, and where they are from."""
    number, every = int(frame["events"].sum()), int(counts["events"].sum())
    until = f" up to {wording.day(counts['date'].max())}" if len(counts) else ""
    source = plain(str(counts.attrs.get("source", "a table of one's own")))
    return f"{number:,} of {wording.count(every, 'event')}{until}\N{NO-BREAK SPACE}· {source}"


def busiest(frame: pd.DataFrame, where: str) -> str:
    """The week with the most events, as a headline for a table that tells of no towns."""
    events = frame.groupby("week")["events"].sum()
    most = int(events.max())
    if most == 0:
        return f"No event was counted{where}"
    week = pd.Timestamp(events.index[int(events.to_numpy().argmax())])
    return f"The busiest week{where}, {days_of_week(week)}, had {wording.count(most, 'event')}"


def days_of_week(monday: pd.Timestamp) -> str:
    """A week in words, on one line."""
    return wording.span(monday, monday + WEEK * 6 / 7).replace(" ", "\u00a0")


def finding(frame: pd.DataFrame, where: str) -> str:
    """In which week the most towns were taken, as a headline."""
    taken = frame.groupby("week")["taken"].sum()
    most = int(taken.max())
    if most == 0:
        return f"No town was taken{where}"
    first, *others = taken.index[taken == most]
    also = f"; {wording.count(len(others), 'other week equals', 'other weeks equal')} it" if others else ""
    return f"In its fastest week{where}, {days_of_week(first)}, the offensive took {wording.count(most, 'town')}{also}"


def story(frame: pd.DataFrame) -> str:
    """How many weeks, and in how many of them towns changed hands."""
    weeks = frame.groupby("week")[["taken", "lost"]].sum()
    return (
        f"In {int((weeks['taken'] > 0).sum())} of {wording.count(len(weeks), 'week')} towns were taken, "
        f"in {int((weeks['lost'] > 0).sum()) or 'none'} lost."
    )


def draw_lane(figure: go.Figure, lane: pd.DataFrame, base: float, roof: float, name: str, colour: str) -> None:
    """Draw one front: bars of events, of towns taken and lost, numbers at the peaks, name and sums."""
    looks: dict[str, tuple[int, dict[str, object]]] = {
        "events": (1, {"color": theme.tint(colour, 0.3)}),
        "taken": (1, {"color": colour}),
        "lost": (-1, {"color": theme.PAPER, "line": {"color": colour, "width": 1}}),
    }
    for count, (sign, look) in looks.items():
        weeks = lane[lane[count] > 0]
        if count == "lost":
            look |= {"pattern": {"shape": "/", "fgcolor": colour, "size": 4}}
        figure.add_trace(
            go.Bar(
                x=weeks["week"].dt.strftime("%Y-%m-%d").tolist(),
                y=(sign * weeks[count]).tolist(),
                base=round(base, 1),
                width=6 * 24 * 3600 * 1000,
                offset=0,
                marker=look,
                customdata=weeks[count].tolist(),
                hovertemplate=f"week of %{{x|%-d %B %Y}}: {count} %{{customdata}}<extra>{name}</extra>",
            )
        )
        for peak in peaks(weeks, count).to_dict("records"):
            figure.add_annotation(
                text=f"{peak['number']}",
                showarrow=False,
                x=iso(peak["week"] + WEEK / 2),
                y=round(base + sign * peak["number"], 1),
                yanchor="bottom" if sign > 0 else "top",
                font={"size": 10, "color": theme.PALE if count == "events" else theme.INK},
            )
    figure.add_hline(y=round(base, 1), line={"color": colour, "width": 1})
    figure.add_annotation(
        text=f"<b>{name}</b>",
        showarrow=False,
        x=0.004,
        xref="paper",
        xanchor="left",
        y=round(base + roof, 1),
        yanchor="top",
        font={"color": colour, "size": 14},
    )
    sums = {count: int(lane[count].sum()) for count in looks}
    towns = [f"<b>{sums[count]} {count}</b>" for count in ("taken", "lost") if sums[count]]
    figure.add_annotation(
        text="<br>".join([*towns, wording.count(sums["events"], "event")]),
        showarrow=False,
        align="left",
        x=1.01,
        xref="paper",
        xanchor="left",
        y=round(base, 1),
        yanchor="bottom",
        font={"color": colour, "size": 11},
    )


def peaks(weeks: pd.DataFrame, count: str) -> pd.DataFrame:
    """The weeks whose number is printed: of events the greatest, of towns all above 1 that are far enough apart."""
    high = weeks.rename(columns={count: "number"}).sort_values(["number", "week"], ascending=[False, True])
    if count == "events":
        return high.head(1)
    kept: list[pd.Timestamp] = []
    for week in high.loc[high["number"] > 1, "week"]:
        if all(abs(week - other) >= 4 * WEEK for other in kept):
            kept.append(week)
    return high[high["week"].isin(kept)]
