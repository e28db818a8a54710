"""The build, top to bottom: articles in, the graph on disk out, one transaction a batch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Self, TypeVar

from kg.increment import Increment
from kg.model import Article, ArticleReading, Factuality
from kg.rdf import digest
from kg.store import GraphStore
from kg.terms import clean

__all__ = ["BATCH", "BuildReport", "add_articles", "add_readings", "retract"]

T = TypeVar("T")

BATCH = 128
"""Articles whose readings are held in memory and written in one transaction."""


@dataclass
class BuildReport:
    """What a build did. ``unchanged`` articles were in the store already, word for word."""

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    events: int = 0
    """Stated reports read; events follow from them by merging."""
    unresolved: int = 0
    """Names that no table knows."""
    problems: list[str] = field(default_factory=list)
    """Sentences that name what was left out, and why."""


def add_articles(
    articles: Iterable[Article],
    read: Callable[[Article], ArticleReading | None],
    store: GraphStore,
    *,
    report: BuildReport | None = None,
    batch: int = BATCH,
) -> BuildReport:
    """Read the articles that the store does not have as they are, and put them in its graph.

    An article that ``read`` gives ``None`` for is left out.

    An article that the store has is replaced if anything of it has changed. After each batch the graph is what one
    build of all articles so far would have given.
    """
    done = report if report is not None else BuildReport()
    with _Writer(store, done) as writer:

        def readings() -> Iterator[ArticleReading]:
            for given in articles:
                article = replace(given, text=clean(given.text))
                if writer.has(article):
                    done.unchanged += 1
                elif (reading := read(article)) is not None:
                    yield reading

        for chunk in _chunks(readings(), batch):
            writer.put(chunk)
        writer.wait()
    return done


def add_readings(
    readings: Iterable[ArticleReading], store: GraphStore, *, report: BuildReport | None = None, batch: int = BATCH
) -> BuildReport:
    """The same for articles that have been read."""
    done = report if report is not None else BuildReport()
    with _Writer(store, done) as writer:
        for chunk in _chunks(readings, batch):
            writer.put(chunk)
        writer.wait()
    return done


def retract(articles: Iterable[str], store: GraphStore) -> list[str]:
    """Take the articles with these ids out of the graph, and all that rested on them; the ids that were there."""
    increment = Increment(store)
    there = [a for a in articles if increment.digest(a) is not None]
    change = increment.change((), there)
    store.apply(change.remove, change.add)
    return there


class _Writer:
    """Writes batches one after the other while the next one is being read; leaving it waits for the last."""

    def __init__(self, store: GraphStore, done: BuildReport) -> None:
        self._store, self._done = store, done
        self._increment = Increment(store)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="kg-store")
        self._writing: Future[None] | None = None
        self._digests: dict[str, str] = {}
        """Of the articles in the batch that is being written."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown(wait=True)

    def has(self, article: Article) -> bool:
        """Whether the store has the article as it is, or is about to."""
        known = self._digests.get(article.id) or self._increment.digest(article.id)
        return known == digest(article)

    def put(self, chunk: list[ArticleReading]) -> None:
        """Write a batch once the one before is written; of two articles with one id the later counts."""
        self.wait()
        latest = {r.article.id: r for r in chunk}
        for reading in latest.values():
            if self._increment.digest(reading.article.id) is None:
                self._done.added += 1
            else:
                self._done.replaced += 1
            self._done.events += sum(r.factuality is Factuality.STATED for r in reading.reports)
            self._done.unresolved += len(reading.unresolved)
        change = self._increment.change(list(latest.values()))
        self._digests = {a: digest(r.article) for a, r in latest.items()}
        self._writing = self._thread.submit(self._store.apply, change.remove, change.add)

    def wait(self) -> None:
        """Until what was put is written; raises ``StoreError`` if it could not be."""
        if self._writing is not None:
            writing, self._writing = self._writing, None
            writing.result()


def _chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
