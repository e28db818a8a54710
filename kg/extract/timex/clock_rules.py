"""Hours and parts of the day, and days named from the day of speaking."""

from __future__ import annotations

from kg.extract.timex.expressions import Calendar, Deictic
from kg.extract.timex.patterns import DIRECTION, Match, Rule
from kg.extract.timex.words import LETTERS

__all__ = ["RULES", "hour_in"]

_NOON = 12
_SMALL = 5
"""Hours at night below this one come after midnight."""


def hour_in(hour: int, part: str | None) -> int:
    """The hour by 24 of one told by 12 with a part of the day: 7 in the evening is 19."""
    later = part in ("TAF", "TEV", "TNI") and 1 <= hour < _NOON and not (part == "TNI" and hour < _SMALL)
    return hour + _NOON if later else hour


def _clock(match: Match) -> Calendar | None:
    """An hour with its minutes, as 24 hours or with a half of the day."""
    hours, minutes = match.value("h"), match.value("min")
    if "." in hours:
        hours, _, minutes = hours.partition(".")
        if len(minutes) != 2:
            return None
    elif len(hours) == 4:
        hours, minutes = hours[:2], hours[2:]
    if not hours.isdecimal() or (minutes and not (minutes.isdecimal() and len(minutes) == 2)) or match.stuck():
        return None
    hour, minute = int(hours), int(minutes or 0)
    half = match.value("half").replace(".", "")
    if half:
        if not 1 <= hour <= _NOON:
            return None
        hour = hour % _NOON + (_NOON if half == "pm" else 0)
    hour = hour_in(hour, match.value("part"))
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    return Calendar(hour=hour, minute=minute)


def _clock_colon(match: Match) -> Calendar | None:
    """As in "10:35"; not a score, a ratio or a verse."""
    atoms = match.atoms[match.groups.start("h") : match.groups.end("min")]
    if not all(a.glued for a in atoms[1:]) or len(match.value("min")) != 2:
        return None
    return _clock(match)


def _clock_hours(match: Match) -> Calendar | None:
    """As in "2100 hours", "0735 GMT", "1000 local": four digits or hh.mm."""
    value = match.value("h")
    if len(value) != 4 and "." not in value:
        return None
    if match.spelled("u") == LETTERS["UNITS"]:
        round_number = value.endswith("000") and value != "1000"
        if match.value("u") != "TH" or round_number:
            return None
    return _clock(match)


_BEFORE_HOUR = frozenset("at about around approximately by until from between since after before and to".split())


def _clock_bare(match: Match) -> Calendar | None:
    """As in "at 0600", "at approximately 2130 on 12 November": four digits that only a preposition makes an hour."""
    word = match.before()
    surely = match.spelled("h") == LETTERS["CLOCK4"]
    if word not in _BEFORE_HOUR or not (surely or "at" in (word, match.before(2))):
        return None
    return None if match.tag_after().startswith(("NN", "JJ")) else _clock(match)


_BEFORE_PART = frozenset("in at by before after until since during throughout around from".split())


def _part(match: Match) -> Calendar | None:
    """A part of the day by itself, where a preposition or a stage makes it one."""
    value, before = match.value("p"), match.before()
    if match.tag_after().startswith("NN"):
        return None
    if value[1:2].isdecimal():
        return None if match.has("the") else Calendar(hour=int(value[1:3]), minute=0)
    if not match.has("stage"):
        vague = value == "TNI" and before in ("by", "in") and not match.has("the")
        if before not in _BEFORE_PART or vague:
            return None
    return Calendar(part=value, stage=match.stage())


def _overnight(match: Match) -> Calendar | None:
    if match.tag_after().startswith("NN") and not match.has("w"):
        return None
    return Calendar(overnight=True, part="TNI", weekday=match.number("w"))


def _part_with_direction(match: Match) -> Deictic:
    """As in "last night", "this morning", "the next afternoon"."""
    direction = match.direction() or 0
    letter = match.spelled("dir")[-1]
    in_text = letter == LETTERS["THAT"] or (letter == LETTERS["NEXT"] and match.has("the"))
    if letter == LETTERS["THAT"]:
        direction = int(match.all("dir")[-1].value)
    in_text = in_text or match.value("dir") in ("previous", "preceding")
    return Deictic("D", direction, in_text, part=match.value("p"), stage=match.stage())


def _day_word(match: Match) -> Deictic | None:
    """As in "yesterday", "earlier today", "tomorrow morning"."""
    opening = match.parsed.tokens[match.atoms[match.first].token].lower
    if match.letters[match.first] == LETTERS["SHIFT"] and opening not in ("earlier", "later"):
        return None
    days, _, part = match.value("t").partition("T")
    told: str | None = match.value("p") or (f"T{part}" if part else None)
    hour = None
    if told and told[1:2].isdecimal():
        hour, told = int(told[1:3]), None
    return Deictic("D", int(days), part=told, hour=hour, minute=None if hour is None else 0, stage=match.stage())


_ZONE = "(?:ZONE)?"
_HALF = "(?P<half>AMPM)"
RULES = (
    Rule(
        "clock",
        f"(?P<h>DAY|TWO)COLON(?P<min>DAY|TWO)(?:COLON(?:DAY|TWO))?(?:HYPHEN?{_HALF})?{_ZONE}",
        _clock_colon,
    ),
    Rule("clock-half", f"(?P<h>DAY|NUMBER|WORD)(?:DOT(?P<min>DAY|TWO))?{_HALF}{_ZONE}", _clock),
    Rule("clock-hours", f"(?P<h>YEAR|CLOCK4|NUMBER)(?P<u>UNITS|ZONE){_ZONE}", _clock_hours),
    Rule("clock-bare", "(?P<h>YEAR|CLOCK4)", _clock_bare),
    Rule("clock-oclock", "(?P<h>DAY|WORD)OCLOCK(?:IN THE(?P<part>PART))?", _clock),
    Rule("clock-part", "(?P<h>DAY|WORD)IN THE(?P<part>PART)", _clock),
    Rule("overnight", "OVERNIGHT(?P<w>WEEKDAY)?", _overnight),
    Rule("part-of-day-word", "(?P<the>THE)?(?P<stage>STAGE)?HYPHEN?(?P<p>PART)OF?(?P<t>DAYWORD)", _day_word),
    Rule("part", "(?P<the>THE)?(?:(?P<stage>STAGE)(?:HYPHEN|DASH|IN THE)?)?(?P<p>PART)", _part),
    Rule("part-direction", f"(?P<the>THE)?(?P<stage>STAGE)?{DIRECTION}(?P<p>PART)", _part_with_direction),
    Rule("day-word", "(?:(?P<stage>STAGE)|SHIFT)?(?P<t>DAYWORD)(?P<p>PART)?", _day_word),
)
