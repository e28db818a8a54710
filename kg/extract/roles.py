"""Who did it and to whom: the actor mentions that belong to a trigger, each with its role.

Roles come from the tree where it gives an actor, else from the order of the words; the parser errs too often on long
news sentences to be trusted alone. What a subject and an object are depends on the class (``c:subjectRole``).
"""

from __future__ import annotations

from kg.extract.clauses import (
    antecedent,
    clause_of,
    is_passive,
    object_heads,
    objects_after,
    subject_heads,
    with_conjuncts,
)
from kg.extract.frames import THING_KINDS, Part, View
from kg.extract.mentions import ActorMention, Trigger
from kg.extract.relations import agreement_parties

__all__ = ["find_roles", "meets_bomb", "names_no_one", "owner_of", "resolve"]

_TO_TARGET = frozenset({"on", "against", "at", "upon", "targeting", "toward", "towards", "into", "over"})
_JOINTLY = frozenset({"together", "along", "jointly"})
_WITH = frozenset({"with", "between", "among", "against"})
_OWNED = frozenset({"poss", "compound", "amod", "nmod"})
_REACH = 14


def find_roles(view: View, trigger: Trigger) -> list[Part]:
    """Participants of one trigger; an actor stands once, in the role found first."""
    subject_role, object_role = view.rules.roles.get(trigger.type, ("initiator", "target"))
    noun = trigger.noun
    found = (
        _noun_roles(view, trigger, subject_role, object_role)
        if noun or _as_noun(view, trigger.head)
        else _verb_roles(view, trigger, subject_role, object_role)
    )
    if subject_role == object_role == "party" and len(found) == 1:
        found = [*found, *_those_who_fought(view, trigger, found[0].actor)]
    if view.rules.roles.get(trigger.type, ("", ""))[0] == "party" and trigger.type in view.words.accords:
        found = _with_sides(view, trigger, found)
    if trigger.harm and view.tokens[trigger.head].lemma in view.words.finding:
        found = [p for p in found if p.role != subject_role]  # those who came upon the dead
    if not noun and any(p.role == subject_role for p in found) and not is_passive(view.parsed, trigger.head):
        found.extend(Part(a, subject_role) for a in _beside_doers(view, trigger.head))
    return _tidy(view, trigger, [*found, *_helpers(view, trigger)])


def _beside_doers(view: View, verb: int) -> list[int]:
    """ "the militia, together with villagers, attacked": those who did it with the subject."""
    tokens, children = view.tokens, view.parsed.children
    near = [verb, *subject_heads(view.parsed, verb)]
    near += [j for i in near for j in children[i] if tokens[j].lower in _JOINTLY]
    found: list[int] = []
    for i in dict.fromkeys(j for k in near for j in children[k]):
        if tokens[i].lower != "alongside" and not (tokens[i].lower == "with" and tokens[i - 1].lower in _JOINTLY):
            continue
        for j in children[i]:
            heads = with_conjuncts(view.parsed, j) if tokens[j].dep == "pobj" else ()
            found.extend(a for k in heads for a in _people(view, k) if view.kind(a) not in THING_KINDS)
    return found


def _as_noun(view: View, verb: int) -> bool:
    """ "nine cases of shelling by the militants": a verbal noun without an object, after a preposition."""
    token, tokens = view.tokens[verb], view.tokens
    if token.tag != "VBG" or token.dep not in ("pcomp", "pobj"):
        return False
    below = [tokens[i] for i in view.parsed.children[verb]]
    return any(t.dep in ("prep", "agent") and t.lower in ("by", "of") for t in below) and not any(
        t.dep in ("dobj", "aux", "auxpass", "nsubj") for t in below
    )


def _with_sides(view: View, trigger: Trigger, found: list[Part]) -> list[Part]:
    """The parties of an accord, told anywhere in its sentence, and those who brokered it."""
    before = view.tokens[max(0, trigger.first - 3) : trigger.head]
    if any(t.lower == "unilateral" for t in before):
        return found  # who declares it alone is named by its verb
    sides = agreement_parties(view.parsed, trigger.head, view.layers.actors, view.layers.lexicon)
    brokers = [Part(n, "mediator") for n in sides.mediators]
    kept = [p for p in found if not any(view.same(p.actor, b.actor) for b in brokers)]
    more = [
        n
        for n in sides.parties
        if view.tokens[view.actors[n].head].dep not in _OWNED
        and not any(view.same(n, p.actor) for p in [*kept, *brokers])
    ]
    envoys = {view.tokens[view.tokens[view.actors[n].head].head].head for n in more if view.kind(n) == "Country"}
    kept = [p for p in kept if not (view.actors[p.actor].generic and view.actors[p.actor].head in envoys)]
    return [*kept, *(Part(n, "party") for n in more), *brokers]


def _helpers(view: View, trigger: Trigger) -> list[Part]:
    """ "with the support of the air force": those who helped."""
    tokens, children = view.tokens, view.parsed.children
    found = _backers(view, trigger)
    for at in (trigger.head, trigger.support):
        for i in children[at] if at is not None else ():
            if tokens[i].lower != "with" or tokens[i].dep != "prep":
                continue
            for j in children[i]:
                if tokens[j].lower not in view.words.help:
                    continue
                for k in children[j]:
                    if tokens[k].lower in ("of", "from", "by"):
                        heads = [m for n in children[k] for m in with_conjuncts(view.parsed, n)]
                    else:
                        heads = [k] if tokens[k].dep in ("poss", "amod", "compound") else []
                    for head in heads:
                        actor = view.actor_head.get(head, view.actor_at.get(head))
                        if actor is not None:
                            found.append(Part(actor, "supporter"))
    return found


def _backers(view: View, trigger: Trigger) -> list[Part]:
    """ "soldiers backed by aircraft of the coalition attacked": those who backed the doers."""
    tokens, children = view.tokens, view.parsed.children
    verb = trigger.head if trigger.support is None else trigger.support
    first, _ = clause_of(view.parsed, verb)
    found: list[Part] = []
    for head in subject_heads(view.parsed, verb):
        actor = view.actor_head.get(head)
        if actor is None or not view.armed(actor):
            continue
        for i in range(max(head, first) + 1, verb):
            if tokens[i].tag != "VBN" or tokens[i].lemma not in view.words.supporting or tokens[i].dep == "amod":
                continue
            for j in children[i]:
                if tokens[j].lower == "by":
                    heads = [m for k in children[j] for m in with_conjuncts(view.parsed, k)]
                    found.extend(Part(a, "supporter") for h in heads for a in _people(view, h) if view.armed(a))
    return found


