"""Phrases for actors: names, and nouns of the lexicon with what stands before them ("Syrian regime forces")."""

from __future__ import annotations

from kg.actors import ActorTable, PeopleForm, fold_name
from kg.extract.actor_draft import Draft
from kg.extract.actor_names import Name, find_names
from kg.extract.actor_words import ActorWords, Noun
from kg.extract.mentions import CountMention, PlaceMention
from kg.extract.parse import Parsed, Token

__all__ = ["Phrases"]

_PRONOUNS = {
    form: pronoun
    for pronoun, forms in {
        "he": "he him his himself",
        "she": "she her hers herself",
        "they": "they them their theirs themselves",
        "it": "it its itself",
        "we": "we us our ours",
        "i": "i me my",
        "who": "who",
        "which": "which",
    }.items()
    for form in forms.split()
}
_STATE_BODIES = frozenset(("military-noun", "air-force-noun", "sea-force-noun"))
_MIDDLE = frozenset(("centre", "center"))
_TIMES = frozenset(("DATE", "TIME"))
_SIDES = frozenset(("pro", "anti", "counter"))


class Phrases:
    """The phrases of one article; ``drafts`` are the mentions found so far."""

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
        self.capitals: dict[int, tuple[PlaceMention, str]] = {}
        """Head token of a capital's name to the place and the ISO code of its state."""
        for place in places:
            for i in range(place.first, place.last):
                self.placed[i] = 1
            state = table.states.get(place.place.country or "")
            if (
                state is not None
                and place.place.kind == "City"
                and fold_name(place.span.of(parsed.cased)) in state.capitals
            ):
                self.capitals[place.head] = (place, state.iso)
        self.drafts: list[Draft] = []
        self.pronouns: list[Draft] = []
        self.at: dict[int, Draft] = {}
        """Head token to draft."""
        self.titles: dict[int, tuple[int, str, Name | None]] = {}
        """First token of a person's name to the first token of the titles before it, the country and body they name."""
        self.inside: set[int] = set()
        """Tokens before the head of a phrase: no phrase of their own begins there."""

    def find(self) -> None:
        """Find phrases headed by a noun, the last of a stretch first, then names that stand by themselves."""
        nouns, things, arms, tokens = self.words.nouns, self.words.things, self.words.arms, self.tokens
        heads: list[tuple[Token, Noun]] = []
        for token in tokens:
            word = token.lower
            noun = nouns.get(word) or things.get(word)
            if noun is not None:
                if token.tag[:2] == "NN":
                    if word in things and word in nouns and not self._speaks(token):
                        noun = things[word]
                    heads.append((token, noun))
                    if word in arms:
                        heads.append((token, arms[word]))
            elif word in arms:
                if token.tag[:2] == "NN":
                    heads.append((token, arms[word]))
            elif word in _PRONOUNS and token.pos == "PRON":
                self.pronouns.append(Draft(token.i, token.i + 1, token.i, "", pronoun=_PRONOUNS[word]))
        for token, noun in reversed(heads):
            if token.i not in self.inside and token.i not in self.at:
                self._phrase(token, noun)
        for head, (place, iso) in self.capitals.items():
            if head not in self.at and head not in self.inside and self._governs(tokens[head]):
                people = PeopleForm((), "nationality", iso, plural=False)
                name = Name(place.first, place.last, head, "nationality", people)
                draft = Draft(name.first, name.last, head, "Country", name=name)
                draft.country, draft.inter = iso, 8
                self.add(draft)
        for name in self.names:
            if name.head not in self.at and not any(i in self.inside for i in range(name.first, name.last)):
                self._name(name)

    def _governs(self, token: Token) -> bool:
        """Whether the name of a capital is the subject of what a government says or does, or is reproached with it."""
        verb = self.tokens[token.head]
        return (token.dep == "dobj" and verb.lemma in self.words.reproaching) or (
            token.dep == "nsubj"
            and verb.i > token.i
            and (verb.lemma in self.words.speech or verb.lemma in self.words.governing)
        )

    def in_order(self) -> list[Draft]:
        """All mentions with the pronouns, in text order, the longer first."""
        kept = [d for d in self.drafts if self.at.get(d.head) is d]
        return sorted([*kept, *self.pronouns], key=lambda d: (d.first, -d.last, d.head))

    def add(self, draft: Draft) -> None:
        """Take in a mention; it replaces another with the same head."""
        self.drafts.append(draft)
        self.at[draft.head] = draft

    def _phrase(self, token: Token, noun: Noun) -> None:
        """The phrase that a noun of the lexicon heads."""
        tokens, words = self.tokens, self.words
        h = token.i
        name = self.name_at.get(h)
        if name is not None and (
            name.sort in ("person", "actor", "country", "nationality", "community")
            or (name.sort == "organisation" and name.head < h)
        ):
            return
        after = self.name_at.get(h + 1)
        if (
            after is not None
            and after.sort == "person"
            and after.first == h + 1
            and noun.use in ("people", "member")
            and name is None
        ):
            self._title_of(after, self.left(h), h)
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
            single = not noun.plural and noun.use in ("people", "member") and token.tag != "NNP"
            if (
                governor in words.arms
                or noun.kind == "Vehicle"
                or (single and noun.sort not in ("militant-noun", "police-noun"))
            ):
                return
        if token.lower in ("front", "fronts") and not self._is_front(token):
            return
        if token.lower in words.taken and self._taken(token):
            return
        if token.lower == "head" and (nxt is None or nxt.lower != "of"):
            return
        if token.lower == "force" and token.dep in ("dobj", "pobj") and self._bare(h):
            return  # "used force", "by force"
        left = self.left(h)
        if noun.kind in ("ArmedGroup", "StateForce") and noun.use in ("people", "member") and left not in self.name_at:
            short = self._acronym(left)
            if short is not None:
                left = short.first
        if name is None and noun.kind == "ArmedGroup" and noun.use in ("formation", "body"):
            left = self._bearing(h, left)
        first = left if name is None else min(name.first, left)
        last = h + 1 if name is None else max(h + 1, name.last)
        if noun.use != "thing":
            first = self._whose_office(h, first)
        if h > first:
            noun = words.compounds.get((tokens[h - 1].lower, token.lower), noun)
        draft = Draft(first, last, h, noun.kind, noun=noun)
        draft.generic = True
        self._compose(draft, noun)
        if noun.use == "arm" and not (draft.country or draft.owner or draft.sided):
            return
        if noun.use == "arm" and any(tokens[i].lower in words.made for i in range(first, h)):
            return  # "Norlandic-made drones" need not be flown by Norlanders
        if first == h and token.lower in _MIDDLE and self._of_place(h):
            return  # the middle of a town, no body
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
                if owner.people is not None and noun.use == "body" and draft.kind in ("StateForce", "Government"):
                    told = self.parsed.cased[tokens[owner.first].begin : tokens[last - 1].end]
                    draft.label = " ".join(told.split())  # "Chad's air force" is no air force just so
            elif possessor in self.capitals and noun.kind in ("StateForce", "ArmedGroup") and noun.use != "thing":
                draft.country = self.capitals[possessor][1]  # "Paris's troops"
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
        self.add(draft)
        self.inside.update(range(first, h))
        if noun.use != "thing" and draft.kind != "Civilians":
            self._shared(draft, name)

    def _whose_office(self, h: int, first: int) -> int:
        """ "the prosecutor's office": the office is named by who holds it, so the phrase begins there."""
        tokens = self.tokens
        if tokens[h].lower != "office" or first < 2 or tokens[first - 1].tag != "POS":
            return first
        j = first - 2
        if tokens[j].tag not in ("NN", "NNP") or tokens[j].head < first - 1 or j in self.name_at:
            return first
        while j and tokens[j - 1].tag in ("NN", "NNP", "JJ") and tokens[j - 1].sent == tokens[h].sent:
            if tokens[j - 1].head > h or j - 1 in self.name_at:
                break
            j -= 1
        return j

    def _taken(self, token: Token) -> bool:
        """ "took two guests hostage": what those taken became, nobody else."""
        before = self.tokens[token.i - 1] if token.i else token
        verbs = [self.tokens[token.head], self.tokens[self.tokens[token.head].head]]
        return before.tag in ("NNS", "NN", "NNP", "PRP") and any(v.lemma in ("take", "hold", "seize") for v in verbs)

    def _of_place(self, h: int) -> bool:
        """Whether "of" and a place, or a noun with its article, follow."""
        tokens = self.tokens
        if h + 2 >= len(tokens) or tokens[h + 1].lower != "of":
            return False
        return bool(self.placed[h + 2]) or tokens[h + 2].lower in ("the", "a")

    def _shared(self, draft: Draft, name: Name | None) -> None:
        """Those before the "and" share the noun: "LNA and GNA forces", "Syrian and Russian warplanes"."""
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
            self.second(draft, other)
            self.inside.update(range(other.first, other.last))
            before = other.first - 1

    def _bare(self, h: int) -> bool:
        """Whether a noun has nothing before it that tells whose it is."""
        children = self.parsed.children[h]
        return not any(k < h and self.tokens[k].dep in ("det", "poss", "nummod", "compound", "nmod") for k in children)

    def _speaks(self, token: Token) -> bool:
        """Whether a word for a body and for its house ("ministry", "bank") stands for the body."""
        if token.dep == "nsubj" or self._named_body(token):
            return True
        governor = self.tokens[token.head]
        if token.dep != "pobj":
            return token.dep == "poss"
        if governor.lower == "of":
            noun = self.words.nouns.get(self.tokens[governor.head].lower)
            return noun is not None and noun.use in ("people", "member")
        return governor.lower in ("by", "from", "with") or self.tokens[governor.head].lower == "according"

    def _named_body(self, token: Token) -> bool:
        name = self.name_at.get(token.i)
        return name is not None and name.sort == "actor"

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

    def left(self, h: int) -> int:
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
                and ({tokens[j - 1].lower, tokens[j + 1].lower} <= modifiers or self._both_backed(j, h))
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
            elif token.ent in _TIMES and (
                token.pos == "PROPN" or (j > floor and tokens[j - 1].pos == "PROPN" and tokens[j - 1].ent in _TIMES)
            ):
                break  # "On Monday gunmen …", "On Monday night gunmen …": the day swallowed its subject
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
        if tokens[first].lower in ("year", "month") and h - first > 2 and tokens[first + 2].lower == "old":
            first += 3  # "a 34-year-old woman", of whom the number stands outside
        return first

    def _both_backed(self, j: int, h: int) -> bool:
        """ "state-backed and clan-led militias": an "and" between two participles of one noun."""
        tokens = self.tokens
        return (
            j > 2
            and j + 3 < h + 1
            and tokens[j - 1].tag == tokens[j + 3].tag == "VBN"
            and tokens[j - 2].text in "-–"
            and tokens[j + 2].text in "-–"
        )

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
            if kind is None and word[0].isalnum() and word not in words.plain:
                draft.plain = False
            if kind is not None:
                if kind == "unidentified":
                    draft.unidentified = True
                elif kind == "task":
                    draft.plain = False
                    if (noun.kind == "Civilians" or noun.use == "formation") and not draft.country:
                        given = given or "armed"
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
            draft = Draft(name.first, name.last, name.head, self.organisation_kind(name), name=name)
        elif name.sort == "state":
            if not self._acts(token) or token.dep in ("dobj", "nsubjpass", "dative"):
                return
            draft = Draft(name.first, name.last, name.head, "Country", name=name)
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
                    self.add(draft)
                return
            behind = self.tokens[name.last : name.last + 2]
            if len(behind) == 2 and behind[0].text in "-–" and behind[1].lower in self.words.made:
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
        self.add(draft)

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

    def organisation_kind(self, name: Name) -> str:
        """The kind that the words of an unknown organisation's name suggest."""
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
                return by.lower in ("by", "against", "between", "with") or self._envoys(by)
            if token.dep not in ("conj", "appos"):
                return False
            token = self.tokens[token.head]
        return False

    def _envoys(self, link: Token) -> bool:
        """ "the presidents of A and B agreed": several in office, each for a state, are those states."""
        noun = self.tokens[link.head]
        known = self.words.nouns.get(noun.lower)
        return link.lower == "of" and noun.tag == "NNS" and noun.dep == "nsubj" and known is not None and known.office

    def second(self, draft: Draft, name: Name) -> None:
        """A second owner in one phrase: its people are an actor of their own."""
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
        self.add(twin)

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

    def _bearing(self, h: int, left: int) -> int:
        """The first token of a name that no table knows before a small word for an armed group ("the Sons of the Vale
        militia"): the name becomes one of the text; ``left`` if there is none.
        """
        tokens = self.tokens
        floor = self.parsed.sentences[tokens[h].sent].first
        if not tokens[h].text.islower() or h - 1 in self.name_at:
            return left
        first, words = h, 0
        for j in range(h - 1, floor - 1, -1):
            token = tokens[j]
            if token.text[0].isupper() and token.tag[:1] in "NJ" and (j > floor or token.tag[:3] == "NNP"):
                if j in self.name_at:
                    return left
                first, words = j, words + 1
            elif token.lower not in ("of", "the", "for", "-", "al"):
                break
        if words < 2 or tokens[first].tag == "JJ" or first - 1 < floor or tokens[first - 1].lower != "the":
            return left
        name = Name(first, h, h - 1, "organisation")
        for i in range(first, h):
            self.name_at[i] = name
        return first

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
            if owner.kind in ("Government", "Organisation") and noun.kind in ("StateForce", "InternationalForce")
            else (owner.kind, owner.inter)
        )
    if given == "armed":
        return ("ArmedGroup", 3) if not bare and sort not in _STATE_BODIES else (noun.kind, noun.inter)
    if given:
        return given, {"ArmedGroup": 2, "StateForce": 1}.get(given, 8)
    if draft.community and use in ("member", "formation", "body"):
        return "ArmedGroup", 4
    if draft.country and use == "formation":
        return "StateForce", 1
    return noun.kind, noun.inter
