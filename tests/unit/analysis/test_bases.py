"""Published totals of bases beside our own count."""

import pandas as pd
import pytest

import op1027
from conftest import Loaded, claim, report
from op1027 import charts
from op1027.analysis.bases import _COLUMNS, BASE_METRICS, base_tallies
from op1027.analysis.progress import progress
from op1027.charts._lanes import round_step
from op1027.charts._numbers import free_labels, number_said

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


def test_our_own_totals_agree_with_progress_and_the_vocabulary(ours: op1027.Ledger) -> None:
    frame = base_tallies(ours)
    assert frame["item"].is_unique
    assert set(frame["metric"]) <= set(BASE_METRICS) <= set(ours.package.categories("events_and_claims", "metric"))
    assert set(frame["scope"]) <= {"whole", "front", "part"}
    assert (frame["record_low"] <= frame["record_high"]).all()
    last = progress(ours).groupby("front")["bases_high"].max()
    assert (frame["record_high"] <= frame["front"].map(last)).all()


def test_every_total_is_one_mark_and_no_line_joins_any(ours: op1027.Ledger) -> None:
    tallies = base_tallies(ours)
    marks = [t for t in charts.plot_bases(ours).data if t.mode == "markers" and t.x[0]]
    assert sorted(y for t in marks for y in t.y) == sorted(tallies.loc[tallies["scope"] != "part", "value"])
    hollow = sum(len(t.x) for t in marks if t.marker.color == "#ffffff")
    assert hollow == tallies.loc[tallies["scope"] != "part", "open"].sum()
    one = charts.plot_bases(ours, front="kachin")
    drawn = [y for t in one.data if t.mode == "markers" and t.x[0] for y in t.y]
    assert sorted(drawn) == sorted(tallies.loc[tallies["front"] == "kachin", "value"])


def test_the_band_is_what_progress_counts(ours: op1027.Ledger) -> None:
    whole = progress(ours).query("front == 'all'").iloc[-1]
    low, high = charts.plot_bases(ours).data[:2]
    assert [low.y[-1], high.y[-1]] == whole[["bases_low", "bases_high"]].tolist()
    lanes = charts.plot_bases(ours, front=["kachin", "chin"])
    assert len(list(lanes.select_yaxes())) == 2


def test_labels_stand_apart(ours: op1027.Ledger) -> None:
    marks = base_tallies(ours).query("value > 100").assign(label="Somebody: 100+")
    turn = ours.package.start + (ours.known_on - ours.package.start) * 0.6
    kept = free_labels(marks, 1, 15, turn, 5)
    assert 0 < len(kept) <= 5
    assert marks["value"].idxmax() in kept, "the largest first"
    assert all(right == (marks.at[key, "date"] < turn) for key, right in kept.items())
    for key, right in kept.items():
        wide = pd.Timedelta(days=5.8 * 14)
        ahead = (marks["date"] - marks.at[key, "date"]) * (1 if right else -1)
        level = (marks["value"] - marks.at[key, "value"]).abs() < 15
        assert not (level & ahead.between(pd.Timedelta(days=8), wide)).any(), "no mark under the label"


@pytest.mark.parametrize(("highest", "step"), [(1, 1), (9, 2), (26, 10), (100, 20), (741, 200)])
def test_ticks_are_round_and_few(highest: float, step: int) -> None:
    assert round_step(highest) == step


def test_totals_are_dated_inside_the_offensive(ours: op1027.Ledger) -> None:
    early = ours.as_of("2023-11-07")
    assert base_tallies(early)["date"].between(ours.package.start, pd.Timestamp("2023-11-07")).all()
