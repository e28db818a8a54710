"""One frame a trigger: what is gathered round it before mentions of one happening are made one.

Frames live only inside ``make_reports``; they are filled step by step and then frozen into ``Report``s.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from functools import lru_cache

from kg.actors import state_body
from kg.counts import Count
from kg.dates import When
from kg.extract.actor_words import Noun, actor_words, plural_of
from kg.extract.event_place import scenes
from kg.extract.event_time import EventTimes
from kg.extract.layers import Layers
from kg.extract.mentions import ActorMention, Trigger
from kg.extract.order import find_orders
from kg.extract.parse import Parsed
from kg.extract.story_place import country_of_story
from kg.extract.triggers import ARMED_KINDS, Rules, inflections, irregular_verbs, load_rules, verb_forms
from kg.lexicon import Lexicon
from kg.model import Actor, Damage, Factuality, PlaceRole, Span, Zone

__all__ = ["CIVIL_KINDS", "STATE_KINDS", "THING_KINDS", "Frame", "Part", "View", "Words", "load_words"]

STATE_KINDS = frozenset({"StateForce", "Government", "Country", "InternationalForce"})
CIVIL_KINDS = frozenset({"Civilians", "Person"})
THING_KINDS = frozenset({"Facility", "Vehicle"})


@dataclass(slots=True)
class Part:
    """An actor mention (its index) in a role."""

    actor: int
    role: str
    alleged: bool = False
    count: Count | None = None
    body: Actor | None = None
    """The group behind somebody described, as told elsewhere in the article."""


@dataclass(slots=True)
class Frame:
    """What is known of one happening so far. Indices point into the layers."""

    number: int
    trigger: Trigger
    type: str
    sentence: int
    harm: bool
    noun: bool
    factuality: Factuality
    when: When | None = None
    own_time: bool = False
    places: list[PlaceRole] = field(default_factory=list)
    zones: list[Zone] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    equipment: list[tuple[int, str | None]] = field(default_factory=list)
    casualties: list[tuple[int, str]] = field(default_factory=list)
    damage: list[Damage] = field(default_factory=list)
    sentences: list[int] = field(default_factory=list)
    claimant: int | None = None
    outcome: str | None = None
    occurrences: int | None = None
    part_of: Frame | None = None
    first_since: Frame | None = None
    definite: bool = False
    apart: bool = False
    """Told as another one ("a second attack")."""
    plural: bool = False
    ordinal: int | None = None
    """Told as one of several by its number ("the second blast", "the first bomb went off")."""
    echo: bool = False
    """A verb with a weapon that was told of before ("the bomb exploded")."""
    triggers: list[Trigger] = field(default_factory=list)
    support: bool = False
    """A verb says that the noun of action happened ("carried out an attack", "clashes broke out")."""
    into: Frame | None = None
    """The frame that this one was merged into."""

    def roles(self, *wanted: str) -> list[int]:
        """Actor indices in any of the roles."""
        return [p.actor for p in self.parts if p.role in wanted]

    def has(self, role: str) -> bool:
        """Whether anybody has the role."""
        return any(p.role == role for p in self.parts)


@dataclass(frozen=True, eq=False)
class Words:
    """The word lists that the reading of events uses."""

    light: frozenset[str]
    suffer: frozenset[str]
    occurrence: frozenset[str]
    effect: frozenset[str]
    witness: frozenset[str]
    dying: frozenset[str]
    another: frozenset[str]
    elsewhere: frozenset[str]
    foiling: frozenset[str]
    definite: frozenset[str]
    units: frozenset[str]
    outcome: dict[str, str]
    damage: dict[str, str]
    civil_craft: frozenset[str]
    using: frozenset[str]
    striking: frozenset[str]
    culprit: frozenset[str]
    finding: frozenset[str]
    attacking: frozenset[str]
    of_doer: frozenset[str]
    partitive: frozenset[str]
    openings: frozenset[str]
    suffered: frozenset[str]
    taken_from: frozenset[str]
    blasts: frozenset[str]
    blaming: frozenset[str]
    touching: frozenset[str]
    harmed_in: frozenset[str]
    harming_in: frozenset[str]
    areas: frozenset[str]
    ways: frozenset[str]
    passing: frozenset[str]
    compass: frozenset[str]
    speech: frozenset[str]
    telling: frozenset[str]
    addressing: frozenset[str]
    settlements: frozenset[str]
    channels: frozenset[str]
    documents: frozenset[str]
    ordinals: dict[str, int]
    supporting: frozenset[str]
    agreeing: frozenset[str]
    halting: frozenset[str]
    meeting: frozenset[str]
    laid: frozenset[str]
    occupied: frozenset[str]
    accords: frozenset[str]
    help: frozenset[str]
    acts: frozenset[str]
    provoking: frozenset[str]
    reaction: frozenset[str]
    done_about: frozenset[str]
    taking: frozenset[str]
    accusing: dict[tuple[str, str], str]
    """Lemma and preposition to whether the subject or the object is the one accused."""
    fallen: frozenset[str]
    identifying: frozenset[str]
    weekdays: frozenset[str]
    reckoning: frozenset[str]
    sides: frozenset[str]
    of_two: frozenset[str]


@lru_cache(maxsize=4)
def load_words(lexicon: Lexicon) -> Words:
    """The word lists of one lexicon."""
    irregular = irregular_verbs(lexicon)

    def labels(scheme: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for concept in lexicon.scheme(scheme):
            for word in concept.words:
                first, _, rest = word.partition(" ")
                for form in inflections(first, irregular):
                    found[f"{form} {rest}".strip()] = concept.name
        return found

    return Words(
        verb_forms(lexicon, "light-verb"),
        verb_forms(lexicon, "suffer-verb"),
        verb_forms(lexicon, "occurrence-verb"),
        verb_forms(lexicon, "effect-verb"),
        verb_forms(lexicon, "witness-verb"),
        verb_forms(lexicon, "dying-verb"),
        lexicon.words("another-word"),
        lexicon.words("elsewhere-word"),
        lexicon.words("foiling-verb"),
        lexicon.words("definite-word"),
        lexicon.words("occurrence-unit"),
        labels("outcome"),
        labels("damage-verb"),
        lexicon.words("civil-craft"),
        lexicon.words("using-verb"),
        lexicon.words("striking-verb"),
        lexicon.words("culprit-word"),
        lexicon.words("finder-verb"),
        lexicon.words("attacking-person"),
        lexicon.words("act-of-doer-noun"),
        lexicon.words("partitive-noun"),
        lexicon.words("opening-noun"),
        lexicon.with_trait("suffered-by-owner"),
        lexicon.with_trait("taken-from"),
        lexicon.with_trait("going-off"),
        lexicon.words("blaming-verb"),
        lexicon.words("touching-verb"),
        lexicon.words("harmed-in-verb"),
        lexicon.words("harming-in-verb"),
        lexicon.words("area-noun"),
        lexicon.words("way-noun"),
        lexicon.words("passing-verb"),
        lexicon.words("compass"),
        lexicon.words("speech-verb") | {"according"},
        frozenset({"according", "accuse", "blame"}).union(
            *(lexicon.words(f"{kind}-verb") for kind in ("speech", "showing", "thinking", "issuing"))
        ),
        lexicon.words("addressing-verb"),
        frozenset(w for c in lexicon.scheme("place-kind") if c.value in _SETTLED for w in c.words),
        lexicon.words("channel-noun"),
        lexicon.words("issued-document"),
        {word: int(c.value or 0) for c in lexicon.scheme("ordinal-word") for word in c.words},
        lexicon.words("supporting-verb"),
        lexicon.words("agreeing-verb"),
        lexicon.words("halting-verb"),
        lexicon.words("bomb-meeting-verb"),
        lexicon.words("bomb-in-wait"),
        lexicon.words("occupied-land"),
        frozenset(lexicon.classes_under("Agreement")),
        lexicon.words("help-noun"),
        lexicon.words("equipment-event-noun"),
        lexicon.words("provoking-verb"),
        lexicon.words("reaction-noun"),
        lexicon.words("done-about-word"),
        lexicon.words("taking-verb"),
        {
            (verb, prep): concept.name
            for concept in lexicon.scheme("accusing-verb")
            for verb, prep in (w.split() for w in concept.words)
        },
        lexicon.words("fallen-noun"),
        lexicon.words("identifying-verb"),
        frozenset(w for c in lexicon.scheme("weekday") for w in c.words),
        lexicon.words("reckoning-verb") | lexicon.words("speech-verb"),
        lexicon.words("side-noun"),
        lexicon.words("two-sided-word"),
    )


_SETTLED = frozenset(("City", "Town", "Village", "Neighbourhood", "Settlement", "District"))
"""Kinds of places where people live."""


class View:
    """The layers of one article with the look-ups that roles and merging need."""

    def __init__(self, layers: Layers) -> None:
        self.layers = layers
        self.parsed: Parsed = layers.parsed
        self.tokens = layers.parsed.tokens
        self.rules: Rules = load_rules(layers.lexicon)
        self.words = load_words(layers.lexicon)
        self.clock = EventTimes(layers.parsed, layers.times, layers.lexicon, layers.triggers)
        self.orders = find_orders(layers.parsed, layers.times, layers.triggers, layers.lexicon)
        """Which happenings the text sets some time apart."""
        self.scenes = scenes(layers.parsed, layers.places, layers.actors)
        """The toponyms where something may happen."""
        self.story = country_of_story(layers.parsed, layers.places)
        """The country that the article is about."""
        self.actors, self.owner = _with_owners(layers)
        """All actor mentions, those behind "the army's" posts and convoys added; ``owner`` leads from the thing to them."""
        self.actors, self.source = _with_sources(layers, self.actors)
        """``source`` leads from a claim (its index) to the mention made of a source that is no actor ("witnesses")."""
        self.nation = _nations(layers, self.actors)
        """Mention to the state of its "of" phrase ("the forces of X")."""
        self.actor_head: dict[int, int] = {}
        self.sharing: dict[int, list[int]] = {}
        """Noun to the mentions of others that share it ("Syrian" of "Syrian and Russian forces")."""
        self.actor_at: dict[int, int] = {}
        tokens = self.tokens
        for n, actor in enumerate(layers.actors):  # the owners stand inside these and are reached through them
            self.actor_head.setdefault(actor.head, n)
            if actor.shares is not None:
                self.sharing.setdefault(actor.shares, []).append(n)
            for i in range(actor.first, min(actor.last, len(tokens))):
                known = self.actor_at.get(i)
                if known is None or _length(layers, n) < _length(layers, known):
                    self.actor_at[i] = n
        self.equipment_at: dict[int, int] = {}
        for n, thing in enumerate(layers.equipment):
            for i in range(thing.first, min(thing.last, len(tokens))):
                self.equipment_at.setdefault(i, n)
        self.place_at: dict[int, int] = {}
        for n, place in enumerate(layers.places):
            for i in range(place.first, min(place.last, len(tokens))):
                self.place_at.setdefault(i, n)
        self.time_tokens = frozenset(i for t in layers.times for i in range(t.first, t.last))
        self.fullest: dict[int, int] = {}
        """Chain of a person to the first mention by the fullest name."""
        text = layers.parsed.cased
        for n, actor in enumerate(layers.actors):
            if (
                actor.actor.kind == "Person"
                and actor.span.end - actor.span.begin >= len(actor.actor.name)
                and not actor.pronoun
            ) and " ".join(actor.span.of(text).split()) == actor.actor.name:
                self.fullest.setdefault(actor.chain, n)
        size = len(layers.parsed.sentences)
        self.actors_in: list[list[int]] = [[] for _ in range(size)]
        for n, actor in enumerate(layers.actors):
            self.actors_in[tokens[actor.head].sent].append(n)
        self.equipment_in: list[list[int]] = [[] for _ in range(size)]
        for n, thing in enumerate(layers.equipment):
            self.equipment_in[tokens[thing.head].sent].append(n)
        self.casualties_in: list[list[int]] = [[] for _ in range(size)]
        for n, harm in enumerate(layers.casualties):
            self.casualties_in[tokens[harm.head].sent].append(n)
        self.trigger_heads = {t.head: n for n, t in enumerate(layers.triggers)}

    def with_trait(self, name: str) -> frozenset[str]:
        """The classes of events and equipment that have a trait (``ontology/lexicon/traits.ttl``)."""
        return self.layers.lexicon.with_trait(name)

    def kind(self, actor: int) -> str:
        """Kind of the actor of a mention."""
        return self.actors[actor].actor.kind

    def set_apart(self, one: Frame, other: Frame) -> bool:
        """Whether the text says how long one happening came after the other."""
        mine, theirs = [t.head for t in one.triggers], [t.head for t in other.triggers]
        return any(
            (any(a <= h < b for h in mine) and any(c <= h < d for h in theirs))
            or (any(c <= h < d for h in mine) and any(a <= h < b for h in theirs))
            for (a, b), (c, d), _ in self.orders
        )

    def armed(self, actor: int) -> bool:
        """Whether a mention is of an armed side (an unnamed government counts)."""
        return self.kind(actor) in ARMED_KINDS

    def armed_at(self, i: int) -> bool:
        """Whether token ``i`` heads a mention of an armed side."""
        actor = self.actor_head.get(i)
        return actor is not None and self.armed(actor)

    def same(self, one: int, other: int) -> bool:
        """Whether two mentions are of one actor."""
        a, b = self.actors[one], self.actors[other]
        if one in self.nation and other in self.nation and self.nation[one] != self.nation[other]:
            return False
        return a.chain == b.chain or a.actor.id == b.actor.id

    def told(self, actor: int) -> int:
        """The mention to show for this one: a person's fullest name; for a pronoun, the nearest full mention before it."""
        mention = self.actors[actor]
        if mention.actor.kind == "Person" and (mention.actor.named or mention.chain in self.fullest):
            return self.fullest.get(mention.chain, actor)
        if not mention.pronoun:
            return actor
        for n in range(actor - 1, -1, -1):
            if self.actors[n].chain == mention.chain and not self.actors[n].pronoun:
                return n
        return actor


