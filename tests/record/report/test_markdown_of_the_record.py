"""Tables and sentences of the living record in Markdown."""

import html

import pytest

import op1027
from conftest import LINK
from op1027.report import markdown, tables


def test_every_verdict_of_the_editorial_leads_to_a_page_of_its_day(ours: op1027.Ledger) -> None:
    source, written = "irrawaddy_2023_11_07_decision_time", "2023-11-07"
    table = tables.assertions(ours, source, then=written)
    assert table["item"].is_unique
    assert (table[["then", "now"]] != "").all(axis=None)
    then = ours.as_of(written)
    shown = str(tables.assertion_table(then, table, "then")).splitlines()[2:]
    urls = set(then.sources["url"].map(markdown.address))
    for row, verdict in zip(shown, table["then"], strict=True):
        linked = [html.unescape(url) for _, url in LINK.findall(row)]
        assert set(linked) <= urls, "a page published later"
        assert linked or verdict in {"open", "not_checkable"}, row
    counts = tables.verdicts_then_and_now(table, ours.package.categories("assessments", "verdict"))
    assert counts["all"].sum() == len(table)
    with pytest.raises(ValueError, match="no source 'nowhere'"):
        tables.assertions(ours, "nowhere", then=written)
