"""An article as a string of one letter a word, so that the grammar of time expressions is a few regular expressions.

Every word of the lexicon has a class, every class a letter (``LETTERS``). Words are cut into atoms: "April-3" is a
month, a hyphen and a day. What is no word of time is ``_``; sentences end with a line break, so no expression crosses
one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from kg.extract.parse import Parsed, Token
from kg.lexicon import Lexicon

__all__ = ["LETTERS", "Atom", "TimeWords", "compiled_words", "spell"]

LETTERS = {
    "MONTH": "M",
    "WEEKDAY": "W",
    "DAY": "d",  # 1 to 31 in one or two digits
    "TWO": "n",  # two digits that are no day: 00, 32 to 99
    "YEAR": "y",  # four digits, 1000 to 2199
    "CLOCK4": "C",  # four digits that can only be a clock time: 0735
    "NUMBER": "N",  # other numbers
    "DAYTH": "x",  # 3rd, 21st
    "ORDINAL": "O",  # third
    "WORD": "w",  # three
    "SCALE": "D",  # hundred, thousand
    "VAGUE": "v",  # several
    "A": "a",
    "HALF": "h",
    "UNIT": "U",
    "UNITS": "V",
    "WEEKEND": "k",
    "QUARTER": "q",
    "PERIOD": "p",
    "PART": "P",
    "OVERNIGHT": "G",
    "SEASON": "S",
    "THE": "t",
    "LAST": "l",
    "THIS": "c",
    "NEXT": "e",
    "CURRENT": "u",
    "THAT": "j",
    "SHIFT": "g",
    "STAGE": "E",
    "EDGE": "Y",
    "HEDGE": "A",
    "EACH": "R",
    "FREQUENCY": "F",
    "OF": "o",
    "IN": "i",
    "ON": "I",
    "COMMA": ",",
    "HYPHEN": "-",
    "DASH": "~",
    "COLON": ":",
    "SLASH": "/",
    "DOT": ".",
    "AND": "+",
    "TO": "2",
    "AMPM": "m",
    "ZONE": "z",
    "OCLOCK": "K",
    "HOLIDAY": "H",
    "KNOWN": "Q",
    "DAYWORD": "T",
    "VAGUETIME": "r",
    "FISCAL": "f",
    "S": "s",  # the s of 1990s, glued
    "APOSTROPHE": "'",
    "OLD": "B",
    "MORE": "&",
    "EPITHET": "#",  # Bloody Sunday
    "QMARK": "@",  # the Q of Q3
    "DECADE": "%",  # nineties
}
OTHER = "_"


class Atom(NamedTuple):
    """A word or a piece of one: its value in the lexicon (or its digits), its token and its characters."""

    value: str
    token: int
    begin: int
    end: int
    glued: bool
    """Nothing stands between it and the atom before."""


class Word(NamedTuple):
    """What the lexicon says of a word: the letter of its class and its value."""

    letter: str
    value: str


class TimeWords(NamedTuple):
    """The compiled lexicon of time: single words; phrases by their first and second word, the longest first."""

    single: dict[str, Word]
    phrases: dict[str, dict[str, tuple[tuple[tuple[str, ...], Word], ...]]]
    months: frozenset[str]
    """Months that are also common words ("may", "march"); ``days`` the same for days of the week ("sun")."""
    days: frozenset[str]
    future: frozenset[str]
    plans: frozenset[str]
    launching: frozenset[str]
    scheduling: frozenset[str]
    lasting: frozenset[str]
    trying: frozenset[str]


_SCHEMES = (
    # scheme of the lexicon, class; later ones win where two have a word
    ("number-word", "WORD"),
    ("number-scale", "SCALE"),
    ("vague-length", "VAGUE"),
    ("time-hedge", "HEDGE"),
    ("time-direction-in-text", "THAT"),
    ("time-shift", "SHIFT"),
    ("stage", "STAGE"),
    ("edge", "EDGE"),
    ("part-of-day", "PART"),
    ("overnight-word", "OVERNIGHT"),
    ("season", "SEASON"),
    ("time-unit", "UNIT"),
    ("time-units", "UNITS"),
    ("day-word", "DAYWORD"),
    ("vague-time", "VAGUETIME"),
    ("frequency", "FREQUENCY"),
    ("holiday", "HOLIDAY"),
    ("known-day", "KNOWN"),
    ("time-zone", "ZONE"),
    ("weekday", "WEEKDAY"),
    ("month", "MONTH"),
    ("time-ordinal", "ORDINAL"),
    ("decade", "DECADE"),
)
_LISTS = (
    ("clock-half", "AMPM"),
    ("time-each", "EACH"),
    ("fiscal", "FISCAL"),
    ("age-word", "OLD"),
    ("length-adjective", "MORE"),
    ("day-epithet", "EPITHET"),
)
_FIXED = {
    "a": "A",
    "an": "A",
    "half": "HALF",
    "the": "THE",
    "of": "OF",
    "in": "IN",
    "on": "ON",
    ",": "COMMA",
    "and": "AND",
    "&": "AND",
    "or": "AND",
    "to": "TO",
    "until": "TO",
    "through": "TO",
    "o'clock": "OCLOCK",
    "o’clock": "OCLOCK",
    "'": "APOSTROPHE",
    "’": "APOSTROPHE",
    "‘": "APOSTROPHE",
    "`": "APOSTROPHE",
    "'s": "S",
    "’s": "S",
    "period": "PERIOD",
    "another": "A",
    "q": "QMARK",
}
_LONGEST_WORD = 40
_DIRECTIONS = {"-1": "LAST", "0": "THIS", "1": "NEXT"}
_SPLIT = re.compile(
    r"\d+(?:,\d{3})+(?!\d)|(?<![\d.])\d+\.\d+(?!\d|\.\d)|\d+|[^\W\d_]+(?:[.'’][^\W\d_]+)*\.?|\S", re.UNICODE
)


@lru_cache(maxsize=4)
def compiled_words(lexicon: Lexicon) -> TimeWords:
    """The words of time of a lexicon, ready for ``spell``."""
    single: dict[str, Word] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], Word]]] = {}

    def put(label: str, kind: str, value: str) -> None:
        words = tuple(label.split(" "))
        word = Word(LETTERS[kind], value)
        if len(words) == 1:
            single[label] = word
        else:
            phrases.setdefault(words[0], []).append((words[1:], word))

    for name, kind in _FIXED.items():
        put(name, kind, name)
    for scheme, kind in _SCHEMES:
        for concept in lexicon.scheme(scheme):
            for label in concept.words:
                put(label, kind, concept.value or "")
    for concept in lexicon.scheme("time-direction"):
        for label in concept.words:
            put(label, _DIRECTIONS[concept.value or "0"], label)
    put("current", "CURRENT", "PRESENT_REF")
    for name, kind in _LISTS:
        for label in sorted(lexicon.words(name)):
            put(label, kind, label)
    for unit, kind in (("quarter", "QUARTER"), ("weekend", "WEEKEND")):
        put(unit, kind, unit)
    ordered: dict[str, dict[str, tuple[tuple[tuple[str, ...], Word], ...]]] = {}
    for first, tails in sorted(phrases.items()):
        longest = sorted(tails, key=lambda t: (-len(t[0]), t[0]))
        ordered[first] = {
            second: tuple(t for t in longest if t[0][0] == second) for second in sorted({t[0][0] for t in tails})
        }
    return TimeWords(
        single,
        ordered,
        lexicon.words("month-or-word"),
        lexicon.words("weekday-or-word"),
        lexicon.words("future-auxiliary"),
        lexicon.words("plan-word"),
        lexicon.words("launching-verb"),
        lexicon.words("scheduling-verb"),
        lexicon.words("lasting-verb"),
        lexicon.words("trying-noun"),
    )


def spell(parsed: Parsed, words: TimeWords) -> tuple[str, list[Atom]]:
    """The letters of an article's atoms, and the atoms, one a letter."""
    letters: list[str] = []
    atoms: list[Atom] = []
    single, phrases = words.single, words.phrases
    doubtful = words.months | words.days
    tokens = parsed.tokens
    # as quick as a NamedTuple can be made: this runs once a word
    new = tuple.__new__
    for sentence in parsed.sentences:
        skip = sentence.first
        behind = -1
        for token in tokens[sentence.first : sentence.last]:
            i = token.i
            if i < skip:
                continue
            lower = token.lower
            begin, end = token.begin, token.end
            tails = phrases.get(lower)
            if tails is not None and i + 1 < sentence.last and tokens[i + 1].lower in tails:
                length = _phrase(parsed, i, sentence.last, tails[tokens[i + 1].lower], letters, atoms)
                if length:
                    skip = i + length
                    behind = tokens[skip - 1].end
                    continue
            found = single.get(lower)
            if found is not None:
                letters.append(OTHER if lower in doubtful and not _is_name(token, parsed, words) else found[0])
                atoms.append(new(Atom, (found[1], i, begin, end, behind == begin)))
            elif lower.isalpha():
                letters.append(OTHER)
                atoms.append(new(Atom, (lower, i, begin, end, False)))
            else:
                _pieces(token, words, letters, atoms, behind == begin)
            behind = end
        letters.append("\n")
        end = tokens[sentence.last - 1].end
        atoms.append(Atom("", sentence.last - 1, end, end, False))
    return "".join(letters), atoms


