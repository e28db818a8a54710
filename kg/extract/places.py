"""Toponyms, found by gazetteer before NER and resolved by the geography of the article.

How it goes: runs of capitalised words are cut into names by the longest entry of the tables. Names of countries, their
people, great cities and provinces tell which countries the article is about; only the packs of these are then asked for
the smaller places. Each name is accepted or left by what stands round it (``_weigh``), and of its namesakes the one is
chosen that the article's own geography supports (``_rank``).
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from kg.extract.mentions import PlaceMention
from kg.extract.parse import Parsed, Token
from kg.gazetteer import Found, Gazetteer
from kg.gazetteer.fold import fold
from kg.lexicon import Lexicon
from kg.model import Place

__all__ = ["find_places"]

_LONGEST = 9
"""Most tokens of one name, hyphens counted."""
_ARTICLES = frozenset("al el ar as at ad an az ash ath adh ul ez es ed en er et".split())
_LINKS = frozenset("de del la las los el al of the e i ye bin ibn da do dos das du des le les y ul ez az ash ar as an ad at and w o d'".split())
_HYPHENS = frozenset(("-", "–", "—", "/"))
_MOST_COUNTRIES = 6


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
    organisations: frozenset[str]
    titles: frozenset[str]
    never: frozenset[str]


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
        lexicon.words("organisation-word"),
        lexicon.words("person-title"),
        lexicon.words("no-place"),
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
    preposition: str = ""
    relation: str | None = None
    chained: int | None = None
    """Index of the name that encloses this one by a comma or brackets: "X, Y"."""
    encloses: bool = False
    part: str = ""
    """A capitalised word of kind that was taken into the span: "County"."""
    left: bool = False
    right: bool = False
    organisation: bool = False
    score: float = 0.0
    chosen: Found | None = None
    second: Found | None = None
    margin: float = 0.0


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
                if not (t.text[0].isupper() or (t.lower in _ARTICLES and i + 2 < end and tokens[i + 1].text == "-" and tokens[i + 2].text[0].isupper())):
                    i += 1
                    continue
                j = i + 1
                if not t.text[0].isupper():
                    j = i + 3
                while j < end:
                    u = tokens[j]
                    if u.text[0].isupper():
                        j += 1
                    elif u.text in _HYPHENS and j + 1 < end and u.begin == tokens[j - 1].end and tokens[j + 1].begin == u.end and tokens[j + 1].text[0].isalpha():
                        j += 2
                    elif u.lower in _LINKS and j + 1 < end and tokens[j + 1].text[0].isupper():
                        j += 2
                    elif (
                        u.lower in _LINKS and j + 2 < end and (tokens[j + 1].lower in _LINKS or tokens[j + 1].text == "-") and tokens[j + 2].text[0].isupper()
                    ):
                        j += 3
                    else:
                        break
                found.append((i, j))
                i = j
        return found

    def surface(self, first: int, last: int) -> str:
        text = self.parsed.cased[self.tokens[first].begin : self.tokens[last - 1].end]
        return text if " " not in text or text.isprintable() else " ".join(text.split())

    def segments(self, runs: Iterable[tuple[int, int]], codes: tuple[str, ...]) -> list[_Name]:
        """Each run cut into names, longest first from the left."""
        tokens = self.tokens
        names: list[_Name] = []
        for begin, end in runs:
            a = begin
            while a < end:
                t = tokens[a]
                low = t.lower
                if t.text in _HYPHENS or (low in _LINKS and not t.text[0].isupper() and not (a + 1 < end and tokens[a + 1].text == "-" and low in _ARTICLES)):
                    a += 1
                    continue
                hit: _Name | None = None
                for b in range(min(end, a + _LONGEST), a, -1):
                    u = tokens[b - 1]
                    if u.text in _HYPHENS or not u.text[0].isalnum() or (u.lower in _LINKS and b - a > 1 and not u.text[0].isupper()):
                        continue
                    if b - a == 1 and (low in self.words.never or len(t.text) < 2):
                        if t.text not in self.gazetteer.countries.by_name:
                            continue
                    hit = self.look_up(a, b, codes)
                    if hit is not None:
                        break
                if hit is not None:
                    names.append(hit)
                    a = hit.last
                else:
                    a += 1
        return names

    def look_up(self, a: int, b: int, codes: tuple[str, ...]) -> _Name | None:
        surface = self.surface(a, b)
        countries = self.gazetteer.countries
        low = surface.lower()
        demonym = countries.by_demonym.get(surface) or (countries.by_demonym.get(low) if surface.isupper() and len(surface) > 4 else None)
        if demonym:
            return _Name(a, b, surface, demonym, True)
        country = countries.by_name.get(surface) or countries.by_name.get(low)
        found = self.candidates(surface, codes)
        if country or found:
            return _Name(a, b, surface, country, False, found)
        return None

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
            near = self.local[surface] = near + [f for f in known if f.row.id not in have]
        return near

    # ------------------------------------------------------------------ which countries

    def weigh_countries(self, names: list[_Name]) -> None:
        """What speaks for each country: its name, its people, its great cities and provinces, the publisher's home."""
        weights: dict[str, float] = {}
        seen: dict[str, int] = {}
        for n in names:
            times = seen[n.surface] = seen.get(n.surface, 0) + 1
            gain = 1.0 / times
            if n.country:
                if not (n.found and n.demonym is False and self._mostly_elsewhere(n)):
                    weights[n.country] = weights.get(n.country, 0.0) + (2.0 if n.demonym else 3.0) * gain
            if n.found and not n.demonym:
                total = sum(_mass(f) for f in n.found if f.row.country != "ZZ")
                for f in n.found:
                    if f.row.country != "ZZ" and f.row.kind != "Country" and total:
                        share = _mass(f) / total
                        weights[f.row.country] = weights.get(f.row.country, 0.0) + 1.6 * share * share * min(1.0, _mass(f) / 3) * gain
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
        self.codes = tuple(c for c in ranked[:_MOST_COUNTRIES] if weights[c] >= 0.12 * most and weights[c] > 0.15)

    @staticmethod
    def _mostly_elsewhere(name: _Name) -> bool:
        return False

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
            # a capitalised word of kind after the name belongs to it
            if n.last < size and tokens[n.last].sent == sent:
                t = tokens[n.last]
                if t.text[0].isupper() and t.lower in words.parts and not n.demonym:
                    following = tokens[n.last + 1] if n.last + 1 < size and tokens[n.last + 1].sent == sent else None
                    if not (following is not None and following.text[0].isupper() and following.lower in words.organisations):
                        n.part = t.lower
                elif t.lower in words.kinds and not t.text[0].isupper():
                    n.kinds = words.kinds[t.lower]
            # neighbours that are names too, but not known
            if n.first > 0 and tokens[n.first - 1].sent == sent:
                t = tokens[n.first - 1]
                if t.text[0].isupper() and t.pos == "PROPN" and n.first not in ends and t.lower not in words.compass and t.lower not in words.kinds:
                    n.left = True
                if t.lower in words.titles:
                    n.left = True
                    n.score -= 2.0
            after = n.last + (1 if n.part else 0)
            if after < size and tokens[after].sent == sent:
                t = tokens[after]
                if t.text[0].isupper() and t.pos in ("PROPN", "NOUN", "ADJ") and after not in starts:
                    if t.lower in words.organisations:
                        n.organisation = True
                    elif t.lower not in words.kinds:
                        n.right = True
            self._before(n, sent)
        for k, n in enumerate(names):
            if n.demonym:
                continue
            end = n.last + (1 if n.part else 0)
            while end < size and tokens[end].lower in words.kinds and tokens[end].sent == tokens[n.first].sent and end - n.last < 2:
                end += 1
            if end + 1 < size and tokens[end].text in (",", "(") and tokens[end].sent == tokens[n.first].sent:
                j = end + 1
                if tokens[j].lower in ("in", "the") and j + 1 < size:
                    j += 1
                if tokens[j].lower == "the" and j + 1 < size:
                    j += 1
                other = starts.get(j)
                if other is not None and other != k and not names[other].demonym and tokens[j].sent == tokens[n.first].sent:
                    n.chained = other

    def _before(self, n: _Name, sent: int) -> None:
        """Kind word and preposition before a name, stepping over articles, compass words and kind words."""
        tokens = self.tokens
        words = self.words
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
            elif low in words.kinds and not n.kinds:
                n.kinds = words.kinds[low]
            elif low == "of" and i > 0 and (tokens[i - 1].lower in words.kinds or tokens[i - 1].lower in words.compass or tokens[i - 1].lower in ("part", "parts", "centre", "center", "outskirts")):
                if tokens[i - 1].lower in words.kinds:
                    n.kinds = words.kinds[tokens[i - 1].lower]
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

    def _relation(self, i: int, sent: int, compass: str) -> str:
        """The words that put something by a place: "near", "10 km south of"."""
        tokens = self.tokens
        first = i
        last = i + 1
        if tokens[i].lower in self.words.compass and i + 1 < len(tokens) and tokens[i + 1].lower == "of":
            last = i + 2
        while first > 0 and tokens[first - 1].sent == sent and i - first < 5:
            low = tokens[first - 1].lower
            if low in self.words.units or low in self.words.compass or tokens[first - 1].pos == "NUM" or low in ("just", "some", "about", "to", "the") and first < i:
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
        explicit: dict[str, set[str]] = {}
        for n in names:
            if n.kinds or n.part:
                kinds = explicit.setdefault(fold(n.surface), set())
                kinds.update(n.kinds)
                kinds.update(self.words.kinds.get(n.part, ()))
        base: list[list[tuple[float, Found]]] = []
        for n in names:
            scored = []
            said = set(n.kinds) | set(self.words.kinds.get(n.part, ()))
            told = explicit.get(fold(n.surface), set())
            for f in n.found:
                row = f.row
                if row.kind == "Country":
                    continue
                s = 3.0 * f.fit + 0.45 * math.log10(row.population + 10)
                s += 2.5 * min(1.0, self.weights.get(row.country, 0.0) / top) if row.country != "ZZ" else 1.5
                s += _kind_fits(row.kind, row.feature, row.population, said, told)
                if row.feature in ("PPLC", "PPLA"):
                    s += 0.6
                scored.append((s, f))
            scored.sort(key=lambda x: (-x[0], x[1].row.id))
            base.append(scored[:80])
        for _ in range(2):
            anchors = self._anchors(names, base)
            regions = {f.row.id for f, _ in anchors if f.row.kind in ("Province", "District")}
            for k, n in enumerate(names):
                if n.demonym or not base[k]:
                    continue
                rescored = []
                outer = names[n.chained] if n.chained is not None else None
                for s, f in base[k]:
                    s += self._support(f, n, anchors, regions)
                    if outer is not None:
                        s += _enclosed(f, outer)
                    rescored.append((s, f))
                rescored.sort(key=lambda x: (-x[0], x[1].row.id))
                n.chosen = rescored[0][1]
                n.margin = rescored[0][0] - (rescored[1][0] if len(rescored) > 1 else rescored[0][0] - 3.0)
                n.second = rescored[1][1] if len(rescored) > 1 else None

    def _anchors(self, names: list[_Name], base: list[list[tuple[float, Found]]]) -> list[tuple[Found, float]]:
        found: dict[str, tuple[Found, float]] = {}
        for k, n in enumerate(names):
            if n.country and n.chosen is None:
                continue
            f = n.chosen or (base[k][0][1] if base[k] else None)
            if f is None or n.demonym or f.row.kind in ("Country", "Region", "NaturalFeature"):
                continue
            alone = len(base[k]) == 1 or base[k][0][0] - base[k][1][0] > 1.0
            found[n.surface] = (f, 1.0 if alone else 0.5)
        return [found[s] for s in sorted(found)][:60]

    @staticmethod
    def _support(f: Found, n: _Name, anchors: list[tuple[Found, float]], regions: set[str]) -> float:
        row = f.row
        best = 0.0
        cos = math.cos(math.radians(row.lat))
        for other, weight in anchors:
            if other.row.id == row.id or other.row.name == row.name:
                continue
            dy = (row.lat - other.row.lat) * 111
            dx = (row.lon - other.row.lon) * 111 * cos
            far = math.sqrt(dx * dx + dy * dy)
            reach = 250.0 if other.row.kind == "Province" else 90.0
            best = max(best, weight * 2.0 * math.exp(-far / reach))
        pack = f.pack
        for number, gain in ((row.region, 0.8), (row.county, 0.8)):
            if number is not None and number < len(pack.areas) and pack.areas[number].id in regions:
                best += gain
        return best

    # ------------------------------------------------------------------ accept or leave

    def weigh(self, n: _Name) -> float:
        """How much speaks for a name being a place here; accepted from 1.5."""
        words = self.words
        tokens = self.tokens
        single = n.last - n.first == 1
        s = n.score
        s += {"GPE": 2.0, "LOC": 1.5, "FAC": 1.0, "": 0.0, "ORG": -0.3, "NORP": -1.0, "PERSON": -2.2, "DATE": -2.0}.get(n.ent, -1.2)
        if n.country:
            s += 3.0
        if n.preposition in words.within:
            s += 1.5
        elif n.preposition:
            s += 0.5
        if n.kinds:
            s += 1.5
        if n.part:
            s += 1.0
        if n.chained is not None:
            s += 1.0
        if n.encloses:
            s += 1.0
        if n.chosen is not None:
            row = n.chosen.row
            s += 0.6 * n.chosen.fit
            s += min(1.5, 0.3 * math.log10(row.population + 1)) + (1.0 if row.kind in ("Province", "Region", "NaturalFeature") else 0.0)
            s += 1.0 * min(1.0, self.weights.get(row.country, 0.0) / 3.0) if row.country != "ZZ" else 0.8
        if n.left:
            s -= 1.8
        if n.right:
            s -= 1.2
        if n.organisation:
            s -= 0.5
        if single:
            t = tokens[n.first]
            if t.pos not in ("PROPN", "NOUN") and not n.ent:
                s -= 1.5
            if t.pos != "PROPN" and t.i == self.parsed.sentences[t.sent].first:
                s -= 1.0
            if len(t.text) < 4:
                s -= 0.5
        return s


