"""The conclusions in RDF 1.2: each role of an event as a plain statement, reified by the fact that holds its evidence.

``event c:initiator actor`` is what a reader wants; who says so, in which words, stands on the fact. RDF 1.2 ties the two:
``fact rdf:reifies <<( event c:initiator actor )>>``. TriG of RDF 1.2; stores that know only RDF 1.1 refuse it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any, Final, cast

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from kg.export.rdf import PREFIXES, exported_graphs, sorted_quads
from kg.store import GraphStore
from kg.vocabulary import RDF, C

__all__ = ["write_reified"]

_REIFIES: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies")
_FACTS: Final = ((C.participation, C.actor), (C.placeRole, C.place))
"""Property from an event to a fact, and from the fact to what it is about."""


def write_reified(store: GraphStore, out: IO[bytes]) -> None:
    """Write all graphs as TriG of RDF 1.2, the statements that facts stand for named in the conclusions."""
    data = serialize(cast("Any", _quads(store)), format=RdfFormat.TRIG, prefixes=PREFIXES) or b""
    head = sorted(line for line in data.split(b"\n") if line.startswith((b"@prefix", b"PREFIX")))
    body = [line for line in data.split(b"\n") if not line.startswith((b"@prefix", b"PREFIX"))]
    out.write(b"\n".join([*head, *body]))


def _quads(store: GraphStore) -> Iterator[Quad]:
    for graph in exported_graphs(store):
        yield from sorted_quads(store, graph)
        if graph == C.conclusions:
            yield from sorted(_reifiers(store), key=str)


def _reifiers(store: GraphStore) -> Iterator[Quad]:
    graph = NamedNode(C.conclusions)
    for link, about in _FACTS:
        for quad in store.match(None, link, None, C.conclusions):
            fact, event = quad.object, quad.subject
            assert isinstance(fact, NamedNode)
            things = [q.object for q in store.match(fact.value, about, None, C.conclusions)]
            for predicate in _predicates(store, str(getattr(event, "value", "")), things):
                yield Quad(fact, _REIFIES, cast("Any", Triple(event, predicate[0], predicate[1])), graph)


def _predicates(store: GraphStore, event: str, things: list[Any]) -> Iterator[tuple[NamedNode, Any]]:
    """The plain statements of the event about these things: its roles."""
    for thing in things:
        for quad in store.match(event, None, thing.value if isinstance(thing, NamedNode) else None, C.conclusions):
            if quad.object == thing and not isinstance(thing, Literal) and quad.predicate.value not in _NO_ROLES:
                yield quad.predicate, thing


_NO_ROLES: Final = frozenset({C.involves, C.locatedWithin, C.possiblyWithin, C.mainPlace, RDF.type})
