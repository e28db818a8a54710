"""Quotations: what stands between quotation marks, over paragraphs if need be, and whether it is speech or a borrowed
word.

Works on characters (“ ” " ‘ ’ ' `` '' ''…'' « » „) and then counts tokens. A quotation that is not closed when its
paragraph ends goes on in the next one if that opens with a mark of its own, as newspapers print long speeches.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from kg.extract.parse import Parsed
from kg.model import Span

__all__ = ["Quotation", "find_quotations"]

_MARK = re.compile(r"``|''|[“”„«»\"]|‘|’|'")
_DOUBLE = {"``", "''", "“", "”", "„", "«", "»", '"'}
_OPENS = {"“", "„", "«", "``"}
_CLOSES = {"”", "»"}
_STOP = frozenset(".?!…,—–-―;")
_LEAD = frozenset({",", ":", ".", "?", "!", ";", "-", "--", "–", "—", "―", "...", "…", "(", "[", "_", "that"})
_LONGEST_SINGLE = 600
"""Characters to look ahead for the end of a quotation in single marks; an apostrophe must not swallow a page."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation. ``spans`` has one stretch a paragraph, marks included; ``first``/``last`` are its tokens.

    ``speech`` is true when it reads as an utterance of its own ("“We left,” he said"), false for words borrowed into
    the writer's sentence (an “act of terror”). ``lead`` is the token before it in its paragraph, ``None`` at the
    start.
    """

    spans: tuple[Span, ...]
    first: int
    last: int
    speech: bool
    lead: int | None


def _single_end(text: str, begin: int, end: int, mark: str) -> int | None:
    """Where a quotation opened by a single mark at ``begin`` closes, or ``None`` if it is an apostrophe."""
    stop = min(end, begin + _LONGEST_SINGLE)
    at = text.find(mark, begin + 1, stop)
    while at >= 0:
        after = text[at + 1] if at + 1 < end else " "
        before = text[at - 1]
        plain = after in " \n.,;:" and before.lower() != "s"  # not the soldiers' tents
        if not after.isalnum() and not before.isspace() and (before in _STOP or mark == "’" or plain):
            return at
        at = text.find(mark, at + 1, stop)
    return None


def _stretches(text: str, begin: int, end: int) -> tuple[list[tuple[int, int]], bool]:
    """Quoted stretches of one paragraph (with their marks), and whether the last one is left open."""
    found: list[tuple[int, int]] = []
    open_at: int | None = None
    skip = begin
    for match in _MARK.finditer(text, begin, end):
        at, mark = match.start(), match.group()
        if at < skip:
            continue
        before = text[at - 1] if at > begin else " "
        after = text[match.end()] if match.end() < end else " "
        if mark in _DOUBLE:
            if mark in _OPENS:
                opens = True
            elif mark in _CLOSES:
                opens = at == begin and after.isalnum()  # a typist's wrong mark
            elif open_at is not None:
                opens = text[open_at] == "“" and before.isspace() and after.isalnum()
            else:
                opens = not after.isspace() and not (before.isalnum() and mark == "''")
            if opens:
                open_at = at if open_at is None else open_at
            elif open_at is not None:
                found.append((open_at, match.end()))
                open_at = None
        elif open_at is None and mark in "‘'" and not before.isalnum() and after.isalnum():
            if mark == "'" and not (after.isupper() or before in '(["“'):
                continue
            close = _single_end(text, at, end, "’" if mark == "‘" else "'")
            if close is not None:
                found.append((at, close + 1))
                skip = close + 1
    if open_at is not None:
        if end - open_at > 2:
            found.append((open_at, end))
        return found, end - open_at > 2
    return found, False


def find_quotations(parsed: Parsed) -> tuple[Quotation, ...]:
    """All quotations of an article, in text order, without overlap."""
    text = parsed.article.text
    if not _MARK.search(text):
        return ()
    begins = [t.begin for t in parsed.tokens]
    ends = [t.end for t in parsed.tokens]
    pieces: list[tuple[list[Span], int]] = []
    left_open = False
    for block in parsed.blocks:
        begin, end = block.span.begin, block.span.end
        found, now_open = _stretches(text, begin, end)
        for k, (b, e) in enumerate(found):
            if k == 0 and left_open and b == begin and pieces:
                pieces[-1][0].append(Span(b, e))
            else:
                pieces.append(([Span(b, e)], begin))
        left_open = now_open
    quotations = []
    for spans, paragraph in pieces:
        first = bisect_right(ends, spans[0].begin)
        last = bisect_left(begins, spans[-1].end)
        if last <= first:
            continue
        lead = first - 1 if first > 0 and begins[first - 1] >= paragraph else None
        quotations.append(Quotation(tuple(spans), first, last, _is_speech(parsed, spans, first, last, lead), lead))
    return tuple(quotations)


def _is_speech(parsed: Parsed, spans: list[Span], first: int, last: int, lead: int | None) -> bool:
    text = parsed.article.text
    tokens = parsed.tokens
    inner = text[spans[0].begin : spans[-1].end].strip("“”\"„«»`'‘’ \n\t")
    if len(spans) > 1:
        return True
    words = last - first - 2
    if words < 1 or not inner:
        return False
    ends_well = inner[-1] in ".?!…,—" or text[spans[-1].end : spans[-1].end + 1] == ","
    if lead is None:
        return words >= 3 or ends_well
    before = tokens[lead]
    if before.text in _LEAD or (tokens[first].sent != before.sent and before.pos == "PUNCT"):
        return (words >= 4 and (inner[0].isupper() or ends_well)) or (ends_well and words >= 2)
    if before.pos in ("VERB", "AUX") and inner[0].isupper():
        return words >= 4
    return False
