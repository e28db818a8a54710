"""The workers: warm processes that take one query each, and are killed when it runs over its bounds or nobody waits for it.

A query begins on one of a few workers. If it goes on for longer than a moment it becomes a *long* one: its process is put
at the lowest priority and no longer counts, so that short queries never wait behind long ones. Of long ones there are a
few too; beyond them, a query that turns out long is stopped. What waits in the queue is bounded, and told when to come
again.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final, NamedTuple, cast

from kg.serve.messages import HEAD, Ask, Reply, pack, unpack_reply
from kg.serve.settings import Settings
from kg.terminal import harmless, say

__all__ = ["Outcome", "Pool", "state_of"]

_SHORT: Final = 0.05
"""Seconds within which a query cannot have taken much memory."""
_WRITERS: Final = 16
"""Changes that may wait for another."""


Watch = Callable[[], asyncio.Future[None]]


class Outcome(NamedTuple):
    """A worker's reply with the body. ``again``: seconds after which to ask once more, if that may help."""

    reply: Reply
    body: bytes = b""
    again: int | None = None


def state_of(folder: Path) -> str:
    """A word that changes when the store does: from the sizes of what its writer appends to or adds."""
    sizes = []
    with os.scandir(folder / "graph") as found:
        for entry in found:
            if entry.name.endswith((".log", ".sst")) or entry.name.startswith(("MANIFEST", "CURRENT")):
                said = entry.stat()
                sizes.append((entry.name, said.st_size, said.st_mtime_ns if said.st_size else 0))
    return format(hash(tuple(sorted(sizes))) & 0xFFFFFFFFFFFFFFFF, "x")


class _Gone(Exception):
    """The process ended without an answer."""


class _Wire(asyncio.Protocol):
    """The server's end of the socket to a worker: one message at a time."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._waiting: asyncio.Future[tuple[Reply, bytes]] | None = None
        self._transport: asyncio.WriteTransport | None = None
        self.lost = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Not every loop's transports derive from asyncio's classes.
        self._transport = cast("asyncio.WriteTransport", transport)

    def send(self, data: bytes) -> asyncio.Future[tuple[Reply, bytes]]:
        """Send a message; what comes back is the future's result."""
        self._waiting = asyncio.get_running_loop().create_future()
        if self._transport is None or self.lost:
            self._waiting.set_exception(_Gone())
        else:
            self._transport.write(data)
        return self._waiting

    def data_received(self, data: bytes) -> None:
        self._data += data
        if len(self._data) < HEAD.size:
            return
        line, rest = HEAD.unpack_from(self._data)
        if len(self._data) < HEAD.size + line + rest:
            return
        reply = unpack_reply(bytes(self._data[HEAD.size : HEAD.size + line]))
        body = bytes(memoryview(self._data)[HEAD.size + line :])
        self._data = bytearray()
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result((reply, body))

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = True
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(_Gone())

    def close(self) -> None:
        """Let go of the socket."""
        self.lost = True
        if self._transport is not None:
            self._transport.close()


@dataclass(eq=False, slots=True)
class _Worker:
    """A process, the socket to it, and what it wrote to standard error."""

    process: subprocess.Popen[bytes]
    wire: _Wire
    said: IO[bytes]

    def demote(self) -> None:
        """Let everything else go first."""
        try:
            os.setpriority(os.PRIO_PROCESS, self.process.pid, 19)
        except ProcessLookupError:
            return

    def used(self) -> float:
        """Seconds of processor time that the process has used."""
        try:
            # The number of a process's own clock, as the kernel makes it.
            return time.clock_gettime((~self.process.pid << 3) | 2)
        except OSError:
            return 0.0

    def memory(self) -> int:
        """Bytes of memory that the process has; 0 if that is not known."""
        try:
            with open(f"/proc/{self.process.pid}/statm", encoding="ascii") as file:
                return int(file.read().split()[1]) * 4096
        except OSError:
            return 0

    def last_words(self) -> str:
        """The end of what it wrote to standard error."""
        self.said.seek(0, os.SEEK_END)
        self.said.seek(max(0, self.said.tell() - 2000))
        return self.said.read().decode("utf-8", "replace")

    async def end(self) -> None:
        """Kill it and wait until its memory is given back."""
        self.wire.close()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        while self.process.poll() is None:
            await asyncio.sleep(0.005)
        self.said.close()


