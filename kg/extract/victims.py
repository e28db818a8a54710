"""The people in a noun phrase: how many, what kind, and whether they were told of before.

``People`` is asked of a token that a word of harm points to; it opens coordinations ("two soldiers and a boy"),
partitives ("two of the guards", "the bodies of four men") and bundles ("a group of civilians").
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from kg.counts import Count
from kg.extract.actor_words import Noun, actor_words
from kg.extract.mentions import CountMention, Harmed
from kg.extract.parse import Parsed, Token
from kg.lexicon import Lexicon

__all__ = ["People", "Victims", "victim_words"]

_NOUNS: Final = frozenset(["NN", "NNS", "NNP", "NNPS"])
_AGENT_ENDINGS: Final = ("er", "or", "ist", "ian")
_PRONOUNS: Final = frozenset(
    ["he", "she", "him", "her", "himself", "herself", "they", "them", "themselves", "who", "whom"]
)
_ONE_PRONOUNS: Final = frozenset(["he", "she", "him", "her", "himself", "herself"])
_AGE_WORDS: Final = 5
"""Tokens in "25-year-old"."""
_UNKNOWN: Final = "noun:"
"""Before the noun, where the lexicon of actors does not know it."""
_SEVERAL: Final = 2
_LONGEST: Final = 30
"""How many members of a coordination are opened."""


@dataclass(frozen=True, slots=True)
class Victims:
    """People in one noun phrase (or in one member of a coordination)."""

    head: int
    count: Count
    first: int
    last: int
    harmed: Harmed
    civilian: bool | None
    group: str | None
    number: CountMention | None


@dataclass(frozen=True)
class VictimWords:
    """Words for people that figures need, compiled."""

    nouns: dict[str, Noun]
    things: dict[str, Noun]
    compounds: dict[tuple[str, str], Noun]
    not_people: frozenset[str]
    male: frozenset[str]
    female: frozenset[str]
    neutral: frozenset[str]
    known: frozenset[str]
    others: frozenset[str]
    given: frozenset[str]
    bundles: frozenset[str]
    suffixes: tuple[str, ...]
    negative: frozenset[str]
    parts: frozenset[str]
    states: frozenset[str]
    bodies: frozenset[str]
    civil: frozenset[str]
    ordinals: dict[str, int]


@lru_cache(maxsize=4)
def victim_words(lexicon: Lexicon) -> VictimWords:
    """The tables of a lexicon."""
    actors = actor_words(lexicon)
    return VictimWords(
        nouns=actors.nouns,
        things=actors.things,
        compounds=actors.compounds,
        not_people=lexicon.words("not-people"),
        male=lexicon.words("male-word"),
        female=lexicon.words("female-word"),
        neutral=lexicon.words("neutral-person"),
        known=lexicon.words("known-person"),
        others=lexicon.words("other-word"),
        given=lexicon.words("given-word"),
        bundles=lexicon.words("group-of-people"),
        suffixes=tuple(sorted(lexicon.words("person-suffix"))),
        negative=lexicon.words("negative-word"),
        parts=lexicon.words("part-word"),
        states=lexicon.words("dead-state") | lexicon.words("wounded-state"),
        bodies=lexicon.words("body-noun"),
        civil=lexicon.words("harmed-civilian-word"),
        ordinals={word: int(c.value or 0) for c in lexicon.scheme("ordinal-word") for word in c.words},
    )


class People:
    """Answers who stands in a noun phrase of one article."""

    def __init__(self, parsed: Parsed, counts: tuple[CountMention, ...], lexicon: Lexicon) -> None:
        self.parsed = parsed
        self.tokens = parsed.tokens
        self.children = parsed.children
        self.words = victim_words(lexicon)
        self.by_head: dict[int, CountMention] = {}
        self.by_token: dict[int, CountMention] = {}
        self.by_first: dict[int, CountMention] = {}
        self.whole: dict[int, CountMention] = {}
        """By head, the number of all of whom some are counted: "one of five soldiers"."""
        self.by_end: dict[int, CountMention] = {}
        for count in counts:
            if count.head is not None:
                known = self.by_head.setdefault(count.head, count)
                if known.first < count.first and "of" in (t.lower for t in self.tokens[known.last : count.first]):
                    self.whole[count.head] = count
            for i in range(count.first, count.last):
                self.by_token[i] = count
            self.by_first[count.first] = count
            self.by_end[self._end(count)] = count

    def _end(self, count: CountMention) -> int:
        """The token after the counted phrase, "of them" included."""
        if count.head is not None:
            return max(count.last, count.head + 1)
        following = [t.lower for t in self.tokens[count.last : count.last + 2]]
        return count.last + 2 if following in (["of", "them"], ["of", "whom"], ["of", "these"]) else count.last

    # ------------------------------------------------------------ whether it is people at all

    def noun_of(self, token: Token) -> Noun | None:
        """What the lexicon of actors says of a noun."""
        nouns = self.words.nouns
        return nouns.get(token.lower) or nouns.get(token.lemma.lower())

    def is_people(self, i: int, counted: bool) -> bool:
        """Whether token ``i`` heads a phrase for people; a counted unknown noun is taken for them."""
        token = self.tokens[i]
        lower = token.lower
        words = self.words
        if lower in _PRONOUNS or token.ent == "PERSON":
            return True
        lemma = token.lemma.lower()
        noun = self.noun_of(token)
        if lower in words.not_people or lemma in words.not_people:
            return False
        if lower in words.neutral:
            return True
        if noun is not None:
            return (
                noun.use in ("people", "member") or (counted and noun.kind != "Organisation") or lower in words.neutral
            )
        if lower in words.things or lemma in words.things:
            return False
        if lower.endswith(words.suffixes) and token.tag in _NOUNS:
            return True
        if token.tag not in _NOUNS:
            return False
        if counted:
            return token.ent not in ("DATE", "TIME", "MONEY", "PERCENT", "FAC")
        return token.ent == "NORP"

    def is_name(self, i: int) -> bool:
        """Whether an uncounted proper noun that no table knows may name a person."""
        token = self.tokens[i]
        if token.tag == "NN":
            return (
                token.lower.endswith(_AGENT_ENDINGS)
                and token.lower not in self.words.things
                and token.lower not in self.words.not_people
            )
        return (
            token.tag == "NNP"
            and token.ent in ("", "ORG", "PERSON")
            and token.text[:1].isupper()
            and token.lower not in self.words.things
        )

    # ------------------------------------------------------------ phrases

    def at(self, i: int, loose: bool = False) -> list[Victims]:
        """The people in the phrase headed by token ``i``, one entry a member of a coordination.

        Nothing if it is no people, or denied ("no one"). ``loose`` takes an unknown proper noun for a person.
        """
        named = self._named_ones(i) if self.tokens[i].tag == "NNP" else None
        if named is not None:
            return [named]
        found: list[Victims] = []
        waiting = [i]
        seen: set[int] = set()
        while waiting and len(seen) < _LONGEST:
            j = waiting.pop(0)
            if j in seen:
                continue
            seen.add(j)
            if j == i and self._is_denied(j):
                return []
            one = None if j != i and self._tells_who(j) else self._one(j, loose)
            if one is not None:
                found.append(one)
            elif not found and j == i and not self._opens(j):
                return []
            waiting.extend(k for k in self.children[j] if self._joins(k))
        return found

    def all_of(self, i: int) -> list[Victims]:
        """As in "one of five soldiers hit": the five, where a participle behind their noun tells what befell them all."""
        number = self.whole.get(i)
        counted = None if number is None or (number.count.best or 0) < _SEVERAL else self._counted(number)
        return [] if counted is None or number is None else [replace(counted, head=number.first)]

    def _is_several(self, i: int) -> bool:
        """Whether token ``i`` heads a number of people above one."""
        number = self.by_head.get(i)
        return number is not None and (number.count.best or 0) > 1 and self.is_people(i, True)

    def _tells_who(self, i: int) -> bool:
        """As in "Ann Brook, the head of a clinic, and her driver": a description of the one named before it."""
        token = self.tokens[i]
        named = self.tokens[token.head]
        return token.dep == "appos" and token.tag == "NN" and named.tag == "NNP" and i not in self.by_head

    def _named_ones(self, i: int) -> Victims | None:
        """As in "Two policemen, Carlos Ruiz and Pedro Lima, were shot", where the tree takes the names for the subject."""
        tokens = self.tokens
        j = i
        while j > 0 and tokens[j].sent == tokens[i].sent and (tokens[j].tag == "NNP" or tokens[j].text == "."):
            j -= 1
        if tokens[j].text != "," or j == 0 or tokens[j].sent != tokens[i].sent or not self._is_several(j - 1):
            return None
        several = any(tokens[k].dep == "conj" for k in self.children[i])
        return self._counted(self.by_head[j - 1]) if several else None

    def _is_denied(self, i: int) -> bool:
        negative = self.words.negative
        below = (self.tokens[k] for k in self.children[i])  # "five were hurt, none of them seriously"
        return self.tokens[i].lower in negative or any(t.lower in negative and t.dep != "appos" for t in below)

    def _joins(self, k: int) -> bool:
        """Whether token ``k`` is one more member of the coordination that its head belongs to."""
        token = self.tokens[k]
        if token.dep == "appos" and token.tag == "NNP" and self._is_several(token.head):
            return False  # "three guards, Juan Soto, Luis Mora and Ivan Diaz": who they were
        if token.dep == "appos":
            # "two soldiers, a guard and three villagers"
            return token.tag in _NOUNS and any(self.tokens[m].dep == "conj" for m in self.children[k])
        return token.dep == "conj" and (token.tag in _NOUNS or token.tag in ("CD", "PRP", "DT") or k in self.by_token)

    def _opens(self, i: int) -> bool:
        """Whether a coordination may go on after a member that is no people ("the bridge and two guards")."""
        return self.tokens[i].tag in _NOUNS

    def _one(self, i: int, loose: bool) -> Victims | None:
        token = self.tokens[i]
        number = self.by_token.get(i)
        if number is not None:
            return self._counted(number)
        number = self.by_head.get(i)
        if number is not None:
            if token.lower in self.words.bundles and number.head == i:
                return None
            return self._counted(number)
        lower = token.lower
        if self._is_denied(i):
            return None
        if lower in _PRONOUNS or lower in ("both", "all", "another", "other", "others", "some", "many", "each"):
            return self._pronoun(token)
        if lower in self.words.ordinals and self.words.ordinals[lower] > 1 and i and self.tokens[i - 1].lower == "a":
            # "two were killed and a third was wounded"
            harmed = Harmed(None, "other", True, ordinal=self.words.ordinals[lower])
            return Victims(i, Count.of(1), i - 1, i + 1, harmed, None, None, None)
        if lower in self.words.bundles or lower in self.words.bodies:
            inner = self._inside(i)
            if inner is not None:
                return self._bundle(i, inner)
            if lower in self.words.bundles:
                return None
        if lower in self.words.states and token.tag in ("JJ", "VBN", "NNS", "NN", "VBD"):
            return None
        if self._is_age(i):
            return self._by_age(token)
        if not self.is_people(i, False) and not (loose and self.is_name(i)) and not self._is_aged(i):
            return None
        return self._implied(token)

    def _is_age(self, i: int) -> bool:
        """As in "the 25-year-old": an age that stands for a person, ``i`` being its last word."""
        tokens = self.tokens
        if tokens[i].lower not in ("old", "olds") or i < _AGE_WORDS - 1 or tokens[i - 1].end != tokens[i].begin:
            return False
        return tokens[i - 2].lower in ("year", "month", "week", "day") and tokens[i - _AGE_WORDS + 1].text[:1].isdigit()

    def _is_aged(self, i: int) -> bool:
        """As in "6-year-old Ann Brook": an age before a name."""
        return any(self._is_age(k) for k in self.children[i] if k < i)

    def _by_age(self, token: Token) -> Victims:
        first = token.i - _AGE_WORDS + 1
        number = self.tokens[first].text
        plural = token.lower == "olds"
        age = int(number) if number.isdigit() and len(number) < 4 and self.tokens[token.i - 2].lower == "year" else None
        harmed = Harmed(None, self._reference(first, first, None, first), True, age=age)
        count = Count.vague(2, None) if plural else Count.of(1)
        return Victims(token.i, count, first, token.i + 1, harmed, None, None, None)

    def _inside(self, i: int) -> int | None:
        """The noun in the of-phrase of token ``i``."""
        for k in self.children[i]:
            if self.tokens[k].lower == "of":
                for j in self.children[k]:
                    if self.tokens[j].dep == "pobj":
                        return j
        return None

    def _counted(self, number: CountMention) -> Victims | None:
        """People with a number."""
        tokens = self.tokens
        count = number.count
        if count.best == 0 or count.high == 0:
            return None
        head = number.head
        if head is None:
            harmed = Harmed(None, self._reference(number.first, number.last, None, number.last))
            whence = self._whence(number.last)
            if whence is None:
                return Victims(number.last - 1, count, number.first, number.last, harmed, None, None, number)
            known = self.noun_of(tokens[whence])
            harmed = replace(harmed, side=None if known is None else known.sort)
            return Victims(
                number.last - 1,
                count,
                number.first,
                whence + 1,
                harmed,
                self._civilian(tokens[whence]),
                self._group(whence),
                number,
            )
        token = tokens[head]
        if token.lower in ("other", "others"):
            harmed = Harmed(None, "other")
            return Victims(head, count, number.first, head + 1, harmed, None, None, number)
        if token.lower in self.words.bodies:
            inner = self._inside(head)
            civilian = None if inner is None else self._civilian(tokens[inner])
            noun = None if inner is None else tokens[inner].lemma.lower()
            return Victims(head, count, number.first, head + 1, Harmed(noun, "new"), civilian, noun, number)
        if not self.is_people(head, True):
            return None
        reference = self._reference(number.first, head, token, number.last)
        first = number.first
        return Victims(
            head,
            count,
            first,
            max(number.last, head + 1),
            self._harmed(token, reference, False),
            self._civilian(token),
            self._group(head),
            number,
        )

    def _whence(self, i: int) -> int | None:
        """The noun in "from the army", "dead among the police" right behind a number without a noun."""
        tokens = self.tokens
        j = i
        while j < min(i + 2, len(tokens)) and (tokens[j].lower == "each" or tokens[j].lower in self.words.states):
            j += 1
        if j >= len(tokens) or tokens[j].lower not in ("from", "among"):
            return None
        for k in self.children[j]:
            if self.tokens[k].dep == "pobj" and self.noun_of(self.tokens[k]) is not None:
                return k
        return None

    def _bundle(self, i: int, inner: int) -> Victims | None:
        """As in "A number of soldiers", "the body of a woman", "the bodies of the men"."""
        token = self.tokens[inner]
        number = self.by_head.get(inner) or self.by_token.get(inner)
        if number is not None:
            return self._counted(number)
        if token.lower in _PRONOUNS:
            return self._pronoun(token)
        body = self.tokens[i].lower in self.words.bodies
        if not self.is_people(inner, True) and not (body and self.is_name(inner)):
            return None
        one = body and self.tokens[i].tag == "NN" and token.tag in ("NN", "NNP")
        count = Count.of(1) if one else Count.vague(2 if body else None, None)
        harmed = self._harmed(token, self._reference(inner, inner, token, inner), True)
        return Victims(i, count, min(i, inner), inner + 1, harmed, self._civilian(token), self._group(inner), None)

    def _pronoun(self, token: Token) -> Victims | None:
        lower = token.lower
        if lower in _ONE_PRONOUNS:
            gender = "m" if lower in self.words.male else "f"
            return Victims(
                token.i, Count.of(1), token.i, token.i + 1, Harmed(None, "given", True, gender=gender), None, None, None
            )
        if lower in ("another", "other"):
            return Victims(token.i, Count.of(1), token.i, token.i + 1, Harmed(None, "other", True), None, None, None)
        if lower == "both":
            return Victims(token.i, Count.of(2), token.i, token.i + 1, Harmed(None, "given"), None, None, None)
        if lower in ("others", "many", "some"):
            reference = "other" if lower == "others" else "new"
            return Victims(
                token.i, Count.vague(2, None), token.i, token.i + 1, Harmed(None, reference, True), None, None, None
            )
        return None

    def _implied(self, token: Token) -> Victims | None:
        """People without a number: one if the noun is singular, else an open plural."""
        i = token.i
        noun = self.noun_of(token)
        plural = token.tag in ("NNS", "NNPS") or (noun is not None and noun.plural)
        if plural and any(self.tokens[k].lower in ("both", "two") for k in self.children[i]):
            count = Count.of(2)
        elif plural or (noun is not None and noun.use == "body"):
            count = Count.vague(2, None)
        else:
            count = Count.of(1)
        reference = self._reference(i, i, token, i)
        if token.lower in self.words.known or token.lemma.lower() in self.words.known:
            reference = "given" if reference == "new" else reference
        first = min(
            [i, *(k for k in self.children[i] if self.tokens[k].dep in ("det", "amod", "compound", "poss", "nummod"))]
        )
        return Victims(
            i,
            count,
            max(first, i - 8),
            i + 1,
            self._harmed(token, reference, True),
            self._civilian(token),
            self._group(i),
            None,
        )

    # ------------------------------------------------------------ what the words tell

    def _reference(self, first: int, head: int, token: Token | None, last: int) -> str:
        """How the phrase stands to people told of before."""
        tokens = self.tokens
        sent = tokens[first].sent
        window = [t.lower for t in tokens[max(0, first - 2) : first] if t.sent == sent]
        inside = [t.lower for t in tokens[last:head]] if head > last else []
        following = tokens[last].lower if last < len(tokens) and tokens[last].sent == sent else ""
        if following == "of" or (head > last and "of" in inside):
            after = tokens[last + 1].lower if last + 1 < len(tokens) else ""
            if after in self.words.given or after in ("them", "whom", "which", "us"):
                return "part"
        near = window[-1:] + inside
        if token is not None and token.dep == "pobj" and tokens[token.head].lower in self.words.parts:
            return "part"
        if window[-1:] and window[-1] in self.words.parts and window[-1] != "among":
            return "part"
        if any(w in self.words.others for w in near) or following in ("other", "others", "more"):
            return "other"
        if token is not None:
            own = [tokens[k].lower for k in self.children[token.i] if k < token.i]
            if any(w in self.words.others for w in own):
                return "other"
            if any(w in self.words.given for w in own):
                return "given"
        if window and window[-1] in self.words.given:
            return "given"
        return "new"

    def _harmed(self, token: Token, reference: str, implied: bool) -> Harmed:
        tokens = self.tokens
        i = token.i
        name: str | None = None
        age: int | None = None
        gender: str | None = None
        noun: str | None = None
        side: str | None = None
        known = self.noun_of(token)
        if (
            token.tag == "NNP"
            and known is None
            and token.ent in ("PERSON", "ORG", "")
            and token.lower not in self.words.neutral
        ):
            name = self._full_name(i)
        else:
            noun = token.lemma.lower()
        if known is not None and token.lower not in self.words.neutral and noun not in self.words.neutral:
            side = known.sort
        elif (
            known is None
            and noun is not None
            and noun not in self.words.neutral
            and token.lower not in self.words.neutral
        ):
            side = _UNKNOWN + noun
        if not implied and token.tag == "NNS":
            return Harmed(noun, reference, implied, side=side)
        near = [tokens[k] for k in self.children[i]] + [token]
        for k in self.children[i]:
            child = tokens[k]
            if child.dep == "appos" and child.tag == "NNP" and name is None and child.ent in ("PERSON", ""):
                name = self._full_name(k)
                near.extend(tokens[m] for m in self.children[k])
            if child.dep == "appos" and noun is None and child.tag == "NN":
                noun = child.lemma.lower()
        age = self._age(i)
        for t in near:
            if t.lower in self.words.male:
                gender = "m"
            elif t.lower in self.words.female:
                gender = "f"
        numbers = (self.words.ordinals.get(tokens[k].lower) for k in self.children[i] if k < i)
        ordinal = next((n for n in numbers if n is not None), None)
        return Harmed(noun, reference, implied, name, age, gender, side, ordinal)

    def _full_name(self, i: int) -> str:
        """The proper nouns up to token ``i``, without what names a rank or a generation."""
        first = i
        while first > 0 and self.tokens[first - 1].tag == "NNP" and self.tokens[first - 1].sent == self.tokens[i].sent:
            first -= 1
        words = [t.lower for t in self.tokens[first : i + 1] if self.noun_of(t) is None and t.text[:1].isupper()]
        return " ".join(
            w for w in words if w.rstrip(".") not in ("jr", "sr", "ii", "iii", "iv", "mr", "mrs", "ms", "dr")
        )

    def _age(self, i: int) -> int | None:
        """As in "a 25-year-old man", "Smith, 34,"."""
        tokens = self.tokens
        for j in range(i - 1, max(-1, i - 12), -1):
            t = tokens[j]
            if t.sent != tokens[i].sent or t.tag in ("VBD", "VBZ", "VBP", "VBG", "IN", "CC") or t.text == ",":
                break
            if t.lower in ("year", "years") and j > 1:
                number = tokens[j - 1] if tokens[j - 1].text.isdigit() else tokens[j - 2]
                if number.text.isdigit() and len(number.text) < 4:
                    return int(number.text)
            if t.text.isdigit() is False and "-year-old" in t.lower:
                digits = t.lower.split("-", 1)[0]
                return int(digits) if digits.isdigit() and len(digits) < 4 else None
        end = i + 1
        for k in self.children[i]:
            if tokens[k].dep == "appos" and tokens[k].tag == "NNP":
                end = k + 1
        if end + 1 < len(tokens) and tokens[end].lower in (",", "(") and tokens[end + 1].text.isdigit():
            value = tokens[end + 1].text
            if len(value) < 3 and (end + 2 >= len(tokens) or tokens[end + 2].lower in (",", ".", ")", ";", "of")):
                return int(value)
        return None

    def _civilian(self, token: Token) -> bool | None:
        """Whether the words say that they are civilians or fighters."""
        words = self.words
        for k in self.children[token.i]:
            child = self.tokens[k]
            if child.lower in words.civil and child.dep in ("amod", "compound", "nmod"):
                return True
        lemma = token.lemma.lower()
        if lemma in words.neutral or token.lower in words.neutral:
            return self._membership(token) if lemma == "member" else None
        noun = self.noun_of(token)
        if noun is None:
            return None
        before = self.tokens[token.i - 1].lower if token.i else ""
        compound = words.compounds.get((before, token.lower))
        if compound is not None:
            noun = compound
        if noun.kind == "Civilians":
            return True
        if noun.kind in ("ArmedGroup", "StateForce", "InternationalForce"):
            return False
        return None

    def _membership(self, token: Token) -> bool | None:
        inner = self._inside(token.i)
        near = [self.tokens[k] for k in self.children[token.i]] + ([self.tokens[inner]] if inner is not None else [])
        for t in near:
            noun = self.words.nouns.get(t.lower)
            if noun is not None and noun.kind in ("ArmedGroup", "StateForce"):
                return False
            if noun is not None and noun.kind == "Civilians":
                return True
        return None

    def _group(self, i: int) -> str | None:
        """The words for the group: the noun with its adjectives and nouns before it ("Syrian troops")."""
        first = i
        for j in range(i - 1, max(-1, i - 6), -1):
            t = self.tokens[j]
            if (
                t.sent != self.tokens[i].sent
                or t.tag not in ("JJ", "NN", "NNP", "NNPS", "HYPH", "NNS")
                or t.lower in self.words.others
                or t.lower == "old"
            ):
                break
            if j in self.by_token:
                break
            first = j
        return self.parsed.cased[self.tokens[first].begin : self.tokens[i].end]
