"""Where no report is left, every frame is there all the same: its columns, its days, and nothing in it."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

import op1027
from op1027.analysis.hindsight import reporting_lags, revisions
from op1027.analysis.tallies import check_sums
from op1027.analysis.town_states import fought_towns

FRAMES: list[Callable[[op1027.Ledger], pd.DataFrame]] = [
    *(op1027.progress, op1027.known_history, op1027.town_states, op1027.gate_states, op1027.people_and_ground),
    *(op1027.check_tallies, op1027.check_shares, op1027.nowcast, op1027.backtest_nowcast, op1027.town_control),
    *(check_sums, revisions, reporting_lags, fought_towns),
]


@pytest.mark.parametrize("kept", ["", "claims", "denials"])
@pytest.mark.parametrize("frame", FRAMES)
def test_a_frame_of_nothing_has_its_columns(
    ours: op1027.Ledger, frame: Callable[[op1027.Ledger], pd.DataFrame], kept: str
) -> None:
    some = {"claims": ours.reports["kind"] == "claim", "denials": ours.reports["stance"] == "denies"}
    reports = ours.reports[some[kept]] if kept else ours.reports.iloc[:0]
    found = frame(replace(ours, reports=reports.reset_index(drop=True)))
    assert list(found) == list(frame(ours))
    if not kept and "towns_held" in found:
        assert found["towns_held"].sum() == 0
