"""Where a happening took place: the toponyms that belong to its trigger, each with its role.

``event_places`` looks into the trigger's own sentence; ``inherited_places`` says where a happening took place whose
sentence names no place: what the sentences before it, else the headline, are about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from kg.extract.mentions import ActorMention, PlaceMention
from kg.extract.parse import Parsed, Token
from kg.lexicon import Lexicon, load_lexicon
from kg.model import Place, PlaceRole

__all__ = ["event_places", "inherited_places", "scenes"]

_NOMINAL = frozenset(("NOUN", "PROPN"))
_BODIES = frozenset(("ArmedGroup", "StateForce", "InternationalForce", "Organisation", "Government"))
_LISTING = frozenset((",", "-", "–", "—", "/", "and", "or", "&"))
_CHAIN = frozenset((",", "(", ")", "in", "of", "the", "-", "–"))
_SPECIFIC = {
    "Facility": 0, "Neighbourhood": 1, "Village": 2, "Settlement": 2, "City": 3, "Place": 2, "Road": 3,
    "NaturalFeature": 4, "District": 5,
    "Province": 6, "Region": 7, "Country": 8,
}  # fmt: skip


@lru_cache(maxsize=4)
def _words(lexicon: Lexicon) -> dict[str, frozenset[str]]:
    names = ("leaving-word", "movement-word", "person-of-place", "direction-word", "place-near", "ban-word")
    return {name: lexicon.words(name) for name in names}


def event_places(parsed: Parsed, places: tuple[PlaceMention, ...], trigger: int) -> tuple[PlaceRole, ...]:
    """Places of the happening that token ``trigger`` tells of, named in its own sentence, most specific first."""
    tokens = parsed.tokens
    sentence = parsed.sentence_of(trigger)
    named = list(_between(places, sentence.first, sentence.last))
    heads = frozenset(p.head for p in named)
    inside = [p for p in named if _may_be_scene(parsed, p, heads) and not _bracketed(tokens, p, trigger)]
    above = _ancestors(tokens, trigger)
    near = [(_belonging(parsed, p.head, trigger, above), p) for p in inside if not _elsewhere(parsed, p.head, trigger)]
    best = min((n for n, _ in near), default=9)
    chosen = [p for n, p in near if n <= max(1, best)]
    if best > 1:
        told_before = _told_before(parsed, places, trigger, above)
        if told_before:
            return told_before
    if not chosen:
        return ()
    chosen = _with_lists(parsed, inside, _with_chains(parsed, inside, chosen))
    return _roles(parsed, chosen, trigger)


def _told_before(
    parsed: Parsed, places: tuple[PlaceMention, ...], trigger: int, above: dict[int, int]
) -> tuple[PlaceRole, ...]:
    """What "the city" of the trigger's clause means, where it says whence or whither: the last such place told before."""
    tokens = parsed.tokens
    sentence = parsed.sentence_of(trigger)
    for i in range(sentence.first + 1, sentence.last):
        kinds = _DEFINITE.get(tokens[i].lower)
        if (
            kinds is None
            or tokens[i - 1].lower not in ("the", "this", "that")
            or _elsewhere(parsed, i, trigger)
            or _in_clause_before(parsed, i, trigger)
            or _belonging(parsed, i, trigger, above) > 1
        ):
            continue
        role = _role_of(parsed, i, trigger)
        if role == "in":
            continue
        for p in reversed(places):
            if (
                p.first < i
                and p.place.kind in kinds
                and not _of_zone(tokens, p)
                and sentence.i - tokens[p.first].sent <= _FAR
            ):
                return (PlaceRole(p.place, role, p.span, p.relation),)
    return ()


def scenes(
    parsed: Parsed, places: tuple[PlaceMention, ...], actors: tuple[ActorMention, ...]
) -> tuple[PlaceMention, ...]:
    """The toponyms that are no part of an organisation's name ("the Front in the Greater Sahara")."""
    inside: dict[int, ActorMention] = {}
    for actor in actors:
        if actor.actor.named and not actor.generic and not actor.pronoun and actor.actor.kind in _BODIES:
            inside.update(dict.fromkeys(range(actor.first + 1, actor.last), actor))
    if not inside:
        return places
    return tuple(p for p in places if p.first not in inside or p.last > inside[p.first].last)


