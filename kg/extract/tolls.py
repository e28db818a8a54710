"""The figures of one event out of all that an article says of its dead and wounded.

An article tells a toll in its headline, its lead and its body, corrects it, splits it, and then names the dead. Rules,
in this order, for each kind of harm:

1. sums over a long time ("since 2011") are no figures of one event;
2. single people are told apart by name, age, gender and side; "the victim" and "he" are people told of already;
   somebody shot who is then said to have died is dead;
3. a figure for people in general is the total; of several the greatest is the newest; figures for groups within it are
   its parts; a part never adds to the total;
4. a figure that the groups exceed is older than they are and gives way;
5. of those shot, whoever is not dead is wounded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from kg.counts import Count, Qualifier
from kg.extract.mentions import CasualtyMention
from kg.extract.parse import Parsed

__all__ = ["event_tolls"]

_MOST: Final = 400
"""Mentions of one event that are compared with each other; no article has more of one happening."""
_ARMED: Final = frozenset(
    ["militant-noun", "gunman-noun", "soldier-noun", "police-noun", "officer-noun", "fighter-noun"]
)
_FAULTY: Final = frozenset(["gunman-noun"])
_ANYBODY: Final = frozenset(["people", "person", "victim", "casualty", None])
_ANYONE: Final = frozenset(["man", "woman", "boy", "girl", "child", "teenager", "teen", "person", "victim"])
_AND: Final = re.compile(r"\s+and\b")


@dataclass
class _Person:
    """One person told of in several mentions."""

    mentions: list[CasualtyMention] = field(default_factory=list)
    name: str | None = None
    age: int | None = None
    gender: str | None = None
    side: str | None = None
    other: bool = False
    part: bool = False

    def takes(self, mention: CasualtyMention) -> bool:
        """Whether nothing speaks against the mention being this person."""
        h = mention.harmed
        if h.name is not None and self.name is not None:
            return _is_one_name(h.name, self.name)
        if h.age is not None and self.age is not None and h.age != self.age:
            return False
        if h.gender is not None and self.gender is not None and h.gender != self.gender:
            return False
        if h.side is not None and self.side is not None and h.side != self.side and _are_apart(h.side, self.side):
            return False
        faulty = (
            h.side in _FAULTY or h.noun == "suspect",
            self.side in _FAULTY or any(m.harmed.noun == "suspect" for m in self.mentions),
        )
        victim = (h.noun == "victim", any(m.harmed.noun == "victim" for m in self.mentions))
        return not ((faulty[0] and victim[1]) or (faulty[1] and victim[0]))

    def is_known_by(self, mention: CasualtyMention) -> bool:
        """Whether name or age say it is this person."""
        h = mention.harmed
        return (h.name is not None and self.name is not None and _is_one_name(h.name, self.name)) or (
            h.age is not None and h.age == self.age
        )

    def add(self, mention: CasualtyMention) -> None:
        """One more mention of the person."""
        h = mention.harmed
        self.mentions.append(mention)
        self.name = max(self.name or "", h.name or "", key=len) or None
        self.age = self.age if self.age is not None else h.age
        self.gender = self.gender or h.gender
        self.side = self.side or h.side
        self.other = self.other or h.reference == "other"
        self.part = self.part or h.reference == "part"

    @property
    def state(self) -> str:
        """The worst that is told of the person."""
        kinds = {m.kind for m in self.mentions}
        for kind in ("killed", "missing", "wounded", "captured"):
            if kind in kinds:
                return kind
        return min(kinds)

    @property
    def told(self) -> CasualtyMention:
        """The mention that tells most of the state."""
        ones = [m for m in self.mentions if m.kind == self.state]
        return max(ones, key=lambda m: (m.group is not None, m.harmed.side is not None, -m.span.begin))

    @property
    def by_name(self) -> CasualtyMention:
        """What is told of the person, with the words that name it, if some mention does."""
        told = self.told
        named = next((m for m in self.mentions if m.harmed.name is not None), None)
        return told if named is None or told.harmed.name is not None else replace(told, who=named.who, noun=named.noun)


def _are_apart(one: str, other: str) -> bool:
    """Whether two words for people cannot mean one person: an officer is no gunman, a teacher may be a father."""
    armed = (one in _ARMED, other in _ARMED)
    return all(armed) or (any(armed) and not one.startswith("noun:") and not other.startswith("noun:"))


def _is_one_name(one: str, other: str) -> bool:
    """Whether two names can be one person's: all words of one are in the other, or first and last words agree."""
    mine, theirs = one.split(), other.split()
    if not mine or not theirs:
        return True
    return set(mine) <= set(theirs) or set(theirs) <= set(mine) or (mine[0], mine[-1]) == (theirs[0], theirs[-1])


