"""Adding a report: places, actors and items by any of their names; on folders, see `hard/test_adding`."""

import pytest

import op1027
from conftest import Loaded, report
from op1027.__main__ import main
from op1027.ledger import curate
from op1027.record.check import spellings


@pytest.mark.parametrize("name", ["hsenwi", "Theinni", "HSENI", "သိန္နီ", "MMR015002701", "hse ni"])
def test_a_place_is_found_by_any_of_its_names(ours: op1027.Ledger, name: str) -> None:
    assert curate.find_place(ours, name, town=True) == ["hseni"]


def test_a_town_is_told_from_its_township(ours: op1027.Ledger) -> None:
    assert curate.find_place(ours, "Lashio") == ["lashio", "lashio_district", "lashio_township"]
    assert curate.find_place(ours, "Lashio", town=True) == ["lashio"]
    assert curate.find_place(ours, "Atlantis") == []
    assert curate.find_place(ours, "lashio") == ["lashio"], "a key means that place and no other"
    assert curate.find_place(ours, "လားရှိုးမြို့နယ်") == ["lashio_township"]
    assert curate.find_place(ours, "လားရှိုးမြို့", town=False) == ["lashio"]


def test_an_actor_is_found_by_any_of_its_names(ours: op1027.Ledger) -> None:
    assert curate.find_actor(ours, "TNLA") == curate.find_actor(ours, "tnla") == ["tnla"]
    assert curate.find_actor(ours, "Junta") == ["military"]
    assert curate.find_actor(ours, "တအာင်း အမျိုးသား လွတ်မြောက်ရေးတပ်မတော်") == ["tnla"]
    assert curate.find_actor(ours, "စစ်ကောင်စီ") == ["military"]
    assert curate.find_actor(ours, "Atlanteans") == []


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


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("brotherhood", ["chin_brotherhood", "brotherhood_alliance"]),
        ("army arakan", ["aa", "alp", "arsa"]),
        ("brotherhod", []),
        ("", []),
    ],
)
def test_a_word_of_a_name_leads_to_all_that_have_it(ours: op1027.Ledger, name: str, keys: list[str]) -> None:
    assert curate.holding(name, spellings(ours.actors, "actor")) == keys


def test_help_lists_the_words_that_an_option_takes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["add", "--help"])
    out = " ".join(capsys.readouterr().out.split())
    assert "What kind of event or claim: town_captured, town_recaptured," in out
    assert "--origin" in out
    assert "lies outside the fronts: northern_shan, mandalay," in out
    assert "(any name, alias, P-code or key of places.csv)" in out
