"""Toponyms, found by gazetteer before NER and resolved by the geography of the article.

How it goes: runs of capitalised words are cut into names by the longest entry of the tables. Names of countries, their
people, great cities and provinces tell which countries the article is about; only the packs of these are then asked for
the smaller places. Each name is accepted or left by what stands round it (``_weigh``), and of its namesakes the one is
chosen that the article's own geography supports (``_rank``).
"""

from __future__ import annotations

import hashlib
import heapq
import itertools
import math
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from operator import mul
from typing import NamedTuple

from kg.extract.figured_places import in_asides, past_count, with_figures
from kg.extract.mentions import PlaceMention
from kg.extract.parse import Parsed, Token
from kg.extract.strange_states import strange_states
from kg.extract.town_parts import kilometres, with_parts
from kg.gazetteer import Found, Gazetteer
from kg.gazetteer.fold import fold, plain
from kg.lexicon import Lexicon
from kg.model import Place

__all__ = ["find_places"]

_LONGEST = 9
"""Most tokens of one name, hyphens counted."""
_ARTICLES = frozenset("al el ar as at ad an az ash ath adh ul ez es ed en er et".split())
_OPENING = frozenset("al el ul ez ash ar es ed et er".split())
"""Articles that may open a name in small letters without a hyphen: "el Mina"."""
_LINKS = frozenset(
    "de del la las los el es al of the e i ye bin ibn da do dos das du des le les y ul ez az ash ar as an ad at and w o "
    "d' ki ka imeni wa ya za abu".split()
)
_BREAKS = frozenset(("and", "y", "e", "i", "w", "o", "of", "-", "–", "—", "/"))
"""What may stand between two names of one run."""
_NAME_LINKS = frozenset("de del da do dos das al el ul ar as at ash ath adh ad an az ez es ed et".split())
"""Links that only join the parts of one name."""
_ADDRESS = frozenset(("in", ",", "(", "of"))
_NO_ADDRESS = frozenset(("and", "or", "to", "from", "between", "by", "with", ".", ";", "that", "which"))
_JOINTS = frozenset((",", "and", "or", "&", ";"))
_POSSESSIVES = frozenset(("'s", "’s"))
_HYPHENS = frozenset(("-", "–", "—", "/"))
_MOST_COUNTRIES = 5


@dataclass(frozen=True)
class _Words:
    """The word lists of ``ontology/lexicon/places.ttl``, ready for use."""

    prepositions: frozenset[str]
    within: frozenset[str]
    near: frozenset[str]
    compass: frozenset[str]
    units: frozenset[str]
    kinds: dict[str, tuple[str, ...]]
    parts: frozenset[str]
    leads: frozenset[str]
    quarters: frozenset[str]
    openers: frozenset[str]
    verbs: frozenset[str]
    struck: frozenset[str]
    roads: frozenset[str]
    assaults: frozenset[str]
    organisations: frozenset[str]
    titles: frozenset[str]
    never: frozenset[str]
    axes: frozenset[str]
    tribes: frozenset[str]
    weapons: frozenset[str]
    firing: frozenset[str]
    money: frozenset[str]
    ranks: frozenset[str]
    stretches: frozenset[str]
    lines: frozenset[str]
    coding: frozenset[str]


@lru_cache(maxsize=4)
def _words(lexicon: Lexicon) -> _Words:
    kinds: dict[str, list[str]] = {}
    for concept in lexicon.scheme("place-kind"):
        for word in concept.words:
            kinds.setdefault(word, []).append(concept.value or "Place")
    return _Words(
        lexicon.words("place-preposition"),
        lexicon.words("place-in"),
        lexicon.words("place-near"),
        lexicon.words("compass"),
        lexicon.words("distance-unit"),
        {w: tuple(sorted(k)) for w, k in kinds.items()},
        lexicon.words("place-part"),
        lexicon.words("place-lead"),
        lexicon.words("quarter-lead"),
        lexicon.words("place-opener"),
        lexicon.words("place-verb"),
        lexicon.words("shelling-of-place"),
        lexicon.words("road-attribute"),
        lexicon.words("assault-verb"),
        lexicon.words("organisation-word"),
        lexicon.words("person-title"),
        lexicon.words("no-place"),
        lexicon.words("direction-word"),
        lexicon.words("tribe-word"),
        lexicon.words("named-weapon-noun"),
        lexicon.words("falling-on-verb"),
        lexicon.words("money-noun"),
        lexicon.words("rank-of-area"),
        lexicon.words("stretch-noun"),
        lexicon.words("line-noun"),
        lexicon.words("coding-verb"),
    )


@dataclass(slots=True, eq=False)
class _Name:
    """A stretch of tokens that may be a toponym, while it is being judged."""

    first: int
    last: int
    surface: str
    country: str | None = None
    demonym: bool = False
    found: list[Found] = field(default_factory=list)
    ent: str = ""
    whole: bool = False
    """Whether the stretch is exactly what the model takes for a name."""
    kinds: tuple[str, ...] = ()
    followed: bool = False
    """Whether the word of kind stands after the name."""
    preposition: str = ""
    relation: str | None = None
    chained: int | None = None
    """Index of the name that encloses this one by a comma or brackets: "X, Y"."""
    encloses: bool = False
    part: str = ""
    """A capitalised word of kind that was taken into the span: "County"."""
    taken: int = 0
    """Tokens after the name that were taken into the span, the word of kind last: "International Airport"."""
    listed: bool = False
    """Whether the chain may be a mere list: "X, Y and Z"."""
    enclosed: bool = False
    inner: set[str] = field(default_factory=set)
    """Countries of the places that this name encloses."""
    left: bool = False
    """A capitalised word before the name that belongs to no other."""
    right: bool = False
    organisation: bool = False
    title: bool = False
    astray: bool = False
    quarter: bool = False
    """Opened by a word of kind ("Colonia Centro"): never the namesake of its second part."""
    common: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    chosen: Found | None = None
    second: Found | None = None
    margin: float = 0.0


_RANK: dict[str, float] = {
    "fit": 1.5, "people": 0.6, "country": 4.0, "anywhere": 3.2, "seat": 0.6, "province": 1.6, "district": -1.0,
    "region": 2.1, "near": 2.4,
    "same area": 0.5,
}  # fmt: skip
"""What the choice among namesakes weighs; found by search over the open sets, with countries held out."""

_WEIGHTS: dict[str, float] = {
    "bias": -0.65, "GPE": -0.85, "LOC": -1.02, "FAC": 0.38, "ORG": -0.01, "NORP": 0.39, "PERSON": 1.2, "none": -0.06,
    "whole place": 1.95, "whole organisation": 0.96, "country": 1.5, "known": -2.01, "as written": 1.94,
    "as folded": 0.6, "people": 0.61, "province": 0.51, "district": 0.35, "country's share": 1.48,
    "country's weight": -0.53, "stands in": 0.87, "preposition": 0.87, "kind": 1.29, "part": 0.89, "enclosed": 1.38,
    "encloses": 1.59, "relation": 0.17, "left": -1.57, "right": -0.78, "organisation after": -0.59, "title": -0.98,
    "single": -0.83, "no proper noun": -0.45, "opening": 0.24, "opening unseen": -0.12, "short": 0.31, "often": -0.24,
    "stands elsewhere": 1.2, "place elsewhere": 1.56, "person elsewhere": -1.74, "possessive": 0.61,
}  # fmt: skip
"""Learnt by tests/benchmarks/train_places.py (logistic regression)."""


_FACTORS = tuple(_WEIGHTS.values())


