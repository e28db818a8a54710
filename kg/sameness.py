"""Whether two reports of different articles tell of one happening: the evidence for it and against it, weighed.

What is compared: when and where it was, how many came to harm, who took part, the names, numbers, people, times
and days in the whole articles, and when these were published. Each kind of evidence has one weight, in ``data/merging/weights.tsv``,
learnt by ``learn.py`` beside it. The verdict on two reports is a function of the two alone, and symmetric.
"""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from kg.assets import asset
from kg.lexicon import load_lexicon
from kg.likeness import Story, alike, article_story, rarity
from kg.model import Actor, Article, Casualty, Factuality, Place, Report, SourcedReport

__all__ = [
    "EVIDENCE",
    "Signature",
    "agree",
    "barred",
    "by_one_group",
    "comparable",
    "evidence",
    "is_known",
    "is_likely",
    "is_story",
    "likelihood",
    "odds",
    "one_accord",
    "signature",
    "tells_story",
]

EVIDENCE = (
    "constant",
    "names",  # likeness of the articles in names and numbers
    "pairs shared",  # names side by side that both articles have, at most three, each as much as it is rare
    "people shared",  # one article names those who are in the other with an age, or took part: half of it each way
    "times shared",  # of day, to the minute
    "other times",  # both tell such times, others
    "numbers shared",  # of three digits or more, at most two
    "same day",
    "next day",
    "days apart",  # 2 to 7
    "weeks apart",
    "next day, both named",  # both texts name the day: "Tuesday", "May 3"
    "days apart, both named",
    "days apart, both fresh",  # each told as news of the day
    "no day",
    "day told",  # not dated alike, but one article names the day of the other
    "day told by both",
    "same spot",
    "same area",
    "other spot",  # two names of spots, not known to be far apart
    "far spot",
    "strange spots",  # neither article names the other's street, building or village
    "strange spot",  # one of them does not
    "killed alike",
    "killed unlike",
    "wounded alike",
    "wounded unlike",
    "actor in common",
    "other doers",
    "rank",  # logarithm of the product of the ranks in the two articles
    "published together",  # within two days
    "published weeks apart",
    "publication unknown",
)
"""The kinds of evidence, in the order of their values."""

_NARROW = frozenset({"Settlement", "City", "Village", "Neighbourhood", "Facility", "Road", "NaturalFeature"})
"""Kinds of place small enough that two attacks there on one day may well be one."""
_WEEK = 7
_FAR = 30.0
"""Kilometres from which two spots are two."""
_FRESH = 3
"""Days between a happening and an article that tells it as news."""
_PLAIN = 1.0
"""Log odds of two reports that plainly agree; of two brief notes that do not, less than its opposite."""
_STORY = 6
"""Names, of the dozen heaviest and besides those of places and groups, from which an article is known by its names."""
_DIM = 0.2
"""Likeness of two articles below which they are two stories if they have no such name in common."""
_MOST_PAIRS, _MOST_NUMBERS = 3.0, 2
"""How many names side by side, or numbers, in common show as much as any more would."""
_AGE = 2
"""Digits of a number that is no name: many are of one age."""
_NOTE = 100
"""Words below which an article tells of one happening, so that its place, day and kind are those of the happening."""
_ACCORD = "Agreement"
_FORCE = "ActOfForce"
_WORD = re.compile(r"[\w'-]+")
_GROUPS = ("ucdp:", "actor:")
_KNOWN = (*_GROUPS, "iso:")


@dataclass(frozen=True, slots=True, eq=False)
class Signature:
    """What of a report is compared, worked out once. Places are those where it happened, the finest told."""

    article: str
    kind: str
    branch: str
    around: tuple[str, ...]
    """Classes above the kind."""
    story: Story
    people: frozenset[str]
    """Last names of the people whom the article tells with their age and of those who took part."""
    took_part: frozenset[str]
    """Of the latter alone."""
    first: date | None
    last: date | None
    exact: bool
    """Known within a week."""
    named: bool
    """The text names the day."""
    fresh: bool
    places: tuple[Place, ...]
    spots: frozenset[str]
    """Ids and names of the places."""
    areas: frozenset[str]
    """Ids and names of what encloses them."""
    own: frozenset[str]
    """The heaviest names of the article besides those of places and groups."""
    killed: int
    wounded: int
    doers: frozenset[str]
    sufferers: frozenset[str]
    rank: int
    published: date | None
    note: bool
    """The article is brief."""
    dated: bool
    """The article names the day somewhere."""
    narrow: frozenset[str]
    """Of each spot smaller than a city the rarest word of its name."""
    zones: frozenset[str]
    parties: frozenset[str]
    """Of an accord: those who agreed on it, by whatever role they are told in."""


