"""Words that tell of happenings, classed by the ontology.

The event classes carry their triggers as annotations (``ontology/events.ttl`` says how they are written). They are
compiled once into tables keyed by the first word of each trigger, so a token costs one lookup; only a hit looks at its
neighbours, its subject and its object.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeVar

from kg.extract.clauses import object_heads, subject_heads
from kg.extract.mentions import ActorMention, PlaceMention, Trigger
from kg.extract.parse import Parsed, Token
from kg.lexicon import Lexicon

__all__ = ["ARMED_KINDS", "Rules", "find_triggers", "inflections", "irregular_verbs", "load_rules", "verb_forms"]

ARMED_KINDS = frozenset({"ArmedGroup", "StateForce", "InternationalForce", "Country", "Government"})
_KIND_SLOT = {
    "Person": "@person",
    "Civilians": "@people",
    "Facility": "@thing",
    "Vehicle": "@thing",
    **dict.fromkeys(ARMED_KINDS, "@armed"),
}
_GAP = 3
"""Words that may stand between the parts of a verb phrase ("set the house on fire")."""
_NOUN_TAGS = frozenset({"NOUN", "PROPN"})
_LINKS = frozenset({"of", "on", "against", "between", "with", "by", "for", "to"})


class Slot(NamedTuple):
    """What a subject or object must be: one of the words or phrases, or one of the kinds; both empty: anything."""

    words: frozenset[str]
    kinds: frozenset[str]

    @property
    def free(self) -> bool:
        return not self.words and not self.kinds


class VerbRule(NamedTuple):
    """A verb with what must follow it and what its subject and object must be."""

    type: str
    rest: tuple[frozenset[str], ...]
    subject: Slot | None
    object: Slot | None
    harm: bool
    weight: int


class NounRule(NamedTuple):
    """A noun phrase: the words after the first; ``head`` is the offset of the word that carries the plural."""

    type: str | None
    rest: tuple[frozenset[str], ...]
    head: int
    harm: bool
    weight: int


@dataclass(frozen=True, eq=False)
class Rules:
    """All triggers, by the lower-case form of their first word."""

    verbs: dict[str, tuple[VerbRule, ...]]
    nouns: dict[str, tuple[NounRule, ...]]
    first: frozenset[str]
    light: frozenset[str]
    roles: dict[str, tuple[str, str]]
    """Roles of subject and object by class."""
    depth: dict[str, int]
    instruments: dict[str, str]
    """Instrument word (or phrase) to the class it makes."""
    ends: dict[str, frozenset[str]]
    """Class of an ending or a breach to the classes of what it ends or breaks."""
    tallies: frozenset[str]
    """Nouns for a number of dead: who brings it to ten has killed nobody."""
    parts: frozenset[str]
    """Nouns that, with "of" and a place, stand for the place."""


_VOWELS = frozenset("aeiou")


def inflections(base: str, irregular: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """All forms of an English verb, spelling variants included ("kidnaped", "kidnapped")."""
    found = [base]
    found.append(
        base[:-1] + "ies"
        if base.endswith("y") and base[-2:-1] not in _VOWELS
        else base + "es"
        if base.endswith(("s", "x", "z", "ch", "sh", "o"))
        else base + "s"
    )
    stem = base[:-1] if base.endswith("e") and not base.endswith("ee") else base
    found.append((base[:-2] if base.endswith("ie") else stem) + ("ying" if base.endswith("ie") else "ing"))
    found.append(base + "ing" if base.endswith("ee") else found[-1])
    past = base[:-1] + "ied" if base.endswith("y") and base[-2:-1] not in _VOWELS else base.removesuffix("e") + "ed"
    if base in irregular:
        found.extend(irregular[base])
    else:
        found.append(past)
    if len(base) > 2 and base[-1] not in _VOWELS | set("wxy") and base[-2] in _VOWELS and base[-3] not in _VOWELS:
        found.append(base + base[-1] + "ing")
        if base not in irregular:
            found.append(base + base[-1] + "ed")
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=4)
def irregular_verbs(lexicon: Lexicon) -> dict[str, tuple[str, ...]]:
    """Base form to past tense and participle."""
    found: dict[str, tuple[str, ...]] = {}
    for line in sorted(lexicon.words("irregular-verb")):
        base, *others = line.split()
        found[base] = tuple(others)
    return found


def verb_forms(lexicon: Lexicon, name: str) -> frozenset[str]:
    """All forms of the verbs of a word list; the lemmatiser errs too often on rare forms to rest on it."""
    irregular = irregular_verbs(lexicon)
    return frozenset(form for base in lexicon.words(name) for form in inflections(base, irregular))


def plurals(word: str) -> tuple[str, ...]:
    """A noun with its regular plural."""
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return (word, word[:-1] + "ies")
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return (word, word + "es")
    return (word, word + "s")


def _alternatives(word: str) -> frozenset[str]:
    return frozenset(word.replace("_", " ").split("|"))


def _slot(words: str) -> Slot | None:
    if words == "*":
        return None
    parts = [w.strip() for w in words.split("|")]
    return Slot(frozenset(w for w in parts if not w.startswith("@")), frozenset(w for w in parts if w.startswith("@")))


def _words_more(slot: Slot | None) -> int:
    """What a slot of phrases weighs more than one of words: a "suicide car bomb" is more than a car bomb."""
    if slot is None or slot.kinds or not slot.words:
        return 0
    return 2 * (min(len(phrase.split()) for phrase in slot.words) - 1)


@lru_cache(maxsize=4)
def load_rules(lexicon: Lexicon) -> Rules:
    """The tables of one lexicon."""
    irregular = irregular_verbs(lexicon)
    verbs: dict[str, list[VerbRule]] = defaultdict(list)
    nouns: dict[str, list[NounRule]] = defaultdict(list)
    depth: dict[str, int] = {}
    roles: dict[str, tuple[str, str]] = {}
    instruments: dict[str, str] = {}

    def verb(words: str, type_: str, subject: Slot | None, object_: Slot | None, harm: bool) -> None:
        first, *rest = words.split()
        weight = (
            10 * (1 + len(rest)) + 12 * (subject is not None) + 14 * (object_ is not None) + depth[type_] - 15 * harm
        ) + _words_more(object_)
        rule = VerbRule(type_, tuple(_alternatives(w) for w in rest), subject, object_, harm, weight)
        for base in sorted(_alternatives(first)):
            for form in inflections(base, irregular):
                verbs[form].append(rule)

    def noun(words: str, type_: str | None, harm: bool) -> None:
        parts = words.split()
        link = next((n for n, w in enumerate(parts) if w.split("|")[0] in _LINKS), len(parts))
        head = max(0, link - 1)
        rest = [frozenset(p for w in _alternatives(part) for p in plurals(w)) for part in parts[1:]]
        weight = 10 * len(parts) + (depth[type_] if type_ else 50) - 15 * harm
        rule = NounRule(type_, tuple(rest), head, harm, weight)
        for base in sorted(_alternatives(parts[0])):
            for form in plurals(base):
                nouns[form].append(rule)

    for name in lexicon.classes_under("Event"):
        chain = lexicon.superclasses.get(name, ())
        depth[name] = len(chain)
        line = (name, *chain)
        roles[name] = (_inherited(lexicon, line, "subjectRole"), _inherited(lexicon, line, "objectRole"))
        for words in lexicon.of_class(name, "verbTrigger"):
            verb(words, name, None, None, False)
        for words in lexicon.of_class(name, "harmTrigger"):
            verb(words, name, None, None, True)
            noun(words, name, True)
        for words in lexicon.of_class(name, "nounTrigger"):
            noun(words, name, False)
        for words in lexicon.of_class(name, "notTrigger"):
            noun(words, None, False)
        for words in lexicon.of_class(name, "clauseTrigger"):
            slots = [p.strip() for p in words.split(">")]
            slots += ["*"] * (3 - len(slots))
            for option in slots[1].split("|"):
                if option.strip() == "*":
                    continue
                verb(option.strip(), name, _slot(slots[0]), _slot(slots[2]), False)
        for word in lexicon.of_class(name, "instrumentWord"):
            instruments[word] = name
    _add_stars(lexicon, verbs, depth)
    return Rules(
        {w: _in_order(r) for w, r in verbs.items()},
        {w: _in_order(r) for w, r in nouns.items()},
        frozenset(verbs) | frozenset(nouns),
        verb_forms(lexicon, "light-verb"),
        roles,
        depth,
        instruments,
        {
            name: frozenset(about)
            for name in depth
            if (about := (*lexicon.of_class(name, "endsClass"), *lexicon.of_class(name, "presupposesClass")))
        },
        lexicon.words("toll-noun"),
        lexicon.words("part-of-place"),
    )


AnyRule = TypeVar("AnyRule", VerbRule, NounRule)


def _in_order(rules: list[AnyRule]) -> tuple[AnyRule, ...]:
    """Each rule once, the weightiest first."""
    return tuple(sorted(set(rules), key=lambda r: (-r.weight, r.type or "", [sorted(x) for x in r.rest])))


def _add_stars(lexicon: Lexicon, verbs: dict[str, list[VerbRule]], depth: dict[str, int]) -> None:
    """ "suicide bomber > *": any verb of force with that subject is of this class."""
    forms = sorted(verb_forms(lexicon, "force-verb"))
    for name in lexicon.classes_under("Event"):
        for words in lexicon.of_class(name, "clauseTrigger"):
            slots = [p.strip() for p in words.split(">")]
            if len(slots) > 1 and slots[1] == "*":
                rule = VerbRule(name, (), _slot(slots[0]), None, False, 24 + depth[name])
                for form in forms:
                    verbs[form].append(rule)


def _inherited(lexicon: Lexicon, line: tuple[str, ...], prop: str) -> str:
    for name in line:
        values = lexicon.of_class(name, prop)
        if values:
            return values[0]
    return "initiator" if prop == "subjectRole" else "target"


class _Match(NamedTuple):
    first: int
    last: int
    head: int
    type: str | None
    harm: bool
    weight: int
    verb: bool


def find_triggers(
    parsed: Parsed, places: tuple[PlaceMention, ...], actors: tuple[ActorMention, ...], lexicon: Lexicon
) -> tuple[Trigger, ...]:
    """All event triggers of an article, in text order."""
    rules = load_rules(lexicon)
    tokens = parsed.tokens
    kinds = _kinds(places, actors, tuple(t.i for t in parsed.tokens if t.lower == "others" or _counted(parsed, t)))
    _parts_of_places(tokens, places, rules.parts, kinds)
    named = _names(parsed, places, actors)
    first = rules.first
    matches: dict[int, _Match] = {}
    for token in tokens:
        if token.lower in first:
            found = _at(parsed, token, rules, kinds)
            if found is not None and not (token.i in named and not found.verb):
                known = matches.get(found.head)
                if known is None or found.weight > known.weight:
                    matches[found.head] = found
    if not matches:
        gathered = _by_tag(parsed, lexicon)
        if gathered is not None:
            matches[gathered.head] = gathered
    carried: dict[int, int] = {}
    kept = _without_ended(parsed, _without_nested(parsed, matches, carried), rules)
    return tuple(
        Trigger(
            m.first,
            m.last,
            m.head,
            parsed.span(m.first, m.last),
            m.type,
            None
            if m.verb or tokens[m.head].lower in rules.tallies
            else carried.get(m.head, _support(parsed, m.head, rules.light)),
            not m.verb,
            m.harm,
        )
        for m in kept
        if m.type is not None
    )


def _by_tag(parsed: Parsed, lexicon: Lexicon) -> _Match | None:
    """What a note tells of whose words for it nobody knows, where its coder noted the size of the crowd ("[size=dozens]"): the
    gathering that its first sentence is about.
    """
    text = parsed.article.text
    if "=" not in text or not any(tag in text for tag in lexicon.words("crowd-tag")):
        return None
    root = parsed.sentences[0].root
    return (
        _Match(root, root + 1, root, lexicon.becomes("sized-crowd"), False, 0, True)
        if parsed.tokens[root].pos == "VERB"
        else None
    )


def _counted(parsed: Parsed, token: Token) -> bool:
    """Some of those told of before, by their number: "twelve of them were freed"."""
    if token.tag != "CD" or token.dep not in ("nsubjpass", "dobj"):
        return False
    return any(parsed.tokens[j].lower in ("them", "whom") for i in parsed.children[token.i] for j in parsed.children[i])


def _kinds(
    places: tuple[PlaceMention, ...], actors: tuple[ActorMention, ...], others: tuple[int, ...] = ()
) -> dict[int, str]:
    """Token index of a mention's head to the kind of slot it fills."""
    found: dict[int, str] = {}
    for place in places:
        for i in range(place.first, place.last):
            found[i] = "@place"
    for i in others:
        found[i] = "@people"  # "captured five others"
    for actor in actors:
        slot = _KIND_SLOT.get(actor.actor.kind)
        if slot is not None and not (found.get(actor.head) == "@place" and actor.actor.kind == "Country"):
            found[actor.head] = slot
        elif slot is not None:
            found[actor.head] = "@state"
    return found