def _tidy(view: View, trigger: Trigger, found: list[Part]) -> list[Part]:
    kept: list[Part] = []
    for part in found:
        part.actor = _head_of_members(view, part.actor)
        if part.role == "none":
            continue
        if part.role in ("initiator", "announcer", "supporter") and view.kind(part.actor) in THING_KINDS:
            continue
        if part.role == "initiator" and view.tokens[trigger.head].lower in view.rules.tallies:
            continue  # "rescuers found two bodies, taking the toll to 11"
        mention = view.actors[part.actor]
        if _of_name(view, mention):
            continue
        if names_no_one(view, mention, part.role) or _told_by(view, mention, trigger):
            continue
        if (
            mention.generic
            and not view.armed(part.actor)
            and view.words.fallen & {view.tokens[mention.head].lower, view.tokens[mention.head].lemma.lower()}
        ):
            continue
        if any(view.same(part.actor, k.actor) for k in kept) or _describes(view, mention, kept):
            continue
        if any(k.role == part.role and _inside(mention, view.actors[k.actor]) for k in kept):
            continue  # "the offices of two banks", "troops of the government": told once
        kept.append(part)
    return kept


def _of_name(view: View, mention: ActorMention) -> bool:
    """Whether a noun for a thing is but a word of a longer name of a place: the "Port" of "Port-au-Prince"."""
    if not mention.generic or mention.actor.kind not in THING_KINDS or mention.head not in view.place_at:
        return False
    place = view.layers.places[view.place_at[mention.head]]
    return place.first <= mention.first and mention.last < place.last


def _inside(inner: ActorMention, outer: ActorMention) -> bool:
    return outer.first <= inner.first and inner.last <= outer.last


def _describes(view: View, mention: ActorMention, kept: list[Part]) -> bool:
    """ "the driver, a native of the town": what a person is besides, in apposition, is nobody else."""
    token = view.tokens[mention.head]
    if not mention.generic or token.dep != "appos" or token.tag not in ("NN", "NNP"):
        return False
    if not any(t.lower in ("a", "an", "the") for t in view.tokens[max(0, mention.first - 2) : mention.head]):
        return False
    governor = view.tokens[token.head]
    return governor.tag in ("NN", "NNP") and any(
        view.actors[p.actor].first <= governor.i < view.actors[p.actor].last for p in kept
    )


def names_no_one(view: View, mention: ActorMention, role: str) -> bool:
    """Whether a mention is a name of an act ("Operation Anvil") or of a stretch of land ("Velna district") that does
    nothing.
    """
    if mention.actor.kind in ("Country", "Government") or mention.pronoun:
        return False
    head_token = view.tokens[mention.head]
    if (
        mention.generic
        and mention.actor.kind not in THING_KINDS
        and any(
            view.layers.places[n].first < mention.first and mention.last <= view.layers.places[n].last
            for n in (view.place_at.get(mention.head),)
            if n is not None
        )
    ):
        return True  # "Al-Fula", where a people is called Fula
    if mention.head in view.time_tokens or (
        head_token.lower in view.words.weekdays and mention.last - mention.first > 1
    ):
        return True  # "Black Monday"
    if view.tokens[mention.first].lower == "operation" and not mention.generic:
        return True  # "Operation Anvil ended"
    if head_token.lower == "times" and mention.head and view.tokens[mention.head - 1].pos == "NUM":
        return True  # "23 TIMES", in capitals
    for i in range(mention.first, mention.last):
        at = view.trigger_heads.get(i)
        if at is not None and view.layers.triggers[at].noun and i == mention.first and not mention.generic:
            return True
    if mention.generic and mention.head > mention.first and view.tokens[mention.head].lower == "side":
        return all(t.lower in view.words.compass for t in view.tokens[mention.first : mention.head])
    head = view.tokens[mention.head].lower
    if (
        head == "board"
        and mention.first
        and view.tokens[mention.first - 1].lower == "on"
        and mention.last - mention.first == 1
    ):
        return True  # "all five people on board"
    known = mention.actor.id.startswith("actor:") and not mention.generic  # "the Islamic State in …" is no land
    if head in view.words.areas and not known and any(i in view.place_at for i in range(mention.first, mention.last)):
        return True
    if head in view.words.ways and role not in ("initiator", "announcer"):
        return True
    before = view.tokens[mention.first - 1].lower if mention.first else ""
    return before in ("on", "in", "via", "through") and head in view.words.channels


def _told_by(view: View, mention: ActorMention, trigger: Trigger) -> bool:
    """Whether somebody is only named after the act as the one who told of it ("…, the agency reported")."""
    if mention.first < trigger.head:
        return False
    begin, tokens = trigger.span.begin, view.tokens
    for claim in view.layers.claims:
        if any(s.begin <= mention.span.begin < s.end for s in claim.source):
            if claim.head == trigger.head:
                return False  # "responsibility was claimed by": the saying itself
            if claim.head is None or not view.words.speech & {tokens[claim.head].lemma, tokens[claim.head].lower}:
                return False
            near = tokens[mention.head].sent == tokens[trigger.head].sent
            return near and claim.content[0].begin <= begin < claim.source[0].begin
    return False


def _head_of_members(view: View, actor: int) -> int:
    """ "militants of the Front": whoever met the Front there has met its militants, who have the number."""
    if not actor:
        return actor
    before, mention = view.actors[actor - 1], view.actors[actor]
    if (
        mention.actor.kind == "Country"
        or before.member_of is None
        or before.member_of.id != mention.actor.id
        or mention.first < before.last
    ):
        return actor
    between = [view.tokens[i].lower for i in range(before.last, mention.first)]
    return actor - 1 if between in (["of"], ["of", "the"], ["from"], ["from", "the"]) else actor