def _mass(f: Found) -> float:
    """How much a great place is heard of: 1 a town of 15,000, 3 a city of a million or a province."""
    if f.row.kind in ("Province", "Region"):
        return 2.0
    return max(0.3, 1.1 * (math.log10(f.row.population + 1) - 3.3))


def _kind_fits(kind: str, feature: str, population: int, said: set[str], told: set[str]) -> float:
    """Whether a candidate is of the kind that the text says here (``said``) or elsewhere of the same name (``told``)."""
    if not said:
        if kind in ("City", "Settlement") and told & {"City", "Town", "Village"} and not told & {"Province"}:
            return 0.6
        if kind == "Province" and "Province" in told and not told & {"City", "Town"}:
            return 1.2
        if kind == "District":
            return -0.9
        if kind == "Province":
            return -0.2
        return 0.0
    if kind == "Province":
        return 2.0 if "Province" in said else 0.8 if "District" in said else -1.5
    if kind == "District":
        return 1.8 if "District" in said else 0.4 if said & {"Province", "Area"} else -1.2
    if kind in ("City", "Settlement"):
        if "City" in said:
            return 0.8 + (0.5 if kind == "City" else 0.0)
        if said & {"Town", "Village", "Area"}:
            return 0.8
        if said & {"Province", "District"}:
            return -1.0
        return 0.0
    if kind == "Neighbourhood":
        return 1.5 if said & {"Neighbourhood", "District", "Area"} else -0.3
    if kind == "NaturalFeature":
        return 0.8 if "NaturalFeature" in said else 0.0
    return 0.0


