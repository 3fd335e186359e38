"""Many reports, one event: what the reports of an item say together.

The rules are written out in docs/method.md; each is a function here. A claimant's word counts by its
side: the side that an event favours, the side that it goes against, or neither.
"""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from op1027.record._columns import arrow, as_category, decoded, encoded, joined, listed, looked_up, mapped, positions

_EVENT_COLUMNS = [
    *["item", "type", "front", "place", "date", "date_start", "date_end", "actor", "allies", "opponent"],
    *["metric", "low", "high", "evidence", "disputed", "n_reports", "n_publishers", "first_published"],
    *["lag_days", "summary"],
]
_CLAIM_COLUMNS = [
    *["item", "type", "front", "place", "date_start", "date_end", "actor", "metric", "low", "high"],
    *["qualifier", "since", "claimant", "resolves_by", "n_reports", "n_publishers", "first_published"],
    *["verdict", "summary"],
]
_VOTING = ["publisher", "published", "date_start"]  # by which reports of one item are weighed
GRADES = ("claimed", "independent", "conceded")


def resolve_events(
    reports: pd.DataFrame,
    sources: pd.DataFrame,
    actors: pd.DataFrame,
    admitted_by: Mapping[str, str],
    parties: tuple[str, str],
) -> pd.DataFrame:
    """One row an event, from all reports of it.

    Parameters
    ----------
    reports, sources, actors : DataFrame
        Tables as in the codebook; of ``reports`` only events are read.
    admitted_by : mapping of str to str
        For each event type, the column (``actor`` or ``opponent``) that names the side whose word is
        against its own interest; blank where there is none.
    parties : tuple of two str
        The two sides at war; a claimant of any other side is a third party.

    Returns
    -------
    DataFrame
        Columns and order of ``Ledger.events``, but without ``township``; ``evidence`` is one of ``GRADES``.
        An item that so far is only denied is no event.
    """
    known, said, names = _accounts(reports, "event", sources)
    events = _common(known, said)
    for column in ("actor", "opponent"):
        events[column] = _agreed(_naming(said, column, actors), column, leading)
    events["allies"] = together(said, events["actor"])
    events["date"] = _agreed(said, "date_end", _best_day)
    events["summary"] = _first_given(_allowing(said, events["date"]), "summary")
    events["evidence"] = _evidence(said, events, actors, admitted_by, parties)
    events["disputed"] = events.index.isin(known.loc[known["stance"] == "denies", "item"])
    events["lag_days"] = (events["first_published"] - events["date"]).dt.days.astype("int64")
    return _in_order(events, names, "date")[_EVENT_COLUMNS]


def versions(
    reports: pd.DataFrame,
    sources: pd.DataFrame,
    actors: pd.DataFrame,
    admitted_by: Mapping[str, str],
    parties: tuple[str, str],
) -> pd.DataFrame:
    """Every state of knowledge of every event: its resolved row, and from when to when that was the latest.

    For every day on which a page about an event came out, all reports of it that were published until then are copied.
    One pass over the copies resolves all states at once.

    Parameters are those of `resolve_events`.

    Returns
    -------
    DataFrame
        Columns of events, ``known_from`` and ``known_until`` (the row holds from the end of the first day until
        before the end of the second, which is missing for the last). Sorted by ``item`` and ``known_from``.
    """
    told = reports[reports["kind"] == "event"].join(sources.set_index("source")["published"], on="source")
    states = told[["item", "published"]].drop_duplicates().rename(columns={"published": "known_from"})
    states = states.sort_values(["item", "known_from"], ignore_index=True)
    states["known_until"] = states.groupby("item")["known_from"].shift(-1)
    states["state"] = states["item"] + "@" + states["known_from"].dt.strftime("%Y-%m-%d")
    copies = told.merge(states, on="item")
    copies = copies[copies["published"] <= copies["known_from"]]
    copies = copies.assign(item=copies["state"])[reports.columns].reset_index(drop=True)
    rows = resolve_events(copies, sources, actors, admitted_by, parties).rename(columns={"item": "state"})
    rows = rows.merge(states, on="state").sort_values(["item", "known_from"], ignore_index=True)
    return rows[[*_EVENT_COLUMNS, "known_from", "known_until"]]


def resolve_claims(reports: pd.DataFrame, sources: pd.DataFrame, assessments: pd.DataFrame) -> pd.DataFrame:
    """One row a claim, from all reports of it, with the latest verdict on it.

    Returns
    -------
    DataFrame
        Columns and order of ``Ledger.claims``.
    """
    known, said, names = _accounts(reports, "claim", sources)
    claims = _common(known, said)
    for column in ("actor", "claimant"):
        claims[column] = _agreed(said, column, leading)
    for column in ("qualifier", "since", "resolves_by"):
        claims[column] = _first_given(said, column)
    verdicts = latest_verdicts(assessments)["verdict"]
    claims["verdict"] = verdicts.reindex(names.iloc[claims.index]).array
    return _in_order(claims, names, "date_start")[_CLAIM_COLUMNS]


