"""The graph as the server's parts ask it: coroutines that give answers and never block the server."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from kg.canned import find_question
from kg.names import answer
from kg.results import Answer
from kg.store import open_for_reading

__all__ = ["Found", "Library"]


class Found(NamedTuple):
    """What a canned question found: the rows, the SPARQL that was run, and the values that mean nothing in the graph."""

    answer: Answer
    sparql: str
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Library:
    """A store on disk. Every answer is that of the store as it is at that moment."""

    folder: Path

    async def select(self, query: str) -> Answer:
        """Answer a SELECT query; raises ``QueryError``."""
        from kg.asking import select

        return await asyncio.to_thread(lambda: select(open_for_reading(self.folder), query))

    async def question(self, name: str, values: Mapping[str, str]) -> Found:
        """Ask a canned question by name; values are IRIs or names as a person types them. Raises ``QueryError``."""
        return await asyncio.to_thread(self._question, name, values)

    def _question(self, name: str, values: Mapping[str, str]) -> Found:
        from kg.asking import select

        store = open_for_reading(self.folder)
        rows, bound = answer(find_question(name), values, lambda text: select(store, text))
        return Found(rows, bound.text, bound.unknown)
