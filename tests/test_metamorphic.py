"""An article renamed is read as before: towns, groups, figures, days, states or the mere look of the page change, the facts do not.

The article lies beside the checkout, never in it: here stand only tables of what is put for what. The reading of each
variant is held against the renamed reading of the original, and both against the analyst's facts, renamed the same way.
"""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from kg.extract.reading import Reader, read_article
from kg.model import Article, ArticleReading
from kg.read.metadata import complete
from tests.renamings import VARIANTS, Variant
from tests.tables import ROOT

Record = dict[str, Any]
Item = tuple[Any, ...]

TOLERANCE = 0.03
"""How much F1 of events, and of facts, a variant may lose against the original."""


KNOWN_READINGS: dict[str, str] = {
    "kashmir, apostrophes and double names": "a town and its district share a name: both stand as the scene",
    "figures in words": '"up to eighty injured" without a noun has no number of its own',
    "yemen, apostrophes": "an apostrophe at the end of a name is taken for a quotation mark",
    "towns named for people": 'a small town is outranked by a village where the text goes on with "the city"',
    "sri lanka, cadres": "of an axis between two names the second is lost",
    "capitals, another war": "in capitals the state stands as the scene beside the province",
}
"""Variants whose reading differs from the original's in a detail, and why."""


@dataclass(frozen=True, slots=True)
class Original:
    """The article and the analyst's facts."""

    slug: str
    text: str
    gold: Record
    scorer: Path


@pytest.fixture(scope="module")
def original(shared: Path) -> Original:
    found = sorted((shared / "articles").glob("000_*.txt"))
    if not found:
        pytest.skip("the article does not lie beside the checkout")
    facts = shared / "gold" / f"{found[0].stem}.yaml"
    if not facts.exists():
        pytest.skip("the facts of the article do not lie beside the checkout")
    return Original(
        found[0].stem,
        found[0].read_text(encoding="utf-8"),
        yaml.safe_load(facts.read_text(encoding="utf-8")),
        shared / "gold" / "score",
    )


