"""Relations of actors, zones and what they take in, parties to agreements: tables of marked sentences."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pytest

from kg.actors import load_actors
from kg.extract.mentions import ActorMention, PlaceMention
from kg.extract.parse import Parsed, load_model, parse
from kg.extract.relations import agreement_parties, find_relations, find_zone_facts, find_zones
from kg.lexicon import load_lexicon
from kg.model import Actor, Article, Place, Span

_MARK = re.compile(r"\{(\w)\|([^}]*)\}")
_KINDS = {"G": "ArmedGroup", "O": "Organisation", "F": "StateForce", "V": "Government", "C": "Country", "P": "Person"}
_model = lru_cache(maxsize=1)(load_model)


def _cases(name: str) -> list[tuple[str, ...]]:
    lines = (Path(__file__).parent / "cases" / name).read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]


class _Marked(NamedTuple):
    parsed: Parsed
    actors: tuple[ActorMention, ...]
    places: tuple[PlaceMention, ...]


def _read(marked: str) -> _Marked:
    """A sentence without its marks, with the mentions they stand for."""
    text = ""
    spans: list[tuple[str, Span]] = []
    at = 0
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        spans.append((match[1], Span(len(text), len(text) + len(match[2]))))
        text += match[2]
        at = match.end()
    text += marked[at:]
    parsed = parse(Article(id="t", text=text), _model())
    actors: list[ActorMention] = []
    places: list[PlaceMention] = []
    for letter, span in spans:
        inside = parsed.tokens_within(span)
        name = span.of(text)
        first, last = inside[0], inside[-1] + 1
        if letter == "L":
            places.append(PlaceMention(first, last, last - 1, span, Place(f"name:{name}", name)))
        else:
            actor = Actor(f"iso:{name}" if letter == "C" else f"name:{name}", name, _KINDS[letter])
            actors.append(ActorMention(first, last, last - 1, span, actor, len(actors)))
    return _Marked(parsed, tuple(actors), tuple(places))


@pytest.mark.parametrize(("kind", "subject", "object_", "label", "text"), _cases("relations.tsv"))
def test_relation(kind: str, subject: str, object_: str, label: str, text: str) -> None:
    read = _read(text)
    found = find_relations(read.parsed, read.actors, load_actors(), load_lexicon())
    told = {(r.kind, r.subject.name, r.object.name, r.label or "") for r in found}
    if kind == "none":
        assert told == set()
    else:
        assert (kind, subject, object_, label) in told
    assert all(r.quote == Span(0, len(read.parsed.article.text)) for r in found)


@pytest.mark.parametrize(("name", "kind", "takes_in", "text"), _cases("zones.tsv"))
def test_zone(name: str, kind: str, takes_in: str, text: str) -> None:
    read = _read(text)
    zones = find_zones(read.parsed, read.places, load_lexicon())
    facts = find_zone_facts(read.parsed, zones, read.places, load_lexicon())
    if name == "none":
        assert zones == ()
    else:
        assert [(z.name, z.kind) for z in zones] == [(name, kind)]
    assert sorted(f.place.name for f in facts) == sorted(filter(None, takes_in.split("|")))


@pytest.mark.parametrize(
    ("partly", "text"),
    [
        ("", "The {L|Kersk} province is part of the {L|Velna} de-escalation zone."),
        ("Kersk|Orsha", "The {L|Velna} de-escalation zone includes parts of the {L|Kersk} and {L|Orsha} provinces."),
        ("Orsha", "The {L|Velna} de-escalation zone takes in {L|Kersk} province and parts of {L|Orsha}."),
        ("Kersk", "The {L|Velna} de-escalation zone covers northern {L|Kersk}."),
        ("Kersk", "Parts of {L|Kersk} belong to the {L|Velna} de-escalation zone."),
    ],
)
def test_a_zone_may_take_in_a_part_only(partly: str, text: str) -> None:
    read = _read(text)
    zones = find_zones(read.parsed, read.places, load_lexicon())
    facts = find_zone_facts(read.parsed, zones, read.places, load_lexicon())
    assert facts
    assert sorted(f.place.name for f in facts if f.partly) == sorted(filter(None, partly.split("|")))


def test_bare_zone_is_the_named_one() -> None:
    read = _read("Shells hit the {L|Velna} de-escalation zone. Nobody may enter the de-escalation zone.")
    first, second = find_zones(read.parsed, read.places, load_lexicon())
    assert (first.id, first.name) == (second.id, second.name)
    assert first.mention != second.mention


def test_nameless_zone_belongs_to_its_article() -> None:
    read = _read("Three humanitarian corridors were opened.")
    (zone,) = find_zones(read.parsed, read.places, load_lexicon())
    assert zone.id == "zone:humanitarian corridor@t"


@pytest.mark.parametrize(("parties", "mediators", "halted", "word", "text"), _cases("agreements.tsv"))
def test_agreement(parties: str, mediators: str, halted: str, word: str, text: str) -> None:
    read = _read(text)
    trigger = next(t.i for t in read.parsed.tokens if t.lower == word)
    found = agreement_parties(read.parsed, trigger, read.actors, load_lexicon())
    assert [read.actors[n].actor.name for n in found.parties] == list(filter(None, parties.split("|")))
    assert [read.actors[n].actor.name for n in found.mediators] == list(filter(None, mediators.split("|")))
    assert ("" if found.halted is None else found.halted.of(read.parsed.article.text).removeprefix("The ")) == halted
