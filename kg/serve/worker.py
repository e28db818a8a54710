"""The process that answers queries, one at a time, over a store it can only read; or makes one change and ends.

Run by ``kg.serve.pool`` as ``python -m kg.serve.worker SOCKET FOLDER TAG MEMORY MODE``. It parses, so it may be made to
crash, to swell or to run on: it has no network, bounded memory, and is killed when its time is up.
"""

from __future__ import annotations

import re
import resource
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from pyoxigraph import (
    DefaultGraph,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
    parse,
)

from kg.errors import KgError, QueryError, StoreError
from kg.serve.cutting import statements, table
from kg.serve.fence import bound_memory, die_with_parent, forbid_network, unbound_memory
from kg.serve.messages import HEAD, Ask, Job, Reply, pack, unpack_ask
from kg.serve.scan import look_over, with_using
from kg.store import GraphStore, open_for_reading, open_for_writing

__all__ = ["main"]

_POSITION: Final = re.compile(r"error at (\d+):(\d+): ")
_DESCRIBE: Final = re.compile(r"(?:\s|#[^\n]*\n|BASE\s*<[^>]*>|PREFIX\s*[^\s:]*:\s*<[^>]*>)*DESCRIBE\b", re.IGNORECASE)
_PARSERS: Final = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
    "n3": RdfFormat.N3,
}
_MEMORY: Final = Reply(503, note="The query needs more memory than one query may take. Ask for less at a time.")


def main() -> None:
    """Answer until the server goes away."""
    number, folder, tag, memory, mode = sys.argv[1:6]
    die_with_parent()
    federation = "federation" in mode
    if not federation:
        forbid_network()
    with socket.socket(fileno=int(number)) as wire:
        if "write" in mode:
            _serve_one_change(wire, Path(folder), int(memory), federation)
        else:
            _serve(wire, Path(folder), tag, int(memory), federation)


def _serve(wire: socket.socket, folder: Path, tag: str, memory: int, federation: bool) -> None:
    store = open_for_reading(folder)
    bound_memory(memory)
    while (message := _receive(wire)) is not None:
        ask, _ = message
        if ask.tag != tag:
            store, tag = _again(store, folder, memory), ask.tag
        _bound_time(ask.seconds)
        try:
            try:
                reply, body = _answer(store, ask, federation)
            except (OSError, RuntimeError):
                # A writer may have rearranged the files meanwhile: once more with what is there now.
                store = _again(store, folder, memory)
                reply, body = _answer(store, ask, federation)
        except QueryError as error:
            reply, body = Reply(400, note=str(error)), b""
        except StoreError as error:
            reply, body = Reply(503, note=str(error)), b""
        except (OSError, RuntimeError, ValueError) as error:
            reply, body = Reply(400, note=f"The query cannot be answered: {error}."), b""
        except MemoryError:
            reply, body = _MEMORY, b""
        wire.sendall(pack(reply, body))


def _again(store: GraphStore, folder: Path, memory: int) -> GraphStore:
    """The store as it is now."""
    store.close()
    unbound_memory()
    store = open_for_reading(folder)
    bound_memory(memory)
    return store


def _receive(wire: socket.socket) -> tuple[Ask, bytes] | None:
    """The next message; most come in one piece. ``None`` if the server has gone."""
    data = wire.recv(1 << 16)
    if len(data) < HEAD.size:
        more = _exactly(wire, HEAD.size - len(data)) if data else None
        if more is None:
            return None
        data += more
    line, rest = HEAD.unpack_from(data)
    missing = HEAD.size + line + rest - len(data)
    if missing:
        more = _exactly(wire, missing)
        if more is None:
            return None
        data += more
    body = HEAD.size + line
    return unpack_ask(data[HEAD.size : body]), data[body:]


