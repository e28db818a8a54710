"""Which mentions in one article tell of one happening, and which are parts of another.

Two frames are one if their classes can be of one act, nothing that they say conflicts, and something ties them together:
the sentence, a definite noun ("the attack"), the headline, a figure, or the same sides at the same place.
"""

from __future__ import annotations

from functools import lru_cache

from kg.dates import When
from kg.extract.clauses import then_clauses
from kg.extract.frames import CIVIL_KINDS, STATE_KINDS, THING_KINDS, Frame, Part, View
from kg.extract.mentions import Harmed
from kg.lexicon import Lexicon
from kg.model import Factuality, PlaceRole

__all__ = [
    "can_be_one",
    "can_harm",
    "conflict",
    "dead",
    "fold_in",
    "live",
    "merge_by_person",
    "merge_in_sentences",
    "merge_over_sentences",
    "place_conflict",
]


def live(frames: list[Frame]) -> list[Frame]:
    """Those not merged into another."""
    return [f for f in frames if f.into is None]


def dead(frame: Frame) -> bool:
    """Whether it was merged into another."""
    return frame.into is not None


@lru_cache(maxsize=20000)
def can_be_one(lexicon: Lexicon, a: str, b: str, a_harm: bool, b_harm: bool) -> bool:
    """Whether two classes can be of one act."""
    if a == b:
        return True
    line_a, line_b = lexicon.superclasses.get(a, ()), lexicon.superclasses.get(b, ())
    both = {a, b}
    if lexicon.with_trait("destruction") & both and lexicon.with_trait("destructive") & both:
        return True
    breaches = lexicon.with_trait("breach")
    if breaches & both:
        return "ActOfForce" in (line_b if a in breaches else line_a)  # it may be any of them
    if a_harm or b_harm:
        return (b if a_harm else a) in lexicon.with_trait("harmful")
    alone = lexicon.with_trait("self-standing")
    if b in line_a:
        return b != "Event" and not (b == "Attack" and a in alone)
    if a in line_b:
        return a != "Event" and not (a == "Attack" and b in alone)
    if both <= lexicon.with_trait("two-deeds"):
        return False  # "looted the bank and set fire to the hall"
    if lexicon.with_trait("laid-before") & both and lexicon.with_trait("from-the-air") & both:
        return False
    return any(both <= group for group in lexicon.traits_of("one-act"))


def can_harm(lexicon: Lexicon, kind: str) -> bool:
    """Whether the dead and wounded of an article may be those of a happening of this class."""
    return kind in lexicon.with_trait("harmful") or kind in lexicon.with_trait("destruction")


def conflict(view: View, a: Frame, b: Frame, *, figures: bool = True) -> bool:
    """Whether two frames say things that cannot both hold of one happening; without ``figures``, of a whole and its part."""
    if a.factuality is not b.factuality or view.set_apart(a, b):
        return True
    if dies_once(view, a, b):
        return False
    if figures and a.ordinal != b.ordinal and not (a.plural is b.plural is False and _tells_on(a, b)):
        return True
    if _turned(view, a, b) or _won_and_lost(view, a, b):
        return True
    anew = (b.apart and b.number > a.number) or (a.apart and a.number > b.number)
    if figures and a.ordinal is None and anew and not _told_again(view, a, b):
        return True
    if a.own_time and b.own_time and not _times_meet(a, b) and not _found_later(view, a, b):
        return True
    if _other_times(view, a, b):
        return True
    agreed = {a.type, b.type} <= view.words.accords
    if not agreed and place_conflict(a.places, b.places) and not (b.echo and 0 <= b.sentence - a.sentence <= 2):
        return True
    if _other_thing(view, a, b) or _contrasted(view, a, b):
        return True
    return (_sides_conflict(view, a, b) and not _answered(view, a, b)) or (figures and _counts_conflict(view, a, b))


def _told_again(view: View, a: Frame, b: Frame) -> bool:
    """ "Meanwhile, 46 soldiers were killed": no other happening where those 46 soldiers were told before."""
    if not (a.harm or b.harm):
        return False
    figures = view.layers.casualties
    return any(
        (one.kind, one.count) == (other.kind, other.count)
        and (one.count.value or 0) >= _TELLING
        and one.who is not None
        and other.who is not None
        and view.same(one.who, other.who)
        for one in (figures[n] for n, _ in a.casualties)
        for other in (figures[n] for n, _ in b.casualties)
    )


_TELLING = 10
"""People of one side in a figure that two happenings hardly share."""


def _tells_on(a: Frame, b: Frame) -> bool:
    """Whether one of two mentions, the later, goes on with the other, told by its number, in the next sentence."""
    first, later = (a, b) if a.number < b.number else (b, a)
    return first.ordinal is not None and later.definite and later.noun and later.sentence - max(first.sentences) <= 1


def _turned(view: View, a: Frame, b: Frame) -> bool:
    """Whether those whom one act hits do the other: "struck the men firing at the post"."""
    if a.harm or b.harm or a.sentence != b.sentence:
        return False
    tokens = view.tokens
    for one, other in ((a, b), (b, a)):
        verb = tokens[one.trigger.head]
        if one.noun:
            continue
        if verb.dep == "advcl" and not other.noun and _before_it(view, verb.i) and _fallen(view, one, other):
            return True
        if verb.dep not in ("acl", "relcl"):
            continue
        hit = view.actor_at.get(verb.head)
        if (
            hit is not None
            and any(view.same(hit, n) for n in one.roles("initiator"))
            and any(view.same(hit, n) for n in other.roles("target"))
        ):
            return True
    return False


def _before_it(view: View, verb: int) -> bool:
    """Whether a clause is put before the rest or after it."""
    return any(view.tokens[i].lower in ("before", "after", "until") for i in view.parsed.children[verb])


