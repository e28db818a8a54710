"""Hand-made readings for tests of the graph: short texts of our own, and what a careful reader finds in them.

``words("…")`` inside a builder is the span of these words in the text, so that no offset is counted by hand.
"""

from __future__ import annotations

from datetime import date, time

from kg.counts import Count, Qualifier
from kg.dates import Precision, When
from kg.model import (
    Actor,
    ActorRelation,
    Article,
    ArticleReading,
    Casualty,
    Claim,
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

COUNTRY = ("iso:QQ",)
PROVINCE = Place("gn:1", "Velna", "Province", 35.9, 36.6, "QQ", ("Quarland",), COUNTRY, 4)
OTHER_PROVINCE = Place("gn:2", "Orun Province", "Province", 36.2, 37.2, "QQ", ("Quarland",), COUNTRY, 4)
TOWN = Place("gn:3", "Orun", "City", 36.21, 37.15, "QQ", ("Orun Province", "Quarland"), ("gn:2", "iso:QQ"), 1)
VILLAGE = Place("gn:4", "Tarn", "Village", 35.7, 36.7, "QQ", ("Velna", "Quarland"), ("gn:1", "iso:QQ"), 1)
HAMLET = Place("name:99", "Upper Mill", "Place", None, None, "QQ", ("Velna",), ("gn:1",), 5)

BRIGADE = Actor("ucdp:9", "Northern Brigade", "ArmedGroup", True, "QQ", 3, ("NB",))
ARMY = Actor("actor:qq-army", "Quarland army", "StateForce", True, "QQ", 1, ("army",))
TROOPS = Actor("actor:qq-army", "army troops", "StateForce", False, "QQ", 1)
STAFF = Actor("actor:qq-staff", "Joint Staff", "StateForce", True, "QQ", 1)
MINISTRY = Actor("actor:qq-mod", "Ministry of Defence", "Government", True, "QQ", 1)
STATE = Actor("iso:RR", "Rutenia", "Country", True, "RR", 8)
CIVILIANS = Actor("name:civ", "residents", "Civilians", False, None, 7)
ZONE_NAME = "Velna de-escalation zone"

FIRST_TEXT = """Two columns of fighters strike army posts in Velna

VELNA, January 23 - Some 450 fighters attacked army posts in Velna from two sides, the Joint Staff said on Thursday.
On January 22, after dark, up to 200 men of the Northern Brigade [banned in Rutenia] attacked army troops \
towards Tarn with 20 pickup trucks.
At around 21:00 some 250 fighters struck near Upper Mill. Nearly 40 troops were killed and two depots destroyed.
Orun Province is part of the Velna de-escalation zone, where fighting was halted on January 9 under a deal with Rutenia.
Shelling of Orun on January 16-22 killed 28 civilians and wounded 12. \
The Joint Staff, a body of the Ministry of Defence, denied that it had used mortars.
"""


class _Text:
    """A text in which words are found by themselves."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __call__(self, words: str, after: str = "") -> Span:
        begin = self.text.index(words, self.text.index(after) if after else 0)
        return Span(begin, begin + len(words))

    def line(self, words: str) -> Span:
        """The line that holds the words."""
        at = self.text.index(words)
        begin = self.text.rfind("\n", 0, at) + 1
        return Span(begin, self.text.index("\n", at))


def first() -> ArticleReading:
    """A wire story: a summary and its two parts, a ceasefire with its zone, a shelling of civilians, a denial."""
    words = _Text(FIRST_TEXT)
    zone = Zone("zone:velna", ZONE_NAME, "DeEscalationZone", words(ZONE_NAME))
    night = When(date(2020, 1, 22), date(2020, 1, 22), Precision.PART_OF_DAY)
    whole = Report(
        key="r1",
        type="Attack",
        trigger=words("attacked", "Some 450"),
        quotes=(words.line("Some 450"), words("Two columns of fighters strike army posts in Velna")),
        when=When(date(2020, 1, 22), date(2020, 1, 23), Precision.DAY),
        places=(PlaceRole(PROVINCE, "in", words("Velna", "posts in")),),
        participants=(
            Participant(
                Actor("name:fighters", "fighters", "ArmedGroup", False),
                "initiator",
                words("fighters", "Some 450"),
                Count.of(450, Qualifier.ABOUT),
            ),
            Participant(ARMY, "target", words("army posts", "Some 450")),
        ),
        casualties=(
            Casualty("killed", "target", Count.of(40, Qualifier.NEARLY), words("40 troops"), "troops", False, STAFF),
        ),
        damage=(Damage("depots", "destroyed", words("depots"), Count.of(2)),),
        claimant=STAFF,
        salience=1,
    )
    towards = Report(
        key="r2",
        type="ArmedAssault",
        trigger=words("attacked", "Northern Brigade"),
        quotes=(words.line("after dark"),),
        when=night,
        places=(
            PlaceRole(PROVINCE, "in", words("Velna", "posts in")),
            PlaceRole(VILLAGE, "direction", words("Tarn"), "towards"),
        ),
        participants=(
            Participant(
                BRIGADE, "initiator", words("men of the Northern Brigade"), Count.of(200, Qualifier.UP_TO), alleged=True
            ),
            Participant(TROOPS, "target", words("army troops"), member_of=ARMY),
        ),
        equipment=(
            Equipment("PickupTruck", "pickup truck", words("pickup trucks"), "initiator", Count.of(20), "machine gun"),
        ),
        outcome="repelled",
        claimant=STAFF,
        part_of="r1",
        salience=2,
    )
    mill = Report(
        key="r3",
        type="ArmedAssault",
        trigger=words("struck"),
        quotes=(words.line("21:00"),),
        when=When(date(2020, 1, 22), date(2020, 1, 22), Precision.HOUR, time(21, 0), time(21, 0)),
        places=(PlaceRole(HAMLET, "in", words("Upper Mill"), "near"),),
        participants=(
            Participant(
                Actor("name:fighters", "fighters", "ArmedGroup", False),
                "initiator",
                words("fighters", "some 250"),
                Count.of(250, Qualifier.ABOUT),
            ),
        ),
        claimant=STAFF,
        part_of="r1",
        salience=3,
    )
    halt = Report(
        key="r4",
        type="Ceasefire",
        trigger=words("halted"),
        quotes=(words.line("Orun Province"),),
        when=When(date(2020, 1, 9), None, Precision.DAY, lasting=True),
        zones=(zone,),
        participants=(Participant(STATE, "party", words("Rutenia", "deal with")),),
        salience=5,
    )
    shelling = Report(
        key="r5",
        type="Shelling",
        trigger=words("Shelling"),
        quotes=(words.line("Shelling of"),),
        when=When(date(2020, 1, 16), date(2020, 1, 22), Precision.DAY, lasting=True),
        places=(PlaceRole(TOWN, "in", words("Orun", "Shelling of")),),
        casualties=(
            Casualty("killed", "victim", Count.of(28), words("28 civilians"), "civilians", True),
            Casualty("wounded", "victim", Count.of(12), words("wounded 12"), "civilians", True),
        ),
        first_since="r4",
        occurrences=3,
        salience=4,
    )
    denied = Report(
        key="r6",
        type="Shelling",
        trigger=words("used mortars"),
        quotes=(words.line("used mortars"),),
        participants=(Participant(STAFF, "initiator", words("Joint Staff", "Shelling of")),),
        equipment=(Equipment("Mortar", "mortar", words("mortars"), "initiator"),),
        factuality=Factuality.DENIED,
        claimant=STAFF,
        salience=6,
    )
    return ArticleReading(
        article=Article(
            id="a1",
            text=FIRST_TEXT,
            title="Two columns of fighters strike army posts in Velna",
            published=date(2020, 1, 23),
            published_inferred=True,
            publisher="Quarland Wire",
            url="https://news.example/a1",
            language="en",
        ),
        mentions=(
            Mention(words("Velna"), "Place", place=PROVINCE),
            Mention(words("Orun Province"), "Place", place=OTHER_PROVINCE),
        ),
        reports=(whole, towards, mill, halt, shelling, denied),
        relations=(
            ActorRelation("designatedBy", BRIGADE, STATE, words("Northern Brigade [banned in Rutenia]")),
            ActorRelation("partOf", STAFF, MINISTRY, words("The Joint Staff, a body of the Ministry of Defence")),
        ),
        zone_facts=(ZoneFact(zone, OTHER_PROVINCE, words("Orun Province is part of the Velna de-escalation zone")),),
        claims=(
            Claim(
                (words("the Joint Staff"),),
                (words("said"),),
                (words("Some 450 fighters attacked army posts in Velna from two sides"),),
                STAFF,
            ),
        ),
        unresolved=(Mention(words("Upper Mill"), "Place", place=HAMLET),),
    )


SECOND_TEXT = """Market town shelled
Shells fell on Orun on 20 January 2020 and killed 31 people and wounded 12, the hospital said. \
The army took nobody captive.
"""


def second() -> ArticleReading:
    """Another source on the shelling, with another toll, and a name of the army of its own."""
    words = _Text(SECOND_TEXT)
    hospital = Actor("name:hospital", "hospital", "Organisation", False)
    shelling = Report(
        key="r1",
        type="Shelling",
        trigger=words("Shells fell"),
        quotes=(words.line("Shells fell"),),
        when=When.day(date(2020, 1, 20)),
        places=(PlaceRole(TOWN, "in", words("Orun")),),
        participants=(
            Participant(
                Actor("actor:qq-army", "the army of Quarland", "StateForce", True, "QQ", 1),
                "initiator",
                words("The army"),
            ),
        ),
        casualties=(
            Casualty("killed", "victim", Count.of(31), words("31 people"), "people", None, hospital),
            Casualty("wounded", "victim", Count.of(12), words("wounded 12"), "people", None, hospital),
        ),
        claimant=hospital,
    )
    return ArticleReading(
        article=Article("b/2 é", SECOND_TEXT, "Market town shelled", date(2020, 1, 21), publisher="Town Post"),
        reports=(shelling,),
    )


THIRD_TEXT = (
    "Truce talks\nThe parties planned to meet. Nothing happened in Velna, part of the Orun buffer zone, on Friday.\n"
)


def third() -> ArticleReading:
    """An article without an event, with a zone of its own and a fact about the first article's zone."""
    words = _Text(THIRD_TEXT)
    zone = Zone("zone:orun", "Orun buffer zone", "BufferZone", words("Orun buffer zone"))
    planned = Report(
        key="r1",
        type="Agreement",
        trigger=words("planned to meet"),
        quotes=(words.line("planned"),),
        factuality=Factuality.PLANNED,
    )
    return ArticleReading(
        article=Article("c3", THIRD_TEXT),
        mentions=(Mention(words("Orun"), "Place", place=TOWN),),
        reports=(planned,),
        relations=(ActorRelation("designatedBy", BRIGADE, STATE, words("The parties")),),
        zone_facts=(
            ZoneFact(zone, PROVINCE, words("Velna, part of the Orun buffer zone")),
            ZoneFact(Zone("zone:velna", ZONE_NAME, "Zone", words("zone")), VILLAGE, words("Velna")),
        ),
    )
