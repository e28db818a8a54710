"""Who was harmed, how, and how many.

Words of harm stand in ``ontology/lexicon/casualties.ttl``, each in the list that says how it binds those harmed. A token is
looked up once; only a hit looks at its neighbours. Those harmed are found by the tree, and where the tree fails, by the
number that stands right before or behind the word ("10 killed, 5 wounded").
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from kg.counts import Count
from kg.extract.mentions import ActorMention, CasualtyMention, CountMention, Harmed
from kg.extract.parse import Parsed, Token
from kg.extract.triggers import inflections
from kg.extract.victims import People, Victims
from kg.lexicon import Lexicon
from kg.model import Span

__all__ = ["find_casualties"]

_AUXILIARIES: Final = frozenset(
    ["was", "were", "is", "are", "be", "been", "being", "has", "have", "had", "having", "also", "reportedly", "allegedly", "reported", "confirmed", "both", "all", "later", "already", "either", "apparently", "initially", "immediately", "instantly", "subsequently", "then", "still", "was's", "'s", "'re", "said", "to", "critically", "seriously", "severely", "badly", "slightly", "lightly", "fatally", "mortally", "gravely", "accidentally", "brutally"]
)
_VERB_TAGS: Final = frozenset(["VB", "VBD", "VBN", "VBG", "VBZ", "VBP"])
_SUBJECTS: Final = frozenset(["nsubj", "nsubjpass"])
_OBJECTS: Final = frozenset(["dobj", "obj"])
_CAUSE_LINKS: Final = frozenset(["in", "during", "by", "after", "from", "following", "amid", "when", "with"])
_HOMES: Final = frozenset(["home", "homes", "house", "houses", "village", "villages", "town", "towns", "area", "country"])
_MANY: Final = 100
"""From so many on, people who flee are displaced even if no home is named."""
_TOLL_REACH: Final = 14
_PART_REACH: Final = 24
_KILLED: Final = "killed"
_WOUNDED: Final = "wounded"


@dataclass(frozen=True)
class _Words:
    """The lists of the lexicon, compiled; ``roles`` is what dispatch looks up."""

    roles: dict[str, tuple[str, ...]]
    lists: dict[str, frozenset[str]]
    phrases: tuple[tuple[str, ...], ...]
    kinds: dict[str, str]


_VERB_ROLES: Final = (
    ("kill", "kill-verb"),
    ("down", "kill-verb-with-down"),
    ("result", "death-result-verb"),
    ("wound", "wound-verb"),
    ("hit", "hit-verb"),
    ("struck", "struck-verb"),
    ("die", "die-verb"),
    ("lose", "lose-verb"),
    ("capture", "capture-verb"),
    ("displace", "displace-verb"),
    ("flee", "flee-verb"),
    ("suffer", "wounds-object-verb"),
    ("away", "die-verb-with-away"),
)
_WORD_ROLES: Final = (
    ("part", "named-part-noun"),
    ("dead", "dead-state"),
    ("hurt", "wounded-state"),
    ("condition", "condition-noun"),
    ("death", "death-noun"),
    ("killing", "killing-noun"),
    ("injury", "injury-noun"),
    ("toll", "toll-noun"),
    ("toll-of", "toll-of"),
    ("body", "body-noun"),
    ("life", "life-noun"),
    ("missing", "missing-state"),
    ("taken", "take-prisoner"),
    ("homeless", "homeless-state"),
)
_LISTS: Final = (
    "death-result", "fatal-adverb", "projectile-noun", "body-part", "finding-verb", "doubted-state-verb", "condition-word",
    "suffer-harm-verb", "inflict-verb", "toll-link", "body-verb", "life-verb", "part-word", "doubt-auxiliary",
    "unreal-governor", "real-governor", "negative-word", "negative-governor", "natural-cause", "not-people", "dead-state",
    "injury-count-noun", "wounded-state", "death-noun", "leaving-verb", "body-noun", "missing-state", "homeless-state", "wound-kind",
)  # fmt: skip


@lru_cache(maxsize=4)
def _compiled(lexicon: Lexicon) -> _Words:
    irregular = {line.split()[0]: tuple(line.split()[1:]) for line in sorted(lexicon.words("irregular-verb"))}
    roles: dict[str, list[str]] = {}
    for role, name in _VERB_ROLES:
        for verb in sorted(lexicon.words(name)):
            for form in inflections(verb, irregular):
                if role not in roles.setdefault(form, []):
                    roles[form].append(role)
    for role, name in _WORD_ROLES:
        for word in sorted(lexicon.words(name)):
            roles.setdefault(word, []).append(role)
    return _Words(
        {form: tuple(found) for form, found in roles.items()},
        {name: lexicon.words(name) for name in _LISTS},
        tuple(sorted(tuple(p.split()) for p in lexicon.words("long-time-word"))),
        {},
    )


def find_casualties(
    parsed: Parsed, counts: tuple[CountMention, ...], actors: tuple[ActorMention, ...], lexicon: Lexicon
) -> tuple[CasualtyMention, ...]:
    """All statements that people were harmed, in text order, repeats and parts included.

    Only what is told as a fact: nothing negated, feared, planned or possible, and no count of zero. A word for the dead
    and the wounded together without a split gives nothing. ``span`` is the phrase for those harmed.
    """
    words = _compiled(lexicon)
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
        words: _Words,
        lexicon: Lexicon,
    ) -> None:
        self.parsed = parsed
        self.tokens = parsed.tokens
        self.children = parsed.children
        self.words = words
        self.lists = words.lists
        self.people = People(parsed, counts, lexicon)
        self.actor_at: dict[int, int] = {}
        for n, actor in enumerate(actors):
            self.actor_at.setdefault(actor.head, n)
        for n, actor in enumerate(actors):
            for i in range(actor.first, actor.last):
                self.actor_at.setdefault(i, n)
        self.found: dict[tuple[str, int], tuple[int, CasualtyMention]] = {}
        """By kind and head of those harmed."""
        self.last: tuple[int, CasualtyMention] | None = None
        """The sentence of the last figure with a noun, and the figure."""

    def result(self) -> tuple[CasualtyMention, ...]:
        """What was found, without hits on people whom the same sentence reports killed or wounded."""
        kept = []
        for (kind, head), (_, mention) in self.found.items():
            if mention.hit and ((_KILLED, head) in self.found or kind != _WOUNDED):
                continue
            kept.append(mention)
        return tuple(sorted(kept, key=lambda m: (m.span, m.head, m.kind)))

    # ------------------------------------------------------------ dispatch

    def look(self, token: Token) -> None:
        """Try what a word of harm can mean, in the order of its lists, until one reading finds somebody."""
        for role in self.words.roles[token.lower]:
            if self._read(role, token):
                return

    def _read(self, role: str, token: Token) -> bool:
        i = token.i
        if role == "suffer":
            return False
        if role == "kill":
            return self._verb(token, _KILLED)
        if role == "down":
            return self._particle(i, "down") and self._verb(token, _KILLED)
        if role == "result":
            return self._has_result(token) and self._verb(token, _KILLED)
        if role == "wound":
            return self._verb(token, _WOUNDED)
        if role == "hit":
            return self._hit(token)
        if role == "struck":
            return self._is_struck(token) and self._verb(token, _WOUNDED, hit=True)
        if role == "die":
            return self._die(token)
        if role == "away":
            return self._particle(i, "away") and self._die(token)
        if role == "lose":
            return self._lose(token)
        if role == "capture":
            return self._verb(token, "captured")
        if role == "displace":
            return self._verb(token, "displaced", counted=True)
        if role == "flee":
            return self._flee(token)
        if role == "part":
            return self._named_parts(token)
        if role == "dead":
            return self._state(token, _KILLED)
        if role == "hurt":
            return self._state(token, _WOUNDED)
        if role == "condition":
            return self._condition(token)
        if role == "death":
            return self._death(token)
        if role == "killing":
            return self._killing(token)
        if role == "injury":
            return self._injury(token)
        if role == "toll":
            return self._toll(token, _KILLED)
        if role == "toll-of":
            return self._toll_of(token)
        if role == "body":
            return self._body(token)
        if role == "life":
            return self._life(token)
        if role == "missing":
            return self._state(token, "missing", counted=True)
        if role == "homeless":
            return self._state(token, "displaced", counted=True)
        return self._taken(token)

    # ------------------------------------------------------------ verbs

    def _verb(self, token: Token, kind: str, hit: bool = False, counted: bool = False) -> bool:
        """A verb whose object (or passive subject) is harmed."""
        i = token.i
        if self._unsplit(i, kind) or self._is_unreal(token):
            return False
        heads, passive = self._objects(token)
        strong = kind in (_KILLED, _WOUNDED) and token.tag in _VERB_TAGS
        victims = [v for h in heads for v in self.people.at(h, loose=strong)]
        if not victims and not any(self._is_denied(h) for h in heads):
            beside = self._beside(i)
            victims = [beside] if beside is not None else []
        if not victims and token.tag in ("VBN", "VBD") and not any(self._is_denied(h) for h in heads):
            victims = self._people_before(i)
        if counted:
            victims = [v for v in victims if v.number is not None]
        if kind == _WOUNDED and self._is_fatal(i):
            kind, hit = _KILLED, False
        by = self._doer(token, passive) if victims else None
        return self._add(token, kind, victims, by=by, hit=hit)

    def _objects(self, token: Token) -> tuple[list[int], bool]:
        """Heads of what a verb is done to, and whether it is passive there."""
        tokens = self.tokens
        i = token.i
        objects: list[int] = []
        subjects: list[int] = []
        passive = False
        for k in self.children[i]:
            dep = tokens[k].dep
            if dep in _OBJECTS:
                objects.append(k)
            elif dep in _SUBJECTS:
                subjects.append(k)
                passive = passive or dep == "nsubjpass"
            elif dep in ("auxpass", "agent"):
                passive = True
        subjects = [self._antecedent(token, s) for s in subjects]
        if objects and not passive:
            if tokens[objects[0]].lower.endswith(("self", "selves")) and subjects:
                return subjects, False
            return objects, False
        if passive and subjects:
            return subjects[-1:], True
        governor = tokens[token.head]
        if token.tag in _VERB_TAGS and not objects and not passive:
            shared = self._shared_object(i)
            if shared is not None:
                return [shared], False
            if self._has_object_behind(i):
                behind = self._noun_behind(i)
                return ([behind] if behind is not None else []), False
        if token.tag in ("VBN", "VBD") and not objects:
            if subjects:
                # "nine injured", "Man killed in shooting": a participle without its auxiliary
                return subjects[-1:], True
            if token.dep in ("acl", "relcl", "amod") and governor.pos in ("NOUN", "PROPN", "NUM"):
                return ([governor.i] if token.dep != "amod" or governor.i in self.people.by_head else []), True
            if token.dep in ("conj", "xcomp", "dep", "ccomp") and governor.tag in _VERB_TAGS and governor.i != i:
                return self._inherited(governor, passive)
        return [], passive

    def _has_object_behind(self, i: int) -> bool:
        """Whether a noun phrase begins right behind a verb, whatever the tree says."""
        tokens = self.tokens
        if i + 1 >= len(tokens):
            return False
        behind = tokens[i + 1]
        if behind.sent != tokens[i].sent or behind.ent in ("DATE", "TIME") or behind.dep == "npadvmod":
            return False
        return behind.tag in ("DT", "CD", "PRP$") or i + 1 in self.people.by_first

    def _noun_behind(self, i: int) -> int | None:
        """The head of the noun phrase right behind token ``i``."""
        tokens = self.tokens
        noun = None
        for j in range(i + 1, min(i + 9, len(tokens))):
            t = tokens[j]
            if t.sent != tokens[i].sent:
                break
            if t.tag in ("NN", "NNS", "NNP", "NNPS"):
                noun = j
            elif noun is not None or t.tag not in ("DT", "CD", "PRP$", "JJ", "VBN", "VBG", "HYPH", "POS", "RB", "IN"):
                break
        return noun

    def _shared_object(self, i: int) -> int | None:
        """The object that a verb shares with the one joined to it ("killed and mutilated a guard")."""
        tokens = self.tokens
        for k in self.children[i]:
            if tokens[k].dep == "conj" and k <= i + 3 and tokens[k].tag in _VERB_TAGS:
                for j in self.children[k]:
                    if tokens[j].dep in _OBJECTS:
                        return j
        return None

    def _people_before(self, i: int) -> list[Victims]:
        """The people whose phrase ends right before a verb and its auxiliaries, where the tree does not say so."""
        tokens = self.tokens
        sent = tokens[i].sent
        j = i - 1
        while j >= 0 and tokens[j].sent == sent and (tokens[j].lower in _AUXILIARIES or tokens[j].tag == "RB"):
            j -= 1
        if j == i - 1 or j < 0 or tokens[j].sent != sent:
            return []
        here = tokens[j]
        if here.text in (")", ",", "]") and here.head != j:
            here = tokens[here.head]
        for _ in range(6):
            if here.tag in ("NN", "NNS", "NNP", "NNPS", "CD", "PRP", "JJ"):
                found = self.people.at(here.i)
                if found:
                    return found
            if here.dep not in ("pobj", "prep", "appos", "compound", "amod", "nmod") or tokens[here.head].i >= i:
                return []
            here = tokens[here.head]
        return []

    def _inherited(self, governor: Token, passive: bool) -> tuple[list[int], bool]:
        """Those whom a participle shares with the verb it is joined to ("was shot and killed")."""
        tokens = self.tokens
        for _ in range(3):
            subjects = [k for k in self.children[governor.i] if tokens[k].dep == "nsubjpass"]
            if not subjects and governor.tag in ("VBN", "VBD") and not any(tokens[k].dep in _OBJECTS for k in self.children[governor.i]):
                subjects = [k for k in self.children[governor.i] if tokens[k].dep == "nsubj"]
            if subjects:
                return [self._antecedent(governor, s) for s in subjects], True
            if governor.dep in ("acl", "relcl") and tokens[governor.head].pos in ("NOUN", "PROPN"):
                return [governor.head], True
            if governor.dep not in ("conj", "xcomp") or governor.head == governor.i:
                break
            governor = tokens[governor.head]
        return [], passive

    def _antecedent(self, verb: Token, i: int) -> int:
        """For "who" and "that": the noun they stand for."""
        if self.tokens[i].tag in ("WDT", "WP") and verb.dep == "relcl":
            return verb.head
        return i

    def _beside(self, i: int) -> Victims | None:
        """The counted people right before or right behind a word of harm, auxiliaries and adverbs between."""
        tokens = self.tokens
        sent = tokens[i].sent
        j = i
        while j > 0 and tokens[j - 1].sent == sent and (tokens[j - 1].lower in _AUXILIARIES or tokens[j - 1].tag == "RB"):
            j -= 1
        number = self.people.by_end.get(j)
        if number is not None and tokens[number.first].sent == sent:
            found = self.people.at(number.first if number.head is None else number.head)
            if found:
                return found[0]
        if tokens[i].tag in ("JJ", "NN", "NNS"):
            return None
        for j in (i + 1, i + 2):
            number = self.people.by_first.get(j)
            if number is not None and tokens[j].sent == sent:
                found = self.people.at(number.first if number.head is None else number.head)
                return found[0] if found else None
            if j < len(tokens) and tokens[j].tag not in ("RB", "DT", "RBR"):
                break
        return None

    def _unsplit(self, i: int, kind: str) -> bool:
        """"Killed and wounded 12": no figure for either."""
        tokens = self.tokens
        for step in (2, -2):
            j = i + step
            if not 0 <= j < len(tokens) or tokens[j].sent != tokens[i].sent:
                continue
            if tokens[(i + j) // 2].lower not in ("and", "or", "/", "and/or"):
                continue
            roles = self.words.roles.get(tokens[j].lower, ())
            other = _KILLED if "kill" in roles or "dead" in roles else _WOUNDED if "wound" in roles else None
            if other is not None and other != kind and kind in (_KILLED, _WOUNDED):
                between = i if step < 0 else j
                return between + 1 >= len(tokens) or (between - 3) not in self.people.by_token or True
        return False

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
                return self.actor_at.get(self._antecedent(token, k))
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
                    return self.actor_at.get(self._antecedent(verb, k))
        return None

    def _particle(self, i: int, particle: str) -> bool:
        return any(t.lower == particle for t in self.tokens[i + 1 : i + 2]) or any(
            self.tokens[k].lower == particle for k in self.children[i]
        )

    def _has_result(self, token: Token) -> bool:
        """"Shot dead", "beaten to death", "burned alive", "fatally stabbed"."""
        i = token.i
        if token.tag not in _VERB_TAGS and token.tag not in ("NN", "JJ"):
            return False
        tokens = self.tokens
        for j in range(i + 1, min(i + 7, len(tokens))):
            t = tokens[j]
            if t.sent != token.sent or t.lower in (",", ";", "and", "but"):
                break
            if t.lower in self.lists["death-result"]:
                return t.lower != "death" or tokens[j - 1].lower == "to"
            if t.tag in _VERB_TAGS and j > i + 1:
                break
        return self._is_fatal(i)

    def _is_fatal(self, i: int) -> bool:
        """"Fatally" stands with the verb."""
        fatal = self.lists["fatal-adverb"]
        return (i > 0 and self.tokens[i - 1].lower in fatal) or any(self.tokens[k].lower in fatal for k in self.children[i])

    def _hit(self, token: Token) -> bool:
        """"Shot", "stabbed": a wound, unless a verb joined to it says how it ended."""
        i = token.i
        tokens = self.tokens
        if token.tag not in ("VBD", "VBN", "VBG", "VBZ", "VBP", "NN", "JJ", "VB"):
            return False
        for j in (i + 2, i + 3, i + 4):
            if j < len(tokens) and tokens[j].sent == token.sent and tokens[j - 1].lower in ("and", ",", "later", "fatally", "then"):
                roles = self.words.roles.get(tokens[j].lower, ())
                if ("kill" in roles or "wound" in roles) and tokens[j].tag in _VERB_TAGS:
                    return False
        if i + 1 < len(tokens) and tokens[i + 1].lower in ("at", "down", "up", "out", "into", "toward", "towards", "across", "through"):
            return False
        if token.tag in ("NN", "JJ") and (i == 0 or tokens[i - 1].tag not in ("NN", "NNS", "NNP", "CD") or (tokens[i - 1].tag == "NN" and token.dep == "compound")):
            return False
        if token.tag in ("NN", "JJ"):
            return self._headline_hit(token)
        return self._verb(token, _WOUNDED, hit=True)

    def _headline_hit(self, token: Token) -> bool:
        """"Man shot in leg", where the tagger sees a noun."""
        i = token.i
        behind = self.tokens[i + 1].lower if i + 1 < len(self.tokens) else ""
        if behind not in ("in", "by", "during", "while", "outside", "near", "at", "on", "after", "several", "multiple"):
            return False
        victims = self.people.at(i - 1)
        return self._add(token, _WOUNDED, victims, hit=True)

    def _is_struck(self, token: Token) -> bool:
        """Whether "hit" or "struck" is harm: a projectile or a part of the body is named with it."""
        if token.tag not in ("VBD", "VBN", "VBG"):
            return False
        tokens = self.tokens
        for j in range(token.i + 1, min(token.i + 9, len(tokens))):
            t = tokens[j]
            if t.sent != token.sent or t.lower in (";", "who", "when"):
                break
            if t.lower in self.lists["projectile-noun"] or (t.lower in self.lists["body-part"] and tokens[j - 1].lower in ("the", "his", "her", "their", "in")):
                return True
        return any(
            tokens[k].dep == "nsubj" and tokens[k].lower in self.lists["projectile-noun"] for k in self.children[token.i]
        )

    def _die(self, token: Token) -> bool:
        """A verb whose subject dies."""
        i = token.i
        tokens = self.tokens
        if token.tag not in _VERB_TAGS or self._is_unreal(token) or self._is_natural(i):
            return False
        if i + 1 < len(tokens) and tokens[i + 1].lower in ("down", "out", "off"):
            return False
        subjects = self._subjects(token)
        victims = [v for s in subjects[-1:] for v in self.people.at(s, loose=True)]
        if not victims and not any(self._is_denied(s) for s in subjects):
            beside = self._beside(i)
            victims = [beside] if beside is not None else self._people_before(i)
        return self._add(token, _KILLED, victims)

    def _subjects(self, token: Token) -> list[int]:
        """Heads of the subject of a verb, those it shares with the verb it hangs on included."""
        tokens = self.tokens
        verb = token
        for _ in range(4):
            own = [self._antecedent(verb, k) for k in self.children[verb.i] if tokens[k].dep in _SUBJECTS]
            if own:
                return own
            governor = tokens[verb.head]
            if verb.dep in ("acl", "relcl") and governor.pos in ("NOUN", "PROPN", "NUM"):
                return [governor.i]
            if verb.dep not in ("conj", "xcomp", "advcl", "aux", "auxpass", "dep") or governor.i == verb.i:
                return []
            verb = governor
        return []

    def _is_natural(self, i: int) -> bool:
        """A cause that is no violence follows."""
        tokens = self.tokens
        for j in range(i + 1, min(i + 9, len(tokens))):
            t = tokens[j]
            if t.sent != tokens[i].sent or t.lower == ";":
                break
            if t.lower in self.lists["natural-cause"] and any(
                b.lower in ("of", "from", "with", "to", "during", "in") for b in tokens[max(i + 1, j - 4) : j]
            ):
                return True
        return False

    def _lose(self, token: Token) -> bool:
        """"Lost three soldiers"; "lost their lives" is the noun's."""
        if token.tag not in _VERB_TAGS or self._is_unreal(token):
            return False
        heads = [k for k in self.children[token.i] if self.tokens[k].dep in _OBJECTS]
        victims = [v for h in heads for v in self.people.at(h) if v.number is not None and v.harmed.noun is not None]
        victims = [v for v in victims if v.civilian is False or v.harmed.noun in ("man", "people", "member", "civilian")]
        return self._add(token, _KILLED, victims)

    def _flee(self, token: Token) -> bool:
        if token.tag not in _VERB_TAGS or self._is_unreal(token):
            return False
        home = any(self.tokens[k].dep in _OBJECTS and self.tokens[k].lower in _HOMES for k in self.children[token.i])
        victims = [v for s in self._subjects(token) for v in self.people.at(s) if v.number is not None]
        victims = [v for v in victims if home or (v.count.best or 0) >= _MANY]
        return self._add(token, "displaced", victims)

    # ------------------------------------------------------------ states

    def _state(self, token: Token, kind: str, counted: bool = False) -> bool:
        """"Nine dead", "was found dead", "left three people wounded", "are missing"."""
        i = token.i
        tokens = self.tokens
        if self._unsplit(i, kind) or self._is_unreal(token):
            return False
        if token.tag in _VERB_TAGS and (any(tokens[k].dep in _OBJECTS for k in self.children[i]) or self._has_object_behind(i)):
            return False
        governor = tokens[token.head]
        if governor.lemma in self.lists["doubted-state-verb"] or (i > 0 and tokens[i - 1].lemma in self.lists["doubted-state-verb"]):
            return False
        victims: list[Victims] = []
        beside = self._beside(i) if token.dep != "amod" or token.head < i or tokens[token.head].i not in self.people.by_head else None
        if beside is not None and (token.dep != "amod" or governor.i < i):
            victims = [beside]
        elif self._is_left_so(i):
            victims = self.people.at(i - 1)[:1]
        else:
            victims = [v for h in self._in_state(token, governor) for v in self.people.at(h, loose=kind == _KILLED)]
        if counted:
            victims = [v for v in victims if v.number is not None or (kind == "missing" and v.harmed.name is not None)]
        return self._add(token, kind, victims)

    def _is_left_so(self, i: int) -> bool:
        """"Left a man dead and a juvenile wounded": a noun right before the state, a verb of finding or leaving before it."""
        tokens = self.tokens
        if i < 3 or tokens[i - 1].tag not in ("NN", "NNS") or i - 1 in self.people.by_head or not self.people.is_people(i - 1, False):
            return False
        return any(
            t.sent == tokens[i].sent and t.lemma in self.lists["leaving-verb"] for t in tokens[max(0, i - 9) : i - 1]
        )

    def _in_state(self, token: Token, governor: Token) -> list[int]:
        """Heads of those whom a state is said of."""
        tokens = self.tokens
        own = [k for k in self.children[token.i] if tokens[k].dep in _SUBJECTS]
        if own:
            return [self._antecedent(token, k) for k in own]
        if token.dep == "amod":
            return [governor.i] if governor.i in self.people.by_head else []
        if token.dep in ("acl", "appos") and governor.pos in ("NOUN", "PROPN", "NUM"):
            return [governor.i]
        if governor.lemma not in self.lists["finding-verb"] or token.dep not in ("acomp", "oprd", "attr", "xcomp", "ccomp", "advcl", "dep", "advmod", "dobj"):
            return []
        if self._is_unreal(governor):
            return []
        objects = [k for k in self.children[governor.i] if tokens[k].dep in _OBJECTS and k != token.i]
        passive = any(tokens[k].dep in ("nsubjpass", "auxpass") for k in self.children[governor.i])
        if objects and not passive:
            return objects
        if passive or governor.lemma in ("be", "lie", "remain", "become", "get", "end", "wind", "drop", "fall", "appear"):
            return self._subjects(governor)
        return []

    def _named_parts(self, token: Token) -> bool:
        """"The dead included three children", "among the wounded were five soldiers"."""
        tokens = self.tokens
        i = token.i
        before = [t.lower for t in tokens[max(0, i - 3) : i] if t.sent == token.sent]
        if not before or ("the" not in before[-2:] and "those" not in before[-2:]):
            return False
        kind = _WOUNDED if "hurt" in self.words.roles[token.lower] or "wound" in self.words.roles[token.lower] else _KILLED
        among = "among" in before
        governor = tokens[token.head]
        including = token.dep == "nsubj" and governor.lemma == "include"
        if not among and not including:
            return False
        start = i if among else governor.i
        victims: list[Victims] = []
        for j in range(start + 1, min(start + _PART_REACH, len(tokens))):
            t = tokens[j]
            if t.sent != token.sent or (t.tag in ("VBD", "VBZ", "VBP") and t.lemma != "be"):
                break
            if j in self.people.by_first:
                number = self.people.by_first[j]
                victims.extend(self.people.at(number.first if number.head is None else number.head)[:1])
            elif t.tag in ("NN", "NNS") and j not in self.people.by_token and j not in self.people.by_head and t.dep in ("nsubj", "attr", "dobj", "conj", "pobj"):
                victims.extend(self.people.at(j)[:1])
        parts = [replace(v, harmed=replace(v.harmed, reference="part")) for v in victims if v.head != i]
        return self._add(token, kind, parts)

    def _condition(self, token: Token) -> bool:
        """"In critical condition": somebody is hurt."""
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
            if self._is_unreal(governor):
                return False
            objects = [k for k in self.children[governor.i] if tokens[k].dep in _OBJECTS]
            heads = objects or self._subjects(governor)
        victims = [v for h in heads for v in self.people.at(h, loose=True)]
        return self._add(token, _WOUNDED, victims)

    # ------------------------------------------------------------ nouns

    def _death(self, token: Token) -> bool:
        """"Ten fatalities", "resulting in one death"."""
        number = self.people.by_head.get(token.i)
        if number is None or not number.count.best:
            return False
        if self._is_unreal(token):
            return False
        harmed = Harmed(None, "new")
        victims = Victims(token.i, number.count, number.first, token.i + 1, harmed, None, None, number)
        return self._add(token, _KILLED, [victims], total=True)

    def _killing(self, token: Token) -> bool:
        """"The murder of two nuns", "his death"."""
        tokens = self.tokens
        i = token.i
        if token.tag not in ("NN", "NNS", "VBG") or self._is_unreal(token) or self._is_natural(i):
            return False
        if i + 1 < len(tokens) and tokens[i + 1].tag in ("NN", "NNS") and tokens[i + 1].head != i:
            return False
        if any(tokens[k].lower in ("attempted", "wrongful", "threatened", "planned") for k in self.children[i]):
            return False
        inner = [j for k in self.children[i] if tokens[k].lower == "of" for j in self.children[k] if tokens[j].dep == "pobj"]
        victims = [v for j in inner for v in self.people.at(j, loose=True)]
        if not inner and token.lower not in ("killing", "slaughter", "lynching"):
            owners = [k for k in self.children[i] if tokens[k].dep == "poss"]
            for k in owners:
                if tokens[k].tag == "PRP$":
                    gender = "m" if tokens[k].lower == "his" else "f" if tokens[k].lower == "her" else None
                    if gender is not None:
                        victims.append(Victims(k, Count.of(1), k, k + 1, Harmed(None, "given", True, gender=gender), None, None, None))
                else:
                    victims.extend(self.people.at(k))
        return self._add(token, _KILLED, victims)

    def _injury(self, token: Token) -> bool:
        """"Suffered wounds", "with gunshot wounds", "injuries to five people", "five injuries"."""
        tokens = self.tokens
        i = token.i
        if token.tag not in ("NN", "NNS", "VBZ"):
            return False
        governor = tokens[token.head]
        if self._is_denied(i) or self._is_unreal(governor):
            return False
        number = self.people.by_head.get(i)
        victims: list[Victims] = []
        hit = any(tokens[k].lower in self.lists["wound-kind"] for k in self.children[i])
        verb = self._sufferer_verb(token, governor)
        if verb is not None:
            victims = self._of_verb(verb)
        elif token.dep == "pobj" and governor.lower in ("with", "from") and not victims:
            outer = tokens[governor.head]
            roles = self.words.roles.get(outer.lower, ())
            if "die" in roles or "dead" in roles or "kill" in roles:
                return False
            if outer.pos in ("NOUN", "PROPN"):
                victims = self.people.at(outer.i)
            elif outer.tag in _VERB_TAGS and not self._is_unreal(outer):
                objects = [k for k in self.children[outer.i] if tokens[k].dep in _OBJECTS]
                victims = [v for h in objects for v in self.people.at(h)] or self._of_verb(outer)
        if not victims:
            links = [k for k in self.children[i] if tokens[k].lower in ("to", "on", "of")]
            victims = [v for k in links for j in self.children[k] if tokens[j].dep == "pobj" for v in self.people.at(j)]
        if not victims and number is not None and number.count.best and token.lower in self.lists["injury-count-noun"] and not hit:
            victims = [Victims(i, number.count, number.first, i + 1, Harmed(None, "new"), None, None, number)]
        if not victims and token.dep in ("nsubj", "nsubjpass", "pobj"):
            victims = [v for k in self.children[i] if tokens[k].dep == "poss" for v in self._owner(k)]
            if token.dep == "pobj" and "die" in self.words.roles.get(tokens[governor.head].lower, ()):
                return False
        return self._add(token, _WOUNDED, victims, hit=hit)

    def _sufferer_verb(self, token: Token, governor: Token) -> Token | None:
        """The verb of "suffered wounds", also where the parser takes it for an adjective."""
        if token.dep in _OBJECTS and governor.lemma in self.lists["suffer-harm-verb"]:
            return governor
        for j in range(token.i - 1, max(-1, token.i - 5), -1):
            t = self.tokens[j]
            if t.sent != token.sent or t.tag in ("CC", "IN", ",") or t.lower == "and":
                return None
            if "suffer" in self.words.roles.get(t.lower, ()):
                return t
        return None

    def _owner(self, k: int) -> list[Victims]:
        token = self.tokens[k]
        if token.tag != "PRP$":
            return self.people.at(k)
        gender = {"his": "m", "her": "f"}.get(token.lower)
        if gender is None:
            return []
        return [Victims(k, Count.of(1), k, k + 1, Harmed(None, "given", True, gender=gender), None, None, None)]

    def _of_verb(self, verb: Token) -> list[Victims]:
        """The subject of a verb as people, by the tree or by the number right before it."""
        if self._is_unreal(verb):
            return []
        victims = [v for s in self._subjects(verb) for v in self.people.at(s)]
        if not victims:
            beside = self._beside(verb.i)
            victims = [beside] if beside is not None and beside.first < verb.i else []
        return victims

    def _toll(self, token: Token, kind: str) -> bool:
        """"The death toll rose to 12": the number that the link leads to."""
        tokens = self.tokens
        i = token.i
        if self._is_unreal(tokens[token.head]):
            return False
        found: CountMention | None = None
        for j in range(i + 1, min(i + _TOLL_REACH, len(tokens))):
            t = tokens[j]
            if t.sent != token.sent or t.lower in (";", "while", "injuring", "wounding"):
                break
            number = self.people.by_first.get(j)
            if number is None or not number.count.best:
                continue
            before = tokens[j - 1].lower
            if before == "from":
                continue
            fits = number.head is None or self.people.is_people(number.head, True) or tokens[number.head].lower in self.lists["death-noun"]
            linked = any(x.lower in self.lists["toll-link"] for x in tokens[max(i + 1, j - 4) : j])
            if fits and linked:
                found = number
                break
        if found is None:
            number = self.people.by_end.get(i)
            return False
        noun = None if found.head is None else tokens[found.head]
        victims = self.people.at(found.head if found.head is not None and noun is not None else found.first)
        base = victims[0] if victims else Victims(found.last - 1, found.count, found.first, found.last, Harmed(), None, None, found)
        return self._add(token, kind, [base], total=True)

    def _toll_of(self, token: Token) -> bool:
        """"The number of wounded reached 40"."""
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
            kind = _WOUNDED
        elif "dead" in roles or "death" in roles or "kill" in roles:
            kind = _KILLED
        return kind is not None and self._toll(tokens[j], kind)

    def _body(self, token: Token) -> bool:
        """"The bodies of four men were found", "his body"."""
        tokens = self.tokens
        i = token.i
        if token.tag not in ("NN", "NNS"):
            return False
        if i + 1 < len(tokens) and tokens[i + 1].tag in ("NN", "NNS") and tokens[i + 1].sent == token.sent and token.dep == "compound":
            return False
        governor = tokens[token.head]
        seen = governor.lemma in self.lists["body-verb"] or (governor.tag not in _VERB_TAGS and token.dep == "ROOT")
        if governor.tag in _VERB_TAGS and self._is_unreal(governor):
            return False
        number = self.people.by_head.get(i)
        if number is not None or any(tokens[k].lower == "of" for k in self.children[i]):
            victims = self.people.at(i, loose=True)
            return (seen or (number is None and governor.pos != "VERB")) and self._add(token, _KILLED, victims)
        if not seen:
            return False
        owned = [v for k in self.children[i] if tokens[k].dep == "poss" for v in self._owner(k)]
        if not owned and token.tag == "NN" and any(tokens[k].lower in ("a", "another") for k in self.children[i]):
            reference = "other" if any(tokens[k].lower == "another" for k in self.children[i]) else "new"
            owned = [Victims(i, Count.of(1), i, i + 1, Harmed(None, reference, True), None, None, None)]
        return self._add(token, _KILLED, owned)

    def _life(self, token: Token) -> bool:
        """"Claimed the lives of five", "lost their lives"."""
        tokens = self.tokens
        governor = tokens[token.head]
        i = token.i
        if token.dep not in ("dobj", "nsubjpass", "obj") or governor.lemma not in self.lists["life-verb"] or self._is_unreal(governor):
            return False
        number = self.people.by_head.get(i)
        if number is not None and number.count.best:
            victims = [Victims(i, number.count, number.first, i + 1, Harmed(), None, None, number)]
            return self._add(token, _KILLED, victims)
        inner = [j for k in self.children[i] if tokens[k].lower == "of" for j in self.children[k] if tokens[j].dep == "pobj"]
        if inner:
            return self._add(token, _KILLED, [v for j in inner for v in self.people.at(j)])
        if governor.lemma == "lose" and any(tokens[k].tag == "PRP$" for k in self.children[i]):
            return self._add(token, _KILLED, self._of_verb(governor))
        return False

    def _taken(self, token: Token) -> bool:
        """"Took twelve soldiers prisoner", "two were taken hostage", "took six hostages"."""
        tokens = self.tokens
        governor = tokens[token.head]
        if governor.lemma != "take" or self._is_unreal(governor):
            return False
        if token.i in self.people.by_head:
            return token.dep in _OBJECTS and self._add(token, "captured", self.people.at(token.i))
        heads, _ = self._objects(governor)
        victims = [v for h in heads if h != token.i for v in self.people.at(h, loose=True)]
        if not victims:
            beside = self._beside(governor.i)
            victims = [beside] if beside is not None else []
        return self._add(token, "captured", victims)

    # ------------------------------------------------------------ facts only

    def _is_unreal(self, token: Token) -> bool:
        """Whether the words round a verb or state make it no fact: denied, possible, wanted, planned, feared."""
        tokens = self.tokens
        lists = self.lists
        j = token.i - 1
        while j >= 0 and tokens[j].sent == token.sent and (tokens[j].tag in ("MD", "RB", "TO") or tokens[j].lower in _AUXILIARIES):
            lower = tokens[j].lower
            if (lower in lists["doubt-auxiliary"] and tokens[j].tag in ("MD", "VB", "VBP")) or lower in ("not", "n't", "never", "barely"):
                return True
            j -= 1
        verb = token
        for _ in range(4):
            infinitive = perfect = False
            for k in self.children[verb.i]:
                child = tokens[k]
                if (child.dep == "neg" and child.lower not in ("no",)) or (child.tag == "MD" and child.lower in lists["doubt-auxiliary"]):
                    return True
                if child.dep == "mark" and child.lower in lists["unreal-governor"]:
                    return True
                infinitive = infinitive or (child.tag == "TO" and child.dep == "aux")
                perfect = perfect or (child.lower == "have" and child.dep == "aux")
            governor = tokens[verb.head]
            if infinitive and not perfect and governor.lemma not in lists["real-governor"]:
                return True
            if governor.i == verb.i:
                return False
            if verb.dep in ("xcomp", "ccomp", "pcomp", "acl", "dobj", "pobj", "prep", "advcl", "conj", "attr", "acomp", "oprd", "nsubj"):
                if governor.lemma in lists["negative-governor"] or governor.lower in lists["negative-governor"]:
                    return True
                if verb.dep in ("ccomp", "xcomp", "pcomp", "acl") and governor.lemma in lists["unreal-governor"]:
                    return True
                if verb.dep == "ccomp" and any(tokens[k].dep == "neg" for k in self.children[governor.i]):
                    return True
            if verb.dep in ("conj", "prep", "pobj", "pcomp", "xcomp", "acomp", "oprd", "attr", "auxpass") and governor.tag not in ("NN", "NNS", "NNP"):
                verb = governor
                continue
            return False
        return False

    def _is_denied(self, i: int) -> bool:
        """"No one", "no soldiers", "neither man", "none of them"."""
        token = self.tokens[i]
        negative = self.lists["negative-word"]
        return token.lower in negative or any(self.tokens[k].lower in negative for k in self.children[i])

    # ------------------------------------------------------------ results

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
            if key in self.found or victim.count.best == 0:
                added = added or key in self.found
                continue
            parts = self._parts(victim)
            mention = self._mention(token, kind, victim, by, hit, total)
            self.found[key] = (token.sent, mention)
            if victim.harmed.noun is not None:
                self.last = (token.sent, mention)
            added = True
            for part in parts:
                self.found.setdefault((kind, part.head), (token.sent, self._mention(token, kind, part, by, hit, False)))
        return added

    def _mention(self, token: Token, kind: str, victim: Victims, by: int | None, hit: bool, total: bool) -> CasualtyMention:
        who = self.actor_at.get(victim.head)
        group, civilian, harmed = victim.group, victim.civilian, victim.harmed
        if harmed.noun is None and harmed.name is None and harmed.reference != "other" and not total:
            topic = self._topic(token)
            if topic is not None:
                who, group, civilian, side = topic
                harmed = replace(harmed, side=side)
            elif self.last is not None and self.last[0] == token.sent and not harmed.implied:
                # "forty troops were killed and eighty wounded"
                earlier = self.last[1]
                who, group, civilian = earlier.who, earlier.group, earlier.civilian
                reference = "other" if earlier.kind == kind and harmed.reference == "new" else harmed.reference
                harmed = replace(harmed, side=earlier.harmed.side, reference=reference)
        first, last = victim.first, victim.last
        span = Span(self.tokens[first].begin, self.tokens[last - 1].end)
        return CasualtyMention(
            token.i, span, kind, victim.count, who, by, group, civilian, total, self._cause(token), hit, self._is_lasting(token), harmed
        )

    def _topic(self, token: Token) -> tuple[int | None, str | None, bool | None, str | None] | None:
        """"As for the troops, two were killed": whom a sentence begins with."""
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
        """"17 people, including six children": the parts that follow a number."""
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
            if t.tag in ("VBD", "VBZ", "VBP", "VBG", "VBN") or t.lower in (";", "were", "was") or (t.text == "," and found and not self._list_goes_on(j)):
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

    def _list_goes_on(self, j: int) -> bool:
        """Whether a comma inside a list of parts is followed by one more part."""
        tokens = self.tokens
        for k in range(j + 1, min(j + 3, len(tokens))):
            if k in self.people.by_first:
                number = self.people.by_first[k]
                end = max(number.last, (number.head or 0) + 1)
                behind = tokens[end].lower if end < len(tokens) else ""
                return behind not in _AUXILIARIES and behind not in self.words.roles
        return False

    def _cause(self, token: Token) -> int | None:
        """The noun of the act that the harm came from."""
        tokens = self.tokens
        for k in self.children[token.i]:
            if tokens[k].lower in _CAUSE_LINKS and tokens[k].dep in ("prep", "agent"):
                for j in self.children[k]:
                    if tokens[j].dep == "pobj" and tokens[j].tag in ("NN", "NNS") and tokens[j].ent not in ("DATE", "TIME"):
                        return j
        return None

    def _is_lasting(self, token: Token) -> bool:
        """Whether words in the sentence make the figure a sum over a long time."""
        sentence = self.parsed.sentences[token.sent]
        lowers = [t.lower for t in self.tokens[sentence.first : sentence.last]]
        for phrase in self.words.phrases:
            if phrase[0] in lowers:
                j = lowers.index(phrase[0])
                here = lowers[j : j + len(phrase)]
                if len(here) == len(phrase) and all(p == w or (p == "#" and w.isdigit()) for p, w in zip(phrase, here, strict=True)):
                    return True
        return False
