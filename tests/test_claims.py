"""Reported speech and attitudes, from a table of sentences; quotations across paragraphs; odd input."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from kg.extract.claims import find_claims
from kg.extract.mentions import ActorMention
from kg.extract.parse import Parsed, load_model, parse
from kg.extract.quotations import find_quotations
from kg.extract.reading import load_reader, read_article
from kg.lexicon import load_lexicon
from kg.model import Actor, Article, Factuality, Span

_CASES = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "cases" / "claims.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


_model = lru_cache(maxsize=1)(load_model)


def _read(text: str) -> Parsed:
    return parse(Article(id="t", text=text), _model())


@pytest.fixture(scope="module")
def read() -> dict[str, Parsed]:
    """Each text of the table, parsed."""
    return {text: _read(text) for *_, text in _CASES}


def _words(text: str, spans: tuple[Span, ...]) -> str:
    return "|".join(s.of(text) for s in spans)


@pytest.mark.parametrize(("source", "cue", "content", "text"), _CASES, ids=[f"{c[1]}: {c[3]}" for c in _CASES])
def test_claim(source: str, cue: str, content: str, text: str, read: dict[str, Parsed]) -> None:
    found = [
        (_words(text, c.source), _words(text, c.cue), _words(text, c.content))
        for c in find_claims(read[text], (), load_lexicon())
    ]
    assert (source, cue, content) in found


def test_quotation_over_paragraphs() -> None:
    text = "“We had no water,” the nurse said. “We had no light.\n\n“Then the road was opened.”\n\nThe road is long."
    parsed = _read(text)
    assert [[s.of(text) for s in q.spans] for q in find_quotations(parsed)] == [
        ["“We had no water,”"],
        ["“We had no light.", "“Then the road was opened.”"],
    ]
    (claim,) = find_claims(parsed, (), load_lexicon())
    assert [s.of(text) for s in claim.content] == [
        "“We had no water,”",
        "“We had no light.",
        "“Then the road was opened.”",
    ]


def test_apostrophes_are_no_quotations() -> None:
    text = "The soldiers' tents stood in the '80s barracks; the army's men didn't leave."
    assert find_quotations(_read(text)) == ()


def test_borrowed_words_are_no_speech() -> None:
    text = "The council spoke of a “day of shame” on Friday."
    assert [q.speech for q in find_quotations(_read(text))] == [False]


def test_nothing_is_claimed_inside_direct_speech() -> None:
    text = "“I think he said the bridge was safe,” the nurse said."
    claims = find_claims(_read(text), (), load_lexicon())
    assert [_words(text, c.source) for c in claims] == ["the nurse"]


def test_source_is_tied_to_its_actor() -> None:
    text = "The army said that the pass was open."
    parsed = _read(text)
    army = ActorMention(1, 2, 1, parsed.span(1, 2), Actor("name:1", "army", "StateForce"), 0)
    (claim,) = find_claims(parsed, (army,), load_lexicon())
    assert claim.who == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The army denied that it had shelled the convent.", Factuality.DENIED),
        ("The group has threatened to attack the pipeline.", Factuality.THREATENED),
        ("The mayor said nobody was hurt.", Factuality.STATED),
    ],
)
def test_factuality_of_the_cue(text: str, expected: Factuality) -> None:
    assert [c.factuality for c in find_claims(_read(text), (), load_lexicon())] == [expected]


@pytest.mark.parametrize(
    "text", ["", "”", "“", "“ ”", "'' '' ''", '"' * 400, "‘ ’ " * 200, "“a\n\n“b\n\n“c", "said said said said"]
)
def test_odd_input(text: str) -> None:
    for claim in find_claims(_read(text), (), load_lexicon()):
        for span in (*claim.source, *claim.cue, *claim.content):
            assert 0 <= span.begin < span.end <= len(text)


def test_what_an_issued_document_says_is_its_issuers() -> None:
    text = "The defence ministry issued the following communique:\n\nRebels attacked an army post on Monday. Two soldiers died."
    reading = read_article(Article("t", text), load_reader())
    assert {r.claimant.name for r in reading.reports if r.claimant is not None} == {"defence ministry"}
    assert len(reading.reports) == sum(r.claimant is not None for r in reading.reports) > 0


def test_a_surname_and_a_pronoun_stand_for_the_speaker() -> None:
    text = "Mayor John Carter said rebels shelled the market on Monday. He added that gunmen attacked a bus on Tuesday."
    reading = read_article(Article("t", text), load_reader())
    assert [r.claimant.name for r in reading.reports if r.claimant is not None] == ["John Carter", "John Carter"]
