"""Actors of an export, and ours. Every row here is synthetic: invented, and of no real event."""

from dataclasses import replace
from pathlib import Path

import pytest

import op1027
from made_exports import said, write


def test_actors_by_name_mapping_and_side(like: op1027.Ledger, tmp_path: Path) -> None:
    rows = [
        {"actor1": "RBL: Rebels (Synthetica)"},
        {"actor1": "Unknown Band (Synthetica)", "actor2": "Church (Synthetica)", "inter2": "7"},
        {"actor1": "Paper"},
        {"actor1": "Home Guard"},
    ]
    path = write(tmp_path, *rows)
    read = op1027.read_acled(path, like=like)
    actors = read.actors.set_index("actor")
    assert read.reports["actor"].tolist() == ["rebels", "unknown_band_synthetica", "paper_2", "home_guard"]
    assert actors.loc["unknown_band_synthetica", ["short_name", "side", "kind"]].tolist() == [
        "Unknown Band",
        "third",
        "armed_group",
    ]
    assert actors.loc["church_synthetica", "kind"] == "public"
    assert [value for _, value, _ in said(read, "actor")] == [
        "Unknown Band (Synthetica)",
        "Church (Synthetica)",
        "Paper",
        "Home Guard",
    ]
    told = op1027.read_acled(
        path,
        like=like,
        actors={"Unknown Band (Synthetica)": "guerrillas", "Church (Synthetica)": "neighbours"},
        sides={"Home Guard": "military"},
    )
    assert told.reports["actor"].tolist() == ["rebels", "guerrillas", "paper_2", "home_guard"]
    assert told.actors.set_index("actor").loc["home_guard", "side"] == "military"
    assert [value for _, value, _ in said(told, "actor")] == ["Paper"]


def test_the_states_own_forces_are_those_of_the_descriptors_country(like: op1027.Ledger, tmp_path: Path) -> None:
    offensive = like.package.descriptor["offensive"] | {"state": "army"}
    changed = {"offensive": offensive, "acled": {"country": "Synthetica"}}
    package = type(like.package)(like.package.descriptor | changed, like.package.folder)
    like = replace(like, package=package)
    names = ["Military Forces of Synthetica (2021-)", "Police Forces of Synthetica (2021-)"]
    others = ["Military Forces of Elsewhere (2021-)", "Former Military Forces of Synthetica (2021-)"]
    for country in ("Synthetica", "Sea", "Elsewhere"):
        rows = [{"actor1": name, "country": country} for name in names + others]
        read = op1027.read_acled(write(tmp_path, *rows), like=like)
        assert (read.reports["actor"] == "army").tolist() == [True, True, False, False]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"actors": {"Rebels": "pirates"}}, "no actor 'pirates'"),
        ({"sides": {"Rebels": "good"}}, "no side 'good'; there are resistance, military, third"),
    ],
)
def test_a_mapping_to_nothing_is_refused(wrong: dict[str, dict[str, str]], message: str, like: op1027.Ledger) -> None:
    with pytest.raises(ValueError, match=message):
        op1027.read_acled("never_read.csv", like=like, **wrong)