def event_tolls(mentions: Sequence[CasualtyMention], parsed: Parsed) -> tuple[CasualtyMention, ...]:
    """The figures that stand, in text order, each once; ``total`` marks one that is the sum of others given here.

    All mentions are taken to tell of one event. A count may differ from the text's where the text splits the people
    shot into dead and wounded, or counts people of one description one by one.
    """
    fresh = [m for m in mentions if not m.lasting or m.kind == "displaced"]
    firm = {m.kind for m in fresh if m.count.best is not None and not (m.harmed.implied and m.count.value is None)}
    fresh = [m for m in fresh if m.kind not in firm or not (m.harmed.implied and m.count.value is None)]
    ordered = sorted(fresh, key=lambda m: (m.span, m.head))[:_MOST]
    singles = [m for m in ordered if _is_single(m)]
    people = _people(singles, parsed)
    killed = _kind(ordered, people, "killed", parsed)
    dead = _sum(killed)
    wounded = _wounded(ordered, people, dead, parsed)
    rest = [m for kind in ("missing", "captured", "displaced") for m in _kind(ordered, people, kind, parsed)]
    return tuple(sorted([*killed, *wounded, *rest], key=lambda m: (m.span, m.kind)))


def _is_single(m: CasualtyMention) -> bool:
    return m.count.value == 1 and m.count.qualifier is Qualifier.EXACT and not m.total


def _number(m: CasualtyMention) -> int:
    return m.count.best or 0


def _people(singles: list[CasualtyMention], parsed: Parsed) -> list[_Person]:
    """Tell single people apart."""
    people: list[_Person] = []
    for m in singles:
        chosen: _Person | None = None
        for person in reversed(people):
            if person.is_known_by(m) and person.takes(m):
                chosen = person
                break
        if chosen is None:
            fitting = [p for p in reversed(people) if p.takes(m) and _may_be(p, m, parsed)]
            if fitting:
                # the latest of those in the same state, else of those only hit
                chosen = next((p for p in fitting if p.state == m.kind), None)
                chosen = chosen or next((p for p in fitting if any(x.hit for x in p.mentions)), fitting[0])
        if chosen is None:
            chosen = _Person()
            people.append(chosen)
        chosen.add(m)
    return people


def _may_be(person: _Person, m: CasualtyMention, parsed: Parsed) -> bool:
    """Whether the mention, nothing known speaking against it, is of the person; two new ones of a sentence are two."""
    last = person.mentions[-1]
    near = parsed.tokens[m.head].sent == parsed.tokens[last.head].sent
    reference = m.harmed.reference
    hits = last.hit or m.hit
    if m.span == last.span:
        return True  # "a woman was taken there in critical condition and later died"
    if m.head == last.head and m.kind == last.kind:
        return False
    if reference == "given":
        return not (near and _told_apart(last, m, parsed))
    if person.state == "killed" and m.kind == "wounded" and _is_relative(person, m, parsed):
        return False
    if reference in ("other", "part"):
        return not near and (person.other if reference == "other" else person.part) and last.kind == m.kind
    if near and m.head != last.head and _is_headline_of(last, m, parsed):
        return True
    if (
        near
        and m.head != last.head
        and last.harmed.reference == "new"
        and (not hits or _is_introduced(m, last, parsed))
    ):
        return False
    if person.other and not near and last.kind != m.kind:
        return False
    return hits or last.kind == m.kind or (m.harmed.name is not None and person.name is None)


def _is_introduced(m: CasualtyMention, last: CasualtyMention, parsed: Parsed) -> bool:
    """As in "Karam was shot and a cook was wounded": somebody not told of before, by another description."""
    if m.harmed.noun is None or m.harmed.noun == last.harmed.noun:
        return False
    i = parsed.starts.get(m.span.begin)
    return i is not None and any(parsed.tokens[k].lower in ("a", "an") for k in (i, i - 1) if k >= 0)


