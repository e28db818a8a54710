"""When a happening took place: the time expression that governs its trigger.

A time is looked for in the trigger's own sentence first, by its place in the tree: what hangs on the trigger, on the
verb that carries it, on the clause above. The time at which something was *said* is no time of what is told, and
"after the truce of 9 January" dates the truce. Where the sentence has none, the story's own time goes on
(``EventTimes.narrated``).
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from datetime import date, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from kg.dates import Precision, When
from kg.extract.mentions import TimeMention, Trigger
from kg.extract.parse import Parsed, Sentence
from kg.lexicon import Lexicon

__all__ = ["EventTimes", "event_time", "lasting_from", "not_after"]


def event_time(parsed: Parsed, times: tuple[TimeMention, ...], trigger: int, lexicon: Lexicon) -> When | None:
    """The time that its own sentence gives the happening that token ``trigger`` tells of, or ``None``."""
    return EventTimes(parsed, times, lexicon).own(trigger)


def lasting_from(when: When) -> When:
    """The time of a state that begins then and is not said to end: a ceasefire from 9 January."""
    return replace(when, latest=None, end_time=None, lasting=True)


def not_after(when: When | None, published: date | None) -> When | None:
    """The time of a fact: cut at the day of publication; ``None`` if all of it lies after."""
    if when is None or published is None:
        return when
    if when.earliest is not None and when.earliest > published:
        return None
    if when.latest is not None and when.latest > published:
        return replace(when, latest=published)
    return when


class _Words(NamedTuple):
    speech: frozenset[str]
    bounds: frozenset[str]
    until: frozenset[str]
    since: frozenset[str]
    opening: frozenset[str]
    performing: frozenset[str]
    publishing: frozenset[str]
    dark: frozenset[str]
    becoming: frozenset[str]
    prosecuting: frozenset[str]
    inquiring: frozenset[str]
    happening: frozenset[str]


@lru_cache(maxsize=4)
def _words(lexicon: Lexicon) -> _Words:
    return _Words(
        lexicon.words("speech-verb"),
        lexicon.words("before-or-after"),
        lexicon.words("until-word"),
        lexicon.words("since-word"),
        lexicon.words("range-word"),
        lexicon.words("performing-verb"),
        lexicon.words("publishing-word"),
        lexicon.words("dark-word"),
        lexicon.words("becoming-verb"),
        lexicon.words("prosecuting-verb"),
        lexicon.words("inquiring-verb"),
        lexicon.words("happening-verb"),
    )


class Anchor(NamedTuple):
    """A time expression in the tree: the verb or noun it hangs on and the preposition between them."""

    time: TimeMention
    governor: int
    preposition: str
    topic: bool
    """It opens its sentence ("On 3 May, …") and so holds for all of it."""
    saying: bool
    """It hangs on a verb of saying that has something to tell."""


# What a step over an edge of the tree costs, away from the trigger and down to what the time hangs on.
_UP = {
    "ccomp": 1.5,
    "relcl": 2.5,
    "acl": 1.0,
    "advcl": 0.8,
    "conj": 0.5,
    "parataxis": 2.0,
    "appos": 0.8,
    "xcomp": 0.2,
    "pcomp": 0.4,
}
_DOWN = {
    "ccomp": 3.0,
    "relcl": 3.0,
    "acl": 2.0,
    "advcl": 1.6,
    "conj": 1.2,
    "parataxis": 2.5,
    "appos": 1.0,
    "xcomp": 0.4,
    "pcomp": 0.6,
    "csubj": 2.0,
}
_STEP = 0.3
_SAY = frozenset({"say", "tell", "add", "state", "note", "comment", "write"})
"""Verbs that hardly tell of anything but speech."""
_ORDER = frozenset({"after", "before", "since", "following", "amid", "amidst", "despite"})
_OTHER_TIME = 2.5
"""What it costs to take the time of a clause for what it is put after or before."""
_OF_OTHER = 4.5
"""And to take the time of what the clause is put after or before."""
_OF_ITSELF = 0.4
"""And to take the time of the harm that an act did, told of its own noun."""
_PERFORMED = 2.0
_SAID = 6.0
"""What it costs to take the time of saying for the time of the deed."""
_WEEK = 7
_NEAR = 3.5
"""Beyond this only a day is taken: a week or a year told of something else says nothing."""
_TOO_FAR = 9.0
_NEVER = 18.0
"""What it costs to take the time at which somebody was prosecuted for the time of the deed."""
_IT = frozenset({"it", "this", "that"})
_FINE = (Precision.MINUTE, Precision.HOUR, Precision.PART_OF_DAY, Precision.DAY)
_NIGH = 25
_LATELY = 60
_ASIDE = {"(": "()", ")": "()", "--": "--", "–": "–", "—": "—"}
_MAIN = 3.6
"""Times nearer than this to the main clause are those of the story."""
_ASIDE_CLAUSES = frozenset(("acl", "relcl", "advcl", "pcomp"))
"""Clauses that tell of something beside the story."""
_LONG_BEFORE = timedelta(days=60)
"""What lies further back from the day of the article is hardly the time of what is told beside it."""
_BACK = 4
_BACK_IN_PARAGRAPH = 8
"""How many sentences back a story's time holds."""
_LIST = 60
"""How many sentences back what stands over a list is looked for."""
_OVER_LIST = 3
"""How many sentences over a list are asked."""
_WEEKS = 31
"""Days of the longest time that holds for each item of a list."""
_LEAD = 4
"""How many sentences at the head of an article share one time."""


