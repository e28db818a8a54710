"""The graph in every database: loaded, counted, asked and timed; writes ``docs/databases.md``.

    python tests/benchmarks/bench_databases.py [--events 100000] [--limit 300] [--stores FOLDER] [NAME ...]

Each server is real, fetched and started as by ``make test-servers``. Questions are asked of the sample reports, times are of
generated stores (``tests/generated.py``): of so many events, and where that takes longer than the limit, of a tenth, of a
hundredth. Names are those of ``tests/servers/databases.py``; without any, all. What was measured stands in ``databases.tsv``
beside this file, a row a name, and the page is made from it, so rows that were not measured now stay as they were;
``--page`` measures nothing.
"""

from __future__ import annotations

import argparse
import csv
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from kg.export.neo4j_csv import write_neo4j_csv  # noqa: E402
from kg.store import GraphStore, open_for_reading  # noqa: E402
from tests.generated import generated_store  # noqa: E402
from tests.servers.databases import LOADERS, Held, load  # noqa: E402
from tests.servers.running import Missing  # noqa: E402

PAGE = ROOT / "docs" / "databases.md"
RECORDS = Path(__file__).with_name("databases.tsv")
YARDSTICK = "csv"
"""The name of the row that says how long writing the Neo4j CSV took, which every time can be set against."""
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

Many events are loaded sooner by what the database brings itself, from a file, before it starts:

```sh
kg export nquads -o graph.nq
tdb2.tdbloader --loc DATABASE graph.nq                 # Fuseki, then: fuseki-server --tdb2 --loc DATABASE /ds
oxigraph load --location DATABASE --file graph.nq
kg export neo4j -o csv && sh csv/import.sh             # Neo4j; `kg export ladybug` has its COPY FROM likewise
```

Virtuoso takes it while it runs, from a folder of its `DirsAllowed`, by `isql`:
`ld_dir('FOLDER', 'graph.nq', 'http://none/'); rdf_loader_run(); checkpoint;`

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
- **FalkorDB 4** compares days wrongly before 1970 and after 2037. Its bulk loader takes no days and strips words, so it was not
  used; **ArcadeDB** was loaded by `kg push` only.
- **Ladybug** has one label a node and one table a type and pair of ends, so the questions in Cypher would need other names
  there; it is counted only.
- No library that builds on Python 3.11 writes **HDT**; `rdf2hdt` makes one of `kg export ntriples`.
"""


class Record(NamedTuple):
    """What was measured of a way to load a database, as the cells of a row say it."""

    name: str
    database: str
    how: str
    holds: str
    questions: str
    evidence: str
    events: int
    """Events of the store that was timed; 0: none was."""
    statements: int
    seconds: float


class TooLong(Exception):
    """It took longer than the limit."""


def read_records(path: Path) -> dict[str, Record]:
    """The rows measured so far, by name."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file, delimiter="\t"))[1:]
    found = {}
    for name, database, how, holds, questions, evidence, events, statements, seconds in lines:
        cells = (name, database, how, holds, questions, evidence)
        found[name] = Record(*cells, int(events), int(statements), float(seconds))
    return found


def merged(known: Mapping[str, Record], new: Sequence[Record]) -> list[Record]:
    """New rows in the place of those of the same names, in the order of the loaders; all others as they were."""
    found = {**known, **{record.name: record for record in new}}
    return [found[name] for name in (*LOADERS, YARDSTICK) if name in found]


