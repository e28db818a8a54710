"""People, groups, forces, states and things that are hit, with names resolved and chains of coreference.

Names come first (``actor_names``), then phrases headed by a noun of the lexicon ("Syrian regime forces", "a column of
guerrillas"), then pronouns; ``coreference`` ties them into chains and gives each chain its fullest name.
"""

from __future__ import annotations

from kg.actors import ActorTable
from kg.extract.actor_names import Name, find_names
from kg.extract.actor_words import ActorWords, Noun, actor_words
from kg.extract.coreference import Draft, resolve
from kg.extract.mentions import ActorMention, CountMention, PlaceMention
from kg.extract.parse import Parsed, Token
from kg.lexicon import Lexicon

__all__ = ["find_actors", "is_person"]

_MODIFIER_DEPS = frozenset(
    ("amod", "compound", "nmod", "npadvmod", "advmod", "punct", "poss", "nummod", "dep", "appos", "nsubj")
)
_PRONOUNS = {
    "he": "he", "him": "he", "his": "he", "himself": "he", "she": "she", "her": "she", "hers": "she", "herself": "she",
    "they": "they", "them": "they", "their": "they", "theirs": "they", "themselves": "they", "it": "it", "its": "it", "itself": "it",
    "we": "we", "us": "we", "our": "we", "ours": "we", "i": "i", "me": "i", "my": "i", "who": "who", "which": "which",
}  # fmt: skip
_PLAIN = frozenset(("armed", "arab", "forces", "main", "local", "joint"))
_SIDES = frozenset(("pro", "anti", "counter"))
_ACTING = frozenset(("nsubj", "nsubjpass", "agent"))


def find_actors(
    parsed: Parsed,
    counts: tuple[CountMention, ...],
    places: tuple[PlaceMention, ...],
    table: ActorTable,
    lexicon: Lexicon,
) -> tuple[ActorMention, ...]:
    """All actor mentions of an article, in text order."""
    if not parsed.tokens:
        return ()
    finder = _Finder(parsed, counts, places, table, actor_words(lexicon))
    finder.run()
    return resolve(parsed, finder.drafts, table)


def is_person(mention: ActorMention, parsed: Parsed, lexicon: Lexicon) -> bool:
    """Whether a mention is of one human being, by name or not ("the secretary", "a soldier")."""
    if mention.actor.kind == "Person":
        return True
    if mention.pronoun:
        return parsed.tokens[mention.head].lower in ("he", "she", "him", "her", "i", "me")
    noun = actor_words(lexicon).nouns.get(parsed.tokens[mention.head].lower)
    return noun is not None and mention.generic and noun.use in ("people", "member") and not noun.plural


