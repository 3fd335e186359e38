"""Places of an export, and ours. Every row here is synthetic: invented, and of no real event."""

from pathlib import Path

import pandas as pd
import pytest

import op1027
from made_exports import said, write

SPOTS = [
    ({}, "alpha"),
    ({"location": "old alpha"}, "alpha"),
    ({"location": "Àlpha-Ville"}, "alpha"),
    ({"location": "Village 7", "latitude": "1.9"}, "alpha_township"),
    ({"location": "Village 7", "longitude": "95.015"}, "alpha"),
    ({"location": "Beta"}, "alpha"),
    ({"location": "Beta", "latitude": "1.9"}, "alpha_township"),
    ({"geo_precision": "2"}, "alpha_township"),
    ({"geo_precision": "3"}, "upland"),
    ({"admin3": "", "location": "Village 7", "latitude": "1.9"}, "hills"),
    ({"admin3": "", "latitude": "1.55"}, "alpha"),
    ({"admin3": "", "latitude": "1.65"}, "hills"),
    ({"admin3": "", "admin2": "", "location": "Village 7", "latitude": "1.9"}, "upland"),
    ({"admin3": "X", "admin2": "Y", "admin1": "Z", "location": "Gamma", "latitude": "5.01"}, "gamma"),
    ({"admin3": "X", "admin2": "Y", "admin1": "Z", "location": "Village 7", "latitude": "5.001"}, None),
    ({"latitude": "40"}, None),
]


@pytest.fixture(scope="module")
def found_places(like: op1027.Ledger, tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    path = write(tmp_path_factory.mktemp("spots"), *(given for given, _ in SPOTS))
    return op1027.read_acled(path, like=like).reports[["place", "front"]]


@pytest.mark.parametrize("number", range(len(SPOTS)), ids=lambda number: str(SPOTS[number][0]))
def test_places_by_name_township_and_coordinates(number: int, found_places: pd.DataFrame) -> None:
    place = SPOTS[number][1]
    found, front = found_places.iloc[number]
    assert (None if pd.isna(found) else found) == place
    assert front == {"gamma": "south", "upland": "all", None: "all"}.get(place, "north")


def test_places_not_matched_are_listed(like: op1027.Ledger, tmp_path: Path) -> None:
    far = {"admin3": "X", "admin2": "Y", "admin1": "Z", "location": "Village 7"}
    near = {"location": "Village 8", "longitude": "95.009"}
    read = op1027.read_acled(write(tmp_path, {}, far, near, {"admin3": "Alfa", "latitude": "1.9"}), like=like)
    assert said(read, "place") == [
        (4, "Village 7, X, Y, Z, Synthetica", "no place, front all"),
        (6, "Village 8, Alpha, Hills, Upland-North, Synthetica", "alpha, 1.0 km away"),
        (8, "Alpha, Alfa, Hills, Upland-North, Synthetica", "hills"),
    ]
