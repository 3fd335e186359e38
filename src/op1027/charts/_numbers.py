"""Published numbers: how they are written, and drawn with the range that their words allow."""

import pandas as pd

from op1027.analysis.scope import scope_names
from op1027.charts import _frame, theme
from op1027.charts._frame import Drawn
from op1027.ledger.fronts import actor_names, sides_of
from op1027.ledger.model import Ledger
from op1027.text import wording

VOICES = ("square", "diamond", "circle")  # the offensive's side, the side it goes against, others
VOICES_TOLD = (
    "Square: claimed by the offensive's side; diamond: by the side it goes against; circle: by others. Each lane has "
    "its own scale"
)
_LETTER = 5.8  # pixels


def number(low: int | None, high: int | None) -> str:
    """A count as short as its bounds allow: 422, 300+, up to 70, 24–70."""
    if pd.isna(high):
        return f"{low:,}+"
    if pd.isna(low):
        return f"up to {high:,}"
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"


def labels(marks: pd.DataFrame, ledger: Ledger) -> list[str]:
    """Who says how many, and since which month if that is not the offensive's first."""
    names, start = actor_names(ledger), ledger.package.start
    rows = zip(marks["claimant"], marks["low"], marks["high"], marks["since"], strict=True)
    return [
        f"{names[who]}: {number(low, high)}"
        + ("" if pd.isna(since) or abs((since - start).days) <= 31 else f" since {since:%b %Y}")
        for who, low, high, since in rows
    ]


def hover_texts(marks: pd.DataFrame, ledger: Ledger, tell: str = "summary") -> list[str]:
    """What hovering over a number shows: who, how many, since when, of whom, where, and, in words, ``tell``."""
    names = actor_names(ledger)
    found = []
    for claim, scope in zip(marks.to_dict("records"), scope_names(ledger, marks), strict=True):
        against = "" if pd.isna(claim.get("opponent")) else f" against {names[claim['opponent']]}"
        since = "" if pd.isna(claim["since"]) else f", since {wording.day(claim['since'])}"
        denied = ", denied by somebody" if claim.get("disputed") else ""
        said = f"{number(claim['low'], claim['high'])} {claim['metric'].replace('_', ' ')}"
        head = f"<b>{names[claim['claimant']]}: {said}</b>{since}{denied}<br>{scope}{against}"
        found.append(f"{head}<br>{wording.lines(claim[tell], 60)}")
    return found


def by_voice(marks: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """Marks with the ``colour`` and ``symbol`` of the side that their claimant is on, and one ``size``."""
    voice = _frame.side_numbers(marks["claimant"].map(sides_of(ledger.actors)), ledger)
    hues, shapes = (dict(enumerate(looks)) for looks in (theme.SIDE_COLOURS, VOICES))
    return marks.assign(colour=voice.map(hues), symbol=voice.map(shapes), size=8)


def traces(marks: pd.DataFrame, axis: str, stub: float, **more: object) -> list[Drawn]:
    """Numbers, those that look alike in a trace: ``date``, ``value``, ``low``, ``high``, ``text``, and how they look.

    That is ``colour``, ``symbol``, ``filled`` and ``size``. A line leads over the range that the words allow; where
    they set no limit, a ``stub`` points there.
    """
    alike: dict[tuple[str, str, bool, int], list[tuple[str, int, float, float, str]]] = {}
    spans = ((marks[end] - marks["value"]).abs().astype("Float64").fillna(stub).round(1) for end in ("high", "low"))
    rows = zip(
        _frame.isos(marks["date"]), marks["value"].tolist(), *(s.tolist() for s in spans), marks["text"], strict=True
    )
    for look, row in zip(
        zip(*(marks[c] for c in ("colour", "symbol", "filled", "size")), strict=True), rows, strict=True
    ):
        alike.setdefault(look, []).append(row)
    said = {"hovertemplate": f"{_frame.HOVER_DAY} · %{{text}}<extra></extra>", "cliponaxis": False, "yaxis": axis}
    found = []
    for (colour, symbol, filled, size), mine in sorted(alike.items()):
        days, values, up, down, said_of = (list(column) for column in zip(*mine, strict=True))
        shape = {"symbol": symbol, "color": colour if filled else theme.PAPER, "size": size}
        marker = shape | {"line": {"color": colour, "width": 1.5}}
        trace = _frame.scatter("markers", days, values, text=said_of, marker=marker, **said, **more)
        if any(up) or any(down):
            span = {"array": up, "arrayminus": down, "symmetric": False}
            trace["error_y"] = span | {"color": colour, "thickness": 1.4, "width": 0}
        found.append(trace)
    return found


def free_labels(marks: pd.DataFrame, days: float, tall: float, turn: pd.Timestamp, most: int) -> dict[int, bool]:
    """Which marks can be labelled, the largest first: those whose ``label`` meets no mark and no other label.

    Parameters
    ----------
    marks : DataFrame
        ``date``, ``value``, ``label``.
    days : float
        How many of them a pixel is wide.
    tall : float
        How high a label is on the scale of ``value``.
    turn : Timestamp
        From this day on, labels stand to the left of their marks.
    most : int
        How many at most.

    Returns
    -------
    dict
        The marks' keys in the index, and whether the label stands to the right.
    """
    kept: dict[int, bool] = {}
    boxes: list[tuple[pd.Timestamp, pd.Timestamp, float]] = []
    order = marks.sort_values(["value", "date"], ascending=[False, True])
    for key, date, value, label in zip(order.index, order["date"], order["value"], order["label"], strict=True):
        wide, away = (pd.Timedelta(days=days * pixels) for pixels in (_LETTER * len(label) + 10, 7))
        right = date < turn
        begin, end = (date + away, date + wide) if right else (date - wide, date - away)
        blocked = ((marks["value"] - value).abs() < tall) & marks["date"].between(begin, end)
        meets = any(begin < b and a < end and abs(height - value) < 1.6 * tall for a, b, height in boxes)
        if len(kept) < most and not blocked.any() and not meets:
            kept[key] = right
            boxes.append((begin, end, value))
    return kept
