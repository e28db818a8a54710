"""Make the pages that are made from the code: commands, questions, terms and the property graph.

    python docs/make.py [--check]

Also pages in HTML under ``site/``, which are not kept in the repository: the ontology, and the questions with their
answers on the sample reports. With ``--check`` nothing is written, and the exit code is 1 if a page is not what the
code would make.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT))

from rdflib import RDFS, SKOS, Graph, URIRef  # noqa: E402
from rdflib.term import Node  # noqa: E402

from docs.pages import ontology_pages, question_pages, read_ontology  # noqa: E402
from kg.asking import select  # noqa: E402
from kg.canned import load_questions  # noqa: E402
from kg.export.property_graph import Column, Holds, edge_kinds, node_kinds, tables  # noqa: E402
from kg.lexicon import C, load_lexicon  # noqa: E402
from kg.store import open_for_reading  # noqa: E402

NOTE = "<!-- Made by docs/make.py; change the code, not this page. -->\n"
VERBS = (
    "",
    "build",
    "load",
    "ask",
    "sparql",
    "explain",
    "reason",
    "check",
    "export",
    "annotate",
    "retract",
    "serve",
    "push",
    "gazetteer",
    "actors",
    "about data",
    "about version",
)


def commands() -> str:
    """The help of every command."""
    parts = ["# Commands\n", NOTE]
    for verb in VERBS:
        done = subprocess.run(
            [sys.executable, "-m", "kg.cli", *verb.split(), "--help"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
            env={"PATH": "/usr/bin:/bin", "COLUMNS": "100", "LC_ALL": "C.UTF-8", "NO_COLOR": "1"},
        )
        lines = "\n".join(line.rstrip() for line in done.stdout.splitlines())
        parts.append(f"## kg {verb}".rstrip() + f"\n\n```text\n{lines.strip()}\n```\n")
    return "\n".join(parts)


def questions() -> str:
    """Every canned question with its parameters and columns."""
    how = "Ask one with `kg ask NAME --parameter VALUE`. Each is a file under `queries/` that runs as it is.\n"
    parts = ["# Questions\n", NOTE, how]
    for subject, group in groupby(load_questions(), key=lambda q: q.subject):
        parts.append(f"## {subject.capitalize()}\n")
        for question in group:
            parts.append(f"### {question.name}\n\n{question.question}\n")
            if question.parameters:
                rows = [
                    f"| `--{p.name}` | {p.kind.value}{', needed' if p.required else ''} | {p.text} | `{p.example}` |"
                    for p in question.parameters
                ]
                parts.append("| parameter | takes | meaning | example |\n|---|---|---|---|\n" + "\n".join(rows) + "\n")
            parts.append("Columns: " + ", ".join(f"`{c}`" for c in question.columns) + "\n")
    return "\n".join(parts)


def terms() -> str:
    """Every term of the ontology with its definition."""
    said = load_lexicon().annotations
    label, definition = "http://www.w3.org/2000/01/rdf-schema#label", "http://www.w3.org/2004/02/skos/core#definition"
    kind = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    parts = ["# Terms\n", NOTE, f"The namespace is `{C}`, written `c:`. The modules stand in `ontology/`.\n"]
    for title, types in (
        ("Classes", {"http://www.w3.org/2002/07/owl#Class"}),
        (
            "Properties",
            {"http://www.w3.org/2002/07/owl#ObjectProperty", "http://www.w3.org/2002/07/owl#DatatypeProperty"},
        ),
    ):
        rows = [
            f"| `c:{iri.removeprefix(C)}` | {_cell(about.get(label))} | {_cell(about.get(definition))} |"
            for iri, about in sorted(said.items())
            if iri.startswith(C) and types & set(about.get(kind, ()))
        ]
        parts.append(f"## {title}\n\n| term | label | definition |\n|---|---|---|\n" + "\n".join(rows) + "\n")
    return "\n".join(parts)


CODEBOOKS = """\
What the classes of events are in the codebooks of others, from `ontology/codebooks.ttl`. A class without a code of its own
takes that of the class above it; where a codebook has none, the reason is given. `kg export acled` and `kg export ucdp`
write tables with the columns of those codebooks:

