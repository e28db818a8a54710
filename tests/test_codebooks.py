"""Tables with the columns of codebooks: what is known stands in its column, what is not known is empty."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import IO

import pytest
from pyoxigraph import Literal, NamedNode

from kg.counts import Count
from kg.dates import When
from kg.export.codebooks import ACLED, UCDP, write_acled, write_ucdp
from kg.model import Actor, Article, ArticleReading, Casualty, Participant, PlaceRole, Report
from kg.pipeline import add_readings
from kg.store import GraphStore, memory_store, ontology_quads
from kg.vocabulary import C
from tests import sample
from tests.sample import _Text as Text
from tests.tables import cases

SKOS = "http://www.w3.org/2004/02/skos/core#"
CODE = "https://w3id.org/conflict-kg/code/"
RECORDED = (
    "Attack ArmedAssault Shelling AirStrike Bombing Ambush SuicideAttack Abduction Execution Arson Sabotage Clash Offensive"
    " TerritorialChange Ceasefire Agreement HumanitarianAction Arrest Protest Threat Statement"
).split()
"""The classes of the event record."""
UNTOLD = {"Event", "ActOfForce", "PossibleBreach"}
"""Classes that only gather others."""
ONTOLOGY = ontology_quads()


def table(write: Callable[[GraphStore, IO[str]], None], store: GraphStore) -> list[dict[str, str]]:
    out = io.StringIO()
    write(store, out)
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def test_rows_of_acled_and_ucdp() -> None:
    store = memory_store()
    add_readings([sample.first()], store)
    rows = table(write_acled, store)
    assert tuple(rows[0]) == ACLED
    shelling = next(r for r in rows if r["notes"].startswith("Shelling of"))
    known = {c: v for c, v in shelling.items() if v and c not in ("event_id_cnty", "notes")}
    assert known == {
        "event_date": "2020-01-16",
        "year": "2020",
        "time_precision": "1",
        "disorder_type": "Political violence",
        "event_type": "Explosions/Remote violence",
        "sub_event_type": "Shelling/artillery/missile attack",
        "actor2": "Civilians (Quarland)",
        "inter2": "7",
        "civilian_targeting": "Civilian targeting",
        "country": "Quarland",
        "admin1": "Orun Province",
        "location": "Orun",
        "latitude": "36.21",
        "longitude": "37.15",
        "geo_precision": "1",
        "source": "Quarland Wire",
        "fatalities": "28",
    }
    rows = table(write_ucdp, store)
    assert tuple(rows[0]) == UCDP
    raid = next(r for r in rows if r["side_b"] == "Northern Brigade")
    known = {c: v for c, v in raid.items() if v and c not in ("id", "source_article", "where_description")}
    assert known == {
        "year": "2020",
        "type_of_violence": "1",
        "dyad_name": "army troops - Northern Brigade",
        "side_a": "army troops",
        "side_b_new_id": "9",
        "side_b": "Northern Brigade",
        "number_of_sources": "1",
        "source_office": "Quarland Wire",
        "source_date": "2020-01-23",
        "source_headline": "Two columns of fighters strike army posts in Velna",
        "source_original": "Joint Staff",
        "where_prec": "4",
        "where_coordinates": "Velna",
        "adm_1": "Velna",
        "latitude": "35.9",
        "longitude": "36.6",
        "geom_wkt": "POINT (36.6 35.9)",
        "country": "Quarland",
        "date_prec": "1",
        "date_start": "2020-01-22",
        "date_end": "2020-01-22",
    }


def side(told: str, name: str) -> Actor | None:
    """``ArmedGroup QQ 2``: kind, country (``-``: unknown), ACLED's type; a dash alone: nobody."""
    kind, country, inter = (*told.split(), "", "")[:3]
    if kind == "-":
        return None
    thing = f"actor:{kind}-{country}-{inter}" if inter else f"name:{kind}-{country}"
    return Actor(thing, name, kind, bool(inter), country if len(country) == 2 else "", int(inter or 0))


