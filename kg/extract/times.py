"""Time expressions: TIMEX3 values and intervals, resolved in the discourse.

An article is spelled in classes of words (``timex.words``), the grammar finds expressions in the spelling
(``timex.grammar``), and each is resolved by publication date, tense and what was told before (``timex.resolve``).
"""

from __future__ import annotations

import re
from dataclasses import replace

from kg.extract.mentions import TimeMention
from kg.extract.parse import Parsed
from kg.extract.timex.clock_rules import hour_in
from kg.extract.timex.expressions import Calendar, Deictic, Found
from kg.extract.timex.grammar import find_expressions
from kg.extract.timex.resolve import Placed, resolve
from kg.extract.timex.words import LETTERS, Atom, compiled_words, spell
from kg.lexicon import Lexicon
from kg.model import Span

__all__ = ["find_times"]


def find_times(parsed: Parsed, lexicon: Lexicon) -> tuple[TimeMention, ...]:
    """All time expressions of an article, in text order, without overlap."""
    words = compiled_words(lexicon)
    letters, atoms = spell(parsed, words)
    found = _sharing_a_year(_joined(find_expressions(letters, atoms, parsed), letters), letters)
    found = _sharing_a_month(found, letters, atoms, parsed)
    named = lexicon.words("named-after-day")
    found = [f for f in found if not _no_time(f, atoms, parsed, named)]
    placed = [Placed(atoms[f.first].token, atoms[f.last - 1].token + 1, f.expression) for f in found]
    mentions = []
    for one, place, resolved in zip(found, placed, resolve(parsed, placed, words), strict=True):
        span = _span(one, atoms)
        last = _last_token(parsed, place.last, span)
        mentions.append(TimeMention(place.first, last, span, resolved.type, resolved.value, resolved.when))
    return tuple(mentions)


def _no_time(found: Found, atoms: list[Atom], parsed: Parsed, named: frozenset[str]) -> bool:
    """Whether what looks like a date is none: the hours of "between 1800 and 0600", the name of "the '9 May' Front"."""
    told = found.expression
    if not isinstance(told, Calendar):
        return False
    tokens = parsed.tokens
    first, last = atoms[found.first].token, atoms[found.last - 1].token + 1
    if last - first == 1 and told.year is not None and told.month is None:
        i = first
        pairs = ((i + 1, i + 2), (i - 1, i - 2))
        return any(
            0 < joint < len(tokens) - 1
            and tokens[joint].lower in _TO_HOUR
            and _HOUR.fullmatch(tokens[other].text) is not None
            for joint, other in pairs
        )
    if told.day is None or told.year is not None or not first > 0 or last + 1 >= len(tokens):
        return False
    if tokens[last].lower in named and tokens[last].sent == tokens[first].sent and tokens[first - 1].pos == "DET":
        return True  # "the 7 July bridge"
    return (
        tokens[first - 1].text in _QUOTES
        and tokens[last].text in _QUOTES
        and (tokens[last + 1].text[0].isupper() and tokens[last + 1].pos == "PROPN")
    )


_HOUR = re.compile(r"0\d[0-5]\d")
_TO_HOUR = frozenset(("and", "to", "-", "–"))
_QUOTES = frozenset(('"', "“", "”", "'", "‘", "’", "``", "''"))


def _span(found: Found, atoms: list[Atom]) -> Span:
    return Span(atoms[found.first].begin, atoms[found.last - 1].end)


def _last_token(parsed: Parsed, last: int, span: Span) -> int:
    """The token after the expression: an atom may stand for a phrase of several tokens."""
    while last < len(parsed.tokens) and parsed.tokens[last].begin < span.end:
        last += 1
    return last


# ---- an hour beside a day

_HALVES = (LETTERS["AMPM"], LETTERS["ZONE"])


def _joined(found: list[Found], letters: str) -> list[Found]:
    """Clock times and days that stand side by side are one expression: "9 a.m. EST Tuesday", "5 p.m., Nov. 6"."""
    joined: list[Found] = []
    for one in found:
        if joined:
            last = joined[-1]
            between = letters[last.last : one.first]
            # a sentence may have been cut after "p.m."
            if between in ("", ",") or (between == "\n" and letters[last.last - 1] in _HALVES):
                both = _clock_and_day(last, one) or _clock_and_day(one, last)
                if both is not None:
                    joined[-1] = Found(last.first, one.last, both)
                    continue
        joined.append(one)
    return joined


