"""The W3C's tests of the SPARQL 1.1 Protocol, read from the references beside the checkout, against a running server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pyoxigraph import Literal, NamedNode, QuerySolutions, RdfFormat, Store

from tests.serving import TOKEN, Server, make_store, serving
from tests.tables import ROOT

FOLDER = ROOT.parent / "shared" / "w3c-sparql11-protocol"
HT = "http://www.w3.org/2011/http#"
PREFIXES = """
PREFIX ht: <http://www.w3.org/2011/http#>
PREFIX cnt: <http://www.w3.org/2011/content#>
PREFIX mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#>
PREFIX ut: <http://www.w3.org/2009/sparql/tests/test-update#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""


class Exchange(NamedTuple):
    """A request of a test and what is expected."""

    method: str
    path: str
    body: bytes | None
    headers: tuple[tuple[str, str], ...]
    statuses: frozenset[int]
    kind: str | None
    yes: bool | None


class Case(NamedTuple):
    """A test: its data and its requests in order."""

    name: str
    data: tuple[tuple[str, Path], ...]
    exchanges: tuple[Exchange, ...]


def _rows(store: Store, query: str) -> list[dict[str, Any]]:
    found = store.query(PREFIXES + query)
    assert isinstance(found, QuerySolutions)
    names = [v.value for v in found.variables]
    return [{n: row[n] for n in names} for row in found]


def _one(store: Store, query: str) -> str | None:
    rows = _rows(store, query)
    value = next(iter(rows[0].values())) if rows else None
    return value.value if isinstance(value, (Literal, NamedNode)) else None


def _list(store: Store, head: Any) -> list[Any]:
    first, rest = (NamedNode(f"http://www.w3.org/1999/02/22-rdf-syntax-ns#{n}") for n in ("first", "rest"))
    found = []
    while not isinstance(head, NamedNode):
        found.append(next(store.quads_for_pattern(head, first, None)).object)
        head = next(store.quads_for_pattern(head, rest, None)).object
    return found


def cases() -> Iterator[Case]:
    """All tests of the manifest; none if it is not there."""
    if not FOLDER.is_dir():
        return
    store = Store()
    store.load(path=str(FOLDER / "manifest.ttl"), format=RdfFormat.TURTLE, base_iri=FOLDER.as_uri() + "/")

    def of(subject: Any, name: str) -> Any:
        return next(
            (q.object for q in store.quads_for_pattern(subject, NamedNode(name), None)),
            None,
        )

    mf, cnt, ut = (
        "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#",
        "http://www.w3.org/2011/content#",
        "http://www.w3.org/2009/sparql/tests/test-update#",
    )
    for row in _rows(store, "SELECT ?test WHERE { ?test a mf:ProtocolTest } ORDER BY ?test"):
        test = row["test"]
        data = tuple(
            (
                of(q.object, "http://www.w3.org/2000/01/rdf-schema#label").value,
                FOLDER / of(q.object, ut + "graph").value.rpartition("/")[2],
            )
            for holder in (test, of(test, mf + "action"))
            for q in store.quads_for_pattern(holder, NamedNode(ut + "graphData"), None)
        )
        exchanges = []
        for request in _list(store, of(of(test, mf + "action"), HT + "requests")):
            body = of(request, HT + "body")
            content = None
            if body is not None:
                content = of(body, cnt + "chars").value.encode(of(body, cnt + "characterEncoding").value)
            headers = of(request, HT + "headers")
            pairs = tuple(
                (of(h, HT + "fieldName").value, of(h, HT + "fieldValue").value)
                for h in (_list(store, headers) if headers is not None else [])
            )
            response = of(request, HT + "resp")
            allowed = [
                q.object.value.rpartition("StatusCode")[2]
                for q in store.quads_for_pattern(response, NamedNode(mf + "expectedStatus"), None)
                if isinstance(q.object, NamedNode)
            ]
            truth = of(response, mf + "expectedBoolean")
            kind = of(response, mf + "expectedFormat")
            exchanges.append(
                Exchange(
                    of(request, HT + "methodName").value,
                    of(request, HT + "absolutePath").value.replace("/sparql/", "/sparql", 1),
                    content,
                    pairs,
                    frozenset(n for words in allowed for n in range(int(words[0]) * 100, int(words[0]) * 100 + 100)),
                    kind.value if kind is not None else None,
                    None if truth is None else truth.value == "true",
                )
            )
        yield Case(test.value.rpartition("#")[2].rpartition("/")[2], data, tuple(exchanges))


CASES = list(cases())
KINDS = {
    "boolean": {"application/sparql-results+json", "application/sparql-results+xml"},
    "tabular": {"application/sparql-results+json", "application/sparql-results+xml"},
    "RDF": {"text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json"},
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(make_store(tmp_path_factory.mktemp("w3c") / "store"), write=True) as running:
        yield running


def test_the_manifest_is_there(shared: Path) -> None:
    assert shared.is_dir()
    assert len(CASES) == 34


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_w3c(case: Case, server: Server) -> None:
    if case.data:
        inserts = " ".join(f"GRAPH <{name}> {{ {path.read_text()} }}" for name, path in case.data)
        assert server.update(f"CLEAR ALL ; INSERT DATA {{ {inserts} }}").status == 204
    for exchange in case.exchanges:
        headers = dict(exchange.headers)
        if "update" in case.name:
            headers["Authorization"] = f"Bearer {TOKEN}"
        found = server.ask(exchange.method, exchange.path, exchange.body, headers)
        assert found.status in exchange.statuses, found.body
        if exchange.kind is not None:
            assert found.kind in KINDS[exchange.kind]
        if exchange.yes is not None:
            assert json.loads(found.body)["boolean"] is exchange.yes
