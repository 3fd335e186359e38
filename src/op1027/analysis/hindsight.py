"""What could be known on each day, beside what is known now, and how long news took."""

import pandas as pd

from op1027.analysis.progress import daily, progress, stacked, with_whole
from op1027.ledger.control import HANDS, town_spells, with_days
from op1027.ledger.fronts import days_of, fronts_of
from op1027.ledger.model import Ledger, cached_on_ledger, event_states
from op1027.ledger.resolve import resolve_events, unfold

FIELDS = ["date", "actor", "opponent", "low", "high", "evidence", "disputed"]
COLUMNS = ["front", "date", "towns_known", "towns_now", "gap", "events_known", "events_now"]


@cached_on_ledger
def known_history(ledger: Ledger) -> pd.DataFrame:
    """The offensive's towns and all events by front and day: as known at the end of that day, and as known now.

    The count of a day uses only what had been published by its end: it is that of
    ``progress(ledger.as_of(date))`` on its last day, for every day at once.

    Returns
    -------
    DataFrame
        One row per front and date, fronts in drawing order, then ``all``, their sum.

        towns_known : int
            Towns held (net of losses) as known at the end of the day.
        towns_now : int
            Towns held on that day as known on the ledger's as-of day (``towns_held`` of `progress`).
        gap : int
            ``towns_now - towns_known``: below 0 where what was announced has since been dated later, or withdrawn.
        events_known, events_now : int
            Events since the first day, by their best day as known now: those published by the end of the day, and all.

    See Also
    --------
    reporting_lags : how long each event took to be published.
    """
    days, fronts = days_of(ledger), fronts_of(ledger)
    spells, states = _holdings_by_state(ledger)
    spells = spells[spells["counts"]]
    runs = spells.drop_duplicates("run")[["run", "place", "front", "began"]]
    runs = runs.merge(spells.drop_duplicates("run", keep="last")[["run", "ended"]], on="run")
    runs = runs.drop(columns="run").rename(columns={"place": "state"}).merge(states, on="state")
    moves = pd.concat([steps(runs, "began", 1), steps(runs, "ended", -1)])
    events = ledger.events[ledger.events["date"] >= ledger.package.start]
    told = events.assign(date=events[["date", "first_published"]].max(axis=1))
    wide = {
        "towns_known": daily(moves, days, fronts, "by"),
        "events_known": daily(told, days, fronts),
        "events_now": daily(events, days, fronts),
    }
    counts = stacked({name: with_whole(table) for name, table in wide.items()})
    now = progress(ledger)[["front", "date", "towns_held"]].rename(columns={"towns_held": "towns_now"})
    frame = now.merge(counts, on=["front", "date"])
    return frame.assign(gap=frame["towns_now"] - frame["towns_known"])[COLUMNS]


@cached_on_ledger
def reporting_lags(ledger: Ledger) -> pd.DataFrame:
    """How long each event since the first day took to be published.

    Returns
    -------
    DataFrame
        ``item``, ``type``, ``front``, ``date`` (best day), ``first_published``, ``lag_days`` (from the one to
        the other; below 0 for news ahead of the event), sorted by ``lag_days``, longest first.
    """
    events = ledger.events[ledger.events["date"] >= ledger.package.start]
    columns = ["item", "type", "front", "date", "first_published", "lag_days"]
    return events.sort_values(["lag_days", "item"], ascending=[False, True], ignore_index=True)[columns]


def revisions(ledger: Ledger) -> pd.DataFrame:
    """What was learnt later: every change that a new page made to an event already known.

    Returns
    -------
    DataFrame
        One row a change, sorted by ``known_from``, ``item`` and ``field``: ``item``, ``type``, ``front``;
        ``known_from`` (the day whose pages changed it), ``field`` (``date``, ``actor``, ``opponent``, ``low``,
        ``high``, ``evidence`` or ``disputed``), ``was`` and ``now`` (as text; missing where open).
    """
    history = event_states(ledger)
    text = history[FIELDS].astype("object").where(history[FIELDS].notna(), None)
    text["date"] = history["date"].dt.strftime("%Y-%m-%d")
    text = text.map(lambda value: None if value is None else str(value))
    before = text.groupby(history["item"]).shift()
    again = history["item"].duplicated()
    found = []
    for field in FIELDS:
        changed = again & (text[field].fillna("") != before[field].fillna(""))
        rows = history.loc[changed, ["item", "type", "front", "known_from"]]
        found.append(rows.assign(field=field, was=before.loc[changed, field], now=text.loc[changed, field]))
    frame = pd.concat(found).sort_values(["known_from", "item", "field"], ignore_index=True)
    return frame.astype({"field": "str", "was": "str", "now": "str"})


def _holdings_by_state(ledger: Ledger) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Who held each town in each state of knowledge, resolved in one pass.

    Returns
    -------
    spells : DataFrame
        As `control.with_days` gives them; ``place`` is the town and the day of the state, as in ``alpha@2024-01-05``.
    states : DataFrame
        As `resolve.unfold` gives them, by ``place``.
    """
    reports = ledger.reports[ledger.reports["type"].isin(HANDS)]
    copies, states = unfold(reports, ledger.sources, "place")
    copies = copies.assign(item=copies["item"] + copies["state"].str[-11:], place=copies["state"]).drop(columns="state")
    events = resolve_events(copies, ledger.sources, ledger.actors, *ledger.rules_of_evidence)
    spells, _ = town_spells(events, ledger.actors)
    return with_days(spells, events, ledger.actors, ledger.package), states


def steps(runs: pd.DataFrame, day: str, by: int) -> pd.DataFrame:
    """When a state of knowledge starts to count a change of hands, and when the next state replaces it."""
    known = runs[runs[day].notna()]
    since = known[[day, "known_from"]].max(axis=1)
    held = known["known_until"].isna() | (since < known["known_until"])
    start = pd.DataFrame({"front": known["front"], "date": since, "by": by})[held]
    until = pd.DataFrame({"front": known["front"], "date": known["known_until"], "by": -by})[held]
    return pd.concat([start, until[until["date"].notna()]])
