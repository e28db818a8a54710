"""Figures of several sources drawn together: least, best and greatest per kind and side, by a named rule.

Within one report, figures for different groups and sides add up, a stated sum stands for its parts, a number told again
for the same side counts once, and what two claimants say of one side are alternatives. Between reports figures are
alternatives, never added: one report's victim is another's target.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from kg.counts import Count, Qualifier
from kg.model import Casualty
from kg.reconcile import nature_of

__all__ = [
    "RULE",
    "SourcedCasualty",
    "Tally",
    "Total",
    "conservative",
    "dead_and_wounded",
    "revisions",
    "tallies",
    "totals",
]

RULE = "most-told-then-lowest"
"""How ``best`` is chosen between sources: the figure that most of them give, of several told as often the lowest. A
figure is outdated, and not counted, if all that were given for the latest days are higher: tolls rise."""
_LATELY = timedelta(days=3)
"""Figures given for days so much before the latest are of the latest days too."""


@dataclass(frozen=True, slots=True)
class SourcedCasualty:
    """A figure with its source (claimant, else publisher or article) and the day it was given for.

    ``report`` is the report that has it, one for all copies of a text; if empty, the source itself.
    """

    casualty: Casualty
    source: str
    as_of: date | None
    report: str = ""


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
    conservative: int | None = None
    """As ``conservative`` reads the side."""


def _most_told(numbers: list[int]) -> int:
    return min(numbers, key=lambda n: (-numbers.count(n), n))


def _first_told(numbers: list[int]) -> int:
    """Of numbers in order of telling, the one told most, of several told as often the one told first."""
    return min(numbers, key=lambda n: (-numbers.count(n), numbers.index(n)))


def tallies(figures: Iterable[SourcedCasualty]) -> tuple[Tally, ...]:
    """One tally for each kind and side, in that order."""
    told = list(figures)
    lowest = {(t.kind, t.side): t.total.best for t in _tallies([_at_least(f) for f in told], min)}
    return tuple(replace(t, conservative=lowest[t.kind, t.side]) for t in _tallies(told, _most_told))


def _tallies(figures: Iterable[SourcedCasualty], choose: Callable[[list[int]], int]) -> tuple[Tally, ...]:
    """Tallies whose ``best`` is chosen so of the numbers that are not outdated."""
    grouped: dict[tuple[str, str], list[SourcedCasualty]] = defaultdict(list)
    for figure in figures:
        grouped[figure.casualty.kind, figure.casualty.of].append(figure)
    return tuple(
        _sum_of_parties([_tally(kind, side, mine, choose) for mine in _by_party(told)])
        for (kind, side), told in sorted(grouped.items())
    )


def _tally(kind: str, side: str, figures: list[SourcedCasualty], choose: Callable[[list[int]], int]) -> Tally:
    by_source: dict[str, list[SourcedCasualty]] = defaultdict(list)
    for figure in figures:
        by_source[figure.source].append(figure)
    each = [_Told(_latest(told), _sum(told), _is_firm(told)) for _, told in sorted(by_source.items())]
    numbers = {one.total.best for one in each if one.total.best is not None}
    return Tally(kind, side, _between(each, choose), len(each), len(numbers) > 1)


def _by_party(figures: list[SourcedCasualty]) -> list[list[SourcedCasualty]]:
    """Figures of one side apart by whose they are, if they are of both parties of a fight: what one source says of the
    soldiers and another of the rebels are no alternatives.
    """
    if figures[0].casualty.of != "party" or any(f.casualty.total for f in figures):
        return [figures]
    parted: dict[str, list[SourcedCasualty]] = defaultdict(list)
    for figure in figures:
        parted[nature_of(figure.casualty.group or "")].append(figure)
    return [figures] if "" in parted else [parted[nature] for nature in sorted(parted)]


def _sum_of_parties(each: list[Tally]) -> Tally:
    """The tally of both parties of a fight together."""
    first = each[0]
    if len(each) == 1:
        return first
    given = [t.total for t in each]
    total = Total(_added([t.low for t in given]), _added([t.best for t in given]), _added([t.high for t in given]))
    return Tally(first.kind, first.side, total, max(t.sources for t in each), any(t.disputed for t in each))


def totals(figures: Iterable[SourcedCasualty], kind: str, civilian: bool = False) -> Total | None:
    """People harmed in one way over all sides, each person once; only those said to be civilians if ``civilian``.

    ``None`` if no figure speaks of it.
    """
    return _total([f for f in figures if f.casualty.kind == kind and (f.casualty.civilian or not civilian)], _most_told)


def conservative(figures: Iterable[SourcedCasualty], kind: str) -> int | None:
    """People harmed in one way as ACLED codes them: each report read at its least ("dozens", "30 to 40"), and of reports
    that differ the lowest, but for what is outdated. ``None`` if no figure speaks of it.
    """
    total = _total([_at_least(f) for f in figures if f.casualty.kind == kind], min)
    return total.best if total is not None else None


def _at_least(figure: SourcedCasualty) -> SourcedCasualty:
    """The figure with the least number that its words allow, where they have a lower bound."""
    count = figure.casualty.count
    least = count.low if count.low is not None else count.best
    return figure if least is None else replace(figure, casualty=replace(figure.casualty, count=Count.of(least)))


def _total(told: list[SourcedCasualty], choose: Callable[[list[int]], int]) -> Total | None:
    """One kind of harm over all sides."""
    if not told:
        return None
    total = _between_reports(told, choose)
    lost, hit = [f for f in told if _is_loss(f.casualty)], [f for f in told if not _is_loss(f.casualty)]
    apart = not _by_report(lost).keys() & _by_report(hit).keys()
    if lost and hit and (apart or all(f.casualty.civilian is False for f in hit)):
        # one report tells what the attackers lost, another what those attacked did; or it is fighters on either side,
        # of whom a report may tell those of one: no such report tells of all
        one, other = _between_reports(lost, choose), _between_reports(hit, choose)
        if one.best != other.best:
            return Total(total.low, _added([one.best, other.best]), _added([one.high, other.high]))
    return total


def dead_and_wounded(figures: Iterable[SourcedCasualty], civilian: bool = False) -> tuple[Total | None, Total | None]:
    """Killed and wounded over all sides, as ``totals``, nobody as both.

    How many were wounded is best known from reports that tell of the dead too, and of these from those that give a
    number: who tells of the wounded one by one may tell of some of them. Of several numbers told as often the one told
    first stands: later reports tell of some of the wounded, or of those still in hospital. If there are no such reports,
    one that tells only of wounded counts those among them who died, or whose death it does not know yet.
    """
    told = list(figures)
    killed = totals(told, "killed", civilian)
    dead = killed.best if killed is not None else None
    mine = [f for f in told if f.casualty.kind == "wounded"]
    wounded = totals(mine, "wounded", civilian)
    if wounded is None or civilian:
        return killed, wounded
    telling = _by_report(f for f in told if f.casualty.kind == "killed" and f.casualty.count.best).keys()
    both = [f for f in mine if not dead or _report_of(f) in telling]
    if both:
        numbered = _by_report(f for f in both if (f.casualty.count.value or 0) > 1).keys()
        best = _total([f for f in both if not numbered or _report_of(f) in numbered], _first_told)
        return killed, Total(wounded.low, best.best if best else wounded.best, wounded.high)
    if dead and wounded.best is not None and dead <= wounded.best <= 2 * dead:
        left = wounded.best - dead
        return killed, Total(min(left, left if wounded.low is None else wounded.low), left, wounded.high)
    return killed, wounded


def _report_of(figure: SourcedCasualty) -> str:
    return figure.report or figure.source


def _by_report(figures: Iterable[SourcedCasualty]) -> dict[str, list[SourcedCasualty]]:
    found: dict[str, list[SourcedCasualty]] = defaultdict(list)
    for figure in figures:
        found[_report_of(figure)].append(figure)
    return found


def _is_loss(casualty: Casualty) -> bool:
    """Whether it is fighters on the side of those who attacked."""
    return casualty.of == "initiator" and casualty.civilian is False


def _between_reports(figures: Iterable[SourcedCasualty], choose: Callable[[list[int]], int]) -> Total:
    """One total of several reports' figures of one kind."""
    by_report = sorted(_by_report(figures).items())
    return _between([_Told(_latest(mine), _of_report(mine, choose), _is_firm(mine)) for _, mine in by_report], choose)


