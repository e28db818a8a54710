"""Reports of one happening to one event: which reports belong together, and what is concluded from them.

Only reports that share merge keys are ever compared (``acquainted``), two reports are *linked* if they likely tell of
one happening (``kg.sameness``), and clusters are formed inside a component of linked reports, by its content alone. So
merging all reports at once, or only the components that a new article touches, gives the same events in any order.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations
from typing import TypeVar

from kg.copies import copy_groups
from kg.ids import report_id
from kg.labels import label_of
from kg.lexicon import load_lexicon
from kg.likeness import RAREST, article_story, rarity
from kg.model import Article, Casualty, Event, Factuality, Report, SourcedReport
from kg.reconcile import reconciled
from kg.sameness import (
    Signature,
    branch,
    by_one_group,
    comparable,
    finest,
    is_known,
    is_likely,
    odds,
    signature,
    tells_story,
)

__all__ = [
    "acquaintances",
    "acquainted",
    "casualty_key",
    "linked",
    "linked_by",
    "marks",
    "merge",
    "merge_keys",
    "obstacles",
    "order_of",
    "sourced_id",
]

T = TypeVar("T")

_LONGEST = 7
"""Days: a happening told less exactly than within a week has no day to be found by."""
_FOCAL = 2
"""Reports of an article, by rank, that are found by its names though they tell of no harm."""
_JOINED = 4
"""Names of an article, the heaviest, of which three are enough to find it by, at any time. Two would not do: "council"
and "york", or a country and "shelling", are in every tenth of many thousand articles, so that each would be compared
with ever more of them.
"""
_MONTH, _MARGIN = 30, 8
"""Days of a window in which articles that share common names are compared, and by how much two windows overlap."""
_JOIN = 0.0
"""Log odds from which, on average, two groups of reports are one event."""
_SURE = 3.0
"""Log odds beyond which a pair says no more for or against joining its groups: one misread day, or one name of many, does
not decide for all. A pair that cannot be of one happening decides still.
"""
_LEAD = 2.0
"""Log odds by which a pair of leading reports goes before others, and one of a leading and another report after."""


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


def merge_keys(report: Report, article: Article) -> tuple[str, ...]:
    """Keys by which reports of one happening find each other: ``acquainted`` says which of them two must share.

    Keys by day: the spot, by its id and by its name, or an area together with a figure or a known group. Keys by name,
    where the article has names enough to be known again by: what it names most, a word of common English only within
    some weeks. Others are known again by plain agreement alone, which needs the day. A report that is not stated as a
    fact has no keys.
    """
    if report.factuality is not Factuality.STATED:
        return ()
    return tuple(dict.fromkeys((*_day_keys(report), *_name_keys(report, article))))


def _day_keys(report: Report) -> Iterator[str]:
    kind = branch(report.type)
    accord = kind == "Agreement"
    when = report.when
    first, last = (None, None) if when is None else when.begins if accord else (when.earliest, when.latest)
    if first is None or last is None:
        return
    length = (last - first) // timedelta(days=1) + 1
    if not 1 <= length <= _LONGEST:
        return
    if accord:
        yield from _accord_keys(report, kind, [first + timedelta(days=n) for n in range(length)])
    days = [first + timedelta(days=n) for n in range(length + 1) if first < date.max]
    harmed = sorted({f"{c.kind} {c.count.best}" for c in report.casualties if c.count.best})
    groups = sorted(
        {p.actor.id for p in report.participants if is_known(p.actor) and not p.actor.id.startswith("name:")}
    )
    for place in finest(report):
        for spot in (place.id, place.name.casefold()):
            for day in days:
                yield f"day|{kind}|{spot}|{day}"
        for area in (place.id, *place.within_ids):
            if not area.startswith("iso:"):
                for what in (*harmed, *groups):
                    yield f"day|{kind}|{area}|{days[0]}|{what}"


def _accord_keys(report: Report, kind: str, days: Sequence[date]) -> Iterator[str]:
    """An accord is found by the day it begins on, with its zone, or with one of those who agreed on it."""
    for part in report.participants:
        if part.actor.named and part.role in ("party", "initiator", "target"):
            for day in days:
                yield f"day|{kind}|{part.actor.id}|{day}"
    for zone in report.zones:
        for day in days:
            yield f"day|{kind}|{zone.id}|{day}"


def _name_keys(report: Report, article: Article) -> Iterator[str]:
    if (report.salience > _FOCAL and not report.casualties) or not tells_story(report, article):
        return
    when = report.when
    day = when.earliest if when is not None and when.days is not None and when.days <= _LONGEST else None
    day = day or article.published
    windows = sorted({(day.toordinal() + n) // _MONTH for n in (-_MARGIN, 0, _MARGIN)}) if day else []
    kind = branch(report.type)
    names = article_story(article).names.top
    for some in combinations(sorted(names[:_JOINED]), 3):
        yield f"names|{' '.join(some)}|{kind}"
    for name in names:
        if rarity(name) == RAREST:
            yield f"name|{name}|{kind}"
        else:
            for window in windows:
                yield f"name|{name}|{kind}|{window}"


def marks(key: str) -> tuple[str, ...]:
    """What a merge key shows of those who share it: reports that share two marks are compared. A key by day, or of
    three names, has two of its own; the keys of one name in several windows have one, the name.
    """
    return (key.split("|", 2)[1],) if key.startswith("name|") else (f"{key}|1", f"{key}|2")


def acquainted(shared: Iterable[str]) -> bool:
    """Whether two reports that share these merge keys are compared: for a key by day or of three names, or two single ones."""
    found: set[str] = set()
    for key in shared:
        found.update(marks(key))
        if len(found) > 1:
            return True
    return False


def linked(a: SourcedReport, b: SourcedReport) -> bool:
    """Whether two reports likely tell of one happening: symmetric, a function of the two alone."""
    return comparable(a, b) and is_likely(signature(a), signature(b))


def linked_by(a: Signature, b: Signature) -> bool:
    """The same of two stated reports, by what of them is compared."""
    return a.article != b.article and a.branch == b.branch and is_likely(a, b)


def merge(
    reports: Iterable[SourcedReport],
    told: Callable[[SourcedReport], Signature] = signature,
    compared: Callable[[Sequence[SourcedReport]], Iterable[tuple[int, int]]] | None = None,
) -> tuple[Event, ...]:
    """The events that stated reports tell of, in order of their identifiers.

    Reports of one article are distinct happenings. ``part_of`` and ``first_since`` of an event are identifiers of
    events among the result; a reference to a report that is not given is left out. ``told`` gives what is compared of
    a report, ``compared`` the pairs, the lesser number first, among which all links are, where that is known already.
    """
    stated = sorted((r for r in reports if r.report.factuality is Factuality.STATED), key=order_of)
    components = _components(stated, [told(r) for r in stated], (compared or acquaintances)(stated))
    clusters = [cluster for component in components for cluster in _clusters(component)]
    event_of = {sourced_id(member): sourced_id(cluster[0]) for cluster in clusters for member in cluster}
    by_article: dict[str, list[SourcedReport]] = defaultdict(list)
    for report in stated:
        by_article[report.article.id].append(report)
    events = [_conclude(cluster, event_of, by_article) for cluster in clusters]
    return tuple(sorted(events, key=lambda e: e.id))


def _chain(kind: str) -> tuple[str, ...]:
    return load_lexicon().superclasses.get(kind, ())


@dataclass(frozen=True, slots=True)
class _Component:
    """Reports that are linked directly or through others, in order, and the links by likelihood."""

    reports: list[SourcedReport]
    signatures: list[Signature]
    links: list[tuple[float, int, int]]


def _components(
    reports: Sequence[SourcedReport], signatures: Sequence[Signature], compared: Iterable[tuple[int, int]]
) -> list[_Component]:
    """Reports in order, in groups that have no link between them."""
    leader = list(range(len(reports)))

    def find(i: int) -> int:
        while leader[i] != i:
            leader[i] = leader[leader[i]]
            i = leader[i]
        return i

    links: list[tuple[float, int, int]] = []
    for i, j in compared:
        if comparable(reports[i], reports[j]):
            chance = odds(signatures[i], signatures[j])
            if chance >= 0:
                links.append((chance, i, j))
                leader[max(find(i), find(j))] = min(find(i), find(j))
    members: dict[int, list[int]] = defaultdict(list)
    for i in range(len(reports)):
        members[find(i)].append(i)
    linking: dict[int, list[tuple[float, int, int]]] = defaultdict(list)
    place = {i: n for group in members.values() for n, i in enumerate(group)}
    for chance, i, j in links:
        linking[find(i)].append((chance, place[i], place[j]))
    return [
        _Component([reports[i] for i in group], [signatures[i] for i in group], linking[first])
        for first, group in members.items()
    ]


def acquaintances(reports: Sequence[SourcedReport]) -> Iterator[tuple[int, int]]:
    """Pairs of reports that are compared, the lesser number first."""
    blocks: dict[str, list[int]] = defaultdict(list)
    for j, report in enumerate(reports):
        shared: dict[int, list[str]] = defaultdict(list)
        for key in merge_keys(report.report, report.article):
            for i in blocks[key]:
                shared[i].append(key)
            blocks[key].append(j)
        for i, keys in shared.items():
            if acquainted(keys):
                yield i, j


def _clusters(component: _Component) -> list[list[SourcedReport]]:
    """A component split into events: the likeliest pairs come together first, and two groups only if their reports are
    likely of one happening on average, no two of them cannot be, and no article would have two of them.
    """
    reports = component.reports
    known = {(i, j): value for value, i, j in component.links}

    def likely(i: int, j: int) -> float:
        pair = (i, j) if i < j else (j, i)
        if pair not in known:
            known[pair] = odds(component.signatures[i], component.signatures[j])
        return known[pair]

    leading = _leading(component.signatures)

    def order(link: tuple[float, int, int]) -> tuple[float, int, int]:
        value, i, j = link
        first = leading[i] + leading[j]
        if by_one_group(component.signatures[i], component.signatures[j]):
            first = 2  # whether or not it is what the articles are about
        return -value - _LEAD * (first if first != 1 else -1), i, j

    group_of = {i: [i] for i in range(len(reports))}
    for _, i, j in sorted(component.links, key=order):
        one, other = group_of[i], group_of[j]
        if one is other or {reports[m].article.id for m in one} & {reports[m].article.id for m in other}:
            continue
        if _agreed([likely(m, n) for m in one for n in other]):
            one += other
            for m in other:
                group_of[m] = one
    groups = {min(g): sorted(g) for g in group_of.values()}
    return [[reports[m] for m in groups[first]] for first in sorted(groups)]


def _agreed(chances: Sequence[float]) -> bool:
    """Whether pairs of reports of two groups, on average, show that the groups are one event, and none forbids it."""
    if -math.inf in chances:
        return False
    return sum(max(-_SURE, min(_SURE, chance)) for chance in chances) >= _JOIN * len(chances)


def _leading(reports: Sequence[Signature]) -> list[bool]:
    """Whether each report is the first of those of its article: the one with the most harm, of equals the first in rank."""
    best: dict[str, tuple[int, int, int]] = {}
    for i, told in enumerate(reports):
        weight = (told.killed + told.wounded, -told.rank, -i)
        best[told.article] = max(weight, best.get(told.article, weight))
    return [-best[told.article][2] == i for i, told in enumerate(reports)]


def obstacles(report: Report, others: Iterable[Report]) -> list[Report]:
    """The acts of force that the same sentence tells of as a humanitarian action, which they are in the way of."""
    if report.type not in load_lexicon().with_trait("relief"):
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
    facts = cluster[0].report
    if len(cluster) > 1:
        facts = _consolidate(cluster)
        original = copy_groups([m.article for m in cluster])
        cluster = [replace(m, copy_group=m.copy_group or _copied(m.article.id, original)) for m in cluster]
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


def _copied(article: str, original: Mapping[str, str]) -> str:
    """The article that this one copies, nothing if it is the first of its kind."""
    return "" if original[article] == article else original[article]


def _consolidate(cluster: list[SourcedReport]) -> Report:
    """The facts of several reports side by side: what the first lacks is completed from the others."""
    told = [m.report for m in reconciled(cluster)]
    first = told[0]
    dated = [r.when for r in told if r.when is not None and r.when.days is not None]
    return replace(
        first,
        type=max((r.type for r in told), key=lambda t: (len(_chain(t)), [-ord(c) for c in t])),
        when=min(dated, key=lambda w: (w.days or 0, w.earliest or date.max)) if dated else first.when,
        places=_distinct((p for r in told for p in r.places), lambda p: (p.place.id, p.role)),
        zones=_distinct(sorted((z for r in told for z in r.zones), key=lambda z: z.by_outline), lambda z: z.id),
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
