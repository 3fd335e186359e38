"""One mutation a rule: a sound folder, one thing made wrong, one fault."""

from pathlib import Path

import pytest

import op1027
from conftest import Folder, claim, report
from op1027.record.rules import RULES

SOUND = [report(), report(source="radio_1", claimant="army"), claim()]
WORDS = ["", "almost_certain", "very_likely", "likely", "even", "unlikely", "very_unlikely", "almost_no_chance"]
FORECAST = {"type": "forecast", "metric": "", "low": "", "high": "", "qualifier": ""}


def found(folder: Folder, *rows: dict[str, str], **tables: list[dict[str, str]]) -> set[tuple[str, str]]:
    with pytest.raises(op1027.DataError) as caught:
        op1027.load(folder(*rows, **tables))
    return {(fault.column, fault.rule) for fault in caught.value.faults}


def test_the_starting_point_is_sound(folder: Folder) -> None:
    assert len(op1027.load(folder(*SOUND)).reports) == 3


@pytest.mark.parametrize(
    ("rule", "row", "column", "says"),
    [
        ("type_of_kind", claim(type="battle", item="x"), "type", "not a type of that kind"),
        ("dates_in_order", report(item="x", place="beta", date_end="2024-01-04"), "date_start", "later than date_end"),
        ("dates_in_order", claim(item="x", since="2024-01-06"), "since", "later than date_end"),
        (
            "published_after",
            report(item="x", place="beta", date_start="2024-01-11"),
            "date_start",
            "later than the day",
        ),
        ("counts_whole", claim(item="x", low="13"), "low", "greater than high"),
        ("counts_whole", claim(item="x", qualifier=""), "qualifier", "blank beside a count"),
        (
            "counts_whole",
            report(item="x", place="beta", low="1", high="1", qualifier="exact"),
            "metric",
            "blank beside",
        ),
        ("counts_whole", claim(item="x", low="", high="", qualifier=""), "metric", "without low or high"),
        ("counts_whole", report(item="x", place="beta", qualifier="exact"), "qualifier", "without low or high"),
        ("counts_whole", claim(item="x", low="11"), "qualifier", "low and high differ"),
        ("counts_whole", claim(item="x", low="", qualifier="about"), "qualifier", "an end is open"),
        ("counts_whole", claim(item="x", qualifier="up_to"), "qualifier", "upper bound only"),
        ("counts_whole", claim(item="x", qualifier="dozens"), "qualifier", "lower bound only"),
        ("counts_whole", claim(item="x", metric="", low="", high="", qualifier=""), "metric", "blank in a tally"),
        (
            "counts_whole",
            claim(item="x", type="judgement", metric="", low="", high="", qualifier="likely"),
            "qualifier",
            "a likelihood of what is no forecast",
        ),
        (
            "counts_whole",
            claim(item="x", type="forecast", resolves_by="2024-06-01", qualifier="likely"),
            "qualifier",
            "a likelihood beside a count",
        ),
        ("actors_named", report(item="x", place="beta", actor=""), "actor", "blank in an event"),
        ("forecasts_resolve", claim(item="x", **FORECAST), "resolves_by", "a forecast without a day"),
        ("forecasts_resolve", claim(item="x", resolves_by="2024-06-01"), "resolves_by", "no forecast"),
        ("forecasts_resolve", claim(item="x", resolves_by="2024-01-01", **FORECAST), "resolves_by", "earlier than"),
        ("places_fit", report(item="x", place="gamma"), "front", "not the front of gamma, which lies in south"),
        ("places_fit", report(item="x", place="hills"), "place", "not a town"),
        ("places_fit", report(item="x", place="capital", front="all"), "front", "outside every front"),
        ("items_agree", report(place="beta", source="paper_2"), "place", "differs from the item's first report"),
        ("items_agree", report(type="town_recaptured", source="paper_2"), "type", "differs from the item's first"),
        (
            "items_agree",
            report(front="south", place="gamma", source="paper_2"),
            "front",
            "differs from the item's first",
        ),
        ("items_agree", claim(metric="towns", source="paper_2"), "metric", "differs from the item's first report"),
        ("items_affirmed", report(item="x", place="beta", stance="denies"), "item", "denied but nowhere affirmed"),
        ("claims_have_one_claimant", claim(claimant="army", source="radio_1"), "claimant", "not the claimant"),
        ("reports_differ", report(summary="Synthetic: the same once more"), "item", "reported already"),
    ],
)
def test_one_mutation_one_fault(folder: Folder, rule: str, row: dict[str, str], column: str, says: str) -> None:
    faults = found(folder, *SOUND, row)
    assert any(c == column and says in r for c, r in faults), faults


def test_a_forecast_may_carry_a_likelihood_or_none(folder: Folder) -> None:
    rows = [claim(item=f"x{n}", resolves_by="2024-06-01", **(FORECAST | {"qualifier": w})) for n, w in enumerate(WORDS)]
    assert op1027.load(folder(*SOUND, *rows)).reports["qualifier"].iloc[-len(WORDS) :].fillna("").tolist() == WORDS


def test_a_verdict_must_judge_a_claim_on_what_was_known(folder: Folder) -> None:
    verdict = {"as_of": "2024-01-11", "verdict": "borne_out", "reason": "synthetic"}
    rows = [*SOUND, report(item="beta_taken", place="beta", source="paper_2")]
    late = verdict | {"item": "tally_bases", "basis": "r0001|r0004"}
    assert found(folder, *rows, assessments=[late]) == {("basis", "published after as_of")}
    assert found(folder, *rows, assessments=[verdict | {"item": "alpha_taken"}]) == {
        ("item", "not a claim in the reports")
    }
    assert op1027.load(folder(*rows, assessments=[late | {"basis": "r0001"}])).claims["verdict"].tolist() == [
        "borne_out"
    ]


def test_a_side_cannot_take_what_it_holds(folder: Folder) -> None:
    again = report(item="alpha_again", actor="guerrillas", date_start="2024-02-01", source="paper_2")
    with pytest.raises(op1027.DataError, match=r"guerrillas takes alpha .* which rebels then holds .*line 2, 3"):
        op1027.load(folder(*SOUND, again))
    lost = again | {"item": "lost", "type": "town_recaptured", "actor": "army", "date_start": "2024-01-20"}
    lost["date_end"] = lost["date_start"]
    assert len(op1027.town_control(op1027.load(folder(*SOUND, again, lost)))) == 3


def test_a_claim_about_the_town_does_not_hide_an_impossible_history(folder: Folder) -> None:
    again = report(item="alpha_again", date_start="2024-02-01", source="paper_2")
    word = claim(item="x", type="control", place="alpha", actor="", metric="", low="", high="", qualifier="")
    assert {column for column, _ in found(folder, *SOUND, again, word)} == {"item"}


def test_a_fault_of_its_own_does_not_hide_an_impossible_history(folder: Folder) -> None:
    again = report(item="alpha_again", date_start="2024-02-01", source="paper_2")
    bad = report(item="x", place="beta", stance="shrugs")
    assert {column for column, _ in found(folder, *SOUND, again, bad)} == {"item", "stance"}


def test_every_rule_is_mutated_here() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    assert [rule.__name__ for rule in RULES if rule.__name__ not in text and rule.__name__ != "assessments_rest"] == []
