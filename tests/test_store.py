"""The folder of a store: made whole or not at all, one writer, and a clear sentence for everything else."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions

from kg.errors import QueryError, StoreError
from kg.pipeline import add_readings
from kg.store import GraphStore, memory_store, open_for_reading, open_for_writing, sorted_lines
from kg.terms import object_of, subject_of
from kg.vocabulary import C
from tests import sample
from tests.tables import ROOT

ALL = [sample.first(), sample.second(), sample.third()]
Writing = Callable[[], GraphStore]


@pytest.fixture
def writing(tmp_path: Path) -> Iterator[Writing]:
    """Opens the store of a test for writing; at its end the folder is let go, however the test has ended."""
    with ExitStack() as opened:
        yield lambda: opened.enter_context(closing(open_for_writing(tmp_path / "s", wait=0)))


def test_what_was_written_is_read_again(tmp_path: Path, writing: Writing) -> None:
    store = writing()
    add_readings(ALL, store)
    expected = list(store.sorted_lines())
    store.close()
    assert list(open_for_reading(tmp_path / "s").sorted_lines()) == expected
    memory = memory_store()
    add_readings(ALL, memory)
    assert list(memory.sorted_lines()) == expected


def test_readers_may_look_while_a_writer_writes(tmp_path: Path, writing: Writing) -> None:
    writer = writing()
    reader = open_for_reading(tmp_path / "s")
    add_readings(ALL, writer)
    assert reader.articles() == []
    assert len(open_for_reading(tmp_path / "s").articles()) == 3
    writer.close()
    writer.close()


def test_a_store_opened_anew_says_the_same(tmp_path: Path, writing: Writing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.pipeline._FRESH", 1)
    monkeypatch.setattr("kg.store._FRESH", 7)
    writer = writing()
    add_readings(ALL, writer, batch=1)
    expected = memory_store()
    add_readings(ALL, expected)
    reader = open_for_reading(tmp_path / "s")
    for store in (writer, reader):
        graphs = list(store.graphs())
        assert graphs == sorted(str(g.value) for g in expected.store.named_graphs())
        assert list(store.sorted_lines(graphs)) == list(expected.sorted_lines())
    with pytest.raises(StoreError, match="another process"):
        open_for_writing(tmp_path / "s", wait=0)
    writer.close()


def test_a_reader_stays_at_the_moment_at_which_it_was_opened(tmp_path: Path, writing: Writing) -> None:
    writer = writing()
    add_readings(ALL[:1], writer)
    # While a writer is there the database may throw away a file at any moment, and a reader then stays as it is.
    writer.close()
    reader = open_for_reading(tmp_path / "s")
    first = reader.store
    reader.lighten()
    assert reader.store is not first
    before = list(reader.sorted_lines())
    writer = writing()
    add_readings(ALL[1:], writer)
    writer.close()
    reader.lighten()
    assert list(reader.sorted_lines()) == before
    assert len(open_for_reading(tmp_path / "s").articles()) == 3


def test_a_store_that_cannot_be_opened_again_is_told_and_let_go(tmp_path: Path, writing: Writing) -> None:
    writer = writing()
    add_readings(ALL[:1], writer)
    under_way = writer.match()
    with pytest.raises(StoreError, match="cannot be opened again"):
        writer.reopen()
    del under_way
    writer.close()
    again = writing()
    assert len(again.articles()) == 1
    again.close()


@pytest.mark.parametrize("number", [0, 2, 3, 7, 40, 41])
def test_lines_are_sorted_in_runs(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.store._SPILL", 3)
    monkeypatch.setattr("kg.store._RUNS", 2)
    lines = [f"{n * 17 % 41} é" for n in range(number)]
    assert list(sorted_lines(iter(lines))) == sorted(lines)


def test_no_store_and_no_version() -> None:
    with pytest.raises(StoreError, match="no store"):
        open_for_reading(Path("/nowhere/at/all"))


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(StoreError, match="letter"):
        open_for_writing(tmp_path)
    assert (tmp_path / "letter.txt").read_text() == "dear"


def test_a_store_of_another_version_is_refused(tmp_path: Path) -> None:
    open_for_writing(tmp_path / "s").close()
    about = tmp_path / "s" / "conflict-kg.txt"
    about.write_text(about.read_text().replace("format: 1", "format: 99"))
    for opened in (open_for_reading, open_for_writing):
        with pytest.raises(StoreError, match="version 99"):
            opened(tmp_path / "s")


def test_another_base_is_refused(tmp_path: Path) -> None:
    open_for_writing(tmp_path / "s", base="https://example.org/a/").close()
    open_for_writing(tmp_path / "s").close()
    with pytest.raises(StoreError, match=r"example\.org/a"):
        open_for_writing(tmp_path / "s", base="https://example.org/b/")


def test_a_half_made_store_is_made_again(tmp_path: Path, writing: Writing) -> None:
    open_for_writing(tmp_path / "s").close()
    (tmp_path / "s" / "conflict-kg.txt").unlink()
    store = writing()
    assert list(store.sorted_lines()) == list(memory_store().sorted_lines())
    store.close()


def test_the_second_writer_says_so(tmp_path: Path, writing: Writing) -> None:
    first = writing()
    code = (
        "import sys; from pathlib import Path\n"
        "from kg.store import open_for_writing; from kg.errors import StoreError\n"
        "try: open_for_writing(Path(sys.argv[1]), wait=0.1)\n"
        "except StoreError as e: print(e)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "s")], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert f"being written by another process ({os.getpid()})" in told.stdout
    first.close()
    open_for_writing(tmp_path / "s", wait=0.1).close()


def test_a_query_that_does_not_parse_says_so() -> None:
    with pytest.raises(QueryError, match="does not parse"):
        memory_store().query("SELECT nonsense")


def test_the_union_counts_nothing_twice() -> None:
    store = memory_store()
    add_readings(ALL, store)
    prefix = "PREFIX c: <https://w3id.org/conflict-kg/ns#> SELECT (COUNT(*) AS ?n) (SUM(?k) AS ?sum)"
    for what in ("?e a c:Event", "?e a c:Place", "?e a c:Actor", "?e c:killed ?k", "?e a c:CasualtyFigure ; c:best ?k"):
        union = store.query(f"{prefix} WHERE {{ {what} }}", union=True)
        graph = "c:reference" if "Place" in what or "Actor" in what else "c:conclusions"
        named = store.query(f"{prefix} WHERE {{ GRAPH {graph} {{ {what} }} }}")
        assert isinstance(union, QuerySolutions)
        assert isinstance(named, QuerySolutions)
        assert [(row["n"], row["sum"]) for row in union] == [(row["n"], row["sum"]) for row in named]


def statements(first: int, count: int) -> list[Quad]:
    name = NamedNode("https://example.org/x")
    return [Quad(name, name, Literal(n), name) for n in range(first, first + count)]


def numbers(store: GraphStore) -> set[int]:
    return {int(object_of(q)) for q in store.match(graph="https://example.org/x")}


def test_a_large_change_is_made_whole(tmp_path: Path, writing: Writing) -> None:
    store = writing()
    store.apply([], statements(0, 9000))
    store.apply(statements(0, 100), statements(9000, 9000))
    assert numbers(store) == set(range(100, 18000))
    assert not store.has_journal()
    store.close()


@pytest.mark.parametrize("reopened", [open_for_reading, open_for_writing])
def test_a_large_change_that_was_broken_off_is_finished_by_the_next(
    tmp_path: Path, writing: Writing, reopened: Callable[[Path], GraphStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = writing()
    store.apply([], statements(0, 10))
    monkeypatch.setattr(GraphStore, "mend", lambda _: None)
    store.apply(statements(0, 5), statements(10, 9000))
    assert numbers(store) == set(range(9010))
    store.close()
    monkeypatch.undo()
    again = reopened(tmp_path / "s")
    assert numbers(again) == set(range(5, 9010))
    assert not again.has_journal()
    again.close()


WRITER = """
import sys
from dataclasses import replace
from pathlib import Path
from kg.pipeline import add_readings
from kg.store import open_for_writing
from kg.vocabulary import C
from tests import sample
store = open_for_writing(Path(sys.argv[1]))
print("ready", flush=True)
one = sample.first()
size = int(sys.argv[2])
for n in range(1000):
    ids = [f"a{(n + i) % (2 * size)}" for i in range(size)]
    add_readings([replace(one, article=replace(one.article, id=i, title=f"take {n} of {i}")) for i in ids], store)
    print(n, flush=True)
