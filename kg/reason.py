"""Rules over the conclusions, run to a fixpoint: what is inferred lies in ``c:inferred``, each finding with its rule and grounds.

A rule is a SPARQL CONSTRUCT under ``ontology/rules`` that runs as it is. Its header (lines with ``#+``) has ``title``,
``why``, ``stratum`` (rules of a lower stratum are done first), ``focus`` (the variables of the things whose change
may change what the rule gives, each with its class; the first is what its findings are about), where it saves running
the rule in vain ``needs`` (for such a variable a path in ``c:conclusions`` that starts at every thing the rule matches
it with: properties, ``^`` before one that is followed backwards, ``/`` between) and, where a rule feeds on itself,
``recursive``. Where the text has a comment ``# focus``, a ``VALUES`` line limits the rule to given things.

A finding is a ``c:Inference`` with ``c:rule``, ``c:about`` and ``prov:wasDerivedFrom``; other statements of a rule are
about that same thing. So after a change only the findings about the things that it reaches are made anew, and the
outcome is that of running all rules over the whole graph.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode, Quad, QueryTriples, Store, Triple

from kg.assets import asset
from kg.errors import AssetError
from kg.terms import node, object_of, subject_of
from kg.vocabulary import PROV, RDF, C

__all__ = ["Rule", "fitting", "infer_again", "infer_all", "load_rules", "rules_changed", "touched_by"]

_MARK: Final = "# focus"
_AT_ONCE: Final = 500
"""Things that one run of a rule is limited to."""
_FACT: Final = "/fact/"
"""Stands in the IRI of every fact; no rule is about a fact alone."""
_FACTS_OF: Final = (C.participation, C.placeRole, C.figure, C.equipmentUse, C.damage, C.tally, C.zonePlacement)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with what its header says. ``makes``: the properties and classes of its direct statements."""

    name: str
    title: str
    why: str
    stratum: int
    focus: tuple[tuple[str, str], ...]
    needs: tuple[tuple[str, tuple[tuple[str, bool], ...]], ...]
    """Variables with the steps of their paths: a property, and whether it is followed backwards."""
    recursive: bool
    text: str
    makes: frozenset[str]

    def limited(self, variable: str, things: Iterable[str]) -> str:
        """The rule for some things only."""
        values = " ".join(f"<{t}>" for t in things)
        return self.text.replace(_MARK, f"VALUES ?{variable} {{ {values} }}")


@lru_cache(maxsize=1)
def load_rules() -> tuple[Rule, ...]:
    """All rules in the order in which they are run. Raises ``AssetError`` for a file with a broken header."""
    rules = [_read(path) for path in sorted(asset("ontology", "rules").glob("*.rq"))]
    return tuple(sorted(rules, key=lambda r: (r.stratum, r.name)))


def _read(path: Path) -> Rule:
    import yaml

    text = path.read_text(encoding="utf-8")
    header = "\n".join(line[2:].removeprefix(" ") for line in text.splitlines() if line.startswith("#+"))
    try:
        said: dict[str, Any] = yaml.safe_load(header) or {}
        rule = Rule(
            name=path.stem,
            title=str(said["title"]),
            why=str(said["why"]),
            stratum=int(said["stratum"]),
            focus=tuple((str(v), C.NAMESPACE + str(kind)) for v, kind in dict(said["focus"]).items()),
            needs=tuple((str(v), _steps(str(path))) for v, path in dict(said.get("needs", {})).items()),
            recursive=bool(said.get("recursive", False)),
            text=text,
            makes=_makes(text),
        )
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise AssetError(f"The header of ontology/rules/{path.name} is broken: {error}.") from error
    if _MARK not in text or not rule.focus or f'c:rule "{rule.name}"' not in text:
        raise AssetError(
            f"ontology/rules/{path.name} has no '{_MARK}', no focus, or findings with another rule's name."
        )
    return rule


def _steps(path: str) -> tuple[tuple[str, bool], ...]:
    return tuple((C.NAMESPACE + step.removeprefix("^"), step.startswith("^")) for step in path.split("/"))


