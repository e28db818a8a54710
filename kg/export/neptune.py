"""Amazon Neptune's bulk load format: CSV for Gremlin under ``gremlin/`` and for openCypher under ``opencypher/``.

Both folders hold one file a kind of node or edge. Properties of Gremlin vertices have single cardinality and edges have
ids made of their content, so that loading twice changes nothing.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from kg.export.neo4j_csv import cell
from kg.export.property_graph import Column, Edge, Holds, edge_kinds, edges, node_kinds, nodes
from kg.ids import content_hash
from kg.store import GraphStore

__all__ = ["write_neptune"]

_GREMLIN: Final = {Holds.INTEGER: "Long", Holds.FLOAT: "Double", Holds.BOOLEAN: "Bool", Holds.DATE: "Date"}
_CYPHER: Final = {Holds.INTEGER: "Long", Holds.FLOAT: "Double", Holds.BOOLEAN: "Bool", Holds.DATE: "DateTime"}


def write_neptune(store: GraphStore, folder: Path) -> None:
    """Write both formats into a folder, which is made. Raises ``OSError`` if it cannot be written."""
    gremlin, cypher = folder / "gremlin", folder / "opencypher"
    for made in (gremlin, cypher):
        made.mkdir(parents=True, exist_ok=True)
    for kind in node_kinds():
        name = f"nodes-{kind.label}.csv"
        columns = _headers(kind.columns, _GREMLIN, "(single)")
        _write(
            gremlin / name,
            ["~id", "~label", *columns],
            ([node.id, ";".join(node.labels), *map(cell, node.values)] for node in nodes(store, kind)),
        )
        _write(
            cypher / name,
            [":ID", ":LABEL", *_headers(kind.columns, _CYPHER)],
            ([node.id, ";".join(node.labels), *map(cell, node.values)] for node in nodes(store, kind)),
        )
    for edge_kind in edge_kinds():
        name = f"edges-{edge_kind.name}.csv"
        _write(
            gremlin / name,
            ["~id", "~from", "~to", "~label", *_headers(edge_kind.columns, _GREMLIN)],
            (_edge_row(edge) for edge in edges(store, edge_kind)),
        )
        _write(
            cypher / name,
            [":ID", ":START_ID", ":END_ID", ":TYPE", *_headers(edge_kind.columns, _CYPHER)],
            (_edge_row(edge) for edge in edges(store, edge_kind)),
        )


def _edge_row(edge: Edge) -> list[str]:
    values = list(map(cell, edge.values))
    return [content_hash(*edge[:3], *values), edge.source, edge.target, edge.type, *values]


def _headers(columns: Iterable[Column], types: Mapping[Holds, str], cardinality: str = "") -> list[str]:
    return [f"{c.name}:{types.get(c.holds, 'String')}{cardinality}" for c in columns]


def _write(path: Path, header: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(lines)
