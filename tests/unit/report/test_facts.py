"""Facts in words, with their pages."""

from conftest import LINK, Loaded, claim, report
from op1027.analysis.tallies import check_sums, check_tallies
from op1027.report import facts


def test_totals_and_sums_are_shown_with_their_pages(ledger: Loaded) -> None:
    told = {"claimant": "paper", "actor": "rebels", "metric": "towns"}
    rows = [claim(item=item, front=item, low="2", high="2", **told) for item in ("north", "south")]
    known = ledger(report(), claim(item="total", front="all", low="7", high="7", **told), *rows)
    table = str(facts.tally_table(known, check_tallies(known)))
    assert len(LINK.findall(table)) == 3
    assert "| 7 | 1 |" in table
    assert str(facts.tallies_said(known, "towns")).startswith("Of 3 published totals of towns")
    assert "parts short" in str(facts.sum_table(known, check_sums(known)))
    assert str(facts.tallies_said(known, "outposts")).startswith("No published total")
