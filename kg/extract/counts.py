"""Numbers in words and digits, with their qualifiers and the noun that they count.

The words stand in ``ontology/lexicon/counts.ttl``. Reading starts at a token that can be a number, grows to the right
over the rest of it ("twenty-two", "two hundred and five", "30-40"), to the left over its hedge ("no fewer than"), and
is dropped where its neighbours show that it counts nothing: a date, an age, a calibre, a street number, a name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from kg.counts import Count, Qualifier
from kg.extract.mentions import CountMention
from kg.extract.parse import Parsed, Token
from kg.lexicon import LX, C, Lexicon
from kg.model import Span

__all__ = ["find_counts"]

_DIGITS: Final = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,9}")
_DASHED: Final = re.compile(r"(\d{1,6})[–—-](\d{1,6})")
_DECIMAL: Final = re.compile(r"\d{1,6}\.\d{1,3}")
_NOUN: Final = frozenset(["NN", "NNS", "NNP", "NNPS"])
_MODIFIER: Final = frozenset(["JJ", "JJR", "JJS", "VBN", "VBG", "POS", "HYPH", "AFX", "RBS", "FW"])
_DASHES: Final = frozenset(["-", "–", "—", "to", "or"])
_JOINTS: Final = frozenset(["/", ":", "-", "–", "'", "’"])
_DECADE_ENDS: Final = frozenset(["s", "'s", "’s"])
_DECADE_OPENINGS: Final = frozenset(["early", "mid", "late", "his", "her", "their", "-"])
_REACH: Final = 8
"""How many tokens to the right the counted noun may stand."""
_LARGEST: Final = 10**12


class _Number(NamedTuple):
    """A number read at some token. ``value`` is ``None`` for ranges and vague words; ``last`` is the token after it."""

    value: int | None
    low: int
    high: int | None
    last: int
    vague: bool = False


@dataclass(frozen=True, slots=True)
class _Words:
    """The lexicon of this module, compiled for lookup by token."""

    numbers: dict[str, int]
    scales: dict[str, int]
    vague: dict[str, tuple[int, int | None]]
    starts: frozenset[str]
    articled: frozenset[str]
    nouns: frozenset[str]
    hedges: dict[str, tuple[tuple[tuple[str, ...], str], ...]]
    """By the last word: the words before it and the qualifier, longest first."""
    after: dict[tuple[str, ...], str]
    units: frozenset[str]
    signs: frozenset[str]
    numbered: frozenset[str]
    streets: frozenset[str]
    others: frozenset[str]
    before_one: frozenset[str]
    after_one: frozenset[str]
    months: frozenset[str]
    stops: frozenset[str]
    zeros: frozenset[str]
    names: frozenset[str]
    harm: frozenset[str]
    states: frozenset[str]


@lru_cache(maxsize=4)
def _compiled(lexicon: Lexicon) -> _Words:
    numbers = {w: int(c.value or 0) for c in lexicon.scheme("number-word") for w in c.words}
    scales = {w: int(c.value or 0) for c in lexicon.scheme("number-scale") for w in c.words}
    vague: dict[str, tuple[int, int | None]] = {}
    for concept in lexicon.scheme("vague-number"):
        said = lexicon.annotations[LX + concept.name]
        high = said.get(C + "high")
        for word in concept.words:
            vague[word] = (int(said[C + "low"][0]), int(high[0]) if high else None)
    hedges: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for concept in lexicon.scheme("count-qualifier"):
        for phrase in concept.words:
            *before, final = phrase.split()
            hedges.setdefault(final, []).append((tuple(before), concept.value or "exact"))
    return _Words(
        numbers=numbers,
        scales=scales,
        vague=vague,
        starts=frozenset(numbers) | frozenset(scales) | frozenset(vague) | lexicon.words("zero-word"),
        articled=lexicon.words("vague-after-article"),
        nouns=lexicon.words("vague-noun"),
        hedges={w: tuple(sorted(found, key=lambda h: (-len(h[0]), h))) for w, found in hedges.items()},
        after={
            tuple(phrase.split()): c.value or "exact" for c in lexicon.scheme("count-hedge-after") for phrase in c.words
        },
        units=lexicon.words("measure-unit"),
        signs=lexicon.words("currency-sign"),
        numbered=lexicon.words("numbered-noun"),
        streets=lexicon.words("street-noun"),
        others=lexicon.words("other-noun"),
        before_one=lexicon.words("one-not-counted"),
        after_one=lexicon.words("after-one-not-counted"),
        months=lexicon.words("month-word"),
        stops=lexicon.words("harm-verb-after-number"),
        zeros=lexicon.words("zero-word"),
        names=lexicon.words("number-name"),
        harm=lexicon.words("harm-noun-for-zero"),
        states=lexicon.words("dead-state") | lexicon.words("wounded-state"),
    )


def find_counts(parsed: Parsed, lexicon: Lexicon) -> tuple[CountMention, ...]:
    """All counts of things, people or acts, in text order; not dates, ages, calibres, distances, money, names.

    "No casualties" is a count of zero. ``head`` is ``None`` where the noun is left out; "others" is a head.
    """
    words = _compiled(lexicon)
    tokens = parsed.tokens
    starts = words.starts
    found: list[CountMention] = []
    after = 0
    dropped = -1
    for i, token in enumerate(tokens):
        lower = token.lower
        if i < after or (lower not in starts and not "0" <= lower[0] <= "9"):
            continue
        number = _number(tokens, i, words)
        if number is None:
            continue
        begin = _article(tokens, i, number.value is None and not number.vague, words)
        if _is_no_count(tokens, begin, number, words, dropped, lower):
            dropped = after = number.last
            continue
        count, first, last = _hedged(tokens, begin, number, words)
        if last > number.last and last < len(tokens) and tokens[last].lower in words.units:
            after = last
            continue
        head = _head(tokens, last, words)
        count = _after_noun(tokens, head, count)
        if lower == "no" and (head is None or tokens[head].lower not in words.harm):
            continue
        after = last
        span = Span(tokens[first].begin, tokens[last - 1].end)
        unit = None if head is None else tokens[head].lemma.lower()
        found.append(CountMention(first, last, span, count, head, unit))
    return tuple(found)


# ---------------------------------------------------------------- the number itself


def _number(tokens: tuple[Token, ...], i: int, words: _Words) -> _Number | None:
    """The number that begins at token ``i``, a range of two included."""
    one = _plain(tokens, i, words)
    if one is None:
        return None
    last = one.last
    if last + 1 >= len(tokens) or tokens[last].sent != tokens[i].sent or one.value is None:
        return one
    joint = tokens[last].lower
    between = joint == "and" and i > 0 and tokens[i - 1].lower == "between"
    if not between and joint not in _DASHES:
        return one
    if joint == "to" and i > 0 and tokens[i - 1].lower == "from" and i > 1 and tokens[i - 2].sent == tokens[i].sent:
        # "rose from 5 to 12"
        return one
    other = _plain(tokens, last + 1, words)
    if other is None or other.value is None or tokens[last + 1].sent != tokens[i].sent:
        return one
    low, high = one.value, other.value
    if other.value >= 100 and one.value < 100 and tokens[other.last - 1].lower in words.scales:
        # "two to three hundred", "10 to 15 thousand": the scale belongs to both
        low = one.value * words.scales[tokens[other.last - 1].lower]
    if not 0 < low < high or (joint == "or" and high > 3 * low + 2):
        return one
    if joint in ("-", "–") and 100 <= low < 1000 <= high < 10_000 and "," not in tokens[last + 1].text:
        return None
    return _Number(None, low, high, other.last)


def _plain(tokens: tuple[Token, ...], i: int, words: _Words) -> _Number | None:
    token = tokens[i]
    lower = token.lower
    if "0" <= lower[0] <= "9":
        return _digits(tokens, i, words)
    if lower in words.vague:
        return _vague(tokens, i, words)
    if lower in words.zeros:
        return _Number(0, 0, 0, i + 1)
    return _spelled(tokens, i, words)


def _digits(tokens: tuple[Token, ...], i: int, words: _Words) -> _Number | None:
    lower = tokens[i].lower
    scale, last = _scales(tokens, i + 1, words)
    if _DIGITS.fullmatch(lower):
        if lower[0] == "0" and len(lower) > 1:
            return None
        value = int(lower.replace(",", "")) * scale
    elif scale > 1 and _DECIMAL.fullmatch(lower):
        value = round(float(lower) * scale)
    else:
        dashed = _DASHED.fullmatch(lower)
        if dashed is None:
            return None
        low, high = (int(n) * scale for n in dashed.groups())
        return _Number(None, low, high, last) if 0 < low < high and len(dashed[1]) + 1 >= len(dashed[2]) else None
    return _Number(value, value, value, last) if value <= _LARGEST else None


def _scales(tokens: tuple[Token, ...], i: int, words: _Words) -> tuple[int, int]:
    """The factor that the scale words from token ``i`` on make, and the token after them."""
    factor = 1
    while i < len(tokens) and tokens[i].lower in words.scales and factor < _LARGEST:
        factor *= words.scales[tokens[i].lower]
        i += 1
    return factor, i


def _spelled(tokens: tuple[Token, ...], i: int, words: _Words) -> _Number | None:
    """A number in words: "twenty-two", "one hundred and five", "two dozen", "hundred" after an article."""
    total = part = 0
    last = i
    sent = tokens[i].sent
    j = i
    tail = 1000
    """What may still be added: the last word's size, so that "five six" is two numbers."""
    while j < len(tokens) and tokens[j].sent == sent:
        lower = tokens[j].lower
        value = words.numbers.get(lower)
        if value is not None and value < tail and (last == i or part == 0 or value < 10 or part % 100 == 0):
            part += value
            tail = 10 if value >= 20 else 1
            last = j = j + 1
        elif lower in words.scales:
            scale = words.scales[lower]
            if scale >= 1000:
                total, part = total + max(part, 1) * scale, 0
            else:
                part = max(part, 1) * scale
            tail = min(scale, 1000)
            last = j = j + 1
        elif lower in ("-", "and") and last == j and j > i and j + 1 < len(tokens):
            if lower == "and" and tail not in (100, 1000):
                break
            if lower == "-" and tail != 10:
                break
            following = words.numbers.get(tokens[j + 1].lower)
            if following is None or following >= tail:
                break
            j += 1
        else:
            break
        if total + part > _LARGEST:
            return None
    value = total + part
    return _Number(value, value, value, last) if last > i else None