def inherited_places(parsed: Parsed, places: tuple[PlaceMention, ...], trigger: int) -> tuple[PlaceRole, ...]:
    """Where a happening took place whose own sentence does not say: the scene of the nearest sentence before it in its
    paragraph, else of the paragraphs before, else of the headline; a country only if nothing nearer is told.
    """
    here = parsed.sentence_of(trigger)
    if any(
        _may_be_scene(parsed, p) and p.place.kind not in ("Country", "Region") and _elsewhere(parsed, p.head, trigger)
        for p in _between(places, here.first, here.last)
    ):
        return ()  # the sentence has a place, but for another happening
    scenes: dict[int, list[PlaceMention]] = {}
    for p in places:
        if _may_be_scene(parsed, p) and _stands_in(parsed, p) and _role(parsed, p, trigger) == "in":
            scenes.setdefault(parsed.tokens[p.head].sent, []).append(p)
    fallback: list[PlaceMention] = []
    wanted = _meant(parsed.tokens[here.first : here.last])
    if wanted:
        for i in range(here.i, max(-1, here.i - _FAR), -1):
            named = [
                p
                for p in scenes.get(i, [])
                if p.place.kind in wanted and (i < here.i or p.first < trigger) and not _of_zone(parsed.tokens, p)
            ]
            if named:
                return _roles(parsed, named[-1:], trigger, inherited=True)
    for i in range(here.i - 1, max(-1, here.i - 1 - _REACH), -1):
        found = scenes.get(i, [])
        if found:
            fine = [p for p in found if p.place.kind not in ("Country", "Region")]
            if fine:
                return _roles(parsed, fine, trigger, inherited=True)
            fallback = fallback or found
    for i in range(here.i + 1, min(len(parsed.sentences), here.i + 3)):
        if parsed.sentences[here.i].kind in ("headline", "subhead") or i == here.i + 1:
            fine = [p for p in scenes.get(i, []) if p.place.kind not in ("Country", "Region")]
            if fine:
                return _roles(parsed, fine, trigger, inherited=True)
    return _roles(parsed, fallback or _main_country(parsed, places), trigger, inherited=True)


def _main_country(parsed: Parsed, places: tuple[PlaceMention, ...]) -> list[PlaceMention]:
    """The country that most of the article's toponyms lie in, where the article names it itself."""
    lying: dict[str, int] = {}
    named: dict[str, PlaceMention] = {}
    dateline = parsed.article.dateline
    for p in places:
        code = p.place.country
        if code and not (dateline is not None and p.span.overlaps(dateline)):
            lying[code] = lying.get(code, 0) + 1
            if p.place.kind == "Country":
                named.setdefault(code, p)
    if not lying:
        return []
    most = min(lying, key=lambda c: (-lying[c], c))
    return [named[most]] if most in named else []


def _meant(tokens: Sequence[Token]) -> frozenset[str]:
    """The kinds of place that "the city", "the village", "the province" of a sentence may mean."""
    for t, following in pairwise(tokens):
        if t.lower in ("the", "this", "that") and following.lower in _DEFINITE:
            return _DEFINITE[following.lower]
    return frozenset()


_FAR = 12
"""Sentences back in which the town that "the city" means is looked for."""
_REACH = 3
"""Sentences back in which the scene of a happening is looked for."""
_TOWN = frozenset(("City", "Settlement", "Village"))
_DEFINITE = {
    "city": _TOWN, "town": _TOWN, "village": _TOWN, "settlement": _TOWN, "capital": frozenset(("City",)),
    "province": frozenset(("Province",)), "governorate": frozenset(("Province",)), "district": frozenset(("District",)),
    "neighborhood": frozenset(("Neighbourhood",)), "neighbourhood": frozenset(("Neighbourhood",)),
}  # fmt: skip


