"""An article's text with the words marked that were read: spans may overlap, and every character stays as it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from kg.serve.explorer.markup import Html, join, tag

__all__ = ["Mark", "excerpts", "marked"]


class Mark(NamedTuple):
    """Characters ``begin`` to ``end`` to be marked. ``kind`` is a class of the style sheet; ``note`` says what they are.

    Of several marks on the same characters the one with the highest ``rank`` gives the look, all give their notes.
    """

    begin: int
    end: int
    kind: str
    note: str
    rank: int
    link: str | None = None


def marked(text: str, marks: Iterable[Mark], begin: int = 0, end: int | None = None) -> Html:
    """The characters ``begin`` to ``end`` of a text with its marks."""
    last = len(text) if end is None else min(end, len(text))
    kept = [m for m in marks if begin < m.end and m.begin < last and m.begin < m.end]
    cuts = sorted({begin, last, *(min(max(p, begin), last) for m in kept for p in (m.begin, m.end))})
    opens: dict[int, list[Mark]] = {}
    for mark in kept:
        opens.setdefault(max(mark.begin, begin), []).append(mark)
    pieces: list[Html | str] = []
    active: list[Mark] = []
    for a, b in pairwise(cuts):
        active = [m for m in active if m.end > a] + opens.get(a, [])
        words = text[a:b]
        if not active:
            pieces.append(words)
            continue
        top = max(active, key=lambda m: (m.rank, m.begin, -m.end))
        notes = list(dict.fromkeys(m.note for m in sorted(active, key=lambda m: -m.rank) if m.note))[:6]
        kinds = " ".join(dict.fromkeys(f"m-{m.kind}" for m in (*active, top)))
        starts = "" if top.begin < a else " m-first"
        link = top.link or next((m.link for m in active if m.link), None)
        inner: Html | str = tag("a", words, href=link) if link and words.strip() else words
        pieces.append(tag("mark", inner, cls=f"m m-top-{top.kind} {kinds}{starts}", title="; ".join(notes) or None))
    return join(*pieces)


def excerpts(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The paragraphs that hold these spans, in order; neighbours are joined."""
    found: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if not 0 <= begin < end <= len(text):
            continue
        a = text.rfind("\n", 0, begin) + 1
        b = text.find("\n", end - 1)
        b = len(text) if b < 0 else b
        if b - a > 3000:  # one line without end: some words around the span do
            a, b = max(a, begin - 600), min(b, end + 600)
        if found and a <= found[-1][1] + 2:
            found[-1] = (found[-1][0], max(b, found[-1][1]))
        else:
            found.append((a, b))
    return found
