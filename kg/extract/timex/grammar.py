"""The grammar of time expressions: regular expressions over the letters of ``words`` and what each of them says.

A rule is a pattern in the names of the classes (``MONTH COMMA? YEAR``) and a function from its match to an expression, or to
``None`` where the words turn out to be something else. At each place the longest rule wins, then the earlier one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from kg.extract.parse import Parsed
from kg.extract.timex.expressions import Calendar, Deictic, Duration, Expression, Found, Frequency, Reference
from kg.extract.timex.words import LETTERS, Atom

__all__ = ["find_expressions"]


class Match:
    """A rule's match with the atoms behind it."""

    __slots__ = ("atoms", "groups", "letters", "parsed")

    def __init__(self, groups: re.Match[str], atoms: list[Atom], letters: str, parsed: Parsed) -> None:
        self.groups = groups
        self.atoms = atoms
        self.letters = letters
        self.parsed = parsed

    def span(self, name: str) -> tuple[int, int]:
        """First and last atom of a group; ``(-1, -1)`` if it took no part or the rule has no such group."""
        return self.groups.span(name) if name in self.groups.re.groupindex else (-1, -1)

    def has(self, name: str) -> bool:
        """Whether the group took part."""
        return self.span(name)[0] >= 0

    def value(self, name: str) -> str:
        """The value of a group's first atom, ``""`` if it took no part."""
        at = self.span(name)[0]
        return self.atoms[at].value if at >= 0 else ""

    def number(self, name: str) -> int | None:
        """The same as a number."""
        value = self.value(name)
        return int(value) if value.isdecimal() else None

    def all(self, name: str) -> list[Atom]:
        """All atoms of a group."""
        begin, end = self.span(name)
        return self.atoms[begin:end] if begin >= 0 else []

    def spelled(self, name: str) -> str:
        """The letters of a group."""
        begin, end = self.span(name)
        return self.letters[begin:end] if begin >= 0 else ""

    @property
    def first(self) -> int:
        """Index of the first atom."""
        return self.groups.start()

    @property
    def last(self) -> int:
        """Index after the last atom."""
        return self.groups.end()

    def before(self, steps: int = 1) -> str:
        """The word that stands some atoms before, ``""`` at the edge of the sentence."""
        at = self.first - steps
        return "" if at < 0 or "\n" in self.letters[at : self.first] else self.atoms[at].value

    def after(self, steps: int = 1) -> str:
        """The word that stands some atoms after."""
        at = self.last - 1 + steps
        if at >= len(self.atoms) or "\n" in self.letters[self.last : at + 1]:
            return ""
        return self.atoms[at].value

    def tag_after(self) -> str:
        """The tag of the token after, ``""`` at the end of the sentence."""
        at = self.last
        if at >= len(self.atoms) or self.letters[at] == "\n":
            return ""
        return self.parsed.tokens[self.atoms[at].token].tag


Build = Callable[[Match], Expression | None]

# ---------------------------------------------------------------- numbers

_DIGITS = "(?:DAY|TWO|YEAR|NUMBER)"
_WORDS = "(?:WORD|A SCALE|SCALE)(?:HYPHEN? (?:WORD|SCALE))*"
_ONE = f"(?:{_DIGITS}(?: SCALE)?|{_WORDS})"
_PARTS = "(?:HYPHEN? DAY SLASH DAY|AND DAY SLASH DAY|HYPHEN? AND HYPHEN? A HYPHEN? HALF|AND A HALF)?"
_NUM = f"(?:{_ONE}{_PARTS}(?:(?:TO|AND|HYPHEN|HYPHEN TO HYPHEN){_ONE})?|HALF A?|A HALF|A? VAGUE|A)"


def _amount(atoms: list[Atom], letters: str) -> float | None:
    """The number that atoms tell: the first of a range; ``None`` where it is left open."""
    total = 0.0
    part = 0.0
    seen = False
    for k, (atom, letter) in enumerate(zip(atoms, letters, strict=True)):
        if letter == LETTERS["VAGUE"]:
            return None
        if letter in "dnyN":
            if letters[k + 1 : k + 2] == "/" and letters[k + 2 : k + 3] == "d":
                return total + part + int(atom.value) / int(atoms[k + 2].value)
            if seen and letters[k - 1] in "2-+":
                break
            part += (
                float(atom.value.replace(",", "")) if atom.value.replace(",", "").replace(".", "", 1).isascii() else 0
            )
            seen = True
        elif letter == "w":
            if seen and (letters[k - 1] in "2+" or (letters[k - 1] == "-" and part % 10 != 0)):
                break
            part += int(atom.value)
            seen = True
        elif letter == "D":
            part = max(part, 1.0) * int(atom.value)
            seen = True
            if int(atom.value) >= 1000:
                total, part = total + part, 0.0
        elif letter == "h":
            return total + part + 0.5
    return total + part if seen else 1.0


_UNIT_OF_WORD = {"TS", "TM", "TH", "D", "W", "M", "Q", "Y", "DE", "CE"}


# ---------------------------------------------------------------- dates

_DOWN = "(?:(?P<w>WEEKDAY) COMMA? (?:THE)?)?"
_STAGE = "(?:(?P<stage>STAGE)(?:HYPHEN|DASH|IN)?|(?:THE)?(?P<edge>EDGE)OF)?"
_YEAR = "(?:COMMA?|OF)(?P<y>YEAR)"


def _year(match: Match) -> tuple[int | None, bool]:
    """A year of four digits, or of two as it stands ("90")."""
    if match.value("y"):
        return int(match.value("y")), False
    if match.has("yy"):
        return int(match.value("yy")), True
    return None, False


