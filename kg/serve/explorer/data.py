"""What the pages show, read from the graph: look-ups under ``queries/lookup`` turned into values.

Every function takes a ``Library`` and asks it; nothing here knows how a page looks.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar

from kg.assets import asset
from kg.canned import set_values
from kg.endpoint_client import Reply, query_form
from kg.errors import QueryError, StoreError
from kg.gazetteer.fold import fold
from kg.ids import article_id
from kg.lexicon import C
from kg.results import Answer
from kg.serve.explorer.filters import Filters
from kg.serve.explorer.words import Types, spelled
from kg.serve.library import Library
from kg.serve.messages import Job

__all__ = [
    "Accord",
    "ArticlePage",
    "ArticleRow",
    "Choice",
    "Choices",
    "EventPage",
    "EventRow",
    "Figure",
    "Link",
    "Opponent",
    "Overview",
    "Participant",
    "Place",
    "PlaceOfEvent",
    "Relation",
    "ReportRow",
    "Sentence",
    "Tally",
    "Thing",
    "ThingPage",
    "Use",
    "Word",
    "Zone",
    "ZoneOfEvent",
    "ZonePart",
    "article_page",
    "articles",
    "ask",
    "choices",
    "event_page",
    "events_by_iri",
    "overview",
    "places",
    "search",
    "thing_page",
    "types",
    "zones",
]

_T = TypeVar("_T")
MOST_EVENTS = 4_000
"""Events drawn at once; of more, the first so many, and the page says so."""


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event as a list, a map or a timeline shows it. Days are ISO dates; numbers are of people killed."""

    iri: str
    label: str
    type: str
    earliest: str | None
    latest: str | None
    time_precision: str
    place_label: str | None
    place: str | None
    place_precision: int | None
    initiator: str | None
    target: str | None
    killed_low: int | None
    killed: int | None
    killed_high: int | None
    sources: int
    certain: bool
    quote: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the graph. ``identifier`` is the gazetteer's (``gn:170063``); ``lat`` is ``None`` where it is unknown."""

    iri: str
    label: str
    kind: str
    identifier: str | None
    country: str | None
    lat: float | None
    lon: float | None
    precision: int | None


@dataclass(frozen=True, slots=True)
class ZonePart:
    """A place that a zone takes in; ``partly``: a part of it only, nobody says which."""

    place: str
    label: str
    partly: bool


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone with the places it takes in."""

    iri: str
    label: str
    kind: str
    parts: tuple[ZonePart, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """What the filters leave: the events (at most ``MOST_EVENTS`` of ``total``), where they are, and names not known."""

    events: tuple[EventRow, ...]
    total: int
    places: Mapping[str, Place]
    zones: tuple[Zone, ...]
    unknown: tuple[str, ...]
    sparql: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose in a filter: ``value`` is what the filter takes, ``events`` how often it occurs."""

    value: str
    label: str
    kind: str
    events: int


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer."""

    types: tuple[Choice, ...]
    actors: tuple[Choice, ...]
    places: tuple[Choice, ...]
    publishers: tuple[Choice, ...]

    @property
    def events(self) -> int:
        """All events of the store."""
        return next((c.events for c in self.types if c.value == "Event"), 0)


@dataclass(frozen=True, slots=True)
class Participant:
    """Who took part, in which role; ``number`` in words as told."""

    actor: str
    name: str
    role: str
    kind: str
    member_of: str | None
    alleged: bool
    value: int | None
    low: int | None
    high: int | None
    qualifier: str | None
    mention: str | None


@dataclass(frozen=True, slots=True)
class PlaceOfEvent:
    """A place with its role in the event: ``in``, ``direction``, ``from`` or ``to``."""

    place: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Tally:
    """The bounds of one kind of harm to one side over all sources, and by which rule ``best`` was chosen."""

    kind: str
    side: str
    low: int | None
    best: int | None
    high: int | None
    sources: int
    disputed: bool
    rule: str | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of one source."""

    kind: str
    side: str
    group: str | None
    civilian: bool
    total: bool
    claimant: str | None
    publisher: str | None
    as_of: str | None
    low: int | None
    best: int | None
    high: int | None
    qualifier: str | None
    quote: str | None
    document: str


