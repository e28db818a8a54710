"""Learn what each kind of evidence weighs for two reports being of one happening: writes ``weights.tsv`` beside this.

    python data/merging/learn.py [--held SPLITS]

Examples are pairs of reports that merging would compare. Of one happening: the main reports of two articles on one
incident, in the open half of the set ``merge`` (../shared/eval). Of two: reports of articles on different incidents, and
reports of different notes of the set ``acled``, each of which tells of an event of its own (near-verbatim notes apart).
A logistic model with a ridge penalty, fitted by Newton's method from zero, so the same data give the same file. With
``--held`` the cities are split into halves at random, so many times; each half is merged with weights learnt from the
other, and nothing is written. The weights are numbers; no words are learnt.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from kg.copies import copy_groups  # noqa: E402
from kg.extract.reading import Reader, load_reader, read_parsed  # noqa: E402
from kg.merge import acquaintances, merge, order_of  # noqa: E402
from kg.model import ArticleReading, Factuality, SourcedReport  # noqa: E402
from kg.sameness import EVIDENCE, comparable, evidence, is_story, signature  # noqa: E402
from tests.benchmarks.quick import SHARED, articles, parsed_articles  # noqa: E402

RIDGE = 1.0
LEAN = 0.25
"""Added to the constant: pairs of reports are joined on average over two groups, where many a true pair has little to
show. Chosen with the cities held out."""
STEPS = 30
RIVALS = 7
"""Days within which two incidents of one city are hard to tell apart."""
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
    cities: frozenset[str]
    """Where the incidents were; none for notes."""


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


class Incident(NamedTuple):
    """What an article of the set ``merge`` tells of."""

    name: str
    city: str
    day: date


def incidents_of() -> dict[str, Incident]:
    """By article."""
    with (SHARED / "eval" / "data" / "merge" / "gold.jsonl").open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return {
        row["id"]: Incident(row["incident"], f"{row['city']}, {row['state']}", date.fromisoformat(row["date"]))
        for row in rows
    }


def incidents(reports: Sequence[SourcedReport], gold: Mapping[str, Incident]) -> list[Example]:
    """Pairs of the set ``merge``."""
    mains = main_reports(reports)
    examples = []
    for i, j in acquaintances(reports):
        a, b = reports[i], reports[j]
        one, other = gold[a.article.id], gold[b.article.id]
        same = one.name == other.name
        both = {(a.article.id, a.report.key), (b.article.id, b.report.key)} <= mains
        if comparable(a, b) and (both or not same) and is_story(signature(a)) and is_story(signature(b)):
            cities = frozenset((one.city, other.city))
            examples.append(Example(evidence(signature(a), signature(b)), same, 1.0 if both else 0.3, cities))
    return examples


def notes(found: Sequence[ArticleReading]) -> list[Example]:
    """Pairs of the set ``acled``."""
    reports = stated(found)
    examples = []
    for i, j in acquaintances(reports):
        a, b = reports[i], reports[j]
        storied = is_story(signature(a)) and is_story(signature(b))
        if comparable(a, b) and storied and len(set(copy_groups([a.article, b.article]).values())) == 2:
            examples.append(Example(evidence(signature(a), signature(b)), False, STRANGER, frozenset()))
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


class Merged(NamedTuple):
    """How many pairs of articles were rightly merged, were merged, and should be; the same of rivals wrongly merged."""

    right: int
    found: int
    gold: int
    confused: int
    rivals: int

    def __str__(self) -> str:
        p, r = self.right / max(1, self.found), self.right / max(1, self.gold)
        return (
            f"F1 {200 * p * r / max(1e-9, p + r):.1f} P {100 * p:.1f} R {100 * r:.1f}, of {self.rivals} hard pairs "
            f"{self.confused} merged ({100 * self.confused / max(1, self.rivals):.1f} %)"
        )


def merged(
    reports: Sequence[SourcedReport], weights: Sequence[float], gold: Mapping[str, Incident], cities: frozenset[str]
) -> Merged:
    """What merging all reports with these weights makes of the articles of these cities; each stands by its main report."""
    with patch("kg.sameness._weights", lambda: tuple(weights)):
        events = merge(reports)
    mains = main_reports(reports)
    event_of = {m.article.id: e.id for e in events for m in e.reports if (m.article.id, m.report.key) in mains}
    by_city: dict[str, list[str]] = defaultdict(list)
    for article, incident in gold.items():
        if incident.city in cities:
            by_city[incident.city].append(article)
    count: Counter[str] = Counter()
    told = [article for articles in by_city.values() for article in articles]
    for a, b in combinations(told, 2):
        together = event_of.get(a, a) == event_of.get(b, b)
        one, other = gold[a], gold[b]
        same = one.name == other.name
        near = not same and one.city == other.city and abs((one.day - other.day).days) <= RIVALS
        count.update({"right": together and same, "found": together, "gold": same})
        count.update({"confused": together and near, "rivals": near})
    return Merged(**{name: count[name] for name in Merged._fields})


def held_out(
    reports: Sequence[SourcedReport],
    gold: Mapping[str, Incident],
    told: list[Example],
    others: list[Example],
    split: int,
) -> Merged:
    """Both halves of the cities, each merged with what the other teaches."""
    cities = sorted({incident.city for incident in gold.values()})
    random.Random(split).shuffle(cities)
    halves = [frozenset(cities[n::2]) for n in (0, 1)]
    figures = [
        merged(reports, [float(w) for w in fit([e for e in told if not e.cities & half] + others)], gold, half)
        for half in halves
    ]
    return Merged(*(sum(column) for column in zip(*figures, strict=True)))


def main() -> None:
    """Learn and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--held", type=int, default=0, metavar="SPLITS")
    options = parser.parse_args()
    reader = load_reader()
    gold = incidents_of()
    reports = stated(readings("merge", reader))
    told, others = incidents(reports, gold), notes(readings("acled", reader))
    print(f"{sum(e.same for e in told)} pairs of one incident, {len(told)} in all, {len(others)} of notes")
    for split in range(options.held):
        print(f"split {split}, cities held out: {held_out(reports, gold, told, others, split)}", flush=True)
    weights = [round(float(weight), 2) for weight in fit(told + others)]
    print(f"all seen: {merged(reports, weights, gold, frozenset(i.city for i in gold.values()))}")
    lines = [
        "# kind of evidence	weight: learnt by learn.py; log odds, above 0 the reports are likely of one happening"
    ]
    lines += [f"{name}\t{weight:.2f}" for name, weight in zip(EVIDENCE, weights, strict=True)]
    print("\n".join(lines))
    if not options.held:
        Path(__file__).with_name("weights.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
