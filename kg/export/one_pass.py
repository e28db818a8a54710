"""A query of the projection answered with one look at each thing, not one for each of its optional properties.

The queries under ``queries/property-graph/`` say what is wanted and run as they are on any engine; there an event costs a
look into the index for each of its 22 optional properties. Where all optional properties are of one thing, ``one_pass``
rewrites the query so that the thing's statements come as rows one after another, and ``answers`` puts each solution together
from its rows. The answers are those of the query as it stands, which the tests compare; their order may differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple, Protocol, cast

from pyoxigraph import QuerySolutions

from kg.store import GraphStore

__all__ = ["OnePass", "answers", "one_pass"]

_OPTIONAL = re.compile(r"^ *OPTIONAL \{ \?(\w+) ([\w-]+:\w+) \?(\w+) \}\n", re.MULTILINE)
"""An optional property as the queries write it: a line of its own."""
_PREFIX = re.compile(r"^PREFIX ([\w-]*): <([^>]*)>", re.MULTILINE)
_VARIABLE = re.compile(r"\?(\w+)")
_ROWS = "property_of_it", "value_of_it"
"""The variables of the statements that come as rows."""


class OnePass(NamedTuple):
    """A rewritten query. Its columns are ``keys``, which tell solutions apart, then a property and a value."""

    text: str
    keys: tuple[str, ...]
    properties: Mapping[str, str]
    """The variable for which a property was asked, by the property's IRI."""
    required: frozenset[str]
    """Those of the variables without which there is no solution."""


@lru_cache(maxsize=64)
def one_pass(text: str) -> OnePass | None:
    """The query rewritten; ``None`` where it is no query of one thing's properties, and is to be asked as it is."""
    optional = list(_OPTIONAL.finditer(text))
    things = {found[1] for found in optional}
    if len(optional) < 2 or len(things) > 1:
        return None
    (thing,) = things
    start, end = optional[0].start(), optional[-1].end()
    if "".join(found[0] for found in optional) != text[start:end]:
        return None
    # What the thing must have: the first is what it is looked up by, the others come with the optional ones.
    needed = re.search(rf"\?{thing} \S+ \S+((?: ; [\w-]+:\w+ [?\w:]+)*) \.\s+[^{{}}]*$", text[:start])
    if needed is None:
        return None
    kept, required = "", []
    for pair in needed[1].split(" ; ")[1:]:
        property_, value = pair.split()
        if value.startswith("?") and len(re.findall(rf"\?{value[1:]}\b", text)) == 2:
            required.append((property_, value[1:]))
        else:
            kept += f" ; {pair}"
    wanted = [*required, *((found[2], found[3]) for found in optional)]
    prefixes = dict(_PREFIX.findall(text))
    names = {prefixes[p.partition(":")[0]] + p.partition(":")[2]: variable for p, variable in wanted}
    if len(names) < len(wanted):
        return None
    listed = ", ".join(property_ for property_, _ in wanted)
    rows = "OPTIONAL {{ ?{thing} ?{0} ?{1} FILTER(?{0} IN ({listed})) }}\n".format(*_ROWS, thing=thing, listed=listed)
    whole = text[: needed.start(1)] + kept + text[needed.end(1) : start] + rows + text[end:]
    head, _, body = whole.partition("\nWHERE ")
    keys = tuple(dict.fromkeys(name for name in _VARIABLE.findall(body) if name not in _ROWS))
    select = " ".join(f"?{name}" for name in (*keys, *_ROWS))
    head = re.sub(r"^SELECT .*", f"SELECT {select}", head, flags=re.MULTILINE)
    return OnePass(f"{head}\nWHERE {body}", keys, names, frozenset(variable for _, variable in required))


def answers(store: GraphStore, text: str, names: Sequence[str]) -> Iterator[list[str | None]]:
    """The words of these columns of a projection query's answers, row by row, ``None`` where there are none."""
    plan = one_pass(text)
    found = store.query(text if plan is None else plan.text)
    assert isinstance(found, QuerySolutions)
    # Terms of these queries are never triples.
    solutions = cast("Iterable[Iterable[_Term | None]]", found)
    if plan is not None:
        yield from _joined(solutions, plan, names)
        return
    variables = [variable.value for variable in found.variables]
    places = [variables.index(name) for name in names]
    for solution in solutions:
        words = [None if term is None else term.value for term in solution]
        yield [words[at] for at in places]


def _joined(
    solutions: Iterable[Iterable[_Term | None]], plan: OnePass, names: Sequence[str]
) -> Iterator[list[str | None]]:
    """The solutions of the query as it stood, from rows of a statement each. A million pass here: little is done."""
    at_key = [(at, plan.keys.index(name)) for at, name in enumerate(names) if name in plan.keys]
    # Properties for which no column was asked still decide whether there is a solution.
    places = {iri: (*names, *plan.properties.values()).index(variable) for iri, variable in plan.properties.items()}
    required = [places[iri] for iri, variable in plan.properties.items() if variable in plan.required]
    width = len(names)
    empty: list[str | None] = [None] * (width + len(plan.properties))
    key: list[str | None] = []
    first: tuple[_Term | None, _Term | None] = (None, None)
    row: list[str | None] = []
    several: dict[int, list[str | None]] = {}
    for solution in solutions:
        *terms, property_, value = solution
        words = [None if term is None else term.value for term in terms]
        # A thing's statements differ, so the first one seen again begins another solution of the same key.
        if property_ is None or words != key or (property_, value) == first:
            if row:
                yield from _whole(row, several, required, width)
            key, first = words, (property_, value)
            row, several = empty.copy(), {}
            for at, where in at_key:
                row[at] = words[where]
        if property_ is not None and value is not None:
            at, said = places[property_.value], value.value
            if row[at] is None:
                row[at] = said
            else:
                several.setdefault(at, [row[at]]).append(said)
    if row:
        yield from _whole(row, several, required, width)


def _whole(
    row: list[str | None], several: Mapping[int, list[str | None]], required: Sequence[int], width: int
) -> Iterator[list[str | None]]:
    """The row, if it has all that it must have; where properties have several values, a row for each choice of them."""
    for at in required:
        if row[at] is None:
            return
    if not several:
        yield row[:width]
        return
    for choice in product(*several.values()):
        for at, said in zip(several, choice, strict=True):
            row[at] = said
        yield row[:width]


class _Term(Protocol):
    """A term of an answer: an IRI, a blank node or a literal."""

    @property
    def value(self) -> str:
        """Its words."""
