"""All packs that are installed, opened as they are needed: names to candidates, ids to details and outlines."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from kg.assets import asset
from kg.dates import When
from kg.gazetteer.countries import Countries, load_countries
from kg.gazetteer.fold import ARTICLES, distance_within, fold, plain, skeleton
from kg.gazetteer.inside import lies_within
from kg.gazetteer.pack import Details, Outline, Pack, Row, Shelf, open_pack
from kg.gazetteer.rare import RareNames, open_rare
from kg.model import Place

__all__ = ["Found", "Gazetteer", "OwnZone", "load_gazetteer", "own_folder"]

ZONE_KINDS = frozenset(
    ("Zone", "DeEscalationZone", "FrontLine", "HumanitarianCorridor", "BufferZone", "SafeZone", "DemilitarisedZone")
)
_LINKED = {"gn": "https://sws.geonames.org/{}/", "wof": "https://spelunker.whosonfirst.org/id/{}"}
_KEPT = 20_000
"""Look-ups remembered."""
_NAMESAKES = 120
"""Most bearers of one name in one country that are weighed."""
_WHERE_PREC = {
    "City": 1, "Settlement": 1, "Village": 1, "Neighbourhood": 1, "Facility": 1, "District": 3, "Province": 4,
    "Region": 5,
    "NaturalFeature": 5, "Road": 5, "Country": 6,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate: the place, its pack, and how its name fits (1 as written, less for folded and near spellings)."""

    row: Row
    pack: Pack
    fit: float


class OwnZone(NamedTuple):
    """A zone of the user's own tables. ``since`` and ``until``: its first and last day, or month or year, ``""`` when
    open.
    """

    id: str
    name: str
    kind: str
    since: str
    until: str
    outline: Outline

    def in_force(self, when: When | None) -> bool:
        """Whether it was a zone on all days that a time may mean; one with dates never was at an unknown time."""
        first = when.earliest if when is not None else None
        last = when.latest if when is not None else None
        begun = not self.since or (first is not None and first.isoformat()[: len(self.since)] >= self.since)
        return begun and (not self.until or (last is not None and last.isoformat()[: len(self.until)] <= self.until))


