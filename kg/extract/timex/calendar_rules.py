"""Dates as they are written: days, months, weekdays, quarters, seasons, years, decades, feasts."""

from __future__ import annotations

from dataclasses import replace

from kg.extract.timex.expressions import Calendar, Deictic, Expression, Frequency
from kg.extract.timex.patterns import DOWN, STAGE, YEAR, Match, Rule
from kg.extract.timex.words import LETTERS

__all__ = ["RULES", "calendar_of"]

_LONGEST_MONTH = 31
_MONTHS = 12


def calendar_of(match: Match) -> Calendar | None:
    """A date whose parts stand in groups of their own."""
    year, short = match.year()
    day, until = match.number("d"), match.number("d2")
    if any(number is not None and not 1 <= number <= _LONGEST_MONTH for number in (day, until)):
        return None
    return Calendar(
        year=year,
        short_year=short,
        month=match.number("m"),
        day=day,
        weekday=match.number("w"),
        stage=match.stage(),
        until_day=until,
        until_month=match.number("m2"),
        part=match.value("p") or None,
        direction=match.direction(),
        day_first=match.span("d")[0] < match.span("m")[0] if match.has("d") and match.has("m") else None,
    )


def _day_month_short(match: Match) -> Calendar | None:
    """As in "3 Jan 90": two digits after a month are a year only where they can hardly be anything else."""
    atom = match.all("yy")[0]
    after = match.tag_after()
    if match.spelled("yy") == LETTERS["DAY"]:
        plain = atom.value.startswith("0") or atom.glued
        if not plain or after in ("NNS", "NN", "JJ"):
            return None
    elif after in ("NNS", "JJ") and not atom.glued:
        return None
    return calendar_of(match)


def _in_figures(match: Match) -> Calendar | None:
    """As in "09/05/2017": month first where both readings are days; the resolver may turn it."""
    marks = {match.value("s1"), match.value("s2")}
    year, first, second = match.number("y"), match.number("a"), match.number("b")
    if len(marks) != 1 or year is None or first is None or second is None or not match.all_glued():
        return None
    short = match.spelled("y") != LETTERS["YEAR"]
    if short and marks != {"/"}:
        return None
    if marks == {"."} or first > _MONTHS:
        first, second = second, first
    if first > _MONTHS:
        return None
    return Calendar(year=year, short_year=short, month=first, day=second, in_figures=marks != {"."})


def _iso(match: Match) -> Calendar | None:
    month = match.number("m")
    if match.value("s1") != match.value("s2") or month is None or month > _MONTHS or not match.all_glued():
        return None
    return Calendar(year=match.number("y"), month=month, day=match.number("d"))


# ---- years

_BEFORE_YEAR = frozenset("in since of by until till during before after through fiscal early late mid post pre".split())
_BEFORE_NUMBER = frozenset(
    ["$", "#", "no.", "number", "about", "some", "nearly", "almost", "than", "least", "over", "resolution"]
)
_MEASURES = frozenset("% percent km kilometers kilometres miles metres meters feet tons tonnes people hours".split())
_OF_ONE = frozenset(["the", "'s", "’s", "its", "his", "their", "her", "a", "this", "that"])
_PREFIXES = frozenset(["post", "pre", "mid", "late", "early", "since"])
_PLURAL = ("NNS", "NNPS")


def _is_year(match: Match, name: str = "y") -> bool:
    """Whether a number of four digits is a year and not a number of things."""
    value = int(match.value(name))
    at = match.groups.start(name)
    letters, atoms, tokens = match.letters, match.atoms, match.parsed.tokens
    token = tokens[atoms[at].token]
    if not 1400 <= value <= 2199:
        return False
    before = letters[at - 1] if at else "\n"
    word = atoms[at - 1].value if before != "\n" else ""
    if atoms[at].glued and not _may_hang(match, at, before, word):
        return False
    after = match.tag_after()
    if match.after() in _MEASURES or word in _BEFORE_NUMBER:
        return False
    if token.i and tokens[token.i - 1].sent == token.sent and tokens[token.i - 1].tag in ("$", "#"):
        return False
    recent = 1900 <= value <= 2060
    if word in _BEFORE_YEAR:
        if recent and value % 100:
            return after not in _PLURAL or value % 10 != 0
        return after not in (*_PLURAL, "NN", "JJ")
    if token.dep == "nummod" and after in (*_PLURAL, "JJ", "NN", "NNP"):
        several = tokens[token.head].tag in _PLURAL
        if word in _OF_ONE or before in "M,+-/2":
            return recent and not (several and value % 100 == 0)
        return recent and not several and value % 100 != 0
    return 1700 <= value <= 2100