def _phrase(
    parsed: Parsed,
    i: int,
    limit: int,
    tails: tuple[tuple[tuple[str, ...], Word], ...],
    letters: list[str],
    atoms: list[Atom],
) -> int:
    """Spell the phrase that begins at a token as one atom; how many tokens it has, 0 if there is none."""
    tokens = parsed.tokens
    for tail, word in tails:
        end = i + 1 + len(tail)
        if end <= limit and all(tokens[i + 1 + k].lower == w for k, w in enumerate(tail)):
            letters.append(word.letter)
            atoms.append(Atom(word.value, i, tokens[i].begin, tokens[end - 1].end, False))
            return end - i
    return 0


def _is_name(token: Token, parsed: Parsed, words: TimeWords) -> bool:
    """Whether a month or weekday that is also a common word stands as a name."""
    tokens = parsed.tokens
    if token.lower in words.days:
        # Sun is a company and a paper, Mon a people, Sat a verb: a day only beside a date or in brackets
        return token.ent in ("DATE", "TIME") and token.text[:1].isupper()
    if token.text[:1].isupper() and token.tag not in ("MD", "VB", "VBP", "VBD", "VBZ", "JJ"):
        return True
    # restored lower case: "3 jan 90", "may 5"
    beside = [tokens[j] for j in (token.i - 1, token.i + 1) if 0 <= j < len(tokens) and tokens[j].sent == token.sent]
    return token.tag == "NNP" or any(t.text[:1].isdigit() and len(t.text) <= 4 for t in beside)


