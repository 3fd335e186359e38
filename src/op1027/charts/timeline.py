"""What happened, when, on which front?"""

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from op1027.analysis.sources_of import first_pages
from op1027.charts import _frame, theme
from op1027.ledger.fronts import WHOLE, chosen_fronts, events_since_start, front_names, fronts_of, place_names, sides_of
from op1027.ledger.model import Ledger
from op1027.text import wording
from op1027.text.asked import Keys, known_keys

# What types of event have in common: the rows of a chart of several fronts, the groups of rows of a chart of one.
_GROUPS = {
    "ground taken": ("town_captured", "town_recaptured", "town_transferred", "base_captured", "base_recaptured"),
    "fighting": ("battle", "town_entered", "siege_begun", "siege_lifted", "infrastructure_destroyed"),
    "from the air": ("bombardment",),
    "given up": ("surrender", "arms_seized", "withdrawal"),
    "politics": ("ceasefire", "political", "gate_closed", "gate_opened"),
}
_EACH = 500  # events up to which each has a mark of its own
_MARKS = 1100  # at most, where a mark stands for the events of some weeks
_WEEKS_EACH = (1, 2, 4, 8, 13, 26, 52)
_CLICKABLE = 300  # events: up to here a click on a mark opens a link; more would make the figure too large
_CHARS, _EACH_CHARS = 60_000, 36  # characters that the summaries of all marks share; what is left of one at least
_ROW, _LEVEL = 16, 8  # pixels: a row, and from one mark of a column to the next
_OFFSETS = (-0.2, 0.2, 0.0)  # rows: where marks of each side stand beside one another
_LINK = {
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


@dataclass(frozen=True, eq=False)
class TimelineInfo(_frame.Info):
    """What `plot_timeline` draws.

    Attributes
    ----------
    marks : DataFrame
        One row a mark: ``group`` and ``row`` (as in ``rows``), ``date``, ``level`` (in its column, from the bottom),
        ``side_number`` (whose deed: 0, 1, or 2 for others), ``symbol``, ``events`` (how many it stands for), ``head``,
        ``text`` and ``tail`` (for hovering), and, of one event, ``item``, ``report`` and ``url`` of its first page.
    rows : DataFrame
        ``group``, ``row``, ``symbol`` and ``levels`` (the most events in a column), from the top down. Groups are
        fronts and rows kinds of event; of one front groups are kinds and rows types.
    weeks : int
        How many of them a mark stands for; 0 where each event has its own.
    """

    marks: pd.DataFrame
    rows: pd.DataFrame
    weeks: int


@_frame.chart
def plot_timeline(
    ledger: Ledger, front: Keys = None, types: Keys = None, title: str | None = None, layout: str = "wide"
) -> go.Figure:
    """What happened, when, on which front?

    One row a kind of event on each front, or, of one front, one row a type. Shape: the type. Filled: conceded, or
    reported by a third party; hollow: only claimed by the side that gained; with a dot: denied by somebody. Colour:
    whose deed it was. Of many events one mark stands for those of a week or more, larger for more of them.

    Parameters
    ----------
    ledger : Ledger
    front : str or iterable of str, optional
        Fronts to draw; by default those with events.
    types : str or iterable of str, optional
        Types of event to draw; by default all.
    """
    info = timeline_info(ledger, front, types)
    return _draw_timeline(info, _frame.Sheet.of(info, "timeline", layout, title))


def timeline_info(ledger: Ledger, front: Keys = None, types: Keys = None) -> TimelineInfo:
    """The marks and rows of `plot_timeline`, and what it says in words."""
    front = chosen_fronts(ledger, front)
    known = [k for k, c in ledger.package.categories("events_and_claims", "type").items() if c["kind"] == "event"]
    names, order = front_names(ledger), [*fronts_of(ledger), WHOLE]
    events = _frame.on_fronts(events_since_start(ledger), front)
    if types is not None:
        events = events[events["type"].isin(known_keys(types, known, "type"))]
    many = events["front"].nunique() > 1
    kind_of = {name: kind for kind, members in _GROUPS.items() for name in members}
    kind = events["type"].map(kind_of).fillna("politics")
    events = events.assign(
        group=events["front"].map(names) if many else kind,
        row=kind if many else events["type"].str.replace("_", " "),
        first=events["front"].map({key: n for n, key in enumerate(order)}) if many else 0,
        rank=events["type"].map({name: n for n, name in enumerate(dict.fromkeys([*kind_of, *known]))}),
        firm=events["evidence"] != "claimed",
        side_number=_frame.side_numbers(events["actor"].map(sides_of(ledger.actors)), ledger),
    ).sort_values(["first", "rank", "date", "item"], ignore_index=True)
    marks, weeks = (_single_marks(events, ledger), 0) if len(events) <= _EACH else _thinned_marks(events, ledger)
    rows = events.drop_duplicates(["group", "row"])[["group", "row", "type"]]
    lead = rows["row"].map({kind: members[0] for kind, members in _GROUPS.items()}) if many else rows["type"]
    high = marks.groupby(["group", "row"])["level"].max().to_dict()
    levels = [high[key] + 1 for key in zip(rows["group"], rows["row"], strict=True)]
    rows = rows.assign(symbol=lead.map(theme.SYMBOLS), levels=levels).reset_index(drop=True)
    most = events["front"].value_counts().sort_index().sort_values(kind="stable")
    finding = wording.count(len(events), "event") + _frame.where_of(ledger, front)
    if len(most) > 1:
        finding += f", most of them in {names[most.index[-1]]} ({most.iloc[-1]})"
    firm, denied = int(events["firm"].sum()), int(events["disputed"].sum())
    ours, theirs = (ledger.package.names[side].lower() for side in ledger.package.parties)
    columns = "Marks of one week stand in a column."
    if weeks:
        period = "a week" if weeks == 1 else f"{weeks} weeks"
        columns = (
            f"A mark stands for all events of {period} in its row by one side, the larger the more; filled where one "
            f"or more are: {len(marks):,} marks for {len(events):,} events. Of one front or type each event "
            "has its own."
        )
    how = (
        f"Filled: conceded or reported by a third party ({firm:,}). Hollow: only claimed by the side that gained "
        f"({len(events) - firm:,}). Dot: denied by somebody ({denied:,}). Blue: done by {ours}; orange: by {theirs}; "
        f"grey: by others. {columns}{'' if len(events) > _CLICKABLE else ' A click shows a link to the first page.'}"
    )
    return TimelineInfo(*_frame.told(ledger, finding, how, events, front), marks, rows, weeks)


def _single_marks(events: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """A mark for each event, those of one row and week in a column."""
    grade = events["firm"].map({True: "conceded or independent", False: "claimed"}).astype("str")
    grade += events["disputed"].map({True: ", disputed", False: ""}).astype("str")
    level = events.groupby(["group", "row", events["date"].dt.to_period("W")]).cumcount()
    marks = events.assign(level=level, symbol=_symbols(events), events=1).join(first_pages(ledger), on="item")
    more = (marks["n_publishers"] - 1).map(lambda n: f" +{n}" if n else "").astype("str")
    places = marks["place"].map(place_names(ledger)).fillna("")
    said = _summaries_cut(marks["summary"], _CHARS // max(len(marks), 1))
    spoken = zip(places, said, _days_allowed(marks), strict=True)
    heads = zip(marks["date"], marks["type"], grade, strict=True)
    return marks.assign(
        head=[f"{wording.day(date)}, {kind.replace('_', ' ')}, {grade}" for date, kind, grade in heads],
        text=[wording.lines(f"{place}: {t}" if place not in t else t, 70) + span for place, t, span in spoken],
        tail=marks["report"] + ": " + marks["publisher"] + more,
    )


def _thinned_marks(events: pd.DataFrame, ledger: Ledger) -> tuple[pd.DataFrame, int]:
    """A mark for the events of one row and side in so many weeks that there are not too many marks; and how many."""
    number = ((events["date"] - ledger.package.start).dt.days // 7).rename("number")
    by = ["group", "row", "side_number"]
    weeks = next((n for n in _WEEKS_EACH if events.groupby([*by, number // n]).ngroups <= _MARKS), _WEEKS_EACH[-1])
    parts = events.assign(until=events["date"]).groupby([*by, number // weeks], sort=False)
    ways = {"type": "first", "summary": "first", "date": "min", "until": "max", "firm": "any", "disputed": "any"}
    marks = parts.agg(ways).assign(events=parts.size()).reset_index()
    spans = zip(marks["date"], marks["until"], strict=True)
    rest = marks["events"] - 1
    marks = marks.assign(
        head=[wording.short_span(begin, until) for begin, until in spans],
        text=_summaries_cut(marks["summary"], _CHARS // len(marks)),
        tail=rest.map(lambda n: f"and {n} more" if n else "").astype("str"),
    )
    middle = ledger.package.start + pd.to_timedelta(7 * weeks * marks["number"] + 7 * weeks // 2, unit="D")
    middle = middle.where(middle < ledger.known_on, ledger.known_on)
    return marks.assign(date=middle, level=0, symbol=_symbols(marks), url=None), weeks


def _symbols(events: pd.DataFrame) -> pd.Series:
    """The shape of each type, hollow where it is only claimed, with a dot where somebody denies it."""
    grade = events["firm"].map({True: "", False: "-open"}) + events["disputed"].map({True: "-dot", False: ""})
    return events["type"].map(theme.SYMBOLS).astype("str") + grade.astype("str")


def _summaries_cut(summaries: pd.Series, room: int) -> list[str]:
    """Summaries, the longest cut at one length."""
    return [wording.cut(text, max(room, _EACH_CHARS)) for text in summaries]


def _days_allowed(events: pd.DataFrame) -> list[str]:
    """The span that the reports of each event allow, if it is more than a day; without the year of its best day."""
    spans = zip(events["date"], events["date_start"], events["date_end"], strict=True)
    return [
        "" if start == end else f" ({wording.short_span(start, end)})".replace(f" {date.year}", "")
        for date, start, end in spans
    ]


def _draw_timeline(info: TimelineInfo, sheet: _frame.Sheet) -> go.Figure:
    """Groups of rows from the top down; a group's name stands left of its rows or, on a phone, above them."""
    names, marks = sheet.layout.names, info.marks
    left = 100 + names
    at: dict[tuple[str, str], float] = {}
    y, last = 0.0, ""
    for group, row, levels in zip(info.rows["group"], info.rows["row"], info.rows["levels"], strict=True):
        if group != last:
            if last:
                sheet.rule(round(y + 0.2, 2), theme.GRID)
            y += 0.4 + (not names)
            near = _frame.LEFT | {"xshift": 12 - left, "yanchor": "top" if names else "bottom"}
            sheet.note(f"<b>{group}</b>", 0, round(y, 2), **near)
        y, last = y + max(1.0, levels * _LEVEL / _ROW), group
        at[group, row] = round(y - 0.5, 2)
    base = pd.Series([at[key] for key in zip(marks["group"], marks["row"], strict=True)], marks.index, dtype="float64")
    aside = marks["side_number"].map(dict(enumerate(_OFFSETS))) if info.weeks else 0.0
    marks = marks.assign(y=(base + aside - marks["level"] * _LEVEL / _ROW).round(2))
    shown = {"symbol": info.rows["symbol"].tolist(), "color": theme.PALE, "size": 7}
    key = {"marker": shown, "hoverinfo": "skip", "cliponaxis": False}
    sheet.data.append(_frame.scatter("markers", [_frame.iso(info.start)] * len(at), [*at.values()], **key))
    sheet.data += [_side_trace(mine, int(str(side))) for side, mine in marks.groupby("side_number")]
    if not info.weeks and len(marks) <= _CLICKABLE:
        sheet.notes += _links(marks)
    rows = _frame.row_axis([*at.values()], [row for _, row in at], y + 0.4, ticklabelstandoff=8)
    template = theme.template()["layout"] | {"annotations": [_LINK]}
    sheet.body |= {"template": {"layout": template}, "xaxis": sheet.dates(), "yaxis": rows}
    return sheet.figure(_ROW * max(y + 0.4, 3), left, 14, foot=32)


def _side_trace(marks: pd.DataFrame, side: int) -> _frame.Drawn:
    """The marks of one side: those of towns, and those that stand for more events, larger."""
    single = 7 + 2 * marks["type"].str.startswith("town_")
    sizes = (7 + 3 * (marks["events"] ** 0.5 - 1)).clip(upper=16).round(1).where(marks["events"] > 1, single)
    look = {"symbol": marks["symbol"].tolist(), "color": theme.SIDE_COLOURS[side], "size": sizes.tolist(), "opacity": 1}
    marker = look | {"line": {"width": marks["symbol"].str.contains("open").map({True: 1.4, False: 0}).tolist()}}
    said = {"text": marks["head"].tolist(), "hovertext": marks["text"].tolist(), "customdata": marks["tail"].tolist()}
    shown = {"hovertemplate": "<b>%{text}</b><br>%{hovertext}<br>%{customdata}<extra></extra>", "cliponaxis": False}
    return _frame.scatter("markers", _frame.isos(marks["date"]), marks["y"].tolist(), marker=marker, **said, **shown)


def _links(marks: pd.DataFrame) -> list[_frame.Drawn]:
    """Links to the first page of every event that has one, each shown by a click on its mark."""
    found = marks[marks["url"].notna()]
    return [
        {
            "templateitemname": _LINK["name"],
            "text": f"<a href='{url.replace(chr(39), '%27')}'>open {report}</a>",
            "x": _frame.iso(date),
            "y": y,
        }
        for date, y, report, url in zip(found["date"], found["y"], found["report"], found["url"], strict=True)
    ]
