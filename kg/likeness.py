"""How alike texts are in their names and numbers: what shows that two articles tell of one happening.

A word counts as much as it is rare in English at large, by a fixed table, never by the articles at hand: so how alike
two texts are depends on the two alone. Names of days and months and years are left out, since dates are compared as
dates, and so are words of the publisher's own name, which stand in all its pages.
"""

from __future__ import annotations

import calendar
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from kg.assets import asset
from kg.model import Article

__all__ = ["Profile", "alike", "article_profile", "rarity", "telling_profile"]

RAREST = 6.5
"""Rarity of a word that the table lacks."""
_STEP = 0.25
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+(?:[:,.]\d+)*")
_OPENS = re.compile(r'[.!?:\n"“|]')
"""What a sentence or headline may begin after; the case of the next word says nothing."""
_ACRONYM = 4
_HALF = 1500
"""Characters after which a word counts half: a report tells first what it is about."""
_CONTENT = 2.5
"""Rarity from which a word that is no name is worth comparing."""
_LEAST_OF_PUBLISHER = 3
_DATES = frozenset(
    name.lower()
    for names in (calendar.month_name, calendar.month_abbr, calendar.day_name, calendar.day_abbr)
    for name in names
) | {"sept"}
_YEARS = range(1900, 2100)


class Profile(NamedTuple):
    """The words of a text by weight, as a vector of length one, in order of the words; ``top`` the heaviest names."""

    weights: Mapping[str, float]
    top: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def _table() -> Mapping[str, float]:
    found: dict[str, float] = {}
    for line in asset("data", "merging", "words.txt").read_text(encoding="utf-8").splitlines():
        level, tab, words = line.partition("\t")
        if tab:
            found.update(dict.fromkeys(words.split(), min(RAREST, int(level) * _STEP)))
    return found


def rarity(word: str) -> float:
    """From 0, as common as "about" and more, to ``RAREST``, a word that the table of common words lacks."""
    return _table().get(word, RAREST)


def alike(one: Profile, other: Profile) -> float:
    """The cosine of two profiles: 0 nothing in common, 1 the same words as often."""
    less, more = (
        (one.weights, other.weights) if len(one.weights) <= len(other.weights) else (other.weights, one.weights)
    )
    return sum(weight * more[word] for word, weight in less.items() if word in more)


@lru_cache(maxsize=1024)
def article_profile(article: Article) -> Profile:
    """Names and numbers of a whole article, the earlier and the more often told the heavier."""
    house = _house(article)
    told: dict[str, float] = defaultdict(float)
    for text in (article.title or "", article.text):
        for word, name, begin in _words(text):
            if name and not (len(word) >= _LEAST_OF_PUBLISHER and word in house):
                told[word] += 1 / (1 + begin / _HALF)
    return _profile((w, rarity(w) * (0.5 + math.log1p(n))) for w, n in told.items())


def telling_profile(sentences: Iterable[str]) -> Profile:
    """All but the common words of the sentences that tell of something; names and numbers count four times."""
    told: dict[str, float] = {}
    for sentence in sentences:
        for word, name, _ in _words(sentence):
            weight = rarity(word) * (1.0 if name else 0.25)
            if name or rarity(word) >= _CONTENT:
                told[word] = max(weight, told.get(word, 0.0))
    return _profile(told.items())


def _profile(weights: Iterable[tuple[str, float]]) -> Profile:
    kept = sorted((word, weight) for word, weight in weights if weight > 0)
    length = math.sqrt(sum(weight * weight for _, weight in kept)) or 1.0
    top = sorted(kept, key=lambda w: (-w[1], w[0]))
    return Profile({word: weight / length for word, weight in kept}, tuple(word for word, _ in top[:_TOP]))


_TOP = 12
"""Names of an article by which others of one story are found."""


def _house(article: Article) -> str:
    """The names under which an article was published."""
    host = (article.url or "").partition("//")[2].partition("/")[0]
    return f"{article.publisher or ''} {host}".lower()


def _words(text: str) -> Iterator[tuple[str, bool, int]]:
    """Each word in lower case, whether it is a name or a number, and where it begins."""
    table = _table()
    end = -1
    for match in _WORD.finditer(text):
        raw = match.group()
        begin = match.start()
        opens = end < 0 or _OPENS.search(text, end, begin) is not None
        end = match.end()
        word = raw.lower().replace("’", "'").removesuffix("'s")
        if raw[0].isdigit():
            if len(raw) == 4 and raw.isdigit() and int(raw) in _YEARS:
                continue
            yield word, True, begin
        elif word not in _DATES:
            shouted = len(raw) > _ACRONYM and raw.isupper()
            yield word, word not in table if shouted else raw[0].isupper() and not opens, begin
