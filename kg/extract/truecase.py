"""Restore the case of wire copy written in capitals (or in lower case) without moving a single offset."""

from __future__ import annotations

__all__ = ["truecase"]


def truecase(text: str) -> str:
    """The text with case restored if it has none of its own; the same length, character for character."""
    letters = [c for c in text if c.isalpha()]
    upper = sum(c.isupper() for c in letters)
    if not letters or 0.02 < upper / len(letters) < 0.7:
        return text
    out = []
    start = True
    for c in text:
        lowered = c.lower()
        c = lowered if len(lowered) == 1 else c
        out.append(c.upper() if start and len(c.upper()) == 1 else c)
        start = not c.isalnum() and c != "'"
    return "".join(out)
