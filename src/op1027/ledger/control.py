"""Who holds each town, from when to when."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from op1027.ledger.fronts import actor_names, place_names, sides_of
from op1027.ledger.model import Ledger, cached_on_ledger
from op1027.record._columns import looked_up

_SPELL_COLUMNS = [
    *["place", "front", "holder", "start", "start_latest", "end", "end_latest", "evidence"],
    *["item_start", "item_end"],
]
HANDED = "town_transferred"
HANDS = ("town_captured", "town_recaptured", HANDED)
BASES_TAKEN = ("base_captured", "base_recaptured")
_HOLDER_COLUMNS = [
    *["date", "place", "front", "holder", "side", "since", "since_start", "since_latest"],
    *["evidence", "disputed", "item"],
]


@cached_on_ledger
def _spells_and_clashes(ledger: Ledger) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What `town_spells` says of a ledger, walked through once: `load` asks for the clashes, users for the spells."""
    return town_spells(ledger.events, ledger.actors)


def town_control(ledger: Ledger) -> pd.DataFrame:
    """Who held each town, from when to when: one row a spell.

    A side that takes what it holds already contradicts the record; `load` refuses a record with such an event.
    A view or an export may lack the loss in between: there it changes nothing, and `impossible_changes` lists it.

    Parameters
    ----------
    ledger : Ledger
        As loaded, or a view of it.

    Returns
    -------
    DataFrame
        ``place``, ``front``, ``holder`` (keys); ``start``..``start_latest`` and ``end``..``end_latest``
        (the days that the reports allow; the end is missing while the spell lasts); ``evidence`` (grade
        of the event that began it); ``item_start``, ``item_end``. Sorted by ``place`` and ``start``.

    Examples
    --------
    >>> import op1027
    >>> spells = op1027.town_control(op1027.load())
    >>> bool((spells["start"] <= spells["start_latest"]).all())
    True
    """
    return _spells_and_clashes(ledger)[0].copy(deep=False)


def impossible_changes(ledger: Ledger) -> pd.DataFrame:
    """The changes of hands that `town_control` passes over, since their side holds the town already.

    Returns
    -------
    DataFrame
        ``place``, ``item``, ``earlier`` (the event that gave the town to that side) and ``why``.
    """
    return _spells_and_clashes(ledger)[1].copy(deep=False)


@cached_on_ledger
def holdings(ledger: Ledger) -> pd.DataFrame:
    """Every spell of `town_control`, with what counting and drawing need to know of it.

    Returns
    -------
    DataFrame
        The columns of `town_control`, and

        town, holder_name, side : str
            Names for charts, and the holder's side.
        began, ended : datetime
            Best days of the changes of hands; ``ended`` is missing while the spell lasts.
        disputed : bool
            Somebody denies the change of hands that began the spell.
        firm : bool
            Nobody does, and more than the word of the side that gained stands behind it.
        ours : bool
            The holder belongs to the offensive's side.
        run : int
            Spells of one town that follow each other within the offensive's side share a number: they are
            one holding.
        counts : bool
            The spell belongs to a holding of the offensive's side that began on its first day or later.

        Fronts in drawing order, in each the towns by their first change of hands, a town's spells in order.
    """
    spells = town_control(ledger)
    spells["town"] = spells["place"].map(place_names(ledger))
    spells["holder_name"] = spells["holder"].map(actor_names(ledger))
    changes = ledger.events.loc[ledger.events["type"].isin(HANDS), ["item", "date", "disputed"]].set_index("item")
    starts = changes.reindex(spells["item_start"]).reset_index()
    spells = spells.assign(side=spells["holder"].map(sides_of(ledger.actors)), began=starts["date"])
    spells = spells.join(changes["date"].rename("ended"), on="item_end")
    spells["disputed"] = starts["disputed"].astype("bool")
    spells["firm"] = is_firm(spells["evidence"], spells["disputed"])
    spells["ours"] = spells["side"] == ledger.package.side
    follows = spells["ours"] & spells.groupby("place")["ours"].shift(fill_value=False)
    spells["run"] = (~follows).cumsum()
    since = spells.groupby("run")["began"].transform("min")
    spells["counts"] = spells["ours"] & (since >= ledger.package.start)
    order = looked_up(spells["front"], ledger.fronts, "front", "order")
    first = spells.groupby("place")["began"].transform("min")
    ranked = spells.assign(order=order, first=first).sort_values(["order", "first", "town", "place", "began"])
    return ranked.drop(columns=["order", "first"]).reset_index(drop=True)