def _between(places: Sequence[PlaceMention], first: int, last: int) -> Iterable[PlaceMention]:
    return (p for p in places if first <= p.first < last)


def _ancestors(tokens: Sequence[Token], i: int) -> dict[int, int]:
    """Tokens above one (itself included) with their distance."""
    found = {i: 0}
    steps = 0
    while tokens[i].head != i and steps < 60:
        i = tokens[i].head
        steps += 1
        found[i] = steps
    return found


def _may_be_scene(parsed: Parsed, p: PlaceMention, heads: frozenset[int] = frozenset()) -> bool:
    """Whether a toponym may be where something happens: not part of the name of a force or office, not the dateline,
    not where somebody is from.
    """
    tokens = parsed.tokens
    dateline = parsed.article.dateline
    if dateline is not None and p.span.overlaps(dateline):
        return False
    head = tokens[p.head]
    words = _words(load_lexicon())
    if head.dep in ("compound", "amod", "nmod", "nsubj") and p.place.kind == "Country" and head.dep != "nsubj":
        return False
    if p.place.kind == "Country" and (
        head.dep in ("poss", "nsubj", "agent") or tokens[head.head].lower in ("by", "with", "against", "between")
    ):
        return False
    if (
        head.ent == "ORG"
        and head.head not in heads
        and head.dep == "compound"
        and tokens[head.head].ent == "ORG"
        and tokens[head.head].pos == "PROPN"
    ):
        return False
    above = tokens[head.head]
    if above.lower in ("in", "by", "across", "throughout") and tokens[above.head].lower in words["ban-word"]:
        return False  # where a group is outlawed
    if above.pos == "ADP" and above.lower in ("of", "from", "for"):
        owner = tokens[above.head]
        if owner.lower in words["person-of-place"] or owner.lemma in words["person-of-place"]:
            return False
    owned = above.lower in words["person-of-place"] or above.lemma in words["person-of-place"]
    return not (head.dep in ("compound", "poss") and owned)


def _bracketed(tokens: Sequence[Token], p: PlaceMention, trigger: int) -> bool:
    """Whether a toponym stands in square brackets that the trigger stands outside of: an editor's aside."""
    i = p.first
    while i > max(0, p.first - 12) and tokens[i - 1].sent == tokens[p.first].sent:
        i -= 1
        if tokens[i].text == "]":
            return False
        if tokens[i].text == "[":
            end = p.last
            while end < len(tokens) and end < p.last + 12 and tokens[end].text != "]":
                end += 1
            return not i < trigger < end
    return False


def _stands_in(parsed: Parsed, p: PlaceMention) -> bool:
    """Whether a toponym stands after a preposition of place or is acted on, so that its sentence plays there."""
    tokens = parsed.tokens
    head = tokens[p.head]
    above = tokens[head.head]
    return above.pos == "ADP" or head.dep in (
        "dobj",
        "pobj",
        "nsubjpass",
        "compound",
        "nmod",
        "appos",
        "poss",
        "npadvmod",
        "ROOT",
        "conj",
    )


def _belonging(parsed: Parsed, i: int, trigger: int, above: dict[int, int]) -> int:
    """How far a token is from a trigger in the tree: 0 hangs on it, 1 on the clause it is in, more for other clauses."""
    tokens = parsed.tokens
    if i in above:
        return 0
    clauses = 0
    for _ in range(60):
        if i in above:
            break
        t = tokens[i]
        if t.pos == "VERB" and t.dep in (
            "ccomp",
            "advcl",
            "relcl",
            "acl",
            "conj",
            "xcomp",
            "parataxis",
            "ROOT",
            "pcomp",
        ):
            clauses += 1
        if t.head == i:
            break
        i = t.head
    if i == trigger:
        return clauses
    verbs = 0
    j = trigger
    while j != i and tokens[j].head != j:
        if tokens[j].pos == "VERB" and tokens[j].dep != "conj" and j != trigger:
            verbs += 1
        if j == trigger and tokens[j].dep in ("ccomp", "relcl", "advcl", "acl"):
            verbs += tokens[j].dep in ("ccomp", "relcl")
        j = tokens[j].head
    return 1 + clauses * 2 + verbs


