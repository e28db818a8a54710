"""The shape of an article: headline, subheads, dateline, paragraphs, list items, notes.

Works on characters alone. Blocks never overlap, stand in text order and keep the offsets of the given text; line
breaks inside a hard-wrapped paragraph stay in it (the parser sees a space there).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.model import Article, Span

__all__ = ["Block", "blocks"]

_WORD = re.compile(r"\w+")
_END = re.compile(r"""[.!?:;…]["”’')\]]*\s*$""")
_BULLET = re.compile(r"\s*(?:[-*•·–—▪‣]|--|\(?\d{1,2}[.)])\s+")


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text to be parsed by itself. ``kind``: ``headline``, ``subhead``, ``paragraph``, ``item``."""

    span: Span
    kind: str
    paragraph: int


def _lines(text: str) -> list[tuple[int, int]]:
    found = []
    begin = 0
    for match in re.finditer(r"\r\n|[\n\r\u2028\u2029\x0b\x0c\x85]", text):
        found.append((begin, match.start()))
        begin = match.end()
    found.append((begin, len(text)))
    return found


def _hard_wrapped(lines: list[tuple[int, int]], text: str) -> bool:
    """Whether lines are broken at a column: many long lines of much the same length that end without a stop."""
    filled = [(b, e) for b, e in lines if text[b:e].strip()]
    long = [(b, e) for b, e in filled if 55 <= e - b <= 90]
    open_ended = [1 for b, e in long if not _END.search(text[b:e])]
    return len(long) >= 3 and len(long) >= 0.5 * len(filled) and len(open_ended) >= 0.5 * len(long)


def blocks(article: Article) -> tuple[Block, ...]:
    """Cut an article into blocks; every character that is not white space belongs to exactly one."""
    text = article.text
    lines = _lines(text)
    wrapped = _hard_wrapped(lines, text)
    groups: list[tuple[int, int]] = []
    open_group: tuple[int, int] | None = None
    for begin, end in lines:
        line = text[begin:end]
        blank = not line.strip()
        if open_group is not None:
            indented = wrapped and line[:1].isspace() and text[open_group[1] : begin].count("\n") <= 1
            new = blank or not wrapped or _BULLET.match(line) is not None or (
                indented and _END.search(text[open_group[0] : open_group[1]]) is not None
            )
            if new:
                groups.append(open_group)
                open_group = None
        if blank:
            continue
        open_group = (begin, end) if open_group is None else (open_group[0], end)
    if open_group is not None:
        groups.append(open_group)
    found: list[Block] = []
    for number, (begin, end) in enumerate(groups):
        raw = text[begin:end]
        begin += len(raw) - len(raw.lstrip())
        end -= len(raw) - len(raw.rstrip())
        span = Span(begin, end)
        found.append(Block(span, _kind(text[begin:end], raw, number, len(groups)), number))
    return tuple(found)


def _kind(words: str, raw: str, number: int, total: int) -> str:
    if _BULLET.match(raw):
        return "item"
    if total > 1 and len(_WORD.findall(words)) <= 20 and not _END.search(words):
        return "headline" if number < 3 else "subhead"
    return "paragraph"