def _calendar(match: Match) -> Calendar | None:
    """A date whose parts stand in groups of their own."""
    year, short = _year(match)
    day, until = match.number("d"), match.number("d2")
    for number in (day, until):
        if number is not None and not 1 <= number <= 31:
            return None
    if short and match.value("d") and not match.value("yy"):
        return None
    return Calendar(
        year=year,
        short_year=short,
        month=match.number("m"),
        day=day,
        weekday=match.number("w"),
        stage=_stage(match),
        until_day=until,
        until_month=match.number("m2"),
        part=match.value("p") or None,
        direction=_direction(match),
        day_first=match.span("d")[0] < match.span("m")[0] if match.has("d") and match.has("m") else None,
    )


def _stage(match: Match) -> str | None:
    return match.value("stage") or match.value("edge") or None


def _direction(match: Match) -> int | None:
    if not match.has("dir"):
        return None
    return {"l": -1, "c": 0, "e": 1, "j": 0, "u": 0}[match.spelled("dir")[-1]]


def _day_month_short(match: Match) -> Calendar | None:
    """ "3 Jan 90": two digits after a month are a year only where they can hardly be anything else."""
    if match.spelled("yy") == LETTERS["DAY"]:
        atom = match.all("yy")[0]
        plain = atom.value.startswith("0") or atom.glued
        if not plain or match.tag_after() in ("NNS", "NN", "JJ"):
            return None
    elif match.tag_after() in ("NNS", "JJ") and not match.all("yy")[0].glued:
        return None
    return _calendar(match)


def _numeric(match: Match) -> Calendar | None:
    """ "09/05/2017": month first where both readings are days; the resolver may turn it by the publication date."""
    marks = {match.value("s1"), match.value("s2")}
    year = match.number("y")
    first, second = match.number("a"), match.number("b")
    if len(marks) != 1 or year is None or first is None or second is None or not _all_glued(match):
        return None
    short = match.spelled("y") != LETTERS["YEAR"]
    if short and marks != {"/"}:
        return None
    if marks == {"."} or first > 12:
        first, second = second, first
    if first > 12:
        return None
    return Calendar(year=year, short_year=short, month=first, day=second, in_figures=marks != {"."})


def _iso(match: Match) -> Calendar | None:
    month, day = match.number("m"), match.number("d")
    if match.value("s1") != match.value("s2") or month is None or month > 12 or not _all_glued(match):
        return None
    return Calendar(year=match.number("y"), month=month, day=day)


def _all_glued(match: Match) -> bool:
    return all(a.glued for a in match.atoms[match.first + 1 : match.last]) and not _stuck(match)


def _stuck(match: Match) -> bool:
    """Whether the first atom hangs on a letter or a mark before it ("F-16", "$1990")."""
    if not match.atoms[match.first].glued or match.first == 0:
        return False
    before = match.atoms[match.first - 1].value
    return before not in ("(", "[", '"', "“", "'", "``", "--", "—", "–", "/")


_PEOPLE_TAGS = ("NNS", "NNPS")


def _is_year(match: Match, name: str = "y") -> bool:
    """Whether a number of four digits is a year and not a number of things."""
    value = int(match.value(name))
    at = match.groups.start(name)
    token = match.parsed.tokens[match.atoms[at].token]
    if not 1400 <= value <= 2199:
        return False
    before = match.letters[at - 1] if at else "\n"
    word = match.atoms[at - 1].value if at and before != "\n" else ""
    previous = (
        match.parsed.tokens[token.i - 1] if token.i and match.parsed.tokens[token.i - 1].sent == token.sent else None
    )
    if match.atoms[at].glued and before not in "\n-.'/~," and word not in ("(", "[", '"', "“", "/"):
        return False
    if match.atoms[at].glued and before == "-" and at >= 2 and match.letters[at - 2] not in "yEMdf_":
        return False
    if match.atoms[at].glued and before == "-" and at >= 2 and match.letters[at - 2] == "_":
        # post-1959, pre-2003 against F-2000, MiG-1900
        if match.atoms[at - 2].value not in ("post", "pre", "mid", "late", "early", "since"):
            return False
    after = match.tag_after()
    following = match.after()
    if following in (
        "%",
        "percent",
        "km",
        "kilometers",
        "kilometres",
        "miles",
        "metres",
        "meters",
        "feet",
        "tons",
        "people",
        "hours",
    ):
        return False
    if word in (
        "$",
        "#",
        "no.",
        "number",
        "about",
        "some",
        "nearly",
        "almost",
        "than",
        "least",
        "least",
        "over",
        "resolution",
    ):
        return False
    if previous is not None and previous.tag in ("$", "#"):
        return False
    if word in (
        "in",
        "since",
        "of",
        "by",
        "until",
        "till",
        "during",
        "before",
        "after",
        "through",
        "fiscal",
        "early",
        "late",
        "mid",
    ):
        if value >= 1900 and value % 100 and value <= 2060:
            return after not in _PEOPLE_TAGS or value % 10 != 0
        return after not in (*_PEOPLE_TAGS, "NN", "JJ")
    if token.dep == "nummod" and after in (*_PEOPLE_TAGS, "JJ", "NN", "NNP"):
        head = match.parsed.tokens[token.head]
        if word in ("the", "'s", "’s", "its", "his", "their", "her", "a", "this", "that") or before in "M,+-/2":
            return 1900 <= value <= 2060 and (head.tag not in _PEOPLE_TAGS or value % 100 != 0)
        return 1900 <= value <= 2060 and head.tag not in _PEOPLE_TAGS and value % 100 != 0
    return 1700 <= value <= 2100


