"""The property graph into a database that speaks Bolt (Neo4j, Memgraph, ArcadeDB), by the official driver.

Nodes and edges are merged by keys of their own, in batches with parameters, so a second push changes nothing. How far a
push has come is written in the same transaction as the batch (node ``:ConflictKgPush``), so one that was stopped goes on
from there. The one module that knows the driver.
"""

from __future__ import annotations

import urllib.parse
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from kg.access import Access
from kg.errors import PushError
from kg.export.property_graph import (
    Column,
    Edge,
    EdgeKind,
    Holds,
    Node,
    NodeKind,
    Value,
    edge_kinds,
    edges,
    node_kinds,
    nodes,
)
from kg.ids import content_hash
from kg.push.checksum import digest
from kg.push.refusals import not_taken
from kg.store import GraphStore

if TYPE_CHECKING:
    from neo4j import Session

__all__ = ["Counts", "count_there", "is_bolt", "push_bolt", "session_at"]

_SCHEMES: Final = frozenset({"bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc"})
_BATCH: Final = 1_000
_LEDGER: Final = "ConflictKgPush"
_STAMP: Final = "pushed"
"""The property of nodes and edges that holds the fingerprint of the graph they came with."""

Progress = Callable[[int], None]
"""Called with the nodes and edges sent so far."""
T = TypeVar("T")


class Counts(NamedTuple):
    """What a database holds of a graph: nodes and edges by kind, and two sums over the keys of all of them."""

    nodes: Mapping[str, int]
    edges: Mapping[str, int]
    keys: int
    """The summed length of the nodes' IRIs, and of the IRIs at the edges' ends."""

    @property
    def total(self) -> tuple[int, int]:
        """All nodes and all edges."""
        return sum(self.nodes.values()), sum(self.edges.values())


@dataclass(frozen=True, slots=True)
class _Statement:
    """A Cypher statement for batches of rows."""

    text: str
    rows: tuple[dict[str, Any], ...]


def is_bolt(address: str) -> bool:
    """Whether this is the address of a database that speaks Bolt."""
    return urllib.parse.urlsplit(address).scheme in _SCHEMES


@contextmanager
def session_at(address: str, access: Access, database: str | None = None) -> Iterator[Session]:
    """A session of the driver; raises ``PushError`` for all that the server or the network objects to."""
    try:
        import neo4j
        from neo4j.exceptions import AuthError, DriverError, Neo4jError
    except ModuleNotFoundError as error:
        raise PushError(
            "Pushing to this database takes a part that is not installed.", "Run: pip install 'conflict-kg[bolt]'"
        ) from error
    auth = (access.user, access.password) if access.user else None
    try:
        with (
            neo4j.GraphDatabase.driver(
                address,
                auth=auth,
                connection_timeout=15,
                max_transaction_retry_time=15,
                notifications_min_severity="OFF",
            ) as driver,
            driver.session(database=database) as session,
        ):
            yield session
    except AuthError as error:
        raise PushError(
            f"The database {address} does not let us in.",
            "Give --auth USER:PASSWORD, --auth @FILE or the variable KG_AUTH.",
        ) from error
    except Neo4jError as error:
        raise not_taken(address, "a batch", _words(error)) from error
    except (DriverError, OSError, ValueError) as error:
        raise PushError(
            f"The database {address} cannot be reached: {_words(error)}",
            "Is it running? Run the same command again when it is: what has arrived is not sent twice.",
        ) from error


def _words(error: BaseException) -> str:
    return " ".join(str(error).split())[:300]


def push_bolt(
    store: GraphStore,
    session: Session,
    *,
    again: bool = False,
    prune: bool = False,
    batch: int = _BATCH,
    progress: Progress | None = None,
) -> Counts:
    """Write all nodes and edges; returns what ``count_there`` must then say.

    ``again`` starts from the beginning even if the database says that some of it has arrived. ``prune`` takes out what an
    earlier push of a graph with the same base has written and this one has not.
    """
    mark = digest(str(quad) for graph in _projected(store) for quad in store.match(graph=graph))
    done = 0 if again else _done(session, store.iris.base, mark)
    # Where a node's labels are its type, setting them makes it anew, and a constraint would forbid the second.
    labels_are_types = "ArcadeDB" in (session.run("RETURN 1").consume().server.agent or "")
    for kind in node_kinds():
        session.run(_index(kind) if labels_are_types else _constraint(kind)).consume()
    sent = 0
    number = 0
    counts = _Tally({}, {})
    for number, statement in enumerate(_statements(store, batch, counts), start=1):
        if number > done:
            with session.begin_transaction() as transaction:
                transaction.run(statement.text, rows=list(statement.rows), mark=mark).consume()
                transaction.run(_REMEMBER, base=store.iris.base, mark=mark, done=number).consume()
                transaction.commit()
        sent += len(statement.rows)
        if progress:
            progress(sent)
    if prune:
        for kind in node_kinds():
            session.run(_PRUNE_EDGES.format(label=kind.label), mark=mark).consume()
            session.run(_PRUNE_NODES.format(label=kind.label), mark=mark, base=store.iris.base).consume()
    return Counts(counts.nodes, counts.edges, counts.keys)


