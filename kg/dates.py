"""Times as a text gives them: an interval of days, how precisely it is known, and the clock time apart.

Every date in the graph is an ``xsd:date`` bound (``earliest``, ``latest``) plus a precision; partial dates such as
"November 2016" never appear as literals of their own because RDF stores compare them differently.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

__all__ = ["Precision", "When"]


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
        begins = first is None or first.day == 1 and (months or first.month == 1)
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
