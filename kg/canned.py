"""The canned questions: each a ``.rq`` file under ``queries/<subject>/`` that any SPARQL 1.1 engine runs as it is.

A file opens with a grlc-style header (YAML lines that start with ``#+``): ``title``, ``question``, ``columns`` and
``parameters``. A parameter ``from`` is the variable ``?givenFrom``, set by a ``VALUES`` line of its own with a default that
leaves the question unrestricted; binding replaces the braces of that line and nothing else::

    VALUES ?givenFrom { "0001-01-01"^^xsd:date }

Names are turned into IRIs by ``kg.names``; this module only knows terms.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from kg.assets import asset
from kg.errors import AssetError, QueryError
from kg.lexicon import C

__all__ = ["Kind", "Parameter", "Question", "bind", "find_question", "load_questions", "parse_value", "set_values"]

NOT_QUESTIONS = frozenset({"api", "because", "checks", "export", "lookup", "cypher"})
"""Folders of ``queries/`` that hold other things than canned questions."""


class Kind(StrEnum):
    """What a parameter takes. The first five take an IRI or a name; several things of one name are all meant."""

    PLACE = "place"
    ACTOR = "actor"
    ZONE = "zone"
    AGREEMENT = "agreement"
    EVENT = "event"
    DATE = "date"
    NUMBER = "number"
    TYPE = "type"
    WORD = "word"

    @property
    def is_thing(self) -> bool:
        """Whether values are IRIs of things that have names."""
        return self in (Kind.PLACE, Kind.ACTOR, Kind.ZONE, Kind.AGREEMENT, Kind.EVENT)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a question. ``example`` is a value for the help and the documentation."""

    name: str
    kind: Kind
    required: bool
    text: str
    example: str
    variable: str
    """The SPARQL variable its ``VALUES`` line sets, without the question mark; ``from`` is ``givenFrom`` unless said."""


@dataclass(frozen=True, slots=True)
class Question:
    """A canned question. ``name`` is its file's stem, ``subject`` its folder, ``text`` the SPARQL as committed."""

    name: str
    subject: str
    title: str
    question: str
    columns: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    text: str
    path: Path

    def parameter(self, name: str) -> Parameter:
        """The parameter of that name; raises ``QueryError`` for one the question does not have."""
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        known = ", ".join(f"--{p.name}" for p in self.parameters) or "none"
        raise QueryError(f"The question {self.name!r} has no parameter --{name}.", f"It takes: {known}.")


@lru_cache(maxsize=1)
def load_questions() -> tuple[Question, ...]:
    """All canned questions, sorted by subject and name. Raises ``AssetError`` for a file with a broken header."""
    root = asset("queries")
    return tuple(_read(path) for path in sorted(root.glob("*/*.rq")) if path.parent.name not in NOT_QUESTIONS)


def find_question(name: str) -> Question:
    """The question of that name; raises ``QueryError`` that lists near names otherwise."""
    if re.fullmatch(r"[\w-]+", name):
        # One file is read quicker than all of them.
        for path in sorted(asset("queries").glob(f"*/{name}.rq")):
            if path.parent.name not in NOT_QUESTIONS:
                return _read(path)
    questions = load_questions()
    for question in questions:
        if question.name == name:
            return question
    from difflib import get_close_matches

    near = get_close_matches(name, [q.name for q in questions], n=3, cutoff=0.4)
    hint = f"Did you mean {' or '.join(near)}? " if near else ""
    raise QueryError(f"There is no question {name!r}.", f"{hint}'kg ask' lists them all.")


def _read(path: Path) -> Question:
    import yaml

    text = path.read_text(encoding="utf-8")
    header = "\n".join(line[2:].removeprefix(" ") for line in text.splitlines() if line.startswith("#+"))
    try:
        said: dict[str, Any] = yaml.load(header, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)) or {}
        parameters = tuple(
            Parameter(
                name=str(p["name"]),
                kind=Kind(p["kind"]),
                required=bool(p.get("required", False)),
                text=str(p["text"]),
                example=str(p["example"]),
                variable=str(p.get("variable", "given" + str(p["name"]).capitalize())),
            )
            for p in said.get("parameters", ())
        )
        question = Question(
            name=path.stem,
            subject=path.parent.name,
            title=str(said["title"]),
            question=str(said["question"]),
            columns=tuple(str(c) for c in said["columns"]),
            parameters=parameters,
            text=text,
            path=path,
        )
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise AssetError(f"The header of queries/{path.parent.name}/{path.name} is broken: {error}.") from error
    for parameter in parameters:
        if len(_line(parameter.variable).findall(text)) < 1:
            raise AssetError(f"queries/{path.parent.name}/{path.name} has no VALUES line for ?{parameter.variable}.")
    return question


@lru_cache(maxsize=256)
def _line(variable: str) -> re.Pattern[str]:
    return re.compile(rf"(?P<open>VALUES\s+\?{variable}\s*\{{)(?P<body>[^{{}}]*)(?P<close>\}})")


def set_values(text: str, variable: str, terms: Sequence[str]) -> str:
    """A query with the ``VALUES`` lines of a variable holding these terms and nothing else."""
    pieces = []
    done = 0
    for match in _line(variable).finditer(text):
        pieces += [text[done : match.start("body")], " ", " ".join(terms), " "]
        done = match.end("body")
    return "".join([*pieces, text[done:]])


def bind(question: Question, values: Mapping[str, Sequence[str]]) -> str:
    """The question's SPARQL with parameters set.

    ``values`` maps a parameter's name to SPARQL terms as they are written (``<…>``, ``"…"^^xsd:date``), made by
    ``parse_value`` or ``kg.names``; an empty sequence leaves nothing to match. Raises ``QueryError`` for a parameter that
    the question does not have, or a required one that is missing.
    """
    text = question.text
    for name, terms in values.items():
        parameter = question.parameter(name)
        text = set_values(text, parameter.variable, terms)
    missing = [p for p in question.parameters if p.required and p.name not in values]
    if missing:
        names = ", ".join(f"--{p.name}" for p in missing)
        example = " ".join(f"--{p.name} {p.example!r}" for p in question.parameters if p.required)
        raise QueryError(
            f"The question {question.name!r} needs {names}.", f"For example: kg ask {question.name} {example}"
        )
    return text


def parse_value(parameter: Parameter, value: str) -> str:
    """The SPARQL term of a plain value (date, number, word).

    Raises ``QueryError`` when the value is not of the parameter's kind.
    """
    from pyoxigraph import Literal, NamedNode

    xsd = "http://www.w3.org/2001/XMLSchema#"
    if parameter.kind is Kind.DATE:
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise QueryError(f"--{parameter.name} {value!r} is not a date.", "Write it as YYYY-MM-DD.") from None
        return str(Literal(day.isoformat(), datatype=NamedNode(xsd + "date")))
    if parameter.kind is Kind.NUMBER:
        try:
            number = float(value)
        except ValueError:
            raise QueryError(f"--{parameter.name} {value!r} is not a number.", "Write it as 35.9 or 20.") from None
        if not -1e9 < number < 1e9:
            raise QueryError(f"--{parameter.name} {value!r} is out of range.", "Write it as 35.9 or 20.")
        return str(Literal(repr(number), datatype=NamedNode(xsd + "double")))
    if parameter.kind is Kind.TYPE:
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9]*", value):
            raise QueryError(
                f"--{parameter.name} {value!r} is not a class of events.", "Write it as Attack or AirStrike."
            )
        return str(NamedNode(C + value))
    return str(Literal(value))