def resolve(view: View, head: int) -> list[int]:
    """The actor mentions that a noun stands for: its own, else that of its "of" phrase ("a group of …")."""
    actor = view.actor_head.get(head)
    if actor is None:
        actor = view.actor_at.get(head)
    if actor is not None and view.tokens[head].lemma.lower() in view.words.openings:
        whole = _opened(view, head)
        if whole is not None:
            return [whole]
    if actor is not None:
        return [actor, *view.sharing.get(view.actors[actor].head, ())]
    token = view.tokens[head]
    if token.lemma.lower() in view.words.partitive or token.pos in ("NUM", "PRON", "DET"):
        for i in view.parsed.children[head]:
            if view.tokens[i].lower in ("of", "from"):
                for j in view.parsed.children[i]:
                    for k in with_conjuncts(view.parsed, j):
                        inner = view.actor_head.get(k, view.actor_at.get(k))
                        if inner is not None:
                            return [inner]
    return []


def _opened(view: View, head: int) -> int | None:
    """ "at the door of a bank": the building that a door is of."""
    for i in view.parsed.children[head]:
        if view.tokens[i].lower == "of":
            for j in view.parsed.children[i]:
                inner = view.actor_head.get(j)
                if inner is not None and view.kind(inner) in THING_KINDS:
                    return inner
    return None


def owner_of(view: View, head: int) -> list[int]:
    """Whose thing a noun names: "the army's positions", "rebel shells", "a mine planted by the group"."""
    found: list[int] = []
    for i in view.parsed.children[head]:
        child = view.tokens[i]
        if child.dep in _OWNED:
            actor = view.actor_at.get(i)
            if actor is not None and view.actors[actor].head != head:
                found.append(actor)
        elif child.dep == "prep" and child.lower in ("of", "from", "belonging"):
            for j in view.parsed.children[i]:
                found.extend(_by_name(view, j) or resolve(view, j))
        elif child.dep == "acl" and is_passive(view.parsed, i):
            for j in subject_heads(view.parsed, i):
                found.extend(resolve(view, j))
        elif child.dep == "acl" and child.lemma == "belong":
            for j in object_heads(view.parsed, i):
                found.extend(resolve(view, j))
    before = head - 1
    while before > 0 and view.tokens[before].text in ("'", "’", "'s", "’s"):
        before -= 1
    if not found and before >= 0 and view.tokens[before].sent == view.tokens[head].sent:
        actor = view.actor_at.get(before)
        if actor is not None and view.tokens[before].pos in ("ADJ", "PROPN", "NOUN", "PART"):
            found.append(actor)
    return found


def _by_name(view: View, head: int) -> list[int]:
    """The name told right after a noun for a body: "of the security company Norgard"."""
    for i in view.parsed.children[head]:
        actor = view.actor_head.get(i)
        if view.tokens[i].dep == "appos" and actor is not None and not view.actors[actor].generic:
            return [actor] if view.actors[actor].first == head + 1 else []
    return []


def _people(view: View, head: int) -> list[int]:
    """An actor, or the owner of a thing that is none."""
    found = resolve(view, head)
    if not found:
        if view.tokens[head].dep == "appos" and view.tokens[head].head in view.actor_head:
            return []  # "the Brigade, an affiliate of the Front": the Front did nothing
        return [a for a in owner_of(view, head) if view.kind(a) not in ("Person", "Civilians")]
    if view.kind(found[0]) in THING_KINDS and found[0] in view.owner:
        return [view.owner[found[0]]]  # "coalition aircraft struck"
    return found


def _targets(view: View, head: int) -> list[int]:
    found = resolve(view, head)
    if not found:
        bare = view.tokens[head].lemma.lower() == "target"  # "declared the road a military target"
        return [a for a in owner_of(view, head) if not _is_one(view, a) and not (bare and _is_adjective(view, a))]
    if view.kind(found[0]) in THING_KINDS:
        if found[0] in view.owner:
            return [view.owner[found[0]]]
        owners = [a for a in owner_of(view, view.actors[found[0]].head) if view.armed(a)]
        return owners or found
    return found


def _is_one(view: View, actor: int) -> bool:
    """Whether a mention is of one person: what is done to "the governor's office" is not done to the governor."""
    kind, head = view.kind(actor), view.tokens[view.actors[actor].head]
    return kind == "Person" or (kind == "Civilians" and head.tag == "NN" and head.dep == "poss")


def _is_adjective(view: View, actor: int) -> bool:
    """ "military" of "military target": no word of whose it is."""
    mention = view.actors[actor]
    return mention.generic and view.tokens[mention.head].lower == "military"


def _verb_roles(view: View, trigger: Trigger, subject_role: str, object_role: str) -> list[Part]:
    parsed, tokens = view.parsed, view.tokens
    verb = trigger.head
    passive = is_passive(parsed, verb)
    found: list[Part] = []
    doers: list[int] = []
    witnessed = tokens[verb].lower in view.words.witness
    if _among_agents(view, verb):
        return []
    if passive and not trigger.harm and _is_main(view, verb):
        passive = False
    if not passive and trigger.harm and tokens[verb].lower not in view.words.dying and _joined_passive(view, verb):
        passive = True
    if trigger.harm and tokens[verb].lower in view.words.dying and not passive:
        subject_role = object_role
    if not passive and tokens[verb].lemma in view.words.meeting and meets_bomb(view, verb):
        subject_role, object_role = object_role, subject_role  # "the patrol hit a mine laid by the rebels"
    late: list[int] = []
    for head in subject_heads(parsed, verb) if not witnessed else ():
        if not passive and head > verb and _has_object_before(view, verb, head):
            late.append(head)
            continue
        at = view.trigger_heads.get(head)
        if at is not None and view.layers.triggers[at].type in view.words.accords:
            continue  # "the truce brokered by a neighbour collapsed"
        if head in view.equipment_at:
            theirs = resolve(view, head) if head in view.actor_head else owner_of(view, head)
            if theirs and view.kind(theirs[0]) in THING_KINDS and theirs[0] not in view.owner:
                theirs = owner_of(view, head)  # "helicopters of the coalition struck"
            doers.extend(a for a in theirs if a not in doers)
            continue
        doers.extend(a for a in _people(view, head) if a not in doers)
    if not doers and not passive and not witnessed and not _inanimate_subject(view, verb):
        near = _actor_before(view, verb)
        if near is not None:
            doers.append(near)
    found.extend(Part(a, subject_role) for a in doers)
    targets: list[int] = []
    own = [
        k
        for i in range(trigger.first, trigger.last)
        if tokens[i].dep == "prep"
        and (tokens[i].head == verb or (tokens[i].lower == "to" and trigger.first <= tokens[i].head < trigger.last))
        for j in parsed.children[i]
        if tokens[j].dep == "pobj"
        for k in with_conjuncts(parsed, j)
    ]  # "set fire to the hall"
    for head in [*_verb_objects(view, verb, passive), *own, *late]:
        if trigger.first <= head < trigger.last:
            continue
        if passive and tokens[verb].lemma in view.words.using and _is_weapon(view, head):
            doers = owner_of(view, head)  # "Russian drones launched from the sea"
            found.extend(Part(a, subject_role) for a in doers if not any(view.same(a, p.actor) for p in found))
            continue
        if trigger.type in view.with_trait("plain-statement") and head not in view.actor_head:
            owners = [view.actor_at[i] for i in parsed.children[head] if tokens[i].dep == "poss" and i in view.actor_at]
            targets.extend(a for a in owners if a not in targets)
            continue
        for actor in _targets(view, head):
            if actor not in targets:
                targets.append(actor)
    if not targets and not passive:
        for head in _shared_objects(view, verb):
            targets.extend(a for a in _targets(view, head) if a not in targets)
    if not targets and not passive and object_role != "none":
        near = _actor_after(view, verb) or _actor_at_target(view, verb)
        if near is not None and near not in doers:
            targets.append(view.owner.get(near, near))
    if passive and not targets:
        near = _actor_before(view, verb)
        if near is not None:
            targets.append(near)
    found.extend(Part(a, object_role) for a in targets)
    if not passive and trigger.type in view.words.taken_from and _passes_to(view, trigger):
        found = [Part(p.actor, object_role, p.alleged) for p in found if p.role == subject_role]
        takers = [j for i in parsed.children[verb] if tokens[i].lower in ("to", "into") for j in parsed.children[i]]
        for head in [k for j in takers for k in with_conjuncts(parsed, j)]:
            found.extend(Part(a, subject_role) for a in _people(view, head))
    if trigger.type in view.words.blasts and not any(p.role == object_role for p in found):
        found.extend(Part(a, object_role) for a in _beside(view, verb))
    if tokens[verb].lower.startswith("claim") and trigger.type in view.with_trait("claim"):
        found = [p for p in found if p.role == subject_role]
    return found


