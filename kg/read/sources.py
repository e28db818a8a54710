"""What the readers of single formats share: whole files within bounds, and records made articles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final, Protocol

from kg.model import Article
from kg.read.files import Found
from kg.read.language import other_language
from kg.read.metadata import complete
from kg.read.problems import Problem
from kg.read.records import RecordError, article_of

__all__ = ["MAX_FILE", "Bytes", "Read", "made", "missing", "whole"]

MAX_FILE: Final = 64 << 20
"""Bytes of a file that holds one document (a text, a page, a feed)."""

Read = Iterator[Article | Problem]


class Bytes(Protocol):
    """What a reader may do with a file."""

    def read(self, size: int = -1, /) -> bytes:
        """At most ``size`` bytes."""

    def readline(self, size: int = -1, /) -> bytes:
        """A line of at most ``size`` bytes."""


def whole(found: Found, file: Bytes) -> bytes | Problem:
    """All bytes of a file that holds one document, or why not."""
    data = file.read(MAX_FILE + 1)
    if len(data) > MAX_FILE:
        return Problem(
            found.place,
            None,
            f"It is larger than {MAX_FILE >> 20} MB, more than one document has.",
            "Split it into articles, one JSON object a line (.jsonl).",
        )
    return data


def made(path: str, line: int | None, record: object, default_id: str | None, published: date | None) -> Read:
    """The article of a record, or the problem with it."""
    try:
        article, doubt = article_of(record, default_id=default_id, published=published)
    except RecordError as error:
        yield Problem(path, line, error.sentence, error.way_out)
        return
    other = other_language(article.text)
    if other is not None:
        told = "in another language than English" if other == "unknown" else f"not in English (it looks like: {other})"
        name = "It" if line is not None or article.id == default_id else f'The article "{article.id}"'
        yield Problem(path, line, f"{name} is {told}.", "Translate it first.")
        return
    yield complete(article)
    if doubt is not None:
        yield Problem(path, line, doubt, "Write it as YYYY-MM-DD.", left_out=False)


def missing(found: Found, what: str) -> Problem:
    """The problem of a format whose library is not installed."""
    return Problem(
        found.place,
        None,
        f"Reading {what} takes a part that is not installed.",
        "Run: pip install 'conflict-kg[read]'",
    )