def _is_headline_of(last: CasualtyMention, m: CasualtyMention, parsed: Parsed) -> bool:
    """As in "Man hurt in blast A man was hurt on Monday when": a headline that runs into the sentence that tells it again."""
    if last.harmed.noun is None or last.harmed.noun != m.harmed.noun or m.harmed.reference != "new":
        return False
    i = parsed.starts.get(last.span.begin)
    return i is not None and parsed.tokens[i].tag in ("NN", "NNP") and parsed.tokens[i].end == last.span.end


def _is_relative(person: _Person, m: CasualtyMention, parsed: Parsed) -> bool:
    """As in "the boy died; the boy's father was shot": somebody's relative is not who died, told of by another noun; "his
    wife" is one only right behind, of somebody told of by what he does.
    """
    nouns = {k.harmed.noun for k in person.mentions} - {None}
    if m.harmed.noun is None or not nouns or m.harmed.noun in nouns:
        return False
    i = parsed.starts.get(m.span.begin)
    while i is not None and i < len(parsed.tokens) and parsed.tokens[i].end < m.span.end:
        i += 1
    if i is None or i >= len(parsed.tokens):
        return False
    owners = [parsed.tokens[k] for k in parsed.children[i] if parsed.tokens[k].dep == "poss"]
    last = parsed.tokens[person.mentions[-1].head].sent
    near = parsed.tokens[m.head].sent - last <= 1 and not nouns & _ANYONE
    return any(t.tag != "PRP$" or (near and t.lower in ("his", "her")) for t in owners)


def _told_apart(one: CasualtyMention, other: CasualtyMention, parsed: Parsed) -> bool:
    """As in "the driver was shot in the chest and the passenger was shot in the leg": one verb twice, two descriptions."""
    nouns = {one.harmed.noun, other.harmed.noun}
    verbs = parsed.tokens[one.head], parsed.tokens[other.head]
    return None not in nouns and len(nouns) > 1 and verbs[0].i != verbs[1].i and verbs[0].lemma == verbs[1].lemma


def _kind(ordered: list[CasualtyMention], people: list[_Person], kind: str, parsed: Parsed) -> list[CasualtyMention]:
    """The figures of one kind of harm."""
    plurals = [m for m in ordered if m.kind == kind and not _is_single(m) and not m.hit]
    persons = [p for p in people if p.state == kind and not all(m.hit for m in p.mentions)]
    return _consolidated(plurals, persons, ordered, parsed)


def _wounded(ordered: list[CasualtyMention], people: list[_Person], dead: int, parsed: Parsed) -> list[CasualtyMention]:
    """The wounded, those shot and not dead among them."""
    kept = _survivors(_kind(ordered, people, "wounded", parsed), ordered, dead, parsed)
    hits = [m for m in ordered if m.hit and not _is_single(m)]
    shot = [p for p in people if p.state == "wounded" and all(m.hit for m in p.mentions)]
    known = _sum(kept)
    if hits:
        most = max(hits, key=lambda m: (_number(m), -m.span.begin))
        if _besides_dead(most, ordered, parsed):
            return kept if known >= _number(most) else [most]
        beside = [p for p in shot if _is_told_before(p, most, parsed)]
        if beside and not dead:
            return [*_grouped(beside), most] if known <= len(beside) + _number(most) else kept
        alive = _with_next(most, people) - dead
        if alive <= known or alive <= 0:
            return kept
        if alive == _number(most):
            return [most]
        return [replace(most, count=Count.of(alive), total=False)]
    unnamed_dead = max(0, dead - sum(p.state == "killed" for p in people))
    beside_dead = [p for p in shot if p.other]
    shot = [*beside_dead, *[p for p in shot if not p.other][unnamed_dead:]]
    if not shot or (kept and known > len(shot)):
        return kept
    plurals = [m for m in ordered if m.kind == "wounded" and not _is_single(m) and not m.hit]
    alive_people = [p for p in people if p.state == "wounded" and (p in shot or not all(m.hit for m in p.mentions))]
    return _consolidated(plurals, alive_people, ordered, parsed)