def _trodden_on(view: View, verb: int) -> list[int]:
    """What somebody steps on or drives over."""
    tokens = view.tokens
    return [
        j
        for i in view.parsed.children[verb]
        if tokens[i].lower in ("on", "onto", "over") and tokens[i].i < verb + 3
        for j in view.parsed.children[i]
        if tokens[j].dep == "pobj"
    ]


def meets_bomb(view: View, verb: int) -> bool:
    """Whether the object of a verb, or what stands after its "on" or "over", is a bomb that lies in wait, and its subject no
    bomb.
    """
    chains = view.layers.lexicon.superclasses

    def laid(head: int) -> bool:
        at = view.equipment_at.get(head)
        if at is None:
            return False
        kind = view.layers.equipment[at].type
        return any(c in view.words.laid for c in (kind, *chains.get(kind, ())))

    met = [*object_heads(view.parsed, verb), *_trodden_on(view, verb)]
    return any(laid(h) for h in met) and not any(laid(h) for h in subject_heads(view.parsed, verb))


def _among_agents(view: View, verb: int) -> bool:
    """ "were killed by air strikes and shelling", where the tree joins the second cause to the verb: no verb at all."""
    parsed, tokens = view.parsed, view.tokens
    token = tokens[verb]
    if token.tag != "VBG" or token.dep != "conj" or not is_passive(parsed, token.head):
        return False
    agents = [
        i for i in parsed.children[token.head] if i < verb and (tokens[i].dep == "agent" or tokens[i].lower == "by")
    ]
    return bool(agents) and not any(t.pos == "VERB" for t in tokens[agents[-1] + 1 : verb])


def _has_object_before(view: View, verb: int, head: int) -> bool:
    """ "the gang seized two mayors, officials and a priest", where the tree takes the officials for the gang."""
    tokens = view.tokens
    return tokens[head].dep in ("appos", "conj") and any(
        tokens[i].dep in ("dobj", "obj") and verb < i < head for i in view.parsed.children[verb]
    )


def _shared_objects(view: View, verb: int) -> list[int]:
    """ "abducted and killed two guards": the object of the second verb is that of the first too."""
    tokens = view.tokens
    for i in view.parsed.children[verb]:
        if tokens[i].dep != "conj" or tokens[i].tag != tokens[verb].tag or i - verb > 4:
            continue
        if all(t.pos in ("CCONJ", "ADV", "PUNCT") for t in tokens[verb + 1 : i]):
            objects = [j for j in view.parsed.children[i] if tokens[j].dep == "dobj"]
            return [k for j in objects for k in with_conjuncts(view.parsed, j)]
    return []


def _passes_to(view: View, trigger: Trigger) -> bool:
    """ "the town fell to the rebels": those after the verb are the takers."""
    tokens = view.tokens
    return tokens[trigger.head].lemma in view.words.passing and any(
        t.lower in ("to", "into") for t in tokens[trigger.head + 1 : max(trigger.head + 4, trigger.last)]
    )


def beaten_back(view: View, verb: int) -> bool:
    """Whether a verb says that its subject, or its agent, beat back the act ("fought off two attacks")."""
    outcome, tokens = view.words.outcome, view.tokens
    lower = tokens[verb].lower
    if outcome.get(lower) == "repelled":
        return True
    return any(outcome.get(f"{lower} {t.lower}") == "repelled" for t in tokens[verb + 1 : verb + 4])


def _joined_passive(view: View, verb: int) -> bool:
    """ "were beaten, injured and robbed": a past form joined to a passive participle, with nobody it is done to."""
    tokens = view.tokens
    token = tokens[verb]
    if token.dep != "conj" or token.tag not in ("VBD", "VBN") or not is_passive(view.parsed, token.head):
        return False
    return not any(tokens[i].dep in ("nsubj", "nsubjpass", "dobj", "obj") for i in view.parsed.children[verb])


def _is_main(view: View, verb: int) -> bool:
    """Whether a participle after armed people is the main verb that the tree took for a relative clause ("up to 40
    fighters attacked in the direction of the hill"): the sentence has no other verb, and nobody did it to them.
    """
    tokens = view.tokens
    token = tokens[verb]
    governor = tokens[token.head]
    if token.dep != "acl" or governor.dep != "ROOT" or governor.i > verb:
        return False
    actor = view.actor_at.get(governor.i)
    if actor is None or not view.armed(actor):
        return False
    sentence = view.parsed.sentences[token.sent]
    if any(tokens[i].lower == "by" for i in view.parsed.children[verb]):
        return False
    return not any(t.tag in ("VBD", "VBZ", "VBP", "MD") for t in tokens[sentence.first : sentence.last])


