"""Intervals of days: order with doubt, from a table of boundary cases; how an event record writes them."""

from __future__ import annotations

import calendar
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.dates import Certainty, Precision, When, after, before, begins_after, during, overlaps
from tests.tables import cases

_ORDER = cases("time_order.tsv")
_RELATIONS = (before, after, begins_after, during, overlaps)


def _end(text: str, last: bool) -> tuple[date | None, Precision, time | None]:
    if not text:
        return None, Precision.DAY, None
    day, _, clock = text.partition("T")
    parts = [int(p) for p in day.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12 if last else 1
    number = parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1] if last else 1
    precision = (Precision.YEAR, Precision.MONTH, Precision.DAY)[len(parts) - 1]
    if not clock:
        return date(year, month, number), precision, None
    told = time.fromisoformat(clock)
    return date(year, month, number), Precision.MINUTE if told.minute else Precision.HOUR, told


def _when(text: str) -> When:
    for mark, lasting in (("=", True), ("..", False)):
        if mark in text:
            first, _, last = text.partition(mark)
            (earliest, precision, start), (latest, _, end) = _end(first, False), _end(last, True)
            return When(earliest, latest, precision, start, end, lasting)
    (earliest, precision, start), (latest, _, _) = _end(text, False), _end(text, True)
    return When(earliest, latest, precision, start)


@pytest.mark.parametrize("row", _ORDER, ids=[f"{r[0]} {r[1]}: {r[7]}" for r in _ORDER])
def test_order(row: tuple[str, ...]) -> None:
    a, b = _when(row[0]), _when(row[1])
    assert tuple(relation(a, b) or "-" for relation in _RELATIONS) == row[2:7]


_DAYS = st.dates(date(2019, 12, 25), date(2020, 1, 20))
_TIMES = st.builds(
    lambda a, b, precision, lasting, low, high: When(
        None if low else min(a, b), None if high else max(a, b), precision, lasting=lasting
    ),
    _DAYS,
    _DAYS,
    st.sampled_from([Precision.DAY, Precision.WEEK, Precision.MONTH, Precision.YEAR]),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)


@given(a=_TIMES, b=_TIMES)
def test_order_is_sound(a: When, b: When) -> None:
    assert after(a, b) == before(b, a)
    assert overlaps(a, b) == overlaps(b, a)
    if before(a, b) == "certain":
        others: list[Certainty | None] = [after(a, b), during(a, b), overlaps(a, b), begins_after(a, b)]
        assert others == [None, None, None, None]
    if during(a, b) == "certain":
        assert overlaps(a, b) == "certain"


@pytest.mark.parametrize(
    ("when", "start", "end", "prec"),
    [
        (When.day(date(2020, 1, 22)), "2020-01-22", "2020-01-22", 1),
        (When.month(2016, 11), "2016-11", "2016-11", 4),
        (When.year(2016), "2016", "2016", 5),
        (When(date(2016, 6, 1), date(2016, 8, 31), Precision.SEASON), "2016-06-01", "2016-08-31", 5),
        (When(date(2020, 1, 16), date(2020, 1, 22), Precision.DAY, lasting=True), "2020-01-16", "2020-01-22", 1),
        (When(date(2020, 1, 22), date(2020, 1, 23), Precision.PART_OF_DAY), "2020-01-22", "2020-01-23", 2),
        (When(date(2020, 1, 9), None, Precision.DAY, lasting=True), "2020-01-09", None, 1),
        (When(date(2020, 1, 1), date(2020, 1, 20), Precision.MONTH), "2020-01-01", "2020-01-20", 4),
        (When(date(2020, 1, 1), date(2020, 1, 20), Precision.YEAR), "2020-01-01", "2020-01-20", 4),
        (When(date(2020, 1, 20), date(2020, 1, 23), Precision.WEEK), "2020-01-20", "2020-01-23", 2),
        (
            When(date(2020, 1, 22), date(2020, 1, 22), Precision.HOUR, time(21)),
            "2020-01-22T21:00",
            "2020-01-22T21:00",
            1,
        ),
        (When(None, None, Precision.UNKNOWN), None, None, 5),
    ],
)
def test_record(when: When, start: str | None, end: str | None, prec: int) -> None:
    assert (when.iso_start(), when.iso_end(), when.date_prec) == (start, end, prec)
