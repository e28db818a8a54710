"""Protests, riots and mobs: which acts belong to a gathering, and who stood against it.

A gathering is told in several sentences: people march, somebody throws stones, the police disperse them. These are one
happening whose class follows from the worst that the crowd did; the force used against it makes the force a party to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from kg.extract.frames import Frame, Part, View
from kg.extract.parse import Token
from kg.extract.same_event import add_part, fold_in, live, place_conflict
from kg.lexicon import Lexicon
from kg.model import Factuality

__all__ = ["settle_crowds"]

_REACH = 4
"""Sentences round a gathering in which the acts of its people, and against them, are told."""


@dataclass(frozen=True, eq=False)
class _Words:
    crowd: frozenset[str]
    rioter: frozenset[str]
    unknown: frozenset[str]
    clan: frozenset[str]
    burning: frozenset[str]
    obstacle: frozenset[str]
    dispersing: frozenset[str]
    several: frozenset[str]


@lru_cache(maxsize=4)
def _words(lexicon: Lexicon) -> _Words:
    return _Words(
        lexicon.words("crowd-word"),
        lexicon.words("rioter-word"),
        lexicon.words("unknown-doer-word"),
        lexicon.words("clan-word"),
        lexicon.words("burning-word"),
        lexicon.words("obstacle-word"),
        lexicon.words("dispersing-word"),
        lexicon.words("several-people-noun"),
    )


def settle_crowds(view: View, frames: list[Frame]) -> list[Frame]:
    """The frames with gatherings made whole; force against no crowd of ours is left out if it says nothing more."""
    lexicon = view.layers.lexicon
    violent, peaceful = lexicon.becomes("peaceful-gathering"), lexicon.with_trait("peaceful-gathering")
    for frame in live(frames):
        if frame.type in lexicon.with_trait("deed-of-crowd") | peaceful and any(
            _riots(view, a) for a in frame.roles("initiator")
        ):
            frame.type = violent
    for frame in [f for f in live(frames) if f.type in lexicon.with_trait("gathering")]:
        if frame.into is None and frame.factuality is Factuality.STATED:
            _gather(view, frame, live(frames))
            if frame.type in peaceful and _burns(view, frame):
                frame.type = violent
    gathered = {s for f in live(frames) if f.type in lexicon.with_trait("demonstration") for s in f.sentences}
    for frame in live(frames):
        if frame.type in lexicon.with_trait("mutual-fight") and any(
            s - _REACH <= frame.sentence <= s + _REACH for s in gathered
        ):
            continue
        if frame.type in lexicon.with_trait("deed-of-mob") and _is_mob(view, frame):
            frame.type = lexicon.becomes("deed-of-mob")
    return [
        f
        for f in live(frames)
        if f.type not in lexicon.with_trait("force-on-crowd")
        or any(_marching(view, a) for a in f.roles("target"))
        or _disperses(view, f)
    ]


def _disperses(view: View, frame: Frame) -> bool:
    """Whether several people are driven apart, or met with what is used against crowds: "used batons against vendors"."""
    if not any(view.kind(a) == "StateForce" for a in frame.roles("initiator")):
        return False
    words = _words(view.layers.lexicon).dispersing
    around = view.tokens[frame.trigger.head : frame.trigger.last + _WEAPON]
    return any(t.lemma in words or t.lower in words for t in around) and any(
        _crowd(view, a) for a in frame.roles("target")
    )


_WEAPON = 3
"""Tokens after a verb in which its weapon is looked for."""


def _gather(view: View, gathering: Frame, frames: list[Frame]) -> None:
    """Let a gathering have the acts round it that belong to it, and the class that follows from them."""
    lexicon = view.layers.lexicon
    gatherings, peaceful = lexicon.with_trait("gathering"), lexicon.with_trait("peaceful-gathering")
    violent, turned = lexicon.becomes("peaceful-gathering"), lexicon.with_trait("violent-gathering")
    broken = hurt = False
    for other in frames:
        if other is gathering or other.into is not None or other.factuality is not Factuality.STATED:
            continue
        gap = other.sentence - gathering.sentence
        if not -1 <= gap <= _REACH or (gap < 0 and other.type not in turned):
            continue
        if other.type in turned and gathering.type in lexicon.with_trait("demonstration"):
            fold_in(view, gathering, other)
            gathering.type = violent
            continue
        if other.type in peaceful and gathering.type in gatherings and _told_again(view, gathering, other):
            kept = gathering.type
            fold_in(view, gathering, other)
            gathering.type = kept
            continue
        doers = other.roles("initiator")
        states = [a for a in doers if view.kind(a) == "StateForce"]
        held = other.roles("target", "victim")
        if other.type in lexicon.with_trait("met-with-force") and states and all(not view.armed(a) for a in held):
            for a in states:
                add_part(view, gathering, Part(a, "party"))
            broken = True
            hurt = hurt or bool(other.casualties)
            if other.type in lexicon.with_trait("force-on-crowd"):
                parts, other.parts = other.parts, []
                fold_in(view, gathering, other)
                other.parts = parts
        elif other.type in lexicon.with_trait("mutual-fight") and any(_crowd(view, a) for a in other.roles("party")):
            for a in other.roles("party"):
                if view.kind(a) == "StateForce":
                    add_part(view, gathering, Part(a, "party"))
            gathering.type = violent
        elif (
            other.type in lexicon.with_trait("deed-of-crowd")
            and doers
            and any(_crowd(view, a) or any(view.same(a, b) for b in gathering.roles("initiator")) for a in doers)
        ):
            gathering.type = violent
            for a in other.roles("target"):
                if view.kind(a) == "StateForce":
                    add_part(view, gathering, Part(a, "party"))
        if (
            other.type in lexicon.with_trait("held-from-crowd")
            and held
            and all(_of_crowd(view, a, gathering) for a in held)
        ):
            broken = True
            if other.part_of is None:
                other.part_of = gathering
    if broken and not hurt and gathering.type in lexicon.with_trait("broken-up") and not gathering.casualties:
        gathering.type = lexicon.becomes("broken-up")


def _told_again(view: View, gathering: Frame, other: Frame) -> bool:
    """Whether a later sentence goes on about the same gathering: no place, day or people of its own."""
    if (
        other.own_time
        or other.apart
        or (other.places and gathering.places and place_conflict(gathering.places, other.places))
    ):
        return False
    return all(_of_crowd(view, a, gathering) for a in other.roles("initiator"))


def _of_crowd(view: View, actor: int, gathering: Frame) -> bool:
    """Whether a mention is of people of the gathering: by the word, as one of its people, or people without a name."""
    mention = view.actors[actor]
    return (
        _marching(view, actor)
        or any(view.same(actor, a) for a in gathering.roles("initiator"))
        or (
            mention.actor.kind == "Civilians"
            and view.tokens[mention.head].lemma.lower() in ("people", "person", "group")
        )
    )


def _words_of(view: View, actor: int) -> tuple[Token, ...]:
    mention = view.actors[actor]
    return view.tokens[mention.first : mention.last]


def _riots(view: View, actor: int) -> bool:
    return view.tokens[view.actors[actor].head].lemma.lower() in _words(view.layers.lexicon).rioter


def _burns(view: View, frame: Frame) -> bool:
    """Whether the gathering blocks its road with things on fire."""
    words = _words(view.layers.lexicon)
    for s in frame.sentences:
        sentence = view.parsed.sentences[s]
        for i in range(sentence.first, sentence.last - 1):
            if view.tokens[i].lower in words.burning and view.tokens[i + 1].lemma.lower() in words.obstacle:
                return True
    return False


def _marching(view: View, actor: int) -> bool:
    return view.tokens[view.actors[actor].head].lemma.lower() in _words(view.layers.lexicon).crowd


def _crowd(view: View, actor: int) -> bool:
    """Whether a mention is of people who demonstrate, or of a plain crowd."""
    mention = view.actors[actor]
    return mention.actor.kind == "Civilians" and (
        view.tokens[mention.head].lemma.lower() in _words(view.layers.lexicon).crowd or _several(view, actor)
    )


def _several(view: View, actor: int) -> bool:
    mention = view.actors[actor]
    head = view.tokens[mention.head]
    count = mention.count.best if mention.count is not None else None
    if count is not None:
        return count > 2
    return head.tag in ("NNS", "NNPS") or head.lemma.lower() in _words(view.layers.lexicon).several


def _is_mob(view: View, frame: Frame) -> bool:
    """Whether unarmed people did it together."""
    doers = frame.roles("initiator") or frame.roles("party")
    if not doers or any(view.kind(a) not in ("Civilians", "StateForce") for a in doers):
        return False
    crowd = [a for a in doers if view.kind(a) == "Civilians"]
    fight = frame.type in view.with_trait("mutual-fight")
    if fight:  # "thirty people have been killed since fighting broke out": they did nothing
        fell = {view.layers.casualties[n].who for n, _ in frame.casualties}
        crowd = [a for a in crowd if a not in fell and view.tokens[view.actors[a].head].dep != "nsubjpass"]
        clans = _words(view.layers.lexicon).clan
        if any(t.lemma.lower() in clans for a in crowd for t in _words_of(view, a)):
            return False
    if not crowd or (not fight and len(crowd) < len(doers)):
        return False
    unknown = _words(view.layers.lexicon).unknown
    for a in crowd:
        mention = view.actors[a]
        if any(t.lower in unknown for t in view.tokens[max(0, mention.first - 1) : mention.last]):
            return False
    return any(_several(view, a) for a in crowd) or len(crowd) > 1
