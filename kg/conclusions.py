"""What we conclude, as quads of the shared graph: events with their facts, accords, zones' parts, relations of actors.

Every function here is pure: an event's quads depend on its reports and on what zones take in, and on nothing else.
``docs/model.md`` describes the shape.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from pyoxigraph import Quad

from kg.figures import RULE, SourcedCasualty, conservative, dead_and_wounded, revisions, tallies, totals
from kg.ids import Iris
from kg.labels import label_of, names_of, place_words
from kg.lexicon import load_lexicon
from kg.merge import casualty_key, sourced_id
from kg.model import Event, PlaceRole, Report, SourcedReport, Span
from kg.naming import enclosing
from kg.rdf import located, sentence_round
from kg.reconcile import reconciled
from kg.terms import Graph, graph_of, object_of, subject_of
from kg.vocabulary import DCTERMS, GAF, PROV, RDF, RDFS, C

__all__ = ["Containment", "Taken", "ZoneIndex", "agreed_quads", "containments", "dyad_quads", "dyads", "event_quads"]

T = TypeVar("T")

_PLACE_EDGES = {"in": C.occursIn, "direction": C.towards, "from": C.comesFrom, "to": C.goesTo}
_ROLE_EDGES = {
    "initiator": C.initiator,
    "target": C.target,
    "party": C.party,
    "victim": C.victim,
    "supporter": C.supporter,
    "mediator": C.mediator,
    "announcer": C.announcer,
}
_FIGHTERS = frozenset({"ArmedGroup", "StateForce", "Government", "InternationalForce", "Organisation", "Country"})
"""Kinds of actor that make a dyad."""
_LINE = 5
"""UCDP ``where_prec`` of a happening told only by an axis or a way: along a line."""
_COUNTRY = 6
"""UCDP ``where_prec`` of a happening told only by its country."""


class Taken(NamedTuple):
    """A place that a zone takes in, with the ids of what encloses it; ``partly``: the zone has only a part of it."""

    around: tuple[str, ...]
    partly: bool = False


@dataclass(frozen=True)
class ZoneIndex:
    """What zones take in. ``parts``: place id to the ids of zones it is a part of, and whether only in part; ``around``:
    place id to the zones that have a part within that place, with the part's id; ``areas``: zone id to its parts and all
    that encloses them.
    """

    parts: Mapping[str, tuple[tuple[str, bool], ...]]
    around: Mapping[str, tuple[tuple[str, str], ...]]
    areas: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, includes: Mapping[str, Mapping[str, Taken]]) -> ZoneIndex:
        """Made from zone id to the places it takes in."""
        parts: dict[str, list[tuple[str, bool]]] = defaultdict(list)
        around: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for zone, places in sorted(includes.items()):
            for place, taken in sorted(places.items()):
                parts[place].append((zone, taken.partly))
                for area in taken.around:
                    around[area].append((zone, place))
        areas = {z: tuple(sorted({a for p, t in ps.items() for a in (p, *t.around)})) for z, ps in includes.items()}
        return cls({p: tuple(z) for p, z in parts.items()}, {p: tuple(z) for p, z in around.items()}, areas)


@dataclass(frozen=True, slots=True)
class Containment:
    """Why an event lies inside a zone. ``place`` and ``part`` are ids of places, ``None`` if the report names the
    zone.
    """

    zone: str
    certain: bool
    rule: str
    place: str | None = None
    part: str | None = None


def containments(report: Report, zones: ZoneIndex) -> tuple[Containment, ...]:
    """The zones that a happening lies in, certainly or possibly, each with its strongest ground.

    Certainly: the report names the zone, or it happened within its outline, in a part of it or within one. Possibly: in an area of
    less than a country that has a part of the zone in it, in an area of which the zone has only a part, or along an
    axis, from or to a place of the zone.
    """
    if _establishes(report.type):
        return ()
    found: dict[str, Containment] = {
        z.id: Containment(z.id, True, "within-outline" if z.by_outline else "named") for z in report.zones
    }
    for ground in sorted(
        (g for where in report.places for g in _grounds(where, zones)),
        key=lambda g: (not g.certain, g.rule, g.place or "", g.part or ""),
    ):
        found.setdefault(ground.zone, ground)
    return tuple(found[z] for z in sorted(found))


def _grounds(where: PlaceRole, zones: ZoneIndex) -> Iterator[Containment]:
    place = where.place
    happened_there = where.role == "in"
    for part in (place.id, *(i for i, _ in enclosing(place))):
        for zone, partly in zones.parts.get(part, ()):
            rule = "axis" if not happened_there else "within-divided-part" if partly else "within-part"
            yield Containment(zone, happened_there and not partly, rule, place.id, part)
    if happened_there and place.where_prec < _COUNTRY and place.kind != "Country":
        for zone, part in zones.around.get(place.id, ()):
            yield Containment(zone, False, "contains-part", place.id, part)


def _around(where: PlaceRole) -> list[str]:
    return [where.place.id, *(area for area, _ in enclosing(where.place))]


def _chain(kind: str) -> tuple[str, ...]:
    return load_lexicon().superclasses.get(kind, ())


def _establishes(kind: str) -> bool:
    """Whether events of the class bring about an accord."""
    return "Agreement" in (kind, *_chain(kind))


def dyads(report: Report) -> list[tuple[str, str]]:
    """Pairs of actors (by id) that fought each other in the event: doers and those it was done to, or two parties."""
    if "ActOfForce" not in _chain(report.type):
        return []
    sides: dict[str, dict[str, None]] = defaultdict(dict)
    for part in report.participants:
        if part.actor.kind in _FIGHTERS:
            sides[part.role][part.actor.id] = None
    pairs = [(a, b) for a in sides["initiator"] for b in sides["target"]]
    pairs += [(a, b) for a in sides["party"] for b in sides["party"]]
    return sorted({(min(p), max(p)) for p in pairs if p[0] != p[1]})


def dyad_quads(actors: Sequence[tuple[str, str]], me: str) -> list[Quad]:
    """A pair of actors, each IRI with its label; the label that comes first is A."""
    graph = Graph(C.conclusions)
    graph.link(me, RDF.type, C.Dyad)
    first, second = sorted(actors, key=lambda a: (a[1], a[0]))
    graph.link(me, C.actorA, first[0])
    graph.text(me, C.labelA, first[1])
    graph.link(me, C.actorB, second[0])
    graph.text(me, C.labelB, second[1])
    return graph.quads()


def event_quads(event: Event, zones: ZoneIndex, iris: Iris) -> list[Quad]:
    """An event with its facts, and the accord it establishes."""
    return _EventWriter(event, zones, iris).quads()


class _EventWriter:
    """Writes one event; holds what all its statements share."""

    def __init__(self, event: Event, zones: ZoneIndex, iris: Iris) -> None:
        self.event, self.zones, self.iris = event, zones, iris
        self.report = event.report
        self.told = reconciled(event.reports)
        """The reports as they are understood beside each other, fact for fact."""
        self.me = iris.event(event.id)
        self.graph = Graph(C.conclusions)
        self.written: dict[tuple[object, ...], int] = defaultdict(int)

    def quads(self) -> list[Quad]:
        """All quads of the event."""
        event, report, graph, me, iris = self.event, self.report, self.graph, self.me, self.iris
        for kind in (report.type, *_chain(report.type)):
            graph.link(me, RDF.type, C.NAMESPACE + kind)
        graph.link(me, RDF.type, C.Event)
        graph.link(me, C.eventType, C.NAMESPACE + report.type)
        graph.text(me, RDFS.label, event.label or label_of(report))
        main = event.reports[0]
        graph.text(me, C.quote, _main_quote(main))
        graph.link(me, C.mainReport, iris.report(sourced_id(main)))
        for member in event.reports:
            told = iris.report(sourced_id(member))
            graph.link(me, PROV.wasDerivedFrom, told)
            graph.link(me, C.document, iris.article(member.article.id))
            trigger = member.report.trigger
            graph.link(me, GAF.denotedBy, iris.quote(member.article.id, trigger.begin, trigger.end))
            if member.report.claimant:
                graph.link(me, C.claimant, iris.actor(member.report.claimant.id))
        for replaced in event.replaces:
            graph.link(iris.event(replaced), DCTERMS.isReplacedBy, me)
        graph.when(me, report.when)
        graph.text(me, C.outcome, report.outcome)
        graph.whole(me, C.occurrences, report.occurrences)
        graph.whole(me, C.salience, report.salience)
        graph.whole(me, C.independentSources, event.independent_sources)
        graph.link(me, C.partOf, iris.event(event.part_of) if event.part_of else None)
        for obstacle in event.obstructed_by:
            graph.link(me, C.obstructedBy, iris.event(obstacle))
        graph.link(me, C.firstSince, iris.event(event.first_since) if event.first_since else None)
        self._places()
        self._participants()
        self._figures()
        self._things()
        self._zones()
        if _establishes(report.type):
            self._accord()
        return graph.quads()

    def _fact(self, edge: str, kind: str, index: int, what: tuple[object, ...], support: list[_Stated]) -> str:
        """A fact node with its order, its words and the reported facts it rests on."""
        self.written[edge, what] += 1
        graph = self.graph
        fact = self.iris.fact(self.event.id, edge, *what, self.written[edge, what])
        graph.link(self.me, edge, fact)
        graph.link(fact, RDF.type, kind)
        graph.whole(fact, C.index, index)
        for number, stated in enumerate(support):
            if number == 0:
                graph.text(fact, C.mention, stated.mention.of(stated.member.article.text))
            graph.link(fact, PROV.wasDerivedFrom, self.iris.fact(self._report_of(stated.member), edge, stated.index))
            graph.link(fact, C.document, self.iris.article(stated.member.article.id))
        return fact

    def _supports(
        self, items: Callable[[Report], Sequence[T]], key: Callable[[T], object], mention: Callable[[T], Span]
    ) -> list[list[_Stated]]:
        """For each fact of the event, the reports' facts that it rests on, in order of the reports.

        ``key`` says what makes two reports' facts one; of several reports the event has each fact once.
        """
        facts, told = items(self.report), self.told
        if len(told) == 1:
            return [[_Stated(told[0], n, mention(item))] for n, item in enumerate(facts, 1)]
        stated: dict[object, list[_Stated]] = defaultdict(list)
        for member in told:
            for n, item in enumerate(items(member.report), 1):
                stated[key(item)].append(_Stated(member, n, mention(item)))
        return [stated[key(item)] for item in facts]

    def _report_of(self, member: SourcedReport) -> str:
        return self.iris.report(sourced_id(member))

    def _places(self) -> None:
        graph, iris, me, places = self.graph, self.iris, self.me, self.report.places
        support = self._supports(lambda r: r.places, lambda p: (p.place.id, p.role), lambda p: p.mention)
        for index, (where, stated) in enumerate(zip(places, support, strict=True), 1):
            what = (where.place.id, where.role)
            fact = self._fact(C.placeRole, C.PlaceRole, index, what, stated)
            graph.link(fact, C.place, iris.place(where.place.id))
            graph.text(fact, C.role, where.role)
            graph.text(fact, C.name, where.place.name)
            graph.text(fact, C.relation, where.relation)
            graph.link(me, _PLACE_EDGES.get(where.role, C.atPlace), iris.place(where.place.id))
        located(graph, me, places, iris)
        sure = {area for p in places if p.role == "in" for area in _around(p)}
        for area in sorted({area for p in places if p.role != "in" for area in _around(p)} - sure):
            graph.link(me, C.possiblyWithin, iris.place(area))
        if places:
            main = next((p for p in places if p.role == "in"), places[0])
            graph.link(me, C.mainPlace, iris.place(main.place.id))
            precision = main.place.where_prec
            graph.whole(me, C.placePrecision, precision if main.role == "in" else max(precision, _LINE))
            graph.text(me, C.placeLabel, place_words(places))

    def _participants(self) -> None:
        graph, iris, me, parts = self.graph, self.iris, self.me, self.report.participants
        support = self._supports(lambda r: r.participants, lambda p: (p.actor.id, p.role), lambda p: p.mention)
        for index, (part, stated) in enumerate(zip(parts, support, strict=True), 1):
            what = (part.actor.id, part.role)
            fact = self._fact(C.participation, C.Participation, index, what, stated)
            for alias in part.actor.aliases:
                graph.text(fact, C.alias, alias)
            graph.link(fact, C.actor, iris.actor(part.actor.id))
            graph.text(fact, C.role, part.role)
            graph.text(fact, C.name, part.actor.name)
            graph.text(fact, C.actorKind, part.actor.kind)
            graph.flag(fact, C.named, part.actor.named)
            graph.flag(fact, C.alleged, part.alleged or None)
            graph.count(fact, part.count)
            if part.member_of:
                graph.link(fact, C.memberOf, iris.actor(part.member_of.id))
                graph.text(fact, C.memberOfName, part.member_of.name)
            graph.link(me, _ROLE_EDGES.get(part.role, C.participant), iris.actor(part.actor.id))
            for involved in (part.actor, part.member_of):
                for one in (me, fact):
                    graph.link(one, C.involves, iris.actor(involved.id) if involved else None)
            graph.link(fact, C.involves, C.anyone)
        graph.link(me, C.involves, C.anyone)
        for actor, other in dyads(self.report):
            graph.link(me, C.dyad, iris.dyad(actor, other))
        graph.text(me, C.initiatorLabel, ", ".join(names_of(self.report, "initiator")) or None)
        graph.text(me, C.targetLabel, ", ".join(names_of(self.report, "target")) or None)
        numbers = [p.count.best for p in parts if p.role == "initiator" and p.count and p.count.best is not None]
        graph.whole(me, C.strength, sum(numbers) if numbers else None)

    def _figures(self) -> None:
        graph, me = self.graph, self.me
        support = self._supports(lambda r: r.casualties, casualty_key, lambda c: c.mention)
        nodes: dict[tuple[object, ...], str] = {}
        for index, (casualty, stated) in enumerate(zip(self.report.casualties, support, strict=True), 1):
            fact = self._fact(C.figure, C.CasualtyFigure, index, casualty_key(casualty), stated)
            nodes.setdefault(casualty_key(casualty), fact)
            graph.text(fact, C.casualtyKind, casualty.kind)
            graph.text(fact, C.side, casualty.of)
            graph.text(fact, C.group, casualty.group)
            graph.flag(fact, C.civilian, casualty.civilian)
            graph.flag(fact, C.total, casualty.total or None)
            graph.day(fact, C.asOf, casualty.as_of or stated[0].member.article.published)
            graph.count(fact, casualty.count)
            graph.text(fact, C.quote, _saying(stated[0]))
            if casualty.claimant:
                graph.link(fact, C.claimant, self.iris.actor(casualty.claimant.id))
                graph.text(fact, C.claimantLabel, casualty.claimant.name)
        sourced = [
            SourcedCasualty(c, c.claimant.id if c.claimant else told, c.as_of or m.article.published, told)
            for m in self.told
            for told in [m.copy_group or m.article.id]
            for c in m.report.casualties
        ]
        self._revisions(nodes)
        for tally in tallies(sourced):
            fact = self.iris.fact(self.event.id, C.tally, tally.kind, tally.side)
            graph.link(me, C.tally, fact)
            graph.link(fact, RDF.type, C.Tally)
            graph.text(fact, C.casualtyKind, tally.kind)
            graph.text(fact, C.side, tally.side)
            graph.whole(fact, C.low, tally.total.low)
            graph.whole(fact, C.best, tally.total.best)
            graph.whole(fact, C.high, tally.total.high)
            graph.whole(fact, C.conservative, tally.conservative)
            graph.whole(fact, C.sources, tally.sources)
            graph.flag(fact, C.disputed, tally.disputed)
            graph.text(fact, C.rule, RULE)
        killed, wounded = dead_and_wounded(sourced)
        if killed:
            graph.whole(me, C.killedLow, killed.low)
            graph.whole(me, C.killed, killed.best)
            graph.whole(me, C.killedHigh, killed.high)
            graph.whole(me, C.killedConservative, conservative(sourced, "killed"))
        if wounded:
            graph.whole(me, C.woundedLow, wounded.low)
            graph.whole(me, C.wounded, wounded.best)
            graph.whole(me, C.woundedHigh, wounded.high)
        if civilians := totals(sourced, "killed", civilian=True):
            graph.whole(me, C.civiliansKilled, civilians.best)
        if civilians := totals(sourced, "wounded", civilian=True):
            graph.whole(me, C.civiliansWounded, civilians.best)

    def _revisions(self, nodes: Mapping[tuple[object, ...], str]) -> None:
        """Later tolls point at the earlier ones of the same claimant, or else publisher, that they revise."""
        told = [
            SourcedCasualty(c, source, c.as_of or m.article.published)
            for m in self.told
            for c in m.report.casualties
            if (source := c.claimant.id if c.claimant else m.article.publisher)
        ]
        revised: set[tuple[str, str]] = set()
        for later, earlier in revisions(told):
            pair = (nodes[casualty_key(later)], nodes[casualty_key(earlier)])
            if pair[0] != pair[1] and (pair[1], pair[0]) not in revised:
                revised.add(pair)
                self.graph.link(pair[0], PROV.wasRevisionOf, pair[1])

    def _things(self) -> None:
        graph, me, report = self.graph, self.me, self.report
        used = self._supports(lambda r: r.equipment, lambda e: (e.type, e.name, e.used_by), lambda e: e.mention)
        shown = []
        for index, (thing, stated) in enumerate(zip(report.equipment, used, strict=True), 1):
            what = (thing.type, thing.name, thing.used_by)
            fact = self._fact(C.equipmentUse, C.EquipmentUse, index, what, stated)
            graph.link(fact, C.equipmentType, C.NAMESPACE + thing.type)
            graph.text(fact, C.name, thing.name)
            graph.text(fact, C.usedBy, thing.used_by)
            graph.text(fact, C.mounting, thing.mounting)
            graph.count(fact, thing.count)
            if thing.used_by in ("initiator", None):
                number = thing.count.best if thing.count else None
                shown.append(thing.name if number is None else f"{number} {thing.name}")
        graph.text(me, C.equipmentLabel, ", ".join(shown) or None)
        harmed = self._supports(lambda r: r.damage, lambda d: (d.what, d.effect), lambda d: d.mention)
        for index, (harm, stated) in enumerate(zip(report.damage, harmed, strict=True), 1):
            fact = self._fact(C.damage, C.Damage, index, (harm.what, harm.effect), stated)
            graph.text(fact, C.what, harm.what)
            graph.text(fact, C.effect, harm.effect)
            graph.count(fact, harm.count)

    def _zones(self) -> None:
        graph, iris, me = self.graph, self.iris, self.me
        for zone in self.report.zones:
            if not zone.by_outline:
                graph.link(me, C.inZone, iris.zone(zone.id))
        for ground in containments(self.report, self.zones):
            zone_iri = iris.zone(ground.zone)
            graph.link(me, C.insideZone if ground.certain else C.possiblyInsideZone, zone_iri)
            fact = iris.fact(self.event.id, C.zonePlacement, ground.zone)
            graph.link(me, C.zonePlacement, fact)
            graph.link(fact, RDF.type, C.ZonePlacement)
            graph.link(fact, C.zone, zone_iri)
            graph.text(fact, C.certainty, "certain" if ground.certain else "possible")
            graph.link(fact, C.place, iris.place(ground.place) if ground.place else None)
            graph.link(fact, C.part, iris.place(ground.part) if ground.part else None)
            graph.text(fact, C.rule, ground.rule)

    def _accord(self) -> None:
        """What holds after the event; its beginning is as uncertain as the event's day."""
        graph, iris, report = self.graph, self.iris, self.report
        me = iris.agreement(self.event.id)
        graph.link(me, RDF.type, C.Accord)
        graph.link(me, C.establishedBy, self.me)
        graph.text(me, RDFS.label, self.event.label or label_of(report))
        graph.text(me, C.accordKind, report.type)
        graph.text(me, C.quote, _main_quote(self.event.reports[0]))
        when = report.when
        broken = report.outcome == "failed"  # it broke down some day before that was told
        known = sorted(m.article.published for m in self.event.reports if m.article.published)
        if when:
            begun, begun_latest = when.begins
            graph.day(me, C.from_, begun)
            graph.day(me, C.fromLatest, begun_latest or begun)
            graph.text(me, C.startTime, when.start_time.isoformat("minutes") if when.start_time else None)
            if broken:
                graph.day(me, C.untilEarliest, begun)
                graph.day(me, C.until, max(known[0], begun_latest or begun or known[0]) if known else None)
            elif when.lasting:
                graph.day(me, C.untilEarliest, when.ends[0] if when.latest else None)
                graph.day(me, C.until, when.latest)
        holds = when is not None and (when.lasting or when.latest is None)
        graph.text(me, C.stage, "ended" if broken else "inEffect" if holds else "declared")
        for zone in report.zones:
            graph.link(me, C.covers, iris.zone(zone.id))
        for where in report.places:
            if where.role == "in":
                graph.link(me, C.coversPlace, iris.place(where.place.id))
        told = [p.place.where_prec for p in report.places if p.role == "in"]
        graph.whole(me, C.placePrecision, min(told) if told else None)
        located(graph, me, report.places, iris)
        for zone in report.zones:
            for area in self.zones.areas.get(zone.id, ()):
                graph.link(me, C.locatedWithin, iris.place(area))
        sides = [p for p in report.participants if p.role in ("party", "initiator", "target")]
        for side in sides:
            graph.link(me, C.party, iris.actor(side.actor.id))
        graph.text(me, C.partyLabel, ", ".join(dict.fromkeys(p.actor.name for p in sides)) or None)
        for member in self.event.reports:
            graph.link(me, C.document, iris.article(member.article.id))