@dataclass(frozen=True, slots=True)
class Use:
    """Equipment used (``of`` is the role of its user) or a thing damaged (``of`` is what became of it)."""

    name: str
    of: str
    value: int | None
    low: int | None
    high: int | None
    qualifier: str | None


@dataclass(frozen=True, slots=True)
class ZoneOfEvent:
    """A zone in which an event lies, certainly or possibly, and why."""

    zone: str
    label: str
    certain: bool
    rule: str
    place: str | None
    part: str | None


@dataclass(frozen=True, slots=True)
class Link:
    """An event beside another."""

    link: str
    event: str
    label: str


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report of an event in an article."""

    report: str
    document: str
    title: str
    publisher: str | None
    published: str | None
    claimant: str | None
    factuality: str


@dataclass(frozen=True, slots=True)
class EventPage:
    """Everything that the page of an event shows. ``articles`` are those that tell of it, with their words."""

    event: EventRow
    start_time: str | None
    end_time: str | None
    outcome: str | None
    occurrences: int | None
    participants: tuple[Participant, ...]
    places: tuple[PlaceOfEvent, ...]
    known_places: Mapping[str, Place]
    equipment: tuple[Use, ...]
    damage: tuple[Use, ...]
    tallies: tuple[Tally, ...]
    figures: tuple[Figure, ...]
    zones: tuple[ZoneOfEvent, ...]
    links: tuple[Link, ...]
    reports: tuple[ReportRow, ...]
    articles: tuple[ArticlePage, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """Characters of an article that tell of a report; ``event`` is ``None`` if the article does not give it as a fact."""

    report: str
    event: str | None
    label: str
    type: str
    factuality: str
    claimant: str | None
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Word:
    """Characters of an article that were read as ``kind`` (``who``, ``where``, ``harm``, ``means``, ``act``) of a report."""

    report: str
    kind: str
    role: str | None
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """An article with its text (``""`` if the store does not keep it) and where it says what was read from it."""

    iri: str
    title: str
    publisher: str | None
    published: str | None
    inferred: bool
    url: str | None
    reason: str | None
    text: str
    sentences: tuple[Sentence, ...]
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article in a list."""

    iri: str
    title: str
    publisher: str | None
    published: str | None


@dataclass(frozen=True, slots=True)
class Relation:
    """A standing relation of an actor, in words that fit its direction."""

    words: str
    other: str
    label: str
    quote: str | None
    document: str | None


@dataclass(frozen=True, slots=True)
class Opponent:
    """An actor on the other side, and in how many events."""

    actor: str
    label: str
    events: int


@dataclass(frozen=True, slots=True)
class Accord:
    """An agreement that covers a zone."""

    event: str
    label: str
    start: str | None
    until: str | None
    parties: str | None
    quote: str | None


@dataclass(frozen=True, slots=True)
class Thing:
    """What is said of a place, an actor or a zone itself."""

    iri: str
    label: str
    kind: str
    country: str | None
    identifier: str | None
    names: tuple[str, ...]
    resolved: bool


@dataclass(frozen=True, slots=True)
class ThingPage:
    """The page of a place, an actor or a zone; what does not belong to its kind is empty."""

    thing: Thing
    events: Overview
    within: tuple[Thing, ...] = ()
    relations: tuple[Relation, ...] = ()
    opponents: tuple[Opponent, ...] = ()
    accords: tuple[Accord, ...] = ()
    zone: Zone | None = None


# the overview


async def overview(library: Library, filters: Filters) -> Overview:
    """What the filters leave. Raises ``QueryError`` for a value that cannot be meant, or if the answer takes too long."""
    found = await library.question("events", filters.values())
    events = [_event(row) for row in _rows(found.answer)]
    if filters.certain:
        events = [e for e in events if e.certain]
    shown = tuple(events[:MOST_EVENTS])
    zone_list = await zones(library)
    known = await places(
        library, [*(e.place for e in shown if e.place), *(p.place for z in zone_list for p in z.parts)]
    )
    return Overview(shown, len(events), known, zone_list, found.unknown, found.sparql)


