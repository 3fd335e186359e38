"""Places and actors of the living record, found by any of their names."""

import pytest

import op1027
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