def _year_alone(match: Match) -> Calendar | None:
    if not _is_year(match):
        return None
    until = None
    if match.has("y2"):
        second = match.value("y2")
        first = match.value("y")
        until = int(second) if len(second) == 4 else int(first[:2] + second)
        if not int(first) < until <= int(first) + 60 or not _all_glued(match):
            return None
        if match.value("s1") == "/" and until != int(first) + 1:
            return None
    return Calendar(year=int(match.value("y")), stage=_stage(match), until_year=until)


def _month_alone(match: Match) -> Calendar | None:
    """A month by itself; one that is also a word needs a sign that it is a month."""
    token = match.parsed.tokens[match.all("m")[0].token]
    if _stuck(match) and match.before() != "-":
        return None
    name = token.lower.rstrip(".")
    if name in ("may", "march", "april", "june", "august", "jan", "sun", "dec", "mar") and not match.has("dir"):
        if token.ent in ("PERSON", "GPE", "ORG", "FAC", "LOC") and match.before() not in (
            "in",
            "since",
            "of",
            "by",
            "until",
            "last",
            "next",
        ):
            return None
        after = match.tag_after()
        if after.startswith("NNP") and match.before() not in ("in", "since", "by", "until"):
            return None
        if (
            name in ("may", "march")
            and not token.text[:1].isupper()
            and match.before() not in ("in", "since", "by", "until", "early", "late", "mid")
        ):
            return None
    return _calendar(match)


def _weekday(match: Match) -> Calendar | Frequency | None:
    token = match.parsed.tokens[match.all("w")[0].token]
    if token.lower in ("sun", "sat", "wed", "mon", "fri") and token.text[:1].islower() and token.tag != "NNP":
        return None
    if match.first and match.letters[match.first - 1] == LETTERS["EPITHET"] and token.text[:1].isupper():
        return None
    if match.has("each"):
        return Frequency(f"XXXX-WXX-{match.value('w')}")
    found = _calendar(match)
    if found is None:
        return None
    if match.has("week"):
        if match.value("week") not in ("W",):
            return None
        return replace(found, direction=None, weeks=_direction(match))
    if found.direction == -1 and match.value("dir") in ("past", "previous", "preceding", "latest"):
        return replace(found, direction=-1)
    return found


# ---------------------------------------------------------------- clock times


def _clock(match: Match) -> Calendar | None:
    hour_text, minute_text = match.value("h"), match.value("min")
    if "." in hour_text:
        hour_text, _, minute_text = hour_text.partition(".")
        if len(minute_text) != 2:
            return None
    elif len(hour_text) == 4:
        hour_text, minute_text = hour_text[:2], hour_text[2:]
    if not hour_text.isdigit() or (minute_text and not (minute_text.isdigit() and len(minute_text) == 2)):
        return None
    hour, minute = int(hour_text), int(minute_text or 0)
    half = match.value("half").replace(".", "")
    if _stuck(match) and not match.before().endswith(("(", "/")):
        return None
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    part = match.value("part")
    if part in ("TAF", "TEV", "TNI") and 1 <= hour <= 11 and not (part == "TNI" and hour < 5):
        hour += 12
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    return Calendar(hour=hour, minute=minute)


def _clock_colon(match: Match) -> Calendar | None:
    """ "10:35": not a score, a ratio or a verse."""
    atoms = match.atoms[match.groups.start("h") : match.groups.end("min")]
    if not all(a.glued for a in atoms[1:]) or len(match.value("min")) != 2:
        return None
    return _clock(match)


def _clock_hours(match: Match) -> Calendar | None:
    """ "2100 hours", "0735 GMT", "1000 local": four digits or hh.mm."""
    value = match.value("h")
    if len(value) != 4 and "." not in value:
        return None
    if match.spelled("u") == "V" and match.value("u") != "TH":
        return None
    if match.spelled("u") == "V" and value.endswith("000") and value not in ("1000",):
        return None
    return _clock(match)


def _clock_bare(match: Match) -> Calendar | None:
    """ "At 0600", "at approximately 2130 on 12 November": four digits that only their preposition makes an hour."""
    words = (match.before(), match.before(2))
    if "at" not in words and not (match.spelled("h") == LETTERS["CLOCK4"] and words[0] in _HOUR_WORDS):
        return None
    if (words[0] != "at" and words[0] not in _HOUR_WORDS) or match.tag_after().startswith(("NN", "JJ")):
        return None
    return _clock(match)


_HOUR_WORDS = (
    "at",
    "about",
    "around",
    "approximately",
    "by",
    "until",
    "from",
    "between",
    "since",
    "after",
    "before",
    "and",
    "to",
)


def _part(match: Match) -> Calendar | None:
    """A part of the day by itself, where a preposition or a stage makes it one."""
    value = match.value("p")
    before = match.before()
    if value.startswith("T1") or value.startswith("T2"):
        if match.has("the") or match.tag_after().startswith("NN"):
            return None
        return _part_of(value, match)
    if before in (
        "in",
        "at",
        "by",
        "before",
        "after",
        "until",
        "since",
        "during",
        "throughout",
        "around",
        "from",
    ) or match.has("stage"):
        if (
            before in ("by", "at", "in")
            and value in ("TNI",)
            and not match.has("stage")
            and not match.has("the")
            and before != "at"
        ):
            return None
        if match.tag_after().startswith("NN"):
            return None
        return _part_of(value, match)
    return None


def _part_of(value: str, match: Match) -> Calendar:
    if value[1:2].isdigit():
        return Calendar(hour=int(value[1:3]), minute=0)
    return Calendar(part=value, stage=_stage(match))


