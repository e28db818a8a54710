"""Which acts of violence an article reports, and which it only mentions: talk of "the killings", wars, old crimes.

A linear model over what the reading has found for an act; features and weights lie as readable words in
``data/relevance/weights.tsv`` (learnt by ``data/relevance/learn.py``). It judges acts against people and things only; what
it rejects makes no report. With no weights every act is a report: rules alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from kg.assets import asset
from kg.extract.frames import CIVIL_KINDS, THING_KINDS, Frame, View
from kg.model import Factuality

__all__ = ["RULES_ONLY", "Relevance", "Story", "features", "judged", "least_chance", "load_relevance", "story_of"]

_DOUBTFUL, _MEMORY, _FIRM, _WARLIKE = 0.25, 0.3, 0.2, 0.15
"""What is reported with less than this chance is only mentioned: an act without place or day of its own, any other act, one
of war; ``_MEMORY`` is for an act without place or day of its own that is told with a figure of people harmed, but not
narrated: "the killing of two nuns" in a report of something else.
"""
_SEVERAL = 2
"""Acts that an article must tell of before one with a figure of people harmed is taken for a memory."""


@dataclass(frozen=True, eq=False)
class Relevance:
    """Weights by feature."""

    weights: dict[str, float]

    def chance(self, found: Iterable[str]) -> float:
        """The chance that an act with these features is reported."""
        weights = self.weights
        return 1.0 / (1.0 + math.exp(-sum(weights.get(f, 0.0) for f in dict.fromkeys(found))))


RULES_ONLY = Relevance({})


@lru_cache(maxsize=1)
def load_relevance() -> Relevance:
    """The learnt weights."""
    weights: dict[str, float] = {}
    for line in asset("data", "relevance", "weights.tsv").read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition("\t")
        if value and not name.startswith("#"):
            weights[name] = float(value)
    return Relevance(weights)


def _bucket(number: int, bounds: tuple[int, ...]) -> str:
    """The range that a number lies in: "up to 4", "over 9"."""
    return next((f"up to {b}" for b in bounds if number <= b), f"over {bounds[-1]}")


def judged(view: View, frame: Frame) -> bool:
    """Whether a frame is an act that the model judges."""
    return frame.factuality is Factuality.STATED and frame.type in view.with_trait("weighed-act")


class Story(NamedTuple):
    """What an article tells where: looked up for each of its acts."""

    acts: int
    full: tuple[int, ...]
    """Full sentences before each sentence."""
    first: int
    """Number of the first act that the model judges."""
    classes: dict[str, int]
    """Class to the number of its first act."""
    hit: dict[str, int]
    """Name of an actor to the number of the first act that hit it."""
    judged: int
    """Acts that the model judges."""
    counted: int
    """Those of them with a figure of people harmed."""
    personal: bool
    """Whether somebody speaks for himself in it: a speech, an interview, a communique."""
    wholes: frozenset[int]
    """Numbers of the acts of which others are told as parts."""


def story_of(view: View, frames: list[Frame]) -> Story:
    """The story that all frames of an article make."""
    classes: dict[str, int] = {}
    hit: dict[str, int] = {}
    weighed = [f for f in frames if judged(view, f)]
    for frame in weighed:
        classes[frame.type] = min(frame.number, classes.get(frame.type, frame.number))
        for n in frame.roles("target", "victim"):
            name = view.actors[n].actor.id
            hit[name] = min(frame.number, hit.get(name, frame.number))
    sizes = (s.last - s.first > 4 for s in view.parsed.sentences)
    return Story(
        len(frames),
        tuple(accumulate(sizes, initial=0)),
        min(classes.values(), default=0),
        classes,
        hit,
        len(weighed),
        sum(bool(f.casualties) for f in weighed),
        sum(t.lower in _SELF for t in view.tokens) >= _PERSONAL * len(view.tokens),
        frozenset(f.part_of.number for f in frames if f.part_of is not None),
    )


_SELF = frozenset({"we", "our", "us", "i", "my"})
_PERSONAL = 0.003
"""The share of the words in ``_SELF`` from which on somebody speaks for himself."""


def least_chance(view: View, frame: Frame, story: Story) -> float:
    """The chance that an act must have to be reported: none for what the lead tells, for acts of war with a figure of people
    harmed, or narrated with one, and for old ones, which are not among the model's examples, and for the sum of acts that
    are then told one by one; less for one with a place or day of its own, or against armed people only. Where somebody
    speaks for himself, a figure is as often a memory as news.
    """
    if story.full[min(frame.sentences)] == 0 or _old(view, frame) or frame.number in story.wholes:
        return 0.0
    war = frame.type in view.with_trait("war-like")
    firm = _WARLIKE if war else _FIRM
    sentence = view.parsed.sentences[frame.sentence]
    dated = frame.own_time and frame.when is not None and (frame.when.days or 2) <= 1
    own = dated or any(p.role == "in" and sentence.begin <= p.mention.begin < sentence.end for p in frame.places)
    if frame.casualties:
        if _armed_only(view, frame):
            return 0.0
        if story.personal:
            return firm
        return 0.0 if war or story.judged < _SEVERAL or _narrated(view, frame) else (_MEMORY, firm)[own]
    return (_DOUBTFUL, firm, 0.0)[own + _armed_only(view, frame)]


def _narrated(view: View, frame: Frame) -> bool:
    """Whether a clause of its own tells of an act in the simple past, not a noun ("the killing of …") or a perfect."""
    token = view.tokens[frame.trigger.head]
    if frame.noun or token.tag != "VBD" or token.dep == "relcl":
        return False
    return not any(view.tokens[i].dep == "mark" for i in view.parsed.children[token.i])


def _old(view: View, frame: Frame) -> bool:
    """Whether an act lies further back than the annotation from which the model learnt goes."""
    published, last = view.parsed.article.published, frame.when.latest if frame.when is not None else None
    return published is not None and last is not None and (published - last).days > _RECENT


_RECENT = 60
"""Days; the annotated articles' older acts are left out of their annotation."""


