"""Standing facts read from the text: designations, part-of, offices, zone membership."""

from __future__ import annotations

from kg.actors import ActorTable
from kg.extract.mentions import ActorMention, PlaceMention
from kg.extract.parse import Parsed
from kg.lexicon import Lexicon
from kg.model import ActorRelation, Zone, ZoneFact

__all__ = ["find_relations", "find_zone_facts", "find_zones"]


def find_relations(
    parsed: Parsed, actors: tuple[ActorMention, ...], table: ActorTable, lexicon: Lexicon
) -> tuple[ActorRelation, ...]:
    """Designations ("outlawed in Russia"), part-of ("the Ministry's Center"), offices ("President X")."""
    return ()


def find_zones(parsed: Parsed, places: tuple[PlaceMention, ...], lexicon: Lexicon) -> tuple[Zone, ...]:
    """Zones named in the text, one entry a mention."""
    return ()


def find_zone_facts(
    parsed: Parsed, zones: tuple[Zone, ...], places: tuple[PlaceMention, ...], lexicon: Lexicon
) -> tuple[ZoneFact, ...]:
    """Places that the text puts inside a zone."""
    return ()
