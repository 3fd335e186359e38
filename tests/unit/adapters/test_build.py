"""A ledger of an export. Every row here is synthetic: invented, and of no real event."""

from pathlib import Path

import pandas as pd
import pytest

import op1027
from made_exports import BACK, TAKEN, UCDP, said, write
from op1027 import charts
from op1027.record.check import _check_keys
from op1027.record.rules import check_rules


def test_only_towns_on_a_front_change_hands(like: op1027.Ledger, tmp_path: Path) -> None:
    village = {"location": "Village 7", "latitude": "1.9"}
    capital = {"admin3": "", "admin2": "", "admin1": "", "location": "Capital", "latitude": "9.0"}
    near = {"geo_precision": "2"}
    handed = village | {"sub_event_type": "Non-violent transfer of territory"}
    read = op1027.read_acled(write(tmp_path, village | TAKEN, capital | BACK, near | TAKEN, handed), like=like)
    assert set(read.events["type"]) == {"battle"}
    assert op1027.town_control(read).empty
    assert [(line, taken) for line, _, taken in said(read, "type")] == [
        (2, "battle"),
        (4, "battle"),
        (6, "battle"),
        (8, "left out"),
    ]


def test_every_row_is_a_report_or_listed_as_left_out(like: op1027.Ledger, tmp_path: Path) -> None:
    kinds = ["Armed clash", "Peaceful protest", "Attack", "Grenade", "Something new", "Other", "Air/drone strike"]
    read = op1027.read_acled(write(tmp_path, *({"sub_event_type": kind} for kind in kinds)), like=like)
    out = [line for line, _, taken in said(read, "type") if taken == "left out"]
    assert len(out) == 3
    assert len(out) + len(read.reports) == len(kinds)
    assert set(read.events["type"]) == {"battle", "political", "bombardment"}


def test_a_second_capture_by_the_same_side_is_passed_over_and_listed(like: op1027.Ledger, tmp_path: Path) -> None:
    again = {"event_date": "7 January 2024"} | TAKEN
    read = op1027.read_acled(write(tmp_path, TAKEN, again), like=like)
    assert len(op1027.town_control(read)) == 1
    assert said(read, "history") == [
        (4, "rebels takes alpha from 2024-01-07, which rebels then holds", "passed over by town_control")
    ]


def test_what_is_read_keeps_the_projects_own_rules(like: op1027.Ledger, tmp_path: Path) -> None:
    rows = [TAKEN, BACK | {"event_date": "3 March 2024"}, {"time_precision": "3"}, {"fatalities": "0"}]
    for read in (
        op1027.read_acled(write(tmp_path, *rows, {"notes": "x" * 500}), like=like),
        op1027.read_ucdp(write(tmp_path, {}, {"where_prec": "7"}, base=UCDP), like=like),
    ):
        names = ("sources", "places", "actors", "fronts", "routes", "assessments")
        tables = {name: getattr(read, name) for name in names} | {"events_and_claims": read.reports}
        assert check_rules(tables, read.package) == []
        assert _check_keys(tables, read.package) == []
        assert read.reports.dtypes.equals(like.reports.dtypes)
        assert read.reports["summary"].str.len().max() <= 160


@pytest.fixture(scope="module")
def few(like: op1027.Ledger, tmp_path_factory: pytest.TempPathFactory) -> op1027.Ledger:
    rows = [TAKEN, {}, BACK | {"event_date": "3 March 2024"}]
    return op1027.read_acled(write(tmp_path_factory.mktemp("few"), *rows), like=like)


@pytest.mark.parametrize("name", charts.__all__)
def test_every_chart_draws_an_export(name: str, few: op1027.Ledger) -> None:
    figure = getattr(charts, name)(few)
    footer = figure.layout.annotations[-1].text.replace("<br>", " ").replace("\N{NO-BREAK SPACE}", " ")
    assert "ACLED: synthetic_export.csv · ACLED's terms of use" in footer
    assert "CC-BY" not in figure.to_json()


def test_views_of_an_export_and_the_ledger_it_is_read_beside(like: op1027.Ledger, tmp_path: Path) -> None:
    before = {name: getattr(like, name).copy() for name in ("reports", "places", "actors", "sources")}
    read = op1027.read_acled(write(tmp_path, TAKEN, {"event_date": "9 May 2024"}), like=like)
    assert len(read.as_of("2024-02-01").events) == 1
    assert like.unmatched.empty
    assert list(like.unmatched) == list(read.unmatched)
    for name, table in before.items():
        pd.testing.assert_frame_equal(getattr(like, name), table)
    assert read.claims.empty
