"""One ceasefire told by many articles is one accord; two ceasefires of one week stay two, in any order."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import QueryResultsFormat, QuerySolutions

from kg.canned import find_question
from kg.dates import Precision, When
from kg.merge import linked, merge
from kg.model import Actor, Article, ArticleReading, Participant, Place, PlaceRole, Report, SourcedReport, Span, Zone
from kg.names import bind_names
from kg.pipeline import add_readings
from kg.results import Answer
from kg.store import memory_store
from kg.terms import object_of
from kg.vocabulary import C

HERE = Span(0, 1)
START = date(2020, 1, 9)
NORTH = Place("gn:1", "North", "Province", 10.0, 20.0, "QQ", ("Quarland",), ("iso:QQ",), 4)
SOUTH = Place("gn:9", "South", "Province", 14.0, 20.0, "QQ", ("Quarland",), ("iso:QQ",), 4)
TOWN = Place("gn:2", "Town", "City", 10.1, 20.0, "QQ", ("North", "Quarland"), ("gn:1", "iso:QQ"))
ZONE, OTHER_ZONE = (Zone(f"zone:{n}", f"{n} zone", "DeEscalationZone", HERE) for n in ("north", "south"))
ARMY, REBELS, BAND = (Actor(f"ucdp:{n}", f"Group {n}", "ArmedGroup") for n in (1, 2, 3))


def since(days: int = 0) -> When:
    return When(START + timedelta(days=days), None, Precision.DAY, lasting=True)


def halt(
    article: str,
    *,
    kind: str = "Ceasefire",
    when: When | None = None,
    place: Place | None = None,
    zone: Zone | None = ZONE,
    parties: tuple[Actor, ...] = (ARMY, REBELS),
    words: str = "The guns fell silent.",
) -> SourcedReport:
    report = Report(
        key="r1",
        type=kind,
        trigger=HERE,
        quotes=(Span(0, len(words)),),
        when=when or since(),
        places=(PlaceRole(place, "in", HERE),) if place else (),
        zones=(zone,) if zone else (),
        participants=tuple(Participant(p, "party", HERE) for p in parties),
    )
    return SourcedReport(Article(article, words, published=START + timedelta(days=2)), report)


PAIRS = {
    "the same zone, day and parties": ({}, {}, True),
    "one party more": ({}, {"parties": (ARMY, REBELS, BAND)}, True),
    "parties not told": ({}, {"parties": ()}, True),
    "a place within the other's": ({"zone": None, "place": NORTH}, {"zone": None, "place": TOWN}, True),
    "no area told, the same parties": ({}, {"zone": None}, True),
    "no area told, one party in common": ({}, {"zone": None, "parties": (ARMY, BAND)}, False),
    "no area and no parties": ({}, {"zone": None, "parties": ()}, False),
    "other parties": ({"parties": (ARMY,)}, {"parties": (BAND,)}, False),
    "another zone": ({}, {"zone": OTHER_ZONE}, False),
    "another province": ({"zone": None, "place": NORTH}, {"zone": None, "place": SOUTH}, False),
    "another day of the week": ({}, {"when": since(3)}, False),
    "an agreement of which the ceasefire is one": ({}, {"kind": "Agreement"}, True),
    "an exchange of prisoners": ({}, {"kind": "PrisonerExchange"}, False),
    "a ceasefire of some days": (
        {},
        {"when": When(START, START + timedelta(days=2), Precision.DAY, lasting=True)},
        True,
    ),
    "some day of the month": ({}, {"when": When(date(2020, 1, 1), None, Precision.MONTH, lasting=True)}, False),
}


@pytest.mark.parametrize("name", PAIRS)
def test_two_reports_of_accords(name: str) -> None:
    one, other, expected = PAIRS[name]
    a, b = halt("a", **one), halt("b", **other)  # type: ignore[arg-type]
    assert linked(a, b) is linked(b, a) is expected
    assert len(merge([a, b])) == (1 if expected else 2)


WEEK = [
    *(halt(f"n{n}", parties=(ARMY, REBELS)[: n % 3]) for n in range(5)),
    halt("m1", when=since(4)),
    halt("m2", when=since(4), parties=()),
    halt("s1", zone=OTHER_ZONE),
    halt("s2", zone=OTHER_ZONE, parties=(ARMY, BAND)),
]


@given(st.permutations(WEEK))
def test_three_ceasefires_of_one_week_stay_three_in_any_order(order: list[SourcedReport]) -> None:
    events = merge(order)
    assert sorted(len(e.reports) for e in events) == [2, 2, 5]
    assert events == merge(WEEK)


def test_five_articles_on_one_ceasefire_do_not_multiply_the_answer() -> None:
    store = memory_store()
    raid = Report(
        "r1",
        "Attack",
        HERE,
        (HERE,),
        When.day(START + timedelta(days=9)),
        (PlaceRole(TOWN, "in", HERE),),
        (ZONE,),
        (Participant(REBELS, "initiator", HERE),),
    )
    told = [ArticleReading(a.article, reports=(a.report,)) for a in (halt(f"n{n}") for n in range(5))]
    add_readings(
        [*told, ArticleReading(Article("raid", "A raid.", published=date(2020, 1, 19)), reports=(raid,))], store
    )
    assert len(list(store.match(None, C.establishedBy))) == 1
    (accord,) = {q.subject for q in store.match(None, C.establishedBy)}
    assert sum(q.subject == accord for q in store.match(None, C.document)) == 5
    assert {object_of(q) for q in store.match(None, C.independentSources)} == {"1", str(len(told))}

    def select(text: str) -> Answer:
        found = store.query(text)
        assert isinstance(found, QuerySolutions)
        return Answer.from_json(found.serialize(format=QueryResultsFormat.JSON) or b"")

    question = find_question("attacks-inside-deescalation-zones-after-ceasefire")
    answer = select(bind_names(question, {}, select).text)
    assert len(answer.rows) == 1
