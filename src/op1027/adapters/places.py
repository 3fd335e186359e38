"""Find the places of an export in a gazetteer: by P-code, by name and township, then by coordinates."""

from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
import pandas as pd

from op1027.adapters.exports import PCODES
from op1027.ledger.model import Ledger, cached_on_ledger

NEAR_KM = 2.0  # a town by its coordinates alone: about the size of a small one, and the error of either point
NAMED_KM = 10.0  # a town by its name, where no township says which of that name it is
TOWNSHIP_KM = 50.0  # a township by coordinates alone: few of its corners are farther from its town
BATCH = 2_000  # points that are held against every township at once: some ten megabytes
# The finest unit first. Units of one name are told apart by the nearest, which must not be too far away.
UNITS = {"township": ("admin3", 100.0), "district": ("admin2", 200.0), "state_region": ("admin1", 600.0)}
LEVELS = ("town", *UNITS, "none")
EARTH_KM = 6371.0
LIKE = 0.7  # of the letters of a region's name in common: an ending may differ
WRONG_KM = 600.0  # how far off the point of a unit may be whose wider units say that it is meant
SPOT = ["admin1", "admin2", "admin3", "location", "lat", "lon", "level"]


def bare(names: pd.Series) -> pd.Series:
    """Names as they are compared: without case, accents, punctuation, and the word for what they name."""
    given = pd.Series(names.fillna("").unique(), dtype="str")
    plain = given.str.normalize("NFKD").str.casefold()
    plain = plain.str.replace(r"\s+(?:state|region|province|division|district|township|town|city)$", "", regex=True)
    plain = plain.str.replace(r"[\W_" + "\u0300-\u036f]+", "", regex=True)
    return names.fillna("").map(dict(zip(given, plain, strict=True))).astype("str")


@dataclass(frozen=True)
class Gazetteer:
    """The places of a ledger, and by which names they answer."""

    places: pd.DataFrame
    units: dict[str, pd.DataFrame]
    wider: dict[str, dict[str, set[str]]]
    towns: pd.DataFrame
    inside: pd.DataFrame


@cached_on_ledger
def gazetteer(ledger: Ledger) -> Gazetteer:
    """A ledger's places, prepared once to be looked up."""
    places = ledger.places
    units = {kind: unit_names(places, kind) for kind in UNITS}
    return Gazetteer(places, units, wider_names(places, units), names_of(places, "town"), towns_of_units(places))


