"""The factuality of happenings, from a table of sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.extract.factuality import compile_modes, cue_factuality, factuality_of
from kg.extract.parse import Parsed, load_model, parse
from kg.lexicon import load_lexicon
from kg.model import Article, Factuality

_CASES = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "cases" / "factuality.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.fixture(scope="module")
def read() -> dict[str, Parsed]:
    """Each sentence of the table, parsed as an article of its own."""
    nlp = load_model()
    return {text: parse(Article(id="t", text=text), nlp) for _, _, text in _CASES}


@pytest.mark.parametrize(("expected", "word", "text"), _CASES, ids=[f"{c[1]}: {c[2]}" for c in _CASES])
def test_factuality(expected: str, word: str, text: str, read: dict[str, Parsed]) -> None:
    parsed = read[text]
    trigger = next(t.i for t in parsed.tokens if t.lower == word)
    assert factuality_of(parsed, trigger, (), load_lexicon()) is Factuality(expected)


@pytest.mark.parametrize(
    ("lemma", "pattern", "expected"),
    [
        ("say", "ccomp:that", Factuality.STATED),
        ("deny", "ccomp:that", Factuality.DENIED),
        ("plan", "xcomp:to", Factuality.PLANNED),
        ("urge", "dobj+xcomp:to", Factuality.CALLED_FOR),
        ("threaten", "xcomp:to", Factuality.THREATENED),
        ("demand", "noun>prep:for", Factuality.CALLED_FOR),
    ],
)
def test_cue(lemma: str, pattern: str, expected: Factuality) -> None:
    assert cue_factuality(lemma, pattern, compile_modes(load_lexicon())) is expected