def _fallen(view: View, one: Frame, other: Frame) -> bool:
    """ "stabbed two people before he was shot by police": who does the one is hit, by others, in the other."""
    doers, hit = other.roles("initiator"), one.roles("target", "victim")
    if not doers or not one.roles("initiator") or any(view.same(x, y) for x in doers for y in one.roles("initiator")):
        return False
    if hit:
        return any(view.same(x, y) for x in doers for y in hit)
    below = view.parsed.children[one.trigger.head]
    return any(view.tokens[i].dep == "nsubjpass" and view.tokens[i].tag == "PRP" for i in below)


def _won_and_lost(view: View, a: Frame, b: Frame) -> bool:
    """ "seized two villages but were driven out of them": those who gain ground in one act lose it in the other."""
    if not {a.type, b.type} <= view.with_trait("change-of-hands"):
        return False
    return any(
        view.same(gains, loses)
        for one, other in ((a, b), (b, a))
        for gains in one.roles("initiator")
        for loses in other.roles("target")
    )


def dies_once(view: View, a: Frame, b: Frame) -> bool:
    """Whether both tell that the same named person was killed, or taken: that happens once."""
    once, abducted = view.with_trait("once"), view.with_trait("abduction")
    if a.type not in once and b.type not in once:
        return False
    if (a.type in abducted) != (b.type in abducted):
        return False
    one = [n for n in a.roles("target", "victim") if view.kind(n) == "Person"]
    other = [n for n in b.roles("target", "victim") if view.kind(n) == "Person"]
    return any(view.same(x, y) for x in one for y in other)


def _answered(view: View, a: Frame, b: Frame) -> bool:
    """Whether one frame only tells what losses the attacked side inflicted in the other."""
    if a.harm == b.harm:
        return False
    harm, act = (a, b) if a.harm else (b, a)
    targets = act.roles("target", "party")
    return bool(targets) and all(any(alike(view, t, n) for t in targets) for n in harm.roles("initiator"))


def _found_later(view: View, a: Frame, b: Frame) -> bool:
    """ "The men burned the village on Friday. … Two bodies were found there on Sunday": that is when they were found."""
    found = b.harm and view.tokens[b.trigger.head].lemma in view.words.finding and not b.has("initiator")
    if not found or a.harm or b.places or a.when is None or b.when is None or b.sentence - max(a.sentences) > 1:
        return False
    if not a.when.earliest or not b.when.earliest:
        return False
    return 0 <= (b.when.earliest - a.when.earliest).days <= _FOUND


_FOUND = 7
"""Days after an act within which the dead that are found are its dead."""


def _times_meet(a: Frame, b: Frame) -> bool:
    if a.when is None or b.when is None:
        return True
    if a.when.earliest and b.when.latest and a.when.earliest > b.when.latest:
        return False
    if b.when.earliest and a.when.latest and b.when.earliest > a.when.latest:
        return False
    if a.when.earliest == b.when.earliest and a.when.start_time and b.when.start_time:
        return abs(a.when.start_time.hour - b.when.start_time.hour) <= 1
    return True


def _other_times(view: View, a: Frame, b: Frame) -> bool:
    """ "which has raided the town nine times this year, stormed it on Monday": a clause with a longer time of its own."""
    if a.sentence != b.sentence or not (a.own_time and b.own_time) or a.noun or b.noun or a.when == b.when:
        return False
    aside = any(view.tokens[f.trigger.head].dep == "relcl" for f in (a, b))
    return aside and any(f.when is not None and (f.when.days or 0) > _LONG for f in (a, b))


_LONG = 31
"""Days beyond which a time is that of many acts."""


def place_conflict(a: list[PlaceRole], b: list[PlaceRole]) -> bool:
    """Whether two happenings are told in different places, none of which encloses another."""
    for role in (("in",), ("direction", "to"), ("from",)):
        one = [p for p in a if p.role in role]
        other = [p for p in b if p.role in role]
        if one and other and not any(_meet(p, q) for p in one for q in other):
            return True
    return False


def _meet(p: PlaceRole, q: PlaceRole) -> bool:
    a, b = p.place, q.place
    if a.id == b.id or a.name == b.name:
        return True
    return a.id in b.within_ids or b.id in a.within_ids or a.name in b.within or b.name in a.within


def share_place(a: Frame, b: Frame) -> bool:
    """Whether both name one and the same place, smaller than a country."""
    return any(p.place.id == q.place.id and p.place.kind != "Country" for p in a.places for q in b.places)


def _sides_conflict(view: View, a: Frame, b: Frame) -> bool:
    for role in (("initiator",), ("target", "victim")):
        one = [n for n in a.roles(*role) if not view.actors[n].generic or view.armed(n)]
        other = [n for n in b.roles(*role) if not view.actors[n].generic or view.armed(n)]
        if not one or not other or any(view.same(x, y) for x in one for y in other):
            continue
        if role[0] == "initiator":
            if all(_apart(view, x, y) for x in one for y in other):
                return True
        elif all(view.kind(x) == "Person" and view.kind(y) == "Person" for x in one for y in other):
            return True
    return False


def _other_thing(view: View, a: Frame, b: Frame) -> bool:
    """Whether two things of one kind that were hit have different names ("the Alta farm", "the Baja farm")."""
    for x in a.roles("target"):
        for y in b.roles("target"):
            if view.kind(x) not in THING_KINDS or view.kind(y) not in THING_KINDS:
                continue
            one, other = view.actors[x].head, view.actors[y].head
            if view.tokens[one].lemma.lower() != view.tokens[other].lemma.lower():
                continue
            mine, theirs = _thing_name(view, one), _thing_name(view, other)
            if mine and theirs and not mine & theirs:
                return True
    return False


