"""Articles of one story are known again by their names; two attacks in one town on one day stay two; copies count once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations
from time import thread_time

import pytest

from kg.copies import copy_groups
from kg.counts import Count
from kg.dates import When
from kg.likeness import RAREST, alike, article_story, rarity
from kg.merge import acquainted, linked, merge, merge_keys
from kg.model import Article, Casualty, Place, PlaceRole, Report, SourcedReport, Span
from kg.sameness import EVIDENCE, barred, evidence, odds, signature

DAY = date(2021, 9, 14)
TOWN = Place("gn:5", "Ostrelin", "City", 10.0, 20.0, "QQ", ("Marvia", "Quarland"), ("gn:6", "iso:QQ"), 1)

MARKET = [
    (
        "A bomb hidden in a fruit cart went off at the Halvor market in Ostrelin on Tuesday and killed 4 people. Hospital "
        "director Ilse Brandauer named the dead as Tomas Ekdahl, 41, Mirela Popovic, 33, and the brothers Oskar and Janek "
        "Wislocki. The blast at 8:40 shattered the windows of the Corvin pharmacy on Tanner Lane."
    ),
    (
        "Families in Ostrelin buried the four victims of the bombing at the Halvor market. Mirela Popovic, 33, sold tea "
        "beside the cart; Oskar and Janek Wislocki had come for flour. Brandauer, of the city hospital, said that Tomas "
        "Ekdahl was the last to be known. Owners on Tanner Lane swept glass before the Corvin pharmacy."
    ),
]
STATION = (
    "Gunmen fired at the Lindgate bus station in Ostrelin on Tuesday evening and killed 4 people. Driver Pawel Strzelecki "
    "said three masked men came from the Orrin bridge. Among the dead were conductor Agnes Hollar, 58, and student Yusuf "
    "Demirtas, 19. Inspector Radek Blaha closed the Vesper road until 21:30."
)


def story(article: str, text: str, *, killed: int = 4, kind: str = "Attack", days: int = 0) -> SourcedReport:
    span = Span(0, text.index(".") + 1)
    report = Report(
        key="r1",
        type=kind,
        trigger=Span(0, 1),
        quotes=(span,),
        when=When.day(DAY + timedelta(days=days)),
        places=(PlaceRole(TOWN, "in", span),),
        casualties=(Casualty("killed", "victim", Count.of(killed), span),),
    )
    return SourcedReport(Article(article, text, published=DAY + timedelta(days=1)), report)


def test_one_story_told_twice_is_one_event() -> None:
    (event,) = merge([story("a", MARKET[0]), story("b", MARKET[1], kind="Bombing")])
    assert (event.independent_sources, event.report.type) == (2, "Bombing")


def test_it_is_known_by_its_names_though_a_follow_up_mistakes_the_day() -> None:
    a, b = story("a", MARKET[0]), story("b", MARKET[1], days=-1)
    assert linked(a, b)
    assert len(merge([a, b])) == 1


@pytest.mark.parametrize("killed", [2, 3, 9])
def test_two_attacks_in_one_town_on_one_day_stay_two(killed: int) -> None:
    market, again, station = story("a", MARKET[0]), story("b", MARKET[1]), story("c", STATION, killed=killed)
    for order in permutations([market, again, station]):
        assert sorted(len(e.reports) for e in merge(order)) == [1, 2]


def test_streets_that_the_other_article_does_not_name_speak_against_one_happening() -> None:
    def at(name: str, told: SourcedReport) -> SourcedReport:
        street = Place(f"name:{name}", name, "Road", country="QQ")
        return replace(told, report=replace(told.report, places=(PlaceRole(street, "in", Span(0, 1)),)))

    def against(a: SourcedReport, b: SourcedReport) -> tuple[float, float]:
        found = evidence(signature(a), signature(b))
        return found[EVIDENCE.index("strange spots")], found[EVIDENCE.index("strange spot")]

    market, again, station = story("a", MARKET[0]), story("b", MARKET[1]), story("c", STATION)
    assert against(at("Tanner Lane", market), at("Vesper Road", station)) == (1.0, 0.0)
    assert against(at("Tanner Lane", market), at("Corvin Road", again)) == (0.0, 0.0)
    assert against(at("Tanner Lane", market), at("Vesper Road", again)) == (0.0, 1.0)
    assert against(market, station) == (0.0, 0.0)


def test_the_verdict_is_symmetric() -> None:
    told = [signature(story("a", MARKET[0])), signature(story("b", MARKET[1], days=3)), signature(story("c", STATION))]
    for a in told:
        for b in told:
            assert evidence(a, b) == evidence(b, a)
            assert odds(a, b) == odds(b, a)
            assert len(evidence(a, b)) == len(EVIDENCE)


HARBOUR = replace(TOWN, id="gn:7", name="Harbourtown", lat=11.0)
DAILY = (
    "On {day} September 2021, Joint Centre observers of the Corvin Mission noted mortar fire at Ostrelin. Brandauer, the "
    "Wislocki Line spokesman, said that the Tanner and Lindgate posts of the Orrin Battalion answered with 82mm mortars."
)
NOTES = {
    "the same note": (0, TOWN, "Attack", False),
    "another day": (1, TOWN, "Attack", True),
    "another town": (0, HARBOUR, "Attack", True),
    "an unrelated kind": (0, TOWN, "Protest", True),
    "a narrower kind": (0, TOWN, "Shooting", False),
}
"""Days later, place and kind of a daily note in the same words, and whether it is another happening for that."""


@pytest.mark.parametrize("name", sorted(NOTES))
def test_daily_notes_that_repeat_their_words(name: str) -> None:
    days, place, kind, apart = NOTES[name]
    a = story("a", DAILY.format(day=14))
    b = story("b", DAILY.format(day=14 + days), kind=kind, days=days)
    b = replace(b, report=replace(b.report, places=(replace(b.report.places[0], place=place),)))
    assert barred(signature(a), signature(b)) == barred(signature(b), signature(a)) == apart
    assert linked(a, b) == linked(b, a) == (not apart)


def long(article: str, kind: str, days: int = 0) -> SourcedReport:
    return story(
        article,
        MARKET[0] + " The council met to speak of the bridge and of the price of bread." * 10,
        kind=kind,
        days=days,
    )


@pytest.mark.parametrize(
    ("other", "days", "expected"),
    [
        ("Attack", 0, True),
        ("AirStrike", 0, True),
        ("AirStrike", 1, False),
        ("Shooting", 0, True),
        ("Shooting", 1, True),
    ],
)
def test_an_air_strike_of_another_day_is_another(other: str, days: int, expected: bool) -> None:
    assert linked(long("a", "Attack"), long("b", other, days)) is expected


@pytest.mark.parametrize(("rank", "killed", "expected"), [(1, 9, True), (2, 9, False), (2, 4, True)])
def test_a_suicide_attack_beside_an_attack_of_the_same_evening(rank: int, killed: int, expected: bool) -> None:
    a, b = long("a", "Attack"), long("b", "SuicideAttack")
    b = replace(
        b,
        report=replace(
            b.report, salience=rank, casualties=(Casualty("killed", "victim", Count.of(killed), b.report.trigger),)
        ),
    )
    assert linked(a, b) is linked(b, a) is expected


@pytest.mark.parametrize(("rank", "killed", "expected"), [(1, 9, True), (3, 9, False), (3, 4, True)])
def test_long_articles_that_tell_of_more_in_other_towns(rank: int, killed: int, expected: bool) -> None:
    a, b = long("a", "Attack"), long("b", "Attack")
    harmed = (Casualty("killed", "victim", Count.of(killed), b.report.trigger),)
    there = (PlaceRole(HARBOUR, "in", b.report.trigger),)
    b = replace(b, report=replace(b.report, salience=rank, casualties=harmed, places=there))
    assert linked(a, b) is linked(b, a) is expected


def test_what_bars_two_reports_bars_them_in_company() -> None:
    told = [long("a", "Attack"), long("b", "AirStrike"), long("c", "Shooting")]
    for order in permutations(told):
        events = merge(order)
        assert not any({"AirStrike", "Shooting"} <= {r.report.type for r in e.reports} for e in events)
        assert sorted(len(e.reports) for e in events) == [1, 2]


def test_rarity_comes_from_the_table() -> None:
    assert rarity("the") == 0.0 < rarity("market") < rarity("militia") <= RAREST == rarity("ekdahl")


def test_names_of_the_publisher_and_of_days_tell_nothing() -> None:
    article = Article("a", "The Harrowgate Courier learnt on Tuesday 4 May 2021 that Ilse Brandauer left.")
    known = set(article_story(article).names.weights)
    assert {"harrowgate", "brandauer", "ilse"} <= known
    assert not known & {"tuesday", "may", "2021"}
    assert "harrowgate" not in article_story(replace(article, publisher="Harrowgate Courier")).names.weights


def test_a_text_is_like_itself_and_unlike_another() -> None:
    one, other = (article_story(Article(i, t)).names for i, t in (("a", MARKET[0]), ("b", STATION)))
    assert alike(one, one) == pytest.approx(1.0)
    assert alike(one, other) == alike(other, one) < 0.3
    assert alike(one, article_story(Article("c", "")).names) == 0.0


PEOPLE = {
    "name and age": ("Police named Mirela Popovic, 33, as the driver.", {"popovic"}),
    "age in brackets": ("The dead are Tomas Ekdahl (41) and his son.", {"ekdahl"}),
    "age before the name": ("A bullet hit 19-year-old Yusuf Demirtas.", {"demirtas"}),
    "an initial between": ("A bullet hit 19-year-old Yusuf K. Demirtas.", {"demirtas"}),
    "junior": ("They buried Oskar Wislocki Jr., 8, on the hill.", {"wislocki"}),
    "possessive": ("It was Ilse Brandauer’s, 41, second shop.", {"brandauer"}),
    "an official without age": ("Inspector Radek Blaha closed the road.", set()),
    "a day of a month": ("It was on Friday, May 4, that he came.", set()),
    "a score": ("The vote was 12, not 14, they said.", set()),
}


@pytest.mark.parametrize("name", sorted(PEOPLE))
def test_people_told_with_their_age(name: str) -> None:
    text, expected = PEOPLE[name]
    assert article_story(Article("a", text)).people == expected


DAYS = {
    "day of the week": ("They came on Sunday.", {date(2021, 9, 12)}),
    "of the day it was published": ("They came on Wednesday.", {date(2021, 9, 15)}),
    "month and day": ("They came on Sept. 3 and left on 5 September.", {date(2021, 9, 3), date(2021, 9, 5)}),
    "of the year before": ("It began on December 24.", {date(2020, 12, 24)}),
    "a day that no year has": ("It began on February 30.", set()),
    "a verb": ("Maybe 3 may 40 times.", set()),
}


@pytest.mark.parametrize("name", sorted(DAYS))
def test_days_that_an_article_names(name: str) -> None:
    text, expected = DAYS[name]
    assert article_story(Article("a", text, published=date(2021, 9, 15))).days == expected
    assert not article_story(Article("a", text)).days


def test_names_side_by_side_are_pairs_and_the_rarer_the_heavier() -> None:
    pairs = article_story(Article("a", "We met Ilse Brandauer in New York at 8:40 near 4127 Tanner Lane.")).pairs
    assert {"ilse brandauer", "new york", "tanner lane"} <= set(pairs)
    assert 0 < pairs["new york"] < pairs["ilse brandauer"] <= 1
    story = article_story(Article("a", "At 8:40 and at 21:30 near 4127 Tanner Lane, 100 men and 12 women."))
    assert story.times == {"8:40", "21:30"}
    assert story.numbers == {"4127"}


def test_long_runs_without_an_end_cost_no_more_than_their_length() -> None:
    begin = thread_time()
    for run in ("A" * 100_000, "A-" * 50_000, "41-year-old " * 8_000, "A.A " * 25_000, "May " * 25_000):
        article_story(Article("a", run, published=DAY))
    assert thread_time() - begin < 15


def test_one_name_in_common_does_not_make_two_reports_acquainted() -> None:
    assert acquainted(["day|Attack|gn:5|2021-09-14"])
    assert acquainted(["name|ekdahl|ActOfForce", "name|popovic|ActOfForce"])
    assert not acquainted(["name|ostrelin|ActOfForce|1", "name|ostrelin|ActOfForce|2"])
    assert not acquainted([])


def test_reports_without_a_day_are_found_by_their_names() -> None:
    undated = [
        replace(s, article=replace(s.article, published=None), report=replace(s.report, when=None))
        for s in (story("a", MARKET[0]), story("b", MARKET[1]))
    ]
    keys = [set(merge_keys(s.report, s.article)) for s in undated]
    assert acquainted(keys[0] & keys[1])
    assert not any(k.startswith("day|") for k in keys[0])


def test_copies_of_copies_are_one_group_named_by_the_first() -> None:
    words = [f"word{n}" for n in range(200)]
    texts = [" ".join(words[n : n + 150]) for n in (0, 25, 50)]
    articles = [Article(i, t) for i, t in zip("cab", texts, strict=True)] + [
        Article("d", STATION),
        Article("e", "Short."),
    ]
    assert copy_groups(articles) == {"c": "c", "a": "c", "b": "c", "d": "d", "e": "e"}


def test_copies_of_one_wire_story_are_one_source() -> None:
    wire = [story(i, MARKET[0]) for i in "ab"]
    (event,) = merge([*wire, story("c", MARKET[1])])
    assert event.independent_sources == 2
    assert [m.copy_group for m in event.reports] == ["", "a", ""]