def _nations(layers: Layers, actors: tuple[ActorMention, ...]) -> dict[int, str]:
    tokens = layers.parsed.tokens
    found: dict[int, str] = {}
    for n, actor in enumerate(actors):
        if actor.last + 1 < len(tokens) and tokens[actor.last].lower == "of" and tokens[actor.last + 1].pos == "PROPN":
            found[n] = tokens[actor.last + 1].lower
    return found


def _with_owners(layers: Layers) -> tuple[tuple[ActorMention, ...], dict[int, int]]:
    """Those whose thing a mention names by a word before its noun: "police" in "police checkpoint"."""
    words = actor_words(layers.lexicon)
    tokens = layers.parsed.tokens
    known: dict[str, ActorMention] = {}
    for actor in layers.actors:
        known.setdefault(actor.actor.name.lower(), actor)
    added: list[ActorMention] = []
    owner: dict[int, int] = {}
    arms = {i for e in layers.equipment for i in range(e.first, e.last)}
    nobody = layers.lexicon.words("no-owner")
    for n, thing in enumerate(layers.actors):
        if thing.actor.kind not in THING_KINDS or thing.head <= thing.first:
            continue
        if thing.member_of is not None:
            span = Span(tokens[thing.first].begin, tokens[thing.head - 1].end)
            holder = ActorMention(
                thing.first, thing.head, thing.head - 1, span, thing.member_of, len(layers.actors) + len(added)
            )
            same = next((a for a in layers.actors if a.actor.id == thing.member_of.id), None)
            if same is not None:
                holder = replace(holder, chain=same.chain)
            owner[n] = len(layers.actors) + len(added)
            added.append(holder)
            continue
        for i in range(thing.head - 1, thing.first - 1, -1):
            kind = words.modifiers.get(tokens[i].lower, "")
            noun = words.nouns.get(tokens[i].lower)
            if kind not in ARMED_KINDS and noun is not None:
                kind = noun.kind
                if noun.use == "people" and kind not in ARMED_KINDS:
                    break  # the office of "the municipal mayor" is his
            if kind not in ARMED_KINDS or i in arms or tokens[i].lower in nobody:
                continue  # "armoured personnel carriers" are nobody's by that
            span = Span(tokens[thing.first].begin, tokens[i].end)
            name = span.of(layers.parsed.article.text)
            if (
                noun is not None
                and noun.kind == "ArmedGroup"
                and noun.use == "people"
                and not noun.plural
                and name.islower()
            ):
                name = plural_of(name)  # "insurgent positions": the insurgents'
            same = known.get(name.lower())
            if same is not None and same.actor.kind not in ARMED_KINDS:
                break  # "the governor's office"
            if same is not None:
                found = replace(same, first=thing.first, last=i + 1, head=i, span=span, count=None, units=None)
            else:
                described = Actor(
                    _force_of(thing.actor.country, noun, i - thing.first)
                    or f"name:{hashlib.sha256(name.lower().encode()).hexdigest()[:16]}",
                    name,
                    kind,
                    False,
                    thing.actor.country,
                )
                found = ActorMention(
                    thing.first, i + 1, i, span, described, len(layers.actors) + len(added), generic=True
                )
                known[name.lower()] = found
            owner[n] = len(layers.actors) + len(added)
            added.append(found)
            break
    return (*layers.actors, *added), owner


