"""Published tallies of bases taken, beside our own count of them."""

import pandas as pd

from op1027.analysis.progress import progress
from op1027.analysis.scope import scopes
from op1027.analysis.tallies import BASE_UNITS
from op1027.ledger.fronts import sides_of
from op1027.ledger.model import Ledger, cached_on_ledger

_COLUMNS = [
    *["item", "date", "front", "scope", "place", "actor", "claimant", "metric", "low", "high", "open"],
    *["value", "since", "record_low", "record_high", "summary"],
]


@cached_on_ledger
def base_tallies(ledger: Ledger) -> pd.DataFrame:
    """Published running totals of bases that the offensive's side took, each beside our own count.

    Units and scopes are those of the claim, unconverted. Totals of a day before the offensive's first or
    after the as-of day are left out.

    Returns
    -------
    DataFrame
        One row a claim, sorted by ``date`` and ``item``.

        item, front, place, actor, claimant, metric, since, summary
            As in ``Ledger.claims``; ``metric`` is one of ``bases``, ``positions``, ``outposts`` and ``battalions``.
        date : datetime
            The last day that the claim speaks of.
        scope : str
            ``whole`` (of all fronts), ``front``, or ``part``: a place that is less than its front.
        low, high : Int64
            What the words allow (number of ``metric``); missing where open.
        open : bool
            Whether one of the two is missing.
        value : int
            Where the claim is drawn: ``low``, or ``high`` where there is no ``low``.
        record_low, record_high : int
            Our own count of bases of the claim's front on its day (``bases_low``, ``bases_high`` of `progress`).
    """
    claims = ledger.claims
    side = claims["actor"].map(sides_of(ledger.actors))
    wanted = (claims["type"] == "tally") & claims["metric"].isin(list(BASE_UNITS)) & (side == ledger.package.side)
    found = claims[wanted].rename(columns={"date_end": "date"})
    found = found[found["date"].between(ledger.package.start, ledger.known_on)]
    found = found[found[["low", "high"]].notna().any(axis=1)]
    ours = progress(ledger).rename(columns={"bases_low": "record_low", "bases_high": "record_high"})
    found = found.assign(
        scope=scopes(ledger, found),
        open=found[["low", "high"]].isna().any(axis=1),
        value=found["low"].fillna(found["high"]).astype("int64"),
    ).merge(ours[["front", "date", "record_low", "record_high"]], on=["front", "date"], how="left")
    return found.sort_values(["date", "item"], ignore_index=True)[_COLUMNS]
