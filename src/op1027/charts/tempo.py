"""How fast, week by week, front by front?"""

from dataclasses import dataclass, replace

import pandas as pd
import plotly.graph_objects as go

from op1027.analysis.weekly import counts_with_days, weekly, weekly_counts
from op1027.charts import _bars, _frame, theme
from op1027.ledger.control import HANDS
from op1027.ledger.fronts import chosen_fronts, front_names
from op1027.ledger.model import Ledger
from op1027.text import wording
from op1027.text.asked import Keys
from op1027.text.escape import in_plotly

_WEEK = pd.Timedelta(days=7)
_READING = (
    "Bars: weeks, all lanes on one scale. Strong, upward: captures of towns. Hatched, downward: losses. Faint: all "
    "events reported, these among them. No bar: nothing is reported, which need not mean calm."
)
_READING_COUNTED = "Bars: events a week, all lanes on one scale. No bar: nothing is reported, which need not mean calm."
_UNIT, _TALLEST = 4.0, 800  # pixels: an event, at most; all lanes, where there are so many events that these set it
_NAME_WIDTH, _NUMBER_WIDTH, _LEAST = 21, 14, 40  # pixels: room for a lane's name, for a number, and in all at least
_COUNTED_AS = {"taken": ("capture", "captures"), "lost": ("loss", "losses"), "events": ("event", "events")}


@dataclass(frozen=True, eq=False)
class TempoLane(_frame.Lane):
    """One front: its rows of `weekly` (``week``, ``taken``, ``lost``, ``events``)."""

    weeks: pd.DataFrame


TempoInfo = _frame.LanesInfo[TempoLane]


@_frame.chart
def plot_tempo(
    ledger: Ledger,
    front: Keys = None,
    counts: pd.DataFrame | None = None,
    title: str | None = None,
    layout: str = "wide",
) -> go.Figure:
    """How fast, week by week, front by front?

    One lane a front, one bar a week, all on one scale: pale the events, dark of them the captures of towns, and
    below the line the losses. A week without a bar is one of which nothing is reported.

    Parameters
    ----------
    ledger : Ledger
    front : str or iterable of str, optional
        Fronts to draw; by default those with events.
    counts : DataFrame, optional
        What `op1027.scan` counted in a table of any size: drawn instead of the ledger's events, which then lends
        its fronts and its first day (see `analysis.weekly.weekly_counts`).
    """
    info = tempo_info(ledger, front, counts)
    return _draw_tempo(info, _frame.Sheet.of(info, "tempo", layout, title))


def tempo_info(ledger: Ledger, front: Keys = None, counts: pd.DataFrame | None = None) -> TempoInfo:
    """The lanes of `plot_tempo`, and what it says in words."""
    front = chosen_fronts(ledger, front)
    frame = weekly(ledger) if counts is None else weekly_counts(counts, ledger)
    sums = frame.groupby("front", sort=False)["events"].sum()
    drawn = front or sums.index[sums > 0].tolist() or sums.index[:1].tolist()
    frame = frame[frame["front"].isin(drawn)]
    names, colours, events = front_names(ledger), _frame.front_colours(ledger), ledger.events
    where = _frame.where_of(ledger, front)
    towns = frame[["taken", "lost"]].to_numpy().any() if counts is not None else events["type"].isin(HANDS).any()
    finding, how = _busiest_week(frame, where), _READING_COUNTED
    if towns:
        weeks = frame.groupby("week")[["taken", "lost"]].sum()
        taken, lost = (int((weeks[count] > 0).sum()) for count in ("taken", "lost"))
        story = f"In {taken} of {wording.count(len(weeks), 'week')} towns were taken, in {lost or 'none'} lost."
        finding, how = _fastest_week(frame, where), f"{story} {_READING}"
    inside = events["date"].between(ledger.package.start, ledger.known_on) & events["front"].isin(drawn)
    lanes = tuple(TempoLane(names[key], colours[key], frame[frame["front"] == key]) for key in drawn)
    info = TempoInfo(*_frame.told(ledger, finding, how, events[inside], front), lanes)
    start, end = min(info.start, frame["week"].min()), frame["week"].max() + _WEEK
    return replace(info, start=start, end=end, footer=info.footer if counts is None else _footer_counted(counts, frame))


def _footer_counted(counts: pd.DataFrame, frame: pd.DataFrame) -> str:
    """The footer of a counted table: how many of its events are drawn, up to when, and where they are from."""
    number, every = int(frame["events"].sum()), int(counts["events"].sum())
    last = counts_with_days(counts)["date"].max()
    until = "" if pd.isna(last) else f" up to {wording.day(last)}"
    source = in_plotly(str(counts.attrs.get("source", "a table of one's own")))
    return f"{number:,} of {wording.count(every, 'event')}{until}\N{NO-BREAK SPACE}· {source}"


def _busiest_week(frame: pd.DataFrame, where: str) -> str:
    """The week with the most events, as a headline for data that tell of no towns."""
    events = frame.groupby("week")["events"].sum()
    week, most = pd.Timestamp(events.index[int(events.to_numpy().argmax())]), int(events.max())
    busiest = f"The busiest week{where}, {_days_of_week(week)}, had {wording.count(most, 'event')}"
    return busiest if most else f"No event was counted{where}"


