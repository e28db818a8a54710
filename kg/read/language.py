"""Whether a text is English, told by its commonest words and its letters; no model, a few microseconds a text."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from kg.lexicon import Lexicon, load_lexicon

__all__ = ["other_language"]

_SAMPLE: Final = 6000
"""Characters looked at."""
_WORD: Final = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=4)
def _languages(lexicon: Lexicon) -> dict[str, frozenset[str]]:
    return {c.value or c.name: frozenset(c.words) for c in lexicon.scheme("language")}


def other_language(text: str, lexicon: Lexicon | None = None) -> str | None:
    """``None`` for English and for what is too short to tell; else a language's ISO code, or the name of a script."""
    sample = text[:_SAMPLE]
    words = _WORD.findall(sample.lower())
    if not words:
        return None
    # A place name in its own script is no reason: only a text most of whose words are in other letters is.
    foreign = [w for w in words if w[0] > "\u024f"]
    if len(foreign) > 0.5 * len(words):
        return f"{unicodedata.name(foreign[len(foreign) // 2][0], 'other').split()[0].capitalize()} script"
    if len(words) < 8:
        return None
    tables = _languages(lexicon or load_lexicon())
    shares = {code: sum(w in table for w in words) / len(words) for code, table in tables.items()}
    english = shares.pop("en")
    code, best = max(shares.items(), key=lambda item: (item[1], item[0]))
    if english >= 0.15 or (english >= 0.05 and english >= best):
        return None
    if best > max(0.12, 1.5 * english):
        return code
    return "unknown" if english < 0.04 and len(words) >= 60 else None
