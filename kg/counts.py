"""Numbers as a text gives them: "some 450", "up to 90", "at least 12", "dozens".

A ``Count`` keeps the number of the text, the bounds that its wording allows and the qualifier. Reading counts out of
sentences is the work of ``kg.extract.counts``; this module only knows the values.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Count", "Qualifier"]


class Qualifier(StrEnum):
    """How a text hedges a number (the terms of the event record)."""

    EXACT = "exact"
    ABOUT = "about"
    NEARLY = "nearly"
    UP_TO = "upTo"
    AT_LEAST = "atLeast"
    MORE_THAN = "moreThan"
    RANGE = "range"
    VAGUE = "vague"


@dataclass(frozen=True, slots=True, order=True)
class Count:
    """A number of the text with the bounds its wording allows (whole things: people, vehicles, acts).

    ``value`` is the number in the text, ``None`` when there is only a word such as "dozens"; ``low`` and ``high`` are
    ``None`` where the wording leaves that side open.

    >>> Count.of(450, Qualifier.ABOUT)
    Count(value=450, low=None, high=None, qualifier=<Qualifier.ABOUT: 'about'>)
    >>> Count.of(40, Qualifier.NEARLY).high
    40
    """

    value: int | None
    low: int | None
    high: int | None
    qualifier: Qualifier

    @classmethod
    def of(cls, value: int, qualifier: Qualifier = Qualifier.EXACT) -> Count:
        """A count of one number: the bounds follow from the qualifier (field rule, see ``event-record``)."""
        low, high = {
            Qualifier.EXACT: (value, value),
            Qualifier.NEARLY: (None, value),
            Qualifier.UP_TO: (None, value),
            Qualifier.AT_LEAST: (value, None),
            Qualifier.MORE_THAN: (value + 1, None),
        }.get(qualifier, (None, None))
        return cls(value, low, high, qualifier)

    @classmethod
    def between(cls, low: int, high: int) -> Count:
        """ "Between 30 and 40": no single value, both bounds."""
        return cls(None, min(low, high), max(low, high), Qualifier.RANGE)

    @classmethod
    def vague(cls, low: int | None, high: int | None) -> Count:
        """A word without a number ("dozens"); the bounds are the convention of the lexicon."""
        return cls(None, low, high, Qualifier.VAGUE)

    @property
    def best(self) -> int | None:
        """The one number to calculate with: the value, else the low bound, else the high one (ACLED reads low)."""
        for number in (self.value, self.low, self.high):
            if number is not None:
                return number
        return None
