"""Published totals, each held against our own count at its day, in its scope, from its first day, in its unit."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.typing import NaTType

from op1027.analysis._numeric import Flags
from op1027.analysis.progress import base_counts
from op1027.analysis.scope import above, members, within
from op1027.ledger.control import holdings, is_firm
from op1027.ledger.fronts import WHOLE, days_of
from op1027.ledger.model import Ledger, cached_on_ledger
from op1027.ledger.resolve import together
from op1027.record._columns import encoded

_Days = npt.NDArray[np.datetime64]
_Counts = npt.NDArray[np.int64]
_Keys = Callable[[str], set[str]]
_Codes = npt.NDArray[np.int64]
_Row = tuple[int | None, int | None, float, str, str]

_COLUMNS = [
    *["item", "date", "front", "place", "actor", "allies", "claimant", "metric", "since"],
    *["claimed_low", "claimed_high"],
    *["ours_low", "ours_high", "ratio", "verdict", "why", "summary"],
]
_SUM_COLUMNS = [
    *["source", "claimant", "metric", "total", "total_low", "total_high", "parts", "n_parts"],
    *["parts_low", "parts_high", "finding", "why"],
]
# Which of our units a published one surely counts, and which it may count.
BASE_UNITS = {
    "bases": ({"bases", "battalions"}, {"bases", "battalions", "positions"}),
    "positions": ({"positions", "bases", "outposts", "battalions"}, {"positions", "bases", "outposts", "battalions"}),
    "outposts": ({"outposts"}, {"outposts", "positions"}),
    "battalions": ({"battalions"}, {"battalions", "bases"}),
}
SCOPE = ["front", "place", "actor", "allies"]  # columns that say whose captures a total counts, and where
_NEAR = 1.25  # up to a quarter apart counts as nearly right


@dataclass(frozen=True)
class _Scope:
    """What a total counts: where (``place`` is narrower than, or lies across, its front), whose, since when.

    Captures of the ``allies`` it may count as well; ``since``, its first day, is missing where that is unknown.
    """

    front: str
    place: str | None
    actor: str
    allies: frozenset[str]
    since: pd.Timestamp | NaTType


@cached_on_ledger
def check_tallies(ledger: Ledger) -> pd.DataFrame:
    """Every published total, beside our own count of the same thing, and what follows.

    A total is compared with what our record has in the same unit, front or place and force, from its first
    day to the day it speaks of. Our low count takes what is firm, lasted, and surely falls within; our high
    count takes all that may. A blank lower end ("nearly 70") is taken as the number less a fifth.

    Parameters
    ----------
    ledger : Ledger
        As loaded, or a view of it.

    Returns
    -------
    DataFrame
        One row a tally, sorted by ``date`` and ``item``.

        item, front, place, actor, claimant, metric, since, summary
            As in ``Ledger.claims``; ``date`` is the last day that it speaks of.
        allies : str
            Whose captures it counts beside its actor's, separated by |.
        claimed_low, claimed_high : Int64
            What the words allow, in units of ``metric``; missing where open.
        ours_low, ours_high : Int64
            Our count; missing where the record keeps none of this unit or of this side.
        ratio : float
            The claim over our count, at the ends that are nearest: 1 where the two ranges meet; missing
            where there is nothing to divide by.
        verdict : str
            ``borne_out``: the ranges meet. ``partly``: they are at most a quarter apart. ``not_borne_out``:
            further. ``open``: the claim is higher, but our record is the thinner one (bases, or a total that
            counts from an unknown or earlier day). ``not_checkable``: our record keeps no such count.
        why : str
            The reason in a sentence.

    Examples
    --------
    >>> import op1027
    >>> table = op1027.check_tallies(op1027.load())
    >>> bool((table["ours_low"].dropna() >= 0).all())
    True
    """
    claims = ledger.claims
    claims = claims[(claims["type"] == "tally") & claims[["low", "high"]].notna().any(axis=1)]
    claims = claims.rename(columns={"date_end": "date", "low": "claimed_low", "high": "claimed_high"})
    claims = claims.assign(allies=claim_allies(ledger).reindex(claims["item"]).to_numpy())
    count = _counter(ledger)
    ours: list[tuple[int, int] | None] = [None] * len(claims)
    about, stated = [*SCOPE, "metric", "since"], ["claimed_low", "claimed_high"]
    told = claims[about].join(claims[stated].astype("float")).to_dict("records")
    alike = claims.groupby(about, dropna=False, sort=False).ngroup()
    for same in alike.groupby(alike.to_numpy()).indices.values():
        first, scope = told[same[0]], _scope_of(told[same[0]], told[same[0]]["since"])
        if count.has_count_of(first["metric"], scope):
            days = (claims[day].to_numpy()[same] for day in ("date_start", "date"))
            for row, low, high in zip(same, *count(first["metric"], scope, *days), strict=True):
                ours[row] = int(low), int(high)
    rows: list[_Row] = []
    for claim, counted in zip(told, ours, strict=True):
        if counted is None:
            unit = claim["metric"].replace("_", " ")
            rows.append((None, None, np.nan, "not_checkable", f"The record keeps no running count of these {unit}."))
        else:
            ends = claim["claimed_low"], claim["claimed_high"]
            rows.append(_judge(claim["metric"], *ends, claim["since"], counted, ledger.package.start))
    found = pd.DataFrame(rows, columns=["ours_low", "ours_high", "ratio", "verdict", "why"], index=claims.index)
    found = found.astype({"ours_low": "Int64", "ours_high": "Int64", "ratio": "float"})
    return claims.drop(columns="verdict").join(found).sort_values(["date", "item"], ignore_index=True)[_COLUMNS]


def _scope_of(tally: Mapping[Hashable, Any], since: pd.Timestamp | NaTType) -> _Scope:
    """What a row of `check_tallies` counts."""
    place = None if pd.isna(tally["place"]) else tally["place"]
    allies = frozenset() if pd.isna(tally["allies"]) else frozenset(tally["allies"].split("|"))
    return _Scope(tally["front"], place, tally["actor"], allies, since)


@cached_on_ledger
def _counter(ledger: Ledger) -> "_Counter":
    return _Counter(ledger)


class _Counter:
    """Our own count of what a published total counts, on any days."""

    def __init__(self, ledger: Ledger) -> None:
        self.members = cache(partial(members, ledger.actors))
        self.above = cache(partial(above, ledger.actors))
        self.within = cache(partial(within, ledger.places.set_index("place")))
        self.ours = set(ledger.actors.loc[ledger.actors["side"] == ledger.package.side, "actor"])
        self.start, self.days = ledger.package.start, days_of(ledger).to_numpy()
        self.steps = cache(self._steps)
        spells, events = holdings(ledger), ledger.events
        allies = spells["item_start"].map(events.set_index("item")["allies"])
        self.towns = _Deeds(spells.assign(actor=spells["holder"], allies=allies))
        self.bases = _Deeds(events.join(base_counts(ledger).drop(columns=["front", "date"]), how="inner"))

    def has_count_of(self, metric: str, scope: _Scope) -> bool:
        """Whether the record keeps such a count: towns and bases that the offensive's side took."""
        return metric in {"towns", *BASE_UNITS} and scope.actor in self.ours

    def __call__(self, metric: str, scope: _Scope, first: _Days, last: _Days) -> tuple[_Counts, _Counts]:
        """The low count on each of the first days, and the high count on each of the last ones."""
        if metric == "towns":
            return self.count_towns(scope, first, last)
        return self.count_bases(metric, scope, first, last)

    def _steps(self, metric: str, scope: _Scope) -> tuple[_Days, _Counts, _Counts]:
        """The days on which either count changes, with the first and the last, and both counts on them."""
        low, high = self(metric, scope, self.days, self.days)
        moves = np.flatnonzero((low[1:] != low[:-1]) | (high[1:] != high[:-1])) + 1
        kept = np.unique([0, *moves, len(self.days) - 1])
        return self.days[kept], low[kept], high[kept]

    def count_towns(self, scope: _Scope, first: _Days, last: _Days) -> tuple[_Counts, _Counts]:
        """Towns: firm ones still held, and all that the reports allow, lost again or not."""
        towns, (sure, may) = self.towns, self._captures_in_scope(self.towns, scope)
        begins, latest, ends = (towns.frame[name].to_numpy() for name in ("start", "start_latest", "end"))
        start = np.datetime64(self.start if pd.isna(scope.since) else scope.since)
        lasting = sure & towns.frame["firm"].to_numpy() & (begins >= start)
        told = may & (pd.isna(scope.since) | (latest >= start))
        held = _places_held(towns.codes["place"][lasting], latest[lasting], ends[lasting], first, last)
        forever = np.full(told.sum(), np.datetime64("NaT"), ends.dtype)
        return held, _places_held(towns.codes["place"][told], begins[told], forever, last, last)

    def count_bases(self, metric: str, scope: _Scope, first: _Days, last: _Days) -> tuple[_Counts, _Counts]:
        """Bases in units that the metric surely counts, and in all that it may count (see `base_counts`)."""
        taken, (sure, may) = self.bases, self._captures_in_scope(self.bases, scope)
        begins, ends = (taken.frame[name].to_numpy() for name in ("date_start", "date_end"))
        start = np.datetime64(self.start if pd.isna(scope.since) else scope.since)
        surely, possibly = (taken.which("metric", units.__contains__, "bases") for units in BASE_UNITS[metric])
        firm = is_firm(taken.frame["evidence"], taken.frame["disputed"]).to_numpy()
        least = sure & surely & firm & (begins >= start)
        most = may & possibly & (pd.isna(scope.since) | (ends >= start))
        one, many, one_high, many_high = (
            taken.frame[name].to_numpy() for name in ("one_low", "many_low", "one_high", "many_high")
        )
        low = np.maximum(_sum_by(ends[least], one[least], first), _sum_by(ends[least], many[least], first))
        return low, _sum_by(begins[most], (one_high + many_high)[most], last)

    def _captures_in_scope(self, deeds: "_Deeds", scope: _Scope) -> tuple[Flags, Flags]:
        """Which deeds where the scope says are surely the force's, and which may be: its allies', its alliance's."""
        own = self.members(scope.actor)
        wide = own.union(self.above(scope.actor), *map(self.members, scope.allies))
        if scope.place:
            inside = deeds.which("place", self.within(scope.place).__contains__)
        else:
            inside = deeds.which("front", lambda front: scope.front in (front, WHOLE))
        sure = deeds.which("actor", own.__contains__)
        joined = deeds.which("allies", lambda allies: not own.isdisjoint(allies.split("|")))
        return inside & sure, inside & (deeds.which("actor", wide.__contains__) | joined)


