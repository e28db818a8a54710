"""Numbers in words and digits, with their qualifiers."""

from __future__ import annotations

from kg.extract.mentions import CountMention
from kg.extract.parse import Parsed
from kg.lexicon import Lexicon

__all__ = ["find_counts"]


def find_counts(parsed: Parsed, lexicon: Lexicon) -> tuple[CountMention, ...]:
    """All counts of things, people or acts, in text order; not dates, calibres, ages, distances."""
    return ()