def _is_told_before(person: _Person, hit: CasualtyMention, parsed: Parsed) -> bool:
    """As in "a guard was shot and two women suffered gunshot wounds": somebody new, in a clause that the other is joined to."""
    first = person.mentions[0]
    told_new = first.harmed.reference == "new" and first.harmed.noun is not None
    here = parsed.tokens[hit.head]
    while here.dep in ("dobj", "pobj", "prep"):
        here = parsed.tokens[here.head]
    return told_new and hit.harmed.noun is not None and here.dep == "conj" and here.head == first.head


def _besides_dead(hit: CasualtyMention, ordered: list[CasualtyMention], parsed: Parsed) -> bool:
    """As in "two were killed and four others were shot": others than the dead who were told just before."""
    if any(m.head == hit.head and m is not hit for m in ordered):
        return False
    if hit.harmed.reference != "other":
        return any(m.kind == "killed" and _is_joined_to(m, hit, parsed) for m in ordered)
    sent = parsed.tokens[hit.head].sent
    return any(m.kind == "killed" and m.span < hit.span and sent - parsed.tokens[m.head].sent <= 1 for m in ordered)


def _is_joined_to(death: CasualtyMention, hit: CasualtyMention, parsed: Parsed) -> bool:
    """As in "six died and 11 were taken to hospital": the hurt in a clause of their own, joined to that of the dead."""
    verb = parsed.tokens[hit.head]
    if verb.dep != "pobj":
        return False
    while verb.dep in ("pobj", "prep"):
        verb = parsed.tokens[verb.head]
    return verb.dep == "conj" and verb.head == death.head


def _is_told_with(one: CasualtyMention, other: CasualtyMention, parsed: Parsed) -> bool:
    """As in "two of them died and three were hurt": the second verb joined to the first."""
    verb = parsed.tokens[other.head]
    return verb.dep == "conj" and verb.head == one.head


def _survivors(
    wounded: list[CasualtyMention], ordered: list[CasualtyMention], dead: int, parsed: Parsed
) -> list[CasualtyMention]:
    """As in "four people were wounded; one of them died": nobody is counted as both, where all who died are of those."""
    if len(wounded) != 1 or not 0 < dead < _number(wounded[0]) or wounded[0].count.value is None:
        return wounded
    died = [m for m in ordered if m.kind == "killed"]
    of_them = [m for m in died if m.harmed.reference == "part" and m.harmed.noun in (None, wounded[0].harmed.noun)]
    some = [m for m in of_them if m.span > wounded[0].span or not _is_told_with(m, wounded[0], parsed)]
    named = [m for m in died if m.harmed.name is not None and m not in some]
    besides = [m for m in died if m.harmed.reference == "other" and m.harmed.implied and m not in named]
    dead -= len(besides)
    if len(some) + len(named) + len(besides) < len(died) or not 0 < dead <= max(map(_number, some), default=0):
        return wounded  # "one of the four died. Ann Brook died at the clinic" is one death told twice
    return [replace(wounded[0], count=Count.of(_number(wounded[0]) - dead))]


