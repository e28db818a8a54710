"""Event records and report records, one JSON object a line, each derived from the graph by the queries in
``queries/export``.

The shape is that of the event record, version 1. ``salience`` is the inverse of the rank in the graph: 1 for what the
article is about, less for the rest. Records come in the order in which the articles tell of the events, and
a batch of events at a time is in memory.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time
from functools import lru_cache
from itertools import islice
from typing import Any

from pyoxigraph import QuerySolutions

from kg.assets import asset
from kg.dates import Precision, When
from kg.ids import article_id
from kg.store import GraphStore
from kg.vocabulary import RDF, C

__all__ = ["event_records", "json_line", "report_records"]

Record = dict[str, Any]
Row = dict[str, str]

_BATCH = 100
"""Articles, and events or reports, asked for in one query. Each look-up of a word keeps 4 KB in the database's memory."""


def json_line(record: Record) -> str:
    """A record as a line of JSON; what UTF-8 cannot carry is escaped."""
    line = json.dumps(record, ensure_ascii=False, separators=(", ", ": "))
    try:
        line.encode()
    except UnicodeEncodeError:
        return json.dumps(record, separators=(", ", ": "))
    return line


def event_records(store: GraphStore) -> Iterator[Record]:
    """The records of all events, each once."""
    depths = _depths(store)
    for batch in _batches(store, "event"):
        yield from _batch_records(store, batch, depths)


def report_records(store: GraphStore) -> Iterator[Record]:
    """What each article reports, of every factuality; the shape is that of an event, without what is concluded."""
    for batch in _batches(store, "report"):
        yield from _batch_reports(store, batch)


@lru_cache(maxsize=32)
def _query(name: str) -> tuple[str, str]:
    """A query of ``queries/export``, cut where its batch of subjects goes (the second part is empty if it takes
    none).
    """
    text = asset("queries", "export", f"{name}.rq").read_text(encoding="utf-8")
    before, _, after = text.partition("{ UNDEF }")
    return before, after


def _rows(store: GraphStore, name: str, subjects: Sequence[str] = ()) -> Iterator[Row]:
    before, after = _query(name)
    text = f"{before}{{ {' '.join(f'<{s}>' for s in subjects)} }}{after}" if after else before
    solutions = store.query(text)
    if not isinstance(solutions, QuerySolutions):
        raise TypeError(f"queries/export/{name}.rq is no SELECT query.")
    names = [v.value for v in solutions.variables]
    for solution in solutions:
        yield {n: term.value for n, term in zip(names, solution, strict=True) if term is not None}


def _grouped(store: GraphStore, name: str, subjects: Sequence[str], by: str = "event") -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in _rows(store, name, subjects):
        found[row[by]].append(row)
    return found


def _facts(store: GraphStore, name: str, subjects: Sequence[str]) -> dict[str, list[tuple[Row, list[str]]]]:
    """The facts of each subject in order, each with the documents it is drawn from."""
    found: dict[str, list[tuple[Row, list[str]]]] = {}
    for subject, rows in _grouped(store, name, subjects).items():
        by_index: dict[int, list[Row]] = defaultdict(list)
        for row in rows:
            by_index[int(row["index"])].append(row)
        found[subject] = [
            (by_index[i][0], sorted({r["document"] for r in by_index[i] if "document" in r})) for i in sorted(by_index)
        ]
    return found


def _depths(store: GraphStore) -> dict[str, list[str]]:
    """Each class of events with all above it, the most specific first."""
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for row in _rows(store, "class-depths"):
        found[_local(row["type"])].append((-int(row["depth"]), _local(row["above"])))
    return {name: [above for _, above in sorted(chain)] for name, chain in found.items()}


def _batch_records(store: GraphStore, events: Sequence[str], classes: dict[str, list[str]]) -> Iterator[Record]:
    about = {row["event"]: row for row in _rows(store, "events", events)}
    places = _facts(store, "places", events)
    areas = _grouped(store, "areas", events, "place")
    known_as = _grouped(store, "place-aliases", events, "place")
    zones = _grouped(store, "zones", events)
    participants = _facts(store, "participants", events)
    aliases = _grouped(store, "participant-aliases", events, "fact")
    equipment = _facts(store, "equipment", events)
    casualties = _facts(store, "casualties", events)
    totals = _grouped(store, "totals", events)
    damage = _facts(store, "damage", events)
    sources = _grouped(store, "sources", events)
    for event in events:
        row = about[event]
        told = sorted(sources[event], key=_source_order)
        many = len({s["document"] for s in told}) > 1
        when = _when(row)
        kind = _local(row["type"])
        yield {
            "id": event,
            "type": kind,
            "types": classes.get(kind, [kind]),
            "label": row["label"],
            "start": when.iso_start() if when else None,
            "end": when.iso_end() if when else None,
            "time_precision": row["timePrecision"],
            "places": [_place(p, areas, known_as, documents, many) for p, documents in places.get(event, ())],
            "zones": _zones(zones.get(event, ())),
            "participants": [
                _participant(p, aliases.get(p["fact"], ()), documents, many)
                for p, documents in participants.get(event, ())
            ],
            "equipment": [_equipment(e, documents, many) for e, documents in equipment.get(event, ())],
            "casualties": _casualties(casualties.get(event, ()), totals.get(event, ()), many),
            "damage": [_damage(d, documents, many) for d, documents in damage.get(event, ())],
            "outcome": row.get("outcome"),
            "part_of": row.get("partOf"),
            "occurrences": _whole(row, "occurrences"),
            "salience": round(1 / int(row["salience"]), 3),
            "factuality": "stated",
            "independent_sources": _whole(row, "independentSources"),
            "sources": [_source(s) for s in told],
        }


