"""Where a happening took place: the toponyms that belong to its trigger, each with its role."""

from __future__ import annotations

from kg.extract.mentions import PlaceMention
from kg.extract.parse import Parsed
from kg.model import PlaceRole

__all__ = ["event_places"]


def event_places(parsed: Parsed, places: tuple[PlaceMention, ...], trigger: int) -> tuple[PlaceRole, ...]:
    """Places of the happening that token ``trigger`` tells of, most specific first."""
    return ()
