"""What is exported as tables: resolved events and claims with names, places and links beside their keys."""

from collections.abc import Iterable

import pandas as pd

from op1027.ledger.fronts import front_names
from op1027.ledger.model import Ledger
from op1027.record._columns import looked_up
from op1027.text.wording import day

_LIST = "|"


def attribution(ledger: Ledger) -> str:
    """Whose data these are, under what licence, as known when, and from which state of the data: one line."""
    return f"{ledger.package.credit}; as known on {day(ledger.known_on)}; data {ledger.fingerprint}"


def events_table(ledger: Ledger) -> pd.DataFrame:
    """`Ledger.events` with the columns of `linked` for its actor and opponent."""
    return linked(ledger.events, ledger, ("actor", "opponent"))


def claims_table(ledger: Ledger) -> pd.DataFrame:
    """`Ledger.claims` with the columns of `linked` for its actor and claimant."""
    return linked(ledger.claims, ledger, ("actor", "claimant"))


def linked(items: pd.DataFrame, ledger: Ledger, people: Iterable[str]) -> pd.DataFrame:
    """Items with what their keys stand for, so that a row can be read and mapped alone.

    Returns
    -------
    DataFrame
        All columns of ``items``; ``front_name``; ``place_name``, ``place_kind``, ``pcode``, ``lat``, ``lon``
        (degrees; missing where no place is named); for each of ``people`` its ``…_name``; ``publishers`` and
        ``urls`` of all reports of the item, denials included, first published first, with | between them.
    """
    places = ledger.places.set_index("place").rename(columns={"name": "place_name", "kind": "place_kind"})
    table = items.assign(front_name=items["front"].map(front_names(ledger)))
    table = table.join(places[["place_name", "place_kind", "pcode", "lat", "lon"]], on="place")
    table = table.assign(
        **{f"{column}_name": looked_up(items[column], ledger.actors, "actor", "name") for column in people}
    )
    return table.join(pages_of_items(ledger), on="item")


def pages_of_items(ledger: Ledger) -> pd.DataFrame:
    """Publishers and addresses of the pages behind each item, first published first: ``publishers``, ``urls``."""
    read = ledger.reports[["item", "source"]].merge(ledger.sources, on="source")
    read = read.sort_values(["item", "published", "source"])
    names = looked_up(read["publisher"], ledger.actors, "actor", "name")
    texts = {"publishers": names, "urls": read["url"].str.replace(_LIST, "%7C", regex=False)}
    found = {
        column: read.assign(text=text).drop_duplicates(["item", "text"]).groupby("item")["text"].agg(_LIST.join)
        for column, text in texts.items()
    }
    return pd.DataFrame(found, dtype="str")
