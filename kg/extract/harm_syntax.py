"""How a word of harm stands in its sentence: whom it governs, who did it, and whether it is told as a fact.

The tree is asked first. Where it fails, as it does on headlines and long sentences, the number or noun right before or
behind the word answers.
"""

from __future__ import annotations

from typing import Final

from kg.extract.harm_words import HarmWords
from kg.extract.parse import Parsed, Token
from kg.extract.victims import People, Victims

__all__ = ["DOERS", "KILLED", "OBJECTS", "SUBJECTS", "VERB_TAGS", "WOUNDED", "Syntax"]

VERB_TAGS: Final = frozenset(["VB", "VBD", "VBN", "VBG", "VBZ", "VBP"])
SUBJECTS: Final = frozenset(["nsubj", "nsubjpass"])
OBJECTS: Final = frozenset(["dobj", "obj"])
DOERS: Final = frozenset(["he", "i", "she", "they", "we", "who", "you"])
"""Pronouns in the case of a subject, which stand before no participle without its auxiliary."""
KILLED: Final = "killed"
WOUNDED: Final = "wounded"
_GOING_ON: Final = frozenset(["are", "is", "'re", "'s", "am", "keep", "been"])
_SIDES: Final = frozenset(["left", "right", "upper", "lower"])
_INVERTED_LINKS: Final = frozenset(["in", "by", "during", "at", "on", "was", "were", "also"])
_INVERTED_REACH: Final = 12
_SHORT: Final = frozenset(["hour", "minute", "day", "night", "weekend"])
_JOINT_REACH: Final = 6
_CAUSE_LINKS: Final = frozenset(["in", "during", "by", "after", "from", "following", "amid", "when", "with"])

_LOSSES = 14
"""Words of a list of losses that are looked back over."""
_OF_LOSSES = frozenset(("CD", "VBN", "VBD", "CC", "RB", "IN", "TO", "JJR", "RBR", "RBS", "JJS", "JJ", "DT", "NNS"))


