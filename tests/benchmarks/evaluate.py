"""Accuracy on the evaluation sets beside the checkout, by the product's own way: read, extract, graph, export, score.

    python tests/benchmarks/evaluate.py [--shared DIR] [--sets acled,muc4] [--limit N] [--jobs N] [--keep DIR]

Each document is built into a graph of its own, except in the set ``merge``, which is one graph. Prints one table with
the change since the last committed run and writes it to ``ACCURACY.md`` beside this file (figures only), with a second
table of acled's places by country; a run of a part leaves the other rows as they were, one with ``--limit`` writes
nothing.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from kg.export.annotations import annotation_records  # noqa: E402
from kg.export.records import event_records, json_line  # noqa: E402
from kg.extract.reading import load_reader, read_article  # noqa: E402
from kg.model import Article  # noqa: E402
from kg.pipeline import add_readings  # noqa: E402
from kg.read.metadata import complete  # noqa: E402
from kg.read.records import article_of  # noqa: E402
from kg.store import memory_store  # noqa: E402

BY_COUNTRY = "## Places of acled by country"
FEWEST = 10
"""Rows of a country that has a line of its own; the countries with fewer are one line together."""
PAGE = Path(__file__).with_name("ACCURACY.md")
MENTIONS = frozenset(["entities", "places", "times", "claims"])
SPLIT = {"muc4": "dev"}


class Figure(NamedTuple):
    """A row of the table. ``key`` leads to the number in the scorer's JSON; ``mark`` is what it is to reach."""

    set: str
    label: str
    key: tuple[str, ...]
    mark: float | None


def _rows() -> tuple[Figure, ...]:
    rows = [
        ("gold", "events F1", ("events", "f1"), 90),
        ("gold", "facts F1", ("facts", "f1"), 80),
        ("muc4", "GTT micro-F1 (dev)", ("GTT micro", "f1"), 48),
        ("muc4", "CEAF-REE", ("CEAF-REE micro", "f1"), 46),
        ("muc4", "slot date", ("slot date", "f1"), 45),
        ("muc4", "slot place", ("slot place (most specific)", "f1"), 50),
        ("muc4", "slot human number", ("slot human number", "f1"), 45),
        ("muc4", "slot effect", ("slot effect", "f1"), 40),
        ("acled", "sub-type weighted F1, no protests or riots", ("sub-event type, no protests or riots", "f1"), 78),
        ("acled", "deaths exact where somebody died", ("fatalities, rows with deaths", "acc"), 85),
        ("acled", "both actors F1", ("both actors F1", "f1"), 78),
        ("acled", "location name", ("location name", "acc"), 90),
        ("acled", "date exact", ("date exact", "acc"), 98),
        ("acled", "location within 25 km", ("location within 25 km", "acc"), 62),
        ("acled", "location within 25 km, Syria", ("Syria: location within 25 km", "acc"), 55),
        ("types", "weighted F1, 25 classes", ("weighted F1, 25 classes", "f1"), 76),
        ("counts", "killed exact", ("killed exact", "acc"), 89),
        ("counts", "injured exact", ("injured exact", "acc"), 82),
        ("counts", "date exact", ("date exact", "acc"), 80),
        ("events", "argument F1", ("argument F1", "f1"), 38),
        ("entities", "span F1 overlap", ("span F1 overlap", "f1"), 68),
        ("places", "span F1 strict", ("span F1 strict", "f1"), 82),
        ("places", "within 161 km of those found", ("within 161 km, of those found", "acc"), 88),
        ("times", "value F1", ("value F1", "f1"), 78),
        ("claims", "content overlap F1", ("content overlap F1", "f1"), 68),
        ("claims", "source overlap F1", ("source overlap F1", "f1"), 62),
        ("merge", "pairwise F1", ("pairwise F1", "f1"), 88),
        ("merge", "killed exact of merged events", ("killed exact, correct clusters", "acc"), 85),
        ("merge", "injured exact of merged events", ("injured exact, correct clusters", "acc"), 85),
    ]
    return tuple(Figure(s, label, key, mark) for s, label, key, mark in rows)


FIGURES = _rows()


