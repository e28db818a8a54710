"""Geometry of "within": where "10 km south of X" lies, and whether one area lies in another."""

from __future__ import annotations

import math
import re
from functools import lru_cache

from kg.gazetteer.layout import Outline
from kg.lexicon import load_lexicon

__all__ = ["lies_within", "offset_point"]

_BEARINGS = {
    name: 45.0 * i
    for i, name in enumerate(
        ("north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest")
    )
}  # fmt: skip
_UNITS = {
    **dict.fromkeys(("km", "kms", "k.m.", "kilometer", "kilometers", "kilometre", "kilometres"), 1.0),
    **dict.fromkeys(("mile", "miles", "mi"), 1.609),
    **dict.fromkeys(("m", "metre", "metres", "meter", "meters"), 0.001),
}
_RELATION = re.compile(
    r"(?:[a-z]+ )*?(?:(?P<digits>\d[\d.,]*)[ -]?|(?P<word>[a-z]+) )"
    rf"(?P<unit>{'|'.join(map(re.escape, sorted(_UNITS, reverse=True)))}) (?:to the )?(?P<way>[a-z-]+)(?: of| from)?"
)
_FARTHEST = 500.0
"""Kilometres beyond which nobody tells a place by another."""
_GRID = 12
"""Points along each side of an area's box that are looked at."""
_SHARE = 0.95
"""Of an area's points, how many must lie within: neighbours share borders, and outlines are simplified."""


@lru_cache(maxsize=1)
def _numbers() -> dict[str, float]:
    """The number words of the lexicon."""
    return {w: float(c.value or 0) for c in load_lexicon().scheme("number-word") for w in c.words}


def offset_point(lat: float, lon: float, relation: str) -> tuple[float, float] | None:
    """The point that is told by its distance and direction from another ("10 km south of"); ``None`` if the words tell not
    both.
    """
    match = _RELATION.fullmatch(relation.lower())
    if match is None:
        return None
    bearing = _BEARINGS.get(match["way"].replace("-", ""))
    try:
        number = float(match["digits"].replace(",", "")) if match["digits"] else _numbers().get(match["word"])
    except ValueError:
        return None
    if number is None or bearing is None or number * _UNITS[match["unit"]] > _FARTHEST:
        return None
    far = number * _UNITS[match["unit"]]
    north = far * math.cos(math.radians(bearing)) / 111.0
    east = far * math.sin(math.radians(bearing)) / (111.0 * max(0.1, math.cos(math.radians(lat))))
    return lat + north, lon + east


def lies_within(area: Outline, zone: Outline) -> bool:
    """Whether an area lies in a zone, but for what simplified borders overlap."""
    points = [p for polygon in area.polygons for p in polygon[0]]
    if not points:
        return False
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    own = inside = 0
    for i in range(_GRID):
        lat = south + (north - south) * (i + 0.5) / _GRID
        for k in range(_GRID):
            lon = west + (east - west) * (k + 0.5) / _GRID
            if area.contains(lat, lon):
                own += 1
                inside += zone.contains(lat, lon)
    return own > 0 and inside >= _SHARE * own
