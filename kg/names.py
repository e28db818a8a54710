"""What a person types as a parameter, turned into the terms it means in a store: IRIs as they are, names in any spelling.

A name that means several things gives all of them. A name that means nothing in the store gives none, and the question
then has no rows: ``Bound.unknown`` says so, so that a caller can tell "nothing happened there" from "never heard of".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from kg.assets import asset
from kg.canned import Kind, Parameter, Question, bind, parse_value, set_values
from kg.errors import QueryError
from kg.lexicon import C
from kg.results import Answer, Select

__all__ = ["Bound", "answer", "bind_names"]

_IRI = re.compile(r"<?((?:https?|urn):[^\s<>\"{}|\\^`]+)>?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_CLASSES = {
    Kind.PLACE: "Place",
    Kind.ACTOR: "Actor",
    Kind.ZONE: "Zone",
    Kind.AGREEMENT: "Accord",
    Kind.EVENT: "Event",
}
_XSD_DATE = "http://www.w3.org/2001/XMLSchema#date"


@dataclass(frozen=True, slots=True)
class Bound:
    """A question ready to run: its SPARQL, and the values that mean nothing in the store."""

    text: str
    unknown: tuple[str, ...]


def answer(
    question: Question, values: Mapping[str, str], select: Select, *, rows: int | None = None, offset: int = 0
) -> tuple[Answer, Bound]:
    """Bind a question to what a person typed and run it: all rows, or so many after the first ``offset``."""
    bound = bind_names(question, values, select)
    page = f"\nOFFSET {offset}" if offset else ""
    page += f"\nLIMIT {rows}" if rows is not None else ""
    return select(bound.text + page), bound


def bind_names(question: Question, values: Mapping[str, str], select: Select) -> Bound:
    """Set a question's parameters from words a person typed.

    ``select`` runs look-ups in the store that the question will be asked of. Raises ``QueryError`` as ``kg.canned.bind`` and
    ``parse_value`` do.
    """
    terms: dict[str, tuple[str, ...]] = {}
    unknown: list[str] = []
    for name, value in values.items():
        parameter = question.parameter(name)
        if not value.strip() or any(ord(c) < 32 or 0xD800 <= ord(c) < 0xE000 for c in value):
            raise QueryError(
                f"--{name} {value!r} is empty or has control characters.", f"For example: {parameter.example!r}."
            )
        found = (
            _things(parameter, value.strip(), select)
            if parameter.kind.is_thing
            else _plain(parameter, value.strip(), select)
        )
        if not found:
            unknown.append(value)
        terms[name] = found
    return Bound(bind(question, terms), tuple(unknown))


def _plain(parameter: Parameter, value: str, select: Select) -> tuple[str, ...]:
    if parameter.kind is Kind.DATE and not _DAY.fullmatch(value):
        match = _IRI.fullmatch(value)
        events = (f"<{match[1]}>",) if match else _by_label(Kind.EVENT, value, select)
        if events:
            days = select(_lookup("last-day-of-event", event=events))
            latest = [row[0].value for row in days.rows if row[0] is not None]
            return tuple(f'"{day}"^^<{_XSD_DATE}>' for day in latest[-1:])
    return (parse_value(parameter, value),)


def _things(parameter: Parameter, value: str, select: Select) -> tuple[str, ...]:
    match = _IRI.fullmatch(value)
    if match:
        return (f"<{match[1]}>",)
    if parameter.kind in (Kind.EVENT, Kind.AGREEMENT):
        return _by_label(parameter.kind, value, select)
    return _by_name(parameter.kind, value, select)


def _by_name(kind: Kind, value: str, select: Select) -> tuple[str, ...]:
    from kg.gazetteer.fold import fold

    rows = select(_lookup("things-by-name", givenKey=(_quoted(fold(value)),), givenClass=(f"<{C}{_CLASSES[kind]}>",)))
    found = _column(rows)
    if found or kind is Kind.ZONE:
        return found
    identifiers = _known_identifiers(kind, value, select)
    if not identifiers:
        return ()
    return _column(select(_lookup("things-by-identifier", givenIdentifier=tuple(_quoted(i) for i in identifiers))))


def _known_identifiers(kind: Kind, value: str, select: Select) -> tuple[str, ...]:
    """Ids that the gazetteer (of the store's countries) or the actor table knows under this name."""
    if kind is Kind.PLACE:
        from kg.gazetteer import load_gazetteer

        codes = [row[0].value for row in select(_lookup("countries")).rows if row[0] is not None]
        gazetteer = load_gazetteer()
        return tuple(dict.fromkeys(gazetteer.place(found).id for found in gazetteer.find(value, codes)))
    from kg.actors import load_actors

    return tuple(dict.fromkeys(entry.id for entry in load_actors().named(value)))


def _by_label(kind: Kind, value: str, select: Select) -> tuple[str, ...]:
    return _column(
        select(_lookup("things-by-label", givenWords=(_quoted(value),), givenClass=(f"<{C}{_CLASSES[kind]}>",)))
    )


def _column(rows: Answer) -> tuple[str, ...]:
    return tuple(f"<{row[0].value}>" for row in rows.rows if row[0] is not None and row[0].kind == "uri")


def _quoted(words: str) -> str:
    from pyoxigraph import Literal

    return str(Literal(words))


@lru_cache(maxsize=16)
def _lookup_text(name: str) -> str:
    return asset("queries", "lookup", f"{name}.rq").read_text(encoding="utf-8")


def _lookup(name: str, **values: tuple[str, ...]) -> str:
    text = _lookup_text(name)
    for variable, terms in values.items():
        text = set_values(text, variable, terms)
    return text