def _consolidated(
    plurals: list[CasualtyMention], persons: list[_Person], ordered: list[CasualtyMention], parsed: Parsed
) -> list[CasualtyMention]:
    """The figures of one kind of harm that stand, of numbers and of people told one by one."""
    parts = [m for m in plurals if m.harmed.reference == "part"]
    others = _once([m for m in plurals if m.harmed.reference == "other"])
    rest = [m for m in plurals if m.harmed.reference not in ("part", "other")]
    general = [m for m in rest if m.total or m.harmed.side is None]
    special = _distinct([m for m in rest if not m.total and m.harmed.side is not None])
    whole = [p for p in persons if not p.part and not _is_picked(p, plurals)]
    picked = [p for p in persons if p not in whole]
    free = whole if plurals else [*whole, *picked[sum(not p.other for p in whole) :]]
    sides = {m.harmed.side for m in special} - {None}
    lists = {m.head for m in special}
    single = [p for p in free if p.other or p.side not in sides or any(m.head in lists for m in p.mentions)]
    if not general:
        if others:
            return _with_others(others, parts, special, single, ordered, parsed)
        if not special and not single:
            single = persons
        return [*special, *_grouped(single), *([] if special or persons else parts)]
    top = _top(general)
    if not top.total and _with_next(top, single) > _number(top):
        top = replace(top, count=Count.of(_number(top) + 1))
    more = _more(others, general, ordered, parsed)
    if more is not None and sum(_number(m) for m in more) > _number(top):
        return more
    listed = _listed(general, special, single, parsed)
    if listed is not None and sum(map(_number, listed)) > _number(top):
        return listed
    if special and sum(_number(m) for m in special) + len(single) > _number(top):
        return [*special, *_grouped(single)]
    if len(single) > max(_number(top), 1) and not special and top.count.value is not None and not top.total:
        return _grouped(single)
    pieces = [m for m in _distinct([*special, *parts]) if m is not top and _number(m) <= _number(top)]
    pieces.extend(_grouped([p for p in single if p.side is not None] if special else []))
    if len(special) == 1 and _number(special[0]) == _number(top) and top.group is None:
        return special
    return [replace(top, total=True), *pieces] if pieces else [top]


def _with_others(
    others: list[CasualtyMention],
    parts: list[CasualtyMention],
    special: list[CasualtyMention],
    single: list[_Person],
    ordered: list[CasualtyMention],
    parsed: Parsed,
) -> list[CasualtyMention]:
    """As in "a guard was hurt and four others": those told before and the greatest number of others.

    Whoever is told after "four others" is one of them, and so is who is told of before where they are others than the
    dead ("two died and six others were hurt"), or a part of them ("five others, two officers among them").
    """
    first = min(m.span for m in others)
    most = max(others, key=_rank)
    sent = parsed.tokens[most.head].sent
    told = {k.kind for k in ordered if k.span < most.span and parsed.tokens[k.head].sent == sent}
    besides_dead = "killed" in told and most.kind not in told
    before = [] if besides_dead else [p for p in single if p.mentions[0].span < first]
    among = {(m.harmed.side, _number(m)) for m in parts if parsed.tokens[m.head].sent == sent}
    special = [m for m in special if (m.harmed.side, _number(m)) not in among and not besides_dead]
    earlier = [m for m in special if m.span < first]
    rest = sum(_number(m) for m in others if m is not most) + len(before) + sum(map(_number, earlier))
    listed = any(m.head == most.head for m in (*earlier, *(m for p in before for m in p.mentions)))
    if _number(most) == rest and not listed:
        # "11 others were hurt": four others, six others and a woman; but "a judge, his wife and two others" are four
        return [most]
    later = [p for p in single if p not in before]
    if len(later) > _number(most):
        return [*special, *_grouped(single)]
    return [*special, most, *_grouped(before)]


def _more(
    others: list[CasualtyMention], general: list[CasualtyMention], ordered: list[CasualtyMention], parsed: Parsed
) -> list[CasualtyMention] | None:
    """As in "three died at once and two others later": a number and the one that adds to it, the greatest such pair.

    A number of a sentence before is none to add to if the sentence itself tells whom they are others than.
    """
    pairs = []
    for m in others:
        sent = parsed.tokens[m.head].sent
        near = [g for g in general if g.span < m.span and sent - parsed.tokens[g.head].sent <= 1]
        base = near[-1] if near else None
        if base is None:
            continue
        together = sent == parsed.tokens[base.head].sent
        beside = any(k.span < m.span and parsed.tokens[k.head].sent == sent for k in ordered)
        if together or (_number(base) != _number(m) and not beside):
            pairs.append([base, m])
    return max(pairs, key=lambda pair: sum(map(_number, pair)), default=None)


def _listed(
    general: list[CasualtyMention], special: list[CasualtyMention], single: list[_Person], parsed: Parsed
) -> list[CasualtyMention] | None:
    """As in "two men and a girl": a number and those of one list with it, the greatest such list.

    After a comma they are who was counted ("two men, a baker and a guard"), unless they are of another number.
    """
    text = parsed.article.text
    lists = []
    for m in general:
        people = [p for p in single if any(_is_beside(k, m) for k in p.mentions)]
        groups = [k for k in special if _is_beside(k, m)]
        beside = [k for p in people for k in p.mentions if _is_beside(k, m)] + groups
        after = sum(_number(k) for k in beside if k.span > m.span)
        told_apart = after == _number(m) or m.harmed.noun in _ANYBODY
        if m.total or not beside or (after and told_apart and not _AND.match(text, m.span.end)):
            continue
        lists.append([m, *groups, *_grouped(people)])
    return max(lists, key=lambda found: sum(map(_number, found)), default=None)


