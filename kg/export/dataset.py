"""What a dump is, as linked data: a VoID and DCAT description with counts, date and the licences of its sources.

Written beside every RDF dump to a file (``FILE.void.ttl``) and by ``kg export void``. The date is that of the newest
article, not of the clock, so that the same graph gives the same bytes.
"""

from __future__ import annotations

from typing import IO, Final

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from kg.assets import asset
from kg.export.rdf import exported_graphs
from kg.store import GraphStore
from kg.vocabulary import RDF, XSD, C

__all__ = ["write_description"]

_VOID: Final = "http://rdfs.org/ns/void#"
_DCAT: Final = "http://www.w3.org/ns/dcat#"
_DCTERMS: Final = "http://purl.org/dc/terms/"
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
_MEDIA_TYPES: Final = "https://www.iana.org/assignments/media-types/"


def write_description(store: GraphStore, out: IO[bytes], *, form: str | None = None, file: str | None = None) -> None:
    """Write the description of the graph in Turtle; ``form`` and ``file`` name the dump that it stands beside."""
    me = NamedNode(f"{store.iris.base}dataset")
    found: list[Triple] = []

    def say(predicate: str, thing: NamedNode | Literal, subject: NamedNode = me) -> None:
        found.append(Triple(subject, NamedNode(predicate), thing))

    def whole(number: int) -> Literal:
        return Literal(str(number), datatype=NamedNode(XSD.integer))

    graphs = exported_graphs(store)
    say(RDF.type, NamedNode(_VOID + "Dataset"))
    say(RDF.type, NamedNode(_DCAT + "Dataset"))
    say(_DCTERMS + "title", Literal("A knowledge graph of conflict reporting", language="en"))
    say(
        _DCTERMS + "description",
        Literal("Events, actors, places and figures, each with the words of the article that say so.", language="en"),
    )
    say(_VOID + "uriSpace", Literal(store.iris.base))
    for vocabulary in (C.NAMESPACE, "http://www.w3.org/ns/prov#", "http://www.opengis.net/ont/geosparql#"):
        say(_VOID + "vocabulary", NamedNode(vocabulary))
    say(_VOID + "triples", whole(sum(1 for graph in graphs for _ in store.match(graph=graph))))
    for name, kind, graph in (
        ("events", C.Event, C.conclusions),
        ("articles", C.Article, None),
        ("reports", C.Report, None),
        ("places", C.Place, C.reference),
        ("actors", C.Actor, C.reference),
    ):
        part = NamedNode(f"{store.iris.base}dataset/{name}")
        say(_VOID + "classPartition", part)
        say(_VOID + "class", NamedNode(kind), part)
        say(_VOID + "entities", whole(len({str(q.subject) for q in store.match(None, RDF.type, kind, graph)})), part)
    days = sorted({_words(quad) for quad in store.match(None, C.published)})
    if days:
        day = NamedNode(XSD.date)
        say(_DCTERMS + "modified", Literal(days[-1], datatype=day))
        period = NamedNode(f"{store.iris.base}dataset/period")
        say(_DCTERMS + "temporal", period)
        say(RDF.type, NamedNode(_DCTERMS + "PeriodOfTime"), period)
        say(_DCAT + "startDate", Literal(days[0], datatype=day), period)
        say(_DCAT + "endDate", Literal(days[-1], datatype=day), period)
    for publisher in sorted({_words(quad) for quad in store.match(None, C.publisher)}):
        say(_DCTERMS + "source", Literal(publisher))
    say(_DCTERMS + "rights", Literal(asset("NOTICE").read_text(encoding="utf-8").strip(), language="en"))
    if form is not None and file is not None:
        dump = NamedNode(f"{store.iris.base}dataset/dump/{form}")
        say(_DCAT + "distribution", dump)
        say(RDF.type, NamedNode(_DCAT + "Distribution"), dump)
        say(_DCTERMS + "title", Literal(file), dump)
        say(_DCAT + "mediaType", NamedNode(_MEDIA_TYPES + _MEDIA[form]), dump)
        say(_VOID + "feature", NamedNode(f"http://www.w3.org/ns/formats/{_FEATURES[form]}"))
        if file.endswith(".gz"):
            say(_DCAT + "compressFormat", NamedNode(_MEDIA_TYPES + "application/gzip"), dump)
    lines = sorted(found, key=lambda t: (str(t.subject) != str(me), str(t)))
    prefixes = {"dcat": _DCAT, "dcterms": _DCTERMS, "void": _VOID}
    data = serialize(lines, format=RdfFormat.TURTLE, prefixes=prefixes) or b""
    head = [line for line in data.split(b"\n") if line.startswith(b"@prefix")]
    body = [line for line in data.split(b"\n") if not line.startswith(b"@prefix")]
    out.write(b"\n".join([*sorted(head), *body]))


def _words(quad: Quad) -> str:
    assert isinstance(quad.object, NamedNode | Literal)
    return quad.object.value
