"""What to say when a database does not take something: whether it is full or objects, and how to go on."""

from __future__ import annotations

import html
import re
from typing import Final

from kg.errors import PushError

__all__ = ["not_taken"]

_INSUFFICIENT_STORAGE: Final = 507
_FULL: Final = re.compile(
    r"no space left|not enough (?:disk )?space|insufficient (?:disk |storage )?(?:space|storage)|out of (?:disk )?space|"
    r"(?:disk|device|database|storage) (?:is )?full|file too large|quota exceeded|\bE(?:NOSPC|DQUOT|FBIG)\b",
    re.IGNORECASE,
)
"""How operating systems and databases say that there is no room."""
_PAGE: Final = re.compile(r"<(?:!doctype|html)\b", re.IGNORECASE)
_MARKS: Final = re.compile(r"<(?:style|script|title)\b[^>]*>[^<]*</[^>]*>|<[^>]*>", re.IGNORECASE)
_MOST: Final = 300


def not_taken(server: str, what: str, words: str, status: int = 0) -> PushError:
    """The error of a server that answered, and did not take what was sent.

    >>> print(not_taken("http://h/ds", "a batch", "write failed: No space left on device", 500))
    The server http://h/ds has no room left: it did not take a batch (500): write failed: No space left on device. \
Make room there and run the same command again: what has arrived is not sent twice.
    """
    plain = html.unescape(_MARKS.sub(" ", words)) if _PAGE.match(words) else words
    said = " ".join(plain.split())[:_MOST].rstrip(". ") or "it does not say why"
    told = f"{what} ({status}): {said}." if status else f"{what}: {said}."
    if status == _INSUFFICIENT_STORAGE or _FULL.search(words):
        return PushError(
            f"The server {server} has no room left: it did not take {told}",
            "Make room there and run the same command again: what has arrived is not sent twice.",
        )
    return PushError(
        f"The server {server} did not take {told}",
        "Set that right and run the same command again: what has arrived is not sent twice.",
    )
