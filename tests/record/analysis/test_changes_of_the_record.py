"""What is new in a period, on the living record."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import op1027
from conftest import at_most
from op1027.analysis.changes import _NEWS
from op1027.report.news import change_list


def test_nothing_differs_from_itself(ours: op1027.Ledger) -> None:
    assert op1027.changes(ours, ours).empty
    assert change_list(op1027.changes(ours, ours), ours) == "Nothing differs."


@at_most(4)
@given(st.dates(pd.Timestamp("2023-10-01").date(), pd.Timestamp("2026-03-01").date()), st.integers(0, 400))
def test_what_is_new_is_what_was_published_in_these_days(ours: op1027.Ledger, since: object, days: int) -> None:
    first = pd.Timestamp(since)  # type: ignore[call-overload]
    last = min(first + pd.Timedelta(days=days), ours.known_on)
    frame = op1027.what_is_new(ours, since=first, until=last)
    events = ours.as_of(last).events
    told = events[events["first_published"] >= first]
    late = told["date"] < first
    assert set(frame.query("change == 'became_known'")["item"]) == set(told.loc[late, "item"])
    assert set(frame.query("change == 'happened'")["item"]) == set(told.loc[~late, "item"])
    claims = ours.as_of(last).claims
    assert set(frame.query("change == 'said'")["item"]) == set(claims.loc[claims["first_published"] >= first, "item"])
    assert set(frame["change"]) <= set(_NEWS)


def test_what_is_new_of_one_front_and_of_days_that_are_none(ours: op1027.Ledger) -> None:
    frame = op1027.what_is_new(ours, "2024-01-01", "2024-01-31", front="karen")
    assert set(frame["front"]) == {"karen"}
    assert len(op1027.what_is_new(ours, "2024-01-01", "2024-01-31", front="all")) > len(frame)
    with pytest.raises(ValueError, match="later than until"):
        op1027.what_is_new(ours, "2024-02-01", "2024-01-01")
    with pytest.raises(ValueError, match="did you mean 'karen'"):
        op1027.what_is_new(ours, "2024-02-01", front="karn")
