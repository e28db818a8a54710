"""Names to places: country packs, candidates ranked with reasons, the user's own gazetteers."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Gazetteer", "load_gazetteer"]


@dataclass(frozen=True)
class Gazetteer:
    """All packs that are installed, opened as they are needed."""


def load_gazetteer() -> Gazetteer:
    """The packaged packs and the user's own."""
    return Gazetteer()
