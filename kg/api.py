"""The product from Python: ``kg.build(paths)`` gives a graph that can be asked, checked and exported."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Self

from kg.asking import select
from kg.pipeline import BuildReport
from kg.results import Answer
from kg.store import GraphStore

__all__ = ["Graph", "build", "open_graph", "select"]


@dataclass(frozen=True)
class Graph:
    """A graph in memory or on disk. ``report`` says what the build did, ``problems`` what was left out."""

    store: GraphStore
    report: BuildReport = field(default_factory=BuildReport)

    @property
    def problems(self) -> list[str]:
        """Sentences that name what was left out of the build, and why."""
        return list(self.report.problems)

    def as_known_on(self, day: date) -> Graph:
        """The graph of the articles that were published, and received where that is known, by a day."""
        from kg.as_known import as_known_on

        return Graph(as_known_on(self.store, day).store)

    def ask(self, question: str, **parameters: str) -> list[dict[str, str]]:
        """The rows of a canned question, unbound columns left out; parameters are names or plain values.

        Raises ``QueryError`` for a question or parameter that does not exist.
        """
        from kg.canned import find_question
        from kg.names import answer

        found, _ = answer(find_question(question), parameters, lambda text: select(self.store, text))
        return _rows(found)

    def sparql(self, query: str) -> list[dict[str, str]]:
        """The rows of a SELECT query of one's own."""
        return _rows(select(self.store, query))

    def events(self) -> Iterator[dict[str, Any]]:
        """The event records."""
        from kg.export.records import event_records

        return event_records(self.store)

    def to_rdf(self, form: str = "nquads") -> str:
        """The graph as ``nquads``, ``trig``, ``turtle`` or ``jsonld``."""
        from kg.export.rdf import write_rdf

        out = io.BytesIO()
        write_rdf(self.store, form, out)
        return out.getvalue().decode("utf-8")

    def close(self) -> None:
        """Write everything out and let go of the store."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def build(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    store: str | os.PathLike[str] | None = None,
    published: date | None = None,
    received: date | None = None,
    model: str | None = None,
    base: str | None = None,
    workers: int = 1,
    again: bool = False,
) -> Graph:
    """Read files, folders or JSON Lines and give the graph of what they tell.

    ``store`` is the folder of a store to add to; without it the graph is in memory. ``published`` is the date of
    articles that have none, ``received`` the day on which the articles came. ``workers`` above 1 are processes that
    read. ``again`` reads unchanged texts that older rules have read. What could not be read is listed in ``problems``
    of the answer.
    """
    from kg.extract.parse import DEFAULT_MODEL
    from kg.ids import BASE
    from kg.pipeline import add_read
    from kg.read import Problem, read_inputs
    from kg.rules import rules_version
    from kg.store import memory_store, open_for_writing
    from kg.workers import reading_with

    inputs = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    report = BuildReport()

    def articles() -> Iterator[Any]:
        for item in read_inputs(inputs, published):
            if isinstance(item, Problem):
                report.problems.append(str(item))
            else:
                yield item if received is None else replace(item, received=received)

    def readings(found: Iterable[Any]) -> Iterator[Any]:
        for answer in found:
            report.problems += [answer.problem] if answer.problem is not None else []
            if answer.reading is not None:
                yield answer.reading

    name = model or DEFAULT_MODEL
    target = open_for_writing(Path(store), base=base) if store is not None else memory_store(base or BASE)
    with reading_with(workers, name) as read:
        rules = rules_version(name)
        add_read(articles(), lambda given: readings(read(given)), target, report=report, rules=rules, again=again)
    return Graph(target, report)


def open_graph(store: str | os.PathLike[str]) -> Graph:
    """The graph of an existing store, for asking only."""
    from kg.store import open_for_reading

    return Graph(open_for_reading(Path(store)))


def _rows(answer: Answer) -> list[dict[str, str]]:
    return [{c: t.value for c, t in zip(answer.columns, row, strict=True) if t is not None} for row in answer.rows]
