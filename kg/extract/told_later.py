"""What other sentences add to a happening: how it ended, who fell in it by name, whom somebody lays it to."""

from __future__ import annotations

from kg.extract.clauses import is_passive, object_heads, subject_heads, with_conjuncts
from kg.extract.frames import Frame, Part, View
from kg.extract.roles import resolve
from kg.extract.same_event import add_part, can_harm
from kg.model import Factuality

__all__ = ["act_before", "laid_to", "named_dead", "outcomes"]

_REACH = 3
"""Sentences that such an addition looks back over."""
_COPULAR = frozenset({"be", "remain"})


def act_before(acts: list[Frame], sentence: int) -> Frame | None:
    """The act that a sentence goes back to: its own first, else the one told last."""
    before = [f for f in acts if min(f.sentences) <= sentence]
    if not before:
        return None
    here = [f for f in before if sentence in f.sentences]
    return here[0] if here else max(before, key=lambda f: (max(s for s in f.sentences if s <= sentence), -f.number))


# ---- how it ended ------------------------------------------------------------------------------------------------------


def outcomes(view: View, frames: list[Frame]) -> None:
    """Set how each happening ended, where a verb beside it, or one about its doers, tells."""
    tokens = view.tokens
    for frame in frames:
        for trigger in frame.triggers:
            token = tokens[trigger.head]
            governor = tokens[token.head]
            if governor.pos == "VERB" and token.dep in ("nsubjpass", "dobj", "nsubj", "obj"):
                outcome = _outcome_of(view, governor.i)
                if outcome is not None and (token.dep != "nsubj" or outcome != "repelled"):
                    frame.outcome = frame.outcome or outcome
            frame.outcome = frame.outcome or _joined_outcome(view, trigger.head) or _judged(view, trigger.head)
    _driven_off(view, frames)


def _outcome_of(view: View, verb: int) -> str | None:
    tokens, outcome = view.tokens, view.words.outcome
    lemma = tokens[verb].lower
    for j in range(verb + 1, min(verb + 6, len(tokens))):
        found = outcome.get(f"{lemma} {tokens[j].lower}")
        if found is not None:
            return found
    return outcome.get(lemma)


def _joined_outcome(view: View, head: int) -> str | None:
    """ "attacked the base but were driven back", "tried to take the hill but failed"."""
    tokens, children = view.tokens, view.parsed.children
    verb = head
    if tokens[head].dep == "xcomp" or (tokens[head].dep in ("dobj", "obj") and tokens[tokens[head].head].pos == "VERB"):
        verb = tokens[head].head
    for i in children[verb]:
        if tokens[i].dep != "conj" or tokens[i].pos != "VERB" or i < verb:
            continue
        outcome = _outcome_of(view, i)
        if outcome is None or any(tokens[k].dep in ("nsubj", "nsubjpass") for k in children[i]):
            continue
        if (outcome == "repelled") == is_passive(view.parsed, i):
            return outcome
    return None


def _judged(view: View, head: int) -> str | None:
    """ "the operation was successful", "called the raid a success"."""
    tokens, children = view.tokens, view.parsed.children
    token = tokens[head]
    if token.dep not in ("nsubj", "nsubjpass"):
        return None
    over = tokens[token.head]
    for i in (over.i, *children[over.i]):
        if tokens[i].pos == "ADJ" and (i == over.i or (over.lemma in _COPULAR and tokens[i].dep == "acomp")):
            outcome = view.words.outcome.get(tokens[i].lower)
            if outcome is not None and not any(tokens[k].dep == "neg" for k in children[over.i]):
                return outcome
    return None


def _driven_off(view: View, frames: list[Frame]) -> None:
    """ "The garrison repelled the attackers": those who were beaten back are the doers of an act told before."""
    tokens, words = view.tokens, view.words
    attacks = view.with_trait("driving-out")
    acts = [f for f in frames if f.factuality is Factuality.STATED and f.has("initiator") and f.type in attacks]
    if not acts:
        return
    for token in tokens:
        if token.pos != "VERB" or token.tag == "VBG" or _outcome_of(view, token.i) != "repelled":
            continue
        winners = [a for h in subject_heads(view.parsed, token.i) for a in resolve(view, h)]
        heads = object_heads(view.parsed, token.i)
        if is_passive(view.parsed, token.i):
            heads = subject_heads(view.parsed, token.i) or heads
        for head in heads:
            actors = resolve(view, head)
            for act in reversed(acts):
                if act.outcome is not None or not any(0 <= token.sent - s <= _REACH for s in act.sentences):
                    continue
                told = tokens[head].lemma.lower() in words.attacking or tokens[head].lower in words.attacking
                mine = act.roles("initiator")
                if any(view.same(w, m) for w in winners for m in mine) and not is_passive(view.parsed, token.i):
                    continue
                if any(view.same(a, m) for a in actors for m in mine) or (told and any(view.armed(m) for m in mine)):
                    act.outcome = "repelled"
                    break


