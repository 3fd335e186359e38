"""Border gates: who held them and whether they were open, on a synthetic border."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import op1027
from conftest import Loaded, at_most, made_ledger, report
from holds import gates_are_parted
from op1027 import gate_states
from op1027.analysis.gate_states import _gate_events
from op1027.charts.gates import gates_info

GATE = {"neighbour": "CN", "kind": "gate", "source": "paper_1"}
GATES = [
    GATE | {"gate": "alpha", "name": "Alpha", "place": "alpha"},
    GATE | {"gate": "alpha_bridge_1", "name": "Bridge", "place": "alpha"},
    GATE | {"gate": "pass", "name": "Pass", "place": "hills"},
]


def moved(item: str, day: str, type_: str = "gate_closed", **given: str) -> dict[str, str]:
    return report(**{"item": item, "type": type_, "date_start": day, "actor": "neighbours", "opponent": ""} | given)


def told(ledger: op1027.Ledger, gate: str) -> list[tuple[str, str, str, str]]:
    rows = gate_states(ledger).query("gate == @gate").fillna({"holder": ""})
    return [(row.passage, row.holder, f"{row.start:%m-%d}", f"{row.end:%m-%d}") for row in rows.itertuples()]


def test_a_gate_is_its_towns_and_open_or_shut_as_last_told(ledger: Loaded) -> None:
    rows = [
        report(date_start="2023-12-20"),
        moved("alpha_shut", "2023-12-01"),
        moved("alpha_open", "2024-01-05", "gate_opened"),
    ]
    assert told(ledger(*rows, gates=GATES), "alpha") == [
        ("unknown", "", "10-27", "11-30"),
        ("shut", "", "12-01", "12-19"),
        ("shut", "rebels", "12-20", "01-04"),
        ("open", "rebels", "01-05", "03-01"),
    ]


def test_what_happened_before_the_first_day_counts(ledger: Loaded) -> None:
    assert told(ledger(moved("alpha_shut", "2023-01-05"), gates=GATES), "alpha") == [("shut", "", "10-27", "03-01")]


def test_of_several_gates_the_item_says_which(ledger: Loaded) -> None:
    rows = [moved("alpha_bridge1_shut", "2023-12-01"), moved("market_shut", "2023-12-05")]
    events = _gate_events(ledger(*rows, gates=GATES))
    assert events[["gate", "item"]].to_numpy().tolist() == [
        ["alpha", "market_shut"],
        ["alpha_bridge_1", "alpha_bridge1_shut"],
        ["alpha_bridge_1", "market_shut"],
    ]


def test_a_gate_without_a_town_has_no_holder(ledger: Loaded) -> None:
    rows = [report(), moved("pass_shut", "2023-12-05", place="hills")]
    assert told(ledger(*rows, gates=GATES), "pass")[-1] == ("shut", "", "12-05", "03-01")


def test_a_hold_is_firm_in_the_chart_unless_it_is_only_claimed_or_denied(ledger: Loaded) -> None:
    denied = [report(), report(source="radio_1", stance="denies")]
    for rows, expected in (([report()], True), ([report(claimant="rebels")], False), (denied, False)):
        stretches = gates_info(ledger(*rows, gates=GATES[:1])).stretches
        assert stretches.loc[stretches["look"] == 0, "firm"].tolist() == [expected]


def test_without_gates_there_are_none(ledger: Loaded) -> None:
    assert gate_states(ledger(report())).empty


POOL = [
    report(),
    moved("alpha_shut", "2023-12-01"),
    moved("alpha_open", "2024-01-05", "gate_opened"),
    moved("alpha_bridge_1_shut", "2024-01-05", source="radio_2"),
    moved("market_open", "2024-01-09", "gate_opened", source="radio_2"),
]


@pytest.fixture(scope="module")
def pool() -> op1027.Ledger:
    return made_ledger(*POOL, gates=GATES)


@at_most(6)
@given(st.sets(st.sampled_from([row["item"] for row in POOL])))
def test_stretches_part_the_days_and_forget_what_is_published_later(pool: op1027.Ledger, chosen: set[str]) -> None:
    ledger = replace(pool, reports=pool.reports[pool.reports["item"].isin(chosen)].reset_index(drop=True))
    gates_are_parted(ledger)
    early = ledger.reports[ledger.reports["source"] == "paper_1"].reset_index(drop=True)
    knew = replace(ledger, reports=early, known_on=pd.Timestamp("2024-01-11"))
    pd.testing.assert_frame_equal(gate_states(ledger.as_of("2024-01-11")), gate_states(knew))
