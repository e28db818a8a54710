"""Exporting at volume: memory that does not grow, and rows a second against writing the same graph as N-Quads.

    python tests/benchmarks/bench_exports.py [--events 1000000] [--small 200000] [--keep FOLDER]

Two generated stores (``tests/generated.py``); each export runs in a process of its own, whose peak memory is its own.
The database caches what it reads, up to 128 MB of words and 32 MB of each index: from about 150,000 events on these caches
are full, so the small store is no smaller. Marks: peak at the large store within 10 % of that at the small one.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.generated import generated_store  # noqa: E402

CHILD = """
import json, re, sys, time
from pathlib import Path
from kg.export.neo4j_csv import write_neo4j_csv
from kg.export.rdf import exported_graphs
from kg.store import open_for_reading
store, form, out = open_for_reading(Path(sys.argv[1])), sys.argv[2], Path(sys.argv[3])
start = time.process_time()
if form == "neo4j":
    rows = sum(write_neo4j_csv(store, out).values())
else:
    rows = 0
    with out.open("wb") as file:
        for graph in exported_graphs(store):
            for quad in store.match(graph=graph):
                file.write(f"{quad.subject} {quad.predicate} {quad.object} {quad.graph_name} .\\n".encode())
                rows += 1
# Not ru_maxrss: that of a child begins with its parent's.
peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024
print(json.dumps([rows, time.process_time() - start, peak]))
"""


def run(store: Path, form: str, out: Path) -> tuple[int, float, float]:
    """Rows, seconds of the processor and megabytes at most of one export."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(store), form, str(out)], check=True, capture_output=True, text=True, cwd=ROOT
    )
    rows, seconds, peak = json.loads(done.stdout)
    return rows, seconds, peak


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--small", type=int, default=200_000)
    parser.add_argument("--keep", type=Path, help="make the stores in this folder, and use those that are there")
    options = parser.parse_args()
    peaks = []
    with tempfile.TemporaryDirectory() as folder:
        for events in (options.small, options.events):
            place = (options.keep or Path(folder)) / str(events)
            if not place.exists():
                generated_store(place, events).close()
            lines, plain, _ = run(place, "nquads", Path(folder) / f"{events}.nq")
            rows, seconds, peak = run(place, "neo4j", Path(folder) / f"{events}.csv")
            peaks.append(peak)
            print(
                f"{events:,} events: {lines:,} statements as N-Quads {plain:.1f} s; {rows:,} rows of Neo4j CSV {seconds:.1f} s, "
                f"peak {peak:.0f} MB; CSV against N-Quads of the same graph {plain / seconds:.2f}",
                flush=True,
            )
    print(f"peak memory, {options.events:,} against {options.small:,} events: {peaks[1] / peaks[0]:.2f} (mark 1.10)")


if __name__ == "__main__":
    main()
