"""Tables beside the charts."""

from conftest import Loaded, report
from op1027.report import facts, tables


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
    before = facts.known_then(late, "2000-01-01")
    assert str(before) == "On 1 January 2000 the offensive had not begun."
    assert (before.begun, before.pages, before.towns_known, before.events_now) == (False, 0, 0, 0)
    after = facts.known_then(late, "2030-01-01")
    assert after.date == late.known_on, "of days that the record does not reach nothing is known"
    assert tables.late_news(late, 50)["front"].tolist() == ["north"]
    assert tables.dates_moved(late).empty
