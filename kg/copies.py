"""Near-verbatim copies of one text among articles: the wire story that many papers print is one source.

Two texts are copies if they have most of their runs of five words in common; copies of copies are copies. The measure
is exact, since it is only asked of the few articles that report one event.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from functools import lru_cache

from kg.model import Article

__all__ = ["copy_groups"]

_RUN = 5
_COMMON = 0.6
"""Share of the runs of both texts that copies have in common (Jaccard)."""
_LEAST = 8
"""Words that a text has at least to be called a copy."""
_WORD = re.compile(r"\w+")


def copy_groups(articles: Sequence[Article]) -> dict[str, str]:
    """The group of each article, by id: the id of the first of the articles, in the order given, that it copies or
    that copies it, directly or through others.
    """
    runs = [_runs(a.text) for a in articles]
    first = list(range(len(articles)))
    by_size = sorted(first, key=lambda i: (len(runs[i]), i))
    for place, i in enumerate(by_size):
        for j in by_size[place + 1 :]:
            if len(runs[i]) < _COMMON * len(runs[j]):
                break
            if first[i] != first[j] and _copies(runs[i], runs[j]):
                low, high = sorted((first[i], first[j]))
                first = [low if f == high else f for f in first]
    return {article.id: articles[f].id for article, f in zip(articles, first, strict=True)}


def _copies(one: frozenset[int], other: frozenset[int]) -> bool:
    common = len(one & other)
    return common > 0 and common >= _COMMON * (len(one) + len(other) - common)


@lru_cache(maxsize=1024)
def _runs(text: str) -> frozenset[int]:
    """Checksums of the runs of words of a text; none of one that is too short to tell."""
    words = _WORD.findall(text.casefold())
    if len(words) < _LEAST:
        return frozenset()
    return frozenset(
        zlib.crc32(" ".join(words[n : n + _RUN]).encode("utf-8", "surrogatepass")) for n in range(len(words) - _RUN + 1)
    )
