"""The kinds of answers, and which of them a client takes: content negotiation by ``Accept``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

__all__ = ["GRAPHS", "ROWS", "TRIPLES_IN", "Accept", "choose", "media_type", "named"]

ROWS: Final[Mapping[str, str]] = {
    "application/sparql-results+json": "json",
    "application/json": "json",
    "application/sparql-results+xml": "xml",
    "application/xml": "xml",
    "text/xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}
"""For rows and yes or no, the first being what a client gets that does not care."""

GRAPHS: Final[Mapping[str, str]] = {
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdf",
    "application/trig": "trig",
    "application/n-quads": "nq",
    "text/n3": "ttl",
    "application/x-turtle": "ttl",
    "text/plain": "nt",
    "application/json": "jsonld",
    "application/xml": "rdf",
}
"""For statements, likewise."""

TRIPLES_IN: Final[Mapping[str, str]] = {
    "text/turtle": "ttl",
    "application/x-turtle": "ttl",
    "application/n-triples": "nt",
    "application/rdf+xml": "rdf",
    "application/ld+json": "jsonld",
    "text/n3": "n3",
}
"""What may be sent to a graph."""

Accept = tuple[tuple[str, float], ...]
"""The kinds a client takes, each with its weight from 0 to 1."""

_READ: Final = 2000
"""Characters of an ``Accept`` header that are looked at."""
_PART: Final = re.compile(r"\s*([\w!#$%&'*+.^`|~-]+/[\w!#$%&'*+.^`|~-]+)\s*((?:;[^,]*)?)")
_WEIGHT: Final = re.compile(r";\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*(?:;|$)", re.IGNORECASE)


def read_accept(header: str) -> Accept:
    """The kinds named in an ``Accept`` header; what is not well formed is left out."""
    found = []
    for part in header.split(","):
        match = _PART.fullmatch(part.rstrip())
        if match:
            weight = _WEIGHT.search(match[2])
            found.append((match[1].lower(), min(1.0, float(weight[1])) if weight else 1.0))
    return tuple(found)


def choose(header: str, offered: Sequence[str]) -> str | None:
    """The offered kind that a client likes best, the earlier of two it likes as much; ``None`` if it takes none."""
    if not header or header == "*/*":
        return offered[0]
    return _chosen(header[:_READ], tuple(offered))


@lru_cache(maxsize=256)
def _chosen(header: str, offered: tuple[str, ...]) -> str | None:
    wanted = read_accept(header)
    if not wanted:
        return offered[0]
    best, best_weight = None, 0.0
    for kind in offered:
        weight = _liking(kind, wanted)
        if weight > best_weight:
            best, best_weight = kind, weight
    return best


def _liking(kind: str, wanted: Accept) -> float:
    family = kind.partition("/")[0]
    for pattern in (kind, f"{family}/*", "*/*"):
        weights = [w for k, w in wanted if k == pattern]
        if weights:
            return max(weights)
    return 0.0


def media_type(header: str) -> tuple[str, str]:
    """The kind and the character set of a ``Content-Type`` header, both in small letters, empty if not said."""
    kind, _, rest = header.partition(";")
    charset = re.search(r"charset\s*=\s*\"?([\w.-]+)", rest, re.IGNORECASE)
    return kind.strip().lower(), charset[1].lower() if charset else ""


def named(name: str, kinds: Mapping[str, str]) -> str | None:
    """The kind that goes by this short name (``csv``) or is written in full."""
    low = name.strip().lower()
    if low in kinds:
        return low
    low = _OTHER_NAMES.get(low, low)
    return next((kind for kind, short in kinds.items() if short == low), None)


_OTHER_NAMES: Final[Mapping[str, str]] = {
    "turtle": "ttl",
    "n3": "ttl",
    "ntriples": "nt",
    "n-triples": "nt",
    "json-ld": "jsonld",
    "rdf+xml": "rdf",
    "nquads": "nq",
    "n-quads": "nq",
}
