r"""KGX tables (``nodes.tsv``, ``edges.tsv``) of the property graph, for the tools of Monarch and Translator.

KGX quotes nothing, so a backslash, a tab and a line break within a value are written ``\\``, ``\t``, ``\n`` and
``\r``; ``unescaped`` takes that back. Categories and predicates stand under ``c:``. An edge's property ``name`` is the
column ``mentionedAs``, since KGX has a ``name`` of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Final

from kg.export.neo4j_csv import cell
from kg.export.property_graph import (
    Column,
    Value,
    caption,
    edge_kinds,
    edges,
    node_kinds,
    nodes,
    shared_columns,
)
from kg.ids import content_hash
from kg.store import GraphStore

__all__ = ["unescaped", "write_kgx"]

_ESCAPES: Final = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_MEANT: Final = {written: meant for meant, written in _ESCAPES.items()}
_RESERVED: Final = frozenset({"id", "category", "name", "subject", "predicate", "object"})


def write_kgx(store: GraphStore, folder: Path) -> None:
    """Write both tables into a folder, which is made. Raises ``OSError`` if it cannot be written."""
    folder.mkdir(parents=True, exist_ok=True)
    columns = [c for c in shared_columns(node_kinds()) if c.name not in _RESERVED]
    with (folder / "nodes.tsv").open("w", encoding="utf-8", newline="\n") as out:
        _line(out, ["id", "category", "name", *(c.name for c in columns)])
        for kind in node_kinds():
            for node in nodes(store, kind):
                categories = "|".join(f"c:{label}" for label in node.labels)
                values = _placed(columns, kind.columns, node.values)
                _line(out, [node.id, categories, caption(kind, node), *values])
    columns = [Column("mentionedAs", c.holds) if c.name == "name" else c for c in shared_columns(edge_kinds())]
    with (folder / "edges.tsv").open("w", encoding="utf-8", newline="\n") as out:
        _line(out, ["id", "subject", "predicate", "object", *(c.name for c in columns)])
        for edge_kind in edge_kinds():
            own = [Column("mentionedAs", c.holds) if c.name == "name" else c for c in edge_kind.columns]
            for edge in edges(store, edge_kind):
                key = content_hash(*edge[:3], *map(cell, edge.values))
                values = _placed(columns, own, edge.values)
                _line(out, [f"urn:edge:{key}", edge.source, f"c:{edge.type}", edge.target, *values])


def unescaped(field: str) -> str:
    r"""The value that a field of the tables stands for.

    >>> unescaped(r"two\nlines, one \\n")
    'two\nlines, one \\n'
    """
    return re.sub(r"\\[\\tnr]", lambda found: _MEANT[found[0]], field)


def _placed(wanted: Iterable[Column], columns: Iterable[Column], values: Iterable[Value]) -> list[str]:
    said = dict(zip((c.name for c in columns), values, strict=True))
    return [cell(said.get(c.name)) for c in wanted]


def _line(out: IO[str], fields: Sequence[str]) -> None:
    out.write("\t".join(re.sub(r"[\\\t\n\r]", lambda found: _ESCAPES[found[0]], field) for field in fields) + "\n")
