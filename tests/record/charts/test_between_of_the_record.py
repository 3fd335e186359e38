"""What the charts of states, people, gates and the nowcast draw, against the frames behind them."""

import pandas as pd
import pytest

import op1027
from op1027 import charts
from op1027.charts.gates import gates_info
from op1027.charts.nowcast import nowcast_info
from op1027.charts.people import people_info
from op1027.charts.states import _BETWEEN, states_info


def test_states_draws_every_town_that_was_ever_between(ours: op1027.Ledger) -> None:
    info, states = states_info(ours), op1027.town_states(ours)
    between = states[states["state"].isin(_BETWEEN) & states["front"].notna()]
    assert set(info.spells["place"]) == set(between["place"])
    assert info.spells.groupby("y")["place"].nunique().eq(1).all()
    assert info.spells.groupby("hold")["firm"].nunique().eq(1).all(), "one look through all of a hold"


def test_states_marks_what_is_fought_over_now(ours: op1027.Ledger) -> None:
    states = op1027.town_states(ours)
    now = states[(states["end"] == states["end"].max()) & states["state"].isin(["contested", "besieged"])]
    finding = states_info(ours).finding
    assert f" {len(now) or 'none'} still " in finding


def test_people_draws_the_bounds_as_per_cent(ours: op1027.Ledger) -> None:
    frame = op1027.people_and_ground(ours).query("front == 'rakhine' and side == 'resistance'")
    lane = next(lane for lane in people_info(ours).lanes if lane.name.startswith("Rakhine"))
    last, end = frame.iloc[-1], lane.steps.iloc[-1]
    assert end["low_0"] == round(100 * last["population_low"] / last["population_total"], 1)
    assert end["high_0"] == round(100 * last["population_high"] / last["population_total"], 1)
    ground = people_info(ours, "rakhine", measure="ground").lanes[0].steps.iloc[-1]
    assert ground["high_0"] == round(100 * last["area_high"] / last["area_total"], 1)
    with pytest.raises(ValueError, match="no measure 'money'; there are people, ground"):
        charts.plot_people(ours, measure="money")


def test_gates_draws_each_gate_once_and_who_holds_it_now(ours: op1027.Ledger) -> None:
    info = gates_info(ours)
    assert info.stretches.drop_duplicates("y")["gate"].is_unique
    assert set(info.stretches["gate"]) == set(ours.gates["gate"])
    now = info.stretches[info.stretches["end"] == info.stretches["end"].max()]
    assert f" {(now['side'] == ours.package.side).sum()} of {len(ours.gates)} gates" in info.finding
    one = gates_info(ours, "karen")
    fronts = ours.places.set_index("place")["front"]
    assert set(one.stretches["place"].map(fronts)) == {"karen"}


def test_nowcast_says_what_the_back_test_says(ours: op1027.Ledger) -> None:
    tests = op1027.backtest_nowcast(ours).query("front == 'all' and settled")
    error = (tests["estimate"] - tests["later"]).abs().mean()
    assert f" {error:.1f} events off" in nowcast_info(ours).finding
    assert nowcast_info(ours, ["karen", "chin"]).lanes[1].tests["front"].unique().tolist() == ["chin"]


def test_charts_of_a_view_use_nothing_later(ours: op1027.Ledger) -> None:
    view = ours.as_of("2024-03-01")
    for info in (states_info(view).spells, gates_info(view).stretches):
        assert (info["end"] <= pd.Timestamp("2024-03-01")).all()
    assert (nowcast_info(view).lanes[0].tests["date"] <= pd.Timestamp("2024-03-01")).all()
