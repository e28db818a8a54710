"""Where a happening took place: the toponyms that belong to its trigger, each with its role.

``event_places`` looks into the trigger's own sentence; ``inherited_places`` says where a happening took place whose
sentence names no place: what the sentences before it, else the headline, are about.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from kg.extract.clauses import then_clauses
from kg.extract.figured_places import past_count
from kg.extract.mentions import ActorMention, PlaceMention
from kg.extract.parse import Parsed, Sentence, Token
from kg.extract.story_place import TOWN
from kg.gazetteer.fold import fold
from kg.lexicon import Lexicon, load_lexicon
from kg.model import Place, PlaceRole, Span

__all__ = ["event_places", "inherited_places", "scenes", "town_before"]

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
    names = (
        "leaving-word", "movement-word", "person-of-place", "direction-word", "place-near", "ban-word", "carrying-verb",
        "home-word", "local-people", "standing-participle", "armed-body", "hospital-noun", "dying-verb", "reaction-noun",
        "reproaching-verb",
    )  # fmt: skip
    found = {name: lexicon.words(name) for name in names}
    for value, name in (("Road", "road"), ("Facility", "facility")):
        found[name] = frozenset(w for c in lexicon.scheme("place-kind") if c.value == value for w in c.words)
    found["facility"] |= lexicon.words("works-noun")
    found["faith"] = lexicon.words("faith-word")
    found["quarter-word"] = frozenset(
        w for c in lexicon.scheme("place-kind") if c.value == "Neighbourhood" for w in c.words
    )
    found["kind-word"] = frozenset(w for c in lexicon.scheme("place-kind") for w in c.words)
    found["post"] = lexicon.words("post-noun")
    found["compass"] = lexicon.words("compass")
    found["unit"] = lexicon.words("distance-unit")
    return found


def event_places(parsed: Parsed, places: tuple[PlaceMention, ...], trigger: int) -> tuple[PlaceRole, ...]:
    """Places of the happening that token ``trigger`` tells of, named in its own sentence, most specific first."""
    tokens = parsed.tokens
    sentence = parsed.sentence_of(trigger)
    named = list(_between(places, sentence.first, sentence.last))
    heads = frozenset(p.head for p in named)
    ends = frozenset(p.last for p in named)
    inside = [p for p in named if _may_be_scene(parsed, p, heads) and not _bracketed(tokens, p, trigger, ends)]
    above = _ancestors(tokens, trigger)
    near = [
        (_belonging(parsed, p.head, trigger, above), p)
        for p in inside
        if not _elsewhere(parsed, p.head, trigger)
        and not _carried_to(parsed, p.head, above)
        and not (_on_the_way(parsed, p.head, trigger) and _role(parsed, p, trigger) != "in")
    ]
    best = min((n for n, _ in near), default=9)
    chosen = [p for n, p in near if n <= max(1, best)]
    if best == 0 and len(near) > 1:
        deed = -1 if any(_contrasted(parsed, i) for i in above) else _deed_before(parsed, trigger)
        own = [p for n, p in near if n == 0]
        chosen = [
            p
            for n, p in near
            if n == 0
            or (
                n == 1
                and (
                    any(_encloses(q, p) for q in own)
                    or not (_in_deed_after(parsed, p.head, trigger) or (deed is not None and deed < p.head < trigger))
                )
                and (any(_encloses(p, q) for q in own) or then_clauses(parsed, p.head) == then_clauses(parsed, trigger))
            )
        ]
    if best > 1:
        told_before = _told_before(parsed, places, trigger, above)
        if told_before:
            return told_before
    home = _home_of_people(parsed, named, chosen, trigger, above)
    if home is not None:
        return _roles(parsed, [home, *chosen], trigger, standing=True)
    if not chosen:
        return ()
    chosen = _with_lists(parsed, inside, _with_chains(parsed, inside, chosen))
    return _roles(parsed, _with_frame(parsed, inside, chosen, trigger), trigger)


def _home_of_people(
    parsed: Parsed, named: list[PlaceMention], chosen: list[PlaceMention], trigger: int, above: dict[int, int]
) -> PlaceMention | None:
    """Where the people live who act or suffer, if the sentence has no other place than what encloses their home: "residents
    of X (Y district) protested".
    """
    tokens = parsed.tokens
    words = _words(load_lexicon())
    homes = [p for p in named if p not in chosen and p.place.kind in _LIVED_IN]
    for p in homes:
        above_it = tokens[tokens[p.head].head]
        if above_it.lower not in ("of", "from", "in"):
            continue
        owner = tokens[above_it.head]
        if owner.lemma not in words["local-people"] or _belonging(parsed, owner.i, trigger, above) > 1:
            continue
        if all(_encloses(q, p) or 0 < q.first - p.last <= 5 for q in chosen):
            return p
    return None


def _with_frame(
    parsed: Parsed, inside: list[PlaceMention], chosen: list[PlaceMention], trigger: int
) -> list[PlaceMention]:
    """The chosen with the town that opens the sentence, where they are parts of a town: "In X, it was reported that shots were
    fired in the Y quarter".
    """
    tokens = parsed.tokens
    quarter = _words(load_lexicon())["quarter-word"]
    listed = any(p.last < len(tokens) and tokens[p.last].lower in quarter for p in chosen)
    for p in chosen:
        unknown = p.place.lat is None and p.place.kind != "Country"
        if not (p.place.kind in _PARTS or unknown or (listed and p.place.kind in _LIVED_IN)):
            return chosen
    first = parsed.sentence_of(trigger).first
    begin = min(p.first for p in chosen)
    frame = []
    for p in inside:
        if p.first >= begin or p.first > first + _FRAME or p.place.kind not in _LIVED_IN:
            continue
        up = tokens[tokens[p.head].head]
        fronted = up.lower == "in" and up.i < trigger and tokens[up.head].pos in ("VERB", "AUX") and up.i < up.head
        if fronted and not _speaker_after(parsed, up.head):
            frame.append(p)
    return sorted([*chosen, *frame], key=lambda p: p.first)


def _speaker_after(parsed: Parsed, verb: int) -> bool:
    """Whether a verb has a subject that tells the rest: "In X, a spokesman said"."""
    tokens = parsed.tokens
    children = parsed.children[verb]
    told = any(tokens[c].dep == "ccomp" for c in children)
    return told and any(tokens[c].dep == "nsubj" and tokens[c].lower != "it" for c in children)


_LIVED_IN = frozenset(("City", "Settlement", "Village", "Neighbourhood", "Place", "District"))
_PARTS = frozenset(("Neighbourhood", "Facility", "Road"))
_MEANWHILE = frozenset(("as", "while", "when"))
"""What opens a clause of the same scene."""
_FRAME = 14
"""Tokens from the beginning of a sentence in which the place that frames it stands."""


def _told_before(
    parsed: Parsed, places: tuple[PlaceMention, ...], trigger: int, above: dict[int, int]
) -> tuple[PlaceRole, ...]:
    """What "the city" of the trigger's clause means, where it says whence or whither: the last such place told before."""
    tokens = parsed.tokens
    sentence = parsed.sentence_of(trigger)
    for i in range(sentence.first + 1, sentence.last):
        kinds = _definite().get(tokens[i].lower)
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
    """The toponyms that are no part of an organisation's name ("the Front in the Greater Sahara"), and the works and roads
    that have a name of their own.
    """
    inside: dict[int, ActorMention] = {}
    for actor in actors:
        if actor.actor.named and not actor.generic and not actor.pronoun and actor.actor.kind in _BODIES:
            # "Kabul police" are in Kabul, but "Free Syrian Army" is in no place named Free
            described = parsed.tokens[actor.first].dep == "amod"
            inside.update(dict.fromkeys(range(actor.first + (not described), actor.last), actor))
    works = [w for a in actors if a.actor.kind == "Facility" and (w := _works(parsed, places, actors, a)) is not None]
    states = {a.head: a for a in actors if a.actor.kind in ("Country", "StateForce") and not a.pronoun}
    acting = {p.first for p in places if p.place.kind == "City" and _stands_for_state(parsed.tokens, p, states)}
    acting |= _namesakes(parsed.tokens, places, actors)
    if not inside and not works and not acting:
        return places
    covered = {i for w in works for i in range(w.first, w.last)}
    kept = [
        p for p in places
        if p.first not in covered
        and p.first not in acting
        and (p.first not in inside or p.last > inside[p.first].last or _stands_by_itself(parsed.tokens, p))
    ]  # fmt: skip
    return tuple(sorted([*kept, *works], key=lambda p: p.first))


