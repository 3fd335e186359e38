"""People and ground by bounds: known areas, a synthetic country counted by hand, and what no record may break."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import op1027
from conftest import Loaded, at_most, claim, made_ledger, report
from holds import bounds_hold
from op1027 import check_shares, people_and_ground
from op1027.analysis.people_and_ground import _RADIUS, _ring_area

PLACES = [
    {"place": "alpha", "kind": "town", "name": "Alpha", "pcode": "MMR001001701", "township_pcode": "MMR001001"},
    {"place": "beta", "kind": "town", "name": "Beta", "pcode": "MMR001001702", "township_pcode": "MMR001001"},
    {"place": "delta", "kind": "town", "name": "Delta", "pcode": "MMR001001703", "township_pcode": "MMR001001"},
    {"place": "gamma", "kind": "town", "name": "Gamma", "pcode": "MMR001002701", "township_pcode": "MMR001002"},
    {"place": "one", "kind": "township", "name": "One", "pcode": "MMR001001", "township_pcode": "MMR001001"},
    {"place": "two", "kind": "township", "name": "Two", "pcode": "MMR001002", "township_pcode": "MMR001002"},
]
PLACES = [place | {"front": "south" if place["name"] in ("Gamma", "Two") else "north"} for place in PLACES]
COUNT = {"kind": "township", "state_region": "State", "partly_enumerated": "no"}
POPULATION = [
    COUNT | {"pcode": "MMR001001", "name": "One", "population": "1000"},
    COUNT | {"pcode": "MMR001001702", "name": "Beta", "population": "200", "kind": "sub_township"},
    COUNT | {"pcode": "MMR001002", "name": "Two", "population": "400"},
    COUNT | {"pcode": "MMR001", "name": "State", "population": "50", "kind": "not_enumerated"},
]
URBAN = [{"pcode": "MMR001", "state_region": "State", "population": "2000", "urban": "500", "rural": "1500"}]
COUNTRY = {"places": PLACES, "population": POPULATION, "urban": URBAN}


def taken(place: str, **given: str) -> dict[str, str]:
    front = "south" if place == "gamma" else "north"
    return report(**{"item": f"{place}_taken", "place": place, "front": front} | given)


def last(ledger: op1027.Ledger, front: str = "all") -> dict[str, tuple[int, int, int]]:
    """Towns and people, low and high, by side, on the last day."""
    frame = people_and_ground(ledger)
    rows = frame[(frame["date"] == frame["date"].max()) & (frame["front"] == front)]
    return {row.side: (row.towns, row.population_low, row.population_high) for row in rows.itertuples() if row.towns}


def test_towns_alone_and_whole_townships(ledger: Loaded) -> None:
    """A quarter is urban: of 1000 in two towns, of 200 in the sub-township's, of 400 in one."""
    chief = last(ledger(taken("alpha"), **COUNTRY))
    assert chief == {"resistance": (1, 125, 1200), "unknown": (3, 275, 725)}
    side_town = last(ledger(taken("delta"), **COUNTRY))
    assert side_town == {"resistance": (1, 125, 125), "unknown": (3, 275, 1475)}
    both = last(ledger(taken("alpha"), taken("beta"), taken("gamma"), **COUNTRY))
    assert both["resistance"] == (3, 275, 1600)
    assert last(ledger(taken("gamma"), **COUNTRY), "south") == {"resistance": (1, 100, 400)}


def test_what_another_side_holds_is_not_in_the_high_bound(ledger: Loaded) -> None:
    lost = taken("beta", item="beta_kept", actor="army", opponent="rebels", type="town_recaptured")
    assert last(ledger(taken("alpha"), lost, **COUNTRY))["resistance"] == (1, 125, 1000)
    assert last(ledger(taken("alpha"), lost, **COUNTRY))["military"] == (1, 50, 200)
    other = lost | {"place": "delta", "item": "delta_kept"}
    assert last(ledger(taken("alpha"), other, **COUNTRY))["resistance"] == (1, 125, 1075)


def test_contested_towns_stand_apart(ledger: Loaded) -> None:
    fight = taken("gamma", item="fight", type="battle", date_start="2024-02-25", source="radio_2")
    assert last(ledger(taken("gamma"), fight, **COUNTRY), "south") == {"contested": (1, 100, 400)}