def _elsewhere(parsed: Parsed, i: int, trigger: int) -> bool:
    """Whether a toponym's token belongs to another happening of the sentence: it is what somebody leaves or enters in a clause
    that the trigger is not in, or stands in a later clause with a subject of its own.
    """
    tokens = parsed.tokens
    above = _ancestors(tokens, trigger)
    subordinate = 0
    for _ in range(60):
        if i in above:
            break
        t = tokens[i]
        if t.pos == "VERB" and i > trigger:
            if t.dep == "conj" and any(tokens[c].dep in ("nsubj", "nsubjpass") for c in parsed.children[i]):
                return True
            subordinate += t.dep in ("advcl", "pcomp", "xcomp", "ccomp")
        if t.head == i:
            break
        i = t.head
    return subordinate > 1


def _in_clause_before(parsed: Parsed, i: int, trigger: int) -> bool:
    """Whether the trigger stands in a clause with a subject of its own that follows the one that the token is in."""
    tokens = parsed.tokens
    above = _ancestors(tokens, i)
    j = trigger
    while j not in above and tokens[j].head != j:
        if tokens[j].dep == "conj" and any(tokens[c].dep in ("nsubj", "nsubjpass") for c in parsed.children[j]):
            return i < trigger
        j = tokens[j].head
    return False


def _with_lists(parsed: Parsed, inside: list[PlaceMention], chosen: list[PlaceMention]) -> list[PlaceMention]:
    """The chosen with what stands in one list with them: "A, B and C", "A-B"."""
    taken = {p.first for p in chosen}
    found = list(chosen)
    for pairs in (list(pairwise(inside)), list(pairwise(inside))[::-1]):
        for a, b in pairs:
            gap = parsed.tokens[a.last : b.first]
            if 0 < len(gap) <= 2 and all(t.lower in _LISTING for t in gap) and (a.first in taken) != (b.first in taken):
                for p in (a, b):
                    if p.first not in taken:
                        taken.add(p.first)
                        found.append(p)
    return sorted(found, key=lambda p: p.first)


def _with_chains(parsed: Parsed, inside: list[PlaceMention], chosen: list[PlaceMention]) -> list[PlaceMention]:
    """The chosen with what stands beside them in one chain: "X, Y", "X village of Y district"."""
    taken = {p.first for p in chosen}
    found = list(chosen)
    for a, b in pairwise(inside):
        gap = parsed.tokens[a.last : b.first]
        chained = len(gap) <= 5 and all(
            t.lower in _CHAIN or (not t.text[0].isupper() and t.pos in ("NOUN", "DET", "ADP", "PUNCT")) for t in gap
        )
        if chained and (a.first in taken) != (b.first in taken) and (_encloses(b, a) or _encloses(a, b)):
            for p in (a, b):
                if p.first not in taken:
                    taken.add(p.first)
                    found.append(p)
    return sorted(found, key=lambda p: p.first)


def _encloses(outer: PlaceMention, inner: PlaceMention) -> bool:
    return outer.place.id in inner.place.within_ids


