"""Why the graph says what it says: of an event, an agreement or one row of an answer, the chain of facts, rules and quotes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kg.canned import Question, bind, find_question, set_values
from kg.errors import QueryError
from kg.ids import article_id
from kg.results import Term
from kg.store import GraphStore
from kg.terms import graph_of, object_of, subject_of
from kg.vocabulary import DCTERMS, PROV, RDF, RDFS, C

__all__ = [
    "ExplainedFact",
    "ExplainedRow",
    "Explanation",
    "explain",
    "explain_row",
    "explain_thing",
    "find_event",
    "inferences",
]

_MOST = 20
"""Events and facts behind one row that are spelt out; the others are counted."""


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
    """A thing with all that is known of it. ``told`` is read from articles, ``concluded`` follows by a rule."""

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


@dataclass(frozen=True, slots=True)
class ExplainedRow:
    """One row of an answer: its values, how the question works them out, and the things it rests on.

    ``more``: how many further things are behind it that are not spelt out.
    """

    question: str
    row: tuple[tuple[str, str], ...]
    method: str
    grounds: tuple[Explanation, ...]
    more: int = 0

    def lines(self) -> Iterator[str]:
        """For a person to read."""
        for column, value in self.row:
            yield f"{column}: {value}"
        yield ""
        yield f"Worked out by queries/{self.question}.rq."
        if self.method:
            yield f"   {self.method}"
        for number, ground in enumerate(self.grounds, 1):
            yield ""
            yield f"[{number}]"
            yield from ground.lines()
        if self.more:
            yield ""
            yield f"and {self.more} more."


def explain(store: GraphStore, event: str) -> Explanation:
    """All facts of an event, by its IRI or its identifier. Raises ``QueryError`` if there is no such event."""
    me = find_event(store, event)
    return Explanation(me, _label(store, me), tuple(_told(store, me)), tuple(_concluded(store, me)))


def explain_row(store: GraphStore, question: Question, values: Mapping[str, str], number: int) -> ExplainedRow:
    """Why row ``number`` (from 1) of a question's answer stands there. ``values`` are parameters as a person types them.

    Raises ``QueryError`` as asking does, and if there is no such row.
    """
    from kg.asking import select
    from kg.names import bind_names

    bound = bind_names(question, values, lambda text: select(store, text))
    found = select(store, bound.text)
    if not 1 <= number <= len(found.rows):
        raise QueryError(f"The answer has no row {number}.", f"It has {len(found.rows)} rows, counted from 1.")
    row = dict(zip(found.columns, found.rows[number - 1], strict=True))
    things = list(dict.fromkeys(_grounds(store, question, bound.text, row)))
    return ExplainedRow(
        f"{question.subject}/{question.name}",
        tuple((c, t.value) for c, t in row.items() if t is not None),
        " ".join(line[1:].strip() for line in question.text.splitlines() if line.startswith("# ")),
        tuple(explain_thing(store, thing) for thing in things[:_MOST]),
        max(0, len(things) - _MOST),
    )


def _grounds(store: GraphStore, question: Question, bound: str, row: Mapping[str, Term | None]) -> Iterator[str]:
    """The IRIs of what a row rests on: by the query under ``queries/because`` if there is one, else those in the row."""
    from kg.asking import select
    from kg.assets import asset

    path = asset("queries", "because") / f"{question.name}.rq"
    if path.exists():
        text = path.read_text(encoding="utf-8")
        for parameter in question.parameters:
            text = set_values(text, parameter.variable, _given(bound, parameter.variable))
        for column, term in row.items():
            if term is not None:
                text = set_values(text, column, [_written(term)])
        yield from (r[0].value for r in select(store, text).rows if r[0] is not None)
        return
    for column in ("event", "agreement", "document"):
        if (term := row.get(column)) is not None and (column != "document" or row.get("event") is None):
            yield term.value


def _given(bound: str, variable: str) -> list[str]:
    """What a bound question has in a parameter's braces."""
    import re

    found = re.search(rf"VALUES\s+\?{variable}\s*\{{([^{{}}]*)\}}", bound)
    return [found[1].strip()] if found else ["UNDEF"]


def _written(term: Term) -> str:
    from pyoxigraph import Literal, NamedNode

    if term.kind == "uri":
        return str(NamedNode(term.value))
    return str(Literal(term.value, datatype=NamedNode(term.datatype) if term.datatype else None))


def explain_thing(store: GraphStore, thing: str) -> Explanation:
    """Why the graph has an event, an agreement, a standing fact, a report, an article or a name."""
    if next(store.match(thing, C.eventType, None, C.conclusions), None) is not None:
        return explain(store, thing)
    established = _one(store, thing, C.establishedBy)
    concluded = tuple(sorted([*_accord(store, thing), *_inferred(store, thing)], key=_order))
    if established is not None:
        return Explanation(thing, _label(store, thing), tuple(_told(store, established)), concluded)
    return Explanation(thing, _naming(store, thing), tuple(_words_for(store, thing)), concluded)


