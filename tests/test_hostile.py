"""Three hundred broken and hostile files: no crash, none takes long, each that is not read is named, the good are built."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest

import kg
from kg.extract.reading import Reader
from kg.model import Article
from kg.pipeline import add_readings
from kg.read import Problem, read_inputs
from kg.store import memory_store
from kg.workers import answer
from tests.hostile import KINDS, hostile_file

SEED, COUNT = 20, 300
GOOD = (
    "Rebels attacked the town of Velna and killed three soldiers, the army said on Monday. Three civilians were hurt."
)
LIMIT = 15.0
"""Seconds of processor time for one file, reading and extraction together."""


@pytest.mark.parametrize("kind", range(len(KINDS)), ids=KINDS)
def test_hostile_files(kind: int, tmp_path: Path, reader: Reader) -> None:
    store = memory_store()
    failed: list[str] = []
    for hostile in (hostile_file(n, SEED) for n in range(kind, COUNT, len(KINDS))):
        path = tmp_path / hostile.name
        path.write_bytes(hostile.data)
        begin = time.thread_time()
        problems: list[Problem] = []
        articles: list[Article] = []
        for item in read_inputs([path]):
            if isinstance(item, Article):
                articles.append(item)
            else:
                problems.append(item)
        answers = [answer(article, reader) for article in articles]
        took = time.thread_time() - begin
        assert took < LIMIT, (hostile.name, took)
        failed += [a.problem for a in answers if a.problem is not None]
        assert all(str(p).startswith(str(path)) and p.way_out for p in problems)
        assert articles or problems, f"{hostile.name} was passed over in silence"
        if hostile.told:
            assert problems, f"{hostile.name} is not named"
        add_readings([a.reading for a in answers[:1] if a.reading is not None], store)
    assert failed == []
    for line in store.sorted_lines():
        line.encode()


def test_the_good_ones_are_built_beside_them(tmp_path: Path) -> None:
    files = [hostile_file(n, SEED) for n in range(len(KINDS))]
    for hostile in files:
        (tmp_path / hostile.name).write_bytes(hostile.data)
    for name in ("aaa", "mmm", "zzz"):
        (tmp_path / f"{name}.txt").write_text(f"{GOOD} This is {name}.")
    graph = kg.build(tmp_path, published=date(2020, 1, 8))
    found = {a.rpartition("/")[2] for a in graph.store.articles()}
    assert {"aaa", "mmm", "zzz"} <= found
    named = " ".join(graph.problems)
    for hostile in files:
        if hostile.told:
            assert hostile.name in named or hostile.name.split(".")[0] in found, hostile.name
