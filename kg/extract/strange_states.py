"""States that no table has, shown by an article that uses both their name and its adjective ("Velkmoria", "Velkmorian")."""

from __future__ import annotations

from collections.abc import Container
from itertools import permutations

from kg.extract.parse import Token

__all__ = ["strange_states"]

_DEMONYMS = frozenset("an ian ean i ese ish ic en".split())
"""Endings that make the adjective of a state's name."""
_ALIKE = 30
"""Names that begin alike and are compared, at most."""
_TAGS = frozenset(("PROPN", "ADJ", "NOUN"))
_ENTITIES = frozenset(("GPE", "NORP", "ORG", "LOC", "PERSON", ""))


def strange_states(tokens: tuple[Token, ...], known: Container[int]) -> dict[str, str]:
    """Words for states, each with its sort: ``state`` or ``nationality``. ``known`` are tokens that stand in a table's name."""
    by_stem: dict[str, set[str]] = {}
    for t in tokens:
        if t.pos in _TAGS and len(t.text) > 4 and t.text[0].isupper() and t.ent in _ENTITIES and t.i not in known:
            by_stem.setdefault(t.text[:4], set()).add(t.text)
    found: dict[str, str] = {}
    for stem in sorted(by_stem):
        if len(by_stem[stem]) < 2:
            continue
        for name, other in permutations(sorted(by_stem[stem])[:_ALIKE], 2):
            root = name.rstrip("aeiouy")
            if len(other) > len(name) and other.startswith(root) and other[len(root) :].lower() in _DEMONYMS:
                found[name], found[other] = "state", "nationality"
    return found
