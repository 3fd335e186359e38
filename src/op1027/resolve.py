"""Many reports, one event: what the reports of an item say together.

The rules are written out in docs/method.md; each is a function here. A claimant's word counts by its
side: the side that an event favours, the side that it goes against, or neither.
"""

from collections.abc import Mapping

import pandas as pd

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
    known = dated(reports[reports["kind"] == "event"], sources)
    said = known[known["stance"] == "affirms"]
    events = common(known, said)
    for column in ("actor", "opponent"):
        events[column] = leading(said, column)
    events["allies"] = together(said)
    events["date"] = best_day(said)
    events["evidence"] = evidence(said, events, actors, admitted_by, parties)
    denied = known.loc[known["stance"] == "denies", "item"]
    events["disputed"] = events.index.isin(denied)
    events["lag_days"] = (events["first_published"] - events["date"]).dt.days.astype("int64")
    return events.reset_index().sort_values(["date", "item"], ignore_index=True)[EVENT_COLUMNS]


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
    known = dated(reports[reports["kind"] == "claim"], sources)
    said = known[known["stance"] == "affirms"]
    claims = common(known, said)
    for column in ("actor", "claimant"):
        claims[column] = leading(said, column)
    first = said.sort_values(["published", "report_id"]).groupby("item")
    for column in ("qualifier", "since", "resolves_by"):
        claims[column] = first[column].first()
    claims["verdict"] = latest_verdicts(assessments)["verdict"].reindex(claims.index)
    return claims.reset_index().sort_values(["date_start", "item"], ignore_index=True)[CLAIM_COLUMNS]


def latest_verdicts(assessments: pd.DataFrame) -> pd.DataFrame:
    """The latest assessment of each claim, by item."""
    return assessments.sort_values("as_of").drop_duplicates("item", keep="last").set_index("item")


def dated(reports: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """The reports with the publisher and publication date of their sources."""
    pages = sources.set_index("source")[["publisher", "published"]]
    return reports.assign(**pages.reindex(reports["source"]).set_axis(reports.index))


def common(known: pd.DataFrame, said: pd.DataFrame) -> pd.DataFrame:
    """What events and claims have in common, one row an item that is affirmed."""
    first = said.sort_values(["published", "report_id"]).groupby("item")
    whole = known[known["item"].isin(said["item"])].groupby("item")
    frame = first[["type", "front", "place", "metric", "summary"]].first()
    frame[["date_start", "date_end"]] = span(said)
    frame["low"] = first["low"].min()
    frame["high"] = first["high"].max()
    frame["n_reports"] = whole.size()
    frame["n_publishers"] = whole["publisher"].nunique()
    frame["first_published"] = first["published"].min()
    return frame


def span(said: pd.DataFrame) -> pd.DataFrame:
    """The first and last day that the reports of an item allow, by its most precise accounts.

    A report whose days include all those of a more precise one only says the same less precisely, and
    does not widen the span.
    """
    spans = said[["item", "date_start", "date_end"]].drop_duplicates()
    pairs = spans.merge(spans, on="item", suffixes=("", "_other"))
    inside = (pairs["date_start"] <= pairs["date_start_other"]) & (pairs["date_end_other"] <= pairs["date_end"])
    same = (pairs["date_start"] == pairs["date_start_other"]) & (pairs["date_end"] == pairs["date_end_other"])
    vague = pairs.loc[inside & ~same, ["item", "date_start", "date_end"]]
    precise = pd.concat([spans, vague, vague]).drop_duplicates(keep=False)
    return precise.groupby("item").agg(date_start=("date_start", "min"), date_end=("date_end", "max"))


def leading(said: pd.DataFrame, column: str) -> pd.Series:
    """The value that most publishers give; of equals the one published first, then by name."""
    votes = (
        said.dropna(subset=column)
        .groupby(["item", column])
        .agg(publishers=("publisher", "nunique"), published=("published", "min"))
        .reset_index()
        .sort_values(["item", "publishers", "published", column], ascending=[True, False, True, True])
    )
    return votes.drop_duplicates("item").set_index("item")[column]


def together(said: pd.DataFrame) -> pd.Series:
    """All allies that any report names, in order of name, separated by |."""
    allies = said.dropna(subset="allies")[["item", "allies"]]
    each = allies.assign(allies=allies["allies"].str.split("|")).explode("allies")
    each = each.drop_duplicates().sort_values(["item", "allies"])
    return each.groupby("item")["allies"].agg("|".join).astype("str")


def best_day(said: pd.DataFrame) -> pd.Series:
    """The day of an event on which its reports agree best.

    The candidates are the last days that the reports allow (by then it had happened). The one that
    most publishers allow wins; of equals the one that the most precise report allows, then the one that
    most reports allow, then the earliest.
    """
    spans = said[["item", "publisher", "date_start", "date_end"]]
    days = spans[["item", "date_end"]].drop_duplicates().rename(columns={"date_end": "day"})
    pairs = days.merge(spans, on="item")
    pairs = pairs[(pairs["date_start"] <= pairs["day"]) & (pairs["day"] <= pairs["date_end"])]
    pairs["width"] = (pairs["date_end"] - pairs["date_start"]).dt.days
    votes = pairs.groupby(["item", "day"]).agg(
        publishers=("publisher", "nunique"), width=("width", "min"), reports=("publisher", "size")
    )
    order = votes.reset_index().sort_values(
        ["item", "publishers", "width", "reports", "day"], ascending=[True, False, True, False, True]
    )
    return order.drop_duplicates("item").set_index("item")["day"]


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
    side = actors.set_index("actor")["side"]
    loser = side_of(events, actors, admitted_by, parties)
    voices = pd.DataFrame({"item": said["item"], "voice": said["claimant"].map(side)}).drop_duplicates()
    voices["party"] = voices["voice"].isin(parties)
    voices["loser"] = voices["party"] & (voices["voice"] == voices["item"].map(loser))
    voices["third"] = ~voices["party"]
    heard = voices.groupby("item")[["loser", "third", "party"]].sum().reindex(events.index)
    grade = pd.Series("claimed", index=events.index, dtype="str")
    grade[(heard["third"] > 0) | ((heard["party"] > 1) & (events["type"].map(admitted_by) == ""))] = "independent"
    grade[heard["loser"] > 0] = "conceded"
    return grade


def side_of(
    events: pd.DataFrame, actors: pd.DataFrame, columns: Mapping[str, str], parties: tuple[str, str]
) -> pd.Series:
    """The side of each event's actor or opponent, as ``columns`` says of its type; missing where it names neither.

    Of two sides at war the opponent is the other one, where no report names it.
    """
    side = actors.set_index("actor")["side"]
    other = {parties[0]: parties[1], parties[1]: parties[0]}
    column = events["type"].map(columns)
    did, met = events["actor"].map(side), events["opponent"].map(side)
    return did.where(column == "actor", met.fillna(did.map(other)).where(column == "opponent"))
