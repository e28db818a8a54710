"""Tokens, sentences and trees of an article: with ``model`` the only module that knows the language library.

The rest of ``kg.extract`` works on ``Token``s, so a rule can be tested with a handful of tokens made by hand.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.extract.layout import Block, blocks
from kg.extract.model import DEFAULT_MODEL, bounded, load_model
from kg.extract.truecase import truecase
from kg.lexicon import load_lexicon
from kg.model import Article, Span

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["DEFAULT_MODEL", "Entity", "Parsed", "Sentence", "Token", "load_model", "parse"]


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


def parse(article: Article, nlp: Language) -> Parsed:
    """Parse an article block by block, each by itself, so that what is read does not depend on other articles.

    A run of white space inside a block is one space to the model; offsets are those of the given text all the same.
    """
    cut = blocks(article)
    cased = truecase(_SURROGATE.sub("\ufffd", article.text), tuple((b.span.begin, b.span.end) for b in cut))
    maker = _Maker(nlp)
    seen: list[_Flat] = []
    inner: list[int] = []
    for block in cut:
        asides = _asides(cased, block.span)
        seen.append(_Flat.of(cased, block.span, asides))
        seen += [_Flat.of(cased, aside) for aside in asides]
        inner.append(len(asides))
    longest = max((len(f.text) for f in seen), default=1)
    # The batch bounds the memory on long blocks.
    with bounded(nlp):
        docs = nlp.pipe([f.text for f in seen], batch_size=max(1, min(256, _BATCH // longest)))
        columns = (maker.columns(flat, doc) for flat, doc in zip(seen, docs, strict=True))
        for block, asides_in in zip(cut, inner, strict=True):
            outer = next(columns)
            for _ in range(asides_in):
                aside = next(columns)
                if outer is not None and aside is not None:
                    outer.with_aside(aside)
            if outer is not None:
                maker.add(block, outer)
    return Parsed(article, cased, cut, tuple(maker.tokens), tuple(maker.sentences), tuple(maker.entities))


_APOSTROPHES: Final = str.maketrans({"’": "'"})
"""The model learnt from the typewriter's apostrophe; with the other it misses possessives."""
_MARKS: Final = re.compile(r"(?<=\S)(?:\[\d{1,3}\])+")
_SPACES: Final = re.compile(r"\s+")
_UNBROKEN: Final = re.compile(r"(?<!\S)\S{400,}")
"""No word, no address: the tokenizer takes marks off such a run one by one, each time copying the rest."""
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


@lru_cache(maxsize=1)
def _aside_pattern() -> re.Pattern[str]:
    """An editor's aside: "[outlawed in Norland]"."""
    bans = "|".join(sorted(load_lexicon().words("ban-word")))
    return re.compile(
        rf"(?<=\w)\s?(?:\[[^][()]{{0,80}}?\b(?:{bans})\b[^][()]{{2,80}}\]|\([^][()]{{0,80}}?\b(?:{bans})\b[^][()]{{2,80}}\))",
        re.IGNORECASE,
    )


def _asides(text: str, span: Span) -> list[Span]:
    """The asides of a block that the model is not to see in their sentence, since they break it: it reads them alone."""
    if text.find("[", span.begin, span.end) < 0 and text.find("(", span.begin, span.end) < 0:
        return []
    found = []
    for match in _aside_pattern().finditer(text, span.begin, span.end):
        begin = match.start() + text[match.start() : match.end()].index(match[0].lstrip()[0])
        found.append(Span(begin, match.end()))
    return found


