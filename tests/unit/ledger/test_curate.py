"""Adding a report: places by any name, items that exist already, and nothing written that breaks a rule."""

from pathlib import Path

import pytest

import op1027
from conftest import Folder, Loaded, report
from op1027.__main__ import main
from op1027.ledger import curate

PAGE = ["--url", "https://example.org/new", "--publisher", "radio", "--published", "2024-01-09"]
WHAT = ["--type", "town_captured", "--claimant", "radio", "--actor", "rebels", "--opponent", "army"]
WHEN = ["--date-start", "2024-01-06", "--summary", "Synthetic: rebels in the town"]


def add(folder: Path, *more: str) -> int:
    return main(["add", *PAGE, *WHAT, *WHEN, "--data", str(folder), *more])


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("name", ["hsenwi", "Theinni", "HSENI", "သိန္နီ", "MMR015002701", "hse ni"])
def test_a_place_is_found_by_any_of_its_names(ours: op1027.Ledger, name: str) -> None:
    assert curate.find_place(ours, name, town=True) == ["hseni"]


def test_a_town_is_told_from_its_township(ours: op1027.Ledger) -> None:
    assert curate.find_place(ours, "Lashio") == ["lashio", "lashio_district", "lashio_township"]
    assert curate.find_place(ours, "Lashio", town=True) == ["lashio"]
    assert curate.find_place(ours, "Atlantis") == []


def test_a_new_event_is_appended_and_every_other_byte_stays(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder(report())
    before = contents(path)
    assert add(path, "--place", "Beta") == 0
    assert "Added r0002 to beta_captured_2024_01" in capsys.readouterr().out
    after = contents(path)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"events_and_claims.csv", "sources.csv"}
    assert all(after[name].startswith(before[name]) for name in changed)
    assert set(after) == set(before)
    event = op1027.load(path).events.set_index("item").loc["beta_captured_2024_01"]
    assert (event["front"], event["evidence"]) == ("north", "independent")


def test_a_page_that_is_recorded_is_used_again(folder: Folder) -> None:
    path = folder(report())
    assert add(path, "--place", "Beta") == 0
    assert add(path, "--place", "Gamma") == 0
    ledger = op1027.load(path)
    assert len(ledger.sources) == 5
    assert ledger.reports["source"].tolist()[1:] == ["radio_2024_01_09_beta_captured"] * 2


def test_an_event_that_is_recorded_is_proposed(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder(report())
    before = contents(path)
    assert add(path, "--place", "alpha") == 1
    assert "--item alpha_taken   (2024-01-05: Synthetic: rebels take Alpha)" in capsys.readouterr().out
    assert contents(path) == before
    assert add(path, "--place", "alpha", "--item", "alpha_taken") == 0
    assert len(op1027.load(path).events) == 1


def test_what_breaks_a_rule_is_not_written(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder(report())
    before = contents(path)
    assert add(path, "--place", "beta", "--stance", "shrugs", "--metric", "bases") == 1
    out = capsys.readouterr().out
    assert "stance = 'shrugs': not in the vocabulary" in out
    assert "metric = 'bases': given without low or high" not in out, "one fault a row at a time hides no other row's"
    assert "Nothing was written." in out
    assert add(path, "--place", "beta", "--date-start", "6 January") == 1
    assert "not a day of the calendar" in capsys.readouterr().out
    assert add(path, "--place", "alpha", "--new") == 1
    assert "takes alpha" in capsys.readouterr().out
    assert contents(path) == before


def test_a_place_nobody_knows_is_said(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    assert add(folder(report()), "--place", "Atlantis") == 1
    assert "No place answers to 'Atlantis'" in capsys.readouterr().out


def test_items_are_found_by_type_place_and_time(ledger: Loaded) -> None:
    whole = ledger(report())
    assert curate.find_items(whole, "town_captured", "alpha", "2024-01-15", "2024-01-15")["item"].tolist() == [
        "alpha_taken"
    ]
    assert curate.find_items(whole, "town_captured", "alpha", "2024-02-15", "2024-02-15").empty
    assert curate.find_items(whole, "battle", "alpha", "2024-01-05", "2024-01-05").empty
    assert curate.new_item(whole, "town_captured", "alpha", "north", "2024-01-05") == "alpha_captured_2024_01"