def _overnight(match: Match) -> Calendar | None:
    if match.tag_after().startswith("NN") and not match.has("w"):
        return None
    return Calendar(overnight=True, part="TNI", weekday=match.number("w"))


def _part_with_direction(match: Match) -> Deictic:
    """ "Last night", "this morning", "the next afternoon"."""
    direction = _direction(match) or 0
    letter = match.spelled("dir")[-1]
    in_text = letter == "j" or (letter == "e" and match.has("the")) or match.value("dir") in ("previous", "preceding")
    if letter == "j":
        direction = int(match.all("dir")[-1].value)
    part = match.value("p")
    return Deictic("D", direction, in_text, part=part, stage=_stage(match))


def _day_word(match: Match) -> Deictic | None:
    value = match.value("t")
    first = match.parsed.tokens[match.atoms[match.first].token].lower
    if match.letters[match.first] == LETTERS["SHIFT"] and first not in ("earlier", "later"):
        return None
    days, _, part = value.partition("T")
    told = match.value("p") or (f"T{part}" if part else None)
    hour = None
    if told and told[1:2].isdigit():
        hour, told = int(told[1:3]), None
    return Deictic("D", int(days), part=told, hour=hour, minute=None if hour is None else 0, stage=_stage(match))


# ---------------------------------------------------------------- units


def _unit_with_direction(match: Match) -> Expression | None:
    """ "Last week", "this year", "the following day", "earlier this month", "the end of this week"."""
    letter = match.spelled("dir")[-1]
    told = match.all("dir")[-1]
    word = match.parsed.tokens[told.token].lower
    unit = _unit_value(match)
    if match.spelled("u") == LETTERS["PERIOD"] and word != "latest":
        return None
    if match.parsed.tokens[match.all("u")[0].token].tag == "NNP" and match.before() not in ("", "."):
        return None
    direction = _direction(match) or 0
    the = match.has("the")
    in_text = False
    if letter == "j":
        in_text = True
        direction = int(told.value)
        if word in ("that", "those", "very") and unit in ("TS", "TM", "TH"):
            return None
    if word in ("previous", "preceding"):
        in_text = True
    if unit in ("TS", "TM", "TH"):
        return None if direction == 0 else Duration(unit, 1, direction)
    if the and word in ("past", "last", "next", "coming") and unit != "WE":
        if letter == "e" and unit == "D":
            return Deictic("D", 1, True)
        if letter == "e" and unit in ("W", "M", "Y"):
            return Duration(unit, 1, 1)
        if word == "past" and unit in ("DE", "CE", "M", "W", "D"):
            return Duration(unit, 1, -1)
    elif word == "past" and unit not in ("WE", "Q"):
        return Duration(unit, 1, -1)
    if unit in ("DE", "CE") and not in_text and direction == 0 and word in ("this", "current"):
        return Deictic(unit, 0)
    so_far = 0
    if match.has("so"):
        so_far = 1 if match.value("so") == "text+" else -1
    stage = _stage(match)
    return Deictic(unit, direction, in_text, stage=stage, so_far=so_far, part=match.value("p") or None)


def _unit_value(match: Match) -> str:
    letter = match.spelled("u")[-1]
    if letter in (LETTERS["QUARTER"], LETTERS["PERIOD"]):
        return "Q"
    if letter == LETTERS["WEEKEND"]:
        return "WE"
    return match.all("u")[-1].value


def _the_unit(match: Match) -> Expression | None:
    """ "The year", "the day", "the weekend": the time spoken of, or the one that runs."""
    unit = _unit_value(match)
    if _stage(match):
        return Deictic(unit, 0, unit in ("D", "W"), stage=_stage(match))
    if (
        unit in ("TS", "TM", "TH", "CE", "DE", "NI")
        or (match.tag_after() in ("IN",)
        and match.after() in ("of", "before", "after"))
    ):
        return None
    if unit == "D":
        return Deictic("D", 0, True) if match.before() in ("of", "in", "earlier", "later", "during", "for") else None
    if unit == "WE":
        return Deictic("WE", -1 if match.before() in ("over", "during", "of") else 0)
    if match.tag_after().startswith("NN"):
        return None
    if unit in ("W", "M") and match.before() not in ("of", "in", "earlier", "during", "for", "later"):
        return None
    return Deictic(unit, 0, True)


def _year_end(match: Match) -> Expression | None:
    return Deictic("Y", 0, False, stage="END") if match.value("u") == "Y" else None


def _quarter(match: Match) -> Expression | None:
    """ "The third quarter", "third-quarter", "the 1988 third quarter", "this year's third quarter"."""
    number = match.number("o")
    unit_half = match.spelled("q") == LETTERS["HALF"]
    if number is None or number > (2 if unit_half else 4):
        return None
    if unit_half and match.tag_after().startswith("NN"):
        return None
    year, _ = _year(match)
    if match.has("dir"):
        shift = _direction(match)
        return Deictic("Y", shift, quarter=number + 4 if unit_half else number)
    if match.has("ago"):
        return Deictic("Y", -1, True, quarter=number)
    if unit_half:
        return Calendar(year=year, half=number) if year or match.has("the") else None
    return Calendar(year=year, quarter=number)


def _year_ago(match: Match) -> Expression | None:
    """ "Year-earlier", "the year-ago quarter", "the 1988 quarter"."""
    if match.value("u") not in ("Y", "M", "W"):
        return None
    return Deictic(match.value("u"), -1, True, counted=True)


def _year_period(match: Match) -> Expression | None:
    """ "The 1988 quarter", "the 1988 period": the same part of another year."""
    return Deictic("Q", 0, True, year=int(match.value("y")))


