"""Whether a word stands in a clause about the past or about what is to come."""

from __future__ import annotations

from kg.extract.parse import Parsed

__all__ = ["tense_of", "told_in_past"]

_FUTURE_AUX = frozenset({"will", "shall", "'ll", "’ll", "wo", "would", "may", "might", "should", "must", "can"})
_PERFECT = frozenset({"have", "has", "had", "having", "'ve", "'d", "’ve"})
_PLANS = frozenset(
    "plan expect schedule intend hope due set want likely prepare vow pledge promise agree decide propose aim try order ask"
    " begin continue go seek urge call ready".split()
)


def tense_of(parsed: Parsed, first: int, last: int) -> str:
    """``past``, ``future``, ``present`` or ``""`` for the clause that tokens ``first`` to ``last`` hang in."""
    tokens = parsed.tokens
    at = first
    for i in range(first, last):
        if not first <= tokens[i].head < last:
            at = i
            break
    if tokens[at].dep in ("poss", "compound", "nmod") and tokens[tokens[at].head].pos in ("NOUN", "PROPN"):
        return ""
    for _ in range(12):
        token = tokens[at]
        if token.pos in ("VERB", "AUX") and not (token.tag in ("VBN", "VBG") and token.dep in ("amod", "compound")):
            found = _verb(parsed, at)
            if found:
                return found
        if token.head == at:
            break
        at = token.head
    return ""


def _verb(parsed: Parsed, at: int) -> str:
    tokens = parsed.tokens
    token = tokens[at]
    helpers = [tokens[c] for c in parsed.children[at] if tokens[c].dep in ("aux", "auxpass")]
    for helper in helpers:
        if helper.lower in _FUTURE_AUX and helper.lower != "would":
            return (
                ""
                if helper.lower in ("may", "might", "can", "must", "should") and any(h.lower == "have" for h in helpers)
                else "future"
            )
        if helper.lower == "would" and not any(h.lower == "have" for h in helpers):
            return "future"
    if any(h.lower in ("have", "has", "had", "'ve", "was", "were", "did") or h.tag == "VBD" for h in helpers):
        if token.lower == "going":
            return "future"
        return "past"
    if any(h.lower == "to" for h in helpers) and (token.tag == "VB" or any(h.lower == "be" for h in helpers)):
        if token.dep in ("advcl", "acl", "relcl"):
            return "future" if token.dep != "advcl" else ""
        head = tokens[token.head]
        if token.head != at and head.lemma in _PLANS:
            above = tokens[head.head] if head.pos not in ("VERB", "AUX") else head
            had = any(tokens[c].lower == "had" for c in parsed.children[above.i])
            return "past" if had else "future"
        if token.head != at and head.lemma == "be":
            return "future"
        return ""
    if token.tag == "VBD":
        return "past"
    if token.tag in ("VBZ", "VBP"):
        return "present"
    if token.tag == "VBG" and any(h.lower in ("is", "are", "am", "'s", "'re") for h in helpers):
        return "present"
    if token.tag == "VBN" and any(h.lower in ("is", "are", "be", "being") for h in helpers):
        return "present"
    if token.tag == "VBN":
        return "past"
    return ""


def told_in_past(parsed: Parsed, first: int, last: int) -> bool:
    """Whether the expression hangs, at most by a preposition, on a verb in the simple past."""
    tokens = parsed.tokens
    at = first
    for i in range(first, last):
        if not first <= tokens[i].head < last:
            at = i
            break
    head = tokens[tokens[at].head]
    if head.pos == "ADP":
        head = tokens[head.head]
    if head.tag == "VBD":
        return True
    return head.tag == "VBN" and any(tokens[c].lower in ("was", "were") for c in parsed.children[head.i])
