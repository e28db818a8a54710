"""Articles made from templates, with what happened known: for measuring volume, not accuracy.

An *incident* has a kind, a town, a day, a toll and two sides; one to four articles tell of it in different words, on the
same day or the day after, with a background of sentences that report nothing. The same number and seed give the same
articles.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from kg.model import Article

__all__ = ["Incident", "incidents", "made_articles"]

_TOWNS: Final = (
    ("Syria", "Idlib Aleppo Homs Hama Daraa Raqqa Manbij Latakia Tartus Palmyra"),
    ("Iraq", "Mosul Kirkuk Ramadi Fallujah Tikrit Samarra Baqubah Basra Najaf Karbala"),
    ("Yemen", "Taiz Marib Hodeidah Sanaa Aden Ibb Dhamar Mukalla Saada Zabid"),
    ("Ukraine", "Kharkiv Mariupol Donetsk Luhansk Kherson Zaporizhzhia Bakhmut Sloviansk Kramatorsk Izium"),
    ("Sudan", "Khartoum Omdurman Nyala Kassala Kadugli Geneina Atbara Kosti Sennar Zalingei"),
    ("Mali", "Gao Timbuktu Kidal Mopti Menaka Segou Bamako Sikasso Kayes Koulikoro"),
    ("Nigeria", "Maiduguri Damaturu Jos Kaduna Zaria Sokoto Yola Gombe Potiskum Katsina"),
    ("Somalia", "Mogadishu Kismayo Baidoa Beledweyne Bosaso Galkayo Garowe Merca Jowhar Afgooye"),
)
_GROUPS: Final = ("militants", "rebels", "insurgents", "gunmen", "fighters", "separatists")
_FORCES: Final = ("army troops", "government forces", "soldiers", "security forces", "police officers")
_HAPPENINGS: Final = (
    ("ArmedAssault", "{Group} attacked {force} in {town} on {day}, killing {killed} {victims}."),
    ("ArmedAssault", "At least {killed} {victims} were killed on {day} when {group} stormed a checkpoint in {town}."),
    ("Shelling", "Shelling by {group} killed {killed} {victims} in {town} on {day}, officials said."),
    ("Bombing", "A car bomb exploded in {town} on {day}, killing {killed} {victims} and wounding {wounded} others."),
    ("Clash", "{Force} and {group} clashed in {town} on {day}; {killed} {victims} died."),
    ("Airstrike", "Warplanes bombed positions of {group} in {town} on {day} and killed {killed} {victims}."),
)
_BACKGROUND: Final = (
    "The governor of the region said that the roads to the north would stay closed until the weekend.",
    "Residents told reporters that shops and schools had not opened and that the power was out for most of the day.",
    "The ministry has not commented on how many people have left the district since the beginning of the year.",
    "A spokesman for the provincial council asked both sides to respect the lives and the property of civilians.",
    "Aid workers are waiting for permission to bring flour, medicine and tents to the villages along the river.",
    "Talks between the two sides, which were to begin last month in a neighbouring country, have been put off again.",
    "Farmers in the valley say that they could not bring in the harvest, and prices in the market have doubled.",
    "The region has been contested for years; control of its highways matters to traders as much as to commanders.",
    "The head of the hospital said that the wards were full and that surgeons had worked through the night.",
    "Observers believe that neither side has the men or the money for a longer campaign before the rains.",
    "A resolution on the conflict is to be discussed at the Security Council, according to diplomats in New York.",
    "Several families who had fled to the coast returned in spring and found their houses without doors and windows.",
)
_FIRST_DAY: Final = date(2015, 1, 5)


@dataclass(frozen=True, slots=True)
class Incident:
    """What happened, as all articles about it have it."""

    number: int
    kind: str
    sentence: str
    town: str
    country: str
    day: date
    killed: int


def incidents(seed: int = 5) -> Iterator[Incident]:
    """Incidents without end; no two of them in one town within five days."""
    dice = random.Random(seed)
    towns = [(country, town) for country, names in _TOWNS for town in names.split()]
    number = 0
    day = _FIRST_DAY
    while True:
        for country, town in dice.sample(towns, len(towns)):
            kind, pattern = dice.choice(_HAPPENINGS)
            when = day + timedelta(days=dice.randrange(5))
            group, force = dice.choice(_GROUPS), dice.choice(_FORCES)
            killed = dice.randrange(2, 60)
            sentence = pattern.format(
                Group=group.capitalize(),
                group=group,
                Force=force.capitalize(),
                force=force,
                town=town,
                day=f"{when:%A}",
                killed=killed,
                wounded=dice.randrange(2, 90),
                victims=dice.choice(("people", "civilians", "soldiers", "men")),
            )
            yield Incident(number, kind, sentence, town, country, when, killed)
            number += 1
        day += timedelta(days=10)
        if day.year >= 2026:
            day = _FIRST_DAY + timedelta(days=5)


def made_articles(count: int, seed: int = 5, sentences: int = 16) -> Iterator[tuple[Article, Incident]]:
    """So many articles, each with the incident it tells of; about ``sentences`` sentences long."""
    dice = random.Random(f"{seed} articles")
    made = 0
    for incident in incidents(seed):
        for version in range(dice.randrange(1, 5)):
            if made == count:
                return
            published = incident.day + timedelta(days=dice.randrange(2))
            background = [dice.choice(_BACKGROUND) for _ in range(dice.randrange(sentences // 2, sentences * 3 // 2))]
            lead = f"{incident.town.upper()}, {incident.country} - {incident.sentence}"
            paragraphs = [lead, *(" ".join(background[n : n + 3]) for n in range(0, len(background), 3))]
            yield (
                Article(
                    id=f"made-{incident.number}-{version}",
                    text="\n\n".join(paragraphs) + "\n",
                    published=published,
                    publisher=f"Agency {dice.randrange(40)}",
                ),
                incident,
            )
            made += 1
