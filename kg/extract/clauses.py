"""The clause round a verb: its subjects and objects by the tree, and by what stands next to it where the tree fails.

The parser often errs on long news sentences, so each function answers from the tree if it can and falls back on the
order of the words.
"""

from __future__ import annotations

from functools import lru_cache

from kg.extract.parse import Parsed, Token
from kg.lexicon import load_lexicon

__all__ = [
    "antecedent",
    "clause_of",
    "is_passive",
    "noun_chain",
    "object_heads",
    "objects_after",
    "subject_heads",
    "then_clauses",
    "with_conjuncts",
]

_REACH = 12
_NOUNS = frozenset({"NOUN", "PROPN", "PRON"})
_STOPS = frozenset({";", ".", ":", "?", "!", "--", "“", "”", '"'})
_OF_OBJECT = frozenset({"of", "from", "for", "with"})
"""Prepositions after which a verb in -ing is done by the object of the verb above: "blamed them for shelling"."""
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_OBJECTS = frozenset({"dobj", "obj", "nsubjpass", "oprd", "attr", "dative"})


def is_passive(parsed: Parsed, verb: int) -> bool:
    """Whether a verb form is passive: by its auxiliaries or as a participle after its noun."""
    token = parsed.tokens[verb]
    if token.tag not in ("VBN", "VBD"):
        return False
    children = [parsed.tokens[i] for i in parsed.children[verb]]
    # "IS" is a group as often as a verb
    if any(
        c.dep in ("auxpass", "nsubjpass", "agent") and not (c.dep == "auxpass" and c.text == "IS") for c in children
    ):
        return True
    if token.dep == "conj" and _gapped(parsed, token, children):
        return True
    if token.tag != "VBN":
        return False
    if token.dep == "acl":
        return not any(c.dep in ("dobj", "obj") for c in children)
    if token.dep == "conj" and not any(c.dep in ("nsubj", "aux", "dobj") for c in children):
        governor = parsed.tokens[token.head]
        if governor.i != verb and governor.pos in ("VERB", "AUX"):
            return is_passive(parsed, governor.i)
    before = parsed.tokens[max(0, verb - 2) : verb]
    return any(b.lemma == "be" and b.text != "IS" and b.sent == token.sent for b in before)


def _gapped(parsed: Parsed, token: Token, children: list[Token]) -> bool:
    """ "A boy was killed and his brother wounded": the second verb has a noun of its own and shares the "was"."""
    governor = parsed.tokens[token.head]
    if governor.i >= token.i or not any(c.dep == "nsubj" and c.i > governor.i for c in children):
        return False
    if any(c.dep in ("dobj", "obj", "aux", "advmod", "prt", "prep", "xcomp", "ccomp") for c in children):
        return False
    follows = parsed.tokens[token.i + 1] if token.i + 1 < len(parsed.tokens) else None
    if follows is None or follows.sent != token.sent or follows.pos in ("NOUN", "PROPN", "DET", "NUM", "PRON"):
        return False
    return any(parsed.tokens[i].dep == "auxpass" for i in parsed.children[governor.i])


@lru_cache(maxsize=1)
def _amounts() -> frozenset[str]:
    """Words that only count what is named after them; read when the first noun is asked for."""
    return load_lexicon().words("amount-noun")


def with_conjuncts(parsed: Parsed, i: int) -> list[int]:
    """A noun, what it counts ("a total of 3 rockets") and those joined to it by "and"."""
    found, amounts = [i], _amounts()
    for j in found:
        if parsed.tokens[j].lemma.lower() in amounts:
            for k in parsed.children[j]:
                if parsed.tokens[k].lower == "of":
                    found.extend(m for m in parsed.children[k] if parsed.tokens[m].dep == "pobj")
        found.extend(
            k
            for k in parsed.children[j]
            if parsed.tokens[k].dep in ("conj", "appos") and parsed.tokens[k].pos in _NOUNS
        )
        if len(found) > 12:
            break
    return found


def objects_after(parsed: Parsed, preposition: int) -> list[int]:
    """The nouns that a preposition governs, those joined to them included."""
    return [
        k for j in parsed.children[preposition] if parsed.tokens[j].dep == "pobj" for k in with_conjuncts(parsed, j)
    ]


def subject_heads(parsed: Parsed, verb: int) -> tuple[int, ...]:
    """Heads of those who do it: the subject of an active verb, the agent of a passive one. Empty if none is found."""
    passive = is_passive(parsed, verb)
    tokens = parsed.tokens
    found: list[int] = []
    for i in parsed.children[verb]:
        child = tokens[i]
        if passive and (child.dep == "agent" or child.lower == "by"):
            for j in parsed.children[i]:
                if tokens[j].dep == "pobj":
                    found.extend(with_conjuncts(parsed, j))
        elif not passive and child.dep in _SUBJECTS and child.dep != "nsubjpass":
            found.extend(with_conjuncts(parsed, i))
    if found:
        return tuple(antecedent(parsed, verb, i) for i in found)
    if passive:
        return _agent_after(parsed, verb)
    return _outer_subject(parsed, verb, 0) or _noun_before(parsed, verb)


