"""Where a sentence might attribute something to somebody: cue, source and content read off the tree, without a verdict.

Each ``Candidate`` is one way to read one cue: "Residents feared more strikes on the town" may report a fear of "more
strikes" or of "more strikes on the town". ``kg.extract.claims`` weighs them and keeps at most one a cue. The features
of a candidate are words an engineer can read: the cue, the kind of complement, the kind of subject, the shape of the
content.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from kg.extract.parse import Parsed, Token
from kg.lexicon import Lexicon

__all__ = ["Candidate", "Cues", "candidates", "compile_cues", "noun_phrase", "source_of"]


class Candidate(NamedTuple):
    """One reading of one cue. Ranges are token indices, the second exclusive; ``source`` is empty where nobody is
    named.

    ``known`` are the features that depend on cue and pattern alone, ``seen`` those of this place in the text.
    """

    head: int
    pattern: str
    cue: tuple[tuple[int, int], ...]
    source: tuple[tuple[int, int], ...]
    content: tuple[tuple[int, int], ...]
    lemma: str
    seen: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Cues:
    """The cue words of the lexicon: lemma to the classes it belongs to, by part of speech."""

    verbs: dict[str, tuple[str, ...]]
    nouns: dict[str, tuple[str, ...]]
    adjectives: frozenset[str]
    document: frozenset[str]
    people: frozenset[str]
    speech: frozenset[str]
    causing: frozenset[str]


_VERB_CLASSES = ("speech", "showing", "thinking", "intending", "asking", "judging", "topic", "seeming")
_NOUN_CLASSES = ("speech", "attitude", "intention")


@lru_cache(maxsize=4)
def compile_cues(lexicon: Lexicon) -> Cues:
    """The word lists of the lexicon turned round: from word to classes."""
    verbs: dict[str, list[str]] = {}
    nouns: dict[str, list[str]] = {}
    for name in _VERB_CLASSES:
        for word in sorted(lexicon.words(f"{name}-verb")):
            verbs.setdefault(word, []).append(name)
    for name in _NOUN_CLASSES:
        for word in sorted(lexicon.words(f"{name}-noun")):
            nouns.setdefault(word, []).append(name)
    return Cues(
        verbs={k: tuple(v) for k, v in verbs.items()},
        nouns={k: tuple(v) for k, v in nouns.items()},
        adjectives=lexicon.words("attitude-adjective"),
        document=lexicon.words("document-noun"),
        people=lexicon.words("people-noun"),
        speech=lexicon.words("speech-verb"),
        causing=lexicon.words("causing-verb"),
    )


# ---------------------------------------------------------------------------------------------------- phrases


def edges(parsed: Parsed, i: int) -> tuple[int, int]:
    """First token and the one after the last of all that hangs on token ``i``."""
    low = high = i
    children = parsed.children
    waiting = [i]
    while waiting:
        j = waiting.pop()
        for k in children[j]:
            if k < low:
                low = k
            elif k > high:
                high = k
            waiting.append(k)
    return low, high + 1


_PUNCT = frozenset({",", ";", ":", ".", "-", "--", "–", "—", "―", "...", "…", "(", "_"})


def trimmed(parsed: Parsed, first: int, last: int) -> tuple[int, int]:
    """A range without punctuation at its ends (marks of quotation stay)."""
    tokens = parsed.tokens
    while first < last and tokens[first].text in _PUNCT:
        first += 1
    while last > first and tokens[last - 1].text in _PUNCT:
        last -= 1
    return first, last


def noun_phrase(parsed: Parsed, head: int, without: int | None = None) -> tuple[int, int]:
    """The extent of a noun phrase as a source: with its modifiers and appositions, without a clause after a comma.

    ``without`` is a child to leave out (the participle that the phrase is the source of).
    """
    tokens, children = parsed.tokens, parsed.children
    first, last = head, head + 1
    for k in children[head]:
        if k == without:
            if k > head:
                break
            continue
        dep = tokens[k].dep
        low, high = edges(parsed, k)
        if k < head:
            if dep in (
                "det",
                "amod",
                "compound",
                "nmod",
                "poss",
                "nummod",
                "quantmod",
                "predet",
                "case",
                "advmod",
                "punct",
                "neg",
                "appos",
                "preconj",
            ):
                first = min(first, low)
            continue
        if dep in ("relcl", "acl") and tokens[low - 1].text in (",", "-", "--", "―", "–", "—"):
            break
        if dep in (
            "cc",
            "conj",
            "prep",
            "appos",
            "case",
            "relcl",
            "acl",
            "nummod",
            "amod",
            "compound",
            "nmod",
            "advmod",
        ):
            if without is not None and low <= without < high:
                break
            last = max(last, high)
        elif dep == "punct":
            continue
        else:
            break
    while first < head and tokens[first].pos == "PUNCT" and tokens[first].text not in "“\"``''":
        first += 1
    return first, max(last, head + 1)


_RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})


def _own_subject(parsed: Parsed, verb: int) -> int | None:
    tokens = parsed.tokens
    for k in parsed.children[verb]:
        if tokens[k].dep in _SUBJECTS:
            return k
    return None


def _agent(parsed: Parsed, verb: int) -> int | None:
    """The one by whom, in "condemned by X"."""
    tokens = parsed.tokens
    for k in parsed.children[verb]:
        if tokens[k].dep == "agent" or (tokens[k].dep == "prep" and tokens[k].lower == "by"):
            for j in parsed.children[k]:
                if tokens[j].dep == "pobj":
                    return j
    return None


def _is_passive(parsed: Parsed, verb: int) -> bool:
    tokens = parsed.tokens
    return any(tokens[k].dep in ("auxpass", "nsubjpass") for k in parsed.children[verb])


class Source(NamedTuple):
    """Whose words or thoughts: the head token and the extent."""

    head: int
    first: int
    last: int


def source_of(parsed: Parsed, verb: int, cues: Cues) -> Source | None:
    """The one who does what a verb says: its subject, or that of the clause it depends on; ``None`` if nobody is
    named.
    """
    tokens = parsed.tokens
    at = verb
    for step in range(6):
        if _is_passive(parsed, at):
            agent = _agent(parsed, at)
            if agent is not None:
                return Source(agent, *noun_phrase(parsed, agent))
            if step == 0:
                return None
        subject = _own_subject(parsed, at)
        if subject is not None:
            token = tokens[subject]
            if token.pos in ("VERB", "AUX"):
                return None
            return Source(subject, *noun_phrase(parsed, subject, verb if verb != at else None))
        token = tokens[at]
        if token.dep == "acl":
            head = token.head
            if token.tag == "VBN":
                agent = _agent(parsed, at)
                return None if agent is None else Source(agent, *noun_phrase(parsed, agent))
            if tokens[head].pos in ("NOUN", "PROPN", "PRON"):
                return Source(head, *noun_phrase(parsed, head, at))
            at = head
        elif token.dep in (
            "conj",
            "xcomp",
            "advcl",
            "pcomp",
            "ccomp",
            "dep",
            "prep",
            "acomp",
            "attr",
            "oprd",
            "parataxis",
        ):
            if token.head == at:
                return None
            if token.dep == "xcomp":
                for k in parsed.children[token.head]:
                    if tokens[k].dep == "dobj" and tokens[token.head].lemma in cues.causing:
                        return Source(k, *noun_phrase(parsed, k, at))
            at = token.head
        else:
            return None
    return None


# ---------------------------------------------------------------------------------------------------- cues


_CUE_DEPS = frozenset({"aux", "auxpass", "neg", "advmod"})


def verb_cue(parsed: Parsed, verb: int) -> tuple[int, int]:
    """The verb with the auxiliaries and adverbs that touch it, and its particle."""
    tokens = parsed.tokens
    first = verb
    while (
        first > 0
        and tokens[first - 1].head == verb
        and tokens[first - 1].dep in _CUE_DEPS
        and tokens[first - 1].pos in ("AUX", "PART", "ADV", "VERB")
    ):
        first -= 1
    last = verb + 1
    if last < len(tokens) and tokens[last].head == verb and tokens[last].dep == "prt":
        last += 1
    return first, last


def _bucket(n: int) -> str:
    return "1" if n == 1 else "2" if n <= 3 else "4" if n <= 7 else "8" if n <= 15 else "16"


def subject_kind(parsed: Parsed, source: Source | None, cues: Cues) -> str:
    """What kind of word the source is, as a feature."""
    if source is None:
        return "none"
    token = parsed.tokens[source.head]
    if token.pos == "PRON" or token.tag in ("PRP", "PRP$", "WP", "WDT", "DT", "EX"):
        if token.lower in (
            "he",
            "she",
            "they",
            "we",
            "i",
            "you",
            "his",
            "her",
            "their",
            "our",
            "my",
            "him",
            "them",
            "us",
            "me",
        ):
            return "person"
        return token.lower if token.lower in ("it", "who", "which", "that", "this", "there", "what") else "other"
    if token.ent in ("PERSON", "ORG", "GPE", "NORP"):
        return token.ent
    if token.lemma in cues.people:
        return "people"
    if token.lemma in cues.document:
        return "document"
    if token.pos == "PROPN":
        return "name"
    if token.ent or token.pos == "NUM":
        return "number"
    return "thing"


def _object_kind(token: Token, cues: Cues) -> str:
    if token.pos == "PRON":
        return "pronoun"
    classes = cues.nouns.get(token.lemma)
    if classes:
        return classes[0]
    if token.ent in ("PERSON", "ORG", "GPE", "NORP", "MONEY", "DATE", "PERCENT", "CARDINAL"):
        return token.ent
    return "name" if token.pos == "PROPN" else "clause" if token.pos in ("VERB", "AUX") else "thing"


_MODALS = frozenset({"will", "would", "can", "could", "may", "might", "must", "should", "'ll", "'d"})


def _verb_features(parsed: Parsed, verb: int, source: Source | None, cues: Cues) -> tuple[str, str]:
    """Kind of subject, and form of the verb with its place in the tree."""
    tokens = parsed.tokens
    kind = subject_kind(parsed, source, cues)
    form = tokens[verb].tag
    extra = ""
    for k in parsed.children[verb]:
        t = tokens[k]
        if k > verb:
            break
        if t.dep == "aux":
            if t.lower in _MODALS:
                extra = "+modal"
            elif t.lower == "to":
                extra = "+to"
        elif t.dep == "neg":
            extra += "+not"
    return kind, form + extra


class _Children(NamedTuple):
    ccomp: int | None
    xcomp: int | None
    dobj: int | None
    oprd: int | None
    preps: tuple[int, ...]
    advcl: int | None
    acomp: int | None
    attr: int | None


def _sort_children(parsed: Parsed, verb: int) -> _Children:
    tokens = parsed.tokens
    ccomp = xcomp = dobj = oprd = advcl = acomp = attr = None
    preps: list[int] = []
    for k in parsed.children[verb]:
        dep = tokens[k].dep
        if dep == "ccomp":
            ccomp = k if ccomp is None else ccomp
        elif dep == "xcomp":
            xcomp = k if xcomp is None else xcomp
        elif dep == "dobj":
            dobj = k if dobj is None else dobj
        elif dep == "prep":
            if k > verb:
                preps.append(k)
        elif dep == "oprd":
            oprd = k
        elif dep == "advcl":
            if k > verb and advcl is None:
                advcl = k
        elif dep == "acomp":
            acomp = k
        elif dep == "attr":
            attr = k
    return _Children(ccomp, xcomp, dobj, oprd, tuple(preps), advcl, acomp, attr)


def _prep_object(parsed: Parsed, prep: int) -> int | None:
    tokens = parsed.tokens
    for k in parsed.children[prep]:
        if tokens[k].dep in ("pobj", "pcomp"):
            return k
        if tokens[k].dep == "prep":  # "out against X", "because of X"
            for j in parsed.children[k]:
                if tokens[j].dep in ("pobj", "pcomp"):
                    return j
    return None


def _clause_kind(parsed: Parsed, clause: int, first: int) -> str:
    token = parsed.tokens[first]
    if token.lower == "that" and token.dep == "mark":
        return "that"
    if token.tag in ("WP", "WDT", "WRB", "WP$") or (
        token.lower in ("whether", "if") and token.dep in ("mark", "advmod")
    ):
        return "wh"
    tag = parsed.tokens[clause].tag
    if tag == "VBG":
        return "ing"
    if any(parsed.tokens[k].lower == "to" and parsed.tokens[k].dep == "aux" for k in parsed.children[clause]):
        return "to"
    return "bare"


_LINKED_CLAUSE = frozenset({"advcl", "ccomp", "xcomp"})


def _cut_participle(parsed: Parsed, clause: int, first: int, last: int, cues: Cues) -> int:
    """End of a content before ", adding that …": a participle of saying after a comma belongs to the cue's verb."""
    tokens = parsed.tokens
    for k in range(first + 2, last):
        token = tokens[k]
        if (
            token.tag == "VBG"
            and tokens[k - 1].text == ","
            and token.lemma in cues.speech
            and token.dep in ("advcl", "acl")
        ):
            return k - 1
        if token.lower == "according" and k + 1 < last and tokens[k + 1].lower == "to" and tokens[k - 1].text == ",":
            return k - 1
    return last


