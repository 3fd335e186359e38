"""Counts by front and date: hand-made cases, and what holds for any ledger."""

import pandas as pd
import pytest

import op1027
from conftest import Loaded, report
from op1027.analysis.progress import _COLUMNS, firmly_held

START = "2023-10-27"
TAKEN = report()
LOST = report(item="alpha_lost", type="town_recaptured", actor="army", opponent="rebels", date_start="2024-01-08")
GAMMA = report(item="gamma_taken", place="gamma", front="south", date_start="2024-01-06", claimant="rebels")


def on(frame: pd.DataFrame, front: str, date: str) -> pd.Series:
    return frame.set_index(["front", "date"]).loc[(front, pd.Timestamp(date))]


def test_captured_lost_held_by_day(ledger: Loaded) -> None:
    frame = op1027.progress(ledger(TAKEN, LOST, GAMMA))
    assert list(frame) == _COLUMNS
    steps = {
        day: on(frame, "north", f"2024-01-{day}")[["towns_captured", "towns_lost", "towns_held"]].tolist()
        for day in ("04", "05", "07", "08", "10")
    }
    assert steps == {"04": [0, 0, 0], "05": [1, 0, 1], "07": [1, 0, 1], "08": [1, 1, 0], "10": [1, 1, 0]}
    assert on(frame, "all", "2024-01-07")[["towns_held", "towns_total"]].tolist() == [2, 3]
    assert on(frame, "north", "2024-01-07")["share_held"] == 0.5


def test_days_run_from_the_first_to_the_as_of_day_without_a_gap(ledger: Loaded) -> None:
    whole = ledger(TAKEN, report(item="late", place="beta", source="radio_2", date_start="2024-02-20"))
    frame = op1027.progress(whole)
    days = pd.date_range(START, "2024-03-01")
    assert frame.groupby("front")["date"].apply(list).map(lambda d: d == list(days)).all()
    assert list(frame["front"].unique()) == ["north", "south", "all"]
    assert op1027.progress(whole.as_of("2024-01-15"))["date"].max() == pd.Timestamp("2024-01-15")


def test_a_frequency_keeps_the_last_day_of_each_period(ledger: Loaded) -> None:
    whole = ledger(TAKEN, LOST)
    months = op1027.progress(whole, freq="ME")
    assert months.loc[months["front"] == "north", "date"].dt.strftime("%m-%d").tolist()[-2:] == ["02-29", "03-01"]
    with pytest.raises(ValueError, match=r"is no frequency; use D, W, MS or ME"):
        op1027.progress(whole, freq="fortnight")


def test_what_was_held_before_the_first_day_is_not_counted(ledger: Loaded) -> None:
    early = TAKEN | {"date_start": "2023-06-01", "date_end": "2023-06-01"}
    frame = op1027.progress(ledger(early, LOST))
    assert frame[["towns_captured", "towns_lost", "towns_held"]].to_numpy().sum() == 0


def test_a_hand_over_counts_by_side(ledger: Loaded) -> None:
    handed = LOST | {"type": "town_transferred", "actor": "neighbours"}
    assert on(op1027.progress(ledger(TAKEN, handed)), "north", "2024-01-09")["towns_lost"] == 1
    within = handed | {"actor": "guerrillas"}
    last = on(op1027.progress(ledger(TAKEN, within)), "north", "2024-01-09")
    assert last[["towns_captured", "towns_lost", "towns_held"]].tolist() == [1, 0, 1]


def bases(item: str, day: str, low: str, high: str, word: str) -> dict[str, str]:
    count = {"metric": "bases", "low": low, "high": high, "qualifier": word}
    return report(item=item, type="base_captured", place="hills", date_start=f"2024-01-{day}", **count)


def test_named_and_counted_bases_may_be_the_same_ones(ledger: Loaded) -> None:
    rows = [bases("one", "02", "1", "1", "exact"), bases("two", "03", "1", "1", "exact")]
    rows += [bases("five", "04", "5", "5", "exact"), bases("open", "05", "3", "", "at_least")]
    rows += [report(item="uncounted", type="base_captured", place="hills", date_start="2024-01-06")]
    frame = op1027.progress(ledger(*rows))
    found = [on(frame, "north", f"2024-01-0{day}")[["bases_low", "bases_high"]].tolist() for day in range(2, 7)]
    assert found == [[1, 1], [2, 2], [5, 7], [8, 10], [8, 11]]


def test_firm_is_what_is_not_only_claimed_and_not_disputed(ledger: Loaded) -> None:
    beta = report(item="beta_taken", place="beta")
    denied = report(item="beta_taken", place="beta", claimant="army", stance="denies", source="radio_1")
    frame = firmly_held(ledger(TAKEN, GAMMA, beta, denied))
    assert on(frame, "all", "2024-01-11")["towns_firm"] == 1
