"""Where a SPARQL server answers queries and takes updates and graphs: asked of the server itself.

Users name one address; servers differ in what stands behind it. Each known layout is tried by a query that any
server may answer, and by a look at its graph store.
"""

from __future__ import annotations

import urllib.parse
from dataclasses import dataclass
from typing import Final, NamedTuple

from kg.errors import PushError
from kg.push.web import Web, graph_address

__all__ = ["LAYOUTS", "Layout", "Service", "find_service"]


class Layout(NamedTuple):
    """Where a kind of server has its three services, from the address of its data set; empty is the address itself."""

    server: str
    query: str
    update: str
    graphs: str
    parameter: str = "graph"
    mark: str = ""
    """What the server's answers say of it in their ``Server`` header, where paths alone would not tell."""
    quads: bool = False
    """Whether its graph store takes N-Quads for many graphs at once, which is beyond the protocol."""


LAYOUTS: Final = (
    Layout("Virtuoso", "/sparql", "/sparql-auth", "/sparql-graph-crud-auth", "graph-uri", mark="Virtuoso"),
    Layout("conflict-kg", "/sparql", "/sparql", "/rdf-graph-store"),
    Layout("Apache Jena Fuseki", "/sparql", "/update", "/data", quads=True),
    Layout("Oxigraph", "/query", "/update", "/store", quads=True),
    Layout("GraphDB, RDF4J", "", "/statements", "/rdf-graphs/service"),
    Layout("Amazon Neptune", "/sparql", "/sparql", "/sparql/gsp/"),
    Layout("Stardog", "/query", "/update", ""),
    Layout("a SPARQL server", "", "", ""),
)
"""From the makers' documentation; those of the first four are proven by the tests on the real servers."""

_TRIAL: Final = "SELECT (1 AS ?kgTrial) WHERE {}"
_NOWHERE: Final = "urn:x-conflict-kg:no-such-graph"


@dataclass(frozen=True, slots=True)
class Service:
    """The addresses of a server; ``graphs`` is empty where it has no graph store, ``update`` where it takes none."""

    server: str
    query: str
    update: str
    graphs: str
    parameter: str = "graph"
    quads: bool = False
    """See ``Layout``."""


def find_service(address: str, web: Web, *, query: str = "", update: str = "", graphs: str = "") -> Service:
    """The services behind an address, or those the user names outright.

    Raises ``PushError`` if the address is none, nobody answers there, or no layout fits.
    """
    parts = urllib.parse.urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise PushError(
            f"{address!r} is no address of a database.", "It looks like http://localhost:3030/ds or bolt://localhost"
        )
    if query:
        return Service("a SPARQL server", query, update, graphs)
    base = address.rstrip("/")
    for layout in LAYOUTS:
        stem = base.removesuffix(layout.query) if layout.query else base
        found = Service(
            layout.server,
            stem + layout.query,
            stem + layout.update,
            stem + layout.graphs,
            layout.parameter,
            layout.quads,
        )
        server = _answers(found.query, web)
        if server is None or (layout.mark and layout.mark.lower() not in server.lower()):
            continue
        if _has_graphs(found, web):
            return found
        if layout is LAYOUTS[-1]:
            return Service(found.server, found.query, found.update, "")
    raise PushError(
        f"No SPARQL service was found at {address}.",
        "Is it the address of a data set? Else name the services: --query URL --update URL or --graph-store URL.",
    )


def _answers(query: str, web: Web) -> str | None:
    """What the server calls itself, if it answers a query here; raises ``PushError`` if it does not know us."""
    reply = web.send(
        "GET", f"{query}?{urllib.parse.urlencode({'query': _TRIAL})}", accept="application/sparql-results+json"
    )
    if reply.status in (401, 403):
        raise refused(query, reply.status)
    return reply.headers.get("server", "") if reply.status == 200 and b"kgTrial" in reply.body else None


def _has_graphs(service: Service, web: Web) -> bool:
    """Whether this is a graph store: one answers for its default graph, and says 404 (or nothing) for an unknown one."""
    known = web.send("GET", graph_address(service.graphs, service.parameter, _NOWHERE), accept="application/n-triples")
    if service.server == "Virtuoso":
        return known.status != 405
    default = web.send("HEAD", f"{service.graphs}?default", accept="application/n-triples")
    return known.status in (200, 204, 404) and default.status in (200, 204)


def refused(address: str, status: int) -> PushError:
    """The error of a server that does not let us in."""
    return PushError(
        f"The server {address} does not let us in ({status}).",
        "Give --auth USER:PASSWORD (or --auth @FILE, or the variable KG_AUTH) of somebody who may write there.",
    )