def _verb_objects(view: View, verb: int, passive: bool) -> list[int]:
    """Objects, and what stands after "at", "on", "against"; "with" only for fights and treaties."""
    parsed, tokens = view.parsed, view.tokens
    found: list[int] = []
    for i in parsed.children[verb]:
        child = tokens[i]
        if child.dep in ("dobj", "obj", "dative", "nsubjpass") or (passive and child.dep == "nsubj"):
            found.extend(with_conjuncts(parsed, i))
            if not passive:
                for j in parsed.children[i]:
                    if tokens[j].dep == "prep" and tokens[j].lower in _TO_TARGET | {"between"} | _WITH:
                        for k in parsed.children[j]:
                            if tokens[k].dep == "pobj":
                                found.extend(with_conjuncts(parsed, k))
    wanted = _TO_TARGET | _WITH if not found or passive is False else _TO_TARGET
    if passive and any(view.actor_head.get(h) is not None and not _is_thing(view, h) for h in found):
        wanted = frozenset()  # "was shot by two men on a motorcycle"
    for i in parsed.children[verb]:
        child = tokens[i]
        if (
            child.dep in ("prep", "prt")
            and i > verb
            and child.lower in wanted
            and (child.lower != "with" or _reciprocal(view, verb))
        ):
            for j in parsed.children[i]:
                if tokens[j].dep == "pobj":
                    found.extend(with_conjuncts(parsed, j))
    if (
        view.layers.triggers[view.trigger_heads[verb]].type in view.words.taken_from
        if verb in view.trigger_heads
        else False
    ):
        for i in parsed.children[verb]:
            if tokens[i].lower == "from":
                for j in parsed.children[i]:
                    if tokens[j].dep == "pobj":
                        found.extend(with_conjuncts(parsed, j))
    token = tokens[verb]
    governor = tokens[token.head]
    if passive and not found:
        if token.dep in ("acl", "relcl"):
            found.extend(with_conjuncts(parsed, governor.i))
        elif token.dep == "conj":
            for i in parsed.children[governor.i]:
                if tokens[i].dep in ("nsubjpass", "nsubj"):
                    found.extend(with_conjuncts(parsed, i))
    elif passive and token.dep == "relcl":
        found = [antecedent(parsed, verb, i) for i in found]
    elif (
        token.dep == "relcl"
        and 0 < verb - governor.i <= 6
        and not any(
            tokens[i].dep in ("dobj", "obj") or (tokens[i].dep == "nsubj" and tokens[i].tag in ("WDT", "WP"))
            for i in parsed.children[verb]
        )
        and any(tokens[i].dep == "nsubj" for i in parsed.children[verb])
    ):
        found.extend(with_conjuncts(parsed, governor.i))  # "the soldiers it had seized"
    return found


def _is_thing(view: View, head: int) -> bool:
    return view.kind(view.actor_head[head]) in THING_KINDS


_BESIDE = frozenset(
    {"outside", "near", "inside", "at", "under", "against", "in", "behind", "opposite", "into", "beneath", "on"}
)


def _beside(view: View, i: int) -> list[int]:
    """The building or vehicle at which a bomb went off ("in front of the embassy")."""
    tokens = view.tokens
    _, last = clause_of(view.parsed, i)
    for j in range(i + 1, min(i + 10, last)):
        if tokens[j].pos == "VERB" or tokens[j].text in _BARRIERS or tokens[j].text == ",":
            break
        if tokens[j].lower in _BESIDE or (tokens[j].lower == "of" and tokens[j - 1].lower == "front"):
            for k in range(j + 1, min(j + 7, last)):
                actor = view.actor_at.get(k)
                if actor is not None and view.kind(actor) in THING_KINDS and k == view.actors[actor].head:
                    return [actor]
                if tokens[k].pos in ("VERB", "ADP") or tokens[k].text in _BARRIERS:
                    break
    return []


def _reciprocal(view: View, verb: int) -> bool:
    head = view.trigger_heads.get(verb)
    if head is None:
        return False
    type_ = view.layers.triggers[head].type
    return view.rules.roles.get(type_, ("", ""))[1] == "party"


def _inanimate_subject(view: View, verb: int) -> bool:
    """Whether the verb has a subject of its own that is a weapon or an act."""
    for i in subject_heads(view.parsed, verb):
        if (
            i in view.equipment_at
            or i in view.trigger_heads
            or view.tokens[i].lemma in view.layers.lexicon.words("weapon-or-act")
        ):
            return True
    return False


_BARRIERS = frozenset({";", ":", ".", "?", "!", '"', "“", "”"})


def _actor_before(view: View, verb: int) -> int | None:
    """The nearest actor on the left in the clause that no preposition governs."""
    tokens = view.tokens
    first, _ = clause_of(view.parsed, verb)
    j = verb - 1
    steps = 0
    while j >= first and steps < 2 * _REACH:
        token = tokens[j]
        if token.text in _BARRIERS:
            return None
        actor = view.actor_at.get(j)
        if actor is not None:
            mention = view.actors[actor]
            before = tokens[mention.first - 1] if mention.first > first else None
            while (
                before is not None
                and before.i > first
                and (before.pos in ("DET", "NUM", "ADJ", "ADV", "PUNCT") or before.dep in ("quantmod", "nummod"))
                and before.text not in _BARRIERS
                and before.text != ","
            ):
                before = tokens[before.i - 1]
            governed = before is not None and before.pos in ("ADP", "PART") and before.dep not in ("quantmod", "nummod")
            if mention.last == verb and tokens[verb].tag == "VBD" and not mention.pronoun:
                governed = False  # "On 4 May rebels attacked": the day swallowed its subject
            if mention.actor.kind not in THING_KINDS and not governed and tokens[mention.head].lower != "it":
                return actor
            j = mention.first - 1
        elif token.text in ("]", ")"):
            while j > first and tokens[j].text not in ("[", "("):
                j -= 1
            j -= 1
        elif (
            token.pos == "VERB"
            and token.dep not in ("amod", "acl", "relcl")
            and token.tag in ("VBD", "VBZ", "VBP")
            and token.lemma not in ("be", "become", "say")
        ):
            return None
        else:
            j -= 1
        steps += 1
    return None


