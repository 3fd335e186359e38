"""Published totals of bases beside our own count."""

import pytest

from conftest import Loaded, claim, report
from op1027.analysis.bases import _COLUMNS, base_tallies
from op1027.charts._lanes import round_step
from op1027.charts._numbers import number_said

TAKEN = report(item="base", type="base_captured", place="hills", date_start="2024-01-03")


def test_a_total_stands_beside_our_count_of_its_front_and_day(ledger: Loaded) -> None:
    whole = claim(item="whole", front="all", date_start="2024-01-02")
    part = claim(item="part", place="hills", date_start="2024-01-05", metric="outposts")
    frame = base_tallies(ledger(TAKEN, claim(), whole, part)).set_index("item")
    assert list(frame.reset_index()) == _COLUMNS
    assert frame["scope"].to_dict() == {"whole": "whole", "tally_bases": "front", "part": "part"}
    assert frame["record_high"].to_dict() == {"whole": 0, "tally_bases": 1, "part": 1}
    assert frame.loc["part", ["value", "metric", "claimant", "open"]].tolist() == [12, "outposts", "rebels", False]


def test_a_place_that_is_all_of_its_front_is_the_front(ledger: Loaded) -> None:
    places = [{"place": "land", "kind": "state_region", "name": "Land", "front": "north", "pcode": "MMR001"}]
    fronts = [{"front": "north", "name": "North", "order": "1", "covers": "MMR001", "description": "synthetic"}]
    fronts += [{"front": "all", "name": "Everywhere", "order": "2", "description": "synthetic"}]
    routes = [{"route": "road", "name": "Road", "order": "1", "place": "land"}]
    frame = base_tallies(ledger(claim(place="land"), places=places, fronts=fronts, routes=routes))
    assert frame["scope"].tolist() == ["front"]


@pytest.mark.parametrize(
    ("low", "high", "qualifier", "value", "words"),
    [
        ("12", "12", "exact", 12, "12"),
        ("1200", "", "more_than", 1200, "1,200+"),
        ("", "70", "up_to", 70, "up to 70"),
        ("24", "70", "about", 24, "24–70"),
    ],
)
def test_open_ends_stay_open(ledger: Loaded, low: str, high: str, qualifier: str, value: int, words: str) -> None:
    frame = base_tallies(ledger(claim(low=low, high=high, qualifier=qualifier)))
    assert frame["value"].tolist() == [value]
    assert frame["open"].tolist() == [not (low and high)]
    assert number_said(*frame[["low", "high"]].iloc[0]) == words


def test_what_is_no_total_of_the_offensive_is_left_out(ledger: Loaded) -> None:
    others = [
        claim(item="before", date_start="2023-10-01"),
        claim(item="their", actor="army"),
        claim(item="towns", metric="towns"),
        claim(item="strength", type="strength"),
    ]
    frame = base_tallies(ledger(TAKEN, *others))
    assert frame.empty
    assert list(frame) == _COLUMNS


@pytest.mark.parametrize(("highest", "step"), [(1, 1), (9, 2), (26, 10), (100, 20), (741, 200)])
def test_ticks_are_round_and_few(highest: float, step: int) -> None:
    assert round_step(highest) == step
