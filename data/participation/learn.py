"""Learn who takes part in an act of violence: writes ``doer.tsv`` and ``hit.tsv`` beside this file.

    python data/participation/learn.py [--folds 8] [--keep 0.25] [--add 0.26]

Reads the part ``train`` of the open half of the set muc4 (``../shared/eval``; the part ``dev`` is never looked at). Every
actor that ``kg.extract.participation`` weighs for an act which the set's own scorer pairs with an annotated incident is an
example; it takes part if the incident names it. Logistic regression with a fixed ridge penalty over readable words; the
solver draws nothing at random, so the same data give the same files. ``--folds`` reads every document again with a model
that has not seen it and prints the set's figures without the model and with it. Only words and numbers are kept, no
running text. Learn the weights of ``data/relevance`` first: they are used here.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
from collections import Counter
from collections.abc import Iterator
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

from kg.extract.frames import Part, View  # noqa: E402
from kg.extract.layers import Layers  # noqa: E402
from kg.extract.participation import (  # noqa: E402
    AS_RULED,
    Participation,
    Side,
    article_facts,
    candidates,
    features,
    part_of,
)
from kg.extract.reading import Reader, load_reader, make_layers  # noqa: E402
from kg.extract.relevance import features as act_features  # noqa: E402
from kg.extract.relevance import judged, least_chance, story_of  # noqa: E402
from kg.extract.reports import make_reports, settled, written  # noqa: E402
from kg.extract.salience import rank  # noqa: E402
from kg.model import ArticleReading, Report  # noqa: E402
from tests.benchmarks.direct_records import event_records  # noqa: E402
from tests.benchmarks.quick import articles, parsed_articles  # noqa: E402

RIDGE = 10.0
LEAST = 8
"""A feature is kept if it was seen this often."""
NEGLIGIBLE = 0.005


class Example(NamedTuple):
    """An actor weighed for an act: document, the act's record, side, features, the slots of the set that it would fill."""

    document: str
    record: str
    side: str
    features: tuple[str, ...]
    slots: dict[str, list[list[str]]]


def gold_rows() -> dict[str, dict[str, Any]]:
    """The annotation of the part ``train`` by document."""
    with (SHARED / "eval" / "data" / "muc4" / "gold.jsonl").open(encoding="utf-8") as file:
        return {g["id"]: g for g in map(json.loads, file) if g["split"] == "train"}


def layers_of(rows: dict[str, dict[str, Any]], reader: Reader) -> Iterator[Layers]:
    """The documents with anything to tell, read up to their layers."""
    for parsed in parsed_articles([a for a in articles("muc4") if a.id in rows], reader):
        layers = make_layers(parsed, reader)
        if layers.triggers:
            yield layers


def records_of(layers: Layers, reports: tuple[Report, ...]) -> list[dict[str, Any]]:
    """Event records of one document."""
    return list(event_records(ArticleReading(layers.parsed.article, (), reports, (), (), (), ())))


def filled(record: dict[str, Any]) -> dict[str, list[list[str]]]:
    """The slots that one participant's record fills by the scorer's rules."""
    event = {"classes": ["attack"], "participants": [record], "equipment": [], "casualties": [], "places": []}
    template = muc4.template_of({**event, "start": None, "end": None}, None, False) or {}
    return {role: template[role] for role in muc4.ROLES if template.get(role)}


def gather(rows: dict[str, dict[str, Any]], reader: Reader) -> tuple[list[Example], list[dict[str, Any]]]:
    """All examples, with the records as the rules and the model of relevance make them."""
    examples: list[Example] = []
    records: list[dict[str, Any]] = []
    for layers in layers_of(rows, reader):
        view = View(layers)
        frames = settled(view)
        facts, story = article_facts(view, frames), story_of(view, frames)
        kept = []
        for place, frame in enumerate(rank(view, frames), 1):
            if not judged(view, frame):
                kept.append(frame)
                continue
            if reader.relevance.chance(act_features(view, frame, story, place)) < least_chance(view, frame, story):
                continue
            kept.append(frame)
            document, name = layers.parsed.article.id, f"r{frame.trigger.span.begin}"
            for c in candidates(view, frame):
                part = Part(c.actor, c.ruled) if c.ruled is not None else part_of(view, frame, c)
                parts, frame.parts = frame.parts, [part]
                one = next(r for r in written(view, [frame]))
                frame.parts = parts
                slots = filled(records_of(layers, (one,))[0]["participants"][0])
                if slots:
                    words = tuple(sorted(set(features(view, frame, facts, c))))
                    examples.append(Example(document, f"{document}#{name}", c.side, words, slots))
        records.extend(records_of(layers, written(view, kept)))
    return examples, records


