"""Which towns were held, and which fought over, besieged, shared or ceded, when?"""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from op1027.analysis.town_states import FOUGHT, town_states
from op1027.charts import _bars, _frame, _numbers, theme
from op1027.charts._frame import Drawn
from op1027.ledger.fronts import actor_names, chosen_fronts, front_names, fronts_of, place_names
from op1027.ledger.model import Ledger
from op1027.text import wording

_FEW, _ROOMY, _DENSE = 45, 17, 14  # rows that fit a screen, and the pixels of one; of one where there are more
_PATTERNS = ("", "/", "x")  # the offensive's side, the side it goes against, others
BETWEEN = ("contested", "besieged", "shared", "ceded")
_HEIGHTS = {"contested": 0.3, "besieged": 0.12}  # of the dark line in a bar, in rows


@dataclass(frozen=True)
class StatesInfo(_frame.Info):
    """What `plot_states` draws.

    Attributes
    ----------
    spells : DataFrame
        `town_states` of the towns that were ever between held and lost; with ``y`` (the town's row, from the top),
        ``town``, ``look`` (of the holder's side as in `plot_control`; -1 where none is recorded), ``hold`` (a
        number for all that follows under one holder), ``firm`` (of that hold, whatever is fought over in it) and
        ``text`` (for hovering).
    heads : DataFrame
        ``front``, ``y``, ``label``: the front's name, and how many of these towns are fought over now.
    """

    spells: pd.DataFrame
    heads: pd.DataFrame
    known_on: pd.Timestamp


@_frame.chart
def plot_states(
    ledger: Ledger, front: str | Iterable[str] | None = None, title: str | None = None, layout: str = "wide"
) -> go.Figure:
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


def states_info(ledger: Ledger, front: str | Iterable[str] | None = None) -> StatesInfo:
    """The rows of `plot_states`, and what it says in words."""
    front = chosen_fronts(ledger, front)
    spells = _frame.on_fronts(town_states(ledger), front)
    spells = spells[spells["place"].isin(spells.loc[spells["state"].isin(BETWEEN), "place"]) & spells["front"].notna()]
    names, sides = front_names(ledger), ledger.actors.set_index("actor")["side"]
    towns = place_names(ledger)
    now = spells.loc[(spells["end"] >= spells["end"].max()) & spells["state"].isin(FOUGHT), "front"].tolist()
    first: dict[str, pd.Timestamp] = {}
    for place, state, start in _frame.rows(spells, "place", "state", "start"):
        if state != "unknown":
            first[place] = min(start, first.get(place, start))
    heads: list[tuple[str, float, str]] = []
    rows: dict[str, float] = {}
    y = 1.5
    every = set(_frame.rows(spells, "front", "place"))
    drawn = front or {key for key, _ in every}
    for key in (key for key in fronts_of(ledger) if key in drawn):
        ranked = sorted(
            (place for of, place in every if of == key), key=lambda place: (first[place], towns[place], place)
        )
        fought = now.count(key)
        heads.append((key, y, f"<b>{names[key]}</b>" + (f" {fought} contested or besieged now" if fought else "")))
        rows |= {place: y + n for n, place in enumerate(ranked, start=1)}
        y += len(ranked) + 1.5
    spells = spells.assign(
        y=spells["place"].map(rows).astype("float64"),
        town=spells["place"].map(towns).astype("str"),
        look=_frame.side_numbers(spells["holder"].map(sides), ledger).where(spells["holder"].notna(), -1),
        text=state_texts(spells, ledger),
    ).sort_values(["y", "start"], ignore_index=True)
    spells["hold"] = ((spells["y"] != spells["y"].shift()) | (spells["holder"] != spells["holder"].shift())).cumsum()
    spells["firm"] = _firm(spells)
    fought = len(now)
    on, where = wording.day(ledger.known_on), _frame.where_of(names, front)
    ever = spells.loc[spells["state"].isin(FOUGHT), "place"].nunique()
    finding = f"No town was contested or besieged{where} by {on}"
    if ever:
        still = f"{fought or 'none'} still {'was' if fought < 2 else 'were'} on {on}"
        finding = f"Of {wording.count(ever, 'town')} ever contested or besieged{where}, {still}"
    how = (
        "Bars: who holds the town; blue the offensive's side, orange and hatched the other, grey and crossed others; "
        "outlined: only claimed, or disputed. Black, thick: contested, forces of both sides in it or a battle at most "
        "14 days before. Black, thin: besieged. No bar: nobody is recorded as its holder. Only towns that were ever "
        "contested, besieged, shared or ceded."
    )
    items = "|".join(spells["items"].dropna()).split("|")
    words = _frame.told(ledger, finding, how, _frame.events_of(ledger, items), front)
    top = pd.DataFrame(heads, columns=["front", "y", "label"])
    return StatesInfo(*words, spells, top, ledger.known_on)