def _vague(tokens: tuple[Token, ...], i: int, words: _Words) -> _Number | None:
    lower = tokens[i].lower
    low, high = words.vague[lower]
    before = tokens[i - 1].lower if i else ""
    if (lower in words.articled and before not in ("a", "the", "another", "last")) or before in (
        "as",
        "how",
        "so",
        "too",
    ):
        return None
    last = i + 1
    following = tokens[last].lower if last < len(tokens) else ""
    if following in words.scales:
        # "several hundred", "a few dozen"
        factor, last = _scales(tokens, last, words)
        return _Number(None, low * factor, None if high is None else high * factor, last, True)
    if following == "of" and last + 1 < len(tokens) and tokens[last + 1].lower in words.vague and lower in words.nouns:
        inner_low, inner_high = words.vague[tokens[last + 1].lower]
        factor = inner_low // 2
        if factor >= 100:
            # "tens of thousands": one of the plural is half its lower bound
            return _Number(
                None, low * factor, None if high is None or inner_high is None else high * factor, last + 2, True
            )
    return _Number(None, low, high, last, True)


def _article(tokens: tuple[Token, ...], i: int, is_range: bool, words: _Words) -> int:
    """Where the number's own words begin: "a dozen", "half a dozen", "a single", "between 30 and 40"."""
    if i == 0:
        return i
    lower = tokens[i].lower
    before = tokens[i - 1].lower
    if (lower in words.scales or lower in words.articled) and before == "a":
        return i - 2 if i > 1 and tokens[i - 2].lower == "half" else i - 1
    return i - 1 if before == "between" and is_range else i


