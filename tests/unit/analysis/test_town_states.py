"""States between held and lost: each rule by a synthetic report, and what no record may break."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import op1027
from conftest import Loaded, at_most, claim, made_ledger, report
from holds import towns_are_parted
from op1027 import town_states
from op1027.analysis.town_states import _LASTS

TAKEN = report(date_start="2023-12-20")


def slug(day: str) -> str:
    return day.replace("-", "_")


def fight(day: str, **given: str) -> dict[str, str]:
    return report(**{"item": f"fight_{slug(day)}", "type": "battle", "date_start": day} | given)


def entered(day: str, **given: str) -> dict[str, str]:
    return fight(day, **{"item": f"entered_{slug(day)}", "type": "town_entered"} | given)


def share(day: str, per_cent: str, **given: str) -> dict[str, str]:
    part = {
        "item": f"share_{slug(day)}",
        "type": "control",
        "place": "alpha",
        "actor": "rebels",
        "metric": "percent_town",
    }
    return claim(**part | {"date_start": day, "low": per_cent, "high": per_cent} | given)


def besieged(day: str, **given: str) -> dict[str, str]:
    return fight(day, **{"item": f"siege_{slug(day)}", "type": "siege_begun"} | given)


def told(ledger: op1027.Ledger, place: str = "alpha") -> list[tuple[str, str, str, str, str]]:
    """State, holder, against and days of each spell of a town."""
    spells = town_states(ledger).query("place == @place")
    spells = spells.fillna({"holder": "", "against": ""})
    return [
        (row.state, row.holder, row.against, f"{row.start:%m-%d}", f"{row.end:%m-%d}") for row in spells.itertuples()
    ]


def test_a_town_without_a_word_is_unknown(ledger: Loaded) -> None:
    found = told(ledger(TAKEN), "beta")
    assert found == [("unknown", "", "", "10-27", "03-01")]


def test_taken_is_held(ledger: Loaded) -> None:
    assert told(ledger(TAKEN)) == [("unknown", "", "", "10-27", "12-19"), ("held", "rebels", "", "12-20", "03-01")]
    (_, spell) = town_states(ledger(TAKEN)).query("place == 'alpha'").to_dict("records")
    assert (spell["evidence"], spell["disputed"], spell["items"]) == ("independent", False, "alpha_taken")


def test_a_fight_makes_it_contested_for_two_weeks_and_no_longer(ledger: Loaded) -> None:
    back = fight("2024-01-01", actor="army", opponent="rebels")
    assert told(ledger(TAKEN, back))[1:] == [
        ("held", "rebels", "", "12-20", "12-31"),
        ("contested", "rebels", "army", "01-01", "01-15"),
        ("held", "rebels", "", "01-16", "03-01"),
    ]
    assert _LASTS == 14


def test_a_fight_of_the_holder_is_against_the_other(ledger: Loaded) -> None:
    assert told(ledger(TAKEN, fight("2024-01-01")))[2] == ("contested", "rebels", "army", "01-01", "01-15")


def test_what_came_before_the_capture_ends_with_it(ledger: Loaded) -> None:
    rows = [fight("2023-12-15"), fight("2023-12-20"), TAKEN]
    assert told(ledger(*rows)) == [
        ("unknown", "", "", "10-27", "12-14"),
        ("contested", "", "rebels", "12-15", "12-19"),
        ("held", "rebels", "", "12-20", "03-01"),
    ]


def test_a_fight_within_a_side_is_no_contest(ledger: Loaded) -> None:
    assert [state for state, *_ in told(ledger(TAKEN, fight("2024-01-01", actor="guerrillas", opponent="rebels")))] == [
        "unknown",
        "held",
    ]


def test_a_fight_in_the_township_is_none_in_the_town(ledger: Loaded) -> None:
    assert "contested" not in [state for state, *_ in told(ledger(TAKEN, fight("2024-01-01", place="hills")))]


def test_an_entry_says_who_holds_the_town(ledger: Loaded) -> None:
    assert told(ledger(entered("2023-12-20"))) == [
        ("unknown", "", "", "10-27", "12-19"),
        ("contested", "army", "rebels", "12-20", "01-03"),
        ("held", "army", "", "01-04", "03-01"),
    ]


def test_an_entry_of_the_holder_itself_says_nothing(ledger: Loaded) -> None:
    assert [state for state, *_ in told(ledger(TAKEN, entered("2024-01-01")))] == ["unknown", "held"]


def test_a_siege_lasts_until_it_is_lifted(ledger: Loaded) -> None:
    lifted = fight("2024-01-05", type="siege_lifted", item="lifted", actor="army", opponent="rebels")
    rows = [besieged("2023-12-01"), lifted]
    assert told(ledger(*rows))[1:] == [
        ("besieged", "army", "rebels", "12-01", "01-04"),
        ("held", "army", "", "01-05", "03-01"),
    ]
    assert told(ledger(rows[0]))[1:] == [("besieged", "army", "rebels", "12-01", "03-01")]


def test_a_siege_ends_with_the_town(ledger: Loaded) -> None:
    assert told(ledger(besieged("2023-12-01"), TAKEN))[1:] == [
        ("besieged", "army", "rebels", "12-01", "12-19"),
        ("held", "rebels", "", "12-20", "03-01"),
    ]


def test_fighting_in_a_besieged_town_is_contest(ledger: Loaded) -> None:
    states = [state for state, *_ in told(ledger(besieged("2023-12-01"), fight("2023-12-24")))]
    assert states == ["unknown", "besieged", "contested", "besieged"]


def test_a_share_makes_it_contested_with_its_bounds(ledger: Loaded) -> None:
    rows = [share("2023-12-01", "50"), share("2023-12-10", "30", actor="army", claimant="army"), report(place="beta")]
    found = town_states(ledger(*rows)).query("place == 'alpha' and state == 'contested'").to_dict("records")
    assert [(f"{row['start']:%m-%d}", f"{row['end']:%m-%d}") for row in found] == [("12-01", "12-24")]
    assert (found[0]["share_low"], found[0]["share_high"]) == (50, 70), "of the offensive's side"
    assert found[0]["items"] == "share_2023_12_01|share_2023_12_10"


@pytest.mark.parametrize(("per_cent", "claimant"), [("100", "rebels"), ("0", "army")])
def test_all_or_nothing_is_no_share(ledger: Loaded, per_cent: str, claimant: str) -> None:
    rows = [share("2023-12-01", per_cent, claimant=claimant), report(place="beta")]
    assert told(ledger(*rows)) == [("unknown", "", "", "10-27", "03-01")]


@pytest.mark.parametrize(("claimant", "grade"), [("rebels", "claimed"), ("army", "conceded"), ("paper", "independent")])
def test_a_share_is_graded_by_whose_word_it_is(ledger: Loaded, claimant: str, grade: str) -> None:
    rows = [share("2023-12-01", "50", claimant=claimant), report(place="beta")]
    assert town_states(ledger(*rows)).query("state == 'contested'")["evidence"].tolist() == [grade]


def test_third_parties_share_and_agreements_cede(ledger: Loaded) -> None:
    third = report(item="gone", type="town_transferred", actor="neighbours", opponent="rebels", date_start="2024-01-04")
    assert told(ledger(TAKEN, third))[2] == ("shared", "neighbours", "", "01-04", "03-01")
    back = third | {"actor": "army"}
    assert told(ledger(TAKEN, back))[2] == ("ceded", "army", "", "01-04", "03-01")
    within = third | {"actor": "guerrillas"}
    assert told(ledger(TAKEN, within))[2] == ("held", "guerrillas", "", "01-04", "03-01")


def test_a_claim_that_a_third_party_runs_it(ledger: Loaded) -> None:
    runs = share("2024-01-02", "", actor="neighbours", metric="", qualifier="", claimant="paper", date_end="2024-01-09")
    assert told(ledger(TAKEN, runs))[2] == ("shared", "neighbours", "", "01-02", "01-09")


def test_denied_alone_is_disputed(ledger: Loaded) -> None:
    denial = report(stance="denies", claimant="army", source="radio_1", date_start="2023-12-20")
    found = town_states(ledger(TAKEN, denial)).query("state == 'held'")
    assert found["disputed"].tolist() == [True]


DAYS = ["2023-10-27", "2023-12-12", "2023-12-20", "2023-12-27", "2024-01-09"]
LATE = {"source": "radio_2"}
POOL = [
    *(make(day) for make in (fight, entered, besieged) for day in DAYS),
    *(fight(day, item=f"late_{slug(day)}", actor="army", opponent="rebels", **LATE) for day in DAYS),
    *(fight(day, item=f"lifted_{slug(day)}", type="siege_lifted", actor="army", opponent="rebels") for day in DAYS),
    *(share(day, part) for day, part in zip(DAYS, ["1", "50", "99", "100", "0"], strict=True)),
    TAKEN,
    report(item="lost", type="town_recaptured", actor="army", opponent="rebels", date_start="2024-01-09", **LATE),
    report(item="third", type="town_transferred", actor="neighbours", date_start="2023-12-27", **LATE),
]


@pytest.fixture(scope="module")
def pool() -> op1027.Ledger:
    """All the reports that the property is tried on, read once."""
    return made_ledger(*POOL)


@at_most(6)
@given(st.lists(st.sampled_from(sorted({row["item"] for row in POOL})), max_size=10))
def test_spells_part_the_days_and_forget_what_is_published_later(pool: op1027.Ledger, chosen: list[str]) -> None:
    ledger = replace(pool, reports=pool.reports[pool.reports["item"].isin(chosen)].reset_index(drop=True))
    towns_are_parted(ledger)
    early = ledger.reports[ledger.reports["source"] == "paper_1"].reset_index(drop=True)
    knew = replace(ledger, reports=early, known_on=pd.Timestamp("2024-01-11"))
    pd.testing.assert_frame_equal(town_states(ledger.as_of("2024-01-11")), town_states(knew))
