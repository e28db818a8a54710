"""Tables with the columns of ACLED's and UCDP GED's codebooks, for programs that read those. What the graph does not know is
empty, never guessed; what only those projects can give (their own ids, regions, grids) is empty too. Codes follow the
mappings in ``ontology/codebooks.ttl``.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import IO, Any

from kg.asking import select
from kg.assets import asset
from kg.export.codes import Code, Codebooks, Side
from kg.export.records import event_records
from kg.store import GraphStore

__all__ = ["ACLED", "UCDP", "write_acled", "write_ucdp"]

ACLED = tuple(
    "event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 assoc_actor_1 inter1 actor2"
    " assoc_actor_2 inter2 interaction civilian_targeting iso region country admin1 admin2 admin3 location latitude longitude"
    " geo_precision source source_scale notes fatalities tags timestamp".split()
)
UCDP = tuple(
    "id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id conflict_name dyad_dset_id"
    " dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id side_b number_of_sources"
    " source_article source_office source_date source_headline source_original where_prec where_coordinates where_description"
    " adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id region event_clarity date_prec date_start"
    " date_end deaths_a deaths_b deaths_civilians deaths_unknown best high low gwnoa gwnob".split()
)
_BATCH = 500
"""Events asked for in one query."""
Record = dict[str, Any]
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class _Told:
    """An event as tables want it. ``first`` and ``second`` are the sides, each in the order of the text."""

    record: Record
    facts: Row
    first: tuple[Side, ...]
    second: tuple[Side, ...]
    areas: tuple[Row, ...]
    """The administrative areas of the place where it happened, the greatest first."""
    titles: dict[str, str]
    """Headline by article."""
    killed: dict[str, str]
    """The best figure of deaths by side."""

    @property
    def place(self) -> Record:
        """The first place where it happened; nothing if only a direction is told."""
        return next((p for p in self.record["places"] if p["role"] == "in"), {})

    @property
    def country(self) -> Row:
        """The country where it happened, if it is known."""
        return next((a for a in self.areas if a["kind"] == "Country"), {})

    def area(self, level: int) -> str:
        """The name of the administrative area of this order (1: province)."""
        below = [a["name"] for a in self.areas if a["kind"] in ("Province", "District")]
        inside = below if below and self._first_order() else ["", *below]
        return inside[level - 1] if level <= len(inside) else ""

    def _first_order(self) -> bool:
        return any(a["kind"] == "Province" for a in self.areas)

    def point(self, axis: str) -> Any:
        """Latitude (``lat``) or longitude (``lon``) of the place."""
        value = self.place.get(axis)
        return "" if value is None else value

    def year(self) -> str:
        """The year, if both ends lie in it."""
        first, last = self.facts.get("earliest", "")[:4], self.facts.get("latest", "")[:4]
        return first if first == last else ""


def write_acled(store: GraphStore, out: IO[str]) -> None:
    """Every event as a row of ACLED's table; a day only where the day, week or month is known."""
    codes = _codebooks(store)
    _write(out, ACLED, (_acled(told, codes) for told in _events(store)))


def write_ucdp(store: GraphStore, out: IO[str]) -> None:
    """Every event as a row of UCDP GED's table; the sides' deaths only where the figures tell them apart."""
    codes = _codebooks(store)
    _write(out, UCDP, (_ucdp(told, codes) for told in _events(store)))


def _write(out: IO[str], columns: tuple[str, ...], rows: Iterator[dict[str, Any]]) -> None:
    writer = csv.DictWriter(out, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)


def _codebooks(store: GraphStore) -> Codebooks:
    return Codebooks(_rows(store, "codebook-codes"), _rows(store, "codebook-matches"))


def _rows(store: GraphStore, name: str, events: Iterable[str] = ()) -> Iterator[Row]:
    text = asset("queries", "export", f"{name}.rq").read_text(encoding="utf-8")
    found = select(store, text.replace("{ UNDEF }", f"{{ {' '.join(f'<{e}>' for e in events)} }}"))
    for row in found.rows:
        yield {c: t.value for c, t in zip(found.columns, row, strict=True) if t is not None}


