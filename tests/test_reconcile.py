"""Reports of one happening, one of a fight between parties, another of an attack, understood beside each other."""

from __future__ import annotations

import pytest

from kg.counts import Count
from kg.model import Actor, Article, Casualty, Participant, Place, PlaceRole, Report, SourcedReport, Span
from kg.reconcile import reconciled

HERE = Span(0, 1)
REBELS = Actor("actor:red-hills-front", "Red Hills Front", "ArmedGroup")
OTHERS = Actor("actor:valley-guard", "Valley Guard", "ArmedGroup")
ARMY = Actor("state:QQ:military", "Quarland army", "StateForce", named=False)
THE_ARMY = Actor("name:1", "army", "StateForce", named=False)
MILITANTS = Actor("name:2", "militants", "ArmedGroup", named=False)
VILLAGERS = Actor("name:3", "villagers", "Civilians", named=False)

Parts = tuple[tuple[Actor, str], ...]
Harm = tuple[tuple[str, str, int], ...]

ATTACK: Parts = ((REBELS, "initiator"), (ARMY, "target"))
FIGHT: Parts = ((THE_ARMY, "party"), (MILITANTS, "party"))
LOSSES: Harm = (("party", "soldiers", 40), ("party", "militants", 50))

CASES: dict[str, tuple[Parts, Harm, Parts, Parts, Harm]] = {
    # the report that is changed, the other one, what becomes of the first
    "parties take the sides of the attack": (
        FIGHT, LOSSES, ATTACK,
        ((ARMY, "target"), (REBELS, "initiator")), (("target", "soldiers", 40), ("initiator", "militants", 50)),
    ),
    "the army attacks": (
        FIGHT, LOSSES, ((ARMY, "initiator"), (REBELS, "target")),
        ((ARMY, "initiator"), (REBELS, "target")), (("initiator", "soldiers", 40), ("target", "militants", 50)),
    ),
    "a party that is named is told by its name": (
        ((REBELS, "party"), (OTHERS, "party")), (), ((REBELS, "initiator"), (OTHERS, "target")),
        ((REBELS, "initiator"), (OTHERS, "target")), (),
    ),
    "two groups cannot be told apart by their nature": (
        ((THE_ARMY, "party"), (MILITANTS, "party")), LOSSES, ((REBELS, "initiator"), (OTHERS, "target")),
        ((THE_ARMY, "party"), (MILITANTS, "party")), LOSSES,
    ),
    "a third party keeps all where they are": (
        (*FIGHT, (VILLAGERS, "party")), LOSSES, ATTACK, (*FIGHT, (VILLAGERS, "party")), LOSSES,
    ),
    "another fight": (FIGHT, LOSSES, ((REBELS, "party"), (ARMY, "party")), ((ARMY, "party"), (REBELS, "party")), LOSSES),
    "dead of nobody's side": (
        FIGHT, (("party", "people", 9),), ATTACK, ((ARMY, "target"), (REBELS, "initiator")), (("party", "people", 9),),
    ),
    "victims who were the target": (
        ((ARMY, "victim"),), (("victim", "soldiers", 46),), ATTACK, ((ARMY, "target"),), (("target", "soldiers", 46),),
    ),
    "victims who were nobody's target": (
        ((VILLAGERS, "victim"),), (("victim", "villagers", 3),), ATTACK,
        ((VILLAGERS, "victim"),), (("victim", "villagers", 3),),
    ),
    "a description beside a name of its own": (
        ((OTHERS, "initiator"), (MILITANTS, "initiator")), (), ATTACK,
        ((OTHERS, "initiator"), (MILITANTS, "initiator")), (),
    ),
    "a description of one of two who are named": (
        ((MILITANTS, "initiator"),), (), ((REBELS, "initiator"), (OTHERS, "initiator")), ((MILITANTS, "initiator"),), (),
    ),
}  # fmt: skip


def report(article: str, parts: Parts, harm: Harm = (), place: Place | None = None) -> SourcedReport:
    told = Report(
        key="r1",
        type="Clash",
        trigger=HERE,
        quotes=(HERE,),
        places=(PlaceRole(place, "in", HERE),) if place else (),
        participants=tuple(Participant(actor, role, HERE) for actor, role in parts),
        casualties=tuple(
            Casualty("killed", of, Count.of(n), HERE, group=group, civilian=group == "villagers")
            for of, group, n in harm
        ),
    )
    return SourcedReport(Article(article, "x"), told)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("turned", [False, True])
def test_sides(name: str, *, turned: bool) -> None:
    parts, harm, other, expected, figures = CASES[name]
    pair = [report("a", parts, harm), report("b", other)]
    found = reconciled(pair[::-1] if turned else pair)
    one = next(m.report for m in found if m.article.id == "a")
    assert tuple((p.actor, p.role) for p in one.participants) == expected
    assert tuple((c.of, c.group, c.count.best) for c in one.casualties) == figures


def test_who_is_only_accused_gives_nobody_a_name() -> None:
    accused = report("b", ATTACK)
    blamed = tuple(Participant(p.actor, p.role, HERE, alleged=True) for p in accused.report.participants)
    told = Report(key="r1", type="Attack", trigger=HERE, quotes=(HERE,), participants=blamed)
    (one, _) = reconciled([report("a", ((MILITANTS, "initiator"),)), SourcedReport(accused.article, told)])
    assert one.report.participants[0].actor == MILITANTS


def test_one_report_alone_stays_as_it_is() -> None:
    alone = report("a", FIGHT, LOSSES)
    assert reconciled([alone]) == (alone,)


KNOWN = Place("gn:5", "Abu Sahra", "Village", 35.0, 36.0, "QQ", aliases=("Bu Sahra",))
NAMESAKE = Place("gn:6", "Abu Sahra", "Village", 33.0, 36.0, "QQ")
UNKNOWN = Place("name:7", "Bū Sahra", "Place", country="QQ")
PLACES = [
    ("the only namesake", [UNKNOWN, KNOWN], [KNOWN, KNOWN]),
    ("two namesakes", [Place("name:8", "Abu Sahra"), KNOWN, NAMESAKE], [Place("name:8", "Abu Sahra"), KNOWN, NAMESAKE]),
    ("none", [UNKNOWN, Place("gn:9", "Town", "City", 1.0, 1.0)], [UNKNOWN, Place("gn:9", "Town", "City", 1.0, 1.0)]),
]


@pytest.mark.parametrize(("places", "expected"), [case[1:] for case in PLACES], ids=[case[0] for case in PLACES])
def test_a_place_no_table_knows(places: list[Place], expected: list[Place]) -> None:
    found = reconciled([report(str(n), ATTACK, place=place) for n, place in enumerate(places)])
    assert [m.report.places[0].place for m in found] == expected
