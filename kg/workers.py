"""Processes that read articles: they share one model, loaded once, and one that dies costs no other article.

The model is loaded by a Python of its own, so nothing of the caller is imported or forked: it works the same from a script,
a notebook or a thread. The workers are forks of that process, which has no other threads, and speak over pipes. Answers
come in the order of the articles, whichever worker gives them; few articles are on their way at a time.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO, TYPE_CHECKING, Final, NamedTuple, NoReturn, Self

from kg.errors import InputError, KgError

if TYPE_CHECKING:
    from kg.extract.reading import Reader
    from kg.model import Article, ArticleReading

__all__ = ["Answer", "WorkerPool", "answer", "breed", "read_here", "reading_with"]

_AHEAD: Final = 3
"""Articles sent to a worker before it has answered the first, so that it never waits for the next."""
_WINDOW: Final = 64
"""Articles on their way for each worker: neither a slow article nor the merging of a batch holds up the rest at once, and
memory stays bounded.
"""
_MOST: Final = 256
"""Workers: more of them than any machine has use for."""
_PATIENCE: Final = 0.2
"""Seconds in which a worker that is asked no more ends by itself."""
_TRIES: Final = 2
"""Times that an article is given to a worker; one that is killed twice over the same article is not killed by chance."""


class Answer(NamedTuple):
    """What became of an article. ``problem``: why there is no reading; ``doubt``: what is odd about one that there is."""

    article: str
    reading: ArticleReading | None
    seconds: float = 0.0
    problem: str | None = None
    doubt: str | None = None


def answer(article: Article, reader: Reader) -> Answer:
    """Read an article; whatever goes wrong with it is told and goes no further."""
    from kg.extract.reading import read_article

    begin = time.perf_counter()
    try:
        reading = read_article(article, reader)
    except Exception as error:  # noqa: BLE001  an article that trips a rule of ours must not cost the others
        sentence = f"{article.id}: reading it failed ({type(error).__name__}: {error})."
        sentence += " This is a fault of the program; please report it with the article."
        return Answer(article.id, None, time.perf_counter() - begin, sentence)
    return Answer(article.id, reading, time.perf_counter() - begin)


def read_here(articles: Iterable[Article], model: str) -> Iterator[Answer]:
    """The same without other processes; the model is loaded at once."""
    from kg.extract.reading import load_reader

    reader = load_reader(model)
    _settle()
    return (answer(article, reader) for article in articles)


def _settle() -> None:
    """Tell the collector of garbage that what has been loaded stays: it would look through all of it again and again."""
    gc.collect()
    gc.freeze()


@contextmanager
def reading_with(
    workers: int, model: str, *, at_once: bool = False
) -> Iterator[Callable[[Iterable[Article]], Iterator[Answer]]]:
    """What reads articles: this process, or as many others as are wanted, which are started ``at_once`` or with the first
    article. Raises ``InputError`` for a strange number.
    """
    if not 1 <= workers <= _MOST:
        raise InputError(f"--workers {workers} is no number of workers.", f"Give one from 1 to {_MOST}.")
    if workers == 1:
        yield lambda articles: read_here(articles, model)
        return
    with WorkerPool(workers, model, at_once=at_once) as pool:
        yield pool.readings


@dataclass(slots=True)
class _Task:
    """An article on its way."""

    article: Article
    done: threading.Event = field(default_factory=threading.Event)
    tries: int = 0
    doubt: str | None = None
    answer: Answer | None = None

    def settle(self, found: Answer) -> None:
        self.answer = found if self.doubt is None or found.problem else found._replace(doubt=self.doubt)
        self.done.set()


class WorkerPool:
    """So many workers. Use as a context; leaving it ends them."""

    def __init__(self, count: int, model: str, *, at_once: bool = False) -> None:
        """``at_once``: the model is loaded when the context is entered, not when there is something to read."""
        self._count, self._model, self._at_once = count, model, at_once
        self._tasks: SimpleQueue[_Task | None] = SimpleQueue()
        self._fault: KgError | None = None
        self._closing = threading.Event()
        self._window: deque[_Task] = deque()
        self._links: list[_Link | None] = [None] * count
        self._source: _Source | None = None
        self._starting = threading.Lock()
        self._threads = [
            threading.Thread(target=self._drive, args=(n,), name=f"kg-worker-{n}", daemon=True) for n in range(count)
        ]

    def __enter__(self) -> Self:
        if self._at_once:
            self._source = _Source.begun(self._model)
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        for link in self._links:
            if link is not None:
                link.kill()
        self._end_source()
        for _thread in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join(timeout=5)
        # One that a thread was about to start.
        self._end_source()

    def _end_source(self) -> None:
        if self._source is not None:
            self._source.kill()

    def pids(self) -> list[int]:
        """The processes that run at the moment."""
        return [link.pid for link in self._links if link is not None]

    def readings(self, articles: Iterable[Article]) -> Iterator[Answer]:
        """The answers to the articles, in their order. Raises ``KgError`` if no worker can be started."""
        source, window = iter(articles), self._window
        while True:
            while len(window) < _WINDOW * self._count and (article := next(source, None)) is not None:
                task = _Task(article)
                window.append(task)
                self._tasks.put(task)
            if not window:
                return
            task = window.popleft()
            task.done.wait()
            if task.answer is None:
                raise self._fault or KgError("The workers were stopped.")
            yield task.answer

    def _drive(self, number: int) -> None:
        """Feed one worker, and a new one when it dies, until there is nothing more to do."""
        sent: deque[_Task] = deque()
        resend: deque[_Task] = deque()
        link: _Link | None = None
        while not self._closing.is_set():
            if not resend and not sent:
                task = self._tasks.get()
                if task is None:
                    break
                resend.append(task)
            try:
                if link is None:
                    link = self._links[number] = self._worker()
                while len(sent) < _AHEAD and (following := resend.popleft() if resend else self._next()) is not None:
                    sent.append(following)
                    # One that has ended meanwhile may have answered before; what it was at, its silence tells.
                    with suppress(OSError):
                        link.send(following.article)
                sent[0].settle(link.receive())
                sent.popleft()
            except (EOFError, OSError, pickle.UnpicklingError):
                how = link.ended() if link is not None else "could not be started"
                link = self._links[number] = None
                if self._closing.is_set():
                    break
                if sent:
                    _blame(sent, how)
                resend.extendleft(reversed(sent))
                sent.clear()
            except KgError as error:
                self._fail(error, [*sent, *resend])
                return
        if link is not None:
            link.kill()
        for left in (*sent, *resend):
            left.done.set()

    def _worker(self) -> _Link:
        """A new worker. Raises ``KgError`` if there cannot be one."""
        with self._starting:
            if self._closing.is_set():
                raise KgError("The workers were stopped.")
            if self._source is not None and self._source.is_gone():
                self._source.kill()
                self._source = None
            if self._source is None:
                self._source = _Source.begun(self._model)
            return self._source.worker()

    def _next(self) -> _Task | None:
        """Another article, if one waits."""
        try:
            task = self._tasks.get_nowait()
        except Empty:
            return None
        if task is None:
            self._tasks.put(None)
        return task

    def _fail(self, error: KgError, mine: Iterable[_Task]) -> None:
        """No worker can be started: nobody waits for what will not come."""
        self._fault = self._fault or error
        self._closing.set()
        waiting = list(mine)
        while (task := self._next()) is not None:
            waiting.append(task)
        for task in waiting:
            task.done.set()


def _blame(sent: deque[_Task], how: str) -> None:
    """A worker died over the first of the articles that it had: read again once, then left out."""
    first = sent[0]
    first.tries += 1
    if first.tries < _TRIES:
        first.doubt = f"{first.article.id}: the worker that read it {how}; another one read it again."
        return
    sentence = f"{first.article.id}: the worker that read it {how}, and so did a second one."
    first.settle(Answer(first.article.id, None, 0.0, sentence + " The article was left out; please report it."))
    sent.popleft()


class _Source:
    """The process that has loaded the model, and of which workers are forked. Threads may share it."""

    def __init__(self, process: subprocess.Popen[bytes], wire: socket.socket) -> None:
        self.process, self._wire = process, wire
        self._pipe = wire.makefile("rb")
        self._one = threading.Lock()
        self._greeted = False

    @classmethod
    def begun(cls, model: str) -> _Source:
        """Start one, which begins to load the model. Raises ``KgError`` if it cannot be started."""
        path = [str(Path(p).resolve()) for p in sys.path]
        return cls.running(f"import sys; sys.path[:] = {path!r}; from kg.workers import breed; breed()", model)

    @classmethod
    def running(cls, program: str, model: str) -> _Source:
        """The same with a program that calls ``breed`` in the end."""
        # One article is read by one thread: libraries that start more of them only get in each other's way, and what has
        # threads must not be forked.
        environment = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", **os.environ}
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                process = subprocess.Popen([sys.executable, "-c", program], stdin=theirs.fileno(), env=environment)
            except OSError as error:
                ours.close()
                raise KgError(f"No worker process can be started: {error}.", "Try --workers 1.") from None
        # One that has ended already is found out when it does not answer.
        with suppress(OSError):
            ours.sendall(_packed(model))
        return cls(process, ours)

    def is_gone(self) -> bool:
        """Whether the process has ended."""
        return self.process.poll() is not None

    def worker(self) -> _Link:
        """A new worker, once the model is loaded. Raises ``KgError`` if there cannot be one."""
        # What the worker asks and what it tells: the ends of the one are here, those of the other there.
        asked, ask = os.pipe()
        hear, told = os.pipe()
        stdin, stdout = os.fdopen(ask, "wb"), os.fdopen(hear, "rb")
        try:
            with self._one:
                if not self._greeted:
                    greeting = _load(self._pipe)
                    if isinstance(greeting, KgError):
                        raise greeting
                    self._greeted = True
                socket.send_fds(self._wire, [_packed(None)], [asked, told])
                pid = _load(self._pipe)
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            pid = None
        except KgError:
            stdin.close()
            stdout.close()
            raise
        finally:
            os.close(asked)
            os.close(told)
        if not isinstance(pid, int):
            stdin.close()
            stdout.close()
            self.kill()
            raise KgError("A worker process ended before it could read anything.", "Try fewer of them: --workers 1.")
        return _Link(self, pid, stdin, stdout)

    def code(self, pid: int) -> int | None:
        """The exit code of a worker, ``None`` as long as it runs; 1 if nobody is left who knows."""
        try:
            with self._one:
                self._wire.sendall(_packed(pid))
                found = _load(self._pipe)
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            return 1
        return found if isinstance(found, int) else None

    def kill(self) -> None:
        """End the process, if it has not ended, and the way to it: there will be no more workers of it."""
        self.process.kill()
        self.process.wait()
        self._pipe.close()
        self._wire.close()


@dataclass(frozen=True, slots=True)
class _Link:
    """A worker and the way to it."""

    source: _Source
    pid: int
    stdin: IO[bytes]
    stdout: IO[bytes]

    def send(self, what: object) -> None:
        """Hand something over; the worker takes it in at once, whatever it is at."""
        _dump(what, self.stdin)

    def receive(self) -> Answer:
        """The next answer."""
        found = _load(self.stdout)
        if not isinstance(found, Answer):
            raise OSError("a worker said something odd")
        return found

    def ended(self) -> str:
        """How the process came to its end, as a verb."""
        code = self.kill()
        if code < 0:
            with suppress(ValueError):
                return f"was killed ({signal.Signals(-code).name})"
        return f"ended (exit code {code})"

    def kill(self) -> int:
        """End the process at once; its exit code."""
        with suppress(OSError):
            self.stdin.close()
        until = time.monotonic() + _PATIENCE
        while (code := self.source.code(self.pid)) is None:
            if time.monotonic() > until:
                # Nobody but its parent frees the number of a process, and that has just said that it runs.
                with suppress(ProcessLookupError):
                    os.kill(self.pid, signal.SIGKILL)
            time.sleep(0.005)
        self.stdout.close()
        return code


def _packed(what: object) -> bytes:
    data = pickle.dumps(what, protocol=pickle.HIGHEST_PROTOCOL)
    return len(data).to_bytes(8, "little") + data


def _dump(what: object, pipe: IO[bytes]) -> None:
    pipe.write(_packed(what))
    pipe.flush()


def _load(pipe: IO[bytes]) -> object:
    """What the other side sent; both sides are this program."""
    head = pipe.read(8)
    if len(head) < 8:
        raise EOFError
    size = int.from_bytes(head, "little")
    data = pipe.read(size)
    if len(data) < size:
        raise EOFError
    return pickle.loads(data)


def breed() -> NoReturn:
    """The life of the process that workers are forked of: load the model, then make workers, and tell how they ended, until
    nobody asks any more. It is asked over a socket, its standard input.
    """
    from kg.extract.reading import load_reader

    # An interrupt from the keyboard is for the one who asked; he closes the socket.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    codes: dict[int, int] = {}
    with suppress(EOFError, OSError), socket.socket(fileno=os.dup(0)) as wire:
        # What a library reads or prints must not stand between questions and answers.
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(2, 1)
        model, _ = _asked(wire)
        try:
            reader = load_reader(str(model))
        except KgError as error:
            wire.sendall(_packed(error))
            _leave()
        _settle()
        wire.sendall(_packed(True))
        while True:
            what, pipes = _asked(wire)
            if isinstance(what, int):
                wire.sendall(_packed(_code(what, codes)))
                continue
            asked, told = pipes
            pid = os.fork()
            if not pid:
                wire.close()
                _serve(os.fdopen(asked, "rb"), os.fdopen(told, "wb"), reader)
            os.close(asked)
            os.close(told)
            wire.sendall(_packed(pid))
    _leave()


def _asked(wire: socket.socket) -> tuple[object, list[int]]:
    """The next question, with the files that came along."""
    head, pipes, _, _ = socket.recv_fds(wire, 8, 2)
    data = b""
    size = int.from_bytes(head, "little")
    while len(head) == 8 and len(data) < size and (more := wire.recv(size - len(data))):
        data += more
    if len(head) < 8 or len(data) < size:
        raise EOFError
    return pickle.loads(data), pipes


def _code(pid: int, codes: dict[int, int]) -> int | None:
    """How a worker ended, if it has. ``codes`` keeps what is known of those that have."""
    if pid not in codes:
        done, status = os.waitpid(pid, os.WNOHANG)
        if not done:
            return None
        codes[pid] = os.waitstatus_to_exitcode(status)
    return codes[pid]


def _leave() -> NoReturn:
    """What a library would do at the end is not waited for; the flush of a pipe that nobody reads would only fail."""
    os._exit(0)


def _serve(asked: IO[bytes], told: IO[bytes], reader: Reader) -> NoReturn:
    """The life of a worker: answer one article after the other until nobody asks any more."""
    waiting: SimpleQueue[Article | None] = SimpleQueue()
    threading.Thread(target=_listen, args=(asked, waiting), daemon=True).start()
    with suppress(BrokenPipeError):
        while (article := waiting.get()) is not None:
            _dump(answer(article, reader), told)
    _leave()


def _listen(asked: IO[bytes], waiting: SimpleQueue[Article | None]) -> None:
    """Take in what is sent at once, so that neither side ever waits for the other to read."""
    from kg.model import Article

    while True:
        try:
            found = _load(asked)
        except (EOFError, OSError, pickle.UnpicklingError):
            waiting.put(None)
            return
        if isinstance(found, Article):
            waiting.put(found)