def _namesakes(tokens: Sequence[Token], places: tuple[PlaceMention, ...], actors: tuple[ActorMention, ...]) -> set[int]:
    """First tokens of the names that elsewhere in the article are part of a person's name, or are a body's whole name, and
    that no preposition of place stands before: "Delgado" is no town where an article speaks of "Juan Delgado".
    """
    people: set[str] = set()
    for a in actors:
        if a.actor.named and not a.generic and not a.pronoun:
            words = [w.lower() for w in a.actor.name.split()]
            if a.actor.kind == "Person" and len(words) > 1:
                people.update(words[1:])
            elif a.actor.kind in _BODIES and len(words) == 1:
                people.update(words)
    return {
        p.first
        for p in places
        if p.last == p.first + 1
        and p.place.kind in _LIVED_IN
        and tokens[p.first].lower in people
        and not (p.first and tokens[p.first - 1].pos == "ADP" and tokens[p.first - 1].lower in _STANDS)
    }


def _stands_for_state(tokens: Sequence[Token], p: PlaceMention, states: dict[int, ActorMention]) -> bool:
    """Whether a capital is the government that acts, or that whose troops act: "Paris denied it", "Paris's troops"."""
    here = states.get(p.head)
    if here is not None:
        return here.actor.kind == "Country"
    theirs = states.get(tokens[p.head].head) if tokens[p.head].dep == "poss" else None
    return theirs is not None and theirs.actor.country == p.place.country


