"""Reference data as quads: places with what encloses them, actors, zones, each described by the set of its namings.

A description is a pure function of that set, so it does not matter in which order articles came.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pyoxigraph import Quad

from kg.gazetteer.fold import fold
from kg.ids import Iris
from kg.model import Place, Span
from kg.naming import Naming, actor_of, enclosing, label_among, place_of, zone_of
from kg.terms import Graph
from kg.vocabulary import DCTERMS, GEO, RDF, RDFS, WGS, XSD, C

__all__ = ["actor_quads", "decimal_form", "naming_quads", "place_quads", "thing_iri", "zone_quads"]

_SOMEWHERE = Span(0, 0)


def thing_iri(kind: str, thing: str, iris: Iris) -> str:
    """The IRI of a place, an actor or a zone by its id."""
    return {"place": iris.place, "actor": iris.actor, "zone": iris.zone}[kind](thing)


def naming_quads(naming: Naming, iris: Iris) -> list[Quad]:
    """A naming itself."""
    graph = Graph(C.reference)
    me = iris.naming(naming.id)
    graph.link(me, RDF.type, C.Naming)
    graph.link(me, C.refersTo, thing_iri(naming.kind, naming.thing, iris))
    graph.text(me, C.name, naming.name)
    graph.text(me, C.resolution, naming.resolution)
    return graph.quads()


def decimal_form(number: float) -> str:
    """The canonical form of a coordinate as ``xsd:decimal``, which is also the one that the store gives back."""
    form = repr(float(number))
    if "e" in form:
        form = f"{number:.15f}"
    trimmed = form.rstrip("0").rstrip(".") if "." in form else form
    return "0" if trimmed in ("", "-", "-0") else trimmed


def place_quads(thing: str, own: Sequence[str], enclosed: Sequence[str], iris: Iris) -> list[Quad]:
    """A place. ``own``: the resolutions of its namings; ``enclosed``: those of the places within it.

    What encloses a place that no article names is known from the places within it.
    """
    places = sorted((place_of(r) for r in own), key=_fullness)
    graph = Graph(C.reference)
    me = iris.place(thing)
    if places:
        names = {p.name for p in places}
        chains = [[i for i, _ in enclosing(p)] for p in places]
        best = places[0]
    else:
        found = [_seen_from(place_of(r), thing) for r in enclosed]
        names = {name for name, _ in found}
        chains = [[i for i, _ in chain] for _, chain in found]
        best = Place(thing, label_among(names))
    graph.link(me, RDF.type, C.Place)
    graph.link(me, RDF.type, GEO.Feature)
    graph.text(me, DCTERMS.identifier, thing)
    graph.text(me, RDFS.label, label_among(names))
    _names(graph, me, names)
    graph.flag(me, C.resolved, not thing.startswith("name:"))
    chain = min(chains, key=lambda c: (-len(c), c))
    for area in {thing, *(area for c in chains for area in c)}:
        graph.link(me, C.within, iris.place(area))
    graph.link(me, C.parent, iris.place(chain[0]) if chain else None)
    graph.whole(me, C.depth, len(chain))
    if places:
        graph.link(me, RDF.type, C.NAMESPACE + best.kind)
        graph.text(me, C.placeKind, best.kind)
        graph.text(me, C.country, best.country)
        for alias in {alias for p in places for alias in p.aliases} - names:
            graph.text(me, C.alias, alias)
        for town in {town for p in places for town in p.seat} - names:
            graph.text(me, C.seat, town)
        graph.whole(me, C.placePrecision, best.where_prec)
        if best.lat is not None and best.lon is not None:
            latitude, longitude = decimal_form(best.lat), decimal_form(best.lon)
            graph.typed(me, WGS.lat, latitude, XSD.decimal)
            graph.typed(me, WGS.long, longitude, XSD.decimal)
            graph.link(me, GEO.hasGeometry, me + "/geometry")
            graph.link(me + "/geometry", RDF.type, GEO.Geometry)
            graph.typed(me + "/geometry", GEO.asWKT, f"POINT({longitude} {latitude})", GEO.wktLiteral)
    elif thing.startswith("iso:"):
        graph.link(me, RDF.type, C.Country)
        graph.text(me, C.placeKind, "Country")
        graph.text(me, C.country, thing.removeprefix("iso:"))
        graph.whole(me, C.placePrecision, 6)
    return graph.quads()


def _names(graph: Graph, me: str, names: Iterable[str]) -> None:
    """The names of a thing, and the keys under which any spelling of them is found."""
    for name in names:
        graph.text(me, C.name, name)
        graph.text(me, C.nameKey, fold(name) or None)


def _fullness(place: Place) -> tuple[object, ...]:
    """The naming that knows most comes first."""
    return (place.lat is None, -len(place.within), place.kind == "Place", place.where_prec, place.kind, repr(place))


def _seen_from(place: Place, thing: str) -> tuple[str, list[tuple[str, str]]]:
    """Name and enclosing areas of ``thing`` as a place within it has them."""
    chain = enclosing(place)
    at = next(n for n, (area, _) in enumerate(chain) if area == thing)
    return chain[at][1], chain[at + 1 :]


def actor_quads(thing: str, own: Iterable[str], iris: Iris) -> list[Quad]:
    """An actor, from the resolutions of its namings."""
    actors = sorted((actor_of(r) for r in own), key=lambda a: (not a.named, a.inter == 0, a.kind, repr(a)))
    best = actors[0]
    graph = Graph(C.reference)
    me = iris.actor(thing)
    graph.link(me, RDF.type, C.Actor)
    graph.link(me, RDF.type, C.NAMESPACE + best.kind)
    graph.text(me, DCTERMS.identifier, thing)
    graph.text(me, RDFS.label, label_among({a.name for a in actors}))
    _names(graph, me, {n for a in actors for n in (a.name, *a.aliases)})
    graph.text(me, C.actorKind, best.kind)
    graph.text(me, C.country, next((a.country for a in actors if a.country), None))
    graph.whole(me, C.inter, best.inter or None)
    graph.flag(me, C.resolved, not thing.startswith("name:"))
    return graph.quads()


def zone_quads(thing: str, own: Iterable[str], iris: Iris) -> list[Quad]:
    """A zone, from the resolutions of its namings."""
    zones = sorted((zone_of(r, _SOMEWHERE) for r in own), key=lambda z: (z.kind == "Zone", z.kind, z.name))
    graph = Graph(C.reference)
    me = iris.zone(thing)
    graph.link(me, RDF.type, C.Zone)
    graph.link(me, RDF.type, C.NAMESPACE + zones[0].kind)
    graph.text(me, DCTERMS.identifier, thing)
    graph.text(me, RDFS.label, label_among({z.name for z in zones}))
    _names(graph, me, {z.name for z in zones})
    graph.text(me, C.zoneKind, zones[0].kind)
    return graph.quads()
