"""What an article is known again by: names, numbers, people with their age, times, days. How alike two articles are.

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
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from kg.assets import asset
from kg.model import Article

__all__ = ["Profile", "Story", "alike", "article_story", "rarity"]

RAREST = 6.5
"""Rarity of a word that the table lacks."""
_STEP = 0.25
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+(?:[:,.]\d+)*")
_OPENS = re.compile(r'[.!?:\n"“|]')
"""What a sentence or headline may begin after; the case of the next word says nothing."""
_ACRONYM = 4
_HALF = 1500
"""Characters after which a word counts half: a report tells first what it is about."""
_TELLING = 4.0
"""Rarity from which a number of three digits or more tells something: of a house, a vehicle, a post; not a round number."""
_LEAST_OF_PUBLISHER = 3
_DATES = frozenset(
    name.lower()
    for names in (calendar.month_name, calendar.month_abbr, calendar.day_name, calendar.day_abbr)
    for name in names
) | {"sept"}
_YEARS = range(1900, 2100)
_NAME = r"[A-Z][\w’'-]{1,30}"
_SUFFIX = "Jr|Sr|II|III"
_AGED = re.compile(
    rf"\b({_NAME}),? (?:(?:{_SUFFIX})\.?,? )?\(?\d{{1,2}}[,.;)]"
    rf"|\d{{1,2}}[ -]years?[ -]old,? {_NAME}\.?(?: [A-Z]\.)?(?: (?!(?:{_SUFFIX})\b)({_NAME}))"
)
"""Somebody told with an age, "Ilse Brandauer, 41," or "41-year-old Ilse Brandauer", by the last name."""
_WEEKDAYS = tuple(calendar.day_name)
_MONTHS = {name: n for names in (calendar.month_name, calendar.month_abbr) for n, name in enumerate(names) if n}
_MONTHS |= {"Sept": 9} | {name.upper(): n for name, n in _MONTHS.items()}
_DAY = re.compile(
    rf"\b(?:({'|'.join(calendar.day_name)})|({'|'.join(_MONTHS)})\.? (\d{{1,2}})|(\d{{1,2}}) ({'|'.join(_MONTHS)}))\b"
)


class Profile(NamedTuple):
    """The words of a text by weight, as a vector of length one, in order of the words; ``top`` the heaviest names."""

    weights: Mapping[str, float]
    top: tuple[str, ...] = ()


class Story(NamedTuple):
    """What a whole article is known again by."""

    names: Profile
    """Names and numbers, the earlier and the more often told the heavier."""
    pairs: Mapping[str, float]
    """Two names side by side, such as a person's, and from 0 to 1 how rare they are."""
    people: frozenset[str]
    """Last names of those told with their age: the people it is about, not the officials who speak of them."""
    times: frozenset[str]
    """Of day, to the minute."""
    numbers: frozenset[str]
    """Of three digits or more, no years."""
    days: frozenset[date]
    """Named, or meant by the name of a day of the week, if it is known when the article was published."""


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
def article_story(article: Article) -> Story:
    """What the article is known again by."""
    house = _house(article)
    told: dict[str, float] = defaultdict(float)
    pairs: dict[str, float] = {}
    for text in (article.title or "", article.text):
        before, end = "", 0
        for word, name, begin in _words(text):
            if not name or (len(word) >= _LEAST_OF_PUBLISHER and word in house):
                before = ""
                continue
            told[word] += 1 / (1 + begin / _HALF)
            if before and begin == end + 1:
                pairs[f"{before} {word}"] = (rarity(before) + rarity(word)) / (2 * RAREST)
            before, end = word, begin + len(word)
    return Story(
        names=_profile((w, rarity(w) * (0.5 + math.log1p(n))) for w, n in told.items()),
        pairs=pairs,
        people=frozenset(_last_name(m.group(1) or m.group(2)) for m in _AGED.finditer(article.text)) - _DATES,
        times=frozenset(word for word in told if ":" in word),
        numbers=frozenset(w for w in told if len(w) > 2 and w.isdigit() and rarity(w) > _TELLING),
        days=frozenset(_days(article)),
    )


def _last_name(name: str) -> str:
    return name.lower().replace("’", "'").removesuffix("'s")


def _days(article: Article) -> Iterator[date]:
    """The days that an article names: the latest of the name that was not after it was published."""
    published = article.published
    if published is None:
        return
    for text in (article.title or "", article.text):
        for weekday, month, day, first, after in _DAY.findall(text):
            if weekday:
                ago = (published.weekday() - _WEEKDAYS.index(weekday)) % len(_WEEKDAYS)
                if ago < published.toordinal():
                    yield published - timedelta(days=ago)
                continue
            try:
                named = date(published.year, _MONTHS[month or after], int(day or first))
                yield named if named <= published else named.replace(year=published.year - 1)
            except ValueError:
                continue


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
