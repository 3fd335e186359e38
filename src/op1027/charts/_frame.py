"""What every chart has: a layout for its width, what it says in words, and the sheet that it is drawn on."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial, wraps
from inspect import signature
from typing import Any, Generic, TypeVar, cast

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from op1027.charts import theme
from op1027.charts._inert import inert
from op1027.ledger.fronts import WHOLE, front_names, fronts_of
from op1027.ledger.model import Ledger
from op1027.text import wording
from op1027.text.asked import known_key

Drawn = dict[str, Any]  # a trace, an annotation, a shape or an axis, as plotly's JSON has it
AnyLane = TypeVar("AnyLane")
Plot = TypeVar("Plot", bound=Callable[..., go.Figure])

_FRONTS_NAMED = 3  # in a title
HOVER_DAY = "%{x|%-d %B %Y}"
LEFT: Drawn = {"xref": "paper", "xanchor": "left", "align": "left"}  # of a note: from the left edge of the plot
BARE: Drawn = {"showgrid": False, "showline": False, "fixedrange": True}  # of an axis
# Of a date axis: days, or months with their year, on one line, for the footer stands below it.
_DATE_TICKS = [
    {"dtickrange": [None, 14 * 24 * 3600 * 1000], "value": "%-d %b"},
    {"dtickrange": ["M1", None], "value": "%b %Y"},
]
_DOCUMENTED = """
    title : str, optional
        Instead of the finding.
    layout : {"wide", "phone"}
        Laid out for a page 860 pixels wide, or for a screen of 380.

    Returns
    -------
    plotly.graph_objects.Figure
        Notebooks show it; its ``write_image`` and ``write_html`` write it to a file.

    Raises
    ------
    ValueError
        If a front, a layout or another of these is unknown, or a choice empty.

    Examples
    --------
    >>> ledger = load()
    >>> charts.{name}({given}, layout="phone").layout.width
    380
    """


@dataclass(frozen=True)
class Layout:
    """For which width a chart is laid out, and what that changes."""

    wide: bool
    width: int  # pixels
    title: int  # letters of a line, as for the next two
    reading: int
    footer: int
    ticks: int  # of a date axis, at most
    names: int  # pixels left of lanes for their names; without any, these stand in the lanes
    above: int  # pixels above the title for plotly's buttons, which would hide it on a phone


_LAYOUTS = {
    "wide": Layout(True, theme.WIDTH, title=80, reading=122, footer=140, ticks=9, names=144, above=0),
    "phone": Layout(False, 380, title=36, reading=55, footer=64, ticks=4, names=0, above=20),
}


@dataclass(frozen=True, eq=False)
class Info:
    """What every chart says in words, the days that its date axis spans, and the as-of day."""

    finding: str
    how: str
    footer: str
    start: pd.Timestamp
    end: pd.Timestamp
    known_on: pd.Timestamp


@dataclass(frozen=True)
class Lane:
    """What a lane is called, and in which colour; each chart adds what it draws there."""

    name: str
    colour: str


@dataclass(frozen=True, eq=False)
class LanesInfo(Info, Generic[AnyLane]):
    """What a chart of lanes draws, from the top down."""

    lanes: tuple[AnyLane, ...]


def told(
    ledger: Ledger, finding: str, how: str, drawn: pd.DataFrame, fronts: list[str] | None = None, noun: str = "event"
) -> tuple[str, str, str, pd.Timestamp, pd.Timestamp, pd.Timestamp]:
    """The fields of an `Info`; its footer says how many events (or claims) are drawn, from how many reports.

    ``fronts`` are those drawn, of which earlier events are counted as left out; by default all.
    """
    package, start = ledger.package, ledger.package.start
    covered = package.covered_until
    thin = f", well covered to {wording.day(covered)}" if covered is not None and covered < ledger.known_on else ""
    early = ledger.events["date"] < start
    outside = int((early if fronts is None else early & ledger.events["front"].isin(fronts)).sum())
    footer = [
        f"{wording.count(len(drawn), noun)} from {wording.count(int(drawn['n_reports'].sum()), 'report')}",
        f"{wording.count(outside, 'event')} before {wording.day(start)} not shown" if outside else "",
        f"only {ledger.part}" if ledger.part else "",
        f"as known on {wording.day(ledger.known_on)}{thin}",
        package.title,
        package.licence,
    ]
    begin, end = (start - (_last_day(ledger) - start) / 40).floor("D"), _last_day(ledger)
    return finding, how, "\N{NO-BREAK SPACE}· ".join(filter(None, footer)), begin, end, ledger.known_on


def chart(plot: Plot) -> Plot:
    """A chart that draws the texts of its ledger as they are, refuses unknown layouts, documents what all take."""
    form = signature(plot)
    first = next(iter(form.parameters))

    @wraps(plot)
    def drawn(*given: Any, **named: Any) -> go.Figure:
        asked = {"layout": "wide"} | form.bind(*given, **named).arguments
        asked |= {first: inert(asked[first]), "layout": known_key(asked["layout"], _LAYOUTS, "layout")}
        figure = plot(**asked)
        figure._phone = partial(plot, **(asked | {"layout": "phone"}))
        return figure

    given = first if first == "ledger" else 'ledger, ledger, max(ledger.fronts["front"])'
    documented = _DOCUMENTED.replace("{name}", plot.__name__).replace("{given}", given)
    drawn.__doc__ = f"{(plot.__doc__ or '').rstrip()}{documented}"
    return cast(Plot, drawn)


@dataclass
class Sheet:
    """What a chart is drawn on: traces, annotations, shapes and axes, handed to the figure at once."""

    info: Info
    name: str
    layout: Layout
    title: str | None
    data: list[Drawn] = field(default_factory=list)
    notes: list[Drawn] = field(default_factory=list)
    shapes: list[Drawn] = field(default_factory=list)
    body: Drawn = field(default_factory=dict)

    @classmethod
    def of(cls, info: Info, name: str, layout: str, title: str | None) -> "Sheet":
        return cls(info, name, _LAYOUTS[layout], title)

    def note(self, text: str, x: object, y: object, size: int = 13, colour: str = theme.INK, **more: Any) -> None:
        """Write at a place, without an arrow."""
        font = {"size": size, "color": colour}
        self.notes.append({"text": text, "showarrow": False, "x": x, "y": y, "font": font, **more})

    def across(self, text: str) -> None:
        """Say what an axis below the plot measures, where that is no date."""
        below: Drawn = {"xref": "paper", "yref": "paper", "xanchor": "right", "yanchor": "top", "yshift": -22}
        self.note(text, 1, 0, 12, **below)

    def rule(self, y: float, colour: str) -> None:
        """Draw a line across the plot."""
        line = {"color": colour, "width": 1}
        self.shapes.append({"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y, "line": line})

    def dates(self, **more: object) -> Drawn:
        """The date axis."""
        span = [iso(self.info.start), iso(self.info.end)]
        ticks = {"tickformatstops": _DATE_TICKS, "nticks": self.layout.ticks, "tickangle": 0}
        return {"type": "date", "range": span} | ticks | more

    def figure(
        self, height: float, left: int = 12, right: int = 12, foot: int = 0, head: int = 0, **more: object
    ) -> go.Figure:
        """The figure: what was drawn, under its title and reading line, over its footer.

        ``height`` is that of the plot, ``left`` and ``right`` its margins, ``foot`` and ``head`` the room below and
        above it (the dates on the axis, a legend), all in pixels. ``more`` goes to plotly beside data and layout.
        """
        heading = wording.lines(str(self.title or self.info.finding), self.layout.title)
        reading = wording.filled(self.info.how, self.layout.reading)
        footer = wording.filled(self.info.footer, self.layout.footer)
        top = head + self.layout.above + 42 + 23 * (heading.count("<br>") + 1) + 17 * (reading.count("<br>") + 1)
        bottom = foot + 18 + 15 * (footer.count("<br>") + 1)
        whole = round(height) + top + bottom
        place = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "top", "align": "left"}
        self.note(footer, 0, 0, 11, theme.PALE, **place, xshift=12 - left, yshift=-foot)
        below = {"text": reading, "font": {"size": 13, "color": theme.PALE}}
        own = {
            "template": theme.template(),
            "title": {"text": f"<b>{heading}</b>", "y": 1 - (self.layout.above + 14) / whole, "subtitle": below},
            "width": self.layout.width,
            "height": whole,
            "margin": {"l": left, "r": right, "t": top, "b": bottom},
            "meta": {"name": self.name},
            "showlegend": False,
            "annotations": self.notes,
            "shapes": self.shapes,
        }
        return go.Figure({"data": self.data, "layout": own | self.body, **more})


def row_axis(rows: list[float], names: list[str], bottom: float, top: float = 0.0, **more: object) -> Drawn:
    """An axis of named rows, from the top down."""
    ticks = {"range": [round(bottom, 2), round(top, 2)], "tickvals": rows, "ticktext": names, "tickfont": {"size": 11}}
    return BARE | ticks | more


def scatter(mode: str, x: list[Any], y: list[Any], **more: object) -> Drawn:
    """A trace of marks, lines or texts."""
    return {"type": "scatter", "mode": mode, "x": x, "y": y, **more}


def _last_day(ledger: Ledger) -> pd.Timestamp:
    """Where a date axis ends: the as-of day, or a week after the offensive's first if that is later."""
    return max(ledger.known_on, ledger.package.start + pd.Timedelta(days=7))


