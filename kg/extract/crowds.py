"""Protests, riots and mobs: which acts belong to a gathering, and who stood against it.

A gathering is told in several sentences: people march, somebody throws stones, the police disperse them. These are one
happening whose class follows from the worst that the crowd did; the force used against it makes the force a party to it.
"""

from __future__ import annotations

from kg.extract.frames import Frame, Part, View
from kg.extract.same_event import add_part, fold_in, live
from kg.model import Factuality

__all__ = ["settle_crowds"]

_REACH = 4
_VIOLENT = frozenset({"Arson", "PropertyDestruction", "Looting", "Assault", "MobViolence", "Attack"})
_FORCE = frozenset({"ForceAgainstProtesters", "Arrest", "Attack", "Shooting", "Assault", "Killing", "Abduction"})
_MOB = frozenset({"Clash", "Attack", "Assault", "Raid"})
_CROWD_WORDS = frozenset(
    {"protester", "demonstrator", "rioter", "crowd", "mob", "activist", "picket", "marcher", "striker"}
)
_UNKNOWN = frozenset(
    {
        "unidentified",
        "unknown",
        "armed",
        "suspected",
        "masked",
        "hooded",
        "uniformed",
        "alleged",
        "plainclothes",
        "terrorist",
        "militant",
        "rebel",
        "guerrilla",
        "insurgent",
        "gunman",
        "gunmen",
    }
)


def settle_crowds(view: View, frames: list[Frame]) -> list[Frame]:
    """The frames with gatherings made whole; force against no crowd of ours is left out if it says nothing more."""
    for frame in [f for f in live(frames) if f.type == "Protest" or f.type in ("Riot", "ViolentDemonstration")]:
        if frame.into is None and frame.factuality is Factuality.STATED:
            _gather(view, frame, live(frames))
    gathered = {s for f in live(frames) if f.type in ("Protest", "ViolentDemonstration") for s in f.sentences}
    for frame in live(frames):
        if frame.type == "Clash" and any(s - _REACH <= frame.sentence <= s + _REACH for s in gathered):
            continue
        if frame.type in _MOB and _is_mob(view, frame):
            frame.type = "MobViolence"
    return [
        f
        for f in live(frames)
        if f.type != "ForceAgainstProtesters" or any(_marching(view, a) for a in f.roles("target"))
    ]


def _gather(view: View, gathering: Frame, frames: list[Frame]) -> None:
    for other in frames:
        if other is gathering or other.into is not None or other.factuality is not Factuality.STATED:
            continue
        gap = other.sentence - gathering.sentence
        if not -1 <= gap <= _REACH or (gap < 0 and other.type not in ("ViolentDemonstration", "Riot")):
            continue
        if other.type in ("ViolentDemonstration", "Riot") and gathering.type in ("Protest", "ViolentDemonstration"):
            fold_in(view, gathering, other)
            gathering.type = "ViolentDemonstration"
            continue
        doers = other.roles("initiator")
        states = [a for a in doers if view.kind(a) == "StateForce"]
        if other.type in _FORCE and states and all(not view.armed(a) for a in other.roles("target", "victim")):
            for a in states:
                add_part(view, gathering, Part(a, "party"))
            if other.type == "ForceAgainstProtesters":
                parts, other.parts = other.parts, []
                fold_in(view, gathering, other)
                other.parts = parts
        elif other.type == "Clash" and any(_crowd(view, a) for a in other.roles("party")):
            for a in other.roles("party"):
                if view.kind(a) == "StateForce":
                    add_part(view, gathering, Part(a, "party"))
            gathering.type = "ViolentDemonstration"
        elif (
            other.type in _VIOLENT
            and doers
            and any(_crowd(view, a) or any(view.same(a, b) for b in gathering.roles("initiator")) for a in doers)
        ):
            gathering.type = "ViolentDemonstration"
            for a in other.roles("target"):
                if view.kind(a) == "StateForce":
                    add_part(view, gathering, Part(a, "party"))


def _marching(view: View, actor: int) -> bool:
    return view.tokens[view.actors[actor].head].lemma.lower() in _CROWD_WORDS


def _crowd(view: View, actor: int) -> bool:
    """Whether a mention is of people who demonstrate, or of a plain crowd."""
    mention = view.actors[actor]
    return mention.actor.kind == "Civilians" and (
        view.tokens[mention.head].lemma.lower() in _CROWD_WORDS or _several(view, actor)
    )


def _several(view: View, actor: int) -> bool:
    mention = view.actors[actor]
    head = view.tokens[mention.head]
    count = mention.count.best if mention.count is not None else None
    if count is not None:
        return count > 2
    return head.tag in ("NNS", "NNPS") or head.lemma.lower() in (
        "group",
        "crowd",
        "mob",
        "people",
        "community",
        "family",
    )


def _is_mob(view: View, frame: Frame) -> bool:
    """Whether unarmed people did it together."""
    doers = frame.roles("initiator") or frame.roles("party")
    if not doers or any(view.kind(a) not in ("Civilians", "StateForce") for a in doers):
        return False
    crowd = [a for a in doers if view.kind(a) == "Civilians"]
    if not crowd or (frame.type != "Clash" and len(crowd) < len(doers)):
        return False
    for a in crowd:
        mention = view.actors[a]
        if any(t.lower in _UNKNOWN for t in view.tokens[max(0, mention.first - 1) : mention.last]):
            return False
    return any(_several(view, a) for a in crowd) or len(crowd) > 1
