"""Certain, possible or not at all: order and containment at their edges, by the questions themselves, in both engines."""

from __future__ import annotations

import re
from datetime import date, time

import pytest
import rdflib

from kg.asking import select
from kg.canned import bind, find_question
from kg.dates import Precision, When
from kg.model import Article, ArticleReading, Place, PlaceRole, Report, Zone, ZoneFact
from kg.pipeline import add_readings
from kg.results import Answer
from kg.store import GraphStore, memory_store
from tests.sample import _Text as Text
from tests.tables import cases

TEXT = "A truce was called in the Velna de-escalation zone. Tarn, Velna, Orun. Shells hit the place.\n"
WORDS = Text(TEXT)
REGION = Place("gn:10", "Great Velna", "Region", 35.0, 36.0, "QQ", ("Quarland",), ("iso:QQ",), 4)
AROUND = ("gn:10", "iso:QQ")
PROVINCE = Place("gn:1", "Velna", "Province", 35.9, 36.6, "QQ", ("Great Velna", "Quarland"), AROUND, 4)
VILLAGE = Place("gn:4", "Tarn", "Village", 35.7, 36.7, "QQ", ("Velna", "Great Velna", "Quarland"), ("gn:1", *AROUND), 1)
DIVIDED = Place("gn:2", "Orun", "Province", 36.2, 37.2, "QQ", ("Quarland",), ("iso:QQ",), 4)
TOWN = Place("gn:3", "Orun", "City", 36.2, 37.1, "QQ", ("Orun", "Quarland"), ("gn:2", "iso:QQ"), 1)
OTHER = Place("gn:5", "Kersk", "Province", 34.0, 35.0, "QQ", ("Quarland",), ("iso:QQ",), 4)
COUNTRY = Place("iso:QQ", "Quarland", "Country", 35.0, 36.0, "QQ", (), (), 6)
ZONE = Zone("zone:velna", "Velna de-escalation zone", "DeEscalationZone", WORDS("Velna de-escalation zone"))
WHERE = {
    "village of the part": (VILLAGE, "in"),
    "the part": (PROVINCE, "in"),
    "the area round the part": (REGION, "in"),
    "the country": (COUNTRY, "in"),
    "the divided province": (DIVIDED, "in"),
    "town of the divided province": (TOWN, "in"),
    "towards the village": (VILLAGE, "direction"),
    "elsewhere": (OTHER, "in"),
}


def when(words: str) -> When:
    """``2020-01-09.. day lasting 14:00-16:00`` as a time; nothing on a side of the dots is an open end."""
    days, precision, *rest = words.split()
    first, last = (date.fromisoformat(d) if d else None for d in days.split(".."))
    clock = next((r for r in rest if ":" in r), None)
    hours = [time.fromisoformat(h) for h in clock.split("-")] if clock else [None]
    return When(first, last, Precision(precision), hours[0], hours[-1], "lasting" in rest)


def built(ceasefire: str, attack: str, where: str) -> GraphStore:
    spot = WHERE.get(where)
    mention = WORDS("the place")
    halt = Report("r1", "Ceasefire", WORDS("truce"), (WORDS.line("truce"),), when(ceasefire), zones=(ZONE,))
    shelling = Report(
        key="r2",
        type="Shelling",
        trigger=WORDS("Shells hit"),
        quotes=(WORDS("Shells hit the place."),),
        when=when(attack),
        places=(PlaceRole(spot[0], spot[1], mention),) if spot else (),
        zones=(ZONE,) if where == "the zone by name" else (),
    )
    reading = ArticleReading(
        Article("a", TEXT, published=date(2020, 4, 1)),
        reports=(halt, shelling),
        zone_facts=(ZoneFact(ZONE, PROVINCE, WORDS("Velna")), ZoneFact(ZONE, DIVIDED, WORDS("Orun"), partly=True)),
    )
    store = memory_store()
    add_readings([reading], store)
    return store


def certainties(answer: Answer) -> list[str]:
    at = answer.columns.index("certainty")
    # rdflib's engine gives one row without any value where there is no group.
    return [term.value for row in answer.rows if (term := row[at]) is not None]


@pytest.mark.parametrize(
    ("ceasefire", "attack", "where", "after", "breach"),
    [pytest.param(*row[1:], id=row[0]) for row in cases("certainty.tsv")],
)
def test_at_the_edges(ceasefire: str, attack: str, where: str, after: str, breach: str) -> None:
    store = built(ceasefire, attack, where)
    dataset = rdflib.Dataset()
    nquads = "\n".join(line for line in store.sorted_lines() if not line.endswith("ns#ontology> ."))
    dataset.parse(data=nquads, format="nquads")
    for name, expected in (
        ("attacks-inside-deescalation-zones-after-ceasefire", after),
        ("possible-ceasefire-breaches", breach),
    ):
        text = bind(find_question(name), {})
        assert certainties(select(store, text)) == ([expected] if expected else [])
        said = dataset.query(text).serialize(format="json")
        assert said is not None
        assert certainties(Answer.from_json(said)) == ([expected] if expected else [])


def test_the_table_knows_its_places() -> None:
    named = {row[3] for row in cases("certainty.tsv")}
    assert named == set(WHERE) | {"nowhere", "the zone by name"}
    assert all(re.fullmatch(r"|certain|possible", cell) for row in cases("certainty.tsv") for cell in row[4:])