def _order(fact: ExplainedFact) -> tuple[str, str, str]:
    return fact.fact, fact.value, fact.rule or ""


def _naming(store: GraphStore, thing: str) -> str:
    """A few words for a thing without facts of its own."""
    kind = _one(store, thing, RDF.type) or ""
    for predicate in (RDFS.label, DCTERMS.title, C.name, C.relationKind):
        if words := _one(store, thing, predicate):
            return f"{words} ({kind.removeprefix(C.NAMESPACE)})"
    return thing


def _words_for(store: GraphStore, thing: str) -> Iterator[ExplainedFact]:
    """The words of articles behind a standing fact, a report or a name that is not resolved; an article's reason."""
    told = [object_of(q) for q in store.match(thing, PROV.wasDerivedFrom, None, C.conclusions)] or [thing]
    for fact in sorted(told):
        graph = next((graph_of(q) for q in store.match(fact, RDF.type)), None)
        if graph is None:
            continue
        if reason := _one(store, fact, C.reason):
            yield ExplainedFact("reports nothing", reason, document=graph, quote=_one(store, fact, DCTERMS.title) or "")
        claimant = _one(store, fact, C.claimantLabel)
        quotes = sorted(object_of(q) for q in store.match(fact, C.evidence, None, graph)) or [fact]
        for quote in quotes:
            words = _one(store, quote, C.words) or _one(store, quote, C.name)
            begin, end = _one(store, quote, C.begin), _one(store, quote, C.end)
            if words is not None and begin is not None and end is not None:
                what = _one(store, fact, C.relationKind) or _one(store, fact, C.factuality) or "name"
                value = (
                    _one(store, fact, C.mention) or _one(store, fact, RDFS.label) or _one(store, fact, C.context) or ""
                )
                yield ExplainedFact(what, value, words, graph, int(begin), int(end), claimant)


def _accord(store: GraphStore, accord: str) -> Iterator[ExplainedFact]:
    """When and where an agreement holds."""
    begun, begun_latest = _one(store, accord, C.from_), _one(store, accord, C.fromLatest)
    if begun:
        days = begun if begun == begun_latest else f"{begun} to {begun_latest}"
        until = _one(store, accord, C.until)
        yield ExplainedFact(
            "holds", f"since {days}, {f'until {until}' if until else 'end not told'}", rule="its event's days"
        )
    for quad in store.match(accord, C.covers, None, C.conclusions):
        zone = object_of(quad)
        parts = sorted(_label(store, object_of(q)) for q in store.match(zone, C.includes, None, C.conclusions))
        divided = sorted(_label(store, object_of(q)) for q in store.match(zone, C.includesPartOf, None, C.conclusions))
        parts += [f"a part of {name}" for name in divided]
        takes_in = f", which takes in {', '.join(parts)}" if parts else ""
        yield ExplainedFact("covers", f"{_label(store, zone)}{takes_in}", rule="the report names the zone")


def inferences(store: GraphStore) -> Iterator[tuple[str, ExplainedFact]]:
    """All that the rules infer: what it is about, and the finding with its grounds; by rule, then label."""
    found = [subject_of(q) for q in store.match(None, RDF.type, C.Inference, C.inferred)]
    about = {f: _one(store, f, C.about) or "" for f in found}
    for finding in sorted(found, key=lambda f: (_one(store, f, C.rule) or "", _label(store, about[f]), f)):
        yield about[finding], _finding(store, finding)


def _inferred(store: GraphStore, thing: str) -> Iterator[ExplainedFact]:
    for quad in store.match(None, C.about, thing, C.inferred):
        yield _finding(store, subject_of(quad))


def _finding(store: GraphStore, finding: str) -> ExplainedFact:
    """A finding in words: what it says, and the words behind what it rests on."""
    from kg.reason import load_rules

    name = _one(store, finding, C.rule) or ""
    rule = next((r for r in load_rules() if r.name == name), None)
    certainty = _one(store, finding, C.certainty)
    value = (rule.why if rule else "") + (f" {certainty.capitalize()}." if certainty else "")
    grounds = []
    for ground in sorted(object_of(q) for q in store.match(finding, PROV.wasDerivedFrom, None, C.inferred)):
        words = _one(store, ground, C.quote) or _one(store, ground, C.mention)
        label = _one(store, ground, RDFS.label)
        if label or words:
            grounds.append(f"{label or 'fact'}{f': “{words}”' if words else ''}")
    if grounds:
        value += " Grounds: " + "; ".join(grounds)
    return ExplainedFact((rule.title if rule else name).lower(), value, rule=name)


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
    from kg.asking import select

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
    yield from sorted([*found, *_inferred(store, event)], key=_order)


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