def front_colours(ledger: Ledger) -> dict[str, str]:
    """A colour for each front, by drawing order, whatever fronts are drawn."""
    hues = theme.FRONT_COLOURS
    return {front: hues[n % len(hues)] for n, front in enumerate(fronts_of(ledger))} | {WHOLE: theme.INK}


def side_numbers(sides: pd.Series, ledger: Ledger) -> pd.Series:
    """Sides as numbers: 0 for the offensive's, 1 for the one it goes against, 2 for all others."""
    order = {side: n for n, side in enumerate(ledger.package.parties)}
    return sides.map(order).fillna(2).astype("int64")


def on_fronts(frame: pd.DataFrame, fronts: list[str] | None) -> pd.DataFrame:
    """The rows of some fronts; of all, where none are chosen."""
    return frame if fronts is None else frame[frame["front"].isin(fronts)]


def lane_names(ledger: Ledger) -> dict[str, str]:
    """What a lane is called, by its front; the whole is a lane of its own."""
    return front_names(ledger) | {WHOLE: "All fronts"}


def where_of(ledger: Ledger, fronts: list[str] | None) -> str:
    """In titles: on which fronts, a few by name, and whether in a selection; nothing of all there is."""
    if fronts is None:
        return " in the selection" if ledger.part else ""
    names = [front_names(ledger)[key] for key in fronts]
    where = f" in {wording.enumeration(names)}" if len(names) <= _FRONTS_NAMED else f" on {len(names)} fronts"
    return f"{where} of the selection" if ledger.part else where


def events_of(ledger: Ledger, items: Iterable[str]) -> pd.DataFrame:
    """The events of some items, as far as a footer counts them."""
    wanted = set(items)
    return pd.DataFrame({"n_reports": [n for item, n in rows(ledger.events, "item", "n_reports") if item in wanted]})


def rows(frame: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Some columns of a frame, row by row."""
    return zip(*(frame[column].tolist() for column in columns), strict=True)


def iso(date: pd.Timestamp) -> str:
    return date.date().isoformat()


def isos(dates: pd.Series) -> list[str]:
    """Days as plotly's JSON has them."""
    found: list[str] = np.datetime_as_string(dates.to_numpy("datetime64[D]")).tolist()
    return found