def antecedent(parsed: Parsed, verb: int, i: int) -> int:
    """For "who", "which", "that": the noun they stand for; any other token itself."""
    tokens = parsed.tokens
    token = tokens[i]
    if (token.tag not in ("WDT", "WP") and token.lower != "that") or tokens[verb].dep != "relcl":
        return i
    noun = tokens[tokens[verb].head]
    above = tokens[tokens[noun.head].head]
    plural = any(tokens[c].lower in ("were", "are", "have") for c in parsed.children[verb])
    if (
        plural
        and token.tag == "WP"
        and noun.tag in ("NN", "NNP")
        and tokens[noun.head].lower == "of"
        and above.tag == "NNS"
        and not any(tokens[c].dep == "conj" for c in parsed.children[noun.i])
    ):
        return above.i  # "three employees of an agency who were kidnapped"
    return noun.i


def _agent_after(parsed: Parsed, verb: int) -> tuple[int, ...]:
    """The noun after "by", wherever the tree hangs it."""
    tokens = parsed.tokens
    for j in range(verb + 1, min(verb + _REACH, len(tokens))):
        token = tokens[j]
        if token.sent != tokens[verb].sent or token.text in _STOPS or token.pos == "VERB":
            break
        if token.lower == "by":
            if j + 1 < len(tokens) and tokens[j + 1].tag in ("WP", "WRB", "WDT"):
                return ()
            head = noun_chain(parsed, j + 1)
            return (head,) if head is not None else ()
    return ()


def noun_chain(parsed: Parsed, start: int) -> int | None:
    """The last noun of the run of words that begins here ("a group of" not passed)."""
    tokens = parsed.tokens
    head = None
    for j in range(start, min(start + 8, len(tokens))):
        token = tokens[j]
        if token.sent != tokens[start - 1].sent:
            break
        if token.pos in _NOUNS:
            head = j
        elif head is not None or token.pos not in ("DET", "ADJ", "NUM", "ADV", "VERB", "PUNCT", "X"):
            break
    return head


def _outer_subject(parsed: Parsed, verb: int, depth: int) -> tuple[int, ...]:
    """The subject that a verb borrows from the one it hangs on ("attacked the post, killing four")."""
    tokens = parsed.tokens
    token = tokens[verb]
    if depth > 4 or token.head == verb:
        return ()
    governor = tokens[token.head]
    if token.dep in ("relcl", "acl"):
        return tuple(with_conjuncts(parsed, governor.i)) if governor.pos in _NOUNS else ()
    through = token.dep == "prep" and depth > 0  # "attacked the post by throwing a bomb"
    if through and token.lower in _OF_OBJECT and governor.pos == "VERB":
        blamed = [i for i in parsed.children[governor.i] if tokens[i].dep in ("dobj", "nsubjpass")]
        if blamed:  # "accused the rebels of shelling", "were accused of shelling"
            return tuple(with_conjuncts(parsed, blamed[0]))
    if (through or token.dep in ("conj", "xcomp", "advcl", "dep", "pcomp", "ccomp", "parataxis")) and governor.pos in (
        "VERB",
        "AUX",
        "ADP",
        "SCONJ",
        "ADJ",
        "NOUN",
    ):
        if token.dep == "ccomp" and token.tag not in ("VB", "VBG"):
            return ()
        if governor.pos in ("VERB", "AUX"):
            passive = is_passive(parsed, governor.i)
            for i in parsed.children[governor.i]:
                if tokens[i].dep in ("nsubj", "nsubjpass") and (not passive or token.dep in ("conj", "xcomp")):
                    return tuple(antecedent(parsed, governor.i, j) for j in with_conjuncts(parsed, i))
        return _outer_subject(parsed, governor.i, depth + 1)
    if (
        token.dep in ("prep", "mark")
        and token.pos in ("ADP", "SCONJ")
        and depth == 1
        and governor.pos in ("VERB", "AUX")
    ):
        # "After seizing the hill, the rebels …"
        passive = is_passive(parsed, governor.i)
        for i in parsed.children[governor.i]:
            if tokens[i].dep == "nsubj" or (tokens[i].dep == "nsubjpass" and not passive):
                return tuple(with_conjuncts(parsed, i))
    return ()


