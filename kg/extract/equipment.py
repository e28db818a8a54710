"""Weapons, vehicles and munitions, typed by the ontology."""

from __future__ import annotations

from kg.extract.mentions import CountMention, EquipmentMention
from kg.extract.parse import Parsed
from kg.lexicon import Lexicon

__all__ = ["find_equipment"]


def find_equipment(
    parsed: Parsed, counts: tuple[CountMention, ...], lexicon: Lexicon
) -> tuple[EquipmentMention, ...]:
    """All weapons, vehicles and munitions of an article, in text order."""
    return ()
