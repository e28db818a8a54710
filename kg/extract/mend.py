"""Trees of the parser mended where grammar shows that they are wrong.

News sentences begin with long subjects ("Gunmen on motorbikes killed …"), and the parser often takes the verb after one for
a participle that hangs on the last noun. A participle after its noun has no object, so one that has is the verb of the
clause. Only the tokens of such clauses change; everything else is handed on as it came.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from kg.extract.parse import Parsed, Token
from kg.lexicon import Lexicon

__all__ = ["mended"]

_NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_OBJECTS = frozenset({"dobj", "obj"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_SINCE = frozenset({"since", "after", "before", "until"})
_BESIDE = frozenset({"near", "outside", "around", "inside"})
_GOVERNED = frozenset({"dobj", "obj", "pobj"})
_SETTLED = frozenset({"nsubjpass", "aux", "auxpass", "agent", "ccomp", "xcomp", "acomp", "attr", "dobj", "obj", "prt"})
_CLIMB = 8
"""Steps from a participle up to the noun that the clause is about, at most."""


def mended(parsed: Parsed, lexicon: Lexicon) -> Parsed:
    """The article with its trees mended; the same object if there is nothing to mend."""
    changed = _Mender(parsed, lexicon).run()
    if not changed:
        return parsed
    tokens = tuple(changed.get(t.i, t) for t in parsed.tokens)
    roots = {t.sent: t.i for t in changed.values() if t.dep == "ROOT"}
    sentences = tuple(s._replace(root=roots.get(s.i, s.root)) for s in parsed.sentences) if roots else parsed.sentences
    return replace(parsed, tokens=tokens, sentences=sentences)


@lru_cache(maxsize=4)
def _people(lexicon: Lexicon) -> frozenset[str]:
    """Plural nouns of people that no verb is spelt like."""
    return lexicon.words("people-never-verb")


@lru_cache(maxsize=4)
def _pasts(lexicon: Lexicon) -> dict[str, str]:
    """The past forms of the verbs of suffering wounds, which are all regular, with their base forms."""
    return {base.removesuffix("e") + "ed": base for base in lexicon.words("wounds-object-verb")}


class _Mender:
    """The changes to one article's tokens, by index."""

    def __init__(self, parsed: Parsed, lexicon: Lexicon) -> None:
        self.parsed = parsed
        self.tokens = parsed.tokens
        self.people = _people(lexicon)
        self.two_objects = lexicon.words("two-object-verb")
        self.striking = lexicon.words("headline-verb")
        self.speech = lexicon.words("speech-verb")
        self.done_to = lexicon.words("done-to-verb")
        self.addressing = lexicon.words("addressing-verb")
        self.wounding = _pasts(lexicon)
        self.taken = lexicon.words("taken-person")
        self.points = lexicon.words("compass-point") | {"outside"}
        self.effects = lexicon.words("effect-verb") - self.speech
        self.fitted = lexicon.words("fitted-verb")
        self.killings = lexicon.words("killing-noun")
        self.changed: dict[int, Token] = {}

    def run(self) -> dict[int, Token]:
        """All changes."""
        for token in self.tokens:
            tag = token.tag
            if token.lemma in self.killings:
                self._of_several(token)
            elif token.dep in _SUBJECTS and token.head > token.i:
                self._one_list(token)
            if token.dep == "appos" and token.pos == "NOUN":
                self._relative(token)
            if token.dep == "conj" and token.lower == "shot" and tag == "NN":
                self._shot_too(token)
            elif tag == "VBD" and token.lemma in self.fitted and token.head > token.i:
                self._fitted_with(token)
            elif token.lower == "dark" and token.head == token.i - 1:
                self._after_dark(token)
            elif token.dep == "advcl" and tag == "VBD" and self.tokens[token.head].dep == "acl":
                self._in_disguise(token)
            elif token.lower in self.points and token.dep in _GOVERNED:
                self._bearing(token)
            elif token.lower in self.points and token.dep == "advmod" and self.tokens[token.head].i == token.i - 2:
                self._attacks_west_of(token)
            elif token.dep == "pobj" and tag == "NNS" and self.tokens[token.i - 1].ent == "DATE":
                self._swallowed_by_day(token)
            elif token.dep == "conj" and tag == "CD":
                self._and_so_many_hurt(token)
            elif token.dep == "compound" and tag in ("NN", "VB") and token.lower in self.striking:
                self._strikes_thing(token)
            elif tag == "NNP" and token.dep == "compound" and token.lower in _BESIDE:
                self._opens_with_place(token)
            elif tag == "NN":
                if token.dep in ("ROOT", "ccomp", "advcl", "conj"):
                    self._strikes_in_present(token)
                if token.lower in self.taken and token.dep == "dobj":
                    self._taken(token)
                elif token.dep == "acl" and self._object_beside(token) is not None:
                    self._verb_after_all(token)
                elif token.dep == "ROOT":
                    self._deed_in_headline(token)
            elif tag == "VBZ":
                if token.lower in self.people:
                    self._noun_after_all(token)
                elif token.dep == "ROOT" and token.lemma in self.speech:
                    self._bare_subject(token)
            elif tag == "VBD":
                if token.dep == "ROOT" and token.lemma in self.speech:
                    self._speakers_at_end(token)
                if token.dep == "conj":
                    self._since_clause(token)
                    if token.lemma in self.speech:
                        self._speaker_last(token)
                    elif token.lemma in self.done_to:
                        self._also_done_to(token)
                elif token.dep in ("ROOT", "ccomp") and token.lemma in self.done_to:
                    self._were_left_out(token)
            elif tag == "VBN":
                if token.dep == "acl" and (self._has_object(token) or self._object_beside(token) is not None):
                    self._verb_after_all(token)
                elif token.dep in ("ROOT", "ccomp"):
                    self._were_left_out(token)
                elif token.dep == "amod":
                    self._verb_before_bare_object(token)
                    self._verb_behind_aside(token)
                    if token.i not in self.changed:
                        self._after_aside(token)
            elif tag == "JJ" and token.dep == "amod" and token.lower in self.wounding:
                self._verb_behind_aside(token)
            elif (
                token.dep in ("npadvmod", "prep")
                and token.head > token.i
                and self.tokens[token.head].lemma in self.speech
            ):
                self._day_of_deed(token)
            elif token.dep in ("advmod", "mark"):
                if tag in ("WRB", "IN") and token.head > token.i:
                    self._two_clauses(token)
            elif tag == "VBG" and token.dep == "advcl" and token.lemma in self.effects:
                self._behind_speaker(token)
        return self.changed

    def _of_several(self, token: Token) -> None:
        """ "the murder of a priest, two nuns and their cook": all of them were murdered."""
        i = token.i
        of = next((c for c in self.parsed.children[i] if self.tokens[c].lower == "of" and c == i + 1), None)
        if of is None:
            return
        first = next((c for c in self.parsed.children[of] if self.tokens[c].dep == "pobj"), None)
        if first is None:
            return
        also = [c for c in self.parsed.children[i] if c > first and self.tokens[c].dep == "conj"]
        if token.dep in _SUBJECTS and token.head > i:
            also += [
                c
                for c in self.parsed.children[token.head]
                if first < c < token.head and self.tokens[c].dep in _SUBJECTS and self._listed(first, c)
            ]
        for c in also:
            if self._is_somebody(c):
                self.changed[c] = self.at(c)._replace(dep="conj", head=first)

    def _one_list(self, token: Token) -> None:
        """ "Six priests, their cook and her daughter were murdered": one subject, not two."""
        for c in self.parsed.children[token.head]:
            later = self.tokens[c]
            if not (token.i < c < token.head and later.dep == token.dep and self._listed(token.i, c)):
                continue
            if self._is_somebody(c) and self._is_somebody(token.i):
                self.changed[c] = self.at(c)._replace(dep="conj", head=token.i)

    def _relative(self, token: Token) -> None:
        """ "Luis Lopez, his wife and two children": nobody is his own wife."""
        below = [self.tokens[c] for c in self.parsed.children[token.i]]
        whose = any(c.dep == "poss" and c.tag == "PRP$" for c in below)
        if whose and any(c.dep == "conj" for c in below) and self.tokens[token.head].ent == "PERSON":
            self.changed[token.i] = token._replace(dep="conj")

    def _listed(self, first: int, later: int) -> bool:
        """Whether only a comma stands between two noun phrases, and the later goes on with "and"."""
        start = min((c for c in (*self.parsed.children[later], later)), default=later)
        comma = self.tokens[start - 1]
        if comma.text != "," or not all(self._in_phrase(i, first) for i in range(first + 1, start - 1)):
            return False
        return any(self.tokens[c].dep == "cc" for c in self.parsed.children[later])

    def _is_somebody(self, i: int) -> bool:
        """Whether a noun is of people by its number, its owner or its kind."""
        token = self.tokens[i]
        if token.pos not in ("NOUN", "PROPN") or token.ent in ("DATE", "TIME"):
            return False
        below = [self.tokens[c] for c in self.parsed.children[i]]
        owned = any(c.dep == "nummod" or (c.dep == "poss" and c.tag == "PRP$") for c in below)
        return owned or token.ent == "PERSON" or token.lower in self.people

    def at(self, i: int) -> Token:
        """A token as it is by now."""
        return self.changed.get(i, self.tokens[i])

    def _were_left_out(self, token: Token) -> None:
        """ "Troops in Velna attacked by rebels", "40 soldiers killed, ministry says": headlines leave "were" out."""
        children = [self.tokens[c] for c in self.parsed.children[token.i]]
        subject = next((c for c in children if c.dep == "nsubj" and c.i < token.i), None)
        if subject is None or any(c.dep in _SETTLED for c in children):
            return
        by = next((c for c in children if c.lower == "by" and c.dep == "prep" and self._by_doers(c)), None)
        if by is not None:
            self.changed[by.i] = by._replace(dep="agent")
        elif token.lemma not in self.done_to or (token.tag == "VBD" and not self._counted(subject)):
            return
        self.changed[subject.i] = subject._replace(dep="nsubjpass")

    def _deed_in_headline(self, token: Token) -> None:
        """ "Up to 40 guerrillas attack troops in Velna": a noun has no object, so it is the verb."""
        children = [self.tokens[c] for c in self.parsed.children[token.i]]
        doers = self.tokens[token.i - 1] if token.i else token
        if doers.dep != "compound" or doers.tag not in ("NNS", "NNPS") or doers.head != token.i:
            return
        if not any(c.dep in _OBJECTS and c.i > token.i for c in children):
            return
        self.changed[token.i] = token._replace(pos="VERB", tag="VBP")
        self.changed[doers.i] = doers._replace(dep="nsubj")
        for c in children:
            if c.i < doers.i:
                self.changed[c.i] = self.at(c.i)._replace(head=doers.i)

    def _counted(self, noun: Token) -> bool:
        return noun.tag == "CD" or any(self.tokens[c].dep == "nummod" for c in self.parsed.children[noun.i])

    def _by_doers(self, by: Token) -> bool:
        """Whether people or a name follow: not "by night", "by Monday", "by surprise"."""
        after = (self.tokens[c] for c in self.parsed.children[by.i])
        return any(t.dep == "pobj" and t.tag in ("NNS", "NNP", "NNPS") and t.ent not in ("DATE", "TIME") for t in after)

    def _fitted_with(self, token: Token) -> None:
        """ "A unit, backed by four trucks mounted with guns, attacked": what is mounted is no verb of the unit's."""
        deed, before = self.tokens[token.head], self.tokens[token.i - 1]
        if token.dep not in ("advcl", "ccomp") or deed.tag != "VBD" or before.dep not in _GOVERNED:
            return
        if self.tokens[token.i + 1].lower != "with" or before.tag not in ("NN", "NNS") or before.sent != token.sent:
            return
        children = self.parsed.children[token.i]
        subject = next((c for c in children if self.tokens[c].dep == "nsubj" and c < before.i), None)
        if subject is None or any(self.tokens[c].dep in _SUBJECTS for c in self.parsed.children[deed.i]):
            return
        self.changed[token.i] = token._replace(tag="VBN", dep="acl", head=before.i)
        for c in children:
            if c < before.i:
                self.changed[c] = self.at(c)._replace(head=deed.i)

    def _after_dark(self, dark: Token) -> None:
        """ "After dark 200 men attacked": the men come after no darkness, they attack."""
        after = self.tokens[dark.head]
        verb = self.tokens[after.head]
        people = next((c for c in self.parsed.children[after.i] if self.tokens[c].dep == "pobj"), None)
        if after.dep != "prep" or people is None or not dark.i < people < verb.i or verb.pos != "VERB":
            return
        if any(self.tokens[c].dep in _SUBJECTS for c in self.parsed.children[verb.i]):
            return
        self.changed[dark.i] = dark._replace(pos="NOUN", tag="NN", dep="pobj")
        self.changed[people] = self.at(people)._replace(dep="nsubj", head=verb.i)

    def _taken(self, token: Token) -> None:
        """ "took twelve soldiers hostage": the soldiers are the object, not a kind of hostage."""
        before = self.tokens[token.i - 1] if token.i else token
        if before.dep != "compound" or before.tag != "NNS" or before.head != token.i:
            return
        self.changed[before.i] = before._replace(dep="dobj", head=token.head)
        for c in self.parsed.children[token.i]:
            if c < before.i:
                self.changed[c] = self.at(c)._replace(head=before.i)

    def _swallowed_by_day(self, token: Token) -> None:
        """ "On Tuesday rebels led by a deserter burned a post": the rebels are the subject, not a kind of Tuesday."""
        day, on = self.tokens[token.i - 1], self.tokens[token.head]
        verb = self.tokens[on.head]
        if day.head != token.i or day.tag != "NNP" or on.lower != "on" or on.i != day.i - 1 or verb.i < token.i:
            return
        if verb.tag != "VBD" or any(self.tokens[c].dep in _SUBJECTS for c in self.parsed.children[verb.i]):
            return
        self.changed[day.i] = day._replace(dep="pobj", head=on.i)
        self.changed[token.i] = token._replace(dep="nsubj", head=verb.i)

    def _and_so_many_hurt(self, token: Token) -> None:
        """ "leaving five killed and 15 wounded": the second number has a participle of its own, so the first has not."""
        first = self.tokens[token.head]
        after = self.tokens[token.i + 1] if token.i + 1 < len(self.tokens) else token
        if first.tag != "CD" or after.tag not in ("VBN", "VBD", "JJ") or after.lemma not in self.done_to:
            return
        if self.tokens[first.i + 1].head == first.i and self.tokens[first.i + 1].tag in ("VBN", "JJ"):
            self.changed[token.i] = token._replace(dep="nsubjpass", head=after.i)

    def _strikes_in_present(self, token: Token) -> None:
        """ "Federal troops storm Velna": what has a subject before it and an object after it is a verb."""
        children = [self.tokens[c] for c in self.parsed.children[token.i]]
        before = self.tokens[token.i - 1] if token.i else token
        many = before.tag in ("NNS", "NNPS") and (before.dep == "nsubj" or token.lower in self.striking)
        if before.head != token.i or not many or any(c.dep in ("det", "poss", "cop") for c in children):
            return
        if any(c.dep in ("dobj", "npadvmod") and c.i > token.i and c.ent not in ("DATE", "TIME") for c in children):
            self.changed[before.i] = before._replace(dep="nsubj")
            self.changed[token.i] = token._replace(pos="VERB", tag="VBP")
            for c in children:
                if c.dep == "npadvmod" and c.i == token.i + 1 and c.pos == "PROPN":
                    self.changed[c.i] = c._replace(dep="dobj")

    def _strikes_thing(self, token: Token) -> None:
        """ "Rebels storm army base": a word with a subject of its own is no part of the name of what it is done to."""
        before = self.tokens[token.i - 1] if token.i else token
        thing = self.tokens[token.head]
        if before.head != token.i or before.dep != "nsubj" or thing.i < token.i or token.lower not in self.striking:
            return
        root = self.parsed.sentences[token.sent].root
        dep, head = ("ROOT", token.i) if thing.dep == "ROOT" else ("conj", root)
        self.changed[token.i] = token._replace(pos="VERB", tag="VBP", dep=dep, head=head)
        self.changed[thing.i] = thing._replace(dep="dobj", head=token.i)

    def _opens_with_place(self, token: Token) -> None:
        """ "Near Velna, two strikes hit a store": the first word, taken for part of a name, is a preposition."""
        name = self.tokens[token.head]
        if token.i != self.parsed.sentences[token.sent].first or name.i - token.i > 4:
            return
        if name.dep not in ("nsubj", "npadvmod", "dep", "nmod", "compound") or name.i + 1 >= len(self.tokens):
            return
        if self.tokens[name.i + 1].text != ",":
            return
        verb = self.tokens[self.parsed.sentences[token.sent].root]
        if verb.i <= name.i:
            return
        self.changed[token.i] = token._replace(pos="ADP", tag="IN", dep="prep", head=verb.i, ent="")
        self.changed[name.i] = name._replace(dep="pobj", head=token.i)

    def _bearing(self, token: Token) -> None:
        """ "struck a mine north of Velna": the mine is the object, not a kind of north."""
        before = self.tokens[token.i - 1] if token.i else token
        after = self.tokens[token.i + 1] if token.i + 1 < len(self.tokens) else token
        if before.head != token.i or before.dep not in ("amod", "compound") or after.lower != "of":
            return
        hung = (*self.parsed.children[token.i], *self.parsed.children[before.i])
        article = next((c for c in hung if self.tokens[c].dep == "det"), None)
        if before.tag not in ("NN", "NNS") and (article is None or self.tokens[article].lower == "the"):
            return  # "the restive north of the country"
        noun = before if before.tag in ("NN", "NNS") else before._replace(pos="NOUN", tag="NN")
        self.changed[before.i] = noun._replace(dep=token.dep, head=token.head)
        self.changed[token.i] = token._replace(pos="ADV", tag="RB", dep="advmod", head=before.i)
        for c in self.parsed.children[token.i]:
            if c < before.i:
                self.changed[c] = self.at(c)._replace(head=before.i)

    def _attacks_west_of(self, token: Token) -> None:
        """ "continued attacks west of Velna": the attacks are what is continued, not a kind of west."""
        noun, after = self.tokens[token.i - 1], self.tokens[min(token.i + 1, len(self.tokens) - 1)]
        verb = self.tokens[token.head]
        if noun.head != token.i or noun.dep != "compound" or noun.tag != "NNS" or after.lower != "of":
            return
        if verb.pos != "VERB" or any(self.tokens[c].dep in _OBJECTS for c in self.parsed.children[verb.i]):
            return
        self.changed[noun.i] = noun._replace(dep="dobj", head=verb.i)

    def _verb_before_bare_object(self, token: Token) -> None:
        """ "…, and the army later shelled villages": the verb taken for a participle before its own object."""
        thing = self.tokens[token.head]
        doer = self.tokens[thing.head]
        if thing.dep != "appos" or doer.dep != "conj" or not doer.i < token.i < thing.i:
            return
        verb = self.tokens[doer.head]
        between = self.tokens[doer.i + 1 : token.i]
        if verb.pos != "VERB" or not between or any(t.pos != "ADV" for t in between):
            return
        self.changed[token.i] = token._replace(pos="VERB", tag="VBD", dep="conj", head=verb.i)
        self.changed[doer.i] = self.at(doer.i)._replace(dep="nsubj", head=token.i)
        self.changed[thing.i] = self.at(thing.i)._replace(dep="dobj", head=token.i)
        for t in between:
            self.changed[t.i] = self.at(t.i)._replace(head=token.i)

    def _shot_too(self, token: Token) -> None:
        """ "They were taken from their home and shot": no shot, but what was done to them."""
        verb = self.tokens[token.head]
        passive = any(self.tokens[c].dep == "auxpass" for c in self.parsed.children[verb.i])
        if (
            verb.tag == "VBN"
            and passive
            and not any(self.tokens[c].dep == "det" for c in self.parsed.children[token.i])
        ):
            self.changed[token.i] = token._replace(pos="VERB", tag="VBN", lemma="shoot")

    def _in_disguise(self, token: Token) -> None:
        """ "Fighters disguised as soldiers attacked a post": those whom they were dressed as did nothing."""
        guise = self.tokens[token.head]
        wearer = self.tokens[guise.head]
        link = self.tokens[guise.i + 1]
        if link.lower != "as" or link.head != token.i or wearer.dep != "ROOT" or wearer.pos not in _NOMINAL:
            return
        role = next((c for c in self.parsed.children[token.i] if self.tokens[c].dep in _SUBJECTS), None)
        if role is None or not link.i < role < token.i:
            return
        self.changed[token.i] = token._replace(dep="ROOT", head=token.i)
        self.changed[wearer.i] = wearer._replace(dep="nsubj", head=token.i)
        self.changed[link.i] = link._replace(dep="prep", pos="ADP", head=guise.i)
        self.changed[role] = self.at(role)._replace(dep="pobj", head=link.i)
        for c in self.parsed.children[wearer.i]:
            if c > token.i and self.tokens[c].dep in ("punct", "advcl", "conj", "cc"):
                self.changed[c] = self.at(c)._replace(head=token.i)

    def _verb_behind_aside(self, token: Token) -> None:
        """ "Seven men, including two boys, sustained injuries": the verb taken for a participle before its own object."""
        thing = self.tokens[token.head]
        if thing.dep != "appos" or token.lower not in self.wounding or self.tokens[token.i - 1].text != ",":
            return
        aside = self.tokens[self.tokens[thing.head].head]
        if aside.lower not in ("including", "among") or not aside.i < thing.head < token.i:
            return
        doer = self.at(aside.head)
        if doer.i >= aside.i or self.tokens[aside.i - 1].text != ",":
            return
        if doer.dep == "conj" and self.tokens[doer.head].pos == "VERB":
            dep, head = "conj", doer.head
        elif doer.dep == "ROOT":
            dep, head = "ROOT", token.i
        else:
            return
        self.changed[token.i] = token._replace(
            pos="VERB", tag="VBD", lemma=self.wounding[token.lower], dep=dep, head=head
        )
        self.changed[doer.i] = doer._replace(dep="nsubj", head=token.i)
        self.changed[thing.i] = self.at(thing.i)._replace(dep="dobj", head=token.i)

    def _noun_after_all(self, token: Token) -> None:
        """ "Green Front militants armed with knives hacked …": "militants" taken for the verb of a sentence."""
        children = self.parsed.children[token.i]
        if any(self.tokens[c].dep in _OBJECTS for c in children):
            return
        self.changed[token.i] = token._replace(pos="NOUN", tag="NNS")
        for c in children:
            child = self.tokens[c]
            if child.dep in _SUBJECTS and child.i < token.i:
                self.changed[c] = child._replace(dep="compound")

    def _also_done_to(self, token: Token) -> None:
        """ "One was killed and six others wounded": the second verb is passive like the first."""
        children = self.parsed.children[token.i]
        if any(self.tokens[c].dep in _OBJECTS or self.tokens[c].dep == "aux" for c in children):
            return
        subject = next((c for c in children if self.tokens[c].dep == "nsubj" and c < token.i), None)
        first = self.tokens[token.head]
        passive = first.tag == "VBN" and any(self.tokens[c].dep == "auxpass" for c in self.parsed.children[first.i])
        if subject is None or not passive:
            return
        self.changed[token.i] = token._replace(tag="VBN")
        self.changed[subject] = self.at(subject)._replace(dep="nsubjpass")

    def _bare_subject(self, token: Token) -> None:
        """ "Army intelligence reports that …": the noun before a verb that has no subject is its subject."""
        children = self.parsed.children[token.i]
        if any(self.tokens[c].dep in _SUBJECTS for c in children):
            return
        if not any(self.tokens[c].dep == "ccomp" and c > token.i for c in children):
            return
        before = self.tokens[token.i - 1] if token.i else token
        if before.i in children and before.dep in ("compound", "nmod") and before.pos in _NOMINAL:
            self.changed[before.i] = before._replace(dep="nsubj")

    def _speakers_at_end(self, token: Token) -> None:
        """ "…, wounding 20 others, police and witnesses said": who stands before a verb of speech speaks, and is not harmed."""
        if token.i < 2 or any(self.tokens[c].dep in _SUBJECTS for c in self.parsed.children[token.i]):
            return
        speaker = self.tokens[token.i - 1]
        for _ in range(3):
            if speaker.dep not in ("conj", "appos") or speaker.pos not in _NOMINAL or speaker.head > speaker.i:
                return
            first = speaker.i
            while first > 0 and self.tokens[first - 1].sent == token.sent and self._in_phrase(first - 1, speaker.i):
                first -= 1
            if first and self.tokens[first - 1].text == ",":
                self.changed[speaker.i] = self.at(speaker.i)._replace(dep="nsubj", head=token.i)
                return
            speaker = self.tokens[speaker.head]

    def _speaker_last(self, token: Token) -> None:
        """ "The army took the hill and freed ten men, a colonel told a crowd": what stands before the speaker is told."""
        children = self.parsed.children[token.i]
        deed = self.tokens[token.head]
        subject = next((c for c in children if self.tokens[c].dep == "nsubj"), None)
        if subject is None or deed.dep != "ROOT" or deed.pos != "VERB" or not deed.i < subject < token.i:
            return
        if any(self.tokens[c].dep in ("ccomp", "mark") and c > token.i for c in children):
            return
        if token.lemma not in self.addressing and any(self.tokens[c].dep in _OBJECTS for c in children):
            return
        first = subject
        while first > deed.i and self.tokens[first - 1].sent == token.sent and self._in_phrase(first - 1, subject):
            first -= 1
        if self.tokens[first - 1].text != ",":
            return
        joint = next((i for i in range(first - 1, deed.i, -1) if self.tokens[i].pos == "CCONJ"), None)
        if joint is not None and all(t.pos not in ("VERB", "AUX") for t in self.tokens[joint:first]):
            return  # "…, and on Monday, the army announced": a clause of its own
        self.changed[token.i] = token._replace(dep="ROOT", head=token.i)
        self.changed[deed.i] = self.at(deed.i)._replace(dep="ccomp", head=token.i)

    def _in_phrase(self, i: int, head: int) -> bool:
        """Whether a token hangs on a noun or on one of the words before it."""
        for _ in range(4):
            i = self.tokens[i].head
            if i == head:
                return True
        return False

    def _day_of_deed(self, token: Token) -> None:
        """ "Rebels attacked the post this morning, sources reported": the time before the comma is that of the attack."""
        speaker = self.tokens[token.head]
        when = token if token.dep == "npadvmod" else None
        if when is None:
            when = next((self.tokens[c] for c in self.parsed.children[token.i] if self.tokens[c].dep == "pobj"), None)
        if when is None or when.ent not in ("DATE", "TIME") or when.i > speaker.i:
            return
        subject = next((c for c in self.parsed.children[speaker.i] if self.tokens[c].dep in _SUBJECTS), None)
        if subject is None or not when.i < subject < speaker.i:
            return
        if all(t.text != "," for t in self.tokens[when.i + 1 : subject]):
            return
        deed = next(self._told(speaker), None)
        if deed is None and speaker.dep == "advcl" and self.tokens[speaker.head].pos == "VERB":
            deed = speaker.head
        if deed is not None and deed < token.i:
            self.changed[token.i] = token._replace(head=deed)

    def _two_clauses(self, opener: Token) -> None:
        """ "Eight were hurt, two badly, when a bomb went off": what stands before "when" is no subject of what follows."""
        subjects = [c for c in self.parsed.children[opener.head] if self.tokens[c].dep == "nsubj"]
        if len(subjects) < 2 or not any(opener.i < c < opener.head for c in subjects):
            return
        for c in subjects:
            if c < opener.i:
                self.changed[c] = self.at(c)._replace(dep="dep")

    def _has_object(self, token: Token) -> bool:
        i = token.i
        found = False
        for c in self.parsed.children[i]:
            child = self.tokens[c]
            if child.dep in ("agent", "aux", "auxpass", "mark"):
                return False
            if child.i > i and (child.dep in _OBJECTS or self._bare_name(child, i)):
                found = True
        return found and token.lemma not in self.two_objects

    def _object_beside(self, token: Token) -> int | None:
        """ "Two men on a motorcycle shot the mayor": the object right after the verb, taken for another name of the noun."""
        after = self.tokens[token.i + 1 : token.i + 6]
        if not after or after[0].pos != "DET" or after[0].sent != token.sent or token.lemma in self.two_objects:
            return None
        return next((t.i for t in after if t.dep == "appos" and t.head == token.head and t.pos in _NOMINAL), None)

    def _bare_name(self, child: Token, verb: int) -> bool:
        """A name or people after the verb that the parser takes for a measure: "captured Halden"."""
        if child.dep not in ("npadvmod", "oprd") or child.ent in ("DATE", "TIME") or child.i < verb:
            return False
        return (child.pos == "PROPN" and child.i - verb <= 3) or child.lower in self.people

    def _verb_after_all(self, token: Token) -> None:
        subject = self._subject_of(token)
        if subject is None:
            return
        above = self.at(subject.i)
        if above.dep == "ROOT":
            self.changed[token.i] = token._replace(pos="VERB", tag="VBD", dep="ROOT", head=token.i)
        elif above.dep in _SUBJECTS and above.head > token.i:
            dep = "ccomp" if self.tokens[above.head].lemma in self.speech else "advcl"
            self.changed[token.i] = token._replace(pos="VERB", tag="VBD", dep=dep, head=above.head)
        else:
            return
        self.changed[subject.i] = above._replace(dep="nsubj", head=token.i)
        for c in self.parsed.children[subject.i]:
            child = self.at(c)
            if child.i > token.i and (child.dep in ("conj", "punct", "cc", "advcl", "parataxis", "prep", "npadvmod")):
                self.changed[c] = child._replace(head=token.i)
        for c in self.parsed.children[token.i]:
            if self._bare_name(self.tokens[c], token.i):
                self.changed[c] = self.tokens[c]._replace(dep="dobj")
        beside = self._object_beside(token)
        if beside is not None:
            self.changed[beside] = self.at(beside)._replace(dep="dobj", head=token.i)

    def _since_clause(self, token: Token) -> None:
        """ "It was the worst since troops, with others, took the city": what follows "since" is a clause with a subject."""
        if token.i in self.changed or any(self.tokens[c].dep in _SUBJECTS for c in self.parsed.children[token.i]):
            return
        over = token.head
        if any(self.tokens[c].dep == "cc" and c < token.i for c in self.parsed.children[over]):
            return
        for p in self.parsed.children[over]:
            opener = self.tokens[p]
            if not over < p < token.i or opener.lower not in _SINCE or opener.dep != "prep":
                continue
            subject = next((c for c in self.parsed.children[p] if self.tokens[c].dep == "pobj"), None)
            if subject is None or self.tokens[subject].tag not in ("NNS", "NNPS"):
                continue
            self.changed[p] = opener._replace(dep="mark", head=token.i)
            self.changed[subject] = self.at(subject)._replace(dep="nsubj", head=token.i)
            self.changed[token.i] = token._replace(dep="advcl")
            return

    def _after_aside(self, token: Token) -> None:
        """ "The troops, backed by tanks, captured ground in the east": the verb after an aside, taken for an adjective."""
        thing = self.tokens[token.head]
        if thing.i <= token.i or not token.i or self.tokens[token.i - 1].text != ",":
            return
        sentence = self.parsed.sentences[token.sent]
        root = self.tokens[sentence.root]
        if root.pos not in _NOMINAL or root.i >= token.i or self.at(root.i).dep != "ROOT":
            return
        comma = self.tokens[root.i + 1]
        if (
            comma.text != ","
            or comma.i == token.i - 1
            or self.tokens[root.i + 2].tag not in ("VBN", "VBG", "WDT", "WP")
        ):
            return
        if any(t.tag in _FINITE and t.dep != "relcl" for t in self.tokens[sentence.first : token.i]):
            return
        if any(
            t.tag in _FINITE and t.dep not in ("relcl", "ccomp", "advcl") for t in self.tokens[token.i : sentence.last]
        ):
            return
        self.changed[token.i] = token._replace(pos="VERB", tag="VBD", dep="ROOT", head=token.i)
        self.changed[root.i] = self.at(root.i)._replace(dep="nsubj", head=token.i)
        self.changed[thing.i] = self.at(thing.i)._replace(dep="dobj", head=token.i)
        for c in self.parsed.children[root.i]:
            if c > token.i and c != thing.i:
                self.changed[c] = self.at(c)._replace(head=token.i)

    def _subject_of(self, token: Token) -> Token | None:
        """The noun that the clause is about: the topmost above the participle, with no finite verb between."""
        at = self.tokens[token.head]
        for _ in range(_CLIMB):
            now = self.at(at.i)
            if now.i >= token.i:
                return None
            if now.ent in ("DATE", "TIME"):
                return None
            if now.pos in _NOMINAL and (now.dep == "ROOT" or (now.dep in _SUBJECTS and now.head > token.i)):
                between = self.tokens[now.i + 1 : token.i]
                if any(self.at(t.i).tag in _FINITE or t.text in (";", ":") for t in between):
                    return None
                return now
            if now.dep not in ("pobj", "prep", "acl", "agent", "conj", "dobj", "pcomp"):
                return None
            at = self.tokens[now.head]
        return None

    def _behind_speaker(self, token: Token) -> None:
        """ "…, the ministry said, wounding ten": what was said goes on after the speaker."""
        speaker = self.tokens[token.head]
        if speaker.lemma not in self.speech or speaker.i >= token.i or self.tokens[token.i - 1].text != ",":
            return
        told = next(self._told(speaker), None)
        if told is None and speaker.dep == "parataxis" and speaker.head < speaker.i:
            told = speaker.head if self.tokens[speaker.head].pos == "VERB" else None
        if told is not None and not any(t.pos == "VERB" for t in self.tokens[speaker.i + 1 : token.i]):
            self.changed[token.i] = token._replace(head=told)

    def _told(self, speaker: Token) -> Iterator[int]:
        for c in self.parsed.children[speaker.i]:
            child = self.tokens[c]
            if child.dep == "ccomp" and child.i < speaker.i and child.pos == "VERB":
                yield c
