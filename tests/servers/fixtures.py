"""The fixtures of the canned questions as graphs that the projection takes: filled up with what every built graph has.

A fixture has only the statements that its question reads. ``completed`` adds types, names and ends of edges to what is
there, and changes no answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store

from kg.ids import Iris
from kg.lexicon import local_name
from kg.store import GraphStore
from kg.terms import node
from kg.vocabulary import DCTERMS, PROV, RDF, RDFS, C

__all__ = ["completed"]

_BASE = "https://example.org/kg/"
_SHARED = frozenset({C.NAMESPACE + "anyone", C.NAMESPACE + "anywhere"})


def completed(folder: Path) -> GraphStore:
    """The store of a fixture, of a folder of ``tests/queries``."""
    store = GraphStore(Store(), Iris.under(_BASE))
    store.store.load(path=str(folder / "graph.trig"), format=RdfFormat.TRIG)
    for add in (_ends, _events, _facts, _things):
        store.store.extend(list(add(store)))
    return store


def _c(name: str) -> str:
    return C.NAMESPACE + name


def _quad(subject: str, predicate: str, thing: str | int | NamedNode, graph: str) -> Quad:
    value = node(thing.value) if isinstance(thing, NamedNode) else Literal(thing)
    return Quad(node(subject), node(predicate), value, node(graph))


def _pairs(store: GraphStore, predicate: str) -> list[tuple[str, str]]:
    """Subjects and objects, sorted."""
    found = (
        (q.subject.value, q.object.value)
        for q in store.match(None, predicate)
        if isinstance(q.subject, NamedNode) and isinstance(q.object, NamedNode)
    )
    return sorted(pair for pair in found if pair[1] not in _SHARED)


def _has(store: GraphStore, thing: str, predicate: str) -> bool:
    return next(store.match(thing, predicate), None) is not None


def _ends(store: GraphStore) -> Iterator[Quad]:
    """Events that a fixture only points to."""
    for _, event in _pairs(store, _c("establishedBy")):
        if not _has(store, event, _c("eventType")):
            yield _quad(event, _c("eventType"), node(_c("Ceasefire")), C.conclusions)
            yield _quad(event, RDFS.label, "A ceasefire", C.conclusions)
            yield _quad(event, _c("quote"), "A ceasefire began.", C.conclusions)


def _events(store: GraphStore) -> Iterator[Quad]:
    """How precise an event is, its actors' parts in it and the reports of its documents."""
    number = count()
    for event, class_ in _pairs(store, _c("eventType")):
        for name, value in (("timePrecision", "day"), ("salience", 1), ("independentSources", 1)):
            if not _has(store, event, _c(name)):
                yield _quad(event, _c(name), value, C.conclusions)
        if not _has(store, event, _c("participation")):
            for actor in (a for e, a in _pairs(store, _c("involves")) if e == event):
                fact = f"{_BASE}fact/made-{next(number)}"
                yield _quad(event, _c("participation"), node(fact), C.conclusions)
                yield _quad(fact, RDF.type, node(_c("Participation")), C.conclusions)
                yield _quad(fact, _c("role"), "party", C.conclusions)
                for name in ("actor", "involves"):
                    yield _quad(fact, _c(name), node(actor), C.conclusions)
        for document in (d for e, d in _pairs(store, _c("document")) if e == event):
            report, words = (f"{_BASE}{kind}/made-{next(number)}" for kind in ("report", "quote"))
            yield _quad(event, PROV.wasDerivedFrom, node(report), C.conclusions)
            yield _quad(report, RDF.type, node(_c("Report")), document)
            yield _quad(report, RDFS.label, "A report", document)
            yield _quad(report, _c("eventType"), node(class_), document)
            yield _quad(report, _c("factuality"), "stated", document)
            for name in ("evidence", "mainEvidence"):
                yield _quad(report, _c(name), node(words), document)
            for name, value in (("words", "A report."), ("begin", 0), ("end", 9)):
                yield _quad(words, _c(name), value, document)
            yield _quad(document, RDF.type, node(_c("Article")), document)
            yield _quad(document, DCTERMS.identifier, document, document)


def _facts(store: GraphStore) -> Iterator[Quad]:
    """The names in participations, the places of place roles, the types of equipment."""
    for fact, _ in _pairs(store, _c("actor")):
        if not _has(store, fact, _c("name")):
            yield _quad(fact, _c("name"), "somebody", C.conclusions)
    for _, fact in _pairs(store, _c("placeRole")):
        if not _has(store, fact, _c("place")):
            yield _quad(fact, _c("place"), node(f"{_BASE}place/{local_name(fact)}"), C.conclusions)
    for event, place in _pairs(store, _c("occursIn")):
        fact = f"{_BASE}fact/in-{local_name(event)}-{local_name(place)}"
        yield _quad(event, _c("placeRole"), node(fact), C.conclusions)
        yield _quad(fact, RDF.type, node(_c("PlaceRole")), C.conclusions)
        yield _quad(fact, _c("place"), node(place), C.conclusions)
        for name, value in (("role", "in"), ("name", local_name(place))):
            yield _quad(fact, _c(name), value, C.conclusions)
    within = [(a, b) for a, b in _pairs(store, _c("within")) if a != b]
    for inner, outer in within:
        if not any((inner, m) in within and (m, outer) in within for _, m in within):
            yield _quad(inner, _c("parent"), node(outer), C.reference)
    figures = {f for f, t in _pairs(store, RDF.type) if t == _c("CasualtyFigure")}
    for figure, document in _pairs(store, _c("document")):
        if figure in figures:
            told, words = (f"{figure}/{kind}-{local_name(document)}" for kind in ("told", "quote"))
            yield _quad(figure, PROV.wasDerivedFrom, node(told), C.conclusions)
            yield _quad(told, _c("evidence"), node(words), document)
            for name, said in (("words", "A figure."), ("begin", 0), ("end", 9)):
                yield _quad(words, _c(name), said, document)
            yield _quad(document, DCTERMS.identifier, document, document)
    for _, fact in _pairs(store, _c("equipmentUse")):
        if not _has(store, fact, _c("equipmentType")):
            yield _quad(fact, _c("equipmentType"), node(_c("Vehicle")), C.conclusions)


def _things(store: GraphStore) -> Iterator[Quad]:
    """Actors, places and zones that are told of, with what a node of theirs needs."""
    told = (
        ("Actor", "actorKind", "ArmedGroup", ("actor", "involves", "subject", "object")),
        ("Place", "placeKind", "City", ("locatedWithin", "possiblyWithin", "mainPlace", "place")),
        ("Zone", "zoneKind", "Zone", ("covers", "insideZone", "possiblyInsideZone")),
    )
    for class_, kind, usual, predicates in told:
        named = {thing for name in predicates for _, thing in _pairs(store, _c(name))}
        named |= {subject for subject, _ in _pairs(store, _c("subject")) if class_ == "Actor"}
        for thing in sorted(named - {r for r, _ in _pairs(store, _c("relationKind"))}):
            types = [local_name(t) for s, t in _pairs(store, RDF.type) if s == thing]
            yield _quad(thing, RDF.type, node(_c(class_)), C.reference)
            special = next((t for t in types if t != class_), usual)
            for predicate, value in (
                (RDFS.label, local_name(thing)),
                (_c(kind), node(_c(special))),
                (DCTERMS.identifier, thing),
            ):
                if not _has(store, thing, predicate):
                    yield _quad(thing, predicate, value, C.reference)
