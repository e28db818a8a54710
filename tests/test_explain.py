"""Every fact with the words that say it, every conclusion with its rule."""

from __future__ import annotations

import pytest

from kg.errors import QueryError
from kg.explain import explain, find_event
from kg.pipeline import add_readings
from kg.store import GraphStore, memory_store
from kg.terms import object_of, subject_of
from kg.vocabulary import DCTERMS, C
from tests import sample


@pytest.fixture(scope="module")
def store() -> GraphStore:
    found = memory_store()
    add_readings([sample.first(), sample.second(), sample.third()], found)
    return found


def events(store: GraphStore) -> list[str]:
    return sorted(subject_of(q) for q in store.match(None, C.eventType, None, C.conclusions))


def test_every_fact_has_words_that_stand_in_its_article(store: GraphStore) -> None:
    texts = {subject_of(q): object_of(q) for q in store.match(None, C.text)}
    for event in events(store):
        explanation = explain(store, event)
        assert explanation.told
        for fact in explanation.told:
            assert fact.begin is not None
            assert texts[fact.document or ""][fact.begin : fact.end] == fact.quote


def test_every_conclusion_names_its_rule(store: GraphStore) -> None:
    for event in events(store):
        assert all(fact.rule for fact in explain(store, event).concluded)


def test_a_zone_is_explained_by_the_words_that_make_the_place_its_part(store: GraphStore) -> None:
    merged = next(object_of(q) for q in store.match(None, DCTERMS.isReplacedBy))
    lines = "\n".join(explain(store, merged).lines())
    assert "Orun Province is part of the Velna de-escalation zone" in lines
    assert "2 sources that differ" in lines


def test_an_event_is_found_by_iri_by_identifier_and_by_the_name_it_had(store: GraphStore) -> None:
    event = events(store)[0]
    assert find_event(store, event) == find_event(store, event.rpartition("/")[2]) == event
    (replaced,) = store.match(None, DCTERMS.isReplacedBy)
    assert find_event(store, subject_of(replaced)) == object_of(replaced)


@pytest.mark.parametrize("name", ["nothing", "", "a b", "https://w3id.org/conflict-kg/event/0", "<>", "\ud800"])
def test_an_unknown_event_is_a_sentence(store: GraphStore, name: str) -> None:
    with pytest.raises(QueryError):
        explain(store, name)
