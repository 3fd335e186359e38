"""Rows of one item that lie together: what each such run has in common, and which of them disagree.

Most items have one report, or reports that say the same; numpy tells so for all of them at once, and only what is
contested is handed on to be voted on.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

Array = np.ndarray[Any, Any]


class Runs:
    """Rows sorted by ``item``, a number, seen as one run an item.

    Parameters
    ----------
    rows : DataFrame
        What is asked for by name holds categories or days.
    """

    def __init__(self, rows: pd.DataFrame) -> None:
        self.rows = rows.reset_index(drop=True)
        item = self.rows["item"].to_numpy()
        begins = np.diff(item, prepend=-1) != 0
        self.starts = np.flatnonzero(begins)
        self.run = np.cumsum(begins) - 1
        self.items: Array = item[self.starts]

    def each(self, reduce: np.ufunc, values: Array) -> Array:
        """One value a run, as ``reduce`` makes it of the run's values."""
        reduced: Array = reduce.reduceat(values, self.starts) if len(self.starts) else values[:0]
        return reduced

    def first(self, given: Array) -> Array:
        """Where each run has its first row that ``given`` picks; -1 where it has none."""
        rows = self.each(np.minimum, np.where(given, np.arange(len(given)), len(given)))
        return np.where(rows < len(given), rows, -1)

    def mixed(self, column: str) -> Array:
        """Which runs hold different values; a missing one differs from none."""
        values = self.rows[column]
        numbers = values.cat.codes if isinstance(values.dtype, pd.CategoricalDtype) else values.astype("int64")
        given, known = values.notna().to_numpy(), numbers.to_numpy()
        bounds = np.iinfo(known.dtype)
        least = self.each(np.minimum, np.where(given, known, bounds.max))
        return least < self.each(np.maximum, np.where(given, known, bounds.min))

    def of(self, runs: Array) -> pd.DataFrame:
        """The rows of some runs."""
        picked: pd.DataFrame = self.rows[runs[self.run]]
        return picked

    def settled(self, column: str, vote: Callable[[pd.DataFrame, str], pd.Series]) -> pd.Series:
        """The one value of each run's rows, by item; where they differ, what ``vote`` makes of them."""
        values = self.rows[column]
        first = self.first(values.notna().to_numpy())
        found = pd.Series(values.array.take(first, allow_fill=True), index=self.items)
        voted = vote(self.of(self.mixed(column)), column)
        if isinstance(values.dtype, pd.CategoricalDtype):
            found, voted = found.astype("str"), voted.astype("str")
        found.loc[voted.index] = voted
        return found
