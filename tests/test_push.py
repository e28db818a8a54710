"""Pushing to a SPARQL server of the tests' own: one that fills up, one that is busy, one that knows only updates."""

from __future__ import annotations

import threading
import urllib.parse
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, QueryResultsFormat, QuerySolutions, RdfFormat, Store

from kg.access import ANONYMOUS
from kg.errors import PushError
from kg.push import sparql
from kg.store import open_for_reading
from kg.vocabulary import C
from tests.conftest import Run


class Server(ThreadingHTTPServer):
    """A SPARQL store at ``/ds`` as Fuseki lays it out, with room for so many statements."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.store = Store()
        self.room = 1_000_000
        self.busy = 0
        self.writes = 0

    @property
    def address(self) -> str:
        """The data set."""
        return f"http://127.0.0.1:{self.server_address[1]}/ds"


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, *_args: object) -> None:
        """Nothing."""

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _reply(self, status: int, body: bytes = b"", kind: str = "text/plain") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    @property
    def _said(self) -> dict[str, str]:
        return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query, keep_blank_values=True))

    def _select(self, query: str) -> None:
        found = self.server.store.query(query)
        assert isinstance(found, QuerySolutions)
        self._reply(200, found.serialize(format=QueryResultsFormat.JSON) or b"", "application/sparql-results+json")

    def _write(self, change: Callable[[], object]) -> None:
        self.server.writes += 1
        if self.server.busy:
            self.server.busy -= 1
            self._reply(503, b"later")
        elif len(self.server.store) >= self.server.room:
            self._reply(507, b"<html><title>507</title><h1>Insufficient</h1> &amp; full</html>", "text/html")
        else:
            change()
            self._reply(204)

    def do_GET(self) -> None:
        """A query, or a look at the graph store."""
        if self.path.startswith("/ds/sparql"):
            self._select(self._said["query"])
        else:
            self._reply(200 if self.path.startswith("/ds/data?default") else 404)

    def do_HEAD(self) -> None:
        """The same without a body."""
        self.do_GET()

    def do_POST(self) -> None:
        """A query, an update, or statements for a graph."""
        body = self._body()
        form = dict(urllib.parse.parse_qsl(body.decode())) if b"=" in body[:10] else {}
        if self.path.startswith("/ds/sparql"):
            self._select(form.get("query", body.decode()))
        elif self.path.startswith("/ds/update"):
            self._write(lambda: self.server.store.update(form.get("update", body.decode())))
        elif "graph" in self._said:
            graph = NamedNode(self._said["graph"])
            self._write(lambda: self.server.store.load(body, format=RdfFormat.TURTLE, to_graph=graph))
        else:
            self._write(lambda: self.server.store.load(body, format=RdfFormat.N_QUADS))

    def do_PUT(self) -> None:
        """Statements in the place of a graph."""
        body, graph = self._body(), NamedNode(self._said["graph"])

        def change() -> None:
            self.server.store.remove_graph(graph)
            self.server.store.load(body, format=RdfFormat.TURTLE, to_graph=graph)

        self._write(change)

    def do_DELETE(self) -> None:
        """A graph is taken out."""
        graph = NamedNode(self._said["graph"])
        self._write(lambda: self.server.store.remove_graph(graph))


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as made:
        thread = threading.Thread(target=made.serve_forever)
        thread.start()
        yield made
        made.shutdown()
        thread.join()


@pytest.mark.parametrize("way", ["graph store", "updates"])
def test_a_full_server_is_told_and_resumed(
    way: str, server: Server, sample_store: Path, run_kg: Callable[..., Run]
) -> None:
    services = ["--query", f"{server.address}/sparql", "--update", f"{server.address}/update"]
    command = [
        "push",
        server.address,
        "--store",
        sample_store,
        "--batch",
        "300",
        *(services if way == "updates" else []),
    ]
    server.room = 1_500
    full = run_kg(*command)
    assert full.code == 1
    assert "has no room left" in full.err
    assert "(507)" in full.err
    assert "run the same command again" in full.err
    assert "Insufficient & full. Make room" in full.err
    there = len(server.store)
    assert there >= 1_500
    server.room = 1_000_000
    done = run_kg(*command)
    assert (done.code, done.err) == (0, "")
    assert "Verified" in done.out
    assert all(q.graph_name != DefaultGraph() for q in server.store)
    server.writes = 0
    again = run_kg(*command)
    assert (again.code, server.writes) == (0, 0)


@pytest.mark.parametrize("way", ["graph store", "updates"])
def test_a_busy_server_is_waited_for(way: str, server: Server, sample_store: Path, run_kg: Callable[..., Run]) -> None:
    services = ["--query", f"{server.address}/sparql", "--update", f"{server.address}/update"]
    server.busy = 1
    done = run_kg("push", server.address, "--store", sample_store, *(services if way == "updates" else []))
    assert (done.code, done.err) == (0, "")


def test_a_large_graph_is_verified_a_property_at_a_time(
    server: Server, sample_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sparql, "_LARGE", 500)
    store = open_for_reading(sample_store)
    target = sparql.connect(server.address, ANONYMOUS)
    plan = sparql.plan_push(store, target)
    sparql.push(store, target, plan)
    assert sparql.verify(store, target).statements == plan.statements
    (quad, *_) = server.store.quads_for_pattern(None, NamedNode(C.quote), None, NamedNode(C.conclusions))
    server.store.remove(quad)
    server.store.add(Quad(quad.subject, quad.predicate, Literal("other words"), quad.graph_name))
    with pytest.raises(PushError, match=r"checksums of <.*quote> in .*conclusions differ"):
        sparql.verify(store, target)


def test_a_dry_run_changes_nothing(server: Server, sample_store: Path, run_kg: Callable[..., Run]) -> None:
    done = run_kg("push", server.address, "--store", sample_store, "--dry-run")
    assert done.code == 0
    assert "statements to send" in done.out
    assert (len(server.store), server.writes) == (0, 0)
