"""Between held and lost: what state every town was in, day after day, and how sure that is."""

from typing import Any

import numpy as np
import pandas as pd

from op1027.analysis._by_day import daily, painted, stacked
from op1027.ledger.control import HANDED, holdings
from op1027.ledger.fronts import WHOLE, days_of, fronts_of, sides_of
from op1027.ledger.model import Ledger, cached_on_ledger
from op1027.ledger.resolve import GRADES
from op1027.record._columns import joined

_STATES = ("held", "ceded", "shared", "besieged", "contested", "unknown")
_RANK = _STATES[:-1]  # where several are reported of one day, the last of these holds
FOUGHT = ("contested", "besieged")
_LASTS = 14  # days: how long one page's word that both sides are in a town holds
_NAMING = ("siege_begun", "town_entered")  # whose opponent holds the town
SHARES = ("percent_town", "percent_territory")
# What a cause is: a state of a town from a day until before another, who says so, how that is graded, and after which
# change of hands.
_CAUSE = {
    **dict.fromkeys(["place", "type", "state", "holder", "against", "evidence", "item", "change"], "str"),
    **dict.fromkeys(["begins", "ends", "since_start", "since_latest"], "datetime64[s]"),
    "disputed": "bool",
    "share_low": "Int64",
    "share_high": "Int64",
}
_COLUMNS = {
    **dict.fromkeys(["place", "front", "state", "holder", "against"], "str"),
    **dict.fromkeys(["start", "end", "since_start", "since_latest"], "datetime64[s]"),
    "evidence": "str",
    "disputed": "bool",
    "share_low": "Int64",
    "share_high": "Int64",
    "items": "str",
}


