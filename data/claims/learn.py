"""Learn how likely each cue, complement and subject is to attribute something: writes ``weights.tsv`` beside this file.

    python data/claims/learn.py [--folds 5]

Reads the open half of the claims set (``../shared/eval``), takes every candidate of ``kg.extract.attribution`` with
the share of its content that it has in common with an annotated claim of the same cue, and fits a logistic model by
gradient descent (ridge penalty, fixed start and order, so the same data give the same file). With ``--folds`` the
documents are held out in turn and the figures of those unseen documents are printed. Only words and numbers are kept,
no running text.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "benchmarks")]

from quick import SHARED, articles, parsed_articles  # noqa: E402

from kg.extract.attribution import Candidate, Cues, compile_cues  # noqa: E402
from kg.extract.claims import (  # noqa: E402
    Weights,
    claims_with,
    direct_speech,
    known_features,
    open_candidates,
    seen_features,
    weights_of,
)
from kg.extract.parse import Parsed  # noqa: E402
from kg.extract.quotations import find_quotations  # noqa: E402
from kg.extract.reading import load_reader  # noqa: E402
from kg.lexicon import Lexicon  # noqa: E402

RIDGE = 5.0
LEXICAL = 2.0
"""How much stronger single words are held down than kinds of words: it costs nothing on unseen documents and halves the
distance between seen and unseen ones."""
LEAST = 4
"""A feature is kept if it was seen this often, one of a word and a pattern together twice as often."""
STEPS = 300
NEGLIGIBLE = 0.04


class Example(NamedTuple):
    """A candidate of a document with the share of its content that is annotated."""

    document: str
    candidate: Candidate
    share: float


def examples(parsed: dict[str, Parsed], lexicon: Lexicon) -> list[Example]:
    """All candidates outside annotated contents: what lies inside is settled by the rule that the outermost teller
    wins.
    """
    cues = compile_cues(lexicon)
    found = []
    with (SHARED / "eval" / "data" / "claims" / "gold.jsonl").open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    for row in rows:
        article = parsed[row["id"]]
        tokens = article.tokens
        gold = [{r: {i for b, e in c[r] for i in range(b, e)} for r in ("cue", "content")} for c in row["claims"]]
        told = set().union(*(g["content"] for g in gold)) if gold else set()
        quotations = find_quotations(article)
        direct = direct_speech(article, quotations, cues)
        for sentence in open_candidates(article, quotations, direct, cues, None):
            for c in sentence:
                head = set(range(tokens[c.head].begin, tokens[c.head].end))
                if head & told:
                    continue
                content = {i for a, b in c.content for i in range(tokens[a].begin, tokens[b - 1].end)}
                cue = {i for a, b in c.cue for i in range(tokens[a].begin, tokens[b - 1].end)}
                wide = c.pattern.startswith(("dobj", "be"))
                shares = [
                    2 * len(content & g["content"]) / (len(content) + len(g["content"]))
                    for g in gold
                    if g["cue"] & head or (wide and g["cue"] & cue)
                ]
                found.append(Example(row["id"], c, max(shares, default=0.0)))
    return found


def fit(found: list[Example], cues: Cues) -> Weights:
    """The weights that fit the shares best (logistic loss, ridge penalty, Adam over all examples at once)."""
    features = [
        known_features(e.candidate.lemma, e.candidate.pattern, cues) + seen_features(e.candidate) for e in found
    ]
    counted = Counter(f for each in features for f in set(each))
    names = sorted(f for f, n in counted.items() if n >= LEAST * (2 if f.startswith(("lp ", "lg ")) else 1))
    index = {f: i for i, f in enumerate(names)}
    pairs = [(row, index[f]) for row, each in enumerate(features) for f in each if f in index]
    rows, columns = (np.array(x) for x in zip(*pairs, strict=True))
    shares = np.array([e.share for e in found])
    ridge = np.array([RIDGE * (LEXICAL if f.startswith(("l ", "lp ", "lg ")) else 1) for f in names])
    ridge[index["bias"]] = 0.01
    weights, mean, square = (np.zeros(len(names)) for _ in range(3))
    for step in range(1, STEPS + 1):
        expected = 1 / (1 + np.exp(-np.bincount(rows, weights=weights[columns], minlength=len(found))))
        slope = np.bincount(columns, weights=(expected - shares)[rows], minlength=len(names)) + ridge * weights
        mean = 0.9 * mean + 0.1 * slope
        square = 0.999 * square + 0.001 * slope * slope
        rate = 0.1 if step <= 200 else 0.05
        weights -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return weights_of({f: round(float(weights[i]), 2) for f, i in index.items() if abs(weights[i]) >= NEGLIGIBLE})


def _hold_out(parsed: dict[str, Parsed], found: list[Example], lexicon: Lexicon, folds: int) -> None:
    cues = compile_cues(lexicon)
    out = ROOT / ".cache" / "quick" / "claims-held-out.jsonl"
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("w", encoding="utf-8") as file:
        for fold in range(folds):
            unseen = {d for n, d in enumerate(sorted(parsed)) if n % folds == fold}
            weights = fit([e for e in found if e.document not in unseen], cues)
            for document in sorted(unseen):
                for c in claims_with(parsed[document], (), lexicon, weights):
                    record: dict[str, object] = {"document_id": document, "kind": "Claim"}
                    record["begin"], record["end"] = c.content[0].begin, c.content[-1].end
                    for role, spans in (("source", c.source), ("cue", c.cue), ("content", c.content)):
                        record[role] = [{"begin": s.begin, "end": s.end} for s in spans] or None
                    file.write(json.dumps(record) + "\n")
    subprocess.run([sys.executable, str(SHARED / "eval" / "score"), "claims", str(out)], check=False)


def main() -> None:
    """Fit on all documents, after showing what held-out documents get."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int, default=0)
    options = parser.parse_args()
    reader = load_reader()
    parsed = {p.article.id: p for p in parsed_articles(articles("claims"), reader)}
    found = examples(parsed, reader.lexicon)
    if options.folds:
        _hold_out(parsed, found, reader.lexicon, options.folds)
    weights = fit(found, compile_cues(reader.lexicon))
    lines = ["# feature\tweight: learnt by learn.py from the open half of PolNeAR; words and numbers only"]
    lines += [f"{f}\t{w:g}" for f, w in sorted(weights.by_feature.items())]
    (Path(__file__).parent / "weights.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(found)} candidates, {len(weights.by_feature)} weights")


if __name__ == "__main__":
    main()
