"""Who takes part in an act of violence: a learnt second look at every actor that is told of near it.

Rules give each act its participants from the clauses that tell of it; reports of violence name more of them round about
("police blame the Brigade", "the bank's windows were shattered"), and the parser puts some into the wrong clause. A linear
model a side weighs each actor for each act: whom the rules gave a part and the model finds unlikely loses it, whom it finds
likely gets one. Features and weights are readable words in ``data/participation``, learnt by ``learn.py`` there.

It judges doers, and of those hit persons by name, things and organisations; people by description and armed sides that
were hit are left as the rules found them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from kg.assets import asset
from kg.extract.frames import THING_KINDS, Frame, Part, View
from kg.extract.mentions import ActorMention
from kg.extract.roles import names_no_one
from kg.model import Actor

__all__ = [
    "AS_RULED",
    "Candidate",
    "Facts",
    "Participation",
    "Side",
    "article_facts",
    "candidates",
    "features",
    "load_participation",
    "part_of",
    "settle_parts",
]

_REACH = 3
"""Sentences before and after those that tell of the act in which its participants are looked for."""
_DOUBT = 0.7
"""The power of the chance that an act is reported: learnt from the same articles as the weights here, it is too sure of
itself to count in full."""
_CUES = frozenset(
    "by against responsible suspected alleged presumed front near inside outside at of between on behind including "
    "damaged destroyed attributed blamed accused members".split()
)
_DOER, _HIT = "initiator", ("target", "victim")


@dataclass(frozen=True, eq=False)
class Side:
    """The weights of one side of an act. A part given by rule stays if its chance is ``keep`` or more; an actor without one
    gets it if that chance times the chance that the act is reported at all (see ``_DOUBT``) is ``add`` or more.
    """

    weights: dict[str, float]
    intercept: float
    keep: float
    add: float

    def chance(self, found: Iterator[str]) -> float:
        """The chance that an actor with these features takes part, if the act is what the article reports."""
        weights = self.weights
        return 1.0 / (1.0 + math.exp(-self.intercept - sum(weights.get(f, 0.0) for f in dict.fromkeys(found))))


@dataclass(frozen=True, eq=False)
class Participation:
    """The models of those who do and of those who are hit."""

    doer: Side
    hit: Side


AS_RULED = Participation(Side({}, 0.0, 0.0, 2.0), Side({}, 0.0, 0.0, 2.0))
"""No model: every part stays as the rules gave it."""


@lru_cache(maxsize=1)
def load_participation() -> Participation:
    """The learnt weights; the lines ``intercept``, ``keep`` and ``add`` are those of ``Side``."""
    return Participation(_side("doer"), _side("hit"))


def _side(name: str) -> Side:
    weights: dict[str, float] = {}
    for line in asset("data", "participation", f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        feature, _, value = line.partition("\t")
        if value and not feature.startswith("#"):
            weights[feature] = float(value)
    return Side(weights, *(weights.pop(n) for n in ("intercept", "keep", "add")))


class Candidate(NamedTuple):
    """An actor mention for one side of an act, ``gap`` sentences away; ``ruled`` is the role that the rules gave it, ``bound``
    whether the tree binds it to a word of the act itself.
    """

    actor: int
    side: str
    gap: int
    ruled: str | None
    bound: bool = False


class Facts(NamedTuple):
    """What holds for a whole article, by chain of mentions: how often each actor is told and in which parts; who speaks."""

    told: dict[int, int]
    armed: int
    speakers: frozenset[int]
    parts: dict[int, list[tuple[int, str, str]]]
    """Number of the act, role, class."""


def settle_parts(view: View, frame: Frame, facts: Facts, model: Participation, reported: float) -> None:
    """Weigh the participants of one act; ``reported`` is the chance that the article reports it, not only mentions it."""
    sides = {"doer": model.doer, "hit": model.hit}
    dropped: set[int] = set()
    added: list[tuple[float, Candidate]] = []
    for c in candidates(view, frame):
        side = sides[c.side]
        chance = side.chance(features(view, frame, facts, c))
        if c.ruled is None:
            if chance * reported**_DOUBT >= side.add:
                added.append((chance, c))
            continue
        if chance < side.keep:
            dropped.add(c.actor)
    if dropped.issuperset(frame.roles(_DOER)):
        dropped.difference_update(frame.roles(_DOER))  # a doubtful doer is better than none
    if dropped:
        frame.parts = [p for p in frame.parts if p.actor not in dropped]
    for _, c in sorted(added, key=lambda a: -a[0]):
        mention = view.actors[c.actor]
        if any(view.same(p.actor, c.actor) for p in frame.parts) or names_no_one(view, mention, c.side):
            continue
        if any(_told_with(view, p, mention, c.side) for p in frame.parts):
            continue
        doers = [p for p in frame.parts if p.role == _DOER]
        body = _body(mention)
        if c.side == "doer" and doers and body is not None and all(_unnamed(view, p) for p in doers):
            doers[0].body = body  # "terrorists": whose they are is told elsewhere
        else:
            frame.parts.append(part_of(view, frame, c))


def part_of(view: View, frame: Frame, c: Candidate) -> Part:
    """A new participant: in the role of others of its kind who were hit, else things are targets and people victims."""
    if c.side == "doer":
        return Part(c.actor, _DOER)
    kind = view.kind(c.actor)
    known = next((p.role for p in frame.parts if p.role in _HIT and view.kind(p.actor) == kind), None)
    return Part(c.actor, known or ("victim" if kind == "Person" else "target"))


def _told_with(view: View, part: Part, mention: ActorMention, side: str) -> bool:
    """Whether a mention only says more of a participant: "banks" of "the offices of two banks"; the group whose commander
    was hit did not do it.
    """
    other = view.actors[part.actor]
    if other.first <= mention.first and mention.last <= other.last:
        return True
    body = other.member_of
    return side == "doer" and part.role in _HIT and body is not None and body.id == mention.actor.id


def _unnamed(view: View, part: Part) -> bool:
    """Whether somebody is told of by description, without the group behind him."""
    mention = view.actors[part.actor]
    return mention.generic and mention.member_of is None and part.body is None


def article_facts(view: View, frames: list[Frame]) -> Facts:
    """What is needed of the whole article, with the parts that the rules gave."""
    told: dict[int, int] = {}
    armed: set[int] = set()
    for a in view.layers.actors:
        told[a.chain] = told.get(a.chain, 0) + 1
        if a.actor.kind == "ArmedGroup" and not a.pronoun and not a.generic:
            armed.add(a.chain)
    speakers = frozenset(view.actors[c.who].chain for c in view.layers.claims if c.who is not None)
    parts: dict[int, list[tuple[int, str, str]]] = {}
    for f in frames:
        for p in f.parts:
            parts.setdefault(view.actors[p.actor].chain, []).append((f.number, p.role, f.type))
    return Facts(told, len(armed), speakers, parts)


def candidates(view: View, frame: Frame) -> Iterator[Candidate]:
    """Each actor near an act, once a side it may be on: the mention that has a role, else the nearest, in text order."""
    tokens = view.tokens
    ruled: dict[int, tuple[int, str]] = {}
    for p in frame.parts:
        ruled.setdefault(view.actors[p.actor].chain, (p.actor, p.role))
    near: dict[int, tuple[int, int]] = {}
    told = set(frame.sentences)
    gaps: dict[int, int] = {}
    for gap in range(_REACH + 1):
        for t in told:
            gaps.setdefault(t - gap, gap)
            gaps.setdefault(t + gap, gap)
    for s in sorted(gaps):
        gap = gaps[s]
        for n in view.actors_in[s] if 0 <= s < len(view.actors_in) else ():
            mention = view.actors[n]
            if mention.pronoun or mention.chain in ruled:
                continue
            known = near.get(mention.chain)
            if known is None or gap < known[0]:
                near[mention.chain] = (gap, n)
    forces = any(p.role in _HIT and view.armed(p.actor) for p in frame.parts)
    found: list[tuple[int, int, str | None]] = [(n, gap, None) for gap, n in near.values()]
    for n, role in ruled.values():
        sent = tokens[view.actors[n].head].sent
        found.append((n, gaps[sent] if sent in gaps else min(abs(sent - t) for t in told), role))
    for n, gap, rule in sorted(found):
        mention = view.actors[n]
        kind = mention.actor.kind
        thing = kind in THING_KINDS or kind == "Organisation"
        if rule is None:
            if kind not in THING_KINDS:
                yield Candidate(n, "doer", gap, None)
            if kind == "Person" or (thing and not (forces and mention.generic) and n not in view.owner):
                yield Candidate(n, "hit", gap, None)
        elif rule == _DOER or (rule in _HIT and (thing or kind == "Person")):
            yield Candidate(n, "doer" if rule == _DOER else "hit", gap, rule, _bound(view, frame, n))


def _body(mention: ActorMention) -> Actor | None:
    """The armed group that a mention names or whose members it tells of."""
    if mention.actor.kind != "ArmedGroup":
        return None
    return mention.member_of if mention.generic else mention.actor


def _bound(view: View, frame: Frame, n: int) -> bool:
    """Whether the tree binds an actor to a word of the act itself: its subject, its object, "by" or "of" it."""
    tokens = view.tokens
    heads = {t.head for t in frame.triggers}
    at = view.actors[n].head
    for _ in range(4):
        token = tokens[at]
        if at in heads:
            return True
        if token.dep in _CLAUSAL or token.head == at:
            return False
        at = token.head
    return False


_CLAUSAL = frozenset({"advcl", "ccomp", "relcl", "acl", "parataxis", "pcomp", "xcomp"})


def _path(view: View, one: int, other: int) -> str | None:
    """The way through the tree from one word to another, if it is short."""
    tokens = view.tokens
    up: list[int] = [one]
    while tokens[up[-1]].head != up[-1] and len(up) < 6:
        up.append(tokens[up[-1]].head)
    down: list[int] = [other]
    while tokens[down[-1]].head != down[-1] and len(down) < 6:
        down.append(tokens[down[-1]].head)
    for i, a in enumerate(up):
        if a in down:
            j = down.index(a)
            if i + j > 4:
                return None
            left = " ".join(tokens[k].dep + (f":{tokens[k].lower}" if tokens[k].dep == "prep" else "") for k in up[:i])
            right = " ".join(tokens[k].dep for k in reversed(down[:j]))
            return f"{left} ^ {right}".strip()
    return None


def features(view: View, frame: Frame, facts: Facts, c: Candidate) -> Iterator[str]:
    """What is known of one actor on one side of an act, as words; no names, so that none is learnt by heart."""
    yield from _of_actor(view, frame, c)
    yield from _of_place(view, frame, c)
    yield from _of_clause(view, frame, c)
    yield from _of_story(view, frame, facts, c)


def _of_actor(view: View, frame: Frame, c: Candidate) -> Iterator[str]:
    """Kind, word and form, with the part that the rules gave."""
    mention = view.actors[c.actor]
    kind = mention.actor.kind
    rule = c.ruled or "nothing"
    yield f"rule {rule}"
    if c.bound:
        yield "bound to the act"
    yield f"class {frame.type}"
    yield f"kind {kind}"
    yield f"kind {kind} {'described' if mention.generic else 'named'} by rule {rule}"
    yield f"kind {kind} class {frame.type}"
    word = view.tokens[mention.head].lemma.lower() if mention.generic or kind in THING_KINDS else kind
    yield f"word {word}"
    yield f"rule {rule} word {word}"
    if mention.member_of is not None:
        yield "member of a group"
    if mention.count is not None:
        yield "counted"
    if mention.generic:
        first = view.tokens[mention.first - 1].lower if mention.first else ""
        yield (
            "definite"
            if first in ("the", "those", "these", "this")
            else "new"
            if first in ("a", "an", "some")
            else "bare"
        )


def _of_place(view: View, frame: Frame, c: Candidate) -> Iterator[str]:
    """Where it stands seen from the act."""
    tokens, mention = view.tokens, view.actors[c.actor]
    head = tokens[mention.head]
    if c.gap:
        after = [s for s in frame.sentences if s < head.sent]
        yield f"sentence {'+' if after and head.sent - max(after) == c.gap else '-'}{c.gap}"
    elif head.sent == tokens[frame.trigger.head].sent:
        yield "same sentence"
        between = abs(head.i - frame.trigger.head)
        span = "0-3" if between < 4 else "4-8" if between < 9 else "9-20" if between < 21 else "21-"
        yield f"{'before' if head.i < frame.trigger.head else 'after'} {span}"
    else:
        yield "sentence of the act"
    if not c.gap:
        ways = [_path(view, head.i, t.head) for t in frame.triggers if tokens[t.head].sent == head.sent]
        for way in ways:
            if way is not None:
                yield f"path {way}"
        yield "no path" if all(way is None for way in ways) else "path"
    kind = view.parsed.sentences[head.sent].kind
    if kind != "paragraph":
        yield f"in {kind}"


def _of_clause(view: View, frame: Frame, c: Candidate) -> Iterator[str]:
    """What governs it, what stands beside it."""
    tokens, mention = view.tokens, view.actors[c.actor]
    head = tokens[mention.head]
    governor = tokens[head.head]
    yield f"as {head.dep}"
    if head.dep == "pobj":
        yield f"{governor.lower} it"
        yield f"{_word(view, governor.head)} {governor.lower} it"
    else:
        yield f"{head.dep} of {_word(view, governor.i)}"
    act = view.trigger_heads.get(governor.i)
    if act is None and head.dep == "pobj":
        act = view.trigger_heads.get(governor.head)
    if act is not None:
        trigger = view.layers.triggers[act]
        if trigger in frame.triggers:
            yield f"{head.dep} of this act"
        else:
            yield f"{head.dep} of another act"
            yield f"{head.dep} of another act of class {trigger.type}"
    begin = view.parsed.sentences[head.sent].first
    before = {t.lower for t in tokens[max(begin, mention.first - 4) : mention.first]}
    for cue in sorted(before & _CUES):
        yield f"behind {cue}"
    for cue in sorted({t.lower for t in tokens[mention.last : mention.last + 3]} & _CUES):
        yield f"before {cue}"


def _word(view: View, i: int) -> str:
    token = view.tokens[i]
    return "name" if token.pos == "PROPN" else token.lemma.lower()


def _of_story(view: View, frame: Frame, facts: Facts, c: Candidate) -> Iterator[str]:
    """Its parts in other acts, who else takes part in this one, how often it is told."""
    mention = view.actors[c.actor]
    kind = mention.actor.kind
    elsewhere = [(role, told) for n, role, told in facts.parts.get(mention.chain, ()) if n != frame.number]
    for role in sorted({role for role, _ in elsewhere}):
        yield f"{role} elsewhere"
        if (role, frame.type) in elsewhere:
            yield f"{role} of the same class"
    if not elsewhere:
        yield "no role elsewhere"
    others = [p for p in frame.parts if p.actor != c.actor]
    yield "doer known" if any(p.role == _DOER for p in others) else "no other doer"
    hit = [p for p in others if p.role in _HIT]
    if hit:
        yield "hit known"
    if any(view.kind(p.actor) == kind for p in hit):
        yield "same kind hit known"
    times = facts.told.get(mention.chain, 1)
    yield f"told {'1' if times == 1 else '2-3' if times < 4 else '4-'}"
    if kind == "ArmedGroup" and not mention.generic:
        yield "one of " + ("1" if facts.armed == 1 else "2-3" if facts.armed < 4 else "4-") + " armed groups"
    if mention.chain in facts.speakers:
        yield "speaks"
