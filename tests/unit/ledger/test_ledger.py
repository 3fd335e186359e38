"""Views of a ledger: as known on a day, and selections."""

import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import op1027
from conftest import ROOT, Folder, Loaded, at_most, claim, report
from op1027.ledger import load
from op1027.ledger.load import own_data

TABLES = ("reports", "sources", "places", "actors", "fronts", "routes", "assessments", "gates", "population", "urban")


def test_all_tables_are_frames_and_typed(ours: op1027.Ledger) -> None:
    for name in TABLES:
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


def test_the_fingerprint_follows_every_value(ledger: Loaded) -> None:
    one = ledger(report())
    assert re.fullmatch(r"[0-9a-f]{8}", one.fingerprint)
    assert ledger(report()).fingerprint == one.fingerprint
    assert ledger(report(date_start="2024-01-04")).fingerprint != one.fingerprint
    assert ledger(report(summary="Synthetic: other words")).fingerprint != one.fingerprint


def test_load_reads_what_tests_make(folder: Folder, ledger: Loaded) -> None:
    """The synthetic ledgers of these tests are as a folder gives them, its path of either kind."""
    rows = [report(allies="guerrillas"), claim(since="2023-12-01"), report(source="radio_1", claimant="army")]
    path, made = folder(*rows), ledger(*rows)
    for read in (op1027.load(str(path)), op1027.load(path)):
        for name in TABLES:
            pd.testing.assert_frame_equal(getattr(read, name), getattr(made, name))
        assert (read.known_on, read.fingerprint) == (made.known_on, made.fingerprint)


def test_the_data_are_found_in_a_checkout_and_beside_an_installed_package(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert own_data() == ROOT / "data"
    monkeypatch.setattr(load, "__file__", str(tmp_path / "site-packages" / "op1027" / "ledger" / "load.py"))
    with pytest.raises(FileNotFoundError, match=r"give load\(\) the path of a data folder"):
        own_data()
    (tmp_path / "site-packages" / "op1027" / "data").mkdir(parents=True)
    (tmp_path / "site-packages" / "op1027" / "data" / "datapackage.json").touch()
    assert own_data() == tmp_path / "site-packages" / "op1027" / "data"


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("05/01/2024", "2024-01-05 or 2024-05-01"),
        (20240131, "2024-01-31"),
        ("31-01-2024", "2024-01-31"),
        ("31 January 2024", "2024-01-31"),
    ],
)
def test_a_day_that_is_no_iso_day_is_refused_with_what_was_meant(
    ours: op1027.Ledger, given: object, meant: str
) -> None:
    with pytest.raises(ValueError, match=rf"write it as YYYY-MM-DD \(did you mean {meant}\?\)"):
        ours.as_of(given)  # type: ignore[arg-type]


@pytest.mark.parametrize("given", ["soon", 7, None, 2024.5, True, "2024-02-30", "0025-01-01"])
def test_what_is_no_day_at_all_is_refused(ours: op1027.Ledger, given: object) -> None:
    with pytest.raises(ValueError, match="is not a day"):
        ours.as_of(given)  # type: ignore[arg-type]


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


def test_a_ledger_is_shown_in_few_lines_and_its_words_as_text(ledger: Loaded) -> None:
    named = {"north": "<b>&North", "south": "South"}
    fronts = [
        {"front": f, "name": n, "order": str(i), "description": "synthetic"}
        for i, (f, n) in enumerate(named.items(), 1)
    ]
    one = ledger(report(), fronts=fronts)
    assert len(repr(one).splitlines()) == 5
    assert "1 event and 0 claims" in repr(one)
    assert "&lt;b&gt;&amp;North" in one._repr_html_()
    assert "<b>&North" not in one._repr_html_()


def test_what_is_handed_out_can_be_changed_without_harm(ledger: Loaded) -> None:
    one = ledger(report())
    for ask in (lambda: one.events, lambda: one.claims, lambda: op1027.town_control(one), lambda: op1027.progress(one)):
        first = ask()
        before = first.copy()
        first.loc[:, first.columns[0]] = "changed"
        first["more"] = 1
        pd.testing.assert_frame_equal(ask(), before)


def test_a_verdict_later_than_the_last_page_counts_in_views_of_its_day(ledger: Loaded) -> None:
    judged = {"item": "tally_bases", "as_of": "2024-12-31", "verdict": "open", "reason": "Synthetic: nobody counted"}
    one = ledger(claim(), assessments=[judged])
    assert one.claims["verdict"].tolist() == ["open"]
    assert one.as_of("2024-12-31").claims["verdict"].tolist() == ["open"]
    assert one.as_of("2024-12-30").claims["verdict"].isna().all()


def test_a_record_without_any_report_is_sound_and_empty(ledger: Loaded) -> None:
    nothing = ledger()
    assert nothing.events.empty
    assert nothing.claims.empty
    assert (op1027.progress(nothing)["towns_held"] == 0).all()
