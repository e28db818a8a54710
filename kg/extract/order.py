"""How long one happening came after another: "two days after the truce took effect, rebels attacked the town".

Such a link tells two triggers of a sentence apart, says which times and places of the sentence belong to which, and gives
the day of the one from the day of the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from kg.dates import Precision, When
from kg.extract.mentions import TimeMention, Trigger
from kg.extract.parse import Parsed, Token
from kg.lexicon import Lexicon

__all__ = ["Gap", "Order", "find_orders", "moved"]

_LENGTH = re.compile(r"P(?:(\d+)([DWMY])|T(\d+)[HM])$")
_STEP = {"D": 1, "W": 7}
_BEHIND = 3
"""Tokens between the length of time and its "after": "two days or so after"."""


class Gap(NamedTuple):
    """A length of time in days, or in months (years are twelve). ``days`` and ``months`` are 0 for hours, ``None`` where the
    words do not say how long ("days after").
    """

    days: int | None = 0
    months: int = 0


class Order(NamedTuple):
    """One link. ``later`` and ``earlier`` are ranges of tokens, ``first`` to ``last`` (exclusive), of the two happenings."""

    later: tuple[int, int]
    earlier: tuple[int, int]
    gap: Gap


def find_orders(
    parsed: Parsed, times: Sequence[TimeMention], triggers: Sequence[Trigger], lexicon: Lexicon
) -> tuple[Order, ...]:
    """The links of an article, in text order, both sides of which have a trigger."""
    tokens = parsed.tokens
    vague = lexicon.words("soon-word")
    lengths = {t.last: t for t in times if t.type == "DURATION"}
    heads = sorted(t.head for t in triggers)
    found: list[Order] = []
    for token in tokens:
        if token.lower not in ("after", "before") or token.pos not in ("ADP", "SCONJ"):
            continue
        start, gap = _length_before(tokens, token.i, lengths, vague)
        if start is None or gap is None:
            continue
        sentence = parsed.sentences[token.sent]
        told = _sides(tokens, heads, sentence.first, sentence.last, start, token.i)
        if told is None:
            continue
        main, other = told
        found.append(Order(main, other, gap) if token.lower == "after" else Order(other, main, gap))
    return tuple(found)


def _length_before(
    tokens: Sequence[Token], i: int, lengths: dict[int, TimeMention], vague: Iterable[str]
) -> tuple[int | None, Gap | None]:
    """Where the length of time before "after" begins, and the length; ``None`` twice if there is none."""
    for end in range(i, max(i - _BEHIND, 0), -1):
        mention = lengths.get(end)
        if mention is not None and tokens[mention.first].sent == tokens[i].sent:
            return mention.first, _gap(mention.value)
    if i and tokens[i - 1].sent == tokens[i].sent and tokens[i - 1].lower in vague:
        return i - 1, Gap(0 if tokens[i - 1].lower not in ("days", "weeks", "months", "years") else None)
    return None, None


def _gap(value: str) -> Gap:
    match = _LENGTH.match(value)
    if match is None:
        return Gap(None)
    if match[3] is not None:
        return Gap(int(match[3]) // 24 if value.endswith("H") else 0)
    number = int(match[1])
    if match[2] in _STEP:
        return Gap(number * _STEP[match[2]])
    return Gap(0, number * (12 if match[2] == "Y" else 1))


def _sides(
    tokens: Sequence[Token], heads: Sequence[int], first: int, last: int, start: int, after: int
) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Tokens of the main happening and of the other one; the clause of "after" ends at its comma if it comes first."""
    stop = next((i for i in range(after, last) if tokens[i].text == ";"), last)
    before = [h for h in heads if first <= h < start]
    if before:
        main, other = (first, start), (after + 1, stop)
    else:
        behind = next((h for h in heads if after < h < stop), None)
        comma = next((i for i in range(behind or after, stop) if tokens[i].text == "," and i > after), None)
        if behind is None or comma is None:
            return None
        main, other = (comma + 1, stop), (after + 1, comma)
    if all(any(a <= h < b for h in heads) for a, b in (main, other)):
        return main, other
    return None


def moved(when: When, gap: Gap, forward: bool) -> When | None:
    """The time that lies a gap after (or before) another; ``None`` where one of the two is not known to the day."""
    day = when.earliest
    if day is None or gap.days is None or when.precision not in _TO_THE_DAY:
        return None
    sign = 1 if forward else -1
    if gap.months:
        index = day.year * 12 + day.month - 1 + sign * gap.months
        if not 12 <= index < 12 * 9999:
            return None
        year, month = divmod(index, 12)
        return When.year(year) if gap.months % 12 == 0 and gap.months > 12 else When.month(year, month + 1)
    number = day.toordinal() + sign * gap.days
    if not 1 <= number <= date.max.toordinal():
        return None
    if gap.days and gap.days % 7 == 0:
        low, high = max(1, number - 3), min(date.max.toordinal(), number + 3)
        return When(date.fromordinal(low), date.fromordinal(high), Precision.WEEK)
    return When.day(date.fromordinal(number))


_TO_THE_DAY = frozenset({Precision.MINUTE, Precision.HOUR, Precision.PART_OF_DAY, Precision.DAY})
