"""``kg check`` finds each planted fault, and nothing on clean data."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import Quad

from kg.check import check, check_rules, load_rules, validation_report
from kg.pipeline import add_readings
from kg.store import GraphStore, memory_store, open_for_writing
from tests import sample
from tests.conftest import Run

PREFIXES = """
PREFIX c: <https://w3id.org/conflict-kg/ns#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX grasp: <http://groundedannotationframework.org/grasp#>
"""


@pytest.fixture(scope="module")
def clean() -> GraphStore:
    store = memory_store()
    add_readings([sample.first(), sample.second(), sample.third()], store)
    return store


def copy(store: GraphStore) -> GraphStore:
    other = memory_store()
    quads: list[Quad] = list(store.store)
    other.store.extend(quads)
    return other


def test_clean_data_has_no_finding(clean: GraphStore) -> None:
    assert check(clean) == ()


def conclusions(delete: str, insert: str, where: str) -> str:
    return article(delete, insert, where).replace("GRAPH ?g", "GRAPH c:conclusions")


def article(delete: str, insert: str, where: str) -> str:
    return (
        f"DELETE {{ GRAPH ?g {{ {delete} }} }} INSERT {{ GRAPH ?g {{ {insert} }} }} WHERE {{ GRAPH ?g {{ {where} }} }}"
    )


FAULTS = {
    "figure-unlike-its-report": conclusions(
        '?f c:side "target"', '?f c:side "initiator"', '?f a c:CasualtyFigure ; c:side "target"'
    ),
    "figure-on-the-wrong-side": conclusions(
        "?p c:name ?n",
        "?p c:name ?group",
        '?e c:figure ?f ; c:participation ?p . ?f c:side "target" ; c:group ?group . ?p c:role "initiator" ; c:name ?n',
    ),
    "figure-twice": conclusions("", "?e c:figure <x:f> . <x:f> ?p ?o", "?e c:figure ?f . ?f ?p ?o"),
    "total-not-the-sum": conclusions("?e c:killed ?k", "?e c:killed 4711", "?e c:killed ?k"),
    "figures-out-of-order": conclusions(
        "", "?f c:low 999", "?f a c:CasualtyFigure ; c:high ?h FILTER NOT EXISTS { ?f c:low ?l }"
    ),
    "quote-not-verbatim": article("?q c:words ?w", '?q c:words "never said"', "?q a oa:SpecificResource ; c:words ?w"),
    "after-publication": article(
        "?r c:earliest ?d",
        '?r c:earliest "2031-01-01"^^xsd:date',
        '?r a c:Report ; c:factuality "stated" ; c:earliest ?d',
    ),
    "dates-out-of-order": conclusions(
        "?e c:latest ?d", '?e c:latest "1999-01-01"^^xsd:date', "?e a c:Event ; c:latest ?d"
    ),
    "event-not-stated": article(
        "?r c:factuality ?f", '?r c:factuality "planned"', '?r c:factuality "stated" ; c:factuality ?f'
    ),
    "event-without-report": conclusions(
        "?e prov:wasDerivedFrom ?r", "?e prov:wasDerivedFrom <x:r>", "?e c:mainReport ?r ; prov:wasDerivedFrom ?r"
    ),
    "report-in-two-events": conclusions("", "<x:e> c:mainReport ?r ; prov:wasDerivedFrom ?r", "?e c:mainReport ?r"),
    "dangling-thing": conclusions("?p c:actor ?a", "?p c:actor <x:nobody>", "?p c:actor ?a"),
    "dangling-event": conclusions("?e c:partOf ?w", "?e c:partOf <x:nothing>", "?e c:partOf ?w"),
    "dangling-evidence": article("?f c:evidence ?q", "?f c:evidence <x:q>", "?f a c:ReportedFigure ; c:evidence ?q"),
    "part-of-itself": conclusions("", "?w c:partOf ?e", "?e c:partOf ?w"),
    "inside-and-possibly-inside": conclusions("", "?e c:possiblyInsideZone ?z", "?e c:insideZone ?z"),
    "type-not-closed": conclusions("?e a c:Event", "", "?e a c:Event"),
    "undeclared-term": conclusions("", '?e c:feeling "bad"', "?e a c:Event"),
    "outside-named-graphs": "INSERT DATA { <x:a> <x:b> <x:c> }",
    "text-missing": "DELETE { GRAPH c:texts { ?a c:text ?t } } WHERE { GRAPH c:texts { ?a c:text ?t } }",
    "term-not-declared": "INSERT DATA { GRAPH c:ontology { c:Attack <http://www.w3.org/2000/01/rdf-schema#subClassOf> c:Havoc } }",
    "term-without-definition": (
        "DELETE { GRAPH c:ontology { c:Attack ?p ?o } } WHERE { GRAPH c:ontology { c:Attack ?p ?o } "
        "FILTER(?p = <http://www.w3.org/2004/02/skos/core#definition>) }"
    ),
    "dangling-inference": (
        "INSERT { GRAPH c:inferred { ?f prov:wasDerivedFrom <x:nothing> } } WHERE { GRAPH c:inferred { ?f a c:Inference } }"
    ),
    "shape-about": (
        "DELETE { GRAPH c:inferred { ?f c:about ?e } } WHERE { GRAPH c:inferred { ?f a c:Inference ; c:about ?e } }"
    ),
    "shape-qualifier": conclusions(
        "?f c:qualifier ?q", '?f c:qualifier "roughly"', "?f a c:CasualtyFigure ; c:qualifier ?q"
    ),
    "shape-earliest": conclusions(
        "?e c:earliest ?d", '?e c:earliest "2020-01"^^xsd:gYearMonth', "?e a c:Event ; c:earliest ?d"
    ),
    "shape-mainReport": conclusions("?e c:mainReport ?r", "", "?e c:mainReport ?r"),
}


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_a_planted_fault_is_found(clean: GraphStore, name: str) -> None:
    store = copy(clean)
    before = set(store.store)
    store.store.update(PREFIXES + FAULTS[name])
    assert set(store.store) != before, "the fault was not planted"
    is_rule = name in {rule.name for rule in load_rules()}
    found = list(check_rules(store)) if is_rule else list(check(store))
    assert name in {f.check for f in found}


def test_findings_name_the_article_and_the_words(clean: GraphStore) -> None:
    store = copy(clean)
    store.store.update(PREFIXES + FAULTS["after-publication"])
    finding = next(f for f in check_rules(store) if f.check == "after-publication")
    assert (finding.document or "").startswith(store.iris.base + "doc/")
    assert "2031-01-01" in finding.message
    assert finding.subject in str(finding)
    report = validation_report([finding])
    assert "ValidationReport" in report
    assert '"false"' in report
    assert finding.subject in report


def test_a_report_without_findings_conforms() -> None:
    assert '"true"' in validation_report([])


def test_levels_and_formats(tmp_path: Path, run_kg: Callable[..., Run]) -> None:
    folder = tmp_path / "store"
    with closing(open_for_writing(folder)) as store:
        add_readings([sample.first(), sample.second(), sample.third()], store)
        store.store.update(PREFIXES + FAULTS["term-without-definition"])
    check = ("check", "--store", folder, "--no-consistency")
    assert run_kg(*check).code == 0
    assert run_kg(*check, "--fail-on", "warning").code == 1
    assert run_kg(*check, "--fail-on", "luck").code == 1
    report = run_kg(*check, "--fail-on", "never", "--format", "shacl")
    assert report.code == 0
    graph = rdflib.Graph().parse(data=report.out, format="nt")
    (result,) = graph.subjects(rdflib.RDF.type, rdflib.SH.ValidationResult)
    assert graph.value(result, rdflib.SH.resultSeverity) == rdflib.SH.Warning
    assert str(graph.value(result, rdflib.SH.focusNode)).endswith("#Attack")


def test_without_a_reasoner_it_says_so(
    sample_store: Path, run_kg: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    done = run_kg("check", "--store", sample_store)
    assert done.code == 0
    assert "there is no Java" in done.err
