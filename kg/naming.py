"""How articles name things: a name together with what it was resolved to, identified by its content.

A naming is what lets the reference graph grow and shrink article by article and still be the same as if all articles
had come at once: the description of a place or an actor is a pure function of the set of its namings.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from kg.ids import content_hash
from kg.model import Actor, Place, Span, Zone

__all__ = [
    "Naming",
    "actor_naming",
    "actor_of",
    "enclosing",
    "label_among",
    "place_naming",
    "place_of",
    "zone_naming",
    "zone_of",
]


@dataclass(frozen=True, slots=True)
class Naming:
    """One way articles name a thing. ``kind``: place, actor or zone; ``thing`` its id; ``resolution`` all of it as
    JSON.
    """

    kind: str
    thing: str
    name: str
    resolution: str

    @property
    def id(self) -> str:
        """Identifier, from the content."""
        return content_hash(self.kind, self.resolution)


@lru_cache(maxsize=5000)
def place_naming(place: Place) -> Naming:
    """A place as an article names it; how sure the choice was stays with the article."""
    known = {
        "id": place.id,
        "name": place.name,
        "kind": place.kind,
        "lat": place.lat,
        "lon": place.lon,
        "country": place.country,
        "within": place.within,
        "within_ids": place.within_ids,
        "where_prec": place.where_prec,
        "aliases": sorted(set(place.aliases)),
        **({"seat": place.seat} if place.seat else {}),
    }
    return Naming("place", place.id, place.name, _json(known))


@lru_cache(maxsize=5000)
def actor_naming(actor: Actor) -> Naming:
    """An actor as an article names it."""
    known = {
        "id": actor.id,
        "name": actor.name,
        "kind": actor.kind,
        "named": actor.named,
        "country": actor.country,
        "inter": actor.inter,
        "aliases": sorted(set(actor.aliases)),
    }
    return Naming("actor", actor.id, actor.name, _json(known))


def zone_naming(zone: Zone) -> Naming:
    """A zone as an article names it."""
    return Naming("zone", zone.id, zone.name, _json({"id": zone.id, "name": zone.name, "kind": zone.kind}))


def place_of(resolution: str) -> Place:
    """The place that a naming was made of; the older namings of a store tell no other names."""
    known = json.loads(resolution)
    for several in ("within", "within_ids", "aliases", "seat"):
        known[several] = tuple(known.get(several, ()))
    return Place(**known)


def actor_of(resolution: str) -> Actor:
    """The actor that a naming was made of."""
    known = json.loads(resolution)
    known["aliases"] = tuple(known["aliases"])
    return Actor(**known)


def zone_of(resolution: str, mention: Span, *, by_outline: bool = False) -> Zone:
    """The zone that a naming was made of, as mentioned at ``mention``."""
    known = json.loads(resolution)
    return Zone(known["id"], known["name"], known["kind"], mention, by_outline)


def enclosing(place: Place) -> list[tuple[str, str]]:
    """Ids and names of what encloses the place, nearest first; an enclosing name without an id gets one of its own."""
    ids = list(place.within_ids)
    names = list(place.within)
    if len(ids) == len(names):
        return list(zip(ids, names, strict=True))
    if not names:
        return [(i, i) for i in ids]
    return [(f"name:{content_hash('place', n, place.country)}", n) for n in names]


def label_among(names: Iterable[str]) -> str:
    """The one name to show of several: the longest, then the first in order of characters."""
    return min(names, key=lambda n: (-len(n), n))


def _json(known: Mapping[str, object]) -> str:
    return json.dumps(known, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
