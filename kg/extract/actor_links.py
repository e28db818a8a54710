"""Ties between actor mentions: members to organisations, formations to the people in them, names to descriptions."""

from __future__ import annotations

from kg.extract.actor_draft import Draft
from kg.extract.actor_names import Name
from kg.extract.actor_phrases import Phrases

__all__ = ["link"]


def link(found: Phrases) -> None:
    """Tie the mentions of an article together: sets ``body``, ``same``, counts, kinds and the extent of phrases."""
    _Links(found).run()


_BODIES = frozenset(("ArmedGroup", "StateForce", "InternationalForce", "Organisation", "Government"))
"""Kinds of which people can be members."""


_BESIDE = 7
"""Words between people and what is set beside them ("of the Northern Front, a")."""


class _Links:
    """Reads the ties of one article off its trees."""

    def __init__(self, found: Phrases) -> None:
        self.found = found
        self.parsed = found.parsed
        self.tokens = found.tokens
        self.words = found.words
        self.at = found.at
        self.name_at = found.name_at

    def run(self) -> None:
        """Go through the phrases with what hangs on their heads."""
        tokens, words = self.tokens, self.words
        for draft in list(self.found.drafts):
            noun = draft.noun
            if noun is None:
                self._described(draft)
                continue
            if noun.use == "thing":
                self._whose(draft)
                continue
            if noun.use == "formation":
                self._strong(draft)
            verb = tokens[tokens[draft.head].head]
            if verb.lower in words.supposing and tokens[draft.head].dep in ("nsubj", "nsubjpass"):
                self._supposed(draft, verb.i)
            for child in self.parsed.children[draft.head]:
                token = tokens[child]
                if child < draft.head:
                    continue
                if token.dep == "prep" and token.lower == "of":
                    self._of(draft, child)
                    self._beside_place(draft, child)
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
                    self.found.left(child)
                    if child not in self.name_at
                    else min(self.found.left(child), self.name_at[child].first)
                )
            elif token.dep == "prep" and token.lower == "of" and child == draft.last:
                end = self._end(child)
                if end - child <= 9:
                    draft.last = end

    def _end(self, prep: int) -> int:
        """The token after the noun phrase that a preposition governs, with its own of-phrases."""
        tokens, children = self.tokens, self.parsed.children
        end = prep
        for _ in range(3):
            head = next(
                (c for c in children[prep] if c > prep and tokens[c].dep == "pobj" and tokens[c].tag[0] == "N"), None
            )
            if head is None:
                return end
            name = self.name_at.get(head)
            if name is not None:
                return max(name.last, head + 1)
            end = head + 1
            if end not in children[head] or tokens[end].lower != "of":
                return end
            prep = end
        return end

    def _of(self, draft: Draft, prep: int) -> None:
        for child in self.parsed.children[prep]:
            if self.tokens[child].dep in ("pobj", "pcomp"):
                if self.tokens[child].tag == "VBG" and child == prep + 1:
                    # "a column of retreating troops", where the tree takes the participle for a clause
                    child = next((c for c in self.parsed.children[child] if self.tokens[c].dep == "dobj"), child)
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
        """Take in the state: "the military forces of India and Pakistan" (the second is a mention of its own)."""
        if draft.country and name.people is not None and draft.country != name.people.key:
            return
        self._state(draft, name)
        if draft.last <= name.first and name.first - draft.last <= 3:
            draft.last = name.last
        for child in self.parsed.children[head]:
            other = self.name_at.get(child)
            if self.tokens[child].dep == "conj" and other is not None and other.sort == "country":
                self.found.second(draft, other)

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

    def _contain(self, draft: Draft, head: int) -> None:
        """``draft`` "of" the phrase that ``head`` heads."""
        inner = self.at.get(head)
        noun = draft.noun
        if inner is None and (name := self.name_at.get(head)) is not None and name.first > draft.head:
            inner = self.at.get(name.head) or self._borne(name)
        if noun is None or inner is draft:
            return
        if (
            inner is None
            and self.tokens[draft.head].lower in self.words.members
            and draft.last <= head <= draft.last + 6
        ):
            if self.tokens[head].tag not in ("NNP", "NNPS") or self.found.placed[head]:
                draft.last = head + 1
                return
            first = head
            while first > draft.last + 1 and self.tokens[first - 1].tag in ("NNP", "NNPS"):
                first -= 1
            name = Name(first, head + 1, head, "organisation")
            inner = Draft(first, head + 1, head, self.found.organisation_kind(name), name=name)
            self.found.add(inner)
        if inner is None:
            return
        if (
            inner.kind == "Person"
            and inner.name is not None
            and inner.name.entry is None
            and inner.title_first == inner.first
            and self.tokens[draft.head].lower in self.words.members
            and self.tokens[inner.first].lower not in self.found.table.given_names
        ):
            inner.name = Name(inner.first, inner.last, inner.head, "organisation")
            inner.kind = self.found.organisation_kind(inner.name)
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
                self._fought_for(draft, inner)
                bare = self.tokens[draft.head].lower in self.words.members
                if bare and draft.last <= inner.first:
                    draft.last = inner.last
                if bare or (noun.use != "people" and noun.kind != "Civilians" and not noun.office):
                    draft.kind, draft.inter = inner.kind, inner.inter
            draft.country = draft.country or inner.country

    def _beside_place(self, draft: Draft, prep: int) -> None:
        """ "the mayor of Torsk, Ana Soto": the one named behind the place, where the tree takes both for one phrase."""
        noun = draft.noun
        if noun is None or noun.use not in ("people", "member") or noun.plural or draft.count is not None:
            return
        objects = [c for c in self.parsed.children[prep] if self.tokens[c].dep == "pobj"]
        beside = [c for o in objects for c in self.parsed.children[o] if self.tokens[c].dep == "appos"]
        for child in (*objects, *beside):
            inner = self.at.get(child)
            if inner is None or inner.name is None or inner.name.sort != "person" or draft.same is not None:
                continue
            if self.tokens[inner.title_first - 1].text == "," and self.tokens[inner.title_first - 2].tag == "NNP":
                draft.same = inner

    def _borne(self, name: Name) -> Draft | None:
        """The body whose small noun follows its name: "the Sons of the Vale militia"."""
        body = self.at.get(name.last)
        return body if body is not None and body.owner is name and body.first == name.first else None

    def _fought_for(self, draft: Draft, body: Draft) -> None:
        """What militants, rebels or gunmen are members of is an armed group, whatever its name suggests."""
        noun = draft.noun
        if (
            noun is not None
            and noun.sort in ("militant-noun", "gunman-noun")
            and body.kind in ("StateForce", "Organisation")
            and (not body.country or (body.name is not None and body.name.people is None))
            and not body.generic
            and (body.name is None or body.name.entry is None)
        ):
            body.kind, body.inter = "ArmedGroup", noun.inter

    def _named(self, draft: Draft, participle: int) -> None:
        """The phrase bears the name that follows: "a gang called the Owls"."""
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
                    inner = Draft(self.found.left(child), child + 1, child, draft.kind, noun=draft.noun)
                    inner.inter, inner.country = draft.inter, draft.country
                    self.found.add(inner)
                inner.generic = False
                draft.same = inner
                return

    def _described(self, draft: Draft) -> None:
        """The description is of the one named: "Los Macheteros, a rebel group", "Juan Soto, leader of the union"."""
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
        """Members by belief: "gunmen believed to belong to the cartel"."""
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
        """The group bears the name: "the armed group, Colectivos"."""
        inner = self.at.get(head)
        noun = draft.noun
        if inner is None or noun is None:
            return
        if self._describes(inner, draft):
            inner.same = draft.body or draft
            return
        if (
            inner.name is not None
            and inner.name.sort == "person"
            and draft.generic
            and draft.count is None
            and noun.use in ("people", "member")
            and not noun.plural
            and self.tokens[draft.head].tag == "NN"
        ):
            draft.same = inner  # "a nurse, Ann Brook, was hurt"
            inner.body = inner.body or draft.body
            return
        if inner.name is None or inner.name.sort not in ("actor", "organisation"):
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

    def _describes(self, inner: Draft, draft: Draft) -> bool:
        """ "members of the Front, an organisation outlawed in …": whether a single body beside several people says what
        they belong to, whatever noun the tree hangs it on.
        """
        noun, people = inner.noun, draft.noun
        last = draft.last if draft.body is None else max(draft.last, draft.body.last)
        return (
            (draft.body is None or not draft.body.generic)
            and people is not None
            and people.plural
            and 0 <= inner.first - last <= _BESIDE
            and inner.generic
            and inner.name is None
            and inner.owner is None
            and noun is not None
            and noun.use in ("formation", "body")
            and not noun.plural
        )

    def _strong(self, draft: Draft) -> None:
        """ "two columns, some 200 men in all, attacked": the men are those of the columns, and how many they were."""
        tokens = self.tokens
        if draft.last + 1 >= len(tokens) or tokens[draft.last].text not in (",", "(", "–", "—", "-"):
            return
        for i in range(draft.last + 1, min(draft.last + _BESIDE, len(tokens))):
            inner = self.at.get(i)
            if inner is None or inner.head != i:
                continue
            if (
                inner.noun is None
                or inner.noun.use not in ("people", "member")
                or not inner.generic
                or inner.count is None
                or inner.body is not None
                or any(t.pos in ("CCONJ", "VERB", "ADP") for t in tokens[draft.last + 1 : inner.first])
            ):
                return
            j = inner.last
            while j < len(tokens) and j < inner.last + 3 and tokens[j].lower in self.words.summing:
                j += 1
            closed = j + 1 < len(tokens) and tokens[j].text in (",", ")", "–", "—", "-")
            if closed and tokens[j + 1].pos in ("VERB", "AUX") and tokens[j + 1].tag != "VBG":
                inner.same = draft
                draft.count = draft.count or inner.count
            return

    def _belongs(self, draft: Draft, prep: int) -> None:
        for child in self.parsed.children[prep]:
            inner = self.at.get(child)
            name = self.name_at.get(child)
            if name is not None and name.sort == "country" and name.people is not None:
                draft.country = draft.country or name.people.key
            borne = self._borne(name) if name is not None else None
            inner = borne or inner
            if inner is not None and inner.kind in _BODIES and (not inner.generic or inner is borne):
                draft.body = inner
                self._fought_for(draft, inner)
                return