_HELD = 4000
"""Reports whose signatures are kept, nine kilobytes with the report: those of a batch and of the articles at hand."""


class _Same(NamedTuple):
    """A report as the key of a cache: it is the object that counts, not what is in it."""

    report: SourcedReport

    def __hash__(self) -> int:
        return id(self.report)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.report is self.report


def signature(report: SourcedReport) -> Signature:
    """What of a report is compared."""
    return _signature(_Same(report))


@lru_cache(maxsize=_HELD)
def _signature(held: _Same) -> Signature:
    article, report = held.report.article, held.report.report
    when, published = report.when, article.published
    kinds = branch(report.type)
    first, last = (when.earliest, when.latest) if when is not None else (None, None)
    if when is not None and kinds == _ACCORD:
        first, last = when.begins
    exact = first is not None and last is not None and timedelta() <= last - first < timedelta(days=_WEEK)
    places = finest(report)
    story = article_story(article)
    people = _people(report)
    sentences = sorted({q.of(article.text) for q in report.quotes})
    return Signature(
        article=article.id,
        kind=report.type,
        branch=kinds,
        around=_chain(report.type),
        story=story,
        people=story.people | people,
        took_part=people,
        first=first,
        last=last,
        exact=exact,
        named=exact and first is not None and any(_names_day(s, first) for s in sentences),
        fresh=exact and published is not None and last is not None and -1 <= (published - last).days <= _FRESH,
        places=places,
        spots=frozenset(name for p in places for name in (p.id, p.name.casefold())),
        areas=frozenset(name for p in places for name in (*p.within_ids, *(w.casefold() for w in p.within))),
        own=_own_names(report, article),
        killed=_harmed(report.casualties, "killed"),
        wounded=_harmed(report.casualties, "wounded"),
        doers=_named(report, ("initiator",)),
        sufferers=_named(report, ("target", "victim")),
        rank=report.salience,
        published=published,
        note=len(article.text.split(maxsplit=_NOTE)) < _NOTE,
        dated=exact and first is not None and _names_day(f"{article.title or ''}\n{article.text}", first),
        narrow=frozenset(_rarest(p.name) for p in places if p.kind in _NARROW and p.kind != "City"),
        zones=frozenset(z.id for z in report.zones),
        parties=_named(report, ("party", "initiator", "target")) if kinds == _ACCORD else frozenset(),
    )


def _own_names(report: Report, article: Article) -> frozenset[str]:
    """The heaviest names of the article besides those of the report's places and groups."""
    return frozenset(article_story(article).names.top).difference(_compared(report))


def _compared(report: Report) -> Iterator[str]:
    for where in report.places:
        for name in (where.place.name, *where.place.within):
            yield from _WORD.findall(name.casefold())
    for part in report.participants:
        if part.actor.kind != "Person":
            for name in (part.actor.name, *part.actor.aliases):
                yield from _WORD.findall(name.casefold())


def _names_day(sentence: str, day: date) -> bool:
    """Whether a sentence has the name of the day of the week, or month and number."""
    months = f"(?:{calendar.month_name[day.month]}|{calendar.month_abbr[day.month]})"
    number = rf"0?{day.day}(?:st|nd|rd|th)?"
    named = rf"\b(?:{calendar.day_name[day.weekday()]}|{months}\.? {number}|{number} (?:of )?{months})\b"
    return re.search(named, sentence, re.IGNORECASE) is not None


def finest(report: Report) -> tuple[Place, ...]:
    """Where it happened, without the areas that enclose another such place."""
    places = [p.place for p in report.places if p.role == "in"]
    around = {area for p in places for area in p.within_ids}
    return tuple(p for p in places if p.id not in around)


@lru_cache(maxsize=1000)
def branch(kind: str) -> str:
    """The broadest class below ``Event`` that a class belongs to, but for acts of force, which are one branch, with what
    others may tell of them: a robbery, an explosion, an accident.
    """
    chain = [kind, *_chain(kind)]
    below = [name for name in chain if name != "Event"]
    broadest = below[-1] if below else kind
    return _FORCE if broadest in load_lexicon().with_trait("maybe-force") else broadest


