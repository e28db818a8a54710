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

__all__ = ["CHANCE", "RULES_ONLY", "Relevance", "Story", "doubtful", "features", "judged", "load_relevance", "story_of"]

CHANCE = 0.2
"""What is reported with less than this chance is only mentioned; ``threshold`` stands for it."""
_JUDGED = ("Attack", "Explosion", "Robbery")
"""Classes, with all below them, that the model judges."""


@dataclass(frozen=True, eq=False)
class Relevance:
    """Weights by feature; the sum of those that hold must reach ``threshold``."""

    weights: dict[str, float]
    threshold: float

    def chance(self, found: Iterable[str]) -> float:
        """The chance that an act with these features is reported; at the threshold it is ``CHANCE``."""
        weights = self.weights
        over = sum(weights.get(f, 0.0) for f in found) - self.threshold
        return 1.0 / (1.0 + math.exp(-over) * (1.0 - CHANCE) / CHANCE)


RULES_ONLY = Relevance({}, 0.0)


@lru_cache(maxsize=1)
def load_relevance() -> Relevance:
    """The learnt weights; the line ``threshold`` gives the sum to reach."""
    weights: dict[str, float] = {}
    for line in asset("data", "relevance", "weights.tsv").read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition("\t")
        if value and not name.startswith("#"):
            weights[name] = float(value)
    return Relevance(weights, weights.pop("threshold", 0.0))


def _bucket(number: int, bounds: tuple[int, ...]) -> str:
    """The range that a number lies in: "up to 4", "over 9"."""
    return next((f"up to {b}" for b in bounds if number <= b), f"over {bounds[-1]}")


def judged(view: View, frame: Frame) -> bool:
    """Whether a frame is an act that the model judges."""
    line = (frame.type, *view.layers.lexicon.superclasses.get(frame.type, ()))
    return frame.factuality is Factuality.STATED and any(c in line for c in _JUDGED)


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


def story_of(view: View, frames: list[Frame]) -> Story:
    """The story that all frames of an article make."""
    classes: dict[str, int] = {}
    hit: dict[str, int] = {}
    for frame in frames:
        if not judged(view, frame):
            continue
        classes[frame.type] = min(frame.number, classes.get(frame.type, frame.number))
        for n in frame.roles("target", "victim"):
            name = view.actors[n].actor.id
            hit[name] = min(frame.number, hit.get(name, frame.number))
    sizes = (s.last - s.first > 4 for s in view.parsed.sentences)
    return Story(len(frames), tuple(accumulate(sizes, initial=0)), min(classes.values(), default=0), classes, hit)


def doubtful(view: View, frame: Frame, story: Story) -> bool:
    """Whether the model decides on a frame: an act told after the lead whose own sentence names no place."""
    sentence = view.parsed.sentences[frame.sentence]
    return (
        judged(view, frame)
        and story.full[min(frame.sentences)] > 0
        and not any(p.role == "in" and sentence.begin <= p.mention.begin < sentence.end for p in frame.places)
    )


def features(view: View, frame: Frame, story: Story, place: int) -> Iterator[str]:
    """What is known of an act, as words; ``place`` is its rank among those of the article, from 1."""
    parsed = view.parsed
    token = view.tokens[frame.trigger.head]
    governor = view.tokens[token.head]
    sentence = parsed.sentences[frame.sentence]
    yield "always"
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
            view.tokens[i].lower for i in parsed.children[token.i] if view.tokens[i].dep in ("aux", "auxpass", "neg")
        )
        for word in auxiliaries:
            yield f"verb with {word}"
    if frame.harm:
        yield "harm only"
    yield f"word {token.lemma.lower()}"
    # when
    published = parsed.article.published
    if frame.when is None or frame.when.latest is None:
        yield "no day"
    else:
        yield "own day" if frame.own_time else "day of the story"
        yield f"{'own' if frame.own_time else 'story'} {frame.when.precision.value}"
        if published is not None:
            age = (published - frame.when.latest).days
            yield f"age {_bucket(age, (1, 7, 30, 60))}"
    # where
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
    # who
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
    # where in the article
    body = story.full[min(frame.sentences)]
    yield "told first" if body == 0 else f"told after {_bucket(body, (1, 4, 14))}"
    yield f"rank {min(place, 6)}"
    yield f"sentences {min(len(set(frame.sentences)), 4)}"
    yield f"triggers {min(len(frame.triggers), 4)}"
    yield f"acts {_bucket(story.acts, (1, 4, 9))}"
    if frame.claimant is not None:
        yield "claimed"
    words = view.tokens[sentence.first : sentence.last]
    if any(t.lower in ("we", "our", "us", "ours") for t in words):
        yield "we"
    if any(t.lower in ("i", "my", "me", "you", "your") for t in words):
        yield "i or you"
    if any(t.text == "?" for t in words):
        yield "question"
    if any(t.text in ('"', "“", "”", "''", "``") for t in words):
        yield "quotation"
    if story.classes.get(frame.type, frame.number) < frame.number:
        yield "class told before"
    if story.first < frame.number:
        yield "act told before"
    if any(story.hit.get(view.actors[n].actor.id, frame.number) < frame.number for n in hit):
        yield "hit told before"
