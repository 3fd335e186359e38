"""The nowcast: its estimate on lags made up, what it may use, and how it fared on our own record."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import op1027
from conftest import Loaded, report
from op1027 import backtest_nowcast, nowcast
from op1027.analysis.nowcast import _LATEST, _MEASURES, _shares_out, nowcast_errors


def triangle(lags: list[int], ages: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """Counts as `_shares_out` takes them, of events that are out."""
    told, young = np.zeros((1, _LATEST + 1)), np.zeros((1, _LATEST + 1))
    for lag, age in zip(lags, ages, strict=True):
        assert lag <= age
        told[0, lag] += 1
        if age < _LATEST:
            young[0, age + 1] += 1
    return told, young


def test_without_truncation_it_is_the_share_by_lag() -> None:
    share = _shares_out(*triangle([0, 0, 1, 3], [_LATEST] * 4))[0]
    assert share[:5].tolist() == pytest.approx([0.5, 0.75, 0.75, 1, 1])


def test_truncated_lags_weigh_by_who_could_have_had_them() -> None:
    """Chain ladder by hand: 10 old events, half out at once, half a day later; 6 of today, out at once."""
    told, young = triangle([0] * 5 + [1] * 5 + [0] * 6, [9] * 10 + [0] * 6)
    assert _shares_out(told, young)[0, :2].tolist() == pytest.approx([0.5, 1.0])


@given(st.lists(st.tuples(st.integers(0, _LATEST), st.integers(0, _LATEST)), min_size=1, max_size=40))
def test_shares_rise_to_one(pairs: list[tuple[int, int]]) -> None:
    lags, ages = [min(pair) for pair in pairs], [max(pair) for pair in pairs]
    share = _shares_out(*triangle(lags, ages))[0]
    assert (np.diff(share) >= -1e-12).all()
    assert share[-1] == 1
    assert (share >= 0).all()


@settings(max_examples=20)
@given(st.integers(1, 4), st.floats(0.15, 0.7))
def test_a_known_law_of_lags_is_found_again(seed: int, p: float) -> None:
    """Geometric lags over 200 days, cut off at today: the estimate comes near the law that made them."""
    rng = np.random.default_rng(seed)
    age, lag = rng.integers(0, 200, 4000), rng.geometric(p, 4000) - 1
    seen = lag <= age
    share = _shares_out(*triangle(np.minimum(lag[seen], _LATEST).tolist(), np.minimum(age[seen], _LATEST).tolist()))[0]
    assert share[:6] == pytest.approx(1 - (1 - p) ** np.arange(1, 7), abs=0.06)


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


def test_an_inferred_day_tells_no_lag(ledger: Loaded) -> None:
    """Two events out late: one by a page whose day was read, one by an inferred one."""
    rows = [report(item=f"event_{n}", type="battle", source=f"page_{n}", date_start="2024-01-01") for n in range(2)]
    page = {"publisher": "paper", "published": "2024-01-21"}

    def sources(basis: str) -> list[dict[str, str]]:
        return [
            page | {"source": "page_0"},
            page | {"source": "page_1", "published": "2024-01-02", "date_basis": basis},
        ]

    shares = {
        basis: nowcast(ledger(*rows, sources=sources(basis)))["published_share"].iloc[-1]
        for basis in ("page", "inferred")
    }
    assert shares["inferred"] < shares["page"]


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
    assert 0.8 <= events["coverage"] <= 1
    assert 0.85 <= errors.loc[("events", "front"), "coverage"] <= 1
    assert not towns["helps"]
