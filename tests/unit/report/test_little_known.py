"""What reports say where nothing is known yet, and of every front at once."""

import pandas as pd
import pytest

import op1027
from conftest import Loaded, claim, report
from op1027 import charts
from op1027.analysis import tallies
from op1027.report import facts, tables
from op1027.report.brief import brief

BEFORE = "2023-01-01"


@pytest.fixture
def nothing(ledger: Loaded) -> op1027.Ledger:
    """A ledger of a day before its first page."""
    return ledger(report(), claim()).as_of(BEFORE)


def test_of_every_front_the_story_tells_of_all_towns(ledger: Loaded) -> None:
    south = report(item="gamma_taken", place="gamma", front="south", date_start="2024-01-07", summary="Synthetic")
    story = facts.front_story(ledger(report(), south), "all")
    assert (story.held, story.towns, len(story.changes)) == (2, 3, 2)
    assert str(story).startswith(
        "**All fronts:** the first town to change hands was Alpha (5 January 2024), the latest "
    )
    assert facts.front_story(ledger(report(), south), "south").held == 1


def test_of_several_fronts_the_story_tells_of_them_together(ledger: Loaded) -> None:
    made = ledger(report())
    both = facts.front_story(made, ["north", "south"])
    assert (both.held, both.towns, len(both.changes)) == (1, 3, 1)
    assert str(both).startswith("**North and South:** the first town")
    assert str(facts.front_story(made, None)) == str(facts.front_story(made, "all"))
    with pytest.raises(ValueError, match="did you mean 'north'"):
        facts.front_story(made, "nort")


def test_where_nothing_is_known_there_is_a_sentence(nothing: op1027.Ledger) -> None:
    assert "no town is recorded as having changed hands" in str(facts.front_story(nothing, "all"))
    assert str(tables.reported(nothing, [])) == "No event or claim to show the pages of."
    assert tables.sum_table(nothing, tallies.check_sums(nothing)).frame.empty
    assert charts.plot_compared(nothing, nothing, "north").layout.title.text.startswith("<b>North: 0 towns held")


def test_then_and_now_of_a_ledger_without_events(nothing: op1027.Ledger) -> None:
    table = tables.then_and_now(nothing, "2024-01-06")
    assert table.empty
    assert list(table)[-1] == "became_known"


def test_a_page_of_a_later_day_asserts_nothing_yet(ledger: Loaded, nothing: op1027.Ledger) -> None:
    table = tables.assertions(nothing, "paper_1", then="2024-01-10")
    assert table.empty
    assert str(facts.checked_page(nothing, table)).count("of 0 assertions: none.") == 2
    assert len(tables.assertions(ledger(report(), claim()), "paper_1", then="2024-01-10")) == 1
    with pytest.raises(ValueError, match="did you mean 'paper_1'"):
        tables.assertions(ledger(report(), claim()), "paper1", then="2024-01-10")


def test_the_note_of_days_that_are_not_known_yet(ledger: Loaded) -> None:
    made = ledger(report())
    after = made.known_on + pd.Timedelta(days=1)
    assert op1027.what_is_new(made, after).empty
    assert "Nothing is known of these days" in str(brief(made, "north", after))
    assert "held 1 of 2 towns" in str(brief(made, "north", made.known_on))
    with pytest.raises(ValueError, match="is later than until"):
        brief(made, "north", after, made.known_on)
