"""Whole articles as an analyst reads them: who did what to whom, the figures by side, who says so, how it ended.

``readings/*.txt`` are articles written for these tests, on wars of several kinds and in several styles; what they tell
of did not happen. ``readings/*.tsv`` lists the facts of each stated report under its word. A fact that an analyst reads
and the reader does not begins with ``!``; one that the reader gives and an analyst would not begins with ``?``.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kg.counts import Count
from kg.extract.reading import Reader, read_article
from kg.model import Article, Factuality, Report
from kg.read.metadata import complete

_FOLDER = Path(__file__).parent / "readings"
_ARTICLES = sorted(path.stem for path in _FOLDER.glob("*.txt"))


def _count(count: Count) -> str:
    number = f"{count.low}-{count.high}" if count.value is None else str(count.value)
    return number if count.qualifier.value == "exact" else f"{count.qualifier.value} {number}"


def facts(report: Report, text: str) -> list[str]:
    """The facts of one report, each with the word of the report before it."""
    found = [f"{p.role} {p.actor.name}{' (alleged)' if p.alleged else ''}" for p in report.participants]
    found += [f"{c.kind} {c.of}: {_count(c.count)}{f' {c.group}' if c.group else ''}" for c in report.casualties]
    found += [
        f"{e.used_by or 'unused'} has {_count(e.count) + ' ' if e.count else ''}{e.name}" for e in report.equipment
    ]
    found += [f"outcome {report.outcome}"] if report.outcome else []
    found += [f"said by {report.claimant.name}"] if report.claimant else []
    word = " ".join(report.trigger.of(text).split())
    return [f"{report.type} {word}\t{' '.join(f.split())}" for f in found or ["told"]]


def read_facts(name: str, published: date, reader: Reader) -> list[str]:
    """All facts of an article's stated reports, in text order."""
    text = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    reading = read_article(complete(Article(name, text, published=published)), reader)
    return [f for r in reading.reports if r.factuality is Factuality.STATED for f in facts(r, text)]


def _golden(name: str) -> tuple[date, list[str]]:
    first, *lines = (_FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return date.fromisoformat(first.removeprefix("published ")), [line for line in lines if line]


@pytest.mark.parametrize("name", _ARTICLES)
def test_article_read_as_by_an_analyst(name: str, reader: Reader) -> None:
    published, wanted = _golden(name)
    found = read_facts(name, published, reader)
    assert sorted(found) == sorted(line.removeprefix("?") for line in wanted if line[0] != "!")
    assert not {line[1:] for line in wanted if line[0] == "!"} & set(found)


def test_most_facts_are_read() -> None:
    lines = [line for name in _ARTICLES for line in _golden(name)[1]]
    right = sum(line[0] not in "!?" for line in lines)
    assert len(_ARTICLES) >= 6
    assert right >= 0.75 * len(lines)
