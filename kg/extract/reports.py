"""From layers to reports: roles, figures, times and places gathered round each trigger; mentions of one event made one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from kg.dates import Precision, When, during
from kg.extract.both_sides import lead_back_sides
from kg.extract.clauses import is_passive, object_heads, subject_heads
from kg.extract.crowds import settle_crowds
from kg.extract.event_place import event_places, inherited_places, town_before
from kg.extract.event_time import lasting_from, not_after
from kg.extract.factuality import factuality_of
from kg.extract.frames import CIVIL_KINDS, THING_KINDS, Frame, Part, View
from kg.extract.layers import Layers
from kg.extract.mentions import CasualtyMention, ClaimMention, EquipmentMention, Trigger
from kg.extract.order import moved
from kg.extract.parse import Token
from kg.extract.participation import Participation, article_facts, settle_parts
from kg.extract.relevance import Relevance, features, judged, least_chance, story_of
from kg.extract.roles import find_roles, meets_bomb, resolve
from kg.extract.salience import rank
from kg.extract.same_event import (
    add_part,
    alike,
    can_be_one,
    can_harm,
    conflict,
    fold_in,
    live,
    merge_by_person,
    merge_in_sentences,
    merge_over_sentences,
    own_side,
    place_conflict,
    same_figure,
)
from kg.extract.story_place import sites_only, this_town, works_of_town
from kg.extract.told_later import act_before, laid_to, named_dead, outcomes
from kg.extract.tolls import event_tolls
from kg.model import Actor, Casualty, Damage, Equipment, Factuality, Participant, PlaceRole, Report, Span

__all__ = ["make_reports", "settled", "written"]

_NUMBER_APART = frozenset({"second", "third", "fourth", "fifth"})


def make_reports(layers: Layers, relevance: Relevance, participation: Participation) -> tuple[Report, ...]:
    """The reports of one article, one a happening, in text order of their triggers."""
    if not layers.triggers:
        return ()
    view = View(layers)
    frames = settled(view)
    ranked = rank(view, frames)
    if relevance.weights:
        ranked = _weighed(view, frames, ranked, relevance, participation)
    return written(view, ranked)


_OPEN = 0.5
"""The chance that an act is reported of which the model of relevance has no say."""


def _weighed(
    view: View, frames: list[Frame], ranked: list[Frame], relevance: Relevance, participation: Participation
) -> list[Frame]:
    """The ranked frames without the acts that are only mentioned, their participants weighed."""
    kept: list[Frame] = []
    facts, story = article_facts(view, frames), story_of(view, frames)
    for place, frame in enumerate(ranked, 1):
        if judged(view, frame):
            found = tuple(features(view, frame, story, place))
            reported = relevance.chance(found)
            least = least_chance(view, frame, story)
            if reported < least:
                continue
            settle_parts(view, frame, facts, participation, reported if least else max(reported, _OPEN))
        kept.append(frame)
    return merge_by_person(view, kept)


def settled(view: View) -> list[Frame]:
    """The happenings that an article tells, mentions of one made one, with all that is told of each."""
    layers = view.layers
    frames = [frame for n, t in enumerate(layers.triggers) if (frame := _frame(view, n, t)) is not None]
    frames = [f for f in frames if not _only_setting(view, f)]
    _borrowed_times(view, frames)
    _own_sides(view, frames)
    _first_since(view, frames)
    _summed_up(view, frames)
    merge_in_sentences(view, frames)
    _casualties_in_sentences(view, frames)
    _equipment_in_sentences(view, frames)
    _damage_in_sentences(view, frames)
    _means(view, frames)
    for f in live(frames):
        if f.noun and f.definite and f.type in view.with_trait("told-again-as") and _attack_before(view, f, frames):
            f.type = view.layers.lexicon.becomes("told-again-as")  # "shelled the town. The assault lasted two days"
    told = [f for f in live(frames) if _tells(view, f)]
    laid = [(f.sentence, p) for f in live(frames) if f not in told and f.definite for p in f.parts if p.alleged]
    frames = told
    for frame in frames:
        _refine(view, frame)
    _like_the_first(view, frames)
    frames = sorted([*frames, *_shared_out(view, frames)], key=lambda f: (f.trigger.first, f.part_of is not None))
    opening = _opening(view, frames)
    merge_over_sentences(view, opening)
    _some_of_them(view, live(frames))
    _summaries(view, live(frames))
    merge_over_sentences(view, live(frames))
    frames = live(frames)
    _loose_casualties(view, frames)
    frames = settle_crowds(view, _standing(view, frames))
    _in_operation(view, frames)
    outcomes(view, frames)
    named_dead(view, frames)
    _spoils(view, frames)
    _responsibility(view, frames, laid)
    _without_parts_places(frames)
    _inherit(view, frames)
    lead_back_sides(view, frames)
    _story_places(view, frames)
    _dated_by_order(view, frames)
    for frame in frames:
        _settle_sides(view, frame)
        _refine(view, frame)
        _victims(view, frame)
        _time(view, frame, frames)
        frame.places = _without_countries(frame.places)
        if frame.zones and frame.type in view.words.accords:
            frame.places = []  # the zone is where it holds
        elif not any(p.role == "in" for p in frame.places):
            begun = any(p.role == "from" for p in frame.places)  # the country told may be where it was fired
            scene = _scene_of_story(view, frame)
            frame.places.extend(p for p in scene if not (begun and p.place.kind == "Country"))
        elif sites_only(frame.places):
            head = frame.trigger.head
            frame.places.extend(
                this_town(view.parsed, view.layers.places, head, view.story)
                or town_before(view.parsed, view.scenes, head)
                or works_of_town(view.parsed, view.layers.places, frame.places, view.story)
            )
    return frames


def _like_the_first(view: View, frames: list[Frame]) -> None:
    """ "Warplanes bombed the airport. … A second strike hit a house": the second is of the class of the first."""
    chains, means = view.layers.lexicon.superclasses, view.with_trait("repeated-means")
    for frame in frames:
        if frame.type != "Attack" or not frame.noun or not (frame.apart or frame.ordinal):
            continue
        before = [f for f in frames if f.number < frame.number and 0 <= frame.sentence - f.sentence <= 2 and not f.harm]
        for f in reversed(before):
            kind = next((c for c in (f.type, *chains.get(f.type, ())) if c in means), None)
            if kind is not None:
                frame.type = kind
                break


def _spoils(view: View, frames: list[Frame]) -> None:
    """ "… in a gun battle. Two rifles were recovered": arms that were taken after a fight are told of the fight as well."""
    finds, fought = view.with_trait("finding-arms"), view.with_trait("leaving-spoils")
    for taking in frames:
        if taking.type not in finds or not taking.equipment:
            continue
        fights = [
            f
            for f in frames
            if f is not taking
            and f.factuality is taking.factuality
            and f.type in fought
            and f.trigger.head < taking.trigger.head
            and any(0 <= taking.sentence - s <= 1 for s in f.sentences)
            and not place_conflict(f.places, taking.places)
        ]
        if not fights:
            continue
        fight = max(fights, key=lambda f: f.trigger.head)
        takers = taking.roles("initiator")
        lost = any(view.same(a, b) for a in takers for b in fight.roles("target", "victim", "party"))
        if lost and fight.type in view.with_trait("armed-assault"):
            continue  # what attackers left behind is not what they attacked with
        known = {n for n, _ in fight.equipment}
        fight.equipment.extend((n, "target") for n, _ in taking.equipment if n not in known)


def written(view: View, ranked: list[Frame]) -> tuple[Report, ...]:
    """The reports of ranked frames, in text order of their triggers."""
    places = {id(f): n for n, f in enumerate(ranked, 1)}
    keys = {id(f): f"r{f.trigger.span.begin}" for f in ranked}
    return tuple(
        _report(view, f, places[id(f)], keys)
        for f in sorted(ranked, key=lambda f: (f.trigger.span.begin, f.trigger.span.end))
    )


# ---- one frame a trigger ---------------------------------------------------------------------------------------------


def _frame(view: View, number: int, trigger: Trigger) -> Frame | None:
    layers, tokens = view.layers, view.tokens
    token = tokens[trigger.head]
    if trigger.type in view.with_trait("plain-statement") and not _leads(view, trigger):
        return None
    if trigger.noun and (
        _is_audience(view, trigger.head)
        or _is_means(view, trigger.head)
        or _only_fire(view, trigger)
        or _to_be_halted(view, trigger.head)
    ):
        return None
    over = tokens[token.head]
    if (
        token.tag == "VBG"
        and token.dep == "pcomp"
        and over.head == token.i - 2
        and view.armed_at(over.head)
        and not _accusing(view, over.head, over.lower)
    ):
        return None  # "a column of retreating troops"
    noun = trigger.noun
    factuality = factuality_of(layers.parsed, trigger.head, layers.claims, layers.lexicon)
    type_ = trigger.type
    if factuality is Factuality.PLANNED and _tried(view, trigger):
        factuality, type_ = (
            Factuality.STATED,
            "Attack",
        )  # "attempted to seize the town": an attack, whoever held it then
    beaten = view.words.outcome.get(tokens[token.head].lower) == "repelled"
    if factuality is Factuality.DENIED and beaten and not _foiled(view, token.i):
        factuality = Factuality.STATED  # an attack that was beaten back took place
    if factuality is Factuality.PLANNED and trigger.type in view.words.accords and _agreed(view, trigger.head):
        factuality = Factuality.STATED  # what sides agree to do they have agreed
    if type_ in view.with_trait("shots-at-place") and not noun and _fired_on_place(view, trigger):
        type_ = layers.lexicon.becomes("shots-at-place")
    when = view.clock.own(
        trigger.head, trigger.support if trigger.support is not None or not noun else _verb_over(view, trigger.head)
    )
    if factuality is Factuality.STATED:
        when = not_after(when, layers.parsed.article.published)
    frame = Frame(
        number=number,
        trigger=trigger,
        type=type_,
        sentence=token.sent,
        harm=trigger.harm,
        noun=noun,
        factuality=factuality,
        when=when,
        own_time=when is not None,
        places=_scenes(view, trigger),
        parts=find_roles(view, trigger),
        sentences=[token.sent],
        triggers=[trigger],
    )
    if frame.type in view.with_trait("taking-people") and noun and frame.has("target") and not frame.places:
        frame.type = layers.lexicon.becomes("taking-people")  # "the capture of twelve rebels"
    _determine(view, frame)
    _claimant(view, frame)
    _zones(view, frame)
    return frame


def _foiled(view: View, noun: int) -> bool:
    """ "foiled an attack on a bank": it never began, as "the attack", and "an attack by the rebels", that was thwarted did."""
    tokens = view.tokens
    if tokens[tokens[noun].head].lemma not in view.words.foiling:
        return False
    below = view.parsed.children[noun]
    around = {tokens[i].lower for i in below}
    linked = [j for i in below if tokens[i].lower in ("of", "by", "from") for j in view.parsed.children[i]]
    whose = any(i in view.actor_at and view.armed(view.actor_at[i]) for i in (*(k for k in below if k < noun), *linked))
    return bool(around & {"a", "an"}) and not whose


def _accusing(view: View, noun: int, preposition: str) -> bool:
    """Whether a noun is the object of "accused … of": what follows the preposition is what it is said to have done."""
    token = view.tokens[noun]
    return token.dep in ("dobj", "obj", "nsubjpass") and (
        (view.tokens[token.head].lemma, preposition) in view.words.accusing
    )


def _fired_on_place(view: View, trigger: Trigger) -> bool:
    """ "opened fire on villages in two districts": with what weapons is not told."""
    tokens = view.tokens
    for i in view.parsed.children[trigger.head]:
        if tokens[i].lower in ("on", "at") and tokens[i].dep == "prep":
            heads = [j for j in view.parsed.children[i] if tokens[j].dep == "pobj"]
            return any(j in view.place_at or tokens[j].lower in view.words.settlements for j in heads)
    return False


def _is_audience(view: View, head: int) -> bool:
    """ "told a rally", "addressed a demonstration": those who listen, no act that is reported."""
    token = view.tokens[head]
    return token.dep in ("dobj", "dative") and view.tokens[token.head].lemma in view.words.addressing


def _tried(view: View, trigger: Trigger) -> bool:
    """Whether a verb of taking a place stands after "attempted to", "tried to", told as done."""
    tokens = view.tokens
    token = tokens[trigger.head]
    if trigger.noun or token.dep != "xcomp" or token.lemma not in view.words.taking:
        return False
    governor = tokens[token.head]
    if governor.lemma not in ("attempt", "try", "seek") or governor.tag != "VBD":
        return False
    told = factuality_of(view.layers.parsed, governor.i, view.layers.claims, view.layers.lexicon)
    return told is Factuality.STATED and not any(tokens[i].dep == "neg" for i in view.parsed.children[governor.i])


def _shared_out(view: View, frames: list[Frame]) -> list[Frame]:
    """ "two bombs exploded, one in the market and the other near the station": an act for each, part of the whole."""
    tokens = view.tokens
    made: list[Frame] = []
    for first in frames:
        following = _next_of_row(view, first)
        if following is not None:
            made.append(following)
    for whole in frames:
        sentence = view.parsed.sentences[whole.sentence]
        if whole.factuality is not Factuality.STATED or len(whole.places) < 2:
            continue
        starts = [i for i in range(sentence.first, sentence.last - 2) if _opens_share(view, i)]
        if len(starts) < 2 or tokens[starts[0]].lower != "one" or starts[0] < whole.trigger.head:
            continue
        if any(f.sentence == whole.sentence and f is not whole and f.part_of is whole for f in made):
            continue
        ends = [*starts[1:], sentence.last]
        shares = [
            [p for p in whole.places if tokens[a].begin <= p.mention.begin < tokens[b - 1].end]
            for a, b in zip(starts, ends, strict=True)
        ]
        if not all(shares):
            continue
        for number, (start, places) in enumerate(zip(starts, shares, strict=True), 1):
            trigger = Trigger(start, start + 1, start, view.parsed.span(start, start + 1), whole.type, noun=True)
            made.append(
                Frame(
                    number=whole.number,
                    trigger=trigger,
                    type=whole.type,
                    sentence=whole.sentence,
                    harm=False,
                    noun=True,
                    factuality=whole.factuality,
                    when=whole.when,
                    own_time=whole.own_time,
                    places=places,
                    sentences=[whole.sentence],
                    claimant=whole.claimant,
                    part_of=whole,
                    ordinal=number,
                    support=True,
                    triggers=[trigger],
                )
            )
        whole.plural = True
        whole.places = [p for p in whole.places if not any(p in share for share in shares)]
    return made


def _next_of_row(view: View, first: Frame) -> Frame | None:
    """ "The first bomb went off in the hall; the second in the yard": the second without a verb of its own."""
    tokens = view.tokens
    if first.ordinal != 1 or first.noun or first.factuality is not Factuality.STATED:
        return None
    last = view.parsed.sentences[first.sentence].last
    for i in range(first.trigger.head + 1, last - 2):
        if tokens[i].lower in ("second", "other") and tokens[i - 1].lower == "the" and _opens_share(view, i):
            if any(t.pos in ("VERB", "AUX") for t in tokens[i:last]):
                return None
            trigger = Trigger(i, i + 1, i, view.parsed.span(i, i + 1), first.type, noun=True)
            return replace(
                first,
                trigger=trigger,
                noun=True,
                definite=True,
                places=[p for p in event_places(view.parsed, view.scenes, i) if p.mention.begin > tokens[i].begin],
                parts=[p for p in first.parts if p.role == "initiator"],
                casualties=[],
                equipment=[],
                damage=[],
                sentences=[first.sentence],
                triggers=[trigger],
                ordinal=2,
                support=True,
                echo=False,
            )
    return None


def _opens_share(view: View, i: int) -> bool:
    """Whether "one", "another" or "the other" is followed by where it was."""
    tokens = view.tokens
    word, before = tokens[i].lower, tokens[i - 1].lower if i else ""
    if word not in ("one", "another") and not (word in ("other", "second", "third") and before in ("the", "a")):
        return False
    return tokens[i + 1].lower in ("in", "at", "near", "outside", "on", "inside", "close")


def _scenes(view: View, trigger: Trigger) -> list[PlaceRole]:
    """The places of a trigger, without those in the title of whoever tells of it ("according to the governor of Velna")."""
    found = list(event_places(view.parsed, view.scenes, trigger.head))
    begin = trigger.span.begin
    tellers = [
        s
        for claim in view.layers.claims
        if any(c.begin <= begin < c.end for c in claim.content)
        for s in claim.source
        if not s.begin <= begin < s.end
    ]
    threatened = trigger.type in view.with_trait("menace")
    return [
        p
        for p in found
        if not (any(s.begin <= p.mention.begin < s.end for s in tellers) and _in_title(view, p))
        and not _acts_itself(view, p)
        and not (threatened and p.place.kind == "Country" and p.role == "in")  # whom it is made to
    ]


def _in_title(view: View, place: PlaceRole) -> bool:
    """ "the governor of Velna": a place told after the teller. "Velna police" are where they say it was."""
    i = view.parsed.starts.get(place.mention.begin)
    return i is not None and any(t.dep == "pobj" for t in view.tokens[i : i + 4] if t.begin < place.mention.end)


def _acts_itself(view: View, place: PlaceRole) -> bool:
    """ "the deal was signed as Turkey invaded": a state that does something else is no scene."""
    if place.place.kind != "Country" or place.role != "in":
        return False
    i = view.parsed.starts.get(place.mention.begin)
    if i is None:
        return False
    token = view.tokens[i]
    return token.dep == "nsubj" and token.pos == "PROPN" and view.tokens[token.head].pos == "VERB"


def _is_means(view: View, head: int) -> bool:
    """ "struck with aircraft as well as artillery": a weapon of the list of means is no act."""
    tokens = view.tokens
    if head not in view.equipment_at or tokens[head].lemma.lower() in view.words.acts:
        return False
    sent = tokens[head].sent
    if not any(tokens[h].sent == sent and h not in view.equipment_at for h in view.trigger_heads):
        return False
    i = head
    for _ in range(8):
        if tokens[i].dep not in ("conj", "appos", "compound", "nmod"):
            break
        i = tokens[i].head
    return (
        tokens[i].dep == "dobj"
        and tokens[tokens[i].head].lemma in view.words.using
        and tokens[tokens[i].head].tag == "VBG"
    )


def _only_fire(view: View, trigger: Trigger) -> bool:
    """ "killed with machine gun fire": the fire is an act only where it hits somebody or somebody comes under it."""
    tokens = view.tokens
    token = tokens[trigger.head]
    above = tokens[token.head].lower
    return (
        token.lower == "fire" and trigger.support is None and token.dep == "pobj" and above in ("with", "of", "using")
    )


def _to_be_halted(view: View, head: int) -> bool:
    """ "agreed to halt fighting", "called on them to stop the shelling": an act that only is to end."""
    token = view.tokens[head]
    verb = view.tokens[token.head]
    return token.dep in ("dobj", "obj") and verb.tag == "VB" and verb.lemma in view.words.halting


def _agreed(view: View, head: int) -> bool:
    """Whether a verb of doing, or the one that a noun is the object of, is what somebody agreed to."""
    tokens = view.tokens
    verb = tokens[head] if tokens[head].pos == "VERB" else tokens[tokens[head].head]
    over = tokens[verb.head]
    return verb.dep == "xcomp" and over.lemma in view.words.agreeing and over.tag in ("VBD", "VBN", "VBP", "VBZ")


_BEFORE_AFTER = frozenset({"after", "before", "since", "following", "until", "till", "despite", "during"})


def _borrowed_times(view: View, frames: list[Frame]) -> None:
    """ "attacked … for the first time after the liberation in December": the month is the liberation's alone."""
    by_sentence: dict[int, list[Frame]] = {}
    for frame in frames:
        if frame.when is not None:
            by_sentence.setdefault(frame.sentence, []).append(frame)
    tokens = view.tokens
    for group in by_sentence.values():
        for inner in group:
            token = tokens[inner.trigger.head]
            governor = tokens[token.head]
            if len(group) < 2 or token.dep not in ("pobj", "pcomp") or governor.lower not in _BEFORE_AFTER:
                continue
            for outer in group:
                if outer is inner or outer.when != inner.when or outer.trigger.head >= inner.trigger.head:
                    continue
                if not any(
                    m.when == outer.when and m.last <= governor.i and tokens[m.first].sent == token.sent
                    for m in view.layers.times
                ):
                    outer.when, outer.own_time = None, False


