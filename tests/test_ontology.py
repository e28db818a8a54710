"""The ontology: every term labelled, defined and exemplified, declared where it is used, and consistent under
HermiT."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse

from kg import vocabulary
from kg.assets import asset
from kg.consistency import classified, contradictions, ontology_triples, reasoner_missing
from kg.store import ontology_quads
from kg.vocabulary import C, terms

RDFS = "http://www.w3.org/2000/01/rdf-schema#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
SKOS = "http://www.w3.org/2004/02/skos/core#"
OWL = "http://www.w3.org/2002/07/owl#"
STRUCTURE = ("core", "evidence", "places", "actors", "figures", "zones", "agreements", "inferred")
MODULES = sorted(asset("ontology").glob("*.ttl"))
ROOT = asset("ontology").parent
ROOTS = {"Event", "Attack", "Agreement", "Ceasefire", "Equipment"}
"""Classes that code names, declared in the modules of events and equipment."""


def statements(path: Path) -> list[Quad]:
    return list(parse(path=str(path), format=RdfFormat.TURTLE))


def declared(paths: list[Path]) -> dict[str, dict[str, list[str]]]:
    """Local name of each term of ours that has a type, with what is said of it."""
    said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for path in paths:
        for quad in statements(path):
            if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(C.NAMESPACE):
                value = quad.object.value if isinstance(quad.object, (NamedNode, Literal)) else "_:"
                said[quad.subject.value.removeprefix(C.NAMESPACE)][quad.predicate.value].append(value)
    return {name: dict(facts) for name, facts in said.items() if RDF_TYPE in facts}


ALL = declared(MODULES)


def test_vocabulary_is_what_the_modules_declare() -> None:
    structure = declared([asset("ontology") / f"{name}.ttl" for name in STRUCTURE])
    assert terms() - ROOTS == set(structure) - ROOTS
    assert set(ALL) >= ROOTS


def test_vocabulary_is_closed() -> None:
    with pytest.raises(AttributeError):
        _ = vocabulary.C.Evnet  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_term_is_labelled_defined_and_exemplified(name: str) -> None:
    said = ALL[name]
    missing = [p for p in (RDFS + "label", SKOS + "definition", SKOS + "example") if not said.get(p)]
    assert not missing
    assert len(set(said[RDFS + "label"])) == 1
    assert len(set(said[SKOS + "definition"])) == 1


def used_in_words(path: Path) -> set[str]:
    """Local names written as ``c:name`` in a query or a Turtle file."""
    text = "\n".join(
        line for line in path.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#")
    )
    text = re.sub(r'"(?:[^"\\]|\\.)*"', '""', text)
    return set(re.findall(r"(?<![\w/:])c:([A-Za-z]\w*)", text))


FILES = sorted([*ROOT.glob("queries/**/*.rq"), *ROOT.glob("ontology/**/*.ttl")])


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_term_used_is_declared(path: Path) -> None:
    assert used_in_words(path) - set(ALL) == set()


def test_every_term_named_in_code_is_declared() -> None:
    used = set()
    for path in sorted(ROOT.glob("kg/**/*.py")):
        if path.name != "vocabulary.py":
            used |= {
                n.rstrip("_") for n in re.findall(r"\bC\.(?!UTF-8)([A-Za-z]\w*)", path.read_text(encoding="utf-8"))
            }
    assert used - terms() - {"NAMESPACE"} == set()


def test_no_term_has_two_kinds() -> None:
    kinds = {"Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty"}
    for name, said in ALL.items():
        mine = {t.removeprefix(OWL) for t in said[RDF_TYPE]} & kinds
        assert len(mine) <= 1, name


def test_the_ontology_in_the_store_has_no_blank_nodes_and_no_words_for_reading() -> None:
    quads = ontology_quads()
    assert quads == ontology_quads()
    assert not [q for q in quads if isinstance(q.subject, BlankNode) or isinstance(q.object, BlankNode)]
    assert not [q for q in quads if q.predicate.value.endswith("Trigger")]


@pytest.fixture
def reasoner() -> None:
    """HermiT can run."""
    if missing := reasoner_missing():
        pytest.skip(f"HermiT cannot run: {missing}")


SAMPLE = """
@prefix c: <https://w3id.org/conflict-kg/ns#> .
<x:e> a c:ArmedAssault ; c:initiator <x:a> ; c:occursIn <x:p> ; c:partOf <x:w> .
<x:a> a c:Actor, c:ArmedGroup . <x:p> a c:Place, c:City ; c:within <x:p>, <x:q> . <x:q> a c:Place, c:Country .
<x:market> a c:Shelling ; c:victim <x:people> ; c:initiator <x:a> ; c:civiliansKilled 9 . <x:people> a c:Civilians .
<x:raid> a c:ArmedAssault ; c:mayBreach <x:truce> . <x:truce> a c:Accord .
<x:hurt> a c:AirStrike ; c:figure <x:f> . <x:f> a c:CasualtyFigure ; c:civilian true .
<x:protest> a c:Protest ; c:victim <x:people> .
"""


def test_hermit_finds_the_ontology_consistent_and_classifies(reasoner: None) -> None:
    triples = ontology_triples(SAMPLE)
    assert contradictions(triples) == []
    kinds = {name: {k.removeprefix(C.NAMESPACE) for k in found} for name, found in classified(triples).items()}
    assert {"AttackOnCivilians", "OneSidedViolence"} <= kinds["x:market"]
    assert "AttackOnCivilians" in kinds["x:hurt"]
    assert "OneSidedViolence" not in kinds["x:hurt"]
    assert "PossibleBreach" in kinds["x:raid"]
    assert not kinds["x:e"] & {"AttackOnCivilians", "OneSidedViolence", "PossibleBreach"}
    assert "AttackOnCivilians" not in kinds["x:protest"]


def test_hermit_names_the_culprit_of_a_planted_contradiction(reasoner: None) -> None:
    assert contradictions(ontology_triples(SAMPLE + "<x:e> a c:Place .")) == ["x:e"]
    odd = "c:Odd a <http://www.w3.org/2002/07/owl#Class> ; <http://www.w3.org/2000/01/rdf-schema#subClassOf> c:Event, c:Place ."
    assert contradictions(ontology_triples(SAMPLE + odd)) == [C.NAMESPACE + "Odd"]
