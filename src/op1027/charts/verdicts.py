"""Which forecasts and judgements were borne out, and whose?"""

from collections import Counter
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from op1027.analysis.forecasts import FORECAST_TYPES, JUDGED, score_forecasts
from op1027.charts import _frame, theme
from op1027.ledger.fronts import actor_names, chosen_fronts, sides
from op1027.ledger.model import Ledger
from op1027.text import wording
from op1027.text.asked import Keys

# Of third parties: which kinds of actors share a row. Kinds that are not named here are other voices.
_VOICES = {
    "analyst": "Analysts and monitors",
    "monitor": "Analysts and monitors",
    "media": "News media",
    "un": "UN and governments",
    "igo": "UN and governments",
    "government": "UN and governments",
}
_OTHER_VOICES = "Other voices"
_TEXT = ("who", "what", "why")
# Green and purple (ColorBrewer's PRGn) belong to neither side; place and pattern say the same as colour.
_VERDICTS = {
    "miss": ("not borne out", "#762A83", "/"),
    "hit": ("borne out", "#1B7837", ""),
    "partly": ("partly", "#7FBF7B", "\\"),
    "open": ("open", theme.PAPER, ""),
    "not_checkable": ("not checkable", theme.PAPER, "x"),
}
_CELLS_APART = (2, 1)  # cells between what was judged and what is open, and between that and what cannot be judged
_BAR, _NUMBERS, _HEADING = 0.5, 0.5, 0.62  # heights, in rows: a bar, the room for numbers above it, a heading
_ROW, _LEFT = 36, 88  # pixels
_TEXTS, _SHORTEST_REASON = 46_000, 40  # characters: of all summaries and reasons shown on hovering; of a reason
_CELLS = 1000  # claims up to which each is a cell that hovering tells of
_CELLS_TOLD = (
    "One cell is one claim, the earliest first.",
    "One bar is all claims of its kind: too many for a cell each.",
)
_FEWEST_CELLS = 24  # cells that the axis has room for at least, so that a lone claim is not a wall


@dataclass(frozen=True, eq=False)
class VerdictsInfo(_frame.Info):
    """What `plot_verdicts` draws.

    Attributes
    ----------
    cells : DataFrame
        Rows of `score_forecasts` with ``voice`` (whose row it is), ``y`` (the middle of its bar, downwards), ``base``
        (where its cell, one wide, begins; below 0 for what was not borne out), and, for hovering, ``who``, ``what``
        and ``why``.
    heads : DataFrame
        ``voice`` and ``y``, one row a heading.
    """

    cells: pd.DataFrame
    heads: pd.DataFrame


@_frame.chart
def plot_verdicts(ledger: Ledger, front: Keys = None, title: str | None = None, layout: str = "wide") -> go.Figure:
    """Which forecasts and judgements were borne out, and whose?

    One cell is one claim, in a row by who said so (a side at war, or a kind of third party) and whether it was
    a forecast or a judgement. To the right of the line what was borne out, then what was partly; to the left
    what was not; apart, hollow, what is open or cannot be checked. Within each the earliest stands first.

    Parameters
    ----------
    ledger : Ledger
    front : str or iterable of str, optional
        Fronts that the claims speak of; by default all, and what is nationwide.
    """
    info = verdicts_info(ledger, front)
    return _draw_verdicts(info, _frame.Sheet.of(info, "verdicts", layout, title))


def verdicts_info(ledger: Ledger, front: Keys = None) -> VerdictsInfo:
    """The cells of `plot_verdicts`, and what it says in words."""
    front = chosen_fronts(ledger, front)
    scores = _frame.on_fronts(score_forecasts(ledger), front)
    cells, heads = _verdict_cells(scores, ledger)
    basis = set("|".join(scores["basis"].dropna()).split("|"))
    items = {item for report, item in _frame.rows(ledger.reports, "report_id", "item") if report in basis}
    finding, story = _verdict_words(scores, ledger, _frame.where_of(ledger, front))
    how = (
        f"{story}{_CELLS_TOLD[len(scores) > _CELLS]} Right of the line: borne out, then partly; left: not borne "
        "out. Apart and hollow: open, or, crossed, nothing could settle it; the title leaves these out. The events "
        "counted below are those that verdicts rest on."
    )
    words = _frame.told(ledger, finding, how, _frame.events_of(ledger, items), [])
    return VerdictsInfo(*words, cells.join(_verdict_texts(cells, ledger)), heads)