def candidates(
    parsed: Parsed, cues: Cues, gate: frozenset[str] | None, closed: list[bool], first: int, last: int
) -> Iterator[Candidate]:
    """All readings of all cues among the tokens ``first`` to ``last``.

    ``gate`` are the verbs worth a look even if only an object follows (``None``: all); ``closed[i]`` is true for tokens
    inside direct speech, where no cue is looked for.
    """
    tokens = parsed.tokens
    for i in range(first, last):
        token = tokens[i]
        if closed[i]:
            continue
        pos = token.pos
        if token.lower == "according":
            yield from _according(parsed, i, cues)
        elif pos == "VERB":
            yield from _verb_candidates(parsed, i, cues, gate)
        elif pos == "AUX":
            if token.lemma == "be" and token.dep not in ("aux", "auxpass"):
                yield from _copula_candidates(parsed, i, cues)
            elif token.dep not in ("aux", "auxpass"):
                yield from _verb_candidates(parsed, i, cues, gate)
        elif pos == "NOUN" and token.lemma in cues.nouns:
            yield from _noun_candidates(parsed, i, cues)


def _ranges(parsed: Parsed, first: int, last: int, cut_first: int, cut_last: int) -> tuple[tuple[int, int], ...]:
    """A range less another that lies inside it."""
    if cut_last <= first or cut_first >= last:
        return (trimmed(parsed, first, last),)
    pieces = (trimmed(parsed, first, cut_first), trimmed(parsed, cut_last, last))
    return tuple((a, b) for a, b in pieces if b > a)


