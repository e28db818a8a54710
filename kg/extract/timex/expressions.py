"""What a time expression says before it is resolved: the grammar's output and the resolver's input."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Calendar", "Deictic", "Duration", "Expression", "Found", "Frequency", "Reference"]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Parts of a date as written; what is not written is ``None``.

    ``direction`` is -1, 0 or 1 for "last", "this", "next" before a month, weekday, season or feast. ``until_*`` is the
    other end of a stretch written as one ("January 16-22"). ``stage`` is START, MID or END ("early", "late").
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    quarter: int | None = None
    half: int | None = None
    season: str | None = None
    decade: int | None = None
    century: int | None = None
    feast: str | None = None
    direction: int | None = None
    part: str | None = None
    hour: int | None = None
    minute: int | None = None
    stage: str | None = None
    until_year: int | None = None
    until_month: int | None = None
    until_day: int | None = None
    short_year: bool = False
    weeks: int | None = None
    """For "Monday last week": how many weeks from this one."""
    years: int | None = None
    """For "April next year": how many years from this one."""
    months: int | None = None
    """For "the 10th of last month": how many months from this one."""
    week: bool = False
    """True for "the week of March 6"."""
    overnight: bool = False
    shared: bool = False
    """True for a day that has its month from its neighbour: the 24 of "April 24 and 25"."""
    day_first: bool | None = None
    """Whether the day stands before the month; ``None`` if there are not both."""
    in_figures: bool = False
    """True for "09/05/2017", whose parts may stand the other way round."""


@dataclass(frozen=True, slots=True)
class Deictic:
    """A unit counted from now, or from the time last spoken of (``in_text``): today, last week, that day.

    ``amount`` is ``None`` where the number is left open ("several years ago").
    """

    unit: str
    amount: int | None
    in_text: bool = False
    part: str | None = None
    hour: int | None = None
    minute: int | None = None
    stage: str | None = None
    quarter: int | None = None
    year: int | None = None
    """As in "the 1988 period": the part of the year last spoken of, in that year."""
    so_far: int = 0
    """-1 for "earlier this month", 1 for "later this month"."""
    ahead: bool = False
    """True for "weeks later", where no number gives the direction."""
    counted: bool = False
    """True if a length was told ("two days ago"), false for "yesterday", "last week"."""


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time, its ``amount`` ``None`` if left open. ``direction`` -1: "the past two years", 1: "the next"."""

    unit: str
    amount: float | None
    direction: int = 0


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often; the value is the period."""

    value: str


@dataclass(frozen=True, slots=True)
class Reference:
    """PRESENT_REF, PAST_REF or FUTURE_REF."""

    value: str


Expression = Calendar | Deictic | Duration | Frequency | Reference


@dataclass(frozen=True, slots=True)
class Found:
    """An expression with its atoms (``first`` to ``last``, exclusive)."""

    first: int
    last: int
    expression: Expression
