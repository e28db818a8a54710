"""Places on their way into packs: sorted and numbered on disk, so that a table of millions of rows takes little memory.

``Spool`` keeps what is added in a SQLite file (or in memory, for small packs) and streams it out in the order of a pack.
What is held in memory at once: one block of rows, the areas, and SQLite's own cache.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import struct
import tempfile
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from functools import lru_cache
from pathlib import Path
from typing import IO, NamedTuple

from kg.errors import AssetError
from kg.gazetteer.fold import fold
from kg.gazetteer.layout import KEYS_A_BLOCK, MAGIC, NO_AREA, ROWS_A_BLOCK, VERSION, Outline, PlaceRecord

__all__ = ["Spool"]

_BATCH = 2_000
_SPLIT = "\x1f"
_IN_MEMORY = 8 << 20
"""Bytes of blocks kept in memory before they go to disk."""
_COLUMNS = (
    "pack, id, name, key, lat, lon, country, kind, feature, population, county, region, variants, native, wikidata, "
    "since, until"
)
_AREA_KINDS = ("Province", "District")


class _Ranked(NamedTuple):
    """A place in the order of its pack."""

    id: str
    name: str
    key: str
    lat: float
    lon: float
    country: str
    kind: str
    feature: str
    population: int
    county: str
    region: str
    variants: str
    native: str
    wikidata: str
    since: str
    until: str


class Spool:
    """Places by the pack they go into. Close it when the packs are written."""

    def __init__(self, file: Path | None = None) -> None:
        self._db = sqlite3.connect(str(file) if file is not None else ":memory:", isolation_level=None)
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-32768", "temp_store=FILE"):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.execute(f"CREATE TABLE place ({_COLUMNS})")
        self._batch: list[tuple[str | float, ...]] = []
        self._areas: dict[tuple[str, str, str], str] = {}
        self._packs: set[str] = set()

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    @property
    def packs(self) -> tuple[str, ...]:
        """The packs that have a place, sorted."""
        return tuple(sorted(self._packs))

    def add(self, pack: str, place: PlaceRecord, key: str | None = None) -> None:
        """Take a place for a pack; ``key``: its folded name, where that is known already. A name that folds to nothing is none."""
        key = fold(place.name) if key is None else key
        if not key:
            return
        self._packs.add(pack)
        if place.kind in _AREA_KINDS:
            self._areas.setdefault((pack, place.kind, key), place.id)
        self._batch.append(
            (
                pack, place.id, place.name, key, place.lat, place.lon, place.country, place.kind, place.feature,
                place.population, place.county, place.region, _SPLIT.join(place.variants), _SPLIT.join(place.native),
                place.wikidata, place.since, place.until,
            )
        )  # fmt: skip
        if len(self._batch) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        if self._batch:
            self._db.execute("BEGIN")
            self._db.executemany(f"INSERT INTO place VALUES ({','.join('?' * 17)})", self._batch)
            self._db.execute("COMMIT")
            self._batch.clear()

    def write(
        self,
        pack: str,
        path: Path,
        outlines: Iterable[Outline] = (),
        *,
        country: str,
        name: str,
        sources: Sequence[str],
        by_name: bool = False,
    ) -> None:
        """Write one pack: the same places give the same bytes, in whatever order they came; an id given twice counts once.

        ``by_name``: ``county`` and ``region`` may be names of the pack's own districts and provinces. Written beside its
        place and moved there when complete.
        """
        self._flush()
        db = self._db
        db.execute("DROP TABLE IF EXISTS ranked")
        db.execute("DROP TABLE IF EXISTS bearer")
        kept = ", ".join(_Ranked._fields)
        db.execute(
            f"CREATE TABLE ranked AS SELECT {kept} FROM (SELECT *, row_number() OVER "
            "(PARTITION BY id ORDER BY name, lat, lon, rowid) AS turn FROM place WHERE pack = ?) "
            "WHERE turn = 1 ORDER BY key, id",
            (pack,),
        )
        db.execute("CREATE UNIQUE INDEX ranked_id ON ranked (id)")
        db.execute("CREATE TABLE bearer (key, number)")
        with ExitStack() as files:
            parts = [files.enter_context(tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)) for _ in range(4)]
            _Writer(self, pack, path, country, name, sources, by_name, parts).write(outlines)

    def ranked(self) -> Iterator[_Ranked]:
        """The places of the pack being written, in its order."""
        return map(_Ranked._make, self._db.execute(f"SELECT {', '.join(_Ranked._fields)} FROM ranked ORDER BY rowid"))

    def at(self, number: int) -> _Ranked:
        """A place of the pack being written by its number."""
        row = f"SELECT {', '.join(_Ranked._fields)} FROM ranked WHERE rowid = ?"
        return _Ranked._make(self._db.execute(row, (number + 1,)).fetchone())

    def number(self, place_id: str) -> int | None:
        """The number of a place in the pack being written."""
        found = self._db.execute("SELECT rowid FROM ranked WHERE id = ?", (place_id,)).fetchone()
        return None if found is None else int(found[0]) - 1

    def bear(self, names: list[tuple[str, int]]) -> None:
        """Note which keys which rows bear."""
        self._db.execute("BEGIN")
        self._db.executemany("INSERT INTO bearer VALUES (?, ?)", names)
        self._db.execute("COMMIT")

    def bearers(self) -> Iterator[tuple[str, int]]:
        """Keys with the rows that bear them, sorted."""
        return iter(self._db.execute("SELECT key, number FROM bearer ORDER BY key, number"))

    def area(self, pack: str, kind: str, name: str) -> str:
        """The id of a pack's own province or district by its name; ``""`` if it has none."""
        return self._areas.get((pack, kind, fold(name)), "")


