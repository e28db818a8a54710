"""Who was harmed, how, and how many.

Words of harm stand in ``ontology/lexicon/casualties.ttl``, each in the list that says how it binds those harmed. A
token is looked up once; only a hit looks at its neighbours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from kg.counts import Count
from kg.extract.clauses import objects_after
from kg.extract.harm_syntax import DOERS, KILLED, OBJECTS, SUBJECTS, VERB_TAGS, WOUNDED, Syntax
from kg.extract.harm_words import HarmWords, harm_words
from kg.extract.mentions import ActorMention, CasualtyMention, CountMention, Harmed
from kg.extract.parse import Parsed, Token
from kg.extract.victims import People, Victims
from kg.lexicon import Lexicon
from kg.model import Span

__all__ = ["find_casualties"]

_MANY: Final = 100
"""From so many on, people who flee are displaced even if no home is named."""
_TOLL_REACH: Final = 14
_PART_REACH: Final = 24


def find_casualties(
    parsed: Parsed, counts: tuple[CountMention, ...], actors: tuple[ActorMention, ...], lexicon: Lexicon
) -> tuple[CasualtyMention, ...]:
    """All statements that people were harmed, in text order, repeats and parts included.

    Only what is told as a fact: nothing negated, feared, planned or possible, and no count of zero. A word for the dead
    and the wounded together without a split gives nothing. ``span`` is the phrase for those harmed.
    """
    words = harm_words(lexicon)
    roles = words.roles
    finder: _Finder | None = None
    for token in parsed.tokens:
        if token.lower in roles:
            if finder is None:
                finder = _Finder(parsed, counts, actors, words, lexicon)
            finder.look(token)
    return finder.result() if finder is not None else ()


class _Finder:
    """One article's search: the tables of the article and what was found so far."""

    def __init__(
        self,
        parsed: Parsed,
        counts: tuple[CountMention, ...],
        actors: tuple[ActorMention, ...],
        words: HarmWords,
        lexicon: Lexicon,
    ) -> None:
        self.parsed = parsed
        self.tokens = parsed.tokens
        self.children = parsed.children
        self.words = words
        self.lists = words.lists
        self.people = People(parsed, counts, lexicon)
        self.syntax = Syntax(parsed, self.people, words)
        self.actor_at: dict[int, int] = {}
        for n, actor in enumerate(actors):
            self.actor_at.setdefault(actor.head, n)
        for n, actor in enumerate(actors):
            for i in range(actor.first, actor.last):
                self.actor_at.setdefault(i, n)
        self.found: dict[tuple[str, int], tuple[int, CasualtyMention]] = {}
        """By kind and head of those harmed."""
        self.readings = self._readings()
        self.stale: set[int] = set()
        """First tokens of numbers that the text itself calls outdated."""
        self.last: tuple[int, CasualtyMention, int] | None = None
        """The sentence of the last figure with a noun, the figure, and the noun."""

    def result(self) -> tuple[CasualtyMention, ...]:
        """What was found, without hits on people whom the same sentence reports killed or wounded."""
        kept = []
        for (kind, head), (_, mention) in self.found.items():
            if mention.hit and ((KILLED, head) in self.found or kind != WOUNDED):
                continue
            kept.append(mention)
        return tuple(sorted(kept, key=lambda m: (m.span, m.head, m.kind)))

    # ------------------------------------------------------------ dispatch

    def look(self, token: Token) -> None:
        """Try what a word of harm can mean, in the order of its lists, until one reading finds somebody."""
        for role in self.words.roles[token.lower]:
            if self.readings[role](token):
                return

    def _readings(self) -> dict[str, Callable[[Token], bool]]:
        """What is tried for each role of a word; ``True`` if somebody was found."""
        syntax = self.syntax
        return {
            "kill": lambda t: self._verb(t, KILLED),
            "down": lambda t: syntax.particle(t.i, "down") and self._verb(t, KILLED),
            "out": lambda t: syntax.particle(t.i, "out") and self._verb(t, KILLED, counted=True),
            "result": lambda t: syntax.has_result(t) and self._verb(t, KILLED),
            "wound": lambda t: self._verb(t, WOUNDED),
            "hit": self._hit,
            "struck": lambda t: syntax.is_struck(t) and self._verb(t, WOUNDED, hit=True),
            "die": self._die,
            "away": lambda t: syntax.particle(t.i, "away") and self._die(t),
            "lose": self._lose,
            "capture": lambda t: self._verb(t, "captured"),
            "displace": lambda t: self._verb(t, "displaced", counted=True),
            "flee": self._flee,
            "fatal": self._fatally,
            "part": self._named_parts,
            "dead": lambda t: self._state(t, KILLED),
            "hurt": lambda t: self._state(t, WOUNDED),
            "condition": self._condition,
            "death": self._death,
            "killing": self._killing,
            "injury": self._injury,
            "hit-noun": self._hit_noun,
            "hospital": self._hospital,
            "toll": lambda t: self._toll(t, KILLED),
            "toll-of": self._toll_of,
            "body": self._body,
            "life": self._life,
            "missing": lambda t: self._state(t, "missing", counted=True),
            "homeless": lambda t: self._state(t, "displaced", counted=True),
            "taken": self._taken,
            # "suffered wounds" is read from the noun
            "suffer": lambda t: False,
        }

    # ------------------------------------------------------------ verbs

    def _verb(self, token: Token, kind: str, hit: bool = False, counted: bool = False) -> bool:
        """A verb whose object (or passive subject) is harmed."""
        i = token.i
        if self.syntax.is_unsplit(i, kind) or self.syntax.is_unreal(token):
            return False
        heads, passive = self.syntax.objects(token)
        if not passive and any(
            self.tokens[k].dep == "nsubj" and self.tokens[k].lower in self.lists["natural-cause"]
            for k in self.children[i]
        ):
            return False
        strong = kind in (KILLED, WOUNDED) and token.tag in VERB_TAGS
        victims = self._all_of(token, heads)
        victims = victims or [v for h in heads for v in self.people.at(h, loose=strong)]
        if hit and not victims:
            victims = [v for h in heads for v in self._whose_part(h)]
        if victims and not passive and self.syntax.is_habit(token):
            victims = [v for v in victims if not self.syntax.is_open(v)]
            if not victims:
                return False
        if not victims and not any(self.syntax.is_denied(h) for h in heads):
            beside = self.syntax.beside(i)
            does = beside is not None and token.tag == "VBG" and beside.first < i  # "two families hurting"
            victims = [beside] if beside is not None and not does else []
        if not victims and token.tag in ("VBN", "VBD") and not any(self.syntax.is_denied(h) for h in heads):
            victims = self.syntax.people_before(i)
        if victims and token.tag in ("VBN", "VBD"):
            victims = [*self._left_with(token), *victims]
        if counted:
            victims = [v for v in victims if v.number is not None]
        if kind == WOUNDED and self.syntax.is_fatal(i):
            kind, hit = KILLED, False
        by = self._doer(token, passive) if victims and self.syntax.losing(i) is None else None
        also = [*self._as_were(token), *self._along_with(token)] if victims and passive else []
        return self._add(token, kind, [*victims, *also], by=by, hit=hit)

    def _whose_part(self, i: int) -> list[Victims]:
        """As in "grazed the back of his head", "shot the guard's arm": whose part of the body it was."""
        tokens = self.tokens
        if tokens[i].lower not in self.lists["body-part"]:
            return []
        for k in self.children[i]:
            if tokens[k].dep == "poss":
                return self._owner(k)
            if tokens[k].lower == "of":
                inner = next((j for j in self.children[k] if tokens[j].dep == "pobj"), None)
                if inner is not None:
                    return self._whose_part(inner) or self.people.at(inner)
        return []

    def _all_of(self, token: Token, heads: list[int]) -> list[Victims]:
        """As in "One of five people hit has died": the five, where the participle stands behind their noun."""
        if token.dep == "acl" and heads == [token.head]:
            return self.people.all_of(token.head)
        behind = token.i - 1 in self.people.whole and token.tag in ("VBN", "VBD")
        acts = any(self.tokens[k].dep in OBJECTS for k in self.children[token.i])
        return self.people.all_of(token.i - 1) if behind and not acts else []

    def _as_were(self, token: Token) -> list[Victims]:
        """As in "90 civilians were wounded, as were seven from the army and two from the police"."""
        tokens = self.tokens
        i = token.i
        opening = [t.lower for t in tokens[i + 1 : i + 4] if t.text != ","]
        if opening[:1] != ["as"] or opening[1:2] not in (["were"], ["was"]):
            return []
        return self._listed(i + 3, token)

    def _along_with(self, token: Token) -> list[Victims]:
        """As in "was killed near his home along with two guards", "died together with his driver"."""
        tokens = self.tokens
        for k in self.children[token.i]:
            link = tokens[k]
            if link.lower == "along" and k + 1 < len(tokens) and tokens[k + 1].lower == "with":
                link = tokens[k + 1]
            elif link.lower != "with" or k == 0 or tokens[k - 1].lower != "together":
                continue
            return [v for j in self.children[link.i] if tokens[j].dep == "pobj" for v in self.people.at(j)]
        return []

    def _doer(self, token: Token, passive: bool) -> int | None:
        """The actor who did it."""
        tokens = self.tokens
        for k in self.children[token.i]:
            child = tokens[k]
            if passive and (child.dep == "agent" or child.lower == "by"):
                for j in self.children[k]:
                    if tokens[j].dep == "pobj":
                        return self.actor_at.get(j)
            if not passive and child.dep == "nsubj":
                return self.actor_at.get(self.syntax.antecedent(token, k))
        if passive:
            return None
        verb = token
        for _ in range(3):
            if verb.dep not in ("conj", "advcl", "xcomp", "acl", "relcl", "dep") or verb.head == verb.i:
                return None
            if verb.dep in ("acl", "relcl"):
                return self.actor_at.get(verb.head)
            verb = tokens[verb.head]
            for k in self.children[verb.i]:
                if tokens[k].dep == "nsubj":
                    return self.actor_at.get(self.syntax.antecedent(verb, k))
        return None

    def _fatally(self, token: Token) -> bool:
        """As in "Three were shot, one of them fatally"."""
        number = self.people.by_end.get(token.i)
        if number is None or number.head is not None or self.tokens[number.first].sent != token.sent:
            return False
        return self._add(token, KILLED, self.people.at(number.first))

    def _hit(self, token: Token) -> bool:
        """As in "shot", "stabbed": a wound, unless a verb joined to it says how it ended."""
        i = token.i
        tokens = self.tokens
        if token.tag not in ("VBD", "VBN", "VBG", "VBZ", "VBP", "NN", "JJ", "VB"):
            return False
        for j in (i + 2, i + 3, i + 4):
            if (
                j < len(tokens)
                and tokens[j].sent == token.sent
                and tokens[j - 1].lower in ("and", ",", "later", "fatally", "then")
            ):
                roles = self.words.roles.get(tokens[j].lower, ())
                if ("kill" in roles or "wound" in roles) and tokens[j].tag in VERB_TAGS:
                    return False
        behind = tokens[i + 1].lower if i + 1 < len(tokens) else ""
        passive = any(tokens[k].dep == "auxpass" for k in self.children[i])
        if behind in self.lists["miss-particle"] or (behind in ("at", "back") and not passive):
            return False
        if token.tag in ("NN", "JJ"):
            return self._headline_hit(token)
        return self._verb(token, WOUNDED, hit=True)

    def _headline_hit(self, token: Token) -> bool:
        """As in "Man shot in leg", where the tagger sees a noun."""
        i = token.i
        before = self.tokens[i - 1] if i else None
        if before is None or (
            before.tag not in ("NN", "NNS", "NNP", "CD") and before.lower not in self.people.words.neutral
        ):
            return False
        if before.tag == "NN" and token.dep == "compound":
            return False
        behind = self.tokens[i + 1].lower if i + 1 < len(self.tokens) else ""
        if behind not in ("in", "by", "during", "while", "outside", "near", "at", "on", "after", "several", "multiple"):
            return False
        victims = self.people.at(i - 1)
        return self._add(token, WOUNDED, victims, hit=True)

    def _die(self, token: Token) -> bool:
        """A verb whose subject dies."""
        i = token.i
        tokens = self.tokens
        if token.tag not in VERB_TAGS or self.syntax.is_unreal(token) or self.syntax.is_natural(i):
            return False
        if i + 1 < len(tokens) and tokens[i + 1].lower in ("down", "out", "off"):
            return False
        subjects = self.syntax.subjects(token)
        victims = [v for s in subjects[-1:] for v in self.people.at(s, loose=True)]
        if not victims and not any(self.syntax.is_denied(s) for s in subjects):
            beside = self.syntax.beside(i)
            victims = [beside] if beside is not None else self.syntax.people_before(i)
        return self._add(token, KILLED, [*victims, *self._along_with(token)] if victims else victims)

    def _lose(self, token: Token) -> bool:
        """As in "lost three soldiers"; "lost their lives" is the noun's."""
        if token.tag not in VERB_TAGS or self.syntax.is_unreal(token):
            return False
        heads = [k for k in self.children[token.i] if self.tokens[k].dep in OBJECTS]
        victims = [v for h in heads for v in self.people.at(h) if v.number is not None and v.harmed.noun is not None]
        victims = [
            v for v in victims if v.civilian is False or v.harmed.noun in ("man", "people", "member", "civilian")
        ]
        return self._add(token, KILLED, victims)

    def _flee(self, token: Token) -> bool:
        if token.tag not in VERB_TAGS or self.syntax.is_unreal(token):
            return False
        home = any(
            self.tokens[k].dep in OBJECTS and self.tokens[k].lower in self.lists["home-noun"]
            for k in self.children[token.i]
        )
        victims = [v for s in self.syntax.subjects(token) for v in self.people.at(s) if v.number is not None]
        victims = [v for v in victims if home or (v.count.best or 0) >= _MANY]
        return self._add(token, "displaced", victims)

    # ------------------------------------------------------------ states

    def _state(self, token: Token, kind: str, counted: bool = False) -> bool:
        """As in "nine dead", "was found dead", "left three people wounded", "are missing"."""
        i = token.i
        tokens = self.tokens
        if self.syntax.is_unsplit(i, kind) or self.syntax.is_unreal(token):
            return False
        if token.tag in VERB_TAGS and (
            any(tokens[k].dep in OBJECTS for k in self.children[i]) or self.syntax.has_object_behind(i)
        ):
            return False
        governor = tokens[token.head]
        if governor.lemma in self.lists["doubted-state-verb"] or (
            i > 0 and tokens[i - 1].lemma in self.lists["doubted-state-verb"]
        ):
            return False
        victims: list[Victims] = []
        first = self._left_with(token)
        beside = (
            self.syntax.beside(i)
            if token.dep != "amod" or token.head < i or tokens[token.head].i not in self.people.by_head
            else None
        )
        if beside is not None and (token.dep != "amod" or governor.i < i):
            victims = self._list_of(beside)
        elif self.syntax.is_left_so(i):
            victims = [one for victim in self.people.at(i - 1)[:1] for one in self._list_of(victim)]
        else:
            victims = [v for h in self._in_state(token, governor) for v in self.people.at(h, loose=kind == KILLED)]
        if counted:
            victims = [v for v in victims if v.number is not None or (kind == "missing" and v.harmed.name is not None)]
        return self._add(token, kind, [*first, *victims])

    def _left_with(self, token: Token) -> list[Victims]:
        """As in "left two guards and four rebels dead", where the tree cuts the list in two."""
        tokens = self.tokens
        if token.dep != "conj" or tokens[token.head].lemma != "leave":
            return []
        objects = [k for k in self.children[token.head] if tokens[k].dep in OBJECTS and k < token.i]
        states = self.people.words.states
        if not objects or any(
            t.text in ",;" or t.pos == "VERB" or t.lower in states for t in tokens[objects[-1] : token.i]
        ):
            return []
        return self.people.at(objects[-1])

    def _list_of(self, victim: Victims) -> list[Victims]:
        """As in "left a woman and two men dead": all of the list whose last member is told next to the state."""
        tokens = self.tokens
        first = victim.head
        while tokens[first].dep == "conj" and tokens[tokens[first].head].pos in ("NOUN", "PROPN"):
            first = tokens[first].head
        between = {t.lower for t in tokens[first : victim.head]}
        if first == victim.head or tokens[first].dep not in OBJECTS or between & self.people.words.states:
            return [victim]
        return self.people.at(first) or [victim]

    def _in_state(self, token: Token, governor: Token) -> list[int]:
        """Heads of those whom a state is said of."""
        tokens = self.tokens
        own = [k for k in self.children[token.i] if tokens[k].dep in SUBJECTS]
        if own:
            return [self.syntax.antecedent(token, k) for k in own]
        if token.dep == "amod":
            return [governor.i] if governor.i in self.people.by_head else []
        if token.dep in ("acl", "appos") and governor.pos in ("NOUN", "PROPN", "NUM"):
            return [governor.i]
        if governor.lemma not in self.lists["finding-verb"] or token.dep not in (
            "acomp",
            "oprd",
            "attr",
            "xcomp",
            "ccomp",
            "advcl",
            "dep",
            "advmod",
            "dobj",
        ):
            return []
        if self.syntax.is_unreal(governor):
            return []
        objects = [k for k in self.children[governor.i] if tokens[k].dep in OBJECTS and k != token.i]
        passive = any(tokens[k].dep in ("nsubjpass", "auxpass") for k in self.children[governor.i])
        if objects and not passive:
            return objects
        if passive or governor.lemma in self.lists["state-verb"]:
            return self.syntax.subjects(governor)
        return []

    def _named_parts(self, token: Token) -> bool:
        """As in "the dead included three children", "the deaths are nine civilians and a guard", "of the 30 injured, 12
        were children", "seven of the dead were women".
        """
        tokens = self.tokens
        i = token.i
        before = [t.lower for t in tokens[max(0, i - 4) : i] if t.sent == token.sent]
        if not {"the", "those"}.intersection(before[-3:]):
            return False
        roles = self.words.roles[token.lower]
        kind = WOUNDED if "hurt" in roles or "wound" in roles else KILLED
        governor = tokens[token.head]
        part = self._counted_part(token)
        if part is not None:
            return self._add(token, kind, [part])
        among = "among" in before or "of" in before[:-1]
        telling = token.dep == "nsubj" and governor.lemma in ("include", "be") and governor.i > i
        if telling and governor.lemma == "be":
            named = [k for k in self.children[governor.i] if tokens[k].dep == "attr"]
            telling = any(self.people.is_people(k, k in self.people.by_head) for k in named)
        if not among and not telling:
            return False
        victims = self._listed(i if among else governor.i, token)
        whole = self.people.by_end.get(i)
        if whole is not None and victims and among:
            # "of the 130 injured, 77 were women"
            self._add(token, kind, self.people.at(whole.first), total=True)
        if among or governor.lemma == "include":
            victims = [replace(v, harmed=replace(v.harmed, reference="part")) for v in victims]
        return self._add(token, kind, victims)

    def _counted_part(self, token: Token) -> Victims | None:
        """As in "seven of the dead were women": the number before "of the dead", with what those are said to be."""
        tokens = self.tokens
        i = token.i
        number = self.people.by_end.get(i - 2)
        if number is None or number.head is not None or tokens[i - 2].lower != "of" or tokens[i - 1].lower != "the":
            return None
        verb = tokens[tokens[number.last - 1].head]
        told = [v for k in self.children[verb.i] if tokens[k].dep == "attr" and k > i for v in self.people.at(k)[:1]]
        if verb.lemma != "be" or not told:
            return None
        found = self.people.at(number.first)[:1]
        if not found:
            return None
        harmed = replace(told[0].harmed, reference="part")
        return replace(told[0], count=found[0].count, number=number, first=found[0].first, harmed=harmed)

    def _listed(self, start: int, token: Token) -> list[Victims]:
        """The people named one after the other behind token ``start``, up to a verb of another kind."""
        tokens = self.tokens
        victims: list[Victims] = []
        for j in range(start + 1, min(start + _PART_REACH, len(tokens))):
            t = tokens[j]
            if t.sent != token.sent or (t.tag in ("VBD", "VBZ", "VBP") and t.lemma != "be"):
                break
            number = self.people.by_first.get(j)
            if number is not None:
                found = self.people.at(number.first if number.head is None else number.head)[:1]
                victims.extend(self._as_told(v, number, token) for v in found)
            elif victims and t.dep == "conj" and self._is_each(victims[-1], t):
                told = self.people.at(t.i)[:1]
                victims.extend(
                    replace(v, count=victims[-1].count, harmed=replace(v.harmed, reference="other")) for v in told
                )
            elif (
                t.tag in ("NN", "NNS")
                and j not in self.people.by_token
                and j not in self.people.by_head
                and t.dep in ("nsubj", "attr", "dobj", "conj", "pobj")
                and tokens[t.head].lower not in ("of", "in", "from", "at")
                and not any(v.number is not None and v.number.first < j < v.last for v in victims)
                and tokens[j - 1].lemma != "be"
            ):
                victims.extend(self.people.at(j)[:1])
        return [v for v in victims if v.head != token.i]

    def _is_each(self, victim: Victims, token: Token) -> bool:
        """As in "two each from the army and the police": the same number once more."""
        number = victim.number
        return (
            number is not None and self.tokens[number.last].lower == "each" and victim.first < token.head < victim.last
        )

    def _as_told(self, victim: Victims, number: CountMention, token: Token) -> Victims:
        """As in "77 were women": a number whose noun follows after "were"."""
        tokens = self.tokens
        j = number.last
        if number.head is not None or j + 1 >= len(tokens) or tokens[j].lower not in ("were", "are", "was"):
            return victim
        noun = tokens[j + 1]
        if noun.tag not in ("NN", "NNS") or noun.sent != token.sent or not self.people.is_people(noun.i, True):
            return victim
        told = self.people.at(noun.i)[:1]
        if not told:
            return victim
        return replace(victim, harmed=told[0].harmed, civilian=told[0].civilian, group=told[0].group)

    def _condition(self, token: Token) -> bool:
        """As in "in critical condition": somebody is hurt."""
        tokens = self.tokens
        i = token.i
        near = [tokens[k].lower for k in self.children[i]] + [t.lower for t in tokens[max(0, i - 3) : i]]
        if not any(w in self.lists["condition-word"] for w in near) or token.dep != "pobj":
            return False
        link = tokens[token.head]
        if link.lower != "in":
            return False
        governor = tokens[link.head]
        if governor.pos in ("NOUN", "PROPN", "NUM"):
            heads = [governor.i]
        else:
            if self.syntax.is_unreal(governor):
                return False
            objects = [k for k in self.children[governor.i] if tokens[k].dep in OBJECTS]
            heads = objects or self.syntax.subjects(governor)
        victims = [v for h in heads for v in self.people.at(h, loose=True)]
        return self._add(token, WOUNDED, victims)

    # ------------------------------------------------------------ nouns

    def _death(self, token: Token) -> bool:
        """As in "ten fatalities", "resulting in one death"."""
        number = self.people.by_head.get(token.i)
        if number is None and token.tag == "NNS":
            of_whom = [
                self.people.by_head[j]
                for k in self.children[token.i]
                if self.tokens[k].lower == "of"
                for j in self.children[k]
                if self.tokens[j].dep == "pobj" and j in self.people.by_head
            ]
            if of_whom and not self.syntax.is_natural(token.i):
                # "the deaths of four people"
                return self._add(token, KILLED, [v for n in of_whom for v in self.people.at(n.head or n.first)])
        if number is None and token.dep == "nsubj" and token.tag == "NNS":
            return self._toll(token, KILLED)
        if number is None or not number.count.best or self.syntax.is_unreal(token):
            return False
        harmed = Harmed(None, "new")
        victims = Victims(token.i, number.count, number.first, token.i + 1, harmed, None, None, number)
        return self._add(token, KILLED, [victims], total=True)

    def _killing(self, token: Token) -> bool:
        """As in "the murder of two nuns", "his death"."""
        tokens = self.tokens
        i = token.i
        if token.tag not in ("NN", "NNS", "VBG") or self.syntax.is_unreal(token) or self.syntax.is_natural(i):
            return False
        if i + 1 < len(tokens) and tokens[i + 1].tag in ("NN", "NNS") and tokens[i + 1].head != i:
            return False
        if any(tokens[k].lower in ("attempted", "wrongful", "threatened", "planned") for k in self.children[i]):
            return False
        inner = [
            j for k in self.children[i] if tokens[k].lower == "of" for j in self.children[k] if tokens[j].dep == "pobj"
        ]
        victims = [v for j in inner for v in self.people.at(j, loose=True)]
        number = self.people.by_first.get(i + 2)
        if number is not None and tokens[i + 1].lower == "of":
            victims = self.people.at(number.first if number.head is None else number.head)
        if not inner and token.lower not in ("killing", "slaughter", "lynching"):
            owners = [k for k in self.children[i] if tokens[k].dep == "poss"]
            for k in owners:
                if tokens[k].tag == "PRP$":
                    gender = "m" if tokens[k].lower == "his" else "f" if tokens[k].lower == "her" else None
                    if gender is not None:
                        victims.append(
                            Victims(
                                k, Count.of(1), k, k + 1, Harmed(None, "given", True, gender=gender), None, None, None
                            )
                        )
                else:
                    victims.extend(self.people.at(k))
        return self._add(token, KILLED, victims)

    def _hit_noun(self, token: Token) -> bool:
        """As in "the fatal shooting of a guard", "the stabbing of two men"."""
        tokens = self.tokens
        if token.tag != "NN" or self.syntax.is_unreal(token):
            return False
        inner = [
            j
            for k in self.children[token.i]
            if tokens[k].lower == "of"
            for j in self.children[k]
            if tokens[j].dep == "pobj"
        ]
        victims = [v for j in inner for v in self.people.at(j, loose=True)]
        if any(tokens[k].lower in self.lists["fatal-adjective"] for k in self.children[token.i]):
            return self._add(token, KILLED, victims)
        return self._add(token, WOUNDED, victims, hit=True)

    def _hospital(self, token: Token) -> bool:
        """As in "two people were taken to a hospital", "sent four to hospital", "another taken to a clinic", "two are in hospital":
        hurt, unless they are said to have died.
        """
        tokens = self.tokens
        link = tokens[token.head]
        verb = tokens[link.head]
        if token.dep != "pobj" or link.lower not in ("to", "at", "in", "into") or self.syntax.is_unreal(verb):
            return False
        if token.lower in self.lists["care-center"] and tokens[token.i - 1].lower not in self.lists["care-word"]:
            return False
        below = [tokens[k] for k in self.children[verb.i]]
        staying = verb.lemma in self.lists["staying-verb"]
        if any(t.lower in self.lists["precaution-noun"] for t in tokens[token.i + 1 : token.i + 4]):
            return False
        if staying:
            heads = self.syntax.subjects(verb) if link.lower == "in" else []
        elif verb.lemma not in self.lists["hospital-verb"]:
            return False
        elif any(t.dep in ("auxpass", "nsubjpass") for t in below):
            heads = self.syntax.subjects(verb)
        elif any(t.dep in OBJECTS for t in below):
            heads = [t.i for t in below if t.dep in OBJECTS and t.lower not in self.lists["body-noun"]]
        else:
            told_of = verb.dep in ("conj", "ROOT", "ccomp") and verb.tag in ("VBN", "VBD")
            heads = [t.i for t in below if told_of and t.dep == "nsubj" and t.lower not in DOERS]
        victims = [v for h in heads for v in self.people.at(h) if not staying or v.number is not None]
        return self._add(token, WOUNDED, victims, hit=True)

    def _injury(self, token: Token) -> bool:
        """As in "suffered wounds", "with gunshot wounds", "injuries to five people", "five injuries"."""
        tokens = self.tokens
        i = token.i
        if token.tag not in ("NN", "NNS", "VBZ"):
            return False
        governor = tokens[token.head]
        if self.syntax.is_denied(i) or (not self._is_somebodys(token) and self.syntax.is_unreal(governor)):
            return False
        number = self.people.by_head.get(i)
        victims: list[Victims] = []
        hit = any(tokens[k].lower in self.lists["wound-kind"] for k in self.children[i])
        verb = self.syntax.sufferer_verb(token, governor)
        if verb is not None:
            victims = self.syntax.subject_people(verb)
        elif token.dep == "pobj" and self._is_of_wounds(governor):
            outer = tokens[governor.head]
            if outer.lower == "alive":
                outer = tokens[outer.head]  # "was pulled out alive with burns"
            roles = self.words.roles.get(outer.lower, ())
            if "die" in roles or "dead" in roles or "kill" in roles:
                return False
            if outer.pos in ("NOUN", "PROPN"):
                victims = self.people.at(outer.i)
            elif outer.tag in VERB_TAGS and not self.syntax.is_unreal(outer):
                objects = [k for k in self.children[outer.i] if tokens[k].dep in OBJECTS]
                victims = [v for h in objects for v in self.people.at(h)] or self.syntax.subject_people(outer)
        if not victims:
            links = [k for k in self.children[i] if tokens[k].lower in ("to", "on", "of")]
            victims = [v for k in links for j in self.children[k] if tokens[j].dep == "pobj" for v in self.people.at(j)]
        if (
            not victims
            and number is not None
            and number.count.best
            and token.lower in self.lists["injury-count-noun"]
            and not hit
        ):
            victims = [Victims(i, number.count, number.first, i + 1, Harmed(None, "new"), None, None, number)]
        if not victims and token.dep in ("nsubj", "nsubjpass", "pobj"):
            victims = [v for k in self.children[i] if tokens[k].dep == "poss" for v in self._owner(k)]
            if token.dep == "pobj" and "die" in self.words.roles.get(tokens[governor.head].lower, ()):
                return False
        if any(tokens[k].lower in self.lists["fatal-adjective"] for k in self.children[i]):
            return self._add(token, KILLED, victims)  # "found with a fatal gunshot wound"
        return self._add(token, WOUNDED, victims, hit=hit)

    def _is_somebodys(self, injuries: Token) -> bool:
        """As in "His wounds were not serious": what is said of somebody's wounds does not deny them."""
        return injuries.dep in SUBJECTS and any(
            self.tokens[k].dep == "poss" or (self.tokens[k].lower == "to" and self.tokens[k].dep == "prep")
            for k in self.children[injuries.i]
        )

    def _is_of_wounds(self, link: Token) -> bool:
        """Whether a preposition leads from those hurt to their wounds: "with", "from", "treated for"."""
        if link.lower in ("with", "from"):
            return True
        treated = self.tokens[link.head]
        cared = treated.lemma in self.lists["hospital-verb"] or treated.lower in self.lists["wounded-state"]
        return link.lower == "for" and cared

    def _owner(self, k: int) -> list[Victims]:
        token = self.tokens[k]
        if token.tag != "PRP$":
            return self.people.at(k)
        gender = {"his": "m", "her": "f"}.get(token.lower)
        if gender is None:
            return []
        return [Victims(k, Count.of(1), k, k + 1, Harmed(None, "given", True, gender=gender), None, None, None)]

    def _toll(self, token: Token, kind: str) -> bool:
        """As in "the death toll rose to 12": the number that the link leads to."""
        tokens = self.tokens
        i = token.i
        if self.syntax.is_unreal(tokens[token.head]):
            return False
        found = self._total_after(i)
        if found is None:
            return False
        if any(t.lower in self.lists["superseded-word"] for t in tokens[max(0, i - 3) : i] if t.sent == token.sent):
            self.stale.add(found.first)
            return True
        noun = None if found.head is None else tokens[found.head]
        victims = self.people.at(found.head if found.head is not None and noun is not None else found.first)
        base = (
            victims[0]
            if victims
            else Victims(found.last - 1, found.count, found.first, found.last, Harmed(), None, None, found)
        )
        return self._add(token, kind, [base], total=True)

    def _total_after(self, i: int) -> CountMention | None:
        """The number to which a toll, or the verb it is the subject of, leads: "rose to 12"."""
        tokens = self.tokens
        for j in range(i + 1, min(i + _TOLL_REACH, len(tokens))):
            t = tokens[j]
            if t.sent != tokens[i].sent or t.lower in (";", "while", "injuring", "wounding"):
                break
            number = self.people.by_first.get(j)
            if number is None or not number.count.best:
                continue
            before = tokens[j - 1].lower
            if before == "from":
                continue
            fits = (
                number.head is None
                or self.people.is_people(number.head, True)
                or tokens[number.head].lower in self.lists["death-noun"]
            )
            if fits and any(x.lower in self.lists["toll-link"] for x in tokens[max(i + 1, j - 4) : j]):
                return number
        return None

    def _toll_of(self, token: Token) -> bool:
        """As in "the number of wounded reached 40"."""
        tokens = self.tokens
        i = token.i
        if i + 2 >= len(tokens) or tokens[i + 1].lower != "of":
            return False
        j = i + 3 if tokens[i + 2].lower in ("the", "those", "people") and i + 3 < len(tokens) else i + 2
        named = tokens[j].lower
        roles = self.words.roles.get(named, ())
        kind = None
        if "missing" in roles:
            kind = "missing"
        elif "hurt" in roles or "wound" in roles or "injury" in roles:
            kind = WOUNDED
        elif "dead" in roles or "death" in roles or "kill" in roles:
            kind = KILLED
        if kind is None:
            return self._toll_of_those(token, tokens[i + 1])
        return self._toll(tokens[j], kind)

    def _toll_of_those(self, token: Token, of: Token) -> bool:
        """As in "the number of soldiers killed in the attack has risen to 46": theirs, told by the verb that follows."""
        verb = self.tokens[token.head]
        whom = next((k for k in self.children[of.i] if self.tokens[k].dep == "pobj"), None)
        if whom is None or token.dep not in ("nsubj", "nsubjpass") or verb.i < whom or self.syntax.is_unreal(verb):
            return False
        after = sorted(k for i in (whom, token.i) for k in self.children[i] if whom < k < verb.i)
        roles = [self.words.roles.get(self.tokens[k].lower, ()) for k in after]
        kind = next((KILLED if "kill" in r else WOUNDED for r in roles if "kill" in r or "wound" in r), None)
        found = self._total_after(verb.i - 1)
        people = self.people.at(whom)
        if kind is None or found is None or len(people) != 1:
            return False
        return self._add(token, kind, [replace(people[0], count=found.count, number=found)], total=True)

    def _body(self, token: Token) -> bool:
        """As in "the bodies of four men were found", "his body"."""
        tokens = self.tokens
        i = token.i
        if token.tag not in ("NN", "NNS"):
            return False
        if token.lower in self.lists["severed-part"] and not any(
            tokens[k].lower in self.lists["severed-word"] for k in self.children[i]
        ):
            return False
        if (
            i + 1 < len(tokens)
            and tokens[i + 1].tag in ("NN", "NNS")
            and tokens[i + 1].sent == token.sent
            and token.dep == "compound"
        ):
            return False
        governor = tokens[token.head]
        seen = governor.lemma in self.lists["body-verb"] or (governor.tag not in VERB_TAGS and token.dep == "ROOT")
        if governor.tag in VERB_TAGS and self.syntax.is_unreal(governor):
            return False
        number = self.people.by_head.get(i)
        if number is not None or any(tokens[k].lower == "of" for k in self.children[i]):
            victims = self.people.at(i, loose=True)
            whose = [j for k in self.children[i] if tokens[k].lower == "of" for j in objects_after(self.parsed, k)]
            if number is None and len(whose) > 1:
                victims = [v for j in whose for v in self.people.at(j, loose=True)]
            theirs = self._left_behind(governor) if number is not None else None
            if theirs is not None and number is not None:
                victims = [replace(theirs, count=number.count, first=number.first, last=i + 1, number=number)]
            return (seen or (number is None and governor.pos != "VERB")) and self._add(token, KILLED, victims)
        if not seen:
            return False
        owned = [v for k in self.children[i] if tokens[k].dep == "poss" for v in self._owner(k)]
        if not owned and token.tag == "NN" and any(tokens[k].lower in ("a", "another") for k in self.children[i]):
            reference = "other" if any(tokens[k].lower == "another" for k in self.children[i]) else "new"
            owned = [Victims(i, Count.of(1), i, i + 1, Harmed(None, reference, True), None, None, None)]
        return self._add(token, KILLED, owned)

    def _left_behind(self, verb: Token) -> Victims | None:
        """As in "The raiders left behind nine bodies": whose the bodies were."""
        behind = any(self.tokens[k].lower == "behind" for k in self.children[verb.i])
        if verb.lemma != "leave" or not behind:
            return None
        return next((v for s in self.syntax.subjects(verb) for v in self.people.at(s)), None)

    def _life(self, token: Token) -> bool:
        """As in "claimed the lives of five", "lost their lives"."""
        tokens = self.tokens
        governor = tokens[token.head]
        i = token.i
        if (
            token.dep not in ("dobj", "nsubjpass", "obj")
            or governor.lemma not in self.lists["life-verb"]
            or self.syntax.is_unreal(governor)
        ):
            return False
        number = self.people.by_head.get(i)
        if number is not None and number.count.best:
            victims = [Victims(i, number.count, number.first, i + 1, Harmed(), None, None, number)]
            return self._add(token, KILLED, victims)
        inner = [
            j for k in self.children[i] if tokens[k].lower == "of" for j in self.children[k] if tokens[j].dep == "pobj"
        ]
        if inner:
            return self._add(token, KILLED, [v for j in inner for v in self.people.at(j)])
        if governor.lemma == "lose" and any(tokens[k].tag == "PRP$" for k in self.children[i]):
            return self._add(token, KILLED, self.syntax.subject_people(governor))
        return False

    def _taken(self, token: Token) -> bool:
        """As in "took twelve soldiers prisoner", "two were taken hostage", "took six hostages"."""
        tokens = self.tokens
        governor = tokens[token.head]
        if governor.lemma != "take" or self.syntax.is_unreal(governor):
            return False
        if token.i in self.people.by_head:
            return token.dep in OBJECTS and self._add(token, "captured", self.people.at(token.i))
        heads, _ = self.syntax.objects(governor)
        victims = [v for h in heads if h != token.i for v in self.people.at(h, loose=True)]
        if not victims:
            beside = self.syntax.beside(governor.i)
            victims = [beside] if beside is not None else []
        return self._add(token, "captured", victims)

    # ------------------------------------------------------------ facts only

    def _add(
        self,
        token: Token,
        kind: str,
        victims: Iterable[Victims],
        *,
        by: int | None = None,
        hit: bool = False,
        total: bool = False,
    ) -> bool:
        added = False
        for victim in list(victims):
            key = (kind, victim.head)
            known = self.found.get(key)
            if victim.number is not None and victim.number.first in self.stale:
                continue
            if victim.count.best == 0 or (known is not None and (hit or not known[1].hit)):
                added = added or known is not None
                continue
            parts = self._parts(victim)
            mention = self._mention(token, kind, victim, by, hit, total)
            self.found[key] = (token.sent, mention)
            if victim.harmed.noun is not None:
                self.last = (token.sent, mention, victim.head)
            added = True
            for part in parts:
                self.found.setdefault((kind, part.head), (token.sent, self._mention(token, kind, part, by, hit, False)))
        return added

    def _mention(
        self, token: Token, kind: str, victim: Victims, by: int | None, hit: bool, total: bool
    ) -> CasualtyMention:
        who = self.actor_at.get(victim.head)
        group, civilian, harmed = victim.group, victim.civilian, victim.harmed
        noun: Span | None = None
        if (
            victim.group is None
            and harmed.noun is None
            and harmed.name is None
            and harmed.reference != "other"
            and not total
        ):
            topic = self._topic(token)
            loser = self._loser(token)
            if loser is not None:
                who, group, civilian = self.actor_at.get(loser.head), loser.group, loser.civilian
                harmed = replace(harmed, side=loser.harmed.side)
            elif topic is not None:
                who, group, civilian, side = topic
                harmed = replace(harmed, side=side)
            elif self.last is not None and self.last[0] == token.sent and not harmed.implied:
                # "forty troops were killed and eighty wounded"
                earlier = self.last[1]
                who, group, civilian = earlier.who, earlier.group, earlier.civilian
                noun = self.parsed.span(self.last[2], self.last[2] + 1)
                reference = "other" if earlier.kind == kind and harmed.reference == "new" else harmed.reference
                harmed = replace(harmed, side=earlier.harmed.side, reference=reference)
        elif (
            harmed.reference == "other"
            and harmed.noun is None
            and harmed.name is None
            and not total
            and self.last is not None
            and self.last[0] == token.sent
            and self.last[1].civilian is False
        ):
            who, civilian = self.last[1].who, False  # "killed nine soldiers and wounded four others"
        elif harmed.reference == "other" and harmed.noun is None and harmed.name is None and not total:
            topic = self._topic(token)
            if topic is not None:  # "As for the troops, two were killed and four others hurt"
                who, group, civilian, side = topic
                harmed = replace(harmed, side=side)
        first, last = victim.first, victim.last
        span = Span(self.tokens[first].begin, self.tokens[last - 1].end)
        return CasualtyMention(
            token.i,
            span,
            kind,
            victim.count,
            who,
            by,
            group,
            civilian,
            total,
            self.syntax.cause(token),
            hit,
            self.syntax.is_lasting(token),
            harmed,
            noun,
        )

    def _loser(self, token: Token) -> Victims | None:
        """As in "The troops lost two killed and four injured": whose losses a number counts."""
        verb = self.syntax.losing(token.i)
        return None if verb is None else next(iter(self.syntax.subject_people(verb)), None)

    def _topic(self, token: Token) -> tuple[int | None, str | None, bool | None, str | None] | None:
        """As in "As for the troops, two were killed": whom a sentence begins with."""
        sentence = self.parsed.sentences[token.sent]
        opening = self.tokens[sentence.first : sentence.first + 3]
        words = [t.lower for t in opening if t.text not in ('"', "“", "”")]
        if words[:2] != ["as", "for"] and words[:1] not in (["among"], ["of"]):
            return None
        for j in range(sentence.first, min(sentence.first + 12, token.i)):
            t = self.tokens[j]
            if t.text == ",":
                return None
            if t.dep == "pobj" and self.people.is_people(j, True):
                found = self.people.at(j)
                if found:
                    return self.actor_at.get(j), found[0].group, found[0].civilian, found[0].harmed.side
        return None

    def _parts(self, victim: Victims) -> list[Victims]:
        """As in "17 people, including six children": the parts that follow a number."""
        tokens = self.tokens
        if victim.number is None:
            return []
        j = victim.last
        sent = tokens[victim.first].sent
        for k in range(j, min(j + 4, len(tokens))):
            t = tokens[k]
            if t.sent != sent:
                return []
            if t.lower in self.lists["part-word"]:
                j = k + 1
                break
        else:
            return []
        found: list[Victims] = []
        while j < len(tokens) and tokens[j].sent == sent and j < victim.last + _PART_REACH:
            t = tokens[j]
            if (
                t.tag in ("VBD", "VBZ", "VBP", "VBG", "VBN")
                or t.lower in (";", "were", "was")
                or (t.text == "," and found and not self.syntax.list_goes_on(j))
            ):
                break
            number = self.people.by_first.get(j)
            if number is not None:
                one = self.people.at(number.first if number.head is None else number.head)[:1]
                j = max(j + 1, number.last)
            elif t.tag in ("NN", "NNS") and j not in self.people.by_head and t.dep in ("pobj", "conj"):
                one = self.people.at(j)[:1]
                j += 1
            else:
                j += 1
                continue
            found.extend(replace(v, harmed=replace(v.harmed, reference="part")) for v in one)
        return found
