"""Nanopublications: each report of an event as an assertion with its provenance, to be cited and passed on alone.

Four named graphs a report, as the nanopublication guidelines ask: head, assertion (what is told), provenance (article,
words, who says so) and publication info (what made it, from which text). TriG; unsigned, which a registry of
nanopublications does as it takes them in.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import IO, Any, Final, cast

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from kg.export.rdf import PREFIXES
from kg.store import GraphStore
from kg.terms import object_of, subject_of
from kg.vocabulary import GAF, GRASP, PROV, RDF, C

__all__ = ["write_nanopubs"]

_NP: Final = "http://www.nanopub.org/nschema#"
_PROVENANCE: Final = frozenset(
    {C.evidence, C.mainEvidence, GAF.denotedBy, C.claimant, C.claimantLabel, GRASP.wasAttributedTo, PROV.wasDerivedFrom}
)
_SOFTWARE: Final = "https://w3id.org/conflict-kg/software"


def write_nanopubs(store: GraphStore, out: IO[bytes]) -> None:
    """Write a nanopublication a report, in the order of articles and reports."""
    prefixes = {**PREFIXES, "np": _NP}
    quads = chain.from_iterable(_of_article(store, article) for article in store.articles())
    data = serialize(cast("Any", quads), format=RdfFormat.TRIG, prefixes=prefixes) or b""
    head = sorted(line for line in data.split(b"\n") if line.startswith(b"@prefix"))
    body = [line for line in data.split(b"\n") if not line.startswith(b"@prefix")]
    out.write(b"\n".join([*head, *body]))


def _of_article(store: GraphStore, article: str) -> Iterator[Quad]:
    for report in sorted(subject_of(q) for q in store.match(None, RDF.type, C.Report, article)):
        order = ["Head", "assertion", "provenance", "pubinfo"]
        yield from sorted(
            set(_of_report(store, article, report)),
            key=lambda quad: (order.index(str(quad.graph_name).rpartition("#")[2].rstrip(">")), str(quad)),
        )


def _of_report(store: GraphStore, article: str, report: str) -> Iterator[Quad]:
    me = NamedNode(f"{report}/nanopub")
    head, assertion, provenance, info = (
        NamedNode(f"{report}/nanopub#{name}") for name in ("Head", "assertion", "provenance", "pubinfo")
    )
    type_ = NamedNode(RDF.type)
    yield Quad(me, type_, NamedNode(_NP + "Nanopublication"), head)
    for name, graph in (("Assertion", assertion), ("Provenance", provenance), ("PublicationInfo", info)):
        yield Quad(me, NamedNode(f"{_NP}has{name}"), graph, head)
    yield Quad(assertion, NamedNode(PROV.wasDerivedFrom), NamedNode(article), provenance)
    for subject in _parts(store, article, report):
        for quad in sorted(store.match(subject, None, None, article), key=str):
            about = provenance if quad.predicate.value in _PROVENANCE or "/quote/" in subject else assertion
            yield Quad(quad.subject, quad.predicate, quad.object, about)
    yield Quad(me, NamedNode("http://purl.org/dc/terms/source"), NamedNode(article), info)
    yield Quad(me, NamedNode("http://www.w3.org/ns/prov#wasAttributedTo"), NamedNode(_SOFTWARE), info)
    for quad in store.match(article, C.published, None, article):
        yield Quad(me, NamedNode("http://purl.org/dc/terms/date"), quad.object, info)


def _parts(store: GraphStore, article: str, report: str) -> list[str]:
    """The report and the facts and quotes that hang on it, in the article's graph."""
    found = [report]
    for subject in found:
        for quad in sorted(store.match(subject, None, None, article), key=str):
            if isinstance(quad.object, Literal):
                continue
            thing = object_of(quad)
            if thing not in found and any(f"/{kind}/" in thing for kind in ("fact", "quote")):
                found.append(thing)
    return found
