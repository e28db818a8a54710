"""The words the extractor knows, read from ``ontology/``: adding one takes Turtle and no Python.

Four forms stand in the Turtle modules (``ontology/*.ttl``, ``ontology/lexicon/*.ttl``):

- a class of the ontology with trigger annotations (``c:verbTrigger``, ``c:nounTrigger``, ``c:clauseTrigger`` …);
- a word list: ``lx:reporting-verb a c:WordList ; c:word "say", "claim" .``
- a scheme of concepts: ``lx:dozen a skos:Concept ; skos:inScheme lx:number-word ; skos:altLabel "dozen" ; rdf:value 12 .``
- a trait of classes: ``lx:pursuit a c:Trait ; c:marks c:Arrest, c:Trial .``

The files are parsed with the RDF store's own parser, once per process (some 20 ms).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from kg.assets import asset

__all__ = ["Concept", "Lexicon", "load_lexicon"]

C = "https://w3id.org/conflict-kg/ns#"
LX = "https://w3id.org/conflict-kg/lexicon#"
_WORDLESS = frozenset({"alignments.ttl", "codebooks.ttl"})
"""Modules that say how terms stand to those of others: nothing in them is read for words."""
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"


@dataclass(frozen=True, slots=True)
class Concept:
    """A lexicon concept: its local name, its words (preferred first), its value if it has one, its broader concept."""

    name: str
    words: tuple[str, ...]
    value: str | None = None
    broader: str | None = None


@dataclass(frozen=True, eq=False)
class Lexicon:
    """All literal annotations of the ontology's modules, by subject and property; hashed by identity, so that layers can
    keep their compiled words in an ``lru_cache`` keyed by it.

    ``annotations[subject IRI][property IRI]`` is a sorted tuple of strings (literals' text or IRIs).
    """

    annotations: dict[str, dict[str, tuple[str, ...]]]

    def words(self, name: str) -> frozenset[str]:
        """The words of the list ``lx:<name>``; raises ``KeyError`` for a list that does not exist."""
        return self._lists[name]

    @cached_property
    def _lists(self) -> dict[str, frozenset[str]]:
        told = ((subject, said.get(C + "word")) for subject, said in self.annotations.items())
        return {local_name(subject): frozenset(words) for subject, words in told if words}

    @cached_property
    def _schemes(self) -> dict[str, tuple[Concept, ...]]:
        found: dict[str, list[Concept]] = defaultdict(list)
        for subject in sorted(self.annotations):
            said = self.annotations[subject]
            for scheme in said.get(_SKOS + "inScheme", ()):
                labels = said.get(_SKOS + "prefLabel", ()) + said.get(_SKOS + "altLabel", ())
                value = said.get(_RDF + "value", (None,))[0]
                broader = said.get(_SKOS + "broader", (None,))[0]
                found[local_name(scheme)].append(
                    Concept(local_name(subject), labels, value, local_name(broader) if broader else None)
                )
        return {name: tuple(concepts) for name, concepts in found.items()}

    def scheme(self, name: str) -> tuple[Concept, ...]:
        """The concepts of the scheme ``lx:<name>``, sorted by name; raises ``KeyError`` if there are none."""
        return self._schemes[name]

    @cached_property
    def superclasses(self) -> dict[str, tuple[str, ...]]:
        """Local name of each class of ours to its chain of named superclasses of ours, nearest first."""
        parents = {
            local_name(s): tuple(local_name(p) for p in said.get(_RDFS + "subClassOf", ()) if p.startswith(C))
            for s, said in self.annotations.items()
            if s.startswith(C)
        }
        closed: dict[str, tuple[str, ...]] = {}
        for name in parents:
            chain: list[str] = []
            waiting = list(parents[name])
            while waiting:
                parent = waiting.pop(0)
                if parent not in chain:
                    chain.append(parent)
                    waiting.extend(parents.get(parent, ()))
            closed[name] = tuple(chain)
        return closed

    def classes_under(self, root: str) -> tuple[str, ...]:
        """Local names of the classes below ``c:<root>`` (itself included), sorted."""
        return tuple(sorted([n for n, chain in self.superclasses.items() if root in chain] + [root]))

    @cached_property
    def _traits(self) -> dict[str, frozenset[str]]:
        return {
            local_name(s): frozenset(
                (
                    *(n for root in said.get(C + "marks", ()) for n in self.classes_under(local_name(root))),
                    *map(local_name, said.get(C + "marksAlone", ())),
                )
            )
            for s, said in self.annotations.items()
            if C + "Trait" in said.get(_RDF + "type", ())
        }

    def with_trait(self, name: str) -> frozenset[str]:
        """Local names of the classes that have the trait ``lx:<name>``; raises ``KeyError`` for a trait that does not exist."""
        return self._traits[name]

    @cached_property
    def _trait_schemes(self) -> dict[str, tuple[frozenset[str], ...]]:
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for name in self._traits:
            said = self.annotations[LX + name]
            for scheme in said.get(_SKOS + "inScheme", ()):
                found[local_name(scheme)].append((said.get(_RDF + "value", ("",))[0], name))
        return {scheme: tuple(self._traits[name] for _, name in sorted(traits)) for scheme, traits in found.items()}

    def traits_of(self, scheme: str) -> tuple[frozenset[str], ...]:
        """The classes of each trait of the scheme ``lx:<scheme>``, by the traits' values, then names; raises ``KeyError``."""
        return self._trait_schemes[scheme]

    def becomes(self, name: str) -> str:
        """The class that a happening with the trait ``lx:<name>`` is of; raises ``KeyError`` for a trait without one."""
        return local_name(self.annotations[LX + name][C + "becomes"][0])

    def of_class(self, name: str, prop: str) -> tuple[str, ...]:
        """Values of the annotation ``c:<prop>`` on the class ``c:<name>``."""
        return self.annotations.get(C + name, {}).get(C + prop, ())


def local_name(iri: str) -> str:
    """What follows the last ``#`` or ``/``."""
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def ontology_files() -> tuple[Path, ...]:
    """The Turtle modules that carry terms and words: ``ontology/*.ttl`` and ``ontology/lexicon/*.ttl``."""
    root = asset("ontology")
    modules = [path for path in root.glob("*.ttl") if path.name not in _WORDLESS]
    return tuple(sorted([*modules, *root.glob("lexicon/*.ttl")]))


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """Read all modules; the same object within a process."""
    from pyoxigraph import Literal, NamedNode, RdfFormat
    from pyoxigraph import parse as parse_rdf

    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for path in ontology_files():
        for quad in parse_rdf(path=str(path), format=RdfFormat.TURTLE):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, (Literal, NamedNode)):
                found[quad.subject.value][quad.predicate.value].append(quad.object.value)
    return Lexicon({s: {p: tuple(sorted(set(values))) for p, values in said.items()} for s, said in found.items()})