def _verdict_cells(scores: pd.DataFrame, ledger: Ledger) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Where each claim stands, and the headings: `VerdictsInfo` without its texts."""
    party = {side: ledger.package.names[side] for side in ledger.package.parties}
    voice = [party.get(side) or _VOICES.get(kind, _OTHER_VOICES) for side, kind in _frame.rows(scores, "side", "kind")]
    order = {name: n for n, name in enumerate(dict.fromkeys([*party.values(), *_VOICES.values(), _OTHER_VOICES]))}
    cells = scores.assign(voice=voice, order=[order[name] for name in voice], late=scores["type"] != FORECAST_TYPES[0])
    cells = cells.sort_values(["order", "late", "said_on", "item"], ignore_index=True)
    kinds = [*_frame.rows(cells, "order", "late", "outcome")]
    size, seen = Counter(kinds), Counter[tuple[int, bool, str]]()
    tops: dict[tuple[int, bool], float] = {}
    bases = []
    for order_of, late, outcome in kinds:
        above = len({head for head, _ in tops} | {order_of})
        tops.setdefault((order_of, late), (len(tops) + 1) * (_BAR + _NUMBERS) - _BAR / 2 + above * _HEADING)
        hits, partly, still = (size[order_of, late, kind] for kind in ("hit", "partly", "open"))
        begin = {"hit": 0, "partly": hits, "open": hits + partly + _CELLS_APART[0]}
        begin["not_checkable"] = begin["open"] + still + _CELLS_APART[1] * (still > 0)
        number = seen[order_of, late, outcome]
        bases.append(begin[outcome] + number if outcome in begin else -1 - number)
        seen[order_of, late, outcome] += 1
    cells = cells.assign(y=np.array([tops[key[:2]] for key in kinds], float), base=np.array(bases, int))
    heads = cells.drop_duplicates("order")[["voice", "y"]].reset_index(drop=True)
    return cells.drop(columns=["order", "late"]), heads.assign(y=heads["y"] - _BAR / 2 - _NUMBERS - _HEADING / 2 + 0.1)


def _verdict_texts(cells: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """What hovering shows: ``who`` said so, when, for when; ``what``; and ``why`` the verdict is what it is.

    So that a figure of many claims stays light, reasons are cut where all of them would be too long.
    """
    names, room, found = actor_names(ledger), _TEXTS // max(len(cells), 1), []
    told = ("claimant", "said_on", "resolves_by", "summary", "reason")
    for claimant, said, due, summary, reason in _frame.rows(cells, *told):
        until = "" if pd.isna(due) else f", for {wording.short_span(due, due)}"
        why = wording.cut(reason, max(_SHORTEST_REASON, room - len(summary)))
        who = f"{names[claimant]}, {wording.short_span(said, said)}{until}"
        found.append((who, wording.lines(summary, 60), wording.lines(why, 60)))
    return pd.DataFrame(found, columns=["who", "what", "why"], index=cells.index, dtype="str")


def _verdict_words(scores: pd.DataFrame, ledger: Ledger, where: str) -> tuple[str, str]:
    """How many were borne out, of those that can be judged, as a headline; and how many of each side's."""
    judged = scores[scores["outcome"].isin(JUDGED)]
    if scores.empty:
        return f"No forecast or judgement on record{where} by {wording.day(ledger.known_on)}", ""
    said = wording.count(len(scores), "forecast or judgement", "forecasts and judgements")
    if judged.empty:
        return f"{said}{where}, none judged by {wording.day(ledger.known_on)}", ""
    names, hits = ledger.package.names, judged["outcome"] == "hit"
    each = [
        f"{names[side]} {int(hits[whose].sum())} of {int(whose.sum())}"
        for side in sides(ledger)
        if (whose := judged["side"] == side).any()
    ]
    finding = f"{int(hits.sum())} of {len(judged)} judged forecasts and judgements{where} were borne out"
    return finding, f"{'; '.join(each)}. "


