"""All layers of one article side by side: what the stages that make reports of them work on."""

from __future__ import annotations

from dataclasses import dataclass

from kg.extract.mentions import (
    ActorMention,
    CasualtyMention,
    ClaimMention,
    CountMention,
    EquipmentMention,
    PlaceMention,
    TimeMention,
    Trigger,
)
from kg.extract.parse import Parsed
from kg.lexicon import Lexicon
from kg.model import ActorRelation, Zone, ZoneFact

__all__ = ["Layers"]


@dataclass(frozen=True, slots=True)
class Layers:
    """The mentions of one article, layer by layer, each in text order."""

    parsed: Parsed
    lexicon: Lexicon
    times: tuple[TimeMention, ...]
    counts: tuple[CountMention, ...]
    places: tuple[PlaceMention, ...]
    actors: tuple[ActorMention, ...]
    equipment: tuple[EquipmentMention, ...]
    casualties: tuple[CasualtyMention, ...]
    claims: tuple[ClaimMention, ...]
    zones: tuple[Zone, ...]
    relations: tuple[ActorRelation, ...]
    zone_facts: tuple[ZoneFact, ...]
    triggers: tuple[Trigger, ...]
