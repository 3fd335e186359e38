"""Adding a report: places, actors and items by any of their names; on folders, see `hard/test_adding`."""

import pytest

from conftest import Loaded, report
from op1027.__main__ import main
from op1027.ledger import curate


def test_items_are_found_by_type_place_and_time(ledger: Loaded) -> None:
    whole = ledger(report())
    assert curate._find_items(whole, "town_captured", "alpha", "2024-01-15", "2024-01-15")["item"].tolist() == [
        "alpha_taken"
    ]
    assert curate._find_items(whole, "town_captured", "alpha", "2024-02-15", "2024-02-15").empty
    assert curate._find_items(whole, "battle", "alpha", "2024-01-05", "2024-01-05").empty
    tally = report(kind="claim", type="tally", place="", metric="towns", low="3", high="3", qualifier="exact")
    told, days = ledger(tally), ("2024-01-05", "2024-01-05")
    assert len(curate._find_items(told, "tally", "", *days, "north", "towns")) == 1
    assert curate._find_items(told, "tally", "", *days, "south", "towns").empty
    assert curate._find_items(told, "tally", "", *days, "north", "bases").empty
    assert curate._new_item(whole, "town_captured", "alpha", "north", "2024-01-05") == "alpha_captured_2024_01"


def test_help_lists_the_words_that_an_option_takes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["add", "--help"])
    out = " ".join(capsys.readouterr().out.split())
    assert "What kind of event or claim: town_captured, town_recaptured," in out
    assert "--origin" in out
    assert "lies outside the fronts: northern_shan, mandalay," in out
    assert "(any name, alias, P-code or key of places.csv)" in out
