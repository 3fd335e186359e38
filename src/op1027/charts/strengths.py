"""How many fighters, arms, prisoners, dead and displaced: who put which number to it, when?"""

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from op1027.analysis.reported_figures import chosen, strengths
from op1027.analysis.scope import scope_names
from op1027.charts import _frame, _lanes, _numbers, theme
from op1027.ledger.fronts import chosen_fronts
from op1027.ledger.model import Ledger
from op1027.text import wording
from op1027.text.asked import Keys

_TALL, _ABOVE, _TOPIC = 74, 23, 24  # pixels: a lane, and above it for its name, and for its topic's
_STUB = 0.12  # of an axis: the line that points to an open side
_FAR = 100  # values so many times apart are drawn on a logarithmic scale
_REACHES = {"whole": "all fronts", "narrow": "one front or place"}


@dataclass(frozen=True, eq=False)
class StrengthLane:
    """The numbers put to one thing, of all fronts (``level`` is ``whole``) or of one front or place (``narrow``).

    ``marks`` are rows of `strengths` with ``label``, ``text`` (for hovering) and how they look; ``largest`` is the
    label of the largest; ``log`` says whether its values lie so far apart that only a logarithmic scale shows them all.
    """

    topic: str
    metric: str
    level: str
    marks: pd.DataFrame
    largest: str
    log: bool


StrengthsInfo = _frame.LanesInfo[StrengthLane]


@_frame.chart
def plot_strengths(
    ledger: Ledger, front: Keys = None, metrics: Keys = None, title: str | None = None, layout: str = "wide"
) -> go.Figure:
    """How many fighters, arms, prisoners, dead and displaced: who put which number to it, when?

    Topic by topic, one lane for what is counted and how widely (all fronts; one front or place), each on its own
    scale. A mark is one published number, at the last day it speaks of, with a line over the range that its words
    allow.

    Parameters
    ----------
    ledger : Ledger
    front : str or iterable of str, optional
        Fronts to draw, then every number of theirs; by default all, in lanes with at least three numbers.
    metrics : str or iterable of str, optional
        Topics (``strength``, ``arms``, ``surrendered``, ``casualties``, ``displacement``) or single metrics to
        draw, then every number of theirs; by default all.
    """
    info = strengths_info(ledger, front, metrics)
    return _draw_strengths(info, _frame.Sheet.of(info, "strengths", layout, title))


def strengths_info(ledger: Ledger, front: Keys = None, metrics: Keys = None) -> StrengthsInfo:
    """The lanes of `plot_strengths`, and what it says in words.

    A number of all fronts and one of a single front or place never share a lane.
    """
    front = chosen_fronts(ledger, front)
    frame = strengths(ledger)
    wanted = frame["metric"].isin(chosen(metrics)) & (frame["date"] <= ledger.known_on)
    frame = _frame.on_fronts(frame[wanted], front)
    early = frame["date"] < ledger.package.start
    frame = frame[~early]
    width = frame["scope"].where(frame["scope"] == "whole", "narrow")
    size = frame.groupby([frame["metric"], width])["item"].transform("size")
    rare = (size < _numbers.LANE) & (front is None) & (metrics is None)
    marks = _numbers.by_voice(frame, ledger).assign(level=width, filled=frame[["low", "high"]].notna().all(axis=1))
    marks = marks[~rare].sort_values(["date", "item"])
    marks = marks.assign(
        label=_numbers.who_says(marks, ledger), text=_numbers.hover_texts(marks, scope_names(ledger, marks), ledger)
    )
    rank = marks["metric"].map({metric: n for n, metric in enumerate(chosen(None))})
    parts, thin = _numbers.thinned([mine for _, mine in marks.groupby([rank, marks["level"] == "narrow"])])
    lanes = []
    for mine in parts:
        most, _, _, topic, metric, level, label = max(
            _frame.rows(mine, "value", "date", "item", "topic", "metric", "level", "label")
        )
        far = most >= _FAR * max(mine["value"].min(), 1)
        lanes.append(StrengthLane(topic, metric, level, mine, label, far))
    where = _frame.where_of(ledger, front)
    what = f" ({metrics.replace('_', ' ')})" if isinstance(metrics, str) else ""
    finding = f"No published number{where}{what} by {wording.day(ledger.known_on)}"
    if len(marks):
        warring = int(marks["side"].isin(ledger.package.parties).sum())
        come = f"{warring} {'comes' if warring == 1 else 'come'} from the warring sides themselves"
        finding = f"Of {wording.count(len(marks), 'published number')}{where}{what}, {come}"
    dropped, before = int(rare.sum()), int(early.sum())
    how = [
        "A mark: one claimant's number, at the last day it speaks of; a line over the range its words allow, hollow "
        f"with a stub where they set no limit. {_numbers.VOICES_TOLD}, a logarithmic one where it says so. Nothing is "
        "joined, averaged or added up: whom, where and since when the numbers count differs.",
        f"Drawn only when a front or a topic is chosen: {wording.count(dropped, 'number')} of rarer kinds."
        if dropped
        else "",
        f"Left out: {wording.count(before, 'number')} from before the first day." if before else "",
        thin,
    ]
    return StrengthsInfo(*_frame.told(ledger, finding, " ".join(filter(None, how)), marks, [], "claim"), tuple(lanes))


