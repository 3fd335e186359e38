"""Which town was held by whom, from when to when?"""

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from op1027.analysis.town_states import FOUGHT
from op1027.charts import _bars, _frame, theme
from op1027.ledger.control import HANDS, holdings
from op1027.ledger.fronts import chosen_fronts, front_names, fronts_of
from op1027.ledger.model import Ledger
from op1027.text import wording
from op1027.text.asked import Keys


@dataclass(frozen=True, eq=False)
class ControlInfo(_frame.Info):
    """What `plot_control` draws.

    Attributes
    ----------
    spells : DataFrame
        `holdings` of the fronts drawn, those that ended before the offensive left out, with ``y`` (the town's
        row, from the top), ``look`` (0 for the offensive's side, 1 for the side it goes against, 2 for others),
        ``follows`` (whether the town's holder before is recorded) and ``text`` (for hovering).
    heads : DataFrame
        ``front``, ``y``, ``label``: the front's name and how many of the towns taken there are held.
    fought : DataFrame
        Of these towns, the spells of `town_states` in which they were contested or besieged, with ``y`` and ``text``.
    """

    spells: pd.DataFrame
    heads: pd.DataFrame
    fought: pd.DataFrame


@_frame.chart
def plot_control(ledger: Ledger, front: Keys = None, title: str | None = None, layout: str = "wide") -> go.Figure:
    """Which town was held by whom, from when to when?

    One row a town, from its first change of hands on; fronts in drawing order, in each the towns by their
    first change of hands. Solid for the days that every report allows, a thin line for those that only some
    do. Filled: the change of hands is conceded or independently reported; outlined: only claimed, or disputed.

    Parameters
    ----------
    ledger : Ledger
    front : str or iterable of str, optional
        Fronts to draw, one of which fits a screen; by default those where a town changed hands, as a poster.
    """
    info = control_info(ledger, front)
    return _draw_control(info, _frame.Sheet.of(info, "control", layout, title))


def control_info(ledger: Ledger, front: Keys = None) -> ControlInfo:
    """The rows of `plot_control`, and what it says in words."""
    front = chosen_fronts(ledger, front)
    begin, names = ledger.package.start, front_names(ledger)
    spells = holdings(ledger)
    spells = spells.assign(follows=spells["place"].duplicated())[~(spells["end_latest"] < begin)]
    spells = _frame.on_fronts(spells, front)
    heads: list[tuple[str, float, str]] = []
    rows: dict[str, float] = {}
    y = 1.5
    every = [*_frame.rows(spells, "front", "place", "counts", "end")]
    drawn = front or {key for key, *_ in every}
    for key in (key for key in fronts_of(ledger) if key in drawn):
        mine = dict.fromkeys(place for of, place, *_ in every if of == key)
        ends = [(place, end) for of, place, counts, end in every if of == key and counts]
        held, taken = sum(pd.isna(end) for _, end in ends), len(dict(ends))
        heads.append((key, y, f"<b>{names[key]}</b>" + (f" {held} of {taken} held" if taken else "")))
        rows |= {place: y + n for n, place in enumerate(mine, start=1)}
        y += len(mine) + 1.5
    look = _frame.side_numbers(spells["side"], ledger)
    spells = spells.assign(y=spells["place"].map(rows).astype("float64"), look=look, text=_spell_texts(spells))
    ours, theirs = (ledger.package.names[side].lower() for side in ledger.package.parties)
    counted, on, where = spells[spells["counts"]], wording.day(ledger.known_on), _frame.where_of(ledger, front)
    finding = f"No change of hands of a town is recorded{where} by {on}"
    if ledger.events["type"].isin(HANDS).any():
        finding = f"No town taken{where} by {on}"
    if len(counted):
        towns, held = wording.count(counted["place"].nunique(), "town"), int(counted["end"].isna().sum())
        finding = f"On {on}, {ours} held {held} of the {towns} they had taken{where}"
    early = spells.loc[spells["ours"] & (spells["began"] < begin), "place"].nunique()
    aside = f" Not counted: {wording.count(early, 'town')} taken before {wording.day(begin)}." if early else ""
    how = (
        f"Blue: {ours}; orange, hatched: {theirs}; grey, crossed: others. Filled: the change of hands is conceded or "
        "reported by a third party. Outlined: only claimed, or disputed. Thin line: days on which reports do not "
        f"agree. Arrow: still so. Thick line below: contested; thin: besieged.{aside}"
    )
    shown = _frame.events_of(ledger, [*spells["item_start"], *spells["item_end"].dropna()])
    top = pd.DataFrame(heads, columns=["front", "y", "label"])
    words = _frame.told(ledger, finding, how, shown, front)
    fought = _bars.told_states(ledger)
    fought = fought[fought["state"].isin(FOUGHT) & fought["place"].isin(rows)]
    fought = fought.assign(y=fought["place"].map(rows).astype("float64"))
    return ControlInfo(*words, spells.reset_index(drop=True), top, fought)


