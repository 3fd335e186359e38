"""Many reports, one event: what the reports of an item say together.

The rules are written out in docs/method.md; each is a function here. A claimant's word counts by its
side: the side that an event favours, the side that it goes against, or neither.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from op1027.columns import arrow, as_category, decoded, encoded, looked_up, mapped, positions

EVENT_COLUMNS = [
    *["item", "type", "front", "place", "date", "date_start", "date_end", "actor", "allies", "opponent"],
    *["metric", "low", "high", "evidence", "disputed", "n_reports", "n_publishers", "first_published"],
    *["lag_days", "summary"],
]
CLAIM_COLUMNS = [
    *["item", "type", "front", "place", "date_start", "date_end", "actor", "metric", "low", "high"],
    *["qualifier", "since", "claimant", "resolves_by", "n_reports", "n_publishers", "first_published"],
    *["verdict", "summary"],
]
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
        Columns ``EVENT_COLUMNS``, sorted by ``date`` and ``item``. ``date`` is the best day, and
        ``date_start``..``date_end`` the span of its most precise reports; ``low``..``high`` the span of
        their counts (whole numbers, missing where open); ``evidence`` one of ``GRADES``; ``lag_days``
        the days from ``date`` to the first publication (below 0 for news ahead of the event).
        An item that so far is only denied is no event.
    """
    known, names = numbered(reports, reports["kind"] == "event", sources, ("actor", "opponent", "allies"))
    said = known[known["stance"] == "affirms"]
    events = common(known, said, reports)
    for column in ("actor", "opponent"):
        events[column] = leading(said, column).astype("str")
    events["allies"] = together(said)
    events["date"] = best_day(said)
    events["evidence"] = evidence(said, events, actors, admitted_by, parties)
    denied = known.loc[known["stance"] == "denies", "item"]
    events["disputed"] = events.index.isin(denied)
    events["lag_days"] = (events["first_published"] - events["date"]).dt.days.astype("int64")
    return in_order(events, names, "date")[EVENT_COLUMNS]


def versions(
    reports: pd.DataFrame,
    sources: pd.DataFrame,
    actors: pd.DataFrame,
    admitted_by: Mapping[str, str],
    parties: tuple[str, str],
) -> pd.DataFrame:
    """Every state of knowledge of every event: its resolved row, and from when to when that was the latest.

    Parameters are those of `resolve_events`.

    Returns
    -------
    DataFrame
        Columns ``EVENT_COLUMNS``, ``known_from`` and ``known_until`` (the row holds from the end of the first day until
        before the end of the second, which is missing for the last). Sorted by ``item`` and ``known_from``.
    """
    copies, states = unfold(reports[reports["kind"] == "event"], sources, "item")
    rows = resolve_events(copies.assign(item=copies["state"]), sources, actors, admitted_by, parties)
    rows = rows.rename(columns={"item": "state"}).merge(states, on="state")
    return rows.sort_values(["item", "known_from"], ignore_index=True)[[*EVENT_COLUMNS, "known_from", "known_until"]]


