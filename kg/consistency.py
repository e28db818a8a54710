"""Whether the ontology contradicts itself, by HermiT, and which statements are to blame: the edge to owlready2.

HermiT needs Java. Without either everything else works; ``reasoner_missing`` says what is not there.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, Triple, parse, serialize

from kg.assets import asset
from kg.vocabulary import RDF

__all__ = ["classified", "contradictions", "ontology_triples", "reasoner_missing"]

_OWL = "http://www.w3.org/2002/07/owl#"


def reasoner_missing() -> str | None:
    """What keeps HermiT from running, in words; ``None`` if it can."""
    from importlib.util import find_spec

    if find_spec("owlready2") is None:
        return "owlready2 is not installed (pip install 'conflict-kg[check]')"
    return None if shutil.which("java") else "there is no Java"


def ontology_triples(extra: str = "") -> list[Triple]:
    """All modules of the ontology and their alignments, without imports; ``extra`` is Turtle that is added."""
    found = [
        q.triple
        for path in sorted(asset("ontology").glob("*.ttl"))
        for q in parse(path=str(path), format=RdfFormat.TURTLE)
    ]
    found += [q.triple for q in parse(extra.encode(), format=RdfFormat.TURTLE)]
    return [t for t in found if t.predicate.value != _OWL + "imports"]


def contradictions(triples: Sequence[Triple]) -> list[str]:
    """The IRIs that are to blame for contradictions: classes that nothing can be in, else the fewest things whose
    statements cannot all be true. Empty if all is well.
    """
    unsatisfiable = _reasoned(triples)
    if unsatisfiable is not None:
        return unsatisfiable[0]
    terms = {
        t.subject
        for t in triples
        if t.predicate.value == RDF.type and isinstance(t.object, NamedNode) and t.object.value.startswith(_OWL)
    }
    about: dict[str, list[Triple]] = defaultdict(list)
    base: list[Triple] = []
    for triple in triples:
        if isinstance(triple.subject, NamedNode) and triple.subject not in terms:
            about[triple.subject.value].append(triple)
        else:
            base.append(triple)
    if _reasoned(base) is None:
        # The terms contradict each other: look among what is said of each of them.
        for triple in base:
            if isinstance(triple.subject, NamedNode):
                about[triple.subject.value].append(triple)
        base = [t for t in base if not isinstance(t.subject, NamedNode)]

    def wrong(names: Iterable[str]) -> bool:
        return _reasoned([*base, *(t for n in names for t in about[n])]) is None

    return sorted(_fewest(sorted(about), wrong))


def _fewest(names: Sequence[str], wrong: Callable[[Iterable[str]], bool]) -> list[str]:
    """A smallest part of the names that is still wrong together (Junker's QuickXplain)."""

    def look(known: Sequence[str], changed: bool, among: Sequence[str]) -> list[str]:
        if changed and wrong(known):
            return []
        if len(among) == 1:
            return list(among)
        half = len(among) // 2
        left, right = among[:half], among[half:]
        second = look([*known, *left], bool(left), right)
        first = look([*known, *second], bool(second), left)
        return first + second

    return look([], False, names) if names else []


def classified(triples: Sequence[Triple]) -> dict[str, list[str]]:
    """The classes that HermiT finds each individual in; empty if the statements contradict each other."""
    found = _reasoned(triples)
    return found[1] if found is not None else {}


def _reasoned(triples: Sequence[Triple]) -> tuple[list[str], dict[str, list[str]]] | None:
    """Unsatisfiable classes, and the individuals with their classes; ``None`` if there is a contradiction."""
    import owlready2

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "all.nt"
        kind, own = NamedNode(RDF.type), NamedNode(_OWL + "NamedIndividual")
        things = {t.subject for t in triples if t.predicate == kind and not str(t.object).startswith(f"<{_OWL}")}
        named = [Triple(s, kind, own) for s in sorted(things, key=str) if isinstance(s, NamedNode)]
        path.write_bytes(serialize([*triples, *named], format=RdfFormat.N_TRIPLES) or b"")
        world = owlready2.World()
        world.get_ontology(path.as_uri()).load()
        try:
            owlready2.sync_reasoner_hermit(world, debug=0)
        except owlready2.OwlReadyInconsistentOntologyError:
            return None
        unsatisfiable = sorted(c.iri for c in world.inconsistent_classes() if c is not owlready2.Nothing)
        kinds = {
            i.iri: sorted({c.iri for k in i.is_a if isinstance(k, owlready2.ThingClass) for c in k.ancestors()})
            for i in world.individuals()
        }
        return unsatisfiable, kinds