def _noun_before(parsed: Parsed, verb: int) -> tuple[int, ...]:
    """The nearest noun on the left that no preposition governs, within the clause."""
    tokens = parsed.tokens
    token = tokens[verb]
    fallback: int | None = None
    for j in range(verb - 1, max(-1, verb - _REACH - 6), -1):
        other = tokens[j]
        if other.sent != token.sent or other.text in _STOPS:
            break
        if other.pos == "VERB" and other.dep not in ("amod", "acl", "aux"):
            break
        if other.pos in _NOUNS and other.dep not in ("compound", "poss", "nmod", "npadvmod"):
            if not _governed(parsed, j):
                return (j,)
            fallback = fallback if fallback is not None else j
    return ()


def _governed(parsed: Parsed, i: int) -> bool:
    """Whether a preposition stands before the noun phrase of a token."""
    tokens = parsed.tokens
    for j in range(i - 1, max(-1, i - 7), -1):
        if tokens[j].sent != tokens[i].sent or tokens[j].pos in ("VERB", "PUNCT", "CCONJ"):
            return False
        if tokens[j].pos == "ADP":
            return True
    return False


def object_heads(parsed: Parsed, verb: int) -> tuple[int, ...]:
    """Heads of what it is done to: the object of an active verb, the subject of a passive one; also what follows its
    preposition ("fired at the post").
    """
    tokens = parsed.tokens
    passive = is_passive(parsed, verb)
    found: list[int] = []
    for i in parsed.children[verb]:
        child = tokens[i]
        if child.dep in _OBJECTS or (passive and child.dep == "nsubj"):
            found.extend(with_conjuncts(parsed, i))
    if passive and not found:
        token = tokens[verb]
        governor = tokens[token.head]
        if token.dep in ("acl", "relcl") and governor.pos in _NOUNS:
            found.extend(with_conjuncts(parsed, governor.i))
        elif token.dep == "conj":
            for i in parsed.children[governor.i]:
                if tokens[i].dep in ("nsubjpass", "nsubj"):
                    found.extend(with_conjuncts(parsed, i))
    for i in parsed.children[verb] if not found else ():
        child = tokens[i]
        if child.dep in ("prep", "prt") and child.lower not in ("by", "after", "before", "since", "during", "within"):
            for j in parsed.children[i]:
                if tokens[j].dep == "pobj":
                    found.extend(with_conjuncts(parsed, j))
    if found:
        return tuple(antecedent(parsed, verb, i) for i in found)
    if passive:
        return ()
    head = _noun_after(parsed, verb)
    return (head,) if head is not None else ()


def _noun_after(parsed: Parsed, verb: int) -> int | None:
    tokens = parsed.tokens
    token = tokens[verb]
    head: int | None = None
    for j in range(verb + 1, min(verb + 8, len(tokens))):
        other = tokens[j]
        if other.sent != token.sent or other.text in _STOPS or other.pos in ("VERB", "SCONJ"):
            break
        if other.pos in _NOUNS:
            head = j
        elif head is not None:
            break
    return head


_THEN = frozenset({"after", "before", "since"})


def then_clauses(parsed: Parsed, i: int) -> tuple[int, ...]:
    """The verbs of the clauses round a token that have a subject and tell what was before or after ("shelled X after gunmen
    attacked Y"), innermost first.
    """
    tokens = parsed.tokens
    found = []
    for _ in range(60):
        token = tokens[i]
        if token.head == i:
            break
        if token.dep == "advcl":
            children = [tokens[c] for c in parsed.children[i]]
            if any(c.dep in ("nsubj", "nsubjpass") for c in children) and any(
                c.lower in _THEN and c.dep in ("mark", "prep") for c in children
            ):
                found.append(i)
        i = token.head
    return tuple(found)


def clause_of(parsed: Parsed, i: int) -> tuple[int, int]:
    """Tokens ``first`` to ``last`` (exclusive) of the stretch round a token that one finite verb governs: cut at
    semicolons, and at a comma or "and" that begins a clause with a verb of its own.
    """
    sentence = parsed.sentence_of(i)
    first, last = sentence.first, sentence.last
    for j in range(i - 1, sentence.first - 1, -1):
        if _boundary(parsed, j):
            first = j + 1
            break
    for j in range(i + 1, sentence.last):
        if _boundary(parsed, j):
            last = j
            break
    return first, last


def _boundary(parsed: Parsed, j: int) -> bool:
    token = parsed.tokens[j]
    if token.text == ";":
        return True
    if token.lower in ("while", "whereas", "although", "whilst") and token.pos != "NOUN":
        return True
    if token.lower in ("and", "but") or token.text == ",":
        governor = parsed.tokens[token.head]
        if governor.pos in ("VERB", "AUX"):
            for c in parsed.children[governor.i]:
                child: Token = parsed.tokens[c]
                if child.i > j and child.dep == "conj" and child.pos in ("VERB", "AUX"):
                    return any(
                        parsed.tokens[s].dep in _SUBJECTS and parsed.tokens[s].i > j for s in parsed.children[child.i]
                    )
    return False
