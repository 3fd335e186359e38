"""Other trackers beside the living record, town by town."""

import pandas as pd
import pytest

import op1027
from op1027 import compare_trackers


def test_a_day_is_a_day(ours: op1027.Ledger) -> None:
    with pytest.raises(ValueError, match="date"):
        compare_trackers(ours, "soon")


@pytest.mark.parametrize("date", ["2024-12-31"])
def test_of_the_record(ours: op1027.Ledger, date: str) -> None:
    table = compare_trackers(ours, date)
    assert len(table) >= 150
    assert not table.duplicated(["place", "claimant"]).any()
    assert (table["on"] <= pd.Timestamp(date)).all()
    assert table[["town", "claimant", "says", "urls"]].notna().all(axis=None)
    early = compare_trackers(ours.as_of(date), date)
    published = ours.claims.set_index("item")["first_published"]
    assert (published[early["item"]] <= pd.Timestamp(date)).all()