def _parts_of_places(
    tokens: tuple[Token, ...], places: tuple[PlaceMention, ...], parts: frozenset[str], kinds: dict[int, str]
) -> None:
    """ "the centre of X", "most of the Y district", "part of the mining town of X": the part is a place like the whole."""
    for place in places:
        head = tokens[place.head]
        for _ in range(4):  # through "district" of "the Y district" and "town" of "the town of X"
            up = tokens[head.head]
            if head.dep == "pobj" and up.lower == "of":
                part = tokens[up.head]
                if part.lower not in parts:
                    break
                kinds.setdefault(part.i, "@place")
                up = part
            elif head.dep == "pobj":
                break
            head = up


def _names(parsed: Parsed, places: tuple[PlaceMention, ...], actors: tuple[ActorMention, ...]) -> set[int]:
    """Tokens inside names, where a word of action names no act ("the Center for Reconciliation")."""
    tokens = parsed.tokens
    found: set[int] = set()
    for actor in actors:
        if actor.last - actor.first > 1 and not actor.pronoun:
            found.update(
                i
                for i in range(actor.first, actor.last)
                if tokens[i].text[:1].isupper() and tokens[i].pos == "PROPN" and (i != actor.first or not actor.generic)
            )
            if not actor.generic and actor.actor.kind in ("Organisation", "Government"):
                found.update(range(actor.head + 1, actor.last))  # what a body is for, in small letters too
    for place in places:
        found.update(range(place.first, place.last))
    return found


