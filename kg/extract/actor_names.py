"""Names in the text: states and peoples, actors of the table, and what the language model takes for names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kg.actors import ActorEntry, ActorTable, PeopleForm, fold_word
from kg.extract.actor_words import ActorWords
from kg.extract.mentions import PlaceMention
from kg.extract.parse import Parsed, Token
from kg.extract.strange_states import strange_states
from kg.model import Span

__all__ = ["Name", "find_names", "find_nationalities", "people_at"]


@dataclass(frozen=True, slots=True)
class Name:
    """Tokens ``first`` to ``last`` (exclusive) that name something; ``head`` is the token that hangs outside of it.

    ``sort``: ``country``, ``nationality``, ``community`` (then ``people`` says which), ``actor`` (a table name),
    ``person`` or ``organisation`` (names that no table knows). ``entry`` is the table's actor.
    """

    first: int
    last: int
    head: int
    sort: str
    people: PeopleForm | None = None
    entry: ActorEntry | None = None


def _head(parsed: Parsed, first: int, last: int) -> int:
    """The last token that hangs outside of the name, a noun before a preposition."""
    tokens = parsed.tokens
    prep = last - 1
    for i in range(last - 1, first - 1, -1):
        head = tokens[i].head
        if (head < first or head >= last or head == i) and tokens[i].pos not in ("PUNCT", "PART", "SYM"):
            if tokens[i].pos != "ADP":
                return i
            prep = i
    return prep


def _match(tokens: tuple[Token, ...], i: int, end: int, carried: list[str], rest: tuple[str, ...]) -> int:
    """The token after the words ``rest`` from token ``i`` on (its further words are ``carried``); 0 for no match."""
    k = len(carried)
    if tuple(carried) != rest[:k]:
        return 0
    j = i + 1
    while k < len(rest):
        if j >= end:
            return 0
        word = tokens[j].lower
        if word != rest[k]:
            folded = fold_word(word)
            if folded != rest[k]:
                if folded:
                    parts = folded.split()
                    if len(parts) < 2 or tuple(parts) != rest[k : k + len(parts)]:
                        return 0
                    k += len(parts)
                elif tokens[j].text not in "-–’'\"/.":
                    return 0
                j += 1
                continue
        k += 1
        j += 1
    return j


def people_at(parsed: Parsed, table: ActorTable, i: int, end: int) -> tuple[PeopleForm, int] | None:
    """The state or people named from token ``i`` on, with the token after it."""
    first, *carried = fold_word(parsed.tokens[i].lower).split() or [""]
    for form in table.peoples.get(first, ()):
        last = _match(parsed.tokens, i, end, carried, form.rest)
        if last:
            return form, last
    return None


def _word_after(tokens: tuple[Token, ...], i: int, end: int) -> str:
    """The folded word after token ``i``, signs passed over; ``""`` at the end of the sentence."""
    for j in range(i + 1, min(end, i + 4)):
        word = tokens[j].lower
        folded = word if word.isalnum() and word.isascii() else fold_word(word)
        if folded:
            return folded.split()[0]
    return ""


def find_nationalities(parsed: Parsed, table: ActorTable) -> tuple[Span, ...]:
    """The words for nationalities, peoples and communities ("Syrian", "Kurds"), in text order."""
    found = []
    until = 0
    restored = parsed.cased != parsed.article.text
    for token in parsed.tokens:
        if token.i >= until and (restored or token.text[0].isupper()):
            known = people_at(parsed, table, token.i, parsed.sentences[token.sent].last)
            if known is not None:
                form, until = known
                if form.sort != "country":
                    found.append(parsed.span(token.i, until))
    return tuple(found)


def find_names(parsed: Parsed, table: ActorTable, words: ActorWords, places: tuple[PlaceMention, ...]) -> list[Name]:
    """Names in text order, none overlapping another: the table's before the model's, the longer before the shorter."""
    tokens = parsed.tokens
    found: list[Name] = []
    ambiguous: list[tuple[int, int, int, tuple[ActorEntry, ...], bool]] = []
    context: set[str] = set()
    begins = table.index
    added = table.added_index
    peoples = table.peoples
    until = 0
    restored = parsed.cased != parsed.article.text
    for token in tokens:
        i = token.i
        if i < until:
            continue
        c = token.text[0]
        small = not (c.isupper() or c.isdigit() or token.lower in _ARTICLES)
        if small and (not restored or (token.tag[0] not in "NJ" and token.tag != "VBG")):
            continue
        first = token.lower
        carried: list[str] = []
        if not first.isalnum() or not first.isascii():
            first, *carried = fold_word(first).split() or [""]
        known = first in begins or first in added
        if not known and first not in peoples:
            continue
        end = parsed.sentences[token.sent].last
        best = 0
        entries: tuple[ActorEntry, ...] = ()
        capitals = False
        if known:
            for form in table.forms_with(first, carried[0] if carried else _word_after(tokens, i, end)):
                last = _match(tokens, i, end, carried, form.rest)
                if last and _cased(tokens, i, last, capitals=form.capitals, restored=restored):
                    best, entries, capitals = last, tuple(table.entry(n) for n in form.numbers), form.capitals
                    break
            if best and first == "the" and _goes_further(tokens, i + 1, end, best, table, restored=restored):
                continue  # "The Islamic State in the North": not "The Islamic State"
        if first in peoples:
            for people in peoples[first]:
                if small and people.sort == "country":
                    continue
                last = _match(tokens, i, end, carried, people.rest)
                if last >= best and last:
                    if people.sort != "community":
                        context.add(people.key)
                    found.append(Name(i, last, _head(parsed, i, last), people.sort, people))
                    until = last
                    best = 0
                    break
        if best:
            ambiguous.append((i, best, len(found), entries, capitals))
            found.append(Name(i, best, _head(parsed, i, best), "actor"))
            until = best
    context.update(p.place.country for p in places if p.place.country)
    regions = {r for c in context if c in table.states for r in table.states[c].regions}
    chosen: dict[int, Name] = {}
    dropped: set[int] = set()
    day = parsed.article.published
    for first_token, last, number, entries, capitals in ambiguous:
        entry = _choose(entries, context, regions, table, day, short=capitals and last == first_token + 1)
        if entry is None or _foreign(entry, found, number, first_token, tokens[last - 1].lower, words):
            dropped.add(number)
        else:
            sort = "person" if entry.kind == "Person" else "community" if entry.kind == "Community" else "actor"
            people_form = PeopleForm((), "community", entry.name, plural=False) if sort == "community" else None
            chosen[number] = Name(first_token, last, found[number].head, sort, people_form, entry)
    names = [chosen.get(n, name) for n, name in enumerate(found) if n not in dropped]
    return _Model(parsed, table, words, places, names).run()


def _goes_further(tokens: tuple[Token, ...], i: int, end: int, best: int, table: ActorTable, *, restored: bool) -> bool:
    """Whether a name of the table that begins at token ``i`` ends after token ``best``."""
    if i >= end:
        return False
    for form in table.forms_with(tokens[i].lower, _word_after(tokens, i, end)):
        last = _match(tokens, i, end, [], form.rest)
        if last and _cased(tokens, i, last, capitals=form.capitals, restored=restored):
            return last > best
    return False


def _foreign(entry: ActorEntry, found: list[Name], number: int, first: int, last_word: str, words: ActorWords) -> bool:
    """Whether a state's adjective before the name of a body shows that another is meant: "the Norlandic Security Council"."""
    before = found[number - 1] if number else None
    return (
        before is not None
        and before.last == first
        and before.sort == "nationality"
        and before.people is not None
        and before.people.key != entry.country
        and entry.kind in ("Organisation", "Government", "InternationalForce")
        and last_word in words.organisation
    )


