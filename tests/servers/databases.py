"""Each database loaded the documented way with one graph, and what it then holds and answers.

The tests assert what these functions find on the sample reports; ``tests/benchmarks/bench_databases.py`` runs the same
functions on a hundred thousand events and writes ``docs/databases.md``.
"""

from __future__ import annotations

import io
import re
import resource
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.access import read_access
from kg.asking import select
from kg.canned import find_question
from kg.endpoint_client import select_at
from kg.export.cypher import write_cypher
from kg.export.ladybug import write_ladybug
from kg.export.neo4j_csv import write_neo4j_csv
from kg.export.property_graph import edge_kinds, edges, node_kinds, nodes
from kg.export.rdf import exported_graphs, write_rdf
from kg.names import bind_names
from kg.push.bolt import count_there, push_bolt, session_at
from kg.push.sparql import connect, plan_push, push, verify
from kg.store import GraphStore
from tests.servers import running
from tests.servers.ladybug import for_ladybug, types_of
from tests.servers.questions import CYPHER, Asked, asked, cypher_parameters, cypher_questions, plain, rows

if TYPE_CHECKING:
    from neo4j import Session

__all__ = [
    "LOADERS",
    "Held",
    "Took",
    "Watch",
    "bolt_graph",
    "falkordb_graph",
    "import_csv",
    "ladybug_graph",
    "load",
    "projected",
    "unlike_fixtures",
]

CypherRun = Callable[[str, dict[str, Any]], list[list[Any]]]


class Took(NamedTuple):
    """How long loading took: by the clock, and of the processor, ours and the database's together."""

    seconds: float
    processor: float


class Watch:
    """Started when it is made; the processor's time is ours, that of programs that have ended, and a server's."""

    def __init__(self, server: running.Running | None = None) -> None:
        self._server = server
        self._start = self._now()

    def took(self) -> Took:
        """What has passed since."""
        return Took(*(now - start for now, start in zip(self._now(), self._start, strict=True)))

    def _now(self) -> Took:
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        server = self._server.processor() if self._server else 0.0
        return Took(time.perf_counter(), time.process_time() + ended.ru_utime + ended.ru_stime + server)


@dataclass(frozen=True)
class Held:
    """What a database holds and answers after it was loaded."""

    database: str
    how: str
    expected: tuple[int, ...]
    found: tuple[int, ...]
    unit: str
    equal: int
    unequal: tuple[str, ...]
    """Questions whose rows differ, with the parameters."""
    took: Took
    evidence: tuple[int, int] | None = None
    """Of a property graph: figures, and those of them with a quote one hop away."""


def projected(store: GraphStore) -> tuple[int, int]:
    """How many nodes and edges the graph has."""
    return (
        sum(1 for kind in node_kinds() for _ in nodes(store, kind)),
        sum(1 for kind in edge_kinds() for _ in edges(store, kind)),
    )


def _written(counts: Mapping[str, int]) -> tuple[int, int]:
    """The nodes and the edges among the rows of an export's files."""
    nodes = sum(number for name, number in counts.items() if name.startswith("nodes-"))
    return nodes, sum(counts.values()) - nodes


def _pushed(server: running.Running, query: str, store: GraphStore, *, ask: bool) -> Held:
    watch = Watch(server)
    target = connect(server.address, read_access(server.auth or ""))
    push(store, target, plan_push(store, target))
    took = watch.took()
    return _sparql(server, "`kg push`", query, store, verify(store, target).statements, took, ask=ask)


def _bulk(
    server: running.Running, how: str, query: str, store: GraphStore, took: Took, *, ask: bool, own: int = 0
) -> Held:
    """What a server holds that a loader of its own has filled; ``own``: statements that it held before, of itself.

    The sample reports are verified as after a push, by checksums; of a large graph the statements are counted.
    """
    target = connect(server.address, read_access(server.auth or ""))
    found = verify(store, target).statements if ask else _statements(query) - own
    return _sparql(server, f"`kg export nquads`, {how}", query, store, found, took, ask=ask)


def _statements(query: str) -> int:
    """How many statements the named graphs of a server hold."""
    ((number,),) = select_at(query, "SELECT (COUNT(*) AS ?number) WHERE { GRAPH ?g { ?s ?p ?o } }").rows
    assert number is not None
    return int(number.value)