def _without_nested(parsed: Parsed, matches: dict[int, _Match], carried: dict[int, int]) -> list[_Match]:
    """Of overlapping matches the longer; a verb phrase gives way to the noun of the same class inside it, whose verb it then
    is (noun to verb in ``carried``).
    """
    kept: list[_Match] = []
    covered: dict[int, _Match] = {}
    for m in sorted(matches.values(), key=lambda m: (m.verb, -(m.last - m.first), m.first)):
        if m.verb:
            inside = [k for k in kept if not k.verb and m.first <= k.head < m.last and m.head != k.head]
            same = next((k for k in inside if k.type == m.type and not k.harm), None)
            if same is not None:
                carried[same.head] = m.head
                continue
            kept = [k for k in kept if k not in inside]
        if m.head in covered and covered[m.head].head != m.head and not m.verb:
            continue
        kept.append(m)
        if not m.verb:
            for i in range(m.first, m.last):
                covered.setdefault(i, m)
    return sorted(kept)


def _without_ended(parsed: Parsed, kept: list[_Match], rules: Rules) -> list[_Match]:
    """Leave out the nouns for what somebody ends or breaks: in "they called the truce off" no truce came about. A truce that is
    told as having collapsed stays: it is a truce that failed; so does one that "took effect and was violated".
    """
    about = {
        i: rules.ends[m.type]
        for m in kept
        if m.verb and m.type in rules.ends
        for i in (*object_heads(parsed, m.head), *(_stops(parsed, m.head) if m.type == "Ceasefire" else ()))
        if parsed.tokens[i].head == m.head or parsed.tokens[i].dep not in ("nsubj", "nsubjpass")
    }
    return [m for m in kept if m.verb or m.type not in about.get(m.head, ())] if about else kept