@dataclass(frozen=True, slots=True)
class _Stated:
    """Where a fact of an event is stated: the report, the fact's number in it, its words."""

    member: SourcedReport
    index: int
    mention: Span


def _saying(stated: _Stated) -> str:
    """The sentence that says a fact: the quote that takes in its words, else the words."""
    mention, report = stated.mention, stated.member.report
    enclosing_quotes = (q for q in report.quotes if q.begin <= mention.begin and mention.end <= q.end)
    text = stated.member.article.text
    return (next(enclosing_quotes, None) or sentence_round(mention, text)).of(text)


def _main_quote(told: SourcedReport) -> str:
    report = told.report
    return (report.quotes[0] if report.quotes else report.trigger).of(told.article.text)


def agreed_quads(me: str, reported: Sequence[Sequence[Quad]]) -> list[Quad]:
    """What several articles say alike, concluded once: a part of a zone or a standing fact about actors.

    ``reported`` holds the quads about each reported fact, the one to be quoted first; they are of one content.
    """
    graph = Graph(C.conclusions)
    for number, quads in enumerate(reported):
        graph.link(me, PROV.wasDerivedFrom, subject_of(quads[0]))
        graph.link(me, C.document, graph_of(quads[0]))
        if number:
            continue
        for quad in quads:
            predicate, value = quad.predicate.value, object_of(quad)
            if predicate == RDF.type:
                graph.link(me, RDF.type, _AGREED[value])
            elif predicate == C.mention:
                graph.text(me, C.quote, value)
            elif predicate in _COPIED:
                graph.copy(me, quad)
    return graph.quads()


_AGREED = {C.ReportedZonePart: C.ZonePart, C.ReportedRelation: C.ActorRelation}
_COPIED = frozenset({C.zone, C.place, C.basis, C.relationKind, C.subject, C.object, C.office, C.from_, C.until})
