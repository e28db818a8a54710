"""Which mentions are of one actor: names and their short forms, definite phrases, pronouns.

Works on ``Draft``s, the mentions in the making, and turns them into ``ActorMention``s with a chain and the fullest name
that the article uses.
"""

from __future__ import annotations

from hashlib import sha256
from itertools import pairwise

from kg.actors import ActorEntry, ActorTable, fold_name, state_body
from kg.extract.actor_draft import Draft
from kg.extract.actor_names import Name, people_at
from kg.extract.actor_words import ActorWords, Noun
from kg.extract.clauses import antecedent
from kg.extract.mentions import ActorMention
from kg.extract.parse import Parsed, Token
from kg.model import Actor, Span

__all__ = ["resolve"]

_ARMED = frozenset(("ArmedGroup", "StateForce", "InternationalForce"))
_BODIES = frozenset(("ArmedGroup", "StateForce", "InternationalForce", "Organisation", "Government", "Country"))
_THINGS = frozenset(("Facility", "Vehicle"))
_DEFINITE = frozenset(("the", "this", "these", "those", "that"))
_SUBJECT = frozenset(("nsubj", "nsubjpass"))
_ACTING = frozenset(("nsubj", "pobj", "ROOT"))
_WINDOW = 3
"""Sentences that a definite phrase or a pronoun looks back over."""
_PLURAL = 2.0
"""How well a plural noun fits "they"."""
_COUNTED = 2.5
"""What speaks for people who were counted, where some of them are told of: "twelve of them"."""


class _Chain:
    """All mentions of one actor. ``number`` is the index of the first."""

    __slots__ = (
        "aliases",
        "country",
        "entry",
        "generic",
        "identity",
        "inter",
        "key",
        "kind",
        "last_sentence",
        "name",
        "number",
        "owner",
        "plural",
        "sort",
        "weight",
    )

    def __init__(self, number: int, draft: Draft) -> None:
        self.number = number
        self.key = ""
        self.kind = draft.kind
        self.inter = draft.inter
        self.country = draft.country
        self.generic = True
        self.name = ""
        self.weight = -1
        self.identity = ""
        self.entry: ActorEntry | None = None
        self.aliases: list[str] = []
        self.owner: _Chain | None = None
        self.plural = False
        self.sort = draft.noun.sort if draft.noun is not None else draft.name.sort if draft.name is not None else ""
        self.last_sentence = 0


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _named(name: Name) -> Draft:
    """A mention by a bare name."""
    return Draft(name.first, name.last, name.head, "", name=name)


def _root(draft: Draft) -> Draft:
    """The mention that names the same people as this one and leans on no other."""
    seen = [draft]
    while seen[-1].same is not None and seen[-1].same not in seen:
        seen.append(seen[-1].same)
    return seen[-1] if seen[-1].same is None else draft


def resolve(parsed: Parsed, drafts: list[Draft], table: ActorTable, words: ActorWords) -> tuple[ActorMention, ...]:
    """The mentions of an article with their chains, in text order; pronouns without an antecedent are left out."""
    return _Resolver(parsed, drafts, table, words).run()


