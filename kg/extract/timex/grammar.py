"""The grammar of time expressions: at each place of a text the longest rule wins, then the earlier one."""

from __future__ import annotations

import re

from kg.extract.parse import Parsed
from kg.extract.timex import calendar_rules, clock_rules, length_rules
from kg.extract.timex.expressions import Found
from kg.extract.timex.patterns import Match, compiled
from kg.extract.timex.words import LETTERS, Atom

__all__ = ["find_expressions"]

_RULES = tuple((compiled(r.pattern), r) for r in (*clock_rules.RULES, *calendar_rules.RULES, *length_rules.RULES))
_ANY = re.compile("|".join(re.sub(r"\?P<\w+>", "?:", pattern.pattern) for pattern, _ in _RULES))
"""Whether any rule can begin at a place: asked first, because most places begin none."""
_RUN = re.compile(r"[^_\n]+")
_CORE_CLASSES = (
    "CURRENT MONTH WEEKDAY YEAR CLOCK4 UNIT UNITS WEEKEND QUARTER PART OVERNIGHT SEASON DAYWORD VAGUETIME FREQUENCY"
    " HOLIDAY KNOWN AMPM OCLOCK QMARK DECADE"
).split()
_CORE = re.compile(f"[{re.escape(''.join(LETTERS[x] for x in _CORE_CLASSES))}]|[dn]:[dn]|d[/.-]d[/.-]|[dn]'?s")
"""What a run of words of time must have to be worth a look: articles, numbers and prepositions alone are none."""


def find_expressions(letters: str, atoms: list[Atom], parsed: Parsed) -> list[Found]:
    """All expressions of an article, in text order, without overlap."""
    found: list[Found] = []
    for run in _RUN.finditer(letters):
        at, end = run.span()
        if _CORE.search(letters, at, end) is None:
            continue
        while at < end:
            hit = _ANY.search(letters, at, end)
            if hit is None:
                break
            one = _longest(hit.start(), end, letters, atoms, parsed)
            if one is None:
                at = hit.start() + 1
            else:
                found.append(one)
                at = one.last
    return found


def _longest(at: int, end: int, letters: str, atoms: list[Atom], parsed: Parsed) -> Found | None:
    """The longest expression that begins at an atom."""
    candidates = []
    for order, (pattern, rule) in enumerate(_RULES):
        groups = pattern.match(letters, at, end)
        if groups is not None and groups.end() > at:
            candidates.append((-groups.end(), order, groups, rule))
    candidates.sort(key=lambda c: c[:2])
    for _, _, groups, rule in candidates:
        match = Match(groups, atoms, letters, parsed)
        expression = rule.build(match)
        if expression is not None:
            return Found(match.first, match.last, expression)
    return None
