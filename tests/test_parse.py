"""Tokens, sentences and trees: offsets of the given text, one tree a sentence, sentences that end where they should."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from kg.errors import ModelError
from kg.extract.parse import Parsed, load_model, parse
from kg.model import Article

SENTENCES = [
    ("Gen. Arturo Pons spoke in St. Helm. He left.", ["Gen. Arturo Pons spoke in St. Helm.", "He left."]),
    ("Lt. Mora, of the U.S. Army, was hurt. Nobody died.", ["Lt. Mora, of the U.S. Army, was hurt.", "Nobody died."]),
    ("The town fell.Troops went in.", ["The town fell.", "Troops went in."]),
    ("A mine went off\nunder a truck. Two died.", ["A mine went off\nunder a truck.", "Two died."]),
    ("TROOPS ENTERED THE TOWN.  COL. RUIZ SAID SO.", ["TROOPS ENTERED THE TOWN.", "COL. RUIZ SAID SO."]),
]


def check(parsed: Parsed) -> None:
    """What holds of any parse."""
    text = parsed.article.text
    assert len(parsed.cased) == len(text)
    last = 0
    for i, token in enumerate(parsed.tokens):
        assert token.i == i
        assert last <= token.begin < token.end <= len(text)
        # A curly apostrophe is a straight one to the parser.
        assert parsed.cased[token.begin : token.end].replace("’", "'") == token.text
        sentence = parsed.sentences[token.sent]
        assert sentence.first <= i < sentence.last
        assert sentence.first <= token.head < sentence.last
        last = token.end
    for sentence in parsed.sentences:
        roots = [i for i in range(sentence.first, sentence.last) if parsed.tokens[i].head == i]
        assert roots == [sentence.root]
        assert sentence.begin == parsed.tokens[sentence.first].begin
        assert sentence.end == parsed.tokens[sentence.last - 1].end
        assert len(set(parsed.subtree(sentence.root))) == sentence.last - sentence.first
    for entity in parsed.entities:
        assert 0 <= entity.first < entity.last <= len(parsed.tokens)


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_sentences(text: str, expected: list[str], nlp: Language) -> None:
    parsed = parse(Article("x", text), nlp)
    check(parsed)
    assert [text[s.begin : s.end] for s in parsed.sentences] == expected


@settings(max_examples=40)
@given(
    text=st.text(max_size=200) | st.text(alphabet=st.sampled_from("ab C.\n!?\"“(-'1\u200b\u00a0\ud800"), max_size=200)
)
def test_any_text(text: str, nlp: Language) -> None:
    check(parse(Article("x", text), nlp))


def test_white_space_moves_no_offset(nlp: Language) -> None:
    text = "\n\n   Rebels  \t left\r\nthe\u00a0\u00a0town . \n"
    parsed = parse(Article("x", text), nlp)
    check(parsed)
    assert [t.text for t in parsed.tokens] == ["Rebels", "left", "the", "town", "."]


def test_an_article_is_parsed_the_same_beside_any_other(nlp: Language) -> None:
    text = "Soldiers shelled the market.\n\nTwo women died there.\n\nThe army denied it."
    alone = parse(Article("x", text), nlp)
    parse(Article("y", "Another text about the harvest. " * 50), nlp)
    assert parse(Article("x", text), nlp).tokens == alone.tokens


def test_empty_text_has_no_tokens(nlp: Language) -> None:
    assert parse(Article("x", " \n "), nlp).tokens == ()


@pytest.mark.parametrize("name", ["no_such_model", "blank", "../x"])
def test_a_model_that_is_missing_is_told(name: str) -> None:
    with pytest.raises(ModelError, match="--model"):
        load_model(name)