def _thing_name(view: View, head: int) -> frozenset[str]:
    """The name before a noun for a thing; for a bare "the farm" that of the farm told of before."""
    tokens = view.tokens
    lemma, here = tokens[head].lemma.lower(), tokens[head].sent
    for i in range(head, -1, -1):
        if tokens[i].lemma.lower() != lemma:
            continue
        if here - tokens[i].sent > _NAMED_BACK:
            break
        name: set[str] = set()
        for j in range(i - 1, max(-1, i - 7), -1):
            if tokens[j].pos in ("DET", "VERB", "ADP", "CCONJ") or tokens[j].sent != tokens[i].sent:
                break
            if tokens[j].pos == "PROPN":
                name.add(tokens[j].lower)
        if name:
            return frozenset(name)
    return frozenset()


_NAMED_BACK = 3
"""How many sentences back the name of a thing is looked for."""


def _apart(view: View, x: int, y: int) -> bool:
    """Two doers that cannot be one: both named, or of opposite kinds."""
    a, b = view.actors[x], view.actors[y]
    if (
        a.actor.kind in STATE_KINDS
        and b.actor.kind in STATE_KINDS
        and a.actor.country
        and b.actor.country
        and a.actor.country != b.actor.country
    ):
        return True
    kinds = {a.actor.kind, b.actor.kind}
    if (a.actor.kind in STATE_KINDS) != (b.actor.kind in STATE_KINDS) and kinds != CIVIL_KINDS:
        return a.actor.kind != "Person" and b.actor.kind != "Person"
    if a.member_of is not None and b.member_of is not None:
        return a.member_of.id != b.member_of.id
    if a.generic or b.generic:
        return False
    return a.actor.id != b.actor.id and not (
        a.actor.country and a.actor.country == b.actor.country and a.actor.kind in STATE_KINDS
    )


def _strength(view: View, frame: Frame) -> set[int]:
    found = set()
    for n in frame.roles("initiator"):
        count = view.actors[n].count
        if count is not None and count.value is not None and count.value > 1:
            found.add(count.value)
    return found


def _counts_conflict(view: View, a: Frame, b: Frame) -> bool:
    one, other = _strength(view, a), _strength(view, b)
    return bool(one and other and not one & other)


def same_figure(view: View, a: Frame, b: Frame) -> bool:
    """Whether both tell one and the same casualty figure."""
    figures = view.layers.casualties
    for n, _ in a.casualties:
        for m, _ in b.casualties:
            if (figures[n].kind, figures[n].count) == (figures[m].kind, figures[m].count) and (
                figures[n].count.value != 1 or _one_person(figures[n].harmed, figures[m].harmed)
            ):
                return True
    held = [
        {c.value for n in f.roles("target", "victim") if (c := view.actors[n].count) is not None and (c.value or 0) > 1}
        for f in (a, b)
    ]
    return a.type == b.type and bool(held[0] & held[1])


def _at_what_was_hit(view: View, earlier: Frame, frame: Frame) -> bool:
    """ "Two more bodies were pulled from the ruins of the store": the sentence names the building that the act hit."""
    hit = [n for n in earlier.roles("target", "victim") if view.kind(n) == "Facility"]
    if not hit:
        return False
    sentence = view.parsed.sentences[frame.sentence]
    named = {view.actor_head[i] for i in range(sentence.first, sentence.last) if i in view.actor_head}
    return any(view.same(n, m) for n in hit for m in sorted(named))


_RECURS = 3
"""Sentences after which a small number of dead or wounded is hardly the one that was told."""
_SMALL = 9


def _recurs(view: View, earlier: Frame, frame: Frame) -> bool:
    """Whether two frames that tell where they were, or what was hit, have but a small number in common."""
    figures = view.layers.casualties
    if any((figures[n].count.value or 0) > _SMALL or figures[n].harmed.name is not None for n, _ in frame.casualties):
        return False
    one = [n for n in earlier.roles("target") if view.kind(n) in THING_KINDS]
    other = [n for n in frame.roles("target") if view.kind(n) in THING_KINDS]
    if one and other:
        return not any(view.same(x, y) for x in one for y in other)
    return bool(earlier.places and frame.places) and not share_place(earlier, frame)


def _same_named(view: View, a: Frame, b: Frame) -> bool:
    """Whether both tell of harm to one named person, who is shot in the one and dead in the other."""
    figures = view.layers.casualties
    for n, _ in a.casualties:
        for m, _ in b.casualties:
            one, other = figures[n], figures[m]
            if one.harmed.name is not None and one.harmed.name == other.harmed.name and (one.hit or other.hit):
                return True
    return False


def _one_person(one: Harmed, other: Harmed) -> bool:
    """Whether two single people harmed can be one by what they are called: "a farmer" is not "a guard"."""
    named = one.name is not None or other.name is not None or "given" in (one.reference, other.reference)
    return named or one.noun is None or other.noun is None or one.noun == other.noun


def better_type(view: View, a: Frame, b: Frame) -> str:
    """The class of the two that says more."""
    if a.harm != b.harm:
        return b.type if a.harm else a.type
    lexicon = view.layers.lexicon
    for vague in lexicon.traits_of("says-less"):
        if a.type in vague:
            return b.type
        if b.type in vague:
            return a.type
    chains = lexicon.superclasses
    if b.type in chains.get(a.type, ()):
        return a.type
    if a.type in chains.get(b.type, ()):
        return b.type
    for wins in lexicon.traits_of("says-more"):
        if b.type in wins:
            return b.type
        if a.type in wins:
            return a.type
    if a.type in lexicon.with_trait("outcome-of-act") and "Attack" in chains.get(b.type, ()):
        return b.type
    if a.type != b.type and {a.type, b.type} <= lexicon.with_trait("deed-of-demonstrators"):
        return lexicon.becomes("deed-of-demonstrators")
    return a.type