def _armed_only(view: View, frame: Frame) -> bool:
    """Whether only armed people were hit, which the annotation leaves out too."""
    hit = frame.roles("target", "victim")
    civilian = [view.layers.casualties[n].civilian for n, _ in frame.casualties]
    if True in civilian or not all(view.armed(n) for n in hit):
        return False
    return bool(hit) or False in civilian


def features(view: View, frame: Frame, story: Story, place: int) -> Iterator[str]:
    """What is known of an act, as words; ``place`` is its rank among those of the article, from 1."""
    yield "always"
    yield from _of_word(view, frame)
    yield from _of_time(view, frame)
    yield from _of_place(view, frame)
    yield from _of_people(view, frame)
    yield from _of_figures(view, frame)
    yield from _in_article(frame, story, place)
    yield from _in_sentence(view, frame)
    yield from _told_before(view, frame, story)


def _of_word(view: View, frame: Frame) -> Iterator[str]:
    """The class, the word that tells of it, and how it stands in its sentence."""
    token = view.tokens[frame.trigger.head]
    governor = view.tokens[token.head]
    yield f"class {frame.type}"
    form = "noun" if frame.noun else token.tag
    yield f"form {form}"
    if frame.noun:
        yield f"noun as {token.dep}"
        yield "noun with a verb" if frame.support else "noun alone"
        if frame.plural:
            yield "plural noun"
        if frame.definite:
            yield "definite noun"
        yield f"noun under {governor.lemma.lower()}"
    else:
        yield f"verb as {token.dep}"
        auxiliaries = sorted(
            view.tokens[i].lower
            for i in view.parsed.children[token.i]
            if view.tokens[i].dep in ("aux", "auxpass", "neg")
        )
        for word in auxiliaries:
            yield f"verb with {word}"
    if frame.harm:
        yield "harm only"
    yield f"word {token.lemma.lower()}"


def _of_time(view: View, frame: Frame) -> Iterator[str]:
    """Whether a day is told, and how long before publication it lies."""
    published = view.parsed.article.published
    if frame.when is None or frame.when.latest is None:
        yield "no day"
    else:
        yield "own day" if frame.own_time else "day of the story"
        if published is not None:
            age = (published - frame.when.latest).days
            yield f"age {_bucket(age, (1, 7, 30, 60))}"