class Syntax:
    """One article's sentences, asked from a word of harm."""

    def __init__(self, parsed: Parsed, people: People, words: HarmWords) -> None:
        self.parsed = parsed
        self.tokens = parsed.tokens
        self.children = parsed.children
        self.people = people
        self.words = words
        self.lists = words.lists
        self._lasting: dict[int, bool] = {}
        """By sentence, once asked."""

    def objects(self, token: Token) -> tuple[list[int], bool]:
        """Heads of what a verb is done to, and whether it is passive there."""
        tokens = self.tokens
        i = token.i
        if self.is_another(i + 1, token.sent) and token.tag in ("VBG", "VBD"):
            return [i + 1], False
        if token.dep == "conj" and token.tag == "VBN" and i and tokens[i - 1].lower == "another":
            return [i - 1], True
        if token.dep == "conj" and token.tag in ("VBN", "VBD") and self.is_left_so(i):
            return [i - 1], True
        inverted = self.told_behind(token)
        if inverted is not None:
            return [inverted], True
        if i and tokens[i - 1].tag == "CD" and token.tag in ("VBN", "VBD") and self.losing(i) is not None:
            return [], True  # the number right before it, alone
        objects: list[int] = []
        subjects: list[int] = []
        passive = acts = False
        for k in self.children[i]:
            dep = tokens[k].dep
            if dep in OBJECTS:
                objects.append(k)
            elif dep in SUBJECTS:
                subjects.append(k)
                passive = passive or dep == "nsubjpass"
                acts = acts or tokens[k].lower in DOERS
            elif dep in ("auxpass", "agent"):
                passive = True
        subjects = [self.antecedent(token, s) for s in subjects]
        if objects and not passive:
            if tokens[objects[0]].lower.endswith(("self", "selves")) and subjects:
                return subjects, False
            return objects, False
        if passive and subjects:
            return self._joined_subjects(subjects), True
        governor = tokens[token.head]
        outer = tokens[governor.head]
        if passive and token.dep == "pcomp" and governor.lower in ("after", "before") and outer.tag in VERB_TAGS:
            return self.subjects(outer)[-1:], True  # "is recovering after being shot"
        if token.tag in VERB_TAGS and not objects and not passive:
            shared = self.shared_object(i)
            if shared is not None:
                return [shared], False
            if self.has_object_behind(i):
                behind = self.noun_behind(i)
                return ([behind] if behind is not None else []), False
        if token.tag in ("VBN", "VBD") and not objects:
            if subjects:
                # "nine injured", "Man killed in shooting": a participle without its auxiliary, which no "he shot twice" is
                return ([] if acts else subjects[-1:]), not acts
            if token.dep == "acl" and governor.dep == "conj" and governor.pos in ("NOUN", "PROPN"):
                return [*(self.joined_in_headline(governor) or self.left_together(governor)), governor.i], True
            if token.dep == "acl" and governor.tag == "DT":
                return [governor.i], True  # "one was shot dead and another wounded"
            if token.dep in ("acl", "relcl", "amod") and governor.pos in ("NOUN", "PROPN", "NUM"):
                return ([governor.i] if token.dep != "amod" or governor.i in self.people.by_head else []), True
            if token.dep in ("conj", "xcomp", "dep", "ccomp") and governor.tag in VERB_TAGS and governor.i != i:
                return self.inherited(governor, passive)
        return [], passive

    def losing(self, i: int) -> Token | None:
        """The verb of "lost two killed and up to four injured", seen from one of the participles."""
        tokens = self.tokens
        for j in range(i - 1, max(-1, i - _LOSSES), -1):
            token = tokens[j]
            if token.sent != tokens[i].sent:
                return None
            if token.lower in ("lost", "lose", "losing", "loses"):
                return token
            if token.tag not in _OF_LOSSES and token.text != ",":
                return None
        return None

    def _joined_subjects(self, subjects: list[int]) -> list[int]:
        """As in "Two nurses and a driver were hurt", where the tree takes both for subjects; else the last."""
        between = self.tokens[subjects[-2] + 1 : subjects[-1]] if len(subjects) > 1 else ()
        together = 0 < len(between) <= _JOINT_REACH and between[0].lower == "and"
        return subjects[-2:] if together else subjects[-1:]

    def joined_in_headline(self, noun: Token) -> list[int]:
        """As in "Woman and child hurt in attack": those joined before a noun, where the sentence has no verb over them."""
        found: list[int] = []
        while noun.dep == "conj" and self.tokens[noun.head].pos in ("NOUN", "PROPN"):
            noun = self.tokens[noun.head]
            found.append(noun.i)
        return found[::-1] if noun.head == noun.i else []

    def left_together(self, noun: Token) -> list[int]:
        """As in "left a child and a woman wounded", "a child and a woman wounded there died": those before the last, where
        none has a state of its own.
        """
        last = noun
        found: list[int] = []
        while noun.dep == "conj" and self.tokens[noun.head].pos in ("NOUN", "PROPN"):
            noun = self.tokens[noun.head]
            found.append(noun.i)
        leaving = noun.dep in OBJECTS and self.tokens[noun.head].lemma in self.lists["leaving-verb"]
        known = any(self.tokens[k].lower == "the" for k in self.children[noun.i])
        named = noun.dep in SUBJECTS and not known  # "A girl and a woman hurt in the blast went home"
        between = self.tokens[noun.i : last.i]
        return (
            found[::-1] if (leaving or named) and not any(t.lower in self.people.words.states for t in between) else []
        )

    def is_another(self, i: int, sent: int) -> bool:
        """Whether token ``i`` is "another" without a noun, for the tree takes a day behind it for one."""
        tokens = self.tokens
        if i >= len(tokens) or tokens[i].lower != "another" or tokens[i].sent != sent:
            return False
        behind = tokens[i + 1] if i + 1 < len(tokens) else None
        return behind is None or behind.ent in ("DATE", "TIME") or behind.tag in ("IN", ",", ".", "CC", "RB", "TO")

    def told_behind(self, token: Token) -> int | None:
        """As in "Wounded in the attack were a guard and two farmers": who, in a sentence that begins with the participle."""
        tokens = self.tokens
        sentence = self.parsed.sentences[token.sent]
        if token.tag not in ("VBN", "VBD", "JJ") or token.i > sentence.first + 1 or token.i + 1 >= sentence.last:
            return None
        if tokens[token.i + 1].lower not in _INVERTED_LINKS:
            return None
        for j in range(token.i + 1, min(token.i + _INVERTED_REACH, sentence.last - 1)):
            if tokens[j].lower in ("was", "were"):
                noun = self.noun_behind(j)
                return noun if tokens[j + 1].tag in ("DT", "CD", "NNP", "NN", "NNS", "JJ", "PRP$") else None
            if tokens[j].text == "," or tokens[j].pos == "VERB":
                return None
        return None

    def has_object_behind(self, i: int) -> bool:
        """Whether a noun phrase begins right behind a verb, whatever the tree says."""
        tokens = self.tokens
        if i + 1 >= len(tokens):
            return False
        behind = tokens[i + 1]
        if behind.sent != tokens[i].sent or behind.ent in ("DATE", "TIME") or behind.dep == "npadvmod":
            return False
        return behind.tag in ("DT", "CD", "PRP$") or i + 1 in self.people.by_first

    def noun_behind(self, i: int) -> int | None:
        """The head of the noun phrase right behind token ``i``."""
        tokens = self.tokens
        noun = None
        for j in range(i + 1, min(i + 9, len(tokens))):
            t = tokens[j]
            if t.sent != tokens[i].sent:
                break
            if t.tag in ("NN", "NNS", "NNP", "NNPS"):
                noun = j
            elif noun is not None and t.tag == "HYPH":
                noun = None  # "a 5-year-old boy"
            elif noun is not None or t.tag not in ("DT", "CD", "PRP$", "JJ", "VBN", "VBG", "HYPH", "POS", "RB", "IN"):
                break
        return noun

    def shared_object(self, i: int) -> int | None:
        """The object that a verb shares with the one joined to it ("killed and mutilated a guard")."""
        tokens = self.tokens
        for k in self.children[i]:
            if tokens[k].dep == "conj" and k <= i + 3 and tokens[k].tag in VERB_TAGS:
                for j in self.children[k]:
                    if tokens[j].dep in OBJECTS:
                        return j
        return None

    def people_before(self, i: int) -> list[Victims]:
        """The people whose phrase ends right before a verb and its auxiliaries, where the tree does not say so."""
        tokens = self.tokens
        sent = tokens[i].sent
        j = i - 1
        while j >= 0 and tokens[j].sent == sent and (tokens[j].lower in self.words.between or tokens[j].tag == "RB"):
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

    def inherited(self, governor: Token, passive: bool) -> tuple[list[int], bool]:
        """Those whom a participle shares with the verb it is joined to ("was shot and killed")."""
        tokens = self.tokens
        for _ in range(3):
            subjects = [k for k in self.children[governor.i] if tokens[k].dep == "nsubjpass"]
            if (
                not subjects
                and governor.tag in ("VBN", "VBD")
                and not any(tokens[k].dep in OBJECTS for k in self.children[governor.i])
            ):
                subjects = [k for k in self.children[governor.i] if tokens[k].dep == "nsubj"]
            if subjects:
                return [self.antecedent(governor, s) for s in subjects], True
            if governor.dep in ("acl", "relcl") and tokens[governor.head].pos in ("NOUN", "PROPN"):
                return [governor.head], True
            if governor.dep not in ("conj", "xcomp") or governor.head == governor.i:
                break
            governor = tokens[governor.head]
        return [], passive

    def antecedent(self, verb: Token, i: int) -> int:
        """For "who" and "that": the noun they stand for."""
        if self.tokens[i].tag in ("WDT", "WP") and verb.dep == "relcl":
            whom = self.tokens[verb.head]
            if self.tokens[i].lower == "who" and whom.dep == "pobj" and not self.people.is_people(whom.i, False):
                return self.told_before_place(whom)
            return verb.head
        return i

    def told_before_place(self, noun: Token) -> int:
        """As in "A man was found in the lane who had been shot": the subject, where "who" stands behind a place."""
        tokens = self.tokens
        verb = tokens[tokens[noun.head].head]
        if verb.tag in VERB_TAGS and not self.people.is_name(noun.i):
            for k in self.children[verb.i]:
                if tokens[k].dep in SUBJECTS and self.people.is_people(k, False):
                    return k
        return noun.i

    def beside(self, i: int) -> Victims | None:
        """The counted people right before or right behind a word of harm, auxiliaries and adverbs between."""
        tokens = self.tokens
        sent = tokens[i].sent
        j = i
        while (
            j > 0
            and tokens[j - 1].sent == sent
            and (tokens[j - 1].lower in self.words.between or tokens[j - 1].tag == "RB")
        ):
            j -= 1
        if j > 1 and tokens[j - 1].lower == "more":
            j -= 1  # "left two dead and three more hurt"
        number = self.people.by_end.get(j)
        if number is not None and tokens[number.first].sent == sent:
            found = self.people.at(number.first if number.head is None else number.head)
            if found:
                return found[0]
        if tokens[i].tag in ("JJ", "NN", "NNS"):
            return None
        inverted = (
            i == self.parsed.sentences[sent].first and i + 1 < len(tokens) and tokens[i + 1].lower in ("were", "was")
        )
        for j in (i + 2, i + 3) if inverted else (i + 1, i + 2):
            number = self.people.by_first.get(j)
            if number is not None and tokens[j].sent == sent:
                found = self.people.at(number.first if number.head is None else number.head)
                return found[0] if found else None
            if j < len(tokens) and tokens[j].tag not in ("RB", "DT", "RBR"):
                break
        return None

    def is_unsplit(self, i: int, kind: str) -> bool:
        """As in "killed and wounded 12": no figure for either."""
        tokens = self.tokens
        for step in (2, -2):
            j = i + step
            if not 0 <= j < len(tokens) or tokens[j].sent != tokens[i].sent:
                continue
            if tokens[(i + j) // 2].lower not in ("and", "or", "/", "and/or"):
                continue
            roles = self.words.roles.get(tokens[j].lower, ())
            other = KILLED if "kill" in roles or "dead" in roles else WOUNDED if "wound" in roles else None
            apart = (
                step < 0 and tokens[j].tag not in VERB_TAGS and self.has_object_behind(i)
            )  # "shot him dead and wounded his aide"
            if other is not None and other != kind and kind in (KILLED, WOUNDED) and not apart:
                return True
        return False

    def is_habit(self, token: Token) -> bool:
        """As in "They are shooting children", "kills civilians": what is going on, with nobody counted, is no one act."""
        verb = token
        for _ in range(3):
            here = [self.tokens[k] for k in self.children[verb.i]]
            if any(t.dep == "aux" and t.lower in _GOING_ON for t in here) and token.tag == "VBG":
                return True
            if verb.dep != "conj" or self.tokens[verb.head].tag != "VBG":
                break
            verb = self.tokens[verb.head]
        return token.tag in ("VBZ", "VBP")

    def is_open(self, victim: Victims) -> bool:
        """Whether a plural has neither a number nor a word that points at some: "children", "young men"."""
        token = self.tokens[victim.head]
        pointed = any(self.tokens[k].dep in ("det", "poss", "nummod") for k in self.children[victim.head])
        return victim.harmed.implied and victim.count.value is None and token.tag == "NNS" and not pointed

    def particle(self, i: int, particle: str) -> bool:
        """Whether a verb has a particle, right behind it or by the tree."""
        return any(t.lower == particle for t in self.tokens[i + 1 : i + 2]) or any(
            self.tokens[k].lower == particle for k in self.children[i]
        )

    def has_result(self, token: Token) -> bool:
        """As in "shot dead", "beaten to death", "burned alive", "fatally stabbed"."""
        i = token.i
        if token.tag not in VERB_TAGS and token.tag not in ("NN", "JJ"):
            return False
        tokens = self.tokens
        for j in range(i + 1, min(i + 7, len(tokens))):
            t = tokens[j]
            if t.sent != token.sent or t.lower in (",", ";", "and", "but"):
                break
            if t.lower in self.lists["death-result"]:
                return t.lower != "death" or tokens[j - 1].lower == "to"
            if t.tag in VERB_TAGS and j > i + 1:
                break
        return self.is_fatal(i)

    def is_fatal(self, i: int) -> bool:
        """Whether "fatally" or its like stands beside token ``i``."""
        fatal = self.lists["fatal-adverb"]
        return any(0 <= j < len(self.tokens) and self.tokens[j].lower in fatal for j in (i - 1, i + 1))

    def is_struck(self, token: Token) -> bool:
        """Whether "hit" or "struck" is harm: a projectile or a part of the body is named with it."""
        if token.tag not in ("VBD", "VBN", "VBG"):
            return False
        if token.tag == "VBN" and self._is_hit_in_fire(token):
            return True
        tokens = self.tokens
        for j in range(token.i + 1, min(token.i + 9, len(tokens))):
            t = tokens[j]
            if t.sent != token.sent or t.lower in (";", "who", "when"):
                break
            if t.lower in self.lists["projectile-noun"]:
                return True
            if t.lower in self.lists["body-part"]:
                k = j - 1 if tokens[j - 1].lower not in _SIDES else j - 2
                if tokens[k].lower in ("the", "his", "her", "their", "in") and (
                    token.tag == "VBN" or (token.tag != "VBG" and tokens[k - 1].lower == "in")
                ):
                    return True
        # "bullets flew, striking five boys"
        before = tokens[max(0, token.i - 10) : token.i] if token.tag == "VBG" else ()
        fired, flying = self.lists["firing-verb"], self.lists["projectile-noun"]
        return any(t.sent == token.sent and (t.lower in flying or t.lemma in fired) for t in before) or any(
            tokens[k].dep == "nsubj" and tokens[k].lower in self.lists["projectile-noun"]
            for k in self.children[token.i]
        )

    def _is_hit_in_fire(self, token: Token) -> bool:
        """As in "six were hit when gunmen opened fire", "two were also hit, but survived"."""
        tokens = self.tokens
        fired, flying = self.lists["firing-verb"], self.lists["projectile-noun"]
        for k in self.children[token.i]:
            child = tokens[k]
            if child.dep == "conj" and child.lemma == "survive":
                return True
            if child.dep == "advcl" and any(tokens[j].lower in ("when", "as", "after") for j in self.children[k]):
                last = self.parsed.sentences[token.sent].last
                return any(t.lemma in fired or t.lower in flying for t in tokens[k : min(k + 9, last)])
        return False

    def subjects(self, token: Token) -> list[int]:
        """Heads of the subject of a verb, those it shares with the verb it hangs on included."""
        tokens = self.tokens
        verb = token
        for _ in range(4):
            own = [self.antecedent(verb, k) for k in self.children[verb.i] if tokens[k].dep in SUBJECTS]
            if own:
                return own
            governor = tokens[verb.head]
            if verb.dep in ("acl", "relcl") and governor.pos in ("NOUN", "PROPN", "NUM"):
                cared_for = "hospital" in self.words.roles.get(governor.lower, ())
                brought = verb.tag == "VBG" and governor.dep == "pobj" and cared_for
                return [self.told_before_place(governor) if brought else governor.i]
            if verb.dep == "pcomp" and governor.lower == "after" and tokens[governor.head].tag in VERB_TAGS:
                governor = tokens[governor.head]  # "arrived there after suffering wounds"
            elif verb.dep not in ("conj", "xcomp", "advcl", "aux", "auxpass", "dep") or governor.i == verb.i:
                return []
            verb = governor
        return []

    def is_natural(self, i: int) -> bool:
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

    def is_left_so(self, i: int) -> bool:
        """As in "left a man dead and a juvenile wounded": the noun right before the state, the verb before that."""
        tokens = self.tokens
        if (
            i < 3
            or tokens[i - 1].tag not in ("NN", "NNS")
            or i - 1 in self.people.by_head
            or not self.people.is_people(i - 1, False)
        ):
            return False
        return any(
            t.sent == tokens[i].sent and t.lemma in self.lists["leaving-verb"] for t in tokens[max(0, i - 9) : i - 1]
        )

    def sufferer_verb(self, token: Token, governor: Token) -> Token | None:
        """The verb of "suffered wounds", also where the parser takes it for an adjective."""
        if token.dep in OBJECTS and governor.lemma in self.lists["suffer-harm-verb"]:
            return governor
        for j in range(token.i - 1, max(-1, token.i - 5), -1):
            t = self.tokens[j]
            if t.sent != token.sent or t.tag in ("CC", "IN", ",") or t.lower == "and":
                return None
            if "suffer" in self.words.roles.get(t.lower, ()):
                return t
        return None

    def subject_people(self, verb: Token) -> list[Victims]:
        """The subject of a verb as people, by the tree or by the number right before it."""
        if self.is_unreal(verb):
            return []
        if verb.i and self.tokens[verb.i - 1].lower in ("another", "others") and verb.dep == "conj":
            return self.people.at(verb.i - 1)
        victims = [v for s in self.subjects(verb) for v in self.people.at(s)]
        if not victims:
            beside = self.beside(verb.i)
            victims = [beside] if beside is not None and beside.first < verb.i else []
        return victims

    def is_unreal(self, token: Token) -> bool:
        """Whether the words round a verb or state make it no fact: denied, possible, wanted, planned, feared."""
        tokens = self.tokens
        lists = self.lists
        j = token.i - 1
        while (
            j >= 0
            and tokens[j].sent == token.sent
            and (tokens[j].tag in ("MD", "RB", "TO") or tokens[j].lower in self.words.between)
        ):
            lower = tokens[j].lower
            if (lower in lists["doubt-auxiliary"] and tokens[j].tag in ("MD", "VB", "VBP")) or lower in (
                "not",
                "n't",
                "never",
                "barely",
            ):
                return True
            j -= 1
        verb = token
        for _ in range(4):
            infinitive = perfect = False
            for k in self.children[verb.i]:
                child = tokens[k]
                if (child.dep == "neg" and child.lower != "no") or (
                    child.tag == "MD" and child.lower in lists["doubt-auxiliary"]
                ):
                    return True
                if child.dep == "auxpass" and any(tokens[j].dep == "neg" for j in self.children[k]):
                    return True  # "did n't get hurt"
                if child.dep == "mark" and child.lower in lists["unreal-governor"]:
                    return True
                infinitive = infinitive or (child.tag == "TO" and child.dep == "aux")
                perfect = perfect or (child.lower == "have" and child.dep == "aux")
            governor = tokens[verb.head]
            if infinitive and not perfect and governor.lemma not in lists["real-governor"]:
                return True
            if governor.i == verb.i or (verb.dep == "pcomp" and governor.lower in ("after", "since")):
                return False  # "had to leave after losing nine men": what came before did happen
            if verb.i < governor.i and any(t.text == ";" for t in tokens[verb.i : governor.i]):
                return False  # "killed two guards; a third escaped": the second sentence says nothing of the first
            if verb.dep in (
                "xcomp",
                "ccomp",
                "pcomp",
                "acl",
                "dobj",
                "pobj",
                "prep",
                "advcl",
                "conj",
                "attr",
                "acomp",
                "oprd",
                "nsubj",
            ):
                denies = governor.lemma in lists["negative-governor"] or governor.lower in lists["negative-governor"]
                if denies and not (verb.lower == "with" and governor.pos == "VERB"):
                    return True  # but "escaped with wounds" tells of wounds
                if verb.dep in ("ccomp", "xcomp", "pcomp", "acl") and governor.lemma in lists["unreal-governor"]:
                    return True
                if verb.dep == "ccomp" and any(tokens[k].dep == "neg" for k in self.children[governor.i]):
                    return True
                if (
                    verb.dep in ("acl", "ccomp")
                    and governor.tag in ("NN", "NNS")
                    and self.is_denied(governor.i)
                    and any(tokens[k].lower == "that" and tokens[k].dep == "mark" for k in self.children[verb.i])
                ):
                    return True  # "no reports that anybody was hurt"
            if verb.dep in (
                "conj",
                "prep",
                "pobj",
                "pcomp",
                "xcomp",
                "acomp",
                "oprd",
                "attr",
                "auxpass",
            ) and governor.tag not in ("NN", "NNS", "NNP"):
                verb = governor
                continue
            return False
        return False

    def is_denied(self, i: int) -> bool:
        """As in "no one", "no soldiers", "neither man", "none of them"."""
        token = self.tokens[i]
        negative = self.lists["negative-word"]
        below = (self.tokens[k] for k in self.children[i])
        return token.lower in negative or any(t.lower in negative and t.dep != "appos" for t in below)

    def list_goes_on(self, j: int) -> bool:
        """Whether a comma inside a list of parts is followed by one more part."""
        tokens = self.tokens
        for k in range(j + 1, min(j + 3, len(tokens))):
            if k in self.people.by_first:
                number = self.people.by_first[k]
                end = max(number.last, (number.head or 0) + 1)
                behind = tokens[end].lower if end < len(tokens) else ""
                return behind not in self.words.between and behind not in self.words.roles
        return False

    def cause(self, token: Token) -> int | None:
        """The noun of the act that the harm came from."""
        tokens = self.tokens
        for k in self.children[token.i]:
            if tokens[k].lower in _CAUSE_LINKS and tokens[k].dep in ("prep", "agent"):
                for j in self.children[k]:
                    if (
                        tokens[j].dep == "pobj"
                        and tokens[j].tag in ("NN", "NNS")
                        and tokens[j].ent not in ("DATE", "TIME")
                    ):
                        return j
        return None

    def is_lasting(self, token: Token) -> bool:
        """Whether words in the sentence make the figure a sum over a long time."""
        known = self._lasting.get(token.sent)
        if known is None:
            sentence = self.parsed.sentences[token.sent]
            known = any(self._is_phrase(i) and not self._is_short(i) for i in range(sentence.first, sentence.last))
            self._lasting[token.sent] = known
        return known and not self._is_told_aside(token)

    def _is_told_aside(self, token: Token) -> bool:
        """As in "the first death since 2017, when a guard was killed": the clause tells of one time again."""
        tokens = self.tokens
        for j in range(token.i - 1, self.parsed.sentences[token.sent].first, -1):
            if tokens[j].lower == "when" and tokens[j - 1].text == ",":
                return True
            if tokens[j].text in (",", ";"):
                return False
        return False

    def _is_short(self, i: int) -> bool:
        """Whether the phrase measures hours, days or one week: "in the past 24 hours" is the time of one battle."""
        return any(t.lemma in _SHORT or t.lower == "week" for t in self.tokens[i : i + 6])

    def _is_phrase(self, i: int) -> bool:
        """Whether a phrase for a long time begins at token ``i``; "#" in it stands for a number."""
        for rest in self.words.long_times.get(self.tokens[i].lower, ()):
            here = [t.lower for t in self.tokens[i + 1 : i + 1 + len(rest)]]
            if len(here) == len(rest) and all(
                p == w or (p == "#" and w.isdigit()) for p, w in zip(rest, here, strict=True)
            ):
                return True
        return False