def _pieces(token: Token, words: TimeWords, letters: list[str], atoms: list[Atom], glued: bool) -> None:
    """Spell a token that is not a plain word: numbers, hyphened words, marks."""
    lower = token.lower
    whole = len(lower) > _LONGEST_WORD or len(lower) != token.end - token.begin
    pieces = [(lower, 0)] if whole else [(m.group(), m.start()) for m in _SPLIT.finditer(lower)]
    for number, (piece, at) in enumerate(pieces):
        begin = token.begin + at
        letter, value = _letter_of(piece, words)
        if letter == "_" and piece.endswith(".") and piece[:-1] in words.single:
            letter, value = words.single[piece[:-1]]
        if piece in ("st", "nd", "rd", "th") and letters and letters[-1] in "dnN" and number:
            before = atoms.pop()
            letters[-1] = LETTERS["DAYTH"]
            atoms.append(before._replace(end=begin + len(piece)))
            continue
        if letter == LETTERS["HYPHEN"] and not glued and not number:
            letter = LETTERS["DASH"]
        end = token.end if whole else begin + len(piece)
        letters.append(letter)
        atoms.append(Atom(value, token.i, begin, end, glued or number > 0))


_MARKS = {
    "-": "HYPHEN",
    "–": "HYPHEN",
    "—": "HYPHEN",
    "‑": "HYPHEN",
    "−": "HYPHEN",
    ":": "COLON",
    "/": "SLASH",
    ".": "DOT",
    ",": "COMMA",
    "'": "APOSTROPHE",
    "’": "APOSTROPHE",
}


def _letter_of(piece: str, words: TimeWords) -> tuple[str, str]:
    if piece[0].isdigit():
        return _number(piece), piece
    if piece in _MARKS:
        return LETTERS[_MARKS[piece]], piece
    found = words.single.get(piece)
    if found is not None:
        return found
    if piece == "s":
        return LETTERS["S"], piece
    return OTHER, piece


def _number(digits: str) -> str:
    if not digits.isascii() or not digits.isdigit():
        return LETTERS["NUMBER"]
    if len(digits) <= 2:
        return LETTERS["DAY"] if 1 <= int(digits) <= 31 else LETTERS["TWO"]
    if len(digits) == 4:
        if digits[0] == "0":
            return LETTERS["CLOCK4"]
        return LETTERS["YEAR"] if digits[0] == "1" or digits[:2] in ("20", "21") else LETTERS["NUMBER"]
    return LETTERS["NUMBER"]
