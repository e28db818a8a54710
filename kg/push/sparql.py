"""The graph into a SPARQL store: graph by graph, in batches, so that a push that was stopped goes on where it was.

What has arrived stands in the target itself, in a graph of its own (``<base>pushes``): for every graph of ours its
fingerprint (``spdx:checksumValue``). A graph is taken off that list before it is sent and entered after, so a push that
dies half-way, however it dies, sends again what may be incomplete and nothing else. A graph that we no longer have is
taken out there too; graphs of others are never touched.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final, NamedTuple, Protocol

from pyoxigraph import NamedNode, Quad

from kg.access import Access
from kg.endpoint_client import RefusedError, select_at, update_at
from kg.errors import PushError, QueryError
from kg.export.rdf import exported_graphs
from kg.push.checksum import (
    Sums,
    count_query,
    digest,
    number_query,
    numbers,
    read_counts,
    read_numbers,
    read_sums,
    sum_query,
    sums,
)
from kg.push.refusals import not_taken
from kg.push.services import Service, find_service, refused
from kg.push.web import Web, graph_address
from kg.results import Answer
from kg.store import GraphStore

__all__ = ["Plan", "Pushed", "Target", "connect", "plan_push", "push", "verify"]

_CHECKSUM: Final = "http://spdx.org/rdf/terms#checksumValue"
_SHORT_UPDATES: Final = frozenset({"Virtuoso"})
"""Servers that limit the statements of an update more than the size of a graph."""
_SHORT: Final = 2_000
"""Statements in an update to one of those."""
_TOGETHER: Final = 200
"""Graphs verified by one query."""
_LARGE: Final = 100_000
"""Statements of a graph that is verified by several."""
_TRIES: Final = 4
_BUSY: Final = frozenset({429, 502, 503, 504})

Progress = Callable[[int, int], None]
"""Called with the statements sent and the statements to send."""


class Most(NamedTuple):
    """What goes in one request at most: statements, and small graphs."""

    statements: int
    graphs: int


_MOST: Final = Most(5_000, 200)
"""Servers limit a request's size (Virtuoso its statements, to ten thousand)."""
_MOST_QUADS: Final = Most(50_000, 5_000)
"""For a server that takes statements for many graphs at once."""


class Target(Protocol):
    """A SPARQL store that is written to."""

    @property
    def most(self) -> Most:
        """What goes in one request."""

    def select(self, query: str) -> Answer:
        """The rows of a query. Raises ``PushError``."""

    def put(self, graph: str, lines: Sequence[str]) -> None:
        """Make the graph hold these statements (N-Triples lines) and no others."""

    def put_all(self, graphs: Mapping[str, Sequence[str]]) -> None:
        """Make each of several small graphs hold these statements and no others."""

    def add(self, graph: str, lines: Sequence[str]) -> None:
        """Add statements to the graph."""

    def drop(self, graph: str) -> None:
        """Take the graph out, if it is there."""