class _Writer:
    """One pack being written."""

    def __init__(
        self,
        spool: Spool,
        pack: str,
        path: Path,
        country: str,
        name: str,
        sources: Sequence[str],
        by_name: bool,
        files: Sequence[IO[bytes]],
    ) -> None:
        self.spool, self.path, self.country, self.name, self.sources = spool, path, country, name, sources
        self.lengths: list[list[int]] = [[], [], [], []]
        self.files = files

        @lru_cache(maxsize=1 << 16)
        def resolved(told: str, kind: str) -> str:
            if spool.number(told) is not None:
                return told
            found = spool.area(pack, kind, told) if by_name else ""
            return found if found and spool.number(found) is not None else ""

        self._resolved = resolved
        self._by_name = by_name

    def areas_of(self, p: _Ranked) -> tuple[str, str]:
        """Ids of the district and province of a place, as far as the pack has them."""
        county = self._resolved(p.county, "District") if p.county else ""
        region = self._resolved(p.region, "Province") if p.region else ""
        if self._by_name:
            return ("" if county == p.id else county, "" if region == p.id else region)
        return county, region

    def block(self, part: int, data: bytes) -> None:
        """Append a block to one of the four parts: keys, rows, details, outlines."""
        packed = zlib.compress(data, 9)
        self.lengths[part].append(len(packed))
        self.files[part].write(packed)

    def write(self, outlines: Iterable[Outline]) -> None:
        spool = self.spool
        polygons = {o.id: o for o in sorted(outlines, key=lambda o: o.id) if spool.number(o.id) is not None}
        ids, kinds, features, countries = set(polygons), set(), set(), set()
        for p in spool.ranked():
            ids.update(a for a in self.areas_of(p) if a)
            kinds.add(p.kind)
            features.add(p.feature)
            countries.add(p.country or self.country)
        area_ids = sorted(ids)
        if len(area_ids) >= NO_AREA:
            raise AssetError(f"Too many areas in {self.path.name}: {len(area_ids)}.", "Split the file by country.")
        number = {a: i for i, a in enumerate(area_ids)}
        lists = (sorted(kinds), sorted(features), sorted(countries))
        places = self._rows(number, *lists)
        names = self._keys()
        for a in area_ids:
            if a in polygons:
                self.block(3, outline_bytes(polygons[a]))
        index = {
            "firsts": self.firsts,
            "key_blocks": len(self.lengths[0]),
            "row_blocks": len(self.lengths[1]),
            "kinds": lists[0],
            "features": lists[1],
            "countries": lists[2],
            "area_ids": area_ids,
            "areas": [self._area(a, number, a in polygons) for a in area_ids],
            "lengths": [n for part in self.lengths for n in part],
        }
        self._finish(index, places, names, len(area_ids), len(polygons))

    def _area(self, area: str, number: dict[str, int], outlined: bool) -> list[str | int | bool]:
        row = self.spool.number(area) or 0
        p = self.spool.at(row)
        return [row, p.name, p.kind, number.get(self.areas_of(p)[1], NO_AREA), outlined]

    def _rows(self, number: dict[str, int], kinds: list[str], features: list[str], countries: list[str]) -> int:
        kind_at, feature_at, country_at = ({v: i for i, v in enumerate(x)} for x in (kinds, features, countries))
        places = 0
        rows = self.spool.ranked()
        while chunk := [p for _, p in zip(range(ROWS_A_BLOCK), rows, strict=False)]:
            ids = "\n".join(p.id for p in chunk).encode()
            names = "\n".join(clean(p.name) for p in chunk).encode()
            enclosing = [self.areas_of(p) for p in chunk]
            data = struct.pack("<III", len(chunk), len(ids), len(names)) + ids + names
            data += planes([round((p.lat + 90) * 1e4) for p in chunk])
            data += planes([round((p.lon + 180) * 1e4) for p in chunk])
            data += planes([p.population for p in chunk])
            data += planes([number.get(r, NO_AREA) << 16 | number.get(c, NO_AREA) for c, r in enclosing])
            data += bytes(kind_at[p.kind] for p in chunk) + bytes(feature_at[p.feature] for p in chunk)
            data += bytes(country_at[p.country or self.country] for p in chunk)
            self.block(1, data)
            self.block(2, "\n".join(map(_detail, chunk)).encode())
            self.spool.bear([(k, places + i) for i, p in enumerate(chunk) for k in _own_keys(p)])
            places += len(chunk)
        return places

    def _keys(self) -> int:
        self.firsts: list[str] = []
        total = 0
        keys: list[str] = []
        counts: list[int] = []
        steps: list[int] = []
        last = 0

        def flush() -> None:
            text = "\n".join(keys).encode()
            self.firsts.append(keys[0])
            self.block(0, struct.pack("<I", len(text)) + text + planes(counts) + planes(steps))

        for key, row in self.spool.bearers():
            if not keys or key != keys[-1]:
                if len(keys) == KEYS_A_BLOCK:
                    flush()
                    keys, counts, steps, last = [], [], [], 0
                keys.append(key)
                counts.append(0)
                total += 1
            step = row - last
            counts[-1] += 1
            steps.append(step * 2 if step >= 0 else -step * 2 - 1)
            last = row
        if keys:
            flush()
        return total

    def _finish(self, index: dict[str, object], places: int, names: int, areas: int, outlines: int) -> None:
        packed = zlib.compress(json.dumps(index, ensure_ascii=False, separators=(",", ":")).encode(), 9)
        start = struct.pack("<I", len(packed)) + packed
        digest = hashlib.sha256(start)
        for file in self.files:
            file.seek(0)
            while part := file.read(1 << 20):
                digest.update(part)
        header = {
            "country": self.country,
            "name": self.name,
            "version": VERSION,
            "places": places,
            "names": names,
            "areas": areas,
            "outlines": outlines,
            "sources": list(self.sources),
            "sha256": digest.hexdigest(),
        }
        head = json.dumps(header, ensure_ascii=False, sort_keys=True).encode()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        beside = self.path.with_name(f".{self.path.name}.part")
        with beside.open("wb") as whole:
            whole.write(MAGIC + struct.pack("<I", len(head)) + head + start)
            for file in self.files:
                file.seek(0)
                shutil.copyfileobj(file, whole)
        beside.replace(self.path)


