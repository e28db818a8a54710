"""Workers: the same bytes whatever their number; one that is killed, or a text that kills it, costs no other article."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import kg
from kg.errors import InputError, ModelError
from kg.extract.parse import DEFAULT_MODEL
from kg.model import Article
from kg.workers import WorkerPool, _Source, read_here, reading_with
from tests.benchmarks.volume_corpus import made_articles
from tests.conftest import Run
from tests.serving import awaited
from tests.tables import ROOT

ARTICLES = [article for article, _ in made_articles(24, sentences=4)]


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "articles.jsonl"
    records = [{"id": a.id, "text": a.text, "published": str(a.published), "publisher": a.publisher} for a in ARTICLES]
    path.write_text("".join(json.dumps(r) + "\n" for r in records))
    return path


def test_any_number_of_workers_gives_the_same_bytes(lines: Path) -> None:
    alone, together = kg.build(lines), kg.build(lines, workers=2)
    assert together.to_rdf() == alone.to_rdf()
    assert (together.report.added, together.report.events) == (alone.report.added, alone.report.events)
    assert alone.report.added == len(ARTICLES)


def test_answers_come_in_order_and_as_of_one_process() -> None:
    expected = [a._replace(seconds=0.0) for a in read_here(ARTICLES, DEFAULT_MODEL)]
    with WorkerPool(2, DEFAULT_MODEL) as pool:
        found = [a._replace(seconds=0.0) for a in pool.readings(ARTICLES)]
    assert found == expected


ODD_WORKERS = """
import os, pathlib, sys, time
sys.path[:] = {path!r}
from kg import workers
read = workers.answer
def answer(article, reader):
    if "deadly" in article.id:
        os.abort()
    begun = pathlib.Path({begun!r})
    if "lengthy" in article.id and not begun.exists():
        begun.touch()
        time.sleep(600)
    return read(article, reader)
workers.answer = answer
workers.breed()
"""


@pytest.fixture
def begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Workers that an article called deadly kills, and that stay at one called lengthy for as long as any test waits when
    they have it for the first time: then there is this file.
    """
    path = tmp_path / "begun"
    program = ODD_WORKERS.format(path=[str(ROOT), *sys.path], begun=str(path))
    monkeypatch.setattr(_Source, "begun", classmethod(lambda source, model: source.running(program, model)))
    return path


def named(names: dict[int, str], count: int) -> list[Article]:
    """So many articles, some of them under other names."""
    return [replace(a, id=names.get(n, a.id)) for n, a in enumerate(ARTICLES[:count])]


def test_a_worker_that_is_killed_costs_nothing(begun: Path) -> None:
    given = named({5: "lengthy"}, 12)
    with WorkerPool(1, DEFAULT_MODEL) as pool:
        reading = pool.readings(given)
        answers = [next(reading)]
        awaited(begun.exists)
        killed = pool.pids()
        os.kill(killed[0], signal.SIGKILL)
        answers += reading
        assert pool.pids() != killed
    assert [a.article for a in answers] == [a.id for a in given]
    assert all(a.problem is None for a in answers)
    (doubt,) = [a.doubt for a in answers if a.doubt]
    assert doubt.startswith("lengthy: ")
    assert "was killed (SIGKILL)" in doubt


@pytest.mark.usefixtures("begun")
def test_a_text_that_kills_its_worker_is_named_and_the_rest_read() -> None:
    given = named({n: f"deadly {n}" for n in (3, 4, 11)}, 14)
    with WorkerPool(2, DEFAULT_MODEL) as pool:
        answers = list(pool.readings(given))
    assert [a.article for a in answers] == [a.id for a in given]
    assert [a.article for a in answers if a.reading is None] == ["deadly 3", "deadly 4", "deadly 11"]
    for found in answers:
        if found.reading is None:
            assert found.problem is not None
            assert found.problem.startswith(found.article)
            assert "SIGABRT" in found.problem


@pytest.mark.parametrize("at_once", [False, True])
def test_a_model_that_is_missing_is_said_once(at_once: bool) -> None:
    with WorkerPool(2, "no_such_model", at_once=at_once) as pool, pytest.raises(ModelError, match="no_such_model"):
        list(pool.readings(ARTICLES))


def test_nothing_is_left_of_workers_and_of_the_process_they_were_forked_of() -> None:
    with WorkerPool(2, DEFAULT_MODEL, at_once=True) as pool:
        assert [a.article for a in pool.readings(ARTICLES[:6])] == [a.id for a in ARTICLES[:6]]
        assert pool._source is not None
        begun = [*pool.pids(), pool._source.process.pid]
        assert len(begun) == 3
    with WorkerPool(1, DEFAULT_MODEL, at_once=True) as unused:
        assert unused._source is not None
        begun.append(unused._source.process.pid)
    for pid in begun:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_workers_are_forked_of_a_process_without_threads_and_of_a_new_one_if_that_is_killed() -> None:
    with WorkerPool(1, DEFAULT_MODEL) as pool:
        assert len(list(pool.readings(ARTICLES[:1]))) == 1
        source, (worker,) = pool._source, pool.pids()
        assert source is not None
        tasks = Path(f"/proc/{source.process.pid}/task")
        if tasks.exists():
            assert len(list(tasks.iterdir())) == 1
        source.process.kill()
        source.process.wait()
        os.kill(worker, signal.SIGKILL)
        assert [a.problem for a in pool.readings(ARTICLES[:2])] == [None, None]
        assert pool._source is not source


@pytest.mark.parametrize("count", [0, -1, 100_000])
def test_strange_numbers_of_workers(count: int) -> None:
    with pytest.raises(InputError, match="workers"), reading_with(count, DEFAULT_MODEL):
        pass


def test_the_report_names_everything(lines: Path, tmp_path: Path, run_kg: Callable[..., Run]) -> None:
    (tmp_path / "bad.xyz").write_text("x")
    report = tmp_path / "report.json"
    done = run_kg(
        "build", lines, tmp_path / "nowhere.txt", "--store", tmp_path / "s", "--report", report, "--workers", 2
    )
    assert done.code == 1
    told = json.loads(report.read_text())
    assert (told["articles_read"], told["added"], told["workers"]) == (len(ARTICLES), len(ARTICLES), 2)
    assert told["new_events"] >= 1
    assert len(told["left_out"]) == 1
    assert "nowhere.txt" in told["left_out"][0]
    assert set(told["stages"]) == {"reading", "extraction", "merging", "writing"}
    assert told["stages"]["extraction"] > 0
    assert "extraction, 2 workers" in done.out


def test_texts_that_other_rules_have_read_are_told_and_read_again(
    lines: Path, tmp_path: Path, run_kg: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "s"
    assert run_kg("build", lines, "--store", store).code == 0
    same = run_kg("build", lines, "--store", store, "--again")
    assert f"(0 new, 0 changed, {len(ARTICLES)} unchanged)" in same.out
    before = run_kg("export", "nquads", "--store", store).out
    monkeypatch.setattr("kg.rules.rules_version", lambda _: "newer")
    skipped = run_kg("build", lines, "--store", store)
    assert f"have read {len(ARTICLES)} of the unchanged ones" in skipped.out
    again = run_kg("build", lines, "--store", store, "--again")
    assert f"(0 new, 0 changed, {len(ARTICLES)} read again, 0 unchanged)" in again.out
    assert "unchanged ones" not in run_kg("build", lines, "--store", store).out
    assert run_kg("export", "nquads", "--store", store).out == before