class _Deeds:
    """Captures, asked of again and again: what is asked of a text is asked of each different one once."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        texts = {name: encoded(frame[name]) for name in (*SCOPE, "metric") if name in frame}
        self.codes = {name: codes for name, (codes, _) in texts.items()}
        self.values = {name: values.to_list() for name, (_, values) in texts.items()}

    def which(self, column: str, fits: Callable[[str], bool], missing: str = "") -> Flags:
        """The rows whose text in a column is one that fits; ``missing`` stands for a missing one."""
        found: Flags = np.array([*map(fits, self.values[column]), bool(missing) and fits(missing)], dtype=bool)
        rows: Flags = found[self.codes[column]]
        return rows


def _judge(
    metric: str, low: float, high: float, since: pd.Timestamp | NaTType, ours: tuple[int, int], start: pd.Timestamp
) -> _Row:
    """Our count, ratio, verdict and reason for a total of ``low`` to ``high`` (NaN: open)."""
    least = high / _NEAR if np.isnan(low) else low
    most = np.inf if np.isnan(high) else high
    record = f"Our record has {spoken(*ours)}"
    if least <= ours[1] and most >= ours[0]:
        return *ours, 1.0, "borne_out", f"{record}, and the ranges meet."
    apart = most / ours[0] if most < ours[0] else least / ours[1] if ours[1] else np.nan
    ratio = round(apart, 2)
    if 1 / _NEAR <= apart <= _NEAR:
        verdict, why = "partly", f"{record}: at most a quarter apart."
    elif most < ours[0] and pd.isna(since):
        verdict, why = "open", f"{record}; the total may count from a later day, it does not say."
    elif most < ours[0]:
        verdict, why = "not_borne_out", f"{record} in this scope by that day, which is more."
    elif metric != "towns":
        verdict, why = "open", f"{record} that pages name one by one: it is the thinner one."
    elif isinstance(since, NaTType) or since < start:
        verdict, why = "open", f"{record}, but from a later day: it is the thinner one."
    else:
        verdict, why = "not_borne_out", f"{record} in this scope by that day, which is fewer."
    return *ours, ratio, verdict, why


def count_of_scope(ledger: Ledger, total: Mapping[Hashable, Any]) -> pd.DataFrame:
    """Our own count of what a total counts, whenever from: ``date``, ``low``, ``high`` on the days on which it changes.

    ``total`` is a row of `check_tallies`; the first day and the last are among those days.
    """
    steps = _counter(ledger).steps(total["metric"], _scope_of(total, pd.NaT))
    return pd.DataFrame(dict(zip(("date", "low", "high"), steps, strict=True)))


def check_sums(ledger: Ledger) -> pd.DataFrame:
    """Arithmetic inside a publication: parts against the total that the same page gives.

    A total is a tally with at least two other tallies of the same page, claimant, unit and day that are
    narrower (another front, place or member of the same force) and apart from each other. Bases, positions
    and outposts count as one unit here.

    Returns
    -------
    DataFrame
        One row a total, sorted by its first columns: ``source``, ``total`` (item), ``total_low``, ``total_high``;
        ``parts`` (items, separated by |), ``n_parts``, ``parts_low``, ``parts_high`` (sums, missing where a
        part is open); ``finding``: ``adds_up`` (the two ranges meet), ``parts_short`` (parts are missing, or were
        not named) or ``parts_over`` (both cannot be right); ``why``.
    """
    reports = ledger.reports.astype({"low": "float", "high": "float"})
    told = reports[(reports["type"] == "tally") & (reports["stance"] == "affirms") & reports["actor"].notna()]
    told = told.assign(unit=told["metric"].mask(told["metric"].isin(list(BASE_UNITS)), "bases"))
    forces = cache(partial(members, ledger.actors))
    inside = cache(partial(within, ledger.places.set_index("place")))
    rows = []
    beside = ["source", "claimant", "unit", "date_end"]
    told = told[told.groupby(beside)["item"].transform("size") >= 3]
    for (source, claimant, _, _), page in told.groupby(beside):
        tallies = page.to_dict("records")
        for total in tallies:
            parts = page[[_narrower(total, part, forces, inside) for part in tallies]]
            if len(parts) < 2 or _overlapping(parts):
                continue
            whole = total["low"], total["high"]
            made = parts["low"].sum(skipna=False), parts["high"].sum(skipna=False)
            items = "|".join(sorted(parts["item"]))
            named = (source, claimant, total["metric"], total["item"])
            rows.append((*named, *whole, items, len(parts), *made, *_sum_finding(whole, made)))
    numbers = dict.fromkeys(["total_low", "total_high", "parts_low", "parts_high"], "Int64")
    frame = pd.DataFrame(rows, columns=_SUM_COLUMNS).astype(numbers)
    return frame.sort_values(["source", "total", "total_low", "total_high", "parts"], ignore_index=True)


def _sum_finding(total: tuple[float, float], parts: tuple[float, float]) -> tuple[str, str]:
    """Whether a total and the sum of its parts can both be right, and in words what they are (NaN: open)."""
    words = f"The parts make {spoken(*parts)}; the total says {spoken(*total)}."
    if parts[1] < total[0]:
        return "parts_short", words
    if parts[0] > total[1]:
        return "parts_over", words
    return "adds_up", words


def spoken(low: float, high: float) -> str:
    """A range in words, NaN where it is open: 45, at least 451, up to 70."""
    if np.isnan(low):
        return "an open number" if np.isnan(high) else f"up to {high:,.0f}"
    if np.isnan(high):
        return f"at least {low:,.0f}"
    return f"{low:,.0f}" if low == high else f"{low:,.0f} to {high:,.0f}"


def _narrower(total: dict[Hashable, Any], part: dict[Hashable, Any], forces: _Keys, inside: _Keys) -> bool:
    """Whether a tally counts a part of what another one counts.

    ``forces`` gives the members of an actor, ``inside`` the places in a place.
    """
    scopes = [(t["front"], None if pd.isna(t["place"]) else t["place"], t["actor"]) for t in (total, part)]
    if scopes[0] == scopes[1]:
        return False
    (front, wide, force), (place_front, narrow, actor) = scopes
    allies = [] if pd.isna(total["allies"]) else total["allies"].split("|")
    covered = front in (WHOLE, place_front) if wide is None else narrow is not None and narrow in inside(wide)
    return covered and actor in forces(force).union(*map(forces, allies))


def _overlapping(parts: pd.DataFrame) -> bool:
    """Whether parts may count the same thing: they differ neither all in place nor all in force."""
    where = parts["place"].fillna(parts["front"])
    return bool(where.duplicated().any() and parts["actor"].duplicated().any())


def claim_allies(ledger: Ledger) -> pd.Series:
    """Whose captures each claim counts beside its actor's, by item: keys in order, separated by |."""
    return together(ledger.reports[ledger.reports["kind"] == "claim"], ledger.claims.set_index("item")["actor"])


