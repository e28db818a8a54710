"""What is concluded: containment in zones with its doubt, accords and their beginning, totals and tallies."""

from __future__ import annotations

from datetime import date

import pytest

from kg.conclusions import Taken, ZoneIndex, containments
from kg.counts import Count, Qualifier
from kg.dates import Precision, When
from kg.figures import SourcedCasualty, Total, conservative, dead_and_wounded, revisions, tallies, totals
from kg.model import Article, ArticleReading, Casualty, Place, PlaceRole, Report, Span, Zone
from kg.pipeline import add_readings
from kg.rdf import zone_parts
from kg.store import memory_store
from kg.terms import object_of, subject_of
from kg.vocabulary import C
from tests import sample
from tests.tables import ROOT

HERE = Span(0, 1)
COUNTRY = Place("iso:QQ", "Quarland", "Country", where_prec=6)
NORTH = Place("gn:1", "North", "Province", within=("Quarland",), within_ids=("iso:QQ",), where_prec=4)
TOWN = Place("gn:2", "Town", "City", within=("North", "Quarland"), within_ids=("gn:1", "iso:QQ"), where_prec=1)
SOUTH = Place("gn:3", "South", "Province", within=("Quarland",), within_ids=("iso:QQ",), where_prec=4)
NORTH_ZONE = {"zone:z": {"gn:1": Taken(("iso:QQ",))}}
DIVIDED_ZONE = {"zone:z": {"gn:1": Taken(("iso:QQ",), partly=True)}}
TOWN_ZONE = {"zone:z": {"gn:2": Taken(("gn:1", "iso:QQ"))}}

CASES = [
    # place, role, parts of the zone, certain / possible / not inside
    (NORTH, "in", NORTH_ZONE, ("certain", "within-part")),
    (TOWN, "in", NORTH_ZONE, ("certain", "within-part")),
    (TOWN, "in", DIVIDED_ZONE, ("possible", "within-divided-part")),
    (SOUTH, "in", NORTH_ZONE, None),
    (COUNTRY, "in", NORTH_ZONE, None),
    (NORTH, "in", TOWN_ZONE, ("possible", "contains-part")),
    (TOWN, "direction", NORTH_ZONE, ("possible", "axis")),
    (TOWN, "from", TOWN_ZONE, ("possible", "axis")),
    (NORTH, "to", TOWN_ZONE, None),
    (TOWN, "in", {}, None),
]


@pytest.mark.parametrize(("place", "role", "parts", "expected"), CASES)
def test_inside_a_zone(
    place: Place, role: str, parts: dict[str, dict[str, Taken]], expected: tuple[str, str] | None
) -> None:
    report = Report("r", "Attack", HERE, (HERE,), places=(PlaceRole(place, role, HERE),))
    found = [("certain" if g.certain else "possible", g.rule) for g in containments(report, ZoneIndex.of(parts))]
    assert found == ([] if expected is None else [expected])


def test_a_certain_ground_beats_a_possible_one() -> None:
    places = (PlaceRole(TOWN, "direction", HERE), PlaceRole(NORTH, "in", HERE))
    (ground,) = containments(Report("r", "Attack", HERE, (HERE,), places=places), ZoneIndex.of(NORTH_ZONE))
    assert ground.certain


def test_a_zone_the_report_names_holds_it_and_a_ceasefire_is_in_no_zone() -> None:
    zone = Zone("zone:z", "Z", "SafeZone", HERE)
    attack = Report("r", "Attack", HERE, (HERE,), zones=(zone,))
    assert [(g.zone, g.certain, g.rule) for g in containments(attack, ZoneIndex.of({}))] == [("zone:z", True, "named")]
    halt = Report("r", "Ceasefire", HERE, (HERE,), zones=(zone,), places=(PlaceRole(NORTH, "in", HERE),))
    assert containments(halt, ZoneIndex.of(NORTH_ZONE)) == ()