def unfold(reports: pd.DataFrame, sources: pd.DataFrame, by: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Reports copied so that each state of knowledge of an item or a place stands beside the others.

    For every day on which a page about it came out, all reports published until then are copied. One pass over
    the copies resolves all states at once.

    Parameters
    ----------
    reports, sources : DataFrame
    by : str
        ``item`` or ``place``: whose states.

    Returns
    -------
    copies : DataFrame
        The reports, with ``state``: the key and the day, as in ``alpha@2024-01-05``.
    states : DataFrame
        ``state``, its key under the name ``by``, ``known_from`` and ``known_until`` (missing for the last).
    """
    told = reports.join(sources.set_index("source")["published"], on="source")
    states = told[[by, "published"]].drop_duplicates().rename(columns={"published": "known_from"})
    states = states.sort_values([by, "known_from"], ignore_index=True)
    states["known_until"] = states.groupby(by)["known_from"].shift(-1)
    states["state"] = states[by] + "@" + states["known_from"].dt.strftime("%Y-%m-%d")
    copies = told.merge(states, on=by)
    copies = copies[copies["published"] <= copies["known_from"]].reset_index(drop=True)
    return copies[[*reports.columns, "state"]], states[["state", by, "known_from", "known_until"]]


def resolve_claims(reports: pd.DataFrame, sources: pd.DataFrame, assessments: pd.DataFrame) -> pd.DataFrame:
    """One row a claim, from all reports of it, with the latest verdict on it.

    Returns
    -------
    DataFrame
        Columns ``CLAIM_COLUMNS``, sorted by ``date_start`` and ``item``; ``verdict`` is missing where
        the claim was not assessed.
    """
    known, names = numbered(reports, reports["kind"] == "claim", sources, ("actor",))
    said = known[known["stance"] == "affirms"]
    claims = common(known, said, reports)
    for column in ("actor", "claimant"):
        claims[column] = leading(said, column).astype("str")
    for column in ("qualifier", "since", "resolves_by"):
        claims[column] = first_given(said, reports[column])
    verdicts = latest_verdicts(assessments)["verdict"]
    claims["verdict"] = verdicts.reindex(names.iloc[claims.index]).set_axis(claims.index)
    return in_order(claims, names, "date_start")[CLAIM_COLUMNS]


def latest_verdicts(assessments: pd.DataFrame) -> pd.DataFrame:
    """The latest assessment of each claim, by item."""
    return assessments.sort_values("as_of").drop_duplicates("item", keep="last").set_index("item")


def dated(reports: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """The reports with the publisher and publication date of their sources."""
    page = positions(reports["source"], sources["source"])
    return reports.assign(**{c: decoded(page, sources[c], reports.index) for c in ("publisher", "published")})


def numbered(
    reports: pd.DataFrame, kind: pd.Series, sources: pd.DataFrame, words: tuple[str, ...]
) -> tuple[pd.DataFrame, pd.Series]:
    """The reports of a kind, ready to be grouped: numbers and categories for text, in order of publication.

    Returns
    -------
    known : DataFrame
        ``item`` (a number), ``row`` (where it stands in the table), ``published``, ``publisher`` (a number, -1 where
        unknown), dates and counts, and as categories claimant, stance and the columns ``words``. Sorted by item,
        ``published`` and ``report_id``.
    names : Series
        The item of each number.
    """
    item, names = encoded(reports["item"])
    page = positions(reports["source"], sources["source"])
    rows = np.flatnonzero(kind)
    when = decoded(page[rows], sources["published"], pd.RangeIndex(len(rows)))
    order = np.lexsort((when, item[rows]))
    again = pd.DataFrame({"item": item[rows], "published": when}).iloc[order].duplicated(keep=False).to_numpy()
    tied = pd.DataFrame({"item": item[rows], "published": when, "id": reports["report_id"].array.take(rows)})
    order[again] = tied.iloc[order[again]].sort_values(["item", "published", "id"]).index
    rows = rows[order]
    columns = {c: reports[c].iloc[rows].array for c in ("date_start", "date_end", "low", "high")}
    columns |= {c: as_category(reports[c]).iloc[rows].array for c in (*words, "claimant", "stance")}
    publisher = np.append(encoded(sources["publisher"])[0], -1)[page[rows]]
    return pd.DataFrame(
        {"item": item[rows], "row": rows, "published": when.iloc[order].array, "publisher": publisher} | columns
    ), names


def in_order(rows: pd.DataFrame, names: pd.Series, day: str) -> pd.DataFrame:
    """Resolved rows with the names of their items, sorted by a day and the name."""
    named = rows.assign(item=names.array.take(rows.index.to_numpy()))
    days = pa.array(named[day].astype("int64"))
    keys = pa.table({"day": days, "item": arrow(named["item"])})
    order: np.ndarray = pc.sort_indices(keys, sort_keys=[("day", "ascending"), ("item", "ascending")]).to_numpy()
    return pd.DataFrame(named.iloc[order].reset_index(drop=True))


def common(known: pd.DataFrame, said: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """What events and claims have in common, one row an item that is affirmed."""
    first = said.drop_duplicates("item").set_index("item")
    frame = first[["published"]].rename(columns={"published": "first_published"})
    for column in ("type", "front", "place", "metric", "summary"):
        frame[column] = first_given(said, reports[column])
    frame[["date_start", "date_end"]] = span(said)
    frame["low"] = said.dropna(subset="low").groupby("item")["low"].min()
    frame["high"] = said.dropna(subset="high").groupby("item")["high"].max()
    frame["n_reports"] = known["item"].value_counts(sort=False)
    heard = known.loc[known["publisher"] >= 0, ["item", "publisher"]].drop_duplicates()
    frame["n_publishers"] = heard["item"].value_counts(sort=False)
    return frame.fillna({"n_publishers": 0}).astype({"n_publishers": "int64"})


def first_given(said: pd.DataFrame, column: pd.Series) -> pd.Series:
    """Of each item the value in its first report that gives one; ``column`` is that of the whole table."""
    given = said[column.notna().to_numpy()[said["row"]]].drop_duplicates("item")
    return column.iloc[given["row"]].set_axis(given["item"])


def contested(pairs: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Different values of items: those of items that have one, and those of items that have several."""
    several = pairs["item"].duplicated(keep=False)
    return pairs[~several], pairs[several]


def span(said: pd.DataFrame) -> pd.DataFrame:
    """The first and last day that the reports of an item allow, by its most precise accounts.

    A report whose days include all those of a more precise one only says the same less precisely, and
    does not widen the span.
    """
    alone, spans = contested(said[["item", "date_start", "date_end"]].drop_duplicates())
    pairs = spans.merge(spans, on="item", suffixes=("", "_other"))
    inside = (pairs["date_start"] <= pairs["date_start_other"]) & (pairs["date_end_other"] <= pairs["date_end"])
    same = (pairs["date_start"] == pairs["date_start_other"]) & (pairs["date_end"] == pairs["date_end_other"])
    vague = pairs.loc[inside & ~same, ["item", "date_start", "date_end"]]
    precise = pd.concat([spans, vague, vague]).drop_duplicates(keep=False)
    widest = precise.groupby("item").agg(date_start=("date_start", "min"), date_end=("date_end", "max"))
    return pd.concat([alone.set_index("item"), widest])


def leading(said: pd.DataFrame, column: str) -> pd.Series:
    """The value that most publishers give; of equals the one published first, then by name."""
    given = said.dropna(subset=column)[["item", column, "publisher", "published"]]
    alone, rivals = contested(given[["item", column]].drop_duplicates())
    votes = (
        given[given["item"].isin(rivals["item"])]
        .groupby(["item", column])
        .agg(publishers=("publisher", "nunique"), published=("published", "min"))
        .reset_index()
        .sort_values(["item", "publishers", "published", column], ascending=[True, False, True, True])
    )
    return pd.concat([alone, votes.drop_duplicates("item")[["item", column]]]).set_index("item")[column]


def together(said: pd.DataFrame) -> pd.Series:
    """All allies that any report names, in order of name, separated by |."""
    alone, several = contested(said.dropna(subset="allies")[["item", "allies"]].drop_duplicates())
    alone = alone.assign(allies=mapped(alone["allies"].astype("str"), in_order_of_name))
    joined = several.astype({"allies": "str"}).groupby("item")["allies"].agg("|".join)
    each = mapped(joined.astype("str"), in_order_of_name)
    found: pd.Series = pd.concat([alone.set_index("item")["allies"], each]).astype("str")
    return found


def in_order_of_name(names: str) -> str:
    """A list of names without repetition, in order."""
    return "|".join(sorted(set(names.split("|"))))


def best_day(said: pd.DataFrame) -> pd.Series:
    """The day of an event on which its reports agree best.

    The candidates are the last days that the reports allow (by then it had happened). The one that
    most publishers allow wins; of equals the one that the most precise report allows, then the one that
    most reports allow, then the earliest.
    """
    days = said[["item", "date_end"]].drop_duplicates().rename(columns={"date_end": "day"})
    alone, days = contested(days)
    spans = said.loc[said["item"].isin(days["item"]), ["item", "publisher", "date_start", "date_end"]]
    pairs = days.merge(spans, on="item")
    pairs = pairs[(pairs["date_start"] <= pairs["day"]) & (pairs["day"] <= pairs["date_end"])]
    pairs["width"] = (pairs["date_end"] - pairs["date_start"]).dt.days
    votes = pairs.groupby(["item", "day"]).agg(
        publishers=("publisher", "nunique"), width=("width", "min"), reports=("publisher", "size")
    )
    order = votes.reset_index().sort_values(
        ["item", "publishers", "width", "reports", "day"], ascending=[True, False, True, False, True]
    )
    return pd.concat([alone, order.drop_duplicates("item")[["item", "day"]]]).set_index("item")["day"]


def evidence(
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
    voice = said["claimant"].map(actors.set_index("actor")["side"])
    heard = {party: events.index.isin(said.loc[voice == party, "item"]) for party in parties}
    third = events.index.isin(said.loc[~voice.isin(parties), "item"])
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
