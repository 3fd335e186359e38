"""From an item back to the pages that report it."""

import pytest

from conftest import SYNTHETIC, Loaded, report
from op1027 import pages
from op1027.analysis.sources_of import _COLUMNS, first_pages
from op1027.report import tables

TWO = (
    report(source="radio_1", claimant="radio"),
    report(stance="denies", claimant="army"),
    report(item="other", place="beta"),
)


def test_an_item_and_any_report_of_it_lead_to_all_its_pages(ledger: Loaded) -> None:
    loaded = ledger(*TWO)
    frame = pages(loaded, "alpha_taken")
    assert list(frame) == _COLUMNS
    assert frame["report"].tolist() == ["r0002", "r0001"]
    assert frame["publisher"].tolist() == ["Paper", "Radio"]
    assert frame["stance"].tolist() == ["denies", "affirms"]
    assert frame["url"].tolist() == ["https://example.org/0", "https://example.org/2"]
    assert pages(loaded, "r0001").equals(frame)
    assert pages(loaded, ["r0001", "other"])["item"].tolist() == ["alpha_taken", "alpha_taken", "other"]


def test_a_day_that_is_inferred_is_told_as_a_span(ledger: Loaded) -> None:
    inferred = [row | {"date_basis": "inferred"} for row in SYNTHETIC["sources"]]
    inferred[0]["published_from"] = "2024-01-06"
    loaded = ledger(*TWO, sources=inferred)
    assert pages(loaded, "alpha_taken")["published_from"].dt.strftime("%Y-%m-%d").fillna("").tolist() == [
        "2024-01-06",
        "",
    ]
    said = [
        line.partition("), ")[2].partition(" (")[0] for line in str(tables.reported(loaded, "alpha_taken")).split("\n")
    ]
    assert said == ["between 6 and 10 January 2024", "by 12 January 2024"]
    known = pages(ledger(*TWO), "alpha_taken")
    assert known["published_from"].equals(known["published"].rename("published_from"))


def test_what_is_unknown_on_that_day_is_refused(ledger: Loaded) -> None:
    loaded = ledger(*TWO)
    with pytest.raises(ValueError, match="no report 'r9999'"):
        pages(loaded, ["r0001", "r9999"])
    with pytest.raises(ValueError, match="'r0001'"):
        pages(loaded.as_of("2024-01-11"), "r0001")


def test_the_first_page_of_an_event_affirms_it(ledger: Loaded) -> None:
    assert first_pages(ledger(*TWO)).to_dict("index")["alpha_taken"] == {
        "report": "r0001",
        "publisher": "Radio",
        "url": "https://example.org/2",
    }


def test_reports_are_listed_with_links_and_denials(ledger: Loaded) -> None:
    assert str(tables.reported(ledger(*TWO), "alpha_taken")).splitlines() == [
        "- [Paper](https://example.org/0), 10 January 2024 (`r0002`, word of Army, denies): "
        "Synthetic: rebels take Alpha",
        "- [Radio](https://example.org/2), 12 January 2024 (`r0001`): Synthetic: rebels take Alpha",
    ]


def test_a_frame_of_items_is_taken_and_what_is_unknown_is_told_in_a_line(ledger: Loaded) -> None:
    made = ledger(*TWO)
    assert pages(made, made.events).equals(pages(made, made.events["item"]))
    assert pages(made, made.events.head(0)).empty
    with pytest.raises(ValueError, match=r"^no report 'zzz'; there are \w+"):
        pages(made, "zzz")
