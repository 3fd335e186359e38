"""Read an export of ACLED."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from op1027.adapters.build import Origin, base_ledger, build
from op1027.adapters.exports import DAY, Fields, number, read_export, text
from op1027.ledger.model import Ledger

FIELDS: Fields = {
    "event_id_cnty": text(required=True),
    "event_date": DAY,
    "time_precision": number("integer", 1, 3, required=False),
    "event_type": text(required=True),
    "sub_event_type": text(),
    "actor1": text(required=True),
    "assoc_actor_1": text(),
    "inter1": text(),
    "actor2": text(),
    "assoc_actor_2": text(),
    "inter2": text(),
    "country": text(required=True),
    "admin1": text(),
    "admin2": text(),
    "admin3": text(),
    "location": text(required=True),
    "latitude": number("number", -90, 90, required=False),
    "longitude": number("number", -180, 180, required=False),
    "geo_precision": number("integer", 1, 3, required=False),
    "source": text(),
    "notes": text(),
    "fatalities": number("integer", 0, required=False),
    "timestamp": number("integer", 0, 4_102_444_800, required=False),
}
OPTIONAL = ("assoc_actor_1", "inter1", "assoc_actor_2", "inter2", "admin2", "admin3", "source", "notes", "timestamp")
# What a sub-event type is here; what stands in neither table has no type here.
TYPES = {
    "Armed clash": "battle",
    "Government regains territory": "battle",
    "Non-state actor overtakes territory": "battle",
    "Air/drone strike": "bombardment",
    "Shelling/artillery/missile attack": "bombardment",
    "Chemical weapon": "bombardment",
    "Remote explosive/landmine/IED": "battle",
    "Suicide bomb": "battle",
    "Grenade": "battle",
    "Agreement": "ceasefire",
    "Change to group/activity": "political",
    "Other": "political",
}
# What an event type is here where the sub-event type is blank.
GENERAL = {"Battles": "battle", "Explosions/Remote violence": "bombardment", "Strategic developments": "political"}
TOWN_TYPES = {
    "Government regains territory": "town_recaptured",
    "Non-state actor overtakes territory": "town_captured",
    "Non-violent transfer of territory": "town_transferred",
}
STATE_GAINS = {"Government regains territory": True, "Non-state actor overtakes territory": False}
STATE_FORCES = ("1", "state forces")
UNARMED = ("5", "6", "7", "rioters", "protesters", "civilians")
LEVELS = {1: "town", 2: "township", 3: "state_region"}
WEEK = pd.Timedelta(days=3)


def read_acled(
    path: str | Path,
    like: Ledger | None = None,
    actors: Mapping[str, str] | None = None,
    sides: Mapping[str, str] | None = None,
) -> Ledger:
    """An export of ACLED (CSV, one row an event) as a ledger.

    Both layouts are read: the older one (``data_id``, ``iso``, ``event_id_no_cnty``) and that of 2023 and
    later (``disorder_type``, ``civilian_targeting``, ``tags``), with ``inter1`` as numbers or as words.
    Nothing is written anywhere. docs/your_own_data.md says how each column is read.

    Parameters
    ----------
    path : str or Path
        The file. A bar shows how far reading has got, if that takes longer than two seconds.
    like : Ledger, optional
        Whose places, fronts, routes, actors and descriptor to use; by default the project's own.
    actors : mapping of str to str, optional
        Names as the export writes them, to keys of ``like.actors``: these are the same.
    sides : mapping of str to str, optional
        Names as the export writes them, to sides: of actors that ``like.actors`` does not know. All others
        that it does not know are third parties, and listed.

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
        key="acled",
        name="Armed Conflict Location & Event Data",
        short_name="ACLED",
        licence="ACLED's terms of use",
        file=file.name,
        actors=actors or {},
        sides=sides or {},
    )
    base = base_ledger(like, origin)
    return build(common_form(read_export(file, FIELDS, OPTIONAL, "event_id_cnty")), base, origin)


def common_form(raw: pd.DataFrame) -> pd.DataFrame:
    """ACLED's columns in the form that `build.build` takes."""
    blank = raw.fillna(dict.fromkeys([name for name, f in FIELDS.items() if f["type"] == "string"], ""))
    kind = blank["sub_event_type"]
    type_ = kind.map(TYPES).astype("str").where(kind != "", blank["event_type"].map(GENERAL).astype("str"))
    undated = blank["time_precision"].isna()
    first, last = days(blank["event_date"], blank["time_precision"])
    read_on = pd.to_datetime(blank["timestamp"].astype("float64"), unit="s").dt.normalize().astype("datetime64[s]")
    killed = blank["fatalities"]
    rows = pd.DataFrame(
        {
            "id": blank["event_id_cnty"],
            "type": type_.mask(undated),
            "called": (blank["event_type"] + " / " + kind).mask(undated, "no time_precision"),
            "town_type": kind.map(TOWN_TYPES).astype("str").mask(undated),
            "date_start": first,
            "date_end": last,
            "published": last,
            "read_on": read_on.where(read_on >= last, last),
            "country": blank["country"],
            "admin1": blank["admin1"],
            "admin2": blank["admin2"],
            "admin3": blank["admin3"],
            "location": blank["location"],
            "lat": blank["latitude"],
            "lon": blank["longitude"],
            "level": blank["geo_precision"].map(LEVELS).astype("str").fillna("none"),
            "low": killed,
            "high": killed.where(killed > 0),
            "qualifier": (killed > 0).map({True: "about", False: "at_least"}).astype("str").mask(killed.isna()),
            "voices": blank["source"],
            "summary": blank["notes"].where(blank["notes"] != "", kind + " at " + blank["location"]),
        }
    )
    return rows.join(cast(blank))


def days(date: pd.Series, precision: pd.Series) -> tuple[pd.Series, pd.Series]:
    """The first and last day that a date of ACLED's allows: itself, the week around it, or its month."""
    start = date.where(precision == 1, date - WEEK).mask(precision == 3, date - pd.to_timedelta(date.dt.day - 1, "D"))
    rest = pd.to_timedelta(date.dt.days_in_month - date.dt.day, "D")
    end = date.where(precision == 1, date + WEEK).mask(precision == 3, date + rest)
    return start, end


def cast(blank: pd.DataFrame) -> pd.DataFrame:
    """Who did it, with whom, against whom.

    ACLED's order of actors says nothing of who attacked. Where a territory changes hands, its type says
    whether state forces gained it; then they, or the others, come first.
    """
    state1, state2 = (blank[f"inter{n}"].str.lower().isin(STATE_FORCES) for n in (1, 2))
    gained = blank["sub_event_type"].map(STATE_GAINS)
    turned = (blank["actor2"] != "") & (state1 != state2) & gained.notna() & (gained != state1)
    roles = {
        "actor": ("actor1", "actor2"),
        "opponent": ("actor2", "actor1"),
        "allies": ("assoc_actor_1", "assoc_actor_2"),
    }
    sides = {role: blank[a].mask(turned, blank[b]) for role, (a, b) in roles.items()}
    unarmed = [blank[f"inter{n}"].str.lower().isin(UNARMED) for n in (1, 2)]
    kinds = [u.map({True: "public", False: "armed_group"}) for u in unarmed]
    return pd.DataFrame(
        sides | {"actor_kind": kinds[0].mask(turned, kinds[1]), "opponent_kind": kinds[1].mask(turned, kinds[0])}
    )