def _own_sides(view: View, frames: list[Frame]) -> None:
    """ "attacked the town on Monday, a day after the army shelled the port": each has the times and places of its own side."""
    tokens = view.tokens
    for later, earlier, _ in view.orders:
        sides = ((later, earlier), (earlier, later))
        dated = [[m for m in view.layers.times if m.when is not None and a <= m.first < b] for (a, b), _ in sides]
        for n, ((first, last), (low, high)) in enumerate(sides):
            begin, end = tokens[low].begin, tokens[high - 1].end
            for frame in frames:
                if not first <= frame.trigger.head < last:
                    continue
                frame.places = [p for p in frame.places if not begin <= p.mention.begin < end]
                if frame.when is not None and dated[1 - n] and not dated[n]:
                    frame.when, frame.own_time = None, False


def _dated_by_order(view: View, frames: list[Frame]) -> None:
    """The day of one happening from that of another: "two days after the truce, rebels attacked"."""
    for later, earlier, gap in view.orders:
        one, other = _told_in(frames, later), _told_in(frames, earlier)
        if one is None or other is None or one is other:
            continue
        for known, unknown, forward in ((other, one, True), (one, other, False)):
            if known.when is None or unknown.own_time or not (known.own_time or unknown.when is None):
                continue
            when = moved(known.when, gap, forward)
            if when is not None and not_after(when, view.layers.parsed.article.published) == when:
                unknown.when, unknown.own_time = when, True
                break


def _told_in(frames: list[Frame], side: tuple[int, int]) -> Frame | None:
    """The happening that a stretch of tokens tells of: an act before its outcome."""
    here = [f for f in frames if any(side[0] <= t.head < side[1] for t in f.triggers)]
    return min(here, key=lambda f: (f.harm, f.number)) if here else None


def _verb_over(view: View, head: int) -> int | None:
    """The verb whose subject or object a noun of action is: its day is the day of the act ("announced the liberation")."""
    token = view.tokens[head]
    governor = view.tokens[token.head]
    return governor.i if governor.pos == "VERB" and token.dep in ("dobj", "nsubj", "nsubjpass") else None


def _leads(view: View, trigger: Trigger) -> bool:
    """Whether a verb of speech is the main clause of the lead or the headline."""
    token = view.tokens[trigger.head]
    sentence = view.parsed.sentences[token.sent]
    if token.pos != "VERB" or any(t.tag in ("VBD", "VBZ", "VBP") for t in view.tokens[sentence.first : token.i]):
        return False
    if sentence.kind == "headline":
        return True
    return all(
        s.kind in ("headline", "subhead", "dateline", "note") or s.last - s.first < 4
        for s in view.parsed.sentences[: token.sent]
    )