def _firm(spells: pd.DataFrame) -> pd.Series:
    """Whether more than one side's word stands behind a hold, and nobody denies it; the same through all of it."""
    whole = ~spells["state"].isin(FOUGHT)
    sure = (spells["evidence"] != "claimed") & ~spells["disputed"]
    least = sure.groupby(spells["hold"]).transform("min")
    return sure.where(whole).groupby(spells["hold"]).transform("first").fillna(least).astype("bool")


def state_texts(spells: pd.DataFrame, ledger: Ledger) -> list[str]:
    """What hovering over a bar shows: town, state, who is in it, days and evidence."""
    towns, actors, texts = place_names(ledger), actor_names(ledger), []
    told = ("place", "state", "holder", "against", "share_low", "share_high", "start", "end", "evidence", "disputed")
    for place, state, holder, against, low, high, start, end, evidence, disputed in _frame.rows(spells, *told):
        who = "" if pd.isna(holder) else f" by {actors[holder]}"
        if state in FOUGHT:
            who = "" if pd.isna(holder) else f", held by {actors[holder]}"
            who += "" if pd.isna(against) else f", against {', '.join(actors[a] for a in against.split('|'))}"
        share = "" if pd.isna(low) else f"<br>{_numbers.number(low, high)} % said to be taken"
        grade = "" if pd.isna(evidence) else f"<br>{evidence}{', disputed' if disputed else ''}"
        texts.append(f"<b>{towns[place]}</b>: {state}{who}{share}<br>{wording.span(start, end)}{grade}")
    return texts


def fought_marks(spells: pd.DataFrame, end: pd.Timestamp, low: float = 0.0, size: float = 1.0) -> list[Drawn]:
    """Dark lines for the days on which towns are contested (thick) or besieged (thin).

    ``spells`` are of `town_states`, with ``y`` and ``text``; the lines run ``low`` rows below the middle of a row.
    """
    found = []
    every = [*_frame.rows(spells, "state", "start", "end", "y", "text")]
    for state, height in _HEIGHTS.items():
        rows = [
            (start, min(last + _bars.A_DAY, end), y + low, text) for of, start, last, y, text in every if of == state
        ]
        found += [_bars.bars(rows, theme.INK, height=round(height * size, 2))] if rows else []
    return found


def _draw_states(info: StatesInfo, sheet: _frame.Sheet) -> go.Figure:
    names = dict(_frame.rows(info.spells, "y", "town"))
    looks: dict[tuple[int, bool], list[_bars.Stretch]] = {}
    last = (info.spells.groupby("hold")["end"].max() + _bars.A_DAY).to_dict()
    holds = info.spells[~info.spells["hold"].duplicated() & (info.spells["look"] >= 0)]
    for look, firm, hold, start, y, text in _frame.rows(holds, "look", "firm", "hold", "start", "y", "text"):
        looks.setdefault((look, firm), []).append((start, min(last[hold], info.end), y, text))
    for (look, firm), rows in sorted(looks.items()):
        sheet.data.append(_bars.bars(rows, theme.SIDE_COLOURS[look], _PATTERNS[look], firm))
    sheet.data += fought_marks(info.spells, info.end)
    bottom = max([2.0, *info.heads["y"], *info.spells["y"]]) + 0.8
    tall = _bars.place_rows(sheet, names, info.heads, bottom, info.known_on)
    head = _bars.ABOVE * (bottom > _bars.TALL)
    row = _ROOMY if tall < _FEW else _DENSE
    return sheet.figure(row * tall, _bars.margin(names.values()), _bars.RIGHT, foot=32, head=head)
