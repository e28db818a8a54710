"""Figures of several sources drawn together: least, best and greatest per kind and side, by a named rule.

Within one source, figures for different groups add up, a stated sum stands for its parts, and a number told again
for the same side counts once. Between sources figures are alternatives, never added.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from kg.model import Casualty

__all__ = ["RULE", "SourcedCasualty", "Tally", "Total", "revisions", "tallies", "totals"]

RULE = "most-told-lately-then-lowest"
"""How ``best`` is chosen between sources: of the figures given for the latest days the one that most sources give; of
several told as often the lowest, as ACLED codes where reports differ."""
_LATELY = timedelta(days=3)
"""Figures given for days so much before the latest still count as of now; older ones are outdated."""


@dataclass(frozen=True, slots=True)
class SourcedCasualty:
    """A figure with its source (claimant, else publisher or article) and the day it was given for."""

    casualty: Casualty
    source: str
    as_of: date | None


@dataclass(frozen=True, slots=True)
class Total:
    """People harmed in one way: least, best, greatest; ``None`` where open or unknown."""

    low: int | None
    best: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Tally:
    """All figures of one kind and side. ``disputed``: two sources give different numbers."""

    kind: str
    side: str
    total: Total
    sources: int
    disputed: bool


def tallies(figures: Iterable[SourcedCasualty]) -> tuple[Tally, ...]:
    """One tally for each kind and side, in that order."""
    grouped: dict[tuple[str, str], dict[str, list[SourcedCasualty]]] = defaultdict(lambda: defaultdict(list))
    for figure in figures:
        grouped[figure.casualty.kind, figure.casualty.of][figure.source].append(figure)
    found = []
    for (kind, side), by_source in sorted(grouped.items()):
        each = [(_latest(told), _sum(told)) for _, told in sorted(by_source.items())]
        numbers = {total.best for _, total in each if total.best is not None}
        found.append(Tally(kind, side, _between(each), len(each), len(numbers) > 1))
    return tuple(found)


def totals(figures: Iterable[SourcedCasualty], kind: str, civilian: bool = False) -> Total | None:
    """People harmed in one way over all sides, each person once; only those said to be civilians if ``civilian``.

    ``None`` if no figure speaks of it.
    """
    told = [f for f in figures if f.casualty.kind == kind and (f.casualty.civilian or not civilian)]
    sides = [tally.total for tally in tallies(told)]
    if not sides:
        return None
    return Total(_added([t.low for t in sides]), _added([t.best for t in sides]), _added([t.high for t in sides]))


def revisions(figures: Iterable[SourcedCasualty]) -> tuple[tuple[Casualty, Casualty], ...]:
    """Pairs of a later figure and the earlier one of the same source, kind and side that it revises."""
    series: dict[tuple[str, str, str], list[SourcedCasualty]] = defaultdict(list)
    for figure in figures:
        if figure.as_of is not None:
            series[figure.source, figure.casualty.kind, figure.casualty.of].append(figure)
    found = []
    for _, told in sorted(series.items()):
        told.sort(key=_rank)
        for earlier, later in pairwise(told):
            if earlier.as_of != later.as_of and earlier.casualty.count != later.casualty.count:
                found.append((later.casualty, earlier.casualty))
    return tuple(found)


def _latest(figures: list[SourcedCasualty]) -> date:
    return max((f.as_of or date.min for f in figures), default=date.min)


def _between(each: list[tuple[date, Total]]) -> Total:
    """One total of several sources' totals."""
    last = max(day for day, _ in each)
    newest = [t.best for day, t in each if last - day <= _LATELY and t.best is not None]
    lows = [n for _, t in each if (n := t.low if t.low is not None else t.best) is not None]
    highs = [n for _, t in each if (n := t.high if t.high is not None else t.best) is not None]
    open_low = all(t.low is None for _, t in each)
    open_high = all(t.high is None for _, t in each)
    return Total(
        None if open_low else min(lows, default=None),
        min(newest, key=lambda n: (-newest.count(n), n)) if newest else min(lows, default=None),
        None if open_high else max(highs, default=None),
    )


def _sum(figures: list[SourcedCasualty]) -> Total:
    """One source's figures: a stated sum if there is one, else the groups added up, each once.

    What the source said last of a group rules over what it said before; on one day the greater number.
    """
    sums = [f for f in figures if f.casualty.total]
    chosen: list[Casualty]
    if sums:
        chosen = [max(sums, key=_rank).casualty]
    else:
        groups: list[SourcedCasualty] = []
        for figure in sorted(figures, key=_rank, reverse=True):
            if not any(_tells_again(figure, known) for known in groups):
                groups.append(figure)
        chosen = [figure.casualty for figure in groups]
    return Total(
        _added([c.count.low for c in chosen]),
        _added([c.count.best for c in chosen]),
        _added([c.count.high for c in chosen]),
    )


def _rank(figure: SourcedCasualty) -> tuple[date, int]:
    return figure.as_of or date.min, figure.casualty.count.best or 0


def _tells_again(one: SourcedCasualty, other: SourcedCasualty) -> bool:
    """Whether two figures of one source count the same people.

    They do if they name one group, or if they give one number and either leaves the group open or they were given on
    different days ("five troops", later "five soldiers"); what one report tells apart stays apart.
    """
    first, second = one.casualty, other.casualty
    mine, theirs = (first.group or "").casefold(), (second.group or "").casefold()
    if mine == theirs and first.civilian == second.civilian:
        return True
    return first.count == second.count and (not mine or not theirs or one.as_of != other.as_of)


def _added(numbers: list[int | None]) -> int | None:
    known = [n for n in numbers if n is not None]
    return sum(known) if len(known) == len(numbers) else None
