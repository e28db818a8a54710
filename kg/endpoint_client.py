"""Asking a SPARQL endpoint elsewhere, through SPARQLWrapper: the one module that sends a query to another server."""

from __future__ import annotations

import re
import urllib.error
from typing import Final, NamedTuple

from kg.errors import QueryError
from kg.results import Answer

__all__ = ["Reply", "ask_endpoint", "select_at"]

_SECONDS: Final = 120
_FORM: Final = re.compile(
    r"(?:\s|#[^\n]*\n|BASE\s*<[^>]*>|PREFIX\s*[^\s:]*:\s*<[^>]*>)*(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.IGNORECASE
)


class Reply(NamedTuple):
    """One of three: rows, yes or no, or statements (Turtle)."""

    rows: Answer | None = None
    yes: bool | None = None
    turtle: str | None = None


def query_form(query: str) -> str:
    """``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``; raises ``QueryError`` for anything else, as an update."""
    match = _FORM.match(query)
    if match is None:
        raise QueryError(
            "This is no SPARQL query.", "It must begin with SELECT, ASK, CONSTRUCT or DESCRIBE after its prefixes."
        )
    return match[1].upper()


def select_at(address: str, query: str) -> Answer:
    """The rows of a SELECT query at an endpoint."""
    reply = ask_endpoint(address, query)
    if reply.rows is None:
        raise QueryError("This query does not select rows.", "Use SELECT.")
    return reply.rows


def ask_endpoint(address: str, query: str) -> Reply:
    """Send a query by POST and read the answer.

    Raises ``QueryError`` if the endpoint cannot be reached, refuses the query or answers something else.
    """
    if not re.match(r"https?://[^\s/]+", address):
        raise QueryError(f"{address!r} is no address of an endpoint.", "It looks like http://localhost:3030/ds/sparql")
    try:
        from SPARQLWrapper import JSON, POST, SPARQLWrapper
        from SPARQLWrapper import TURTLE as TURTLE_FORMAT
        from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException
    except ModuleNotFoundError as error:
        raise QueryError(
            "Asking an endpoint takes a part that is not installed.", "Run: pip install 'conflict-kg[endpoint]'"
        ) from error
    form = query_form(query)
    client = SPARQLWrapper(address)
    client.setMethod(POST)
    client.setTimeout(_SECONDS)
    client.setQuery(query)
    client.setReturnFormat(JSON if form in ("SELECT", "ASK") else TURTLE_FORMAT)
    try:
        response = client.query().response
        data: bytes = response.read()
    except SPARQLWrapperException as error:
        words = " ".join(str(error).split())
        raise QueryError(f"The endpoint refused the query: {words[:300]}") from error
    except (urllib.error.URLError, OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise QueryError(
            f"The endpoint {address} cannot be asked: {reason}.", "Is it running, and is the address right?"
        ) from error
    if form == "SELECT":
        return Reply(rows=Answer.from_json(data))
    if form == "ASK":
        return Reply(yes=_boolean(data))
    return Reply(turtle=data.decode("utf-8", "replace"))


def _boolean(data: bytes) -> bool:
    import json

    try:
        return bool(json.loads(data)["boolean"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise QueryError("The endpoint did not answer with SPARQL JSON results.", "Is its address right?") from error
