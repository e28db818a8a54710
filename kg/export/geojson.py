"""GeoJSON (RFC 7946) of the events, for QGIS and web maps: one point an event, with its precision.

The point is that of the main place; ``placePrecision`` (UCDP's ``where_prec``, 1 exact to 6 country) says how near the
event lies to it. An event without a known place has no geometry and is still a feature.
"""

from __future__ import annotations

import json
from typing import IO

from kg.export.property_graph import rows, tables
from kg.store import GraphStore

__all__ = ["write_geojson"]


def write_geojson(store: GraphStore, out: IO[str]) -> None:
    """Write one collection, a feature a line; the properties are the columns of the table of events."""
    table = tables()["events"]
    out.write('{"type": "FeatureCollection", "features": [')
    before = "\n"
    for row in rows(store, table):
        said = {c.name: value for c, value in zip(table.columns, row, strict=True) if value is not None}
        event, lat, lon = said.pop("event"), said.pop("lat", None), said.pop("lon", None)
        known = lat is not None and lon is not None
        feature = {
            "type": "Feature",
            "id": event,
            "geometry": {"type": "Point", "coordinates": [lon, lat]} if known else None,
            "properties": said,
        }
        out.write(before + json.dumps(feature, ensure_ascii=False))
        before = ",\n"
    out.write("\n]}\n")