def _grouped(store: GraphStore, name: str, events: Iterable[str]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in _rows(store, name, events):
        found[row["event"]].append(row)
    return found


def _events(store: GraphStore) -> Iterator[_Told]:
    """All events; so many at a time are in memory."""
    records = event_records(store)
    while batch := list(islice(records, _BATCH)):
        events = [r["id"] for r in batch]
        facts = {row["event"]: row for row in _rows(store, "codebook-facts", events)}
        sides = _grouped(store, "codebook-sides", events)
        areas = _grouped(store, "codebook-areas", events)
        headlines = _grouped(store, "codebook-headlines", events)
        tallies = _grouped(store, "tallies", events)
        for record in batch:
            event = record["id"]
            first, second = _sides(sides[event])
            around = sorted(areas[event], key=lambda a: (int(a["depth"]), a["name"]))
            titles = {row["document"]: row["title"] for row in headlines[event]}
            killed = {t["side"]: t["best"] for t in tallies[event] if t["kind"] == "killed"}
            yield _Told(record, facts[event], first, second, tuple(around), titles, killed)


def _sides(rows: Iterable[Row]) -> tuple[tuple[Side, ...], tuple[Side, ...]]:
    """Who did it and to whom; of parties without an aggressor the first told against the others."""
    by_role: dict[str, list[Side]] = defaultdict(list)
    for row in sorted(rows, key=lambda r: (int(r["index"]), r["name"])):
        side = Side(
            row["name"],
            row["named"] == "true",
            row["kind"],
            row.get("inter", ""),
            row.get("country", ""),
            row.get("identifier", ""),
        )
        if side not in by_role[row["role"]]:
            by_role[row["role"]].append(side)
    parties = by_role["party"]
    first = by_role["initiator"] or parties[:1]
    second = [*by_role["target"], *by_role["victim"]] or [p for p in parties if p not in first]
    return tuple(first), tuple(second)


def _notation(code: Code | None) -> str:
    return code.notation if code is not None else ""


def _shared(codes: Iterable[Code | None]) -> str:
    """The notation that all have, if they have one."""
    told = {_notation(c) for c in codes}
    return told.pop() if len(told) == 1 else ""


def _told_types(sides: Iterable[Side], country: str, codes: Codebooks) -> frozenset[str]:
    """ACLED's types of the first of the sides of which any are known."""
    return next((types for side in sides if (types := codes.acled_types(side, country))), frozenset())


def _acled(told: _Told, codes: Codebooks) -> dict[str, Any]:
    record, facts = told.record, told.facts
    country = told.country.get("country", "")
    first, second = (_told_types(sides, country, codes) for sides in (told.first, told.second))
    civilians = codes.of_class("acled-inter", ["Civilians"])
    if not second and "onCivilians" in facts:
        second = frozenset(c.id for c in civilians)
    code, possible = codes.chosen(codes.of_class("acled", record["types"]), first, second)
    if code is not None:
        first, second = codes.by_definition(code, "acled-event", first, second)
    inter = [types[0].notation if len(types) == 1 else "" for types in (codes.of_ids(first), codes.of_ids(second))]
    date_prec = codes.code("ucdp-date-prec", facts.get("datePrecision", ""))
    where_prec = codes.code("ucdp-where-prec", facts.get("placePrecision", ""))
    precision = _notation(codes.beside(date_prec, "acled-time", "closeMatch"))
    one = _acled_names(told.first, codes.of_ids(first), told.country.get("name", ""))
    other = _acled_names(told.second, codes.of_ids(second), told.country.get("name", ""))
    return {
        "event_id_cnty": record["id"].rpartition("/")[2],
        "event_date": facts.get("earliest", "") if precision else "",
        "year": told.year(),
        "time_precision": precision,
        "disorder_type": _shared(codes.beside(c, "acled-disorder") for c in possible),
        "event_type": _shared(codes.beside(c, "acled-event") for c in possible),
        "sub_event_type": _notation(code),
        "actor1": "; ".join(one[:1]),
        "assoc_actor_1": "; ".join(one[1:]),
        "inter1": inter[0],
        "actor2": "; ".join(other[:1]),
        "assoc_actor_2": "; ".join(other[1:]),
        "inter2": inter[1],
        "interaction": "".join(sorted(inter)) if all(inter) else "",
        "civilian_targeting": "Civilian targeting" if "onCivilians" in facts else "",
        "country": told.country.get("name", ""),
        "admin1": told.area(1),
        "admin2": told.area(2),
        "admin3": told.area(3),
        "location": told.place.get("name", ""),
        "latitude": told.point("lat"),
        "longitude": told.point("lon"),
        "geo_precision": _notation(codes.beside(where_prec, "acled-geo", "closeMatch")) if told.place else "",
        "source": "; ".join(dict.fromkeys(s["publisher"] for s in record["sources"] if s.get("publisher"))),
        "notes": facts["quote"],
        "fatalities": facts.get("killedConservative", ""),
    }


def _acled_names(sides: tuple[Side, ...], types: tuple[Code, ...], country: str) -> list[str]:
    """The actor's name, then those with it. Crowds and civilians are the actor as such, and groups named among them stand
    with it.
    """
    names = [side.name for side in sides]
    label = types[0].label.capitalize() if len(types) == 1 and types[0].notation in ("5", "6", "7") else ""
    if not label:
        return names
    return [f"{label} ({country})" if country else label, *(s.name for s in sides if s.named)]


def _ucdp(told: _Told, codes: Codebooks) -> dict[str, Any]:
    record, facts = told.record, told.facts
    kind, turned = _violence(told, codes)
    first, second = (told.second, told.first) if turned else (told.first, told.second)
    said = record["sources"][0] if record["sources"] else {}
    latitude, longitude = told.point("lat"), told.point("lon")
    one, other = (list(dict.fromkeys(s.name for s in sides)) for sides in (first, second))
    if not other and "onCivilians" in facts:
        other = ["Civilians"]
    return {
        "id": record["id"].rpartition("/")[2],
        "year": told.year(),
        "type_of_violence": _notation(kind),
        "dyad_name": f"{one[0]} - {other[0]}" if one and other else "",
        "side_a_new_id": _ucdp_id(first),
        "side_a": "; ".join(one),
        "side_b_new_id": _ucdp_id(second),
        "side_b": "; ".join(other),
        "number_of_sources": record["independent_sources"],
        "source_article": said.get("document", ""),
        "source_office": said.get("publisher") or "",
        "source_date": said.get("published") or "",
        "source_headline": told.titles.get(said.get("document", ""), ""),
        "source_original": said.get("claimant") or "",
        "where_prec": facts.get("placePrecision", ""),
        "where_coordinates": told.place.get("name", ""),
        "where_description": "; ".join(p["mention"] for p in record["places"]),
        "adm_1": told.area(1),
        "adm_2": told.area(2),
        "latitude": latitude,
        "longitude": longitude,
        "geom_wkt": f"POINT ({longitude} {latitude})" if latitude != "" else "",
        "country": told.country.get("name", ""),
        "date_prec": facts.get("datePrecision", ""),
        "date_start": facts.get("earliest", ""),
        "date_end": facts.get("latest", ""),
        **_deaths(told, turned),
        "best": facts.get("killed", ""),
        "high": facts.get("killedHigh", ""),
        "low": facts.get("killedLow", ""),
    }


def _violence(told: _Told, codes: Codebooks) -> tuple[Code | None, bool]:
    """UCDP's type of violence of an act of force between these sides, and whether they change places: of a state and a
    group the state is side a.
    """
    if "ActOfForce" not in told.record["types"]:
        return None, False
    first, second = (
        next((kinds for side in sides if (kinds := codes.ucdp_kinds(side.kind))), frozenset())
        for sides in (told.first, told.second)
    )
    if not second and "onCivilians" in told.facts:
        second = codes.ucdp_kinds("Civilians")
    kind, _ = codes.chosen(codes.all_of("ucdp"), first, second)
    state = codes.ucdp_kinds("Government")
    return kind, kind is not None and second == state and first != state


def _ucdp_id(sides: Iterable[Side]) -> str:
    """UCDP's own number of the first actor, where it is known by that."""
    identifier = next((s.identifier for s in sides), "")
    return identifier.removeprefix("ucdp:") if identifier.startswith("ucdp:") else ""


def _deaths(told: _Told, turned: bool) -> dict[str, Any]:
    """Deaths of each side, of civilians and of people of whom it is not told, as far as the figures tell them apart."""
    roles = ("target", "initiator") if turned else ("initiator", "target")
    killed = [c for c in told.record["casualties"] if c["kind"] == "killed" and c["count"]]
    found: dict[str, Any] = {"deaths_civilians": told.facts.get("civiliansKilled", "")}
    for column, role in zip(("deaths_a", "deaths_b"), roles, strict=True):
        civil = {c["civilian"] is True for c in killed if c["of"] == role}
        if len(civil) > 1:
            return found
        found[column] = told.killed.get(role, "") if civil == {False} else ""
    rest = int(told.facts.get("killed", 0)) - sum(int(n or 0) for n in found.values())
    return {**found, "deaths_unknown": rest if rest > 0 else ""}
