r"""One file of places: names folded once, when it was made, and read block by block through a memory map.

Layout of a ``.kgp`` file (all numbers little endian)::

    magic "KGPACK1\n" | u32 length of header | header (JSON) | index (zlib) | blocks (zlib) ...

The header says country, version, sources, counts, the SHA-256 of all that follows it. The index holds the first key of
each block of keys and where blocks stand. Rows are sorted by folded name, then by id, so that namesakes stand together:

- key block: up to 512 folded names, for each the rows that bear it;
- row block: up to 256 places with what ranking needs (id, name, coordinates, kind, population, district, province);
- detail block: spellings, names in other scripts and the Wikidata id of the same places;
- outline: one a polygon, coordinates in thousandths of a degree.

Only blocks that are asked for are unpacked (about 0.1 ms each) and kept; opening costs next to nothing, and the map is
shared by all processes.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import struct
import zlib
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from kg.errors import AssetError
from kg.gazetteer.fold import fold, skeleton

__all__ = ["Area", "Details", "Outline", "Pack", "PackInfo", "PlaceRecord", "Row", "open_pack", "write_pack"]

MAGIC = b"KGPACK1\n"
VERSION = 1
_KEYS = 512
_ROWS = 256
_NONE = 0xFFFF
_KEPT = 64
"""Blocks of details kept unpacked."""

Ring = tuple[tuple[float, float], ...]
"""Closed ring of (longitude, latitude)."""


@dataclass(frozen=True, slots=True)
class PlaceRecord:
    """A place as a table gives it. ``kind``: a class of the ontology (see ``kg.model.Place``); ``feature``: GeoNames
    code.

    ``county`` and ``region`` are ids of the enclosing areas. ``population`` 0 where unknown.
    """

    id: str
    name: str
    kind: str
    lat: float
    lon: float
    country: str = ""
    feature: str = ""
    population: int = 0
    county: str = ""
    region: str = ""
    variants: tuple[str, ...] = ()
    native: tuple[str, ...] = ()
    wikidata: str = ""
    since: str = ""
    until: str = ""
    """First and last day on which a zone is one (ISO dates, or years or months), ``""`` when open."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The polygons of an area: of each, the outer ring and its holes."""

    id: str
    polygons: tuple[tuple[Ring, ...], ...]

    def contains(self, lat: float, lon: float) -> bool:
        """Whether the point lies inside one of the polygons (even-odd rule); they may overlap."""
        return any(_inside(polygon, lat, lon) for polygon in self.polygons)

    def wkt(self) -> str:
        """Well-known text, longitude first (CRS84)."""
        parts = [
            "(" + ", ".join("(" + ", ".join(f"{x:g} {y:g}" for x, y in ring) + ")" for ring in polygon) + ")"
            for polygon in self.polygons
        ]
        return f"POLYGON {parts[0]}" if len(parts) == 1 else f"MULTIPOLYGON ({', '.join(parts)})"


def _inside(polygon: tuple[Ring, ...], lat: float, lon: float) -> bool:
    inside = False
    for ring in polygon:
        x1, y1 = ring[-1]
        for x2, y2 in ring:
            if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
                inside = not inside
            x1, y1 = x2, y2
    return inside


class Row(NamedTuple):
    """A place of a pack, with what ranking needs. ``county`` and ``region`` are numbers of areas, ``None`` if
    unknown.
    """

    number: int
    id: str
    name: str
    kind: str
    feature: str
    lat: float
    lon: float
    population: int
    county: int | None
    region: int | None
    country: str


class Area(NamedTuple):
    """A district or province: what lies within refers to it by its number."""

    id: str
    name: str
    kind: str
    within: int | None


class Details(NamedTuple):
    """What only the graph and the command line ask of a place."""

    variants: tuple[str, ...]
    native: tuple[str, ...]
    wikidata: str
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class PackInfo:
    """What the header says. ``sha256`` is of everything after the header."""

    country: str
    name: str
    version: int
    places: int
    names: int
    areas: int
    outlines: int
    sources: tuple[str, ...]
    sha256: str
    size: int


def _pack(data: bytes) -> bytes:
    return zlib.compress(data, 9)


