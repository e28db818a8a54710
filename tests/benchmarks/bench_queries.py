"""Every canned question over a generated store: the embedded store against rdflib's own engine, in one run.

    python tests/benchmarks/bench_queries.py [--articles N] [--store DIR] [--without-rdflib]

700 articles give 1.5 million statements. Times are of the processor, the best of three for the store; rdflib's engine
gets ``LIMIT`` seconds a question. Mark: each question under 0.2 s in the store. ``--store`` keeps the store for another
run.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from kg.asking import select  # noqa: E402
from kg.canned import Question, find_question, load_questions  # noqa: E402
from kg.increment import Increment  # noqa: E402
from kg.names import bind_names  # noqa: E402
from kg.store import GraphStore, open_for_reading, open_for_writing  # noqa: E402
from kg.terms import object_of, subject_of  # noqa: E402
from kg.vocabulary import RDF, RDFS, C  # noqa: E402
from tests.benchmarks.generated_readings import readings  # noqa: E402

MARK = 0.2
LIMIT = 10
"""Seconds for which rdflib's engine may look for one answer."""
ASKED = {"date": "2020-01-20", "since": "2019-06-01", "lat": "33.5", "lon": "37.2", "km": "40"}
MONTH = {"from": "2020-01-01", "until": "2020-01-31"}
NARROWER = {
    "claims": ("place",),
    "casualties-by-side": ("place",),
    "events": ("place",),
    "single-source-events": tuple(MONTH),
}
"""What list everything there is when nothing is given, asked again for a province or a month."""


def built(folder: Path, articles: int) -> GraphStore:
    """The store of so many generated articles, settled."""
    if not (folder / "conflict-kg.txt").exists():
        store = open_for_writing(folder)
        # One change put in as a whole, where a build writes batches: the graph is the same.
        store.store.bulk_extend(Increment(store).change(list(readings(articles))).add)
        store.infer()
        store.optimize()
        store.close()
    return open_for_reading(folder)


def asked(store: GraphStore) -> dict[str, str]:
    """Values for parameters, of things that the store knows: rdflib's engine cannot be asked for nothing at all."""
    province, group = (
        object_of(next(store.match(min(things), RDFS.label, None, C.reference)))
        for things in (
            [subject_of(q) for q in store.match(None, RDF.type, C.NAMESPACE + kind, C.reference)]
            for kind in ("Province", "ArmedGroup")
        )
    )
    event = min(subject_of(q) for q in store.match(None, C.eventType, None, C.conclusions))
    return {**ASKED, **MONTH, "place": province, "actor": group, "event": event}


def bound(question: Question, store: GraphStore, values: Mapping[str, str], more: Sequence[str] = ()) -> str:
    """The question as it is asked: only what is needed is given, so that nothing else narrows it, and ``more``."""
    given = {p.name: values[p.name] for p in question.parameters if p.required or p.name in more}
    return bind_names(question, given, lambda text: select(store, text)).text


def best(ask: Callable[[], int], rounds: int = 3) -> tuple[float, int]:
    """Processor seconds of the quickest round, and the rows."""
    times = []
    rows = 0
    for _ in range(rounds):
        begin = time.process_time()
        rows = ask()
        times.append(time.process_time() - begin)
    return min(times), rows


def within_limit(ask: Callable[[], int]) -> tuple[float, int] | None:
    """Processor seconds and rows of one round in a process of its own, ``None`` if it takes too long."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        # Whatever happens, this process ends here: what follows is the parent's.
        try:
            signal.alarm(LIMIT)
            taken, rows = best(ask, 1)
            os.write(write, f"{taken} {rows}".encode())
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as answers:
        said = answers.read().split()
    os.waitpid(child, 0)
    return (float(said[0]), int(said[1])) if said else None


def main() -> None:
    """Print a table for RESULTS.md."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int, default=700)
    options.add_argument("--store", type=Path)
    options.add_argument("--without-rdflib", action="store_true")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        store = built(given.store or Path(temporary) / "store", given.articles)
        print(f"{len(store)} statements\n")
        values = asked(store)
        texts = {q.name: bound(q, store, values) for q in load_questions()}
        texts |= {f"{name}, narrower": bound(find_question(name), store, values, m) for name, m in NARROWER.items()}
        embedded = {name: best(lambda text=text: len(select(store, text).rows)) for name, text in texts.items()}  # type: ignore[misc]
        other: dict[str, tuple[float, int] | None] = {}
        if not given.without_rdflib:
            import rdflib

            dataset = rdflib.Dataset()
            graphs = [str(g.value) for g in store.store.named_graphs() if g.value not in (C.texts, C.ontology)]
            dataset.parse(data="\n".join(store.sorted_lines(sorted(graphs))), format="nquads")
            other = {n: within_limit(lambda text=t: sum(1 for _ in dataset.query(text))) for n, t in texts.items()}  # type: ignore[misc]
        print("| question | rows | embedded, s | rdflib, s |\n|---|---:|---:|---:|")
        for name, (taken, rows) in sorted(embedded.items()):
            theirs = other.get(name)
            said = "–" if name not in other else f"> {LIMIT}" if theirs is None else f"{theirs[0]:.2f}"
            over = " (over the mark)" if taken > MARK else ""
            print(f"| {name} | {rows} | {taken:.3f}{over} | {said} |")


if __name__ == "__main__":
    main()
