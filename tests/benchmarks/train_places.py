"""Learn the weights by which a name is accepted as a place (``kg.extract.places._WEIGHTS``); prints them.

    python tests/benchmarks/train_places.py

Data: the open halves of the sets ``places`` and ``entities`` of ../shared/eval. Logistic regression over the
features that
``kg.extract.places`` names; documents are held out in eight folds for the printed F1, and ``entities`` is also
predicted
from ``places`` alone. The seed is fixed by there being none: the solver is deterministic.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from kg.extract import places as reading  # noqa: E402
from kg.extract.reading import load_reader  # noqa: E402
from tests.benchmarks.quick import SHARED, articles, parsed_articles  # noqa: E402

_LOSS = 0.4
"""Added to the constant: a place missed costs more than one too many."""


def _trimmed(text: str, begin: int, end: int) -> tuple[int, int]:
    for article in ("the ", "a ", "an "):
        if text[begin:end].lower().startswith(article):
            begin += len(article)
    if text[begin:end].endswith(("'s", "’s")):
        end -= 2
    return begin, end


def rows(name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features, whether the name is a gold place, and the number of the document, of all names of a set."""
    reader = load_reader()
    words = reading._words(reader.lexicon)
    with (SHARED / "eval" / "data" / name / "gold.jsonl").open(encoding="utf-8") as file:
        gold = {g["id"]: g["spans"] for g in map(json.loads, file)}
    features, right, documents = [], [], []
    for number, parsed in enumerate(parsed_articles(articles(name), reader)):
        text = parsed.article.text
        spans = gold[parsed.article.id]
        wanted = {_trimmed(text, s[0], s[1]) for s in spans if name == "places" or s[2] == "Location"}
        wide = [(s[0], s[1]) for s in spans if name != "places" and s[2] == "Location"]
        unclear = [(s[0], s[1]) for s in spans if name != "places" and s[2] == "Organisation"]
        finder, _, names = reading._candidates(parsed, reader.gazetteer, words)
        for n in names:
            if n.demonym:
                continue
            last = n.last + (1 if n.part else 0)
            begin, end = parsed.tokens[n.first].begin, parsed.tokens[last - 1].end
            good = (begin, end) in wanted or any(b <= begin and end <= e for b, e in wide)
            if not good and any(b <= begin and end <= e for b, e in unclear):
                continue
            features.append(finder.features(n))
            right.append(good)
            documents.append(number)
    return np.array(features), np.array(right), np.array(documents)


def _f1(right: np.ndarray, chance: np.ndarray, threshold: float = 0.4) -> float:
    hits = ((chance > threshold) & right).sum()
    return 200 * float(hits) / float((chance > threshold).sum() + right.sum())


def main() -> None:
    model = LogisticRegression(C=1, max_iter=2000, fit_intercept=False)
    x, y, groups = rows("places")
    more, truth, _ = rows("entities")
    held_out = cross_val_predict(model, x, y, groups=groups, cv=GroupKFold(8), method="predict_proba")[:, 1]
    print(f"places, documents held out: F1 {_f1(y, held_out):.1f} of {len(y)} names")
    other = model.fit(x, y).predict_proba(more)[:, 1]
    print(f"entities, learnt on places: F1 {_f1(truth, other):.1f} of {len(truth)} names")
    model.fit(np.vstack([x, more]), np.concatenate([y, truth]))
    weights = {k: round(float(w), 2) for k, w in zip(reading._WEIGHTS, model.coef_[0], strict=True)}
    weights["bias"] = round(weights["bias"] + _LOSS, 2)
    print(json.dumps(weights, ensure_ascii=False))


if __name__ == "__main__":
    main()