def _stops(parsed: Parsed, verb: int) -> tuple[int, ...]:
    """What comes to a stop: "hostilities ceased"."""
    return tuple(i for i in parsed.children[verb] if parsed.tokens[i].dep == "nsubj")


def _at(parsed: Parsed, token: Token, rules: Rules, kinds: dict[int, str]) -> _Match | None:
    """The best match whose first word is this token."""
    as_noun = rules.nouns.get(token.lower)
    as_verb = rules.verbs.get(token.lower)
    noun = verb = None
    if as_noun:
        noun = _noun_at(parsed, token, as_noun, as_verb is not None)
    if noun is not None and (noun.type is None or noun.head != token.i):
        return noun
    if (
        as_verb
        and not (noun is not None and not _verbal(parsed, token))
        and _can_be_verb(parsed, token, noun is not None)
    ):
        verb = _verb_at(parsed, token, as_verb, kinds)
    if noun is not None and verb is not None:
        return verb if _verbal(parsed, token) or verb.weight > noun.weight + 8 else noun
    return verb or noun


def _verbal(parsed: Parsed, token: Token) -> bool:
    """Whether an ambiguous form is used as a verb here."""
    if token.pos not in ("VERB", "AUX"):
        return False
    tokens = parsed.tokens
    before = tokens[token.i - 1] if token.i else None
    after = tokens[token.i + 1] if token.i + 1 < len(tokens) else None
    if before is not None and before.sent == token.sent:
        if before.pos == "DET" or before.tag in ("PRP$", "POS"):
            return False
        if (
            before.pos in ("ADJ", "NUM")
            and token.tag in ("VB", "VBP", "VBZ", "VBG")
            and before.dep in ("amod", "nummod")
        ):
            return False
    if token.tag == "VBG" and after is not None and after.lower == "of":
        return False
    if (
        token.tag == "VBG"
        and token.dep == "pcomp"
        and tokens[token.head].lower in ("in", "during", "amid")
        and not any(tokens[c].dep in ("dobj", "obj") for c in parsed.children[token.i])
    ):
        return False  # "died in shelling near the port"
    if (
        token.tag == "VBG"
        and token.dep in ("nsubj", "nsubjpass")
        and not any(tokens[c].dep in ("dobj", "obj") for c in parsed.children[token.i])
    ):
        return False  # "Fighting near the port killed six"
    return not (
        token.lower.endswith("s")
        and after is not None
        and after.lower in ("on", "by", "against", "between")
        and token.lower != "claims"
    )