def write_records(path: Path, records: Sequence[Record]) -> None:
    """The rows as a table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(Record._fields)
        writer.writerows(records)


def page(records: Sequence[Record]) -> str:
    """The page that shows these rows."""
    rows = [record for record in records if record.name != YARDSTICK]
    most = max((record.events for record in rows), default=0)
    sizes = {record.events: record.statements for record in records if record.events}
    stores = ", ".join(f"{events:,} generated events ({sizes[events]:,} statements)" for events in sorted(sizes))
    yardstick = "".join(
        f"; writing the Neo4j CSV of {record.events:,} took {record.seconds:,.0f} s"
        for record in records
        if record.name == YARDSTICK
    )
    return "\n".join(
        [
            HEAD,
            f"| database | loaded by | holds, of the sample reports | questions equal | evidence | time for {most:,} events |",
            "|---|---|---|---:|---:|---:|",
            *(_line(record, most) for record in rows),
            "",
            f"The last column: seconds for {stores}, export included, on two cores shared with other jobs{yardstick}.",
            "What the database then holds was counted, and is equal where nothing else is said. Where a row says fewer events,",
            "more took longer than five minutes or were not tried. The sample reports are as they were read when a row was measured.",
            TAIL,
        ]
    )


def _line(record: Record, most: int) -> str:
    took = "–"
    if record.events:
        took = f"{record.seconds:,.0f} s" if record.events == most else f"{record.events:,} in {record.seconds:,.0f} s"
    cells = (record.database, record.how, record.holds, record.questions, record.evidence, took)
    return f"| {' | '.join(cells)} |"


def record(name: str, sample: Held, large: Held | None, events: int, statements: int) -> Record:
    """What was measured, in words."""
    equal = "equal" if sample.found == sample.expected else f"**{sample.expected} wanted**"
    if large is not None and large.found != large.expected:
        equal += f"; of {events:,} events **{large.found}, {large.expected} wanted**"
    numbers = " / ".join(f"{n:,}" for n in sample.found)
    total = sample.equal + len(sample.unequal)
    return Record(
        name,
        sample.database,
        sample.how,
        f"{numbers} {sample.unit}, {equal}",
        f"{sample.equal} of {total}" if total else "–",
        f"{sample.evidence[1]} of {sample.evidence[0]}" if sample.evidence else "in every row",
        events if large is not None else 0,
        statements if large is not None else 0,
        round(large.seconds, 1) if large is not None else 0.0,
    )


@contextmanager
def at_most(seconds: int) -> Iterator[None]:
    """Raises ``TooLong`` when what is done takes longer; servers are stopped on the way out."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TooLong

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def attempt(name: str, store: GraphStore, *, ask: bool) -> Held:
    """What a database held."""
    with tempfile.TemporaryDirectory() as folder:
        return load(name, store, Path(folder) / "server", ask=ask)


def generated(stores: Path, events: int) -> GraphStore:
    """A generated store, made once."""
    folder = stores / f"events-{events}"
    if not folder.exists():
        generated_store(folder, events).close()
    return open_for_reading(folder)


def measured(name: str, small: GraphStore, stores: Path, sizes: Sequence[int], limit: int) -> Record:
    """A database with the sample reports, and with as many events as it takes in time."""
    sample = attempt(name, small, ask=True)
    for events in sizes:
        large = generated(stores, events)
        try:
            with at_most(limit):
                held = attempt(name, large, ask=False)
        except TooLong:
            print(f"{name}: {events:,} events take longer than {limit} s", flush=True)
        else:
            print(f"{name}: {events:,} events: {held.found} of {held.expected} in {held.seconds:.1f} s", flush=True)
            return record(name, sample, held, events, len(large))
        finally:
            large.close()
    return record(name, sample, None, 0, 0)


def yardstick(stores: Path, events: int) -> Record:
    """How long writing the Neo4j CSV takes."""
    large = generated(stores, events)
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        write_neo4j_csv(large, Path(folder) / "csv")
        seconds = time.perf_counter() - start
    return Record(YARDSTICK, "", "", "", "", "", events, len(large), round(seconds, 1))


def main() -> None:
    """Load what was named, write its rows and the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", choices=[*LOADERS, YARDSTICK, []], help="databases; all without any")
    parser.add_argument("--events", type=int, default=100_000, help="events of the generated store")
    parser.add_argument("--limit", type=int, default=300, help="seconds that loading may take")
    parser.add_argument("--stores", type=Path, help="folder that keeps generated stores; else they are thrown away")
    parser.add_argument("--page", action="store_true", help="make the page of what was measured before")
    options = parser.parse_args()
    names = [] if options.page else options.names or [*LOADERS, YARDSTICK]
    sizes = [size for size in (options.events, options.events // 10, options.events // 100) if size]
    with tempfile.TemporaryDirectory() as folder:
        sample = Path(folder) / "sample"
        stores = options.stores or Path(folder)
        if set(names) - {YARDSTICK}:
            command = [sys.executable, "-m", "kg", "build", str(ROOT / "data" / "articles"), "--store", str(sample)]
            subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
        for name in names:
            try:
                if name == YARDSTICK:
                    new = yardstick(stores, options.events)
                else:
                    small = open_for_reading(sample)
                    new = measured(name, small, stores, sizes, options.limit)
                    small.close()
            except Missing as missing:
                print(f"{name}: {missing}", flush=True)
                continue
            # After each, so that nothing measured is lost.
            write_records(RECORDS, merged(read_records(RECORDS), [new]))
            write_page()
    write_page()


def write_page() -> None:
    """The page of all rows measured so far."""
    PAGE.write_text(page(list(read_records(RECORDS).values())), encoding="utf-8")


if __name__ == "__main__":
    main()
