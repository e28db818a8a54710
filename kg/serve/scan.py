"""Looking over a query before it is parsed: whether it nests too deeply, asks other servers, or names its own graphs.

The parser recurses and may be made to overflow, so it only ever runs in a worker, and only on what passed here. Where a
text can be cut into tokens in two ways (``<'>'``: an IRI or a comparison?), the stricter reading counts. It is done in the
worker too, because a long text takes its time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from kg.errors import QueryError

__all__ = ["is_iri", "is_volatile", "look_over", "with_using"]

_DEPTH: Final = 100
_OPERATORS: Final = 4000

_TOKEN: Final = re.compile(
    r"""
    (?P<iri> <[^<>"{}|^`\\\x00-\x20]*> )
  | (?P<comment> \#[^\r\n]* )
  | (?P<string> \"{3}(?:\"{0,2}(?:[^"\\]|\\.))*+\"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*+'{3}
      | "(?:[^"\\\r\n]|\\.)*+" | '(?:[^'\\\r\n]|\\.)*+' )
  | (?P<variable> [?$]\w+ )
  | (?P<number> [+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)? )
  | (?P<language> @[A-Za-z][\w-]* )
  | (?P<word> [^\W\d][\w.-]*+(?::(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)*+)? | :(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)*+ )
  | (?P<open> [({\[] )
  | (?P<close> [)}\]] )
  | (?P<operator> [/|^!+*=<>&-] )
  | (?P<other> \S )
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_TWO_WAYS: Final = re.compile(r"<(?!\w+://)[^<>\"{}|^`\\\x00-\x20]*['#]")
_ELSEWHERE: Final = re.compile(r"SERVICE", re.IGNORECASE)
_FETCHING: Final = re.compile(r"SERVICE|LOAD", re.IGNORECASE)
_CHAINING: Final = frozenset({"UNION", "OPTIONAL", "MINUS", "FILTER", "BIND", "IN", "EXISTS", "NOT"})
_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^<>\"{}|^`\\\x00-\x20\ud800-\udfff]+")
_VOLATILE_SIGNS: Final = ("NOW", "RAND", "UUID", "BNODE", "_:", "[")
_VOLATILE: Final = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE)\b|_:|\[", re.IGNORECASE)


class _Token(NamedTuple):
    kind: str
    text: str
    begin: int
    line: int


def _tokens(text: str) -> Iterator[_Token]:
    line, counted = 1, 0
    for match in _TOKEN.finditer(text):
        begin = match.start()
        line += text.count("\n", counted, begin)
        counted = begin
        if match.lastgroup != "comment":
            yield _Token(match.lastgroup or "other", match[0], begin, line)


def _unescape(text: str) -> str:
    r"""The text with ``\uXXXX`` resolved, as the specification has it done before anything else."""

    def one(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        return chr(code) if code < 0x110000 else "\ufffd"

    return _ESCAPE.sub(one, text)


def look_over(text: str, *, update: bool, federation: bool) -> None:
    """Raise ``QueryError`` if a query or an update must not even be parsed."""
    plain = _unescape(text) if "\\" in text else text
    elsewhere = _FETCHING if update else _ELSEWHERE
    fetches = elsewhere.search(plain) is not None and not federation
    if not fetches and len(plain) <= _OPERATORS and sum(map(plain.count, "({[")) <= _DEPTH:
        # It cannot have too much of either.
        return
    if _TWO_WAYS.search(plain):
        _look_strictly(plain, fetches)
    depth = operators = 0
    for token in _tokens(plain):
        if token.kind == "open":
            depth += 1
            if depth > _DEPTH:
                raise QueryError(f"Line {token.line}: the query nests deeper than {_DEPTH} brackets.", "Flatten it.")
        elif token.kind == "close":
            depth -= 1
        elif token.kind == "operator" or (token.kind == "word" and token.text.upper() in _CHAINING):
            operators += 1
            if operators > _OPERATORS:
                raise QueryError(
                    f"Line {token.line}: the query has more than {_OPERATORS} operators.", "Split it into several."
                )
        elif fetches and token.kind == "word" and elsewhere.search(token.text.partition(":")[0]):
            what = "SERVICE" if "SERVICE" in token.text.upper() else "LOAD"
            raise QueryError(
                f"Line {token.line}: {what} is refused: this server asks no other server.",
                "It would if it were started with --allow-federation.",
            )


def _look_strictly(plain: str, fetches: bool) -> None:
    if fetches:
        raise QueryError(
            "The query has the word SERVICE or LOAD, and a quotation mark or a # behind a <, so that it could be read in "
            "two ways.",
            "Put a space after each < that compares, or write IRIs in full.",
        )
    if max(plain.count(b) for b in "({[") > _DEPTH:
        raise QueryError(
            f"The query has more than {_DEPTH} brackets, and a quotation mark or a # behind a <, so that it could be read "
            "in two ways.",
            "Put a space after each < that compares, or write IRIs in full.",
        )


def is_iri(text: str) -> bool:
    """Whether this may stand between ``<`` and ``>``, and is absolute."""
    return _IRI.fullmatch(text) is not None


def is_volatile(text: str) -> bool:
    """Whether a query may answer differently each time over the same graph."""
    large = text.upper()
    # Few have any of these, and to look for each is far quicker than the expression.
    return any(sign in large for sign in _VOLATILE_SIGNS) and _VOLATILE.search(text) is not None


def with_using(update: str, default: Sequence[str], named: Sequence[str]) -> str:
    """An update with ``USING`` and ``USING NAMED`` for these graphs in each of its operations that has a ``WHERE``.

    Raises ``QueryError`` if the update names graphs itself by ``USING`` or ``WITH``, which the protocol forbids.
    """
    if not default and not named:
        return update
    clauses = "".join(f" USING <{iri}>" for iri in default) + "".join(f" USING NAMED <{iri}>" for iri in named) + " "
    pieces: list[str] = []
    done = depth = 0
    before = ""
    for token in _tokens(update):
        word = token.text.upper() if token.kind == "word" else ""
        if token.kind == "open":
            depth += 1
        elif token.kind == "close":
            depth -= 1
        elif depth == 0 and word in ("USING", "WITH"):
            raise QueryError(
                f"Line {token.line}: the update has {word} and the request names graphs too.", "Use one or the other."
            )
        elif depth == 0 and word == "WHERE" and before != "DELETE":
            pieces += [update[done : token.begin], clauses]
            done = token.begin
        before = word
    return "".join([*pieces, update[done:]])