def _season(match: Match) -> Calendar | None:
    word = match.all("s")[0].value
    token = match.parsed.tokens[match.all("s")[0].token]
    year, _ = _year(match)
    direction = _direction(match)
    if year is None and direction is None:
        if token.tag.startswith("VB") or (match.tag_after() in ("NN", "NNP", "IN") and token.lower in ("fall", "spring")):
            return None
        if match.before() not in (
            "in",
            "during",
            "by",
            "since",
            "until",
            "of",
            "early",
            "late",
            "over",
            "this",
            "through",
        ) and not match.has("the"):
            return None
        if (match.has("the") and match.tag_after() in ("NN", "NNS", "NNP")) or match.after() == "of":
            return None
    if year is not None and not _is_year(match):
        return None
    return Calendar(year=year, season=word, direction=direction, stage=_stage(match))


def _decade(match: Match) -> Calendar | None:
    digits = match.value("y")
    if not match.all("s")[0].glued and match.atoms[match.groups.start("s") - 1].end != match.all("s")[0].begin:
        return None
    if int(digits) % 10:
        return None
    if len(digits) == 2:
        if int(digits) < 20 or (
            match.first == match.groups.start("y") and match.before() not in ("the", "mid", "early", "late")
        ):
            return None
        decade = 190 + int(digits) // 10
    else:
        decade = int(digits) // 10
    return Calendar(decade=decade, stage=_stage(match))


def _century(match: Match) -> Calendar | None:
    number = match.number("c")
    if number is None or not 1 <= number <= 30 or match.value("u") != "CE":
        return None
    return Calendar(century=number - 1)


def _duration(match: Match) -> Expression | None:
    """ "Three weeks", "two years ago", "the past 24 hours", "a 16-hour curfew"; ages and bare articles are none."""
    unit = _unit_value(match)
    if match.has("dir") and match.parsed.tokens[match.all("dir")[0].token].tag.startswith("V"):
        return None
    numbers = match.all("n")
    amount = _amount(numbers, match.spelled("n"))
    if numbers and numbers[0].value and match.groups.start("n") == match.first and _stuck(match):
        return None
    if match.after() in ("old", "olds", "-") and ("old" in (match.after(), match.after(2), match.after(3))):
        return None
    if match.after() == "of" and match.after(2) == "age":
        return None
    if match.before() == "aged":
        return None
    if unit == "TH" and match.after() in ("a", "per") and match.after(2) == "day":
        return None
    unit, amount = _plain_unit(unit, amount)
    if match.after() == "-" and match.letters[match.last + 1 : match.last + 2] == LETTERS["SHIFT"]:
        return None
    if (
        match.parsed.tokens[match.all("u")[0].token].tag in ("NNP", "NNPS")
        and match.parsed.tokens[match.all("u")[0].token].text[0].isupper()
    ):
        return None
    if amount is not None and amount > 9_999_999:
        return None
    direction = _direction(match)
    if direction is not None and direction != 0:
        if match.spelled("dir")[-1] == "j":
            return Duration(unit, amount, 0)
        return Duration(unit, amount, direction)
    single = match.spelled("n") == LETTERS["A"]
    if single and match.before() in ("times", "time", "once", "twice"):
        return Frequency(f"P{_period(unit, 1)}")
    if single and match.first and (match.letters[match.first - 1] in "dnyNwDUV" or match.before() in _MEASURED):
        return None
    if single and unit == "D" and match.after() in ("when", "of", "that", "after", "before", "for"):
        return None
    if single and unit in ("TS", "TM"):
        return None
    if amount is not None and unit == "Y" and amount >= 1000 and match.spelled("n") == LETTERS["YEAR"]:
        return None
    return Duration(unit, amount)


_MEASURED = ("%", "percent", "million", "billion", "dollars", "cents", "barrels", "tons", "tonnes", "people", "flights")


def _plain_unit(unit: str, amount: float | None) -> tuple[str, float | None]:
    if unit == "2W":
        return "W", None if amount is None else 2 * amount
    if unit == "ML":
        return "Y", None if amount is None else 1000 * amount
    if unit == "NI":
        return "D", amount
    return unit, amount


def _shifted(match: Match) -> Expression | None:
    """ "Two days ago", "three weeks later"; not "two days before the vote", a length before something that the text names."""
    kind = match.value("g")
    word = match.parsed.tokens[match.all("g")[0].token].lower
    if word in ("before", "after", "prior") and match.after() not in ("", ",", ".", ";", ":", ")", "in", "on"):
        return None
    unit = _unit_value(match)
    amount = _amount(match.all("n"), match.spelled("n")) if match.has("n") else None
    if match.has("n") and match.groups.start("n") == match.first and _stuck(match):
        return None
    unit, amount = _plain_unit(unit, amount)
    if amount is not None and amount > 9_999_999:
        return None
    sign = 1 if kind.endswith("+") else -1
    if not match.has("n") and kind.startswith("text") and kind.endswith("-"):
        return None
    return Deictic(
        unit, None if amount is None else sign * int(amount), kind.startswith("text"), ahead=sign > 0, counted=True
    )


def _bare_units(match: Match) -> Expression | None:
    """ "For weeks", "recent days", "months ago"."""
    unit = _unit_value(match)
    if unit in ("NI", "WE", "ML", "2W", "TS"):
        return None
    if match.has("r"):
        return Duration(unit, None, -1)
    if match.has("dir"):
        if match.spelled("dir")[-1] == "j":
            return None
        if match.spelled("dir")[-1] == "c":
            return None
        return Duration(unit, None, _direction(match) or 0)
    if match.before() in (
        "for",
        "in",
        "within",
        "after",
        "over",
        "take",
        "takes",
        "took",
        "spent",
        "many",
    ) and match.after() not in ("of", "-"):
        return Duration(unit, None)
    return None