@pytest.mark.parametrize(
    ("name", "places", "expected"),
    [
        ("North de-escalation zone", [TOWN, NORTH], "gn:1"),
        ("north safe zone", [NORTH], "gn:1"),
        ("Northern zone", [NORTH], None),
        ("Quarland buffer zone", [COUNTRY], None),
        ("Aleppo zone", [Place("gn:9", "Aleppo Governorate", "Province"), Place("gn:8", "Aleppo", "City")], "gn:9"),
    ],
)
def test_a_zone_carries_the_name_of_a_place(name: str, places: list[Place], expected: str | None) -> None:
    zone = Zone("zone:z", name, "Zone", HERE)
    report = Report("r", "Attack", HERE, (HERE,), zones=(zone,), places=tuple(PlaceRole(p, "in", HERE) for p in places))
    parts = zone_parts(ArticleReading(Article("a", "x"), reports=(report,)))
    assert [p.thing for _, p, _, _ in parts] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("when", "begins", "at_latest", "ends", "stage"),
    [
        (When(date(2020, 1, 9), None, Precision.DAY, lasting=True), "2020-01-09", "2020-01-09", None, "inEffect"),
        (When.day(date(2020, 1, 9)), "2020-01-09", "2020-01-09", None, "declared"),
        (When.month(2020, 1), "2020-01-01", "2020-01-31", None, "declared"),
        (
            When(date(2020, 1, 9), date(2020, 1, 12), Precision.DAY, lasting=True),
            "2020-01-09",
            "2020-01-09",
            "2020-01-12",
            "inEffect",
        ),
        (None, None, None, None, "declared"),
    ],
)
def test_an_accord_begins_when_its_event_does(
    when: When | None, begins: str | None, at_latest: str | None, ends: str | None, stage: str
) -> None:
    halt = Report("r", "Ceasefire", HERE, (HERE,), when=when, places=(PlaceRole(NORTH, "in", HERE),))
    store = memory_store()
    add_readings([ArticleReading(Article("a", "xyz"), reports=(halt,))], store)
    (accord,) = {subject_of(q) for q in store.match(None, C.establishedBy)}

    def said(predicate: str) -> str | None:
        return next((object_of(q) for q in store.match(accord, predicate)), None)

    assert (said(C.from_), said(C.fromLatest), said(C.until), said(C.stage)) == (begins, at_latest, ends, stage)
    assert said(C.coversPlace) == store.iris.place("gn:1")


def test_an_accord_that_broke_down_had_ended_when_that_was_told() -> None:
    halt = Report("r", "Ceasefire", HERE, (HERE,), when=When.month(2019, 8), outcome="failed")
    store = memory_store()
    add_readings([ArticleReading(Article("a", "xyz", published=date(2020, 1, 9)), reports=(halt,))], store)
    (accord,) = {subject_of(q) for q in store.match(None, C.establishedBy)}
    told = {p: object_of(q) for p in (C.stage, C.untilEarliest, C.until) for q in store.match(accord, p)}
    assert told == {C.stage: "ended", C.untilEarliest: "2019-08-01", C.until: "2020-01-09"}


def figure(
    number: int, source: str = "s", *, kind: str = "killed", side: str = "target", **more: object
) -> SourcedCasualty:
    as_of = more.pop("as_of", None)
    count = more.pop("count", Count.of(number))
    report = more.pop("report", "")
    casualty = Casualty(kind, side, count, HERE, **more)  # type: ignore[arg-type]
    return SourcedCasualty(casualty, source, as_of, report)  # type: ignore[arg-type]


