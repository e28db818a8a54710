"""The SPARQL and graph store protocols of a running server: requests and answers from tables, and other clients."""

from __future__ import annotations

import json
import shutil
import subprocess
import urllib.parse
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from tests.serving import TOKEN, Response, Server, make_store, serving
from tests.tables import cases


class Case(NamedTuple):
    """A request and its answer."""

    name: str
    method: str
    path: str
    headers: str
    body: str
    status: str
    kind: str
    has: str
    header: str


def table(name: str) -> list[Case]:
    return [Case(*row) for row in cases(f"../protocol/{name}")]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(make_store(tmp_path_factory.mktemp("protocol") / "store"), write=True) as found:
        yield found


@pytest.fixture
def server(running: Server) -> Server:
    """The server, with one statement in its store whatever came before."""
    done = running.update('CLEAR ALL ; INSERT DATA { GRAPH <http://e/g> { <http://e/a> <http://e/p> "x" } }')
    assert done.status == 204, done.body
    return running


def send(case: Case, server: Server, location: str = "") -> Response:
    here = server.address
    path = location.removeprefix(here) if case.path == "LOCATION" else case.path.replace("$HERE", here)
    headers = {}
    for pair in case.headers.split(" | ") if case.headers != "-" else ():
        name, _, value = pair.partition(": ")
        headers[name] = value.replace("TOKEN", TOKEN)
    body = None if case.body == "-" else case.body.replace("EMPTY", "")
    if body is not None and "DEEP" in body:
        body = body.replace("DEEP", "{" * 10_000 + "}" * 10_000)
    data = None if body is None else body.encode("latin-1" if case.name == "not UTF-8" else "utf-8")
    return server.ask(case.method, urllib.parse.quote(path, safe="/?&=%:+"), data, headers)


def compare(case: Case, found: Response, server: Server) -> None:
    assert found.status == int(case.status), found.body
    if case.kind != "-":
        assert found.kind == case.kind
    text = found.body.decode("utf-8")
    if case.has == "EMPTY":
        assert text == ""
    elif case.has.startswith("NOT "):
        assert case.has[4:] not in text
    elif case.has != "-":
        assert case.has in text
    if case.header != "-":
        name, _, value = case.header.replace("$HERE", server.address).partition(": ")
        said = found.headers.get(name, "")
        assert said.startswith(value[:-1]) if value.endswith("*") else said == value
    assert found.headers["x-content-type-options"] == "nosniff"
    assert "content-security-policy" in found.headers
    assert "access-control-allow-credentials" not in found.headers


@pytest.mark.parametrize("name", ["requests", "graphs"])
def test_requests(name: str, server: Server) -> None:
    """One sequence: each request meets what those before it left."""
    location = ""
    wrong = []
    for case in table(f"{name}.tsv"):
        found = send(case, server, location)
        location = found.headers.get("location", location)
        try:
            compare(case, found, server)
        except AssertionError as error:
            wrong.append(f"{case.name}: {error}")
    assert wrong == []


def test_an_answer_that_still_holds_is_not_sent_again(server: Server) -> None:
    address = "/sparql?query=" + urllib.parse.quote("SELECT * { GRAPH <http://e/g> { ?s ?p ?o } }")
    first = server.ask("GET", address)
    again = server.ask("GET", address, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status, again.body) == (304, b"")
    assert server.ask("GET", address, headers={"Accept": "text/csv"}).headers["etag"] != first.headers["etag"]
    assert server.update('INSERT DATA { GRAPH <http://e/g> { <http://e/later> <http://e/p> "y" } }').status == 204
    after = server.ask("GET", address, headers={"If-None-Match": first.headers["etag"]})
    assert after.status == 200
    assert b"http://e/later" in after.body


def test_sparqlwrapper(server: Server) -> None:
    wrapper = pytest.importorskip("SPARQLWrapper", reason="SPARQLWrapper is not installed")
    client = wrapper.SPARQLWrapper(f"{server.address}/sparql")
    client.setReturnFormat(wrapper.JSON)
    client.setQuery("SELECT ?s WHERE { GRAPH <http://e/g> { ?s <http://e/p> 'x' } }")
    assert [row["s"]["value"] for row in client.query().convert()["results"]["bindings"]] == ["http://e/a"]
    client.setMethod(wrapper.POST)
    client.addCustomHttpHeader("Authorization", f"Bearer {TOKEN}")
    client.setQuery("INSERT DATA { GRAPH <http://e/w> { <http://e/w> <http://e/p> 1 } }")
    client.query()
    client.setQuery("CONSTRUCT { ?s ?p ?o } WHERE { GRAPH <http://e/w> { ?s ?p ?o } }")
    client.setReturnFormat(wrapper.TURTLE)
    assert b"<http://e/w>" in client.query().convert()


def test_curl(server: Server) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    command = ["curl", "-sS", "--max-time", "20", "--data-urlencode", "query=ASK {}", f"{server.address}/sparql"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["boolean"] is True


def test_rows_beyond_the_limit_are_cut_and_that_is_said(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = make_store(tmp_path_factory.mktemp("rows") / "store")
    with serving(folder, "--rows", "5") as small:
        select = "SELECT ?s WHERE { GRAPH ?g { ?s ?p ?o } }"
        found = small.query(select)
        assert found.headers["x-result-cut"] == "true"
        assert len(json.loads(found.body)["results"]["bindings"]) == 5
        assert "x-result-cut" not in small.query(f"{select} LIMIT 5").headers
        made = small.query("CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }", Accept="application/n-triples")
        assert made.headers["x-result-cut"] == "true"
        assert made.body.count(b" .\n") == 5
        denied = {"Content-Type": "application/sparql-update", "Authorization": f"Bearer {TOKEN}"}
        assert small.ask("POST", "/sparql", b"CLEAR ALL", denied).status == 403
