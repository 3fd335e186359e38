"""Counts by front and date, on the living record."""

import pandas as pd

import op1027
from op1027.analysis.progress import firmly_held
from op1027.report.tables import changes_of_hands, evidence_table, front_summary, monthly_captures


def test_our_own_parts_sum_to_the_whole_and_bounds_hold(ours: op1027.Ledger) -> None:
    frame = op1027.progress(ours).merge(firmly_held(ours), on=["front", "date"])
    counts = ["towns_captured", "towns_lost", "towns_held", "towns_total", "bases_low", "bases_high", "towns_firm"]
    parts = frame[frame["front"] != "all"].groupby("date")[counts].sum()
    whole = frame[frame["front"] == "all"].set_index("date")[counts]
    pd.testing.assert_frame_equal(parts, whole, check_dtype=False, check_freq=False)
    assert (frame["towns_held"] == frame["towns_captured"] - frame["towns_lost"]).all()
    assert (frame["bases_low"] <= frame["bases_high"]).all()
    assert frame["towns_firm"].between(0, frame["towns_held"]).all()
    assert frame["share_held"].dropna().between(0, 1).all()
    rising = ["towns_captured", "towns_lost", "bases_low", "bases_high"]
    assert (frame.groupby("front")[rising].diff().dropna() >= 0).to_numpy().all()


def test_the_tables_agree_with_the_counts(ours: op1027.Ledger) -> None:
    last = op1027.progress(ours).query("front == 'all'").iloc[-1]
    summary = front_summary(ours)
    assert (
        summary.loc["All fronts", ["taken", "lost", "held"]].tolist()
        == last[["towns_captured", "towns_lost", "towns_held"]].tolist()
    )
    assert summary["taken"].iloc[:-1].sum() == summary["taken"].iloc[-1]
    assert monthly_captures(ours)["sum"].sum() == last["towns_captured"]
    assert len(changes_of_hands(ours)) == len(op1027.town_control(ours))
    assert evidence_table(ours)["events"].sum() == len(ours.events)
