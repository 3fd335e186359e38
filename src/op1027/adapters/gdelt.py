"""The shape of GDELT's tables, which are counted only (`scan`): they are coded by machines from news."""

from pathlib import Path

import pandas as pd

from op1027.adapters.exports import PCODES, Shape, fields_of

# GDELT's own files have no header: where the columns stand that are read, by how many there are (2.0, 1.0, and
# 1.0 before it had addresses).
_FIXED = {0: "globaleventid", 1: "sqldate", 26: "eventcode"}
_PLACE = ("actiongeo_type", "actiongeo_fullname", "actiongeo_countrycode", "actiongeo_lat", "actiongeo_long")
_PLACE_AT = {61: (51, 52, 53, 56, 57), 58: (49, 50, 51, 53, 54), 57: (49, 50, 51, 53, 54)}


def own_columns(path: Path) -> list[str]:
    """The columns of a file as GDELT publishes it; nothing of another."""
    with path.open("rb") as file:
        raw = file.readline().decode("utf-8", errors="replace").split("\t")
    if not raw[0].isdecimal() or len(raw) not in _PLACE_AT:
        return []
    named = _FIXED | dict(zip(_PLACE_AT[len(raw)], _PLACE, strict=True))
    return [named.get(n, f"column_{n + 1}") for n in range(len(raw))]


def _gdelt_spots(rows: pd.DataFrame) -> pd.DataFrame:
    """GDELT names a place as ``Town, State, Country``, a state as ``State, Country``, by ``ActionGeo_Type``."""
    kind = rows["actiongeo_type"]
    parts = rows["actiongeo_fullname"].str.split(r"\s*,\s*", regex=True)
    city, state = kind.isin([3, 4]).astype(bool), kind.isin([2, 5]).astype(bool)
    level = pd.Series("none", index=rows.index).mask(city, "town").mask(state, "state_region")
    second = parts.map(lambda p: p[-2] if len(p) > 2 else "")
    return pd.DataFrame(
        {
            "admin1": parts.str[0].where(state, second),
            "admin2": "",
            "admin3": "",
            "location": parts.str[0].where(city, ""),
            "lat": rows["actiongeo_lat"],
            "lon": rows["actiongeo_long"],
            "level": level.mask(rows[["actiongeo_lat", "actiongeo_long"]].isna().any(axis=1), "none"),
        }
        | {name: rows[name] for name in PCODES}
    )


# CAMEO codes by their beginning, the longest that fits counts; all else has no type here.
_CAMEO = {
    **dict.fromkeys(["183", "190", "192", "193"], "battle"),
    **dict.fromkeys(["194", "195"], "bombardment"),
    **dict.fromkeys(["0871", "196"], "ceasefire"),
}


def _gdelt_types(rows: pd.DataFrame) -> pd.DataFrame:
    code = rows["eventcode"]
    found = code.str[:4].map(_CAMEO).fillna(code.str[:3].map(_CAMEO))
    return pd.DataFrame({"type": found, "called": code, "town_type": None}, index=rows.index).astype("str")


GDELT = Shape(
    name="GDELT",
    full_name="Global Database of Events, Language, and Tone",
    licence="",
    reader="scan",
    key="globaleventid",
    country="actiongeo_countrycode",
    fields=fields_of(
        "sqldate!:day eventcode! actiongeo_type:integer:0..5 actiongeo_fullname "
        "actiongeo_lat:number:-90..90 actiongeo_long:number:-180..180"
    ),
    when=("sqldate",),
    what=("eventcode",),
    where=("actiongeo_type", "actiongeo_fullname", "actiongeo_lat", "actiongeo_long", *PCODES),
    day=lambda rows: pd.DataFrame({"date_start": rows["sqldate"], "date_end": rows["sqldate"]}),
    kind=_gdelt_types,
    spot=_gdelt_spots,
)
