"""The coverage tables add up, and the page is fresh."""

from typing import Any

import op1027
from conftest import ROOT, tool
from op1027.analysis.coverage import by_month


def test_tables_add_up(ours: op1027.Ledger) -> None:
    coverage: Any = tool("coverage")
    fronts = coverage.by_front(ours)
    assert fronts["events"].sum() == len(ours.events)
    assert fronts["reports"].sum() == len(ours.reports)
    assert fronts["claims"].sum() == len(ours.claims)
    assert (fronts[["claimed", "independent", "conceded"]].sum(axis=1) == fronts["events"]).all()
    months = by_month(ours)
    assert (months.drop(index="sum").sum() == months.loc["sum"]).all()
    assert months.loc["sum"].sum() == (ours.events["date"] >= ours.package.start).sum()
    assert coverage.voices(ours)["reports"].sum() == len(ours.reports)
    for column in ("publisher", "language", "leaning", "date_basis"):
        assert coverage.pages_by(ours, column)["pages"].sum() == len(ours.sources)


def test_the_page_is_fresh() -> None:
    coverage: Any = tool("coverage")
    fresh = coverage.report()
    assert (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8") == fresh, "run `make docs`"
