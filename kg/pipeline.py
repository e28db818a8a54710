"""The build, top to bottom: articles in, the graph on disk out, one transaction a batch."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Final, Self

from pyoxigraph import Quad

from kg.increment import Change, Increment
from kg.model import Article, ArticleReading, Factuality
from kg.rdf import digest
from kg.store import GraphStore
from kg.terms import clean, object_of
from kg.vocabulary import RDF, C

__all__ = ["BATCH", "BuildReport", "Stages", "add_articles", "add_read", "add_readings", "retract", "unresolved_names"]

BATCH = 128
"""Articles whose readings are held in memory and written in one transaction."""
_LAST: Final = 32
"""The same once no article is left to be read by others: what they still read is written in smaller portions meanwhile, so
that little is left to be done when they have ended.
"""
_FRESH: Final = 128
"""Articles written after which the database is opened anew, so that what it keeps in memory of what it has read does not
fill up; it costs one fiftieth of the time of merging them.
"""
_LONG: Final = 2_000_000
"""Characters of the articles in a batch beyond which it is closed, so that long texts do not fill the memory."""
_MUCH: Final = 1_000_000
"""Statements written from which a store is put in order at the end, if it has doubled; a store that was large has not."""
_NAMES: Final = 20_000
"""Unresolved names that are counted; beyond, the rarer half is forgotten."""


@dataclass
class Stages:
    """Seconds of work by stage. ``extraction`` is the sum over all workers, so it may exceed the time that passed;
    writing goes on beside the reading of the next batch.
    """

    reading: float = 0.0
    extraction: float = 0.0
    merging: float = 0.0
    writing: float = 0.0


@dataclass
class BuildReport:
    """What a build did. ``unchanged`` articles were in the store already, word for word."""

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    again: int = 0
    """Of the replaced ones, those whose text had not changed: other rules had read them."""
    outdated: int = 0
    """Of the unchanged ones, those that other rules have read."""
    events: int = 0
    """Stated reports read; events follow from them by merging."""
    new_events: int = 0
    """Events that the graph has more than before."""
    unresolved: int = 0
    """Names that no table knows."""
    names: Counter[str] = field(default_factory=Counter)
    """How often each of them was met."""
    stages: Stages = field(default_factory=Stages)
    problems: list[str] = field(default_factory=list)
    """Sentences that name what was left out, and why."""


def add_articles(
    articles: Iterable[Article],
    read: Callable[[Article], ArticleReading | None],
    store: GraphStore,
    *,
    report: BuildReport | None = None,
    batch: int = BATCH,
    rules: str = "",
    again: bool = False,
) -> BuildReport:
    """Read the articles that the store does not have as they are, and put them in its graph.

    An article that ``read`` gives ``None`` for is left out. An article that the store has is replaced if anything of it
    has changed, and also, if ``again``, when other ``rules`` have read it. After each batch the graph is what one build
    of all articles so far would have given.
    """

    def read_all(given: Iterable[Article]) -> Iterator[ArticleReading]:
        for article in given:
            if (reading := read(article)) is not None:
                yield reading

    return add_read(articles, read_all, store, report=report, batch=batch, rules=rules, again=again)


def add_read(
    articles: Iterable[Article],
    read_all: Callable[[Iterable[Article]], Iterable[ArticleReading]],
    store: GraphStore,
    *,
    report: BuildReport | None = None,
    batch: int = BATCH,
    rules: str = "",
    again: bool = False,
) -> BuildReport:
    """The same with a reader that takes all articles and gives the readings in their order, as workers do."""
    done = report if report is not None else BuildReport()
    size = batch
    with _Writer(store, done, rules) as writer:

        def needed() -> Iterator[Article]:
            nonlocal size
            for given in articles:
                article = replace(given, text=clean(given.text))
                if writer.needs(article, again=again):
                    yield article
            size = min(size, _LAST)

        for chunk in _chunks(read_all(needed()), lambda: size):
            writer.put(chunk)
        writer.finish()
    return done


def add_readings(
    readings: Iterable[ArticleReading],
    store: GraphStore,
    *,
    report: BuildReport | None = None,
    batch: int = BATCH,
    rules: str = "",
) -> BuildReport:
    """The same for articles that have been read."""
    done = report if report is not None else BuildReport()
    with _Writer(store, done, rules) as writer:
        for chunk in _chunks(readings, lambda: batch):
            writer.put(chunk)
        writer.finish()
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

    def __init__(self, store: GraphStore, done: BuildReport, rules: str) -> None:
        self._store, self._done, self._rules = store, done, rules
        self._increment = Increment(store, rules)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="kg-store")
        self._writing: Future[None] | None = None
        self._size = store.size()
        self._statements = 0
        """Put in so far."""
        self._since = 0
        """Articles written since the database was opened."""
        self._under_way: dict[str, str] = {}
        """Digests of the articles that are being read or written."""
        self._written: dict[str, str] = {}
        """Of those in the batch that is being written."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown(wait=True)

    def needs(self, article: Article, *, again: bool) -> bool:
        """Whether the article must be read: the store has not got it as it is, nor is about to."""
        mine = digest(article)
        if article.id in self._under_way:
            known: str | None = self._under_way[article.id]
            outdated = False
        else:
            known = self._increment.digest(article.id)
            outdated = known == mine and self._increment.rules_of(article.id) != self._rules
        if known == mine and not (outdated and again):
            self._done.unchanged += 1
            self._done.outdated += outdated
            return False
        self._under_way[article.id] = mine
        return True

    def put(self, chunk: list[ArticleReading]) -> None:
        """Write a batch once the one before is written; of two articles with one id the later counts."""
        self.wait()
        if self._since >= _FRESH:
            self._store.reopen()
            self._since = 0
        self._since += len(chunk)
        done = self._done
        latest = {r.article.id: r for r in chunk}
        digests = {i: digest(r.article) for i, r in latest.items()}
        for reading in latest.values():
            known = self._increment.digest(reading.article.id)
            if known is None:
                done.added += 1
            else:
                done.replaced += 1
                same = known == digests[reading.article.id]
                done.again += same and self._increment.rules_of(reading.article.id) != self._rules
            done.events += sum(r.factuality is Factuality.STATED for r in reading.reports)
            done.unresolved += len(reading.unresolved)
            done.names.update(unresolved_names(reading))
        if len(done.names) > _NAMES:
            done.names = Counter(dict(done.names.most_common(_NAMES // 2)))
        begin = time.perf_counter()
        change = self._increment.change(list(latest.values()))
        done.stages.merging += time.perf_counter() - begin
        done.new_events += _events(change)
        self._statements += len(change.add)
        self._written = digests
        self._writing = self._thread.submit(self._apply, change)

    def _apply(self, change: Change) -> None:
        begin = time.perf_counter()
        self._store.apply(change.remove, change.add)
        self._done.stages.writing += time.perf_counter() - begin

    def wait(self) -> None:
        """Until what was put is written; raises ``StoreError`` if it could not be."""
        if self._writing is not None:
            writing, self._writing = self._writing, None
            writing.result()
            for article, mine in self._written.items():
                if self._under_way.get(article) == mine:
                    del self._under_way[article]

    def finish(self) -> None:
        """Wait for the last batch. What the database has not put in order of so much that is new, it does now and not
        beside the first changes and questions to come.
        """
        self.wait()
        if self._statements >= _MUCH and self._store.size() >= 2 * self._size:
            begin = time.perf_counter()
            self._store.optimize()
            self._done.stages.writing += time.perf_counter() - begin


def unresolved_names(reading: ArticleReading) -> list[str]:
    """The names in an article that no table knows, as often as it has them."""
    return [m.place.name if m.place else m.span.of(reading.article.text) for m in reading.unresolved]


def _events(change: Change) -> int:
    """How many events more the graph has after a change."""

    def count(quads: Iterable[Quad]) -> int:
        return sum(q.predicate.value == RDF.type and object_of(q) == C.Event for q in quads)

    return count(change.add) - count(change.remove)


def _chunks(readings: Iterable[ArticleReading], size: Callable[[], int]) -> Iterator[list[ArticleReading]]:
    """Batches of so many readings as ``size`` says at the time, fewer where their articles are long."""
    chunk: list[ArticleReading] = []
    characters = 0
    for reading in readings:
        chunk.append(reading)
        characters += len(reading.article.text)
        if len(chunk) >= size() or characters > _LONG:
            yield chunk
            chunk, characters = [], 0
    if chunk:
        yield chunk