def _planes(values: Sequence[int]) -> bytes:
    """Unsigned 32-bit numbers with their bytes sorted by place value: compresses far better."""
    raw = array("I", values)
    data = raw.tobytes() if struct.pack("=I", 1)[0] == 1 else struct.pack(f"<{len(raw)}I", *raw)
    return data[0::4] + data[1::4] + data[2::4] + data[3::4]


def _numbers(data: bytes) -> array[int]:
    count = len(data) // 4
    raw = bytearray(len(data))
    for k in range(4):
        raw[k::4] = data[k * count : (k + 1) * count]
    if struct.pack("=I", 1)[0] == 1:
        numbers = array("I")
        numbers.frombytes(bytes(raw))
        return numbers
    return array("I", struct.unpack(f"<{count}I", raw))


def _clean(name: str) -> str:
    return " ".join(name.replace("|", " ").split())


def _dates(place: PlaceRecord) -> tuple[str, ...]:
    """Columns for the dates of a place that has any: most have none."""
    return (place.since, place.until) if place.since or place.until else ()


def _own_names(place: PlaceRecord) -> list[str]:
    """The keys of a place: of its name first, then of its spellings, each once."""
    return list(dict.fromkeys(k for n in (place.name, *place.variants) if (k := fold(n))))


def write_pack(
    path: Path,
    places: Iterable[PlaceRecord],
    outlines: Iterable[Outline] = (),
    *,
    country: str,
    name: str,
    sources: Sequence[str],
) -> PackInfo:
    """Write a pack; the same places give the same bytes, in whatever order they come. An id given twice counts once.

    Written beside its place and moved there when complete.
    """
    by_id: dict[str, PlaceRecord] = {}
    for place in sorted(places, key=lambda p: (p.id, p.name, p.lat, p.lon)):
        if place.id not in by_id and fold(place.name):
            by_id[place.id] = place
    rows = sorted(by_id.values(), key=lambda p: (fold(p.name), p.id))
    polygons = {o.id: o for o in sorted(outlines, key=lambda o: o.id) if o.id in by_id}
    number_of = {p.id: i for i, p in enumerate(rows)}
    area_ids = sorted({a for p in rows for a in (p.county, p.region) if a in by_id} | set(polygons))
    area_number = {a: i for i, a in enumerate(area_ids)}
    if len(area_ids) >= _NONE:
        raise AssetError(f"Too many areas in {path.name}: {len(area_ids)}.", "Split the file by country.")
    kinds = sorted({p.kind for p in rows})
    features = sorted({p.feature for p in rows})
    countries = sorted({p.country or country for p in rows})

    bearers: dict[str, list[int]] = {}
    for i, p in enumerate(rows):
        for key in _own_names(p):
            bearers.setdefault(key, []).append(i)
    keys = sorted(bearers)
    blocks: list[bytes] = []
    firsts: list[str] = []
    for begin in range(0, len(keys), _KEYS):
        part = keys[begin : begin + _KEYS]
        firsts.append(part[0])
        counts = [len(bearers[k]) for k in part]
        flat: list[int] = []
        last = 0
        for k in part:
            for r in bearers[k]:
                step = r - last
                flat.append(step * 2 if step >= 0 else -step * 2 - 1)
                last = r
        text = "\n".join(part).encode()
        blocks.append(_pack(struct.pack("<I", len(text)) + text + _planes(counts) + _planes(flat)))
    key_blocks = len(blocks)

    def number(area: str) -> int:
        return area_number.get(area, _NONE)

    for begin in range(0, len(rows), _ROWS):
        chunk = rows[begin : begin + _ROWS]
        ids = "\n".join(p.id for p in chunk).encode()
        names = "\n".join(_clean(p.name) for p in chunk).encode()
        data = struct.pack("<III", len(chunk), len(ids), len(names)) + ids + names
        data += _planes([round((p.lat + 90) * 1e4) for p in chunk]) + _planes(
            [round((p.lon + 180) * 1e4) for p in chunk]
        )
        data += _planes([p.population for p in chunk])
        data += _planes([number(p.region) << 16 | number(p.county) for p in chunk])
        data += bytes(kinds.index(p.kind) for p in chunk) + bytes(features.index(p.feature) for p in chunk)
        data += bytes(countries.index(p.country or country) for p in chunk)
        blocks.append(_pack(data))
    row_blocks = len(blocks) - key_blocks
    for begin in range(0, len(rows), _ROWS):
        lines = (
            "\t".join(("|".join(map(_clean, p.variants)), "|".join(map(_clean, p.native)), p.wikidata, *_dates(p)))
            for p in rows[begin : begin + _ROWS]
        )
        blocks.append(_pack("\n".join(lines).encode()))
    for a in area_ids:
        if a in polygons:
            blocks.append(_pack(_outline_bytes(polygons[a])))
    areas = [
        [number_of[a], by_id[a].name, by_id[a].kind, number(by_id[a].region), a in polygons]
        for a in area_ids
    ]  # fmt: skip
    index = _pack(
        json.dumps(
            {
                "firsts": firsts, "key_blocks": key_blocks, "row_blocks": row_blocks, "kinds": kinds, "features":
                features,
                "countries": countries, "area_ids": area_ids, "areas": areas, "lengths": [len(b) for b in blocks],
            },
            ensure_ascii=False, separators=(",", ":"),
        ).encode()
    )  # fmt: skip
    body = struct.pack("<I", len(index)) + index + b"".join(blocks)
    header = {
        "country": country,
        "name": name,
        "version": VERSION,
        "places": len(rows),
        "names": len(keys),
        "areas": len(area_ids),
        "outlines": len(polygons),
        "sources": list(sources),
        "sha256": hashlib.sha256(body).hexdigest(),
    }
    head = json.dumps(header, ensure_ascii=False, sort_keys=True).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.part")
    beside.write_bytes(MAGIC + struct.pack("<I", len(head)) + head + body)
    beside.replace(path)
    return open_pack(path).info


