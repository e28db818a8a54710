"""Asking a SPARQL endpoint elsewhere, through SPARQLWrapper: the one module that sends a query or an update away."""

from __future__ import annotations

import http.client
import re
import urllib.error
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.access import ANONYMOUS, Access
from kg.errors import QueryError
from kg.results import Answer

if TYPE_CHECKING:
    from SPARQLWrapper import SPARQLWrapper

__all__ = ["RefusedError", "Reply", "ask_endpoint", "select_at", "update_at"]

_SECONDS: Final = 120
_FORM: Final = re.compile(
    r"(?:\s|#[^\n]*\n|BASE\s*<[^>]*>|PREFIX\s*[^\s:]*:\s*<[^>]*>)*(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.IGNORECASE
)


@dataclass
class RefusedError(QueryError):
    """An endpoint that answered, with a status that says no; ``words`` are its own."""

    status: int = 0
    words: str = ""


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


def select_at(address: str, query: str, access: Access = ANONYMOUS) -> Answer:
    """The rows of a SELECT query at an endpoint; raises ``QueryError`` as ``ask_endpoint`` does."""
    reply = ask_endpoint(address, query, access)
    if reply.rows is None:
        raise QueryError("This query does not select rows.", "Use SELECT.")
    return reply.rows


def update_at(address: str, update: str, access: Access = ANONYMOUS) -> None:
    """Run a SPARQL update at an endpoint; raises ``QueryError`` if it cannot be reached or refuses."""
    client = _client(address, access)
    client.setQuery(update)
    # The library recognises an update by a pattern that a long one defeats; we know what we send.
    client.queryType = "INSERT"
    _send(client, address)


def ask_endpoint(address: str, query: str, access: Access = ANONYMOUS) -> Reply:
    """Send a query by POST and read the answer.

    Raises ``QueryError`` if the endpoint cannot be reached, refuses the query or answers something else.
    """
    if not re.match(r"https?://[^\s/]+", address):
        raise QueryError(f"{address!r} is no address of an endpoint.", "It looks like http://localhost:3030/ds/sparql")
    form = query_form(query)
    client = _client(address, access)
    client.setQuery(query)
    client.setReturnFormat("json" if form in ("SELECT", "ASK") else "turtle")
    data = _send(client, address)
    if form == "SELECT":
        return Reply(rows=Answer.from_json(data))
    if form == "ASK":
        return Reply(yes=_boolean(data))
    return Reply(turtle=data.decode("utf-8", "replace"))


def _client(address: str, access: Access) -> SPARQLWrapper:
    try:
        from SPARQLWrapper import POST, SPARQLWrapper
    except ModuleNotFoundError as error:
        raise QueryError(
            "Asking an endpoint takes a part that is not installed.", "Run: pip install 'conflict-kg[endpoint]'"
        ) from error
    client = SPARQLWrapper(address)
    client.setMethod(POST)
    client.setTimeout(_SECONDS)
    if access.user:
        client.setHTTPAuth("DIGEST" if access.digest else "BASIC")
        client.setCredentials(access.user, access.password)
    elif access.token:
        client.addCustomHttpHeader("Authorization", f"Bearer {access.token}")
    return client


def _send(client: SPARQLWrapper, address: str) -> bytes:
    from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException, Unauthorized

    try:
        data: bytes = client.query().response.read()
    except Unauthorized as error:
        raise _stranger(address, 401) from error
    except SPARQLWrapperException as error:
        raise _refused("The endpoint refused the query", _STATUS.get(type(error).__name__, 0), str(error)) from error
    except urllib.error.HTTPError as error:
        if error.code in (401, 403):
            raise _stranger(address, error.code) from error
        with error:
            words = error.read(1 << 16).decode("utf-8", "replace") or str(error.reason)
        raise _refused(f"The endpoint {address} refuses ({error.code})", error.code, words) from error
    except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise QueryError(
            f"The endpoint {address} cannot be asked: {reason}.", "Is it running, and is the address right?"
        ) from error
    return data


_STATUS: Final = {"QueryBadFormed": 400, "EndPointNotFound": 404, "EndPointInternalError": 500}
"""What the library's errors stand for."""


def _refused(how: str, status: int, words: str) -> RefusedError:
    said = " ".join(words.split())[:1000]
    return RefusedError(f"{how}: {said[:300]}", "Is its address right?" if status == 404 else "", status, said)


def _stranger(address: str, status: int) -> QueryError:
    return QueryError(
        f"The server {address} does not let us in ({status}).",
        "Give --auth USER:PASSWORD (or --auth @FILE, or the variable KG_AUTH) of somebody who may.",
    )


def _boolean(data: bytes) -> bool:
    import json

    try:
        return bool(json.loads(data)["boolean"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise QueryError("The endpoint did not answer with SPARQL JSON results.", "Is its address right?") from error