def _verb_candidates(parsed: Parsed, i: int, cues: Cues, gate: frozenset[str] | None) -> Iterator[Candidate]:
    tokens = parsed.tokens
    token = tokens[i]
    lemma = token.lemma
    parts = _sort_children(parsed, i)
    listed = lemma in cues.verbs or (gate is not None and lemma in gate) or gate is None
    parataxis = token.dep == "parataxis" or (
        token.dep == "ccomp" and lemma in cues.speech and parts.ccomp is None and not parts.dobj
    )
    if not listed and parts.ccomp is None:
        return
    passive = _is_passive(parsed, i) or (token.tag == "VBN" and token.dep in ("acl", "amod"))
    source = source_of(parsed, i, cues)
    cue = verb_cue(parsed, i)
    kind, form = _verb_features(parsed, i, source, cues)
    spoken = ((source.first, source.last),) if source is not None else ()
    low, high = min(cue[0], source.first if source else cue[0]), max(cue[1], source.last if source else cue[1])
    if source is not None and (source.last < cue[0] - 6 or source.first > cue[1] + 6):
        low, high = cue
    place = token.dep

    def make(
        pattern: str, content: tuple[tuple[int, int], ...], head: int, extra_cue: tuple[tuple[int, int], ...] = ()
    ) -> Candidate:
        size = sum(b - a for a, b in content)
        return Candidate(
            i,
            pattern,
            (cue, *extra_cue),
            spoken,
            content,
            lemma,
            (kind, form, place, _bucket(size), _object_kind(tokens[head], cues), "p" if passive else "a"),
        )

    if parts.ccomp is not None and parts.ccomp != i:
        c = parts.ccomp
        f, e = edges(parsed, c)
        side = "left" if c < i else _clause_kind(parsed, c, f)
        e = _cut_participle(parsed, c, f, e, cues) if c > i else e
        content = _ranges(parsed, f, e, low, high)
        if content:
            yield make("ccomp:" + side, content, c)
            if c > i and side in ("to", "ing", "bare"):
                own = _own_subject(parsed, c)
                if own is not None and side == "to":
                    to = next((k for k in parsed.children[c] if tokens[k].lower == "to"), c)
                    yield make("ccomp:to-", _ranges(parsed, to, e, low, high), c)
    if not listed:
        return
    obj = parts.dobj if parts.dobj is not None and parts.dobj > i else None
    obj_range = edges(parsed, obj) if obj is not None else None
    if parts.xcomp is not None and parts.xcomp > i:
        x = parts.xcomp
        f, e = edges(parsed, x)
        e = _cut_participle(parsed, x, f, e, cues)
        how = _clause_kind(parsed, x, f)
        how = "to" if how == "to" else "ing" if tokens[x].tag == "VBG" else "small"
        if obj_range is not None and obj_range[1] <= f + 1:
            yield make("dobj+xcomp:" + how, (trimmed(parsed, obj_range[0], e),), x)
        yield make("xcomp:" + how, (trimmed(parsed, f, e),), x)
        subject = _own_subject(parsed, i)
        if subject is not None and ("seeming" in cues.verbs.get(lemma, ()) or passive):
            sf, se = edges(parsed, subject)
            body = trimmed(parsed, f, e)
            yield make("subj+xcomp", (trimmed(parsed, sf, se), body), x)
    if passive:
        subject = _own_subject(parsed, i)
        if subject is None and token.dep in ("acl", "amod"):
            subject = token.head
            sf, se = (token.head, token.head + 1)
            if token.dep == "acl":
                sf, _ = edges(parsed, token.head)
                se = edges(parsed, i)[0]
        elif subject is not None:
            sf, se = edges(parsed, subject)
        if subject is not None and se > sf:
            what = trimmed(parsed, sf, se)
            named = "by" if source is not None else "none"
            yield make("pass:" + named, (what,), subject)
            rest = parts.oprd or next((p for p in parts.preps if tokens[p].lower == "as"), None)
            if rest is not None:
                f, e = edges(parsed, rest)
                if tokens[rest].lower == "as":
                    f += 1
                yield make("pass+as:" + named, (what, trimmed(parsed, f, e)), subject)
    if obj is not None and obj_range is not None:
        f, e = obj_range
        e = _cut_participle(parsed, obj, f, e, cues)
        yield make("dobj", (trimmed(parsed, f, e),), obj)
        if parts.oprd is not None and parts.oprd > obj:
            yield make("dobj+oprd", (trimmed(parsed, f, edges(parsed, parts.oprd)[1]),), parts.oprd)
        for p in parts.preps:
            if p < e:
                continue
            inner = _prep_object(parsed, p)
            if inner is None:
                continue
            pf, pe = edges(parsed, p)
            word = tokens[p].lower
            if word in ("as", "of", "for", "to", "from", "with", "on", "about", "over", "against", "in", "at"):
                yield make("dobj+prep:" + word, (trimmed(parsed, f, pe),), inner)
                if word in ("about", "on", "over", "for", "of", "against", "with", "to", "as", "toward", "at"):
                    of, oe = edges(parsed, inner)
                    yield make("dobj>prep:" + word, (trimmed(parsed, of, oe),), inner, ((f, p + 1),))
        for k in parsed.children[obj]:
            t = tokens[k]
            if k <= obj:
                continue
            if t.dep == "prep" and tokens[obj].lemma in cues.nouns:
                inner = _prep_object(parsed, k)
                if inner is not None and t.lower not in ("in", "at"):
                    of, oe = edges(parsed, inner)
                    yield make("dobj>prep:" + t.lower, (trimmed(parsed, of, oe),), inner, ((f, k + 1),))
            elif t.dep in ("acl", "ccomp", "relcl") and tokens[obj].lemma in cues.nouns:
                of, oe = edges(parsed, k)
                how = _clause_kind(parsed, k, of)
                if t.dep != "relcl" or how == "that":
                    yield make("dobj>clause:" + how, (trimmed(parsed, of, oe),), k, ((f, of),))
    if parts.oprd is not None and obj is None and not passive and parts.oprd > i:
        f, e = edges(parsed, parts.oprd)
        yield make("oprd", (trimmed(parsed, f, e),), parts.oprd)
    for p in parts.preps:
        inner = _prep_object(parsed, p)
        if inner is None or p < i:
            continue
        word = tokens[p].lower
        f, e = edges(parsed, inner)
        e = _cut_participle(parsed, inner, f, e, cues)
        yield make(
            "prep:" + word + (":ing" if tokens[inner].dep == "pcomp" else ""),
            (trimmed(parsed, f, e),),
            inner,
            ((p, p + 1),),
        )
        if parts.xcomp is not None and parts.xcomp > p and word in ("on", "for", "upon", "to", "with"):
            yield make(
                "prep+xcomp:" + word, (trimmed(parsed, f, edges(parsed, parts.xcomp)[1]),), parts.xcomp, ((p, p + 1),)
            )
    if parts.advcl is not None and parts.advcl > i and parts.ccomp is None:
        f, e = edges(parsed, parts.advcl)
        how = _clause_kind(parsed, parts.advcl, f)
        if how in ("that", "wh", "to") or tokens[f].lower in ("if", "as"):
            yield make("advcl:" + how, (trimmed(parsed, f, e),), parts.advcl)
    if parts.acomp is not None and parts.acomp > i:
        f, e = edges(parsed, parts.acomp)
        yield make("acomp", (trimmed(parsed, f, e),), parts.acomp)
    if token.dep == "advcl" and token.head != i and lemma in cues.verbs and parts.ccomp is None and obj is None:
        pf, pe = edges(parsed, i)
        if tokens[pf].lower == "as" and source is not None:
            f, e = edges(parsed, token.head)
            content = _ranges(parsed, f, e, pf, pe)
            if content:
                yield make("as", content, token.head)
    if parataxis and token.head != i:
        f, e = edges(parsed, token.head)
        pf, pe = edges(parsed, i)
        content = _ranges(parsed, f, e, pf, pe)
        if content:
            yield make("parataxis", content, token.head)


