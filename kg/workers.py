"""Processes that read articles: each loads the model once, and one that dies costs no other article.

A worker is a Python of its own that speaks over its standard streams, so nothing of the caller is imported or forked: it
works the same from a script, a notebook or a thread. Answers come in the order of the articles, whichever worker gives
them; few articles are on their way at a time.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
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
from typing import IO, TYPE_CHECKING, Final, NamedTuple, Self

from kg.errors import InputError, KgError

if TYPE_CHECKING:
    from kg.extract.reading import Reader
    from kg.model import Article, ArticleReading

__all__ = ["Answer", "WorkerPool", "answer", "read_here", "reading_with", "serve"]

_AHEAD: Final = 3
"""Articles sent to a worker before it has answered the first, so that it never waits for the next."""
_WINDOW: Final = 64
"""Articles on their way for each worker: neither a slow article nor the merging of a batch holds up the rest at once, and
memory stays bounded.
"""
_MOST: Final = 256
"""Workers: more of them than any machine has use for."""
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
        """``at_once``: they are started when the context is entered, not when there is something to read."""
        self._count, self._model, self._at_once = count, model, at_once
        self._tasks: SimpleQueue[_Task | None] = SimpleQueue()
        self._fault: KgError | None = None
        self._closing = threading.Event()
        self._window: deque[_Task] = deque()
        self._links: list[_Link | None] = [None] * count
        self._threads = [
            threading.Thread(target=self._drive, args=(n,), name=f"kg-worker-{n}", daemon=True) for n in range(count)
        ]

    def __enter__(self) -> Self:
        if self._at_once:
            # One that cannot be started now is started, or missed, when it is needed.
            with suppress(OSError):
                for number in range(self._count):
                    self._links[number] = _Link.begun(self._model)
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        for link in self._links:
            if link is not None:
                link.kill()
        for _thread in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join(timeout=5)

    def pids(self) -> list[int]:
        """The processes that run at the moment."""
        return [link.process.pid for link in self._links if link is not None]

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
        begun = self._links[number]
        while not self._closing.is_set():
            if not resend and not sent:
                task = self._tasks.get()
                if task is None:
                    break
                resend.append(task)
            try:
                if link is None:
                    link = _Link.to_worker(self._model) if begun is None else begun.ready()
                    self._links[number], begun = link, None
                while len(sent) < _AHEAD and (following := resend.popleft() if resend else self._next()) is not None:
                    sent.append(following)
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
        self._fault = error
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


@dataclass(frozen=True, slots=True)
class _Link:
    """A worker and the way to it."""

    process: subprocess.Popen[bytes]

    @classmethod
    def to_worker(cls, model: str) -> _Link:
        """Start a worker that has loaded the model. Raises ``KgError`` if it cannot."""
        return cls.begun(model).ready()

    @classmethod
    def begun(cls, model: str) -> _Link:
        """Start a worker that will load the model; it is of use once it is ``ready``. Raises ``OSError`` if it cannot."""
        path = [str(Path(p).resolve()) for p in sys.path]
        program = f"import sys; sys.path[:] = {path!r}; from kg.workers import serve; serve()"
        # One article is read by one thread: libraries that start more of them only get in each other's way.
        environment = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", **os.environ}
        process = subprocess.Popen(
            [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
        )
        return cls.asked(process, model)

    @classmethod
    def asked(cls, process: subprocess.Popen[bytes], model: str) -> _Link:
        """A process that was started, once it has been told the model."""
        link = cls(process)
        # One that has ended already is found out when it does not answer.
        with suppress(OSError):
            link.send(model)
        return link

    def ready(self) -> _Link:
        """The same worker once it has loaded the model. Raises ``KgError`` if it cannot."""
        try:
            told = _load(self._pipe(self.process.stdout))
        except (EOFError, OSError, pickle.UnpicklingError):
            raise KgError(
                f"A worker process {self.ended()} before it could read anything.", "Try fewer of them: --workers 1."
            ) from None
        if isinstance(told, KgError):
            self.kill()
            raise told
        return self

    @staticmethod
    def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
        if stream is None:
            raise OSError("there is no pipe")
        return stream

    def send(self, what: object) -> None:
        """Hand something over; the worker takes it in at once, whatever it is at."""
        _dump(what, self._pipe(self.process.stdin))

    def receive(self) -> Answer:
        """The next answer."""
        found = _load(self._pipe(self.process.stdout))
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
            if self.process.stdin is not None:
                self.process.stdin.close()
        try:
            code = self.process.wait(timeout=0.2)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()
        return code


def _dump(what: object, pipe: IO[bytes]) -> None:
    data = pickle.dumps(what, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.write(len(data).to_bytes(8, "little") + data)
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


def serve() -> None:
    """The life of a worker: load the model, then answer one article after the other until nobody asks any more."""
    from kg.extract.reading import load_reader

    # An interrupt from the keyboard is for the one who asked; he closes the pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asked, told = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # What a library prints must not stand between the answers.
    os.dup2(2, 1)
    try:
        model = _load(asked)
        try:
            reader = load_reader(str(model))
        except KgError as error:
            _dump(error, told)
            return
        _settle()
        _dump(True, told)
        waiting: SimpleQueue[Article | None] = SimpleQueue()
        threading.Thread(target=_listen, args=(asked, waiting), daemon=True).start()
        while (article := waiting.get()) is not None:
            _dump(answer(article, reader), told)
    except (EOFError, BrokenPipeError):
        pass
    # What a library would do at the end is not waited for; the flush of a pipe that nobody reads would only fail.
    os._exit(0)


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
