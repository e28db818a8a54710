"""The countries of the world: what they and their people are called. Small enough to be read whole at the start."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from kg.assets import asset
from kg.errors import AssetError

__all__ = ["Countries", "Country", "load_countries"]


class Country(NamedTuple):
    """A country or territory; ``lat``, ``lon`` of its middle."""

    code: str
    name: str
    names: tuple[str, ...]
    demonyms: tuple[str, ...]
    lat: float
    lon: float


@dataclass(frozen=True, eq=False)
class Countries:
    """All countries by code, and what the words for them are.

    ``by_name`` and ``by_demonym`` map words as written and in small letters to the code; names that count only as
    written ("US") are not in small letters.
    """

    by_code: dict[str, Country]
    by_name: dict[str, str]
    by_demonym: dict[str, str]
    first_words: frozenset[str]
    """First words, in small letters, of the names and demonyms of more than one word."""


def _read(path: Path) -> Countries:
    by_code: dict[str, Country] = {}
    by_name: dict[str, str] = {}
    by_demonym: dict[str, str] = {}
    first_words: set[str] = set()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith(("#", "code\t")):
            continue
        fields = line.split("\t")
        if len(fields) != 6:
            raise AssetError(
                f"{path} line {number}: 6 columns wanted, {len(fields)} found.", "Install conflict-kg again."
            )
        code, name, names, demonyms, lat, lon = fields
        spellings = [name, *filter(None, names.split("|"))]
        people = [d for d in demonyms.split("|") if d]
        for n in spellings:
            exact = n.endswith("!")
            n = n.rstrip("!")
            by_name.setdefault(n, code)
            if not exact:
                by_name.setdefault(n.lower(), code)
        for d in people:
            by_demonym.setdefault(d, code)
            by_demonym.setdefault(d.lower(), code)
        for n in [*spellings, *people]:
            words = n.rstrip("!").replace("-", " - ").lower().split()
            if len(words) > 1:
                first_words.add(words[0])
        by_code[code] = Country(
            code, name, tuple(n.rstrip("!") for n in spellings), tuple(people), float(lat), float(lon)
        )
    return Countries(by_code, by_name, by_demonym, frozenset(first_words))


@lru_cache(maxsize=1)
def load_countries() -> Countries:
    """The packaged table."""
    return _read(asset("data", "gazetteer", "countries.tsv"))
