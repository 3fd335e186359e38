"""What a report must be beyond its columns: rules across columns, rows and tables.

Each rule is a function of the tables that yields a fault for every row that breaks it. They run on
tables that the schema found sound, so they need not fear missing columns or unknown keys. Beside its own columns the
table of reports has ``number``: which item it is, in order of first appearance (-1 where the item is missing), and
``page``: the position of its source (-1 where that is not known).
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from op1027.record._columns import decoded, encoded, known_in, listed, mapped, positions
from op1027.record.faults import Fault, at
from op1027.record.package import Package, Tables

OPEN_WORDS = ("at_least", "more_than", "dozens", "scores", "hundreds", "thousands")
AGREE = ("kind", "type", "front", "place", "metric")


def check_rules(tables: Tables, package: Package) -> list[Fault]:
    """Every fault under every rule of this module."""
    reports = tables["events_and_claims"]
    number, page = encoded(reports["item"])[0], positions(reports["source"], tables["sources"]["source"])
    numbered = tables | {"events_and_claims": reports.assign(number=number, page=page)}
    return [fault for rule in RULES for fault in rule(numbered, package)]


def reports_at(
    package: Package, reports: pd.DataFrame, mask: pd.Series, column: str, rule: str, mend: str
) -> Iterator[Fault]:
    """A fault for each report that the mask picks, in the column given."""
    if mask.any():
        yield from at(package.file("events_and_claims"), reports.loc[mask, column], column, rule, mend)


def lookup(table: pd.DataFrame, key: str, column: str) -> dict[str, Any]:
    """A column of a table by its key; keys that stand twice, a fault already, do no harm."""
    return dict(zip(table[key], table[column], strict=True))


def first_given(numbers: np.ndarray, given: np.ndarray) -> np.ndarray:
    """For each row, the position of the first row of its item that ``given`` picks; -1 where there is none."""
    first: np.ndarray = np.full(int(numbers.max(initial=-1)) + 2, -1)
    rows = np.flatnonzero(given & (numbers >= 0))[::-1]
    first[numbers[rows]] = rows  # of rows with one number the last to be written stays: the first in the table
    found: np.ndarray = first[numbers]
    return found


def type_of_kind(tables: Tables, package: Package) -> Iterator[Fault]:
    reports = tables["events_and_claims"]
    kinds = {value: c["kind"] for value, c in package.categories("events_and_claims", "type").items()}
    wrong = mapped(reports["type"], kinds) != reports["kind"]
    yield from reports_at(package, reports, wrong, "type", "not a type of that kind", "change kind or type")


def dates_in_order(tables: Tables, package: Package) -> Iterator[Fault]:
    reports = tables["events_and_claims"]
    wrong = reports["date_start"] > reports["date_end"]
    yield from reports_at(package, reports, wrong, "date_start", "later than date_end", "put the earlier day first")
    wrong = reports["since"] > reports["date_end"]
    yield from reports_at(
        package, reports, wrong, "since", "later than date_end", "a count starts before the day it speaks of"
    )


def published_after(tables: Tables, package: Package) -> Iterator[Fault]:
    reports = tables["events_and_claims"]
    published = decoded(reports["page"].to_numpy(), tables["sources"]["published"], reports.index)
    wrong = (reports["kind"] == "event") & (published < reports["date_start"])
    yield from reports_at(
        package,
        reports,
        wrong,
        "date_start",
        "later than the day its source was published",
        "correct the date here or `published` in the sources",
    )


def counts_whole(tables: Tables, package: Package) -> Iterator[Fault]:
    reports = tables["events_and_claims"]
    low, high, word = reports["low"], reports["high"], reports["qualifier"]
    counted, chance = low.notna() | high.notna(), word.isin(list(package.likelihoods))
    rules = (
        ((low > high).fillna(False).astype(bool), "low", "greater than high", "put the smaller number in low"),
        (counted & reports["metric"].isna(), "metric", "blank beside a count", "say what is counted"),
        (counted & word.isna(), "qualifier", "blank beside a count", "give the word used, or exact"),
        (~counted & reports["metric"].notna(), "metric", "given without low or high", "give the count or blank it"),
        (~counted & ~chance & word.notna(), "qualifier", "given without low or high", "give the count or blank it"),
        (counted & chance, "qualifier", "a likelihood beside a count", "give the word that goes with the number"),
        (
            chance & (reports["type"] != "forecast"),
            "qualifier",
            "a likelihood of what is no forecast",
            "blank it, or make the type forecast",
        ),
        (
            counted & (word == "exact") & ~(low == high).fillna(False).astype(bool),
            "qualifier",
            "one number, but low and high differ",
            "repeat the number in both, or use about for a range",
        ),
        (counted & (word == "about") & (low.isna() | high.isna()), "qualifier", "an end is open", "give both ends"),
        (
            counted & (word == "up_to") & (low.notna() | high.isna()),
            "qualifier",
            "an upper bound only",
            "leave low blank",
        ),
        (
            counted & word.isin(OPEN_WORDS) & (high.notna() | low.isna()),
            "qualifier",
            "a lower bound only",
            "leave high blank",
        ),
        (
            reports["type"].isin(["tally", "strength"]) & reports["metric"].isna(),
            "metric",
            "blank in a tally or strength",
            "say what is counted",
        ),
    )
    for mask, column, rule, mend in rules:
        yield from reports_at(package, reports, mask, column, rule, mend)


def actors_named(tables: Tables, package: Package) -> Iterator[Fault]:
    reports = tables["events_and_claims"]
    wrong = (reports["kind"] == "event") & reports["actor"].isna()
    yield from reports_at(package, reports, wrong, "actor", "blank in an event", "say who did it, as reported")


def forecasts_resolve(tables: Tables, package: Package) -> Iterator[Fault]:
    reports = tables["events_and_claims"]
    forecast, by = reports["type"] == "forecast", reports["resolves_by"]
    rules = (
        (forecast & by.isna(), "a forecast without a day", "give the day by which it can be judged"),
        (~forecast & by.notna(), "given for what is no forecast", "blank it, or make the type forecast"),
        (by < reports["date_start"], "earlier than date_start", "a forecast is judged after it is made"),
    )
    for mask, rule, mend in rules:
        yield from reports_at(package, reports, mask, "resolves_by", rule, mend)


def places_fit(tables: Tables, package: Package) -> Iterator[Fault]:
    reports, places = tables["events_and_claims"], tables["places"]
    lies_in = mapped(reports["place"], lookup(places, "place", "front")).fillna("all")
    wrong = reports["place"].notna() & (lies_in != reports["front"])
    for line, row in reports[wrong].iterrows():
        rule = f"not the front of {row['place']}, which lies in {lies_in.at[line]}"
        file = package.file("events_and_claims")
        yield Fault(file, int(str(line)), "front", row["front"], rule, "change front or place")
    town = mapped(reports["type"], lambda name: name.startswith("town_")).eq(True)
    wrong = town & (mapped(reports["place"], lookup(places, "place", "kind")) != "town")
    yield from reports_at(package, reports, wrong, "place", "not a town", "a town event names a place of kind town")
    counted = town | mapped(reports["type"], lambda name: name.startswith("base_")).eq(True)
    wrong = counted & (reports["front"] == "all")
    yield from reports_at(
        package,
        reports,
        wrong,
        "front",
        "a capture outside every front",
        "add the place to a front (covers in fronts.csv, front in places.csv)",
    )


def items_agree(tables: Tables, package: Package) -> Iterator[Fault]:
    reports = tables["events_and_claims"]
    numbers = reports["number"].to_numpy()
    for column in AGREE:
        codes = encoded(reports[column])[0]
        given = codes >= 0 if column == "metric" else np.ones(len(codes), dtype=bool)
        wrong = given & (numbers >= 0) & (codes != codes[first_given(numbers, given)])
        shown = reports.loc[wrong, column].fillna("") + " (item " + reports.loc[wrong, "item"] + ")"
        yield from at(
            package.file("events_and_claims"),
            shown,
            column,
            "differs from the item's first report",
            "make the reports agree, or give this one an item of its own",
        )


def items_affirmed(tables: Tables, package: Package) -> Iterator[Fault]:
    reports = tables["events_and_claims"]
    numbers = reports["number"].to_numpy()
    affirmed = first_given(numbers, (reports["stance"] != "denies").to_numpy()) >= 0
    begins = first_given(numbers, np.ones(len(numbers), dtype=bool)) == np.arange(len(numbers))
    wrong = pd.Series(~affirmed & begins, index=reports.index)
    yield from reports_at(
        package, reports, wrong, "item", "denied but nowhere affirmed", "add the report that is denied"
    )


def claims_have_one_claimant(tables: Tables, package: Package) -> Iterator[Fault]:
    reports = tables["events_and_claims"]
    affirmed = (reports["kind"] == "claim") & (reports["stance"] == "affirms")
    claims = reports.loc[affirmed, ["number", "claimant"]]
    numbers, claimants = claims["number"].to_numpy(), encoded(claims["claimant"])[0]
    wrong = (numbers >= 0) & (claimants != claimants[first_given(numbers, claimants >= 0)])
    yield from reports_at(
        package,
        claims,
        pd.Series(wrong, index=claims.index),
        "claimant",
        "not the claimant of the item's first report",
        "one claimant, one item: give this claim an item of its own",
    )


def reports_differ(tables: Tables, package: Package) -> Iterator[Fault]:
    reports = tables["events_and_claims"]
    again = reports[reports.duplicated(["number", "page"], keep=False)]  # quicker to tell from numbers
    yield from reports_at(
        package,
        again,
        again.duplicated(["item", "source", "claimant", "stance", "date_start", "date_end", "low", "high"]),
        "item",
        "reported already by the same claimant there",
        "keep one",
    )


def assessments_rest(tables: Tables, package: Package) -> Iterator[Fault]:
    reports, judged = tables["events_and_claims"], tables["assessments"]
    file = package.file("assessments")
    about = reports.loc[known_in(reports["item"], judged["item"]), ["kind", "item"]]
    strange = judged.loc[~known_in(judged["item"], about.loc[about["kind"] == "claim", "item"]), "item"]
    yield from at(file, strange, "item", "not a claim in the reports", "judge claims; events carry evidence")
    basis = listed(judged["basis"], "|")
    page = np.append(reports["page"].to_numpy(), -1)[positions(basis, reports["report_id"])]
    published = decoded(page, tables["sources"]["published"], basis.index)
    late = basis[published > judged["as_of"].reindex(basis.index)]
    yield from at(file, late, "basis", "published after as_of", "rest the verdict on what was known, or move as_of")


RULES: tuple[Callable[[Tables, Package], Iterator[Fault]], ...] = (
    type_of_kind,
    dates_in_order,
    published_after,
    counts_whole,
    actors_named,
    forecasts_resolve,
    places_fit,
    items_agree,
    items_affirmed,
    claims_have_one_claimant,
    reports_differ,
    assessments_rest,
)
