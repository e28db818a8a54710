"""From what an expression says to the time it means: by publication date, tense and what was spoken of before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from kg.dates import Precision, When
from kg.extract.parse import Parsed
from kg.extract.timex.calendar import SEASON_MONTHS, Cal, add_days, add_months, feast_day, monday_of, safe_date
from kg.extract.timex.clock_rules import hour_in
from kg.extract.timex.expressions import Calendar, Deictic, Duration, Expression, Frequency
from kg.extract.timex.tense import head_of, tense_of, told_in_past
from kg.extract.timex.words import TimeWords

__all__ = ["Placed", "Resolved", "resolve"]


class Placed(NamedTuple):
    """An expression with its tokens (``last`` exclusive)."""

    first: int
    last: int
    expression: Expression


class Resolved(NamedTuple):
    """A TIMEX3 type and value, and the interval if the expression names one."""

    type: str
    value: str
    when: When | None
    cal: Cal | None


@dataclass(slots=True)
class _Discourse:
    """What was spoken of so far: ``ref`` any time, ``day`` a day, ``stated`` one that has its year."""

    published: date | None
    """The day that "today" means."""
    words: TimeWords
    printed: date | None = None
    """The day of the paper, if it comes after the day on which the report was filed."""
    ref: Cal | None = None
    ref_sentence: int = -100
    day: Cal | None = None
    day_sentence: int = -100
    stated: Cal | None = None
    stated_sentence: int = -100
    stated_paragraph: int = -100
    quarter: Cal | None = None
    quarter_sentence: int = -100
    day_first: bool = False
    """Whether the article writes "3 May" and not "May 3"."""


def resolve(parsed: Parsed, placed: list[Placed], words: TimeWords) -> list[Resolved]:
    """The meaning of each expression of an article, in order."""
    seen = _Discourse(parsed.article.published, words)
    order = [
        one.expression.day_first
        for one in placed
        if isinstance(one.expression, Calendar) and not one.expression.in_figures
    ]
    seen.day_first = order.count(True) > order.count(False)
    first_year = _first_year(placed, seen.published)
    found: list[Resolved | None] = []
    for one in placed:
        expression = one.expression
        if isinstance(expression, Calendar) and (expression.shared or _timeless(expression)):
            found.append(None)
            continue
        resolved = _resolve(parsed, one, seen, first_year)
        found.append(resolved)
        filed = _filed(parsed, one, resolved, seen.published)
        if filed != seen.published:
            seen.printed, seen.published = seen.published, filed
        _remember(parsed, one, resolved, seen)
    for k, one in enumerate(placed):
        if isinstance(one.expression, Calendar) and one.expression.shared:
            found[k] = _shared(placed, found, k)
    return [r if r is not None else _clock_time(parsed, placed, found, k) for k, r in enumerate(found)]


def _filed(parsed: Parsed, one: Placed, resolved: Resolved, published: date | None) -> date | None:
    """The day that "today" means: that of the dateline, where a paper prints the next day what was filed on it."""
    dateline = parsed.article.dateline
    if published is None or dateline is None or resolved.cal is None:
        return published
    day = resolved.cal.as_date
    inside = dateline.begin <= parsed.tokens[one.first].begin < dateline.end
    return day if inside and day is not None and 0 < (published - day).days <= _PRINTED_LATER else published


_PRINTED_LATER = 2
"""Days from the day of a dateline to that of the paper."""


def _shared(placed: list[Placed], found: list[Resolved | None], k: int) -> Resolved:
    """A day with the month and the year of its neighbour."""
    e = placed[k].expression
    assert isinstance(e, Calendar)
    year = None
    for step in (1, -1, 2, -2, 3, -3, 4, -4):
        j = k + step
        other = placed[j].expression if 0 <= j < len(placed) else None
        if isinstance(other, Calendar) and other.month == e.month and not other.shared:
            resolved = found[j]
            if resolved is not None and resolved.cal is not None:
                year = resolved.cal.year
                break
    return _of_cal("DATE", Cal(year=year, month=e.month, day=e.day))


def _timeless(expression: Calendar) -> bool:
    """Whether only a clock time or a part of the day is told."""
    has_date = (
        expression.year, expression.month, expression.day, expression.weekday, expression.quarter, expression.half,
        expression.season, expression.decade, expression.century, expression.feast,
    )  # fmt: skip
    return all(x is None for x in has_date)


def _first_year(placed: list[Placed], published: date | None) -> Cal | None:
    """The first date with a year in the text: what a text without a publication date is read by."""
    if published is not None:
        return None
    for one in placed:
        e = one.expression
        if isinstance(e, Calendar) and e.year is not None and e.month is not None:
            return Cal(year=_full_year(e.year, e.short_year, published), month=e.month, day=e.day)
    return None


def _full_year(year: int, short: bool, published: date | None) -> int:
    """Two digits as the year nearest to publication, not far after it."""
    if not short:
        return year
    pivot = published.year + 5 if published is not None else 2049
    century = pivot // 100 * 100
    return century + year if century + year <= pivot else century - 100 + year


def _background(parsed: Parsed, one: Placed) -> bool:
    """Whether a time dates something beside the story: "after the city's fall in December 2016"."""
    tokens = parsed.tokens
    at = one.first
    for _ in range(6):
        head = tokens[at].head
        if head == at or tokens[head].pos in ("VERB", "AUX"):
            return False
        at = head
        if tokens[at].lower in ("after", "before", "since", "following"):
            return True
    return False


def _beside_story(parsed: Parsed, one: Placed, last: int) -> bool:
    """Whether a day is only that since which something goes on, or that on which a source spoke of what the sentence
    dates itself (``last`` is the sentence of the day told before): "the same day", "the next morning" are counted from another.
    """
    tokens = parsed.tokens
    at = head_of(parsed, one.first, one.last)
    for _ in range(6):
        token = tokens[at]
        if any(tokens[c].lower == "since" and c < one.first for c in (*parsed.children[at], token.head)):
            return True
        if token.pos in ("VERB", "AUX"):
            return token.sent == last and token.lemma in _SAYING and at < one.first and _ends(parsed, one)
        if token.head == at:
            return False
        at = token.head
    return False


def _ends(parsed: Parsed, one: Placed) -> bool:
    """Whether nothing but a full stop comes after an expression in its sentence."""
    return all(t.pos == "PUNCT" for t in parsed.tokens[one.last : parsed.sentences[parsed.tokens[one.first].sent].last])


_SAYING = frozenset(("say", "tell", "report", "announce", "add", "confirm"))


def _resolve(parsed: Parsed, one: Placed, seen: _Discourse, first_year: Cal | None) -> Resolved:
    expression = one.expression
    if isinstance(expression, Calendar):
        return _calendar(parsed, one, expression, seen, first_year)
    if isinstance(expression, Deictic):
        return _deictic(parsed, one, expression, seen)
    if isinstance(expression, Duration):
        coming = _time_to_come(parsed, one, expression, seen)
        return _duration(expression, seen) if coming is None else _deictic(parsed, one, coming, seen)
    if isinstance(expression, Frequency):
        return Resolved("SET", expression.value, None, None)
    return Resolved("DATE", expression.value, None, None)


def _remember(parsed: Parsed, one: Placed, resolved: Resolved, seen: _Discourse) -> None:
    cal = resolved.cal
    if cal is None:
        return
    sentence = parsed.sentences[parsed.tokens[one.first].sent]
    if cal.quarter and not (
        isinstance(one.expression, Deictic) and (one.expression.counted or one.expression.year is not None)
    ):
        seen.quarter, seen.quarter_sentence = cal, sentence.i
    if cal.year is None or cal.decade is not None or cal.century is not None:
        return
    expression = one.expression
    aside = (
        seen.published is None
        and cal.month is None
        and cal.season is None
        and seen.stated is not None
        and seen.stated.month is not None
    )
    if aside:
        # a text without a date of its own is read by its days, not by the years it mentions
        return
    seen.ref, seen.ref_sentence = cal, sentence.i
    if cal.as_date is not None and not (seen.day is not None and _beside_story(parsed, one, seen.day_sentence)):
        seen.day, seen.day_sentence = cal, sentence.i
    if isinstance(expression, Calendar) and expression.year is not None:
        if _background(parsed, one):
            return
        seen.stated, seen.stated_sentence, seen.stated_paragraph = cal, sentence.i, sentence.paragraph
    elif isinstance(expression, Deictic) and not expression.in_text and seen.published is not None:
        seen.stated = None
    elif seen.stated is not None and cal.as_date is not None:
        # a narrative goes on: the next date is read by this one
        seen.stated, seen.stated_sentence, seen.stated_paragraph = cal, sentence.i, sentence.paragraph


# ---------------------------------------------------------------- calendar dates


def _calendar(parsed: Parsed, one: Placed, e: Calendar, seen: _Discourse, first_year: Cal | None) -> Resolved:
    cal = _cal_of(parsed, one, e, seen, first_year)
    cal = cal.at(e.part, e.hour, e.minute)
    kind = "TIME" if e.part or e.hour is not None else "DATE"
    when = cal.when()
    value = cal.value
    end = _other_end(e, cal)
    if end is not None and when is not None and when.earliest is not None:
        last = end.bounds()
        if last is not None and last[1] >= when.earliest:
            when = When(when.earliest, last[1], when.precision, lasting=True)
            value = f"{cal.value}/{end.value}"
    elif e.overnight and when is not None and when.latest is not None:
        when = replace(when, latest=add_days(when.latest, 1))
    return Resolved(kind, value, when, cal)


def _other_end(e: Calendar, cal: Cal) -> Cal | None:
    if e.until_year is not None:
        return Cal(year=e.until_year)
    if e.until_month is not None:
        year = cal.year
        if year is not None and e.month is not None and e.until_month < e.month:
            year += 1
        return Cal(year=year, month=e.until_month, day=e.until_day)
    if e.until_day is not None:
        if e.day is not None and e.until_day <= e.day:
            return None
        return Cal(year=cal.year, month=cal.month, day=e.until_day)
    return None


def _cal_of(parsed: Parsed, one: Placed, e: Calendar, seen: _Discourse, first_year: Cal | None) -> Cal:
    published = seen.published
    if e.decade is not None:
        return Cal(decade=e.decade)
    if e.century is not None:
        return Cal(century=e.century)
    if e.feast is not None:
        return _feast(parsed, one, e, seen, first_year)
    year = None if e.year is None else _full_year(e.year, e.short_year, published)
    if e.quarter is not None or e.half is not None:
        if year is None:
            year = _year_of_quarter(parsed, one, 3 * (e.quarter or 2 * (e.half or 1)) - 2, seen, first_year)
        return Cal(year=year, quarter=e.quarter, half=e.half)
    if e.season is not None:
        if year is None:
            year = _year_of_month(parsed, one, e, SEASON_MONTHS[e.season], None, seen, first_year)
        return Cal(year=year, season=e.season)
    if e.month is not None:
        if e.years is not None and published is not None:
            year = published.year + e.years
        if year is None and e.weekday is not None and e.day is not None:
            year = _year_of_weekday(e.month, e.day, e.weekday, seen, first_year)
        if year is None:
            year = _year_of_month(parsed, one, e, e.month, e.day, seen, first_year)
        if e.in_figures and (_turned(e, year, published) or (seen.day_first and (e.day or 0) <= 12)):
            return Cal(year=year, month=e.day, day=e.month)
        if e.week and year is not None and e.day is not None and (day := safe_date(year, e.month, e.day)) is not None:
            return Cal.of_week(day)
        return Cal(year=year, month=e.month, day=e.day)
    if e.months is not None and published is not None and e.day is not None:
        moved = add_months(published.year, published.month, e.months)
        return Cal(day=e.day) if moved is None else Cal(year=moved[0], month=moved[1], day=e.day)
    if e.weekday is not None:
        day = _weekday(parsed, one, e, seen)
        return Cal(weekday=e.weekday) if day is None else Cal.of_day(day)
    return Cal(year=year)


def _turned(e: Calendar, year: int | None, published: date | None) -> bool:
    """Whether a date in figures has its day first: read month first it would lie after publication."""
    if published is None or year is None or e.month is None or e.day is None or e.day > 12:
        return False
    month_first, day_first = safe_date(year, e.month, e.day), safe_date(year, e.day, e.month)
    return month_first is not None and day_first is not None and month_first > published >= day_first


def _feast(parsed: Parsed, one: Placed, e: Calendar, seen: _Discourse, first_year: Cal | None) -> Cal:
    rules = (e.feast or "").split("|")
    if e.year is not None:
        day = feast_day(rules[0], e.year)
        return Cal.of_day(day) if day is not None else Cal(year=e.year)
    around = seen.published or (date(first_year.year, 7, 1) if first_year is not None and first_year.year else None)
    if around is None:
        plain = feast_day(rules[0], 2000)
        fixed = len(rules) == 1 and plain is not None and not rules[0].startswith("easter") and "W" not in rules[0]
        return Cal(month=plain.month, day=plain.day) if fixed and plain is not None else Cal()
    years = (around.year - 1, around.year, around.year + 1)
    days = [d for rule in rules for y in years if (d := feast_day(rule, y)) is not None]
    if not days:
        return Cal()
    return Cal.of_day(_by_tense(days, around, e.direction, _tense(parsed, one, seen.words)))


def _by_tense(days: list[date], around: date, direction: int | None, tense: str) -> date:
    """The one of some yearly days that is meant."""
    soon = [d for d in days if 0 <= (d - around).days <= 14]
    if soon and direction is None and tense != "past":
        return min(soon)
    past = [d for d in days if d <= around]
    coming = [d for d in days if d >= around]
    if (direction == -1 or tense == "past") and past:
        return max(past)
    if (direction == 1 or tense == "future") and coming:
        return min(coming)
    return min(days, key=lambda d: (abs(d - around), d))


def _tense(parsed: Parsed, one: Placed, words: TimeWords) -> str:
    """Tense of the clause; "since" looks back, "by" and "until" ahead unless the verb is past."""
    before = parsed.tokens[one.first - 1] if one.first else None
    if before is not None and before.sent == parsed.tokens[one.first].sent and before.lower == "since":
        return "past"
    return tense_of(parsed, one.first, one.last, words)


def _year_of_weekday(month: int, day: int, weekday: int, seen: _Discourse, first_year: Cal | None) -> int | None:
    """The year, nearest to publication, in which a date falls on its weekday."""
    around = seen.published.year if seen.published is not None else None
    if around is None:
        around = seen.stated.year if seen.stated is not None else first_year.year if first_year is not None else None
    if around is None:
        return None
    for step in (0, -1, 1, -2, 2, -3, -4, -5, -6):
        found = safe_date(around + step, month, day)
        if found is not None and found.isoweekday() == weekday:
            return around + step
    return None


def _year_of_month(
    parsed: Parsed, one: Placed, e: Calendar, month: int, day: int | None, seen: _Discourse, first_year: Cal | None
) -> int | None:
    """The year of a month, quarter or season that is told without one."""
    tense = _tense(parsed, one, seen.words)
    told = _from_discourse(parsed, one, month, day, seen) if e.direction is None and tense != "future" else None
    if told is not None:
        return told
    published = seen.published
    if published is None:
        near = parsed.tokens[one.first].sent - seen.stated_sentence <= 2
        anchor = seen.stated if seen.stated is not None and (near or seen.stated.month is not None) else first_year
        if anchor is None or anchor.year is None:
            return None
        if anchor.month is not None and month < anchor.month - 6:
            return anchor.year + 1
        return anchor.year
    here, this = published.month, published.year
    if e.direction == -1:
        return this - 1 if month >= here else this
    if e.direction == 1:
        return this + 1 if month <= here else this
    if e.direction == 0:
        return this
    if day is None:
        if tense == "past" and _deadline(parsed, one) and 0 < (month - here) % 12 <= 3:
            tense = "future"
        if tense == "past":
            return this - 1 if month > here else this
        if tense == "future":
            return this if month >= here else this + 1
        months = [(month + 12 * k - here, this + k) for k in (-1, 0, 1)]
        favour = 1 if tense == "present" else -1
        return min(months, key=lambda m: (abs(m[0]) - (favour if m[0] * favour > 0 else 0), m))[1]
    days = [d for y in (this - 1, this, this + 1) if (d := safe_date(y, month, day)) is not None]
    if not days:
        return this
    past = [d for d in days if d <= published]
    coming = [d for d in days if d >= published]
    near = bool(coming) and (coming[0] - published).days <= _SOON
    if coming and (tense == "future" or (tense == "present" and _deadline(parsed, one))):
        return coming[0].year
    if tense == "past" and past and not near:
        return past[-1].year
    if past and told_in_past(parsed, one.first, one.last) and not _deadline(parsed, one):
        return past[-1].year
    # a date without a year is one of the months about publication
    return coming[0].year if near or not past else past[-1].year


_SOON = 65
_MONTHS_APART = 8


_DEADLINE_WORDS = ("to", "until", "till", "by", "for", "through", "before")


def _deadline(parsed: Parsed, one: Placed) -> bool:
    """Whether a preposition points ahead although the verb looks back: "postponed until Tuesday"."""
    before = parsed.tokens[one.first - 1] if one.first else None
    return before is not None and before.sent == parsed.tokens[one.first].sent and before.lower in _DEADLINE_WORDS


def _year_of_quarter(parsed: Parsed, one: Placed, month: int, seen: _Discourse, first_year: Cal | None) -> int | None:
    """The year of a quarter: reports are on the last one that has begun, unless the talk is of what is to come."""
    if seen.published is None:
        return first_year.year if first_year is not None else None
    ahead = month > seen.published.month
    return seen.published.year - (1 if ahead and _tense(parsed, one, seen.words) == "past" else 0)


def _from_discourse(parsed: Parsed, one: Placed, month: int, day: int | None, seen: _Discourse) -> int | None:
    """The year by a date with a year that was told shortly before, if it lies well before publication."""
    stated = seen.stated
    if stated is None or stated.year is None:
        return None
    sentence = parsed.sentences[parsed.tokens[one.first].sent]
    distance = sentence.i - seen.stated_sentence
    if seen.published is not None:
        lately = (seen.published.month - month) % 12
        goes_on = day is None and distance == 1 and sentence.paragraph == seen.stated_paragraph
        if (
            distance
            and not goes_on
            and (lately == 0 or (lately == 1 and seen.published.day < 20))
            and (lately or (day or 0) <= seen.published.day)
        ):
            return None
        gap = (seen.published.year - stated.year) * 12 + seen.published.month - (stated.month or 12)
        if stated.month is None and stated.season is None:
            if distance > 0 or stated.year >= seen.published.year:
                return None
        elif distance > 2 or gap < _MONTHS_APART or sentence.paragraph - seen.stated_paragraph > 1:
            return None
    from_month = stated.month or (SEASON_MONTHS[stated.season] if stated.season is not None else None)
    if from_month is None:
        return stated.year
    if stated.season is not None:
        return stated.year if month >= from_month else stated.year + 1
    if month >= from_month - 3:
        return stated.year + (1 if month - from_month > 10 else 0)
    return stated.year + 1


def _weekday(parsed: Parsed, one: Placed, e: Calendar, seen: _Discourse) -> date | None:
    weekday = e.weekday or 1
    published = seen.published
    stated = seen.stated.as_date if seen.stated is not None else None
    if stated is not None and published is None:
        ahead = (weekday - stated.isoweekday()) % 7
        if e.direction == -1:
            return add_days(stated, ahead - 7)
        return add_days(stated, ahead if ahead or e.direction is None else 7)
    if published is None:
        return None
    here = published.isoweekday()
    if e.weeks is not None:
        ahead = e.weeks == 0 and weekday > here and _tense(parsed, one, seen.words) == "past"
        return add_days(monday_of(published), 7 * (e.weeks - ahead) + weekday - 1)
    back = (here - weekday) % 7
    if e.direction == -1:
        return add_days(published, -(back or 7))
    if e.direction == 1:
        return add_days(published, 7 - back)
    tense = _tense(parsed, one, seen.words)
    if e.direction == 0:
        return add_days(published, weekday - here)
    if tense == "future" or (back and _postponed(parsed, one, seen.words)):
        return add_days(published, (weekday - here) % 7)
    if seen.printed is not None and seen.printed.isoweekday() == weekday:
        return seen.printed  # filed on Friday, printed on Saturday: "on Saturday" is hardly a week ago
    return add_days(published, -back)


def _postponed(parsed: Parsed, one: Placed, words: TimeWords) -> bool:
    """Whether "until Tuesday", "by Friday" names a term that is still to come, not the end of what lasted."""
    before = parsed.tokens[one.first - 1] if one.first else None
    if before is None or before.sent != parsed.tokens[one.first].sent or before.lower not in ("until", "till", "by"):
        return False
    opens = before.i == parsed.sentences[before.sent].first
    if not opens and _tense(parsed, one, words) == "present":
        return True  # "the truce holds until Sunday"
    return not opens and parsed.tokens[before.head].lemma not in words.lasting


# ---------------------------------------------------------------- units counted from now or from the text


def _deictic(parsed: Parsed, one: Placed, e: Deictic, seen: _Discourse) -> Resolved:
    kind = "TIME" if e.part or e.hour is not None else "DATE"
    if e.quarter is not None:
        base = seen.published.year if seen.published is not None else None
        if base is None:
            return Resolved("DATE", f"XXXX-Q{e.quarter}", None, None)
        if e.quarter > 4:
            return _of_cal("DATE", Cal(year=base + (e.amount or 0), half=e.quarter - 4))
        return _of_cal("DATE", Cal(year=base + (e.amount or 0), quarter=e.quarter))
    if e.unit == "Q" and (e.in_text or e.year is not None):
        return _that_quarter(parsed, one, e, seen)
    if e.amount is None:
        return Resolved("DATE", "FUTURE_REF" if e.ahead else "PAST_REF", None, None)
    anchor = _anchor(e, seen)
    if e.counted and e.in_text and e.unit == "Y" and seen.published is not None and seen.stated is None:
        anchor = seen.published
    sentence = parsed.tokens[one.first].sent
    if e.counted and e.unit == "Y" and e.amount == -1:
        near = seen.quarter if seen.quarter is not None and sentence - seen.quarter_sentence <= 3 else None
        if near is not None and near.year is not None:
            return _of_cal("DATE", replace(near, year=near.year - 1))
    if anchor is None:
        reference = "PRESENT_REF" if e.amount == 0 else "PAST_REF" if e.amount < 0 else "FUTURE_REF"
        if e.unit == "D" and e.part:
            return Resolved("TIME", f"XXXX-XX-XX{e.part}", None, None)
        return Resolved("DATE", reference, None, None)
    whole = e.unit == "WE"
    cal = _weekend(parsed, one, e, anchor, seen) if whole else _moved(anchor, e.unit, e.amount, e.counted)
    if cal is None:
        return Resolved("DATE", "PAST_REF" if e.amount < 0 else "FUTURE_REF", None, None)
    cal = cal.at(e.part, e.hour, e.minute)
    when = cal.when()
    published = seen.published
    if when is not None and published is not None and e.so_far:
        if e.so_far < 0 and when.earliest is not None and when.earliest <= published:
            when = replace(when, latest=published)
        elif e.so_far > 0 and when.latest is not None and when.latest >= published:
            when = replace(when, earliest=published)
    return Resolved(kind, cal.value, when, cal)


def _of_cal(kind: str, cal: Cal) -> Resolved:
    return Resolved(kind, cal.value, cal.when(), cal)


def _anchor(e: Deictic, seen: _Discourse) -> date | None:
    """The day that a distance is counted from."""
    if not e.in_text:
        return seen.published
    ref = seen.ref
    if e.unit in ("D", "W", "TS", "TM", "TH"):
        ref = seen.day
    if ref is None:
        # nothing was told that days could be counted from; a year or a month is counted from publication
        return None if e.unit == "D" and e.counted else seen.published
    bounds = ref.bounds()
    if bounds is None:
        return seen.published
    return bounds[0] if e.amount is not None and e.amount <= 0 else bounds[1]


def _moved(anchor: date, unit: str, amount: int, counted: bool) -> Cal | None:
    """The unit that lies ``amount`` units from the one of the anchor."""
    if unit in ("TS", "TM", "TH"):
        return Cal.of_day(anchor)
    if unit == "D":
        day = add_days(anchor, amount)
        return None if day is None else Cal.of_day(day)
    if unit == "W":
        day = add_days(anchor, 7 * amount)
        return None if day is None else Cal.of_week(day)
    if unit == "M":
        month = add_months(anchor.year, anchor.month, amount)
        return None if month is None else Cal(year=month[0], month=month[1])
    if unit == "Q":
        month = add_months(anchor.year, anchor.month, 3 * amount)
        return None if month is None else Cal(year=month[0], quarter=(month[1] + 2) // 3)
    years = {"Y": 1, "DE": 10, "CE": 100}.get(unit)
    if years is None:
        return None
    year = anchor.year + years * amount
    if not 1 <= year <= 9999:
        return None
    if not counted and unit == "DE":
        return Cal(decade=year // 10)
    if not counted and unit == "CE":
        return Cal(century=year // 100)
    return Cal(year=year)


def _weekend(parsed: Parsed, one: Placed, e: Deictic, anchor: date, seen: _Discourse) -> Cal | None:
    weeks = e.amount or 0
    if weeks == 0 and anchor.isoweekday() < 6 and _tense(parsed, one, seen.words) == "past":
        weeks = -1
    day = add_days(anchor, 7 * weeks)
    return None if day is None else Cal.of_week(day, weekend=True)


def _that_quarter(parsed: Parsed, one: Placed, e: Deictic, seen: _Discourse) -> Resolved:
    last = seen.quarter
    if last is None and seen.published is not None:
        last = _moved(seen.published, "Q", -1, False)
    if last is None or last.year is None:
        return Resolved("DATE", f"{e.year or 'XXXX'}-QX", None, None)
    return _of_cal("DATE", last if e.year is None else replace(last, year=e.year))


# ---------------------------------------------------------------- lengths


_PRECISION = {"D": Precision.DAY, "W": Precision.WEEK, "M": Precision.MONTH, "Q": Precision.SEASON, "Y": Precision.YEAR}
_PART_UNIT = {"Y": (12, "M"), "TH": (60, "M"), "TM": (60, "S"), "D": (24, "H"), "W": (7, "D"), "M": (30, "D")}


def _time_to_come(parsed: Parsed, one: Placed, e: Duration, seen: _Discourse) -> Deictic | None:
    """ "will meet in ten days": the day that lies so far ahead."""
    before = parsed.tokens[one.first - 1] if one.first else None
    if before is None or before.lower != "in" or before.sent != parsed.tokens[one.first].sent:
        return None
    if e.direction or e.amount is None or e.amount != int(e.amount) or e.unit not in ("D", "W", "M", "Y"):
        return None
    if tense_of(parsed, one.first, one.last, seen.words) != "future":
        return None
    return Deictic(e.unit, int(e.amount), ahead=True, counted=True)


def _duration(e: Duration, seen: _Discourse) -> Resolved:
    return Resolved("DURATION", duration_value(e.unit, e.amount), _stretch(e, seen.published), None)


def duration_value(unit: str, amount: float | None) -> str:
    """The TIMEX3 value of a length."""
    if unit == "DE":
        unit, amount = "Y", None if amount is None else amount * 10
    elif unit == "CE":
        unit, amount = "Y", None if amount is None else amount * 100
    clock = unit.startswith("T")
    letter = unit[-1]
    mark = "PT" if clock else "P"
    if amount is None:
        return f"{mark}X{letter}"
    whole = int(amount)
    rest = amount - whole
    if not rest:
        return f"{mark}{whole}{letter}"
    parts, smaller = _PART_UNIT.get(unit, (10, ""))
    if not smaller:
        return f"{mark}{amount:g}{letter}"
    small = round(rest * parts)
    time_mark = "T" if unit == "D" else ""
    return f"{mark}{whole}{letter}{time_mark}{small}{smaller}" if whole else f"{mark}{time_mark}{small}{smaller}"


def _stretch(e: Duration, published: date | None) -> When | None:
    """The stretch up to publication that "the past two weeks" names, or from it for "the next"."""
    if published is None or not e.direction:
        return None
    amount = 3.0 if e.amount is None else e.amount
    sign = 1 if e.direction > 0 else -1
    other: date | None
    if e.unit in ("TS", "TM", "TH"):
        hours = amount / {"TS": 3600, "TM": 60, "TH": 1}[e.unit]
        other = add_days(published, sign * (0 if hours < 13 else max(1, round(hours / 24))))
    elif e.unit in ("D", "W"):
        other = add_days(published, round(sign * amount * (7 if e.unit == "W" else 1)))
    else:
        months = {"M": 1, "Q": 3, "Y": 12, "DE": 120, "CE": 1200}.get(e.unit)
        if months is None or amount > 120_000:
            return None
        moved = add_months(published.year, published.month, round(sign * amount * months))
        other = None if moved is None else safe_date(*moved, min(published.day, 28))
    if other is None:
        return None
    precision = _PRECISION.get(e.unit, Precision.DAY if e.unit.startswith("T") else Precision.YEAR)
    return When(min(other, published), max(other, published), precision)


# ---------------------------------------------------------------- clock times


_BESIDE = 4
"""Words from an hour to a part of the day that says which half of the day it is: "at 7:30 on Saturday night"."""


def _clock_time(parsed: Parsed, placed: list[Placed], found: list[Resolved | None], k: int) -> Resolved:
    """A clock time takes its day from its sentence, else from what was told before, else from the publication."""
    e = placed[k].expression
    assert isinstance(e, Calendar)
    tokens = parsed.tokens
    sentence = tokens[placed[k].first].sent
    day: Cal | None = None
    best = 10_000
    for j in range(max(0, k - 4), min(len(placed), k + 5)):
        other = found[j]
        if other is None or other.cal is None or other.cal.as_date is None or tokens[placed[j].first].sent != sentence:
            continue
        distance = abs(placed[j].first - placed[k].first)
        apart = placed[j].expression
        if distance > _BESIDE and j > k and _background(parsed, placed[j]):
            continue  # "fired at dawn for the first time since the killing of their leader on Tuesday"
        if isinstance(apart, Deictic) and apart.in_text and distance > _BESIDE:
            continue  # "took place at 11 p.m.; two days earlier he had turned 29": the day before something else
        if isinstance(apart, Calendar) and apart.part and e.hour is None and j > k and distance > _BESIDE:
            continue  # "shelled in the morning, breaking the truce that took effect at midnight on 3 May"
        if distance < best:
            best, day = distance, other.cal
    told_elsewhere = day is None
    if day is None:
        day = _day_before(parsed, placed, found, k)
    published = parsed.article.published
    if told_elsewhere and day is not None and e.overnight and published is not None:
        # "overnight" without a day is the night before the report, whatever day was told of last
        last = day.as_date
        if (
            last is not None
            and last < published
            and ((published - last).days <= _FRESH or _other_paragraph(parsed, placed, found, k))
        ):
            day = Cal.of_day(published)
    if day is None:
        day = Cal() if published is None else Cal.of_day(_of_last_night(parsed, placed, k, published))
    if told_elsewhere and e.part == "TNI" and tokens[max(0, placed[k].first - 1)].lower == "at":
        # "people leave the city at night" names no night
        return Resolved("TIME", replace(day, part="TNI", hour=None, minute=None).value, None, None)
    hour = e.hour if e.hour is None or told_elsewhere or best > _BESIDE else hour_in(e.hour, day.part)
    cal = replace(day, part=None, hour=None, minute=None)
    if e.part == "TNI" and not told_elsewhere and not e.overnight and _until_next(parsed, placed[k]):
        earlier = None if cal.as_date is None else add_days(cal.as_date, -1)
        cal = cal if earlier is None else Cal.of_day(earlier)
    if e.overnight:
        when = cal.when()
        if when is not None and when.earliest is not None and _from_that_day(parsed, placed[k]):
            when = replace(when, latest=add_days(when.earliest, 1), precision=Precision.PART_OF_DAY)
        elif when is not None and when.earliest is not None:
            when = replace(when, earliest=add_days(when.earliest, -1), precision=Precision.PART_OF_DAY)
        value = replace(cal, part="TNI").value
        return Resolved("TIME", value, when, None)
    cal = cal.at(e.part, hour, e.minute)
    return Resolved("TIME", cal.value, cal.when(), None)


def _other_paragraph(parsed: Parsed, placed: list[Placed], found: list[Resolved | None], k: int) -> bool:
    """Whether the paragraph of an expression tells no day before it: it opens a story of its own."""
    sentences, tokens = parsed.sentences, parsed.tokens
    here = sentences[tokens[placed[k].first].sent].paragraph
    for j in range(k - 1, max(-1, k - 12), -1):
        other = found[j]
        if sentences[tokens[placed[j].first].sent].paragraph != here:
            return True
        if other is not None and other.cal is not None and other.cal.as_date is not None:
            return False
    return True


_FRESH = 3
"""Days before the report on which its "overnight" may follow."""


def _until_next(parsed: Parsed, one: Placed) -> bool:
    """ "the night to Tuesday", "the night into Tuesday": the night before that day."""
    after = parsed.tokens[one.last] if one.last < len(parsed.tokens) else None
    return after is not None and after.lower in ("to", "into")


def _from_that_day(parsed: Parsed, one: Placed) -> bool:
    """ "overnight from Monday to Tuesday", "overnight on Monday": the night after that day."""
    after = parsed.tokens[one.last] if one.last < len(parsed.tokens) else None
    return after is not None and after.lower in ("from", "between")


_EVENING = 18
"""From this hour on "overnight" is the night that began on the day before."""


def _of_last_night(parsed: Parsed, placed: list[Placed], k: int, published: date) -> date:
    """The day of publication, for an hour told without a day; the day before for an evening told of "overnight"."""
    e = placed[k].expression
    assert isinstance(e, Calendar)
    if e.hour is None or e.hour < _EVENING:
        return published
    tokens = parsed.tokens
    for before in reversed(placed[:k]):
        told = before.expression
        if not isinstance(told, Calendar) or tokens[placed[k].first].sent - tokens[before.first].sent > _SENTENCES_ON:
            break
        if told.overnight:
            return add_days(published, -1) or published
    return published


_SENTENCES_ON = 6
"""So many sentences further on a day still holds for an hour."""


def _day_before(parsed: Parsed, placed: list[Placed], found: list[Resolved | None], k: int) -> Cal | None:
    """The day told last, unless another time was told since."""
    tokens = parsed.tokens
    sentence = tokens[placed[k].first].sent
    for j in range(k - 1, max(-1, k - 12), -1):
        other = found[j]
        cal = None if other is None else other.cal
        if cal is None:
            continue
        if cal.as_date is None or sentence - tokens[placed[j].first].sent > _SENTENCES_ON:
            return None
        return cal
    return None