# ---------------------------------------------------------------- hedges


def _hedged(tokens: tuple[Token, ...], first: int, number: _Number, words: _Words) -> tuple[Count, int, int]:
    """The count with its qualifier, and the tokens from the hedge before it to the one behind it."""
    qualifier = "exact"
    last = number.last
    value = number.value
    if value is not None and first + 1 < last and tokens[first].lower == "half":
        value //= 2
    start = first
    if first > 0 and tokens[first - 1].sent == tokens[first].sent:
        for before, said in words.hedges.get(tokens[first - 1].lower, ()):
            begin = first - 1 - len(before)
            if begin >= 0 and all(tokens[begin + k].lower == word for k, word in enumerate(before)):
                qualifier, start = said, begin
                break
    for length in (1, 2):
        behind = tuple(t.lower for t in tokens[last : last + length])
        if len(behind) == length and behind in words.after:
            qualifier, last = words.after[behind], last + length
            break
    else:
        if last + 1 < len(tokens) and tokens[last].lower == "-" and (tokens[last + 1].lower,) in words.after:
            qualifier, last = words.after[(tokens[last + 1].lower,)], last + 2
    return _count(value, number, qualifier), start, last


def _after_noun(tokens: tuple[Token, ...], head: int | None, count: Count) -> Count:
    """As in "66 people or more": a hedge behind the noun."""
    if head is None or count.value is None or count.qualifier is not Qualifier.EXACT:
        return count
    behind = [t.lower for t in tokens[head + 1 : head + 3]]
    if behind == ["or", "more"]:
        return Count.of(count.value, Qualifier.AT_LEAST)
    return Count.of(count.value, Qualifier.ABOUT) if behind == ["or", "so"] else count


