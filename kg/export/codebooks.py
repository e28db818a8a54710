"""Tables with the columns of ACLED's and UCDP GED's codebooks, for programs that read those. What the graph does not know is
empty, never guessed; what only those projects can give (their own ids, regions, grids) is empty too.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import IO, Any

from kg.asking import select
from kg.assets import asset
from kg.export.records import event_records
from kg.store import GraphStore
from kg.vocabulary import C

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
_TIME = {"1": "1", "2": "2", "3": "2", "4": "3"}
"""UCDP ``date_prec`` to ACLED ``time_precision``: day, week, month; what is known less well has none."""
_PLACE = {"1": "1", "2": "1", "3": "2", "4": "3"}
"""UCDP ``where_prec`` to ACLED ``geo_precision``: town, part of a region, region."""


def write_acled(store: GraphStore, out: IO[str]) -> None:
    """Every event as a row of ACLED's table; a day only where the day, week or month is known."""
    codes = {row["type"].removeprefix(C.NAMESPACE): row["code"] for row in _rows(store, "codes")}
    _write(out, ACLED, (_acled(record, facts, codes) for record, facts in _events(store)))


def write_ucdp(store: GraphStore, out: IO[str]) -> None:
    """Every event as a row of UCDP GED's table; the sides' deaths only where the figures tell them apart."""
    _write(out, UCDP, (_ucdp(record, facts) for record, facts in _events(store)))


def _write(out: IO[str], columns: tuple[str, ...], rows: Iterator[dict[str, Any]]) -> None:
    writer = csv.DictWriter(out, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)


def _rows(store: GraphStore, name: str) -> Iterator[dict[str, str]]:
    found = select(store, asset("queries", "export", f"{name}.rq").read_text(encoding="utf-8"))
    for row in found.rows:
        yield {c: t.value for c, t in zip(found.columns, row, strict=True) if t is not None}


def _events(store: GraphStore) -> Iterator[tuple[dict[str, Any], dict[str, str]]]:
    facts = {row["event"]: row for row in _rows(store, "codebook-facts")}
    for record in event_records(store):
        yield record, facts[record["id"]]


def _year(facts: dict[str, str]) -> str:
    """The year, if both ends lie in it."""
    first, last = facts.get("earliest", "")[:4], facts.get("latest", "")[:4]
    return first if first == last else ""


def _side(record: dict[str, Any], *roles: str) -> list[str]:
    return [p["name"] for p in record["participants"] if p["role"] in roles]


def _place(record: dict[str, Any]) -> dict[str, Any]:
    """The first place where it happened; nothing if only a direction is told."""
    return next((p for p in record["places"] if p["role"] == "in"), {})


def _spot(place: dict[str, Any]) -> dict[str, Any]:
    """Country and provinces, from the nearest enclosing area to the country; point of the place."""
    within = list(place.get("within") or ())
    own = [place["name"]] if place.get("kind") in ("Province", "District") else []
    areas = [*own, *within[:-1]][::-1]
    return {
        "country": place["name"] if place.get("kind") == "Country" else (within[-1] if within else ""),
        "first": areas[0] if areas else "",
        "second": areas[1] if len(areas) > 1 else "",
        "latitude": "" if place.get("lat") is None else place["lat"],
        "longitude": "" if place.get("lon") is None else place["lon"],
    }


def _acled(record: dict[str, Any], facts: dict[str, str], codes: dict[str, str]) -> dict[str, Any]:
    place = _place(record)
    spot = _spot(place)
    precision = _TIME.get(facts.get("datePrecision", ""), "")
    one = _side(record, "initiator") or _side(record, "party")[:1]
    other = _side(record, "target", "victim") or _side(record, "party")[1:]
    return {
        "event_id_cnty": record["id"].rpartition("/")[2],
        "event_date": facts.get("earliest", "") if precision else "",
        "year": _year(facts),
        "time_precision": precision,
        "sub_event_type": next((codes[t] for t in record["types"] if t in codes), ""),
        "actor1": "; ".join(one[:1]),
        "assoc_actor_1": "; ".join(one[1:]),
        "actor2": "; ".join(other[:1]),
        "assoc_actor_2": "; ".join(other[1:]),
        "civilian_targeting": "Civilian targeting" if "onCivilians" in facts else "",
        "country": spot["country"],
        "admin1": spot["first"],
        "admin2": spot["second"],
        "location": place.get("name", ""),
        "latitude": spot["latitude"],
        "longitude": spot["longitude"],
        "geo_precision": _PLACE.get(facts.get("placePrecision", ""), "") if place else "",
        "source": "; ".join(dict.fromkeys(s["publisher"] for s in record["sources"] if s.get("publisher"))),
        "notes": facts["quote"],
        "fatalities": facts.get("killed", ""),
    }


def _ucdp(record: dict[str, Any], facts: dict[str, str]) -> dict[str, Any]:
    place = _place(record)
    spot = _spot(place)
    one, other = _side(record, "initiator"), _side(record, "target")
    said = record["sources"][0] if record["sources"] else {}
    point = f"POINT ({spot['longitude']} {spot['latitude']})" if spot["latitude"] != "" else ""
    return {
        "id": record["id"].rpartition("/")[2],
        "year": _year(facts),
        "dyad_name": f"{one[0]} - {other[0]}" if one and other else "",
        "side_a": "; ".join(one),
        "side_b": "; ".join(other),
        "number_of_sources": record["independent_sources"],
        "source_article": said.get("document", ""),
        "source_office": said.get("publisher") or "",
        "source_date": said.get("published") or "",
        "source_original": said.get("claimant") or "",
        "where_prec": facts.get("placePrecision", ""),
        "where_coordinates": place.get("name", ""),
        "where_description": "; ".join(p["mention"] for p in record["places"]),
        "adm_1": spot["first"],
        "adm_2": spot["second"],
        "latitude": spot["latitude"],
        "longitude": spot["longitude"],
        "geom_wkt": point,
        "country": spot["country"],
        "date_prec": facts.get("datePrecision", ""),
        "date_start": facts.get("earliest", ""),
        "date_end": facts.get("latest", ""),
        "deaths_civilians": facts.get("civiliansKilled", ""),
        "best": facts.get("killed", ""),
        "high": facts.get("killedHigh", ""),
        "low": facts.get("killedLow", ""),
    }