def _actor_after(view: View, verb: int) -> int | None:
    """The actor right after a verb, before any preposition but those of the target."""
    tokens = view.tokens
    _, last = clause_of(view.parsed, verb)
    for j in range(verb + 1, min(verb + 8, last)):
        token = tokens[j]
        actor = view.actor_at.get(j)
        if actor is not None and tokens[view.actors[actor].head].dep != "poss":
            return actor
        if (
            token.text in _BARRIERS
            or token.text == ","
            or token.pos in ("VERB", "SCONJ", "CCONJ")
            or (token.pos == "ADP" and token.lower not in _TO_TARGET)
        ):
            return None
    return None


def _actor_at_target(view: View, verb: int) -> int | None:
    """The actor after the next "at", "on", "against", wherever the tree hangs it ("fired mortars with … at the post")."""
    tokens = view.tokens
    _, last = clause_of(view.parsed, verb)
    for j in range(verb + 1, min(verb + 16, last)):
        token = tokens[j]
        if token.text in _BARRIERS or (token.pos == "VERB" and token.tag in ("VBD", "VBZ", "VBP")):
            return None
        if token.lower in ("at", "on", "against", "upon") and token.pos == "ADP":
            for k in range(j + 1, min(j + 10, last)):
                if tokens[k].text in _BARRIERS or tokens[k].pos == "VERB":
                    return None
                actor = view.actor_at.get(k)
                if actor is not None and not _qualifies(view, actor):
                    owners = owner_of(view, view.actors[actor].head) if view.kind(actor) in THING_KINDS else []
                    return owners[0] if owners else actor
            return None
    return None


def _qualifies(view: View, actor: int) -> bool:
    """ "on the Pan-Velnian highway": a name that only says which road or place is meant."""
    mention = view.actors[actor]
    head = view.tokens[mention.head]
    if head.dep not in ("compound", "amod", "nmod") or head.head < mention.last:
        return False
    governor = view.tokens[head.head].lower
    return governor in view.words.ways or governor in view.words.areas


def _noun_roles(view: View, trigger: Trigger, subject_role: str, object_role: str) -> list[Part]:
    parsed, tokens = view.parsed, view.tokens
    head = trigger.head
    lemma = tokens[head].lemma.lower()
    patient = trigger.type in view.words.suffered
    party = object_role == "party"
    found: list[Part] = []
    weak: list[Part] = []

    def add(heads: list[int], role: str, into: list[Part] = found, target: bool = False) -> None:
        for h in heads:
            for a in _targets(view, h) if target else _people(view, h):
                into.append(Part(a, role))

    has_of = any(tokens[i].lower == "of" for i in parsed.children[head])
    spread = [*range(trigger.first, trigger.last)] if trigger.last - trigger.first > 1 else [head]
    for source in spread:
        for i in parsed.children[source]:
            child = tokens[i]
            if trigger.first <= i < trigger.last and not (i == trigger.last - 1 and child.pos == "ADP"):
                continue
            if child.dep == "poss":
                actor = view.actor_at.get(i)
                if actor is not None:
                    role = (
                        object_role
                        if patient and not has_of and view.kind(actor) not in ("ArmedGroup", "StateForce", "Country")
                        else subject_role
                    )
                    weak.append(Part(actor, role))
            elif child.dep in ("compound", "amod", "nmod"):
                actor = view.actor_at.get(i)
                if actor is not None and view.actors[actor].head != head:
                    civil = trigger.harm or (view.kind(actor) in ("Person", "Civilians") and patient)
                    weak.append(Part(actor, object_role if civil else subject_role))
            elif child.dep in ("prep", "agent") or child.pos == "ADP":
                word = child.lower
                if word == "by":
                    add(objects_after(parsed, i), subject_role)
                elif word in _TO_TARGET:
                    add(objects_after(parsed, i), object_role, target=True)
                elif word == "of":
                    if party or (lemma in view.words.of_doer and not patient):
                        add(objects_after(parsed, i), subject_role)
                    else:
                        add(objects_after(parsed, i), object_role, target=True)
                    if trigger.type in view.words.taken_from and lemma in view.words.passing:
                        found[:] = [Part(p.actor, object_role) for p in found]
                        for k in (head, *objects_after(parsed, i)):
                            takers = [j for j in parsed.children[k] if tokens[j].lower == "to"]
                            add([m for j in takers for m in objects_after(parsed, j)], subject_role)
                elif word in ("between", "among", "involving"):
                    add(objects_after(parsed, i), subject_role if party else "party")
                elif word == "with" and party:
                    add(objects_after(parsed, i), object_role)
                elif word == "from" and not party:
                    add(objects_after(parsed, i), subject_role, weak)
            elif child.dep in ("acl", "relcl"):
                if is_passive(parsed, i):
                    add(list(subject_heads(parsed, i)), subject_role)
                    for j in parsed.children[i]:
                        if tokens[j].lower in ("to", "on") and child.lemma in view.words.blaming:
                            for k in objects_after(parsed, j):
                                found.extend(Part(a, subject_role, alleged=True) for a in _people(view, k))
                        elif tokens[j].lower in _TO_TARGET and child.lemma != "blame":
                            add(objects_after(parsed, j), object_role, target=True)
                elif child.lemma in view.words.touching:
                    add(list(object_heads(parsed, i)), "party" if party else object_role, target=True)
                elif child.dep == "relcl":
                    add(
                        list(object_heads(parsed, i)) if child.lower in view.words.effect else [],
                        object_role,
                        target=True,
                    )
    _governor_roles(view, trigger, subject_role, object_role, found, weak)
    doers = [w.actor for w in weak if w.role == subject_role != object_role]
    # "the army killed eight in a raid on their hideout": nobody raids his own
    found = [
        f
        for f in found
        if f.role != object_role or not view.actors[f.actor].pronoun or not any(view.same(f.actor, a) for a in doers)
    ]
    result = found + [w for w in weak if not any(view.same(w.actor, f.actor) for f in found)]
    if not any(p.role == subject_role for p in result) and tokens[head - 1].sent == tokens[head].sent and head:
        before = view.actor_at.get(trigger.first - 1)
        if (
            before is not None
            and (tokens[trigger.first - 1].pos in ("ADJ", "PROPN", "NOUN", "PART") or not view.actors[before].generic)
            and not view.actors[before].pronoun
            and not any(view.same(before, p.actor) for p in result)
        ):
            harmed = trigger.harm or (patient and view.kind(before) in ("Person", "Civilians"))
            result.append(Part(before, object_role if harmed else subject_role))
    if not any(p.role == subject_role for p in result) and not party:
        _linear_agent(view, trigger, subject_role, result)
    if not any(p.role == object_role for p in result) and not party:
        _linear_target(view, trigger, object_role, result)
    if trigger.type in view.words.blasts and not any(p.role == object_role for p in result):
        result.extend(Part(a, object_role) for a in _beside(view, head))
    if party and len(result) < 2:
        _linear_parties(view, trigger, result)
    if trigger.type in view.words.taken_from and lemma in view.words.passing:
        _linear_takers(view, trigger, subject_role, result)
    return result


