"""Counts by front and week: hand-made cases, and agreement with progress."""

from io import StringIO

import pandas as pd
import pytest

from conftest import Loaded, report
from op1027 import charts
from op1027.analysis.weekly import weekly
from op1027.charts.tempo import _fastest_week, _peaks

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


def test_the_headline_names_the_fastest_week(ledger: Loaded) -> None:
    spaces = str.maketrans("\u00a0", " ")
    one = _fastest_week(weekly(ledger(TAKEN, BETA)), "").translate(spaces)
    assert one == "In its fastest week, 1–7 January 2024, the offensive took 2 towns"
    gamma = report(item="gamma_taken", place="gamma", front="south", date_start="2024-01-20", source="radio_2")
    assert _fastest_week(weekly(ledger(TAKEN, gamma)), "").endswith("took 1 town; 1 other week equals it")
    assert _fastest_week(weekly(ledger(TALKS)), " in North") == "No town was taken in North"


def test_numbers_stand_apart() -> None:
    weeks = pd.DataFrame(
        {"week": pd.date_range("2024-01-01", periods=8, freq="W-MON"), "taken": [2, 3, 1, 2, 1, 2, 4, 1]}
    )
    assert [number for _, number in _peaks(weeks, "taken")] == [4, 3]
    assert [number for _, number in _peaks(weeks.rename(columns={"taken": "events"}), "events")] == [4]


def counts(*rows: tuple[str | None, str, str | None, int]) -> pd.DataFrame:
    """A synthetic frame such as `op1027.scan` returns."""
    frame = pd.DataFrame(rows, columns=["front", "date", "type", "events"])
    frame["date"] = pd.to_datetime(frame["date"]).astype("datetime64[s]")
    frame.attrs["source"] = "UCDP: synthetic.csv"
    return frame.astype({"front": "str", "type": "str"})


def test_a_counted_table_is_drawn_as_what_it_is(ledger: Loaded) -> None:
    rows = [
        ("north", "2024-01-03", "battle", 40_000),
        ("south", "2024-01-09", "battle", 7),
        (None, "2024-01-09", None, 2),
    ]
    figure = charts.plot_tempo(ledger(TAKEN), counts=counts(*rows))
    text = figure.layout.title.text.replace("<br>", " ").replace("\u00a0", " ")
    assert text == "<b>The busiest week, 1–7 January 2024, had 40,000 events</b>"
    footer = figure.layout.annotations[-1].text.replace("<br>", " ").replace("\u00a0", " ")
    assert footer == "40,007 of 40,009 events up to 9 January 2024 · UCDP: synthetic.csv"
    assert "towns" not in figure.layout.title.subtitle.text
    assert figure.layout.height < 1_400
    taken = charts.plot_tempo(ledger(TAKEN), counts=counts(("north", "2024-01-03", "town_captured", 2)))
    assert "took 2 towns" in taken.layout.title.text.replace("<br>", " ")


def test_a_counted_table_must_fit_the_ledger(ledger: Loaded) -> None:
    row = ("west", "2024-01-03", "battle", 1)
    with pytest.raises(ValueError, match="no front 'west'"):
        charts.plot_tempo(ledger(TAKEN), counts=counts(row))
    with pytest.raises(ValueError, match="counts lack events"):
        charts.plot_tempo(ledger(TAKEN), counts=counts().drop(columns="events"))
    with pytest.raises(ValueError, match="counts have the date '2024-13-01', which is no day"):
        charts.plot_tempo(ledger(TAKEN), counts=counts(row).assign(date="2024-13-01"))
    empty = charts.plot_tempo(ledger(TAKEN), counts=counts())
    assert "No event was counted" in empty.layout.title.text


def test_a_counted_table_may_have_been_saved_and_read(ledger: Loaded) -> None:
    rows = counts(("north", "2024-01-03", "battle", 4), (None, "2024-01-09", None, 2))
    drawn = charts.plot_tempo(ledger(TAKEN), counts=rows).to_json()
    saved = pd.read_csv(StringIO(rows.to_csv(index=False)))
    zoned = rows.assign(date=rows["date"].dt.tz_localize("Asia/Yangon"))
    for frame in (saved, zoned):
        frame.attrs = rows.attrs
        assert charts.plot_tempo(ledger(TAKEN), counts=frame).to_json() == drawn
    nothing = pd.read_csv(StringIO(rows.head(0).to_csv(index=False)))
    assert "No event was counted" in charts.plot_tempo(ledger(TAKEN), counts=nothing).layout.title.text
