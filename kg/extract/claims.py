"""Reported speech: source, cue and content."""

from __future__ import annotations

from kg.extract.mentions import ActorMention, ClaimMention
from kg.extract.parse import Parsed
from kg.lexicon import Lexicon

__all__ = ["find_claims"]


def find_claims(
    parsed: Parsed, actors: tuple[ActorMention, ...], lexicon: Lexicon
) -> tuple[ClaimMention, ...]:
    """All attributions of an article, in text order of their content."""
    return ()