def _outline_bytes(outline: Outline) -> bytes:
    shape: list[int] = [len(outline.polygons)]
    steps: list[int] = []
    x0 = y0 = 0
    for polygon in outline.polygons:
        shape.append(len(polygon))
        for ring in polygon:
            shape.append(len(ring))
            for lon, lat in ring:
                x, y = round(lon * 1000), round(lat * 1000)
                for step in (x - x0, y - y0):
                    steps.append(step * 2 if step >= 0 else -step * 2 - 1)
                x0, y0 = x, y
    return struct.pack("<I", len(shape)) + _planes(shape) + _planes(steps)


def _outline_of(name: str, data: bytes) -> Outline:
    (count,) = struct.unpack_from("<I", data)
    shape = iter(_numbers(data[4 : 4 + 4 * count]))
    steps = iter(_numbers(data[4 + 4 * count :]))
    x = y = 0
    polygons: list[tuple[Ring, ...]] = []
    for _ in range(next(shape)):
        rings: list[Ring] = []
        for _ in range(next(shape)):
            ring: list[tuple[float, float]] = []
            for _ in range(next(shape)):
                a, b = next(steps), next(steps)
                x += _signed(a)
                y += _signed(b)
                ring.append((x / 1000, y / 1000))
            rings.append(tuple(ring))
        polygons.append(tuple(rings))
    return Outline(name, tuple(polygons))


class _Keys(NamedTuple):
    """An unpacked block of keys: of the k-th key the rows are ``rows[starts[k]:starts[k + 1]]``."""

    keys: list[str]
    starts: list[int]
    rows: list[int]


class _Rows(NamedTuple):
    """An unpacked block of places, column by column."""

    ids: list[str]
    names: list[str]
    lat: array[int]
    lon: array[int]
    population: array[int]
    areas: array[int]
    kinds: bytes
    features: bytes
    countries: bytes


def _signed(coded: int) -> int:
    return -(coded + 1 >> 1) if coded & 1 else coded >> 1


