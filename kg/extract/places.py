"""Toponyms, found by gazetteer before NER and resolved by the geography of the article."""

from __future__ import annotations

from kg.extract.mentions import PlaceMention
from kg.extract.parse import Parsed
from kg.gazetteer import Gazetteer
from kg.lexicon import Lexicon

__all__ = ["find_places"]


def find_places(parsed: Parsed, gazetteer: Gazetteer, lexicon: Lexicon) -> tuple[PlaceMention, ...]:
    """All toponyms of an article, in text order, resolved; unknown ones keep their name."""
    return ()
