"""The graph in every database: loaded, counted, asked and timed; writes ``docs/databases.md``.

    python tests/benchmarks/bench_databases.py [--events 100000] [NAME ...]

Each server is real, fetched and started as by ``make test-servers``. Questions are asked of the sample reports, times are of
a generated store (``tests/generated.py``). Names are those of ``tests/servers/databases.py``; without any, all.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from kg.export.neo4j_csv import write_neo4j_csv  # noqa: E402
from kg.store import GraphStore, open_for_reading  # noqa: E402
from tests.generated import generated_store  # noqa: E402
from tests.servers.databases import LOADERS, Held, load  # noqa: E402
from tests.servers.running import Missing  # noqa: E402

PAGE = ROOT / "docs" / "databases.md"
HEAD = """# Databases

<!-- Made by tests/benchmarks/bench_databases.py, which runs the functions that `make test-servers` asserts. -->

Every database below was fetched, started, loaded the way the table says, counted against the source, asked the canned
questions and stopped, by the tests. `kg push` goes on where it was stopped, changes nothing the second time, and verifies
what arrived.

```sh
kg push http://localhost:3030/ds                       # Fuseki; Oxigraph, Virtuoso, GraphDB, Neptune, … likewise
kg push bolt://localhost:7687 --auth neo4j:secret      # Neo4j; ArcadeDB likewise
kg ask timeline-of-place --place Idlib --endpoint http://localhost:3030/ds/sparql
```

In the property graph the questions are `queries/cypher/*.cypher`, with the rows of the SPARQL ones.
"""
TAIL = """
Rows are compared with those of the embedded store, as sets; Fuseki and Oxigraph keep the order too. Evidence: figures of
the sample reports that have the quote one hop away (`SAID_IN`).

- **Virtuoso 7** gives other rows in `claims` (`OPTIONAL { GRAPH … }` after a `UNION` stays unbound), in `evidence-of-event`
  (the `BIND` of one branch of a `UNION` reaches the others) and, with some reports, in `possible-ceasefire-breaches` (a
  comparison with a coalesced day). It orders labels by a collation of its own, rounds coordinates to seven digits and writes
  truth values as 1 and 0, which the checksums allow for.
- The questions in Cypher give the rows of the SPARQL questions' own fixtures too, on Neo4j, ArcadeDB and FalkorDB.
- **A full server** (tested on Oxigraph, Virtuoso and Fuseki whose files may not grow): `kg push` says what the server says and
  ends with 1; run again when there is room, it sends what is missing.
- **FalkorDB 4** compares days wrongly before 1970 and after 2037.
- **Ladybug** has one label a node and one table a type and pair of ends, so the questions in Cypher would need other names
  there; it is counted only.
- No library that builds on Python 3.11 writes **HDT**; `rdf2hdt` makes one of `kg export ntriples`.
"""


def line(sample: Held | str, large: Held | str | None) -> str:
    """A line of the table."""
    if isinstance(sample, str):
        return f"| {sample} | | | | | |"
    equal = "equal" if sample.found == sample.expected else f"**{sample.expected} wanted**"
    numbers = " / ".join(f"{n:,}" for n in sample.found)
    total = sample.equal + len(sample.unequal)
    asked = f"{sample.equal} of {total}" if total else "–"
    evidence = f"{sample.evidence[1]} of {sample.evidence[0]}" if sample.evidence else "in every row"
    took = "–"
    if isinstance(large, Held):
        mark = "" if large.found == large.expected else " **counts differ**"
        took = f"{large.seconds:,.0f} s{mark}"
    return f"| {sample.database} | {sample.how} | {numbers} {sample.unit}, {equal} | {asked} | {evidence} | {took} |"


def attempt(name: str, store: GraphStore, *, ask: bool) -> Held | str:
    """What a database held, or why it cannot be had."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            return load(name, store, Path(folder) / "server", ask=ask)
        except Missing as missing:
            return f"{name}: {missing}"


def yardstick(store: GraphStore) -> float:
    """Seconds to write the Neo4j CSV of the same store, which every time can be set against."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        write_neo4j_csv(store, Path(folder) / "csv")
        return time.perf_counter() - start


def main() -> None:
    """Load all, write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="databases; all without any")
    parser.add_argument("--events", type=int, default=100_000, help="events of the generated store")
    options = parser.parse_args()
    names = options.names or list(LOADERS)
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        sample = Path(folder) / "sample"
        reports = str(ROOT / "data" / "articles")
        command = [sys.executable, "-m", "kg", "build", reports, "--store", str(sample)]
        subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
        generated_store(Path(folder) / "large", options.events).close()
        small, large = open_for_reading(sample), open_for_reading(Path(folder) / "large")
        statements = len(large)
        csv = yardstick(large)
        for name in names:
            lines.append(line(attempt(name, small, ask=True), attempt(name, large, ask=False)))
            print(lines[-1], flush=True)
    head = f"| database | loaded by | holds, of the sample reports | questions equal | evidence | {options.events:,} events |"
    note = (
        f"\nThe last column: seconds for {options.events:,} generated events ({statements:,} statements), export included, on "
        f"two shared cores; writing the Neo4j CSV of the same store took {csv:,.0f} s in the same run.\n"
    )
    rule = "|---|---|---|---:|---:|---:|"
    PAGE.write_text("\n".join([HEAD, head, rule, *lines, note]) + TAIL, encoding="utf-8")


if __name__ == "__main__":
    main()