def _makes(text: str) -> frozenset[str]:
    """The terms of a template's statements that are not about the finding."""
    template = re.search(r"CONSTRUCT\s*\{([^{}]*)\}", text)
    direct = [s for s in re.split(r"\s\.\s", template[1] if template else "") if not s.strip().startswith("?finding")]
    terms = [t for s in direct for t in re.findall(r"(?<![\w:])c:(\w+)", s)]
    return frozenset(C.NAMESPACE + t for t in terms)


def rules_changed() -> str:
    """Words that differ when the rules do."""
    return "\n".join(rule.text for rule in load_rules())


# what a change reaches


def touched_by(store: Store, quads: Iterable[Quad]) -> list[str]:
    """The things that changed statements of ``c:conclusions`` are about; an event for a fact of it. Ask before what is
    taken out is gone, and after what is new is there.
    """
    graph = node(C.conclusions)
    about: dict[str, None] = {}
    owners: dict[str, str] = {}
    for quad in quads:
        if quad.graph_name == graph and isinstance(quad.subject, NamedNode):
            about[quad.subject.value] = None
            if quad.predicate.value in _FACTS_OF:
                owners[object_of(quad)] = quad.subject.value
    found: dict[str, None] = {}
    for thing in about:
        owner = owners.get(thing) or (_owner(store, thing) if _FACT in thing else None)
        found[owner or thing] = None
    return sorted(found)


def _owner(store: Store, fact: str) -> str | None:
    """The event that a fact belongs to, if it belongs to one."""
    for edge in _FACTS_OF:
        for pointing in store.quads_for_pattern(None, node(edge), node(fact), node(C.conclusions)):
            return subject_of(pointing)
    return None


# running


def infer_all(store: Store) -> tuple[int, int]:
    """Run all rules over the whole graph; how many statements were taken out and put in."""
    graph = node(C.inferred)
    old = set(store.quads_for_pattern(None, None, None, graph))
    if old:
        store.clear_graph(graph)
    now: set[Quad] = set()
    for rules in _strata():
        new = True
        while new:
            given = {q for rule in rules for q in _given(store, rule.text)} - now
            new = bool(given) and any(r.recursive for r in rules)
            store.extend(sorted(given, key=str))
            now |= given
    return len(old - now), len(now - old)


def infer_again(store: Store, touched: Sequence[str]) -> None:
    """Bring ``c:inferred`` up to date after a change of the conclusions about these things."""
    reached = dict.fromkeys(t for t in touched if _matters(store, t))
    for rules in _strata():
        about = dict.fromkeys(reached)
        waiting = list(reached)
        while waiting:
            more = [*_resting_on(store, rules, waiting), *_led_to(store, rules, waiting)]
            waiting = [t for t in dict.fromkeys(more) if t not in about]
            about.update(dict.fromkeys(waiting))
            if not any(r.recursive for r in rules):
                break
        reached.update(dict.fromkeys(_renewed(store, rules, list(about))))


def _matters(store: Store, thing: str) -> bool:
    """Whether a rule may say something of a thing, or because of it, or has done so."""
    graph, me = node(C.inferred), node(thing)
    kinds = {kind for rule in load_rules() for _, kind in rule.focus}
    return (
        any(object_of(q) in kinds for q in store.quads_for_pattern(me, node(RDF.type), None, None))
        or next(store.quads_for_pattern(None, None, me, graph), None) is not None
        or next(store.quads_for_pattern(me, None, None, graph), None) is not None
    )


def fitting(store: Store, rule: Rule, things: Iterable[str], variable: str, kind: str) -> list[str]:
    """Those of the things that a rule may match a variable with: of the class, and where the path that it needs leads
    somewhere.
    """
    steps = dict(rule.needs).get(variable, ())
    of_kind = (t for t in things if next(store.quads_for_pattern(node(t), node(RDF.type), node(kind), None), None))
    return [t for t in of_kind if _leads(store, node(t), steps)]


def _leads(store: Store, here: Any, steps: Sequence[tuple[str, bool]]) -> bool:
    """Whether a path from a node has an end."""
    if not steps:
        return True
    graph, (step, backwards), rest = node(C.conclusions), steps[0], steps[1:]
    if backwards:
        before = store.quads_for_pattern(None, node(step), here, graph)
        return any(_leads(store, q.subject, rest) for q in before)
    after = store.quads_for_pattern(here, node(step), None, graph)
    return any(not rest or _leads(store, q.object, rest) for q in after)


