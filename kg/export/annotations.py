"""The mention record: what was read in a document, as stand-off JSON Lines, before any event is made of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kg.counts import Count
from kg.ids import BASE, Iris
from kg.model import ArticleReading, Mention, Span

__all__ = ["annotation_records"]


def annotation_records(reading: ArticleReading, iris: Iris | None = None) -> Iterator[dict[str, Any]]:
    """One record a mention, in text order."""
    named = iris or Iris(BASE)
    words = reading.article.text
    for mention in reading.mentions:
        yield {
            "document_id": reading.article.id,
            "begin": mention.span.begin,
            "end": mention.span.end,
            "text": mention.span.of(words),
            "kind": mention.kind,
            **_particulars(mention, named),
        }


def _particulars(mention: Mention, iris: Iris) -> dict[str, Any]:
    """What a record of this kind has beyond its span."""
    said: dict[str, Any] = {}
    if mention.place is not None:
        place = mention.place
        said |= {"id": iris.place(place.id), "name": place.name, "lat": place.lat, "lon": place.lon}
    if mention.actor is not None and mention.place is None:
        said |= {"id": iris.actor(mention.actor.id), "name": mention.actor.name}
    if mention.value is not None:
        said["value"] = mention.value
    if mention.count is not None:
        said["count"] = _count(mention.count)
    if mention.type is not None:
        said["type"] = mention.type
    if mention.claim is not None:
        claim = mention.claim
        said |= {"source": _segments(claim.source), "cue": _segments(claim.cue), "content": _segments(claim.content)}
    return said


def _count(count: Count) -> dict[str, Any]:
    return {"value": count.value, "low": count.low, "high": count.high, "qualifier": count.qualifier.value}


def _segments(spans: tuple[Span, ...]) -> Any:
    """One span as ``{begin, end}``, a broken one as a list of them, none as null."""
    parts = [{"begin": s.begin, "end": s.end} for s in spans]
    return (parts[0] if len(parts) == 1 else parts) if parts else None
