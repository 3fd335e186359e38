"""People and ground: the published totals, and bounds on the living record."""

import pytest

import op1027
from conftest import DATA
from holds import bounds_hold
from op1027 import check_shares, people_and_ground


def test_the_country_is_as_large_as_it_is(ours: op1027.Ledger) -> None:
    """676,578 square kilometres, says its statistical yearbook; Chin State 36,019. The outlines are approximate."""
    whole = people_and_ground(ours, freq="YE").query("front == 'all'")
    assert whole["area_total"].iloc[0] == pytest.approx(676_578, rel=0.04)
    assert whole["population_total"].unique().tolist() == [51_419_420]


def test_the_tables_are_the_published_totals(ours: op1027.Ledger) -> None:
    assert ours.population["population"].sum() == 51_419_420
    assert ours.urban["population"].sum() == 50_213_067
    assert (ours.urban["urban"] + ours.urban["rural"] == ours.urban["population"]).all()
    assert len(ours.population) == 411
    assert (DATA / "township_population_2014.csv").is_file()


@pytest.mark.parametrize("day", ["2023-11-30", "2100-01-01"])
def test_bounds_of_the_record(ours: op1027.Ledger, day: str) -> None:
    bounds_hold(ours.as_of(day))


def test_shares_of_the_record(ours: op1027.Ledger) -> None:
    checked = check_shares(ours)
    assert len(checked) > 20
    assert {"within", "above", "not_checkable"} <= set(checked["verdict"])
    assert (checked["ours_low"].dropna() <= checked["ours_high"].dropna()).all()
