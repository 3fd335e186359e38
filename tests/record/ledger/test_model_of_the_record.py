"""Views of the living record: as known on a day, and selections."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import op1027
from conftest import FRAMES, at_most


def test_all_tables_are_frames_and_typed(ours: op1027.Ledger) -> None:
    for name in FRAMES:
        assert isinstance(getattr(ours, name), pd.DataFrame)
        assert isinstance(getattr(ours, name).index, pd.RangeIndex)
    assert ours.reports["date_start"].dtype.kind == "M"
    assert str(ours.reports["low"].dtype) == "Int64"
    assert ours.known_on == ours.sources["published"].max()


@at_most(9)
@given(
    days=st.lists(
        st.dates(pd.Timestamp("2023-10-20").date(), pd.Timestamp("2025-05-10").date()), min_size=2, max_size=2
    )
)
def test_views_never_use_a_later_page_and_only_grow(days: list[object], ours: op1027.Ledger) -> None:
    early, late = (ours.as_of(str(day)) for day in sorted(map(str, days)))
    for view in (early, late):
        published = view.reports.merge(view.sources, on="source", how="left")["published"]
        assert published.notna().all()
        assert (published <= view.known_on).all()
        assert (view.events["first_published"] <= view.known_on).all()
    for name, key in (("reports", "report_id"), ("sources", "source"), ("events", "item"), ("claims", "item")):
        assert set(getattr(early, name)[key]) <= set(getattr(late, name)[key])


def test_as_of_a_later_day_is_the_ledger_itself(ours: op1027.Ledger) -> None:
    view = ours.as_of("2100-01-01")
    assert view.known_on == ours.known_on
    pd.testing.assert_frame_equal(view.events, ours.events)


def test_as_of_leaves_the_ledger_as_it_was(ours: op1027.Ledger) -> None:
    before = {name: getattr(ours, name).copy() for name in FRAMES}
    view = ours.as_of("2023-12-01").select(front="northern_shan")
    assert len(view.events)
    reports = view.reports
    reports.loc[:, "item"] = "overwritten"
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(ours, name), before[name])


def test_days_of_any_kind_mean_the_same(ours: op1027.Ledger) -> None:
    views = [ours.as_of(day) for day in ("2024-01-31", date(2024, 1, 31), pd.Timestamp("2024-01-31 17:00"))]
    assert {view.fingerprint for view in views} == {op1027.load(as_of="2024-01-31").fingerprint}


def test_a_wrong_key_is_answered_with_the_right_one(ours: op1027.Ledger) -> None:
    for ask in (
        lambda: ours.select(front="Kachin"),
        lambda: op1027.charts.plot_progress(ours, front="Kachin"),
        lambda: op1027.charts.plot_map(ours, front=["rakhine", "KACHIN"]),
    ):
        with pytest.raises(ValueError, match="did you mean 'kachin'"):
            ask()
    with pytest.raises(ValueError, match="did you mean 'laukkai'"):
        ours.select(place="laukai")


def test_all_fronts_are_all_items(ours: op1027.Ledger) -> None:
    assert len(ours.select(front="all").events) == len(ours.events)
    alike = [op1027.charts.plot_progress(ours, front=front).to_json() for front in (None, "all")]
    assert alike[0] == alike[1]


def test_a_place_is_chosen_by_its_key(ours: op1027.Ledger) -> None:
    events = ours.select(place=["laukkai", "kunlong"]).events
    assert set(events["place"]) == {"laukkai", "kunlong"}
    assert set(events["township"]) == {"Laukkaing", "Kunlong"}
