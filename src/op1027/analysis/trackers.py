"""What others say of each town's holder, beside our record: town by town, by date, with the pages."""

import pandas as pd

from op1027.analysis.sources_of import pages
from op1027.analysis.town_states import FOUGHT, SHARES, town_states
from op1027.ledger.fronts import actor_names, place_names, sides_of
from op1027.ledger.model import Ledger
from op1027.text.asked import Day, as_day

_COLUMNS = {
    **dict.fromkeys(["place", "town", "front", "claimant", "says"], "str"),
    "share_low": "Int64",
    "share_high": "Int64",
    "on": "datetime64[s]",
    "days_old": "int64",
    **dict.fromkeys(["ours", "state", "ours_now", "state_now", "finding", "item", "our_items", "urls"], "str"),
}


def compare_trackers(ledger: Ledger, date: Day) -> pd.DataFrame:
    """Who says what of which town on a day, and what our record says: one row a town and claimant.

    Of each claimant the latest claim about the town that speaks of the day, or of one before; it is held against our
    record of the last day that it speaks of, since a list of March is no mistake in May. What was published after the
    ledger's own as-of day is not used.

    Parameters
    ----------
    ledger : Ledger
    date : str (YYYY-MM-DD), date or Timestamp

    Returns
    -------
    DataFrame
        Sorted by ``town`` and ``claimant``.

        place, town, front : str
            Key and name of the town, key of its front.
        claimant, says : str
            Short names of who says so, and of who is said to hold it.
        share_low, share_high : Int64
            Per cent of the town, where a part is claimed; missing where open, and where all of it is.
        on : datetime
            The last day, up to ``date``, that the claim speaks of.
        days_old : int
            From that day to ``date``, 0 or more.
        ours, state : str
            Who held it on that day by our record (short name; missing where none is recorded), and its state then
            (see `town_states`).
        ours_now, state_now : str
            The same on ``date``, or on the as-of day if that is earlier.
        finding : str
            ``agree``: the same side, or a part claimed of what we have contested. ``differ``: another side, or a part
            of what we have whole. ``in_doubt``: all of it is claimed, and we have it contested or besieged by that
            very side. ``not_recorded``: we have nobody holding it then.
        item, our_items, urls : str
            The claim, what our record rests on (separated by |), and the addresses of the claim's pages (by |).

    Raises
    ------
    ValueError
        If ``date`` is not a day.

    Examples
    --------
    >>> import op1027
    >>> table = op1027.compare_trackers(op1027.load(), "2024-12-31")
    >>> bool(table["finding"].isin(["agree", "differ", "in_doubt", "not_recorded"]).all())
    True
    """
    day, names, side = as_day(date, "date"), actor_names(ledger), sides_of(ledger.actors)
    claims = ledger.claims
    towns = ledger.places.loc[ledger.places["kind"] == "town", "place"]
    part = claims["metric"].isin(SHARES)
    of_town = (claims["type"] == "control") & claims["place"].isin(towns) & (part | claims["metric"].isna())
    claims = claims[of_town & claims["actor"].notna() & (claims["date_start"] <= day)]
    claims = claims.assign(on=claims["date_end"].where(claims["date_end"] <= day, day)).sort_values(
        ["on", "first_published", "item"]
    )
    claims = claims.drop_duplicates(["place", "claimant"], keep="last")
    spells = town_states(ledger)[["place", "state", "holder", "against", "start", "end", "items"]]
    then = _on(claims[["item", "place", "on"]], spells)
    now = _on(claims[["item", "place"]].assign(on=min(day, ledger.known_on)), spells)
    frame = claims.merge(then, on="item", how="left").merge(now, on="item", how="left", suffixes=("", "_now"))
    frame[["state", "state_now"]] = frame[["state", "state_now"]].fillna("unknown")
    part = frame["metric"].notna() & (frame["low"].fillna(1) < 100)
    frame["finding"] = _finding(frame, part, side)
    told = pages(ledger, claims["item"]).drop_duplicates(["item", "url"]).groupby("item")["url"].agg("|".join)
    return (
        frame.assign(
            town=frame["place"].map(place_names(ledger)),
            says=frame["actor"].map(names),
            claimant=frame["claimant"].map(names),
            share_low=frame["low"].where(part),
            share_high=frame["high"].where(part),
            days_old=(day - frame["on"]).dt.days,
            ours=frame["holder"].map(names),
            ours_now=frame["holder_now"].map(names),
            urls=frame["item"].map(told),
        )
        .rename(columns={"items": "our_items"})
        .sort_values(["town", "claimant", "item"], ignore_index=True)
        .astype(_COLUMNS)[list(_COLUMNS)]
    )


def _on(asked: pd.DataFrame, spells: pd.DataFrame) -> pd.DataFrame:
    """The spell of its town that each item's day lies in; none outside the days of the record."""
    both = asked.merge(spells, on="place")
    inside = (both["start"] <= both["on"]) & (both["on"] <= both["end"])
    return both.loc[inside, ["item", "state", "holder", "against", "items"]]


def _finding(frame: pd.DataFrame, part: pd.Series, side: dict[str, str]) -> pd.Series:
    """What comes of each comparison."""
    same = frame["actor"].map(side) == frame["holder"].map(side)
    attackers = frame["against"].fillna("").str.split("|").str[0].map(side)
    doubt = frame["state"].isin(FOUGHT)
    theirs = doubt & (attackers == frame["actor"].map(side))
    found = same.map({True: "agree", False: "differ"}).astype("str")
    found = found.mask(frame["holder"].isna(), "not_recorded").mask(theirs, "in_doubt")
    shared = doubt.map({True: "agree", False: "differ"}).astype("str")
    return found.mask(part, shared.mask(frame["state"] == "unknown", "not_recorded"))
