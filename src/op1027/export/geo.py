"""Control of towns as GeoJSON (RFC 7946): a point a spell, ready for a GIS with a clock."""

from typing import Any

import pandas as pd

from op1027.export.frames import pages_of_items
from op1027.ledger.control import holdings
from op1027.ledger.fronts import front_names
from op1027.ledger.model import Ledger
from op1027.text.escape import visible

_PROPERTIES = [
    *["town", "name_mm", "pcode", "township", "township_pcode", "district", "state_region"],
    *["holder_name", "side_name", "began", "ended", "start", "start_latest", "end", "end_latest"],
    *["evidence", "disputed", "front_name", "summary", "publishers", "urls", "location_basis"],
    *["place", "front", "holder", "side", "item_start", "item_end"],
]


def control_table(ledger: Ledger) -> pd.DataFrame:
    """Every spell of control of a town with its names, point and pages; ``_PROPERTIES``, ``lat``, ``lon``.

    A row a spell rather than a town, for a GIS filters features, not what is nested in them. ``began`` and
    ``ended`` are best days, which the charts count by; ``summary``, ``publishers`` and ``urls`` are of the
    event that began the spell.
    """
    spells = holdings(ledger)
    own = ["name_mm", "pcode", "township", "township_pcode", "district", "state_region", "location_basis", "lat", "lon"]
    table = spells.assign(
        front_name=spells["front"].map(front_names(ledger)), side_name=spells["side"].map(ledger.package.names)
    )
    table = table.join(ledger.places.set_index("place")[own], on="place").join(pages_of_items(ledger), on="item_start")
    return table.join(ledger.events.set_index("item")["summary"], on="item_start")[[*_PROPERTIES, "lat", "lon"]]


def control_geojson(table: pd.DataFrame, attribution: str) -> dict[str, Any]:
    """`control_table` as a FeatureCollection, with the attribution as a member of its own."""
    return {
        "type": "FeatureCollection",
        "name": "town_control",
        "attribution": attribution,
        "features": [
            {
                "type": "Feature",
                "id": row["item_start"],
                "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
                "properties": {name: _member(row[name]) for name in _PROPERTIES},
            }
            for row in table.to_dict("records")
        ],
    }


def _member(value: Any) -> str | bool | None:
    """A value as JSON takes it: a day as text, null where missing."""
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%d")
    return visible(value) if isinstance(value, str) else bool(value)