def _long(match: Match) -> Expression | None:
    """ "Day-long", "decades-long"."""
    return Duration(match.value("u"), 1 if match.spelled("u") == LETTERS["UNIT"] else None)


def _week_of(match: Match) -> Expression | None:
    """ "The week of March 6"."""
    return Calendar(month=match.number("m"), day=match.number("d"), week=True) if match.value("u") == "W" else None


def _month_of_year(match: Match) -> Expression | None:
    """ "April next year", "25 February this year"."""
    if match.value("u") != "Y":
        return None
    return Calendar(month=match.number("m"), day=match.number("d"), years=_direction(match))


def _each(match: Match) -> Expression | None:
    unit = _unit_value(match)
    amount = _amount(match.all("n"), match.spelled("n")) if match.has("n") else 1
    if unit in ("WE", "NI", "2W", "ML"):
        return Frequency("P1D" if unit == "NI" else "P1W")
    return Frequency(f"P{_period(unit, amount)}")


def _period(unit: str, amount: float | None) -> str:
    number = "X" if amount is None else str(int(amount))
    if unit == "CE":
        return f"{number}00Y" if number != "X" else "XC"
    if unit.startswith("T"):
        return f"T{number}{unit[1:]}"
    return f"{number}{unit}"


def _frequency(match: Match) -> Expression | None:
    token = match.parsed.tokens[match.all("f")[0].token]
    if token.ent in ("ORG", "WORK_OF_ART") or token.tag == "NNP":
        return None
    return Frequency(match.value("f"))


def _holiday(match: Match) -> Calendar | None:
    token = match.parsed.tokens[match.all("h")[0].token]
    if not token.text[:1].isupper() and token.lower not in ("christmas", "easter"):
        return None
    year, _ = _year(match)
    return Calendar(year=year, feast=match.value("h"), direction=_direction(match))


def _known(match: Match) -> Calendar:
    year, month, day = match.value("k").split("-")
    return Calendar(year=int(year), month=int(month), day=int(day))


def _reference(match: Match) -> Expression | None:
    words = [a for a in match.all("r")]
    token = match.parsed.tokens[words[0].token]
    if token.lower == "current" and match.tag_after() not in ("NN", "NNS", "JJ"):
        return None
    if token.lower == "recent":
        return None if match.tag_after() != "NN" else Reference("PAST_REF")
    if token.lower == "soon" and (
        "as" in (match.before(), match.after()) or match.after() in ("after", "afterwards", "became", "as")
    ):
        return None
    if token.lower == "the" and match.tag_after().startswith(("NN", "JJ", "CD")):
        return None
    return Reference(match.value("r"))


def _current(match: Match) -> Expression | None:
    """ "The current talks"."""
    return Reference("PRESENT_REF") if match.tag_after() in ("NN", "NNS", "JJ") else None


# ---------------------------------------------------------------- the rules

