"""Which place facts of the annotated articles are read wrongly, and why: writes PLACES.md (names of places, no text).

    python tests/benchmarks/gold_places.py [--shared FOLDER] [--check]

The facts are those that the scorer of ``../shared/gold`` calls missed or wrong; the reasons are kept by hand in
``place_reasons.tsv`` (article, event, role and name, class of reason, note). ``--check`` only says whether each wrong fact
has a reason and each reason a fact.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from kg.extract.reading import load_reader, read_parsed  # noqa: E402
from tests.benchmarks.direct_records import event_records  # noqa: E402
from tests.benchmarks.quick import articles, parsed_articles  # noqa: E402

HERE = Path(__file__).resolve().parent
REASONS = HERE / "place_reasons.tsv"
_LINE = re.compile(r"^ +(missed|wrong) +(\S+): place: (\S+) (.+?)(?: <> .*)?$")
_ARTICLE = re.compile(r"^(\S+): events F1")
_TOTAL = re.compile(r"^ +place +P ([\d.]+) +R ([\d.]+) +F1 ([\d.]+) +tp (\d+) fp (\d+) fn (\d+)")


class Fact(NamedTuple):
    """A place fact that is wrong: which article and event, whether it is missed or wrongly read."""

    article: str
    event: str
    kind: str
    role: str
    name: str


class Reason(NamedTuple):
    """Why a fact is wrong: its class and a note."""

    cause: str
    note: str


def scored(shared: Path) -> tuple[str, list[Fact]]:
    """The total line of the scorer and the wrong place facts, in the order of the articles."""
    reader = load_reader()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "events.jsonl"
        with out.open("w", encoding="utf-8") as file:
            for parsed in parsed_articles(articles("gold"), reader):
                for record in event_records(read_parsed(parsed, reader)):
                    file.write(json.dumps(record, ensure_ascii=False) + "\n")
        command = [sys.executable, str(shared / "gold" / "score"), str(shared / "gold"), str(out), "--errors"]
        lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    article, total, facts = "", "", []
    for line in lines:
        if found := _TOTAL.match(line):
            p, r, f, tp, fp, fn = found.groups()
            total = f"P {p}, R {r}, F1 {f}: {tp} right, {fp} wrongly read, {fn} missed"
        elif found := _ARTICLE.match(line):
            article = found[1]
        elif found := _LINE.match(line):
            facts.append(Fact(article, found[2], found[1], found[3], found[4]))
    return total, facts


def reasons() -> dict[Fact, Reason]:
    """The table kept by hand."""
    found = {}
    for line in REASONS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            article, event, kind, role, name, cause, note = line.split("\t")
            found[Fact(article, event, kind, role, name)] = Reason(cause, note)
    return found


def page(total: str, facts: list[Fact], known: dict[Fact, Reason]) -> str:
    """The page: classes of reasons with counts, then each fact."""
    classes: dict[str, list[Fact]] = {}
    for fact in facts:
        classes.setdefault(known[fact].cause if fact in known else "not looked at yet", []).append(fact)
    lines = [
        "# Place facts of the annotated articles that are read wrongly",
        "",
        "Written by `tests/benchmarks/gold_places.py`; the reasons stand in `place_reasons.tsv`.",
        "",
        f"Places: {total}.",
        "",
        "| reason | facts | articles |",
        "|---|---:|---|",
    ]
    for cause in sorted(classes, key=lambda c: (-len(classes[c]), c)):
        ids = ", ".join(dict.fromkeys(f.article for f in classes[cause]))
        lines.append(f"| {cause} | {len(classes[cause])} | {ids} |")
    lines += ["", "| article | event | | place | reason | note |", "|---|---|---|---|---|---|"]
    for fact in facts:
        reason = known.get(fact, Reason("not looked at yet", ""))
        lines.append(
            f"| {fact.article} | {fact.event} | {fact.kind} | {fact.role} {fact.name} | {reason.cause} | {reason.note} |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    total, facts = scored(options.shared)
    known = reasons()
    for fact in facts:
        if fact not in known:
            print("no reason:", "\t".join(fact))
    for fact in known:
        if fact not in facts:
            print("no longer wrong:", "\t".join(fact))
    if not options.check:
        (HERE / "PLACES.md").write_text(page(total, facts, known), encoding="utf-8")
    print(f"{total}; {len(facts)} facts, {sum(f in known for f in facts)} with a reason")


if __name__ == "__main__":
    main()