class Share(NamedTuple):
    """A line of the table by country: how many rows are the country's, per cent of them placed within 25 km."""

    country: str
    rows: int
    value: float


def articles(name: str, shared: Path) -> list[Article]:
    """The documents of a set as ``kg build`` would read them."""
    records: list[dict[str, Any]] = []
    if name == "gold":
        for path in sorted((shared / "articles").glob("*.txt")):
            meta = path.with_suffix(".json")
            record = json.loads(meta.read_text(encoding="utf-8")) if meta.exists() else {}
            records.append({**record, "id": path.stem, "text": path.read_bytes().decode("utf-8")})
    else:
        folder = shared / "eval" / "data" / name
        with (folder / "docs.jsonl").open(encoding="utf-8") as file:
            records = [json.loads(line) for line in file]
        if name in SPLIT:
            with (folder / "gold.jsonl").open(encoding="utf-8") as file:
                wanted = {g["id"] for g in map(json.loads, file) if g.get("split") == SPLIT[name]}
            records = [r for r in records if r["id"] in wanted]
    return [complete(article_of(record)[0]) for record in records if record["text"].strip()]


def one_by_one(name: str, part: list[Article]) -> list[str]:
    """Records of a part of a set, each document in a graph of its own."""
    reader = load_reader()
    lines: list[str] = []
    for article in part:
        reading = read_article(article, reader)
        if name in MENTIONS:
            lines += [json_line(record) for record in annotation_records(reading)]
        elif reading.reports:
            store = memory_store()
            add_readings([reading], store)
            lines += [json_line(record) for record in event_records(store)]
    return lines


def together(part: list[Article]) -> list[str]:
    """Records of a set built into one graph."""
    reader = load_reader()
    store = memory_store()
    add_readings((read_article(article, reader) for article in part), store)
    return [json_line(record) for record in event_records(store)]