async def zones(library: Library) -> tuple[Zone, ...]:
    """All zones of the store."""
    found: dict[str, Zone] = {}
    for row in _rows(await library.select(_lookup("zone-parts"))):
        known = found.get(row["zone"], Zone(row["zone"], row["label"], row["kind"], ()))
        if "place" in row:
            part = ZonePart(row["place"], row.get("placeLabel", ""), row.get("partly") == "true")
            known = replace(known, parts=(*known.parts, part))
        found[row["zone"]] = known
    return tuple(found.values())


async def places(library: Library, iris: Iterable[str]) -> Mapping[str, Place]:
    """These places, by IRI; each once."""
    wanted = sorted(set(iris))
    if not wanted:
        return {}
    answer = await library.select(_lookup("places", place=wanted))
    found: dict[str, Place] = {}
    for row in _rows(answer):
        found.setdefault(
            row["place"],
            Place(
                row["place"],
                row["label"],
                row["kind"],
                row.get("identifier"),
                row.get("country"),
                float(row["lat"]) if "lat" in row else None,
                float(row["lon"]) if "lon" in row else None,
                _number(row, "precision"),
            ),
        )
    return found


async def choices(library: Library) -> Choices:
    """What the filters offer, the most frequent first; broader types count what lies below them."""
    classes, told, actors, told_places, publishers = await asyncio.gather(
        *(
            library.select(_lookup(name))
            for name in ("event-classes", "types-told", "actors-told", "places-told", "publishers")
        )
    )
    return Choices(
        types=_types(list(_rows(classes)), {_local(r["type"]): int(r["events"]) for r in _rows(told)}),
        actors=tuple(Choice(r["label"], r["label"], r["kind"], int(r["events"])) for r in _rows(actors)),
        places=tuple(Choice(r["label"], r["label"], r["kind"], int(r["events"])) for r in _rows(told_places)),
        publishers=tuple(Choice(r["publisher"], r["publisher"], "", int(r["articles"])) for r in _rows(publishers)),
    )


def _types(classes: Sequence[Mapping[str, str]], told: Mapping[str, int]) -> tuple[Choice, ...]:
    above: dict[str, list[str]] = {}
    labels = {"Event": "event"}
    for row in classes:
        name = _local(row["type"])
        labels[name] = row["label"]
        above.setdefault(name, []).append(_local(row["above"]))
    counts: dict[str, int] = {}
    for name, number in told.items():
        seen = {name: None}
        todo = [name]
        while todo:
            for higher in above.get(todo.pop(), ()):
                if higher not in seen:
                    seen[higher] = None
                    todo.append(higher)
        for one in (*seen, *(() if "Event" in seen else ("Event",))):
            counts[one] = counts.get(one, 0) + number
    return tuple(
        sorted(
            (Choice(n, labels.get(n, n), ",".join(above.get(n, ())), k) for n, k in counts.items()),
            key=lambda c: (-c.events, c.label, c.value),
        )
    )


async def articles(library: Library) -> tuple[ArticleRow, ...]:
    """The latest articles."""
    answer = await library.select(_lookup("articles-told"))
    return tuple(
        ArticleRow(r["article"], r.get("title") or article_id(r["article"]), r.get("publisher"), r.get("published"))
        for r in _rows(answer)
    )


async def types(library: Library) -> Types:
    """The classes of events with what lies above each."""
    rows = list(_rows(await library.select(_lookup("event-classes"))))
    above: dict[str, tuple[str, ...]] = {}
    for row in rows:
        name = _local(row["type"])
        above[name] = (*above.get(name, ()), _local(row["above"]))
    return Types({"Event": "event", **{_local(r["type"]): r["label"] for r in rows}}, above)


