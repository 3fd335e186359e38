"""Counts by front and week: hand-made cases, and agreement with progress."""

import pandas as pd
import pytest

import op1027
from conftest import Loaded, report
from op1027 import charts
from op1027.charts.tempo import finding, peaks
from op1027.progress import fronts_of, progress
from op1027.tempo import weekly

TAKEN = report(date_start="2024-01-05")  # a Friday
BETA = report(item="beta_taken", place="beta", date_start="2024-01-07")
LOST = report(item="alpha_lost", type="town_recaptured", actor="army", opponent="rebels", date_start="2024-01-08")
TALKS = report(item="talks", type="political", place="", front="all", date_start="2024-01-08")


def test_weeks_run_from_monday_to_sunday(ledger: Loaded) -> None:
    frame = weekly(ledger(TAKEN, BETA, LOST, TALKS))
    assert list(frame) == ["front", "week", "taken", "lost", "events"]
    assert list(frame["front"].unique()) == ["north", "south", "all"]
    found = frame.set_index(["front", "week"]).loc[lambda t: t["events"] > 0]
    assert {(front, f"{week:%m-%d}"): row for (front, week), *row in found.itertuples()} == {
        ("north", "01-01"): [2, 0, 2],
        ("north", "01-08"): [0, 1, 1],
        ("all", "01-08"): [0, 0, 1],
    }


def test_every_front_has_every_week(ledger: Loaded) -> None:
    frame = weekly(ledger(TAKEN))
    weeks = pd.date_range("2023-10-23", "2024-03-01", freq="W-MON")
    assert frame.groupby("front")["week"].apply(list).map(lambda w: w == list(weeks)).all()


def test_what_lies_outside_the_offensive_is_not_counted(ledger: Loaded) -> None:
    early = report(item="early", place="gamma", front="south", date_start="2023-10-26")
    assert weekly(ledger(early))[["taken", "lost", "events"]].to_numpy().sum() == 0


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


def test_the_headline_names_the_fastest_week(ledger: Loaded) -> None:
    spaces = str.maketrans("\u00a0", " ")
    one = finding(weekly(ledger(TAKEN, BETA)), "").translate(spaces)
    assert one == "In its fastest week, 1–7 January 2024, the offensive took 2 towns"
    gamma = report(item="gamma_taken", place="gamma", front="south", date_start="2024-01-20", source="radio_2")
    assert finding(weekly(ledger(TAKEN, gamma)), "").endswith("took 1 town; 1 other week equals it")
    assert finding(weekly(ledger(TALKS)), " in North") == "No town was taken in North"


def test_numbers_stand_apart() -> None:
    weeks = pd.DataFrame(
        {"week": pd.date_range("2024-01-01", periods=8, freq="W-MON"), "taken": [2, 3, 1, 2, 1, 2, 4, 1]}
    )
    assert peaks(weeks, "taken")["number"].tolist() == [4, 3]
    assert peaks(weeks.rename(columns={"taken": "events"}), "events")["number"].tolist() == [4]
