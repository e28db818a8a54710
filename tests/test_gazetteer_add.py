"""A user's own tables: what is read, what is left out and said so, nothing half-written, nothing twice."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kg.check import check as check_graph
from kg.dates import When
from kg.errors import InputError
from kg.extract.reading import Reader, read_article
from kg.gazetteer import Gazetteer, load_gazetteer
from kg.gazetteer.commands import Added, add_file
from kg.gazetteer.pack import open_pack
from kg.model import Article
from kg.pipeline import add_readings
from kg.store import memory_store
from kg.terms import object_of
from kg.vocabulary import C

SQUARE = [[[40.0, 10.0], [41.0, 10.0], [41.0, 11.0], [40.0, 11.0], [40.0, 10.0]]]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


def _add(path: Path, gazetteer: Gazetteer, country: str | None = None) -> Added:
    return add_file(path, folder=path.parent / "own", gazetteer=gazetteer, country=country)


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def _collection(*features: dict[str, Any], **more: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more})


def _feature(shape: str, coordinates: Any, **about: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": about, "geometry": {"type": shape, "coordinates": coordinates}}


def test_a_table_with_a_header(tmp_path: Path, gazetteer: Gazetteer) -> None:
    path = _written(
        tmp_path / "mine.csv",
        "Name,Latitude,Longitude,cc,type,pop,aliases,district,province\n"
        "Sandmark,10.5,40.5,ET,town,900,Sandmarq|Zandmark,Upland,\n"
        "Upland,10.6,40.6,ET,district,,,,\n",
    )
    added = _add(path, gazetteer)
    assert not added.problems
    ((target, info),) = added.packs
    assert (info.country, info.places, info.areas) == ("ET", 2, 1)
    pack = open_pack(target)
    row = pack.row(pack.numbers("zandmark")[0])
    assert (row.name, row.population, row.county is not None) == ("Sandmark", 900, True)


def test_the_same_file_again_changes_nothing(tmp_path: Path, gazetteer: Gazetteer) -> None:
    path = _written(tmp_path / "mine.tsv", "name\tlat\tlon\tcountry\nSandmark\t10.5\t40.5\tET\n")
    first = _add(path, gazetteer)
    before = {p.name: p.read_bytes() for p in (tmp_path / "own").iterdir()}
    again = _add(path, gazetteer)
    assert (first.unchanged, again.unchanged) == (False, True)
    assert before == {p.name: p.read_bytes() for p in (tmp_path / "own").iterdir()}


def test_added_places_are_found(tmp_path: Path, gazetteer: Gazetteer) -> None:
    path = _written(tmp_path / "mine.csv", "name,lat,lon,country\nQuillonbeck,35.5,36.5,SY\n")
    _add(path, gazetteer)
    mine = load_gazetteer(tmp_path / "own")
    (found,) = mine.find("Quillonbeck", ["SY"])
    assert mine.place(found).within == ("Syria",)
    assert not gazetteer.find("Quillonbeck", ["SY"])


def test_a_geonames_dump(tmp_path: Path, gazetteer: Gazetteer) -> None:
    fields = [
        "99",
        "Sandmark",
        "Sandmark",
        "Zandmark,Sandmarq",
        "10.5",
        "40.5",
        "P",
        "PPL",
        "ET",
        "",
        "",
        "",
        "",
        "",
        "900",
        "",
        "",
        "",
        "",
    ]
    broken = "\t".join(fields[:7])
    path = _written(tmp_path / "ET.txt", "\t".join(fields) + "\n" + broken + "\n")
    added = _add(path, gazetteer)
    ((target, info),) = added.packs
    assert info.places == 1
    assert open_pack(target).row(0).id == "gn:99"
    assert [(p.line, "19" in p.what) for p in added.problems] == [(2, True)]


def test_points_and_polygons(tmp_path: Path, gazetteer: Gazetteer) -> None:
    path = _written(
        tmp_path / "zones.geojson",
        _collection(
            _feature("Polygon", SQUARE, name="North zone", kind="DeEscalationZone", country="ET"),
            _feature("Point", [40.5, 10.5], name="Sandmark"),
        ),
    )
    added = _add(path, gazetteer)
    assert not added.problems
    ((target, info),) = added.packs
    assert (info.places, info.outlines) == (2, 1)
    pack = open_pack(target)
    (zone,) = [r for r in pack.rows() if r.kind == "DeEscalationZone"]
    outline = pack.outline(zone.id)
    assert outline is not None
    assert outline.contains(10.5, 40.5)
    mine = load_gazetteer(tmp_path / "own")
    assert [z.name for z in mine.zones_at(10.5, 40.5)] == ["North zone"]
    assert mine.zones_at(12, 40.5) == ()
    assert gazetteer.zones == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            _collection(_feature("Polygon", [[[40, 10], [41, 10], [41, 11], [40, 11]]], name="Open", country="ET")),
            "not closed",
        ),
        (_collection(_feature("Polygon", SQUARE, country="ET")), "no name"),
        (_collection(_feature("Point", [400000, 5000000], name="Metres", country="ET")), "no latitude"),
        (
            _collection(
                _feature("Polygon", [[[4e5, 5e6], [5e5, 5e6], [5e5, 6e6], [4e5, 5e6]]], name="M", country="ET")
            ),
            "another system",
        ),
        (_collection(_feature("LineString", [[1, 2], [3, 4]], name="Line", country="ET")), "neither point nor polygon"),
        (_collection({"type": "Feature", "properties": {}, "geometry": None}), "no GeoJSON feature"),
    ],
)
def test_features_that_are_left_out(tmp_path: Path, gazetteer: Gazetteer, text: str, said: str) -> None:
    good = _feature("Point", [40.5, 10.5], name="Sandmark", country="ET")
    data = json.loads(text)
    data["features"].append(good)
    added = _add(_written(tmp_path / "some.geojson", json.dumps(data)), gazetteer)
    assert said in str(added.problems[0])
    assert "some.geojson feature 1" in str(added.problems[0])
    assert added.packs[0][1].places == 1
    with pytest.raises(InputError, match="no place"):
        _add(_written(tmp_path / "none.geojson", text), gazetteer)
    assert not list((tmp_path / "own").glob("*none*"))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Sandmark,,40.5,ET", "no coordinates"),
        ("Sandmark,140.5,10.5,ET", "seem exchanged"),
        ("Sandmark,north,40.5,ET", "no latitude and longitude"),
        ("Sandmark,nan,40.5,ET", "no latitude and longitude"),
        ("Sandmark,1e999,40.5,ET", "no latitude and longitude"),
        (",10.5,40.5,ET", "no name"),
        ("Sandmark,10.5,40.5,Ethiopia", "no ISO code"),
    ],
)
def test_rows_that_are_left_out(tmp_path: Path, gazetteer: Gazetteer, row: str, said: str) -> None:
    path = _written(tmp_path / "mine.csv", f"name,lat,lon,country\nGood,10.5,40.5,ET\n{row}\n")
    added = _add(path, gazetteer)
    assert added.packs[0][1].places == 1
    (problem,) = added.problems
    assert said in problem.what
    assert str(problem).startswith("mine.csv line 3: ")


def test_names_with_tabs_and_line_breaks(tmp_path: Path, gazetteer: Gazetteer) -> None:
    path = _written(
        tmp_path / "mine.csv", 'name,lat,lon,country,variants\n"Sand\n\tmark\x07",10.5,40.5,ET,"Zand\tmark|B"\n'
    )
    ((target, _),) = _add(path, gazetteer).packs
    pack = open_pack(target)
    assert pack.row(0).name == "Sand mark"
    assert pack.details(0).variants == ("Zand mark", "B")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"name,place\nx,y\n", "no column for lat, lon"),
        ("a.csv", b"", "header"),
        ("a.csv", b"name,lat,lon\n", "no place that can be used"),
        ("a.csv", b"n\xff\xfeame,lat\n", "no UTF-8"),
        ("a.geojson", b"{", "line 1: no JSON"),
        ("a.geojson", b"[1, 2]", "an object"),
        ("a.geojson", b'{"type": "FeatureCollection"}', "no list"),
        ("a.geojson", b'{"features": ' + b"[" * 100_000, "no JSON"),
        ("a.geojson", b'{"type": "FeatureCollection",\n"features": [\n{"type": "Feature"}\n', "line 4: no JSON"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": [{"a": 1} {"b": 2}]}', "no JSON"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": []} more', "no JSON"),
        ("a.geojson.gz", b"not gzip", "cannot be read"),
        ("a.xlsx", b"PK", "ends in .csv"),
        ("a.kgp", b"KGPACK1\nrest", "broken"),
        ("a.kgp", b"", "cannot be read"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, gazetteer: Gazetteer, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=said):
        _add(path, gazetteer)
    assert not (tmp_path / "own").exists()


def test_another_coordinate_system_is_refused(tmp_path: Path, gazetteer: Gazetteer) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32637"}}
    text = _collection(_feature("Point", [40.5, 10.5], name="Sandmark", country="ET"), crs=crs)
    with pytest.raises(InputError, match="another system"):
        _add(_written(tmp_path / "a.geojson", text), gazetteer)


def test_no_such_file(tmp_path: Path, gazetteer: Gazetteer) -> None:
    with pytest.raises(InputError, match="does not exist"):
        _add(tmp_path / "nothing.csv", gazetteer)


def test_packed_tables_and_packs(tmp_path: Path, gazetteer: Gazetteer) -> None:
    path = tmp_path / "mine.csv.gz"
    path.write_bytes(gzip.compress(b"name,lat,lon,country\nSandmark,10.5,40.5,ET\n"))
    ((target, info),) = _add(path, gazetteer).packs
    other = tmp_path / "other" / target.name
    other.parent.mkdir()
    other.write_bytes(target.read_bytes())
    added = add_file(other, folder=tmp_path / "elsewhere", gazetteer=gazetteer)
    assert added.packs[0][1] == info
    assert add_file(other, folder=tmp_path / "elsewhere", gazetteer=gazetteer).unchanged


def test_the_country_is_that_of_the_nearest_town(tmp_path: Path, gazetteer: Gazetteer) -> None:
    path = _written(tmp_path / "mine.csv", "name,lat,lon\nSandmark,35.93,36.63\n")
    assert _add(path, gazetteer).packs[0][1].country == "SY"
    assert _add(path, gazetteer, country="ET").packs[0][1].country == "ET"


def _zone(name: str, **about: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"name": name, **about}, "geometry": None}


def test_a_zone_is_made_of_districts(tmp_path: Path, gazetteer: Gazetteer) -> None:
    text = _collection(
        _zone("Upland buffer zone", kind="BufferZone", country="SY", districts=["Manbij", "Afrin"], since="2018-09-17"),
        _zone("Lost zone", kind="Zone", country="SY", districts=["Quillonbeck"]),
        _zone("Landless zone", kind="Zone", districts=["Manbij"]),
    )
    added = _add(_written(tmp_path / "zones.geojson", text), gazetteer)
    assert [p.line for p in added.problems] == [2, 3]
    assert str(added.problems[0]).startswith(
        "zones.geojson feature 2: 'Lost zone': no district or province 'Quillonbeck'"
    )
    assert "no country told" in added.problems[1].what
    mine = load_gazetteer(tmp_path / "own")
    (zone,) = mine.zones
    assert (zone.name, zone.kind, zone.since, zone.until) == ("Upland buffer zone", "BufferZone", "2018-09-17", "")
    assert zone.outline.contains(36.53, 37.95)
    assert zone.outline.contains(36.51, 36.87)
    assert not zone.outline.contains(33.5, 36.3)


def test_a_table_names_zones_by_their_districts(tmp_path: Path, gazetteer: Gazetteer) -> None:
    text = "name,kind,country,districts,from,to\nUpland zone,buffer zone,SY,Manbij|Afrin,2018-09,2019\n"
    assert not _add(_written(tmp_path / "zones.csv", text), gazetteer).problems
    (zone,) = load_gazetteer(tmp_path / "own").zones
    assert (zone.since, zone.until) == ("2018-09", "2019")


@pytest.mark.parametrize(
    ("when", "inside"),
    [
        (When.day(date(2018, 9, 16)), False),
        (When.day(date(2018, 9, 17)), True),
        (When.month(2018, 9), False),
        (When.day(date(2019, 12, 31)), True),
        (When.day(date(2020, 1, 1)), False),
        (When.year(2019), True),
        (None, False),
    ],
)
def test_a_zone_holds_from_its_first_day_to_its_last(
    tmp_path: Path, gazetteer: Gazetteer, when: When | None, inside: bool
) -> None:
    zone = _feature("Polygon", SQUARE, name="Z", kind="SafeZone", country="ET", **{"from": "2018-09-17", "to": "2019"})
    _add(_written(tmp_path / "zones.geojson", _collection(zone)), gazetteer)
    mine = load_gazetteer(tmp_path / "own")
    assert [z.name for z in mine.zones_at(10.5, 40.5, when)] == (["Z"] if inside else [])


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({"since": "spring"}, "no dates as 2020-03-05"),
        ({"until": "2020-13-01"}, "no dates as 2020-03-05"),
        ({"since": "2020-05-01", "until": "2020-04"}, "before it begins"),
    ],
)
def test_zones_with_wrong_dates_are_left_out(
    tmp_path: Path, gazetteer: Gazetteer, about: dict[str, str], said: str
) -> None:
    bad = _feature("Polygon", SQUARE, name="Z", kind="SafeZone", country="ET", **about)
    good = _feature("Polygon", SQUARE, name="Y", kind="SafeZone", country="ET")
    added = _add(_written(tmp_path / "zones.geojson", _collection(bad, good)), gazetteer)
    assert said in added.problems[0].what
    assert [z.name for z in load_gazetteer(tmp_path / "own").zones] == ["Y"]


def test_a_happening_lies_in_a_zone_of_ones_own(tmp_path: Path, gazetteer: Gazetteer, reader: Reader) -> None:
    around = [[[37.5, 36.3], [38.2, 36.3], [38.2, 36.8], [37.5, 36.8], [37.5, 36.3]]]
    zone = _feature("Polygon", around, name="River safe zone", kind="SafeZone", country="SY", since="2019-10-09")
    _add(_written(tmp_path / "zones.geojson", _collection(zone)), gazetteer)
    mine = replace(reader, gazetteer=load_gazetteer(tmp_path / "own"))
    text = (
        "Gunmen attacked a checkpoint in Manbij, Syria, on {} 2019. A bomb killed two people in Homs on the same day."
    )
    before, after = (
        read_article(Article(id=f"a{m}", text=text.format(m), published=date(2019, 12, 1)), mine)
        for m in ("5 March", "5 November")
    )
    assert not any(r.zones for r in before.reports)
    assert [[(z.name, z.by_outline) for z in r.zones] for r in after.reports] == [[("River safe zone", True)], []]
    store = memory_store()
    add_readings([before, after], store)
    inside = list(store.match(None, C.insideZone, None, C.conclusions))
    placements = [q for q in store.match(None, C.rule, None, C.conclusions) if object_of(q) == "within-outline"]
    assert (len(inside), len(placements)) == (1, 1)
    assert not list(store.match(None, C.inZone, None, None))
    assert not check_graph(store)
    once = {str(q) for q in store.match()}
    add_readings([after], store)
    assert {str(q) for q in store.match()} == once


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Gunmen attacked a checkpoint 30 km north of Homs, Syria, on 5 November 2019.", ["Upper zone"]),
        ("Gunmen attacked a checkpoint 30 km south of Homs, Syria, on 5 November 2019.", []),
        ("Gunmen attacked a checkpoint near Homs, Syria, on 5 November 2019.", []),
        ("Gunmen attacked a checkpoint in Manbij district, Syria, on 5 November 2019.", ["River zone"]),
        ("Gunmen attacked a checkpoint in Aleppo province, Syria, on 5 November 2019.", []),
    ],
)
def test_points_and_districts_lie_in_zones_of_ones_own(
    tmp_path: Path, gazetteer: Gazetteer, reader: Reader, text: str, wanted: list[str]
) -> None:
    around = [[[36.5, 34.9], [37.0, 34.9], [37.0, 35.2], [36.5, 35.2], [36.5, 34.9]]]
    features = (
        _feature("Polygon", around, name="Upper zone", kind="Zone", country="SY"),
        {"type": "Feature", "geometry": None,
         "properties": {"name": "River zone", "kind": "Zone", "country": "SY", "parts": ["Manbij"]}},
    )  # fmt: skip
    assert not _add(_written(tmp_path / "zones.geojson", _collection(*features)), gazetteer).problems
    mine = replace(reader, gazetteer=load_gazetteer(tmp_path / "own"))
    reading = read_article(Article(id="a", text=text, published=date(2019, 12, 1)), mine)
    assert [z.name for r in reading.reports for z in r.zones] == wanted


def test_more_rows_than_are_read(tmp_path: Path, gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.gazetteer.sources._MOST_ROWS", 50)
    rows = "".join(f"Place {i},10.5,{40 + i / 1000},ET\n" for i in range(90))
    added = _add(_written(tmp_path / "many.csv", "name,lat,lon,country\n" + rows), gazetteer)
    (problem,) = added.problems
    assert (problem.line, added.packs[0][1].places) == (51, 49)


def test_problems_are_counted_and_the_first_kept(
    tmp_path: Path, gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.gazetteer.sources._MOST_TOLD", 3)
    rows = "Axum,14.12,38.72,ET\n" + "".join(f"Place {i},,,ET\n" for i in range(9))
    added = _add(_written(tmp_path / "bad.csv", "name,lat,lon,country\n" + rows), gazetteer)
    assert (len(added.problems), added.left_out, added.packs[0][1].places) == (3, 9, 1)


def test_a_long_file_of_features_is_read_in_a_stream(
    tmp_path: Path, gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.gazetteer.sources._CHUNK", 7)  # features, names and numbers are cut everywhere
    points = [
        {"type": "Feature", "properties": {"name": f"Höhe {i}", "country": "ET"},
         "geometry": {"type": "Point", "coordinates": [40 + i / 7, 10.25]}}
        for i in range(40)
    ]  # fmt: skip
    whole = json.dumps({"features": points, "crs": None, "type": "FeatureCollection"}, ensure_ascii=False, indent=1)
    added = _add(_written(tmp_path / "many.geojson", whole), gazetteer)
    assert added.packs[0][1].places == 40
    rows = {r.name: (r.lat, r.lon) for r in open_pack(added.packs[0][0]).rows()}
    assert rows == {f"Höhe {i}": (10.25, round(40 + i / 7, 4)) for i in range(40)}


def test_a_feature_beyond_all_measure_is_refused(
    tmp_path: Path, gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.gazetteer.sources._MOST_FEATURE", 1_000)
    monkeypatch.setattr("kg.gazetteer.sources._CHUNK", 100)
    text = '{"type": "FeatureCollection",\n "features": [{"a": "' + "x" * 5_000
    with pytest.raises(InputError, match=r"huge\.geojson line 2: a feature of more than"):
        _add(_written(tmp_path / "huge.geojson", text), gazetteer)


def test_names_of_areas_are_linked_whatever_the_order(tmp_path: Path, gazetteer: Gazetteer) -> None:
    rows = [
        "Keren Town,15.78,38.45,ER,village,Anseba Zoba,",
        "Anseba Zoba,15.9,38.4,ER,district,,Upper Land",
        "Upper Land,15.5,38.6,ER,province,,",
    ]
    first = _add(_written(tmp_path / "a.csv", "name,lat,lon,country,kind,county,region\n" + "\n".join(rows)), gazetteer)
    ((path, _),) = first.packs
    pack = open_pack(path)
    town = next(r for r in pack.rows() if r.name == "Keren Town")
    assert town.county is not None
    district = pack.areas[town.county]
    assert district.name == "Anseba Zoba"
    assert district.within is not None
    assert pack.areas[district.within].name == "Upper Land"
    before = path.read_bytes()
    path.unlink()
    _add(_written(tmp_path / "a.csv", "name,lat,lon,country,kind,county,region\n" + "\n".join(rows[::-1])), gazetteer)
    assert path.read_bytes() == before


def test_many_rows(tmp_path: Path, gazetteer: Gazetteer) -> None:
    rows = "".join(f"Place {i},{10 + i % 100 / 100},{40 + i % 77 / 100},ET\n" for i in range(20_000))
    path = _written(tmp_path / "many.csv", "name,lat,lon,country\n" + rows)
    assert _add(path, gazetteer).packs[0][1].places == 20_000
