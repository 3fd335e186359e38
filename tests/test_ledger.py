"""Views of a ledger: as known on a day, and selections."""

import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import op1027
from conftest import Folder, Loaded, claim, report
from op1027.ledger import model as module

TABLES = ("reports", "sources", "places", "actors", "fronts", "routes", "assessments")


def test_all_tables_are_frames_and_typed(ours: op1027.Ledger) -> None:
    for name in TABLES:
        assert isinstance(getattr(ours, name), pd.DataFrame)
        assert isinstance(getattr(ours, name).index, pd.RangeIndex)
    assert ours.reports["date_start"].dtype.kind == "M"
    assert str(ours.reports["low"].dtype) == "Int64"
    assert ours.known_on == ours.sources["published"].max()


@settings(max_examples=12, deadline=None)
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
    assert not view.partial
    pd.testing.assert_frame_equal(view.events, ours.events)


def test_as_of_leaves_the_ledger_as_it_was(ours: op1027.Ledger) -> None:
    before = {name: getattr(ours, name).copy() for name in TABLES}
    view = ours.as_of("2023-12-01").select(front="northern_shan")
    assert len(view.events)
    view.reports.loc[:, "item"] = "overwritten"
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(ours, name), before[name])


@pytest.mark.parametrize("day", ["0025-01-01", "yesterday", "2024-02-31", "", None])
def test_a_day_must_be_one(ours: op1027.Ledger, day: str) -> None:
    with pytest.raises(ValueError, match="is not a day; write it as YYYY-MM-DD"):
        ours.as_of(day)


def test_select_takes_whole_items(ledger: Loaded) -> None:
    south = report(item="gamma_taken", place="gamma", front="south", date_start="2024-01-08", allies="neighbours")
    whole = ledger(report(), report(source="radio_1", date_start="2024-01-03"), south, claim())

    def items(view: op1027.Ledger) -> set[str]:
        return set(view.reports["item"])

    assert items(whole.select(front="south")) == {"gamma_taken"}
    assert items(whole.select(front=["north", "south"])) == {"alpha_taken", "gamma_taken", "tally_bases"}
    assert items(whole.select(start="2024-01-06")) == {"gamma_taken"}
    assert items(whole.select(end="2024-01-04")) == {"alpha_taken"}
    assert len(whole.select(end="2024-01-04").reports) == 2
    assert items(whole.select(actor="neighbours")) == {"gamma_taken"}
    assert items(whole.select(actor="army", front="north")) == {"alpha_taken"}
    assert items(whole.select()) == items(whole)


@pytest.mark.parametrize(
    ("given_", "message"),
    [
        ({"front": "west"}, "no front 'west'; there are north, south, all"),
        ({"actor": ["army", "pirates"]}, "no actor 'pirates'"),
        ({"start": "2024-02-01", "end": "2024-01-01"}, "start 2024-02-01 is later than end 2024-01-01"),
        ({"end": "soon"}, "end = 'soon' is not a day"),
    ],
)
def test_select_says_what_it_does_not_understand(ledger: Loaded, given_: dict[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ledger(report()).select(**given_)


def test_the_fingerprint_follows_every_value(folder: Folder) -> None:
    one = op1027.load(folder(report()))
    assert re.fullmatch(r"[0-9a-f]{8}", one.fingerprint)
    assert op1027.load(folder(report())).fingerprint == one.fingerprint
    assert op1027.load(folder(report(date_start="2024-01-04"))).fingerprint != one.fingerprint
    assert op1027.load(folder(report(summary="Synthetic: other words"))).fingerprint != one.fingerprint


def test_load_takes_a_path_of_either_kind(folder: Folder) -> None:
    path = folder(report())
    assert op1027.load(str(path)).reports.equals(op1027.load(path).reports)


def test_load_without_a_checkout_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr(module, "__file__", f"{tmp_path}/site-packages/op1027/ledger.py")
    with pytest.raises(FileNotFoundError, match=r"give load\(\) the path of a data folder"):
        op1027.load()


def test_a_record_without_any_report_is_sound_and_empty(ledger: Loaded) -> None:
    nothing = ledger()
    assert nothing.events.empty
    assert nothing.claims.empty
    assert (op1027.progress(nothing)["towns_held"] == 0).all()
