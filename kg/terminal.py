"""What the command line shows a person: tables and records, with nothing in them that a terminal would obey."""

from __future__ import annotations

import re
import shutil
import sys
import time
import unicodedata
from collections.abc import Sequence
from typing import IO, Final

from kg.results import Answer

__all__ = ["ProgressLine", "harmless", "print_answer", "progress_words", "say"]

_ODD: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]|\n"
)
_EVERY: Final = 0.5
"""Seconds between two states of a progress line."""
_BAR: Final = 20
"""Columns of a progress bar."""


def harmless(words: str) -> str:
    """Words without line breaks and without characters that move a cursor, colour or turn text around."""
    return _ODD.sub(lambda m: " " if m.group() in "\n\t\r\u2028\u2029" else "\ufffd", words)


def say(words: str, out: IO[str] | None = None) -> None:
    """Print a line; what the terminal's encoding lacks becomes a question mark."""
    target: IO[str] = out or sys.stdout
    try:
        print(words, file=target)
    except UnicodeEncodeError:
        name = getattr(target, "encoding", None) or "ascii"
        print(words.encode(name, "replace").decode(name), file=target)


class ProgressLine:
    """A line on standard error that is written over, if that is a terminal: how many, how fast, how long still."""

    def __init__(self) -> None:
        self.begin = self._last = time.monotonic()
        self.wanted = sys.stderr.isatty()
        self._shown = False

    def show(self, done: int, what: str, share: float | None = None, errors: str = "") -> None:
        """``share``: how much of all is done, 0 to 1, if that is known."""
        now = time.monotonic()
        if not self.wanted or now - self._last < _EVERY:
            return
        self._last = now
        words = progress_words(done, what, now - self.begin, share, errors)
        print(f"\r{words}\x1b[K", end="", file=sys.stderr, flush=True)
        self._shown = True

    def clear(self) -> None:
        """Make room for a sentence."""
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            self._shown = False


def progress_words(done: int, what: str, seconds: float, share: float | None = None, errors: str = "") -> str:
    """What a progress line says: "[████······]  42 %  1,234 articles, 14.9 a second, 3:12 left, 2 left out"."""
    parts = [f"{done:,} {what}", f"{done / max(seconds, 1e-6):.1f} a second"]
    bar = ""
    if share is not None:
        share = min(1.0, max(0.0, share))
        full = round(share * _BAR)
        bar = f"[{'█' * full}{'·' * (_BAR - full)}] {100 * share:3.0f} %  "
        if share > 0:
            left = round(seconds * (1 - share) / share)
            clock = (
                f"{left // 60}:{left % 60:02}" if left < 3600 else f"{left // 3600}:{left // 60 % 60:02}:{left % 60:02}"
            )
            parts.append(f"{clock} left")
    if errors:
        parts.append(errors)
    return bar + ", ".join(parts)


def print_answer(answer: Answer, *, short: Sequence[tuple[str, str]] = ()) -> None:
    """Rows as a table where they fit the terminal, else one after the other with a line a value.

    ``short`` are beginnings of IRIs and what to write for them.
    """
    rows = [[_shortened(harmless(value), short) for value in row] for row in answer.values()]
    columns = [harmless(c) for c in answer.columns]
    widths = [max([_width(c), *(_width(row[i]) for row in rows)]) for i, c in enumerate(columns)]
    room = shutil.get_terminal_size((160, 40)).columns
    if sum(widths) + 2 * len(widths) <= room:
        say("  ".join(_padded(c, w) for c, w in zip(columns, widths, strict=True)).rstrip())
        say("  ".join("─" * w for w in widths))
        for row in rows:
            say("  ".join(_padded(v, w) for v, w in zip(row, widths, strict=True)).rstrip())
    else:
        margin = max(map(_width, columns), default=0)
        for number, row in enumerate(rows):
            if number:
                say("")
            for name, value in zip(columns, row, strict=True):
                if value:
                    _wrapped(f"{_padded(name, margin)}  ", value, margin + 2, max(40, min(room, 140)))
    say(f"({len(rows)} row{'' if len(rows) == 1 else 's'})")


def _wrapped(head: str, words: str, indent: int, room: int) -> None:
    import textwrap

    lines = textwrap.wrap(words, max(20, room - indent), break_long_words=False, break_on_hyphens=False) or [""]
    say(head + lines[0])
    for line in lines[1:]:
        say(" " * indent + line)


def _shortened(value: str, short: Sequence[tuple[str, str]]) -> str:
    for begin, name in short:
        if value.startswith(begin):
            return name + value[len(begin) :]
    return value


def _width(words: str) -> int:
    """Columns a terminal gives the words: two for the wide letters of East Asia, none for marks that combine."""
    if words.isascii():
        return len(words)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in words)


def _padded(words: str, width: int) -> str:
    return words + " " * (width - _width(words))
