"""Find the places of an export in a gazetteer: by P-code, by name and township, then by coordinates."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
import pandas as pd

from op1027.adapters.exports import PCODES, as_text, grouped
from op1027.ledger.model import Ledger, cached_on_ledger
from op1027.record._columns import decoded, encoded, spelt_out

_NEAR_KM = 2.0  # a town by its coordinates alone: about the size of a small one, and the error of either point
_NAMED_KM = 10.0  # a town by its name, where no township says which of that name it is
_TOWNSHIP_KM = 50.0  # a township by coordinates alone: few of its corners are farther from its town
_BATCH = 2_000  # points that are held against every township at once: some ten megabytes
# The finest unit first. Units of one name are told apart by the nearest, which must not be too far away.
_UNITS = {"township": ("admin3", 100.0), "district": ("admin2", 200.0), "state_region": ("admin1", 600.0)}
_LEVELS = ("town", *_UNITS, "none")
# What speaks for one.
_BESIDE = {"township": ("admin1", "admin2"), "district": ("admin1",), "state_region": ("admin2",)}
_EARTH_KM = 6371.0
_NAMES_LIKE = 0.7  # of the letters of a region's name in common: an ending may differ
_WRONG_KM = 600.0  # how far off the point of a unit may be whose wider units say that it is meant


def _plain_names(names: pd.Series) -> pd.Series:
    """Names as they are compared: without case, accents, punctuation, and the word for what they name."""
    names = spelt_out(names)
    codes, given = encoded(names)
    plain = given.str.normalize("NFKD").str.casefold()
    of_kind = r"\s+(?:state|region|province|division|union territory|district|township|town|city)$"
    plain = plain.str.replace(of_kind, "", regex=True)
    plain = plain.str.replace(r"[\W_" + "\u0300-\u036f]+", "", regex=True)
    return decoded(codes, plain, names.index).fillna("")


@dataclass(frozen=True)
class _Gazetteer:
    """The places of a ledger, by their rows, and by which names they answer.

    ``units`` gives for a kind and a bare name the rows that answer to it, and whether indirectly; ``wider`` the bare
    names of what a row lies in, or holds; ``towns`` each ``name`` of a town with its row ``at``; ``inside`` the towns
    ``at`` that lie in a ``unit``; ``township`` for each row the township it lies in (-1 for none); ``order`` the rank
    of its key.
    """

    places: pd.DataFrame
    lat: np.ndarray
    lon: np.ndarray
    order: np.ndarray
    coded: dict[str, int]
    units: dict[str, dict[str, list[tuple[int, int]]]]
    wider: dict[str, dict[str, set[str]]]
    towns: pd.DataFrame
    inside: pd.DataFrame
    township: np.ndarray


@cached_on_ledger
def _gazetteer(ledger: Ledger) -> _Gazetteer:
    """A ledger's places, prepared once to be looked up."""
    places = ledger.places.reset_index(drop=True)
    at = pd.Series(places.index, index=places["place"])
    names = _names_of(places)
    frames = {kind: _unit_names(places, kind, names) for kind in _UNITS}
    units: dict[str, dict[str, list[tuple[int, int]]]] = {}
    for kind, frame in frames.items():
        of_kind = units.setdefault(kind, {})
        for name, row, indirect in zip(frame["name"], at[frame["place"]], frame["indirect"], strict=True):
            of_kind.setdefault(name, []).append((row, indirect))
    towns = names["town"]
    inside = _towns_of_units(places)
    inside = pd.DataFrame({"unit": at[inside["unit"]].to_numpy(), "at": at[inside["place"]].to_numpy()})
    within = inside[(places["kind"] == "township").to_numpy()[inside["unit"]]]
    township = np.full(len(places), -1)
    township[within["at"]] = within["unit"]
    coded = places.dropna(subset="pcode").drop_duplicates("pcode")
    return _Gazetteer(
        places,
        lat=places["lat"].to_numpy(),
        lon=places["lon"].to_numpy(),
        order=np.argsort(np.argsort(places["place"].to_numpy(dtype=object))),
        coded=dict(zip(coded["pcode"], coded.index, strict=True)),
        units=units,
        wider=_wider_names(places, frames),
        towns=pd.DataFrame({"name": towns["name"].to_numpy(), "at": at[towns["place"]].to_numpy()}),
        inside=inside,
        township=township,
    )