def _records_of() -> Callable[[ArticleReading], Iterator[Record]]:
    spec = importlib.util.spec_from_file_location("direct_records", ROOT / "tests" / "benchmarks" / "direct_records.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Callable[[ArticleReading], Iterator[Record]] = module.event_records
    return found


def _slug(variant: Variant) -> str:
    return re.sub(r"\W+", "-", variant.name) + "-renamed"


def _cut(variant: Variant, text: str) -> int:
    """Where the text of the variant begins within the original."""
    dateline = re.search(r"^[A-Z]{3,}, \w+ \d", text, re.MULTILINE)
    return dateline.start() if variant.body_only and dateline else 0


def _read(variant: Variant, original: Original, reader: Reader) -> list[Record]:
    text = variant.renamed(original.text[_cut(variant, original.text) :])
    given = variant.calendar.published
    article = Article(id=_slug(variant), text=text, published=date.fromisoformat(given) if given else None)
    return list(_records_of()(read_article(complete(article), reader)))


SAME = Variant("the original")


@pytest.fixture(scope="module")
def readings(original: Original, reader: Reader) -> dict[str, list[Record]]:
    """Event records of the original and of each variant."""
    return {v.name: _read(v, original, reader) for v in (SAME, *VARIANTS)}


def _items(records: list[Record], variant: Variant, cut: int = 0) -> Counter[Item]:
    """What the records state, as comparable items renamed by ``variant``; names are those that the text writes.

    Records that begin before the offset ``cut`` go by their first words after it.
    """
    figures = dict(variant.figures)

    def name(words: str) -> str:
        return " ".join(variant.renamed(words).casefold().strip('"\u201c\u201d').removeprefix("the ").split())

    def moved(when: str | None) -> str | None:
        return None if when is None else variant.calendar.moved(when)

    def count(given: Record | None) -> Item | None:
        if given is None:
            return None
        return (*(figures.get(given[k], given[k]) for k in ("value", "low", "high")), given["qualifier"])

    found: Counter[Item] = Counter()
    for r in records:
        quote = next((s for s in r["sources"] if s["begin"] >= cut), r["sources"][0])
        event = (name(quote["quote"])[:32],) if cut else (name(quote["quote"])[:32], name(r["label"]))
        found[(*event, "type", r["type"])] += 1
        found[(*event, "time", moved(r["start"]), moved(r["end"]), r["time_precision"])] += 1
        found[(*event, "outcome", r["outcome"], r["occurrences"])] += 1
        found.update((*event, "place", p["role"], name(p["mention"])) for p in r["places"])
        found.update(
            (*event, "participant", p["role"], name(p["name" if cut else "mention"]), count(p["count"]))
            for p in r["participants"]
        )
        found.update(
            (*event, "casualties", c["kind"], c["of"], c["civilian"], count(c["count"])) for c in r["casualties"]
        )
        found.update((*event, "equipment", e["type"], e["used_by"], count(e["count"])) for e in r["equipment"])
    return found


def _each(known: dict[str, str], variants: tuple[Variant, ...] = VARIANTS) -> list[Any]:
    return [
        pytest.param(
            v, id=v.name, marks=[pytest.mark.xfail(strict=True, reason=known[v.name])] if v.name in known else []
        )
        for v in variants
    ]


@pytest.mark.parametrize("variant", _each(KNOWN_READINGS, tuple(v for v in VARIANTS if not v.retold)))
def test_reads_as_before(variant: Variant, original: Original, readings: dict[str, list[Record]]) -> None:
    same = Variant("read already")
    cut = _cut(variant, original.text)
    wanted = _items(readings[SAME.name], variant, cut)
    found = _items(readings[variant.name], same, min(cut, 1))
    assert {"missing": sorted(map(repr, wanted - found)), "new": sorted(map(repr, found - wanted))} == {
        "missing": [],
        "new": [],
    }


def _renamed_facts(variant: Variant, original: Original) -> Record:
    figures = dict(variant.figures)
    cut = _cut(variant, original.text)
    offset = variant.offset(original.text)

    def anchor(spans: list[Any]) -> list[Any]:
        if isinstance(spans[0], int):
            begin, end = spans
            return [max(0, offset(begin) - cut), max(0, offset(end) - cut)]
        return [a for a in map(anchor, spans) if a[1] > 0]

    def fact(value: Any, key: str = "") -> Any:
        if key == "anchor":
            return anchor(value)
        if isinstance(value, dict):
            return {k: fact(v, k) for k, v in value.items()}
        if isinstance(value, list):
            return [fact(v, key) for v in value]
        if isinstance(value, int) and not isinstance(value, bool):
            return figures.get(value, value)
        if isinstance(value, date):
            return variant.calendar.moved(value.isoformat())
        if isinstance(value, str) and re.match(r"\d{4}-", value):
            return variant.calendar.moved(value)
        return variant.reworded(value) if isinstance(value, str) else value

    renamed: Record = fact({k: v for k, v in original.gold.items() if k != "questions"})
    return renamed


@pytest.fixture(scope="module")
def scores(
    original: Original, readings: dict[str, list[Record]], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Record]:
    """What the scorer says of the original and of each variant, in one run."""
    folder = tmp_path_factory.mktemp("renamed")
    for variant in (SAME, *VARIANTS):
        facts = yaml.safe_dump(_renamed_facts(variant, original), allow_unicode=True, sort_keys=False)
        (folder / f"{_slug(variant)}.yaml").write_text(facts, encoding="utf-8")
    predictions = folder / "predictions.jsonl"
    lines = [json.dumps(r) for v in (SAME, *VARIANTS) for r in readings[v.name]]
    predictions.write_text("\n".join(lines), encoding="utf-8")
    command = [sys.executable, str(original.scorer), str(folder), str(predictions), "--json", "--errors"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    by_slug = {found["slug"]: found for found in json.loads(done.stdout)["per_document"]}
    return {v.name: by_slug[_slug(v)] for v in (SAME, *VARIANTS)}


@pytest.mark.parametrize("variant", _each({}))
def test_scores_as_before(variant: Variant, scores: dict[str, Record]) -> None:
    before, after = scores[SAME.name], scores[variant.name]
    for what in ("events", "facts"):
        assert after[what]["f1"] >= before[what]["f1"] - TOLERANCE, after["errors"]


def test_invented_names_are_in_no_table(reader: Reader) -> None:
    codes = sorted(reader.gazetteer.paths)
    names = [name for v in VARIANTS for name in v.unknown]
    assert len({v.name for v in VARIANTS if v.unknown}) >= 2
    assert [n for n in names if reader.gazetteer.find(n, codes) or reader.actors.named(n)] == []
