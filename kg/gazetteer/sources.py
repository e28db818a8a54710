"""A user's own tables of places: GeoNames dumps, CSV and TSV with a header, GeoJSON points and polygons.

What can be read is read; each line that cannot is reported with its number and why. Nothing is guessed: a row without
coordinates, or with latitude and longitude exchanged, is left out and said so.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TextIO

from kg.errors import InputError
from kg.gazetteer.fold import fold
from kg.gazetteer.pack import Outline, PlaceRecord, Ring

__all__ = ["Problem", "Sourced", "read_places"]

_COLUMNS = {
    "id": ("id", "geonameid", "geonames", "identifier", "code"),
    "name": ("name", "title", "place", "place_name", "toponym", "label", "nameen", "name_en"),
    "lat": ("lat", "latitude", "y", "lat_dd", "decimallatitude"),
    "lon": ("lon", "lng", "long", "longitude", "x", "lon_dd", "decimallongitude"),
    "country": ("country", "cc", "iso2", "country_code", "countrycode", "iso"),
    "kind": ("kind", "type", "class", "feature", "featurecode", "feature_code"),
    "population": ("population", "pop"),
    "variants": ("variants", "alternatenames", "alternate_names", "aliases", "other_names", "names"),
    "native": ("native", "name_native", "local_name"),
    "county": ("county", "district", "admin2", "adm2"),
    "region": ("region", "province", "admin1", "adm1", "governorate", "state"),
    "wikidata": ("wikidata", "qid"),
    "since": ("since", "from", "valid_from", "start"),
    "until": ("until", "to", "valid_to", "end"),
    "parts": ("parts", "districts", "made_of", "members"),
}
_KINDS = {
    "country": "Country", "region": "Province", "province": "Province", "governorate": "Province", "state":
    "Province", "adm1": "Province",
    "county": "District", "district": "District", "adm2": "District", "adm3": "District", "subdistrict": "District",
    "city": "City",
    "town": "Settlement", "village": "Village", "hamlet": "Village", "locality": "Settlement", "settlement":
    "Settlement",
    "neighbourhood": "Neighbourhood", "neighborhood": "Neighbourhood", "suburb": "Neighbourhood", "ppl":
    "Settlement", "ppla": "City",
    "ppla2": "City", "ppla3": "Settlement", "pplc": "City", "pplx": "Neighbourhood", "ppll": "Settlement",
    "facility": "Facility", "airport": "Facility",
    "road": "Road", "river": "NaturalFeature", "mountain": "NaturalFeature", "lake": "NaturalFeature", "island":
    "NaturalFeature",
    "zone": "Zone", "deescalationzone": "DeEscalationZone", "de-escalation zone": "DeEscalationZone", "frontline":
    "FrontLine",
    "corridor": "HumanitarianCorridor", "bufferzone": "BufferZone", "buffer zone": "BufferZone", "safezone": "SafeZone",
    "demilitarisedzone": "DemilitarisedZone", "demilitarized zone": "DemilitarisedZone",
}  # fmt: skip
_CLASSES = frozenset([*_KINDS.values(), "Region", "Place"])
_ZONES = frozenset(kind for kind in _KINDS.values() if kind.endswith(("Zone", "FrontLine", "Corridor")))
_DAY = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_MOST_ROWS = 3_000_000
"""Rows of a file that are read: at about a kilobyte a row, what an ordinary machine holds."""
_TOO_MANY = f"more than {_MOST_ROWS:,} lines; from here on they are left out. Split the file by country."
_WGS84 = ("crs84", "4326", "wgs84", "wgs 84")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something of a file that was left out, and where it stands: its line, of GeoJSON its feature, from 1."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        unit = "feature" if {".geojson", ".json"} & {s.lower() for s in Path(self.file).suffixes} else "line"
        return f"{self.file} {unit} {self.line}: {self.what}"


@dataclass(slots=True)
class Sourced:
    """What a file holds: places by country, outlines by id of their place, and what was left out."""

    places: dict[str, list[PlaceRecord]] = field(default_factory=dict)
    outlines: list[Outline] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Context:
    file: str
    country: str | None
    country_at: Callable[[float, float], str | None]
    known: Callable[[str], bool]
    area: Callable[[str, str], Outline | None]


def read_places(
    path: Path,
    *,
    country: str | None,
    country_at: Callable[[float, float], str | None],
    known_country: Callable[[str], bool],
    area: Callable[[str, str], Outline | None],
) -> Sourced:
    """Read a table of places. ``country`` holds for rows that name none; failing it ``country_at`` is asked of the
    point. ``area`` gives the outline of a district or province by its name and country: zones may be made of them.

    Raises ``InputError`` if the file cannot be read at all, or holds no place.
    """
    context = _Context(path.name, country, country_at, known_country, area)
    suffixes = [s.lower() for s in path.suffixes]
    kind = next((s for s in reversed(suffixes) if s != ".gz"), "")
    try:
        with _opened(path) as file:
            if kind in (".geojson", ".json"):
                found = _geojson(file, context)
            elif kind in (".csv", ".tsv", ".txt", ".tab"):
                found = _table(file, context)
            else:
                raise InputError(
                    f"{path.name}: a table of places ends in .csv, .tsv, .txt (GeoNames dump), .geojson or .kgp, "
                    ".gz after it or not.",
                    "Rename it, or turn it into one of these.",
                )
    except (OSError, EOFError, gzip.BadGzipFile) as error:
        raise InputError(f"{path} cannot be read: {error}.", "Check the name and that it is a whole file.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name} is no UTF-8 text (byte {error.start}).", "Save it as UTF-8.") from error
    if not any(found.places.values()):
        first = f" First: {found.problems[0]}" if found.problems else ""
        raise InputError(
            f"{path.name} holds no place that can be used.{first}", "It takes a name, a latitude and a longitude."
        )
    return found


def _opened(path: Path) -> TextIO:
    if path.suffix.lower() == ".gz":
        return io.TextIOWrapper(gzip.open(path, "rb"), encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _number(text: str, low: float, high: float) -> float | None:
    try:
        value = float(text.strip().replace(",", ".") if text.count(",") == 1 and "." not in text else text.strip())
    except ValueError:
        return None
    return value if low <= value <= high else None


def _clean(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _add(found: Sourced, context: _Context, line: int, row: Mapping[str, str]) -> PlaceRecord | None:
    """Make a place of the named fields of a row; a problem if it cannot be."""

    def leave(what: str) -> None:
        found.problems.append(Problem(context.file, line, what))

    name = _clean(row.get("name", ""))
    if not name or not fold(name):
        leave("no name; left out.")
        return None
    lat, lon = row.get("lat", ""), row.get("lon", "")
    since, until = row.get("since", "").strip(), row.get("until", "").strip()
    zone = row.get("kind", "").strip() in _ZONES or _KINDS.get(row.get("kind", "").strip().lower()) in _ZONES
    if zone and any(day and not _DAY.fullmatch(day) for day in (since, until)):
        leave(f"{name!r}: {since!r} and {until!r} are no dates as 2020-03-05, 2020-03 or 2020; left out.")
        return None
    if zone and since and until and until < since[: len(until)]:
        leave(f"{name!r} ends ({until}) before it begins ({since}); left out.")
        return None
    if not lat.strip() or not lon.strip():
        leave(f"{name!r} has no coordinates; left out.")
        return None
    y, x = _number(lat, -90, 90), _number(lon, -180, 180)
    if y is None and x is not None and _number(lat, -180, 180) is not None and abs(x) <= 90:
        leave(f"{name!r}: latitude {lat.strip()} and longitude {lon.strip()} seem exchanged; left out.")
        return None
    if y is None or x is None:
        leave(f"{name!r}: {lat.strip()!r}, {lon.strip()!r} are no latitude and longitude in degrees; left out.")
        return None
    code = row.get("country", "").strip().upper() or context.country or context.country_at(y, x)
    if code is None or len(code) != 2 or not code.isalpha():
        leave(f"{name!r}: {row.get('country', '').strip()!r} is no ISO code of a country of two letters; left out.")
        return None
    told = row.get("kind", "").strip()
    kind = (
        told
        if told in _CLASSES
        else _KINDS.get(told.lower(), "Settlement" if not told or told.upper().startswith("PPL") else "Place")
    )
    if kind == "Settlement" and _population(row) >= 50_000:
        kind = "City"
    place = PlaceRecord(
        _id(row.get("id", "").strip(), f"{name} {since} {until}" if zone else name, y, x, code),
        name,
        kind,
        y,
        x,
        code,
        told.upper() if told.isupper() else "",
        _population(row),
        row.get("county", "").strip(),
        row.get("region", "").strip(),
        _listed(row.get("variants", "")),
        _listed(row.get("native", "")),
        row.get("wikidata", "").strip(),
        since if zone else "",
        until if zone else "",
    )
    found.places.setdefault(code, []).append(place)
    return place


def _population(row: Mapping[str, str]) -> int:
    try:
        return max(0, min(4_000_000_000, int(float(row.get("population", "") or 0))))
    except (ValueError, OverflowError):
        return 0


def _listed(text: str) -> tuple[str, ...]:
    for sign in ("|", ";", ","):
        if sign in text:
            return tuple(filter(None, map(_clean, text.split(sign))))
    return (_clean(text),) if text.strip() else ()


def _id(told: str, name: str, lat: float, lon: float, country: str) -> str:
    if told.isdigit():
        return f"gn:{int(told)}"
    if told and all(c.isalnum() or c in ":._-" for c in told):
        return told if ":" in told else f"own:{told}"
    digest = hashlib.sha256(f"{country}|{fold(name)}|{lat:.4f}|{lon:.4f}".encode()).hexdigest()
    return f"own:{digest[:12]}"


def _table(file: TextIO, context: _Context) -> Sourced:
    found = Sourced()
    csv.field_size_limit(1 << 20)
    begin = file.readline()
    fields = begin.rstrip("\r\n").split("\t")
    if len(fields) == 19 and fields[0].isdigit():
        _geonames(_chained(begin, file), context, found)
        return _linked(found)
    sign = max("\t,;|", key=begin.count)
    reader = csv.reader(_chained(begin, file), delimiter=sign)
    try:
        header = [h.strip().lower() for h in next(reader)]
    except (StopIteration, csv.Error) as error:
        raise InputError(f"{context.file} is empty.", "It takes a header and rows.") from error
    where = {key: next((header.index(n) for n in names if n in header), None) for key, names in _COLUMNS.items()}
    needed = ("name", "lat", "lon") if where["parts"] is None else ("name",)
    lacking = [key for key in needed if where[key] is None]
    if lacking:
        raise InputError(
            f"{context.file} line 1: the header has no column for {', '.join(lacking)} "
            f"(it has: {', '.join(header[:12])}).",
            "Name the columns name, lat, lon; country, kind, population, variants, county, region, wikidata if you "
            "have them.",
        )
    while True:
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            found.problems.append(Problem(context.file, reader.line_num, f"{error}; left out."))
            continue
        if reader.line_num > _MOST_ROWS:
            found.problems.append(Problem(context.file, reader.line_num, _TOO_MANY))
            break
        if row and any(cell.strip() for cell in row):
            cells = {key: row[i] if i is not None and i < len(row) else "" for key, i in where.items()}
            if cells["parts"].strip() and not cells["lat"].strip():
                _made_of(cells, reader.line_num, found, context)
            else:
                _add(found, context, reader.line_num, cells)
    return _linked(found)


def _chained(first: str, rest: TextIO) -> Iterator[str]:
    yield first
    yield from rest


_GEONAMES = (
    "id",
    "name",
    "ascii",
    "variants",
    "lat",
    "lon",
    "class",
    "kind",
    "country",
    "cc2",
    "region",
    "county",
    "a3",
    "a4",
    "population",
)


def _geonames(lines: Iterator[str], context: _Context, found: Sourced) -> None:
    for number, line in enumerate(lines, 1):
        if number > _MOST_ROWS:
            found.problems.append(Problem(context.file, number, _TOO_MANY))
            break
        fields = line.rstrip("\r\n").split("\t")
        if len(fields) != 19:
            found.problems.append(
                Problem(context.file, number, f"{len(fields)} columns where a GeoNames dump has 19; left out.")
            )
            continue
        row = dict(zip(_GEONAMES, fields, strict=False))
        if row["class"] in ("P", "A", "T", "H", "L", "S"):
            row["kind"] = {"A": row["kind"], "P": row["kind"], "T": "mountain", "H": "river", "S": "facility"}.get(
                row["class"], "Region"
            )
            _add(found, context, number, {**row, "region": "", "county": ""})


def _geojson(file: TextIO, context: _Context) -> Sourced:
    found = Sourced()
    try:
        data = json.load(file)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise InputError(f"{context.file} line {line}: no JSON ({error}).", "Check that the file is whole.") from error
    if not isinstance(data, dict):
        raise InputError(f"{context.file}: GeoJSON is an object, this is none.", "Save it as a FeatureCollection.")
    system = json.dumps(data.get("crs") or "").lower()
    if data.get("crs") and not any(name in system for name in _WGS84):
        raise InputError(
            f"{context.file}: the coordinates are in another system ({system[:80]}).",
            "Save it in WGS 84 (EPSG:4326), longitude first.",
        )
    features = data.get("features") if data.get("type") == "FeatureCollection" else [data]
    if not isinstance(features, list):
        raise InputError(f"{context.file}: the FeatureCollection has no list of features.", "Save it again.")
    for number, feature in enumerate(features, 1):
        try:
            _feature(feature, number, found, context)
        except (TypeError, ValueError, KeyError, IndexError, AttributeError):
            found.problems.append(
                Problem(context.file, number, "this feature is no GeoJSON feature with a geometry; left out.")
            )
    return _linked(found)


def _feature(feature: dict[str, Any], number: int, found: Sourced, context: _Context) -> None:
    about = {str(k).lower(): v for k, v in (feature.get("properties") or {}).items()}
    if "id" not in about and feature.get("id") is not None:
        about["id"] = feature["id"]
    row = {}
    for key, names in _COLUMNS.items():
        value = next((about[n] for n in names if about.get(n) not in (None, "")), "")
        row[key] = "|".join(map(str, value)) if isinstance(value, list) else str(value)
    geometry = feature["geometry"]
    if geometry is None and row["parts"]:
        _made_of(row, number, found, context)
        return
    if geometry["type"] == "Point":
        x, y = geometry["coordinates"][:2]
        _add(found, context, number, {**row, "lat": str(y), "lon": str(x)})
        return
    if geometry["type"] not in ("Polygon", "MultiPolygon"):
        found.problems.append(
            Problem(context.file, number, f"a {geometry['type']} is neither point nor polygon; left out.")
        )
        return
    shapes = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    polygons: list[tuple[Ring, ...]] = []
    for shape in shapes:
        rings: list[Ring] = []
        for raw in shape:
            ring = [(float(p[0]), float(p[1])) for p in raw]
            if any(not (-180 <= x <= 180 and -90 <= y <= 90) for x, y in ring):
                found.problems.append(
                    Problem(
                        context.file,
                        number,
                        f"{row['name']!r}: coordinates beyond 180 and 90 degrees "
                        "(another system, or exchanged?); left out.",
                    )
                )
                return
            if len(ring) < 4 or ring[0] != ring[-1]:
                found.problems.append(
                    Problem(context.file, number, f"{row['name']!r}: a ring of the polygon is not closed; left out.")
                )
                return
            rings.append(tuple(ring))
        if rings:
            polygons.append(tuple(rings))
    if not polygons:
        found.problems.append(Problem(context.file, number, f"{row['name']!r}: the polygon is empty; left out."))
        return
    _outlined(row, tuple(polygons), number, found, context)


def _made_of(row: dict[str, str], number: int, found: Sourced, context: _Context) -> None:
    """A zone that is told by the districts and provinces it is made of: the outline is theirs."""
    name = _clean(row["name"])
    code = (row["country"].strip() or context.country or "").upper()
    polygons: list[tuple[Ring, ...]] = []
    for part in dict.fromkeys(_listed(row["parts"])):
        outline = context.area(part, code) if code else None
        if outline is None:
            what = f"no district or province {part!r} of {code} with an outline is known" if code else "no country told"
            found.problems.append(Problem(context.file, number, f"{name!r}: {what}; left out."))
            return
        polygons += outline.polygons
    if not polygons:
        found.problems.append(Problem(context.file, number, f"{name!r} is made of nothing; left out."))
        return
    _outlined({**row, "country": code, "kind": row["kind"] or "Zone"}, tuple(polygons), number, found, context)


def _outlined(
    row: dict[str, str], polygons: tuple[tuple[Ring, ...], ...], number: int, found: Sourced, context: _Context
) -> None:
    largest = max((p[0] for p in polygons), key=len)
    y = sum(p[1] for p in largest[:-1]) / (len(largest) - 1)
    x = sum(p[0] for p in largest[:-1]) / (len(largest) - 1)
    place = _add(found, context, number, {**row, "lat": f"{y:.5f}", "lon": f"{x:.5f}", "kind": row["kind"] or "Region"})
    if place is not None:
        found.outlines.append(Outline(place.id, polygons))


def _linked(found: Sourced) -> Sourced:
    """Districts and provinces named by a row become the ids of the file's own areas, or places of their own."""
    for code in sorted(found.places):
        places = found.places[code]
        areas = {
            (kind, fold(p.name)): p.id
            for p in reversed(places)
            for kind in (p.kind,)
            if kind in ("Province", "District")
        }
        ids = {p.id for p in places}
        linked = []
        for p in places:
            county = p.county if p.county in ids else areas.get(("District", fold(p.county)), "") if p.county else ""
            region = p.region if p.region in ids else areas.get(("Province", fold(p.region)), "") if p.region else ""
            linked.append(replace(p, county="" if county == p.id else county, region="" if region == p.id else region))
        found.places[code] = linked
    return found
