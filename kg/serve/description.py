"""What the service is and what it holds, as linked data: SPARQL service description, VoID and DCAT."""

from __future__ import annotations

from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from kg.assets import asset
from kg.errors import KgError
from kg.export.void import DCAT, DCTERMS, PARTS, VOID, dataset
from kg.results import Answer as Rows
from kg.serve.formats import GRAPHS, ROWS, choose
from kg.serve.graphs import ROOT
from kg.serve.http import Answer, Refusal, Request
from kg.serve.library import Library
from kg.store import base_of
from kg.vocabulary import RDF, C

__all__ = ["describe", "wants_description"]

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_NAMES: Final = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "ttl": "Turtle",
    "nt": "N-Triples",
    "jsonld": "JSON-LD",
    "rdf": "RDF_XML",
    "trig": "TriG",
    "nq": "N-Quads",
}
_SERIALIZERS: Final = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
    "trig": RdfFormat.TRIG,
    "nq": RdfFormat.N_QUADS,
}
_PREFIXES: Final = {
    "sd": _SD,
    "void": VOID,
    "dcat": DCAT,
    "dcterms": DCTERMS,
    "formats": _FORMATS,
    "xsd": _XSD,
}


def wants_description(accept: str) -> bool:
    """Whether a client that asks for the root wants data rather than a page."""
    return choose(accept or "*/*", ("text/html", *(k for k in GRAPHS if k != "text/plain"))) not in (None, "text/html")


async def describe(request: Request, library: Library) -> Answer:
    """The description in the form that the client likes best."""
    kind = choose(request.accept(), tuple(GRAPHS))
    if kind is None:
        raise Refusal(406, "The description is to be had as Turtle, N-Triples, JSON-LD or RDF/XML.")
    counts: Rows | None = None
    try:
        counts = await library.select(asset("queries", "api", "statistics.rq").read_text(encoding="utf-8"))
    except KgError:
        # Without its counts the description is still one.
        counts = None
    triples = _triples(request.origin(), library, counts)
    data = serialize(triples, format=_SERIALIZERS[GRAPHS[kind]], prefixes=_PREFIXES) or b""
    return Answer(200, data, f"{kind}; charset=utf-8" if kind.startswith("text/") else kind, ((b"vary", b"accept"),))


def _triples(origin: str, library: Library, counts: Rows | None) -> list[Triple]:
    found: list[Triple] = []

    def say(subject: NamedNode | BlankNode, predicate: str, thing: NamedNode | BlankNode | Literal) -> None:
        found.append(Triple(subject, NamedNode(predicate), thing))

    service, data = NamedNode(f"{origin}/sparql"), NamedNode(f"{origin}/#graph")
    kind = RDF.type
    say(service, kind, NamedNode(_SD + "Service"))
    say(service, _SD + "endpoint", service)
    languages = ["SPARQL10Query", "SPARQL11Query"]
    if library.settings.write_token is not None:
        languages.append("SPARQL11Update")
    for language in languages:
        say(service, _SD + "supportedLanguage", NamedNode(_SD + language))
    if library.settings.federation:
        say(service, _SD + "feature", NamedNode(_SD + "BasicFederatedQuery"))
    say(service, _SD + "feature", NamedNode(_SD + "EmptyGraphs"))
    for short in dict.fromkeys([*ROWS.values(), *GRAPHS.values()]):
        say(service, _SD + "resultFormat", NamedNode(_FORMATS + _NAMES[short]))
    say(service, _SD + "defaultDataset", data)
    say(data, kind, NamedNode(_SD + "Dataset"))
    told = next(iter(counts.rows), ()) if counts is not None else ()
    said = {c: t.value for c, t in zip(counts.columns if counts else (), told, strict=False) if t is not None}
    found += dataset(data, base_of(library.folder), said.get("statements"), {n: said[n] for n in PARTS if n in said})
    say(data, VOID + "sparqlEndpoint", service)
    default = BlankNode("default")
    say(data, _SD + "defaultGraph", default)
    say(default, kind, NamedNode(_SD + "Graph"))
    for number, name in enumerate((C.conclusions, C.reference, C.ontology, C.texts)):
        graph = BlankNode(f"graph{number}")
        say(data, _SD + "namedGraph", graph)
        say(graph, kind, NamedNode(_SD + "NamedGraph"))
        say(graph, _SD + "name", NamedNode(name))
    access = NamedNode(f"{origin}/#sparql")
    say(data, DCAT + "distribution", access)
    say(access, kind, NamedNode(DCAT + "Distribution"))
    say(access, DCAT + "accessURL", service)
    say(access, DCTERMS + "conformsTo", NamedNode("http://www.w3.org/TR/sparql11-protocol/"))
    store = NamedNode(f"{origin}/#graph-store")
    say(store, kind, NamedNode(DCAT + "DataService"))
    say(store, DCAT + "servesDataset", data)
    say(store, DCAT + "endpointURL", NamedNode(f"{origin}{ROOT}"))
    say(store, DCTERMS + "conformsTo", NamedNode("http://www.w3.org/TR/sparql11-http-rdf-update/"))
    return found