def _determine(view: View, frame: Frame) -> None:
    """Definite or new, one or several, another one; whether a verb says that it happened."""
    tokens, words = view.tokens, view.words
    trigger = frame.trigger
    head = tokens[trigger.head]
    if frame.noun:
        frame.apart = _phase(view, trigger.head)
        frame.plural = head.tag in ("NNS", "NNPS") or (head.lower.endswith("s") and head.tag not in ("NN", "NNP"))
        for j in range(trigger.first - 1, max(-1, trigger.first - 6), -1):
            before = tokens[j]
            if before.sent != head.sent or before.pos in ("VERB", "ADP", "PUNCT", "SCONJ"):
                break
            if before.lower in words.definite or before.dep == "poss":
                frame.definite = True
                frame.ordinal = frame.ordinal or _numbered(view, before.i)
            if before.lower in words.another and before.pos in ("ADJ", "DET", "NOUN", "ADV"):
                frame.apart = True
            if before.pos == "NUM" and before.lemma not in ("one", "1") and not frame.harm:
                number = _number(view, j)
                if number:
                    frame.occurrences = number
        if (
            frame.definite
            and frame.apart
            and not any(
                tokens[j].lower in _NUMBER_APART | {"other", "another"}
                for j in range(max(0, trigger.first - 5), trigger.first)
            )
        ):
            frame.apart = False
        governor = tokens[head.head]
        if (
            governor.pos == "VERB"
            and head.dep in ("nsubj", "nsubjpass", "dobj")
            and _happens(view, governor.lower, head.dep)
        ):
            frame.support = True
        if (
            governor.lower in ("to", "in")
            and head.dep == "pobj"
            and tokens[governor.head].lemma in ("lead", "result", "culminate", "end")
        ):
            frame.support = True
        provoked = head.dep in ("dobj", "obj") and governor.lemma in words.provoking
        told = trigger.support is not None or provoked or frame.ordinal is not None
        if head.dep == "attr" and governor.lemma == "be" and _points_back(view, governor.i):
            frame.echo, frame.ordinal = True, None
        frame.support = frame.support or told
    else:
        frame.support = True
        for i in view.parsed.children[trigger.head]:
            if tokens[i].dep in ("nsubj", "nsubjpass") and i in view.equipment_at:
                frame.ordinal = _numbered(view, view.parsed.children[i][0]) if view.parsed.children[i] else None
        frame.echo = _same_weapon(view, trigger.head) or _known_doers(view, trigger.head)
        for i in view.parsed.children[trigger.head]:
            child = tokens[i]
            if (
                child.dep == "advmod"
                and child.lower in words.another
                and child.i < trigger.head
                and child.lower
                in ("also", "separately", "elsewhere", "meanwhile", "likewise", "simultaneously", "again", "later")
            ):
                frame.apart = frame.apart or child.lower in ("separately", "elsewhere", "meanwhile", "simultaneously")


_OF_A_SERIES = frozenset({"latest", "newest", "third", "fourth", "fifth"})


def _summed_up(view: View, frames: list[Frame]) -> None:
    """ "Gunmen killed nine farmers, the latest attack in the region": a noun after a comma that says what the act was."""
    tokens = view.tokens
    for frame in frames:
        head = frame.trigger.head
        if not frame.noun or frame.harm or frame.into is not None or frame.plural:
            continue
        first = frame.trigger.first
        while first > 0 and tokens[first - 1].pos in ("DET", "PRON", "ADJ", "NOUN", "PROPN", "ADV", "NUM"):
            first -= 1
        opening = tokens[first:head]
        if first == 0 or tokens[first - 1].text not in (",", "–", "—", "--") or not opening:
            continue
        theirs = opening[0].tag == "PRP$"
        if not (theirs or opening[0].lower in ("the", "in")) or not any(
            t.tag == "JJS" or t.lower in _OF_A_SERIES or (theirs and t.lower == "first") for t in opening[1:3]
        ):
            continue
        told = [
            f
            for f in frames
            if f.sentence == frame.sentence
            and f.into is None
            and f.trigger.head < first
            and f.factuality is frame.factuality
            and can_be_one(view.layers.lexicon, f.type, frame.type, f.harm, False)
        ]
        if told:
            act = min(told, key=lambda f: f.number)
            frame.places = [] if act.places else frame.places
            fold_in(view, act, frame)


def _points_back(view: View, verb: int) -> bool:
    """ "It was the first raid since May": the act told of before."""
    return any(
        view.tokens[i].dep == "nsubj" and view.tokens[i].lower in ("it", "this", "that")
        for i in view.parsed.children[verb]
    )


def _same_weapon(view: View, verb: int) -> bool:
    """ "The bomb exploded": the weapon was told of before, so this is the act told of before."""
    for i in view.parsed.children[verb]:
        token = view.tokens[i]
        if token.dep not in ("nsubj", "nsubjpass", "dobj") or i not in view.equipment_at:
            continue
        if any(view.tokens[j].lower in view.words.definite for j in view.parsed.children[i]):
            return True
    return False


def _numbered(view: View, article: int) -> int | None:
    """The number after an article: 2 for "the second blast"."""
    if view.tokens[article].lower not in view.words.definite:
        return None
    return view.words.ordinals.get(view.tokens[article + 1].lower)


def _known_doers(view: View, verb: int) -> bool:
    """ "capture the rebels who ambushed the patrol": the doers and those it was done to are known, so the act is."""
    tokens = view.tokens
    token = tokens[verb]
    if token.dep != "relcl" or tokens[token.head].i > verb:
        return False
    actor = view.actor_at.get(token.head)
    if actor is None or not view.actors[actor].generic or not _pointed_at(view, token.head):
        return False
    return any(_pointed_at(view, i) for i in view.parsed.children[verb] if tokens[i].dep == "dobj")


def _pointed_at(view: View, noun: int) -> bool:
    return any(view.tokens[i].lower in view.words.definite for i in view.parsed.children[noun])


def _happens(view: View, verb: str, dep: str) -> bool:
    """Whether a verb over a noun of action says that it happened."""
    words = view.words
    if verb in words.suffer or verb in words.outcome:
        return True
    return dep != "dobj" and (verb in words.occurrence or verb in words.effect or verb in words.light)


def _number(view: View, i: int) -> int | None:
    for count in view.layers.counts:
        if count.first <= i < count.last:
            return count.count.value
    return None


def _claimant(view: View, frame: Frame) -> None:
    """Who says so: the source of the innermost claim whose content covers the trigger."""
    begin = frame.trigger.span.begin
    frame.claimant = _speaker(view, begin)


def _speaker(view: View, begin: int) -> int | None:
    """The source of the innermost claim that covers a character; "the statement" is that of the last source named."""
    best: tuple[int, int] | None = None
    last: int | None = None
    for n, claim in enumerate(view.layers.claims):
        who = claim.who
        if who is None:
            made = view.source.get(n)
            who = last if made is not None and last is not None and _of_last(view, claim.source[0]) else made
        last = who if who is not None else last
        if who is None or not _tells_of(view, claim):
            continue
        for span in claim.content:
            if span.begin <= begin < span.end:
                size = span.end - span.begin
                if best is None or size < best[0]:
                    best = (size, who)
    return best[1] if best is not None else None


def _tells_of(view: View, claim: ClaimMention) -> bool:
    """Whether a claim says that something is so; who only wants or does something is no source of it."""
    if claim.head is None or view.tokens[claim.head].pos != "VERB":
        return True
    token = view.tokens[claim.head]
    return token.lemma in view.words.telling or token.lower in view.words.telling


def _of_last(view: View, source: Span) -> bool:
    """ "The statement added": a document named with an article and no more is that of the last source."""
    words = source.of(view.parsed.article.text).lower().split()
    return len(words) == 2 and words[0] in view.words.definite and words[1] in view.words.documents


def _zones(view: View, frame: Frame) -> None:
    sentence = view.parsed.sentences[frame.sentence]
    accord = frame.type in view.words.accords
    for zone in view.layers.zones:
        if sentence.begin <= zone.mention.begin < sentence.end:
            near = abs(zone.mention.begin - frame.trigger.span.begin) < 160
            if accord or (near and any(p.mention.overlaps(zone.mention) for p in frame.places)):
                frame.zones.append(zone)


# ---- figures ----------------------------------------------------------------------------------------------------------


def _casualties_in_sentences(view: View, frames: list[Frame]) -> None:
    """Give each figure to an act of its own sentence."""
    by_sentence: dict[int, list[Frame]] = {}
    for frame in live(frames):
        by_sentence.setdefault(frame.sentence, []).append(frame)
    tokens = view.tokens
    lexicon = view.layers.lexicon
    for n, figure in enumerate(view.layers.casualties):
        here = by_sentence.get(tokens[figure.head].sent, [])
        chosen: Frame | None = None
        if figure.cause is not None:
            chosen = next(
                (f for f in here if any(t.head == figure.cause or t.support == figure.cause for t in f.triggers)), None
            )
        if chosen is None:
            chosen = next(
                (f for f in here if any(t.head == figure.head or t.first <= figure.head < t.last for t in f.triggers)),
                None,
            )
        if chosen is None:
            fitting = [f for f in here if can_harm(lexicon, f.type) or figure.kind in ("captured", "displaced")]
            if fitting:
                chosen = min(fitting, key=lambda f: (abs(f.trigger.head - figure.head), f.number))
        if chosen is not None:
            chosen.casualties.append((n, _side(view, chosen, n)))
            if figure.kind == "displaced":
                drivers = set(subject_heads(view.parsed, figure.head))
                for other in here:  # "clashes displaced 5,000 people": a figure of the clashes too
                    if other is not chosen and any(t.head in drivers for t in other.triggers):
                        other.casualties.append((n, _side(view, other, n)))


def _side(view: View, frame: Frame, n: int) -> str:
    """Whose people a figure counts."""
    figure = view.layers.casualties[n]
    party = view.rules.roles.get(frame.type, ("", ""))[1] == "party"
    struck = figure.who is not None and any(view.same(a, figure.who) for a in frame.roles("target"))
    if not party and figure.group is not None and _of_attackers(view, figure.group):
        # "police shot an attacker": here it is the others who act
        return "target" if struck and frame.has("initiator") else "initiator"
    if figure.kind == "captured" and frame.type in view.with_trait("taking"):
        return "target"
    if figure.who is not None:
        not_own = _by_act_itself(view, frame, figure.head)
        for part in frame.parts:
            if view.same(part.actor, figure.who) and not (not_own and part.role == "initiator"):
                return part.role if part.role in ("initiator", "target", "party", "victim") else "victim"
        if view.kind(figure.who) in CIVIL_KINDS or figure.civilian:
            return "victim"
        if party:
            return "party"
        mine = [alike(view, a, figure.who) for a in frame.roles("initiator")]
        theirs = [alike(view, a, figure.who) for a in frame.roles("target")]
        if any(mine) and frame.roles("target") and not any(theirs) and not not_own:
            return "initiator"
        return "target"
    if figure.civilian:
        return "victim"
    return "party" if party and figure.civilian is False else "victim"


def _by_act_itself(view: View, frame: Frame, harm: int) -> bool:
    """ "bombed a depot, wounding two soldiers": nobody is said so to have wounded his own."""
    token = view.tokens[harm]
    if token.tag != "VBG" or token.dep != "advcl" or token.lower not in view.words.effect:
        return False
    return any(t.head == token.head for t in frame.triggers)


def _of_attackers(view: View, group: str) -> bool:
    """ "nine dead among the attackers": the noun itself says whose dead they are."""
    word = group.rsplit(" ", 1)[-1].lower()
    return word in view.words.attacking or word.removesuffix("s") in view.words.attacking


