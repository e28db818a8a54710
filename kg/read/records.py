"""The JSON record of an article: checked field by field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from kg.model import Article
from kg.read.decode import clean

__all__ = ["MAX_TEXT", "Record", "RecordError", "article_of", "day_of", "parse_json"]

MAX_TEXT: Final = 1_000_000
"""Characters that one article may have: more than any report, less than would stop the reading for minutes."""
_MAX_ID: Final = 500
Record = Mapping[str, object]


@dataclass
class RecordError(Exception):
    """What is wrong with a record, and the way out."""

    sentence: str
    way_out: str


def parse_json(text: str) -> object:
    """A JSON value; raises ``RecordError`` for anything that is none, be it as deep or as long as it may."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}" if error.lineno > 1 else f"column {error.colno}"
        raise RecordError(f"This is no JSON: {error.msg} at {place}.", "Write one complete JSON object.") from error
    except RecursionError as error:
        raise RecordError("This JSON is nested too deeply.", "Write one flat object an article.") from error
    except ValueError as error:
        raise RecordError(
            f"This JSON cannot be read: {str(error).split(';')[0]}.", "Write one complete JSON object."
        ) from error


def _words(record: Record, key: str) -> str | None:
    value = record.get(key)
    if not isinstance(value, str):
        return None
    value = clean(" ".join(value.split()))
    return value or None


def day_of(value: object) -> date | None:
    """The day of an ISO 8601 date or time, or of an RFC 2822 one as in feeds and headers; ``None`` if it is neither."""
    if not isinstance(value, str):
        return None
    words = value.strip()
    try:
        return date.fromisoformat(words[:10])
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(words).date()
    except ValueError:
        pass
    from email.utils import parsedate_tz

    parts = parsedate_tz(words)
    try:
        return date(*parts[:3]) if parts else None
    except ValueError:
        return None


def article_of(
    record: object, *, default_id: str | None = None, published: date | None = None
) -> tuple[Article, str | None]:
    """The article of a record and a doubt about it, if there is one.

    ``default_id`` serves where the record has no id of its own; ``published`` where it has no date. Raises
    ``RecordError`` if id or text is missing or not usable.
    """
    if not isinstance(record, dict):
        raise RecordError("This is no JSON object.", 'Write an object with "id" and "text".')
    text = record.get("text")
    if not isinstance(text, str):
        raise RecordError('It has no "text".', 'Give the words of the article as the string "text".')
    if not text.strip():
        raise RecordError('Its "text" is empty.', "Leave the record out, or give it its text.")
    if len(text) > MAX_TEXT:
        raise RecordError(
            f"Its text has {len(text):,} characters; an article may have {MAX_TEXT:,}.",
            "Split it into articles, one JSON object a line.",
        )
    name = record.get("id", default_id)
    if isinstance(name, int) and not isinstance(name, bool) and abs(name) < 10**100:
        name = str(name)
    if not isinstance(name, str) or not name.strip():
        raise RecordError('It has no "id".', 'Give each article an "id" of its own.')
    if len(name) > _MAX_ID:
        raise RecordError(f'Its "id" has {len(name):,} characters.', f"Use one of at most {_MAX_ID}.")
    given = record.get("published")
    day = day_of(given)
    doubt = None
    if day is None and given not in (None, ""):
        doubt = 'Its "published" is no date; the article was read as if it had none.'
    article = Article(
        id=clean(name.strip()),
        text=clean(text),
        title=_words(record, "title"),
        published=day or published,
        publisher=_words(record, "publisher"),
        url=_words(record, "url"),
        language=_words(record, "language"),
    )
    return article, doubt