def _stands_by_itself(tokens: Sequence[Token], p: PlaceMention) -> bool:
    """Whether a town within what the model takes for one body is where that body is ("Air Force Intelligence in X"), or the body
    is none ("the Municipality of X").
    """
    before = tokens[p.first - 1].lower
    if before == "of":
        return p.first > 1 and tokens[p.first - 2].lower in _words(load_lexicon())["kind-word"]
    return p.place.kind in _LIVED_IN | _PARTS and before in ("in", "near", "at", "under")


def _works(
    parsed: Parsed, places: tuple[PlaceMention, ...], actors: tuple[ActorMention, ...], works: ActorMention
) -> PlaceMention | None:
    """A building, works or road by its whole name ("the Al Noor hospital complex", "the Karo - Benu highway"); ``None`` where
    only a noun stands, or where the name before the noun is that of a town, which is the place then.
    """
    tokens = parsed.tokens
    words = _words(load_lexicon())
    head = works.head
    road = tokens[head].lower in words["road"]
    if not road and tokens[head].lower not in words["facility"]:
        return None
    if works.member_of is not None and works.member_of.kind == "ArmedGroup":
        return None  # named after the group that holds it: "a Front command post"
    if tokens[head].dep == "nsubj" and tokens[tokens[head].head].pos == "VERB":
        return None  # a hospital that tells of the wounded
    first = works.first
    if first == head and head > 2 and tokens[head - 1].text in _QUOTES:
        opening = next((i for i in range(head - 2, max(-1, head - 7), -1) if tokens[i].text in _QUOTES), None)
        if opening is None:
            return None
        first = opening + 1
    while first < head and (tokens[first].lower in ("the", "a", "an") or not tokens[first].text[0].isalnum()):
        first += 1
    joined = road and tokens[first + 1].text in ("-", "–", "—")  # "the Homs-Hama road"
    names = [t for t in tokens[first:head] if t.text[0].isupper() and t.pos == "PROPN" and (joined or t.ent != "NORP")]
    if not names or tokens[first] is not names[0] or all(t.lower in words["faith"] for t in names):
        return None
    if works.last < len(tokens) and tokens[works.last].text in ("'s", "’s"):
        return None
    if any(a is not works and first <= a.first and a.last <= head and not a.generic for a in actors):
        return None  # "the Front's camp", "the Coast Guard station"
    inner = [p for p in places if first <= p.first < works.last]
    if inner and any(p.last > works.last for p in inner):
        return None
    if road:
        ends = [i for i in range(first + 1, head) if tokens[i].text in ("-", "–", "—")]
        if not ends and (inner or names[-1].lower in words["compass"]):
            return None
    elif inner and (
        inner[0].place.kind not in _MINOR or inner[0].last == works.last or tokens[head].lower in words["post"]
    ):
        return None
    begin, end = tokens[first].begin, tokens[works.last - 1].end
    name = " ".join(w for w in parsed.cased[begin:end].replace('"', " ").split() if w not in _QUOTES)
    if tokens[head].lower in words["post"]:
        end = names[-1].end
        name = " ".join(parsed.cased[begin:end].split())
        works = replace(works, last=names[-1].i + 1)
    span = Span(begin, end)
    address = _address(parsed, places, works.last) if not road else None
    place = _named_works(name, "Road" if road else "Facility", places, inner, address)
    return PlaceMention(first, works.last, head if head < works.last else works.last - 1, span, place)