class _Finder:
    """One article's search; holds what the steps share."""

    def __init__(self, parsed: Parsed, gazetteer: Gazetteer, words: _Words) -> None:
        self.parsed = parsed
        self.tokens = parsed.tokens
        self.gazetteer = gazetteer
        self.words = words
        self.world: dict[str, list[Found]] = {}
        self.local: dict[str, list[Found]] = {}
        self.codes: tuple[str, ...] = ()
        self.weights: dict[str, float] = {}
        self.own: dict[str, float] = {}
        """What of the weight of a country comes from one of its names."""
        self.accepted: dict[int, list[_Name]] = {}
        self.axes: dict[int, int] = {}
        """The names of axes and directions, by their first token: where they end."""
        self.report = len(parsed.sentences) <= 6
        """A short note: names after "in" and "near" are places even where the model takes them for persons."""

    # ------------------------------------------------------------------ candidates

    def runs(self) -> list[tuple[int, int]]:
        """Stretches of capitalised words with what may link them, never across a sentence."""
        tokens = self.tokens
        found = []
        for sentence in self.parsed.sentences:
            i = sentence.first
            end = sentence.last
            while i < end:
                t = tokens[i]
                if t.text[0].isupper():
                    if i == sentence.first and self._opens(i, end):
                        i += 1
                        continue
                    j = i + 1
                elif (
                    t.lower in _ARTICLES
                    and i + 2 < end
                    and tokens[i + 1].text == "-"
                    and tokens[i + 2].text[0].isupper()
                ):
                    j = i + 3
                elif t.lower in _OPENING and i + 1 < end and tokens[i + 1].text[0].isupper():
                    j = i + 2
                else:
                    i += 1
                    continue
                while j < end:
                    u = tokens[j]
                    if u.text[0].isupper() or (u.text in _POSSESSIVES and tokens[j - 1].lower == "people"):
                        j += 1
                    elif (
                        u.text in _HYPHENS
                        and j + 1 < end
                        and u.begin == tokens[j - 1].end
                        and tokens[j + 1].begin == u.end
                        and tokens[j + 1].text[0].isalpha()
                    ) or (u.lower in _LINKS and j + 1 < end and tokens[j + 1].text[0].isupper()):
                        j += 2
                    elif (
                        u.lower in _LINKS
                        and j + 2 < end
                        and (tokens[j + 1].lower in _LINKS or tokens[j + 1].text == "-")
                        and tokens[j + 2].text[0].isupper()
                    ):
                        j += 3
                    else:
                        break
                found.append((i, j))
                i = j
        return found

    def _opens(self, i: int, end: int) -> bool:
        """Whether the capital word that begins a sentence is a preposition before a name: "Near Velna, …", "In Velna town"."""
        word = self.tokens[i]
        if i + 1 >= end or word.lower not in self.words.within or not self.tokens[i + 1].text[0].isupper():
            return False
        if word.lower != "in":
            return True  # no name of a place begins so
        return word.tag == "IN" and any(self._known(i + 1, k) for k in range(i + 2, min(i + 4, end) + 1))

    def with_axes(self, runs: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """The runs, those that name a direction or an axis cut into their places: "in the direction of X-Y, Z and W"."""
        tokens, size = self.tokens, len(self.tokens)
        found: list[tuple[int, int]] = []
        until = -2
        for begin, end in runs:
            listed = until == begin - 1 and (tokens[until].lower in _JOINTS or tokens[until].text in _HYPHENS)
            after = tokens[end].lower if end < size else ""
            if not (listed or self._directed(begin) or (after in self.words.axes and tokens[end - 1].pos != "ADJ")):
                found.append((begin, end))
                continue
            until = end
            first = begin
            for i in range(begin, end + 1):
                if i == end or tokens[i].text in ("and", "or"):
                    for a, b in self._axis_parts(first, i):
                        self.axes[a] = b
                        found.append((a, b))
                    first = i + 1
        return found

    def _directed(self, first: int) -> bool:
        """Whether "direction of", "axis of" or "towards" stands before a token."""
        tokens = self.tokens
        i = first - 1
        while i > 0 and tokens[i].lower in ("the", "both"):
            i -= 1
        return i > 0 and tokens[i].lower == "of" and tokens[i - 1].lower in self.words.axes

    def _axis_parts(self, first: int, last: int) -> list[tuple[int, int]]:
        """A name of an axis cut at its hyphens, but for those inside a double name: "Abu-X-Y" are two places."""
        tokens, words = self.tokens, self.words
        joints = [i for i in range(first + 1, last - 1) if tokens[i].text in _HYPHENS]
        dashes = [i for i in joints if tokens[i].text != "-"]
        if dashes and len(dashes) < len(joints):
            joints = dashes  # "A-B–C": the hyphen is the name's, the dash the axis'
        cuts = [
            i
            for i in joints
            if tokens[i - 1].lower not in words.leads
            and tokens[i - 1].lower not in words.openers
            and tokens[i - 1].lower not in _ARTICLES
            and (
                tokens[i + 1].lower not in (*_ARTICLES, *_LINKS)
                or (self._of_words(first, i) and self.parsed.article.text[tokens[i + 1].begin].isupper())
            )
        ]
        bounds = [first, *(c + 1 for c in cuts)]
        parts = [p for p in zip(bounds, [*cuts, last], strict=True) if p[0] < p[1]]
        if len(parts) < 2 or joints is dashes:
            return parts
        double = {k for k in range(len(parts) - 1) if self._known(parts[k][0], parts[k + 1][1])}
        if len(parts) == 2:
            opens = len(tokens[cuts[0] - 1].text) <= 3 and not self._of_words(first, cuts[0])
            if not double and (not opens or any(self._known(*p) for p in parts)):
                return parts
            return [(first, last)]
        if len(parts) == 3 and not double and not all(self._known(*p) for p in parts):
            # a double name comes first as a rule, unless the second part is a word that only opens a name
            double = {1} if len(tokens[parts[1][0]].text) < 4 <= len(tokens[parts[0][0]].text) else {0}
        found = []
        k = 0
        while k < len(parts):
            joined = k in double
            found.append((parts[k][0], parts[k + joined][1]))
            k += 1 + joined
        return found

    def _of_words(self, first: int, last: int) -> bool:
        """Whether the name before a hyphen is of several words: no first half of a double name."""
        return last - 2 >= first and all(t.text not in _HYPHENS for t in self.tokens[first:last])

    def _known(self, first: int, last: int) -> bool:
        return any(f.fit >= 0.9 for f in self.candidates(self.surface(first, last), self.codes))

    def surface(self, first: int, last: int) -> str:
        """The words of a stretch, with one blank wherever the text has white space."""
        text = self.parsed.cased[self.tokens[first].begin : self.tokens[last - 1].end]
        return text if text.isprintable() and "  " not in text else " ".join(text.split())

    def segments(self, runs: Iterable[tuple[int, int]], codes: tuple[str, ...]) -> list[_Name]:
        """Each run cut into names, longest first from the left."""
        tokens = self.tokens
        names: list[_Name] = []
        for begin, end in runs:
            a = begin
            if self.axes.get(begin) == end and end - begin > 1 and tokens[end - 1].lower not in self.words.parts:
                whole = self.look_up(begin, end, codes)
                if whole is not None:
                    names.append(whole)
                a = end
            while a < end:
                t = tokens[a]
                low = t.lower
                if t.text in _HYPHENS or (
                    low in _LINKS
                    and not t.text[0].isupper()
                    and low not in _OPENING
                    and not (a + 1 < end and tokens[a + 1].text == "-" and low in _ARTICLES)
                ):
                    a += 1
                    continue
                if low in self.words.quarters and a + 1 < end and tokens[a + 1].text[0].isupper():
                    found = [
                        f
                        for f in self.candidates(self.surface(a, end), codes)
                        if f.row.kind in ("Neighbourhood", "Settlement")
                    ]
                    names.append(_Name(a, end, self.surface(a, end), found=found, quarter=True))
                    a = end
                    continue
                hit: _Name | None = None
                for b in range(min(end, a + _LONGEST), a, -1):
                    u = tokens[b - 1]
                    if (
                        u.text in _HYPHENS
                        or not u.text[0].isalnum()
                        or (u.lower in _LINKS and b - a > 1 and not u.text[0].isupper())
                    ):
                        continue
                    if b - a == 1 and low in self.words.openers and a + 1 < end and tokens[a + 1].text[0].isupper():
                        continue
                    common = b - a == 1 and (low in self.words.never or len(t.text) < 2 or not t.text[0].isupper())
                    if common and t.text not in self.gazetteer.countries.by_name:
                        continue
                    hit = self.look_up(a, b, codes)
                    if hit is not None:
                        break
                if hit is not None and hit.last < end:
                    to = next((i for i in range(hit.last, end) if tokens[i].lower in _BREAKS), end)
                    if hit.last < to and self._beginning(hit, to, codes):
                        a = to
                        continue
                if hit is not None:
                    names.append(hit)
                    a = hit.last
                else:
                    a += 1
        return names

    def _beginning(self, n: _Name, end: int, codes: tuple[str, ...]) -> bool:
        """Whether a known name only opens one that no table has: "San Juan de Ocotal", "Tall al Hamra ash Sharqi". The rest of the
        run, until ``end``, must be nothing else that is known.
        """
        tokens, words = self.tokens, self.words
        if n.country or n.demonym or not self.report:
            return False
        i = n.last
        link = tokens[i].lower
        joined = link in _NAME_LINKS and (
            i + 1 < end
            and (
                tokens[i + 1].text[0].isupper()
                or tokens[i + 1].text == "-"
                or (link == "de" and tokens[i + 1].lower in ("la", "las", "los"))
            )
        )
        before = tokens[n.first - 1].lower if n.first else ""
        if not joined:
            plainly = before in words.within or (
                before == "of" and n.first > 1 and tokens[n.first - 2].lower in words.kinds
            )
            if not plainly or any(f.row.population >= 20_000 and f.fit >= 0.95 for f in n.found):
                return False
        rest = [t for t in tokens[i:end] if t.text[0].isalnum() and t.lower not in _LINKS]
        if (
            not rest
            or len(rest) > 3
            or any(
                t.pos != "PROPN"
                or t.lower in words.organisations
                or t.lower in words.parts
                or t.lower in words.kinds
                or t.lower in words.titles
                or t.lower in words.never
                for t in rest
            )
        ):
            return False
        return (
            joined
            or self.look_up(rest[0].i, end, codes) is None
            or (
                not any(
                    f.row.population >= 50_000 and f.fit >= 0.95
                    for f in self.candidates(self.surface(rest[0].i, end), codes)
                )
            )
        )

    def look_up(self, a: int, b: int, codes: tuple[str, ...]) -> _Name | None:
        surface = self.surface(a, b)
        countries = self.gazetteer.countries
        low = surface.lower()
        demonym = countries.by_demonym.get(surface) or (
            countries.by_demonym.get(low) if surface.isupper() and len(surface) > 4 else None
        )
        if demonym:
            if a > 1 and self.tokens[a - 1].text == "-" and self.tokens[a - 2].end == self.tokens[a].begin - 1:
                return None  # "Pan-American Highway"
            return _Name(a, b, surface, demonym, True)
        country = countries.by_name.get(surface) or countries.by_name.get(low)
        if not country and low.startswith("the "):
            country = countries.by_name.get(surface[4:])
        found = self.candidates(surface, codes)
        if found and not country:
            longer = self._with_article(b)
            if longer != b:
                return _Name(a, longer, self.surface(a, longer))
        if country and b < len(self.tokens) and self.tokens[b].lower == "city":
            city = self.candidates(surface + " City", codes)
            if city:
                return _Name(a, b + 1, surface + " City", None, False, city)
        if country and b < len(self.tokens) and self.tokens[b].lower in self.words.money:
            return _Name(a, b, surface, None, True)
        if country or found:
            return _Name(a, b, surface, country, False, found)
        return None

    def _with_article(self, b: int) -> int:
        """The end of a name that goes on with an Arabic article ("Wadi al-Nahla") and a word that is no place by itself."""
        tokens, size = self.tokens, len(self.tokens)
        if b + 2 >= size or tokens[b].lower not in _ARTICLES or tokens[b].begin != tokens[b - 1].end + 1:
            return b
        hyphen = tokens[b + 1]
        if hyphen.text != "-" or hyphen.begin != tokens[b].end or tokens[b + 2].begin != hyphen.end:
            return b
        if not tokens[b + 2].text[0].isupper() or tokens[b].text[0].isupper() or tokens[b + 2].ent in ("ORG", "NORP"):
            return b
        return b + 3

    def candidates(self, surface: str, codes: tuple[str, ...]) -> list[Found]:
        known = self.world.get(surface)
        if known is None:
            known = self.world[surface] = self.gazetteer.find(surface, ("world",))
        if not codes:
            return known
        near = self.local.get(surface)
        if near is None:
            near = self.gazetteer.find(surface, codes)
            have = {f.row.id for f in near}
            abroad = [f for f in known if f.row.id not in have and _famous(f)]
            near = self.local[surface] = near + abroad
        return near

    # ------------------------------------------------------------------ which countries

    def weigh_countries(self, names: list[_Name], runs: list[tuple[int, int]]) -> None:
        """What speaks for each country: its name, its people, its great cities and provinces, the publisher's home."""
        weights: dict[str, float] = {}
        seen: dict[str, int] = {}
        for n in names:
            times = seen[n.surface] = seen.get(n.surface, 0) + 1
            gain = 1.0 / times
            if n.country:
                bound = self.tokens[n.last - 1].dep in ("compound", "amod", "nmod")
                told = (1.5 if n.demonym else 1.0 if bound else 3.0) * gain
                weights[n.country] = weights.get(n.country, 0.0) + told
                if not n.demonym:
                    self.own[n.surface] = self.own.get(n.surface, 0.0) + told
            if n.found and not n.demonym:
                total = sum(_mass(f) for f in n.found)
                for f in n.found:
                    if f.row.country != "ZZ" and f.row.kind != "Country" and total:
                        share = _mass(f) / total
                        weights[f.row.country] = (
                            weights.get(f.row.country, 0.0) + 1.6 * share * share * min(1.0, _mass(f) / 3) * gain
                        )
        if max(weights.values(), default=0.0) < 3.0:
            self._weak_evidence(names, runs, weights)
        article = self.parsed.article
        for hint in (article.url, article.publisher):
            code = _country_of_host(hint, self.gazetteer.countries.by_code)
            if code:
                weights[code] = weights.get(code, 0.0) + 1.5
        if article.publisher and not weights:
            weights["US"] = 0.3
        self.weights = weights
        ranked = sorted(weights, key=lambda c: (-weights[c], c))
        most = weights[ranked[0]] if ranked else 0.0
        self.codes = tuple(
            c for c in ranked[:_MOST_COUNTRIES] if weights[c] >= min(0.25 * most, 2.5) and weights[c] > 0.15
        )

    def _weak_evidence(self, names: list[_Name], runs: list[tuple[int, int]], weights: dict[str, float]) -> None:
        """Where no country is named: armed groups of one country, and names of places that occur in one country
        only.
        """
        tokens = self.tokens
        known = {i for n in names for i in range(n.first, n.last) if n.country or any(f.fit == 1.0 for f in n.found)}
        groups = self.gazetteer.groups
        rare = self.gazetteer.rare
        seen: set[str] = set()
        for begin, end in runs[:200]:
            a = begin
            while a < end:
                step = 1
                for b in range(min(end, a + 6), a, -1):
                    if tokens[b - 1].text in _HYPHENS or tokens[a].text in _HYPHENS:
                        continue
                    surface = self.surface(a, b)
                    if surface in seen:
                        step = b - a
                        break
                    code = groups.get(surface.lower()) if surface.lower() not in self.words.never else None
                    if code:
                        seen.add(surface)
                        weights[code] = weights.get(code, 0.0) + 1.5
                        step = b - a
                        break
                    if a in known or not self._placed(a, b):
                        continue
                    code = rare.country(fold(surface))
                    if code:
                        seen.add(surface)
                        weights[code] = weights.get(code, 0.0) + (0.9 if b - a > 1 or len(surface) > 9 else 0.7)
                        step = b - a
                        break
                a += step

    def _placed(self, first: int, last: int) -> bool:
        """Whether a place is likely between these tokens: after a preposition of place, in brackets, beside a word
        of kind.
        """
        tokens = self.tokens
        i = first - 1
        if last < len(tokens) and tokens[last].lower in self.words.kinds and tokens[first].ent != "PERSON":
            return True
        while i > 0 and (
            tokens[i].lower in ("the", "of", "and", ",")
            or tokens[i].lower in self.words.kinds
            or tokens[i].lower in self.words.compass
        ):
            i -= 1
        if i == first - 1 and i >= 0 and tokens[i].lower in self.words.within:
            return True
        return (
            i >= 0
            and tokens[first].ent != "PERSON"
            and (tokens[i].lower in self.words.within or tokens[i].lower in ("(", "from", "to", "between", "on"))
        )

    # ------------------------------------------------------------------ what stands round a name

    def context(self, names: list[_Name]) -> None:
        tokens = self.tokens
        words = self.words
        size = len(tokens)
        ends = {n.last: k for k, n in enumerate(names)}
        starts = {n.first: k for k, n in enumerate(names)}
        for n in names:
            sent = tokens[n.first].sent
            labels = [tokens[i].ent for i in range(n.first, n.last) if tokens[i].text[0].isalnum()]
            n.ent = max(labels, key=labels.count) if labels else ""
            before_ent = n.first > 0 and tokens[n.first - 1].ent == n.ent and tokens[n.first - 1].sent == sent
            after_ent = n.last < size and tokens[n.last].ent == n.ent and tokens[n.last].sent == sent
            n.whole = bool(n.ent) and not before_ent and not after_ent
            if n.ent == "PERSON":
                n.left = before_ent and tokens[n.first - 1].lower not in words.prepositions
                n.right = after_ent
            # a capitalised word of kind after the name belongs to it
            if n.last < size and tokens[n.last].sent == sent:
                t = tokens[n.last]
                works = 0 if n.demonym or not t.text[0].isupper() else self._works_ahead(n.last, sent)
                if works:
                    n.taken = works
                    n.part = tokens[n.last + works - 1].lower
                elif t.text[0].isupper() and t.lower in words.parts and not n.demonym:
                    following = tokens[n.last + 1] if n.last + 1 < size and tokens[n.last + 1].sent == sent else None
                    if not (
                        following is not None and following.text[0].isupper() and following.lower in words.organisations
                    ):
                        n.part, n.taken = t.lower, 1
                elif t.lower in words.kinds and not t.text[0].isupper():
                    n.kinds = words.kinds[t.lower]
                    n.followed = True
            # neighbours that are names too, but not known
            if n.first > 0 and tokens[n.first - 1].sent == sent:
                t = tokens[n.first - 1]
                if (
                    t.text[0].isupper()
                    and t.pos == "PROPN"
                    and n.first not in ends
                    and t.lower not in words.prepositions
                    and t.lower not in words.compass
                    and t.lower not in words.kinds
                ):
                    n.left = True
                n.title = t.lower in words.titles
            after = n.last + n.taken
            if after < size and tokens[after].sent == sent:
                t = tokens[after]
                if t.text[0].isupper() and t.pos in ("PROPN", "NOUN", "ADJ") and after not in starts:
                    if t.lower in words.organisations:
                        n.organisation = True
                    elif t.lower not in words.kinds:
                        n.right = True
            self.before(n, sent)
            last = tokens[n.last - 1]
            if last.dep in ("dobj", "conj") and not n.preposition and not n.demonym:
                up = tokens[last.head]
                if last.dep == "conj":
                    up = tokens[up.head] if up.dep == "dobj" else last
                if up.lemma in words.verbs or (
                    up.lemma in words.assaults and n.last < size and tokens[n.last].text == "("
                ):
                    n.preposition = "in"
            if not n.preposition and n.first > 0 and tokens[n.first - 1].lemma in words.verbs and not n.demonym:
                n.preposition = "in"
        for k, n in enumerate(names):
            if n.demonym:
                continue
            sent = tokens[n.first].sent
            end = n.last + n.taken
            if end < size and tokens[end].lower in words.kinds and tokens[end].sent == sent:
                end += 1
            if end + 1 < size and tokens[end].lower in (",", "(", "in", "of") and tokens[end].sent == sent:
                j = end + 1
                while j + 1 < size and (
                    tokens[j].lower in ("in", "the", "of", "rural")
                    or tokens[j].lower in words.compass
                    or (tokens[j].lower in words.kinds and tokens[j + 1].lower == "of")
                ):
                    j += 1
                other = starts.get(j)
                if other is not None and other != k and not names[other].demonym and tokens[j].sent == sent:
                    n.chained = other
                    n.listed = tokens[end].text == "," and _goes_on(tokens, names[other].last, starts)

    def _works_ahead(self, i: int, sent: int) -> int:
        """How many capitalised words from a token on make the name of a road or building together with the name before: 2 for
        "International Airport"; 0 if they don't.
        """
        tokens, words = self.tokens, self.words
        end = i
        while (
            end < len(tokens)
            and end < i + 3
            and tokens[end].sent == sent
            and tokens[end].text[0].isupper()
            and tokens[end].pos in ("PROPN", "NOUN", "ADJ")
        ):
            end += 1
            kinds = words.kinds.get(tokens[end - 1].lower, ())
            whole = end == len(tokens) or not tokens[end].text[0].isupper()
            if whole and ("Facility" in kinds or "Road" in kinds) and tokens[end - 1].lower in words.parts:
                return end - i
        return 0

    def share_kinds(self, names: list[_Name]) -> None:
        """The word of kind of a list is that of each: "the villages of A, B and C", "A and B districts"."""
        tokens = self.tokens
        for k in range(len(names) - 1, 0, -1):
            n, before = names[k], names[k - 1]
            if (
                n.followed
                and not before.kinds
                and not before.country
                and _joined(tokens, before, n)
                and tokens[n.last].lower.endswith("s")
            ):
                before.kinds = n.kinds
                before.followed = True
        for before, n in itertools.pairwise(names):
            if before.kinds and not before.followed and not n.kinds and not n.country and _joined(tokens, before, n):
                n.kinds = before.kinds
            if n.preposition == "" and before.preposition and _joined(tokens, before, n):
                n.preposition = before.preposition
                n.relation = n.relation or (
                    before.relation if before.relation and tokens[before.last].text != "," else None
                )

    def before(self, n: _Name, sent: int) -> None:
        """Kind word and preposition before a name, stepping over articles, compass words and kind words."""
        tokens = self.tokens
        words = self.words
        if self._labels(n, sent):
            n.preposition = "in"
            return
        i = n.first - 1
        steps = 0
        compass = ""
        while i >= 0 and tokens[i].sent == sent and steps < 6:
            t = tokens[i]
            low = t.lower
            if low in ("the", "a", "an", "-", "’s", "'s"):
                pass
            elif low in words.compass:
                compass = low
            elif (
                low in words.kinds
                and i + 1 == n.first
                and not n.kinds
                and not n.country
                and not (i > 0 and tokens[i - 1].text[0].isupper())
            ):
                n.kinds = words.kinds[low]
            elif (
                low == "of"
                and i > 0
                and (
                    tokens[i - 1].lower in words.kinds
                    or tokens[i - 1].lower in words.compass
                    or tokens[i - 1].lower in ("part", "parts", "centre", "center", "outskirts")
                )
            ):
                if (
                    tokens[i - 1].lower in words.kinds
                    and not n.country
                    and not (
                        i > 1
                        and tokens[i - 2].text[0].isupper()
                        and tokens[i - 2].lower != "the"
                        and not (tokens[i - 2].ent == "NORP" and tokens[i - 2].pos == "ADJ")  # "the Chadian town of X"
                    )
                ):
                    n.kinds = n.kinds or words.kinds[tokens[i - 1].lower]
                if tokens[i - 1].lower in words.compass:
                    n.preposition = "of"
                    n.relation = self._relation(i - 1, sent, compass)
                    return
                i -= 1
            elif low in words.prepositions:
                n.preposition = low
                if low in words.near or (low == "of" and i > 0 and tokens[i - 1].lower in words.compass):
                    n.relation = self._relation(i, sent, compass)
                elif compass:
                    n.relation = compass
                return
            else:
                break
            i -= 1
            steps += 1
        if compass:
            n.relation = compass

    def _labels(self, n: _Name, sent: int) -> bool:
        """Whether a name stands over an item of a list: "- Norburg: Two men fired at a post."."""
        sentences = self.parsed.sentences
        here = sentences[sent]
        return (
            here.kind == "subhead"
            and n.last + 1 == here.last
            and self.tokens[n.last].text == ":"
            and sent + 1 < len(sentences)
            and sentences[sent + 1].kind == "item"
        )

    def _relation(self, i: int, sent: int, compass: str) -> str:
        """The words that put something by a place: "near", "10 km south of"."""
        tokens = self.tokens
        first = i
        last = i + 1
        if tokens[i].lower in self.words.compass and i + 1 < len(tokens) and tokens[i + 1].lower == "of":
            last = i + 2
        while first > 0 and tokens[first - 1].sent == sent and i - first < 5:
            low = tokens[first - 1].lower
            if (
                low in self.words.units
                or low in self.words.compass
                or tokens[first - 1].pos == "NUM"
                or (low in ("just", "some", "about", "to", "the") and first < i)
            ):
                first -= 1
            else:
                break
        while tokens[first].lower in ("to", "the"):
            first += 1
        return self.surface(first, last).lower() if first < last else tokens[i].lower

    # ------------------------------------------------------------------ which namesake

    def rank(self, names: list[_Name]) -> None:
        """Choose among namesakes: twice, the second time with the first choices as neighbours."""
        top = max(self.weights.values(), default=0.0) or 1.0
        told: dict[str, set[str]] = {}
        for n in names:
            if n.kinds or n.part:
                told.setdefault(fold(n.surface), set()).update(n.kinds, self.words.kinds.get(n.part, ()))
        alike: dict[str, list[tuple[float, Found]]] = {}
        for n in names:
            if n.surface not in alike and not n.demonym:
                alike[n.surface] = self._alone(n, top)
        for turn in range(2):
            anchors, regions = self._anchors(names, alike)
            within = _addresses(names) if turn else {}
            support: dict[str, list[tuple[float, Found]]] = {}
            for n in names:
                options = alike.get(n.surface)
                if n.demonym or not options:
                    continue
                outer = names[n.chained] if n.chained is not None else None
                if len(options) == 1:
                    n.chosen, n.margin = options[0][1], 3.0
                    if outer is not None and not turn:
                        n.enclosed = not (n.country and outer.country) and _enclosed(n.chosen, outer) > 0
                    continue
                near = support.get(n.surface)
                if near is None:
                    near = support[n.surface] = [(s + _support(f, n.surface, anchors, regions), f) for s, f in options]
                scored = near
                if n.kinds or n.part or told:
                    said = set(n.kinds) | set(self.words.kinds.get(n.part, ()))
                    known = told.get(fold(n.surface), set())
                    if said or known:
                        scored = [(s + _kind_fits(f.row.kind, said, known, len(options)), f) for s, f in scored]
                if outer is not None:
                    keys = _outer_keys(outer)
                    trust = 0.3 if n.listed else 1.0
                    scored = [(s + trust * _enclosed(f, outer, keys), f) for s, f in scored]
                if n in within:
                    scored = [(s + 2.5 * (f.row.id in within[n]), f) for s, f in scored]
                first, second = _best_two(scored)
                n.chosen, n.second, n.margin = first[1], second[1], first[0] - second[0]
                n.enclosed = outer is not None and not (n.country and outer.country) and _enclosed(n.chosen, outer) > 0
        for n in names:
            if n.chained is not None and n.chosen is not None:
                names[n.chained].inner.add(n.chosen.row.country)

    def _alone(self, n: _Name, top: float) -> list[tuple[float, Found]]:
        """The namesakes with what speaks for each whatever stands round the name, best first."""
        scored = []
        city = max((f.row.population for f in n.found if f.row.kind in ("City", "Settlement")), default=0)
        for f in n.found:
            row = f.row
            if row.kind == "Country":
                continue
            s = _RANK["fit"] * f.fit + _RANK["people"] * math.log10(row.population + 10)
            s += (
                _RANK["country"] * min(1.0, self.weights.get(row.country, 0.0) / top)
                if row.country != "ZZ"
                else _RANK["anywhere"]
            )
            if row.feature in ("PPLC", "PPLA"):
                s += _RANK["seat"]
            if row.kind == "Province":
                s += _RANK["province"] if city < 50_000 or f.row.country == "US" else -0.8
            elif row.kind == "District":
                s += _RANK["district"]
            elif row.kind in ("Region", "NaturalFeature"):
                s += _RANK["region"]
            scored.append((s, f))
        scored.sort(key=lambda x: (-x[0], x[1].row.id))
        return scored[:40]

    def _anchors(
        self, names: list[_Name], alike: dict[str, list[tuple[float, Found]]]
    ) -> tuple[dict[str, list[_Anchor]], dict[str, str]]:
        """Where the article's places lie as far as is known yet, and which provinces and districts it names."""
        found: dict[str, _Anchor] = {}
        regions: dict[str, str] = {}
        for n in names:
            if n.demonym or n.country or n.surface in found:
                continue
            options = alike.get(n.surface)
            f = n.chosen or (options[0][1] if options else None)
            if f is None or options is None or f.row.kind in ("Country", "Region", "NaturalFeature"):
                continue
            row = f.row
            if row.kind in ("Province", "District"):
                regions.setdefault(row.id, n.surface)
            alone = len(options) == 1 or options[0][0] - options[1][0] > 1.0
            found[n.surface] = _Anchor(
                n.surface,
                row.country,
                row.lat,
                row.lon,
                math.cos(math.radians(row.lat)),
                250.0 if row.kind == "Province" else 90.0,
                1.0 if alone else 0.5,
            )
        by_country: dict[str, list[_Anchor]] = {}
        for s in sorted(found):
            mine = by_country.setdefault(found[s].country, [])
            if len(mine) < 10:
                mine.append(found[s])
        return by_country, regions

    # ------------------------------------------------------------------ accept or leave

    def common(self, names: list[_Name]) -> None:
        """What the article as a whole tells of a surface: how often, as what the model takes it, after which words."""
        persons: set[str] = set()
        tokens = self.tokens
        for e in self.parsed.entities:
            if e.label == "PERSON" and e.last - e.first > 1:
                persons.add(tokens[e.last - 1].text)
        groups: dict[str, list[_Name]] = {}
        for n in names:
            groups.setdefault(n.surface, []).append(n)
        for surface in groups:
            group = groups[surface]
            count = len(group)
            stands = sum(n.preposition in self.words.within or n.enclosed for n in group) / count
            place = sum(n.ent in ("GPE", "LOC") for n in group) / count
            person = 1.0 if surface in persons else 0.9 * sum(n.ent == "PERSON" for n in group) / count
            for n in group:
                n.common = (min(1.0, count / 5), stands, place, person)

    def features(self, n: _Name) -> tuple[float, ...]:
        """What the acceptance of a name rests on, in the order of ``_WEIGHTS``."""
        tokens = self.tokens
        first = tokens[n.first]
        single = n.last - n.first == 1
        row = n.chosen.row if n.chosen is not None else None
        fit = n.chosen.fit if n.chosen is not None else 0.0
        weight = self.weights.get(row.country, 0.0) if row is not None else 0.0
        top = max(self.weights.values(), default=0.0) or 1.0
        opening = first.i == self.parsed.sentences[first.sent].first
        count, stands, place, person = n.common
        return (
            1.0,
            float(n.ent == "GPE"),
            float(n.ent == "LOC"),
            float(n.ent == "FAC"),
            float(n.ent == "ORG"),
            float(n.ent == "NORP"),
            float(n.ent == "PERSON"),
            float(n.ent == ""),
            float(n.whole and n.ent in ("GPE", "LOC")),
            float(n.whole and n.ent == "ORG"),
            float(n.country is not None),
            float(row is not None),
            float(fit == 1.0),
            float(0.9 <= fit < 1.0),
            min(1.0, math.log10(row.population + 1) / 6) if row is not None else 0.0,
            float(row is not None and row.kind in ("Province", "Region", "NaturalFeature")),
            float(row is not None and row.kind == "District"),
            weight / top,
            min(1.0, weight / 3.0),
            float(n.preposition in self.words.within),
            float(n.preposition != "" and n.preposition not in self.words.within),
            float(bool(n.kinds)),
            float(bool(n.part)),
            float(n.enclosed),
            float(n.encloses),
            float(n.relation is not None),
            float(n.left),
            float(n.right),
            float(n.organisation),
            float(n.title),
            float(single),
            float(single and first.pos != "PROPN"),
            float(opening),
            float(single and opening and n.ent == ""),
            float(len(n.surface) < 4),
            count,
            stands,
            place,
            person,
            float(single and n.first + 1 < len(tokens) and tokens[n.last].text in ("'s", "’s"))
            if n.last < len(tokens)
            else 0.0,
        )

    def weigh(self, n: _Name) -> float:
        """How much speaks for a name being a place here; accepted above 0."""
        if n.followed and "Road" in n.kinds and self.tokens[n.first].lower in self.words.roads:
            return _NEVER
        total: float = sum(map(mul, _FACTORS, self.features(n)))
        if (
            n.chosen is not None
            and n.ent not in ("GPE", "LOC", "NORP", "DATE")
            and n.preposition in self.words.within
            and not (n.title or n.right or n.left or n.organisation)
            and n.chosen.fit >= 0.75
            and self.weights.get(n.chosen.row.country, 0.0) >= 2.5
            and not (n.last < len(self.tokens) and self.tokens[n.last].text in _POSSESSIVES)
        ):
            total += _SURE
        return total


def _addresses(names: list[_Name]) -> dict[_Name, set[str]]:
    """Of each name that stands as the address of another ("X district (Y)"), the areas that the other lies in."""
    found: dict[_Name, set[str]] = {}
    for n in names:
        if n.chained is not None and n.chosen is not None and n.enclosed:
            row, areas = n.chosen.row, n.chosen.pack.areas
            found.setdefault(names[n.chained], set()).update(
                areas[k].id for k in (row.county, row.region) if k is not None
            )
    return found


def _astray(n: _Name, names: Sequence[_Name], tokens: Sequence[Token], note: bool) -> bool:
    """Whether a small place's only namesakes lie far from what stands as its address (in a short note: from all that
    the sentence names): no match is better then.
    """
    if n.chosen is None or n.country:
        return False
    row, pack = n.chosen.row, n.chosen.pack
    if note and n.kinds == ("Neighbourhood",) and row.kind in ("Settlement", "City") and row.population < 200_000:
        towns = [
            o.chosen.row for o in names
            if o is not n and o.chosen is not None and not o.country and o.chosen.row.population >= 20_000
            and o.chosen.row.kind in ("City", "Settlement") and o.surface != n.surface
        ]  # fmt: skip
        if towns and all(
            math.hypot((row.lat - t.lat) * 111, (row.lon - t.lon) * 111 * math.cos(math.radians(t.lat))) > 60.0
            for t in towns
        ):
            return True
    if row.kind not in ("Settlement", "Neighbourhood", "District") or row.population >= 20_000:
        return False
    told = False
    for other in names:
        if other is n or other.chosen is None or other.demonym or other.country or other.surface == n.surface:
            continue
        if not note:
            gap = {t.lower for t in tokens[n.last : other.first]} if n.last <= other.first <= n.last + 8 else set()
            if not gap & _ADDRESS or gap & _NO_ADDRESS:
                continue
        theirs = other.chosen.row
        if (
            other.chosen.fit < 0.9
            or theirs.country != row.country
            or not (theirs.kind in ("Province", "District") or theirs.population >= 20_000)
        ):
            continue
        if row.region is not None and pack.areas[row.region].id == theirs.id:
            return False
        far = math.hypot((row.lat - theirs.lat) * 111, (row.lon - theirs.lon) * 111 * math.cos(math.radians(row.lat)))
        if far < (60.0 if theirs.kind != "Province" else 70.0):
            return False
        told = True
    return told


def _goes_on(tokens: Sequence[Token], i: int, starts: Mapping[int, int]) -> bool:
    """Whether a list goes on at a token: ", Z", "and Z"."""
    begin = i
    while i < len(tokens) and i < begin + 3 and tokens[i].lower in (",", "and", "or"):
        i += 1
    return i > begin and i in starts


def _joined(tokens: Sequence[Token], before: _Name, n: _Name) -> bool:
    """Whether nothing but a comma, "and" or "or" stands between two names."""
    gap = past_count(tokens[before.last : n.first])
    return (
        0 < len(gap) <= 2 and all(t.lower in _JOINTS for t in gap) and tokens[before.first].sent == tokens[n.first].sent
    )


class _Anchor(NamedTuple):
    """A place of the article as neighbour of others: ``cos`` of its latitude, ``reach`` in kilometres."""

    surface: str
    country: str
    lat: float
    lon: float
    cos: float
    reach: float
    weight: float


def _support(f: Found, surface: str, anchors: dict[str, list[_Anchor]], regions: dict[str, str]) -> float:
    """What the article's other places say for a candidate: nearness, the same province or district."""
    row = f.row
    lat, lon = row.lat, row.lon
    best = 0.0
    for a in anchors.get(row.country, ()):
        if a.surface != surface:
            dy = (lat - a.lat) * 111.0
            dx = (lon - a.lon) * 111.0 * a.cos
            far = math.sqrt(dx * dx + dy * dy)
            if far < 4 * a.reach:
                gain = _RANK["near"] * a.weight * math.exp(-far / a.reach)
                if gain > best:
                    best = gain
    areas = f.pack.areas
    for number in (row.region, row.county):
        if number is not None and regions.get(areas[number].id, surface) != surface:
            best += _RANK["same area"]
    return best


def _famous(f: Found) -> bool:
    """Whether a place is meant though nothing speaks for its country: a great city, a province by its own name, a
    landscape.
    """
    row = f.row
    if row.country == "ZZ" or row.kind == "Country":
        return True
    return f.fit >= 0.95 and (
        row.population >= 200_000 or row.feature == "PPLC" or row.kind in ("Region", "NaturalFeature")
    )


def _mass(f: Found) -> float:
    """How much a great place is heard of: 1 a town of 15,000, 3 a city of a million or a province."""
    trust = 1.0 if f.fit >= 0.95 else 0.2
    if f.row.kind in ("Province", "Region"):
        trust = max(trust, 0.7 if f.fit >= 0.9 else 0.2)
        return 2.0 * trust
    return max(0.3, 1.1 * (math.log10(f.row.population + 1) - 3.3)) * trust


def _kind_fits(kind: str, said: set[str], told: set[str], options: int) -> float:
    """Whether a candidate is of the kind that the text says here (``said``) or elsewhere of the same name
    (``told``).
    """
    if options == 1:
        return 0.0
    if not said:
        if not told:
            return 0.0
        if kind == "Province":
            return 1.8 if "Province" in told and not told & {"City", "Town"} else -0.6
        return 0.6 if kind in ("City", "Settlement") and told & {"City", "Town", "Village"} else 0.0
    town = bool(said & {"City", "Town", "Village"})
    if kind == "Province":
        return 2.0 if "Province" in said else 0.8 if "District" in said else -3.5 if town else -1.5
    if kind == "District":
        return 2.6 if "District" in said else 0.4 if said & {"Province", "Area"} else -2.0 if town else -0.6
    if kind in ("City", "Settlement"):
        if "City" in said:
            return 0.8 + (0.5 if kind == "City" else 0.0)
        if said & {"Town", "Village", "Area"}:
            return 0.8
        return -1.0 if said & {"Province", "District"} else 0.0
    if kind == "Neighbourhood":
        return 1.5 if said & {"Neighbourhood", "District", "Area"} else -0.3
    return 0.8 if kind in said else 0.0


def _best_two(scored: list[tuple[float, Found]]) -> list[tuple[float, Found]]:
    """The two best of two candidates or more; of equals the one of the least id."""
    return (
        sorted(scored, key=lambda x: (-x[0], x[1].row.id))[:2]
        if len(scored) < 3
        else heapq.nsmallest(2, scored, key=lambda x: (-x[0], x[1].row.id))
    )


def _outer_keys(outer: _Name) -> tuple[frozenset[str], str, tuple[Found, ...]]:
    """Of an enclosing name: the ids it may stand for, its folded form, and the areas among its candidates."""
    return (
        frozenset(o.row.id for o in outer.found),
        fold(outer.surface),
        tuple(o for o in outer.found if o.row.kind in ("Province", "District"))[:4],
    )


def _enclosed(f: Found, outer: _Name, keys: tuple[frozenset[str], str, tuple[Found, ...]] | None = None) -> float:
    """Support from "X, Y": whether the candidate lies in what Y may be."""
    row = f.row
    ids, key, wide = keys or _outer_keys(outer)
    if row.kind in ("Province", "Region") and outer.country is None:
        return 0.0
    if outer.country is not None and outer.country == row.country:
        return 2.5
    areas = f.pack.areas
    own = [areas[n] for n in (row.region, row.county) if n is not None]
    if own:
        if any(a.id in ids for a in own):
            return 3.0
        if any(fold(a.name) == key for a in own):
            return 2.5
    best = 0.0
    for o in wide:
        if o.row.country == row.country and o.row.id != row.id:
            far = math.hypot((row.lat - o.row.lat) * 111, (row.lon - o.row.lon) * 111 * math.cos(math.radians(row.lat)))
            best = max(best, 1.5 * math.exp(-far / (300.0 if o.row.kind == "Province" else 80.0)))
    return best if best > 0.2 else 0.0


_TLD = {"UK": "GB", "EU": ""}


def _country_of_host(hint: str | None, known: Container[str]) -> str | None:
    """The country whose top-level domain an address or a publisher's host ends in."""
    if not hint or "." not in hint or " " in hint:
        return None
    host = hint.split("//")[-1].split("/")[0].split(":")[0]
    last = host.rsplit(".", 1)[-1].upper()
    last = _TLD.get(last, last)
    return (
        last
        if len(last) == 2 and last in known and last not in {"TV", "ME", "CO", "IO", "AI", "FM", "TO", "LY"}
        else None
    )


def find_places(parsed: Parsed, gazetteer: Gazetteer, lexicon: Lexicon) -> tuple[PlaceMention, ...]:
    """All toponyms of an article, in text order, resolved; unknown ones keep their name."""
    finder, runs, names = _candidates(parsed, gazetteer, _words(lexicon))
    mentions: list[PlaceMention] = []
    taken: dict[int, bool] = {}
    weights = [0.0 if n.demonym else finder.weigh(n) for n in names]
    sure: dict[str, float] = {}
    for n, w in zip(names, weights, strict=True):
        sure[n.surface] = max(w, sure.get(n.surface, w))
    for n, w in zip(names, weights, strict=True):
        if n.demonym:
            taken.update(dict.fromkeys(range(n.first, n.last), False))
        elif _of_tribe(finder, n):
            continue
        elif taken.get(n.first):
            continue  # a part of the name before: "X Airport Road"
        elif (
            n.quarter
            or w > 0
            or _told_as(finder, n)
            or (w > _DOUBT and sure[n.surface] > 1.0)
            or _standing(finder, n, w, sure[n.surface])
            or _fired_on(finder, n)
        ):
            mentions.append(_mention(finder, n))
            finder.accepted.setdefault(parsed.tokens[n.first].sent, []).append(n)
            taken.update(dict.fromkeys(range(n.first, n.last + n.taken), True))
    mentions += _listed(finder, names, mentions, taken)
    mentions += _unknown(finder, runs, taken)
    if finder.report:
        mentions += _addresses_after(finder, names, weights, {m.last for m in mentions}, taken)
    mentions = [_toldkilometres(finder, m) for m in sorted(mentions, key=lambda m: m.first)]
    mentions = _quarters(finder, _whole(finder, mentions) if finder.report else mentions)
    if finder.report:
        mentions = with_figures(
            parsed, mentions, finder.words.kinds, lambda name, kind: _unresolved(name, finder, kind)
        )
        coding = finder.words.coding
        mentions = in_asides(parsed, mentions, coding, lambda name, kind: _unresolved(name, finder, kind))
    tables = {m.place.id: m.place.name for m in mentions if m.place.lat is not None}
    return with_parts(parsed, _as_named(finder, mentions), lexicon, tables)


def _whole(finder: _Finder, mentions: list[PlaceMention]) -> list[PlaceMention]:
    """The mentions, two that stand side by side in a note made one name, where the first is none by itself: "in Rio Tembo" is
    no Rio, nor "in San Juan Kestrel" the San Juan of another country.
    """
    tokens = finder.tokens
    found: list[PlaceMention] = []
    for m in mentions:
        before = found[-1] if found else None
        if (
            before is None
            or before.last != m.first
            or before.place.kind not in ("Place", "Settlement", "City")
            or m.place.kind not in ("Place", "Settlement", "City")
            or (before.place.lat is not None and before.place.country == m.place.country)
            or not before.first
            or tokens[before.first - 1].lower not in finder.words.within
        ):
            found.append(m)
            continue
        place = _unresolved(finder.surface(before.first, m.last), finder, "Settlement")
        found[-1] = PlaceMention(
            before.first,
            m.last,
            m.last - 1,
            finder.parsed.span(before.first, m.last),
            _put_in(place, m.place) if m.place.lat is not None else place,
            before.relation,
        )
    return found


def _toldkilometres(finder: _Finder, m: PlaceMention) -> PlaceMention:
    """A place that no table has, called by its area too where brackets say which of its namesakes it is: "Green Hill (Kestrel
    District)" is not the Green Hill of another district.
    """
    tokens = finder.tokens
    if m.place.lat is not None or m.place.kind in ("Country", "Road") or m.last + 2 >= len(tokens):
        return m
    if tokens[m.last].text != "(" or not tokens[m.last + 1].text[0].isupper():
        return m
    end = next((i for i in range(m.last + 2, min(m.last + 7, len(tokens))) if tokens[i].text in (")", ",")), None)
    if end is None or tokens[end].text != ")" or not tokens[end - 1].text[0].isupper():
        return m
    if not {"District", "Province"} & set(finder.words.kinds.get(tokens[end - 1].lower, ())):
        return m
    name = finder.surface(m.first, end + 1)
    return replace(m, place=replace(_unresolved(name, finder, m.place.kind), name=name))


def _listed(
    finder: _Finder, names: list[_Name], mentions: list[PlaceMention], taken: dict[int, bool]
) -> list[PlaceMention]:
    """Names that the table knows and that stand in one list with a place of the same country, whatever the model takes them
    for: "shells fell on X, Y and on Z".
    """
    tokens = finder.tokens
    begins = {m.first: m for m in mentions}
    ends = {m.last: m for m in mentions}
    found: list[PlaceMention] = []
    waiting = [n for n in names if _may_be_listed(finder, n, taken)]
    for row in (waiting, waiting[::-1]):
        for n in row:
            if n.first in begins or n.chosen is None:
                continue
            i, j = n.first - 1, n.last
            if i > 0 and tokens[i].lower in finder.words.prepositions and tokens[i - 1].lower in _JOINTS:
                i -= 1  # "on X and on Y"
            before = ends.get(i) if i > 0 and tokens[i].lower in _JOINTS else None
            after = begins.get(j + 1) if j < len(tokens) and tokens[j].lower in _JOINTS else None
            if any(m is not None and _of_one_list(finder, n, m) for m in (before, after)):
                mention = _mention(finder, n)
                found.append(mention)
                begins[mention.first] = ends[mention.last] = mention
                taken.update(dict.fromkeys(range(n.first, n.last + n.taken), True))
    return found


def _may_be_listed(finder: _Finder, n: _Name, taken: dict[int, bool]) -> bool:
    return (
        n.chosen is not None
        and not n.demonym
        and n.first not in taken
        and n.chosen.fit > 0.85
        and n.chosen.row.kind in ("City", "Settlement")
        and not (n.left or n.right or n.title or n.organisation)
        and finder.tokens[n.last - 1].dep in ("conj", "pobj", "dobj", "appos")
    )


def _of_one_list(finder: _Finder, n: _Name, m: PlaceMention) -> bool:
    """Whether a place of the same country and sentence stands after a preposition of place or goes on a list."""
    tokens = finder.tokens
    return (
        n.chosen is not None
        and m.place.country == n.chosen.row.country
        and m.place.kind in ("City", "Settlement", "Village", "District")
        and tokens[m.first].sent == tokens[n.first].sent
        and tokens[m.head].dep in ("pobj", "conj", "appos", "dobj")
    )


_LARGE = 50_000
"""Inhabitants of a town whose name no weapon bears."""


def _addresses_after(
    finder: _Finder, names: list[_Name], weights: list[float], ends: set[int], taken: dict[int, bool]
) -> list[PlaceMention]:
    """Doubtful names of towns and areas that a comma or bracket puts behind a place: "near Novyi Khutir, Donetsk"."""
    tokens = finder.tokens
    found = []
    for n, w in zip(names, weights, strict=True):
        i = n.first - 1
        if (
            n.demonym
            or taken.get(n.first)
            or w <= _DOUBT
            or i < 1
            or tokens[i].text not in (",", "(")
            or i not in ends
            or n.chosen is None
            or n.chosen.row.country not in finder.codes
            or n.left
            or n.right
            or n.title
            or (n.last < len(tokens) and tokens[n.last].text not in (",", ".", ")", ";", "("))
        ):
            continue
        found.append(_mention(finder, n))
        finder.accepted.setdefault(tokens[n.first].sent, []).append(n)
        taken.update(dict.fromkeys(range(n.first, n.last + n.taken), True))
    return found


def _quarters(finder: _Finder, mentions: list[PlaceMention]) -> list[PlaceMention]:
    """The mentions, a town and its quarter that a hyphen joins made one: "Mogadishu-Karan district"."""
    tokens = finder.tokens
    found: list[PlaceMention] = []
    for m in mentions:
        before = found[-1] if found else None
        joint = tokens[m.first - 1] if m.first else None
        if (
            before is None
            or joint is None
            or before.last != m.first - 1
            or joint.text not in _HYPHENS
            or joint.text == "/"
            or before.place.kind not in ("City", "Settlement")
            or before.place.lat is None
            or before.place.id == m.place.id
            or tokens[before.first].i in finder.axes
            or (m.last < len(tokens) and tokens[m.last].lower in finder.words.lines | {"area", "border"})
        ):
            found.append(m)
            continue
        after = finder.words.kinds.get(tokens[m.last].lower, ()) if m.last < len(tokens) else ()
        near = kilometres(before.place, m.place) < 25.0
        told = bool({"District", "Neighbourhood"} & set(after))
        part = m.place.kind in ("Neighbourhood", "District") or before.place.id in m.place.within_ids
        if not (told or (near and part) or _no_pair(finder, before, m)):
            found.append(m)
            continue
        place = m.place
        if not near:
            town = before.place
            place = _put_in(_unresolved(finder.surface(before.first, m.last), finder, "Neighbourhood"), town)
        found[-1] = PlaceMention(
            before.first, m.last, m.last - 1, finder.parsed.span(before.first, m.last), place, before.relation
        )
    return found


def _no_pair(finder: _Finder, town: PlaceMention, m: PlaceMention) -> bool:
    """Whether a note puts something "in X-Y" where Y is no other town of X's country, so that it is a part of X."""
    stands = finder.report and town.first > 0 and finder.tokens[town.first - 1].lower == "in"
    return stands and (m.place.lat is None or m.place.country != town.place.country)


def _told_as(finder: _Finder, n: _Name) -> bool:
    """ "the town of X": the text says itself what it is."""
    tokens = finder.tokens
    return (
        n.first > 1
        and tokens[n.first - 1].lower == "of"
        and tokens[n.first - 1].sent == tokens[n.first].sent
        and bool(_SETTLED_KINDS & set(finder.words.kinds.get(tokens[n.first - 2].lower, ())))
        and (n.chosen is not None or n.country is not None)
        and not (n.title or n.organisation or n.right)
    )


_SETTLED_KINDS = frozenset(("City", "Town", "Village", "Neighbourhood"))


def _fired_on(finder: _Finder, n: _Name) -> bool:
    """ "fired rockets on X, Y and Z", "shells fell on X": a town of the country that the article is most about."""
    tokens = finder.tokens
    if n.chosen is None or n.demonym or n.title or n.left or n.right or n.organisation:
        return False
    row = n.chosen.row
    weight = finder.weights.get(row.country, 0.0)
    if n.chosen.fit <= 0.85 or row.kind not in ("City", "Settlement") or weight < max(finder.weights.values()):
        return False
    i = n.last - 1
    for _ in range(8):
        token = tokens[i]
        if token.dep == "pobj" and tokens[token.head].lower in ("on", "upon", "onto"):
            over = tokens[tokens[token.head].head]
            verb = tokens[over.head] if over.pos in ("NOUN", "PROPN") and over.dep in ("dobj", "conj") else over
            return verb.lemma in finder.words.firing
        if token.dep not in ("conj", "appos") or token.head == i:
            return False
        i = token.head
    return False


def _of_tribe(finder: _Finder, n: _Name) -> bool:
    """ "a clan of the Dulaim": a people, not a place."""
    tokens = finder.tokens
    after = tokens[n.last : n.last + 3]
    shared = len(after) == 3 and after[0].lower in ("and", "or") and after[1].text[0].isupper()
    if shared and after[2].lower in finder.words.tribes:
        return True  # "between Velna and Torsk tribesmen"
    i = n.first - 1
    if i > 1 and tokens[i].lower == "the":
        i -= 1
    return i > 0 and i < n.first - 1 and tokens[i].lower == "of" and tokens[i - 1].lower in finder.words.tribes


def _standing(finder: _Finder, n: _Name, weight: float, best: float) -> bool:
    """Whether a name is a place because it stands after "in" elsewhere, in a country that the article is about."""
    return (
        weight > _DOUBT - 2.0
        and best > 0.4
        and n.common[1] > 0
        and n.common[3] < 1.0
        and n.chosen is not None
        and finder.weights.get(n.chosen.row.country, 0.0) >= 2.5
        and not (n.left or n.right or n.title or n.organisation)
    )


def _as_named(finder: _Finder, mentions: list[PlaceMention]) -> tuple[PlaceMention, ...]:
    """Places bear the name that the article has for them most often, or the table's where that only says more
    ("Acapulco de
    Juárez"); a province named like a town of the article says so.
    """
    counts: dict[str, dict[str, int]] = {}
    kinds: dict[str, str] = {}
    tables: dict[str, str] = {}
    for m in mentions:
        told = finder.surface(m.first, m.last)
        named = counts.setdefault(m.place.id, {})
        named[told] = named.get(told, 0) + 1
        kinds[m.place.id] = m.place.kind
        tables[m.place.id] = m.place.name
    names: dict[str, str] = {}
    for place_id, named in counts.items():
        best = max(named, key=lambda told: (not told.isupper() or len(told) < 4, named[told]))
        if best.isupper() and len(best) > 4 and "." not in best:
            best = " ".join(w.capitalize() for w in best.split(" "))
        if kinds[place_id] == "Province" or tables[place_id] == told:
            words = best.split(" ")
            if len(words) > 1 and words[-1].lower() in finder.words.ranks:
                best = " ".join(words[:-1])
        if plain(tables[place_id]).startswith(plain(best) + " ") and (
            tables[place_id][len(best) :].strip().lower() not in finder.words.kinds
        ):
            best = tables[place_id]
        names[place_id] = "" if kinds[place_id] == "Country" and (len(best) < 4 or "." in best) else best
    towns = {names[i].lower() for i in names if kinds[i] in ("City", "Settlement", "Village")}
    for place_id, kind in kinds.items():
        if kind in ("Province", "District") and names[place_id].lower() in towns and names[place_id]:
            names[place_id] = f"{names[place_id]} {kind}"
    return tuple(
        replace(m, place=replace(m.place, name=names[m.place.id])) if names[m.place.id] else m for m in mentions
    )


_SURE = 2.0
"""Added for a name of a place in a country that the article is about, straight after "in" or "near" or as what is
entered
or shelled: the model often takes names in transliteration for persons."""
_NEVER = -9.0
"""The weight of what is no place whatever speaks for it: "the National highway"."""
_DOUBT = -1.0
"""A name that is surely a place elsewhere in the article is one here down to this weight."""


def _candidates(
    parsed: Parsed, gazetteer: Gazetteer, words: _Words
) -> tuple[_Finder, list[tuple[int, int]], list[_Name]]:
    """The names that may be places, with what stands round them and the best namesake of each."""
    finder = _Finder(parsed, gazetteer, words)
    runs = finder.runs()
    names = [n for n in finder.segments(runs, ()) if not _names_weapon(finder, n)]
    finder.weigh_countries(names, runs)
    runs = finder.with_axes(runs)
    names = [n for n in finder.segments(runs, finder.codes) if not _names_weapon(finder, n)]
    finder.context(names)
    finder.share_kinds(names)
    finder.rank(names)
    by_sentence: dict[int, list[_Name]] = {}
    for n in names:
        by_sentence.setdefault(parsed.tokens[n.first].sent, []).append(n)
        if n.enclosed and n.chained is not None:
            names[n.chained].encloses = True
    lost = [
        n
        for n in names
        if len(by_sentence[parsed.tokens[n.first].sent]) < 40
        and _astray(n, by_sentence[parsed.tokens[n.first].sent], parsed.tokens, finder.report)
    ]
    for n in lost:
        n.astray = True
    finder.common(names)
    return finder, runs, names


def _names_weapon(finder: _Finder, n: _Name) -> bool:
    """ "Grad multiple rocket launchers": a small town's name that a kind of weapon bears."""
    return (
        not n.demonym
        and n.country is None
        and any(t.lower in finder.words.weapons for t in finder.tokens[n.last : n.last + 3])
        and all(f.row.population < _LARGE for f in n.found)
        and all(t.pos not in ("ADP", "VERB", "PUNCT", "CCONJ") for t in finder.tokens[n.last : n.last + 2])
    )


def _mention(finder: _Finder, n: _Name) -> PlaceMention:
    last = n.last + n.taken
    form = finder.words.kinds.get(n.part, ())
    if (
        n.part
        and ("Road" in form or "Facility" in form)
        and n.chosen is not None
        and not n.surface.lower().endswith(n.part)
    ):
        return PlaceMention(
            n.first, last, last - 1, finder.parsed.span(n.first, last), _works(finder, n, last), n.relation
        )
    if n.country and not _rather_within(n, finder):
        place = finder.gazetteer.country(n.country)
    elif (
        n.chosen is not None
        and n.kinds == ("NaturalFeature",)
        and not n.followed
        and n.chosen.row.kind in ("City", "Settlement")
    ):
        place = _unresolved(finder.surface(n.first, last), finder, "NaturalFeature")
    elif n.chosen is not None and n.followed and n.kinds[0] == "Neighbourhood" and _namesake_only(n):
        place = _unresolved(finder.surface(n.first, last), finder, "Neighbourhood")
    elif n.chosen is not None and not n.astray:
        place = finder.gazetteer.place(n.chosen, score=n.margin, runner_up=n.second.row.id if n.second else None)
    else:
        kind = (
            "Neighbourhood"
            if n.quarter or n.kinds == ("Neighbourhood",)
            else "Settlement"
            if n.kinds and n.kinds[0] in ("Area", "City", "Town", "Village")
            else "Place"
        )
        place = _unresolved(finder.surface(n.first, last), finder, kind)
    return PlaceMention(n.first, last, n.last - 1, finder.parsed.span(n.first, last), place, n.relation)


def _namesake_only(n: _Name) -> bool:
    """Whether what the tables offer for a quarter is a town by another name ("San Pablo" for "San Pablo Norte")."""
    row = n.chosen.row if n.chosen is not None else None
    return row is not None and row.kind in ("City", "Settlement") and plain(row.name) != plain(n.surface)


def _works(finder: _Finder, n: _Name, last: int) -> Place:
    """A road or building named after a town: a place of its own, in that town if the article speaks of it."""
    kind = "Road" if "Road" in finder.words.kinds.get(n.part, ()) else "Facility"
    own = _unresolved(finder.surface(n.first, last), finder, kind)
    if n.chosen is None or kind == "Road" or n.chosen.row.country not in finder.codes:
        return own
    town = finder.gazetteer.place(n.chosen)
    return _put_in(own, town)


def _put_in(place: Place, town: Place) -> Place:
    """A place that no table has, somewhere in a town: at the town's point, as exact as "near"."""
    return replace(
        place,
        lat=town.lat,
        lon=town.lon,
        country=town.country,
        within=(town.name, *town.within),
        within_ids=(town.id, *town.within_ids),
        where_prec=2,
    )


def _rather_within(n: _Name, finder: _Finder) -> bool:
    """Whether a country's name is here that of a province or town elsewhere ("Atlanta, Georgia")."""
    if n.chosen is None or n.country is None:
        return False
    row = n.chosen.row
    if row.country == n.country:
        return bool(n.part) or (
            n.followed and bool({"City", "Town", "Province", "District"} & set(n.kinds)) and row.kind != "Settlement"
        )
    if n.country in n.inner and row.country not in n.inner:
        return False
    elsewhere = finder.weights.get(row.country, 0.0)
    rest = finder.weights.get(n.country, 0.0) - finder.own.get(n.surface, 0.0)
    return n.enclosed or (row.kind == "Province" and (n.encloses or elsewhere > rest + 1.0))


def _unresolved(name: str, finder: _Finder, kind: str = "Place") -> Place:
    """A place by name alone; the country the article is about is part of what it is."""
    country = finder.codes[0] if finder.codes and finder.weights[finder.codes[0]] >= 1.0 else None
    area = f"|{kind}" if kind in ("Province", "Country") else ""  # a province and its town are two places
    digest = hashlib.sha256(f"{country or ''}|{fold(name) or name}{area}".encode()).hexdigest()[:16]
    within = (finder.gazetteer.countries.by_code[country].name,) if country else ()
    ids = (f"iso:{country}",) if country else ()
    return Place(f"name:{digest}", name, kind, country=country, within=within, within_ids=ids)


def _unknown(finder: _Finder, runs: list[tuple[int, int]], taken: dict[int, bool]) -> list[PlaceMention]:
    """Names that no table knows but that the words round them, or the model with them, take for places."""
    tokens = finder.tokens
    words = finder.words
    found: list[PlaceMention] = []
    doubtful: list[tuple[int, int]] = []
    for begin, end in runs:
        pieces = []
        first = begin
        for i in range(begin, end + 1):
            if i == end or i in taken:
                if first < i:
                    pieces.append((first, i))
                first = i + 1
        for first, last in pieces:
            before: PlaceMention | None = None
            on_axis = finder.axes.get(first) == last
            for a, b in [(first, last)] if on_axis else _split(finder, first, last):
                while a < b and (
                    tokens[a].lower in ("the", "a", "an")
                    or (tokens[a].lower in words.compass and not on_axis)
                    or not tokens[a].text[0].isalnum()
                ):
                    a += 1
                while b > a and (not tokens[b - 1].text[0].isalnum() or tokens[b - 1].lower in _LINKS):
                    b -= 1
                if (
                    a >= b
                    or not (tokens[a].text[0].isupper() or tokens[a].lower in _ARTICLES)
                    or (b - a == 1 and (tokens[a].lower in words.never or len(tokens[a].text) < 3))
                ):
                    continue
                mention = _judge_unknown(finder, a, b, taken)
                if mention is None and on_axis and _may_lie_on_axis(finder, a, b, taken):
                    place = _near_match(finder, finder.surface(a, b), tokens[a].sent) or _unresolved(
                        finder.surface(a, b), finder, "Settlement"
                    )
                    mention = PlaceMention(a, b, b - 1, finder.parsed.span(a, b), place)
                if mention is None and before is not None:
                    place = _unresolved(finder.surface(a, b), finder, before.place.kind)
                    mention = PlaceMention(a, b, b - 1, finder.parsed.span(a, b), place, before.relation)
                if mention is not None:
                    found.append(mention)
                    taken.update(dict.fromkeys(range(mention.first, mention.last), True))
                    before = mention
                else:
                    doubtful.append((a, b))
    found += _unknown_in_list(finder, doubtful, taken)
    found += _again(finder, found, doubtful, taken)
    states = strange_states(tokens, taken) if found else {}
    found = [
        _as_state(finder, m) if states.get(tokens[m.first].text) == "state" and m.last == m.first + 1 else m
        for m in found
    ]
    provinces = {finder.surface(m.first, m.last): m.place for m in found if m.place.kind == "Province"}
    towns = {finder.surface(m.first, m.last) for m in found if m.place.kind in _SETTLED | {"Settlement"}}
    return [
        replace(m, place=provinces[name])
        if (name := finder.surface(m.first, m.last)) in provinces and name not in towns
        else m
        for m in found
    ]


def _unknown_in_list(finder: _Finder, doubtful: list[tuple[int, int]], taken: dict[int, bool]) -> list[PlaceMention]:
    """Names that no table knows in a list of places, where one enters or strikes a place or stands in it: "attacked X, Y and
    Z", of which Z is known.
    """
    tokens = finder.tokens
    found = []
    for a, b in doubtful[::-1]:
        head = tokens[b - 1]
        if b - a > 2 or a in taken or b + 1 >= len(tokens) or tokens[a].text.isupper():
            continue
        before = taken.get(b + 1, False) and tokens[b].lower in _JOINTS and tokens[b + 1].dep == "conj"
        after = taken.get(a - 2, False) and tokens[a - 1].lower in _JOINTS and head.dep == "conj"
        if not (before or after) or tokens[a - 1].pos in ("DET", "PROPN", "NUM"):
            continue
        over = head
        while over.dep == "conj" and over.head < over.i and tokens[over.head].pos == "PROPN":
            over = tokens[over.head]
        governor = tokens[over.head]
        entered = over.dep == "dobj" and (
            governor.lemma in finder.words.struck
            or governor.lemma in finder.words.assaults
            or governor.lemma in finder.words.verbs
        )
        if head.pos == "PROPN" and (entered or (over.dep == "pobj" and governor.lower in finder.words.within)):
            place = _unresolved(finder.surface(a, b), finder, "Settlement")
            found.append(PlaceMention(a, b, b - 1, finder.parsed.span(a, b), place))
            taken.update(dict.fromkeys(range(a, b), True))
    return found


_SETTLED = frozenset(("City", "District", "Neighbourhood", "Village"))


def _as_state(finder: _Finder, m: PlaceMention) -> PlaceMention:
    """A name that has an adjective in the article is a country's, whatever else."""
    place = _unresolved(finder.surface(m.first, m.last), finder, "Country")
    return replace(m, place=replace(place, country=None, within=(), within_ids=()))


def _may_lie_on_axis(finder: _Finder, first: int, last: int, taken: dict[int, bool]) -> bool:
    """Whether the end of an axis may be a place: no people, no office, no part of a longer name."""
    tokens, words = finder.tokens, finder.words
    after = tokens[last] if last < len(tokens) else None
    if after is not None and after.text[0].isupper() and after.pos == "PROPN" and last not in taken:
        return False
    return (
        (tokens[first].ent not in _NOT_PLACES or _hyphened(tokens, first, last))
        and tokens[first - 1].lower not in words.titles
        and tokens[first].lower not in words.titles
        and tokens[last - 1].lower not in words.organisations
        and tokens[last - 1].text[0].isupper()
        and not (after is not None and after.text in _POSSESSIVES)
    )


def _hyphened(tokens: tuple[Token, ...], first: int, last: int) -> bool:
    """Whether a hyphen joins a name to the other end of its axis: what the model takes the two together for says nothing."""
    return tokens[first - 1].text in _HYPHENS or (last < len(tokens) and tokens[last].text in _HYPHENS)


def _again(
    finder: _Finder, found: list[PlaceMention], doubtful: list[tuple[int, int]], taken: dict[int, bool]
) -> list[PlaceMention]:
    """The other mentions of an unknown name that is a place elsewhere in the article and nobody's surname."""
    tokens = finder.tokens
    persons = {tokens[e.last - 1].text for e in finder.parsed.entities if e.label == "PERSON" and e.last - e.first > 1}
    known = [
        m for m in found if m.place.id.startswith("name:") and m.place.kind in _SETTLED | {"Settlement", "Province"}
    ]
    known.sort(key=lambda m: (m.place.kind != "Province", m.place.kind in _SETTLED))  # the last of a name counts
    common = finder.words.kinds.keys() | finder.words.leads
    places = {
        finder.surface(m.first, m.last): m.place
        for m in known
        if tokens[m.last - 1].text not in persons and tokens[m.last - 1].lower not in common
    }
    mentions = []
    for a, b in doubtful:
        links = [i for i in range(a + 1, b - 1) if tokens[i].text in ("of", "in")]
        if links:  # "Liberation of X", a headline
            a = links[-1] + 1
        place = places.get(finder.surface(a, b))
        beside = [i for i in (a - 1, b) if 0 <= i < len(tokens) and tokens[i].sent == tokens[a].sent]
        if place is None or any(tokens[i].pos == "PROPN" and i not in taken for i in beside):
            continue
        n = _Name(a, b, finder.surface(a, b))
        finder.before(n, tokens[a].sent)
        mentions.append(PlaceMention(a, b, b - 1, finder.parsed.span(a, b), place, n.relation))
    return mentions


def _split(finder: _Finder, first: int, last: int) -> list[tuple[int, int]]:
    """Hyphenated pairs cut in two where the words before tell of a direction or a line: "in the direction of X-Y"."""
    tokens = finder.tokens
    cuts = [
        i for i in range(first + 1, last - 1)
        if tokens[i].text in _HYPHENS
        and tokens[i - 1].lower not in finder.words.leads and tokens[i - 1].lower not in _ARTICLES
        and tokens[i + 1].lower not in _ARTICLES and tokens[i + 1].lower not in _LINKS
    ]  # fmt: skip
    joint = next(
        (
            i
            for i in range(first + 1, last - 1)
            if tokens[i].text == "and" or (tokens[i].text == "at" and tokens[i - 1].lower not in finder.words.leads)
        ),
        None,
    )
    if joint is not None:  # two names that no table has as one, or a name and the preposition of the next
        return [*_split(finder, first, joint), *_split(finder, joint + 1, last)]
    before = tuple(tokens[i].lower for i in range(max(0, first - 3), first))
    after = tokens[last].lower if last < len(tokens) else ""
    if not cuts or not (finder.words.lines.intersection(before) or after in finder.words.lines):
        return [(first, last)]
    bounds = [first, *(c + 1 for c in cuts)]
    return list(zip(bounds, [*cuts, last], strict=True))


def _judge_unknown(finder: _Finder, first: int, last: int, taken: dict[int, bool]) -> PlaceMention | None:
    tokens = finder.tokens
    words = finder.words
    sent = tokens[first].sent
    labels = [tokens[i].ent for i in range(first, last) if tokens[i].text[0].isalnum()]
    ent = max(labels, key=labels.count) if labels else ""
    n = _Name(first, last, finder.surface(first, last), ent=ent)
    after = tokens[last] if last < len(tokens) and tokens[last].sent == sent else None
    if after is not None and after.lower in words.kinds and not after.text[0].isupper():
        n.kinds = words.kinds[after.lower]
        n.followed = True
    finder.before(n, sent)
    left = tokens[first - 1] if first and tokens[first - 1].sent == sent else None
    if left is not None and (
        left.lower in words.titles or (left.text[0].isupper() and left.pos == "PROPN" and first - 1 not in taken)
    ):
        return None
    if after is not None and after.text[0].isupper() and after.pos == "PROPN" and last not in taken:
        return None
    given = finder.parsed.article.text[tokens[first].begin : tokens[last - 1].end]
    if len(given) <= 6 and given.isupper() and tokens[first].text.isupper():
        return None
    tail = tokens[last - 1].lower
    form = words.kinds.get(tail, ()) if last - first > 1 else ()
    if last - first > 1 and tail in words.organisations and not form:
        return None
    stands = n.preposition in words.within or (n.preposition in ("on", "from", "to") and ent in ("GPE", "LOC", "FAC"))
    stands = stands or (n.preposition == "of" and first > 1 and tokens[first - 2].lower == "out" and ent != "PERSON")
    beside = left is not None and left.lower in _JOINTS and taken.get(first - 2, False) and ent in ("GPE", "LOC")
    strict = (
        n.preposition in words.within and tokens[first - 1].lower == n.preposition and tokens[last - 1].pos == "PROPN"
    )
    strict = strict and not (after is not None and after.text in _POSSESSIVES) and tail not in words.organisations
    addressed = (
        after is not None and after.lower in ("in", ",", "(") and taken.get(last + 1, taken.get(last + 2, False))
        and tokens[last - 1].pos == "PROPN" and (tokens[last - 1].dep in ("dobj", "pobj", "conj", "appos") or strict)
    )  # fmt: skip
    shelled = tokens[last - 1].dep == "dobj" and tokens[tokens[last - 1].head].lemma in words.struck
    before_of = first > 0 and tokens[first - 1].lower == "of"
    beside_unknown = (
        finder.report
        and n.relation is not None
        and n.preposition == "of"
        and before_of
        and tokens[first - 2].lower in words.compass
        and tokens[last - 1].pos == "PROPN"
    )
    settled = {"Village", "Town", "City", "Neighbourhood", "District", "Province"} & set(n.kinds)
    kind = "Place"
    definite = left is not None and left.lower == "the" and n.followed
    if settled and (
        ent not in ("PERSON", "NORP", "DATE", "EVENT")
        or (ent == "PERSON" and (definite or _of_kind(tokens, first, words) or (finder.report and _told(n, words))))
        or (
            ent == "NORP"
            and finder.report
            and (_of_kind(tokens, first, words) or (n.followed and n.preposition) or _heads_kind(tokens, last))
        )
    ):
        kind = next(
            (k for k in ("Village", "Neighbourhood", "District", "Province", "City") if k in settled), "Settlement"
        )
        kind = "Settlement" if "Town" in settled and kind == "City" else kind
    elif (
        form
        and ("Road" in form or "NaturalFeature" in form or "Facility" in form)
        and ent != "PERSON"
        and (stands or ent in ("LOC", "FAC") or (finder.report and tail in words.parts and n.preposition))
    ):
        kind = form[0]
    elif ("Area" in n.kinds and stands and ent not in ("PERSON", "NORP", "ORG")) or (
        finder.report
        and (
            (n.followed and after is not None and after.lower in words.stretches and _told(n, words))
            or (before_of and {"Area", "NaturalFeature"} & set(n.kinds) and (stands or tokens[last - 1].pos == "PROPN"))
            or _with_address(finder, last, taken)
        )
    ):
        kind = "Settlement"
    elif (
        finder.report
        and definite
        and "Road" in n.kinds
        and (ent != "PERSON" or last - first == 1)
        and not {t.lower for t in tokens[first:last]} & words.roads
    ):
        kind = "Place"
    elif (
        ent in ("GPE", "LOC")
        and ((stands and n.preposition not in ("from", "to")) or beside)
        and (left is None or left.lower != "the" or ent == "LOC")
    ):
        kind = "NaturalFeature" if ent == "LOC" else "Place"
    elif (
        (strict or addressed)
        and ent not in (_NOT_PLACES - _MISREAD if finder.report else _NOT_PLACES)
        and (ent in ("GPE", "LOC", "FAC") or (finder.report and (strict or tokens[last - 1].dep == "dobj")))
    ):
        kind = "Settlement"
    elif (
        finder.report
        and left is not None
        and left.text in ("(", "[")
        and taken.get(first - 2, False)
        and after is not None
        and after.text in (")", "]", ",")
        and all(tokens[i].pos == "PROPN" or not tokens[i].text[0].isupper() for i in range(first, last))
        and ent not in _NOT_PLACES - _MISREAD
    ):
        kind = "Settlement"  # another name, or what encloses the place before: "Gara (Chiya Gara)"
    elif (
        (
            (beside_unknown or (finder.report and _between(tokens, first, last, words, taken)))
            and (ent not in _NOT_PLACES - _MISREAD)
        )
        or (finder.report and shelled and ent not in _NOT_PLACES - _MISREAD)
        or (
            {"direction", "directions", "axis"} & {tokens[i].lower for i in range(max(0, first - 8), first)}
            and n.preposition == "of"
        )
    ):
        kind = "Settlement"
    else:
        return None
    place = None if kind in ("Road", "Facility", "NaturalFeature") else _near_match(finder, n.surface, sent)
    return PlaceMention(
        first,
        last,
        last - 1,
        finder.parsed.span(first, last),
        place or _unresolved(n.surface, finder, kind),
        n.relation,
    )


"""Kinds of stretches of land that bear the name of a place, never of a person or body."""


def _told(n: _Name, words: _Words) -> bool:
    """Whether a name with its kind stands where a place does: "at X village", "on the X front"."""
    return n.preposition in words.within or n.preposition == "on"


def _with_address(finder: _Finder, last: int, taken: dict[int, bool]) -> bool:
    """Whether brackets after a name hold an address, a place within another: "X (Y, Z)"."""
    tokens = finder.tokens
    if last + 2 >= len(tokens) or tokens[last].text != "(":
        return False
    inside = [n for n in finder.accepted.get(tokens[last].sent, ()) if last < n.first <= last + 6]
    if len(inside) < 2 or inside[0].first != last + 1 or inside[1].first > inside[0].last + 2:
        return False
    a, b = inside[0], inside[1]
    joined = tokens[b.first - 1].text == "," or tokens[b.first - 2].text == ","
    return joined and taken.get(a.first, False) and taken.get(b.first, False) and a.chained is not None


def _between(tokens: Sequence[Token], first: int, last: int, words: _Words, taken: dict[int, bool]) -> bool:
    """Whether a name stands in "the road between X and Y", or in "from X to Y" with a place for Y."""
    for i in range(first - 1, max(0, first - 8), -1):
        low = tokens[i].lower
        if low == "between":
            listed = i < first - 1 or tokens[last].lower == "and"
            return listed and (tokens[i - 1].lower in words.kinds or (i == first - 1 and taken.get(last + 1, False)))
        if low == "from" and i == first - 1:
            return tokens[last].lower == "to" and taken.get(last + 1, False) and tokens[first].ent != "PERSON"
        if not (low == "and" or tokens[i].text[0].isupper() or low in _LINKS or tokens[i].text in _HYPHENS):
            return False
    return False


def _of_kind(tokens: Sequence[Token], first: int, words: _Words) -> bool:
    """Whether "the city of" or its like stands right before a token."""
    return first > 1 and tokens[first - 1].lower == "of" and tokens[first - 2].lower in words.kinds


def _heads_kind(tokens: Sequence[Token], last: int) -> bool:
    """Whether a name only tells which village the next word means: "Soto village", not "the Soto village elders"."""
    return tokens[last - 1].head == last and tokens[last].dep != "compound" and tokens[last - 1].tag == "NNP"


def _near_match(finder: _Finder, surface: str, sent: int) -> Place | None:
    """A small place whose name differs by a letter or two, if it lies where the sentence says: in its province or
    district,
    or by its town. Nothing if two such places are equally near in spelling.
    """
    anchors = [n.chosen for n in finder.accepted.get(sent, ()) if n.chosen is not None and not n.country]
    if not anchors:
        return None
    fitting: list[tuple[float, float, Found]] = []
    for f in finder.gazetteer.find_near(surface, finder.codes[:2]):
        row = f.row
        if row.kind not in ("Settlement", "Neighbourhood", "City", "Village"):
            continue
        far = 1e9
        for a in anchors:
            theirs = a.row
            if theirs.country != row.country:
                continue
            apart = math.hypot(
                (row.lat - theirs.lat) * 111, (row.lon - theirs.lon) * 111 * math.cos(math.radians(row.lat))
            )
            areas = f.pack.areas
            if theirs.kind == "Province":
                inside = row.region is not None and areas[row.region].id == theirs.id
            elif theirs.kind == "District":
                inside = (row.county is not None and areas[row.county].id == theirs.id) or apart < 40
            else:
                inside = theirs.population >= 5_000 and apart < 50
            if inside:
                far = min(far, apart)
        if far < 1e9:
            fitting.append((-f.fit, far, f))
    if not fitting:
        return None
    fitting.sort(key=lambda x: (x[0], x[1], x[2].row.id))
    fit, _, best = fitting[0]
    for other, _, f in fitting[1:]:
        if other == fit and math.hypot((f.row.lat - best.row.lat) * 111, (f.row.lon - best.row.lon) * 90) > 30:
            return None
    return finder.gazetteer.place(best, score=-fit - 0.5, runner_up=fitting[1][2].row.id if len(fitting) > 1 else None)


_MISREAD = frozenset(("NORP", "PRODUCT", "WORK_OF_ART", "LAW", "LANGUAGE"))
"""What the model takes names in transliteration for, where a note says "in" or "near" before them."""
_NOT_PLACES = frozenset(
    "DATE TIME NORP EVENT LAW LANGUAGE MONEY CARDINAL ORDINAL WORK_OF_ART PRODUCT PERCENT QUANTITY".split()
)
