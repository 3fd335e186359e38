"""The coverage tables add up, and the page is fresh."""

import op1027
from conftest import ROOT, tool
from op1027.analysis import coverage


def test_tables_add_up(ours: op1027.Ledger) -> None:
    fronts = coverage.by_front(ours)
    assert fronts["events"].sum() == len(ours.events)
    assert fronts["reports"].sum() == len(ours.reports)
    assert fronts["claims"].sum() == len(ours.claims)
    assert (fronts[["claimed", "independent", "conceded"]].sum(axis=1) == fronts["events"]).all()
    months = coverage.by_month(ours)
    assert (months.drop(index="sum").sum() == months.loc["sum"]).all()
    assert months.loc["sum"].sum() == (ours.events["date"] >= ours.package.start).sum()
    assert coverage.voices(ours)["reports"].sum() == len(ours.reports)
    for column in ("publisher", "language", "leaning", "date_basis"):
        assert coverage.pages_by(ours, column)["pages"].sum() == len(ours.sources)


def test_the_page_is_fresh() -> None:
    fresh = tool("coverage").report()  # type: ignore[attr-defined]
    assert (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8") == fresh, "run `make docs`"
