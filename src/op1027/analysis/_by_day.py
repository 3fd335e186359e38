"""Day by day: what changes, or is told, laid out as a table of days, and back as the rows of a frame."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from op1027.ledger.fronts import WHOLE
from op1027.text.asked import as_frequency


def daily(changes: pd.DataFrame, days: pd.DatetimeIndex, fronts: list[str], count: str = "") -> pd.DataFrame:
    """The running sum of changes (or of a column of theirs): a row a day, a column a front."""
    at = days.get_indexer(pd.Index(changes["date"])), pd.Index(fronts).get_indexer(pd.Index(changes["front"]))
    inside = (at[0] >= 0) & (at[1] >= 0)
    table = np.zeros((len(days), len(fronts)), dtype="int64")
    np.add.at(table, (at[0][inside], at[1][inside]), changes[count].to_numpy()[inside] if count else 1)
    return pd.DataFrame(table.cumsum(axis=0), index=days.rename("date"), columns=pd.Index(fronts, name="front"))


def painted(told: pd.DataFrame, values: pd.Series, days: pd.DatetimeIndex, rows: int) -> npt.NDArray[np.int64]:
    """What is told of each row on each day, -1 where nothing is; what is told later in the frame holds.

    ``told`` has ``row``, ``begins`` and ``ends`` (the day before which it ends; missing if it does not).
    """
    after = days[-1] + pd.Timedelta(days=1)
    first, last = ((told[day].fillna(after) - days[0]).dt.days.clip(0, len(days)) for day in ("begins", "ends"))
    grid = np.full((rows, len(days)), -1)
    for row, begin, end, value in zip(told["row"], first, last, values, strict=True):
        grid[row, begin:end] = value
    return grid


def with_whole(wide: pd.DataFrame) -> pd.DataFrame:
    """What `daily` gives, with the sum of all fronts as a column more."""
    return wide.assign(**{WHOLE: wide.sum(axis=1)})


def stacked(wide: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Tables as `daily` gives them as columns of one frame: ``date``, ``front``, and each under its name, by day."""
    days, fronts = next(iter(wide.values())).axes
    keys = {"date": days.repeat(len(fronts)), "front": pd.array(np.tile(fronts, len(days)), dtype="str")}
    return pd.DataFrame(keys | {name: table.to_numpy().ravel() for name, table in wide.items()})


def at_ends(frame: pd.DataFrame, freq: str) -> pd.DataFrame:
    """Of the daily rows, those of the last day of each period."""
    freq = as_frequency(freq, "freq")
    if freq == "D":
        return frame
    days = pd.DatetimeIndex(frame["date"].unique())
    last = pd.Series(days, index=days).resample(freq).max()
    return frame[frame["date"].isin(last)].reset_index(drop=True)
