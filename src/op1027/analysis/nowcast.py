"""What is not yet known: recent events, corrected for reports that are still to come."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from op1027.analysis._numeric import LEVEL, SEED, Flags, Numbers, Whole
from op1027.ledger.control import HANDS
from op1027.ledger.fronts import WHOLE, fronts_of
from op1027.ledger.model import Ledger, cached_on_ledger, event_states
from op1027.text.asked import Day, known_key

_MEASURES = ("events", "towns")
_WEEKS = 8
_LATEST = 180  # days: what is published later still is beyond the correction
_MEMORY = 365  # days of events that the lags are learnt from
_DRAWS = 300
HORIZON = 30  # days, of the back-test
_SETTLED = 90  # days after which most of a month has come out
_BACKTEST = {"front": "str", "date": "datetime64[s]", "known": "int64", "estimate": "float64"}
_BACKTEST |= dict.fromkeys(["low", "high", "later"], "int64") | {"settled": "bool"}


@dataclass(frozen=True)
class _Told:
    """Events as numbers, one each: position of the front, days from its best day to another, days to its first page.

    ``age`` counts to ``start``, and in what `at` gives to the day asked for; ``page`` is the first page, ``read``
    whether its day was read.
    """

    front: Whole
    town: Flags
    age: Whole
    lag: Whole
    page: Whole
    read: Flags
    start: pd.Timestamp
    fronts: int

    def only(self, kept: Flags) -> "_Told":
        """Some of them."""
        columns = {name: getattr(self, name)[kept] for name in ("front", "town", "age", "lag", "page", "read")}
        return replace(self, **columns)

    def at(self, day: pd.Timestamp) -> "_Told":
        """Those from the first day of the offensive to a day, with their age on it."""
        aged = replace(self, age=self.age + (day - self.start).days, start=day)
        return aged.only((self.age <= 0) & (aged.age >= 0))

    def counts(self, ages: list[Whole], measure: str) -> Whole:
        """Counts by front (rows) and period of ages."""
        bounds = np.array([[age[0], age[-1]] for age in ages]).reshape(-1, 2)
        found = np.zeros((self.fronts, len(ages)), dtype="int64")
        inside = (bounds[:, 0] <= self.age[:, None]) & (self.age[:, None] <= bounds[:, 1])
        inside &= (self.town | (measure != "towns"))[:, None]
        np.add.at(found, self.front, inside)
        return found


@dataclass(frozen=True)
class _Lags:
    """How late events are published: the share that is out after 0, 1 … `_LATEST` days, and one for every draw."""

    share: Numbers
    draws: Numbers


def nowcast(ledger: Ledger, as_of: Day | None = None, measure: str = "events") -> pd.DataFrame:
    """Events of the last eight weeks by front: those known, and how many there will be once late reports are in.

    The lags from event to first page make a reporting triangle. From it the share of events that is out after 0, 1, 2 …
    days is estimated by the chain ladder on days: the product-limit estimate of right-truncated lags (Lagakos, Barraj
    and De Gruttola, *Biometrika* 75, 1988; Mack, *ASTIN Bulletin* 23, 1993, for the ladder). A week's count is divided
    by the share that is out on average of its days. Only pages whose day was read tell a lag.

    Parameters
    ----------
    ledger : Ledger
    as_of : str (YYYY-MM-DD), date or Timestamp, optional
        As known on that day; by default on the ledger's own.
    measure : str
        ``events``, or ``towns`` for their changes of hands alone: these are told at once, and correcting them makes
        the count no better (see `backtest_nowcast`).

    Returns
    -------
    DataFrame
        One row a front and week, fronts in drawing order, then ``all`` (their sum, with what is nationwide).

        front, week : str, datetime
            ``week`` is its Monday.
        days : int
            Days of it up to the as-of day, 1 to 7.
        known : int
            Events at their best days, as known.
        published_share : float
            Share of its events that is estimated to be out, above 0, to 1.
        estimate : float
            ``known / published_share``, one decimal.
        low, high : int
            Interval of 90 per cent by bootstrap: lags drawn anew by page, then the events still to come, negative
            binomial. The seed is fixed.

    Raises
    ------
    ValueError
        If ``as_of`` is not a day, or there is no such measure.

    Examples
    --------
    >>> import op1027
    >>> weeks = op1027.nowcast(op1027.load(), as_of="2024-06-30")
    >>> bool((weeks["known"] <= weeks["high"]).all())
    True
    """
    measure = known_key(measure, _MEASURES, "measure")
    view = ledger if as_of is None else ledger.as_of(as_of)
    day = max(view.known_on, view.package.start)
    weeks = pd.date_range(end=day - pd.Timedelta(days=day.day_of_week), periods=_WEEKS, freq="7D", unit="s")
    weeks = weeks[weeks + pd.Timedelta(days=6) >= view.package.start]
    ages = [np.arange(max((day - week).days - 6, 0), (day - week).days + 1) for week in weeks]
    told = _numbers(view.events, view).at(day)
    table = told.counts(ages, measure)
    share, low, high = _interval(table, ages, _lags(told))
    frame = pd.DataFrame(
        {
            "front": np.repeat([*fronts_of(view), WHOLE], len(weeks)),
            "week": np.tile(weeks, len(table)),
            "days": np.tile([len(age) for age in ages], len(table)),
            "known": _with_sum(table).ravel(),
            "published_share": np.tile(np.round(share, 3), len(table)),
            "estimate": np.round(_with_sum(table) / share, 1).ravel(),
            "low": low.ravel(),
            "high": high.ravel(),
        }
    )
    return frame.astype({"front": "str", "week": "datetime64[s]"})


@cached_on_ledger
def _backtests(ledger: Ledger) -> pd.DataFrame:
    """The rows of `backtest_nowcast` for every measure."""
    states, now = event_states(ledger), _numbers(ledger.events, ledger)
    ever = _numbers(states, ledger)
    since, until = (states[name].to_numpy() for name in ("known_from", "known_until"))
    bins = [np.arange(first, min(first + 7, HORIZON)) for first in range(0, HORIZON, 7)]
    fronts = [*fronts_of(ledger), WHOLE]
    rows: list[pd.DataFrame] = []
    begin = ledger.package.start + pd.Timedelta(days=HORIZON)
    for day in pd.date_range(begin, ledger.known_on, freq="ME", unit="s"):
        then = ever.only((since <= day) & ~(until <= day)).at(day)
        lags = _lags(then)
        for measure in _MEASURES:
            table, later = (told.counts(bins, measure) for told in (then, now.at(day)))
            share, low, high = _interval(table, bins, lags, whole=True)
            rows.append(
                pd.DataFrame(
                    {
                        "measure": measure,
                        "front": fronts,
                        "date": day,
                        "known": _with_sum(table).sum(axis=1),
                        "estimate": np.round((_with_sum(table) / share).sum(axis=1), 1),
                        "low": low[:, 0],
                        "high": high[:, 0],
                        "later": _with_sum(later).sum(axis=1),
                        "settled": (ledger.known_on - day).days >= _SETTLED,
                    }
                )
            )
    frame = pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=["measure", *_BACKTEST])
    return frame.astype({"measure": "str"} | _BACKTEST)


def backtest_nowcast(ledger: Ledger, measure: str = "events") -> pd.DataFrame:
    """The nowcast of the last 30 days at every month-end of the record, beside what is known of those days now.

    Each uses only what was published by its day. What the record has now is no truth either, but the best there is.

    Parameters
    ----------
    ledger : Ledger
    measure : str
        As in `nowcast`.

    Returns
    -------
    DataFrame
        One row a month-end and front, by month-end, fronts in drawing order, then ``all``.

        front, date : str, datetime
        known : int
            Events of the 30 days up to ``date``, as known then.
        estimate, low, high : float, int, int
            The nowcast of them, and its interval of 90 per cent.
        later : int
            As known on the ledger's as-of day.
        settled : bool
            Whether 90 days and more have passed since: of the others ``later`` is no yardstick yet.

    Raises
    ------
    ValueError
        If there is no such measure.

    Examples
    --------
    >>> import op1027
    >>> months = op1027.backtest_nowcast(op1027.load())
    >>> bool((months["low"] <= months["high"]).all())
    True
    """
    measure = known_key(measure, _MEASURES, "measure")
    frame = _backtests(ledger)
    return frame.loc[frame["measure"] == measure, list(_BACKTEST)].reset_index(drop=True)


def nowcast_errors(ledger: Ledger) -> pd.DataFrame:
    """What the back-test comes to: errors of nowcast and raw count, and how often the interval holds the later count.

    Returns
    -------
    DataFrame
        Indexed by ``measure`` and ``scope`` (``all`` for sums, ``front`` for single fronts); over settled month-ends.

        cases : int
            Month-ends, or month-ends times fronts.
        mean : float
            Mean of what is known now.
        error_known, error_nowcast : float
            Mean absolute errors of the raw count and of the nowcast.
        bias_nowcast : float
            Mean of nowcast less later count; below 0 where it corrects too little.
        coverage : float
            Share of the cases in which the later count lies in the interval, 0 to 1; 0.9 is what it promises.
        helps : bool
            Whether the nowcast's error is the smaller.
    """
    frame = _backtests(ledger)
    frame = frame[frame["settled"]]
    frame = frame.assign(
        scope=(frame["front"] == WHOLE).map({True: WHOLE, False: "front"}),
        error_known=(frame["known"] - frame["later"]).abs(),
        error_nowcast=(frame["estimate"] - frame["later"]).abs(),
        bias_nowcast=frame["estimate"] - frame["later"],
        coverage=(frame["low"] <= frame["later"]) & (frame["later"] <= frame["high"]),
    )
    groups = frame.groupby(["measure", "scope"])
    table = groups[["later", "error_known", "error_nowcast", "bias_nowcast", "coverage"]].mean().round(2)
    table = table.rename(columns={"later": "mean"})
    table.insert(0, "cases", groups.size())
    table["helps"] = table["error_nowcast"] < table["error_known"]
    return table


def _numbers(events: pd.DataFrame, ledger: Ledger) -> _Told:
    """Events since the first day, as numbers."""
    told = ledger.reports[(ledger.reports["kind"] == "event") & (ledger.reports["stance"] == "affirms")]
    pages = ledger.sources.set_index("source")[["published", "date_basis"]]
    told = told[["item", "source", "report_id"]].join(pages, on="source")
    first = told.sort_values(["published", "report_id"]).drop_duplicates("item").set_index("item")
    first = first.reindex(events["item"])
    order = {front: n for n, front in enumerate([*fronts_of(ledger), WHOLE])}
    return _Told(
        front=np.array([order[front] for front in events["front"]], dtype="int64"),
        town=events["type"].isin(HANDS).to_numpy(),
        age=(ledger.package.start - events["date"]).dt.days.to_numpy(dtype="int64"),
        lag=events["lag_days"].clip(lower=0).to_numpy(dtype="int64"),
        page=pd.factorize(first["source"])[0],
        read=(first["date_basis"] != "inferred").to_numpy(),
        start=ledger.package.start,
        fronts=len(order),
    )


def _with_sum(counts: Whole) -> Whole:
    """Counts by front and period (also of many draws), with the sum of all in the place of what is nationwide."""
    found = counts.copy()
    found[..., -1, :] = counts.sum(axis=-2)
    return found


def _lags(told: _Told) -> _Lags:
    """The share of events that is out by days since, from those of the last year whose first page's day was read."""
    used = told.only(told.read & (told.age <= _MEMORY) & (told.lag <= np.minimum(told.age, _LATEST)))
    pages, page = np.unique(used.page, return_inverse=True)
    young, unripe = used.age < _LATEST, np.minimum(used.age + 1, _LATEST)
    # Bayesian bootstrap by page (Rubin, 1981): what one page tells, late or soon, comes and goes together
    rng = np.random.default_rng(SEED)
    out, too_young = np.empty((2, 1 + _DRAWS, _LATEST + 1))
    for draw in range(1 + _DRAWS):
        weights = rng.exponential(size=len(pages))[page] if draw else np.ones(len(page))
        out[draw] = np.bincount(used.lag, weights, _LATEST + 1)
        too_young[draw] = np.bincount(unripe, weights * young, _LATEST + 1)
    shares = _shares_out(out, too_young)
    return _Lags(shares[0], shares[1:])


