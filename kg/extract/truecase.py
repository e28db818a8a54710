"""Restore the case of wire copy written in capitals (or in lower case) without moving a single offset.

A small linear-chain model decides for each word whether it has a capital: the weight of the word itself, of its
neighbours and of common pairs ("armed forces"). It is learnt by ``data/truecase/make.py`` and loaded only when a text
needs it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kg.assets import asset

__all__ = ["lacks_case", "restore", "truecase"]

_TITLES: Final = "mr mrs ms dr gen col lt maj capt sgt cpl adm brig gov sen rep rev hon msgr prof jr sr st no".split()
TOKEN: Final = re.compile(
    r"(?:[^\W\d_]\.){2,}|\b(?:" + "|".join(_TITLES) + r")\.|[^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.,/:]\d+)*[^\W_]*|\S",
    re.IGNORECASE,
)
_SMALL: Final = frozenset("of the and de la del los las el y al for bin ibn e du des - . ' & da do dos".split())
_ENDS: Final = frozenset(".!?:")
_HEADLINE: Final = 200
_OPENS: Final = frozenset("\"“”‘'[(")
_CLITICS: Final = frozenset("s t ll re ve d m".split())


_INFLECTIONS: Final = (
    ("ies", ("y",)),
    ("es", ("", "e")),
    ("s", ("",)),
    ("ied", ("y",)),
    ("ed", ("", "e")),
    ("ing", ("", "e")),
    ("ers", ("", "e")),
    ("er", ("", "e")),
    ("ly", ("",)),
)


def suffix_feature(low: str) -> str:
    """The ending of a word that the tables do not know."""
    return "s:" + low[-3:] + ("" if len(low) > 3 else "$")


def is_plain(low: str, plain: frozenset[str]) -> bool:
    """Whether a word is in the list or a regular form of one that is."""
    if low in plain:
        return True
    for ending, replacements in _INFLECTIONS:
        if low.endswith(ending) and len(low) - len(ending) > 2:
            stem = low[: -len(ending)]
            if any(stem + r in plain for r in replacements):
                return True
            if len(stem) > 3 and stem[-1] == stem[-2] and stem[:-1] in plain:
                return True
    return False


@lru_cache(maxsize=4096)
def context_features(before: str) -> tuple[str, str]:
    """The two transition features into a capital: from a word without one and from a word with one."""
    kind = before if before in _SMALL else "a" if before[:1].isalpha() else "0"
    return f"t:0{kind}", f"t:1{kind}"


@dataclass(frozen=True)
class _Model:
    weights: dict[str, int]
    upper: frozenset[str]
    mixed: dict[str, str]
    plain: frozenset[str]
    """Base forms of plain English words."""
    groups: frozenset[str]
    """Pairs of plain words that are neighbours in a name of a group ("shining_path")."""


@lru_cache(maxsize=1)
def _model() -> _Model:
    weights: dict[str, int] = {}
    lists: dict[str, list[str]] = {}
    for line in asset("data", "truecase", "model.txt").read_text(encoding="utf-8").splitlines():
        head, _, rest = line.partition("\t")
        features = rest.split(" ")
        if head.isalpha():
            lists[head] = features
        else:
            weights.update(dict.fromkeys(features, int(head)))
    return _Model(
        weights,
        frozenset(lists["upper"]),
        {f.lower(): f for f in lists["mixed"]},
        frozenset(lists["plain"]),
        frozenset(lists["groups"]),
    )


def lacks_case(text: str) -> bool:
    """Whether a stretch of text is written in capitals (most letters of its words are) or in Title Case Throughout."""
    letters = sum(map(str.isalpha, text))
    upper = sum(map(str.isupper, text))
    if letters < 8 or upper < 0.1 * letters:
        return False
    if upper > 0.7 * letters:
        return True
    return len(text) < _HEADLINE and _title_case(text)


def _title_case(text: str) -> bool:
    long = [w for w in text.split() if len(w) > 3 and w[0].isalpha()]
    return len(long) >= 4 and sum(w[0].isupper() for w in long) >= 0.85 * len(long)


def truecase(text: str, spans: tuple[tuple[int, int], ...] | None = None) -> str:
    """The text with case restored where a stretch of it has none; the same length, character for character.

    ``spans`` are the stretches (begin, end) to decide on one by one, such as paragraphs; by default the whole text. A
    text without any capital is restored as a whole.
    """
    stretches = spans if spans is not None else ((0, len(text)),)
    wanted = [s for s in stretches if lacks_case(text[s[0] : s[1]])]
    if not wanted:
        head = text[:20_000]
        letters = sum(map(str.isalpha, head))
        if letters < 60 or sum(map(str.isupper, head)) > 0.002 * letters:
            return text
        wanted = list(stretches)
    out = []
    at = 0
    for begin, end in wanted:
        out += [text[at:begin], restore(text[begin:end])]
        at = end
    out.append(text[at:])
    return "".join(out)


def _lowered(text: str) -> str:
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _capital(word: str) -> str:
    first = word[0].upper()
    return first + word[1:] if len(first) == 1 else word


def restore(text: str) -> str:
    """Case a stretch of text whatever case it has."""
    model = _model()
    weights = model.weights
    low_text = _lowered(text)
    found = list(TOKEN.finditer(low_text))
    lows = [m.group() for m in found]
    keys = [w if w[0].isalpha() else "0" if w[0].isdigit() else w for w in lows]
    acronyms = _acronyms(low_text, model)
    unknown, plain, group = weights.get("unknown", 0), weights.get("plain", 0), weights.get("group", 0)
    groups = model.groups
    count = len(keys)
    get = weights.get
    best0, best1 = 0, -1_000_000
    back: list[tuple[int, int]] = []
    for i, key in enumerate(keys):
        before = keys[i - 1] if i else "^"
        if not key[0].isalpha():
            back.append((0 if best0 >= best1 else 1, 0))
            best0, best1 = max(best0, best1), -1_000_000
            continue
        base = _base(key)
        score = get("w:" + base)
        if score is None:
            score = (plain if is_plain(base, model.plain) else unknown) + get(suffix_feature(base), 0)
        after = keys[i + 1] if i + 1 < count else "$"
        score += get("p:" + before, 0) + get("n:" + after, 0)
        score += get(f"q:{before}_{base}", 0) + get(f"r:{base}_{after}", 0)
        if f"{before}_{base}" in groups or f"{base}_{after}" in groups:
            score += group
        if base in acronyms:
            score += 60
        from0, from1 = context_features(before)
        a, b = get(from0, 0), get(from1, 0)
        stay0 = 0 if best0 >= best1 else 1
        stay1 = 0 if best0 + a >= best1 + b else 1
        back.append((stay0, stay1))
        best0, best1 = (best1 if stay0 else best0), (best1 + b if stay1 else best0 + a) + score
    label = int(best1 > best0)
    labels = [0] * count
    for i in range(count - 1, -1, -1):
        labels[i] = label
        label = back[i][label]
    _agree(keys, labels, model)
    return _written(low_text, found, keys, labels, acronyms, model)


def _agree(keys: list[str], labels: list[int], model: _Model) -> None:
    """A strange word that is mostly a name within the text is one throughout."""
    strange: dict[str, list[int]] = {}
    for i, key in enumerate(keys):
        if len(key) > 3 and key[0].isalpha() and not is_plain(_base(key), model.plain):
            strange.setdefault(_base(key), []).append(i)
    for places in strange.values():
        given = sum(labels[i] for i in places)
        if 0 < given < len(places) and 2 * given >= len(places):
            for i in places:
                labels[i] = 1


def _base(key: str) -> str:
    """A word without "'s" and its like."""
    for mark in ("'", "’"):
        head, cut, tail = key.rpartition(mark)
        if cut and head and tail in _CLITICS:
            return head
    return key


_BRACKETED: Final = re.compile(r"[\[(]([^\W\d_]{2,8})[\])]")


def _acronyms(low_text: str, model: _Model) -> frozenset[str]:
    """Words of this text that stay in capitals: those that the table knows, and short strange words in brackets."""
    own = {
        w
        for w in _BRACKETED.findall(low_text)
        if w not in model.upper and (model.weights.get("w:" + w) is None or not set("aeiouy") & set(w))
    }
    return model.upper | own if own else model.upper


def _written(
    low_text: str,
    found: list[re.Match[str]],
    keys: list[str],
    labels: list[int],
    acronyms: frozenset[str],
    model: _Model,
) -> str:
    out: list[str] = []
    at = 0
    start = True
    previous = ""
    for match, key, label in zip(found, keys, labels, strict=True):
        before, previous = previous, key
        if not key[0].isalpha():
            if key in _ENDS:
                # A stop after one letter is an initial's, not a sentence's.
                start = key != "." or not (before[:1].isalpha() and len(before) == 1)
            elif key not in _OPENS:
                start = False
            continue
        base = _base(key)
        begin, end = match.span()
        word = low_text[begin:end]
        if (
            base in acronyms
            or (label and base[1:2] == "." and len(base) > 2)
            or (len(base) == 1 and base != "a" and (label or base == "i"))
        ):
            word = _upper(base) + word[len(base) :]
        elif base in model.mixed and (label or model.mixed[base][0].islower()):
            word = model.mixed[base] + word[len(base) :]
        elif label or start:
            word = _capital(word)
            if len(base) < len(word) or ("'" not in word and "’" not in word):
                pass
            else:
                word = re.sub(r"(['’])(\w)", lambda m: m.group(1) + _capital(m.group(2)), word)
        start = False
        out += [low_text[at:begin], word]
        at = end
    out.append(low_text[at:])
    return "".join(out)


def _upper(word: str) -> str:
    raised = word.upper()
    return raised if len(raised) == len(word) else word
