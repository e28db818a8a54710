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
from kg.gazetteer.fold import skeleton
from kg.gazetteer.layout import KEYS_A_BLOCK, MAGIC, NO_AREA, ROWS_A_BLOCK, VERSION, Outline, PlaceRecord, Ring

__all__ = [
    "Area", "Details", "Outline", "Pack", "PackInfo", "PlaceRecord", "Ring", "Row", "Shelf", "open_pack", "write_pack",
]  # fmt: skip

T = TypeVar("T")

_LINES, _BLOCKS, _PLACES = 64, 768, 8192
"""Unpacked blocks of details, unpacked blocks of keys or of rows (10 KB each), and places that a shelf keeps."""


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
    from kg.gazetteer.spool import Spool  # only here: reading packs needs no SQLite

    spool = Spool()
    try:
        for place in places:
            spool.add(country, place)
        spool.write(country, path, outlines, country=country, name=name, sources=sources)
    finally:
        spool.close()
    return open_pack(path).info


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


class _Keys:
    """An unpacked block of keys, each between two line ends. Which rows bear them is worked out when one is met: of most
    blocks only that a name is not there.
    """

    __slots__ = ("_coded", "_rows", "_starts", "text")

    def __init__(self, text: str, coded: bytes) -> None:
        self.text = f"\n{text}\n"
        self._coded = coded
        self._starts: array[int] | None = None
        self._rows = array("I")

    def bearing(self, key: str) -> Sequence[int]:
        """Numbers of the rows that bear a key."""
        at = self.text.find(f"\n{key}\n")
        if at < 0:
            return ()
        if self._starts is None:
            end = 4 * (self.text.count("\n") - 1)
            self._starts = array("I", accumulate(_numbers(self._coded[:end]), initial=0))
            self._rows = array("I", accumulate([(c >> 1) ^ -(c & 1) for c in _numbers(self._coded[end:])]))
            self._coded = b""
        k = self.text.count("\n", 0, at)
        return self._rows[self._starts[k] : self._starts[k + 1]]


def _line(text: str, k: int) -> str:
    """The k-th line of a text; kept in one string, for a list of short ones takes eight times the memory."""
    return text.split("\n", k + 1)[k]


class _Rows(NamedTuple):
    """An unpacked block of places, column by column; ids and names a line each."""

    ids: str
    names: str
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
        begin, end = self._starts[i], self._starts[i + 1]
        try:
            return zlib.decompress(self._map[begin:end])
        except zlib.error as error:
            raise AssetError(f"The pack {self.path} is broken ({error}).", "Install it again.") from error
        finally:
            # What was unpacked is not read again soon: the pages need not count as this process's.
            if isinstance(self._map, mmap.mmap) and hasattr(self._map, "madvise"):
                page = begin - begin % mmap.PAGESIZE
                self._map.madvise(mmap.MADV_DONTNEED, page, end - page)

    def _key_block(self, i: int) -> _Keys:
        known = self._shelf.keys.get(self.info.sha256, i)
        return known if known is not None else self._shelf.keys.put(self.info.sha256, i, self._read_keys(i))

    def _read_keys(self, i: int) -> _Keys:
        data = self._block(i)
        (length,) = struct.unpack_from("<I", data)
        return _Keys(data[4 : 4 + length].decode(), data[4 + length :])

    def numbers(self, key: str) -> Sequence[int]:
        """Numbers of the rows that bear a folded name."""
        i = bisect_right(self._firsts, key) - 1
        if i < 0:
            return ()
        return self._key_block(i).bearing(key)

    def find(self, key: str) -> tuple[Row, ...]:
        """The places that bear a folded name."""
        return tuple(map(self.row, self.numbers(key)))

    def row(self, number: int) -> Row:
        """One place by its number."""
        known = self._shelf.rows.get(self.info.sha256, number)
        return known if known is not None else self._shelf.rows.put(self.info.sha256, number, self._make_row(number))

    def _make_row(self, number: int) -> Row:
        block, k = self._row_block(number // ROWS_A_BLOCK), number % ROWS_A_BLOCK
        return self._cut_row(block, number, _line(block.ids, k), _line(block.names, k))

    def _cut_row(self, block: _Rows, number: int, place_id: str, name: str) -> Row:
        k = number % ROWS_A_BLOCK
        areas = block.areas[k]
        county, region = areas & 0xFFFF, areas >> 16
        return Row(
            number,
            place_id,
            name,
            self._kinds[block.kinds[k]],
            self._features[block.features[k]],
            round(block.lat[k] / 1e4 - 90, 4),
            round(block.lon[k] / 1e4 - 180, 4),
            block.population[k],
            None if county == NO_AREA else county,
            None if region == NO_AREA else region,
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
            data[12 : 12 + ids_length].decode(),
            data[12 + ids_length : 12 + ids_length + names_length].decode(),
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
            for k, words in enumerate(zip(block.ids.split("\n"), block.names.split("\n"), strict=True)):
                yield self._cut_row(block, i * ROWS_A_BLOCK + k, *words)

    def folded(self) -> Iterable[str]:
        """All folded names, sorted."""
        for i in range(self._key_blocks):
            yield from self._read_keys(i).text[1:-1].split("\n")

    def details(self, number: int) -> Details:
        """Spellings, names in other scripts, Wikidata id and dates of one place."""
        i = number // ROWS_A_BLOCK
        lines = self._shelf.lines.get(self.info.sha256, i)
        if lines is None:
            lines = self._block(self._key_blocks + self._row_blocks + i).decode().split("\n")
            self._shelf.lines.put(self.info.sha256, i, lines)
        variants, native, wikidata, *dates = lines[number % ROWS_A_BLOCK].split("\t")
        spellings, natives = (tuple(filter(None, names.split("|"))) for names in (variants, native))
        return Details(spellings, natives, wikidata, *dates)

    def area_row(self, number: int) -> Row:
        """The place that an area is."""
        return self.row(self._area_rows[number])

    @cached_property
    def _by_id(self) -> _Index:
        return _Index.of(i for n in range(self._row_blocks) for i in self._read_rows(n).ids.split("\n"))

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
            # A line end comes before the first.
            key = _line(self._key_block(number // KEYS_A_BLOCK).text, number % KEYS_A_BLOCK + 1)
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
            Area(place_id, name, kind, None if within == NO_AREA else within)
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