def _clause_of(parsed: Parsed, i: int) -> int | None:
    """The verb of the clause that token ``i`` stands in."""
    tokens = parsed.tokens
    for _ in range(8):
        head = tokens[i].head
        if head == i:
            return None
        if tokens[head].pos in ("VERB", "AUX") and tokens[head].dep not in ("aux", "auxpass", "amod"):
            return head
        i = head
    return None


def _according(parsed: Parsed, i: int, cues: Cues) -> Iterator[Candidate]:
    """As in "…, according to X" and "According to X, …": the clause it hangs on, or the sentence."""
    tokens = parsed.tokens
    sentence = parsed.sentence_of(i)
    if i + 2 >= sentence.last or tokens[i + 1].lower != "to":
        return
    head: int | None = None
    for k in range(i + 2, min(i + 25, sentence.last)):
        if tokens[k].dep == "pobj" and tokens[k].head in (i, i + 1):
            head = k
            break
    if head is None:
        head = i + 2
        while (
            tokens[head].dep in ("compound", "det", "amod", "poss", "nmod") and head < tokens[head].head < sentence.last
        ):
            head = tokens[head].head
    first, last = noun_phrase(parsed, head)
    first = max(first, i + 2)
    source = Source(head, first, last)
    seen = (subject_kind(parsed, source, cues), "to", tokens[i].dep)
    whole = _ranges(parsed, sentence.first, sentence.last, i, last)
    clause = _clause_of(parsed, i)
    found: list[tuple[str, tuple[tuple[int, int], ...]]] = []
    if i == sentence.first:
        found.append(("according:first", whole))
    else:
        before = trimmed(parsed, sentence.first, i)
        found.append(("according:before", (before,) if before[1] > before[0] else ()))
        found.append(("according:sentence", whole))
        if clause is not None and tokens[clause].dep != "ROOT":
            f, e = edges(parsed, clause)
            found.append(("according:clause", _ranges(parsed, f, e, i, last)))
    for pattern, content in found:
        if content:
            size = sum(b - a for a, b in content)
            yield Candidate(
                i, pattern, ((i, i + 2),), ((first, last),), content, "according", (*seen, _bucket(size), "clause", "a")
            )