def templates(rows: dict[str, dict[str, Any]], records: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """The scorer's templates of records, by document."""
    read: dict[str, list[dict[str, Any]]] = {}
    for document, events in events_by_document(records, {d: [] for d in rows}).items():
        made = ((muc4.template_of(e, rows[document].get("published"), True), e["id"]) for e in events)
        read[document] = [{**t, "record": name} for t, name in made if t]
    return read


def learn(examples: list[Example], right: list[bool], keep: float, add: float) -> Side:
    """The weights of one side."""
    seen = Counter(f for e in examples for f in e.features)
    vectorizer = DictVectorizer(sort=True)
    x = vectorizer.fit_transform([{f: 1.0 for f in e.features if seen[f] >= LEAST} for e in examples])
    model = LogisticRegression(C=1 / RIDGE, max_iter=2000).fit(x, np.array(right))
    weights = zip(vectorizer.get_feature_names_out(), model.coef_[0], strict=True)
    return Side(
        {str(n): round(float(w), 3) for n, w in sorted(weights) if abs(w) >= NEGLIGIBLE},
        round(float(model.intercept_[0]), 3),
        keep,
        add,
    )


def both(examples: list[Example], right: list[bool], keep: float, add: dict[str, float]) -> Participation:
    """The models of both sides."""
    sides = []
    for name in ("doer", "hit"):
        mine = [n for n, e in enumerate(examples) if e.side == name]
        sides.append(learn([examples[n] for n in mine], [right[n] for n in mine], keep, add[name]))
    return Participation(*sides)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--keep", type=float, default=0.25)
    parser.add_argument("--add-doer", type=float, default=0.24)
    parser.add_argument("--add-hit", type=float, default=0.3)
    options = parser.parse_args()
    gc.disable()  # whole readings are held and nothing of them is garbage
    limits = (options.keep, {"doer": options.add_doer, "hit": options.add_hit})
    rows, reader = gold_rows(), load_reader()
    gold = {d: [muc4.gold_view(t) for t in g["templates"]] for d, g in rows.items()}
    examples, records = gather(rows, reader)
    read = templates(rows, records)
    incident: dict[str, dict[str, Any]] = {}
    for document, known in gold.items():
        known = muc4.unique(known)
        for i, j in muc4.align(read.get(document, []), known):
            incident[read[document][i]["record"]] = known[j]
    examples = [e for e in examples if e.record in incident]
    right = [
        any(
            muc4.fits(said, entity)
            for role, told in e.slots.items()
            for said in told
            for entity in incident[e.record][role]
        )
        for e in examples
    ]
    if options.folds:
        number = {d: n % options.folds for n, d in enumerate(sorted(rows))}
        models = []
        for fold in range(options.folds):
            others = [n for n, e in enumerate(examples) if number[e.document] != fold]
            models.append(both([examples[n] for n in others], [right[n] for n in others], *limits))
        for title, chosen in (("as ruled", [AS_RULED] * options.folds), ("held out", models)):
            made = [
                r
                for layers in layers_of(rows, reader)
                for r in records_of(
                    layers, make_reports(layers, reader.relevance, chosen[number[layers.parsed.article.id]])
                )
            ]
            figures = muc4.gtt(templates(rows, made), gold)
            print(title, {k: round(100 * figures[k]["f1"], 1) for k in ("micro", *muc4.ROLES)})
    model = both(examples, right, *limits)
    for name, side in (("doer", model.doer), ("hit", model.hit)):
        lines = [
            "# feature<TAB>weight, made by learn.py; intercept, keep and add are those of kg.extract.participation.Side"
        ]
        lines += [f"intercept\t{side.intercept}", f"keep\t{side.keep}", f"add\t{side.add}"]
        lines += [f"{feature}\t{weight:.3f}" for feature, weight in side.weights.items()]
        Path(__file__).with_name(f"{name}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(examples)} actors weighed, {sum(right)} of them participants")


if __name__ == "__main__":
    main()
