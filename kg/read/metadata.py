"""Title, publisher, dateline and publication date of an article: what the source gave, completed from the text.

A date that was not given is inferred only where the text settles it (a full date in the dateline or on a line of its
own, or a day and month with a weekday and a year to count from) and is marked ``published_inferred``. Else there is
none.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Final

from kg.lexicon import Lexicon, load_lexicon
from kg.model import Article
from kg.read.dateline import Dateline, DayMonth, dated, find_dateline, month_pattern

__all__ = ["complete"]

_LEAD: Final = 1500
"""Characters after the dateline in which the weekday of filing is looked for."""
_YEAR: Final = re.compile(r"(?<![\d.,/-])(19[3-9]\d|20\d\d)(?![\d.,/]\d|[\d-])")
_URL_DAY: Final = re.compile(r"/((?:19|20)\d\d)[/-](\d\d?)[/-](\d\d?)(?=[/_.-]|$)")
_STOP: Final = re.compile(r"""[.!?:;,]["”’')\]]*$""")


def complete(article: Article) -> Article:
    """The article with what its text says of itself filled in; what the source gave is never changed."""
    lexicon = load_lexicon()
    dateline = find_dateline(article.text, lexicon)
    published, inferred = article.published, article.published_inferred
    if published is None:
        published = _inferred(article, dateline, lexicon)
        inferred = published is not None
    return replace(
        article,
        title=article.title or _title(article.text, dateline),
        publisher=article.publisher or _publisher(dateline),
        published=published,
        published_inferred=inferred,
        dateline=article.dateline or (dateline.span if dateline else None),
        dateline_place=article.dateline_place or (dateline.place if dateline else None),
    )


def _publisher(dateline: Dateline | None) -> str | None:
    if dateline is None or dateline.agency is None:
        return None
    name = " ".join(dateline.agency.split())
    if name.isupper() and len(name) > 6 and " " in name:
        from kg.extract.truecase import restore

        return " ".join(w if w[:1].isupper() else w.capitalize() for w in restore(name).split())
    return name


def _title(text: str, dateline: Dateline | None) -> str | None:
    """The headline: the first of the short lines without a stop before the body; one word or two are a site's menu."""
    limit = dateline.span.begin if dateline else len(text)
    filled = [line.strip() for line in text[: min(limit, 1200)].splitlines() if line.strip()]
    if dateline is None and len(text.split("\n", 4)) < 3:
        return None
    for line in filled[:4]:
        words = line.split()
        if len(words) > 25 or len(line) > 220:
            return None
        if len(words) >= 3 and not _STOP.search(line) and (dateline is not None or line != filled[-1]):
            return line.strip("=# *")
    return None


def _inferred(article: Article, dateline: Dateline | None, lexicon: Lexicon) -> date | None:
    when = dateline.when if dateline else None
    if when is not None and when.year is not None:
        return dated(when, when.year)
    alone = _line_of_its_own(article.text, lexicon)
    if alone is not None:
        return alone
    if article.url:
        match = _URL_DAY.search(article.url)
        if match:
            return dated(DayMonth(int(match[3]), int(match[2]), None), int(match[1]))
    if when is not None and dateline is not None:
        return _by_weekday(article.text, dateline, when, lexicon)
    return None


def _line_of_its_own(text: str, lexicon: Lexicon) -> date | None:
    """A full date that is a line by itself, among the first lines ("Published: 5 May 2020", "Monday, May 5, 2020")."""
    months, numbers = month_pattern(lexicon)
    pattern = re.compile(
        rf"""(?ix) \W* (?:(?:published|posted|updated|last\ updated|date|issued|created)(?:\ on|\ at)?:?\s+)?
        (?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\ )?
        (?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\ (?P<m1>{months})\.?,?\ (?P<y1>\d{{4}})
        |(?P<m2>{months})\.?\ (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\ (?P<y2>\d{{4}})
        |(?P<y3>\d{{4}})-(?P<m3>\d\d)-(?P<d3>\d\d))
        (?:[,\ T]*(?:at\ )?\d{{1,2}}[:.]\d\d(?::\d\d)?\ ?(?:[ap]\.?m\.?)?(?:\ ?[A-Z]{{2,4}}|Z|[+-]\d\d:?\d\d)?)?\W*"""
    )
    filled = [line for line in text[:1500].splitlines() if line.strip()]
    for line in filled[:6]:
        match = pattern.fullmatch(line.strip()) if len(line) < 80 else None
        if match:
            month = match["m1"] or match["m2"]
            number = numbers[month.lower()] if month else int(match["m3"])
            day = int(match["d1"] or match["d2"] or match["d3"])
            return dated(DayMonth(day, number, None), int(match["y1"] or match["y2"] or match["y3"]))
    return None


def _by_weekday(text: str, dateline: Dateline, when: DayMonth, lexicon: Lexicon) -> date | None:
    """The first year, not before the latest that the text names, in which the day falls on the weekday that it names.

    The weekday right after a verb of saying is that of filing in wire copy ("… said on Thursday").
    """
    body = text[dateline.span.end :]
    years = [int(y) for y in _YEAR.findall(body)]
    if not years:
        return None
    numbers = {
        word.rstrip("."): int(c.value or 0) for c in lexicon.scheme("weekday") for word in c.words if len(word) > 5
    }
    verbs = "|".join(sorted(lexicon.words("filing-verb")))
    days = "|".join(sorted(numbers))
    match = re.search(
        rf"\b(?:{verbs})(?:\s\w+|\s\w+\s\w+)??,?\s(?:late\s|early\s)?(?:on\s)?({days})\b",
        body[:_LEAD],
        re.IGNORECASE,
    )
    if match is None:
        return None
    weekday = numbers[match[1].lower()]
    latest = max(years)
    for year in range(latest, latest + 7):
        day = dated(when, year)
        if day is not None and day.isoweekday() == weekday:
            return day
    return None