def latest_verdicts(assessments: pd.DataFrame) -> pd.DataFrame:
    """The latest assessment of each claim, by item."""
    return assessments.sort_values("as_of").drop_duplicates("item", keep="last").set_index("item")


def dated(reports: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """The reports with ``publisher`` (whose report the page is: its origin, if it passes one on) and ``published``."""
    page = positions(reports["source"], sources["source"])
    told = {"publisher": sources["origin"].fillna(sources["publisher"]), "published": sources["published"]}
    return reports.assign(**{name: decoded(page, values, reports.index) for name, values in told.items()})


def _accounts(reports: pd.DataFrame, kind: str, sources: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    """The reports of a kind in order of publication, those that affirm, and the items that their numbers mean."""
    known = dated(reports[reports["kind"] == kind], sources)
    numbers, names = encoded(known["item"])
    known = known.assign(item=numbers.astype("int64"), publisher=as_category(known["publisher"]))
    keys = {"item": known["item"].to_numpy(), "published": known["published"].to_numpy()}
    keys |= {"report_id": arrow(known["report_id"])}
    order = pc.sort_indices(pa.table(keys), sort_keys=[(name, "ascending") for name in keys]).to_numpy()
    known = known.take(order).reset_index(drop=True)
    return known, known[(known["stance"] == "affirms").to_numpy()], names


def _common(known: pd.DataFrame, said: pd.DataFrame) -> pd.DataFrame:
    """What events and claims have in common, one row an item that is affirmed."""
    begins = _begins(said["item"].to_numpy())
    items = pd.Index(said["item"].to_numpy()[begins], name="item")
    told = {name: said[name].array.take(begins) for name in ("type", "front", "place", "summary")}
    frame = pd.DataFrame(told | {"first_published": said["published"].array.take(begins)}, index=items)
    frame["metric"] = _first_given(said, "metric")
    frame[["date_start", "date_end"]] = _span(said)
    counts = said.groupby("item")
    frame["low"], frame["high"] = counts["low"].min(), counts["high"].max()
    crossed = (frame["low"] > frame["high"]).fillna(False)  # "over 100", says one report, "nearly 70" another
    if crossed.any():
        frame.loc[crossed, ["low", "high"]] = frame.loc[crossed, ["high", "low"]].to_numpy()
    reports = known.groupby("item")["publisher"]
    frame["n_reports"], frame["n_publishers"] = reports.size().loc[items], reports.nunique().loc[items]
    return frame


def _begins(items: np.ndarray) -> np.ndarray:
    """The positions at which the run of each item begins."""
    return np.flatnonzero(np.diff(items, prepend=-1))


def _in_order(rows: pd.DataFrame, names: pd.Series, day: str) -> pd.DataFrame:
    """Resolved rows under the names of their items, sorted by a day and the name."""
    named = rows.rename_axis("number").assign(item=names.iloc[rows.index].array)
    return named.sort_values([day, "item"], ignore_index=True)


def _first_given(said: pd.DataFrame, column: str) -> pd.Series:
    """By item the value in its first report that gives one."""
    rows = np.flatnonzero(said[column].notna())
    items = said["item"].to_numpy()[rows]
    begins = _begins(items)
    return pd.Series(said[column].array.take(rows[begins]), index=pd.Index(items[begins], name="item"), name=column)


def _allowing(said: pd.DataFrame, best: pd.Series) -> pd.DataFrame:
    """The reports whose days include the best day of their event: what they say does not contradict it."""
    day = best.reindex(said["item"]).to_numpy()
    return said[(said["date_start"].to_numpy() <= day) & (day <= said["date_end"].to_numpy())]


def _agreed(said: pd.DataFrame, column: str, vote: Callable[[pd.DataFrame, str], pd.Series]) -> pd.Series:
    """By item the one value of its reports; where they differ, as few do, what ``vote`` makes of them."""
    found = _first_given(said, column)
    values = said[column]
    differ = values.notna() & (values.array != found.reindex(said["item"]).array)
    if differ.any():
        several = said["item"].isin(said.loc[differ, "item"])
        voted = vote(said.loc[several, ["item", *_VOTING, column]], column)
        found.loc[voted.index] = voted
    return found


def _naming(said: pd.DataFrame, column: str, actors: pd.DataFrame) -> pd.DataFrame:
    """The reports without those that name a whole side (an alliance called like it) where others name a force of it."""
    whole = actors.loc[(actors["actor"] == actors["side"]) & (actors["kind"] == "alliance"), "actor"]
    vague = said[column].isin(whole)
    if not vague.any():
        return said
    named = said[["item"]].assign(side=looked_up(said[column], actors, "actor", "side"))
    exact = named[~vague].drop_duplicates()
    less = named[vague].reset_index().merge(exact, on=["item", "side"])["index"]
    return said.drop(less.tolist())


def _span(said: pd.DataFrame) -> pd.DataFrame:
    """The first and last day that the reports of an item allow, by its most precise accounts.

    A report whose days include all those of a more precise one only says the same less precisely, and
    does not widen the span.
    """
    days = ["date_start", "date_end"]
    spans = said[["item", *days]]
    found = spans.iloc[_begins(spans["item"].to_numpy())].set_index("item")
    first = found.reindex(spans["item"])
    differ = (spans[days].to_numpy() != first.to_numpy()).any(axis=1)
    if not differ.any():
        return found
    several = spans[spans["item"].isin(spans["item"][differ])].drop_duplicates()
    pairs = several.merge(several, on="item", suffixes=("", "_other"))
    inside = (pairs["date_start"] <= pairs["date_start_other"]) & (pairs["date_end_other"] <= pairs["date_end"])
    same = (pairs["date_start"] == pairs["date_start_other"]) & (pairs["date_end"] == pairs["date_end_other"])
    vague = pairs.loc[inside & ~same, ["item", *days]]
    precise = pd.concat([several, vague, vague]).drop_duplicates(keep=False)
    widest = precise.groupby("item").agg(date_start=("date_start", "min"), date_end=("date_end", "max"))
    found.loc[widest.index] = widest
    return found


def leading(said: pd.DataFrame, column: str) -> pd.Series:
    """The value that most publishers give; of equals the one published first, then by name."""
    groups = said.dropna(subset=column).groupby(["item", column])
    votes = pd.DataFrame({"publishers": groups["publisher"].nunique(), "published": groups["published"].min()})
    order = votes.reset_index().sort_values(
        ["item", "publishers", "published", column], ascending=[True, False, True, True]
    )
    return order.drop_duplicates("item").set_index("item")[column]


def together(said: pd.DataFrame, actors: pd.Series) -> pd.Series:
    """All allies that any report of an item names, but for its actor, by item, in order of name, separated by |."""
    lists = said.set_index("item")["allies"].dropna()
    each = listed(lists, "|").reset_index().drop_duplicates().sort_values(["item", "allies"])
    others = each[each["allies"] != each["item"].map(actors)]
    return joined(others.set_index("item")["allies"], "|")


def _best_day(said: pd.DataFrame, last: str) -> pd.Series:
    """The day of an event on which its reports agree best.

    The candidates are the last days that the reports allow (by then it had happened). The one that
    most publishers allow wins; of equals the one that the most precise report allows, then the one that
    most reports allow, then the earliest.
    """
    days = said[["item", last]].drop_duplicates().rename(columns={last: "day"})
    pairs = days.merge(said[["item", "publisher", "date_start", last]], on="item")
    pairs = pairs[(pairs["date_start"] <= pairs["day"]) & (pairs["day"] <= pairs[last])]
    pairs["width"] = (pairs[last] - pairs["date_start"]).dt.days
    groups = pairs.groupby(["item", "day"])
    votes = pd.DataFrame(
        {"publishers": groups["publisher"].nunique(), "width": groups["width"].min(), "reports": groups.size()}
    )
    order = votes.reset_index().sort_values(
        ["item", "publishers", "width", "reports", "day"], ascending=[True, False, True, False, True]
    )
    return order.drop_duplicates("item").set_index("item")["day"]


def _evidence(
    said: pd.DataFrame,
    events: pd.DataFrame,
    actors: pd.DataFrame,
    admitted_by: Mapping[str, str],
    parties: tuple[str, str],
) -> pd.Series:
    """The grade of evidence of each event: who, of which side, says that it happened.

    ``conceded``: somebody of the side that it goes against says so. Else ``independent``: a third
    party says so, or, where it goes against nobody, both sides do. Else ``claimed``.
    """
    voice, item = looked_up(said["claimant"], actors, "actor", "side"), said["item"]
    heard = {party: events.index.isin(item[voice == party]) for party in parties}
    third = events.index.isin(item[~voice.isin(parties)])
    loser = side_of(events, actors, admitted_by, parties)
    conceded = np.logical_or.reduce([heard[party] & (loser == party) for party in parties])
    both = np.logical_and.reduce(list(heard.values())) & (mapped(events["type"], admitted_by) == "")
    grade = np.where(conceded, "conceded", np.where(third | both, "independent", "claimed"))
    return pd.Series(grade, index=events.index, dtype="str")


def side_of(
    events: pd.DataFrame, actors: pd.DataFrame, columns: Mapping[str, str], parties: tuple[str, str]
) -> pd.Series:
    """The side of each event's actor or opponent, as ``columns`` says of its type; missing where it names neither.

    Of two sides at war the opponent is the other one, where no report names it.
    """
    other = {parties[0]: parties[1], parties[1]: parties[0]}
    column = mapped(events["type"], columns)
    did, met = (looked_up(events[who], actors, "actor", "side") for who in ("actor", "opponent"))
    return did.where(column == "actor", met.fillna(mapped(did, other)).where(column == "opponent"))
