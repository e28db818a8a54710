"""Everything a machine can hold against a graph, in one list: shapes, rules as queries, and quotes against the texts.

- the SHACL shapes of ``ontology/shapes`` (pySHACL, core constraints), a slice of the graph at a time;
- ``queries/checks/*.rq``, each of which has rows only when something is wrong;
- every quote and every mention, character by character, against the words of its article.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyoxigraph import Quad, QuerySolutions, RdfFormat, serialize

from kg.assets import asset
from kg.store import GraphStore
from kg.terms import object_of, subject_of
from kg.vocabulary import OA, RDF, RDFS, C

if TYPE_CHECKING:
    import rdflib

__all__ = [
    "Finding",
    "Rule",
    "check",
    "check_consistency",
    "check_ontology",
    "check_quotes",
    "check_rules",
    "check_shapes",
    "load_rules",
    "validation_report",
]

_SLICE = 20_000
"""Statements validated against the shapes at a time."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong. ``check`` names the rule or shape; ``severity`` is violation or warning; ``words``
    are those of the article that the subject was read from, where there are any.
    """

    check: str
    severity: str
    message: str
    subject: str
    document: str | None = None
    words: str | None = None

    def __str__(self) -> str:
        place = f" ({self.document})" if self.document else ""
        words = f": “{self.words}”" if self.words else ""
        return f"{self.severity} {self.check}: {self.message} — {self.subject}{place}{words}"


@dataclass(frozen=True, slots=True)
class Rule:
    """A query whose rows are findings, with what its header says."""

    name: str
    title: str
    severity: str
    text: str


def check(store: GraphStore) -> tuple[Finding, ...]:
    """All findings, in order of check, document and subject; none if the graph is as it should be."""
    found = [*check_ontology(store), *check_rules(store), *check_quotes(store), *check_shapes(store)]
    return tuple(sorted(found, key=lambda f: (f.check, f.document or "", f.subject, f.message)))


# the ontology


_ANNOTATED = (
    (RDFS.label, "label"),
    ("http://www.w3.org/2004/02/skos/core#definition", "definition"),
    ("http://www.w3.org/2004/02/skos/core#example", "example"),
)


def check_ontology(store: GraphStore) -> Iterator[Finding]:
    """Terms of the store's ontology without label, definition or example, and terms that it uses and does not declare."""
    own, declared, used = C.NAMESPACE, set(), set()
    for quad in store.match(graph=C.ontology):
        subject = subject_of(quad)
        if subject.startswith(own) and quad.predicate.value == RDF.type:
            declared.add(subject)
        for term in (subject, quad.predicate.value, object_of(quad)):
            if term.startswith(own) and not term.endswith("#"):
                used.add(term)
    for term in sorted(declared):
        for predicate, what in _ANNOTATED:
            if next(store.match(term, predicate, None, C.ontology), None) is None:
                yield Finding(f"term-without-{what}", "warning", f"A term of the ontology has no {what}", term)
    for term in sorted(used - declared):
        yield Finding("term-not-declared", "violation", "The ontology uses a term that it does not declare", term)


def check_consistency() -> tuple[list[Finding], str | None]:
    """What contradicts itself in the ontology, by HermiT; or why that could not be found out, in words."""
    from kg.consistency import contradictions, ontology_triples, reasoner_missing

    if missing := reasoner_missing():
        return [], f"The ontology's consistency was not checked: {missing}."
    blamed = contradictions(ontology_triples())
    message = "What the ontology says of it cannot be true"
    return [Finding("contradiction", "violation", message, term) for term in blamed], None


# rules that are queries


@lru_cache(maxsize=1)
def load_rules() -> tuple[Rule, ...]:
    """The rules of ``queries/checks``, by name."""
    return tuple(_rule(path) for path in sorted(asset("queries", "checks").glob("*.rq")))


def _rule(path: Path) -> Rule:
    text = path.read_text(encoding="utf-8")
    said = dict(line[2:].strip().split(": ", 1) for line in text.splitlines() if line.startswith("#+"))
    return Rule(path.stem, said["title"], said["severity"], text)


def check_rules(store: GraphStore) -> Iterator[Finding]:
    """What the rules find."""
    for rule in load_rules():
        rows = store.query(rule.text)
        if not isinstance(rows, QuerySolutions):
            raise TypeError(f"queries/checks/{rule.name}.rq is no SELECT query.")
        for row in rows:
            subject = _value(row["subject"]) or "?"
            document, detail = _value(row["document"]), _value(row["detail"])
            message = f"{rule.title}: {detail}" if detail else rule.title
            yield Finding(rule.name, rule.severity, message, subject, document, _words(store, subject))


def _value(term: Any) -> str | None:
    return None if term is None else str(getattr(term, "value", term))


def _words(store: GraphStore, subject: str) -> str | None:
    """The words that a subject was read from."""
    if ":" not in subject:
        return None
    for predicate in (C.mention, C.words, C.quote):
        for quad in store.match(subject, predicate):
            return str(object_of(quad))
    return None


# quotes