def find_places(spots: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """The place of each spot: a town if it is precise enough and one answers to it, else a wider unit.

    Parameters
    ----------
    spots : DataFrame
        Each once: ``admin1``, ``admin2``, ``admin3``, ``location`` (names, blank where none), ``lat``, ``lon``
        (degrees), ``level``: the finest of town, township, district, state_region and none that the row's precision
        allows; and `exports.PCODES`.
        Text may be categories.
    ledger : Ledger
        Whose places to use.

    Returns
    -------
    DataFrame
        Indexed like ``spots``: ``place`` (missing where none was found), ``kind`` (its kind), ``front`` (its front,
        missing outside every front), ``why`` (what is to be said of how it was found, mostly nothing), ``km`` (of a
        town taken by its coordinates alone the distance; else missing).
    """
    known = _gazetteer(ledger)
    unit, why = _find_units(spots, known)
    town, km = _find_towns(spots, unit, known)
    at = np.where(town >= 0, town, unit)
    found = {c: decoded(at, known.places[c], spots.index) for c in ("place", "kind", "front")}
    why = why.mask(km >= 0, "by its coordinates")
    return pd.DataFrame(found | {"why": why, "km": km})


def _find_units(spots: pd.DataFrame, known: _Gazetteer) -> tuple[np.ndarray, pd.Series]:
    """The row of the finest unit that each spot names and its precision allows (-1 for none), and how it was chosen.

    A P-code decides. Of several units of one name those count that lie in what else the spot names, then the nearest
    to its point. The capital of a district, and a part of a state, answer for its name where nothing else does.
    """
    group, first = grouped(spots, [*PCODES, "admin1", "admin2", "admin3", "level"])
    coded, table = _candidates(as_text(spots.iloc[first]), known)
    at, told = coded[group], []
    for _, tier in table.groupby("tier"):
        left = np.flatnonzero(at < 0)
        pairs = pd.DataFrame({"spot": left, "group": group[left]}).merge(tier, on="group")
        pairs["km"] = _pairs_km(spots, pairs, known)
        pairs = pairs[(pairs["km"] <= pairs["limit"]) | (pairs["agrees"] & (pairs["km"] <= _WRONG_KM))]
        best = _nearest(pairs, known)
        at[best["spot"]] = best["at"]
        said = best[best["spelt"] | best["several"] | (best["km"] > best["limit"])]
        km = said["km"].round().astype("Int64").astype("str")
        why = pd.Series("a region that is spelt nearly so", index=said.index, dtype="str")
        why = why.mask(said["km"] > said["limit"], "its point lies " + km + " km off: its names were believed")
        told.append(why.mask(said["several"], "the nearest of several of that name").set_axis(said["spot"]))
    why, codes = pd.concat([pd.Series([""], dtype="str"), *told]), np.zeros(len(spots), dtype="int64")
    codes[why.index[1:]] = np.arange(1, len(why))
    return at, decoded(codes, why, spots.index)


def _candidates(named: pd.DataFrame, known: _Gazetteer) -> tuple[np.ndarray, pd.DataFrame]:
    """The row whose P-code each spot has (-1 for none), and for the other spots which rows answer to their names.

    One row a spot's number (``group``) and a place (``at``) that may be meant: those of the lowest ``tier`` that are
    near enough (``limit``) come first. ``agrees``: what else the spot names speaks for it.
    """
    coded, rows = np.full(len(named), -1), []
    given = {column: named[column].tolist() for column in ("admin1", "admin2", "admin3")}
    plain = {column: _plain_names(named[column]).tolist() for column in given}
    near = _nearly(pd.Series(plain["admin1"]), pd.Series(list(known.units["state_region"])))
    keys, kinds = known.places["place"].tolist(), known.places["kind"].tolist()
    pcodes = zip(*(named[column].tolist() for column in PCODES), strict=True)
    for group, (codes, level) in enumerate(zip(pcodes, named["level"].tolist(), strict=True)):
        rank = _LEVELS.index(level)
        finest = rank if level != "none" else 0
        by_code = (known.coded[code] for code in codes if code in known.coded)
        coded[group] = next((at for at in by_code if _LEVELS.index(kinds[at]) >= finest), -1)
        if coded[group] >= 0:
            continue
        tiers: dict[tuple[int, int, int], list[tuple[int, float, bool]]] = {}
        for kind, (column, limit) in _UNITS.items():
            name = plain[column][group]
            spelt = kind == "state_region" and name in near
            if rank > _LEVELS.index(kind) or not given[column][group]:
                continue
            for at, indirect in known.units[kind].get(near[name] if spelt else name, ()):
                agree = sum(plain[c][group] in known.wider[c].get(keys[at], ()) for c in _BESIDE[kind])
                tiers.setdefault((_LEVELS.index(kind), indirect, -agree), []).append((at, limit, spelt))
        for tier, which in enumerate(sorted(tiers)):
            rows += [(group, tier, at, limit, which[2] < 0, spelt) for at, limit, spelt in tiers[which]]
    return coded, pd.DataFrame(rows, columns=["group", "tier", "at", "limit", "agrees", "spelt"])


def _nearly(names: pd.Series, known: pd.Series) -> dict[str, str]:
    """For names that are not known the one that begins alike and is spelt nearly so, as regions of old are."""
    strange = set(names) - set(known) - {""}
    near = {name: get_close_matches(name, known.tolist(), 1, _NAMES_LIKE) for name in strange}
    return {name: found[0] for name, found in near.items() if found and found[0][:3] == name[:3]}


def _unit_names(places: pd.DataFrame, kind: str, names: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Every name that units of a kind answer to, bare, with where they lie.

    ``indirect`` (1, else 0): names of the whole of which it is a part (``Up`` for ``Up (North)``), and for districts
    those of their townships.
    """
    units = places[places["kind"] == kind]
    called = units.assign(name=units["name"].str.cat(units["aliases"].fillna(""), "|").str.split("|")).explode("name")
    stem = called["name"].astype("str").str.replace(r"\s*\([^()]*\)$", "", regex=True)
    more = called.assign(name=_plain_names(stem))[["name", "place"]].query("name != ''")
    if kind == "district":
        townships = names["township"].merge(places[["place", "district", "state_region"]], on="place")
        inside = townships.drop(columns="place").merge(
            units[["district", "state_region", "place"]], on=["district", "state_region"]
        )
        more = pd.concat([more, inside[["name", "place"]]])
    return pd.concat([names[kind].assign(indirect=0), more.assign(indirect=1)]).drop_duplicates(["name", "place"])


def _wider_names(places: pd.DataFrame, names_by_kind: dict[str, pd.DataFrame]) -> dict[str, dict[str, set[str]]]:
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
    units = places[places["kind"].isin(_UNITS)]
    for place, kind, region, district in zip(
        *(units[c] for c in ("place", "kind", "state_region", "district")), strict=True
    ):
        found["admin1"][place] = regions.get(str(region), set())
        inside = holds.get(str(region), set()) if kind == "state_region" else districts.get(str(district), set())
        found["admin2"][place] = inside
    return found


def _find_towns(spots: pd.DataFrame, unit: np.ndarray, known: _Gazetteer) -> tuple[np.ndarray, np.ndarray]:
    """The row of the town of each spot that is precise enough (-1 for none), and how far off by its coordinates alone.

    By name within its township, or, where that is not known, within 10 km; else by its coordinates, the
    nearest town of the same unit within 2 km.
    """
    at, km = np.full(len(spots), -1), np.full(len(spots), np.nan)
    wanted = np.flatnonzero(spots["level"] == "town")
    codes, names = encoded(spelt_out(spots["location"].iloc[wanted]))
    answers = pd.DataFrame({"name": _plain_names(names), "code": names.index}).merge(known.towns, on="name")
    pairs = pd.DataFrame({"spot": wanted, "code": codes})[np.isin(codes, answers["code"])].merge(answers, on="code")
    pairs["unit"] = unit[pairs["spot"]]
    pairs["km"] = _pairs_km(spots, pairs, known)
    in_township = (pairs["unit"] >= 0) & (known.places["kind"] == "township").to_numpy()[pairs["unit"]]
    same = known.township[pairs["at"]] == pairs["unit"]
    best = _nearest(pairs[same.where(in_township, pairs["km"] <= _NAMED_KM)], known)
    at[best["spot"]] = best["at"]
    left = wanted[(at[wanted] < 0) & (unit[wanted] >= 0)]
    pairs = pd.DataFrame({"spot": left, "unit": unit[left]}).merge(known.inside, on="unit")
    pairs["km"] = _pairs_km(spots, pairs, known)
    best = _nearest(pairs[pairs["km"] <= _NEAR_KM], known)
    at[best["spot"]], km[best["spot"]] = best["at"], best["km"]
    return at, km


def _towns_of_units(places: pd.DataFrame) -> pd.DataFrame:
    """Which town lies in which unit: ``unit``, ``place``."""
    towns = places[places["kind"] == "town"]
    parts = []
    for kind in _UNITS:
        units = places[places["kind"] == kind]
        column = "township_pcode" if kind == "township" else kind
        key = units[column] if kind == "township" else units["name"]
        linked = units.assign(link=key)[["place", "link"]].rename(columns={"place": "unit"}).dropna()
        parts.append(linked.merge(towns.assign(link=towns[column]), on="link"))
    return pd.concat(parts)[["unit", "place"]]


def _names_of(places: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Every name of each place, bare, by kind: ``name``, ``place``."""
    kinds = ["town", *_UNITS]
    called = places.assign(alias=places["aliases"].str.split("|")).explode("alias")
    names = called.melt(["place", "kind"], ["name", "name_mm", "alias", *kinds], "column", "called")
    names = names[(names["column"] == names["kind"]) | ~names["column"].isin(kinds)]
    names = names.assign(name=_plain_names(names["called"])).query("name != ''").drop_duplicates(["name", "place"])
    return {kind: names.loc[names["kind"] == kind, ["name", "place"]] for kind in kinds}


def _nearest(pairs: pd.DataFrame, known: _Gazetteer) -> pd.DataFrame:
    """The nearest place of each spot, and whether it is one of ``several``."""
    pairs = pairs.assign(several=pairs["spot"].duplicated(keep=False))
    if pairs["several"].any():
        pairs = pairs.iloc[np.lexsort((known.order[pairs["at"]], pairs["km"], pairs["spot"]))].drop_duplicates("spot")
    return pairs


def _pairs_km(spots: pd.DataFrame, pairs: pd.DataFrame, known: _Gazetteer) -> np.ndarray:
    """Kilometres between each ``spot`` and the place ``at``."""
    lat, lon = (spots[column].to_numpy()[pairs["spot"]] for column in ("lat", "lon"))
    return _kilometres(lat, lon, known.lat[pairs["at"]], known.lon[pairs["at"]])


def _kilometres(lat: np.ndarray, lon: np.ndarray, to_lat: np.ndarray, to_lon: np.ndarray) -> np.ndarray:
    """How far apart points are, along a great circle."""
    lat, lon, to_lat, to_lon = (np.radians(degrees) for degrees in (lat, lon, to_lat, to_lon))
    half = np.sin((lat - to_lat) / 2) ** 2 + np.cos(lat) * np.cos(to_lat) * np.sin((lon - to_lon) / 2) ** 2
    return np.asarray(2 * _EARTH_KM * np.arcsin(np.sqrt(half)))


def near_township(spots: pd.DataFrame, places: pd.DataFrame) -> pd.Series:
    """The township whose point is nearest to each spot's, within 50 km; missing where there is none.

    Parameters
    ----------
    spots : DataFrame
        ``lat`` and ``lon`` (degrees, missing where there is no point).
    places : DataFrame
        Table as in the codebook.
    """
    units = places[places["kind"] == "township"].dropna(subset=["lat", "lon"]).sort_values("place")
    found = np.full(len(spots), -1)
    given = np.flatnonzero(spots[["lat", "lon"]].notna().all(axis=1)) if len(units) else np.arange(0)
    for start in range(0, len(given), _BATCH):
        some = given[start : start + _BATCH]
        lat, lon = (spots[column].to_numpy()[some, None] for column in ("lat", "lon"))
        km = _kilometres(lat, lon, units["lat"].to_numpy(), units["lon"].to_numpy())
        best = km.argmin(axis=1)
        found[some] = np.where(km.min(axis=1) <= _TOWNSHIP_KM, best, -1)
    return pd.Series(units["place"].array.take(found, allow_fill=True), index=spots.index)