def _batch_reports(store: GraphStore, reports: Sequence[str]) -> Iterator[Record]:
    about = {row["report"]: row for row in _rows(store, "reports", reports)}
    facts = _report_facts(store, reports)
    quotes = _grouped(store, "report-quotes", reports, "report")
    for report in reports:
        row = about[report]
        when = _when(row)
        told = facts.get(report, {})
        yield {
            "id": report,
            "event": row.get("event"),
            "type": _local(row["type"]),
            "label": row["label"],
            "factuality": row["factuality"],
            "start": when.iso_start() if when else None,
            "end": when.iso_end() if when else None,
            "time_precision": row["timePrecision"],
            "places": [
                {"id": f["place"], "name": f["name"], "role": f["role"], "mention": f["mention"]}
                for f in told.get("ReportedPlaceRole", ())
            ],
            "participants": [
                {"id": f["actor"], "name": f["name"], "role": f["role"], "count": _count(f), "mention": f["mention"]}
                for f in told.get("ReportedParticipation", ())
            ],
            "equipment": [
                {
                    "type": _local(f["equipmentType"]),
                    "name": f["name"],
                    "used_by": f.get("usedBy"),
                    "count": _count(f),
                    "mention": f["mention"],
                }
                for f in told.get("ReportedEquipment", ())
            ],
            "casualties": [
                {
                    "kind": f["casualtyKind"],
                    "of": f["side"],
                    "group": f.get("group"),
                    "claimant": f.get("claimantLabel"),
                    "count": _count(f),
                    "mention": f["mention"],
                }
                for f in told.get("ReportedFigure", ())
            ],
            "damage": [
                {"what": f["what"], "effect": f["effect"], "count": _count(f), "mention": f["mention"]}
                for f in told.get("ReportedDamage", ())
            ],
            "outcome": row.get("outcome"),
            "occurrences": _whole(row, "occurrences"),
            "salience": round(1 / int(row["salience"]), 3),
            "document": row["document"],
            "document_id": article_id(row["document"]),
            "publisher": row.get("publisher"),
            "published": row.get("published"),
            "claimant": row.get("claimant"),
            "quotes": [
                {"quote": q["quote"], "begin": int(q["begin"]), "end": int(q["end"])}
                for q in sorted(
                    quotes.get(report, ()), key=lambda q: (q["main"] != "true", int(q["begin"]), int(q["end"]))
                )
            ],
        }


def _report_facts(store: GraphStore, reports: Sequence[str]) -> dict[str, dict[str, list[Row]]]:
    """The facts of each report by their class, in order; a fact is its properties by local name."""
    facts: dict[tuple[str, str], Row] = defaultdict(dict)
    for row in _rows(store, "report-facts", reports):
        facts[row["report"], row["fact"]][_local(row["property"])] = row["value"]
    found: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for (report, _), fact in sorted(facts.items(), key=lambda f: int(f[1]["index"])):
        found[report][_local(fact[RDF.type])].append(fact)
    return found


def _local(iri: str) -> str:
    return iri.removeprefix(C.NAMESPACE)


def _whole(row: Row, name: str) -> int | None:
    return int(row[name]) if name in row else None


def _when(row: Row) -> When | None:
    """The time that a row tells, if it tells any."""
    if "earliest" not in row and "latest" not in row:
        return None
    return When(
        date.fromisoformat(row["earliest"]) if "earliest" in row else None,
        date.fromisoformat(row["latest"]) if "latest" in row else None,
        Precision(row["timePrecision"]),
        time.fromisoformat(row["startTime"]) if "startTime" in row else None,
        time.fromisoformat(row["endTime"]) if "endTime" in row else None,
    )


def _count(row: Row) -> Record | None:
    """The count of a row; ``None`` where its words have no number: a plural or "many", of which only the graph keeps that
    they are more than one. "A number of" is a number, of which no bound is known.
    """
    if "qualifier" not in row or ("value" not in row and "high" not in row and "low" in row):
        return None
    return {
        "value": _whole(row, "value"),
        "low": _whole(row, "low"),
        "high": _whole(row, "high"),
        "qualifier": row["qualifier"],
    }