def _may_hang(match: Match, at: int, before: str, word: str) -> bool:
    """Whether a year may stand without a gap after what is before it: "post-1959", "(1990"; not "F-2000"."""
    if before == LETTERS["HYPHEN"] and at >= 2:
        if match.letters[at - 2] == "_":
            return match.atoms[at - 2].value in _PREFIXES
        return match.letters[at - 2] in "yEMdf"
    return before in "\n-.'/~," or word in ("(", "[", '"', "“")


def _year_alone(match: Match) -> Calendar | None:
    if not _is_year(match):
        return None
    until = None
    if match.has("y2"):
        first, second = match.value("y"), match.value("y2")
        until = int(second) if len(second) == 4 else int(first[:2] + second)
        if not int(first) < until <= int(first) + 60 or not match.all_glued():
            return None
        if match.value("s1") == "/" and until != int(first) + 1:
            return None
    return Calendar(year=int(match.value("y")), stage=match.stage(), until_year=until)


_OWNERS = frozenset(("his", "her", "their", "my", "your", "our"))
"""Words that make "late fifties" an age."""


def _decade(match: Match) -> Calendar | None:
    digits = match.value("y")
    s = match.span("s")[0]
    if match.atoms[s - 1].end != match.atoms[s].begin or int(digits) % 10:
        return None
    if len(digits) == 4:
        return Calendar(decade=int(digits) // 10, stage=match.stage())
    bare = match.first == match.groups.start("y") and match.before() not in ("the", "mid", "early", "late")
    if int(digits) < 20 or bare or match.before() in _OWNERS:
        return None
    return Calendar(decade=190 + int(digits) // 10, stage=match.stage())


def _decade_word(match: Match) -> Calendar | None:
    """As in "the nineties", "the early seventies"; not an age or a temperature."""
    if match.tag_after().startswith("NN") or match.before() in ("her", "his", "into"):
        return None
    return Calendar(decade=match.number("c"), stage=match.stage())


def _century(match: Match) -> Calendar | None:
    number = match.number("c")
    if number is None or not 1 <= number <= 30 or match.value("u") != "CE":
        return None
    return Calendar(century=number - 1)


# ---- months and days of the week

_PLAIN_WORDS = frozenset(["may", "march", "april", "june", "august", "jan", "dec", "mar"])
_OF_TIME = frozenset(["in", "since", "by", "until", "early", "late", "mid"])
_NAMES = ("PERSON", "GPE", "ORG", "FAC", "LOC")


def _month_alone(match: Match) -> Calendar | None:
    """A month by itself; one that is also a word or a name needs a sign that it is a month."""
    token = match.token("m")
    before = match.before()
    if match.stuck() and before != "-":
        return None
    name = token.lower.rstrip(".")
    if name in _PLAIN_WORDS and not match.has("dir") and before not in _OF_TIME:
        if (token.ent in _NAMES and before != "of") or match.tag_after().startswith("NNP"):
            return None
        if name in ("may", "march") and not token.text[:1].isupper():
            return None
    return calendar_of(match)


def _weekday(match: Match) -> Calendar | Frequency | None:
    token = match.token("w")
    if match.first and match.letters[match.first - 1] == LETTERS["EPITHET"] and token.text[:1].isupper():
        return None
    if match.has("each"):
        return Frequency(f"XXXX-WXX-{match.value('w')}")
    found = calendar_of(match)
    if found is not None and match.has("week"):
        return replace(found, direction=None, weeks=match.direction()) if match.value("week") == "W" else None
    return found


def _night_of_days(match: Match) -> Calendar | None:
    """As in "the night of 3 to 4 March": the night that begins on the first of the two days."""
    first, second = match.number("d"), match.number("d2")
    if match.value("p") != "TNI" or first is None or second != first + 1:
        return None
    found = calendar_of(match)
    return None if found is None else replace(found, until_day=None, overnight=True)


def _day_of_month(match: Match) -> Calendar | None:
    """As in "the 31st of last month"."""
    day = match.number("d")
    if match.value("u") != "M" or day is None or not 1 <= day <= _LONGEST_MONTH:
        return None
    return Calendar(day=day, months=match.direction())


def _last_week_of_month(match: Match) -> Calendar | None:
    """As in "the last week of April", "the last day of May": a part of that month, not of this week or day."""
    year, _ = match.year()
    return Calendar(year=year, month=match.number("m"), stage="END") if match.value("u") in ("D", "W") else None


def _week_of(match: Match) -> Expression | None:
    """As in "the week of March 6"."""
    return Calendar(month=match.number("m"), day=match.number("d"), week=True) if match.value("u") == "W" else None


def _month_of_year(match: Match) -> Expression | None:
    """As in "April next year", "25 February this year"."""
    if match.value("u") != "Y":
        return None
    return Calendar(month=match.number("m"), day=match.number("d"), years=match.direction())


# ---- seasons, quarters, halves

_BEFORE_SEASON = frozenset("in during by since until of early late over this through".split())


def _season(match: Match) -> Calendar | None:
    token = match.token("s")
    year, _ = match.year()
    direction = match.direction()
    if year is not None and not _is_year(match):
        return None
    if year is None and direction is None:
        after = match.tag_after()
        if token.tag.startswith("VB") or (after in ("NN", "NNP", "IN") and token.lower in ("fall", "spring")):
            return None
        if match.before() not in _BEFORE_SEASON and not match.has("the"):
            return None
        if (match.has("the") and after in ("NN", "NNS", "NNP")) or match.after() == "of":
            return None
    return Calendar(year=year, season=match.value("s"), direction=direction, stage=match.stage())


def _quarter(match: Match) -> Expression | None:
    """As in "the third quarter", "the 1988 third quarter", "this year's third quarter", "the first half of 2010"."""
    number = match.number("o")
    half = match.spelled("q") == LETTERS["HALF"]
    if number is None or number > (2 if half else 4) or (half and match.tag_after().startswith("NN")):
        return None
    if match.has("dir"):
        return Deictic("Y", match.direction(), quarter=number + 4 if half else number)
    if match.has("ago"):
        return Deictic("Y", -1, True, quarter=number)
    year, _ = match.year()
    if half:
        return Calendar(year=year, half=number) if year or match.has("the") else None
    return Calendar(year=year, quarter=number)


def _quarter_short(match: Match) -> Calendar | None:
    """As in "Q3 2020"."""
    number, at = match.number("o"), match.span("o")[0]
    if number is None or not 1 <= number <= 4 or not match.atoms[at].glued:
        return None
    year, _ = match.year()
    return Calendar(year=year, quarter=number)


def _last_quarter(match: Match) -> Calendar | None:
    """As in "the last quarter of 2020"."""
    year, _ = match.year()
    if match.spelled("q") == LETTERS["HALF"]:
        return Calendar(year=year, half=2)
    return Calendar(year=year, quarter=4)


# ---- feasts


def _feast(match: Match) -> Calendar | None:
    token = match.token("h")
    if not token.text[:1].isupper() and token.lower not in ("christmas", "easter"):
        return None
    year, _ = match.year()
    return Calendar(year=year, feast=match.value("h"), direction=match.direction())


def _known_day(match: Match) -> Calendar:
    year, month, day = match.value("k").split("-")
    return Calendar(year=int(year), month=int(month), day=int(day))


_LAST_NEXT = "(?P<dir>LAST|THIS|NEXT)"
_DAY = "(?P<d>DAY|DAYTH)"
_MONTH = "(?P<m>MONTH)"
_NTH_DAY = "(?:THE(?=DAYTH|ORDINAL))?(?P<d>DAY|DAYTH|ORDINAL)"
_MARK = "HYPHEN|SLASH"
_OF_NIGHT = "(?:THE)?(?P<p>PART)(?:OF|ON|COMMA)?"
_TO_NEXT = "(?:HYPHEN|DASH|TO|AND|SLASH)(?P<d2>DAY|DAYTH)"
_OF_DAY = "(?P<the>THE)?(?P<stage>STAGE)?(?P<p>PART)(?:OF|ON|COMMA)?"
RULES = (
    Rule("iso", f"(?P<y>YEAR)(?P<s1>{_MARK})(?P<m>DAY)(?P<s2>{_MARK})(?P<d>DAY)", _iso),
    Rule("figures", f"(?P<a>DAY)(?P<s1>{_MARK}|DOT)(?P<b>DAY)(?P<s2>{_MARK}|DOT)(?P<y>YEAR|TWO|DAY)", _in_figures),
    Rule("month-day", f"{_LAST_NEXT}?{STAGE}{DOWN}{_MONTH}THE?(?P<d>DAY|DAYTH|ORDINAL)(?:{YEAR})?", calendar_of),
    Rule("month-day-short", f"{DOWN}{_MONTH}(?P<d>DAY)COMMA?APOSTROPHE(?P<yy>TWO|DAY)", calendar_of),
    Rule("month-days", f"{DOWN}{_MONTH}{_DAY}(?:HYPHEN|DASH|TO)(?P<d2>DAY|DAYTH)(?:{YEAR})?", calendar_of),
    Rule("month-day-month-day", f"{_MONTH}{_DAY}(?:HYPHEN|DASH)(?P<m2>MONTH)(?P<d2>DAY|DAYTH)(?:{YEAR})?", calendar_of),
    Rule(
        "day-month",
        f"{STAGE}{DOWN}{_NTH_DAY}(?:OF|{_MARK})?{_MONTH}(?:(?:{_MARK}|COMMA|OF)?(?P<y>YEAR))?",
        calendar_of,
    ),
    Rule(
        "day-month-short",
        f"{DOWN}(?P<d>DAY)(?:{_MARK})?{_MONTH}(?:{_MARK})?APOSTROPHE?(?P<yy>TWO|DAY)",
        _day_month_short,
    ),
    Rule("days-month", f"{_DAY}(?:HYPHEN|DASH|TO)(?P<d2>DAY|DAYTH)OF?{_MONTH}(?:{YEAR})?", calendar_of),
    Rule("month-year", f"{STAGE}{_MONTH}(?:COMMA|OF|HYPHEN)?(?P<y>YEAR)", calendar_of),
    Rule("month-year-short", f"{_MONTH}APOSTROPHE(?P<yy>TWO|DAY)", calendar_of),
    Rule("months", f"{_MONTH}(?:HYPHEN|DASH)(?P<m2>MONTH)(?:{YEAR})?", calendar_of),
    Rule("month", f"(?:{_LAST_NEXT}|{STAGE}){_MONTH}", _month_alone),
    Rule("month-of-year", f"{_MONTH}{_DAY}?(?:COMMA|OF)?THE?{_LAST_NEXT}(?P<u>UNIT)", _month_of_year),
    Rule("day-month-of-year", f"{_DAY}OF?{_MONTH}(?:COMMA|OF)?{_LAST_NEXT}(?P<u>UNIT)", _month_of_year),
    Rule("week-of", f"THE(?P<u>UNIT)OF{_MONTH}{_DAY}", _week_of),
    Rule("part-of-date", f"{_OF_DAY}{DOWN}{_MONTH}{_DAY}(?:{YEAR})?", calendar_of),
    Rule("part-of-day-month", f"{_OF_DAY}{DOWN}(?:THE(?=DAYTH))?{_DAY}OF?{_MONTH}(?:{YEAR})?", calendar_of),
    Rule("part-of-weekday", "(?P<the>THE)?(?P<stage>STAGE)?HYPHEN?(?P<p>PART)OF?(?P<w>WEEKDAY)", calendar_of),
    Rule(
        "weekday",
        f"(?:{_LAST_NEXT}|{STAGE}|(?P<each>EACH))(?P<w>WEEKDAY)(?:COMMA?(?P<p>PART))?",
        _weekday,
    ),
    Rule("weekday-of-week", f"(?P<w>WEEKDAY)OF?{_LAST_NEXT}(?P<week>UNIT)", _weekday),
    Rule("night-of-days", f"{_OF_NIGHT}{_DAY}{_TO_NEXT}OF?{_MONTH}(?:{YEAR})?", _night_of_days),
    Rule("night-of-month-days", f"{_OF_NIGHT}{_MONTH}{_DAY}{_TO_NEXT}(?:{YEAR})?", _night_of_days),
    Rule("day-of-month", f"THE(?P<d>DAYTH|ORDINAL)OF{_LAST_NEXT}(?P<u>UNIT)", _day_of_month),
    Rule("week-of-month", f"THE(?P<dir>LAST)(?P<u>UNIT)OF{_MONTH}(?:{YEAR})?", _last_week_of_month),
    Rule(
        "season",
        f"(?P<the>THE)?(?:{_LAST_NEXT}LAST?|{STAGE}THE?)(?P<s>SEASON)(?:(?:COMMA|OF)?(?P<y>YEAR))?",
        _season,
    ),
    Rule(
        "quarter",
        f"(?:THE?{_LAST_NEXT}UNIT S|(?P<the>THE)(?P<y>YEAR)?)?FISCAL?(?P<o>ORDINAL|DAYTH)(?P<q>QUARTER)",
        _quarter,
    ),
    Rule("quarter-hyphen", "(?P<o>ORDINAL|DAYTH)HYPHEN(?P<q>QUARTER)", _quarter),
    Rule(
        "quarter-of",
        "(?P<the>THE)?FISCAL?(?P<o>ORDINAL|DAYTH)HYPHEN?(?P<q>QUARTER|HALF)(?:OF|IN|COMMA)?THE?FISCAL?"
        f"(?:(?P<y>YEAR)|{_LAST_NEXT}UNIT)",
        _quarter,
    ),
    Rule("quarter-short", "(?P<q>QMARK)(?P<o>DAY)(?:(?:COMMA|OF|HYPHEN|SLASH)?(?P<y>YEAR))?", _quarter_short),
    Rule("last-quarter-of", "THE LAST(?P<q>QUARTER|HALF)(?:OF|IN)(?P<y>YEAR)", _last_quarter),
    Rule("quarter-ago", "THE?UNIT HYPHEN(?P<ago>SHIFT)(?P<o>ORDINAL)(?P<q>QUARTER)", _quarter),
    Rule("decade", f"{STAGE}APOSTROPHE?(?P<y>YEAR|TWO|DAY)APOSTROPHE?(?P<s>S)", _decade),
    Rule("decade-word", f"(?:THE{STAGE}|(?P<stage2>STAGE)HYPHEN?)(?P<c>DECADE)", _decade_word),
    Rule("century", "THE?(?P<c>DAYTH|ORDINAL)HYPHEN?(?P<u>UNIT)", _century),
    Rule("year", f"(?:FISCAL|{STAGE})UNIT?(?P<y>YEAR)", _year_alone),
    Rule("years", f"(?P<y>YEAR)(?P<s1>{_MARK})(?P<y2>YEAR|TWO|DAY)", _year_alone),
    Rule("feast", f"{_LAST_NEXT}?(?P<h>HOLIDAY)(?:(?:COMMA|OF|IN)?(?P<y>YEAR))?", _feast),
    Rule("known-day", "(?P<k>KNOWN)", _known_day),
)