_DIR = "(?P<dir>LAST|THIS|NEXT|THAT|CURRENT)"
_RULES: tuple[tuple[str, str, Build], ...] = (
    ("iso", "(?P<y>YEAR)(?P<s1>HYPHEN|SLASH)(?P<m>DAY)(?P<s2>HYPHEN|SLASH)(?P<d>DAY)", _iso),
    ("numeric", "(?P<a>DAY)(?P<s1>SLASH|HYPHEN|DOT)(?P<b>DAY)(?P<s2>SLASH|HYPHEN|DOT)(?P<y>YEAR|TWO|DAY)", _numeric),
    (
        "month-day",
        f"(?P<dir>LAST|THIS|NEXT)?{_STAGE}{_DOWN}(?P<m>MONTH) THE? (?P<d>DAY|DAYTH|ORDINAL)(?:{_YEAR})?",
        _calendar,
    ),
    ("month-day-2", f"{_DOWN}(?P<m>MONTH)(?P<d>DAY) COMMA? APOSTROPHE (?P<yy>TWO|DAY)", _calendar),
    ("month-days", f"{_DOWN}(?P<m>MONTH)(?P<d>DAY|DAYTH)(?:HYPHEN|DASH|TO)(?P<d2>DAY|DAYTH)(?:{_YEAR})?", _calendar),
    (
        "month-day-month-day",
        f"(?P<m>MONTH)(?P<d>DAY|DAYTH)(?:HYPHEN|DASH)(?P<m2>MONTH)(?P<d2>DAY|DAYTH)(?:{_YEAR})?",
        _calendar,
    ),
    (
        "day-month",
        f"{_STAGE}{_DOWN}(?:THE(?=DAYTH|ORDINAL))?(?P<d>DAY|DAYTH|ORDINAL)(?:OF|HYPHEN|SLASH)? (?P<m>MONTH)(?:(?:HYPHEN|SLASH|COMMA|OF)?(?P<y>YEAR))?",
        _calendar,
    ),
    (
        "day-month-2",
        f"{_DOWN}(?P<d>DAY)(?:HYPHEN|SLASH)?(?P<m>MONTH)(?:HYPHEN|SLASH)? APOSTROPHE?(?P<yy>TWO|DAY)",
        _day_month_short,
    ),
    ("days-month", f"(?P<d>DAY|DAYTH)(?:HYPHEN|DASH|TO)(?P<d2>DAY|DAYTH) OF? (?P<m>MONTH)(?:{_YEAR})?", _calendar),
    ("month-year", f"{_STAGE}(?P<m>MONTH)(?:COMMA|OF|HYPHEN)? (?P<y>YEAR)", _calendar),
    ("month-year-2", "(?P<m>MONTH) APOSTROPHE (?P<yy>TWO|DAY)", _calendar),
    ("months", f"(?P<m>MONTH)(?:HYPHEN|DASH)(?P<m2>MONTH)(?:{_YEAR})?", _calendar),
    ("month", f"(?:(?P<dir>LAST|THIS|NEXT)|{_STAGE})(?P<m>MONTH)", _month_alone),
    ("weekday", f"(?:(?P<dir>LAST|THIS|NEXT)|{_STAGE}|(?P<each>EACH))(?P<w>WEEKDAY)(?:COMMA? (?P<p>PART))?", _weekday),
    ("weekday-week", "(?P<w>WEEKDAY)(?P<dir>LAST|THIS|NEXT)(?P<week>UNIT)", _weekday),
    (
        "clock",
        "(?P<h>DAY|TWO)COLON(?P<min>DAY|TWO)(?:COLON(?:DAY|TWO))?(?:HYPHEN? (?P<half>AMPM))?(?:ZONE)?",
        _clock_colon,
    ),
    ("clock-half", "(?P<h>DAY|NUMBER|WORD)(?:DOT (?P<min>DAY|TWO))?(?P<half>AMPM)(?:ZONE)?", _clock),
    ("clock-hours", "(?P<h>YEAR|CLOCK4|NUMBER)(?P<u>UNITS|ZONE)(?:ZONE)?", _clock_hours),
    ("clock-bare", "(?P<h>YEAR|CLOCK4)", _clock_bare),
    ("clock-oclock", "(?P<h>DAY|WORD)OCLOCK(?: IN THE (?P<part>PART))?", _clock),
    ("clock-part", "(?P<h>DAY|WORD) IN THE (?P<part>PART)", _clock),
    ("overnight", "OVERNIGHT (?P<w>WEEKDAY)?", _overnight),
    (
        "part-of",
        f"(?P<the>THE)? (?P<stage>STAGE)? (?P<p>PART)(?:OF|ON|COMMA)?{_DOWN}(?P<m>MONTH)(?P<d>DAY|DAYTH)(?:{_YEAR})?",
        _calendar,
    ),
    (
        "part-of-2",
        f"(?P<the>THE)? (?P<stage>STAGE)? (?P<p>PART)(?:OF|ON|COMMA)?{_DOWN}(?:THE(?=DAYTH))?(?P<d>DAY|DAYTH)(?:OF)?(?P<m>MONTH)(?:{_YEAR})?",
        _calendar,
    ),
    ("part-of-weekday", "(?P<the>THE)? (?P<stage>STAGE)? (?:HYPHEN)? (?P<p>PART)(?:OF)?(?P<w>WEEKDAY)", _calendar),
    ("part-of-day-word", "(?P<the>THE)? (?P<stage>STAGE)? (?:HYPHEN)? (?P<p>PART)(?:OF)?(?P<t>DAYWORD)", _day_word),
    ("part", "(?P<the>THE)? (?:(?P<stage>STAGE)(?:HYPHEN|DASH|IN THE)?)? (?P<p>PART)", _part),
    ("part-direction", f"(?P<the>THE)?(?:(?P<stage>STAGE))?{_DIR}(?P<p>PART)", _part_with_direction),
    ("day-word", "(?:(?P<stage>STAGE)|SHIFT)?(?P<t>DAYWORD)(?P<p>PART)?", _day_word),
    (
        "unit",
        f"(?:(?P<so>SHIFT)(?:IN)?|{_STAGE})(?P<the>THE)?(?:THIS)?{_DIR}(?:FISCAL|MORE)?(?P<u>UNIT|QUARTER|WEEKEND|PERIOD)",
        _unit_with_direction,
    ),
    ("the-unit", f"{_STAGE}THE (?P<u>UNIT|QUARTER|WEEKEND)", _the_unit),
    ("the-full-unit", "(?:THE)(?:FISCAL|MORE)(?P<stage>STAGE)?(?P<u>UNIT)", _the_unit),
    ("year-end", "(?P<u>UNIT)(?:S|HYPHEN)? EDGE", _year_end),
    (
        "quarter",
        "(?:THE? (?P<dir>LAST|THIS|NEXT) UNIT S|(?P<the>THE)(?P<y>YEAR)?)?(?:FISCAL)?(?P<o>ORDINAL|DAYTH)(?P<q>QUARTER)",
        _quarter,
    ),
    ("quarter-hyphen", "(?P<o>ORDINAL|DAYTH)HYPHEN(?P<q>QUARTER)", _quarter),
    (
        "quarter-of",
        "(?P<the>THE)?(?:FISCAL)?(?P<o>ORDINAL|DAYTH)HYPHEN?(?P<q>QUARTER|HALF)(?:OF|IN|COMMA)?(?:THE)?(?:FISCAL)?(?:(?P<y>YEAR)|(?P<dir>LAST|THIS|NEXT)UNIT)",
        _quarter,
    ),
    ("quarter-ago", "THE? UNIT HYPHEN (?P<ago>SHIFT)(?P<o>ORDINAL)(?P<q>QUARTER)", _quarter),
    ("year-ago", "(?P<u>UNIT) HYPHEN SHIFT", _year_ago),
    ("year-ago-quarter", "THE (?P<u>UNIT) HYPHEN SHIFT (?:QUARTER|PERIOD|UNIT)", _year_ago),
    ("year-period", "THE (?P<y>YEAR)(?:QUARTER|PERIOD)", _year_period),
    (
        "season",
        f"(?P<the>THE)?(?:(?P<dir>LAST|THIS|NEXT)LAST?|{_STAGE}(?:THE)?)(?P<s>SEASON)(?:(?:COMMA|OF)?(?P<y>YEAR))?",
        _season,
    ),
    ("decade", f"{_STAGE}APOSTROPHE?(?P<y>YEAR|TWO|DAY)APOSTROPHE?(?P<s>S)", _decade),
    ("century", "THE? (?P<c>DAYTH|ORDINAL)HYPHEN?(?P<u>UNIT)", _century),
    ("year", f"(?:FISCAL|{_STAGE})(?:UNIT)?(?P<y>YEAR)", _year_alone),
    ("years", "(?P<y>YEAR)(?P<s1>HYPHEN|SLASH)(?P<y2>YEAR|TWO|DAY)", _year_alone),
    (
        "duration",
        f"(?:(?:THE|A)?(?P<dir>LAST|THIS|NEXT|CURRENT)|THE THAT|THE ORDINAL|THE)?(?:HEDGE)*(?P<n>{_NUM})(?:MORE)?(?P<u>UNIT|UNITS|WEEKEND|QUARTER)(?:AND A HALF)?",
        _duration,
    ),
    ("duration-hyphen", f"(?:HEDGE)*(?P<n>{_NUM})HYPHEN(?P<u>UNIT|UNITS|WEEKEND|QUARTER)(?:HYPHEN MORE)?", _duration),
    (
        "shifted",
        f"(?:HEDGE)*(?P<n>{_NUM})(?:MORE)?(?P<u>UNIT|UNITS|WEEKEND|QUARTER)(?P<half>AND A HALF)?(?P<g>SHIFT)",
        _shifted,
    ),
    ("shifted-bare", "(?P<u>UNITS)(?P<g>SHIFT)", _shifted),
    ("bare-units", f"(?:(?P<r>VAGUETIME)|(?:THE)?{_DIR})?(?P<u>UNITS)", _bare_units),
    ("long", "(?P<u>UNIT|UNITS)HYPHEN MORE", _long),
    ("week-of", "THE (?P<u>UNIT) OF (?P<m>MONTH)(?P<d>DAY|DAYTH)", _week_of),
    (
        "month-this-year",
        "(?P<m>MONTH)(?P<d>DAY|DAYTH)?(?:COMMA|OF)?(?:THE)?(?P<dir>THIS|LAST|NEXT)(?P<u>UNIT)",
        _month_of_year,
    ),
    (
        "day-month-this-year",
        "(?P<d>DAY|DAYTH)(?:OF)?(?P<m>MONTH)(?:COMMA|OF)?(?P<dir>THIS|LAST|NEXT)(?P<u>UNIT)",
        _month_of_year,
    ),
    ("each", f"EACH(?P<n>{_NUM})?(?P<u>UNIT|UNITS|WEEKEND|QUARTER)", _each),
    ("frequency", "(?P<f>FREQUENCY)", _frequency),
    ("holiday", "(?P<dir>LAST|THIS|NEXT)?(?P<h>HOLIDAY)(?:(?:COMMA|OF|IN)?(?P<y>YEAR))?", _holiday),
    ("known", "(?P<k>KNOWN)", _known),
    ("reference", "(?P<r>VAGUETIME)", _reference),
    ("current", "CURRENT", _current),
)