@dataclass(eq=False, slots=True)
class _Running:
    """A query on a worker. ``short``: it takes one of the places for short queries."""

    worker: _Worker
    answer: asyncio.Future[tuple[Reply, bytes]]
    begun: float
    used: float
    """Seconds of processor time that the process had used when the query began."""
    short: bool = True
    stopped: Outcome | None = None
    watch: asyncio.Future[None] | None = None

    def stop(self, outcome: Outcome) -> None:
        """Give this outcome instead of an answer."""
        if not self.answer.done():
            self.stopped = outcome
            self.answer.set_result((outcome.reply, b""))


class Pool:
    """Workers over one store."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._limits = settings.limits
        self._idle: deque[_Worker] = deque()
        self._queue: deque[asyncio.Future[bool]] = deque()
        self._short = 0
        self._long = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._starting = 0
        self._writing = asyncio.Lock()
        self._writers = 0
        self._closed = False
        self.processes: set[int] = set()
        """The ids of all processes that were started and have not ended."""

    # asking

    async def run(self, ask: Ask, watch: Watch | None = None) -> Outcome:
        """Have a question answered. ``watch`` gives a future that is done when nobody waits for the answer any more."""
        if self._short < self._limits.workers and not self._queue:
            self._short += 1
        elif len(self._queue) >= self._limits.queue:
            return _busy("Too many queries are waiting.")
        elif not await self._turn():
            return _busy("No worker was free in time.")
        try:
            worker = await self._take()
        except OSError as error:
            self._next()
            return Outcome(Reply(503, note=f"No process can be started: {error.strerror or error}."), again=2)
        except BaseException:
            self._next()
            raise
        loop = asyncio.get_running_loop()
        running = _Running(worker, worker.wire.send(pack(ask)), loop.time(), worker.used())
        timer = loop.call_later(self._limits.patience, self._look, running, watch)
        whole = False
        try:
            reply, body = await running.answer
            whole = running.stopped is None and running.short
            if whole and loop.time() - running.begun > _SHORT and worker.memory() > self._limits.memory // 4:
                # What it keeps would be missing to the next query.
                whole = False
            return running.stopped or Outcome(reply, body)
        except _Gone:
            return await self._ended(worker)
        finally:
            timer.cancel()
            if running.watch is not None:
                running.watch.cancel()
            if running.short:
                self._next()
            else:
                self._long -= 1
            if whole and not worker.wire.lost and not self._closed:
                self._idle.appendleft(worker)
            else:
                self._later(self._end(worker))
                self._refill()

    def _look(self, running: _Running, watch: Watch | None) -> None:
        """Look at a query that goes on: make it a long one, or stop it."""
        if running.answer.done():
            return
        loop = asyncio.get_running_loop()
        spent = loop.time() - running.begun
        left = self._limits.seconds - spent
        if left <= 0.001:
            note = f"The query took longer than {self._limits.seconds:g} seconds and was stopped."
            running.stop(Outcome(Reply(503, note=note)))
            return
        if watch is not None and running.watch is None:
            running.watch = watch()
            running.watch.add_done_callback(lambda _: running.stop(_NOBODY))
        # On a busy machine a query may only have had to wait for the processor.
        patience = self._limits.patience
        effort = max(running.worker.used() - running.used, spent / 2.5)
        if running.short and effort >= patience:
            if self._long < self._limits.long_queries:
                running.short = False
                self._long += 1
                running.worker.demote()
                self._next()
                self._refill()
            elif self._queue and effort >= 3 * patience:
                running.stop(_busy("The query takes long, and others that do are being answered."))
                return
        loop.call_later(min(left, patience / 2), self._look, running, watch)

    async def _turn(self) -> bool:
        """Wait until a place is free, and have it; ``False`` if that takes too long."""
        loop = asyncio.get_running_loop()
        turn: asyncio.Future[bool] = loop.create_future()
        self._queue.append(turn)
        timer = loop.call_later(self._limits.queue_seconds, _no, turn)
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.result():
                self._next()
            raise
        finally:
            timer.cancel()
            if turn in self._queue:
                self._queue.remove(turn)

    def _next(self) -> None:
        """Give the place that has become free to who waits longest."""
        while self._queue:
            turn = self._queue.popleft()
            if not turn.done():
                turn.set_result(True)
                return
        self._short -= 1

    async def _take(self) -> _Worker:
        """An idle worker, or a new one."""
        while self._idle:
            worker = self._idle.popleft()
            if not worker.wire.lost:
                return worker
            self._later(self._end(worker))
        return await self._start("read")

    async def _ended(self, worker: _Worker) -> Outcome:
        """Why a worker ended by itself, as an answer."""
        for _ in range(200):
            if worker.process.poll() is not None:
                break
            await asyncio.sleep(0.005)
        words = worker.last_words()
        if "overflowed its stack" in words or worker.process.returncode == -signal.SIGSEGV:
            return Outcome(Reply(400, note="The query nests too deeply."))
        if "memory" in words.lower() or "bad_alloc" in words:
            return Outcome(Reply(503, note="The query needs more memory than one query may take."))
        if worker.process.returncode == -signal.SIGXCPU:
            return Outcome(Reply(503, note="The query took too long."))
        if _STORE_ERROR in words:
            return Outcome(Reply(503, note=words.rpartition(_STORE_ERROR)[2].strip()), again=2)
        say(f"kg: A worker ended with {worker.process.returncode}: {harmless(words[-500:])}", sys.stderr)
        return Outcome(Reply(503, note="The query could not be answered: its process ended."), again=2)

    # changing

    async def write(self, ask: Ask, body: bytes = b"") -> Outcome:
        """Make one change: all of it or nothing."""
        if self._writers >= _WRITERS:
            return _busy("Too many changes are waiting.")
        self._writers += 1
        try:
            async with self._writing:
                return await self._write(ask, body)
        finally:
            self._writers -= 1

    async def _write(self, ask: Ask, body: bytes) -> Outcome:
        worker = await self._start("write")
        try:
            async with asyncio.timeout(2 * self._limits.seconds):
                reply, _ = await worker.wire.send(pack(ask, body))
        except TimeoutError:
            return Outcome(Reply(503, note="The change took too long, and nothing was changed."))
        except _Gone:
            return await self._ended(worker)
        finally:
            await self._end(worker)
        return Outcome(reply, again=5 if reply.status == 503 else None)

    # processes

    def warm(self) -> None:
        """Start the workers, so that the first query need not wait for one."""
        self._refill()

    def _refill(self) -> None:
        """Have one more idle worker than can be taken at once."""
        while not self._closed and len(self._idle) + self._starting + self._short <= self._limits.workers:
            self._starting += 1
            self._later(self._prepare())

    async def _prepare(self) -> None:
        try:
            worker = await self._start("read")
        except OSError:
            return
        finally:
            self._starting -= 1
        self._idle.append(worker)

    async def _start(self, mode: str) -> _Worker:
        """Start a process; it answers as soon as it has opened the store."""
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        # Closed when the worker has ended.
        said = cast("IO[bytes]", tempfile.TemporaryFile())  # noqa: SIM115
        folder, memory = self._settings.folder, self._limits.memory
        words = mode + (" federation" if self._settings.federation else "")
        try:
            with theirs:
                process = subprocess.Popen(
                    [
                        *(sys.executable, "-m", "kg.serve.worker"),
                        *(str(theirs.fileno()), str(folder), state_of(folder), str(memory), words),
                    ],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=said,
                    pass_fds=[theirs.fileno()],
                    env={
                        "PYTHONPATH": os.pathsep.join(p for p in sys.path if p),
                        "PATH": os.environ.get("PATH", os.defpath),
                        "LC_ALL": "C.UTF-8",
                        # Each thread would otherwise take address space for a heap of its own.
                        "MALLOC_ARENA_MAX": "2",
                    },
                )
        except OSError:
            ours.close()
            said.close()
            raise
        self.processes.add(process.pid)
        _, wire = await asyncio.get_running_loop().create_unix_connection(_Wire, sock=ours)
        return _Worker(process, wire, said)

    async def _end(self, worker: _Worker) -> None:
        await worker.end()
        self.processes.discard(worker.process.pid)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """End all processes."""
        self._closed = True
        while self._idle:
            await self._end(self._idle.popleft())
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)
        while self._idle:
            await self._end(self._idle.popleft())


def _no(turn: asyncio.Future[bool]) -> None:
    if not turn.done():
        turn.set_result(False)


def _busy(why: str) -> Outcome:
    return Outcome(Reply(503, note=f"{why} Ask again in a moment."), again=2)


_NOBODY: Final = Outcome(Reply(499, note="Nobody waits for the answer."))
_STORE_ERROR: Final = "StoreError: "
