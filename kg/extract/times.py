"""Time expressions: TIMEX3 values and intervals, resolved in the discourse."""

from __future__ import annotations

from dataclasses import replace

from kg.extract.mentions import TimeMention
from kg.extract.parse import Parsed
from kg.extract.timex.expressions import Calendar, Deictic, Found
from kg.extract.timex.grammar import find_expressions
from kg.extract.timex.resolve import Placed, resolve
from kg.extract.timex.words import Atom, compiled_words, spell
from kg.lexicon import Lexicon
from kg.model import Span

__all__ = ["find_times"]


def find_times(parsed: Parsed, lexicon: Lexicon) -> tuple[TimeMention, ...]:
    """All time expressions of an article, in text order, without overlap."""
    letters, atoms = spell(parsed, compiled_words(lexicon))
    found = _joined(find_expressions(letters, atoms, parsed), letters)
    placed = [Placed(atoms[f.first].token, atoms[f.last - 1].token + 1, f.expression) for f in found]
    mentions = []
    for one, place, resolved in zip(found, placed, resolve(parsed, placed), strict=True):
        span = Span(atoms[one.first].begin, atoms[one.last - 1].end)
        last = _last_token(parsed, place.last, span)
        mentions.append(TimeMention(place.first, last, span, resolved.type, resolved.value, resolved.when))
    return tuple(mentions)


def _last_token(parsed: Parsed, last: int, span: Span) -> int:
    """The token after the expression: an atom may stand for a phrase of several tokens."""
    while last < len(parsed.tokens) and parsed.tokens[last].begin < span.end:
        last += 1
    return last


def _joined(found: list[Found], letters: str) -> list[Found]:
    """Clock times and days that stand side by side are one expression: "9 a.m. EST Tuesday", "5 p.m., Nov. 6"."""
    joined: list[Found] = []
    for one in found:
        if joined and letters[joined[-1].last : one.first] in ("", ","):
            both = _clock_and_day(joined[-1], one) or _clock_and_day(one, joined[-1])
            if both is not None:
                joined[-1] = Found(joined[-1].first, one.last, both, one.rule)
                continue
        joined.append(one)
    return joined


def _clock_and_day(clock: Found, day: Found) -> Calendar | Deictic | None:
    if not isinstance(clock.expression, Calendar) or (clock.expression.hour is None and clock.expression.part is None):
        return None
    told = clock.expression
    if told.day is not None or told.weekday is not None or told.month is not None or told.overnight:
        return None
    other = day.expression
    is_day = (isinstance(other, Calendar) and (other.day is not None or other.weekday is not None)) or (
        isinstance(other, Deictic) and other.unit == "D"
    )
    if not is_day or not isinstance(other, (Calendar, Deictic)) or other.hour is not None:
        return None
    return replace(other, hour=told.hour, minute=told.minute, part=other.part or told.part)


