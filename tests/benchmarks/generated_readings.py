"""Readings of articles that nobody wrote, in any number and always the same: for measuring queries over a large store."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from kg.counts import Count, Qualifier
from kg.dates import When
from kg.model import (
    Actor,
    ActorRelation,
    Article,
    ArticleReading,
    Casualty,
    Damage,
    Equipment,
    Factuality,
    Mention,
    Participant,
    Place,
    PlaceRole,
    Report,
    Span,
    Zone,
    ZoneFact,
)

__all__ = ["groups", "places", "readings"]

COUNTRIES = ("QA", "QB", "QC")
KINDS = (
    "Shelling",
    "AirStrike",
    "ArmedAssault",
    "Ambush",
    "Bombing",
    "Clash",
    "Offensive",
    "Capture",
    "Protest",
    "AidDelivery",
)
WEIGHTS = (18, 14, 20, 8, 12, 12, 4, 5, 4, 3)
WEAPONS = (("Mortar", "mortar"), ("PickupTruck", "pickup truck"), ("Tank", "tank"), ("Drone", "drone"))
TOWNS, GROUPS, ARMIES = 60, 100, 20
SYLLABLES = "ba dor el fa gur hin ja kol lum mer nav os pel qar rit sun tav ul ver wen xan yor zim".split()
FIRST_DAY = date(2018, 1, 1)
DAYS = 1400
SENTENCE = (
    "On that day the {who} struck {whom} in {where} with a {what} and {n} were killed and {m} wounded, officials said."
)


def names(number: int, seed: int) -> list[str]:
    """So many made-up names, no two alike: what stands in one article stands in few others, as in the news."""
    rng = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < number:
        found["".join(rng.choice(SYLLABLES) for _ in range(3)).capitalize()] = None
    return list(found)


def places() -> list[Place]:
    """Three countries of ten provinces of 60 towns each."""
    named = iter(names(len(COUNTRIES) * 10 * (TOWNS + 1), seed=1))
    found = []
    for c, code in enumerate(COUNTRIES):
        for p in range(10):
            province = f"gn:{c * 1000 + p + 1}"
            name = f"{next(named)} Province"
            found.append(
                Place(
                    province,
                    name,
                    "Province",
                    30 + c * 4 + p / 3,
                    35 + p / 2,
                    code,
                    (f"{code}land",),
                    (f"iso:{code}",),
                    4,
                )
            )
            for t in range(TOWNS):
                inside, ids = (name, f"{code}land"), (province, f"iso:{code}")
                lat, lon = 30 + c * 4 + p / 3 + t / 90, 35 + p / 2 + t / 70
                found.append(
                    Place(
                        f"gn:{10_000 + c * 1000 + p * 100 + t}",
                        next(named),
                        "City",
                        lat,
                        lon,
                        code,
                        inside,
                        ids,
                        1,
                    )
                )
    return found


def groups() -> list[Actor]:
    """A hundred armed groups and twenty armies."""
    named = iter(names(GROUPS + ARMIES, seed=2))
    found = [Actor(f"ucdp:{n}", f"{next(named)} Front", "ArmedGroup", True, COUNTRIES[n % 3], 3) for n in range(GROUPS)]
    for n in range(ARMIES):
        found.append(Actor(f"actor:army-{n}", f"{next(named)} Army", "StateForce", True, COUNTRIES[n % 3], 1))
    return found


def readings(number: int, seed: int = 7) -> Iterator[ArticleReading]:
    """So many articles of six to nine reports each; about 2,400 statements an article.

    Every fourth tells what the one before told, with other figures and another publisher.
    """
    where = places()
    actors = groups()
    sources = [Actor(f"name:source-{n}", f"Source {n}", "Organisation", True) for n in range(25)]
    provinces = [p for p in where if p.kind == "Province"]
    states = [Actor(f"iso:{c}", f"{c}land", "Country", True, c, 8) for c in COUNTRIES]
    for n in range(number):
        again = n % 4 == 3
        rng = random.Random(f"{seed} {n - again}")
        yield _article(n, again, rng, where, provinces, actors, sources, states)


def _article(
    n: int,
    again: bool,
    rng: random.Random,
    places: list[Place],
    provinces: list[Place],
    actors: list[Actor],
    sources: list[Actor],
    states: list[Actor],
) -> ArticleReading:
    published = FIRST_DAY + timedelta(days=rng.randrange(DAYS))
    lines: list[str] = []
    reports: list[Report] = []
    zone_facts: list[ZoneFact] = []
    relations: list[ActorRelation] = []
    for k in range(rng.randint(6, 9)):
        begin = sum(len(line) + 1 for line in lines)
        doer, other = rng.sample(actors, 2)
        place = rng.choice(places)
        weapon = rng.choice(WEAPONS)
        dead, hurt = rng.randint(1, 40) + again, rng.randint(1, 80)
        line = SENTENCE.format(who=doer.name, whom=other.name, where=place.name, what=weapon[1], n=dead, m=hurt)
        lines.append(line)

        def span(words: str, line: str = line, begin: int = begin) -> Span:
            at = begin + line.index(words)
            return Span(at, at + len(words))

        whole = Span(begin, begin + len(line))
        day = published - timedelta(days=rng.randrange(4))
        source = rng.choice(sources)
        if n % 60 == 0 and k == 0:
            zone = Zone(
                f"zone:z{n // 60 % 8}", f"Zone {n // 60 % 8} de-escalation zone", "DeEscalationZone", span(place.name)
            )
            zone_facts.append(ZoneFact(zone, provinces[n // 60 % len(provinces)], whole))
            reports.append(
                Report(
                    f"r{k}",
                    "Ceasefire",
                    span("struck"),
                    (whole,),
                    When(day, None, When.day(day).precision, lasting=True),
                    zones=(zone,),
                    claimant=source,
                )
            )
            relations.append(ActorRelation("designatedBy", doer, rng.choice(states), whole))
            continue
        civil = rng.random() < 0.35
        reports.append(
            Report(
                key=f"r{k}",
                type=rng.choices(KINDS, WEIGHTS)[0],
                trigger=span("struck"),
                quotes=(whole,),
                when=When.day(day) if rng.random() < 0.85 else When.month(day.year, day.month),
                places=(PlaceRole(place, "in" if rng.random() < 0.85 else "direction", span(place.name)),),
                participants=(
                    Participant(doer, "initiator", span(doer.name), Count.of(rng.randint(10, 300), Qualifier.ABOUT)),
                    Participant(other, "target", span(other.name)),
                ),
                equipment=(Equipment(weapon[0], weapon[1], span(weapon[1]), "initiator", Count.of(rng.randint(1, 9))),),
                casualties=(
                    Casualty(
                        "killed",
                        "victim" if civil else "target",
                        Count.of(dead),
                        span(str(dead)),
                        "people",
                        civil,
                        source,
                    ),
                    Casualty(
                        "wounded",
                        "victim" if civil else "target",
                        Count.of(hurt),
                        span(str(hurt)),
                        "people",
                        civil,
                        rng.choice(sources),
                    ),
                ),
                damage=(Damage("houses", "destroyed", span("officials")),) if k == 1 else (),
                claimant=source,
                factuality=Factuality.STATED if rng.random() < 0.9 else Factuality.DENIED,
                salience=k + 1,
            )
        )
    text = "\n".join(lines) + "\n"
    unknown = Place(f"name:u{n % 200}", "officials", "Place")
    return ArticleReading(
        article=Article(f"g{n:06d}", text, f"Report {n}", published, publisher=f"Wire {n % 30}"),
        reports=tuple(reports),
        relations=tuple(relations),
        zone_facts=tuple(zone_facts),
        unresolved=(Mention(Span(text.index("officials"), text.index("officials") + 9), "Place", place=unknown),)
        if n % 5 == 0
        else (),
    )
