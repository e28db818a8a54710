"""Reported speech and attitudes: who (source) says or thinks (cue) what (content).

Direct speech is found from its quotation marks: the nearest verb outside them with a speaker is the cue, further
quotations of the paragraph continue it. Everything else is a candidate of ``kg.extract.attribution``, weighed by a
linear model whose features and weights lie as readable words in ``data/claims/weights.tsv`` (learnt by
``data/claims/learn.py``). No cue is looked for inside direct speech, and none is kept inside the content of another:
a claim is told once, by its outermost teller.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import lru_cache
from math import exp

from kg.assets import asset
from kg.extract.attribution import (
    Candidate,
    Cues,
    Source,
    candidates,
    compile_cues,
    edges,
    noun_phrase,
    source_of,
    trimmed,
    verb_cue,
)
from kg.extract.factuality import compile_modes, cue_factuality
from kg.extract.mentions import ActorMention, ClaimMention
from kg.extract.parse import Parsed
from kg.extract.quotations import Quotation, find_quotations
from kg.lexicon import Lexicon
from kg.model import Span

__all__ = ["Weights", "find_claims", "load_weights"]

OUTER = 2.5
"""How much a teller outweighs what is told inside the content."""
THRESHOLD = 0.36
"""Expected share of the content in common with a true claim below which a candidate is left out."""


@dataclass(frozen=True, eq=False)
class Weights:
    """The linear model: weight by feature; ``known`` caches the part that depends on cue and pattern."""

    by_feature: dict[str, float]
    gate: frozenset[str]
    known: dict[tuple[str, str], float]


@lru_cache(maxsize=1)
def load_weights() -> Weights:
    """The learnt weights of cues and complements."""
    by_feature: dict[str, float] = {}
    for line in asset("data", "claims", "weights.tsv").read_text(encoding="utf-8").splitlines():
        feature, _, value = line.partition("\t")
        if value and not feature.startswith("#"):
            by_feature[feature] = float(value)
    return weights_of(by_feature)


def weights_of(by_feature: dict[str, float]) -> Weights:
    """A model from its weights."""
    gate = frozenset(f.split(" ")[1] for f in by_feature if f.startswith("l "))
    return Weights(by_feature, gate, {})


def known_features(lemma: str, pattern: str, cues: Cues) -> list[str]:
    """The features that a cue and a pattern have anywhere."""
    group = pattern.split(":")[0]
    found = ["bias", f"p {pattern}", f"g {group}", f"l {lemma}", f"lp {lemma} {pattern}", f"lg {lemma} {group}"]
    noun = group.startswith(("noun", "be"))
    classes = cues.nouns.get(lemma, ()) if noun else cues.verbs.get(lemma, ())
    for name in classes:
        found.append(f"c {name} {group}")
        found.append(f"cp {name} {pattern}")
    if not classes:
        found.append(f"c none {group}")
    return found


def seen_features(candidate: Candidate) -> list[str]:
    """The features of the place in the text."""
    group = candidate.pattern.split(":")[0]
    kind, form, place, size, what, voice = candidate.seen
    return [
        f"s {kind}",
        f"sg {kind} {group}",
        f"f {form}",
        f"fg {form} {group}",
        f"d {place}",
        f"dg {place} {group}",
        f"z {size} {group}",
        f"o {what} {group}",
        f"v {voice} {group}",
    ]


def score(candidate: Candidate, weights: Weights, cues: Cues) -> float:
    """The share of its content that a candidate is expected to have in common with a true claim, 0 to 1."""
    key = (candidate.lemma, candidate.pattern)
    table = weights.by_feature
    total = weights.known.get(key)
    if total is None:
        total = sum(table.get(f, 0.0) for f in known_features(*key, cues))
        weights.known[key] = total
    for feature in seen_features(candidate):
        total += table.get(feature, 0.0)
    return 1.0 / (1.0 + exp(-total)) if total > -30 else 0.0


# ---------------------------------------------------------------------------------------------------- direct speech


@dataclass(slots=True)
class _Speech:
    """A direct claim while its quotations are gathered."""

    head: int | None
    cue: tuple[tuple[int, int], ...]
    source: tuple[tuple[int, int], ...]
    content: list[Span]
    paragraph: int
    last: int
    new: bool = True
    """False once it stands in the list of claims."""


_LONGEST = 250
"""Tokens: a longer sentence is a list or a table, and its tree means nothing."""
_REACH = 40
"""Tokens to look for the verb of a quotation."""


def _verb_near(parsed: Parsed, first: int, last: int, cues: Cues, backward: bool) -> int | None:
    """The verb that frames a quotation among the tokens ``first`` to ``last``."""
    tokens = parsed.tokens
    fallback: int | None = None
    order = range(last - 1, first - 1, -1) if backward else range(first, last)
    for k in order:
        token = tokens[k]
        if token.pos in ("VERB", "AUX") and token.dep not in ("aux", "auxpass", "amod"):
            if token.lemma in cues.speech:
                if token.dep in ("relcl", "acl") and token.tag != "VBG" and not backward:
                    continue
                return k
            if fallback is None and token.dep not in ("relcl", "acl") and token.pos == "VERB":
                fallback = k
        elif token.lower == "according" and not backward:
            return k
    return fallback


def _speaker(parsed: Parsed, verb: int, first: int, last: int, cues: Cues) -> Source | None:
    """The speaker of a framing verb: its subject if that is outside the quotation, else the noun that touches it."""
    tokens = parsed.tokens
    if tokens[verb].lower == "according":
        for k in range(verb + 1, min(verb + 4, last)):
            if tokens[k].dep == "pobj" or tokens[k].pos in ("PROPN", "NOUN", "PRON"):
                head = k
                while tokens[head].dep == "compound" and tokens[head].head > head:
                    head = tokens[head].head
                return Source(head, *noun_phrase(parsed, head))
    source = source_of(parsed, verb, cues)
    if source is not None and first <= source.head < last:
        return Source(source.head, max(first, source.first), min(last, source.last))
    for k in list(range(verb + 1, min(verb + 8, last))) + list(range(verb - 1, max(first, verb - 12) - 1, -1)):
        token = tokens[k]
        if token.pos in ("PROPN", "NOUN", "PRON") and token.dep not in ("poss", "pobj", "npadvmod"):
            head = k
            while (
                tokens[head].dep in ("compound", "nmod")
                and first <= tokens[head].head < last
                and tokens[head].head != verb
            ):
                head = tokens[head].head
            low, high = noun_phrase(parsed, head)
            if low <= verb < high:
                low, high = (verb + 1, high) if k > verb else (low, verb)
            return Source(head, max(first, low), min(last, high))
    return source


def _direct(parsed: Parsed, quotations: tuple[Quotation, ...], cues: Cues) -> list[_Speech]:
    tokens, sentences = parsed.tokens, parsed.sentences
    text = parsed.article.text
    found: list[_Speech] = []
    by_verb: dict[int, _Speech] = {}
    starts = [q.first for q in quotations if q.speech]
    for q in quotations:
        if not q.speech:
            continue
        paragraph = sentences[tokens[q.first].sent].paragraph
        end_paragraph = sentences[tokens[q.last - 1].sent].paragraph
        inner_end = text[q.spans[-1].begin : q.spans[-1].end].rstrip("”\"'’`» ")[-1:]
        speech: _Speech | None = None
        # the frame after the quotation: "…," he said
        n = q.last
        if n < len(tokens) and sentences[tokens[n].sent].paragraph == end_paragraph:
            following = tokens[n]
            open_end = (
                inner_end in ",?!—–-;"
                or following.text == ","
                or following.text[:1].islower()
                or following.text in ("―", "—", "–", "--", "-")
            )
            if (open_end and inner_end != ".") or following.text[:1].islower():
                limit = min(n + _REACH, len(tokens))
                after = bisect_left(starts, n)
                if after < len(starts):
                    limit = min(limit, starts[after])
                for k in range(n, limit):
                    if tokens[k].text in (".", "?", "!", ";") or sentences[tokens[k].sent].paragraph != end_paragraph:
                        limit = k
                        break
                speech = _framed(parsed, q, n, limit, cues, by_verb, False)
                if speech is None and following.text in ("―", "—", "–", "--") and limit > n + 1:
                    name_first, name_last = trimmed(parsed, n + 1, limit)
                    if 0 < name_last - name_first <= 12:
                        speech = _Speech(
                            None, ((n, n + 1),), ((name_first, name_last),), list(q.spans), end_paragraph, limit
                        )
                        found.append(speech)
                elif speech is not None:
                    _add(found, speech)
        elif n < len(tokens) and tokens[n].text in ("―", "—", "–", "--", "-") and q.lead is None:
            signature = sentences[tokens[n].sent]
            if 1 < signature.last - n <= 12 and signature.last - signature.first <= 12:  # a line of its own: "― Name"
                name = trimmed(parsed, n + 1, signature.last)
                if name[1] > name[0]:
                    speech = _Speech(None, ((n, n + 1),), (name,), list(q.spans), end_paragraph, signature.last)
                    found.append(speech)
        if speech is None and q.lead is not None:
            lead = tokens[q.lead]
            same = lead.sent == tokens[q.first].sent or lead.text in (",", ":", "--", "―", "—", "–", "-")
            if same:
                low = sentences[lead.sent].first
                begin = max(low, q.first - _REACH)
                speech = _framed(parsed, q, begin, q.first, cues, by_verb, True)
                if speech is not None:
                    _add(found, speech)
        elif speech is None and q.first > 0:
            previous = tokens[q.first - 1]
            if previous.text == ":":
                low = sentences[previous.sent].first
                speech = _framed(parsed, q, max(low, q.first - _REACH), q.first, cues, by_verb, True)
                if speech is not None:
                    _add(found, speech)
        if speech is None and found and found[-1].paragraph == paragraph and q.lead is not None:
            found[-1].content.extend(q.spans)
            found[-1].paragraph = end_paragraph
            found[-1].last = q.last
    return found


def _add(found: list[_Speech], speech: _Speech) -> None:
    if speech.new:
        speech.new = False
        found.append(speech)


def _framed(
    parsed: Parsed, q: Quotation, first: int, last: int, cues: Cues, by_verb: dict[int, _Speech], backward: bool
) -> _Speech | None:
    """The claim of a quotation framed by a verb among the tokens; an earlier quotation of the same verb is joined."""
    tokens = parsed.tokens
    verb = _verb_near(parsed, first, last, cues, backward)
    if verb is None:
        return None
    paragraph = parsed.sentences[tokens[q.last - 1].sent].paragraph
    if verb in by_verb:
        speech = by_verb[verb]
        speech.content.extend(q.spans)
        speech.paragraph, speech.last = paragraph, q.last
        return speech
    source = _speaker(parsed, verb, first, last, cues)
    if source is None and tokens[verb].lemma not in cues.speech:
        return None
    cue = (verb, verb + 2) if tokens[verb].lower == "according" else verb_cue(parsed, verb)
    content = list(q.spans)
    if backward:
        content[0] = Span(_clause_begin(parsed, verb, q), content[0].end)
    speech = _Speech(
        verb,
        (cue,),
        ((source.first, source.last),) if source is not None else (),
        content,
        paragraph,
        max(q.last, verb),
    )
    by_verb[verb] = speech
    return speech


def _clause_begin(parsed: Parsed, verb: int, q: Quotation) -> int:
    """Where the content begins in 'said that, "…"' and 'said he had one word for it: "…"': before the quotation."""
    tokens = parsed.tokens
    for k in parsed.children[verb]:
        if k > verb and tokens[k].dep in ("ccomp", "xcomp"):
            first, _ = trimmed(parsed, *edges(parsed, k))
            if verb < first < q.first:
                return tokens[first].begin
    if tokens[q.first - 1].lower == "that" and q.first - 1 > verb:
        return tokens[q.first - 1].begin
    return q.spans[0].begin


def _labelled(parsed: Parsed, cues: Cues) -> list[_Speech]:
    """As in "Poll: …" at the head of an article and "WALLACE: …" in the transcript of an interview."""
    tokens = parsed.tokens
    found = []
    previous = -1
    for sentence in parsed.sentences:
        if sentence.paragraph == previous:
            continue
        previous = sentence.paragraph
        first = sentence.first
        if tokens[first].text in ("“", '"'):
            first += 1
        for k in range(first + 1, min(first + 8, sentence.last)):
            if tokens[k].text == ":":
                break
            if (
                tokens[k].pos not in ("PROPN", "NOUN", "ADJ", "ADP", "DET", "NUM", "PART")
                and tokens[k].text not in ".'’"
            ):
                break
        else:
            continue
        if tokens[k].text != ":":
            continue
        name = parsed.span(first, k).of(parsed.article.text)
        head = tokens[k - 1]
        script = name.isupper() and len(name) > 3 and sentence.kind != "headline"
        if not script and not (
            (sentence.kind == "headline" or sentence.i == 0)
            and (head.ent in ("PERSON", "ORG", "GPE") or head.lemma.lower() in cues.document | cues.people)
        ):
            continue
        last = k + 1
        while last < len(tokens) and parsed.sentences[tokens[last].sent].paragraph == sentence.paragraph:
            last += 1
        begin, end = trimmed(parsed, k + 1, last) if not script else (k + 1, last)
        if end > begin:
            found.append(
                _Speech(None, ((k, k + 1),), ((first, k),), [parsed.span(begin, end)], sentence.paragraph, last)
            )
    return found


# ---------------------------------------------------------------------------------------------------- all together


def _spans(parsed: Parsed, ranges: tuple[tuple[int, int], ...]) -> tuple[Span, ...]:
    """The characters of ranges of tokens; ranges that touch are one."""
    joined: list[tuple[int, int]] = []
    for a, b in ranges:
        if joined and joined[-1][1] == a:
            joined[-1] = (joined[-1][0], b)
        elif b > a:
            joined.append((a, b))
    return tuple(parsed.span(a, b) for a, b in joined)


def find_claims(parsed: Parsed, actors: tuple[ActorMention, ...], lexicon: Lexicon) -> tuple[ClaimMention, ...]:
    """All attributions of an article, in text order of their content."""
    return claims_with(parsed, actors, lexicon, load_weights())


def claims_with(
    parsed: Parsed, actors: tuple[ActorMention, ...], lexicon: Lexicon, weights: Weights
) -> tuple[ClaimMention, ...]:
    """The same with given weights."""
    cues = compile_cues(lexicon)
    quotations = find_quotations(parsed)
    direct = direct_speech(parsed, quotations, cues)
    by_head = {a.head: n for n, a in reversed(tuple(enumerate(actors)))}
    modes = compile_modes(lexicon)
    found = []
    for s in direct:
        who = _actor_of(parsed, s.source, by_head, actors)
        found.append(ClaimMention(s.head, _spans(parsed, s.source), _spans(parsed, s.cue), tuple(s.content), who))
    for s in _documents(parsed, cues, lexicon):
        who = _actor_of(parsed, s.source, by_head, actors)
        found.append(ClaimMention(s.head, _spans(parsed, s.source), _spans(parsed, s.cue), tuple(s.content), who))
    options = open_candidates(parsed, quotations, direct, cues, weights.gate)
    for c in _chosen(options, weights, cues):
        who = _actor_of(parsed, c.source, by_head, actors)
        given = cue_factuality(c.lemma, c.pattern, modes)
        spans = [_spans(parsed, ranges) for ranges in (c.source, c.cue, c.content)]
        found.append(ClaimMention(c.head, spans[0], spans[1], spans[2], who, given))
    told = sorted(found, key=lambda c: (c.content[0].begin, c.content[-1].end, c.cue))
    return tuple(_same_speaker(parsed, told, actors, cues))


def _same_speaker(
    parsed: Parsed, claims: list[ClaimMention], actors: tuple[ActorMention, ...], cues: Cues
) -> list[ClaimMention]:
    """As in "The mayor said …. He added …": one who speaks on is the last speaker, not somebody only spoken of."""
    tokens = parsed.tokens
    speakers = {actors[c.who].chain for c in claims if c.who is not None and not actors[c.who].pronoun}
    kept: list[ClaimMention] = []
    last: tuple[int, int] | None = None
    for claim in claims:
        if claim.head is not None and tokens[claim.head].lemma in cues.speech and claim.who is not None:
            who, sentence = claim.who, tokens[claim.head].sent
            alone = actors[who].pronoun and tokens[actors[who].head].lower in ("he", "she")
            if alone and actors[who].chain not in speakers and last is not None and sentence - last[1] <= 2:
                claim = replace(claim, who=last[0])
            elif actors[who].actor.kind == "Person":
                last = (who, sentence)
        kept.append(claim)
    return kept


def _actor_of(
    parsed: Parsed, source: tuple[tuple[int, int], ...], by_head: dict[int, int], actors: tuple[ActorMention, ...]
) -> int | None:
    """Index of the actor mention that a source's words name: the one whose head governs the others; for a bare surname
    that is no mention, the person last told of by it.
    """
    if not by_head:
        return None
    tokens = parsed.tokens
    if source:
        # "Inspector General of Police Juan Soto": a title, whatever its own head, and the name that ends the words
        first, last = source[0]
        named = by_head.get(last - 1)
        joined = any(
            t.pos in ("CCONJ", "SCONJ") or (t.pos == "VERB" and t.text[0].islower()) or t.text in ",;:"
            for t in tokens[first:last]
        )
        if (
            named is not None
            and not joined
            and actors[named].actor.kind == "Person"
            and actors[named].last == last
            and actors[named].first > first
            and tokens[actors[named].first - 1].pos in ("NOUN", "PROPN", "PART")
        ):
            return named
    first_seen: int | None = None
    for first, last in source:
        for k in range(first, last):
            if k in by_head:
                if not first <= tokens[k].head < last:
                    return by_head[k]
                if first_seen is None:
                    first_seen = by_head[k]
    if first_seen is None and source:
        surname = tokens[source[-1][1] - 1]
        if surname.pos == "PROPN":
            for n in range(len(actors) - 1, -1, -1):
                a = actors[n]
                known = a.first < surname.i and a.actor.kind == "Person"
                if known and a.actor.name.lower().split()[-1:] == [surname.lower]:
                    return n
    return first_seen


_MARKS = frozenset({"``", "''", "“", "”", "„", "«", '"', "'", "‘"})


def _documents(parsed: Parsed, cues: Cues, lexicon: Lexicon) -> list[_Speech]:
    """As in "The command issued the following communique:": what follows to the end is the words of who issued it.

    A text between quotation marks is left to the quotations.
    """
    tokens, sentences = parsed.tokens, parsed.sentences
    issuing, issued = lexicon.words("issuing-verb"), lexicon.words("issued-document")
    for sentence in sentences:
        if tokens[sentence.last - 1].text != ":" or sentence.i + 1 >= len(sentences):
            continue
        verb = tokens[sentence.root]
        after = tokens[sentence.last]
        if verb.lemma not in issuing or verb.pos != "VERB" or after.text in _MARKS:
            continue
        if not any(t.lower in issued and t.head == verb.i for t in tokens[sentence.first : sentence.last]):
            continue
        source = source_of(parsed, verb.i, cues)
        if source is None:
            continue
        content = Span(sentences[sentence.i + 1].begin, sentences[-1].end)
        cue = verb_cue(parsed, verb.i)
        return [_Speech(verb.i, (cue,), ((source.first, source.last),), [content], sentence.paragraph, len(tokens))]
    return []


def direct_speech(parsed: Parsed, quotations: tuple[Quotation, ...], cues: Cues) -> list[_Speech]:
    """Claims told by form alone: labels with a colon and quotations with their frames."""
    labelled = _labelled(parsed, cues)
    paragraphs = {s.paragraph for s in labelled}
    tokens, sentences = parsed.tokens, parsed.sentences
    free = tuple(q for q in quotations if sentences[tokens[q.first].sent].paragraph not in paragraphs)
    return labelled + _direct(parsed, free, cues)


def open_candidates(
    parsed: Parsed, quotations: tuple[Quotation, ...], direct: list[_Speech], cues: Cues, gate: frozenset[str] | None
) -> list[list[Candidate]]:
    """The candidates outside direct speech, sentence by sentence."""
    closed = [False] * len(parsed.tokens)
    for q in quotations:
        if q.speech:
            for k in range(q.first, q.last):
                closed[k] = True
    for s in direct:
        if s.head is not None:
            closed[s.head] = True
        for span in s.content:
            for k in parsed.tokens_within(span):
                closed[k] = True
    found = []
    for sentence in parsed.sentences:
        if sentence.last - sentence.first > _LONGEST:
            continue
        found.append(
            [
                c
                for c in candidates(parsed, cues, gate, closed, sentence.first, sentence.last)
                if c.content and all(b > a for a, b in c.content)
            ]
        )
    return found


def _chosen(options: list[list[Candidate]], weights: Weights, cues: Cues) -> list[Candidate]:
    kept: list[Candidate] = []
    for sentence in options:
        best: dict[int, tuple[float, Candidate]] = {}
        for c in sentence:
            value = score(c, weights, cues)
            if value > THRESHOLD and value > best.get(c.head, (0.0, c))[0]:
                best[c.head] = (value, c)
        if best:
            kept.extend(_outermost(list(best.values())))
    return kept


def _outermost(scored: list[tuple[float, Candidate]]) -> list[Candidate]:
    """Of candidates that lie in one another's content, the outer one or the inner ones, whichever promise more."""
    scored.sort(key=lambda x: (sum(b - a for a, b in x[1].content), x[1].head))
    alive: list[tuple[float, Candidate]] = []
    for value, c in scored:
        inner = [x for x in alive if any(a <= x[1].head < b for a, b in c.content)]
        if inner and sum(v - THRESHOLD for v, _ in inner) > (value - THRESHOLD) * OUTER:
            continue
        alive = [x for x in alive if x not in inner]
        alive.append((value, c))
    return [c for _, c in alive]
