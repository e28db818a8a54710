"""The ontology drives: a class of event or weapon that is declared in Turtle alone is read, ranked, mapped and exported, and
the code names no class that it could read there.
"""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from functools import cache
from typing import Any

import pytest

from kg.lexicon import load_lexicon
from kg.vocabulary import RDF, RDFS, C, terms
from tests.tables import ROOT

LX = "https://w3id.org/conflict-kg/lexicon#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
RDF_TYPE, LABEL = RDF.type, RDFS.label
DEFINITION, EXAMPLE, IN_SCHEME, SCHEME = (
    SKOS + name for name in ("definition", "example", "inScheme", "ConceptScheme")
)

NEW = """
@prefix c: <https://w3id.org/conflict-kg/ns#> .
@prefix code: <https://w3id.org/conflict-kg/code/> .
@prefix lx: <https://w3id.org/conflict-kg/lexicon#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

c:WellPoisoning rdfs:subClassOf c:ActOfForce ; a owl:Class ; rdfs:label "poisoning of a well"@en ;
    skos:definition "Water that people drink is made deadly."@en ; skos:example "Raiders poisoned the only well."@en ;
    c:subjectRole "initiator" ; c:objectRole "target" ;
    c:verbTrigger "poison" ; c:nounTrigger "poisoning" ;
    skos:closeMatch code:acled-chemical-weapon .

lx:harmful c:marks c:WellPoisoning .
lx:violence c:marks c:WellPoisoning .
lx:war-like c:marks c:WellPoisoning .
lx:weighed-act c:marks c:WellPoisoning .
lx:ground-of-pursuit c:marks c:WellPoisoning .

c:WellFouling rdfs:subClassOf c:Event ; a owl:Class ; rdfs:label "fouling of a well"@en ;
    skos:definition "Water is made unclean."@en ; skos:example "Herders fouled the well."@en ;
    c:subjectRole "initiator" ; c:objectRole "target" ; c:verbTrigger "foul" .

c:Trebuchet rdfs:subClassOf c:Artillery ; a owl:Class ; rdfs:label "trebuchet"@en ;
    skos:definition "An engine that hurls stones."@en ; skos:example "A trebuchet stood before the wall."@en ;
    c:equipmentWord "trebuchet" .
"""
"""A class of event beside the ones of the ontology, with its words, roles, code and traits; one with words and roles alone;
a class of weapon.
"""

ARTICLES = (
    ("wells", "Rebels poisoned two wells in Aleppo on Tuesday. Four villagers were killed.", "2020-01-23"),
    ("trial", "A man was arrested in Aleppo on Friday. He had poisoned a well on 20 January.", "2020-01-25"),
    ("fine", "A man was arrested in Idlib on Friday. He had fouled a well on 20 January.", "2020-01-25"),
    (
        "siege",
        "Rebels attacked an army post near Idlib on Wednesday with a trebuchet, killing three soldiers.",
        "2020-01-23",
    ),
)

