"""GraphML of the property graph, for yEd, Gephi, igraph and NetworkX: a stream, so memory does not grow with the graph.

Labels of a node are one attribute, ``labels``, set off by ``;``; the type of an edge is its attribute ``type``. GraphML
has no dates: they are strings in ISO form.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from kg.export.neo4j_csv import cell
from kg.export.property_graph import Column, Holds, Value, edge_kinds, edges, node_kinds, nodes, shared_columns
from kg.store import GraphStore
from kg.terms import clean

__all__ = ["write_graphml"]

_TYPES = {Holds.INTEGER: "long", Holds.FLOAT: "double", Holds.BOOLEAN: "boolean"}
_BREAKS = {"\r": "&#13;", "\u0085": "&#133;", "\u2028": "&#8232;"}
"""Characters that a reader of XML would make line feeds of."""


def write_graphml(store: GraphStore, out: IO[str]) -> None:
    """Write all nodes, then all edges. What XML cannot carry becomes U+FFFD."""
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n')
    labels, type_ = Column("labels", Holds.STRING), Column("type", Holds.STRING)
    _declare(out, "node", [labels, *shared_columns(node_kinds())])
    _declare(out, "edge", [type_, *shared_columns(edge_kinds())])
    out.write('<graph id="conflict-kg" edgedefault="directed">\n')
    for kind in node_kinds():
        for node in nodes(store, kind):
            out.write(f"<node id={quoteattr(clean(node.id))}>")
            _data(out, "node", [labels, *kind.columns], [";".join(node.labels), *node.values])
            out.write("</node>\n")
    number = 0
    for edge_kind in edge_kinds():
        for edge in edges(store, edge_kind):
            number += 1
            ends = f"source={quoteattr(clean(edge.source))} target={quoteattr(clean(edge.target))}"
            out.write(f'<edge id="e{number}" {ends}>')
            _data(out, "edge", [type_, *edge_kind.columns], [edge.type, *edge.values])
            out.write("</edge>\n")
    out.write("</graph>\n</graphml>\n")


def _declare(out: IO[str], thing: str, columns: Iterable[Column]) -> None:
    for column in columns:
        holds = _TYPES.get(column.holds, "string")
        out.write(f'<key id="{thing}-{column.name}" for="{thing}" attr.name="{column.name}" attr.type="{holds}"/>\n')


def _data(out: IO[str], thing: str, columns: Sequence[Column], values: Sequence[Value]) -> None:
    for column, value in zip(columns, values, strict=True):
        if value is not None:
            out.write(f'<data key="{thing}-{column.name}">{escape(clean(cell(value)), _BREAKS)}</data>')