# ---- who fell in it ----------------------------------------------------------------------------------------------------


def named_dead(view: View, frames: list[Frame]) -> None:
    """Make those whom a sentence names as the dead, the wounded or the victims take part in the act told last."""
    tokens, words = view.tokens, view.words
    lexicon = view.layers.lexicon
    acts = [f for f in frames if f.factuality is Factuality.STATED and (f.harm or can_harm(lexicon, f.type))]
    if not acts:
        return
    for token in tokens:
        if token.lower not in words.fallen or token.pos in ("ADV", "INTJ"):
            continue
        for person in _listed_as(view, token.i):
            act = act_before(acts, token.sent)
            if act is not None and act.part_of is not None and token.sent not in act.sentences:
                act = act.part_of
            if act is not None and min(abs(token.sent - s) for s in act.sentences) <= _REACH:
                add_part(view, act, Part(person, "victim"))
                if token.sent not in act.sentences:
                    act.sentences.append(token.sent)


def _listed_as(view: View, i: int) -> list[int]:
    """The persons by name whom a word for the fallen is said of: "those killed included X", "the victims were X"."""
    tokens, children = view.tokens, view.parsed.children
    token = tokens[i]
    noun = i
    if token.dep in ("acl", "amod") and tokens[token.head].pos in ("PRON", "DET", "NOUN"):
        noun = token.head
    phrase = tokens[noun]
    over = tokens[phrase.head]
    heads: list[int] = []
    if phrase.dep in ("nsubj", "nsubjpass") and over.pos in ("VERB", "AUX"):
        wanted: tuple[str, ...] = ("dobj", "obj", "attr") if over.lemma in ("be", "include") else ()
        if over.lemma in view.words.identifying:
            wanted = ("oprd", "attr", "xcomp", "dobj")
            preps = [k for k in children[over.i] if tokens[k].dep == "prep" and tokens[k].lower == "as"]
            heads.extend(j for k in preps for j in children[k] if tokens[j].dep == "pobj")
        heads.extend(k for k in children[over.i] if tokens[k].dep in wanted)
    elif phrase.dep == "pobj" and over.lower == "among" and tokens[over.head].lemma == "be":
        heads.extend(k for k in children[over.head] if tokens[k].dep in ("attr", "nsubj"))
    if phrase.pos == "NOUN":
        heads.extend(k for k in children[noun] if tokens[k].dep == "appos")
    found: list[int] = []
    for head in heads:
        for k in with_conjuncts(view.parsed, head):
            actor = view.actor_head.get(k, view.actor_at.get(k))
            if actor is not None and view.kind(actor) == "Person" and actor not in found:
                found.append(actor)
    return found


# ---- whom it is laid to ------------------------------------------------------------------------------------------------


def laid_to(view: View) -> list[tuple[int, int]]:
    """ "residents blamed the militia": verb and actor of each blame that names no act of its own."""
    tokens, children = view.tokens, view.parsed.children
    found: list[tuple[int, int]] = []
    for token in tokens:
        if token.lemma != "blame" or token.pos != "VERB":
            continue
        if any(tokens[k].dep == "prep" and _names_act(view, k) for k in children[token.i]):
            continue
        if is_passive(view.parsed, token.i):
            heads = list(subject_heads(view.parsed, token.i))
        else:
            heads = [k for k in children[token.i] if tokens[k].dep == "dobj"]
        for head in heads:
            if any(tokens[k].dep == "prep" and _names_act(view, k) for k in children[head]):
                continue
            for k in with_conjuncts(view.parsed, head):
                found.extend((token.i, a) for a in resolve(view, k) if view.kind(a) not in ("Facility", "Vehicle"))
    return found


def _names_act(view: View, prep: int) -> bool:
    """ "for the raid", "on the army": the act, or those whom an act is laid to, is named by the blame itself."""
    word = view.tokens[prep].lower
    heads = [k for k in view.parsed.children[prep] if view.tokens[k].dep in ("pobj", "pcomp")]
    return (word == "for" and any(k in view.trigger_heads for k in heads)) or (
        word in ("on", "to") and any(k in view.actor_head for k in heads)
    )