@pytest.mark.parametrize("case", cases("codebooks.tsv"), ids=str)
def test_codes_follow_from_the_class_and_the_sides(case: tuple[str, ...]) -> None:
    kind, first, second, harmed, *expected = (*case, *[""] * (11 - len(case)))
    words = Text("The river men met the hill men at the mill and 3 died.\n")
    role = "party" if kind in ("Clash", "Ceasefire") else "initiator"
    sides = [
        Participant(actor, what, words(name))
        for actor, what, name in (
            (side(first, "river men"), role, "river men"),
            (side(second, "hill men"), "party" if role == "party" else "target", "hill men"),
        )
        if actor is not None
    ]
    figures = (Casualty("killed", "target", Count.of(3), words("3 died"), "people", True),) if harmed else ()
    report = Report(
        "r1",
        kind,
        words("met"),
        (words.line("The river"),),
        When.day(date(2021, 4, 5)),
        (PlaceRole(sample.TOWN, "in", words("mill")),),
        participants=tuple(sides),
        casualties=figures,
    )
    store = memory_store()
    add_readings([ArticleReading(Article("a", words.text, published=date(2021, 4, 6)), reports=(report,))], store)
    (acled,), (ucdp,) = table(write_acled, store), table(write_ucdp, store)
    columns = ("event_type", "sub_event_type", "disorder_type", "inter1", "inter2", "interaction")
    assert [*(acled[c] for c in columns), ucdp["type_of_violence"]] == expected


def test_deaths_by_side_add_up() -> None:
    """What the figures do not tell apart stands under unknown."""
    store = memory_store()
    add_readings([sample.first(), sample.second()], store)
    rows = [r for r in table(write_ucdp, store) if r["best"]]
    assert rows
    for row in rows:
        parts = [int(row[c] or 0) for c in ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")]
        assert sum(parts) == int(row["best"])


def classes() -> dict[str, list[str]]:
    """Each class of events with all above it, itself first."""
    above: dict[str, list[str]] = {}
    for quad in ONTOLOGY:
        if quad.predicate.value.endswith("#subClassOf") and isinstance(quad.object, NamedNode):
            above.setdefault(str(quad.subject.value), []).append(quad.object.value)  # type: ignore[union-attr]
    found = {}
    for name in sorted(above):
        chain = [name]
        for one in chain:
            chain += [a for a in above.get(one, ()) if a not in chain]
        if C.Event in chain:
            found[name.removeprefix(C.NAMESPACE)] = [one.removeprefix(C.NAMESPACE) for one in chain]
    return found


def said(predicate: str) -> dict[str, list[str]]:
    """Objects by the local name of the class."""
    found: dict[str, list[str]] = {}
    for quad in ONTOLOGY:
        if isinstance(quad.subject, NamedNode) and quad.predicate.value == predicate:
            assert isinstance(quad.object, NamedNode | Literal)
            found.setdefault(quad.subject.value.removeprefix(C.NAMESPACE), []).append(quad.object.value)
    return found


SCHEME = {code: schemes[0].removeprefix(CODE) for code, schemes in said(SKOS + "inScheme").items()}


@pytest.mark.parametrize("name", sorted({*classes(), *RECORDED} - UNTOLD))
def test_every_class_has_its_codes_or_a_reason_for_none(name: str) -> None:
    """In each of the five codebooks, from the class itself or from one above it."""
    codes, reasons = said(SKOS + "closeMatch"), said(C.NAMESPACE + "uncoded")
    coded, explained = set(), set()
    for one in classes()[name]:
        coded |= {SCHEME[c].removesuffix("-mode") for c in codes.get(one, ())}
        explained |= {SCHEME[c] for c in reasons.get(one, ())}
    assert {"plover", "acled", "ucdp", "cameo", "muc"} <= coded | explained


def test_codes_lead_to_what_they_are_under() -> None:
    """ACLED's sub-events to an event type and a disorder type, PLOVER's modes to an event type."""
    broader = said(SKOS + "broader")
    for code, scheme in SCHEME.items():
        under = sorted(SCHEME[b] for b in broader.get(code, ()))
        if scheme == "acled" and "-none-" not in code:
            assert under == ["acled-disorder", "acled-event"], code
        if scheme == "plover-mode":
            assert under == ["plover"], code