def fold_in(view: View, into: Frame, frame: Frame) -> None:
    """Make one frame of two: the first keeps its place in the text, facts are joined, doubles left out."""
    for one in (into, frame) if into.type != frame.type else ():
        if one.type in view.with_trait("force-on-crowd"):
            # those who break up a gathering stand against it; those broken up are the ones gathered
            turned = {"initiator": "party", "target": "initiator"}
            one.parts = [Part(p.actor, turned.get(p.role, p.role), p.alleged, p.count) for p in one.parts]
    into.type = better_type(view, into, frame)
    if frame.plural and frame.noun and _is_headline(view, into):
        into.plural, into.occurrences = True, into.occurrences or frame.occurrences
    if into.harm and not frame.harm:
        into.trigger = frame.trigger
        into.noun = frame.noun
    into.harm = into.harm and frame.harm
    if frame.when is not None and (into.when is None or _finer(frame, into)):
        into.when, into.own_time = frame.when, into.own_time or frame.own_time
        # who dates a happening to the day tells of it; the other only mentions it
        into.claimant = frame.claimant if frame.claimant is not None and into.noun else into.claimant
    for place in frame.places:
        if not any(p.place.id == place.place.id for p in into.places):
            into.places.append(place)
    answer = frame.harm and not into.harm and into.has("initiator")
    for part in frame.parts:
        if (
            frame.harm
            and not into.harm
            and part.role in ("target", "victim")
            and view.armed(part.actor)
            and own_side(view, into, part.actor)
        ):
            continue  # attackers who fell
        if answer and part.role == "initiator":
            # those who killed in answer to an attack are not the attackers
            add_part(view, into, Part(part.actor, "target"))
        else:
            add_part(view, into, part)
    into.equipment.extend(e for e in frame.equipment if e not in into.equipment)
    into.casualties.extend(c for c in frame.casualties if c[0] not in {n for n, _ in into.casualties})
    into.damage.extend(d for d in frame.damage if d not in into.damage)
    into.zones.extend(z for z in frame.zones if z not in into.zones)
    into.sentences.extend(s for s in frame.sentences if s not in into.sentences)
    into.triggers.extend(frame.triggers)
    into.ordinal = into.ordinal if into.ordinal is not None else frame.ordinal
    into.first_since = into.first_since or frame.first_since
    into.outcome = into.outcome or frame.outcome
    into.claimant = into.claimant if into.claimant is not None else frame.claimant
    into.occurrences = into.occurrences or frame.occurrences
    into.support = into.support or frame.support
    into.plural = into.plural and (frame.plural or frame.harm or (not frame.noun and frame.sentence == into.sentence))
    frame.into = into


def own_side(view: View, frame: Frame, actor: int) -> bool:
    """Whether an armed mention can be of the initiators' side and not of the targets'."""
    return any(alike(view, a, actor) for a in frame.roles("initiator")) and not any(
        alike(view, a, actor) for a in frame.roles("target")
    )


def alike(view: View, a: int, b: int) -> bool:
    """Whether two armed mentions can be of one side, as far as kinds and names tell."""
    x, y = view.actors[a], view.actors[b]
    if view.same(a, b):
        return True
    if not (view.armed(a) and view.armed(b)) or (x.actor.kind in STATE_KINDS) != (y.actor.kind in STATE_KINDS):
        return False
    if x.member_of is not None and y.member_of is not None:
        return x.member_of.id == y.member_of.id
    if x.generic or y.generic:
        return not (x.actor.country and y.actor.country and x.actor.country != y.actor.country)
    return False


def _finer(a: Frame, b: Frame) -> bool:
    """Whether the first frame dates the happening more closely than the second."""
    if a.when is None or b.when is None:
        return b.when is None
    if a.own_time != b.own_time:
        return a.own_time
    return (a.when.days or 10_000, a.when.start_time is None) < (b.when.days or 10_000, b.when.start_time is None)


_RANK = {"initiator": 3, "target": 2, "party": 2, "announcer": 2, "victim": 1}


def add_part(view: View, frame: Frame, part: Part) -> None:
    """Add a participant unless the actor stands there already; a name replaces a description in the same role."""
    for known in frame.parts:
        if view.same(known.actor, part.actor):
            if (
                known.role == part.role
                and _in_headline(view, known.actor)
                and view.actors[part.actor].count is not None
            ):
                known.actor = part.actor
            if {known.role, part.role} == {"victim", "target"}:
                known.role = "target"
            return
    generic = view.actors[part.actor].generic or view.actors[part.actor].pronoun
    if generic and view.armed(part.actor):
        for known in frame.parts:
            if (
                _side_of(known) == _side_of(part)
                and view.armed(known.actor)
                and not _apart(view, known.actor, part.actor)
            ):
                if view.actors[known.actor].generic and (
                    _in_headline(view, known.actor)
                    or (
                        view.actors[known.actor].count is None
                        and view.actors[part.actor].count is not None
                        and not _is_figure(view, frame, part.actor)
                    )
                ):
                    known.actor = part.actor
                return
    if not generic:
        for known in frame.parts:
            other = view.actors[known.actor]
            if (
                known.role == part.role
                and other.generic
                and other.count is None
                and view.kind(known.actor) == view.kind(part.actor) == "ArmedGroup"
            ):
                known.actor = part.actor
                return
    frame.parts.append(part)


def _is_headline(view: View, frame: Frame) -> bool:
    return view.parsed.sentences[frame.sentence].kind == "headline"


def _is_figure(view: View, frame: Frame, actor: int) -> bool:
    """Whether the number of a mention is that of those harmed."""
    return any(view.layers.casualties[n].who == actor for n, _ in frame.casualties)


def _side_of(part: Part) -> str:
    return "target" if part.role == "victim" else part.role


def _in_headline(view: View, actor: int) -> bool:
    return view.parsed.sentences[view.tokens[view.actors[actor].head].sent].kind == "headline"


