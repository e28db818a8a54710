"""RDF terms and statements: the one place where values become RDF, for all that writes graphs.

With ``kg.store`` this is the edge to the RDF library. It imports nothing of ours that is heavy, so that asking a
question starts at once.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from kg.vocabulary import XSD, C

if TYPE_CHECKING:
    from datetime import date

    from kg.counts import Count
    from kg.dates import When

__all__ = ["Graph", "clean", "graph_of", "node", "object_of", "subject_of"]

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile('["\\\\\x00-\x1f\x7f]')
_ESCAPES = {
    **{n: f"\\u{n:04X}" for n in (*range(0x20), 0x7F)},
    **{ord(c): "\\" + short for c, short in zip('\b\t\n\f\r"\\', 'btnfr"\\', strict=True)},
}
"""Characters that N-Quads cannot have in a literal, or that the store writes otherwise, with how it writes them."""


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


@lru_cache(maxsize=4096)
def _form(iri: str) -> str:
    """An IRI as it stands in N-Quads; raises ``ValueError`` if it is none."""
    return str(NamedNode(iri))


def _quoted(words: str) -> str:
    """Words as a literal stands in N-Quads."""
    return f'"{words.translate(_ESCAPES)}"' if _ESCAPED.search(words) else f'"{words}"'


class Graph:
    """Statements of one named graph, gathered. A value of ``None`` is unknown and writes nothing.

    They are gathered as lines of N-Quads, which are read at once in the end: a third of the time of making each from terms.
    """

    __slots__ = ("_end", "_lines")

    def __init__(self, name: str) -> None:
        self._end = f" {_form(name)} ."
        self._lines: dict[str, None] = {}

    def lines(self) -> list[str]:
        """Everything written so far as N-Quads, each statement once: just as the store writes them."""
        return list(self._lines)

    def quads(self) -> list[Quad]:
        """Everything written so far, each quad once."""
        # Lenient: the IRIs have been looked at one by one.
        return list(parse("\n".join(self._lines).encode(), format=RdfFormat.N_QUADS, lenient=True))

    def link(self, subject: str, predicate: str, thing: str | None) -> None:
        """A statement about another thing."""
        if thing is not None:
            self._lines[f"{_form(subject)} {_form(predicate)} {_form(thing)}{self._end}"] = None

    def text(self, subject: str, predicate: str, words: str | None) -> None:
        """A statement in words."""
        if words is not None:
            self._lines[f"{_form(subject)} {_form(predicate)} {_quoted(clean(words))}{self._end}"] = None

    def whole(self, subject: str, predicate: str, number: int | None) -> None:
        """A statement of a whole number."""
        if number is not None:
            self.typed(subject, predicate, str(number), XSD.integer)

    def day(self, subject: str, predicate: str, day: date | None) -> None:
        """A statement of a day."""
        if day is not None:
            self.typed(subject, predicate, day.isoformat(), XSD.date)

    def flag(self, subject: str, predicate: str, truth: bool | None) -> None:
        """A statement that something is so, or is not."""
        if truth is not None:
            self.typed(subject, predicate, "true" if truth else "false", XSD.boolean)

    def typed(self, subject: str, predicate: str, form: str, datatype: str) -> None:
        """A statement of a value in its lexical form."""
        self._lines[f"{_form(subject)} {_form(predicate)} {_quoted(form)}^^{_form(datatype)}{self._end}"] = None

    def copy(self, subject: str, quad: Quad) -> None:
        """The same statement about another subject, in this graph."""
        self._lines[f"{_form(subject)} {quad.predicate} {quad.object}{self._end}"] = None

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