def _chain(kind: str) -> tuple[str, ...]:
    return load_lexicon().superclasses.get(kind, ())


def _named(report: Report, roles: tuple[str, ...]) -> frozenset[str]:
    return frozenset(p.actor.id for p in report.participants if p.role in roles and is_known(p.actor))


def is_known(actor: Actor) -> bool:
    """Whether it can be known again: by its name, or as a group of the tables that its members were said to be of."""
    return actor.named or actor.id.startswith(_GROUPS)


def _people(report: Report) -> frozenset[str]:
    """Last names of the people who took part."""
    people = (p.actor for p in report.participants if p.actor.named and p.actor.kind == "Person")
    return frozenset(words[-1].casefold() for actor in people if (words := actor.name.split()))


def _harmed(casualties: Iterable[Casualty], kind: str) -> int:
    """People harmed in one way: a stated sum if there is one, else the groups added up, each once."""
    told = [c for c in casualties if c.kind == kind and c.count.best]
    sums = [c.count.best or 0 for c in told if c.total]
    if sums:
        return max(sums)
    groups: dict[tuple[str, str], int] = {}
    for number, c in enumerate(told):
        group = (c.of, c.group.casefold() if c.group else str(number))
        groups[group] = max(groups.get(group, 0), c.count.best or 0)
    return sum(groups.values())


def comparable(a: SourcedReport, b: SourcedReport) -> bool:
    """Whether two reports can be of one happening at all: of two articles, stated, and of one branch of classes."""
    return (
        a.article.id != b.article.id
        and a.report.factuality is Factuality.STATED
        and b.report.factuality is Factuality.STATED
        and branch(a.report.type) == branch(b.report.type)
    )


def evidence(a: Signature, b: Signature) -> tuple[float, ...]:
    """How much there is of each kind of evidence."""
    gap = _days_between(a, b)
    exact = a.exact and b.exact
    named = exact and a.named and b.named
    spot, area, other, far = _where(a, b)
    strange = _is_strange(a, b) + _is_strange(b, a)
    met = _names_people(a, b) + _names_people(b, a)
    days = 0 if gap == 0 or not exact else (a.first in b.story.days) + (b.first in a.story.days)
    times = bool(a.story.times & b.story.times)
    published = None if a.published is None or b.published is None else abs((a.published - b.published).days)
    return (
        1.0,
        alike(a.story.names, b.story.names),
        min(_MOST_PAIRS, sum(weight for pair, weight in a.story.pairs.items() if pair in b.story.pairs)),
        met / 2,
        float(times),
        float(bool(a.story.times and b.story.times) and not times),
        float(min(_MOST_NUMBERS, len(a.story.numbers & b.story.numbers))),
        float(gap == 0 and exact),
        float(gap == 1 and exact),
        float(gap is not None and 1 < gap <= _WEEK and exact),
        float(gap is not None and gap > _WEEK),
        float(gap == 1 and named),
        float(gap is not None and gap > 1 and named),
        float(gap is not None and gap > 1 and a.fresh and b.fresh),
        float(gap is None or (gap <= _WEEK and not exact)),
        float(days == 1),
        float(days == 2),
        float(spot),
        float(area),
        float(other),
        float(far),
        float(strange == 2),
        float(strange == 1),
        float(a.killed == b.killed > 0),
        _unlike(a.killed, b.killed),
        float(a.wounded == b.wounded > 0),
        _unlike(a.wounded, b.wounded),
        float(bool(a.doers & b.doers or a.sufferers & b.sufferers)),
        float(_strangers(a.doers, b.doers)),
        math.log(a.rank * b.rank),
        float(published is not None and published <= 2),
        float(published is not None and published > _WEEK),
        float(published is None),
    )


def _names_people(a: Signature, b: Signature) -> bool:
    """Whether the second's article names somebody of the first's people."""
    return any(name in b.story.names.weights for name in a.people)


def _days_between(a: Signature, b: Signature) -> int | None:
    """Days that surely lie between two happenings; ``None`` if an end is open."""
    if a.first is None or a.last is None or b.first is None or b.last is None:
        return None
    return max((b.first - a.last).days, (a.first - b.last).days, 0)