def _settle_sides(view: View, frame: Frame) -> None:
    """With all that is known of a happening: attackers who fell are no victims, and each figure is on its side."""
    hurt = [view.layers.casualties[n].who for n, _ in frame.casualties]
    for part in list(frame.parts):
        if (
            part.role in ("target", "victim")
            and view.armed(part.actor)
            and any(h is not None and view.same(h, part.actor) for h in hurt)
        ):
            frame.parts.remove(part)
            if not own_side(view, frame, part.actor):
                frame.parts.append(part)
    _fell_between(view, frame, [h for h in hurt if h is not None])
    fell = {view.layers.casualties[n].group for n, _ in frame.casualties} - {None}
    if view.rules.roles.get(frame.type) == ("party", "party") and len(fell) > 1:
        # in a fight with losses on both sides both are parties, also where a sentence tells what one did to the other
        for part in frame.parts:
            if part.role in ("initiator", "target", "victim") and view.armed(part.actor):
                part.role = "party"
        told, frame.parts = frame.parts, []
        for part in sorted(told, key=lambda p: _counts_fallen(view, frame, p.actor)):
            add_part(view, frame, part)  # "the army lost five soldiers": they are of a side that stands there
    frame.casualties = [(n, _side(view, frame, n)) for n, _ in frame.casualties]
    if any(view.armed(a) for a in frame.roles("target")):
        # works and stores that an attack on forces destroyed are damage, not the side attacked
        frame.parts = [
            p
            for p in frame.parts
            if p.role != "target" or view.kind(p.actor) not in THING_KINDS or not view.actors[p.actor].generic
        ]
    frame.parts = [p for p in frame.parts if not _weapon(view, p.actor, p.role)]


def _fell_between(view: View, frame: Frame, hurt: list[int]) -> None:
    """ "clashes between the militias killed nine people": who fell and bears no arms is no side of a fight of others."""
    if view.rules.roles.get(frame.type) != ("party", "party"):
        return
    parties = frame.roles("party")
    armed = any(view.armed(a) for a in parties)
    whole = any(a not in hurt for a in parties)  # "clashes of the two clans left nine people dead"
    for part in frame.parts:
        if (
            part.role == "party"
            and view.kind(part.actor) in CIVIL_KINDS
            and view.actors[part.actor].member_of is None
            and not view.armed(part.actor)
            and ((part.actor in hurt and whole) or (armed and any(view.same(h, part.actor) for h in hurt)))
        ):
            part.role = "victim"


def _counts_fallen(view: View, frame: Frame, actor: int) -> bool:
    """Whether the number of a mention is that of a figure of the frame."""
    count = view.actors[actor].count
    return count is not None and any(view.layers.casualties[n].count == count for n, _ in frame.casualties)


def _weapon(view: View, actor: int, role: str) -> bool:
    """Whether a mention of a thing is a weapon or a craft of war: that stands among the equipment."""
    mention = view.actors[actor]
    if mention.head not in view.equipment_at:
        return False
    if mention.actor.kind not in THING_KINDS:
        thing = view.layers.equipment[view.equipment_at[mention.head]]
        unknown = mention.actor.id.startswith("name:")
        return unknown and role in ("target", "victim") and thing.first <= mention.first and mention.last == thing.last
    return view.tokens[mention.head].lemma.lower() not in view.words.civil_craft


def _loose_casualties(view: View, frames: list[Frame]) -> None:
    """Figures in sentences without an act go to the act told last."""
    taken = {n for f in frames for n, _ in f.casualties}
    tokens = view.tokens
    lexicon = view.layers.lexicon
    for n, figure in enumerate(view.layers.casualties):
        if n in taken:
            continue
        sentence = tokens[figure.head].sent
        own = next((f for f in frames if any(t.head == figure.head for t in f.triggers)), None)
        if own is not None:
            own.casualties.append((n, _side(view, own, n)))
            continue  # "displaced by the fighting", where the fighting is no report of its own
        away = figure.kind == "displaced"
        fitting = [
            f
            for f in frames
            if f.factuality is Factuality.STATED
            and (f.harm or can_harm(lexicon, f.type) or (away and _drives_out(view, f)))
            and any(0 <= sentence - s <= (1 if away else 3) for s in f.sentences)
        ]
        if fitting:
            chosen = min(fitting, key=lambda f: (min(sentence - s for s in f.sentences if s <= sentence), f.number))
            chosen.casualties.append((n, _side(view, chosen, n)))
            if sentence not in chosen.sentences:
                chosen.sentences.append(sentence)


def _drives_out(view: View, frame: Frame) -> bool:
    """Whether people flee from what a frame tells of: force used, or a place taken."""
    return not frame.harm and frame.type in view.with_trait("driving-out")


def _equipment_in_sentences(view: View, frames: list[Frame]) -> None:
    """Give each weapon or vehicle to an act of its sentence, else, if the sentence goes on with the last act, to that."""
    alive = live(frames)
    by_sentence: dict[int, list[Frame]] = {}
    for frame in alive:
        by_sentence.setdefault(frame.sentence, []).append(frame)
    tokens = view.tokens
    for n, thing in enumerate(view.layers.equipment):
        sentence = tokens[thing.head].sent
        here = by_sentence.get(sentence, [])
        if here:
            chosen = min(here, key=lambda f: (f.harm, abs(f.trigger.head - thing.head), f.number))
            _equip(view, chosen, n)
            continue
        before = [f for f in alive if 0 < sentence - f.sentence <= 1 and not f.harm]
        if before and _goes_on(view, sentence):
            chosen = max(before, key=lambda f: f.number)
            _equip(view, chosen, n)
            if sentence not in chosen.sentences:
                chosen.sentences.append(sentence)


def _equip(view: View, frame: Frame, n: int) -> None:
    """Add a weapon; a civil vehicle only if the text says that it was used or hit."""
    thing = view.layers.equipment[n]
    user = _user(view, frame, thing.head)
    if user is None and _is_craft(view, thing.type) and view.tokens[thing.head].lemma.lower() in view.words.civil_craft:
        return
    frame.equipment.append((n, user or "initiator"))


def _goes_on(view: View, sentence: int) -> bool:
    """Whether a sentence without an act of its own begins with a pronoun or a definite noun."""
    s = view.parsed.sentences[sentence]
    return any(
        token.pos == "PRON" or token.lower in view.words.definite
        for token in view.tokens[s.first : min(s.first + 3, s.last)]
    )


def _damage_in_sentences(view: View, frames: list[Frame]) -> None:
    """Give the buildings, works and goods that a sentence says were destroyed, damaged or taken to its nearest act."""
    by_sentence: dict[int, list[Frame]] = {}
    for frame in live(frames):
        if not frame.harm:
            by_sentence.setdefault(frame.sentence, []).append(frame)
    counts = {c.head: c.count for c in view.layers.counts if c.head is not None}
    for number, here in by_sentence.items():
        sentence = view.parsed.sentences[number]
        for i in range(sentence.first, sentence.last):
            token = view.tokens[i]
            effect = view.words.damage.get(token.lower) if token.pos == "VERB" else None
            if effect is None or token.dep == "amod" or _breaks_out(view, i):
                continue
            nearest = min(here, key=lambda f: (abs(f.trigger.head - i), f.number))
            for head in object_heads(view.parsed, i):
                actor = view.actor_at.get(head)
                if actor is not None and view.actors[actor].head == head and _hit(view, nearest, actor):
                    add_part(view, nearest, Part(actor, "target"))
                if _is_thing(view, head) and not (effect == "captured" and _is_land(view, head)):
                    span = _noun_phrase(view, head)
                    damage = Damage(span.of(view.parsed.article.text), effect, span, counts.get(head))
                    if damage not in nearest.damage:
                        nearest.damage.append(damage)


def _breaks_out(view: View, verb: int) -> bool:
    """Whether a particle gives a verb of damage another sense: "clashes broke out", not "was blown up"."""
    particles = [view.tokens[k].lower for k in view.parsed.children[verb] if view.tokens[k].dep == "prt"]
    return any(p not in ("up", "down", "apart", "over") for p in particles)


def _hit(view: View, frame: Frame, actor: int) -> bool:
    """Whether what a sentence says was damaged is a building or a vehicle that an act of violence hit."""
    return view.kind(actor) in THING_KINDS and frame.type in view.with_trait("violence")


def _is_thing(view: View, head: int) -> bool:
    """Whether a noun is of something that can be damaged and that stands nowhere else in the report."""
    if view.tokens[head].pos not in ("NOUN", "PROPN") or head in view.equipment_at or head in view.place_at:
        return False
    if head in view.trigger_heads:
        return False
    actor = view.actor_at.get(head)
    return actor is None or view.kind(actor) in THING_KINDS


def _is_land(view: View, head: int) -> bool:
    """Whether what was seized is land, or control of it, which is no goods: "captured the village", "seized control of"."""
    lower = view.tokens[head].lower
    return lower in view.words.areas or lower in view.words.occupied


def _noun_phrase(view: View, head: int) -> Span:
    """A noun with the nouns and adjectives before it."""
    first = head
    floor = view.parsed.sentence_of(head).first
    while first > floor and view.tokens[first - 1].head == head and view.tokens[first - 1].dep in ("compound", "amod"):
        first -= 1
    return view.parsed.span(first, head + 1)


def _user(view: View, frame: Frame, head: int) -> str | None:
    """The side that had a weapon or vehicle: what is destroyed or seized was the other side's. ``None``: not told."""
    tokens = view.tokens
    thing = view.layers.equipment[view.equipment_at[head]]
    token = tokens[head]
    act = tokens[frame.trigger.head]
    sent_out = (token.dep == "nsubjpass" and token.head == act.i) or (act.dep == "acl" and act.head == head)
    if sent_out and act.lemma in view.words.using and thing.type not in view.with_trait("vehicle"):
        return "initiator"  # "drones launched from the sea"
    if token.dep == "nsubjpass" and (
        _struck(view, token.head) or (token.head == frame.trigger.head and _is_craft(view, thing.type))
    ):
        return "target"
    if _craft_went_off(view, frame, thing.type, token):
        return "target"
    listed = False
    for j in range(thing.first - 1, view.parsed.sentences[token.sent].first - 1, -1):
        before = tokens[j]
        if listed and j in view.equipment_at:
            return _user(view, frame, view.layers.equipment[view.equipment_at[j]].head)  # the list goes on
        if before.pos == "ADP" and not listed:
            if before.lower in ("on", "in", "aboard") and _rides(view, frame, before.head):
                return "initiator"
            if before.lower == "to" and tokens[j - 1].lower == "fire":
                return "target"
            if before.lower in _ABOUT:
                return "target" if _is_craft(view, thing.type) else "initiator"
            if before.lower in ("with", "using", "by", "employing", "firing"):
                return "initiator"
            if before.lower == "of" and tokens[j - 1].lower == "support":
                return "initiator"
        if before.pos == "VERB" and before.dep not in ("amod", "compound", "nmod", "prep"):
            if (_struck(view, before.i) or _blown_up(view, before.i, thing)) and not is_passive(view.parsed, before.i):
                return "initiator" if _laid(view, thing.type) and before.lemma in view.words.meeting else "target"
            return "initiator" if before.lemma in view.words.using else None
        listed = listed or before.text in (",", ";") or before.pos == "CCONJ"
    if token.dep != "nsubj" or token.head != frame.trigger.head:
        return None
    met = tokens[token.head].lemma in view.words.meeting and meets_bomb(view, token.head)
    return "target" if met else "initiator"


_ABOUT = frozenset("on against at into near under underneath beneath outside beside aboard".split())
"""Prepositions before what a weapon was used on; before a weapon they tell nothing of its side."""


def _craft_went_off(view: View, frame: Frame, type_: str, token: Token) -> bool:
    """Whether an aircraft or a vessel is what went off ("the plane exploded"): a vehicle that does may be a car bomb."""
    if frame.type not in view.words.blasts or type_ in view.with_trait("vehicle"):
        return False
    if any(view.tokens[k].dep in ("dobj", "obj") for k in view.parsed.children[frame.trigger.head]):
        return False  # "the plane bombed the hill"
    governor = view.tokens[token.head]
    of_it = token.dep == "pobj" and governor.lower == "of" and governor.head == frame.trigger.head
    return _is_craft(view, type_) and (of_it or (token.dep == "nsubj" and token.head == frame.trigger.head))


