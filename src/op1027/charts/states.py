"""Which towns were held, and which fought over, besieged, shared or ceded, when?"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from op1027.analysis.town_states import FOUGHT
from op1027.charts import _bars, _frame, theme
from op1027.ledger.control import is_firm
from op1027.ledger.fronts import chosen_fronts, front_names, fronts_of, place_names, sides_of
from op1027.ledger.model import Ledger
from op1027.text import wording
from op1027.text.asked import Keys

_BETWEEN = ("contested", "besieged", "shared", "ceded")


@dataclass(frozen=True, eq=False)
class StatesInfo(_frame.Info):
    """What `plot_states` draws.

    Attributes
    ----------
    spells : DataFrame
        `town_states` of the towns that were ever between held and lost; with ``text`` (for hovering), ``y`` (the
        town's row, from the top), ``town``, ``look`` (of the holder's side as in `plot_control`; -1 where none is
        recorded), ``hold`` (a number for all that follows under one holder) and ``firm`` (of that hold, whatever is
        fought over in it).
    heads : DataFrame
        ``front``, ``y``, ``label``: the front's name, and how many of these towns are fought over now.
    """

    spells: pd.DataFrame
    heads: pd.DataFrame


@_frame.chart
def plot_states(ledger: Ledger, front: Keys = None, title: str | None = None, layout: str = "wide") -> go.Figure:
    """Which towns were held, and which fought over, besieged, shared or ceded, when?

    One row a town that was ever in a state between held and lost: bars for its holders, as in `plot_control`, and over
    them a dark line for the days on which it was contested, a thin one for a siege.

    Parameters
    ----------
    ledger : Ledger
    front : str or iterable of str, optional
        Fronts to draw, one of which fits a screen; by default all of them, as a poster.
    """
    info = states_info(ledger, front)
    return _draw_states(info, _frame.Sheet.of(info, "states", layout, title))


def states_info(ledger: Ledger, front: Keys = None) -> StatesInfo:
    """The rows of `plot_states`, and what it says in words."""
    front = chosen_fronts(ledger, front)
    spells = _frame.on_fronts(_bars.told_states(ledger), front)
    every = [*_frame.rows(spells, "front", "place", "state", "start", "end")]
    between = {place for key, place, state, *_ in every if state in _BETWEEN and not pd.isna(key)}
    every, spells = [row for row in every if row[1] in between], spells[[row[1] in between for row in every]]
    names, towns, side = front_names(ledger), place_names(ledger), sides_of(ledger.actors)
    rank = {party: n for n, party in enumerate(ledger.package.parties)}
    fights, last = [row for row in every if row[2] in FOUGHT], max((row[4] for row in every), default=None)
    now = [key for key, *_, end in fights if end == last]
    first: dict[str, pd.Timestamp] = {}
    for _, place, state, start, _ in every:
        if state != "unknown":
            first[place] = min(start, first.get(place, start))
    heads: list[tuple[str, float, str]] = []
    rows: dict[str, float] = {}
    y = 1.5
    drawn = front or {key for key, *_ in every}
    for key in (key for key in fronts_of(ledger) if key in drawn):
        mine = {place for of, place, *_ in every if of == key}
        ranked = sorted(mine, key=lambda place: (first[place], towns[place], place))
        fought = now.count(key)
        heads.append((key, y, f"<b>{names[key]}</b>" + (f" {fought} contested or besieged now" if fought else "")))
        rows |= {place: y + n for n, place in enumerate(ranked, start=1)}
        y += len(ranked) + 1.5
    spells = spells.assign(
        y=np.array([rows.get(place, np.nan) for _, place, *_ in every], float),
        town=[towns[place] for _, place, *_ in every],
        look=[-1 if pd.isna(holder) else rank.get(side[holder], 2) for holder in spells["holder"].tolist()],
    ).sort_values(["y", "start"], ignore_index=True)
    spells["hold"] = ((spells["y"] != spells["y"].shift()) | (spells["holder"] != spells["holder"].shift())).cumsum()
    spells["firm"] = _firm(spells)
    fought = len(now)
    on, where = wording.day(ledger.known_on), _frame.where_of(ledger, front)
    ever = len({place for _, place, *_ in fights})
    finding = f"No town was contested or besieged{where} by {on}"
    if ever:
        still = f"{fought or 'none'} still {'was' if fought < 2 else 'were'} on {on}"
        finding = f"Of {wording.count(ever, 'town')} ever contested or besieged{where}, {still}"
    how = (
        "Bars: who holds the town; blue the offensive's side, orange and hatched the other, grey and crossed others; "
        "outlined: only claimed, or disputed. Thick line: contested, forces of both sides in it or a battle at most "
        "14 days before. Thin line: besieged. No bar: nobody is recorded as its holder. Only towns that were ever "
        "contested, besieged, shared or ceded."
    )
    items = "|".join(spells["items"].dropna()).split("|")
    words = _frame.told(ledger, finding, how, _frame.events_of(ledger, items), front)
    return StatesInfo(*words, spells, pd.DataFrame(heads, columns=["front", "y", "label"]))


def _firm(spells: pd.DataFrame) -> list[bool]:
    """Whether more than one side's word stands behind a hold, and nobody denies it; the same through all of it."""
    least: dict[int, bool] = {}
    first: dict[int, bool] = {}
    told = spells.assign(sure=is_firm(spells["evidence"], spells["disputed"]))
    for hold, state, sure in _frame.rows(told, "hold", "state", "sure"):
        least[hold] = least.get(hold, True) and sure
        if state not in FOUGHT:
            first.setdefault(hold, sure)
    return [first.get(hold, least[hold]) for hold in spells["hold"].tolist()]


def _draw_states(info: StatesInfo, sheet: _frame.Sheet) -> go.Figure:
    names = dict(_frame.rows(info.spells, "y", "town"))
    looks: dict[tuple[int, bool], list[_bars.Stretch]] = {}
    last = dict(_frame.rows(info.spells, "hold", "end"))
    drawn = set()
    for look, firm, hold, start, y, text in _frame.rows(info.spells, "look", "firm", "hold", "start", "y", "text"):
        if look >= 0 and hold not in drawn:
            drawn.add(hold)
            looks.setdefault((look, firm), []).append((start, min(last[hold] + _bars.A_DAY, info.end), y, text))
    for (look, firm), rows in sorted(looks.items()):
        sheet.data.append(_bars.bars(rows, theme.SIDE_COLOURS[look], _bars.PATTERNS[look], firm))
    sheet.data += _bars.fought_marks(info.spells, info.end)
    bottom = max([2.0, *info.heads["y"], *info.spells["y"]]) + 0.8
    tall = _bars.place_rows(sheet, names, info.heads, bottom)
    head = _bars.ABOVE * (bottom > _bars.TALL)
    row = _bars.row_height(tall)
    return sheet.figure(row * tall, _bars.margin(names.values()), _bars.RIGHT, foot=32, head=head)
