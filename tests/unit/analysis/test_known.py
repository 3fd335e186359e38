"""What was known on each day: the fast history against views drawn one by one, and nothing from the future."""

import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

import op1027
from conftest import Loaded, at_most, report
from op1027.analysis.hindsight import _COLUMNS, known_history, reporting_lags, revisions
from op1027.analysis.progress import progress
from op1027.ledger.resolve import resolve_events

DAYS = st.dates(pd.Timestamp("2023-10-20").date(), pd.Timestamp("2025-05-10").date())


@pytest.fixture(scope="module")
def history(ours: op1027.Ledger) -> pd.DataFrame:
    return known_history(ours)


@at_most(10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(day=DAYS)
def test_each_day_is_what_the_view_of_that_day_says(ours: op1027.Ledger, history: pd.DataFrame, day: object) -> None:
    view = ours.as_of(str(day))
    assert (view.sources["published"] <= view.known_on).all(), "a page from the future"
    if view.known_on < ours.package.start:
        return
    then = progress(view)
    then = then[then["date"] == view.known_on].set_index("front")["towns_held"]
    mine = history[history["date"] == view.known_on].set_index("front")["towns_known"]
    assert mine.to_dict() == then.to_dict()


def test_on_the_last_day_what_is_known_is_what_was_known(ours: op1027.Ledger, history: pd.DataFrame) -> None:
    last = history[history["date"] == ours.known_on]
    assert list(history) == _COLUMNS
    assert (last["gap"] == 0).all()
    assert (last["events_known"] == last["events_now"]).all()
    assert (history["events_known"] <= history["events_now"]).all()


def test_fronts_sum_to_the_whole(history: pd.DataFrame) -> None:
    counts = [c for c in _COLUMNS if c not in ("front", "date")]
    parts = history[history["front"] != "all"].groupby("date")[counts].sum()
    whole = history[history["front"] == "all"].set_index("date")[counts]
    pd.testing.assert_frame_equal(parts, whole)


def test_news_that_came_late_is_missing_until_it_came(ledger: Loaded) -> None:
    late = ledger(report(), report(item="beta_taken", place="beta", source="radio_2"))
    whole = known_history(late).query("front == 'all'").set_index("date")
    assert whole.loc["2024-01-05", ["towns_known", "towns_now", "gap"]].tolist() == [0, 2, 2]
    assert whole.loc["2024-01-10", ["towns_known", "gap"]].tolist() == [1, 1]
    assert whole.loc["2024-03-01", ["towns_known", "gap"]].tolist() == [2, 0]
    lags = reporting_lags(late).set_index("item")["lag_days"]
    assert lags.to_dict() == {"beta_taken": 56, "alpha_taken": 5}


def test_a_capture_dated_too_early_is_a_gap_below_zero(ledger: Loaded) -> None:
    moved = ledger(
        report(),
        report(date_start="2024-02-20", source="radio_2", claimant="radio"),
        report(date_start="2024-02-20", source="paper_2", claimant="radio"),
        sources=[
            {"source": "paper_1", "publisher": "paper", "published": "2024-01-10"},
            {"source": "paper_2", "publisher": "army", "published": "2024-02-21"},
            {"source": "radio_2", "publisher": "radio", "published": "2024-03-01"},
        ],
    )
    whole = known_history(moved).query("front == 'all'").set_index("date")
    assert whole.loc["2024-01-15", ["towns_known", "towns_now", "gap"]].tolist() == [1, 0, -1]
    table = revisions(moved)
    dates = table[table["field"] == "date"]
    assert dates[["was", "now"]].to_numpy().tolist() == [["2024-01-05", "2024-02-20"]]


def test_a_denial_is_a_revision(ledger: Loaded) -> None:
    denied = revisions(ledger(report(), report(stance="denies", claimant="army", source="radio_2")))
    assert denied[["known_from", "field", "was", "now"]].to_numpy().tolist() == [
        [pd.Timestamp("2024-03-01"), "disputed", "False", "True"]
    ]


@pytest.mark.parametrize("day", ["2023-11-07", "2024-03-01", "2024-12-31"])
def test_a_view_has_the_events_that_its_reports_alone_give(ours: op1027.Ledger, day: str) -> None:
    view = ours.as_of(day)
    alone = resolve_events(view.reports, view.sources, view.actors, *view.rules_of_evidence)
    pd.testing.assert_frame_equal(view.events.drop(columns="township"), alone)
    later = ours.as_of("2025-03-01").as_of(day)
    pd.testing.assert_frame_equal(later.events, view.events)


def test_nothing_known_is_an_empty_history(ours: op1027.Ledger) -> None:
    early = ours.as_of("2000-01-01")
    assert (known_history(early)[["towns_known", "towns_now", "events_now"]] == 0).all(axis=None)
    assert revisions(early).empty
    assert reporting_lags(early).empty
