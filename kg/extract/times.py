"""Time expressions: TIMEX3 values and intervals, resolved in the discourse."""

from __future__ import annotations

import re
from dataclasses import replace

from kg.extract.mentions import TimeMention
from kg.extract.parse import Parsed
from kg.extract.timex.expressions import Calendar, Deictic, Found
from kg.extract.timex.grammar import find_expressions
from kg.extract.timex.resolve import Placed, resolve
from kg.extract.timex.words import LETTERS, Atom, compiled_words, spell
from kg.lexicon import Lexicon
from kg.model import Span

__all__ = ["find_times"]


def find_times(parsed: Parsed, lexicon: Lexicon) -> tuple[TimeMention, ...]:
    """All time expressions of an article, in text order, without overlap."""
    letters, atoms = spell(parsed, compiled_words(lexicon))
    found = _carried(_joined(find_expressions(letters, atoms, parsed), letters), letters, atoms, parsed)
    dateline = parsed.article.dateline
    if dateline is not None:
        # the day of filing is the publication date and no time of the story
        found = [f for f in found if not dateline.overlaps(Span(atoms[f.first].begin, atoms[f.last - 1].end))]
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
        between = letters[joined[-1].last : one.first] if joined else "_"
        # a sentence may have been cut after "p.m."
        if between in ("", ",") or (between == "\n" and letters[joined[-1].last - 1] in _HALF):
            both = _clock_and_day(joined[-1], one) or _clock_and_day(one, joined[-1])
            if both is not None:
                joined[-1] = Found(joined[-1].first, one.last, both, one.rule)
                continue
        joined.append(one)
    return joined


_HALF = (LETTERS["AMPM"], LETTERS["ZONE"])


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


_MORE_DAYS = re.compile(r"(?:,[dx](?![,]?y))*,?\+([dx])")
_DAYS_BEFORE = re.compile(r"([dx])(?:,[dx])*,?\+$")


def _carried(found: list[Found], letters: str, atoms: list[Atom], parsed: Parsed) -> list[Found]:
    """Days that share a month: "April 24 and 25", "27 and 28 April", "between 1 and 5 May"."""
    whole: list[Found] = []
    for k, one in enumerate(found):
        told = one.expression
        day_and_month = (
            isinstance(told, Calendar) and told.month is not None and told.day is not None and told.until_day is None
        )
        if isinstance(told, Calendar) and day_and_month and letters[one.first] in "dx":
            limit = max(found[k - 1].last if k else 0, one.first - 8)
            before = _DAYS_BEFORE.search(letters[limit : one.first])
            if before is not None:
                for at in range(limit + before.start(), one.first):
                    if letters[at] in "dx" and 1 <= int(atoms[at].value) <= 31:
                        whole.append(
                            Found(
                                at,
                                at + 1,
                                replace(told, day=int(atoms[at].value), weekday=None, shared=True),
                                "carried",
                            )
                        )
        whole.append(one)
        if isinstance(told, Calendar) and day_and_month and letters[one.last - 1] in "dx":
            end = found[k + 1].first if k + 1 < len(found) else len(letters)
            after = _MORE_DAYS.match(letters, one.last, end)
            if after is not None and not _counts_things(atoms[after.end() - 1], parsed):
                for at in range(one.last, after.end()):
                    if letters[at] in "dx" and 1 <= int(atoms[at].value) <= 31:
                        whole.append(
                            Found(
                                at,
                                at + 1,
                                replace(told, day=int(atoms[at].value), weekday=None, shared=True),
                                "carried",
                            )
                        )
    return whole


def _counts_things(atom: Atom, parsed: Parsed) -> bool:
    """Whether a number has a noun after it: "on April 24 and 25 people died"."""
    after = atom.token + 1
    if after >= len(parsed.tokens) or parsed.tokens[after].sent != parsed.tokens[atom.token].sent:
        return False
    return parsed.tokens[after].pos in ("NOUN", "ADJ", "ADV", "NUM", "PROPN", "SYM")
