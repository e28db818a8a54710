"""Names in the text: states and peoples, actors of the table, and what the language model takes for names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.actors import ActorEntry, ActorTable, PeopleForm, fold_word
from kg.extract.actor_words import ActorWords
from kg.extract.mentions import PlaceMention
from kg.extract.parse import Parsed, Token

__all__ = ["Name", "find_names", "people_at"]


@dataclass(frozen=True, slots=True)
class Name:
    """Tokens ``first`` to ``last`` (exclusive) that name something; ``head`` is the token that hangs outside of it.

    ``sort``: ``country``, ``nationality``, ``community`` (then ``people`` says which), ``actor`` (a table name), ``person``
    or ``organisation`` (names that no table knows). ``entry`` is the table's actor.
    """

    first: int
    last: int
    head: int
    sort: str
    people: PeopleForm | None = None
    entry: ActorEntry | None = None


def _head(parsed: Parsed, first: int, last: int) -> int:
    tokens = parsed.tokens
    for i in range(last - 1, first - 1, -1):
        head = tokens[i].head
        if (head < first or head >= last or head == i) and tokens[i].pos not in ("PUNCT", "PART", "SYM"):
            return i
    return last - 1


def _match(tokens: tuple[Token, ...], i: int, end: int, carried: list[str], rest: tuple[str, ...]) -> int:
    """The token after the words ``rest``, which begin with the words ``carried`` over from token ``i``; 0 without a match."""
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
    token = parsed.tokens[i]
    if not token.text[:1].isupper():
        return None
    first, *carried = fold_word(token.lower).split() or [""]
    for form in table.peoples.get(first, ()):
        last = _match(parsed.tokens, i, end, carried, form.rest)
        if last:
            return form, last
    return None


def find_names(parsed: Parsed, table: ActorTable, words: ActorWords, places: tuple[PlaceMention, ...]) -> list[Name]:
    """Names in text order, none overlapping another: the table's before the model's, the longer before the shorter."""
    tokens = parsed.tokens
    taken = bytearray(len(tokens))
    found: list[Name] = []
    ambiguous: list[tuple[int, int, int, tuple[ActorEntry, ...], bool]] = []
    context: set[str] = set()
    begins = table.index
    added = table.added_index
    peoples = table.peoples
    until = 0
    for token in tokens:
        i = token.i
        if i < until:
            continue
        c = token.text[0]
        if not (c.isupper() or c.isdigit()):
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
            for form in table.forms(first):
                last = _match(tokens, i, end, carried, form.rest)
                if last and _cased(tokens, i, last, form.capitals):
                    best, entries, capitals = last, tuple(table.entry(n) for n in form.numbers), form.capitals
                    break
        if first in peoples:
            for people in peoples[first]:
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
    chosen: dict[int, Name] = {}
    dropped: set[int] = set()
    day = parsed.article.published
    for first_token, last, number, entries, capitals in ambiguous:
        entry = _choose(entries, context, day, short=capitals and last == first_token + 1)
        if entry is None:
            dropped.add(number)
        else:
            sort = "person" if entry.kind == "Person" else "community" if entry.kind == "Community" else "actor"
            people_form = PeopleForm((), "community", entry.name, plural=False) if sort == "community" else None
            chosen[number] = Name(first_token, last, found[number].head, sort, people_form, entry)
    names = [chosen.get(n, name) for n, name in enumerate(found) if n not in dropped]
    for name in names:
        for i in range(name.first, name.last):
            taken[i] = 1
    names += _model_names(parsed, words, places, taken)
    names.sort(key=lambda n: n.first)
    return names


def _cased(tokens: tuple[Token, ...], first: int, last: int, capitals: bool) -> bool:
    """Whether a match stands in the case of a name."""
    if capitals:
        text = tokens[first].text
        return sum(c.isupper() for c in text) * 2 > sum(c.isalpha() for c in text) or text.isdigit()
    if last == first + 1:
        return tokens[first].text[0].isupper()
    upper = sum(t.text[0].isupper() for t in tokens[first:last])
    long = sum(len(t.text) > 3 for t in tokens[first:last])
    return upper * 2 >= long and upper > 0


def _choose(entries: tuple[ActorEntry, ...], context: set[str], day: object, *, short: bool) -> ActorEntry | None:
    """The actor that a name stands for in this article: hand-kept entries and the article's countries first."""
    from datetime import date

    on = day if isinstance(day, date) else None
    live = [e for e in entries if e.kind != "Person" or e.known_on(on)] or []
    if not live:
        return None
    local = [e for e in live if e.country in context]
    if local:
        return local[0]
    kept = [e for e in live if "conflict-kg" in e.source or not e.id.startswith(("ucdp:", "actor:"))]
    if kept:
        return kept[0]
    if short:
        return None
    if len(live) > 1 and len({e.country for e in live}) > 1:
        return live[0]._replace(id="", country="", aliases=(), parent="")
    return live[0]


def _model_names(
    parsed: Parsed, words: ActorWords, places: tuple[PlaceMention, ...], taken: bytearray
) -> Iterator[Name]:
    tokens = parsed.tokens
    toponyms = {(p.first, p.last) for p in places}
    for entity in parsed.entities:
        label = entity.label
        if label not in ("PERSON", "ORG", "NORP"):
            continue
        first, last = entity.first, entity.last
        while first < last and (tokens[first].pos == "DET" or tokens[first].text in "\"'“‘([-.&"):
            first += 1
        while last > first and (tokens[last - 1].pos in ("PUNCT", "PART", "ADP") or tokens[last - 1].text in "\"'”’)]-"):
            last -= 1
        if label == "PERSON":
            while last - first > 1 and (tokens[first].lower in words.titles or tokens[first].text == "."):
                first += 1
        if first >= last or (first, last) in toponyms or any(taken[first:last]):
            continue
        text = tokens[first].text
        if not any(t.text[0].isupper() for t in tokens[first:last]):
            continue
        if last == first + 1 and (len(text) < 2 or tokens[first].pos in ("VERB", "ADV", "ADP", "AUX", "PRON", "NUM")):
            continue
        plain = {t.lower for t in tokens[first:last]}
        if label == "PERSON":
            if plain & words.organisation and tokens[last - 1].lower in words.organisation:
                label = "ORG"
            elif last == first + 1 and tokens[first].lower in words.nouns:
                continue
        elif last == first + 1 and (tokens[first].lower in words.nouns or tokens[first].lower in words.things):
            continue
        sort = "person" if label == "PERSON" else "organisation"
        for i in range(first, last):
            taken[i] = 1
        yield Name(first, last, _head(parsed, first, last), sort)
