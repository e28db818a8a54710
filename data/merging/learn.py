"""Learn what each kind of evidence weighs for two reports being of one happening: writes ``weights.tsv`` beside this.

    python data/merging/learn.py [--folds]

Examples are pairs of reports that merging would compare. Of one happening: the main reports of two articles on one
incident, in the open half of the set ``merge`` (../shared/eval). Of two: reports of articles on different incidents, and
reports of different notes of the set ``acled``, each of which tells of an event of its own (near-verbatim notes apart).
A logistic model with a ridge penalty, fitted by Newton's method from zero, so the same data give the same file. With
``--folds`` the incidents of half of the cities are held out in turn. The weights are numbers; no words are learnt.
"""

from __future__ import annotations

import argparse
import json
import sys
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from kg.copies import copy_groups  # noqa: E402
from kg.extract.reading import Reader, load_reader, read_parsed  # noqa: E402
from kg.merge import acquaintances, order_of  # noqa: E402
from kg.model import ArticleReading, Factuality, SourcedReport  # noqa: E402
from kg.sameness import EVIDENCE, comparable, evidence, is_story, signature  # noqa: E402
from tests.benchmarks.quick import SHARED, articles, parsed_articles  # noqa: E402

RIDGE = 2.0
LEAN = 0.5
"""Added to the constant: pairs of reports are joined on average over two groups, where many a true pair has little to
show. Chosen with the cities held out by fifths."""
STEPS = 30
STRANGER = 0.02
"""Weight of a pair of notes of ``acled`` against one of ``merge``."""
PRIOR = {
    "days apart, both named": -3.0,
    "next day, both named": -1.0,
    "other doers": -3.0,
    "killed unlike": -1.0,
    "wounded unlike": -1.0,
}
"""What is known beforehand: two days that are named, two known doers, two tolls speak against one happening."""
FIRM = 40.0
"""How much firmer these are held than the others."""


class Example(NamedTuple):
    """Two reports: what there is for and against, whether they are of one happening, and how much they count."""

    evidence: tuple[float, ...]
    same: bool
    weight: float
    fold: int


def readings(name: str, reader: Reader) -> list[ArticleReading]:
    """The set as the product reads it."""
    return [read_parsed(parsed, reader) for parsed in parsed_articles(articles(name), reader)]


def stated(found: Iterable[ArticleReading]) -> list[SourcedReport]:
    """All that is told as fact, in the order of merging."""
    reports = (SourcedReport(r.article, x) for r in found for x in r.reports)
    return sorted((r for r in reports if r.report.factuality is Factuality.STATED), key=order_of)


def main_reports(reports: Iterable[SourcedReport]) -> set[tuple[str, str]]:
    """Of each article the report with the most killed and injured, the first of equals by rank."""
    best: dict[str, SourcedReport] = {}

    def load(one: SourcedReport) -> tuple[int, int]:
        told = signature(one)
        return told.killed + told.wounded, -told.rank

    for report in reports:
        known = best.get(report.article.id)
        if known is None or load(report) > load(known):
            best[report.article.id] = report
    return {(r.article.id, r.report.key) for r in best.values()}


def incidents(found: Sequence[ArticleReading]) -> list[Example]:
    """Pairs of the set ``merge``."""
    with (SHARED / "eval" / "data" / "merge" / "gold.jsonl").open(encoding="utf-8") as file:
        gold = {row["id"]: row for row in map(json.loads, file)}
    reports = stated(found)
    mains = main_reports(reports)
    examples = []
    for i, j in acquaintances(reports):
        a, b = reports[i], reports[j]
        same = gold[a.article.id]["incident"] == gold[b.article.id]["incident"]
        both = {(a.article.id, a.report.key), (b.article.id, b.report.key)} <= mains
        if comparable(a, b) and (both or not same) and is_story(signature(a)) and is_story(signature(b)):
            folds = {fold_of(gold[r.article.id]["city"]) for r in (a, b)}
            fold = folds.pop() if len(folds) == 1 else 2
            examples.append(Example(evidence(signature(a), signature(b)), same, 1.0 if both else 0.3, fold))
    return examples


def fold_of(city: str) -> int:
    """Half of the cities, by name."""
    return zlib.crc32(city.encode()) % 2


def notes(found: Sequence[ArticleReading]) -> list[Example]:
    """Pairs of the set ``acled``."""
    reports = stated(found)
    examples = []
    for i, j in acquaintances(reports):
        a, b = reports[i], reports[j]
        storied = is_story(signature(a)) and is_story(signature(b))
        if comparable(a, b) and storied and len(set(copy_groups([a.article, b.article]).values())) == 2:
            examples.append(Example(evidence(signature(a), signature(b)), False, STRANGER, 2))
    return examples


def fit(examples: Sequence[Example]) -> np.ndarray:
    """The weights, by Newton's method."""
    values = np.array([e.evidence for e in examples])
    same = np.array([e.same for e in examples], dtype=float)
    weight = np.array([e.weight for e in examples])
    penalty = np.diag([FIRM * RIDGE if name in PRIOR else RIDGE for name in EVIDENCE])
    penalty[0, 0] = 0.0
    prior = np.array([PRIOR.get(name, 0.0) for name in EVIDENCE])
    found = np.zeros(len(EVIDENCE))
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-values @ found))
        slope = values.T @ (weight * (chance - same)) + penalty @ (found - prior)
        curve = (values * (weight * chance * (1 - chance))[:, None]).T @ values + penalty
        found -= np.linalg.solve(curve + 1e-9 * np.eye(len(found)), slope)
    found[0] += LEAN
    return found


def quality(examples: Sequence[Example], weights: np.ndarray) -> str:
    """Precision, recall and F1 of pairs of main reports."""
    told = [e for e in examples if e.weight == 1.0]
    odds = np.array([e.evidence for e in told]) @ weights
    same = np.array([e.same for e in told])
    right = int(((odds > 0) & same).sum())
    p, r = right / max(1, int((odds > 0).sum())), right / max(1, int(same.sum()))
    return f"P {p:.3f} R {r:.3f} F1 {2 * p * r / (p + r):.3f} of {len(told)} pairs"


def main() -> None:
    """Learn and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", action="store_true")
    options = parser.parse_args()
    reader = load_reader()
    told, others = incidents(readings("merge", reader)), notes(readings("acled", reader))
    print(f"{sum(e.same for e in told)} pairs of one incident, {len(told)} in all, {len(others)} of notes")
    if options.folds:
        for fold in (0, 1):
            learnt = fit([e for e in told if e.fold != fold] + others)
            print(f"held out: {quality([e for e in told if e.fold == fold], learnt)}")
    weights = fit(told + others)
    print(f"all seen: {quality(told, weights)}")
    lines = [
        "# kind of evidence	weight: learnt by learn.py; log odds, above 0 the reports are likely of one happening"
    ]
    lines += [f"{name}\t{weight:.2f}" for name, weight in zip(EVIDENCE, weights, strict=True)]
    Path(__file__).with_name("weights.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