def _draw_verdicts(info: VerdictsInfo, sheet: _frame.Sheet) -> go.Figure:
    cells, half = info.cells, _BAR / 2 + 0.06
    rows = cells.drop_duplicates("y")
    bottom = rows["y"].max() + _BAR if len(rows) else 1.0
    left, right = (cells["base"].min() - 1.5, cells["base"].max() + 2) if len(cells) else (-1.5, 2)
    for voice, y in zip(info.heads["voice"], info.heads["y"], strict=True):
        sheet.note(f"<b>{voice}</b>", 0, y, **_frame.LEFT, xshift=12 - _LEFT)
    line = {"type": "line", "x0": 0, "x1": 0, "line": {"color": theme.INK, "width": 2}}
    sheet.shapes = [line | {"y0": round(y - half, 2), "y1": round(y + half, 2)} for y in rows["y"]]
    sheet.data = _cells_traces(cells if len(cells) <= _CELLS else _runs(cells))
    span = max(right, left + _FEWEST_CELLS) - left
    sheet.data.append(_sizes_trace(cells, span / (sheet.layout.width - _LEFT - 12)))
    key = {"y": 1, "yanchor": "bottom", "x": -(_LEFT - 12) / (sheet.layout.width - _LEFT - 12), "traceorder": "normal"}
    across = {"range": [left, left + span], "visible": False, "fixedrange": True}
    named = _frame.row_axis(rows["y"].round(2).tolist(), (rows["type"] + "s").tolist(), bottom)
    sheet.body |= {"barmode": "overlay", "showlegend": True, "legend": key, "xaxis": across, "yaxis": named}
    return sheet.figure(_ROW * bottom, _LEFT, head=30 if sheet.layout.wide else 56)


def _cells_traces(cells: pd.DataFrame) -> list[_frame.Drawn]:
    """The claims of one outcome, in every row, in a trace; its name goes into the legend."""
    cells, found = cells.assign(long=cells.get("long", 1), y=cells["y"].round(2)), []
    for outcome, (name, colour, shape) in _VERDICTS.items():
        hollow = colour == theme.PAPER
        marker: _frame.Drawn = {"color": colour, "line": {"color": theme.PALE if hollow else theme.PAPER, "width": 0.8}}
        if shape:
            ink, ground = (theme.PALE, theme.PAPER) if hollow else (theme.PAPER, colour)
            marker["pattern"] = {"shape": shape, "bgcolor": ground, "fgcolor": ink, "size": 6, "solidity": 0.25}
        said = f"<b>%{{customdata[0]}}</b><br>%{{customdata[1]}}<br><b>{name.capitalize()}:</b> %{{customdata[2]}}"
        own = cells[cells["outcome"] == outcome]
        places = {"base": own["base"].tolist(), "x": own["long"].tolist(), "y": own["y"].tolist()}
        told = {"customdata": own[[*_TEXT]].to_numpy().tolist(), "hovertemplate": f"{said}<extra></extra>"}
        look = {"type": "bar", "orientation": "h", "name": name, "width": _BAR, "marker": marker}
        found.append(look | places | told)
    return found


def _runs(cells: pd.DataFrame) -> pd.DataFrame:
    """The cells of one row and outcome as one, ``long`` as they are many."""
    runs = cells.groupby(["y", "outcome"], as_index=False)["base"].agg(["min", "size"])
    runs = runs.rename(columns={"min": "base", "size": "long"})
    return runs.assign(who=[wording.count(number, "claim") for number in runs["long"].tolist()], what="", why="")


def _sizes_trace(cells: pd.DataFrame, pixel: float) -> _frame.Drawn:
    """Above each run of cells how many they are, apart from one another; ``pixel`` is how many cells one is wide."""
    inks = {outcome: colour if colour != theme.PAPER else theme.PALE for outcome, (_, colour, _) in _VERDICTS.items()}
    inks["partly"] = _VERDICTS["hit"][1]
    runs: dict[tuple[float, str], list[int]] = {}
    for y, outcome, base in _frame.rows(cells, "y", "outcome", "base"):
        runs.setdefault((y, outcome), []).append(base)
    sizes: list[tuple[str, float, float, str]] = []  # what is written, where, in which colour
    for (y, outcome), run in sorted(runs.items(), key=lambda one: (one[0][0], min(one[1]))):
        text, middle, row = str(len(run)), min(run) + len(run) / 2, round(y - _BAR / 2 - 0.17, 2)
        if sizes and sizes[-1][2] == row:
            before, x, *_ = sizes[-1]
            middle = max(middle, round(x + (3.2 * (len(before) + len(text)) + 2) * pixel, 2))
        sizes.append((text, middle, row, inks[outcome]))
    texts, across, rows, colours = ([size[n] for size in sizes] for n in range(4))
    font = {"size": 11, "color": colours, "shadow": theme.HALO}
    look = {"text": texts, "textfont": font, "hoverinfo": "skip", "showlegend": False}
    return _frame.scatter("text", across, rows, cliponaxis=False, **look)
