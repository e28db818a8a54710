"""The graph depends on the articles alone: not on their order, on batches, or on what came and went before."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Store

from kg.counts import Count
from kg.dates import When
from kg.ids import Iris
from kg.increment import Increment
from kg.model import (
    Actor,
    Article,
    ArticleReading,
    Casualty,
    Participant,
    Place,
    PlaceRole,
    Report,
    Span,
    Zone,
    ZoneFact,
)
from kg.naming import place_naming, place_of
from kg.pipeline import add_articles, add_readings, retract
from kg.reference import decimal_form
from kg.store import GraphStore
from kg.terms import object_of, subject_of
from kg.vocabulary import DCTERMS, C
from tests import sample

ALL = [sample.first(), sample.second(), sample.third()]


def bare_store() -> GraphStore:
    """A store without the ontology, which no increment touches."""
    return GraphStore(Store(), Iris())


def built(readings: list[ArticleReading], batch: int = 64) -> GraphStore:
    store = bare_store()
    add_readings(readings, store, batch=batch)
    return store


def lines(store: GraphStore) -> list[str]:
    return list(store.sorted_lines())


TOGETHER = lines(built(ALL))


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("batch", [1, 2])
def test_any_order_and_batch_gives_the_same_bytes(order: tuple[int, ...], batch: int) -> None:
    assert lines(built([ALL[i] for i in order], batch)) == TOGETHER


@pytest.mark.parametrize("order", list(permutations(["a1", "b/2 é", "c3"])))
def test_retracting_leaves_nothing_behind(order: tuple[str, ...]) -> None:
    store = built(ALL)
    for number, article in enumerate(order):
        assert retract([article], store) == [article]
        assert lines(store) == lines(built([r for r in ALL if r.article.id not in order[: number + 1]]))
    assert lines(store) == lines(bare_store())


def test_what_is_written_is_what_the_store_gives_back() -> None:
    """Else a statement written again would be taken for another one, and be taken out with the old one."""
    whole = Place("gn:7", "Whole", "City", 35.0, -40.0, "QQ", ("Quarland",), ("iso:QQ",), 1)
    report = replace(sample.second().reports[0], places=(PlaceRole(whole, "in", Span(0, 4)),))
    odd = replace(sample.second(), reports=(report,))
    store = bare_store()
    change = Increment(store).change([sample.first(), odd, sample.third()])
    store.apply(change.remove, change.add)
    inferred = set(store.match(graph=C.inferred))
    assert inferred
    assert set(store.store) - inferred == set(change.add)


def test_namings_of_one_place_may_disagree_on_what_encloses_it() -> None:
    def story(article: str, within: tuple[str, ...], within_ids: tuple[str, ...]) -> ArticleReading:
        town = Place("gn:7", "Town", "City", 1.0, 2.0, "QQ", within, within_ids, 1)
        report = replace(sample.second().reports[0], places=(PlaceRole(town, "in", Span(0, 4)),))
        return replace(sample.second(), article=replace(sample.second().article, id=article), reports=(report,))

    stories = [
        story("p", ("North", "Quarland"), ("gn:8", "iso:QQ")),
        story("q", ("South", "Quarland"), ("gn:9", "iso:QQ")),
        story("r", ("Quarland",), ("iso:QQ",)),
    ]
    for gone in range(3):
        for order in permutations(range(3)):
            store = built([stories[i] for i in order], 1)
            assert lines(store) == lines(built(stories))
            retract([stories[gone].article.id], store)
            assert lines(store) == lines(built([s for i, s in enumerate(stories) if i != gone]))


def test_a_naming_written_before_places_had_other_names_is_read() -> None:
    town = Place("gn:7", "Town", "City", 1.0, 2.0, "QQ", ("Quarland",), ("iso:QQ",), 1)
    told = json.loads(place_naming(town).resolution)
    del told["aliases"]
    assert place_of(json.dumps(told)) == town


@pytest.mark.parametrize(
    ("number", "form"),
    [(35.0, "35"), (-40.5, "-40.5"), (0.0, "0"), (-0.0, "0"), (1e-7, "0.0000001"), (100.0, "100"), (-1e-17, "0")],
)
def test_coordinates_have_one_form(number: float, form: str) -> None:
    assert decimal_form(number) == form


def test_retracting_an_unknown_article_changes_nothing() -> None:
    store = built(ALL)
    assert retract(["nobody"], store) == []
    assert lines(store) == TOGETHER


def test_a_changed_article_is_replaced_and_an_unchanged_one_skipped() -> None:
    store = bare_store()
    readings = {r.article.id: r for r in ALL}
    read: list[str] = []

    def reader(article: Article) -> ArticleReading:
        read.append(article.id)
        return replace(readings[article.id], article=article)

    add_articles([r.article for r in ALL], reader, store)
    assert lines(store) == TOGETHER
    again = add_articles([r.article for r in ALL], reader, store)
    assert (again.added, again.replaced, again.unchanged, len(read)) == (0, 0, 3, 3)
    changed = replace(ALL[1].article, text=ALL[1].article.text + "More was not known.\n")
    once = add_articles([changed], reader, store)
    assert (once.added, once.replaced) == (0, 1)
    expected = built([ALL[0], replace(ALL[1], article=changed), ALL[2]])
    assert lines(store) == lines(expected)


def test_no_blank_nodes_and_nothing_outside_the_graphs() -> None:
    assert not [line for line in TOGETHER if "_:" in line.split('"')[0]]
    assert all(line.endswith("> .") for line in TOGETHER)


def test_no_statement_stands_in_two_graphs() -> None:
    statements = [line.rsplit(" <", 1)[0] for line in TOGETHER]
    assert len(statements) == len(set(statements))


def test_an_event_found_to_be_another_keeps_resolving() -> None:
    store = built(ALL)
    replaced = [(subject_of(q), object_of(q)) for q in store.match(None, DCTERMS.isReplacedBy)]
    assert len(replaced) == 1
    assert list(store.match(replaced[0][0], C.eventType, None, C.conclusions)) == []
    assert len(list(store.match(replaced[0][1], C.eventType, None, C.conclusions))) == 1


# readings made up at random: few places, days, groups and zones, so that reports meet in all ways

AREA = Place("gn:100", "Area", "Province", 1.0, 1.0, "QQ", ("Quarland",), ("iso:QQ",), 4)
TOWNS = [
    Place(f"gn:{n}", f"Town {n}", "City", float(n), 2.0, "QQ", ("Area", "Quarland"), ("gn:100", "iso:QQ"), 1)
    for n in range(3)
]
GROUPS = [Actor(f"ucdp:{n}", name, "ArmedGroup", True) for n, name in ((1, "One"), (1, "The One"), (2, "Two"))]
KINDS = ["Attack", "ArmedAssault", "Shelling", "Clash", "Ceasefire", "HumanitarianAction"]
DAY = date(2020, 5, 1)


@st.composite
def reports(draw: st.DrawFn, key: int, keys: int) -> Report:
    day = DAY + timedelta(days=draw(st.integers(0, 2)))
    zones = draw(st.lists(st.sampled_from(["Zone A", "Zone B"]), max_size=1))
    return Report(
        key=f"r{key}",
        type=draw(st.sampled_from(KINDS)),
        trigger=Span(key, key + 1),
        quotes=(Span(0, draw(st.integers(1, 9))),),
        when=draw(st.sampled_from([None, When.day(day), When(day, day + timedelta(days=2), When.day(day).precision)])),
        places=tuple(
            PlaceRole(p, draw(st.sampled_from(["in", "from"])), Span(0, 4))
            for p in draw(st.lists(st.sampled_from([AREA, *TOWNS]), max_size=2))
        ),
        zones=tuple(Zone(f"zone:{z}", z, "SafeZone", Span(0, 3)) for z in zones),
        participants=tuple(
            Participant(a, draw(st.sampled_from(["initiator", "target"])), Span(1, 2))
            for a in draw(st.lists(st.sampled_from(GROUPS), max_size=2))
        ),
        casualties=tuple(
            Casualty("killed", "victim", Count.of(n), Span(2, 3)) for n in draw(st.lists(st.integers(1, 3), max_size=1))
        ),
        part_of=draw(st.sampled_from([None, *(f"r{n}" for n in range(keys) if n != key)])),
    )


@st.composite
def collections(draw: st.DrawFn) -> list[ArticleReading]:
    found = []
    for number in range(draw(st.integers(1, 4))):
        keys = draw(st.integers(0, 3))
        facts = draw(
            st.lists(st.tuples(st.sampled_from(["Zone A", "Zone B"]), st.sampled_from([AREA, *TOWNS])), max_size=1)
        )
        found.append(
            ArticleReading(
                article=Article(f"d{number}", "0123456789", published=draw(st.sampled_from([None, DAY]))),
                reports=tuple(draw(reports(key, keys)) for key in range(keys)),
                zone_facts=tuple(
                    ZoneFact(Zone(f"zone:{z}", z, "SafeZone", Span(0, 1)), p, Span(0, 2)) for z, p in facts
                ),
            )
        )
    return found


@settings(max_examples=40)
@given(collections(), st.randoms(use_true_random=False))
def test_one_by_one_in_any_order_with_detours_is_the_same_as_at_once(
    readings: list[ArticleReading], random: object
) -> None:
    import random as r

    assert isinstance(random, r.Random)
    expected = lines(built(readings))
    shuffled = list(readings)
    random.shuffle(shuffled)
    store = bare_store()
    for reading in shuffled:
        add_readings([reading], store)
        if random.random() < 0.3:
            gone = random.choice(shuffled)
            if retract([gone.article.id], store):
                add_readings([replace(gone, reports=gone.reports[:1], zone_facts=())], store)
                add_readings([gone], store)
    assert lines(store) == expected