def _of_place(view: View, frame: Frame) -> Iterator[str]:
    """Whether a place is told, and in the sentence."""
    sentence = view.parsed.sentences[frame.sentence]
    mine = [
        p
        for p in frame.places
        if p.role == "in" and p.mention.begin >= sentence.begin and p.mention.end <= sentence.end
    ]
    if not frame.places:
        yield "no place"
    elif not mine:
        yield "place of the story"
    else:
        yield "own place"
        if all(p.place.kind in ("Country", "Region") for p in mine):
            yield "own place is a country"


def _of_people(view: View, frame: Frame) -> Iterator[str]:
    """Who did it and to whom, by kind and by how they are told."""
    for role in ("initiator", "target", "victim", "party"):
        actors = frame.roles(role)
        if not actors:
            yield f"no {role}"
        for n in actors:
            mention = view.actors[n]
            yield f"{role} {mention.actor.kind}"
            told = "pronoun" if mention.pronoun else "described" if mention.generic else "named"
            yield f"{role} {told}"
            if mention.count is not None:
                yield f"{role} counted"
    hit = frame.roles("target", "victim")
    if any(view.kind(n) == "Person" for n in hit):
        yield "person hit"
    if any(view.kind(n) in THING_KINDS for n in hit):
        yield "thing hit"
    if hit and all(view.armed(n) for n in hit):
        yield "armed hit"
    if not any(view.kind(n) in CIVIL_KINDS or view.kind(n) in THING_KINDS for n in hit):
        yield "nobody else hit"


def _of_figures(view: View, frame: Frame) -> Iterator[str]:
    """Figures of people harmed, weapons, damage, how often."""
    for n, _ in frame.casualties:
        figure = view.layers.casualties[n]
        yield f"figure {figure.kind}"
        best = figure.count.best
        yield f"figure {'open' if best is None else _bucket(best, (0, 1, 9, 99))}"
        if figure.civilian is not None:
            yield "figure civilian" if figure.civilian else "figure armed"
        if figure.lasting:
            yield "figure lasting"
    if not frame.casualties:
        yield "no figure"
    yield "weapon" if frame.equipment else "no weapon"
    if frame.damage:
        yield "damage"
    if frame.occurrences:
        yield "several times"


def _in_article(frame: Frame, story: Story, place: int) -> Iterator[str]:
    """Where in the article it is told, and beside how much."""
    body = story.full[min(frame.sentences)]
    yield "told first" if body == 0 else f"told after {_bucket(body, (1, 4, 14))}"
    yield f"rank {min(place, 6)}"
    yield f"sentences {min(len(set(frame.sentences)), 4)}"
    yield f"triggers {min(len(frame.triggers), 4)}"
    yield f"acts {_bucket(story.acts, (1, 4, 9))}"
    yield f"acts weighed {_bucket(story.judged, (1, 2, 4, 8))}"
    yield f"acts with figures {_bucket(story.counted, (0, 1, 3))}"
    if frame.claimant is not None:
        yield "claimed"


def _in_sentence(view: View, frame: Frame) -> Iterator[str]:
    """Who speaks in the sentence."""
    sentence = view.parsed.sentences[frame.sentence]
    words = view.tokens[sentence.first : sentence.last]
    if any(t.lower in ("we", "our", "us", "ours") for t in words):
        yield "we"
    if any(t.lower in ("i", "my", "me", "you", "your") for t in words):
        yield "i or you"
    if any(t.text == "?" for t in words):
        yield "question"
    if any(t.text in ('"', "“", "”", "''", "``") for t in words):
        yield "quotation"


def _told_before(view: View, frame: Frame, story: Story) -> Iterator[str]:
    """Whether an act of its class, any act, or one that hit the same was told before."""
    hit = frame.roles("target", "victim")
    if story.classes.get(frame.type, frame.number) < frame.number:
        yield "class told before"
    if story.first < frame.number:
        yield "act told before"
    if any(story.hit.get(view.actors[n].actor.id, frame.number) < frame.number for n in hit):
        yield "hit told before"
