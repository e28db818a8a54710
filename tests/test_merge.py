"""Which reports are one happening: careful, symmetric, and the same in any order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from kg.counts import Count
from kg.dates import When
from kg.merge import linked, merge, merge_keys
from kg.model import Actor, Article, Casualty, Factuality, Participant, Place, PlaceRole, Report, SourcedReport, Span

HERE = Span(0, 1)
TOWN = Place("gn:2", "Town", "City", country="QQ", within=("North", "Quarland"), within_ids=("gn:1", "iso:QQ"))
NORTH = Place("gn:1", "North", "Province", country="QQ", within=("Quarland",), within_ids=("iso:QQ",), where_prec=4)
VILLAGE = Place("gn:3", "Village", "Village", country="QQ", within=("North", "Quarland"), within_ids=("gn:1", "iso:QQ"))
ONE, TWO = (Actor(f"ucdp:{n}", f"Group {n}", "ArmedGroup") for n in (1, 2))
DAY = date(2020, 5, 3)


def told(
    article: str,
    *,
    kind: str = "Attack",
    places: tuple[Place, ...] = (TOWN,),
    doer: Actor | None = ONE,
    killed: int | None = None,
    when: When | None = When.day(DAY),  # noqa: B008  a frozen value
    factuality: Factuality = Factuality.STATED,
    key: str = "r1",
) -> SourcedReport:
    report = Report(
        key=key,
        type=kind,
        trigger=HERE,
        quotes=(HERE,),
        when=when,
        places=tuple(PlaceRole(p, "in", HERE) for p in places),
        participants=(Participant(doer, "initiator", HERE),) if doer else (),
        casualties=(Casualty("killed", "target", Count.of(killed), HERE),) if killed is not None else (),
        factuality=factuality,
    )
    return SourcedReport(Article(article, "x", published=DAY), report)


PAIRS = {
    "same place, day and group": ({}, {}, True),
    "a narrower class": ({}, {"kind": "ArmedAssault"}, True),
    "an act of another kind": ({}, {"kind": "Protest"}, False),
    "another group": ({}, {"doer": TWO}, False),
    "nothing but place and day": ({"doer": None}, {"doer": None}, False),
    "a figure in common": ({"doer": None, "killed": 7}, {"doer": None, "killed": 7}, True),
    "tolls far apart": ({"killed": 7}, {"killed": 70}, False),
    "tolls that may be one": ({"killed": 7}, {"killed": 9}, True),
    "another town": ({}, {"places": (VILLAGE,)}, False),
    "two towns of one province": ({"places": (TOWN, NORTH)}, {"places": (VILLAGE, NORTH)}, False),
    "the province only": ({"places": (NORTH,)}, {"places": (NORTH,)}, False),
    "the province, with group and figure": ({"places": (NORTH,), "killed": 7}, {"killed": 7}, True),
    "the next day": ({}, {"when": When.day(date(2020, 5, 4))}, False),
    "days that overlap": ({}, {"when": When(date(2020, 5, 1), date(2020, 5, 4), When.day(DAY).precision)}, True),
    "a month": ({}, {"when": When.month(2020, 5)}, False),
    "no date": ({}, {"when": None}, False),
    "planned": ({}, {"factuality": Factuality.PLANNED}, False),
    "no place": ({"places": ()}, {"places": ()}, False),
}


@pytest.mark.parametrize("name", sorted(PAIRS))
def test_two_reports(name: str) -> None:
    first, second, expected = PAIRS[name]
    a, b = told("a", **first), told("b", **second)  # type: ignore[arg-type]
    assert linked(a, b) == linked(b, a)
    events = merge([a, b])
    stated = sum(r.report.factuality is Factuality.STATED for r in (a, b))
    assert len(events) == (1 if expected else stated)


def test_reports_of_one_article_are_never_one() -> None:
    assert len(merge([told("a"), told("a", key="r2")])) == 2
    assert len(merge([told("a"), told("a", key="r2"), told("b")])) == 2


def test_reports_that_share_no_key_are_not_linked_by_merging() -> None:
    assert not set(merge_keys(told("a").report, told("a").article)) & set(
        merge_keys(told("b", when=When.day(date(2020, 6, 1))).report, told("b").article)
    )


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_any_order_gives_the_same_events(order: tuple[int, ...]) -> None:
    reports = [told("a", killed=7), told("b", killed=9), told("c", kind="ArmedAssault"), told("d", doer=TWO)]
    assert merge([reports[i] for i in order]) == merge(reports)


def test_the_group_tells_which_of_two_acts_of_a_day_is_meant() -> None:
    fight = told("a", kind="Clash", places=(NORTH,), doer=None, killed=40, key="r1")
    attack = told("a", key="r2")
    other = told("b", places=(TOWN, NORTH), killed=38)
    events = merge([fight, attack, other])
    assert [[(m.article.id, m.report.key) for m in e.reports] for e in events if len(e.reports) > 1] == [
        [("a", "r2"), ("b", "r1")]
    ]


def test_the_least_report_names_the_event_and_completes_from_the_others() -> None:
    early = told("z", killed=7)
    late = replace(told("a", kind="ArmedAssault", killed=9), article=Article("a", "x", published=date(2020, 5, 9)))
    (event,) = merge([late, early])
    assert event.reports == (early, late)
    assert event.report.type == "ArmedAssault"
    assert [c.count.value for c in event.report.casualties] == [7, 9]
    assert event.independent_sources == 2
    assert len(event.replaces) == 1


def test_copies_of_one_story_count_once() -> None:
    reports = [replace(told(a), copy_group="wire") for a in "abc"]
    (event,) = merge(reports)
    assert event.independent_sources == 1
