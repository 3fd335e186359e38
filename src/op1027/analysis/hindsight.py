"""What could be known on each day, beside what is known now, and how long news took."""

import pandas as pd

from op1027.analysis._by_day import daily, painted, stacked, with_whole
from op1027.analysis.progress import progress
from op1027.ledger.control import HANDS
from op1027.ledger.fronts import days_of, events_since_start, fronts_of, sides_of
from op1027.ledger.model import Ledger, cached_on_ledger, event_states

_FIELDS = ["date", "actor", "opponent", "low", "high", "evidence", "disputed"]
_COLUMNS = ["front", "date", "towns_known", "towns_now", "gap", "events_known", "events_now"]


@cached_on_ledger
def known_history(ledger: Ledger) -> pd.DataFrame:
    """The offensive's towns and all events by front and day: as known at the end of that day, and as known now.

    The count of a day uses only what had been published by its end: it is that of
    ``progress(ledger.as_of(date))`` on its last day, for every day at once.

    Parameters
    ----------
    ledger : Ledger
        As loaded, or a view of it.

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

    Examples
    --------
    >>> import op1027
    >>> days = op1027.known_history(op1027.load())
    >>> bool((days["gap"] == days["towns_now"] - days["towns_known"]).all())
    True
    """
    days, fronts = days_of(ledger), fronts_of(ledger)
    events = events_since_start(ledger)
    told = events.assign(date=events[["date", "first_published"]].max(axis=1))
    wide = {
        "towns_known": _towns_known(ledger),
        "events_known": daily(told, days, fronts),
        "events_now": daily(events, days, fronts),
    }
    counts = stacked({name: with_whole(table) for name, table in wide.items()})
    now = progress(ledger)[["front", "date", "towns_held"]].rename(columns={"towns_held": "towns_now"})
    frame = now.merge(counts, on=["front", "date"])
    return frame.assign(gap=frame["towns_now"] - frame["towns_known"])[_COLUMNS]


@cached_on_ledger
def reporting_lags(ledger: Ledger) -> pd.DataFrame:
    """How long each event since the first day took to be published.

    Returns
    -------
    DataFrame
        ``item``, ``type``, ``front``, ``date`` (best day), ``first_published``, ``lag_days`` (from the one to
        the other; below 0 for news ahead of the event), sorted by ``lag_days``, longest first.
    """
    events = events_since_start(ledger)
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
    text = history[_FIELDS].astype("object").where(history[_FIELDS].notna(), None)
    text["date"] = history["date"].dt.strftime("%Y-%m-%d")
    text = text.map(lambda value: None if value is None else str(value))
    before = text.groupby(history["item"]).shift()
    again = history["item"].duplicated()
    found = []
    for field in _FIELDS:
        changed = again & (text[field].fillna("") != before[field].fillna(""))
        rows = history.loc[changed, ["item", "type", "front", "known_from"]]
        found.append(rows.assign(field=field, was=before.loc[changed, field], now=text.loc[changed, field]))
    frame = pd.concat(found).sort_values(["known_from", "item", "field"], ignore_index=True)
    return frame.astype({"field": "str", "was": "str", "now": "str"})


def _towns_known(ledger: Ledger) -> pd.DataFrame:
    """How many towns the offensive's side held at the end of each day, as known then: a row a day, a column a front.

    A town counts if of the changes of hands known by then, up to that day, the last is the side's, and did not only
    go on with what it had held before the first day.
    """
    days, fronts, start = days_of(ledger), fronts_of(ledger), ledger.package.start
    states = event_states(ledger)
    states = states[states["type"].isin(HANDS) & states["place"].notna()]
    states = states.sort_values(["date", "date_start", "first_published", "item"])
    towns = states.drop_duplicates("place").set_index("place")["front"]
    told = states.assign(begins=states[["known_from", "date"]].max(axis=1), ends=states["known_until"])
    told["row"] = towns.index.get_indexer(pd.Index(told["place"]))
    told["ours"] = told["actor"].map(sides_of(ledger.actors)) == ledger.package.side
    since = told["date"] >= start
    grids = [
        painted(rows, rows["ours"], days, len(towns)) for rows in (told, told[~since], told[since & ~told["ours"]])
    ]
    held, before, other = grids[0] == 1, grids[1] == 1, grids[2] == 0
    counts = pd.DataFrame((held & (other | ~before)).astype("int64"), index=towns.array, columns=days)
    return counts.groupby(level=0).sum().reindex(fronts, fill_value=0).T