def merge_in_sentences(view: View, frames: list[Frame]) -> None:
    """One act told by several words of one sentence ("ambushed the convoy, killing four")."""
    lexicon = view.layers.lexicon
    by_sentence: dict[int, list[Frame]] = {}
    for frame in frames:
        if frame.into is None:
            by_sentence.setdefault(frame.sentence, []).append(frame)
    for group in by_sentence.values():
        acts = [f for f in group if not f.harm]
        for n, frame in enumerate(acts):
            if frame.into is not None:
                continue
            for later in acts[n + 1 :]:
                if later.into is None and (_aim_of(view, frame, later) or _fire_of(view, frame, later)):
                    fold_in(view, frame, later)
                    continue
                if (
                    later.into is None
                    and can_be_one(lexicon, frame.type, later.type, False, False)
                    and not conflict(view, frame, later)
                ):
                    if (
                        _apart_from_damage(view, frame, later)
                        or _aside(view, frame, later)
                        or _side_by_side(view, frame, later)
                        or _provoked(view, frame, later)
                    ):
                        continue
                    if not connected(view, frame, later):
                        continue
                    fold_in(view, frame, later)
        acts = [f for f in acts if f.into is None]
        for frame in group:
            if not frame.harm or frame.into is not None:
                continue
            fitting = [
                a
                for a in acts
                if can_be_one(lexicon, a.type, frame.type, False, True)
                and a.factuality is frame.factuality
                and not view.set_apart(a, frame)
                and not _aside(view, a, frame)
                and not _joined_deeds(view, a, frame)
                and not _when_clause(view, a, frame)
                and not _led_to(view, frame, a)
            ]
            fitting = [a for a in fitting if not (a.own_time and frame.own_time and not _times_meet(a, frame))]
            fitting = [a for a in fitting if _said_of(view, a, frame)] or fitting
            if fitting:
                nearest = min(fitting, key=lambda a: (_distance(view, a, frame), a.number))
                fold_in(view, nearest, frame)
        harms = [f for f in group if f.harm and f.into is None]
        for n, frame in enumerate(harms):
            for later in harms[n + 1 :]:
                if (
                    frame.into is None
                    and later.into is None
                    and frame.factuality is later.factuality
                    and not view.set_apart(frame, later)
                    and not _aside(view, frame, later)
                    and not (frame.own_time and later.own_time and not _times_meet(frame, later))
                ):
                    fold_in(view, frame, later)


def _fire_of(view: View, act: Frame, fire: Frame) -> bool:
    """ "Shelling set fire to a market", "an air strike set a tent ablaze": what an act did, and no arson."""
    return (
        act.noun
        and not fire.noun
        and fire.type in view.with_trait("done-by-an-act")
        and act.factuality is fire.factuality
        and view.tokens[act.trigger.head].dep in ("nsubj", "csubj")
        and view.tokens[act.trigger.head].head == fire.trigger.head
    )


def _aim_of(view: View, act: Frame, aim: Frame) -> bool:
    """ "fired tear gas to disperse the crowd": one act, told with its aim."""
    tokens = view.tokens
    verb = tokens[aim.trigger.head]
    return (
        act.type == aim.type
        and act.factuality is Factuality.STATED
        and aim.factuality is Factuality.PLANNED
        and verb.tag == "VB"
        and verb.dep in ("advcl", "xcomp")
        and verb.head in (act.trigger.head, act.trigger.support)
        and any(tokens[i].lower == "to" for i in view.parsed.children[verb.i])
    )


_AWAY = frozenset(
    {
        "after",
        "before",
        "since",
        "following",
        "over",
        "about",
        "amid",
        "despite",
        "for",
        "against",
        "because",
        "until",
        "unless",
    }
)


def connected(view: View, a: Frame, b: Frame) -> bool:
    """Whether a noun that only names an act hangs on the other frame in the tree ("targeted them in an airstrike");
    two verbs, or nouns with a verb of their own, need not.
    """
    if not ((a.noun and not a.support) or (b.noun and not b.support)):
        return True
    return _hangs_on(view, a, b) or _hangs_on(view, b, a)


def _done_for(view: View, act: Frame, other: Frame) -> bool:
    """ "carried out attacks to protest his murder": what an act was done for stands after an infinitive."""
    tokens = view.tokens
    if not other.noun or other.support:
        return False
    between = range(act.trigger.head + 1, other.trigger.head - 1)
    return any(tokens[j].tag == "TO" and tokens[j + 1].tag == "VB" for j in between)


def _hangs_on(view: View, low: Frame, high: Frame) -> bool:
    tokens = view.tokens
    goals = {high.trigger.head, high.trigger.support}
    i = low.trigger.head
    if _done_for(view, high, low):
        return False
    for _ in range(5):
        governor = tokens[i].head
        if governor == i or (tokens[governor].lower in _AWAY and tokens[i].dep in ("pobj", "pcomp")):
            return False
        i = governor
        if i in goals:
            return True
        if tokens[i].tag == "VB" and any(tokens[k].lower == "to" for k in view.parsed.children[i]):
            return False  # what an act was done for
    return False


def _side_by_side(view: View, a: Frame, b: Frame) -> bool:
    """Two verbs of one class joined by "and", each with somebody of its own to whom it was done, are two acts."""
    if a.noun or b.noun or a.type != b.type:
        return False
    one, other = a.roles("target", "victim"), b.roles("target", "victim")
    others = _others(view, a, b)
    single = a.type in view.with_trait("done-to-one-thing")
    if not one or not other:
        return single and others and bool(one or other)
    if any(view.same(x, y) for x in one for y in other):
        return False
    return single or others


def _joined_deeds(view: View, act: Frame, harm: Frame) -> bool:
    """ "killed a farmer and burned a lorry": two deeds, each with an object of its own, where the act stands for itself."""
    if act.noun or harm.noun or act.type not in view.with_trait("self-standing"):
        return False
    tokens = view.tokens
    for one, other in ((act, harm), (harm, act)):
        token = tokens[one.trigger.head]
        if token.dep == "conj" and token.head == other.trigger.head and token.tag == tokens[token.head].tag:
            return all(any(tokens[i].dep == "dobj" for i in view.parsed.children[f.trigger.head]) for f in (one, other))
    return False