def _exactly(wire: socket.socket, count: int) -> bytes | None:
    pieces, left = [], count
    while left:
        piece = wire.recv(min(left, 1 << 20))
        if not piece:
            return None
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def _bound_time(seconds: int) -> None:
    """End this process by itself if nobody else does."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime) + 4 * seconds + 10
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (most, hard))


# ------------------------------------------------------------------------------------------------------------ reading


def _answer(store: GraphStore, ask: Ask, federation: bool) -> tuple[Reply, bytes]:
    if ask.job is Job.QUESTION:
        return _question(store, ask)
    if ask.job is Job.GET:
        return _graph(store, ask)
    look_over(ask.text, update=False, federation=federation)
    try:
        found = store.store.query(
            ask.text,
            base_iri=ask.base or None,
            use_default_graph_as_union=ask.union
            or (ask.default is None and ask.named is None and _DESCRIBE.match(ask.text) is not None),
            default_graph=_nodes(ask.default),
            named_graphs=_nodes(ask.named),
        )
    except SyntaxError as error:
        raise QueryError(syntax_problem(str(error.msg), "query")) from error
    if isinstance(found, QuerySolutions):
        if not ask.rows_as:
            return Reply(406, note="This query gives rows: take JSON, XML, CSV or TSV."), b""
        body, cut = table(found, ask.rows_as, ask.rows, ask.size)
        return Reply(200, ask.rows_as, cut=cut), body
    if isinstance(found, QueryBoolean):
        if not ask.rows_as:
            return Reply(406, note="This query gives yes or no: take JSON, XML, CSV or TSV."), b""
        return Reply(200, ask.rows_as), found.serialize(format=_BOOLEANS[ask.rows_as]) or b""
    if not ask.graphs_as:
        return Reply(406, note="This query gives statements: take Turtle, N-Triples, JSON-LD or RDF/XML."), b""
    body, cut = statements(found, ask.graphs_as, ask.rows, ask.size, _prefixes)
    return Reply(200, ask.graphs_as, graph=True, cut=cut), body


_BOOLEANS: Final = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}


def _nodes(iris: Sequence[str] | None) -> list[Any] | None:
    # The library's own type is a list of more kinds than we have.
    return None if iris is None else [NamedNode(iri) for iri in iris]


def _prefixes() -> dict[str, str]:
    from kg.export.rdf import PREFIXES

    return PREFIXES


def _question(store: GraphStore, ask: Ask) -> tuple[Reply, bytes]:
    from kg.asking import select
    from kg.canned import find_question
    from kg.names import bind_names

    bound = bind_names(find_question(ask.text), dict(ask.values), lambda text: select(store, text))
    found = store.query(f"{bound.text}\nOFFSET {ask.offset}" if ask.offset else bound.text)
    if not isinstance(found, QuerySolutions):
        raise QueryError(f"The question {ask.text!r} does not select rows.")
    body, cut = table(found, "json", ask.rows, ask.size)
    return Reply(200, "json", cut=cut, note=bound.text, unknown=bound.unknown), body


def _graph(store: GraphStore, ask: Ask) -> tuple[Reply, bytes]:
    name = NamedNode(ask.text) if ask.text else DefaultGraph()
    if isinstance(name, NamedNode) and not store.store.contains_named_graph(name):
        return Reply(404, note="There is no such graph."), b""
    if not ask.graphs_as:
        return Reply(406, note="A graph is to be had as Turtle, N-Triples, JSON-LD, RDF/XML, TriG or N-Quads."), b""
    triples = (quad.triple for quad in store.store.quads_for_pattern(None, None, None, name))
    body, _ = statements(triples, ask.graphs_as, None, ask.size, _prefixes)
    return Reply(200, ask.graphs_as, graph=True), body


def syntax_problem(message: str, what: str) -> str:
    """A parser's message as a sentence with the position."""
    match = _POSITION.match(message)
    words = " ".join((message[match.end() :] if match else message).split())
    if len(words) > 300:
        words = words[:300].rpartition(",")[0] + " …"
    where = f"Line {match[1]}, column {match[2]}: the" if match else "The"
    return f"{where} {what} does not parse: {words}."


# ------------------------------------------------------------------------------------------------------------ writing


def _serve_one_change(wire: socket.socket, folder: Path, memory: int, federation: bool) -> None:
    message = _receive(wire)
    if message is None:
        return
    ask, body = message
    _bound_time(ask.seconds)
    try:
        store = open_for_writing(folder, wait=5.0)
        bound_memory(memory)
        try:
            reply = _change(store.store, ask, body, federation)
        finally:
            store.close()
    except QueryError as error:
        reply = Reply(400, note=str(error))
    except KgError as error:
        reply = Reply(503, note=str(error))
    except (OSError, RuntimeError, ValueError) as error:
        reply = Reply(400, note=f"The change cannot be made, and nothing was changed: {error}.")
    except MemoryError:
        reply = _MEMORY
    with suppress(BrokenPipeError):
        wire.sendall(pack(reply))


def _change(store: Store, ask: Ask, body: bytes, federation: bool) -> Reply:
    if ask.job is Job.UPDATE:
        look_over(ask.text, update=True, federation=federation)
        try:
            store.update(with_using(ask.text, ask.default or (), ask.named or ()), base_iri=ask.base or None)
        except SyntaxError as error:
            raise QueryError(syntax_problem(str(error.msg), "update")) from error
        return Reply(204)
    name = f"GRAPH <{ask.text}>" if ask.text else "DEFAULT"
    existed = _exists(store, ask.text)
    if ask.job is Job.DELETE:
        if not existed:
            return Reply(404, note="There is no such graph.")
        store.update(f"DROP {name}")
        return Reply(204)
    lines = "\n".join(f"{t} ." for t in _triples(body, ask))
    data = f"INSERT DATA {{ GRAPH <{ask.text}> {{ {lines} }} }}" if ask.text else f"INSERT DATA {{ {lines} }}"
    steps = [f"DROP SILENT {name}"] if ask.job is Job.PUT else []
    if ask.text:
        steps.append(f"CREATE SILENT {name}")
    store.update(" ;\n".join([*steps, data]))
    return Reply(204 if existed else 201)


def _exists(store: Store, iri: str) -> bool:
    if iri:
        return store.contains_named_graph(NamedNode(iri))
    return next(store.quads_for_pattern(None, None, None, DefaultGraph()), None) is not None


def _triples(body: bytes, ask: Ask) -> Iterator[Triple]:
    """The statements of the parts of a body: each its form, its length and its bytes."""
    begin = 0
    for form, length in ask.values:
        part = body[begin : begin + int(length)]
        begin += int(length)
        try:
            for quad in parse(part, format=_PARSERS[form], base_iri=ask.base or None, rename_blank_nodes=True):
                if quad.graph_name != DefaultGraph():
                    raise QueryError("The body names graphs of its own.", "Send the statements of one graph.")
                yield quad.triple
        except (SyntaxError, ValueError) as error:
            words = str(getattr(error, "msg", None) or error)
            raise QueryError(f"The body is not what its type says: {' '.join(words.split())[:300]}.") from error


if __name__ == "__main__":
    main()
