"""Answers to SELECT queries, the same from any engine: columns and rows of terms, read from and written to the W3C's formats."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from kg.errors import QueryError

__all__ = ["Answer", "Select", "Term"]


class Term(NamedTuple):
    """An RDF term in an answer. ``kind``: ``uri``, ``literal`` or ``bnode`` (the words of the W3C's JSON format)."""

    kind: str
    value: str
    datatype: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of a SELECT query in the engine's order; an unbound variable is ``None``."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]

    @classmethod
    def from_json(cls, data: bytes | str) -> Answer:
        """Read SPARQL 1.1 Query Results JSON; raises ``QueryError`` for anything else."""
        try:
            said = json.loads(data)
            columns = tuple(said["head"]["vars"])
            rows = tuple(
                tuple(_term(binding[c]) if c in binding else None for c in columns)
                for binding in said["results"]["bindings"]
            )
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise QueryError(
                "The endpoint did not answer with SPARQL JSON results.", "Is its address right?"
            ) from error
        return cls(columns, rows)

    def to_json(self) -> str:
        """SPARQL 1.1 Query Results JSON, one row a line."""
        lines = [
            json.dumps(
                {c: _binding(t) for c, t in zip(self.columns, row, strict=True) if t is not None}, ensure_ascii=False
            )
            for row in self.rows
        ]
        head = json.dumps({"vars": list(self.columns)}, ensure_ascii=False)
        body = ",\n".join(lines)
        return (
            f'{{"head": {head}, "results": {{"bindings": [\n{body}\n]}}}}\n'
            if lines
            else (f'{{"head": {head}, "results": {{"bindings": []}}}}\n')
        )

    def to_csv(self) -> str:
        """SPARQL 1.1 Query Results CSV: a header, then plain values, CRLF line ends as the W3C asks."""
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(self.columns)
        writer.writerows(self.values())
        return out.getvalue()

    def values(self) -> Iterator[tuple[str, ...]]:
        """The rows as plain words, ``""`` where unbound."""
        for row in self.rows:
            yield tuple("" if t is None else t.value for t in row)


Select = Callable[[str], Answer]
"""Whatever answers a SELECT query: the store, an endpoint, another engine."""


def _term(binding: dict[str, Any]) -> Term:
    kind = binding["type"]
    return Term(
        "literal" if kind == "typed-literal" else kind,
        str(binding["value"]),
        binding.get("datatype"),
        binding.get("xml:lang"),
    )


def _binding(term: Term) -> dict[str, str]:
    said = {"type": term.kind, "value": term.value}
    if term.datatype is not None:
        said["datatype"] = term.datatype
    if term.language is not None:
        said["xml:lang"] = term.language
    return said
