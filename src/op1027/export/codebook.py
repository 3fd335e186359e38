"""What every exported column means: from the descriptor, and from what is computed here."""

from typing import Any

import pandas as pd

from op1027.ledger.model import Ledger
from op1027.record.package import Package

_COLUMNS = ["table", "column", "value", "type", "unit", "meaning"]
_REPORTS = "events_and_claims"

# What resolve, control and this package add to the descriptor's columns, or mean otherwise: type, unit, meaning.
_OF_EVENTS = {
    "date": ("date", "", "Best day: of the last days that reports allow, the one that most publishers allow"),
    "date_start": ("date", "", "Earliest day that the most precise reports allow"),
    "date_end": ("date", "", "Latest day that the most precise reports allow"),
    "actor": ("string", "", "Who did it, by most publishers: key of actor_name"),
    "allies": ("string", "", "All allies that any report names: keys of actors.csv, separated by |"),
    "opponent": ("string", "", "Against whom, by most publishers: key of opponent_name"),
    "low": ("integer", "see metric", "Least number that any report gives; blank for an open end"),
    "high": ("integer", "see metric", "Greatest number that any report gives; blank for an open end"),
    "evidence": ("string", "", "Computed grade: who, of which side, says that it happened"),
    "disputed": ("boolean", "", "Whether somebody denies it"),
    "lag_days": ("integer", "days", "From the best day to the first publication; below 0 for news ahead of the event"),
    "opponent_name": ("string", "", "Full name of the opponent"),
}
_OF_CLAIMS = {
    "low": ("integer", "see metric", "Least number that the claim's reports give; blank for an open end"),
    "high": ("integer", "see metric", "Greatest number that the claim's reports give; blank for an open end"),
    "date_start": ("date", "", "First day that the claim speaks of"),
    "date_end": ("date", "", "Last day that the claim speaks of"),
    "verdict": ("string", "", "Our latest verdict; blank where the claim was not assessed"),
    "claimant_name": ("string", "", "Full name of who says so"),
}
_OF_CONTROL = {
    "town": ("string", "", "Name of the town"),
    "holder": ("string", "", "Who held it: key of holder_name"),
    "holder_name": ("string", "", "Name of who held it"),
    "side": ("string", "", "The holder's side"),
    "side_name": ("string", "", "Name of the holder's side"),
    "began": ("date", "", "Best day on which the spell began; the start for a GIS's clock"),
    "ended": ("date", "", "Best day on which the next spell began; null while it lasts; the end for a GIS's clock"),
    "start": ("date", "", "Earliest day on which the spell may have begun"),
    "start_latest": ("date", "", "Latest day on which the spell may have begun"),
    "end": ("date", "", "Earliest day on which the spell may have ended; null while it lasts"),
    "end_latest": ("date", "", "Latest day on which the spell may have ended; null while it lasts"),
    "evidence": ("string", "", "Computed grade of the event that began the spell"),
    "disputed": ("boolean", "", "Whether somebody denies the event that began the spell"),
    "item_start": ("string", "", "The event that began the spell"),
    "item_end": ("string", "", "The event that ended it; null while it lasts"),
}
_OF_ACLED = {
    "event_id_cnty": ("string", "", "Our own id (package and item); not one of ACLED's"),
    "event_date": ("date", "", "Best day (`date` of events)"),
    "year": ("integer", "", "Year of the best day"),
    "time_precision": ("integer", "", "1 a day; 2 a span of 2 to 7 days; 3 of 8 to 31 days; blank: longer, see tags"),
    "disorder_type": ("string", "", "ACLED's disorder type of event_type"),
    "event_type": ("string", "", "ACLED's event type (the codebook says from which of our types)"),
    "sub_event_type": ("string", "", "ACLED's sub-event type; blank for a bombardment not known to be from the air"),
    "actor1": ("string", "", "Full name of who did it"),
    "assoc_actor_1": ("string", "", "Full names of the allies, separated by ;"),
    "inter1": ("string", "", "Blank: our actors are not sorted as ACLED's are"),
    "actor2": ("string", "", "Full name of the opponent"),
    "assoc_actor_2": ("string", "", "Blank: not recorded"),
    "inter2": ("string", "", "Blank: our actors are not sorted as ACLED's are"),
    "interaction": ("string", "", "Blank: our actors are not sorted as ACLED's are"),
    "civilian_targeting": ("string", "", "Blank: not recorded"),
    "iso": ("integer", "", "ISO 3166-1 number of the country"),
    "region": ("string", "", "ACLED's name of the region"),
    "country": ("string", "", "ACLED's name of the country"),
    "admin1": ("string", "", "State or region"),
    "admin2": ("string", "", "District or zone"),
    "admin3": ("string", "", "Township"),
    "location": ("string", "", "Name of the place; of the front where no place is named"),
    "latitude": ("number", "degrees", "Latitude, WGS 84; blank where no place is named"),
    "longitude": ("number", "degrees", "Longitude, WGS 84; blank where no place is named"),
    "geo_precision": ("integer", "", "1 a town; 2 a township, or a town located only by it; 3 anything wider"),
    "source": ("string", "", "Publishers, separated by ;"),
    "source_scale": ("string", "", "Blank: not recorded"),
    "notes": ("string", "", "Summary of the first report, in our own words"),
    "fatalities": ("integer", "people", "Lowest number of killed that a report gives; blank, not 0, where none does"),
    "tags": ("string", "", "Grade of evidence; span of days if longer than one; `disputed` if somebody denies it"),
    "timestamp": ("string", "", "Blank: not recorded"),
}
_ADDED = {"events": _OF_EVENTS, "claims": _OF_CLAIMS, "town_control": _OF_CONTROL, "acled_shaped": _OF_ACLED}
_COMMON = {
    "n_reports": ("integer", "reports", "Reports of it, denials included"),
    "n_publishers": ("integer", "publishers", "Publishers of these reports"),
    "first_published": ("date", "", "First publication that affirms it"),
    "summary": ("string", "", "What the first page says, in our own words"),
    "front_name": ("string", "", "Name of the front"),
    "place_name": ("string", "", "Name of the place"),
    "place_kind": ("string", "", "What sort of place; a point of anything but a town is approximate"),
    "actor_name": ("string", "", "Full name of the actor"),
    "publishers": ("string", "", "Publishers of all reports, first published first, separated by |"),
    "urls": ("string", "", "Addresses of all pages that it was read on, first published first, separated by |"),
    "attribution": ("string", "", "Whom to name, licence, as-of day, state of the data; in the CSV files only"),
}
# Computed values, in no descriptor.
_GRADE_MEANINGS = {
    "conceded": "the side that lost by it says so",
    "independent": "a third party says so, or, where it goes against nobody, both sides do",
    "claimed": "only the side that gained by it says so",
}
_WORDS_OF = {"place_kind": ("places", "kind"), "side": ("actors", "side"), "verdict": ("assessments", "verdict")}


