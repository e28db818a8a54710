"""What one article says, as quads of its own named graph: the pure function from a reading to RDF.

``docs/model.md`` describes the shape.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from pyoxigraph import Quad

from kg.ids import Iris, report_id
from kg.labels import label_of
from kg.merge import merge_keys
from kg.model import (
    ActorRelation,
    Article,
    ArticleReading,
    Factuality,
    Place,
    PlaceRole,
    Report,
    Span,
    Zone,
)
from kg.naming import Naming, actor_naming, enclosing, place_naming, zone_naming
from kg.terms import Graph, clean
from kg.vocabulary import DCTERMS, GAF, GRASP, OA, RDF, RDFS, C

__all__ = [
    "RELATION_EDGES",
    "article_quads",
    "digest",
    "located",
    "namings",
    "relation_parts",
    "sentence_round",
    "zone_parts",
]

_SENTENCE = 400
"""Characters: no sentence is looked for farther than this from a mention."""
_CONTEXT = 60
"""Characters shown on either side of a name that no table knows."""

RELATION_EDGES = {
    "designatedBy": C.designatedBy,
    "partOf": C.belongsTo,
    "aliasOf": C.sameActorAs,
    "affiliatedWith": C.affiliatedWith,
    "position": C.officeIn,
}
"""The direct edge from subject to object that a standing fact gives rise to."""


def digest(article: Article) -> str:
    """How a changed article is known: SHA-256 of all that the input gave."""
    given = (
        article.id,
        article.text,
        article.title,
        article.published,
        article.publisher,
        article.url,
        article.language,
    )
    return hashlib.sha256(repr(given).encode("utf-8", "surrogatepass")).hexdigest()


def _around(place: Place) -> list[str]:
    """Ids of a place and of all that encloses it."""
    return [place.id, *(area for area, _ in enclosing(place))]


def located(graph: Graph, subject: str, places: Iterable[PlaceRole], iris: Iris) -> None:
    """State everything that certainly takes in what happened at these places."""
    graph.link(subject, C.locatedWithin, C.anywhere)
    for where in places:
        if where.role == "in":
            for area in _around(where.place):
                graph.link(subject, C.locatedWithin, iris.place(area))


def _zones(reading: ArticleReading) -> list[Zone]:
    """The zones an article names or tells of a happening in, each once, in order; those named come first."""
    told = [z for r in reading.reports for z in r.zones] + [f.zone for f in reading.zone_facts]
    found: dict[str, Zone] = {}
    for zone in sorted(told, key=lambda z: (z.by_outline, z.mention)):
        found.setdefault(zone.id, zone)
    return list(found.values())


_NAMESAKE_ORDER = ("Province", "District", "Region", "City", "Settlement", "Village", "Neighbourhood", "NaturalFeature")


def zone_parts(reading: ArticleReading) -> list[tuple[Zone, Naming, str, Span]]:
    """What the article's zones take in: zone, the place's naming, ``stated``, ``stated-in-part`` or ``named-after``, and
    the words' span.

    A zone carries the name of a place that the article names as well; of namesakes the larger area is meant.
    """
    parts = [
        (f.zone, place_naming(f.place), "stated-in-part" if f.partly else "stated", f.quote) for f in reading.zone_facts
    ]
    places = [p.place for r in reading.reports for p in r.places]
    places += [m.place for m in reading.mentions if m.place is not None] + [f.place for f in reading.zone_facts]
    for zone in _zones(reading):
        if zone.by_outline:
            continue
        named = f"{zone.name.casefold()} "
        namesakes = [
            p
            for p in places
            if p.kind in _NAMESAKE_ORDER and any(named.startswith(f"{form} ") for form in _forms(p.name))
        ]
        if namesakes:
            place = min(namesakes, key=lambda p: (_NAMESAKE_ORDER.index(p.kind), -len(p.name), p.id))
            if not any(f.zone.id == zone.id and f.place.id == place.id for f in reading.zone_facts):
                parts.append((zone, place_naming(place), "named-after", zone.mention))
    return parts


def _forms(name: str) -> tuple[str, ...]:
    """A place's name as a zone may carry it: whole, or without the word for the kind of area."""
    whole = name.casefold()
    head, _, last = whole.rpartition(" ")
    return (whole, head) if head and last in ("province", "governorate", "region", "district", "oblast") else (whole,)


def relation_parts(relation: ActorRelation) -> tuple[object, ...]:
    """What makes a standing fact that fact, whichever article tells it."""
    return (
        relation.kind, relation.subject.id, relation.object.id, relation.label, relation.since, relation.until,
    )  # fmt: skip


