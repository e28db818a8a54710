"""The SPARQL 1.1 Protocol: queries by GET, by form and by body, and updates for who bears the token."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from kg.serve.formats import GRAPHS, ROWS, choose, media_type, named
from kg.serve.http import Answer, Refusal, Request, fields, may_write, only
from kg.serve.library import Library
from kg.serve.messages import Ask, Job
from kg.serve.pool import Outcome, Watch
from kg.serve.scan import is_iri

__all__ = ["answer_query", "answer_sparql", "forms", "outcome_answer"]

_FORM: Final = "application/x-www-form-urlencoded"
_QUERY: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
_KNOWN: Final = ("application/sparql-results+json", "text/turtle")
_ALLOWED: Final = (b"allow", b"GET, HEAD, POST, OPTIONS")


class _Operation(NamedTuple):
    text: str
    update: bool
    parameters: tuple[tuple[str, str], ...]


async def answer_sparql(request: Request, library: Library) -> Answer | None:
    """Answer a request to the endpoint; ``None`` if it asks nothing, and so for the description of the service."""
    if request.method not in ("GET", "HEAD", "POST"):
        raise Refusal(405, "The endpoint takes GET and POST.", _ALLOWED)
    operation = await _operation(request, library)
    if operation is None:
        return None
    values = operation.parameters
    if operation.update:
        default, graphs = _graphs(values, "using-graph-uri"), _graphs(values, "using-named-graph-uri")
        outcome = await library.pool.write(
            Ask(
                Job.UPDATE,
                operation.text,
                default=default,
                named=graphs,
                base=f"{request.origin()}/sparql",
                seconds=int(library.limits.seconds),
            )
        )
        return outcome_answer(outcome)
    rows_as, graphs_as = forms(request, values)
    default, graphs = _graphs(values, "default-graph-uri"), _graphs(values, "named-graph-uri")
    if default or graphs:
        default, graphs = default or (), graphs or ()
    return await answer_query(
        library,
        operation.text,
        rows_as,
        graphs_as,
        default=default,
        named=graphs,
        base=f"{request.origin()}/sparql",
        union=any(key == "union-default-graph" for key, _ in values),
        known=request.header(b"if-none-match"),
        watch=request.watch,
    )


async def answer_query(
    library: Library,
    text: str,
    rows_as: str | None,
    graphs_as: str | None,
    *,
    base: str,
    watch: Watch,
    default: tuple[str, ...] | None = None,
    named: tuple[str, ...] | None = None,
    union: bool = False,
    known: str = "",
) -> Answer:
    """Answer a query with rows or statements of these kinds. ``known``: the tags of answers that the client has."""
    ask = library.ask(
        Job.QUERY,
        text,
        rows_as=ROWS.get(rows_as or "", ""),
        graphs_as=GRAPHS.get(graphs_as or "", ""),
        default=default,
        named=named,
        base=base,
        union=union,
    )
    etag = library.etag(ask)
    if etag and etag in known:
        return Answer(304, headers=(*_stamp(etag),))
    outcome = await library.run(ask, watch)
    kind = (graphs_as if outcome.reply.graph else rows_as) or ""
    return outcome_answer(outcome, kind, etag)


def _stamp(etag: str) -> tuple[tuple[bytes, bytes], ...]:
    # Caches may keep the answer and must ask whether it still holds.
    return ((b"etag", etag.encode()), (b"cache-control", b"no-cache"), (b"vary", b"accept"))


def outcome_answer(outcome: Outcome, kind: str = "", etag: str = "") -> Answer:
    """What a worker said, as an answer of HTTP."""
    reply = outcome.reply
    if reply.status == 200:
        if kind.startswith("text/"):
            kind += "; header=present; charset=utf-8" if kind == "text/csv" else "; charset=utf-8"
        headers = _stamp(etag) if etag else ()
        if reply.cut:
            headers += ((b"x-result-cut", b"true"),)
        return Answer(200, outcome.body, kind, headers)
    if reply.status in (201, 204):
        return Answer(reply.status)
    headers = ((b"retry-after", b"%d" % outcome.again),) if outcome.again else ()
    return Answer(
        400 if reply.status == 499 else reply.status, f"{reply.note}\n".encode("utf-8", "replace"), headers=headers
    )


async def _operation(request: Request, library: Library) -> _Operation | None:
    limits = library.limits
    asked = request.query()
    if request.method != "POST":
        if only(asked, "update") is not None:
            raise Refusal(405, "Updates go by POST.", _ALLOWED)
        query = only(asked, "query")
        if query is None:
            if any(key in ("default-graph-uri", "named-graph-uri") for key, _ in asked):
                raise Refusal(400, "There is no query.")
            return None
        await request.body(0, limits.body_seconds)
        return _Operation(query, False, tuple(asked))
    kind, charset = media_type(request.header(b"content-type"))
    if kind not in (_FORM, _QUERY, _UPDATE):
        raise Refusal(
            415, f"Send a query as {_QUERY} or {_FORM}, an update as {_UPDATE}.", (b"accept-post", _TAKEN.encode())
        )
    if charset not in ("", "utf-8", "utf8", "us-ascii"):
        raise Refusal(415, "Queries and updates are sent in UTF-8.")
    writes = kind == _UPDATE
    if writes:
        may_write(request, library.settings)
    bearer = writes or bool(library.settings.write_token and request.header(b"authorization"))
    if bearer and not writes:
        may_write(request, library.settings)
    body = await request.body(limits.write_bytes if bearer else limits.query_bytes, limits.body_seconds)
    if kind == _FORM:
        values = [*asked, *fields(body)]
        query, update = only(values, "query"), only(values, "update")
        if (query is None) == (update is None):
            raise Refusal(400, "Give either a query or an update.")
        if update is not None:
            if any(key == "update" for key, _ in asked):
                raise Refusal(400, "An update stands in the body.")
            may_write(request, library.settings)
            return _Operation(update, True, tuple(values))
        return _Operation(query or "", False, tuple(values))
    if only(asked, "query") is not None or only(asked, "update") is not None:
        raise Refusal(400, "The body is the query; there may be no second one in the address.")
    try:
        return _Operation(body.decode("utf-8"), writes, tuple(asked))
    except UnicodeDecodeError:
        raise Refusal(400, "The body is not UTF-8.") from None


_TAKEN: Final = f"{_QUERY}, {_UPDATE}, {_FORM}"


def _graphs(values: Sequence[tuple[str, str]], name: str) -> tuple[str, ...] | None:
    found = tuple(dict.fromkeys(value for key, value in values if key == name))
    for iri in found:
        if not is_iri(iri):
            raise Refusal(400, f"The parameter {name} holds no absolute IRI.")
    return found or None


def forms(request: Request, values: Sequence[tuple[str, str]]) -> tuple[str | None, str | None]:
    """The kinds of rows and of statements that the client likes best."""
    for asked in (value for key, value in values if key in ("format", "output")):
        rows, graphs = named(asked, ROWS), named(asked, GRAPHS)
        if rows is not None or graphs is not None:
            # One of the two may be meant: a client that says format=ttl takes rows as they come.
            return rows or _KNOWN[0], graphs or _KNOWN[1]
    accept = request.accept()
    rows, graphs = choose(accept, tuple(ROWS)), choose(accept, tuple(GRAPHS))
    if rows is None and graphs is None:
        raise Refusal(
            406, "Rows are to be had as JSON, XML, CSV, TSV; statements as Turtle, N-Triples, JSON-LD, RDF/XML, TriG."
        )
    return rows, graphs