def codebook_table(ledger: Ledger, tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Every column of the tables, and under it, with ``value`` filled in, each word that it may hold.

    Returns
    -------
    DataFrame
        ``table``, ``column``, ``value`` (missing in the column's own row), ``type``, ``unit``, ``meaning``.

    Raises
    ------
    KeyError
        If a column is described nowhere.
    """
    rows: list[tuple[str, ...]] = []
    for name, table in tables.items():
        for column in [*map(str, table.columns), "attribution"]:
            rows.append((name, column, "", *_meant(name, column, ledger.package)))
            rows += [(name, column, value, "", "", label) for value, label in _words(name, column, ledger)]
    return pd.DataFrame(rows, columns=_COLUMNS, dtype="str").replace("", None).astype("str")


def _meant(table: str, column: str, package: Package) -> tuple[str, str, str]:
    """Type, unit and meaning of a column."""
    if column in _ADDED[table]:
        return _ADDED[table][column]
    if column in _COMMON:
        return _COMMON[column]
    field = _fields(package)[column]
    return str(field["type"]), str(field.get("unit", "")), str(field["description"])


def _words(table: str, column: str, ledger: Ledger) -> list[tuple[str, str]]:
    """The words that a column may hold, with their meaning; none for a column that holds any."""
    package = ledger.package
    if column == "evidence":
        return list(_GRADE_MEANINGS.items())
    if column == "front" and table != "acled_shaped":
        return list(zip(ledger.fronts["front"], ledger.fronts["name"], strict=True))
    if column in _WORDS_OF:
        return _labelled(package.categories(*_WORDS_OF[column]))
    field = _fields(package).get(column, {})
    if table == "acled_shaped" or column in _ADDED["town_control"] or "categories" not in field:
        return []
    given = {c["value"]: c for c in field["categories"]}
    kind = {"events": "event", "claims": "claim"}.get(table)
    return _labelled({value: c for value, c in given.items() if c.get("kind", kind) == kind})


def _labelled(categories: dict[str, dict[str, str]]) -> list[tuple[str, str]]:
    return [(value, c["label"]) for value, c in categories.items()]


def _fields(package: Package) -> dict[str, dict[str, Any]]:
    """The descriptor's fields by name: those of reports, and of places where reports have none of the name."""
    return package.fields("places") | package.fields(_REPORTS)
