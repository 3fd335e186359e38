"""What did each side claim over time, and how does our count compare?"""

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from op1027.analysis.progress import base_counts
from op1027.analysis.scope import scope_names, scopes
from op1027.analysis.tallies import BASE_UNITS, SCOPE, check_tallies, count_of_scope
from op1027.charts import _frame, _lanes, _numbers, theme
from op1027.ledger.control import holdings
from op1027.ledger.fronts import WHOLE, chosen_fronts
from op1027.ledger.model import Ledger
from op1027.record._columns import looked_up
from op1027.text import wording
from op1027.text.asked import Keys, known_key

_TALL, _HEAD_ABOVE = 70, 36  # pixels: a lane, and above it for its name and what it comes to
_COLUMN = 3  # lanes that stand in one column on a wide screen
_AGREES = ("borne_out", "partly")


@dataclass(frozen=True, eq=False)
class TallyLane:
    """One scope (whose captures, and where): our own count (``band``: ``date``, ``low``, ``high``), and totals of it.

    ``marks`` are rows of `_tally_lanes` with ``agrees`` (with our count, or nearly), ``label``, ``text`` (for hovering)
    and how they look; ``largest`` is the label of the largest.
    """

    scope: str
    colour: str
    band: pd.DataFrame
    marks: pd.DataFrame
    largest: str


TalliesInfo = _frame.LanesInfo[TallyLane]


@_frame.chart
def plot_tallies(
    ledger: Ledger, front: Keys = None, metric: str = "towns", title: str | None = None, layout: str = "wide"
) -> go.Figure:
    """What did each side claim over time, and how does our count compare?

    One lane for each scope (whose captures, and where) with at least three published totals, each on its own
    scale. The band is our own count of that scope, low to high; each mark a total that somebody published, at
    the day it speaks of.

    Parameters
    ----------
    ledger : Ledger
    front : str or iterable of str, optional
        Fronts to draw, then with every scope of theirs; by default all.
    metric : str
        The unit: ``towns``, ``bases``, ``positions``, ``outposts`` or ``battalions``. Units are never mixed.
    """
    info = tallies_info(ledger, front, metric)
    return _draw_tallies(info, _frame.Sheet.of(info, "tallies", layout, title))


def tallies_info(ledger: Ledger, front: Keys = None, metric: str = "towns") -> TalliesInfo:
    """The lanes of `plot_tallies`, and what it says in words."""
    front = chosen_fronts(ledger, front)
    metric = known_key(metric, ["towns", *BASE_UNITS], "metric")
    marks, band = _tally_lanes(ledger, metric, front)
    marks = marks.rename(columns={"claimed_low": "low", "claimed_high": "high"})
    agrees, value = marks["verdict"].isin(_AGREES), marks["low"].fillna(marks["high"]).astype("int64")
    marks = _numbers.by_voice(marks, ledger).assign(agrees=agrees, filled=agrees, value=value)
    marks = marks.assign(
        label=_numbers.who_says(marks, ledger), text=_numbers.hover_texts(marks, marks["scope"], ledger, "why")
    )
    marks, rare = marks[marks["lane"] >= 0], marks[marks["lane"] < 0]
    colours = _frame.front_colours(ledger)
    parts, few = _numbers.thinned([mine for _, mine in marks.groupby("lane")])
    lanes = []
    for mine, (_, counted) in zip(parts, band.groupby("lane"), strict=True):
        *_, largest = max(_frame.rows(mine, "value", "date", "item", "label"))
        lanes.append(TallyLane(mine["scope"].iloc[0], colours[mine["front"].iloc[0]], counted, mine, largest))
    where = _frame.where_of(ledger, front)
    finding = f"No published total of {metric}{where} by {wording.day(ledger.known_on)}"
    if len(marks):
        total, met = wording.count(len(marks), "published total"), int(marks["agrees"].sum())
        finding = f"Of {total} of {metric}{where}, {met} agree with our record"
    thin = int((marks["verdict"] == "open").sum())
    how = [
        "Band: our count of the same scope, from what is surely within it to all that may be. "
        "Mark: a published total; filled: it agrees with ours or is "
        f"at most a quarter off; hollow: it does not. {_numbers.VOICES_TOLD}, and its own scope: nothing is joined.",
        f"For {thin} totals our record is the thinner one, or they count from another day." if thin else "",
        f"{wording.count(len(rare), 'total')} of rarer scopes: choose a front to draw them." if len(rare) else "",
        few,
    ]
    if metric == "towns":
        events = _frame.events_of(ledger, _frame.on_fronts(holdings(ledger), front)["item_start"])
    else:
        events = _frame.on_fronts(ledger.events.loc[base_counts(ledger).index], front)
    return TalliesInfo(*_frame.told(ledger, finding, " ".join(filter(None, how)), events, front), tuple(lanes))


