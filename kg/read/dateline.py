"""The dateline of a report: where, when and for whom it was filed, in the words before the first sentence.

Looks at the first lines only and needs no model: "SAN SALVADOR, 3 JAN 90 (ACAN-EFE) -- [TEXT]",
"MOSCOW, May 2. /TASS/.", "NAIROBI, Kenya (AP) —", "Geneva, 9 January 2020 –", "(Reuters) -".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from kg.lexicon import Lexicon, load_lexicon
from kg.model import Span

__all__ = ["Dateline", "DayMonth", "dated", "find_dateline", "month_pattern"]


class DayMonth(NamedTuple):
    """A date as written; ``year`` is ``None`` where it is left out."""

    day: int
    month: int
    year: int | None


@dataclass(frozen=True, slots=True)
class Dateline:
    """``span`` ends before the first word of the report (dash and notes in brackets are part of the dateline)."""

    span: Span
    place: str | None
    agency: str | None
    when: DayMonth | None


_DASHES: Final = frozenset(["--", "—", "–", "―", "-", "_", ">>"])
_HEAD: Final = 420
"""Characters: a dateline is no longer."""
_LINES: Final = 7
"""How many filled lines may stand before it (site names, headline, deck, by-line)."""


@lru_cache(maxsize=4)
def month_pattern(lexicon: Lexicon) -> tuple[str, dict[str, int]]:
    """A pattern for the names of months, and their numbers."""
    numbers = {word.rstrip("."): int(c.value or 0) for c in lexicon.scheme("month") for word in c.words}
    names = sorted(numbers, key=lambda w: (-len(w), w))
    return "|".join(names), numbers


@lru_cache(maxsize=4)
def _pattern(lexicon: Lexicon) -> re.Pattern[str]:
    months, _ = month_pattern(lexicon)
    name = r"[A-ZÀ-ÞŁŞİ'][\w.'’-]*"
    place = rf"{name}(?:[ ](?:(?:de|la|del|el|al|da|do|and|of|di|the)[ ])?{name}){{0,5}}"
    day = rf"""(?:(?i:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?\.?,?[ ])?
        (?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?[ ](?P<m1>(?i:{months}))\b\.?(?:,?[ ](?P<y1>\d{{4}}|\d{{2}}\b))?
        |(?P<m2>(?i:{months}))\b\.?[ ](?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?[ ](?P<y2>\d{{4}}|\d{{2}}\b))?
        |(?P<none>(?i:no[ ]date|undated)))"""
    return re.compile(
        rf"""
        (?:(?P<place>{place}(?:,[ ]{place}){{0,2}}(?:[ ]\({place}\))?)(?:,?[ ]|(?=/)))?   # place, region (country)
        (?:(?:\(|—[ ]|-[ ])?{day}\)?[.,]?[ ]?)?                                     # date
        (?:[,.]?[ ]?(?:\((?P<a1>[^()\n\[\]]{{2,60}})\)|/(?P<a2>[A-Z][^/\n]{{1,30}})/|(?P<a3>[A-Z]{{2,6}}))[,.]?)?  # by
        [ ]?(?P<dash>--|—|–|―|-|_|>>|\.|(?<=\))|(?<=[\d)]):)(?=[ "“'‘]|$|(?<=[—–])\w)[ ]?
        (?P<notes>(?:[ ]?\[[^\[\]]{{1,160}}\])*)[ ]*
        """,
        re.VERBOSE,
    )


def find_dateline(text: str, lexicon: Lexicon | None = None) -> Dateline | None:
    """The dateline among the first lines of a text, if there is one."""
    lexicon = lexicon or load_lexicon()
    if text.islower() and len(text.upper()) == len(text):
        text = text.upper()  # written without capitals: it is read as if written in them
    begin = 0
    for _ in range(_LINES):
        while begin < len(text) and text[begin].isspace():
            begin += 1
        if begin >= len(text):
            return None
        found = _at(text, begin, lexicon)
        if found is not None:
            return found
        end = text.find("\n", begin)
        if end < 0:
            return None
        # A by-line or a headline may come before; running text ends the search.
        if end - begin > 260:
            return None
        begin = end + 1
    return None


def _at(text: str, begin: int, lexicon: Lexicon) -> Dateline | None:
    head = text[begin : begin + _HEAD]
    if not (head[0].isupper() or head[0] in "(/"):
        return None
    # Line breaks within a hard-wrapped dateline read as spaces.
    flat = re.sub(r"\s", " ", head)
    match = _pattern(lexicon).match(flat)
    if match is None:
        return None
    place, agency = match["place"], match["a1"] or match["a2"] or match["a3"]
    day, month, year = match["d1"] or match["d2"], match["m1"] or match["m2"], match["y1"] or match["y2"]
    when = None
    if day and month:
        number = month_pattern(lexicon)[1][month.lower()]
        full = int(year) if year else None
        if year and len(year) == 2:
            full = int(year) + (1900 if int(year) >= 30 else 2000)
        when = DayMonth(int(day), number, full)
        if dated(when, full or 2000) is None:
            return None
    if place and place.endswith(")"):
        place, _, inner = place[:-1].partition(" (")
        if agency is None and when is None and not match["none"]:
            agency = inner
        else:
            place = f"{place}, {inner}"
    known = _agency(agency, lexicon) if agency else None
    if match["a3"] and known is None:
        # Two capitals after a comma are a state's.
        place, agency = f"{place}, {agency}" if place else None, None
    if agency and known is None and when is None:
        when, agency = _date_alone(agency, lexicon) or (None, agency)
    if match["none"]:
        agency = agency or ""
    elif (
        place is not None
        and place.split()[0].strip(".,").lower() in lexicon.words("no-dateline")
        and not (" " in place and (known or when))  # "NEW DELHI, May 3 /PTI/"
    ):
        return None
    if not _believable(place, agency, known, when, match["dash"], flat[: match.end()]):
        return None
    end = begin + match.end()
    # The notes are kept in the dateline only if something follows them.
    if end >= len(text):
        end = begin + match.start("notes") if match["notes"] else end
    while end > begin and text[end - 1].isspace():
        end -= 1
    return Dateline(Span(begin, end), place, known or agency or None, when)


def _date_alone(words: str, lexicon: Lexicon) -> tuple[DayMonth, None] | None:
    """A date that stands where an agency would ("(February 13, 2014)")."""
    months, numbers = month_pattern(lexicon)
    match = re.fullmatch(
        rf"(?i)({months})\.? (\d{{1,2}}),? (\d{{4}})|(\d{{1,2}}) ({months})\.?,? (\d{{4}})", words.strip()
    )
    if match is None:
        return None
    month, day, year = (match[1], match[2], match[3]) if match[1] else (match[5], match[4], match[6])
    when = DayMonth(int(day), numbers[month.lower()], int(year))
    return (when, None) if dated(when, when.year or 2000) else None


def _believable(
    place: str | None, agency: str | None, known: str | None, when: DayMonth | None, dash: str, words: str
) -> bool:
    """Whether what the pattern found is a dateline and no ordinary beginning of a sentence."""
    if known is not None:
        return place is not None or words[0] in "(/"
    if place is None:
        return False
    if when is not None:
        return dash != "." or agency is not None or place.isupper()
    capitals = place.split(",")[0].isupper() and sum(c.isalpha() for c in place) >= 3
    if agency is not None:
        return dash in _DASHES and (capitals or len(agency) <= 24)
    return capitals and dash in _DASHES and len(place.split()) <= 6


@lru_cache(maxsize=4)
def _agencies(lexicon: Lexicon) -> dict[str, str]:
    return {
        re.sub(r"\W", "", word).lower(): concept.value or concept.words[0]
        for concept in lexicon.scheme("news-agency")
        for word in concept.words
    }


def _agency(words: str, lexicon: Lexicon) -> str | None:
    """The agency's usual name, if the table has it ("Reuters/AP" gives the first)."""
    table = _agencies(lexicon)
    for part in (words, words.split("/")[0], words.split(",")[0]):
        found = table.get(re.sub(r"\W", "", part).lower())
        if found:
            return found
    return None


def dated(when: DayMonth, year: int) -> date | None:
    """The day in a year, ``None`` if there is no such day."""
    try:
        return date(year, when.month, when.day)
    except ValueError:
        return None