def _copula_candidates(parsed: Parsed, i: int, cues: Cues) -> Iterator[Candidate]:
    """As in "is confident that", "was critical of", "are ready to"."""
    tokens = parsed.tokens
    parts = _sort_children(parsed, i)
    hinge = parts.acomp if parts.acomp is not None else parts.attr
    if hinge is None or hinge < i:
        return
    word = tokens[hinge]
    if not (word.lemma in cues.adjectives or word.lemma in cues.nouns or word.lower in cues.adjectives):
        return
    source = source_of(parsed, i, cues)
    kind, form = _verb_features(parsed, i, source, cues)
    spoken = (
        ((source.first, source.last),)
        if source is not None and tokens[source.head].lower not in ("it", "there")
        else ()
    )
    first, _ = verb_cue(parsed, i)
    where = [(k, "be") for k in parsed.children[hinge]] + [(k, "be") for k in parsed.children[i] if k > hinge]
    for k, _ in where:
        t = tokens[k]
        if k <= hinge:
            continue
        if t.dep in ("ccomp", "xcomp", "acl", "advcl"):
            f, e = edges(parsed, k)
            pattern = "be>clause:" + _clause_kind(parsed, k, f)
            head = k
        elif t.dep == "prep":
            inner = _prep_object(parsed, k)
            if inner is None:
                continue
            f, e = edges(parsed, inner)
            pattern, head = "be>prep:" + t.lower, inner
        else:
            continue
        content = trimmed(parsed, f, e)
        if content[1] <= content[0]:
            continue
        yield Candidate(
            i,
            pattern,
            ((first, f),),
            spoken,
            (content,),
            word.lemma,
            (kind, form, tokens[i].dep, _bucket(content[1] - content[0]), _object_kind(tokens[head], cues), "a"),
        )


