"""``kg build`` as a person sees it: progress while it runs, what was left out, and the report at the end."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.model import Article, ArticleReading
from kg.read import Meter, Problem, read_inputs
from kg.terminal import ProgressLine, harmless, say

if TYPE_CHECKING:
    from kg.pipeline import BuildReport
    from kg.workers import Answer

__all__ = ["BuildSummary", "build_on_cluster", "build_store"]

_SHOWN: Final = 30
"""Unresolved names in the report, those met most often."""


@dataclass
class BuildSummary:
    """What ``--report`` writes. Times are seconds; ``left_out`` are inputs of which nothing was read."""

    store: str
    """The folder of the store, or of the parts."""
    rules: str = ""
    workers: int = 1
    articles_read: int = 0
    added: int = 0
    replaced: int = 0
    read_again: int = 0
    unchanged: int = 0
    outdated: int = 0
    reports: int = 0
    new_events: int = 0
    unresolved_names: int = 0
    most_unresolved: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    stages: dict[str, float] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


@dataclass
class _Build:
    """A build on its way: what is told while it runs."""

    summary: BuildSummary
    progress: ProgressLine
    report: BuildReport
    meter: Meter = field(default_factory=Meter)

    def articles(
        self, inputs: Sequence[str], published: date | None, received: date | None = None
    ) -> Iterator[Article]:
        """The articles of the inputs, as having come on the day ``received``; problems are told."""
        items = iter(read_inputs(inputs, published, self.meter))
        while True:
            begin = time.perf_counter()
            item = next(items, None)
            self.report.stages.reading += time.perf_counter() - begin
            if item is None:
                return
            if isinstance(item, Problem):
                self.tell(str(item), left_out=item.left_out)
                continue
            self.summary.articles_read += 1
            self.show()
            yield item if received is None else replace(item, received=received)

    def readings(self, answers: Iterable[Answer]) -> Iterator[ArticleReading]:
        """What was read; what could not be is told."""
        for found in answers:
            self.report.stages.extraction += found.seconds
            if found.doubt is not None:
                self.tell(found.doubt, left_out=False)
            if found.problem is not None:
                self.tell(found.problem, left_out=True)
            if found.reading is not None:
                yield found.reading

    def tell(self, sentence: str, *, left_out: bool) -> None:
        """Say what is wrong at once, and keep it for the report."""
        self.progress.clear()
        say(f"kg: {harmless(sentence)}", sys.stderr)
        (self.summary.left_out if left_out else self.summary.doubts).append(sentence)

    def show(self) -> None:
        """How far it has come."""
        errors = f"{len(self.summary.left_out)} left out" if self.summary.left_out else ""
        share = self.meter.done / self.meter.total if self.meter.total else None
        self.progress.show(self.summary.articles_read, "articles", share, errors)


def build_store(
    inputs: Sequence[str],
    store: Path,
    *,
    published: date | None = None,
    received: date | None = None,
    model: str | None = None,
    base: str | None = None,
    report: Path | None = None,
    workers: int = 1,
    again: bool = False,
) -> BuildSummary:
    """Build, and tell: problems on standard error as they come, the summary on standard output.

    ``workers`` above 1 are processes that read beside this one; ``again`` reads unchanged texts that other rules have
    read.
    """
    from kg.extract.parse import DEFAULT_MODEL
    from kg.workers import reading_with

    name = model or DEFAULT_MODEL
    # For a new store there will be something to read: the workers load what they need while this process does so too.
    with reading_with(workers, name, at_once=not store.exists()) as read:
        from kg.pipeline import BuildReport, add_read
        from kg.rules import rules_version
        from kg.store import open_for_writing

        build = _Build(BuildSummary(str(store), rules_version(name), workers), ProgressLine(), BuildReport())
        if build.progress.wanted:
            build.meter.survey(inputs)
        target = open_for_writing(store, base=base)
        try:
            add_read(
                build.articles(inputs, published, received),
                lambda articles: build.readings(read(articles)),
                target,
                report=build.report,
                rules=build.summary.rules,
                again=again,
            )
        finally:
            target.close()
            build.progress.clear()
    summary = _summary(build)
    _tell(summary)
    _write(summary, report)
    return summary


def build_on_cluster(
    inputs: Sequence[str],
    parts: Path,
    *,
    master: str,
    published: date | None = None,
    model: str | None = None,
    base: str | None = None,
    report: Path | None = None,
) -> BuildSummary:
    """Build with Spark into a folder of N-Quads parts, and tell the same."""
    from kg.extract.parse import DEFAULT_MODEL
    from kg.ids import BASE
    from kg.rules import rules_version
    from kg.spark import build_parts

    begin = time.monotonic()
    name = model or DEFAULT_MODEL
    rules = rules_version(name)
    done = build_parts(inputs, parts, master=master, model=name, rules=rules, base=base or BASE, published=published)
    for sentence in (*done.left_out, *done.doubts):
        say(f"kg: {harmless(sentence)}", sys.stderr)
    summary = BuildSummary(
        store=str(parts),
        rules=rules,
        workers=done.tasks,
        articles_read=done.articles_read,
        added=done.articles,
        reports=done.reports,
        new_events=done.events,
        unresolved_names=done.unresolved,
        most_unresolved=dict(done.names),
        seconds=round(time.monotonic() - begin, 3),
        stages={stage: round(seconds, 3) for stage, seconds in done.seconds.items()},
        left_out=done.left_out,
        doubts=done.doubts,
    )
    where = f"{done.quads:,} statements are in {harmless(summary.store)}. Load them:  "
    _tell(summary, f"{where}kg load {harmless(summary.store)} --store kg-store")
    _write(summary, report)
    return summary


def _write(summary: BuildSummary, report: Path | None) -> None:
    if report is not None:
        report.write_text(json.dumps(asdict(summary), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _summary(build: _Build) -> BuildSummary:
    summary, done = build.summary, build.report
    summary.added, summary.replaced, summary.unchanged = done.added, done.replaced, done.unchanged
    summary.read_again, summary.outdated = done.again, done.outdated
    summary.reports, summary.new_events, summary.unresolved_names = done.events, done.new_events, done.unresolved
    names = sorted(done.names.items(), key=lambda n: (-n[1], n[0]))
    summary.most_unresolved = dict(names[:_SHOWN])
    summary.left_out += done.problems
    summary.seconds = round(time.monotonic() - build.progress.begin, 3)
    summary.stages = {stage: round(seconds, 3) for stage, seconds in asdict(done.stages).items()}
    return summary


def _tell(summary: BuildSummary, closing: str = "") -> None:
    parts = [f"{summary.added} new", f"{summary.replaced} changed", f"{summary.unchanged} unchanged"]
    if summary.read_again:
        parts[1:2] = [f"{summary.replaced - summary.read_again} changed", f"{summary.read_again} read again"]
    say(f"Read {_number(summary.articles_read, 'article')} ({', '.join(parts)}) in {summary.seconds:.1f} s.")
    say(f"They report {_number(summary.reports, 'event')}; {_number(summary.unresolved_names, 'name')} no table knows.")
    if summary.outdated:
        say(
            f"Other rules than today's have read {summary.outdated:,} of the unchanged ones; "
            "read them again with --again."
        )
    if summary.left_out:
        say(f"Left out: {_number(len(summary.left_out), 'input')}, named above.")
    if summary.added or summary.replaced:
        say("")
        for row in _table(summary):
            say(row)
        say("")
    say(closing or f"The graph is in {harmless(summary.store)}. Ask it:  kg ask --store {harmless(summary.store)}")


def _table(summary: BuildSummary) -> Iterator[str]:
    read = max(1, summary.added + summary.replaced)
    workers = f", {summary.workers} workers" if summary.workers > 1 else ""
    rows = [("stage", "seconds", "ms an article"), ("─" * 21, "─" * 8, "─" * 13)]
    for stage, seconds in summary.stages.items():
        name = f"{stage}{workers if stage == 'extraction' else ''}"
        rows.append((name, f"{seconds:,.1f}", f"{1000 * seconds / read:,.1f}"))
    for first, second, third in rows:
        yield f"{first:<21}  {second:>8}  {third:>13}"


def _number(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