def _tally_lanes(
    ledger: Ledger, metric: str, fronts: Collection[str] | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The totals of one unit, a lane for each scope, with our count beside them.

    A lane is one front or place and one force: totals of different scope never share one, and a place counts only
    where it is narrower than its front, or lies across it. Without ``fronts`` only scopes with three totals have one.

    Returns
    -------
    marks : DataFrame
        The rows of `check_tallies` that our record can be held against, with ``lane`` (int, from the top; -1 for a
        scope without one) and ``scope`` (in words).
    band : DataFrame
        ``lane``, ``date``, ``low``, ``high``: our count, on the days on which it changes and the last.
    """
    marks = check_tallies(ledger)
    marks = marks[(marks["metric"] == metric) & (marks["verdict"] != "not_checkable")]
    marks = marks[marks["date"].between(ledger.package.start, ledger.known_on)]
    if fronts is not None:
        marks = marks[marks["front"].isin(fronts)]
    marks = marks.assign(place=marks["place"].where(scopes(ledger, marks) == "part"))
    size = marks.groupby(SCOPE, dropna=False)["item"].transform("size")
    order = looked_up(marks["front"], ledger.fronts, "front", "order").where(marks["front"] != WHOLE, -1)
    marks = marks.assign(order=order, rare=(size < _numbers.LANE) & (fronts is None), size=-size)
    marks = marks.sort_values(["rare", "order", "size", *SCOPE, "date", "item"], ignore_index=True)
    lane = marks.groupby(SCOPE, dropna=False, sort=False).ngroup()
    marks = marks.assign(lane=lane.mask(marks["rare"], -1), scope=scope_names(ledger, marks))
    firsts = marks[marks["lane"] >= 0].drop_duplicates("lane").to_dict("records")
    bands = [count_of_scope(ledger, first).assign(lane=first["lane"]) for first in firsts]
    band = pd.concat(bands) if bands else pd.DataFrame(columns=["lane", "date", "low", "high"])
    return marks.drop(columns=["order", "rare", "size"]), band


def _draw_tallies(info: TalliesInfo, sheet: _frame.Sheet) -> go.Figure:
    """The lanes from the top down, on a wide screen in two columns if there are many."""
    wide, number = sheet.layout.wide, len(info.lanes)
    named = _HEAD_ABOVE + 14 * (not wide)
    lanes = _lanes.Lanes(sheet, gap=12 + named, per=(number + 1) // 2 if wide and number > _COLUMN else 0)
    for lane in info.lanes:
        roof = round(1.12 * max([1, *lane.marks["value"], *lane.band["high"]]), 1)
        axis = lanes.add(_TALL, range=[0, roof], dtick=_lanes.round_step(roof, 4), tickfont={"size": 11})
        left, across = lanes.span(axis)[0], lanes.across(axis)
        drawn = [*_lanes.step_band(lane.band, axis, lane.colour), *_numbers.traces(lane.marks, axis, 0.07 * roof)]
        sheet.data += [trace | {"xaxis": across} for trace in drawn]
        name = lane.scope if wide else wording.lines(lane.scope, 40)
        low, high = (int(lane.band[end].iloc[-1]) for end in ("low", "high"))
        ours = f"ours {low}–{high}, sure to possible" if low < high else f"ours {low}"
        small = f"<span style='font-size:11px;color:{theme.PALE}'>{ours}; largest {lane.largest}</span>"
        above = {"xref": "paper", "yref": f"{axis} domain", "xanchor": "left", "yanchor": "bottom", "align": "left"}
        sheet.note(f"<b>{name}</b><br>{small}", left, 1, 13, lane.colour, **above)
    if not info.lanes:
        lanes.add(_TALL, visible=False)
    return sheet.figure(lanes.place(visible=bool(info.lanes)), 40, 14, foot=32, head=named)
