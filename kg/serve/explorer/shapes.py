"""Outlines for the map, from the gazetteer's packs: the provinces of a country as its base, one area by its id.

What is not known is absent: a country without outlines, an area without one. Results are kept, for packs do not change.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import NamedTuple

from kg.gazetteer import load_gazetteer
from kg.gazetteer.pack import Outline

__all__ = ["Box", "area", "base_map", "countries", "middle"]

_CITIES = 60
"""Towns named on the base map of a country, the largest."""

_TOWNS = ("City", "Settlement")


class Box(NamedTuple):
    """The extent of a country: degrees west, south, east, north."""

    west: float
    south: float
    east: float
    north: float


@lru_cache(maxsize=1)
def countries() -> str:
    """JSON: the countries that have outlines, with their extents, so that a map fetches only what it shows."""
    gazetteer = load_gazetteer()
    found = {}
    for code in sorted(gazetteer.paths):
        points = [point for outline in _provinces(code) for polygon in outline.polygons for point in polygon[0]]
        if points:
            lons, lats = [p[0] for p in points], [p[1] for p in points]
            found[code] = Box(min(lons), min(lats), max(lons), max(lats))
    return json.dumps(found, separators=(",", ":"))


@lru_cache(maxsize=256)
def base_map(code: str) -> str | None:
    """GeoJSON of a country's provinces and its largest towns; ``None`` for a country without outlines."""
    gazetteer = load_gazetteer()
    if code not in gazetteer.paths:
        return None
    names = {a.id: a.name for pack in gazetteer.packs(code) for a in pack.areas}
    features = [
        {
            "type": "Feature",
            "properties": {"id": outline.id, "name": names.get(outline.id, ""), "middle": middle(outline)},
            "geometry": _geometry(outline),
        }
        for outline in _provinces(code)
    ]
    if not features:
        return None
    towns = sorted(
        (
            row
            for pack in gazetteer.packs(code)
            for row in pack.rows()
            if row.kind in _TOWNS and row.population > 10_000
        ),
        key=lambda row: (-row.population, row.id),
    )
    features += [
        {
            "type": "Feature",
            "properties": {"name": row.name, "population": row.population},
            "geometry": {"type": "Point", "coordinates": [row.lon, row.lat]},
        }
        for row in towns[:_CITIES]
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=4096)
def area(code: str, identifier: str) -> str | None:
    """GeoJSON of one province or district by its id, or of a whole country by ``iso:CC``; ``None`` if not known."""
    gazetteer = load_gazetteer()
    if code not in gazetteer.paths:
        return None
    if identifier == f"iso:{code}":
        outlines = _provinces(code)
    else:
        found = gazetteer.outline(identifier, code)
        outlines = () if found is None else (found,)
    if not outlines:
        return None
    polygons = [[list(ring) for ring in polygon] for outline in outlines for polygon in outline.polygons]
    geometry = {"type": "MultiPolygon", "coordinates": polygons}
    return json.dumps(
        {"type": "Feature", "properties": {"id": identifier}, "geometry": geometry}, separators=(",", ":")
    )


@lru_cache(maxsize=4096)
def centre(code: str, identifier: str) -> tuple[float, float] | None:
    """Latitude and longitude in the middle of an area; ``None`` if it has no outline. A province's own coordinates are
    often those of its capital, where an event told only by the province did not happen.
    """
    gazetteer = load_gazetteer()
    if code not in gazetteer.paths:
        return None
    found = gazetteer.outline(identifier, code)
    if found is None:
        return None
    lon, lat = middle(found)
    return lat, lon


def middle(outline: Outline) -> tuple[float, float]:
    """Longitude and latitude of the centroid of the largest polygon."""
    best, where = -1.0, (0.0, 0.0)
    for polygon in outline.polygons:
        ring = polygon[0]
        twice = x = y = 0.0
        for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True):
            cross = x1 * y2 - x2 * y1
            twice += cross
            x += (x1 + x2) * cross
            y += (y1 + y2) * cross
        if abs(twice) > best:
            best = abs(twice)
            where = (x / (3 * twice), y / (3 * twice)) if twice else ring[0]
    return round(where[0], 4), round(where[1], 4)


def _geometry(outline: Outline) -> dict[str, object]:
    return {"type": "MultiPolygon", "coordinates": [[list(ring) for ring in polygon] for polygon in outline.polygons]}


@lru_cache(maxsize=256)
def _provinces(code: str) -> tuple[Outline, ...]:
    """The outlines of the areas right below a country, in the order of their ids."""
    found = []
    for pack in load_gazetteer().packs(code):
        kinds = [a for a in pack.areas if a.kind == "Province"]
        for one in sorted(kinds, key=lambda a: a.id):
            outline = pack.outline(one.id)
            if outline is not None:
                found.append(outline)
    return tuple(found)
