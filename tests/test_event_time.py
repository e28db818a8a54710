"""The time of a happening: from its sentence and from the story about it, from a table; states that last; facts."""

from __future__ import annotations

from datetime import date

import pytest
from spacy.language import Language

from kg.dates import Precision, When
from kg.extract.event_time import EventTimes, lasting_from, not_after
from kg.extract.parse import parse
from kg.extract.reading import Reader, read_article
from kg.extract.times import find_times
from kg.lexicon import load_lexicon
from kg.model import Article, Factuality
from tests.tables import cases
from tests.test_times import shown

_CASES = [(c[0], c[1], c[2], c[3], c[4]) for c in cases("event_times.tsv")]
_DAY = date(2021, 6, 16)


@pytest.mark.parametrize(("published", "own", "told", "word", "text"), _CASES, ids=[f"{c[3]}: {c[4]}" for c in _CASES])
def test_table(published: str, own: str, told: str, word: str, text: str, nlp: Language) -> None:
    parsed = parse(Article("t", text, published=date.fromisoformat(published) if published else None), nlp)
    clock = EventTimes(parsed, find_times(parsed, load_lexicon()), load_lexicon())
    trigger = next(t.i for t in parsed.tokens if t.lower == word)
    in_sentence = clock.own(trigger)
    assert (shown(in_sentence), shown(in_sentence or clock.narrated(trigger))) == (own, told)


def test_part_of_the_day_by_the_dark(nlp: Language) -> None:
    text = "On June 9, when it became dark, rebels attacked the mill."
    parsed = parse(Article("t", text, published=_DAY), nlp)
    clock = EventTimes(parsed, find_times(parsed, load_lexicon()), load_lexicon())
    when = clock.own(next(t.i for t in parsed.tokens if t.lower == "attacked"))
    assert when == When(date(2021, 6, 9), date(2021, 6, 9), Precision.PART_OF_DAY)


def test_a_state_lasts() -> None:
    assert lasting_from(When.day(_DAY)) == When(_DAY, None, Precision.DAY, lasting=True)


@pytest.mark.parametrize(
    ("when", "kept"),
    [
        (None, None),
        (When.day(date(2021, 6, 17)), None),
        (When.day(_DAY), When.day(_DAY)),
        (When.month(2021, 6), When(date(2021, 6, 1), _DAY, Precision.MONTH)),
        (When.month(2021, 5), When.month(2021, 5)),
        (
            When(date(2021, 6, 1), None, Precision.DAY, lasting=True),
            When(date(2021, 6, 1), None, Precision.DAY, lasting=True),
        ),
    ],
)
def test_facts_are_not_of_the_future(when: When | None, kept: When | None) -> None:
    assert not_after(when, _DAY) == kept
    assert not_after(when, None) == when


_STORIES = [(c[0], c[1], c[2]) for c in cases("story_times.tsv")]


@pytest.mark.parametrize(("published", "times", "text"), _STORIES, ids=[c[2] for c in _STORIES])
def test_time_told_by_another_sentence(published: str, times: str, text: str, reader: Reader) -> None:
    reading = read_article(Article("t", text, published=date.fromisoformat(published)), reader)
    told = (f"{r.type} {shown(r.when)}" for r in reading.reports if r.factuality is Factuality.STATED)
    assert " | ".join(told) == times
