"""The graph in every database: real servers, loaded the documented way, counted, asked, pushed to twice, killed half-way.

Run by ``make test-servers``. A server that cannot be had on this machine is skipped with the reason.
"""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest
from pyoxigraph import Literal, Quad, RdfFormat, parse

from kg.access import read_access
from kg.errors import PushError
from kg.export.cypher import write_cypher
from kg.export.property_graph import edge_kinds, edges, node_kinds, nodes
from kg.export.rdf import write_rdf
from kg.push.bolt import count_there, push_bolt, session_at
from kg.push.sparql import connect, plan_push, push, verify
from kg.store import GraphStore, memory_store, open_for_reading
from kg.terms import node, object_of, subject_of
from kg.vocabulary import DCTERMS, C
from tests.servers import databases, running
from tests.servers.questions import plain
from tests.test_property_graph import built

REPORTS = Path(__file__).parents[2] / "data" / "articles"

DIFFERS = {
    # Virtuoso 7 takes a comparison with a coalesced day for false where one side is unbound; whether that shows depends on
    # the reports.
    "virtuoso": {"possible-ceasefire-breaches"},
}


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the sample reports."""
    made = tmp_path_factory.mktemp("reports") / "store"
    subprocess.run(
        [sys.executable, "-m", "kg", "build", str(REPORTS), "--store", str(made)], check=True, capture_output=True
    )
    return made


@pytest.fixture(scope="session")
def store(folder: Path) -> Iterator[GraphStore]:
    opened = open_for_reading(folder)
    yield opened
    opened.close()


@pytest.mark.parametrize("name", list(databases.LOADERS))
def test_a_database_holds_all_and_answers_alike(name: str, store: GraphStore, tmp_path: Path) -> None:
    try:
        held = databases.load(name, store, tmp_path / "server")
    except running.Missing as missing:
        pytest.skip(f"{name}: {missing}")
    assert held.found == held.expected
    assert set(held.unequal) <= DIFFERS.get(name.removesuffix("_load"), set())
    assert held.equal > 0
    if held.evidence is not None:
        figures, quoted = held.evidence
        assert figures == quoted > 0


@pytest.mark.parametrize("name", ["neo4j", "arcadedb", "falkordb", "ladybug"])
def test_cypher_questions_give_the_rows_of_their_fixtures(name: str, tmp_path: Path) -> None:
    """The fixtures of the SPARQL questions, through the projection, asked in Cypher: the same rows."""
    with ExitStack() as stack:
        try:
            load: Callable[[GraphStore], object]
            if name == "falkordb":
                run, load = databases.falkordb_graph(stack.enter_context(running.falkordb(tmp_path / "s")))
            elif name == "ladybug":
                run, load = databases.ladybug_graph(tmp_path / "s")
            else:
                neo4j = name == "neo4j"
                home = tmp_path / "s"
                server = stack.enter_context(
                    running.neo4j(running.neo4j_home(home)) if neo4j else running.arcadedb(home)
                )
                access = read_access(server.auth)
                session = stack.enter_context(session_at(server.address, access, None if neo4j else "kg"))
                run, load = databases.bolt_graph(session)
        except running.Missing as missing:
            pytest.skip(f"{name}: {missing}")
        assert databases.unlike_fixtures(run, load) == []


@pytest.fixture(scope="module", params=["fuseki", "oxigraph", "virtuoso"])
def sparql(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[running.Running]:
    with ExitStack() as stack:
        try:
            start = {"fuseki": running.fuseki, "oxigraph": running.oxigraph, "virtuoso": running.virtuoso}[
                request.param
            ]
            yield stack.enter_context(start(tmp_path_factory.mktemp("server") / "s"))
        except running.Missing as missing:
            pytest.skip(f"{request.param}: {missing}")


class Stopped(Exception):
    """Somebody pressed a key."""


def test_a_push_that_was_stopped_goes_on(sparql: running.Running, store: GraphStore) -> None:
    target = connect(sparql.address, read_access(sparql.auth or ""))
    plan = plan_push(store, target)
    assert plan.statements == sum(part.statements for part in plan.send) > 5_000

    def stop(sent: int, _of: int) -> None:
        if sent > plan.statements // 2:
            raise Stopped

    with pytest.raises(Stopped):
        push(store, target, plan, batch=500, progress=stop)
    with pytest.raises(PushError, match="does not hold"):
        verify(store, target)
    rest = plan_push(store, target)
    assert 0 < rest.statements < plan.statements
    push(store, target, rest, batch=500)
    assert verify(store, target).statements == plan.statements
    again = plan_push(store, target)
    assert (again.send, again.gone) == ((), ())
    push(store, target, again)
    assert verify(store, target).statements == plan.statements


def test_a_graph_that_is_ours_no_longer_is_taken_out(sparql: running.Running, store: GraphStore) -> None:
    target = connect(sparql.address, read_access(sparql.auth or ""))
    push(store, target, plan_push(store, target))
    smaller = memory_store()
    push(smaller, target, plan_push(smaller, target))
    graphs = target.select("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), '/doc/')) }")
    assert graphs.rows == ()
    push(store, target, plan_push(store, target))
    verify(store, target)


def test_kg_push_and_kg_ask(sparql: running.Running, folder: Path) -> None:
    auth = ["--auth", sparql.auth] if sparql.auth else []
    command = [sys.executable, "-m", "kg", "push", sparql.address, "--store", str(folder), *auth]
    for _ in range(2):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        assert "by counts and checksums" in done.stdout


def test_a_wrong_password_is_told(tmp_path: Path, folder: Path) -> None:
    try:
        with running.virtuoso(tmp_path / "s") as server:
            command = [
                sys.executable,
                "-m",
                "kg",
                "push",
                server.address,
                "--store",
                str(folder),
                "--auth",
                "dba:wrong",
            ]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
    except running.Missing as missing:
        pytest.skip(str(missing))
    assert done.returncode == 1
    assert "does not let us in (401)" in done.stderr
    assert "wrong" not in done.stderr


def test_a_server_that_dies_is_told_and_resumed(tmp_path: Path, store: GraphStore) -> None:
    with running.oxigraph(tmp_path / "s") as server:
        target = connect(server.address, read_access(""))
        plan = plan_push(store, target)

        def die(sent: int, of: int) -> None:
            if sent > of // 2:
                server.kill()

        with pytest.raises(PushError, match=r"cannot be reached.*Run the same command again"):
            push(store, target, plan, batch=500, progress=die)
    with running.oxigraph(tmp_path / "s") as server:
        target = connect(server.address, read_access(""))
        rest = plan_push(store, target)
        assert rest.statements < plan.statements
        push(store, target, rest)
        assert verify(store, target).statements == plan.statements


# A socket that Virtuoso hangs up on is left to the collector by the standard library.
@pytest.mark.filterwarnings("ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("name", ["oxigraph", "virtuoso", "fuseki"])
def test_a_full_server_is_told_and_resumed(name: str, tmp_path: Path) -> None:
    """Its files may not grow much: it finds that out as it does that a disk is full."""
    wanted = many_words(6_000)
    start = {"fuseki": running.fuseki, "oxigraph": running.oxigraph, "virtuoso": running.virtuoso}[name]
    try:
        with start(tmp_path / "s") as server:
            target = connect(server.address, read_access(server.auth or ""))
            plan = plan_push(wanted, target)
            server.leave_room(1_000_000)
            # Virtuoso hangs up when an update finds no room.
            said = r"(\(500\)|closed connection).*[Rr]un the same command again.*: what has arrived is not sent twice"
            with pytest.raises(PushError, match=said):
                push(wanted, target, plan, batch=100)
    except running.Missing as missing:
        pytest.skip(f"{name}: {missing}")
    with start(tmp_path / "s") as server:
        target = connect(server.address, read_access(server.auth or ""))
        rest = plan_push(wanted, target)
        assert 0 < rest.statements < plan.statements
        push(wanted, target, rest)
        assert verify(wanted, target).statements == plan.statements


def many_words(number: int) -> GraphStore:
    """A store with articles that fill a disk."""
    store = memory_store()
    store.store.extend(
        Quad(node(thing), node(C.quote), Literal(f"{n} " * 500), node(thing))
        for n in range(number)
        for thing in [f"{store.iris.base}doc/{n}"]
    )
    return store


def test_pushing_over_bolt_twice_changes_nothing(tmp_path: Path, store: GraphStore, folder: Path) -> None:
    try:
        home = running.neo4j_home(tmp_path / "s")
    except running.Missing as missing:
        pytest.skip(str(missing))
    with running.neo4j(home) as server:
        access = read_access(server.auth)
        with session_at(server.address, access) as session:

            def dump() -> list[str]:
                return sorted(
                    str(record.values())
                    for text in (
                        "MATCH (n) RETURN labels(n), properties(n)",
                        "MATCH (s)-[r]->(t) RETURN s.iri, type(r), t.iri, properties(r)",
                    )
                    for record in session.run(text)
                )

            def stop(sent: int) -> None:
                if sent > 200:
                    raise Stopped

            with pytest.raises(Stopped):
                push_bolt(store, session, batch=20, progress=stop)
            assert 0 < count_there(session).total[0] < databases.projected(store)[0] + 1
            sent = push_bolt(store, session, batch=20)
            assert count_there(session) == sent
            first = dump()
            push_bolt(store, session, batch=20)
            assert dump() == first
            push_bolt(store, session, again=True)
            assert [line for line in dump() if "ConflictKgPush" not in line] == [
                line for line in first if "ConflictKgPush" not in line
            ]
            smaller = memory_store()
            push_bolt(smaller, session, prune=True)
            assert count_there(session).total == (0, 0)
        wrong = [sys.executable, "-m", "kg", "push", server.address, "--store", str(folder), "--auth", "neo4j:wrong"]
        done = subprocess.run(wrong, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert "does not let us in" in done.stderr
        server.kill()
        done = subprocess.run(wrong, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert "run the same command again" in done.stderr.lower()


@pytest.mark.parametrize("way", ["import", "push", "script"])
def test_hostile_words_survive_neo4j(way: str, tmp_path: Path) -> None:
    hostile = built()
    try:
        home = running.neo4j_home(tmp_path / "s")
    except running.Missing as missing:
        pytest.skip(str(missing))
    if way == "import":
        databases.import_csv(hostile, home)
    with running.neo4j(home) as server, session_at(server.address, read_access(server.auth)) as session:
        if way == "push":
            push_bolt(hostile, session)
        elif way == "script":
            script = io.StringIO(newline="")
            write_cypher(hostile, script)
            for _ in range(2):
                for statement in script.getvalue().split(";\n"):
                    if statement:
                        session.run(statement).consume()
            assert count_there(session).total == databases.projected(hostile)
        for kind in node_kinds():
            for node in nodes(hostile, kind):
                row = session.run(f"MATCH (n:{kind.label} {{iri: $iri}}) RETURN n", iri=node.id).single()
                assert row is not None
                said = {
                    column.name: str(value)
                    for column, value in zip(kind.columns, node.values, strict=True)
                    if value is not None
                }
                assert set(node.labels) == set(row["n"].labels)
                there = {name: str(row["n"][name]) for name in said}
                assert {n: v.lower() if v in ("True", "False") else v for n, v in there.items()} == {
                    n: v.lower() if v in ("True", "False") else v for n, v in said.items()
                }


@pytest.mark.parametrize("name", ["falkordb", "ladybug"])
def test_hostile_words_survive(name: str, tmp_path: Path) -> None:
    """Every property of every node and edge, read back by the database's own client; loading again changes nothing."""
    hostile = built()
    with ExitStack() as stack:
        load: Callable[[GraphStore], object]
        if name == "falkordb":
            try:
                server = stack.enter_context(running.falkordb(tmp_path / "s"))
            except running.Missing as missing:
                pytest.skip(str(missing))
            run, load = databases.falkordb_graph(server)
        else:
            run, load = databases.ladybug_graph(tmp_path / "s")
        for _ in range(2):
            load(hostile)
        for kind in node_kinds():
            # ``from`` is a word of Ladybug's own; its tables call it ``from_``, and the questions are put so.
            names = [column.name for column in kind.columns]
            listed = ", ".join(["n.iri", *(f"n.{column}" for column in names)])
            there = {row[0]: row[1:] for row in run(f"MATCH (n:{kind.label}) RETURN {listed}", {})}
            wanted = {found.id: found.values for found in nodes(hostile, kind)}
            assert {iri: [plain(v) for v in row] for iri, row in there.items()} == {
                iri: [plain(v) for v in row] for iri, row in wanted.items()
            }
        for edge_kind in edge_kinds():
            columns = [f"r.{column.name}" for column in edge_kind.columns]
            found = list(edges(hostile, edge_kind))
            for type_ in sorted({edge.type for edge in found}):
                listed = ", ".join(["s.iri", "t.iri", *columns])
                match = f"MATCH (s:{edge_kind.source})-[r:{type_}]->(t:{edge_kind.target}) RETURN {listed}"
                wanted_rows = [[e.source, e.target, *e.values] for e in found if e.type == type_]
                assert sorted([plain(v) for v in row] for row in run(match, {})) == sorted(
                    [plain(v) for v in row] for row in wanted_rows
                )


