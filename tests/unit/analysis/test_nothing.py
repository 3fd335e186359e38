"""Where no report is left, every frame is there all the same: its columns, its days, and nothing in it."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

import op1027
from conftest import claim, made_ledger, report
from op1027.analysis.hindsight import reporting_lags, revisions
from op1027.analysis.tallies import check_sums
from op1027.analysis.town_states import fought_towns

FRAMES: list[Callable[[op1027.Ledger], pd.DataFrame]] = [
    *(op1027.progress, op1027.known_history, op1027.town_states, op1027.gate_states, op1027.people_and_ground),
    *(op1027.check_tallies, op1027.check_shares, op1027.nowcast, op1027.backtest_nowcast, op1027.town_control),
    *(check_sums, revisions, reporting_lags, fought_towns),
]


@pytest.fixture(scope="module")
def ledgers() -> list[op1027.Ledger]:
    """A record of every kind of report; of it nothing, only claims, only what is denied."""
    denial = report(stance="denies", claimant="army", source="radio_1")
    whole = made_ledger(report(), denial, claim(), claim(item="towns", metric="towns"))
    reports = whole.reports
    some = (reports["kind"] == "none", reports["kind"] == "claim", reports["stance"] == "denies")
    return [whole, *(replace(whole, reports=reports[rows].reset_index(drop=True)) for rows in some)]


@pytest.mark.parametrize("frame", FRAMES)
def test_a_frame_of_nothing_has_its_columns(
    frame: Callable[[op1027.Ledger], pd.DataFrame], ledgers: list[op1027.Ledger]
) -> None:
    whole, *parts = (frame(ledger) for ledger in ledgers)
    for found in parts:
        assert list(found) == list(whole)
        assert "towns_held" not in found or found["towns_held"].sum() == 0
