"""Which forces fought on which front?"""

import math
from collections import Counter
from dataclasses import dataclass, replace

import pandas as pd
import plotly.graph_objects as go

from op1027.analysis.actor_presence import forces
from op1027.charts import _frame, theme
from op1027.ledger.fronts import WHOLE, actor_names, chosen_fronts, events_since_start, front_names, fronts_of
from op1027.ledger.model import Ledger
from op1027.text import wording
from op1027.text.asked import Keys

_MOST = 24  # forces with a row of their own
_OTHERS = "others"
_ROW, _FRONT_LETTER = 23, 6.3  # pixels: a row, a letter of the fronts' names
_HUES = (*theme.SIDE_COLOURS[:2], theme.PALE)
_PALEST = 0.1  # how much of its hue the cell of a single event has


@dataclass(frozen=True, eq=False)
class ForcesInfo(_frame.Info):
    """What `plot_forces` draws.

    Attributes
    ----------
    cells : DataFrame
        Rows of `forces` with ``row``, ``column``, ``side_number`` (0 for the offensive's side, 1 for the side it goes
        against, 2 for others), ``name``, ``seen`` (the months in which it is named) and ``text`` (for hovering).
        Of too many forces the least named are summed, front by front, in a last row.
    columns : list of str
        The fronts' names.
    sides : list of str
        What each side is called.
    """

    cells: pd.DataFrame
    columns: list[str]
    sides: list[str]


@_frame.chart
def plot_forces(ledger: Ledger, front: Keys = None, title: str | None = None, layout: str = "wide") -> go.Figure:
    """Which forces fought on which front?

    A table: rows are forces, side by side with those of their side and ordered by the front where they are named
    most; columns are fronts. The number in a cell, and its shade, is the number of events that name the force.

    Parameters
    ----------
    ledger : Ledger
    front : str or iterable of str, optional
        Fronts to draw; by default those with events.
    """
    info = forces_info(ledger, front)
    return _draw_forces(info, _frame.Sheet.of(info, "forces", layout, title))


def forces_info(ledger: Ledger, front: Keys = None) -> ForcesInfo:
    """The cells of `plot_forces`, and what it says in words."""
    front = chosen_fronts(ledger, front)
    order, names = [*fronts_of(ledger), WHOLE], front_names(ledger)
    frame = _frame.on_fronts(forces(ledger), front)
    drawn = front or [key for key in order if key in set(frame["front"])] or order[:1]
    cells, rest = _force_rows(frame, drawn, ledger)
    summed = f" Last row: the {rest} least named, summed." if rest else ""
    how = (
        f"Number and shade: events that name the force as actor, ally or opponent.{summed} An event with several "
        "forces counts for each, an alliance apart from its members."
    )
    number, pairs = frame["actor"].nunique(), frame.loc[frame["front"] != WHOLE, ["actor", "front"]]
    where = _frame.where_of(ledger, front)
    finding = f"{wording.count(number, 'force')} named in events{where}"
    if pairs["front"].nunique() > 1:
        alone = int((pairs.groupby("actor").size() == 1).sum())
        finding = f"{alone} of {wording.count(number, 'force')}{where} appear on one front alone"
    events = _frame.on_fronts(events_since_start(ledger), drawn)
    sides = [*(ledger.package.names[side] for side in ledger.package.parties), "Others"]
    return ForcesInfo(*_frame.told(ledger, finding, how, events, front), cells, [names[key] for key in drawn], sides)


