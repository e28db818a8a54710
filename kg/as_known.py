"""The graph as it was known on an earlier day: without the articles that were published or received later, all conclusions
drawn again.

The earlier graph is the store less those articles, so that it is what a build on that day would have given. It is kept
in the store's folder, where it can be, until the store changes.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kg.errors import StoreError
from kg.ids import article_id
from kg.pipeline import retract
from kg.store import GraphStore, create_store, memory_store, ontology_digest, open_for_reading, open_for_writing
from kg.terms import object_of
from kg.vocabulary import C

__all__ = ["Known", "as_known_on"]

_FOLDER = "as-known-on"
_KEPT = 4
"""Earlier graphs kept beside a store."""
_AT_ONCE = 200
"""Articles taken out in one change."""


@dataclass(frozen=True, slots=True)
class Known:
    """An earlier graph. ``later`` articles were not known by then; of the ``undated`` ones nobody can say."""

    store: GraphStore
    later: tuple[str, ...]
    undated: tuple[str, ...]


def as_known_on(store: GraphStore, day: date) -> Known:
    """The graph of the articles published by ``day``, and received by then where that is known.

    Articles without a day are left out. Raises ``StoreError`` if the store cannot be read.
    """
    later, undated = [], []
    for article in store.articles():
        days = [_day(store, article, C.published), _day(store, article, C.received)]
        known = [d for d in days if d is not None]
        if not known:
            undated.append(article_id(article))
        elif max(known) > day:
            later.append(article_id(article))
    gone = [*later, *undated]
    if not gone:
        return Known(store, (), ())
    earlier = _kept(store, day, gone) if store.folder is not None else None
    return Known(earlier or _in_memory(store, gone), tuple(later), tuple(undated))


def _day(store: GraphStore, article: str, predicate: str) -> date | None:
    return next((date.fromisoformat(object_of(q)) for q in store.match(article, predicate, None, article)), None)


def _in_memory(store: GraphStore, gone: Sequence[str]) -> GraphStore:
    earlier = memory_store(store.iris.base)
    earlier.store.bulk_extend(store.match())
    _take_out(earlier, gone)
    return earlier


def _take_out(store: GraphStore, gone: Sequence[str]) -> None:
    for at in range(0, len(gone), _AT_ONCE):
        retract(gone[at : at + _AT_ONCE], store)


def _kept(store: GraphStore, day: date, gone: Sequence[str]) -> GraphStore | None:
    """The earlier graph from the store's folder, put there if need be; ``None`` if the folder cannot be written."""
    if store.folder is None:
        return None
    shelf = store.folder / _FOLDER
    name = f"{day.isoformat()}-{_fingerprint(store)}"
    if not (shelf / name).is_dir():
        half = shelf / f".{name}.part"
        try:
            shutil.rmtree(half, ignore_errors=True)
            half.mkdir(parents=True)
            made = create_store(half, store.iris.base)
            made.bulk_extend(store.match())
            del made
            target = open_for_writing(half)
            try:
                _take_out(target, gone)
            finally:
                target.close()
            half.replace(shelf / name)
        except (OSError, StoreError):
            shutil.rmtree(half, ignore_errors=True)
            return None
        for old in sorted(_shelved(shelf), key=lambda p: p.stat().st_mtime)[:-_KEPT]:
            shutil.rmtree(old, ignore_errors=True)
    return open_for_reading(shelf / name)


def _shelved(shelf: Path) -> Iterator[Path]:
    with suppress(OSError):
        yield from (p for p in shelf.iterdir() if p.is_dir() and not p.name.startswith("."))


def _fingerprint(store: GraphStore) -> str:
    """Changes when an article comes, changes or goes, and with the ontology and its rules."""
    digest = hashlib.sha256(ontology_digest().encode())
    for article in store.articles():
        for predicate in (C.digest, C.received):
            for quad in store.match(article, predicate, None, article):
                digest.update(f"{article} {object_of(quad)}\n".encode())
    return digest.hexdigest()[:16]