def predictions(name: str, found: list[Article], pool: ProcessPoolExecutor, jobs: int) -> list[str]:
    """All records of a set, in the order of its documents."""
    if name == "merge":
        return pool.submit(together, found).result()
    size = max(1, min(50, len(found) // (2 * jobs) + 1))
    parts = [found[i : i + size] for i in range(0, len(found), size)]
    return [line for lines in pool.map(one_by_one, [name] * len(parts), parts) for line in lines]


def score(name: str, file: Path, shared: Path, ids: Path | None) -> dict[str, Any]:
    """What the set's scorer says."""
    if name == "gold":
        command = [sys.executable, str(shared / "gold" / "score"), str(shared / "gold"), str(file), "--json"]
    else:
        command = [sys.executable, str(shared / "eval" / "score"), name, str(file), "--json"]
        command += ["--split", SPLIT[name]] if name in SPLIT else []
        command += ["--docs", str(ids)] if ids else []
    said = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    figures: dict[str, Any] = said if name == "gold" else said["figures"]
    return figures


def by_country(file: Path, found: list[Article], shared: Path) -> list[Share]:
    """How often the place is within 25 km, by the coded country, from records that were scored as a whole before.

    Countries with few rows stand together at the end; the others by name.
    """
    wanted = {a.id for a in found}
    coded: dict[str, list[str]] = {}
    with (shared / "eval" / "data" / "acled" / "gold.jsonl").open(encoding="utf-8") as gold:
        for row in map(json.loads, gold):
            if row["id"] in wanted:
                coded.setdefault(row["country"], []).append(row["id"])
    parts = [(country, rows) for country, rows in sorted(coded.items()) if len(rows) >= FEWEST]
    few = [i for rows in coded.values() if len(rows) < FEWEST for i in rows]
    if few:
        parts.append((f"{len(coded) - len(parts)} countries with fewer than {FEWEST} rows", few))
    ids = file.with_suffix(".country")
    shares = []
    for country, rows in parts:
        ids.write_text("\n".join(rows), encoding="utf-8")
        said = score("acled", file, shared, ids)
        shares.append(Share(country, len(rows), round(100 * said["location within 25 km"]["acc"], 1)))
    ids.unlink(missing_ok=True)
    return shares


def read_shares(text: str) -> list[Share]:
    """The table by country of a page written before."""
    rows = re.findall(r"^\| ([^|]+) \| (\d+) \| ([\d.]+) \|$", text.partition(BY_COUNTRY)[2], re.MULTILINE)
    return [Share(country.strip(), int(number), float(value)) for country, number, value in rows]


def country_table(shares: list[Share]) -> str:
    """The section of the page with acled's places by country; empty without figures."""
    if not shares:
        return ""
    lines = ["| country | rows | within 25 km |", "|---|---:|---:|"]
    lines += [f"| {s.country} | {s.rows} | {s.value:.1f} |" for s in shares]
    return (
        f"\n{BY_COUNTRY}\n\nPer cent of a country's rows whose event is placed within 25 km of where it is coded.\n\n"
        + ("\n".join(lines) + "\n")
    )


def read_page(text: str) -> dict[tuple[str, str], float]:
    """The figures of a page written before."""
    rows = re.findall(r"^\| (\w+) \| ([^|]+) \| ([\d.]+) \|", text.partition(BY_COUNTRY)[0], re.MULTILINE)
    return {(s, label.strip()): float(value) for s, label, value in rows}


def committed() -> dict[tuple[str, str], float]:
    """The figures of the last commit."""
    name = PAGE.relative_to(ROOT).as_posix()
    done = subprocess.run(["git", "show", f"HEAD:{name}"], cwd=ROOT, capture_output=True, text=True, check=False)
    return read_page(done.stdout)


def page(values: dict[tuple[str, str], float], before: dict[tuple[str, str], float]) -> str:
    """The table."""
    lines = ["| set | figure | value | mark | change |", "|---|---|---:|---:|---:|"]
    for figure in FIGURES:
        key = (figure.set, figure.label)
        if key not in values:
            continue
        value = values[key]
        change = f"{value - before[key]:+.1f}" if key in before and abs(value - before[key]) >= 0.05 else ""
        mark = "" if figure.mark is None else f"{figure.mark:g}{' ✓' if value >= figure.mark else ''}"
        lines.append(f"| {figure.set} | {figure.label} | {value:.1f} | {mark} | {change} |")
    return "\n".join(lines) + "\n"


INTRODUCTION = """\
# Accuracy

Written by `make eval`: the open halves of the evaluation sets, each document built by itself (merge: one graph), per
cent. The change is against the last committed run.

"""


def chosen(options: argparse.Namespace) -> Iterator[str]:
    known = list(dict.fromkeys(f.set for f in FIGURES))
    for name in options.sets.split(",") if options.sets else known:
        if name not in known:
            sys.exit(f"There is no set {name!r}; known are {', '.join(known)}.")
        yield name


def main() -> None:
    """Build, score, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--sets")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="leave the records in this folder")
    options = parser.parse_args()
    if not options.shared.is_dir():
        sys.exit(f"The evaluation sets are not in {options.shared}; say where with --shared DIR.")
    before = committed()
    written = PAGE.read_text(encoding="utf-8") if PAGE.exists() and not options.limit else ""
    values, shares = read_page(written), read_shares(written)
    with tempfile.TemporaryDirectory() as temporary, ProcessPoolExecutor(options.jobs) as pool:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for name in chosen(options):
            begin = time.monotonic()
            found = articles(name, options.shared)[: options.limit]
            file = folder / f"{name}.jsonl"
            lines = predictions(name, found, pool, options.jobs)
            file.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
            ids = folder / f"{name}.ids" if options.limit else None
            if ids:
                ids.write_text("\n".join(a.id for a in found), encoding="utf-8")
            said = score(name, file, options.shared, ids)
            for figure in (f for f in FIGURES if f.set == name):
                value: Any = said
                for key in figure.key:
                    value = value.get(key, {}) if isinstance(value, dict) else value
                if isinstance(value, (int, float)):
                    values[figure.set, figure.label] = round(100 * value, 1)
            if name == "acled":
                shares = by_country(file, found, options.shared)
            print(f"{name}: {len(found)} documents, {time.monotonic() - begin:.0f} s", file=sys.stderr)
    table = page(values, before) + country_table(shares)
    print(table)
    if not options.limit:
        PAGE.write_text(INTRODUCTION + table, encoding="utf-8")


if __name__ == "__main__":
    main()
