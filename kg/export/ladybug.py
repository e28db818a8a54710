"""Ladybug (Kùzu's successor): a CSV file a table of nodes or edges, with the schema and the ``COPY FROM`` commands.

Its tables are typed and a node is in one of them: the kind's. The other labels are the property ``labels``.
"""

from __future__ import annotations

import csv
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import Any, Final

from kg.export.neo4j_csv import Counts, cell
from kg.export.property_graph import Column, Edge, Holds, edge_kinds, edges, node_kinds, nodes
from kg.store import GraphStore

__all__ = ["write_ladybug"]

_TYPES: Final = {Holds.INTEGER: "INT64", Holds.FLOAT: "DOUBLE", Holds.BOOLEAN: "BOOLEAN", Holds.DATE: "DATE"}


def write_ladybug(store: GraphStore, folder: Path) -> Counts:
    """Write tables, ``schema.cypher`` and ``copy.cypher`` into a folder, which is made; returns the rows of each table.

    Raises ``OSError`` if it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    schema: list[str] = []
    copies: list[str] = []
    counts: Counts = {}
    for kind in node_kinds():
        name = f"nodes-{kind.label}.csv"
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_MINIMAL)
            writer.writerow(["iri", *map(_name, kind.columns), "labels"])
            counts[name] = 0
            for node in nodes(store, kind):
                writer.writerow([node.id, *map(cell, node.values), ";".join(node.labels)])
                counts[name] += 1
        columns = ", ".join(["iri STRING", *map(_column, kind.columns), "labels STRING", "PRIMARY KEY (iri)"])
        schema.append(f"CREATE NODE TABLE `{kind.label}` ({columns});")
        copies.append(_copy(kind.label, name))
    for edge_kind in edge_kinds():
        with ExitStack() as stack:
            # One table a type and pair of ends: types are shared by kinds of edges.
            ends = f"{edge_kind.source}_{edge_kind.target}"
            writers: dict[str, Any] = {}
            # Where the type is known there is a table even without edges, so that questions can name it.
            begun: tuple[Edge | None, ...] = (None,) if edge_kind.type else ()
            for edge in chain(begun, edges(store, edge_kind)):
                table = f"{edge.type if edge is not None else edge_kind.type}_{ends}"
                if table not in writers:
                    file = stack.enter_context((folder / f"edges-{table}.csv").open("w", encoding="utf-8", newline=""))
                    writers[table] = csv.writer(file)
                    counts[f"edges-{table}.csv"] = 0
                    writers[table].writerow(["from", "to", *map(_name, edge_kind.columns)])
                if edge is not None:
                    writers[table].writerow([edge.source, edge.target, *map(cell, edge.values)])
                    counts[f"edges-{table}.csv"] += 1
            for table in sorted(writers):
                columns = ", ".join(
                    [f"FROM `{edge_kind.source}` TO `{edge_kind.target}`", *map(_column, edge_kind.columns)]
                )
                schema.append(f"CREATE REL TABLE `{table}` ({columns});")
                copies.append(_copy(table, f"edges-{table}.csv"))
    (folder / "schema.cypher").write_text("\n".join([*schema, ""]), encoding="utf-8")
    (folder / "copy.cypher").write_text("\n".join([*copies, ""]), encoding="utf-8")
    return counts


def _name(column: Column) -> str:
    """The property's name; ``from`` and ``to`` are the ends of an edge there."""
    return f"{column.name}_" if column.name in ("from", "to") else column.name


def _column(column: Column) -> str:
    return f"`{_name(column)}` {_TYPES.get(column.holds, 'STRING')}"


def _copy(table: str, name: str) -> str:
    return f"COPY `{table}` FROM '{name}' (HEADER=true, PARALLEL=false, ESCAPE='\"');"