def is_firm(evidence: pd.Series, disputed: pd.Series) -> pd.Series:
    """Whether more than the word of the side that gained stands behind each of some things, and nobody denies it."""
    firm: pd.Series = (evidence != "claimed") & ~disputed
    return firm


def town_holders(ledger: Ledger, days: Iterable[pd.Timestamp]) -> pd.DataFrame:
    """Who holds each town on given days, by the best days of its changes of hands.

    A town is listed from its first change of hands on; nothing is said of the time before it. Best days
    are what `progress` counts by, so that both agree.

    Parameters
    ----------
    ledger : Ledger
    days : iterable of Timestamp

    Returns
    -------
    DataFrame
        One row per day and town, days as given, towns by their keys.

        date : datetime
            One of ``days``.
        place, front, holder, side : str
            Keys of the town, its front and who holds it, and the holder's side.
        since, since_start, since_latest : datetime
            Best day of the event that gave it to the holder, and the span that the reports allow.
        evidence : str
            That event's grade.
        disputed : bool
            Whether somebody denies that event.
        item : str
            That event.
    """
    spells = holdings(ledger).rename(
        columns={"item_start": "item", "began": "since", "start": "since_start", "start_latest": "since_latest"}
    )
    spells = spells.sort_values(["place", "since_start"], kind="stable")
    dates = pd.DataFrame({"date": pd.DatetimeIndex(list(days)).astype("datetime64[s]")})
    frame = dates.merge(spells, how="cross")
    holding = (frame["since"] <= frame["date"]) & ~(frame["ended"] <= frame["date"])
    return frame.loc[holding, _HOLDER_COLUMNS].reset_index(drop=True)


def town_spells(events: pd.DataFrame, actors: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The spells during which each town was held, and the changes of hands that cannot be.

    A side that takes what it already holds contradicts the record: the event is reported as a clash
    and changes nothing. Hand-overs within a side are spells of their own. Nothing is said of the time
    before a town's first change of hands.

    Parameters
    ----------
    events : DataFrame
        Resolved events, as in ``Ledger.events``.
    actors : DataFrame
        Table as in the codebook.

    Returns
    -------
    spells : DataFrame
        Columns ``_SPELL_COLUMNS``, sorted by ``place`` and ``start``. ``start``..``start_latest`` and
        ``end``..``end_latest`` span the days that the reports allow; an end is missing while the spell
        lasts. ``evidence`` is that of the event that began it.
    clashes : DataFrame
        As `impossible_changes` gives them.
    """
    order = ["place", "date", "date_start", "first_published", "item"]
    told = [*order, "front", "type", "actor", "date_end", "evidence"]
    changes = events.loc[events["type"].isin(HANDS) & events["place"].notna(), told]
    changes = changes.sort_values(order, ignore_index=True)
    place, handed = pd.factorize(changes["place"])[0], (changes["type"] == HANDED).to_numpy()
    side = pd.factorize(changes["actor"].map(sides_of(actors)))[0]
    # Where a side takes what it took before, the change before it counts, so its side is that of who holds the town.
    again = ~handed & (side >= 0) & (np.roll(side, 1) == side) & (np.roll(place, 1) == place)
    again[:1] = False
    begins = np.flatnonzero(~again)
    following = np.append(begins, -1)[1:]
    ends = np.where((following >= 0) & (place[following] == place[begins]), following, -1)  # -1 while it lasts
    start, end = changes.iloc[begins], changes.reindex(ends).set_axis(begins)
    names = {"actor": "holder", "date_start": "start", "date_end": "start_latest", "item": "item_start"}
    spells = start.rename(columns=names)
    spells = spells.assign(end=end["date_start"], end_latest=end["date_end"], item_end=end["item"])
    frame = spells[_SPELL_COLUMNS].reset_index(drop=True)
    later = np.flatnonzero(again)
    event, held = changes.iloc[later], changes.iloc[begins[np.searchsorted(begins, later) - 1]].set_axis(later)
    when = event["date"].dt.strftime("%Y-%m-%d")
    why = event["actor"] + " takes " + event["place"] + " from " + when + ", which " + held["actor"] + " then holds"
    clashes = {"place": event["place"], "item": event["item"], "earlier": held["item"], "why": why}
    return frame, pd.DataFrame(clashes).reset_index(drop=True)
