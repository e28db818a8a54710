"""What is told of, by whom, to whom: a table of short texts read whole; quotes, keys and order."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.reading import Reader, load_reader, read_article
from kg.model import Article, Factuality, Report
from tests.tables import cases


def _read(text: str, reader: Reader) -> tuple[Report, ...]:
    return read_article(Article("t", text, published=date(2021, 6, 16)), reader).reports


def _shown(report: Report, text: str) -> str:
    told = [f"{p.role} {p.mention.of(text)}" for p in report.participants]
    told += [f"{c.kind} {c.of} {c.count.best}" for c in report.casualties]
    told += [f"with {e.name}" for e in report.equipment if e.used_by == "initiator"]
    told += [report.outcome] if report.outcome else []
    told += ["part"] if report.part_of else []
    return f"{report.type}: {', '.join(told)}"


@pytest.mark.parametrize(("wanted", "text"), cases("event_reports.tsv"))
def test_reports_of_a_text(wanted: str, text: str, reader: Reader) -> None:
    stated = [r for r in _read(text, reader) if r.factuality is Factuality.STATED]
    assert " | ".join(_shown(r, text) for r in stated) == wanted


@pytest.mark.parametrize(("wanted", "text"), cases("main_classes.tsv"))
def test_class_of_what_is_told_first(wanted: str, text: str, reader: Reader) -> None:
    told = min(_read(text, reader), key=lambda r: r.salience)
    assert (told.type, told.factuality) == (wanted, Factuality.STATED)


@pytest.mark.parametrize(("wanted", "text"), cases("news_sentences.tsv"))
def test_reports_of_a_sentence_of_the_wire(wanted: str, text: str, reader: Reader) -> None:
    stated = [r for r in _read(text, reader) if r.factuality is Factuality.STATED]
    shown = []
    for r in stated:
        kind, told = _shown(r, text).split(": ", 1)
        places = " and ".join(p.place.name for p in r.places if p.role == "in")
        shown.append(f"{kind} in {places}: {told}" if places else f"{kind}: {told}")
    assert " | ".join(shown) == wanted


def _with_day_and_places(report: Report, text: str) -> str:
    kind, told = _shown(report, text).split(": ", 1)
    places = " and ".join(p.place.name if p.role == "in" else f"({p.role}) {p.place.name}" for p in report.places)
    start, end = (report.when.iso_start(), report.when.iso_end()) if report.when else (None, None)
    day = str(start) if start == end else f"{start}..{end}"
    return f"{kind} in {places or 'no place'} on {day}: {told}"


@pytest.mark.parametrize(("wanted", "text"), cases("bulletins.tsv"))
def test_reports_of_a_bulletin(wanted: str, text: str, reader: Reader) -> None:
    stated = [r for r in _read(text, reader) if r.factuality is Factuality.STATED]
    assert " | ".join(_with_day_and_places(r, text) for r in stated) == wanted


@pytest.mark.parametrize(("wanted", "text"), cases("orders.tsv"))
def test_days_told_by_other_days(wanted: str, text: str, reader: Reader) -> None:
    stated = [r for r in _read(text, reader) if r.factuality is Factuality.STATED]
    assert " | ".join(f"{r.type} {r.when.iso_start() if r.when else None}" for r in stated) == wanted


_STORY = (
    "Rebels attacked the town of Velna on Monday, killing four soldiers. The attack was repelled. "
    "On Tuesday a bomb exploded in Torsk. Another bomb exploded there an hour later."
)


def test_a_happening_told_twice_is_one(reader: Reader) -> None:
    reports = _read(_STORY, reader)
    assert [r.type for r in reports] == ["Attack", "Bombing", "Bombing"]
    assert reports[0].outcome == "repelled"
    assert len(reports[0].quotes) == 2


def test_keys_are_unique_and_salience_ranks(reader: Reader) -> None:
    reports = _read(_STORY, reader)
    assert len({r.key for r in reports}) == len(reports)
    assert sorted(r.salience for r in reports) == list(range(1, len(reports) + 1))
    assert min(reports, key=lambda r: r.salience).type == "Attack"


def test_first_of_its_kind_since(reader: Reader) -> None:
    text = "Rebels attacked the town of Velna for the first time since its liberation in May 2020."
    reports = {r.type: r for r in _read(text, reader)}
    assert reports["Attack"].first_since == reports["Liberation"].key


def test_damage_to_things(reader: Reader) -> None:
    text = "On Monday rebels attacked a village and destroyed three wooden houses."
    (report,) = _read(text, reader)
    assert [(d.what, d.effect, d.count.value if d.count else None) for d in report.damage] == [
        ("wooden houses", "destroyed", 3)
    ]


@settings(max_examples=30)
@given(st.lists(st.sampled_from([*_STORY.split(), "\n\n", '"', "(", ")", "—", "0", "\u00a0"]), max_size=60))
def test_shuffled_words_keep_quotes_verbatim(words: list[str]) -> None:
    text = " ".join(words)
    for report in _read(text, load_reader()):
        assert all(0 <= q.begin < q.end <= len(text) for q in report.quotes)
        assert any(q.begin <= report.trigger.begin < q.end for q in report.quotes)