def _own_keys(p: _Ranked) -> list[str]:
    """The keys of a place: of its name first, then of its spellings, each once."""
    if not p.variants:
        return [p.key]
    return list(dict.fromkeys([p.key, *(k for n in p.variants.split(_SPLIT) if (k := fold(n)))]))


def _detail(p: _Ranked) -> str:
    variants, native = ("|".join(map(clean, text.split(_SPLIT))) if text else "" for text in (p.variants, p.native))
    dates = (p.since, p.until) if p.since or p.until else ()
    return "\t".join((variants, native, p.wikidata, *dates))


def clean(name: str) -> str:
    """A name without what parts names in a pack."""
    return " ".join(name.replace("|", " ").split())


def planes(values: Sequence[int]) -> bytes:
    """Unsigned 32-bit numbers with their bytes sorted by place value: compresses far better."""
    raw = array("I", values)
    data = raw.tobytes() if struct.pack("=I", 1)[0] == 1 else struct.pack(f"<{len(raw)}I", *raw)
    return data[0::4] + data[1::4] + data[2::4] + data[3::4]


def outline_bytes(outline: Outline) -> bytes:
    """An outline in thousandths of a degree, each point as its step from the one before."""
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
    return struct.pack("<I", len(shape)) + planes(shape) + planes(steps)