def _can_be_verb(parsed: Parsed, token: Token, is_noun: bool) -> bool:
    if token.pos in ("VERB", "AUX"):
        # "wounded soldiers", "besieged city": a state, told in passing
        return not (token.dep == "amod" and token.head > token.i and token.tag in ("VBN", "VBD", "VBG"))
    if is_noun or (token.pos == "PROPN" and token.ent):
        return False
    if token.dep in ("amod", "compound") and token.head > token.i:
        return False
    if token.dep == "conj" and token.pos in _NOUN_TAGS and parsed.tokens[token.head].pos in _NOUN_TAGS:
        return False  # "mines and shells"
    return token.lower.endswith(("ed", "ing")) or (
        not _determined(parsed, token)
        and token.pos in ("NOUN", "PROPN", "ADJ")
        and token.dep in ("ROOT", "relcl", "conj", "advcl", "ccomp", "acl")
    )


def _determined(parsed: Parsed, token: Token) -> bool:
    """Whether an article or the like stands right before it: "a mortar" of a list, "a military target"."""
    if not token.i:
        return False
    before = parsed.tokens[token.i - 1]
    return before.sent == token.sent and (before.pos in ("DET", "NUM", "ADJ") or before.tag in ("PRP$", "POS"))


def _is(token: Token, options: frozenset[str]) -> bool:
    return token.lower in options or token.lemma in options


