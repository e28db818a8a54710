"""Pages in HTML: the ontology from its Turtle modules, and each canned question with its answer on the sample reports.

Plain pages without scripts, that need nothing but themselves: ``ontology/`` has a page a module and the tree of classes,
``questions/`` a page a question.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import rdflib
from rdflib import OWL, RDF, RDFS, SKOS, BNode, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg.canned import Question
from kg.names import answer
from kg.results import Select, Term

__all__ = ["Ontology", "ontology_pages", "question_pages", "read_ontology"]

C = "https://w3id.org/conflict-kg/ns#"
CODE = "https://w3id.org/conflict-kg/code/"
OURS = (C, CODE)
SAID: tuple[tuple[URIRef, str], ...] = (
    (RDFS.subClassOf, "kind of"),
    (RDFS.subPropertyOf, "kind of"),
    (OWL.equivalentClass, "the same as"),
    (OWL.disjointWith, "never also"),
    (OWL.inverseOf, "inverse of"),
    (RDFS.domain, "of"),
    (RDFS.range, "takes"),
    (SKOS.inScheme, "scheme"),
    (SKOS.notation, "stands in data as"),
    (SKOS.scopeNote, "note"),
    (RDFS.comment, "note"),
)
MAPPED: tuple[tuple[URIRef, str], ...] = (
    (SKOS.exactMatch, "exactly"),
    (SKOS.closeMatch, "closely"),
    (SKOS.broadMatch, "a kind of"),
    (SKOS.narrowMatch, "wider than"),
    (SKOS.relatedMatch, "related to"),
)
GROUPS: tuple[tuple[str, frozenset[URIRef]], ...] = (
    ("Classes", frozenset({OWL.Class})),
    ("Properties", frozenset({OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty})),
    ("Schemes of codes", frozenset({SKOS.ConceptScheme})),
    ("Codes", frozenset({SKOS.Concept})),
)
OTHERS = "Things"
"""Title of the declared terms that are of none of the groups."""
ROW, STEP = 20, 18
"""Pixels between two lines of the tree, and between a class and its superclass."""
STYLE = """
:root{color-scheme:light dark;--line:#8886}body{font:16px/1.5 system-ui,sans-serif;max-width:62rem;margin:0 auto;padding:1rem}
nav a{margin-right:1em}section{border-top:1px solid var(--line);padding:.5rem 0}h3{margin:.3rem 0}code,pre{font-size:.9em}
pre{overflow-x:auto}dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;margin:.4rem 0}dd{margin:0}
table{border-collapse:collapse}td,th{border:1px solid var(--line);padding:.2rem .5rem;text-align:left;vertical-align:top}
.wide{overflow-x:auto}svg text{fill:currentColor;font:14px system-ui,sans-serif}svg path{stroke:currentColor;fill:none;opacity:.4}
svg a text{text-decoration:underline}:target{background:#fc02}
"""


@dataclass(frozen=True)
class Ontology:
    """All modules as one graph, and which module declares which term: ``modules["events"]`` are IRIs, sorted."""

    graph: rdflib.Graph
    modules: Mapping[str, tuple[URIRef, ...]]

    def module_of(self, term: URIRef) -> str | None:
        """The module that declares the term, ``None`` for a term of others."""
        return next((name for name, terms in self.modules.items() if term in terms), None)

    def label(self, term: Node) -> str:
        """What people call it; the local name if nothing is said."""
        return str(self.graph.value(term, RDFS.label) or self.graph.value(term, SKOS.prefLabel) or short(term))

    def tree(self, classes: Iterable[URIRef]) -> Iterator[tuple[int, URIRef]]:
        """The classes with their depth, each under the first of its superclasses that is among them."""
        wanted = sorted(set(classes))
        below: defaultdict[URIRef | None, list[URIRef]] = defaultdict(list)
        for term in wanted:
            above = sorted(s for s in self.graph.objects(term, RDFS.subClassOf) if isinstance(s, URIRef))
            below[next((s for s in above if s in wanted), None)].append(term)
        heap = [(0, term) for term in reversed(below[None])]
        while heap:
            depth, term = heap.pop()
            yield depth, term
            heap.extend((depth + 1, lower) for lower in reversed(below[term]))


def read_ontology(folder: Path) -> Ontology:
    """The modules of a folder: its ``*.ttl`` files. A term belongs to the first module, by name, that gives it a type."""
    whole = rdflib.Graph()
    seen: set[URIRef] = set()
    modules = {}
    for path in sorted(folder.glob("*.ttl")):
        one = rdflib.Graph().parse(path)
        own = {s for s in one.subjects(RDF.type) if isinstance(s, URIRef) and str(s).startswith(OURS)} - seen
        seen |= own
        modules[path.stem] = tuple(sorted(own))
        whole += one
    return Ontology(whole, modules)


def short(term: Node) -> str:
    """``c:Shelling`` for a term of ours, the prefixed or whole IRI for one of others, the words of a literal."""
    if isinstance(term, Literal):
        return str(term)
    iri = str(term)
    if iri.startswith(C):
        return f"c:{iri.removeprefix(C)}"
    if iri.startswith(CODE):
        return f"code:{iri.removeprefix(CODE)}"
    for prefix, start in (("xsd", str(rdflib.XSD)), ("skos", str(SKOS)), ("rdfs", str(RDFS)), ("owl", str(OWL))):
        if iri.startswith(start):
            return f"{prefix}:{iri.removeprefix(start)}"
    return iri


def anchor(term: URIRef) -> str:
    """The name of the term's place on its page."""
    return short(term).partition(":")[2]


def ontology_pages(ontology: Ontology) -> dict[str, str]:
    """The pages by file name: ``index.html`` and one for each module."""
    classes = [t for terms in ontology.modules.values() for t in terms if (t, RDF.type, OWL.Class) in ontology.graph]
    listed = "".join(
        f'<li><a href="{name}.html">{escape(name)}</a>: {len(terms)} terms. {escape(_about(ontology, name))}</li>'
        for name, terms in ontology.modules.items()
    )
    pages = {
        "index.html": _page(
            "Ontology",
            f"<p>The namespace is <code>{C}</code>, written <code>c:</code>; codes stand under <code>{CODE}</code>.</p>"
            f"<h2>Modules</h2><ul>{listed}</ul><h2>Tree of classes</h2>{_drawn(ontology, classes)}",
        )
    }
    for name, terms in ontology.modules.items():
        parts = [f"<p>{escape(_about(ontology, name))}</p>"]
        here = [t for t in terms if t in set(classes)]
        if here:
            parts.append(f"<h2>Tree of classes</h2>{_drawn(ontology, here)}")
        left = list(terms)
        for title, types in (*GROUPS, (OTHERS, frozenset[URIRef]())):
            chosen = [t for t in left if not types or types & set(ontology.graph.objects(t, RDF.type))]
            left = [t for t in left if t not in chosen]
            if chosen:
                parts.append(f"<h2>{title}</h2>" + "".join(_section(ontology, t) for t in chosen))
        if not terms:
            parts.append(_alignments(ontology))
        pages[f"{name}.html"] = _page(f"Ontology: {name}", "".join(parts))
    return pages


def question_pages(questions: Sequence[Question], select: Select) -> dict[str, str]:
    """The pages by file name: ``index.html`` and one for each question, with its answer as ``select`` gives it.

    A parameter that a question needs has the value of its example.
    """
    listed = "".join(f'<li><a href="{q.name}.html">{escape(q.title)}</a>: {escape(q.question)}</li>' for q in questions)
    pages = {"index.html": _page("Questions", f"<ul>{listed}</ul>")}
    for question in questions:
        values = {p.name: p.example for p in question.parameters if p.required}
        found, _ = answer(question, values, select)
        rows = [
            "".join(f"<td>{escape(_cell(found.columns[i], term))}</td>" for i, term in enumerate(row))
            for row in found.rows
        ]
        typed = "".join(f' --{name} "{value}"' for name, value in values.items())
        taken = "".join(
            f"<tr><td><code>--{p.name}</code></td><td>{p.kind.value}{', needed' if p.required else ''}</td>"
            f"<td>{escape(p.text)}</td><td><code>{escape(p.example)}</code></td></tr>"
            for p in question.parameters
        )
        pages[f"{question.name}.html"] = _page(
            question.title,
            f"<p>{escape(question.question)}</p>"
            + (_table(("parameter", "takes", "meaning", "example"), taken) if taken else "")
            + f"<h2>Answer on the sample reports</h2><pre>kg ask {question.name}{escape(typed)}</pre>"
            + (_table(found.columns, "".join(f"<tr>{row}</tr>" for row in rows)) if rows else "<p>No rows.</p>")
            + f"<h2>The query</h2><pre>{escape(question.text)}</pre>",
        )
    return pages


def _section(ontology: Ontology, term: URIRef) -> str:
    graph = ontology.graph
    facts = [
        (title, "; ".join(_linked(ontology, o) for o in sorted(graph.objects(term, predicate), key=_expressed(graph))))
        for predicate, title in SAID
        if (term, predicate, None) in graph
    ]
    lower = sorted(s for s in graph.subjects(RDFS.subClassOf, term) if isinstance(s, URIRef))
    if lower:
        facts.append(("kinds", "; ".join(_linked(ontology, s) for s in lower)))
    for predicate, title in MAPPED:
        there = sorted(o for o in graph.objects(term, predicate) if isinstance(o, URIRef))
        here = sorted(s for s in graph.subjects(predicate, term) if isinstance(s, URIRef))
        if there:
            facts.append((f"maps {title}", "; ".join(_linked(ontology, o) for o in there)))
        if here:
            facts.append((f"mapped {title} from", "; ".join(_linked(ontology, s) for s in here)))
    words = sorted(
        (short(p), str(o)) for p, o in graph.predicate_objects(term) if str(p).startswith(C) and isinstance(o, Literal)
    )
    definitions = "".join(f"<p>{escape(str(o))}</p>" for o in sorted(graph.objects(term, SKOS.definition), key=str))
    examples = "".join(
        f"<p>Example: <q>{escape(str(o))}</q></p>" for o in sorted(graph.objects(term, SKOS.example), key=str)
    )
    listed = "".join(f"<dt>{escape(title)}</dt><dd>{text}</dd>" for title, text in facts)
    return (
        f'<section id="{escape(anchor(term))}"><h3>{escape(ontology.label(term))}</h3>'
        f'<code title="{escape(str(term))}">{escape(short(term))}</code>{definitions}{examples}<dl>{listed}</dl>'
        + (f"<details><summary>Words in text</summary>{_words(words)}</details>" if words else "")
        + "</section>"
    )


def _words(words: Iterable[tuple[str, str]]) -> str:
    by_kind: defaultdict[str, list[str]] = defaultdict(list)
    for kind, word in words:
        by_kind[kind].append(word)
    return "".join(f"<p><code>{escape(kind)}</code> {escape(', '.join(said))}</p>" for kind, said in by_kind.items())


def _alignments(ontology: Ontology) -> str:
    """What is said of our terms and those of others, for the module that declares none of its own."""
    rows = [
        (short(s), short(p), short(o))
        for s, p, o in ontology.graph
        if isinstance(s, URIRef) and isinstance(o, URIRef) and s.startswith(C) and not str(o).startswith(OURS)
        if p in {RDFS.subClassOf, RDFS.subPropertyOf, OWL.equivalentClass, *(m for m, _ in MAPPED)}
    ]
    cells = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in sorted(rows))
    return _table(("term", "stands as", "to"), "".join(f"<tr>{row}</tr>" for row in cells))


