"""The codes of other projects' codebooks for what the graph holds, by the mappings in ``ontology/codebooks.ttl``.

A class of events stands near to one code of a codebook, or to several: then the sides decide, and where the sides are
not known, no code is known. A code that could only be guessed is left open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kg.vocabulary import C

__all__ = ["Code", "Codebooks", "Side"]

SCHEMES = "https://w3id.org/conflict-kg/code/"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Code:
    """A code: ``notation`` as it stands in tables of its ``scheme`` (local name), ``links`` to other codes by the
    property (local name).
    """

    id: str
    scheme: str
    notation: str
    label: str
    links: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Side:
    """A participant as codebooks see it. ``kind``: local name of its class; ``inter``: ACLED's type of it, which
    counts where a table of actors knows it; ``country``: ISO alpha-2; all empty if unknown.
    """

    name: str
    named: bool
    kind: str
    inter: str
    country: str
    identifier: str

    @property
    def resolved(self) -> bool:
        """Whether a table of actors knows it."""
        return not self.identifier.startswith("name:")


class Codebooks:
    """The codes and the mappings, as the ontology of a store has them."""

    def __init__(self, codes: Iterable[Row], matches: Iterable[Row]) -> None:
        """``codes``: rows of ``codebook-codes.rq``; ``matches``: rows of ``codebook-matches.rq``."""
        told: dict[str, Row] = {}
        links: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for row in codes:
            told[row["code"]] = row
            if "relation" in row:
                links[row["code"]][_local(row["relation"])].append(row["other"])
        self._codes = {
            i: Code(
                i,
                row["scheme"].removeprefix(SCHEMES),
                row["notation"],
                row["label"],
                {name: tuple(others) for name, others in links[i].items()},
            )
            for i, row in told.items()
        }
        self._matches: dict[str, list[Code]] = defaultdict(list)
        for row in matches:
            self._matches[_local(row["class"])].append(self._codes[row["code"]])

    def code(self, scheme: str, notation: str) -> Code | None:
        """The code of a scheme that stands so in its tables."""
        return next((c for c in self._codes.values() if (c.scheme, c.notation) == (scheme, notation)), None)

    def of_class(self, scheme: str, types: Iterable[str]) -> tuple[Code, ...]:
        """The codes of the first class, from the most specific on, that has any of the scheme."""
        for name in types:
            if found := tuple(c for c in self._matches[name] if c.scheme == scheme):
                return found
        return ()

    def beside(self, code: Code | None, scheme: str, link: str = "broader") -> Code | None:
        """The code of another scheme that a code leads to."""
        linked = (self._codes[i] for i in code.links.get(link, ())) if code is not None else ()
        return next((c for c in linked if c.scheme == scheme), None)

    def acled_types(self, side: Side, country: str) -> frozenset[str]:
        """The ids of ACLED's types of actor that a side may have in an event of this country; empty if nothing is
        known.
        """
        kinds = self.of_class("acled-inter", [side.kind])
        told = tuple(c for c in kinds if side.resolved and c.notation == side.inter)
        return frozenset(i for c in told or kinds for i in _at_home_or_abroad(c, side.country, country))

    def ucdp_kinds(self, kind: str) -> frozenset[str]:
        """The ids of UCDP's kinds of sides that a kind of actor is of; at most one."""
        return frozenset(c.id for c in self.of_class("ucdp-side", [kind])[:1])

    def chosen(
        self, codes: Sequence[Code], first: frozenset[str], second: frozenset[str]
    ) -> tuple[Code | None, tuple[Code, ...]]:
        """The one of the codes that holds for these sides, if one does, and those that are not excluded.

        A class that stands near to one code only has that code, whatever the sides.
        """
        if len(codes) == 1:
            return codes[0], tuple(codes)
        sure = [c for c in codes if _holds(c, first, second, all)]
        possible = tuple(c for c in codes if _holds(c, first or _ANY, second or _ANY, any))
        return (sure[0] if len(sure) == 1 else None), possible

    def by_definition(
        self, code: Code, scheme: str, first: frozenset[str], second: frozenset[str]
    ) -> tuple[frozenset[str], frozenset[str]]:
        """What the two sides are where a code, or the one above it in a scheme, says what they are: protesters protest."""
        if "secondSide" in code.links:
            return first, frozenset(code.links["secondSide"])
        above = self.beside(code, scheme)
        return frozenset(above.links.get("firstSide", ()) if above is not None else ()) or first, second

    def all_of(self, scheme: str) -> tuple[Code, ...]:
        """The codes of a scheme."""
        return tuple(c for c in self._codes.values() if c.scheme == scheme)

    def of_ids(self, ids: Iterable[str]) -> tuple[Code, ...]:
        """The codes with these ids, in order."""
        return tuple(self._codes[i] for i in sorted(ids))


_ANY = frozenset({"*"})


def _at_home_or_abroad(code: Code, actor: str, event: str) -> tuple[str, ...]:
    """Which of a type and its counterpart abroad an actor of one country has in another; both if that is unknown."""
    away = code.links.get("abroad", ())
    if not away or not (actor and event):
        return (code.id, *away)
    return (code.id,) if actor == event else away


def _holds(code: Code, first: frozenset[str], second: frozenset[str], how: Callable[[Iterable[bool]], bool]) -> bool:
    """Whether a code goes with two sides, ``all`` or ``any`` of what they may be."""
    ways = [(first, second)]
    if "eitherWay" in code.links:
        ways.append((second, first))
    return any(_goes(code, "codedBy", a, how) and _goes(code, "codedAgainst", b, how) for a, b in ways)


def _goes(code: Code, link: str, side: frozenset[str], how: Callable[[Iterable[bool]], bool]) -> bool:
    wanted = code.links.get(link)
    return wanted is None or side == _ANY or (bool(side) and how(s in wanted for s in side))


def _local(iri: str) -> str:
    return iri.removeprefix(C.NAMESPACE).removeprefix(_SKOS)
