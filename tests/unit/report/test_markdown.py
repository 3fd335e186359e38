"""Tables in Markdown: text inert, links whole; and the tables and sentences made of them."""

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import op1027
from conftest import LINK, Loaded, claim, report
from op1027.analysis.tallies import check_sums, check_tallies
from op1027.report import facts, markdown, tables
from op1027.text.escape import in_markdown

UNESCAPED = re.compile(r"(?<!\\)(?:\\\\)*[|<>\[\]`*_]")


@given(st.text(max_size=80))
def test_no_text_starts_markup_or_a_new_cell(text: str) -> None:
    shown = in_markdown(text)
    assert "\n" not in shown
    assert not UNESCAPED.search(re.sub(r"<span>\\[\\$]</span>", "", shown))


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://example.org/a b(c)", "https://example.org/a%20b%28c%29"),
        ("https://example.org/%E1%80%80?x=1&y=2#z", "https://example.org/%E1%80%80?x=1&y=2#z"),
        ("javascript:alert(1)", ""),
        ('https://example.org/"><script>', "https://example.org/%22%3E%3Cscript%3E"),
    ],
)
def test_an_address_ends_where_it_should(url: str, address: str) -> None:
    assert markdown.address(url) == address


def test_a_table_has_a_cell_for_every_value() -> None:
    frame = pd.DataFrame(
        {"day": [pd.Timestamp("2024-01-05"), pd.NaT], "a|b": ["x | y", None], "link": ["[p](https://example.org)", ""]}
    )
    assert markdown.table(frame, markup=["link"]).splitlines() == [
        r"| day | a\|b | link |",
        "| --- | --- | --- |",
        r"| 2024-01-05 | x \| y | [p](https://example.org) |",
        "|  |  |  |",
    ]


def test_reports_become_links_in_order_of_their_pages(ledger: Loaded) -> None:
    one = ledger(report(source="radio_2"), report(source="paper_1"))
    text = markdown.page_links(one, pd.Series(["r0001|r0002", None, "r9999"])).tolist()
    assert [label for label, _ in LINK.findall(text[0])] == ["Paper, 10 Jan 2024", "Radio, 1 Mar 2024"]
    assert text[1:] == ["", ""]


def test_what_was_wrong_on_a_day(ledger: Loaded) -> None:
    late = ledger(report(), report(item="beta_taken", place="beta", source="radio_2", date_start="2024-01-08"))
    table = tables.then_and_now(late, "2024-01-15")
    assert table[["town", "then", "now", "since_now", "became_known"]].to_numpy().tolist() == [
        ["Beta", "", "Rebels", "2024-01-08", "2024-03-01"]
    ]
    assert tables.then_and_now(late, "2024-03-01").empty
    said = str(facts.known_then(late, "2024-01-15"))
    assert "1 event of the offensive, and 1 town held" in said
    assert "Beta (North)" in said
    assert str(facts.known_then(late, "2000-01-01")) == "On 1 January 2000 the offensive had not begun."
    assert tables.late_news(late, 50)["front"].tolist() == ["north"]
    assert tables.dates_moved(late).empty


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


def test_keys_are_shown_as_names(ledger: Loaded) -> None:
    one = ledger(report())
    shown = tables.named(one, op1027.town_control(one))
    assert shown.loc[0, ["place", "front", "holder", "start", "end"]].tolist() == [
        *("Alpha", "North", "Rebels", "2024-01-05", "")
    ]