@dataclass(frozen=True, slots=True)
class GraphStoreTarget:
    """A store that is written to by the Graph Store HTTP Protocol."""

    service: Service
    web: Web
    access: Access

    @property
    def most(self) -> Most:
        """See ``Target``."""
        return _MOST_QUADS if self.service.quads else _MOST

    def select(self, query: str) -> Answer:
        """See ``Target``."""
        return _select(self.service.query, query, self.access)

    def put(self, graph: str, lines: Sequence[str]) -> None:
        """See ``Target``."""
        self._send("PUT", graph, lines)

    def put_all(self, graphs: Mapping[str, Sequence[str]]) -> None:
        """See ``Target``. One request for all, or one update, spares a request for each graph."""
        if self.service.quads:
            for graph in _held(self, graphs):
                self.drop(graph)
            quads = (f"{line[:-1]}{NamedNode(graph)} .\n" for graph, lines in graphs.items() for line in lines)
            self._request("POST", self.service.graphs, "".join(quads).encode(), "application/n-quads", "these graphs")
        elif self.service.update:
            most = _SHORT if self.service.server in _SHORT_UPDATES else self.most.statements
            updates = UpdateTarget(self.service, self.access)
            for some in _parcels(graphs, most):
                updates.put_all(some)
        else:
            for graph, lines in graphs.items():
                self.put(graph, lines)

    def add(self, graph: str, lines: Sequence[str]) -> None:
        """See ``Target``."""
        self._send("POST", graph, lines)

    def drop(self, graph: str) -> None:
        """See ``Target``."""
        self._send("DELETE", graph, None)

    def _send(self, method: str, graph: str, lines: Sequence[str] | None) -> None:
        address = graph_address(self.service.graphs, self.service.parameter, graph)
        data = None if lines is None else "\n".join([*lines, ""]).encode()
        # N-Triples is Turtle too, and Turtle is what every graph store must take.
        kind = "text/turtle;charset=utf-8" if data is not None else ""
        self._request(method, address, data, kind, f"<{graph}>")

    def _request(self, method: str, address: str, data: bytes | None, kind: str, what: str) -> None:
        def once() -> None:
            reply = self.web.send(method, address, data, kind)
            if reply.status in (401, 403):
                raise refused(self.service.graphs, reply.status)
            if reply.status in _BUSY:
                raise _Busy(f"The server {self.service.graphs} is busy ({reply.status}): {reply.words}")
            if reply.status >= 300 and not (method == "DELETE" and reply.status == 404):
                raise not_taken(self.service.graphs, what, reply.words, reply.status)

        _patiently(once)


@dataclass(frozen=True, slots=True)
class UpdateTarget:
    """A store that is written to by SPARQL updates."""

    service: Service
    access: Access

    @property
    def most(self) -> Most:
        """See ``Target``."""
        return _MOST

    def select(self, query: str) -> Answer:
        """See ``Target``."""
        return _select(self.service.query, query, self.access)

    def put(self, graph: str, lines: Sequence[str]) -> None:
        """See ``Target``."""
        self.put_all({graph: lines})

    def put_all(self, graphs: Mapping[str, Sequence[str]]) -> None:
        """See ``Target``."""
        changes = [f"DROP SILENT GRAPH {NamedNode(graph)}" for graph in _held(self, graphs)]
        # Virtuoso takes no empty braces.
        full = {graph: lines for graph, lines in graphs.items() if lines}
        if full:
            changes.append(_insert(full))
        if changes:
            self._update(" ;\n".join(changes))

    def add(self, graph: str, lines: Sequence[str]) -> None:
        """See ``Target``."""
        self._update(_insert({graph: lines}))

    def drop(self, graph: str) -> None:
        """See ``Target``."""
        self._update(f"DROP SILENT GRAPH {NamedNode(graph)}")

    def _update(self, text: str) -> None:
        def once() -> None:
            try:
                update_at(self.service.update, text, self.access)
            except RefusedError as error:
                if error.status in _BUSY:
                    raise _Busy(error.problem) from error
                raise not_taken(self.service.update, "an update", error.words, error.status) from error
            except QueryError as error:
                raise _push_error(error) from error

        _patiently(once)


class _Busy(PushError):
    """A server that may take it in a while."""


def connect(address: str, access: Access, *, query: str = "", update: str = "", graphs: str = "") -> Target:
    """The store at an address, to be written to by its graph store, else by updates.

    Raises ``PushError`` if nothing answers there, or it does not let us in.
    """
    web = Web(access)
    service = find_service(address, web, query=query, update=update, graphs=graphs)
    if service.server == "Virtuoso" and access.user:
        access = replace(access, digest=True)
        # Its door for those with a password is another one than its open door.
        service = replace(service, query=service.query + "-auth")
        web = Web(access)
    if service.graphs:
        return GraphStoreTarget(service, web, access)
    if service.update:
        return UpdateTarget(service, access)
    raise PushError(f"The server {address} takes no changes.", "Name its service: --update URL or --graph-store URL.")


