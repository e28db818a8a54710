"""Which country a name that occurs in one country only belongs to: evidence for articles that name none.

The file holds, for every folded name of seven letters and more that the packs know in a single country, sixteen bits
of its hash and the country, in buckets by the other sixteen bits: three bytes a name, read through a memory map. One
stray name in some four thousand is taken for a known one, so a single hit proves little.
"""

from __future__ import annotations

import json
import mmap
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.errors import AssetError

__all__ = ["RareNames", "open_rare", "write_rare"]

MAGIC = b"KGRARE1\n"
SHORTEST = 7
_BUCKETS = 1 << 16


@dataclass(frozen=True, eq=False)
class RareNames:
    """An open index."""

    _map: bytes | mmap.mmap
    _countries: tuple[str, ...]
    _offsets: int
    _entries: int

    def country(self, key: str) -> str | None:
        """The one country in which the packs know a folded name, if it is so."""
        if len(key) < SHORTEST:
            return None
        digest = zlib.crc32(key.encode())
        begin, end = struct.unpack_from("<II", self._map, self._offsets + 4 * (digest >> 16))
        low = struct.pack("<H", digest & 0xFFFF)
        block = self._map[self._entries + 3 * begin : self._entries + 3 * end]
        for at in range(0, len(block), 3):
            if block[at : at + 2] == low:
                return self._countries[block[at + 2]]
        return None


def write_rare(path: Path, countries: Mapping[str, str]) -> None:
    """Write the index of folded names and their country."""
    codes = sorted(set(countries.values()))
    number = {c: i for i, c in enumerate(codes)}
    buckets: list[list[bytes]] = [[] for _ in range(_BUCKETS)]
    for key in sorted(countries):
        digest = zlib.crc32(key.encode())
        buckets[digest >> 16].append(struct.pack("<HB", digest & 0xFFFF, number[countries[key]]))
    offsets = [0]
    for bucket in buckets:
        bucket.sort()
        offsets.append(offsets[-1] + len(bucket))
    head = json.dumps({"countries": codes, "names": offsets[-1]}, sort_keys=True).encode()
    beside = path.with_name(f".{path.name}.part")
    beside.write_bytes(
        MAGIC
        + struct.pack("<I", len(head))
        + head
        + struct.pack(f"<{len(offsets)}I", *offsets)
        + b"".join(b"".join(b) for b in buckets)
    )
    beside.replace(path)


def open_rare(path: Path) -> RareNames:
    """Open an index. Raises ``AssetError`` if it is none or broken."""
    try:
        with path.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        at = len(MAGIC)
        (length,) = struct.unpack_from("<I", data, at)
        header = json.loads(data[at + 4 : at + 4 + length])
        offsets = at + 4 + length
        entries = offsets + 4 * (_BUCKETS + 1)
        if data[:at] != MAGIC or len(data) != entries + 3 * header["names"]:
            raise ValueError("wrong length")
        return RareNames(data, tuple(header["countries"]), offsets, entries)
    except (OSError, ValueError, KeyError, struct.error) as error:
        raise AssetError(f"The index of names {path} is broken ({error}).", "Install conflict-kg again.") from error
