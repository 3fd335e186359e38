"""Bars on a date axis: what the charts of towns, routes, gates and weeks share."""

from collections.abc import Iterable

import pandas as pd

from op1027.analysis.town_states import FOUGHT, town_states
from op1027.charts import _frame, _numbers, theme
from op1027.charts._frame import Drawn, Sheet
from op1027.ledger.fronts import actor_names, place_names
from op1027.ledger.model import Ledger, cached_on_ledger
from op1027.text import wording

RIGHT = 16  # pixels
ABOVE = 14  # pixels above a tall chart, for its upper dates
LETTER = 5.6  # pixels, of the labels in bars
DAY_LONG = 86_400_000  # milliseconds: how plotly writes lengths on a date axis
A_DAY = pd.Timedelta(days=1)
PATTERNS = ("", "/", "x")  # the offensive's side, the side it goes against, others
_HEIGHTS = {"contested": 0.3, "besieged": 0.12}  # of the dark line in a bar, in rows
TALL = 40  # rows: from here on the dates stand above the chart too


Stretch = tuple[pd.Timestamp, pd.Timestamp, float, str]  # first day, last, row, what hovering shows
Label = tuple[pd.Timestamp, float, str, str, str, str]  # day, row, text, on which side of that point, colour, halo


def bars(rows: list[Stretch], colour: str, shape: str = "", filled: bool = True, height: float = 0.76) -> Drawn:
    """Bars of one look, each at least a day long; ``shape`` is a pattern of plotly's, an outlined bar white inside."""
    marker: Drawn = {"color": colour if filled else theme.PAPER, "line": {"color": colour, "width": 1}}
    if shape:
        ground = theme.tint(colour, 0.42) if filled else theme.PAPER
        marker["pattern"] = {"shape": shape, "bgcolor": ground, "fgcolor": colour, "size": 6, "solidity": 0.3}
    return {
        "type": "bar",
        "orientation": "h",
        "base": [_frame.iso(since) for since, *_ in rows],
        "x": [max((until - since).days, 1) * DAY_LONG for since, until, *_ in rows],
        "y": [round(y, 2) for *_, y, _ in rows],
        "width": height,
        "marker": marker,
        "hovertext": [text for *_, text in rows],
        "hoverinfo": "text",
    }


def labels(rows: list[Label], size: int = 10, axis: str = "x") -> Drawn:
    """Texts in or by bars."""
    font = {"size": size, "color": [row[4] for row in rows], "shadow": [row[5] for row in rows]}
    spaced = [f"\N{NO-BREAK SPACE}{text}\N{NO-BREAK SPACE}" for _, _, text, *_ in rows]
    look = {"textposition": [row[3] for row in rows], "textfont": font, "hoverinfo": "skip", "cliponaxis": False}
    days, heights = [_frame.iso(row[0]) for row in rows], [round(row[1], 2) for row in rows]
    return _frame.scatter("text", days, heights, text=spaced, xaxis=axis, **look)


def open_ends(rows: list[float], until: pd.Timestamp, colour: str, filled: bool = True) -> Drawn:
    """Arrows at the as-of day, for what still lasts then: ``rows`` are their heights."""
    look = {"symbol": "triangle-right", "size": 9, "color": colour if filled else theme.PAPER}
    marker = look | {"line": {"color": colour, "width": 1}}
    days = [_frame.iso(until)] * len(rows)
    return _frame.scatter("markers", days, rows, marker=marker, cliponaxis=False, hoverinfo="skip")


@cached_on_ledger
def told_states(ledger: Ledger) -> pd.DataFrame:
    """`town_states`, with what hovering over a bar shows (``text``): town, state, who is in it, days and evidence."""
    spells, towns, actors, texts = town_states(ledger), place_names(ledger), actor_names(ledger), []
    told = ("place", "state", "holder", "against", "share_low", "share_high", "start", "end", "evidence", "disputed")
    for place, state, holder, against, low, high, start, end, evidence, disputed in _frame.rows(spells, *told):
        who = "" if pd.isna(holder) else f" by {actors[holder]}"
        if state in FOUGHT:
            who = "" if pd.isna(holder) else f", held by {actors[holder]}"
            who += "" if pd.isna(against) else f", against {', '.join(actors[a] for a in against.split('|'))}"
        share = "" if pd.isna(low) else f"<br>{_numbers.number_said(low, high)} % said to be taken"
        grade = "" if pd.isna(evidence) else f"<br>{evidence}{', disputed' if disputed else ''}"
        texts.append(f"<b>{towns[place]}</b>: {state}{who}{share}<br>{wording.span(start, end)}{grade}")
    return spells.assign(text=texts)


def fought_marks(spells: pd.DataFrame, end: pd.Timestamp, low: float = 0.0, size: float = 1.0) -> list[Drawn]:
    """Dark lines for the days on which towns are contested (thick) or besieged (thin).

    ``spells`` are of `told_states`, with ``y``; the lines run ``low`` rows below the middle of a row.
    """
    found = []
    every = [*_frame.rows(spells, "state", "start", "end", "y", "text")]
    for state, height in _HEIGHTS.items():
        rows = [(start, min(last + A_DAY, end), y + low, text) for of, start, last, y, text in every if of == state]
        if rows:
            found.append(bars(rows, theme.INK, height=round(height * size, 2)))
            if state == "contested":  # on a filled bar, in the dark too
                found[-1]["marker"]["line"]["color"] = theme.PAPER
    return found


def row_height(rows: float) -> int:
    """Pixels of a row: fewer where the rows do not fit a screen."""
    return 17 if rows < 45 else 14


def margin(names: Iterable[str]) -> int:
    """Room for the names of towns to the left of their rows, in pixels."""
    return max((18 + round(6.1 * len(name)) for name in names), default=12)


def fits(label: str, pixels: float) -> bool:
    return LETTER * (len(label) + 2) <= pixels


def place_rows(sheet: Sheet, names: dict[float, str], heads: pd.DataFrame, bottom: float) -> float:
    """Dates below and, if the chart is tall, above, names to the left, a line at the as-of day; gives the rows.

    ``names`` are those of towns, by row; ``heads`` (``y``, ``label``) those of groups of them.
    """
    tall, end = bottom > TALL, _frame.iso(sheet.info.end)
    top = -1.0 if tall else 0.0
    dates = sheet.dates(tickfont={"size": 11})
    ticks = {"ticks": "", "tickmode": "auto", "showgrid": False, "showticklabels": tall}
    above = {"overlaying": "x", "matches": "x", "side": "top"} | ticks
    named = _frame.row_axis([*names], [*names.values()], bottom, top, showgrid=True)
    sheet.body |= {"barmode": "overlay", "xaxis": dates, "xaxis2": dates | above, "yaxis": named}
    line = {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": end, "x1": end}
    sheet.shapes.append(line | {"line": {"color": theme.INK, "width": 1}})
    sheet.note(f"as known on {wording.day(sheet.info.known_on)}", end, 0.4, 11, xanchor="right")
    look = ("middle right", theme.INK, theme.HALO)
    headings = [(sheet.info.start, y, label, *look) for y, label in zip(heads["y"], heads["label"], strict=True)]
    sheet.data.append(labels(headings, 12 if sheet.layout.wide else 10, "x2"))
    return bottom - top
