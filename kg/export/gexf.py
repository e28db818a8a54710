"""GEXF 1.3 of the property graph, for Gephi and NetworkX: a stream, so memory does not grow with the graph.

Labels of a node are one attribute, ``labels``, set off by ``;``; the type of an edge is its label. Dates are strings in
ISO form, so that a reader that knows no dates keeps them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import IO
from xml.sax.saxutils import quoteattr

from kg.export.neo4j_csv import cell
from kg.export.property_graph import (
    Column,
    Holds,
    Value,
    caption,
    edge_kinds,
    edges,
    node_kinds,
    nodes,
    shared_columns,
)
from kg.store import GraphStore
from kg.terms import clean

__all__ = ["write_gexf"]

_TYPES = {Holds.INTEGER: "long", Holds.FLOAT: "double", Holds.BOOLEAN: "boolean"}


def write_gexf(store: GraphStore, out: IO[str]) -> None:
    """Write all nodes, then all edges. What XML cannot carry becomes U+FFFD."""
    labels = Column("labels", Holds.STRING)
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://gexf.net/1.3" version="1.3">\n')
    out.write('<graph defaultedgetype="directed" mode="static">\n')
    _declare(out, "node", [labels, *shared_columns(node_kinds())])
    _declare(out, "edge", shared_columns(edge_kinds()))
    out.write("<nodes>\n")
    for kind in node_kinds():
        for node in nodes(store, kind):
            out.write(f"<node id={_quoted(node.id)} label={_quoted(caption(kind, node))}>")
            _values(out, [labels, *kind.columns], [";".join(node.labels), *node.values])
            out.write("</node>\n")
    out.write("</nodes>\n<edges>\n")
    number = 0
    for edge_kind in edge_kinds():
        for edge in edges(store, edge_kind):
            number += 1
            ends = f"source={_quoted(edge.source)} target={_quoted(edge.target)}"
            out.write(f'<edge id="e{number}" {ends} label={_quoted(edge.type)}>')
            _values(out, edge_kind.columns, edge.values)
            out.write("</edge>\n")
    out.write("</edges>\n</graph>\n</gexf>\n")


def _declare(out: IO[str], thing: str, columns: Iterable[Column]) -> None:
    out.write(f'<attributes class="{thing}">\n')
    for column in columns:
        out.write(
            f'<attribute id="{column.name}" title="{column.name}" type="{_TYPES.get(column.holds, "string")}"/>\n'
        )
    out.write("</attributes>\n")


def _values(out: IO[str], columns: Sequence[Column], values: Sequence[Value]) -> None:
    said = [
        f'<attvalue for="{column.name}" value={_quoted(cell(value))}/>'
        for column, value in zip(columns, values, strict=True)
        if value is not None
    ]
    if said:
        out.write(f"<attvalues>{''.join(said)}</attvalues>")


def _quoted(words: str) -> str:
    return quoteattr(clean(words))
