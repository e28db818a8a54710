"""The words for actors, compiled once from the lexicon into tables that a token's lower-case form looks up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from kg.lexicon import LX, C, Lexicon

__all__ = ["ActorWords", "Noun", "actor_words", "plural_of"]


_BRANCHES = {"police-noun": "police", "air-force-noun": "air-force", "sea-force-noun": "navy"}


class Noun(NamedTuple):
    """What a noun says of the actor it heads.

    ``use``: ``people`` (counts persons), ``body`` (an institution or formation), ``member`` (persons whose side the
    words before them tell), ``formation`` (a group of others), ``arm`` (stands for the force named before it),
    ``thing``. ``sort`` is the concept's local name.
    """

    kind: str
    inter: int
    use: str
    sort: str
    plural: bool
    office: bool

    @property
    def branch(self) -> str:
        """The branch of a state's forces that the noun names, where it names one; any other is its military."""
        return _BRANCHES.get(self.sort, "military")


@dataclass(frozen=True)
class ActorWords:
    """All tables of the actor layer."""

    nouns: dict[str, Noun]
    """Singular and plural forms, without those below."""
    things: dict[str, Noun]
    """The same for things; some words stand in both ("bank")."""
    arms: dict[str, Noun]
    """Weapons and craft that stand for the force named before them."""
    compounds: dict[tuple[str, str], Noun]
    """Two words that mean more than the second alone ("security guard"); the noun of the second form."""
    modifiers: dict[str, str]
    """Word before a noun to the kind it gives."""
    armed: frozenset[str]
    unknown: frozenset[str]
    quantifiers: frozenset[str]
    titles: frozenset[str]
    areas: frozenset[str]
    """Nouns for places and areas ("province"), which a name of a place may take along."""
    organisation: frozenset[str]
    armed_organisation: frozenset[str]
    formation_links: frozenset[str]
    membership_links: frozenset[str]
    members: frozenset[str]
    naming: frozenset[str]
    anaphors: frozenset[str]
    collectives: frozenset[str]
    """Nouns for several people in one, whom no "he" takes up."""
    governments: frozenset[str]
    fielded: frozenset[str]
    made: frozenset[str]
    """Nouns for those whom an armed actor sends out: "its troops", "his men"."""
    supposing: frozenset[str]
    summing: frozenset[str]
    kin: frozenset[str]
    deeds: frozenset[str]
    """Nouns that open a heading: "Liberation of the town"."""
    treaties: frozenset[str]
    """Nouns for what states agree on."""
    related: frozenset[str]
    """Nouns that tell what a body is to another: "affiliate", "wing"."""
    taken: frozenset[str]
    """Nouns that say what became of somebody: "took three teachers hostage"."""
    speech: frozenset[str]
    governing: frozenset[str]
    reproaching: frozenset[str]
    """Verbs of what a government does: "Paris recalled its envoy"."""
    plain: frozenset[str]
    """Words before a noun that leave open whose force it is: "the local police"."""
    acts: frozenset[str]
    """Nouns for acts of force, with their plurals: a nationality before one is a state that acts."""


def plural_of(word: str) -> str:
    """The regular English plural, and that of ``-man`` words."""
    if (word.endswith("man") and word not in ("human", "shaman", "german", "woman")) or word == "woman":
        return word[:-2] + "en"
    if word.endswith(("s", "x", "ch", "sh", "z")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


_IRREGULAR = {
    "child": "children",
    "wife": "wives",
    "thief": "thieves",
    "person": "persons",
    "mujahid": "mujahids",
    "chief": "chiefs",
    "passer-by": "passers-by",
    "passerby": "passersby",
    "schoolchild": "schoolchildren",
    "people": "peoples",
    **{
        word: word
        for word in """headquarters barracks premises corps forces authorities aircraft personnel police military
        commandos cattle livestock townspeople businesspeople displaced crossroads""".split()
    },
}
_PLURAL_ALONE = frozenset(
    "people police troops personnel forces authorities commandos warplanes cattle livestock townspeople businesspeople "
    "mujahideen mujahidin mujahedin mujahedeen fedayeen displaced clergy staff crew media public population passersby "
    "carabinieri crowd mob family couple schoolchildren law-enforcement indigenous peshmerga janjaweed".split()
)


@lru_cache(maxsize=2)
def actor_words(lexicon: Lexicon) -> ActorWords:
    """The tables of a lexicon."""
    nouns: dict[str, Noun] = {}
    things: dict[str, Noun] = {}
    arms: dict[str, Noun] = {}
    compounds: dict[tuple[str, str], Noun] = {}
    plurals: list[tuple[dict[str, Noun], str, Noun]] = []
    for concept in lexicon.scheme("actor-noun"):
        said = lexicon.annotations[LX + concept.name]
        use = said[C + "nounUse"][0]
        inter = int(said.get(C + "inter", ("0",))[0])
        office = said.get(C + "office", ("false",))[0] == "true"
        home = things if use == "thing" else arms if use == "arm" else nouns
        for word in concept.words:
            many = _IRREGULAR.get(word) or plural_of(word)
            one = Noun(concept.value or "", inter, use, concept.name, word in _PLURAL_ALONE, office)
            more = one._replace(plural=True)
            parts = word.split("-")
            if len(parts) == 2:
                compounds.setdefault((parts[0], parts[1]), one)
                compounds.setdefault((parts[0], many.split("-")[1]), more)
            home.setdefault(word, one)
            plurals.append((home, many, more))
    for home, many, more in plurals:
        home.setdefault(many, more)
    modifiers = {w: c.value or "" for c in lexicon.scheme("actor-modifier") for w in c.words}
    by_name = {c.name: frozenset(c.words) for c in lexicon.scheme("actor-modifier")}
    return ActorWords(
        nouns,
        things,
        arms,
        compounds,
        modifiers,
        by_name["armed-modifier"],
        by_name["unknown-modifier"],
        lexicon.words("actor-quantifier"),
        lexicon.words("actor-title"),
        frozenset(word for concept in lexicon.scheme("place-kind") for word in concept.words),
        lexicon.words("actor-organisation-word"),
        lexicon.words("armed-organisation-word"),
        lexicon.words("formation-link"),
        lexicon.words("membership-link"),
        lexicon.words("member-noun"),
        lexicon.words("naming-participle"),
        lexicon.words("group-anaphor"),
        lexicon.words("collective-noun"),
        lexicon.words("government-head"),
        lexicon.words("fielded-noun"),
        lexicon.words("made-word"),
        lexicon.words("supposing-participle"),
        lexicon.words("summing-word"),
        lexicon.words("kin-noun"),
        lexicon.words("deed-noun"),
        lexicon.words("treaty-noun"),
        lexicon.words("related-noun"),
        lexicon.words("taken-person"),
        lexicon.words("speech-verb"),
        lexicon.words("governing-verb"),
        lexicon.words("reproaching-verb"),
        lexicon.words("plain-modifier"),
        frozenset(form for word in lexicon.words("force-act") for form in (word, plural_of(word))),
    )
