"""Who was harmed, how, and how many."""

from __future__ import annotations

from kg.extract.mentions import ActorMention, CasualtyMention, CountMention
from kg.extract.parse import Parsed
from kg.lexicon import Lexicon

__all__ = ["find_casualties"]


def find_casualties(
    parsed: Parsed, counts: tuple[CountMention, ...], actors: tuple[ActorMention, ...], lexicon: Lexicon
) -> tuple[CasualtyMention, ...]:
    """All statements of harm to people, in text order."""
    return ()