def _enclosed(f: Found, outer: _Name) -> float:
    """Support from "X, Y": whether the candidate lies in what Y may be."""
    row = f.row
    if outer.country == row.country and outer.country is not None:
        return 2.5
    gain = 0.0
    names = {o.row.id for o in outer.found}
    keys = fold(outer.surface)
    pack = f.pack
    for number in (row.region, row.county):
        if number is not None and number < len(pack.areas):
            area = pack.areas[number]
            if area.id in names:
                gain = max(gain, 3.0)
            elif fold(area.name) == keys:
                gain = max(gain, 2.5)
    if not gain:
        for o in outer.found:
            if o.row.country == row.country and o.row.id != row.id:
                dy = (row.lat - o.row.lat) * 111
                dx = (row.lon - o.row.lon) * 111 * math.cos(math.radians(row.lat))
                far = math.sqrt(dx * dx + dy * dy)
                reach = 300.0 if o.row.kind == "Province" else 80.0
                gain = max(gain, 1.8 * math.exp(-far / reach))
    return gain


_TLD = {"UK": "GB", "EU": ""}


def _country_of_host(hint: str | None, known: dict[str, object] | dict[str, object]) -> str | None:
    """The country whose top-level domain an address or a publisher's host ends in."""
    if not hint or "." not in hint or " " in hint:
        return None
    host = hint.split("//")[-1].split("/")[0].split(":")[0]
    last = host.rsplit(".", 1)[-1].upper()
    last = _TLD.get(last, last)
    return last if len(last) == 2 and last in known and last not in {"TV", "ME", "CO", "IO", "AI", "FM", "TO", "LY"} else None


