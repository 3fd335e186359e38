"""What a report must be beyond its columns: rules across columns, rows and tables.

Each rule is a function of the tables that says which rows break it, in which column, why and what to do: lines
of a table, which `check_rules` turns into faults. They run on tables that were found sound field by field, so they
need not fear missing columns; keys may be unknown, or stand twice. Beside its own columns the
table of reports has ``number``: which item it is, in order of first appearance (-1 where the item is missing), and
``page``: the position of its source (-1 where that is not known).
"""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from op1027.record._columns import decoded, encoded, known_in, listed, looked_up, mapped, positions
from op1027.record.faults import Fault, at
from op1027.record.package import WHOLE, Package, Tables

_FLOORS = {"dozens": 24, "scores": 40, "hundreds": 200, "thousands": 2_000}  # the least that a word may stand for
_OPEN_WORDS = ("at_least", "more_than", *_FLOORS)
_BASES = ("bases", "positions", "outposts", "battalions")
_ARMS = ("weapons", "vehicles", "aircraft")
# What may be counted in reports of a type, where the package computes with the number as one of these.
_COUNTED = {
    "base_captured": _BASES,
    "base_recaptured": _BASES,
    "arms_seized": _ARMS,
    "strength": ("fighters", "soldiers", *_ARMS, *_BASES),
}
_DECIDED = ("borne_out", "partly", "not_borne_out")
_AGREE = ("kind", "type", "front", "place", "metric")
# The rows at fault, as a mask or as what to show of each line; the column, the rule and the cure.
_Broken = tuple[pd.Series, str, str, str]


def check_rules(tables: Tables, package: Package) -> list[Fault]:
    """Every fault under every rule of this module, whose cells are sound each for itself.

    Parameters
    ----------
    tables : dict of DataFrame
        By name, typed, indexed by line (see `check.read_folder`).
    package : Package

    Returns
    -------
    list of Fault
    """
    reports = tables["events_and_claims"]
    number, page = encoded(reports["item"])[0], positions(reports["source"], tables["sources"]["source"])
    numbered = tables | {"events_and_claims": reports.assign(number=number, page=page)}
    faults: list[Fault] = []
    for table, rules in _RULES.items():
        rows = numbered[table]
        for rule in rules:
            for wrong, column, why, mend in rule(rows, numbered, package):
                if wrong.dtype != bool:
                    faults += at(package.file(table), wrong, column, why, mend)
                elif wrong.any():
                    faults += at(package.file(table), rows.loc[wrong, column], column, why, mend)
    return faults


def _first_row_given(numbers: np.ndarray, given: np.ndarray) -> np.ndarray:
    """For each row, the position of the first row of its item that ``given`` picks; -1 where there is none."""
    first: np.ndarray = np.full(int(numbers.max(initial=-1)) + 2, -1)
    rows = np.flatnonzero(given & (numbers >= 0))[::-1]
    first[numbers[rows]] = rows  # of rows with one number the last to be written stays: the first in the table
    found: np.ndarray = first[numbers]
    return found


def _type_of_kind(reports: pd.DataFrame, _: Tables, package: Package) -> Iterator[_Broken]:
    kinds = {value: c["kind"] for value, c in package.categories("events_and_claims", "type").items()}
    yield mapped(reports["type"], kinds) != reports["kind"], "type", "not a type of that kind", "change kind or type"


def _dates_in_order(reports: pd.DataFrame, _: Tables, __: Package) -> Iterator[_Broken]:
    end = reports["date_end"]
    yield reports["date_start"] > end, "date_start", "later than date_end", "put the earlier day first"
    yield reports["since"] > end, "since", "later than date_end", "a count starts before the day it speaks of"


def _published_after(reports: pd.DataFrame, tables: Tables, _: Package) -> Iterator[_Broken]:
    published = decoded(reports["page"].to_numpy(), tables["sources"]["published"], reports.index)
    early = (reports["kind"] == "event") & (published < reports["date_start"])
    mend = "correct the date here or `published` in the sources"
    yield early, "date_start", "later than the day its source was published", mend


