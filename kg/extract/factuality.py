"""Whether a happening is told as a fact, denied, planned, threatened, called for or only supposed.

The judgement climbs the tree from the word of the happening to the root of its sentence. First the word's own clause
is asked (auxiliaries, negation, "if", "no", "planned"), then each governor what it makes of what depends on it:
"denied that", "failed to", "the threat of", "aimed at". Two things stop the climb and leave a fact: what is named
with an article under a verb that presupposes it ("will investigate the attack"), and a past clause of its own ("will
try the men who attacked"). The words stand in ``ontology/lexicon/factuality.ttl``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from kg.extract.mentions import ClaimMention
from kg.extract.parse import Parsed
from kg.lexicon import Lexicon
from kg.model import Factuality

__all__ = ["Judgement", "Modes", "compile_modes", "cue_factuality", "factuality_of", "judge"]


@dataclass(frozen=True, eq=False)
class Modes:
    """The classes of words by part of speech (lemma or form to class names), and what each class gives."""

    verbs: dict[str, frozenset[str]]
    nouns: dict[str, str]
    adjectives: dict[str, str]
    adverbs: dict[str, str]
    auxiliaries: dict[str, str]
    conjunctions: dict[str, str]
    ahead: frozenset[str]
    begun: frozenset[str]
    """Acts of force that an attempt at them begins."""
    undertakings: frozenset[str]
    instances: frozenset[str]
    proofs: frozenset[str]
    doing: frozenset[str]
    ordinals: frozenset[str]
    value: dict[str, Factuality]


class Judgement(NamedTuple):
    """A factuality, the class of words that gave it ("preventing", "attempting", "recurring" …) and the token that
    did.
    """

    factuality: Factuality
    reason: str
    by: int | None


@lru_cache(maxsize=4)
def compile_modes(lexicon: Lexicon) -> Modes:
    """The lexicon's classes turned round: from word to class."""
    value: dict[str, Factuality] = {}

    def words(kind: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for concept in lexicon.scheme(f"factuality-{kind}"):
            name = concept.name.removeprefix(f"{kind}-")
            value.setdefault(name, Factuality(concept.value or "stated"))
            for word in concept.words:
                found.setdefault(word, name)
        return found

    verbs: dict[str, set[str]] = {}
    for concept in lexicon.scheme("factuality-verb"):
        name = concept.name.removeprefix("verb-")
        value.setdefault(name, Factuality(concept.value or "stated"))
        for word in concept.words:
            verbs.setdefault(word, set()).add(name)
    return Modes(
        verbs={k: frozenset(v) for k, v in verbs.items()},
        nouns=words("noun"),
        adjectives=words("adjective"),
        adverbs=words("adverb"),
        auxiliaries=words("auxiliary"),
        conjunctions=words("conjunction"),
        ahead=lexicon.words("announced-ahead"),
        begun=lexicon.words("begun-by-attempt"),
        undertakings=lexicon.words("undertaking-noun"),
        instances=lexicon.words("instance-noun"),
        proofs=lexicon.words("proof-noun"),
        doing=lexicon.words("doing-adjective"),
        ordinals=lexicon.words("ordinal-adjective"),
        value=value,
    )


def factuality_of(parsed: Parsed, trigger: int, claims: tuple[ClaimMention, ...], lexicon: Lexicon) -> Factuality:
    """How the text gives the happening that token ``trigger`` tells of."""
    del claims  # the tree says it; claims carry their own factuality for those who start from the cue
    return judge(parsed, trigger, lexicon).factuality


_STATED = Judgement(Factuality.STATED, "stated", None)
_CLAUSAL = frozenset({"VERB", "AUX"})
_NOUNS = frozenset({"NOUN", "PROPN"})
_NO = frozenset({"no", "none", "nobody", "neither", "nothing"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those"})
_WH = frozenset({"who", "whom", "which", "what", "why", "how", "where", "when"})
_TIMES = frozenset(
    {"after", "during", "following", "since", "before", "amid", "despite", "because", "amidst", "until", "upon"}
)
_ADJUNCT = frozenset({"in", "at", "on", "near", "by", "with", "over", "from", "as", "under", "into", "through"})
_FUTURE_WHEN = frozenset({"when", "once", "after", "until", "as", "before"})
_PARTICLES = {"rule": "out", "head": "off", "ward": "off", "stave": "off", "fend": "off"}
"""Verbs that mean what their class says only with this particle."""
_LONGEST = 14


def judge(parsed: Parsed, trigger: int, lexicon: Lexicon) -> Judgement:
    """How the text gives the happening, and by which word."""
    modes = compile_modes(lexicon)
    return _Climb(parsed, modes).judge(trigger)


def cue_factuality(lemma: str, pattern: str, modes: Modes) -> Factuality:
    """What the cue of a claim says of its content, from its word and the kind of its complement (``attribution``
    patterns).
    """
    if pattern.startswith(("noun", "be")):
        name = modes.nouns.get(lemma) or modes.adjectives.get(lemma)
        return modes.value[name] if name else Factuality.STATED
    classes = modes.verbs.get(lemma, frozenset())
    past = pattern in ("ccomp:that", "ccomp:left", "ccomp:bare", "parataxis", "as")
    for name in ("denying", "failing", "preventing", "rejecting", "threatening", "doubting"):
        if name in classes:
            return modes.value[name]
    if past or ("reporting" in classes and not pattern.startswith(("xcomp", "dobj+xcomp", "prep:for"))):
        return Factuality.STATED
    for name in ("asking", "planning", "attempting", "warning", "fearing"):
        if name in classes:
            return modes.value[name]
    return Factuality.STATED


@dataclass(frozen=True, slots=True)
class _Climb:
    """The tree of one article with the words' classes; methods look, none changes anything."""

    parsed: Parsed
    modes: Modes

    # ------------------------------------------------------------------------------------------------ small questions

    def _give(self, reason: str, by: int) -> Judgement:
        return Judgement(self.modes.value[reason], reason, by)

    def _negation(self, i: int) -> int | None:
        """The word that negates token ``i`` directly."""
        tokens = self.parsed.tokens
        for k in self.parsed.children[i]:
            t = tokens[k]
            if t.dep == "neg" or self.modes.adverbs.get(t.lower) == "denying":
                if not (k + 1 < len(tokens) and tokens[k + 1].lower in ("only", "just", "merely")):
                    return k
            elif t.dep in ("nsubj", "nsubjpass", "dobj") and tokens[i].pos in _CLAUSAL and self._is_no(k):
                return k
            elif t.dep == "auxpass":
                below = next((j for j in self.parsed.children[k] if tokens[j].dep == "neg"), None)
                if below is not None:
                    return below  # "did n't get hurt"
        return None

    def _is_no(self, i: int) -> bool:
        tokens = self.parsed.tokens
        if tokens[i].lower in _NO and not self._numbers(i):
            return True
        return any(
            tokens[k].dep in ("det", "neg") and tokens[k].lower in ("no", "neither") and not self._numbers(k)
            for k in self.parsed.children[i]
        )

    def _numbers(self, i: int) -> bool:
        """Whether "No" only stands before a number: "Ward No 5"."""
        tokens = self.parsed.tokens
        after = tokens[i + 1 : i + 3]
        return tokens[i].text != "no" and any(t.text.isdigit() for t in after if t.text != ".")

    def _infinitive(self, i: int) -> bool:
        """Whether a verb stands with "to" and is not perfect ("to have attacked" is told as done)."""
        tokens = self.parsed.tokens
        to = perfect = False
        for k in self.parsed.children[i]:
            t = tokens[k]
            if t.dep in ("aux", "mark") and t.lower == "to":
                to = True
            elif t.dep == "aux" and t.lemma == "have":
                perfect = True
        return to and not perfect

    def _finite(self, i: int) -> bool:
        """Whether a verb has a tense of its own: past or present form, or an auxiliary that has."""
        tokens = self.parsed.tokens
        if tokens[i].tag in ("VBD", "VBZ", "VBP"):
            return True
        return any(
            tokens[k].dep in ("aux", "auxpass") and tokens[k].tag in ("VBD", "VBZ", "VBP", "MD")
            for k in self.parsed.children[i]
        )

    def _past(self, i: int) -> bool:
        """Whether a verb is in a past or perfect tense."""
        tokens = self.parsed.tokens
        if tokens[i].tag == "VBD":
            return True
        for k in self.parsed.children[i]:
            t = tokens[k]
            if t.dep in ("aux", "auxpass") and (t.tag == "VBD" or t.lemma == "have"):
                return True
        return tokens[i].tag == "VBN" and not self._infinitive(i)

    def _definite(self, i: int) -> bool:
        """Whether a noun is named as known: "the attack", "their raid", "an attack that killed ten", a proper name."""
        tokens = self.parsed.tokens
        if tokens[i].pos == "PROPN":
            return True
        for k in self.parsed.children[i]:
            t = tokens[k]
            if t.dep == "det" and t.lower in _DEFINITE:
                return True
            if t.dep == "poss":
                return True
            if t.dep == "relcl" and self._past(k) and self._negation(k) is None:
                return True
        return False

    def _pointed(self, i: int) -> bool:
        """Whether a noun is pointed at: "this attack"."""
        tokens = self.parsed.tokens
        return any(
            tokens[k].dep == "det" and tokens[k].lower in ("this", "that", "these", "those")
            for k in self.parsed.children[i]
        )

    def _of(self, i: int) -> bool:
        """Whether a noun has what it acts on beside it: "the withdrawal of troops", "their release"."""
        tokens = self.parsed.tokens
        return any(
            (tokens[k].dep == "prep" and tokens[k].lower in ("of", "from", "by", "to")) or tokens[k].dep == "poss"
            for k in self.parsed.children[i]
        )

    def _is_clause(self, i: int) -> bool:
        token = self.parsed.tokens[i]
        if token.pos not in _CLAUSAL:
            return False
        if token.tag == "VBG" and token.dep in ("dobj", "nsubj", "nsubjpass", "pobj", "compound", "conj"):
            return not any(self.parsed.tokens[k].dep in ("det", "poss", "amod") for k in self.parsed.children[i])
        return True

    # -------------------------------------------------------------------------------------------- the word's own clause

    def _local_verb(self, i: int) -> Judgement | None:
        tokens, modes = self.parsed.tokens, self.modes
        negated = self._negation(i)
        modal: Judgement | None = None
        for k in self.parsed.children[i]:
            t = tokens[k]
            if t.dep == "aux":
                name = modes.auxiliaries.get(t.lower)
                if name is not None and not (t.lower in ("'d", "’d") and tokens[i].tag == "VBN"):
                    if name == "fearing" and t.lower in ("would", "'d", "’d") and self._reported_future(i):
                        modal = Judgement(Factuality.PLANNED, "planning", k)
                    else:
                        modal = self._give(name, k)
                elif t.lower == "used":
                    modal = self._give("recurring", k)
            elif t.dep == "mark" or (t.dep == "advmod" and t.lower in ("whether", "if", "when", "whenever")):
                if modes.conjunctions.get(t.lower) == "fearing":
                    return self._give("fearing", k)
            elif t.dep == "advmod":
                name = modes.adverbs.get(t.lower)
                if name in ("recurring", "fearing"):
                    return self._give(name, k)
            elif t.dep == "npadvmod" and any(
                tokens[j].dep == "det" and tokens[j].lower in ("every", "each") for j in self.parsed.children[k]
            ):
                return self._give("recurring", k)
        if negated is not None:
            return Judgement(Factuality.DENIED, "denying", negated)
        return modal if modal is not None else self._habit(i)

    def _habit(self, i: int) -> Judgement | None:
        """As in "They lay mines": a bare present of many, with no day named, is a habit (headlines and leads apart)."""
        tokens = self.parsed.tokens
        token = tokens[i]
        if token.tag != "VBP" or token.pos != "VERB" or token.dep not in ("ROOT", "conj", "ccomp", "relcl"):
            return None
        if self.modes.verbs.get(token.lemma, frozenset()) & {"carrying-through", "expressing", "reporting"}:
            return None
        sentence = self.parsed.sentence_of(i)
        if sentence.i < 2 or sentence.kind != "paragraph" or tokens[sentence.last - 1].text not in ".”\"''":
            return None
        subject = next((k for k in self.parsed.children[i] if tokens[k].dep == "nsubj"), None)
        if subject is None:
            if token.dep != "conj" or tokens[token.head].tag != "VBP":
                return None
        elif tokens[subject].lower != "they" and tokens[subject].tag != "NNS":
            return None
        for k in self.parsed.children[i]:
            if tokens[k].dep in ("aux", "auxpass"):
                return None
        if any(t.ent in ("DATE", "TIME") for t in tokens[sentence.first : sentence.last]):
            return None
        return self._give("recurring", i)

    def _reported_future(self, i: int) -> bool:
        """As in "said it would withdraw": the future of a past telling, with no condition beside it."""
        tokens = self.parsed.tokens
        token = tokens[i]
        if any(tokens[k].dep == "advcl" and self._has_condition(k) for k in self.parsed.children[i]):
            return False
        if any(tokens[k].dep == "aux" and tokens[k].lemma == "have" for k in self.parsed.children[i]):
            return False
        steps = 0
        while token.dep == "conj" and steps < 4:
            token = tokens[token.head]
            steps += 1
        return token.dep in ("ccomp", "acl", "relcl") and token.head != token.i

    def _has_condition(self, i: int) -> bool:
        tokens = self.parsed.tokens
        return any(
            tokens[k].dep in ("mark", "advmod") and tokens[k].lower in ("if", "unless") for k in self.parsed.children[i]
        )

    def _local_noun(self, i: int) -> Judgement | None:
        tokens, modes = self.parsed.tokens, self.modes
        for k in self.parsed.children[i]:
            t = tokens[k]
            if k > i:
                break
            if t.dep in ("det", "neg", "advmod") and t.lower in ("no", "neither", "not"):
                return Judgement(Factuality.DENIED, "denying", k)
            if t.dep == "det" and t.lower == "any":
                return self._give("fearing", k)
            if t.dep in ("amod", "nmod", "compound"):
                name = modes.adjectives.get(t.lower)
                if name is not None and not (name == "recurring" and tokens[i].tag not in ("NNS", "NN")):
                    return self._give(name, k)
        return None

    # ------------------------------------------------------------------------------------------------ the climb

    def judge(self, trigger: int) -> Judgement:
        """The judgement on a trigger."""
        tokens = self.parsed.tokens
        i = trigger
        clause = self._is_clause(i)
        local = self._local_verb(i) if clause else self._local_noun(i)
        if local is not None:
            return self._within(i, local) if clause else local
        definite = not clause and self._definite(i)
        adjunct = False  # reached through "in", "during" …: a denial above does not reach down
        for _ in range(_LONGEST):
            token = tokens[i]
            head = token.head
            if head == i:
                return self._at_root(i, clause)
            found = self._clause_step(i, head) if clause else self._noun_step(i, head, definite)
            if found.verdict is not None:
                if adjunct and found.verdict.factuality is Factuality.DENIED and found.verdict.reason != "preventing":
                    return _STATED
                return found.verdict
            adjunct = adjunct or found.adjunct
            i = found.at
            was_clause, clause = clause, self._is_clause(i)
            if clause:
                if found.own_tense:
                    continue
                local = self._local_verb(i)
                if local is not None:
                    if local.factuality is Factuality.DENIED and (adjunct or (definite and not was_clause)):
                        return _STATED
                    if definite and not was_clause and local.reason == "fearing" and self._pointed_past(i):
                        return _STATED
                    if self._perceived(i) and not was_clause and local.factuality is not Factuality.DENIED:
                        return _STATED
                    return local
            else:
                local = self._local_noun(i)
                if local is not None and local.reason != "recurring":
                    return local
                definite = definite or self._definite(i)
        return _STATED

    def _pointed_past(self, verb: int) -> bool:
        """As in "the attack may have been the work of": what may have been is who, not whether."""
        tokens = self.parsed.tokens
        return any(tokens[k].dep == "aux" and tokens[k].lemma == "have" for k in self.parsed.children[verb])

    def _within(self, i: int, local: Judgement) -> Judgement:
        """A future or possible act in what somebody warns of, threatens, fears or doubts."""
        tokens = self.parsed.tokens
        token = tokens[i]
        if (
            token.dep != "ccomp"
            or token.head == i
            or local.factuality not in (Factuality.PLANNED, Factuality.HYPOTHETICAL)
        ):
            return local
        classes = self._classes(token.head)
        if classes & {"warning", "threatening", "fearing", "doubting"} and "reporting" not in classes:
            verdict = self._governed_clause(i, token.head).verdict
            return verdict if verdict is not None else local
        return local

    def _perceived(self, verb: int) -> bool:
        return "perceiving" in self.modes.verbs.get(self.parsed.tokens[verb].lemma, frozenset())

    def _at_root(self, i: int, clause: bool) -> Judgement:
        tokens = self.parsed.tokens
        sentence = self.parsed.sentence_of(i)
        if not clause:
            return _STATED
        last = sentence.last - 1
        while last > sentence.first and tokens[last].pos == "PUNCT" and tokens[last].text != "?":
            last -= 1
        if tokens[last].text == "?":
            first = tokens[sentence.first]
            if first.lower not in _WH:
                return Judgement(Factuality.HYPOTHETICAL, "asking whether", last)
        token = tokens[i]
        if token.tag == "VB" and sentence.kind not in ("headline", "subhead"):
            own = [tokens[k].dep for k in self.parsed.children[i]]
            before = i - sentence.first
            quoted = before <= 2 and all(t.pos in ("PUNCT", "INTJ", "ADV") for t in tokens[sentence.first : i])
            if quoted and not {"nsubj", "nsubjpass", "aux", "auxpass"} & set(own):
                return Judgement(Factuality.CALLED_FOR, "asking", i)
        return _STATED

    def _classes(self, verb: int) -> frozenset[str]:
        """The classes of a verb, minding its particle ("ruled out", "called off")."""
        tokens = self.parsed.tokens
        token = tokens[verb]
        particle = next((tokens[k].lower for k in self.parsed.children[verb] if tokens[k].dep == "prt"), "")
        if token.lemma == "call" and particle == "off":
            return frozenset({"preventing"})
        needed = _PARTICLES.get(token.lemma)
        if needed is not None and particle != needed:
            return frozenset({"reporting"})
        return self.modes.verbs.get(token.lemma, frozenset())

    def _spliced(self, i: int, head: int) -> bool:
        """Whether a clause only stands before one that a comma splices to it: "they opened fire, no injuries were reported"."""
        tokens = self.parsed.tokens
        if i > head or not self._finite(i):
            return False
        for k in self.parsed.children[head]:
            if tokens[k].dep in ("nsubj", "nsubjpass"):
                first = min([k, *self.parsed.children[k]])
                return first > i and self._is_no(k) and tokens[first - 1].text in (",", ";")
        return False

    def _clause_step(self, i: int, head: int) -> _Step:
        """From a clause to what governs it."""
        tokens, modes = self.parsed.tokens, self.modes
        token, governor = tokens[i], tokens[head]
        dep = token.dep
        if dep == "ccomp" and self._spliced(i, head):
            return _Step(_STATED)
        if dep == "relcl" and (self._finite(i) or not self._infinitive(i)):
            return _Step(_STATED)
        if dep in ("acl", "relcl"):
            if self._infinitive(i):
                name = modes.nouns.get(governor.lemma)
                if governor.lemma == "attempt" and "attacking" in modes.verbs.get(token.lemma, ()):
                    return _Step(None, head)
                if name is not None:
                    return _Step(self._give(name, head))
                if governor.pos in ("ADJ", "NUM") or governor.lower in modes.ordinals:
                    return _Step(None, head)
                if any(tokens[k].lower in modes.ordinals for k in self.parsed.children[head]):
                    return _Step(None, head)
                if "expressing" in self.modes.verbs.get(token.lemma, ()):
                    return _Step(None, head)
                return _Step(self._give("planning", i))
            if self._finite(i) and governor.lemma in modes.proofs:
                none = next((k for k in self.parsed.children[head] if tokens[k].lower == "no"), None)
                if none is not None or self._negation(governor.head) is not None:
                    return _Step(self._give("denying", head))  # "found no evidence that troops shot them"
            name = modes.nouns.get(governor.lemma)
            if name == "denying" or (self._finite(i) and name == "fearing"):
                return _Step(self._give(name, head))
            if (
                dep == "acl"
                and governor.dep == "dobj"
                and any(tokens[k].lower == "that" for k in self.parsed.children[i])
            ):
                # "denied reports that the army had bombed the town"
                above = self._classes(governor.head)
                for name in ("denying", "rejecting", "doubting"):
                    if name in above and self._negation(governor.head) is None:
                        return _Step(self._give(name, governor.head))
            if self._finite(i):
                return _Step(_STATED)
            if token.tag in ("VBN", "VBG") and not self._is_no(head):
                return _Step(_STATED)
            return _Step(None, head)
        if dep == "advcl":
            return self._adverbial_step(i, head)
        if dep == "conj":
            if governor.pos == "ADJ":
                return _Step(_STATED)
            share = token.tag in ("VB", "VBG", "VBN") and not any(
                tokens[k].dep in ("aux", "auxpass", "nsubj", "nsubjpass") for k in self.parsed.children[i]
            )
            if (
                not share
                and governor.tag == "VBP"
                and not any(tokens[k].dep in ("nsubj", "nsubjpass") for k in self.parsed.children[i])
            ):
                return _Step(self._habit(head), head, own_tense=True)  # "they dig in, lay mines"
            return _Step(None, head, own_tense=not share)
        if dep == "csubj":
            return _Step(self._give("fearing", i)) if token.tag == "VBG" else _Step(None, head)
        if dep in (
            "ccomp",
            "xcomp",
            "pcomp",
            "dobj",
            "nsubj",
            "nsubjpass",
            "attr",
            "oprd",
            "acomp",
            "pobj",
            "prep",
            "csubjpass",
        ):
            if governor.pos in _CLAUSAL:
                return self._governed_clause(i, head)
            if governor.pos == "ADJ":
                name = modes.adjectives.get(governor.lemma) or modes.adjectives.get(governor.lower)
                if name is not None and name != "recurring":
                    if self._negation(governor.head) is not None and name == "denying":
                        return _Step(_STATED)
                    if name == "planning" and self._finite(i) and self._past(i):
                        return _Step(_STATED)  # "it was determined that he shot them"
                    return _Step(self._give(name, head))
                if governor.lower in modes.doing:
                    return _Step(None, governor.head if governor.head != head else head)
                return _Step(_STATED)
            if governor.pos in ("ADP", "SCONJ", "ADV", "PART"):
                return self._preposition_step(i, head, True, False)
            if governor.pos in _NOUNS:
                name = modes.nouns.get(governor.lemma)
                if name is not None and not self._past(i):
                    return _Step(self._give(name, head))
                return _Step(_STATED)
            return _Step(None, head)
        if dep in ("parataxis", "dep", "appos", "intj"):
            return _Step(_STATED)
        if dep in ("amod", "compound", "nmod", "poss"):
            return _Step(None, head) if dep == "compound" else _Step(_STATED)
        return _Step(None, head)

    def _expresses(self, i: int, head: int) -> bool:
        """Whether a purpose is reached by the act itself ("marched to protest"), which no violence does."""
        tokens, verbs = self.parsed.tokens, self.modes.verbs
        if "expressing" not in verbs.get(tokens[i].lemma, ()):
            return False
        acts = [head, *(k for k in self.parsed.children[head] if tokens[k].dep in ("dobj", "nsubjpass"))]
        return not any("attacking" in verbs.get(tokens[k].lemma, ()) for k in acts)

    def _adverbial_step(self, i: int, head: int) -> _Step:
        tokens, modes = self.parsed.tokens, self.modes
        for k in self.parsed.children[i]:
            t = tokens[k]
            if k > i:
                break
            if t.dep in ("mark", "advmod", "prep"):
                name = modes.conjunctions.get(t.lower)
                if name == "telling":
                    if self._finite(i) and not self._past(i) and t.lower in _FUTURE_WHEN:
                        above = self._local_verb(head) if tokens[head].pos in _CLAUSAL else None
                        return _Step(
                            above if above is not None and above.factuality is not Factuality.DENIED else _STATED
                        )
                    return _Step(_STATED)
                if name is not None and name != "wanting":
                    return _Step(self._give(name, k))
                if t.lower == "so" and self._finite(i):
                    return _Step(self._give("planning", k))
        if self._infinitive(i):
            governor = tokens[head]
            if "carrying-through" in self._classes(head) and governor.lemma != "have":
                return _Step(None, head)
            if governor.pos == "ADJ" or governor.lemma == "be":
                return _Step(None, head)
            if self._classes(head) & {"asking", "threatening", "failing", "planning", "attempting", "warning"}:
                return self._governed_clause(i, head)
            return _Step(None, head) if self._expresses(i, head) else _Step(self._give("planning", i))
        if tokens[i].tag in ("VBG", "VBN") and not self._finite(i):
            return _Step(None, head, adjunct=True)
        return _Step(_STATED)

    def _governed_clause(self, i: int, head: int) -> _Step:
        """A clause that is complement of a verb."""
        tokens = self.parsed.tokens
        token, governor = tokens[i], tokens[head]
        classes = self._classes(head)
        told = self._finite(i) and not self._infinitive(i)
        done = (told and self._past(i)) or self._perfect(i)
        negated = self._negation(head)
        if governor.lemma == "be" and self._infinitive(i):
            return _Step(self._give("planning", head))
        if (
            governor.lower == "going"
            and self._infinitive(i)
            and any(tokens[k].lemma == "be" for k in self.parsed.children[head])
        ):
            return _Step(self._give("planning", head))
        if governor.lemma == "have" and self._infinitive(i):
            if governor.tag == "VBD":
                return _Step(None, head)
            return _Step(self._give("asking", head))
        if "denying" in classes:
            return _Step(_STATED if negated is not None else self._give("denying", head))
        if classes & {"preventing", "failing"}:
            if done and "failing" in classes:
                return _Step(_STATED)
            name = "preventing" if "preventing" in classes else "failing"
            return _Step(_STATED if negated is not None and name == "failing" else self._give(name, head))
        if "rejecting" in classes:
            return _Step(self._give("rejecting", head))
        if "threatening" in classes:
            return _Step(self._give("threatening", head))
        if "warning" in classes and not done:
            subject = next((k for k in self.parsed.children[i] if tokens[k].dep == "nsubj"), None)
            own = subject is None or tokens[subject].lower in ("it", "they", "he", "she", "we", "i")
            return _Step(
                Judgement(Factuality.THREATENED, "warning", head)
                if own and token.dep == "ccomp"
                else self._give("warning", head)
            )
        if "asking" in classes and not done and (self._infinitive(i) or not told or token.tag == "VB"):
            bare = not self._infinitive(i) and token.tag != "VBG"
            if bare and "addressing" in classes:
                return _Step(_STATED)
            return _Step(self._give("asking", head))
        if "attempting" in classes and not told:
            if "attacking" in self.modes.verbs.get(token.lemma, ()):
                return _Step(None, head)  # an attempt to attack is an attack
            return _Step(self._give("attempting", head))
        if "planning" in classes and not done and (not told or ("expecting" in classes and "reporting" not in classes)):
            return _Step(self._give("planning", head))
        if "fearing" in classes:
            if done:
                return _Step(Judgement(Factuality.DOUBTED, "fearing", head) if "dreading" in classes else _STATED)
            return _Step(self._give("fearing", head))
        if "doubting" in classes:
            return _Step(self._give("doubting", head))
        if told or done or ("reporting" in classes and "carrying-through" not in classes):
            if negated is not None and "reporting" in classes and not self._wh(i):
                believed = "believing" in classes or tokens[negated].dep != "neg"
                return _Step(Judgement(Factuality.DENIED if believed else Factuality.DOUBTED, "denying", negated))
            if token.tag == "VB" and not told and token.dep == "ccomp" and "reporting" not in classes:
                return _Step(None, head)
            return _Step(_STATED)
        if "sending" in classes and self._infinitive(i):
            return _Step(self._give("sending", head))
        if negated is not None:
            return _Step(Judgement(Factuality.DENIED, "denying", negated))
        if self._infinitive(i) and not classes & {"carrying-through", "reporting", "ending"}:
            if self._expresses(i, head):
                return _Step(None, head)
            return _Step(self._give("planning", i))  # a purpose
        return _Step(None, head)

    def _wh(self, i: int) -> bool:
        tokens = self.parsed.tokens
        low = min(self.parsed.children[i], default=i)
        return tokens[min(low, i)].lower in _WH

    def _perfect(self, i: int) -> bool:
        tokens = self.parsed.tokens
        return any(tokens[k].dep == "aux" and tokens[k].lemma == "have" for k in self.parsed.children[i]) and any(
            tokens[k].lower == "to" for k in self.parsed.children[i]
        )

    # ------------------------------------------------------------------------------------------------ nouns

    def _noun_step(self, i: int, head: int, definite: bool) -> _Step:
        """From a noun to what governs it."""
        tokens, modes = self.parsed.tokens, self.modes
        token, governor = tokens[i], tokens[head]
        dep = token.dep
        if dep == "compound" or (dep in ("nmod", "amod") and governor.pos in _NOUNS):
            name = modes.nouns.get(governor.lemma)
            if name is None or governor.lemma in modes.undertakings:
                return _Step(None, head)
            return _Step(self._give(name, head))
        if dep in ("conj", "appos"):
            return _Step(None, head)
        if dep == "poss":
            return _Step(_STATED)
        if dep in ("pobj", "pcomp") or governor.pos == "ADP":
            return self._preposition_step(i, head, False, definite)
        if governor.pos in _CLAUSAL:
            if dep in ("nsubj", "csubj"):
                return self._subject_step(i, head, definite)
            if dep in ("dobj", "nsubjpass", "attr", "oprd", "dative", "ccomp", "xcomp"):
                return self._object_step(i, head, definite, dep == "attr")
            if dep in ("npadvmod", "advcl", "parataxis", "dep"):
                return _Step(_STATED)
            return _Step(_STATED if definite else None, head)
        if governor.pos in _NOUNS:
            name = modes.nouns.get(governor.lemma)
            if name is not None and not definite:
                return _Step(self._give(name, head))
        return _Step(_STATED if definite else None, head)

    def _subject_step(self, i: int, head: int, definite: bool) -> _Step:
        tokens = self.parsed.tokens
        classes = self._classes(head)
        negated = self._negation(head)
        said = next((k for k in self.parsed.children[head] if tokens[k].dep == "acomp"), None)
        if said is not None:
            name = self.modes.adjectives.get(tokens[said].lower)
            if name is not None and name != "recurring":
                return _Step(self._give(name, said))
        if (
            negated is not None
            and "occurring" in classes
            and (tokens[head].lemma != "take" or any(tokens[k].lower == "place" for k in self.parsed.children[head]))
        ):
            return _Step(Judgement(Factuality.DENIED, "occurring", negated))
        if definite:
            if "occurring" in classes or "lasting" in classes:
                local = self._local_verb(head)
                if local is not None and local.factuality is not Factuality.DENIED:
                    return _Step(local)
            return _Step(_STATED)
        if negated is not None and "ending" in classes:
            return _Step(_STATED)
        present = tokens[head].tag in ("VBZ", "VBP")
        if present and ("defining" in classes or self._defines(i, head)):
            return _Step(self._give("fearing", head))
        return _Step(None, head)

    def _defines(self, subject: int, verb: int) -> bool:
        """As in "A raid is an attack of short duration"."""
        tokens, children = self.parsed.tokens, self.parsed.children

        def indefinite(i: int) -> bool:
            return any(tokens[k].dep == "det" and tokens[k].lower in ("a", "an", "any") for k in children[i])

        attribute = next((k for k in children[verb] if tokens[k].dep == "attr"), None)
        return tokens[verb].lemma == "be" and attribute is not None and indefinite(subject) and indefinite(attribute)

    def _object_step(self, i: int, head: int, definite: bool, attribute: bool) -> _Step:
        """A noun that is object (or subject of the passive) of a verb."""
        tokens = self.parsed.tokens
        modes = self.modes
        classes = self._classes(head)
        negated = self._negation(head)
        lemma = tokens[head].lemma
        if attribute or lemma == "be":
            subject = next((k for k in self.parsed.children[head] if tokens[k].dep in ("nsubj", "csubj")), None)
            if subject is not None:
                name = self.modes.nouns.get(tokens[subject].lemma)
                if name is not None:
                    return _Step(self._give(name, subject))
                generic = any(tokens[k].lower in ("a", "an", "any") for k in self.parsed.children[subject])
                generic = generic or tokens[subject].tag == "VBG"
                if generic and tokens[head].tag in ("VBZ", "VBP"):
                    return _Step(self._give("fearing", head))
            if negated is not None and not definite:
                return _Step(Judgement(Factuality.DENIED, "denying", negated))
            return _Step(None, head)
        if "preventing" in classes:
            if self._harming(head):
                return _Step(_STATED)
            return _Step(_STATED if negated is not None and definite else self._give("preventing", head))
        if "denying" in classes:
            return _Step(_STATED if negated is not None else self._give("denying", head))
        if "rejecting" in classes and (not definite or (lemma == "reject" and not self._pointed(i))):
            return _Step(self._give("rejecting", head))
        if "asking" in classes and "addressing" not in classes:
            return _Step(self._give("asking", head))
        if "perceiving" in classes:
            return _Step(None, head)
        if classes & {"planning", "threatening", "fearing", "attempting", "failing"} and "support" not in classes:
            if definite and not self._of(i):
                return _Step(_STATED)
            plural = tokens[i].tag == "NNS"
            if plural and "discussing" in classes:
                return _Step(_STATED)
            if "settling" in classes and definite:
                return _Step(_STATED)
            if lemma == "attempt" and tokens[i].lemma in modes.begun:
                return _Step(None, head)
            for name in ("threatening", "planning", "attempting", "fearing", "failing"):
                if name in classes:
                    return _Step(self._give(name, head))
        if "doubting" in classes:
            return _Step(_STATED if definite else self._give("doubting", head))
        if "ending" in classes:
            single = any(tokens[k].lower in ("a", "an") for k in self.parsed.children[i])
            return _Step(self._give("preventing", head) if single and lemma == "stop" else _STATED)
        if "announcing" in classes and tokens[i].lemma in modes.ahead:
            return _Step(self._give("planning", head))
        if not definite and lemma == "make" and self._made_so(head):
            return _Step(self._give("fearing", head))
        if "support" in classes:
            local = self._local_verb(head)
            if local is not None and local.factuality is Factuality.DENIED and definite:
                return _Step(_STATED)
            return _Step(None, head)
        if "reporting" in classes:
            if negated is not None and not definite:
                return _Step(Judgement(Factuality.DENIED, "denying", negated))
            return _Step(_STATED)
        return _Step(_STATED if definite else None, head)

    def _made_so(self, verb: int) -> bool:
        """As in "make operations difficult": what is made so need not have happened."""
        tokens = self.parsed.tokens
        return any(tokens[k].dep in ("ccomp", "oprd") and tokens[k].pos == "ADJ" for k in self.parsed.children[verb])

    def _harming(self, verb: int) -> bool:
        """As in "thwarted an attack, killing six": what was thwarted was fought all the same."""
        tokens = self.parsed.tokens
        return any(
            tokens[k].dep in ("advcl", "conj") and "harming" in self.modes.verbs.get(tokens[k].lemma, ())
            for k in self.parsed.children[verb]
        )

    def _preposition_step(self, i: int, prep: int, clause: bool, definite: bool) -> _Step:
        """From the object of a preposition past it to its governor."""
        tokens, modes = self.parsed.tokens, self.modes
        word = tokens[prep].lower
        head = tokens[prep].head
        if modes.conjunctions.get(word) == "denying":
            return _Step(self._give("denying", prep))
        if word == "of" and prep > 0 and tokens[prep - 1].lower in ("instead", "case", "event"):
            name = modes.conjunctions.get(tokens[prep - 1].lower) or modes.nouns.get(tokens[prep - 1].lower)
            if name is not None:
                return _Step(self._give(name, prep - 1))
        if head == prep:
            return _Step(_STATED)
        if word in _TIMES:
            return _Step(_STATED)
        governor = tokens[head]
        if governor.pos in ("ADP", "SCONJ"):
            return _Step(None, prep) if not clause else self._preposition_step(i, head, clause, definite)
        if governor.pos in _NOUNS:
            name = modes.nouns.get(governor.lemma)
            if name is None and governor.dep == "conj":  # "the planning and execution of strikes"
                name = modes.nouns.get(tokens[governor.head].lemma)
            if governor.tag == "NNS" and governor.lemma in modes.instances:
                return _Step(None, head)  # "nine cases of shelling were registered"
            if name is not None:
                if definite and not self._of(i):
                    return _Step(_STATED)
                return _Step(self._give(name, head))
            if governor.lemma in modes.verbs and "ending" in modes.verbs[governor.lemma] and word in ("to", "of", "in"):
                return _Step(_STATED)
            if clause or (definite and not self._of(i)):
                return _Step(_STATED)
            return _Step(None, head)
        if governor.pos == "ADJ":
            name = modes.adjectives.get(governor.lemma) or modes.adjectives.get(governor.lower)
            if name is not None and name != "recurring" and not definite:
                return _Step(self._give(name, head))
            return _Step(_STATED)
        if governor.pos in _CLAUSAL:
            classes = self._classes(head)
            if "preventing" in classes and word in ("from", "against"):
                return _Step(self._give("preventing", head))
            if word == "from" and "restraining" in classes:
                return _Step(self._give("preventing", head))
            if word == "against" and classes & {"warning", "asking"}:
                return _Step(self._give("warning", head))
            if "warning" in classes and not definite:
                return _Step(self._give("warning", head))
            if "threatening" in classes and word in ("with", "of") and not definite:
                return _Step(self._give("threatening", head))
            if "asking" in classes and word in ("for", "on", "upon"):
                if definite and not self._of(i) and word != "for":
                    return _Step(_STATED)
                return _Step(self._give("asking", head))
            if (
                "planning" in classes
                and word in ("at", "for", "on", "to", "of", "against")
                and governor.lemma != "want"
            ):
                if "consenting" in classes and not clause and word in ("on", "to"):
                    return _Step(None, head)
                if definite and not self._of(i) and not clause and "bracing" not in classes:
                    return _Step(_STATED)
                return _Step(self._give("planning", head))
            if "fearing" in classes and word in ("about", "of", "on", "for", "over", "at", "against") and not definite:
                if tokens[i].tag == "NNS" and "discussing" in classes:
                    return _Step(_STATED)
                return _Step(self._give("fearing", head))
            if "failing" in classes and word in ("in", "to", "from"):
                return _Step(self._give("failing", head))
            if clause:
                if word in ("by", "in", "with") and not self._finite(i):
                    return _Step(None, head, adjunct=True)
                return _Step(_STATED)
            if definite:
                return _Step(_STATED)
            if "reporting" in classes:
                return _Step(_STATED)
            return _Step(None, head, adjunct=word in _ADJUNCT)
        return _Step(_STATED if definite else None, head)


class _Step(NamedTuple):
    """One step up: a verdict, or where the climb goes on. ``own_tense``: the clause reached is not asked again."""

    verdict: Judgement | None
    at: int = -1
    adjunct: bool = False
    own_tense: bool = False