def find_places(spots: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """The place of each spot: a town if it is precise enough and one answers to it, else a wider unit.

    Parameters
    ----------
    spots : DataFrame
        Each once: ``admin1``, ``admin2``, ``admin3``, ``location`` (names, blank where none), ``lat``, ``lon``
        (degrees), ``level``: the finest of ``LEVELS`` that the row's precision allows; and `exports.PCODES`.
    ledger : Ledger
        Whose places to use.

    Returns
    -------
    DataFrame
        Indexed like ``spots``: ``place`` (missing where none was found), ``kind`` (its kind), ``front`` (its front,
        missing outside every front), ``why`` (what is to be said of how it was found, mostly nothing), ``km`` (of a
        town taken by its coordinates alone the distance; else missing).
    """
    known = gazetteer(ledger)
    units = find_units(spots, known)
    towns = find_towns(spots, units["place"], known)
    place = units["place"].mask(towns["place"].notna(), towns["place"])
    places = ledger.places.set_index("place")
    why = units["why"].mask(towns["km"].notna(), "by its coordinates")
    return pd.DataFrame(
        {"place": place, "kind": place.map(places["kind"]), "front": place.map(places["front"]), "why": why}
        | {"km": towns["km"]}
    )


def find_units(spots: pd.DataFrame, known: Gazetteer) -> pd.DataFrame:
    """The key of the finest unit that each spot names and its precision allows, and how it was chosen.

    A P-code decides. Of several units of one name those count that lie in what else the spot names, then the nearest
    to its point. The capital of a district, and a part of a state, answer for its name where nothing else does.
    """
    found = pd.DataFrame({"place": pd.Series(None, index=spots.index, dtype="str"), "why": ""}, index=spots.index)
    rank = spots["level"].map({level: n for n, level in enumerate(LEVELS)})
    coded = known.places.dropna(subset="pcode").drop_duplicates("pcode").set_index("pcode")
    for column in PCODES:
        fine = spots[column].map(coded["kind"]).map({level: n for n, level in enumerate(LEVELS)})
        allowed = found["place"].isna() & (fine >= rank.where(rank < LEVELS.index("none"), 0))
        found.loc[allowed, "place"] = spots.loc[allowed, column].map(coded["place"])
    for kind, (column, limit) in UNITS.items():
        wanted = spots[found["place"].isna() & (rank <= LEVELS.index(kind)) & (spots[column] != "")]
        names = wanted.assign(name=bare(wanted[column]))[["name", "admin1", "admin2"]]
        near = nearly(names["name"], known.units[kind]["name"]) if kind == "state_region" else {}
        spelt = names["name"].isin(list(near))
        names["name"] = names["name"].replace(near)
        triples = names.drop_duplicates().merge(known.units[kind], on="name")
        triples["agree"] = agreement(triples, kind, known.wider)
        pairs = wanted[["lat", "lon"]].join(names).rename_axis("spot").reset_index()
        pairs = pairs.merge(triples, on=["name", "admin1", "admin2"])
        pairs["km"] = pairs_km(pairs)
        pairs = pairs[(pairs["km"] <= limit) | ((pairs["agree"] > 0) & (pairs["km"] <= WRONG_KM))]
        pairs = pairs.sort_values(
            ["spot", "indirect", "agree", "km", "place"], ascending=[True, True, False, True, True]
        )
        best = pairs.drop_duplicates("spot").set_index("spot")
        same = pairs.merge(best[["indirect", "agree"]].reset_index(), on=["spot", "indirect", "agree"])
        several = best.index.isin(same.loc[same["spot"].duplicated(), "spot"])
        far = "its point lies " + best["km"].round().astype("Int64").astype("str") + " km off: its names were believed"
        why = pd.Series("", index=best.index).mask(spelt.reindex(best.index), "a region that is spelt nearly so")
        why = why.mask(several, "the nearest of several of that name")
        found.loc[best.index, "place"] = best["place"]
        found.loc[best.index, "why"] = why.mask((best["km"] > limit) & ~several, far)
    return found


def nearly(names: pd.Series, known: pd.Series) -> dict[str, str]:
    """For names that are not known the one that begins alike and is spelt nearly so, as regions of old are."""
    strange = set(names) - set(known) - {""}
    near = {name: get_close_matches(name, known.tolist(), 1, LIKE) for name in strange}
    return {name: found[0] for name, found in near.items() if found and found[0][:3] == name[:3]}


def unit_names(places: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Every name that units of a kind answer to, bare, with where they lie.

    ``indirect`` (1, else 0): names of the whole of which it is a part (``Up`` for ``Up (North)``), and for districts
    those of their townships.
    """
    names = names_of(places, kind).assign(indirect=0)
    units = places[places["kind"] == kind]
    stem = units["name"].str.replace(r"\s*\([^()]*\)$", "", regex=True)
    more = units.assign(name=bare(stem))[["name", "place", "lat", "lon"]]
    if kind == "district":
        townships = names_of(places, "township").merge(places[["place", "district", "state_region"]], on="place")
        inside = townships.drop(columns=["place", "lat_place", "lon_place"]).merge(
            units[["district", "state_region", "place", "lat", "lon"]], on=["district", "state_region"]
        )
        more = pd.concat([more, inside[["name", "place", "lat", "lon"]]])
    more = more.rename(columns={"lat": "lat_place", "lon": "lon_place"}).assign(indirect=1)
    return pd.concat([names, more]).drop_duplicates(["name", "place"])


def wider_names(places: pd.DataFrame, names_by_kind: dict[str, pd.DataFrame]) -> dict[str, dict[str, set[str]]]:
    """For each unit the bare names of the regions and of the districts that it lies in, or that lie in it."""
    known = places.set_index("place")
    regions: dict[str, set[str]] = {}
    districts: dict[str, set[str]] = {}
    for kind, into, column in (("state_region", regions, "state_region"), ("district", districts, "district")):
        names = names_by_kind[kind]
        keys = known.loc[names["place"], column].to_numpy()
        for key, name in zip(keys, names["name"], strict=True):
            into.setdefault(str(key), set()).add(str(name))
    within = places[places["kind"] == "district"].groupby("state_region")["district"].agg(list)
    holds = {region: set().union(*(districts.get(name, set()) for name in names)) for region, names in within.items()}
    found: dict[str, dict[str, set[str]]] = {"admin1": {}, "admin2": {}}
    units = places[places["kind"].isin(UNITS)]
    for place, kind, region, district in zip(
        *(units[c] for c in ("place", "kind", "state_region", "district")), strict=True
    ):
        found["admin1"][place] = regions.get(str(region), set())
        inside = holds.get(str(region), set()) if kind == "state_region" else districts.get(str(district), set())
        found["admin2"][place] = inside
    return found


def agreement(pairs: pd.DataFrame, kind: str, wider: dict[str, dict[str, set[str]]]) -> pd.Series:
    """How many of the other units that a spot names a place lies in, or for a region has in it."""
    others = {"township": ("admin1", "admin2"), "district": ("admin1",), "state_region": ("admin2",)}[kind]
    total = pd.Series(0, index=pairs.index)
    for column in others:
        names = bare(pairs[column])
        fits = [name in wider[column].get(place, ()) for name, place in zip(names, pairs["place"], strict=True)]
        total += pd.Series(fits, index=pairs.index, dtype="int64")
    return total


def find_towns(spots: pd.DataFrame, units: pd.Series, known: Gazetteer) -> pd.DataFrame:
    """The town of each spot that is precise enough: by name within its township, else by its coordinates.

    Where the township is not known, a town of that name counts within ``NAMED_KM``. By coordinates alone
    counts the nearest town of the same unit within ``NEAR_KM``.
    """
    wanted = spots.loc[spots["level"] == "town", ["location", "lat", "lon"]].assign(unit=units)
    wanted = wanted.assign(spot=wanted.index, unit_kind=wanted["unit"].map(known.places.set_index("place")["kind"]))
    inside = known.inside
    pairs = wanted.assign(name=bare(wanted["location"])).merge(known.towns, on="name")
    same = pd.MultiIndex.from_frame(pairs[["unit", "place"]]).isin(pd.MultiIndex.from_frame(inside[["unit", "place"]]))
    close = pairs_km(pairs) <= NAMED_KM
    named = nearest(pairs[(same & (pairs["unit_kind"] == "township")) | ((pairs["unit_kind"] != "township") & close)])
    rest = wanted[~wanted.index.isin(named.index)].merge(inside, on="unit", suffixes=("", "_town"))
    by_point = nearest(rest[pairs_km(rest) <= NEAR_KM])
    by_name = named[["place"]].assign(km=np.nan)
    return pd.concat([by_name, by_point[["place", "km"]]]).reindex(spots.index)


def towns_of_units(places: pd.DataFrame) -> pd.DataFrame:
    """Which town lies in which unit: ``unit``, ``place``, ``lat_place``, ``lon_place``."""
    towns = places[places["kind"] == "town"].rename(columns={"lat": "lat_place", "lon": "lon_place"})
    parts = []
    for kind in UNITS:
        units = places[places["kind"] == kind]
        column = "township_pcode" if kind == "township" else kind
        key = units[column] if kind == "township" else units["name"]
        linked = units.assign(link=key)[["place", "link"]].rename(columns={"place": "unit"}).dropna()
        parts.append(linked.merge(towns.assign(link=towns[column]), on="link"))
    return pd.concat(parts)[["unit", "place", "lat_place", "lon_place"]]


def names_of(places: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Every name of each place of a kind, bare: ``name``, ``place``, ``lat_place``, ``lon_place``."""
    places = places[places["kind"] == kind]
    called = places.assign(alias=places["aliases"].str.split("|")).explode("alias")
    names = called.melt(["place", "lat", "lon"], ["name", "name_mm", "alias", kind], value_name="called")
    names = names.assign(name=bare(names["called"]))[["name", "place", "lat", "lon"]]
    names = names[names["name"] != ""].drop_duplicates(["name", "place"])
    return names.rename(columns={"lat": "lat_place", "lon": "lon_place"})


def nearest(pairs: pd.DataFrame) -> pd.DataFrame:
    """The nearest place of each spot, and how far it is: indexed by spot."""
    pairs = pairs.assign(km=pairs_km(pairs)).sort_values(["spot", "km", "place"])
    return pairs.drop_duplicates("spot").set_index("spot")[["place", "km"]]


def pairs_km(pairs: pd.DataFrame) -> pd.Series:
    """Kilometres along a great circle between ``lat``, ``lon`` and ``lat_place``, ``lon_place``."""
    lat, lon, lat_place, lon_place = (np.radians(pairs[c].to_numpy()) for c in ("lat", "lon", "lat_place", "lon_place"))
    half = np.sin((lat - lat_place) / 2) ** 2 + np.cos(lat) * np.cos(lat_place) * np.sin((lon - lon_place) / 2) ** 2
    return pd.Series(2 * EARTH_KM * np.arcsin(np.sqrt(half)), index=pairs.index)


def near_township(spots: pd.DataFrame, places: pd.DataFrame) -> pd.Series:
    """The township whose point is nearest to each spot's, within ``TOWNSHIP_KM``; missing where there is none.

    Parameters
    ----------
    spots : DataFrame
        ``lat`` and ``lon`` (degrees, missing where there is no point).
    places : DataFrame
        Table as in the codebook.
    """
    units = places[places["kind"] == "township"].rename(columns={"lat": "lat_place", "lon": "lon_place"})
    units = units[["place", "lat_place", "lon_place"]]
    points = spots[["lat", "lon"]].dropna().drop_duplicates(ignore_index=True)
    parts = [
        nearest(some.assign(spot=some.index).merge(units, how="cross"))
        for some in (points.iloc[n : n + BATCH] for n in range(0, len(points), BATCH))
    ]
    if not parts:
        return pd.Series(None, index=spots.index, dtype="str")
    found = points.join(pd.concat(parts)).query("km <= @TOWNSHIP_KM")
    return (
        spots[["lat", "lon"]].merge(found, on=["lat", "lon"], how="left").set_index(spots.index)["place"].astype("str")
    )
