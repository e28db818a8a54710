"""Any SPARQL query of a store on disk, with the answer in one shape whatever the form of the query."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat, serialize

from kg.endpoint_client import Reply
from kg.errors import QueryError
from kg.results import Answer
from kg.store import GraphStore, open_for_reading

__all__ = ["ask_store", "select"]


def ask_store(folder: Path, query: str) -> Reply:
    """Answer a query; raises ``QueryError`` and ``StoreError``."""
    opened = open_for_reading(folder)
    found = opened.query(query)
    if isinstance(found, QuerySolutions):
        return Reply(rows=Answer.from_json(found.serialize(format=QueryResultsFormat.JSON) or b""))
    if isinstance(found, QueryBoolean):
        return Reply(yes=bool(found))
    from kg.export.rdf import PREFIXES

    data = serialize(found, format=RdfFormat.TURTLE, prefixes=PREFIXES)
    return Reply(turtle=(data or b"").decode("utf-8"))


def select(store: GraphStore, query: str) -> Answer:
    """Answer a SELECT query; raises ``QueryError`` for other kinds of query."""
    found = store.query(query)
    if not isinstance(found, QuerySolutions):
        raise QueryError("This query does not select rows.", "Use SELECT, or run it with 'kg sparql'.")
    data = found.serialize(format=QueryResultsFormat.JSON)
    return Answer.from_json(data or b"")
