"""What was known on each day: the fast history against views of the living record, drawn one by one."""

import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

import op1027
from conftest import at_most
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


@pytest.mark.parametrize("day", ["2023-11-07", "2024-03-01", "2024-12-31"])
def test_a_view_has_the_events_that_its_reports_alone_give(ours: op1027.Ledger, day: str) -> None:
    view = ours.as_of(day)
    alone = resolve_events(view.reports, view.sources, view.actors, view.package.admitted_by, view.package.parties)
    pd.testing.assert_frame_equal(view.events.drop(columns="township"), alone)
    later = ours.as_of("2025-03-01").as_of(day)
    pd.testing.assert_frame_equal(later.events, view.events)


def test_nothing_known_is_an_empty_history(ours: op1027.Ledger) -> None:
    early = ours.as_of("2000-01-01")
    assert (known_history(early)[["towns_known", "towns_now", "events_now"]] == 0).all(axis=None)
    assert revisions(early).empty
    assert reporting_lags(early).empty
