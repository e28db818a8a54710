"""The graph in every database: loaded, counted, asked and timed; writes ``docs/databases.md``.

    python tests/benchmarks/bench_databases.py [--events 100000] [--limit 300] [--stores FOLDER] [--part sample|times|both|page] [NAME ...]

Each server is real, fetched and started as by ``make test-servers``. Questions are asked of the sample reports, times are of
generated stores (``tests/generated.py``): of so many events, and where that takes longer than the limit, of a tenth, of a
hundredth. Names are those of ``tests/servers/databases.py``; without any, all. What was measured stands in ``databases.tsv``
beside this file, a row a name, and the page is made from it, so rows that were not measured now stay as they were;
``--part`` measures what is held of the sample reports, or the times, or nothing and makes the page.
"""

from __future__ import annotations

import argparse
import csv
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from kg.export.neo4j_csv import write_neo4j_csv  # noqa: E402
from kg.store import GraphStore, open_for_reading  # noqa: E402
from tests.generated import generated_store  # noqa: E402
from tests.servers.databases import LOADERS, Held, Took, Watch, load  # noqa: E402
from tests.servers.running import Missing  # noqa: E402

PAGE = ROOT / "docs" / "databases.md"
RECORDS = Path(__file__).with_name("databases.tsv")
YARDSTICK = "csv"
"""The name of the row that says how long writing the Neo4j CSV took, which every time can be set against."""
COLUMNS = ("database", "loaded by", "holds, of the sample reports", "questions equal", "evidence")
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

- **Virtuoso 7** gave other rows in `claims` (a `BIND` after an `OPTIONAL` unbinds what another `OPTIONAL` found) and in
  `evidence-of-event` (`CONCAT` of an unbound variable is a string); both are written now so that it answers alike. With some
  reports it still differs in `possible-ceasefire-breaches` (a comparison with a coalesced day). It orders labels by a collation
  of its own, rounds coordinates to seven digits and writes truth values as 1 and 0, which the checksums allow for.
- The questions in Cypher give the rows of the SPARQL questions' own fixtures too, on Neo4j, ArcadeDB, FalkorDB and Ladybug.
- **A full server** (tested on Oxigraph, Virtuoso and Fuseki whose files may not grow): `kg push` says what the server says (Virtuoso
  hangs up on an update, which it says too) and ends with 1; run again when there is room, it sends what is missing.
- **FalkorDB 4** compares days wrongly before 1970 and after 2037. Its bulk loader takes no days and strips words, so it was not
  used; **ArcadeDB** was loaded by `kg push` only.
- **Ladybug** has one label a node and one table a type and pair of ends. The questions are put in its words by a few rules
  (`tests/servers/ladybug.py`): a class is looked for in the property `labels`, a type is its table, `from` is `from_`.
- Names with quotes, breaks, right-to-left text and emoji and quotes of 10,000 characters are read back whole from Neo4j, FalkorDB
  and Ladybug. FalkorDB knows no `\\u` in a string, so the script of `kg export cypher` has such characters as they are.
- **HDT**: no library that builds on Python 3.11 writes it. `rdf2hdt -rdftype ntriples graph.nt graph.hdt` of hdt-java (from Maven
  Central, `org.rdfhdt:hdt-java-cli:2.1.2`) makes it of `kg export ntriples`; the tests read it back whole, hostile words too.
"""


class Record(NamedTuple):
    """What was measured of a way to load a database, as the cells of a row say it."""

    name: str
    database: str = ""
    how: str = ""
    holds: str = ""
    questions: str = ""
    evidence: str = ""
    events: int = 0
    """Events of the store that was timed; 0: none was."""
    statements: int = 0
    seconds: float = 0.0
    processor: float = 0.0
    """Seconds of the processor, ours and the database's."""
    lacking: str = ""
    """What the database then held of the events, where that is not what was sent."""


class TooLong(Exception):
    """It took longer than the limit."""


