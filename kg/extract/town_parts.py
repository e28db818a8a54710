"""Parts of towns: "the North Zone of X" as a place of its own, and the name that a part of a town has with its town.

Tables of conflict events write a part behind its town, "Town-Part"; where a text tells both, the part is known by that
name too.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kg.extract.mentions import PlaceMention
from kg.extract.parse import Parsed, Token
from kg.gazetteer.fold import fold
from kg.lexicon import Lexicon
from kg.model import Place

__all__ = ["kilometres", "with_parts"]

_TOWNS = frozenset(("City", "Settlement"))
_PARTS = frozenset(("City", "Settlement", "Village", "Neighbourhood", "District", "Place", "Facility", "Road"))
_OF = frozenset(("of", "in", ",", "("))
_APART = frozenset(("and", "or", "to", "from", "between", "towards", "toward", "near", ";", ".", "with"))
_REACH = 9
"""Tokens between a part and its town."""
_WIDE = 25.0
"""Kilometres from the middle of a town within which its parts lie."""
_CITY_STATE = 12.0
"""The same for a province that is a city."""


def with_parts(
    parsed: Parsed, mentions: Sequence[PlaceMention], lexicon: Lexicon, tables: Mapping[str, str]
) -> tuple[PlaceMention, ...]:
    """The mentions in text order, sections of towns added, and parts known by the names of their towns too: as the article has
    them, and as the ``tables`` have them, by id.
    """
    compass, sections = lexicon.words("compass"), lexicon.words("section-noun")
    found: list[PlaceMention] = []
    for m in mentions:
        section = _section(parsed, m, compass, sections) if m.place.kind in _TOWNS and m.place.lat is not None else None
        if section is not None:
            while found and found[-1].last > section.first:
                found.pop()  # "North Side" is no place of another country here
            found.append(section)
        found.append(m)
    towns: dict[int, list[str]] = {}
    for n, part in enumerate(found):
        if part.place.kind in _PARTS:
            for town in found[max(0, n - 1) : n + 4]:
                if _is_part(parsed.tokens, part, town):
                    names = {town.place.name, tables.get(town.place.id, town.place.name)}
                    towns.setdefault(n, []).extend(f"{name}-{part.place.name}" for name in sorted(names))
    return tuple(
        replace(m, place=replace(m.place, aliases=tuple(sorted({*m.place.aliases, *towns[n]})))) if n in towns else m
        for n, m in enumerate(found)
    )


def _section(
    parsed: Parsed, town: PlaceMention, compass: frozenset[str], sections: frozenset[str]
) -> PlaceMention | None:
    """ "the North Zone" before "of" and a town, written as a name."""
    tokens = parsed.tokens
    i = town.first - 2
    if i < 1 or tokens[i + 1].lower != "of" or tokens[i].lower not in sections or tokens[i - 1].lower not in compass:
        return None
    if not (tokens[i].text[0].isupper() and tokens[i - 1].text[0].isupper()) or parsed.sentence_of(i).first > i - 1:
        return None
    span = parsed.span(i - 1, i + 1)
    name = " ".join(parsed.cased[span.begin : span.end].split())
    digest = hashlib.sha256(f"{town.place.id}|{fold(name)}".encode()).hexdigest()[:16]
    place = Place(
        f"name:{digest}", name, "Neighbourhood", town.place.lat, town.place.lon, town.place.country,
        (town.place.name, *town.place.within), (town.place.id, *town.place.within_ids), 2,
    )  # fmt: skip
    return PlaceMention(i - 1, i + 1, i, span, place)


def _is_part(tokens: Sequence[Token], part: PlaceMention, town: PlaceMention) -> bool:
    """Whether a place is told as a part of a town: "the X quarter in the east of Y city", "X, Y", "Y's X district"."""
    if town.place.lat is None or town.place.id == part.place.id:
        return False
    if town.place.kind not in _TOWNS and not (
        town.place.kind == "Province" and kilometres(part.place, town.place) < _CITY_STATE
    ):
        return False
    if part.place.lat is not None and kilometres(part.place, town.place) > _WIDE:
        return False
    if town.last + 1 == part.first:
        return tokens[town.last].text in ("'s", "’s")
    gap = tokens[part.last : town.first]
    return (
        0 < len(gap) <= _REACH
        and any(t.lower in _OF for t in gap)
        and not any(t.lower in _APART or t.pos in ("VERB", "AUX", "NUM") for t in gap)
    )


def kilometres(a: Place, b: Place) -> float:
    """Kilometres between two places; infinite if one has no point."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return math.inf
    return math.hypot((a.lat - b.lat) * 111.0, (a.lon - b.lon) * 111.0 * math.cos(math.radians(a.lat)))