def _noun_at(parsed: Parsed, token: Token, options: tuple[NounRule, ...], both: bool) -> _Match | None:
    tokens = parsed.tokens
    for rule in options:
        i = token.i
        last = i + 1 + len(rule.rest)
        if last > len(tokens):
            continue
        gap = 0
        for word in rule.rest:
            i += 1
            # an article may stand after the link of "fall of the city"
            if i < len(tokens) and tokens[i].pos == "DET" and not _is(tokens[i], word):
                i += 1
                gap += 1
            if i >= len(tokens) or tokens[i].sent != token.sent or not _is(tokens[i], word):
                break
        else:
            head = token.i + rule.head
            if rule.type is None:
                return _Match(token.i, i + 1, head, None, False, rule.weight, False)
            if rule.rest and tokens[head].tag == "VBD" and tokens[head].lower.endswith("ed"):
                continue  # "terrorists attacked" is no terrorist attack
            if rule.rest and tokens[head].pos == "VERB" and token.head == head and token.dep == "nsubj":
                continue  # nor is "terrorists attack the army"
            if tokens[head].pos not in _NOUN_TAGS and not (
                tokens[head].pos in ("VERB", "ADJ") and (not both or not _verbal(parsed, tokens[head]))
            ):
                continue
            if (
                _modifies(parsed, head, i)
                or _in_title(parsed, head)
                or (tokens[head].pos == "PROPN" and (tokens[head].ent == "DATE" or _dated(parsed, head)))
            ):
                continue
            return _Match(token.i, i + 1, head, rule.type, rule.harm, rule.weight, False)
    return None


def _dated(parsed: Parsed, head: int) -> bool:
    """Whether a name stands beside a number: "the night of March 3" is no march."""
    return any(0 <= i < len(parsed.tokens) and parsed.tokens[i].tag == "CD" for i in (head - 1, head + 1))


def _in_title(parsed: Parsed, head: int) -> bool:
    """Whether a capitalised noun stands in a name of the form "Center for the Reconciliation"."""
    tokens = parsed.tokens
    token = tokens[head]
    if token.pos != "PROPN" or not token.text[:1].isupper() or parsed.sentences[token.sent].kind != "paragraph":
        return False
    before = [t for t in tokens[max(parsed.sentences[token.sent].first, head - 4) : head] if t.pos != "DET"]
    return (
        len(before) >= 2
        and before[-1].lower in ("for", "of")
        and before[-2].pos == "PROPN"
        and before[-2].text[:1].isupper()
    )


def _modifies(parsed: Parsed, head: int, last: int) -> bool:
    """Whether the noun only qualifies the next one ("attack plans", "protest leader"), so that nothing happened."""
    tokens = parsed.tokens
    token = tokens[head]
    after = tokens[last + 1] if last + 1 < len(tokens) else None
    if after is None or after.sent != token.sent or last > head:
        return False
    if (
        token.dep in ("compound", "nmod", "amod")
        and token.head > head
        and tokens[token.head].pos in _NOUN_TAGS
        and after.pos in ("NOUN", "PROPN", "ADJ")
    ):
        return True
    return (
        after.text == "-"
        and last + 2 < len(tokens)
        and tokens[last + 2].begin == after.end
        and after.begin == token.end
    )


_INTO = frozenset({"engage", "enter", "participate", "join", "carry", "begin", "start", "continue", "exchange"})
"""Light verbs whose noun of action follows a preposition ("engaged in a clash")."""
_NOT_CROSSED = frozenset({"that", "who", "which", "because", "while", "when", "after", "before", ";", ".", ":"})


def _verb_at(parsed: Parsed, token: Token, options: tuple[VerbRule, ...], kinds: dict[int, str]) -> _Match | None:
    subjects: tuple[int, ...] | None = None
    objects: tuple[int, ...] | None = None
    for rule in options:
        last = _follow(parsed, token, rule.rest) if rule.rest else token.i + 1
        if last is None:
            continue
        if rule.subject is not None:
            if subjects is None:
                subjects = subject_heads(parsed, token.i)
            if not any(_fills(parsed, i, rule.subject, kinds) for i in subjects):
                continue
        if rule.object is not None:
            if objects is None:
                objects = object_heads(parsed, token.i)
            if not any(_fills(parsed, i, rule.object, kinds) for i in objects):
                continue
        return _Match(token.i, last, token.i, rule.type, rule.harm, rule.weight, True)
    return None


