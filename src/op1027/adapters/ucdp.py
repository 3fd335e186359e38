"""Read a release of UCDP's Georeferenced Event Dataset, final (GED) or candidate."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from op1027.adapters.build import Origin, brief, by_value, read
from op1027.adapters.exports import DAY, PCODES, Fields, Shape, code, iso_days, number, text
from op1027.ledger.model import Ledger
from op1027.record._columns import arrow, spelt_out

FIELDS: Fields = {
    "id": code(required=True),
    "type_of_violence": number("integer", 1, 3),
    "side_a": text(required=True),
    "side_b": text(required=True),
    "country": text(required=True),
    "adm_1": text(),
    "adm_2": text(),
    "where_prec": number("integer", 1, 7),
    "where_coordinates": text(),
    "latitude": number("number", -90, 90),
    "longitude": number("number", -180, 180),
    "year": code(),
    "date_prec": number("integer", 1, 5),
    "date_start": DAY,
    "date_end": DAY,
    "best": number("integer", 0),
    "low": number("integer", 0),
    "high": number("integer", 0),
    "source_date": text(),
    "source_headline": text(),
    "source_original": text(),
} | {name: text() for name in PCODES}
OPTIONAL = (
    *("year", "adm_1", "adm_2", "where_coordinates", "source_date", "source_headline", "source_original"),
    *PCODES,
)
TYPES = {1: "battle", 2: "battle"}
NAMES = {1: "state-based violence", 2: "non-state violence", 3: "one-sided violence"}
LEVELS = {1: "town", 2: "township", 3: "district", 4: "state_region", 5: "district", 6: "none", 7: "none"}


# The columns of a release without a header, as candidate events come: since version 20, in this order.
COLUMNS = [
    *("id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id"),
    *(
        "conflict_new_id",
        "conflict_name",
        "dyad_dset_id",
        "dyad_new_id",
        "dyad_name",
        "side_a_dset_id",
        "side_a_new_id",
    ),
    *("side_a", "side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources", "source_article", "source_office"),
    *(
        "source_date",
        "source_headline",
        "source_original",
        "where_prec",
        "where_coordinates",
        "where_description",
        "adm_1",
    ),
    *("adm_2", "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id"),
    *("region", "event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b"),
    *("deaths_civilians", "deaths_unknown", "best", "high", "low", "gwnoa", "gwnob"),
]


def read_ucdp(
    path: str | Path,
    like: Ledger | None = None,
    actors: Mapping[str, str] | None = None,
    sides: Mapping[str, str] | None = None,
    country: str | None = None,
    dayfirst: bool | None = None,
) -> Ledger:
    """A release of UCDP GED, final or candidate (versions 19 to 26), as a ledger.

    UCDP records deadly events, not who holds what: state-based and non-state violence become battles, and
    no town changes hands. One-sided violence has no type here and is left out, and listed. Nothing is
    written anywhere. docs/your_own_data.md says how each column is read.

    Parameters
    ----------
    path : str or Path
        The file; candidate releases without a header too. A bar shows how far reading has got, if that takes
        longer than two seconds.
    like, actors, sides, country, dayfirst
        As for `read_acled`.

    Returns
    -------
    Ledger
        As for `read_acled`.

    Raises
    ------
    DataError, ValueError, MemoryError
        As for `read_acled`.
    """
    file = Path(path)
    origin = Origin(
        key="ucdp",
        name="Uppsala Conflict Data Program",
        short_name="UCDP",
        licence="CC-BY-4.0",
        file=file.name,
        actors=actors or {},
        sides=sides or {},
        records_control=False,
    )
    return read(file, SHAPE, common_form, origin, like, country, dayfirst)


def common_form(raw: pd.DataFrame) -> pd.DataFrame:
    """What `build.build` takes beside day, type and place."""
    head = by_value(raw, ("side_a", "side_b", "best"), headline)["headline"]
    told = spelt_out(raw["source_headline"])
    said = (arrow(spelt_out(head)), arrow(told.mask(told == "")), pa.scalar(": ", pa.large_string()))
    summary = pd.Series(pc.binary_join_element_wise(*said, null_handling="skip"), raw.index, dtype="str")
    published = by_value(raw, ("source_date", "date_start", "date_end"), first_published)["published"]
    return pd.DataFrame(
        {
            "id": raw["id"],
            "published": published,
            "read_on": published,
            "actor": raw["side_a"],
            "opponent": raw["side_b"],
            "actor_kind": "armed_group",
            "opponent_kind": "armed_group",
            "allies": "",
            "low": raw["low"],
            "high": raw["high"],
            "qualifier": "about",
            "voices": raw["source_original"],
            "summary": brief(summary),
        }
    )


def headline(rows: pd.DataFrame) -> pd.DataFrame:
    killed = rows["best"].astype("str") + " killed (best estimate)"
    return pd.DataFrame({"headline": rows["side_a"] + " – " + rows["side_b"] + ", " + killed})


def days(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[["date_start", "date_end"]]


def kinds(rows: pd.DataFrame) -> pd.DataFrame:
    kind = rows["type_of_violence"]
    called = kind.map(NAMES).astype("str")
    return pd.DataFrame({"type": kind.map(TYPES).astype("str"), "called": called, "town_type": None}).astype("str")


def spots(rows: pd.DataFrame) -> pd.DataFrame:
    """Where a row lies; a district or township that only ``where_coordinates`` names counts as such."""
    named = by_value(rows, ("adm_2", "where_coordinates", "where_prec"), units_named)
    given = {"admin1": "adm_1", "location": "where_coordinates", "lat": "latitude", "lon": "longitude"}
    return named.assign(**{name: rows[column] for name, column in (given | {code: code for code in PCODES}).items()})


def units_named(rows: pd.DataFrame) -> pd.DataFrame:
    spot = rows["where_coordinates"]
    district = spot.where((rows["adm_2"] == "") & spot.str.contains(r"\bdistrict$", case=False), rows["adm_2"])
    named = spot.str.contains(r"\btownship$", case=False)
    level = rows["where_prec"].map(LEVELS).astype("str").fillna("none")
    level = level.mask(named & level.isin(["town", "district"]), "township")
    return pd.DataFrame({"admin2": district, "admin3": spot.where(named, ""), "level": level})


def first_published(rows: pd.DataFrame) -> pd.DataFrame:
    """The first day on which a source is dated, not before the event began; its last day where none is."""
    each = rows["source_date"].str.split(r"\s*;\s*", regex=True).explode()
    days = pd.to_datetime(iso_days(each), format="%Y-%m-%d", errors="coerce").astype("datetime64[s]")
    fit = days.where(days >= rows["date_start"].reindex(days.index))
    first = fit.groupby(level=0).min().reindex(rows.index)
    return pd.DataFrame({"published": first.fillna(rows["date_end"])})


SHAPE = Shape(
    name="UCDP",
    reader="read_ucdp",
    key="id",
    country="country",
    fields=FIELDS,
    optional=OPTIONAL,
    when=("year", "date_start", "date_end"),
    what=("type_of_violence",),
    where=("adm_1", "adm_2", "where_coordinates", "latitude", "longitude", "where_prec", *PCODES),
    day=days,
    kind=kinds,
    spot=spots,
    headless={len(COLUMNS): COLUMNS},
)