def _rides(view: View, frame: Frame, head: int) -> bool:
    """ "gunmen on motorbikes", "fighters riding in trucks": whether what a preposition hangs on is one who does it."""
    if view.tokens[head].dep == "acl":
        head = view.tokens[head].head
    actor = view.actor_head.get(head)
    return actor is not None and any(view.same(actor, a) for a in frame.roles("initiator"))


def _laid(view: View, type_: str) -> bool:
    """Whether a class is of bombs that lie in wait."""
    return any(c in view.words.laid for c in (type_, *view.layers.lexicon.superclasses.get(type_, ())))


def _struck(view: View, verb: int) -> bool:
    """Whether a verb takes or harms the weapon or vehicle that is its object."""
    token = view.tokens[verb]
    return (
        token.lower in view.words.damage and token.lemma not in ("blow", "shatter")
    ) or token.lemma in view.words.striking


def _blown_up(view: View, verb: int, thing: EquipmentMention) -> bool:
    """ "blew up a tank": hit by a bomb, where a car that is blown up may be the bomb."""
    return (
        view.tokens[verb].lemma in ("blow", "explode")
        and thing.type in view.with_trait("vehicle")
        and view.tokens[thing.head].lemma.lower() not in view.words.civil_craft
    )


def _is_craft(view: View, type_: str) -> bool:
    return type_ in view.with_trait("craft")


# ---- what tells of something ----------------------------------------------------------------------------------------


def _tells(view: View, frame: Frame) -> bool:
    """Whether a trigger tells of a happening at all, or only names a kind of act."""
    if frame.harm:
        return bool(frame.casualties) or (bool(frame.parts) and not frame.noun)
    if frame.type in view.with_trait("menace"):
        return any(view.kind(a) not in THING_KINDS for a in frame.roles("announcer")) and not frame.noun
    if frame.type in view.with_trait("utterance"):
        return frame.has("announcer")
    if _habitual(view, frame):
        return False
    if not frame.noun and frame.type in view.with_trait("brought") and _arrives(view, frame.trigger.head):
        return _carries_aid(view, frame.trigger.head)
    if view.parsed.sentences[frame.sentence].kind == "subhead" and not (frame.parts or frame.places or frame.own_time):
        return False
    if not frame.noun:
        return True
    moved = frame.type in view.with_trait("movement")
    if moved and len(frame.triggers) == 1 and frame.trigger.head in view.actor_head:
        token = view.tokens[frame.trigger.head]
        governor = view.tokens[token.head]
        if (
            not frame.support
            or any(view.tokens[i].lower == "under" for i in view.parsed.children[governor.i])
            or (governor.pos == "VERB" and governor.i in view.trigger_heads)
        ):
            return False  # a patrol that something happened to
    evidence = 2 * frame.support + 2 * bool(frame.casualties) + 2 * frame.own_time + bool(frame.places)
    evidence += sum(min(1, len(frame.roles(r))) for r in ("initiator", "target", "party", "victim"))
    if frame.definite and not frame.plural:
        evidence += 1
    if view.parsed.sentences[frame.sentence].kind == "headline":
        evidence += 1
    if frame.plural and not frame.support and not frame.own_time and not frame.casualties:
        evidence -= 1
    if frame.type in view.with_trait("vague-noun"):
        evidence -= 1
    bare = frame.plural and not frame.casualties and not frame.parts
    if bare and frame.type in view.with_trait("explosion"):
        evidence -= 2
    if frame.type == "Attack" and view.tokens[frame.trigger.head].lemma == "strike" and not _armed_strike(view, frame):
        return False
    return evidence >= 1


def _armed_strike(view: View, frame: Frame) -> bool:
    """A strike by arms, not one of workers: somebody armed takes part, or it destroys and kills."""
    token = view.tokens[frame.trigger.head]
    governor = view.tokens[token.head]
    return (
        bool(frame.casualties or frame.equipment)
        or any(view.armed(p.actor) for p in frame.parts)
        or governor.lower in view.words.effect
    )


def _attack_before(view: View, frame: Frame, frames: list[Frame]) -> bool:
    """Whether an attack was told in the two sentences before, that "the assault" is likely to mean."""
    return any(
        0 < frame.sentence - f.sentence <= 2
        and not f.harm
        and "Attack" in (f.type, *view.layers.lexicon.superclasses.get(f.type, ()))
        for f in live(frames)
    )


def _arrives(view: View, verb: int) -> bool:
    return view.tokens[verb].lemma in view.layers.lexicon.words("arriving-verb")


def _carries_aid(view: View, verb: int) -> bool:
    """ "three lorries with flour reached Velna": whether what arrives is aid or is loaded with it."""
    cargo = view.layers.lexicon.words("aid-cargo")
    heads = subject_heads(view.parsed, verb)
    return any(view.tokens[i].lemma.lower() in cargo for h in heads for i in view.parsed.subtree(h) if i < verb)


def _habitual(view: View, frame: Frame) -> bool:
    """Whether a verb tells of a habit or a general truth: the present tense outside headlines, without a day of its own."""
    support = frame.trigger.support
    if frame.noun and support is None:
        return False
    token = view.tokens[frame.trigger.head if support is None else support]
    sentence = view.parsed.sentences[frame.sentence]
    if sentence.kind in ("headline", "subhead", "item") or frame.own_time or frame.factuality is not Factuality.STATED:
        return False
    if token.tag in ("VBZ", "VBP"):
        return token.tag == "VBZ" or token.lower not in view.layers.lexicon.words("ambiguous-past")
    auxiliaries = [view.tokens[i] for i in view.parsed.children[token.i] if view.tokens[i].dep in ("aux", "auxpass")]
    if token.tag == "VBG" and any(a.lower in ("is", "are", "'re", "'s") for a in auxiliaries):
        return not frame.places
    return (
        frame.harm
        and token.tag == "VBN"
        and any(a.lower in ("have", "has") for a in auxiliaries)
        and _great(view, frame)
    )


def _great(view: View, frame: Frame) -> bool:
    """A toll that no single event has."""
    return any((view.layers.casualties[n].count.best or 0) >= 1000 for n, _ in frame.casualties)


def _standing(view: View, frames: list[Frame]) -> list[Frame]:
    """The frames that are reports of their own; a toll that is none gives its figures to the act told before."""
    kept = [f for f in frames if _stands(view, f)]
    forced = {f.sentence for f in kept if "ActOfForce" in view.layers.lexicon.superclasses.get(f.type, ())}
    # "a fire broke out after rebels shelled the depot" tells of no accident
    mishaps, alone = view.with_trait("mishap"), view.with_trait("told-alone")
    kept = [f for f in kept if f.type not in mishaps or f.noun or f.sentence not in forced]
    if any(f.type not in alone for f in kept):
        kept = [f for f in kept if f.type not in alone]  # told where nothing weightier is
    lexicon = view.layers.lexicon
    acts = [f for f in kept if (f.harm or can_harm(lexicon, f.type)) and f.factuality is Factuality.STATED]
    for frame in frames:
        if frame.harm and frame.noun and frame.casualties and frame not in kept and not _great(view, frame):
            before = [a for a in acts if min(a.sentences) <= frame.sentence]
            if before:
                act = max(before, key=lambda a: (max(s for s in a.sentences if s <= frame.sentence), -a.number))
                act.casualties.extend(c for c in frame.casualties if c not in act.casualties)
    return kept or _least_told(view, frames)


def _least_told(view: View, frames: list[Frame]) -> list[Frame]:
    """What a note of a few sentences tells where none of its words tells enough by itself: the first toll of somebody, or
    act of force, which may lean on the sentence before ("Nine were abducted") or be a noun with day, place and side.
    """
    if len(view.parsed.sentences) > _NOTE:
        return []
    for frame in frames:
        if frame.factuality is not Factuality.STATED or _great(view, frame) or _talked_of(view, frame):
            continue
        hurt = any(view.layers.casualties[n].count.best for n, _ in frame.casualties)
        line = view.layers.lexicon.superclasses.get(frame.type, ())
        act = not frame.harm and "Attack" in (frame.type, *line)
        if hurt or (act and (not frame.noun or (frame.own_time and frame.places and frame.parts))):
            return [frame]
    return []


_NOTE = 6
"""Sentences of a note at most."""


def _only_setting(view: View, frame: Frame) -> bool:
    """ "killed four during an offensive": an operation named only as the setting of the harm, with nothing of its own."""
    if frame.noun and not frame.support and not frame.own_time and frame.type in view.with_trait("errand"):
        token = view.tokens[frame.trigger.head]
        above = view.tokens[token.head]
        if token.dep == "pobj" and above.lower == "on" and view.tokens[above.head].i in view.actor_at:
            return True  # "ambushed a patrol on a relief operation"
    if not frame.noun and _made_harmless(view, frame.trigger.head):
        return True
    if frame.type in view.with_trait("operation") and frame.noun and not frame.support:
        token = view.tokens[frame.trigger.head]
        above = view.tokens[token.head]
        if token.dep == "pobj" and above.lower in ("in", "during") and above.head in view.trigger_heads:
            return True  # "captured six men in an operation on Sunday"
    campaign = frame.type in view.with_trait("campaign")
    if not frame.noun or not campaign or frame.support or frame.places or frame.own_time:
        return False
    token = view.tokens[frame.trigger.head]
    governor = view.tokens[token.head]
    return governor.lower in ("during", "in", "amid", "after", "through") and not any(
        view.tokens[i].lower in ("of", "by", "on", "against") for i in view.parsed.children[token.i]
    )


def _made_harmless(view: View, verb: int) -> bool:
    """ "defused two bombs planted at a school": how the things got there, of which another verb says that they were found."""
    token = view.tokens[verb]
    at = view.trigger_heads.get(view.tokens[token.head].head)
    if token.dep != "acl" or at is None or token.head not in view.equipment_at:
        return False
    act = view.layers.triggers[at]
    return not act.noun and act.type in view.with_trait("finding-arms")


def _stands(view: View, frame: Frame) -> bool:
    """After merging: whether what is left is a report of its own. A noun that only names an act in passing is none."""
    if frame.harm and not frame.casualties and not frame.parts:
        return False
    if frame.type in view.with_trait("force-on-crowd") and frame.has("initiator"):
        return True  # whether it met a crowd is seen when the gatherings are settled
    if frame.harm and _great(view, frame) and not frame.own_time:
        return False
    if (
        frame.harm
        and frame.noun
        and view.tokens[frame.trigger.head].lemma in view.layers.lexicon.words("harm-count-noun")
    ):
        return _in_lead(view, frame)
    if not frame.noun and len(frame.triggers) == 1 and frame.type not in view.with_trait("announced"):
        mild = frame.type not in view.with_trait("direct-force")
        told = (
            bool(object_heads(view.parsed, frame.trigger.head)) * mild
            + bool(frame.own_time)
            + bool(frame.places)
            + bool(frame.casualties)
            + len({p.role for p in frame.parts})
            + bool(frame.equipment)
        )
        return told >= 2 or frame.outcome is not None or _in_lead(view, frame)
    if frame.noun and _talked_of(view, frame):
        return False
    if not frame.noun or frame.support or frame.casualties or len(frame.triggers) > 1:
        return True
    if view.parsed.sentences[frame.sentence].kind == "headline":
        return bool(frame.parts or frame.places)
    if _in_subtree(view, frame) or _with_other(view, frame):
        return True
    return _in_lead(view, frame) and bool(frame.parts or frame.places) and not frame.plural


def _means(view: View, frames: list[Frame]) -> None:
    """ "began an offensive with air strikes": the strikes are part of the offensive and share its day."""
    heads = {h: f for f in live(frames) for t in f.triggers for h in (t.head, t.support) if h is not None}
    for frame in live(frames):
        token = view.tokens[frame.trigger.head]
        governor = view.tokens[token.head]
        if frame.noun and token.dep == "pobj" and governor.lower == "with":
            whole = heads.get(governor.head)
            if whole is not None and whole is not frame and whole.type in view.with_trait("campaign"):
                frame.part_of = whole
                frame.when, frame.own_time = whole.when, whole.own_time