def _follow(parsed: Parsed, token: Token, rest: tuple[frozenset[str], ...]) -> int | None:
    """Token after the last word of the phrase, or ``None``. A single noun may also stand before its passive verb."""
    tokens = parsed.tokens
    i = token.i
    for n, word in enumerate(rest):
        for j in range(i + 1, min(i + 2 + _GAP, len(tokens))):
            other = tokens[j]
            if other.sent != token.sent or (other.lower in _NOT_CROSSED and not _is(other, word)):
                return _passive(parsed, token, word) if n == 0 and len(rest) == 1 else None
            if _is(other, word):
                i = j
                break
        else:
            return _passive(parsed, token, word) if n == 0 and len(rest) == 1 else None
    return i + 1


def _passive(parsed: Parsed, token: Token, word: frozenset[str]) -> int | None:
    """ "Responsibility was claimed", "an agreement has been reached", "dead women were found": the word stands before."""
    if token.tag not in ("VBN", "VBD"):
        return None
    for i in parsed.children[token.i]:
        if parsed.tokens[i].dep == "nsubjpass" and (
            _is(parsed.tokens[i], word)
            or (
                token.lower in _FOUND
                and any(parsed.tokens[j].dep == "amod" and _is(parsed.tokens[j], word) for j in parsed.children[i])
            )
        ):
            return token.i + 1
    return None


_FOUND = frozenset({"found", "discovered"})
"""Participles whose complement may also stand before the noun: "were found dead", "three dead women were found"."""


def _fills(parsed: Parsed, i: int, slot: Slot, kinds: dict[int, str]) -> bool:
    tokens = parsed.tokens
    token = tokens[i]
    if token.tag == "CD":
        whole = next((k for k in parsed.children[i] if tokens[k].lower == "of" and k == i + 1), None)
        for k in parsed.children[whole] if whole is not None else ():
            if tokens[k].dep == "pobj" and slot.words and _fills(parsed, k, slot, {}):
                return True  # "freed three of the hostages"
    kind = kinds.get(i)
    if kind is not None and (
        kind in slot.kinds or (kind == "@state" and ("@armed" in slot.kinds or "@place" in slot.kinds))
    ):
        return True
    words = slot.words
    if not words:
        return False
    lemma = token.lemma.lower()
    if token.lower in words or lemma in words or (token.lower.endswith("s") and token.lower[:-1] in words):
        return True
    phrase = lemma
    for j in range(i - 1, max(-1, i - 4), -1):
        if tokens[j].sent != token.sent:
            break
        phrase = f"{tokens[j].lower} {phrase}"
        if phrase in words:
            return True
    return False


def _support(parsed: Parsed, head: int, light: frozenset[str]) -> int | None:
    """The light verb of a noun of action ("carried out an attack"), by the tree, else by what stands before the noun."""
    tokens = parsed.tokens
    token = tokens[head]
    governor = tokens[token.head]
    if (
        governor.pos in ("VERB", "AUX")
        and governor.lower in light
        and token.dep in ("dobj", "nsubjpass", "pobj", "obj", "attr", "oprd")
        and not any(
            tokens[j].tag == "TO" and tokens[j + 1].tag == "VB"
            for j in range(governor.i + 1, max(governor.i, head - 1))
        )
    ):
        return governor.i
    if governor.pos == "ADP" and token.dep == "pobj":
        above = tokens[governor.head]
        if (
            above.pos == "VERB"
            and above.lower in light
            and above.lemma in _INTO
            and governor.lower in ("in", "into", "out", "to", "with")
        ):
            return above.i
        return None
    for j in range(head - 1, max(-1, head - 7), -1):
        other = tokens[j]
        if other.sent != token.sent or (
            other.pos in ("PUNCT", "SCONJ", "CCONJ", "ADP") and other.lower not in ("-", "out", "up", "on")
        ):
            return None
        if other.pos == "VERB":
            return other.i if other.lower in light else None
    return None
