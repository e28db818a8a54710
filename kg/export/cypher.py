"""A Cypher script for any openCypher database: constraints, then batches of nodes and edges by UNWIND and MERGE.

Batches are literal lists of maps; strings are escaped by one function, so no word of an article can end a literal.
Running the script twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import IO, TypeVar

from kg.export.neo4j_csv import constraints
from kg.export.property_graph import Column, Edge, Holds, Node, Value, edge_kinds, edges, node_kinds, nodes
from kg.store import GraphStore

__all__ = ["batches", "literal", "write_cypher"]

_BATCH = 500
T = TypeVar("T")


def write_cypher(store: GraphStore, out: IO[str]) -> None:
    """Write the whole property graph as one script, statement by statement."""
    out.write(constraints())
    for kind in node_kinds():
        for label_set, group in _by_labels(nodes(store, kind)):
            labels = "".join(f":{label}" for label in label_set)
            for batch in batches(group, _BATCH):
                if len(label_set) > 1:
                    # A node that is there already may have been of another class. MERGE with all labels, because
                    # FalkorDB takes ever longer to SET labels the more nodes there are.
                    iris = ",\n".join(literal(n.id) for n in batch)
                    out.write(
                        f"UNWIND [\n{iris}\n] AS row MATCH (n:{kind.label} {{iri: row}}) WHERE NOT n{labels} SET n{labels};\n"
                    )
                rows = ",\n".join(_map(n.id, kind.columns, n.values) for n in batch)
                out.write(f"UNWIND [\n{rows}\n] AS row MERGE (n{labels} {{iri: row.iri}}) SET n += row;\n")
    for edge_kind in edge_kinds():
        source, target = edge_kind.source, edge_kind.target
        for type_, edge_group in _by_type(edges(store, edge_kind)):
            for edge_batch in batches(edge_group, _BATCH):
                rows = ",\n".join(
                    f"{{s: {literal(e.source)}, t: {literal(e.target)}, p: {_properties(edge_kind.columns, e.values)}}}"
                    for e in edge_batch
                )
                key = "{key: row.p.key}" if edge_kind.columns else ""
                out.write(
                    f"UNWIND [\n{rows}\n] AS row MATCH (s:{source} {{iri: row.s}}) MATCH (t:{target} {{iri: row.t}}) "
                    f"MERGE (s)-[r:{type_} {key}]->(t) SET r += row.p;\n"
                )


def literal(value: Value) -> str:
    r"""A value as Cypher writes it.

    >>> print(literal("a 'b' \\ c"))
    'a \'b\' \\ c'
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    # All else as it is: FalkorDB does not know ``\\u``.
    words = value.replace("\\", "\\\\").replace("'", "\\'")
    return "'" + words.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + "'"


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most ``size`` items."""
    waiting = iter(items)
    while batch := list(islice(waiting, size)):
        yield batch


def _typed(column: Column, value: Value) -> str:
    return f"date({literal(value)})" if column.holds is Holds.DATE else literal(value)


def _pairs(columns: Sequence[Column], values: Sequence[Value]) -> list[str]:
    return [f"{c.name}: {_typed(c, v)}" for c, v in zip(columns, values, strict=True) if v is not None]


def _map(iri: str, columns: Sequence[Column], values: Sequence[Value]) -> str:
    return "{" + ", ".join([f"iri: {literal(iri)}", *_pairs(columns, values)]) + "}"


def _properties(columns: Sequence[Column], values: Sequence[Value]) -> str:
    """An edge's properties with a key made of them, so that parallel edges stay apart and none is made twice."""
    from kg.ids import content_hash

    pairs = _pairs(columns, values)
    return "{" + ", ".join([*([f"key: {literal(content_hash(*pairs))}"] if columns else []), *pairs]) + "}"


def _by_labels(found: Iterable[Node]) -> Iterator[tuple[tuple[str, ...], list[Node]]]:
    """Nodes in chunks of one set of labels each."""
    for chunk in batches(found, 20 * _BATCH):
        groups: dict[tuple[str, ...], list[Node]] = {}
        for node in chunk:
            groups.setdefault(node.labels, []).append(node)
        yield from sorted(groups.items())


def _by_type(found: Iterable[Edge]) -> Iterator[tuple[str, list[Edge]]]:
    """Edges in chunks of one type each."""
    for chunk in batches(found, 20 * _BATCH):
        groups: dict[str, list[Edge]] = {}
        for edge in chunk:
            groups.setdefault(edge.type, []).append(edge)
        yield from sorted(groups.items())
