"""Time expressions: values and intervals from a table of sentences; hostile text."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from kg.dates import When
from kg.extract.parse import Parsed, parse
from kg.extract.times import find_times
from kg.extract.timex.calendar import Cal, add_days, add_months, feast_day
from kg.lexicon import load_lexicon
from kg.model import Article
from tests.tables import cases

_CASES = [(c[0], c[1], c[2], c[3]) for c in cases("times.tsv")]


def _read(text: str, published: str, nlp: Language) -> Parsed:
    return parse(Article("t", text, published=date.fromisoformat(published) if published else None), nlp)


def shown(when: When | None) -> str:
    """An interval in the notation of the tables: first day, or first..last day, with the clock time if there is one."""
    if when is None:
        return "-"
    ends = [d.isoformat() if d else "" for d in (when.earliest, when.latest)]
    if when.start_time is not None:
        ends = [f"{ends[0]}T{when.start_time:%H:%M}", f"{ends[1]}T{(when.end_time or when.start_time):%H:%M}"]
    return ends[0] if ends[0] == ends[1] else "..".join(ends)


@pytest.mark.parametrize(("published", "value", "interval", "sentence"), _CASES, ids=[c[3] for c in _CASES])
def test_table(published: str, value: str, interval: str, sentence: str, nlp: Language) -> None:
    text = sentence.replace("[", "").replace("]", "")
    begin, end = sentence.find("["), sentence.find("]") - 1
    found = find_times(_read(text, published, nlp), load_lexicon())
    if begin < 0:
        assert [m.span.of(text) for m in found] == []
        return
    at = [(m.span.of(text), m.value, shown(m.when)) for m in found if m.span.begin < end and begin < m.span.end]
    assert at == [(text[begin:end], value, interval)]


def test_no_overlap_and_in_order(nlp: Language) -> None:
    text = " ".join(s.replace("[", "").replace("]", "") for _, _, _, s in _CASES)
    parsed = _read(text, "2021-06-16", nlp)
    found = find_times(parsed, load_lexicon())
    assert len(found) > 100
    for a, b in pairwise(found):
        assert a.span.end <= b.span.begin
    for m in found:
        inside = parsed.tokens_within(m.span)
        assert (m.first, m.last) == (inside.start, inside.stop)


_WORDS = st.sampled_from(
    (
        "in on the of last next this every Friday May March 9 31 99 1999 0001 9999 2020 first third quarter fall years"
        " ago later 999999999 century millennium weeks 10:30 p.m. GMT overnight Easter Thanksgiving earlier that day"
        " night to from between and , . - / : ' s a half two hundred thousand 1/0 31/02/2021 00:60 24:00 25:00 decade"
        " 9/11 more than until since early mid late end beginning"
    ).split()
)
_DATES = st.one_of(st.none(), st.dates(), st.sampled_from([date.min, date.max]))


@settings(max_examples=60)
@given(words=st.one_of(st.lists(_WORDS, max_size=14).map(" ".join), st.text(max_size=80)), published=_DATES)
def test_hostile_text(words: str, published: date | None, nlp: Language) -> None:
    parsed = parse(Article("t", words, published=published), nlp)
    for m in find_times(parsed, load_lexicon()):
        assert 0 <= m.span.begin < m.span.end <= len(words)
        assert m.value
        if m.when is not None and m.when.earliest is not None and m.when.latest is not None:
            assert m.when.earliest <= m.when.latest
            assert m.when.iso_start()
            assert m.when.iso_end()


@given(day=st.dates(), days=st.integers(-(10**9), 10**9))
def test_days_move_within_the_calendar(day: date, days: int) -> None:
    moved = add_days(day, days)
    assert moved is None or (moved - day).days == days


@given(year=st.integers(1, 9999), month=st.integers(1, 12), months=st.integers(-(10**6), 10**6))
def test_months_move_within_the_calendar(year: int, month: int, months: int) -> None:
    moved = add_months(year, month, months)
    assert moved is None or ((moved[0] - year) * 12 + moved[1] - month == months and 1 <= moved[0] <= 9999)


@pytest.mark.parametrize(
    ("rule", "year", "day"),
    [
        ("easter+0", 1999, date(1999, 4, 4)),
        ("easter-2", 2000, date(2000, 4, 21)),
        ("11-W4-4", 1998, date(1998, 11, 26)),
        ("05-W5-1", 2021, date(2021, 5, 31)),
        ("02-29", 2021, None),
        ("easter+0", 0, None),
    ],
)
def test_feasts(rule: str, year: int, day: date | None) -> None:
    assert feast_day(rule, year) == day


@pytest.mark.parametrize(
    ("cal", "value", "bounds"),
    [
        (Cal(year=2021, week=53), "2021-W53", (date(2022, 1, 3), date(2022, 1, 9))),
        (Cal(year=9999, week=53), "9999-W53", None),
        (Cal(year=2020, season="WI"), "2020-WI", (date(2020, 12, 1), date(2021, 2, 28))),
        (Cal(year=9999, season="WI"), "9999-WI", None),
        (Cal(year=2021, month=2, day=30), "2021-02-30", None),
        (Cal(month=5), "XXXX-05", None),
        (Cal(decade=0), "0X", None),
        (Cal(century=20), "20XX", (date(2000, 1, 1), date(2099, 12, 31))),
    ],
)
def test_calendar(cal: Cal, value: str, bounds: tuple[date, date] | None) -> None:
    assert cal.value == value
    assert cal.bounds() == bounds
