"""What all pages share: the graph they ask, where things have their pages, and how types of events are called."""

from __future__ import annotations

from dataclasses import dataclass

from kg.serve.explorer.data import Overview, Place
from kg.serve.explorer.shapes import centre
from kg.serve.explorer.words import Types, place_precision, thing_path, when
from kg.serve.library import Library

__all__ = ["HOME", "MapEvent", "Site", "map_events", "map_zones"]

HOME = "/explore"
"""Where the pages stand on the server."""

_RADIUS = {2: 25_000, 3: 40_000, 4: 80_000, 5: 100_000, 6: 0}
"""Metres drawn around a place of which only so much is known, where no outline is known."""


@dataclass(frozen=True, slots=True)
class Site:
    """The graph and the addresses of its things. ``base``: what their IRIs begin with. ``tiles``: a template of map tiles."""

    library: Library
    base: str
    tiles: str | None = None

    def link(self, iri: str) -> str | None:
        """The address of a thing's page; ``None`` for what has none."""
        path = thing_path(self.base, iri)
        return None if path is None else f"{HOME}/{path}"

    def iri(self, sort: str, key: str) -> str | None:
        """The IRI of a thing from the last part of its address; ``None`` if it can be none."""
        if (
            not key
            or len(key) > 2000
            or any(ord(c) <= 32 or 0xD800 <= ord(c) < 0xE000 or c in '<>"{}|\\^`' for c in key)
        ):
            return None
        return f"{self.base}{'doc' if sort == 'article' else sort}/{key}"


@dataclass(frozen=True, slots=True)
class MapEvent:
    """An event as the map draws it: a point, or an area round a middle. ``area``: country and id of an outline."""

    id: str
    url: str
    label: str
    family: str
    when: str
    where: str
    lat: float | None
    lon: float | None
    shape: str
    radius: int
    area: tuple[str, str] | None


def map_events(site: Site, types: Types, found: Overview) -> list[MapEvent]:
    """The events of which something is known about the place."""
    shown = []
    for event in found.events:
        place = found.places.get(event.place or "")
        if place is None:
            continue
        precision = event.place_precision or place.precision or 6
        where = f"{event.place_label or place.label} ({place_precision(precision)})"
        area = _outline(place, precision)
        lat, lon = place.lat, place.lon
        shape = "point" if precision == 1 else "area" if area else "circle"
        if area is not None and precision < 6:
            middle = centre(*area)
            if middle is None:
                area, shape = None, "circle"
            else:
                lat, lon = middle
        if lat is None or lon is None:
            continue
        shown.append(
            MapEvent(
                event.iri,
                site.link(event.iri) or "",
                event.label,
                types.family(event.type).key,
                when(event.earliest, event.latest, event.time_precision),
                where,
                lat,
                lon,
                shape,
                0 if shape == "point" else _RADIUS.get(precision, 0),
                area,
            )
        )
    return shown


def _outline(place: Place, precision: int) -> tuple[str, str] | None:
    """Country and id of the outline that says where an event was, if it is known only by an area."""
    if precision < 3 or not place.country:
        return None
    if place.kind == "Country":
        return place.country, f"iso:{place.country}"
    return (place.country, place.identifier) if place.identifier else None


def map_zones(site: Site, found: Overview) -> list[dict[str, object]]:
    """The zones with the outlines of their parts, as the map takes them."""
    shown: list[dict[str, object]] = []
    for zone in found.zones:
        areas = [
            [place.country, place.identifier, part.partly]
            for part in zone.parts
            if (place := found.places.get(part.place)) is not None and place.country and place.identifier
        ]
        if areas:
            shown.append({"label": zone.label, "url": site.link(zone.iri) or "", "areas": areas})
    return shown