_STANDS = frozenset(("in", "near", "at", "outside", "around", "throughout", "inside"))
"""Prepositions that only a place has after it, of people too."""
_QUOTES = frozenset(('"', "“", "”", "``", "''"))
_MINOR = frozenset(("Settlement", "Village", "Place", "Neighbourhood", "NaturalFeature", "Facility"))


def _address(parsed: Parsed, places: tuple[PlaceMention, ...], last: int) -> Place | None:
    """The town told right after a building ("the X hospital in eastern Y")."""
    tokens = parsed.tokens
    for p in places:
        if last < p.first <= last + 8 and tokens[p.first].sent == tokens[last - 1].sent:
            gap = tokens[last : p.first]
            if gap[0].lower in ("in", ",", "of", "at") and all(t.pos not in ("VERB", "AUX", "CCONJ") for t in gap):
                return p.place
            return None
    return None


def _named_works(
    name: str, kind: str, places: tuple[PlaceMention, ...], inner: list[PlaceMention], address: Place | None
) -> Place:
    """A place of its own by name: at its town where that is told, a road half way between its ends."""
    codes = [p.place.country for p in places if p.place.country]
    code = address.country if address is not None else max(codes, key=codes.count) if codes else None
    digest = hashlib.sha256(f"{code or ''}|{fold(name) or name}".encode()).hexdigest()[:16]
    country = next((p.place for p in places if p.place.id == f"iso:{code}"), None)
    within: tuple[str, ...] = (country.name,) if country is not None else ()
    own = Place(
        f"name:{digest}", name, kind, country=code, within=within, within_ids=(f"iso:{code}",) if within else ()
    )
    if (
        address is not None
        and address.lat is not None
        and address.kind in ("City", "Settlement", "Village", "District")
    ):
        return replace(
            own,
            lat=address.lat,
            lon=address.lon,
            within=(address.name, *address.within),
            within_ids=(address.id, *address.within_ids),
            where_prec=2,
        )
    ends = [p.place for p in inner if p.place.lat is not None and p.place.lon is not None]
    if kind == "Road" and len(ends) == 2:
        a, b = ends
        if a.lat is not None and a.lon is not None and b.lat is not None and b.lon is not None:
            return replace(own, lat=(a.lat + b.lat) / 2, lon=(a.lon + b.lon) / 2, where_prec=2)
    return own


