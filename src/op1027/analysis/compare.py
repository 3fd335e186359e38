"""Two ledgers, event by event: what both have, what only one has, and how far apart their days are."""

import numpy as np
import pandas as pd

from op1027.ledger.control import BASES_TAKEN, HANDS
from op1027.ledger.fronts import sides_of
from op1027.ledger.model import Ledger

_SIDES = ("ours", "theirs")
_KEPT = ["item", "type", "date", "date_start", "date_end", "actor", "evidence"]
_COLUMNS = [
    *["found", "what", "place", *(f"{column}_{side}" for side in _SIDES for column in _KEPT)],
    *["days_apart", "gap"],
]


def compare(ours: Ledger, theirs: Ledger, days: float = 14) -> pd.DataFrame:
    """The events of two ledgers beside each other: each event of either stands in one row.

    Two events match if they are of one place and type and the days that their reports allow come within
    ``days`` of each other. A town captured, recaptured or handed over is one type here, for which of these
    it is called depends on what else is recorded; there, and for bases, the side that gained must be the same
    too. Of several that would do, those nearest in time are matched first, and each once. Events
    without a place match none. Both ledgers should know places by the same keys (for an export: give
    the other ledger as ``like``).

    Parameters
    ----------
    ours, theirs : Ledger
        Narrow them with `Ledger.select` or `Ledger.as_of` first to compare a front or a period.
    days : int
        How far apart two accounts of one event may be, 0 or more.

    Returns
    -------
    DataFrame
        Sorted by day and place; the order of rows in either ledger makes no difference, and exchanging the
        two gives the same rows, mirrored.

        found : str
            ``both``, ``only ours`` or ``only theirs``.
        what : str
            ``town`` for a change of hands of a town, else the events' type.
        place : str
            Key of the place; missing for none.
        item_ours, type_ours, date_ours, date_start_ours, date_end_ours, actor_ours, evidence_ours
            As in ``Ledger.events``, missing where the event is only theirs; and the same of ``theirs``.
        days_apart : Int64
            Days from our best day to theirs (below 0: theirs is earlier); missing where not in both.
        gap : Int64
            Days between the spans that the reports allow, 0 where these touch; missing where not in both.

    Raises
    ------
    ValueError
        If ``days`` is no number, or below 0.

    Examples
    --------
    >>> import op1027
    >>> ledger = op1027.load()
    >>> table = op1027.compare(ledger, ledger)  # of a whole with itself nothing is apart
    >>> int(table["days_apart"].abs().sum())
    0
    """
    if not isinstance(days, int | float | np.number) or not days >= 0:
        raise ValueError(f"days = {days!r}; give 0 or more, as a number")
    one, other = _subjects(ours), _subjects(theirs)
    pairs = one.dropna(subset="subject").merge(other, on=["what", "place", "subject"], suffixes=("_ours", "_theirs"))
    pairs = _closest_first(pairs[_gaps(pairs) <= days])
    left = [frame[~frame["item"].isin(pairs[f"item_{side}"])] for frame, side in ((one, "ours"), (other, "theirs"))]
    alone = [
        frame.rename(columns={column: f"{column}_{side}" for column in _KEPT}).assign(found=f"only {side}")
        for frame, side in zip(left, _SIDES, strict=True)
    ]
    table = pd.concat([pairs.assign(found="both"), *alone], ignore_index=True)
    table["days_apart"] = (table["date_theirs"] - table["date_ours"]).dt.days.astype("Int64")
    table["gap"] = _gaps(table).astype("Int64")
    first = table[["date_ours", "date_theirs"]].min(axis=1)
    order = ["first", "place", "low", "high", "found"]
    table = table.assign(first=first, **_ends(table)).sort_values(order, ignore_index=True)
    words = [c for c in _COLUMNS if "date" not in c and c not in ("days_apart", "gap")]
    dates = [c for c in _COLUMNS if c.startswith("date")]
    return table[_COLUMNS].astype(dict.fromkeys(words, "str") | dict.fromkeys(dates, "datetime64[s]"))


def matched_shares(comparison: pd.DataFrame) -> pd.DataFrame:
    """What share of either ledger's events the other has too, of each kind.

    Parameters
    ----------
    comparison : DataFrame
        As `compare` gives it, or rows of it.

    Returns
    -------
    DataFrame
        Indexed by ``what``, the most frequent first, and ``all`` at the end.

        both, only_ours, only_theirs : int
            Events.
        of_ours, of_theirs : float
            Per cent of ours that they have, and of theirs that we have; missing where there are none.

    Examples
    --------
    >>> import op1027
    >>> ledger = op1027.load()
    >>> shares = op1027.matched_shares(op1027.compare(ledger, ledger))
    >>> int(shares.loc["all", "only_ours"]) == int(shares.loc["all", "only_theirs"])
    True
    """
    found = comparison["found"].str.replace(" ", "_")
    table = pd.crosstab(comparison["what"], found).reindex(columns=["both", "only_ours", "only_theirs"], fill_value=0)
    table = table.loc[table.sum(axis=1).sort_values(ascending=False, kind="stable").index]
    table.loc["all"] = table.sum()
    table.columns.name = None
    for side in _SIDES:
        total = (table["both"] + table[f"only_{side}"]).astype("float64")
        table[f"of_{side}"] = (100 * table["both"] / total.where(total > 0)).round(1)
    return table


def _subjects(ledger: Ledger) -> pd.DataFrame:
    """Events with what must be the same for two to match; one without a place matches none."""
    events = ledger.events
    side = events["actor"].map(sides_of(ledger.actors))
    what = events["type"].mask(events["type"].isin(HANDS), "town")
    subject = what.mask(events["type"].isin([*HANDS, *BASES_TAKEN]), what + " " + side)
    return events[["place", *_KEPT]].assign(what=what, subject=subject.where(events["place"].notna()))


def _gaps(pairs: pd.DataFrame) -> pd.Series:
    """Days between the spans of two events, 0 where these touch."""
    after = (pairs["date_start_theirs"] - pairs["date_end_ours"]).dt.days
    before = (pairs["date_start_ours"] - pairs["date_end_theirs"]).dt.days
    return pd.concat([after, before], axis=1).max(axis=1).clip(lower=0)


def _closest_first(pairs: pd.DataFrame) -> pd.DataFrame:
    """Of all pairs that would do the nearest in time, then the next of those left, and so on.

    Ties are broken by the earlier day and by the items' names, which do not depend on which ledger is whose.
    """
    apart = (pairs["date_theirs"] - pairs["date_ours"]).dt.days.abs()
    first = pairs[["date_ours", "date_theirs"]].min(axis=1)
    ranked = pairs.assign(gap=_gaps(pairs), apart=apart, first=first, **_ends(pairs))
    ranked = ranked.sort_values(["gap", "apart", "first", "low", "high", "item_ours"])
    taken: dict[str, set[str]] = {side: set() for side in _SIDES}
    chosen = []
    for index, a, b in zip(ranked.index, ranked["item_ours"], ranked["item_theirs"], strict=True):
        if a not in taken["ours"] and b not in taken["theirs"]:
            taken["ours"].add(a)
            taken["theirs"].add(b)
            chosen.append(index)
    return pairs.loc[chosen]


def _ends(pairs: pd.DataFrame) -> dict[str, pd.Series]:
    """The two items' names in order of the alphabet: the same whichever ledger is ours."""
    one, other = (pairs[f"item_{side}"].fillna("") for side in _SIDES)
    return {"low": one.where(one <= other, other), "high": other.where(one <= other, one)}
