"""Event and mention records straight from a reading, without the graph.

The product exports records from the graph by SPARQL; this second way is for the developer's loop and for the test
that holds the two equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kg.counts import Count
from kg.lexicon import load_lexicon
from kg.model import ArticleReading, Factuality, Report, Span

__all__ = ["annotation_records", "event_records"]


def _count(count: Count | None) -> dict[str, Any] | None:
    if count is None or (count.value is None and count.high is None and count.low is not None):
        return None
    return {"value": count.value, "low": count.low, "high": count.high, "qualifier": count.qualifier.value}


def event_records(reading: ArticleReading) -> Iterator[dict[str, Any]]:
    """One record a stated report."""
    known_as = _known_as(reading)
    for report in reading.reports:
        if report.factuality is Factuality.STATED:
            yield _event(report, reading, known_as)


def _known_as(reading: ArticleReading) -> dict[str, list[str]]:
    """The other names of each place of a reading, by its id."""
    places = [p.place for r in reading.reports for p in r.places]
    places += [m.place for m in reading.mentions if m.place is not None] + [f.place for f in reading.zone_facts]
    names: dict[str, set[str]] = {}
    aliases: dict[str, set[str]] = {}
    for place in places:
        names.setdefault(place.id, set()).add(place.name)
        aliases.setdefault(place.id, set()).update(place.aliases, place.seat)
    return {i: sorted(aliases[i] - names[i]) for i in names}


def _event(report: Report, reading: ArticleReading, known_as: dict[str, list[str]]) -> dict[str, Any]:
    article = reading.article
    words = article.text
    chain = load_lexicon().superclasses.get(report.type, ())
    when = report.when
    return {
        "id": f"{article.id}#{report.key}",
        "type": report.type,
        "types": [report.type, *chain],
        "label": report.trigger.of(words),
        "start": when.iso_start() if when else None,
        "end": when.iso_end() if when else None,
        "time_precision": when.precision.value if when else "unknown",
        "places": [
            {
                "id": p.place.id,
                "name": p.place.name,
                "role": p.role,
                "kind": p.place.kind,
                "lat": p.place.lat,
                "lon": p.place.lon,
                "within": list(p.place.within),
                "aliases": known_as[p.place.id],
                "mention": p.mention.of(words),
            }
            for p in report.places
        ],
        "zones": [{"id": z.id, "name": z.name} for z in report.zones],
        "participants": [
            {
                "id": p.actor.id,
                "name": p.actor.name,
                "role": p.role,
                "kind": p.actor.kind,
                "aliases": list(p.actor.aliases),
                "named": p.actor.named,
                "count": _count(p.count),
                "mention": p.mention.of(words),
                **({"member_of": p.member_of.name} if p.member_of else {}),
            }
            for p in report.participants
        ],
        "equipment": [
            {
                "type": e.type,
                "name": e.name,
                "used_by": e.used_by,
                "count": _count(e.count),
                "mention": e.mention.of(words),
            }
            for e in report.equipment
        ],
        "casualties": [
            {
                "kind": c.kind,
                "of": c.of,
                "group": c.group,
                "civilian": c.civilian,
                "count": _count(c.count),
                "claimant": c.claimant.name if c.claimant else None,
                "mention": c.mention.of(words),
                **({"total": True} if c.total else {}),
            }
            for c in report.casualties
        ],
        "damage": [{"what": d.what, "effect": d.effect, "count": _count(d.count)} for d in report.damage],
        "outcome": report.outcome,
        "part_of": f"{article.id}#{report.part_of}" if report.part_of else None,
        "occurrences": report.occurrences,
        "salience": round(1 / report.salience, 3),
        "factuality": report.factuality.value,
        "sources": [
            {
                "document_id": article.id,
                "document": article.id,
                "claimant": report.claimant.name if report.claimant else None,
                "quote": q.of(words),
                "begin": q.begin,
                "end": q.end,
            }
            for q in report.quotes
        ],
    }


def _segments(spans: tuple[Span, ...]) -> list[dict[str, int]] | None:
    return [{"begin": s.begin, "end": s.end} for s in spans] or None


def annotation_records(reading: ArticleReading) -> Iterator[dict[str, Any]]:
    """One record a mention."""
    words = reading.article.text
    for m in reading.mentions:
        record: dict[str, Any] = {
            "document_id": reading.article.id,
            "begin": m.span.begin,
            "end": m.span.end,
            "text": m.span.of(words),
            "kind": m.kind,
        }
        if m.place is not None:
            record |= {"id": m.place.id, "name": m.place.name, "lat": m.place.lat, "lon": m.place.lon}
        if m.value is not None:
            record["value"] = m.value
        if m.count is not None:
            record["count"] = _count(m.count)
        if m.type is not None:
            record["type"] = m.type
        if m.claim is not None:
            record |= {
                "source": _segments(m.claim.source),
                "cue": _segments(m.claim.cue),
                "content": _segments(m.claim.content),
            }
        yield record
