"""One mutation a rule: a sound folder, one thing made wrong, one fault."""

from pathlib import Path

import pytest

import op1027
from conftest import PACKAGE, SYNTHETIC, Folder, claim, made_ledger, report
from op1027.record.package import TABLES
from op1027.record.rules import _RULES, check_rules

SOUND = [report(), report(source="radio_1", claimant="army"), claim()]
ACTORS = SYNTHETIC["actors"]
WORDS = ["", "almost_certain", "very_likely", "likely", "even", "unlikely", "very_unlikely", "almost_no_chance"]
FORECAST = {"type": "forecast", "metric": "", "low": "", "high": "", "qualifier": ""}


def found(folder: Folder, *rows: dict[str, str], **tables: list[dict[str, str]]) -> set[tuple[str, str]]:
    with pytest.raises(op1027.DataError) as caught:
        op1027.load(folder(*rows, **tables))
    return {(fault.column, fault.rule) for fault in caught.value.faults}


def broken(*rows: dict[str, str], **tables: list[dict[str, str]]) -> set[tuple[str, str]]:
    """What the rules alone say; that `load` asks them is held below and by `tests/hard/test_mutants`."""
    ledger = made_ledger(*rows, **tables)
    frames = {name: getattr(ledger, name) for name in TABLES if name != "events_and_claims"}
    faults = check_rules(frames | {"events_and_claims": ledger.reports}, PACKAGE)
    return {(fault.column, fault.rule) for fault in faults}


def sound(*rows: dict[str, str], **tables: list[dict[str, str]]) -> op1027.Ledger:
    assert broken(*rows, **tables) == set()
    return made_ledger(*rows, **tables)


def test_the_starting_point_is_sound(folder: Folder) -> None:
    assert broken(*SOUND) == set()
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
        ("counts_whole", claim(item="x", high="", low="23", qualifier="dozens"), "low", "less than its word"),
        (
            "counts_whole",
            report(item="x", type="base_captured", metric="soldiers_killed", low="400", high="400", qualifier="exact"),
            "metric",
            "not what base_captured counts",
        ),
        ("counts_whole", claim(item="x", type="strength", metric="towns"), "metric", "not what strength counts"),
        ("actors_apart", report(item="x", place="beta", actor=""), "actor", "blank in an event"),
        ("actors_apart", report(item="x", place="beta", opponent="rebels"), "opponent", "the actor itself"),
        ("actors_apart", report(item="x", place="beta", allies="rebels"), "allies", "the actor itself"),
        ("actors_apart", report(item="x", place="beta", allies="guerrillas|army"), "allies", "the opponent itself"),
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
def test_one_mutation_one_fault(rule: str, row: dict[str, str], column: str, says: str) -> None:
    faults = broken(*SOUND, row)
    assert any(c == column and says in r for c, r in faults), faults


def test_a_forecast_may_carry_a_likelihood_or_none() -> None:
    rows = [claim(item=f"x{n}", resolves_by="2024-06-01", **(FORECAST | {"qualifier": w})) for n, w in enumerate(WORDS)]
    assert sound(*SOUND, *rows).reports["qualifier"].iloc[-len(WORDS) :].fillna("").tolist() == WORDS


def test_a_verdict_must_judge_a_claim_on_what_was_known() -> None:
    verdict = {"as_of": "2024-01-11", "verdict": "borne_out", "reason": "synthetic"}
    rows = [*SOUND, report(item="beta_taken", place="beta", source="paper_2")]
    late = verdict | {"item": "tally_bases", "basis": "r0001|r0004"}
    assert broken(*rows, assessments=[late]) == {("basis", "published after as_of")}
    assert broken(*rows, assessments=[verdict | {"item": "alpha_taken"}]) == {("item", "not a claim in the reports")}
    assert sound(*rows, assessments=[late | {"basis": "r0001"}]).claims["verdict"].tolist() == ["borne_out"]


CODED = [
    {"place": "alpha", "kind": "town", "name": "Alpha", "front": "north", "pcode": "MMR001001701", "state_region": "A"},
    {"place": "beta", "kind": "town", "name": "Beta", "front": "north", "township_pcode": "MMR001002"},
    {"place": "gamma", "kind": "town", "name": "Gamma", "front": "south", "district": "G", "state_region": "A"},
    {"place": "district_g", "kind": "district", "name": "G", "district": "G", "state_region": "A", "front": "south"},
    {"place": "state_a", "kind": "state_region", "name": "A", "state_region": "A", "pcode": "MMR001", "front": "north"},
    {"place": "hills", "kind": "township", "name": "Hills", "pcode": "MMR001002", "front": "north"},
]
CODED[3]["pcode"] = "MMR001D002"
COVERED = [
    {"front": "north", "name": "North", "order": "1", "description": "synthetic", "covers": "MMR001|MMR001002"},
    {"front": "south", "name": "South", "order": "2", "description": "synthetic", "covers": "MMR001D002"},
    {"front": "all", "name": "Everywhere", "order": "3", "description": "synthetic"},
]