def _fastest_week(frame: pd.DataFrame, where: str) -> str:
    """In which week the most towns were taken, as a headline."""
    taken = frame.groupby("week")["taken"].sum()
    most = int(taken.max())
    if most == 0:
        return f"No town was taken{where}"
    first, *others = taken.index[taken == most]
    also = f"; {wording.count(len(others), 'other week equals', 'other weeks equal')} it" if others else ""
    return f"In its fastest week{where}, {_days_of_week(first)}, the offensive took {wording.count(most, 'town')}{also}"


def _days_of_week(monday: pd.Timestamp) -> str:
    """A week in words, on one line."""
    return wording.span(monday, monday + _WEEK * 6 / 7).replace(" ", "\N{NO-BREAK SPACE}")


def _draw_tempo(info: TempoInfo, sheet: _frame.Sheet) -> go.Figure:
    """Lanes upon one another on one axis, the first on top."""
    names = sheet.layout.names
    unit = min(_UNIT, _TALLEST / max(sum(int(lane.weeks["events"].max()) for lane in info.lanes), 1))
    floor = 0.0
    for lane in reversed(info.lanes):
        lost = int(lane.weeks["lost"].max())
        depth = lost + (_NUMBER_WIDTH if lost > 1 else 5) / unit
        roof = max(int(lane.weeks["events"].max()) + (_NUMBER_WIDTH + _NAME_WIDTH * (not names)) / unit, _LEAST / unit)
        base = round(floor + depth, 1)
        sheet.data += _week_bars(lane, base)
        _write_week_notes(lane, base, sheet)
        title, at = f"<b>{wording.lines(lane.name, 18) if names else lane.name}</b>", _frame.LEFT
        if names:
            sheet.note(title, 0, base, 14, lane.colour, **at, xshift=-names, yanchor="bottom")
        else:
            sheet.note(title, 0.004, round(base + roof, 1), 14, lane.colour, **at, yanchor="top")
        sheet.rule(base, lane.colour)
        floor += depth + roof
    bare = _frame.BARE | {"range": [0, floor], "showticklabels": False}
    sheet.body |= {"barmode": "overlay", "xaxis": sheet.dates(showgrid=False), "yaxis": bare}
    return sheet.figure(unit * floor, names + 12, 86, foot=32)


def _week_bars(lane: TempoLane, base: float) -> list[_frame.Drawn]:
    """One front's bars of events, of captures and of losses."""
    hatch = {"pattern": {"shape": "/", "fgcolor": lane.colour, "size": 4}}
    looks: dict[str, tuple[int, _frame.Drawn]] = {
        "events": (1, {"color": theme.tint(lane.colour, 0.3)}),
        "taken": (1, {"color": lane.colour}),
        "lost": (-1, {"color": theme.PAPER, "line": {"color": lane.colour, "width": 1}} | hatch),
    }
    traces, days = [], _frame.isos(lane.weeks["week"])
    for count, (sign, look) in looks.items():
        weeks = [(day, n) for day, n in zip(days, lane.weeks[count].tolist(), strict=True) if n]
        said = f"week of {_frame.HOVER_DAY}: %{{customdata}} {_COUNTED_AS[count][1]}<extra>{lane.name}</extra>"
        numbers = {"y": [sign * n for _, n in weeks], "customdata": [n for _, n in weeks], "hovertemplate": said}
        place = {"x": [day for day, _ in weeks], "base": base, "width": 6 * _bars.DAY_LONG, "offset": 0, "marker": look}
        traces.append({"type": "bar", **place, **numbers})
    return traces


def _write_week_notes(lane: TempoLane, base: float, sheet: _frame.Sheet) -> None:
    """One front's sums, and the numbers at its peaks."""
    for count, sign in (("events", 1), ("taken", 1), ("lost", -1)):
        ink = theme.PALE if count == "events" else theme.INK
        for week, number in _peaks(lane.weeks, count):
            at = (_frame.iso(week + _WEEK / 2), round(base + sign * number, 1))
            sheet.note(str(number), *at, 10, ink, yanchor="bottom" if sign > 0 else "top")
    sums = {count: wording.count(int(lane.weeks[count].sum()), *words) for count, words in _COUNTED_AS.items()}
    told = [f"<b>{sums[count]}</b>" for count in ("taken", "lost") if lane.weeks[count].any()]
    beside = _frame.LEFT | {"yanchor": "bottom", "xshift": 7}
    sheet.note("<br>".join([*told, sums["events"]]), 1, base, 11, lane.colour, **beside)


def _peaks(weeks: pd.DataFrame, count: str) -> list[tuple[pd.Timestamp, int]]:
    """The weeks whose number is printed: of events the greatest, of towns all above 1 that are far enough apart."""
    numbers = zip(weeks["week"], weeks[count].tolist(), strict=True)
    found = sorted(((week, n) for week, n in numbers if n > 0), key=lambda pair: (-pair[1], pair[0]))
    kept: list[tuple[pd.Timestamp, int]] = []
    for week, number in found:
        if number > 1 and all(abs(week - other) >= 4 * _WEEK for other, _ in kept):
            kept.append((week, number))
    return found[:1] if count == "events" else kept
