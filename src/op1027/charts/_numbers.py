"""Published numbers: how they are written, and drawn with the range that their words allow."""

import pandas as pd

from op1027.charts import _frame, theme
from op1027.ledger.fronts import actor_names, sides_of
from op1027.ledger.model import Ledger
from op1027.text import wording

_SIDE_SHAPES = ("square", "diamond", "circle")  # the offensive's side, the side it goes against, others
VOICES_TOLD = (
    "Square: claimed by the offensive's side; diamond: by the side it goes against; circle: by others. Each lane has "
    "its own scale"
)
_LETTER = 5.8  # pixels
LANE = 3  # numbers that make a scope worth a lane of its own
_ROOM, _FEWEST = 600, 24  # marks that a chart has room for, and a lane of it at least


def number_said(low: int | None, high: int | None) -> str:
    """A count as short as its bounds allow: 422, 300+, up to 70, 24–70."""
    if pd.isna(high):
        return f"{low:,}+"
    if pd.isna(low):
        return f"up to {high:,}"
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"


def who_says(marks: pd.DataFrame, ledger: Ledger) -> list[str]:
    """Who says how many, and since which month if that is not the offensive's first."""
    names, start = actor_names(ledger), ledger.package.start
    rows = _frame.rows(marks, "claimant", "low", "high", "since")
    return [
        f"{names[who]}: {number_said(low, high)}"
        + ("" if pd.isna(since) or abs((since - start).days) <= 31 else f" since {since:%b %Y}")
        for who, low, high, since in rows
    ]


def hover_texts(marks: pd.DataFrame, scopes: pd.Series, ledger: Ledger, tell: str = "summary") -> list[str]:
    """What hovering over a number shows: who, how many, since when, of whom, where, and, in words, ``tell``."""
    names, number_of = actor_names(ledger), len(marks)
    told = _frame.rows(marks, "claimant", "low", "high", "metric", "since", tell)
    about = (marks[c].tolist() if c in marks else [None] * number_of for c in ("opponent", "disputed"))
    found = []
    for (who, low, high, metric, since, words), scope, opponent, disputed in zip(
        told, scopes.tolist(), *about, strict=True
    ):
        against = "" if pd.isna(opponent) else f" against {names[opponent]}"
        counted = "" if pd.isna(since) else f", since {wording.day(since)}"
        denied = ", denied by somebody" if disputed else ""
        head = f"<b>{names[who]}: {number_said(low, high)} {metric.replace('_', ' ')}</b>{counted}{denied}"
        found.append(f"{head}<br>{scope}{against}<br>{wording.lines(words, 60)}")
    return found


def thinned(lanes: list[pd.DataFrame]) -> tuple[list[pd.DataFrame], str]:
    """The marks of each lane, and what is said of it where a chart has no room for all of them.

    Of a lane with many stand the largest and the smallest of some weeks, so that a chart of any record stays light.
    """
    number = sum(map(len, lanes))
    if number <= _ROOM:
        return lanes, ""
    most = max(_ROOM // len(lanes), _FEWEST)
    kept = [marks if len(marks) <= most else _ends_of_weeks(marks, most // 2) for marks in lanes]
    drawn = sum(map(len, kept))
    told = f"Of {number:,} numbers {drawn:,} are drawn: in full lanes the largest and the smallest of some weeks."
    return kept, told


def _ends_of_weeks(marks: pd.DataFrame, stretches: int) -> pd.DataFrame:
    """The largest and the smallest mark of each of at most so many stretches of weeks."""
    weeks = (marks["date"] - marks["date"].min()).dt.days // 7
    values = marks.groupby(weeks // (1 + int(weeks.max()) // stretches))["value"]
    return marks.loc[sorted({*values.idxmax(), *values.idxmin()})]


def by_voice(marks: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """Marks with the ``colour`` and ``symbol`` of the side that their claimant is on, and one ``size``."""
    voice = _frame.side_numbers(marks["claimant"].map(sides_of(ledger.actors)), ledger)
    hues, shapes = (dict(enumerate(looks)) for looks in (theme.SIDE_COLOURS, _SIDE_SHAPES))
    return marks.assign(colour=voice.map(hues), symbol=voice.map(shapes), size=8)


def traces(marks: pd.DataFrame, axis: str, stub: float, **more: object) -> list[_frame.Drawn]:
    """Numbers, those that look alike in a trace: ``date``, ``value``, ``low``, ``high``, ``text``, and how they look.

    That is ``colour``, ``symbol``, ``filled`` and ``size``. A line leads over the range that the words allow; where
    they set no limit, a ``stub`` points there.
    """
    alike: dict[tuple[str, str, bool, int], list[tuple[str, int, float, float, str]]] = {}
    looks = _frame.rows(marks, "colour", "symbol", "filled", "size")
    for look, date, (value, low, high, text) in zip(
        looks, _frame.isos(marks["date"]), _frame.rows(marks, "value", "low", "high", "text"), strict=True
    ):
        ends = (round(stub if pd.isna(end) else float(abs(end - value)), 1) for end in (high, low))
        alike.setdefault(look, []).append((date, value, *ends, text))
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

    ``marks`` have ``date``, ``value``, ``label``; a pixel is ``days`` wide, a label ``tall`` on the scale of ``value``.
    From the day ``turn`` on, labels stand to the left of their marks; at most so many have one. Gives the marks' keys
    in the index, and whether the label stands to the right.
    """
    kept: dict[int, bool] = {}
    boxes: list[tuple[pd.Timestamp, pd.Timestamp, float]] = []
    every = [*zip(_frame.rows(marks, "value", "date", "label"), marks.index.tolist(), strict=True)]
    for (value, date, label), key in sorted(every, key=lambda mark: (-mark[0][0], mark[0][1])):
        wide, away = (pd.Timedelta(days=days * pixels) for pixels in (_LETTER * len(label) + 10, 7))
        right = date < turn
        begin, end = (date + away, date + wide) if right else (date - wide, date - away)
        blocked = any(abs(other - value) < tall and begin <= day <= end for (other, day, _), _ in every)
        meets = any(begin < b and a < end and abs(height - value) < 1.6 * tall for a, b, height in boxes)
        if len(kept) < most and not blocked and not meets:
            kept[key] = right
            boxes.append((begin, end, value))
    return kept