@cached_on_ledger
def town_states(ledger: Ledger) -> pd.DataFrame:
    """What state each town was in: one row a spell, from the first day of the offensive to the as-of day.

    A town's spells follow each other without gap or overlap, and every town of the gazetteer has at least one. Days
    are best days. Where several states are reported of one day, the first of this list holds: contested, besieged,
    shared, ceded, held. What is told of a town before it changes hands says nothing of it afterwards. The rules, and
    the words that a page must say, stand in docs/method.md.

    Parameters
    ----------
    ledger : Ledger
        As loaded, or a view of it.

    Returns
    -------
    DataFrame
        Sorted by ``place`` and ``start``.

        place, front : str
            Keys of the town and its front; the front is missing outside all.
        state : str
            ``contested``: forces of the other side stand in it (`town_entered`), a battle in it is reported at most
            14 days before, or a part of it is said to be held. ``besieged``: cut off by the other side
            (`siege_begun`), and not yet relieved (`siege_lifted`) or lost. ``shared``: held or run by a third party.
            ``ceded``: handed from one side to the other by agreement. ``held``: none of these, and in the hands of
            whoever took it last or, before any change of hands, was first said to be entered or besieged there.
            ``unknown``: none of all this is recorded yet.
        holder : str
            Key of who holds it, as the last change of hands says or, before the first, the first page about an entry
            or a siege; else missing.
        against : str
            Keys of those who contest or besiege it, separated by |; missing in other states.
        start, end : datetime
            First and last day of the spell, both included.
        since_start, since_latest : datetime
            Between which days the reports put its beginning; missing for ``unknown``.
        evidence : str
            The best grade of what it rests on: of an event its grade; of a claim ``conceded``, ``independent`` or
            ``claimed``, by whose word it is. Missing for ``unknown``.
        disputed : bool
            Whether somebody denies each thing that it rests on.
        share_low, share_high : Int64
            Per cent of the town, 0 to 100, said to be in the hands of the offensive's side: the least and the most
            of these claims; missing where there is none.
        items : str
            The events and claims that it rests on, separated by |.

    Examples
    --------
    >>> import op1027
    >>> states = op1027.town_states(op1027.load())
    >>> bool(states["state"].isin(["held", "ceded", "shared", "besieged", "contested", "unknown"]).all())
    True
    """
    days = days_of(ledger)
    towns = ledger.places.loc[ledger.places["kind"] == "town", ["place", "front"]].sort_values("place")
    causes = _causes(ledger, towns["place"])
    causes = causes.assign(row=pd.Index(towns["place"]).get_indexer(causes["place"]))
    grid = painted(causes, pd.Series(causes.index), days, len(towns))
    # a spell goes on while the state is the same, and the last change of hands too
    look = np.append(causes.groupby(["state", "change"], dropna=False).ngroup().to_numpy(), -1)[grid]
    starts = np.ones(grid.shape, dtype=bool)
    starts[:, 1:] = look[:, 1:] != look[:, :-1]
    at = np.flatnonzero(starts)
    spells = pd.DataFrame(
        {
            "place": towns["place"].to_numpy()[at // len(days)],
            "front": towns["front"].to_numpy()[at // len(days)],
            "start": days[at % len(days)],
            "end": days[np.append(at[1:] - 1, grid.size - 1) % len(days)],
        }
    )
    cause, begun = grid.ravel(), starts.ravel()
    begun[1:] |= cause[1:] != cause[:-1]
    runs = np.flatnonzero(begun)
    resting = pd.DataFrame({"spell": np.searchsorted(at, runs, side="right") - 1, "cause": cause[runs]})
    resting = resting.drop_duplicates()
    return _described(spells, resting.join(causes, on="cause", how="inner"))


def fought_towns(ledger: Ledger) -> pd.DataFrame:
    """Towns that are contested or besieged, whoever holds them, by front and day.

    Returns
    -------
    DataFrame
        ``front`` (with ``all``, which counts towns outside every front too), ``date``, ``towns_fought``.
    """
    days, fronts = days_of(ledger), fronts_of(ledger)
    spells = town_states(ledger)
    spells = spells[spells["state"].isin(FOUGHT)]
    spells = pd.concat([spells, spells.assign(front=WHOLE)])
    over = spells.assign(date=spells["end"] + pd.Timedelta(days=1))
    begun = daily(spells.rename(columns={"start": "date"}), days, [*fronts, WHOLE])
    fought = begun - daily(over, days, [*fronts, WHOLE])
    return stacked({"towns_fought": fought})


def _described(spells: pd.DataFrame, resting: pd.DataFrame) -> pd.DataFrame:
    """Spells with what is said of each by the causes that it rests on."""
    grade = resting["evidence"].map({grade: n for n, grade in enumerate(GRADES)})
    groups = resting.assign(grade=grade).sort_values(["spell", "begins", "item"]).groupby("spell")
    told = groups[["state", "holder", "since_start", "since_latest"]].first()
    told["evidence"] = groups["grade"].max().map(dict(enumerate(GRADES)))
    told["disputed"] = groups["disputed"].all()
    told["share_low"], told["share_high"] = groups["share_low"].min(), groups["share_high"].max()
    for column, name in (("against", "against"), ("item", "items")):
        keys = resting[["spell", column]].dropna().drop_duplicates().sort_values(["spell", column])
        told[name] = joined(keys.set_index("spell")[column], "|")
    frame = spells.join(told)
    frame = frame.assign(state=frame["state"].fillna("unknown"), disputed=frame["disputed"].eq(True))
    return frame.astype(_COLUMNS)[list(_COLUMNS)]


def _causes(ledger: Ledger, towns: pd.Series) -> pd.DataFrame:
    """All that puts a town into a state, what holds against the rest last."""
    spells = holdings(ledger)
    told = pd.concat([_attacks(ledger), _claimed(ledger)], ignore_index=True)
    told = told[told["place"].isin(towns)].sort_values("begins")
    changes = spells.rename(columns={"began": "begins", "ended": "ends", "item_start": "item"})
    changes = changes[["place", "begins", "holder", "item"]].sort_values("begins")
    later = changes[["place", "begins"]].assign(next=changes["begins"])
    # what is told of the very day of a change of hands led to it
    told = pd.merge_asof(told, later, on="begins", by="place", direction="forward")
    told["ends"] = told[["ends", "next"]].min(axis=1)
    named = _named(told, changes)
    recorded = pd.concat([changes.assign(change=changes["item"]), named[["place", "begins", "holder"]]])
    told = _against_holder(told, recorded.rename(columns={"holder": "recorded"}).sort_values("begins"), ledger)
    causes = pd.concat([_held(spells, ledger), named, told], ignore_index=True).astype(_CAUSE)
    rank = causes["state"].map({state: n for n, state in enumerate(_RANK)})
    return causes.assign(rank=rank).sort_values(["rank", "begins", "item"], ignore_index=True)


def _named(told: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """Who holds a town before its first change of hands, from the day of the first page that says so on."""
    first = changes.drop_duplicates("place").set_index("place")["begins"]
    named = told[told["type"].isin(_NAMING) & told["holder"].notna()].sort_values(["begins", "item"])
    named = named.drop_duplicates("place")
    named = named[~(first.reindex(named["place"]).to_numpy() <= named["begins"])]
    return named.assign(state="held", against=None, ends=named["next"])


def _cause(rows: pd.DataFrame, names: dict[str, str], **columns: Any) -> pd.DataFrame:
    """Causes: columns of some rows, by their own names or others, and more."""
    return rows.rename(columns=names).assign(**columns).filter(items=list(_CAUSE))


def _held(spells: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """The spells of `holdings` as causes."""
    spells = spells.join(ledger.events.set_index("item")[["type", "opponent"]], on="item_start")
    ceded = (spells["type"] == HANDED) & (spells["opponent"].map(sides_of(ledger.actors)) != spells["side"])
    state = pd.Series("held", index=spells.index, dtype="str").mask(ceded, "ceded")
    state = state.mask(~spells["side"].isin(ledger.package.parties), "shared")
    names = {"began": "begins", "ended": "ends", "start": "since_start", "start_latest": "since_latest"}
    return _cause(spells, names | {"item_start": "item"}, state=state, change=spells["item_start"])


def _attacks(ledger: Ledger) -> pd.DataFrame:
    """Sieges, until a page says that they are lifted; entries and battles, for `_LASTS` days."""
    events = ledger.events
    lifted = events.loc[events["type"] == "siege_lifted", ["place", "date"]]
    events = events[events["type"].isin([*_NAMING, "battle"])]
    events = pd.merge_asof(events, lifted.assign(lifted=lifted["date"]), on="date", by="place", direction="forward")
    siege = events["type"] == "siege_begun"
    names = {"opponent": "holder", "actor": "against", "date": "begins"}
    names |= {"date_start": "since_start", "date_end": "since_latest"}
    ends = events["lifted"].where(siege, events["date"] + pd.Timedelta(days=_LASTS + 1))
    return _cause(events, names, state=siege.map({True: "besieged", False: "contested"}), ends=ends)


def _claimed(ledger: Ledger) -> pd.DataFrame:
    """Claims that a third party holds or runs a town, or that a part of one is held.

    The one puts it into a state for the days that it speaks of, the other for `_LASTS` days more. Both are graded by
    whether the claimant speaks for its own side, another, or none.
    """
    claims, side, parties = ledger.claims, sides_of(ledger.actors), ledger.package.parties
    claims = claims[claims["type"] == "control"]
    own, voice = claims["actor"].map(side), claims["claimant"].map(side)
    third = claims["metric"].isna() & claims["actor"].notna() & ~own.isin(parties)
    part = claims["metric"].isin(SHARES) & (claims["low"].fillna(1) < 100) & (claims["high"].fillna(99) > 0)
    grade = pd.Series("conceded", index=claims.index, dtype="str").mask(voice == own, "claimed")
    denied = ledger.reports.loc[ledger.reports["stance"] == "denies", "item"]
    last, ours = claims["date_end"], own == ledger.package.side
    return _cause(
        claims,
        {"date_start": "begins"},
        state=part.map({True: "contested", False: "shared"}),
        holder=claims["actor"].where(third),
        against=claims["actor"].where(part),
        ends=last.mask(part, last + pd.Timedelta(days=_LASTS)) + pd.Timedelta(days=1),
        since_start=claims["date_start"],
        since_latest=claims["date_start"],
        evidence=grade.mask(~voice.isin(parties), "independent"),
        disputed=claims["item"].isin(denied),
        share_low=claims["low"].where(ours, 100 - claims["high"]).where(part),
        share_high=claims["high"].where(ours, 100 - claims["low"]).where(part),
    )[third | part]


def _against_holder(told: pd.DataFrame, recorded: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """What is told of a town, with who holds it by the change of hands before, and who is against that.

    A battle is by whoever does not hold the town. Where its holder is said to enter or to besiege it, or a side to
    fight itself, there is no state to tell.
    """
    side = sides_of(ledger.actors)
    recorded = recorded[["place", "begins", "recorded", "change"]]
    now = pd.merge_asof(told, recorded, on="begins", by="place", allow_exact_matches=False)
    own, fight = now["against"].map(side), now["type"] == "battle"
    mine = now["recorded"].notna() & (own == now["recorded"].map(side))
    among = fight & (own == now["holder"].map(side))
    now["against"] = now["against"].mask(mine, now["holder"].where(fight))
    named = now["type"].isin(_NAMING)
    now["holder"] = now["holder"].where(now["state"] == "shared", now["recorded"].fillna(now["holder"].where(named)))
    return now[~(mine & named) & ~among]
