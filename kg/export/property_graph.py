"""The graph as nodes and edges with properties: one projection, from which every writer for a graph database renders.

What becomes a node and what an edge stands in ``queries/property-graph/``: ``nodes/<Label>.rq``, ``edges/<TYPE>.rq``,
each a SELECT whose header gives the columns and what they hold. A new kind of node or edge takes a query and no Python.
``docs/property-graph.md`` describes the result. Rows stream, so memory does not grow with the graph.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from kg.assets import asset
from kg.errors import AssetError
from kg.export.one_pass import answers
from kg.lexicon import Lexicon, load_lexicon, local_name
from kg.store import GraphStore

__all__ = [
    "Column",
    "Edge",
    "EdgeKind",
    "Holds",
    "Node",
    "NodeKind",
    "Table",
    "Value",
    "caption",
    "edge_kinds",
    "edges",
    "node_kinds",
    "nodes",
    "rows",
    "shared_columns",
    "tables",
]

Value = str | int | float | bool | None
"""What a property holds; a date is a string in ISO form. ``None`` is unknown and written as nothing."""


class Holds(StrEnum):
    """What a column of a projection query holds."""

    ID = "id"
    """The IRI of the node, or of an edge's end."""
    KIND = "kind"
    """The IRI of a class: it and its superclasses are labels of the node; the property is its local name."""
    NAME = "name"
    """The local name of a class: likewise."""
    TYPE = "type"
    """The type of the edge, in any spelling: ``wentTo`` is ``WENT_TO``."""
    LOCAL = "local"
    """An IRI of which the local name is wanted."""
    STRING = "string"
    INTEGER = "integer"
    FLOAT = "float"
    BOOLEAN = "boolean"
    DATE = "date"


class Column(NamedTuple):
    """A column of a projection query."""

    name: str
    holds: Holds


@dataclass(frozen=True, slots=True)
class NodeKind:
    """A kind of node. ``columns`` are the properties, without the id; ``question`` says what it is for."""

    label: str
    question: str
    columns: tuple[Column, ...]
    text: str