def _clock_and_day(clock: Found, day: Found) -> Calendar | Deictic | None:
    """The day with the hour or the part of the day of the other expression, if the two are that."""
    told, other = clock.expression, day.expression
    if not isinstance(told, Calendar) or (told.hour is None and told.part is None):
        return None
    if told.overnight or any(x is not None for x in (told.day, told.weekday, told.month)):
        return None
    if isinstance(other, Calendar):
        is_day = other.day is not None or other.weekday is not None
    else:
        is_day = isinstance(other, Deictic) and other.unit == "D"
    if not is_day or not isinstance(other, (Calendar, Deictic)) or other.hour is not None:
        return None
    part = other.part or told.part
    hour = None if told.hour is None else hour_in(told.hour, part)
    return replace(other, hour=hour, minute=told.minute, part=part)


# ---- months that share a year

_JOINT = re.compile(
    rf"[{re.escape(LETTERS['AND'] + LETTERS['TO'] + LETTERS['COMMA'] + LETTERS['HYPHEN'] + LETTERS['DASH'])}]+"
)


def _sharing_a_year(found: list[Found], letters: str) -> list[Found]:
    """Gives a month the year that is told once, after the last: "between April and July 1994", "28 April to 3 May 1999"."""
    whole = list(found)
    for k in range(len(found) - 2, -1, -1):
        one, after = whole[k].expression, whole[k + 1].expression
        if (
            not isinstance(one, Calendar)
            or not isinstance(after, Calendar)
            or after.month is None
            or after.year is None
        ):
            continue
        if one.month is None or one.year is not None or one.direction is not None or one.years is not None:
            continue
        if (one.day is None) != (after.day is None) or not _JOINT.fullmatch(
            letters[whole[k].last : whole[k + 1].first]
        ):
            continue
        year = after.year - 1 if one.month > after.month and not after.short_year else after.year
        told = replace(one, year=year, short_year=after.short_year)
        whole[k] = Found(whole[k].first, whole[k].last, told)
    return whole


# ---- days that share a month

_DAYS_AFTER = re.compile(r"(?:,[dx](?!,?y))*,?\+[dx]")
_DAYS_BEFORE = re.compile(r"[dx](?:,[dx])*,?\+$")
_REACH = 8
_LONGEST_MONTH = 31


def _sharing_a_month(found: list[Found], letters: str, atoms: list[Atom], parsed: Parsed) -> list[Found]:
    """Adds the days that have their month from a neighbour: "April 24 and 25", "between 1 and 5 May"."""
    whole: list[Found] = []
    for k, one in enumerate(found):
        told = one.expression
        if not isinstance(told, Calendar) or told.month is None or told.day is None or told.until_day is not None:
            whole.append(one)
            continue
        if letters[one.first] in "dx":
            limit = max(found[k - 1].last if k else 0, one.first - _REACH)
            before = _DAYS_BEFORE.search(letters[limit : one.first])
            if before is not None:
                whole += _days(told, limit + before.start(), one.first, letters, atoms)
        whole.append(one)
        if letters[one.last - 1] in "dx":
            end = found[k + 1].first if k + 1 < len(found) else len(letters)
            after = _DAYS_AFTER.match(letters, one.last, end)
            if after is not None and not _counts_things(atoms[after.end() - 1], parsed):
                whole += _days(told, one.last, after.end(), letters, atoms)
    return whole


def _days(told: Calendar, first: int, last: int, letters: str, atoms: list[Atom]) -> list[Found]:
    """The numbers among some atoms as days of the month that is told."""
    days = []
    for at in range(first, last):
        if letters[at] in "dx" and 1 <= int(atoms[at].value) <= _LONGEST_MONTH:
            days.append(Found(at, at + 1, replace(told, day=int(atoms[at].value), weekday=None, shared=True)))
    return days


def _counts_things(atom: Atom, parsed: Parsed) -> bool:
    """Whether a number has a noun after it: "on April 24 and 25 people died"."""
    after = atom.token + 1
    if after >= len(parsed.tokens) or parsed.tokens[after].sent != parsed.tokens[atom.token].sent:
        return False
    return parsed.tokens[after].pos in ("NOUN", "ADJ", "ADV", "NUM", "PROPN", "SYM")
