"""Outlines of townships: a GeoJSON file, read for all that draw or measure them; or what is wrong with it."""

from pathlib import Path
from typing import Any

from op1027.record.faults import DataError, Fault
from op1027.record.read import read_json

_CODES = ("ts_pcode", "township_pcode", "adm3_pcode", "pcode")
_MEND = "give a FeatureCollection of Polygons or MultiPolygons in degrees, each with its P-code"

Position = tuple[float, float]
Ring = list[Position]
Outlines = dict[str, list[list[Ring]]]


def read_outlines(file: Path) -> tuple[Outlines, list[Fault]]:
    """The polygons of each township, by P-code: of each polygon its outer ring, then those of its holes.

    Returns
    -------
    outlines : dict
        Without those at fault.
    faults : list of Fault
    """
    try:
        content = read_json(file)
    except DataError as error:
        return {}, error.faults
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not features:
        return {}, [Fault(file.name, 0, "", "", "no GeoJSON features", _MEND)]
    found: Outlines = {}
    faults = []
    for number, feature in enumerate(features, start=1):
        try:
            found.setdefault(_code_of(feature), []).extend(_polygons_of(feature))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            why = error if type(error) is ValueError else "not of GeoJSON's form"
            faults.append(Fault(file.name, 0, "", "", f"feature {number}: {why}", _MEND))
    return found, faults


def _code_of(feature: dict[str, Any]) -> str:
    """A feature's P-code, whatever the usual name that it goes by."""
    given = {name.lower(): value for name, value in (feature["properties"] or {}).items()}
    code = next((given[name] for name in _CODES if given.get(name)), None)
    if code is None:
        raise ValueError(f"no P-code; it must stand in one of {', '.join(_CODES)}")
    return str(code)


def _polygons_of(feature: dict[str, Any]) -> list[list[Ring]]:
    """The rings of each polygon of a feature's Polygon or MultiPolygon."""
    geometry = feature["geometry"] or {}
    kind = geometry.get("type")
    if kind not in ("Polygon", "MultiPolygon"):
        raise ValueError(f"{kind or 'no geometry'} where a Polygon or MultiPolygon is needed")
    polygons = geometry["coordinates"] if kind == "MultiPolygon" else [geometry["coordinates"]]
    found = [[[(float(x), float(y)) for x, y, *_ in ring] for ring in polygon] for polygon in polygons]
    if not all(abs(x) <= 180 and abs(y) <= 90 for polygon in found for ring in polygon for x, y in ring):
        raise ValueError("coordinates are not degrees of longitude and latitude")
    if not all(polygon and all(len(ring) > 2 for ring in polygon) for polygon in found):
        raise ValueError("a ring of less than three points")
    return found