class _Resolver:
    """Coreference within one article."""

    def __init__(self, parsed: Parsed, drafts: list[Draft], table: ActorTable, words: ActorWords) -> None:
        self.words = words
        self.parsed = parsed
        self.tokens = parsed.tokens
        self.drafts = drafts
        self.table = table
        self.chains: list[_Chain] = []
        self.by_key: dict[str, _Chain] = {}
        self.surnames: dict[str, _Chain] = {}
        self.short: dict[str, str] = {}
        self.longer: dict[str, str] = {}
        """Short form of a body's name to its key: "the Office" for "Office for the Relief of Refugees"."""
        self.coming: dict[str, str] = {}
        """The military and police of the one state whose forces the article names: their keys."""
        self.named: dict[str, int] = {}
        """How often each state is named, by ISO code."""
        self.of_draft: dict[int, _Chain] = {}
        self.pronouns: dict[int, _Chain] = {}
        self.forces: dict[str, list[_Chain]] = {}
        self.offices: dict[str, _Chain] = {}
        self.recent: list[tuple[int, Draft, _Chain]] = []
        self.spoken_of: dict[str, tuple[int, _Chain]] = {}
        """Whom "he" and "she" last took up, and in which sentence."""

    def run(self) -> tuple[ActorMention, ...]:
        self._abbreviations()
        self._bodies()
        self._sole_states()
        kept: list[tuple[Draft, _Chain]] = []
        number = 0
        for draft in self.drafts:
            chain = self._pronoun(draft) if draft.pronoun else self._chain(draft, number)
            if chain is None:
                continue
            self.of_draft[id(draft)] = chain
            if draft.pronoun:
                self.pronouns[draft.head] = chain
            kept.append((draft, chain))
            number += 1
            if not draft.pronoun:
                self._describe(draft, chain)
                sentence = self.tokens[draft.head].sent
                chain.last_sentence = sentence
                self.recent.append((sentence, draft, chain))
        first: dict[int, int] = {}
        made: dict[tuple[int, bool], Actor] = {}
        out: list[ActorMention] = []
        for index, (draft, chain) in enumerate(kept):
            here = first.setdefault(id(chain), index)
            named = not draft.generic and not draft.pronoun and not chain.generic
            key = (id(chain), named)
            actor = made.get(key)
            if actor is None:
                actor = made[key] = self._actor(chain, named=named)
            body = None
            if chain.owner is not None:
                body = chain.owner
            elif (
                draft.generic
                and not chain.generic
                and chain.kind in _ARMED
                and draft.noun is not None
                and draft.noun.use in ("people", "member", "formation")
            ):
                body = chain
            elif draft.body is not None:
                body = self.of_draft.get(id(draft.body))
            elif draft.kind == "Person" and draft.owner is not None:
                body = self.by_key.get(self._key(_named(draft.owner)))
            elif draft.kind in _THINGS and draft.owner is not None:
                body = self._holder(draft.owner, number)
            member = None
            if body is not None and not body.generic:
                member = made.get((id(body), True)) or made.setdefault((id(body), True), self._actor(body, named=True))
            out.append(
                ActorMention(
                    first=min(draft.first, draft.title_first),
                    last=draft.last,
                    head=draft.head,
                    span=self._span(draft),
                    actor=actor,
                    chain=here,
                    count=draft.count,
                    units=draft.units,
                    member_of=member,
                    generic=draft.generic,
                    pronoun=bool(draft.pronoun),
                    shares=draft.shares,
                )
            )
        return tuple(out)

    def _span(self, draft: Draft) -> Span:
        inner = draft.same
        if draft.bare and inner is not None:
            return self.parsed.span(inner.first, inner.last)
        return self.parsed.span(draft.first, draft.last)

    # ------------------------------------------------------------ chains

    def _text(self, first: int, last: int) -> str:
        return " ".join(self.parsed.cased[self.tokens[first].begin : self.tokens[last - 1].end].split())

    def _abbreviations(self) -> None:
        """The short form stands for the actor named before it: "Long Name (LN)", "[LN]"."""
        tokens = self.tokens
        ending: dict[int, Draft] = {}
        for draft in self.drafts:
            if draft.kind in _BODIES and not draft.pronoun:
                ending[draft.last] = draft
        for draft in self.drafts:
            if draft.pronoun or draft.last != draft.first + 1 or draft.first < 2 or draft.last >= len(tokens):
                continue
            if tokens[draft.first - 1].text in "([" and tokens[draft.last].text in ")]":
                long = ending.get(draft.first - 1)
                text = tokens[draft.first].text
                if long is not None and sum(c.isupper() for c in text) > 1:
                    key = self._key(long)
                    if key:
                        self.short[fold_name(text)] = key

    def _bodies(self) -> None:
        """Bodies named in full and in short: each short form is that of the one longer name that begins with it."""
        peoples: dict[str, set[str]] = {}
        strange: list[tuple[str, str]] = []
        for draft in self.drafts:
            if not draft.pronoun and draft.noun is not None and draft.noun.use == "body" and not draft.generic:
                people, name = self._body_name(draft)
                peoples.setdefault(name, set()).update((people,) if people else ())
                if not people and draft.first < draft.head:
                    strange.append((name, fold_name(self._text(draft.head, draft.last))))
        for name in list(peoples):
            longer = sorted((n for n in peoples if n.startswith(name + " ")), key=len)
            nested = all(b.startswith(a) for a, b in pairwise(longer))
            known = set().union(*(peoples[n] for n in (name, *longer)))
            if nested and len(known) < 2:
                self.longer[name] = f"name:{longer[-1] if longer else name}"
        for name, rest in strange:  # an adjective that no table has, before a name of several words that is known
            if " " in rest and rest in self.longer and sum(r == rest for _, r in set(strange)) == 1:
                self.longer[name] = self.longer[rest]

    def _body_name(self, draft: Draft) -> tuple[str, str]:
        """The state named before a body's name ("the Norlandic Center"), and the name without it."""
        first = draft.first
        people = ""
        while first < draft.head:
            known = people_at(self.parsed, self.table, first, draft.head)
            if known is None:
                break
            people, first = known[0].key, known[1]
        return people, fold_name(self._text(first, draft.last))

    def _sole_states(self) -> None:
        found: dict[str, set[str]] = {}
        for draft in self.drafts:
            if draft.kind == "StateForce" and draft.name is None and not draft.pronoun:
                key = self._key(draft)
                if key.startswith("state:"):
                    found.setdefault(key.rsplit(":", 1)[-1], set()).add(key)
        for draft in self.drafts:
            if draft.country and not draft.pronoun:
                self.named[draft.country] = self.named.get(draft.country, 0) + 1
        self.coming = {body: min(keys) for body, keys in found.items() if len(keys) == 1}

    def _key(self, draft: Draft) -> str:
        """What names the chain of a draft for good, ``""`` when only the context can tell."""
        name = draft.name
        if name is not None:
            if name.entry is not None and name.entry.id:
                return name.entry.id
            if draft.kind == "Country" and name.people is not None:
                return f"iso:{name.people.key}"
            folded = fold_name(self._text(name.first, name.last))
            if name.sort == "person":
                return f"person:{folded}"
            return self.short.get(folded) or f"name:{folded}"
        noun = draft.noun
        if noun is None:
            return ""
        if draft.country and draft.plain and not draft.owner:
            if draft.kind == "StateForce" and noun.use != "formation":
                return state_body(draft.country, noun.branch)
            if draft.kind == "Government" and self.tokens[draft.head].lower in self.words.governments:
                return state_body(draft.country, "government")
        if not draft.generic:
            if noun.use == "body" and (known := self.longer.get(self._body_name(draft)[1])) is not None:
                return known
            folded = fold_name(self._text(draft.first, draft.last))
            return self.short.get(folded) or f"name:{folded}"
        return ""

    def _chain(self, draft: Draft, number: int) -> _Chain:
        root = _root(draft)
        if root is not draft:
            known = self.of_draft.get(id(root))
            if known is None:
                known = self.of_draft[id(root)] = self._chain(root, number)
            return known
        if id(draft) in self.of_draft:
            return self.of_draft[id(draft)]
        noun = draft.noun
        owner = draft.owner
        if (
            noun is not None
            and noun.use != "thing"
            and noun.kind != "Civilians"
            and owner is not None
            and draft.kind in _ARMED
            and (owner.entry is None or owner.entry.kind in _ARMED)
        ):
            return self._owner(owner, draft, number)
        if draft.body is not None and draft.kind in _ARMED and draft.body.kind in _ARMED:
            known = self.of_draft.get(id(draft.body))
            if known is None and draft.body.owner is not None and draft.body.body is None:
                known = self.of_draft[id(draft.body)] = self._chain(draft.body, number)
            if known is None:
                key = self._key(draft.body)
                known = self.by_key.get(key) if key else None
                if known is None:
                    known = self._new(number, draft.body)
                    if key:
                        self.by_key[key] = known
                    self.of_draft[id(draft.body)] = known
                    self._describe(draft.body, known)
            return known
        key = self._key(draft)
        if key.startswith("person:"):
            return self._person(draft, key, number)
        if key:
            chain = self.by_key.get(key)
            if chain is None:
                chain = self._new(number, draft)
                chain.key = key
                if key.startswith("state:"):
                    self.forces.setdefault(key.rsplit(":", 1)[-1], []).append(chain)
                self.by_key[key] = chain
            return chain
        if noun is not None and noun.use != "thing":
            theirs = self._possessor(draft, noun)
            if theirs is not None:
                return theirs
            earlier = self._antecedent(draft, number)
            if earlier is not None:
                return earlier
        return self._new(number, draft)

    def _possessor(self, draft: Draft, noun: Noun) -> _Chain | None:
        """The armed actor whose fighters these are: "three of its fighters", "he and his men"."""
        word = self.tokens[draft.head].lower
        if noun.use != "member" and word not in self.words.fielded and word not in self.words.members:
            return None
        for child in self.parsed.children[draft.head]:
            if self.tokens[child].tag == "PRP$":
                chain = self.pronouns.get(child)
                if chain is not None and chain.kind in _ARMED:
                    return chain
        return None

    def _new(self, number: int, draft: Draft) -> _Chain:
        chain = _Chain(number, draft)
        self.chains.append(chain)
        return chain

    def _owner(self, owner: Name, draft: Draft, number: int) -> _Chain:
        """The chain of an organisation that is only named before a noun ("Taliban militants")."""
        proxy = Draft(owner.first, owner.last, owner.head, draft.kind, name=owner)
        if owner.entry is not None:
            proxy.kind, proxy.inter, proxy.country = owner.entry.kind, owner.entry.inter, owner.entry.country
        key = self._key(proxy)
        chain = self.by_key.get(key)
        if chain is None:
            chain = self._new(number, proxy)
            self.by_key[key] = chain
        self._describe(proxy, chain)
        return chain

    def _holder(self, owner: Name, number: int) -> _Chain | None:
        """The armed actor whose thing it is, named before the noun ("Hezbollah positions")."""
        known = self.by_key.get(self._key(_named(owner)))
        if known is None and owner.entry is not None and owner.entry.kind in _ARMED:
            known = self._owner(owner, Draft(owner.first, owner.last, owner.head, owner.entry.kind), number)
        return known if known is not None and known.kind in _ARMED else None

    def _person(self, draft: Draft, key: str, number: int) -> _Chain:
        tokens = self.tokens
        chain = self.by_key.get(key)
        last = fold_name(tokens[draft.last - 1].text)
        if chain is None:
            known = self.surnames.get(last)
            words = set(key[7:].split())
            if (
                known is not None
                and (
                    len(words) == 1
                    or words <= set(fold_name(known.name).split())
                    or set(fold_name(known.name).split()) <= words
                )
            ) or (len(words) == 1 and (known := self.surnames.get("*" + last)) is not None):
                chain = known
            else:
                chain = self._new(number, draft)
            self.by_key[key] = chain
        self.surnames[last] = chain
        for i in range(draft.first, draft.last - 1):
            self.surnames.setdefault("*" + fold_name(tokens[i].text), chain)
        for i in range(draft.title_first, draft.first):
            self.offices[tokens[i].lower] = chain
        return chain

    def _definite(self, draft: Draft) -> bool:
        for i in range(draft.first - 1, max(draft.first - 4, -1), -1):
            token = self.tokens[i]
            if token.lower in _DEFINITE and token.pos in ("DET", "PRON"):
                return True
            if token.pos not in ("NUM", "ADJ", "DET"):
                return False
        return False

    def _antecedent(self, draft: Draft, number: int) -> _Chain | None:
        """The chain that a phrase without a name of its own takes up."""
        tokens = self.tokens
        head = tokens[draft.head]
        noun = draft.noun
        if noun is None:
            return None
        definite = self._definite(draft)
        body = noun.use == "body" and noun.kind in ("StateForce", "Government")
        if (
            not definite
            and not body
            and not (noun.sort in ("police-noun", "soldier-noun") and draft.last - draft.first == 1)
        ):
            return None
        if definite and not noun.plural and (person := self.offices.get(head.lower)) is not None:
            return person  # "the general", of a general by name
        if (
            noun.kind == "StateForce"
            and draft.kind == "StateForce"
            and draft.plain
            and not draft.country
            and not draft.community
            and draft.owner is None
            and noun.use != "formation"
        ):
            sole = self._sole_force(noun.branch, draft, number)
            if sole is not None:
                return sole
        sentence = head.sent
        same_word: _Chain | None = None
        compatible: _Chain | None = None
        unnamed: _Chain | None = None
        """For "the assailants": the gunmen, bandits … of the sentences before."""
        members: _Chain | None = None
        """For "the network", of "a network of observers": these."""
        leans = False
        group = head.lower in self.words.anaphors
        for past, other, chain in reversed(self.recent):
            far = sentence - past
            if far > _WINDOW and not body and (same_word or compatible or far > 4 * _WINDOW):
                break
            if draft.country and other.country and draft.country != other.country:
                continue
            if draft.community and draft.community != other.community:
                continue
            word = tokens[other.head].lower
            if word == head.lower and (other.kind == draft.kind or not chain.generic):
                if self._modified(draft, other):
                    continue
                same_word = chain
                break
            if group and self._whose(other) == head.lower:
                members = members or chain
                continue
            if far > _WINDOW:
                continue
            if (
                unnamed is None
                and definite
                and noun.sort == "gunman-noun"
                and other.noun is not None
                and other.noun.sort == "gunman-noun"
                and far <= 2
                and draft.last - draft.first == 1
                and self.tokens[other.head].dep in _ACTING
            ):
                unnamed = chain
            if (
                group
                and compatible is None
                and not chain.generic
                and chain.kind in ("ArmedGroup", "Organisation", "InternationalForce")
            ) or (
                not group
                and compatible is None
                and draft.last - draft.first == 1
                and definite
                and noun.sort in ("militant-noun", "gunman-noun", "fighter-noun")
                and chain.kind == "ArmedGroup"
                and (other.noun is None or other.noun.use != "thing")
                and far <= 2
            ):
                compatible = chain
                leans = group and self._only_related(other)
            elif leans and not chain.generic and chain.kind == "ArmedGroup" and not self._only_related(other):
                compatible, leans = chain, False  # "A, the local affiliate of B, … The group": A
        return same_word or members or unnamed or compatible

    def _whose(self, other: Draft) -> str:
        """The noun that is said to be of them: "network" in "a network of observers"."""
        of = self.tokens[self.tokens[other.head].head]
        return self.tokens[of.head].lower if of.lower == "of" and other.generic else ""

    def _only_related(self, other: Draft) -> bool:
        """Whether a body is only named to say whose affiliate or wing another is."""
        of = self.tokens[self.tokens[other.head].head]
        return of.lower in ("of", "to", "with") and self.tokens[of.head].lower in self.words.related

    def _sole_force(self, body: str, draft: Draft, number: int) -> _Chain | None:
        """The one state's military or police that the article has named so far."""
        found = self.forces.get(body, ())
        if not found and body in self.coming and self._mostly_of(self.coming[body].split(":")[1]):
            return self._coming(self.coming[body], draft, number)
        return found[0] if len(found) == 1 else None

    def _mostly_of(self, country: str) -> bool:
        """Whether no other state is named more often in the article."""
        return all(n <= self.named.get(country, 0) for n in self.named.values())

    def _coming(self, key: str, draft: Draft, number: int) -> _Chain:
        """The chain of a force that the article names in full only later."""
        chain = self._new(number, draft)
        chain.key = key
        chain.country = key.split(":")[1]
        self.by_key[key] = chain
        self.forces.setdefault(key.rsplit(":", 1)[-1], []).append(chain)
        return chain

    def _modified(self, draft: Draft, other: Draft) -> bool:
        """Whether the later phrase says something of its own that the earlier does not."""
        tokens = self.tokens
        mine = {tokens[i].lower for i in range(draft.first, draft.head)}
        if not mine:
            return False
        theirs = {tokens[i].lower for i in range(other.first, other.last)}
        return not mine <= theirs

    def _pronoun(self, draft: Draft) -> _Chain | None:
        tokens = self.tokens
        token = tokens[draft.head]
        what = draft.pronoun
        if what in ("who", "which"):
            verb = tokens[token.head]
            if verb.dep == "relcl":
                noun = antecedent(self.parsed, verb.i, token.i)
                return next((c for s, d, c in reversed(self.recent[-12:]) if d.head == noun), None)
            return None
        best: _Chain | None = None
        best_score = -1.0
        some = token.dep == "pobj" and tokens[token.head].lower == "of" and tokens[tokens[token.head].head].tag == "CD"
        speaking = self._speaking(token)
        tells = token.dep == "nsubj" and tokens[token.head].lemma in self.words.speech
        for past, other, chain in reversed(self.recent[-40:]):
            far = token.sent - past
            if far > _WINDOW or other.head >= token.i:
                if far > _WINDOW:
                    break
                continue
            fit = self._fits(what, other, chain)
            if not fit:
                continue
            role = tokens[other.head].dep
            score = fit + (2.0 if role in _SUBJECT else 0.5 if role in ("dobj", "pobj") else 0.0) - 1.5 * far
            if some and other.count is not None:
                score += _COUNTED
            if other.head == token.head or self._same_clause(token, tokens[other.head]):
                score -= 1.0
            told_by = role in _SUBJECT and tokens[tokens[other.head].head].lemma in self.words.speech
            if speaking is not None and tokens[other.head].head == speaking:
                one = what == "they" and fit < _PLURAL and chain.kind == "Organisation"
                # "the group told an agency that it …", but "the agency reported that they …"
                score += 1.5 if role in _SUBJECT and not one else -2.0
            elif told_by and not tells and chain.kind in ("Civilians", "Organisation"):
                score -= 1.0  # "Rebels took the town, residents said. They …": the rebels
            elif tells and role in _SUBJECT and tokens[tokens[other.head].head].lemma in self.words.speech:
                score += 1.0  # "…, the ministry said. It added …"
            if score > best_score:
                best, best_score = chain, score
        if what in ("he", "she"):
            last = self.spoken_of.get(what)
            if best is None and last is not None and token.sent - last[0] <= _WINDOW:
                best = last[1]  # "He told …. He was …": whoever "he" was goes on being "he"
            if best is not None:
                self.spoken_of[what] = (token.sent, best)
        return best

    def _speaking(self, pronoun: Token) -> int | None:
        """The verb of saying whose clause has the pronoun as its subject, or as the owner of its subject."""
        tokens = self.tokens
        subject = tokens[pronoun.head] if pronoun.dep == "poss" else pronoun
        if subject.dep not in _SUBJECT:
            return None
        verb = tokens[subject.head]
        over = tokens[verb.head]
        return over.i if verb.dep == "ccomp" and over.i < pronoun.i and over.lemma in self.words.speech else None

    def _same_clause(self, pronoun: Token, other: Token) -> bool:
        return pronoun.dep != "poss" and pronoun.head == other.head and pronoun.sent == other.sent

    def _fits(self, what: str, other: Draft, chain: _Chain) -> float:
        """How well an actor fits a pronoun, 0 for not at all."""
        kind = chain.kind
        if kind in ("Facility", "Vehicle"):
            return 0.4 if what == "it" else 0.0
        plural = self.tokens[other.head].tag in ("NNS", "NNPS") or (other.noun is not None and other.noun.plural)
        if what in ("he", "she"):
            if kind == "Person":
                return 2.0
            if plural or other.noun is None or self.tokens[other.head].lower in self.words.collectives:
                return 0.0
            return 0.8 if other.noun.use in ("people", "member") else 0.0
        if what == "they":
            if plural:
                return 2.0
            return 1.0 if kind in _BODIES and kind != "Country" else 0.0
        if what == "it":
            if plural:  # "the Red Brigades … it": a body by name
                return 0.6 if (kind in _ARMED or kind == "Organisation") and not other.generic else 0.0
            return 1.5 if kind in _BODIES else 0.0
        if what == "i":
            return 1.5 if kind == "Person" else 0.0
        if what == "we":
            return 1.5 if kind in _BODIES else 0.5 if plural else 0.0
        return 0.0

    # ------------------------------------------------------------ names

    def _describe(self, draft: Draft, chain: _Chain) -> None:
        """Let a mention add to what is known of its chain: the fullest name, kind, country."""
        name = draft.name
        entry = name.entry if name is not None else None
        words = (
            draft.label or self._text(draft.first, draft.last)
            if name is None or name.sort != "person"
            else self._text(name.first, name.last)
        )
        if draft.bare:
            return
        if (name is not None and name.sort != "nationality" and name.sort != "community") or not draft.generic:
            weight = (2000 if name is not None and name.sort == "country" else 1000) + len(words)
            if name is not None and name.sort == "country":
                chain.sort = "country"
            if draft.generic:
                weight = len(words)
            chain.generic = False
        else:
            weight = len(words) + (200 if draft.country else 0)
            if chain.entry is not None or not chain.generic or self._leans(draft, chain):
                weight = -1
        if weight > chain.weight:
            chain.name, chain.weight = words, weight
        if not draft.generic and words not in chain.aliases:
            chain.aliases.append(words)
        if entry is not None and chain.entry is None and entry.id:
            chain.entry = entry
            chain.kind = entry.kind if entry.kind != "Community" else "Civilians"
            chain.inter = entry.inter
            chain.country = entry.country
        chain.country = chain.country or draft.country
        chain.inter = chain.inter or draft.inter

    def _leans(self, draft: Draft, chain: _Chain) -> bool:
        """Whether a mention is only of members of the body that the chain is of, which has a name of its own."""
        if any(self.tokens[k].tag == "PRP$" for k in self.parsed.children[draft.head]):
            return chain.name != "" and chain.kind in _ARMED  # "the army and its men"
        return draft.body is not None and draft.body is not draft and self.of_draft.get(id(draft.body)) is chain

    def _actor(self, chain: _Chain, *, named: bool) -> Actor:
        entry = chain.entry
        if entry is not None:
            identity = entry.id
        elif chain.kind == "Country" and chain.country:
            identity = f"iso:{chain.country}"
        elif chain.key.startswith("state:"):
            identity = chain.key
        else:
            identity = f"name:{_hash(f'{chain.kind} {fold_name(chain.name)}')}"
        aliases = [a for a in chain.aliases if a != chain.name]
        if entry is not None and entry.name != chain.name and entry.name not in aliases:
            aliases.append(entry.name)
        if chain.kind == "Country" and chain.country in self.table.states and chain.sort == "nationality":
            return Actor(
                identity,
                self.table.states[chain.country].name,
                chain.kind,
                named,
                chain.country,
                chain.inter,
                tuple(chain.aliases),
            )
        return Actor(identity, chain.name, chain.kind, named, chain.country or None, chain.inter, tuple(aliases))
