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
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn, TextIO

from kg.errors import InputError
from kg.gazetteer.fold import fold
from kg.gazetteer.layout import Outline, PlaceRecord, Ring
from kg.gazetteer.spool import Spool

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
_MOST_ROWS = 10_000_000
"""Rows or features of a file that are read: about as many as all of GeoNames has."""
_MOST_TOLD = 1_000
"""Problems that are kept with their words; the rest is counted."""
_MOST_FEATURE = 64 << 20
"""Characters of one feature of GeoJSON."""
_CHUNK = 1 << 20
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
    """What a file holds: places (on disk), outlines by country, and what was left out: the first problems, and how many in
    all.
    """

    spool: Spool
    outlines: dict[str, list[Outline]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    left_out: int = 0

    def leave(self, problem: Problem) -> None:
        """Note what was left out."""
        self.left_out += 1
        if len(self.problems) < _MOST_TOLD:
            self.problems.append(problem)


@dataclass(frozen=True, slots=True)
class _Context:
    file: str
    country: str | None
    country_at: Callable[[float, float], str | None]
    known: Callable[[str], bool]
    area: Callable[[str, str], Outline | None]


def read_places(
    path: Path,
    spool: Spool,
    *,
    country: str | None,
    country_at: Callable[[float, float], str | None],
    known_country: Callable[[str], bool],
    area: Callable[[str, str], Outline | None],
) -> Sourced:
    """Read a table of places into a spool, row by row. ``country`` holds for rows that name none; failing it ``country_at`` is asked of the
    point. ``area`` gives the outline of a district or province by its name and country: zones may be made of them.

    Raises ``InputError`` if the file cannot be read at all, or holds no place.
    """
    context = _Context(path.name, country, country_at, known_country, area)
    suffixes = [s.lower() for s in path.suffixes]
    kind = next((s for s in reversed(suffixes) if s != ".gz"), "")
    try:
        with _opened(path) as file:
            if kind in (".geojson", ".json"):
                found = _geojson(file, context, spool)
            elif kind in (".csv", ".tsv", ".txt", ".tab"):
                found = _table(file, context, spool)
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
    if not spool.packs:
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
    if text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _add(found: Sourced, context: _Context, line: int, row: Mapping[str, str]) -> PlaceRecord | None:
    """Make a place of the named fields of a row; a problem if it cannot be."""

    def leave(what: str) -> None:
        found.leave(Problem(context.file, line, what))

    name = _clean(row.get("name", ""))
    key = fold(name)
    if not key:
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
    found.spool.add(code, place, key)
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


def _table(file: TextIO, context: _Context, spool: Spool) -> Sourced:
    found = Sourced(spool)
    csv.field_size_limit(1 << 20)
    begin = file.readline()
    fields = begin.rstrip("\r\n").split("\t")
    if len(fields) == 19 and fields[0].isdigit():
        _geonames(_chained(begin, file), context, found)
        return found
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
            found.leave(Problem(context.file, reader.line_num, f"{error}; left out."))
            continue
        if reader.line_num > _MOST_ROWS:
            found.leave(Problem(context.file, reader.line_num, _TOO_MANY))
            break
        if row and any(cell.strip() for cell in row):
            cells = {key: row[i] if i is not None and i < len(row) else "" for key, i in where.items()}
            if cells["parts"].strip() and not cells["lat"].strip():
                _made_of(cells, reader.line_num, found, context)
            else:
                _add(found, context, reader.line_num, cells)
    return found


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
            found.leave(Problem(context.file, number, _TOO_MANY))
            break
        fields = line.rstrip("\r\n").split("\t")
        if len(fields) != 19:
            found.leave(Problem(context.file, number, f"{len(fields)} columns where a GeoNames dump has 19; left out."))
            continue
        row = dict(zip(_GEONAMES, fields, strict=False))
        if row["class"] in ("P", "A", "T", "H", "L", "S"):
            row["kind"] = {"A": row["kind"], "P": row["kind"], "T": "mountain", "H": "river", "S": "facility"}.get(
                row["class"], "Region"
            )
            _add(found, context, number, {**row, "region": "", "county": ""})


def _geojson(file: TextIO, context: _Context, spool: Spool) -> Sourced:
    found = Sourced(spool)
    number = 0
    rest: dict[str, Any] = {}
    try:
        for key, value in _members(file, context):
            if key is not None:
                rest[key] = value
                continue
            number += 1
            if number > _MOST_ROWS:
                found.leave(Problem(context.file, number, _TOO_MANY))
                break
            _one(value, number, found, context)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise InputError(f"{context.file} line {line}: no JSON ({error}).", "Check that the file is whole.") from error
    system = json.dumps(rest.get("crs") or "").lower()
    if rest.get("crs") and not any(name in system for name in _WGS84):
        raise InputError(
            f"{context.file}: the coordinates are in another system ({system[:80]}).",
            "Save it in WGS 84 (EPSG:4326), longitude first.",
        )
    if rest.get("type") == "FeatureCollection":
        if "features" in rest or not number:
            raise InputError(f"{context.file}: the FeatureCollection has no list of features.", "Save it again.")
    elif not number:
        _one(rest, 1, found, context)
    return found


def _one(feature: Any, number: int, found: Sourced, context: _Context) -> None:
    try:
        _feature(feature, number, found, context)
    except (TypeError, ValueError, KeyError, IndexError, AttributeError):
        found.leave(Problem(context.file, number, "this feature is no GeoJSON feature with a geometry; left out."))


def _members(file: TextIO, context: _Context) -> Iterator[tuple[str | None, Any]]:
    """The members of the object that a JSON file is, read in a stream: each with its name, and in the place of ``features``
    each of them by itself, without one.
    """
    stream = _Stream(file, context)
    if stream.sign() != "{":
        raise InputError(f"{context.file}: GeoJSON is an object, this is none.", "Save it as a FeatureCollection.")
    stream.skip("{")
    while stream.sign() != "}":
        name = stream.value()
        stream.skip(":")
        if name == "features" and stream.sign() == "[":
            stream.skip("[")
            while stream.sign() != "]":
                yield None, stream.value()
                if stream.sign() == ",":
                    stream.skip(",")
                elif stream.sign() != "]":
                    stream.skip("]")
            stream.skip("]")
        else:
            yield str(name), stream.value()
        if stream.sign() == ",":
            stream.skip(",")
    stream.skip("}")
    if stream.sign():
        stream.skip("end of file")


class _Stream:
    """JSON values one after another out of a file, with little of it in memory."""

    def __init__(self, file: TextIO, context: _Context) -> None:
        self._file = file
        self._context = context
        self._text = ""
        self._at = 0
        self._lines = 0
        """Line breaks of what is gone already."""
        self._ended = False
        self._decoder = json.JSONDecoder()

    def _more(self, size: int = _CHUNK) -> bool:
        part = self._file.read(size) if not self._ended else ""
        if not part:
            self._ended = True
            return False
        self._lines += self._text.count("\n", 0, self._at)
        self._text = self._text[self._at :] + part
        self._at = 0
        return True

    def sign(self) -> str:
        """The next character that is no white space; ``""`` at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in " \t\r\n":
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def skip(self, sign: str) -> None:
        """Pass one character, which must be this."""
        if self.sign() != sign:
            self._fail(json.JSONDecodeError(f"expecting {sign!r}", self._text, self._at))
        self._at += 1

    def value(self) -> Any:
        """The next value."""
        if not self.sign():
            self._fail(json.JSONDecodeError("expecting a value", self._text, self._at))
        size = _CHUNK
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if len(self._text) - self._at > _MOST_FEATURE:
                    raise InputError(
                        f"{self._context.file} line {self._line(self._at)}: a feature of more than "
                        f"{_MOST_FEATURE >> 20} million characters, or no JSON.",
                        "Simplify its outline, or check the file.",
                    ) from error
                if not self._more(size):
                    self._fail(error)
                size *= 2
                continue
            if end == len(self._text) and isinstance(value, (int, float)) and self._more():
                continue  # a number may go on
            self._at = end
            return value

    def _line(self, at: int) -> int:
        return self._lines + self._text.count("\n", 0, at) + 1

    def _fail(self, error: json.JSONDecodeError) -> NoReturn:
        line = self._line(error.pos)
        raise InputError(
            f"{self._context.file} line {line}: no JSON ({error.msg}).", "Check that the file is whole."
        ) from error


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
        found.leave(Problem(context.file, number, f"a {geometry['type']} is neither point nor polygon; left out."))
        return
    shapes = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    polygons: list[tuple[Ring, ...]] = []
    for shape in shapes:
        rings: list[Ring] = []
        for raw in shape:
            ring = [(float(p[0]), float(p[1])) for p in raw]
            if any(not (-180 <= x <= 180 and -90 <= y <= 90) for x, y in ring):
                found.leave(
                    Problem(
                        context.file,
                        number,
                        f"{row['name']!r}: coordinates beyond 180 and 90 degrees "
                        "(another system, or exchanged?); left out.",
                    )
                )
                return
            if len(ring) < 4 or ring[0] != ring[-1]:
                found.leave(
                    Problem(context.file, number, f"{row['name']!r}: a ring of the polygon is not closed; left out.")
                )
                return
            rings.append(tuple(ring))
        if rings:
            polygons.append(tuple(rings))
    if not polygons:
        found.leave(Problem(context.file, number, f"{row['name']!r}: the polygon is empty; left out."))
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
            found.leave(Problem(context.file, number, f"{name!r}: {what}; left out."))
            return
        polygons += outline.polygons
    if not polygons:
        found.leave(Problem(context.file, number, f"{name!r} is made of nothing; left out."))
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
        found.outlines.setdefault(place.country, []).append(Outline(place.id, polygons))