def inherited_places(
    parsed: Parsed, places: tuple[PlaceMention, ...], trigger: int, story: tuple[PlaceRole, ...]
) -> tuple[PlaceRole, ...]:
    """Where a happening took place whose own sentence does not say: the scene of the nearest sentence before it in its
    paragraph or in the lead, else of the sentence before, else of the headline; of other paragraphs further back only
    for "in the same area"; a country only if nothing nearer is told. No other country than that of the ``story``,
    where it has one.
    """
    here = parsed.sentence_of(trigger)
    if any(
        _may_be_scene(parsed, p) and p.place.kind not in ("Country", "Region") and _elsewhere(parsed, p.head, trigger)
        for p in _between(places, here.first, here.last)
    ):
        return ()  # the sentence has a place, but for another happening
    label = _label_over(parsed, places, here)
    if label:
        return _roles(parsed, label, trigger, inherited=True)
    scenes: dict[int, list[PlaceMention]] = {}
    for p in places:
        if (
            _may_be_scene(parsed, p)
            and _stands_in(parsed, p)
            and _role(parsed, p, trigger) == "in"
            and not _carried_to(parsed, p.head, {})
        ):
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
    home = story[0].place.country if story else None
    pointed = _points_back(parsed.tokens[here.first : here.last])
    lead = next((x.paragraph for x in parsed.sentences if x.kind not in ("headline", "subhead")), -1)
    before = [
        i
        for i in range(here.i - 1, max(-1, here.i - 1 - _REACH), -1)
        if not (here.kind == "item" == parsed.sentences[i].kind and parsed.sentences[i].paragraph != here.paragraph)
    ]  # one item of a list says nothing of where another plays
    for i in before:
        if i < here.i - 1 and parsed.sentences[i].paragraph not in (here.paragraph, lead) and not pointed:
            break
        found = [p for p in scenes.get(i, []) if home is None or p.place.country in (None, home)]
        if found:
            fine = [p for p in found if p.place.kind not in ("Country", "Region")]
            if fine:
                return _roles(parsed, fine, trigger, inherited=True)
            fallback = fallback or found
    for i in range(here.i + 1, min(len(parsed.sentences), here.i + 3)):
        if parsed.sentences[here.i].kind in ("headline", "subhead") or i == here.i + 1:
            fine = [
                p
                for p in scenes.get(i, [])
                if p.place.kind not in ("Country", "Region") and (home is None or p.place.country in (None, home))
            ]
            if fine:
                return _roles(parsed, fine, trigger, inherited=True)
    return _roles(parsed, fallback, trigger, inherited=True) or story


def _label_over(parsed: Parsed, places: tuple[PlaceMention, ...], here: Sentence) -> list[PlaceMention]:
    """The place that the item of a list opens with: "- Norburg: Two men fired at a post."."""
    if here.kind != "item":
        return []
    for i in range(here.i - 1, max(-1, here.i - 1 - _FAR), -1):
        sentence = parsed.sentences[i]
        if sentence.paragraph != here.paragraph:
            break
        if sentence.kind == "subhead":
            return [p for p in places if sentence.first <= p.first and p.last <= sentence.last][:1]
    return []


def town_before(parsed: Parsed, places: tuple[PlaceMention, ...], trigger: int) -> tuple[PlaceRole, ...]:
    """The town in which the street or building of a happening lies: the scene of its sentence or of the one before."""
    here = parsed.sentence_of(trigger)
    for p in reversed(places):
        told = parsed.tokens[p.head].sent
        if told < here.i - 1:
            break
        if (
            told <= here.i
            and p.place.kind in TOWN
            and p.place.lat is not None
            and _may_be_scene(parsed, p)
            and _stands_in(parsed, p)
            and _role(parsed, p, trigger) == "in"
            and not _carried_to(parsed, p.head, {})
        ):
            return (PlaceRole(p.place, "in", p.span),)
    return ()


def _meant(tokens: Sequence[Token]) -> frozenset[str]:
    """The kinds of place that "the city", "the village", "the province" of a sentence may mean."""
    for n, (t, following) in enumerate(pairwise(tokens)):
        if following.lower in _definite():
            described = t.pos in ("ADJ", "VERB") and n > 0 and tokens[n - 1].lower == "the"  # "the walled city"
            if t.lower in ("the", "this", "that") or described:
                return _definite()[following.lower]
    return frozenset()


def _points_back(tokens: Sequence[Token]) -> bool:
    """Whether a sentence says that its place was told before: "in the same area"."""
    spots = load_lexicon().words("spot-noun")
    return any(
        t.lower == "same" and (following.lower in spots or following.lower in _definite())
        for t, following in pairwise(tokens)
    )


_FAR = 12
"""Sentences back in which the town that "the city" means is looked for."""
_REACH = 3
"""Sentences back in which the scene of a happening is looked for."""


