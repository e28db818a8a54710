"""The plainest requests to the endpoint, read without the framework: a query by GET and nothing out of the ordinary.

What is not recognised here to the last byte goes the long way, so that every other request, and every fault in one, is
treated in one place only. The answers are the same ones.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final, NamedTuple

from kg.errors import KgError
from kg.serve.front import unready, with_safety
from kg.serve.http import Answer, Refusal, Request
from kg.serve.library import Library
from kg.serve.pool import Watch
from kg.serve.protocol import answer_query, forms

__all__ = ["Look", "answer_look", "look_of", "wire_form"]

_LONGEST: Final = 16 << 10
"""Bytes of a request that is looked at here."""
_LONGEST_HEADERS: Final = 1 << 10
"""Bytes of headers that are remembered with what they mean."""
_BEGIN: Final = b"GET /sparql?query="
_QUERY: Final = re.compile(rb"(?:[A-Za-z0-9_.~+!*'()-]++|%[0-9A-Fa-f]{2})++")
_MIDDLE: Final = b" HTTP/1.1\r\n"
_HEADER: Final = re.compile(r"([A-Za-z-]+): ?([\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)")
_HOST: Final = re.compile(r"[A-Za-z0-9.-]+(?::\d{1,5})?")
_PLAIN: Final = frozenset({"host", "accept", "accept-encoding", "accept-language", "connection", "user-agent"})
"""Headers that may stand in such a request. No other is ignored: with another it is no plain request."""


class _Heading(NamedTuple):
    """What the headers of a request ask for."""

    base: str
    rows_as: str | None
    graphs_as: str | None


class Look(NamedTuple):
    """A query, where it was asked, and the kinds of rows and of statements that the client likes best."""

    text: str
    heading: _Heading


def look_of(data: bytes) -> Look | None:
    """The query, if these bytes are exactly one plain request; else ``None``."""
    if not data.startswith(_BEGIN) or not data.endswith(b"\r\n\r\n") or len(data) > _LONGEST:
        return None
    end = data.find(b" ", len(_BEGIN))
    headers = end + len(_MIDDLE)
    if data[end:headers] != _MIDDLE or len(data) - headers > _LONGEST_HEADERS:
        return None
    query = _QUERY.fullmatch(data, len(_BEGIN), end)
    heading = _heading(data[headers:]) if query else None
    if query is None or heading is None:
        return None
    try:
        return Look(_unquoted(query[0]), heading)
    except UnicodeDecodeError:
        return None


def _unquoted(sent: bytes) -> str:
    """The text of a parameter, which has no backslash, and no percent sign but before two digits.

    Python's own escapes are resolved several times as fast as those of an address.
    """
    escaped = sent.replace(b"+", b" ").replace(b"%", b"\\x")
    return escaped.decode("unicode_escape").encode("latin-1").decode("utf-8")


@lru_cache(maxsize=256)
def _heading(block: bytes) -> _Heading | None:
    """What a block of headers with the empty line behind it means; ``None`` if it has anything but plain ones."""
    said: dict[str, str] = {}
    for line in block[:-4].decode("latin-1").split("\r\n"):
        match = _HEADER.fullmatch(line)
        name = match[1].lower() if match else ""
        if match is None or name not in _PLAIN or name in said:
            return None
        said[name] = match[2]
    if not _HOST.fullmatch(said.get("host", "")) or said.get("connection", "keep-alive").lower() != "keep-alive":
        return None
    scope: dict[str, Any] = {"headers": [(k.encode("latin-1"), v.encode("latin-1")) for k, v in said.items()]}
    try:
        rows_as, graphs_as = forms(Request(scope, _nothing, "GET", "/sparql"), ())
    except Refusal:
        return None
    return _Heading(f"http://{said['host']}/sparql", rows_as, graphs_as)


async def _nothing() -> dict[str, Any]:
    return {"type": "http.disconnect"}


async def answer_look(look: Look, library: Library, watch: Watch) -> Answer:
    """Answer it, as ``Front`` would."""
    base, rows_as, graphs_as = look.heading
    try:
        answer = await answer_query(library, look.text, rows_as, graphs_as, base=base, watch=watch)
    except KgError as error:
        answer = unready(error)
    return with_safety(answer)


def wire_form(answer: Answer, first: bytes) -> bytes:
    """The bytes of an answer with a body, behind the status line and the headers that the server gives to all."""
    headers = b"".join([b"%b: %b\r\n" % header for header in answer.headers])
    kind = answer.kind.encode("latin-1")
    return b"%b%bcontent-type: %b\r\ncontent-length: %d\r\n\r\n%b" % (
        first,
        headers,
        kind,
        len(answer.body),
        answer.body,
    )