- of several codes the sides decide, and where the sides are not known the cell is empty: what cannot be known is never guessed;
- `inter1` and `inter2` are known of a kind of actor that has one such code, of state forces where their country and that of the
  event are known, and of armed groups that the table of actors knows; `interaction` where both are;
- `type_of_violence` follows from the kinds of the sides of an act of force; of a state and a group the state is `side_a`;
- `fatalities` of ACLED's table is the conservative reading of the figures (`c:killedConservative`), `best`, `low` and `high` of
  UCDP's are what most sources tell, with its bounds;
- deaths of a side stand in its column where no civilians are among them, civilians in theirs, the rest under `deaths_unknown`;
- what only those projects can give (their own ids, regions, grids, scales of sources) is empty, but for UCDP's numbers of actors
  that the table of actors knows.

The codes and what they depend on stand in the ontology, so a mapping of your own takes Turtle and no Python.
"""


def codebooks() -> str:
    """Every class of events with its codes in five codebooks, or the reason why there is none."""
    graph = read_ontology(ROOT / "ontology").graph
    parts = [
        "# Codebooks\n",
        NOTE,
        CODEBOOKS,
        "| class | PLOVER | ACLED | UCDP | CAMEO | MUC-4 |\n|---|---|---|---|---|---|",
    ]
    reasons: dict[str, str] = {}
    events = (t for t in graph.transitive_subjects(RDFS.subClassOf, URIRef(C + "Event")) if t is not None)
    for term in sorted(events, key=str):
        cells = [_code(graph, term, scheme, reasons) for scheme in ("plover", "acled", "ucdp", "cameo", "muc")]
        parts.append(f"| `{str(term).removeprefix(C)}` | " + " | ".join(cells) + " |")
    notes = [f"{number}. {reason}" for reason, number in reasons.items()]
    return "\n".join([*parts, "\n## Why there is no code\n", *notes, ""])


def _code(graph: Graph, term: Node, scheme: str, reasons: dict[str, str]) -> str:
    """What a codebook, named as its scheme of codes is, has for a class, from the class or the nearest above it."""
    above = [term]
    for one in above:
        found = []
        for code in sorted(graph.objects(one, SKOS.closeMatch), key=str):
            name = str(graph.value(code, SKOS.inScheme)).rpartition("/")[2]
            if name.removesuffix("-mode") == scheme:
                under = [
                    str(graph.value(b, SKOS.notation))
                    for b in graph.objects(code, SKOS.broader)
                    if "-disorder-" not in str(b)
                ]
                found.append(" / ".join([*under, str(graph.value(code, SKOS.notation))]))
        if found:
            return "; ".join(found)
        for reason in sorted(graph.objects(one, URIRef(C + "uncoded")), key=str):
            if str(graph.value(reason, SKOS.inScheme)).endswith(f"/{scheme}"):
                why = str(graph.value(reason, SKOS.definition))
                return f"– ({reasons.setdefault(why, str(len(reasons) + 1))})"
        above += [
            a for a in sorted(graph.objects(one, RDFS.subClassOf), key=str) if isinstance(a, URIRef) and a not in above
        ]
    return "–"


def property_graph() -> str:
    """The kinds of nodes and edges that the exports for graph databases have, with their properties."""
    parts = ["# The property graph\n", NOTE, PROJECTION]
    parts.append("## Nodes\n\nEvery node has its IRI (`iri`, or the id of the format).\n")
    for kind in node_kinds():
        parts.append(f"### {kind.label}\n\n{kind.question}\n\n{_properties(kind.columns)}\n")
    parts.append("## Edges\n")
    for edge in edge_kinds():
        title = edge.type or f"{edge.name} (each edge says its type)"
        ends = f"`(:{edge.source})-->(:{edge.target})`"
        parts.append(f"### {title}\n\n{edge.question} {ends}\n\n{_properties(edge.columns)}\n")
    parts.append("## Tables\n")
    for table in tables().values():
        parts.append(f"### {table.name}\n\n{table.question}\n\n{_properties(table.columns)}\n")
    return "\n".join(parts)


PROJECTION = """\
One projection of the graph serves every export for graph databases. Each kind of node and of edge is a query under
`queries/property-graph/`, whose header names its columns; this page is made from those headers. A kind of your own
takes a query and nothing else.

