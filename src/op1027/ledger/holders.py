"""Who holds each town on given days."""

from collections.abc import Iterable

import pandas as pd

from op1027.ledger.holdings import holdings
from op1027.ledger.model import Ledger

COLUMNS = [
    *["date", "place", "front", "holder", "side", "since", "since_start", "since_latest"],
    *["evidence", "disputed", "item"],
]


def town_holders(ledger: Ledger, days: Iterable[pd.Timestamp]) -> pd.DataFrame:
    """Who holds each town on given days, by the best days of its changes of hands.

    A town is listed from its first change of hands on; nothing is said of the time before it. Best days
    are what `progress` counts by, so that both agree.

    Parameters
    ----------
    ledger : Ledger
    days : iterable of Timestamp

    Returns
    -------
    DataFrame
        One row per day and town, days as given, towns by their keys.

        date : datetime
            One of ``days``.
        place, front, holder, side : str
            Keys of the town, its front and who holds it, and the holder's side.
        since, since_start, since_latest : datetime
            Best day of the event that gave it to the holder, and the span that the reports allow.
        evidence : str
            That event's grade.
        disputed : bool
            Whether somebody denies that event.
        item : str
            That event.
    """
    spells = holdings(ledger).rename(
        columns={"item_start": "item", "began": "since", "start": "since_start", "start_latest": "since_latest"}
    )
    spells = spells.sort_values(["place", "since_start"], kind="stable")
    dates = pd.DataFrame({"date": pd.DatetimeIndex(list(days)).astype("datetime64[s]")})
    frame = dates.merge(spells, how="cross")
    holding = (frame["since"] <= frame["date"]) & ~(frame["ended"] <= frame["date"])
    return frame.loc[holding, COLUMNS].reset_index(drop=True)