@dataclass(eq=False)
class Pack:
    """An open pack. Blocks once unpacked are kept; nothing else changes."""

    path: Path
    info: PackInfo
    areas: tuple[Area, ...]
    _map: bytes | mmap.mmap
    _firsts: list[str]
    _starts: list[int]
    _key_blocks: int
    _row_blocks: int
    _kinds: list[str]
    _features: list[str]
    _countries: list[str]
    _area_rows: list[int]
    _outline_block: dict[str, int]
    _keys: dict[int, _Keys] = field(default_factory=dict)
    _columns: dict[int, _Rows] = field(default_factory=dict)
    _rows: dict[int, Row] = field(default_factory=dict)
    _lines: dict[int, list[str]] = field(default_factory=dict)

    def _block(self, i: int) -> bytes:
        try:
            return zlib.decompress(self._map[self._starts[i] : self._starts[i + 1]])
        except zlib.error as error:
            raise AssetError(f"The pack {self.path} is broken ({error}).", "Install it again.") from error

    def _key_block(self, i: int) -> _Keys:
        known = self._keys.get(i)
        if known is None:
            data = self._block(i)
            (length,) = struct.unpack_from("<I", data)
            keys = data[4 : 4 + length].decode().split("\n")
            end = 4 + length + 4 * len(keys)
            known = _Keys(
                keys,
                list(accumulate(_numbers(data[4 + length : end]), initial=0)),
                list(accumulate([(c >> 1) ^ -(c & 1) for c in _numbers(data[end:])])),
            )
            self._keys[i] = known
        return known

    def numbers(self, key: str) -> Sequence[int]:
        """Numbers of the rows that bear a folded name."""
        i = bisect_right(self._firsts, key) - 1
        if i < 0:
            return ()
        block = self._key_block(i)
        k = bisect_left(block.keys, key)
        if k == len(block.keys) or block.keys[k] != key:
            return ()
        return block.rows[block.starts[k] : block.starts[k + 1]]

    def find(self, key: str) -> tuple[Row, ...]:
        """The places that bear a folded name."""
        return tuple(map(self.row, self.numbers(key)))

    def row(self, number: int) -> Row:
        """One place by its number."""
        known = self._rows.get(number)
        if known is None:
            known = self._rows[number] = self._make_row(number)
        return known

    def _make_row(self, number: int) -> Row:
        block = self._row_block(number // _ROWS)
        k = number % _ROWS
        areas = block.areas[k]
        county, region = areas & 0xFFFF, areas >> 16
        return Row(
            number,
            block.ids[k],
            block.names[k],
            self._kinds[block.kinds[k]],
            self._features[block.features[k]],
            round(block.lat[k] / 1e4 - 90, 4),
            round(block.lon[k] / 1e4 - 180, 4),
            block.population[k],
            None if county == _NONE else county,
            None if region == _NONE else region,
            self._countries[block.countries[k]],
        )

    def _row_block(self, i: int) -> _Rows:
        known = self._columns.get(i)
        if known is None:
            data = self._block(self._key_blocks + i)
            count, ids_length, names_length = struct.unpack_from("<III", data)
            at = 12 + ids_length + names_length
            columns = [_numbers(data[at + 4 * count * k : at + 4 * count * (k + 1)]) for k in range(4)]
            at += 16 * count
            known = self._columns[i] = _Rows(
                data[12 : 12 + ids_length].decode().split("\n"),
                data[12 + ids_length : 12 + ids_length + names_length].decode().split("\n"),
                columns[0],
                columns[1],
                columns[2],
                columns[3],
                data[at : at + count],
                data[at + count : at + 2 * count],
                data[at + 2 * count : at + 3 * count],
            )
        return known

    def rows(self) -> Iterable[Row]:
        """All places, sorted by folded name."""
        return map(self._make_row, range(self.info.places))

    def folded(self) -> Iterable[str]:
        """All folded names, sorted."""
        for i in range(self._key_blocks):
            yield from self._key_block(i).keys

    def details(self, number: int) -> Details:
        """Spellings, names in other scripts, Wikidata id and dates of one place."""
        i = number // _ROWS
        lines = self._lines.get(i)
        if lines is None:
            if len(self._lines) >= _KEPT:
                self._lines.clear()
            lines = self._lines[i] = self._block(self._key_blocks + self._row_blocks + i).decode().split("\n")
        variants, native, wikidata, *dates = lines[number % _ROWS].split("\t")
        spellings, natives = (tuple(filter(None, names.split("|"))) for names in (variants, native))
        return Details(spellings, natives, wikidata, *dates)

    def area_row(self, number: int) -> Row:
        """The place that an area is."""
        return self.row(self._area_rows[number])

    @cached_property
    def by_id(self) -> dict[str, int]:
        """Row number by id; reads all rows once."""
        return {
            place_id: i * _ROWS + k
            for i in range(self._row_blocks)
            for k, place_id in enumerate(self._row_block(i).ids)
        }

    @cached_property
    def area_number(self) -> dict[str, int]:
        """Number of an area by its id."""
        return {a.id: i for i, a in enumerate(self.areas)}

    @cached_property
    def skeletons(self) -> dict[str, tuple[str, ...]]:
        """Keys by their consonants; reads all keys once (for the second look)."""
        found: dict[str, list[str]] = {}
        for key in self.folded():
            found.setdefault(skeleton(key), []).append(key)
        return {s: tuple(keys) for s, keys in found.items()}

    def outline(self, place_id: str) -> Outline | None:
        """The polygons of an area, if the pack has them."""
        i = self._outline_block.get(place_id)
        return None if i is None else _outline_of(place_id, self._block(i))

    @property
    def outlined(self) -> tuple[str, ...]:
        """Ids of the areas that have an outline, sorted."""
        return tuple(sorted(self._outline_block))

    def verify(self) -> None:
        """Raises ``AssetError`` if the file is not as it was written."""
        head = struct.unpack_from("<I", self._map, len(MAGIC))[0]
        body = self._map[len(MAGIC) + 4 + head :]
        if hashlib.sha256(body).hexdigest() != self.info.sha256:
            raise AssetError(f"The pack {self.path} is broken: its checksum does not fit.", "Install it again.")


def open_pack(path: Path) -> Pack:
    """Open a pack for reading. Raises ``AssetError`` if it is none, broken, or of another version."""
    try:
        with path.open("rb") as file:
            data: bytes | mmap.mmap = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        raise AssetError(f"The pack {path} cannot be read: {error}.", "Install it again.") from error
    try:
        if data[: len(MAGIC)] != MAGIC:
            raise AssetError(f"{path} is no pack of places.", "Packs are made by kg gazetteer add.")
        at = len(MAGIC)
        (length,) = struct.unpack_from("<I", data, at)
        header = json.loads(data[at + 4 : at + 4 + length])
        if header["version"] != VERSION:
            raise AssetError(
                f"The pack {path} is of version {header['version']}, this program reads {VERSION}.", "Make it again."
            )
        at += 4 + length
        (index_length,) = struct.unpack_from("<I", data, at)
        index = json.loads(zlib.decompress(data[at + 4 : at + 4 + index_length]))
        at += 4 + index_length
        starts = [at]
        for block in index["lengths"]:
            starts.append(starts[-1] + block)
        if starts[-1] != len(data):
            raise AssetError(f"The pack {path} is broken: it ends too early or too late.", "Install it again.")
        info = PackInfo(
            header["country"], header["name"], header["version"], header["places"], header["names"], header["areas"],
            header["outlines"], tuple(header["sources"]), header["sha256"], len(data),
        )  # fmt: skip
        areas = tuple(
            Area(place_id, name, kind, None if within == _NONE else within)
            for place_id, (_, name, kind, within, _) in zip(index["area_ids"], index["areas"], strict=True)
        )
        first = index["key_blocks"] + 2 * index["row_blocks"]
        outlined = [place_id for place_id, area in zip(index["area_ids"], index["areas"], strict=True) if area[4]]
        return Pack(
            path, info, areas, data, index["firsts"], starts, index["key_blocks"], index["row_blocks"], index["kinds"],
            index["features"], index["countries"], [area[0] for area in index["areas"]],
            {place_id: first + i for i, place_id in enumerate(outlined)},
        )  # fmt: skip
    except (struct.error, ValueError, KeyError, TypeError, zlib.error) as error:
        raise AssetError(f"The pack {path} is broken ({error}).", "Install it again.") from error