def _counts_whole(reports: pd.DataFrame, _: Tables, package: Package) -> Iterator[_Broken]:
    low, high, word, metric = reports["low"], reports["high"], reports["qualifier"], reports["metric"]
    counted, chance = low.notna() | high.notna(), word.isin(list(package.likelihoods))
    same, crossed = (low == high).fillna(False).astype(bool), (low > high).fillna(False).astype(bool)
    floor = mapped(word, _FLOORS).astype("float64").fillna(0).astype("int64")
    few = (low < floor).fillna(False).astype(bool)
    exact, about, up_to = (counted & (word == one) for one in ("exact", "about", "up_to"))
    at_least = counted & word.isin(_OPEN_WORDS)
    foretold = chance & (reports["type"] != "forecast")
    uncounted = reports["type"].isin(["tally", "strength"]) & metric.isna()
    repeat = "repeat the number in both, or use about for a range"
    yield from (
        (crossed, "low", "greater than high", "put the smaller number in low"),
        (counted & metric.isna(), "metric", "blank beside a count", "say what is counted"),
        (counted & word.isna(), "qualifier", "blank beside a count", "give the word used, or exact"),
        (~counted & metric.notna(), "metric", "given without low or high", "give the count or blank it"),
        (~counted & ~chance & word.notna(), "qualifier", "given without low or high", "give the count or blank it"),
        (counted & chance, "qualifier", "a likelihood beside a count", "give the word that goes with the number"),
        (foretold, "qualifier", "a likelihood of what is no forecast", "blank it, or make the type forecast"),
        (exact & ~same, "qualifier", "one number, but low and high differ", repeat),
        (about & (low.isna() | high.isna()), "qualifier", "an end is open", "give both ends"),
        (up_to & (low.notna() | high.isna()), "qualifier", "an upper bound only", "leave low blank"),
        (at_least & (high.notna() | low.isna()), "qualifier", "a lower bound only", "leave high blank"),
        (few, "low", "less than its word stands for", f"the words start at {_FLOORS}"),
        (uncounted, "metric", "blank in a tally or strength", "say what is counted"),
    )
    for type_, allowed in _COUNTED.items():
        strange = (reports["type"] == type_) & metric.notna() & ~metric.isin(allowed)
        yield strange, "metric", f"not what {type_} counts", f"count {', '.join(allowed)}, or report it as another type"


def _actors_apart(reports: pd.DataFrame, _: Tables, __: Package) -> Iterator[_Broken]:
    actor, opponent, event = reports["actor"], reports["opponent"], reports["kind"] == "event"
    yield event & actor.isna(), "actor", "blank in an event", "say who did it, as reported"
    same = (actor == opponent).fillna(False).astype(bool)
    yield same, "opponent", "the actor itself", "say against whom, or blank it"
    allies = listed(reports["allies"], "|")
    for column, named in (("actor", actor), ("opponent", opponent)):
        own = allies[(allies == named.reindex(allies.index)).fillna(False).astype(bool)]
        yield own, "allies", f"the {column} itself", "name only others who fought on the actor's side"


def _forecasts_resolve(reports: pd.DataFrame, _: Tables, __: Package) -> Iterator[_Broken]:
    forecast, by = reports["type"] == "forecast", reports["resolves_by"]
    yield forecast & by.isna(), "resolves_by", "a forecast without a day", "give the day by which it can be judged"
    yield ~forecast & by.notna(), "resolves_by", "given for what is no forecast", "blank it, or make the type forecast"
    yield by < reports["date_start"], "resolves_by", "earlier than date_start", "a forecast is judged after it is made"


def _places_fit(reports: pd.DataFrame, tables: Tables, _: Package) -> Iterator[_Broken]:
    front, place, places = reports["front"], reports["place"], tables["places"]
    lies_in = looked_up(place, places, "place", "front").fillna(WHOLE)
    wrong = place.notna() & (lies_in != front)
    homes = front[wrong].groupby([place[wrong], lies_in[wrong]]) if wrong.any() else ()
    for (key, home), same in homes:
        yield same, "front", f"not the front of {key}, which lies in {home}", "change front or place"
    town = mapped(reports["type"], lambda name: name.startswith("town_")).eq(True)
    base = mapped(reports["type"], lambda name: name.startswith("base_")).eq(True)
    elsewhere = town & (looked_up(place, places, "place", "kind") != "town")
    yield elsewhere, "place", "not a town", "a town event names a place of kind town"
    mend = "add the place to a front (covers in fronts.csv, front in places.csv)"
    yield (town | base) & (front == WHOLE), "front", "a capture outside every front", mend


