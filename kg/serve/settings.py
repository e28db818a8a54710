"""What the server may spend on a request, and what it allows."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Limits", "Settings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds on what one request, or all of them together, may take."""

    workers: int = 2
    """Queries answered at a time."""
    long_queries: int = 6
    """Queries that may go on at low priority after ``patience``, besides those."""
    patience: float = 0.3
    """Seconds of work after which a query is a long one and makes room."""
    queue: int = 200
    """Queries that may wait for a worker."""
    queue_seconds: float = 5.0
    """Time for which a query waits there."""
    seconds: float = 30.0
    """Time for one query, from when a worker takes it."""
    memory: int = 1 << 30
    """Bytes of address space that one query may add."""
    rows: int = 100_000
    """Rows or statements of an answer."""
    answer_bytes: int = 64 << 20
    """Bytes of an answer."""
    query_bytes: int = 1 << 20
    """Bytes of a request that reads."""
    write_bytes: int = 64 << 20
    """Bytes of a request that writes."""
    header_bytes: int = 64 << 10
    """Bytes of a request's line and headers."""
    header_seconds: float = 10.0
    """Time in which a request's headers must have come."""
    body_seconds: float = 30.0
    """Time in which a request's body must have come, and an answer have been taken."""
    connections: int = 1000
    """Open connections."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """A store to serve, and how. Without ``write_token`` nobody can write."""

    folder: Path
    limits: Limits = Limits()
    write_token: str | None = field(default=None, repr=False)
    federation: bool = False
    """Whether queries may ask other servers (``SERVICE``) and updates may fetch from them (``LOAD``)."""
