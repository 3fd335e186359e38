"""Lanes: plots of one date axis that stand one below another, each with a height, a name and a scale of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from op1027.charts import theme
from op1027.charts._frame import HOVER_DAY, LEFT, Drawn, Sheet, isos, scatter
from op1027.text import wording

_NAME_LETTERS = 18  # letters that a name left of a lane has room for


@dataclass
class Lanes:
    """The lanes of a sheet, from the top down, in a column or, ``per`` of them in each, in two."""

    sheet: Sheet
    gap: float = 12  # pixels
    per: int = 0
    heights: list[float] = field(default_factory=list)
    axes: list[Drawn] = field(default_factory=list)

    def add(self, height: float, **axis: object) -> str:
        """A lane so many pixels high, and what its axis is like; gives what the axis is called."""
        self.heights.append(height)
        called = f"y{len(self.axes) + 1}" if self.axes else "y"
        self.axes.append({"fixedrange": True, "anchor": self.across(called), **axis})
        return called

    def across(self, axis: str) -> str:
        """What the date axis of a lane is called."""
        return "x2" if self.per and int(axis[1:] or 1) > self.per else "x"

    def span(self, axis: str) -> tuple[float, float]:
        """Where a lane begins and ends, in shares of the plot's width."""
        return ((0.545, 1.0) if self.across(axis) == "x2" else (0.0, 0.455)) if self.per else (0.0, 1.0)

    def name(self, text: str, axis: str, colour: str, size: int = 14, bold: bool = True) -> None:
        """Name a lane: left of it, or, on a phone, in its upper left corner."""
        at, beside = LEFT | {"yref": f"{axis} domain", "yanchor": "top"}, self.sheet.layout.names
        text = wording.lines(text, _NAME_LETTERS) if beside else text
        text = f"<b>{text}</b>" if bold else text
        if beside:
            self.sheet.note(text, 0, 1, size, colour, **at, xshift=12 - self.margin)
        else:
            self.sheet.note(text, 0.004, 1, size, colour, **at, bgcolor=theme.PAPER, opacity=0.85)

    def end(self, text: str, axis: str, height: float, colour: str) -> None:
        """Say what a lane comes to, right of it, at a height of its scale."""
        self.sheet.note(text, 1, height, 12, colour, **LEFT, yref=axis, xshift=7)

    @property
    def margin(self) -> int:
        """Pixels left of the lanes: for the numbers of their scales and, where the layout has it, for their names."""
        return self.sheet.layout.names + 32

    def place(self, **dates: object) -> float:
        """Put the axes in place, the dates below the last of a column; gives how tall they are in all."""
        per = self.per or len(self.axes)
        columns = [range(first, min(first + per, len(self.axes))) for first in range(0, len(self.axes), per)]
        tall = max(sum(self.heights[n] for n in column) + self.gap * (len(column) - 1) for column in columns)
        for column in columns:
            above = 0.0
            for n in column:
                domain = [round(max(1 - (above + self.heights[n]) / tall, 0), 4), round(1 - above / tall, 4)]
                self.sheet.body[f"yaxis{n + 1 if n else ''}"] = self.axes[n] | {"domain": domain}
                above += self.heights[n] + self.gap
            last = f"y{n + 1 if n else ''}"
            across = {"domain": self.span(last), "matches": "x"} if self.per else {}
            self.sheet.body[self.across(last).replace("x", "xaxis")] = self.sheet.dates(anchor=last, **(across | dates))
        return tall


def step_line(dates: Sequence[object], values: Sequence[float], axis: str, colour: str, **more: object) -> Drawn:
    """A line that steps on a day; ``width``, ``dash`` and what else a trace has."""
    line = {"shape": "hv", "color": colour, "width": more.pop("width", 2), "dash": more.pop("dash", "solid")}
    return scatter("lines", list(dates), list(values), yaxis=axis, line=line, **more)


def step_band(band: pd.DataFrame, axis: str, colour: str) -> list[Drawn]:
    """Our own count from ``low`` to ``high``, by ``date``."""
    days, found = isos(band["date"]), []
    for end, fill in (("low", {}), ("high", {"fill": "tonexty", "fillcolor": theme.tint(colour, 0.25)})):
        said = f"{HOVER_DAY}: %{{y}}<extra>our record, {end}</extra>"
        found.append(step_line(days, band[end].tolist(), axis, colour, **fill, width=1, hovertemplate=said))
    return found


def steps(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """The days on which one of some counts changes, and the last."""
    counts = frame[columns].to_numpy()
    moves = [True, *(counts[1:] != counts[:-1]).any(axis=1)]
    moves[-1] = True
    return frame[moves]


def round_step(highest: float, ticks: int = 5) -> int:
    """A round step that gives an axis up to here at most so many."""
    return int(next(n * 10**k for k in range(12) for n in (1, 2, 5) if n * 10**k * ticks >= highest))
