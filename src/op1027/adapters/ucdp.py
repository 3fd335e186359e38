"""Read a release of UCDP's Georeferenced Event Dataset, final (GED) or candidate."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from op1027.adapters.build import Origin, base_ledger, build
from op1027.adapters.exports import DAY, Fields, iso_days, number, read_export, text
from op1027.ledger.model import Ledger

FIELDS: Fields = {
    "id": text(required=True),
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
    "date_prec": number("integer", 1, 5),
    "date_start": DAY,
    "date_end": DAY,
    "best": number("integer", 0),
    "low": number("integer", 0),
    "high": number("integer", 0),
    "source_date": text(),
    "source_headline": text(),
    "source_original": text(),
}
OPTIONAL = ("adm_1", "adm_2", "where_coordinates", "source_date", "source_headline", "source_original")
TYPES = {1: "battle", 2: "battle"}
NAMES = {1: "state-based violence", 2: "non-state violence", 3: "one-sided violence"}
LEVELS = {1: "town", 2: "township", 3: "district", 4: "state_region", 5: "state_region", 6: "none", 7: "none"}


def read_ucdp(
    path: str | Path,
    like: Ledger | None = None,
    actors: Mapping[str, str] | None = None,
    sides: Mapping[str, str] | None = None,
) -> Ledger:
    """A release of UCDP GED, final or candidate (CSV, versions 23 to 25), as a ledger.

    UCDP records deadly events, not who holds what: state-based and non-state violence become battles, and
    no town changes hands. One-sided violence has no type here and is left out, and listed. Nothing is
    written anywhere. docs/your_own_data.md says how each column is read.

    Parameters
    ----------
    path : str or Path
        The file. A bar shows how far reading has got, if that takes longer than two seconds.
    like, actors, sides
        As for `read_acled`.

    Returns
    -------
    Ledger
        One report and one event a row. ``ledger.unmatched`` lists every row of which a place, an actor or
        a type was not matched, those left out among them.

    Raises
    ------
    DataError
        If columns are missing, days or numbers are none, or an event stands twice; it lists every fault.
    ValueError
        If ``actors`` or ``sides`` name a key or side that ``like`` does not have.
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
    )
    base = base_ledger(like, origin)
    return build(common_form(read_export(file, FIELDS, OPTIONAL, "id")), base, origin)


def common_form(raw: pd.DataFrame) -> pd.DataFrame:
    """UCDP's columns in the form that `build.build` takes."""
    blank = raw.fillna(dict.fromkeys([name for name, f in FIELDS.items() if f["type"] == "string"], ""))
    killed = blank["best"].astype("str") + " killed (best estimate)"
    told = blank["source_headline"].where(blank["source_headline"] == "", ": " + blank["source_headline"])
    published = first_published(blank["source_date"], blank["date_start"], blank["date_end"])
    return pd.DataFrame(
        {
            "id": blank["id"],
            "type": blank["type_of_violence"].map(TYPES),
            "called": blank["type_of_violence"].map(NAMES),
            "town_type": pd.Series(None, index=blank.index, dtype="str"),
            "date_start": blank["date_start"],
            "date_end": blank["date_end"],
            "published": published,
            "read_on": published,
            "actor": blank["side_a"],
            "opponent": blank["side_b"],
            "actor_kind": "armed_group",
            "opponent_kind": "armed_group",
            "allies": "",
            "country": blank["country"],
            "admin1": blank["adm_1"],
            "admin2": blank["adm_2"],
            "admin3": "",
            "location": blank["where_coordinates"],
            "lat": blank["latitude"],
            "lon": blank["longitude"],
            "level": blank["where_prec"].map(LEVELS),
            "low": blank["low"],
            "high": blank["high"],
            "qualifier": "about",
            "voices": blank["source_original"],
            "summary": blank["side_a"] + " – " + blank["side_b"] + ", " + killed + told,
        }
    )


def first_published(dates: pd.Series, start: pd.Series, end: pd.Series) -> pd.Series:
    """The first day on which a source is dated, not before the event began; its last day where none is."""
    each = dates.str.split(r"\s*;\s*", regex=True).explode()
    days = pd.to_datetime(iso_days(each), format="%Y-%m-%d", errors="coerce").astype("datetime64[s]")
    fit = days.where(days >= start.reindex(days.index))
    return fit.groupby(level=0).min().reindex(end.index).fillna(end)