def _draw_strengths(info: StrengthsInfo, sheet: _frame.Sheet) -> go.Figure:
    """The lanes from the top down, on a wide screen in two columns: all fronts to the left, narrower to the right."""
    wide = sheet.layout.wide
    columns = [(0.0, 0.46), (0.54, 1.0)] if wide else [(0.0, 1.0)]
    cells: dict[tuple[str, str], list[StrengthLane]] = {}
    for lane in info.lanes:
        cells.setdefault((lane.metric, "" if wide else lane.level), []).append(lane)
    tops, topics = [], [row[0].topic for row in cells.values()]
    tall = 0.0
    for topic, before in zip(topics, ["", *topics], strict=False):
        tall += _ABOVE + _TOPIC * (topic != before)
        tops.append(tall)
        tall += _TALL
    tall = max(tall, _TALL)
    for row, top, before in zip(cells.values(), tops, ["", *topics], strict=False):
        if row[0].topic != before:
            at: _frame.Drawn = _frame.LEFT | {"yref": "paper", "yanchor": "bottom", "yshift": _ABOVE - 6, "xshift": -46}
            sheet.note(f"<b>{row[0].topic.capitalize()}</b>", 0, 1 - top / tall, 15, **at)
        for lane in row:
            right = int(wide and lane.level == "narrow")
            number = len([axis for axis in sheet.body if axis.startswith("y")]) + 1
            domain = {
                "domain": [round(1 - (top + _TALL) / tall, 4), round(1 - top / tall, 4)],
                "anchor": f"x{2 * right or ''}",
            }
            sheet.body[f"yaxis{number if number > 1 else ''}"] = _scale(lane) | domain | {"fixedrange": True}
            _draw_lane(lane, f"y{number if number > 1 else ''}", columns[right], right, sheet)
    for x, span in enumerate(columns):
        free = {"anchor": "free", "position": 0, "nticks": 5, "visible": bool(info.lanes), "domain": span}
        sheet.body[f"xaxis{2 * x or ''}"] = sheet.dates(**free) | ({"matches": "x"} if x else {})
    sheet.body.setdefault("yaxis", {"visible": False})
    return sheet.figure(tall, left=58, right=14, foot=32)


def _scale(lane: StrengthLane) -> _frame.Drawn:
    """The axis of a lane: from zero, or logarithmic with its powers of ten."""
    most = max([1.0, *lane.marks["value"], *lane.marks["high"].dropna()])
    if not lane.log:
        return {"range": [0, round(1.1 * most, 1)], "dtick": _lanes.round_step(most, 4)}
    low, high = (len(str(int(max(end, 1)))) - 1 for end in (float(lane.marks["value"].min()), most))
    ticks = [10**n for n in range(low, high + 2)]
    names = [f"{t // 10**6}M" if t >= 10**6 else f"{t // 1000}k" if t >= 1000 else str(t) for t in ticks]
    return {"type": "log", "range": [low - 0.2, high + 1], "tickvals": ticks, "ticktext": names}


def _draw_lane(lane: StrengthLane, axis: str, span: tuple[float, float], right: int, sheet: _frame.Sheet) -> None:
    """The numbers of a lane, above it what it counts, to the left, and its largest number, to the right."""
    top, least = max([*lane.marks["value"], *lane.marks["high"].dropna()]), min(lane.marks["value"])
    stub = 0.4 * least if lane.log else _STUB * top
    sheet.data += _numbers.traces(lane.marks, axis, stub, xaxis=f"x{2 * right or ''}")
    at: _frame.Drawn = {"xref": "paper", "yref": f"{axis} domain", "yanchor": "bottom", "yshift": 1}
    name = f"{lane.metric.replace('_', ' ')}, {_REACHES[lane.level]}{', log scale' if lane.log else ''}"
    what, _, rest = name.partition(",")
    sheet.note(f"<b>{what}</b>,{rest}", span[0], 1, 12, **at, xanchor="left")
    if len(name) + len(lane.largest) < 58 * (span[1] - span[0]) * sheet.layout.width / 380:
        sheet.note(lane.largest, span[1], 1, 11, theme.PALE, **at, xanchor="right")
