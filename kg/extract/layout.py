"""The shape of an article: headline, subheads, dateline, paragraphs, list items, notes.

Works on characters alone, in time linear in their number. Blocks never overlap, stand in text order and keep the
offsets of the given text; line breaks inside a hard-wrapped paragraph stay in it (the parser sees a space there).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kg.lexicon import Lexicon, load_lexicon
from kg.model import Article, Span

__all__ = ["MAX_BLOCK", "Block", "blocks"]

MAX_BLOCK: Final = 10_000
"""Characters: a longer paragraph is cut in pieces, so that the parser's memory stays bounded."""

_BREAK: Final = re.compile(r"\r\n|[\n\r\u2028\u2029\x0b\x0c\x85]")
_STOP: Final = re.compile(r"""[.!?…]["”’')\]*_]*\s*$""")
_CLOSED: Final = re.compile(r"""[.!?:;…]["”’')\]*_]*\s*$""")
_BULLET: Final = re.compile(r"\s*(?:[-*•·–—▪‣●○■►✓o]|--|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s+(?=\S)")
_LABEL: Final = re.compile(_BULLET.pattern + r"""[A-ZÀ-Þ][\w'’.-]*(?:[ ][A-ZÀ-Þ][\w'’.-]*){0,3}:(?=\s+[A-Z0-9])""")
"""The name that an item of a list opens with."""
_RULE: Final = re.compile(r"\s*[-=_*#~.•—–]{3,}\s*$")
_NOTE_LENGTH: Final = 400
_WRAP: Final = range(50, 133)


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text to be parsed by itself. ``paragraph`` counts the paragraphs that blocks were cut from.

    ``kind``: ``headline``, ``subhead``, ``dateline``, ``paragraph``, ``item`` (of a list), ``note`` (credits,
    corrections, invitations to read on).
    """

    span: Span
    kind: str
    paragraph: int


def blocks(article: Article) -> tuple[Block, ...]:
    """Cut an article into blocks; every character that is not white space belongs to exactly one."""
    text = article.text
    lines = list(_lines(text))
    groups = list(_groups(lines, text))
    title = _title_end(article)
    body = article.dateline.begin if article.dateline else None
    found: list[Block] = []
    for number, (begin, end) in enumerate(groups):
        kind = _kind(text[begin:end], number, len(groups), body is not None and begin < body)
        cuts = [begin]
        kinds = [kind]
        if title is not None and begin < title < end:
            cuts.append(title)
            kinds = ["headline", "paragraph"]
        elif title == end:
            kinds = ["headline"]
        dateline = article.dateline
        if dateline is not None and begin <= dateline.begin < dateline.end <= end:
            if dateline.begin > begin and dateline.begin != cuts[-1]:
                cuts.append(dateline.begin)
                kinds.append("dateline")
            else:
                kinds[-1] = "dateline"
            if dateline.end < end:
                cuts.append(dateline.end)
                kinds.append("paragraph")
        label = _LABEL.match(text, begin, end) if kinds == ["item"] else None
        if label is not None:  # "- Norburg: Two men fired at a post.": the place stands over what is told
            cuts.append(label.end())
            kinds = ["subhead", "item"]
        for cut, stop, cut_kind in zip(cuts, [*cuts[1:], end], kinds, strict=True):
            for piece in _pieces(text, cut, stop):
                found.append(Block(piece, cut_kind, number))
    return tuple(found)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    begin = 0
    for match in _BREAK.finditer(text):
        yield begin, match.start()
        begin = match.end()
    yield begin, len(text)


def _hard_wrapped(lines: list[tuple[int, int]], text: str) -> bool:
    """Whether lines are broken at a column: many long lines of much the same length that end without a stop."""
    filled = [(b, e) for b, e in lines[:400] if text[b:e].strip()]
    long = [(b, e) for b, e in filled if e - b in _WRAP]
    open_ended = sum(1 for b, e in long if not _CLOSED.search(text[max(b, e - 12) : e]))
    return len(long) >= 3 and len(long) >= 0.5 * len(filled) and open_ended >= 0.5 * len(long)


def _groups(lines: list[tuple[int, int]], text: str) -> Iterator[tuple[int, int]]:
    """The paragraphs: one line each, or the lines of a wrapped paragraph together; without the white space around."""
    wrapped = _hard_wrapped(lines, text)
    open_group: tuple[int, int] | None = None
    for begin, end in lines:
        head = text[begin : min(end, begin + 200)]
        blank = not head.strip() and not text[begin:end].strip()
        if open_group is not None:
            tail = text[max(open_group[0], open_group[1] - 12) : open_group[1]]
            # Outside wrapped text too, a line that begins small goes on with the last one.
            joined = wrapped or (head[:1].islower() and not _CLOSED.search(tail))
            if blank or not joined or _RULE.match(head) or _starts_anew(head, tail):
                yield _trimmed(text, *open_group)
                open_group = None
        if blank or _RULE.fullmatch(head):
            if not blank:
                yield _trimmed(text, begin, end)
            continue
        open_group = (begin, end) if open_group is None else (open_group[0], end)
    if open_group is not None:
        yield _trimmed(text, *open_group)


def _starts_anew(head: str, tail: str) -> bool:
    """Whether a line of a wrapped text begins a paragraph: the last one ended, and this is indented or a list item."""
    return _CLOSED.search(tail) is not None and (
        head[:2].isspace() or head[:1] == "\t" or _BULLET.match(head) is not None
    )


def _trimmed(text: str, begin: int, end: int) -> tuple[int, int]:
    while begin < end and text[begin].isspace():
        begin += 1
    while end > begin and text[end - 1].isspace():
        end -= 1
    return begin, end


def _pieces(text: str, begin: int, end: int) -> Iterator[Span]:
    """A stretch without the white space around it, cut where it is too long: after a sentence, else at a space."""
    begin, end = _trimmed(text, begin, end)
    while end - begin > MAX_BLOCK:
        limit = begin + MAX_BLOCK
        cut = max(text.rfind(stop, begin + MAX_BLOCK // 2, limit) for stop in (". ", ".\n", "! ", "? "))
        if cut < 0:
            cut = max(text.rfind(space, begin + MAX_BLOCK // 2, limit) for space in (" ", "\n", "\t"))
        cut = limit if cut < 0 else cut + 1
        yield Span(*_trimmed(text, begin, cut))
        begin, _ = _trimmed(text, cut, end)
    if begin < end:
        yield Span(begin, end)


def _title_end(article: Article) -> int | None:
    """Where the headline ends that the text opens with, if it opens with one that is known."""
    if not article.title:
        return None
    text, title = article.text, " ".join(article.title.split())
    start = len(text) - len(text.lstrip())
    if len(title) < 8 or len(title) > 400 or not text.startswith(title, start):
        return None
    end = start + len(title)
    while end < len(text) and text[end] in " .":
        end += 1
    return len(text[:end].rstrip()) or None


@lru_cache(maxsize=4)
def _notes(lexicon: Lexicon) -> re.Pattern[str]:
    """The beginnings of paragraphs that are about the article and not of it."""
    openings = sorted(lexicon.words("note-opening"), key=lambda w: (-len(w), w))
    return re.compile(rf"\W*(?:{'|'.join(map(re.escape, openings))})(?:\b|(?<=\W))", re.IGNORECASE)


def _kind(words: str, number: int, total: int, before_dateline: bool) -> str:
    if _BULLET.match(words):
        return "item"
    if len(words) < _NOTE_LENGTH and _notes(load_lexicon()).match(words):
        return "note"
    if total > 1 and len(words) < 240 and not _CLOSED.search(words) and len(words.split()) <= 22:
        return "headline" if (number < 3 or before_dateline) and words[0] not in "=#" else "subhead"
    return (
        "headline" if before_dateline and number < 3 and len(words) < 160 and not _STOP.search(words) else "paragraph"
    )