async def events_by_iri(library: Library, iris: Sequence[str]) -> Overview:
    """These events, each once, in the order given, with their places."""
    wanted = list(dict.fromkeys(iris))
    if not wanted:
        return Overview((), 0, {}, (), (), "")
    answer = await library.select(_lookup("event-row", event=wanted))
    found = {event.iri: event for event in map(_event, _rows(answer))}
    events = tuple(found[iri] for iri in wanted if iri in found)
    return Overview(events, len(events), await places(library, [e.place for e in events if e.place]), (), (), "")


async def search(library: Library, words: str) -> Mapping[str, tuple[tuple[str, str, str], ...]]:
    """Actors, places, zones and events whose names or labels hold the words: IRI, label and kind of each."""
    asked = json.dumps(words.lower(), ensure_ascii=False)
    text = set_values(
        set_values(_text("lookup", "things-by-words"), "givenWords", [asked]),
        "givenKey",
        [json.dumps(fold(words), ensure_ascii=False)],
    )
    found: dict[str, list[tuple[str, str, str]]] = {}
    for row in _rows(await library.select(text)):
        sort = {"0": "Actors", "1": "Places", "2": "Zones", "3": "Events"}[row["sort"]]
        found.setdefault(sort, []).append((row["thing"], row["label"], spelled(_local(row["kind"]))))
    return {sort: tuple(things) for sort, things in found.items()}


async def ask(library: Library, query: str) -> Reply:
    """Any query's answer, from the same workers as the endpoint's. Raises ``QueryError`` and ``StoreError``."""
    form = query_form(query)
    outcome = await library.run(library.ask(Job.QUERY, query, rows_as="json", graphs_as="ttl"))
    if outcome.reply.status == 503:
        raise StoreError(outcome.reply.note)
    if outcome.reply.status != 200:
        raise QueryError(outcome.reply.note)
    if form == "SELECT":
        return Reply(rows=Answer.from_json(outcome.body))
    if form == "ASK":
        return Reply(yes=bool(json.loads(outcome.body)["boolean"]))
    return Reply(turtle=outcome.body.decode("utf-8"))


# one event


async def event_page(library: Library, iri: str) -> EventPage | None:
    """All of one event; ``None`` if there is none of that IRI. One merged into another gives the other."""
    asked = await asyncio.gather(
        *(
            library.select(_lookup(name, folder, event=[iri]))
            for folder, name in (
                ("export", "events"),
                ("export", "participants"),
                ("export", "places"),
                ("export", "equipment"),
                ("export", "damage"),
                ("lookup", "event-tallies"),
                ("lookup", "event-figures"),
                ("lookup", "event-zones"),
                ("lookup", "event-links"),
                ("lookup", "reports-of-event"),
                ("lookup", "event-row"),
            )
        )
    )
    base, people, where, means, damage, tallies, figures, in_zones, links, reports, row = (
        list(_rows(a)) for a in asked
    )
    if not base or not row:
        now = list(_rows(await library.select(_lookup("event-now", former=[iri]))))
        return await event_page(library, now[0]["event"]) if now and now[0]["event"] != iri else None
    told = tuple(
        ReportRow(
            r["report"],
            r["document"],
            r.get("title") or article_id(r["document"]),
            r.get("publisher"),
            r.get("published"),
            r.get("claimant"),
            r["factuality"],
        )
        for r in reports
    )
    documents = list(dict.fromkeys(r.document for r in told))
    texts = await asyncio.gather(*(article_page(library, d) for d in documents[:12]))
    return EventPage(
        event=_event(row[0]),
        start_time=base[0].get("startTime"),
        end_time=base[0].get("endTime"),
        outcome=base[0].get("outcome"),
        occurrences=_number(base[0], "occurrences"),
        participants=_unique(_participant(r) for r in sorted(people, key=lambda r: int(r["index"]))),
        places=_unique(
            PlaceOfEvent(r["place"], r["name"], r["role"]) for r in sorted(where, key=lambda r: int(r["index"]))
        ),
        known_places=await places(library, [r["place"] for r in where]),
        equipment=_unique(_use(r, "usedBy") for r in sorted(means, key=lambda r: int(r["index"]))),
        damage=_unique(_use(r, "effect") for r in sorted(damage, key=lambda r: int(r["index"]))),
        tallies=tuple(
            Tally(
                r["kind"],
                r["side"],
                _number(r, "low"),
                _number(r, "best"),
                _number(r, "high"),
                int(r["sources"]),
                r["disputed"] == "true",
                r.get("rule"),
            )
            for r in tallies
        ),
        figures=_unique(_figure(r) for r in figures),
        zones=tuple(
            ZoneOfEvent(
                r["zone"], r["label"], r["certainty"] == "certain", r["rule"], r.get("placeLabel"), r.get("partLabel")
            )
            for r in in_zones
        ),
        links=tuple(Link(r["link"], r["other"], r["label"]) for r in links),
        reports=told,
        articles=tuple(t for t in texts if t is not None),
    )


