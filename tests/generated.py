"""A store of as many events as wanted, shaped like one that was built: for benchmarks, never for answers.

Every event has a report in an article of its own with two quotes, a participant, a place and a figure, a third of them a
weapon: what an article of two sentences gives. Names are made up; nothing in it is true.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from kg.ids import Iris
from kg.store import GraphStore, open_for_writing
from kg.vocabulary import RDF, RDFS, XSD, C

__all__ = ["generated_store", "quads"]

_ACTORS, _PLACES = 400, 2_000
_TYPES = ("ArmedAssault", "AirStrike", "Shelling")
_DCTERMS = "http://purl.org/dc/terms/"
_CHUNK = 200_000


def generated_store(folder: Path, events: int) -> GraphStore:
    """A store on disk with this many events, settled and open."""
    store = open_for_writing(folder)
    waiting: list[Quad] = []
    for quad in quads(events, store.iris):
        waiting.append(quad)
        if len(waiting) >= _CHUNK:
            store.store.bulk_extend(waiting)
            waiting.clear()
    store.store.bulk_extend(waiting)
    store.optimize()
    return store


def quads(events: int, iris: Iris) -> Iterator[Quad]:
    """The statements: reference data first, then event by event."""
    base = iris.base
    reference, conclusions = NamedNode(C.reference), NamedNode(C.conclusions)
    type_, label, identifier = NamedNode(RDF.type), NamedNode(RDFS.label), NamedNode(_DCTERMS + "identifier")

    def c(name: str) -> NamedNode:
        return NamedNode(C.NAMESPACE + name)

    def whole(number: int) -> Literal:
        return Literal(str(number), datatype=NamedNode(XSD.integer))

    for n in range(_PLACES):
        place = NamedNode(f"{base}place/made-{n}")
        yield from (
            Quad(place, type_, c("Place"), reference),
            Quad(place, label, Literal(f"Town {n}"), reference),
            Quad(place, c("placeKind"), c("City"), reference),
            Quad(place, identifier, Literal(f"made:{n}"), reference),
        )
    for n in range(_ACTORS):
        actor = NamedNode(f"{base}actor/made-{n}")
        yield from (
            Quad(actor, type_, c("Actor"), reference),
            Quad(actor, label, Literal(f"Brigade {n}"), reference),
            Quad(actor, c("actorKind"), c("ArmedGroup"), reference),
            Quad(actor, identifier, Literal(f"made:{n}"), reference),
        )
    for n in range(events):
        event, report, article = (NamedNode(f"{base}{kind}/made-{n}") for kind in ("event", "report", "doc"))
        words, figure, part, told, said = (
            NamedNode(f"{base}{kind}/made-{n}-{name}")
            for kind, name in (
                ("quote", "main"),
                ("fact", "figure"),
                ("fact", "part"),
                ("fact", "place"),
                ("fact", "said"),
            )
        )
        day = Literal((date(2015, 1, 1) + timedelta(days=n % 3_650)).isoformat(), datatype=NamedNode(XSD.date))
        kind = c(_TYPES[n % len(_TYPES)])
        place, actor = (
            NamedNode(f"{base}place/made-{n * 7 % _PLACES}"),
            NamedNode(f"{base}actor/made-{n * 3 % _ACTORS}"),
        )
        text = f"Fighters of Brigade {n * 3 % _ACTORS} attacked Town {n * 7 % _PLACES}, killing {n % 40}."
        for predicate, thing in (
            (type_, c("Event")),
            (type_, c("Attack")),
            (type_, kind),
            (c("eventType"), kind),
            (label, Literal(f"Attack on Town {n * 7 % _PLACES}")),
            (c("quote"), Literal(text)),
            (c("earliest"), day),
            (c("latest"), day),
            (c("timePrecision"), Literal("day")),
            (c("salience"), whole(1)),
            (c("independentSources"), whole(1)),
            (c("mainPlace"), place),
            (c("locatedWithin"), place),
            (c("participation"), part),
            (c("placeRole"), told),
            (c("figure"), figure),
            (NamedNode("http://www.w3.org/ns/prov#wasDerivedFrom"), report),
        ):
            yield Quad(event, predicate, thing, conclusions)
        yield from (
            Quad(part, type_, c("Participation"), conclusions),
            Quad(part, c("actor"), actor, conclusions),
            Quad(part, c("involves"), actor, conclusions),
            Quad(part, c("role"), Literal("initiator"), conclusions),
            Quad(part, c("name"), Literal(f"Brigade {n * 3 % _ACTORS}"), conclusions),
            Quad(told, type_, c("PlaceRole"), conclusions),
            Quad(told, c("place"), place, conclusions),
            Quad(told, c("role"), Literal("in"), conclusions),
            Quad(told, c("name"), Literal(f"Town {n * 7 % _PLACES}"), conclusions),
            Quad(figure, type_, c("CasualtyFigure"), conclusions),
            Quad(figure, c("casualtyKind"), Literal("killed"), conclusions),
            Quad(figure, c("side"), Literal("target"), conclusions),
            Quad(figure, c("best"), whole(n % 40), conclusions),
            Quad(figure, NamedNode("http://www.w3.org/ns/prov#wasDerivedFrom"), said, conclusions),
            Quad(said, c("evidence"), words, article),
            Quad(report, type_, c("Report"), article),
            Quad(report, label, Literal(f"Attack on Town {n * 7 % _PLACES}"), article),
            Quad(report, c("eventType"), kind, article),
            Quad(report, c("factuality"), Literal("stated"), article),
            Quad(report, c("mainEvidence"), words, article),
            Quad(words, c("words"), Literal(text), article),
            Quad(words, c("begin"), whole(0), article),
            Quad(words, c("end"), whole(len(text)), article),
            Quad(article, type_, c("Article"), article),
            Quad(article, identifier, Literal(f"made-{n}"), article),
        )