def changed(rows: list[dict[str, str]], at: int, **given: str) -> list[dict[str, str]]:
    return [row | given if n == at else row for n, row in enumerate(rows)]


def test_fronts_are_as_the_narrowest_code_covers_them() -> None:
    """Rules: fronts_as_covered, covers_apart."""
    assert sound(*SOUND, places=CODED, fronts=COVERED).fronts["covers"].notna().sum() == 2
    for at, front in ((0, "south"), (1, "south"), (2, "north"), (3, ""), (4, "south")):
        faults = broken(claim(), places=changed(CODED, at, front=front), fronts=COVERED)
        assert {rule for _, rule in faults} == {f"not {CODED[at]['front']}, as `covers` in the fronts has it"}
    twice = changed(COVERED, 1, covers="MMR001D002|MMR001")
    assert ("covers", "covered already") in broken(claim(), places=CODED, fronts=twice)
    nowhere = changed(COVERED, 1, covers="MMR001D002|MMR999")
    assert broken(claim(), places=CODED, fronts=nowhere) == {("covers", "the P-code of no place")}


def test_nobody_is_part_of_what_is_part_of_him() -> None:
    """Rule: bodies_end."""
    rule = ("part_of", "part of itself, by way of what it is part of")
    assert broken(*SOUND, actors=changed(ACTORS, 0, part_of="rebels")) == {rule}
    two = changed(changed(ACTORS, 0, part_of="guerrillas"), 1, part_of="neighbours")
    assert len(sound(*SOUND, actors=two).actors) == len(ACTORS)
    assert broken(*SOUND, actors=changed(two, 3, part_of="rebels")) == {rule}


def test_a_page_is_not_read_before_it_is_published() -> None:
    """Rule: read_after_published."""
    sources = changed(SYNTHETIC["sources"], 0, read_on="2024-01-09")
    assert broken(*SOUND, sources=sources) == {("read_on", "earlier than published")}


def test_only_an_inferred_day_has_a_span_and_it_ends_there() -> None:
    """Rule: published_in_span."""

    def pages(first: str, basis: str) -> list[dict[str, str]]:
        return changed(SYNTHETIC["sources"], 0, published_from=first, date_basis=basis)

    for first in ("", "2024-01-05", "2024-01-10"):
        assert len(sound(*SOUND, sources=pages(first, "inferred")).sources) == len(SYNTHETIC["sources"])
    late = ("published_from", "later than published")
    known = ("published_from", "given for a day that is known")
    assert broken(*SOUND, sources=pages("2024-01-11", "inferred")) == {late}
    assert broken(*SOUND, sources=pages("2024-01-10", "page")) == {known}
    assert broken(*SOUND, sources=pages("2024-01-11", "url")) == {late, known}


@pytest.mark.parametrize(
    ("basis", "verdict", "says"),
    [
        ("r0003", "borne_out", "nothing but the claim itself"),
        ("r0003|r0005", "not_borne_out", "nothing but the claim itself"),  # the same claimant on the same page
        ("r0003", "open", ""),
        ("", "not_checkable", ""),
        ("r0003|r0001", "borne_out", ""),  # another voice on the same page
        ("r0004", "not_borne_out", ""),  # a denial
    ],
)
def test_a_verdict_rests_on_more_than_its_claim(basis: str, verdict: str, says: str) -> None:
    rows = [*SOUND, claim(stance="denies", claimant="army"), claim(item="other_tally", metric="towns")]
    judged = {"item": "tally_bases", "as_of": "2024-04-01", "basis": basis, "verdict": verdict, "reason": "synthetic"}
    if says:
        assert broken(*rows, assessments=[judged]) == {("basis", says)}
    else:
        assert sound(*rows, assessments=[judged]).claims["verdict"].notna().sum() == 1


def test_a_side_cannot_take_what_it_holds(folder: Folder) -> None:
    again = report(item="alpha_again", actor="guerrillas", date_start="2024-02-01", source="paper_2")
    with pytest.raises(op1027.DataError, match=r"guerrillas takes alpha .* which rebels then holds .*line 2, 3"):
        op1027.load(folder(*SOUND, again))
    lost = again | {
        "item": "lost",
        "type": "town_recaptured",
        "actor": "army",
        "opponent": "rebels",
        "date_start": "2024-01-20",
    }
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
    rules = [rule.__name__.removeprefix("_") for rules in _RULES.values() for rule in rules]
    assert [name for name in rules if name not in text and name != "assessments_rest"] == []
