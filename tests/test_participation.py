"""Participants whom the clause of the act does not name are found; the only doer named stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kg.extract.participation import AS_RULED, load_participation
from kg.extract.reading import Reader, load_reader, read_article
from kg.model import Article, Participant

BANK = (
    "Terrorists bombed a bank in Lagos on Monday. "
    "The police suspect members of the Red Dawn Front, the group that has fought the government since 2001."
)
BLAST = (
    "Four people died in Lagos on Monday when a bomb went off. The blast damaged a restaurant, a bank and the embassy of "
    "Norway. Terrorists from the Red Dawn Front had planted it, police said."
)
BOUND = (
    "The unit attacked a farm near Lagos on Monday. The army says that the Red Dawn Front killed a teacher in March."
)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader()


def _first(reader: Reader, text: str) -> tuple[Participant, ...]:
    return read_article(Article(id="a", text=text, published=date(2021, 3, 4)), reader).reports[0].participants


def test_the_group_behind_somebody_described(reader: Reader) -> None:
    by_rules = [p for p in _first(replace(reader, participation=AS_RULED), BANK) if p.role == "initiator"]
    learnt = [p for p in _first(reader, BANK) if p.role == "initiator"]
    assert [p.member_of for p in by_rules] == [None]
    assert [p.member_of and p.member_of.name for p in learnt] == ["Red Dawn Front"]


def test_doers_told_two_sentences_on(reader: Reader) -> None:
    told = {(p.role, p.mention.of(BLAST)) for p in _first(reader, BLAST)}
    by_rules = {(p.role, p.mention.of(BLAST)) for p in _first(replace(reader, participation=AS_RULED), BLAST)}
    assert told - by_rules == {("initiator", "Terrorists")}
    assert by_rules <= told


def test_the_only_doer_is_never_taken_away(reader: Reader) -> None:
    model = load_participation()
    strict = replace(model, doer=replace(model.doer, keep=1.0, add=2.0), hit=replace(model.hit, keep=1.0, add=2.0))
    told = {(p.role, p.mention.of(BOUND)) for p in _first(replace(reader, participation=strict), BOUND)}
    assert ("initiator", "unit") in told


def test_weights_are_readable_words() -> None:
    for side in (load_participation().doer, load_participation().hit):
        assert side.weights
        assert all(name == name.strip() and name[0].isalpha() and name.isascii() for name in side.weights)
        assert 0 < side.keep < 1
        assert 0 < side.add < 1