@lru_cache(maxsize=1)
def _definite() -> dict[str, frozenset[str]]:
    """Nouns that, with "the", mean a place told before, to the kinds of place that they may mean."""
    lexicon = load_lexicon()
    return {word: lexicon.with_trait(c.name) for c in lexicon.scheme("definite-place") for word in c.words}


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
        _acting(tokens, p.head) or tokens[head.head].lower in ("by", "with", "against", "between", "as")
    ):
        return False
    if (
        p.last + 1 < len(tokens)
        and tokens[p.last].text == "-"
        and tokens[p.last].begin == tokens[p.last - 1].end == tokens[p.last + 1].begin - 1
        and tokens[p.last + 1].text.islower()
        and parsed.article.text[tokens[p.last + 1].begin].islower()
    ):
        return False  # "US-backed", "Homs-based"
    if (
        head.ent == "ORG"
        and _topmost(tokens, head.head) not in heads
        and head.dep == "compound"
        and tokens[head.head].ent == "ORG"
        and tokens[head.head].pos == "PROPN"
    ):
        return False
    above = tokens[head.head]
    if head.dep == "dobj" and p.place.kind == "City" and above.lemma in words["reproaching-verb"]:
        return False  # "accused Kyiv of the attack"
    if above.lower in ("in", "by", "across", "throughout") and tokens[above.head].lower in words["ban-word"]:
        return False  # where a group is outlawed
    if above.lower == "on" and p.place.kind == "NaturalFeature" and above.head in heads:
        return False  # "Velna, on the river Sor"
    if above.pos == "ADP" and tokens[above.head].lower in words["home-word"]:
        return False  # where a unit is at home
    if above.pos == "ADP" and above.lower in ("of", "from", "for"):
        owner = tokens[above.head]
        if owner.lower in words["person-of-place"] or owner.lemma in words["person-of-place"]:
            return False
    if p.place.kind in ("Country", "Region"):
        whose = _whose(tokens, p.head)
        if whose in words["armed-body"] or (p.place.kind == "Country" and whose in words["person-of-place"]):
            return False
    if p.place.kind == "NaturalFeature" and head.dep in ("compound", "nmod", "amod") and p.head < head.head:
        return above.lower not in words["kind-word"]  # "the Red Sea port city of X"
    owned = above.lower in words["person-of-place"] or above.lemma in words["person-of-place"]
    return not (head.dep in ("compound", "poss") and owned)


def _topmost(tokens: Sequence[Token], i: int) -> int:
    """The noun that a chain of names before it hangs on: of "Velna-Deir Torsk" the last."""
    for _ in range(4):
        if tokens[i].dep != "compound":
            break
        i = tokens[i].head
    return i


def _acting(tokens: Sequence[Token], i: int) -> bool:
    """Whether a name stands in a list of those who do something ("Chad, Niger and the government of Mali have …")."""
    for _ in range(6):
        if tokens[i].dep not in ("conj", "appos"):
            break
        i = tokens[i].head
    return tokens[i].dep in ("poss", "nsubj", "nsubjpass", "agent")


def _carried_to(parsed: Parsed, i: int, above: dict[int, int]) -> bool:
    """Whether a place is where somebody was brought, treated or buried afterwards ("were flown to a hospital in X"), if that
    is not the happening itself.
    """
    tokens = parsed.tokens
    words = _words(load_lexicon())
    carrying = words["carrying-verb"]
    hospital = False
    for _ in range(8):
        t = tokens[i]
        hospital = hospital or t.lower in words["hospital-noun"]
        if t.pos == "VERB":
            if hospital and t.lemma in words["dying-verb"]:
                return True
            # not "was carried out in the town": that is where it was done
            done = any(tokens[c].dep == "prt" and tokens[c].lower == "out" for c in parsed.children[i])
            carried = t.tag == "VBN" and t.lemma in carrying and above.get(i) != 0 and not done
            return carried and (t.dep == "acl" or any(tokens[c].dep == "auxpass" for c in parsed.children[i]))
        if t.head == i:
            return False
        i = t.head
    return False


def _on_the_way(parsed: Parsed, i: int, trigger: int) -> bool:
    """Whether a place says whence or whither somebody was travelling when it happened ("was driving from X to Y when …")."""
    tokens = parsed.tokens
    for _ in range(8):
        if tokens[i].pos == "VERB" or tokens[i].head == i:
            break
        i = tokens[i].head
    j = trigger
    for _ in range(4):
        if tokens[j].dep == "advcl":
            opened = any(tokens[c].lower in ("when", "as") for c in parsed.children[j])
            return opened and tokens[j].head == i and tokens[i].tag == "VBG"
        if tokens[j].head == j:
            return False
        j = tokens[j].head
    return False