def _drawn_from(item: Record, documents: list[str], many: bool) -> Record:
    """The item with the documents it is drawn from, if its event is drawn from several."""
    if many and documents:
        ids = [article_id(d) for d in documents]
        item["document_id"] = ids[0] if len(ids) == 1 else ids
    return item


def _place(
    row: Row, areas: dict[str, list[Row]], known_as: dict[str, list[Row]], documents: list[str], many: bool
) -> Record:
    around = sorted(areas.get(row["place"], ()), key=lambda a: (-int(a["depth"]), a["name"]))
    item: Record = {
        "id": row["place"],
        "name": row["name"],
        "role": row["role"],
        "kind": row.get("kind", "Place"),
        "lat": float(row["lat"]) if "lat" in row else None,
        "lon": float(row["lon"]) if "lon" in row else None,
        "within": list(dict.fromkeys(a["name"] for a in around)),
        "aliases": sorted(a["alias"] for a in known_as.get(row["place"], ())),
        "mention": row.get("mention"),
    }
    return _drawn_from(item, documents, many)


def _zones(rows: Iterable[Row]) -> list[Record]:
    """The zones that the reports name first, then those the event certainly lies in."""
    order = sorted(rows, key=lambda z: (z["told"] != "true", z["name"], z["zone"]))
    return [{"id": zone, "name": name} for zone, name in dict.fromkeys((z["zone"], z["name"]) for z in order)]


def _participant(row: Row, aliases: Iterable[Row], documents: list[str], many: bool) -> Record:
    item: Record = {
        "id": row["actor"],
        "name": row["name"],
        "role": row["role"],
        "kind": row["kind"],
        "aliases": sorted(a["alias"] for a in aliases),
        "named": row["named"] == "true",
        "count": _count(row),
        "mention": row.get("mention"),
    }
    if "memberOf" in row:
        item["member_of"] = row["memberOf"]
    if "alleged" in row:
        item["alleged"] = True
    return _drawn_from(item, documents, many)


def _equipment(row: Row, documents: list[str], many: bool) -> Record:
    item: Record = {
        "type": _local(row["type"]),
        "name": row["name"],
        "used_by": row.get("usedBy"),
        "count": _count(row),
        "mention": row.get("mention"),
    }
    if "mounting" in row:
        item["mounting"] = row["mounting"]
    return _drawn_from(item, documents, many)


def _casualties(facts: Sequence[tuple[Row, list[str]]], totals: Iterable[Row], many: bool) -> list[Record]:
    """The figures of an event. Of several articles' figures, one that stands for all that its articles tell of its kind
    also has ``best``: what is concluded from all articles together. So has each figure, if that is that there were none.
    """
    best = {row["kind"]: int(row["best"]) for row in totals}
    told = Counter((row["kind"], d) for row, documents in facts for d in documents)
    items = []
    for row, documents in facts:
        item = _casualty(row, documents, many)
        whole = "total" in row or best.get(row["kind"]) == 0 or all(told[row["kind"], d] == 1 for d in documents)
        if many and whole and row["kind"] in best and item["count"] is not None:
            item["count"]["best"] = best[row["kind"]]
        items.append(item)
    return items


def _casualty(row: Row, documents: list[str], many: bool) -> Record:
    item: Record = {
        "kind": row["kind"],
        "of": row["side"],
        "group": row.get("group"),
        "civilian": row["civilian"] == "true" if "civilian" in row else None,
        "count": _count(row),
        "claimant": row.get("claimant"),
        "mention": row.get("mention"),
    }
    if "total" in row:
        item["total"] = True
    return _drawn_from(item, documents, many)


def _damage(row: Row, documents: list[str], many: bool) -> Record:
    item: Record = {"what": row["what"], "effect": row["effect"], "count": _count(row), "mention": row.get("mention")}
    return _drawn_from(item, documents, many)


def _source_order(row: Row) -> tuple[Any, ...]:
    return (
        row.get("published", "9999"),
        row["document"],
        row["report"],
        row["main"] != "true",
        int(row["begin"]),
        int(row["end"]),
    )


def _source(row: Row) -> Record:
    return {
        "document_id": article_id(row["document"]),
        "document": row["document"],
        "publisher": row.get("publisher"),
        "published": row.get("published"),
        "claimant": row.get("claimant"),
        "quote": row["quote"],
        "begin": int(row["begin"]),
        "end": int(row["end"]),
    }


def _batches(store: GraphStore, kind: str) -> Iterator[list[str]]:
    """All events, or reports, in the order in which the articles tell of them, some at a time. Memory is bounded."""
    articles = (graph for graph in store.graphs() if graph.startswith(store.iris.article("")))
    while some := list(islice(articles, _BATCH)):
        order = sorted((r["document"], int(r["begin"]), r[kind]) for r in _rows(store, f"{kind}-order", some))
        things = [thing for _, _, thing in order]
        for at in range(0, len(things), _BATCH):
            store.lighten()
            yield things[at : at + _BATCH]
