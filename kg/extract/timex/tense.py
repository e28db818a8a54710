"""Whether a word stands in a clause about the past or about what is to come."""

from __future__ import annotations

from kg.extract.parse import Parsed
from kg.extract.timex.words import TimeWords

__all__ = ["head_of", "tense_of", "told_in_past"]

_HAD = frozenset(["have", "has", "had", "'ve", "’ve", "was", "were", "did"])
_IS = frozenset(["is", "are", "am", "'s", "'re", "be", "being"])
_SURE_OR_NOT = frozenset(["may", "might", "can", "must", "should"])
_AT_WORK = frozenset(["try", "attempt", "begin", "start", "continue", "fail", "manage", "proceed"])
"""Verbs that share their time with the infinitive after them."""
_HIGHEST = 12
"""Steps up the tree."""


def head_of(parsed: Parsed, first: int, last: int) -> int:
    """The token among ``first`` to ``last`` that hangs outside of them."""
    tokens = parsed.tokens
    return next((i for i in range(first, last) if not first <= tokens[i].head < last or tokens[i].head == i), first)


def tense_of(parsed: Parsed, first: int, last: int, words: TimeWords) -> str:
    """``past``, ``future``, ``present`` or ``""`` for the clause that tokens ``first`` to ``last`` hang in."""
    tokens = parsed.tokens
    at = head_of(parsed, first, last)
    if tokens[at].dep in ("poss", "compound", "nmod") and tokens[tokens[at].head].pos in ("NOUN", "PROPN"):
        return ""
    for _ in range(_HIGHEST):
        token = tokens[at]
        attribute = token.tag in ("VBN", "VBG") and token.dep in ("amod", "compound")
        if token.pos in ("VERB", "AUX") and not attribute:
            found = _verb(parsed, at, words)
            if found:
                return found
        if token.head == at:
            break
        at = token.head
    return ""


def _verb(parsed: Parsed, at: int, words: TimeWords) -> str:
    """The tense of one verb with its auxiliaries, ``""`` if it has none of its own."""
    tokens = parsed.tokens
    token = tokens[at]
    helpers = [tokens[c] for c in parsed.children[at] if tokens[c].dep in ("aux", "auxpass")]
    lower = {h.lower for h in helpers}
    modal = next((h.lower for h in helpers if h.lower in words.future), None)
    if modal is not None:
        return "" if modal in _SURE_OR_NOT and "have" in lower else "future"
    if "would" in lower and "have" not in lower:
        return "future"
    if lower & _HAD or any(h.tag == "VBD" for h in helpers):
        return "future" if token.lower == "going" else "past"
    if "to" in lower and (token.tag == "VB" or "be" in lower):
        return _infinitive(parsed, at, words)
    if token.tag in ("VBD", "VBZ", "VBP"):
        return "past" if token.tag == "VBD" else "present"
    if token.tag in ("VBG", "VBN") and lower & _IS:
        return "future" if token.tag == "VBN" and token.lemma in words.scheduling else "present"
    return "past" if token.tag == "VBN" else ""


def _infinitive(parsed: Parsed, at: int, words: TimeWords) -> str:
    """The tense of "to meet" by what it hangs on: "are to meet", "plan to meet", "had planned to meet"."""
    tokens = parsed.tokens
    token, head = tokens[at], tokens[tokens[at].head]
    if token.dep in ("acl", "relcl"):
        verb = tokens[head.head]
        if (
            token.dep == "acl"
            and head.lemma in words.trying
            and verb.pos == "VERB"
            and head.dep in ("dobj", "nsubjpass")
        ):
            return _verb(parsed, verb.i, words)  # "foiled an attempt to storm the post on Monday"
        begun = token.dep == "acl" and head.dep in ("dobj", "nsubjpass") and verb.lemma in words.launching
        return "past" if begun and _verb(parsed, verb.i, words) == "past" else "future"
    if token.dep == "advcl" or head.i == at:
        return ""
    if head.lemma in _AT_WORK:
        return _verb(parsed, head.i, words)
    if head.lemma in words.plans:
        above = head if head.pos in ("VERB", "AUX") else tokens[head.head]
        had = any(tokens[c].lower == "had" for c in parsed.children[above.i])
        return "past" if had else "future"
    return "future" if head.lemma == "be" else ""


def told_in_past(parsed: Parsed, first: int, last: int) -> bool:
    """Whether the expression hangs, at most by a preposition, on a verb in the simple past."""
    tokens = parsed.tokens
    head = tokens[tokens[head_of(parsed, first, last)].head]
    if head.pos == "ADP":
        head = tokens[head.head]
    if head.tag == "VBD":
        return True
    return head.tag == "VBN" and any(tokens[c].lower in ("was", "were") for c in parsed.children[head.i])
