"""The graph as RDF files: N-Quads, TriG, Turtle, N-Triples, RDF/XML and JSON-LD, the same bytes for the same statements.

The articles' own words (``c:texts``) are left out unless asked for: quotes are evidence, whole texts belong to others.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO, TYPE_CHECKING, Any, Final, cast

from pyoxigraph import Quad, RdfFormat, Triple, parse, serialize

from kg.store import GraphStore
from kg.vocabulary import C

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

__all__ = ["FORMATS", "KEPT_BACK", "PREFIXES", "exported_graphs", "sorted_quads", "write_rdf"]

FORMATS = ("nquads", "trig", "turtle", "ntriples", "rdfxml", "jsonld")

PREFIXES = {
    "c": C.NAMESPACE,
    "dcterms": "http://purl.org/dc/terms/",
    "gaf": "http://groundedannotationframework.org/gaf#",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "grasp": "http://groundedannotationframework.org/grasp#",
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "wgs": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_THINGS = tuple("actor agreement claim doc dyad event fact naming place quote relation report zone".split())
"""The kinds of things under the base: each a prefix of its own, so that no two prefixes overlap."""
_LINES = 5000
KEPT_BACK: Final = (C.texts, C.bookkeeping)
"""The graphs that do not go out unless asked for: the articles' words, and the bookkeeping, which never does."""


def exported_graphs(store: GraphStore, *, texts: bool = False) -> list[str]:
    """The names of the graphs that go out, sorted; the articles' words only if ``texts``, the bookkeeping never."""
    return [n for n in store.graphs() if (texts or n != C.texts) and n != C.bookkeeping]


def write_rdf(store: GraphStore, form: str, out: IO[bytes], *, texts: bool = False) -> None:
    """Write the graph in one of ``FORMATS``; Turtle, N-Triples and RDF/XML have no room
    for named graphs and join them.
    """
    graphs = exported_graphs(store, texts=texts)
    if form == "nquads":
        for lines in _chunks(store.sorted_lines(graphs)):
            out.write(("\n".join(lines) + "\n").encode())
        return
    prefixes = {**PREFIXES, **{name: f"{store.iris.base}{name}/" for name in _THINGS}}
    quads = (quad for graph in graphs for quad in sorted_quads(store, graph))
    if form in ("turtle", "ntriples", "rdfxml"):
        statements: Iterable[Any] = _triples(quads)
    else:
        statements = quads
    if form == "rdfxml":
        serialize(statements, cast("IO[bytes]", _Returns(out)), format=_format(form), prefixes=prefixes)
        return
    header = _SortedHeader(out)
    serialize(statements, cast("IO[bytes]", header), format=_format(form), prefixes=prefixes)
    header.finish()


class _Returns(io.RawIOBase):
    """Passes XML on, carriage returns as references: the library writes them bare, and readers make line feeds of those."""

    def __init__(self, out: IO[bytes]) -> None:
        super().__init__()
        self._out = out

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, data: Buffer) -> int:
        """Pass on."""
        chunk = bytes(data)
        self._out.write(chunk.replace(b"\r", b"&#13;"))
        return len(chunk)


class _SortedHeader(io.RawIOBase):
    """Passes bytes on, with the ``@prefix`` lines at their head put in order: the library writes them in any."""

    def __init__(self, out: IO[bytes]) -> None:
        super().__init__()
        self._out = out
        self._head: bytes | None = b""

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, data: Buffer) -> int:
        """Keep the head until it is whole, then pass on."""
        chunk = bytes(data)
        if self._head is None:
            self._out.write(chunk)
            return len(chunk)
        self._head += chunk
        *lines, _ = self._head.split(b"\n")
        if any(not line.startswith(b"@prefix") for line in lines):
            self.finish()
        return len(chunk)

    def finish(self) -> None:
        """Write a head that is still kept."""
        if self._head is not None:
            lines = self._head.split(b"\n")
            count = next((n for n, line in enumerate(lines) if not line.startswith(b"@prefix")), len(lines))
            self._out.write(b"\n".join(sorted(lines[:count]) + lines[count:]))
            self._head = None


def _format(form: str) -> RdfFormat:
    return {
        "trig": RdfFormat.TRIG,
        "turtle": RdfFormat.TURTLE,
        "ntriples": RdfFormat.N_TRIPLES,
        "rdfxml": RdfFormat.RDF_XML,
        "jsonld": RdfFormat.JSON_LD,
    }[form]


def sorted_quads(store: GraphStore, graph: str) -> Iterator[Quad]:
    """The statements of a graph in the order of their N-Quads lines."""
    for lines in _chunks(store.sorted_lines([graph])):
        yield from parse("\n".join(lines).encode(), format=RdfFormat.N_QUADS)


def _triples(quads: Iterable[Quad]) -> Iterator[Triple]:
    for quad in quads:
        yield quad.triple


def _chunks(lines: Iterator[str]) -> Iterator[list[str]]:
    while chunk := list(islice(lines, _LINES)):
        yield chunk
