"""How the pages say things to a person: days, numbers, roles, kinds and rules in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from urllib.parse import quote

from kg.lexicon import load_lexicon

__all__ = [
    "FAMILIES",
    "HARM",
    "PLACE_ROLES",
    "ROLES",
    "RULES",
    "SIDES",
    "Family",
    "Types",
    "count",
    "day",
    "family_of",
    "how_many",
    "place_precision",
    "plural",
    "spelled",
    "thing_path",
    "when",
]


class Family(NamedTuple):
    """A family of event types that share a colour: the classes of the trait ``shown-as-<key>``."""

    key: str
    label: str


FAMILIES: tuple[Family, ...] = (
    Family("attack", "Attacks"),
    Family("control", "Control of places"),
    Family("fight", "Fighting"),
    Family("truce", "Ceasefires and agreements"),
    Family("aid", "Aid and displacement"),
    Family("other", "Other"),
)
"""In the order in which an event of several is counted."""


def family_of(lineage: Mapping[str, tuple[str, ...]], type_: str) -> Family:
    """The family of a type; ``lineage`` gives the types directly above each."""
    seen = {type_}
    todo = [type_]
    while todo:
        for above in lineage.get(todo.pop(), ()):
            if above not in seen:
                seen.add(above)
                todo.append(above)
    shown = load_lexicon()
    return next((f for f in FAMILIES[:-1] if seen & shown.with_trait(f"shown-as-{f.key}")), FAMILIES[-1])


@dataclass(frozen=True, slots=True)
class Types:
    """Names and order of the classes of events: ``above`` gives the classes directly over each."""

    labels: Mapping[str, str]
    above: Mapping[str, tuple[str, ...]]

    def family(self, type_: str) -> Family:
        """The family whose colour a type has."""
        return family_of(self.above, type_)

    def label(self, type_: str) -> str:
        """A type's name with a capital."""
        words = self.labels.get(type_) or spelled(type_)
        return words[:1].upper() + words[1:]

    def families(self, told: Iterable[str]) -> list[tuple[Family, int]]:
        """The families that types belong to, with their numbers, in the usual order."""
        numbers: dict[str, int] = {}
        for type_ in told:
            key = self.family(type_).key
            numbers[key] = numbers.get(key, 0) + 1
        return [(f, numbers[f.key]) for f in FAMILIES if f.key in numbers]


ROLES: Mapping[str, str] = {
    "initiator": "Who did it",
    "target": "Against whom",
    "party": "Parties",
    "victim": "Victims",
    "supporter": "Supporters",
    "mediator": "Mediators",
    "announcer": "Who announced it",
}
SIDES: Mapping[str, str] = {
    "initiator": "among those who acted",
    "target": "among those attacked",
    "party": "among the parties",
    "victim": "among the victims",
    "supporter": "among the supporters",
}
PLACE_ROLES: Mapping[str, str] = {"in": "in", "direction": "in the direction of", "from": "from", "to": "to"}
HARM: Mapping[str, str] = {
    "killed": "killed",
    "wounded": "wounded",
    "missing": "missing",
    "captured": "captured",
    "displaced": "displaced",
}
RULES: Mapping[str, str] = {
    "named": "the report itself names the zone",
    "within-outline": "the place lies within the outline of the zone in a table of places",
    "within-part": "the place lies within a part of the zone",
    "within-divided-part": "the place lies within an area of which the zone takes in a part",
    "contains-part": "the area told contains a part of the zone",
    "axis": "the zone lies in the direction told",
    "most-told-then-lowest": "the number that most sources give, of equals the lowest; what is outdated does not count",
}
_MONTHS = ("January February March April May June July August September October November December").split()
_QUALIFIERS: Mapping[str, str] = {
    "about": "about {}",
    "nearly": "nearly {}",
    "upTo": "up to {}",
    "atLeast": "at least {}",
    "moreThan": "more than {}",
}


def day(iso: str) -> str:
    """``22 January 2020``; words that are no day stay as they are."""
    try:
        d = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{d.day} {_MONTHS[d.month - 1]} {d.year}"


def when(earliest: str | None, latest: str | None, precision: str = "day") -> str:
    """The time of an event in words that claim no more than is known."""
    if earliest is None and latest is None:
        return "No date told"
    if latest is None:
        return f"Since {day(earliest or '')}"
    if earliest is None:
        return f"Until {day(latest)}"
    if earliest == latest:
        return day(earliest)
    a, b = earliest.split("-"), latest.split("-")
    if precision == "month" and a[:2] == b[:2]:
        return f"{_MONTHS[int(a[1]) - 1]} {a[0]}"
    if precision == "year" and a[0] == b[0]:
        return f"In {a[0]}"
    if a[0] == b[0]:
        first = day(earliest).rpartition(" ")[0] if a[1] != b[1] else str(int(a[2]))
        return f"{first} – {day(latest)}"
    return f"{day(earliest)} – {day(latest)}"


def count(value: int | None, low: int | None, high: int | None, qualifier: str | None) -> str:
    """A number as told: ``up to 200``, ``between 30 and 40``; ``""`` if there is none."""
    best = value if value is not None else (high if high is not None else low)
    if best is None:
        return ""
    if qualifier == "range" and low is not None and high is not None:
        return f"between {low:,} and {high:,}"
    if qualifier == "vague":
        return f"about {low:,} to {high:,}" if low is not None and high is not None else "several"
    return _QUALIFIERS.get(qualifier or "", "{}").format(f"{best:,}")


def how_many(low: int | None, best: int | None, high: int | None) -> str:
    """Bounds in words: ``31 to 46``, ``at least 3``."""
    if best is None and low is None and high is None:
        return "unknown"
    if low is not None and high is not None and low != high:
        return f"{low:,} to {high:,}"
    if low is not None and high is None:
        return f"at least {low:,}"
    if low is None and high is not None:
        return f"up to {high:,}"
    return f"{best if best is not None else low:,}"


def place_precision(precision: int | None) -> str:
    """UCDP's ``where_prec`` in words."""
    return {
        1: "exact place",
        2: "within about 25 km",
        3: "somewhere in the district",
        4: "somewhere in the province",
        5: "somewhere in the region, or in that direction",
        6: "somewhere in the country",
    }.get(precision or 0, "place not known")


def plural(number: int, one: str, many: str | None = None) -> str:
    """``1 event``, ``1,200 events``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def spelled(name: str) -> str:
    """A term of the ontology or a column in words: ``ArmedGroup`` is ``armed group``."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name.removesuffix("Label"))
    return " ".join(w if w.isupper() and len(w) > 1 else w.lower() for w in words.split(" "))


_PATHS: Mapping[str, str] = {"event": "event", "actor": "actor", "place": "place", "zone": "zone", "doc": "article"}


def thing_path(base: str, iri: str) -> str | None:
    """Where the page of a thing of the graph stands, below the explorer's own address; ``None`` for other things."""
    if not iri.startswith(base):
        return None
    sort, slash, key = iri.removeprefix(base).partition("/")
    if not slash or sort not in _PATHS or not key or "/" in key:
        return None
    return f"{_PATHS[sort]}/{quote(key, safe='')}"
