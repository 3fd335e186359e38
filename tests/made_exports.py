"""Exports made up: every row here is synthetic, invented, and of no real event."""

import csv
from pathlib import Path

import op1027

TOWNSHIPS = [("alpha", "Alpha", "MMR901001", "1.50"), ("beta", "Beta", "MMR901002", "2.50")]
PLACES = [
    *(
        {"place": key, "kind": "town", "name": name, "aliases": f"{name}ville|Old {name}", "township": name}
        | {"township_pcode": code, "district": "Hills", "state_region": "Upland (North)", "lat": lat, "lon": "95.00"}
        | {"front": "north"}
        for key, name, code, lat in TOWNSHIPS
    ),
    *(
        {"place": f"{key}_township", "kind": "township", "name": name, "township": name, "township_pcode": code}
        | {"pcode": code, "district": "Hills", "state_region": "Upland (North)", "lat": lat, "lon": "95.10"}
        | {"front": "north"}
        for key, name, code, lat in TOWNSHIPS
    ),
    {"place": "hills", "kind": "district", "name": "Hills", "state_region": "Upland (North)", "front": "north"},
    {"place": "upland", "kind": "state_region", "name": "Upland (North)", "state_region": "Upland (North)"},
    {"place": "gamma", "kind": "town", "name": "Gamma", "lat": "5.0", "lon": "95.0", "front": "south"},
    {"place": "capital", "kind": "town", "name": "Capital", "lat": "9.0", "lon": "95.0", "front": ""},
]
PLACES = [{"lat": "2.00", "lon": "95.00"} | place for place in PLACES]
ROW = {
    "event_id_cnty": "SYN1",
    "event_date": "05 January 2024",
    "year": "2024",
    "time_precision": "1",
    "event_type": "Battles",
    "sub_event_type": "Armed clash",
    "actor1": "Rebels",
    "assoc_actor_1": "",
    "inter1": "2",
    "actor2": "Army (2021-)",
    "assoc_actor_2": "",
    "inter2": "1",
    "interaction": "12",
    "region": "Synthetic region",
    "country": "Synthetica",
    "admin1": "Upland-North",
    "admin2": "Hills",
    "admin3": "Alpha",
    "location": "Alpha",
    "latitude": "1.5",
    "longitude": "95.0",
    "geo_precision": "1",
    "source": "Paper; Radio",
    "source_scale": "National",
    "notes": "Synthetic: a clash, with a comma\nand a line break",
    "fatalities": "3",
    "timestamp": "1705000000",
}
OLD = ["data_id", "iso", "event_id_cnty", "event_id_no_cnty", *list(ROW)[1:], "iso3"]
NEW = [*ROW, "disorder_type", "civilian_targeting", "iso", "tags"]
TAKEN = {"sub_event_type": "Non-state actor overtakes territory"}
BACK = {"sub_event_type": "Government regains territory"}
UCDP = {
    "id": "90001",
    "type_of_violence": "1",
    "side_a": "Government of Synthetica (Old Name)",
    "side_b": "Rebels",
    "country": "Synthetica (Old Name)",
    "adm_1": "Upland (North) state",
    "adm_2": "Hills district",
    "where_prec": "1",
    "where_coordinates": "Alpha town",
    "latitude": "1.501",
    "longitude": "95.001",
    "date_prec": "2",
    "date_start": "2024-01-03 00:00:00.000",
    "date_end": "2024-01-05 00:00:00.000",
    "best": "4",
    "low": "3",
    "high": "9",
    "source_date": "2024-01-01;2024-01-08;2024-01-07",
    "source_headline": "Synthetic headline",
    "source_original": "",
    "relid": "SYN",
    "year": "2024",
}


def write(folder: Path, *rows: dict[str, str], columns: list[str] | None = None, base: dict[str, str] = ROW) -> Path:
    """Write a synthetic export; each row gives what differs from the first one, and gets an id of its own."""
    path = folder / "synthetic_export.csv"
    key = "event_id_cnty" if base is ROW else "id"
    with path.open("w", encoding="utf-8", newline="") as f:
        out = csv.writer(f)
        out.writerow(columns or base)
        for number, row in enumerate(rows, start=1):
            full = base | {key: f"SYN{number}"} | row
            out.writerow([full.get(column.lower(), "") for column in columns or base])
    return path


def said(ledger: op1027.Ledger, part: str) -> list[tuple[int, str, str]]:
    """What is told of a part of an export that was not matched: line, value, what it was taken as."""
    found = ledger.unmatched[ledger.unmatched["part"] == part]
    return list(zip(found["line"], found["value"], found["taken_as"], strict=True))