def _items_agree(reports: pd.DataFrame, _: Tables, __: Package) -> Iterator[_Broken]:
    numbers = reports["number"].to_numpy()
    for column in _AGREE:
        codes = encoded(reports[column])[0]
        given = codes >= 0 if column == "metric" else np.ones(len(codes), dtype=bool)
        wrong = given & (numbers >= 0) & (codes != codes[_first_row_given(numbers, given)])
        if wrong.any():
            shown = reports.loc[wrong, column].fillna("") + " (item " + reports.loc[wrong, "item"] + ")"
            mend = "make the reports agree, or give this one an item of its own"
            yield shown, column, "differs from the item's first report", mend


def _items_affirmed(reports: pd.DataFrame, _: Tables, __: Package) -> Iterator[_Broken]:
    numbers = reports["number"].to_numpy()
    affirmed = _first_row_given(numbers, (reports["stance"] != "denies").to_numpy()) >= 0
    begins = _first_row_given(numbers, np.ones(len(numbers), dtype=bool)) == np.arange(len(numbers))
    wrong = pd.Series(~affirmed & begins, index=reports.index)
    yield wrong, "item", "denied but nowhere affirmed", "add the report that is denied"


def _claims_have_one_claimant(reports: pd.DataFrame, _: Tables, __: Package) -> Iterator[_Broken]:
    affirmed = (reports["kind"] == "claim") & (reports["stance"] == "affirms")
    claims = reports.loc[affirmed, ["number", "claimant"]]
    numbers, claimants = claims["number"].to_numpy(), encoded(claims["claimant"])[0]
    wrong = (numbers >= 0) & (claimants != claimants[_first_row_given(numbers, claimants >= 0)])
    mend = "one claimant, one item: give this claim an item of its own"
    yield claims.loc[wrong, "claimant"], "claimant", "not the claimant of the item's first report", mend


def _reports_differ(reports: pd.DataFrame, _: Tables, __: Package) -> Iterator[_Broken]:
    told = ["item", "source", "claimant", "stance", "date_start", "date_end", "low", "high"]
    again = reports.loc[reports.duplicated(["number", "page"], keep=False), told]  # quicker to tell from numbers
    twice = again.duplicated()
    yield again.loc[twice, "item"], "item", "reported already by the same claimant there", "keep one"


def _read_after_published(sources: pd.DataFrame, _: Tables, __: Package) -> Iterator[_Broken]:
    yield sources["read_on"] < sources["published"], "read_on", "earlier than published", "correct one of the two"


def _published_in_span(sources: pd.DataFrame, _: Tables, __: Package) -> Iterator[_Broken]:
    first, inferred = sources["published_from"], sources["date_basis"] == "inferred"
    yield first > sources["published"], "published_from", "later than published", "put the earlier day first"
    yield first.notna() & ~inferred, "published_from", "given for a day that is known", "blank it, or infer the day"


def _fronts_as_covered(places: pd.DataFrame, tables: Tables, _: Package) -> Iterator[_Broken]:
    """The narrowest P-code of a place that a front covers decides: its own, its township's, district's or state's."""
    covered = listed(tables["fronts"]["covers"], "|")
    if covered.empty:
        return
    front_of = dict(zip(covered, tables["fronts"]["front"].reindex(covered.index), strict=True))
    state, district = places["state_region"], places["district"] + "|" + places["state_region"]
    codes = [places["pcode"].tolist(), places["township_pcode"].tolist()]
    for kind, name in (("district", district), ("state_region", state)):
        units = (places["kind"] == kind) & name.notna()
        of_unit = dict(zip(name[units][::-1], places.loc[units, "pcode"][::-1], strict=True))  # the first of a name
        codes.append([of_unit.get(unit) for unit in name])
    named = [[code for code in row if not pd.isna(code)] for row in zip(*codes, strict=True)]
    covering = [next((front_of[code] for code in row if code in front_of), "") for row in named]
    front = pd.Series(covering, index=places.index, dtype="str")
    wrong = np.array([*map(bool, named)]) & (places["front"].fillna("") != front)
    for key, same in places.loc[wrong, "front"].groupby(front[wrong]) if wrong.any() else ():
        rule = f"not {key or 'blank'}, as `covers` in the fronts has it"
        yield same, "front", rule, "change front, or what the front covers"


