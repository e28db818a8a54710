"""Parquet of the property graph: one typed file a kind of node or edge, for pandas, DuckDB, Polars and Spark.

This is the edge to pyarrow, of the extra ``[tables]``. Rows are written in groups, so memory does not grow with the
graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from kg.errors import KgError
from kg.export.cypher import batches
from kg.export.property_graph import Column, Holds, Value, edge_kinds, edges, node_kinds, nodes, rows, tables
from kg.store import GraphStore

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["write_events_parquet", "write_parquet"]

_GROUP = 20_000
"""Rows in memory at a time, one row group of the file."""


def write_parquet(store: GraphStore, folder: Path) -> None:
    """Write ``nodes-<Label>.parquet`` and ``edges-<name>.parquet`` into a folder, which is made.

    Raises ``KgError`` without pyarrow, ``OSError`` if the folder cannot be written.
    """
    pa = _pyarrow()
    folder.mkdir(parents=True, exist_ok=True)
    for kind in node_kinds():
        fields = [("id", pa.string()), ("labels", pa.list_(pa.string())), *_fields(kind.columns)]
        found = ((n.id, list(n.labels), *_typed(kind.columns, n.values)) for n in nodes(store, kind))
        _write(folder / f"nodes-{kind.label}.parquet", pa.schema(fields), found)
    for edge_kind in edge_kinds():
        ends = [(name, pa.string()) for name in ("source", "target", "type")]
        lines = ((*e[:3], *_typed(edge_kind.columns, e.values)) for e in edges(store, edge_kind))
        _write(folder / f"edges-{edge_kind.name}.parquet", pa.schema([*ends, *_fields(edge_kind.columns)]), lines)


def write_events_parquet(store: GraphStore, out: IO[bytes]) -> None:
    """Write the table of events, one row an event; raises ``KgError`` without pyarrow."""
    pa = _pyarrow()
    table = tables()["events"]
    _write(out, pa.schema(_fields(table.columns)), (tuple(_typed(table.columns, row)) for row in rows(store, table)))


def _pyarrow() -> Any:
    try:
        import pyarrow as pa
    except ImportError as error:
        raise KgError("Parquet needs pyarrow.", "Install it: pip install 'conflict-kg[tables]'") from error
    return pa


def _fields(columns: Iterable[Column]) -> list[tuple[str, pa.DataType]]:
    import pyarrow as pa

    types = {
        Holds.INTEGER: pa.int64(),
        Holds.FLOAT: pa.float64(),
        Holds.BOOLEAN: pa.bool_(),
        Holds.DATE: pa.date32(),
    }
    return [(c.name, types.get(c.holds, pa.string())) for c in columns]


def _typed(columns: Sequence[Column], values: Sequence[Value]) -> list[Value | date]:
    return [
        date.fromisoformat(str(value)) if column.holds is Holds.DATE and value is not None else value
        for column, value in zip(columns, values, strict=True)
    ]


def _write(path: Path | IO[bytes], schema: pa.Schema, lines: Iterable[tuple[Any, ...]]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in batches(lines, _GROUP):
            columns = zip(*batch, strict=True)
            arrays = [pa.array(c, type=field.type) for c, field in zip(columns, schema, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
