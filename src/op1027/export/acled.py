"""The events in ACLED's columns and words, for tools that expect them. None of it is ACLED's data.

Names and vocabularies follow ACLED's codebook (https://acleddata.com/knowledge-base/codebook/), the mapping
docs/codebook.md. What ACLED would code and this record does not tell stays blank: never guessed.
"""

import pandas as pd

from op1027.export.frames import linked
from op1027.ledger.fronts import sides_of
from op1027.ledger.model import Ledger
from op1027.record._columns import looked_up

_COLUMNS = [
    *["event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type"],
    *["actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction"],
    *["civilian_targeting", "iso", "region", "country", "admin1", "admin2", "admin3", "location"],
    *["latitude", "longitude", "geo_precision", "source", "source_scale", "notes", "fatalities", "tags", "timestamp"],
]
_DISORDER = {
    "Battles": "Political violence",
    "Explosions/Remote violence": "Political violence",
    "Strategic developments": "Strategic developments",
}
_OVERTAKES, _REGAINS = "Non-state actor overtakes territory", "Government regains territory"
_AIR_STRIKE = "Air/drone strike"
_PRECISION = {"town": 1, "township": 2}
_KILLED = "_killed"


def acled_table(ledger: Ledger) -> pd.DataFrame:
    """The events in ACLED's columns.

    Returns
    -------
    DataFrame
        Columns of ACLED, rows as in `Ledger.events`; what each column holds here, `codebook_table` tells.
    """
    events = linked(ledger.events, ledger, ("actor", "opponent"))
    places = ledger.places.set_index("place").reindex(events["place"]).reset_index(drop=True)
    country = ledger.package.acled
    table = pd.DataFrame(index=events.index)
    table["event_id_cnty"] = f"{ledger.package.descriptor['name']}:" + events["item"]
    table["event_date"] = events["date"]
    table["year"] = events["date"].dt.year
    days = (events["date_end"] - events["date_start"]).dt.days + 1
    table["time_precision"] = pd.cut(days, [0, 1, 7, 31], labels=[1, 2, 3]).astype("Int64")
    table[["event_type", "sub_event_type"]] = _event_types(events, ledger)
    table["disorder_type"] = table["event_type"].map(_DISORDER)
    table["actor1"], table["actor2"] = events["actor_name"], events["opponent_name"]
    table["assoc_actor_1"] = _ally_names(events, ledger)
    for column in ("country", "iso", "region"):
        table[column] = country.get(column)
    for column, ours in {"admin1": "state_region", "admin2": "district", "admin3": "township"}.items():
        table[column] = places[ours]
    table["location"] = events["place_name"].fillna(events["front_name"])
    table["latitude"], table["longitude"] = events["lat"], events["lon"]
    table["geo_precision"] = _geo_precision(places)
    table["source"] = events["publishers"].astype("str").str.replace("|", "; ", regex=False)
    table["notes"] = events["summary"]
    table["fatalities"] = events["low"].where(events["metric"].str.endswith(_KILLED).fillna(False).astype("bool"))
    table["tags"] = _tags(events)
    return table.reindex(columns=_COLUMNS)


def _geo_precision(places: pd.DataFrame) -> pd.Series:
    """ACLED's ``geo_precision`` of each event's place, whose row is blank where none is named."""
    precision = places["kind"].map(_PRECISION).fillna(3).astype("int64")
    by_township = places["location_basis"].isin(["township", "townships"])
    return precision.where(~by_township | (precision != 1), 2)


def _event_types(events: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """``event_type`` and ``sub_event_type`` of each event, by the descriptor's ``acled``.

    ACLED tells territory gained by whether the government gains it; which side that is the descriptor says.
    Where the descriptor names several sub-events, only a count of air strikes tells which.
    """
    types = ledger.package.categories("events_and_claims", "type")
    named = {value: c["acled"].split(" / ", 1) for value, c in types.items() if "acled" in c}
    pairs = [named.get(kind, ("", "")) for kind in events["type"]]
    table = pd.DataFrame(pairs, columns=["event_type", "sub_event_type"], index=events.index, dtype="str")
    government = ledger.package.acled.get("government")
    if government is not None:
        territory = table["sub_event_type"].isin([_OVERTAKES, _REGAINS])
        regained = events["actor"].map(sides_of(ledger.actors)) == government
        table.loc[territory & regained, "sub_event_type"] = _REGAINS
        table.loc[territory & ~regained & events["actor"].notna(), "sub_event_type"] = _OVERTAKES
    several = table["sub_event_type"].str.contains("; ", regex=False)
    by_air = table["sub_event_type"].str.contains(_AIR_STRIKE, regex=False) & (events["metric"] == "airstrikes")
    table["sub_event_type"] = table["sub_event_type"].mask(several).mask(several & by_air, _AIR_STRIKE)
    return table.mask(table == "")


def _ally_names(events: pd.DataFrame, ledger: Ledger) -> pd.Series:
    """The allies' names, with ; between them as ACLED writes it."""
    allies = events["allies"].dropna().str.split("|").explode()
    each = looked_up(allies, ledger.actors, "actor", "name")
    return each.groupby(level=0).agg("; ".join).reindex(events.index)


def _tags(events: pd.DataFrame) -> pd.Series:
    """What ACLED has no column for: evidence, the span of days, and that somebody denies it."""
    span = events["date_start"].dt.strftime("%Y-%m-%d") + "/" + events["date_end"].dt.strftime("%Y-%m-%d")
    one_day = events["date_start"] == events["date_end"]
    text: pd.Series = "evidence=" + events["evidence"] + ("; dates=" + span).mask(one_day, "")
    denied = events["disputed"].map({True: "; disputed", False: ""}).astype("str")
    return text.str.cat(denied)
