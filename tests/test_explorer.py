"""The pages to explore, without a browser: what they ask, how they say it, and that no text becomes markup."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.asking import select
from kg.canned import Question, find_question, load_questions
from kg.errors import QueryError
from kg.names import answer
from kg.results import Answer, Term
from kg.serve.explorer import content_security_policy, data, shapes, views
from kg.serve.explorer.data import Choices, EventRow
from kg.serve.explorer.filters import Filters
from kg.serve.explorer.highlight import Mark, excerpts, marked
from kg.serve.explorer.markup import Html, join, tag
from kg.serve.explorer.site import Site, map_events, map_zones
from kg.serve.explorer.timeline import arrange
from kg.serve.explorer.words import Types, count, how_many, spelled, thing_path, when
from kg.serve.library import Found, Library
from kg.serve.settings import Settings
from kg.store import GraphStore, open_for_reading

BASE = "https://w3id.org/conflict-kg/"
TYPES = Types(
    {"Raid": "raid", "Capture": "capture"},
    {"Raid": ("Attack",), "Attack": ("Event",), "Capture": ("TerritorialChange",)},
)


def event(
    number: int, earliest: str | None, latest: str | None, *, label: str = "Raid", type_: str = "Raid"
) -> EventRow:
    return EventRow(
        f"{BASE}event/{number}", label, type_, earliest, latest, "day", "Velna", None, 1, None, None, None, None, None, 1, True, "A raid."
    )  # fmt: skip


class Direct(Library):
    """A library that answers by itself, without workers: what they are for is tested elsewhere."""

    def __init__(self, store: GraphStore, folder: Path) -> None:
        super().__init__(Settings(folder=folder))
        self.store = store

    async def select(self, query: str, *, rows: int | None = None) -> Answer:
        return select(self.store, query)

    async def question(
        self, name: str, values: Mapping[str, str], *, rows: int | None = None, offset: int = 0
    ) -> Found:
        found, bound = answer(find_question(name), values, lambda text: select(self.store, text))
        return Found(found, bound.text, bound.unknown)


@pytest.fixture(scope="module")
def library(sample_store: Path) -> Iterator[Library]:
    store = open_for_reading(sample_store)
    yield Direct(store, sample_store)
    store.close()


@pytest.fixture(scope="module")
def site(library: Library) -> Site:
    return Site(library, BASE)


# markup


@given(st.text(), st.text())
def test_words_never_become_markup(words: str, value: str) -> None:
    made = tag("p", words, title=value).text
    assert re.fullmatch(r'<p title="[^"<>]*">[^<>]*</p>', made)


def test_pieces_are_joined_once_escaped() -> None:
    assert join("a & b", None, tag("br"), Html("<i>x</i>")).text == "a &amp; b<br><i>x</i>"
    assert tag("input", type_="checkbox", checked=True, required=False, aria_label="a").text == (
        '<input type="checkbox" checked aria-label="a">'
    )


def test_hostile_labels_stand_as_text(site: Site) -> None:
    hostile = '<script>alert(1)</script><img src=x onerror="alert(2)">'
    made = views.event_list(site, TYPES, [event(1, "2020-01-01", "2020-01-01", label=hostile)]).text
    assert "<script" not in made
    assert "<img" not in made
    assert "&lt;script&gt;alert(1)" in made


def test_answers_are_shown_as_text(site: Site) -> None:
    rows = Answer(
        ("event", "label", "killed", "earliest", "certainty"),
        (
            (
                Term("uri", f"{BASE}event/1"),
                Term("literal", "<b>Raid</b>"),
                Term("literal", "1200", "http://www.w3.org/2001/XMLSchema#integer"),
                Term("literal", "2020-01-22", "http://www.w3.org/2001/XMLSchema#date"),
                Term("literal", "possible"),
            ),
            (Term("uri", "javascript:alert(1)"), Term("literal", "x"), None, None, None),
        ),
    )
    made = views.result_table(site, rows).text
    assert '<a href="/explore/event/1">&lt;b&gt;Raid&lt;/b&gt;</a>' in made
    assert "1,200" in made
    assert "22 January 2020" in made
    assert 'class="pill possible"' in made
    assert 'href="javascript' not in made


# texts with marks


def plain(html: Html) -> str:
    import html as library

    return library.unescape(re.sub(r"<[^>]*>", "", html.text))


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(0, 4)), max_size=12)


@given(st.text(max_size=50), SPANS)
def test_marked_text_is_the_text(text: str, spans: list[tuple[int, int, int]]) -> None:
    marks = [Mark(a, b, "who", "note", rank) for a, b, rank in spans]
    assert plain(marked(text, marks)) == text


def test_the_highest_mark_gives_the_look() -> None:
    text = "Rebels killed 3 soldiers."
    made = marked(
        text, [Mark(0, 25, "said", "", 0), Mark(14, 24, "harm", "3 killed", 4), Mark(16, 24, "who", "victims", 3)]
    ).text
    assert 'm-top-harm m-said m-harm m-first" title="3 killed">3 </mark>' in made
    assert 'm-top-harm m-said m-harm m-who" title="3 killed; victims">soldiers</mark>' in made


def test_excerpts_are_paragraphs() -> None:
    text = "One.\n\nTwo here. And more.\n\nThree.\n\nFour."
    at = text.index("Two")
    assert [text[a:b] for a, b in excerpts(text, [(at, at + 3), (at + 4, at + 9)])] == ["Two here. And more."]
    assert [text[a:b] for a, b in excerpts(text, [(0, 3), (len(text) - 2, len(text))])] == ["One.", "Four."]
    assert excerpts(text, [(5, 500), (-3, 2)]) == []


def test_an_endless_paragraph_is_cut() -> None:
    text = "word " * 20_000
    ((a, b),) = excerpts(text, [(50_000, 50_010)])
    assert a <= 50_000
    assert b >= 50_010
    assert b - a < 2_000


# filters


def test_filters_stand_in_the_address() -> None:
    said = {
        "type": "Attack",
        "place": "Aleppo  city",
        "from": "2020-01-01",
        "until": "",
        "certainty": "certain",
        "x": "y",
    }
    filters = Filters.of(said)
    assert filters.address() == "type=Attack&place=Aleppo+city&from=2020-01-01&certainty=certain"
    assert filters.values() == {"type": "Attack", "place": "Aleppo city", "from": "2020-01-01"}
    assert filters
    assert not Filters.of({})


@given(st.dictionaries(st.sampled_from(["type", "actor", "place", "source", "from", "until", "certainty"]), st.text()))
def test_an_address_gives_the_same_filters(said: Mapping[str, str]) -> None:
    from urllib.parse import parse_qsl

    filters = Filters.of(said)
    assert Filters.of(dict(parse_qsl(filters.address()))) == filters


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("yesterday", "", "not a day"),
        ("2020-02-01", "2020-01-01", "ends"),
        ("2020-01-01", "2020-02-01", None),
        ("", "", None),
    ],
)
def test_a_period_that_cannot_be_meant(start: str, end: str, words: str | None) -> None:
    problem = Filters(start=start, end=end).problem()
    assert problem is None if words is None else problem is not None and words in problem


# words


@pytest.mark.parametrize(
    ("earliest", "latest", "precision", "words"),
    [
        ("2020-01-22", "2020-01-22", "day", "22 January 2020"),
        ("2020-01-16", "2020-01-26", "day", "16 – 26 January 2020"),
        ("2020-01-30", "2020-02-02", "day", "30 January – 2 February 2020"),
        ("2016-12-01", "2016-12-31", "month", "December 2016"),
        ("2016-01-01", "2016-12-31", "year", "In 2016"),
        ("2019-12-30", "2020-01-02", "day", "30 December 2019 – 2 January 2020"),
        ("2020-01-09", None, "day", "Since 9 January 2020"),
        (None, "2020-01-09", "day", "Until 9 January 2020"),
        (None, None, "unknown", "No date told"),
    ],
)
def test_times_in_words(earliest: str | None, latest: str | None, precision: str, words: str) -> None:
    assert when(earliest, latest, precision) == words


def test_numbers_in_words() -> None:
    assert count(200, None, 200, "upTo") == "up to 200"
    assert count(None, 30, 40, "range") == "between 30 and 40"
    assert count(None, None, None, None) == ""
    assert how_many(31, 40, 46) == "31 to 46"
    assert how_many(3, 3, None) == "at least 3"
    assert how_many(None, None, None) == "unknown"


def test_terms_in_words() -> None:
    assert [spelled(w) for w in ("ArmedGroup", "placeLabel", "IEDAttack", "killed")] == [
        "armed group",
        "place",
        "IED attack",
        "killed",
    ]
    assert TYPES.label("Raid") == "Raid"
    assert [TYPES.family(t).key for t in ("Raid", "Capture", "Unheard")] == ["attack", "control", "other"]


@pytest.mark.parametrize(
    ("iri", "path"),
    [
        (f"{BASE}event/12", "event/12"),
        (f"{BASE}zone/a%20zone", "zone/a%2520zone"),
        (f"{BASE}doc/x%2Fy", "article/x%252Fy"),
        (f"{BASE}fact/12", None),
        ("https://example.org/event/1", None),
    ],
)
def test_things_have_pages(iri: str, path: str | None) -> None:
    assert thing_path(BASE, iri) == path


@pytest.mark.parametrize("key", ["", 'a"b', "a b", "a>b", "a{b}", "\ud800", "x" * 3000])
def test_keys_that_can_be_no_iri(site: Site, key: str) -> None:
    assert site.iri("event", key) is None


# time


def test_bars_never_hide_each_other() -> None:
    events = [event(i, f"2020-01-{1 + i % 9:02}", f"2020-01-{1 + i % 9 + i % 3:02}") for i in range(14)]
    line = arrange([*events, event(90, None, None), event(91, "2020-01-03", None)])
    assert line.undated == 1
    assert len(line.bars) == 15
    rows: dict[int, list[tuple[object, object]]] = {}
    for bar in line.bars:
        for a, b in rows.setdefault(bar.row, []):
            assert bar.start > b or bar.end < a  # type: ignore[operator] # days
        rows[bar.row].append((bar.start, bar.end))
    assert [b.event.iri for b in line.bars if b.open_end] == [f"{BASE}event/91"]


def test_one_far_event_does_not_squeeze_the_others() -> None:
    line = arrange(
        [event(0, "1991-01-01", "1991-01-01"), *(event(i, f"2020-01-{i:02}", f"2020-01-{i:02}") for i in range(1, 21))]
    )
    assert line.first is not None
    assert line.first.year >= 2019
    assert line.outside >= 1


def test_very_many_events_are_counted() -> None:
    line = arrange([event(i, f"2020-01-{1 + i % 4:02}", f"2020-01-{1 + i % 4:02}") for i in range(200)])
    assert [(str(day), len(events)) for day, events in line.periods] == [(f"2020-01-0{i}", 50) for i in range(1, 5)]


@pytest.mark.parametrize("days", [("0001-01-01", "9999-12-31"), ("9999-12-31", None), (None, "0001-01-01")])
def test_the_ends_of_the_calendar(days: tuple[str | None, str | None]) -> None:
    assert len(arrange([event(1, *days), event(2, "2020-01-01", "2020-01-01")]).bars) == 2


# outlines


def test_the_base_map_of_a_country() -> None:
    known = shapes.base_map("SY")
    assert known is not None
    features = json.loads(known)["features"]
    names = {f["properties"]["name"] for f in features if f["geometry"]["type"] == "MultiPolygon"}
    assert {"Idlib", "Aleppo", "Hama"} <= names
    towns = [f["properties"] for f in features if f["geometry"]["type"] == "Point"]
    assert towns[0]["name"] == "Aleppo"
    for f in features:
        if f["geometry"]["type"] == "MultiPolygon":
            assert all(ring[0] == ring[-1] for polygon in f["geometry"]["coordinates"] for ring in polygon)
    west, south, east, north = json.loads(shapes.countries())["SY"]
    assert 35 < west < 36.5 < 41 < east < 43
    assert 32 < south < 33 < 37 < north < 38


@pytest.mark.parametrize("code", ["", "XX", "../SY", "sy", "SY/../SY"])
def test_no_outline_is_none(code: str) -> None:
    assert shapes.base_map(code) is None
    assert shapes.area(code, "gn:169387") is None
    assert shapes.centre(code, "gn:169387") is None


def test_the_middle_of_a_province_lies_in_it() -> None:
    middle = shapes.centre("SY", "gn:169387")
    assert middle is not None
    from kg.gazetteer import load_gazetteer

    assert load_gazetteer().contains("gn:169387", *middle, "SY")
    assert shapes.area("SY", "gn:169387") is not None
    assert shapes.area("SY", "gn:1") is None


# the sample


def test_the_overview_of_the_sample(library: Library, site: Site) -> None:
    async def ask() -> None:
        everything = await data.overview(library, Filters())
        offered = await data.choices(library)
        types = await data.types(library)
        assert everything.total == offered.events > 10
        shown = map_events(site, types, everything)
        assert {e.shape for e in shown} >= {"point", "area"}
        by_id = {e.id: e for e in shown}
        for e in everything.events:
            if e.iri in by_id and (e.place_precision or 6) > 1:
                assert by_id[e.iri].shape != "point", "an area must not be drawn as a point"
        (zone,) = map_zones(site, everything)
        assert zone["label"] == "Idlib de-escalation zone"
        attacks = await data.overview(library, Filters(type="Attack", place="Idlib", start="2020-01-20"))
        assert 0 < attacks.total < everything.total
        assert all(types.family(e.type).key == "attack" for e in attacks.events)
        sure = await data.overview(library, Filters(type="Attack", place="Idlib", start="2020-01-20", certain=True))
        assert {e.iri for e in sure.events} == {e.iri for e in attacks.events if e.certain}
        nowhere = await data.overview(library, Filters(place="Atlantis"))
        assert nowhere.unknown == ("Atlantis",)
        assert nowhere.total == 0

    asyncio.run(ask())


def test_choices_count_what_lies_below(library: Library) -> None:
    offered = asyncio.run(data.choices(library))
    numbers = {c.value: c.events for c in offered.types}
    assert numbers["Event"] >= numbers["Attack"] >= numbers["AirStrike"] > 0
    assert {c.label for c in offered.publishers} >= {"Levant Wire", "Orontes Monitor"}
    assert "Syria" in {c.label for c in offered.places}


def test_every_event_has_its_page(library: Library, site: Site) -> None:
    async def ask() -> None:
        types = await data.types(library)
        for row in (await data.overview(library, Filters())).events:
            page = await data.event_page(library, row.iri)
            assert page is not None
            assert page.event.label == row.label
            made = views.event_main(site, types, page).text + views.event_side(site, page).text
            assert 'class="m m-top-' in made, "no words are marked"
            for article in page.articles:
                for s in article.sentences:
                    assert 0 <= s.begin < s.end <= len(article.text)

    asyncio.run(ask())


def test_figures_stand_side_by_side(library: Library, site: Site) -> None:
    async def ask() -> None:
        types = await data.types(library)
        found = await data.overview(library, Filters())
        pages = [await data.event_page(library, e.iri) for e in found.events if e.killed]
        assert pages
        for page in pages:
            assert page is not None
            made = views.event_main(site, types, page).text
            assert "How many, and who says so" in made
            for figure in page.figures:
                assert (figure.publisher or "") in made

    asyncio.run(ask())


def test_things_and_articles_have_pages(library: Library, site: Site) -> None:
    async def ask() -> None:
        types = await data.types(library)
        found = await data.search(library, "idlib")
        assert found.keys() >= {"Places", "Zones", "Events"}
        for sort, name in (("place", "Places"), ("zone", "Zones")):
            page = await data.thing_page(library, found[name][0][0], sort)
            assert page is not None
            assert page.events.total > 0
            assert "Idlib" in views.thing_head(sort, page).text
            assert views.thing_side(site, sort, page).text
        actors = (await data.search(library, "Turkistan"))["Actors"]
        actor = await data.thing_page(library, actors[0][0], "actor")
        assert actor is not None
        assert actor.relations
        assert await data.thing_page(library, f"{BASE}actor/nobody", "actor") is None
        assert await data.event_page(library, f"{BASE}event/nothing") is None
        assert await data.article_page(library, f"{BASE}doc/nothing") is None
        for row in await data.articles(library):
            article = await data.article_page(library, row.iri)
            assert article is not None
            main, side = views.article_body(site, types, article)
            assert article.title in plain(main)
            assert side.text

    asyncio.run(ask())


@pytest.mark.parametrize("words", ['"', "\\", "} UNION {", "<script>", "%", "'''", "a" * 300])
def test_a_search_is_never_a_piece_of_query(library: Library, words: str) -> None:
    assert asyncio.run(data.search(library, words)) == {}


def test_a_filter_that_cannot_be_meant_is_said(library: Library) -> None:
    with pytest.raises(QueryError):
        asyncio.run(data.overview(library, Filters(start="soon")))


# questions


@pytest.mark.parametrize("question", load_questions(), ids=lambda q: q.name)
def test_every_question_has_its_form(question: Question) -> None:
    made = views.question_form(question, {}, Choices((), (), (), ()), TYPES).text
    for parameter in question.parameters:
        assert f'name="{parameter.name}"' in made
        assert f'for="f-{parameter.name}"' in made
        assert (" required" in made) == any(p.required for p in question.parameters)


def test_what_a_browser_may_load() -> None:
    assert "http" not in content_security_policy()
    assert "https://tiles.example" in content_security_policy("https://tiles.example/{z}/{x}/{y}.png")
