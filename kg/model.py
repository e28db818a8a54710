"""The nouns of the field, frozen: what passes from stage to stage.

An ``Article`` is read, ``Mention``s are found in it, ``Report``s say what it tells of, an ``Event`` is what we conclude
from one report or many. A report is what one article claims, with its characters; an event is our conclusion. All
offsets count Unicode characters of ``Article.text`` exactly as it was given.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from kg.counts import Count
from kg.dates import When

__all__ = [
    "Actor",
    "ActorRelation",
    "Article",
    "ArticleReading",
    "Casualty",
    "Claim",
    "Damage",
    "Equipment",
    "Event",
    "Factuality",
    "Mention",
    "Participant",
    "Place",
    "PlaceRole",
    "Report",
    "SourcedReport",
    "Span",
    "Zone",
    "ZoneFact",
]


class Factuality(StrEnum):
    """Whether the text gives a happening as a fact."""

    STATED = "stated"
    DENIED = "denied"
    PLANNED = "planned"
    THREATENED = "threatened"
    CALLED_FOR = "called-for"
    DOUBTED = "doubted"
    HYPOTHETICAL = "hypothetical"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters ``begin`` to ``end`` (exclusive) of an article's text."""

    begin: int
    end: int

    def of(self, text: str) -> str:
        """The words themselves."""
        return text[self.begin : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a character."""
        return self.begin < other.end and other.begin < self.end


@dataclass(frozen=True, slots=True)
class Article:
    """One document as it was given, with what is known of its publication.

    ``published_inferred`` is true when the date was worked out from the dateline instead of being given.
    ``text`` includes the headline where the source gave one in the text; ``title`` is the headline if known.
    """

    id: str
    text: str
    title: str | None = None
    published: date | None = None
    published_inferred: bool = False
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    dateline: Span | None = None
    """The words before the first sentence that say where and when it was filed ("MOSCOW, January 23. /TASS/.")."""
    dateline_place: str | None = None
    received: date | None = None
    """The day on which it came to whoever builds the graph, where they say so; no clock is asked."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place as the graph knows it; one without a gazetteer entry keeps its name and has no coordinates.

    ``id`` is ``gn:<GeoNames>``, ``wof:<Who's On First>``, ``iso:<CC>`` for a country, or ``name:<hash>`` for a name no
    table knows. ``kind`` is a class of the ontology: Settlement, City, Village, Neighbourhood, District, Province,
    Country, Region, NaturalFeature, Road, Facility, Place. ``within`` are names from the nearest enclosing area to the
    country; ``within_ids`` the same as ids. ``country`` is ISO 3166 alpha-2.
    """

    id: str
    name: str
    kind: str = "Place"
    lat: float | None = None
    lon: float | None = None
    country: str | None = None
    within: tuple[str, ...] = ()
    within_ids: tuple[str, ...] = ()
    where_prec: int = 6
    """UCDP GED ``where_prec``: 1 exact, 2 within 25 km, 3 district, 4 province, 5 a line or landscape, 6 country."""
    score: float = 0.0
    runner_up: str | None = None
    """Id of the namesake that came second, so that a wrong choice can be found."""
    aliases: tuple[str, ...] = ()
    """Other names it is known by, sorted: the gazetteer's spellings; a quarter's with its town before it ("Town-Quarter")."""
    seat: tuple[str, ...] = ()
    """Of a province or district: names of the town that is its seat, where these are others; codebooks put there what is told
    of the area alone."""


@dataclass(frozen=True, slots=True)
class PlaceRole:
    """A place in an event. ``role``: ``in``, ``direction``, ``from``, ``to``. ``relation`` as told: "near", "10 km south of"."""

    place: Place
    role: str
    mention: Span
    relation: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, group, force, state or thing that takes part, named as an analyst would name it within the article.

    ``id`` comes from the actor table (``ucdp:…``, ``actor:…``, ``iso:SY`` for a state), or is ``name:<hash>``.
    ``kind``: ArmedGroup, StateForce, Government, InternationalForce, Organisation, Country, Person, Civilians,
    Facility, Vehicle. ``country`` ISO alpha-2 where known; ``inter`` the ACLED actor type code 1-8, 0 unknown.
    """

    id: str
    name: str
    kind: str
    named: bool = True
    country: str | None = None
    inter: int = 0
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Participant:
    """An actor in an event.

    ``role``: initiator, target, party, victim, supporter, mediator, announcer. ``member_of`` names the organisation
    behind it. ``alleged`` when only a source blames it.
    """

    actor: Actor
    role: str
    mention: Span
    count: Count | None = None
    member_of: Actor | None = None
    alleged: bool = False


@dataclass(frozen=True, slots=True)
class Equipment:
    """Weapons, vehicles and munitions. ``type`` is a class of ``ontology/equipment.ttl``; ``used_by`` initiator or target."""

    type: str
    name: str
    mention: Span
    used_by: str | None = None
    count: Count | None = None
    mounting: str | None = None


@dataclass(frozen=True, slots=True)
class Casualty:
    """People harmed. ``kind``: killed, wounded, missing, captured, displaced. ``of``: initiator, target, victim, party.

    ``civilian`` is ``None`` where the text does not say. ``total``: the sum of other figures of the event.
    """

    kind: str
    of: str
    count: Count
    mention: Span
    group: str | None = None
    civilian: bool | None = None
    claimant: Actor | None = None
    total: bool = False
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Damage:
    """Things harmed: ``effect`` is destroyed, damaged or captured."""

    what: str
    effect: str
    mention: Span
    count: Count | None = None


@dataclass(frozen=True, slots=True)
class Zone:
    """A de-escalation zone, corridor, front line or demilitarised area named in the text.

    ``kind``: DeEscalationZone, HumanitarianCorridor, FrontLine, DemilitarisedZone, BufferZone, SafeZone, Zone.
    """

    id: str
    name: str
    kind: str
    mention: Span
    by_outline: bool = False
    """Not named in the text: ``mention`` is a place that lies within the outline that a table of the user's gives it."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Who says what: the source's words, the cue ("said") and the content, each a list of spans (may be broken)."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    claimant: Actor | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What one article tells of one happening.

    ``key`` is unique within the article and stable (``r<begin of trigger>``); ``quotes`` are the sentences that say it,
    the main one first; ``part_of`` and ``first_since`` are keys of other reports of the article.
    """

    key: str
    type: str
    trigger: Span
    quotes: tuple[Span, ...]
    when: When | None = None
    places: tuple[PlaceRole, ...] = ()
    zones: tuple[Zone, ...] = ()
    participants: tuple[Participant, ...] = ()
    equipment: tuple[Equipment, ...] = ()
    casualties: tuple[Casualty, ...] = ()
    damage: tuple[Damage, ...] = ()
    outcome: str | None = None
    claimant: Actor | None = None
    factuality: Factuality = Factuality.STATED
    part_of: str | None = None
    first_since: str | None = None
    occurrences: int | None = None
    salience: int = 1


@dataclass(frozen=True, slots=True)
class ActorRelation:
    """A standing fact about actors read from the text.

    ``kind``: ``designatedBy`` (outlawed in a state), ``partOf``, ``aliasOf``, ``affiliatedWith``, ``position`` (then
    ``label`` is the office: "president").
    """

    kind: str
    subject: Actor
    object: Actor
    quote: Span
    label: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ZoneFact:
    """ "The Velna district belongs to the northern de-escalation zone": a place that a zone takes in.

    ``partly``: the zone takes in a part of it ("parts of Velna", "northern Velna").
    """

    zone: Zone
    place: Place
    quote: Span
    partly: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """One stand-off annotation, the line of ``kg annotate``. ``kind`` as in the mention record."""

    span: Span
    kind: str
    place: Place | None = None
    actor: Actor | None = None
    value: str | None = None
    """TIMEX3 value of a Time."""
    count: Count | None = None
    claim: Claim | None = None
    type: str | None = None
    """Event class of an EventTrigger, equipment class of an Equipment."""


@dataclass(frozen=True, slots=True)
class ArticleReading:
    """Everything that was read in one article."""

    article: Article
    mentions: tuple[Mention, ...] = ()
    reports: tuple[Report, ...] = ()
    relations: tuple[ActorRelation, ...] = ()
    zone_facts: tuple[ZoneFact, ...] = ()
    claims: tuple[Claim, ...] = ()
    unresolved: tuple[Mention, ...] = ()
    """Names of places and groups that no table knows."""


@dataclass(frozen=True, slots=True)
class SourcedReport:
    """A report with the article it stands in: what merging works on."""

    article: Article
    report: Report
    copy_group: str = ""
    """Articles that are near-verbatim copies share this; it is the article's own id otherwise."""


@dataclass(frozen=True, slots=True)
class Event:
    """What we conclude: one happening, all the reports of it, and the facts chosen from them.

    ``id`` is the identifier of the least report of the cluster, so that it depends on content alone; ``replaces`` are
    the ids the other reports' events had before they were found to be one.
    """

    id: str
    reports: tuple[SourcedReport, ...]
    report: Report
    """The consolidated facts in the shape of a report (spans belong to the first source)."""
    part_of: str | None = None
    first_since: str | None = None
    label: str = ""
    independent_sources: int = 1
    replaces: tuple[str, ...] = field(default=())
    obstructed_by: tuple[str, ...] = ()
    """Events told in the same sentence as in the way of this one, if it is a humanitarian action."""