def _cased(tokens: tuple[Token, ...], first: int, last: int, *, capitals: bool, restored: bool) -> bool:
    """Whether a match stands in the case of a name; ``restored`` case may be wrong in places."""
    if capitals:
        text = tokens[first].text
        return sum(c.isupper() for c in text) * 2 > sum(c.isalpha() for c in text) or text.isdigit()
    if last == first + 1:
        return tokens[first].text[0].isupper() or tokens[first].text[0].isdigit()
    upper = sum(t.text[0].isupper() for t in tokens[first:last])
    if restored or tokens[first].lower in _SMALL:
        return upper > 0 or (restored and tokens[first].lower not in _SMALL)
    long = sum(len(t.text) > 3 and t.text[0].isalpha() for t in tokens[first:last])
    return upper >= max(1, long)


def _choose(
    entries: tuple[ActorEntry, ...],
    context: set[str],
    regions: set[str],
    table: ActorTable,
    day: date | None,
    *,
    short: bool,
) -> ActorEntry | None:
    """The actor that a name stands for in this article: that of the article's countries first, else a hand-kept one.

    An armed group told of before it was formed is another of that name, a person out of office another person. A group
    that is no more is still written about. An abbreviation (``short``) of a group of another part of the world is left alone.
    """
    live = [
        e for e in entries if (e.formed_by(day) if e.kind == "ArmedGroup" else e.kind != "Person" or e.known_on(day))
    ]
    if not live:
        return None
    local = [e for e in live if e.country in context]
    if local:
        return local[0]
    if short and regions:
        live = [e for e in live if e.country not in table.states or regions & set(table.states[e.country].regions)]
    kept = [e for e in live if "conflict-kg" in e.source or not e.id.startswith(("ucdp:", "actor:"))]
    if kept:
        return kept[0]
    if short or not live:
        return None
    if len({e.country for e in live}) > 1:
        return live[0]._replace(id="", country="", aliases=(), parent="")
    return live[0]


