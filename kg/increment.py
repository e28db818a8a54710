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
from kg.merge import acquaintances, acquainted, linked, linked_by, merge, merge_keys, obstacles, sourced_id
from kg.model import ArticleReading, Event, Factuality, Report, SourcedReport
from kg.naming import Naming, enclosing, place_of
from kg.rdf import RELATION_EDGES, article_quads, namings
from kg.recorded import Record, recorded
from kg.reference import actor_quads, naming_quads, place_quads, thing_iri, zone_quads
from kg.restore import restore
from kg.sameness import Signature, signature
from kg.store import GraphStore
from kg.terms import graph_of, node, object_of, subject_of
from kg.vocabulary import DCTERMS, PROV, RDF, RDFS, C

__all__ = ["Change", "Increment", "agreed_edge", "link_quad"]

_FACT_EDGES = (
    C.participation, C.placeRole, C.figure, C.equipmentUse, C.damage, C.tally, C.zonePlacement,
)  # fmt: skip
_PLACE_EDGES = (C.occursIn, C.towards, C.comesFrom, C.goesTo, C.atPlace)
_TAKES_IN = (C.includesPartOf, C.includes)
"""How a zone stands to a place that it takes in; what is said to be taken in whole comes last, for it rules."""
_KEPT = 1000
"""Articles whose records are kept at hand."""


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
        self._records: dict[str, Record] = {}
        """What is remembered of articles, by their IRIs."""
        self._zones: dict[str, dict[str, Taken]] | None = None

    def change(self, readings: Sequence[ArticleReading], retracted: Iterable[str] = ()) -> Change:
        """What adding the readings and retracting the articles with these ids changes.

        A reading replaces what the store has of the article with the same id. Apply the change before asking for the
        next one.
        """
        fresh = {self._iris.article(r.article.id): r for r in readings}
        gone = {g for g in (*fresh, *map(self._iris.article, retracted)) if self._known(g)}
        if len(self._records) > _KEPT:
            self._records.clear()
        step = _Step(self._store, self._iris, self._rules, fresh, gone, self._records)
        step.articles()
        step.reference()
        step.agreed()
        zones = step.zones(self._zones if self._zones is not None else self._stored_zones())
        step.events(zones)
        for graph in (*gone, *fresh):
            self._records.pop(graph, None)
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
    records: dict[str, Record]
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
    linked: dict[str, list[SourcedReport]] = field(default_factory=lambda: defaultdict(list))
    """Report to those that it will be linked to: a new one to all of them, a stored one to the new."""

    neighbours: dict[str, list[SourcedReport]] = field(default_factory=dict)
    """Report to all that it will be linked to, as far as they have been asked for."""
    home: dict[str, str] = field(default_factory=dict)
    """Stored reports to their articles, by IRIs, as far as they have been asked for."""

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
            self._was(self.store.match(graph, None, None, C.bookkeeping))
            self.touched_agreed.update(object_of(q) for q in mine if q.predicate.value == C.concludes)
        for graph, reading in sorted(self.fresh.items()):
            quads = article_quads(reading, self.iris)
            self._is(quads)
            self._is([Quad(node(graph), node(C.record), Literal(recorded(reading)), node(C.bookkeeping))])
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
        seeds = self._fresh_reports()
        gone_reports = [(g, i) for g in sorted(self.gone) for i in self._record(g)]
        stale = {e for _, i in gone_reports for e in self._event_of(self.iris.report(i))}
        stale |= self._near_zones()
        for graph, report in gone_reports:
            self._was(self._links(self.iris.report(report)))
            seeds += self._linked(self._record(graph).report(report))
        forced = set(stale)
        events: tuple[Event, ...] = ()
        reached: dict[str, SourcedReport] = {}
        while True:
            seeds += [m for e in sorted(stale) for m in self._members(e)]
            before, reached = reached, self._reached(seeds)
            touched = {e for r in reached for e in self._event_of(self.iris.report(r))}
            if reached.keys() != before.keys():
                events = merge(reached.values(), self._told, self._linked_pairs)
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
        # an event of the same reports, none of which points at an event that has changed, is what it was
        same = (touched & kept.keys()) - forced - changed - pointing
        for event in sorted(stale - same):
            self._was(self._event_quads(event))
        for concluded in events:
            if self.iris.event(concluded.id) not in same:
                self._is(event_quads(concluded, index, self.iris))
        self._dyads(stale - same, [e for e in events if self.iris.event(e.id) not in same])

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

    def _fresh_reports(self) -> list[SourcedReport]:
        """The stated reports of the new articles, linked to one another and to those that stay."""
        readings = [reading for _, reading in sorted(self.fresh.items())]
        found = [SourcedReport(reading.article, r) for reading in readings for r in reading.reports if _is_stated(r)]
        for i, j in acquaintances(found):
            if linked(found[i], found[j]):
                self._link(found[i], found[j])
        for report in found:
            for other in self._alike(report, signature(report)):
                self._link(report, other)
        return found

    def _link(self, fresh: SourcedReport, other: SourcedReport) -> None:
        ids = sourced_id(fresh), sourced_id(other)
        self.linked[ids[0]].append(other)
        self.linked[ids[1]].append(fresh)
        self._is([link_quad(*ids, self.iris)])

    def _record(self, graph: str) -> Record:
        """What is remembered of a stored article."""
        if graph not in self.records:
            written = self.store.match(graph, C.record, None, C.bookkeeping)
            self._remember(graph, next((object_of(q) for q in written), None))
        return self.records[graph]

    def _remember(self, graph: str, written: str | None) -> None:
        store = self.store

        def text() -> str:
            return object_of(next(store.match(graph, C.text, None, C.texts)))

        def again() -> list[SourcedReport]:
            return restore(graph, store.match(graph=graph), text(), self._resolution)

        self.records[graph] = Record(graph, written, text, again)

    def _stored_report(self, graph: str, report: str) -> SourcedReport:
        return self._record(graph).report(_id(report))

    def _alike(self, report: SourcedReport, told: Signature) -> list[SourcedReport]:
        """The stored reports that stay and are linked to this one, found by comparing it with all that may be."""
        found = []
        for graph, iri in self._acquainted(merge_keys(report.report, report.article)):
            record = self._record(graph)
            if linked_by(told, record.signature(_id(iri))):
                found.append(record.report(_id(iri)))
        return found

    def _linked(self, report: SourcedReport) -> list[SourcedReport]:
        """The stored reports that stay and are linked to this stored one."""
        record = self._record(self.iris.article(report.article.id))
        if not record.current:
            return self._alike(report, record.signature(sourced_id(report)))
        me = self.iris.report(sourced_id(report))
        others = {subject_of(q) if object_of(q) == me else object_of(q) for q in self._links(me)}
        places = {other: self._home(other) for other in sorted(others)}
        return [self._stored_report(graph, other) for other, graph in places.items() if graph not in self.gone]

    def _links(self, report: str) -> list[Quad]:
        """The stored links of a report."""
        found = list(self.store.match(report, C.linkedTo, None, C.bookkeeping))
        return found + list(self.store.match(None, C.linkedTo, report, C.bookkeeping))

    def _acquainted(self, keys: Iterable[str]) -> list[tuple[str, str]]:
        """Stored reports that stay and share keys enough to be compared, each after its article's graph."""
        shared: dict[tuple[str, str], list[str]] = defaultdict(list)
        for key in keys:
            for quad in self.store.with_text(C.mergeKey, key):
                shared[graph_of(quad), subject_of(quad)].append(key)
        staying = (pair for pair in shared if pair[0] not in self.gone and pair[0] not in self.fresh)
        found = sorted(pair for pair in staying if acquainted(shared[pair]))
        self.home.update((report, graph) for graph, report in found)
        return found

    def _home(self, report: str) -> str:
        """The graph of a stored report's article."""
        if report not in self.home:
            self.home[report] = graph_of(next(self.store.match(report, C.article)))
        return self.home[report]

    def _reached(self, seeds: Iterable[SourcedReport]) -> dict[str, SourcedReport]:
        """The seeds, all reports linked to them directly or through others, and the reports these point to."""
        reached: dict[str, SourcedReport] = {}
        waiting = list(seeds)
        while waiting:
            report = waiting.pop()
            me = sourced_id(report)
            if me not in reached:
                reached[me] = report
                waiting += self._neighbours(report)
                waiting += self._pointed_at(report)
        return reached

    def _neighbours(self, report: SourcedReport) -> list[SourcedReport]:
        """All that a report, which will be there, will be linked to."""
        me = sourced_id(report)
        if me not in self.neighbours:
            is_fresh = self.iris.article(report.article.id) in self.fresh
            self.neighbours[me] = [*self.linked.get(me, ()), *(() if is_fresh else self._linked(report))]
        return self.neighbours[me]

    def _linked_pairs(self, reports: Sequence[SourcedReport]) -> Iterator[tuple[int, int]]:
        """The numbers of those of the reports that are linked, the lesser first."""
        numbers = {sourced_id(report): n for n, report in enumerate(reports)}
        for i, report in enumerate(reports):
            others = (numbers.get(sourced_id(other), i) for other in self._neighbours(report))
            yield from sorted((i, j) for j in others if i < j)

    def _told(self, report: SourcedReport) -> Signature:
        """What is compared of a report that will be there."""
        graph = self.iris.article(report.article.id)
        return signature(report) if graph in self.fresh else self._record(graph).signature(sourced_id(report))

    def _pointed_at(self, report: SourcedReport) -> list[SourcedReport]:
        """The stated reports of the same article whose events this report's event refers to."""
        graph = self.iris.article(report.article.id)
        if graph in self.fresh:
            reading = self.fresh[graph]
            mine = [SourcedReport(reading.article, r) for r in reading.reports]
        else:
            mine = [self._record(graph).report(i) for i in self._record(graph)]
        keys = {report.report.part_of, report.report.first_since}
        keys.update(o.key for o in obstacles(report.report, (m.report for m in mine)))
        return [m for m in mine if m.report.key in keys and _is_stated(m.report)]

    def _event_of(self, report: str) -> list[str]:
        """The event that the store concludes from a report."""
        return [subject_of(q) for q in self.store.match(None, PROV.wasDerivedFrom, report, C.conclusions)]

    def _derived_from(self, event: str) -> list[str]:
        return [object_of(q) for q in self.store.match(event, PROV.wasDerivedFrom, None, C.conclusions)]

    def _members(self, event: str) -> Iterator[SourcedReport]:
        """The reports of an event that remain."""
        for report in sorted(self._derived_from(event)):
            graph = self._home(report)
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


def _id(report: str) -> str:
    """The identifier of a report, from its IRI."""
    return report.rpartition("/")[2]


def _is_stated(report: Report) -> bool:
    return report.factuality is Factuality.STATED


def link_quad(report: str, other: str, iris: Iris) -> Quad:
    """That two reports, by their identifiers, are linked."""
    lesser, greater = (node(iris.report(i)) for i in sorted((report, other)))
    return Quad(lesser, node(C.linkedTo), greater, node(C.bookkeeping))


def agreed_edge(quads: Sequence[Quad]) -> tuple[str, str, str] | None:
    """The direct edge that a part of a zone or a standing fact gives rise to."""
    said = {q.predicate.value: object_of(q) for q in quads}
    if C.basis in said:
        partly = said[C.basis] == "stated-in-part"
        return said[C.zone], C.includesPartOf if partly else C.includes, said[C.place]
    if C.relationKind in said and said[C.relationKind] in RELATION_EDGES:
        return said[C.subject], RELATION_EDGES[said[C.relationKind]], said[C.object]
    return None
