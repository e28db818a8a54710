"""Learn which acts an article reports and which it only mentions: writes ``weights.tsv`` beside this file.

    python data/relevance/learn.py [--folds 8]

Reads the part ``train`` of the open half of the set muc4 (``../shared/eval``; the part ``dev`` is never looked at). Every
stated act of violence that the reading finds is an example: it counts as reported if the set's own scorer can pair it with
an annotated incident. Logistic regression with a fixed ridge penalty over the words of ``kg.extract.relevance.features``;
the solver draws nothing at random, so the same data give the same file. ``--folds`` prints the set's headline figure on
documents held out in turn, with no act left out and with those left out that the model rejects. Only words and numbers are
kept, no running text.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
sys.path[:0] = [str(ROOT), str(SHARED / "eval")]

try:
    from scoring import muc4
    from scoring.common import events_by_document
except ImportError:
    sys.exit(f"The evaluation sets with their scorers are needed beside the project: {SHARED / 'eval'}")

from kg.extract.frames import View  # noqa: E402
from kg.extract.reading import load_reader, make_layers  # noqa: E402
from kg.extract.relevance import features, judged, least_chance, story_of  # noqa: E402
from kg.extract.reports import settled, written  # noqa: E402
from kg.extract.salience import rank  # noqa: E402
from kg.model import ArticleReading, Factuality  # noqa: E402
from tests.benchmarks.direct_records import event_records  # noqa: E402
from tests.benchmarks.quick import articles, parsed_articles  # noqa: E402

RIDGE = 4.0
LEAST = 8
"""A feature is kept if it was seen this often."""
NEGLIGIBLE = 0.005


class Example(NamedTuple):
    """An act that the model judges: its document, its record's name, its features, the chance that it must have."""

    document: str
    record: str
    features: tuple[str, ...]
    least: float


class Templates(NamedTuple):
    """The set's view of what was read and of what is annotated, by document."""

    read: dict[str, list[dict[str, Any]]]
    gold: dict[str, list[dict[str, Any]]]


def read_set() -> tuple[list[Example], Templates]:
    """All acts of the part ``train`` with the templates that the scorer makes of them."""
    with (SHARED / "eval" / "data" / "muc4" / "gold.jsonl").open(encoding="utf-8") as file:
        rows = {g["id"]: g for g in map(json.loads, file) if g["split"] == "train"}
    reader = load_reader()
    examples: list[Example] = []
    records: list[dict[str, Any]] = []
    for parsed in parsed_articles([a for a in articles("muc4") if a.id in rows], reader):
        layers = make_layers(parsed, reader)
        if not layers.triggers:
            continue
        view = View(layers)
        frames = settled(view)
        ranked, story = rank(view, frames), story_of(view, frames)
        reading = ArticleReading(parsed.article, (), written(view, ranked), (), (), (), ())
        records.extend(event_records(reading))
        for place, frame in enumerate(ranked, 1):
            if frame.factuality is Factuality.STATED and judged(view, frame):
                name = f"{parsed.article.id}#r{frame.trigger.span.begin}"
                words = tuple(features(view, frame, story, place))
                examples.append(Example(parsed.article.id, name, words, least_chance(view, frame, story)))
    gold = {d: [muc4.gold_view(t) for t in g["templates"]] for d, g in rows.items()}
    read: dict[str, list[dict[str, Any]]] = {}
    for document, events in events_by_document(records, gold).items():
        made = ((muc4.template_of(e, rows[document].get("published"), True), e["id"]) for e in events)
        read[document] = [{**t, "record": name} for t, name in made if t]
    return examples, Templates(read, gold)


def paired(templates: Templates) -> dict[str, bool]:
    """Whether the scorer pairs each template with an annotated one."""
    found: dict[str, bool] = {}
    for document, gold in templates.gold.items():
        mine = templates.read.get(document, [])
        pairs = dict(muc4.align(mine, muc4.unique(gold)))
        found.update((t["record"], i in pairs) for i, t in enumerate(mine))
    return found


def headline(templates: Templates, dropped: set[str]) -> float:
    """GTT micro-F1 without the dropped records, per cent."""
    kept = {d: [t for t in made if t["record"] not in dropped] for d, made in templates.read.items()}
    return 100 * float(muc4.gtt(kept, templates.gold)["micro"]["f1"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int, default=0)
    options = parser.parse_args()
    examples, templates = read_set()
    right = paired(templates)
    examples = [e for e in examples if e.record in right]
    seen = Counter(f for e in examples for f in set(e.features))
    rows = [{f: 1.0 for f in set(e.features) if seen[f] >= LEAST} for e in examples]
    vectorizer = DictVectorizer(sort=True)
    x = vectorizer.fit_transform(rows)
    y = np.array([right[e.record] for e in examples])
    if options.folds:
        number = {d: n % options.folds for n, d in enumerate(sorted({e.document for e in examples}))}
        folds = np.array([number[e.document] for e in examples])
        chances = np.zeros(len(examples))
        for fold in range(options.folds):
            model = LogisticRegression(C=1 / RIDGE, max_iter=1000).fit(x[folds != fold], y[folds != fold])
            chances[folds == fold] = model.predict_proba(x[folds == fold])[:, 1]
        dropped = {e.record for e, c in zip(examples, chances, strict=True) if c < e.least}
        print(f"no act left out: micro-F1 {headline(templates, set()):.1f}")
        print(f"{len(dropped)} acts left out: micro-F1 {headline(templates, dropped):.1f}")
    model = LogisticRegression(C=1 / RIDGE, max_iter=1000).fit(x, y)
    weights = zip(vectorizer.get_feature_names_out(), model.coef_[0], strict=True)
    lines = [
        "# feature<TAB>weight, made by learn.py; the chance that an act is reported is the logistic function of their sum"
    ]
    bias = float(model.intercept_[0])
    lines += [
        f"{name}\t{value + (bias if name == 'always' else 0.0):.3f}"
        for name, value in sorted(weights)
        if abs(value) >= NEGLIGIBLE or name == "always"
    ]
    Path(__file__).with_name("weights.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(examples)} acts, {int(y.sum())} of them reported; {len(lines) - 1} weights")


if __name__ == "__main__":
    main()