SCRIPT = """
import csv, io, json, sys
from pathlib import Path
from typing import Any
import kg
from kg.export.codebooks import write_acled
from kg.export.records import event_records
from kg.store import open_for_reading

kg.build([Path(sys.argv[1])], store=Path(sys.argv[2])).close()
store = open_for_reading(Path(sys.argv[2]))
table = io.StringIO()
write_acled(store, table)
table.seek(0)
print(json.dumps({"events": list(event_records(store)), "acled": list(csv.DictReader(table)), "code": kg.__file__}))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """Event records and the table of ACLED of the articles, with the new classes in the ontology."""
    home = tmp_path_factory.mktemp("turtle-only")
    shutil.copytree(ROOT / "kg", home / "kg", ignore=shutil.ignore_patterns("__pycache__", "_assets"))
    shutil.copytree(ROOT / "ontology", home / "ontology")
    for name in ("data", "queries"):
        (home / name).symlink_to(ROOT / name, target_is_directory=True)
    (home / "ontology" / "wells.ttl").write_text(NEW, encoding="utf-8")
    articles = home / "articles.jsonl"
    lines = (json.dumps({"id": i, "text": text, "published": day}) for i, text, day in ARTICLES)
    articles.write_text("\n".join(lines), encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(articles), str(home / "store")],
        cwd=home,
        env={"PYTHONPATH": str(home), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    found: dict[str, Any] = json.loads(run.stdout)
    assert found["code"] == str(home / "kg" / "__init__.py")
    return {name: found[name] for name in ("events", "acled")}


def of_article(told: dict[str, list[dict[str, Any]]], article: str) -> dict[str, dict[str, Any]]:
    """The events that an article tells, by class."""
    return {e["type"]: e for e in told["events"] if article in [s["document_id"] for s in e["sources"]]}


def test_a_class_declared_in_turtle_is_read_with_its_roles_and_harm(told: dict[str, list[dict[str, Any]]]) -> None:
    events = of_article(told, "wells")
    assert list(events) == ["WellPoisoning"]
    event = events["WellPoisoning"]
    assert event["types"] == ["WellPoisoning", "ActOfForce", "Event"]
    assert event["label"] == "Poisoning of a well by Rebels of wells in Aleppo, 21 January 2020"
    assert {(p["role"], p["name"]) for p in event["participants"]} >= {("initiator", "Rebels"), ("target", "wells")}
    assert [(c["kind"], c["count"]["value"]) for c in event["casualties"]] == [("killed", 4)]


def test_traits_given_in_turtle_decide_what_an_article_is_about(told: dict[str, list[dict[str, Any]]]) -> None:
    ranked = {
        article: [e["type"] for e in sorted(of_article(told, article).values(), key=lambda e: -e["salience"])]
        for article in ("trial", "fine")
    }
    assert ranked == {"trial": ["WellPoisoning", "Arrest"], "fine": ["Arrest", "WellFouling"]}


def test_a_class_declared_in_turtle_has_its_code_in_exports(told: dict[str, list[dict[str, Any]]]) -> None:
    rows = [(r["sub_event_type"], r["fatalities"]) for r in told["acled"] if r["notes"].startswith("Rebels poisoned")]
    assert rows == [("Chemical weapon", "4")]


def test_a_class_of_weapon_declared_in_turtle_is_read(told: dict[str, list[dict[str, Any]]]) -> None:
    event = of_article(told, "siege")["Attack"]
    assert [(e["type"], e["used_by"]) for e in event["equipment"]] == [("Trebuchet", "initiator")]


# ---- what the code may name -------------------------------------------------------------------------------------------

ACTOR_KIND = {"Vehicle"}
"""A vehicle is also a kind of actor ("the convoy came under fire"), which is a value of the model, not a class of weapon."""


@cache
def trees() -> dict[str, ast.Module]:
    """The modules of ``kg`` by their paths."""
    paths = sorted((ROOT / "kg").rglob("*.py"))
    return {
        str(p.relative_to(ROOT)): ast.parse(p.read_text(encoding="utf-8")) for p in paths if "_assets" not in p.parts
    }


def test_code_names_no_class_of_events_or_equipment_but_the_roots() -> None:
    lexicon = load_lexicon()
    classes = {*lexicon.classes_under("Event"), *lexicon.classes_under("Equipment")} - terms() - ACTOR_KIND
    assert len(classes) > 100
    named = {
        (path, node.lineno, node.value)
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in classes
    }
    assert named == set(), "give the classes a trait in ontology/lexicon/traits.ttl and ask for that"


def asked_traits() -> set[str]:
    """The traits, and schemes of traits, that the code asks for by name."""
    found = set()
    for tree in trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                name = node.args[0]
                if node.func.attr in ("with_trait", "becomes", "traits_of") and isinstance(name, ast.Constant):
                    found.add(str(name.value))
    return found


BY_COMPUTED_NAME = ("shown-as-", "side-of-", "the-")
"""Beginnings of the names of traits that the code puts together or finds through a scheme."""


def of_kind(*kinds: str) -> dict[str, dict[str, tuple[str, ...]]]:
    """What the lexicon says of its subjects of these classes, by local name."""
    said = load_lexicon().annotations
    return {s.removeprefix(LX): facts for s, facts in said.items() if {*kinds} & {*facts.get(RDF_TYPE, ())}}


def test_every_trait_that_code_asks_for_is_declared_and_none_is_idle() -> None:
    traits = of_kind(C.Trait)
    schemes = {s.removeprefix(LX) for facts in traits.values() for s in facts.get(IN_SCHEME, ())}
    asked = asked_traits()
    assert asked - set(traits) - schemes == set()
    idle = {t for t, facts in traits.items() if t not in asked and IN_SCHEME not in facts}
    assert {t for t in idle if not t.startswith(BY_COMPUTED_NAME)} == set()


def test_traits_mark_declared_classes() -> None:
    known = {C.NAMESPACE + name for name in load_lexicon().superclasses}
    for name, facts in of_kind(C.Trait).items():
        marked = {m for p in (C.marks, C.marksAlone, C.becomes) for m in facts.get(p, ())}
        assert marked, name
        assert marked - known == set(), name


def test_every_list_scheme_and_trait_of_words_is_labelled_defined_and_exemplified() -> None:
    found = of_kind(C.WordList, C.Trait, SCHEME)
    assert len(found) > 300
    lacking = {name for name, facts in found.items() for p in (LABEL, DEFINITION, EXAMPLE) if not facts.get(p)}
    assert lacking == set()