def _strata() -> list[list[Rule]]:
    strata: dict[int, list[Rule]] = defaultdict(list)
    for rule in load_rules():
        strata[rule.stratum].append(rule)
    return [strata[n] for n in sorted(strata)]


def _resting_on(store: Store, rules: Sequence[Rule], things: Iterable[str]) -> Iterator[str]:
    """What findings of the rules are about that rest on one of the things."""
    graph, names = node(C.inferred), {r.name for r in rules}
    for thing in things:
        for quad in store.quads_for_pattern(None, node(PROV.wasDerivedFrom), node(thing), graph):
            if _one(store, quad.subject, C.rule) in names:
                yield from _values(store, quad.subject, C.about)


def _led_to(store: Store, rules: Sequence[Rule], things: Sequence[str]) -> Iterator[str]:
    """What the rules now say something of because of one of the things, beyond the things themselves."""
    for rule in rules:
        for variable, kind in rule.focus[1:]:
            for some in _portions(fitting(store, rule, things, variable, kind)):
                for triple in _constructed(store, rule.limited(variable, some)):
                    if triple.predicate.value == C.about and isinstance(triple.object, NamedNode):
                        yield triple.object.value


def _renewed(store: Store, rules: Sequence[Rule], things: Sequence[str]) -> list[str]:
    """Make anew what the rules say of the things; those of which they now say something else."""
    old = {q for thing in things for q in _said_of(store, rules, thing)}
    if any(r.recursive for r in rules):
        # What feeds on itself must not be its own ground.
        _remove(store, old)
    new: set[Quad] = set()
    growing = True
    while growing:
        before = len(new)
        for rule in rules:
            variable, kind = rule.focus[0]
            for some in _portions(fitting(store, rule, things, variable, kind)):
                new.update(_given(store, rule.limited(variable, some)))
        growing = any(r.recursive for r in rules) and len(new) > before
        if growing:
            store.extend(sorted(new, key=str))
    _remove(store, old - new)
    store.extend(sorted(new - old, key=str))
    changed = {q.subject for q in old ^ new}
    owners = {about for s in changed for about in _values(store, s, C.about)}
    owners.update(object_of(q) for q in old - new if q.predicate.value == C.about)
    return sorted(owners | {s.value for s in changed if isinstance(s, NamedNode)})


def _said_of(store: Store, rules: Sequence[Rule], thing: str) -> Iterator[Quad]:
    """The findings of the rules about a thing, and their direct statements about it."""
    graph, names = node(C.inferred), {r.name for r in rules}
    makes = {term for r in rules for term in r.makes}
    for quad in list(store.quads_for_pattern(None, node(C.about), node(thing), graph)):
        if _one(store, quad.subject, C.rule) in names:
            yield from store.quads_for_pattern(quad.subject, None, None, graph)
    for quad in store.quads_for_pattern(node(thing), None, None, graph):
        if quad.predicate.value in makes or (quad.predicate.value == RDF.type and object_of(quad) in makes):
            yield quad


def _remove(store: Store, quads: Iterable[Quad]) -> None:
    """Take statements of ``c:inferred`` out, all at once: one by one each would be a transaction."""
    lines = [f"{q.subject} {q.predicate} {q.object} ." for q in quads]
    if lines:
        store.update(f"DELETE DATA {{ GRAPH {node(C.inferred)} {{ {' '.join(lines)} }} }}")


def _one(store: Store, subject: object, predicate: str) -> str | None:
    return next(_values(store, subject, predicate), None)


def _values(store: Store, subject: Any, predicate: str) -> Iterator[str]:
    for quad in store.quads_for_pattern(subject, node(predicate), None, node(C.inferred)):
        yield object_of(quad)


def _portions(things: Sequence[str]) -> Iterator[Sequence[str]]:
    for at in range(0, len(things), _AT_ONCE):
        yield things[at : at + _AT_ONCE]


def _constructed(store: Store, text: str) -> Iterator[Triple]:
    found = store.query(text)
    if not isinstance(found, QueryTriples):
        raise AssetError("A rule under ontology/rules is no CONSTRUCT query.")
    yield from found


def _given(store: Store, text: str) -> set[Quad]:
    graph = node(C.inferred)
    return {Quad(t.subject, t.predicate, t.object, graph) for t in _constructed(store, text)}
