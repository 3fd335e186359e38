"""Published totals of the living record beside our own count."""

import pytest

import op1027
from op1027 import charts
from op1027.analysis.scope import above, members, scopes, within
from op1027.analysis.tallies import _COLUMNS, check_sums, check_tallies
from op1027.charts.tallies import _tally_lanes


def test_bodies_and_places_contain_each_other(ours: op1027.Ledger) -> None:
    actors, places = ours.actors, ours.places.set_index("place")
    assert {"mndaa", "tnla", "aa"} <= members(actors, "brotherhood_alliance")
    assert above(actors, "tnla") == {"brotherhood_alliance"}
    assert members(actors, ours.package.side) == set(actors.loc[actors["side"] == ours.package.side, "actor"])
    assert within(places, "lashio") == {"lashio"}
    assert "lashio" in within(places, "lashio_township") < within(places, "shan_north_state")
    assert within(places, "bago_east_region") | within(places, "bago_west_region") < within(places, "bago_region")


def test_the_known_traps_show_up_as_what_they_are(ours: op1027.Ledger) -> None:
    sums = check_sums(ours).set_index("total")
    monitor = sums.loc["tally_bni_towns_2024_05_28"]
    assert (monitor["parts_low"], monitor["total_low"], monitor["finding"]) == (45, 59, "parts_short")
    nine = sums.loc["tally_irrawaddy_towns_all_2023_11_15"]
    assert (nine["parts_low"], nine["total_low"], nine["finding"]) == (8, 9, "parts_short")
    bases = sums.loc["tally_irrawaddy_positions_all_2023_12_27"]
    assert bases["parts_low"] > bases["total_low"] == 400
    checked = check_tallies(ours).set_index("item")
    scopes = [tuple(checked.loc[i, ["actor", "metric"]]) for i in ALLIANCE_THEN_MNDAA]
    assert scopes[0] != scopes[1]
    lanes = _tally_lanes(ours, "towns")[0]
    assert lanes.groupby("lane")[["front", "actor"]].nunique().drop(index=-1).eq(1).all(axis=None)


ALLIANCE_THEN_MNDAA = ["tally_alliance_positions_2023_11_11", "tally_mndaa_bases_2023_11_14"]


def test_every_total_is_checked_once(ours: op1027.Ledger) -> None:
    frame = check_tallies(ours)
    assert list(frame) == _COLUMNS
    told = ours.claims[(ours.claims["type"] == "tally") & ours.claims[["low", "high"]].notna().any(axis=1)]
    assert sorted(frame["item"]) == sorted(told["item"])
    kept = frame[frame["verdict"] != "not_checkable"]
    assert (kept["ours_low"] <= kept["ours_high"]).all()
    assert set(frame["verdict"]) <= set(ours.package.categories("assessments", "verdict"))
    assert frame["why"].str.len().gt(10).all()


def test_the_chart_draws_each_total_of_its_lanes_once(ours: op1027.Ledger) -> None:
    marks, band = _tally_lanes(ours, "towns")
    drawn = [t for t in charts.plot_tallies(ours).data if t.mode == "markers"]
    assert sum(len(t.x) for t in drawn) == (marks["lane"] >= 0).sum()
    assert (band["low"] <= band["high"]).all()
    hollow = sum(len(t.x) for t in drawn if t.marker.color == "#ffffff")
    shown = marks[marks["lane"] >= 0]
    assert hollow == (~shown["verdict"].isin(["borne_out", "partly"])).sum()
    with pytest.raises(ValueError, match="no metric 'people'"):
        charts.plot_tallies(ours, metric="people")


def test_a_place_with_just_the_towns_of_its_front_is_its_front(ours: op1027.Ledger) -> None:
    """One rule, by towns: the fronts that cover several districts have none that is the whole of them."""
    towns = ours.places[ours.places["kind"] == "town"]
    claims = ours.claims[ours.claims["place"].notna()]
    found = scopes(ours, claims)
    for front, place, scope in set(zip(claims["front"], claims["place"], found, strict=True)):
        inside = towns.loc[towns["place"].isin(within(ours.places.set_index("place"), place)), "place"]
        assert (scope != "part") == (set(inside) == set(towns.loc[towns["front"] == front, "place"])), place
    assert {"front", "part"} == set(found)
    assert set(scopes(ours, ours.claims[ours.claims["place"].isna()])) == {"whole", "front"}
