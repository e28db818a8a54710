"""Standing facts read from the text: designations, part-of, aliases, affiliations, offices; parties to agreements.

Every rule starts from a word of the lexicon (``ontology/lexicon/relations.ttl``) or from a named mention and looks at
the tokens beside it; trees are asked only where the order of words does not tell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from kg.actors import ActorTable, fold_name, fold_word
from kg.extract.mentions import ActorMention
from kg.extract.parse import Parsed
from kg.extract.zones import find_zone_facts, find_zones
from kg.lexicon import Lexicon
from kg.model import Actor, ActorRelation, Span

__all__ = ["AgreementParties", "agreement_parties", "find_relations", "find_zone_facts", "find_zones"]

_GROUPS = frozenset({"ArmedGroup", "StateForce", "Government", "InternationalForce", "Organisation"})
_STATES = frozenset({"Country", "Government", "InternationalForce", "Organisation"})
_PASSING = frozenset({"former", "ex", "acting", "interim", "late", "then"})
"""Words before an office that is not held for good."""
_POSSESSIVE = frozenset({"'s", "’s", "'", "’"})
_OPEN = {"(": ")", "[": "]"}


@dataclass(frozen=True, eq=False)
class _Words:
    ban: frozenset[str]
    listing: frozenset[str]
    terrorist: frozenset[str]
    parts: frozenset[str]
    links: frozenset[str]
    aliases: tuple[tuple[str, ...], ...]
    offices: dict[str, tuple[tuple[str, ...], ...]]
    halting: frozenset[str]
    accords: frozenset[str]
    brokering: frozenset[str]
    concluding: frozenset[str]
    proclaiming: frozenset[str]


@lru_cache(maxsize=4)
def _words(lexicon: Lexicon) -> _Words:
    offices: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted(lexicon.words("office-noun")):
        parts = tuple(phrase.split())
        offices.setdefault(parts[-1], []).append(parts)
    return _Words(
        ban=lexicon.words("ban-word"),
        listing=lexicon.words("listing-word"),
        terrorist=lexicon.words("terrorist-word"),
        parts=lexicon.words("part-noun"),
        links=lexicon.words("link-word"),
        aliases=tuple(sorted((tuple(p.split()) for p in lexicon.words("alias-phrase")), key=lambda p: (-len(p), p))),
        offices={k: tuple(sorted(v, key=lambda p: (-len(p), p))) for k, v in offices.items()},
        halting=lexicon.words("halting-verb"),
        accords=lexicon.words("treaty-noun"),
        brokering=lexicon.words("brokering-word"),
        concluding=lexicon.words("concluding-verb"),
        proclaiming=lexicon.words("proclaiming-verb"),
    )


def find_relations(
    parsed: Parsed, actors: tuple[ActorMention, ...], table: ActorTable, lexicon: Lexicon
) -> tuple[ActorRelation, ...]:
    """Designations ("outlawed in Russia"), part-of ("the Ministry's Center"), aliases, affiliations, offices
    ("President X").

    Each fact once an article, with the sentence that tells it first, in text order.
    """
    if not actors:
        return ()
    finder = _Finder(parsed, actors, table, _words(lexicon))
    found: dict[tuple[str, str, str, str | None], ActorRelation] = {}
    for relation in finder.run():
        if relation.subject.id != relation.object.id:
            found.setdefault((relation.kind, relation.subject.id, relation.object.id, relation.label), relation)
    return tuple(sorted(found.values(), key=lambda r: (r.quote, r.kind, r.subject.id, r.object.id, r.label or "")))


class _Finder:
    """The mentions of one article by token, for rules that look beside a word."""

    def __init__(self, parsed: Parsed, actors: tuple[ActorMention, ...], table: ActorTable, words: _Words) -> None:
        self.parsed = parsed
        self.tokens = parsed.tokens
        self.actors = actors
        self.table = table
        self.words = words
        self.at: dict[int, ActorMention] = {}
        """Token to the mention that covers it, the longest of several."""
        for a in sorted(actors, key=lambda a: a.last - a.first):
            if not a.pronoun:
                for i in range(a.first, a.last):
                    self.at[i] = a
        self.ending: dict[int, ActorMention] = {}
        """Token after a mention's last to the mention, the longest of several."""
        for a in sorted(actors, key=lambda a: a.last - a.first):
            if not a.pronoun:
                self.ending[a.last] = a

    def run(self) -> Iterator[ActorRelation]:
        """All relations, in no order."""
        words = self.words
        alias_starts = frozenset(p[0] for p in words.aliases)
        for token in self.tokens:
            lower = token.lower
            if lower in words.ban or lower in words.listing:
                yield from self._designation(token.i)
            elif lower in words.parts:
                yield from self._part(token.i)
            if lower in words.links:
                yield from self._link(token.i)
            if lower in alias_starts:
                yield from self._alias(token.i)
        for mention in self.actors:
            if mention.pronoun or not mention.actor.named:
                continue
            if mention.actor.kind == "Person":
                yield from self._office(mention)
            elif mention.actor.kind in _GROUPS:
                yield from self._owner(mention)
                yield from self._bracketed(mention)

    # ------------------------------------------------------------------------------------------------ helpers

    def _tell(self, kind: str, subject: Actor, object_: Actor, at: int, label: str | None = None) -> ActorRelation:
        return ActorRelation(kind, subject, object_, self.parsed.sentence_span(at), label)

    def _group(self, mention: ActorMention | None, *, named: bool = True) -> bool:
        return mention is not None and mention.actor.kind in _GROUPS and (mention.actor.named or not named)

    def _bounds(self, i: int) -> tuple[int, int]:
        sentence = self.parsed.sentence_of(i)
        return sentence.first, sentence.last

    def _before(self, i: int, reach: int) -> ActorMention | None:
        """The nearest named group that ends at most ``reach`` tokens before token ``i``, in its sentence."""
        low, _ = self._bounds(i)
        for k in range(i, max(low, i - reach) - 1, -1):
            mention = self.ending.get(k)
            if mention is not None and mention.first >= low and self._group(mention):
                return mention
        return None

    def _after(self, i: int, reach: int, kinds: frozenset[str]) -> ActorMention | None:
        """The first mention of some kinds that begins at most ``reach`` tokens after token ``i``."""
        _, high = self._bounds(i)
        for k in range(i, min(high, i + reach + 1)):
            mention = self.at.get(k)
            if mention is not None and mention.first >= i and mention.actor.kind in kinds:
                return mention
        return None

    def _state(self, first: int, last: int) -> Actor | None:
        """The state that tokens name, by country or adjective ("Norland", "Norlandic")."""
        folded = [w for k in range(first, last) for w in fold_word(self.tokens[k].text).split()]
        for k, word in enumerate(folded):
            for form in self.table.peoples.get(word, ()):
                if (
                    form.sort in ("country", "nationality")
                    and tuple(folded[k + 1 : k + 1 + len(form.rest)]) == form.rest
                ):
                    return self._country(form.key)
        return None

    def _country(self, iso: str) -> Actor | None:
        state = self.table.states.get(iso)
        return None if state is None else Actor(f"iso:{iso}", state.name, "Country", True, iso)

    def _authorities(self, i: int) -> list[Actor]:
        """The states and bodies of a list that begins at token ``i`` ("the United States, Norland and the EU")."""
        _, high = self._bounds(i)
        found: list[Actor] = []
        k = i
        while k < high and len(found) < 8:
            mention = self.at.get(k)
            if mention is not None and mention.actor.kind in _STATES and mention.first >= i:
                found.append(mention.actor)
                k = mention.last
                continue
            state = self._state(k, min(k + 4, high)) if self.tokens[k].pos in ("PROPN", "NOUN", "ADJ") else None
            if state is not None:
                if state.id not in {a.id for a in found}:
                    found.append(state)
            elif (
                self.tokens[k].lower not in ("the", ",", "and", "both", "by", "in", "government", "of", "as", "well")
                and self.tokens[k].pos != "PROPN"
            ):
                break
            k += 1
        return found

    # ------------------------------------------------------------------------------------------------ rules

    def _designation(self, i: int) -> Iterator[ActorRelation]:
        tokens, words = self.tokens, self.words
        low, high = self._bounds(i)
        ahead = range(i + 1, min(high, i + 16))
        if tokens[i].lower in words.listing and tokens[i].lower not in words.ban:
            near = range(max(low, i - 3), min(high, i + 9))
            if not any(tokens[k].lower in words.terrorist for k in near):
                return
        if any(tokens[k].dep == "neg" for k in self.parsed.children[i]):
            return
        agent = next(
            (k for k in ahead if tokens[k].lower in ("in", "by") and tokens[k - 1].text not in (".", ";")), None
        )
        if agent is None:
            return
        subject = self._before(i, 8)
        if subject is None or subject.actor.kind not in ("ArmedGroup", "Organisation"):
            return
        for authority in self._authorities(agent + 1):
            yield self._tell("designatedBy", subject.actor, authority, i)

    def _owner(self, mention: ActorMention) -> Iterator[ActorRelation]:
        """As in "the Defence Ministry's Centre": what a possessive before a name says."""
        first = mention.first
        low, _ = self._bounds(first)
        k = first - 1
        while k > low and first - k < 4 and self.tokens[k].pos in ("ADJ", "NOUN") and k not in self.at:
            k -= 1
        if k > low and self.tokens[k].lower in _POSSESSIVE:
            owner = self.ending.get(k) or self.ending.get(k + 1)
            if owner is not None and owner is not mention and self._group(owner):
                yield self._tell("partOf", mention.actor, owner.actor, first)

    def _part(self, i: int) -> Iterator[ActorRelation]:
        """As in "X, the armed wing of Y", "Y's armed wing, X", "the third brigade of Y"."""
        tokens = self.tokens
        low, high = self._bounds(i)
        whole: ActorMention | None = None
        covering = self.at.get(i)
        end = i + 1
        if end < high and tokens[end].lower == "of":
            whole = self._after(end + 1, 3, _GROUPS)
            end = whole.last if whole is not None else end
        start = i
        while (
            start > low
            and i - start < 4
            and tokens[start - 1].pos in ("ADJ", "NOUN", "PROPN")
            and ((start - 1) not in self.at or self.at[start - 1] is covering)
        ):
            start -= 1
        if whole is None:
            k = start - 1
            if k > low and tokens[k].lower in _POSSESSIVE:
                whole = self.ending.get(k) or self.ending.get(k + 1)
        if whole is None or not self._group(whole):
            return
        if covering is not None and self._group(covering) and whole.first >= covering.last:
            yield self._tell("partOf", covering.actor, whole.actor, i)
            return
        k = start - 1
        while k > low and tokens[k].pos == "DET":
            k -= 1
        part: ActorMention | None = None
        if (k >= low and tokens[k].text in (",", "(", "-", "–", "—")) or (k >= low and tokens[k].lemma == "be"):
            part = self.ending.get(k)
        if part is None and end < high:
            k = end + 1 if tokens[end].text in (",", "(", "-", "–", "—") else end
            k += k < high and tokens[k].pos == "DET"
            candidate = self.at.get(k) if k < high else None
            if candidate is not None and candidate.first <= k:
                part = candidate
        if part is not None and part is not whole and self._group(part) and part.actor.id != whole.actor.id:
            yield self._tell("partOf", part.actor, whole.actor, i)

    def _link(self, i: int) -> Iterator[ActorRelation]:
        """As in "affiliated with Y", "loyal to Y", "Y-backed X", "an ally of Y"."""
        tokens = self.tokens
        low, high = self._bounds(i)
        if i - 1 > low and tokens[i - 1].text in ("-", "‑", "–"):
            patron = self.ending.get(i - 1) or self.at.get(i - 2)
            patron_actor = patron.actor if patron is not None else self._state(i - 2, i - 1)
            client = self._after(i + 1, 3, _GROUPS)
            if client is None:
                covering = self.at.get(i)
                client = covering if covering is not None and covering.last > i + 1 else None
            if (
                patron_actor is not None
                and client is not None
                and client.actor.named
                and patron_actor.kind in _GROUPS | {"Country"}
            ):
                yield self._tell("affiliatedWith", client.actor, patron_actor, i, tokens[i].lower)
            return
        if i + 1 >= high or tokens[i + 1].lower not in ("with", "to", "of"):
            return  # "supported by" tells of one fight, "X-backed" of a standing tie
        patron = self._after(i + 2, 3, _GROUPS | {"Country"})
        client = self._before(i, 4)
        if patron is not None and client is not None and client is not patron:
            yield self._tell("affiliatedWith", client.actor, patron.actor, i, tokens[i].lower)

    def _alias(self, i: int) -> Iterator[ActorRelation]:
        tokens = self.tokens
        low, high = self._bounds(i)
        for phrase in self.words.aliases:
            end = i + len(phrase)
            if end > high or tuple(tokens[k].lower for k in range(i, end)) != phrase:
                continue
            k = i
            while k > low and tokens[k - 1].text in (",", "(", "["):
                k -= 1
            main = self.ending.get(k)
            if main is None or not main.actor.named or (k == i and phrase[0] in ("known", "formerly")):
                return
            while (
                end < high and (tokens[end].lower in ("as", "the", "by") or tokens[end].text in "“\"'‘") and end < i + 6
            ):
                end += 1
            other = self.at.get(end) if end < high else None
            if other is not None and other.first == end and other.actor.named:
                yield self._tell("aliasOf", other.actor, main.actor, i)
            elif end < high and tokens[end].pos == "PROPN":
                last = end
                while last < high and last - end < 6 and tokens[last].pos == "PROPN":
                    last += 1
                name = self.parsed.span(end, last).of(self.parsed.cased)
                digest = sha256(f"{main.actor.kind} {fold_name(name)}".encode("utf-8", "surrogatepass")).hexdigest()[
                    :16
                ]
                yield self._tell("aliasOf", Actor(f"name:{digest}", name, main.actor.kind), main.actor, i)
            return

    def _bracketed(self, mention: ActorMention) -> Iterator[ActorRelation]:
        """As in "the National Liberation Army (ELN)" where the two were not seen as one."""
        k = mention.last
        tokens = self.tokens
        if k + 2 < len(tokens) and tokens[k].text in _OPEN and tokens[k + 2].text == _OPEN[tokens[k].text]:
            other = self.at.get(k + 1)
            short = tokens[k + 1].text
            if (
                other is not None
                and other.actor.named
                and other.actor.kind in _GROUPS
                and short.isupper()
                and _abbreviates(short, mention.span.of(self.parsed.cased))
            ):
                yield self._tell("aliasOf", other.actor, mention.actor, k)

    # ------------------------------------------------------------------------------------------------ offices

    def _office_ending(self, last: int, low: int) -> int | None:
        """Where a phrase for an office that ends with token ``last`` begins."""
        for phrase in self.words.offices.get(self.tokens[last].lower, ()):
            k = last
            for wanted in reversed(phrase[:-1]):
                k -= 1
                while k >= low and self.tokens[k].text in ("-", "‑"):
                    k -= 1
                if k < low or self.tokens[k].lower != wanted:
                    break
            else:
                return k
        return None

    def _label(self, first: int, last: int) -> str:
        """The words of an office, with what says that it is over or for a time."""
        words = self.parsed.span(first, last).of(self.parsed.article.text).lower().replace("\n", " ")
        low, _ = self._bounds(first)
        k = first - 1
        while (
            k >= low
            and first - k < 8
            and (k in self.at or self.tokens[k].lower in _POSSESSIVE)
            and (self.tokens[k].lower not in _PASSING)
        ):
            k -= 1
        return f"{self.tokens[k].lower} {words}" if k >= low and self.tokens[k].lower in _PASSING else words

    def _office(self, person: ActorMention) -> Iterator[ActorRelation]:
        """As in "Norlandic President X", "X, the governor of Y", "the commander of the Y, General X"."""
        tokens = self.tokens
        low, high = self._bounds(person.first)
        # in front of the name, in the mention or before it
        for last in range(person.last - 2, max(low, person.first - 2) - 1, -1):
            first = self._office_ending(last, low)
            if first is None:
                continue
            holder = self._holder(first, low)
            if holder is not None:
                yield self._tell("position", person.actor, holder, person.first, self._label(first, last + 1))
            break
        # behind it: ", (the) [Norlandic] minister of defence"
        k = person.last
        if k < high and tokens[k].text in (",", "(", "-", "–", "—"):
            for last in range(k + 1, min(high, k + 10)):
                if tokens[last].text in (",", ")", ";") or tokens[last].pos == "VERB":
                    break
                first = self._office_ending(last, k + 1)
                if first is None:
                    continue
                if last + 1 < high and self._office_ending(last + 1, k + 1) is not None:
                    continue
                found = self._of(last + 1, high)
                holder = found[0] if found is not None else self._holder(first, k)
                if holder is not None:
                    label = self._label(first, found[1] if found is not None else last + 1)
                    yield self._tell("position", person.actor, holder, last, label)
                break
        # "the commander of the Y, General X"
        k = person.first - 1
        if k > low and tokens[k].text == ",":
            k -= 1
        for last in range(k, max(low, k - 10) - 1, -1):
            if tokens[last].lower in ("of", "for") and last > low:
                first = self._office_ending(last - 1, low)
                if first is None:
                    continue
                found = self._of(last, person.first)
                if found is not None:
                    yield self._tell("position", person.actor, found[0], last, self._label(first, found[1]))
                break

    def _holder(self, first: int, low: int) -> Actor | None:
        """Of whom an office is, from what stands before its words: "Norlandic", "Norland's", "the Front's"."""
        k = first
        if k - 1 >= low and self.tokens[k - 1].lower in _POSSESSIVE:
            k -= 1
        mention = self.ending.get(k) or self.ending.get(first)
        if (
            mention is not None
            and mention.first >= low
            and mention.actor.kind in _GROUPS | {"Country"}
            and mention.actor.named
        ):
            return mention.actor
        return self._state(max(low, k - 2), k) if k > low else None

    def _of(self, k: int, high: int) -> tuple[Actor, int] | None:
        """Of whom an office is, from "of Y" behind it, and where its label ends; a place that is no state stays in the
        label.
        """
        tokens = self.tokens
        if k >= high or tokens[k].lower not in ("of", "for", "in"):
            return None
        for j in range(k + 1, min(high, k + 5)):
            mention = self.at.get(j)
            if mention is not None and mention.actor.kind in _GROUPS | {"Country"} and mention.actor.named:
                return mention.actor, k
            state = self._state(j, min(j + 3, high))
            if state is not None:
                return state, k
        return None