def _covers_apart(fronts: pd.DataFrame, tables: Tables, _: Package) -> Iterator[_Broken]:
    covered = listed(fronts["covers"], "|")
    yield covered[covered.duplicated()], "covers", "covered already", "a P-code belongs to one front"
    codes = pd.concat([tables["places"]["pcode"], tables["places"]["township_pcode"]])
    nowhere = covered[~known_in(covered, codes)]
    yield nowhere, "covers", "the P-code of no place", "correct it, or add the place"


def _bodies_end(actors: pd.DataFrame, _: Tables, __: Package) -> Iterator[_Broken]:
    part = actors.dropna(subset=["actor", "part_of"])
    part_of = dict(zip(part["actor"], part["part_of"], strict=True))

    def comes_back(actor: str) -> bool:
        seen = [actor]
        while (above := part_of.get(seen[-1], "")) not in ("", *seen):
            seen.append(above)
        return bool(above == actor)

    wrong = pd.Series([comes_back(actor) for actor in actors["actor"]], index=actors.index, dtype=bool)
    yield wrong, "part_of", "part of itself, by way of what it is part of", "take out one link"


def _assessments_rest(judged: pd.DataFrame, tables: Tables, _: Package) -> Iterator[_Broken]:
    reports = tables["events_and_claims"]
    about = reports.loc[known_in(reports["item"], judged["item"]), ["kind", "item", "claimant", "source", "stance"]]
    strange = judged.loc[~known_in(judged["item"], about.loc[about["kind"] == "claim", "item"]), "item"]
    yield strange, "item", "not a claim in the reports", "judge claims; events carry evidence"
    basis = listed(judged["basis"], "|")
    at_row = positions(basis, reports["report_id"])
    page = np.append(reports["page"].to_numpy(), -1)[at_row]
    published = decoded(page, tables["sources"]["published"], basis.index)
    late = basis[published > judged["as_of"].reindex(basis.index)]
    yield late, "basis", "published after as_of", "rest the verdict on what was known, or move as_of"
    # the claim itself, and what the same claimant says on the same page, are no evidence for it
    item, stance, claimant, source = (
        decoded(at_row, reports[name], basis.index) for name in ("item", "stance", "claimant", "source")
    )
    claim = judged["item"].reindex(basis.index)
    itself = ((item == claim) & (stance != "denies")).eq(True)
    affirmed = about[about["stance"] != "denies"]
    own = affirmed["item"] + "\n" + affirmed["claimant"] + "\n" + affirmed["source"]
    other = ~itself & ~known_in(claim + "\n" + claimant + "\n" + source, own)
    resting = judged.index.isin(basis.index[other])
    decided = judged["verdict"].isin(_DECIDED) & judged["basis"].notna()
    mend = "name a report of another voice or page, or judge it open"
    yield decided & ~resting, "basis", "nothing but the claim itself", mend


_Rule = Callable[[pd.DataFrame, Tables, Package], Iterator[_Broken]]
_RULES: dict[str, tuple[_Rule, ...]] = {
    "events_and_claims": (
        _type_of_kind,
        _dates_in_order,
        _published_after,
        _counts_whole,
        _actors_apart,
        _forecasts_resolve,
        _places_fit,
        _items_agree,
        _items_affirmed,
        _claims_have_one_claimant,
        _reports_differ,
    ),
    "sources": (_read_after_published, _published_in_span),
    "places": (_fronts_as_covered,),
    "fronts": (_covers_apart,),
    "actors": (_bodies_end,),
    "assessments": (_assessments_rest,),
}
