"""Names of places with figures ("Street 50", "Kilu 16", "the 7 July district") and those that a coder's aside gives.

Tables cut such names at the figure and models take them for dates or amounts; in short notes of events they name blocks,
kilometre posts and streets. "[coded to X-Y]" in brackets says where the note's happening was put.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping, Sequence

from kg.extract.mentions import PlaceMention
from kg.extract.parse import Parsed, Token
from kg.model import Place

__all__ = ["in_asides", "with_figures"]

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
    ends = {m.last: n for n, m in enumerate(mentions)}
    found = list(mentions)
    for i in range(1, len(tokens) - 1):
        if not tokens[i].text[0].isdigit() or tokens[i].sent != tokens[i - 1].sent:
            continue
        day = _day(parsed, i, kinds)
        if day is not None:
            kind, last = day
            span = parsed.span(i, last)
            found.append(PlaceMention(i, last, last - 1, span, named(_words(parsed, i, last), kind)))
            continue
        if _FIGURE.fullmatch(tokens[i].text) is None or tokens[i - 1].ent in _OTHER:
            continue
        before = tokens[i - 1]
        stands = i > 1 and before.text[0].isupper() and tokens[i - 2].lower in _STANDS
        told = kinds.get(tokens[i + 1].lower, ())
        if stands and before.pos == "PROPN" and _AREAS & set(told):
            place = named(_words(parsed, i - 1, i + 1), "Neighbourhood")
            found = [m for m in found if m.last != i]
            found.append(PlaceMention(i - 1, i + 1, i - 1, parsed.span(i - 1, i + 1), place))
            continue
        if not _closes(tokens, i + 1):
            continue
        known = ends.get(i)
        if known is not None:
            m = mentions[known]
            if m.place.lat is None and m.place.kind not in ("Country", "Province"):
                place = named(_words(parsed, m.first, i + 1), m.place.kind)
                longer = PlaceMention(m.first, i + 1, m.head, parsed.span(m.first, i + 1), place, m.relation)
                found = [longer if f is m else f for f in found]
            continue
        told = kinds.get(before.lower, ())
        kind = next((k for k in _BEARING if k in told), "")
        if kind and stands:
            place = named(_words(parsed, i - 1, i + 1), kind)
            found.append(PlaceMention(i - 1, i + 1, i - 1, parsed.span(i - 1, i + 1), place))
    return sorted(found, key=lambda m: (m.first, m.last))


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


def in_asides(parsed: Parsed, mentions: Sequence[PlaceMention], named: Named) -> list[PlaceMention]:
    """The mentions in text order, those of an aside "[coded to Athens-Omonia]" made one name."""
    tokens = parsed.tokens
    found = list(mentions)
    for token in tokens:
        i = token.i
        if token.lower != "coded" or i == 0 or tokens[i - 1].text not in ("[", "("):
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