def _roles(
    parsed: Parsed, chosen: Sequence[PlaceMention], trigger: int, *, inherited: bool = False
) -> tuple[PlaceRole, ...]:
    """The places with their roles, each once, most specific first."""
    kept: dict[str, tuple[int, int, PlaceRole]] = {}
    told: dict[int, str] = {}
    for p in chosen:
        role = "in" if inherited else _role(parsed, p, trigger)
        told[p.first] = role
        place = p.place
        if (
            p.relation
            and place.where_prec == 1
            and (
                p.relation.split()[-1] in ("of", "from", "near", "outside", "around", "off")
                or any(c.isdigit() for c in p.relation)
            )
        ):
            place = replace(place, where_prec=2)
        found = PlaceRole(place, role, p.span, p.relation)
        rank = (0 if role == "in" else 1) * 10 + _SPECIFIC.get(place.kind, 4)
        if place.id not in kept:
            kept[place.id] = (rank, p.first, found)
    # a place that encloses one with another role is only its address
    for p in chosen:
        if p.place.id in kept and told[p.first] == "in":
            for q in chosen:
                if told[q.first] != "in" and _encloses(p, q) and p.first > q.first and p.first - q.last <= 3:
                    kept.pop(p.place.id, None)
    located = {
        i for x in kept.values() if x[2].place.lat is not None and x[2].role == "in" for i in x[2].place.within_ids
    }
    finer = {x[2].role for x in kept.values() if x[2].place.kind not in ("Country", "Region")}
    return tuple(
        x[2]
        for x in sorted(kept.values(), key=lambda x: (x[0], x[1]))
        if not (_unknown_state(x[2].place) and x[2].role in finer)
        and not (
            x[2].role == "in" and x[2].place.id in located and x[2].place.kind in ("Province", "Region", "Country")
        )
    )


def _of_zone(tokens: Sequence[Token], p: PlaceMention) -> bool:
    """Whether a name only says which zone is meant ("the Norburg buffer zone")."""
    head = tokens[p.head]
    return head.dep in ("compound", "nmod", "amod") and tokens[head.head].lower in ("zone", "zones", "corridor", "line")


def _unknown_state(place: Place) -> bool:
    return place.kind == "Country" and place.id.startswith("name:")


def _role(parsed: Parsed, p: PlaceMention, trigger: int) -> str:
    """Role of a toponym by the words before it, where it stands on an axis, else by the words it hangs on."""
    tokens = parsed.tokens
    words = _words(load_lexicon())
    i = p.first - 1
    while i > 1 and p.first - i < 12 and (tokens[i].lower in _LISTING or tokens[i].text[0].isupper()):
        i -= 1
    if tokens[i].lower == "of" and tokens[i - 1].lower in words["direction-word"]:
        outer = tokens[i - 2].lower if tokens[i - 2].lower not in ("the", "two", "three") else tokens[i - 3].lower
        return "from" if outer == "from" else "direction"
    return _role_of(parsed, p.head, trigger)


def _role_of(parsed: Parsed, i: int, trigger: int) -> str:
    """Role of a noun of place."""
    tokens = parsed.tokens
    words = _words(load_lexicon())
    for _ in range(8):
        t = tokens[i]
        if t.head == i:
            break
        up = tokens[t.head]
        low = up.lower
        if up.pos in ("ADP", "SCONJ", "PART") or low in ("toward", "towards"):
            owner = tokens[up.head]
            if low in ("toward", "towards"):
                return "direction"
            if low == "of" and (owner.lower in words["direction-word"]):
                outer = tokens[owner.head]
                return "from" if outer.lower == "from" else "direction"
            if low == "of" and owner.lower in (
                "north",
                "south",
                "east",
                "west",
                "northeast",
                "northwest",
                "southeast",
                "southwest",
                "outskirts",
            ):
                i = up.head
                continue
            if low == "from" or (low == "of" and owner.lower == "out") or (low == "out"):
                return "from"
            if low in ("to", "into", "onto"):
                moved = owner.lemma in words["movement-word"] or owner.lower in words["movement-word"]
                paired = any(tokens[k].lower == "from" for k in range(max(0, up.i - 7), up.i))
                return "to" if moved or (low == "to" and paired) else "in"
            if (
                low == "of"
                and owner.pos in _NOMINAL
                and owner.lower not in words["direction-word"]
                and owner.dep == "pobj"
            ):
                i = up.head
                continue
            return "in"
        if up.pos in ("VERB", "AUX") or t.head == trigger:
            return "from" if t.dep == "dobj" and up.lemma in words["leaving-word"] else "in"
        i = t.head
    return "in"