FIGURES = {
    "one": ([figure(5)], Total(5, 5, 5)),
    "both parties of a fight, each told by another source": (
        [
            figure(40, side="party", group="soldiers", report="r"),
            figure(50, "t", side="party", group="militants", report="r"),
        ],
        Total(90, 90, 90),
    ),
    "fighters on either side, some told by two reports": (
        [
            figure(31, group="soldiers", civilian=False),
            figure(38, group="attackers", side="initiator", civilian=False),
            figure(46, "t", group="soldiers", civilian=False),
        ],
        Total(46, 69, 84),
    ),
    "two groups of one source add up": ([figure(5, group="troops"), figure(2, group="police")], Total(7, 7, 7)),
    "one number told again later counts once": (
        [figure(5, group="troops"), figure(5, group="soldiers", as_of=date(2020, 1, 2))],
        Total(5, 5, 5),
    ),
    "one number of no group counts once": ([figure(5, group="troops"), figure(5)], Total(5, 5, 5)),
    "two groups of one number add up": ([figure(2, group="troops"), figure(2, group="police")], Total(4, 4, 4)),
    "a later figure of one source rules": (
        [figure(9, group="troops"), figure(7, group="troops", as_of=date(2020, 1, 2))],
        Total(7, 7, 7),
    ),
    "a group's greater number wins": ([figure(5, group="troops"), figure(6, group="troops")], Total(6, 6, 6)),
    "a sum stands for its parts": ([figure(17, total=True), figure(6, group="children")], Total(17, 17, 17)),
    "sources are alternatives, the lower is best": ([figure(5, "a"), figure(9, "b")], Total(5, 5, 9)),
    "of late figures the one most sources tell": (
        [
            figure(3, "a", as_of=date(2020, 1, 1)),
            figure(9, "b", as_of=date(2020, 1, 2)),
            figure(9, "c", as_of=date(2020, 1, 3)),
        ],
        Total(3, 9, 9),
    ),
    "the latest is best": ([figure(5, "a"), figure(9, "b", as_of=date(2020, 1, 2))], Total(5, 9, 9)),
    "sides of one report add up": ([figure(5, "a"), figure(3, "a", side="initiator")], Total(8, 8, 8)),
    "attackers who fell add up with those attacked, whoever tells of them": (
        [figure(5, "a"), figure(3, "b", side="initiator", civilian=False)],
        Total(3, 8, 8),
    ),
    "one report's victim is another's target": ([figure(2, "a", side="victim"), figure(2, "b")], Total(2, 2, 2)),
    "numbers go before words": (
        [figure(4, "a"), figure(0, "b", count=Count.vague(3, None)), figure(0, "c", count=Count.vague(3, None))],
        Total(3, 4, 4),
    ),
    "what is less than all that is told lately is outdated, what is more is not": (
        [
            figure(9, "a", as_of=date(2020, 1, 1)),
            figure(3, "b", as_of=date(2020, 1, 1)),
            figure(9, "c", as_of=date(2020, 1, 9)),
            figure(7, "d", as_of=date(2020, 1, 9)),
            figure(3, "e", as_of=date(2020, 1, 1)),
        ],
        Total(3, 9, 9),
    ),
    "an open bound stays open": ([figure(5, count=Count.of(5, Qualifier.AT_LEAST))], Total(5, 5, None)),
    "nothing of the kind": ([figure(5, kind="wounded")], None),
}


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_totals(name: str) -> None:
    figures, expected = FIGURES[name]
    assert totals(figures, "killed") == expected


def hurt(number: int, source: str) -> SourcedCasualty:
    return figure(number, source, kind="wounded")


HARM = {
    "who tells of the dead too knows the wounded": ([figure(1, "a"), hurt(2, "a"), hurt(3, "b"), hurt(3, "c")], (1, 2)),
    "wounded of whom some died since": ([figure(1, "a"), hurt(2, "b")], (1, 1)),
    "wounded who all died since": ([figure(2, "a"), hurt(2, "b")], (2, 0)),
    "wounded too many for the dead to be among them": ([figure(2, "a"), hurt(9, "b")], (2, 9)),
    "wounded too few for the dead to be among them": ([figure(5, "a"), hurt(2, "b")], (5, 2)),
    "nobody died": ([hurt(2, "a"), hurt(2, "b")], (None, 2)),
    "of wounded told as often those told first": (
        [
            figure(3, "a", kind="wounded", as_of=date(2020, 1, 3)),
            figure(5, "b", kind="wounded", as_of=date(2020, 1, 1)),
            figure(4, "c", kind="wounded", as_of=date(2020, 1, 2)),
            figure(2, "d", kind="wounded"),
        ],
        (None, 5),
    ),
    "a sum of wounded takes in those of another side": (
        [figure(6, "a", kind="wounded", total=True), figure(2, "a", kind="wounded", side="victim")],
        (None, 6),
    ),
    "who gives a number goes before who tells of one": ([hurt(1, "a"), hurt(3, "b"), hurt(1, "c")], (None, 3)),
    "the same where somebody died": (
        [figure(1, "a"), hurt(1, "a"), figure(1, "b"), hurt(4, "b"), figure(1, "c"), hurt(1, "c")],
        (1, 4),
    ),
}


@pytest.mark.parametrize("name", HARM)
def test_nobody_is_both_killed_and_wounded(name: str) -> None:
    figures, expected = HARM[name]
    for told in (figures, figures[::-1]):
        assert tuple(t.best if t else None for t in dead_and_wounded(told)) == expected


def test_tallies_say_where_sources_differ() -> None:
    told = [figure(5, "a"), figure(9, "b"), figure(3, "a", side="victim"), figure(3, "b", side="victim")]
    assert [(t.side, t.sources, t.disputed) for t in tallies(told)] == [("target", 2, True), ("victim", 2, False)]


