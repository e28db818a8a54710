"""``kg build`` as a person sees it: progress while it runs, what was left out, and the report at the end."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from kg.model import Article, ArticleReading
from kg.read import Problem, read_inputs
from kg.terminal import harmless, say

__all__ = ["BuildSummary", "build_store"]

_EVERY: Final = 0.5
"""Seconds between two states of the progress line."""


@dataclass
class BuildSummary:
    """What ``--report`` writes. Times are seconds; ``left_out`` are inputs of which nothing was read."""

    store: str
    articles_read: int = 0
    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    reports: int = 0
    unresolved_names: int = 0
    seconds: float = 0.0
    left_out: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


class _Progress:
    """A line on standard error that is written over, if that is a terminal."""

    def __init__(self) -> None:
        self.begin = self.last = time.monotonic()
        self.shown = False

    def show(self, done: int, left_out: int) -> None:
        now = time.monotonic()
        if not sys.stderr.isatty() or now - self.last < _EVERY:
            return
        self.last = now
        rate = done / max(now - self.begin, 1e-6)
        errors = f", {left_out} left out" if left_out else ""
        print(f"\r{done} articles, {rate:.1f} a second{errors}\x1b[K", end="", file=sys.stderr, flush=True)
        self.shown = True

    def clear(self) -> None:
        if self.shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            self.shown = False


def build_store(
    inputs: Sequence[str],
    store: Path,
    *,
    published: date | None = None,
    model: str | None = None,
    base: str | None = None,
    report: Path | None = None,
) -> BuildSummary:
    """Build, and tell: problems on standard error as they come, the summary on standard output."""
    from kg.extract.parse import DEFAULT_MODEL
    from kg.extract.reading import load_reader, read_article
    from kg.pipeline import BuildReport, add_articles
    from kg.store import open_for_writing

    summary = BuildSummary(str(store))
    progress = _Progress()

    def articles() -> Iterator[Article]:
        for item in read_inputs(inputs, published):
            if isinstance(item, Problem):
                progress.clear()
                say(f"kg: {harmless(str(item))}", sys.stderr)
                (summary.left_out if item.left_out else summary.doubts).append(str(item))
                continue
            summary.articles_read += 1
            progress.show(summary.articles_read, len(summary.left_out))
            yield item

    def read(article: Article) -> ArticleReading | None:
        try:
            return read_article(article, reader)
        except Exception as error:  # noqa: BLE001  an article that trips a rule of ours must not cost the others
            progress.clear()
            sentence = f"{article.id}: reading it failed ({type(error).__name__}: {error})."
            sentence += " This is a fault of the program; please report it with the article."
            say(f"kg: {harmless(sentence)}", sys.stderr)
            summary.left_out.append(sentence)
            return None

    reader = load_reader(model or DEFAULT_MODEL)
    done = BuildReport()
    target = open_for_writing(store, base=base)
    try:
        add_articles(articles(), read, target, report=done)
    finally:
        target.close()
        progress.clear()
    summary.added, summary.replaced, summary.unchanged = done.added, done.replaced, done.unchanged
    summary.reports, summary.unresolved_names = done.events, done.unresolved
    summary.left_out += done.problems
    summary.seconds = round(time.monotonic() - progress.begin, 3)
    _tell(summary)
    if report is not None:
        report.write_text(json.dumps(asdict(summary), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return summary


def _tell(summary: BuildSummary) -> None:
    parts = [f"{summary.added} new", f"{summary.replaced} changed", f"{summary.unchanged} unchanged"]
    say(f"Read {_number(summary.articles_read, 'article')} ({', '.join(parts)}) in {summary.seconds:.1f} s.")
    say(f"They report {_number(summary.reports, 'event')}; {_number(summary.unresolved_names, 'name')} no table knows.")
    if summary.left_out:
        say(f"Left out: {_number(len(summary.left_out), 'input')}, named above.")
    say(f"The graph is in {harmless(summary.store)}. Ask it:  kg ask --store {harmless(summary.store)}")


def _number(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
