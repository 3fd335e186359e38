"""How far the offensive had got: frames by front and date."""

import numpy as np
import pandas as pd

from op1027.analysis._by_day import at_ends, daily, stacked, with_whole
from op1027.ledger.control import holdings
from op1027.ledger.fronts import days_of, fronts_of, sides_of
from op1027.ledger.model import Ledger, cached_on_ledger

_COLUMNS = [
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
        If ``freq`` is no frequency of pandas, or of less than a day.

    Examples
    --------
    >>> import op1027
    >>> months = op1027.progress(op1027.load(), freq="ME")
    >>> bool((months["towns_held"] == months["towns_captured"] - months["towns_lost"]).all())
    True
    """
    return at_ends(_towns_every_day(ledger), freq)


@cached_on_ledger
def _towns_every_day(ledger: Ledger) -> pd.DataFrame:
    """The rows of `progress` for every day."""
    days, fronts = days_of(ledger), fronts_of(ledger)
    taken, lost = town_changes(ledger)
    bases = base_counts(ledger)
    one_low, one_high, many_low, many_high = (
        daily(bases, days, fronts, name) for name in ("one_low", "one_high", "many_low", "many_high")
    )
    towns = ledger.places.loc[ledger.places["kind"] == "town", "front"].value_counts().reindex(fronts, fill_value=0)
    wide = {
        "towns_captured": daily(taken, days, fronts),
        "towns_lost": daily(lost, days, fronts),
        "bases_low": one_low.where(one_low > many_low, many_low),
        "bases_high": one_high + many_high,
        "towns_total": one_low * 0 + towns.to_numpy(dtype="int64"),
    }
    frame = stacked({name: with_whole(table) for name, table in wide.items()})
    # day by day, as stacked, becomes front by front
    frame = frame.take(np.arange(len(frame)).reshape(len(days), -1).T.ravel()).reset_index(drop=True)
    frame["towns_held"] = frame["towns_captured"] - frame["towns_lost"]
    frame["share_held"] = frame["towns_held"] / frame["towns_total"].where(frame["towns_total"] > 0)
    return frame[_COLUMNS]


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
    return stacked({"towns_firm": with_whole(firm)})


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
        parts[name] = daily(moves[0], days, fronts) - daily(moves[1], days, fronts)
    return stacked(parts)


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
    spells = spells.assign(firm=spells.groupby("run")["firm"].transform("first"))
    taken, last = spells.drop_duplicates("run"), spells.drop_duplicates("run", keep="last")
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
