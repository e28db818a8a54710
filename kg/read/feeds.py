"""RSS and Atom files: one article an entry, with the entry's own date and address."""

from __future__ import annotations

import io
from datetime import date
from typing import Final

from kg.read.files import Found
from kg.read.html import plain_text
from kg.read.problems import Problem
from kg.read.sources import Bytes, Read, made, missing, whole

__all__ = ["read_feed"]

_MAX_FEED: Final = 16 << 20


def read_feed(found: Found, file: Bytes, published: date | None) -> Read:
    """The articles of one feed; an entry without words is a problem by itself."""
    path = found.place
    data = whole(found, file)
    if isinstance(data, Problem):
        yield data
        return
    if len(data) > _MAX_FEED:
        yield Problem(path, None, f"This feed is larger than {_MAX_FEED >> 20} MB.", "Split it.")
        return
    if b"<!ENTITY" in data:
        yield Problem(path, None, "This feed defines entities of its own, as no feed needs to.", "Remove its DOCTYPE.")
        return
    try:
        import feedparser
    except ModuleNotFoundError:
        yield missing(found, "feeds")
        return
    # A file object, for a string might be taken for an address to fetch.
    feed = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    if not feed.entries:
        yield Problem(path, None, "This is no RSS or Atom feed, or one without entries.", "Fetch it again.")
        return
    publisher = feed.feed.get("title")
    for number, entry in enumerate(feed.entries, start=1):
        words = [plain_text(str(c.get("value", ""))) for c in entry.get("content", ())]
        words.append(plain_text(str(entry.get("summary", ""))))
        when = entry.get("published_parsed") or entry.get("updated_parsed")
        record = {
            "id": entry.get("id") or entry.get("link") or f"{found.name}#{number}",
            "title": plain_text(str(entry.get("title", ""))) or None,
            "text": max(words, key=len),
            "published": date(*when[:3]).isoformat() if when else None,
            "publisher": (entry.get("source") or {}).get("title") or publisher,
            "url": entry.get("link"),
        }
        for item in made(path, None, record, None, published):
            if isinstance(item, Problem):
                item = Problem(path, None, f"Entry {number}: {item.sentence}", item.way_out, item.left_out)
            yield item