def _places_held(place: _Codes, begins: _Days, ends: _Days, first: _Days, last: _Days) -> _Counts:
    """How many places have a spell that begins by each first day and has not ended (or never will) by the last one."""
    seconds = [days.astype("M8[s]").astype("int64") for days in (first, last, begins)]
    # reports speak of the same days again and again
    (first_days, last_days), alike = np.unique(np.stack(seconds[:2]), axis=1, return_inverse=True)
    numbers, places = pd.factorize(place)
    # for each place and first day the latest end of the spells that have begun by then
    until = np.full((len(places), len(first_days) + 1), np.iinfo("int64").min)
    ending = np.where(np.isnat(ends), np.iinfo("int64").max, ends.astype("M8[s]").astype("int64"))
    np.maximum.at(until, (numbers, np.searchsorted(first_days, seconds[2])), ending)
    held = np.maximum.accumulate(until, axis=1)[:, :-1] > last_days
    found: _Counts = held.sum(axis=0)[alike.ravel()]
    return found


def _sum_by(days: _Days, numbers: _Counts, until: _Days) -> _Counts:
    """The sum of the numbers of days up to each other day."""
    order = np.argsort(days)
    sums: _Counts = np.append(0, numbers[order].cumsum())[np.searchsorted(days[order], until, side="right")]
    return sums
