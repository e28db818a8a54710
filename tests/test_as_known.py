"""What was known on an earlier day: the graph that a build on that day would have given, in memory and on disk."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from kg.as_known import as_known_on
from kg.canned import find_question, load_questions
from kg.model import ArticleReading
from kg.pipeline import add_readings, retract
from kg.store import GraphStore, memory_store, open_for_writing
from tests import sample
from tests.conftest import Run

FIRST, SECOND = sample.first(), sample.second()
UNDATED = sample.third()
ALL = [FIRST, SECOND, UNDATED]


def built(*readings: ArticleReading) -> GraphStore:
    store = memory_store()
    add_readings(readings, store)
    return store


def lines(store: GraphStore) -> list[str]:
    return list(store.sorted_lines())


@pytest.mark.parametrize(
    ("day", "known"), [(date(2020, 1, 20), []), (date(2020, 1, 21), [SECOND]), (date(2020, 1, 23), [SECOND, FIRST])]
)
def test_it_is_what_a_build_on_that_day_would_have_given(day: date, known: list[ArticleReading]) -> None:
    found = as_known_on(built(*ALL), day)
    assert lines(found.store) == lines(built(*known))
    assert found.undated == (UNDATED.article.id,)


def test_what_came_later_than_it_was_published_was_not_known() -> None:
    came = replace(SECOND, article=replace(SECOND.article, received=date(2020, 3, 1)))
    store = built(FIRST, came)
    assert as_known_on(store, date(2020, 2, 28)).later == (SECOND.article.id,)
    assert lines(as_known_on(store, date(2020, 2, 28)).store) == lines(built(FIRST))
    assert as_known_on(store, date(2020, 3, 1)).store is store


def test_an_earlier_graph_is_kept_until_the_store_changes(tmp_path: Path) -> None:
    with closing(open_for_writing(tmp_path / "store")) as store:
        add_readings(ALL, store)
        day = date(2020, 1, 21)
        shelf = tmp_path / "store" / "as-known-on"
        once = lines(as_known_on(store, day).store)
        assert once == lines(built(SECOND))
        kept = sorted(shelf.iterdir())
        assert lines(as_known_on(store, day).store) == once
        assert sorted(shelf.iterdir()) == kept
        retract([SECOND.article.id], store)
        assert lines(as_known_on(store, day).store) == lines(built())
        for n in range(1, 7):
            as_known_on(store, day - timedelta(days=n))
        assert len(list(shelf.iterdir())) == 4


def test_every_question_takes_the_day(tmp_path: Path, run_kg: Callable[..., Run]) -> None:
    with closing(open_for_writing(tmp_path / "store")) as store:
        add_readings(ALL, store)
    for question in load_questions():
        needed = [w for p in question.parameters if p.required for w in (f"--{p.name}", p.example)]
        done = run_kg("ask", question.name, *needed, "--store", tmp_path / "store", "--as-known-on", "2020-01-21")
        assert done.code == 0, done.err
        assert "c3" in done.err
    known = run_kg(
        "ask", "casualties-by-side", "--store", tmp_path / "store", "--as-known-on", "2020-01-21", "--format", "csv"
    )
    assert ",31," in known.out
    assert ",28," not in known.out
    assert find_question("casualties-by-side").columns[0] == "event"


@pytest.mark.parametrize("words", ["2020-02-30", "soon"])
def test_no_day_is_a_sentence(run_kg: Callable[..., Run], sample_store: Path, words: str) -> None:
    done = run_kg("ask", "dyads", "--store", sample_store, "--as-known-on", words)
    assert done.code == 1
    assert "YYYY-MM-DD" in done.err
