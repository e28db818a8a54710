"""The graph as the server's parts ask it: coroutines that give answers and never block the server."""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from kg.errors import QueryError, StoreError
from kg.results import Answer
from kg.serve.messages import Ask, Job
from kg.serve.pool import Outcome, Pool, Watch, state_of
from kg.serve.scan import is_volatile
from kg.serve.settings import Limits, Settings

__all__ = ["Busy", "Found", "Library"]

_FRESH: Final = 0.05
"""Seconds for which the store is taken not to have changed."""
_KEPT: Final = 32 << 20
"""Bytes of answers kept, and of one of them at most a sixteenth."""


class Busy(StoreError):
    """The server has too much to do, or the query took too long."""


class Found(NamedTuple):
    """What a canned question found: the rows, the SPARQL that was run, and the values that mean nothing in the graph."""

    answer: Answer
    sparql: str
    unknown: tuple[str, ...]
    more: bool = False
    """Whether there are more rows."""


class Library:
    """A store on disk and the workers that answer from it. Every answer is that of the store as it is at that moment."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.pool = Pool(settings)
        self._state = ""
        self._looked = 0.0
        self._kept: OrderedDict[Ask, Outcome] = OrderedDict()
        self._size = 0

    @property
    def folder(self) -> Path:
        """The folder of the store."""
        return self.settings.folder

    @property
    def limits(self) -> Limits:
        """What a request may take."""
        return self.settings.limits

    def state(self) -> str:
        """A word that changes when the store does. Raises ``StoreError`` if there is no store any more."""
        now = time.monotonic()
        if now - self._looked > _FRESH:
            try:
                self._state = state_of(self.settings.folder)
            except OSError as error:
                raise StoreError(f"The store cannot be read: {error.strerror or error}.") from error
            self._looked = now
        return self._state

    def ask(
        self,
        job: Job,
        text: str,
        *,
        rows_as: str = "",
        graphs_as: str = "",
        default: tuple[str, ...] | None = None,
        named: tuple[str, ...] | None = None,
        base: str = "",
        union: bool = False,
        values: Sequence[tuple[str, str]] = (),
        rows: int | None = None,
        offset: int = 0,
    ) -> Ask:
        """A job over the store as it is now, within the limits."""
        limits = self.limits
        return Ask(
            job,
            text,
            self.state(),
            rows_as,
            graphs_as,
            default,
            named,
            base,
            union,
            limits.rows if rows is None else min(rows, limits.rows),
            limits.answer_bytes,
            int(limits.seconds),
            tuple(values),
            offset,
        )

    def etag(self, ask: Ask) -> str:
        """A tag of the answer to this over the store as it is; empty if it may differ each time."""
        if ask.job is Job.QUERY and is_volatile(ask.text):
            return ""
        return f'"{hashlib.blake2b(repr(ask).encode("utf-8", "replace"), digest_size=12).hexdigest()}"'

    async def run(self, ask: Ask, watch: Watch | None = None) -> Outcome:
        """Have it answered, by what was answered before if that still holds."""
        kept = self._kept.get(ask)
        if kept is not None:
            self._kept.move_to_end(ask)
            return kept
        outcome = await self.pool.run(ask, watch)
        self._keep(ask, outcome)
        return outcome

    def _keep(self, ask: Ask, outcome: Outcome) -> None:
        size = len(outcome.body) + 2 * len(ask.text) + 500
        if outcome.reply.status != 200 or size > _KEPT // 16 or ask in self._kept:
            return
        if ask.job is Job.QUERY and is_volatile(ask.text):
            return
        self._kept[ask] = outcome
        self._size += size
        while self._size > _KEPT:
            old, gone = self._kept.popitem(last=False)
            self._size -= len(gone.body) + 2 * len(old.text) + 500

    # for the pages and the interface

    async def select(self, query: str, *, rows: int | None = None) -> Answer:
        """Answer a SELECT query, with so many rows at most; raises ``QueryError``, and ``Busy`` when it may be asked again."""
        outcome = await self.run(self.ask(Job.QUERY, query, rows_as="json", rows=rows))
        _raise(outcome)
        return Answer.from_json(outcome.body)

    async def question(
        self, name: str, values: Mapping[str, str], *, rows: int | None = None, offset: int = 0
    ) -> Found:
        """Ask a canned question by name; values are IRIs or names as a person types them. Raises as ``select``."""
        asked = self.ask(Job.QUESTION, name, values=tuple(sorted(values.items())), rows=rows, offset=offset)
        outcome = await self.run(asked)
        _raise(outcome)
        reply = outcome.reply
        return Found(Answer.from_json(outcome.body), reply.note, reply.unknown, reply.cut)

    async def close(self) -> None:
        """End the workers."""
        await self.pool.close()


def _raise(outcome: Outcome) -> None:
    if outcome.reply.status == 503:
        raise Busy(outcome.reply.note)
    if outcome.reply.status != 200:
        raise QueryError(outcome.reply.note)