def namings(reading: ArticleReading) -> list[Naming]:
    """How the article names things, each way once, in order of their identifiers."""
    found: dict[str, Naming] = {}

    def keep(naming: Naming) -> None:
        found[naming.id] = naming

    for report in reading.reports:
        if report.claimant:
            keep(actor_naming(report.claimant))
        for p in report.participants:
            keep(actor_naming(p.actor))
            if p.member_of:
                keep(actor_naming(p.member_of))
        for place_role in report.places:
            keep(place_naming(place_role.place))
        for casualty in report.casualties:
            if casualty.claimant:
                keep(actor_naming(casualty.claimant))
    for zone in _zones(reading):
        keep(zone_naming(zone))
    for _, place, _, _ in zone_parts(reading):
        keep(place)
    for relation in reading.relations:
        keep(actor_naming(relation.subject))
        keep(actor_naming(relation.object))
    for claim in reading.claims:
        if claim.claimant:
            keep(actor_naming(claim.claimant))
    for mention in reading.mentions:
        if mention.place:
            keep(place_naming(mention.place))
    return [found[i] for i in sorted(found)]


def article_quads(reading: ArticleReading, iris: Iris) -> list[Quad]:
    """The graph of one article, and its words for ``c:texts``. Reference data is not here: see ``namings``."""
    return _ArticleWriter(reading, iris).quads()


