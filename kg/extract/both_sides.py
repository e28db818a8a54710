"""Who "the two sides" are: the sides that the article set against each other, or at one table, before."""

from __future__ import annotations

from kg.extract.clauses import with_conjuncts
from kg.extract.frames import STATE_KINDS, THING_KINDS, Frame, Part, View
from kg.extract.same_event import add_part

__all__ = ["lead_back_sides"]

_BODIES = STATE_KINDS | {"ArmedGroup"}
_DOERS = ("initiator", "announcer")
_TAKERS = ("target", "victim")


def lead_back_sides(view: View, frames: list[Frame]) -> None:
    """Put those told before in the place of "the two sides", "both parties", "the warring factions"."""
    meant = [(f, p) for f in frames for p in f.parts if _stands_for_two(view, p.actor)]
    if not meant:
        return
    pairs = [(f.trigger.head, pair) for f in frames if (pair := _opposed(view, f)) is not None]
    pairs = sorted([*pairs, *_between(view)])
    for frame, part in meant:
        before = [pair for head, pair in pairs if head < view.actors[part.actor].head]
        if before:
            frame.parts.remove(part)
            for actor in before[-1]:
                add_part(view, frame, Part(actor, part.role))


def _stands_for_two(view: View, actor: int) -> bool:
    """Whether a mention only says that there are two sides."""
    mention = view.actors[actor]
    head = view.tokens[mention.head]
    if (
        view.kind(actor) in THING_KINDS
        or not mention.generic
        or mention.actor.named
        or head.lemma.lower() not in view.words.sides
        or head.tag != "NNS"
    ):
        return False
    around = {view.tokens[k].lower for k in view.parsed.children[head.i]}
    around.update(t.lower for t in view.tokens[mention.first : mention.last])
    return bool(around & view.words.of_two)


def _opposed(view: View, frame: Frame) -> tuple[int, int] | None:
    """The two bodies that a happening sets against each other, or that come to terms in it."""
    parties = _bodies(view, frame.roles("party"))
    if len(parties) == 2:
        return parties[0], parties[1]
    hurt = (view.layers.casualties[n].who for n, _ in frame.casualties)
    doers = _bodies(view, frame.roles(*_DOERS))
    takers = _bodies(view, [*frame.roles(*_TAKERS), *(who for who in hurt if who is not None)])
    if len(doers) == 1 and len(takers) == 1 and not view.same(doers[0], takers[0]):
        return doers[0], takers[0]
    return None


def _bodies(view: View, actors: list[int]) -> list[int]:
    """Those of some mentions that are forces, groups or states, each once."""
    found: list[int] = []
    for actor in actors:
        fits = view.kind(actor) in _BODIES and not _stands_for_two(view, actor)
        if fits and not any(view.same(actor, other) for other in found):
            found.append(actor)
    return found


def _between(view: View) -> list[tuple[int, tuple[int, int]]]:
    """ "the war between the army and the Front": the place in the text and both."""
    found = []
    for token in view.tokens:
        if token.lower == "between" and token.dep == "prep":
            heads = [k for c in view.parsed.children[token.i] for k in with_conjuncts(view.parsed, c)]
            told = _bodies(view, [view.actor_head[k] for k in heads if k in view.actor_head])
            if len(told) == 2:
                found.append((token.i, (told[0], told[1])))
    return found