def _linked(ontology: Ontology, term: Node) -> str:
    if isinstance(term, BNode):
        return escape(_expression(ontology.graph, term))
    if isinstance(term, URIRef) and (module := ontology.module_of(term)):
        said = f"{ontology.label(term)} ({short(term)})" if term.startswith(CODE) else short(term)
        return f'<a href="{module}.html#{escape(anchor(term))}">{escape(said)}</a>'
    return escape(short(term))


def _expressed(graph: rdflib.Graph) -> Callable[[Node], str]:
    return lambda term: _expression(graph, term)


def _expression(graph: rdflib.Graph, term: Node) -> str:
    """An anonymous class in words."""
    if not isinstance(term, BNode):
        return short(term)
    for predicate, between in ((OWL.unionOf, " or "), (OWL.intersectionOf, " and "), (OWL.oneOf, " or ")):
        members = graph.value(term, predicate)
        if members is not None:
            return "(" + between.join(_expression(graph, m) for m in Collection(graph, members)) + ")"
    no = graph.value(term, OWL.complementOf)
    if no is not None:
        return f"not {_expression(graph, no)}"
    on = graph.value(term, OWL.onProperty)
    for predicate, words in ((OWL.someValuesFrom, "some"), (OWL.allValuesFrom, "only"), (OWL.hasValue, "value")):
        filler = graph.value(term, predicate)
        if on is not None and filler is not None:
            return f"{_expression(graph, on)} {words} {_expression(graph, filler)}"
    return "an anonymous class"


