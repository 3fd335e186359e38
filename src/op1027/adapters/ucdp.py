"""Read a release of UCDP's Georeferenced Event Dataset, final (GED) or candidate."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from op1027.adapters.build import by_value, read, shortened
from op1027.adapters.exports import PCODES, Shape, fields_of, iso_days
from op1027.ledger.model import Ledger
from op1027.record._columns import arrow, spelt_out

_BATTLES = {1: "battle", 2: "battle"}
_VIOLENCE_NAMES = {1: "state-based violence", 2: "non-state violence", 3: "one-sided violence"}
_WHERE_PRECS = {1: "town", 2: "township", 3: "district", 4: "state_region", 5: "district", 6: "none", 7: "none"}


# The columns of a release without a header, as candidate events come: since version 20, in this order.
_HEADLESS = (
    "id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id conflict_name "
    "dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id side_b "
    "number_of_sources source_article source_office source_date source_headline source_original where_prec "
    "where_coordinates where_description adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id "
    "region event_clarity date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high "
    "low gwnoa gwnob"
)


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

    Examples
    --------
    >>> import op1027
    >>> release = op1027.read_ucdp("notebooks/synthetic_ucdp_release.csv", like=op1027.load())
    >>> release.events["type"].unique().tolist()
    ['battle']
    """
    return read(Path(path), UCDP, like, actors, sides, country, dayfirst)


def _ucdp_form(raw: pd.DataFrame) -> pd.DataFrame:
    """What `build.read` takes beside day, type and place."""
    head = by_value(raw, ("side_a", "side_b", "best"), _headline)["headline"]
    told = spelt_out(raw["source_headline"])
    said = (arrow(spelt_out(head)), arrow(told.mask(told == "")), pa.scalar(": ", pa.large_string()))
    summary = pd.Series(pc.binary_join_element_wise(*said, null_handling="skip"), raw.index, dtype="str")
    published = by_value(raw, ("source_date", "date_start", "date_end"), _first_published)["published"]
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
            "summary": shortened(summary),
        }
    )


def _headline(rows: pd.DataFrame) -> pd.DataFrame:
    killed = rows["best"].astype("str") + " killed (best estimate)"
    return pd.DataFrame({"headline": rows["side_a"] + " – " + rows["side_b"] + ", " + killed})


def _ucdp_types(rows: pd.DataFrame) -> pd.DataFrame:
    kind = rows["type_of_violence"]
    called = kind.map(_VIOLENCE_NAMES).astype("str")
    return pd.DataFrame({"type": kind.map(_BATTLES).astype("str"), "called": called, "town_type": None}).astype("str")


def _ucdp_spots(rows: pd.DataFrame) -> pd.DataFrame:
    """Where a row lies; a district or township that only ``where_coordinates`` names counts as such."""
    named = by_value(rows, ("adm_2", "where_coordinates", "where_prec"), _units_named)
    given = {"admin1": "adm_1", "location": "where_coordinates", "lat": "latitude", "lon": "longitude"}
    return named.assign(**{name: rows[column] for name, column in (given | {code: code for code in PCODES}).items()})


def _units_named(rows: pd.DataFrame) -> pd.DataFrame:
    spot = rows["where_coordinates"]
    district = spot.where((rows["adm_2"] == "") & spot.str.contains(r"\bdistrict$", case=False), rows["adm_2"])
    named = spot.str.contains(r"\btownship$", case=False)
    level = rows["where_prec"].map(_WHERE_PRECS).astype("str").fillna("none")
    level = level.mask(named & level.isin(["town", "district"]), "township")
    return pd.DataFrame({"admin2": district, "admin3": spot.where(named, ""), "level": level})


def _first_published(rows: pd.DataFrame) -> pd.DataFrame:
    """The first day on which a source is dated, not before the event began; its last day where none is."""
    each = rows["source_date"].str.split(r"\s*;\s*", regex=True).explode()
    days = pd.to_datetime(iso_days(each), format="%Y-%m-%d", errors="coerce").astype("datetime64[s]")
    fit = days.where(days >= rows["date_start"].reindex(days.index))
    first = fit.groupby(level=0).min().reindex(rows.index)
    return pd.DataFrame({"published": first.fillna(rows["date_end"])})


UCDP = Shape(
    name="UCDP",
    full_name="Uppsala Conflict Data Program",
    licence="CC-BY-4.0",
    reader="read_ucdp",
    key="id",
    country="country",
    fields=fields_of(
        "id!:code type_of_violence!:integer:1..3 side_a! side_b! country! adm_1? adm_2? where_prec!:integer:1..7 "
        "where_coordinates? latitude!:number:-90..90 longitude!:number:-180..180 year?:code date_prec!:integer:1..5 "
        "date_start!:day date_end!:day best!:integer:0.. low!:integer:0.. high!:integer:0.. "
        "source_date? source_headline? source_original?"
    ),
    when=("year", "date_start", "date_end"),
    what=("type_of_violence",),
    where=("adm_1", "adm_2", "where_coordinates", "latitude", "longitude", "where_prec", *PCODES),
    day=lambda rows: rows[["date_start", "date_end"]],
    kind=_ucdp_types,
    spot=_ucdp_spots,
    form=_ucdp_form,
    records_control=False,
    headless={len(_HEADLESS.split()): _HEADLESS.split()},
)