def _event(row: Mapping[str, str]) -> EventRow:
    return EventRow(
        iri=row["event"],
        label=row["label"],
        type=_local(row["type"]),
        earliest=row.get("earliest"),
        latest=row.get("latest"),
        time_precision=row["timePrecision"],
        place_label=row.get("placeLabel"),
        place=row.get("place"),
        place_precision=_number(row, "placePrecision"),
        initiator=row.get("initiator"),
        target=row.get("target"),
        killed_low=_number(row, "killedLow"),
        killed=_number(row, "killed"),
        killed_high=_number(row, "killedHigh"),
        sources=int(row["sources"]),
        certain=row.get("certainty", "certain") == "certain",
        quote=row.get("quote", ""),
    )


def _participant(row: Mapping[str, str]) -> Participant:
    return Participant(
        row["actor"],
        row["name"],
        row["role"],
        row["kind"],
        row.get("memberOf"),
        row.get("alleged") == "true",
        _number(row, "value"),
        _number(row, "low"),
        _number(row, "high"),
        row.get("qualifier"),
        row.get("mention"),
    )


def _use(row: Mapping[str, str], of: str) -> Use:
    return Use(
        row.get("name") or row.get("what") or "",
        row.get(of, ""),
        _number(row, "value"),
        _number(row, "low"),
        _number(row, "high"),
        row.get("qualifier"),
    )


def _figure(row: Mapping[str, str]) -> Figure:
    return Figure(
        row["kind"],
        row["side"],
        row.get("group"),
        row.get("civilian") == "true",
        row.get("total") == "true",
        row.get("claimant"),
        row.get("publisher"),
        row.get("asOf"),
        _number(row, "low"),
        _number(row, "best"),
        _number(row, "high"),
        row.get("qualifier"),
        row.get("quote"),
        row["document"],
    )


# one article

_KINDS: Mapping[str, str] = {
    "ReportedParticipation": "who",
    "ReportedPlaceRole": "where",
    "ReportedFigure": "harm",
    "ReportedEquipment": "means",
    "ReportedDamage": "harm",
    "ReportedZone": "where",
    "Report": "act",
}


async def article_page(library: Library, iri: str) -> ArticlePage | None:
    """An article with its text and what was read where; ``None`` if there is none of that IRI."""
    about, sentences, words = (
        list(_rows(answer))
        for answer in await asyncio.gather(
            *(
                library.select(_lookup(name, document=[iri]))
                for name in ("article", "article-sentences", "article-words")
            )
        )
    )
    if not about:
        return None
    said = about[0]
    return ArticlePage(
        iri=iri,
        title=said.get("title") or article_id(iri),
        publisher=said.get("publisher"),
        published=said.get("published"),
        inferred=said.get("inferred") == "true",
        url=said.get("url"),
        reason=said.get("reason"),
        text=said.get("text", ""),
        sentences=_unique(
            Sentence(
                r["report"],
                r.get("event"),
                r["label"],
                _local(r["type"]),
                r["factuality"],
                r.get("claimant"),
                int(r["begin"]),
                int(r["end"]),
            )
            for r in sentences
        ),
        words=_unique(
            Word(r["report"], _KINDS[_local(r["kind"])], r.get("role"), int(r["begin"]), int(r["end"]))
            for r in words
            if _local(r["kind"]) in _KINDS
        ),
    )


# places, actors, zones


