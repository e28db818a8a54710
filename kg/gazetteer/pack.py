r"""One file of places: names folded once, when it was made, and read block by block through a memory map.

Layout of a ``.kgp`` file (all numbers little endian)::

    magic "KGPACK1\n" | u32 length of header | header (JSON) | index (zlib) | blocks (zlib) ...

The header says country, version, sources, counts, the SHA-256 of all that follows it. The index holds the first key of
each block of keys and where blocks stand. Rows are sorted by folded name, then by id, so that namesakes stand together:

- key block: up to 512 folded names, for each the rows that bear it;
- row block: up to 256 places with what ranking needs (id, name, coordinates, kind, population, district, province);
- detail block: spellings, names in other scripts and the Wikidata id of the same places;
- outline: one a polygon, coordinates in thousandths of a degree.

Only blocks that are asked for are unpacked (about 0.1 ms each), and the last ones are kept in a ``Shelf`` that packs
share; opening costs next to nothing, and the map is shared by all processes.
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
from itertools import accumulate, islice
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from kg.errors import AssetError
from kg.gazetteer.fold import fold, skeleton

__all__ = ["Area", "Details", "Outline", "Pack", "PackInfo", "PlaceRecord", "Row", "Shelf", "open_pack", "write_pack"]

T = TypeVar("T")

MAGIC = b"KGPACK1\n"
VERSION = 1
_KEYS = 512
_ROWS = 256
_NONE = 0xFFFF
_LINES, _BLOCKS, _PLACES = 64, 768, 8192
"""Unpacked blocks of details, unpacked blocks of keys or of rows (10 KB each), and places that a shelf keeps."""

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
    """An unpacked block of keys, each between two line ends: of the k-th one the rows are
    ``rows[starts[k]:starts[k + 1]]``.
    """

    text: str
    starts: array[int]
    rows: array[int]

    def number(self, key: str) -> int | None:
        """Which one a key is."""
        at = self.text.find(f"\n{key}\n")
        return None if at < 0 else self.text.count("\n", 0, at)


class _Words(NamedTuple):
    """Words in one string: a list of short strings takes eight times the memory."""

    text: str
    starts: array[int]

    @classmethod
    def of(cls, lines: str) -> _Words:
        """The lines of a text."""
        return cls(lines, array("I", accumulate((len(w) + 1 for w in lines.split("\n")), initial=0)))

    def word(self, k: int) -> str:
        """The k-th one."""
        return self.text[self.starts[k] : self.starts[k + 1] - 1]


class _Rows(NamedTuple):
    """An unpacked block of places, column by column."""

    ids: _Words
    names: _Words
    lat: array[int]
    lon: array[int]
    population: array[int]
    areas: array[int]
    kinds: bytes
    features: bytes
    countries: bytes


class _Kept(Generic[T]):
    """The last things that were made, by pack and number: where they are too many, the older half is let go."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._things: dict[tuple[str, int], T] = {}

    def get(self, pack: str, number: int) -> T | None:
        """A thing, if it is at hand."""
        return self._things.get((pack, number))

    def put(self, pack: str, number: int, thing: T) -> T:
        """Keep a thing."""
        if len(self._things) >= self._most:
            for old in list(islice(self._things, (self._most + 1) // 2)):
                del self._things[old]
        self._things[pack, number] = thing
        return thing


class Shelf:
    """What packs have unpacked, bounded for all of them together."""

    def __init__(self) -> None:
        self.keys: _Kept[_Keys] = _Kept(_BLOCKS)
        self.columns: _Kept[_Rows] = _Kept(_BLOCKS)
        self.rows: _Kept[Row] = _Kept(_PLACES)
        self.lines: _Kept[list[str]] = _Kept(_LINES)


class _Index(NamedTuple):
    """Numbers by words, in eight bytes each: a hash and the number, in order. Words of one hash are to be told apart."""

    entries: array[int]

    @classmethod
    def of(cls, words: Iterable[str]) -> _Index:
        """The index of words that are numbered as they come."""
        return cls(array("Q", sorted(zlib.crc32(w.encode()) << 32 | n for n, w in enumerate(words))))

    def numbers(self, word: str) -> list[int]:
        """The numbers of all words with the hash of this one, in order."""
        first = zlib.crc32(word.encode()) << 32
        at = bisect_left(self.entries, first)
        found = []
        while at < len(self.entries) and self.entries[at] >> 32 == first >> 32:
            found.append(self.entries[at] & 0xFFFFFFFF)
            at += 1
        return found


def _signed(coded: int) -> int:
    return -(coded + 1 >> 1) if coded & 1 else coded >> 1


@dataclass(eq=False)
class Pack:
    """An open pack. The last blocks that were unpacked stand in the shelf; nothing else changes."""

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
    _shelf: Shelf = field(default_factory=Shelf)

    def _block(self, i: int) -> bytes:
        try:
            return zlib.decompress(self._map[self._starts[i] : self._starts[i + 1]])
        except zlib.error as error:
            raise AssetError(f"The pack {self.path} is broken ({error}).", "Install it again.") from error
        finally:
            # What was unpacked is not read again soon: the pages need not count as this process's.
            if isinstance(self._map, mmap.mmap) and hasattr(self._map, "madvise"):
                self._map.madvise(mmap.MADV_DONTNEED)

    def _key_block(self, i: int) -> _Keys:
        known = self._shelf.keys.get(self.info.sha256, i)
        return known if known is not None else self._shelf.keys.put(self.info.sha256, i, self._read_keys(i))

    def _read_keys(self, i: int) -> _Keys:
        data = self._block(i)
        (length,) = struct.unpack_from("<I", data)
        text = data[4 : 4 + length].decode()
        end = 4 + length + 4 * (text.count("\n") + 1)
        return _Keys(
            f"\n{text}\n",
            array("I", accumulate(_numbers(data[4 + length : end]), initial=0)),
            array("I", accumulate([(c >> 1) ^ -(c & 1) for c in _numbers(data[end:])])),
        )

    def numbers(self, key: str) -> Sequence[int]:
        """Numbers of the rows that bear a folded name."""
        i = bisect_right(self._firsts, key) - 1
        if i < 0:
            return ()
        block = self._key_block(i)
        k = block.number(key)
        return () if k is None else block.rows[block.starts[k] : block.starts[k + 1]]

    def find(self, key: str) -> tuple[Row, ...]:
        """The places that bear a folded name."""
        return tuple(map(self.row, self.numbers(key)))

    def row(self, number: int) -> Row:
        """One place by its number."""
        known = self._shelf.rows.get(self.info.sha256, number)
        return known if known is not None else self._shelf.rows.put(self.info.sha256, number, self._make_row(number))

    def _make_row(self, number: int) -> Row:
        return self._cut_row(self._row_block(number // _ROWS), number)

    def _cut_row(self, block: _Rows, number: int) -> Row:
        k = number % _ROWS
        areas = block.areas[k]
        county, region = areas & 0xFFFF, areas >> 16
        return Row(
            number,
            block.ids.word(k),
            block.names.word(k),
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
        known = self._shelf.columns.get(self.info.sha256, i)
        return known if known is not None else self._shelf.columns.put(self.info.sha256, i, self._read_rows(i))

    def _read_rows(self, i: int) -> _Rows:
        data = self._block(self._key_blocks + i)
        count, ids_length, names_length = struct.unpack_from("<III", data)
        at = 12 + ids_length + names_length
        columns = [_numbers(data[at + 4 * count * k : at + 4 * count * (k + 1)]) for k in range(4)]
        at += 16 * count
        return _Rows(
            _Words.of(data[12 : 12 + ids_length].decode()),
            _Words.of(data[12 + ids_length : 12 + ids_length + names_length].decode()),
            columns[0],
            columns[1],
            columns[2],
            columns[3],
            data[at : at + count],
            data[at + count : at + 2 * count],
            data[at + 2 * count : at + 3 * count],
        )

    def rows(self) -> Iterable[Row]:
        """All places, sorted by folded name."""
        for i in range(self._row_blocks):
            block = self._read_rows(i)
            for k in range(len(block.kinds)):
                yield self._cut_row(block, i * _ROWS + k)

    def folded(self) -> Iterable[str]:
        """All folded names, sorted."""
        for i in range(self._key_blocks):
            yield from self._read_keys(i).text[1:-1].split("\n")

    def details(self, number: int) -> Details:
        """Spellings, names in other scripts, Wikidata id and dates of one place."""
        i = number // _ROWS
        lines = self._shelf.lines.get(self.info.sha256, i)
        if lines is None:
            lines = self._block(self._key_blocks + self._row_blocks + i).decode().split("\n")
            self._shelf.lines.put(self.info.sha256, i, lines)
        variants, native, wikidata, *dates = lines[number % _ROWS].split("\t")
        spellings, natives = (tuple(filter(None, names.split("|"))) for names in (variants, native))
        return Details(spellings, natives, wikidata, *dates)

    def area_row(self, number: int) -> Row:
        """The place that an area is."""
        return self.row(self._area_rows[number])

    @cached_property
    def _by_id(self) -> _Index:
        return _Index.of(i for n in range(self._row_blocks) for i in self._read_rows(n).ids.text.split("\n"))

    def number_of(self, place_id: str) -> int | None:
        """Row number of a place by its id; the first call reads all rows."""
        return next((n for n in self._by_id.numbers(place_id) if self.row(n).id == place_id), None)

    @cached_property
    def area_number(self) -> dict[str, int]:
        """Number of an area by its id."""
        return {a.id: i for i, a in enumerate(self.areas)}

    @cached_property
    def _skeletons(self) -> _Index:
        return _Index.of(map(skeleton, self.folded()))

    def with_skeleton(self, bones: str) -> tuple[str, ...]:
        """The keys that have these consonants, sorted; the first call reads all keys (for the second look)."""
        found = []
        for number in self._skeletons.numbers(bones):
            key = self._key_block(number // _KEYS).text[1:-1].split("\n", number % _KEYS + 1)[number % _KEYS]
            if skeleton(key) == bones:
                found.append(key)
        return tuple(found)

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


def open_pack(path: Path, shelf: Shelf | None = None) -> Pack:
    """Open a pack for reading; packs may share a shelf. Raises ``AssetError`` if it is none, broken, or of another version."""
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
            {place_id: first + i for i, place_id in enumerate(outlined)}, shelf or Shelf(),
        )  # fmt: skip
    except (struct.error, ValueError, KeyError, TypeError, zlib.error) as error:
        raise AssetError(f"The pack {path} is broken ({error}).", "Install it again.") from error