def _sparql(
    server: running.Running, how: str, query: str, store: GraphStore, found: int, took: Took, *, ask: bool
) -> Held:
    quads = sum(1 for graph in exported_graphs(store) for _ in store.match(graph=graph))
    equal, unequal = 0, []
    for question in asked(store) if ask else ():
        here = rows(question, lambda text: select(store, text))
        there = rows(question, lambda text: select_at(query, text))
        if sorted(here) == sorted(there):
            equal += 1
        else:
            unequal.append(question.name)
    return Held(server.name, how, (quads,), (found,), "quads", equal, tuple(sorted(set(unequal))), took)


def _exported(store: GraphStore, folder: Path) -> Path:
    """The file of ``kg export nquads``."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "graph.nq"
    with path.open("wb") as out:
        write_rdf(store, "nquads", out)
    return path


def _cypher(store: GraphStore, run: CypherRun) -> tuple[int, tuple[str, ...]]:
    equal, unequal = 0, []
    for question in asked(store):
        if question.name not in cypher_questions():
            continue
        here = rows(question, lambda text: select(store, text))
        text = (CYPHER / f"{question.name}.cypher").read_text(encoding="utf-8")
        there = [[plain(v) for v in row] for row in run(text, cypher_parameters(question, _things(question, store)))]
        if sorted(here) == sorted(there):
            equal += 1
        else:
            unequal.append(question.name)
    return equal, tuple(sorted(set(unequal)))


def _things(question: Asked, store: GraphStore) -> dict[str, list[str]]:
    """The IRIs and the days that a question's words mean in the store."""
    found = find_question(question.name)
    text = bind_names(found, question.said, lambda query: select(store, query)).text
    meant = {}
    for parameter in found.parameters:
        match = re.search(rf"VALUES\s+\?{parameter.variable}\s*\{{([^}}]*)\}}", text)
        if parameter.kind.is_thing and parameter.name in question.said and match:
            meant[parameter.name] = re.findall("<([^>]*)>", match[1])
        elif parameter.kind.value == "date" and parameter.name in question.said and match:
            meant[parameter.name] = re.findall(r'"(\d{4}-\d\d-\d\d)"', match[1])
    return meant


_EVIDENCE = (
    "MATCH (f:Figure) OPTIONAL MATCH (f)-[s:SAID_IN]->(a:Article) WHERE s.quote IS NOT NULL AND a.identifier IS NOT NULL "
    "WITH f, count(s) AS quotes RETURN count(f), sum(CASE WHEN quotes > 0 THEN 1 ELSE 0 END)"
)


def _bolt(
    server: running.Running,
    how: str,
    store: GraphStore,
    *,
    database: str | None,
    imported: tuple[tuple[int, int], Took] | None,
    ask: bool,
) -> Held:
    """What a server holds: pushed to now, or ``imported`` before (the nodes and edges that went in, and how long that took)."""
    with session_at(server.address, read_access(server.auth), database) as session:
        watch = Watch(server)
        sent, took = (push_bolt(store, session).total, watch.took()) if imported is None else imported
        there = count_there(session).total
        run, _ = bolt_graph(session)
        equal, unequal = _cypher(store, run) if ask else (0, ())
        ((figures, quoted),) = run(_EVIDENCE, {})
    expected = projected(store) if ask else sent
    return Held(server.name, how, expected, there, "nodes, edges", equal, unequal, took, (figures, quoted))


def unlike_fixtures(run: CypherRun, load: Callable[[GraphStore], object]) -> list[str]:
    """The cases of the questions' fixtures in which the rows are not those of the fixture, with what was answered.

    ``load`` puts a graph in the place of the one before.
    """
    from tests.servers.fixtures import completed
    from tests.test_queries import FIXTURES, cases

    unlike = []
    loaded = ""
    for case in cases():
        if case.question not in cypher_questions():
            continue
        store = completed(FIXTURES / case.question)
        if case.question != loaded:
            load(store)
            loaded = case.question
        question = Asked(case.question, tuple(case.ask.items()))
        text = (CYPHER / f"{case.question}.cypher").read_text(encoding="utf-8")
        there = run(text, cypher_parameters(question, _things(question, store)))
        if sorted([plain(v) for v in row] for row in there) != sorted([plain(v) for v in row] for row in case.rows):
            unlike.append(f"{case.question}: {case.name}: {there}")
    return unlike


def fuseki(store: GraphStore, folder: Path, *, ask: bool) -> Held:
    """Pushed by the Graph Store Protocol."""
    with running.fuseki(folder) as server:
        return _pushed(server, f"{server.address}/sparql", store, ask=ask)


