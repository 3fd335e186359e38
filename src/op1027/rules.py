"""What a report must be beyond its columns: rules across columns, rows and tables.

Each rule is a function of the tables that yields a fault for every row that breaks it. They run on
tables that the schema found sound, so they need not fear missing columns or unknown keys.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd

from op1027.schema import Fault, Package, Tables, at

OPEN_WORDS = ("at_least", "more_than", "dozens", "scores", "hundreds", "thousands")
AGREE = ("kind", "type", "front", "place", "metric")


def check_rules(tables: Tables, package: Package) -> list[Fault]:
    """Every fault under every rule of this module."""
    return [fault for rule in RULES for fault in rule(tables, package)]


def reports_at(
    package: Package, reports: pd.DataFrame, mask: pd.Series, column: str, rule: str, mend: str
) -> Iterator[Fault]:
    """A fault for each report that the mask picks, in the column given."""
    if mask.any():
        yield from at(package.file("events_and_claims"), reports.loc[mask, column], column, rule, mend)


def lookup(table: pd.DataFrame, key: str, column: str) -> dict[str, Any]:
    """A column of a table by its key; keys that stand twice, a fault already, do no harm."""
    return dict(zip(table[key], table[column], strict=True))


def published_of(reports: pd.DataFrame, tables: Tables) -> pd.Series:
    """The day on which each report's source was published."""
    sources = tables["sources"].drop_duplicates("source").set_index("source")
    return reports.join(sources["published"], on="source")["published"]


def type_of_kind(tables: Tables, package: Package) -> Iterator[Fault]:
    reports = tables["events_and_claims"]
    kinds = {value: c["kind"] for value, c in package.categories("events_and_claims", "type").items()}
    wrong = reports["type"].map(kinds) != reports["kind"]
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
    published = published_of(reports, tables)
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
    lies_in = reports["place"].map(lookup(places, "place", "front")).fillna("all")
    wrong = reports["place"].notna() & (lies_in != reports["front"])
    for line, row in reports[wrong].iterrows():
        rule = f"not the front of {row['place']}, which lies in {lies_in.at[line]}"
        file = package.file("events_and_claims")
        yield Fault(file, int(str(line)), "front", row["front"], rule, "change front or place")
    town = reports["type"].str.startswith("town_")
    wrong = town & (reports["place"].map(lookup(places, "place", "kind")) != "town")
    yield from reports_at(package, reports, wrong, "place", "not a town", "a town event names a place of kind town")
    counted = town | reports["type"].str.startswith("base_")
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
    for column in AGREE:
        values = reports[column] if column == "metric" else reports[column].fillna("")
        first = values.groupby(reports["item"]).transform("first")
        wrong = values.notna() & (values != first)
        shown = values[wrong] + " (item " + reports.loc[wrong, "item"] + ")"
        yield from at(
            package.file("events_and_claims"),
            shown,
            column,
            "differs from the item's first report",
            "make the reports agree, or give this one an item of its own",
        )


def items_affirmed(tables: Tables, package: Package) -> Iterator[Fault]:
    reports = tables["events_and_claims"]
    affirmed = reports.loc[reports["stance"] != "denies", "item"]
    wrong = ~reports["item"].isin(affirmed) & ~reports["item"].duplicated()
    yield from reports_at(
        package, reports, wrong, "item", "denied but nowhere affirmed", "add the report that is denied"
    )


def claims_have_one_claimant(tables: Tables, package: Package) -> Iterator[Fault]:
    reports = tables["events_and_claims"]
    claims = reports[(reports["kind"] == "claim") & (reports["stance"] == "affirms")]
    first = claims.groupby("item")["claimant"].transform("first")
    yield from reports_at(
        package,
        claims,
        claims["claimant"] != first,
        "claimant",
        "not the claimant of the item's first report",
        "one claimant, one item: give this claim an item of its own",
    )


def reports_differ(tables: Tables, package: Package) -> Iterator[Fault]:
    reports = tables["events_and_claims"]
    same = ["item", "source", "claimant", "stance", "date_start", "date_end", "low", "high"]
    yield from reports_at(
        package, reports, reports.duplicated(same), "item", "reported already by the same claimant there", "keep one"
    )


def assessments_rest(tables: Tables, package: Package) -> Iterator[Fault]:
    reports, judged = tables["events_and_claims"], tables["assessments"]
    file = package.file("assessments")
    claims = reports.loc[reports["kind"] == "claim", "item"]
    strange = judged.loc[~judged["item"].isin(claims), "item"]
    yield from at(file, strange, "item", "not a claim in the reports", "judge claims; events carry evidence")
    published = published_of(reports, tables)
    when = dict(zip(reports["report_id"], published, strict=True))
    basis = judged.assign(basis=judged["basis"].str.split("|")).explode("basis").dropna(subset="basis")
    late = basis[basis["basis"].map(when).astype("datetime64[s]") > basis["as_of"]]
    yield from at(
        file, late["basis"], "basis", "published after as_of", "rest the verdict on what was known, or move as_of"
    )


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