def _with_other(view: View, frame: Frame) -> bool:
    """ "began an offensive with air strikes": the noun shares the day of the verb it hangs on."""
    token = view.tokens[frame.trigger.head]
    governor = view.tokens[token.head]
    return frame.part_of is not None or (frame.own_time and token.dep == "pobj" and governor.lower == "with")


def _in_lead(view: View, frame: Frame) -> bool:
    """Whether no full sentence of the body stands before."""
    return all(s.kind != "paragraph" or s.last - s.first < 5 for s in view.parsed.sentences[: frame.sentence])


def _talked_of(view: View, frame: Frame) -> bool:
    """Whether every mention of an act only says what another act was done about, without a day or place of its own: "to
    protest the murder", "those responsible for the killing".
    """
    if any(not t.noun for t in frame.triggers) or (frame.own_time and _dated_itself(view, frame)):
        return False
    about = [_done_about(view, t.head) for t in frame.triggers]
    if not all(about) or all(word.startswith("responsib") for word in about):
        return False
    return not any(
        view.place_at.get(i) is not None for t in frame.triggers for i in view.parsed.subtree(t.head) if i != t.head
    )


def _dated_itself(view: View, frame: Frame) -> bool:
    """Whether a time stands in or right after a noun of action: "to protest Monday's murder", "the murder of a nun on Monday";
    that of what was done about it ("attacked two posts today to protest the murder") is not the noun's.
    """
    for trigger in frame.triggers:
        inside = (trigger.head, *view.parsed.subtree(trigger.head))
        first, last = min(inside), max(inside) + 2
        if any(first <= time.first <= last for time in view.layers.times):
            return True
    return False


def _done_about(view: View, head: int) -> str:
    """The word that says what is done about an act, over a noun of action; empty if none stands there."""
    tokens = view.tokens
    i = head
    for _ in range(4):
        up = tokens[i].head
        if up == i:
            break
        for word in (tokens[up].lemma, tokens[up].lower):
            if word in view.words.done_about:
                return word
        if tokens[up].pos not in ("ADP", "NOUN", "PROPN"):
            break
        i = up
    for i in range(head - 1, max(view.parsed.sentence_of(head).first, head - _LONG_PHRASE), -1):
        token = tokens[i]  # however the tree takes "to protest Governor Sello's murder"
        if tokens[i - 1].lower == "to" and token.lower in view.words.done_about:
            return token.lower
        if token.pos in ("VERB", "AUX", "SCONJ"):
            break
    return ""


_LONG_PHRASE = 14
"""Tokens that may stand in a phrase before its noun, titles and brackets included."""


def _in_subtree(view: View, frame: Frame) -> bool:
    """Whether the noun phrase itself gives a time or a place, or the sentence dates it right beside the noun."""
    head = frame.trigger.head
    inside = set(view.parsed.subtree(head))
    sentence = view.tokens[head].sent
    for time in view.layers.times:
        if (
            view.tokens[time.first].sent == sentence
            and (time.first in inside or -6 <= time.first - head <= 8)
            and frame.own_time
        ):
            return True
    return any(
        view.place_at.get(i) is not None
        for i in inside
        if i > head or view.tokens[i].dep in ("compound", "amod", "poss")
    ) or any(p.head in inside and p.first > head for p in view.scenes)


# ---- classes --------------------------------------------------------------------------------------------------------


def _refine(view: View, frame: Frame) -> None:
    """Narrow a class by the weapon used and by who is hit."""
    lexicon = view.layers.lexicon
    chains, armed_act = lexicon.superclasses, lexicon.becomes("armed-hurt")
    if frame.harm or frame.type in lexicon.with_trait("narrowed-by-weapon"):
        used = [view.layers.equipment[n] for n, user in frame.equipment if user != "target"]
        for thing in used:
            made = _made_by(view, thing.name, thing.type)
            if made is None or _mixed(view, made, used):
                continue
            broad = (
                frame.type in chains.get(made, ())
                or frame.harm
                or (frame.type in lexicon.with_trait("told-by-effect") and made in lexicon.with_trait("bombing"))
            )
            if broad:
                if made == armed_act and frame.harm:
                    continue
                frame.type = made
                frame.harm = False
                break
    if frame.harm:
        targets = frame.roles("target", "victim")
        figures = [view.layers.casualties[n] for n, _ in frame.casualties]
        hurt = [f.who for f in figures if f.who is not None] + targets
        if frame.roles("initiator") and hurt and all(view.armed(a) for a in hurt):
            frame.type = armed_act
        elif figures and all(f.kind == "wounded" for f in figures):
            frame.type = lexicon.becomes("only-wounded")


def _mixed(view: View, made: str, used: list[EquipmentMention]) -> bool:
    """Whether mortars or rockets were only one of the means of an attack with vehicles."""
    return made in view.with_trait("shelling") and any(_made_by(view, t.name, t.type) is None for t in used)


def _made_by(view: View, name: str, type_: str) -> str | None:
    instruments = view.rules.instruments
    words = name.lower().split()
    for n in range(len(words)):
        made = instruments.get(" ".join(words[n:]))
        if made is not None:
            return made
    spaced = "".join(" " + c.lower() if c.isupper() else c for c in type_).strip()
    return instruments.get(spaced)


def _victims(view: View, frame: Frame) -> None:
    """Those harmed take part in what harmed them."""
    groups = {view.layers.casualties[n].group for n, _ in frame.casualties} - {None}
    # a blast strikes whoever is near: those whom the text sorts by kind stand in the figures
    sorted_out = len(groups) > 2 and frame.type in view.words.blasts
    for n, side in frame.casualties:
        who = view.layers.casualties[n].who
        if who is None or side == "initiator" or view.layers.casualties[n].count.high == 0:
            continue
        part = view.layers.casualties[n].harmed.reference == "part"
        if (sorted_out or part) and view.actors[who].generic:
            continue  # "nine villagers, two children among them": the villagers take part
        if view.layers.casualties[n].kind == "captured" and view.layers.casualties[n].head == view.actors[who].head:
            continue  # "took 20 prisoners"
        if view.kind(who) in THING_KINDS:
            continue  # "one at the station, the other outside the shops" counts bombs
        mention = view.actors[who]
        word = view.tokens[mention.head].lemma.lower()
        if mention.generic and not view.armed(who):
            if word in ("casualty", "victim", "dead", "wounded", "injured"):
                continue
            if word in ("person", "people", "other", "one") and (frame.has("target") or frame.has("victim")):
                continue
        role = side if side in ("party", "target") else "victim"
        add_part(view, frame, Part(who, role))
    counted = [
        f.who
        for n, _ in frame.casualties
        if (f := view.layers.casualties[n]).who is not None and f.civilian and f.count.value is not None
    ]
    if sorted_out:
        frame.parts = [
            p
            for p in frame.parts
            if not (p.role == "victim" or (p.role == "target" and view.kind(p.actor) in CIVIL_KINDS))
            or not view.actors[p.actor].generic
        ]
    if not frame.harm and _aimed(view, frame):
        # "28 civilians died in shelling on the city": bystanders by description, who stand in the figures
        frame.parts = [
            p
            for p in frame.parts
            if p.role != "victim"
            or not view.actors[p.actor].generic
            or not any(view.same(p.actor, who) for who in counted)
        ]


def _aimed(view: View, frame: Frame) -> bool:
    """Whether a noun of action says itself what the act was aimed at ("attacks on the city's outskirts")."""
    return frame.noun and any(
        view.tokens[i].lower in ("on", "against", "at") and view.tokens[i].dep == "prep"
        for i in view.parsed.children[frame.trigger.head]
    )


# ---- parts and wholes ------------------------------------------------------------------------------------------------


def _opening(view: View, frames: list[Frame]) -> list[Frame]:
    """The frames of the headlines and of the first full sentence."""
    found: list[Frame] = []
    lead: int | None = None
    for frame in frames:
        sentence = view.parsed.sentences[frame.sentence]
        if sentence.kind == "paragraph" and sentence.last - sentence.first > 4:
            lead = frame.sentence if lead is None else lead
            if frame.sentence != lead:
                break
        found.append(frame)
    return found


def _summaries(view: View, frames: list[Frame]) -> None:
    """A total and its parts: a frame that counts several acts, and later ones that each fit it but not each other."""
    lexicon = view.layers.lexicon
    for n, whole in enumerate(frames):
        if whole.harm or not (whole.plural or _several(view, whole)) or not (whole.places or whole.own_time):
            continue
        parts = [
            f
            for f in frames[n + 1 :]
            if (f.part_of is None or f.part_of is whole.part_of)
            and not f.harm
            and f.sentence > whole.sentence
            and _can_hold(view, whole, f)
            and not conflict(view, whole, f, figures=False)
            and (
                f.places
                or f.ordinal is not None
                or (f.own_time and whole.own_time)
                or _told_just_before(view, whole, f)
                or view.parsed.sentences[f.sentence].kind == "item"
            )
            and _under_heading(view, whole, f)
            and (not (f.noun and (f.plural or f.definite)) or f.ordinal is not None or _fewer(f, whole))
            and _lies_in(whole, f)
            and not same_figure(view, whole, f)  # that is the whole told again
        ]
        if len(parts) < 2:
            continue
        if any(
            place_conflict(a.places, b.places)
            or _own_strength(view, a, b)
            or b.apart
            or a.ordinal != b.ordinal
            or not can_be_one(lexicon, a.type, b.type, False, False)
            or _scenes_apart(view, whole, a, b)
            for k, a in enumerate(parts)
            for b in parts[k + 1 :]
        ):
            for part in parts:
                part.part_of = whole


def _told_just_before(view: View, whole: Frame, part: Frame) -> bool:
    """Whether the sentence before the part's names a place of its own for it ("tried to plant a mine in Velna. It went off")."""
    return bool(_scene_before(view, whole, part))


def _scene_before(view: View, whole: Frame, part: Frame) -> set[str]:
    """The places, none of the whole's, that the sentence before a part's names."""
    before = part.sentence - 1
    if before in whole.sentences or part.noun:
        return set()
    known = {p.place.id for p in whole.places}
    return {
        p.place.id
        for p in view.scenes
        if p.place.kind not in ("Country", "Region") and view.tokens[p.first].sent == before and p.place.id not in known
    }


def _scenes_apart(view: View, whole: Frame, a: Frame, b: Frame) -> bool:
    """Whether two parts happened in different places, counting that of the sentence before one without a place."""
    one, other = ({p.place.id for p in f.places} or _scene_before(view, whole, f) for f in (a, b))
    return bool(one and other and not one & other)


def _some_of_them(view: View, frames: list[Frame]) -> None:
    """ "captured twelve men. One of them was taken in Velna, and eleven others in Karo": parts of the whole catch."""
    held = [f for f in frames if f.type in view.with_trait("taking")]
    for n, whole in enumerate(held):
        counts = [view.actors[a].count for a in whole.roles("target")]
        if not any(c is not None and (c.best or 0) > 1 for c in counts):
            continue
        parts = [
            f
            for f in held[n + 1 :]
            if 0 < f.sentence - whole.sentence <= _SOON
            and f.part_of is None
            and f.type == whole.type
            and _is_share(view, f)
        ]
        for part in parts:
            part.part_of = whole


_SOON = 2
"""Sentences within which those counted are told of one by one."""