def _is_weapon(view: View, head: int) -> bool:
    """Whether a token names a weapon, or a craft that may be one; a vehicle that is driven or placed may be what is hit."""
    at = view.equipment_at.get(head)
    return at is not None and view.layers.equipment[at].type not in view.with_trait("vehicle")


def _those_who_fought(view: View, trigger: Trigger, other: int) -> list[Part]:
    """ "took the town after two days of fighting with the army": who took it fought."""
    tokens = view.tokens
    if not any(tokens[i].lower in ("with", "against") for i in view.parsed.children[trigger.head]):
        return []
    i = trigger.head
    for _ in range(6):
        i = tokens[i].head
        if tokens[i].pos == "VERB":
            break
        if tokens[i].head == i or tokens[i].pos not in ("NOUN", "ADP"):
            return []
    if tokens[i].lemma in view.words.speech:
        return []  # "condemned the clashes with the army"
    heads = subject_heads(view.parsed, i) if tokens[i].pos == "VERB" and not is_passive(view.parsed, i) else ()
    people = [a for h in heads for a in _people(view, h)]
    return [Part(a, "party") for a in people if view.armed(a) and not view.same(a, other)]


def _linear_takers(view: View, trigger: Trigger, role: str, result: list[Part]) -> None:
    """ "the fall of the town to the rebels": the armed side after "to", wherever the tree hangs it."""
    tokens = view.tokens
    if any(p.role == role for p in result):
        return
    for j in range(trigger.last, min(trigger.last + 6, len(tokens) - 1)):
        if tokens[j].sent != tokens[trigger.head].sent or tokens[j].pos in ("VERB", "AUX", "PUNCT"):
            return
        if tokens[j].lower == "to":
            for k in range(j + 1, min(j + 6, len(tokens))):
                actor = view.actor_head.get(k)
                if actor is not None and view.armed(actor) and not any(view.same(actor, p.actor) for p in result):
                    result.append(Part(actor, role))
                    return
            return


def _governor_roles(
    view: View, trigger: Trigger, subject_role: str, object_role: str, found: list[Part], weak: list[Part]
) -> None:
    """Roles that come from the verb over a noun of action."""
    parsed, tokens = view.parsed, view.tokens
    head = trigger.head
    token = tokens[head]
    words = view.words
    governor = tokens[token.head]
    prep = None
    if governor.pos == "ADP":
        prep = governor.lower
        governor = tokens[governor.head]
    verb = trigger.support if trigger.support is not None else governor.i
    over = tokens[verb]
    if (
        prep is not None
        and over.pos in ("NOUN", "PROPN")
        and tokens[over.head].pos == "VERB"
        and (tokens[over.head].lemma, prep) in words.accusing
    ):
        verb = over.head  # "blamed the rebels for the murder", with "for" hung on the rebels
        over = tokens[verb]
    if over.pos not in ("VERB", "AUX") or verb == head:
        return
    if prep is None and token.dep in ("dobj", "nsubjpass") and over.lemma in words.blaming:
        for i in parsed.children[verb]:
            if tokens[i].lower in ("to", "on"):
                for j in parsed.children[i]:
                    for k in with_conjuncts(parsed, j):
                        found.extend(Part(a, subject_role, alleged=True) for a in resolve(view, k))
        return
    passive = is_passive(parsed, verb)

    def add(heads: tuple[int, ...] | list[int], role: str, target: bool = False) -> None:
        for h in heads:
            for a in _targets(view, h) if target else _people(view, h):
                found.append(Part(a, role))

    if trigger.support is not None or (
        over.lower in words.light and prep in (None, "out") and token.dep in ("dobj", "nsubjpass")
    ):
        heads = subject_heads(parsed, verb)
        if over.lemma == "be" and any(tokens[h].lower in _EXPLETIVE or h in view.trigger_heads for h in heads):
            return  # "It was the first raid of the year": the act, and nobody who did it
        add(heads, subject_role)
        if not any(p.role == subject_role for p in found) and not passive and over.lemma != "be":
            near = _actor_before(view, verb)
            if near is not None:
                found.append(Part(near, subject_role))
        for i in parsed.children[verb]:
            child = tokens[i]
            if child.dep in ("advcl", "xcomp") and child.tag == "VB" and child.lemma in words.touching:
                add(object_heads(parsed, i), object_role, True)  # "conducted a strike to hit the gunmen"
            if child.dep == "prep" and (
                child.lower in _TO_TARGET or (child.lower == "with" and object_role == "party")
            ):
                for j in parsed.children[i]:
                    if tokens[j].dep == "pobj" and j != head:
                        add(with_conjuncts(parsed, j), object_role, True)
        return
    if token.dep in ("nsubj", "nsubjpass") and prep is None:
        if not passive and over.lower in words.effect and object_role == "party":
            for a in [a for h in object_heads(parsed, verb) for a in _targets(view, h)]:
                # "clashes killed 20 people": those killed fought only if they bear arms
                found.append(Part(a, "party" if view.armed(a) else "victim"))
        elif not passive and (over.lower in words.effect or over.lemma == "involve"):
            add(object_heads(parsed, verb), object_role, True)
        elif passive and (over.lower in words.suffer or beaten_back(view, verb)):
            add(subject_heads(parsed, verb), object_role, True)
        elif passive and (over.lower in words.light or over.lemma == "claim" or over.lemma in words.blaming):
            add(subject_heads(parsed, verb), subject_role)
        return
    if prep is None and token.dep in ("dobj", "obj") and over.lemma in words.supporting:
        add(subject_heads(parsed, verb), "supporter")
        return
    if prep is None and token.dep in ("dobj", "obj"):
        if over.lower in words.suffer or beaten_back(view, verb):
            add(subject_heads(parsed, verb), object_role, True)
            for i in parsed.children[verb]:
                if tokens[i].lower == "from":
                    add(objects_after(parsed, i), subject_role)  # "took fire from the hills' defenders"
        elif over.lemma == "claim":
            add(subject_heads(parsed, verb), subject_role)
        return
    if _accused(view, trigger, verb, prep, subject_role, found):
        return
    if prep in ("to", "on", "upon") and subject_role == "party" and over.lemma in words.agreeing:
        add(subject_heads(parsed, verb), subject_role)
    elif prep == "under" and over.lemma in ("come", "be"):
        for i in parsed.children[verb]:
            if tokens[i].dep in ("nsubj", "nsubjpass"):
                add(with_conjuncts(parsed, i), object_role, True)  # "had come under attack by" is no passive
            elif tokens[i].lower in ("from", "by"):
                add(objects_after(parsed, i), subject_role)
    elif prep in ("in", "by", "during", "from", "after", "following", "when") and (
        passive or over.lemma in ("die", "suffer", "perish", "lose", "sustain")
    ):
        if over.lemma in words.harmed_in:
            for i in parsed.children[verb]:
                if tokens[i].dep in ("nsubjpass", "nsubj"):
                    for k in with_conjuncts(parsed, i):
                        weak.extend(Part(a, object_role) for a in _targets(view, k))
    elif prep in ("in", "with", "by", "during") and not passive:
        answered = prep in ("with", "by") and over.lemma in view.layers.lexicon.words("answering-verb")
        heads = subject_heads(parsed, verb) if answered or over.lemma not in words.reckoning else ()
        for h in heads:
            weak.extend(Part(a, subject_role) for a in _people(view, h))
        if over.lemma in words.harming_in:
            for h in object_heads(parsed, verb):
                weak.extend(
                    Part(a, object_role) for a in _targets(view, h) if not any(view.same(a, w.actor) for w in weak)
                )


