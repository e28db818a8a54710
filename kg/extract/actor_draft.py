"""An actor mention in the making: what the steps of the actor layer hand to each other."""

from __future__ import annotations

from kg.counts import Count
from kg.extract.actor_names import Name
from kg.extract.actor_words import Noun

__all__ = ["Draft"]


class Draft:
    """A mention in the making; tokens ``first`` to ``last`` (exclusive)."""

    __slots__ = (
        "bare", "body", "community", "count", "country", "first", "generic", "head", "inter", "kind", "label", "last",
        "name", "noun", "owner", "plain", "pronoun", "same", "shares", "sided", "title_first", "unidentified", "units",
    )  # fmt: skip

    def __init__(
        self,
        first: int,
        last: int,
        head: int,
        kind: str,
        *,
        noun: Noun | None = None,
        name: Name | None = None,
        pronoun: str = "",
    ) -> None:
        self.first = first
        self.last = last
        self.head = head
        self.kind = kind
        self.noun = noun
        self.name = name
        self.pronoun = pronoun
        self.inter = 0
        self.country = ""
        self.community = ""
        self.label = ""
        """A name put together from the phrase, where the words alone would not do."""
        self.plain = True
        """Whether the words before the noun say no more than whose it is and of what kind."""
        self.sided = False
        """Whether words before the noun say whose side it is on."""
        self.shares: int | None = None
        """The noun that this name shares with another ("Syrian" of "Syrian and Russian forces")."""
        self.generic = False
        self.unidentified = False
        self.count: Count | None = None
        self.units: Count | None = None
        self.owner: Name | None = None
        """The organisation named before the noun."""
        self.body: Draft | None = None
        """The organisation they are members of."""
        self.same: Draft | None = None
        """The phrase that this one contains and that names the same people."""
        self.bare = False
        """Whether it is but a formation of the people in it ("a group of armed men"): these are its span."""
        self.title_first = first
