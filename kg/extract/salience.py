"""Which happening an article is about: the order of its reports."""

from __future__ import annotations

from datetime import date

from kg.extract.frames import Frame, View
from kg.model import Factuality

__all__ = ["rank"]

_BACKGROUND_DAYS = 45


def rank(view: View, frames: list[Frame]) -> list[Frame]:
    """The frames, the one that the article is about first."""
    first = _first_told(view, frames)
    aside = view.with_trait("aside")
    newest = max((f.when.latest for f in frames if f.when is not None and f.when.latest is not None), default=None)

    def weight(frame: Frame) -> float:
        told = min(first.get(s, 9) for s in frame.sentences)
        worth = 6.0 - 1.2 * min(told, 5)
        if frame.casualties:
            worth += 1.0
        if frame.parts:
            worth += 0.5
        if frame.places:
            worth += 0.5
        if frame.when is not None:
            worth += 0.3
            if (
                newest is not None
                and frame.when.latest is not None
                and (newest - frame.when.latest).days > _BACKGROUND_DAYS
            ):
                worth -= 4.0
        if _outweighs(view, frame):
            worth += 1.0
        if _in_passing(view, frame):
            worth -= 0.8
        if frame.harm:
            worth -= 0.6
        if frame.type in aside:
            worth -= 2.5
        if frame.part_of is not None:
            worth -= 1.0
        if _behind(view, frame):
            worth -= 2.0
        if frame.factuality is not Factuality.STATED:
            worth -= 5.0
        if frame.noun and not frame.support and not frame.casualties:
            worth -= 0.7
        return worth

    return _grounds_first(view, sorted(frames, key=lambda f: (-weight(f), f.trigger.span.begin)))


def _grounds_first(view: View, ranked: list[Frame]) -> list[Frame]:
    """ "A man was arrested on Friday for firing a gun on 20 January": the earlier act goes before the arrest that followed."""
    if not ranked or ranked[0].type not in view.with_trait("pursuit") or ranked[0].casualties:
        return ranked
    day = _day(ranked[0])
    if day is None:
        return ranked
    grounds = view.with_trait("ground-of-pursuit")
    for frame in ranked[1:]:
        before = _day(frame)
        if (
            before is not None
            and 0 < (day - before).days <= _BACKGROUND_DAYS
            and frame.type in grounds
            and frame.factuality is Factuality.STATED
            and not _behind(view, frame)
        ):
            return [frame, *(f for f in ranked if f is not frame)]
    return ranked


def _day(frame: Frame) -> date | None:
    """The one day that a happening is dated to."""
    when = frame.when
    return when.latest if when is not None and when.earliest == when.latest else None


def _outweighs(view: View, frame: Frame) -> bool:
    """Whether it says what came of the fighting told with it."""
    return frame.type in view.with_trait("weighty-outcome") and (not frame.noun or frame.support)


def _in_passing(view: View, frame: Frame) -> bool:
    """Whether a participle tells it as the effect of another act (", burning a car")."""
    token = view.tokens[frame.trigger.head]
    return (
        not frame.noun
        and token.tag == "VBG"
        and token.dep == "advcl"
        and frame.type not in view.with_trait("weighty-outcome")
    )


_BEHIND_WORDS = frozenset(
    {"from", "over", "about", "amid", "despite", "following", "after", "since", "regarding", "concerning", "for"}
)


def _behind(view: View, frame: Frame) -> bool:
    """Whether the sentence names it only as the ground or the forerunner of another act ("after clashes", "over the killing")."""
    token = view.tokens[frame.trigger.head]
    governor = view.tokens[token.head]
    if not frame.noun and token.dep == "relcl" and governor.dep in ("nsubj", "nsubjpass"):
        return governor.head in view.trigger_heads  # "a man who had been abducted was found dead"
    return token.dep in ("pobj", "pcomp") and governor.lower in _BEHIND_WORDS and not frame.casualties


def _first_told(view: View, frames: list[Frame]) -> dict[int, int]:
    """Sentence number to its rank among the sentences that tell of something; headlines and the lead are 0."""
    order: dict[int, int] = {}
    body = 0
    for sentence in view.parsed.sentences:
        if sentence.kind in ("headline", "subhead"):
            order[sentence.i] = 0 if sentence.kind == "headline" else body
            continue
        order[sentence.i] = body
        if sentence.last - sentence.first > 4:
            body += 1
    return order
