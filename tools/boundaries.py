"""Build data/townships.geojson, approximate township outlines, from public facts.

Official township polygons may not be passed on, so these are made anew: every village and ward that
MIMU locates (``mm_geo_coder``) gets the land that is nearer to it than to any other, the land of one township
is joined, cut at the country's outline (Natural Earth 1:10m, public domain) and simplified.

    npm pack world-atlas && tar xzf world-atlas-*.tgz
    python tools/boundaries.py package/countries-10m.json

Needs ``pip install .[gazetteer]``. How far the result is from the official lines: docs/method.md.
"""

import csv
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import shapely
from shapely import MultiPolygon, Polygon, affinity

from gazetteer import DATA, read_gazetteer, village_points
from op1027.text.files import one_line, write_files

Position = tuple[float, float]
COUNTRY = "104"  # ISO 3166 of Myanmar, which is what world-atlas calls it
DESCRIPTION = (
    "Approximate township outlines, not official boundaries: the land nearest to each township's villages and "
    "wards (MIMU), cut at Natural Earth's 1:10m country outline and simplified. How made: docs/method.md"
)
FLAT = 0.94  # a degree of longitude in degrees of latitude, at the country's middle
TOLERANCE = 0.011  # degrees


def country(path: Path) -> Any:
    """The country's outline out of a TopoJSON file."""
    topology = json.loads(path.read_text(encoding="utf-8"))
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]

    def arc(number: int) -> list[tuple[float, float]]:
        x = y = 0
        points = []
        for dx, dy in topology["arcs"][number if number >= 0 else ~number]:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        return points if number >= 0 else points[::-1]

    shape = next(g for g in topology["objects"]["countries"]["geometries"] if g.get("id") == COUNTRY)
    rings = [[[p for number in ring for p in arc(number)] for ring in polygon] for polygon in shape["arcs"]]
    return shapely.make_valid(MultiPolygon([Polygon(outer, holes) for outer, *holes in rings]))


def located() -> dict[Position, str]:
    """Every located village, ward and town, as longitude and latitude, with its township's P-code."""
    wards, villages = read_gazetteer()
    found = {(lon, lat): code for code, near in village_points(villages).items() for lat, lon, *_ in near}
    found |= {(w["longitude"], w["latitude"]): w["township_pcode"] for w in wards if w["latitude"] is not None}
    return found | {(float(t["lon"]), float(t["lat"])): t["township_pcode"] for t in places("town") if t["pcode"]}


def places(kind: str) -> list[dict[str, str]]:
    with (DATA / "places.csv").open(encoding="utf-8", newline="") as f:
        return [row for row in csv.DictReader(f) if row["kind"] == kind]


def without_slips(codes: list[str], cells: Any) -> list[str]:
    """The cells' townships, where a cell that touches none of its own township goes to the one around it."""
    around: dict[int, Counter[str]] = defaultdict(Counter)
    for one, other in zip(*shapely.STRtree(cells).query(cells, predicate="touches"), strict=True):
        around[one][codes[other]] += 1
    number = Counter(codes)
    return [
        code if around[n][code] or number[code] == 1 else around[n].most_common(1)[0][0] for n, code in enumerate(codes)
    ]


def townships(points: dict[Position, str], outline: Any) -> dict[str, Any]:
    """The land of each township: its points' Voronoi cells, joined, cut at the outline and simplified."""
    flat = shapely.MultiPoint([(lon * FLAT, lat) for lon, lat in points])
    frame = affinity.scale(shapely.box(*outline.buffer(1).bounds), FLAT, 1, origin=(0, 0))
    cells = shapely.get_parts(shapely.voronoi_polygons(flat, extend_to=frame, ordered=True))
    codes = without_slips(list(points.values()), cells)
    land: dict[str, list[Any]] = defaultdict(list)
    for cell, code in zip(cells, codes, strict=True):
        land[code].append(affinity.scale(cell, 1 / FLAT, 1, origin=(0, 0)))
    cut = [MultiPolygon(polygons(shapely.coverage_union_all(land[code]).intersection(outline))) for code in land]
    return dict(sorted(zip(land, shapely.orient_polygons(shapely.coverage_simplify(cut, TOLERANCE)), strict=True)))


def polygons(shape: Any) -> list[Any]:
    """What is land in a shape that may also hold lines and points where two borders only touch."""
    return [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]


def ring(line: Any) -> list[list[float]]:
    """A ring at three decimals, about 100 m, without points that fall together."""
    points = [[round(x, 3), round(y, 3)] for x, y in line.coords]
    return [p for n, p in enumerate(points) if n == 0 or p != points[n - 1]]


def main(path: Path) -> None:
    known = {row["pcode"]: row for row in places("township")}
    features: list[dict[str, Any]] = []
    for code, shape in townships(located(), country(path)).items():
        if code not in known:
            continue
        coordinates = [[ring(line) for line in (p.exterior, *p.interiors)] for p in shapely.get_parts(shape)]
        properties = {"pcode": code, "township": known[code]["name"], "front": known[code]["front"]}
        geometry = {"type": "MultiPolygon", "coordinates": coordinates}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    head = json.dumps({"type": "FeatureCollection", "description": DESCRIPTION})[:-1]
    rows = ",\n".join(json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features)
    target = DATA / "townships.geojson"
    with one_line(f"{target.name} was left as it was"):
        write_files({target: f'{head}, "features": [\n{rows}\n]}}\n'.encode()})
    lacking = sorted(set(known) - {f["properties"]["pcode"] for f in features})
    print(f"data/townships.geojson: {len(features)} townships; none for {', '.join(lacking) or 'no other'}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