class _Finder:
    """Finds the mentions of one article; ``drafts`` is what it found."""

    def __init__(
        self,
        parsed: Parsed,
        counts: tuple[CountMention, ...],
        places: tuple[PlaceMention, ...],
        table: ActorTable,
        words: ActorWords,
    ) -> None:
        self.parsed = parsed
        self.tokens = parsed.tokens
        self.table = table
        self.words = words
        self.names = find_names(parsed, table, words, places)
        self.name_at: dict[int, Name] = {}
        for name in self.names:
            for i in range(name.first, name.last):
                self.name_at[i] = name
        self.counted: dict[int, CountMention] = {}
        for count in counts:
            if count.head is not None:
                self.counted.setdefault(count.head, count)
        self.placed = bytearray(len(parsed.tokens))
        for place in places:
            for i in range(place.first, place.last):
                self.placed[i] = 1
        self.drafts: list[Draft] = []
        self.at: dict[int, Draft] = {}
        """Head token to draft."""
        self.titles: dict[int, tuple[int, str, Name | None]] = {}
        """First token of a person's name to the first token of the titles before it, the country and body they name."""
        self.inside: set[int] = set()
        """Tokens before the head of a phrase: no phrase of their own begins there."""

    def run(self) -> None:
        nouns, things, arms, tokens = self.words.nouns, self.words.things, self.words.arms, self.tokens
        heads: list[tuple[Token, Noun]] = []
        pronouns: list[Token] = []
        for token in tokens:
            word = token.lower
            noun = nouns.get(word) or things.get(word)
            if noun is not None:
                if token.tag[:2] == "NN":
                    heads.append((token, noun))
                    if word in arms:
                        heads.append((token, arms[word]))
            elif word in arms:
                if token.tag[:2] == "NN":
                    heads.append((token, arms[word]))
            elif word in _PRONOUNS and token.pos == "PRON":
                pronouns.append(token)
        for token, noun in reversed(heads):
            if token.i not in self.inside and token.i not in self.at:
                self._phrase(token, noun)
        for name in self.names:
            if name.head not in self.at and not any(i in self.inside for i in range(name.first, name.last)):
                self._name(name)
        self._link()
        for token in pronouns:
            self._add(Draft(token.i, token.i + 1, token.i, "", pronoun=_PRONOUNS[token.lower]))
        self.drafts.sort(key=lambda d: (d.first, -d.last, d.head))

    def _add(self, draft: Draft) -> None:
        self.drafts.append(draft)
        self.at[draft.head] = draft

    # ------------------------------------------------------------ phrases

    def _phrase(self, token: Token, noun: Noun) -> None:
        """The phrase that a noun of the lexicon heads."""
        tokens, words = self.tokens, self.words
        h = token.i
        name = self.name_at.get(h)
        if name is not None and name.sort in ("person", "actor", "country", "nationality", "community"):
            return
        nxt = tokens[h + 1] if h + 1 < len(tokens) else None
        if (
            nxt is not None
            and token.head > h
            and token.dep in ("compound", "amod", "nmod")
            and tokens[token.head].tag[:2] == "NN"
        ):
            governor = tokens[token.head].lower
            if governor in words.nouns or governor in words.things or (name is not None and token.head < name.last):
                return
            if (
                not noun.plural
                and noun.use in ("people", "member")
                and noun.sort not in ("militant-noun", "police-noun")
                and token.tag != "NNP"
            ):
                return
        if token.lower in ("front", "fronts") and not self._is_front(token):
            return
        if token.lower == "head" and (nxt is None or nxt.lower != "of"):
            return
        after = self.name_at.get(h + 1)
        if (
            after is not None
            and after.sort == "person"
            and after.first == h + 1
            and noun.use in ("people", "member")
            and name is None
        ):
            self._title_of(after, self._left(h), h)
            return
        left = self._left(h)
        if noun.kind in ("ArmedGroup", "StateForce") and noun.use in ("people", "member") and left not in self.name_at:
            short = self._acronym(left)
            if short is not None:
                left = short.first
        first = left if name is None else min(name.first, left)
        last = h + 1 if name is None else max(h + 1, name.last)
        if h > first:
            noun = words.compounds.get((tokens[h - 1].lower, token.lower), noun)
        draft = Draft(first, last, h, noun.kind, noun=noun)
        draft.generic = True
        self._compose(draft, noun)
        if noun.use == "arm" and not (draft.country or draft.owner or draft.sided):
            return
        if name is not None and name.people is not None:
            self._affiliate(draft, Name(name.first, name.first, name.first, name.people.sort, name.people))
            if noun.use != "thing":
                draft.kind, draft.inter = _kind(
                    draft, noun, self.words.modifiers.get(tokens[h - 1].lower, "") if h > first else "", bare=False
                )
        possessor = next((c for c in self.parsed.children[h] if tokens[c].dep == "poss" and c < first), None)
        if possessor is not None:
            owner = self.name_at.get(possessor)
            if owner is not None:
                self._affiliate(draft, owner)
            elif noun.use in ("member", "formation") and words.modifiers.get(tokens[possessor].lower) == "StateForce":
                draft.kind, draft.inter = "StateForce", 1
        if last == h + 1 and noun.use not in ("thing", "people", "member") and token.text[0].isupper() and first < h:
            if all(t.text[0].isupper() for t in tokens[first:h] if t.text[0].isalpha()) and token.tag in (
                "NNP",
                "NNPS",
            ):
                draft.generic = False
        elif name is not None and noun.use not in ("people", "member"):
            draft.generic = False
        self._counts(draft)
        self._add(draft)
        self.inside.update(range(first, h))
        if noun.use != "thing" and draft.kind != "Civilians":
            self._shared(draft, name)

    def _shared(self, draft: Draft, name: Name | None) -> None:
        """ "LNA and GNA forces", "Syrian and Russian warplanes": those before the "and" share the noun."""
        tokens = self.tokens
        before = draft.first - 1
        while before > 0 and (tokens[before].pos == "CCONJ" or tokens[before].text in ",/"):
            other = self.name_at.get(before - 1)
            if (
                other is None
                or other.sort not in ("nationality", "community", "actor", "organisation", "country")
                or other is name
            ):
                return
            token = tokens[other.head]
            if token.dep not in ("amod", "nmod", "compound", "conj") or (
                not other.last <= token.head <= draft.head and token.dep != "conj"
            ):
                return
            if not draft.country and not draft.community and draft.owner is None:
                return
            self._second(draft, other)
            self.inside.update(range(other.first, other.last))
            before = other.first - 1

    def _is_front(self, token: Token) -> bool:
        """Whether "front" is a body of people: "the 8th Front", "the guerrilla front"."""
        before = self.tokens[token.i - 1] if token.i else token
        word = before.lower
        return (
            word[:1].isdigit()
            or before.tag == "CD"
            or word in self.words.armed_organisation
            or self.words.modifiers.get(word) == "ArmedGroup"
        )

    def _title_of(self, person: Name, first: int, h: int) -> None:
        """The phrase ``first`` to ``h`` is the title of a person named right after it."""
        country = ""
        owner: Name | None = None
        i = first
        while i <= h:
            name = self.name_at.get(i)
            if name is not None:
                if name.sort in ("country", "nationality") and name.people is not None:
                    country = name.people.key
                elif name.sort in ("actor", "organisation"):
                    owner = name
                i = name.last
            else:
                i += 1
        self.titles[person.first] = (first, country, owner)

    def _left(self, h: int) -> int:
        """The first token of the phrase that ends at ``h``, without determiner, number and possessor."""
        tokens, quantifiers, modifiers = self.tokens, self.words.quantifiers, self.words.modifiers.keys()
        floor = self.parsed.sentences[tokens[h].sent].first
        first = h
        j = h - 1
        while j >= floor:
            token = tokens[j]
            if not first <= token.head <= h:
                if token.pos != "PUNCT" or token.text not in "-–" or token.begin != tokens[j - 1].end:
                    break
            elif (
                token.pos == "CCONJ"
                and j > floor
                and first < h
                and {tokens[j - 1].lower, tokens[j + 1].lower} <= modifiers
            ):
                pass
            elif (
                token.pos in ("DET", "PRON", "ADP", "CCONJ", "PART", "SCONJ")
                or token.dep in ("poss", "det", "cc", "prep", "case")
                or (token.dep == "nummod" and token.tag == "CD" and (j == 0 or tokens[j - 1].text != "-"))
            ):
                break
            elif token.pos == "PUNCT" and token.text not in "-–":
                if token.text not in "\"'“”‘’" or not first < h:
                    break
            elif token.pos == "AUX" or (token.pos == "VERB" and token.tag not in ("VBN", "VBG", "VBD")):
                break
            first = j
            j -= 1
        while first > floor:
            name = self.name_at.get(first - 1)
            if (
                name is None
                or name.last != first
                or name.sort == "country"
                or (name.sort == "person" and tokens[h].lower not in self.words.kin)
                or name.head not in range(name.first, first)
            ):
                break
            if (
                tokens[name.head].dep in ("nsubj", "nsubjpass", "ROOT", "appos", "pobj", "dobj")
                and tokens[name.head].head > h
            ):
                break
            first = name.first
        while first < h and (
            (tokens[first].pos in ("PUNCT", "NUM") and not tokens[first].text[0].isalpha())
            or tokens[first].lower in quantifiers
        ):
            first += 1
        return first

    def _compose(self, draft: Draft, noun: Noun) -> None:
        """Kind and country from the words before the noun."""
        tokens, words = self.tokens, self.words
        given = ""
        i = draft.first
        while i < draft.head:
            name = self.name_at.get(i)
            if name is not None and name.head != draft.head and name.last <= draft.head:
                self._affiliate(draft, name)
                i = name.last
                continue
            if name is not None and name.people is not None and i == name.first and name.people.sort == "nationality":
                i += 1
                continue
            word = tokens[i].lower
            if word in _SIDES and i + 2 < draft.head and tokens[i + 1].text in "-–":
                side = self.name_at.get(i + 2)
                if word == "pro":
                    draft.sided = True
                    if (
                        (side is not None and side.entry is not None and side.entry.kind == "ArmedGroup")
                        or (side is not None and side.sort in ("nationality", "country"))
                        or noun.use == "formation"
                    ):
                        given = "ArmedGroup"
                word = f"{word}-{tokens[i + 2].lower}"
                i = side.last - 1 if side is not None else i + 2
            kind = words.modifiers.get(word)
            if kind is None and word[0].isalnum() and word not in _PLAIN:
                draft.plain = False
            if kind is not None:
                if kind == "unidentified":
                    draft.unidentified = True
                elif word in words.armed:
                    given = given or "armed"
                elif kind == "StateForce":
                    draft.sided = True
                    given = given if given in ("ArmedGroup", "Civilians", "InternationalForce") else kind
                elif (
                    (given in ("", "armed") and noun.use != "formation")
                    or given == ""
                    or kind in ("ArmedGroup", "Civilians")
                ):
                    given = kind
            i += 1
        draft.kind, draft.inter = _kind(draft, noun, given, tokens[draft.head].lower in words.members)

    def _affiliate(self, draft: Draft, name: Name) -> None:
        """What a name before the noun says of the phrase."""
        if name.sort == "person" and name.entry is not None and draft.kind in ("StateForce", "Government"):
            draft.country = draft.country or name.entry.country
        if name.sort in ("country", "nationality") and name.people is not None:
            draft.country = draft.country or name.people.key
        elif name.sort == "community" and name.people is not None:
            draft.community = name.people.key
        elif name.sort in ("actor", "organisation") or (
            name.sort == "person" and self.tokens[draft.head].lower in self.words.kin
        ):
            draft.owner = name

    def _counts(self, draft: Draft) -> None:
        """Counts of persons and of formations."""
        noun = draft.noun
        count = self.counted.get(draft.head)
        if count is None or noun is None:
            return
        if noun.use in ("formation", "body"):
            draft.units = count.count
        else:
            draft.count = count.count

    # ------------------------------------------------------------ names

    def _name(self, name: Name) -> None:
        token = self.tokens[name.head]
        if name.sort == "person":
            draft = Draft(name.first, name.last, name.head, "Person", name=name)
            known = self.titles.get(name.first)
            if known is not None:
                draft.title_first, draft.country, draft.owner = known
            draft.title_first = min(draft.title_first, self._title(name))
        elif name.sort == "actor" and name.entry is not None:
            draft = Draft(name.first, name.last, name.head, name.entry.kind, name=name)
            draft.inter, draft.country = name.entry.inter, name.entry.country
            count = self.counted.get(name.head)
            draft.count = count.count if count else None
        elif name.sort == "organisation":
            draft = Draft(name.first, name.last, name.head, self._organisation_kind(name), name=name)
        elif name.sort == "country":
            if not self._acts(token):
                return
            draft = Draft(name.first, name.last, name.head, "Country", name=name)
        else:
            if name.people is None:
                return
            if token.dep in ("amod", "compound", "nmod", "poss") and token.head > name.head:
                if name.sort == "nationality" and self.tokens[token.head].lower in self.words.acts:
                    draft = Draft(name.first, name.last, name.head, "Country", name=name)
                    draft.country = name.people.key
                    draft.inter = 8
                    self._add(draft)
                return
            plural = name.people.plural or token.tag in ("NNPS", "NNS")
            if token.tag[:2] != "NN" or (not plural and token.tag == "NNP" and token.dep == "compound"):
                return
            draft = Draft(name.first, name.last, name.head, "Civilians", name=name)
            draft.generic = True
            draft.inter = 7
            count = self.counted.get(name.head)
            draft.count = count.count if count else None
        if name.people is not None:
            draft.country = name.people.key if name.people.sort != "community" else ""
        self._add(draft)

    def _title(self, name: Name) -> int:
        """The first token of the titles before a person's name."""
        first = name.first
        titles = self.words.titles
        floor = self.parsed.sentences[self.tokens[name.first].sent].first
        while first > floor:
            before = self.tokens[first - 1]
            if before.lower in titles and (before.text[0].isupper() or before.pos in ("NOUN", "PROPN", "ADJ")):
                first -= 1
            elif before.text == "." and first - 1 > floor and self.tokens[first - 2].lower in titles:
                first -= 2
            else:
                break
        return first

    def _organisation_kind(self, name: Name) -> str:
        words = self.words
        plain = [t.lower for t in self.tokens[name.first : name.last]]
        noun = words.nouns.get(plain[-1])
        if noun is not None and noun.kind in ("Government", "StateForce", "InternationalForce"):
            return noun.kind
        if any(w in words.armed_organisation for w in plain):
            return "ArmedGroup"
        return "Organisation"

    def _acts(self, token: Token) -> bool:
        """Whether a state's name stands where an actor does, not a place."""
        for _ in range(4):
            if token.dep in ("nsubj", "nsubjpass", "dobj", "dative"):
                return True
            if token.dep == "pobj":
                by = self.tokens[token.head]
                return by.lower in ("by", "against", "between", "with")
            if token.dep not in ("conj", "appos"):
                return False
            token = self.tokens[token.head]
        return False

    # ------------------------------------------------------------ ties between mentions

    def _link(self) -> None:
        """Members to organisations and formations to the people in them."""
        tokens, words = self.tokens, self.words
        for draft in list(self.drafts):
            noun = draft.noun
            if noun is None:
                self._described(draft)
                continue
            if noun.use == "thing":
                self._whose(draft)
                continue
            for child in self.parsed.children[draft.head]:
                token = tokens[child]
                if child < draft.head:
                    continue
                if token.dep == "prep" and token.lower == "of":
                    self._of(draft, child)
                elif token.dep == "acl" and token.lower in words.formation_links:
                    for prep in self.parsed.children[child]:
                        if tokens[prep].dep == "prep":
                            self._of(draft, prep)
                        elif tokens[prep].dep == "dobj":
                            self._contain(draft, prep)
                elif token.dep in ("acl", "amod") and token.lower in words.membership_links:
                    for prep in self.parsed.children[child]:
                        if tokens[prep].dep == "prep":
                            self._belongs(draft, prep)
                elif token.dep == "acl" and token.lower in words.supposing:
                    self._supposed(draft, child)
                elif token.dep == "appos" and child > draft.head + 1:
                    self._apposed(draft, child)
                elif token.dep == "prep" and token.lower == "from":
                    self._belongs(draft, child)
                elif token.dep == "acl" and token.lower in words.naming:
                    self._named(draft, child)

    def _whose(self, draft: Draft) -> None:
        """A thing is told apart by its owner: "the mayor's house", "offices of the labor union"."""
        children = self.parsed.children
        for child in children[draft.head]:
            token = self.tokens[child]
            if token.dep == "poss" and token.tag != "PRP$" and child < draft.first and draft.first - child <= 4:
                draft.first = (
                    self._left(child)
                    if child not in self.name_at
                    else min(self._left(child), self.name_at[child].first)
                )
            elif token.dep == "prep" and token.lower == "of" and child == draft.last:
                end = self._end(child)
                if end - child <= 9:
                    draft.last = end

    def _end(self, prep: int) -> int:
        """The token after the noun phrase that a preposition governs, with its own of-phrases."""
        for child in self.parsed.children[prep]:
            token = self.tokens[child]
            if token.dep == "pobj" and child > prep and token.tag[:1] == "N":
                name = self.name_at.get(child)
                if name is not None:
                    return max(name.last, child + 1)
                for inner in self.parsed.children[child]:
                    if self.tokens[inner].dep == "prep" and self.tokens[inner].lower == "of" and inner == child + 1:
                        return self._end(inner)
                return child + 1
        return prep

    def _of(self, draft: Draft, prep: int) -> None:
        for child in self.parsed.children[prep]:
            if self.tokens[child].dep in ("pobj", "pcomp"):
                name = self.name_at.get(child)
                if (
                    name is not None
                    and name.sort == "country"
                    and name.people is not None
                    and draft.kind in ("StateForce", "Government", "ArmedGroup")
                ):
                    self._of_state(draft, name, child)
                else:
                    self._contain(draft, child)
                return

    def _of_state(self, draft: Draft, name: Name, head: int) -> None:
        """ "The military forces of India and Pakistan": the phrase takes in the state; a second one is a mention of its own."""
        if draft.country and name.people is not None and draft.country != name.people.key:
            return
        self._state(draft, name)
        if draft.last <= name.first and name.first - draft.last <= 3:
            draft.last = name.last
        for child in self.parsed.children[head]:
            other = self.name_at.get(child)
            if self.tokens[child].dep == "conj" and other is not None and other.sort == "country":
                self._second(draft, other)

    def _state(self, draft: Draft, name: Name) -> None:
        if name.people is not None:
            draft.country = name.people.key
            if (
                draft.kind == "ArmedGroup"
                and draft.noun is not None
                and draft.noun.use in ("member", "formation")
                and not draft.community
            ):
                draft.kind, draft.inter = ("StateForce", 1) if draft.noun.use == "member" else (draft.kind, draft.inter)

    def _second(self, draft: Draft, name: Name) -> None:
        """A second state in one phrase: its forces are an actor of their own."""
        known = self.at.get(name.head)
        if known is not None:
            self.drafts.remove(known)
        twin = Draft(name.first, name.last, name.head, draft.kind, noun=draft.noun)
        twin.generic = draft.generic
        twin.inter = draft.inter
        twin.shares = draft.head
        if name.people is not None and name.sort == "community":
            twin.community = name.people.key
            twin.label = self._label(draft, twin.community)
        elif name.people is not None and name.sort != "organisation":
            twin.country = name.people.key
            twin.label = self._label(
                draft, self.table.states[twin.country].adjective if twin.country in self.table.states else ""
            )
        else:
            twin.owner = name
            if name.entry is not None and name.entry.kind in ("ArmedGroup", "StateForce", "InternationalForce"):
                twin.kind, twin.inter = name.entry.kind, name.entry.inter
        self._add(twin)

    def _label(self, draft: Draft, people: str) -> str:
        """The name of a state's force from a phrase for another's ("Russian and Syrian forces" to "Syrian forces")."""
        tokens = self.tokens
        words = []
        i = draft.first
        while i <= draft.head:
            name = self.name_at.get(i)
            if name is not None and name.people is not None and i < draft.head:
                i = name.last
                continue
            if tokens[i].pos not in ("CCONJ", "PUNCT"):
                words.append(tokens[i].text)
            i += 1
        return " ".join([people, *words]) if people else ""

    def _acronym(self, first: int) -> Name | None:
        """An abbreviation that no table knows right before people who fight ("HBDH militants")."""
        if first == 0:
            return None
        token = self.tokens[first - 1]
        if not (3 <= len(token.text) <= 8 and token.text.isupper() and token.text.isalpha()) or token.i in self.name_at:
            return None
        name = Name(token.i, token.i + 1, token.i, "organisation")
        self.name_at[token.i] = name
        return name

    def _contain(self, draft: Draft, head: int) -> None:
        """``draft`` "of" the phrase that ``head`` heads."""
        inner = self.at.get(head)
        noun = draft.noun
        if noun is None or inner is draft:
            return
        if (
            inner is None
            and self.tokens[draft.head].lower in self.words.members
            and draft.last <= head <= draft.last + 6
        ):
            if self.tokens[head].tag not in ("NNP", "NNPS") or self.placed[head]:
                draft.last = head + 1
                return
            first = head
            while first > draft.last + 1 and self.tokens[first - 1].tag in ("NNP", "NNPS"):
                first -= 1
            name = Name(first, head + 1, head, "organisation")
            inner = Draft(first, head + 1, head, self._organisation_kind(name), name=name)
            self._add(inner)
        if inner is None:
            return
        if (
            inner.kind == "Person"
            and inner.name is not None
            and inner.name.entry is None
            and self.tokens[draft.head].lower in self.words.members
        ):
            if self.tokens[inner.first].lower not in self.table.given_names and inner.title_first == inner.first:
                inner.name = Name(inner.first, inner.last, inner.head, "organisation")
                inner.kind = self._organisation_kind(inner.name)
        if noun.use == "formation" and inner.noun is not None and inner.noun.use in ("people", "member"):
            draft.country = draft.country or inner.country
            draft.owner = draft.owner or inner.owner
            draft.body = draft.body or inner.body
            if draft.inter or draft.owner:
                inner.same = draft
                draft.count = draft.count or inner.count
                return
            draft.kind, draft.inter = inner.kind, inner.inter
            draft.count = draft.count or inner.count
            draft.same = inner
            draft.bare = draft.head == draft.first and draft.last <= inner.first
            if draft.bare:
                draft.last = inner.last
            return
        if (
            noun.use == "body"
            and noun.kind in ("StateForce", "Government")
            and not inner.generic
            and inner.kind in ("ArmedGroup", "StateForce", "Government")
        ):
            draft.body = inner
            if draft.last <= inner.first and inner.first - draft.last <= 2:
                draft.last = inner.last
            if inner.kind == "ArmedGroup" and noun.kind == "StateForce":
                draft.kind, draft.inter = inner.kind, inner.inter
            return
        if noun.use in ("people", "member", "formation"):
            if inner.kind not in ("Facility", "Vehicle", "Person", "Civilians"):
                draft.body = inner
                bare = self.tokens[draft.head].lower in self.words.members
                if bare and draft.last <= inner.first:
                    draft.last = inner.last
                if bare or (noun.use != "people" and noun.kind != "Civilians" and not noun.office):
                    draft.kind, draft.inter = inner.kind, inner.inter
            draft.country = draft.country or inner.country

    def _named(self, draft: Draft, participle: int) -> None:
        """ "A gang called the Owls": the phrase bears the name that follows."""
        tokens = self.tokens
        for child in self.parsed.children[participle]:
            if child < participle:
                continue
            token = tokens[child]
            if token.dep == "prep" and token.lower == "as":
                child = next((c for c in self.parsed.children[child] if tokens[c].dep == "pobj"), child)
                token = tokens[child]
            if token.tag in ("NNP", "NNPS") or (
                token.tag[:2] == "NN" and token.dep in ("oprd", "attr", "dobj", "pobj")
            ):
                inner = self.at.get(child)
                if inner is None:
                    inner = Draft(self._left(child), child + 1, child, draft.kind, noun=draft.noun)
                    inner.inter, inner.country = draft.inter, draft.country
                    self._add(inner)
                inner.generic = False
                draft.same = inner
                return

    def _described(self, draft: Draft) -> None:
        """ "Los Macheteros, a rebel group", "Juan Soto, leader of the union": the description is of the one named."""
        name = draft.name
        if name is None or name.sort not in ("actor", "organisation", "person"):
            return
        for child in self.parsed.children[draft.head]:
            inner = self.at.get(child)
            if (
                self.tokens[child].dep != "appos"
                or inner is None
                or inner.noun is None
                or not inner.generic
                or inner.noun.plural
            ):
                continue
            use = inner.noun.use
            if name.sort == "person" and use in ("people", "member"):
                inner.same = draft
                draft.body = draft.body or inner.body
            elif name.sort != "person" and use in ("formation", "body"):
                inner.same = draft
                if name.entry is None and inner.kind == "ArmedGroup":
                    draft.kind, draft.inter = inner.kind, inner.inter

    def _supposed(self, draft: Draft, participle: int) -> None:
        """ "Gunmen believed to belong to the cartel", "… suspected of being members of it"."""
        tokens, children = self.tokens, self.parsed.children
        waiting = [c for c in children[participle] if tokens[c].dep in ("xcomp", "prep", "pcomp")]
        while waiting:
            i = waiting.pop()
            if tokens[i].lower in ("belong", "belonging", "from", "to"):
                for c in (i, *children[i]):
                    if tokens[c].dep == "prep":
                        self._belongs(draft, c)
            waiting += [c for c in children[i] if tokens[c].dep in ("xcomp", "pcomp") and c > i]
            for c in children[i]:
                inner = self.at.get(c)
                if tokens[c].dep == "attr" and inner is not None and inner.body is not None:
                    draft.body = inner.body

    def _apposed(self, draft: Draft, head: int) -> None:
        """ "The armed group, Colectivos": the group bears the name."""
        inner = self.at.get(head)
        noun = draft.noun
        if inner is None or noun is None or inner.name is None or inner.name.sort not in ("actor", "organisation"):
            return
        if noun.use not in ("formation", "body"):
            group = draft.body
            if group is None or group.noun is None:
                return
            draft, noun = group, group.noun
        if (
            draft.generic
            and noun.use in ("formation", "body")
            and noun.kind in ("ArmedGroup", "Organisation")
            and not noun.plural
        ):
            if inner.name.entry is None:
                inner.kind, inner.inter = draft.kind, draft.inter
            draft.same = inner

    def _belongs(self, draft: Draft, prep: int) -> None:
        for child in self.parsed.children[prep]:
            inner = self.at.get(child)
            if (
                inner is not None
                and inner.kind in ("ArmedGroup", "StateForce", "InternationalForce")
                and not inner.generic
            ):
                draft.body = inner
                return


