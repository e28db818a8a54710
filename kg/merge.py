"""Reports of one happening to one event: which reports belong together, and what is concluded from them.

Two reports are *linked* if they may tell of one happening; only reports that share a merge key are ever compared, and
clusters are formed inside a component of linked reports, by its content alone. So merging all reports at once, or only
the components that a new article touches, gives the same events in any order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import TypeVar

from kg.dates import When
from kg.ids import report_id
from kg.labels import label_of
from kg.lexicon import load_lexicon
from kg.model import Article, Casualty, Event, Factuality, Place, Report, SourcedReport

__all__ = ["branch", "casualty_key", "linked", "merge", "merge_keys", "obstacles", "order_of", "sourced_id"]

T = TypeVar("T")

_LONGEST = 7
"""Days: a happening told less exactly than within a week is not merged across articles."""
_NARROW = frozenset({"Settlement", "City", "Village", "Neighbourhood", "Facility", "District"})
"""Kinds of place small enough that two attacks there on one day are likely one."""


def sourced_id(report: SourcedReport) -> str:
    """The identifier of a report."""
    return report_id(report.article.id, report.report.key)


def order_of(report: SourcedReport) -> tuple[date, str, int, str]:
    """The order in which reports count: by publication, then by article and place in it; the least names the event."""
    return (
        report.article.published or date.max,
        report.article.id,
        report.report.trigger.begin,
        report.report.key,
    )


@lru_cache(maxsize=1000)
def branch(kind: str) -> str:
    """The broadest class below ``Event`` that a class belongs to."""
    chain = [kind, *load_lexicon().superclasses.get(kind, ())]
    below = [name for name in chain if name not in ("Event", "ActOfForce")]
    return below[-1] if below else kind


def merge_keys(report: Report, article: Article) -> tuple[str, ...]:
    """Keys that two reports must share to be compared: kind of happening, country, day. None: never merged."""
    when = report.when
    if report.factuality is not Factuality.STATED or when is None or when.earliest is None or when.latest is None:
        return ()
    days = (when.latest - when.earliest) // timedelta(days=1) + 1
    if not 1 <= days <= _LONGEST:
        return ()
    countries = sorted({p.place.country or p.place.id for p in report.places if p.role == "in"})
    top = branch(report.type)
    return tuple(f"{top}|{country}|{when.earliest + timedelta(days=n)}" for country in countries for n in range(days))


def merge(reports: Iterable[SourcedReport]) -> tuple[Event, ...]:
    """The events that stated reports tell of, in order of their identifiers.

    Reports of one article are distinct happenings. ``part_of`` and ``first_since`` of an event are identifiers of
    events among the result; a reference to a report that is not given is left out.
    """
    stated = sorted((r for r in reports if r.report.factuality is Factuality.STATED), key=order_of)
    clusters = [c for component in _components(stated) for c in _clusters(component)]
    event_of = {sourced_id(member): sourced_id(cluster[0]) for cluster in clusters for member in cluster}
    by_article: dict[str, list[SourcedReport]] = defaultdict(list)
    for report in stated:
        by_article[report.article.id].append(report)
    events = [_conclude(cluster, event_of, by_article) for cluster in clusters]
    return tuple(sorted(events, key=lambda e: e.id))


def linked(a: SourcedReport, b: SourcedReport) -> bool:
    """Whether two reports may tell of one happening: symmetric, a function of the two alone."""
    one, other = a.report, b.report
    if a.article.id == b.article.id or branch(one.type) != branch(other.type):
        return False
    if not (_days_meet(one.when, other.when) and _figures_agree(one.casualties, other.casualties)):
        return False
    doers, others = _named(one, "initiator"), _named(other, "initiator")
    if doers and others and not doers & others:
        return False
    spot = _shared_place(one, other)
    if spot is None:
        return False
    related = one.type == other.type or one.type in _chain(other.type) or other.type in _chain(one.type)
    figures = _figures(one.casualties) & _figures(other.casualties)
    known = (doers & others) | (_named(one, "target") & _named(other, "target"))
    if spot:
        return bool(figures) or (related and bool(known))
    return bool(figures) and related and bool(known)


def _chain(kind: str) -> tuple[str, ...]:
    return load_lexicon().superclasses.get(kind, ())


def _days_meet(a: When | None, b: When | None) -> bool:
    if a is None or b is None or not (a.earliest and a.latest and b.earliest and b.latest):
        return False
    return a.earliest <= b.latest and b.earliest <= a.latest


def _named(report: Report, role: str) -> set[str]:
    return {p.actor.id for p in report.participants if p.role == role and p.actor.named}


def _shared_place(one: Report, other: Report) -> bool | None:
    """True: the finest places that both tell are one and narrow; False: they are one area, or one lies in the other's;
    None: they share nothing.
    """
    here, there = _finest(one), _finest(other)
    shared = {p.id for p in here} & {p.id for p in there}
    if shared:
        return any(p.kind in _NARROW for p in here if p.id in shared)
    nested = any(a.id in b.within_ids or b.id in a.within_ids for a in here for b in there)
    return False if nested else None


def _finest(report: Report) -> list[Place]:
    """Where it happened, without the areas that enclose another such place."""
    places = [p.place for p in report.places if p.role == "in"]
    around = {area for p in places for area in p.within_ids}
    return [p for p in places if p.id not in around]


def _figures(casualties: Sequence[Casualty]) -> set[tuple[str, int]]:
    return {(c.kind, c.count.value) for c in casualties if c.count.value}


def _figures_agree(one: Sequence[Casualty], other: Sequence[Casualty]) -> bool:
    """Whether the tolls may be of one happening: the deadliest numbers of each kind lie within a factor of two."""
    for kind in ("killed", "wounded"):
        a = max((c.count.best or 0 for c in one if c.kind == kind), default=0)
        b = max((c.count.best or 0 for c in other if c.kind == kind), default=0)
        if a and b and max(a, b) > 2 * min(a, b) + 2:
            return False
    return True


def _components(reports: Sequence[SourcedReport]) -> list[list[SourcedReport]]:
    """Groups of reports that are linked directly or through others, in order."""
    leader = list(range(len(reports)))

    def find(i: int) -> int:
        while leader[i] != i:
            leader[i] = leader[leader[i]]
            i = leader[i]
        return i

    blocks: dict[str, list[int]] = defaultdict(list)
    for i, report in enumerate(reports):
        for key in merge_keys(report.report, report.article):
            blocks[key].append(i)
    for members in blocks.values():
        for n, i in enumerate(members):
            for j in members[:n]:
                if find(i) != find(j) and linked(reports[i], reports[j]):
                    leader[max(find(i), find(j))] = min(find(i), find(j))
    groups: dict[int, list[SourcedReport]] = defaultdict(list)
    for i, report in enumerate(reports):
        groups[find(i)].append(report)
    return list(groups.values())


def _clusters(component: list[SourcedReport]) -> list[list[SourcedReport]]:
    """A component split so that no two reports of one article are one event: each joins the first group it is linked
    to.
    """
    groups: list[list[SourcedReport]] = []
    for report in component:
        for group in groups:
            if all(m.article.id != report.article.id for m in group) and any(linked(m, report) for m in group):
                group.append(report)
                break
        else:
            groups.append([report])
    return groups


def obstacles(report: Report, others: Iterable[Report]) -> list[Report]:
    """The acts of force that the same sentence tells of as a humanitarian action, which they are in the way of."""
    if "HumanitarianAction" not in (report.type, *_chain(report.type)):
        return []
    return [
        other
        for other in others
        if "ActOfForce" in _chain(other.type)
        and other.factuality is Factuality.STATED
        and any(told.overlaps(quote) for told in other.quotes for quote in report.quotes)
    ]


def _conclude(
    cluster: list[SourcedReport], event_of: dict[str, str], by_article: dict[str, list[SourcedReport]]
) -> Event:
    facts = cluster[0].report if len(cluster) == 1 else _consolidate(cluster)
    me = sourced_id(cluster[0])

    def event_at(keys: Iterable[tuple[SourcedReport, str | None]]) -> str | None:
        for member, key in keys:
            if key is not None:
                found = event_of.get(report_id(member.article.id, key))
                if found not in (None, me):
                    return found
        return None

    in_the_way = {
        event_of[report_id(m.article.id, other.key)]
        for m in cluster
        for other in obstacles(m.report, (o.report for o in by_article[m.article.id]))
    }
    return Event(
        id=me,
        reports=tuple(cluster),
        report=facts,
        part_of=event_at((m, m.report.part_of) for m in cluster),
        first_since=event_at((m, m.report.first_since) for m in cluster),
        label=label_of(facts),
        independent_sources=len({m.copy_group or m.article.id for m in cluster}),
        replaces=tuple(sourced_id(m) for m in cluster[1:]),
        obstructed_by=tuple(sorted(in_the_way - {me})),
    )


def _consolidate(cluster: list[SourcedReport]) -> Report:
    """The facts of several reports side by side: what the first lacks is completed from the others."""
    told = [m.report for m in cluster]
    first = told[0]
    dated = [r.when for r in told if r.when is not None and r.when.days is not None]
    return replace(
        first,
        type=max((r.type for r in told), key=lambda t: (len(_chain(t)), [-ord(c) for c in t])),
        when=min(dated, key=lambda w: (w.days or 0, w.earliest or date.max)) if dated else first.when,
        places=_distinct((p for r in told for p in r.places), lambda p: (p.place.id, p.role)),
        zones=_distinct((z for r in told for z in r.zones), lambda z: z.id),
        participants=_distinct((p for r in told for p in r.participants), lambda p: (p.actor.id, p.role)),
        equipment=_distinct((e for r in told for e in r.equipment), lambda e: (e.type, e.name, e.used_by)),
        casualties=_distinct((c for r in told for c in r.casualties), casualty_key),
        damage=_distinct((d for r in told for d in r.damage), lambda d: (d.what, d.effect)),
        outcome=next((r.outcome for r in told if r.outcome), None),
        claimant=next((r.claimant for r in told if r.claimant), None),
        occurrences=next((r.occurrences for r in told if r.occurrences), None),
        salience=min(r.salience for r in told),
    )


def casualty_key(casualty: Casualty) -> tuple[object, ...]:
    """What makes a figure the same figure in two reports: the number, of whom, and according to whom."""
    claimant = casualty.claimant.id if casualty.claimant else None
    return (casualty.kind, casualty.of, casualty.group, casualty.civilian, casualty.count, casualty.total, claimant)


def _distinct(items: Iterable[T], key: Callable[[T], object]) -> tuple[T, ...]:
    """The items without those whose key came before."""
    found: dict[object, T] = {}
    for item in items:
        found.setdefault(key(item), item)
    return tuple(found.values())
