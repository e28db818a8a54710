"""Who takes part in an act of violence: a learnt second look at every actor that is told of near it.

Rules give each act its participants from the clauses that tell of it; reports of violence name more of them round about
("police blame the Brigade", "the bank's windows were shattered"), and the parser puts some into the wrong clause. A linear
model a side weighs each actor for each act: whom the rules gave a part and the model finds unlikely loses it, whom it finds
likely gets one. Features and weights are readable words in ``data/participation``, learnt by ``learn.py`` there.

It judges doers, and of those hit persons by name, things and organisations; people by description and armed sides that
were hit are left as the rules found them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from kg.assets import asset
from kg.extract.frames import THING_KINDS, Frame, Part, View
from kg.extract.mentions import ActorMention
from kg.model import Actor

__all__ = ["RULED", "Candidate", "Facts", "Participation", "Side", "article_facts", "candidates", "features", "load_participation", "settle_parts"]

_REACH = 3
"""Sentences before and after those that tell of the act in which its participants are looked for."""
_CUES = frozenset(
    "by against responsible suspected alleged presumed front near inside outside at of between on behind including "
    "damaged destroyed attributed blamed accused members".split()
)
_OF_THE_ACT = ("age", "told", "rank", "sentences", "triggers", "acts", "no day", "own day", "own place", "we", "figure killed", "damage")
"""What of the features of the act itself bears on its participants."""
_DOER, _HIT = "initiator", ("target", "victim")


@dataclass(frozen=True, eq=False)
class Side:
    """The weights of one side of an act. A part given by rule is kept from ``keep`` on, a new one given from ``add`` on."""

    weights: dict[str, float]
    keep: float
    add: float
    relevance: float
    """Weight of how far the act itself is from being left out."""


@dataclass(frozen=True, eq=False)
class Participation:
    """The models of those who do and of those who are hit."""

    doer: Side
    hit: Side


RULED = Participation(Side({}, 0.0, 0.0, 0.0), Side({}, 0.0, 0.0, 0.0))
"""No model: every part stays as the rules gave it."""


@lru_cache(maxsize=1)
def load_participation() -> Participation:
    """The learnt weights; the lines ``keep``, ``add`` and ``relevance`` are those of ``Side``."""
    return Participation(*(_side(name) for name in ("doer", "hit")))


def _side(name: str) -> Side:
    weights: dict[str, float] = {}
    for line in asset("data", "participation", f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        feature, _, value = line.partition("\t")
        if value and not feature.startswith("#"):
            weights[feature] = float(value)
    return Side(weights, weights.pop("keep"), weights.pop("add"), weights.pop("relevance"))


class Candidate(NamedTuple):
    """An actor mention for one side of an act, ``gap`` sentences away; ``ruled`` is the role that the rules gave it."""

    actor: int
    side: str
    gap: int
    ruled: str | None


class Facts(NamedTuple):
    """What holds for a whole article, by chain of mentions: how often each actor is told and in which parts; who speaks."""

    told: dict[int, int]
    armed: int
    speakers: frozenset[int]
    parts: dict[int, list[tuple[int, str, str]]]
    """Number of the act, role, class."""


def settle_parts(
    view: View, frame: Frame, facts: Facts, model: Participation, act: tuple[str, ...], relevance: float
) -> None:
    """Weigh the participants of one act. ``act``: its own features; ``relevance``: see ``Side``."""
    sides = {"doer": model.doer, "hit": model.hit}
    own = act_features(act)
    base = {
        name: max(-3.0, min(3.0, relevance)) * side.relevance + sum(side.weights.get(f, 0.0) for f in own)
        for name, side in sides.items()
    }
    dropped: list[int] = []
    added: list[Part] = []
    for c in candidates(view, frame):
        side = sides[c.side]
        weights = side.weights
        score = base[c.side] + sum(weights.get(f, 0.0) for f in set(features(view, frame, facts, c)))
        if c.ruled is not None:
            if score < side.keep:
                dropped.append(c.actor)
        elif score >= side.add:
            added.append(Part(c.actor, _role(view, frame, c)))
    if dropped:
        frame.parts = [p for p in frame.parts if p.actor not in dropped]
    for part in added:
        if not any(view.same(p.actor, part.actor) for p in frame.parts):
            frame.parts.append(part)


def _role(view: View, frame: Frame, c: Candidate) -> str:
    """The role of a new participant: that of others of its kind who were hit, else things are targets, people victims."""
    if c.side == "doer":
        return _DOER
    kind = view.kind(c.actor)
    known = next((p.role for p in frame.parts if p.role in _HIT and view.kind(p.actor) == kind), None)
    return known or ("victim" if kind == "Person" else "target")


def act_features(act: tuple[str, ...]) -> list[str]:
    """The features of an act that bear on its participants."""
    return [f"act {f}" for f in act if f.startswith(_OF_THE_ACT)]


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
    told = sorted(set(frame.sentences))
    lo, hi = told[0] - _REACH, told[-1] + _REACH
    for s in range(max(0, lo), min(len(view.actors_in), hi + 1)):
        gap = min(abs(s - t) for t in told)
        if gap > _REACH:
            continue
        for n in view.actors_in[s]:
            mention = view.actors[n]
            if mention.pronoun or mention.chain in ruled:
                continue
            known = near.get(mention.chain)
            if known is None or gap < known[0]:
                near[mention.chain] = (gap, n)
    named = all(view.actors[p.actor].generic and view.actors[p.actor].member_of is None for p in frame.parts if p.role == _DOER)
    doers = frame.has(_DOER)
    forces = any(p.role in _HIT and view.armed(p.actor) for p in frame.parts)
    found: list[tuple[int, int, str | None]] = [(n, gap, None) for gap, n in near.values()]
    for n, role in ruled.values():
        sent = tokens[view.actors[n].head].sent
        found.append((n, min(abs(sent - t) for t in told), role))
    for n, gap, rule in sorted(found):
        mention = view.actors[n]
        kind = mention.actor.kind
        thing = kind in THING_KINDS or kind == "Organisation"
        if rule is None:
            if kind not in THING_KINDS and (not doers or (named and _body(mention) is not None)):
                yield Candidate(n, "doer", gap, None)
            if kind == "Person" or (thing and not (forces and mention.generic) and n not in view.owner):
                yield Candidate(n, "hit", gap, None)
        elif not _bound(view, frame, n):
            if rule == _DOER:
                yield Candidate(n, "doer", gap, rule)
            elif rule in _HIT and (thing or kind == "Person"):
                yield Candidate(n, "hit", gap, rule)


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
            return f"{left} ^ {right}"
    return None


def features(view: View, frame: Frame, facts: Facts, c: Candidate) -> Iterator[str]:
    """What is known of one actor on one side of an act, as words."""
    tokens, parsed = view.tokens, view.parsed
    mention = view.actors[c.actor]
    head = tokens[mention.head]
    governor = tokens[head.head]
    kind = mention.actor.kind
    rule = c.ruled or "nothing"
    form = "described" if mention.generic else "named"
    yield "always"
    yield f"rule {rule}"
    yield f"class {frame.type}"
    yield f"kind {kind}"
    yield f"kind {kind} {form} by rule {rule}"
    yield f"kind {kind} class {frame.type}"
    word = head.lemma.lower() if mention.generic or kind in THING_KINDS else kind
    yield f"word {word}"
    yield f"rule {rule} word {word}"
    if mention.member_of is not None:
        yield "member of a group"
    if mention.count is not None:
        yield "counted"
    if mention.generic:
        first = tokens[mention.first - 1].lower if mention.first else ""
        yield "definite" if first in ("the", "those", "these", "this") else "new" if first in ("a", "an", "some") else "bare"
    sent = head.sent
    if c.gap == 0:
        if sent == tokens[frame.trigger.head].sent:
            yield "same sentence"
            side = "before" if head.i < frame.trigger.head else "after"
            between = abs(head.i - frame.trigger.head)
            yield f"{side} {'0-3' if between < 4 else '4-8' if between < 9 else '9-20' if between < 21 else '21-'}"
        else:
            yield "sentence of the act"
        best = None
        for t in frame.triggers:
            if tokens[t.head].sent == sent:
                path = _path(view, head.i, t.head)
                if path is not None:
                    yield f"path {path}"
                    best = path
        yield "path" if best else "no path"
    else:
        after = [s for s in frame.sentences if s < sent]
        way = "+" if after and sent - max(after) == c.gap else "-"
        yield f"sentence {way}{c.gap}"
    sk = parsed.sentences[sent].kind
    if sk != "paragraph":
        yield f"in {sk}"
    yield f"as {head.dep}"
    if head.dep == "pobj":
        yield f"{governor.lower} it"
        yield f"{tokens[governor.head].lemma.lower()} {governor.lower} it"
    else:
        yield f"{head.dep} of {governor.lemma.lower()}"
    acts = view.trigger_heads.get(governor.i)
    if acts is None and head.dep == "pobj":
        acts = view.trigger_heads.get(governor.head)
    if acts is not None:
        trigger = view.layers.triggers[acts]
        mine = "this act" if trigger in frame.triggers else "another act"
        yield f"{head.dep} of {mine}"
        if mine == "another act":
            yield f"{head.dep} of another act of class {trigger.type}"
    elsewhere = [(r, t) for n, r, t in facts.parts.get(mention.chain, ()) if n != frame.number]
    for r in sorted({r for r, _ in elsewhere}):
        yield f"{r} elsewhere"
        if any(t == frame.type for q, t in elsewhere if q == r):
            yield f"{r} of the same class"
    if not elsewhere:
        yield "no role elsewhere"
    yield "doer known" if any(p.role == "initiator" and p.actor != c.actor for p in frame.parts) else "no other doer"
    if any(p.role in ("target", "victim") and p.actor != c.actor for p in frame.parts):
        yield "hit known"
    if any(p.role in ("target", "victim") and p.actor != c.actor and view.kind(p.actor) == kind for p in frame.parts):
        yield "same kind hit known"
    times = facts.told[mention.chain] if mention.chain in facts.told else 1
    yield f"told {'1' if times == 1 else '2-3' if times < 4 else '4-'}"
    if kind == "ArmedGroup" and not mention.generic:
        yield "one of " + ("1" if facts.armed == 1 else "2-3" if facts.armed < 4 else "4-") + " armed groups"
    if mention.chain in facts.speakers:
        yield "speaks"
    words = {t.lower for t in tokens[max(parsed.sentences[sent].first, mention.first - 4) : mention.first]}
    for w in sorted(words & _CUES):
        yield f"behind {w}"
    next_words = {t.lower for t in tokens[mention.last : mention.last + 3]}
    for w in sorted(next_words & _CUES):
        yield f"before {w}"
