"""The store on disk: one folder with an Oxigraph database, a version file and a lock; one writer, many readers.

Every change is one transaction, so a killed process leaves either all of it or nothing. ``docs/model.md`` lists the
named graphs. With ``kg.terms`` and the endpoint this is the edge to the RDF library.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    parse,
)

from kg.assets import asset
from kg.errors import KgError, QueryError, StoreError
from kg.ids import BASE, Iris, content_hash
from kg.reason import infer_again, infer_all, rules_changed, touched_by
from kg.terms import node, object_of, subject_of
from kg.vocabulary import RDF, C

__all__ = [
    "FORMAT",
    "GraphStore",
    "base_of",
    "create_store",
    "load_files",
    "memory_store",
    "ontology_digest",
    "ontology_quads",
    "open_for_reading",
    "open_for_writing",
    "quad_line",
    "sorted_lines",
]

FORMAT = 1
"""Version of the shape of the graph and of the folder. A store of another version is refused."""

_VERSION_FILE = "conflict-kg.txt"
_DATABASE = "graph"
_LOCK = "lock"
_BULK = 5_000
"""Statements from which the bulk loader is faster than a transaction."""
_FEW = 20_000
"""Statements in the log up to which closing leaves them there."""
_MANY = 40_000
"""Statements in the log from which it is written out, so that memory does not grow."""
_SETTLING = 3.0
"""Seconds for which opening is tried again: a writer may be rearranging the files at that very moment."""
_SPILL = 50_000
"""Lines of N-Quads sorted in memory at a time."""
_RUNS = 96
"""Sorted runs merged at a time: each is an open file."""
_FRESH = 5_000
"""Statements read in a row after which the database is opened anew: each word that it looks up keeps 4 KB in memory."""
_PART = 32
"""What was read of a pattern before a portion is at most so many times the portion: it is counted again each time."""
_PIECE = 1 << 18
"""Bytes from which what the database keeps is a piece of memory of its own, which goes back when it is let go."""
_MMAP_THRESHOLD = -3
"""The option of the C library that says so (``M_MMAP_THRESHOLD``)."""


@dataclass(slots=True)
class GraphStore:
    """An open store. ``folder`` is ``None`` in memory; ``iris`` says under which base its things stand."""

    store: Store
    iris: Iris
    folder: Path | None = None
    lock: IO[str] | None = None
    unwritten: int = 0
    """Statements changed that lie in the database's log and in memory; they are as safe as written ones."""
    state: _State | None = None
    """Of a store that is only read: what the database's files were when it was opened, if that is known."""

    # asking

    def query(self, sparql: str, *, union: bool = False) -> QuerySolutions | QueryBoolean | QueryTriples:
        """Answer a SPARQL 1.1 query. ``union``: the default graph is the union of all (counts may double).

        Raises ``QueryError`` if it does not parse or cannot be evaluated.
        """
        try:
            return self.store.query(sparql, use_default_graph_as_union=union)
        except SyntaxError as error:
            raise QueryError(f"The query does not parse: {error.msg or error}.") from error
        except (ValueError, OSError) as error:
            raise QueryError(f"The query cannot be answered: {error}.") from error

    def match(
        self,
        subject: str | None = None,
        predicate: str | None = None,
        thing: str | None = None,
        graph: str | None = None,
    ) -> Iterator[Quad]:
        """Quads that fit; ``None`` fits anything. ``thing`` is the IRI of an object."""
        return self.store.quads_for_pattern(
            node(subject) if subject is not None else None,
            node(predicate) if predicate is not None else None,
            node(thing) if thing is not None else None,
            node(graph) if graph is not None else None,
        )

    def with_text(self, predicate: str, words: str) -> Iterator[Quad]:
        """Quads whose object is these words."""
        return self.store.quads_for_pattern(None, node(predicate), Literal(words), None)

    def articles(self) -> list[str]:
        """The IRIs of all articles, sorted."""
        return sorted(subject_of(q) for q in self.match(None, RDF.type, C.Article))

    def __len__(self) -> int:
        return len(self.store)

    # changing

    def apply(self, remove: Sequence[Quad], add: Sequence[Quad]) -> None:
        """Make one change: all of it or nothing, even if the process is killed.

        A large change is taken in by the bulk loader, which does so at once or not at all; what it takes out is
        written down with it in ``c:journal``, and whoever opens the store next finishes that. Raises ``StoreError`` if
        the store cannot be written.
        """
        if not remove and not add:
            return
        touched = _to_reason(touched_by(self.store, [*remove, *add]))
        try:
            if len(add) >= _BULK:
                self.store.bulk_extend([*add, *touched, *_journal(remove)])
            elif remove:
                self.store.update(f"DELETE DATA {{ {_data(remove)} }} ; INSERT DATA {{ {_data([*add, *touched])} }}")
            else:
                self.store.extend([*add, *touched])
            if touched or len(add) >= _BULK:
                self.mend()
            if len(add) < _BULK:
                self.unwritten += len(remove) + len(add)
                if self.folder is not None and self.unwritten > _MANY:
                    self.store.flush()
                    self.unwritten = 0
        except OSError as error:
            raise StoreError(
                f"The store {self.folder} cannot be written: {error}.", "Nothing of the last change was kept."
            ) from error

    def has_journal(self) -> bool:
        """Whether a change was begun and not finished."""
        return next(self.match(graph=C.journal), None) is not None

    def mend(self) -> None:
        """Finish a change: take out what its journal lists, then infer anew what rests on what it touched."""
        journal = [object_of(q) for q in self.match(None, C.text, None, C.journal)]
        if journal:
            gone = [q for lines in journal for q in parse(lines.encode(), format=RdfFormat.N_QUADS)]
            listed = f"GRAPH <{C.journal}> {{ ?s <{C.text}> ?o }}"
            self.store.update(f"DELETE DATA {{ {_data(gone)} }} ; DELETE WHERE {{ {listed} }}")
        touched = list(self.match(None, C.touched, None, C.journal))
        if touched:
            infer_again(self.store, sorted(map(object_of, touched)))
            for mark in touched:
                self.store.remove(mark)

    def infer(self) -> tuple[int, int]:
        """Run all rules again; how many statements that takes out and puts in."""
        return infer_all(self.store)

    def lighten(self) -> None:
        """Give back what the database keeps in memory of what was read, by opening it anew; answers stay the same.

        Its caches cannot be made smaller, and each file that it looks into keeps its table of contents in memory. For a
        store that is only read. One that somebody has written meanwhile stays as it was opened, for all that is read
        from one opened store is of one moment. Raises ``StoreError`` if it cannot be opened again.
        """
        if self.folder is None or self.state is None:
            return
        _in_pieces()
        with suppress(OSError), (self.folder / _LOCK).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            # No writer is there: what was opened need not be kept until it is certain that the next one is the same.
            if _state(self.folder) == self.state:
                del self.store
                self._open_again(Store.read_only)
            return
        with suppress(OSError, RuntimeError):
            fresh, state = _read_only(self.folder)
            if state == self.state:
                self.store = fresh

    def reopen(self) -> None:
        """Do the same with a store that is written; no answer of it may be under way. In memory nothing happens.

        Raises ``StoreError`` if it cannot be opened again; it is closed then.
        """
        if self.folder is None or self.lock is None:
            return
        del self.store
        _give_back()
        try:
            self._open_again(Store)
        except StoreError:
            self.lock.close()
            raise
        self.unwritten = 0

    def _open_again(self, opened: Callable[[str], Store]) -> None:
        """Open the closed database in this way."""
        assert self.folder is not None
        try:
            self.store = opened(str(self.folder / _DATABASE))
        except (OSError, RuntimeError) as error:
            raise StoreError(f"The store {self.folder} cannot be opened again: {error}.") from error

    def optimize(self) -> None:
        """Let the database settle after many changes; queries are faster afterwards. Raises ``StoreError`` if the store
        cannot be written.
        """
        try:
            self.store.optimize()
        except OSError as error:
            raise StoreError(f"The store {self.folder} cannot be put in order: {error}.") from error

    def size(self) -> int:
        """Bytes on disk; none in memory."""
        if self.folder is None:
            return 0
        size = 0
        with os.scandir(self.folder / _DATABASE) as entries:
            for entry in entries:
                # The database may take a file away at any moment.
                with suppress(FileNotFoundError):
                    size += entry.stat().st_size
        return size

    def close(self) -> None:
        """Write everything out and let go of the folder; the store cannot be used afterwards. In memory nothing
        happens.
        """
        if self.folder is None:
            return
        try:
            if hasattr(self, "store") and self.lock is not None and self.unwritten > _FEW:
                self.store.flush()
        except OSError as error:
            raise StoreError(f"The store {self.folder} cannot be written out: {error}.") from error
        finally:
            if hasattr(self, "store"):
                del self.store
            if self.lock is not None:
                self.lock.close()

    # taking out

    def sorted_lines(self, graphs: Iterable[str] | None = None) -> Iterator[str]:
        """The store as sorted N-Quads lines without line ends: the same statements give the same lines.

        ``graphs`` keeps to some graphs. Memory is bounded: sorted runs are kept in temporary files and merged.
        """
        if graphs is None:
            return sorted_lines(map(quad_line, self.store))
        return sorted_lines(self._lines(graphs))

    def graphs(self) -> Iterator[str]:
        """The names of all graphs, sorted. Memory is bounded."""
        return sorted_lines(row[0].removeprefix("<").removesuffix(">") for row in self._rows("?g", "GRAPH ?g {}"))

    def _lines(self, graphs: Iterable[str]) -> Iterator[str]:
        """The statements of some graphs as lines, in no order. Memory is bounded."""
        read = 0
        for graph in graphs:
            if graph.startswith(C.NAMESPACE):
                # A graph of many articles' statements is read in portions, and in some order that has a beginning.
                for (predicate,) in list(self._rows("DISTINCT ?p", f"GRAPH <{graph}> {{ ?s ?p ?o }}")):
                    for subject, thing in self._rows("?s ?o", f"GRAPH <{graph}> {{ ?s {predicate} ?o }}"):
                        read += 1
                        yield f"{subject} {predicate} {thing} <{graph}> ."
                    read = self._lightened(read)
                continue
            for quad in self.match(graph=graph):
                read += 1
                yield quad_line(quad)
            read = self._lightened(read)

    def _lightened(self, read: int) -> int:
        """How many statements were read since memory was last given back, which it is now if they are many."""
        if read <= _FRESH:
            return read
        self.lighten()
        return 0

    def _rows(self, columns: str, pattern: str) -> Iterator[tuple[str, ...]]:
        """The answers to a pattern in N-Triples form, portion by portion: what comes before a portion is counted without
        being looked up.
        """
        at = 0
        while True:
            portion = max(_FRESH, at // _PART)
            found = self.query(f"SELECT {columns} WHERE {{ {pattern} }} LIMIT {portion} OFFSET {at}")
            assert isinstance(found, QuerySolutions)
            before = at
            for row in found:
                at += 1
                yield tuple(map(str, row))
            del found
            if at < before + portion:
                return
            self.lighten()


def _journal(remove: Sequence[Quad]) -> list[Quad]:
    """What is to be taken out, as a statement."""
    if not remove:
        return []
    lines = "\n".join(map(quad_line, remove))
    return [Quad(node(C.journal), node(C.text), Literal(lines), node(C.journal))]


def _to_reason(things: Iterable[str]) -> list[Quad]:
    """The things whose inferences are to be made anew, as statements."""
    return [Quad(node(C.journal), node(C.touched), node(t), node(C.journal)) for t in things]


def _data(quads: Sequence[Quad]) -> str:
    """Quads as the body of ``INSERT DATA``."""
    by_graph: dict[str, list[str]] = {}
    for quad in quads:
        by_graph.setdefault(str(quad.graph_name), []).append(f"{quad.subject} {quad.predicate} {quad.object} .")
    return "\n".join(f"GRAPH {graph} {{\n" + "\n".join(lines) + "\n}" for graph, lines in by_graph.items())


def quad_line(quad: Quad) -> str:
    """A statement as a line of N-Quads, without the line end."""
    return f"{quad.subject} {quad.predicate} {quad.object} {quad.graph_name} ."


def sorted_lines(lines: Iterable[str]) -> Iterator[str]:
    """The lines in order; memory is bounded: sorted runs are kept in temporary files and merged, a few at a time."""
    import heapq

    waiting = iter(lines)
    runs: list[tuple[int, Iterator[str]]] = []
    """Runs after the number of mergings that made them, of which none has fewer than the next."""
    while run := sorted(islice(waiting, _SPILL)):
        if not runs and len(run) < _SPILL:
            yield from run
            return
        runs.append((0, _spilt(run)))
        # Not kept until the next run is sorted.
        del run
        while len(runs) >= _RUNS and runs[-_RUNS][0] == runs[-1][0]:
            last = runs[-_RUNS:]
            runs[-_RUNS:] = [(last[0][0] + 1, _spilt(heapq.merge(*(lines for _, lines in last))))]
    yield from heapq.merge(*(lines for _, lines in runs))


def _spilt(run: Iterable[str]) -> Iterator[str]:
    """Lines that lie in a temporary file until they are read."""
    import tempfile

    file = tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n")  # noqa: SIM115  closed by who reads it
    file.writelines(f"{line}\n" for line in run)
    file.seek(0)
    return _read_back(file)


def _read_back(file: IO[str]) -> Iterator[str]:
    with file:
        for line in file:
            yield line.rstrip("\n")


def memory_store(base: str = BASE) -> GraphStore:
    """A store in memory with the ontology in it: for tests and for one-off questions."""
    found = GraphStore(Store(), Iris.under(base))
    found.store.extend(ontology_quads())
    return found


def open_for_reading(folder: Path) -> GraphStore:
    """An existing store, as it is now; a writer may go on at the same time.

    Raises ``StoreError`` if there is no store, or one of another version.
    """
    about = _about(folder)
    until = time.monotonic() + _SETTLING
    while True:
        try:
            database, state = _read_only(folder)
            store = GraphStore(database, Iris(about["base"]), folder, state=state)
            if not store.has_journal():
                return store
            unfinished = next(store.match(None, C.text, None, C.journal), None) is not None
            try:
                open_for_writing(folder, wait=0).close()
            except StoreError:
                if not unfinished:
                    # The writer is at it: all is there but the last inferences.
                    return store
            store.close()
            problem = "a change was begun and not finished"
        except (OSError, RuntimeError) as error:
            problem = str(error)
        if time.monotonic() >= until:
            raise StoreError(f"The store {folder} cannot be opened: {problem}.", "Build it again.")
        time.sleep(0.02)


def _in_pieces() -> None:
    """Have the C library go on taking large pieces of memory from the system one by one: it stops doing so once large
    ones are let go, keeps them, and what stands between small ones is never given back.
    """
    import ctypes

    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:
        set_option(_MMAP_THRESHOLD, _PIECE)


def _give_back() -> None:
    """Let the system have the memory that nothing uses: the C library keeps what is freed, in pieces."""
    import ctypes

    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


_State = tuple[tuple[str, int], ...]
"""The files of a database with their sizes. All are written once, or only longer: if they stay, so does what it says."""


def _read_only(folder: Path) -> tuple[Store, _State | None]:
    """The database as it is now, and what its files were; ``None`` if somebody wrote at that very moment."""
    before = _state(folder)
    store = Store.read_only(str(folder / _DATABASE))
    return store, before if before == _state(folder) else None


def _state(folder: Path) -> _State | None:
    """``None`` if a file goes while one looks."""
    try:
        with os.scandir(folder / _DATABASE) as entries:
            return tuple(sorted((e.name, e.stat().st_size) for e in entries if not e.name.startswith("LOG")))
    except FileNotFoundError:
        return None


def open_for_writing(folder: Path, *, base: str | None = None, wait: float = 30.0) -> GraphStore:
    """A store to add to, created if the folder has none. Only one writer at a time; ``wait``: seconds to wait for
    another.

    Raises ``StoreError`` if the folder holds something else, a store of another version or of another base, if another
    process is writing, or if the disk refuses.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = _locked(folder, wait)
    except OSError as error:
        raise StoreError(f"The folder {folder} cannot be written: {error.strerror or error}.") from error
    try:
        if not (folder / _VERSION_FILE).exists():
            store = create_store(folder, base or BASE)
            return GraphStore(store, Iris.under(base or BASE), folder, lock)
        about = _about(folder)
        if base is not None and Iris.under(base).base != about["base"]:
            raise StoreError(
                f"The store {folder} has its things under {about['base']}, not under {Iris.under(base).base}.",
                "Use that base or another folder.",
            )
        store = Store(str(folder / _DATABASE))
        GraphStore(store, Iris(about["base"])).mend()
        _renew_ontology(folder, store, about)
    except (OSError, RuntimeError) as error:
        lock.close()
        raise StoreError(f"The store {folder} cannot be written: {error}.") from error
    except KgError:
        lock.close()
        raise
    return GraphStore(store, Iris(about["base"]), folder, lock)


def create_store(folder: Path, base: str) -> Store:
    """Make a store in an empty folder; the version file comes last, so that a half-made store is made again."""
    iris = Iris.under(base)
    store = _empty(folder)
    store.extend(ontology_quads())
    _write_about(folder, iris.base)
    return store


def load_files(files: Sequence[Path], folder: Path, *, base: str | None = None) -> int:
    """Make a store of N-Quads files, which must hold a whole graph; the number of statements in it.

    Raises ``StoreError`` if there is a store already, or if a file is broken: then there is none.
    """
    if (folder / _VERSION_FILE).exists():
        raise StoreError(f"There is a store in {folder} already.", "Name a new folder, or add articles: kg build.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = _locked(folder, 0.0)
    except OSError as error:
        raise StoreError(f"The folder {folder} cannot be written: {error.strerror or error}.") from error
    with lock:
        iris = Iris.under(base or BASE)
        store = _empty(folder)
        for path in files:
            try:
                store.bulk_load(path=str(path), format=RdfFormat.N_QUADS)
            except (SyntaxError, ValueError) as error:
                raise StoreError(f"{path} is no N-Quads: {error}.", "Write the parts again.") from error
            except OSError as error:
                raise StoreError(f"{path} cannot be loaded: {error}.") from error
        loaded = GraphStore(store, iris)
        loaded.infer()
        count = len(store)
        store.flush()
        del store, loaded
        _write_about(folder, iris.base)
    return count


def _empty(folder: Path) -> Store:
    """A database without statements; what a half-made one had is removed."""
    strangers = sorted(p.name for p in folder.iterdir() if p.name not in (_DATABASE, _LOCK))
    if strangers:
        raise StoreError(f"The folder {folder} is no store: it holds {strangers[0]}.", "Name another folder.")
    import shutil

    shutil.rmtree(folder / _DATABASE, ignore_errors=True)
    return Store(str(folder / _DATABASE))


def _locked(folder: Path, wait: float) -> IO[str]:
    """The lock file, held until it is closed or the process ends."""
    file = (folder / _LOCK).open("a+", encoding="utf-8")
    until = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                file.seek(0)
                holder = file.read().strip()
                file.close()
                raise StoreError(
                    f"The store {folder} is being written by another process{f' ({holder})' if holder else ''}.",
                    "Wait until it has ended.",
                ) from None
            time.sleep(0.05)
        else:
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
            return file


def base_of(folder: Path) -> str:
    """Under which IRI the things of a store stand; raises ``StoreError`` as ``open_for_reading`` does."""
    return _about(folder)["base"]


def _about(folder: Path) -> Mapping[str, str]:
    """What the version file says."""
    path = folder / _VERSION_FILE
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise StoreError(f"There is no store in {folder}.", f"Make one: kg build INPUT --store {folder}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"The store {folder} cannot be opened: {error}.") from error
    about = dict(line.split(": ", 1) for line in lines if ": " in line)
    if about.get("format") != str(FORMAT) or "base" not in about:
        raise StoreError(
            f"The store {folder} is of version {about.get('format', 'unknown')}; this is version {FORMAT}.",
            "Build it again from the articles.",
        )
    return about


def _write_about(folder: Path, base: str) -> None:
    words = f"A store of conflict-kg.\nformat: {FORMAT}\nbase: {base}\nontology: {ontology_digest()}\n"
    temporary = folder / f"{_VERSION_FILE}.new"
    temporary.write_text(words, encoding="utf-8")
    temporary.replace(folder / _VERSION_FILE)


# the ontology in the store


def _ontology_files() -> list[Path]:
    return sorted(asset("ontology").glob("*.ttl"))


def ontology_digest() -> str:
    """What differs when the ontology or its rules do."""
    digest = hashlib.sha256()
    for path in _ontology_files():
        digest.update(path.read_bytes())
    digest.update(rules_changed().encode())
    return digest.hexdigest()


def ontology_quads() -> list[Quad]:
    """The ontology as quads of ``c:ontology``: without the words that only the extractor reads, and without blank
    nodes.
    """
    found: list[Triple] = []
    for path in _ontology_files():
        found += [q.triple for q in parse(path=str(path), format=RdfFormat.TURTLE)]
    lexical = {
        t.subject
        for t in found
        if t.object == node("http://www.w3.org/2002/07/owl#AnnotationProperty")
        and isinstance(t.subject, NamedNode)
        and t.subject.value.startswith(C.NAMESPACE)
    }
    names = _skolem_names(found)
    graph = node(C.ontology)
    quads = {
        Quad(names.get(t.subject, t.subject), t.predicate, names.get(t.object, t.object), graph)
        for t in found
        if t.predicate not in lexical
    }
    return sorted(quads, key=quad_line)


def _skolem_names(triples: Sequence[Triple]) -> dict[object, NamedNode]:
    """A name for each blank node, from what is said about it (anonymous classes of an ontology are trees)."""
    said: dict[BlankNode, list[Triple]] = {}
    for triple in triples:
        if isinstance(triple.subject, BlankNode):
            said.setdefault(triple.subject, []).append(triple)
    names: dict[object, NamedNode] = {}

    def name(blank: BlankNode) -> NamedNode:
        if blank not in names:
            words = sorted(
                f"{t.predicate} {name(t.object) if isinstance(t.object, BlankNode) else t.object}"
                for t in said.get(blank, ())
            )
            names[blank] = NamedNode(f"{BASE}.well-known/genid/{content_hash('anonymous', *words)}")
        return names[blank]

    for blank in said:
        name(blank)
    return names


def _renew_ontology(folder: Path, store: Store, about: Mapping[str, str]) -> None:
    """Put this version's ontology in the place of an older one."""
    if about.get("ontology") == ontology_digest():
        return
    old = set(store.quads_for_pattern(None, None, None, node(C.ontology)))
    new = set(ontology_quads())
    renewed = GraphStore(store, Iris(about["base"]))
    renewed.apply(sorted(old - new, key=quad_line), sorted(new - old, key=quad_line))
    renewed.infer()
    _write_about(folder, about["base"])
