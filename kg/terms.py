"""RDF terms and statements: the one place where values become RDF, for all that writes graphs.

With ``kg.store`` this is the edge to the RDF library. It imports nothing of ours that is heavy, so that asking a
question starts at once.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from pyoxigraph import Literal, NamedNode, Quad

from kg.vocabulary import XSD, C

if TYPE_CHECKING:
    from datetime import date

    from kg.counts import Count
    from kg.dates import When

__all__ = ["Graph", "clean", "graph_of", "node", "object_of", "subject_of"]

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@lru_cache(maxsize=4096)
def node(iri: str) -> NamedNode:
    """The RDF term of an IRI."""
    return NamedNode(iri)


def subject_of(quad: Quad) -> str:
    """The IRI of what a statement is about: in our graphs neither a blank node nor a triple."""
    return cast("NamedNode", quad.subject).value


def object_of(quad: Quad) -> str:
    """The IRI or the words of a statement's object."""
    return cast("NamedNode | Literal", quad.object).value


def graph_of(quad: Quad) -> str:
    """The name of the graph that a statement stands in."""
    return cast("NamedNode", quad.graph_name).value


def clean(words: str) -> str:
    """The words with U+FFFD for what a document cannot carry (lone surrogates, control characters), one for one."""
    return _UNFIT.sub("\ufffd", words)


class Graph:
    """Quads of one named graph, gathered. A value of ``None`` is unknown and writes nothing."""

    __slots__ = ("_name", "_quads")

    def __init__(self, name: str) -> None:
        self._name = node(name)
        self._quads: dict[Quad, None] = {}

    def quads(self) -> list[Quad]:
        """Everything written so far, each quad once."""
        return list(self._quads)

    def link(self, subject: str, predicate: str, thing: str | None) -> None:
        """A statement about another thing."""
        if thing is not None:
            self._quads[Quad(node(subject), node(predicate), node(thing), self._name)] = None

    def text(self, subject: str, predicate: str, words: str | None) -> None:
        """A statement in words."""
        if words is not None:
            self._quads[Quad(node(subject), node(predicate), Literal(clean(words)), self._name)] = None

    def whole(self, subject: str, predicate: str, number: int | None) -> None:
        """A statement of a whole number."""
        self._typed(subject, predicate, None if number is None else str(number), XSD.integer)

    def day(self, subject: str, predicate: str, day: date | None) -> None:
        """A statement of a day."""
        self._typed(subject, predicate, None if day is None else day.isoformat(), XSD.date)

    def flag(self, subject: str, predicate: str, truth: bool | None) -> None:
        """A statement that something is so, or is not."""
        self._typed(subject, predicate, None if truth is None else str(truth).lower(), XSD.boolean)

    def typed(self, subject: str, predicate: str, form: str, datatype: str) -> None:
        """A statement of a value in its lexical form."""
        self._typed(subject, predicate, form, datatype)

    def _typed(self, subject: str, predicate: str, form: str | None, datatype: str) -> None:
        if form is not None:
            literal = Literal(form, datatype=node(datatype))
            self._quads[Quad(node(subject), node(predicate), literal, self._name)] = None

    def copy(self, subject: str, quad: Quad) -> None:
        """The same statement about another subject, in this graph."""
        self._quads[Quad(node(subject), quad.predicate, quad.object, self._name)] = None

    # what events and reports share

    def when(self, subject: str, when: When | None) -> None:
        """The time of an event or a report."""
        self.text(subject, C.timePrecision, when.precision.value if when else "unknown")
        if when is None:
            return
        self.day(subject, C.earliest, when.earliest)
        self.day(subject, C.latest, when.latest)
        if when.earliest or when.latest:
            self.whole(subject, C.datePrecision, when.date_prec)
        self.text(subject, C.startTime, when.start_time.isoformat("minutes") if when.start_time else None)
        self.text(subject, C.endTime, when.end_time.isoformat("minutes") if when.end_time else None)
        self.flag(subject, C.lasting, when.lasting or None)

    def count(self, subject: str, count: Count | None) -> None:
        """The number of a fact."""
        if count is None:
            return
        self.whole(subject, C.value, count.value)
        self.whole(subject, C.low, count.low)
        self.whole(subject, C.high, count.high)
        self.whole(subject, C.best, count.best)
        self.text(subject, C.qualifier, count.qualifier.value)
