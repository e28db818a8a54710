"""What the rules of time expressions are written in: patterns over classes of words, a match of one, numbers in words.

A pattern is a regular expression in the names of the classes (``MONTH COMMA? YEAR``); ``compiled`` turns it into one
over the letters that ``words.spell`` gives.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from kg.extract.parse import Parsed, Token
from kg.extract.timex.expressions import Expression
from kg.extract.timex.words import LETTERS, Atom

__all__ = ["DIRECTION", "DOWN", "NUMBER", "STAGE", "YEAR", "Match", "Rule", "amount_of", "compiled"]


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

    def token(self, name: str) -> Token:
        """The token of a group's first atom."""
        return self.parsed.tokens[self.atoms[self.span(name)[0]].token]

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

    def stuck(self) -> bool:
        """Whether the first atom hangs on a letter or a mark before it ("F-16", "$1990")."""
        if not self.atoms[self.first].glued or self.first == 0:
            return False
        return self.atoms[self.first - 1].value not in _OPENERS

    def all_glued(self) -> bool:
        """Whether the atoms stand without a gap, and by themselves."""
        return all(a.glued for a in self.atoms[self.first + 1 : self.last]) and not self.stuck()

    def year(self) -> tuple[int | None, bool]:
        """The year in the group ``y``, or in ``yy`` as it stands ("90", then true)."""
        if self.value("y"):
            return int(self.value("y")), False
        if self.has("yy"):
            return int(self.value("yy")), True
        return None, False

    def stage(self) -> str | None:
        """START, MID or END ("early", "the end of")."""
        return self.value("stage") or self.value("edge") or None

    def direction(self) -> int | None:
        """-1 for "last", 0 for "this" and "that", 1 for "next"; ``None`` without such a word."""
        return _DIRECTIONS[self.spelled("dir")[-1]] if self.has("dir") else None


_OPENERS = frozenset(["(", "[", '"', "“", "'", "``", "--", "—", "–", "/"])
_DIRECTIONS = {"l": -1, "c": 0, "u": 0, "j": 0, "e": 1}


class Rule(NamedTuple):
    """A pattern and what its match says; ``None`` where the words turn out to be something else."""

    name: str
    pattern: str
    build: Callable[[Match], Expression | None]


def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern over the letters of the classes that it names."""
    named = re.sub(r"(?<!\(\?)\b[A-Z][A-Z0-9]*\b", lambda m: re.escape(LETTERS[m.group()]), pattern)
    return re.compile(named.replace(" ", ""))


# ---- parts that many rules share

DIRECTION = "(?P<dir>LAST|THIS|NEXT|THAT|CURRENT)"
DOWN = "(?:(?P<w>WEEKDAY) COMMA? (?:THE)?)?"
"""The day of the week before a date."""
STAGE = "(?:(?P<stage>STAGE)(?:HYPHEN|DASH|IN)?|(?:THE)?(?P<edge>EDGE)OF)?"
YEAR = "(?:COMMA?|OF)(?P<y>YEAR)"
_WORDS = "(?:WORD|A SCALE|SCALE)(?:HYPHEN? (?:WORD|SCALE)){0,6}"
_ONE = f"(?:(?:DAY|TWO|YEAR|NUMBER)(?: SCALE)?|{_WORDS})"
_PARTS = "(?:HYPHEN? DAY SLASH DAY|AND DAY SLASH DAY|HYPHEN? AND HYPHEN? A HYPHEN? HALF|AND A HALF)?"
NUMBER = f"(?:{_ONE}{_PARTS}(?:(?:TO|AND|HYPHEN|HYPHEN TO HYPHEN){_ONE})?|HALF A?|A HALF|A? VAGUE|A)"
_THOUSAND = 1000


def amount_of(atoms: list[Atom], letters: str) -> float | None:
    """The number that atoms tell: the first of a range; ``None`` where it is left open."""
    total, part, seen = 0.0, 0.0, False
    for k, (atom, letter) in enumerate(zip(atoms, letters, strict=True)):
        if letter == LETTERS["VAGUE"]:
            return None
        before = letters[k - 1] if k else ""
        if letter in "dnyN":
            if letters[k + 1 : k + 3] == "/d":
                return total + part + int(atom.value) / int(atoms[k + 2].value)
            if seen and before in "2-+":
                break
            part += _figure(atom.value)
            seen = True
        elif letter == LETTERS["WORD"]:
            if seen and (before in "2+" or (before == "-" and part % 10)):
                break
            part += int(atom.value)
            seen = True
        elif letter == LETTERS["SCALE"]:
            part = max(part, 1.0) * int(atom.value)
            seen = True
            if int(atom.value) >= _THOUSAND:
                total, part = total + part, 0.0
        elif letter == LETTERS["HALF"]:
            return total + part + 0.5
    return total + part if seen else 1.0


def _figure(digits: str) -> float:
    plain = digits.replace(",", "")
    return float(plain) if plain.isascii() else 0.0
