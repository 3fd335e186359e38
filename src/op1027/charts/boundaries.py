"""Township outlines: read from GeoJSON, turned into lines that draw without internet."""

from collections import Counter
from itertools import pairwise
from pathlib import Path

from op1027.ledger.fronts import outlines_of
from op1027.ledger.load import own_data
from op1027.ledger.model import Ledger
from op1027.record.faults import DataError
from op1027.record.outlines import Outlines, Position, Ring, read_outlines

__all__ = ["Boundaries", "Lines", "boundaries_of", "load_boundaries", "outline_lines"]
__dir__ = __all__.copy

Boundaries = dict[str, list[Ring]]
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
    DataError
        If the file is no such GeoJSON; it lists every fault.
    """
    found, faults = read_outlines(Path(path) if path is not None else own_data() / "townships.geojson")
    if faults:
        raise DataError(faults)
    return _rings(found)


def boundaries_of(ledger: Ledger) -> Boundaries:
    """The outlines that a ledger's data folder brings with it; none if it brings none."""
    return _rings(outlines_of(ledger))


def _rings(outlines: Outlines) -> Boundaries:
    return {code: [ring for polygon in polygons for ring in polygon] for code, polygons in outlines.items()}


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


def _walks(rings: list[Ring], wanted: set[frozenset[Position]]) -> Lines:
    """The wanted edges in the order of the rings, joined to lines, each edge drawn once."""
    left = set(wanted)
    x: list[float | None] = []
    y: list[float | None] = []
    for ring in rings:
        end: Position | None = None
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