def _is_share(view: View, frame: Frame) -> bool:
    """Whether those whom a verb hits are some of those told before: "one of the rebels", "eleven others"."""
    tokens = view.tokens
    for i in view.parsed.children[frame.trigger.head]:
        if tokens[i].dep not in ("nsubjpass", "dobj"):
            continue
        words = {tokens[k].lower for k in list(view.parsed.subtree(i))[:3]} | {tokens[i].lower}
        if words & {"others", "another", "rest"}:
            return True
        if tokens[i].pos in ("NUM", "PRON") or tokens[i].lower in ("one", "some"):
            of = [k for k in view.parsed.children[i] if tokens[k].lower == "of"]
            if any(tokens[k + 1].lower in ("the", "them", "these", "those") for k in of if k + 1 < len(tokens)):
                return True
    return False


def _in_operation(view: View, frames: list[Frame]) -> None:
    """An article about a named operation: what its forces did then, and each further phase, is part of it."""
    tokens = view.tokens
    wholes = [f for f in frames if f.noun and _is_subject_of_article(view, f)]
    if len(wholes) != 1:
        return
    whole = wholes[0]
    for frame in frames:
        if (
            frame is whole
            or frame.part_of is not None
            or frame.harm
            or frame.sentence <= whole.sentence
            or frame.type not in view.with_trait("driving-out")
            or frame.factuality is not Factuality.STATED
        ):
            continue
        phased = any(_phase(view, t.head) for t in frame.triggers)
        dated = (
            frame.own_time
            and frame.when is not None
            and whole.when is not None
            and frame.when.earliest is not None
            and whole.when.earliest is not None
            and whole.when.latest is not None
            and whole.when.earliest <= frame.when.earliest <= whole.when.latest
        )
        ended = any(
            tokens[i].lower in ("conclusion", "end", "close") and tokens[i - 1].lower in ("a", "an", "the", "to")
            for s in frame.sentences
            for i in range(view.parsed.sentences[s].first + 1, view.parsed.sentences[s].last)
        )
        if any(tokens[t.head].text == "Operation" for t in frame.triggers):
            continue  # an operation with a name of its own
        if phased or dated or ended:
            frame.part_of = whole


def _is_subject_of_article(view: View, frame: Frame) -> bool:
    """Whether a frame is the operation that the first sentences introduce by its name ("Operation X was an operation …")."""
    if frame.type not in view.with_trait("campaign"):
        return False
    tokens = view.tokens
    first = tokens[frame.trigger.head]
    if first.dep != "attr" or not _in_lead(view, frame):
        return False
    subjects = [i for i in view.parsed.children[first.head] if tokens[i].dep == "nsubj"]
    return any(
        tokens[k].lower in view.layers.lexicon.words("campaign-noun") and tokens[k].text[0].isupper()
        for i in subjects
        for k in view.parsed.subtree(i)
    )


def _phase(view: View, noun: int) -> bool:
    """ "another phase of the operation"."""
    tokens = view.tokens
    token = tokens[noun]
    return (
        token.dep == "pobj"
        and tokens[token.head].lower == "of"
        and tokens[tokens[token.head].head].lemma in ("phase", "stage", "leg", "wave")
    )


def _can_hold(view: View, whole: Frame, part: Frame) -> bool:
    """Whether the class of a part goes under that of a total: "attacks" hold an arson of the same side."""
    lexicon = view.layers.lexicon
    bombs = lexicon.with_trait("bombing") | lexicon.with_trait("explosion")
    goes_off = part.type in view.words.blasts or part.type in bombs
    if whole.type in bombs and not goes_off and part.type not in lexicon.superclasses.get(whole.type, ()):
        return False  # "a series of bombs": no man shot dead is one of them
    if can_be_one(lexicon, whole.type, part.type, False, False):
        return True
    if whole.type in lexicon.with_trait("of-unknown-cause") and part.type in lexicon.with_trait("bombing"):
        return True
    mine, theirs = whole.roles("initiator"), part.roles("initiator")
    return whole.type in lexicon.superclasses.get(part.type, ()) and any(
        view.same(x, y) or (view.armed(x) and view.armed(y) and alike(view, x, y)) for x in mine for y in theirs
    )


def _under_heading(view: View, whole: Frame, part: Frame) -> bool:
    """Whether the heading that a part stands under names the place of the whole, if it names a place."""
    sentences = view.parsed.sentences
    for s in range(part.sentence - 1, whole.sentence, -1):
        if sentences[s].kind in ("subhead", "headline"):
            heading = {view.place_at[i] for i in range(sentences[s].first, sentences[s].last) if i in view.place_at}
            named = {view.layers.places[n].place.id for n in heading}
            return not named or any(p.place.id in named for p in whole.places)
    return True


def _fewer(part: Frame, whole: Frame) -> bool:
    """ "11 strikes" of "34 strikes"."""
    return part.occurrences is not None and whole.occurrences is not None and part.occurrences < whole.occurrences


def _lies_in(whole: Frame, part: Frame) -> bool:
    """Whether the part's places lie in those of the whole, or it only names directions."""
    mine = [p for p in part.places if p.role == "in"]
    areas = {p.place.id for p in whole.places} | {p.place.name for p in whole.places}
    if not areas:
        return True
    return all(
        p.place.id in areas
        or areas & set(p.place.within_ids)
        or areas & set(p.place.within)
        or p.place.id.startswith("name:")
        for p in mine
    )


def _own_strength(view: View, a: Frame, b: Frame) -> bool:
    counts = [{view.actors[n].count for n in f.roles("initiator")} - {None} for f in (a, b)]
    return bool(counts[0] and counts[1] and not counts[0] & counts[1])


def _several(view: View, frame: Frame) -> bool:
    """ "from two directions", "in three places": the sentence counts ways, places or acts."""
    told = [view.parsed.sentences[s] for s in frame.sentences]
    units = view.words.units | {
        "direction",
        "place",
        "location",
        "front",
        "axis",
        "village",
        "town",
        "area",
        "site",
        "city",
    }
    for count in view.layers.counts:
        if count.head is None or view.tokens[count.head].lemma not in units:
            continue
        if any(s.first <= count.first < s.last for s in told) and (count.count.value is None or count.count.value > 1):
            return True
    return False


# ---- what is said of it elsewhere ------------------------------------------------------------------------------------


def _first_since(view: View, frames: list[Frame]) -> None:
    """ "attacked the city for the first time after its liberation": what it was the first of its kind since."""
    tokens = view.tokens
    for inner in frames:
        token = tokens[inner.trigger.head]
        governor = tokens[token.head]
        if not inner.noun or token.dep != "pobj" or governor.lower not in ("after", "since", "following"):
            continue
        sentence = view.parsed.sentences[token.sent]
        if all(t.lower != "first" for t in tokens[sentence.first : governor.i]):
            continue
        outer = [f for f in frames if f.sentence == inner.sentence and f.trigger.head < governor.i and not f.harm]
        if outer:
            max(outer, key=lambda f: f.trigger.head).first_since = inner


def _responsibility(view: View, frames: list[Frame], laid: list[tuple[int, Part]]) -> None:
    """A claim of responsibility makes the claimer an initiator of what it is claimed for; those accused of "the killings"
    (``laid``: in which sentence, who) are initiators of the act told before.
    """
    claims = [f for f in frames if f.type in view.with_trait("claim")]
    violence = view.with_trait("violence")
    acts = [f for f in frames if f.factuality is Factuality.STATED and f.type in violence]
    for claim in claims:
        for part in claim.parts:
            if part.role == "announcer" and claim.factuality is Factuality.STATED:
                _blame(view, acts, claim.sentence, Part(part.actor, "initiator"))
        if acts:
            frames.remove(claim)  # told of those acts; without any it stands by itself
    for token in view.tokens:
        if token.lower in view.words.culprit and token.dep == "attr":
            for head in subject_heads(view.parsed, token.head):
                for actor in resolve(view, head):
                    _blame(view, acts, token.sent, Part(actor, "initiator", alleged=True))
    for sentence, part in laid:
        _blame(view, [a for a in acts if part.actor not in a.roles("initiator")], sentence, part)
    for verb, actor in laid_to(view):
        told = [a for a in acts if a.trigger.head < verb]
        _blame(view, told, view.tokens[verb].sent, Part(actor, "initiator", alleged=True))


def _blame(view: View, acts: list[Frame], sentence: int, part: Part) -> None:
    """Make somebody an initiator of the act that a sentence goes back to; of the whole, if that act is a part."""
    act = act_before(acts, sentence)
    if act is None:
        return
    if act.part_of is not None and act.part_of.into is None and sentence not in act.sentences:
        act = act.part_of
    if any(view.same(a, part.actor) for a in act.roles("target", "victim")):
        return
    add_part(view, act, part)
    if sentence not in act.sentences:
        act.sentences.append(sentence)


def _without_parts_places(frames: list[Frame]) -> None:
    """A whole that has an area of its own does not happen in each place of its parts as well."""
    for whole in frames:
        parts = [f for f in frames if f.part_of is whole]
        theirs = {p.place.id for f in parts for p in f.places if p.role == "in" and p.place.kind not in _WIDE}
        if theirs and any(p.role == "in" and p.place.kind in _WIDE for p in whole.places):
            whole.places = [p for p in whole.places if p.role != "in" or p.place.id not in theirs]


def _inherit(view: View, frames: list[Frame]) -> None:
    """A part has its doers, its place and its day from the whole if it does not name its own."""
    for frame in frames:
        whole = frame.part_of
        while whole is not None and whole.into is not None:
            whole = whole.into
        frame.part_of = whole
        if whole is None or whole is frame:
            frame.part_of = None
            continue
        if frame.when is None:
            frame.when = whole.when
            if whole.when is not None and (whole.when.days or _MANY_DAYS) >= _MANY_DAYS:
                told = view.clock.narrated(frame.trigger.head)
                frame.when = told if told is not None and (told.days or _MANY_DAYS) < _MANY_DAYS else whole.when
        if frame.claimant is None:
            frame.claimant = whole.claimant
        if frame.type in view.layers.lexicon.superclasses.get(whole.type, ()) and frame.type != "ActOfForce":
            frame.type = whole.type  # "23 air strikes: near the town, one strike destroyed a bridge"
        if not any(p.role == "in" for p in frame.places):
            around = [p for p in whole.places if p.role == "in"]
            if all(p.place.kind in _WIDE for p in around):
                around = [p for p in _scene_of_story(view, frame) if p.place.kind not in _WIDE] or around
            frame.places.extend(around)
        crowd = whole.type in view.with_trait("protest")
        if not frame.has("initiator") and (not crowd or _can_hold(view, whole, frame)):
            frame.parts.extend(
                Part(a, "initiator")
                for a in whole.roles("initiator")
                if not frame.roles("target") or not any(view.same(a, t) for t in frame.roles("target"))
            )
        if not frame.has("target"):
            for a in whole.roles("target"):
                add_part(view, frame, Part(a, "target"))


_WIDE = frozenset({"Province", "Region", "Country"})
_MANY_DAYS = 4
"""From so many days on a whole does not date its parts."""


def _story_places(view: View, frames: list[Frame]) -> None:
    """An act told without a place lies where the story is."""
    for frame in frames:
        if frame.factuality is Factuality.STATED and not frame.places and not frame.zones:
            frame.places = list(_scene_of_story(view, frame))


def _without_countries(places: list[PlaceRole]) -> list[PlaceRole]:
    """The places without the countries and regions that others of them lie in, as a headline names them."""
    inner = {
        i for p in places if p.role == "in" and p.place.kind not in ("Country", "Region") for i in p.place.within_ids
    }
    return [p for p in places if not (p.role == "in" and p.place.kind == "Country" and p.place.id in inner)]


