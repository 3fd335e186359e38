"""What became of announcements, case by case. All reports made here are synthetic."""

import pandas as pd

import op1027
from conftest import Loaded, report
from op1027.analysis.announcements import _COLUMNS, _FATES, _announced, announcements, announcements_by_side

SAID = report(claimant="rebels")  # paper_1, 10 January
LATER = {"source": "radio_1"}  # 12 January
LAST = {"source": "paper_2"}  # 10 February


def one(ledger: op1027.Ledger) -> pd.Series:
    made = _announced(ledger)
    assert len(made) == 1
    return made.iloc[0]


def test_an_announcement_with_nothing_else_stands_alone(ledger: Loaded) -> None:
    row = one(ledger(SAID))
    assert list(_announced(ledger(SAID))) == _COLUMNS
    assert (row["claimant"], row["side"], row["report"]) == ("rebels", "resistance", "r0001")
    assert row["said_on"] == pd.Timestamp("2024-01-10")
    assert row["alone"]


def test_what_becomes_of_it(ledger: Loaded) -> None:
    cases = [
        ("conceded", "army", "affirms"),
        ("corroborated", "radio", "affirms"),
        ("denied", "army", "denies"),
        ("denied", "neighbours", "denies"),
        ("withdrawn", "rebels", "denies"),
        ("withdrawn", "guerrillas", "denies"),
    ]
    rows = [
        row | {"item": f"e{n}"}
        for n, (_, claimant, stance) in enumerate(cases)
        for row in (SAID, report(claimant=claimant, stance=stance, **LATER))
    ]
    made = _announced(ledger(*rows)).set_index("item").sort_index().to_dict("records")
    assert not any(row["alone"] for row in made)
    for number, (row, (fate, *_)) in enumerate(zip(made, cases, strict=True)):
        found = {f: row[f"{f}_report"] for f in _FATES if pd.notna(row[f"{f}_on"])}
        assert found == {fate: f"r{2 * number + 2:04d}"}
        assert row[f"{fate}_on"] == pd.Timestamp("2024-01-12")


def test_several_outlets_that_pass_on_one_claimant_are_one_account(ledger: Loaded) -> None:
    row = one(ledger(SAID, SAID | LATER, SAID | LAST))
    assert row["alone"]
    assert row["said_on"] == pd.Timestamp("2024-01-10")


def test_two_claimants_of_a_side_make_two_but_the_side_counts_the_event_once(ledger: Loaded) -> None:
    whole = ledger(SAID, report(claimant="guerrillas", **LATER), report(claimant="army", **LAST))
    assert _announced(whole)["claimant"].tolist() == ["rebels", "guerrillas"]
    assert announcements(whole)["announced"].sum() == 2
    sides = announcements_by_side(whole)
    assert sides["announced"].tolist() == [1]
    assert sides["days_to_concession"].tolist() == [31]


def test_days_count_from_the_announcement_and_never_backwards(ledger: Loaded) -> None:
    row = one(ledger(report(claimant="radio"), SAID | LATER, report(claimant="army", **LAST)))
    assert (row["days_to_corroboration"], row["days_to_concession"]) == (0, 29)


def test_only_what_the_announcing_side_gained_counts(ledger: Loaded) -> None:
    raid = report(item="raid", type="bombardment", actor="army", opponent="rebels", claimant="rebels")
    fight = report(item="fight", type="battle", claimant="rebels")
    lost = report(item="beta_lost", place="beta", actor="neighbours", opponent="rebels", claimant="neighbours")
    within = report(item="handed", type="town_transferred", place="beta", opponent="guerrillas", claimant="rebels")
    assert _announced(ledger(raid, fight, lost)).empty
    assert _announced(ledger(within)).empty


def test_a_surrender_is_announced_by_who_received_it(ledger: Loaded) -> None:
    gave = report(item="gave_up", type="surrender", actor="army", opponent="", claimant="guerrillas")
    row = one(ledger(gave, gave | {"claimant": "army"} | LATER))
    assert (row["claimant"], row["days_to_concession"]) == ("guerrillas", 2)


def test_the_other_side_is_held_to_the_same_rules(ledger: Loaded) -> None:
    back = report(item="back", type="town_recaptured", actor="army", opponent="rebels", claimant="army")
    whole = ledger(
        SAID, back | {"date_start": "2024-01-08", "date_end": "2024-01-08"}, back | LATER | {"claimant": "rebels"}
    )
    table = announcements(whole).set_index("claimant")
    assert table.index.tolist() == ["rebels", "army"]
    assert table["conceded"].tolist() == [0, 1]


def test_a_view_knows_only_what_was_published(ledger: Loaded) -> None:
    whole = ledger(SAID, report(claimant="army", **LATER))
    assert one(whole.as_of("2024-01-11"))["alone"]
    assert not one(whole)["alone"]
    empty = whole.as_of("2024-01-01")
    assert announcements(empty).empty
    assert list(announcements(empty)) == list(announcements(whole))
    assert announcements_by_side(empty).empty
