"""Units of time: counted from now or from the text, as lengths, as frequencies; and times without a date ("now")."""

from __future__ import annotations

from kg.extract.timex.expressions import Deictic, Duration, Expression, Frequency, Reference
from kg.extract.timex.patterns import DIRECTION, NUMBER, STAGE, Match, Rule, amount_of
from kg.extract.timex.words import LETTERS

__all__ = ["RULES"]

_SMALL = ("TS", "TM", "TH")
"""Units smaller than a day."""
_MOST = 9_999_999


def _unit(match: Match) -> str:
    """The TIMEX3 code of the unit: ``D``, ``TH``, ``Q`` …"""
    letter = match.spelled("u")[-1]
    if letter in (LETTERS["QUARTER"], LETTERS["PERIOD"]):
        return "Q"
    if letter == LETTERS["WEEKEND"]:
        return "WE"
    return match.all("u")[-1].value


def _plain_unit(unit: str, amount: float | None) -> tuple[str, float | None]:
    """A length in a unit that TIMEX3 knows: fortnights as weeks, nights as days, millennia as years."""
    unit, times = {"2W": ("W", 2), "ML": ("Y", 1000), "NI": ("D", 1)}.get(unit, (unit, 1))
    return unit, None if amount is None else amount * times


# ---- a unit counted from now or from the text


def _directed(match: Match) -> Expression | None:
    """As in "last week", "this year", "the following day", "earlier this month", "the end of this week"."""
    unit = _unit(match)
    told = match.all("dir")[-1]
    letter = match.spelled("dir")[-1]
    word = match.parsed.tokens[told.token].lower
    if match.spelled("u") == LETTERS["PERIOD"] and word != "latest":
        return None
    if match.token("u").tag == "NNP" and match.before() not in ("", "."):
        return None
    direction = match.direction() or 0
    in_text = word in ("previous", "preceding")
    if letter == LETTERS["THAT"]:
        in_text, direction = True, int(told.value)
    if unit in _SMALL:
        return None if direction == 0 else Duration(unit, 1, direction)
    if match.has("the") and unit != "WE":
        # "the next day" is told of the story, "the next year" is a length
        if letter == LETTERS["NEXT"] and word in ("next", "coming"):
            return Deictic("D", 1, True) if unit == "D" else Duration(unit, 1, 1)
        if word == "past" and unit in ("DE", "CE", "M", "W", "D"):
            return Duration(unit, 1, -1)
    elif word == "past" and unit not in ("WE", "Q"):
        return Duration(unit, 1, -1)
    so_far = 0
    if match.has("so"):
        so_far = 1 if match.value("so") == "text+" else -1
    return Deictic(unit, direction, in_text, stage=match.stage(), so_far=so_far)


_OF_STORY = frozenset(["of", "in", "earlier", "later", "during", "for"])


def _the_unit(match: Match) -> Expression | None:
    """As in "the year", "the day", "the weekend": the time spoken of, or the one that runs."""
    unit, before = _unit(match), match.before()
    if match.stage():
        return Deictic(unit, 0, unit in ("D", "W"), stage=match.stage())
    if unit in (*_SMALL, "CE", "DE", "NI") or match.after() in ("of", "before", "after"):
        return None
    if unit == "WE":
        return Deictic("WE", -1 if before in ("over", "during", "of") else 0)
    if unit in ("D", "W", "M") and before not in _OF_STORY:
        return None
    return None if match.tag_after().startswith("NN") and unit != "D" else Deictic(unit, 0, True)


def _one_off(match: Match) -> Deictic | None:
    """As in "the day before", "the week after", said of the day the story is at; not "the day before the vote"."""
    kind, unit = match.value("g"), _unit(match)
    if (
        match.token("g").lower not in ("before", "after")
        or match.after() not in _CLOSES
        or unit not in ("D", "W", "M", "Y")
    ):
        return None
    return Deictic(unit, 1 if kind.endswith("+") else -1, True)


_CLOSES = frozenset(["", ",", ".", ";", ":", ")", "in", "and", "at", "near"])


