"""Parts of towns are places of their own and are known by their towns' names too."""

from __future__ import annotations

import pytest

from kg.extract.reading import Reader, read_article
from kg.gazetteer import load_gazetteer
from kg.model import Article
from tests.tables import cases


@pytest.mark.parametrize(("wanted", "text"), cases("town_parts.tsv"))
def test_a_part_is_known_by_the_name_of_its_town(wanted: str, text: str, reader: Reader) -> None:
    places = [m.place for m in read_article(Article("t", text), reader).mentions if m.place is not None]
    shown = [alias for p in places for alias in p.aliases if alias.endswith(f"-{p.name}")]
    assert ", ".join(dict.fromkeys(shown)) == wanted


def test_a_place_is_known_by_the_spellings_of_the_table() -> None:
    gazetteer = load_gazetteer()
    place = gazetteer.place(next(f for f in gazetteer.find("Kyiv", ["UA"]) if f.row.kind == "City"))
    assert {"Kyiv", "Kiev"} <= {place.name, *place.aliases}
    assert list(place.aliases) == sorted(set(place.aliases))
