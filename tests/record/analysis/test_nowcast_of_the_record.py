"""The nowcast: what it may use, and how it fared on the living record."""

import pandas as pd
import pytest

import op1027
from op1027 import backtest_nowcast, nowcast
from op1027.analysis.nowcast import _MEASURES, nowcast_errors


def test_counts_are_the_known_ones_and_fronts_add_up(ours: op1027.Ledger) -> None:
    frame = nowcast(ours, as_of="2024-06-30")
    known = ours.as_of("2024-06-30").events
    week = known[(known["date"] >= "2024-06-10") & (known["date"] <= "2024-06-16")]
    row = frame[(frame["front"] == "all") & (frame["week"] == "2024-06-10")].iloc[0]
    assert row["known"] == len(week)
    assert frame.groupby("front").size().eq(8).all()
    assert (frame["low"] >= frame["known"]).all()
    assert (frame["low"] <= frame["high"]).all()
    assert frame["published_share"].between(0, 1, inclusive="right").all()
    assert (frame["estimate"] >= frame["known"]).all()


def test_the_same_twice(ours: op1027.Ledger) -> None:
    pd.testing.assert_frame_equal(nowcast(ours, as_of="2025-01-15"), nowcast(ours, as_of="2025-01-15"))


@pytest.mark.parametrize("day", ["2023-10-20", "2023-10-30", "2024-02-29", "2100-01-01"])
def test_nothing_later_is_used(ours: op1027.Ledger, day: str) -> None:
    view = ours.as_of(day)
    for measure in _MEASURES:
        pd.testing.assert_frame_equal(nowcast(ours, day, measure), nowcast(view, measure=measure))


def test_back_tests_know_no_more_than_their_day(ours: op1027.Ledger) -> None:
    """Of the months before, a back-test made at an earlier day says the same, but for what came to be known since."""
    then, now = backtest_nowcast(ours.as_of("2024-12-31")), backtest_nowcast(ours)
    both = then.merge(now, on=["front", "date"], suffixes=("_then", ""))
    assert len(both) == len(then) > 100
    for column in ("known", "estimate", "low", "high"):
        assert (both[f"{column}_then"] == both[column]).all(), column
    assert (both["later"] != both["later_then"]).any()


def test_no_such_measure(ours: op1027.Ledger) -> None:
    with pytest.raises(ValueError, match="no measure 'bases'"):
        nowcast(ours, measure="bases")


def test_an_empty_record_has_nothing_to_come(ours: op1027.Ledger) -> None:
    empty = ours.as_of("2000-01-01")
    assert (nowcast(empty)["known"] == 0).all()
    assert backtest_nowcast(empty).empty


def test_it_helps_for_events_and_not_for_towns(ours: op1027.Ledger) -> None:
    """Held by our own record at every settled month-end; see docs/method.md for the figures."""
    errors = nowcast_errors(ours)
    events, towns = errors.loc[("events", "all")], errors.loc[("towns", "all")]
    assert events["cases"] >= 24
    assert events["error_nowcast"] < 0.55 * events["error_known"]
    assert 0.7 <= events["coverage"] <= 1, "below nine in ten, as docs/method.md says"
    assert 0.85 <= errors.loc[("events", "front"), "coverage"] <= 1
    assert not towns["helps"]