def _year_end(match: Match) -> Expression | None:
    return Deictic("Y", 0, stage="END") if match.value("u") == "Y" else None


def _year_ago(match: Match) -> Expression | None:
    """As in "year-earlier", "the year-ago quarter"."""
    return Deictic(match.value("u"), -1, True, counted=True) if match.value("u") in ("Y", "M", "W") else None


def _same_period(match: Match) -> Expression | None:
    """As in "the 1988 quarter", "the 1988 period": the same part of another year."""
    return Deictic("Q", 0, True, year=int(match.value("y")))


def _shifted(match: Match) -> Expression | None:
    """As in "two days ago", "three weeks later"; not "two days before the vote", a length before something named."""
    kind, word = match.value("g"), match.token("g").lower
    if word in ("before", "after", "prior") and match.after() not in ("", ",", ".", ";", ":", ")", "in", "on"):
        return None
    counted = match.has("n")
    if counted and match.groups.start("n") == match.first and match.stuck():
        return None
    unit, amount = _plain_unit(_unit(match), amount_of(match.all("n"), match.spelled("n")) if counted else None)
    in_text, ahead = kind.startswith("text"), kind.endswith("+")
    if (amount is not None and amount > _MOST) or (not counted and in_text and not ahead):
        return None
    whole = None if amount is None else int(amount) * (1 if ahead else -1)
    return Deictic(unit, whole, in_text, ahead=ahead, counted=True)


# ---- lengths

_MEASURED = frozenset("% percent million billion dollars cents barrels tons tonnes people flights".split())


def _duration(match: Match) -> Expression | None:
    """As in "three weeks", "the past 24 hours", "a 16-hour curfew"; ages and bare articles are none."""
    spelled = match.spelled("n")
    if (match.has("dir") and match.token("dir").tag.startswith("V")) or _is_age(match):
        return None
    if match.groups.start("n") == match.first and match.stuck():
        return None
    named = match.token("u")
    if named.tag in ("NNP", "NNPS") and named.text[0].isupper():
        return None
    if match.after() == "-" and match.letters[match.last + 1 : match.last + 2] == LETTERS["SHIFT"]:
        return None
    unit = _unit(match)
    if unit == "TH" and match.after() in ("a", "per") and match.after(2) == "day":
        return None
    unit, amount = _plain_unit(unit, amount_of(match.all("n"), spelled))
    if amount is not None and (amount > _MOST or (unit == "Y" and amount >= 1000 and spelled == LETTERS["YEAR"])):
        return None
    direction = match.direction() or 0
    if not direction and spelled == LETTERS["A"]:
        return _a_unit(match, unit)
    return Duration(unit, amount, direction)


def _is_age(match: Match) -> bool:
    """Whether a length is an age: "a 31-year-old", "aged 25 years", "two years of age"."""
    if match.before() == "aged" or (match.after() == "of" and match.after(2) == "age"):
        return True
    return match.after() in ("old", "olds") or (match.after() == "-" and match.after(2) in ("old", "olds"))


def _a_unit(match: Match, unit: str) -> Expression | None:
    """A unit after a bare article: a frequency in "twice a day", none in "$3 a day" or "a day when"."""
    before = match.before()
    if before in ("times", "time", "once", "twice"):
        return Frequency(f"P{_period(unit, 1)}")
    if match.first and (match.letters[match.first - 1] in "dnyNwDUV" or before in _MEASURED):
        return None
    if unit in ("TS", "TM"):
        return None
    if unit == "D" and match.after() in ("when", "of", "that", "after", "before", "for"):
        return None
    return Duration(unit, 1.0)


_BEFORE_UNITS = frozenset("for in within after over take takes took spent many".split())


def _bare_units(match: Match) -> Expression | None:
    """As in "for weeks", "recent days", "the coming months"."""
    unit = _unit(match)
    if unit in ("NI", "WE", "ML", "2W", "TS"):
        return None
    if match.has("r"):
        return Duration(unit, None, -1)
    if match.has("dir"):
        direction = match.direction()
        return Duration(unit, None, direction) if direction else None
    if match.before() in _BEFORE_UNITS and match.after() not in ("of", "-"):
        return Duration(unit, None)
    return None