async def thing_page(library: Library, iri: str, sort: str) -> ThingPage | None:
    """The page of a ``place``, an ``actor`` or a ``zone``; ``None`` if there is none of that IRI."""
    about, names = await asyncio.gather(
        library.select(_lookup("thing", thing=[iri])), library.select(_lookup("names-of-thing", thing=[iri]))
    )
    rows = list(_rows(about))
    if not rows:
        return None
    said = rows[0]
    thing = Thing(
        iri,
        said["label"],
        said["kind"],
        said.get("country"),
        said.get("identifier"),
        tuple(r["name"] for r in _rows(names)),
        said.get("resolved", "true") == "true",
    )
    if sort == "actor":
        relations, opponents = await asyncio.gather(
            library.select(_lookup("relations-of-actor", actor=[iri])),
            library.select(_lookup("opponents-of-actor", actor=[iri])),
        )
        return ThingPage(
            thing,
            await overview(library, Filters(actor=iri)),
            relations=_unique(_relation(r) for r in _rows(relations)),
            opponents=tuple(Opponent(r["other"], r["label"], int(r["events"])) for r in _rows(opponents)),
        )
    if sort == "place":
        around = await library.select(_lookup("enclosing-places", place=[iri]))
        return ThingPage(
            thing,
            await overview(library, Filters(place=iri)),
            within=tuple(Thing(r["area"], r["label"], r["kind"], None, None, (), True) for r in _rows(around)),
        )
    accords, inside, everything = await asyncio.gather(
        library.select(_lookup("accords-of-zone", zone=[iri])),
        library.select(_lookup("events-of-zone", zone=[iri])),
        overview(library, Filters()),
    )
    sure = {r["event"]: r["certainty"] == "certain" for r in _rows(inside)}
    kept = tuple(e for e in everything.events if e.iri in sure)
    mine = next((z for z in everything.zones if z.iri == iri), None)
    return ThingPage(
        thing,
        Overview(kept, len(kept), everything.places, (mine,) if mine else (), (), ""),
        accords=_unique(
            Accord(r["event"], r["label"], r.get("from"), r.get("until"), r.get("parties"), r.get("quote"))
            for r in _rows(accords)
        ),
        zone=mine,
    )


_RELATIONS: Mapping[tuple[str, bool], str] = {
    ("designatedBy", True): "outlawed by",
    ("designatedBy", False): "has outlawed",
    ("partOf", True): "belongs to",
    ("partOf", False): "has as a part",
    ("aliasOf", True): "also told as",
    ("aliasOf", False): "also told as",
    ("affiliatedWith", True): "affiliated with",
    ("affiliatedWith", False): "affiliated with",
    ("position", True): "holds an office in",
    ("position", False): "has as an office-holder",
}


def _relation(row: Mapping[str, str]) -> Relation:
    words = _RELATIONS.get((row["relation"], row["forward"] == "true"), row["relation"])
    if "office" in row:
        words = f"{words} ({row['office']})"
    return Relation(words, row["other"], row["label"], row.get("quote"), row.get("document"))


# reading answers


@lru_cache(maxsize=64)
def _text(folder: str, name: str) -> str:
    return asset("queries", folder, f"{name}.rq").read_text(encoding="utf-8")


def _lookup(name: str, folder: str = "lookup", /, **values: Sequence[str]) -> str:
    """A look-up with a variable set to IRIs, which are checked when a page is asked for."""
    text = _text(folder, name)
    for variable, iris in values.items():
        text = set_values(text, variable, [f"<{iri}>" for iri in iris])
    return text


def _rows(answer: Answer) -> Iterator[Mapping[str, str]]:
    """The rows as column and value, unbound columns left out."""
    for row in answer.rows:
        yield {c: t.value for c, t in zip(answer.columns, row, strict=True) if t is not None}


def _unique(things: Iterable[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(things))


def _number(row: Mapping[str, str], name: str) -> int | None:
    return int(float(row[name])) if name in row else None


def _local(iri: str) -> str:
    """The name of a term of the ontology."""
    return iri.removeprefix(C)
