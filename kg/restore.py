"""The way back: an article and its reports from the quads of its graph, so that merging needs no second store.

What is restored is all that conclusions depend on; how sure a place was chosen stays in the graph.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, time

from pyoxigraph import Quad

from kg.counts import Count, Qualifier
from kg.dates import Precision, When
from kg.ids import article_id
from kg.model import (
    Actor,
    Article,
    Casualty,
    Damage,
    Equipment,
    Factuality,
    Participant,
    PlaceRole,
    Report,
    SourcedReport,
    Span,
    Zone,
)
from kg.naming import actor_of, place_of, zone_of
from kg.terms import object_of, subject_of
from kg.vocabulary import DCTERMS, GAF, RDF, C

__all__ = ["Facts", "restore"]

Facts = dict[str, dict[str, list[str]]]
"""Subject to predicate to values, all as text."""


def restore(graph: str, quads: Iterable[Quad], text: str, resolution: Callable[[str], str]) -> list[SourcedReport]:
    """The reports of the article whose graph has the IRI ``graph``, in order of their triggers.

    ``text`` are the article's words; ``resolution`` gives the resolution of a naming's IRI.
    """
    facts: Facts = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        facts[subject_of(quad)][quad.predicate.value].append(object_of(quad))
    return _Reading(graph, facts, text, resolution).reports()


class _Reading:
    """The quads of one article's graph while they are turned back into nouns."""

    def __init__(self, graph: str, facts: Facts, text: str, resolution: Callable[[str], str]) -> None:
        self.facts, self.resolution = facts, resolution
        self.article = self._article(graph, text)

    def reports(self) -> list[SourcedReport]:
        """All reports of the article."""
        subjects = [s for s, said in self.facts.items() if C.Report in said.get(RDF.type, ())]
        found = [SourcedReport(self.article, self._report(s)) for s in subjects]
        return sorted(found, key=lambda r: (r.report.trigger.begin, r.report.key))

    def _one(self, subject: str, predicate: str) -> str | None:
        values = self.facts[subject].get(predicate)
        return values[0] if values else None

    def _need(self, subject: str, predicate: str) -> str:
        return self.facts[subject][predicate][0]

    def _whole(self, subject: str, predicate: str) -> int | None:
        value = self._one(subject, predicate)
        return None if value is None else int(value)

    def _day(self, subject: str, predicate: str) -> date | None:
        value = self._one(subject, predicate)
        return None if value is None else date.fromisoformat(value)

    def _time(self, subject: str, predicate: str) -> time | None:
        value = self._one(subject, predicate)
        return None if value is None else time.fromisoformat(value)

    def _flag(self, subject: str, predicate: str) -> bool | None:
        value = self._one(subject, predicate)
        return None if value is None else value == "true"

    def _span(self, subject: str) -> Span:
        return Span(int(self._need(subject, C.begin)), int(self._need(subject, C.end)))

    def _actor(self, subject: str, edge: str = C.naming) -> Actor | None:
        naming = self._one(subject, edge)
        return None if naming is None else actor_of(self.resolution(naming))

    def _article(self, graph: str, text: str) -> Article:
        return Article(
            id=article_id(graph),
            text=text,
            title=self._one(graph, DCTERMS.title),
            published=self._day(graph, C.published),
            published_inferred=bool(self._flag(graph, C.publishedInferred)),
            publisher=self._one(graph, C.publisher),
            url=self._one(graph, C.url),
            language=self._one(graph, DCTERMS.language),
            dateline_place=self._one(graph, C.datelinePlace),
        )

    def _report(self, me: str) -> Report:
        main = self._span(self._need(me, C.mainEvidence))
        others = sorted(self._span(q) for q in self.facts[me].get(C.evidence, ()))
        quotes = (main, *(q for q in others if q != main)) if others else ()
        part_of, since = self._one(me, C.partOfReport), self._one(me, C.firstSinceReport)
        return Report(
            key=self._need(me, C.key),
            type=self._need(me, C.eventType).removeprefix(C.NAMESPACE),
            trigger=self._span(self._need(me, GAF.denotedBy)),
            quotes=quotes,
            when=self._when(me),
            places=tuple(self._place(f) for f in self._ordered(me, C.placeRole)),
            zones=tuple(self._zone(f) for f in self._ordered(me, C.zoneMention)),
            participants=tuple(self._participant(f) for f in self._ordered(me, C.participation)),
            equipment=tuple(self._equipment(f) for f in self._ordered(me, C.equipmentUse)),
            casualties=tuple(self._casualty(f) for f in self._ordered(me, C.figure)),
            damage=tuple(self._damage(f) for f in self._ordered(me, C.damage)),
            outcome=self._one(me, C.outcome),
            claimant=self._actor(me),
            factuality=Factuality(self._need(me, C.factuality)),
            part_of=self._need(part_of, C.key) if part_of else None,
            first_since=self._need(since, C.key) if since else None,
            occurrences=self._whole(me, C.occurrences),
            salience=self._whole(me, C.salience) or 1,
        )

    def _ordered(self, report: str, edge: str) -> list[str]:
        return sorted(self.facts[report].get(edge, ()), key=lambda f: int(self._need(f, C.index)))

    def _when(self, me: str) -> When | None:
        earliest, latest = self._day(me, C.earliest), self._day(me, C.latest)
        precision = Precision(self._need(me, C.timePrecision))
        if earliest is None and latest is None and precision is Precision.UNKNOWN:
            return None
        return When(
            earliest,
            latest,
            precision,
            self._time(me, C.startTime),
            self._time(me, C.endTime),
            bool(self._flag(me, C.lasting)),
        )

    def _count(self, fact: str) -> Count | None:
        qualifier = self._one(fact, C.qualifier)
        if qualifier is None:
            return None
        value, low, high = (self._whole(fact, p) for p in (C.value, C.low, C.high))
        return Count(value, low, high, Qualifier(qualifier))

    def _place(self, fact: str) -> PlaceRole:
        place = place_of(self.resolution(self._need(fact, C.naming)))
        return PlaceRole(place, self._need(fact, C.role), self._span(fact), self._one(fact, C.relation))

    def _zone(self, fact: str) -> Zone:
        outlined = self._one(fact, C.basis) == "outline"
        return zone_of(self.resolution(self._need(fact, C.naming)), self._span(fact), by_outline=outlined)

    def _participant(self, fact: str) -> Participant:
        return Participant(
            actor=actor_of(self.resolution(self._need(fact, C.naming))),
            role=self._need(fact, C.role),
            mention=self._span(fact),
            count=self._count(fact),
            member_of=self._actor(fact, C.memberNaming),
            alleged=bool(self._flag(fact, C.alleged)),
        )

    def _equipment(self, fact: str) -> Equipment:
        return Equipment(
            type=self._need(fact, C.equipmentType).removeprefix(C.NAMESPACE),
            name=self._need(fact, C.name),
            mention=self._span(fact),
            used_by=self._one(fact, C.usedBy),
            count=self._count(fact),
            mounting=self._one(fact, C.mounting),
        )

    def _casualty(self, fact: str) -> Casualty:
        count = self._count(fact)
        if count is None:
            raise ValueError(f"The figure {fact} has no count.")
        return Casualty(
            kind=self._need(fact, C.casualtyKind),
            of=self._need(fact, C.side),
            count=count,
            mention=self._span(fact),
            group=self._one(fact, C.group),
            civilian=self._flag(fact, C.civilian),
            claimant=self._actor(fact),
            total=bool(self._flag(fact, C.total)),
            as_of=self._day(fact, C.asOf),
        )

    def _damage(self, fact: str) -> Damage:
        return Damage(self._need(fact, C.what), self._need(fact, C.effect), self._span(fact), self._count(fact))
