"""How fast the offensive went: counts by front and week."""

import pandas as pd

from op1027.ledger import Ledger
from op1027.progress import WHOLE, days_of, fronts_of, town_changes


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
    days = days_of(ledger)
    rows = pd.MultiIndex.from_product(
        [[*fronts_of(ledger), WHOLE], mondays(days.to_series()).unique()], names=["front", "week"]
    )
    taken, lost = town_changes(ledger)
    counts = {}
    for name, changes in {"taken": taken, "lost": lost, "events": ledger.events}.items():
        inside = changes[changes["date"].between(days[0], days[-1])]
        number = inside.groupby(["front", mondays(inside["date"]).rename("week")]).size()
        counts[name] = number.reindex(rows, fill_value=0)
    return pd.DataFrame(counts, index=rows).reset_index()


def mondays(dates: pd.Series) -> pd.Series:
    """The Monday of each date's week."""
    weekday: pd.Series = dates.dt.day_of_week
    return dates - pd.to_timedelta(weekday, unit="D")
