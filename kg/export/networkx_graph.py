"""The property graph as a NetworkX graph in memory. This is the edge to NetworkX, of the extra ``[graph]``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.errors import KgError
from kg.export.property_graph import Column, Value, edge_kinds, edges, node_kinds, nodes
from kg.store import GraphStore

if TYPE_CHECKING:
    from collections.abc import Sequence

    import networkx as nx

__all__ = ["to_networkx"]


def to_networkx(store: GraphStore) -> nx.MultiDiGraph:
    """All nodes and edges, keyed by IRI.

    A node has ``labels`` (a tuple, its kind first) and its properties, an edge ``type`` and its properties; what is
    unknown is absent. Raises ``KgError`` without NetworkX.
    """
    try:
        import networkx as nx
    except ImportError as error:
        raise KgError("This needs NetworkX.", "Install it: pip install 'conflict-kg[graph]'") from error
    graph = nx.MultiDiGraph()
    for kind in node_kinds():
        graph.add_nodes_from((n.id, {"labels": n.labels, **_known(kind.columns, n.values)}) for n in nodes(store, kind))
    for edge_kind in edge_kinds():
        graph.add_edges_from(
            (e.source, e.target, {"type": e.type, **_known(edge_kind.columns, e.values)})
            for e in edges(store, edge_kind)
        )
    return graph


def _known(columns: Sequence[Column], values: Sequence[Value]) -> dict[str, Value]:
    return {c.name: v for c, v in zip(columns, values, strict=True) if v is not None}