class _Flat(NamedTuple):
    """A block as the model sees it: white space in single spaces. ``starts``/``shifts`` lead back to the offsets."""

    text: str
    starts: list[int]
    shifts: list[int]

    @classmethod
    def of(cls, text: str, span: Span, asides: Sequence[Span] = ()) -> _Flat:
        """The block without its ``asides``."""
        words = text[span.begin : span.end]
        if "[" in words:
            # reference marks after a stop ("died.[3]") glue two sentences together
            words = _MARKS.sub(lambda m: " " * len(m.group()), words)
        gaps = [(m.start(), m.end(), 1) for m in _SPACES.finditer(words) if m.end() - m.start() > 1]
        for aside in asides:
            begin, end = aside.begin - span.begin, aside.end - span.begin
            begin = len(words[:begin].rstrip())
            gaps = [g for g in gaps if g[1] <= begin or g[0] >= end]
            gaps.append((begin, end, 0))
        starts, shifts, pieces = [0], [span.begin], []
        lost = at = 0
        for begin, end, kept in sorted(gaps):
            pieces += [words[at:begin], " " * kept]
            at = end
            lost += end - begin - kept
            starts.append(end - lost)
            shifts.append(span.begin + lost)
        pieces.append(words[at:])
        flat = _UNBROKEN.sub(lambda m: "x" * len(m.group()), _SPACES.sub(" ", "".join(pieces)))
        return cls(flat.translate(_APOSTROPHES), starts, shifts)

    def place(self, i: int) -> int:
        """The offset in the article of a character of ``text``."""
        return i + self.shifts[bisect_right(self.starts, i) - 1]


class _Columns(NamedTuple):
    """What the model says of the tokens of a text, attribute by attribute; offsets are those of the article."""

    words: list[str]
    lowers: list[str]
    lemmas: list[str]
    kinds: list[str]
    tags: list[str]
    deps: list[str]
    types: list[str]
    begins: list[int]
    lengths: list[int]
    heads: list[int]
    opens: list[int]
    entities: list[Entity]

    def with_aside(self, aside: _Columns) -> None:
        """Put the tokens of an aside where they stand in the text; they hang on the token before them."""
        at = bisect_left(self.begins, aside.begins[0])
        more = len(aside.words)
        self.heads[:] = [h + more if h >= at else h for h in self.heads]
        self.opens[:] = [i + more if i >= at else i for i in self.opens]
        self.entities[:] = [
            Entity(e.first + more * (e.first >= at), e.last + more * (e.last > at), e.label) for e in self.entities
        ]
        inner = [Entity(e.first + at, e.last + at, e.label) for e in aside.entities]
        self.entities[:] = sorted([*self.entities, *inner])
        heads, deps = [h + at for h in aside.heads], list(aside.deps)
        for i, head in enumerate(heads):
            if head == i + at:
                heads[i], deps[i] = at - 1, "parataxis"
        for column, words in (
            (self.words, aside.words),
            (self.lowers, aside.lowers),
            (self.lemmas, aside.lemmas),
            (self.kinds, aside.kinds),
            (self.tags, aside.tags),
            (self.deps, deps),
            (self.types, aside.types),
        ):
            column[at:at] = words
        self.begins[at:at] = aside.begins
        self.lengths[at:at] = aside.lengths
        self.heads[at:at] = heads


class _Maker:
    """Turns the model's documents into our tokens, sentences and names, block after block."""

    def __init__(self, nlp: Language) -> None:
        self.strings = nlp.vocab.strings
        self.names: dict[int, str] = {0: ""}
        self.tokens: list[Token] = []
        self.sentences: list[Sentence] = []
        self.entities: list[Entity] = []

    def columns(self, flat: _Flat, doc: Doc) -> _Columns | None:
        """The model's tokens; ``None`` if there is none."""
        rows = doc.to_array(list(_COLUMNS))
        if not len(rows):
            return None
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
            places = [flat.place(b) for b in begins]
        entities = [Entity(e.start, e.end, e.label_) for e in doc.ents]
        return _Columns(words, lowers, lemmas, kinds, tags, deps, types, places, lengths, heads, opens, entities)

    def add(self, block: Block, columns: _Columns) -> None:
        """Take in a block."""
        words, lowers, lemmas, kinds, tags, deps, types, places, lengths, heads, opens, entities = columns
        count = len(words)
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
        self.entities += [Entity(e.first + shift, e.last + shift, e.label) for e in entities]


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
