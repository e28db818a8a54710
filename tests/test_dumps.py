"""Dumps for the world: every RDF form read back whole, packed, described, in RDF 1.2 and as nanopublications."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import rdflib
from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse

from kg.errors import KgError
from kg.export.dataset import write_description
from kg.export.nanopubs import write_nanopubs
from kg.export.property_graph import rows, tables
from kg.export.rdf import FORMATS, exported_graphs, write_rdf
from kg.export.reified import write_reified
from kg.export.writers import BINARY, FOLDERS, write_folder
from kg.store import GraphStore, open_for_reading
from kg.vocabulary import C
from tests.conftest import Run
from tests.test_property_graph import built

READERS = {
    "nquads": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "rdfxml": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}
NAMED = {"nquads", "trig", "jsonld"}


@pytest.fixture(scope="module")
def store() -> GraphStore:
    return built()


def held(store: GraphStore) -> set[Quad]:
    return {quad for graph in exported_graphs(store) for quad in store.match(graph=graph)}


@pytest.mark.parametrize("form", FORMATS)
def test_every_form_is_read_back_whole(form: str, store: GraphStore) -> None:
    out = io.BytesIO()
    write_rdf(store, form, out)
    read = set(parse(out.getvalue(), format=READERS[form]))
    if form in NAMED:
        assert read == held(store)
    else:
        assert {q.triple for q in read} == {q.triple for q in held(store)}


@pytest.mark.parametrize("form", ["nquads", "turtle", "jsonld"])
def test_a_packed_dump_has_its_description_beside(
    form: str, run_kg: Callable[..., Run], sample_store: Path, tmp_path: Path
) -> None:
    out = tmp_path / "dump.gz"
    for _ in range(2):
        assert run_kg("export", form, "--store", sample_store, "-o", out).code == 0
    first = out.read_bytes()
    assert run_kg("export", form, "--store", sample_store, "-o", out).code == 0
    assert out.read_bytes() == first
    opened = open_for_reading(sample_store)
    statements = sum(1 for graph in exported_graphs(opened) for _ in opened.match(graph=graph))
    if form == "nquads":
        assert gzip.decompress(first).count(b"\n") == statements
    graph = rdflib.Graph().parse(tmp_path / "dump.gz.void.ttl")
    void = rdflib.Namespace("http://rdfs.org/ns/void#")
    dcterms = rdflib.Namespace("http://purl.org/dc/terms/")
    me = rdflib.URIRef(f"{opened.iris.base}dataset")
    assert int(str(graph.value(me, void.triples))) == statements
    assert "GeoNames" in str(graph.value(me, dcterms.rights))
    entities = {
        str(graph.value(part, void["class"])): int(str(graph.value(part, void.entities)))
        for part in graph.objects(me, void.classPartition)
    }
    assert entities[C.Event] == len(list(rows(opened, tables()["events"])))


def test_the_description_is_the_same_every_time(store: GraphStore) -> None:
    first, second = io.BytesIO(), io.BytesIO()
    write_description(store, first)
    write_description(store, second)
    assert first.getvalue() == second.getvalue()


def test_every_participation_reifies_a_plain_statement(store: GraphStore) -> None:
    out = io.BytesIO()
    write_reified(store, out)
    read = list(parse(out.getvalue(), format=RdfFormat.TRIG))
    plain = {q for q in read if not isinstance(q.object, Triple)}
    assert plain == held(store)
    told = {q.triple for q in plain}
    reified = [(q.subject, q.object) for q in read if isinstance(q.object, Triple)]
    assert all(statement in told for _, statement in reified)
    parts = {
        q.object for q in plain if q.predicate.value == C.participation and str(q.graph_name) == f"<{C.conclusions}>"
    }
    assert parts
    assert parts <= {fact for fact, _ in reified}


def test_nanopublications_are_whole(store: GraphStore) -> None:
    out = io.BytesIO()
    write_nanopubs(store, out)
    read = list(parse(out.getvalue(), format=RdfFormat.TRIG))
    schema = "http://www.nanopub.org/nschema#"
    heads = [q for q in read if q.object == NamedNode(schema + "Nanopublication")]
    reports = {q.subject for q in store.match(None, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", C.Report)}
    assert len(heads) == len(reports) > 0
    graphs = {str(q.graph_name) for q in read}
    for head in heads:
        parts = [q.object for q in read if q.subject == head.subject and q.predicate.value.startswith(schema + "has")]
        assert len(parts) == 3
        assert {str(part) for part in parts} <= graphs
    told = {(q.subject, q.predicate, q.object) for q in read if str(q.graph_name).endswith("#assertion>")}
    said = {(q.subject, q.predicate, q.object) for q in held(store)}
    assert told <= said


def test_events_as_parquet(store: GraphStore, tmp_path: Path) -> None:
    path = tmp_path / "events.parquet"
    with path.open("wb") as out:
        BINARY["events-parquet"](store, out)
    frame = pd.read_parquet(path)
    table = tables()["events"]
    assert list(frame.columns) == [c.name for c in table.columns]
    assert sorted(frame["event"]) == sorted(str(row[0]) for row in rows(store, table))


@pytest.mark.parametrize("form", list(FOLDERS))
def test_a_folder_appears_whole_and_replaces_its_elder_only(form: str, store: GraphStore, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write_folder(store, form, folder)
    first = {p.relative_to(folder) for p in folder.rglob("*")}
    (folder / "left-over").write_text("from an older export")
    write_folder(store, form, folder)
    assert {p.relative_to(folder) for p in folder.rglob("*")} == first
    assert [p.name for p in tmp_path.iterdir()] == ["out"]
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("a year of work")
    with pytest.raises(KgError, match="no export of ours"):
        write_folder(store, form, mine)
    assert (mine / "thesis.txt").exists()