class _Part(NamedTuple):
    """A graph of ours."""

    graph: str
    digest: str
    statements: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a push will do: graphs to send, graphs that have arrived before, graphs that are ours no longer."""

    ledger: str
    send: tuple[_Part, ...]
    there: tuple[_Part, ...]
    gone: tuple[str, ...]

    @property
    def statements(self) -> int:
        """How many statements will be sent."""
        return sum(part.statements for part in self.send)


@dataclass(frozen=True, slots=True)
class Pushed:
    """What was verified in the target afterwards."""

    graphs: int
    statements: int


def plan_push(store: GraphStore, target: Target, *, texts: bool = False, again: bool = False) -> Plan:
    """Compare fingerprints of our graphs with those the target has; ``again`` trusts none of them.

    ``texts``: send the articles' own words too.
    """
    ledger = f"{store.iris.base}pushes"
    known = {} if again else _read_ledger(target, ledger)
    parts = []
    for graph in exported_graphs(store, texts=texts):
        mark = digest(_lines(store, graph))
        parts.append(_Part(graph, mark, int(mark.rpartition("-")[2])))
    ours = {part.graph for part in parts}
    return Plan(
        ledger=ledger,
        send=tuple(p for p in parts if known.get(p.graph) != p.digest),
        there=tuple(p for p in parts if known.get(p.graph) == p.digest),
        gone=tuple(sorted(set(known) - ours)),
    )


def push(
    store: GraphStore, target: Target, plan: Plan, *, batch: int | None = None, progress: Progress | None = None
) -> None:
    """Do what the plan says; when it is stopped or fails, a new plan goes on from there.

    ``batch``: statements in one request, if not what the target takes best. Raises ``PushError`` when the target does not
    take something.
    """
    most = target.most if batch is None else Most(batch, target.most.graphs)
    arrived = {part.graph: part.digest for part in plan.there}
    if plan.send or plan.gone:
        _write_ledger(target, plan.ledger, arrived, most.statements)
    for graph in plan.gone:
        target.drop(graph)
    sent = 0
    for parts in _groups(plan.send, most):
        if len(parts) > 1:
            target.put_all({part.graph: list(_lines(store, part.graph)) for part in parts})
            sent += sum(part.statements for part in parts)
        else:
            send: Callable[[str, Sequence[str]], None] = target.put
            for lines in _batches(_lines(store, parts[0].graph), most.statements):
                send(parts[0].graph, lines)
                send = target.add
                sent += len(lines)
                if progress:
                    progress(sent, plan.statements)
        target.add(plan.ledger, [_entry(part.graph, part.digest) for part in parts])
        if progress:
            progress(sent, plan.statements)


def _groups(parts: Iterable[_Part], most: Most) -> Iterator[list[_Part]]:
    """Graphs that go together: as many small ones as a request may hold, or a large one alone."""
    group: list[_Part] = []
    statements = 0
    for part in parts:
        if group and (statements + part.statements > most.statements or len(group) >= most.graphs):
            yield group
            group, statements = [], 0
        group.append(part)
        statements += part.statements
    if group:
        yield group


def verify(store: GraphStore, target: Target, *, texts: bool = False) -> Pushed:
    """Count what the target holds of each of our graphs, and compare the sums of ``kg.push.checksum``.

    Raises ``PushError`` that names the first graph that differs.
    """
    graphs = exported_graphs(store, texts=texts)
    total = 0
    for start in range(0, len(graphs), _TOGETHER):
        some = graphs[start : start + _TOGETHER]
        counts = read_counts(target.select(count_query(some)))
        for graph in some:
            here = sum(1 for _ in store.match(graph=graph))
            if counts.get(graph, 0) != here:
                raise _differs(f"{graph} holds {counts.get(graph, 0)} statements there and {here} here")
            total += here
            if here > _LARGE:
                _verify_large(store, target, graph)
        small = [graph for graph in some if counts.get(graph, 0) <= _LARGE]
        quads = [quad for graph in small for quad in store.match(graph=graph)]
        if small and not _same(target, quads, small, ""):
            raise _differs(f"the checksums of {small[0]} and {len(small) - 1} graphs after it differ")
    return Pushed(len(graphs), total)


def _verify_large(store: GraphStore, target: Target, graph: str) -> None:
    """A property at a time: servers break off a query that takes long."""
    for predicate in sorted({quad.predicate.value for quad in store.match(graph=graph)}):
        quads = list(store.match(None, predicate, None, graph))
        if not _same(target, quads, [graph], predicate):
            raise _differs(f"the checksums of <{predicate}> in {graph} differ")


def _same(target: Target, quads: Sequence[Quad], graphs: Sequence[str], predicate: str) -> bool:
    """Whether the target has what these statements of the graphs add up to; of one property, if one is named."""
    theirs: Sums = read_sums(target.select(sum_query(graphs, predicate)))
    return theirs == sums(quads) and numbers(quads).like(read_numbers(target.select(number_query(graphs, predicate))))


def _differs(how: str) -> PushError:
    return PushError(
        f"The database does not hold what was sent: {how}.",
        "Run the command again with --again, which sends everything anew.",
    )


def _read_ledger(target: Target, ledger: str) -> dict[str, str]:
    rows = target.select(f"SELECT ?g ?mark WHERE {{ GRAPH {NamedNode(ledger)} {{ ?g <{_CHECKSUM}> ?mark }} }}")
    return {row[0].value: row[1].value for row in rows.rows if row[0] is not None and row[1] is not None}


def _write_ledger(target: Target, ledger: str, arrived: Mapping[str, str], batch: int) -> None:
    lines = [_entry(graph, mark) for graph, mark in sorted(arrived.items())]
    if not lines:
        target.drop(ledger)
        return
    send: Callable[[str, Sequence[str]], None] = target.put
    for some in _batches(lines, batch):
        send(ledger, some)
        send = target.add


def _entry(graph: str, mark: str) -> str:
    return f'{NamedNode(graph)} <{_CHECKSUM}> "{mark}" .'


def _lines(store: GraphStore, graph: str) -> Iterator[str]:
    """A graph as N-Triples lines, in the store's own order, which is the same while nothing changes."""
    for quad in store.match(graph=graph):
        yield f"{quad.subject} {quad.predicate} {quad.object} ."


