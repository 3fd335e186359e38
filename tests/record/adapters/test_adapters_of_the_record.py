"""Exports of ACLED and UCDP among our own places and regions."""

from pathlib import Path

import pandas as pd
import pytest

import op1027
from made_exports import TAKEN, write
from op1027.adapters.places import find_places


def test_the_projects_own_places_are_used_unless_others_are_given(tmp_path: Path, ours: op1027.Ledger) -> None:
    hseni = {"admin1": "Shan-North", "admin2": "Lashio", "admin3": "Hseni", "location": "Theinni"}
    hseni |= {"latitude": "23.3", "longitude": "97.97", "country": "Myanmar"}
    names = {"actor1": "MNDAA: Myanmar National Democratic Alliance Army"}
    names |= {"actor2": "Military Forces of Myanmar (2021-)"}
    read = op1027.read_acled(write(tmp_path, hseni | names | TAKEN))
    event = read.events.iloc[0]
    assert event[["place", "front", "actor", "opponent"]].tolist() == ["hseni", "northern_shan", "mndaa", "military"]
    assert read.unmatched.empty
    assert set(ours.actors["actor"]) < set(read.actors["actor"])


@pytest.mark.parametrize(
    ("name", "lat", "lon", "region"),
    [
        ("Tenasserim", "12.7", "98.5", "tanintharyi_region"),
        ("Irrawaddy Division", "16.9", "95.2", "ayeyarwady_region"),
        ("Rangoon", "16.8", "96.2", "yangon_region"),
        ("Arakan State", "20.1", "93.3", "rakhine_state"),
        ("Pegu Division", "18.0", "96.6", "bago_east_region"),
        ("Karen State", "16.8", "97.9", "kayin_state"),
        ("Karenni State", "19.3", "97.2", "kayah_state"),
        ("Magwe Division", "20.5", "94.9", "magway_region"),
        ("Nay Pyi Taw Union Territory", "19.8", "96.2", "nay_pyi_taw_region"),
    ],
)
def test_regions_by_the_names_they_had(name: str, lat: str, lon: str, region: str, ours: op1027.Ledger) -> None:
    blank = dict.fromkeys(["admin2", "admin3", "location", "pcode", "admin3_pcode", "admin2_pcode", "admin1_pcode"], "")
    spot = blank | {"admin1": name, "lat": float(lat), "lon": float(lon), "level": "state_region"}
    found = find_places(pd.DataFrame([spot]), ours)
    assert found["place"].tolist() == [region]
