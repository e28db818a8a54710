"""Weapons, vehicles and munitions, typed by the ontology.

The words are annotations of the classes in ``ontology/equipment.ttl``. A phrase is found by its first word; the longest
wins. A vehicle that carries a weapon is one mention with a mounting.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from kg.counts import Count
from kg.extract.mentions import CountMention, EquipmentMention
from kg.extract.parse import Parsed, Token
from kg.lexicon import Lexicon
from kg.model import Span

__all__ = ["find_equipment"]

_NOUNS: Final = frozenset(["NN", "NNS", "NNP", "NNPS", "CD", "FW", "JJ", "VBG"])
_HYPHENS: Final = frozenset(["-", "–", "‑"])
_DESIGNATION: Final = re.compile(r"([a-z]{1,6})-?\d{1,3}[a-z]{0,3}")
_BEFORE_NOUN: Final = frozenset(["compound", "nmod", "amod", "nummod"])
_ARTICLES: Final = frozenset(["a", "an", "another", "one"])
_LINK_WORDS: Final = frozenset(["a", "an", "the", "two", "its", "their", "three", "four"])
_SHORTEST: Final = 4
"""Letters and digits of the shortest designation ("T-72")."""
_ACRONYM: Final = 6
"""Longest word that stays in capitals."""
_MOUNT_REACH: Final = 5


class _Phrase(NamedTuple):
    """The words after the first, the class, and whether the last word is a plural."""

    rest: tuple[str, ...]
    type: str
    plural: bool
    singular: str
    """The last word in the singular."""
    ambiguous: bool


@dataclass(frozen=True)
class _Words:
    """The lexicon of this module, compiled."""

    phrases: dict[str, tuple[_Phrase, ...]]
    firsts: frozenset[str]
    """All words that something can begin with."""
    designations: dict[str, str]
    """Letters before a number to the class ("su": Warplane)."""
    endings: dict[str, str]
    never: dict[str, tuple[tuple[str, ...], ...]]
    events: frozenset[str]
    modifiers: frozenset[str]
    links: tuple[tuple[str, ...], ...]
    not_before: frozenset[str]
    use: frozenset[str]
    mounted: frozenset[str]
    """Classes that can be mounted."""
    carriers: frozenset[str]
    """Classes that can carry a mounting."""
    under: dict[str, frozenset[str]]
    """A class to the classes under it."""


def _plural(word: str) -> str:
    if word.endswith("man"):
        return word[:-2] + "en"
    if word in ("aircraft", "ammunition", "ordnance", "artillery", "dynamite", "knife"):
        return "knives" if word == "knife" else word
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    return word + "s"


def _parts(phrase: str) -> tuple[str, ...]:
    words = [[word] if _DESIGNATION.fullmatch(word) else word.split("-") for word in phrase.split()]
    return tuple(part for parts in words for part in parts if part)


@lru_cache(maxsize=4)
def _compiled(lexicon: Lexicon) -> _Words:
    phrases: dict[str, list[_Phrase]] = {}
    designations: dict[str, str] = {}
    endings: dict[str, str] = {}
    ambiguous = lexicon.words("ambiguous-equipment")
    for name in lexicon.classes_under("Equipment"):
        for phrase in lexicon.of_class(name, "equipmentWord"):
            if phrase.endswith("-#"):
                designations[phrase[:-2]] = name
                continue
            first, *rest = _parts(phrase)
            single = _plural(rest[-1]) if rest else _plural(first)
            last = rest[-1] if rest else first
            doubtful = phrase in ambiguous
            phrases.setdefault(first, []).append(_Phrase(tuple(rest), name, False, last, doubtful))
            if rest:
                many = (*rest[:-1], single)
                phrases[first].append(_Phrase(many, name, single != last, last, doubtful))
            else:
                phrases.setdefault(single, []).append(_Phrase((), name, single != last, last, doubtful))
        for ending in lexicon.of_class(name, "equipmentEnding"):
            endings[ending] = name
            endings[_plural(ending)] = name
    never: dict[str, list[tuple[str, ...]]] = {}
    for phrase in lexicon.of_class("Equipment", "notEquipment"):
        first, *rest = _parts(phrase)
        never.setdefault(first, []).append(tuple(rest))
    firsts = frozenset(phrases) | frozenset(never) | frozenset(endings)
    return _Words(
        phrases={w: tuple(sorted(set(found), key=lambda p: (-len(p.rest), p))) for w, found in phrases.items()},
        firsts=firsts,
        designations=designations,
        endings=endings,
        never={w: tuple(sorted(found, key=lambda r: (-len(r), r))) for w, found in never.items()},
        events=lexicon.words("equipment-event-noun"),
        modifiers=lexicon.words("equipment-modifier"),
        links=tuple(sorted((tuple(p.split()) for p in lexicon.words("mounting-link")), key=lambda p: (-len(p), p))),
        not_before=lexicon.words("not-equipment-before"),
        use=lexicon.words("equipment-use-word"),
        mounted=lexicon.with_trait("mounted-arms"),
        carriers=lexicon.with_trait("craft"),
        under={name: frozenset(lexicon.classes_under(name)) for name in lexicon.classes_under("Equipment")},
    )


class _Match(NamedTuple):
    first: int
    last: int
    type: str
    plural: bool
    singular: str


def find_equipment(parsed: Parsed, counts: tuple[CountMention, ...], lexicon: Lexicon) -> tuple[EquipmentMention, ...]:
    """All weapons, vehicles and munitions of an article, in text order.

    ``name`` is the phrase in the singular; ``count`` is the number before it, one for "a tank", else ``None``. A word
    inside a verb ("bombed") or before a noun for people and places ("tank crew") is none.
    """
    words = _compiled(lexicon)
    matches = _matches(parsed.tokens, words)
    if not matches:
        return ()
    # a number whose noun was not found counts what stands right after it ("34 pick-up trucks")
    # and of "two multiple rocket launchers" the number comes first
    by_head = {c.last if c.head is None else c.head: c for c in reversed(counts)}
    found: list[EquipmentMention] = []
    skip = -1
    for n, match in enumerate(matches):
        if match.first < skip:
            continue
        mounting: str | None = None
        if match.type in words.carriers:
            weapon = _mounted(parsed.tokens, match, matches[n + 1 : n + 2], words)
            if weapon is not None:
                mounting, skip = _name(parsed, weapon), weapon.last
        found.append(_mention(parsed, match, by_head, mounting, found))
    return tuple(found)


def _matches(tokens: tuple[Token, ...], words: _Words) -> list[_Match]:
    found: list[_Match] = []
    after = 0
    phrases, designations, endings, never = words.phrases, words.designations, words.endings, words.never
    firsts = words.firsts
    for i, token in enumerate(tokens):
        lower = token.lower
        if (lower not in firsts and ("-" not in lower or len(lower) < _SHORTEST)) or i < after:
            continue
        if lower in never:
            end = _never(tokens, i, never[lower])
            if end:
                after = end
                continue
        match: _Match | None = None
        if lower in phrases:
            match = _phrase(tokens, i, phrases[lower], words)
        elif lower in endings and i > 1 and tokens[i - 1].text in _HYPHENS and tokens[i - 1].begin == tokens[i - 2].end:
            ending = lower.removesuffix("s")
            match = _Match(i - 2, i + 1, endings[lower], lower.endswith("s"), ending)
        if match is None and "-" in lower:
            match = _designation(tokens, i, designations, words)
        if match is None:
            continue
        widened = match._replace(first=_widened(tokens, match.first, after, words))
        if found and found[-1].last == widened.first and _makes(tokens, found[-1], widened):
            make = found.pop()
            kind = make.type if make.type in words.under.get(widened.type, ()) else widened.type
            widened = widened._replace(first=make.first, type=kind)
        found.extend(_sharing(tokens, widened, after, words))
        found.append(widened)
        after = match.last
    return found


def _makes(tokens: tuple[Token, ...], make: _Match, match: _Match) -> bool:
    """Whether one phrase is the make of the thing right after it ("Merkava tank", "Scud ballistic missile"): one thing."""
    name, head = tokens[make.last - 1], tokens[match.last - 1]
    if make.plural or name.sent != head.sent or name.end == tokens[match.first].begin:
        return False
    return name.dep in _BEFORE_NOUN and match.first <= name.head < match.last


def _never(tokens: tuple[Token, ...], i: int, rests: tuple[tuple[str, ...], ...]) -> int:
    for rest in rests:
        end = _rest(tokens, i + 1, rest)
        if end:
            return end
        if rest:
            plural = (*rest[:-1], _plural(rest[-1]))
            end = _rest(tokens, i + 1, plural)
            if end:
                return end
    return 0


def _rest(tokens: tuple[Token, ...], j: int, rest: tuple[str, ...]) -> int:
    """The token after ``rest``, if it stands from token ``j`` on, hyphens between the words or not; else 0."""
    sent = tokens[j - 1].sent
    for word in rest:
        if j < len(tokens) and tokens[j].text in _HYPHENS:
            j += 1
        if j >= len(tokens) or tokens[j].lower != word or tokens[j].sent != sent:
            return 0
        j += 1
    return j


def _phrase(tokens: tuple[Token, ...], i: int, phrases: tuple[_Phrase, ...], words: _Words) -> _Match | None:
    for phrase in phrases:
        end = _rest(tokens, i + 1, phrase.rest) if phrase.rest else i + 1
        if not end:
            continue
        head = tokens[end - 1]
        if not _is_thing(tokens, i, head, words):
            continue
        if phrase.ambiguous and not _is_used(tokens, i, words) and (i == 0 or tokens[i - 1].tag != "CD"):
            continue
        return _Match(i, end, phrase.type, phrase.plural, phrase.singular)
    return None


def _is_thing(tokens: tuple[Token, ...], i: int, head: Token, words: _Words) -> bool:
    """Whether the phrase stands as a noun of its own, or before a noun for what it does."""
    first = tokens[i]
    if head.tag not in _NOUNS and (first.i == head.i or head.pos == "VERB"):
        return False
    if first.i == head.i and (head.tag == "VBG" or (head.tag == "JJ" and head.dep not in ("amod", "compound", "nmod"))):
        return False
    before = tokens[i - 1] if i else None
    if before is not None and before.sent == first.sent:
        if before.lower in words.not_before and first.i == head.i:
            return False
        if before.tag in ("TO", "MD", "PRP"):
            return False
        if before.text in _HYPHENS and before.end == first.begin and tokens[i - 2].tag == "CD":
            return False
    behind = tokens[head.i + 1] if head.i + 1 < len(tokens) else None
    if behind is None or behind.sent != head.sent:
        return True
    if behind.text in _HYPHENS and head.i + 2 < len(tokens) and behind.begin == head.end:
        # "bomb-laden", "tank-like", "vehicle-mounted"
        return False
    if (
        behind.tag in ("NN", "NNS", "NNP", "NNPS")
        and (head.dep in ("compound", "nmod", "amod") or head.tag == "JJ")
        and head.head >= behind.i
    ):
        return behind.lower in words.events or behind.lower in words.phrases
    # "Tank Johnson", "Cannon Street": part of a name
    named = head.ent in ("PERSON", "GPE", "FAC") and head.tag in ("NNP", "NNPS")
    return not (named and (behind.tag == "NNP" or (before is not None and before.tag == "NNP")))


def _is_used(tokens: tuple[Token, ...], i: int, words: _Words) -> bool:
    """A word for using or destroying weapons stands near."""
    sent = tokens[i].sent
    return any(t.sent == sent and t.i != i and t.lower in words.use for t in tokens[max(0, i - 12) : i + 12])


def _designation(tokens: tuple[Token, ...], i: int, designations: dict[str, str], words: _Words) -> _Match | None:
    """As in "Su-24", "T-72s", "RPG-7": letters that name a type, and a number."""
    lower = tokens[i].lower
    plural = False
    found = _DESIGNATION.fullmatch(lower)
    if lower.endswith("s") and (found is None or tokens[i].tag in ("NNS", "NNPS")):
        found, plural = _DESIGNATION.fullmatch(lower[:-1]), True
    if found is None or found.group(1) not in designations or "-" not in lower:
        return None
    last = i + 1
    kind = designations[found.group(1)]
    if last < len(tokens) and tokens[last].lower in words.phrases and tokens[last].sent == tokens[i].sent:
        for phrase in words.phrases[tokens[last].lower]:
            if not phrase.rest:
                # "T-72 tanks": one phrase
                return _Match(i, last + 1, kind, phrase.plural, phrase.singular)
    return _Match(i, last, kind, plural, tokens[i].text[:-1] if plural else tokens[i].text)


def _widened(tokens: tuple[Token, ...], first: int, least: int, words: _Words) -> int:
    """The phrase with the words of make before it ("heavy", "81-mm")."""
    j = first
    while j > least and tokens[j - 1].sent == tokens[first].sent:
        before = tokens[j - 1]
        if before.lower in words.modifiers and before.tag != "VBD":
            j -= 1
            if j > least + 1 and before.lower in ("mm", "caliber", "calibre"):
                k = j - 1
                if tokens[k].text in _HYPHENS:
                    k -= 1
                if (
                    (k >= least and tokens[k].text[:1].isdigit())
                    or tokens[k].text[:1] == "."
                    or tokens[k].lower in ("large", "heavy", "high", "small")
                ):
                    j = k
        elif (
            before.text in _HYPHENS
            and j > least + 1
            and tokens[j - 2].lower in ("large", "high", "heavy", "self", "anti", "home", "semi")
        ):
            j -= 2
        else:
            break
    while j < first and tokens[j].text in _HYPHENS:
        j += 1
    return j


def _sharing(tokens: tuple[Token, ...], match: _Match, least: int, words: _Words) -> list[_Match]:
    """The members of a list that share the last word: "attack, fighter and remotely piloted aircraft"."""
    head = tokens[match.last - 1].lower
    if head != "aircraft":
        return []
    found: list[_Match] = []
    j = match.first - 1
    while j >= least and tokens[j].sent == tokens[match.first].sent:
        if tokens[j].text in (",", "/") or tokens[j].lower in ("and", "or"):
            j -= 1
            continue
        kind = next((p.type for p in words.phrases.get(tokens[j].lower, ()) if p.rest == ("aircraft",)), None)
        if kind is None:
            break
        found.append(_Match(j, j + 1, kind, True, tokens[j].lower + " aircraft"))
        j -= 1
    return found[::-1]


def _mounted(tokens: tuple[Token, ...], carrier: _Match, following: list[_Match], words: _Words) -> _Match | None:
    """The weapon that a vehicle carries: a linking phrase, then the weapon."""
    if not following or following[0].type not in words.mounted:
        return None
    weapon = following[0]
    if weapon.first - carrier.last > _MOUNT_REACH or tokens[weapon.first].sent != tokens[carrier.last - 1].sent:
        return None
    between = [
        t.lower for t in tokens[carrier.last : weapon.first] if t.lower not in _LINK_WORDS and not t.text[:1].isdigit()
    ]
    if between and tuple(between) in words.links:
        return weapon
    return None


def _name(parsed: Parsed, match: _Match) -> str:
    """The phrase in the singular, lower case unless it is a designation."""
    tokens = parsed.tokens
    text = parsed.cased[tokens[match.first].begin : tokens[match.last - 1].begin]
    text = " ".join(text.split()) + (" " if text[-1:].isspace() else "")
    if match.singular.endswith(" aircraft"):
        return match.singular
    last = match.singular
    if any(c.isdigit() for c in last):
        last = tokens[match.last - 1].text
        last = last.removesuffix("s") if match.plural else last
    final = parsed.cased[tokens[match.last - 1].begin : tokens[match.last - 1].end]
    if final.upper().startswith(last.upper()) and final[: len(last)].isupper() and len(last) <= _ACRONYM:
        last = last.upper()
    name = text + last
    return " ".join(
        w if any(c.isdigit() for c in w) else w.lower() if not w.isupper() or len(w) > _ACRONYM else w
        for w in name.split()
    )


def _mention(
    parsed: Parsed,
    match: _Match,
    by_head: dict[int, CountMention],
    mounting: str | None,
    earlier: list[EquipmentMention],
) -> EquipmentMention:
    tokens = parsed.tokens
    head = match.last - 1
    number = next((by_head[i] for i in range(match.first, match.last) if i in by_head), None)
    if number is not None and number.first >= match.first:
        number = None
    count: Count | None = None
    if number is not None:
        count = number.count
    elif not match.plural and (tokens[head].tag not in ("NNS", "NNPS") or tokens[head].lower == match.singular):
        count = _one(tokens, match, earlier)
    span = Span(tokens[match.first].begin, tokens[head].end)
    return EquipmentMention(match.first, match.last, head, span, match.type, _name(parsed, match), count, mounting)


def _one(tokens: tuple[Token, ...], match: _Match, earlier: list[EquipmentMention]) -> Count | None:
    """One, for "a tank", and for "infantry fighting vehicle" in a list of counted things."""
    j = match.first - 1
    while j >= 0 and tokens[j].tag in ("JJ", "NN", "VBN", "NNP", "HYPH", "JJR", "VBG") and j > match.first - 5:
        j -= 1
    if j >= 0 and tokens[j].lower in _ARTICLES and tokens[j].sent == tokens[match.first].sent:
        behind = tokens[match.last].lower if match.last < len(tokens) else ""
        compound = tokens[match.last - 1].dep == "compound" and tokens[match.last - 1].head >= match.last
        return None if compound and behind else Count.of(1)
    before = tokens[match.first - 1] if match.first else None
    if (
        before is not None
        and before.text == ","
        and earlier
        and earlier[-1].count is not None
        and match.first - earlier[-1].last <= 2
    ):
        return Count.of(1)
    return None
