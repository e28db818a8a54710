"""Flat tables as CSV: the events, one a row, and the casualties, one row a figure and article that gives it.

Each is a query of ``queries/property-graph/tables`` whose header gives its columns; a new table takes a query and its
name in ``kg.export.writers``.
"""

from __future__ import annotations

import csv
from typing import IO

from kg.export.neo4j_csv import cell
from kg.export.property_graph import rows, tables
from kg.store import GraphStore

__all__ = ["write_casualties", "write_events"]


def write_events(store: GraphStore, out: IO[str]) -> None:
    """Every event with its main place, its totals and the words of its main report."""
    _write(store, "events", out)


def write_casualties(store: GraphStore, out: IO[str]) -> None:
    """Every figure of casualties once for each place in an article that gives it, with claimant and words."""
    _write(store, "casualties", out)


def _write(store: GraphStore, name: str, out: IO[str]) -> None:
    table = tables()[name]
    writer = csv.writer(out)
    writer.writerow([c.name for c in table.columns])
    writer.writerows(map(cell, row) for row in rows(store, table))