def _count(value: int | None, number: _Number, qualifier: str) -> Count:
    if value is not None:
        if qualifier == "fewerThan":
            return Count(value, None, max(0, value - 1), Qualifier.UP_TO)
        return Count.of(value, Qualifier(qualifier))
    if number.vague or number.high is None:
        return Count.vague(number.low, number.high)
    return Count.between(number.low, number.high)


# ---------------------------------------------------------------- what is no count


def _is_no_count(
    tokens: tuple[Token, ...], first: int, number: _Number, words: _Words, dropped: int, lower: str
) -> bool:
    """Whether the neighbours make it a date, an age, a measure, a sum, a name.

    ``dropped`` is the end of the last such number.
    """
    last = number.last
    sent = tokens[first].sent
    before = tokens[first - 1] if first and tokens[first - 1].sent == sent else None
    behind = tokens[last] if last < len(tokens) and tokens[last].sent == sent else None
    if behind is not None and _is_measured(tokens, last, words):
        return True
    if before is None:
        return False
    said = before.lower
    if said in words.signs or said in words.months or (said in _JOINTS and before.end == tokens[first].begin):
        return True
    following = behind.lower if behind is not None else ""
    if lower == "one" and (said in words.before_one or following in words.after_one):
        return True
    if following == "by" and last + 1 < len(tokens) and tokens[last + 1].lower == lower:
        # "one by one"
        return True
    nameless = behind is None or (behind.tag not in _NOUN and behind.tag not in _MODIFIER)
    if (
        nameless
        and (said in words.numbered or said.removesuffix("s") in words.numbered)
        and before.pos in ("NOUN", "PROPN")
    ):
        return True
    if not "0" <= lower[0] <= "9":
        return False
    if (
        following in _DECADE_ENDS
        and said in _DECADE_OPENINGS
        and behind is not None
        and behind.begin == tokens[first].end
    ):
        return True  # "in her early 20's"
    digits = tokens[last - 1]
    if nameless and before.tag in _NOUN and digits.dep in ("nummod", "appos") and digits.head < first:
        return behind is None or (behind.pos not in ("VERB", "AUX") and behind.lower != "of")
    if said == "both" or lower in words.names:
        return True
    if said in words.numbered and (nameless or tokens[last - 1].head < first):
        return True
    joint = first - 1 if tokens[first - 2].text != "," else first - 2  # ", and"
    if first >= 2 and joint == dropped and said in ("and", ",", "or", "to", "&") and nameless:
        return True
    number_alone = last == first + 1
    if number_alone and _is_year(tokens, first, behind):
        return True
    if said in (",", "(") and number_alone and number.low < 120 and _is_age(tokens, first, following):
        return True
    return _is_address(tokens, first, last, words)


def _is_measured(tokens: tuple[Token, ...], last: int, words: _Words) -> bool:
    """A unit, a month, a decimal or a part of a longer designation follows."""
    behind = tokens[last].lower
    if behind in words.units:
        return True
    if behind in words.months:
        return tokens[last].text[0].isupper() or tokens[last].tag == "NNP"
    if behind in ("-", "–") and last + 1 < len(tokens):
        joined = tokens[last + 1]
        glued = tokens[last].end == joined.begin and tokens[last - 1].end == tokens[last].begin
        # "20-member", "three-storey", "12-gauge", "925-945-4789", but "30-plus" and "300-strong"
        return glued and (joined.lower,) not in words.after and joined.lower != "strong"
    return behind in (":", "/") and last + 1 < len(tokens) and tokens[last].end == tokens[last + 1].begin


