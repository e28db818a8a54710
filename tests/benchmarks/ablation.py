"""What the learnt models and the table of actors are worth: the same reading with and without each of them.

    python tests/benchmarks/ablation.py

Needs the evaluation sets beside the checkout (``../shared``). Writes ``tests/benchmarks/ABLATION.md``: figures only. The
weights of ``data/relevance`` and ``data/participation`` are learnt from muc4's part ``train``: ``dev`` and the other sets are
unseen by them.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from kg.actors import ActorTable  # noqa: E402
from kg.extract.participation import AS_RULED  # noqa: E402
from kg.extract.reading import Reader, load_reader, read_parsed  # noqa: E402
from kg.extract.relevance import RULES_ONLY  # noqa: E402
from tests.benchmarks.direct_records import event_records  # noqa: E402
from tests.benchmarks.quick import SHARED, articles, parsed_articles  # noqa: E402

FIGURES = {
    "muc4 dev: GTT micro-F1": ("muc4", "GTT micro *"),
    "muc4 dev: incident type F1": ("muc4", "GTT type"),
    "muc4 dev: CEAF-REE": ("muc4", "CEAF-REE micro"),
    "muc4 dev: slot place": ("muc4", "slot place (most specific)"),
    "muc4 dev: slot number": ("muc4", "slot human number"),
    "muc4 dev: slot effect": ("muc4", "slot effect"),
    "events: argument F1": ("events", "argument F1 *"),
    "gold: events F1": ("gold", "events"),
    "gold: facts F1": ("gold", "facts"),
}


def scored(name: str, reader: Reader) -> dict[str, float]:
    """The scorer's F1 by the name of its line, per cent, of a set read in one way."""
    found = articles(name)
    if name == "muc4":
        with (SHARED / "eval" / "data" / name / "gold.jsonl").open(encoding="utf-8") as file:
            dev = {g["id"] for g in map(json.loads, file) if g["split"] == "dev"}
        found = [a for a in found if a.id in dev]
    out = ROOT / ".cache" / "quick" / f"ablation-{name}.jsonl"
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("w", encoding="utf-8") as file:
        for parsed in parsed_articles(found, reader):
            for record in event_records(read_parsed(parsed, reader)):
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
    if name == "gold":
        command = [sys.executable, str(SHARED / "gold" / "score"), str(SHARED / "gold"), str(out)]
    else:
        command = [sys.executable, str(SHARED / "eval" / "score"), name, str(out)]
        command += ["--split", "dev"] if name == "muc4" else []
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    figures: dict[str, float] = {}
    for line in printed.splitlines():
        if name == "gold":
            match = re.match(r"(\S+) +P [\d.]+ +R [\d.]+ +F1 ([\d.]+)", line)
            if match:
                figures.setdefault(match[1], 100 * float(match[2]))
        else:
            match = re.match(r" *(\S.*?) {2,}([\d.]+) +([\d.]+) +([\d.]+) ", line + " ")
            if match:
                figures.setdefault(match[1], float(match[4]))
    return figures


def learnt_or_ruled(reader: Reader) -> str:
    """The table of figures with both models, with that of relevance only, and by rules alone."""
    ways = (
        reader,
        replace(reader, participation=AS_RULED),
        replace(reader, relevance=RULES_ONLY, participation=AS_RULED),
    )
    sets = sorted({name for name, _ in FIGURES.values()})
    found = [{name: scored(name, way) for name in sets} for way in ways]
    lines = [
        "| figure | both models | relevance only | rules alone | gain |",
        "|---|---:|---:|---:|---:|",
    ]
    for title, (name, key) in FIGURES.items():
        learnt, told, rules = (figures[name][key] for figures in found)
        lines.append(f"| {title} | {learnt:.1f} | {told:.1f} | {rules:.1f} | {learnt - rules:+.1f} |")
    return "\n".join(lines)


ACTOR_FIGURES = {
    "acled: both actors F1": ("acled", "both actors F1"),
    "acled, Syria: both actors F1": ("acled", "Syria: both actors F1"),
    "events: argument F1": ("events", "argument F1 *"),
    "gold: facts F1": ("gold", "facts"),
}


def actor_tables(reader: Reader) -> str:
    """The table of figures without any table of actors, with that of states and peoples alone, and with all."""
    whole = reader.actors
    states = ActorTable(states=whole.states, peoples=whole.peoples, given_names=whole.given_names)
    ways = (replace(reader, actors=ActorTable()), replace(reader, actors=states), reader)
    sets = sorted({name for name, _ in ACTOR_FIGURES.values()})
    found = [{name: scored(name, way) for name in sets} for way in ways]
    lines = ["| figure | no table | states and peoples | with the groups |", "|---|---:|---:|---:|"]
    for title, (name, key) in ACTOR_FIGURES.items():
        lines.append(f"| {title} | " + " | ".join(f"{way[name][key]:.1f}" for way in found) + " |")
    return "\n".join(lines)


def main() -> None:
    """Read the sets in all ways, print the tables and write them."""
    if not SHARED.exists():
        sys.exit(f"The evaluation sets are needed beside the project: {SHARED}")
    reader = load_reader()
    text = (
        "# Learnt or ruled\n\nWritten by `tests/benchmarks/ablation.py`, per cent.\n\n"
        f"{learnt_or_ruled(reader)}\n\n# The table of actors\n\n{actor_tables(reader)}\n"
    )
    (ROOT / "tests" / "benchmarks" / "ABLATION.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
