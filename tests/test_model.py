"""The language model is quicker than the library has it, and says the same."""

from __future__ import annotations

import pytest
import spacy
from spacy.language import Language
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc

from kg.extract.model import bounded

TEXTS = (
    "Rebels shelled two villages near the river on Monday, killing five farmers and wounding their children.",
    "There's a man at the gate; there were two of them. Let's go, you gotta see it, c'm on!",
    "Y'all ain't gonna stay, are you? I've got ta leave.",
    "The general said that troops'd hold the town (pop. 4,000) until 2031.\n\n  Others  fled.",
    "...",
    "",
)


@pytest.mark.parametrize("text", TEXTS)
def test_matches_are_those_of_the_ruler_itself(nlp: Language, text: str) -> None:
    ruler = nlp.get_pipe("attribute_ruler")
    assert isinstance(ruler, AttributeRuler)
    quick, given = ruler.match, []

    def match(doc: Doc) -> object:
        given.append((quick(doc), AttributeRuler.match(ruler, doc)))
        return given[-1][1]

    ruler.__dict__["match"] = match
    try:
        nlp(text)
    finally:
        ruler.__dict__["match"] = quick
    assert quick != AttributeRuler.match.__get__(ruler)
    assert [list(a) for a, _ in given] == [b for _, b in given]


def test_words_are_given_back_once_there_are_many() -> None:
    nlp = spacy.blank("en")
    for n in range(4):
        with bounded(nlp):
            nlp(" ".join(f"invented{n}word{i}" for i in range(6_000)))
    known = len(nlp.vocab.strings)
    with bounded(nlp):
        nlp("somethingneverheardbefore")
        assert "somethingneverheardbefore" in nlp.vocab.strings
    assert len(nlp.vocab.strings) == known