"""


@pytest.mark.parametrize("size", [2, 12])
@pytest.mark.parametrize("milliseconds", [0, 40, 150, 400])
def test_killed_at_any_moment_no_article_is_half_there(
    tmp_path: Path, writing: Writing, milliseconds: int, size: int
) -> None:
    folder = tmp_path / "s"
    command = [sys.executable, "-c", WRITER, str(folder), str(size)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            time.sleep(milliseconds / 1000)
        finally:
            process.kill()
    store = writing()
    kept = {subject_of(q): object_of(q) for q in store.match(None, "http://purl.org/dc/terms/title")}
    from dataclasses import replace

    one = sample.first()
    expected = memory_store()
    readings = [
        replace(one, article=replace(one.article, id=iri.rpartition("/")[2], title=title))
        for iri, title in kept.items()
    ]
    add_readings(readings, expected)
    graphs = [C.conclusions, C.reference, C.texts, *kept]
    assert list(store.sorted_lines(graphs)) == list(expected.sorted_lines(graphs))
    store.close()


def test_a_store_that_has_doubled_is_put_in_order_and_one_that_has_not_is_left(
    tmp_path: Path, writing: Writing, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, in_memory = writing(), memory_store()
    assert store.size() > 0 == in_memory.size()
    add_readings([sample.first(), sample.second(), sample.third()], in_memory)

    put_in_order: list[GraphStore] = []
    optimize = GraphStore.optimize
    sizes = iter([100, 200, 200, 200, 399])

    def counted(store: GraphStore) -> None:
        put_in_order.append(store)
        optimize(store)

    monkeypatch.setattr(GraphStore, "optimize", counted)
    monkeypatch.setattr(GraphStore, "size", lambda _: next(sizes))
    times = []
    for much, reading in ((1, sample.first()), (1_000_000, sample.second()), (1, sample.third())):
        monkeypatch.setattr("kg.pipeline._MUCH", much)
        add_readings([reading], store)
        times.append(len(put_in_order))
    assert times == [1, 1, 1]
    assert next(sizes, None) is None
    assert list(store.sorted_lines()) == list(in_memory.sorted_lines())
    store.close()
