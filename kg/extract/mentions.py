"""What the layers of reading hand to each other: spans of tokens with what they were understood to be.

``first``/``last`` are token indices (``last`` exclusive), ``head`` the token that carries the syntax.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.counts import Count
from kg.dates import When
from kg.model import Actor, Factuality, Place, Span

__all__ = [
    "ActorMention",
    "CasualtyMention",
    "ClaimMention",
    "CountMention",
    "EquipmentMention",
    "Harmed",
    "PlaceMention",
    "TimeMention",
    "Trigger",
]


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A time expression. ``type``: DATE, TIME, DURATION, SET. ``value``: TIMEX3. ``when``: the interval, if it names one."""

    first: int
    last: int
    span: Span
    type: str
    value: str
    when: When | None


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A toponym, resolved. ``relation``: "near", "outside", "10 km south of" … as told before the name."""

    first: int
    last: int
    head: int
    span: Span
    place: Place
    relation: str | None = None


@dataclass(frozen=True, slots=True)
class CountMention:
    """A number with its qualifier; ``first``/``last`` take in the qualifier ("up to 200"); ``head`` is the noun counted.

    ``head`` is ``None`` where the noun is left out ("56 suffered wounds"). ``unit`` is its lemma.
    """

    first: int
    last: int
    span: Span
    count: Count
    head: int | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class ActorMention:
    """People, a group, a force, a state, or a thing that can be hit, as a noun phrase or a pronoun.

    ``span`` is the phrase without determiner and number ("Syrian troops"), ``first``/``last`` its tokens, which for a
    person by name take in the titles that ``span`` leaves out ("General Juan Soto"); ``chain`` is the
    index of the first mention of the same actor within the article. ``count`` counts persons; ``units`` formations.
    ``generic`` is true for people by description ("militants", "civilians", "a police officer").
    """

    first: int
    last: int
    head: int
    span: Span
    actor: Actor
    chain: int
    count: Count | None = None
    units: Count | None = None
    member_of: Actor | None = None
    generic: bool = False
    pronoun: bool = False
    shares: int | None = None
    """The noun that a name shares with the phrase after or before it: for "Syrian" in "Syrian and Russian forces" the token
    "forces", whose own mention is the Russian forces. What befalls the one befalls the other."""


@dataclass(frozen=True, slots=True)
class Harmed:
    """What the words tell of those harmed: enough to tell one person from another and a total from its part.

    ``noun`` is the lemma of the noun, if there is one. ``reference``: ``new``, ``other`` ("another man"), ``given`` ("the
    victim", "both", "he") or ``part`` ("one of them", "including six children"). ``implied``: the text has no number (one
    person, or an open plural). ``name`` in lower case, ``gender`` ``m`` or ``f``, ``side`` the concept of ``lx:actor-noun``.
    ``ordinal``: the third of those harmed ("a third man").
    """

    noun: str | None = None
    reference: str = "new"
    implied: bool = False
    name: str | None = None
    age: int | None = None
    gender: str | None = None
    side: str | None = None
    ordinal: int | None = None


@dataclass(frozen=True, slots=True)
class CasualtyMention:
    """A statement that people were harmed. ``head`` is the word that says so ("killed", "dead", "injuries").

    ``who`` is the index (in the tuple of actor mentions) of those harmed, ``by`` of those who did it, both if known.
    ``civilian``: True, False or None (not said). ``cause`` is the token of the act, if named ("in shelling attacks").
    ``hit``: shot or stabbed, without a word here on who of them lived. ``lasting``: a sum over a long time ("since 2011").
    ``noun``: where the noun stands that a number leaves out ("nine people died and 30 were hurt").
    One event's mentions are brought to its figures by ``kg.extract.tolls.event_tolls``.
    """

    head: int
    span: Span
    kind: str
    count: Count
    who: int | None = None
    by: int | None = None
    group: str | None = None
    civilian: bool | None = None
    total: bool = False
    cause: int | None = None
    hit: bool = False
    lasting: bool = False
    harmed: Harmed = Harmed()
    noun: Span | None = None


@dataclass(frozen=True, slots=True)
class EquipmentMention:
    """A weapon, vehicle or munition. ``type`` is a class of ``ontology/equipment.ttl``."""

    first: int
    last: int
    head: int
    span: Span
    type: str
    name: str
    count: Count | None = None
    mounting: str | None = None


@dataclass(frozen=True, slots=True)
class ClaimMention:
    """Reported speech. Spans of characters; ``head`` is the cue's token, ``who`` the index of the source's actor mention."""

    head: int | None
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    who: int | None = None
    factuality: Factuality = Factuality.STATED
    """What the cue says of its content: "denied that", "warned that", "plans to"."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word or phrase that tells of a happening. ``head`` carries the arguments (the verb of "carried out an attack" is
    ``support``, the noun ``head``).
    """

    first: int
    last: int
    head: int
    span: Span
    type: str
    support: int | None = None
    noun: bool = False
    """A noun of action ("the attack"), whatever the tagger takes it for."""
    harm: bool = False
    """The word tells only the outcome ("killed"): a happening of its own where no act is named."""
