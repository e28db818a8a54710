"""Event records come out of the graph as they would straight from the reading."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kg.export.annotations import annotation_records
from kg.export.records import event_records, json_line, report_records
from kg.extract.reading import Reader, read_article
from kg.model import Article, ArticleReading
from kg.pipeline import add_readings
from kg.store import memory_store
from kg.terms import object_of
from tests import sample
from tests.tables import ROOT, cases

Record = dict[str, Any]


def direct() -> Callable[[ArticleReading], Iterator[Record]]:
    """The second way to make records, of the developer's loop."""
    spec = importlib.util.spec_from_file_location("direct_records", ROOT / "tests" / "benchmarks" / "direct_records.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Callable[[ArticleReading], Iterator[Record]] = module.event_records
    return found


def plain(record: Record, wanted: Record) -> Record:
    """A record of the graph without what only the graph adds, and with positions in place of its IRIs."""
    kept = {k: v for k, v in record.items() if k in wanted}
    for name in ("places", "participants", "zones"):
        kept[name] = [
            {k: bare(v) if k == "within" else v for k, v in item.items() if k not in ("id", "alleged", "document_id")}
            for item in kept[name]
        ]
    for name in ("equipment", "casualties", "damage"):
        items = zip(kept[name], wanted[name], strict=True)
        kept[name] = [{k: v for k, v in item.items() if k in other} for item, other in items]
    kept["sources"] = [{k: v for k, v in s.items() if k in wanted["sources"][0]} for s in kept["sources"]]
    for name in ("id", "part_of", "label", "types"):
        kept.pop(name)
    for source in kept["sources"]:
        source.pop("document")
    kept["zones"] = [z["name"] for z in kept["zones"]]
    return kept


def bare(areas: list[str]) -> list[str]:
    """Enclosing areas without the word for their kind: the graph has one label a place, the article may use two."""
    return [area.removesuffix(" Province").removesuffix(" District") for area in areas]


def expected(record: Record) -> Record:
    kept = {k: v for k, v in record.items() if k not in ("id", "part_of", "label", "types")}
    for name in ("places", "participants"):
        kept[name] = [{k: bare(v) if k == "within" else v for k, v in item.items() if k != "id"} for item in kept[name]]
    for participant in kept["participants"]:
        if "aliases" in participant:
            participant["aliases"] = sorted(set(participant["aliases"]))
    kept["sources"] = [{k: v for k, v in s.items() if k != "document"} for s in kept["sources"]]
    kept["sources"][1:] = sorted(kept["sources"][1:], key=lambda s: (s["begin"], s["end"]))
    kept["zones"] = [z["name"] for z in kept["zones"]]
    return kept


def compare(reading: ArticleReading) -> int:
    """Hold the two ways against each other; the number of records."""
    store = memory_store()
    add_readings([reading], store)
    got, want = list(event_records(store)), list(direct()(reading))
    assert len(got) == len(want)
    identity = {w["id"]: g["id"] for g, w in zip(got, want, strict=True)}
    for ours, theirs in zip(got, want, strict=True):
        assert ours["part_of"] == identity.get(theirs["part_of"])
        assert ours["types"][0] == theirs["types"][0]
        assert sorted(ours["types"]) == sorted(theirs["types"])
        left, right = plain(ours, theirs), expected(theirs)
        assert set(right.pop("zones")) <= set(left.pop("zones"))
        assert left == right
    return len(got)


@pytest.mark.parametrize("make", [sample.first, sample.second, sample.third])
def test_a_made_up_reading_comes_out_as_it_went_in(make: Callable[[], ArticleReading]) -> None:
    compare(make())


def test_the_sample_reports_come_out_as_they_were_read(reader: Reader) -> None:
    from kg.read import Problem, read_inputs

    articles = [a for a in read_inputs([ROOT / "data" / "articles"]) if not isinstance(a, Problem)]
    assert sum(compare(read_article(a, reader)) for a in articles) > 5


def test_records_of_several_articles_name_the_documents_of_each_item() -> None:
    store = memory_store()
    add_readings([sample.first(), sample.second(), sample.third()], store)
    records = {r["id"]: r for r in event_records(store)}
    merged = [r for r in records.values() if len({s["document_id"] for s in r["sources"]}) == 2]
    assert len(merged) == 1
    (record,) = merged
    assert record["independent_sources"] == 2
    assert [p["document_id"] for p in record["places"]] == [["a1", "b/2 é"]]
    assert [(c["count"]["value"], c["count"]["best"], c["document_id"]) for c in record["casualties"]] == [
        (31, 28, "b/2 é"),
        (12, 12, "b/2 é"),
        (28, 28, "a1"),
        (12, 12, "a1"),
    ]


def test_records_come_in_the_order_of_the_articles_however_many_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    store = memory_store()
    add_readings([sample.first(), sample.second(), sample.third()], store)
    together = [list(event_records(store)), list(report_records(store))]
    documents = [r["document"] for r in together[1]]
    assert documents == sorted(documents)
    assert len(set(documents)) == 3
    monkeypatch.setattr("kg.export.records._BATCH", 1)
    assert [list(event_records(store)), list(report_records(store))] == together


def test_reports_of_every_factuality_are_written() -> None:
    store = memory_store()
    add_readings([sample.first(), sample.third()], store)
    told = [(r["document_id"], r["type"], r["factuality"], r["event"] is not None) for r in report_records(store)]
    assert told == [
        ("a1", "Attack", "stated", True),
        ("a1", "ArmedAssault", "stated", True),
        ("a1", "ArmedAssault", "stated", True),
        ("a1", "Ceasefire", "stated", True),
        ("a1", "Shelling", "stated", True),
        ("a1", "Shelling", "denied", False),
        ("c3", "Agreement", "planned", False),
    ]


def test_a_line_of_json_is_always_utf_8() -> None:
    record = {"document_id": "\ud800", "name": "é"}
    assert json.loads(json_line(record).encode()) == record


def test_annotations_have_what_the_mention_record_asks_for() -> None:
    records = list(annotation_records(sample.first()))
    assert records[0] == {
        "document_id": "a1",
        "begin": 45,
        "end": 50,
        "text": "Velna",
        "kind": "Place",
        "id": "https://w3id.org/conflict-kg/place/gn-1",
        "name": "Velna",
        "lat": 35.9,
        "lon": 36.6,
    }


def test_an_empty_graph_has_no_records() -> None:
    store = memory_store()
    add_readings([ArticleReading(Article("empty", ""))], store)
    assert list(event_records(store)) == []
    assert [object_of(q) for q in store.match(None, "https://w3id.org/conflict-kg/ns#reason")] == ["the text is empty"]


@pytest.mark.parametrize(("wanted", "text"), cases("harmed_words.tsv"))
def test_figures_of_a_record_say_whom_they_count(wanted: str, text: str, reader: Reader) -> None:
    store = memory_store()
    add_readings([read_article(Article("t", text), reader)], store)
    shown = []
    for record in event_records(store):
        for figure in record["casualties"]:
            count = figure["count"]
            number = "no number" if count is None else count["value"] or count["qualifier"]
            shown.append(f"{figure['kind']} {number} {figure['mention']}")
    assert " | ".join(shown) == wanted
