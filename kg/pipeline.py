"""The build, top to bottom: articles in, the graph on disk out, one transaction a batch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TypeVar

from kg.increment import Increment
from kg.model import Article, ArticleReading
from kg.rdf import digest
from kg.store import GraphStore
from kg.terms import clean

__all__ = ["BATCH", "BuildReport", "add_articles", "add_readings", "retract"]

T = TypeVar("T")

BATCH = 64
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
    increment = Increment(store)

    def readings() -> Iterator[ArticleReading]:
        for article in articles:
            if increment.digest(article.id) == digest(article):
                done.unchanged += 1
            else:
                reading = read(replace(article, text=clean(article.text)))
                if reading is not None:
                    yield reading

    for chunk in _chunks(readings(), batch):
        _put(chunk, store, increment, done)
    return done


def add_readings(
    readings: Iterable[ArticleReading], store: GraphStore, *, report: BuildReport | None = None, batch: int = BATCH
) -> BuildReport:
    """The same for articles that have been read."""
    done = report if report is not None else BuildReport()
    increment = Increment(store)
    for chunk in _chunks(readings, batch):
        _put(chunk, store, increment, done)
    return done


def retract(articles: Iterable[str], store: GraphStore) -> list[str]:
    """Take the articles with these ids out of the graph, and all that rested on them; the ids that were there."""
    increment = Increment(store)
    there = [a for a in articles if increment.digest(a) is not None]
    change = increment.change((), there)
    store.apply(change.remove, change.add)
    return there


def _put(chunk: list[ArticleReading], store: GraphStore, increment: Increment, done: BuildReport) -> None:
    """Write a batch; of two articles with one id the later counts."""
    latest = {r.article.id: r for r in chunk}
    for reading in latest.values():
        if increment.digest(reading.article.id) is None:
            done.added += 1
        else:
            done.replaced += 1
        done.events += sum(r.factuality == "stated" for r in reading.reports)
        done.unresolved += len(reading.unresolved)
    change = increment.change(list(latest.values()))
    store.apply(change.remove, change.add)


def _chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
