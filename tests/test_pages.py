"""Every term of the ontology and every canned question has its place on a page, and every link leads there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from docs.pages import ontology_pages, question_pages, read_ontology
from kg.asking import select
from kg.canned import load_questions
from kg.store import open_for_reading
from tests.tables import ROOT

DECLARED = re.compile(r"^((?:c|code):\S+)\s+a\s", re.MULTILINE)


@pytest.fixture(scope="module")
def ontology() -> dict[str, str]:
    return ontology_pages(read_ontology(ROOT / "ontology"))


@pytest.fixture(scope="module")
def questions(sample_store: Path) -> Iterator[dict[str, str]]:
    store = open_for_reading(sample_store)
    yield question_pages(load_questions(), lambda text: select(store, text))
    store.close()


@pytest.mark.parametrize("module", sorted((ROOT / "ontology").glob("*.ttl")), ids=lambda p: p.stem)
def test_every_term_is_on_a_page_once(ontology: dict[str, str], module: Path) -> None:
    declared = DECLARED.findall(module.read_text(encoding="utf-8"))
    section = re.compile(r'<section id="[^"]+"><h3>[^<]+</h3><code title="[^"]+">([^<]+)</code>')
    placed = [term for page in ontology.values() for term in section.findall(page)]
    assert {term: placed.count(term) for term in declared} == dict.fromkeys(declared, 1)


def test_no_two_places_of_a_page_have_one_name(ontology: dict[str, str]) -> None:
    for page in ontology.values():
        places = re.findall(r' id="([^"]+)"', page)
        assert len(places) == len(set(places))


def test_links_within_the_ontology_lead_to_a_term(ontology: dict[str, str]) -> None:
    for page in ontology.values():
        for target, place in re.findall(r'href="([\w-]+\.html)(?:#([^"]+))?"', page):
            assert target in ontology
            assert not place or f'id="{place}"' in ontology[target], f"{target}#{place}"


def test_a_term_is_told_with_its_definition_example_kin_mappings_and_words(ontology: dict[str, str]) -> None:
    section = re.search(r'<section id="Shelling">.*?</section>', ontology["events.html"], re.DOTALL)
    assert section is not None
    for said in ("Example:", "kind of", "c:Attack", "maps ", "acled", "c:verbTrigger"):
        assert said in section[0], said


def test_every_question_is_on_a_page_with_its_query_and_answer(questions: dict[str, str]) -> None:
    for question in load_questions():
        page = unescape(questions[f"{question.name}.html"])
        assert question.question in page
        assert question.text in page
        assert f"kg ask {question.name}" in page
        assert f'href="{question.name}.html"' in questions["index.html"]
    headline = questions["attacks-inside-deescalation-zones-after-ceasefire.html"]
    assert "<td>certain</td>" in headline
    assert "<td>Idlib de-escalation zone</td>" in headline