_EXPLETIVE = frozenset({"it", "this", "that", "these", "those", "there"})


def _accused(view: View, trigger: Trigger, verb: int, prep: str | None, role: str, found: list[Part]) -> bool:
    """ "X is accused of the murder", "implicated in the attack": X is said to have done it."""
    parsed, tokens = view.parsed, view.tokens
    for _ in range(3):
        lemma = tokens[verb].lemma
        accused = view.words.accusing.get((lemma, prep)) if prep is not None else None
        if accused is not None:
            active = accused == "accused-subject" or (lemma == "involve" and not is_passive(parsed, verb))
            heads = (
                subject_heads(parsed, verb) if active else tuple(_verb_objects(view, verb, is_passive(parsed, verb)))
            )
            heads = tuple(h for h in heads if h != trigger.head)
            for h in heads or (subject_heads(parsed, verb) if tokens[verb].lemma == "involve" else ()):
                for a in resolve(view, h):
                    found.append(Part(a, role, alleged=True))
            return True
        # "charged with participating in the murder": the outer verb tells who
        if tokens[verb].tag == "VBG" and tokens[tokens[verb].head].pos == "ADP":
            prep = tokens[tokens[verb].head].lower
            verb = tokens[tokens[verb].head].head
            continue
        break
    return False


def _linear_agent(view: View, trigger: Trigger, role: str, result: list[Part]) -> None:
    """ "two attacks on the bridge by the rebels": "by" in the noun's own phrase, if the tree hung it elsewhere."""
    tokens = view.tokens
    sent = tokens[trigger.head].sent
    for j in range(trigger.last, min(trigger.last + _REACH, len(tokens))):
        token = tokens[j]
        if token.sent != sent or token.pos in ("VERB", "AUX", "PUNCT", "SCONJ"):
            return
        if token.lower != "by":
            continue
        for k in range(j + 1, min(j + 7, len(tokens))):
            if tokens[k].sent != sent or tokens[k].pos in ("VERB", "PUNCT", "ADP"):
                return
            actor = view.actor_at.get(k)
            if actor is not None and k == view.actors[actor].head:
                if not any(view.same(actor, p.actor) for p in result):
                    result.extend(Part(a, role) for a in _people(view, k))
                return
        return


def _linear_target(view: View, trigger: Trigger, role: str, result: list[Part]) -> None:
    """ "… attack against the post": the preposition right after the noun, if the tree hung it elsewhere."""
    tokens = view.tokens
    j = trigger.last
    if (
        j < len(tokens)
        and tokens[j].sent == tokens[trigger.head].sent
        and tokens[j].lower in ("on", "against", "at", "upon")
    ):
        for k in range(j + 1, min(j + 8, len(tokens))):
            if tokens[k].sent != tokens[j].sent or tokens[k].text in _BARRIERS or tokens[k].pos == "VERB":
                return
            if tokens[k].lower in ("in", "across", "along", "throughout") or (
                k > j + 1 and tokens[k - 1].tag == "CD" and tokens[k].text == ","
            ):
                return  # "on villages in the Hill people's land"
            actor = view.actor_at.get(k)
            if actor is not None and k == view.actors[actor].head:
                if not any(view.same(actor, p.actor) for p in result):
                    for a in _targets(view, k):
                        result.append(Part(a, role))
                return


def _linear_parties(view: View, trigger: Trigger, result: list[Part]) -> None:
    """ "a clash between A and B", "clashes of A with B": the first two armed mentions after the noun."""
    tokens = view.tokens
    sentence = view.parsed.sentence_of(trigger.head)
    for j in range(trigger.last, min(trigger.last + 4, sentence.last)):
        if tokens[j].lower in ("between", "with", "against", "among", "involving"):
            seen: list[int] = []
            for k in range(j + 1, min(j + 26, sentence.last)):
                if tokens[k].text in _BARRIERS or tokens[k].pos == "VERB":
                    break
                actor = view.actor_at.get(k)
                if (
                    actor is not None
                    and k == view.actors[actor].head
                    and actor not in seen
                    and view.kind(actor) not in THING_KINDS
                ):
                    seen.append(actor)
            for actor in seen[:3]:
                if not any(view.same(actor, p.actor) for p in result):
                    result.append(Part(actor, "party"))
            return