def _shares_out(told: Numbers, young: Numbers) -> Numbers:
    """The product-limit estimate of the share out by each lag, a row each.

    ``told`` counts events by lag; ``young`` those whose age allows no such lag, by the first lag that it does not
    allow: they say nothing of that lag and later ones.
    """
    at_most = told.cumsum(axis=1)
    at_risk = at_most - young.cumsum(axis=1)
    hazard = np.divide(told, at_risk, out=np.zeros_like(told), where=at_risk > 1e-9)
    kept = 1 - np.clip(hazard[:, 1:], 0, 1)
    later = np.cumprod(kept[:, ::-1], axis=1)[:, ::-1]
    return np.hstack([later, np.ones((len(told), 1))])


def _interval(table: Whole, ages: list[Whole], lags: _Lags, whole: bool = False) -> tuple[Numbers, Whole, Whole]:
    """The share out in each period, and the interval of every count (of their sum over the periods, if ``whole``)."""
    at = [np.minimum(age, _LATEST) for age in ages]
    least = 0.5 / (1 + table.max(initial=1))  # nothing is divided by nothing, where no lag is known yet
    share = np.array([max(lags.share[age].mean(), least) for age in at])
    drawn = np.stack([np.maximum(lags.draws[:, age].mean(axis=1), least) for age in at], axis=1)
    rng = np.random.default_rng(SEED)
    to_come = rng.negative_binomial(table[None] + 0.5, drawn[:, None, :])
    counts = _with_sum(table[None] + to_come)
    counts = counts.sum(axis=2, keepdims=True) if whole else counts
    low, high = np.quantile(counts, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    return share, np.floor(low).astype("int64"), np.ceil(high).astype("int64")
