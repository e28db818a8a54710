"""Events as bars in time: as long as the days in which they may have happened, packed in rows so that none hides another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from kg.serve.explorer.data import EventRow

__all__ = ["Bar", "Timeline", "arrange"]

_MOST_ROWS = 16
"""Rows of bars up to which single events are drawn; above that, counts by day, week or month."""


@dataclass(frozen=True, slots=True)
class Bar:
    """An event from its first possible day to its last, both included. ``open_end``: nothing says when it ended."""

    event: EventRow
    start: date
    end: date
    open_end: bool
    row: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """Bars in ``rows`` rows, or, if those were too many, how many events begin in each period of ``step`` days.

    ``first`` to ``last`` is the window that holds most of them; ``undated`` events are in neither.
    """

    bars: tuple[Bar, ...]
    rows: int
    periods: tuple[tuple[date, tuple[EventRow, ...]], ...]
    step: int
    first: date | None
    last: date | None
    outside: int
    undated: int


def arrange(events: Sequence[EventRow]) -> Timeline:
    """Lay events out in time."""
    dated = []
    for event in events:
        start, end = _day(event.earliest), _day(event.latest)
        if start or end:
            dated.append((start or end or date.min, end, event))
    undated = len(events) - len(dated)
    if not dated:
        return Timeline((), 0, (), 1, None, None, 0, undated)
    starts = sorted(start for start, _, _ in dated)
    horizon = max(max(end or start for start, end, _ in dated), starts[-1])
    first, last = _window(starts, [end or start for start, end, _ in dated])
    least = max(timedelta(days=1), (last - first) / 70)
    bars: list[Bar] = []
    free: list[date] = []
    for start, end, event in sorted(dated, key=lambda d: (d[0], d[1] or horizon, d[2].label, d[2].iri)):
        stop = end or horizon
        until = _later(max(stop, _later(start, least)), timedelta(days=1))
        row = next((i for i, day in enumerate(free) if day <= start), len(free))
        if row == len(free):
            free.append(until)
        free[row] = until
        bars.append(Bar(event, start, stop, end is None, row))
    outside = sum(1 for b in bars if b.end < first or b.start > last)
    if len(free) <= _MOST_ROWS:
        return Timeline(tuple(bars), len(free), (), 1, first, last, outside, undated)
    span = (last - first).days
    step = 1 if span <= 120 else 7 if span <= 900 else 30 if span <= 4000 else 365
    periods: dict[date, list[EventRow]] = {}
    for bar in bars:
        periods.setdefault(_period(bar.start, step), []).append(bar.event)
    counted = tuple((day, tuple(periods[day])) for day in sorted(periods))
    return Timeline(tuple(bars), len(free), counted, step, first, last, outside, undated)


def _window(starts: Sequence[date], ends: Sequence[date]) -> tuple[date, date]:
    """The days that hold all events, or, if a few lie far off, nine in ten of them."""
    low, high = starts[0], max(ends)
    k = len(starts) // 10
    inner_low, inner_high = starts[k], sorted(ends)[len(ends) - 1 - k]
    if inner_high < inner_low:
        inner_low, inner_high = inner_high, inner_low
    if (high - low).days > 3 * max((inner_high - inner_low).days, 10):
        low, high = inner_low, inner_high
    pad = timedelta(days=max(2, (high - low).days // 14))
    return _later(low, -pad), _later(high, pad)


def _later(day: date, by: timedelta) -> date:
    try:
        return day + by
    except OverflowError:
        return date.max if by > timedelta() else date.min


def _period(day: date, step: int) -> date:
    if step == 30:
        return day.replace(day=1)
    if step == 365:
        return day.replace(month=1, day=1)
    return day - timedelta(days=day.weekday()) if step == 7 and day.toordinal() > 7 else day


def _day(iso: str | None) -> date | None:
    try:
        return date.fromisoformat(iso) if iso else None
    except ValueError:
        return None


def milliseconds(day: date) -> int:
    """A day as charts count: milliseconds since 1970, at the beginning of the day."""
    return (
        round((datetime(day.year, day.month, day.day, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds())
        * 1000
    )
