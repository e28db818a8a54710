"""What is only mentioned makes no report; what the lead tells always does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kg.extract.reading import Reader, load_reader, read_article
from kg.extract.relevance import RULES_ONLY, load_relevance
from kg.model import Article

TEXT = (
    "Gunmen attacked a bank in Lagos on Tuesday, killing a guard. The minister spoke to the press in the evening. "
    'He asked: "Why did they attack us when we have been bombing them for years? You know of the killings."'
)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader()


def _told(reader: Reader) -> list[str]:
    reading = read_article(Article(id="a", text=TEXT, published=date(2021, 3, 4)), reader)
    return [r.trigger.of(TEXT) for r in reading.reports]


def test_mentions_in_passing_make_no_report(reader: Reader) -> None:
    by_rules = _told(replace(reader, relevance=RULES_ONLY))
    learnt = _told(reader)
    assert learnt[0] == by_rules[0] == "attacked"
    assert set(learnt) < set(by_rules)


def test_weights_are_readable_words() -> None:
    model = load_relevance()
    assert model.weights
    assert all(name == name.strip() and name[0].isalpha() for name in model.weights)
    assert model.weights["always"] < 0 < model.chance(()) < 1
