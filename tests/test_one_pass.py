"""Queries of the projection read in one pass give the answers of the queries as they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions

from kg.assets import asset
from kg.export.one_pass import answers, one_pass
from kg.export.property_graph import edge_kinds, edges, node_kinds, nodes
from kg.store import GraphStore, memory_store
from kg.terms import node
from kg.vocabulary import RDF, C
from tests.test_property_graph import built

QUERIES = {p.stem: p.read_text(encoding="utf-8") for p in asset("queries", "property-graph").glob("*/*.rq")}
READ_AT_ONCE = {
    *("Accord", "Actor", "Article", "Event", "Figure", "Place"),
    *("USED", "participation", "place-role", "relation"),
}
"""The queries that ask for several optional properties of one thing."""


@pytest.fixture(scope="module")
def store() -> GraphStore:
    return built()


def as_it_stands(store: GraphStore, text: str) -> tuple[list[str], Counter[tuple[str | None, ...]]]:
    """The columns and the answers of a query, by the engine alone."""
    found = store.store.query(text)
    assert isinstance(found, QuerySolutions)
    columns = [variable.value for variable in found.variables]
    said = ([getattr(solution[name], "value", None) for name in columns] for solution in found)
    return columns, Counter(map(tuple, said))


def in_one_pass(store: GraphStore, text: str, columns: Sequence[str]) -> Counter[tuple[str | None, ...]]:
    return Counter(map(tuple, answers(store, text, columns)))


def test_which_queries_are_read_in_one_pass() -> None:
    assert {name for name, text in QUERIES.items() if one_pass(text)} == READ_AT_ONCE


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_answers_are_those_of_the_query(name: str, store: GraphStore) -> None:
    columns, wanted = as_it_stands(store, QUERIES[name])
    assert in_one_pass(store, QUERIES[name], columns) == wanted
    assert wanted or name not in READ_AT_ONCE


def test_nodes_and_edges_are_those_of_the_queries(store: GraphStore) -> None:
    for kind in node_kinds():
        _, wanted = as_it_stands(store, kind.text)
        assert sum(1 for _ in nodes(store, kind)) == wanted.total()
    for edge_kind in edge_kinds():
        _, wanted = as_it_stands(store, edge_kind.text)
        assert sum(1 for _ in edges(store, edge_kind)) == wanted.total()


STAR = """#+ question: Which events are there?
PREFIX c: <https://w3id.org/conflict-kg/ns#>

SELECT ?id ?kind ?label ?a ?b
WHERE {
  GRAPH c:conclusions {
    ?id c:eventType ?kind ; c:quote ?label .
    OPTIONAL { ?id c:killed ?a }
    OPTIONAL { ?id c:wounded ?b }
  }
}
"""
EVENT: list[tuple[str, NamedNode | Literal]] = [("eventType", node(C.Attack)), ("quote", Literal("words"))]


@pytest.mark.parametrize(
    "said",
    [
        pytest.param([], id="nothing"),
        pytest.param(EVENT, id="no optional property"),
        pytest.param([*EVENT, ("killed", Literal(1))], id="one"),
        pytest.param([EVENT[0], ("killed", Literal(1))], id="a needed property missing"),
        pytest.param([EVENT[0]], id="all missing"),
        pytest.param([*EVENT, ("quote", Literal("others"))], id="two of what is needed"),
        pytest.param([*EVENT, *((n, Literal(v)) for n in ("killed", "wounded") for v in (1, 2, 3))], id="nine choices"),
        pytest.param([*EVENT, ("quote", Literal("words", language="en"))], id="the same words in another language"),
        pytest.param([*EVENT, ("killed", Literal("1")), ("killed", Literal(1))], id="the same words as a number"),
        pytest.param([*EVENT, ("eventType", node(C.NAMESPACE + "Shelling")), ("wounded", Literal(2))], id="two kinds"),
        pytest.param([*EVENT, ("unasked", Literal("x")), ("wounded", Literal(2))], id="properties not asked for"),
    ],
)
def test_any_number_of_values(said: list[tuple[str, NamedNode | Literal]]) -> None:
    store = memory_store()
    for thing in ("e1", "e2"):
        quads = (Quad(node(f"http://x/{thing}"), node(C.NAMESPACE + p), v, node(C.conclusions)) for p, v in said)
        store.store.extend(list(quads))
    assert one_pass(STAR) is not None
    for columns in (["id", "kind", "label", "a", "b"], ["b", "id"]):
        chosen: Counter[tuple[str | None, ...]] = Counter()
        order, wanted = as_it_stands(store, STAR)
        for row, number in wanted.items():
            chosen[tuple(row[order.index(c)] for c in columns)] += number
        assert in_one_pass(store, STAR, columns) == chosen


def test_a_thing_in_two_graphs_is_two_answers() -> None:
    text = STAR.replace("GRAPH c:conclusions", "GRAPH ?where")
    store = memory_store()
    quads = [
        Quad(node("http://x/e"), node(C.NAMESPACE + p), v, node(f"http://x/{graph}"))
        for graph in ("g1", "g2")
        for p, v in [*EVENT, ("killed", Literal(1))]
    ]
    store.store.extend(quads)
    columns, wanted = as_it_stands(store, text)
    assert wanted.total() == 2
    assert in_one_pass(store, text, columns) == wanted


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    OPTIONAL { ?id c:wounded ?b }\n", ""),
        ("?id c:wounded ?b", "?kind c:wounded ?b"),
        ("?id c:wounded ?b", "?id c:killed ?b"),
        ("    OPTIONAL { ?id c:wounded", "    ?id c:a ?c .\n    OPTIONAL { ?id c:wounded"),
        (
            "    ?id c:eventType ?kind ; c:quote ?label .\n",
            "    ?x c:eventType ?kind ; c:quote ?label ; c:figure ?id .\n",
        ),
    ],
    ids=["one property", "two things", "one property twice", "something between", "looked up from elsewhere"],
)
def test_other_queries_are_asked_as_they_are(old: str, new: str) -> None:
    assert old in STAR
    assert one_pass(STAR.replace(old, new)) is None


def test_a_variable_used_elsewhere_stays(store: GraphStore) -> None:
    text = STAR.replace("  }\n}", "  }\n  BIND(STRLEN(?label) AS ?long)\n}").replace("?a ?b", "?a ?b ?long")
    plan = one_pass(text)
    assert plan is not None
    assert "label" in plan.keys
    assert next(store.match(None, RDF.type), None) is not None
    columns, wanted = as_it_stands(store, text)
    assert wanted.total() > 0
    assert in_one_pass(store, text, columns) == wanted