def oxigraph(store: GraphStore, folder: Path, *, ask: bool) -> Held:
    """Pushed by the Graph Store Protocol."""
    with running.oxigraph(folder) as server:
        return _pushed(server, f"{server.address}/query", store, ask=ask)


def virtuoso(store: GraphStore, folder: Path, *, ask: bool) -> Held:
    """Pushed by the Graph Store Protocol."""
    with running.virtuoso(folder) as server:
        return _pushed(server, f"{server.address}/sparql", store, ask=ask)


def fuseki_load(store: GraphStore, folder: Path, *, ask: bool) -> Held:
    """Loaded by Jena's bulk loader before the server starts."""
    watch = Watch()
    running.fuseki_load(folder, _exported(store, folder))
    took = watch.took()
    with running.fuseki(folder) as server:
        return _bulk(server, "`tdb2.tdbloader`", f"{server.address}/sparql", store, took, ask=ask)


def oxigraph_load(store: GraphStore, folder: Path, *, ask: bool) -> Held:
    """Loaded by its own program before the server starts."""
    watch = Watch()
    running.oxigraph_load(folder, _exported(store, folder))
    took = watch.took()
    with running.oxigraph(folder) as server:
        return _bulk(server, "`oxigraph load`", f"{server.address}/query", store, took, ask=ask)


def virtuoso_load(store: GraphStore, folder: Path, *, ask: bool) -> Held:
    """Loaded by the server from a file in a folder that it may read."""
    with running.virtuoso(folder) as server:
        query = f"{server.address}/sparql"
        own = _statements(query)
        watch = Watch(server)
        running.virtuoso_load(server, _exported(store, folder))
        took = watch.took()
        return _bulk(server, "`ld_dir`, `rdf_loader_run`", query, store, took, ask=ask, own=own)


def neo4j_push(store: GraphStore, folder: Path, *, ask: bool) -> Held:
    """Pushed over Bolt."""
    with running.neo4j(running.neo4j_home(folder)) as server:
        return _bolt(server, "`kg push`", store, database=None, imported=None, ask=ask)


def neo4j_import(store: GraphStore, folder: Path, *, ask: bool) -> Held:
    """Imported from the CSV of ``kg export neo4j`` by the command in its ``import.sh``."""
    home = running.neo4j_home(folder)
    watch = Watch()
    counts = _written(import_csv(store, home))
    imported = counts, watch.took()
    with running.neo4j(home) as server:
        return _bolt(server, "`kg export neo4j`, `import.sh`", store, database=None, imported=imported, ask=ask)


def import_csv(store: GraphStore, home: running.Neo4jHome) -> Mapping[str, int]:
    """Write the CSV and run the command of its ``import.sh`` on a database that is not running; returns rows by file."""
    folder = home.folder / "csv"
    counts = write_neo4j_csv(store, folder)
    script = (folder / "import.sh").read_text(encoding="utf-8")
    command = script.partition("\nneo4j-admin ")[2].replace("\\\n", " ").split()
    home.tool(*(re.sub(r"=((?:nodes|edges)-)", rf"={folder}/\1", word) for word in command))
    return counts


def arcadedb(store: GraphStore, folder: Path, *, ask: bool) -> Held:
    """Pushed over Bolt."""
    with running.arcadedb(folder) as server:
        return _bolt(server, "`kg push`", store, database="kg", imported=None, ask=ask)


def falkordb(store: GraphStore, folder: Path, *, ask: bool) -> Held:
    """The script of ``kg export cypher``, statement by statement, indexes instead of constraints."""
    with running.falkordb(folder) as server:
        run, load = falkordb_graph(server)
        watch = Watch(server)
        load(store)
        took = watch.took()
        numbers = tuple(int(run(f"MATCH {what} RETURN count(x)", {})[0][0]) for what in ("(x)", "()-[x]->()"))
        equal, unequal = _cypher(store, run) if ask else (0, ())
        figures, quoted = map(int, run(_EVIDENCE, {})[0])
    how = "`kg export cypher`, run by its client"
    return Held(server.name, how, projected(store), numbers, "nodes, edges", equal, unequal, took, (figures, quoted))


