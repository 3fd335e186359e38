"""How many bases, and where do published tallies stand against our count?"""

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from op1027.analysis.bases import base_tallies
from op1027.analysis.progress import base_counts, progress
from op1027.analysis.scope import scope_names
from op1027.analysis.tallies import BASE_UNITS
from op1027.charts import _frame, _lanes, _numbers, theme
from op1027.ledger.fronts import WHOLE, chosen_fronts
from op1027.ledger.model import Ledger
from op1027.text import wording
from op1027.text.asked import Keys

_SYMBOLS = dict(zip(BASE_UNITS, ("square", "circle", "triangle-up", "diamond"), strict=True))
_LABELS = 5  # at most, a lane
_LOOKS_OF_SCOPES = {
    "whole": ("Large: of all fronts.", theme.INK, 11),
    "front": ("Blue: of one.", theme.SIDE_COLOURS[0], 8),
    "part": ("Small, grey: of a part of one.", theme.SIDE_COLOURS[2], 6),
}


@dataclass(frozen=True, eq=False)
class BasesLane(_frame.Lane):
    """Our own count of one front's bases (``band``: ``date``, ``low``, ``high``), and rows of `base_tallies` of it.

    ``marks`` have, beside, ``label``, ``text`` (for hovering), and how they look.
    """

    band: pd.DataFrame
    marks: pd.DataFrame

    @property
    def counted(self) -> tuple[int, int]:
        """Our count on the last day, low and high."""
        return int(self.band["low"].iloc[-1]), int(self.band["high"].iloc[-1])

    @property
    def top(self) -> float:
        return float(max([1, *self.band["high"], *self.marks["value"]]))


BasesInfo = _frame.LanesInfo[BasesLane]


@_frame.chart
def plot_bases(ledger: Ledger, front: Keys = None, title: str | None = None, layout: str = "wide") -> go.Figure:
    """How many bases, with low and high, and where do published tallies stand against it?

    The band is our own count; each mark is a total that somebody published, at the day it speaks of. Marks
    are not joined: their units, scopes and first days differ.

    Parameters
    ----------
    ledger : Ledger
    front : str or iterable of str, optional
        Fronts to draw, one lane each with the tallies of that front and its parts; by default one panel with
        our count of all fronts, the tallies of all of them and those of single fronts.
    """
    info = bases_info(ledger, front)
    return _draw_bases(info, _frame.Sheet.of(info, "bases", layout, title))


def bases_info(ledger: Ledger, front: Keys = None) -> BasesInfo:
    """The lanes of `plot_bases`, and what it says in words."""
    front = chosen_fronts(ledger, front)
    drawn = front or [WHOLE]
    frame, tallies = progress(ledger), base_tallies(ledger)
    tallies = tallies[tallies["scope"] != "part" if front is None else tallies["front"].isin(drawn)].assign(allies=None)
    tallies = tallies.assign(
        text=_numbers.hover_texts(tallies, scope_names(ledger, tallies), ledger),
        label=_numbers.who_says(tallies, ledger),
        colour=tallies["scope"].map({scope: colour for scope, (_, colour, _) in _LOOKS_OF_SCOPES.items()}),
        size=tallies["scope"].map({scope: size for scope, (*_, size) in _LOOKS_OF_SCOPES.items()}),
        symbol=tallies["metric"].map(_SYMBOLS),
        filled=~tallies["open"],
    )
    names, colours = _frame.lane_names(ledger), _frame.front_colours(ledger)
    counts = frame.rename(columns={"bases_low": "low", "bases_high": "high"})[["front", "date", "low", "high"]]
    parts, few = _numbers.thinned([tallies if front is None else tallies[tallies["front"] == key] for key in drawn])
    lanes = tuple(
        BasesLane(names[key], colours[key], _lanes.steps(counts[counts["front"] == key], ["low", "high"]), marks)
        for key, marks in zip(drawn, parts, strict=True)
    )
    low, high = (sum(ends) for ends in zip(*(lane.counted for lane in lanes), strict=True))
    bases = wording.count(high, "base")
    finding = f"{bases if low == high else f'{low:,} to {bases}'} taken{_frame.where_of(ledger, front)} by our record"
    if len(tallies):
        _, *most = max(_frame.rows(tallies, "value", "low", "high"), key=lambda total: total[0])
        finding += f"; the largest published total: {_numbers.number_said(*most)}"
    metrics = set(tallies["metric"])
    shapes = [f"{shape.removesuffix('-up')}: {name}" for name, shape in _SYMBOLS.items() if name in metrics]
    thin = int((tallies["value"] > tallies["record_high"]).sum())
    how = [
        "Band: captures as reported, low to high. "
        f"Marks: {wording.count(len(tallies), 'published total')}, with a line where "
        "the words allow more or less, hollow where they set no limit.",
        f"{', '.join(shapes).capitalize()}." if shapes else "",
        *(words for scope, (words, *_) in _LOOKS_OF_SCOPES.items() if scope in set(tallies["scope"])),
        "Units, scopes and first days differ, so nothing joins them.",
        f"For {thin} our record of the same front is the thinner one." if thin else "",
        few,
    ]
    events = ledger.events.loc[base_counts(ledger).index]
    events = _frame.on_fronts(events[events["date"] >= ledger.package.start], front)
    return BasesInfo(*_frame.told(ledger, finding, " ".join(filter(None, how)), events, front), lanes)


def _draw_bases(info: BasesInfo, sheet: _frame.Sheet) -> go.Figure:
    highest, lanes = max(lane.top for lane in info.lanes), _lanes.Lanes(sheet, gap=18)
    pixels = (400 if len(info.lanes) == 1 else 220) / highest
    left, right = 46, 82
    days = (info.end - info.start).days / (sheet.layout.width - left - right)
    turn = info.start + (info.end - info.start) * 0.6
    for lane in info.lanes:
        roof = round(max(lane.top + 0.13 * highest, 0.3 * highest), 1)
        axis = lanes.add(pixels * roof, range=[0, roof], dtick=_lanes.round_step(highest))
        sheet.data += _lanes.step_band(lane.band, axis, lane.colour)
        sheet.data += _numbers.traces(lane.marks, axis, 0.03 * highest)
        loud = lane.marks[lane.marks["value"] > lane.band["high"].max()]
        for key, after in _numbers.free_labels(loud, days, 15 / pixels, turn, _LABELS).items():
            mark, side, away = loud.loc[key], *(("left", 8) if after else ("right", -8))
            at = (_frame.iso(mark["date"]), int(mark["value"]))
            sheet.note(mark["label"], *at, 11, yref=axis, xanchor=side, xshift=away)
        corner = _frame.LEFT | {"yref": f"{axis} domain", "yanchor": "top"}
        sheet.note(f"<b>{lane.name}</b>", 0.004, 1, 14, lane.colour, **corner)
        low, high = lane.counted
        ours = f"<b>{low}–{high}</b><br>as reported" if low < high else f"<b>{low}</b><br>our record"
        lanes.end(ours, axis, max((low + high) / 2, 18 / pixels), lane.colour)
    return sheet.figure(lanes.place(), left, right, foot=32)
