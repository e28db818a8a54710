"""Every fact with the words that say it, every conclusion with its rule."""

from __future__ import annotations

import pytest

from kg.asking import select
from kg.canned import Question, find_question, load_questions
from kg.errors import QueryError
from kg.explain import explain, explain_row, find_event
from kg.names import bind_names
from kg.pipeline import add_readings
from kg.store import GraphStore, memory_store
from kg.terms import object_of, subject_of
from kg.vocabulary import DCTERMS, C
from tests import sample

ASKED = {
    "place": "Velna",
    "actor": "Northern Brigade",
    "date": "2020-01-20",
    "since": "2016-01-01",
    "lat": "36.2",
    "lon": "37.1",
    "km": "80",
    "event": "Shelling",
}
EMPTY = {"control-changes", "humanitarian-corridors", "toll-revisions", "dyads"}
"""Questions to which the sample has no answer."""


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


@pytest.mark.parametrize("question", load_questions(), ids=lambda q: q.name)
def test_a_row_of_any_answer_is_explained_by_words_of_articles(store: GraphStore, question: Question) -> None:
    values = {p.name: ASKED.get(p.name, p.example) for p in question.parameters if p.required}
    rows = len(select(store, bind_names(question, values, lambda t: select(store, t)).text).rows)
    texts = [object_of(q) for q in store.match(None, C.text)]
    for number in range(1, rows + 1):
        found = explain_row(store, question, values, number)
        assert found.grounds
        told = [fact for ground in found.grounds for fact in ground.told]
        assert told
        assert all(any((fact.quote or "?") in text for text in texts) for fact in told if fact.begin is not None)
        assert "\n".join(found.lines()).startswith(f"{found.row[0][0]}: ")
    if question.name not in EMPTY:
        assert rows


def test_a_row_that_is_not_there_is_a_sentence(store: GraphStore) -> None:
    with pytest.raises(QueryError, match="no row 99"):
        explain_row(store, find_question("dyads"), {}, 99)