def find_places(parsed: Parsed, gazetteer: Gazetteer, lexicon: Lexicon) -> tuple[PlaceMention, ...]:
    """All toponyms of an article, in text order, resolved; unknown ones keep their name."""
    finder = _Finder(parsed, gazetteer, _words(lexicon))
    runs = finder.runs()
    if not runs:
        return ()
    names = finder.segments(runs, ())
    finder.weigh_countries(names)
    names = finder.segments(runs, finder.codes)
    finder.context(names)
    finder.rank(names)
    for n in names:
        if n.chained is not None:
            names[n.chained].encloses = True
    mentions: list[PlaceMention] = []
    taken: set[int] = set()
    for n in names:
        if n.demonym:
            taken.update(range(n.first, n.last))
            continue
        if finder.weigh(n) >= 1.5:
            mentions.append(_mention(finder, n))
            taken.update(range(n.first, n.last + (1 if n.part else 0)))
    mentions += _unknown(finder, taken)
    return tuple(sorted(mentions, key=lambda m: m.first))


def _mention(finder: _Finder, n: _Name) -> PlaceMention:
    last = n.last + (1 if n.part else 0)
    if n.country and (n.chosen is None or not n.chained or n.chosen.row.country == n.country):
        place = finder.gazetteer.country(n.country)
    elif n.chosen is not None:
        place = finder.gazetteer.place(n.chosen, score=n.margin, runner_up=n.second.row.id if n.second else None)
    else:
        place = _unresolved(finder.surface(n.first, last), finder)
    return PlaceMention(n.first, last, n.last - 1, finder.parsed.span(n.first, last), place, n.relation)


