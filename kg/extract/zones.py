"""Zones named in the text: de-escalation zones, corridors, front lines, and the places they take in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from kg.extract.mentions import PlaceMention
from kg.extract.parse import Parsed, Token
from kg.gazetteer import Gazetteer
from kg.gazetteer.inside import offset_point
from kg.lexicon import Lexicon
from kg.model import Report, Span, Zone, ZoneFact

__all__ = ["find_zone_facts", "find_zones", "with_own_zones"]


@dataclass(frozen=True, eq=False)
class _ZoneWords:
    """Phrases for zones by their last word (singular), the longest first, each with its class and preferred phrase."""

    by_last: dict[str, tuple[tuple[tuple[str, ...], str, str], ...]]
    inside: tuple[tuple[str, ...], ...]
    covers: frozenset[str]
    glue: frozenset[str]
    shares: frozenset[str]
    directions: frozenset[str]


@lru_cache(maxsize=4)
def _zone_words(lexicon: Lexicon) -> _ZoneWords:
    by_last: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
    for concept in lexicon.scheme("zone-kind"):
        kind = concept.name.removeprefix("zone-")
        kind = kind if kind in lexicon.superclasses else "Zone"
        preferred = concept.words[0]
        for phrase in concept.words:
            words = tuple(phrase.split())
            by_last.setdefault(words[-1], []).append((words, kind, preferred))
    return _ZoneWords(
        by_last={k: tuple(sorted(v, key=lambda x: (-len(x[0]), x))) for k, v in by_last.items()},
        inside=tuple(sorted(tuple(p.split()) for p in lexicon.words("zone-inside"))),
        covers=lexicon.words("zone-covers"),
        glue=lexicon.words("zone-area-word"),
        shares=lexicon.words("zone-share-word") | _WHOLE,
        directions=lexicon.words("zone-direction"),
    )


_WHOLE = frozenset({"whole", "all", "entire"})
_HYPHENS = frozenset({"-", "‐", "‑", "–"})
_AFTER = frozenset("in of around for across from into to near inside along at on outside".split())
_SITED = frozenset({"SafeZone", "DeEscalationZone", "BufferZone", "DemilitarisedZone", "NoFlyZone", "Zone"})
_UNNAMED = frozenset({"FrontLine", "Zone"})
"""Kinds that say nothing without a name ("on the front line")."""


def _phrase_before(tokens: tuple[Token, ...], last: int, low: int, words: _ZoneWords) -> tuple[int, str, str] | None:
    """Where a zone's phrase that ends with token ``last`` begins, with its class and preferred phrase."""
    word = tokens[last].lower
    choices = words.by_last.get(word)
    if choices is None and word.endswith("s"):
        choices = words.by_last.get(word[:-1])
    if choices is None:
        return None
    for phrase, kind, preferred in choices:
        at = last
        for wanted in reversed(phrase[:-1]):
            at -= 1
            while at >= low and tokens[at].text in _HYPHENS:
                at -= 1
            if at < low or tokens[at].lower != wanted:
                break
        else:
            return at, kind, preferred
    return None


def find_zones(parsed: Parsed, places: tuple[PlaceMention, ...], lexicon: Lexicon) -> tuple[Zone, ...]:
    """Zones named in the text, one entry a mention, in text order.

    A zone is named after the place or direction before it ("the Idlib de-escalation zone") or after it ("the buffer
    zone in the north"). A mention without one is the last named zone of its kind, if the article has any; else it is a
    zone of this article alone.
    """
    words = _zone_words(lexicon)
    found = list(_mentions(parsed, places, words))
    if not found:
        return ()
    zones: list[Zone] = []
    latest: dict[str, Zone] = {}
    first_named: dict[str, Zone] = {}
    for m in found:
        if m.modifier and m.kind not in first_named:
            first_named[m.kind] = m.zone(parsed)
    for m in found:
        if m.modifier:
            zone = m.zone(parsed)
            latest[m.kind] = zone
        else:
            known = latest.get(m.kind) or first_named.get(m.kind)
            if known is not None and m.singular:
                zone = Zone(known.id, known.name, known.kind, m.span(parsed))
            elif m.kind in _UNNAMED:
                continue
            else:
                zone = m.zone(parsed)
        zones.append(zone)
    return tuple(zones)


@dataclass(frozen=True, slots=True)
class _ZoneMention:
    """A phrase for a zone: tokens ``first`` to ``last``, the words it is named after, the words of its kind."""

    first: int
    last: int
    kind: str
    preferred: str
    modifier: str
    words: str
    singular: bool

    def span(self, parsed: Parsed) -> Span:
        return parsed.span(self.first, self.last)

    def zone(self, parsed: Parsed) -> Zone:
        name = f"{self.modifier} {self.words}".strip()
        key = " ".join(f"{self.modifier} {self.preferred}".casefold().split())
        identity = f"zone:{key}" if self.modifier else f"zone:{key}@{parsed.article.id}"
        return Zone(identity, name, self.kind, self.span(parsed))


