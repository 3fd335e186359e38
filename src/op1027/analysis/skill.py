"""Forecasts against a base rate: were they better than "as it was last month"?"""

import numpy as np
import pandas as pd

from op1027.analysis._numeric import LEVEL, SEED, Numbers
from op1027.analysis.forecasts import score_forecasts
from op1027.ledger.fronts import chosen_fronts, sides
from op1027.ledger.model import Ledger, cached_on_ledger
from op1027.text.asked import Keys

_MONTH = 31  # days
_RESAMPLES = 2000
ENOUGH = 10  # cases, for an interval of the skill, and for a mark of the reliability picture
_HOW = ("worded", "flat")


@cached_on_ledger
def against_base_rate(ledger: Ledger) -> pd.DataFrame:
    """Every forecast that was hit or missed, beside the simple forecast "as it was last month".

    The simple forecast of a forecast is the share that was hit of all those that came to be judged in the 31 days
    before it was made, or, where there is none, of all before that; half a hit and half a miss are added, so that
    without any it is even.

    Returns
    -------
    DataFrame
        Sorted by ``said_on`` and ``item``.

        item, front, side, said_on, resolves_by
            As in `score_forecasts`.
        how : str
            ``worded``: it says how likely it is, in a word of the stated scale. ``flat``: it does not, and is taken
            as certain.
        probability : float
            Given to being right, 0.5 to 1.
        base_rate : float
            The simple forecast, between 0 and 1.
        hit : bool
        brier, brier_base : float
            Squared errors of the two, 0 to 1.
    """
    scores = score_forecasts(ledger)
    scores = scores[(scores["type"] == "forecast") & scores["outcome"].isin(["hit", "miss"])]
    hit = (scores["outcome"] == "hit").to_numpy()
    said, by = scores["said_on"].to_numpy(), scores["resolves_by"].to_numpy()
    earlier = by[None, :] < said[:, None]
    recent = earlier & (by[None, :] >= said[:, None] - np.timedelta64(_MONTH, "D"))
    counted = np.where(recent.any(axis=1, keepdims=True), recent, earlier)
    base = ((counted & hit).sum(axis=1) + 0.5) / (counted.sum(axis=1) + 1)
    probability = scores["probability"].fillna(1.0)
    frame = scores[["item", "front", "side", "said_on", "resolves_by"]].assign(
        how=scores["probability"].notna().map({True: _HOW[0], False: _HOW[1]}).astype("str"),
        probability=probability,
        base_rate=base,
        hit=hit,
        brier=(probability - hit) ** 2,
        brier_base=(base - hit) ** 2,
    )
    return frame.reset_index(drop=True)


def forecast_skill(ledger: Ledger) -> pd.DataFrame:
    """Skill of forecasts over the base rate: ``1 - brier / brier_base``, above 0 where they were the better ones.

    After Murphy, *Monthly Weather Review* 116 (1988).

    Parameters
    ----------
    ledger : Ledger
        As loaded, or a view of it.

    Returns
    -------
    DataFrame
        Indexed by ``side`` (its name; ``All`` last) and ``how`` (see `against_base_rate`); each combination.

        n : int
            Forecasts hit or missed.
        hits : int
        brier, brier_base : float
            Means, 0 to 1; missing where there is none.
        skill : float
            At most 1; missing where there is none.
        skill_low, skill_high : float
            Interval of 90 per cent, by bootstrap of the cases with a fixed seed; missing below 10 cases.

    Examples
    --------
    >>> import op1027
    >>> table = forecast_skill(op1027.load())
    >>> bool((table["skill"].dropna() <= 1).all())
    True
    """
    cases = against_base_rate(ledger)
    names = ledger.package.names
    rows = {}
    for side in (*sides(ledger), "all"):
        for how in _HOW:
            mine = cases[(cases["how"] == how) & ((cases["side"] == side) | (side == "all"))]
            rows[names.get(side, "All"), how] = _skill(mine)
    columns = ["n", "hits", "brier", "brier_base", "skill", "skill_low", "skill_high"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns).astype({"n": "int64", "hits": "int64"})
    return table.set_axis(pd.MultiIndex.from_tuples(rows, names=["side", "how"])).round(3)


def reliability(ledger: Ledger, front: Keys = None) -> pd.DataFrame:
    """How often what was called likely came: forecasts by the probability of their word, and by their base rate.

    Parameters
    ----------
    ledger : Ledger
    front : str or iterable of str, optional
        Fronts that the forecasts speak of; by default all, and what is nationwide.

    Returns
    -------
    DataFrame
        ``forecast`` (``worded``, or ``base_rate`` for the simple forecasts of all), ``probability`` (mean of the group,
        0 to 1), ``n``, ``hit_share`` (0 to 1), ``low``, ``high`` (Wilson's interval of 90 per cent of it), ``enough``
        (at least 10 cases: fewer make no picture). Groups of the base rate are fifths from 0 to 1.

    Raises
    ------
    ValueError
        If a front is unknown.
    """
    fronts = chosen_fronts(ledger, front)
    if fronts is None:
        return _reliability_of_all(ledger)
    cases = against_base_rate(ledger)
    return _reliability(cases[cases["front"].isin(fronts)])


@cached_on_ledger
def _reliability_of_all(ledger: Ledger) -> pd.DataFrame:
    return _reliability(against_base_rate(ledger))


def _reliability(cases: pd.DataFrame) -> pd.DataFrame:
    """The rows of `reliability` for some cases."""
    worded = cases[cases["how"] == _HOW[0]]
    parts = [
        worded.assign(forecast=_HOW[0], group=worded["probability"]),
        cases.assign(forecast="base_rate", probability=cases["base_rate"], group=(cases["base_rate"] * 5) // 1),
    ]
    both = pd.concat(parts)
    groups = both.groupby(["forecast", "group"])
    means = {"probability": groups["probability"].mean(), "n": groups.size(), "hit_share": groups["hit"].mean()}
    table = pd.DataFrame(means).reset_index()
    low, high = _wilson(table["hit_share"].to_numpy(dtype="float64"), table["n"].to_numpy(dtype="float64"))
    table = table.assign(low=low, high=high, enough=table["n"] >= ENOUGH).drop(columns="group")
    return table.sort_values(["forecast", "probability"], ascending=[False, True], ignore_index=True).round(3)


def _skill(cases: pd.DataFrame) -> tuple[float, ...]:
    """The row of `forecast_skill` for some cases."""
    ours, base = cases["brier"].to_numpy(), cases["brier_base"].to_numpy()
    n, hits = len(cases), int(cases["hit"].sum())
    if not n:
        return (0, 0, *[np.nan] * 5)
    low, high = np.nan, np.nan
    if n >= ENOUGH:
        drawn = np.random.default_rng(SEED).integers(0, n, size=(_RESAMPLES, n))
        skills = 1 - ours[drawn].mean(axis=1) / base[drawn].mean(axis=1)
        low, high = np.quantile(skills, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return n, hits, ours.mean(), base.mean(), 1 - ours.mean() / base.mean(), low, high


def _wilson(share: Numbers, n: Numbers) -> tuple[Numbers, Numbers]:
    """Wilson's interval (*Journal of the ASA* 22, 1927) of 90 per cent of a share of ``n`` cases."""
    z = 1.6449
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return middle - half, middle + half
