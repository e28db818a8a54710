"""What is asked of every database: canned questions with values that have answers in the sample reports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.asking import select
from kg.canned import find_question, load_questions
from kg.names import answer
from kg.results import Select
from kg.store import GraphStore

CYPHER = Path(__file__).parents[2] / "queries" / "cypher"


@dataclass(frozen=True)
class Asked:
    """A question with values for its parameters, as a person types them."""

    name: str
    values: tuple[tuple[str, str], ...]

    @property
    def said(self) -> dict[str, str]:
        """The values by parameter."""
        return dict(self.values)


_EXAMPLES: Mapping[str, str] = {
    "place": "Idlib",
    "country": "Syria",
    "actor": "Turkistan Islamic Party",
    "state": "Russia",
    "claimant": "",
    "zone": "Idlib de-escalation zone",
    "date": "2020-01-20",
    "since": "2020-01-09",
    "type": "Attack",
    "lat": "35.9",
    "lon": "36.6",
    "km": "50",
    "event": "",
    "kind": "",
    "from": "2020-01-20",
    "until": "2020-01-24",
}


def asked(store: GraphStore) -> Iterator[Asked]:
    """Each question with only what it needs, and again with a value for everything."""
    events = sorted(str(row[0].value) for row in select(store, _EVENTS).rows if row[0] is not None)
    examples = {**_EXAMPLES, "event": events[0]}
    for question in load_questions():
        needed = tuple((p.name, examples[p.name]) for p in question.parameters if p.required)
        every = tuple((p.name, examples[p.name]) for p in question.parameters if examples.get(p.name))
        yield Asked(question.name, needed)
        if every != needed:
            yield Asked(question.name, every)


_EVENTS = """PREFIX c: <https://w3id.org/conflict-kg/ns#> SELECT ?e WHERE { GRAPH c:conclusions { ?e c:eventType c:ArmedAssault } }"""


def rows(question: Asked, ask: Select) -> list[list[str]]:
    """The rows of an answer in the order of the engine, numbers in one spelling; only the columns of the question."""
    found = find_question(question.name)
    said, _ = answer(found, question.said, ask)
    return [[plain(value) for value in row[: len(found.columns)]] for row in said.values()]


def plain(value: object) -> str:
    """A value without the spelling that one engine or another gives it."""
    if value is None:
        return ""
    words = str(value)
    try:
        return f"{float(words):g}"
    except ValueError:
        return words


def cypher_questions() -> list[str]:
    """The questions that are told in Cypher too."""
    return sorted(path.stem for path in CYPHER.glob("*.cypher"))


def cypher_parameters(question: Asked, things: Mapping[str, list[str]]) -> dict[str, Any]:
    """Values as Cypher takes them: things as lists of IRIs, days as days, what is not given as null.

    ``things``: the IRIs and days that the words stand for.
    """
    from datetime import date

    found = find_question(question.name)
    values: dict[str, Any] = {}
    for parameter in found.parameters:
        given = question.said.get(parameter.name)
        if given is None:
            values[parameter.name] = None
        elif parameter.kind.is_thing:
            values[parameter.name] = things[parameter.name]
        elif parameter.kind.value == "date":
            values[parameter.name] = date.fromisoformat(things[parameter.name][0])
        else:
            values[parameter.name] = given
    return values