def _scene_of_story(view: View, frame: Frame) -> tuple[PlaceRole, ...]:
    """Where an act told without a place happened: nowhere nearer than a country, if it lies far back from what the report
    is about; nowhere told, if whence somebody was taken or driven is.
    """
    if frame.type in view.with_trait("placeless"):
        return ()
    if any(p.role == "from" for p in frame.places) and frame.type in view.with_trait("moving-people"):
        return ()
    if any(p.role == "to" for p in frame.places) and frame.type in view.with_trait("change-of-hands"):
        return ()
    if _background(view, frame):
        return view.story
    head = frame.trigger.head
    found = this_town(view.parsed, view.layers.places, head, view.story)
    return found or inherited_places(view.parsed, view.scenes, head, view.story)


_LONG_AGO = timedelta(days=60)


def _in_passing(view: View, i: int) -> bool:
    """Whether a token stands in a relative clause."""
    tokens = view.tokens
    for _ in range(10):
        if tokens[i].dep == "relcl":
            return True
        if tokens[i].head == i:
            return False
        i = tokens[i].head
    return False


def _background(view: View, frame: Frame) -> bool:
    """Whether an act told in passing lies long before the report, or is a series over a long time ("23 times this year")."""
    published = view.parsed.article.published
    if published is None or frame.when is None or not frame.own_time or frame.when.latest is None:
        return False
    if frame.when.latest < published - _LONG_AGO:
        return _in_passing(view, frame.trigger.head)
    return frame.when.earliest is not None and frame.when.latest - frame.when.earliest > _LONG_AGO


def _time(view: View, frame: Frame, frames: list[Frame]) -> None:
    """A frame without a time of its own has the one that the story has reached; a state that began goes on."""
    published = view.parsed.article.published
    if frame.when is None:
        frame.when = view.clock.narrated(frame.trigger.head)
        if frame.factuality is Factuality.STATED:
            frame.when = not_after(frame.when, published)
    if frame.factuality is Factuality.STATED and not frame.plural and frame.occurrences is None:
        frame.when = _to_the_day(view, frame, frames)
    if (
        frame.when is not None
        and frame.type in view.with_trait("lasting-state")
        and not frame.when.lasting
        and frame.factuality is Factuality.STATED
        and frame.outcome != "failed"
    ):
        frame.when = lasting_from(frame.when)


def _to_the_day(view: View, frame: Frame, frames: list[Frame]) -> When | None:
    """The time of a single act, with the day that another sentence gives it: "last month … It happened on 18 January"."""
    told = frame.when
    if told is not None and (told.lasting or told.days in (None, 1)):
        return told
    when = not_after(view.clock.happened(frame.sentence), view.parsed.article.published)
    story = told.precision in _COARSE if told is not None else frame.sentence < _HEAD and not frame.noun
    story = story and view.parsed.sentences[frame.sentence].kind != "item"
    if when is None and story and view.clock.is_deed(frame.trigger.head):
        when = view.clock.only_day(told)
        if when is not None and any(
            _of_another(view, frame, f) and f.when.earliest == when.earliest for f in frames if f.when
        ):
            return told
    if when is None and told is None and frame.sentence < _HEAD:
        when = _day_of_kind(frame, frames)
    if when is None or (told is not None and during(when, told) is None):
        return told
    return when


def _day_of_kind(frame: Frame, frames: list[Frame]) -> When | None:
    """The one day of all that the article dates of what is of the same class: the story opens with what it dates later on."""
    days = [f.when for f in frames if f is not frame and f.type == frame.type and f.own_time and f.when is not None]
    if not days or any(d.days != 1 or d.earliest != days[0].earliest for d in days):
        return None
    return days[0]


def _of_another(view: View, frame: Frame, other: Frame) -> bool:
    """Whether the time of its own that another happening has can't be that of this one."""
    if other is frame or not other.own_time:
        return False
    one = can_be_one(view.layers.lexicon, frame.type, other.type, frame.harm, other.harm)
    return not one or place_conflict(_towns(frame), _towns(other))


def _towns(frame: Frame) -> list[PlaceRole]:
    """The places of a happening that can tell it from one elsewhere: not a street, which lies in some town or other."""
    return [p for p in frame.places if p.place.lat is not None]


_HEAD = 3
"""An act told without a time in the first sentences is what the article is about: its only day is that of the act."""
_COARSE = frozenset({Precision.WEEK, Precision.MONTH, Precision.SEASON})


# ---- out ---------------------------------------------------------------------------------------------------------------


def _report(view: View, frame: Frame, place: int, keys: dict[int, str]) -> Report:
    parsed = view.parsed
    sentences = [view.tokens[frame.trigger.head].sent, *sorted(set(frame.sentences))]
    quotes = tuple(Span(parsed.sentences[s].begin, parsed.sentences[s].end) for s in dict.fromkeys(sentences))
    claimant = _full(view, frame.claimant) if frame.claimant is not None else None
    figures = _figures(view, frame)
    return Report(
        key=keys[id(frame)],
        type=frame.type,
        trigger=frame.trigger.span,
        quotes=quotes,
        when=frame.when,
        places=tuple(frame.places),
        zones=tuple(frame.zones),
        participants=tuple(_participant(view, p, frame) for p in frame.parts if not _only_sum(view, frame, p)),
        equipment=_equipment(view, frame),
        casualties=figures,
        damage=tuple(frame.damage),
        outcome=frame.outcome,
        claimant=claimant or next((f.claimant for f in figures if f.claimant is not None), None),
        factuality=frame.factuality,
        part_of=keys.get(id(frame.part_of)) if frame.part_of is not None else None,
        first_since=keys.get(id(_final(frame.first_since))) if frame.first_since is not None else None,
        occurrences=frame.occurrences,
        salience=place,
    )


def _final(frame: Frame) -> Frame:
    """The frame that a frame was merged into, itself if it was not."""
    while frame.into is not None:
        frame = frame.into
    return frame


def _full(view: View, actor: int) -> Actor:
    return view.actors[view.told(actor)].actor


def _participant(view: View, part: Part, frame: Frame) -> Participant:
    mention = view.actors[view.told(part.actor)]
    said = view.actors[part.actor]
    count = part.count or said.count or mention.count
    if count in {view.layers.casualties[n].count for n, _ in frame.casualties}:
        count = None  # the number of those harmed, not of those who took part
    body = said.member_of or mention.member_of or part.body
    if (
        part.role == "initiator"
        and body is not None
        and mention.generic
        and body.kind in ("Organisation", "Government")
    ):
        return Participant(body, part.role, mention.span, count, None, part.alleged)  # what its officers do it does
    if mention.actor.kind in THING_KINDS:
        role, body = "target" if part.role == "victim" else part.role, None
        return Participant(mention.actor, role, mention.span, count, body, part.alleged)
    role = part.role
    return Participant(mention.actor, role, mention.span, count, body, part.alleged)


def _equipment(view: View, frame: Frame) -> tuple[Equipment, ...]:
    """Each weapon once: of two tellings of one side, in different sentences, the one with the number and the special word."""
    chains = view.layers.lexicon.superclasses
    kept: list[tuple[int, Equipment]] = []
    for n, user in frame.equipment:
        thing, sentence = _one_thing(view, n, user), view.tokens[view.layers.equipment[n].head].sent
        for k, (before, known) in enumerate(kept):
            line = (thing.type, *chains.get(thing.type, ())), (known.type, *chains.get(known.type, ()))
            akin = (
                (known.type in line[0] or thing.type in line[1])
                if known.type != thing.type
                else _same_word(thing, known)
            )
            agree = thing.count is None or known.count is None or thing.count == known.count
            if known.used_by != user or not akin or not agree or known.type in view.with_trait("different-things"):
                continue
            if before == sentence and known.type != thing.type:
                continue  # "a tank and an armoured vehicle"
            special = thing if len(line[0]) > len(line[1]) else known
            one = replace(special, count=thing.count or known.count, mounting=thing.mounting or known.mounting)
            kept[k] = (sentence, one)
            break
        else:
            kept.append((sentence, thing))
    return tuple(thing for _, thing in kept)


def _same_word(one: Equipment, other: Equipment) -> bool:
    return one.name.lower().split()[-1:] == other.name.lower().split()[-1:]


def _one_thing(view: View, n: int, user: str | None) -> Equipment:
    thing = view.layers.equipment[n]
    span, name = thing.span, thing.name
    if (
        thing.head in view.trigger_heads
        and thing.last - thing.first > 1
        and view.layers.triggers[view.trigger_heads[thing.head]].type not in view.with_trait("explosion")
        and view.tokens[thing.head].lemma.lower() in view.words.acts
    ):
        # "dynamite attack": the weapon is what stands before the act
        span = Span(thing.span.begin, view.tokens[thing.head - 1].end)
        name = " ".join(name.split()[:-1]) or name
    return Equipment(thing.type, name, span, user, thing.count, thing.mounting)


def _figures(view: View, frame: Frame) -> tuple[Casualty, ...]:
    sides = {
        (view.layers.casualties[n].span, view.layers.casualties[n].kind): side for n, side in reversed(frame.casualties)
    }
    told = [view.layers.casualties[n] for n, _ in frame.casualties]
    kept = event_tolls(told, view.layers.parsed)
    figures = sorted([*kept, *_rivals(view, frame, told, kept)], key=lambda f: (f.span, f.kind))
    return tuple(
        Casualty(
            f.kind,
            sides[f.span, f.kind],
            f.count,
            _words_of(view, f),
            f.group,
            f.civilian,
            _figure_claimant(view, f.span),
            f.total,
        )
        for f in figures
    )


def _rivals(
    view: View, frame: Frame, told: list[CasualtyMention], kept: tuple[CasualtyMention, ...]
) -> list[CasualtyMention]:
    """Figures that gave way to another source's though one of the two fights: "killing seven, the army said. The rebels said
    they had killed 20". Of a toll that rises the last stands; claims of those who fight stand beside what others say.
    """
    fighting = [p.actor for p in frame.parts if view.armed(p.actor)]
    standing = {(f.span, f.kind) for f in kept}
    found: list[CasualtyMention] = []
    for figure in told:
        who = _speaker(view, figure.span.begin)
        if (figure.span, figure.kind) in standing or who is None or (figure.count.best or 0) < _SEVERAL:
            continue
        for other in (*kept, *found):
            by = _speaker(view, other.span.begin)
            rival = other.kind == figure.kind and other.count.best != figure.count.best and by is not None
            if not rival or by is None or view.same(who, by):
                continue
            if any(view.kind(s) == "ArmedGroup" or any(view.same(s, a) for a in fighting) for s in (who, by)):
                found.append(figure)
                standing.add((figure.span, figure.kind))
                break
    return found


_SEVERAL = 2
"""People from which a figure is no single person's."""


def _hit_by_name(view: View, frame: Frame) -> list[int]:
    """The persons by name whom an act hit."""
    return [n for n in frame.roles("target", "victim") if view.kind(n) == "Person" and view.actors[n].actor.named]


def _only_sum(view: View, frame: Frame, part: Part) -> bool:
    """Whether a participant is but the number of those who take part by name ("took three engineers: Juan Ruiz, …")."""
    mention = view.actors[part.actor]
    if part.role not in ("target", "victim") or not mention.generic or view.kind(part.actor) != "Civilians":
        return False
    count = part.count or mention.count
    number = count.value if count is not None else None
    return number is not None and 1 < number <= _NAMED and number == len(_hit_by_name(view, frame))


_NAMED = 9
"""How many people an article names one by one, at most."""


def _words_of(view: View, figure: CasualtyMention) -> Span:
    """The words for those harmed: the name of one who has a name, what a pronoun stands for, the noun that a number leaves out."""
    if figure.noun is not None:
        return figure.noun
    if figure.who is not None:
        told = view.actors[view.told(figure.who)]
        by_name = told.actor.kind == "Person" and told.actor.named and figure.count.value == 1
        if not told.pronoun and (by_name or view.actors[figure.who].pronoun):
            return told.span
    return figure.span


def _figure_claimant(view: View, span: Span) -> Actor | None:
    who = _speaker(view, span.begin)
    return _full(view, who) if who is not None else None
