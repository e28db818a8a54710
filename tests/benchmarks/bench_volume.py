"""Volume: speed against bare spaCy, two workers against one, memory, loading, and one article added to a large store.

    python tests/benchmarks/bench_volume.py [--articles 20000] [--sample 300] [--short 4]

The articles are made from templates (``volume_corpus.py``: what happened is known, and they are no measure of accuracy);
where the open evaluation sets lie beside the checkout, their texts go with the sample, repeated under shifted dates.
``--sample`` articles of sixteen sentences measure speed; ``--articles`` of about ``--short`` sentences measure what grows
with their number. Ratios are of processor time where other work on the machine would blur the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from kg.model import Article  # noqa: E402
from tests.benchmarks.volume_corpus import made_articles  # noqa: E402

OPEN_SETS = ROOT.parent / "shared" / "eval" / "data"
SETS = ("merge", "events", "counts")
BARE = """
import json, sys, time
from kg.extract.parse import load_model
nlp = load_model()
texts = [json.loads(line)["text"] for line in open(sys.argv[1], encoding="utf-8")]
for _ in nlp.pipe(texts, batch_size=16): pass
"""


class Cost(NamedTuple):
    """What a command took. ``memory``: MB of the largest process, ``processor``: seconds of all of them."""

    clock: float
    processor: float
    memory: float


def run(*command: str) -> Cost:
    """Run a command to its end."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment, cwd=ROOT)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} failed.")
    return Cost(time.perf_counter() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def kg(*arguments: object) -> Cost:
    """Run a command of ours."""
    return run(sys.executable, "-m", "kg", *map(str, arguments))


def write(path: Path, articles: Iterable[Article]) -> int:
    """Articles as JSON Lines; how many."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for a in articles:
            record = {"id": a.id, "text": a.text, "published": a.published and a.published.isoformat()}
            file.write(json.dumps({**record, "publisher": a.publisher}) + "\n")
            count += 1
    return count


def open_texts(count: int) -> Iterator[Article]:
    """Texts of the open evaluation sets, over and over, each time under other ids and later dates."""
    texts = []
    for name in SETS:
        path = OPEN_SETS / name / "docs.jsonl"
        if path.exists():
            texts += [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()[:100]]
    for n in range(count if texts else 0):
        record = texts[n % len(texts)]
        turn = n // len(texts)
        day = date.fromisoformat((record.get("published") or "2015-01-01")[:10]) + timedelta(days=7 * turn)
        yield Article(f"{record['id']} turn {turn}", record["text"], published=day)


def speed(folder: Path, sample: int) -> None:
    """Articles a second against bare spaCy, and two workers against one."""
    path = folder / "sample.jsonl"
    count = write(path, [*(a for a, _ in made_articles(sample)), *open_texts(sample // 3)])
    ratios, gains, bounds = [], [], []
    for turn in range(2):
        bare = run(sys.executable, "-c", BARE, str(path))
        one = kg("build", path, "--store", folder / f"one{turn}")
        two = kg("build", path, "--store", folder / f"two{turn}", "--workers", 2)
        ratios.append(bare.processor / one.processor)
        gains.append(one.clock / two.clock)
        bounds.append(2 * one.processor / two.processor)
    print(
        f"{count} articles: bare spaCy {count / bare.processor:.1f}, kg build {count / one.processor:.1f} a second of"
    )
    print(f"processor time; ratio {statistics.median(ratios):.2f} (mark 0.8). Two workers against one: by the clock")
    print(f"{max(gains):.2f} times, by processor time on two free cores {statistics.median(bounds):.2f} (mark 1.8)")


def growth(folder: Path, articles: int, short: int) -> Path:
    """Peak memory of building and exporting a quarter of the articles and all; the large store."""
    peaks: dict[str, list[Cost]] = {"build": [], "export nquads": [], "export events": []}
    store = folder / "none"
    for count in (articles // 4, articles):
        path, store = folder / f"{count}.jsonl", folder / f"store{count}"
        write(path, (a for a, _ in made_articles(count, sentences=short)))
        peaks["build"].append(kg("build", path, "--store", store, "--report", folder / f"{count}.json", "--workers", 2))
        for form in ("nquads", "events"):
            peaks[f"export {form}"].append(kg("export", form, "--store", store, "-o", folder / f"{count}.{form}"))
    for what, (few, all_of_them) in peaks.items():
        print(
            f"{what}: peak {few.memory:.0f} MB at {articles // 4:,} articles, {all_of_them.memory:.0f} MB at "
            f"{articles:,}: ratio {all_of_them.memory / few.memory:.2f} (mark 1.10); "
            f"{all_of_them.clock:.0f} s by the clock, {all_of_them.processor:.0f} s of processor time"
        )
    told = json.loads((folder / f"{articles}.json").read_text(encoding="utf-8"))
    print(f"the report: {told['reports']:,} reports, {told['new_events']:,} events; stages {told['stages']}")
    return store


def loading(folder: Path, articles: int) -> None:
    """Statements a second, against the loader of the database alone."""
    whole, part = folder / f"{articles}.nquads", folder / "graph.nq"
    whole.rename(part)
    oxigraph = Path(sys.executable).with_name("oxigraph")
    ours, theirs = [], []
    for turn in range(3):
        theirs.append(run(str(oxigraph), "load", "--location", str(folder / f"ox{turn}"), "--file", str(part)))
        ours.append(kg("load", part, "--store", folder / f"loaded{turn}"))
    count = sum(1 for _ in part.open("rb"))
    clock = statistics.median(t.clock / o.clock for t, o in zip(theirs, ours, strict=True))
    work = statistics.median(t.processor / o.processor for t, o in zip(theirs, ours, strict=True))
    print(
        f"loading {count:,} statements: oxigraph load {count / theirs[-1].clock:,.0f} a second, kg load "
        f"{count / ours[-1].clock:,.0f}; ratio {clock:.2f} by the clock, {work:.2f} of processor time (mark 0.8)"
    )


def one_more(store: Path, articles: int, short: int) -> None:
    """What an article costs that comes to a large store, against its own reading."""
    from kg.extract.reading import load_reader, read_article
    from kg.increment import Increment
    from kg.store import open_for_writing

    reader = load_reader()
    opened = open_for_writing(store)
    sizes, whole = (short, 16), {}
    for sentences in sizes:
        ratios = []
        for n, (made, _) in enumerate(made_articles(40, seed=5, sentences=sentences)):
            article = replace(made, id=f"more {sentences} {n}")
            begin = time.process_time()
            reading = read_article(article, reader)
            read = time.process_time()
            change = Increment(opened).change([reading])
            opened.apply(change.remove, change.add)
            end = time.process_time()
            ratios.append(((end - begin) / (read - begin), 1000 * (end - read)))
        whole[sentences] = (statistics.median(r for r, _ in ratios[5:]), statistics.median(ms for _, ms in ratios[5:]))
    opened.close()
    for sentences, (ratio, milliseconds) in whole.items():
        print(
            f"one more article of {sentences} sentences in a store of {articles:,}: {ratio:.2f} times its own reading "
            f"(mark 2); merging and writing {milliseconds:.0f} ms"
        )


def main() -> None:
    """Print each figure with its mark."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int, default=20_000)
    options.add_argument("--sample", type=int, default=300)
    options.add_argument("--short", type=int, default=4)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        speed(folder, given.sample)
        sys.stdout.flush()
        store = growth(folder, given.articles, given.short)
        sys.stdout.flush()
        loading(folder, given.articles)
        one_more(store, given.articles, given.short)


if __name__ == "__main__":
    main()