def _force_rows(frame: pd.DataFrame, drawn: list[str], ledger: Ledger) -> tuple[pd.DataFrame, int]:
    """The cells of `ForcesInfo`, and how many forces the last row sums."""
    named = [*_frame.rows(frame, "actor", "front", "events", "first_seen", "last_seen", "side")]
    total: Counter[str] = Counter()
    for actor, _, events, *_ in named:
        total[actor] += events
    own = set(sorted(total, key=lambda actor: (-total[actor], actor))[:_MOST])
    cells: dict[tuple[str, int], tuple[str, int, pd.Timestamp, pd.Timestamp]] = {}
    for actor, front, events, first, last, side in named:
        cell = (actor if actor in own else _OTHERS, drawn.index(front))
        before = cells.get(cell, ("", 0, first, last))
        cells[cell] = (side * (actor in own), events + before[1], min(first, before[2]), max(last, before[3]))
    rank = {side: n for n, side in enumerate(ledger.package.parties)}
    homes: dict[str, tuple[int, bool, int, int, str]] = {}
    seen: dict[str, list[pd.Timestamp]] = {}
    for (actor, column), (side, _, *days) in sorted(cells.items(), key=lambda cell: (-cell[1][1], cell[0][1])):
        homes.setdefault(actor, (rank.get(side, 2), actor == _OTHERS, column, -total[actor], actor))
        seen.setdefault(actor, []).extend(days)
    names = actor_names(ledger) | {_OTHERS: wording.count(len(total) - len(own), "other")}
    fronts, found = front_names(ledger), []
    for row, actor in enumerate(sorted(homes, key=lambda actor: homes[actor])):
        months = " – ".join(dict.fromkeys(f"{day:%b %Y}" for day in (min(seen[actor]), max(seen[actor]))))
        for column, key in enumerate(drawn):
            if found_here := cells.get((actor, column)):
                side, events, first, last = found_here
                text = f"<b>{names[actor]}</b> · {fronts[key]}<br>{wording.count(events, 'event')}"
                text += f", {wording.span(first, last)}"
                look = (row, column, homes[actor][0], names[actor], months, text)
                found.append((actor, key, events, first, last, side, *look))
    columns = ["actor", "front", "events", "first_seen", "last_seen", "side"]
    columns += ["row", "column", "side_number", "name", "seen", "text"]
    return pd.DataFrame(found, columns=columns), len(total) - len(own)


def _draw_forces(info: ForcesInfo, sheet: _frame.Sheet) -> go.Figure:
    """One heat map a side, with the numbers upon it; a row is left free above each for what the side is called."""
    cells = info.cells.assign(y=info.cells["row"] + 1 + (info.cells["side_number"].diff() > 0).cumsum())
    rows, columns = cells.drop_duplicates("row"), range(len(info.columns))
    left, size = (250, 11) if sheet.layout.wide else (118, 9)
    names = rows["name"].tolist()
    if sheet.layout.wide:
        small = f"<span style='font-size:9px;color:{theme.PALE}'>"
        names = [f"{name}  {small}{seen}</span>" for name, seen in zip(names, rows["seen"], strict=True)]
        sheet.info = replace(info, how=f"{info.how} Beside the name: the months in which it is first and last named.")
    most = math.log(max([2, *cells["events"]]))
    inks: list[str] = []
    for side, mine in cells.groupby("side_number"):
        hue, own = _HUES[int(str(side))], mine["y"].unique().tolist()
        shades = [round(math.log(events) / most, 2) for events in mine["events"]]
        fills = [theme.tint(hue, _PALEST + (1 - _PALEST) * shade) for shade in shades]
        inks += [theme.ink_on(fill) for fill in fills]
        filled = dict(zip(zip(mine["y"], mine["column"], strict=True), shades, strict=True))
        places = {"x": [*columns], "y": own, "z": [[filled.get((y, x)) for x in columns] for y in own]}
        look = {"colorscale": [[0, theme.tint(hue, _PALEST)], [1, hue]], "zmin": 0, "zmax": 1, "xgap": 2, "ygap": 2}
        sheet.data.append({"type": "heatmap", **places, **look, "showscale": False, "hoverinfo": "skip"})
        sheet.note(f"<b>{info.sides[int(str(side))]}</b>", 0, own[0] - 1, **_frame.LEFT, xshift=12 - left)
    numbers = {"text": cells["events"].astype("str").tolist(), "textfont": {"size": size, "color": inks}}
    said = {"customdata": cells["text"].tolist(), "hovertemplate": "%{customdata}<extra></extra>"}
    sheet.data.append(_frame.scatter("text", cells["column"].tolist(), cells["y"].tolist(), **numbers, **said))
    for n, name in enumerate(info.columns):
        sheet.note(name, n, -0.4, 12, textangle=-90, yanchor="bottom")
    head, bottom = (12 + _FRONT_LETTER * max(map(len, info.columns))) / _ROW, max([1, *cells["y"]]) + 0.6
    named = _frame.row_axis(rows["y"].tolist(), names, bottom, -0.4 - head)
    bare = _frame.BARE | {"showticklabels": False, "ticks": "", "range": [-0.55, len(columns) - 0.45]}
    sheet.body |= {"xaxis": bare, "yaxis": named}
    return sheet.figure(_ROW * (bottom + 0.4 + head), left, 14, foot=4)