def _kind(draft: Draft, noun: Noun, given: str, bare: bool) -> tuple[str, int]:
    """Kind and ACLED type of a phrase from its noun and the words before it."""
    use, sort = noun.use, noun.sort
    if use == "thing":
        return noun.kind, 0
    owner = draft.owner.entry if draft.owner is not None else None
    if given == "Civilians":
        return ("Civilians", 7) if use in ("people", "member") else (noun.kind, noun.inter)
    if sort in ("militant-noun", "gunman-noun", "armed-body-noun"):
        return "ArmedGroup", owner.inter if owner else noun.inter
    if noun.kind == "Civilians" and not bare:
        if given == "armed":
            return "ArmedGroup", 3
        return "Civilians", noun.inter
    if noun.office:
        return (
            ("ArmedGroup", 2)
            if given == "ArmedGroup" or (owner is not None and owner.kind == "ArmedGroup")
            else ("Civilians", 7)
        )
    if sort in ("government-noun", "organisation-noun", "international-noun"):
        return (
            ("StateForce", 1)
            if given == "StateForce" and sort == "government-noun" and noun.plural
            else (noun.kind, noun.inter)
        )
    if owner is not None:
        return (
            (noun.kind, noun.inter)
            if owner.kind in ("Government", "Organisation") and noun.kind == "StateForce"
            else (owner.kind, owner.inter)
        )
    if given == "armed":
        return ("ArmedGroup", 3) if not bare and sort != "military-noun" else (noun.kind, noun.inter)
    if given:
        return given, {"ArmedGroup": 2, "StateForce": 1}.get(given, 8)
    if draft.community and use in ("member", "formation", "body"):
        return "ArmedGroup", 4
    if draft.country and use in ("formation",):
        return "StateForce", 1
    return noun.kind, noun.inter
