"""Times as a text gives them: an interval of days, how precisely it is known, and the clock time apart.

Every date in the graph is an ``xsd:date`` bound (``earliest``, ``latest``) plus a precision; partial dates such as
"November 2016" never appear as literals of their own because RDF stores compare them differently.

Two times that are known in part stand in an order for certain, possibly, or not at all: ``before``, ``after``,
``begins_after``, ``during`` and ``overlaps`` are Allen's relations with that doubt kept. An event dated "January 2020"
is only possibly after 9 January; so is one of 9 January itself, unless both have a clock time.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Literal, NamedTuple

__all__ = ["Certainty", "Precision", "When", "after", "before", "begins_after", "during", "overlaps"]

Certainty = Literal["certain", "possible"]


class Precision(StrEnum):
    """How finely a time is known (the terms of the event record)."""

    MINUTE = "minute"
    HOUR = "hour"
    PART_OF_DAY = "partOfDay"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"
    UNKNOWN = "unknown"

    @property
    def ucdp(self) -> int:
        """The UCDP GED ``date_prec`` code: 1 exact day, 2 within days, 3 week, 4 month, 5 more than a month."""
        return {
            Precision.MINUTE: 1,
            Precision.HOUR: 1,
            Precision.PART_OF_DAY: 1,
            Precision.DAY: 1,
            Precision.WEEK: 3,
            Precision.MONTH: 4,
        }.get(self, 5)


@dataclass(frozen=True, slots=True)
class When:
    """An interval of days in which something lies or lasts; ``None`` is an open end.

    ``lasting`` is true when the happening fills the interval ("January 16-22", a ceasefire from 9 January), false when
    it lies somewhere within it ("in October"). ``start_time``/``end_time`` are local clock times as told.
    """

    earliest: date | None
    latest: date | None
    precision: Precision
    start_time: time | None = None
    end_time: time | None = None
    lasting: bool = False

    @classmethod
    def day(cls, day: date) -> When:
        """One day."""
        return cls(day, day, Precision.DAY)

    @classmethod
    def month(cls, year: int, month: int) -> When:
        """A calendar month."""
        return cls(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), Precision.MONTH)

    @classmethod
    def year(cls, year: int) -> When:
        """A calendar year."""
        return cls(date(year, 1, 1), date(year, 12, 31), Precision.YEAR)

    @property
    def days(self) -> int | None:
        """Length in days, ``None`` if an end is open."""
        if self.earliest is None or self.latest is None:
            return None
        return (self.latest - self.earliest) // timedelta(days=1) + 1

    @property
    def date_prec(self) -> int:
        """UCDP ``date_prec`` of this interval (1 exact day, 2 a few days, 3 a week, 4 a month, 5 longer)."""
        days = self.days
        if days is None or self.lasting:
            return self.precision.ucdp
        if days == 1:
            return 1
        return 2 if days <= 6 else 3 if days <= 7 else 4 if days <= 31 else 5

    @property
    def begins(self) -> tuple[date | None, date | None]:
        """The first and the last day on which it may have begun; ``None`` where nothing is known."""
        if not self.lasting:
            return self.earliest, self.latest
        last = None if self.earliest is None else _unit(self.earliest, self.precision)[1]
        if last is not None and self.latest is not None and last > self.latest:
            last = self.latest
        return self.earliest, last

    @property
    def ends(self) -> tuple[date | None, date | None]:
        """The first and the last day on which it may have ended; an open end may be any day from the beginning on."""
        if not self.lasting or self.latest is None:
            return self.earliest, self.latest
        first = _unit(self.latest, self.precision)[0]
        if self.earliest is not None and first < self.earliest:
            first = self.earliest
        return first, self.latest

    def iso_start(self) -> str | None:
        """``start`` of the event record: ISO 8601 at the precision known."""
        return _iso(self.earliest, self._told_as, self.start_time)

    def iso_end(self) -> str | None:
        """``end`` of the event record."""
        return _iso(self.latest, self._told_as, self.end_time or self.start_time)

    @property
    def _told_as(self) -> Precision:
        """A part of a month or a year ("so far this month") is written in days, a whole one by its name."""
        if self.precision not in (Precision.MONTH, Precision.YEAR):
            return self.precision
        first, last = self.earliest, self.latest
        months = self.precision is Precision.MONTH
        begins = first is None or (first.day == 1 and (months or first.month == 1))
        ends = last is None or (
            last.day == calendar.monthrange(last.year, last.month)[1] if months else (last.month, last.day) == (12, 31)
        )
        return self.precision if begins and ends else Precision.DAY


def _iso(day: date | None, precision: Precision, clock: time | None) -> str | None:
    if day is None:
        return None
    if clock is not None and precision in (Precision.MINUTE, Precision.HOUR):
        return f"{day.isoformat()}T{clock:%H:%M}"
    if precision is Precision.YEAR:
        return f"{day.year:04d}"
    if precision is Precision.MONTH:
        return f"{day.year:04d}-{day.month:02d}"
    return day.isoformat()


def _unit(day: date, precision: Precision) -> tuple[date, date]:
    """First and last day of the month or year that a day lies in, or of as much as the precision leaves open."""
    if precision is Precision.MONTH:
        return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])
    if precision is Precision.YEAR:
        return day.replace(month=1, day=1), day.replace(month=12, day=31)
    spare = {Precision.WEEK: 6, Precision.SEASON: 91}.get(precision, 0)
    number = day.toordinal()
    return date.fromordinal(max(1, number - spare)), date.fromordinal(min(date.max.toordinal(), number + spare))


# ---- order, with what is not known left open


class _Minutes(NamedTuple):
    """Minutes between which something begins, and between which it ends (counted from year 1)."""

    begin_low: float
    begin_high: float
    end_low: float
    end_high: float


_DAY = 24 * 60


def _minutes(when: When) -> _Minutes:
    begins, ends = when.begins, when.ends
    low, high = _low(begins[0], when.start_time), _high(begins[1], when.start_time, when.precision)
    end_clock = when.end_time or when.start_time
    end_low, end_high = _low(ends[0], end_clock), _high(ends[1], end_clock, when.precision)
    end_high = max(end_high, low)
    return _Minutes(low, min(high, end_high), max(low, end_low), end_high)


def _low(day: date | None, clock: time | None) -> float:
    if day is None:
        return float("-inf")
    return day.toordinal() * _DAY + (0 if clock is None else clock.hour * 60 + clock.minute)


def _high(day: date | None, clock: time | None, precision: Precision) -> float:
    if day is None:
        return float("inf")
    if clock is None:
        return day.toordinal() * _DAY + _DAY - 1
    return day.toordinal() * _DAY + clock.hour * 60 + clock.minute + (0 if precision is Precision.MINUTE else 59)


def _judged(certain: bool, possible: bool) -> Certainty | None:
    return "certain" if certain else "possible" if possible else None


def before(a: When, b: When) -> Certainty | None:
    """Whether ``a`` was over before ``b`` began; ``None``: it was not."""
    x, y = _minutes(a), _minutes(b)
    return _judged(x.end_high < y.begin_low, x.end_low < y.begin_high)


def after(a: When, b: When) -> Certainty | None:
    """Whether ``a`` began when ``b`` was over; ``None``: it did not. For a state that goes on see ``begins_after``."""
    return before(b, a)


def begins_after(a: When, b: When) -> Certainty | None:
    """Whether ``a`` began later than ``b`` began: an attack after a ceasefire came into force; ``None``: it did not."""
    x, y = _minutes(a), _minutes(b)
    return _judged(x.begin_low > y.begin_high, x.begin_high > y.begin_low)


def during(a: When, b: When) -> Certainty | None:
    """Whether all of ``a`` lay within ``b``; ``None``: it did not. A state with an open end may have ended any day."""
    x, y = _minutes(a), _minutes(b)
    return _judged(
        x.begin_low >= y.begin_high and x.end_high <= y.end_low, x.begin_high >= y.begin_low and x.end_low <= y.end_high
    )


def overlaps(a: When, b: When) -> Certainty | None:
    """Whether ``a`` and ``b`` had a moment in common; ``None``: they had none."""
    x, y = _minutes(a), _minutes(b)
    return _judged(
        x.begin_high <= y.end_low and y.begin_high <= x.end_low, x.begin_low <= y.end_high and y.begin_low <= x.end_high
    )
