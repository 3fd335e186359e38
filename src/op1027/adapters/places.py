"""Find the places of an export in a gazetteer: by name and township first, then by coordinates."""

import numpy as np
import pandas as pd

NEAR_KM = 2.0  # a town by its coordinates alone: about the size of a small one, and the error of either point
NAMED_KM = 10.0  # a town by its name, where no township says which of that name it is
TOWNSHIP_KM = 50.0  # a township by coordinates alone: few of its corners are farther from its town
BATCH = 2_000  # points that are held against every township at once: some ten megabytes
# The finest unit first. Units of one name are told apart by the nearest, which must not be too far away.
UNITS = {"township": ("admin3", 100.0), "district": ("admin2", 200.0), "state_region": ("admin1", 600.0)}
LEVELS = ("town", *UNITS, "none")
EARTH_KM = 6371.0
SPOT = ["admin1", "admin2", "admin3", "location", "lat", "lon", "level"]


def bare(names: pd.Series) -> pd.Series:
    """Names as they are compared: without case, accents, punctuation, and the word for what they name."""
    plain = names.fillna("").str.normalize("NFKD").str.casefold()
    plain = plain.str.replace(r"\s+(?:state|region|province|division|district|township|town|city)$", "", regex=True)
    return plain.str.replace(r"[\W_" + "\u0300-\u036f]+", "", regex=True)


def find_places(rows: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """The place of each row: a town if the row is precise enough and one answers to it, else a wider unit.

    Parameters
    ----------
    rows : DataFrame
        ``admin1``, ``admin2``, ``admin3``, ``location`` (names, blank where none), ``lat``, ``lon``
        (degrees) and ``level``: the finest of ``LEVELS`` that the row's precision allows.
    places : DataFrame
        Table as in the codebook.

    Returns
    -------
    DataFrame
        Indexed like ``rows``: ``place`` (missing where none was found), ``kind`` (its kind), ``km`` (for a
        town taken by its coordinates alone the distance; else missing).
    """
    spots = rows[SPOT].drop_duplicates(ignore_index=True)
    units = find_units(spots, places)
    towns = find_towns(spots, units, places)
    found = units.mask(towns["place"].notna(), towns["place"])
    spots["place"], spots["km"] = found, towns["km"]
    spots["kind"] = spots["place"].map(places.set_index("place")["kind"])
    return rows[SPOT].merge(spots, on=SPOT, how="left").set_index(rows.index)[["place", "kind", "km"]]


def find_units(spots: pd.DataFrame, places: pd.DataFrame) -> pd.Series:
    """The key of the finest unit that each spot names and its precision allows."""
    unit = pd.Series(None, index=spots.index, dtype="str")
    rank = spots["level"].map({level: n for n, level in enumerate(LEVELS)})
    for kind, (column, limit) in UNITS.items():
        named = names_of(places, kind)
        wanted = spots[unit.isna() & (rank <= LEVELS.index(kind))]
        pairs = wanted.assign(name=bare(wanted[column]), spot=wanted.index).merge(named, on="name")
        best = nearest(pairs[pairs_km(pairs) <= limit])
        unit = unit.fillna(best.reindex(unit.index)["place"])
    return unit


def find_towns(spots: pd.DataFrame, units: pd.Series, places: pd.DataFrame) -> pd.DataFrame:
    """The town of each spot that is precise enough: by name within its township, else by its coordinates.

    Where the township is not known, a town of that name counts within ``NAMED_KM``. By coordinates alone
    counts the nearest town of the same unit within ``NEAR_KM``.
    """
    known = places.set_index("place")
    wanted = spots[spots["level"] == "town"].assign(unit=units)
    wanted = wanted.assign(spot=wanted.index, unit_kind=wanted["unit"].map(known["kind"]))
    inside = towns_of_units(places)
    pairs = wanted.assign(name=bare(wanted["location"])).merge(names_of(places, "town"), on="name")
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
