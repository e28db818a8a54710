"""Words that tell of happenings, classed by the ontology."""

from __future__ import annotations

from kg.extract.mentions import Trigger
from kg.extract.parse import Parsed
from kg.lexicon import Lexicon

__all__ = ["find_triggers"]


def find_triggers(parsed: Parsed, lexicon: Lexicon) -> tuple[Trigger, ...]:
    """All event triggers of an article, in text order."""
    return ()
