"""Toponyms read in sentences, and the places of a happening with their roles: tables of cases, and odd text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from kg.extract.event_place import event_places, inherited_places
from kg.extract.parse import Parsed, parse
from kg.extract.places import find_places
from kg.extract.story_place import country_of_story
from kg.gazetteer import load_gazetteer
from kg.lexicon import load_lexicon
from kg.model import Article
from tests.tables import cases


def _read(text: str, nlp: Language) -> Parsed:
    return parse(Article("t", text), nlp)


@pytest.mark.parametrize(("text", "wanted"), [(*r, "")[:2] for r in cases("places.tsv")])
def test_toponyms_of_a_sentence(text: str, wanted: str, nlp: Language) -> None:
    parsed = _read(text, nlp)
    found = find_places(parsed, load_gazetteer(), load_lexicon())
    told = [part.split(" > ") for part in wanted.split(" ; ")] if wanted else []
    assert [m.span.of(text) for m in found] == [name for name, _ in told]
    for mention, (_, marks) in zip(found, told, strict=True):
        place = mention.place
        for mark in marks.split():
            if mark == "?":
                assert place.id.startswith("name:")
                assert place.lat is None
            else:
                assert mark in (place.kind, place.country), place


@pytest.mark.parametrize(("trigger", "wanted", "text"), cases("event_places.tsv"))
def test_places_of_a_happening(trigger: str, wanted: str, text: str, nlp: Language) -> None:
    parsed = _read(text, nlp)
    places = find_places(parsed, load_gazetteer(), load_lexicon())
    at = next(t.i for t in parsed.tokens if t.text == trigger)
    found = [f"{r.role} {r.mention.of(text)}" for r in event_places(parsed, places, at)]
    told = wanted.split(" ; ") if wanted else []
    assert found[: len(told)] == told
    assert all(f.startswith("in ") for f in found[len(told) :])


def test_brackets_tell_namesakes_apart(nlp: Language) -> None:
    text = "Soldiers fired on a post near Stony Hills (Tartar Region) and on one near Stony Hills (Gadabay Region)."
    places = find_places(_read(text, nlp), load_gazetteer(), load_lexicon())
    hills = [p.place for p in places if p.place.kind == "NaturalFeature"]
    assert [p.name for p in hills] == ["Stony Hills (Tartar Region)", "Stony Hills (Gadabay Region)"]
    assert hills[0].id != hills[1].id


def test_where_a_group_is_outlawed_is_no_scene(nlp: Language) -> None:
    parsed = _read("Gunmen of the Dawn Front, a group outlawed in Norway, raided a police station in Kano.", nlp)
    places = find_places(parsed, load_gazetteer(), load_lexicon())
    at = next(t.i for t in parsed.tokens if t.text == "raided")
    assert [r.place.name for r in event_places(parsed, places, at)] == ["Kano"]


def test_a_sentence_without_a_place_has_that_of_the_one_before(nlp: Language) -> None:
    text = "Rebels shelled the town of Manbij in Syria. Four people were killed."
    parsed = _read(text, nlp)
    places = find_places(parsed, load_gazetteer(), load_lexicon())
    at = next(t.i for t in parsed.tokens if t.text == "killed")
    assert event_places(parsed, places, at) == ()
    assert [r.place.name for r in inherited_places(parsed, places, at, country_of_story(parsed, places))] == ["Manbij"]


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ("Later gunmen set fire to a bus in the same area.", ["Kunduz"]),
        ("Later gunmen set fire to a bus.", ["Afghanistan"]),
    ],
)
def test_an_act_takes_the_place_of_an_earlier_paragraph_only_where_it_points_back(
    told: str, wanted: list[str], nlp: Language
) -> None:
    lead = "Afghanistan had another day of violence."
    before = "Rebels fired at a police post in Kunduz on Monday.\n\nThe governor called for calm."
    parsed = _read(f"{lead}\n\n{before}\n\n{told}", nlp)
    places = find_places(parsed, load_gazetteer(), load_lexicon())
    at = next(t.i for t in parsed.tokens if t.text == "set")
    assert [r.place.name for r in inherited_places(parsed, places, at, country_of_story(parsed, places))] == wanted


def test_an_act_takes_the_place_of_the_lead_paragraphs_later(nlp: Language) -> None:
    lead = "Rebels fired at a police post in Kunduz on Monday.\n\nThe governor of the province called for calm."
    parsed = _read(f"{lead}\n\nLater gunmen set fire to a bus.", nlp)
    places = find_places(parsed, load_gazetteer(), load_lexicon())
    at = next(t.i for t in parsed.tokens if t.text == "set")
    assert [r.place.name for r in inherited_places(parsed, places, at, country_of_story(parsed, places))] == ["Kunduz"]


def test_relations_are_kept(nlp: Language) -> None:
    text = "A convoy was hit 10 km south of Kunduz in Afghanistan."
    parsed = _read(text, nlp)
    places = find_places(parsed, load_gazetteer(), load_lexicon())
    assert next((m.span.of(text), m.relation) for m in places) == ("Kunduz", "10 km south of")
    at = next(t.i for t in parsed.tokens if t.text == "hit")
    role = event_places(parsed, places, at)[0]
    assert (role.relation, role.place.where_prec) == ("10 km south of", 2)


def test_an_unknown_place_keeps_its_name_and_country(nlp: Language) -> None:
    parsed = _read("Syrian troops shelled the village of Quarnabeh.", nlp)
    (mention,) = find_places(parsed, load_gazetteer(), load_lexicon())
    assert (mention.place.name, mention.place.country, mention.place.within) == ("Quarnabeh", "SY", ("Syria",))
    again = find_places(_read("Quarnabeh village in Syria was quiet.", nlp), load_gazetteer(), load_lexicon())
    assert again[0].place.id == mention.place.id


def test_an_article_that_names_no_country_opens_no_pack(nlp: Language) -> None:
    from kg.gazetteer.countries import load_countries
    from kg.gazetteer.gazetteer import Gazetteer

    gazetteer = Gazetteer(load_gazetteer().paths, load_countries())
    parsed = _read("The committee met on Tuesday and adjourned without a vote.", nlp)
    assert find_places(parsed, gazetteer, load_lexicon()) == ()
    assert set(gazetteer._open) <= {"world"}


_WORDS = st.sampled_from(
    "in near of the , . ( ) - Al El Aleppo Homs Syria Ibn Wadi village province and from X Ã 中 \ud83d\ude00 ' 's "
    "US".split()
)


@given(st.lists(_WORDS, max_size=25).map(" ".join))
@settings(max_examples=60)
def test_any_string_of_words_is_read(nlp: Language, text: str) -> None:
    parsed = _read(text, nlp)
    places = find_places(parsed, load_gazetteer(), load_lexicon())
    begin = -1
    for mention in places:
        assert begin < mention.span.begin < mention.span.end <= len(text)
        assert mention.first <= mention.head < mention.last
        begin = mention.span.begin
    for token in parsed.tokens:
        for role in event_places(parsed, places, token.i):
            assert role.role in ("in", "from", "to", "direction")
        inherited_places(parsed, places, token.i, country_of_story(parsed, places))
