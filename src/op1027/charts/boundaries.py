"""Township outlines: read from GeoJSON, turned into lines that draw without internet."""

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

from op1027.ledger.load import own_data
from op1027.record.package import Package

__all__ = ["Boundaries", "Lines", "boundaries_of", "load_boundaries", "outline_lines"]
__dir__ = __all__.copy
_RESOURCE = "townships"
_CODES = ("ts_pcode", "township_pcode", "adm3_pcode", "pcode")

_Position = tuple[float, float]
Boundaries = dict[str, list[list[_Position]]]
Lines = tuple[list[float | None], list[float | None]]


def load_boundaries(path: str | Path | None = None) -> Boundaries:
    """Township outlines out of a GeoJSON file.

    Parameters
    ----------
    path : str or Path, optional
        A FeatureCollection of Polygons or MultiPolygons in degrees, each with the township's P-code as
        ``TS_PCODE``, ``ts_pcode``, ``township_pcode``, ``ADM3_PCODE`` or ``pcode``. By default the
        project's own approximate outlines.

    Returns
    -------
    dict
        P-code to the township's rings, each a list of (longitude, latitude).

    Raises
    ------
    ValueError
        If the file is no such GeoJSON.
    """
    file = Path(path) if path is not None else own_data() / "townships.geojson"
    try:
        content = json.loads(file.read_text(encoding="utf-8-sig"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{file.name} is not JSON: {error}") from None
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not features:
        raise ValueError(f"{file.name} holds no GeoJSON features")
    found: Boundaries = {}
    for number, feature in enumerate(features, start=1):
        try:
            found.setdefault(_code_of(feature), []).extend(_rings_of(feature))
        except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
            raise ValueError(f"{file.name}, feature {number}: {error}") from None
    return found


def _code_of(feature: dict[str, Any]) -> str:
    """A feature's P-code, whatever the usual name that it goes by."""
    given = {name.lower(): value for name, value in (feature["properties"] or {}).items()}
    code = next((given[name] for name in _CODES if given.get(name)), None)
    if code is None:
        raise ValueError(f"no P-code; it must stand in one of {', '.join(_CODES)}")
    return str(code)


def _rings_of(feature: dict[str, Any]) -> list[list[_Position]]:
    """The rings of a feature's Polygon or MultiPolygon."""
    geometry = feature["geometry"] or {}
    kind = geometry.get("type")
    if kind not in ("Polygon", "MultiPolygon"):
        raise ValueError(f"{kind or 'no geometry'} where a Polygon or MultiPolygon is needed")
    polygons = geometry["coordinates"] if kind == "MultiPolygon" else [geometry["coordinates"]]
    rings = [[(float(x), float(y)) for x, y, *_ in ring] for polygon in polygons for ring in polygon]
    if not all(abs(x) <= 180 and abs(y) <= 90 for ring in rings for x, y in ring):
        raise ValueError("coordinates are not degrees of longitude and latitude")
    return rings


def boundaries_of(package: Package) -> Boundaries:
    """The outlines that a data folder brings with it; none if it brings none."""
    paths = {r["name"]: r["path"] for r in package.descriptor["resources"]}
    file = package.folder / paths.get(_RESOURCE, "")
    return load_boundaries(file) if file.is_file() else {}


def outline_lines(boundaries: Boundaries) -> tuple[Lines, Lines]:
    """Outlines as lines, each border once: those between two townships, and those around all of them.

    Parameters
    ----------
    boundaries : dict
        As `load_boundaries` gives them.

    Returns
    -------
    between, around : tuple of list
        Longitudes and latitudes, ``None`` where one line ends and the next begins.
    """
    rings = [ring for of_one in boundaries.values() for ring in of_one]
    sides = Counter(frozenset(edge) for ring in rings for edge in pairwise(ring) if edge[0] != edge[1])
    return _walks(rings, {e for e, n in sides.items() if n > 1}), _walks(rings, {e for e, n in sides.items() if n == 1})


def _walks(rings: list[list[_Position]], wanted: set[frozenset[_Position]]) -> Lines:
    """The wanted edges in the order of the rings, joined to lines, each edge drawn once."""
    left = set(wanted)
    x: list[float | None] = []
    y: list[float | None] = []
    for ring in rings:
        end: _Position | None = None
        for start, stop in pairwise(ring):
            edge = frozenset((start, stop))
            if edge not in left:
                continue
            left.remove(edge)
            if start != end:
                x += [None, start[0]] if x else [start[0]]
                y += [None, start[1]] if y else [start[1]]
            x.append(stop[0])
            y.append(stop[1])
            end = stop
    return x, y
