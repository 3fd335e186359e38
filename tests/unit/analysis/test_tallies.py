"""Published totals beside our own count: units, scopes, first days and sums."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import op1027
from conftest import SYNTHETIC, Loaded, claim, report
from op1027.analysis.tallies import _NEAR, _judge, check_sums, check_tallies

TOWNS = {"metric": "towns", "claimant": "paper", "actor": "resistance"}
START = pd.Timestamp("2023-10-27")
WHOLE_SIDE = [
    *SYNTHETIC["actors"],
    {"actor": "resistance", "name": "All", "short_name": "All", "side": "resistance", "kind": "alliance"},
    {"actor": "band", "name": "Band", "short_name": "Band", "side": "resistance", "kind": "armed_group"}
    | {"part_of": "rebels"},
]


def one(ledger: op1027.Ledger) -> dict[str, object]:
    """The only total of a synthetic ledger."""
    frame = check_tallies(ledger)
    assert len(frame) == 1
    return dict(frame.iloc[0])


@pytest.mark.parametrize(
    ("given_", "ours", "verdict", "ratio"),
    [
        ({"low": "2", "high": "2", "front": "all"}, (2, 2), "borne_out", 1.0),
        ({"low": "1", "high": "1"}, (1, 1), "borne_out", 1.0),
        ({"low": "1", "high": "1", "front": "all"}, (2, 2), "open", 0.5),
        ({"low": "1", "high": "1", "front": "all", "since": "2023-10-27"}, (2, 2), "not_borne_out", 0.5),
        ({"low": "9", "high": "9", "front": "all"}, (2, 2), "open", 4.5),
        ({"low": "9", "high": "9", "front": "all", "since": "2023-10-27"}, (2, 2), "not_borne_out", 4.5),
        ({"low": "", "high": "2", "qualifier": "up_to", "front": "all"}, (2, 2), "borne_out", 1.0),
        ({"low": "1", "high": "", "qualifier": "more_than", "front": "all"}, (2, 2), "borne_out", 1.0),
        ({"low": "3", "high": "3", "metric": "townships"}, None, "not_checkable", np.nan),
        ({"low": "3", "high": "3", "actor": "army"}, None, "not_checkable", np.nan),
    ],
)
def test_a_total_against_two_towns(
    ledger: Loaded, given_: dict[str, str], ours: tuple[int, int] | None, verdict: str, ratio: float
) -> None:
    two = [report(), report(item="gamma_taken", place="gamma", front="south", actor="guerrillas")]
    row = one(ledger(*two, claim(**TOWNS | {"date_start": "2024-01-09"} | given_), actors=WHOLE_SIDE))
    assert (row["ours_low"], row["ours_high"]) == (ours or (pd.NA, pd.NA)) or pd.isna(row["ours_low"])
    assert row["verdict"] == verdict
    np.testing.assert_equal(row["ratio"], ratio)


@pytest.mark.parametrize(
    ("claimed", "ours", "verdict"),
    [(68, 55, "partly"), (69, 55, "not_borne_out"), (40, 50, "partly"), (39.8, 50, "not_borne_out")],
)
def test_a_quarter_apart_is_measured_before_it_is_rounded(claimed: float, ours: int, verdict: str) -> None:
    assert _judge("towns", claimed, claimed, START, (ours, ours), START)[3] == verdict


def test_low_is_firm_and_lasting_high_is_all_that_was_told(ledger: Loaded) -> None:
    rows = [
        report(),
        report(item="alpha_lost", type="town_recaptured", actor="army", opponent="rebels", date_start="2024-01-08"),
        report(item="beta_taken", place="beta", claimant="rebels"),
        report(item="gamma_taken", place="gamma", front="south", date_start="2024-01-01", date_end="2024-01-20"),
        claim(**TOWNS | {"front": "all", "date_start": "2024-01-10"}),
    ]
    row = one(ledger(*rows, actors=WHOLE_SIDE))
    assert (row["ours_low"], row["ours_high"]) == (0, 3)


def test_a_total_counts_its_own_force_and_perhaps_its_allies(ledger: Loaded) -> None:
    towns = [
        report(actor="band"),
        report(item="beta_taken", place="beta", actor="guerrillas"),
        report(item="gamma_taken", place="gamma", front="south", actor="guerrillas", allies="rebels"),
    ]
    mine = TOWNS | {"front": "all", "actor": "rebels", "date_start": "2024-01-09"}
    alone = one(ledger(*towns, claim(**mine), actors=WHOLE_SIDE))
    assert (alone["ours_low"], alone["ours_high"]) == (1, 2)
    joint = one(ledger(*towns, claim(**mine | {"allies": "guerrillas"}), actors=WHOLE_SIDE))
    assert (joint["ours_low"], joint["ours_high"]) == (1, 3)
    part = one(ledger(*towns, claim(**mine | {"actor": "band"}), actors=WHOLE_SIDE))
    assert (part["ours_low"], part["ours_high"]) == (1, 1)


def test_units_of_bases_are_kept_apart(ledger: Loaded) -> None:
    base = report(
        item="base", type="base_captured", place="hills", metric="bases", low="4", high="5", qualifier="about"
    )
    post = report(item="post", type="base_captured", place="hills", metric="outposts", low="7", high="7")
    totals = [
        claim(item=unit, metric=unit, date_start="2024-01-09")
        for unit in ("bases", "outposts", "positions", "battalions")
    ]
    frame = check_tallies(ledger(base | {"qualifier": "exact", "high": "4"}, post | {"qualifier": "exact"}, *totals))
    ours = {row["item"]: (row["ours_low"], row["ours_high"]) for row in frame.to_dict("records")}
    assert ours == {"bases": (4, 4), "outposts": (7, 7), "positions": (11, 11), "battalions": (0, 4)}


@given(
    low=st.integers(1, 300),
    width=st.integers(0, 50),
    ours=st.tuples(st.integers(0, 200), st.integers(0, 50)),
    metric=st.sampled_from(["towns", "bases"]),
)
def test_the_verdict_follows_the_ranges(low: int, width: int, ours: tuple[int, int], metric: str) -> None:
    counted = ours[0], ours[0] + ours[1]
    *_, ratio, verdict, why = _judge(metric, low, low + width, START, counted, START)
    meets = low <= counted[1] and low + width >= counted[0]
    assert (verdict == "borne_out") == meets
    assert why.endswith(".")
    if verdict == "partly":
        assert 1 / _NEAR <= ratio <= _NEAR
    if verdict == "not_borne_out":
        assert metric == "towns" or ratio < 1
    wider = _judge(metric, low, np.nan, START, counted, START)
    if meets:
        assert wider[3] == "borne_out", "taking a limit away never makes a total wrong"


def test_parts_are_held_against_their_total(ledger: Loaded) -> None:
    both = {"claimant": "paper", "actor": "rebels", "metric": "towns"}
    parts = [
        claim(item="north", front="north", low="2", high="2", **both),
        claim(item="south", front="south", low="3", high="3", **both),
    ]
    for number, finding in (("5", "adds_up"), ("9", "parts_short"), ("4", "parts_over")):
        frame = check_sums(ledger(claim(item="total", front="all", low=number, high=number, **both), *parts))
        assert frame[["total", "parts", "finding"]].to_numpy().tolist() == [["total", "north|south", finding]]
    alone = claim(item="total", front="all", low="9", high="9", **both)
    assert check_sums(ledger(alone, parts[0])).empty, "one part is no sum"
    elsewhere = [part | {"source": "radio_1"} for part in parts]
    assert check_sums(ledger(alone, *elsewhere)).empty, "parts of another page"


def test_a_total_that_a_page_gives_twice_stands_in_one_order(ledger: Loaded) -> None:
    both = {"claimant": "paper", "actor": "rebels"}
    rows = [claim(item=front, front=front, low="2", high="2", **both) for front in ("north", "south")]
    rows += [claim(item="total", front="all", low=number, high=number, **both) for number in ("4", "2")]
    assert check_sums(ledger(*rows))["total_low"].tolist() == [2, 4]
    pd.testing.assert_frame_equal(check_sums(ledger(*rows)), check_sums(ledger(*rows[::-1])))


def test_an_open_end_speaks_against_nothing(ledger: Loaded) -> None:
    both = {"claimant": "paper", "actor": "rebels", "qualifier": "more_than", "high": ""}
    rows = [claim(item=f, front=f, low="30", **both) for f in ("north", "south")]
    found = check_sums(ledger(claim(item="total", front="all", low="50", **both), *rows)).iloc[0]
    assert found["finding"] == "adds_up"
    assert found["why"] == "The parts make at least 60; the total says at least 50."