def _is_year(tokens: tuple[Token, ...], i: int, behind: Token | None) -> bool:
    text = tokens[i].text
    if len(text) != 4 or not text.isdigit() or not 1900 <= int(text) <= 2099:
        return False
    counted = behind is not None and behind.tag == "NNS" and tokens[i].ent not in ("DATE", "TIME")
    return not counted or tokens[i - 1].lower in (
        "in",
        "since",
        "the",
        "during",
        "until",
        "by",
        "from",
        "late",
        "early",
    )


def _is_age(tokens: tuple[Token, ...], i: int, following: str) -> bool:
    """As in ", 34," and "(34)" after somebody's name or a singular description."""
    if i < 2:
        return False
    pair = tokens[i + 1 : i + 4]
    if following == "and" and len(pair) == 3 and pair[1].text.isdigit() and pair[2].lower in (",", ".", ")", ";"):
        return tokens[i - 2].pos in ("NOUN", "PROPN")
    if following not in (",", ")", ".", ";", ":", "of", "was", "and", "is"):
        return False
    whose = tokens[i - 2]
    if tokens[i - 1].lower == "(":
        return following == ")" and whose.pos in ("PROPN", "NOUN")
    if whose.pos == "PROPN":
        return following in (",", ".", ";", "of") or whose.ent == "PERSON"
    return whose.tag == "NN" and following == ","


def _is_address(tokens: tuple[Token, ...], first: int, last: int, words: _Words) -> bool:
    """A street word ends the name that follows: "122 Main Street"; "the 3900 block of"."""
    for j in range(last, min(last + 5, len(tokens))):
        token = tokens[j]
        if token.lower in words.streets:
            return j > last or token.lower == "block" or token.pos == "PROPN"
        if (
            token.pos != "PROPN"
            and not token.text[0].isupper()
            and token.text[0] != "-"
            and not token.text[0].isdigit()
        ):
            return False
    return False


# ---------------------------------------------------------------- the noun counted


def _head(tokens: tuple[Token, ...], last: int, words: _Words) -> int | None:
    """The noun that a number ending before token ``last`` counts, or ``None`` where it is left out."""
    if last >= len(tokens):
        return None
    sent = tokens[last - 1].sent
    j = last
    if tokens[j].lower == "of" and tokens[j].sent == sent:
        j += 1
        while j < len(tokens) and tokens[j].tag in ("DT", "PRP$", "PDT", "CD") and tokens[j].sent == sent:
            j += 1
        if j < len(tokens) and tokens[j].tag == "PRP":
            return None
    elif tokens[j].lower in words.others:
        if tokens[j].lower == "others":
            return j
        j += 1
    number = tokens[last - 1]
    if j == last and number.dep == "nummod" and last <= number.head < last + _REACH:
        candidate = tokens[number.head]
        between = tokens[last : number.head]
        plain = all((t.tag in _MODIFIER or t.tag in _NOUN) and t.lower not in words.stops for t in between)
        if plain and candidate.tag in ("NNS", "NNPS", "NNP") and candidate.lower not in words.states:
            return None if _is_time_word(candidate, words) else candidate.i
    noun: int | None = None
    for token in tokens[j : j + _REACH]:
        if token.sent != sent or token.lower in words.stops:
            break
        if token.lower in words.states and (token.tag in _NOUN or noun is not None):
            break
        if token.tag in _NOUN:
            if _is_time_word(token, words):
                break
            if noun is not None and tokens[noun].tag == "NNS" and token.tag == "NN" and number.lower != "one":
                # "six soldiers prisoner": more than one is counted in the plural
                break
            noun = token.i
            continue
        if noun is not None and (tokens[noun].tag in ("NNS", "NNPS") or token.tag not in ("HYPH", "POS")):
            break
        joins = token.tag == "," and tokens[token.i - 1].tag == "JJ"
        degree = token.tag == "RB" and token.i + 1 < len(tokens) and tokens[token.i + 1].tag in ("JJ", "VBN")
        if token.tag not in _MODIFIER and not joins and not degree:
            break
    return noun


def _is_time_word(token: Token, words: _Words) -> bool:
    """As in "10 killed Monday": the day is not what is counted."""
    return token.ent in ("DATE", "TIME") and (token.tag in ("NNP", "NNPS") or token.lower in words.units)
