"""What the server and its workers say to each other over a socket: a line of JSON and a body, with their lengths before."""

from __future__ import annotations

import json
import struct
from enum import StrEnum
from typing import Final, NamedTuple

__all__ = ["HEAD", "Ask", "Job", "Reply", "pack", "unpack_ask", "unpack_reply"]

HEAD: Final = struct.Struct(">II")
"""The lengths of the line and of the body, in bytes."""


class Job(StrEnum):
    """What a worker can do."""

    QUERY = "query"
    QUESTION = "question"
    GET = "get"
    UPDATE = "update"
    PUT = "put"
    POST = "post"
    DELETE = "delete"


class Ask(NamedTuple):
    """A job. ``text`` is a query, an update, the name of a question or the IRI of a graph (empty: the default graph)."""

    job: Job
    text: str
    tag: str = ""
    """The state of the store that is to be answered from."""
    rows_as: str = ""
    """The form of rows (``json`` …); empty if the client takes none."""
    graphs_as: str = ""
    """The form of statements (``ttl`` …), likewise."""
    default: tuple[str, ...] | None = None
    """IRIs of the graphs that are the default graph; ``None``: as the query says."""
    named: tuple[str, ...] | None = None
    base: str = ""
    union: bool = False
    """Whether the default graph is the union of all."""
    rows: int = 100_000
    size: int = 64 << 20
    seconds: int = 60
    values: tuple[tuple[str, str], ...] = ()
    """The parameters of a question; of what is sent to a graph, each part's form and length."""
    offset: int = 0
    """Rows of a question that are passed over."""


class Reply(NamedTuple):
    """What came of it. ``status`` is that of HTTP; ``note`` is a sentence if it is an error."""

    status: int
    form: str = ""
    """``json``, ``ttl`` … of the body."""
    graph: bool = False
    """Whether the body holds statements."""
    cut: bool = False
    note: str = ""
    unknown: tuple[str, ...] = ()


def pack(message: Ask | Reply, body: bytes = b"") -> bytes:
    """A message as bytes."""
    head = json.dumps(message).encode()
    return HEAD.pack(len(head), len(body)) + head + body


def unpack_ask(head: bytes) -> Ask:
    """The job of a message."""
    said = json.loads(head)
    job, text, tag, rows_as, graphs_as, default, named, base, union, rows, size, seconds, values, offset = said
    return Ask(
        Job(job),
        text,
        tag,
        rows_as,
        graphs_as,
        None if default is None else tuple(default),
        None if named is None else tuple(named),
        base,
        union,
        rows,
        size,
        seconds,
        tuple((name, value) for name, value in values),
        offset,
    )


def unpack_reply(head: bytes) -> Reply:
    """The answer of a message."""
    status, form, graph, cut, note, unknown = json.loads(head)
    return Reply(status, form, graph, cut, note, tuple(unknown))
