"""Which border gates were in whose hands, and open or shut, when?"""

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from op1027.analysis.gate_states import gate_states
from op1027.analysis.town_states import FOUGHT
from op1027.charts import _bars, _frame, theme
from op1027.ledger.control import is_firm
from op1027.ledger.fronts import actor_names, chosen_fronts
from op1027.ledger.model import Ledger
from op1027.record._columns import looked_up
from op1027.text import wording
from op1027.text.asked import Keys

_ROW = 22  # pixels
_SHUT = (0.14, 0.36)  # height of the line for a shut gate, and how far below the middle of its row it runs, in rows


@dataclass(frozen=True, eq=False)
class GatesInfo(_frame.Info):
    """What `plot_gates` draws.

    Attributes
    ----------
    stretches : DataFrame
        `gate_states` of the gates drawn, with ``y`` (the row, from the top), ``name``, ``look`` (0 for the offensive's
        side, 1 for the side it goes against, 2 for others, -1 where nobody is recorded), ``firm``, ``doubt`` (its town
        is contested or besieged) and ``text`` (for hovering).
    heads : DataFrame
        ``y``, ``label``: the country on the other side.
    """

    stretches: pd.DataFrame
    heads: pd.DataFrame


@_frame.chart
def plot_gates(ledger: Ledger, front: Keys = None, title: str | None = None, layout: str = "wide") -> go.Figure:
    """Which border gates were in whose hands, and open or shut, when?

    One row a gate, by the country on the other side: a bar for who held its town, a line under it for the days
    on which it was shut.

    Parameters
    ----------
    ledger : Ledger
    front : str or iterable of str, optional
        Draw the gates on these fronts; by default all.
    """
    info = gates_info(ledger, front)
    return _draw_gates(info, _frame.Sheet.of(info, "gates", layout, title))


def gates_info(ledger: Ledger, front: Keys = None) -> GatesInfo:
    """The rows of `plot_gates`, and what it says in words."""
    front = chosen_fronts(ledger, front)
    gates = ledger.gates
    if front is not None:
        gates = gates[looked_up(gates["place"], ledger.places, "place", "front").isin(front)]
    told = ledger.package.categories("gates", "neighbour") if "gates" in ledger.package.tables else {}
    countries = {value: category["label"] for value, category in told.items()}
    rows: dict[str, float] = {}
    heads, y = [], 1.4
    every = [*_frame.rows(gates, "neighbour", "gate")]
    for country in (country for country in countries if country in dict(every)):
        mine = [gate for beside, gate in every if beside == country]
        heads.append((y, f"<b>To {countries[country]}</b>"))
        rows |= {gate: y + n for n, gate in enumerate(mine, start=1)}
        y += len(mine) + 1.5
    states = gate_states(ledger)
    parts = states[states["gate"].isin(rows)].reset_index(drop=True)
    names = dict(zip(gates["gate"], gates["name"], strict=True))
    parts = parts.assign(
        y=parts["gate"].map(rows).astype("float64"),
        name=parts["gate"].map(names).astype("str"),
        look=_frame.side_numbers(parts["side"], ledger).where(parts["side"].notna(), -1),
        firm=is_firm(parts["held_evidence"], parts["held_disputed"]),
        doubt=parts["town_state"].isin(FOUGHT),
        text=_texts(parts, names, actor_names(ledger)),
    ).sort_values(["y", "start"], ignore_index=True)
    now, on = parts[parts["end"] >= parts["end"].max()], wording.day(ledger.known_on)
    ours = ledger.package.names[ledger.package.side].lower()
    held, shut = int((now["look"] == 0).sum()), int((now["passage"] == "shut").sum())
    of_all = f"{shut or 'none'} of all {'was' if shut < 2 else 'were'} shut"
    where = _frame.where_of(ledger, front)
    finding = f"On {on}{where}, {ours} held {held or 'none'} of {wording.count(len(gates), 'gate')}; {of_all}"
    how = (
        f"Bar: who holds the gate's town. Blue: {ours}; orange, hatched: the other side; grey, crossed: others. "
        "Outlined: only claimed, or disputed. Half as high: the town is contested or besieged. No bar: nobody is "
        "recorded. Line below: shut, as the last page says; none: open, or no page says."
    )
    if gates.empty:
        finding = f"No gate is recorded{where}"
    items = "|".join([*parts["item"].dropna(), *parts["held_items"].dropna()]).split("|")
    words = _frame.told(ledger, finding, how, _frame.events_of(ledger, items), front)
    return GatesInfo(*words, parts, pd.DataFrame(heads, columns=["y", "label"]))


def _texts(parts: pd.DataFrame, names: dict[str, str], actors: dict[str, str]) -> list[str]:
    """What hovering over a bar shows: gate, holder, state, days and evidence."""
    texts = []
    told = ("gate", "passage", "evidence", "holder", "town_state", "start", "end")
    for gate, passage, evidence, holder, state, start, end in _frame.rows(parts, *told):
        held = "nobody recorded" if pd.isna(holder) else f"{actors[holder]}, {state}"
        grade = "" if pd.isna(evidence) else f", {evidence}"
        texts.append(f"<b>{names[gate]}</b>: {passage}{grade}<br>{held}<br>{wording.span(start, end)}")
    return texts


def _draw_gates(info: GatesInfo, sheet: _frame.Sheet) -> go.Figure:
    parts = info.stretches
    names = dict(_frame.rows(parts, "y", "name"))
    shut: list[_bars.Stretch] = []
    looks: dict[tuple[int, bool, bool], list[_bars.Stretch]] = {}
    drawn = ("start", "end", "y", "text", "passage", "look", "firm", "doubt")
    for start, end, y, text, passage, look, firm, doubt in _frame.rows(parts, *drawn):
        until = min(end + _bars.A_DAY, info.end)
        if passage == "shut":
            shut.append((start, until, y + _SHUT[1], text))
        if look >= 0:
            looks.setdefault((look, firm, doubt), []).append((start, until, y, text))
    for (look, firm, doubt), rows in sorted(looks.items()):
        height = 0.26 if doubt else 0.52
        sheet.data.append(_bars.bars(rows, theme.SIDE_COLOURS[look], _bars.PATTERNS[look], firm, height))
    if shut:
        sheet.data.append(_bars.bars(shut, theme.INK, height=_SHUT[0]))
    bottom = float(parts["y"].max()) + 0.9 if len(parts) else 2.0
    tall = _bars.place_rows(sheet, names, info.heads, bottom)
    return sheet.figure(_ROW * tall, _bars.margin(names.values()), _bars.RIGHT, foot=32)