def _deed_before(parsed: Parsed, trigger: int) -> int | None:
    """The verb of the deed told before the trigger in one row, each with an object of its own, whose places are its own
    ("relieved X, broke the siege of Y").
    """
    tokens = parsed.tokens
    i = trigger
    for _ in range(3):
        if tokens[i].pos == "VERB" and tokens[i].dep == "conj" and tokens[tokens[i].head].pos == "VERB":
            if not _has_object(parsed, i) or not _has_object(parsed, tokens[i].head):
                return None
            while tokens[i].dep == "conj" and tokens[tokens[i].head].pos == "VERB" and tokens[i].head < i:
                i = tokens[i].head
            return i
        if tokens[i].dep not in ("dobj", "pobj", "prep") or tokens[i].head == i:
            return None
        i = tokens[i].head
    return None


def _in_deed_after(parsed: Parsed, i: int, trigger: int) -> bool:
    """Whether a token stands in the clause of a deed joined to the trigger's ("mined X and burned lorries in Y")."""
    tokens = parsed.tokens
    for _ in range(10):
        if i > trigger and _contrasted(parsed, i):
            return True
        if tokens[i].pos == "VERB" and tokens[i].dep == "conj" and i > trigger and tokens[tokens[i].head].pos == "VERB":
            return _has_object(parsed, i) and _has_object(parsed, tokens[i].head)
        if tokens[i].head == i or i == trigger:
            return False
        i = tokens[i].head
    return False


def _has_object(parsed: Parsed, verb: int) -> bool:
    return any(parsed.tokens[i].dep == "dobj" for i in parsed.children[verb])


def _whose(tokens: Sequence[Token], i: int) -> str:
    """The lemma of what a name is said of with "of", through a list: "the forces of X and Y"; empty if none."""
    for _ in range(6):
        if tokens[i].dep != "conj":
            break
        i = tokens[i].head
    above = tokens[tokens[i].head]
    return tokens[above.head].lemma if above.lower == "of" else ""


