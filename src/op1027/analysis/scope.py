"""Where and whose: what a published number is about, by one rule for all that count and draw."""

import pandas as pd

from op1027.ledger.fronts import WHOLE, actor_names, front_names, place_names
from op1027.ledger.model import Ledger

# By which columns of places.csv a place of each kind is found to contain another.
_WITHIN = {"township": ["township_pcode"], "district": ["district", "state_region"], "state_region": ["state_region"]}


def scopes(ledger: Ledger, claims: pd.DataFrame) -> pd.Series:
    """How much of the country each claim is about.

    Parameters
    ----------
    ledger : Ledger
    claims : DataFrame
        ``front`` and ``place`` of each, as in ``Ledger.claims``.

    Returns
    -------
    Series
        A word a claim: ``whole`` (all fronts), ``front``, or ``part``: a place that has other towns than
        its front has. A place that holds just the towns of its front, all of them, is its front.

    Examples
    --------
    >>> ledger = load()
    >>> bool(scopes(ledger, ledger.claims).isin(["whole", "front", "part"]).all())
    True
    """
    towns = ledger.places[ledger.places["kind"] == "town"]
    of_front = {front: set(keys) for front, keys in towns.groupby("front")["place"]} | {WHOLE: set(towns["place"])}
    places, every = ledger.places.set_index("place"), set(towns["place"])
    pairs = claims[["front", "place"]].dropna().drop_duplicates()
    parts = {
        (front, place)
        for front, place in zip(pairs["front"], pairs["place"], strict=True)
        if within(places, place) & every != of_front.get(front, set())
    }
    named = zip(claims["front"], claims["place"], strict=True)
    found = ["part" if pair in parts else "whole" if pair[0] == WHOLE else "front" for pair in named]
    return pd.Series(found, index=claims.index, dtype="str")


def scope_names(ledger: Ledger, tallies: pd.DataFrame) -> pd.Series:
    """Whose captures and where, in words."""
    actors = tallies["actor"].map(actor_names(ledger))
    fronts = tallies["front"].map(front_names(ledger) | {WHOLE: "all fronts"})
    places = tallies["place"].map(place_names(ledger))
    return actors + tallies["allies"].notna().map({True: " and allies", False: ""}) + ", " + places.fillna(fronts)


def members(actors: pd.DataFrame, actor: str) -> set[str]:
    """An actor with all that belong to it, through any number of bodies.

    An actor that is called like its side stands for the whole side.
    """
    if ((actors["actor"] == actor) & (actors["side"] == actor)).any():
        return set(actors.loc[actors["side"] == actor, "actor"])
    found, more = {actor}, {actor}
    while more:
        more = set(actors.loc[actors["part_of"].isin(more), "actor"]) - found
        found |= more
    return found


def above(actors: pd.DataFrame, actor: str) -> set[str]:
    """The bodies that an actor belongs to, up to the last."""
    part_of = dict(zip(actors["actor"], actors["part_of"].fillna(""), strict=True))
    found: set[str] = set()
    while part_of.get(actor) and part_of[actor] not in found:
        actor = part_of[actor]
        found.add(actor)
    return found


def within(places: pd.DataFrame, place: str) -> set[str]:
    """Keys of all places in a place, itself included; ``places`` is indexed by key.

    An ``area`` is a state that the gazetteer divides: Bago, of Bago (East) and Bago (West).
    """
    kind, name = str(places.at[place, "kind"]), places.at[place, "name"]
    if kind == "area":
        alike = places["state_region"].str.partition(" (")[0] == name
    else:
        alike = pd.Series(kind in _WITHIN, index=places.index)
        for column in _WITHIN.get(kind, []):
            alike &= places[column] == places.at[place, column]
    return {*places.index[alike], place}