def test_totals(ledger: Loaded) -> None:
    frame = people_and_ground(ledger(taken("alpha"), **COUNTRY), freq="ME")
    assert frame.groupby("front")["population_total"].unique().map(list).to_dict() == {
        "all": [1650],
        "north": [1200],
        "south": [400],
    }
    assert set(frame["date"].dt.day) == {1, 29, 30, 31}, "ends of months, and the as-of day"


def test_without_a_census_nobody_is_counted(ledger: Loaded) -> None:
    frame = people_and_ground(ledger(report()))
    assert (frame.filter(like="population") == 0).all(axis=None)


@pytest.mark.parametrize(("south", "west", "size"), [(0, 0, 1), (20, 95, 0.5), (-60, 10, 10)])
def test_the_area_of_a_field_of_the_graticule(south: float, west: float, size: float) -> None:
    north, east = south + size, west + size
    ring = np.array([(west, south), (east, south), (east, north), (west, north), (west, south)], dtype="float64")
    exact = _RADIUS**2 * np.radians(size) * (np.sin(np.radians(north)) - np.sin(np.radians(south)))
    assert _ring_area(ring) == pytest.approx(exact, rel=1e-9)
    assert _ring_area(ring[::-1]) == pytest.approx(exact, rel=1e-9), "whichever way round"


POOL = [taken(place) for place in ("alpha", "beta", "gamma", "delta")] + [
    taken(place, item=f"{place}_lost", type="town_recaptured", actor="army", opponent="rebels", date_start=day, **late)
    for place, day, late in (("alpha", "2024-01-09", {"source": "radio_2"}), ("beta", "2024-01-08", {}))
]


@pytest.fixture(scope="module")
def pool() -> op1027.Ledger:
    return made_ledger(*POOL, **COUNTRY)


@at_most(6)
@given(st.sets(st.sampled_from([row["item"] for row in POOL])))
def test_bounds_hold_and_forget_what_is_published_later(pool: op1027.Ledger, chosen: set[str]) -> None:
    ledger = replace(pool, reports=pool.reports[pool.reports["item"].isin(chosen)].reset_index(drop=True))
    bounds_hold(ledger)
    early = ledger.reports[ledger.reports["source"] == "paper_1"].reset_index(drop=True)
    knew = replace(ledger, reports=early, known_on=pd.Timestamp("2024-01-11"))
    pd.testing.assert_frame_equal(people_and_ground(ledger.as_of("2024-01-11")), people_and_ground(knew))


def test_published_shares_meet_the_bounds_or_not(ledger: Loaded) -> None:
    """Alpha bears 125 to 1200 of 1600 people: 7.8 to 75 per cent."""
    cases = [
        ("60", "60", "exact", "within"),
        ("70", "", "more_than", "within"),
        ("80", "80", "about", "above"),
        ("80", "", "more_than", "above"),
        ("", "5", "up_to", "below"),
        ("", "8", "up_to", "within"),
    ]
    shares = [
        claim(item=f"share_{n}", front="all", metric="percent_population", low=low, high=high, qualifier=word)
        for n, (low, high, word, _) in enumerate(cases)
    ]
    checked = check_shares(ledger(taken("alpha"), *shares, **COUNTRY)).set_index("item").sort_index()
    assert checked["verdict"].tolist() == [verdict for *_, verdict in cases]
    assert (checked["ours_low"].unique().tolist(), checked["ours_high"].unique().tolist()) == ([7.8], [75.0])


def test_of_the_side_it_goes_against_all_that_is_unrecorded_may_be_its_own(ledger: Loaded) -> None:
    share = claim(item="share", front="all", metric="percent_population", actor="army", low="90", high="90")
    (row,) = check_shares(ledger(taken("gamma"), share, **COUNTRY)).to_dict("records")
    assert (row["verdict"], row["ours_low"], row["ours_high"]) == ("above", 0.0, 75.0)


def test_a_share_of_a_town_is_not_checkable(ledger: Loaded) -> None:
    share = claim(item="share", front="north", place="alpha", metric="percent_territory", low="90", high="90")
    (row,) = check_shares(ledger(taken("gamma"), share, **COUNTRY)).to_dict("records")
    assert row["verdict"] == "not_checkable"
    assert np.isnan(row["ours_high"])
