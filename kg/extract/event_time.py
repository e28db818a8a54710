"""When a happening took place: the time expression that governs its trigger."""

from __future__ import annotations

from kg.dates import When
from kg.extract.mentions import TimeMention
from kg.extract.parse import Parsed

__all__ = ["event_time"]


def event_time(parsed: Parsed, times: tuple[TimeMention, ...], trigger: int) -> When | None:
    """The time of the happening that token ``trigger`` tells of, or ``None``."""
    return None