def _where(a: Signature, b: Signature) -> tuple[bool, bool, bool, bool]:
    """Whether both were in one spot, in one area, in spots of two names, or in spots surely far apart."""
    if not a.places or not b.places:
        return False, False, False, False
    shared = a.spots & b.spots
    if shared:
        if a.spots - shared and b.spots - shared:
            return False, True, False, False
        narrow = any(p.kind in _NARROW for p in a.places if p.id in shared or p.name.casefold() in shared)
        return narrow, not narrow, False, False
    if a.spots & b.areas or b.spots & a.areas:
        return False, True, False, False
    apart = [d for p in a.places for q in b.places if (d := _kilometres(p, q)) is not None]
    far = bool(apart) and min(apart) > _FAR
    return False, False, not far, far


def _rarest(name: str) -> str:
    """The word of a name by which it is known best."""
    words: list[str] = _WORD.findall(name.casefold())
    return max(words or [name.casefold()], key=lambda word: (rarity(word), word))


def _is_strange(a: Signature, b: Signature) -> bool:
    """Whether the first tells of narrow spots, none of which the other article names."""
    return bool(a.narrow) and not any(word in b.story.names.weights for word in a.narrow)


def _kilometres(a: Place, b: Place) -> float | None:
    """Between two places, near enough for telling them apart."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    east = ((a.lon - b.lon + 180) % 360 - 180) * math.cos(math.radians((a.lat + b.lat) / 2))
    return 111.2 * math.hypot(a.lat - b.lat, east)


def _unlike(a: int, b: int) -> float:
    """How far two numbers of people are apart: the logarithm of their ratio; nothing where one is not told."""
    return abs(math.log(a / b)) if a and b else 0.0


def _strangers(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether both doers are known by tables, and are others."""
    one, other = ({i for i in side if i.startswith(_KNOWN)} for side in (a, b))
    return bool(one and other and not one & other)


@lru_cache(maxsize=1)
def _weights() -> tuple[float, ...]:
    known: dict[str, float] = {}
    for line in asset("data", "merging", "weights.tsv").read_text(encoding="utf-8").splitlines():
        name, tab, weight = line.partition("\t")
        if tab and not line.startswith("#"):
            known[name] = float(weight)
    return tuple(known[name] for name in EVIDENCE)


def likelihood(a: Signature, b: Signature) -> float:
    """The weighed evidence, to six digits: above 0 the reports are likely of one happening (log odds)."""
    return round(sum(w * e for w, e in zip(_weights(), evidence(a, b), strict=True)), 6)


def agree(a: Signature, b: Signature) -> bool:
    """Whether two reports are of one happening by what they plainly say, as two brief notes may be: of one kind, on one
    day, in one spot, with a figure or a known actor in common and nothing in the way. That one tells of an air strike
    or a suicide attack, the other of an attack at large, shows no agreement: more was done there that day.
    """
    spot, area, _, _ = _where(a, b)
    if not (spot or area) or _days_between(a, b) != 0 or not (a.exact and b.exact) or a.branch != b.branch:
        return False
    if a.doers and b.doers and not a.doers & b.doers:
        return False
    if any(x and y and max(x, y) > 2 * min(x, y) + 2 for x, y in ((a.killed, b.killed), (a.wounded, b.wounded))):
        return False
    kind = (a.kind == b.kind or a.kind in b.around or b.kind in a.around) and not _by_other_means(a, b)
    actor = bool(a.doers & b.doers or a.sufferers & b.sufferers)
    figure = _one_figure(a, b)
    return (figure or (kind and actor)) if spot else (figure and kind and actor)


def by_one_group(a: Signature, b: Signature) -> bool:
    """Whether two reports plainly agree that a group of the tables did it, that day, in that spot."""
    return any(doer.startswith(_GROUPS) for doer in a.doers & b.doers) and _where(a, b)[0] and agree(a, b)


def _by_other_means(a: Signature, b: Signature) -> bool:
    """Whether one tells of an act that is told apart by what is done, the other of one at large."""
    apart = load_lexicon().with_trait("told-by-day")
    return apart & {a.kind, *a.around} != apart & {b.kind, *b.around}


def _elsewhere(a: Signature, b: Signature) -> bool:
    """Whether the two name other spots."""
    _, _, other, far = _where(a, b)
    return other or far


def _one_figure(a: Signature, b: Signature) -> bool:
    return a.killed == b.killed > 0 or a.wounded == b.wounded > 0


