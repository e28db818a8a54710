"""A running ``kg serve`` for tests, and plain requests to it."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, TypeVar

from kg.store import open_for_writing
from tests.tables import ROOT

TOKEN = "a-token-for-tests-only"
PATIENCE = 120.0
"""Seconds for which a test waits for what must come, so that no test fails because the machine is busy."""
T = TypeVar("T")


def awaited(look: Callable[[], T | None]) -> T:
    """What ``look`` finds, as soon as it finds something."""
    until = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < until, "it has not come"
        time.sleep(0.05)
    return found


class Response(NamedTuple):
    """What a server answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def kind(self) -> str:
        """The media type."""
        return self.headers.get("content-type", "").partition(";")[0]


class Server(NamedTuple):
    """A server on this machine."""

    port: int
    process: subprocess.Popen[str]
    folder: Path

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        timeout: float = PATIENCE,
    ) -> Response:
        """One request, with no headers but those given and the length."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.putrequest(method, path, skip_accept_encoding=True)
            for name, value in (headers or {}).items():
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            said = {name.lower(): value for name, value in answer.getheaders()}
            return Response(answer.status, said, answer.read())
        finally:
            connection.close()

    def query(self, text: str, *, timeout: float = PATIENCE, **headers: str) -> Response:
        """A query by POST."""
        said = {"Content-Type": "application/sparql-query", **headers}
        return self.ask("POST", "/sparql", text.encode(), said, timeout=timeout)

    def update(self, text: str) -> Response:
        """An update, with the token."""
        said = {"Content-Type": "application/sparql-update", "Authorization": f"Bearer {TOKEN}"}
        return self.ask("POST", "/sparql", text.encode(), said)


def processes(server: Server) -> list[int]:
    """The server and its workers."""
    with open(f"/proc/{server.process.pid}/task/{server.process.pid}/children", encoding="ascii") as file:
        return [server.process.pid, *map(int, file.read().split())]


def effort(server: Server) -> float:
    """Seconds of processor time that the workers that there are have taken."""
    ticks = 0
    for worker in processes(server)[1:]:
        try:
            with open(f"/proc/{worker}/stat", encoding="ascii") as file:
                ticks += int(file.read().rpartition(")")[2].split()[11])
        except (FileNotFoundError, ProcessLookupError):
            continue
    return ticks / os.sysconf("SC_CLK_TCK")


def make_store(folder: Path) -> Path:
    """An empty store."""
    open_for_writing(folder).close()
    return folder


@contextmanager
def serving(folder: Path, *options: str, write: bool = False) -> Iterator[Server]:
    """``kg serve`` over a store at a free port of this machine."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    env.pop("KG_WRITE_TOKEN", None)
    # The pages' framework would take itself for tested.
    env.pop("PYTEST_CURRENT_TEST", None)
    if write:
        env["KG_WRITE_TOKEN"] = TOKEN
    command = [sys.executable, "-m", "kg", "serve", "--store", str(folder), "--port", "0", *options]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r":(\d+)/ ", line)
        assert found, line + process.stdout.read()
        server = Server(int(found[1]), process, folder)
        awaited(lambda: server.query("ASK {}").status == 200)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            sys.stdout.write(process.stdout.read())
            process.stdout.close()