def falkordb_graph(server: running.Running) -> tuple[CypherRun, Callable[[GraphStore], None]]:
    """How to ask a graph in FalkorDB, and how to load it in the place of what is there."""
    import falkordb as client

    graph = client.FalkorDB(port=int(server.address.rpartition(":")[2])).select_graph("kg")
    for kind in node_kinds():
        graph.query(f"CREATE INDEX FOR (n:{kind.label}) ON (n.iri)")

    def run(text: str, parameters: dict[str, Any]) -> list[list[Any]]:
        values = {k: v.isoformat() if isinstance(v, date) else v for k, v in parameters.items()}
        return [list(row) for row in graph.query(_for_falkordb(text, parameters), values).result_set]

    def load(store: GraphStore) -> None:
        graph.query("MATCH (n) DETACH DELETE n")
        out = io.StringIO()
        write_cypher(store, out)
        for statement in out.getvalue().split(";\n"):
            if statement.strip() and not statement.startswith("CREATE CONSTRAINT"):
                graph.query(statement)

    return run, load


def bolt_graph(session: Session) -> tuple[CypherRun, Callable[[GraphStore], None]]:
    """How to ask a graph in a database that speaks Bolt, and how to load it in the place of what is there."""

    def run(text: str, parameters: dict[str, Any]) -> list[list[Any]]:
        return [list(record.values()) for record in session.run(text, parameters)]

    def load(store: GraphStore) -> None:
        session.run("MATCH (n) DETACH DELETE n").consume()
        push_bolt(store, session)

    return run, load


def _for_falkordb(text: str, parameters: Mapping[str, Any]) -> str:
    """A question for FalkorDB: its client takes no days as parameters, and it compares days right only near our time."""
    for name, value in parameters.items():
        if isinstance(value, date):
            text = re.sub(rf"\${name}\b", f"date(${name})", text)
    return text.replace("'0001-01-01'", "'1971-01-01'").replace("'9999-12-31'", "'2037-12-31'")


def ladybug(store: GraphStore, folder: Path, *, ask: bool) -> Held:
    """The tables of ``kg export ladybug``, by its schema and its ``COPY FROM``."""
    watch = Watch()
    run, load = ladybug_graph(folder)
    counts = load(store)
    took = watch.took()
    numbers = tuple(int(run(f"MATCH {what} RETURN count(x)", {})[0][0]) for what in ("(x)", "()-[x]->()"))
    equal, unequal = _cypher(store, run) if ask else (0, ())
    said = "MATCH (f:Figure)-[s:SAID_IN]->(:Article) WHERE s.quote IS NOT NULL RETURN count(DISTINCT f.iri)"
    evidence = (int(run("MATCH (f:Figure) RETURN count(f)", {})[0][0]), int(run(said, {})[0][0]))
    how = "`kg export ladybug`, `COPY FROM`"
    expected = projected(store) if ask else _written(counts)
    return Held("Ladybug 0.22", how, expected, numbers, "nodes, edges", equal, unequal, took, evidence)


def ladybug_graph(folder: Path) -> tuple[CypherRun, Callable[[GraphStore], Mapping[str, int]]]:
    """How to ask a graph in Ladybug, in the words of the other databases, and how to load it in the place of what is there."""
    import ladybug as client

    folder.mkdir(parents=True)
    numbers = count()
    types: dict[str, list[str]] = {}
    connection = client.Connection(client.Database(str(folder / "database")))

    def execute(text: str, parameters: dict[str, Any]) -> list[list[Any]]:
        found = connection.execute(text, parameters)
        assert isinstance(found, client.QueryResult)
        return [list(row) for row in found.get_all()]

    def run(text: str, parameters: dict[str, Any]) -> list[list[Any]]:
        return execute(*for_ladybug(text, parameters, types))

    def load(store: GraphStore) -> Mapping[str, int]:
        nonlocal connection
        at = folder / f"csv-{next(numbers)}"
        connection = client.Connection(client.Database(str(at.with_suffix(".database"))))
        counts = write_ladybug(store, at)
        types.clear()
        types.update(types_of((at / "schema.cypher").read_text(encoding="utf-8")))
        for name in ("schema.cypher", "copy.cypher"):
            for line in (at / name).read_text(encoding="utf-8").splitlines():
                execute(re.sub("FROM '((?:nodes|edges)-)", rf"FROM '{at}/\1", line), {})
        return counts

    return run, load


LOADERS: Mapping[str, Callable[..., Held]] = {
    f.__name__: f
    for f in (
        *(fuseki, fuseki_load, oxigraph, oxigraph_load, virtuoso, virtuoso_load),
        *(neo4j_push, neo4j_import, arcadedb, falkordb, ladybug),
    )
}


def load(name: str, store: GraphStore, folder: Path, *, ask: bool = True) -> Held:
    """Load a database; raises ``running.Missing`` where it cannot be had."""
    return LOADERS[name](store, folder, ask=ask)
