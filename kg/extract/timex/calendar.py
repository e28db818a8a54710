"""A point or stretch of the calendar at the granularity it is known, its TIMEX3 value and its interval."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from kg.dates import Precision, When

__all__ = ["SEASON_MONTHS", "Cal", "add_days", "add_months", "feast_day", "safe_date"]

SEASON_MONTHS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
"""The first month of each season, of three."""


def safe_date(year: int, month: int, day: int) -> date | None:
    """The date, or ``None`` where the calendar has none."""
    if not (1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]):
        return None
    return date(year, month, day)


def add_days(day: date, days: int) -> date | None:
    """``day`` moved, or ``None`` beyond the years 1 to 9999."""
    number = day.toordinal() + days
    return date.fromordinal(number) if 1 <= number <= date.max.toordinal() else None


def add_months(year: int, month: int, months: int) -> tuple[int, int] | None:
    """A month moved, or ``None`` beyond the years 1 to 9999."""
    number = year * 12 + month - 1 + months
    return (number // 12, number % 12 + 1) if 12 <= number < 120_000 else None


@dataclass(frozen=True, slots=True)
class Cal:
    """A stretch of the calendar. The finest part given is the granularity; ``year`` ``None``: not known which.

    ``week`` is the number of an ISO week of ``year``; ``weekend`` marks its Saturday and Sunday. ``weekday`` stands
    only where no date is known. ``part`` is a TIMEX3 code such as ``TMO``; ``hour``/``minute`` a clock time.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    week: int | None = None
    weekend: bool = False
    weekday: int | None = None
    quarter: int | None = None
    half: int | None = None
    season: str | None = None
    decade: int | None = None
    century: int | None = None
    part: str | None = None
    hour: int | None = None
    minute: int | None = None

    @classmethod
    def of_day(cls, day: date) -> Cal:
        """A day."""
        return cls(year=day.year, month=day.month, day=day.day)

    @classmethod
    def of_week(cls, day: date, weekend: bool = False) -> Cal:
        """The ISO week that a day lies in."""
        year, week, _ = day.isocalendar()
        return cls(year=year, week=week, weekend=weekend)

    @property
    def as_date(self) -> date | None:
        """The day, if it is one."""
        if self.year is None or self.month is None or self.day is None:
            return None
        return safe_date(self.year, self.month, self.day)

    @property
    def is_day(self) -> bool:
        """Whether this is a day or a part of one."""
        return self.as_date is not None

    def at(self, part: str | None, hour: int | None, minute: int | None) -> Cal:
        """The same with a part of the day or a clock time, if any is given."""
        if part is None and hour is None:
            return self
        return replace(self, part=part, hour=hour, minute=minute)

    @property
    def value(self) -> str:
        """The TIMEX3 value."""
        if self.decade is not None:
            return f"{self.decade}X"
        if self.century is not None:
            return f"{self.century:02d}XX"
        year = "XXXX" if self.year is None else f"{self.year:04d}"
        if self.week is not None:
            base = f"{year}-W{self.week:02d}" + ("-WE" if self.weekend else "")
        elif self.weekday is not None and self.day is None:
            base = f"{year}-WXX-{self.weekday}"
        elif self.quarter is not None:
            base = f"{year}-Q{self.quarter}" if self.quarter else f"{year}-QX"
        elif self.half is not None:
            base = f"{year}-H{self.half}"
        elif self.season is not None:
            base = f"{year}-{self.season}"
        elif self.month is not None:
            base = f"{year}-{self.month:02d}" + (f"-{self.day:02d}" if self.day is not None else "")
        elif self.day is not None:
            base = f"{year}-XX-{self.day:02d}"
        elif self.part is not None or self.hour is not None:
            base = f"{year}-XX-XX"
        else:
            base = year
        if self.hour is not None:
            return f"{base}T{self.hour:02d}:{self.minute or 0:02d}"
        return base + (self.part or "")

    def bounds(self) -> tuple[date, date] | None:
        """First and last day, or ``None`` if the year is not known or the calendar has no such day."""
        if self.decade is not None:
            return _span(self.decade * 10, 1, self.decade * 10 + 9, 12)
        if self.century is not None:
            return _span(self.century * 100, 1, self.century * 100 + 99, 12)
        if self.year is None or not 1 <= self.year <= 9999:
            return None
        if self.week is not None:
            monday = add_days(date(self.year, 1, 4), 7 * (self.week - 1) - date(self.year, 1, 4).weekday())
            first = None if monday is None else add_days(monday, 5 if self.weekend else 0)
            last = None if monday is None else add_days(monday, 6)
            return None if first is None or last is None else (first, last)
        if self.quarter:
            return _span(self.year, 3 * self.quarter - 2, self.year, 3 * self.quarter)
        if self.half is not None:
            return _span(self.year, 6 * self.half - 5, self.year, 6 * self.half)
        if self.season is not None:
            month = SEASON_MONTHS[self.season]
            end = add_months(self.year, month, 2)
            return None if end is None else _span(self.year, month, *end)
        if self.month is not None:
            if self.day is None:
                return _span(self.year, self.month, self.year, self.month)
            day = self.as_date
            return None if day is None else (day, day)
        if self.weekday is not None or self.day is not None or self.hour is not None or self.part is not None:
            return None
        return _span(self.year, 1, self.year, 12)

    @property
    def precision(self) -> Precision:
        """How finely the time is known."""
        if self.hour is not None:
            return Precision.MINUTE if self.minute else Precision.HOUR
        if self.part is not None:
            return Precision.PART_OF_DAY
        if self.day is not None:
            return Precision.DAY
        if self.week is not None:
            return Precision.WEEK
        if self.season is not None or self.quarter is not None:
            return Precision.SEASON
        if self.month is not None:
            return Precision.MONTH
        return Precision.YEAR

    def when(self) -> When | None:
        """The interval, ``None`` where the year is not known."""
        bounds = self.bounds()
        if bounds is None:
            return None
        clock = None if self.hour is None else time(self.hour % 24, self.minute or 0)
        return When(bounds[0], bounds[1], self.precision, start_time=clock)


def _span(year: int, month: int, last_year: int, last_month: int) -> tuple[date, date] | None:
    if not (1 <= year <= last_year <= 9999 and 1 <= month <= 12 and 1 <= last_month <= 12):
        return None
    return date(year, month, 1), date(last_year, last_month, calendar.monthrange(last_year, last_month)[1])


def feast_day(rule: str, year: int) -> date | None:
    """The day of a feast in a year, by the lexicon's rule: ``12-25``, ``11-W4-4`` (week, weekday) or ``easter-2``."""
    if not 1 <= year <= 9999:
        return None
    if rule.startswith("easter"):
        easter = _easter(year)
        return None if easter is None else add_days(easter, int(rule[6:]))
    parts = rule.split("-")
    month = int(parts[0])
    if parts[1].startswith("W"):
        week, weekday = int(parts[1][1:]), int(parts[2])
        first = date(year, month, 1)
        day = 1 + (weekday - first.isoweekday()) % 7 + 7 * (week - 1)
        while day > calendar.monthrange(year, month)[1]:
            day -= 7
        return date(year, month, day)
    return safe_date(year, month, int(parts[1]))


def _easter(year: int) -> date | None:
    """Easter Sunday by the Gregorian computus."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return safe_date(year, f // 31, f % 31 + 1)


def monday_of(day: date) -> date:
    """The Monday of a day's week (year 1 has one: 1 January)."""
    return day - timedelta(days=day.weekday())