def _said_of(view: View, act: Frame, harm: Frame) -> bool:
    """ "a raid that killed two": the harm stands in a relative clause of the very noun."""
    token = view.tokens[harm.trigger.head]
    return act.noun and token.dep == "relcl" and token.head == act.trigger.head


def _when_clause(view: View, act: Frame, harm: Frame) -> bool:
    """ "the third raid since May, when gunmen killed nine": what the clause tells happened at that other time."""
    tokens = view.tokens
    token = tokens[harm.trigger.head]
    if harm.noun or not harm.own_time or not act.noun or act.own_time or token.dep not in ("relcl", "advcl"):
        return False
    before = tokens[act.trigger.head : token.i]
    return any(tokens[i].lower == "when" for i in view.parsed.children[token.i]) and any(
        t.lower == "since" for t in before
    )


def _led_to(view: View, harm: Frame, act: Frame) -> bool:
    """ "shelled X after three soldiers were killed": those who were dead before were not killed by it."""
    told = then_clauses(view.parsed, harm.trigger.head)
    if not told or told == then_clauses(view.parsed, act.trigger.head) or not act.trigger.head < told[0]:
        return False
    return any(view.tokens[c].lower == "after" for c in view.parsed.children[told[0]])


def _aside(view: View, a: Frame, b: Frame) -> bool:
    """Whether one of two triggers of a sentence stands in a clause in brackets or between dashes, and the other does not."""
    one, other = a.trigger.head, b.trigger.head
    if _contrast_over(view, one) != _contrast_over(view, other):
        return True
    return any((x < one < y) != (x < other < y) for x, y in view.clock.asides(a.sentence))


def _contrasted(view: View, a: Frame, b: Frame) -> bool:
    """Whether a sentence sets what the one tells beside what the other tells."""
    tokens = view.tokens
    return any(
        tokens[x.head].sent == tokens[y.head].sent and _contrast_over(view, x.head) != _contrast_over(view, y.head)
        for x in a.triggers
        for y in b.triggers
    )


def _contrast_over(view: View, i: int) -> int:
    """The verb of the clause around a token that tells what happened elsewhere (", while in the south others …"), else -1."""
    tokens = view.tokens
    for _ in range(8):
        token = tokens[i]
        if token.dep == "advcl" and token.head < i:
            deps = {tokens[k].dep: k for k in view.parsed.children[i]}
            mark = deps.get("mark")
            if mark is not None and tokens[mark].lower in ("while", "whereas") and tokens[mark - 1].text == ",":
                elsewhere = tokens[mark + 1].tag == "IN" or tokens[mark + 1].lower == "elsewhere"
                return i if elsewhere and ("nsubj" in deps or "nsubjpass" in deps) else -1
        if token.head == i:
            break
        i = token.head
    return -1


def _others(view: View, a: Frame, b: Frame) -> bool:
    """Whether both tell who did it, and it was not the same."""
    one, other = a.roles("initiator"), b.roles("initiator")
    return bool(one and other and not any(view.same(x, y) for x in one for y in other))


def _provoked(view: View, a: Frame, b: Frame) -> bool:
    """ "killed four in attacks, prompting air strikes": what an act brought about is another act."""
    tokens, words = view.tokens, view.words
    for low, high in ((b, a), (a, b)):
        token = tokens[low.trigger.head]
        if not low.noun:
            continue
        governor = tokens[token.head]
        if token.dep in ("dobj", "obj") and governor.lemma in words.provoking and high.trigger.head != governor.i:
            return True
        if governor.lower in ("for", "to") and tokens[governor.head].lemma in words.reaction:
            return True
    return False


def _apart_from_damage(view: View, a: Frame, b: Frame) -> bool:
    """Damage is part of an attack unless somebody else is said to have done it."""
    destruction = view.with_trait("destruction")
    if (a.type in destruction) == (b.type in destruction):
        return False
    damage, act = (a, b) if a.type in destruction else (b, a)
    doers = damage.roles("initiator")
    return bool(doers) and not any(view.same(x, y) for x in doers for y in act.roles("initiator"))


_CLIMB = 8
"""Steps up the tree in which the act is looked for that did the harm."""


def _distance(view: View, act: Frame, harm: Frame) -> int:
    """How far apart in the sentence; an act that the harm hangs on in the tree is nearest, the first above it most."""
    tokens = view.tokens
    i = harm.trigger.head
    for step in range(_CLIMB):
        if i == act.trigger.head or i == act.trigger.support:
            return step - _CLIMB
        if tokens[i].head == i:
            break
        i = tokens[i].head
    i, crossed = act.trigger.head, 1
    for _ in range(5):
        if i == harm.trigger.head:
            return crossed
        crossed += tokens[i].pos in ("VERB", "AUX")
        if tokens[i].head == i:
            break
        i = tokens[i].head
    return abs(act.trigger.head - harm.trigger.head)


