"""Whether two stores hold the same statements, told by sums that do not depend on order and that any SPARQL store works out.

Each statement is hashed with its graph: ``MD5(graph subject predicate object)``; counted are the statements of each first
two hexadecimal digits. Of the object the hash has what every store gives back alike: an IRI, words or a day, characters
outside ASCII as ``?`` (Virtuoso hashes them in another encoding). Numbers (``38`` or ``38.0``), truth values (``true`` or
``1``) and coordinates (rounded) are spelt in ways of their own; they are hashed as ``#``, and the first two are counted
and added up besides (true is 1).
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from kg.results import Answer

__all__ = [
    "Numbers",
    "Sums",
    "count_query",
    "digest",
    "number_query",
    "numbers",
    "read_counts",
    "read_numbers",
    "read_sums",
    "sum_query",
    "sums",
]

Sums = Counter[str]
"""Statements by the first two digits of their hash."""

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS: Final = frozenset(_XSD + name for name in ("integer", "decimal", "double", "float", "boolean"))
_WORDS: Final = frozenset({_XSD + "string", _XSD + "date", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"})
_FOREIGN: Final = re.compile("[^ -~]+")
_HAS_WORDS: Final = 'isIRI(?o) || LANG(?o) != "" || DATATYPE(?o) = xsd:string || DATATYPE(?o) = xsd:date'
_IS_NUMBER: Final = "isNumeric(?o) || (isLiteral(?o) && DATATYPE(?o) = xsd:boolean)"
_TOLERANCE: Final = 1e-9
"""Relative: sums of doubles depend on their order."""


@dataclass(slots=True)
class _Digest:
    total: int = 0
    count: int = 0


def digest(lines: Iterable[str]) -> str:
    """A graph's fingerprint: the same for the same statements in any order (the sum of their hashes)."""
    found = _Digest()
    for line in lines:
        found.total += int.from_bytes(hashlib.sha256(line.encode("utf-8", "surrogatepass")).digest()[:16])
        found.count += 1
    return f"{found.total % (1 << 128):032x}-{found.count}"


def sums(quads: Iterable[Quad]) -> Sums:
    """The sums of these statements, worked out here."""
    found: Sums = Counter()
    for quad in quads:
        graph, subject = quad.graph_name, quad.subject
        assert isinstance(graph, NamedNode)
        assert isinstance(subject, NamedNode)
        words = " ".join((graph.value, subject.value, quad.predicate.value, _said(quad.object)))
        found[hashlib.md5(words.encode(), usedforsecurity=False).hexdigest()[:2]] += 1
    return found


def _said(term: NamedNode | BlankNode | Literal | Triple) -> str:
    """The words of an object, if it is words or a day."""
    assert isinstance(term, NamedNode | Literal)
    if isinstance(term, Literal) and term.datatype.value not in _WORDS:
        return "#"
    return _FOREIGN.sub("?", term.value)


def sum_query(graphs: Sequence[str], predicate: str = "") -> str:
    """The query that works out the sums of these graphs in another store, or of one property in them."""
    return (
        f"PREFIX xsd: <{_XSD}> SELECT ?digits (COUNT(*) AS ?number) WHERE {{ "
        f"{_statements(graphs, predicate)} "
        f'BIND(IF({_HAS_WORDS}, REPLACE(STR(?o), "[^ -~]+", "?"), "#") AS ?said) '
        'BIND(SUBSTR(LCASE(MD5(CONCAT(STR(?g), " ", STR(?s), " ", STR(?p), " ", ?said))), 1, 2) AS ?digits) '
        "} GROUP BY ?digits"
    )


def number_query(graphs: Sequence[str], predicate: str = "") -> str:
    """The query that counts the numbers of these graphs, or of one property in them, and adds them up."""
    return (
        f"PREFIX xsd: <{_XSD}> SELECT (COUNT(?o) AS ?number) "
        "(SUM(IF(isNumeric(?o), ?o, IF(?o, 1, 0))) AS ?total) WHERE { "
        f"{_statements(graphs, predicate)} FILTER({_IS_NUMBER}) }}"
    )


def count_query(graphs: Sequence[str]) -> str:
    """The query that counts the statements of each of these graphs."""
    return f"SELECT ?g (COUNT(*) AS ?number) WHERE {{ VALUES ?g {{ {_iris(graphs)} }} GRAPH ?g {{ ?s ?p ?o }} }} GROUP BY ?g"


class Numbers(NamedTuple):
    """How many numbers there are, and their sum."""

    number: int
    total: float

    def like(self, other: Numbers) -> bool:
        """Whether they are the same but for rounding."""
        return self.number == other.number and math.isclose(
            self.total, other.total, rel_tol=_TOLERANCE, abs_tol=_TOLERANCE * max(1, self.number)
        )


def numbers(quads: Iterable[Quad]) -> Numbers:
    """The numbers of these statements, counted and added up here."""
    found = [
        _number(q.object.value) for q in quads if isinstance(q.object, Literal) and q.object.datatype.value in _NUMBERS
    ]
    return Numbers(len(found), math.fsum(found))


def _number(words: str) -> float:
    truth = {"true": 1.0, "false": 0.0}
    return truth[words] if words in truth else float(words)


def read_numbers(answer: Answer) -> Numbers:
    """The answer to ``number_query``."""
    ((count, total),) = answer.rows or ((None, None),)
    return Numbers(int(count.value) if count else 0, float(total.value) if total else 0.0)


def read_sums(answer: Answer) -> Sums:
    """The answer to ``sum_query``."""
    return Counter(
        {row[0].value: int(row[1].value) for row in answer.rows if row[0] is not None and row[1] is not None}
    )


def read_counts(answer: Answer) -> dict[str, int]:
    """The answer to ``count_query``: statements by graph; a graph without any is not in it."""
    return {row[0].value: int(row[1].value) for row in answer.rows if row[0] is not None and row[1] is not None}


def _statements(graphs: Sequence[str], predicate: str) -> str:
    """The pattern of the statements of these graphs.

    One graph and its property are named in the pattern itself: some servers join ``VALUES`` with everything they hold.
    """
    if predicate and len(graphs) == 1:
        graph, property_ = NamedNode(graphs[0]), NamedNode(predicate)
        return f"GRAPH {graph} {{ ?s {property_} ?o }} BIND({graph} AS ?g) BIND({property_} AS ?p)"
    property_values = f"VALUES ?p {{ {NamedNode(predicate)} }} " if predicate else ""
    return f"VALUES ?g {{ {_iris(graphs)} }} {property_values}GRAPH ?g {{ ?s ?p ?o }}"


def _iris(graphs: Sequence[str]) -> str:
    return " ".join(str(NamedNode(g)) for g in graphs)