def _joined(halves: re.Match[str]) -> str:
    """The character that two halves stand for."""
    return bytes.fromhex(halves[1] + halves[2]).decode("utf-16-be")


@pytest.mark.parametrize("words", ["of the sample reports", "hostile"])
def test_hdt_holds_the_ntriples(words: str, tmp_path: Path, store: GraphStore) -> None:
    """``rdf2hdt`` of ``kg export ntriples``, and back."""
    there, packed, back = (tmp_path / f"graph.{kind}" for kind in ("nt", "hdt", "back.nt"))
    with there.open("wb") as out:
        write_rdf(built() if words == "hostile" else store, "ntriples", out)
    try:
        running.hdt("RDF2HDT", "-rdftype", "ntriples", str(there), str(packed))
        running.hdt("HDT2RDF", str(packed), str(back))
    except running.Missing as missing:
        pytest.skip(str(missing))
    # What it writes has characters beyond U+FFFF as two halves.
    whole = re.sub(r"\\u(D[89AB]..)\\u(D[C-F]..)", _joined, back.read_text(encoding="utf-8"))
    texts = (there.read_text(encoding="utf-8"), whole)
    wanted, read = ({quad.triple for quad in parse(text, format=RdfFormat.N_TRIPLES)} for text in texts)
    assert read == wanted
    assert packed.stat().st_size < there.stat().st_size / 4