def read_records(path: Path) -> dict[str, Record]:
    """The rows measured so far, by name."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file, delimiter="\t"))[1:]
    found = {}
    for *cells, events, statements, seconds, processor, lacking in lines:
        name, database, how, holds, questions, evidence = cells
        numbers = (int(events), int(statements), float(seconds), float(processor))
        found[name] = Record(name, database, how, holds, questions, evidence, *numbers, lacking)
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
            f"| {' | '.join((*COLUMNS, f'time for {most:,} events'))} | of the processor |",
            "|---|---|---|---:|---:|---:|---:|",
            *(_line(record, most) for record in rows),
            "",
            f"The last columns: seconds for {stores}, export included, on two cores shared with other jobs{yardstick}.",
            "Of the processor: ours and the database's together, where that was measured. What the database then holds was",
            "counted, and is equal where nothing else is said. Where a row says fewer events, more took longer than five minutes",
            "or were not tried. The sample reports are as they were read when a row was measured.",
            TAIL,
        ]
    )


def _line(record: Record, most: int) -> str:
    took = processor = "–"
    if record.events:
        took = f"{record.seconds:,.0f} s" if record.events == most else f"{record.events:,} in {record.seconds:,.0f} s"
        processor = f"{record.processor:,.0f} s" if record.processor else "–"
    if record.lacking:
        took += f"; **{record.lacking}**"
    cells = (record.database, record.how, record.holds, record.questions, record.evidence, took, processor)
    return f"| {' | '.join(cells)} |"


def held_of_sample(known: Record, held: Held) -> Record:
    """The row with what the database holds of the sample reports, and what it answers."""
    equal = "equal" if held.found == held.expected else f"**{held.expected} wanted**"
    numbers = " / ".join(f"{n:,}" for n in held.found)
    total = held.equal + len(held.unequal)
    return known._replace(
        database=held.database,
        how=held.how,
        holds=f"{numbers} {held.unit}, {equal}",
        questions=f"{held.equal} of {total}" if total else "–",
        evidence=f"{held.evidence[1]} of {held.evidence[0]}" if held.evidence else "in every row",
    )


def timed(known: Record, took: Took, events: int, statements: int) -> Record:
    """The row with how long so many events took."""
    return known._replace(
        events=events, statements=statements, seconds=round(took.seconds, 1), processor=round(took.processor, 1)
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


def long_run(known: Record, stores: Path, sizes: Sequence[int], limit: int) -> Record:
    """The row with the time of as many events as go in within the limit."""
    for events in sizes:
        large = generated(stores, events)
        try:
            with at_most(limit):
                held = attempt(known.name, large, ask=False)
        except TooLong:
            print(f"{known.name}: {events:,} events take longer than {limit} s", flush=True)
        else:
            took = f"{held.took.seconds:.1f} s, {held.took.processor:.1f} of the processor"
            print(f"{known.name}: {events:,} events: {held.found} of {held.expected} in {took}", flush=True)
            lacking = "" if held.found == held.expected else f"{held.found}, {held.expected} wanted"
            return timed(known, held.took, events, len(large))._replace(lacking=lacking)
        finally:
            large.close()
    return known


def yardstick(stores: Path, events: int) -> Record:
    """How long writing the Neo4j CSV takes."""
    large = generated(stores, events)
    with tempfile.TemporaryDirectory() as folder:
        watch = Watch()
        write_neo4j_csv(large, Path(folder) / "csv")
        took = watch.took()
    return timed(Record(YARDSTICK), took, events, len(large))


def main() -> None:
    """Load what was named, write its rows and the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", choices=[*LOADERS, YARDSTICK, []], help="databases; all without any")
    parser.add_argument("--events", type=int, default=100_000, help="events of the generated store")
    parser.add_argument("--limit", type=int, default=300, help="seconds that loading may take")
    parser.add_argument("--stores", type=Path, help="folder that keeps generated stores; else they are thrown away")
    parser.add_argument("--part", choices=["sample", "times", "both", "page"], default="both", help="what to measure")
    options = parser.parse_args()
    names = options.names or [*LOADERS, YARDSTICK]
    sizes = [size for size in (options.events, options.events // 10, options.events // 100) if size]
    with tempfile.TemporaryDirectory() as folder:
        stores = options.stores or Path(folder)
        if options.part in ("sample", "both"):
            sample = sample_reports(Path(folder) / "sample")
            for name in names:
                if name != YARDSTICK:
                    keep(name, lambda known: held_of_sample(known, attempt(known.name, sample, ask=True)))
        if options.part in ("times", "both"):
            for name in names:
                if name == YARDSTICK:
                    keep(name, lambda _: yardstick(stores, options.events))
                else:
                    keep(name, lambda known: long_run(known, stores, sizes, options.limit))
    write_page()


def sample_reports(folder: Path) -> GraphStore:
    """The store of the sample reports."""
    command = [sys.executable, "-m", "kg", "build", str(ROOT / "data" / "articles"), "--store", str(folder)]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    return open_for_reading(folder)


def keep(name: str, measure: Callable[[Record], Record]) -> None:
    """Measure a database and write its row and the page at once, so that nothing measured is lost."""
    known = read_records(RECORDS)
    try:
        new = measure(known.get(name, Record(name)))
    except Missing as missing:
        print(f"{name}: {missing}", flush=True)
        return
    # Read again: others may have measured other rows meanwhile.
    write_records(RECORDS, merged(read_records(RECORDS), [new]))
    write_page()


def write_page() -> None:
    """The page of all rows measured so far."""
    PAGE.write_text(page(list(read_records(RECORDS).values())), encoding="utf-8")


if __name__ == "__main__":
    main()
