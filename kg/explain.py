"""Why the graph says what it says of an event: every fact with the words behind it, and every conclusion with its
rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.canned import bind, find_question
from kg.errors import QueryError
from kg.ids import article_id
from kg.store import GraphStore
from kg.terms import object_of, subject_of
from kg.vocabulary import DCTERMS, PROV, RDFS, C

__all__ = ["ExplainedFact", "Explanation", "explain", "find_event"]


@dataclass(frozen=True, slots=True)
class ExplainedFact:
    """One fact: what is stated, its value, the words that say so, where they stand, and to whom they are attributed.

    A conclusion has ``rule`` instead of a place in a text.
    """

    fact: str
    value: str
    quote: str | None = None
    document: str | None = None
    begin: int | None = None
    end: int | None = None
    claimant: str | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """An event with all that is known of it. ``told`` is read from articles, ``concluded`` follows by a rule."""

    event: str
    label: str
    told: tuple[ExplainedFact, ...]
    concluded: tuple[ExplainedFact, ...]

    def lines(self) -> Iterator[str]:
        """For a person to read."""
        yield self.label
        yield self.event
        quote = None
        for fact in self.told:
            if (fact.document, fact.begin, fact.quote) != quote:
                quote = (fact.document, fact.begin, fact.quote)
                yield ""
                yield f"“{fact.quote}”"
                yield f"   {article_id(fact.document or '')}, characters {fact.begin} to {fact.end}"
            said_by = f" (according to {fact.claimant})" if fact.claimant else ""
            yield f"   {fact.fact}: {fact.value}{said_by}"
        if self.concluded:
            yield ""
            yield "Concluded:"
            for fact in self.concluded:
                yield f"   {fact.fact}: {fact.value} (by {fact.rule})"


def explain(store: GraphStore, event: str) -> Explanation:
    """All facts of an event, by its IRI or its identifier. Raises ``QueryError`` if there is no such event."""
    me = find_event(store, event)
    return Explanation(me, _label(store, me), tuple(_told(store, me)), tuple(_concluded(store, me)))


def find_event(store: GraphStore, event: str) -> str:
    """The IRI of an event, given its IRI or identifier; one that was merged into another gives the other."""
    for me in (event.strip("<>"), store.iris.event(event)):
        if any(ord(c) <= 32 or 0xD800 <= ord(c) < 0xE000 or c in '<>"{}|\\^`' for c in me) or ":" not in me:
            continue
        for quad in store.match(me, DCTERMS.isReplacedBy, None, C.conclusions):
            return str(object_of(quad))
        if next(store.match(me, C.eventType, None, C.conclusions), None) is not None:
            return me
    raise QueryError(f"There is no event {event!r}.", "'kg export events' lists all with their ids.")


def _one(store: GraphStore, subject: str, predicate: str) -> str | None:
    return next((str(object_of(q)) for q in store.match(subject, predicate)), None)


def _label(store: GraphStore, thing: str) -> str:
    return _one(store, thing, RDFS.label) or thing


def _told(store: GraphStore, event: str) -> Iterator[ExplainedFact]:
    from kg.api import select

    answer = select(store, bind(find_question("evidence-of-event"), {"event": [f"<{event}>"]}))
    for row in answer.rows:
        said = {c: t.value for c, t in zip(answer.columns, row, strict=True) if t is not None}
        yield ExplainedFact(
            fact=said["fact"],
            value=said.get("value", ""),
            quote=said.get("quote"),
            document=said.get("document"),
            begin=int(said["begin"]) if "begin" in said else None,
            end=int(said["end"]) if "end" in said else None,
            claimant=said.get("claimantLabel"),
        )


def _concluded(store: GraphStore, event: str) -> Iterator[ExplainedFact]:
    """What follows by a rule, in order of the facts' names."""
    found = [*_when(store, event), *_tallies(store, event), *_zones(store, event), *_links(store, event)]
    yield from sorted(found, key=lambda f: (f.fact, f.value, f.rule or ""))


def _when(store: GraphStore, event: str) -> Iterator[ExplainedFact]:
    first, last = _one(store, event, C.earliest), _one(store, event, C.latest)
    if first or last:
        precision = _one(store, event, C.timePrecision)
        days = first if first == last else f"{first or 'open'} to {last or 'open'}"
        yield ExplainedFact("date", f"{days}, known to the {precision}", rule="dates of its reports, the narrowest")
    members = sum(1 for _ in store.match(event, PROV.wasDerivedFrom, None, C.conclusions))
    if members > 1:
        sources = _one(store, event, C.independentSources)
        yield ExplainedFact("reports", f"{members}, {sources} of them independent", rule="merging")


def _tallies(store: GraphStore, event: str) -> Iterator[ExplainedFact]:
    for quad in store.match(event, C.tally, None, C.conclusions):
        me = str(object_of(quad))
        low, best, high = (_one(store, me, p) for p in (C.low, C.best, C.high))
        sources, disputed = _one(store, me, C.sources), _one(store, me, C.disputed)
        value = f"best {best or 'unknown'}, at least {low or 'unknown'}, at most {high or 'unknown'}"
        if sources != "1":
            value += f", {sources} sources{' that differ' if disputed == 'true' else ''}"
        yield ExplainedFact(
            f"{_one(store, me, C.casualtyKind)} of the {_one(store, me, C.side)}", value, rule=_one(store, me, C.rule)
        )


def _zones(store: GraphStore, event: str) -> Iterator[ExplainedFact]:
    for quad in store.match(event, C.zonePlacement, None, C.conclusions):
        me = str(object_of(quad))
        zone, place, part = (_one(store, me, p) for p in (C.zone, C.place, C.part))
        surely = "certainly" if _one(store, me, C.certainty) == "certain" else "possibly"
        value = f"{surely} inside {_label(store, zone or '')}"
        if place and part:
            value += f": {_label(store, place)} against its part {_label(store, part)}"
            for quote in sorted(_part_quotes(store, zone or "", part)):
                value += f"; “{quote}”"
        yield ExplainedFact("zone", value, rule=_one(store, me, C.rule))


def _part_quotes(store: GraphStore, zone: str, part: str) -> Iterator[str]:
    """The words by which a place is a part of a zone."""
    for quad in store.match(None, C.place, part, C.conclusions):
        me = str(subject_of(quad))
        if _one(store, me, C.basis) and _one(store, me, C.zone) == zone and (quote := _one(store, me, C.quote)):
            yield quote


def _links(store: GraphStore, event: str) -> Iterator[ExplainedFact]:
    for edge, fact, rule in (
        (C.partOf, "part of", "the article tells it as a part"),
        (C.firstSince, "first since", "the article says so"),
        (C.obstructedBy, "obstructed by", "told in the same sentence"),
    ):
        for quad in store.match(event, edge, None, C.conclusions):
            yield ExplainedFact(fact, _label(store, str(object_of(quad))), rule=rule)
