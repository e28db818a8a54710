"""The SPARQL 1.1 Graph Store HTTP Protocol: a graph is read, put, added to and deleted under an address.

``/rdf-graph-store?graph=IRI`` and ``?default`` name a graph outright; an address below, as ``/rdf-graph-store/people/1``, is
itself the name of one. A POST to the collection makes a graph of a new name.
"""

from __future__ import annotations

import re
import secrets
from email.parser import BytesParser
from email.policy import HTTP
from typing import Final

from kg.serve.formats import GRAPHS, TRIPLES_IN, choose, media_type
from kg.serve.http import Answer, Refusal, Request, may_write, only, path_of
from kg.serve.library import Library
from kg.serve.messages import Ask, Job
from kg.serve.protocol import outcome_answer
from kg.serve.scan import is_iri

__all__ = ["ROOT", "answer_graphs"]

ROOT: Final = "/rdf-graph-store"
_ALLOWED: Final = (b"allow", b"GET, HEAD, PUT, POST, DELETE, OPTIONS")
_JOBS: Final = {"PUT": Job.PUT, "POST": Job.POST, "DELETE": Job.DELETE}
_MULTIPART: Final = "multipart/form-data"


async def answer_graphs(request: Request, library: Library) -> Answer:
    """Answer a request to the graph store."""
    if request.method in ("GET", "HEAD"):
        return await _get(request, library)
    if request.method not in _JOBS:
        raise Refusal(405, "A graph takes GET, HEAD, PUT, POST and DELETE.", _ALLOWED)
    may_write(request, library.settings)
    job = _JOBS[request.method]
    name = _name(request)
    made = ""
    if name is None:
        if job is not Job.POST:
            raise Refusal(400, "Which graph? Name it by ?graph=IRI, or say ?default.")
        made = f"{ROOT}/{secrets.token_hex(8)}"
        name = f"{request.origin()}{made}"
    body = b""
    parts: tuple[tuple[str, str], ...] = ()
    if job is not Job.DELETE:
        body = await request.body(library.limits.write_bytes, library.limits.body_seconds)
        body, parts = _parts(request.header(b"content-type"), body)
    outcome = await library.pool.write(
        Ask(job, name, base=name or f"{request.origin()}{ROOT}", values=parts, seconds=int(library.limits.seconds)),
        body,
    )
    answer = outcome_answer(outcome)
    if made and answer.status in (201, 204):
        return answer._replace(status=201, headers=((b"location", name.encode("ascii")),))
    return answer


async def _get(request: Request, library: Library) -> Answer:
    name = _name(request)
    if name is None:
        raise Refusal(400, "Which graph? Name it by ?graph=IRI, or say ?default.")
    kind = choose(request.accept(), tuple(GRAPHS))
    if kind is None:
        raise Refusal(406, "A graph is to be had as Turtle, N-Triples, JSON-LD, RDF/XML, TriG or N-Quads.")
    ask = library.ask(Job.GET, name, graphs_as=GRAPHS[kind])
    etag = library.etag(ask)
    if etag and etag in request.header(b"if-none-match"):
        return Answer(304, headers=((b"etag", etag.encode()), (b"cache-control", b"no-cache"), (b"vary", b"accept")))
    return outcome_answer(await library.run(ask, request.watch), kind, etag)


def _name(request: Request) -> str | None:
    """The IRI of the graph that is meant, empty for the default graph; ``None`` for the collection itself."""
    asked = request.query()
    graph, default = only(asked, "graph"), only(asked, "default")
    path = path_of(request.scope).partition("?")[0]
    below = path.removeprefix(ROOT).strip("/")
    if (graph is not None) + (default is not None) + bool(below) > 1:
        raise Refusal(400, "Name one graph: by ?graph=IRI, by ?default, or by the address.")
    if default is not None:
        return ""
    if graph is not None:
        name = graph if is_iri(graph) else f"{request.origin()}{ROOT}/{graph.lstrip('/')}"
        if not is_iri(name):
            raise Refusal(400, "The parameter graph holds no IRI.")
        return name
    if not below:
        return None
    name = f"{request.origin()}{path}"
    if not is_iri(name):
        raise Refusal(400, "The address is no IRI.")
    return name


def _parts(header: str, body: bytes) -> tuple[bytes, tuple[tuple[str, str], ...]]:
    """The body's statements one after the other, and of each part its form and length."""
    kind, _ = media_type(header)
    if kind != _MULTIPART:
        return body, ((_form(kind), str(len(body))),)
    if re.search(r"[\r\n]", header):
        raise Refusal(400, "The header Content-Type is broken.")
    message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + header.encode("latin-1") + b"\r\n\r\n" + body)
    pieces, parts = [], []
    for part in message.iter_parts():
        data = part.get_payload(decode=True)
        if not isinstance(data, bytes):
            raise Refusal(400, "A part of the body is no file.")
        pieces.append(data)
        parts.append((_form(part.get_content_type()), str(len(data))))
    if not parts:
        raise Refusal(400, "The body has no parts.")
    return b"".join(pieces), tuple(parts)


def _form(kind: str) -> str:
    form = TRIPLES_IN.get(kind)
    if form is None:
        raise Refusal(415, "Send a graph as Turtle, N-Triples, RDF/XML, JSON-LD or N3.", (b"accept-post", _TAKEN))
    return form


_TAKEN: Final = ", ".join([*TRIPLES_IN, _MULTIPART]).encode()