class _ArticleWriter:
    """Writes the graph of one article; holds what all its statements share."""

    def __init__(self, reading: ArticleReading, iris: Iris) -> None:
        self.reading = reading
        self.article = reading.article
        self.words = clean(reading.article.text)
        self.iris = iris
        self.me = iris.article(reading.article.id)
        self.graph = Graph(self.me)
        self.keys = {r.key for r in reading.reports}

    def quads(self) -> list[Quad]:
        """All quads of the article."""
        self._article()
        for report in self.reading.reports:
            self._report(report)
        for number, (zone, place, basis, span) in enumerate(zone_parts(self.reading)):
            fact = self.iris.fact(self.article.id, "zone part", number)
            self.graph.link(fact, RDF.type, C.ReportedZonePart)
            self.graph.link(fact, C.zone, self.iris.zone(zone.id))
            self.graph.link(fact, C.place, self.iris.place(place.thing))
            self.graph.text(fact, C.basis, basis)
            self.graph.link(fact, C.concludes, self.iris.fact("zone part", zone.id, place.thing, basis))
            self._words(fact, span, (span,))
        for number, relation in enumerate(self.reading.relations):
            self._relation(number, relation)
        self._claims()
        self._unresolved()
        texts = Graph(C.texts)
        texts.text(self.me, C.text, self.words)
        return self.graph.quads() + texts.quads()

    def _article(self) -> None:
        article, graph, me = self.article, self.graph, self.me
        graph.link(me, RDF.type, C.Article)
        graph.text(me, DCTERMS.identifier, article.id)
        graph.text(me, DCTERMS.title, article.title)
        graph.text(me, DCTERMS.language, article.language)
        graph.text(me, C.publisher, article.publisher)
        graph.day(me, C.published, article.published)
        graph.day(me, C.received, article.received)
        graph.flag(me, C.publishedInferred, article.published_inferred or None)
        graph.text(me, C.url, article.url)
        graph.text(me, C.datelinePlace, article.dateline_place)
        graph.whole(me, C.characters, len(article.text))
        graph.text(me, C.digest, digest(article))
        for naming in namings(self.reading):
            graph.link(me, C.names, self.iris.naming(naming.id))
        reports = self.reading.reports
        if not any(r.factuality is Factuality.STATED for r in reports):
            graph.text(me, C.reason, _reason(self.article, reports))

    def _quote(self, span: Span) -> str:
        """The node of some of the article's words, written on first use."""
        me = self.iris.quote(self.article.id, span.begin, span.end)
        graph, words = self.graph, span.of(self.words)
        graph.link(me, RDF.type, OA.SpecificResource)
        graph.link(me, OA.hasSource, self.me)
        graph.text(me, C.words, words)
        graph.whole(me, C.begin, span.begin)
        graph.whole(me, C.end, span.end)
        graph.link(me, OA.hasSelector, me + "#words")
        graph.link(me + "#words", RDF.type, OA.TextQuoteSelector)
        graph.text(me + "#words", OA.exact, words)
        graph.link(me, OA.hasSelector, me + "#position")
        graph.link(me + "#position", RDF.type, OA.TextPositionSelector)
        graph.whole(me + "#position", OA.start, span.begin)
        graph.whole(me + "#position", OA.end, span.end)
        return me

    def _words(self, fact: str, mention: Span, quotes: tuple[Span, ...]) -> None:
        """The words a fact was read from, and the quote that says it: the first that takes them in, else themselves."""
        self.graph.text(fact, C.mention, mention.of(self.words))
        self.graph.whole(fact, C.begin, mention.begin)
        self.graph.whole(fact, C.end, mention.end)
        told = (q for q in quotes if q.begin <= mention.begin and mention.end <= q.end)
        self.graph.link(fact, C.evidence, self._quote(next(told, None) or sentence_round(mention, self.words)))

    def _report(self, report: Report) -> None:
        graph, iris = self.graph, self.iris
        me = iris.report(report_id(self.article.id, report.key))
        graph.link(me, RDF.type, C.Report)
        graph.link(me, C.article, self.me)
        graph.text(me, C.key, report.key)
        graph.link(me, C.eventType, C.NAMESPACE + report.type)
        graph.text(me, RDFS.label, label_of(report))
        graph.text(me, C.factuality, report.factuality.value)
        graph.when(me, report.when)
        graph.text(me, C.outcome, report.outcome)
        graph.whole(me, C.occurrences, report.occurrences)
        graph.whole(me, C.salience, report.salience)
        if report.claimant:
            claimant = actor_naming(report.claimant)
            graph.link(me, GRASP.wasAttributedTo, iris.actor(claimant.thing))
            graph.text(me, C.claimantLabel, report.claimant.name)
            graph.link(me, C.naming, iris.naming(claimant.id))
        if report.part_of in self.keys:
            graph.link(me, C.partOfReport, iris.report(report_id(self.article.id, report.part_of or "")))
        if report.first_since in self.keys:
            graph.link(me, C.firstSinceReport, iris.report(report_id(self.article.id, report.first_since or "")))
        graph.link(me, GAF.denotedBy, self._quote(report.trigger))
        for quote in report.quotes:
            graph.link(me, C.evidence, self._quote(quote))
        graph.link(me, C.mainEvidence, self._quote(report.quotes[0] if report.quotes else report.trigger))
        if report.factuality is Factuality.STATED:
            for key in merge_keys(report, self.article):
                graph.text(me, C.mergeKey, key)
        located(graph, me, report.places, iris)
        self._facts(me, report)

    def _fact(self, report: str, edge: str, kind: str, index: int, mention: Span, quotes: tuple[Span, ...]) -> str:
        fact = self.iris.fact(report, edge, index)
        self.graph.link(report, edge, fact)
        self.graph.link(fact, RDF.type, kind)
        self.graph.whole(fact, C.index, index)
        self._words(fact, mention, quotes)
        return fact

    def _facts(self, me: str, report: Report) -> None:
        graph, iris, quotes = self.graph, self.iris, report.quotes
        for index, part in enumerate(report.participants, 1):
            fact = self._fact(me, C.participation, C.ReportedParticipation, index, part.mention, quotes)
            naming = actor_naming(part.actor)
            graph.link(fact, C.actor, iris.actor(naming.thing))
            graph.link(fact, C.naming, iris.naming(naming.id))
            graph.text(fact, C.role, part.role)
            graph.text(fact, C.name, part.actor.name)
            graph.flag(fact, C.alleged, part.alleged or None)
            graph.count(fact, part.count)
            if part.member_of:
                behind = actor_naming(part.member_of)
                graph.link(fact, C.memberOf, iris.actor(behind.thing))
                graph.text(fact, C.memberOfName, part.member_of.name)
                graph.link(fact, C.memberNaming, iris.naming(behind.id))
        for index, where in enumerate(report.places, 1):
            fact = self._fact(me, C.placeRole, C.ReportedPlaceRole, index, where.mention, quotes)
            naming = place_naming(where.place)
            graph.link(fact, C.place, iris.place(naming.thing))
            graph.link(fact, C.naming, iris.naming(naming.id))
            graph.text(fact, C.role, where.role)
            graph.text(fact, C.name, where.place.name)
            graph.text(fact, C.relation, where.relation)
            graph.text(fact, C.runnerUp, where.place.runner_up)
        for index, casualty in enumerate(report.casualties, 1):
            fact = self._fact(me, C.figure, C.ReportedFigure, index, casualty.mention, quotes)
            graph.text(fact, C.casualtyKind, casualty.kind)
            graph.text(fact, C.side, casualty.of)
            graph.text(fact, C.group, casualty.group)
            graph.flag(fact, C.civilian, casualty.civilian)
            graph.flag(fact, C.total, casualty.total or None)
            graph.day(fact, C.asOf, casualty.as_of)
            graph.count(fact, casualty.count)
            if casualty.claimant:
                naming = actor_naming(casualty.claimant)
                graph.link(fact, GRASP.wasAttributedTo, iris.actor(naming.thing))
                graph.text(fact, C.claimantLabel, casualty.claimant.name)
                graph.link(fact, C.naming, iris.naming(naming.id))
        for index, thing in enumerate(report.equipment, 1):
            fact = self._fact(me, C.equipmentUse, C.ReportedEquipment, index, thing.mention, quotes)
            graph.link(fact, C.equipmentType, C.NAMESPACE + thing.type)
            graph.text(fact, C.name, thing.name)
            graph.text(fact, C.usedBy, thing.used_by)
            graph.text(fact, C.mounting, thing.mounting)
            graph.count(fact, thing.count)
        for index, harm in enumerate(report.damage, 1):
            fact = self._fact(me, C.damage, C.ReportedDamage, index, harm.mention, quotes)
            graph.text(fact, C.what, harm.what)
            graph.text(fact, C.effect, harm.effect)
            graph.count(fact, harm.count)
        for index, zone in enumerate(report.zones, 1):
            fact = self._fact(me, C.zoneMention, C.ReportedZone, index, zone.mention, quotes)
            naming = zone_naming(zone)
            graph.link(fact, C.zone, iris.zone(naming.thing))
            graph.link(fact, C.naming, iris.naming(naming.id))
            if zone.by_outline:
                graph.text(fact, C.basis, "outline")
            else:
                graph.link(me, C.inZone, iris.zone(naming.thing))

    def _relation(self, number: int, relation: ActorRelation) -> None:
        graph, iris = self.graph, self.iris
        fact = iris.fact(self.article.id, "relation", number)
        graph.link(fact, RDF.type, C.ReportedRelation)
        graph.text(fact, C.relationKind, relation.kind)
        graph.link(fact, C.subject, iris.actor(relation.subject.id))
        graph.link(fact, C.object, iris.actor(relation.object.id))
        graph.text(fact, C.office, relation.label)
        graph.day(fact, C.from_, relation.since)
        graph.day(fact, C.until, relation.until)
        graph.link(fact, C.concludes, iris.relation(*relation_parts(relation)))
        self._words(fact, relation.quote, (relation.quote,))

    def _claims(self) -> None:
        for claim in self.reading.claims:
            if not claim.content:
                continue
            content = Span(min(s.begin for s in claim.content), max(s.end for s in claim.content))
            cue = " ".join(s.of(self.words) for s in claim.cue)
            me = self.iris.claim(self.article.id, content.begin, content.end, cue)
            self.graph.link(me, RDF.type, C.Claim)
            self.graph.link(me, C.article, self.me)
            self.graph.text(me, C.cue, cue or None)
            self.graph.text(me, C.words, content.of(self.words))
            self.graph.whole(me, C.begin, content.begin)
            self.graph.whole(me, C.end, content.end)
            if claim.claimant:
                self.graph.link(me, GRASP.wasAttributedTo, self.iris.actor(claim.claimant.id))
                self.graph.text(me, C.claimantLabel, claim.claimant.name)

    def _unresolved(self) -> None:
        seen: set[tuple[str, str]] = set()
        for mention in self.reading.unresolved:
            thing = mention.place or mention.actor
            name = thing.name if thing else mention.span.of(self.words)
            if (name, mention.kind) in seen:
                continue
            seen.add((name, mention.kind))
            me = self.iris.fact(self.article.id, "unresolved", mention.kind, name)
            self.graph.link(me, RDF.type, C.UnresolvedName)
            self.graph.link(me, C.article, self.me)
            self.graph.text(me, C.name, name)
            self.graph.text(me, C.nameKind, mention.kind)
            self.graph.whole(me, C.begin, mention.span.begin)
            self.graph.whole(me, C.end, mention.span.end)
            around = self.words[max(0, mention.span.begin - _CONTEXT) : mention.span.end + _CONTEXT]
            self.graph.text(me, C.context, " ".join(around.split()))


def sentence_round(mention: Span, words: str) -> Span:
    """The sentence that holds a mention, as far as stops, line ends and a limit of length show it."""
    floor, ceiling = max(0, mention.begin - _SENTENCE), min(len(words), mention.end + _SENTENCE)
    stop_before = words.rfind(". ", floor, mention.begin)
    begin = max(floor, words.rfind("\n", floor, mention.begin) + 1, stop_before + 2 if stop_before >= 0 else floor)
    line, stop = words.find("\n", mention.end, ceiling), words.find(". ", mention.end, ceiling)
    end = min(line if line >= 0 else ceiling, stop + 1 if stop >= 0 else ceiling)
    while begin < mention.begin and words[begin].isspace():
        begin += 1
    return Span(min(begin, mention.begin), max(end, mention.end))


def _reason(article: Article, reports: Iterable[Report]) -> str:
    """Why an article gives rise to no event."""
    kinds = sorted({r.factuality.value for r in reports})
    if kinds:
        return f"nothing stated as a fact, only {', '.join(kinds)}"
    return "the text is empty" if not article.text.strip() else "no event told"