def _is_beside(one: CasualtyMention, other: CasualtyMention) -> bool:
    return one.head == other.head and one.kind == other.kind and one.harmed.reference == "new"


def _is_picked(person: _Person, plurals: list[CasualtyMention]) -> bool:
    """As in "Two were killed. One was burnt alive": the one is of the two."""
    bare = all(m.harmed.noun is None and m.harmed.name is None and m.harmed.reference == "new" for m in person.mentions)
    return bare and any(m.span < person.mentions[0].span and m.head != person.mentions[0].head for m in plurals)


def _top(general: list[CasualtyMention]) -> CasualtyMention:
    """The total that stands: the greatest, a firm number before a vague one."""
    return max(
        general,
        key=lambda m: (
            m.count.qualifier is not Qualifier.VAGUE,
            _number(m),
            m.total,
            m.count.qualifier is not Qualifier.EXACT,
            m.group is not None,
            -m.span.begin,
        ),
    )


def _with_next(top: CasualtyMention, people: list[_Person]) -> int:
    """As in "three men were shot; a fourth victim was taken there by car": one more than the number before."""
    number = _number(top)
    after = (m for p in people for m in p.mentions if m.span > top.span and m.kind == top.kind)
    return number + any(m.harmed.ordinal == number + 1 and m.harmed.reference == "other" for m in after)


def _distinct(mentions: list[CasualtyMention]) -> list[CasualtyMention]:
    """One figure a side (the greatest), and each number of one side once."""
    best: dict[tuple[str | None, str | None, bool | None], dict[int, list[CasualtyMention]]] = {}
    for m in mentions:
        key = (m.harmed.side, None if m.harmed.side is not None else m.harmed.noun, m.civilian)
        lists = best.setdefault(key, {})
        one = lists.setdefault(m.head, [])
        if not any(k.harmed.noun == m.harmed.noun for k in one):
            one.append(m)  # "four women and two children" are of one side, and six
        else:
            one[:] = [max((m, k), key=_rank) if k.harmed.noun == m.harmed.noun else k for k in one]
    return [m for lists in best.values() for m in max(lists.values(), key=_rank_all)]


def _rank_all(mentions: list[CasualtyMention]) -> tuple[bool, int, bool]:
    ranks = [_rank(m) for m in mentions]
    return (any(r[0] for r in ranks), sum(r[1] for r in ranks), any(r[2] for r in ranks))


def _once(mentions: list[CasualtyMention]) -> list[CasualtyMention]:
    """Each number once, told with a noun if it is anywhere."""
    best: dict[Count, CasualtyMention] = {}
    for m in mentions:
        if m.count not in best or (best[m.count].harmed.noun is None and m.harmed.noun is not None):
            best[m.count] = m
    return list(best.values())


def _rank(m: CasualtyMention) -> tuple[bool, int, bool]:
    """A firm number before a vague one, the greater, and of two tellings of one number the one that hedges it."""
    return (m.count.qualifier is not Qualifier.VAGUE, _number(m), m.count.qualifier is not Qualifier.EXACT)


def _grouped(people: list[_Person]) -> list[CasualtyMention]:
    """One figure for people of one description."""
    by_group: dict[tuple[str | None, bool | None], list[_Person]] = {}
    for person in people:
        told = person.told
        key = ((told.group or told.harmed.name or "").lower() or None, told.civilian)
        by_group.setdefault(key, []).append(person)
    found = []
    for members in by_group.values():
        first = members[0].told
        found.append(members[0].by_name if len(members) == 1 else replace(first, count=Count.of(len(members))))
    return found


def _sum(mentions: list[CasualtyMention]) -> int:
    totals = [_number(m) for m in mentions if m.total]
    return max(totals) if totals else sum(_number(m) for m in mentions)
