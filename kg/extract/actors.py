"""People, groups, forces, states and things that are hit, with names resolved and chains of coreference."""

from __future__ import annotations

from kg.actors import ActorTable
from kg.extract.mentions import ActorMention, CountMention, PlaceMention
from kg.extract.parse import Parsed
from kg.lexicon import Lexicon

__all__ = ["find_actors"]


def find_actors(
    parsed: Parsed,
    counts: tuple[CountMention, ...],
    places: tuple[PlaceMention, ...],
    table: ActorTable,
    lexicon: Lexicon,
) -> tuple[ActorMention, ...]:
    """All actor mentions of an article, in text order."""
    return ()