def _bracketed(tokens: Sequence[Token], p: PlaceMention, trigger: int, ends: frozenset[int]) -> bool:
    """Whether a toponym stands in square brackets that the trigger stands outside of: an editor's aside. Right after a place,
    where one of ``ends``, they hold its other name or its address: "X [Y]".
    """
    i = p.first
    while i > max(0, p.first - 12) and tokens[i - 1].sent == tokens[p.first].sent:
        i -= 1
        if tokens[i].text == "]":
            return False
        if tokens[i].text == "[":
            if (i == p.first - 1 and i in ends) or tokens[i + 1].lower == "coded":
                return False  # "X [Y]", "[coded to Y]"
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
    standing = _words(load_lexicon())["standing-participle"]
    clauses = 0
    for _ in range(60):
        if i in above:
            break
        t = tokens[i]
        if (
            t.pos == "VERB"
            and t.lower not in standing
            and t.dep
            in (
                "ccomp",
                "advcl",
                "relcl",
                "acl",
                "conj",
                "xcomp",
                "parataxis",
                "ROOT",
                "pcomp",
            )
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
    standing, reaction = (_words(load_lexicon())[w] for w in ("standing-participle", "reaction-noun"))
    subordinate = 0
    for _ in range(60):
        if i in above:
            break
        t = tokens[i]
        if t.dep == "pobj" and i > trigger and tokens[tokens[t.head].head].lemma in reaction:
            return tokens[t.head].lower in ("for", "to")  # "in retaliation for the raid on the port"
        if t.pos == "VERB" and i > trigger:
            if t.dep == "conj" and any(tokens[c].dep in ("nsubj", "nsubjpass") for c in parsed.children[i]):
                return True
            meanwhile = t.dep == "advcl" and any(tokens[c].lower in _MEANWHILE for c in parsed.children[i])
            subordinate += t.dep in ("advcl", "pcomp", "xcomp", "ccomp") and t.lower not in standing and not meanwhile
        if t.head == i:
            break
        i = t.head
    return subordinate > 1


def _contrasted(parsed: Parsed, verb: int) -> bool:
    """Whether a clause sets another deed beside the main one: ", while others did …"."""
    tokens = parsed.tokens
    if tokens[verb].dep != "advcl":
        return False
    deps = {tokens[i].dep: tokens[i].lower for i in parsed.children[verb]}
    return deps.get("mark") in ("while", "whereas") and ("nsubj" in deps or "nsubjpass" in deps)


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
            gap = past_count(parsed.tokens[a.last : b.first])
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
        if (
            chained
            and (a.first in taken) != (b.first in taken)
            and (_encloses(b, a) or _encloses(a, b) or _addressed(a, b, gap))
        ):
            for p in (a, b):
                if p.first not in taken:
                    taken.add(p.first)
                    found.append(p)
    return sorted(found, key=lambda p: p.first)


def _addressed(a: PlaceMention, b: PlaceMention, gap: Sequence[Token]) -> bool:
    """Whether a place that no table knows has its address after it: "X (Y district)", "X in the countryside of Y"."""
    if not gap:
        return False
    if gap[-1].text in ("(", "[") and len(gap) == 1:
        return a.place.lat is None or b.place.lat is None
    return a.place.lat is None and b.place.kind in _ADDRESSES and gap[0].lower in ("(", ",", "in", "of")


_ADDRESSES = frozenset(("Province", "District", "City"))


def _encloses(outer: PlaceMention, inner: PlaceMention) -> bool:
    return outer.place.id in inner.place.within_ids


def _roles(
    parsed: Parsed, chosen: Sequence[PlaceMention], trigger: int, *, inherited: bool = False, standing: bool = False
) -> tuple[PlaceRole, ...]:
    """The places with their roles, each once, most specific first; ``inherited`` and ``standing`` ones all have the role
    ``in``.
    """
    kept: dict[str, tuple[int, int, PlaceRole]] = {}
    told: dict[int, str] = {}
    posts = set() if inherited or standing else _posts(parsed, chosen, trigger)
    for p in chosen:
        role = "in" if inherited or standing else "from" if p.first in posts else _role(parsed, p, trigger)
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
    # "near X, 30 km north of Y": Y only says where X lies
    exact = [
        p.last
        for p in chosen
        if told[p.first] == "in" and not _measured(p) and p.place.kind not in ("Country", "Region")
    ]
    addresses = {p.place.id for p in chosen if _measured(p) and any(0 < p.first - last <= 8 for last in exact)}
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
        and not (x[2].role == "in" and x[2].place.id in addresses)
    )


def _measured(p: PlaceMention) -> bool:
    """Whether a place only tells how far from it something is ("30 km north of X")."""
    return any(c.isdigit() for c in p.relation or "")


def _posts(parsed: Parsed, chosen: Sequence[PlaceMention], trigger: int) -> set[int]:
    """First tokens of the places where those who act only stand, while what they act on has a place of its own: "forces
    located at X shelled positions near Y".
    """
    standing = _words(load_lexicon())["standing-participle"]
    at: dict[int, bool] = {}
    for p in chosen:
        i = p.head
        stands = subject = False
        for _ in range(12):
            t = parsed.tokens[i]
            stands = stands or (t.pos == "VERB" and t.dep == "acl" and t.lower in standing)
            subject = stands and t.dep == "nsubj"
            if subject or t.head == i or i == trigger:
                break
            i = t.head
        at[p.first] = subject
    return set() if all(at.values()) else {first for first in at if at[first]}


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
            if low == "from" and (owner.lower in words["unit"] or tokens[up.i - 1].lower in words["unit"]):
                return "in"  # "17 km from X"
            if low == "from" or (low == "of" and owner.lower == "out") or (low == "out"):
                return "from"
            if low in ("to", "into", "onto"):
                moved = owner.lemma in words["movement-word"] or owner.lower in words["movement-word"]
                if moved and owner.dep in ("advcl", "relcl") and trigger < owner.i and low == "to":
                    # "nine more were killed when the gunmen returned to Velna": there
                    return "in" if any(tokens[k].lower in _MEANWHILE for k in parsed.children[owner.i]) else "to"
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