def _noun_candidates(parsed: Parsed, i: int, cues: Cues) -> Iterator[Candidate]:
    """As in "the army's claim that", "support for", "a plan to", "criticism from X of Y"."""
    tokens = parsed.tokens
    token = tokens[i]
    source: Source | None = None
    for k in parsed.children[i]:
        t = tokens[k]
        if t.dep == "poss":
            source = Source(k, *edges(parsed, k))
        elif t.dep in ("prep", "agent") and t.lower in ("by", "from", "among", "between") and source is None:
            inner = _prep_object(parsed, k)
            if inner is not None and tokens[inner].pos != "VERB":
                source = Source(inner, *noun_phrase(parsed, inner))
    kind = subject_kind(parsed, source, cues)
    spoken = ((source.first, source.last),) if source is not None else ()
    light = tokens[token.head].lemma if token.dep == "dobj" else ""
    for k in parsed.children[i]:
        t = tokens[k]
        if k < i:
            continue
        if t.dep in ("acl", "ccomp", "relcl", "advcl"):
            f, e = edges(parsed, k)
            how = _clause_kind(parsed, k, f)
            if t.dep == "relcl" and how != "that":
                continue
            if t.dep == "acl" and t.tag in ("VBN", "VBG"):
                continue
            pattern, head, cue_last = "noun>clause:" + how, k, f
        elif t.dep == "prep":
            inner = _prep_object(parsed, k)
            if inner is None or t.lower in ("in", "at", "by", "from", "among", "during", "after", "before"):
                continue
            f, e = edges(parsed, inner)
            pattern, head, cue_last = "noun>prep:" + t.lower, inner, k + 1
        else:
            continue
        content = trimmed(parsed, f, e)
        if content[1] <= content[0]:
            continue
        if source is None and light:
            verb_source = source_of(parsed, token.head, cues)
            if verb_source is not None:
                spoken = ((verb_source.first, verb_source.last),)
                kind = subject_kind(parsed, verb_source, cues)
        yield Candidate(
            i,
            pattern,
            ((i, max(cue_last, i + 1)),),
            spoken,
            (content,),
            token.lemma,
            (
                kind,
                "poss" if source else "bare",
                token.dep,
                _bucket(content[1] - content[0]),
                _object_kind(tokens[head], cues),
                "n",
            ),
        )