def test_what_is_said_of_two_parties_is_no_dispute() -> None:
    soldiers, rebels = (figure(n, s, side="party", group=g) for n, s, g in ((40, "a", "soldiers"), (50, "b", "rebels")))
    (tally,) = tallies([soldiers, rebels])
    assert (tally.total, tally.disputed) == (Total(90, 90, 90), False)
    (tally,) = tallies([soldiers, rebels, figure(31, "c", side="party", group="troops")])
    assert (tally.total.best, tally.disputed) == (81, True)


def test_a_later_toll_of_the_same_source_revises_the_earlier() -> None:
    first, second = figure(5, as_of=date(2020, 1, 1)), figure(9, as_of=date(2020, 1, 2))
    other = figure(7, "b", as_of=date(2020, 1, 3))
    assert revisions([second, other, first]) == ((second.casualty, first.casualty),)
    assert revisions([first, figure(9, as_of=date(2020, 1, 1))]) == ()
    assert revisions([first, figure(5, as_of=date(2020, 1, 2))]) == ()


def test_revisions_stand_in_the_graph_and_are_asked_for() -> None:
    from kg.api import Graph

    def story(article: str, day: int, toll: int) -> ArticleReading:
        harmed = (
            Casualty("killed", "target", Count.of(toll), HERE),
            Casualty("wounded", "target", Count.of(3), HERE),
        )
        when, places = When.day(date(2020, 1, 1)), (PlaceRole(TOWN, "in", HERE),)
        attack = Report("r", "Attack", HERE, (HERE,), when=when, places=places, casualties=harmed)
        return ArticleReading(
            Article(article, "xyz", published=date(2020, 1, day), publisher="Wire"), reports=(attack,)
        )

    store = memory_store()
    add_readings([story("b", 3, 9), story("a", 2, 7)], store)
    (row,) = Graph(store).ask("toll-revisions")
    assert (row["earlier"], row["later"]) == ("7", "9")
    assert (row["earlierAsOf"], row["laterAsOf"]) == ("2020-01-02", "2020-01-03")


def test_civilians_are_totalled_apart() -> None:
    told = [figure(5, civilian=True), figure(9, side="initiator", civilian=False)]
    assert totals(told, "killed", civilian=True) == Total(5, 5, 5)


def test_the_headline_question_over_the_made_up_story() -> None:
    from kg.api import Graph

    store = memory_store()
    add_readings([sample.first()], store)
    rows = Graph(store).ask("attacks-inside-deescalation-zones-after-ceasefire")
    assert [(r["type"] if "type" in r else r["label"].split(" by ")[0], r["certainty"], r["zone"]) for r in rows] == [
        ("Shelling in Orun, 16 to 22 January 2020", "certain", sample.ZONE_NAME),
        ("Armed assault", "certain", sample.ZONE_NAME),
        ("Armed assault", "certain", sample.ZONE_NAME),
        ("Attack", "certain", sample.ZONE_NAME),
    ]


def test_the_worked_example_of_the_documentation_names_only_declared_terms() -> None:
    import re

    from tests.test_ontology import ALL

    text = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    used = set(re.findall(r"(?<![\w/:])c:([A-Za-z]\w*)", text))
    assert used - set(ALL) == set()


CONSERVATIVE = {
    "the lowest of several reports": ([figure(9, "a"), figure(9, "b"), figure(7, "c")], 7),
    "a range at its least": ([figure(0, "a", count=Count.between(30, 40))], 30),
    "a word at its least": ([figure(0, "a", count=Count.vague(24, None))], 24),
    "almost so many": ([figure(40, "a", count=Count.of(40, Qualifier.NEARLY))], 40),
    "groups of one report add up": ([figure(5, "a", group="troops"), figure(2, "a", group="police")], 7),
    "of claimants of one side the lower": ([figure(5, "x", report="a"), figure(8, "y", report="a")], 5),
    "what is outdated does not count": (
        [figure(3, "a", as_of=date(2020, 1, 1)), figure(9, "b", as_of=date(2020, 1, 9))],
        9,
    ),
    "nobody": ([figure(3, "a", kind="wounded")], None),
}


@pytest.mark.parametrize("name", CONSERVATIVE)
def test_the_conservative_reading(name: str) -> None:
    told, expected = CONSERVATIVE[name]
    assert conservative(told, "killed") == conservative(told[::-1], "killed") == expected
