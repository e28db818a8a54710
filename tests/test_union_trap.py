"""One fact in five articles is one fact: every count and sum is right, in both engines, even over the union of all graphs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import QueryResultsFormat, QuerySolutions

from kg.canned import find_question
from kg.model import ArticleReading
from kg.names import bind_names
from kg.pipeline import add_readings
from kg.results import Answer, Select
from kg.store import GraphStore, memory_store, open_for_writing
from tests import sample
from tests.serving import serving

FIVE = 5


def readings() -> list[ArticleReading]:
    """The first sample article as five publishers bring it, word for word, a day apart."""
    told = sample.first()
    copies = [
        replace(told.article, id=f"copy-{n}", publisher=f"Paper {n}", published=date(2020, 1, 23) + timedelta(days=n))
        for n in range(FIVE)
    ]
    return [replace(told, article=article) for article in copies]


@pytest.fixture(scope="module")
def store() -> GraphStore:
    found = memory_store()
    add_readings(readings(), found)
    return found


def oxigraph(store: GraphStore, *, union: bool = False) -> Select:
    def select(text: str) -> Answer:
        found = store.query(text, union=union)
        assert isinstance(found, QuerySolutions)
        return Answer.from_json(found.serialize(format=QueryResultsFormat.JSON) or b"")

    return select


def rdflib_engine(store: GraphStore, *, union: bool = False) -> Select:
    dataset = rdflib.Dataset(default_union=union)
    dataset.parse(data="\n".join(store.sorted_lines()), format="nquads")

    def select(text: str) -> Answer:
        return Answer.from_json(dataset.query(text).serialize(format="json") or b"")

    return select


ENGINES = [oxigraph, rdflib_engine]
WANTED = [
    # question, parameters, the first row's columns and what they must hold
    ("civilian-harm-by-weapon", {}, {"weapon": "Shelling", "events": "1", "killed": "28", "wounded": "12"}),
    ("places-most-attacked", {"country": "Orun Province"}, {"placeLabel": "Orun", "events": "1", "killed": "28"}),
    ("casualties-by-side", {"place": "Orun", "from": "2020-01-01"}, {"kind": "killed", "best": "28"}),
    ("dyads", {}, {"actorA": "Quarland army", "actorB": "fighters", "events": "1", "killed": "40"}),
    ("unresolved-names", {}, {"name": "Upper Mill", "documents": "5"}),
]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("name", "asked", "wanted"), WANTED, ids=[w[0] for w in WANTED])
def test_counts_and_sums(
    store: GraphStore, engine: Callable[[GraphStore], Select], name: str, asked: dict[str, str], wanted: dict[str, str]
) -> None:
    select = engine(store)
    answer = select(bind_names(find_question(name), asked, select).text)
    row = dict(zip(answer.columns, answer.rows[0], strict=True))
    assert {c: "" if (t := row[c]) is None else t.value for c in wanted} == wanted


def test_counts_and_sums_over_the_endpoint(tmp_path: Path) -> None:
    """The same over ``kg serve``."""
    with closing(open_for_writing(tmp_path / "store")) as kept:
        add_readings(readings(), kept)
    with serving(tmp_path / "store") as server:

        def select(text: str) -> Answer:
            found = server.query(text, Accept="application/sparql-results+json")
            assert found.status == 200, found.body
            return Answer.from_json(found.body)

        for name, asked, wanted in WANTED:
            answer = select(bind_names(find_question(name), asked, select).text)
            row = dict(zip(answer.columns, answer.rows[0], strict=True))
            assert {c: "" if (t := row[c]) is None else t.value for c in wanted} == wanted, name
        ((events, dead),) = select(UNION % "GRAPH ?any { ?event a c:Shelling ; c:killed ?killed }").rows
    assert events is not None
    assert dead is not None
    assert (events.value, dead.value) == ("1", "28")


UNION = """
    PREFIX c: <https://w3id.org/conflict-kg/ns#>
    SELECT (COUNT(?event) AS ?events) (SUM(?killed) AS ?dead) WHERE { %s }
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_even_the_union_of_all_graphs_counts_an_event_once(store: GraphStore, engine: Callable[..., Select]) -> None:
    text = UNION % "?event a c:Shelling ; c:killed ?killed"
    ((events, dead),) = engine(store, union=True)(text).rows
    assert events is not None
    assert dead is not None
    assert (events.value, dead.value) == ("1", "28")


def test_no_statement_stands_in_two_graphs(store: GraphStore) -> None:
    seen = [q.triple for q in store.store]
    assert len(seen) == len(set(seen))
