"""Neo4j's bulk import format: a CSV file a kind of node or edge with typed headers, import command and constraints.

``neo4j-admin database import full`` reads the folder; ``import.sh`` holds the command, ``constraints.cypher`` what to
run afterwards. Fields are quoted by Python's ``csv`` as RFC 4180 asks, so quotes, separators and line breaks in names
survive.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

from kg.export.property_graph import Column, Holds, Value, edge_kinds, edges, node_kinds, nodes
from kg.store import GraphStore

__all__ = ["Counts", "write_neo4j_csv"]

Counts = dict[str, int]
"""Rows written, by file name."""

_TYPES = {Holds.INTEGER: ":long", Holds.FLOAT: ":double", Holds.BOOLEAN: ":boolean", Holds.DATE: ":date"}


def write_neo4j_csv(store: GraphStore, folder: Path, progress: Callable[[int], None] | None = None) -> Counts:
    """Write all nodes and edges into a folder, which is made; returns the rows of each file.

    ``progress`` is called with the number of rows written so far. Raises ``OSError`` if the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    counts: Counts = {}
    done = 0
    for kind in node_kinds():
        name = f"nodes-{kind.label}.csv"
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["iri:ID", *map(_header, kind.columns), ":LABEL"])
            truths = _truths(kind.columns)
            number = 0
            for node in nodes(store, kind):
                writer.writerow((node.id, *_cells(node.values, truths), ";".join(node.labels)))
                number += 1
                done += 1
                if progress and done % 10_000 == 0:
                    progress(done)
        counts[name] = number
    for edge_kind in edge_kinds():
        name = f"edges-{edge_kind.name}.csv"
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([":START_ID", ":END_ID", *map(_header, edge_kind.columns), ":TYPE"])
            truths = _truths(edge_kind.columns)
            number = 0
            for edge in edges(store, edge_kind):
                writer.writerow((edge.source, edge.target, *_cells(edge.values, truths), edge.type))
                number += 1
                done += 1
                if progress and done % 10_000 == 0:
                    progress(done)
        counts[name] = number
    (folder / "import.sh").write_text(_command(counts), encoding="utf-8")
    (folder / "constraints.cypher").write_text(constraints(), encoding="utf-8")
    return counts


def cell(value: Value) -> str:
    """A property as the text of a CSV field; unknown is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _truths(columns: Sequence[Column]) -> list[int]:
    """The places of the columns of truth values."""
    return [at for at, column in enumerate(columns) if column.holds is Holds.BOOLEAN]


def _cells(values: tuple[Value, ...], truths: Sequence[int]) -> Sequence[Value]:
    """What ``csv`` writes as ``cell`` would; it knows all but truth values itself."""
    if not truths:
        return values
    found = list(values)
    for at in truths:
        found[at] = cell(values[at])
    return found


def constraints() -> str:
    """Cypher that makes the IRI the key of each kind of node."""
    return "".join(
        f"CREATE CONSTRAINT {kind.label.lower()}_iri IF NOT EXISTS FOR (n:{kind.label}) REQUIRE n.iri IS UNIQUE;\n"
        for kind in node_kinds()
    )


def _header(column: Column) -> str:
    return column.name + _TYPES.get(column.holds, "")


def _command(counts: Counts) -> str:
    options = [f"--nodes={n}" for n in sorted(counts) if n.startswith("nodes-")]
    options += [f"--relationships={n}" for n in sorted(counts) if n.startswith("edges-")]
    lines = " \\\n  ".join(
        ["neo4j-admin database import full neo4j", *options, "--multiline-fields=true", "--overwrite-destination"]
    )
    note = "# Run where neo4j-admin is; the database must be stopped."
    return f'#!/bin/sh\n{note}\ncd "$(dirname "$0")" || exit 1\n{lines}\n'
