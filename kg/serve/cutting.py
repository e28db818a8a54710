"""Answers written up to a bound: after so many rows or bytes they end, and are still well formed."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from itertools import islice
from typing import IO, TYPE_CHECKING, Final, cast

from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, Triple, serialize

from kg.errors import QueryError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

__all__ = ["statements", "table"]

_FORMATS: Final = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
_GRAPHS: Final = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
    "trig": RdfFormat.TRIG,
    "nq": RdfFormat.N_QUADS,
}
_ROW_END: Final = {"json": b'},{"', "xml": b"</result>", "tsv": b"\n", "csv": b"\n"}
_CLOSING: Final = {"json": b"]}}", "xml": b"</results></sparql>", "tsv": b"", "csv": b""}


class _Full(Exception):
    """No more is to be written."""


class _Rows(io.RawIOBase):
    """Takes the bytes of a table and stops after so many rows.

    Rows are told apart by bytes that cannot stand inside one: an unescaped quotation mark in JSON, ``<`` in XML, a line
    end in TSV, a line end outside of quotation marks in CSV.
    """

    def __init__(self, form: str, rows: int, size: int) -> None:
        super().__init__()
        self._form = form
        self._mark = _ROW_END[form]
        self._left = rows + (form in ("csv", "tsv"))
        self._size = size
        self._looked = 0
        self._quotes = 0
        self._end = 0
        self.data = bytearray()

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, data: Buffer) -> int:
        """Keep the bytes; raise when there are too many."""
        taken = bytes(data)
        self.data += taken
        while (at := self._row_end()) >= 0:
            # In JSON the mark is the beginning of a next row, elsewhere the end of one.
            if self._left == 0:
                self._cut()
            self._left -= 1
            self._end = at
            if self._left == 0 and self._form == "json":
                self._cut()
        if len(self.data) > self._size:
            if not self._end:
                raise QueryError("The answer is too large.", "Ask for fewer columns, or for shorter ones.")
            self._cut()
        return len(taken)

    def _row_end(self) -> int:
        """Where the next row ends, or -1 if that has not been written yet."""
        mark, data = self._mark, self.data
        while (at := data.find(mark, self._looked)) >= 0:
            if self._form == "csv":
                self._quotes += data.count(b'"', self._looked, at)
            self._looked = at + len(mark)
            if self._quotes % 2 == 0:
                return at + (1 if self._form == "json" else len(mark))
        if self._form != "csv":
            self._looked = max(self._looked, len(data) - len(mark) + 1)
        return -1

    def _cut(self) -> None:
        del self.data[self._end :]
        self.data += _CLOSING[self._form]
        raise _Full


def table(found: QuerySolutions, form: str, rows: int, size: int) -> tuple[bytes, bool]:
    """The rows of a query in ``json``, ``xml``, ``csv`` or ``tsv``, and whether some were left out."""
    out = _Rows(form, rows, size)
    try:
        found.serialize(output=cast("IO[bytes]", out), format=_FORMATS[form])
    except _Full:
        return bytes(out.data), True
    return bytes(out.data), False


class _Bytes(io.BytesIO):
    def __init__(self, size: int) -> None:
        super().__init__()
        self._most = size

    def write(self, data: Buffer) -> int:
        done = super().write(data)
        if self.tell() > self._most:
            raise QueryError("The answer is too large.", "Ask for less of it, by LIMIT or by a query.")
        return done


def statements(
    found: Iterator[Triple], form: str, rows: int | None, size: int, prefixes: Callable[[], dict[str, str]]
) -> tuple[bytes, bool]:
    """Statements in a form of ``formats.GRAPHS``, at most so many, and whether some were left out."""
    out = _Bytes(size)
    first = found if rows is None else islice(found, rows)
    named = prefixes() if form in ("ttl", "trig", "rdf", "jsonld") else None
    serialize(first, cast("IO[bytes]", out), format=_GRAPHS[form], prefixes=named)
    return out.getvalue(), rows is not None and next(iter(found), None) is not None