def _mentions(parsed: Parsed, places: tuple[PlaceMention, ...], words: _ZoneWords) -> Iterator[_ZoneMention]:
    tokens = parsed.tokens
    ends = words.by_last
    place_at: dict[int, PlaceMention] | None = None
    for token in tokens:
        lower = token.lower
        if lower not in ends and not (lower.endswith("s") and lower[:-1] in ends):
            continue
        sentence = parsed.sentences[token.sent]
        matched = _phrase_before(tokens, token.i, sentence.first, words)
        if matched is None:
            continue
        if place_at is None:
            place_at = {i: p for p in places for i in range(p.first, p.last)}
        begin, kind, preferred = matched
        singular = lower in ends
        phrase = "".join(
            ("" if k == begin or tokens[k].begin == tokens[k - 1].end else " ") + tokens[k].lower
            for k in range(begin, token.i + 1)
        )
        if not singular:
            phrase = phrase[:-1]
        first, modifier = _before(tokens, begin, sentence.first, place_at, words.directions)
        last = token.i + 1
        if not modifier:
            last, modifier = _behind(parsed, last, sentence.last, place_at, kind)
        yield _ZoneMention(
            first,
            token.i + 1 if not modifier or last == token.i + 1 else last,
            kind,
            preferred,
            modifier,
            phrase,
            singular,
        )


def _before(
    tokens: tuple[Token, ...], begin: int, low: int, place_at: dict[int, PlaceMention], directions: frozenset[str]
) -> tuple[int, str]:
    """The name before a zone's phrase: places, proper names and directions; where it begins."""
    k = begin
    while k > low and begin - k < 8:
        token = tokens[k - 1]
        named = (k - 1) in place_at or token.pos == "PROPN" or token.lower in directions
        joined = (
            (token.text in _HYPHENS or token.lower in ("'s", "’s"))
            and k - 1 > low
            and ((k - 2) in place_at or tokens[k - 2].pos == "PROPN")
        )
        if not named and not joined:
            break
        k -= 1
    pieces: list[str] = []
    for j in range(k, begin):
        if tokens[j].lower in ("'s", "’s"):
            continue
        glued = pieces and (tokens[j].begin == tokens[j - 1].end)
        text = tokens[j].text if tokens[j].lower not in directions else tokens[j].lower
        if tokens[j].text in _HYPHENS and j == begin - 1:
            continue
        pieces.append(text if glued or not pieces else f" {text}")
    return k, "".join(pieces)


def _behind(parsed: Parsed, last: int, high: int, place_at: dict[int, PlaceMention], kind: str) -> tuple[int, str]:
    """The place after a zone's phrase ("in Idlib", "between A and B"); the mention then reaches to its end."""
    tokens = parsed.tokens
    k = last
    if k < high and tokens[k].lower == "out":
        k += 1
    if k >= high:
        return last, ""
    if tokens[k].lower == "between":
        pair = [place_at[j] for j in range(k + 1, min(k + 10, high)) if j in place_at]
        distinct = list(dict.fromkeys(p.first for p in pair))
        if len(distinct) >= 2:
            one, two = place_at[distinct[0]], place_at[distinct[1]]
            return two.last, f"{one.place.name}-{two.place.name}"
        return last, ""
    if tokens[k].lower not in _AFTER or (kind in _SITED and tokens[k].lower in ("from", "to", "into")):
        return last, ""
    for j in range(k + 1, min(k + 5, high)):
        if j in place_at:
            place = place_at[j]
            return place.last, parsed.span(place.first, place.last).of(parsed.cased)
        if tokens[j].pos not in ("DET", "ADJ", "PROPN", "NOUN", "ADV") and tokens[j].lower not in ("of", "'s", "’s"):
            break
    return last, ""


# ------------------------------------------------------------------------------------------------- what zones take in


def find_zone_facts(
    parsed: Parsed, zones: tuple[Zone, ...], places: tuple[PlaceMention, ...], lexicon: Lexicon
) -> tuple[ZoneFact, ...]:
    """Places that the text puts inside a zone: "A is part of the zone", "the zone covers parts of A and B"."""
    if not zones or not places:
        return ()
    words = _zone_words(lexicon)
    tokens = parsed.tokens
    by_sentence: dict[int, list[PlaceMention]] = {}
    for place in places:
        by_sentence.setdefault(tokens[place.first].sent, []).append(place)
    found: dict[tuple[str, str], ZoneFact] = {}
    for zone in zones:
        inside = parsed.tokens_within(zone.mention)
        if not inside:
            continue
        sentence = tokens[inside[0]].sent
        here = [p for p in by_sentence.get(sentence, ()) if p.last <= inside[0] or p.first >= inside[-1] + 1]
        quote = parsed.sentence_span(inside[0])
        before = [p for p in here if p.last <= inside[0]][-12:]
        after = [p for p in here if p.first > inside[-1]][:12]
        listed = _inside(parsed, before, inside[0], words)
        begin = min((p.first for p in listed), default=0)
        for place in listed:
            partly = _partly(tokens, max(begin - 4, 0), place.first, words)
            found.setdefault((zone.id, place.place.id), ZoneFact(zone, place.place, quote, partly))
        for place in _covered(parsed, after, inside[-1] + 1, words):
            partly = _partly(tokens, inside[-1] + 1, place.first, words)
            found.setdefault((zone.id, place.place.id), ZoneFact(zone, place.place, quote, partly))
    return tuple(sorted(found.values(), key=lambda f: (f.zone.mention, f.place.id)))