@dataclass(frozen=True, slots=True)
class EdgeKind:
    """A kind of edge. ``type`` is ``None`` where each row says its own; the ends are labels of kinds of nodes."""

    name: str
    question: str
    type: str | None
    source: str
    target: str
    columns: tuple[Column, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A flat table, of ``queries/property-graph/tables``; ``columns`` are all its columns, ids too."""

    name: str
    question: str
    columns: tuple[Column, ...]
    text: str


class Node(NamedTuple):
    """A node: its IRI, its labels (the kind's first) and its properties in the order of the kind's columns."""

    id: str
    labels: tuple[str, ...]
    values: tuple[Value, ...]


class Edge(NamedTuple):
    """An edge between the IRIs of two nodes, with its properties in the order of the kind's columns."""

    source: str
    target: str
    type: str
    values: tuple[Value, ...]


@lru_cache(maxsize=1)
def node_kinds() -> tuple[NodeKind, ...]:
    """All kinds of nodes, sorted by label."""
    return tuple(
        NodeKind(q.name, q.question, tuple(c for c in q.columns if c.holds is not Holds.ID), q.text)
        for q in _queries("nodes")
    )


@lru_cache(maxsize=1)
def edge_kinds() -> tuple[EdgeKind, ...]:
    """All kinds of edges, sorted by name."""
    found = []
    for query in _queries("edges"):
        typed = any(c.holds is Holds.TYPE for c in query.columns)
        kept = tuple(c for c in query.columns if c.holds not in (Holds.ID, Holds.TYPE))
        source, target = query.ends
        type_ = None if typed else query.name
        found.append(EdgeKind(query.name, query.question, type_, source, target, kept, query.text))
    return tuple(found)


@lru_cache(maxsize=1)
def tables() -> Mapping[str, Table]:
    """All flat tables, by name."""
    return {q.name: Table(q.name, q.question, q.columns, q.text) for q in _queries("tables")}


def shared_columns(kinds: Iterable[NodeKind | EdgeKind]) -> tuple[Column, ...]:
    """The columns of all these kinds, each name once, for formats that declare them in one place.

    Words of any sort hold ``STRING``; so does a name that holds numbers in one kind and words in another.
    """
    found: dict[str, Holds] = {}
    for column in (c for kind in kinds for c in kind.columns):
        holds = Holds.STRING if column.holds in (Holds.KIND, Holds.NAME, Holds.LOCAL) else column.holds
        found[column.name] = holds if found.get(column.name, holds) is holds else Holds.STRING
    return tuple(Column(name, holds) for name, holds in found.items())


def caption(kind: NodeKind, node: Node) -> str:
    """What to write beside the node in a drawing: its label, else its title or words, else its IRI."""
    said = dict(zip((c.name for c in kind.columns), node.values, strict=True))
    return next((str(said[n]) for n in ("label", "title", "mention") if said.get(n) is not None), node.id)


def rows(store: GraphStore, table: Table) -> Iterator[tuple[Value, ...]]:
    """The rows of a table, values in the order of its columns."""
    for _, values in _rows(store, table.text, (), table.columns):
        yield tuple(values)


def nodes(store: GraphStore, kind: NodeKind) -> Iterator[Node]:
    """All nodes of a kind, each once."""
    lexicon = load_lexicon()
    bare = (kind.label,)
    at = next((n for n, c in enumerate(kind.columns) if c.holds in (Holds.KIND, Holds.NAME)), None)
    for (id_,), values in _rows(store, kind.text, ("id",), kind.columns):
        class_ = None if at is None else values[at]
        yield Node(str(id_), bare if class_ is None else _labels(kind.label, str(class_), lexicon), tuple(values))


def edges(store: GraphStore, kind: EdgeKind) -> Iterator[Edge]:
    """All edges of a kind."""
    typed = next((c.name for c in _header(kind.text).columns if c.holds is Holds.TYPE), None)
    if typed is None:
        type_ = kind.type or edge_type(kind.name)
        for (source, target), values in _rows(store, kind.text, ("source", "target"), kind.columns):
            yield Edge(str(source), str(target), type_, tuple(values))
    else:
        for (source, target, words), values in _rows(store, kind.text, ("source", "target", typed), kind.columns):
            yield Edge(str(source), str(target), edge_type(str(words)), tuple(values))


@lru_cache(maxsize=4096)
def edge_type(words: str) -> str:
    """The type of an edge in the spelling of graph databases.

    >>> edge_type("designatedBy"), edge_type("occurred_in"), edge_type("initiator")
    ('DESIGNATED_BY', 'OCCURRED_IN', 'INITIATOR')
    """
    return re.sub(r"[^A-Z0-9]+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", words).upper()).strip("_") or "RELATED"


@lru_cache(maxsize=4096)
def _labels(first: str, name: str, lexicon: Lexicon) -> tuple[str, ...]:
    chain = [name, *lexicon.superclasses.get(name, ())]
    return (first, *(n for n in chain if n != first))


_CONVERSIONS: Mapping[Holds, Callable[[str], Value]] = {
    Holds.KIND: local_name,
    Holds.NAME: local_name,
    Holds.LOCAL: local_name,
    Holds.INTEGER: int,
    Holds.FLOAT: float,
    Holds.BOOLEAN: lambda words: words in ("true", "1"),
}
"""What is made of a column's words; of the others nothing."""


def _rows(
    store: GraphStore, text: str, ends: Sequence[str], columns: Sequence[Column]
) -> Iterator[tuple[list[str | None], list[Value]]]:
    """The rows of a query: the words of some columns, and the values of others. A million pass here: little is done."""
    first = len(ends)
    conversions = [
        (first + at, _CONVERSIONS[column.holds]) for at, column in enumerate(columns) if column.holds in _CONVERSIONS
    ]
    for words in answers(store, text, (*ends, *(column.name for column in columns))):
        values: list[Value] = [*words]
        for at, convert in conversions:
            if (said := words[at]) is not None:
                values[at] = convert(said)
        yield words[:first], values[first:]


class _Header(NamedTuple):
    question: str
    columns: tuple[Column, ...]
    ends: tuple[str, str]


class _Query(NamedTuple):
    name: str
    question: str
    columns: tuple[Column, ...]
    ends: tuple[str, str]
    text: str


def _queries(folder: str) -> list[_Query]:
    paths = sorted(asset("queries", "property-graph", folder).glob("*.rq"))
    return [_Query(p.stem, *_header(text), text) for p in paths for text in [p.read_text(encoding="utf-8")]]


@lru_cache(maxsize=64)
def _header(text: str) -> _Header:
    import yaml

    header = "\n".join(line[2:].removeprefix(" ") for line in text.splitlines() if line.startswith("#+"))
    try:
        said = yaml.safe_load(header)
        columns = tuple(Column(str(name), Holds(holds)) for name, holds in said["columns"].items())
        source, target = said.get("ends", ("", ""))
        return _Header(str(said["question"]), columns, (str(source), str(target)))
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise AssetError(f"The header of a query of the property graph is broken: {error}.") from error
