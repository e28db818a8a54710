"""Names to actors: the table of armed groups, forces, states and office holders, and the user's additions."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ActorTable", "load_actors"]


@dataclass(frozen=True)
class ActorTable:
    """The actor table."""


def load_actors() -> ActorTable:
    """The packaged table and the user's own."""
    return ActorTable()
