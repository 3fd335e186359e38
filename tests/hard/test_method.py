"""The package against docs/method.md: made-up records counted by both, and what must hold of any record."""

from random import Random

import pandas as pd
from hypothesis import HealthCheck, given

import op1027
from conftest import at_most
from made_records import PACKAGE, Record, all_kinds, both_agree, day, ledger_of, offsets, seeds, tables_of
from op1027.analysis.forecasts import brier_by_side, verdicts_by_kind
from op1027.analysis.tallies import check_sums
from op1027.analysis.weekly import weekly
from op1027.ledger.fronts import days_of
from op1027.ledger.load import from_tables
from op1027.record.check import _check_keys
from op1027.record.rules import check_rules

whatever = {"suppress_health_check": list(HealthCheck)}
few = at_most(4, **whatever)


@few
@given(all_kinds(), offsets)
def test_made_up_records_are_counted_alike(record: Record, offset: int) -> None:
    both_agree(record, offset)


@few
@given(all_kinds())
def test_the_records_made_here_keep_the_rules(record: Record) -> None:
    tables = tables_of(record)
    file, allowed = PACKAGE.file("events_and_claims"), "reported already by the same claimant there"
    faults = [*check_rules(tables, PACKAGE), *_check_keys(tables, PACKAGE)]
    assert [fault for fault in faults if fault.file == file and fault.rule != allowed] == []


@few
@given(all_kinds(), seeds)
def test_the_order_of_rows_never_matters(record: Record, seed: int) -> None:
    dice = Random(seed)
    tables = {
        name: table.sample(frac=1, random_state=dice.randrange(2**32)) for name, table in tables_of(record).items()
    }
    one, other = ledger_of(record), from_tables(tables, PACKAGE)
    for name in ("events", "claims"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))
    for count in (op1027.town_control, op1027.progress, op1027.check_tallies, check_sums, op1027.score_forecasts):
        pd.testing.assert_frame_equal(count(one), count(other))
    pd.testing.assert_frame_equal(op1027.known_history(one), op1027.known_history(other))


@few
@given(all_kinds(), offsets, offsets)
def test_what_is_known_only_grows(record: Record, one: int, other: int) -> None:
    early, late = sorted((one, other))
    before, after = (ledger_of(record).as_of(day(offset)) for offset in (early, late))
    assert set(before.reports["report_id"]) <= set(after.reports["report_id"])
    assert set(before.claims["item"]) <= set(after.claims["item"])
    then, now = before.events.set_index("item"), after.events.set_index("item")
    assert set(then.index) <= set(now.index)
    now = now.loc[then.index]
    assert (then["first_published"] == now["first_published"]).all()
    assert (then["n_reports"] <= now["n_reports"]).all()
    assert (then["n_publishers"] <= now["n_publishers"]).all()
    assert (then["disputed"] <= now["disputed"]).all()
    for allies, more, actor in zip(then["allies"].fillna(""), now["allies"].fillna(""), now["actor"], strict=True):
        assert set(allies.split("|")) - {"", actor} <= set(more.split("|"))
    assert now.loc[then[["low", "high"]].notna().any(axis=1), ["low", "high"]].notna().any(axis=1).all()


@few
@given(all_kinds())
def test_the_low_end_is_never_above_the_high_one(record: Record) -> None:
    ledger = ledger_of(record)
    progress, totals = op1027.progress(ledger), op1027.check_tallies(ledger)
    for frame, low, high in (
        (ledger.events, "date_start", "date_end"),
        (ledger.events, "low", "high"),
        (ledger.claims, "low", "high"),
        (progress, "bases_low", "bases_high"),
        (progress, "towns_held", "towns_captured"),
        (progress, "towns_lost", "towns_captured"),
        (totals, "ours_low", "ours_high"),
        (op1027.town_control(ledger), "start", "start_latest"),
    ):
        both = frame.dropna(subset=[low, high])
        assert (both[low] <= both[high]).all(), (low, high)
    assert ledger.events["date"].between(ledger.events["date_start"], ledger.events["date_end"]).all()


@few
@given(all_kinds())
def test_parts_make_their_wholes(record: Record) -> None:
    ledger = ledger_of(record)
    counts = ["towns_captured", "towns_lost", "towns_held", "towns_total", "bases_low", "bases_high"]
    for frame, columns in ((op1027.progress(ledger), counts), (op1027.known_history(ledger), ["towns_known"])):
        whole = frame["front"] == "all"
        parts = frame[~whole].groupby("date")[columns].sum()
        pd.testing.assert_frame_equal(parts, frame[whole].set_index("date")[columns])
    last = op1027.progress(ledger).drop_duplicates("front", keep="last").set_index("front")
    weeks = weekly(ledger).groupby("front")[["taken", "lost", "events"]].sum()
    for front in ("north", "south"):
        assert weeks.loc[front, ["taken", "lost"]].tolist() == last.loc[front, counts[:2]].tolist()
    inside = ledger.events["date"].between(*days_of(ledger)[[0, -1]])
    assert weeks["events"].sum() == inside.sum()
    scores = op1027.score_forecasts(ledger)
    assert verdicts_by_kind(ledger)["claims"].sum() == len(scores)
    assert brier_by_side(ledger)["forecasts"].sum() == (scores["type"] == "forecast").sum()
    history = op1027.known_history(ledger)
    assert (history["events_known"] <= history["events_now"]).all()