DOCS = Path(__file__).parents[2] / "docs"


def documented(page: str, language: str) -> list[str]:
    """The blocks of a page in a language."""
    return re.findall(
        rf"^```{language}\n(.*?)^```", (DOCS / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )


def desk(at: Path, store: Path, programs: Mapping[str, str]) -> Mapping[str, str]:
    """A folder with the graph as ``kg-store`` and a path on which the documented programs are found."""
    (at / "bin").mkdir(parents=True)
    (at / "kg-store").symlink_to(store)
    for name, command in {"kg": f"'{sys.executable}' -m kg", **programs}.items():
        program = at / "bin" / name
        program.write_text(f'#!/bin/sh\nexec {command} "$@"\n')
        program.chmod(0o755)
    root = str(DOCS.parent)
    return {**os.environ, "PATH": f"{at / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": root}


def carried_out(block: str, at: Path, environment: Mapping[str, str]) -> list[str]:
    """Each line of a block, run by a shell; what it wrote. A line that fails is told."""
    said = []
    for line in block.splitlines():
        done = subprocess.run(
            ["sh", "-e", "-c", line], cwd=at, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{line}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
        said.append(done.stdout)
    return said


def test_the_documented_commands_run(tmp_path: Path, folder: Path, store: GraphStore) -> None:
    """The blocks of ``docs/databases.md`` as they stand, but for ports and the password; and the query of the evidence."""
    try:
        pushed, imported = running.neo4j_home(tmp_path / "pushed"), running.neo4j_home(tmp_path / "imported")
        (jar,) = running.jars("fuseki", "-DexcludeTransitive=true").glob("jena-fuseki-server-*.jar")
        oxigraph = running.oxigraph_program()
    except running.Missing as missing:
        pytest.skip(str(missing))
    homes = f"NEO4J_HOME='{imported.folder}' NEO4J_CONF='{imported.folder / 'conf'}'"
    programs = {
        "tdb2.tdbloader": f"'{running.java()}' -Xmx1g -cp '{jar}' tdb2.tdbloader",
        "oxigraph": f"'{oxigraph}'",
        "neo4j-admin": f"env {homes} '{running.java()}' -cp '{imported.lib}/*' org.neo4j.cli.AdminTool",
    }
    at = tmp_path / "desk"
    environment = desk(at, folder, programs)
    push, bulk = documented("databases.md", "sh")
    with running.fuseki(tmp_path / "fuseki") as fuseki, running.neo4j(pushed) as neo4j:
        for said, meant in (
            ("http://localhost:3030/ds", fuseki.address),
            ("bolt://localhost:7687", neo4j.address),
            ("neo4j:secret", str(neo4j.auth)),
        ):
            assert said in push
            push = push.replace(said, meant)
        *both, asked = carried_out(push, at, environment)
        assert all("Verified" in said for said in both)
        assert "Idlib" in asked
    carried_out(bulk.replace("--location DATABASE", "--location DATABASE-2"), at, environment)
    assert any((at / "DATABASE").iterdir())
    assert any((at / "DATABASE-2").iterdir())
    assert (at / "csv" / "constraints.cypher").exists()
    with (
        running.neo4j(imported) as server,
        session_at(server.address, read_access(server.auth)) as session,
    ):
        rows = {p.stem: sum(1 for _ in records(p)) for p in (at / "csv").glob("*.csv")}
        nodes = sum(number for name, number in rows.items() if name.startswith("nodes-"))
        assert count_there(session).total == (nodes, sum(rows.values()) - nodes) == databases.projected(store)
        for line in (at / "csv" / "constraints.cypher").read_text(encoding="utf-8").split(";\n"):
            if line:
                session.run(line).consume()
        (query,) = documented("property-graph.md", "cypher")
        found = [record.data() for record in session.run(query)]
    assert found
    texts = {subject_of(quad): object_of(quad) for quad in store.match(None, C.text, None, C.texts)}
    named = {object_of(quad): subject_of(quad) for quad in store.match(None, DCTERMS.identifier)}
    for row in found:
        assert texts[named[row["a.identifier"]]][row["s.begin"] :].startswith(row["s.quote"])


def records(path: Path) -> Iterator[list[str]]:
    """The rows of a table, without its head."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        yield from rows
