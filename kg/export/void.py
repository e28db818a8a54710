"""A data set described as linked data, in VoID and DCAT: what dumps and the service say of the graph alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.vocabulary import RDF, XSD, C

__all__ = ["DCAT", "DCTERMS", "MEDIA_TYPES", "PARTS", "VOID", "dataset", "whole"]

VOID: Final = "http://rdfs.org/ns/void#"
DCAT: Final = "http://www.w3.org/ns/dcat#"
DCTERMS: Final = "http://purl.org/dc/terms/"
MEDIA_TYPES: Final = "https://www.iana.org/assignments/media-types/"
PARTS: Final = {
    "events": C.Event,
    "articles": C.Article,
    "reports": C.Report,
    "places": C.Place,
    "actors": C.Actor,
}
"""What is counted in the graph, by the word for it."""
_VOCABULARIES: Final = (C.NAMESPACE, "http://www.w3.org/ns/prov#", "http://www.opengis.net/ont/geosparql#")


def whole(number: int | str) -> Literal:
    """A number as a literal."""
    return Literal(str(number), datatype=NamedNode(XSD.integer))


def dataset(
    me: NamedNode, base: str, statements: int | str | None, counts: Mapping[str, int | str]
) -> Iterator[Triple]:
    """The data set: what it is, under which base its things stand, and how many there are; ``counts`` by the words of
    ``PARTS``, ``None`` statements if they were not counted.
    """

    def say(predicate: str, thing: NamedNode | Literal, subject: NamedNode | BlankNode = me) -> Triple:
        return Triple(subject, NamedNode(predicate), thing)

    yield say(RDF.type, NamedNode(VOID + "Dataset"))
    yield say(RDF.type, NamedNode(DCAT + "Dataset"))
    yield say(DCTERMS + "title", Literal("A knowledge graph of conflict reporting", language="en"))
    about = "Events, actors, places and figures, each with the words of the article that say so."
    yield say(DCTERMS + "description", Literal(about, language="en"))
    yield say(VOID + "uriSpace", Literal(base))
    for vocabulary in _VOCABULARIES:
        yield say(VOID + "vocabulary", NamedNode(vocabulary))
    if statements is not None:
        yield say(VOID + "triples", whole(statements))
    for name, number in counts.items():
        part = NamedNode(f"{me.value}/{name}")
        yield say(VOID + "classPartition", part)
        yield say(VOID + "class", NamedNode(PARTS[name]), part)
        yield say(VOID + "entities", whole(number), part)