def _of_report(figures: list[SourcedCasualty], choose: Callable[[list[int]], int]) -> Total:
    """One report's figures of one kind over all sides: what has a sum is not added to figures it is the sum of."""
    summed = {(f.source, f.casualty.of) for f in figures if f.casualty.total}
    adding = {source for source, _ in summed}
    told = [f for f in figures if f.source not in adding or (f.source, f.casualty.of) in summed]
    sides = [tally.total for tally in _tallies(told, choose)]
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


class _Told(NamedTuple):
    """What one source or report tells in all: the last day it is for, and whether it gives numbers, not "several"."""

    day: date
    total: Total
    firm: bool


def _latest(figures: list[SourcedCasualty]) -> date:
    return max((f.as_of or date.min for f in figures), default=date.min)


def _is_firm(figures: list[SourcedCasualty]) -> bool:
    return all(f.casualty.count.qualifier is not Qualifier.VAGUE for f in figures)


def _between(each: list[_Told], choose: Callable[[list[int]], int]) -> Total:
    """One total of several: words such as "several" give way to numbers, and what is outdated to what is told lately."""
    last = max(one.day for one in each)
    firm = any(one.firm for one in each)
    told = [(one.day, one.total.best) for one in each if one.total.best is not None and one.firm is firm]
    known = sorted(told, key=lambda one: (one[0] == date.min, *one))  # whoever gives no day has told nothing first
    late = [best for day, best in known if last - day <= _LATELY]
    telling = [best for _, best in known if not late or best >= min(late)]
    given = [one.total for one in each]
    lows = [n for t in given if (n := t.low if t.low is not None else t.best) is not None]
    highs = [n for t in given if (n := t.high if t.high is not None else t.best) is not None]
    return Total(
        None if all(t.low is None for t in given) else min(lows, default=None),
        choose(telling) if telling else min(lows, default=None),
        None if all(t.high is None for t in given) else max(highs, default=None),
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