def merge_over_sentences(view: View, frames: list[Frame]) -> None:
    """One act told again in later sentences; a summary and several parts are left apart (see ``reports.link_parts``)."""
    lexicon, singly = view.layers.lexicon, view.with_trait("several-in-sentence")
    headline = _headline_sentences(view)
    alive = live(frames)
    wholes = {id(f.part_of) for f in alive}
    for n, frame in enumerate(alive):
        if frame.into is not None:
            continue
        choices: list[tuple[int, int, Frame]] = []
        for earlier in alive[:n]:
            if earlier.into is not None or not can_be_one(lexicon, earlier.type, frame.type, earlier.harm, frame.harm):
                continue
            if frame.part_of is not None and (frame.part_of is earlier or frame.part_of is earlier.part_of):
                continue
            if (
                earlier.harm
                and not frame.harm
                and frame.sentence - earlier.sentence > 2
                and earlier.sentence not in headline
            ):
                continue
            if conflict(view, earlier, frame) or _apart_from_damage(view, earlier, frame):
                continue
            if frame.part_of is not None and earlier.part_of is None and not frame.definite:
                continue  # "began an offensive with air strikes" are not the strikes told of before
            if _sum_of_one(view, earlier, frame) or _one_of_several(earlier, frame) or _one_phase(view, earlier, frame):
                continue
            if earlier.sentence == frame.sentence and (
                (_side_by_side(view, earlier, frame) and (_others(view, earlier, frame) or earlier.type in singly))
                or _provoked(view, earlier, frame)
                or _done_for(view, earlier, frame)
                or (earlier.harm and frame.type in view.with_trait("taking") and _joined_deeds(view, frame, earlier))
                or (frame.harm and earlier.type in view.with_trait("taking") and _joined_deeds(view, earlier, frame))
            ):
                continue
            tie = _tie(view, earlier, frame, headline)
            if id(earlier) in wholes and frame.noun and frame.plural and share_place(earlier, frame):
                tie += 3  # the sum of several acts told again
            if tie:
                choices.append((tie, earlier.number, earlier))
        if choices:
            _, _, best = max(choices, key=lambda c: (c[0], c[1]))
            fold_in(view, best, frame)
            for tie, _, other in choices:
                # what is the same as one and the same thing is one
                if (
                    tie >= 2
                    and other is not best
                    and other.part_of is None
                    and best.part_of is None
                    and share_place(other, best)
                    and not other.plural
                    and not conflict(view, other, best)
                ):
                    first, second = (other, best) if other.number < best.number else (best, other)
                    fold_in(view, first, second)
                    best = first


def merge_by_person(view: View, ranked: list[Frame]) -> list[Frame]:
    """The ranked acts, those made one that tell of one act against one person by name: found only when it is settled who
    fell in each ("Rivas was shot dead … the killing of three members of the club: Rivas, …").
    """
    wholes = {id(f.part_of) for f in ranked}
    acts = [
        (f, hit)
        for f in sorted(ranked, key=lambda f: f.number)
        if f.factuality is Factuality.STATED
        and not f.plural
        and f.part_of is None
        and id(f) not in wholes
        and (hit := _hit_by_name(view, f))
    ]
    for n, (later, hit) in enumerate(acts):
        for earlier, before in acts[:n]:
            if earlier.into is None and _befalls_once(view, earlier, before, later, hit):
                place = min(ranked.index(earlier), ranked.index(later))
                fold_in(view, earlier, later)
                ranked = [f for f in ranked if f is not earlier and f is not later]
                ranked.insert(place, earlier)
                break
    return ranked


def _hit_by_name(view: View, frame: Frame) -> dict[int, str]:
    """Persons by name whom an act killed, wounded or took, by chain of mentions, with what befell them."""
    hit = {view.actors[n].chain: "" for n in frame.roles("target", "victim") if view.kind(n) == "Person"}
    if not hit:
        return hit
    if frame.type in view.with_trait("abduction"):
        return dict.fromkeys(hit, "missing")
    if frame.type in view.with_trait("once"):
        return dict.fromkeys(hit, "killed")
    for n, _ in frame.casualties:
        figure = view.layers.casualties[n]
        if figure.who is not None and view.actors[figure.who].chain in hit and not figure.hit:
            hit[view.actors[figure.who].chain] = figure.kind
    return hit if frame.harm or frame.type in view.with_trait("harmful") else {}


def _befalls_once(view: View, a: Frame, hit_a: dict[int, str], b: Frame, hit_b: dict[int, str]) -> bool:
    """Whether what befell somebody in two acts can befall him but once: death, or one attack that nothing sets apart."""
    for chain in hit_a.keys() & hit_b.keys():
        one, other = hit_a[chain], hit_b[chain]
        if "missing" in (one, other) and one != other:
            continue
        if one == other != "wounded" and one:
            return True
        if can_be_one(view.layers.lexicon, a.type, b.type, a.harm, b.harm) and not conflict(view, a, b):
            return True
    return False


def _one_phase(view: View, earlier: Frame, frame: Frame) -> bool:
    """ "the operation" is the whole, not the "second phase of the operation" told just before."""
    if earlier.type not in view.with_trait("campaign"):
        return False
    return earlier.apart and frame.definite and not frame.apart


def _sum_of_one(view: View, earlier: Frame, frame: Frame) -> bool:
    """ "the attacks" are not the one killing of somebody named."""
    if (
        not (frame.noun and frame.plural and frame.definite)
        or earlier.plural
        or earlier.type not in view.with_trait("once")
    ):
        return False
    return any(view.kind(a) == "Person" for a in earlier.roles("target", "victim"))


def _one_of_several(earlier: Frame, frame: Frame) -> bool:
    """ "Three assaults were mounted. … Fighters attacked the post": one of them, not all."""
    return (earlier.occurrences or 1) > 1 and not (frame.noun or frame.plural or frame.occurrences or frame.harm)


def _told_before(view: View, frame: Frame) -> bool:
    """ "had been kidnapped": the pluperfect goes back to what was told."""
    if frame.noun:
        return False
    return any(
        view.tokens[i].lower == "had" and view.tokens[i].dep == "aux" for i in view.parsed.children[frame.trigger.head]
    )


def _unnamed_doers(view: View, a: Frame, b: Frame) -> bool:
    """Whether one of two frames tells its doers only by description, and both are armed."""
    one, other = a.roles("initiator"), b.roles("initiator")
    return (
        bool(one and other)
        and all(view.armed(n) for n in one + other)
        and any(view.actors[n].generic for n in one + other)
    )


