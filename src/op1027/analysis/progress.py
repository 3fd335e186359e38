"""How far the offensive had got: frames by front and date."""

import pandas as pd
from pandas.tseries.frequencies import to_offset

from op1027.ledger.control import holdings
from op1027.ledger.fronts import WHOLE, days_of, fronts_of, sides_of
from op1027.ledger.model import Ledger, cached_on_ledger

COLUMNS = [
    *["front", "date", "towns_captured", "towns_lost", "towns_held", "towns_total", "share_held"],
    *["bases_low", "bases_high"],
]


def progress(ledger: Ledger, freq: str = "D") -> pd.DataFrame:
    """Towns and bases by front and date, from the first day of the offensive to the as-of day.

    Parameters
    ----------
    ledger : Ledger
    freq : str
        A pandas frequency: ``D`` for days, ``W`` for weeks, ``MS`` or ``ME`` for months… Each row
        stands for the end of its period; the last one is the as-of day.

    Returns
    -------
    DataFrame
        One row per front and date, fronts in drawing order, then ``all``, their sum.

        towns_captured : int
            Towns that the offensive's side took since its first day, each capture counted (gross).
        towns_lost : int
            Of these, how often one was lost again or handed to another side (gross).
        towns_held : int
            ``towns_captured - towns_lost``.
        towns_total : int
            Towns of the front in places.csv.
        share_held : float
            ``towns_held / towns_total``, 0 to 1; missing for a front without towns.
        bases_low, bases_high : int
            Bases, posts and battalions taken since the first day (gross). Reports that name one base
            and reports that count several may speak of the same bases: ``low`` takes the greater of
            the two sums, ``high`` adds them. A count without an upper end adds its lower end to both.

    Raises
    ------
    ValueError
        If ``freq`` is no frequency of pandas.
    """
    return at_ends(every_day(ledger), freq)


@cached_on_ledger
def every_day(ledger: Ledger) -> pd.DataFrame:
    """The rows of `progress` for every day."""
    days, fronts = days_of(ledger), fronts_of(ledger)
    taken, lost = town_changes(ledger)
    bases = base_counts(ledger)
    parts = {
        "towns_captured": daily(taken, days, fronts),
        "towns_lost": daily(lost, days, fronts),
        **{name: daily(bases, days, fronts, name) for name in ("one_low", "one_high", "many_low", "many_high")},
    }
    frame = pd.DataFrame({name: wide.stack(future_stack=True) for name, wide in parts.items()})
    frame["bases_low"] = frame[["one_low", "many_low"]].max(axis=1)
    frame["bases_high"] = frame["one_high"] + frame["many_high"]
    towns = ledger.places.loc[ledger.places["kind"] == "town", "front"].value_counts()
    counts = frame[["towns_captured", "towns_lost", "bases_low", "bases_high"]].reset_index()
    counts["towns_total"] = counts["front"].map(towns).fillna(0).astype("int64")
    whole = counts.drop(columns="front").groupby("date", as_index=False).sum().assign(front=WHOLE)
    result = pd.concat([counts, whole], ignore_index=True)
    result["towns_held"] = result["towns_captured"] - result["towns_lost"]
    result["share_held"] = result["towns_held"] / result["towns_total"].where(result["towns_total"] > 0)
    result["front"] = pd.Categorical(result["front"], [*fronts, WHOLE])
    result = result.sort_values(["front", "date"], ignore_index=True).astype({"front": "str"})
    return result[COLUMNS]


@cached_on_ledger
def firmly_held(ledger: Ledger) -> pd.DataFrame:
    """Towns held whose capture is conceded or independently reported, and not disputed, by front and day.

    Returns
    -------
    DataFrame
        ``front`` (with ``all``), ``date``, ``towns_firm`` (at most ``towns_held`` of `progress`).
    """
    days = days_of(ledger)
    fronts = fronts_of(ledger)
    taken, lost = town_changes(ledger)
    firm = daily(taken[taken["firm"]], days, fronts) - daily(lost[lost["firm"]], days, fronts)
    firm[WHOLE] = firm.sum(axis=1)
    long = firm.stack(future_stack=True).reset_index()
    return long.set_axis(["date", "front", "towns_firm"], axis="columns")