@dataclass(eq=False)
class Gazetteer:
    """Packs by country code (the packaged one first, then the user's own), and the table of countries."""

    paths: dict[str, tuple[Path, ...]]
    countries: Countries
    _shelf: Shelf = field(default_factory=Shelf, repr=False)
    _open: dict[str, tuple[Pack, ...]] = field(default_factory=dict, repr=False)
    _near: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict, repr=False)
    _known: dict[tuple[str, str], tuple[Found, ...]] = field(default_factory=dict, repr=False)

    @cached_property
    def rare(self) -> RareNames:
        """Names that occur in one country only."""
        return open_rare(asset("data", "gazetteer", "packs", "rare.kgi"))

    @cached_property
    def groups(self) -> dict[str, str]:
        """Countries of armed groups, forces and missions, by name in small letters."""
        text = asset("data", "gazetteer", "groups.tsv").read_text(encoding="utf-8")
        return dict(line.split("\t") for line in text.splitlines())

    def packs(self, code: str) -> tuple[Pack, ...]:
        """The packs of a country, opened at the first call; none if the country has none."""
        known = self._open.get(code)
        if known is None:
            known = self._open[code] = tuple(open_pack(p, self._shelf) for p in self.paths.get(code, ()))
        return known

    def find(self, name: str, codes: Iterable[str]) -> list[Found]:
        """The places of these countries (``world``: the great ones of all) that bear a name, exactly folded.

        ``fit`` is 1 for the name as written, 0.95 for a spelling as written or the name but for its article, 0.9 for
        the name folded (0.75 if its letters are far off), 0.8 for a spelling folded.
        """
        found: list[Found] = []
        for code in codes:
            known = self._known.get((code, name))
            if known is None:
                if len(self._known) >= _KEPT:
                    self._known.clear()
                known = self._known[code, name] = tuple(self._find(name, code))
            found.extend(known)
        return found

    def _find(self, name: str, code: str) -> Iterator[Found]:
        key = fold(name)
        if not key:
            return
        low = name.lower()
        for pack in self.packs(code):
            numbers = pack.numbers(key)
            if not numbers:
                continue
            bare = _bare(low)
            for number in numbers[:_NAMESAKES]:
                row = pack.row(number)
                mine = row.name.lower()
                if mine == low:
                    fit = 1.0
                elif _bare(mine) == bare:
                    fit = 0.95
                elif fold(row.name) == key:
                    fit = 0.9 if _alike(bare, _bare(mine)) else 0.75
                elif len(numbers) <= 8 and name in pack.details(number).variants:
                    fit = 0.95
                else:
                    fit = 0.8
                if len(key) > 3 or fit >= 0.95:
                    yield Found(row, pack, fit)

    def find_near(self, name: str, codes: Iterable[str]) -> list[Found]:
        """The places whose names differ by a letter or two: for names that no key fits. Longer names may differ
        more.
        """
        key = fold(name)
        most = 0 if len(key) < 5 else 1 if len(key) < 8 else 2
        found: list[Found] = []
        if not most:
            return found
        bones = skeleton(key)
        for code in codes:
            for pack in self.packs(code):
                cached = self._near.get((str(pack.path), key))
                if cached is None:
                    if len(self._near) >= _KEPT:
                        self._near.clear()
                    close = []
                    for other in pack.with_skeleton(bones):
                        if distance_within(key, other, most) is not None:
                            close.append(other)
                    cached = self._near[str(pack.path), key] = tuple(sorted(close)[:8])
                for other in cached:
                    far = distance_within(key, other, most) or 0
                    for number in pack.numbers(other):
                        found.append(Found(pack.row(number), pack, 0.7 - 0.1 * far))
        return found

    def place(self, found: Found, *, score: float = 0.0, runner_up: str | None = None) -> Place:
        """The place of a candidate with what encloses it."""
        row = found.row
        names: list[str] = []
        ids: list[str] = []
        pack = found.pack
        number = row.county
        region = row.region
        if number is not None:
            area = pack.areas[number]
            names.append(area.name)
            ids.append(area.id)
            region = region if region is not None else area.within
        if region is not None and pack.areas[region].id not in ids:
            names.append(pack.areas[region].name)
            ids.append(pack.areas[region].id)
        country = self.countries.by_code.get(row.country)
        if country is not None and row.kind != "Country":
            names.append(country.name)
            ids.append(f"iso:{country.code}")
        return Place(
            row.id, row.name, row.kind, row.lat, row.lon,
            None if row.country == "ZZ" else row.country, tuple(names), tuple(ids),
            _WHERE_PREC.get(row.kind, 6), round(score, 3), runner_up,
            tuple(sorted({row.name, *pack.details(row.number).variants})),
            self.seat(row.id) if row.kind in ("Province", "District") else (),
        )  # fmt: skip

    @cached_property
    def _seats(self) -> str:
        return asset("data", "gazetteer", "seats.tsv").read_text(encoding="utf-8")

    def seat(self, place_id: str) -> tuple[str, ...]:
        """Names of the town that is the seat of a province or district; none where it is called like the area."""
        table = self._seats
        low, high = 0, len(table)
        while low < high:  # lines are sorted by id
            begin = table.rfind("\n", low, (low + high) // 2) + 1 or low
            end = table.find("\n", begin)
            area, _, names = table[begin:end].partition("\t")
            if area == place_id:
                return tuple(names.split("|"))
            low, high = (end + 1, high) if area < place_id else (low, begin)
        return ()

    def country(self, code: str) -> Place:
        """A country as a place."""
        c = self.countries.by_code[code]
        return Place(f"iso:{code}", c.name, "Country", c.lat, c.lon, code, where_prec=6, score=1.0)

    def _locate(self, place_id: str, country: str | None) -> tuple[Pack, int] | None:
        codes = [country] if country else [*sorted(self._open), *sorted(set(self.paths) - set(self._open))]
        for code in codes:
            for pack in self.packs(code):
                number = pack.number_of(place_id)
                if number is not None:
                    return pack, number
        return None

    def details(self, place_id: str, country: str | None = None) -> Details | None:
        """Spellings, names in other scripts and Wikidata id; ``None`` for a place no pack knows. Name the country:
        it is faster.
        """
        at = self._locate(place_id, country)
        return None if at is None else at[0].details(at[1])

    def exact_matches(self, place_id: str, country: str | None = None) -> tuple[str, ...]:
        """IRIs of the same place elsewhere: GeoNames, Who's On First, Wikidata (for ``skos:exactMatch``), sorted."""
        found = []
        source, _, number = place_id.partition(":")
        if source in _LINKED and number.isdigit():
            found.append(_LINKED[source].format(number))
        details = self.details(place_id, country)
        if details is not None and details.wikidata:
            found.append(f"http://www.wikidata.org/entity/{details.wikidata}")
        return tuple(sorted(found))

    def outline(self, place_id: str, country: str | None = None) -> Outline | None:
        """The polygons of a province or district, if known."""
        codes = [country] if country else sorted(self.paths)
        for code in codes:
            for pack in self.packs(code):
                found = pack.outline(place_id)
                if found is not None:
                    return found
        return None

    def polygon_of(self, place_id: str, country: str | None = None) -> str | None:
        """The outline as WKT (longitude first), if known."""
        found = self.outline(place_id, country)
        return None if found is None else found.wkt()

    @cached_property
    def zones(self) -> tuple[OwnZone, ...]:
        """The zones, corridors and front lines with an outline of the user's own tables, by id."""
        packaged = asset("data", "gazetteer")
        found = []
        for code, paths in self.paths.items():
            if all(packaged in path.parents for path in paths):
                continue
            for pack in self.packs(code):
                if packaged in pack.path.parents or not pack.info.outlines:
                    continue
                for row in pack.rows():
                    outline = pack.outline(row.id) if row.kind in ZONE_KINDS else None
                    if outline is not None:
                        details = pack.details(row.number)
                        found.append(OwnZone(row.id, row.name, row.kind, details.since, details.until, outline))
        return tuple(sorted(found, key=lambda z: (z.id, z.name)))

    def zones_at(self, lat: float, lon: float, when: When | None = None) -> tuple[OwnZone, ...]:
        """Those of the user's zones whose outline holds a point, as far as they were zones all the time told."""
        return tuple(z for z in self.zones if z.in_force(when) and z.outline.contains(lat, lon))

    def zones_around(self, place_id: str, country: str | None, when: When | None = None) -> tuple[OwnZone, ...]:
        """Those of the user's zones that a district or province with an outline lies in as a whole."""
        area = self.outline(place_id, country) if self.zones else None
        if area is None:
            return ()
        return tuple(z for z in self.zones if z.in_force(when) and lies_within(area, z.outline))

    def contains(self, place_id: str, lat: float, lon: float, country: str | None = None) -> bool | None:
        """Whether a point lies within an area's outline; ``None`` where no outline is known."""
        found = self.outline(place_id, country)
        return None if found is None else found.contains(lat, lon)


def _alike(a: str, b: str) -> bool:
    """Whether two names of one fold are near in letters too ("raqqa" and "rakka", not "miniyeh" and "maine")."""
    return distance_within(a, b, 2 if len(a) < 7 else 3 if len(a) < 11 else 4) is not None


@lru_cache(maxsize=1 << 15)
def _bare(low: str) -> str:
    """A name in small letters without marks, joints and Arabic articles."""
    words = plain(low).split(" ")
    return "".join(w for w in words if w not in ARTICLES) or "".join(words)


def own_folder() -> Path:
    """Where the user's own packs lie: ``KG_GAZETTEER``, else ``conflict-kg/gazetteer`` in the XDG data folder."""
    named = os.environ.get("KG_GAZETTEER")
    if named:
        return Path(named)
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "conflict-kg" / "gazetteer"


def pack_paths(folders: Iterable[Path]) -> dict[str, tuple[Path, ...]]:
    """Packs by country; a file is named for its country, what follows a dot or hyphen tells packs of one country
    apart.
    """
    found: dict[str, list[Path]] = {}
    for folder in folders:
        if folder.is_dir():
            for path in sorted(folder.glob("*.kgp")):
                found.setdefault(path.name.removesuffix(".kgp").split(".")[0].split("-")[0], []).append(path)
    return {code: tuple(paths) for code, paths in sorted(found.items())}


@lru_cache(maxsize=4)
def load_gazetteer(own: Path | None = None) -> Gazetteer:
    """The packaged packs and the user's own (in ``own``, else the usual folder)."""
    return Gazetteer(pack_paths((asset("data", "gazetteer") / "packs", own or own_folder())), load_countries())
