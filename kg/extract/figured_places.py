"""Names of places with figures ("Street 50", "Kilu 16", "the 7 July district") and those that a coder's aside gives.

Tables cut such names at the figure and models take them for dates or amounts; in short notes of events they name blocks,
kilometre posts and streets. "[coded to X-Y]" in brackets says where the note's happening was put.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from kg.extract.mentions import PlaceMention
from kg.extract.parse import Parsed, Token
from kg.model import Place

__all__ = ["in_asides", "past_count", "with_figures"]

_FIGURE = re.compile(r"\d{1,4}(?:/\d{1,3})?[A-Za-z]?")
_BEARING = ("Road", "Neighbourhood", "Facility")
_STANDS = frozenset(("in", "at", "on", "near", "of", "to", "from", "outside", "around", "inside", "along", "the"))
_BEHIND = frozenset((",", ".", ")", "(", "]", ";", ":"))
_OTHER = frozenset(("DATE", "TIME", "MONEY", "PERCENT", "LAW", "PERSON"))
_AREAS = frozenset(("Area", "Neighbourhood"))
_MONTHS = frozenset(m.lower() for m in calendar.month_name[1:])
_BEFORE_DAY = frozenset(("the", "in", "at", "near", "of", "'s"))
_TO = frozenset(("to", "as", "at", "in"))
_LONGEST = 8
"""Most tokens of a name in an aside."""

Named = Callable[[str, str], Place]
"""Makes a place of a name and a kind that no table has."""


def with_figures(
    parsed: Parsed, mentions: Sequence[PlaceMention], kinds: Mapping[str, tuple[str, ...]], named: Named
) -> list[PlaceMention]:
    """The mentions in text order, those that a figure goes on with made longer, and what only a figure names added."""
    tokens = parsed.tokens
    ends = {m.last: m for m in mentions}
    found = list(mentions)
    for i in range(1, len(tokens) - 1):
        if tokens[i].text[0].isdigit() and tokens[i].sent == tokens[i - 1].sent:
            told = _told_by(parsed, i, ends.get(i), kinds, named)
            if told is not None:
                # what has the figure is one name with it
                found = [m for m in found if m.last != i or told.first == i]
                found.append(told)
    return sorted(found, key=lambda m: (m.first, m.last))


def _told_by(
    parsed: Parsed, i: int, known: PlaceMention | None, kinds: Mapping[str, tuple[str, ...]], named: Named
) -> PlaceMention | None:
    """The place in whose name a figure stands; ``known`` is the mention that ends before it."""
    tokens = parsed.tokens
    day = _day(parsed, i, kinds)
    if day is not None:
        kind, last = day
        return _mention(parsed, i, last, last - 1, kind, named)
    before = tokens[i - 1]
    if _FIGURE.fullmatch(tokens[i].text) is None or before.ent in _OTHER:
        return None
    stands = i > 1 and before.text[0].isupper() and tokens[i - 2].lower in _STANDS
    if stands and before.pos == "PROPN" and not _AREAS.isdisjoint(kinds.get(tokens[i + 1].lower, ())):
        return _mention(parsed, i - 1, i + 1, i - 1, "Neighbourhood", named)  # "in Kilu 16 area"
    if not _closes(tokens, i + 1):
        return None
    if known is not None:
        if known.place.lat is not None or known.place.kind in ("Country", "Province"):
            return None
        longer = _mention(parsed, known.first, i + 1, known.head, known.place.kind, named)
        return replace(longer, relation=known.relation)
    kind = next((k for k in _BEARING if k in kinds.get(before.lower, ())), "")
    return _mention(parsed, i - 1, i + 1, i - 1, kind, named) if kind and stands else None


def _mention(parsed: Parsed, first: int, last: int, head: int, kind: str, named: Named) -> PlaceMention:
    return PlaceMention(first, last, head, parsed.span(first, last), named(_words(parsed, first, last), kind))


def past_count(gap: Sequence[Token]) -> Sequence[Token]:
    """What stands between two names of a list without the number told of the first: ", " of "Velna (9), Torsk (3)"."""
    if len(gap) > 3 and gap[0].text == "(" and gap[1].tag == "CD" and gap[2].text == ")":
        return gap[3:]
    return gap


def _closes(tokens: Sequence[Token], i: int) -> bool:
    """Whether no thing that a figure counts follows it."""
    return tokens[i].text in _BEHIND or tokens[i].pos in ("ADP", "CCONJ", "AUX") or tokens[i].tag in ("VBD", "VBZ")


def _day(parsed: Parsed, i: int, kinds: Mapping[str, tuple[str, ...]]) -> tuple[str, int] | None:
    """ "the 7 July district": the kind of what a day of the year has given its name to, and where the name ends."""
    tokens = parsed.tokens
    if i + 2 >= len(tokens) or len(tokens[i].text) > 2 or tokens[i - 1].lower not in _BEFORE_DAY:
        return None
    after = tokens[i + 2]
    if tokens[i + 1].lower not in _MONTHS or after.sent != tokens[i].sent:
        return None
    kind = next((k for k in (*_BEARING, "District") if k in kinds.get(after.lower, ())), "")
    return (kind, i + 2) if kind else None


def _words(parsed: Parsed, first: int, last: int) -> str:
    return " ".join(parsed.cased[parsed.tokens[first].begin : parsed.tokens[last - 1].end].split())


def in_asides(
    parsed: Parsed, mentions: Sequence[PlaceMention], coding: frozenset[str], named: Named
) -> list[PlaceMention]:
    """The mentions in text order, those of an aside "[coded to Athens-Omonia]" made one name; ``coding``: its verbs."""
    tokens = parsed.tokens
    found = list(mentions)
    for token in tokens:
        i = token.i
        if token.lower not in coding or i == 0 or tokens[i - 1].text not in ("[", "("):
            continue
        first = i + 2
        if first >= len(tokens) or tokens[i + 1].lower not in _TO:
            continue
        last = next((k for k in range(first, min(first + _LONGEST, len(tokens))) if tokens[k].text in ("]", ")")), None)
        if last is None or last == first or not all(_of_name(t) for t in tokens[first:last]):
            continue
        inner = [m for m in found if first <= m.first < last]
        if len(inner) == 1 and (inner[0].first, inner[0].last) == (first, last):
            continue
        found = [m for m in found if m not in inner]
        place = named(_words(parsed, first, last), "Neighbourhood" if tokens[last - 2].text == "-" else "Settlement")
        found.append(PlaceMention(first, last, last - 1, parsed.span(first, last), place))
    return sorted(found, key=lambda m: (m.first, m.last))


def _of_name(token: Token) -> bool:
    return token.text[0].isupper() or token.text in ("-", "–", "/") or token.pos in ("ADP", "DET")
