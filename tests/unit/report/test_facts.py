"""Facts in words, with their pages."""

import pytest

from conftest import LINK, Loaded, claim, report
from op1027.analysis.tallies import check_sums, check_tallies
from op1027.report import facts, tables


def test_totals_and_sums_are_shown_with_their_pages(ledger: Loaded) -> None:
    told = {"claimant": "paper", "actor": "rebels", "metric": "towns"}
    rows = [claim(item=item, front=item, low="2", high="2", **told) for item in ("north", "south")]
    known = ledger(report(), claim(item="total", front="all", low="7", high="7", **told), *rows)
    table = str(tables.tally_table(known, check_tallies(known)))
    assert len(LINK.findall(table)) == 3
    assert "| 7 | 1 |" in table
    assert str(facts.tallies_said(known, "towns")).startswith("Of 3 published totals of towns")
    assert "parts short" in str(tables.sum_table(known, check_sums(known)))
    assert str(facts.tallies_said(known, "outposts")).startswith("No published total")


def test_every_number_of_a_sentence_is_at_hand(ledger: Loaded) -> None:
    told = {"claimant": "paper", "actor": "rebels", "metric": "towns", "low": "2", "high": "2"}
    known = ledger(
        report(claimant="rebels"),
        claim(item="one", **told),
        claim(item="two", type="forecast", resolves_by="2030-01-01"),
    )
    said = facts.tallies_said(known, "towns")
    verdicts = check_tallies(known)["verdict"].value_counts()
    assert {verdict: n for verdict, n in said.counts.loc["towns"].items() if n} == verdicts.to_dict()
    assert repr(said) == str(said), "a sentence in a terminal too"
    fared = facts.forecasts_said(known).counts
    assert fared["open"].tolist() == [1]
    assert fared.index.tolist() == ["resistance"]
    page = tables.assertions(known, "paper_1", then="2024-01-10")
    both = facts.checked_page(known, page).counts
    assert both["not_judged"].to_dict() == {"then": len(page), "now": len(page)}
    assert facts.checked_kinds(known, page).counts.sum(axis=1).to_dict() == {"statement": 1, "forecast": 1}
    assert facts.announcements_said(known).counts["announced"].to_dict() == {"resistance": 1}
    with pytest.raises(ValueError, match="no when 'later'"):
        tables.assertion_table(known, page, "later")


def test_a_glance_claims_no_more_than_is_so(ledger: Loaded) -> None:
    beta = report(item="beta_taken", place="beta", date_start="2024-02-05", source="radio_2")
    gamma = report(item="gamma_taken", place="gamma", front="south", date_start="2024-02-06", source="radio_2")
    even = facts.glance(ledger(report(), beta))
    assert (even.most, even.equal) == (1, 1)
    assert "(1); 1 other month equals it." in str(even)
    assert "**Where:** in **North** (2)." in str(even)
    more = facts.glance(ledger(report(), beta, gamma))
    assert (more.most, more.equal) == (2, 0)
    assert str(more).count("equal") == 0
    part = ledger(report(), beta, gamma).select(front="south")
    assert part.part
    assert part.part in str(facts.glance(part))
    assert f"only {part.part}" in str(facts.scope(part))
    assert " only" not in f"{facts.scope(ledger(report()))} {more}"
    assert ("for the rest" in str(more)) == (more.firm < more.held)
