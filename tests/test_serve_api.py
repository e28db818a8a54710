"""The REST interface: what it gives of the sample store, and that nothing sent to it by its own description breaks it."""

from __future__ import annotations

import csv
import io
import json
import urllib.parse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.canned import load_questions
from tests.conftest import Run
from tests.serving import Server, serving

EXAMPLES = 5
"""Requests that are made up for each operation."""


@pytest.fixture(scope="module")
def server(sample_store: Path) -> Iterator[Server]:
    with serving(sample_store) as running:
        yield running


def get(server: Server, path: str, **values: object) -> Any:
    found = server.ask("GET", f"{path}?{urllib.parse.urlencode(values)}")
    assert found.status == 200, found.body
    return json.loads(found.body)


def test_every_question_is_there_with_its_parameters(server: Server) -> None:
    described = get(server, "/openapi.json")["paths"]
    listed = {q["name"]: q for q in get(server, "/questions")}
    for question in load_questions():
        assert listed[question.name]["columns"] == list(question.columns)
        parameters = {p["name"]: p for p in described[f"/questions/{question.name}"]["get"]["parameters"]}
        assert list(parameters) == [*(p.name for p in question.parameters), "limit", "offset", "format"]
        for parameter in question.parameters:
            said = parameters[parameter.name]
            assert said["required"] is parameter.required
            if parameter.kind.value == "number":
                assert said["schema"]["type"] == "number"


def test_the_interface_gives_what_the_command_line_gives(
    server: Server, sample_store: Path, run_kg: Callable[..., Run]
) -> None:
    here = run_kg("ask", "timeline-of-place", "--place", "Idlib", "--store", sample_store, "--format", "csv").out
    there = server.ask("GET", "/questions/timeline-of-place?place=Idlib&format=csv").body.decode()
    assert there == here
    asked = ("ask", "timeline-of-place", "--place", "Idlib", "--format", "csv")
    assert run_kg(*asked, "--endpoint", f"{server.address}/sparql").out == here


def test_kg_sparql_asks_the_endpoint(
    server: Server, sample_store: Path, tmp_path: Path, run_kg: Callable[..., Run]
) -> None:
    for text in (
        "SELECT ?e ?l WHERE { GRAPH c:conclusions { ?e a c:Attack ; rdfs:label ?l } } ORDER BY ?e",
        "ASK { GRAPH c:conclusions { ?e a c:Attack } }",
    ):
        query = tmp_path / "query.rq"
        query.write_text(text)
        here = run_kg("sparql", query, "--store", sample_store)
        there = run_kg("sparql", query, "--endpoint", f"{server.address}/sparql")
        assert here.code == 0
        assert there.out == here.out
    query.write_text("SELECT nonsense")
    refused = run_kg("sparql", query, "--endpoint", f"{server.address}/sparql")
    assert refused.code == 1
    assert "Line 1" in refused.err


def test_pages_follow_one_another(server: Server) -> None:
    whole = get(server, "/events", limit=1000)
    assert whole["next"] is None
    rows, path = [], "/events?limit=3"
    while path:
        page = json.loads(server.ask("GET", path).body)
        assert len(page["rows"]) <= 3
        rows += page["rows"]
        path = page["next"]
    assert rows == whole["rows"]
    assert len(rows) > 6


def test_an_event_has_its_evidence(server: Server) -> None:
    row = get(server, "/events", type="Attack", limit=1)["rows"][0]
    identifier = row["event"].rpartition("/")[2]
    found = get(server, f"/events/{identifier}")
    assert found["event"]["label"] == row["label"]
    assert {"event"} <= {e["fact"] for e in found["evidence"]}
    for evidence in found["evidence"]:
        assert evidence["end"] - evidence["begin"] == len(evidence["quote"])


def test_places_come_as_geojson(server: Server) -> None:
    answer = server.ask("GET", "/questions/timeline-of-place?place=Idlib", headers={"Accept": "application/geo+json"})
    assert answer.kind == "application/geo+json"
    features = json.loads(answer.body)["features"]
    points = [f["geometry"]["coordinates"] for f in features if f["geometry"]]
    assert points
    assert all(30 < lon < 45 and 30 < lat < 40 for lon, lat in points)
    assert all(f["properties"]["event"] for f in features)


def test_names_in_other_letters_and_rows_of_tables(server: Server) -> None:
    text = server.ask("GET", "/questions/places-most-attacked?format=csv").body.decode()
    header, *rows = csv.reader(io.StringIO(text))
    question = next(q for q in load_questions() if q.name == "places-most-attacked")
    assert header == list(question.columns)
    assert rows
    hits = get(server, "/search", q="IDLIB")
    assert {"article", "place"} <= {hit["kind"] for hit in hits}


def test_an_answer_that_holds_is_not_sent_again(server: Server) -> None:
    first = server.ask("GET", "/questions/dyads")
    assert server.ask("GET", "/questions/dyads", headers={"If-None-Match": first.headers["etag"]}).status == 304
    assert server.ask("GET", "/questions/dyads?limit=1", headers={"If-None-Match": first.headers["etag"]}).status == 200


def test_the_manual_takes_nothing_from_elsewhere(server: Server) -> None:
    page = server.ask("GET", "/docs").body.decode()
    assert "<script" not in page
    assert "//" not in page.replace("https://w3id.org/conflict-kg/", "")


@pytest.mark.filterwarnings("ignore")
def test_nothing_made_from_the_description_breaks_it(server: Server) -> None:
    """schemathesis: what the description allows, and what it does not, gets an answer below 500 as described."""
    schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")
    hypothesis = pytest.importorskip("hypothesis", reason="hypothesis is not installed")
    checks = pytest.importorskip("schemathesis.checks", reason="this schemathesis has no checks")
    schema = schemathesis.openapi.from_url(f"{server.address}/openapi.json")
    few = hypothesis.settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    asked = 0

    def one(case: Any) -> None:
        nonlocal asked
        asked += 1
        case.call_and_validate(checks=[checks.not_a_server_error])

    for result in schema.get_all_operations():
        operation = result.ok()
        # What has no parameters cannot be asked wrongly.
        modes = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)
        for mode in modes if len(operation.query) or len(operation.path_parameters) else modes[:1]:
            few(hypothesis.given(case=operation.as_strategy(generation_mode=mode))(one))()
    assert asked > 150
