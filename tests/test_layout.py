"""Articles cut into blocks: every character that is no white space in exactly one, in order, with offsets kept."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.layout import MAX_BLOCK, blocks
from kg.model import Article
from kg.read.metadata import complete

WRAPPED = """\
   KARSANI, 4 MAR 87 (RADIO NORTE) -- [REPORT] [TEXT] ARMED MEN STOPPED A
BUS ON THE COAST ROAD THIS MORNING AND ROBBED ITS PASSENGERS, THE POLICE
SAID.  NOBODY WAS HURT.  ON THE SAME ROAD, TWO TRUCKS WERE SET ON FIRE ON
3. MARCH, THE DRIVERS SAID.

   THE GOVERNOR SENT A COMPANY OF SOLDIERS TO GUARD THE ROAD.  IT HAS BEEN
CLOSED TO TRAFFIC AT NIGHT SINCE THE MIDDLE OF FEBRUARY.
"""

PAGE = """\
All news

Bridge at Velna destroyed by mine

Two soldiers were hurt, the army says

VELNA, May 4. /TASS/. A mine destroyed the bridge at Velna, the army said.

What is known

- Two soldiers were hurt.
- The river road is closed.

Reporting by A. Writer; editing by B. Editor
"""


def cut(text: str, title: str | None = None) -> list[tuple[str, str]]:
    article = complete(Article("x", text, title=title))
    return [(b.kind, b.span.of(text)) for b in blocks(article)]


def test_a_page_in_its_parts() -> None:
    assert cut(PAGE) == [
        ("headline", "All news"),
        ("headline", "Bridge at Velna destroyed by mine"),
        ("headline", "Two soldiers were hurt, the army says"),
        ("dateline", "VELNA, May 4. /TASS/."),
        ("paragraph", "A mine destroyed the bridge at Velna, the army said."),
        ("subhead", "What is known"),
        ("item", "- Two soldiers were hurt."),
        ("item", "- The river road is closed."),
        ("note", "Reporting by A. Writer; editing by B. Editor"),
    ]


def test_wrapped_lines_are_joined() -> None:
    kinds = cut(WRAPPED)
    assert [k for k, _ in kinds] == ["dateline", "paragraph", "paragraph"]
    assert kinds[0][1] == "KARSANI, 4 MAR 87 (RADIO NORTE) -- [REPORT] [TEXT]"
    assert kinds[1][1].endswith("THE DRIVERS SAID.")


def test_one_sentence_a_line_stays_so() -> None:
    lines = [f"The column left town number {i} in the early morning and reached the river by noon." for i in range(8)]
    assert [words for _, words in cut("\n".join(lines))] == lines


def test_a_title_that_opens_the_text_is_a_headline() -> None:
    text = "Market closed after blast. The market was closed on Monday after a blast."
    assert cut(text, title="Market closed after blast") == [
        ("headline", "Market closed after blast."),
        ("paragraph", "The market was closed on Monday after a blast."),
    ]


@given(st.text(alphabet=st.sampled_from('aB .\n\t-\r\u2028\u00a0[("1'), max_size=400))
def test_every_word_is_in_exactly_one_block(text: str) -> None:
    article = Article("x", text)
    covered = [False] * len(text)
    last = 0
    for block in blocks(article):
        assert last <= block.span.begin < block.span.end <= len(text)
        last = block.span.end
        for i in range(block.span.begin, block.span.end):
            covered[i] = True
    assert all(covered[i] or text[i].isspace() for i in range(len(text)))


@pytest.mark.parametrize("piece", ["a", "word ", "word. ", "\n", "- a\n", "ABC DEF\n", "\u3000", "\r\n \r\n"])
def test_long_texts_are_cut_in_linear_time(piece: str) -> None:
    text = piece * (600_000 // len(piece))
    begin = time.thread_time()
    found = blocks(replace(Article("x", text), title="word word word word"))
    assert time.thread_time() - begin < 20
    assert all(b.span.end - b.span.begin <= MAX_BLOCK for b in found)
