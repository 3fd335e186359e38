"""Two ledgers beside each other: the living record and itself."""

import pytest

import op1027


def test_inputs_stay_and_days_must_not_be_negative(ours: op1027.Ledger) -> None:
    before = ours.reports.copy()
    table = op1027.compare(ours, ours)
    assert ours.reports.equals(before)
    placed = ours.events["place"].notna()
    assert (table["found"] == "both").sum() == placed.sum()
    with pytest.raises(ValueError, match="days = -1; give 0 or more"):
        op1027.compare(ours, ours, days=-1)