def check_quotes(store: GraphStore) -> Iterator[Finding]:
    """Quotes and mentions that are not, character by character, what the article has at their place."""
    for article in store.articles():
        text = next((object_of(q) for q in store.match(article, C.text, None, C.texts)), None)
        if text is None:
            yield Finding(
                "text-missing", "violation", "The words of the article are not in the store", article, article
            )
            continue
        begins, ends = _wholes(store, C.begin, article), _wholes(store, C.end, article)
        for predicate in (C.words, C.mention):
            for quad in store.match(None, predicate, None, article):
                subject = subject_of(quad)
                begin, end = begins.get(subject, -1), ends.get(subject, -1)
                if not 0 <= begin <= end <= len(text) or text[begin:end] != object_of(quad):
                    yield _not_verbatim(subject, article, object_of(quad))
        starts, stops = _wholes(store, OA.start, article), _wholes(store, OA.end, article)
        for quad in store.match(None, OA.exact, None, article):
            position = subject_of(quad).removesuffix("#words") + "#position"
            begin, end = starts.get(position, -1), stops.get(position, -1)
            if begin < 0 or text[begin:end] != object_of(quad):
                yield _not_verbatim(subject_of(quad), article, object_of(quad))
    yield from _conclusion_quotes(store)


def _not_verbatim(subject: str, article: str, words: str) -> Finding:
    return Finding(
        "quote-not-verbatim", "violation", "The article does not have these words there", subject, article, words
    )


def _wholes(store: GraphStore, predicate: str, graph: str) -> dict[str, int]:
    return {subject_of(q): int(object_of(q)) for q in store.match(None, predicate, None, graph)}


def _conclusion_quotes(store: GraphStore) -> Iterator[Finding]:
    """Quotes of conclusions that none of their articles has."""
    for predicate in (C.quote, C.mention):
        for quad in store.match(None, predicate, None, C.conclusions):
            subject, words = subject_of(quad), object_of(quad)
            articles = [object_of(q) for q in store.match(subject, C.document, None, C.conclusions)]
            texts = (object_of(q) for a in articles for q in store.match(a, C.text, None, C.texts))
            if not any(words in text for text in texts):
                yield _not_verbatim(subject, articles[0] if articles else "", words)


# shapes


def check_shapes(store: GraphStore) -> Iterator[Finding]:
    """What pySHACL finds against the shapes; memory does not grow with the graph."""
    import rdflib

    shapes = rdflib.Graph()
    for path in sorted(asset("ontology", "shapes").glob("*.ttl")):
        shapes.parse(path, format="turtle")
    graphs = [str(g.value) for g in store.store.named_graphs()]
    for graph in sorted(g for g in graphs if g not in (C.ontology, C.texts)):
        document = None if graph.startswith(C.NAMESPACE) else graph
        for quads in _by_subject(store, graph):
            yield from _validated(store, quads, shapes, document)


def _by_subject(store: GraphStore, graph: str) -> Iterator[list[Quad]]:
    """The statements of a graph in slices; all statements about one subject are in one slice."""
    quads = sorted(store.match(graph=graph), key=lambda q: str(q.subject)) if graph != C.conclusions else None
    if quads is not None:
        slices: Iterable[list[Quad]] = _slices(quads)
    else:
        subjects = iter(sorted({subject_of(q) for q in store.match(None, RDF.type, None, graph)}))
        slices = _fetched(store, subjects, graph)
    yield from slices


def _slices(quads: list[Quad]) -> Iterator[list[Quad]]:
    current: list[Quad] = []
    for quad in quads:
        if len(current) >= _SLICE and quad.subject != current[-1].subject:
            yield current
            current = []
        current.append(quad)
    if current:
        yield current


def _fetched(store: GraphStore, subjects: Iterator[str], graph: str) -> Iterator[list[Quad]]:
    while chunk := list(islice(subjects, _SLICE // 10)):
        yield [q for s in chunk for q in store.match(s, None, None, graph)]


def _validated(store: GraphStore, quads: list[Quad], shapes: rdflib.Graph, document: str | None) -> Iterator[Finding]:
    import pyshacl
    import rdflib
    from rdflib.namespace import SH

    data = rdflib.Graph()
    data.parse(data=serialize([q.triple for q in quads], format=RdfFormat.N_TRIPLES), format="nt")
    conforms, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False)
    if conforms or not isinstance(report, rdflib.Graph):
        return
    for result in report.subjects(rdflib.RDF.type, SH.ValidationResult):
        focus = str(report.value(result, SH.focusNode))
        path = report.value(result, SH.resultPath)
        message = str(report.value(result, SH.resultMessage) or "does not fit its shape")
        name = _local(str(path)) if path is not None else "shape"
        yield Finding(f"shape-{name}", "violation", message, focus, document, _words(store, focus))


def _local(iri: str) -> str:
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


# the report for machines


def validation_report(findings: Iterable[Finding]) -> str:
    """The findings as an ``sh:ValidationReport`` in N-Triples, results numbered in order."""
    from kg.ids import BASE
    from kg.terms import Graph
    from kg.vocabulary import SH

    told = list(findings)
    graph = Graph(BASE + "validation")
    me = BASE + "validation"
    graph.link(me, RDF.type, SH.ValidationReport)
    graph.flag(me, SH.conforms, not told)
    for number, finding in enumerate(told, 1):
        result = f"{me}#{number}"
        graph.link(me, SH.result, result)
        graph.link(result, RDF.type, SH.ValidationResult)
        graph.link(result, SH.resultSeverity, SH.Violation if finding.severity == "violation" else SH.Warning)
        graph.link(result, SH.sourceConstraintComponent, f"{C.NAMESPACE.removesuffix('ns#')}checks#{finding.check}")
        if finding.subject.startswith(("http", "urn:")):
            graph.link(result, SH.focusNode, finding.subject)
        words = f" “{finding.words}”" if finding.words else ""
        graph.text(result, SH.resultMessage, f"{finding.message}{words}")
    return "\n".join(sorted(f"{q.subject} {q.predicate} {q.object} ." for q in graph.quads())) + "\n"