def _compile(pattern: str) -> re.Pattern[str]:
    """A rule's pattern in letters."""
    return re.compile(
        re.sub(r"(?<!\(\?)\b[A-Z][A-Z0-9]*\b", lambda m: re.escape(LETTERS[m.group()]), pattern).replace(" ", "")
    )


_CORE_CLASSES = (
    "CURRENT MONTH WEEKDAY YEAR CLOCK4 UNIT UNITS WEEKEND QUARTER PART OVERNIGHT SEASON DAYWORD VAGUETIME FREQUENCY HOLIDAY KNOWN"
    " AMPM OCLOCK"
).split()
_COMPILED = tuple((name, _compile(pattern), build) for name, pattern, build in _RULES)
_ANY = re.compile("|".join(re.sub(r"\?P<\w+>", "?:", rule.pattern) for _, rule, _ in _COMPILED))
_RUN = re.compile(r"[^_\n]+")
_CORE = re.compile(f"[{re.escape(''.join(LETTERS[x] for x in _CORE_CLASSES))}]|[dn]:[dn]|d[/.-]d[/.-]|[dn]'?s")


def find_expressions(letters: str, atoms: list[Atom], parsed: Parsed) -> list[Found]:
    """All expressions of an article, in text order, without overlap."""
    found: list[Found] = []
    for run in _RUN.finditer(letters):
        begin, end = run.span()
        if _CORE.search(letters, begin, end) is None:
            continue
        at = begin
        while at < end:
            hit = _ANY.search(letters, at, end)
            if hit is None:
                break
            one = _best(hit.start(), end, letters, atoms, parsed)
            if one is None:
                at = hit.start() + 1
            else:
                found.append(one)
                at = one.last
    return found


def _best(at: int, end: int, letters: str, atoms: list[Atom], parsed: Parsed) -> Found | None:
    """The longest expression that begins at an atom."""
    candidates = []
    for order, (name, rule, build) in enumerate(_COMPILED):
        groups = rule.match(letters, at, end)
        if groups is not None and groups.end() > at:
            candidates.append((-groups.end(), order, name, groups, build))
    candidates.sort(key=lambda c: c[:2])
    for _, _, name, groups, build in candidates:
        match = Match(groups, atoms, letters, parsed)
        expression = build(match)
        if expression is not None:
            return Found(match.first, match.last, expression, name)
    return None