def _spell_texts(spells: pd.DataFrame) -> list[str]:
    """What hovering over a bar shows: town, holder, days and evidence."""
    texts = []
    told = ("town", "holder_name", "start", "start_latest", "end", "end_latest", "evidence", "disputed")
    for town, holder, start, begun, end, last, evidence, disputed in _frame.rows(spells, *told):
        until = "" if pd.isna(end) else f"<br>to {wording.span(end, last)}"
        grade = f"{evidence}, disputed" if disputed else evidence
        texts.append(f"<b>{town}</b>: {holder}<br>from {wording.span(start, begun)}{until}<br>{grade}")
    return texts


def _draw_control(info: ControlInfo, sheet: _frame.Sheet) -> go.Figure:
    names = dict(_frame.rows(info.spells, "y", "town"))
    left, bottom = _bars.margin(names.values()), max([2.0, *info.heads["y"], *info.spells["y"]]) + 0.8
    scale = (sheet.layout.width - _bars.RIGHT - left) / (info.end - info.start).days
    fought = _bars.fought_marks(info.fought, info.end, 0.38, 0.5)
    sheet.data = [*_spell_traces(info), *fought, _bars.labels(_holder_labels(info, scale))]
    rows = _bars.place_rows(sheet, names, info.heads, bottom)
    head = _bars.ABOVE * (bottom > _bars.TALL)
    return sheet.figure(_bars.row_height(rows) * rows, left, _bars.RIGHT, foot=32, head=head)


def _spell_traces(info: ControlInfo) -> list[_frame.Drawn]:
    """Of spells of one look thin lines for the uncertain days, a bar for the certain ones, an arrow at an open end.

    Where one holder follows another, the uncertain days are both's: the line of the one who loses runs along
    the upper half of the row, that of the one who gains along the lower.
    """
    looks: dict[tuple[int, bool], tuple[list[_bars.Stretch], list[_bars.Stretch], list[float]]] = {}
    drawn = ("look", "firm", "y", "text", "follows", "start", "start_latest", "end", "end_latest")
    for look, firm, y, text, follows, *ends in _frame.rows(info.spells, *drawn):
        thin, sure, lasting = looks.setdefault((look, firm), ([], [], []))
        first, begun, end, last = (info.end if pd.isna(day) else min(max(day, info.start), info.end) for day in ends)
        stretches = [(first, begun, y + 0.2 * follows, text), (end, last, y - 0.2, text)]
        thin += [stretch for stretch in stretches if stretch[0] < stretch[1]]
        sure += [(begun, end, y, text)] if begun <= end else []
        lasting += [y] if pd.isna(ends[2]) else []
    traces = []
    for (look, firm), (thin, sure, lasting) in sorted(looks.items()):
        colour = theme.SIDE_COLOURS[look]
        traces += [_bars.bars(thin, colour, height=0.18)] if thin else []
        traces += [_bars.bars(sure, colour, _bars.PATTERNS[look], filled=firm)] if sure else []
        traces += [_bars.open_ends(lasting, info.end, colour, firm)] if lasting else []
    return traces


def _holder_labels(info: ControlInfo, scale: float) -> list[_bars.Label]:
    """The holders' names where there is room: in the bar, else before a town's first bar, else in the one before.

    ``scale`` is the number of pixels that a day has.
    """
    found = []
    last: tuple[pd.Timestamp, float, tuple[str, str]] | None = None  # the row's last bar: its end, room and look
    row = None
    drawn = ("y", "holder_name", "firm", "look", "start", "start_latest", "end")
    for y, holder, firm, side, start, begun, ended in _frame.rows(info.spells, *drawn):
        if y != row:
            row, last = y, None
        since, end = max(begun, info.start), info.end if pd.isna(ended) else ended
        label = f"{holder}, since {wording.day(start)}" if start < info.start else holder
        pixels = (end - since).days * scale
        look = (theme.PAPER, "none") if firm and side == 0 else (theme.INK, theme.HALO)
        if _bars.fits(label, pixels):
            found.append((since, y, label, "middle right", *look))
            pixels -= _bars.LETTER * (len(label) + 2)
        elif last is None and _bars.fits(label, (start - info.start).days * scale):
            found.append((start, y, label, "middle left", theme.INK, theme.HALO))
        elif last is not None and _bars.fits(f"then {label}", last[1]):
            found.append((last[0], y, f"then {label}", "middle left", *last[2]))
        last = (end, pixels, look)
    return found
