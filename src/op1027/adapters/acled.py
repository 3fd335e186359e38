"""Read an export of ACLED."""

from collections.abc import Collection, Mapping
from pathlib import Path

import pandas as pd

from op1027.adapters.build import by_value, read, shortened
from op1027.adapters.exports import PCODES, Shape, as_text, fields_of
from op1027.ledger.model import Ledger
from op1027.record._columns import spelt_out

# What a sub-event type is here; what stands in neither table has no type here.
_SUB_EVENT_TYPES = {
    **dict.fromkeys(["Armed clash", "Government regains territory", "Non-state actor overtakes territory"], "battle"),
    **dict.fromkeys(["Remote explosive/landmine/IED", "Suicide bomb", "Grenade"], "battle"),
    **dict.fromkeys(["Air/drone strike", "Shelling/artillery/missile attack", "Chemical weapon"], "bombardment"),
    **dict.fromkeys(["Change to group/activity", "Other"], "political"),
    "Agreement": "ceasefire",
}
# What an event type is here where the sub-event type is blank.
_GENERAL = {"Battles": "battle", "Explosions/Remote violence": "bombardment", "Strategic developments": "political"}
_TOWN_TYPES = {
    "Government regains territory": "town_recaptured",
    "Non-state actor overtakes territory": "town_captured",
    "Non-violent transfer of territory": "town_transferred",
}
_STATE_GAINS = {"Government regains territory": True, "Non-state actor overtakes territory": False}
_WHO = ("actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "sub_event_type")
_STATE_FORCES = ("1", "state forces")
_UNARMED = ("5", "6", "7", "rioters", "protesters", "civilians")
_GEO_PRECISIONS = {1: "town", 2: "township", 3: "state_region"}
_HALF_A_WEEK = pd.Timedelta(days=3)  # of a date in "a week"


def read_acled(
    path: str | Path,
    like: Ledger | None = None,
    actors: Mapping[str, str] | None = None,
    sides: Mapping[str, str] | None = None,
    country: str | None = None,
    dayfirst: bool | None = None,
) -> Ledger:
    """An export of ACLED (one row an event) as a ledger.

    The layouts since 2019 are read, that of the API of 2025 and later among them, as CSV (whatever stands between
    the values, also packed by gzip or zip), as a workbook, or as the API's JSON. Nothing is written anywhere.
    docs/your_own_data.md says how each column is read.

    Parameters
    ----------
    path : str or Path
        The file. A bar shows how far reading has got, if that takes longer than two seconds.
    like : Ledger, optional
        Whose places, fronts, routes, actors and descriptor to use; by default the project's own.
    actors : mapping of str to str, optional
        Names as the export writes them, to keys of ``like.actors``: these are the same. `propose_actors` makes one.
    sides : mapping of str to str, optional
        Names as the export writes them, to sides: of actors that ``like.actors`` does not know. All others
        that it does not know are third parties, and listed.
    country : str, optional
        Only rows of this country, as the export writes it; may be left out if it has one only.
    dayfirst : bool, optional
        How to read days such as 05/01/2024; by default as all days of the file together allow.

    Returns
    -------
    Ledger
        One report and one event a row. ``ledger.unmatched`` lists every row of which a place, an actor or
        a type was not matched, those left out among them, and what was done to read the file.

    Raises
    ------
    DataError
        If columns are missing, days or numbers are none, or an event stands twice; it lists every fault.
    ValueError
        If ``actors`` or ``sides`` name a key or side that ``like`` does not have, or the file has several countries.
    MemoryError
        If the file would fill the memory there is; `scan` counts it all the same.

    Examples
    --------
    >>> import op1027
    >>> export = op1027.read_acled("notebooks/synthetic_acled_export.csv", like=op1027.load())
    >>> len(export.events) == len(export.reports)
    True
    """
    return read(Path(path), ACLED, like, actors, sides, country, dayfirst)


def _acled_form(raw: pd.DataFrame) -> pd.DataFrame:
    """What `build.read` takes beside day, type and place."""
    read_on = pd.to_datetime(raw["timestamp"].astype("float64"), unit="s").dt.normalize().astype("datetime64[s]")
    summary = spelt_out(raw["notes"])
    silent = summary == ""
    if silent.any():
        some = as_text(raw.loc[silent, ["sub_event_type", "location"]])
        summary = summary.mask(silent, some["sub_event_type"] + " at " + some["location"])
    rows = pd.DataFrame(
        {
            "id": raw["event_id_cnty"],
            "published": pd.Series(pd.NaT, index=raw.index),
            "read_on": read_on,
            "voices": raw["source"],
            "summary": shortened(summary),
        }
    )
    return pd.concat([rows, by_value(raw, ("fatalities",), _toll), by_value(raw, _WHO, _cast)], axis=1)


def _toll(rows: pd.DataFrame) -> pd.DataFrame:
    """The bounds of how many were killed: of ACLED's numbers those above nought are estimates."""
    killed = rows["fatalities"]
    qualifier = (killed > 0).map({True: "about", False: "at_least"}).astype("str").mask(killed.isna())
    return pd.DataFrame({"low": killed, "high": killed.where(killed > 0), "qualifier": qualifier})


def _acled_days(rows: pd.DataFrame) -> pd.DataFrame:
    """The first and last day that a date of ACLED's allows: itself, the week around it, or its month."""
    date, precision = rows["event_date"], rows["time_precision"]
    month = date - pd.to_timedelta(date.dt.day - 1, "D")
    rest = pd.to_timedelta(date.dt.days_in_month - date.dt.day, "D")
    week, any_day = (precision == 2).fillna(False), (precision == 3).fillna(False)
    start = date.mask(week, date - _HALF_A_WEEK).mask(any_day, month)
    end = date.mask(week, date + _HALF_A_WEEK).mask(any_day, date + rest)
    return pd.DataFrame({"date_start": start, "date_end": end})


def _acled_types(rows: pd.DataFrame) -> pd.DataFrame:
    """What a type of ACLED's is here; a row whose day has no precision has none."""
    kind = rows["sub_event_type"]
    type_ = kind.map(_SUB_EVENT_TYPES).astype("str").where(kind != "", rows["event_type"].map(_GENERAL).astype("str"))
    undated = rows["time_precision"].isna()
    called = (rows["event_type"] + " / " + kind).mask(undated, "no time_precision")
    town = kind.map(_TOWN_TYPES).astype("str")
    return pd.DataFrame({"type": type_.mask(undated), "called": called, "town_type": town.mask(undated)})


def _acled_spots(rows: pd.DataFrame) -> pd.DataFrame:
    level = rows["geo_precision"].map(_GEO_PRECISIONS).astype("str").fillna("none")
    return rows.rename(columns={"latitude": "lat", "longitude": "lon"}).assign(level=level)


def _strange(names: Collection[str]) -> tuple[str, str] | None:
    """A layout of before 2019, or one event in two rows."""
    if "event_type" in names and "sub_event_type" not in names and {"gwno", "ally_actor_1", "data_id"} & set(names):
        rule = "a layout of ACLED's from before 2019, without sub_event_type and with other event types"
        return rule, "export the same days anew: ACLED has recoded all of them"
    return None


def _cast(raw: pd.DataFrame) -> pd.DataFrame:
    """Who did it, with whom, against whom.

    ACLED's order of actors says nothing of who attacked. Where a territory changes hands, its type says
    whether state forces gained it; then they, or the others, come first.
    """
    state1, state2 = (raw[f"inter{n}"].str.lower().isin(_STATE_FORCES) for n in (1, 2))
    gained = raw["sub_event_type"].map(_STATE_GAINS)
    turned = (raw["actor2"] != "") & (state1 != state2) & gained.notna() & (gained != state1)
    roles = {
        "actor": ("actor1", "actor2"),
        "opponent": ("actor2", "actor1"),
        "allies": ("assoc_actor_1", "assoc_actor_2"),
    }
    sides = {role: raw[a].mask(turned, raw[b]) for role, (a, b) in roles.items()}
    unarmed = [raw[f"inter{n}"].str.lower().isin(_UNARMED) for n in (1, 2)]
    kinds = [u.map({True: "public", False: "armed_group"}) for u in unarmed]
    return pd.DataFrame(
        sides | {"actor_kind": kinds[0].mask(turned, kinds[1]), "opponent_kind": kinds[1].mask(turned, kinds[0])}
    )


ACLED = Shape(
    name="ACLED",
    full_name="Armed Conflict Location & Event Data",
    licence="ACLED's terms of use",
    reader="read_acled",
    key="event_id_cnty",
    country="country",
    fields=fields_of(
        "event_id_cnty! year?:code event_date!:day time_precision:integer:1..3 event_type! sub_event_type actor1! "
        "assoc_actor_1? inter1?:code actor2 assoc_actor_2? inter2?:code country! admin1 admin2? admin3? location! "
        "latitude:number:-90..90 longitude:number:-180..180 geo_precision:integer:1..3 source? notes? "
        "fatalities:integer:0.. timestamp?:integer:0..4102444800"
    ),
    when=("year", "event_date", "time_precision"),
    what=("event_type", "sub_event_type", "time_precision"),
    where=("admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision", *PCODES),
    day=_acled_days,
    kind=_acled_types,
    spot=_acled_spots,
    form=_acled_form,
    strange=_strange,
)