@cached_on_ledger
def held_bounds(ledger: Ledger) -> pd.DataFrame:
    """How many towns may have been held on each day, by the days that the reports of each change of hands allow.

    Returns
    -------
    DataFrame
        ``front``, ``date``, ``towns_least`` and ``towns_most``, which ``towns_held`` of `progress` lies between:
        the least takes a town from the last day on which it can have been taken to the first on which it can have
        been lost, the most from the first to the last.
    """
    days, fronts, start = days_of(ledger), fronts_of(ledger), ledger.package.start
    spells = holdings(ledger)
    spells = spells[spells["counts"]]
    runs = spells.drop_duplicates("run")[["run", "front", "start", "start_latest"]].merge(
        spells.drop_duplicates("run", keep="last")[["run", "end", "end_latest"]], on="run"
    )
    sure = runs[~(runs["end"] <= runs["start_latest"])]
    spans = {"towns_least": (sure, "start_latest", "end"), "towns_most": (runs, "start", "end_latest")}
    parts = {}
    for name, (frame, begin, end) in spans.items():
        known = [frame.dropna(subset=day) for day in (begin, end)]
        moves = [f.assign(date=f[day].where(f[day] > start, start)) for f, day in zip(known, (begin, end), strict=True)]
        parts[name] = (daily(moves[0], days, fronts) - daily(moves[1], days, fronts)).stack(future_stack=True)
    return pd.DataFrame(parts).reset_index()


def captured_towns(ledger: Ledger, fronts: list[str] | None = None) -> int:
    """How many different towns the captures of `progress` are of; by default on all fronts."""
    spells = holdings(ledger)
    mine = spells["counts"] if fronts is None else spells["counts"] & spells["front"].isin(fronts)
    return int(spells.loc[mine, "place"].nunique())


def town_changes(ledger: Ledger) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The offensive's captures of towns and its losses of them: ``front``, ``date`` (best day), ``firm``.

    ``firm`` says whether more than the word of the side that gained stands behind the capture, and
    nobody denies it. What was held before the first day does not count, and a hand-over within the side is
    neither a capture nor a loss: `holdings` says which spells are one holding.
    """
    spells = holdings(ledger)
    spells = spells[spells["counts"]]
    firm = spells.groupby("run")["firm"].transform("first")
    taken = spells.assign(firm=firm).drop_duplicates("run")
    last = spells.assign(firm=firm).drop_duplicates("run", keep="last")
    lost = last[last["ended"].notna()]
    return (
        taken[["front", "began", "firm"]].rename(columns={"began": "date"}),
        lost[["front", "ended", "firm"]].rename(columns={"ended": "date"}),
    )


@cached_on_ledger
def base_counts(ledger: Ledger) -> pd.DataFrame:
    """Bases that the offensive's side took, also before its first day, by event: ``front``, ``date`` and counts.

    ``one_low``/``one_high`` for reports of a single base, ``many_low``/``many_high`` for counted ones.
    """
    events = ledger.events
    events = events[events["type"] == "base_captured"]
    side = events["actor"].map(sides_of(ledger.actors))
    found = events.loc[side == ledger.package.side, ["front", "date", "low", "high"]]
    low = found["low"].fillna(0).where(found[["low", "high"]].notna().any(axis=1), 1)
    high = found["high"].fillna(low)
    single = (low == 1) & (high == 1)
    return found[["front", "date"]].assign(
        one_low=low.where(single, 0).astype("int64"),
        one_high=high.where(single, 0).astype("int64"),
        many_low=low.mask(single, 0).astype("int64"),
        many_high=high.mask(single, 0).astype("int64"),
    )


def daily(changes: pd.DataFrame, days: pd.DatetimeIndex, fronts: list[str], count: str = "") -> pd.DataFrame:
    """The running sum of changes (or of a column of theirs) by day and front."""
    amount = changes[count] if count else pd.Series(1, index=changes.index)
    table = amount.groupby([changes["date"], changes["front"]]).sum().unstack("front", fill_value=0)
    table = table.reindex(index=days, columns=fronts, fill_value=0).fillna(0).astype("int64").cumsum()
    return table.rename_axis(index="date", columns="front")


def at_ends(frame: pd.DataFrame, freq: str) -> pd.DataFrame:
    """Of the daily rows, those of the last day of each period."""
    try:
        to_offset(freq)
    except ValueError:
        raise ValueError(f"freq = {freq!r} is no frequency; use D, W, MS or ME (see pandas' offset aliases)") from None
    if freq == "D":
        return frame
    days = pd.DatetimeIndex(frame["date"].unique())
    last = pd.Series(days, index=days).resample(freq).max()
    return frame[frame["date"].isin(last)].reset_index(drop=True)