def _batches(lines: Iterable[str], size: int) -> Iterator[list[str]]:
    waiting = iter(lines)
    while some := list(islice(waiting, size)):
        yield some


def _parcels(graphs: Mapping[str, Sequence[str]], most: int) -> Iterator[dict[str, Sequence[str]]]:
    """These graphs in parts of at most so many statements, or of one graph."""
    some: dict[str, Sequence[str]] = {}
    statements = 0
    for graph, lines in graphs.items():
        if some and statements + len(lines) > most:
            yield some
            some, statements = {}, 0
        some[graph] = lines
        statements += len(lines)
    if some:
        yield some


def _held(target: Target, graphs: Iterable[str]) -> list[str]:
    """Those of these graphs in which the target has something: what an earlier push left, of which nothing may stay."""
    named = " ".join(str(NamedNode(graph)) for graph in graphs)
    rows = target.select(f"SELECT DISTINCT ?g WHERE {{ VALUES ?g {{ {named} }} GRAPH ?g {{ ?s ?p ?o }} }}")
    return sorted(row[0].value for row in rows.rows if row[0] is not None)


def _insert(graphs: Mapping[str, Sequence[str]]) -> str:
    said = (f"GRAPH {NamedNode(graph)} {{\n" + "\n".join(lines) + "\n}" for graph, lines in graphs.items())
    return "INSERT DATA {\n" + "\n".join(said) + "\n}"


def _select(address: str, query: str, access: Access) -> Answer:
    try:
        return select_at(address, query, access)
    except QueryError as error:
        raise _push_error(error) from error


def _push_error(error: QueryError) -> PushError:
    again = "Run the same command again when that is set right: what has arrived is not sent twice."
    return PushError(error.problem, f"{error.way_out} {again}" if error.way_out else again)


def _patiently(once: Callable[[], None]) -> None:
    """Try again after a while when the server says that it is busy."""
    for wait in [*(0.5 * 2**n for n in range(_TRIES - 1)), None]:
        try:
            once()
        except _Busy:
            if wait is None:
                raise
            time.sleep(wait)
        else:
            return
