"""Which facts of the annotated articles are read wrongly, and why: writes GOLD.md (names and figures, no text).

    python tests/benchmarks/gold_facts.py [--shared FOLDER] [--check]

The facts are those that the scorer of ``../shared/gold`` calls missed or wrong, the events it calls missed or false and
what it says is no event; the reasons are kept by hand in ``gold_reasons.tsv`` (article, kind of fact, event, missed or
wrong, what, class of reason, note). ``--check`` only says whether each of them has a reason and each reason a fact.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from kg.extract.reading import load_reader, read_parsed  # noqa: E402
from tests.benchmarks.direct_records import event_records  # noqa: E402
from tests.benchmarks.quick import articles, parsed_articles  # noqa: E402

HERE = Path(__file__).resolve().parent
REASONS = HERE / "gold_reasons.tsv"
UNREAD = "not looked at yet"
_FACT = re.compile(r"^ +(?P<how>missed|wrong) +(?P<event>\S+): (?P<kind>\w+): (?P<what>.+)$")
_MISSED = re.compile(r"^ +MISSED EVENT (?P<event>\S+) \((?P<what>.+)\)$")
_FALSE = re.compile(r"^ +FALSE EVENT (?P<what>.+)$")
_NO_EVENT = re.compile(r"^ +NOT AN EVENT reported as (?P<what>\w+): (?P<event>.+)$")
_ARTICLE = re.compile(r"^(\S+): events F1")
_TOTAL = re.compile(r"^ *(\w+) +P ([\d.]+) +R ([\d.]+) +F1 ([\d.]+) +tp (\d+) fp (\d+) fn (\d+)")


class Fact(NamedTuple):
    """One thing that is wrong: in which article, of which kind and event, and whether it is missed or wrongly read."""

    article: str
    kind: str
    event: str
    how: str
    what: str


class Reason(NamedTuple):
    """Why a fact is wrong: its class and a note."""

    cause: str
    note: str


class Total(NamedTuple):
    """A line of the scorer's totals: kind of fact, its three measures, how many are right, wrongly read and missed."""

    kind: str
    measures: tuple[str, str, str]
    counts: tuple[str, str, str]


def _lines(shared: Path) -> list[str]:
    """What the scorer says of the articles read as they are read now."""
    reader = load_reader()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "events.jsonl"
        with out.open("w", encoding="utf-8") as file:
            for parsed in parsed_articles(articles("gold"), reader):
                for record in event_records(read_parsed(parsed, reader)):
                    file.write(json.dumps(record, ensure_ascii=False) + "\n")
        command = [sys.executable, str(shared / "gold" / "score"), str(shared / "gold"), str(out), "--errors"]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()


def _facts(lines: list[str]) -> Iterator[Fact]:
    """What the scorer calls wrong, in the order of the articles."""
    article = ""
    for line in lines:
        if found := _ARTICLE.match(line):
            article = found[1]
        elif found := _FACT.match(line):
            yield Fact(article, found["kind"], found["event"], found["how"], found["what"])
        elif found := _MISSED.match(line):
            yield Fact(article, "event", found["event"], "missed", found["what"])
        elif found := _FALSE.match(line):
            yield Fact(article, "event", "", "wrong", found["what"])
        elif found := _NO_EVENT.match(line):
            yield Fact(article, "no event", found["event"], "wrong", found["what"])


def _totals(lines: list[str]) -> Iterator[Total]:
    """The totals over all articles, which stand before the first article."""
    for line in lines:
        if _ARTICLE.match(line):
            return
        if found := _TOTAL.match(line):
            kind, p, r, f1, right, wrong, missed = found.groups()
            yield Total(kind, (p, r, f1), (right, wrong, missed))


def reasons() -> dict[Fact, Reason]:
    """The table kept by hand."""
    found = {}
    for line in REASONS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            article, kind, event, how, what, cause, note = line.split("\t")
            found[Fact(article, kind, event, how, what)] = Reason(cause, note)
    return found


def page(totals: list[Total], facts: list[Fact], known: dict[Fact, Reason]) -> str:
    """The page: the totals, the classes of reasons with their counts, then each fact."""
    classes: dict[str, list[Fact]] = {}
    for fact in facts:
        classes.setdefault(known[fact].cause if fact in known else UNREAD, []).append(fact)
    lines = [
        "# What is read wrongly in the annotated articles, and why",
        "",
        (
            "Written by `tests/benchmarks/gold_facts.py`; the reasons stand in `gold_reasons.tsv`. A fact read with a wrong value "
            "counts twice, as wrongly read and as missed."
        ),
        "",
        "| kind | P | R | F1 | right | wrongly read | missed |",
        "|---|---:|---:|---:|---:|---:|---:|",
        *(f"| {' | '.join((total.kind, *total.measures, *total.counts))} |" for total in totals),
        "",
        "| reason | facts | articles |",
        "|---|---:|---|",
    ]
    for cause in sorted(classes, key=lambda c: (-len(classes[c]), c)):
        ids = ", ".join(dict.fromkeys(f.article for f in classes[cause]))
        lines.append(f"| {cause} | {len(classes[cause])} | {ids} |")
    lines += ["", "| article | event | | kind | fact | reason | note |", "|---|---|---|---|---|---|---|"]
    for fact in facts:
        reason = known.get(fact, Reason(UNREAD, ""))
        cells = (fact.article, fact.event, fact.how, fact.kind, fact.what, *reason)
        lines.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the page, and print what has no reason and which reason has no fact."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    lines = _lines(options.shared)
    facts, known = list(_facts(lines)), reasons()
    for fact in facts:
        if fact not in known:
            print("no reason:", "\t".join(fact))
    for fact in known:
        if fact not in facts:
            print("no longer wrong:", "\t".join(fact))
    if not options.check:
        (HERE / "GOLD.md").write_text(page(list(_totals(lines)), facts, known), encoding="utf-8")
    print(f"{len(facts)} facts, {sum(f in known for f in facts)} with a reason")


if __name__ == "__main__":
    main()