def _now_with_doers(view: View, earlier: Frame, frame: Frame) -> bool:
    """ "Shells fell on the town. … The army had shelled its market": told first without those who did it, then with them."""
    if frame.own_time or frame.apart or frame.plural or frame.harm or earlier.harm or frame.definite:
        return False
    if earlier.sentence == frame.sentence or earlier.has("initiator") or not frame.has("initiator"):
        return False
    if earlier.type in view.with_trait("once"):
        return False
    hit, also = earlier.roles("target", "victim"), frame.roles("target", "victim")
    if hit and also and not any(view.same(x, y) for x in hit for y in also):
        return False
    lines = [{f.type, *view.layers.lexicon.superclasses.get(f.type, ())} for f in (earlier, frame)]
    return earlier.type in lines[1] or frame.type in lines[0]


def _one_word(view: View, a: Frame, b: Frame) -> bool:
    return view.tokens[a.trigger.head].lemma == view.tokens[b.trigger.head].lemma


def _headline_sentences(view: View) -> set[int]:
    return {s.i for s in view.parsed.sentences if s.kind == "headline"}


def _on_one_day(lead: When | None, detail: When | None) -> bool:
    """Whether two times are the same, or the later telling gives the hour of the day that the first one gives."""
    if lead == detail:
        return True
    if lead is None or detail is None or lead.days != 1 or detail.days != 1 or lead.earliest != detail.earliest:
        return False
    return lead.start_time is None and detail.start_time is not None


def _opens_another(view: View, earlier: Frame, frame: Frame, headline: set[int]) -> bool:
    """ "Hours later a missile hit a shop.", "Meanwhile, rebels raided a farm": a sentence that opens like this goes on with
    something else, unless its noun points back or the headline told of it.
    """
    if all(s in headline for s in earlier.sentences) or (frame.noun and frame.definite) or frame.echo:
        return False
    if dies_once(view, earlier, frame) or _told_again(view, earlier, frame):
        return False
    sentence = view.parsed.sentences[frame.sentence]
    opening = view.tokens[sentence.first : sentence.first + 5]
    for n, token in enumerate(opening):
        if token.lower in view.words.elsewhere:
            return n == 0
        if token.lower in ("later", "afterwards", "earlier"):
            return not frame.harm and (n == 0 or all(t.tag in ("CD", "NNS", "NN", "RB") for t in opening[:n]))
        if token.lower in ("separate", "another", "different") and n and opening[0].lower in ("in", "at"):
            return True
    return False


def _tie(view: View, earlier: Frame, frame: Frame, headline: set[int]) -> int:
    """How strongly two frames that may be one are tied; 0: not at all."""
    gap = frame.sentence - max(s for s in earlier.sentences if s <= frame.sentence) if earlier.sentences else 99
    if gap and _opens_another(view, earlier, frame, headline):
        return 0
    tie = 6 * dies_once(view, earlier, frame)
    if (same_figure(view, earlier, frame) and not (gap > _RECURS and _recurs(view, earlier, frame))) or _same_named(
        view, earlier, frame
    ):
        tie += 5
    sides = sum(
        any(view.same(x, y) for x in earlier.roles(*role) for y in frame.roles(*role))
        for role in (("initiator",), ("target", "victim"), ("party",))
    )
    place = share_place(earlier, frame)
    dated = earlier.own_time and frame.own_time and _on_one_day(earlier.when, frame.when)
    if sides >= 2 or (sides and place) or (place and dated):
        tie += 3
    if sides and dated:
        tie += 3
    if place and not sides and gap <= 3 and not frame.noun and not frame.harm and _unnamed_doers(view, earlier, frame):
        tie += 3
    if frame.echo:
        tie += 4
    if frame.harm and 0 < gap <= 4 and not frame.has("initiator") and _at_what_was_hit(view, earlier, frame):
        tie += 6
    if place and gap <= 1 and _now_with_doers(view, earlier, frame):
        tie += 3
    same_day = not frame.own_time or not earlier.own_time or dated
    if (
        sides
        and same_day
        and (not frame.places or not earlier.places or place)
        and not frame.apart
        and not frame.plural
        and gap <= 4
    ):
        tie += 2
    if any(
        view.kind(x) == "Person" and view.same(x, y)
        for x in earlier.roles("target", "victim")
        for y in frame.roles("target", "victim")
    ):
        tie += 4
    if _told_before(view, frame) and sides:
        tie += 2
    if frame.noun and frame.definite and not frame.plural:
        tie += 4 if gap <= 3 else 2 * (frame.type != "Agreement" or _one_word(view, earlier, frame))
    elif frame.noun and frame.definite and frame.plural and (earlier.plural or gap <= 2):
        tie += 3
    if (
        frame.noun
        and frame.definite
        and place
        and view.tokens[frame.trigger.head].lemma == view.tokens[earlier.trigger.head].lemma
    ):
        tie += 4
    if view.parsed.sentences[frame.sentence].kind == "subhead" and place:
        tie += 3
    if earlier.sentence in headline and all(s in headline for s in earlier.sentences):
        one, other = earlier.roles("target", "victim"), frame.roles("target", "victim")
        tie += 3 * (not one or not other or sides > 0 or not any(view.armed(n) for n in other))
    if frame.type in view.with_trait("destruction") and gap <= 1 and not frame.own_time and not frame.places:
        tie += 3
    harm = frame.harm or bool(frame.casualties and not frame.noun and not frame.has("initiator"))
    if harm and gap <= 2 and not frame.own_time and not frame.places:
        tie += 4 - gap
    elif harm and gap <= 1 and not (frame.places and not earlier.places and frame.has("initiator")):
        tie += 2
    if frame.noun and not frame.own_time and not frame.places and not frame.parts and gap <= 1 and not frame.plural:
        tie += 2
    return tie
