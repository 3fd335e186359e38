"""Other trackers, town by town, beside a synthetic record."""

import pytest

import op1027
from conftest import Loaded, claim, report
from op1027 import compare_trackers

FIGHT = report(item="fight", type="battle", place="beta", date_start="2024-01-05")


def says(town: str, day: str, actor: str = "rebels", **given: str) -> dict[str, str]:
    whole = {"type": "control", "metric": "", "low": "", "high": "", "qualifier": "", "claimant": "radio"}
    whole |= {"place": town, "date_start": day, "actor": actor, "item": f"{town}_{day.replace('-', '_')}"}
    return claim(**whole | {"source": "radio_1"} | given)


def found(ledger: op1027.Ledger, date: str = "2024-01-31") -> list[tuple[str, str, str, str]]:
    table = compare_trackers(ledger, date)
    return [(row.town, row.says, f"{row.on:%m-%d}", row.finding) for row in table.itertuples()]


@pytest.mark.parametrize(
    ("claimed", "finding"),
    [
        (says("alpha", "2024-01-08"), "agree"),
        (says("alpha", "2024-01-08", "guerrillas"), "agree"),
        (says("alpha", "2024-01-08", "army"), "differ"),
        (says("alpha", "2024-01-02"), "not_recorded"),
        (says("beta", "2024-01-08"), "in_doubt"),
        (says("beta", "2024-01-08", metric="percent_town", low="50", high="50", qualifier="about"), "agree"),
        (says("alpha", "2024-01-08", metric="percent_town", low="50", high="50", qualifier="about"), "agree"),
        (
            says("alpha", "2024-01-08", "army", metric="percent_town", low="100", high="100", qualifier="exact"),
            "differ",
        ),
    ],
)
def test_each_finding(ledger: Loaded, claimed: dict[str, str], finding: str) -> None:
    assert [row[3] for row in found(ledger(report(), FIGHT, claimed))] == [finding]


def test_of_a_claimant_the_latest_counts_up_to_the_day(ledger: Loaded) -> None:
    rows = [report(), says("alpha", "2024-01-06", "army"), says("alpha", "2024-01-09"), FIGHT]
    assert found(ledger(*rows)) == [("Alpha", "Rebels", "01-09", "agree")]
    assert found(ledger(*rows), "2024-01-08") == [("Alpha", "Army", "01-06", "differ")]
    assert found(ledger(*rows), "2024-01-05") == []


def test_a_claim_is_held_against_the_day_it_speaks_of(ledger: Loaded) -> None:
    lost = report(item="lost", type="town_recaptured", actor="army", opponent="rebels", date_start="2024-01-20")
    lost |= {"source": "radio_2"}
    (row,) = compare_trackers(ledger(report(), lost, says("alpha", "2024-01-08")), "2024-02-01").to_dict("records")
    assert (row["ours"], row["ours_now"], row["finding"], row["days_old"]) == ("Rebels", "Army", "agree", 24)
    assert row["urls"].startswith("https://example.org/")


def test_after_the_record_our_side_is_that_of_its_last_day(ledger: Loaded) -> None:
    whole = ledger(report(), says("alpha", "2024-01-08"))
    last = compare_trackers(whole, whole.known_on)
    later = compare_trackers(whole, "2030-01-01")
    assert later.drop(columns="days_old").equals(last.drop(columns="days_old"))
    assert (later["ours_now"].tolist(), later["state_now"].tolist()) == (["Rebels"], ["held"])
    assert (later["days_old"] > last["days_old"]).all()


def test_what_is_published_later_is_not_used(ledger: Loaded) -> None:
    late = says("alpha", "2024-01-08", source="radio_2")
    assert found(ledger(report(), late).as_of("2024-02-01")) == []