def one_accord(a: Signature, b: Signature) -> bool | None:
    """Whether two reports tell of one accord: one kind, one day of beginning, one area and parties in common, or, where
    only one of them tells the area, the same parties. ``None`` if that cannot be said.

    Of different kinds, days, zones, places or parties they are two: a week may see more than one ceasefire.
    """
    if a.first is None or a.last is None or b.first is None or b.last is None:
        return None
    parties = a.parties & b.parties
    strangers = bool(a.parties and b.parties and not parties)
    spot, area, _, far = _where(a, b)
    there = bool(a.zones & b.zones) or spot or area
    elsewhere = (bool(a.zones and b.zones) and not a.zones & b.zones) or (far and not there)
    related = a.kind == b.kind or a.kind in b.around or b.kind in a.around
    if not related or _days_between(a, b) != 0 or strangers or elsewhere:
        return False
    if not (a.exact and b.exact):
        return None
    told = [bool(s.zones or s.places) for s in (a, b)]
    if there:
        return True if parties or not (a.parties and b.parties) else None
    return True if not all(told) and len(parties) > 1 else None


def barred(a: Signature, b: Signature) -> bool:
    """Whether two reports cannot be of one happening, however alike their words are: daily notes repeat their words.

    Two brief notes of unrelated kinds, of different days that they name, or of different spots; acts told apart by what
    is done, of unrelated kinds or different days; and acts of different kinds, days apart, not in one spot, with
    other tolls.
    """
    related = a.kind == b.kind or a.kind in b.around or b.kind in a.around
    gap = (_days_between(a, b) or 0) if a.exact and b.exact else 0
    kinds = {a.kind, *a.around, b.kind, *b.around}
    traits = load_lexicon()
    if (not related and kinds & traits.with_trait("told-by-means")) or (
        gap > 0 and kinds & traits.with_trait("told-by-day")
    ):
        return True
    notes = a.note and b.note
    if notes and (not related or (gap > 0 and a.dated and b.dated)):
        return True
    differ = gap > 1 and a.kind != b.kind and _unlike(a.killed, b.killed) > 0
    if not notes and not differ:
        return False
    spot, _, other, far = _where(a, b)
    return (notes and (other or far)) or (differ and not spot)


def is_story(one: Signature) -> bool:
    """Whether an article has names enough, besides those of places and groups, to be known again by."""
    return len(one.own) >= _STORY


def tells_story(report: Report, article: Article) -> bool:
    """The same of a report that has no signature yet: only two of which it is true are ever known again by their names."""
    return len(_own_names(report, article)) >= _STORY


def is_likely(a: Signature, b: Signature) -> bool:
    """Whether ``odds`` are even or better: of all that are asked for, most need no weighing, since a brief note is known
    again by plain agreement alone.
    """
    if is_story(a) and is_story(b):
        return odds(a, b) >= 0
    accord = one_accord(a, b) if a.branch == b.branch == _ACCORD else None
    if accord is False or barred(a, b):
        return False
    return accord is True or (agree(a, b) and not _told_beside(a, b))


def _told_beside(a: Signature, b: Signature) -> bool:
    """Whether one of two reports is not what its article is about, and they tell of other means or other spots, without
    a figure or a person in common.
    """
    known = bool(a.took_part & b.people or b.took_part & a.people)
    return max(a.rank, b.rank) > 1 and not (known or _one_figure(a, b)) and (_by_other_means(a, b) or _elsewhere(a, b))


def odds(a: Signature, b: Signature) -> float:
    """How likely two reports are of one happening, as log odds: stories are known again by all the evidence, a brief
    note by plain agreement alone. Minus infinity for two that cannot be of one happening, in whatever company.
    """
    accord = one_accord(a, b) if a.branch == b.branch == _ACCORD else None
    if barred(a, b) or accord is False:
        return -math.inf
    if accord:
        return _PLAIN
    weighed = likelihood(a, b)
    if _told_beside(a, b):
        # what two articles are about says nothing of what else they tell
        return min(weighed, -_PLAIN)
    stories = is_story(a) and is_story(b)
    strangers = stories and not any(len(name) > _AGE or not name.isdigit() for name in a.own & b.own)
    if strangers and alike(a.story.names, b.story.names) < _DIM:
        return min(weighed, -_PLAIN)
    if agree(a, b) and not strangers:
        return max(weighed, _PLAIN)
    return weighed if stories else min(weighed, -_PLAIN)
