"""``kg push``: one command for both families of databases, with a plan, progress and a check afterwards."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from kg.access import Access
from kg.errors import PushError
from kg.push.bolt import Counts, count_there, is_bolt, push_bolt, session_at
from kg.push.sparql import connect, plan_push, push, verify
from kg.store import open_for_reading
from kg.terminal import say

__all__ = ["Addresses", "push_to"]


@dataclass(frozen=True, slots=True)
class Addresses:
    """Services that the user names outright, for servers of a layout that is not known; empty where not."""

    query: str = ""
    update: str = ""
    graphs: str = ""
    database: str | None = None


def push_to(
    address: str,
    folder: Path,
    access: Access,
    addresses: Addresses,
    *,
    dry_run: bool = False,
    again: bool = False,
    prune: bool = False,
    texts: bool = False,
    batch: int | None = None,
) -> None:
    """Send the graph of a store to a database, verify it there and say what was done.

    Raises ``PushError`` and ``StoreError``.
    """
    if batch is not None and batch < 1:
        raise PushError(f"--batch {batch} is too small.", "It is the number of statements or rows in one request.")
    if is_bolt(address):
        _to_bolt(address, folder, access, addresses.database, dry_run=dry_run, again=again, prune=prune, batch=batch)
        return
    store = open_for_reading(folder)
    target = connect(address, access, query=addresses.query, update=addresses.update, graphs=addresses.graphs)
    plan = plan_push(store, target, texts=texts, again=again)
    say(
        f"{len(plan.send)} graphs with {plan.statements} statements to send; {len(plan.there)} are there; "
        f"{len(plan.gone)} to take out."
    )
    if dry_run:
        return
    line = _Line(sys.stderr)
    push(store, target, plan, **({"batch": batch} if batch else {}), progress=lambda n, of: line.show(f"{n} of {of}"))
    line.end()
    held = verify(store, target, texts=texts)
    say(f"Verified: {held.statements} statements in {held.graphs} graphs, by counts and checksums.")


def _to_bolt(
    address: str,
    folder: Path,
    access: Access,
    database: str | None,
    *,
    dry_run: bool,
    again: bool,
    prune: bool,
    batch: int | None,
) -> None:
    store = open_for_reading(folder)
    with session_at(address, access, database) as session:
        if dry_run:
            numbers = count_there(session).total
            say(f"The database answers; it holds {numbers[0]} nodes and {numbers[1]} edges of these kinds.")
            return
        line = _Line(sys.stderr)
        sent = push_bolt(
            store,
            session,
            again=again,
            prune=prune,
            **({"batch": batch} if batch else {}),
            progress=lambda n: line.show(f"{n} nodes and edges"),
        )
        line.end()
        there = count_there(session)
    _compare(sent, there)
    say(f"Verified: {there.total[0]} nodes and {there.total[1]} edges, by counts and sums of keys.")


def _compare(sent: Counts, there: Counts) -> None:
    for ours, theirs in ((sent.nodes, there.nodes), (sent.edges, there.edges)):
        for kind, number in ours.items():
            if theirs.get(kind, 0) < number:
                raise PushError(
                    f"The database holds {theirs.get(kind, 0)} of {number} {kind}.",
                    "Run the command again with --again, which sends everything anew.",
                )
    if sent.total == there.total and sent.keys != there.keys:
        raise PushError(
            "The database holds other nodes than were sent: their keys differ.", "Run the command again with --again."
        )


class _Line:
    """A line that is written over, where there is a terminal."""

    def __init__(self, out: IO[str]) -> None:
        self._out = out
        self._live = out.isatty()

    def show(self, words: str) -> None:
        """Write the line anew."""
        if self._live:
            self._out.write(f"\r{words}\x1b[K")
            self._out.flush()

    def end(self) -> None:
        """Leave the line."""
        if self._live:
            self._out.write("\r\x1b[K")
