"""RDF out: the same bytes each time, every statement there, hostile words intact, read back by other libraries."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest
import rdflib

from kg.export.rdf import FORMATS, exported_graphs, write_rdf
from kg.model import Actor, Article, ArticleReading, Participant, Place, PlaceRole, Report, Span, Zone
from kg.pipeline import add_readings
from kg.store import GraphStore, memory_store
from kg.terms import clean, graph_of, object_of, subject_of
from kg.vocabulary import C
from tests import sample
from tests.tables import ROOT

ALL = [sample.first(), sample.second(), sample.third()]
NASTY = 'a "quote"\n\\ <tag> \u202eright\u0000\ud800 {}|^` é 中 🜚 \ufffe\x1b[31m; DROP'


def built(readings: list[ArticleReading]) -> GraphStore:
    store = memory_store()
    add_readings(readings, store)
    return store


def written(store: GraphStore, form: str, *, texts: bool = False) -> bytes:
    out = io.BytesIO()
    write_rdf(store, form, out, texts=texts)
    return out.getvalue()


def hostile() -> ArticleReading:
    name = clean(NASTY)
    where = Place(f"name:{name}", name, "Place")
    who = Actor(f"name:{name}", name, "ArmedGroup", aliases=(name,))
    zone = Zone(f"zone:{name}", name, "SafeZone", Span(0, len(NASTY)))
    report = Report(
        key="r0",
        type="Attack",
        trigger=Span(0, 5),
        quotes=(Span(0, len(NASTY)),),
        places=(PlaceRole(where, "in", Span(0, 3), NASTY),),
        zones=(zone,),
        participants=(Participant(who, "initiator", Span(2, 9)),),
        outcome=NASTY,
        part_of="no such report",
    )
    article = Article(NASTY, NASTY, title=NASTY, published=date(1, 1, 1), publisher=NASTY, url=NASTY, language=NASTY)
    return ArticleReading(article, reports=(report,))


PARSERS = {"nquads": "nquads", "trig": "trig", "jsonld": "json-ld"}


@pytest.mark.parametrize("form", sorted(PARSERS))
def test_other_libraries_read_all_of_it(form: str) -> None:
    store = built([*ALL, hostile()])
    dataset = rdflib.Dataset()
    dataset.parse(data=written(store, form), format=PARSERS[form])
    expected = sum(1 for g in exported_graphs(store) for _ in store.match(graph=g))
    assert sum(1 for _ in dataset.quads()) == expected


def test_turtle_joins_the_graphs() -> None:
    store = built(ALL)
    graph = rdflib.Graph().parse(data=written(store, "turtle"), format="turtle")
    assert len(graph) == sum(1 for g in exported_graphs(store) for _ in store.match(graph=g))


def test_the_texts_go_out_only_when_asked_for() -> None:
    store = built(ALL)
    text = "The army took nobody captive"
    assert written(store, "nquads").decode().count(text) < written(store, "nquads", texts=True).decode().count(text)
    assert C.texts not in exported_graphs(store)


def test_lines_are_sorted_and_unique() -> None:
    lines = written(built(ALL), "nquads").decode().splitlines()
    assert lines == sorted(set(lines), key=lines.index)
    assert len(lines) == len(set(lines))


CODE = """
import io, sys
sys.path.insert(0, ".")
from tests.test_export_rdf import ALL, built, hostile, written
store = built([*ALL, hostile()])
for form in ("nquads", "trig", "turtle", "jsonld"):
    sys.stdout.buffer.write(written(store, form, texts=True))
"""


def test_the_same_bytes_under_any_hash_seed() -> None:
    outputs = {
        subprocess.run(
            [sys.executable, "-c", CODE],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "77")
    }
    assert len(outputs) == 1
    assert len(outputs.pop()) > 10_000


@pytest.mark.parametrize("form", FORMATS)
def test_another_base_leaves_no_thing_under_the_usual_one(form: str) -> None:
    store = memory_store("https://example.org/kg")
    add_readings(ALL, store)
    subjects = {subject_of(q) for q in store.store if graph_of(q) not in (C.ontology, C.texts)}
    assert all(s.startswith("https://example.org/kg/") for s in subjects)
    assert b"https://example.org/kg/" in written(store, form)


def test_hostile_words_come_back_as_they_were_but_for_what_no_document_can_carry() -> None:
    store = built([hostile()])
    titles = [object_of(q) for q in store.match(None, "http://purl.org/dc/terms/title")]
    assert titles == [re.sub("[\x00\x1b\ud800\ufffe]", "\ufffd", NASTY)]


def test_retracting_the_hostile_article_leaves_nothing() -> None:
    from kg.pipeline import retract

    store = built([hostile()])
    retract([NASTY], store)
    assert list(store.sorted_lines()) == list(memory_store().sorted_lines())


def test_an_article_of_an_unknown_class_of_event_is_kept() -> None:
    one = sample.second()
    odd = replace(one.reports[0], type="Unheard")
    store = built([replace(one, reports=(odd,))])
    assert [object_of(q) for q in store.match(None, C.eventType, None, C.conclusions)] == [C.NAMESPACE + "Unheard"]
