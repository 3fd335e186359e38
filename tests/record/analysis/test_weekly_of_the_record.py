"""Counts by front and week, on the living record."""

import pandas as pd
import pytest

import op1027
from op1027 import charts
from op1027.analysis.progress import progress
from op1027.analysis.weekly import weekly, weekly_counts
from op1027.ledger.fronts import fronts_of


@pytest.mark.parametrize("day", ["2023-11-07", "2024-02-14", "2030-01-01"])
def test_weeks_agree_with_progress_to_the_unit(ours: op1027.Ledger, day: str) -> None:
    ledger = ours.as_of(day)
    frame = weekly(ledger)
    frame = frame[frame["front"] != "all"].reset_index(drop=True)
    counted = progress(ledger, freq="W").query("front != 'all'").reset_index(drop=True)
    pd.testing.assert_series_equal(frame["front"], counted["front"])
    for name, total in (("taken", "towns_captured"), ("lost", "towns_lost")):
        assert frame.groupby("front", sort=False)[name].cumsum().tolist() == counted[total].tolist()
    inside = ledger.events["date"].between(ledger.package.start, ledger.known_on)
    assert weekly(ledger)["events"].sum() == inside.sum()
    assert (frame["taken"] <= frame["events"]).all()


def test_bars_are_the_weeks_that_have_something(ours: op1027.Ledger) -> None:
    frame = weekly(ours)
    bars = [t for t in charts.plot_tempo(ours, front=fronts_of(ours)).data if t.type == "bar"]
    frame = frame[frame["front"] != "all"]
    assert sum(sum(t.y) for t in bars[0::3]) == frame["events"].sum()
    assert sum(sum(t.y) for t in bars[1::3]) == frame["taken"].sum()
    assert sum(sum(t.y) for t in bars[2::3]) == -frame["lost"].sum()
    assert all(y for t in bars for y in t.y)
    assert all(t.marker.pattern.shape == "/" for t in bars[2::3])


def test_a_counted_table_makes_the_same_weeks_as_the_ledger(ours: op1027.Ledger) -> None:
    events = ours.events.groupby(["front", "date", "type"], as_index=False).size()
    frame = weekly_counts(events.rename(columns={"size": "events"}), ours)
    own = weekly(ours)
    shared = own[own["week"] <= frame["week"].max()].reset_index(drop=True)
    order = ["front", "week", "events"]
    pd.testing.assert_frame_equal(frame.merge(shared[order], on=order)[order], frame[order])
    assert frame["taken"].sum() == (ours.events.query("date >= @ours.package.start")["type"] == "town_captured").sum()