def _abbreviates(short: str, name: str) -> bool:
    """Whether the letters of an abbreviation begin words of a name, in order (half of them suffice)."""
    initials = [w[0].lower() for w in name.replace("-", " ").split() if w[0].isalpha()]
    at = hits = 0
    for letter in short.lower():
        if letter in initials[at:]:
            at = initials.index(letter, at) + 1
            hits += 1
    return 2 * hits >= len(short) and hits >= 2


# ---------------------------------------------------------------------------------------------------- agreements


class AgreementParties(NamedTuple):
    """Who stands behind an agreement. Indices are of actor mentions; ``halted`` is the phrase for what stopped."""

    parties: tuple[int, ...]
    mediators: tuple[int, ...]
    halted: Span | None


_LISTED = frozenset({",", "and", "the", "between", "&", "both", "as", "well", "or"})


def agreement_parties(
    parsed: Parsed, trigger: int, actors: tuple[ActorMention, ...], lexicon: Lexicon
) -> AgreementParties:
    """Parties and mediators of the agreement or ceasefire that token ``trigger`` tells of, from its sentence.

    "a truce between X and Y", "an agreement with Z", "X and Y signed …", "brokered by M", "M-brokered".
    "with Z" gives Z alone: the other side is for the reader of the context to find.
    """
    words = _words(lexicon)
    tokens = parsed.tokens
    sentence = parsed.sentence_of(trigger)
    here = [
        (n, a)
        for n, a in enumerate(actors)
        if sentence.first <= a.first
        and a.last <= sentence.last
        and (a.actor.kind in _GROUPS or a.actor.kind in ("Country", "Person"))
    ]
    parties: list[int] = []
    mediators: list[int] = []
    previous: tuple[str, int] | None = None
    for n, a in here:
        role = _role(parsed, a, trigger, sentence.first, words)
        near = role is None and previous is not None and 0 < a.first - previous[1] <= 4
        if near and previous is not None and all(tokens[k].lower in _LISTED for k in range(previous[1], a.first)):
            role = previous[0]
        if role is not None:
            (parties if role == "party" else mediators).append(n)
            previous = (role, a.last)
        else:
            previous = None
    halted: Span | None = None
    for k in range(sentence.first, sentence.last):
        if tokens[k].lemma in words.halting and tokens[k].pos == "VERB":
            subject = next((c for c in parsed.children[k] if tokens[c].dep in ("nsubjpass", "dobj")), None)
            if subject is not None and tokens[subject].pos == "NOUN":
                low = min(parsed.subtree(subject))
                first = low if low > k or subject < k else subject
                halted = parsed.span(max(first, sentence.first), subject + 1)
                break
    return AgreementParties(tuple(dict.fromkeys(parties)), tuple(dict.fromkeys(mediators)), halted)