class EventTimes:
    """The times of one article, ready to be asked for the time of each of its happenings."""

    def __init__(
        self,
        parsed: Parsed,
        times: tuple[TimeMention, ...],
        lexicon: Lexicon,
        triggers: tuple[Trigger, ...] = (),
    ) -> None:
        self._parsed = parsed
        self._triggers: dict[int, list[Trigger]] = {}
        for t in triggers:
            self._triggers.setdefault(parsed.tokens[t.head].sent, []).append(t)
        self._words = _words(lexicon)
        filed = parsed.article.dateline
        # the day of filing in the dateline is no time of the story
        self._times = tuple(
            t for t in times if t.when is not None and t.type != "SET" and (filed is None or not filed.overlaps(t.span))
        )
        self._firsts = [t.first for t in self._times]
        self._anchors: dict[int, tuple[Anchor, ...]] = {}
        self._lead: dict[bool, When | None] = {}
        self._aside: dict[int, tuple[tuple[int, int], ...]] = {}

    # ---- the trigger's own sentence

    def own(self, trigger: int, support: int | None = None) -> When | None:
        """The time that its own sentence gives a trigger or the verb that carries it; ``None`` if it gives none."""
        told = self._day_told_of(trigger)
        if told is not None:
            return told
        anchors = self._in_sentence(self._parsed.tokens[trigger].sent)
        if not anchors:
            return None
        ranked = sorted(
            (min(self._cost(a, t) for t in (trigger, *(() if support is None else (support,)))), a.time.first, a)
            for a in anchors
        )
        cost, _, best = ranked[0]
        if cost > _TOO_FAR or ((best.saying or self._of_inquiry(best)) and cost >= _SAID):
            return None
        if cost > _NEAR and best.time.when is not None and best.time.when.precision not in _FINE:
            return None
        if cost > _NEAR and self._long_before(best):
            return None  # "those who killed him are against the process begun on 14 January 1986"
        return self._told(best, [a for c, _, a in ranked[1:] if c <= cost + 4.0 and not a.saying], trigger)

    def _long_before(self, anchor: Anchor) -> bool:
        """Whether a time lies long before the article, in a clause that only says something of a noun or of another act."""
        published, when = self._parsed.article.published, anchor.time.when
        if published is None or when is None or when.latest is None or when.latest >= published - _LONG_BEFORE:
            return False
        return self._parsed.tokens[anchor.governor].dep in _ASIDE_CLAUSES

    def _day_told_of(self, trigger: int) -> When | None:
        """ "the worst since May 1991, when ten died in a raid": the clause after "when" tells of that time."""
        tokens = self._parsed.tokens
        verb = trigger
        for _ in range(6):
            token = tokens[verb]
            if token.dep == "relcl" or token.head == verb:
                break
            verb = token.head
        if tokens[verb].dep != "relcl" or not any(tokens[c].lower == "when" for c in self._parsed.children[verb]):
            return None
        where = self._parsed.sentences[tokens[verb].sent]
        low, high = bisect_left(self._firsts, where.first), bisect_left(self._firsts, where.last)
        over = tokens[verb].head
        for mention in self._times[low:high]:
            if mention.type == "DATE" and mention.first <= over < mention.last <= verb:
                return mention.when
        return None

    def said(self, trigger: int) -> When | None:
        """The time at which something was said in the trigger's sentence: the deed is not later."""
        anchors = self._in_sentence(self._parsed.tokens[trigger].sent)
        return next((a.time.when for a in anchors if a.saying or self._of_inquiry(a)), None)

    def _in_sentence(self, sentence: int) -> tuple[Anchor, ...]:
        found = self._anchors.get(sentence)
        if found is None:
            where = self._parsed.sentences[sentence]
            low, high = bisect_left(self._firsts, where.first), bisect_left(self._firsts, where.last)
            anchors = (self._anchor(t, where) for t in self._times[low:high] if not self._heads_a_page(t, where))
            # "shortly before 8 p.m." tells the hour, "before Tuesday" does not tell the day
            found = tuple(
                a
                for a in anchors
                if not (a.preposition == "since" and a.time.type == "DURATION")  # "unpaid since the past five months"
                if not self._of_rank(a)
                if a.preposition not in self._words.bounds
                or (a.preposition == "by" and a.topic and a.time.type == "DATE" and _months(a.time.when))
                or (a.time.type == "TIME" and a.preposition in ("before", "after", "by"))
            )
            self._anchors[sentence] = found
        return found

    def _of_rank(self, anchor: Anchor) -> bool:
        """Whether a longer time only tells among what something is the worst or the first: "the deadliest raid this year"."""
        when = anchor.time.when
        if when is None or (when.days is not None and when.days <= _WEEK):
            return False
        return self._parsed.tokens[anchor.governor].pos == "NOUN" and self._unequalled(anchor.governor)

    def _heads_a_page(self, mention: TimeMention, sentence: Sentence) -> bool:
        """Whether a date is the day of the page: a line of its own, a headline's opening, after "published"."""
        tokens = self._parsed.tokens
        if sentence.last - sentence.first - (mention.last - mention.first) <= 1:
            return not self._labels_what_follows(sentence)
        if any(
            tokens[i].lower in self._words.publishing
            for i in range(max(sentence.first, mention.first - 2), mention.first)
        ):
            return True
        return (
            mention.first == sentence.first
            and sentence.kind != "paragraph"
            and tokens[mention.last].text in (":", "-", "–", "—", "|")
        )

    def _labels_what_follows(self, sentence: Sentence) -> bool:
        """Whether a sentence is only the label of the rest of its paragraph: "3 March: Rebels took the mill."."""
        after = self._parsed.sentences[sentence.i + 1 : sentence.i + 2]
        labelled = any(s.paragraph == sentence.paragraph and s.kind == sentence.kind for s in after)
        return labelled and self._parsed.tokens[sentence.last - 1].text == ":"

    def _anchor(self, mention: TimeMention, sentence: Sentence) -> Anchor:
        tokens = self._parsed.tokens
        at = mention.first
        for i in range(mention.first, mention.last):
            if not mention.first <= tokens[i].head < mention.last or tokens[i].head == i:
                at = i
                break
        preposition = ""
        here = at
        for _ in range(4):
            head = tokens[here].head
            if head == here:
                break
            here = head
            if tokens[here].pos not in ("ADP", "SCONJ", "ADV") and not (
                tokens[here].pos == "NUM" and here < mention.first
            ):
                break
            if not preposition and here < mention.first:
                preposition = tokens[here].lower
        before = tokens[mention.first - 1] if mention.first > sentence.first else None
        if (before is not None and before.pos in ("ADP", "SCONJ", "PART")) or (
            before is not None and before.lower in self._words.bounds
        ):
            preposition = before.lower
        if mention.last < sentence.last and tokens[mention.last].tag == "POS":
            preposition = ""  # "responsibility for Monday's bombing": the day of the bombing, governed by nothing else
        topic = mention.first - sentence.first <= 3 and all(
            tokens[i].pos != "VERB" for i in range(sentence.first, mention.first)
        )
        governor = tokens[here]
        saying = governor.lemma in self._words.speech and any(
            tokens[c].dep in ("ccomp", "parataxis") or tokens[c].text in ('"', "“", "”", "''", "``")
            for c in self._parsed.children[here]
        )
        if not saying and governor.lemma in self._words.speech and governor.pos == "VERB" and not topic:
            saying = governor.lemma in _SAY or self._closes(here, sentence)
        if saying and topic and any(tokens[i].text == "(" for i in range(mention.last, min(here, mention.last + 3))):
            saying = False
        if saying and mention.when is not None and mention.when.precision not in _FINE:
            # "ten years ago, he said, …": what is said, hardly the saying
            published, latest = self._parsed.article.published, mention.when.latest
            saying = published is None or latest is None or (published - latest).days < _LATELY
        return Anchor(mention, here, preposition, topic, saying)

    def _closes(self, verb: int, sentence: Sentence) -> bool:
        """Whether a verb of saying ends its sentence, with its subject after a comma: "…, police said Monday"."""
        tokens = self._parsed.tokens
        if sentence.last - verb >= 8:
            return False
        for i in range(verb - 1, sentence.first, -1):
            if tokens[i].text == ",":
                return True
            if tokens[i].pos in ("VERB", "AUX"):
                return False
        return False

    def _cost(self, anchor: Anchor, trigger: int, order: float = 1.0) -> float:
        """How far the tree sets a time from a trigger. ``order`` weighs that one is put before or after the other."""
        tokens = self._parsed.tokens
        apart = 0.02 * abs(anchor.time.first - trigger)
        above: dict[int, float] = {}
        cost, here = 0.0, trigger
        for _ in range(40):
            above[here] = cost
            token = tokens[here]
            if token.head == here:
                break
            step = _UP.get(token.dep, _STEP)
            if self._after_or_before(here):
                step += order * _OTHER_TIME
            if token.dep == "ccomp" and tokens[token.head].lemma in self._words.speech:
                step = _PERFORMED if tokens[token.head].lemma in self._words.performing else _SAID
            if token.dep == "relcl" and tokens[token.head].pos not in ("NOUN", "PROPN", "PRON"):
                step = 1.0
            if self._prosecuted(here):
                step = _NEVER
            cost += step
            here = token.head
        down, here = 0.0, anchor.governor
        total = _TOO_FAR
        for _ in range(40):
            if here in above:
                total = above[here] + down
                break
            token = tokens[here]
            if token.head == here:
                break
            if self._harm_of(here, trigger) or self._aim_of(here, trigger):
                down += _OF_ITSELF
            else:
                down += _DOWN.get(token.dep, _STEP)
            if token.dep == "relcl" and self._deed_of_people(here):
                down += _OF_OTHER  # "freed the men whom they had seized in May"
            if self._after_or_before(here):
                down += order * _OF_OTHER
            here = token.head
        if anchor.saying and anchor.governor != trigger:
            performed = tokens[anchor.governor].lemma in self._words.performing
            total = max(total, _PERFORMED if performed else _SAID)
        elif self._of_inquiry(anchor) and anchor.governor != trigger:
            total = max(total, _SAID)
        elif anchor.topic and total < _NEVER:
            total = min(total, 1.0 + 0.2 * total)
        if anchor.preposition in self._words.until:
            total += 1.5
        for first, last in self.asides(tokens[trigger].sent):
            if first < anchor.time.first < last and not first < trigger < last:
                return 2 * _TOO_FAR
        return total + apart

    def _deed_of_people(self, verb: int) -> bool:
        """Whether a relative clause tells a deed of its own of people: "whom they had seized", "they had seized", "who had
        robbed a bank".
        """
        tokens = self._parsed.tokens
        below = [tokens[i] for i in self._parsed.children[verb]]
        bare = any(t.dep == "nsubj" and t.tag == "PRP" for t in below) and any(t.lower == "had" for t in below)
        return (bare or any(t.lower in ("who", "whom") for t in below)) and any(
            t.head == verb and not t.harm for t in self._triggers.get(tokens[verb].sent, ())
        )

    def _harm_of(self, verb: int, noun: int) -> bool:
        """Whether a verb of harm stands in a relative clause of a noun of action: "a raid that killed two on Monday"."""
        token = self._parsed.tokens[verb]
        return (
            token.dep == "relcl"
            and token.head == noun
            and any(t.harm and t.head == verb for t in self._triggers.get(token.sent, ()))
        )

    def _aim_of(self, verb: int, noun: int) -> bool:
        """Whether an infinitive says what a deed is for: "launched a drive to clear the hills in May" dates the drive."""
        token = self._parsed.tokens[verb]
        return (
            token.tag == "VB"
            and token.dep in ("relcl", "acl")
            and token.head == noun
            and any(self._parsed.tokens[c].lower == "to" for c in self._parsed.children[verb])
        )

    def asides(self, sentence: int) -> tuple[tuple[int, int], ...]:
        """Clauses in brackets or between dashes ("the rebels -- who freed him in May -- attacked"): their times are theirs."""
        found = self._aside.get(sentence)
        if found is None:
            where = self._parsed.sentences[sentence]
            tokens = self._parsed.tokens
            pairs: list[tuple[int, int]] = []
            opened: dict[str, int] = {}
            for token in tokens[where.first : where.last]:
                mark = _ASIDE.get(token.text)
                if mark is None:
                    continue
                if mark in opened and token.text != "(":
                    pairs.append((opened.pop(mark), token.i))
                elif token.text != ")":
                    opened[mark] = token.i
            found = tuple(
                (a, b) for a, b in pairs if any(t.tag in ("VBD", "VBZ", "VBP", "VBN") for t in tokens[a + 1 : b])
            )
            self._aside[sentence] = found
        return found

    def _prosecuted(self, i: int) -> bool:
        """Whether a phrase hangs on a verb of prosecution: "was arrested on Monday in connection with the attack"."""
        tokens = self._parsed.tokens
        verb = tokens[tokens[i].head]
        return (
            verb.lemma in self._words.prosecuting
            and verb.pos == "VERB"
            and tokens[i].dep in ("prep", "nsubj", "nsubjpass", "dobj", "obj")
        )

    def _after_or_before(self, i: int) -> bool:
        """Whether a clause or a phrase is put before or after the rest: what it tells has another time."""
        tokens = self._parsed.tokens
        token = tokens[i]
        if token.dep in ("advcl", "pcomp", "ccomp"):
            return tokens[token.head].lower in _ORDER or any(
                tokens[c].lower in _ORDER and tokens[c].dep in ("mark", "prep", "advmod")
                for c in self._parsed.children[i]
            )
        return token.dep == "pobj" and tokens[token.head].lower in _ORDER

    def _since_then(self, i: int) -> int | None:
        """The verb of the clause around a token that only says since when: "since fighting broke out on Saturday"."""
        tokens = self._parsed.tokens
        for _ in range(6):
            token = tokens[i]
            if token.dep in ("advcl", "pcomp") and any(
                tokens[c].lower in self._words.since and c < i for c in (*self._parsed.children[i], token.head)
            ):
                return i
            if token.head == i:
                return None
            i = token.head
        return None

    def _told(self, best: Anchor, others: list[Anchor], trigger: int) -> When | None:
        """The interval of a chosen time, with what the sentence adds: the other end, the hour, the part of the day."""
        when = best.time.when
        assert when is not None
        stretch = self._stretch(best.time)
        if stretch is not None:
            return stretch
        if self._unequalled(trigger) and self._behind_since(best, trigger):
            return None  # "its first barrage since the killing of the commander on Tuesday"
        beginning = self._since_then(best.governor)
        if beginning is not None and trigger not in self._parsed.subtree(beginning):
            return When(when.earliest, self._parsed.article.published, when.precision, lasting=True)
        if best.preposition in self._words.since and self._parsed.tokens[best.time.last - 1].i < trigger - 1:
            behind = self._parsed.tokens[best.time.last : best.time.last + 2]
            if [t.lower for t in behind] == [",", "when"]:
                return when  # "since May, when a convoy was attacked"
        if best.preposition in self._words.since and self._unequalled(trigger):
            return None  # "the first attack since 2007"
        if best.preposition in self._words.since:
            return When(when.earliest, self._parsed.article.published, when.precision, lasting=True)
        if best.preposition in self._words.until:
            return replace(when, earliest=None, lasting=True) if not self._parsed.article.published else when
        for other in others:
            finer = other.time.when
            adds = other.time.type == "TIME" or when.precision not in _FINE
            if finer is not None and adds and finer.precision in _FINE and _within(finer, when) and _finer(finer, when):
                when = finer
                break
        if when.precision is Precision.DAY and when.days == 1 and self._dark(trigger):
            when = replace(when, precision=Precision.PART_OF_DAY)
        return when

    def _behind_since(self, anchor: Anchor, trigger: int) -> bool:
        """Whether a time hangs on what stands after the "since" of a noun."""
        tokens = self._parsed.tokens
        i = anchor.governor
        for _ in range(6):
            head = tokens[i].head
            if head in (i, trigger):
                return False
            if tokens[head].lower in self._words.since and tokens[i].dep == "pobj":
                return True
            i = head
        return False

    def _unequalled(self, trigger: int) -> bool:
        """Whether a noun of action is the first, worst or deadliest of its kind: what follows is told of the others."""
        tokens = self._parsed.tokens
        return tokens[trigger].pos in ("NOUN", "PROPN") and any(
            tokens[i].tag == "JJS" or tokens[i].lower in ("first", "only", "latest", "second", "third")
            for i in self._parsed.children[trigger]
            if i < trigger
        )

    def _stretch(self, mention: TimeMention) -> When | None:
        """As in "from 27 April to 3 May", "between 1 and 5 May": both ends, if this is one of them."""
        at = bisect_left(self._firsts, mention.first)
        tokens = self._parsed.tokens
        for first, second in ((at, at + 1), (at - 1, at)):
            if first < 0 or second >= len(self._times):
                continue
            a, b = self._times[first], self._times[second]
            between = [tokens[i].lower for i in range(a.last, b.first)]
            if not 1 <= len(between) <= 2 or a.when is None or b.when is None:
                continue
            opened = a.first > 0 and tokens[a.first - 1].lower in self._words.opening
            joined = (
                between[-1] in self._words.until or between[-1] in ("-", "–", "—") or (opened and between[-1] == "and")
            )
            if (
                not joined
                or not (opened or between[-1] not in ("by", "to") or (between == ["to"] and self._dated(a, b)))
                or a.when.earliest is None
                or b.when.latest is None
            ):
                continue
            if a.when.earliest > b.when.latest or a.type == "DURATION" or b.type == "DURATION":
                continue
            same = a.when.earliest == b.when.earliest
            return When(
                a.when.earliest,
                b.when.latest,
                a.when.precision,
                a.when.start_time,
                b.when.end_time or b.when.start_time,
                not same,
            )
        return None

    def _dated(self, *mentions: TimeMention) -> bool:
        """Whether all are days of a month: "25 February to 3 March" is a stretch without any "from"."""
        tokens = self._parsed.tokens
        return all(
            m.when is not None
            and m.when.precision is Precision.DAY
            and any(t.text[0].isdigit() for t in tokens[m.first : m.last])
            for m in mentions
        )

    def _dark(self, trigger: int) -> bool:
        """Whether the sentence says that it was dark: "when it became dark", "under cover of darkness"."""
        tokens = self._parsed.tokens
        sentence = self._parsed.sentences[tokens[trigger].sent]
        for token in tokens[max(sentence.first, trigger - _NIGH) : min(sentence.last, trigger + _NIGH)]:
            if token.lower not in self._words.dark:
                continue
            before = tokens[token.i - 1].lower if token.i > sentence.first else ""
            if token.pos == "NOUN" or tokens[token.head].lemma in self._words.becoming or before in ("after", "in"):
                return True
        return False

    # ---- the story about it

    def narrated(self, trigger: int) -> When | None:
        """The time that the story has reached where the trigger's sentence gives none, ``None`` if it has told none."""
        parsed = self._parsed
        here = parsed.sentences[parsed.tokens[trigger].sent]
        kind = next((t.type for t in self._triggers.get(here.i, ()) if t.head == trigger), "")
        deed = self.is_deed(trigger)
        if here.kind == "item":
            listed = self._of_list(here, kind, deed=deed)
            return listed or self.said(trigger) or self.lead(deed=deed)
        for i in range(here.i - 1, max(-1, here.i - 1 - _BACK_IN_PARAGRAPH), -1):
            sentence = parsed.sentences[i]
            if sentence.paragraph != here.paragraph and here.i - i > _BACK:
                break
            if sentence.kind == "subhead" or (here.kind in ("headline", "subhead") and sentence.kind != here.kind):
                break
            found = self._of_act(sentence, kind) or self._of_story(sentence, deed=deed)
            if found is not None and not (sentence.paragraph != here.paragraph and self._old(found, deed=deed)):
                return found
        coarse = self._coarse_before(here)
        if coarse is not None:
            return coarse
        if here.i < _LEAD + 2:
            for i in range(here.i + 1, min(len(parsed.sentences), here.i + 1 + _LEAD)):
                found = self._of_act(parsed.sentences[i], kind) or self._of_story(parsed.sentences[i], deed=deed)
                if found is not None:
                    return found
        return self.said(trigger) or self.lead(deed=deed)

    def _old(self, when: When, *, deed: bool) -> bool:
        """Whether a time lies long before the story's, so that another paragraph hardly goes on with it."""
        lead = self.lead(deed=deed)
        if lead is None or lead.earliest is None or when.latest is None:
            return False
        return (lead.earliest - when.latest).days > _WEEK

    def _of_list(self, here: Sentence, kind: str, *, deed: bool) -> When | None:
        """The time that holds for an item of a list: what the item itself has told, else what stands over the list, if need be
        a week ("In the past week, aircraft carried out nine strikes"); never that of another item.
        """
        over = 0
        for i in range(here.i - 1, max(-1, here.i - 1 - _LIST), -1):
            sentence = self._parsed.sentences[i]
            own = sentence.paragraph == here.paragraph
            if not own and sentence.kind in ("item", "subhead"):
                continue
            found = self._of_act(sentence, kind) or self._of_story(sentence, deed=deed)
            if found is None and not own:
                found = next((a.time.when for a in self._in_sentence(i) if self._frames(a)), None)
            if found is not None:
                return found
            over += not own
            if over == _OVER_LIST:
                break
        return None

    def _frames(self, anchor: Anchor) -> bool:
        """Whether a time that opens a sentence may hold for the list under it: some days, not those of saying."""
        when = anchor.time.when
        return anchor.topic and not anchor.saying and when is not None and when.days is not None and when.days <= _WEEKS

    def _coarse_before(self, here: Sentence) -> When | None:
        """The month or year that opened the paragraph, where it has told no day."""
        for i in range(here.i - 1, max(-1, here.i - 1 - _BACK), -1):
            sentence = self._parsed.sentences[i]
            if sentence.paragraph != here.paragraph or sentence.kind != here.kind:
                break
            for anchor in self._in_sentence(i):
                when = anchor.time.when
                if anchor.topic and anchor.preposition in ("in", "during") and when is not None and not anchor.saying:
                    return when
        return None

    def lead(self, *, deed: bool = False) -> When | None:
        """The day of the story that the article opens with; of a ``deed``, not that of its prosecution."""
        if deed not in self._lead:
            opening = self._parsed.sentences[: _LEAD + 4]
            days = (self._of_story(sentence, _TOO_FAR, deed=deed) for sentence in opening)
            self._lead[deed] = next((d for d in days if d is not None), None)
        return self._lead[deed]

    def _of_act(self, sentence: Sentence, kind: str) -> When | None:
        """The day that a sentence gives an act of the same kind."""
        for other in self._triggers.get(sentence.i, ()):
            if other.type == kind:
                when = self.own(other.head, other.support)
                if when is not None and when.precision in _FINE and not self._up_to_now(when):
                    return when
        return None

    def _up_to_now(self, when: When) -> bool:
        """Whether a time reaches from a day to the publication: what goes on since then is no day of the story."""
        return when.lasting and when.latest == self._parsed.article.published

    def is_deed(self, trigger: int) -> bool:
        """Whether a trigger tells of something done, not of what was done to people for it."""
        return self._parsed.tokens[trigger].lemma not in self._words.prosecuting

    def only_day(self, within: When | None) -> When | None:
        """The one day of the past that an article tells, of those that lie within a longer time; ``None`` if none or several.

        "a robbery last month … The man was stopped near the station on 18 January": the day of the robbery.
        """
        published = self._parsed.article.published
        tokens = self._parsed.tokens
        found: When | None = None
        for i in dict.fromkeys(tokens[t.first].sent for t in self._times):
            for anchor in self._in_sentence(i):
                when = anchor.time.when
                if when is None or when.precision not in _FINE or anchor.saying or anchor.time.type == "DURATION":
                    continue
                if when.days != 1 or anchor.preposition in self._words.since or self._of_inquiry(anchor):
                    continue
                if published is not None and when.latest is not None and when.latest > published:
                    continue
                if within is not None and not _within(when, within):
                    continue
                if tokens[anchor.governor].lemma in self._words.prosecuting or self._before_all(anchor.governor):
                    continue
                if within is None and tokens[anchor.governor].dep == "acl":
                    continue  # "the process begun on 14 January" is of that day, not what else is told
                if found is not None and found.earliest != when.earliest:
                    return None
                found = when if found is None or _finer(when, found) else found
        return found

    def _before_all(self, verb: int) -> bool:
        """Whether a verb is in the past perfect: "traders had asked for guards on 3 May" tells what went before."""
        return any(self._parsed.tokens[c].lower == "had" for c in self._parsed.children[verb] if c < verb)

    def _of_inquiry(self, anchor: Anchor) -> bool:
        """Whether a time is that of a search for those who did it: "police on Thursday continued to search for two men"."""
        tokens = self._parsed.tokens
        verb = tokens[anchor.governor]
        if anchor.time.first > verb.i and verb.tag in ("VBZ", "VBP", "VBG"):
            return False  # "are investigating a shooting on Tuesday": what is looked into is of that day
        if anchor.time.first < verb.i and verb.tag == "VBN":
            return False  # "the man killed on Monday has been identified"
        below = [verb.i, *(c for c in self._parsed.children[verb.i] if tokens[c].dep in ("xcomp", "pcomp"))]
        return anchor.time.first < below[-1] + 2 and any(tokens[k].lemma in self._words.inquiring for k in below)

    def happened(self, told: int) -> When | None:
        """ "It happened just after midnight on Sunday": the time that the next sentence gives what was told."""
        tokens = self._parsed.tokens
        for i in range(told + 1, min(len(self._parsed.sentences), told + 3)):
            following = self._parsed.sentences[i]
            verb = following.root
            if tokens[verb].lemma in self._words.speech:
                verb = next((c for c in self._parsed.children[verb] if tokens[c].dep == "ccomp"), verb)
            if tokens[verb].lemma not in self._words.happening:
                continue
            if tokens[verb].lemma == "take" and tokens[min(verb + 1, len(tokens) - 1)].lower != "place":
                continue
            subject = next((c for c in self._parsed.children[verb] if tokens[c].dep == "nsubj"), None)
            if subject is None or not (tokens[subject].lower in _IT or tokens[subject].lemma == "incident"):
                continue
            return self.own(verb)
        return None

    def _of_story(self, sentence: Sentence, limit: float = _MAIN, *, deed: bool = False) -> When | None:
        """The day that a sentence sets for the story: not a time of saying, not background told beside it."""
        published = self._parsed.article.published
        tokens = self._parsed.tokens
        main = sentence.root
        if tokens[main].lemma in self._words.speech:
            main = next((c for c in self._parsed.children[main] if tokens[c].dep == "ccomp"), main)
        ranked = []
        for anchor in self._in_sentence(sentence.i):
            when = anchor.time.when
            if when is None or when.precision not in _FINE or anchor.saying or anchor.preposition in self._words.since:
                continue
            if published is not None and when.earliest is not None and when.earliest > published:
                continue
            if deed and (tokens[anchor.governor].lemma in self._words.prosecuting or self._of_inquiry(anchor)):
                continue
            if self._since_then(anchor.governor) is not None:
                continue
            if anchor.governor != main and self._long_before(anchor):
                continue  # nor does it take the story there
            # "police look for two men after a robbery on Thursday": what is put after may well be the story
            cost = self._cost(anchor, main, order=0.2)
            if cost <= limit:
                ranked.append((cost, anchor.time.first, anchor))
        if not ranked:
            return None
        ranked.sort(key=lambda r: r[:2])
        return self._told(ranked[0][2], [a for _, _, a in ranked[1:]], main)


def _months(when: When | None) -> bool:
    """Whether a time is a month or longer: "By June, they had …" tells when, "by Tuesday" only until when."""
    return when is not None and (when.days or 0) >= 28


def _within(inner: When, outer: When) -> bool:
    if inner.earliest is None or inner.latest is None or outer.earliest is None or outer.latest is None:
        return False
    return outer.earliest <= inner.earliest and inner.latest <= outer.latest


def _finer(a: When, b: When) -> bool:
    """Whether ``a`` says more than ``b``."""
    return _grain(a) < _grain(b)


def _grain(when: When) -> tuple[int, int, time]:
    order = list(Precision).index(when.precision)
    return order, when.days or 100_000, when.start_time or time.max