def _force_of(country: str | None, noun: Noun | None, before: int) -> str:
    """The id of a state's force that a noun names with the state's adjective alone before it ("Syrian army positions")."""
    if not country or noun is None or noun.kind != "StateForce" or noun.use == "formation" or before != 1:
        return ""
    return state_body(country, noun.branch)


def _with_sources(layers: Layers, actors: tuple[ActorMention, ...]) -> tuple[tuple[ActorMention, ...], dict[int, int]]:
    """Those who tell something without taking part in anything: "witnesses", "the official report"."""
    tokens, text = layers.parsed.tokens, layers.parsed.cased
    documents, people = layers.lexicon.words("issued-document"), layers.lexicon.words("people-noun")
    added: list[ActorMention] = []
    source: dict[int, int] = {}
    by_name: dict[str, int] = {}
    for n, claim in enumerate(layers.claims):
        if claim.who is not None or not claim.source:
            continue
        within = layers.parsed.tokens_within(claim.source[0])
        head = next((i for i in within if tokens[i].head not in within and tokens[i].pos in ("NOUN", "PROPN")), None)
        if head is None:
            continue
        word = tokens[head].lemma.lower()
        if (word not in documents and word not in people) or any(tokens[i].lower in ("no", "neither") for i in within):
            continue  # "No one has claimed responsibility"
        first = next(i for i in within if tokens[i].pos not in ("DET", "PUNCT", "NUM") or i == head)
        if tokens[first].lower == "year" and first + 2 < head:
            first = min(first + 3, head)  # "a 34-year-old woman"
        span = layers.parsed.span(first, head + 1) if first <= head else layers.parsed.span(head, head + 1)
        name = " ".join(span.of(text).split())
        kind = "Organisation" if word in documents else "Civilians"
        known = by_name.setdefault(name.lower(), len(actors) + len(added))
        if known == len(actors) + len(added):
            digest = hashlib.sha256(name.lower().encode("utf-8", "surrogatepass")).hexdigest()[:16]
            actor = Actor(f"name:{digest}", name, kind, False)
            added.append(ActorMention(min(first, head), head + 1, head, span, actor, known, generic=True))
        source[n] = known
    return (*actors, *added), source


def _length(layers: Layers, n: int) -> int:
    return layers.actors[n].last - layers.actors[n].first
