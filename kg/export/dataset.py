"""What a dump is, as linked data: a VoID and DCAT description with counts, date and the licences of its sources.

Written beside every RDF dump to a file (``FILE.void.ttl``) and by ``kg export void``. The date is that of the newest
article, not of the clock, so that the same graph gives the same bytes.
"""

from __future__ import annotations

from typing import IO, Final

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from kg.assets import asset
from kg.export.rdf import exported_graphs
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
    "events": C.conclusions,
    "articles": None,
    "reports": None,
    "places": C.reference,
    "actors": C.reference,
}
"""Where each kind of thing is declared; ``None``: in the graphs of the articles."""


def write_description(store: GraphStore, out: IO[bytes], *, form: str | None = None, file: str | None = None) -> None:
    """Write the description of the graph in Turtle; ``form`` and ``file`` name the dump that it stands beside."""
    me = NamedNode(f"{store.iris.base}dataset")
    graphs = exported_graphs(store)
    statements = sum(1 for graph in graphs for _ in store.match(graph=graph))
    counts = {
        name: len({str(q.subject) for q in store.match(None, RDF.type, kind, _GRAPHS[name])})
        for name, kind in PARTS.items()
    }
    found = list(dataset(me, store.iris.base, statements, counts))

    def say(predicate: str, thing: NamedNode | Literal, subject: NamedNode = me) -> None:
        found.append(Triple(subject, NamedNode(predicate), thing))

    days = sorted({_words(quad) for quad in store.match(None, C.published)})
    if days:
        day = NamedNode(XSD.date)
        say(DCTERMS + "modified", Literal(days[-1], datatype=day))
        period = NamedNode(f"{store.iris.base}dataset/period")
        say(DCTERMS + "temporal", period)
        say(RDF.type, NamedNode(DCTERMS + "PeriodOfTime"), period)
        say(DCAT + "startDate", Literal(days[0], datatype=day), period)
        say(DCAT + "endDate", Literal(days[-1], datatype=day), period)
    for publisher in sorted({_words(quad) for quad in store.match(None, C.publisher)}):
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


def _words(quad: Quad) -> str:
    assert isinstance(quad.object, NamedNode | Literal)
    return quad.object.value
