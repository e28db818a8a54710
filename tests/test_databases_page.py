"""The page of the databases shows what was measured, and measuring one leaves the rows of the others."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.bench_databases import PAGE, RECORDS, YARDSTICK, Record, merged, page, read_records, write_records


def made(name: str, seconds: float, events: int = 100) -> Record:
    """A row."""
    cells = (f"Database {name}", "`kg push`", "9 quads, equal", "1 of 1", "in every row")
    return Record(name, *cells, events, 900, seconds, seconds / 2)


def test_the_page_is_that_of_the_records() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(list(read_records(RECORDS).values()))


def test_a_new_row_takes_the_place_of_the_old_one_and_leaves_the_others(tmp_path: Path) -> None:
    path = tmp_path / "rows.tsv"
    write_records(path, merged({}, [made("ladybug", 3.5), made("oxigraph", 2), made(YARDSTICK, 1)]))
    known = read_records(path)
    assert list(known) == ["oxigraph", "ladybug", YARDSTICK]
    write_records(path, merged(known, [made("oxigraph", 7), made("fuseki", 9)]))
    assert {name: row.seconds for name, row in read_records(path).items()} == {
        "fuseki": 9.0,
        "oxigraph": 7.0,
        "ladybug": 3.5,
        YARDSTICK: 1.0,
    }


def test_a_time_of_fewer_events_says_so() -> None:
    text = page([made("fuseki", 9), made("oxigraph", 7, events=10), made("ladybug", 0, events=0)])
    assert "| time for 100 events |" in text
    assert "| Database fuseki | `kg push` | 9 quads, equal | 1 of 1 | in every row | 9 s | 4 s |" in text
    assert "| in every row | 10 in 7 s | 4 s |" in text
    assert "| in every row | – | – |" in text


def test_what_is_lacking_is_said() -> None:
    assert "| 9 s; **(8,), (9,) wanted** | 4 s |" in page([made("fuseki", 9)._replace(lacking="(8,), (9,) wanted")])