_SMALL = frozenset(
    "de del la las los el y e da do dos das di van von der den bin ibn al el ul ur ud abu abd bint e ed mac".split()
)
_JOINTS = frozenset("of the and for in on to de del la las los el y e du des da do al ul fi i".split())
"""Words of a name that its abbreviation leaves out."""
_ARTICLES = frozenset(("al", "an", "ash", "as", "ar", "ad", "el"))
"""The Arabic article in its spellings; it may begin a name in small letters."""
_SIDES = frozenset(("pro", "anti", "counter", "non", "ex", "cross", "inter"))
_WHERE = frozenset("in near at around outside inside into towards toward across onto throughout off via".split())
_PURPOSE = frozenset(("for", "on", "against", "of"))
"""Prepositions before what a body is for."""
_PURPOSE_LINKS = _PURPOSE | {"and", "in", "to"}
_BAD_SINGLE = frozenset(("VERB", "ADV", "ADP", "AUX", "PRON", "NUM", "ADJ", "INTJ", "SCONJ", "CCONJ", "DET"))
_PERSONAL = frozenset(("people", "member"))


class _Model:
    """Adds to the names of the table those that the language model sees, and persons that it misses.

    A title or a given name shows that a run of capitalised words is a person's name.
    """

    def __init__(
        self, parsed: Parsed, table: ActorTable, words: ActorWords, places: tuple[PlaceMention, ...], names: list[Name]
    ) -> None:
        self.parsed = parsed
        self.tokens = parsed.tokens
        self.table = table
        self.words = words
        self.names: dict[int, Name] = {}
        self.owner: list[Name | None] = [None] * len(parsed.tokens)
        for name in names:
            self._put(name)
        self.place = bytearray(len(parsed.tokens))
        for place in places:
            for i in range(place.first, place.last):
                self.place[i] = 1
        self.restored = parsed.cased != parsed.article.text
        self.strange = strange_states(self.tokens, {i for i, n in enumerate(self.owner) if n is not None})
        """Names of states that no table has, and their adjectives."""

    def _put(self, name: Name) -> None:
        for i in range(name.first, name.last):
            old = self.owner[i]
            if old is not None:
                self.names.pop(old.first, None)
                for j in range(old.first, old.last):
                    self.owner[j] = None
        self.names[name.first] = name
        for i in range(name.first, name.last):
            self.owner[i] = name

    def run(self) -> list[Name]:
        for entity in self.parsed.entities:
            if entity.label in ("PERSON", "ORG", "NORP"):
                self._entity(entity.first, entity.last, entity.label)
        given = self.table.given_names
        titles = self.words.titles
        tokens = self.tokens
        free: list[int] = []
        for token in tokens:
            if token.tag[:3] != "NNP":
                if token.text in "([" and token.i + 2 < len(tokens) and tokens[token.i + 2].text in ")]":
                    self._defined(token.i)
                continue
            if self.owner[token.i] is not None or self.place[token.i]:
                continue
            before = tokens[token.i - 1].lower if token.i else ""
            if token.lower in given or (before in titles and token.lower not in titles):
                self._run(token.i)
            if self.owner[token.i] is None:
                free.append(token.i)
        for token in tokens:
            if token.lower == "of":
                self._followed(token.i)
            if token.text[0].isupper() and token.tag[:2] == "NN" and self._is_body(token.lower):
                self._body(token.i)
            elif (
                self.owner[token.i] is None
                and not self.place[token.i]
                and (self.strange.get(token.text) == "state" or (token.ent == "GPE" and self._treats(token)))
            ):
                self._put(Name(token.i, token.i + 1, token.i, "state"))
        surnames = {tokens[n.last - 1].text for n in self.names.values() if n.sort == "person" and n.last > n.first + 1}
        for i in free:
            if tokens[i].text in surnames and self.owner[i] is None:
                self._put(Name(i, i + 1, i, "person"))
        return [self.names[i] for i in sorted(self.names)]

    def _followed(self, of: int) -> None:
        """The name after "fighters of the": a group's, though neither table nor model knows it."""
        tokens = self.tokens
        noun = self.words.nouns.get(tokens[of - 1].lower) if of else None
        if noun is None or not noun.plural or noun.kind != "ArmedGroup" or noun.use not in ("people", "member"):
            return
        first = of + 2 if of + 1 < len(tokens) and tokens[of + 1].lower == "the" else of + 1
        last = first
        while (
            last < len(tokens)
            and tokens[last].tag[:3] == "NNP"
            and self.owner[last] is None
            and not self.place[last]
            and tokens[last].sent == tokens[of].sent
        ):
            last += 1
        while last > first and last + 1 < len(tokens) and tokens[last].lower == "of":
            end = last + 2 if tokens[last + 1].lower == "the" else last + 1  # "fighters of the Sons of the Vale"
            begin = end
            while end < len(tokens) and tokens[end].tag[:3] == "NNP" and self.owner[end] is None:
                end += 1
            if end == begin:
                break
            last = end
        goes_on = last < len(tokens) and (
            self.place[last]
            or tokens[last].text in ("-", "–")
            or tokens[last].lower in _JOINTS
            or tokens[last].lower in self.words.nouns
        )
        if last > first and not goes_on:
            self._put(Name(first, last, _head(self.parsed, first, last), "organisation"))

    def _treats(self, token: Token) -> bool:
        """Whether a name stands as a side to a treaty: "an agreement with X"."""
        by = self.tokens[token.head]
        return token.dep == "pobj" and by.lower == "with" and self.tokens[by.head].lower in self.words.treaties

    def _is_body(self, word: str) -> bool:
        noun = self.words.nouns.get(word)
        return noun is not None and noun.use == "body" and noun.kind in ("Organisation", "Government")

    def _body(self, i: int) -> None:
        """A body is named after what it is for: "Office for the Relief of Refugees in Norland"."""
        tokens = self.tokens
        end = self.parsed.sentences[tokens[i].sent].last
        last = j = i + 1
        while j + 1 < end and tokens[j].lower in _PURPOSE_LINKS and (last > i + 1 or tokens[j].lower in _PURPOSE):
            inside = tokens[j].lower in _WHERE
            j += 2 if tokens[j + 1].lower in ("the", "a", "an") else 1
            begin = j
            while j < end and (
                (tokens[j].text[0].isupper() and tokens[j].text[0].isalpha() and not self._person_ahead(j, end))
                or (self.restored and tokens[j].tag[:2] in ("NN", "JJ", "VB") and tokens[j].tag != "VBD" and not inside)
                or (tokens[j].text in "-–" and j + 1 < end and tokens[j].end == tokens[j + 1].begin)
            ):
                j += 1
            if j == begin or (
                inside and not all(self.place[k] or tokens[k].text in self.strange for k in range(begin, j))
            ):
                break
            last = j
        if last == i + 1:
            return
        own = [n for n in dict.fromkeys(self.owner[i:last]) if n is not None]
        if any(n.sort != "organisation" and n.first <= i for n in own) or any(n.sort == "actor" for n in own):
            return
        first = min([i, *(n.first for n in own)])
        people = next((n.people for n in own if n.first <= i), None)
        self._put(Name(first, last, i, "organisation", people))

    def _person_ahead(self, i: int, end: int) -> bool:
        """Whether a rank and a given name begin here: "… Center for the Relief of Refugees | Major General Anna Berg"."""
        tokens, titles = self.tokens, self.words.titles
        k = i
        while k < end and tokens[k].lower in titles and tokens[k].text[0].isupper():
            k += 1
        return i < k < end - 1 and tokens[k].text[0].isupper() and tokens[k].lower in self.table.given_names

    def _defined(self, bracket: int) -> None:
        """A name whose abbreviation follows it in brackets: its words begin with the letters."""
        tokens = self.tokens
        short = tokens[bracket + 1]
        letters = [c for c in short.text.lower() if c.isalnum()]
        if not 2 <= len(letters) <= 8 or sum(c.isupper() for c in short.text) < 2:
            return
        floor = self.parsed.sentences[tokens[bracket].sent].first
        i = bracket - 1
        left = len(letters) - 1
        first = bracket
        while i >= floor and left >= 0:
            word = tokens[i].lower
            if word[0] == letters[left] and (tokens[i].text[0].isupper() or self.restored):
                left -= 1
                first = i
            elif word not in _JOINTS and tokens[i].text not in "-–,&":
                return
            i -= 1
        if left >= 0 or first >= bracket - 1:
            return
        inner = [n for n in dict.fromkeys(self.owner[first:bracket]) if n is not None]
        if any(n.sort == "actor" and n.first <= first and n.last >= bracket for n in inner) or any(
            n.first < first for n in inner
        ):
            return
        self._put(Name(first, bracket, _head(self.parsed, first, bracket), "organisation"))
        known = self.owner[short.i]
        if known is None or known.sort != "actor":
            self._put(Name(short.i, short.i + 1, short.i, "organisation"))

    def _name_tag(self, i: int) -> bool:
        """Whether a token can go on a person's name."""
        token = self.tokens[i]
        return (
            token.tag in ("NNP", "NNPS")
            and (token.text[0].isupper() or self.restored)
            and token.text[0].isalpha()
            and (self.owner[i] is None or self.owner[i].sort == "country")  # type: ignore[union-attr]
        )

    def _extend(self, first: int, last: int) -> int:
        """The end of a person's name that has begun."""
        tokens = self.tokens
        end = self.parsed.sentences[tokens[first].sent].last
        while last < end:
            if self._name_tag(last):
                if tokens[last].lower in self.words.titles and tokens[last].text != tokens[last].text.title():
                    break
                last += 1
            elif (
                last + 1 < end
                and tokens[last].lower in _SMALL
                and (
                    self._name_tag(last + 1)
                    or (tokens[last + 1].lower in _SMALL and last + 2 < end and self._name_tag(last + 2))
                )
            ):
                last += 2 if self._name_tag(last + 1) else 3
            elif (
                tokens[last].text in "-–"
                and last + 1 < end
                and tokens[last].begin == tokens[last - 1].end
                and tokens[last + 1].begin == tokens[last].end
                and self._name_tag(last + 1)
            ):
                last += 2
            else:
                break
        return last

    def _begin(self, first: int) -> int:
        """The start of a person's name, given names before ``first`` taken in that no table of such names has."""
        tokens, words = self.tokens, self.words
        start = self.parsed.sentences[tokens[first].sent].first
        while first > start:
            word = tokens[first - 1]
            if (
                word.dep != "compound"
                or word.head < first
                or not self._name_tag(word.i)
                or (word.text[-1] == "." and len(word.text) > 2)  # "Gen."
                or word.lower in words.titles
                or word.lower in words.nouns
                or word.lower in words.things
                or (self.place[word.i] and word.lower not in self.table.given_names)
            ):
                break
            first -= 1
        return first

    def _run(self, i: int) -> None:
        """A person's name from token ``i`` on that the model missed."""
        tokens = self.tokens
        last = self._extend(i, i + 1)
        plain = [t.lower for t in tokens[i:last]]
        titled = i > 0 and tokens[i - 1].lower in self.words.titles
        if not 2 <= last - i <= 6 and not (
            titled and last - i == 1 and tokens[i].ent not in ("GPE", "LOC", "ORG", "DATE", "NORP", "FAC")
        ):
            return
        if any(w in self.words.organisation or w in self.words.nouns or w in self.words.things for w in plain):
            return
        if any(self.place[i:last]) or (
            not titled
            and tokens[i].ent in ("GPE", "LOC", "FAC", "ORG", "DATE", "NORP", "LAW", "EVENT")
            and last - i < 3
        ):
            return
        if not titled:
            i = self._begin(i)
        self._put(Name(i, last, _head(self.parsed, i, last), "person"))

    def _entity(self, first: int, last: int, label: str) -> None:
        tokens, words = self.tokens, self.words
        while first < last and (tokens[first].pos in ("DET", "ADP") or not tokens[first].text[0].isalnum()):
            first += 1
        while last > first and (
            tokens[last - 1].pos in ("PART", "ADP", "CCONJ", "DET") or not tokens[last - 1].text[-1].isalnum()
        ):
            last -= 1
        while last - first > 1 and tokens[last - 1].text.isdigit() and self.place[last - 2]:
            last -= 1  # "X-Y 2 units"
        if label == "ORG":
            last = next((i for i in range(first + 1, last) if tokens[i].text in "(["), last)  # its abbreviation follows
            last = next((i for i in range(first + 1, last) if self._person_ahead(i, last)), last)
        if label == "PERSON":
            while last - first > 1 and (
                tokens[first].lower in words.titles
                or not tokens[first].text[0].isalnum()
                or tokens[first].pos == "SCONJ"
                or self._calling(first)
            ):
                first += 1
        if last - first > 2 and tokens[first].lower in _SIDES and tokens[first + 1].text in "-–":
            return
        if (
            first >= last
            or not any(t.text[0].isupper() for t in tokens[first:last])
            or tokens[first].lower in ("near", "meanwhile", "elsewhere")
        ):
            return
        placed = [self.place[i] for i in range(first, last)]
        if any(placed) and all(
            here or tokens[i].pos in ("PUNCT", "CCONJ", "PART") or tokens[i].lower in words.areas
            for i, here in zip(range(first, last), placed, strict=True)
        ):
            return
        plain = [t.lower for t in tokens[first:last]]
        if last == first + 1 and tokens[first].text in self.strange:
            return
        if plain[0] in words.deeds and plain[1:2] == ["of"] and all(self.place[first + 2 : last]):
            return  # a heading: "Liberation of the town"
        word = plain[0]
        known = word in words.nouns or word in words.things or word in words.titles
        if last == first + 1 and (len(word) < 2 or known or tokens[first].pos in _BAD_SINGLE):
            return
        inner = {self.owner[i] for i in range(first, last)} - {None}
        if any(n is not None and n.sort not in ("country", "nationality", "community") for n in inner):
            return
        personal = label == "PERSON"
        if not inner and self._located(first, last) and not any(w in words.organisation for w in plain):
            return
        organised = any(w in words.organisation or w in words.nouns or w in words.things for w in plain)
        if personal and organised and last - first > 1:
            personal = False
        elif not personal and label == "ORG" and not organised and 2 <= last - first <= 5:
            personal = (word in self.table.given_names and plain[-1] not in self.table.given_names) or self._described(
                first, last
            )
        if personal:
            head_name = self.owner[first]
            if head_name is not None:
                return
            last = max(last, self._extend(first, last))
            if last > first + 5:
                return
            first = self._begin(first)
            self._put(Name(first, last, _head(self.parsed, first, last), "person"))
            return
        people: PeopleForm | None = None
        for i in range(first, last):
            owner = self.owner[i]
            if owner is None:
                continue
            if owner.first <= first and owner.last >= last:
                return
            if (i == first and owner.sort != "country") or (tokens[owner.first - 1].lower == "of" and people is None):
                people = owner.people
        if label == "NORP" and inner:
            return
        self._put(Name(first, last, _head(self.parsed, first, last), "organisation", people))

    def _calling(self, i: int) -> bool:
        """Whether a word tells what a person is, written as if it were part of the name ("Farmer Juan Soto")."""
        noun = self.words.nouns.get(self.tokens[i].lower)
        return noun is not None and noun.use == "people" and not noun.plural and self.owner[i] is None

    def _located(self, first: int, last: int) -> bool:
        """Whether a name stands where places do: "in X", "near X and Y"."""
        tokens = self.tokens
        before = first - 1
        while before > 0 and tokens[before].pos in ("DET", "ADJ"):
            before -= 1
        if before >= 0 and tokens[before].lower in _WHERE:
            return True
        if before > 0 and last == first + 1 and tokens[before].lower == "from" and tokens[before - 1].tag[:2] == "NN":
            return True
        token = tokens[_head(self.parsed, first, last)]
        for _ in range(4):
            if token.dep == "pobj":
                return tokens[token.head].lower in _WHERE
            if token.dep not in ("conj", "appos", "compound", "nmod"):
                return False
            token = tokens[token.head]
        return False

    def _described(self, first: int, last: int) -> bool:
        """Whether what follows describes a person: ", leader of …", ", who …"."""
        head = _head(self.parsed, first, last)
        nouns = self.words.nouns
        for child in self.parsed.children[head]:
            token = self.tokens[child]
            if child < last:
                continue
            if token.dep == "appos":
                noun = nouns.get(token.lower)
                if noun is not None and noun.use in _PERSONAL and not noun.plural:
                    return True
            elif token.dep == "relcl" and any(self.tokens[c].lower == "who" for c in self.parsed.children[child]):
                return True
        return False
