"""Lanes: plots of one date axis that stand one below another, each with a height, a name and a scale of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from op1027.charts import theme
from op1027.charts._frame import HOVER_DAY, PAPER, Drawn, Sheet, isos, scatter


@dataclass
class Lanes:
    """The lanes of a sheet, from the top down."""

    sheet: Sheet
    gap: float = 12  # pixels
    heights: list[float] = field(default_factory=list)
    axes: list[Drawn] = field(default_factory=list)

    def add(self, height: float, **axis: object) -> str:
        """A lane so many pixels high, and what its axis is like; gives what the axis is called."""
        self.heights.append(height)
        self.axes.append({"fixedrange": True, "anchor": "x", **axis})
        return f"y{len(self.axes)}" if len(self.axes) > 1 else "y"

    def name(self, text: str, axis: str, colour: str, size: int = 14) -> None:
        """Name a lane: left of it, or, on a phone, in its upper left corner."""
        at = PAPER | {"yref": f"{axis} domain", "yanchor": "top"}
        if self.sheet.layout.names:
            self.sheet.note(text, 0, 1, size, colour, **at, xshift=12 - self.margin)
        else:
            self.sheet.note(text, 0.004, 1, size, colour, **at, bgcolor=theme.PAPER, opacity=0.85)

    def end(self, text: str, axis: str, height: float, colour: str) -> None:
        """Say what a lane comes to, right of it, at a height of its scale."""
        self.sheet.note(text, 1, height, 12, colour, **PAPER, yref=axis, xshift=7)

    @property
    def margin(self) -> int:
        """Pixels left of the lanes: for the numbers of their scales and, where the layout has it, for their names."""
        return self.sheet.layout.names + 32

    def place(self, **dates: object) -> float:
        """Put the axes in place, the dates below the last; gives how tall they are in all."""
        tall = max(sum(self.heights) + self.gap * (len(self.heights) - 1), 1)
        above = 0.0
        for n, (height, axis) in enumerate(zip(self.heights, self.axes, strict=True), start=1):
            domain = [round(max(1 - (above + height) / tall, 0), 4), round(1 - above / tall, 4)]
            self.sheet.body[f"yaxis{n if n > 1 else ''}"] = axis | {"domain": domain}
            above += height + self.gap
        last = f"y{len(self.axes)}" if len(self.axes) > 1 else "y"
        self.sheet.body["xaxis"] = self.sheet.dates(**{"anchor": last, **dates})
        return tall


def step_line(dates: Sequence[object], values: Sequence[float], axis: str, colour: str, **more: object) -> Drawn:
    """A line that steps on a day; ``width``, ``dash`` and what else a trace has."""
    line = {"shape": "hv", "color": colour, "width": more.pop("width", 2), "dash": more.pop("dash", "solid")}
    return scatter("lines", list(dates), list(values), yaxis=axis, line=line, **more)


def step_band(band: pd.DataFrame, axis: str, colour: str) -> list[Drawn]:
    """Our own count from ``low`` to ``high``, by ``date``."""
    days, fill = isos(band["date"]), {"fillcolor": theme.tint(colour, 0.25)}
    said = {
        end: {"width": 1, "hovertemplate": f"{HOVER_DAY}: %{{y}}<extra>our record, {end}</extra>"}
        for end in ("low", "high")
    }
    low = step_line(days, band["low"].tolist(), axis, colour, **said["low"])
    return [low, step_line(days, band["high"].tolist(), axis, colour, fill="tonexty", **fill, **said["high"])]


def changes(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """The days on which one of some counts changes, and the last."""
    counts = frame[columns].to_numpy()
    moves = [True, *(counts[1:] != counts[:-1]).any(axis=1)]
    moves[-1] = True
    return frame[moves]


def round_step(highest: float, ticks: int = 5) -> int:
    """A round step that gives an axis up to here at most so many."""
    return int(next(n * 10**k for k in range(12) for n in (1, 2, 5) if n * 10**k * ticks >= highest))
