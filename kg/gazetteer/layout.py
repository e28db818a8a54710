"""What a pack of places is made of: the records that go in, outlines, and the numbers of its layout (see ``kg.gazetteer.pack``)."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["KEYS_A_BLOCK", "MAGIC", "NO_AREA", "ROWS_A_BLOCK", "VERSION", "Outline", "PlaceRecord", "Ring"]

MAGIC = b"KGPACK1\n"
VERSION = 1
KEYS_A_BLOCK = 512
ROWS_A_BLOCK = 256
NO_AREA = 0xFFFF
Ring = tuple[tuple[float, float], ...]
"""Closed ring of (longitude, latitude)."""


@dataclass(frozen=True, slots=True)
class PlaceRecord:
    """A place as a table gives it. ``kind``: a class of the ontology (see ``kg.model.Place``); ``feature``: GeoNames
    code.

    ``county`` and ``region`` are ids of the enclosing areas. ``population`` 0 where unknown.
    """

    id: str
    name: str
    kind: str
    lat: float
    lon: float
    country: str = ""
    feature: str = ""
    population: int = 0
    county: str = ""
    region: str = ""
    variants: tuple[str, ...] = ()
    native: tuple[str, ...] = ()
    wikidata: str = ""
    since: str = ""
    until: str = ""
    """First and last day on which a zone is one (ISO dates, or years or months), ``""`` when open."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The polygons of an area: of each, the outer ring and its holes."""

    id: str
    polygons: tuple[tuple[Ring, ...], ...]

    def contains(self, lat: float, lon: float) -> bool:
        """Whether the point lies inside one of the polygons (even-odd rule); they may overlap."""
        return any(_inside(polygon, lat, lon) for polygon in self.polygons)

    def wkt(self) -> str:
        """Well-known text, longitude first (CRS84)."""
        parts = [
            "(" + ", ".join("(" + ", ".join(f"{x:g} {y:g}" for x, y in ring) + ")" for ring in polygon) + ")"
            for polygon in self.polygons
        ]
        return f"POLYGON {parts[0]}" if len(parts) == 1 else f"MULTIPOLYGON ({', '.join(parts)})"


def _inside(polygon: tuple[Ring, ...], lat: float, lon: float) -> bool:
    inside = False
    for ring in polygon:
        x1, y1 = ring[-1]
        for x2, y2 in ring:
            if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
                inside = not inside
            x1, y1 = x2, y2
    return inside