def _unresolved(name: str, finder: _Finder, kind: str = "Place") -> Place:
    """A place by name alone; the country the article is about is part of what it is."""
    country = finder.codes[0] if finder.codes else None
    digest = hashlib.sha256(f"{country or ''}|{fold(name) or name}".encode()).hexdigest()[:16]
    within = (finder.gazetteer.countries.by_code[country].name,) if country else ()
    ids = (f"iso:{country}",) if country else ()
    return Place(f"name:{digest}", name, kind, country=country, within=within, within_ids=ids)


def _unknown(finder: _Finder, taken: set[int]) -> list[PlaceMention]:
    """Names that no table knows but that the model, or the words before them, take for places."""
    tokens = finder.tokens
    found = []
    for entity in finder.parsed.entities:
        if entity.label not in ("GPE", "LOC", "FAC"):
            continue
        first, last = entity.first, entity.last
        while first < last and (tokens[first].lower in ("the", "a", "an") or not tokens[first].text[0].isalnum()):
            first += 1
        while last > first and (tokens[last - 1].text in ("'s", "’s") or not tokens[last - 1].text[0].isalnum()):
            last -= 1
        if first >= last or any(i in taken for i in range(first, last)):
            continue
        if not tokens[first].text[0].isupper() or tokens[first].lower in finder.words.never:
            continue
        kind = "Facility" if entity.label == "FAC" else "NaturalFeature" if entity.label == "LOC" else "Place"
        name = finder.surface(first, last)
        found.append(PlaceMention(first, last, last - 1, finder.parsed.span(first, last), _unresolved(name, finder, kind), None))
    return found
