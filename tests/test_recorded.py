"""What the store remembers of an article says the same as the article's graph, and merging gives the same without it."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, time
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg.increment
from kg.counts import Count
from kg.dates import Precision, When
from kg.ids import Iris
from kg.merge import acquainted, marks, merge_keys, sourced_id
from kg.model import (
    Actor,
    Article,
    ArticleReading,
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
from kg.pipeline import add_readings, retract
from kg.rdf import article_quads, namings
from kg.recorded import Record, recorded
from kg.reference import naming_quads
from kg.restore import restore
from kg.sameness import Signature, is_likely, odds, signature
from kg.terms import clean, graph_of, object_of, subject_of
from kg.vocabulary import C
from tests import sample
from tests.test_increment import bare_store, built, collections, lines

SAMPLES = [sample.first(), sample.second(), sample.third()]
IRIS = Iris()


def restored(reading: ArticleReading) -> list[SourcedReport]:
    """The stated reports as they come back from the graph."""
    graph = IRIS.article(reading.article.id)
    named = {
        IRIS.naming(n.id): object_of(q)
        for n in namings(reading)
        for q in naming_quads(n, IRIS)
        if q.predicate.value == C.resolution
    }
    quads = [q for q in article_quads(reading, IRIS) if graph_of(q) == graph]
    found = restore(graph, quads, clean(reading.article.text), named.__getitem__)
    return [r for r in found if r.report.factuality is Factuality.STATED]


def remembered(reading: ArticleReading) -> Record:
    def again() -> list[SourcedReport]:
        raise AssertionError("what is remembered was not enough")

    return Record(IRIS.article(reading.article.id), recorded(reading), lambda: clean(reading.article.text), again)


def is_remembered(reading: ArticleReading) -> None:
    record, expected = remembered(reading), restored(reading)
    assert [record.report(i) for i in record] == expected
    for report in expected:
        me = sourced_id(report)
        told = signature(report)
        assert [replace(p, score=0.0, runner_up=None) for p in record.signature(me).places] == list(told.places)
        # asked for one by one, and in whatever order
        for name in reversed([f.name for f in fields(Signature) if f.name != "places"]):
            assert getattr(record.signature(me), name) == getattr(told, name), name


@pytest.mark.parametrize("reading", SAMPLES, ids=lambda r: str(r.article.id))
def test_what_is_remembered_is_what_the_graph_gives_back(reading: ArticleReading) -> None:
    is_remembered(reading)


@settings(max_examples=60)
@given(collections())
def test_so_it_is_of_any_reading(readings: list[ArticleReading]) -> None:
    for reading in readings:
        is_remembered(reading)


def odd() -> ArticleReading:
    """A reading with everything that the graph keeps in another form, or not at all."""
    told = sample.first()
    speaker = Actor("name:1", "Bell\x07 Tower", "Person", True, None, 0, ("b", "a", "b"))
    report = Report(
        key="r1",
        type="Shelling",
        trigger=Span(3, 9),
        quotes=(Span(20, 30), Span(10, 15), Span(0, 9), Span(10, 15), Span(20, 30)),
        when=When(date(2020, 1, 2), None, Precision.MINUTE, time(21, 5, 30), None, True),
        places=(PlaceRole(replace(sample.TOWN, score=2.5, runner_up="gn:9"), "in", Span(1, 2), "near\t\x00"),),
        zones=(Zone("zone:x", "Zone X", "SafeZone", Span(2, 4), True),),
        participants=(
            Participant(
                speaker, "target", Span(1, 4), Count(None, 24, None, Count.of(1).qualifier), sample.BRIGADE, True
            ),
        ),
        equipment=(Equipment("Mortar", "mor\x01tar\n", Span(1, 2), None, Count.of(2), "truck\x02"),),
        casualties=(
            Casualty("killed", "victim", Count.of(4), Span(0, 1), "=\x03", None, speaker, True, date(2020, 1, 1)),
        ),
        damage=(Damage("de\x04pot", "destroyed", Span(5, 6), None),),
        outcome="repelled",
        claimant=speaker,
        part_of="nobody",
        first_since="r2",
        occurrences=3,
        salience=2,
    )
    planned = Report(
        "r2", "Attack", Span(12, 14), (), When(None, None, Precision.UNKNOWN), factuality=Factuality.PLANNED
    )
    bare = Report("r3", "Attack", Span(12, 14), (), When(None, None, Precision.UNKNOWN))
    article = replace(
        told.article,
        id="é \ud800/\t",
        title="Ti\x05tle",
        publisher="A\tB",
        published_inferred=True,
        received=date(2021, 1, 1),
    )
    return ArticleReading(article, reports=(bare, planned, report))


def test_what_a_document_cannot_carry_is_remembered_as_the_graph_has_it() -> None:
    is_remembered(odd())


def test_what_other_rules_made_is_not_read() -> None:
    reading = sample.second()
    other = "0123456789abcdef\n" + recorded(reading).partition("\n")[2]
    for written in (None, "", other, "no record at all"):
        record = Record(
            IRIS.article(reading.article.id), written, lambda: reading.article.text, lambda: restored(reading)
        )
        assert not record.current
        assert [record.report(i) for i in record] == restored(reading)


@settings(max_examples=25)
@given(collections(), st.randoms(use_true_random=False))
def test_a_store_that_has_forgotten_gives_the_same_graph(readings: list[ArticleReading], random: object) -> None:
    """As one that was made from an export, or by other rules."""
    import random as r

    assert isinstance(random, r.Random)
    expected = [line for line in lines(built(readings)) if C.bookkeeping not in line]
    store = bare_store()
    for reading in random.sample(readings, len(readings)):
        add_readings([reading], store)
        if random.random() < 0.5:
            for quad in list(store.match(None, None, None, C.bookkeeping)):
                store.store.remove(quad)
    assert [line for line in lines(store) if C.bookkeeping not in line] == expected


def test_nothing_is_restored_from_the_graph_where_it_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    together = lines(built(SAMPLES))

    def never(*_: object) -> list[SourcedReport]:
        raise AssertionError("a graph was read back")

    monkeypatch.setattr(kg.increment, "restore", never)
    store = built(SAMPLES, 1)
    assert lines(store) == together
    retract([SAMPLES[0].article.id], store)
    add_readings([SAMPLES[0]], store)
    assert lines(store) == together


def test_links_are_stated_once_and_go_with_the_article() -> None:
    store = built(SAMPLES, 1)
    links = [(subject_of(q), object_of(q)) for q in store.match(None, C.linkedTo, None, C.bookkeeping)]
    assert links
    assert all(a < b for a, b in links)
    for reading in SAMPLES:
        retract([reading.article.id], store)
    assert list(store.match(None, None, None, C.bookkeeping)) == []


NAMES = "Aldo Brim Cado Dern Eska Farn Gild Horo Ivry Jost Kell Lund Mira Nord Ozan Pryd".split()
KINDS = ["Attack", "ArmedAssault", "Shelling", "AirStrike", "Clash", "SuicideAttack", "Ceasefire", "Robbery"]


@st.composite
def stories(draw: st.DrawFn) -> SourcedReport:
    """A report of an article that tells more or fewer names."""
    day = date(2020, 5, 1 + draw(st.integers(0, 9)))
    names = draw(st.lists(st.sampled_from(NAMES), max_size=14))
    text = f"On May {day.day} {' and '.join(names)} came. " + "It was said again. " * draw(st.sampled_from([0, 40]))
    report = Report(
        key="r1",
        type=draw(st.sampled_from(KINDS)),
        trigger=Span(0, 2),
        quotes=(Span(0, len(text) // 2),),
        when=draw(st.sampled_from([None, When.day(day)])),
        places=tuple(
            PlaceRole(p, "in", Span(0, 2))
            for p in draw(st.lists(st.sampled_from([sample.TOWN, sample.VILLAGE, sample.PROVINCE]), max_size=2))
        ),
        participants=tuple(
            Participant(a, "initiator", Span(0, 2))
            for a in draw(st.lists(st.sampled_from([sample.BRIGADE, sample.ARMY]), max_size=1))
        ),
        casualties=tuple(
            Casualty("killed", "victim", Count.of(n), Span(0, 2)) for n in draw(st.lists(st.integers(1, 3), max_size=1))
        ),
        salience=draw(st.integers(1, 3)),
    )
    article = Article(str(draw(st.integers())), text, published=draw(st.sampled_from([None, day, date(2020, 7, 1)])))
    return SourcedReport(article, report)


@settings(max_examples=300)
@given(stories(), stories())
def test_what_is_likely_without_weighing_is_so_when_weighed(one: SourcedReport, other: SourcedReport) -> None:
    a, b = signature(one), signature(other)
    assert is_likely(a, b) == (odds(a, b) >= 0)
    assert is_likely(a, b) == is_likely(b, a)


def test_two_marks_make_reports_acquainted() -> None:
    reports = [SourcedReport(r.article, told) for r in SAMPLES for told in r.reports]
    keys = {key for r in reports for key in merge_keys(r.report, r.article)}
    keys |= {"name|velna|Attack|3", "name|velna|Attack|4", "name|tarn|Attack", "names|a b c|Attack"}
    assert {len(marks(key)) for key in keys} == {1, 2}
    for pair in combinations(sorted(keys), 2):
        assert acquainted(pair) == (len({mark for key in pair for mark in marks(key)}) > 1)
    assert not acquainted(["name|velna|Attack|3", "name|velna|Attack|4"])
    assert acquainted(["name|velna|Attack|3", "name|tarn|Attack"])