| export | what is written | open it with |
|---|---|---|
| `kg export neo4j -o FOLDER` | typed CSV, `import.sh`, `constraints.cypher` | `neo4j-admin database import` |
| `kg export ladybug -o FOLDER` | typed CSV, `schema.cypher`, `copy.cypher` | Ladybug (Kùzu's successor): `COPY FROM` |
| `kg export cypher -o FILE` | constraints, batches of MERGE; may be run twice | any openCypher database |
| `kg export graphml -o FILE` | GraphML | yEd, Gephi, igraph, NetworkX |
| `kg export gexf -o FILE` | GEXF 1.3 | Gephi, NetworkX |
| `kg export neptune -o FOLDER` | `gremlin/` and `opencypher/`: CSV of the bulk loader | Amazon Neptune |
| `kg export kgx -o FOLDER` | `nodes.tsv`, `edges.tsv`; tabs, breaks, backslashes as `\\t`, `\\n`, `\\r`, `\\\\` | KGX |
| `kg export parquet -o FOLDER` | a typed file a kind; needs `[tables]` | pandas, DuckDB, Spark |
| `kg export geojson -o FILE` | events as points with `placePrecision`; no known place, no geometry | QGIS, web maps |
| `kg export events-csv`, `events-parquet`, `casualties-csv` | the flat tables below | anything |
| `kg.export.networkx_graph.to_networkx(store)` | `networkx.MultiDiGraph`; needs `[graph]` | Python |

Labels are the kind, the class and its superclasses: `:Event:ArmedAssault:Attack:…`. Unknown is absent, never an empty
string. Days are dates where the format has them, else strings `YYYY-MM-DD`. Offsets (`begin`, `end`) count characters
of the article, end exclusive. Characters that XML forbids are U+FFFD.

Evidence is one step away: from a `Figure` by `SAID_IN`, from a `Report` by `TOLD_IN`, to the `Article`; the edge has
the verbatim `quote` and its offsets. An `Event` has its first `quote` itself and its reports by `REPORTED_BY`.

```cypher
MATCH (e:Event)-[:HAS_FIGURE]->(f:Figure {type: 'killed'})-[s:SAID_IN]->(a:Article)
RETURN e.label, f.value, f.claimant, s.quote, s.begin, a.identifier
```
"""


def _properties(columns: Iterable[Column]) -> str:
    texts = (Holds.KIND, Holds.NAME, Holds.LOCAL, Holds.STRING)
    return (
        ", ".join(f"`{c.name}`{'' if c.holds in texts else f' {c.holds.value}'}" for c in columns) or "No properties."
    )


def _cell(words: tuple[str, ...] | None) -> str:
    return " ".join((words or ("",))[0].split()).replace("|", "\\|")


PAGES = {
    "commands.md": commands,
    "questions.md": questions,
    "terms.md": terms,
    "codebooks.md": codebooks,
    "property-graph.md": property_graph,
}


def site(folder: Path) -> None:
    """Write the pages in HTML; the sample reports are read for the answers."""
    with tempfile.TemporaryDirectory() as temporary:
        build = [sys.executable, "-m", "kg.cli", "build", "data/articles", "--store", f"{temporary}/store"]
        subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
        store = open_for_reading(Path(temporary) / "store")
        parts = {
            "ontology": ontology_pages(read_ontology(ROOT / "ontology")),
            "questions": question_pages(load_questions(), lambda text: select(store, text)),
        }
        store.close()
    for part, pages in parts.items():
        (folder / part).mkdir(parents=True, exist_ok=True)
        for name, page in pages.items():
            (folder / part / name).write_text(page, encoding="utf-8")


def main() -> None:
    """Write the pages, or compare them."""
    stale = []
    for name, make in PAGES.items():
        path = HERE / name
        page = make()
        if "--check" not in sys.argv:
            path.write_text(page, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != page:
            stale.append(f"docs/{name}")
    if stale:
        sys.exit(f"{', '.join(stale)}: not what the code makes. Run: make docs")
    if "--check" not in sys.argv:
        site(ROOT / "site")


if __name__ == "__main__":
    main()
