"""What changes in the graph when articles come, change or go: one set of quads out, one in.

Conclusions are recomputed only where the articles touch them, and the result is the same as if all articles had been
read at once: reports are compared only if they share a merge key, merging works inside components of linked reports,
and every other conclusion is a function of the statements that bear on it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Literal, Quad

from kg.conclusions import Taken, ZoneIndex, agreed_quads, dyad_quads, dyads, event_quads
from kg.ids import Iris
from kg.merge import acquainted, linked, merge, merge_keys, obstacles, sourced_id
from kg.model import ArticleReading, Event, Factuality, SourcedReport
from kg.naming import Naming, enclosing, place_of
from kg.rdf import RELATION_EDGES, article_quads, namings
from kg.reference import actor_quads, naming_quads, place_quads, thing_iri, zone_quads
from kg.restore import restore
from kg.store import GraphStore
from kg.terms import graph_of, node, object_of, subject_of
from kg.vocabulary import DCTERMS, PROV, RDF, RDFS, C

__all__ = ["Change", "Increment", "agreed_edge"]

_FACT_EDGES = (
    C.participation, C.placeRole, C.figure, C.equipmentUse, C.damage, C.tally, C.zonePlacement,
)  # fmt: skip
_PLACE_EDGES = (C.occursIn, C.towards, C.comesFrom, C.goesTo, C.atPlace)
_TAKES_IN = (C.includesPartOf, C.includes)
"""How a zone stands to a place that it takes in; what is said to be taken in whole comes last, for it rules."""
_KEPT = 300
"""Articles whose restored reports are kept at hand."""


@dataclass(frozen=True, slots=True)
class Change:
    """Quads to take out of the store and quads to put in, in order."""

    remove: list[Quad]
    add: list[Quad]


class Increment:
    """Works out changes to one store, one after the other; holds what it has read of the store so far."""

    def __init__(self, store: GraphStore, rules: str = "") -> None:
        """``rules`` is the version of the rules that read the articles to come."""
        self._store = store
        self._rules = rules
        self._iris = store.iris
        self._restored: dict[str, dict[str, SourcedReport]] = {}
        """Article to its reports by IRI."""
        self._zones: dict[str, dict[str, Taken]] | None = None

    def change(self, readings: Sequence[ArticleReading], retracted: Iterable[str] = ()) -> Change:
        """What adding the readings and retracting the articles with these ids changes.

        A reading replaces what the store has of the article with the same id. Apply the change before asking for the
        next one.
        """
        fresh = {self._iris.article(r.article.id): r for r in readings}
        gone = {g for g in (*fresh, *map(self._iris.article, retracted)) if self._known(g)}
        if len(self._restored) > _KEPT:
            self._restored.clear()
        step = _Step(self._store, self._iris, self._rules, fresh, gone, self._restored)
        step.articles()
        step.reference()
        step.agreed()
        zones = step.zones(self._zones if self._zones is not None else self._stored_zones())
        step.events(zones)
        for graph in (*gone, *fresh):
            self._restored.pop(graph, None)
        self._zones = zones
        return step.result()

    def digest(self, article: str) -> str | None:
        """The digest of the article with this id as the store has it, ``None`` if it has none."""
        me = self._iris.article(article)
        return next((object_of(q) for q in self._store.match(me, C.digest, None, me)), None)

    def rules_of(self, article: str) -> str:
        """The version of the rules that read the article with this id; empty if it is not known."""
        me = self._iris.article(article)
        return next((object_of(q) for q in self._store.match(me, C.rules, None, C.bookkeeping)), "")

    def _known(self, graph: str) -> bool:
        return next(self._store.match(graph, RDF.type, C.Article, graph), None) is not None

    def _stored_zones(self) -> dict[str, dict[str, Taken]]:
        zones: dict[str, dict[str, Taken]] = defaultdict(dict)
        for edge in (C.includesPartOf, C.includes):
            for quad in self._store.match(None, edge, None, C.conclusions):
                zone, place = (_identifier(self._store, i) for i in (subject_of(quad), object_of(quad)))
                around = (
                    _identifier(self._store, object_of(q))
                    for q in self._store.match(object_of(quad), C.within, None, C.reference)
                    if q.object != quad.object
                )
                zones[zone][place] = Taken(tuple(sorted(around)), edge == C.includesPartOf)
        return dict(zones)


def _identifier(store: GraphStore, iri: str) -> str:
    return object_of(next(store.match(iri, DCTERMS.identifier, None, C.reference)))


@dataclass
class _Step:
    """One change in the making. ``old`` and ``new`` hold the quads of everything that was looked at again."""

    store: GraphStore
    iris: Iris
    rules: str
    fresh: Mapping[str, ArticleReading]
    gone: frozenset[str] | set[str]
    restored: dict[str, dict[str, SourcedReport]]
    old: dict[Quad, None] = field(default_factory=dict)
    new: dict[Quad, None] = field(default_factory=dict)
    fresh_about: dict[str, list[Quad]] = field(default_factory=dict)
    """Quads of the new articles' graphs by subject, for those subjects that support a conclusion."""
    supports: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Conclusion to the reported facts in new articles that support it."""
    touched_agreed: set[str] = field(default_factory=set)
    resolutions: dict[str, str] = field(default_factory=dict)
    touched_zones: set[str] = field(default_factory=set)
    touched_actors: set[str] = field(default_factory=set)
    alike: dict[str, list[SourcedReport]] = field(default_factory=dict)
    """Report that will be there to those that it will be linked to."""
    holders: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """Merge key to the stored reports that have it, each with its article's graph; those that go are left out."""

    def result(self) -> Change:
        """The difference between what was and what is."""
        key = str
        return Change(
            sorted((q for q in self.old if q not in self.new), key=key),
            sorted((q for q in self.new if q not in self.old), key=key),
        )

    def _was(self, quads: Iterable[Quad]) -> None:
        self.old.update(dict.fromkeys(quads))

    def _is(self, quads: Iterable[Quad]) -> None:
        self.new.update(dict.fromkeys(quads))

    # articles

    def articles(self) -> None:
        """The graphs of the articles themselves."""
        for graph in sorted(self.gone):
            mine = list(self.store.match(graph=graph))
            self._was(mine)
            self._was(self.store.match(graph, C.text, None, C.texts))
            self._was(self.store.match(graph, C.rules, None, C.bookkeeping))
            self.touched_agreed.update(object_of(q) for q in mine if q.predicate.value == C.concludes)
        for graph, reading in sorted(self.fresh.items()):
            quads = article_quads(reading, self.iris)
            self._is(quads)
            if self.rules:
                self._is([Quad(node(graph), node(C.rules), Literal(self.rules), node(C.bookkeeping))])
            self._supports(quads)

    def _supports(self, quads: list[Quad]) -> None:
        supporting = {subject_of(q): object_of(q) for q in quads if q.predicate.value == C.concludes}
        for fact, conclusion in supporting.items():
            self.supports[conclusion].add(fact)
            self.touched_agreed.add(conclusion)
        for quad in quads:
            if subject_of(quad) in supporting:
                self.fresh_about.setdefault(subject_of(quad), []).append(quad)

    # reference data

    def reference(self) -> None:
        """Namings, and the places, actors and zones that they name."""
        named = {n.id: n for reading in self.fresh.values() for n in namings(reading)}
        added = {i: n for i, n in named.items() if not self._has_naming(self.iris.naming(i))}
        removed: dict[str, str] = {}
        for graph in sorted(self.gone):
            for quad in self.store.match(graph, C.names, None, graph):
                naming = object_of(quad)
                if naming.rpartition("/")[2] not in named and not self._named_elsewhere(naming):
                    removed[naming] = self._resolution(naming)
        for naming in removed:
            self._was(self.store.match(naming, None, None, C.reference))
        for naming_added in added.values():
            self._is(naming_quads(naming_added, self.iris))
            self.resolutions[self.iris.naming(naming_added.id)] = naming_added.resolution
        self._things(added.values(), removed)

    def _has_naming(self, naming: str) -> bool:
        return next(self.store.match(naming, C.resolution, None, C.reference), None) is not None

    def _named_elsewhere(self, naming: str) -> bool:
        return any(graph_of(q) not in self.gone for q in self.store.match(None, C.names, naming))

    def _resolution(self, naming: str) -> str:
        if naming not in self.resolutions:
            found = next(self.store.match(naming, C.resolution, None, C.reference))
            self.resolutions[naming] = object_of(found)
        return self.resolutions[naming]

    def _things(self, added: Iterable[Naming], removed: Mapping[str, str]) -> None:
        """Describe anew what the namings name, and what encloses the places among them."""
        touched: dict[str, tuple[str, str]] = {}
        own_added: dict[str, list[str]] = defaultdict(list)
        inside_added: dict[str, list[str]] = defaultdict(list)
        for naming in added:
            me = thing_iri(naming.kind, naming.thing, self.iris)
            touched[me] = (naming.kind, naming.thing)
            own_added[me].append(naming.resolution)
            if naming.kind == "place":
                for area, _ in enclosing(place_of(naming.resolution)):
                    touched[self.iris.place(area)] = ("place", area)
                    inside_added[self.iris.place(area)].append(naming.resolution)
        for naming_iri, resolution in removed.items():
            me = object_of(next(self.store.match(naming_iri, C.refersTo, None, C.reference)))
            if me.startswith(self.iris.place("")):
                place = place_of(resolution)
                touched[me] = ("place", place.id)
                for area, _ in enclosing(place):
                    touched[self.iris.place(area)] = ("place", area)
            else:
                kind = "zone" if me.startswith(self.iris.zone("")) else "actor"
                touched[me] = (kind, _identifier(self.store, me))
        for me, (kind, thing) in sorted(touched.items()):
            if not removed and me not in own_added and self._reflects(me, thing, inside_added[me]):
                continue
            own = sorted({*self._own(me, removed), *own_added[me]})
            self._was(self.store.match(me, None, None, C.reference))
            if kind == "place":
                self._was(self.store.match(me + "/geometry", None, None, C.reference))
                within = () if own else {*self._inside(me, removed), *inside_added[me]}
                inside = sorted(r for r in within if any(area == thing for area, _ in enclosing(place_of(r))))
                if own or inside:
                    self._is(place_quads(thing, own, inside, self.iris))
            elif own:
                self.touched_actors.add(me)
                self._is((actor_quads if kind == "actor" else zone_quads)(thing, own, self.iris))

    def _own(self, thing: str, removed: Mapping[str, str]) -> Iterator[str]:
        for quad in self.store.match(None, C.refersTo, thing, C.reference):
            if subject_of(quad) not in removed:
                yield self._resolution(subject_of(quad))

    def _inside(self, area: str, removed: Mapping[str, str]) -> Iterator[str]:
        for quad in self.store.match(None, C.within, area, C.reference):
            if subject_of(quad) != area:
                yield from self._own(subject_of(quad), removed)

    def _reflects(self, area: str, thing: str, inside: Sequence[str]) -> bool:
        """Whether an enclosing place is described already as the new places within it have it."""
        known = list(self.store.match(area, None, None, C.reference))
        if not known:
            return False
        if next(self.store.match(None, C.refersTo, area, C.reference), None) is not None:
            return True
        names = {object_of(q) for q in known if q.predicate.value == C.name}
        around = {object_of(q) for q in known if q.predicate.value == C.within}
        parent = next((object_of(q) for q in known if q.predicate.value == C.parent), None)
        for resolution in inside:
            chain = enclosing(place_of(resolution))
            at = next(n for n, (i, _) in enumerate(chain) if i == thing)
            tail = [self.iris.place(i) for i, _ in chain[at + 1 :]]
            if chain[at][1] not in names or not around.issuperset(tail) or parent != (tail[0] if tail else None):
                return False
        return True

    # what several articles say alike

    def agreed(self) -> None:
        """Parts of zones and standing facts about actors: each concluded once from all who state it."""
        edges: set[tuple[str, str, str]] = set()
        present: dict[tuple[str, str, str], bool] = {}
        for conclusion in sorted(self.touched_agreed):
            before = list(self.store.match(conclusion, None, None, C.conclusions))
            self._was(before)
            after = agreed_quads(conclusion, self._reported(conclusion))
            self._is(after)
            for quads, holds in ((before, False), (after, True)):
                edge = agreed_edge(quads)
                if edge is not None:
                    edges.add(edge)
                    present[edge] = present.get(edge, False) or holds
        for edge in sorted(edges):
            subject, predicate, thing = edge
            quad = Quad(node(subject), node(predicate), node(thing), node(C.conclusions))
            self._was(self.store.match(subject, predicate, thing, C.conclusions))
            if present[edge] or self._edge_elsewhere(edge):
                self._is([quad])
            if predicate in _TAKES_IN and (quad in self.old) != (quad in self.new):
                self.touched_zones.add(subject)

    def _reported(self, conclusion: str) -> list[list[Quad]]:
        """The quads of each reported fact that supports a conclusion, in order of publication."""
        facts = [self.fresh_about[f] for f in self.supports.get(conclusion, ())]
        for quad in self.store.match(None, C.concludes, conclusion):
            if graph_of(quad) not in self.gone:
                facts.append(list(self.store.match(subject_of(quad), None, None, graph_of(quad))))
        return [sorted(f, key=str) for f in sorted(facts, key=self._publication)]

    def _publication(self, quads: Sequence[Quad]) -> tuple[str, str, str]:
        graph = graph_of(quads[0])
        if graph in self.fresh:
            published = self.fresh[graph].article.published
            day = published.isoformat() if published else "9999"
        else:
            day = next((object_of(q) for q in self.store.match(graph, C.published, None, graph)), "9999")
        return day, graph, subject_of(quads[0])

    def _edge_elsewhere(self, edge: tuple[str, str, str]) -> bool:
        """Whether a conclusion that is not looked at again gives rise to the same direct edge."""
        subject, predicate, _ = edge
        role = C.zone if predicate in _TAKES_IN else C.subject
        others = {subject_of(q) for q in self.store.match(None, role, subject, C.conclusions)} - self.touched_agreed
        return any(agreed_edge(list(self.store.match(o, None, None, C.conclusions))) == edge for o in sorted(others))

    # zones

    def zones(self, known: Mapping[str, Mapping[str, Taken]]) -> dict[str, dict[str, Taken]]:
        """What zones take in after the change."""
        zones = {z: dict(p) for z, p in known.items()}
        for zone_iri in sorted(self.touched_zones):
            zone = self._thing_identifier(zone_iri)
            takes_in: dict[str, Taken] = {}
            for edge in _TAKES_IN:
                edges = {q: None for q in self.store.match(zone_iri, edge, None, C.conclusions) if q not in self.old}
                edges.update({q: None for q in self.new if subject_of(q) == zone_iri and q.predicate.value == edge})
                for quad in edges:
                    place = object_of(quad)
                    around = sorted(self._thing_identifier(a) for a in self._around(place) if a != place)
                    takes_in[self._thing_identifier(place)] = Taken(tuple(around), edge == C.includesPartOf)
            zones[zone] = takes_in
        return {z: p for z, p in sorted(zones.items()) if p}

    def _thing_identifier(self, thing: str) -> str:
        for quad in self._after(thing, DCTERMS.identifier):
            return object_of(quad)
        return _identifier(self.store, thing)

    def _around(self, place: str) -> list[str]:
        return sorted(object_of(q) for q in self._after(place, C.within))

    def _after(self, thing: str, predicate: str) -> list[Quad]:
        """Statements of the reference graph about a thing as they will be."""
        kept = [q for q in self.store.match(thing, predicate, None, C.reference) if q not in self.old]
        return kept + [q for q in self._new_about().get(thing, ()) if q.predicate.value == predicate and q not in kept]

    def _new_about(self) -> Mapping[str, list[Quad]]:
        """What the reference graph newly says, by thing."""
        if self._by_thing is None:
            self._by_thing = {}
            for quad in self.new:
                if graph_of(quad) == C.reference:
                    self._by_thing.setdefault(subject_of(quad), []).append(quad)
        return self._by_thing

    _by_thing: dict[str, list[Quad]] | None = None

    # events

    def events(self, zones: Mapping[str, Mapping[str, Taken]]) -> None:
        """The events that the change touches, concluded anew from all their reports."""
        index = ZoneIndex.of(zones)
        blocks, fresh_reports = self._fresh_reports()
        gone_reports = [r for g in sorted(self.gone) for r in self._stored_reports(g).values() if _stated(r)]
        stale = {e for r in gone_reports for e in self._event_of(self.iris.report(sourced_id(r)))}
        stale |= self._near_zones()
        seeds = list(fresh_reports)
        for report in gone_reports:
            seeds += [n for n in self._sharing(report, blocks) if linked(report, n)]
        while True:
            seeds += [m for e in sorted(stale) for m in self._members(e)]
            reached = self._reached(seeds, blocks)
            touched = {e for r in reached for e in self._event_of(self.iris.report(r))}
            events = merge(reached.values())
            kept = {self.iris.event(e.id): {self.iris.report(sourced_id(m)) for m in e.reports} for e in events}
            changed = {e for e in stale | touched if kept.get(e) != set(self._derived_from(e))}
            pointing = {
                subject_of(q)
                for e in sorted(changed)
                for edge in (C.partOf, C.firstSince, C.obstructedBy)
                for q in self.store.match(None, edge, e, C.conclusions)
            }
            more = (touched | pointing) - stale
            if not more:
                break
            stale |= more
            seeds = list(reached.values())
        for event in sorted(stale):
            self._was(self._event_quads(event))
        for concluded in events:
            self._is(event_quads(concluded, index, self.iris))
        self._dyads(stale, events)

    def _dyads(self, stale: set[str], events: Iterable[Event]) -> None:
        """The pairs of actors that the events, or a change of an actor's label, touch."""
        told = {(self.iris.dyad(a, b)): (a, b) for e in events for a, b in dyads(e.report)}
        touched = {object_of(q) for q in self.old if q.predicate.value == C.dyad} | set(told)
        for actor in self.touched_actors:
            for edge in (C.actorA, C.actorB):
                touched.update(subject_of(q) for q in self.store.match(None, edge, actor, C.conclusions))
        for dyad in sorted(touched):
            before = list(self.store.match(dyad, None, None, C.conclusions))
            self._was(before)
            if dyad in told:
                actors = [self.iris.actor(a) for a in told[dyad]]
            elif any(subject_of(q) not in stale for q in self.store.match(None, C.dyad, dyad, C.conclusions)):
                actors = [object_of(q) for q in before if q.predicate.value in (C.actorA, C.actorB)]
            else:
                continue
            self._is(dyad_quads([(a, object_of(self._after(a, RDFS.label)[0])) for a in actors], dyad))

    def _fresh_reports(self) -> tuple[dict[str, list[SourcedReport]], list[SourcedReport]]:
        """The stated reports of the new articles, also by merge key."""
        blocks: dict[str, list[SourcedReport]] = defaultdict(list)
        found = []
        for _, reading in sorted(self.fresh.items()):
            for report in reading.reports:
                if report.factuality is Factuality.STATED:
                    sourced = SourcedReport(reading.article, report)
                    found.append(sourced)
                    for key in merge_keys(report, reading.article):
                        blocks[key].append(sourced)
        return blocks, found

    def _stored_reports(self, graph: str) -> dict[str, SourcedReport]:
        """The reports of a stored article, by IRI."""
        if graph not in self.restored:
            text = object_of(next(self.store.match(graph, C.text, None, C.texts)))
            found = restore(graph, self.store.match(graph=graph), text, self._resolution)
            self.restored[graph] = {self.iris.report(sourced_id(r)): r for r in found}
        return self.restored[graph]

    def _stored_report(self, graph: str, report: str) -> SourcedReport:
        return self._stored_reports(graph)[report]

    def _sharing(self, report: SourcedReport, blocks: Mapping[str, list[SourcedReport]]) -> list[SourcedReport]:
        """Other stated reports that share merge keys enough to be compared, as they will be."""
        me = sourced_id(report)
        found: dict[str, SourcedReport] = {}
        stored: dict[tuple[str, str], list[str]] = defaultdict(list)
        fresh: dict[str, list[str]] = defaultdict(list)
        for key in merge_keys(report.report, report.article):
            for other in blocks.get(key, ()):
                found[sourced_id(other)] = other
                fresh[sourced_id(other)].append(key)
            for holder in self._holding(key):
                stored[holder].append(key)
        near = {i: found[i] for i, keys in fresh.items() if i != me and acquainted(keys)}
        mine = self.iris.report(me)
        for graph, iri in sorted(holder for holder, keys in stored.items() if acquainted(keys)):
            if iri != mine:
                known = self._stored_report(graph, iri)
                near[sourced_id(known)] = known
        return [near[i] for i in sorted(near)]

    def _holding(self, key: str) -> list[tuple[str, str]]:
        if key not in self.holders:
            found = ((graph_of(q), subject_of(q)) for q in self.store.with_text(C.mergeKey, key))
            self.holders[key] = [(g, r) for g, r in found if g not in self.gone and g not in self.fresh]
        return self.holders[key]

    def _reached(
        self, seeds: Iterable[SourcedReport], blocks: Mapping[str, list[SourcedReport]]
    ) -> dict[str, SourcedReport]:
        """The seeds, all reports linked to them directly or through others, and the reports these point to."""
        reached: dict[str, SourcedReport] = {}
        waiting = list(seeds)
        while waiting:
            report = waiting.pop()
            me = sourced_id(report)
            if me in reached:
                continue
            reached[me] = report
            if me not in self.alike:
                self.alike[me] = [n for n in self._sharing(report, blocks) if linked(report, n)]
            waiting += self.alike[me]
            waiting += self._pointed_at(report)
        return reached

    def _pointed_at(self, report: SourcedReport) -> list[SourcedReport]:
        """The stated reports of the same article whose events this report's event refers to."""
        graph = self.iris.article(report.article.id)
        if graph in self.fresh:
            reading = self.fresh[graph]
            mine = [SourcedReport(reading.article, r) for r in reading.reports]
        else:
            mine = list(self._stored_reports(graph).values())
        keys = {report.report.part_of, report.report.first_since}
        keys.update(o.key for o in obstacles(report.report, (m.report for m in mine)))
        return [m for m in mine if m.report.key in keys and _stated(m)]

    def _event_of(self, report: str) -> list[str]:
        """The event that the store concludes from a report."""
        return [subject_of(q) for q in self.store.match(None, PROV.wasDerivedFrom, report, C.conclusions)]

    def _derived_from(self, event: str) -> list[str]:
        return [object_of(q) for q in self.store.match(event, PROV.wasDerivedFrom, None, C.conclusions)]

    def _members(self, event: str) -> Iterator[SourcedReport]:
        """The reports of an event that remain."""
        for report in sorted(self._derived_from(event)):
            graph = graph_of(next(self.store.match(report, C.article)))
            if graph not in self.gone:
                yield self._stored_report(graph, report)

    def _near_zones(self) -> set[str]:
        """Events that lie, or lay, where a zone has changed."""
        found: set[str] = set()
        for zone in sorted(self.touched_zones):
            for edge in (C.insideZone, C.possiblyInsideZone):
                found.update(subject_of(q) for q in self.store.match(None, edge, zone, C.conclusions))
            for covering in self.store.match(None, C.covers, zone, C.conclusions):
                established = self.store.match(subject_of(covering), C.establishedBy, None, C.conclusions)
                found.update(object_of(q) for q in established)
            parts = [object_of(q) for q in self.new if subject_of(q) == zone and q.predicate.value in _TAKES_IN]
            for part in parts:
                near = {subject_of(q) for q in self.store.match(None, C.within, part, C.reference)}
                for place in sorted(near | {part, *self._around(part)}):
                    for edge in _PLACE_EDGES:
                        found.update(subject_of(q) for q in self.store.match(None, edge, place, C.conclusions))
        return found

    def _event_quads(self, event: str) -> Iterator[Quad]:
        """All quads of an event in the store."""
        mine = list(self.store.match(event, None, None, C.conclusions))
        yield from mine
        for quad in mine:
            if quad.predicate.value in _FACT_EDGES:
                yield from self.store.match(object_of(quad), None, None, C.conclusions)
        yield from self.store.match(None, DCTERMS.isReplacedBy, event, C.conclusions)
        for quad in list(self.store.match(None, C.establishedBy, event, C.conclusions)):
            yield from self.store.match(subject_of(quad), None, None, C.conclusions)


def _stated(report: SourcedReport) -> bool:
    return report.report.factuality is Factuality.STATED


def agreed_edge(quads: Sequence[Quad]) -> tuple[str, str, str] | None:
    """The direct edge that a part of a zone or a standing fact gives rise to."""
    said = {q.predicate.value: object_of(q) for q in quads}
    if C.basis in said:
        partly = said[C.basis] == "stated-in-part"
        return said[C.zone], C.includesPartOf if partly else C.includes, said[C.place]
    if C.relationKind in said and said[C.relationKind] in RELATION_EDGES:
        return said[C.subject], RELATION_EDGES[said[C.relationKind]], said[C.object]
    return None
