"""Reading holds to what it promises on any text: no crash, offsets within the text, quotes verbatim, numbers from the text."""

from __future__ import annotations

import re
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.reading import load_reader, read_article
from kg.model import Article, ArticleReading, Report, Span

_WORDS = (
    'rebels soldiers police villagers the The a an two three 14 27 dozens of and or , . ; : ( ) “ ” " -- — attacked killed wounded '
    "captured shelled bombed said denied that which who after before on Monday in 2019 near at by with from to according report "
    "statement following first second other one bomb car tank rocket artillery attack blast clashes army patrol convoy market town "
    "Velna Baghdad Syria He she they it his were was had been been will not no more than at least up to phase operation"
).split()
_SENTENCES = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=40).map(" ".join)
_NUMBER_WORDS = {"two": 2, "three": 3, "first": 1, "second": 2, "one": 1, "a": 1, "an": 1}


def _read(text: str) -> ArticleReading:
    return read_article(Article("p", text, published=date(2021, 6, 16)), load_reader())


def _spans(report: Report) -> list[Span]:
    found = [report.trigger, *report.quotes]
    for items in (report.places, report.participants, report.equipment, report.casualties, report.damage, report.zones):
        found += [item.mention for item in items]
    return found


def _holds(text: str) -> ArticleReading:
    reading = _read(text)
    spans = [span for report in reading.reports for span in _spans(report)]
    spans += [mention.span for mention in reading.mentions]
    spans += [s for claim in reading.claims for s in (*claim.source, *claim.cue, *claim.content)]
    assert all(0 <= s.begin < s.end <= len(text) for s in spans)
    assert all(
        not q.of(text)[:1].isspace() and not q.of(text)[-1:].isspace() for r in reading.reports for q in r.quotes
    )
    keys = {report.key for report in reading.reports}
    assert len(keys) == len(reading.reports)
    assert {r.part_of for r in reading.reports} | {r.first_since for r in reading.reports} <= keys | {None}
    return reading


@settings(max_examples=40)
@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    _holds(text)


@settings(max_examples=60)
@given(st.lists(_SENTENCES, max_size=5))
def test_words_of_war_in_any_order_are_read(sentences: list[str]) -> None:
    text = ". ".join(sentences)
    reading = _holds(text)
    given_numbers = {int(n) for n in re.findall(r"\d+", text)} | {
        n for word, n in _NUMBER_WORDS.items() if re.search(rf"\b{word}\b", text, re.IGNORECASE)
    }
    told = [p.count for r in reading.reports for p in r.participants if p.count is not None]
    told += [e.count for r in reading.reports for e in r.equipment if e.count is not None]
    told += [m.count for m in reading.mentions if m.kind == "Count" and m.count is not None]
    assert {c.value for c in told if c.value is not None} <= given_numbers | {1}


@settings(max_examples=15)
@given(st.lists(_SENTENCES, max_size=4))
def test_reading_twice_gives_the_same(sentences: list[str]) -> None:
    text = "\n\n".join(sentences)
    assert _read(text) == _read(text)