def _partly(tokens: tuple[Token, ...], low: int, first: int, words: _ZoneWords) -> bool:
    """Whether the words before a place say that only a part of it is meant ("parts of A and B", "northern A")."""
    if any(tokens[k].lower in words.directions for k in range(max(low, first - 2), first)):
        return True
    said = [tokens[k].lower for k in range(low, first) if tokens[k].lower in words.shares]
    return bool(said) and said[-1] not in _WHOLE


def _glued(tokens: tuple[Token, ...], first: int, last: int, words: _ZoneWords) -> bool:
    """Whether two places with these tokens between them stand in one list."""
    return last - first <= 8 and all(
        tokens[k].text in (",", "-", "&") or tokens[k].lower in words.glue for k in range(first, last)
    )


def _inside(parsed: Parsed, before: list[PlaceMention], first: int, words: _ZoneWords) -> list[PlaceMention]:
    """The places before a zone that are said to lie in it."""
    if not before:
        return []
    tokens = parsed.tokens
    gap = [tokens[k].lower for k in range(before[-1].last, first)]
    if len(gap) > 14 or not gap or any(t in ("not", "n't", "never", "outside", ";") for t in gap):
        return []
    linked = any(
        tuple(gap[k : k + len(phrase)]) == phrase
        for phrase in words.inside
        if phrase != ("in", "the")
        for k in range(len(gap))
    )
    if not linked:
        bare = [t for t in gap if t not in words.glue]
        if bare != ["in"] and bare != ["within"] and bare != ["inside"]:
            return []
        return [before[-1]]
    listed = [before[-1]]
    for place in reversed(before[:-1]):
        if not _glued(tokens, place.last, listed[-1].first, words):
            break
        listed.append(place)
    return listed


def _covered(parsed: Parsed, after: list[PlaceMention], last: int, words: _ZoneWords) -> list[PlaceMention]:
    """The places after a zone that it is said to take in."""
    if not after:
        return []
    tokens = parsed.tokens
    gap = [tokens[k].lower for k in range(last, after[0].first)]
    if len(gap) > 12 or any(t in ("not", "n't", "never", ";") for t in gap):
        return []
    at = next((k for k, t in enumerate(gap) if t in words.covers), None)
    if at is None or any(
        t not in words.glue and t not in ("which", "that", ",", "will", "would", "also", "is", "was", "made", "in")
        for t in gap[:at]
    ):
        return []
    if any(t not in words.glue and t not in (",", "in", "about", "nearly") for t in gap[at + 1 :]):
        return []
    listed = [after[0]]
    for place in after[1:]:
        if not _glued(tokens, listed[-1].last, place.first, words):
            break
        listed.append(place)
    return listed


_POINT = 2
"""Coarsest ``where_prec`` of a place that its point stands for: a town or village, no district."""


def with_own_zones(reports: tuple[Report, ...], gazetteer: Gazetteer, lexicon: Lexicon) -> tuple[Report, ...]:
    """The reports with the zones of the user's own tables that they do not name but happened in.

    A happening lies in a zone if a town or village in which it happened stands within the outline, or the point told by
    distance and direction from one, or if the whole district or province does; and the zone was one on all the days that
    it may have happened. What establishes an accord covers the zones that it names only.
    """
    if not gazetteer.zones:
        return reports
    return tuple(_in_own_zones(report, gazetteer, lexicon) for report in reports)


def _apart(relation: str) -> bool:
    """Whether the words before a place put the happening by it, not in a part of it ("10 km south of", not "northern")."""
    return relation.split()[-1] in ("of", "from") or any(c.isdigit() for c in relation)


def _in_own_zones(report: Report, gazetteer: Gazetteer, lexicon: Lexicon) -> Report:
    if "Agreement" in (report.type, *lexicon.superclasses.get(report.type, ())):
        return report
    found = {z.id: z for z in report.zones}
    for where in report.places:
        lat, lon = where.place.lat, where.place.lon
        if where.role != "in" or lat is None or lon is None:
            continue
        if where.relation and _apart(where.relation):
            point = offset_point(lat, lon, where.relation) if where.place.where_prec <= _POINT else None
            owned = gazetteer.zones_at(*point, report.when) if point is not None else ()
        elif where.place.where_prec <= _POINT:
            owned = () if where.relation else gazetteer.zones_at(lat, lon, report.when)
        else:
            owned = gazetteer.zones_around(where.place.id, where.place.country, report.when)
        for own in owned:
            identity = f"zone:{' '.join(own.name.casefold().split())}"
            found.setdefault(identity, Zone(identity, own.name, own.kind, where.mention, by_outline=True))
    return replace(report, zones=tuple(found.values())) if len(found) > len(report.zones) else report
