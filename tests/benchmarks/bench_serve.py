"""Requests a second and latency of ``kg serve`` against the stock ``oxigraph serve-read-only`` on the same store.

    python tests/benchmarks/bench_serve.py [--copies 40] [--seconds 2] [--rounds 3] [--clients 8]

The store is the sample reports, copied under other names. Both servers run at once and take turns in being asked, over
connections that stay open. Every request is made different from all before it by a comment, so that nothing is answered
from memory; the last row is what answering from memory gives.
"""

from __future__ import annotations

import argparse
import asyncio
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import kg
from kg.canned import find_question
from kg.names import bind_names
from kg.store import GraphStore, open_for_reading, open_for_writing
from tests.serving import serving
from tests.tables import ROOT

KINDS = ("event", "doc", "report", "fact", "quote", "relation", "claim", "dyad", "agreement", "zone")
QUESTIONS = {
    "attacks in zones after a ceasefire": ("attacks-inside-deescalation-zones-after-ceasefire", {}),
    "timeline of a place": ("timeline-of-place", {"place": "Idlib"}),
    "casualties by side": ("casualties-by-side", {}),
}


class Measure(NamedTuple):
    """What a server did in one round."""

    per_second: float
    middle: float
    worst: float
    """Seconds of the slowest request but one in a hundred."""


class Client(asyncio.Protocol):
    """A connection that sends the next request as soon as it has the answer."""

    def __init__(self, requests: Iterator[bytes], times: list[float], accept: bytes) -> None:
        self.requests = requests
        self.times = times
        self.accept = accept
        self.data = b""
        self.begun = 0.0
        self.ending = False
        self.failed = b""
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self.transport = transport
        self.send()

    def send(self) -> None:
        """Send a request."""
        self.begun = time.perf_counter()
        self.transport.write(next(self.requests))

    def data_received(self, data: bytes) -> None:
        self.data = self.data + data if self.data else data
        head = self.data.find(b"\r\n\r\n")
        if head < 0:
            return
        low = self.data[:head].lower()
        at = low.find(b"content-length:")
        if at >= 0:
            length = int(low[at + 15 :].split(b"\r\n", 1)[0])
            if len(self.data) < head + 4 + length:
                return
        elif not self.data.endswith(b"0\r\n\r\n"):
            return
        if not self.data.startswith(b"HTTP/1.1 200"):
            self.failed = self.data[-300:]
        self.times.append(time.perf_counter() - self.begun)
        self.data = b""
        if self.ending:
            self.transport.close()
        else:
            self.send()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


async def load(port: int, requests: Iterator[bytes], clients: int, seconds: float) -> Measure:
    """Ask over so many connections for so long."""
    times: list[float] = []
    loop = asyncio.get_running_loop()
    open_ = [
        (await loop.create_connection(lambda: Client(requests, times, b""), "127.0.0.1", port))[1]
        for _ in range(clients)
    ]
    begun = time.perf_counter()
    await asyncio.sleep(seconds)
    for client in open_:
        client.ending = True
    await asyncio.gather(*(client.done for client in open_))
    spent = time.perf_counter() - begun
    failed = [client.failed for client in open_ if client.failed]
    assert not failed, failed[0]
    times.sort()
    return Measure(len(times) / spent, statistics.median(times), times[int(len(times) * 0.99) - 1])


def requests(path: str, queries: Sequence[str], *, fresh: bool) -> Iterator[bytes]:
    """Requests for these queries, round and round."""
    for n in count():
        text = queries[n % len(queries)] + (f"\n# {n}" if fresh else "")
        address = f"{path}?query={quote(text, safe='')}"
        yield (f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/sparql-results+json\r\n\r\n".encode())


def make(folder: Path, copies: int) -> None:
    """The sample store, so many times over."""
    kg.build(ROOT / "data" / "articles", store=folder).close()
    opened = open_for_reading(folder)
    base = opened.iris.base
    lines = list(opened.sorted_lines())
    opened.close()
    target = open_for_writing(folder)
    with tempfile.TemporaryDirectory() as desk:
        path = Path(desk) / "copies.nq"
        with path.open("w", encoding="utf-8") as file:
            for n in range(1, copies):
                for line in lines:
                    copy = line
                    for kind in KINDS:
                        copy = copy.replace(f"<{base}{kind}/", f"<{base}{kind}/{n}-")
                    if copy != line:
                        file.write(copy + "\n")
        target.store.bulk_load(path=str(path))
    target.optimize()
    target.close()


def workloads(store: GraphStore) -> dict[str, list[str]]:
    """The queries of each workload."""
    from kg.asking import select

    events = [
        row[0].value
        for row in select(
            store,
            "SELECT ?e { GRAPH <https://w3id.org/conflict-kg/ns#conclusions> "
            "{ ?e <https://w3id.org/conflict-kg/ns#eventType> ?t } }",
        ).rows
        if row[0] is not None
    ]
    lookup = (
        "PREFIX c: <https://w3id.org/conflict-kg/ns#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
        "SELECT ?label ?first ?place WHERE {{ GRAPH c:conclusions {{ <{}> rdfs:label ?label ; c:mainPlace ?place . "
        "OPTIONAL {{ <{}> c:earliest ?first }} }} }}"
    )
    found = {"point look-ups": [lookup.format(e, e) for e in sorted(events)]}
    for title, (name, values) in QUESTIONS.items():
        found[title] = [bind_names(find_question(name), values, lambda q: select(store, q)).text]
    return found


@contextmanager
def oxigraph(folder: Path) -> Iterator[int]:
    """The stock server."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    binary = Path(sys.executable).with_name("oxigraph")
    command = [str(binary), "serve-read-only", "--location", str(folder / "graph"), "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()


def main() -> None:
    """Print a table for RESULTS.md."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--copies", type=int, default=40)
    reader.add_argument("--seconds", type=float, default=2.0)
    reader.add_argument("--rounds", type=int, default=3)
    reader.add_argument("--clients", type=int, default=8)
    options = reader.parse_args()
    with tempfile.TemporaryDirectory() as desk:
        folder = Path(desk) / "store"
        make(folder, options.copies)
        opened = open_for_reading(folder)
        asked = workloads(opened)
        print(f"{len(opened)} statements, {options.clients} clients, two workers\n")
        opened.close()
        print("| what | kg serve: requests/s, middle and worst ms | oxigraph: the same | ratio |")
        print("|---|---:|---:|---:|")
        with oxigraph(folder) as stock, serving(folder, "--workers", "2") as ours:
            rows = [(title, queries, True) for title, queries in asked.items()]
            for title, queries, fresh in [*rows, ("point look-ups, remembered", asked["point look-ups"], False)]:
                ours_: list[Measure] = []
                stock_: list[Measure] = []
                for _ in range(options.rounds):
                    for port, path, into in ((ours.port, "/sparql", ours_), (stock, "/query", stock_)):
                        work = requests(path, queries, fresh=fresh)
                        into.append(asyncio.run(load(port, work, options.clients, options.seconds)))
                a, b = _middle(ours_), _middle(stock_)
                print(f"| {title} | {_words(a)} | {_words(b)} | {a.per_second / b.per_second:.2f} |")


def _middle(measures: Sequence[Measure]) -> Measure:
    return sorted(measures)[len(measures) // 2]


def _words(measure: Measure) -> str:
    return f"{measure.per_second:.0f}, {measure.middle * 1000:.1f}, {measure.worst * 1000:.1f}"


if __name__ == "__main__":
    main()
