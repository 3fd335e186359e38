"""Tables in Markdown: text inert, links whole."""

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import op1027
from conftest import LINK, Loaded, report
from op1027.report import markdown, tables
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


def test_keys_are_shown_as_names(ledger: Loaded) -> None:
    one = ledger(report())
    shown = tables.named(one, op1027.town_control(one))
    assert shown.loc[0, ["place", "front", "holder", "start", "end"]].tolist() == [
        *("Alpha", "North", "Rebels", "2024-01-05", "")
    ]
