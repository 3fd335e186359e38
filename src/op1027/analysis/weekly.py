"""How fast the offensive went: counts by front and week."""

import pandas as pd

from op1027.analysis.progress import town_changes
from op1027.ledger.fronts import WHOLE, days_of, fronts_of
from op1027.ledger.model import Ledger, cached_on_ledger
from op1027.text.asked import known_keys


@cached_on_ledger
def weekly(ledger: Ledger) -> pd.DataFrame:
    """Towns taken and lost and events by front and week, from the first week of the offensive to the as-of day.

    Weeks run from Monday to Sunday, as in ``progress(ledger, freq="W")``, so the first and the last may be
    cut short. What happened before the first day or after the as-of day is not counted.

    Returns
    -------
    DataFrame
        One row a front and week, fronts in drawing order, weeks without anything as zeros.

        front : str
            ``all`` stands last, for what is reported of no single front; it is not the fronts' sum.
        week : datetime
            Monday.
        taken, lost : int
            Towns that the offensive's side took, and of these those lost again (as in `progress`).
        events : int
            Events of all types and sides at their best days, those of taken and lost towns among them.
    """
    taken, lost = town_changes(ledger)
    changes = {"taken": taken, "lost": lost, "events": ledger.events}
    return _by_week({name: frame.assign(events=1) for name, frame in changes.items()}, days_of(ledger), ledger)


def weekly_counts(counts: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """Towns and events by front and week of a table that was counted elsewhere, up to its own last day.

    Parameters
    ----------
    counts : DataFrame
        ``front``, ``date``, ``type``, ``events``, as `scan` gives them. Events without a front or a type are left out.
    ledger : Ledger
        Whose fronts, and whose first day.

    Returns
    -------
    DataFrame
        As of `weekly`, but ``taken`` counts the events of type ``town_captured`` and ``lost`` those of
        ``town_recaptured``, as the table has them: nothing is resolved, and no side is asked.

    Raises
    ------
    ValueError
        If a front is unknown, a column missing, or a date no day.
    """
    known = counts_with_days(counts).dropna(subset=["front", "type"])
    if len(known):
        known_keys(known["front"].unique(), ledger.fronts, "front")
    last = max(ledger.package.start, known["date"].max()) if len(known) else ledger.package.start
    parts = {
        "taken": known[known["type"] == "town_captured"],
        "lost": known[known["type"] == "town_recaptured"],
        "events": known,
    }
    return _by_week(parts, pd.date_range(ledger.package.start, last), ledger)


def counts_with_days(counts: pd.DataFrame) -> pd.DataFrame:
    """What `scan` counted, read from a file too, with its dates as days; refused if it is no such table."""
    if lacking := {"front", "date", "type", "events"} - set(counts):
        raise ValueError(f"counts lack {', '.join(sorted(lacking))}; give the frame that scan returns")
    days = pd.to_datetime(counts["date"], errors="coerce")
    if (strange := counts["date"][days.isna() & counts["date"].notna()]).size:
        raise ValueError(f"counts have the date {strange.iloc[0]!r}, which is no day; write it as YYYY-MM-DD")
    return counts.assign(date=days.dt.tz_localize(None))


def _by_week(changes: dict[str, pd.DataFrame], days: pd.DatetimeIndex, ledger: Ledger) -> pd.DataFrame:
    """Sums of ``events`` of each frame of changes by front and week, for every front and every week of some days."""
    rows = pd.MultiIndex.from_product(
        [[*fronts_of(ledger), WHOLE], _mondays(days.to_series()).unique()], names=["front", "week"]
    )
    counts = {}
    for name, frame in changes.items():
        inside = frame[frame["date"].between(days[0], days[-1])]
        number = inside.groupby(["front", _mondays(inside["date"]).rename("week")])["events"].sum()
        counts[name] = number.reindex(rows, fill_value=0)
    return pd.DataFrame(counts, index=rows).reset_index()


def _mondays(dates: pd.Series) -> pd.Series:
    """The Monday of each date's week."""
    weekday: pd.Series = dates.dt.day_of_week
    return dates - pd.to_timedelta(weekday, unit="D")
