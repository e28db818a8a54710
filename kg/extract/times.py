"""Time expressions: TIMEX3 values and intervals, resolved in the discourse."""

from __future__ import annotations

from kg.extract.mentions import TimeMention
from kg.extract.parse import Parsed
from kg.lexicon import Lexicon

__all__ = ["find_times"]


def find_times(parsed: Parsed, lexicon: Lexicon) -> tuple[TimeMention, ...]:
    """All time expressions of an article, in text order, without overlap."""
    return ()
