"""What a reader asks to see: the filters of the map, the timeline and the list, as they stand in the address of a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

__all__ = ["Filters"]

_LONGEST = 300
"""Characters of a value; what is longer is no name."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Each field as typed, ``""`` where nothing is asked. ``certain`` keeps to what surely fits the place and the days."""

    type: str = ""
    actor: str = ""
    place: str = ""
    source: str = ""
    start: str = ""
    end: str = ""
    certain: bool = False

    @classmethod
    def of(cls, said: Mapping[str, str]) -> Filters:
        """Read from an address or a form; what is not known is left out."""
        words = {name: _clean(said.get(name, "")) for name in ("type", "actor", "place", "source", "from", "until")}
        return cls(
            words["type"], words["actor"], words["place"], words["source"], words["from"], words["until"],
            certain=said.get("certainty") == "certain",
        )  # fmt: skip

    def address(self) -> str:
        """The query part of the address that shows the same, ``""`` if nothing is asked."""
        return urlencode({**self.values(), **({"certainty": "certain"} if self.certain else {})})

    def values(self) -> dict[str, str]:
        """The parameters of the question ``events`` that say the same."""
        said = {
            "type": self.type,
            "actor": self.actor,
            "place": self.place,
            "source": self.source,
            "from": self.start,
            "until": self.end,
        }
        return {name: value for name, value in said.items() if value}

    def problem(self) -> str | None:
        """What cannot be meant, in a sentence for the reader."""
        days: list[date] = []
        for words in (self.start, self.end):
            if words:
                try:
                    days.append(date.fromisoformat(words))
                except ValueError:
                    return f"“{words}” is not a day. Write it as 2020-01-31."
        if len(days) == 2 and days[0] > days[1]:
            return f"The period ends ({self.end}) before it begins ({self.start})."
        return None

    def __bool__(self) -> bool:
        return self != Filters()


def _clean(words: str) -> str:
    """One line, printable, of bounded length."""
    return " ".join("".join(c if c.isprintable() else " " for c in words[:_LONGEST]).split())
