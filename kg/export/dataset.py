"""What a dump is, as linked data: a VoID and DCAT description with counts, date and the licences of its sources.

Written beside every RDF dump to a file (``FILE.void.ttl``) and by ``kg export void``. The date is that of the newest
article, not of the clock, so that the same graph gives the same bytes.
"""

from __future__ import annotations

from typing import IO, Final

from pyoxigraph import Literal, NamedNode, QuerySolutions, RdfFormat, Triple, serialize

from kg.assets import asset
from kg.export.rdf import KEPT_BACK
from kg.export.void import DCAT, DCTERMS, MEDIA_TYPES, PARTS, VOID, dataset
from kg.store import GraphStore
from kg.vocabulary import RDF, XSD, C

__all__ = ["write_description"]

_FEATURES: Final = {
    "nquads": "N-Quads",
    "ntriples": "N-Triples",
    "trig": "TriG",
    "turtle": "Turtle",
    "jsonld": "JSON-LD",
    "rdfxml": "RDF_XML",
}
_MEDIA: Final = {
    "nquads": "application/n-quads",
    "ntriples": "application/n-triples",
    "trig": "application/trig",
    "turtle": "text/turtle",
    "jsonld": "application/ld+json",
    "rdfxml": "application/rdf+xml",
}
_GRAPHS: Final = {
    "events": f"<{C.conclusions}>",
    "articles": "?g",
    "reports": "?g",
    "places": f"<{C.reference}>",
    "actors": f"<{C.reference}>",
}
"""Where each kind of thing is declared, each once; ``?g``: in the graphs of the articles."""


def write_description(store: GraphStore, out: IO[bytes], *, form: str | None = None, file: str | None = None) -> None:
    """Write the description of the graph in Turtle; ``form`` and ``file`` name the dump that it stands beside."""
    me = NamedNode(f"{store.iris.base}dataset")
    statements = _count(store, "GRAPH ?g { ?s ?p ?o }")
    statements -= sum(_count(store, f"GRAPH <{graph}> {{ ?s ?p ?o }}") for graph in KEPT_BACK)
    counts = {name: _count(store, f"GRAPH {_GRAPHS[name]} {{ ?s a <{kind}> }}") for name, kind in PARTS.items()}
    found = list(dataset(me, store.iris.base, statements, counts))

    def say(predicate: str, thing: NamedNode | Literal, subject: NamedNode = me) -> None:
        found.append(Triple(subject, NamedNode(predicate), thing))

    days = _told(store, C.published)
    if days:
        day = NamedNode(XSD.date)
        say(DCTERMS + "modified", Literal(days[-1], datatype=day))
        period = NamedNode(f"{store.iris.base}dataset/period")
        say(DCTERMS + "temporal", period)
        say(RDF.type, NamedNode(DCTERMS + "PeriodOfTime"), period)
        say(DCAT + "startDate", Literal(days[0], datatype=day), period)
        say(DCAT + "endDate", Literal(days[-1], datatype=day), period)
    for publisher in _told(store, C.publisher):
        say(DCTERMS + "source", Literal(publisher))
    say(DCTERMS + "rights", Literal(asset("NOTICE").read_text(encoding="utf-8").strip(), language="en"))
    if form is not None and file is not None:
        dump = NamedNode(f"{store.iris.base}dataset/dump/{form}")
        say(DCAT + "distribution", dump)
        say(RDF.type, NamedNode(DCAT + "Distribution"), dump)
        say(DCTERMS + "title", Literal(file), dump)
        say(DCAT + "mediaType", NamedNode(MEDIA_TYPES + _MEDIA[form]), dump)
        say(VOID + "feature", NamedNode(f"http://www.w3.org/ns/formats/{_FEATURES[form]}"))
        if file.endswith(".gz"):
            say(DCAT + "compressFormat", NamedNode(MEDIA_TYPES + "application/gzip"), dump)
    lines = sorted(found, key=lambda t: (str(t.subject) != str(me), str(t)))
    prefixes = {"dcat": DCAT, "dcterms": DCTERMS, "void": VOID}
    data = serialize(lines, format=RdfFormat.TURTLE, prefixes=prefixes) or b""
    head = [line for line in data.split(b"\n") if line.startswith(b"@prefix")]
    body = [line for line in data.split(b"\n") if not line.startswith(b"@prefix")]
    out.write(b"\n".join([*sorted(head), *body]))


def _count(store: GraphStore, pattern: str) -> int:
    """How many answers a pattern has. The database counts without looking up a word."""
    found = store.query(f"SELECT (COUNT(*) AS ?count) WHERE {{ {pattern} }}")
    assert isinstance(found, QuerySolutions)
    return int(next(found)["count"].value)


def _told(store: GraphStore, predicate: str) -> list[str]:
    """What is said of anything by this predicate, sorted."""
    found = store.query(f"SELECT DISTINCT ?said WHERE {{ GRAPH ?g {{ ?s <{predicate}> ?said }} }}")
    assert isinstance(found, QuerySolutions)
    return sorted({solution["said"].value for solution in found})