def _long(match: Match) -> Expression | None:
    """As in "day-long", "decades-long"."""
    return Duration(match.value("u"), 1 if match.spelled("u") == LETTERS["UNIT"] else None)


# ---- frequencies and references


def _each(match: Match) -> Expression | None:
    unit = _unit(match)
    amount = amount_of(match.all("n"), match.spelled("n")) if match.has("n") else 1
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
    token = match.token("f")
    return None if token.ent in ("ORG", "WORK_OF_ART") or token.tag == "NNP" else Frequency(match.value("f"))


def _reference(match: Match) -> Expression | None:
    token = match.token("r")
    after = match.tag_after()
    if token.lower == "recent":
        return Reference("PAST_REF") if after == "NN" else None
    if token.lower == "soon" and ("as" in (match.before(), match.after()) or match.after() in ("after", "became")):
        return None
    if token.lower == "the" and after.startswith(("NN", "JJ", "CD")):
        return None
    return Reference(match.value("r"))


def _current(match: Match) -> Expression | None:
    """As in "the current talks"."""
    return Reference("PRESENT_REF") if match.tag_after() in ("NN", "NNS", "JJ") else None


_ANY_UNIT = "(?P<u>UNIT|UNITS|WEEKEND|QUARTER)"
_N = f"(?P<n>{NUMBER})"
_HEDGED = "HEDGE{0,3}"
RULES = (
    Rule(
        "unit",
        f"(?:(?P<so>SHIFT)IN?|{STAGE})(?P<the>THE)?THIS?{DIRECTION}(?:FISCAL|MORE)?(?P<u>UNIT|QUARTER|WEEKEND|PERIOD)",
        _directed,
    ),
    Rule("the-unit", f"{STAGE}THE(?P<u>UNIT|QUARTER|WEEKEND)", _the_unit),
    Rule("the-full-unit", "THE(?:FISCAL|MORE)(?P<stage>STAGE)?(?P<u>UNIT)", _the_unit),
    Rule("year-end", "(?P<u>UNIT)(?:S|HYPHEN)?EDGE", _year_end),
    Rule("year-ago", "(?P<u>UNIT)HYPHEN SHIFT", _year_ago),
    Rule("year-ago-quarter", "THE(?P<u>UNIT)HYPHEN SHIFT(?:QUARTER|PERIOD|UNIT)", _year_ago),
    Rule("same-period", "THE(?P<y>YEAR)(?:QUARTER|PERIOD)", _same_period),
    Rule(
        "duration",
        "(?:(?:THE|A)?(?P<dir>LAST|THIS|NEXT|CURRENT)|THE THAT|THE ORDINAL|THE)?"
        f"{_HEDGED}{_N}MORE?{_ANY_UNIT}(?:AND A HALF)?",
        _duration,
    ),
    Rule("duration-hyphen", f"{_HEDGED}{_N}HYPHEN{_ANY_UNIT}(?:HYPHEN MORE)?", _duration),
    Rule("shifted", f"{_HEDGED}{_N}MORE?{_ANY_UNIT}(?:AND A HALF)?(?P<g>SHIFT)", _shifted),
    Rule("one-off", "THE(?P<u>UNIT)(?P<g>SHIFT)", _one_off),
    Rule("shifted-bare", "(?P<u>UNITS)(?P<g>SHIFT)", _shifted),
    Rule("bare-units", f"(?:(?P<r>VAGUETIME)|THE?{DIRECTION})?(?P<u>UNITS)", _bare_units),
    Rule("long", "(?P<u>UNIT|UNITS)HYPHEN MORE", _long),
    Rule("each", f"EACH(?:{_N})?{_ANY_UNIT}", _each),
    Rule("frequency", "(?P<f>FREQUENCY)", _frequency),
    Rule("reference", "(?P<r>VAGUETIME)", _reference),
    Rule("current", "CURRENT", _current),
)