def _role(parsed: Parsed, a: ActorMention, trigger: int, low: int, words: _Words) -> str | None:
    """``party``, ``mediator`` or nothing: what the words beside an actor make of it."""
    tokens = parsed.tokens
    after = a.last
    if after + 1 < len(tokens) and tokens[after].text in ("-", "‑", "–") and tokens[after + 1].lower in words.brokering:
        return "mediator"
    if after < len(tokens) and tokens[after].lower in words.brokering and tokens[after].pos == "VERB":
        return "mediator"
    k = a.first - 1
    while k > low and (tokens[k].pos in ("DET", "ADJ", "NUM") or tokens[k].dep in ("compound", "amod")):
        k -= 1
    word = tokens[k].lower if k >= low else ""
    if word in ("by", "of", "through", "under", "from"):
        before = {tokens[j].lower for j in range(max(low, k - 3), k)}
        if before & words.brokering:
            return "mediator"
        if word == "by" and any(tokens[j].lemma in words.concluding for j in range(max(low, k - 2), k)):
            return "party"
        owner = tokens[tokens[k].head]
        if (
            word == "of"
            and owner.dep == "nsubj"
            and owner.tag == "NNS"
            and tokens[owner.head].lemma in words.concluding
        ):
            return "party"  # "the presidents of A and B agreed"
        return None
    if word == "between":
        return "party"
    if word == "with":
        governor = tokens[k].head
        near = (
            governor == trigger
            or abs(k - trigger) <= 3
            or tokens[governor].lemma in words.concluding
            or tokens[governor].lower in words.accords
        )
        return "party" if near else None
    head = tokens[a.head]
    if head.dep in ("nsubj", "conj", "nsubjpass"):
        verb = head.head
        while tokens[verb].dep == "conj" and tokens[verb].pos in ("NOUN", "PROPN"):
            verb = tokens[verb].head
        if tokens[verb].pos in ("NOUN", "PROPN") and tokens[verb].dep in ("nsubj", "nsubjpass"):
            verb = tokens[verb].head
        told = any(tokens[c].dep == "ccomp" for c in parsed.children[verb])
        if told and tokens[verb].lemma in words.proclaiming:
            return None  # "the rebels signed a truce, the envoy announced"
        if tokens[verb].pos == "VERB" and (tokens[verb].lemma in words.concluding) and abs(verb - trigger) <= 8:
            return "party"
    return None
