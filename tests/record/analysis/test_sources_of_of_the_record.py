"""From every event of the living record back to a page."""

import op1027
from op1027.analysis.sources_of import first_pages


def test_every_event_of_ours_has_a_first_page(ours: op1027.Ledger) -> None:
    first = first_pages(ours)
    assert set(first.index) == set(ours.events["item"])
    assert first["url"].str.startswith("http").all()