@dataclass(slots=True)
class _Tally:
    nodes: dict[str, int]
    edges: dict[str, int]
    keys: int = 0


def count_there(session: Session) -> Counts:
    """What the database holds of the kinds of nodes and edges that we write, each counted by the database."""
    found: dict[str, int] = {}
    keys = 0
    for kind in node_kinds():
        row = session.run(f"MATCH (n:{kind.label}) RETURN count(n) AS number, sum(size(n.iri)) AS keys").single()
        if row is not None and row["number"]:
            found[kind.label] = row["number"]
            keys += row["keys"]
    lines: dict[str, int] = {}
    between = sorted({(kind.source, kind.target) for kind in edge_kinds()})
    for source, target in between:
        rows = session.run(
            f"MATCH (s:{source})-[r]->(t:{target}) "
            "RETURN type(r) AS kind, count(r) AS number, sum(size(s.iri) + size(t.iri)) AS keys"
        )
        for row in rows:
            lines[row["kind"]] = lines.get(row["kind"], 0) + row["number"]
            keys += row["keys"]
    return Counts(found, lines, keys)


_PRUNE_EDGES: Final = f"MATCH (:{{label}})-[r]->() WHERE r.{_STAMP} <> $mark DELETE r"
_PRUNE_NODES: Final = f"MATCH (n:{{label}}) WHERE n.{_STAMP} <> $mark AND n.iri STARTS WITH $base DETACH DELETE n"
_REMEMBER: Final = f"MERGE (p:{_LEDGER} {{base: $base}}) SET p.mark = $mark, p.done = $done"


def _done(session: Session, base: str, mark: str) -> int:
    """Batches of this very graph that have arrived."""
    row = session.run(f"MATCH (p:{_LEDGER} {{base: $base}}) RETURN p.mark AS mark, p.done AS done", base=base).single()
    return int(row["done"]) if row is not None and row["mark"] == mark else 0


def _projected(store: GraphStore) -> list[str]:
    from kg.export.rdf import exported_graphs

    return exported_graphs(store)


def _constraint(kind: NodeKind) -> str:
    return f"CREATE CONSTRAINT {kind.label.lower()}_iri IF NOT EXISTS FOR (n:{kind.label}) REQUIRE n.iri IS UNIQUE"


def _index(kind: NodeKind) -> str:
    return f"CREATE INDEX {kind.label.lower()}_iri IF NOT EXISTS FOR (n:{kind.label}) ON (n.iri)"


def _statements(store: GraphStore, batch: int, counts: _Tally) -> Iterator[_Statement]:
    """All batches in an order that is the same while the store is the same; ``counts`` grows with them."""
    for kind in node_kinds():
        for some in _batches(nodes(store, kind), batch):
            for labels, group in _grouped(some, lambda node: node.labels):
                counts.nodes[kind.label] = counts.nodes.get(kind.label, 0) + len(group)
                counts.keys += sum(len(node.id) for node in group)
                yield _Statement(_merge_nodes(kind, labels), tuple(_node_row(kind, node) for node in group))
    for edge_kind in edge_kinds():
        for edges_ in _batches(edges(store, edge_kind), batch):
            for type_, edge_group in _grouped(edges_, lambda edge: edge.type):
                counts.edges[type_] = counts.edges.get(type_, 0) + len(edge_group)
                counts.keys += sum(len(edge.source) + len(edge.target) for edge in edge_group)
                yield _Statement(_merge_edges(edge_kind, type_), tuple(_edge_row(edge_kind, e) for e in edge_group))


def _merge_nodes(kind: NodeKind, labels: Sequence[str]) -> str:
    more = "".join(f":{label}" for label in labels)
    return f"UNWIND $rows AS row MERGE (n:{kind.label} {{iri: row.iri}}) SET n{more}, n += row.said, n.{_STAMP} = $mark"


def _merge_edges(kind: EdgeKind, type_: str) -> str:
    key = "{key: row.key}" if kind.columns else ""
    return (
        f"UNWIND $rows AS row MATCH (s:{kind.source} {{iri: row.s}}) MATCH (t:{kind.target} {{iri: row.t}}) "
        f"MERGE (s)-[r:{type_} {key}]->(t) SET r += row.said, r.{_STAMP} = $mark"
    )


def _node_row(kind: NodeKind, node: Node) -> dict[str, Any]:
    return {"iri": node.id, "said": _said(kind.columns, node.values)}


def _edge_row(kind: EdgeKind, edge: Edge) -> dict[str, Any]:
    said = _said(kind.columns, edge.values)
    return {"s": edge.source, "t": edge.target, "key": content_hash(*sorted(said.items())), "said": said}


def _said(columns: Sequence[Column], values: Sequence[Value]) -> dict[str, Any]:
    """Properties as the driver takes them, days as days; an unknown one is null, which takes an older value away."""
    return {
        column.name: date.fromisoformat(str(value)) if column.holds is Holds.DATE and value is not None else value
        for column, value in zip(columns, values, strict=True)
    }


def _grouped(items: Sequence[T], key: Callable[[T], Any]) -> list[tuple[Any, list[T]]]:
    groups: dict[Any, list[T]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return sorted(groups.items(), key=lambda pair: pair[0])


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    waiting = iter(items)
    while some := list(islice(waiting, size)):
        yield some