def _drawn(ontology: Ontology, classes: Iterable[URIRef]) -> str:
    """The tree of the classes as a picture whose names are links."""
    lines, names = [], []
    last: list[int] = []
    """The line on which the latest class of each depth stands."""
    for row, (depth, term) in enumerate(ontology.tree(classes)):
        del last[depth:]
        last.append(row)
        x, y = depth * STEP + 4, row * ROW + 15
        if depth:
            begin = last[depth - 1] * ROW + 19
            lines.append(f"M{x - STEP + 4} {begin}V{y - 4}H{x - 2}")
        said = escape(str(ontology.graph.value(term, SKOS.definition) or ""))
        names.append(
            f'<a href="{ontology.module_of(term)}.html#{escape(anchor(term))}"><title>{said}</title>'
            f'<text x="{x}" y="{y}">{escape(ontology.label(term))}</text></a>'
        )
    height = len(names) * ROW + 8
    return (
        f'<div class="wide"><svg xmlns="http://www.w3.org/2000/svg" width="480" height="{height}" role="img" '
        f'aria-label="Tree of {len(names)} classes"><path d="{"".join(lines)}"/>{"".join(names)}</svg></div>'
    )


def _about(ontology: Ontology, module: str) -> str:
    about = URIRef(f"https://w3id.org/conflict-kg/ns/{module}")
    return str(ontology.graph.value(about, rdflib.DCTERMS.description) or "")


def _cell(column: str, term: Term | None) -> str:
    if term is None:
        return ""
    return term.value.rstrip("/").rpartition("/")[2] if term.kind == "uri" and column != "url" else term.value


def _table(columns: Iterable[str], rows: str) -> str:
    head = "".join(f"<th>{escape(c)}</th>" for c in columns)
    return f'<div class="wide"><table><tr>{head}</tr>{rows}</table></div>'


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)} – conflict-kg</title><style>{STYLE}</style></head><body>"
        '<nav><a href="../ontology/index.html">Ontology</a><a href="../questions/index.html">Questions</a></nav>'
        f"<h1>{escape(title)}</h1>{body}</body></html>\n"
    )
